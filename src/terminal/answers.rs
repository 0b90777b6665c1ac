//! Questions to the catalogue and their answers: the visit's numbers on one side, the worker's on the
//! other.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;

use super::Post;
use super::keeper::Answered;
use crate::catalogue::worker::{Answer, Asked, Found, Request as Question, Worker};
use crate::visit::{self, Effect, Request, detail, filters, machine, place, search};

/// Who asked what.
#[derive(Clone, Copy)]
enum Who {
    Search(Request),
    Widen(Request),
    Counts(Request),
    Places(Request),
    Vacancy(Request),
    Near,
    Employer(Request),
}

type Open = Arc<Mutex<BTreeMap<Asked, Who>>>;

/// The way to the catalogue's worker.
pub struct Answers {
    worker: Worker,
    open: Open,
}

impl Answers {
    /// Starts the worker on the catalogue at `path`.
    /// `answered` is told of every answer.
    pub fn start(path: PathBuf, answered: Answered, post: Post) -> std::io::Result<Self> {
        let open = Open::default();
        let asked = Arc::clone(&open);
        let hear = move |answer: Answer| {
            if answer.found != Found::Failed {
                answered.note();
            }
            reply(answer, &asked, &post);
        };
        let worker = Worker::start(path, Box::new(hear))?;
        Ok(Self { worker, open })
    }

    /// Asks what `effect` asks; other effects are nobody's question and are ignored.
    pub fn ask(&self, effect: Effect, today: Date) {
        let (who, question) = match effect {
            Effect::Search { request, query, offset, limit } => {
                (Who::Search(request), Question::Search { query, today, offset, limit })
            }
            Effect::Widen { request, query } => (Who::Widen(request), Question::Widen(query, today)),
            Effect::Counts { request, query } => (Who::Counts(request), Question::Counts(query, today)),
            Effect::Places { request, within, query } => {
                (Who::Places(request), Question::Places(within, query, today))
            }
            Effect::OpenVacancy { request, id } => (Who::Vacancy(request), Question::Vacancy(id, today)),
            Effect::EmployerCount { request, name } => {
                (Who::Employer(request), Question::EmployerCount(name, today))
            }
            Effect::NearCount { region } => (Who::Near, Question::NearCount(region, today)),
            Effect::Print { .. }
            | Effect::CancelPrint { .. }
            | Effect::Reprint { .. }
            | Effect::TicketSeen { .. }
            | Effect::UndecidedSeen { .. }
            | Effect::ReprintUndecided { .. }
            | Effect::Submit { .. }
            | Effect::PrintSlip { .. }
            | Effect::LookUp { .. }
            | Effect::Mend { .. }
            | Effect::Report { .. }
            | Effect::PrintCard { .. }
            | Effect::CheckRevoked { .. }
            | Effect::TryHelper { .. }
            | Effect::Camera(_)
            | Effect::Service(_)
            | Effect::Record(_) => return,
        };
        // Held until the number is noted: the worker may answer before `ask` returns.
        let mut open = lock(&self.open);
        let asked = self.worker.ask(question);
        // The worker drops what was overtaken unanswered.
        open.retain(|_, earlier| std::mem::discriminant(earlier) != std::mem::discriminant(&who));
        open.insert(asked, who);
    }
}

fn lock(open: &Open) -> MutexGuard<'_, BTreeMap<Asked, Who>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reply(answer: Answer, open: &Open, post: &Post) {
    let Some(who) = lock(open).remove(&answer.to) else {
        return;
    };
    let event = match (who, answer.found) {
        (Who::Search(request), Found::Search(results)) => {
            visit::Event::Search(search::Event::Found { request, results })
        }
        (Who::Widen(request), Found::Widen(widenings)) => {
            visit::Event::Search(search::Event::Wider { request, widenings })
        }
        (Who::Counts(request), Found::Counts(facets)) => {
            visit::Event::Filters(filters::Event::Counted { request, facets })
        }
        (Who::Places(request), Found::Places(places)) => {
            visit::Event::Place(place::Event::Counted { request, places })
        }
        (Who::Vacancy(request), Found::Vacancy(vacancy)) => {
            visit::Event::Detail(detail::Event::Opened { request, vacancy })
        }
        (Who::Employer(request), Found::EmployerCount(count)) => {
            visit::Event::Detail(detail::Event::Counted { request, count })
        }
        (Who::Near, Found::NearCount(count)) => visit::Event::Machine(machine::Event::Near(count)),
        (Who::Search(request) | Who::Widen(request), _) => {
            visit::Event::Search(search::Event::Failed { request })
        }
        // A vacancy that can't be read is as good as gone; the reason is in the log.
        (Who::Vacancy(request), _) => visit::Event::Detail(detail::Event::Opened { request, vacancy: None }),
        // Numbers that are missing are simply not shown.
        (Who::Counts(_) | Who::Places(_) | Who::Near | Who::Employer(_), _) => return,
    };
    post(event);
}
