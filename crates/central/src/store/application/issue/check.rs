//! What anybody may learn of a card.

use crate::store::db::OptionalExtension;
use anjungan_wire::card::CardNumber;
use data_encoding::BASE32_NOPAD;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::record::{CardState, record};
use crate::office::workflow::Stage;
use crate::store::application::{ApplicationId, summary_of};
use crate::store::error::Result;
use crate::store::{Store, office};

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
}

pub(super) fn check_hash(token: &[u8; 16]) -> [u8; 32] {
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
