//! From an approval to a card at any kiosk.
//!
//! ```text
//! approved ─ issue_facts ─▶ document made and signed outside ─ issue ─▶ locked blob on disk, synced
//!                                                                    ─▶ one transaction: signed, ready, row in the feed
//! ```
//!
//! The PDF itself is never stored in the clear: only locked under the receipt's secret, which central keeps sealed.

use std::fs::{self, File};
use std::io::Write;

use anjungan_wire::application::Application;
use anjungan_wire::card::{CardCode, CardNumber, Locked, Revoked, lock, unlock};
use anjungan_wire::encoding::{hex, sha256_hex};
use anjungan_wire::id::Scope;
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{Blob, SignedCard};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::act::{ActRefusal, Asked, Moved, perform};
use super::{ApplicationId, row, subject, summary_of};
use crate::office::dossier::{self, Group};
use crate::office::people::{Action, may};
use crate::office::reasons::REPLACED;
use crate::office::rules::{CardDays, OfficeRules};
use crate::office::workflow::{Act, Actor, IdempotencyKey, NotAllowed, Stage, Why};
use crate::store::error::{Result, StoreError};
use crate::store::fields::{self, Owner, Place, random};
use crate::store::publish::Writing;
use crate::store::{Store, audit, keys, office};

/// What has become of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardState {
    /// It has a number and is not signed.
    Numbered,
    /// Issued.
    Issued,
    /// Never issued; its number is not given again.
    Void,
    /// Made invalid before its day.
    Revoked,
    /// A correction, or a renewal with the same number, has taken its place.
    Superseded,
}

impl CardState {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "numbered" => CardState::Numbered,
            "issued" => CardState::Issued,
            "void" => CardState::Void,
            "revoked" => CardState::Revoked,
            "superseded" => CardState::Superseded,
            _ => return None,
        })
    }
}

/// A card, as central keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedRecord {
    /// Of which application.
    pub application: ApplicationId,
    /// Its number.
    pub number: CardNumber,
    /// Its days.
    pub days: CardDays,
    /// What has become of it.
    pub state: CardState,
    /// The locked PDF.
    pub blob: Option<Blob>,
    /// Central's word for the PDF.
    pub document: Option<Signed<SignedCard>>,
}

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

