//! What partners' programs read: what is published anyway, and whether a card is valid.

use crate::store::db::{OptionalExtension, params};
use anjungan_wire::card::CardNumber;
use anjungan_wire::id::{RegionCode, Scope};
use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;

use super::error::{Result, StoreError};
use super::{ApplicationId, Store};
use crate::office::offices::Offices;

/// How a card stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CardStands {
    /// The last day it is valid.
    pub valid_until: Date,
    /// Whether it was made invalid before.
    pub revoked: bool,
}

/// What stands at this moment, for whoever watches central.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gauges {
    /// Terminals by state.
    pub devices: Vec<(String, i64)>,
    /// Ops that could not be applied.
    pub held: i64,
    /// The newest change of each feed that is for many kiosks.
    pub heads: Vec<(String, i64)>,
}

impl Store {
    /// What stands at this moment.
    pub fn gauges(&self) -> Result<Gauges> {
        let pairs = |sql| -> Result<Vec<(String, i64)>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.map(|row| Ok(row?)).collect()
        };
        // A feed of one kiosk is one of thousands, and says nothing here.
        let heads = pairs("SELECT scope, head FROM feed_scope WHERE scope NOT LIKE '%@K%' ORDER BY scope")?;
        Ok(Gauges {
            devices: pairs("SELECT state, count(*) FROM device GROUP BY state ORDER BY state")?,
            held: self
                .conn
                .query_row("SELECT count(*) FROM inbox WHERE status = 'held'", [], |row| row.get(0))?,
            heads,
        })
    }

    /// Published vacancies of a province after a row id, in the order of their row ids, `limit` at most.
    pub fn vacancies_after(
        &self,
        province: &RegionCode,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(String, Vacancy)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, body FROM feed_row WHERE scope = ?1 AND id > ?2 AND del = 0 ORDER BY id LIMIT ?3",
        )?;
        let scope = Scope::Vacancies(province.province()).to_string();
        let rows = statement.query_map(params![scope, after, limit], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        rows.map(|row| {
            let (id, body) = row?;
            Ok((id, vacancy(&body)?))
        })
        .collect()
    }

    /// How the card with a number stands. `None`: there is none of these offices.
    pub fn card_stands(&self, number: &CardNumber, offices: &Offices) -> Result<Option<CardStands>> {
        let found: Option<(i64, String, String)> = self
            .conn
            .prepare_cached(
                "SELECT application, valid_until, state FROM card
                 WHERE number = ?1 AND state IN ('issued', 'revoked')",
            )?
            .query_row([number.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((id, valid_until, state)) = found else { return Ok(None) };
        let summary = self.summary(ApplicationId(id))?;
        let Some(summary) = summary.filter(|summary| offices.cover(&summary.office)) else { return Ok(None) };
        let valid_until =
            valid_until.parse().map_err(|_| StoreError::Damaged { place: "card.valid_until" })?;
        let at_work = summary.stage == crate::office::workflow::Stage::Employed;
        Ok(Some(CardStands { valid_until, revoked: state == "revoked" || at_work }))
    }
}

fn vacancy(body: &str) -> Result<Vacancy> {
    serde_json::from_str(body).map_err(|_| StoreError::Damaged { place: "feed_row.body" })
}
