//! From an approval to a card at any kiosk.
//!
//! ```text
//! approved ─ issue_facts ─▶ document made and signed outside ─ issue ─▶ locked blob on disk, synced
//!                                                                    ─▶ one transaction: signed, ready, row in the feed
//! ```
//!
//! The PDF itself is never stored in the clear: only locked under the receipt's secret, which central keeps sealed.

mod check;
mod end;
mod record;

use std::fs::{self, File};
use std::io::Write;

use crate::store::db::params;
use anjungan_wire::application::Application;
use anjungan_wire::card::{CardCode, CardNumber, Locked, lock, unlock};
use anjungan_wire::encoding::{hex, sha256_hex};
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{Blob, SignedCard};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub use check::PublicCard;
use check::check_hash;
use end::replace_earlier;
pub(super) use end::{office_day, publish_revoked};
pub use record::{CardState, IssuedRecord};
pub(super) use record::{living, record};

use super::act::{ActRefusal, Asked, Moved, perform};
use super::{ApplicationId, summary_of};
use crate::office::dossier::{self, Group};
use crate::office::rules::{CardDays, OfficeRules};
use crate::office::workflow::{Act, Actor, IdempotencyKey, NotAllowed, Stage, Why};
use crate::store::error::{Result, StoreError};
use crate::store::fields::{self, Owner, random};
use crate::store::{Store, keys, office};

/// What a document is made of.
#[derive(Clone, Debug)]
pub struct IssueFacts {
    /// Which application.
    pub id: ApplicationId,
    /// What the person told.
    pub application: Application,
    /// The card's number.
    pub number: CardNumber,
    /// Its days.
    pub days: CardDays,
    /// The office's rules: signer, template, host.
    pub rules: OfficeRules,
    /// The unguessable check address, to be printed as a QR code: `HTTPS://HOST/C/<26 characters>`. Empty without a
    /// public host.
    pub check_url: String,
    /// The signed code, to be printed as a QR code of its own: [`CardCode`].
    pub code: String,
    token: [u8; 16],
}

impl Store {
    /// What the document of an approved application is made of. Each call draws another check address; the one whose
    /// facts come back in [`Store::issue`] counts.
    pub fn issue_facts(&self, id: ApplicationId) -> Result<IssueFacts, ActRefusal> {
        let summary =
            summary_of(&self.conn, id)?.filter(|summary| !summary.erased).ok_or(ActRefusal::Unknown)?;
        summary.stage.after(Act::Sign)?;
        let card = record(&self.conn, id)?.ok_or(StoreError::Damaged { place: "card" })?;
        let rules = office::rules(&self.conn, &summary.office)?;
        let application = super::open(&self.conn, &self.keys, &summary)?;
        let mut token = [0; 16];
        random(&mut token)?;
        let card_keys = keys::card_keys(&self.keys.dir, summary.office.as_str())?;
        let (key_id, key) = card_keys.last_key_value().expect("card_keys makes one where there is none");
        let code = CardCode {
            key: *key_id,
            number: card.number.clone(),
            name: application.person.name.clone(),
            issued: card.days.issued,
            valid_until: card.days.valid_until,
        };
        let check_url = match rules.public_host.as_str() {
            "" => String::new(),
            host => format!("HTTPS://{}/C/{}", host.to_ascii_uppercase(), BASE32_NOPAD.encode(&token)),
        };
        Ok(IssueFacts {
            id,
            application,
            number: card.number,
            days: card.days,
            code: code.sign(key, &rules.public_host),
            rules,
            check_url,
            token,
        })
    }

