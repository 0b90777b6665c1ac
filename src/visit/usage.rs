//! Which service is used, up to which screen, and whether the visitor got what it is for. Watched from outside: no
//! page counts itself, so none can forget to.

use anjungan_wire::usage::{USES_MAX, Use, UsedService};

use super::info::Topic;
use super::report::Aim;
use super::{Moment, Page, Tally, detail, seek};

/// A use that goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Using {
    at: At,
    since: Moment,
}

/// Where somebody is in a service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct At {
    pub(super) service: UsedService,
    /// A name of the wire: nothing typed is in it.
    pub(super) screen: &'static str,
    /// The visitor has what the service is for.
    pub(super) finished: bool,
}

impl At {
    pub(super) fn new(service: UsedService, screen: &'static str, finished: bool) -> Self {
        Self { service, screen, finished }
    }
}

/// Looks at the page that is up after a step.
pub(super) fn watch(tally: &mut Tally, page: &Page, now: Moment) {
    match (&mut tally.using, at(page)) {
        (Some(using), Some(at)) if using.at.service == at.service => {
            // What was got once is not lost by going back.
            using.at = At { finished: using.at.finished || at.finished, ..at };
        }
        (_, at) => {
            tally.end_use(now);
            tally.using = at.map(|at| Using { at, since: now });
        }
    }
}

impl Tally {
    /// The service is left.
    pub(super) fn end_use(&mut self, now: Moment) {
        let Some(Using { at, since }) = self.using.take() else { return };
        if at.finished {
            self.last_finished = Some(at.service);
        }
        if self.uses.len() < USES_MAX {
            self.uses.push(Use {
                service: at.service,
                finished: at.finished,
                screen: at.screen.into(),
                seconds: u32::try_from(now.since_ms(since) / 1_000).unwrap_or(u32::MAX),
            });
        }
    }

    /// The service that was used to its end last: whoever leaves can say how it was.
    pub(super) fn finished(&self) -> Option<UsedService> {
        self.using.filter(|using| using.at.finished).map(|using| using.at.service).or(self.last_finished)
    }
}

fn at(page: &Page) -> Option<At> {
    match page {
        Page::Home | Page::Slip(_) => None,
        Page::Info(topic) => Some(At::new(
            UsedService::Information,
            match topic {
                Topic::MinimumWage => "minimum-wage",
                Topic::ReportVacancy => "report-vacancy",
                Topic::Service(_) => "service",
                Topic::Announcements => "announcements",
                Topic::Hours => "hours",
            },
            true,
        )),
        Page::Seek(seek) => Some(vacancies(&seek.over)),
        Page::Board(board) => Some(At::new(UsedService::Information, board.screen(), true)),
        Page::Status(inquiry) => Some(inquiry.at()),
        Page::Report(report) => Some(report.at()),
        Page::Check(check) => Some(check.at()),
        Page::Apply(apply) => Some(apply.at()),
    }
}

/// Looking for work is finished by taking something along: a number, or a code on the phone.
fn vacancies(over: &seek::Over) -> At {
    let (screen, finished) = match over {
        seek::Over::Nothing => ("list", false),
        seek::Over::Filters(_) => ("filters", false),
        seek::Over::Place(_) => ("place", false),
        seek::Over::List(ticket) => ("ticket", ticket.has_number()),
        seek::Over::Vacancy(vacancy) => match &vacancy.over {
            detail::Over::Nothing => ("vacancy", false),
            detail::Over::Phone => ("phone", true),
            detail::Over::Employer(_) => ("employer", false),
            detail::Over::Ticket(ticket) => ("ticket", ticket.has_number()),
        },
    };
    At::new(UsedService::Vacancies, screen, finished)
}

/// What a report is counted as.
pub(super) fn reported(aim: Aim) -> UsedService {
    match aim {
        Aim::SixMonths => UsedService::SixMonths,
        Aim::Employed => UsedService::Employed,
    }
}
