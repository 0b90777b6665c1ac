//! The receipt: being stored, stored here, at the office. Three screens that are never confused.
//!
//! ```text
//!   Saving ──Stored──► StoredHere ──Acknowledged──► AtOffice
//!      └──NotStored──► the read-back again, with what went wrong
//! ```
//!
//! **Invariant:** a number is shown only after the commit, and "Diterima Disnaker" only on central's word.

use std::sync::Arc;

use anjungan_wire::application::Photo;
use anjungan_wire::office::Office;
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber};
use jiff::Timestamp;

use super::hours;
use crate::visit::ticket::{self, Look, Ticket};
use crate::visit::{Machine, Turn};
use crate::wording::apply as words;
use crate::wording::{Cause, Lang, Said};

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptStage {
    /// Being written: nothing may be promised yet.
    Saving,
    /// "TERSIMPAN di mesin ini"
    StoredHere,
    /// "Diterima Disnaker pukul …"
    AtOffice,
}

/// An application that is on disk. Nothing of the person is in it but what opens their card.
#[derive(Clone, PartialEq)]
pub(super) struct Receipt {
    number: ReceiptNumber,
    code: String,
    office: Arc<Office>,
    submitted: Timestamp,
    acknowledged: Option<Timestamp>,
    photo: Elsewhere,
    slip: Option<Ticket>,
}

/// What is still to be done about the photo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Elsewhere {
    Nothing,
    Counter,
    Phone,
}

impl Elsewhere {
    pub(super) fn of(photo: &Photo) -> Self {
        match photo {
            Photo::Taken { .. } => Elsewhere::Nothing,
            Photo::AtCounter => Elsewhere::Counter,
            Photo::FromPhone => Elsewhere::Phone,
        }
    }
}

impl Receipt {
    /// It was stored just now, and its slip is on its way.
    pub(super) fn new(
        number: ReceiptNumber,
        code: String,
        office: Arc<Office>,
        photo: Elsewhere,
        mut slip: Ticket,
        turn: &Turn<'_>,
    ) -> Self {
        if let Ok(code) = code.parse::<ReceiptCode>() {
            slip.stored(code, turn.machine);
        }
        Self {
            number,
            code,
            office,
            submitted: turn.machine.now,
            acknowledged: None,
            photo,
            slip: Some(slip),
        }
    }

    /// Central has it.
    pub(super) fn acknowledged(&mut self, receipt: &ReceiptNumber, at: Timestamp) {
        if *receipt == self.number {
            self.acknowledged = Some(at);
        }
    }

    pub(super) fn slip(&self) -> Option<&Ticket> {
        self.slip.as_ref()
    }

    pub(super) fn slip_mut(&mut self) -> Option<&mut Ticket> {
        self.slip.as_mut()
    }

    /// "Apakah kertas sudah keluar?" A person's yes needs no more words about paper.
    pub(super) fn seen(&mut self, out: bool, turn: &mut Turn<'_>) {
        if let Some(slip) = &mut self.slip
            && slip.seen(out, turn)
            && out
        {
            self.slip = None;
        }
    }

    /// Whether the slip will have come out, or not, in a matter of seconds.
    pub(super) fn about_to_end(&self) -> bool {
        self.slip.as_ref().is_some_and(Ticket::about_to_end)
    }
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptView {
    /// How far it is.
    pub stage: ReceiptStage,
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// The receipt's number; empty until it has one.
    pub number: String,
    /// What the QR code holds; empty until it has one.
    pub code: String,
    /// The slip.
    pub paper: PaperView,
    /// What happens now, and what to do.
    pub next_steps: Vec<String>,
    /// For the technician; empty when all is well.
    pub code_for_technician: String,
    /// "Selesai"; empty while it is being stored.
    pub done_label: String,
}

/// How a slip is getting on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PaperView {
    /// In a few words; empty where no slip is spoken of.
    pub headline: String,
    /// What to do; may be empty.
    pub explanation: String,
    /// It may still come.
    pub busy: bool,
    /// The printer proved it.
    pub printed: bool,
    /// It did not come.
    pub failed: bool,
    /// The screen asks whether it came out: [`super::Event::SlipSeen`].
    pub asks: bool,
    /// "Cetak ulang"; empty: not offered. [`super::Event::SlipReprint`]
    pub reprint_label: String,
}

