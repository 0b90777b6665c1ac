//! Ticket: from the wish to paper in the hand, or a number to photograph. A sheet of A4 is the same but for
//! its words: it has a number, a code, and an outcome.
//!
//! ```text
//!  Preparing ──► Printing ──proof──► Printed
//!    │   ▲ │        │  ▲ │
//!    ▼   │ │        ▼  │ └─no proof─► Unsure ──visitor: yes──► (left)
//!  Waiting │    Suspended              └─────visitor: no──► NotOut ──"Cetak ulang"──► Preparing
//!  Blocked │
//!    └──► Expired | Failed
//! ```
//!
//! Invariant: only [`Stage::Printed`] says that it is printed, and only the printer's proof leads there.
//!
//! Invariant: nothing comes out after its visitor has gone. Leaving takes back what has not begun, and so
//! does any later news that a job waits for the printer with nobody before the screen.

mod printable;
mod view;

use anjungan_wire::receipt::ReceiptCode;

use super::undecided::Undecided;
use super::{Effect, Event as Happened, Machine, Moment, Page, Request, Screen, State, Turn, Visiting};
use super::{detail, seek};
use crate::wording::{Cause, Lang};

pub use crate::wording::PaperKind as Kind;
pub use printable::{LIST_MAX, Printable};
pub(super) use view::view;
pub use view::{Look, View};

/// How often one number may be printed again on a visitor's word.
pub const REPRINTS_MAX: u32 = 2;

/// A touch on Ticket, or what becomes of a ticket.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// What becomes of it.
    Job {
        /// The number it was asked for with.
        request: Request,
        /// The news.
        update: Update,
    },
    /// "Apakah tiket sudah keluar?"
    ConfirmedOut(bool),
    /// "Cetak ulang"
    ReprintChosen,
    /// Seen, taken or photographed.
    Done,
}

/// News of a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Update {
    /// It is on disk and has its number.
    Accepted {
        /// The number.
        number: String,
    },
    /// The first byte leaves.
    Printing,
    /// The printer can't, and nothing is on paper.
    Blocked(Cause),
    /// The printer stopped in the middle.
    Suspended(Cause),
    /// It goes on after having stopped.
    Resumed,
    /// The printer proved it.
    Printed,
    /// The printer took it and can't prove anything.
    Unverified,
    /// Some bytes left, and what came out can't be known.
    Doubtful,
    /// The printer was not able in time; nothing came out.
    Expired,
    /// It can't be printed.
    Failed(Cause),
}

/// How far a ticket is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Preparing,
    Printing,
    /// The printer stopped in the middle, and may go on.
    Suspended(Cause),
    /// The printer can't now, and may in time.
    Waiting(Cause),
    /// The printer can't, and will not while anybody waits.
    Blocked(Cause),
    Printed,
    /// Nobody but the visitor can know. Printers that prove nothing and lost answers ask the same.
    Unsure,
    /// The visitor says it did not come out.
    NotOut,
    Expired,
    Failed(Cause),
}

/// A ticket on the screen.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Ticket {
    request: Request,
    kind: Kind,
    /// What its code holds. The way to the vacancy, so that it is worth a photograph before there is paper.
    qr: String,
    pub(super) asked: Moment,
    stage: Stage,
    number: Option<String>,
    reprints: u32,
    /// The code that card or slip are asked for with: the ledger keeps nothing of them that could be printed again.
    /// `None`: the ledger keeps it, and prints a copy under the same number.
    code: Option<ReceiptCode>,
}

impl Ticket {
    /// Whether the visitor has something to photograph at least.
    pub(super) fn has_number(&self) -> bool {
        self.number.is_some()
    }

    /// Asks for paper. `qr`: what the screen's code holds meanwhile.
    pub(super) fn ask(what: Printable, qr: String, turn: &mut Turn<'_>) -> Self {
        let request = turn.request();
        turn.tally.tickets_begun += 1;
        turn.tally.tickets_open.push(request);
        let kind = what.kind();
        turn.ask(Effect::Print { request, what, lang: turn.lang });
        Self {
            request,
            kind,
            qr,
            asked: turn.now,
            stage: Stage::Preparing,
            number: None,
            reprints: 0,
            code: None,
        }
    }