    /// Issues the card with its signed PDF: it can be printed at any kiosk of the province from then on, or fetched.
    pub fn issue(
        &mut self,
        facts: &IssueFacts,
        pdf: &[u8],
        actor: &Actor,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<Moved, ActRefusal> {
        let id = facts.id;
        let opened =
            fields::groups(&self.conn, &self.keys.fields, Owner::Application, id.0, &[Group::Receipt])?;
        let secret = dossier::secret(&opened).map_err(|_| ActRefusal::Unknown)?;
        let mut nonce = [0; 12];
        random(&mut nonce)?;
        let locked = lock(&secret, Locked::Card, nonce, pdf);
        let blob_sha256 = self.write_blob(&locked)?;
        let pdf_sha256: [u8; 32] = Sha256::digest(pdf).into();
        // Central's word ends with the card.
        let expires_s = facts
            .days
            .valid_until
            .tomorrow()
            .map(|day| facts.rules.clock.zone.moment(day.at(0, 0, 0, 0)).as_second())
            .unwrap_or(i64::MAX);
        let document = SignedCard { card: secret.card_id(), pdf_sha256 };
        let document =
            Signed::sign(&self.keys.content, at.as_second().max(0).cast_unsigned(), expires_s, document);

        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let why = Why::default();
        let sign = Asked { id, act: Act::Sign, actor, key: key.as_str(), why: &why, at };
        let signed = perform(&tx, &keys, &sign)?;
        if signed.again {
            return Ok(signed);
        }
        let card = record(&tx, id)?.ok_or(StoreError::Damaged { place: "card" })?;
        if card.number != facts.number || card.state != CardState::Numbered {
            return Err(NotAllowed::Stage { stage: Stage::Approved, act: Act::Sign }.into());
        }
        replace_earlier(&tx, &keys, &card, at)?;
        tx.execute(
            "UPDATE card SET state = 'issued', check_hash = ?2, pdf_sha256 = ?3, blob_sha256 = ?4, blob_size = ?5,
                document = ?6 WHERE application = ?1",
            params![
                id.0,
                check_hash(&facts.token),
                pdf_sha256,
                blob_sha256,
                locked.len() as i64,
                super::to_json(&document)?
            ],
        )?;
        let release = format!("release:{id}");
        let asked = Asked { id, act: Act::Release, actor: &Actor::System, key: &release, why: &why, at };
        let moved = perform(&tx, &keys, &asked)?;
        tx.commit()?;
        Ok(moved)
    }

    /// [`Store::issue_facts`], `compose`, [`Store::issue`]. For callers that may block.
    pub fn issue_with(
        &mut self,
        id: ApplicationId,
        actor: &Actor,
        key: &IdempotencyKey,
        at: Timestamp,
        compose: impl FnOnce(&IssueFacts) -> Result<Vec<u8>, String>,
    ) -> Result<Moved, ActRefusal> {
        let facts = self.issue_facts(id)?;
        let pdf = compose(&facts).map_err(ActRefusal::Document)?;
        self.issue(&facts, &pdf, actor, key, at)
    }

    /// The signed PDF, unlocked: to print it at the counter. `None`: there is none, or it is out of use.
    pub fn card_pdf(&self, id: ApplicationId) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let card = record(&self.conn, id)?.filter(|card| card.state == CardState::Issued);
        let Some(Blob { sha256, .. }) = card.and_then(|card| card.blob) else {
            return Ok(None);
        };
        let opened =
            fields::groups(&self.conn, &self.keys.fields, Owner::Application, id.0, &[Group::Receipt])?;
        let Ok(secret) = dossier::secret(&opened) else { return Ok(None) };
        let path = self.dir.join("blobs").join(hex(&sha256));
        let locked = fs::read(&path).map_err(StoreError::file("read", &path))?;
        let pdf = unlock(&secret, Locked::Card, &locked)
            .map_err(|_| StoreError::Damaged { place: "card.blob_sha256" })?;
        Ok(Some(pdf))
    }

    /// Written beside, synced and renamed: a transaction that names it finds it.
    pub(in crate::store) fn write_blob(&self, bytes: &[u8]) -> Result<String> {
        let name = sha256_hex(bytes);
        let dir = self.dir.join("blobs");
        let path = dir.join(&name);
        let mut draw = [0; 8];
        random(&mut draw)?;
        let part = dir.join(format!(".part-{}", hex(&draw)));
        let mut file = File::create(&part).map_err(StoreError::file("make", &part))?;
        file.write_all(bytes).map_err(StoreError::file("write", &part))?;
        file.sync_all().map_err(StoreError::file("write", &part))?;
        fs::rename(&part, &path).map_err(StoreError::file("write", &path))?;
        keys::sync_dir(&dir)?;
        Ok(name)
    }
}
