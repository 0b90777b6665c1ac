//! Publishing an import, and taking it back: each in one transaction.

use crate::store::db::{Connection, params};
use anjungan_wire::id::Scope;
use jiff::Timestamp;
use serde_json::json;

use super::super::Store;
use super::super::error::{Result, StoreError};
use super::super::publish::Writing;
use super::row::{published, same};
use super::run::{ImportRun, find, note, step};
use super::{ImportRefusal, RunId, scopes_of};
use crate::import::run::Step;

/// Rows that are in memory at once.
const ROWS_AT_ONCE: u32 = 500;

/// A row that is written or taken back.
struct Change {
    no: i64,
    scope: String,
    id: String,
    body: String,
    done: String,
    before_scope: String,
    before_body: String,
}

impl Store {
    /// Publishes an import that this process works on: all of it or nothing. What each row replaces is kept beside it.
    /// `false`: it is in another state by now.
    pub fn apply_run(&mut self, id: RunId, me: &str, now: Timestamp) -> Result<bool, ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let Some(run) = mine(&tx, id, me, "applying")? else { return Ok(false) };
        let mut feed = Writing::new(&tx);
        let (mut put, mut removed, mut after) = (0i64, 0i64, i64::MIN);
        loop {
            let rows = changes(
                &tx,
                "no > ?2 AND (fate IN ('new', 'changed', 'gone') OR (fate = 'flagged' AND ticked = 1)) ORDER BY no",
                id,
                after,
            )?;
            let Some(last) = rows.last() else { break };
            after = last.no;
            for row in rows {
                let before = published(&tx, scopes_of(run.content), &row.id)?;
                let done = match row.body.as_str() {
                    "" => withdraw(&mut feed, &row.id, before.as_ref())?.then_some("removed"),
                    body => write(&mut feed, &run, &row, body, before.as_ref())?.then_some("put"),
                };
                let Some(done) = done else { continue };
                if done == "put" {
                    put += 1;
                } else {
                    removed += 1;
                }
                let (before_scope, before_body) = before.unwrap_or_default();
                tx.prepare_cached(
                    "UPDATE import_row SET done = ?3, before_scope = ?4, before_body = ?5 WHERE run = ?1 AND no = ?2",
                )?
                .execute(params![id.0, row.no, done, before_scope, before_body])?;
            }
        }
        feed.finish(now.as_second())?;
        if run.file_name.is_empty() {
            // A pulled source was heard about every province, also where nothing changed.
            tx.execute(
                "UPDATE feed_scope SET as_of_s = ?1 WHERE as_of_s < ?1 AND scope LIKE 'vacancies@%'",
                [now.as_second()],
            )?;
        }
        step(&tx, &run, Step::Applied, now)?;
        tx.execute("UPDATE import_run SET applied_ms = ?2 WHERE id = ?1", [id.0, now.as_millisecond()])?;
        tx.execute(
            "UPDATE import_source SET good_ms = ?2, good_rows = ?3, tried_ms = CASE WHEN kind = 'file' THEN ?2 ELSE tried_ms END
             WHERE id = ?1",
            [run.source.0, now.as_millisecond(), run.found],
        )?;
        let detail = json!({ "put": put, "removed": removed });
        note(&tx, &keys, id, "system", "import-applied", now, &detail)?;
        tx.commit()?;
        tracing::info!(import = id.0, put, removed, "an import is published");
        Ok(true)
    }

    /// Puts back what was before, except for rows that somebody changed since: those are left and marked.
    pub fn undo_run(&mut self, id: RunId, me: &str, now: Timestamp) -> Result<bool, ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let Some(run) = mine(&tx, id, me, "undoing")? else { return Ok(false) };
        let mut feed = Writing::new(&tx);
        let (mut undone, mut kept, mut before_no) = (0i64, 0i64, i64::MAX);
        loop {
            // The last first: where a row of the file replaced another of it, the first one's past is what counts.
            let rows =
                changes(&tx, "no < ?2 AND done IN ('put', 'removed') ORDER BY no DESC", id, before_no)?;
            let Some(last) = rows.last() else { break };
            before_no = last.no;
            for row in rows {
                let now_there = published(&tx, scopes_of(run.content), &row.id)?;
                let ours = match row.done.as_str() {
                    "put" => now_there
                        .as_ref()
                        .is_some_and(|(scope, body)| *scope == row.scope && *body == row.body),
                    _ => now_there.is_none(),
                };
                if ours {
                    withdraw_unless(&mut feed, &row, now_there.as_ref())?;
                    if !row.before_scope.is_empty() {
                        feed.set(&scope(&row.before_scope)?, &row.id, Some(&row.before_body))?;
                    }
                    undone += 1;
                } else {
                    kept += 1;
                }
                tx.prepare_cached("UPDATE import_row SET done = ?3 WHERE run = ?1 AND no = ?2")?
                    .execute(params![id.0, row.no, if ours { "undone" } else { "kept" }])?;
            }
        }
        // Nothing was heard from the source: how old the data are stays as it is.
        feed.finish(0)?;
        step(&tx, &run, Step::Undone, now)?;
        note(&tx, &keys, id, "system", "import-undone", now, &json!({ "undone": undone, "kept": kept }))?;
        tx.commit()?;
        tracing::info!(import = id.0, undone, kept, "an import is taken back");
        Ok(true)
    }
}

