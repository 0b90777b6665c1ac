//! Where each print job is. The machine is [`super::job`]; the thread that drives the printer is
//! `crate::paper::spool`.
//!
//! Every move is one transaction: the new state, a line in `print_event`, and, when the job is settled, the
//! `Ticket` fact for central. So central learns of every ticket exactly once per outcome, and never of one
//! that this device does not remember.

use anjungan_wire::fact::{Ticket, TicketOutcome};
use anjungan_wire::op::Clock;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::job::{Cause, IllegalMove, JobId, JobState};
use super::number::{COUNTER_MAX, TicketNumber};
use super::outbox::{Fact, Writer};
use super::{Ledger, LedgerError};

/// A job not on paper this long after it was asked for is dropped: a ticket that falls out ten minutes
/// later confuses the next visitor.
pub const JOB_LIFE_MS: u64 = 90_000;

/// What goes to the printer.
#[derive(Clone, PartialEq, Debug)]
pub struct Paper {
    /// The bytes, as the printer takes them.
    pub bytes: Vec<u8>,
    /// How much paper they move, for the time to allow.
    pub paper_mm: f32,
}

/// A print job.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    /// Its number in this ledger.
    pub id: JobId,
    /// The number on the ticket. A reprint has the same.
    pub number: TicketNumber,
    /// 1, or 2 and more for a reprint.
    pub copy: u32,
    /// The vacancy's row id.
    pub vacancy: String,
    /// Where it is.
    pub state: JobState,
    /// The machine's start it belongs to, and when in it the job expires.
    pub boot: [u8; 8],
    /// See [`Self::boot`].
    pub expires_mono_ms: u64,
}

impl Job {
    /// Whether it is too late to begin it.
    pub fn expired(&self, now: &Clock) -> bool {
        self.boot != now.boot || now.mono_ms >= self.expires_mono_ms
    }
}

const JOB_COLUMNS: &str = "id, number, copy, vacancy, state, cause, boot, expires_mono_ms";

impl Ledger {
    /// Takes the next ticket number. Committed: it is never given again before the counter goes round.
    pub fn next_ticket_number(&mut self) -> Result<TicketNumber, LedgerError> {
        let kiosk = self.enrolled.as_ref().ok_or(LedgerError::NotEnrolled)?.kiosk.clone();
        let nth = self.change(|_, change| take_ticket(change))?;
        Ok(TicketNumber::new(&kiosk, nth))
    }

    /// Takes a number, has the ticket composed with it and queues it, in one transaction.
    pub fn queue_ticket(
        &mut self,
        vacancy: &str,
        clock: Clock,
        compose: impl FnOnce(&TicketNumber) -> Paper,
    ) -> Result<Job, LedgerError> {
        let kiosk = self.enrolled.as_ref().ok_or(LedgerError::NotEnrolled)?.kiosk.clone();
        self.change(|_, change| {
            let number = TicketNumber::new(&kiosk, take_ticket(change)?);
            let paper = compose(&number);
            insert(change, &number, 1, None, vacancy, &paper, clock)
        })
    }

    /// A person saw that nothing came out: the same ticket again, under the same number. `compose` gets the
    /// number and which copy it is. The old job is superseded.
    pub fn reprint(
        &mut self,
        id: JobId,
        clock: Clock,
        compose: impl FnOnce(&TicketNumber, u32) -> Paper,
    ) -> Result<Job, LedgerError> {
        self.change(|writer, change| {
            let old = find(change, id)?;
            advance(writer, change, &old, JobState::Superseded, None, clock)?;
            let copy = old.copy + 1;
            let paper = compose(&old.number, copy);
            insert(change, &old.number, copy, Some(id), &old.vacancy, &paper, clock)
        })
    }

    /// A person saw it come out, though the printer could not prove it.
    pub fn seen_on_paper(&mut self, id: JobId, clock: Clock) -> Result<Job, LedgerError> {
        self.move_job(id, JobState::PrintedUnverified, clock)
    }

