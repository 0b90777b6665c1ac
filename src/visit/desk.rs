//! Which page of the card's desk an event belongs to: a scan, a key, a touch on a question, an answer.

use super::apply::Apply;
use super::assist;
use super::attract;
use super::check::{self, Check};
use super::event::by_hand;
use super::report::{self, Aim, Known, Report};
use super::scan::Scan;
use super::status::{self, Inquiry, Leads};
use super::{
    Effect, Event, Key, Moment, Page, Screen, State, Turn, Visiting, body, form, in_visit, survey, ticket,
};
use crate::wording::card::status::Choice;

/// A touch on what the officers' pad covers is a touch, and nothing else.
pub(super) fn uncovered(state: &State, event: Event) -> Event {
    let covered = matches!(&state.screen, Screen::Visit(stay) if stay.assist.is_up());
    if covered && by_hand(&event) && on_a_page(&event) { Event::Touched } else { event }
}

/// Whether it is about the page that is up, rather than what lies around or over it.
fn on_a_page(event: &Event) -> bool {
    match event {
        Event::Keyboard(_)
        | Event::TileChosen(_)
        | Event::InfoChosen(_)
        | Event::AnnouncementChosen
        | Event::HoursChosen
        | Event::BoardChosen(_)
        | Event::Search(_)
        | Event::Filters(_)
        | Event::Place(_)
        | Event::Detail(_)
        | Event::Ticket(_)
        | Event::Form(_)
        | Event::Apply(_)
        | Event::Status(_)
        | Event::Report(_)
        | Event::Check(_) => true,
        Event::Tick
        | Event::Touched
        | Event::Started
        | Event::Nav(_)
        | Event::Preferences(_)
        | Event::Scanned(_)
        | Event::Camera(_)
        | Event::Assist(_)
        | Event::Undecided(_)
        | Event::Service(_)
        | Event::Machine(_)
        | Event::Stopping => false,
    }
}

/// Something was scanned. On an idle screen a receipt begins a visit at its status, and a card one at its check;
/// whatever else is scanned there is nobody's.
pub(super) fn scanned(state: &mut State, scan: Scan, now: Moment, effects: &mut Vec<Effect>) {
    let begins = match &scan {
        Scan::Receipt(_) | Scan::Card(_) | Scan::FalseCard => true,
        Scan::Officer(_) | Scan::Other => false,
    };
    match &state.screen {
        Screen::Attract | Screen::Undecided(_) if begins => attract::touched(state, now),
        Screen::Thanks(_) | Screen::Survey(_) if begins => {
            survey::end(state, effects);
            state.screen = Screen::Attract;
            attract::touched(state, now);
        }
        Screen::Attract
        | Screen::Undecided(_)
        | Screen::Thanks(_)
        | Screen::Survey(_)
        | Screen::Visit(_)
        | Screen::OutOfOrder(_)
        | Screen::Service(_) => {}
    }
    in_visit(state, now, effects, |visiting, turn| in_the_visit(visiting, scan, turn));
}

fn in_the_visit(visiting: &mut Visiting<'_>, scan: Scan, turn: &mut Turn<'_>) {
    if let Scan::Officer(code) = scan {
        return help(visiting, Some(code));
    }
    // Whoever holds a code to the scanner while an officer types, or while paper is on its way, meant something else.
    if visiting.assist.is_up() || ticket::on_screen(visiting.page).is_some() {
        return;
    }
    match scan {
        Scan::Receipt(code) => match visiting.page {
            Page::Report(report) if report.takes_scans() => report.receipt(code, turn),
            // What is filled in is not thrown away by a scan.
            Page::Status(inquiry) if inquiry.is_at_work() || inquiry.looks_for(&code) => {}
            Page::Report(_) | Page::Slip(_) | Page::Apply(_) => {}
            Page::Home
            | Page::Info(_)
            | Page::Board(_)
            | Page::Seek(_)
            | Page::Status(_)
            | Page::Check(_) => {
                let inquiry = Inquiry::by_code(code, turn);
                go(visiting, Page::Status(Box::new(inquiry)), turn);
            }
        },
        Scan::Card(code) => match visiting.page {
            Page::Report(report) if report.takes_scans() => report.card(&code, turn),
            Page::Apply(apply) => apply.card_scanned(&code, turn),
            Page::Status(inquiry) if !inquiry.is_finding() => {}
            Page::Report(_) | Page::Slip(_) => {}
            Page::Home
            | Page::Info(_)
            | Page::Board(_)
            | Page::Seek(_)
            | Page::Status(_)
            | Page::Check(_) => {
                let check = Check::of(code, turn);
                go(visiting, Page::Check(Box::new(check)), turn);
            }
        },
        Scan::FalseCard => match visiting.page {
            Page::Report(report) => report.other_code(),
            Page::Status(inquiry) => inquiry.other_code(),
            Page::Check(check) => **check = Check::unsigned(turn.machine),
            Page::Home | Page::Info(_) | Page::Board(_) => {
                let check = Check::unsigned(turn.machine);
                go(visiting, Page::Check(Box::new(check)), turn);
            }
            Page::Seek(_) | Page::Slip(_) | Page::Apply(_) => {}
        },
        Scan::Other => match visiting.page {
            Page::Report(report) => report.other_code(),
            Page::Status(inquiry) => inquiry.other_code(),
            Page::Check(check) => **check = Check::Unreadable,
            Page::Home | Page::Info(_) | Page::Board(_) | Page::Seek(_) | Page::Slip(_) | Page::Apply(_) => {}
        },
        // Answered above.
        Scan::Officer(_) => {}
    }
}

