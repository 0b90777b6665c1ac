//! Composing papers and queueing them: the clerk's counter.

use std::borrow::Cow;

use anjungan_wire::content::{Fair, Item, Training};
use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;
use jiff::civil::Date;

use super::clerk::Desk;
use super::jobs::{Asker, Jobs, What};
use crate::catalogue::{ReadError, Reader};
use crate::ledger::{Actor, Job, JobId, JobKind, LedgerError, NewJob, Paper, Station, TicketNumber};
use crate::paper::handout::{self, Handout};
use crate::paper::sheet::{self, Sheet};
use crate::paper::ticket::{self, Ticket};
use crate::service::TestId;
use crate::visit::{Printable, Request};
use crate::wording::{Cause, Lang, LogEvent, PaperKind};

/// One A4 page. Sheets come from a tray, whose paper nobody counts.
pub(super) const SHEET_MM: f32 = 297.0;

/// What is composed and queued with.
pub struct Counter {
    pub(super) desk: Desk,
    /// The visit that is going on, counted from 1 since the program's start.
    pub(super) visit: u64,
}

/// What is needed of the catalogue for a paper.
struct Content {
    about: About,
    as_of: Option<Timestamp>,
    printed_at: Option<Timestamp>,
}

enum About {
    Vacancies(Vec<Vacancy>),
    Training(Box<Training>),
    Fair(Box<Fair>),
}

impl Content {
    fn vacancies(&self) -> &[Vacancy] {
        match &self.about {
            About::Vacancies(vacancies) => vacancies,
            About::Training(_) | About::Fair(_) => &[],
        }
    }
}

impl From<PaperKind> for Station {
    fn from(kind: PaperKind) -> Self {
        match kind {
            PaperKind::Ticket | PaperKind::Slip => Station::Tickets,
            PaperKind::Sheet | PaperKind::Card => Station::Sheets,
        }
    }
}