    /// Takes up the oldest queued job, if there is one.
    pub fn claim(&mut self, clock: Clock) -> Result<Option<Job>, LedgerError> {
        self.change(|writer, change| {
            let sql =
                format!("SELECT {JOB_COLUMNS} FROM print_job WHERE state = 'queued' ORDER BY id LIMIT 1");
            let Some(job) = change.query_row(&sql, [], |row| Ok(read_job(row))).optional()?.transpose()?
            else {
                return Ok(None);
            };
            advance(writer, change, &job, JobState::Claimed, None, clock).map(Some)
        })
    }

    /// Moves a job. [`LedgerError::Illegal`] when the table has no such move; then nothing changed.
    pub fn move_job(&mut self, id: JobId, to: JobState, clock: Clock) -> Result<Job, LedgerError> {
        self.change(|writer, change| {
            let job = find(change, id)?;
            advance(writer, change, &job, to, None, clock)
        })
    }

    /// After a start: settles everything that was on its way. Returns what was changed, doubtful ones
    /// included, so that the screen can ask.
    pub fn recover(&mut self, clock: Clock) -> Result<Vec<Job>, LedgerError> {
        self.change(|writer, change| {
            let mut recovered = Vec::new();
            for job in unsettled(change)? {
                if let Some(to) = job.state.after_restart() {
                    recovered.push(advance(writer, change, &job, to, Some(Cause::Restart), clock)?);
                }
            }
            Ok(recovered)
        })
    }

    /// One job.
    pub fn job(&self, id: JobId) -> Result<Job, LedgerError> {
        find(&self.db, id)
    }

    /// Jobs the spool is not done with.
    pub fn unsettled_jobs(&self) -> Result<Vec<Job>, LedgerError> {
        unsettled(&self.db)
    }

    /// Jobs that nobody knows the end of, oldest first: for the technician's page.
    pub fn doubtful_jobs(&self) -> Result<Vec<Job>, LedgerError> {
        select(&self.db, "state = 'doubtful'")
    }

