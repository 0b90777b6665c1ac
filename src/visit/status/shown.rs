//! A status on the screen, and what lies over it: paper, or what is being mended.

use anjungan_wire::application::{ApplicationKind, Holder};
use anjungan_wire::status::{IssuedCard, PrintRule, PublicStage, Status};

use super::super::report::{Aim, Known};
use super::super::ticket::{self, Ticket};
use super::super::{CameraNews, Key, Machine, Request, SheetPrinter, Turn, form};
use super::mending::Mending;
use super::{By, Leads};
use crate::wording::Cause;
use crate::wording::card::status::{Choice, NoCard};

/// A status.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Shown {
    pub(super) by: By,
    /// `None`: it waits on this machine.
    pub(super) status: Option<Box<Status>>,
    /// Cards asked for here since it was looked up, and not proved to have failed: central counts them later.
    pub(super) spent: u32,
    /// What was sent back has been mended here; central does not know it yet.
    pub(super) mended: bool,
    pub(super) over: Over,
}

/// What lies over it.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Over {
    Nothing,
    Paper(Box<Ticket>),
    Mending(Box<Mending>),
}

impl Shown {
    pub(super) fn new(by: By, status: Option<Box<Status>>) -> Self {
        Self { by, status, spent: 0, mended: false, over: Over::Nothing }
    }

    /// Whether paper or a mending lies over it.
    pub(super) fn is_covered(&self) -> bool {
        self.over != Over::Nothing
    }

    /// Prints of the card that are left at kiosks.
    pub(super) fn left(&self) -> u32 {
        match self.card().map(|card| card.print) {
            Some(PrintRule::AtKiosk { left }) => left.saturating_sub(self.spent),
            Some(PrintRule::AtCounter) | None => 0,
        }
    }

    pub(super) fn card(&self) -> Option<&IssuedCard> {
        self.status.as_ref()?.card.as_ref()
    }

    /// What can be done, the most likely first.
    pub(super) fn choices(&self, machine: &Machine) -> Vec<Choice> {
        let code = matches!(self.by, By::Code(_));
        // Applications and what belongs to a card need the office's rules.
        let serves = machine.card_service().is_some();
        let slip = (code && machine.no_tickets().is_none()).then_some(Choice::Slip);
        let Some(status) = &self.status else { return slip.into_iter().collect() };
        let mut choices = Vec::new();
        match status.stage {
            PublicStage::Received | PublicStage::Verifying | PublicStage::Approved => choices.extend(slip),
            PublicStage::NeedsMending => {
                if code && serves && !self.mended && !status.mend.is_empty() {
                    choices.push(Choice::Mend);
                }
                choices.extend(slip);
            }
            PublicStage::Ready => {
                if code && self.left() > 0 && has_document(status) && no_card(machine).is_none() {
                    choices.push(Choice::Print);
                }
                choices.extend(slip);
                if code {
                    choices.extend([Choice::Employed, Choice::StillLooking]);
                }
                if serves && self.card().is_some() {
                    choices.push(Choice::Correct);
                }
            }
            PublicStage::Expired => {
                if serves && self.card().is_some() {
                    choices.push(Choice::Renew);
                }
                if code {
                    choices.push(Choice::Employed);
                }
            }
            PublicStage::Refused | PublicStage::Withdrawn | PublicStage::Employed => {
                if serves {
                    choices.push(Choice::Apply);
                }
            }
        }
        choices
    }

