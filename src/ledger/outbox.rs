//! Facts on their way to central.
//!
//! ```text
//!   record ──▶ waiting ──acked──▶ kept 30 days ──▶ gone
//!                 ▲                    │
//!                 └──── newer epoch ───┘   central was restored and asks again
//! ```
//!
//! Order is the number and nothing else. The number comes from the transaction that writes the op, so
//! there are no holes, and what is on disk is already sealed.

use anjungan_wire::application::{Application, Mend, Report};
use anjungan_wire::command::Receipt;
use anjungan_wire::fact::{Print, SearchMiss, Service, Ticket, Visit};
use anjungan_wire::id::Epoch;
use anjungan_wire::limits::{ACKED_OP_DAYS, OP_SEALED_BYTES_MAX};
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::request::Push;
use anjungan_wire::seal::Sealed;
use anjungan_wire::usage::Survey;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};
use zeroize::Zeroizing;

use super::{Ledger, LedgerError};

/// Something that happened here and that central should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// A visit ended.
    Visit(Visit),
    /// What became of a ticket.
    Ticket(Ticket),
    /// A search found nothing.
    SearchMiss(SearchMiss),
    /// A print job changed its state.
    Print(Print),
    /// A technician did something at the machine.
    Service(Service),
    /// Somebody applied for a card.
    Application(Box<Application>),
    /// Somebody mended an application.
    Mend(Box<Mend>),
    /// Somebody reported.
    Report(Box<Report>),
    /// Somebody judged a service.
    Survey(Survey),
    /// What became of a command.
    Receipt(Box<Receipt>),
}

impl Fact {
    /// Its kind on the wire.
    pub fn kind(&self) -> OpKind {
        match self {
            Fact::Visit(_) => OpKind::Visit,
            Fact::Ticket(_) => OpKind::Ticket,
            Fact::SearchMiss(_) => OpKind::SearchMiss,
            Fact::Print(_) => OpKind::Print,
            Fact::Service(_) => OpKind::Service,
            Fact::Application(_) => OpKind::Application,
            Fact::Mend(_) => OpKind::Mend,
            Fact::Report(_) => OpKind::Report,
            Fact::Survey(_) => OpKind::Survey,
            Fact::Receipt(_) => OpKind::Receipt,
        }
    }

    /// Wiped when it is dropped: it may be about a person.
    fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
        match self {
            Fact::Visit(fact) => serde_json::to_vec(fact),
            Fact::Ticket(fact) => serde_json::to_vec(fact),
            Fact::SearchMiss(fact) => serde_json::to_vec(fact),
            Fact::Print(fact) => serde_json::to_vec(fact),
            Fact::Service(fact) => serde_json::to_vec(fact),
            Fact::Application(fact) => serde_json::to_vec(fact),
            Fact::Mend(fact) => serde_json::to_vec(fact),
            Fact::Report(fact) => serde_json::to_vec(fact),
            Fact::Survey(fact) => serde_json::to_vec(fact),
            Fact::Receipt(fact) => serde_json::to_vec(fact),
        }
        .map(Zeroizing::new)
        .map_err(LedgerError::NotJson)
    }
}

/// What an acknowledgement did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Acked {
    /// Nothing new.
    Same,
    /// Central has more than was known.
    Advanced {
        /// Everything up to here.
        to: u64,
    },
    /// A newer epoch: central was restored and has less than it once acknowledged. Send again from `to`.
    FellBack {
        /// Everything up to here.
        to: u64,
    },
    /// From an epoch older than the one known: a late answer. Ignored.
    OlderEpoch,
    /// Central has facts of this stream that this ledger never wrote: the ledger itself was put back from a
    /// copy. New facts would collide with those; a person must give this terminal a new ledger.
    AheadOfLedger {
        /// What central has.
        hwm: u64,
        /// What this ledger wrote.
        last_no: u64,
    },
}

/// How far this ledger and central's knowledge of it are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The last number given.
    pub last_no: u64,
    /// Central has everything up to here.
    pub acked: u64,
    /// Said in this epoch.
    pub epoch: Epoch,
}

