//! A ticket in words.
//!
//! Invariant: number and code are on the screen in every state, as soon as there is a number.

use super::{Kind, Machine, Stage, Ticket};
use crate::wording::{self, Cause, Lang};

/// How the screen looks; the names are those of `TicketState` in `ui/ui/globals/ticket.slint`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Being written down.
    Preparing,
    /// On its way.
    Printing,
    /// It stopped in the middle, and may go on.
    Suspended,
    /// The printer can't now, and may in time.
    Waiting,
    /// The printer can't, and will not soon.
    Blocked,
    /// Proved.
    Printed,
    /// The screen asks whether it came out.
    Unverified,
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
    /// What comes out.
    pub kind: Kind,
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
    /// "Cetak ulang" is offered.
    pub can_reprint: bool,
}

pub(in crate::visit) fn view(ticket: &Ticket, machine: &Machine, lang: Lang) -> View {
    let kind = ticket.kind;
    let can_reprint = ticket.can_reprint(machine);
    let (look, said, cause) = match ticket.stage {
        Stage::Preparing => (Look::Preparing, wording::ticket_preparing(lang, kind), None),
        Stage::Printing => (Look::Printing, wording::ticket_printing(lang), None),
        Stage::Suspended(cause) => {
            (Look::Suspended, wording::ticket_suspended(lang, kind, cause), Some(cause))
        }
        Stage::Waiting(cause) => (Look::Waiting, wording::ticket_waiting(lang, kind, cause), Some(cause)),
        Stage::Blocked(cause) => (Look::Blocked, wording::ticket_blocked(lang, kind, cause), Some(cause)),
        Stage::Printed => (Look::Printed, wording::ticket_printed(lang, kind), None),
        Stage::Unsure => (Look::Unverified, wording::ticket_unsure(lang, kind), None),
        Stage::NotOut => (Look::Doubtful, wording::ticket_not_out(lang, kind, can_reprint), None),
        Stage::Expired => (Look::Expired, wording::ticket_expired(lang, kind), Some(Cause::TooLate)),
        Stage::Failed(cause) => (Look::Failed, wording::ticket_failed(lang, kind, cause), Some(cause)),
    };
    View {
        look,
        kind,
        number: ticket.number.clone().unwrap_or_default(),
        qr: ticket.qr.clone(),
        headline: said.headline,
        explanation: said.explanation,
        code: cause.map_or_else(String::new, |cause| machine.codes(cause)),
        can_reprint,
    }
}
