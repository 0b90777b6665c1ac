//! Applications and cards: what is stored for a person, and what of it may be known here.
//!
//! ```text
//!   submit ── one transaction ──▶ receipt number drawn · application sealed and numbered · slip queued
//!                                        └── commit, fsync ──▶ bytes of the slip into memory ──▶ [`Stored`]
//! ```
//!
//! **Architecture invariant:** of an application this ledger keeps the receipt's number and the sealed op. The
//! receipt's secret, the slip's bytes (whose code holds it) and a card's PDF are never handed to SQLite: they live in
//! [`Held`] until their job is settled, and a power cut takes them along.

use std::collections::BTreeMap;

use anjungan_wire::application::Application;
use anjungan_wire::card::CardId;
use anjungan_wire::op::Clock;
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber, Secret};
use rusqlite::{OptionalExtension, Transaction, params};
use zeroize::Zeroizing;

use super::job::{Cause, JobId, JobState};
use super::kind::{Actor, JobKind, NewJob, Station};
use super::number::PaperNumber;
use super::outbox::Fact;
use super::service::PinFailures;
use super::spool::{Job, Paper};
use super::{Ledger, LedgerError, row, station};

/// Draws before it is believed that no number is left. With a million of 28 million given, sixteen draws in a row
/// that were all given before happen once in 10²³.
const DRAWS_MAX: usize = 16;
/// Slips printed for one receipt, over its life.
pub const SLIPS_MAX: u32 = 9;
/// Papers in memory at a time: more than any one visit prints.
const HELD_MAX: usize = 8;

/// Randomness for one receipt.
#[derive(Clone, Copy)]
pub struct Drawn {
    /// For the number.
    pub number: [u8; 8],
    /// The secret.
    pub secret: [u8; 16],
}

/// An application that is on disk.
#[derive(Debug)]
pub struct Stored {
    /// What the person takes home.
    pub code: ReceiptCode,
    /// The op that carries it: central has it once it has acknowledged this number.
    pub no: u64,
    /// The slip's job, or why there is none. Either way the application is stored.
    pub slip: Result<Job, LedgerError>,
}

/// Whose tries are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tries {
    /// PINs of officers who help.
    Helper,
    /// Days of birth beside a receipt's number.
    Birth,
    /// Reports under a card's number and a day of birth that were typed.
    Report,
}

impl Tries {
    fn as_str(self) -> &'static str {
        match self {
            Tries::Helper => "helper",
            Tries::Birth => "birth",
            Tries::Report => "report",
        }
    }
}

/// Papers that exist in memory alone, until their job is settled.
#[derive(Default)]
pub(super) struct Held(BTreeMap<JobId, (Zeroizing<Vec<u8>>, f32)>);

impl Held {
    pub(super) fn keep(&mut self, id: JobId, paper: Paper) {
        while self.0.len() >= HELD_MAX {
            self.0.pop_first();
        }
        self.0.insert(id, (Zeroizing::new(paper.bytes), paper.paper_mm));
    }

    pub(super) fn paper(&self, id: JobId) -> Option<Paper> {
        self.0.get(&id).map(|(bytes, paper_mm)| Paper { bytes: bytes.to_vec(), paper_mm: *paper_mm })
    }

    pub(super) fn forget(&mut self, id: JobId) {
        self.0.remove(&id);
    }

    /// Forgets what is settled. A job that can't be looked up is kept: it is looked up again after the next change.
    pub(super) fn forget_settled(&mut self, db: &rusqlite::Connection) {
        self.0.retain(|id, _| match row::find(db, *id) {
            Ok(job) => !job.state.is_settled(),
            Err(LedgerError::NoSuchJob(_)) => false,
            Err(_) => true,
        });
    }
}