/// While it is being stored.
pub(super) fn saving(lang: Lang) -> ReceiptView {
    ReceiptView {
        stage: ReceiptStage::Saving,
        headline: words::SAVING.of(lang).into(),
        explanation: words::SAVING_HINT.of(lang).into(),
        number: String::new(),
        code: String::new(),
        paper: PaperView::default(),
        next_steps: Vec::new(),
        code_for_technician: String::new(),
        done_label: String::new(),
    }
}

pub(super) fn view(receipt: &Receipt, machine: &Machine, lang: Lang) -> ReceiptView {
    let clock = hours::reckon(&receipt.office, machine.zone.civil(receipt.submitted));
    let number = receipt.number.to_string();
    let (stage, said) = match receipt.acknowledged {
        None => (ReceiptStage::StoredHere, words::stored_here(lang, &number, machine.offline)),
        Some(at) => (ReceiptStage::AtOffice, words::at_office(lang, at, machine.zone, clock.due)),
    };
    let Said { headline, explanation } = said;
    let (paper, code_for_technician) = paper(receipt, machine, lang);
    let keep = if comes_on_paper(receipt, machine) { words::KEEP } else { words::KEEP_CODE };
    ReceiptView {
        stage,
        headline,
        explanation,
        number,
        code: receipt.code.clone(),
        paper,
        next_steps: next_steps(receipt, clock, keep.of(lang), lang),
        code_for_technician,
        done_label: words::DONE.of(lang).into(),
    }
}

/// Whether a slip has come out, or may: nobody is told to keep a paper that they were never given.
fn comes_on_paper(receipt: &Receipt, machine: &Machine) -> bool {
    // A person's yes has taken away the slip, and with it every word about paper.
    let Some(slip) = receipt.slip() else { return true };
    if machine.no_tickets() == Some(Cause::NoPrinter) {
        return false;
    }
    match ticket::view(slip, machine, machine.language).look {
        Look::Preparing | Look::Printing | Look::Printed | Look::Unverified => true,
        Look::Suspended | Look::Waiting | Look::Blocked | Look::Doubtful | Look::Expired | Look::Failed => {
            false
        }
    }
}

fn next_steps(receipt: &Receipt, clock: hours::Clock, keep: &str, lang: Lang) -> Vec<String> {
    let mut steps = vec![keep.to_owned()];
    match receipt.photo {
        Elsewhere::Nothing => {}
        Elsewhere::Counter => steps.push(words::GO_TO_COUNTER.of(lang).into()),
        Elsewhere::Phone => steps.push(words::SEND_PHOTO.of(lang).into()),
    }
    if let Some(day) = clock.waits_for {
        steps.push(words::outside_hours(lang, day, receipt.office.opens));
    }
    steps.push(words::FREE.of(lang).into());
    steps
}

/// A kiosk that never had a printer does not speak of paper.
fn paper(receipt: &Receipt, machine: &Machine, lang: Lang) -> (PaperView, String) {
    let Some(slip) = receipt.slip() else { return Default::default() };
    if machine.no_tickets() == Some(Cause::NoPrinter) {
        return Default::default();
    }
    let view = ticket::view(slip, machine, lang);
    let reprint_label = if view.can_reprint { words::REPRINT.of(lang).into() } else { String::new() };
    let paper = PaperView {
        headline: view.headline,
        explanation: view.explanation,
        busy: matches!(view.look, Look::Preparing | Look::Printing | Look::Suspended | Look::Waiting),
        printed: view.look == Look::Printed,
        failed: matches!(view.look, Look::Blocked | Look::Doubtful | Look::Expired | Look::Failed),
        asks: view.look == Look::Unverified,
        reprint_label,
    };
    (paper, view.code)
}