impl Counter {
    /// At this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk, visit: 1 }
    }

    /// Writes a paper down and returns its number.
    pub fn queue(
        &self,
        what: &Printable,
        lang: Lang,
        request: Request,
        jobs: &Jobs,
    ) -> Result<String, Cause> {
        let content = self.content(what)?;
        let new = NewJob {
            kind: kind(what),
            station: what.kind().into(),
            subject: &subject(what),
            actor: Actor::Visitor,
            visit: Some(self.visit),
        };
        let mut ledger = self.desk.ledger.lock();
        let office = office(&ledger);
        let mut noting = jobs.noting();
        let queued = ledger.queue(new, self.desk.clock.now(), |number| {
            self.compose(what, &content, &office, lang, number, 1)
        });
        let job = accepted(queued)?;
        noting.note(job.id, Asker::Visit(request), What::Vacancies(what.clone()));
        Ok(job.number.to_string())
    }

    /// Writes a job's next copy down and returns its number.
    pub fn reprint(
        &self,
        id: JobId,
        what: &Printable,
        lang: Lang,
        request: Request,
        jobs: &Jobs,
    ) -> Result<String, Cause> {
        let content = self.content(what)?;
        let mut ledger = self.desk.ledger.lock();
        let office = office(&ledger);
        let mut noting = jobs.noting();
        let queued = ledger.reprint(id, self.desk.clock.now(), |number, copy| {
            self.compose(what, &content, &office, lang, number.ticket()?, copy)
        });
        let job = accepted(queued)?;
        noting.note(job.id, Asker::Visit(request), What::Vacancies(what.clone()));
        Ok(job.number.to_string())
    }

    /// Writes a technician's test paper down, named `subject`. The spool of its station must be told.
    pub fn queue_test(
        &self,
        test: TestId,
        station: Station,
        subject: &str,
        jobs: &Jobs,
        compose: impl FnOnce(&TicketNumber) -> Option<Paper>,
    ) -> Result<JobId, Cause> {
        let new = NewJob { kind: JobKind::Test, station, subject, actor: Actor::Technician, visit: None };
        let mut ledger = self.desk.ledger.lock();
        let mut noting = jobs.noting();
        let job = accepted(ledger.queue(new, self.desk.clock.now(), compose))?;
        noting.note(job.id, Asker::Test(test), What::Test(station));
        Ok(job.id)
    }

    /// Writes a paper down that the machine prints by itself, named `subject`, unless its printer is out of order. Nobody
    /// waits for it. The spool of the ticket printer must be told.
    pub fn queue_unasked(
        &self,
        subject: &str,
        compose: impl FnOnce(&TicketNumber) -> Option<Paper>,
    ) -> Result<JobId, Cause> {
        // No visitor's: after a restart nobody at the screen is asked whether it came out.
        let (station, actor) = (Station::Tickets, Actor::Technician);
        let new = NewJob { kind: JobKind::Test, station, subject, actor, visit: None };
        let mut ledger = self.desk.ledger.lock();
        if ledger.out_of_order().is_ok_and(|out| out.is_some()) {
            return Err(Cause::OutOfOrder);
        }
        Ok(accepted(ledger.queue(new, self.desk.clock.now(), compose))?.id)
    }

    /// Where the code of a paper leads; `None`: it has none, or what it is about is gone.
    pub fn url(&self, what: &Printable) -> Option<String> {
        match self.content(what).ok()?.about {
            About::Vacancies(vacancies) => vacancies.into_iter().next().map(|vacancy| vacancy.url),
            About::Training(training) => training.url.map(|url| url.as_str().to_owned()),
            About::Fair(fair) => fair.url.map(|url| url.as_str().to_owned()),
        }
    }

    fn content(&self, what: &Printable) -> Result<Content, Cause> {
        let now = self.desk.clock.now();
        let today =
            self.desk.zone.day(Timestamp::from_millisecond(now.wall_ms).unwrap_or(Timestamp::UNIX_EPOCH));
        let printed_at = self.desk.clock.time_of_day();
        let found = Reader::open(&self.desk.catalogue)
            .and_then(|reader| Ok((about(&reader, what, today)?, reader.as_of()?)));
        let (about, as_of) = found.map_err(|error| {
            tracing::error!(%error, "what is to be printed can't be read");
            Cause::NotPrintable
        })?;
        let as_of = as_of.and_then(|s| Timestamp::from_second(s).ok());
        Ok(Content { about: about.ok_or(Cause::NotPrintable)?, as_of, printed_at })
    }

    fn compose(
        &self,
        what: &Printable,
        content: &Content,
        office: &Office,
        lang: Lang,
        number: &TicketNumber,
        copy: u32,
    ) -> Option<Paper> {
        let handout = |event| {
            let handout = Handout {
                event,
                number,
                copy,
                lang,
                tenant: &office.tenant,
                site: &office.site,
                printed_at: content.printed_at,
                zone: self.desk.zone,
                as_of: content.as_of,
                logo_stored: self.desk.logo_stored,
            };
            Some(handout::compose(&handout, self.desk.profile.as_ref()?))
        };
        match what {
            Printable::Training { .. } | Printable::Fair { .. } => match &content.about {
                About::Training(training) => handout(handout::Event::Training(training)),
                About::Fair(fair) => handout(handout::Event::Fair(fair)),
                About::Vacancies(_) => None,
            },
            Printable::Ticket { .. } => {
                let ticket = Ticket {
                    vacancy: content.vacancies().first()?,
                    number,
                    copy,
                    lang,
                    tenant: &office.tenant,
                    site: &office.site,
                    printed_at: content.printed_at,
                    zone: self.desk.zone,
                    as_of: content.as_of,
                    logo_stored: self.desk.logo_stored,
                };
                Some(ticket::compose(&ticket, self.desk.profile.as_ref()?))
            }
            Printable::Sheet { .. } => {
                self.sheet(&Sheet::Vacancy(content.vacancies().first()?), content, office, lang, number, copy)
            }
            Printable::List { .. } => {
                self.sheet(&Sheet::List(content.vacancies()), content, office, lang, number, copy)
            }
        }
    }

    fn sheet(
        &self,
        sheet: &Sheet<'_>,
        content: &Content,
        office: &Office,
        lang: Lang,
        number: &TicketNumber,
        copy: u32,
    ) -> Option<Paper> {
        let context = sheet::Context {
            lang,
            number: number.as_str(),
            copy,
            tenant: &office.tenant,
            site: &office.site,
            printed_at: content.printed_at,
            zone: self.desk.zone,
            as_of: content.as_of,
        };
        match sheet::compose(sheet, &context) {
            Ok(bytes) => Some(Paper { bytes, paper_mm: SHEET_MM }),
            Err(error) => {
                tracing::error!(%error, "a sheet can't be composed");
                None
            }
        }
    }
}

