//! What a technician orders, carried out on the clerk's thread.

use super::clerk::Workplace;
use crate::ledger::Station;
use crate::service::{self, Effect, TestId, TestState, TestUpdate};
use crate::visit;
use crate::wording::Cause;

/// Whoever carries out a technician's orders.
pub struct Technician {}

impl Technician {
    /// Nobody is here yet.
    pub fn new() -> Self {
        Self {}
    }

    /// Does what `effect` orders.
    pub fn perform(&mut self, effect: Effect, at: &mut Workplace) {
        match effect {
            Effect::PrintTest { test, .. } => {
                let queued = at.counter.queue_test(test, Station::Tickets, "paper", &at.jobs, |_| None);
                match queued {
                    Ok(_job) => at.queued(Station::Tickets),
                    Err(cause) => tell(test, cause, at),
                }
            }
            Effect::CancelTest { test } => {
                if let Some(id) = at.jobs.of_test(test) {
                    at.cancel(Station::Tickets, id);
                }
            }
            Effect::Look
            | Effect::TryPin(_)
            | Effect::EnteredByKey
            | Effect::PrintNoticeBoard { .. }
            | Effect::Judged { .. }
            | Effect::QrJudged(_)
            | Effect::ProbeBaud
            | Effect::StoreLogo
            | Effect::PaperLoaded
            | Effect::PutOutOfOrder { .. }
            | Effect::PutInOrder
            | Effect::Settle { .. }
            | Effect::Left => {}
        }
    }
}

fn tell(test: TestId, cause: Cause, at: &Workplace) {
    let update = TestUpdate { test, state: TestState::Failed(cause) };
    (at.post)(visit::Event::Service(service::Event::Test(update)));
}
