//! Where each print job is. The machine is [`super::job`]; the thread that drives the printer is
//! `crate::paper::spool`.
//!
//! Every move is one transaction: the new state, a line in `print_event`, the paper it used, and, when the
//! job is settled, what central is told. So central learns of every ticket exactly once per outcome, and
//! never of one that this device does not remember.

use anjungan_wire::op::Clock;
use rusqlite::{OptionalExtension, params};

use super::job::{Cause, JobId, JobState};
use super::kind::{Actor, JobKind, NewJob, Station};
use super::number::{PaperNumber, TicketNumber};
use super::row::{self, Move};
use super::{Ledger, LedgerError, person, station};

/// A job not on paper this long after it was asked for is dropped: a ticket that falls out ten minutes
/// later confuses the next visitor.
pub const JOB_LIFE_MS: u64 = 90_000;
/// Copies of a paper that a visitor may have: the first, and two that were asked for because nothing came out.
/// After that something is wrong that a third reprint won't mend.
pub const VISITOR_COPIES_MAX: u32 = 3;

/// What goes to the printer.
#[derive(Clone, PartialEq, Debug)]
pub struct Paper {
    /// The bytes, as the printer takes them.
    pub bytes: Vec<u8>,
    /// How much paper they move, for the time to allow and the paper to count.
    pub paper_mm: f32,
}

/// A print job.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    /// Its number in this ledger.
    pub id: JobId,
    /// What it is.
    pub kind: JobKind,
    /// Where it is printed.
    pub station: Station,
    /// On whose word.
    pub actor: Actor,
    /// The visit it was asked for in.
    pub visit: Option<u64>,
    /// The number on the paper. A reprint has the same.
    pub number: PaperNumber,
    /// 1, or 2 and more for a reprint.
    pub copy: u32,
    /// What it is about: a vacancy's row id, `list`, or the name of a test.
    pub subject: String,
    /// Where it is.
    pub state: JobState,
    /// How often bytes were about to leave. More than 1 only after proof that none had.
    pub attempt: u32,
    /// The name under which it was last sent.
    pub process_id: Option<u32>,
    /// When it was asked for, Unix milliseconds.
    pub created_ms: i64,
    /// The machine's start it belongs to, and when in it the job expires.
    pub boot: [u8; 8],
    /// See [`Self::boot`].
    pub expires_mono_ms: u64,
}

impl Job {
    /// Whether it is too late to begin it. By the machine's own clock alone: a wall clock that jumps neither
    /// ends nor revives a job.
    pub fn expired(&self, now: &Clock) -> bool {
        self.boot != now.boot || now.mono_ms >= self.expires_mono_ms
    }

    /// How long ago it was asked for, as far as that can be known: over a restart of the machine only the wall
    /// clock tells, and `None` says that it does not.
    pub fn age_ms(&self, now: &Clock) -> Option<u64> {
        if self.boot == now.boot {
            return Some((now.mono_ms + JOB_LIFE_MS).saturating_sub(self.expires_mono_ms));
        }
        u64::try_from(now.wall_ms - self.created_ms).ok()
    }

    /// The name that the printer is to echo; unique enough among the jobs it may still hold.
    pub fn name_for_printer(&self) -> u32 {
        (self.id.0 & 0x00ff_ffff) as u32
    }
}

impl Ledger {
    /// Takes the next ticket number. Committed: it is never given again before the counter goes round.
    pub fn next_ticket_number(&mut self) -> Result<TicketNumber, LedgerError> {
        let kiosk = self.enrolled.as_ref().ok_or(LedgerError::NotEnrolled)?.kiosk.clone();
        let token = self.change(|_, change| row::take_ticket(change))?;
        Ok(TicketNumber::new(&kiosk, token.nth))
    }

    /// Takes a number, has the paper composed with it and queues it, in one transaction. What can't be printed
    /// (out of order, not enough paper, `None` from `compose`) takes no number.
    pub fn queue<P: Into<Option<Paper>>>(
        &mut self,
        new: NewJob<'_>,
        clock: Clock,
        compose: impl FnOnce(&TicketNumber) -> P,
    ) -> Result<Job, LedgerError> {
        let kiosk = self.enrolled.as_ref().ok_or(LedgerError::NotEnrolled)?.kiosk.clone();
        self.change(|_, change| {
            let token = row::take_ticket(change)?;
            let number = TicketNumber::new(&kiosk, token.nth);
            let paper = compose(&number).into().ok_or(LedgerError::NotComposed)?;
            station::check(change, new.station, new.actor, paper.paper_mm)?;
            let number = PaperNumber::Ticket(number);
            let print = row::Print { new, number: &number, lap: token.lap, copy: 1, reprint_of: None };
            row::insert(change, &print, &paper, clock)
        })
    }

    /// Queues a visitor's ticket for a vacancy.
    pub fn queue_ticket(
        &mut self,
        vacancy: &str,
        clock: Clock,
        compose: impl FnOnce(&TicketNumber) -> Paper,
    ) -> Result<Job, LedgerError> {
        let new = NewJob {
            kind: JobKind::Ticket,
            station: Station::Tickets,
            subject: vacancy,
            actor: Actor::Visitor,
            visit: None,
        };
        self.queue(new, clock, compose)
    }

