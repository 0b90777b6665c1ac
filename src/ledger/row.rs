//! Print jobs as rows. Everything here runs inside a transaction of its caller.

use anjungan_wire::op::Clock;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::job::{Cause, IllegalMove, JobId, JobState};
use super::kind::{Actor, JobKind, NewJob, Station};
use super::number::{COUNTER_MAX, PaperNumber};
use super::outbox::Writer;
use super::spool::{JOB_LIFE_MS, Job, Paper};
use super::{LedgerError, person, station, told};

const JOB_COLUMNS: &str = "id, kind, station, actor, visit, number, copy, subject, state, cause, attempt, \
                           proc_id, created_ms, boot, expires_mono_ms";
/// Jobs a spool is not done with.
pub(super) const UNSETTLED: &str =
    "state IN ('queued', 'claimed', 'precheck', 'blocked', 'sending', 'sent', 'suspended')";

/// The next number: the counter, and how often it went round.
pub(super) struct Token {
    pub nth: u32,
    pub lap: u32,
}

pub(super) fn take_ticket(change: &Transaction<'_>) -> Result<Token, LedgerError> {
    Ok(change.query_row(
        "UPDATE device SET last_ticket = last_ticket % ?1 + 1, lap = lap + (last_ticket % ?1 = 0)
         RETURNING last_ticket, lap",
        [COUNTER_MAX],
        |row| Ok(Token { nth: row.get(0)?, lap: row.get(1)? }),
    )?)
}

pub(super) fn lap_of(change: &Transaction<'_>, id: JobId) -> Result<u32, LedgerError> {
    Ok(change.query_row("SELECT lap FROM print_job WHERE id = ?1", [id.0], |row| row.get(0))?)
}

/// A paper to come.
pub(super) struct Print<'a> {
    pub new: NewJob<'a>,
    pub number: &'a PaperNumber,
    pub lap: u32,
    pub copy: u32,
    pub reprint_of: Option<JobId>,
}

pub(super) fn insert(
    change: &Transaction<'_>,
    print: &Print<'_>,
    paper: &Paper,
    clock: Clock,
) -> Result<Job, LedgerError> {
    let NewJob { kind, station, subject, actor, visit } = print.new;
    // Of what is in memory alone not even a fingerprint is on the disk.
    let (stored, sha256) = match kind.in_memory_only() {
        true => (None, [0; 32]),
        false => (Some(&paper.bytes), <[u8; 32]>::from(Sha256::digest(&paper.bytes))),
    };
    change.execute(
        "INSERT INTO print_job (kind, station, actor, visit, number, lap, copy, reprint_of, subject, payload,
             payload_sha256, paper_mm, state, boot, expires_mono_ms, created_ms, changed_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'queued', ?13, ?14, ?15, ?15)",
        params![
            kind.as_str(),
            station.as_str(),
            actor.as_str(),
            visit,
            print.number.as_str(),
            print.lap,
            print.copy,
            print.reprint_of.map(|id| id.0),
            subject,
            stored,
            sha256,
            f64::from(paper.paper_mm),
            clock.boot,
            clock.mono_ms + JOB_LIFE_MS,
            clock.wall_ms,
        ],
    )?;
    let id = JobId(change.last_insert_rowid());
    log(change, id, JobState::Queued.into(), clock)?;
    find(change, id)
}

/// Where a job goes, and what is known of why.
#[derive(Clone, Copy)]
pub(super) struct Move<'a> {
    pub to: JobState,
    /// Where neither state has a cause.
    pub why: Option<Cause>,
    /// What the printer said of itself.
    pub status: Option<&'a str>,
}

impl From<JobState> for Move<'_> {
    fn from(to: JobState) -> Self {
        Self { to, why: None, status: None }
    }
}