    /// Asks for the card that this code opens.
    pub(super) fn card(code: ReceiptCode, turn: &mut Turn<'_>) -> Self {
        Self::of_application(Kind::Card, code, turn)
    }

    /// Asks for a slip with this code.
    pub(super) fn slip(code: ReceiptCode, turn: &mut Turn<'_>) -> Self {
        Self::of_application(Kind::Slip, code, turn)
    }

    /// The slip that comes with an application being stored: asked for with it, and no second time.
    pub(super) fn with_application(request: Request, turn: &mut Turn<'_>) -> Self {
        turn.tally.other_paper = true;
        Self {
            request,
            kind: Kind::Slip,
            qr: String::new(),
            asked: turn.now,
            stage: Stage::Preparing,
            number: None,
            reprints: 0,
            code: None,
        }
    }

    /// What it carries is known now.
    pub(super) fn stored(&mut self, code: ReceiptCode, machine: &Machine) {
        self.qr = code.to_text(machine.public_host());
        self.number = Some(code.number.to_string());
        self.code = Some(code);
    }

    /// What the visitor says about one that nobody else can know about. `false`: it was not asked.
    pub(super) fn seen(&mut self, out: bool, turn: &mut Turn<'_>) -> bool {
        let asked = self.stage == Stage::Unsure;
        if asked {
            turn.ask(Effect::TicketSeen { request: self.request, out });
            self.stage = Stage::NotOut;
        }
        asked
    }

    /// "Cetak ulang", where it is offered.
    pub(super) fn print_again(&mut self, turn: &mut Turn<'_>) {
        if self.can_reprint(turn.machine) {
            self.reprint(turn);
        }
    }

    /// Paper of an application is not among the tickets that a visit may print: the office counts cards itself.
    fn of_application(kind: Kind, code: ReceiptCode, turn: &mut Turn<'_>) -> Self {
        let request = turn.request();
        turn.tally.other_paper = true;
        turn.ask(from_the_start(kind, request, code.clone(), turn.lang));
        Self {
            request,
            kind,
            qr: code.to_text(turn.machine.public_host()),
            asked: turn.now,
            stage: Stage::Preparing,
            number: Some(code.number.to_string()),
            reprints: 0,
            code: Some(code),
        }
    }

    /// Asks once more for what a stop had left undecided: a person says that nothing came out.
    pub(super) fn undecided(about: Undecided, turn: &mut Turn<'_>) -> Self {
        let Undecided { job, kind, number, url: qr, repeatable: _, age_ms: _ } = about;
        let request = turn.request();
        turn.tally.tickets_begun += 1;
        turn.tally.tickets_open.push(request);
        turn.ask(Effect::ReprintUndecided { request, job, lang: turn.lang });
        Self {
            request,
            kind,
            qr,
            asked: turn.now,
            stage: Stage::Preparing,
            number: Some(number),
            reprints: 1,
            code: None,
        }
    }

    /// Whether it is a card of which a print may have been used, as far as is known.
    pub(super) fn may_have_used_a_print(&self) -> bool {
        self.kind == Kind::Card
            && match self.stage {
                Stage::Printing | Stage::Suspended(_) | Stage::Printed | Stage::Unsure => true,
                Stage::Preparing
                | Stage::Waiting(_)
                | Stage::Blocked(_)
                | Stage::NotOut
                | Stage::Expired
                | Stage::Failed(_) => false,
            }
    }

    /// Its outcome is near, so the screen waits for it.
    pub(super) fn in_the_printer(&self) -> bool {
        match self.stage {
            Stage::Preparing | Stage::Printing | Stage::Suspended(_) => true,
            Stage::Waiting(_)
            | Stage::Blocked(_)
            | Stage::Printed
            | Stage::Unsure
            | Stage::NotOut
            | Stage::Expired
            | Stage::Failed(_) => false,
        }
    }

    /// Its outcome is a matter of seconds: there is no button that leaves.
    pub(super) fn about_to_end(&self) -> bool {
        matches!(self.stage, Stage::Preparing | Stage::Printing)
    }

