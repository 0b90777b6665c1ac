//! How each kiosk is, kept as changes: a beat that says what the one before said writes nothing here.

use std::collections::HashMap;

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::request::Beat;

use super::super::Store;
use super::super::error::Result;
use super::super::figures;
use crate::fleet::{self, Aspect, Known, SILENT_MS, Standing, Trouble};

/// A timeline is kept so long.
const TIMELINE_DAYS: i64 = 365;
/// Silent kiosks noticed in one transaction.
const SILENT_MAX: u32 = 500;

impl Store {
    /// Notices kiosks that have gone silent, and those that nothing is written of yet. How many.
    pub fn note_silent(&mut self, now_ms: i64) -> Result<u64> {
        let tx = self.write()?;
        let silent: Vec<String> = tx
            .prepare_cached(
                "SELECT kiosk.code FROM kiosk
                 LEFT JOIN kiosk_live ON kiosk_live.kiosk = kiosk.code
                 LEFT JOIN device ON device.kiosk = kiosk.code AND device.state = 'accepted'
                 WHERE kiosk_live.kiosk IS NULL
                    OR (kiosk_live.standing <> 'disconnected' AND device.key_id IS NOT NULL
                        AND coalesce(device.beat_received_ms, device.enrolled_ms) <= ?1)
                 ORDER BY kiosk.code LIMIT ?2",
            )?
            .query_map(params![now_ms - SILENT_MS, SILENT_MAX], |row| row.get(0))?
            .collect::<crate::store::db::Result<_>>()?;
        for kiosk in &silent {
            refresh(&tx, kiosk, now_ms)?;
        }
        tx.commit()?;
        Ok(silent.len() as u64)
    }

    /// Forgets what happened to kiosks more than a year ago.
    pub fn forget_timelines(&mut self, now_ms: i64) -> Result<u64> {
        let tx = self.write()?;
        let gone =
            tx.execute("DELETE FROM kiosk_change WHERE at_ms < ?1", [now_ms - TIMELINE_DAYS * 86_400_000])?;
        tx.commit()?;
        Ok(gone as u64)
    }
}

/// Looks at a kiosk again after something was done about it.
pub(in crate::store) fn refresh(conn: &Connection, kiosk: &str, now_ms: i64) -> Result<()> {
    let last: Option<(i64, Option<String>)> = conn
        .prepare_cached(
            "SELECT coalesce(beat_received_ms, enrolled_ms), beat FROM device
             WHERE kiosk = ?1 AND state = 'accepted'",
        )?
        .query_row([kiosk], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (heard_ms, beat) = last.unwrap_or((now_ms, None));
    let beat: Option<Beat> = beat.and_then(|beat| serde_json::from_str(&beat).ok());
    set_standing(conn, kiosk, beat.as_ref(), now_ms - heard_ms, now_ms)
}

pub(super) fn set_standing(
    conn: &Connection,
    kiosk: &str,
    beat: Option<&Beat>,
    silent_ms: i64,
    now_ms: i64,
) -> Result<()> {
    let (known, was) = conn
        .prepare_cached(
            "SELECT (SELECT count(*) FROM device WHERE kiosk = ?1 AND state = 'accepted'),
                (SELECT count(*) FROM device WHERE kiosk = ?1 AND state = 'pending'),
                (SELECT count(*) FROM device WHERE kiosk = ?1),
                (SELECT count(*) FROM config_value
                 WHERE layer = 'kiosk' AND subject = ?1 AND name = 'suspended'),
                standing, cause, since_ms
             FROM (SELECT 1 AS one) AS one LEFT JOIN kiosk_live ON kiosk = ?1",
        )?
        .query_row([kiosk], |row| {
            let some = |at: usize| Ok::<_, crate::store::db::Error>(row.get::<_, i64>(at)? > 0);
            let known = Known {
                accepted: some(0)?,
                pending: some(1)?,
                had_one: some(2)?,
                suspended: some(3)?,
                silent_ms,
            };
            let was: Option<(String, String, i64)> = match row.get(4)? {
                Some(standing) => Some((standing, row.get(5)?, row.get(6)?)),
                None => None,
            };
            Ok((known, was))
        })?;
    let (standing, cause) = fleet::standing(known, beat);
    if was.as_ref().is_some_and(|(was, why, _)| was == standing.as_str() && *why == cause) {
        return Ok(());
    }
    // It was silent from its last beat on, not since somebody noticed.
    let since_ms = if standing == Standing::Disconnected { now_ms - silent_ms } else { now_ms };
    let weight = standing.weight(Trouble::named(&cause));
    conn.later(
        "INSERT INTO kiosk_live (kiosk, standing, weight, cause, since_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (kiosk) DO UPDATE SET standing = excluded.standing, weight = excluded.weight,
            cause = excluded.cause, since_ms = excluded.since_ms",
        params![kiosk, standing.as_str(), weight, cause, since_ms],
    )?;
    if let Some((was, why, was_since_ms)) = &was {
        figures::trouble_ended(conn, kiosk, (was, why, *was_since_ms), since_ms)?;
    }
    let in_a_line = |standing: &str, cause: &str| match cause {
        "" => standing.to_owned(),
        cause => format!("{standing} {cause}"),
    };
    let was = was.map_or_else(String::new, |(was, why, _)| in_a_line(&was, &why));
    note(conn, kiosk, Aspect::Standing, &was, &in_a_line(standing.as_str(), &cause), since_ms)
}

/// Notes those of a kiosk's aspects that are not as they were.
pub(super) fn set_aspects(
    conn: &Connection,
    kiosk: &str,
    aspects: &[(Aspect, String)],
    now_ms: i64,
) -> Result<()> {
    let were: HashMap<String, String> = conn
        .prepare_cached("SELECT aspect, value FROM kiosk_aspect WHERE kiosk = ?1")?
        .query_map([kiosk], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<crate::store::db::Result<_>>()?;
    for (aspect, value) in aspects {
        let was = were.get(aspect.as_str());
        if was == Some(value) {
            continue;
        }
        conn.later(
            "INSERT INTO kiosk_aspect (kiosk, aspect, value, since_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kiosk, aspect) DO UPDATE SET value = excluded.value, since_ms = excluded.since_ms",
            params![kiosk, aspect.as_str(), value, now_ms],
        )?;
        note(conn, kiosk, *aspect, was.map_or("", String::as_str), value, now_ms)?;
    }
    Ok(())
}

fn note(conn: &Connection, kiosk: &str, aspect: Aspect, was: &str, value: &str, at_ms: i64) -> Result<()> {
    Ok(conn.later(
        "INSERT INTO kiosk_change (kiosk, at_ms, aspect, was, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![kiosk, at_ms, aspect.as_str(), was, value],
    )?)
}