/// The only place where a job changes its state.
pub(super) fn advance(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    job: &Job,
    step: Move<'_>,
    clock: Clock,
) -> Result<Job, LedgerError> {
    let to = step.to;
    let illegal = IllegalMove { job: job.id, from: job.state, to };
    if !job.state.may_become(to) {
        return Err(illegal.into());
    }
    // Back to `sending` from `suspended` is the same attempt going on.
    let begins = to == JobState::Sending && job.state == JobState::Precheck;
    let (attempt, process_id) = match begins {
        true => (job.attempt + 1, Some(job.name_for_printer())),
        false => (job.attempt, job.process_id),
    };
    let changed = change.execute(
        "UPDATE print_job SET state = ?1, cause = ?2, changed_ms = ?3, payload = iif(?4, NULL, payload),
             attempt = ?5, proc_id = ?6
         WHERE id = ?7 AND state = ?8",
        params![
            to.as_str(),
            to.cause().map(Cause::as_str),
            clock.wall_ms,
            to.is_settled(),
            attempt,
            process_id,
            job.id.0,
            job.state.as_str()
        ],
    )?;
    if changed != 1 {
        return Err(illegal.into());
    }
    log(change, job.id, step, clock)?;
    let cause = to.cause().or(job.state.cause()).or(step.why);
    if to.is_settled() {
        station::settled(writer, change, job, to, step.why.or(cause), clock)?;
        person::settled(change, job, to)?;
        told::tell_central(writer, change, job, to, cause, clock)?;
    }
    Ok(Job { state: to, attempt, process_id, ..job.clone() })
}

fn log(change: &Transaction<'_>, id: JobId, step: Move<'_>, clock: Clock) -> Result<(), LedgerError> {
    let cause = step.to.cause().or(step.why);
    change.execute(
        "INSERT INTO print_event (job, state, cause, wall_ms, mono_ms, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            id.0,
            step.to.as_str(),
            cause.map(Cause::as_str),
            clock.wall_ms,
            clock.mono_ms,
            step.status
        ],
    )?;
    Ok(())
}

pub(super) fn oldest_queued(db: &Connection, station: Station) -> Result<Option<Job>, LedgerError> {
    let sql = format!(
        "SELECT {JOB_COLUMNS} FROM print_job WHERE state = 'queued' AND station = ?1 ORDER BY id LIMIT 1"
    );
    db.query_row(&sql, [station.as_str()], |row| Ok(read_job(row))).optional()?.transpose()
}

pub(super) fn find(db: &Connection, id: JobId) -> Result<Job, LedgerError> {
    let sql = format!("SELECT {JOB_COLUMNS} FROM print_job WHERE id = ?1");
    let found = db.query_row(&sql, [id.0], |row| Ok(read_job(row))).optional()?;
    found.ok_or(LedgerError::NoSuchJob(id))?
}

pub(super) fn select(db: &Connection, which: &str) -> Result<Vec<Job>, LedgerError> {
    let mut query = db.prepare(&format!("SELECT {JOB_COLUMNS} FROM print_job WHERE {which} ORDER BY id"))?;
    let mut rows = query.query([])?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        jobs.push(read_job(row)?);
    }
    Ok(jobs)
}

fn read_job(row: &Row<'_>) -> Result<Job, LedgerError> {
    Ok(Job {
        id: JobId(row.get(0)?),
        kind: known(row.get(1)?, JobKind::named, "a kind of print job")?,
        station: known(row.get(2)?, Station::named, "a printer")?,
        actor: known(row.get(3)?, Actor::named, "who asked for a print job")?,
        visit: row.get(4)?,
        number: known(row.get(5)?, PaperNumber::read, "a paper's number")?,
        copy: row.get(6)?,
        subject: row.get(7)?,
        state: read_state(row.get(8)?, row.get(9)?)?,
        attempt: row.get(10)?,
        process_id: row.get(11)?,
        created_ms: row.get(12)?,
        boot: row.get(13)?,
        expires_mono_ms: row.get(14)?,
    })
}

pub(super) fn read_state(name: String, cause: Option<String>) -> Result<JobState, LedgerError> {
    let cause = cause.as_deref().and_then(Cause::named);
    known(name, |name| JobState::named(name, cause), "a print job's state")
}

fn known<T>(
    found: String,
    read: impl FnOnce(&str) -> Option<T>,
    expected: &'static str,
) -> Result<T, LedgerError> {
    match read(&found) {
        Some(value) => Ok(value),
        None => Err(LedgerError::NotKnown { found, expected }),
    }
}
