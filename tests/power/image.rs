//! What must be true of a disk after a power cut: of the ledger on it, and of the paper beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anjungan::ledger::{JobState, Ledger};
use anjungan_wire::id::StreamId;
use anjungan_wire::op::Clock;
use rusqlite::Connection;

use super::recording::Recording;
use crate::delivery::read_only;

/// Everything the terminal ever stored: what a cut may leave is a beginning of it.
pub struct Story {
    stream: StreamId,
    key: [u8; 32],
    /// Kind and sealed bytes of each fact.
    ops: BTreeMap<u64, (String, Vec<u8>)>,
    /// Each receipt and the number of its application.
    receipts: BTreeMap<String, u64>,
}

/// What was outside of the machine when the power went.
pub struct Outside {
    pub shown: BTreeSet<String>,
    pub printed: BTreeSet<String>,
    pub enrolled: bool,
    /// Central had everything up to here, and at most up to there.
    pub hwm: u64,
    pub hwm_at_most: u64,
}

impl Outside {
    /// After `steps` of what was recorded.
    pub fn after(recording: &Recording, steps: usize) -> Outside {
        let before = |marks: &BTreeMap<String, usize>| -> BTreeSet<String> {
            marks.iter().filter(|(_, at)| **at < steps).map(|(receipt, _)| receipt.clone()).collect()
        };
        // The power goes just before the next step is begun; all others are over.
        let going_us = recording.steps.get(steps).map_or(u64::MAX, |step| step.at_us);
        let gone_us = recording.steps[..steps].iter().map(|step| step.at_us).fold(going_us, u64::max);
        let at = |us| {
            let begun = recording.central.iter().take_while(|central| central.from_us <= us);
            begun.last().expect("central was there before anything")
        };
        Outside {
            shown: before(&recording.shown),
            printed: before(&recording.printed),
            enrolled: at(going_us).enrolled,
            hwm: at(going_us).hwm,
            hwm_at_most: at(gone_us).hwm,
        }
    }
}

/// What is on a disk that passed.
#[derive(Default, Debug)]
pub struct Left {
    /// Receipts on it.
    pub receipts: usize,
    /// … that were shown.
    pub shown: usize,
    /// Facts that central did not have.
    pub undelivered: u64,
    /// Slips whose end nobody knows.
    pub doubtful: usize,
}

/// Why a disk did not pass.
#[derive(Debug)]
pub struct Lost(pub String);

fn must(holds: bool, why: impl FnOnce() -> String) -> Result<(), Lost> {
    if holds { Ok(()) } else { Err(Lost(why())) }
}

fn lost(error: impl std::fmt::Display) -> Lost {
    Lost(error.to_string())
}

impl Story {
    /// Of the terminal whose last day is over.
    pub fn of(recording: &Recording) -> Story {
        let data = recording.kiosk.folder().join("data");
        let db = read_only(&data.join("ledger.db"));
        let mut story =
            Story { stream: StreamId::new([0; 16]), key: [0; 32], ops: ops(&db), receipts: receipts(&db) };
        drop(db);
        let ledger = Ledger::open(&data.join("ledger.db"), [0; 16]).unwrap();
        story.stream = ledger.stream();
        story.key = ledger.device_key().to_bytes();
        story
    }

    /// Its applications: receipt, number, sealed bytes.
    pub fn applications(&self) -> impl Iterator<Item = (&String, u64, &Vec<u8>)> {
        self.receipts.iter().map(|(receipt, no)| (receipt, *no, &self.ops[no].1))
    }

    pub fn stream(&self) -> StreamId {
        self.stream
    }

