//! Commands to machines, and what became of them.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::command::{Command, Order, Outcome};
use anjungan_wire::id::{KioskCode, Scope};
use anjungan_wire::signed::Signed;
use jiff::Timestamp;
use serde_json::json;

use super::super::error::{Result, StoreError};
use super::super::publish::Writing;
use super::super::{Store, audit, now_s};
use super::act::FleetRefusal;
use super::config;

const DAMAGED: StoreError = StoreError::Damaged { place: "command" };
/// A command that a machine does not get within so many hours is not done any more: whoever gave it thinks of
/// something else by then.
pub const COMMAND_HOURS: i64 = 24;
/// Commands that may wait for one kiosk.
const WAITING_MAX: i64 = 20;

/// A command, and what became of it so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandLine {
    /// Its number.
    pub no: u64,
    /// What to do.
    pub order: Order,
    /// When it was given, Unix milliseconds.
    pub issued_ms: i64,
    /// When it ends, Unix milliseconds.
    pub ends_ms: i64,
    /// By whom.
    pub by: String,
    /// What the machine told, in its order: when by its own clock (Unix milliseconds), how, more, and whether it
    /// sent a log.
    pub receipts: Vec<(i64, Outcome, String, bool)>,
}

impl Store {
    /// Gives a kiosk's machine a command.
    pub fn command(
        &mut self,
        kiosk: &KioskCode,
        order: Order,
        by: &str,
        at: Timestamp,
    ) -> Result<u64, FleetRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let stream: Option<String> = tx
            .query_row(
                "SELECT stream FROM device WHERE kiosk = ?1 AND state = 'accepted'",
                [kiosk.as_str()],
                |row| row.get(0),
            )
            .optional()?;
        let stream = stream.ok_or(FleetRefusal::NoMachine)?;
        if open_rows(&tx, kiosk)?.len() as i64 >= WAITING_MAX {
            return Err(FleetRefusal::TooMany);
        }
        // It verifies commands with the key that it is told there.
        config::publish(&tx, &keys, kiosk)?;
        let last: Option<i64> =
            tx.query_row("SELECT max(no) FROM command WHERE kiosk = ?1", [kiosk.as_str()], |row| row.get(0))?;
        // As generations of every document: time has not forgotten what a restored central has.
        let no = last.map_or(0, |last| last + 1).max(now_s());
        let ends_s = at.as_second() + COMMAND_HOURS * 3600;
        let command = Command { kiosk: kiosk.clone(), stream: stream.parse().map_err(|_| DAMAGED)?, order };
        let signed = Signed::sign(&keys.operations, no.cast_unsigned(), ends_s, command);
        let body = serde_json::to_string(&signed).map_err(|_| DAMAGED)?;
        let mut feed = Writing::new(&tx);
        let scope = Scope::Commands(kiosk.clone());
        for id in ended_rows(&tx, kiosk, at.as_millisecond())? {
            feed.set(&scope, &id, None)?;
        }
        feed.set(&scope, &no.to_string(), Some(&body))?;
        feed.finish(now_s())?;
        tx.execute(
            "INSERT INTO command (kiosk, no, stream, task, issued_ms, ends_ms, issuer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![kiosk.as_str(), no, stream, order.as_str(), at.as_millisecond(), ends_s * 1000, by],
        )?;
        let (about, detail) = (format!("kiosk:{kiosk}"), json!({ "order": order.as_str(), "no": no }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "command", &about, &detail)?;
        tx.commit()?;
        Ok(no.cast_unsigned())
    }

    /// The last commands to a kiosk, the newest first.
    pub fn commands(&self, kiosk: &KioskCode, limit: u32) -> Result<Vec<CommandLine>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT no, task, issued_ms, ends_ms, issuer, stream FROM command WHERE kiosk = ?1
             ORDER BY no DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![kiosk.as_str(), limit], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get::<_, String>(5)?,
            ))
        })?;
        rows.map(|row| {
            let (no, order, issued_ms, ends_ms, by, stream) = row?;
            Ok(CommandLine {
                no: no.cast_unsigned(),
                order: Order::named(&order).ok_or(DAMAGED)?,
                issued_ms,
                ends_ms,
                by,
                receipts: receipts(&self.conn, &stream, no)?,
            })
        })
        .collect()
    }

    /// The log that a command fetched, compressed as it came.
    pub fn command_log(&self, kiosk: &KioskCode, no: u64) -> Result<Option<Vec<u8>>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT command_receipt.log FROM command_receipt
                 JOIN command ON command.stream = command_receipt.stream AND command.no = command_receipt.command
                 WHERE command.kiosk = ?1 AND command.no = ?2 AND command_receipt.log IS NOT NULL
                 ORDER BY command_receipt.no DESC LIMIT 1",
            )?
            .query_row(params![kiosk.as_str(), no.cast_signed()], |row| row.get(0))
            .optional()?)
    }
}

fn receipts(conn: &Connection, stream: &str, command: i64) -> Result<Vec<(i64, Outcome, String, bool)>> {
    let mut statement = conn.prepare_cached(
        "SELECT happened_ms, outcome, detail, log IS NOT NULL FROM command_receipt
         WHERE stream = ?1 AND command = ?2 ORDER BY no",
    )?;
    let rows = statement.query_map(params![stream, command], |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, bool>(3)?))
    })?;
    rows.map(|row| {
        let (at_ms, outcome, detail, log) = row?;
        Ok((at_ms, Outcome::named(&outcome).ok_or(DAMAGED)?, detail, log))
    })
    .collect()
}

/// The rows of a kiosk's commands that stand in its feed.
pub(super) fn open_rows(conn: &Connection, kiosk: &KioskCode) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT id FROM feed_row WHERE scope = ?1 AND del = 0")?;
    let ids = statement.query_map([Scope::Commands(kiosk.clone()).to_string()], |row| row.get(0))?;
    Ok(ids.collect::<crate::store::db::Result<_>>()?)
}

/// Those of them that are done with: ended, or answered with more than that they began.
fn ended_rows(conn: &Connection, kiosk: &KioskCode, now_ms: i64) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT CAST(command.no AS TEXT) FROM command WHERE command.kiosk = ?1 AND (command.ends_ms < ?2
            OR EXISTS (SELECT 1 FROM command_receipt WHERE command_receipt.stream = command.stream
                AND command_receipt.command = command.no AND command_receipt.outcome <> 'started'))",
    )?;
    let ids = statement.query_map(params![kiosk.as_str(), now_ms], |row| row.get(0))?;
    Ok(ids.collect::<crate::store::db::Result<_>>()?)
}
