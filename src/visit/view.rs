//! Everything the screens show, in words, as plain values: what `src/screen` copies into the globals.

use super::idle::seconds_left;
use super::seek;
use super::{
    Machine, Moment, Page, Preferences, Screen, State, Stay, apply, assist, attract, board, check, detail,
    filters, find, form, home, info, machine, out_of_order, phone, place, report, search, status, survey,
    thanks, ticket, undecided,
};
use crate::service;
use crate::wording::Lang;

/// The whole screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The page.
    pub body: Body,
    /// Seconds until the screen is emptied, while the visitor is asked whether they are there.
    pub idle_seconds_left: Option<u32>,
    /// The header.
    pub kiosk: machine::View,
    /// How it is to be shown.
    pub preferences: Preferences,
    /// "Dibantu petugas P03"; empty while nobody helps.
    pub assisted: String,
}

/// The page that is up, with what it shows. One variant for each `Page` of `ui/ui/globals/nav.slint`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// Nobody is here.
    Attract(attract::View),
    /// The tiles.
    Home(home::View),
    /// The list and the keyboard.
    Search(search::View),
    /// The filters.
    Filters(filters::View),
    /// The places.
    Place(place::View),
    /// A vacancy, a training, a job fair.
    Detail(detail::View),
    /// Trainings or job fairs.
    Board(board::View),
    /// A code for a phone.
    Phone(phone::View),
    /// A ticket.
    Ticket(ticket::View),
    /// A question, of whatever.
    Ask(form::AskView),
    /// An application's receipt.
    Receipt(apply::ReceiptView),
    /// A code or a number is asked for.
    Find(find::View),
    /// How an application stands.
    Status(status::View),
    /// A report's last page.
    Done(report::View),
    /// The check of a card.
    Check(check::View),
    /// The officers' pad.
    Assist(assist::View),
    /// The end.
    Thanks(thanks::View),
    /// A page to read.
    Info(info::View),
    /// Nobody can be served.
    OutOfOrder(out_of_order::View),
    /// A restart left a question.
    Undecided(undecided::View),
    /// Service mode: the PIN.
    ServicePin(service::PinView),
    /// Service mode: the menu.
    ServiceMenu(service::MenuView),
    /// Service mode: a step.
    ServiceStep(service::StepView),
    /// Service mode's tests of the panel.
    ServiceTest(service::TestView),
    /// Service mode: something to type.
    ServiceEntry(service::EntryView),
}

impl Body {
    /// The list, when it is up.
    pub fn search(&self) -> Option<&search::View> {
        match self {
            Body::Search(view) => Some(view),
            Body::Attract(_)
            | Body::Home(_)
            | Body::Filters(_)
            | Body::Place(_)
            | Body::Detail(_)
            | Body::Board(_)
            | Body::Phone(_)
            | Body::Ticket(_)
            | Body::Ask(_)
            | Body::Receipt(_)
            | Body::Find(_)
            | Body::Status(_)
            | Body::Done(_)
            | Body::Check(_)
            | Body::Assist(_)
            | Body::Thanks(_)
            | Body::Info(_)
            | Body::OutOfOrder(_)
            | Body::Undecided(_)
            | Body::ServicePin(_)
            | Body::ServiceMenu(_)
            | Body::ServiceStep(_)
            | Body::ServiceTest(_)
            | Body::ServiceEntry(_) => None,
        }
    }

    /// The question, when one is up.
    pub fn ask(&self) -> Option<&form::AskView> {
        match self {
            Body::Ask(view) => Some(view),
            Body::Attract(_)
            | Body::Home(_)
            | Body::Filters(_)
            | Body::Place(_)
            | Body::Detail(_)
            | Body::Board(_)
            | Body::Phone(_)
            | Body::Ticket(_)
            | Body::Search(_)
            | Body::Receipt(_)
            | Body::Find(_)
            | Body::Status(_)
            | Body::Done(_)
            | Body::Check(_)
            | Body::Assist(_)
            | Body::Thanks(_)
            | Body::Info(_)
            | Body::OutOfOrder(_)
            | Body::Undecided(_)
            | Body::ServicePin(_)
            | Body::ServiceMenu(_)
            | Body::ServiceStep(_)
            | Body::ServiceTest(_)
            | Body::ServiceEntry(_) => None,
        }
    }
}

