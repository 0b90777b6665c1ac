//! What central does by itself when a time has come: a vacancy's beginning, which a kiosk can't know, and the end of
//! anything, so that feeds stay short. Kiosks have hidden it by then by their own clocks.
//!
//! ```text
//! its day ──▶ nothing odd, or only what the approver said is right ──▶ kiosks
//!         └─▶ something odd that was not there then ─────────────────▶ back to review, and the approver is told
//! ```

use crate::store::db::{Connection, OptionalExtension, params};
use jiff::Timestamp;
use serde_json::json;

use super::act::{accepted_in, codes, doubts_of};
use super::{ContentId, DAMAGED, version};
use super::{row, thing};
use crate::content::machine::{Act, VersionNo};
use crate::office::workflow::Actor;
use crate::store::error::Result;
use crate::store::keys::Keys;
use crate::store::{Store, audit};

/// Things in one transaction.
const AT_ONCE: u32 = 200;

impl Store {
    /// Gives kiosks what begins and takes away what has ended by `now`. How many things there were.
    pub fn publish_due(&mut self, now: Timestamp) -> Result<usize> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let ids: Vec<i64> = {
            let mut statement =
                tx.prepare_cached("SELECT id FROM content WHERE due_ms <= ?1 ORDER BY due_ms LIMIT ?2")?;
            let ids = statement.query_map(params![now.as_millisecond(), AT_ONCE], |row| row.get(0))?;
            ids.collect::<std::result::Result<_, _>>()?
        };
        for id in &ids {
            let id = ContentId(*id);
            match new_doubts(&tx, id, now)? {
                odd if odd.is_empty() => {}
                odd => hold_back(&tx, &keys, id, &odd, now)?,
            }
            row::follow(&tx, id, now)?;
        }
        tx.commit()?;
        if !ids.is_empty() {
            tracing::info!(things = ids.len(), "{} things began or ended by their own time", ids.len());
        }
        Ok(ids.len())
    }
}

/// What is odd about a thing that begins at `now`, and was not when somebody published it: days have passed since, and there
/// may be another minimum wage.
fn new_doubts(conn: &Connection, id: ContentId, now: Timestamp) -> Result<Vec<String>> {
    let (live, shown): (Option<u32>, Option<String>) = conn
        .prepare_cached("SELECT live, row_id FROM content WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some(live) = live.filter(|_| shown.is_none()) else { return Ok(Vec::new()) };
    let body = version(conn, id, VersionNo(live))?.ok_or(DAMAGED)?.body;
    if body.row(id.0, now).0.is_none() {
        // It does not begin: its time is over.
        return Ok(Vec::new());
    }
    let mut odd = codes(&doubts_of(conn, &body, now)?);
    if !odd.is_empty() {
        let note: Option<String> = conn
            .prepare_cached(
                "SELECT note FROM content_act WHERE content = ?1 AND act = ?2 ORDER BY rev DESC LIMIT 1",
            )?
            .query_row(params![id.0, Act::Publish.as_str()], |row| row.get(0))
            .optional()?;
        let known: Vec<&str> = note.as_deref().map(|note| accepted_in(note).collect()).unwrap_or_default();
        odd.retain(|code| !known.contains(&code.as_str()));
    }
    Ok(odd)
}

fn hold_back(conn: &Connection, keys: &Keys, id: ContentId, odd: &[String], now: Timestamp) -> Result<()> {
    let thing = thing(conn, id)?.ok_or(DAMAGED)?;
    let (next, rev, at_ms) = (thing.standing.held_back(), thing.rev + 1, now.as_millisecond());
    let (act, actor) = (Act::HoldBack.as_str(), Actor::System.to_string());
    conn.prepare_cached(
        "UPDATE content SET stage = ?2, rev = ?3, live = NULL, undo = 0, undo_live = NULL, changed_ms = ?4
         WHERE id = ?1",
    )?
    .execute(params![id.0, next.stage.as_str(), rev, at_ms])?;
    conn.prepare_cached(
        "INSERT INTO content_act (key, content, rev, act, stage, version, actor, note, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        format!("hold-back-{id}-{rev}"),
        id.0,
        rev,
        act,
        next.stage.as_str(),
        next.newest.0,
        actor,
        "",
        at_ms
    ])?;
    let detail = json!({ "kind": thing.kind.as_str(), "version": next.newest.0, "found": odd });
    audit::note(conn, keys, at_ms, &actor, &format!("content-{act}"), &format!("content:{id}"), &detail)
}