/// "Kartu AK1": the first card.
pub(super) fn apply(page: &mut Page, turn: &mut Turn<'_>) {
    *page = Page::Apply(Box::new(Apply::begin(turn)));
}

/// The officers' pad. What is being printed is not covered: its visitor must see what becomes of it.
fn help(visiting: &mut Visiting<'_>, card: Option<String>) {
    if ticket::on_screen(visiting.page).is_none() {
        visiting.assist.open(card);
    }
}

/// To another page; what the one before owes is done.
fn go(visiting: &mut Visiting<'_>, page: Page, turn: &mut Turn<'_>) {
    let before = std::mem::replace(visiting.page, page);
    body::leave(before, turn);
}

/// A key goes to the field that is up.
pub(super) fn key(visiting: &mut Visiting<'_>, key: Key, turn: &mut Turn<'_>) {
    match visiting.page {
        Page::Seek(seek) => seek.key(key, turn),
        Page::Status(inquiry) => inquiry.key(&key, turn),
        Page::Report(report) => report.key(&key, turn),
        Page::Apply(apply) => apply.touch(&form::Touch::key(key), turn),
        Page::Home | Page::Info(_) | Page::Board(_) | Page::Check(_) | Page::Slip(_) => {}
    }
}

/// A touch on a question, whichever page asks it.
pub(super) fn form(visiting: &mut Visiting<'_>, event: form::Event, turn: &mut Turn<'_>) {
    if event == form::Event::Help {
        return help(visiting, None);
    }
    match visiting.page {
        Page::Status(inquiry) => inquiry.form(event, turn),
        Page::Report(report) => report.form(event, turn),
        Page::Apply(apply) => apply.touch(&form::Touch::On(event), turn),
        Page::Home | Page::Info(_) | Page::Board(_) | Page::Seek(_) | Page::Check(_) | Page::Slip(_) => {}
    }
}

/// On a status, and answers to look-ups, whoever asked.
pub(super) fn status(visiting: &mut Visiting<'_>, event: status::Event, turn: &mut Turn<'_>) {
    let answer = event.is_answer();
    match visiting.page {
        Page::Status(inquiry) => {
            let leads = inquiry.step(event, turn);
            if answer {
                visiting.silence.touched(turn.now);
            }
            if let Some(leads) = leads {
                lead(visiting, leads, turn);
            }
        }
        Page::Report(report) => match event {
            status::Event::Found { request, found } => {
                report.found(request, &found);
                visiting.silence.touched(turn.now);
            }
            status::Event::MendStored { .. } | status::Event::NotStored { .. } | status::Event::Chosen(_) => {
            }
        },
        Page::Home
        | Page::Info(_)
        | Page::Board(_)
        | Page::Seek(_)
        | Page::Check(_)
        | Page::Slip(_)
        | Page::Apply(_) => {}
    }
}

/// On a report's last page, and its outcome.
pub(super) fn report(visiting: &mut Visiting<'_>, event: &report::Event, turn: &mut Turn<'_>) {
    let Page::Report(report) = &mut *visiting.page else { return };
    let done = report.step(event, turn);
    if event.is_answer() {
        // There is time to read it.
        visiting.silence.touched(turn.now);
    }
    if done {
        *visiting.page = Page::Home;
    }
}

/// On the officers' pad, and its answer.
pub(super) fn assist(visiting: &mut Visiting<'_>, event: assist::Event, turn: &mut Turn<'_>) {
    match event {
        assist::Event::Opened => help(visiting, None),
        assist::Event::Digit(_)
        | assist::Event::Erase
        | assist::Event::Enter
        | assist::Event::Closed
        | assist::Event::SteppedBack
        | assist::Event::Judged { .. } => assist::step(visiting.assist, event, turn),
    }
}

/// On the check of a card.
pub(super) fn check(visiting: &mut Visiting<'_>, event: check::Event, turn: &mut Turn<'_>) {
    let Page::Check(check) = &mut *visiting.page else { return };
    match event {
        check::Event::Revocation { request, revocation } => {
            check.answered(request, revocation);
            visiting.silence.touched(turn.now);
        }
        check::Event::Chosen(id) => {
            let offered = check.choices(turn.machine).into_iter().find(|choice| choice.id() == id);
            let (Some(choice), Some(code)) = (offered, check.card()) else { return };
            let known = || Known::by_card(code, turn.machine);
            let leads = match choice {
                Choice::StillLooking => Leads::Report(Aim::SixMonths, known()),
                Choice::Employed => Leads::Report(Aim::Employed, known()),
                Choice::Renew => Leads::Apply(check::renewal(code)),
                // Not offered here.
                Choice::Mend | Choice::Print | Choice::Slip | Choice::Correct | Choice::Apply => return,
            };
            lead(visiting, leads, turn);
        }
    }
}

fn lead(visiting: &mut Visiting<'_>, leads: Leads, turn: &mut Turn<'_>) {
    let page = match leads {
        Leads::Report(aim, known) => Page::Report(Box::new(Report::of(aim, known))),
        Leads::Apply(kind) => Page::Apply(Box::new(Apply::of(&kind, turn))),
    };
    go(visiting, page, turn);
}
