//! Looking: what each rule sees now, beside what was noted. One transaction a rule.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::Store;
use super::super::error::Result;
use super::aside::Aside;
use super::messages::{enqueue, told_last_hour};
use super::rules::{KeptRule, all};
use crate::alerts::judge::{Note, Noted, Seen, Told, judge, may_tell, since};
use crate::alerts::rule::{Rule, Watched};
use crate::alerts::words::{self, Item};
use crate::fleet::Aspect;
use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::id::{RegionCode, Tag};

/// New alerts of one rule at one look: the rest a minute later.
const RAISED_MAX: usize = 500;
/// Changes of one part that are looked back at.
const TIMELINE_MAX: u32 = 200;

/// That a kiosk is one of a rule's, serves, and was not suspended by anybody. `?1` the regency, `?2` the tag.
const EXPECTED: &str = "device.kiosk = kiosk.code AND device.state = 'accepted'
    AND (CAST(?1 AS TEXT) IS NULL OR substr(kiosk.region, 1, 4) = ?1)
    AND (CAST(?2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM kiosk_tag
        WHERE kiosk_tag.kiosk = kiosk.code AND kiosk_tag.tag = ?2))
    AND NOT EXISTS (SELECT 1 FROM config_value WHERE config_value.name = 'suspended'
        AND ((config_value.layer = 'kiosk' AND config_value.subject = kiosk.code)
            OR (config_value.layer = 'district' AND config_value.subject = substr(kiosk.region, 1, 4))
            OR config_value.layer = 'tenant'))";

/// Kiosks that central could not hear are back within this: their longest wait between two tries, and a beat.
const RETURN_MS: i64 = 17 * 60_000;

/// An alert that lasts, as it was noted.
struct Living {
    id: i64,
    subject: String,
    since_ms: i64,
    noted: Noted,
}

impl Store {
    /// Looks at everything that rules are about, notes what changed and writes what is to be told. How many messages
    /// were written, before addresses. `listening_since`: since when kiosks could make themselves heard.
    pub fn look_for_alerts(&mut self, now: Timestamp, listening_since: Timestamp) -> Result<u64> {
        let listened_ms = now.as_millisecond() - listening_since.as_millisecond();
        let mut written = 0;
        for kept in all(&self.conn)? {
            // Who was not listening can't say that somebody was silent.
            let enough_ms = RETURN_MS.max(i64::from(kept.rule.after_min) * 60_000);
            if kept.active && kept.rule.watched == Watched::Silent && listened_ms < enough_ms {
                continue;
            }
            let tx = self.write()?;
            let told = look(&tx, &kept, now)?;
            if !told.is_empty() {
                enqueue(&tx, &kept, &words::write(&kept.rule, &told, now), false, now)?;
                written += 1;
            }
            tx.commit()?;
        }
        Ok(written)
    }
}

fn look(conn: &Connection, kept: &KeptRule, now: Timestamp) -> Result<Vec<Item>> {
    let now_ms = now.as_millisecond();
    let living = living(conn, kept)?;
    let owed = owed(conn, kept)?;
    if !kept.active && living.is_empty() && owed.is_empty() {
        return Ok(Vec::new());
    }
    let may = may_tell(&kept.rule, told_last_hour(conn, kept.id, now_ms)?, now);
    let mut found = if kept.active { seen(conn, &kept.rule, now_ms)? } else { BTreeMap::new() };
    let mut aside = Aside::load(conn, &kept.rule, now)?;
    let mut told = Vec::new();
    // What is over is told before what began anew.
    for one in owed.into_iter().chain(living) {
        let is_owed = matches!(one.noted, Noted::Owed { .. });
        let there = if is_owed { None } else { found.remove(&one.subject) };
        let seen = match there {
            Some(_) if aside.covers(&one.subject)? => Seen::Aside,
            Some(_) => Seen::Since(one.since_ms),
            None if kept.active && is_expected(conn, &kept.rule, &one.subject)? => Seen::Fine,
            None => Seen::Unwatched,
        };
        let verdict = judge(&kept.rule, seen, one.noted, may, now);
        note(conn, kept, &one, verdict.note, verdict.tell, now_ms)?;
        told.extend(verdict.tell.map(|tell| (one.id, tell, one.subject, one.since_ms)));
    }
    let mut found: Vec<_> = found.into_iter().collect();
    // What has lasted longest comes first: what is too fresh to be told must not take its place.
    found.sort_by_key(|(_, began_ms)| *began_ms);
    let mut looked_at = 0;
    for (subject, began) in found {
        if aside.covers(&subject)? {
            continue;
        }
        looked_at += 1;
        if looked_at > RAISED_MAX {
            break;
        }
        let began_ms = began_ms(conn, &kept.rule, &subject, began)?;
        let verdict = judge(&kept.rule, Seen::Since(began_ms), Noted::Nothing, may, now);
        if let Some(Note::Raise(since_ms)) = verdict.note {
            let told_ms = verdict.tell.map(|_| now_ms);
            let id = conn
                .prepare_cached(
                    "INSERT INTO alert (rule, subject, state, since_ms, raised_ms, told_ms, closed_ms, owed,
                        settled_by, settled_note)
                     VALUES (?1, ?2, 'open', ?3, ?4, ?5, NULL, 0, '', '') RETURNING id",
                )?
                .query_row(params![kept.id.0, subject, since_ms, now_ms, told_ms], |row| row.get(0))?;
            told.extend(verdict.tell.map(|tell| (id, tell, subject, since_ms)));
        }
    }
    told.into_iter()
        .map(|(alert, told, subject, since_ms)| {
            Ok(Item { alert, told, label: label(conn, &subject)?, subject, since_ms })
        })
        .collect()
}