impl Ledger {
    /// Stores an application: draws its number, has it filled in, seals it and queues its slip, in one transaction.
    /// When this returns, it survives a power cut.
    ///
    /// # Errors
    /// Nothing was stored and no number taken. [`LedgerError::TooLarge`] for more than a push can carry. A slip that
    /// can't be queued is no error: see [`Stored::slip`].
    pub fn submit(
        &mut self,
        visit: Option<u64>,
        clock: Clock,
        mut draw: impl FnMut() -> Result<Drawn, LedgerError>,
        fill: impl FnOnce(&ReceiptCode) -> Application,
        slip: impl FnOnce(&ReceiptCode) -> Option<Paper>,
    ) -> Result<Stored, LedgerError> {
        let kiosk = self.enrolled.as_ref().ok_or(LedgerError::NotEnrolled)?.kiosk.clone();
        let (stored, paper) = self.change(|writer, change| {
            let mut free = None;
            for _ in 0..DRAWS_MAX {
                let drawn = draw()?;
                let number = ReceiptNumber::draw(&kiosk, drawn.number);
                if op_of(change, &number)?.is_none() {
                    free = Some(ReceiptCode { number, secret: Secret::new(drawn.secret) });
                    break;
                }
            }
            let code = free.ok_or(LedgerError::NoReceiptLeft)?;
            let no = writer.write_fact(change, &Fact::Application(Box::new(fill(&code))), clock)?;
            change.execute(
                "INSERT INTO receipt (number, no, at_ms) VALUES (?1, ?2, ?3)",
                params![code.number.as_str(), no, clock.wall_ms],
            )?;
            let queued = match slip(&code) {
                None => Err(LedgerError::NotComposed),
                Some(paper) => queue_slip(change, &code.number, visit, clock, &paper).map(|job| (job, paper)),
            };
            let (slip, paper) = match queued {
                Ok((job, paper)) => (Ok(job), Some(paper)),
                Err(error) if only_the_paper(&error) => (Err(error), None),
                Err(error) => return Err(error),
            };
            Ok((Stored { code, no, slip }, paper))
        })?;
        if let (Ok(job), Some(paper)) = (&stored.slip, paper) {
            self.held.keep(job.id, paper);
        }
        Ok(stored)
    }

    /// Queues the slip of a receipt once more, for its holder. `paper` gets which copy it is.
    pub fn queue_slip(
        &mut self,
        receipt: &ReceiptNumber,
        visit: Option<u64>,
        clock: Clock,
        paper: impl FnOnce(u32) -> Option<Paper>,
    ) -> Result<Job, LedgerError> {
        let (job, paper) = self.change(|_, change| {
            let paper = paper(next_copy(change, receipt, JobKind::Slip)?).ok_or(LedgerError::NotComposed)?;
            let job = queue_slip(change, receipt, visit, clock, &paper)?;
            Ok((job, paper))
        })?;
        self.held.keep(job.id, paper);
        Ok(job)
    }

    /// Queues a card. `left`: how many prints central says are left of it.
    ///
    /// # Errors
    /// [`LedgerError::CardUsedUp`]: with those made here that central may not know of yet, none is left.
    pub fn queue_card(
        &mut self,
        card: CardId,
        receipt: &ReceiptNumber,
        left: u32,
        visit: Option<u64>,
        clock: Clock,
        paper: Paper,
    ) -> Result<Job, LedgerError> {
        let job = self.change(|_, change| {
            let card = card.to_string();
            begin_counting(change, &card, left)?;
            if prints_left(change, &card)?.min(left) == 0 {
                return Err(LedgerError::CardUsedUp);
            }
            station::check(change, Station::Sheets, Actor::Visitor, paper.paper_mm)?;
            let new = NewJob {
                kind: JobKind::Card,
                station: Station::Sheets,
                subject: &card,
                actor: Actor::Visitor,
                visit,
            };
            let copy = next_copy(change, receipt, JobKind::Card)?;
            insert(change, new, receipt, copy, &paper, clock)
        })?;
        self.held.keep(job.id, paper);
        Ok(job)
    }

    /// Which op carried the application of this number, if it was given here.
    pub fn receipt_op(&self, receipt: &ReceiptNumber) -> Result<Option<u64>, LedgerError> {
        op_of(&self.db, receipt)
    }

    /// Forgets a paper's bytes although its end could not be written down.
    pub fn forget_bytes(&mut self, id: JobId) {
        self.held.forget(id);
    }

    /// Papers in memory.
    pub fn papers_held(&self) -> usize {
        self.held.0.len()
    }