    /// A person saw that nothing came out: the same paper again, under the same number. `compose` gets the
    /// number and which copy it is. The old job is superseded.
    pub fn reprint<P: Into<Option<Paper>>>(
        &mut self,
        id: JobId,
        clock: Clock,
        compose: impl FnOnce(&PaperNumber, u32) -> P,
    ) -> Result<Job, LedgerError> {
        let (job, paper) = self.change(|writer, change| {
            let old = row::find(change, id)?;
            let copy = old.copy + 1;
            if old.actor == Actor::Visitor && copy > VISITOR_COPIES_MAX {
                return Err(LedgerError::TooManyCopies { number: old.number.to_string() });
            }
            row::advance(writer, change, &old, JobState::Superseded.into(), clock)?;
            person::check_reprint(change, &old)?;
            let paper = compose(&old.number, copy).into().ok_or(LedgerError::NotComposed)?;
            station::check(change, old.station, old.actor, paper.paper_mm)?;
            let Job { kind, station, actor, visit, .. } = old;
            let new = NewJob { kind, station, actor, visit, subject: &old.subject };
            let lap = row::lap_of(change, id)?;
            let print = row::Print { new, number: &old.number, lap, copy, reprint_of: Some(id) };
            Ok((row::insert(change, &print, &paper, clock)?, paper))
        })?;
        if job.kind.in_memory_only() {
            self.held.keep(job.id, paper);
        }
        Ok(job)
    }

    /// A person saw it come out, though the printer could not prove it.
    pub fn seen_on_paper(&mut self, id: JobId, clock: Clock) -> Result<Job, LedgerError> {
        self.move_job(id, JobState::PrintedUnverified, clock)
    }

    /// A person saw that nothing came out. It may still be asked for again.
    pub fn not_on_paper(&mut self, id: JobId, clock: Clock) -> Result<Job, LedgerError> {
        self.move_job(id, JobState::Failed(Cause::NotOut), clock)
    }

    /// Takes up the oldest queued job of a printer, if there is one.
    pub fn claim(&mut self, station: Station, clock: Clock) -> Result<Option<Job>, LedgerError> {
        self.change(|writer, change| {
            let Some(job) = row::oldest_queued(change, station)? else { return Ok(None) };
            row::advance(writer, change, &job, JobState::Claimed.into(), clock).map(Some)
        })
    }

    /// Moves a job. [`LedgerError::Illegal`] when the table has no such move; then nothing changed.
    pub fn move_job(&mut self, id: JobId, to: JobState, clock: Clock) -> Result<Job, LedgerError> {
        self.move_job_because(id, to, None, None, clock)
    }

    /// Moves a job, with what is known of the reason: `why` where neither state has a cause of its own, and
    /// what the printer said of itself just then.
    pub fn move_job_because(
        &mut self,
        id: JobId,
        to: JobState,
        why: Option<Cause>,
        status: Option<&str>,
        clock: Clock,
    ) -> Result<Job, LedgerError> {
        self.change(|writer, change| {
            let job = row::find(change, id)?;
            row::advance(writer, change, &job, Move { to, why, status }, clock)
        })
    }

    /// One job.
    pub fn job(&self, id: JobId) -> Result<Job, LedgerError> {
        row::find(&self.db, id)
    }

    /// Jobs the spools are not done with.
    pub fn unsettled_jobs(&self) -> Result<Vec<Job>, LedgerError> {
        row::select(&self.db, row::UNSETTLED)
    }

    /// Jobs of a printer that nobody has taken up, oldest first.
    pub fn queued_jobs(&self, station: Station) -> Result<Vec<Job>, LedgerError> {
        let queued = row::select(&self.db, "state = 'queued'")?;
        Ok(queued.into_iter().filter(|job| job.station == station).collect())
    }

    /// Jobs that nobody knows the end of, oldest first: for the technician's page.
    pub fn doubtful_jobs(&self) -> Result<Vec<Job>, LedgerError> {
        row::select(&self.db, "state = 'doubtful'")
    }

    /// The last jobs, newest first, whatever became of them: for the technician's page.
    pub fn last_jobs(&self, limit: u32) -> Result<Vec<Job>, LedgerError> {
        let mut jobs = row::select(
            &self.db,
            &format!("id IN (SELECT id FROM print_job ORDER BY id DESC LIMIT {limit})"),
        )?;
        jobs.reverse();
        Ok(jobs)
    }

    /// What to send for a job; `None` when it is settled and the bytes are gone.
    pub fn payload(&self, id: JobId) -> Result<Option<Paper>, LedgerError> {
        if let Some(paper) = self.held.paper(id) {
            return Ok(Some(paper));
        }
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
        let mut rows = query.query(params![id.0])?;
        let mut states = Vec::new();
        while let Some(row) = rows.next()? {
            states.push(row::read_state(row.get(0)?, row.get(1)?)?);
        }
        Ok(states)
    }
}
