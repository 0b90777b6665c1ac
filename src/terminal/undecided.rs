//! What a restart left open, put to whoever is at the screen.

use anjungan_wire::op::Clock;

use super::counter::{Counter, LIST, ticket_of};
use crate::ledger::{Actor, Job, JobId, JobKind, JobState};
use crate::visit::Printable;
use crate::visit::undecided::{ASKED_MAX, ASKED_MS_MAX, Undecided};
use crate::wording::PaperKind;

/// The questions of this start about one printer: the newest papers whose end nobody knows, newest first. The
/// others are for the technician.
pub fn to_ask(settled: &[Job], counter: &Counter) -> Vec<Undecided> {
    let questions = newest(settled, &counter.desk.clock.now()).into_iter();
    questions
        .map(|(job, kind, age_ms)| Undecided {
            job: job.id.0,
            kind,
            number: job.number.to_string(),
            url: of(job).and_then(|what| counter.url(&what)).unwrap_or_default(),
            repeatable: of(job).is_some(),
            age_ms,
        })
        .collect()
}

fn newest<'a>(settled: &'a [Job], now: &Clock) -> Vec<(&'a Job, PaperKind, u64)> {
    let visitors = |job: &&Job| job.state == JobState::Doubtful && job.actor == Actor::Visitor;
    let question = |job: &'a Job| {
        let age_ms = job.age_ms(now).filter(|age_ms| *age_ms < ASKED_MS_MAX)?;
        Some((job, kind(job.kind)?, age_ms))
    };
    let mut found: Vec<_> = settled.iter().filter(visitors).filter_map(question).collect();
    found.sort_by_key(|(job, ..)| std::cmp::Reverse(job.id));
    found.truncate(ASKED_MAX);
    found
}

fn kind(job: JobKind) -> Option<PaperKind> {
    match job {
        JobKind::Ticket => Some(PaperKind::Ticket),
        JobKind::Sheet => Some(PaperKind::Sheet),
        // A slip or a card of somebody who has gone is nobody else's business; the technician's page has it.
        JobKind::Test | JobKind::Slip | JobKind::Card => None,
    }
}

/// What a job of the last run was, for a reprint.
pub fn printable(id: JobId, counter: &Counter) -> Option<Printable> {
    of(&counter.desk.ledger.lock().job(id).ok()?)
}

/// A list can't be made again: what stood on it is not kept.
fn of(job: &Job) -> Option<Printable> {
    match job.kind {
        JobKind::Ticket => Some(ticket_of(&job.subject)),
        JobKind::Sheet if job.subject != LIST => Some(Printable::Sheet { vacancy: job.subject.clone() }),
        JobKind::Sheet | JobKind::Test | JobKind::Slip | JobKind::Card => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{NewJob, Paper, Station, tests::enrolled_ledger};

    fn at(wall_ms: i64) -> Clock {
        let mono_ms = u64::try_from(wall_ms).unwrap();
        Clock { wall_ms, mono_ms, boot: [1; 8], synced: true }
    }

    #[test]
    fn the_four_newest_papers_of_visitors_are_asked_about_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = enrolled_ledger(&folder.path().join("ledger.db"));
        let mut doubtful = |kind, actor, at_ms| {
            let station = if kind == JobKind::Sheet { Station::Sheets } else { Station::Tickets };
            let new = NewJob { kind, station, subject: LIST, actor, visit: None };
            let paper = Paper { bytes: b"TIKET".to_vec(), paper_mm: 20.0 };
            let id = ledger.queue(new, at(at_ms), |_| Some(paper)).unwrap().id;
            for state in [JobState::Claimed, JobState::Precheck, JobState::Sending, JobState::Doubtful] {
                ledger.move_job(id, state, at(at_ms)).unwrap();
            }
            ledger.job(id).unwrap()
        };
        let minute = 60_000;
        let jobs = [
            doubtful(JobKind::Ticket, Actor::Visitor, 0),
            doubtful(JobKind::Ticket, Actor::Visitor, minute),
            doubtful(JobKind::Ticket, Actor::Visitor, 2 * minute),
            doubtful(JobKind::Sheet, Actor::Visitor, 3 * minute),
            doubtful(JobKind::Test, Actor::Technician, 4 * minute),
            doubtful(JobKind::Ticket, Actor::Visitor, 5 * minute),
            doubtful(JobKind::Ticket, Actor::Visitor, 6 * minute),
        ];
        let asked = |now| {
            let found = newest(&jobs, &at(now));
            found.iter().map(|(job, kind, _)| (job.id, *kind)).collect::<Vec<_>>()
        };
        let [ticket, sheet] = [PaperKind::Ticket, PaperKind::Sheet];
        let [_, _, third, fourth, _, sixth, seventh] = &jobs;
        let four = [(seventh.id, ticket), (sixth.id, ticket), (fourth.id, sheet), (third.id, ticket)];
        assert_eq!(asked(7 * minute), four);
        assert_eq!(asked(13 * minute), four[..2], "whoever waited for the others has gone");
        assert_eq!(of(&jobs[3]), None, "what stood on a list is not kept");
    }

    #[test]
    fn a_training_or_a_fair_is_printed_again_as_what_it_was() {
        for what in [
            Printable::Training { training: "c:1".into() },
            Printable::Fair { fair: "c:2".into() },
            Printable::Ticket { vacancy: "karirhub:1".into() },
        ] {
            assert_eq!(ticket_of(&crate::terminal::counter::subject(&what)), what);
        }
    }
}
