//! Alerts for people: the list, and what they say about one.

use anjungan_wire::id::{KioskCode, RegionCode};
use jiff::Timestamp;
use serde_json::json;

use super::super::application::within;
use super::super::error::{Result, StoreError};
use super::super::{Store, audit};
use super::AlertRefusal;
use crate::alerts::rule::Watched;
use crate::office::offices::Offices;
use crate::store::db::{OptionalExtension, Row, Value, params, params_from_iter};

const DAMAGED: StoreError = StoreError::Damaged { place: "alert" };
/// Characters of what somebody says about an alert.
pub(super) const NOTE_CHARS_MAX: usize = 200;

/// How far an alert is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AlertState {
    /// Nobody has said that they know.
    Open,
    /// Somebody has.
    Acknowledged,
    /// It is over.
    Closed,
}

impl AlertState {
    fn named(word: &str) -> Option<Self> {
        match word {
            "open" => Some(AlertState::Open),
            "acknowledged" => Some(AlertState::Acknowledged),
            "closed" => Some(AlertState::Closed),
            _ => None,
        }
    }
}

/// Which alerts are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AlertFilter {
    /// About kiosks of these offices: others' do not exist for who asks. Sources only for who has every office.
    pub offices: Offices,
    /// About this kiosk.
    pub kiosk: Option<KioskCode>,
    /// Those that are over; otherwise those that last.
    pub over: bool,
    /// So many at most.
    pub limit: u32,
}

/// An alert.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alert {
    /// Its number.
    pub id: i64,
    /// The rule's name.
    pub rule: String,
    /// What is wrong.
    pub watched: Watched,
    /// The kiosk, where it is about one.
    pub kiosk: Option<KioskCode>,
    /// The place's or the source's name.
    pub name: String,
    /// Where the kiosk is.
    pub region: Option<RegionCode>,
    /// How far it is.
    pub state: AlertState,
    /// Since when nobody knows how it is, because the kiosk that told of it is not heard, Unix milliseconds.
    pub unknown_since_ms: Option<i64>,
    /// When the trouble began, Unix milliseconds.
    pub since_ms: i64,
    /// When somebody was last told, Unix milliseconds.
    pub told_ms: Option<i64>,
    /// When it was over, Unix milliseconds.
    pub closed_ms: Option<i64>,
    /// Who acknowledged it; empty: nobody.
    pub by: String,
    /// What they said.
    pub note: String,
}

impl Store {
    /// Alerts: those that last with the oldest first, those that are over with the newest first.
    pub fn alerts(&self, filter: &AlertFilter) -> Result<Vec<Alert>> {
        let mut values: Vec<Value> = Vec::new();
        let mut sql = String::from(
            "SELECT alert.id, alert_rule.name, alert_rule.trouble, kiosk.code, kiosk.site, kiosk.region,
                import_source.name, alert.state, alert.since_ms, alert.told_ms, alert.closed_ms, alert.settled_by,
                alert.settled_note, CASE WHEN kiosk_live.standing = 'disconnected' THEN kiosk_live.since_ms END
             FROM alert JOIN alert_rule ON alert_rule.id = alert.rule
             LEFT JOIN kiosk ON kiosk.code = substr(alert.subject, 7)
             LEFT JOIN kiosk_live ON kiosk_live.kiosk = kiosk.code
             LEFT JOIN import_source ON 'source:' || CAST(import_source.id AS TEXT) = alert.subject
             WHERE ",
        );
        sql += if filter.over { "alert.state = 'closed'" } else { "alert.state <> 'closed'" };
        sql += &within("substr(kiosk.region, 1, 4)", &filter.offices, &mut values);
        if let Some(kiosk) = &filter.kiosk {
            sql += " AND alert.subject = ?";
            values.push(format!("kiosk:{kiosk}").into());
        }
        sql += if filter.over {
            " ORDER BY alert.closed_ms DESC, alert.id DESC LIMIT ?"
        } else {
            " ORDER BY CASE WHEN alert.state = 'open' THEN 0 ELSE 1 END, alert.since_ms, alert.id LIMIT ?"
        };
        values.push(i64::from(filter.limit).into());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&values), |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many kiosks need a person: alerts that last, each kiosk once.
    pub fn kiosks_in_need(&self, offices: &Offices) -> Result<u64> {
        let mut values: Vec<Value> = Vec::new();
        let sql = format!(
            "SELECT count(DISTINCT kiosk.code) FROM alert JOIN kiosk ON kiosk.code = substr(alert.subject, 7)
             WHERE alert.state <> 'closed'{}",
            within("substr(kiosk.region, 1, 4)", offices, &mut values)
        );
        let count: i64 =
            self.conn.prepare_cached(&sql)?.query_row(params_from_iter(&values), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Somebody knows of it, and says what is being done. One of another office does not exist.
    pub fn acknowledge_alert(
        &mut self,
        id: i64,
        said: &str,
        offices: &Offices,
        by: &str,
        at: Timestamp,
    ) -> Result<(), AlertRefusal> {
        let said = said.trim();
        if said.is_empty() || said.chars().count() > NOTE_CHARS_MAX || said.chars().any(char::is_control) {
            return Err(AlertRefusal::Note);
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let found: Option<(String, String, Option<String>)> = tx
            .query_row(
                "SELECT alert.subject, alert.state, kiosk.region FROM alert
                 LEFT JOIN kiosk ON kiosk.code = substr(alert.subject, 7) WHERE alert.id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let (subject, state, region) = found.ok_or(AlertRefusal::Unknown)?;
        let theirs = match region {
            Some(region) => offices.cover(&region.parse().map_err(|_| DAMAGED)?),
            None => *offices == Offices::Every,
        };
        if !theirs {
            return Err(AlertRefusal::Unknown);
        }
        if AlertState::named(&state) != Some(AlertState::Open) {
            return Err(AlertRefusal::State);
        }
        tx.execute(
            "UPDATE alert SET state = 'acknowledged', settled_by = ?2, settled_note = ?3 WHERE id = ?1",
            params![id, by, said],
        )?;
        // What was said may name somebody: the trail says that it was.
        let (about, detail) = (format!("alert:{id}"), json!({ "of": subject }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "acknowledge-alert", &about, &detail)?;
        tx.commit()?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<Alert> {
    let parsed = |text: Option<String>| text.map(|text| text.parse().map_err(|_| DAMAGED)).transpose();
    let kiosk: Option<KioskCode> =
        row.get::<_, Option<String>>(3)?.map(|code| code.parse().map_err(|_| DAMAGED)).transpose()?;
    let name = row.get::<_, Option<String>>(4)?.or(row.get::<_, Option<String>>(6)?);
    let watched = Watched::named(&row.get::<_, String>(2)?).ok_or(DAMAGED)?;
    let state = AlertState::named(&row.get::<_, String>(7)?).ok_or(DAMAGED)?;
    let unknown = watched.is_told_by_kiosk() && state != AlertState::Closed;
    Ok(Alert {
        id: row.get(0)?,
        rule: row.get(1)?,
        watched,
        kiosk,
        name: name.unwrap_or_default(),
        region: parsed(row.get(5)?)?,
        state,
        unknown_since_ms: row.get::<_, Option<i64>>(13)?.filter(|_| unknown),
        since_ms: row.get(8)?,
        told_ms: row.get(9)?,
        closed_ms: row.get(10)?,
        by: row.get(11)?,
        note: row.get(12)?,
    })
}