    /// Whether it is offered to print it again.
    fn can_reprint(&self, machine: &Machine) -> bool {
        self.stage == Stage::NotOut && self.reprints < REPRINTS_MAX && machine.can_reprint(self.kind)
    }

    fn reprint(&mut self, turn: &mut Turn<'_>) {
        let (of, request) = (self.request, turn.request());
        match self.code.clone() {
            None => {
                // The copy takes the first one's place among the tickets of this visit: the number is the same.
                turn.tally.ticket_closed(of, false);
                turn.tally.tickets_open.push(request);
                turn.ask(Effect::Reprint { request, of, lang: turn.lang });
            }
            Some(code) => turn.ask(from_the_start(self.kind, request, code, turn.lang)),
        }
        self.request = request;
        self.asked = turn.now;
        self.stage = Stage::Preparing;
        self.reprints += 1;
    }

    fn moved(&mut self, update: &Update) {
        let next = match update {
            Update::Accepted { number } => {
                self.number = Some(number.clone());
                return;
            }
            Update::Printing | Update::Resumed => Stage::Printing,
            Update::Blocked(cause) if cause.may_pass() => Stage::Waiting(cause.of(self.kind)),
            Update::Blocked(cause) => Stage::Blocked(cause.of(self.kind)),
            Update::Suspended(cause) => Stage::Suspended(cause.of(self.kind)),
            Update::Printed => Stage::Printed,
            Update::Unverified | Update::Doubtful => Stage::Unsure,
            Update::Expired => Stage::Expired,
            Update::Failed(cause) => Stage::Failed(cause.of(self.kind)),
        };
        match self.stage {
            Stage::Preparing
            | Stage::Printing
            | Stage::Suspended(_)
            | Stage::Waiting(_)
            | Stage::Blocked(_) => self.stage = next,
            // A late proof still counts; anything else is over.
            Stage::Unsure => {
                if next == Stage::Printed {
                    self.stage = next;
                }
            }
            Stage::Printed | Stage::NotOut | Stage::Expired | Stage::Failed(_) => {}
        }
    }
}

fn from_the_start(kind: Kind, request: Request, code: ReceiptCode, lang: Lang) -> Effect {
    match kind {
        Kind::Card => Effect::PrintCard { request, code },
        Kind::Slip | Kind::Ticket | Kind::Sheet => Effect::PrintSlip { request, code, lang },
    }
}

/// The ticket that is on the screen.
pub(super) fn on_screen(page: &Page) -> Option<&Ticket> {
    match page {
        Page::Home | Page::Info(_) | Page::Report(_) | Page::Check(_) => None,
        Page::Board(board) => board.paper(),
        Page::Status(inquiry) => inquiry.paper(),
        Page::Apply(apply) => apply.slip(),
        Page::Slip(ticket) => Some(ticket),
        Page::Seek(seek) => match &seek.over {
            seek::Over::Nothing | seek::Over::Filters(_) | seek::Over::Place(_) => None,
            seek::Over::List(ticket) => Some(ticket),
            seek::Over::Vacancy(detail) => match &detail.over {
                detail::Over::Nothing | detail::Over::Phone | detail::Over::Employer(_) => None,
                detail::Over::Ticket(ticket) => Some(ticket),
            },
        },
    }
}

fn on_screen_mut(page: &mut Page) -> Option<&mut Ticket> {
    match page {
        Page::Home | Page::Info(_) | Page::Report(_) | Page::Check(_) => None,
        Page::Board(board) => board.paper_mut(),
        Page::Status(inquiry) => inquiry.paper_mut(),
        Page::Apply(apply) => apply.slip_mut(),
        Page::Slip(ticket) => Some(ticket),
        Page::Seek(seek) => match &mut seek.over {
            seek::Over::Nothing | seek::Over::Filters(_) | seek::Over::Place(_) => None,
            seek::Over::List(ticket) => Some(ticket),
            seek::Over::Vacancy(detail) => match &mut detail.over {
                detail::Over::Nothing | detail::Over::Phone | detail::Over::Employer(_) => None,
                detail::Over::Ticket(ticket) => Some(ticket),
            },
        },
    }
}