    /// Wrong tries so far.
    pub fn tries(&self, of: Tries) -> Result<PinFailures, LedgerError> {
        let found = self
            .db
            .query_row("SELECT count, boot, mono_ms FROM tries WHERE what = ?1", [of.as_str()], |row| {
                Ok(PinFailures { count: row.get(0)?, boot: row.get(1)?, mono_ms: row.get(2)? })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps wrong tries in place of what was kept before. To be committed before a try is judged.
    pub fn set_tries(&mut self, of: Tries, tries: PinFailures) -> Result<(), LedgerError> {
        self.db.execute(
            "INSERT INTO tries (what, count, boot, mono_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (what) DO UPDATE SET count = excluded.count, boot = excluded.boot,
                 mono_ms = excluded.mono_ms",
            params![of.as_str(), tries.count, tries.boot, tries.mono_ms],
        )?;
        Ok(())
    }
}

/// Whether an error says only that the slip can't be printed.
fn only_the_paper(error: &LedgerError) -> bool {
    matches!(
        error,
        LedgerError::NotComposed
            | LedgerError::PaperShort { .. }
            | LedgerError::OutOfOrder { .. }
            | LedgerError::TooManyCopies { .. }
    )
}

fn queue_slip(
    change: &Transaction<'_>,
    receipt: &ReceiptNumber,
    visit: Option<u64>,
    clock: Clock,
    paper: &Paper,
) -> Result<Job, LedgerError> {
    station::check(change, Station::Tickets, Actor::Visitor, paper.paper_mm)?;
    let copy = next_copy(change, receipt, JobKind::Slip)?;
    if copy > SLIPS_MAX {
        return Err(LedgerError::TooManyCopies { number: receipt.to_string() });
    }
    let new =
        NewJob { kind: JobKind::Slip, station: Station::Tickets, subject: "", actor: Actor::Visitor, visit };
    insert(change, new, receipt, copy, paper, clock)
}

fn insert(
    change: &Transaction<'_>,
    new: NewJob<'_>,
    receipt: &ReceiptNumber,
    copy: u32,
    paper: &Paper,
    clock: Clock,
) -> Result<Job, LedgerError> {
    let number = PaperNumber::Receipt(receipt.clone());
    row::insert(change, &row::Print { new, number: &number, lap: 0, copy, reprint_of: None }, paper, clock)
}

fn next_copy(change: &Transaction<'_>, receipt: &ReceiptNumber, kind: JobKind) -> Result<u32, LedgerError> {
    Ok(change.query_row(
        "SELECT coalesce(max(copy), 0) + 1 FROM print_job WHERE number = ?1 AND kind = ?2",
        [receipt.as_str(), kind.as_str()],
        |row| row.get(0),
    )?)
}

fn op_of(db: &rusqlite::Connection, receipt: &ReceiptNumber) -> Result<Option<u64>, LedgerError> {
    let sql = "SELECT no FROM receipt WHERE number = ?1";
    Ok(db.query_row(sql, [receipt.as_str()], |row| row.get(0)).optional()?)
}

/// Where central says that more are left than when the counting began, the office has granted more, and it begins anew.
fn begin_counting(change: &Transaction<'_>, card: &str, left: u32) -> Result<(), LedgerError> {
    change.execute(
        "INSERT INTO card_print (card, base) VALUES (?1, ?2)
         ON CONFLICT (card) DO UPDATE SET base = excluded.base, printed = 0 WHERE excluded.base > base",
        params![card, left],
    )?;
    Ok(())
}

fn prints_left(change: &Transaction<'_>, card: &str) -> Result<u32, LedgerError> {
    let left: i64 = change.query_row(
        "SELECT base - printed - (SELECT count(*) FROM print_job WHERE kind = 'card' AND subject = ?1 AND state IN
             ('queued', 'claimed', 'precheck', 'blocked', 'sending', 'sent', 'suspended'))
         FROM card_print WHERE card = ?1",
        [card],
        |row| row.get(0),
    )?;
    Ok(u32::try_from(left).unwrap_or(0))
}

/// A card's job is being settled, or a person says something about one: what may be on paper counts.
pub(super) fn settled(change: &Transaction<'_>, job: &Job, to: JobState) -> Result<(), LedgerError> {
    if job.kind != JobKind::Card {
        return Ok(());
    }
    let counted = matches!(job.state, JobState::Doubtful | JobState::PrintedUnverified);
    let by = match to {
        JobState::Printed | JobState::PrintedUnverified | JobState::Doubtful if !counted => 1,
        JobState::Failed(Cause::NotOut) if counted => -1,
        JobState::Printed
        | JobState::PrintedUnverified
        | JobState::Doubtful
        | JobState::Failed(_)
        | JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Sending
        | JobState::Sent
        | JobState::Blocked(_)
        | JobState::Suspended(_)
        | JobState::Cancelled
        | JobState::Expired
        | JobState::Superseded => return Ok(()),
    };
    change.execute(
        "UPDATE card_print SET printed = max(0, printed + ?2) WHERE card = ?1",
        params![job.subject, by],
    )?;
    Ok(())
}

/// Whether a card may be printed once more on a person's word that nothing came out.
pub(super) fn check_reprint(change: &Transaction<'_>, job: &Job) -> Result<(), LedgerError> {
    if job.kind == JobKind::Card && prints_left(change, &job.subject)? == 0 {
        return Err(LedgerError::CardUsedUp);
    }
    Ok(())
}
