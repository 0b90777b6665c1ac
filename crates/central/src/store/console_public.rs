//! What is asked of the store by people who are not signed in. None of it takes or gives more than who holds the
//! paper has already.

use std::path::PathBuf;

use crate::store::db::OptionalExtension;
use anjungan_wire::application::{Mended, Part, Photo};
use anjungan_wire::card::{CardId, CardKey};
use anjungan_wire::encoding::sha256_hex;
use anjungan_wire::receipt::Secret;
use anjungan_wire::status::CardRow;
use jiff::Timestamp;

use super::error::{Result, StoreError};
use super::fields::{self, Owner, Place};
use super::{ActRefusal, ApplicationId, Store, keys};
use crate::office::dossier::Group;
use crate::office::workflow::{Act, Actor, IdempotencyKey, Stage, Why};

/// What became of a photo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhotoTaken {
    /// It is with the application.
    Stored,
    /// None is waited for.
    NotWanted,
}

impl Store {
    /// The public halves of the keys that cards' codes are checked with, of every office.
    pub fn card_keys(&self) -> Result<Vec<CardKey>> {
        let all = keys::card_keys_of(&self.keys.dir, "")?;
        Ok(all.iter().map(|(id, key)| CardKey { id: *id, public: key.verifying_key().to_bytes() }).collect())
    }

    /// Whether a row of any `revoked@…` has this id.
    pub fn is_revoked_row(&self, id: &str) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM feed_row WHERE id = ?1 AND del = 0 AND scope LIKE 'revoked@%')",
            )?
            .query_row([id], |row| row.get(0))?)
    }

    /// The locked row of a card id, and whether a photo from a phone is waited for.
    pub fn public_row(&self, id: &CardId) -> Result<Option<(CardRow, bool)>> {
        let body: Option<String> = self
            .conn
            .prepare_cached("SELECT body FROM feed_row WHERE id = ?1 AND del = 0 AND scope LIKE 'cards@%'")?
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?;
        let Some(body) = body else { return Ok(None) };
        let row = serde_json::from_str(&body).map_err(|_| StoreError::Damaged { place: "feed_row.body" })?;
        Ok(Some((row, self.waits_for_photo(id)?.is_some())))
    }

    /// Where a locked card lies. Only cards: no other blob is anybody's.
    pub fn card_blob(&self, sha256: &str) -> Result<Option<PathBuf>> {
        let known: bool = self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM card WHERE blob_sha256 = ?1)")?
            .query_row([sha256], |row| row.get(0))?;
        Ok(self.blob_path(sha256).filter(|_| known))
    }

    /// The receipt's secret, when its application waits for a photo from a phone.
    pub fn photo_wanted(&self, id: &CardId) -> Result<Option<Secret>> {
        let Some(application) = self.waits_for_photo(id)? else { return Ok(None) };
        let place = Place { owner: Owner::Application, row: application, group: Group::Receipt };
        let Some(bytes) = fields::get(&self.conn, &self.keys.fields, place)? else { return Ok(None) };
        let secret = <[u8; 16]>::try_from(bytes.as_slice()).map_err(|_| DAMAGED)?;
        Ok(Some(Secret::new(secret)))
    }

    /// The application with this card id, if it still waits for a photo: none was taken at the kiosk, or the office
    /// asked for another.
    fn waits_for_photo(&self, id: &CardId) -> Result<Option<i64>> {
        let found = self
            .conn
            .prepare_cached(
                "SELECT id, stage, concerns, mend FROM application WHERE card_id = ?1 AND erased_ms IS NULL",
            )?
            .query_row([id.to_string()], |row| {
                Ok((
                    row.get(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                ))
            })
            .optional()?;
        Ok(found.and_then(|(id, stage, concerns, mend)| {
            let missing = concerns.contains("\"no-photo\"");
            let wanted = match Stage::named(&stage)? {
                Stage::Submitted | Stage::Verifying => missing,
                Stage::NeedsMending => missing || mend.contains("\"photo\""),
                Stage::Approved
                | Stage::Signed
                | Stage::Ready
                | Stage::Printed
                | Stage::Collected
                | Stage::Refused
                | Stage::Cancelled
                | Stage::Expired
                | Stage::Employed => false,
            };
            wanted.then_some(id)
        }))
    }

    /// Keeps a photo from a phone, sealed with the application. When it was all that was to be mended, the
    /// application goes back to the office.
    pub fn take_photo(&mut self, id: &CardId, jpeg: Vec<u8>) -> Result<PhotoTaken, ActRefusal> {
        let Some(application) = self.waits_for_photo(id)?.map(ApplicationId) else {
            return Ok(PhotoTaken::NotWanted);
        };
        let before = self.summary(application)?.ok_or(ActRefusal::Unknown)?;
        // The same picture again is the same act, also while it is looked at anew.
        let what = format!("{id}:{}:{}", before.since.as_millisecond(), sha256_hex(&jpeg));
        let what = sha256_hex(what.as_bytes());
        let key = |act: &str| IdempotencyKey::new(format!("{act}:{what}")).ok_or(ActRefusal::Unknown);
        let (photo, at) = ([Mended::Photo(Photo::Taken { jpeg })], Timestamp::now());
        self.amend(application, &photo, &Actor::Applicant, &key("photo")?, at)?;
        if before.stage == Stage::NeedsMending && before.mend == [Part::Photo] {
            self.act(application, Act::Mend, &Actor::Applicant, &key("photo-mends")?, &Why::default(), at)?;
        }
        Ok(PhotoTaken::Stored)
    }
}

const DAMAGED: StoreError = StoreError::Damaged { place: "sealed_field.sealed" };
