//! Commands of the office, at most once each.
//!
//! ```text
//!           begin, with the receipt "started" ──▶ the act ──▶ end, with its receipt
//!   stop here: never begun again ───────┘  stop here: `interrupted` after the next start
//! ```
//!
//! A number that was taken on is kept for good. Commands end within a day and numbers come from central one by one: there
//! are few.

use anjungan_wire::command::{Order, Outcome, Receipt};
use anjungan_wire::op::Clock;
use rusqlite::{OptionalExtension, params};

use super::outbox::Fact;
use super::{Ledger, LedgerError};

/// A command that was begun and has no end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Begun {
    /// Its number.
    pub no: u64,
    /// What to do. `None`: an order of another version.
    pub order: Option<Order>,
    /// The start of the machine in which it was begun.
    pub boot: [u8; 8],
}

impl Ledger {
    /// Takes a command on. When this returns `true` that is on disk with its receipt, and it is to be done now;
    /// `false`: it was taken on before.
    pub fn begin_command(&mut self, no: u64, order: Order, clock: Clock) -> Result<bool, LedgerError> {
        self.take_on(no, order, Outcome::Started, clock)
    }

    /// Takes a command on only to say that it is not done. `false`: it was taken on before.
    pub fn decline_command(
        &mut self,
        no: u64,
        order: Order,
        why: Outcome,
        clock: Clock,
    ) -> Result<bool, LedgerError> {
        self.take_on(no, order, why, clock)
    }

    fn take_on(
        &mut self,
        no: u64,
        order: Order,
        outcome: Outcome,
        clock: Clock,
    ) -> Result<bool, LedgerError> {
        self.change(|writer, change| {
            let new = change.execute(
                "INSERT INTO command (no, task, boot, ended) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![no, order.as_str(), clock.boot, outcome != Outcome::Started],
            )?;
            if new == 0 {
                return Ok(false);
            }
            let receipt = Receipt { no, outcome, detail: String::new(), log: None };
            writer.write_fact(change, &Fact::Receipt(Box::new(receipt)), clock)?;
            Ok(true)
        })
    }

    /// A command that was begun is over. One that is over already changes nothing.
    pub fn end_command(&mut self, receipt: Receipt, clock: Clock) -> Result<(), LedgerError> {
        self.change(|writer, change| {
            let ended =
                change.execute("UPDATE command SET ended = 1 WHERE no = ?1 AND ended = 0", [receipt.no])?;
            if ended > 0 {
                writer.write_fact(change, &Fact::Receipt(Box::new(receipt)), clock)?;
            }
            Ok(())
        })
    }

    /// Commands that were begun and have no end: asked after a start, before anything else is begun.
    pub fn begun_commands(&self) -> Result<Vec<Begun>, LedgerError> {
        let mut query =
            self.db.prepare_cached("SELECT no, task, boot FROM command WHERE ended = 0 ORDER BY no")?;
        let rows = query.query_map([], |row| {
            let order: String = row.get(1)?;
            Ok(Begun { no: row.get(0)?, order: Order::named(&order), boot: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets everything but which machine this is: the end of its service. What central does not have by then is
    /// gone, so whoever calls this has seen to it, or was told that it is not to be waited for.
    pub fn empty(&mut self) -> Result<(), LedgerError> {
        let change = self.db.transaction()?;
        change.execute_batch(
            "UPDATE print_job SET reprint_of = NULL;
             DELETE FROM print_event;
             DELETE FROM print_job;
             DELETE FROM outbox;
             DELETE FROM receipt;
             DELETE FROM card_print;
             DELETE FROM tries;
             DELETE FROM command;
             DELETE FROM generation;
             UPDATE device SET enrolled = NULL, acked = last_no;",
        )?;
        change.commit()?;
        self.enrolled = None;
        self.held = super::person::Held::default();
        // What was deleted is overwritten in the file; the log beside it still has it.
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).optional()?;
        Ok(())
    }
}
