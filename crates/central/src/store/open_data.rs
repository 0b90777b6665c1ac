//! What partners' programs read: what is published anyway, and whether a card is valid.

use crate::store::db::{OptionalExtension, params};
use anjungan_wire::card::CardNumber;
use anjungan_wire::content::{Content, Item};
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
    /// Officers' open sessions.
    pub sessions: i64,
    /// Work that waits or is under way, and since how many seconds the oldest of its kind is: 0 when there is none.
    pub jobs: Vec<(String, i64)>,
}

impl Store {
    /// What stands at this moment.
    pub fn gauges(&self) -> Result<Gauges> {
        let pairs = |sql| -> Result<Vec<(String, i64)>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.map(|row| Ok(row?)).collect()
        };
        let now_ms = super::now_ms();
        let since = |sql| -> Result<i64> {
            let oldest: Option<i64> = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(oldest.map_or(0, |oldest_ms| (now_ms - oldest_ms).max(0) / 1000))
        };
        // A feed of one kiosk is one of thousands, and says nothing here.
        let heads = pairs("SELECT scope, head FROM feed_scope WHERE scope NOT LIKE '%@K%' ORDER BY scope")?;
        Ok(Gauges {
            devices: pairs("SELECT state, count(*) FROM device GROUP BY state ORDER BY state")?,
            held: self
                .conn
                .query_row("SELECT count(*) FROM inbox WHERE status = 'held'", [], |row| row.get(0))?,
            heads,
            sessions: self.conn.query_row(
                "SELECT count(*) FROM session WHERE ends_ms > ?1 AND seen_ms > ?2",
                [now_ms, now_ms - super::people::IDLE.as_millis() as i64],
                |row| row.get(0),
            )?,
            jobs: vec![
                (
                    "import".into(),
                    since(
                        "SELECT min(state_ms) FROM import_run WHERE state IN ('checking', 'applying', 'undoing')",
                    )?,
                ),
                ("held_op".into(), since("SELECT min(received_ms) FROM inbox WHERE status = 'held'")?),
                (
                    "data_request".into(),
                    since("SELECT min(received_ms) FROM data_request WHERE done_ms IS NULL")?,
                ),
            ],
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

    /// What kiosks show now of one kind in a feed, after a row id, in the order of their row ids. Looks at `limit` rows
    /// at most; one of another kind, or not shown now, leaves `None`, so that who asks knows how far it was looked.
    pub fn shown_after<T>(
        &self,
        scope: &Scope,
        after: &str,
        limit: u32,
        kind: impl Fn(Item) -> Option<T>,
    ) -> Result<Vec<(String, Option<T>)>> {
        let now = jiff::Timestamp::now();
        let mut statement = self.conn.prepare_cached(
            "SELECT id, body FROM feed_row WHERE scope = ?1 AND id > ?2 AND del = 0 ORDER BY id LIMIT ?3",
        )?;
        let rows = statement.query_map(params![scope.to_string(), after, limit], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        rows.map(|row| {
            let (id, body) = row?;
            let content: Content =
                serde_json::from_str(&body).map_err(|_| StoreError::Damaged { place: "feed_row.body" })?;
            Ok((
                id,
                Some(content)
                    .filter(|content| content.period.includes(now))
                    .and_then(|content| kind(content.item)),
            ))
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