/// Who stands on the paper.
pub(super) struct Office {
    pub tenant: String,
    pub site: String,
}

pub(super) fn office(ledger: &crate::ledger::Ledger) -> Office {
    let known = ledger.enrolled();
    let of =
        |text: fn(&anjungan_wire::request::Enrolled) -> &String| known.map(text).cloned().unwrap_or_default();
    Office { tenant: of(|known| &known.tenant), site: of(|known| &known.site) }
}

fn kind(what: &Printable) -> JobKind {
    match what {
        Printable::Ticket { .. } | Printable::Training { .. } | Printable::Fair { .. } => JobKind::Ticket,
        Printable::Sheet { .. } | Printable::List { .. } => JobKind::Sheet,
    }
}

/// What the ledger calls it. No vacancy's row id has a `/` before a `:`.
pub(super) fn subject(what: &Printable) -> Cow<'_, str> {
    match what {
        Printable::Ticket { vacancy } | Printable::Sheet { vacancy } => vacancy.into(),
        Printable::Training { training } => format!("{TRAINING}{training}").into(),
        Printable::Fair { fair } => format!("{FAIR}{fair}").into(),
        Printable::List { .. } => LIST.into(),
    }
}

/// What a ticket of this subject was of.
pub(super) fn ticket_of(subject: &str) -> Printable {
    if let Some(training) = subject.strip_prefix(TRAINING) {
        Printable::Training { training: training.into() }
    } else if let Some(fair) = subject.strip_prefix(FAIR) {
        Printable::Fair { fair: fair.into() }
    } else {
        Printable::Ticket { vacancy: subject.into() }
    }
}

/// What it is about, as long as it is there; a training or a fair also on its last day.
fn about(reader: &Reader, what: &Printable, today: Date) -> Result<Option<About>, ReadError> {
    let ids = match what {
        Printable::Ticket { vacancy } | Printable::Sheet { vacancy } => std::slice::from_ref(vacancy),
        Printable::List { vacancies } => vacancies.as_slice(),
        Printable::Training { training: id } | Printable::Fair { fair: id } => {
            let found = reader.published_row(id)?.map(|content| content.item);
            return Ok(match (what, found) {
                (Printable::Training { .. }, Some(Item::Training(training))) => {
                    Some(About::Training(Box::new(training)))
                }
                (Printable::Fair { .. }, Some(Item::Fair(fair))) => Some(About::Fair(Box::new(fair))),
                (_, Some(_) | None) => None,
            });
        }
    };
    let rows: Result<Vec<_>, _> = ids.iter().map(|id| reader.vacancy(id, today)).collect();
    let vacancies: Vec<Vacancy> = rows?.into_iter().flatten().collect();
    Ok((!vacancies.is_empty()).then_some(About::Vacancies(vacancies)))
}

/// Before the row id of a training.
const TRAINING: &str = "training/";
/// Before the row id of a job fair.
const FAIR: &str = "fair/";

/// What a list is about: which vacancies is nobody's business later.
pub const LIST: &str = "list";

/// A refusal in the words of the visitor's screen.
pub(super) fn accepted(queued: Result<Job, LedgerError>) -> Result<Job, Cause> {
    queued.map_err(|error| {
        let cause = match &error {
            LedgerError::PaperShort { .. } => Cause::PaperShort,
            LedgerError::OutOfOrder { .. } => Cause::OutOfOrder,
            LedgerError::CardUsedUp => Cause::CardUsedUp,
            LedgerError::NotComposed | LedgerError::TooManyCopies { .. } | LedgerError::Illegal(_) => {
                Cause::NotPrintable
            }
            LedgerError::NotEnrolled
            | LedgerError::FromTheFuture { .. }
            | LedgerError::Damaged { .. }
            | LedgerError::Key { .. }
            | LedgerError::Full
            | LedgerError::ReadOnly
            | LedgerError::Busy
            | LedgerError::TooLarge { .. }
            | LedgerError::Seal(_)
            | LedgerError::NotJson(_)
            | LedgerError::NotKnown { .. }
            | LedgerError::NoSuchJob(_)
            | LedgerError::NoReceiptLeft
            | LedgerError::NoRandomness
            | LedgerError::Database(_) => Cause::NotStored,
        };
        tracing::error!(event = LogEvent::PrintRefused.name(), cause = cause.code(), %error);
        cause
    })
}
