//! Who waits for which print job, and what they hear of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anjungan_wire::receipt::ReceiptCode;

use super::printer;
use crate::ledger::{JobId, JobState, Station};
use crate::paper::spool::JobUpdate;
use crate::service::{self, TestId, TestState, TestUpdate};
use crate::visit::ticket::{self, Update};
use crate::visit::{self, Printable, Request};
use crate::wording::Cause;

/// Jobs remembered at a time: more than any one visit may print.
const JOBS_MAX: usize = 16;

/// Who waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asker {
    /// A visit.
    Visit(Request),
    /// A technician.
    Test(TestId),
}

/// What a paper is, as far as it can be made again.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Of vacancies.
    Vacancies(Printable),
    /// A slip, by what its code carries.
    Slip(ReceiptCode),
    /// A card, by what opens it.
    Card(ReceiptCode),
    /// A technician's test.
    Test(Station),
    /// Of somebody who has gone: it can't be made again.
    Forgotten(Station),
}

impl What {
    /// The printer it comes out of.
    pub fn station(&self) -> Station {
        match self {
            What::Vacancies(what) => what.kind().into(),
            What::Slip(_) => Station::Tickets,
            What::Card(_) => Station::Sheets,
            What::Test(station) | What::Forgotten(station) => *station,
        }
    }
}

/// A job that somebody waits for.
#[derive(Clone, Debug)]
struct Waiting {
    asker: Asker,
    what: What,
    /// Whether it has stopped in the middle, so that going on is news.
    suspended: bool,
}

/// The jobs that somebody waits for. Shared between the clerk and the spools.
#[derive(Clone, Default)]
pub struct Jobs(Arc<Mutex<BTreeMap<JobId, Waiting>>>);

/// The jobs, held while one is being committed: a spool may speak of it before its commit returns.
pub struct Noting<'a>(MutexGuard<'a, BTreeMap<JobId, Waiting>>);

impl Noting<'_> {
    /// `asker` waits for it. `what` it is, for a reprint.
    pub fn note(&mut self, id: JobId, asker: Asker, what: What) {
        // Nobody is left to be asked about an earlier visit's doubtful papers.
        while self.0.len() >= JOBS_MAX {
            self.0.pop_first();
        }
        self.0.insert(id, Waiting { asker, what, suspended: false });
    }
}

impl Jobs {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<JobId, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is told of any job until what is returned is dropped.
    pub fn noting(&self) -> Noting<'_> {
        Noting(self.lock())
    }

    /// The job that a visit's request became, and what it is.
    pub fn of(&self, request: Request) -> Option<(JobId, What)> {
        let jobs = self.lock();
        let mut known = jobs.iter().filter(|(_, waiting)| waiting.asker == Asker::Visit(request));
        known.next().map(|(id, waiting)| (*id, waiting.what.clone()))
    }

    /// The job that a technician's test paper became.
    pub fn of_test(&self, test: TestId) -> Option<JobId> {
        self.lock().iter().find(|(_, waiting)| waiting.asker == Asker::Test(test)).map(|(id, _)| *id)
    }

    /// Nobody waits for it any more.
    pub fn forget(&self, id: JobId) {
        self.lock().remove(&id);
    }

    /// A visit has ended: what its papers carry of a person is forgotten, and with it the way to make them again.
    pub fn forget_people(&self) {
        for waiting in self.lock().values_mut() {
            if matches!(waiting.what, What::Slip(_) | What::Card(_)) {
                waiting.what = What::Forgotten(waiting.what.station());
            }
        }
    }

    /// What became of a job, for whoever waits for it.
    pub fn news(&self, update: &JobUpdate) -> Option<visit::Event> {
        let (asker, resumed) = {
            let mut jobs = self.lock();
            let waiting = jobs.get_mut(&update.id)?;
            let resumed =
                std::mem::replace(&mut waiting.suspended, matches!(update.state, JobState::Suspended(_)));
            let asker = waiting.asker;
            // The visitor is asked about what nothing proved.
            let asked = matches!(update.state, JobState::Doubtful | JobState::PrintedUnverified);
            if update.state.is_settled() && !asked {
                jobs.remove(&update.id);
            }
            (asker, resumed)
        };
        match asker {
            Asker::Visit(request) => {
                let update = for_visit(update, resumed)?;
                Some(visit::Event::Ticket(ticket::Event::Job { request, update }))
            }
            Asker::Test(test) => {
                let state = for_test(update)?;
                Some(visit::Event::Service(service::Event::Test(TestUpdate { test, state })))
            }
        }
    }
}