/// What anybody may learn of a card by its check address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicCard {
    /// The number.
    pub number: CardNumber,
    /// The holder's name, all letters but each word's first as asterisks.
    pub masked_name: String,
    /// The day of issue.
    pub issued: Date,
    /// The last day it is valid.
    pub valid_until: Date,
    /// Whether it was made invalid, or closed because its holder is at work.
    pub revoked: bool,
    /// The office's name.
    pub office: String,
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

    /// The card with this check address. A wrong address and an unknown one are the same.
    pub fn check(&self, token: &str) -> Result<Option<PublicCard>> {
        let Ok(bytes) = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()) else { return Ok(None) };
        let Ok(token) = <[u8; 16]>::try_from(bytes) else { return Ok(None) };
        let found: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT application FROM card WHERE check_hash = ?1 AND state IN ('issued', 'revoked', 'superseded')",
            )?
            .query_row([check_hash(&token)], |row| row.get(0))
            .optional()?;
        let Some(id) = found.map(ApplicationId) else { return Ok(None) };
        let (Some(card), Some(summary)) = (record(&self.conn, id)?, summary_of(&self.conn, id)?) else {
            return Ok(None);
        };
        let Some((name, _)) = self.name_and_birth(id)? else { return Ok(None) };
        Ok(Some(PublicCard {
            masked_name: mask(&name),
            issued: card.days.issued,
            valid_until: card.days.valid_until,
            revoked: card.state != CardState::Issued || summary.stage == Stage::Employed,
            office: office::rules(&self.conn, &summary.office)?.name,
            number: card.number,
        }))
    }

    /// Makes a card invalid before its day. Kiosks learn of it by `revoked@PROVINCE`.
    pub fn revoke_card(
        &mut self,
        id: ApplicationId,
        actor: &Actor,
        note: &str,
        at: Timestamp,
    ) -> Result<(), ActRefusal> {
        let Actor::Officer { id: officer, role } = *actor else { return Err(ActRefusal::Unknown) };
        if !may(role, Action::Revoke) {
            return Err(NotAllowed::Actor { act: Act::Sign }.into());
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let summary = summary_of(&tx, id)?.filter(|summary| !summary.erased).ok_or(ActRefusal::Unknown)?;
        super::act::of_office(&tx, officer, &summary)?;
        let card =
            record(&tx, id)?.filter(|card| card.state == CardState::Issued).ok_or(ActRefusal::Unknown)?;
        tx.execute("UPDATE card SET state = 'revoked' WHERE application = ?1", [id.0])?;
        publish_revoked(&tx, &summary.office, &card, office_day(&tx, &summary.office, at)?)?;
        let detail = json!({ "noted": !note.is_empty() });
        audit::note(
            &tx,
            &keys,
            at.as_millisecond(),
            &actor.to_string(),
            "revoke-card",
            &subject(id),
            &detail,
        )?;
        if !note.is_empty() {
            let place = Place { owner: Owner::Application, row: id.0, group: Group::Note };
            fields::put(&tx, &keys.fields, place, note.as_bytes(), at.as_millisecond())?;
        }
        row::republish(&tx, &keys, id)?;
        tx.commit()?;
        Ok(())
    }

    /// Ends the cards whose last day has passed. How many.
    pub fn expire_cards(&mut self, at: Timestamp) -> Result<u64> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        // A day early for the easternmost zone; each office's own day decides below.
        let latest = crate::office::calendar::Zone::Wit.local(at).date();
        let due: Vec<(i64, String, String)> = tx
            .prepare_cached(
                "SELECT card.application, card.office, card.valid_until FROM card
                 JOIN application ON application.id = card.application
                 WHERE state IN ('issued', 'revoked') AND valid_until < ?1
                   AND stage IN ('SIAP_CETAK', 'DICETAK', 'DIAMBIL') AND erased_ms IS NULL LIMIT 1000",
            )?
            .query_map([latest.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut ended = 0;
        for (id, office, valid_until) in due {
            const DAMAGED: StoreError = StoreError::Damaged { place: "card" };
            let office = office.parse().map_err(|_| DAMAGED)?;
            let valid_until: Date = valid_until.parse().map_err(|_| DAMAGED)?;
            if valid_until >= office_day(&tx, &office, at)? {
                continue;
            }
            let (id, why) = (ApplicationId(id), Why::default());
            let key = format!("expire:{id}");
            perform(
                &tx,
                &keys,
                &Asked { id, act: Act::Expire, actor: &Actor::System, key: &key, why: &why, at },
            )?;
            ended += 1;
        }
        tx.commit()?;
        Ok(ended)
    }

    /// Written beside, synced and renamed: a transaction that names it finds it.
    fn write_blob(&self, bytes: &[u8]) -> Result<String> {
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

/// The office's own day at a moment.
pub(super) fn office_day(
    conn: &Connection,
    office: &anjungan_wire::id::RegionCode,
    at: Timestamp,
) -> Result<Date> {
    Ok(office::rules(conn, office)?.clock.zone.local(at).date())
}

/// A row of `revoked@PROVINCE`.
pub(super) fn publish_revoked(
    conn: &Connection,
    office: &anjungan_wire::id::RegionCode,
    card: &IssuedRecord,
    since: Date,
) -> Result<()> {
    let mut feed = Writing::new(conn);
    let row = Revoked { since, until: card.days.valid_until };
    let scope = Scope::Revoked(office.province());
    feed.set(&scope, &Revoked::row_id(&card.number), Some(&super::to_json(&row)?))?;
    feed.finish(crate::store::now_s())
}

/// The card that had this number before goes out of use, and so does its application.
fn replace_earlier(
    conn: &Connection,
    keys: &crate::store::keys::Keys,
    card: &IssuedRecord,
    at: Timestamp,
) -> Result<(), ActRefusal> {
    let Some(earlier) = living(conn, &card.number)? else { return Ok(()) };
    let id = earlier.application;
    conn.execute("UPDATE card SET state = 'superseded' WHERE application = ?1", [id.0])?;
    let summary = summary_of(conn, id)?.ok_or(ActRefusal::Unknown)?;
    if !summary.erased && summary.stage.after(Act::Supersede).is_ok() {
        let (key, why) = (format!("supersede:{id}"), Why::default());
        perform(
            conn,
            keys,
            &Asked { id, act: Act::Supersede, actor: &Actor::System, key: &key, why: &why, at },
        )?;
        conn.execute(
            "UPDATE application SET reasons = ?2 WHERE id = ?1",
            params![id.0, super::to_json(&[REPLACED])?],
        )?;
        row::republish(conn, keys, id)?;
    }
    Ok(())
}

fn check_hash(token: &[u8; 16]) -> [u8; 32] {
    Sha256::new().chain_update("check").chain_update(token).finalize().into()
}

/// "C***** S********"
fn mask(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().chain(letters.map(|_| '*')).collect::<String>()
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

const COLUMNS: &str =
    "application, number, issued, valid_until, reports, state, blob_sha256, blob_size, document";

/// An application's card.
pub(super) fn record(conn: &Connection, id: ApplicationId) -> Result<Option<IssuedRecord>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM card WHERE application = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The card in use with this number.
pub(super) fn living(conn: &Connection, number: &CardNumber) -> Result<Option<IssuedRecord>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM card WHERE number = ?1 AND state IN ('issued', 'revoked')"
    ))?
    .query_row([number.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

fn read(row: &Row<'_>) -> Result<IssuedRecord> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "card" };
    let date = |at: usize| -> Result<Date> { row.get::<_, String>(at)?.parse().map_err(|_| DAMAGED) };
    let blob = match (row.get::<_, Option<String>>(6)?, row.get::<_, Option<i64>>(7)?) {
        (Some(name), Some(size)) => Some(Blob {
            sha256: anjungan_wire::encoding::from_hex(&name).map_err(|_| DAMAGED)?,
            size: size.cast_unsigned(),
        }),
        (_, _) => None,
    };
    let document: Option<String> = row.get(8)?;
    Ok(IssuedRecord {
        application: ApplicationId(row.get(0)?),
        number: row.get::<_, String>(1)?.parse().map_err(|_| DAMAGED)?,
        days: CardDays {
            issued: date(2)?,
            valid_until: date(3)?,
            reports: serde_json::from_str(&row.get::<_, String>(4)?).map_err(|_| DAMAGED)?,
        },
        state: CardState::named(&row.get::<_, String>(5)?).ok_or(DAMAGED)?,
        blob,
        document: document.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| DAMAGED)?,
    })
}