    /// Opens the ledger as the terminal would, and looks at everything.
    pub fn check(&self, data: &Path, outside: &Outside) -> Result<Left, Lost> {
        std::fs::create_dir_all(data).map_err(lost)?;
        let mut ledger = Ledger::open(&data.join("ledger.db"), [0xee; 16]).map_err(lost)?;
        let known = (ledger.stream(), ledger.device_key().to_bytes()) == (self.stream, self.key);
        must(known || !outside.enrolled, || "central knows this terminal by another key or stream".into())?;
        let position = ledger.position().map_err(lost)?;
        must(position.last_no >= outside.hwm, || {
            format!("central has {} facts, and the next would be {}", outside.hwm, position.last_no + 1)
        })?;
        must(position.acked <= outside.hwm_at_most, || {
            format!("acknowledged {} of {}", position.acked, outside.hwm_at_most)
        })?;

        let db = read_only(&data.join("ledger.db"));
        check_integrity(&db)?;
        let (ops, receipts) = (ops(&db), receipts(&db));
        must(ops.keys().copied().eq(1..=position.last_no), || "a hole in the facts".into())?;
        let as_written = known || ops.is_empty();
        must(as_written && ops.iter().all(|op| self.ops.get(op.0) == Some(op.1)), || "another fact".into())?;
        for receipt in &outside.shown {
            must(receipts.contains_key(receipt), || format!("{receipt} was shown and is not there"))?;
        }
        self.check_wholeness(&db, &ops, &receipts)?;
        let doubtful = check_paper(&mut ledger, &db, outside)?;
        Ok(Left {
            receipts: receipts.len(),
            shown: outside.shown.len(),
            undelivered: position.last_no - outside.hwm,
            doubtful,
        })
    }

    /// An application, its receipt and its slip are there together or not at all.
    fn check_wholeness(
        &self,
        db: &Connection,
        ops: &BTreeMap<u64, (String, Vec<u8>)>,
        receipts: &BTreeMap<String, u64>,
    ) -> Result<(), Lost> {
        for (receipt, no) in receipts {
            must(self.receipts.get(receipt) == Some(no), || format!("{receipt} was never given"))?;
            let kind = ops.get(no).map(|(kind, _)| kind.as_str());
            must(kind == Some("application"), || format!("{receipt} without its application"))?;
        }
        let applications = ops.values().filter(|(kind, _)| kind == "application").count();
        must(applications == receipts.len(), || "an application without its receipt".into())?;
        let mut query = db.prepare("SELECT number FROM print_job WHERE kind = 'slip'").map_err(lost)?;
        let slips = query.query_map([], |row| row.get(0)).map_err(lost)?;
        let slips: Vec<String> = slips.map(Result::unwrap).collect();
        let distinct: BTreeSet<&String> = slips.iter().collect();
        must(distinct.len() == slips.len() && distinct.into_iter().eq(receipts.keys()), || {
            "a slip without its receipt, or a receipt without its slip".into()
        })
    }
}

fn check_integrity(db: &Connection) -> Result<(), Lost> {
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(lost)?;
    must(verdict == "ok", || verdict)?;
    let mut broken = db.prepare("PRAGMA foreign_key_check").map_err(lost)?;
    must(!broken.exists([]).map_err(lost)?, || "a row that refers to none".into())
}

/// After the restart nothing prints by itself, and nothing that may be on paper is said not to be. How many slips are
/// in doubt.
fn check_paper(ledger: &mut Ledger, db: &Connection, outside: &Outside) -> Result<usize, Lost> {
    let clock = Clock { wall_ms: 1_800_000_000_000, boot: [0xbb; 8], mono_ms: 1, synced: false };
    let mut query = db.prepare("SELECT number FROM print_job WHERE state = 'printed'").map_err(lost)?;
    let proved = query.query_map([], |row| row.get(0)).map_err(lost)?;
    let proved: BTreeSet<String> = proved.map(Result::unwrap).collect();
    must(proved.is_subset(&outside.printed), || "printed, and the printer never heard of it".into())?;
    let settled = ledger.recover(clock).map_err(lost)?;
    must(ledger.unsettled_jobs().map_err(lost)?.is_empty(), || "a slip that would still print".into())?;
    let mut doubtful = 0;
    for job in settled {
        let number = job.number.to_string();
        let ends = [JobState::Doubtful, JobState::Expired].contains(&job.state);
        must(ends, || format!("{number} became {:?} by a restart", job.state))?;
        let unsaid = job.state == JobState::Expired && outside.printed.contains(&number);
        must(!unsaid, || format!("the slip of {number} had left and is said not to have"))?;
        doubtful += usize::from(job.state == JobState::Doubtful);
    }
    Ok(doubtful)
}

fn ops(db: &Connection) -> BTreeMap<u64, (String, Vec<u8>)> {
    let mut query = db.prepare("SELECT no, kind, sealed FROM outbox").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn receipts(db: &Connection) -> BTreeMap<String, u64> {
    let mut query = db.prepare("SELECT number, no FROM receipt").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}