fn for_visit(update: &JobUpdate, resumed: bool) -> Option<Update> {
    let of = |cause| printer::of_job_at(update.station, cause);
    match update.state {
        JobState::Sending | JobState::Sent if resumed => Some(Update::Resumed),
        JobState::Sending => Some(Update::Printing),
        JobState::Suspended(cause) => Some(Update::Suspended(of(cause))),
        JobState::Printed => Some(Update::Printed),
        JobState::PrintedUnverified => Some(Update::Unverified),
        JobState::Doubtful => Some(Update::Doubtful),
        JobState::Expired => Some(Update::Expired),
        JobState::Blocked(cause) => Some(Update::Blocked(of(cause))),
        JobState::Failed(cause) => Some(Update::Failed(of(cause))),
        // On the way, or wished for by the visitor: nothing new to say.
        JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Sent
        | JobState::Cancelled
        | JobState::Superseded => None,
    }
}

fn for_test(update: &JobUpdate) -> Option<TestState> {
    let of = |cause| printer::of_job_at(update.station, cause);
    match update.state {
        JobState::Sending | JobState::Sent => Some(TestState::Printing),
        JobState::Suspended(cause) => Some(TestState::Suspended(of(cause))),
        JobState::Printed => Some(TestState::Printed),
        JobState::PrintedUnverified => Some(TestState::Unverified),
        JobState::Doubtful => Some(TestState::Doubtful),
        JobState::Expired => Some(TestState::Failed(Cause::TooLate)),
        JobState::Blocked(cause) => Some(TestState::Blocked(of(cause))),
        JobState::Failed(cause) => Some(TestState::Failed(of(cause))),
        JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Cancelled
        | JobState::Superseded => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger;

    fn update(state: JobState) -> JobUpdate {
        let number = ledger::TicketNumber::new(&"K07".parse().unwrap(), 42);
        let number = ledger::PaperNumber::Ticket(number);
        JobUpdate { id: JobId(1), station: Station::Tickets, number, state }
    }

    fn waited_for() -> Jobs {
        let jobs = Jobs::default();
        let what = Printable::Ticket { vacancy: "local:1".into() };
        jobs.noting().note(JobId(1), Asker::Visit(Request(7)), What::Vacancies(what));
        jobs
    }

    fn heard(jobs: &Jobs, state: JobState) -> Option<Update> {
        let news = jobs.news(&update(state))?;
        let visit::Event::Ticket(ticket::Event::Job { update, .. }) = news else { panic!("{news:?}") };
        Some(update)
    }

    #[test]
    fn going_on_is_news_only_after_a_stop() {
        let jobs = waited_for();
        assert_eq!(heard(&jobs, JobState::Sending), Some(Update::Printing));
        assert_eq!(
            heard(&jobs, JobState::Suspended(ledger::Cause::PaperOut)),
            Some(Update::Suspended(Cause::PaperOut))
        );
        assert_eq!(heard(&jobs, JobState::Sending), Some(Update::Resumed));
        assert_eq!(heard(&jobs, JobState::Sent), None);
        assert_eq!(heard(&jobs, JobState::Printed), Some(Update::Printed));
        assert_eq!(jobs.of(Request(7)), None, "proved: nothing is left to ask");
    }

    #[test]
    fn what_nothing_proved_is_remembered_for_a_reprint() {
        for state in [JobState::Doubtful, JobState::PrintedUnverified] {
            let jobs = waited_for();
            assert!(heard(&jobs, state).is_some());
            assert_eq!(jobs.of(Request(7)).map(|(id, _)| id), Some(JobId(1)), "{state:?}");
        }
    }

    /// A slip's code opens a card; a doubtful one is remembered, for a reprint, no longer than its visit.
    #[test]
    fn at_the_end_of_a_visit_no_code_is_left() {
        let jobs = Jobs::default();
        let number = anjungan_wire::receipt::ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
        let code = ReceiptCode { number, secret: anjungan_wire::receipt::Secret::new([2; 16]) };
        jobs.noting().note(JobId(1), Asker::Visit(Request(7)), What::Slip(code.clone()));
        jobs.noting().note(JobId(2), Asker::Visit(Request(8)), What::Card(code));
        jobs.forget_people();
        assert_eq!(jobs.of(Request(7)), Some((JobId(1), What::Forgotten(Station::Tickets))));
        assert_eq!(jobs.of(Request(8)), Some((JobId(2), What::Forgotten(Station::Sheets))));
    }

    #[test]
    fn an_earlier_visits_jobs_make_room() {
        let jobs = Jobs::default();
        for id in 0..=JOBS_MAX as i64 {
            let what = Printable::Ticket { vacancy: "local:1".into() };
            jobs.noting().note(JobId(id), Asker::Visit(Request(id as u64)), What::Vacancies(what));
        }
        assert!(jobs.of(Request(0)).is_none() && jobs.of(Request(JOBS_MAX as u64)).is_some());
    }
}