/// Writes down what a verdict on an alert that was there says.
fn note(
    conn: &Connection,
    kept: &KeptRule,
    one: &Living,
    note: Option<Note>,
    tell: Option<Told>,
    now_ms: i64,
) -> Result<()> {
    match note {
        Some(Note::Close { owed }) => conn
            .prepare_cached(
                "UPDATE alert SET state = 'closed', closed_ms = ?2, owed = ?3 WHERE id = ?1 AND rule = ?4",
            )?
            .execute(params![one.id, now_ms, owed, kept.id.0])?,
        Some(Note::Paid) => {
            conn.prepare_cached("UPDATE alert SET owed = 0 WHERE id = ?1")?.execute([one.id])?
        }
        // Of one that is there nothing is raised.
        Some(Note::Raise(_)) | None if tell.is_some() => conn
            .prepare_cached("UPDATE alert SET told_ms = ?2 WHERE id = ?1")?
            .execute(params![one.id, now_ms])?,
        Some(Note::Raise(_)) | None => 0,
    };
    Ok(())
}

fn living(conn: &Connection, kept: &KeptRule) -> Result<Vec<Living>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, subject, since_ms, told_ms, state FROM alert WHERE rule = ?1 AND state <> 'closed' ORDER BY id",
    )?;
    let rows = statement.query_map([kept.id.0], |row| {
        let acknowledged = row.get::<_, String>(4)? == "acknowledged";
        let noted = Noted::Living { told_ms: row.get(3)?, acknowledged };
        Ok(Living { id: row.get(0)?, subject: row.get(1)?, since_ms: row.get(2)?, noted })
    })?;
    Ok(rows.collect::<crate::store::db::Result<_>>()?)
}

fn owed(conn: &Connection, kept: &KeptRule) -> Result<Vec<Living>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, subject, since_ms, told_ms FROM alert WHERE rule = ?1 AND owed = 1 ORDER BY id",
    )?;
    let rows = statement.query_map([kept.id.0], |row| {
        let told = row.get::<_, Option<i64>>(3)?.is_some();
        Ok(Living {
            id: row.get(0)?,
            subject: row.get(1)?,
            since_ms: row.get(2)?,
            noted: Noted::Owed { told },
        })
    })?;
    Ok(rows.collect::<crate::store::db::Result<_>>()?)
}

/// What is there now, by subject: since when at least, Unix milliseconds.
fn seen(conn: &Connection, rule: &Rule, now_ms: i64) -> Result<BTreeMap<String, i64>> {
    let district = rule.district.as_ref().map(RegionCode::as_str);
    let tag = rule.tag.as_ref().map(Tag::as_str);
    let mut found = BTreeMap::new();
    let before_ms = now_ms - i64::from(rule.after_min) * 60_000;
    match rule.watched {
        Watched::Silent => {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT kiosk.code, coalesce(device.beat_received_ms, device.enrolled_ms) FROM kiosk, device
                 WHERE {EXPECTED} AND coalesce(device.beat_received_ms, device.enrolled_ms) <= ?3"
            ))?;
            let rows = statement.query_map(params![district, tag, before_ms], pair)?;
            for row in rows {
                let (code, heard_ms) = row?;
                found.insert(format!("kiosk:{code}"), heard_ms);
            }
        }
        Watched::Enrolment => {
            let mut statement = conn.prepare_cached(
                "SELECT kiosk.code, min(device.enrolled_ms) FROM kiosk JOIN device ON device.kiosk = kiosk.code
                 WHERE device.state = 'pending' AND (CAST(?1 AS TEXT) IS NULL OR substr(kiosk.region, 1, 4) = ?1)
                    AND (CAST(?2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM kiosk_tag
                        WHERE kiosk_tag.kiosk = kiosk.code AND kiosk_tag.tag = ?2))
                 GROUP BY kiosk.code",
            )?;
            for row in statement.query_map(params![district, tag], pair)? {
                let (code, came_ms) = row?;
                found.insert(format!("kiosk:{code}"), came_ms);
            }
        }
        Watched::Source => {
            let mut statement = conn.prepare_cached(
                "SELECT CAST(id AS TEXT), coalesce(good_ms, tried_ms, due_ms) FROM import_source
                 WHERE active = 1 AND kind <> 'file' AND failures > 0",
            )?;
            for row in statement.query_map([], pair)? {
                let (id, good_ms) = row?;
                found.insert(format!("source:{id}"), good_ms);
            }
        }
        Watched::Printer
        | Watched::PaperLow
        | Watched::Clock
        | Watched::Disk
        | Watched::Data
        | Watched::Outbox => {
            for aspect in rule.watched.aspects() {
                // Values that are no trouble of any part stay out of it: most kiosks are well.
                let mut statement = conn.prepare_cached(&format!(
                    "SELECT kiosk.code, kiosk_aspect.since_ms, kiosk_aspect.value FROM kiosk, device, kiosk_aspect
                     WHERE {EXPECTED} AND kiosk_aspect.kiosk = kiosk.code AND kiosk_aspect.aspect = ?3
                        AND kiosk_aspect.value NOT IN
                            ('ready', 'absent', 'unknown', 'right', 'plenty', 'fresh', 'fine')"
                ))?;
                let rows = statement.query_map(params![district, tag, aspect.as_str()], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
                })?;
                for row in rows {
                    let (code, since_ms, value) = row?;
                    if rule.watched.is(*aspect, &value) {
                        let began = found.entry(format!("kiosk:{code}")).or_insert(since_ms);
                        *began = (*began).min(since_ms);
                    }
                }
            }
        }
    }
    Ok(found)
}