const OP_COLUMNS: &str = "no, kind, wall_ms, boot, mono_ms, synced, key, sealed";

impl Ledger {
    /// Numbers a fact, seals it and puts it on disk. When this returns, it survives a power cut.
    pub fn record(&mut self, fact: &Fact, clock: Clock) -> Result<u64, LedgerError> {
        self.change(|ledger, change| ledger.write_fact(change, fact, clock))
    }

    /// What to send next: the ops after the last acknowledged one, as many as [`Ledger::unacked`] gives. `None`:
    /// central has everything.
    ///
    /// Without ops where central, restored, asks for what it had for so long that it was forgotten here: `oldest`
    /// tells it so, and it writes the gap down instead of waiting for the next fact to say it.
    pub fn next_push(&self, limit_ops: usize, limit_bytes: usize) -> Result<Option<Push>, LedgerError> {
        let ops = self.unacked(limit_ops, limit_bytes)?;
        if ops.is_empty() && self.waiting()? == 0 {
            return Ok(None);
        }
        Ok(Some(Push { stream: self.stream(), oldest: self.oldest()?, ops }))
    }

    /// The ops after the last acknowledged one: at most `limit_ops` with at most `limit_bytes` of sealed
    /// content, but always one when there is one.
    pub fn unacked(&self, limit_ops: usize, limit_bytes: usize) -> Result<Vec<Op>, LedgerError> {
        let sql = format!(
            "SELECT {OP_COLUMNS} FROM outbox WHERE no > (SELECT acked FROM device) ORDER BY no LIMIT ?1"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let mut rows = query.query([limit_ops])?;
        let (mut ops, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let op = read_op(row)?;
            bytes += op.sealed.bytes.len();
            if !ops.is_empty() && bytes > limit_bytes {
                break;
            }
            ops.push(op);
        }
        Ok(ops)
    }

    /// Central says, in `epoch`, that it has everything up to `hwm`.
    pub fn acked(&mut self, epoch: Epoch, hwm: u64, now_s: i64) -> Result<Acked, LedgerError> {
        self.change(|_, change| {
            let position = position(change)?;
            if epoch < position.epoch {
                return Ok(Acked::OlderEpoch);
            }
            if hwm > position.last_no {
                return Ok(Acked::AheadOfLedger { hwm, last_no: position.last_no });
            }
            let to = if epoch > position.epoch { hwm } else { hwm.max(position.acked) };
            if (epoch, to) == (position.epoch, position.acked) {
                return Ok(Acked::Same);
            }
            change.execute("UPDATE device SET epoch = ?1, acked = ?2", params![epoch.to_string(), to])?;
            change.execute(
                "UPDATE outbox SET acked_s = ?1 WHERE no <= ?2 AND acked_s IS NULL",
                params![now_s, to],
            )?;
            change.execute("UPDATE outbox SET acked_s = NULL WHERE no > ?1 AND acked_s IS NOT NULL", [to])?;
            Ok(match to.cmp(&position.acked) {
                std::cmp::Ordering::Less => Acked::FellBack { to },
                std::cmp::Ordering::Equal => Acked::Same,
                std::cmp::Ordering::Greater => Acked::Advanced { to },
            })
        })
    }

    /// Deletes ops that central has had for 30 days, oldest first and without leaving a hole. Returns how
    /// many. What is not acknowledged is never deleted, however old.
    pub fn forget_old_ops(&mut self, now_s: i64) -> Result<usize, LedgerError> {
        let before_s = now_s - ACKED_OP_DAYS * 24 * 3600;
        Ok(self.db.execute(
            "DELETE FROM outbox WHERE no < coalesce(
                 (SELECT min(no) FROM outbox WHERE acked_s IS NULL OR acked_s > ?1),
                 (SELECT acked + 1 FROM device))",
            [before_s],
        )?)
    }

    /// The oldest op still here; the next number when none is.
    pub fn oldest(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT coalesce((SELECT min(no) FROM outbox), (SELECT last_no + 1 FROM device))";
        Ok(self.db.query_row(sql, [], |row| row.get(0))?)
    }