    /// What to send for a job; `None` when it is settled and the bytes are gone.
    pub fn payload(&self, id: JobId) -> Result<Option<Paper>, LedgerError> {
        let found: Option<(Option<Vec<u8>>, f64)> = self
            .db
            .query_row("SELECT payload, paper_mm FROM print_job WHERE id = ?1", [id.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (bytes, paper_mm) = found.ok_or(LedgerError::NoSuchJob(id))?;
        Ok(bytes.map(|bytes| Paper { bytes, paper_mm: paper_mm as f32 }))
    }

    /// The states a job went through, oldest first.
    pub fn job_events(&self, id: JobId) -> Result<Vec<JobState>, LedgerError> {
        let mut query =
            self.db.prepare_cached("SELECT state, cause FROM print_event WHERE job = ?1 ORDER BY id")?;
        let mut rows = query.query([id.0])?;
        let mut states = Vec::new();
        while let Some(row) = rows.next()? {
            states.push(read_state(row.get(0)?, row.get(1)?)?);
        }
        Ok(states)
    }
}

fn take_ticket(change: &Transaction<'_>) -> Result<u32, LedgerError> {
    Ok(change.query_row(
        "UPDATE device SET last_ticket = last_ticket % ?1 + 1 RETURNING last_ticket",
        [COUNTER_MAX],
        |row| row.get(0),
    )?)
}

fn insert(
    change: &Transaction<'_>,
    number: &TicketNumber,
    copy: u32,
    reprint_of: Option<JobId>,
    vacancy: &str,
    paper: &Paper,
    clock: Clock,
) -> Result<Job, LedgerError> {
    let expires_mono_ms = clock.mono_ms + JOB_LIFE_MS;
    change.execute(
        "INSERT INTO print_job (number, copy, reprint_of, vacancy, payload, payload_sha256, paper_mm, state, boot,
             expires_mono_ms, created_ms, changed_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8, ?9, ?10, ?10)",
        params![
            number.as_str(),
            copy,
            reprint_of.map(|id| id.0),
            vacancy,
            paper.bytes,
            <[u8; 32]>::from(Sha256::digest(&paper.bytes)),
            f64::from(paper.paper_mm),
            clock.boot,
            expires_mono_ms,
            clock.wall_ms,
        ],
    )?;
    let id = JobId(change.last_insert_rowid());
    log(change, id, JobState::Queued, clock)?;
    find(change, id)
}

/// The only place where a job changes its state. `why` is for central, where neither state has a cause.
fn advance(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    job: &Job,
    to: JobState,
    why: Option<Cause>,
    clock: Clock,
) -> Result<Job, LedgerError> {
    let illegal = IllegalMove { job: job.id, from: job.state, to };
    if !job.state.may_become(to) {
        return Err(illegal.into());
    }
    let changed = change.execute(
        "UPDATE print_job SET state = ?1, cause = ?2, changed_ms = ?3, payload = iif(?4, NULL, payload)
         WHERE id = ?5 AND state = ?6",
        params![
            to.as_str(),
            to.cause().map(Cause::as_str),
            clock.wall_ms,
            to.is_settled(),
            job.id.0,
            job.state.as_str()
        ],
    )?;
    if changed != 1 {
        return Err(illegal.into());
    }
    log(change, job.id, to, clock)?;
    if let Some(outcome) = outcome(to) {
        let cause = to.cause().or(job.state.cause()).or(why);
        let fact = Ticket {
            number: job.number.to_string(),
            vacancy: job.vacancy.clone(),
            outcome,
            cause: cause.map(|cause| cause.as_str().into()),
        };
        writer.write_fact(change, &Fact::Ticket(fact), clock)?;
    }
    Ok(Job { state: to, ..job.clone() })
}

/// What central is told when a job gets there. A superseded job was reported when it became doubtful, and
/// its successor will be.
fn outcome(state: JobState) -> Option<TicketOutcome> {
    match state {
        JobState::Printed => Some(TicketOutcome::Printed),
        JobState::PrintedUnverified => Some(TicketOutcome::Unverified),
        JobState::Doubtful => Some(TicketOutcome::Doubtful),
        JobState::Expired => Some(TicketOutcome::Expired),
        JobState::Cancelled => Some(TicketOutcome::Cancelled),
        JobState::Failed(_) => Some(TicketOutcome::Failed),
        JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Sending
        | JobState::Sent
        | JobState::Blocked(_)
        | JobState::Suspended(_)
        | JobState::Superseded => None,
    }
}

fn log(change: &Transaction<'_>, id: JobId, state: JobState, clock: Clock) -> Result<(), LedgerError> {
    change.execute(
        "INSERT INTO print_event (job, state, cause, wall_ms, mono_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id.0, state.as_str(), state.cause().map(Cause::as_str), clock.wall_ms, clock.mono_ms],
    )?;
    Ok(())
}

fn find(db: &rusqlite::Connection, id: JobId) -> Result<Job, LedgerError> {
    let sql = format!("SELECT {JOB_COLUMNS} FROM print_job WHERE id = ?1");
    let found = db.query_row(&sql, [id.0], |row| Ok(read_job(row))).optional()?;
    found.ok_or(LedgerError::NoSuchJob(id))?
}

fn unsettled(db: &rusqlite::Connection) -> Result<Vec<Job>, LedgerError> {
    select(db, "state IN ('queued', 'claimed', 'precheck', 'blocked', 'sending', 'sent', 'suspended')")
}

fn select(db: &rusqlite::Connection, which: &str) -> Result<Vec<Job>, LedgerError> {
    let mut query = db.prepare(&format!("SELECT {JOB_COLUMNS} FROM print_job WHERE {which} ORDER BY id"))?;
    let mut rows = query.query([])?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        jobs.push(read_job(row)?);
    }
    Ok(jobs)
}

fn read_job(row: &Row<'_>) -> Result<Job, LedgerError> {
    let number: String = row.get(1)?;
    Ok(Job {
        id: JobId(row.get(0)?),
        number: number
            .parse()
            .map_err(|_| LedgerError::NotKnown { found: number.clone(), expected: "a ticket number" })?,
        copy: row.get(2)?,
        vacancy: row.get(3)?,
        state: read_state(row.get(4)?, row.get(5)?)?,
        boot: row.get(6)?,
        expires_mono_ms: row.get(7)?,
    })
}

fn read_state(name: String, cause: Option<String>) -> Result<JobState, LedgerError> {
    let cause = cause.as_deref().and_then(Cause::named);
    JobState::named(&name, cause)
        .ok_or(LedgerError::NotKnown { found: name, expected: "a print job's state" })
}