/// Takes back a job that waits for the printer while nobody stands before the screen for it: it was left, or
/// its whole visit is over.
pub(super) fn call_back(state: &State, event: &Happened, effects: &mut Vec<Effect>) {
    let Happened::Ticket(Event::Job { request, update }) = event else { return };
    let awaited = match &state.screen {
        Screen::Visit(stay) => on_screen(&stay.page).is_some_and(|ticket| ticket.request == *request),
        Screen::Attract
        | Screen::Survey(_)
        | Screen::Thanks(_)
        | Screen::OutOfOrder(_)
        | Screen::Undecided(_)
        | Screen::Service(_) => false,
    };
    match update {
        Update::Blocked(_) | Update::Suspended(_) if !awaited => {
            effects.push(Effect::CancelPrint { request: *request });
        }
        Update::Accepted { .. }
        | Update::Printing
        | Update::Blocked(_)
        | Update::Suspended(_)
        | Update::Resumed
        | Update::Printed
        | Update::Unverified
        | Update::Doubtful
        | Update::Expired
        | Update::Failed(_) => {}
    }
}

pub(super) fn step(visiting: &mut Visiting<'_>, event: Event, turn: &mut Turn<'_>) {
    let awaited = on_screen(visiting.page).map(|ticket| ticket.request);
    if let Event::Job { request, update } = &event {
        count(*request, update, awaited, turn);
    }
    // A receipt's page has buttons of its own for its slip.
    if matches!(
        (&*visiting.page, &event),
        (Page::Apply(_), Event::ConfirmedOut(_) | Event::ReprintChosen | Event::Done)
    ) {
        return;
    }
    let Some(ticket) = on_screen_mut(visiting.page) else { return };
    let mut done = false;
    match event {
        Event::Job { request, update } => {
            if ticket.request == request {
                ticket.moved(&update);
                // Whatever it is, there is time to read it.
                visiting.silence.touched(turn.now);
            }
        }
        Event::ConfirmedOut(out) => {
            if ticket.seen(out, turn) {
                done = out;
            }
        }
        Event::ReprintChosen => {
            ticket.print_again(turn);
        }
        Event::Done => done = !ticket.about_to_end(),
    }
    if done {
        // Never "back from Home": a ticket is on the screen.
        super::body::back(visiting.page, turn);
    }
}

/// Keeps the visit's count, whether or not the ticket is still on the screen.
fn count(request: Request, update: &Update, awaited: Option<Request>, turn: &mut Turn<'_>) {
    match update {
        Update::Accepted { .. } | Update::Printing | Update::Suspended(_) | Update::Resumed => {}
        // It is called back, and nothing of it was on paper.
        Update::Blocked(_) => {
            if awaited != Some(request) {
                give_back(request, turn);
            }
        }
        // A late proof may still follow these.
        Update::Unverified | Update::Doubtful => {}
        Update::Printed => turn.tally.ticket_closed(request, true),
        Update::Expired | Update::Failed(_) => give_back(request, turn),
    }
}

/// No paper was used: the ticket does not count against the limit.
fn give_back(request: Request, turn: &mut Turn<'_>) {
    if turn.tally.tickets_open.contains(&request) {
        turn.tally.tickets_begun = turn.tally.tickets_begun.saturating_sub(1);
        turn.tally.ticket_closed(request, false);
    }
}

/// The screen is left. What is on paper by now stays; what has not begun is taken back, and what stopped in
/// the middle is not waited for.
pub(super) fn leave(ticket: &Ticket, turn: &mut Turn<'_>) {
    match ticket.stage {
        Stage::Preparing | Stage::Waiting(_) | Stage::Blocked(_) => {
            turn.ask(Effect::CancelPrint { request: ticket.request });
            give_back(ticket.request, turn);
        }
        Stage::Suspended(_) => turn.ask(Effect::CancelPrint { request: ticket.request }),
        Stage::Printing
        | Stage::Printed
        | Stage::Unsure
        | Stage::NotOut
        | Stage::Expired
        | Stage::Failed(_) => {}
    }
}
