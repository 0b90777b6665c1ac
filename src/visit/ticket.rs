//! Ticket: from the wish to paper in the hand, or a number to photograph.
//!
//! Invariant: only [`Stage::Printed`] says that it is printed, and only the spool's proof leads there.

use super::{Effect, Moment, Page, Request, Turn, Visiting, detail, seek};
use crate::wording::{self, Cause, Lang, Said};

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
    /// The printer can't, and nothing has left for it.
    Blocked(Cause),
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
    pub(super) asked: Moment,
    stage: Stage,
    number: Option<String>,
    /// Bytes have left for the printer: nothing to cancel any more.
    begun: bool,
}

impl Ticket {
    pub(super) fn ask(vacancy: &str, turn: &mut Turn<'_>) -> Self {
        let request = turn.request();
        turn.tally.tickets_begun += 1;
        turn.tally.tickets_open.push(request);
        turn.ask(Effect::Print { request, vacancy: vacancy.into(), lang: turn.lang });
        Self { request, asked: turn.now, stage: Stage::Preparing, number: None, begun: false }
    }

    /// Its outcome is near, so the screen should wait for it.
    pub(super) fn in_the_printer(&self) -> bool {
        match self.stage {
            Stage::Preparing | Stage::Printing => true,
            Stage::Blocked(_)
            | Stage::Printed
            | Stage::Unsure
            | Stage::NotOut
            | Stage::Expired
            | Stage::Failed(_) => false,
        }
    }

    fn moved(&mut self, update: &Update) {
        let next = match update {
            Update::Accepted { number } => {
                self.number = Some(number.clone());
                return;
            }
            Update::Printing => Stage::Printing,
            Update::Blocked(cause) => Stage::Blocked(*cause),
            Update::Printed => Stage::Printed,
            Update::Unverified | Update::Doubtful => Stage::Unsure,
            Update::Expired => Stage::Expired,
            Update::Failed(cause) => Stage::Failed(*cause),
        };
        match self.stage {
            Stage::Preparing | Stage::Printing | Stage::Blocked(_) => {
                self.begun |= next == Stage::Printing;
                self.stage = next;
            }
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

/// The ticket that is on the screen.
pub(super) fn on_screen(page: &Page) -> Option<&Ticket> {
    match page {
        Page::Home | Page::Info(_) => None,
        Page::Seek(seek) => match &seek.over {
            seek::Over::Nothing | seek::Over::Filters(_) | seek::Over::Place(_) => None,
            seek::Over::Vacancy(detail) => match &detail.over {
                detail::Over::Nothing | detail::Over::Phone => None,
                detail::Over::Ticket(ticket) => Some(ticket),
            },
        },
    }
}

fn detail_with_ticket(page: &mut Page) -> Option<&mut detail::Detail> {
    on_screen(page)?;
    match page {
        Page::Home | Page::Info(_) => None,
        Page::Seek(seek) => match &mut seek.over {
            seek::Over::Nothing | seek::Over::Filters(_) | seek::Over::Place(_) => None,
            seek::Over::Vacancy(detail) => Some(detail),
        },
    }
}

pub(super) fn step(visiting: &mut Visiting<'_>, event: Event, turn: &mut Turn<'_>) {
    if let Event::Job { request, update } = &event {
        count(*request, update, turn);
    }
    let Some(detail) = detail_with_ticket(visiting.page) else { return };
    let detail::Over::Ticket(ticket) = &mut detail.over else { return };
    match event {
        Event::Job { request, update } => {
            if ticket.request == request {
                ticket.moved(&update);
                // Whatever it is, there is time to read it.
                visiting.silence.touched(turn.now);
            }
        }
        Event::ConfirmedOut(out) => {
            if ticket.stage == Stage::Unsure {
                turn.ask(Effect::TicketSeen { request: ticket.request, out });
                if out {
                    detail.over = detail::Over::Nothing;
                } else {
                    ticket.stage = Stage::NotOut;
                }
            }
        }
        Event::Done => {
            if !ticket.in_the_printer() {
                detail.back(turn);
            }
        }
    }
}

/// Keeps the visit's count, whether or not the ticket is still on the screen.
fn count(request: Request, update: &Update, turn: &mut Turn<'_>) {
    match update {
        Update::Accepted { .. } | Update::Printing | Update::Blocked(_) => {}
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

/// The screen is left. What has left for the printer is printed to its end; what has not is cancelled.
pub(super) fn leave(ticket: &Ticket, turn: &mut Turn<'_>) {
    match ticket.stage {
        Stage::Preparing | Stage::Blocked(_) if !ticket.begun => {
            turn.ask(Effect::CancelPrint { request: ticket.request });
            give_back(ticket.request, turn);
        }
        Stage::Preparing
        | Stage::Blocked(_)
        | Stage::Printing
        | Stage::Printed
        | Stage::Unsure
        | Stage::NotOut
        | Stage::Expired
        | Stage::Failed(_) => {}
    }
}

/// How the screen looks; the names are those of `TicketState` in `ui/ui/globals/ticket.slint`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Being written down.
    Preparing,
    /// On its way.
    Printing,
    /// Proved.
    Printed,
    /// The screen asks whether it came out.
    Unverified,
    /// The printer can't now.
    Blocked,
    /// The visitor says it did not come out.
    Doubtful,
    /// Too late.
    Expired,
    /// Can't be printed.
    Failed,
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// How it looks.
    pub look: Look,
    /// The ticket's number; empty until it has one.
    pub number: String,
    /// What the code holds: the way to the vacancy.
    pub qr: String,
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// For the technician; empty when all is well.
    pub code: String,
}

pub(super) fn view(ticket: &Ticket, qr: &str, lang: Lang) -> View {
    let said = |look, said: Said| (look, said.headline.to_owned(), said.explanation.to_owned(), "");
    let (look, headline, explanation, code) = match ticket.stage {
        Stage::Preparing => said(Look::Preparing, wording::ticket_preparing(lang)),
        Stage::Printing => said(Look::Printing, wording::ticket_printing(lang)),
        Stage::Printed => said(Look::Printed, wording::ticket_printed(lang)),
        Stage::Unsure => said(Look::Unverified, wording::ticket_unsure(lang)),
        Stage::NotOut => said(Look::Doubtful, wording::ticket_not_out(lang)),
        Stage::Expired => {
            let (look, headline, explanation, _) = said(Look::Expired, wording::ticket_expired(lang));
            (look, headline, explanation, Cause::TooLate.code())
        }
        Stage::Blocked(cause) => {
            let (headline, explanation) = wording::ticket_blocked(lang, cause);
            (Look::Blocked, headline, explanation.to_owned(), cause.code())
        }
        Stage::Failed(cause) => {
            let (headline, explanation) = wording::ticket_failed(lang, cause);
            (Look::Failed, headline.to_owned(), explanation, cause.code())
        }
    };
    View {
        look,
        number: ticket.number.clone().unwrap_or_default(),
        qr: qr.to_owned(),
        headline,
        explanation,
        code: code.to_owned(),
    }
}