    /// A button.
    pub(super) fn chosen(&mut self, id: &str, turn: &mut Turn<'_>) -> Option<Leads> {
        if let Over::Mending(mending) = &mut self.over {
            if mending.chosen(id, turn) {
                self.over = Over::Nothing;
            }
            return None;
        }
        if self.over != Over::Nothing {
            return None;
        }
        let choice = self.choices(turn.machine).into_iter().find(|choice| choice.id() == id)?;
        match choice {
            Choice::Print | Choice::Slip => {
                if let By::Code(code) = &self.by {
                    let ticket = if choice == Choice::Print {
                        Ticket::card(code.clone(), turn)
                    } else {
                        Ticket::slip(code.clone(), turn)
                    };
                    self.over = Over::Paper(Box::new(ticket));
                }
                None
            }
            Choice::Mend => {
                if let (By::Code(code), Some(status)) = (&self.by, &self.status) {
                    let mending = Mending::begin(code.clone(), &status.mend, turn);
                    self.over = Over::Mending(Box::new(mending));
                }
                None
            }
            Choice::StillLooking => self.known().map(|known| Leads::Report(Aim::SixMonths, known)),
            Choice::Employed => self.known().map(|known| Leads::Report(Aim::Employed, known)),
            Choice::Correct => self
                .card()
                .map(|card| Leads::Apply(ApplicationKind::Correction { number: card.number.clone() })),
            Choice::Renew => {
                self.card().map(|card| Leads::Apply(ApplicationKind::Renewal { number: card.number.clone() }))
            }
            Choice::Apply => Some(Leads::Apply(ApplicationKind::New)),
        }
    }

    /// The holder, by the receipt's code.
    fn known(&self) -> Option<Known> {
        let By::Code(code) = &self.by else { return None };
        let holder = Holder::Receipt { receipt: code.number.clone(), secret: code.secret.clone() };
        Some(Known::by_receipt(holder, self.card()))
    }

    pub(super) fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        if let Over::Mending(mending) = &mut self.over {
            mending.key(key, turn);
        }
        self.drop_what_was_left();
    }

    pub(super) fn form(&mut self, event: form::Event, turn: &mut Turn<'_>) {
        if let Over::Mending(mending) = &mut self.over {
            mending.form(event, turn);
        }
        self.drop_what_was_left();
    }

    /// A mending that was given up uncovers the status.
    fn drop_what_was_left(&mut self) {
        if matches!(&self.over, Over::Mending(mending) if mending.is_left()) {
            self.over = Over::Nothing;
        }
    }

    /// From the camera.
    pub(super) fn camera(&mut self, news: CameraNews) {
        if let Over::Mending(mending) = &mut self.over {
            mending.camera(news);
        }
    }

    pub(super) fn mended(&mut self, request: Request, outcome: Result<(), Cause>) {
        if let Over::Mending(mending) = &mut self.over {
            mending.stored(request, outcome);
            self.mended |= mending.is_stored();
        }
    }

    /// One step back. `false`: there is nothing over the status.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        match &mut self.over {
            Over::Nothing => return false,
            Over::Paper(ticket) => {
                ticket::leave(ticket, turn);
                self.spent += u32::from(ticket.may_have_used_a_print());
                self.over = Over::Nothing;
            }
            Over::Mending(mending) => {
                if !mending.back(turn) {
                    mending.leave(turn);
                    self.over = Over::Nothing;
                }
            }
        }
        true
    }

    pub(super) fn leave(&self, turn: &mut Turn<'_>) {
        match &self.over {
            Over::Nothing => {}
            Over::Paper(ticket) => ticket::leave(ticket, turn),
            Over::Mending(mending) => mending.leave(turn),
        }
    }

    pub(super) fn paper(&self) -> Option<&Ticket> {
        match &self.over {
            Over::Paper(ticket) => Some(ticket),
            Over::Nothing | Over::Mending(_) => None,
        }
    }

    pub(super) fn paper_mut(&mut self) -> Option<&mut Ticket> {
        match &mut self.over {
            Over::Paper(ticket) => Some(ticket),
            Over::Nothing | Over::Mending(_) => None,
        }
    }
}

fn has_document(status: &Status) -> bool {
    status.card.as_ref().is_some_and(|card| card.document.is_some())
}

/// Why no card comes out here now.
pub(super) fn no_card(machine: &Machine) -> Option<NoCard> {
    match machine.sheet_printer {
        SheetPrinter::Ready => None,
        SheetPrinter::None => Some(NoCard::NoPrinter),
        SheetPrinter::Down(cause) => Some(NoCard::Down(cause)),
    }
}