/// What is on the screen at `now`.
pub fn view(state: &State, now: Moment) -> View {
    let machine = &state.machine;
    let mut idle_seconds_left = None;
    let mut assisted = String::new();
    let (preferences, body) = match &state.screen {
        Screen::Attract => (machine.preferences(), Body::Attract(attract::view(machine, now))),
        Screen::Survey(survey) => (survey.preferences, Body::Ask(survey::view(survey))),
        Screen::Thanks(thanks) => (thanks.preferences, Body::Thanks(thanks::view(thanks))),
        Screen::OutOfOrder(outage) => {
            (machine.preferences(), Body::OutOfOrder(out_of_order::view(machine, *outage)))
        }
        Screen::Undecided(question) => {
            (question.preferences, Body::Undecided(undecided::view(question, machine)))
        }
        Screen::Service(session) => {
            let preferences = session.preferences;
            let body = match service::view(&session.service, preferences.lang) {
                service::View::Pin(view) => Body::ServicePin(view),
                service::View::Menu(view) => Body::ServiceMenu(view),
                service::View::Step(view) => Body::ServiceStep(view),
                service::View::Test(view) => Body::ServiceTest(view),
                service::View::Entry(view) => Body::ServiceEntry(view),
            };
            (preferences, body)
        }
        Screen::Visit(stay) => {
            idle_seconds_left = seconds_left(stay.silence, machine, now);
            assisted = assist::line(&stay.assist, stay.preferences.lang);
            let pad = assist::view(&stay.assist, machine, stay.preferences.lang, now);
            (stay.preferences, pad.map_or_else(|| page(state, stay, now), Body::Assist))
        }
    };
    View { body, idle_seconds_left, kiosk: machine::view(machine, preferences.lang), preferences, assisted }
}

fn page(state: &State, stay: &Stay, now: Moment) -> Body {
    let machine = &state.machine;
    let assisted = assist::line(&stay.assist, stay.preferences.lang);
    let (lang, begun) = (stay.preferences.lang, stay.tally.tickets_begun);
    match &stay.page {
        Page::Home => Body::Home(home::view(machine, lang)),
        Page::Slip(ticket) => Body::Ticket(ticket::view(ticket, machine, lang)),
        Page::Status(inquiry) => status::view(inquiry, machine, &state.tries, &assisted, now, lang),
        Page::Report(report) => report::view(report, machine, &state.tries, &assisted, now, lang),
        Page::Check(check) => Body::Check(check::view(check, machine, lang)),
        Page::Apply(apply) => apply::view(apply, machine, &assisted, lang),
        Page::Info(topic) => Body::Info(info::view(*topic, machine, lang)),
        Page::Board(listed) => match board::view(listed, machine, begun, lang) {
            board::Up::List(view) => Body::Board(view),
            board::Up::One(view) => Body::Detail(*view),
            board::Up::Phone(view) => Body::Phone(view),
            board::Up::Paper(view) => Body::Ticket(view),
        },
        Page::Seek(seek) => match &seek.over {
            seek::Over::Nothing => Body::Search(search::view(&seek.search, machine, begun, lang)),
            seek::Over::List(ticket) => Body::Ticket(ticket::view(ticket, machine, lang)),
            seek::Over::Filters(filters) => Body::Filters(filters::view(filters, machine, lang)),
            seek::Over::Place(picker) => Body::Place(place::view(picker, lang)),
            seek::Over::Vacancy(detail) => vacancy(detail, machine, begun, lang),
        },
    }
}

fn vacancy(detail: &detail::Detail, machine: &Machine, tickets_begun: u32, lang: Lang) -> Body {
    match (&detail.over, detail.vacancy()) {
        (detail::Over::Phone, Some(vacancy)) => Body::Phone(phone::view(vacancy, lang)),
        (detail::Over::Ticket(ticket), _) => Body::Ticket(ticket::view(ticket, machine, lang)),
        (detail::Over::Employer(offerer), _) => Body::Detail(offerer.view(lang)),
        // A code needs a vacancy that is here.
        (detail::Over::Nothing, _) | (detail::Over::Phone, None) => {
            Body::Detail(detail::view(detail, machine, tickets_begun, lang))
        }
    }
}