    /// How many ops central does not have yet.
    pub fn waiting(&self) -> Result<u64, LedgerError> {
        let position = self.position()?;
        Ok(position.last_no - position.acked)
    }

    /// How many of those that central does not have are what people gave: no copy of them is anywhere else.
    pub fn waiting_of_people(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT count(*) FROM outbox, device WHERE no > device.acked
            AND kind IN ('application', 'mend', 'report', 'survey')";
        Ok(self.db.query_row(sql, [], |row| row.get(0))?)
    }

    /// When the oldest fact happened that central does not have, and when the last visit ended, by this machine's
    /// clock, Unix milliseconds.
    pub fn ages(&self) -> Result<(Option<i64>, Option<i64>), LedgerError> {
        let sql = "SELECT (SELECT wall_ms FROM outbox WHERE no > device.acked ORDER BY no LIMIT 1),
            (SELECT max(wall_ms) FROM outbox WHERE kind = 'visit') FROM device";
        Ok(self.db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The last number given, the last acknowledged one, and in which epoch.
    pub fn position(&self) -> Result<Position, LedgerError> {
        position(&self.db)
    }

    /// Runs one writing transaction; what it returns was committed.
    pub(super) fn change<T>(
        &mut self,
        work: impl FnOnce(&Writer<'_>, &Transaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let writer =
            Writer { stream: self.stream, sealing_key: self.enrolled.as_ref().map(|e| &e.sealing_key) };
        let change = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&writer, &change)?;
        change.commit()?;
        // Whatever settled a job, its bytes in memory end here.
        self.held.forget_settled(&self.db);
        Ok(done)
    }
}

/// What a transaction needs besides the database to write a fact.
pub(super) struct Writer<'a> {
    stream: anjungan_wire::id::StreamId,
    sealing_key: Option<&'a anjungan_wire::seal::SealingKey>,
}

impl Writer<'_> {
    /// Numbers, seals and inserts a fact.
    pub(super) fn write_fact(
        &self,
        change: &Transaction<'_>,
        fact: &Fact,
        clock: Clock,
    ) -> Result<u64, LedgerError> {
        let sealing_key = self.sealing_key.ok_or(LedgerError::NotEnrolled)?;
        let no: u64 =
            change.query_row("UPDATE device SET last_no = last_no + 1 RETURNING last_no", [], |row| {
                row.get(0)
            })?;
        let Sealed { key, bytes } = sealing_key.seal(&self.stream, no, fact.kind(), &fact.to_json()?)?;
        if bytes.len() > OP_SEALED_BYTES_MAX {
            return Err(LedgerError::TooLarge { bytes: bytes.len(), most: OP_SEALED_BYTES_MAX });
        }
        change.execute(
            "INSERT INTO outbox (no, kind, wall_ms, boot, mono_ms, synced, key, sealed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                no,
                fact.kind().as_str(),
                clock.wall_ms,
                clock.boot,
                clock.mono_ms,
                clock.synced,
                key,
                bytes
            ],
        )?;
        Ok(no)
    }
}

fn position(db: &rusqlite::Connection) -> Result<Position, LedgerError> {
    let (last_no, acked, epoch): (u64, u64, String) = db
        .query_row("SELECT last_no, acked, epoch FROM device", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?
        .ok_or(LedgerError::NotKnown { found: String::new(), expected: "the device's row" })?;
    let epoch =
        epoch.parse().map_err(|_| LedgerError::NotKnown { found: epoch.clone(), expected: "an epoch" })?;
    Ok(Position { last_no, acked, epoch })
}

fn read_op(row: &Row<'_>) -> Result<Op, LedgerError> {
    let kind: String = row.get(1)?;
    let kind =
        OpKind::named(&kind).ok_or(LedgerError::NotKnown { found: kind, expected: "a kind of fact" })?;
    let clock = Clock { wall_ms: row.get(2)?, boot: row.get(3)?, mono_ms: row.get(4)?, synced: row.get(5)? };
    Ok(Op { no: row.get(0)?, kind, clock, sealed: Sealed { key: row.get(6)?, bytes: row.get(7)? } })
}