fn pair(row: &crate::store::db::Row<'_>) -> crate::store::db::Result<(String, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Since when it really lasts: a roll that was out, then the cover open, is one trouble.
fn began_ms(conn: &Connection, rule: &Rule, subject: &str, at_least_ms: i64) -> Result<i64> {
    let Some(kiosk) = subject.strip_prefix("kiosk:") else { return Ok(at_least_ms) };
    let mut began = at_least_ms;
    for aspect in rule.watched.aspects() {
        let run = timeline(conn, kiosk, *aspect)?;
        let run = run.into_iter().map(|(at_ms, value)| (at_ms, rule.watched.is(*aspect, &value)));
        began = since(run).map_or(began, |at_ms| began.min(at_ms));
    }
    Ok(began - rule.watched.head_start_ms())
}

fn timeline(conn: &Connection, kiosk: &str, aspect: Aspect) -> Result<Vec<(i64, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT at_ms, value FROM kiosk_change WHERE kiosk = ?1 AND aspect = ?2
         ORDER BY at_ms DESC, id DESC LIMIT ?3",
    )?;
    let rows = statement
        .query_map(params![kiosk, aspect.as_str(), TIMELINE_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<crate::store::db::Result<_>>()?)
}

/// Whether what was found once is still expected to be well, so that its end is good news.
fn is_expected(conn: &Connection, rule: &Rule, subject: &str) -> Result<bool> {
    let district = rule.district.as_ref().map(RegionCode::as_str);
    let tag = rule.tag.as_ref().map(Tag::as_str);
    let sql = match (subject.split_once(':'), rule.watched) {
        // That a machine does not wait any more is the end, accepted or refused.
        (Some(("kiosk", _)), Watched::Enrolment) => return Ok(true),
        (Some(("kiosk", _)), _) => {
            format!("SELECT count(*) > 0 FROM kiosk, device WHERE {EXPECTED} AND kiosk.code = ?3")
        }
        (Some((_, id)), _) => {
            let active = conn
                .prepare_cached("SELECT active FROM import_source WHERE CAST(id AS TEXT) = ?1")?
                .query_row([id], |row| row.get::<_, bool>(0))
                .optional()?;
            return Ok(active.unwrap_or(false));
        }
        (None, _) => return Ok(false),
    };
    let name = subject.split_once(':').map_or("", |(_, name)| name);
    Ok(conn.prepare_cached(&sql)?.query_row(params![district, tag, name], |row| row.get(0))?)
}

/// What people call a subject, and where it is.
fn label(conn: &Connection, subject: &str) -> Result<String> {
    let found: Option<(String, Option<String>)> = match subject.split_once(':') {
        Some(("kiosk", code)) => conn
            .prepare_cached("SELECT site, region FROM kiosk WHERE code = ?1")?
            .query_row([code], |row| Ok((format!("{code} {}", row.get::<_, String>(0)?), row.get(1)?)))
            .optional()?,
        Some((_, id)) => conn
            .prepare_cached("SELECT name FROM import_source WHERE CAST(id AS TEXT) = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, None)))
            .optional()?,
        None => None,
    };
    Ok(match found {
        Some((name, Some(region))) => {
            format!("{name} ({})", anjungan_regions::name(&region).unwrap_or(&region))
        }
        Some((name, None)) => name,
        None => subject.to_owned(),
    })
}