/// The import, if this process still works on it. The write keeps others out until the end, on every engine.
fn mine(tx: &Connection, id: RunId, me: &str, state: &str) -> Result<Option<ImportRun>> {
    let held = tx.execute(
        "UPDATE import_run SET rows_done = 0 WHERE id = ?1 AND lease_by = ?2 AND state = ?3",
        params![id.0, me, state],
    )?;
    if held == 1 { find(tx, id) } else { Ok(None) }
}

fn changes(tx: &Connection, which: &str, id: RunId, from: i64) -> Result<Vec<Change>> {
    let sql = format!(
        "SELECT no, scope, row_id, body, done, before_scope, before_body FROM import_row
         WHERE run = ?1 AND {which} LIMIT {ROWS_AT_ONCE}"
    );
    let mut statement = tx.prepare_cached(&sql)?;
    let rows = statement.query_map([id.0, from], |row| {
        Ok(Change {
            no: row.get(0)?,
            scope: row.get(1)?,
            id: row.get(2)?,
            body: row.get(3)?,
            done: row.get(4)?,
            before_scope: row.get(5)?,
            before_body: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<crate::store::db::Result<_>>()?)
}

fn scope(text: &str) -> Result<Scope> {
    text.parse().map_err(|_| StoreError::Damaged { place: "import_row.scope" })
}

/// Whether there was something to withdraw.
fn withdraw(feed: &mut Writing<'_>, id: &str, before: Option<&(String, String)>) -> Result<bool> {
    match before {
        Some((place, _)) => feed.set(&scope(place)?, id, None),
        None => Ok(false),
    }
}

/// Whether that was a change.
fn write(
    feed: &mut Writing<'_>,
    run: &ImportRun,
    row: &Change,
    body: &str,
    before: Option<&(String, String)>,
) -> Result<bool> {
    if let Some((place, published)) = before {
        if *place == row.scope && same(run.content, published, body) {
            return Ok(false);
        }
        if *place != row.scope {
            // A row's scope never changes (protocol rule 8): it ends there and begins here.
            feed.set(&scope(place)?, &row.id, None)?;
        }
    }
    feed.set(&scope(&row.scope)?, &row.id, Some(body))
}

/// Takes away what the import put, where nothing or something in another scope was before.
fn withdraw_unless(feed: &mut Writing<'_>, row: &Change, now_there: Option<&(String, String)>) -> Result<()> {
    if let Some((place, _)) = now_there
        && *place != row.before_scope
    {
        feed.set(&scope(place)?, &row.id, None)?;
    }
    Ok(())
}
