//! Applying for the AK/I card, one question a screen, up to the receipt.
//!
//! ```text
//!              back, home, finish with something typed
//!   Asking ──────────────────────────────────────────► Leaving ──"Ya, hapus"──► gone
//!    │  ▲                                                 └─────"Lanjut mengisi"──► Asking
//!    │  └──NotStored──┐
//!    └──"Kirim"──► Saving ──Stored──► Receipt ──"Selesai"──► gone
//! ```
//!
//! **Invariant:** what was typed lives in [`Questions`] alone and is dropped with the visit, or as soon as the
//! application is stored: the receipt holds no answers.

mod address;
mod ask;
mod dispatch;
mod draft;
mod hours;
mod learning;
mod nik;
mod person;
mod photo;
mod question;
mod questions;
mod receipt;
mod review;
mod start;
mod submission;
mod wish;
mod work;

use std::sync::Arc;

use anjungan_wire::application::ApplicationKind;
use anjungan_wire::card::CardCode;
use anjungan_wire::receipt::ReceiptNumber;
use anjungan_wire::usage::UsedService;
use jiff::Timestamp;

use super::camera::CameraNews;
use super::form::{AskView, ChoiceItem, Event as Touched, Field, Touch};
use super::ticket::{self, Ticket};
use super::usage::At;
use super::view::Body;
use super::{Effect, Machine, Moment, Nav, Request, Turn};
use crate::wording::apply as words;
use crate::wording::{self, Cause, Lang, Phrase};

use draft::Kind;
use receipt::{Elsewhere, Receipt};

pub(in crate::visit) use questions::{Outcome, Questions};
pub use receipt::{PaperView, ReceiptStage, ReceiptView};
pub use submission::Submission;

/// While it is being stored nobody leaves; no disk takes longer than this.
const SAVING_MS_MAX: u64 = 10_000;

/// Somebody applies.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Apply {
    stage: Stage,
    /// It is over, and this is how it was left.
    gone: Option<Nav>,
}

#[derive(Clone, PartialEq)]
enum Stage {
    /// A question is up. `refused`: why it could not be stored.
    Asking { questions: Box<Questions>, refused: Option<Cause> },
    /// "Berhenti? Jawaban Anda akan dihapus"
    Leaving { questions: Box<Questions>, way: Nav },
    /// It is being written.
    Saving { questions: Box<Questions>, slip: Box<Ticket>, request: Request, photo: Elsewhere, since: Moment },
    /// It is on disk.
    Stored(Box<Receipt>),
}

/// A receipt opens a card, and a draft is a person.
impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Stage::Asking { .. } => "Asking(…)",
            Stage::Leaving { .. } => "Leaving(…)",
            Stage::Saving { .. } => "Saving(…)",
            Stage::Stored(_) => "Stored(…)",
        })
    }
}

impl Apply {
    /// From the tile.
    pub(super) fn begin(turn: &Turn<'_>) -> Self {
        Self::with(Questions::whole(turn))
    }

    /// For what is known already, as from the check of a card.
    pub(super) fn of(kind: &ApplicationKind, turn: &Turn<'_>) -> Self {
        let mut questions = Questions::whole(turn);
        match kind {
            ApplicationKind::New => questions.assume(Kind::New, None),
            ApplicationKind::Correction { number } => {
                questions.assume(Kind::Correction, Some(number.as_str()));
            }
            ApplicationKind::Renewal { number } => questions.assume(Kind::Renewal, Some(number.as_str())),
        }
        Self::with(questions)
    }

    fn with(questions: Questions) -> Self {
        Self { stage: Stage::Asking { questions: Box::new(questions), refused: None }, gone: None }
    }

    /// How it was left, once it was: to the tiles, or out of the visit.
    pub(super) fn gone(&self) -> Option<Nav> {
        self.gone
    }

    /// Finished once it is on disk.
    pub(super) fn at(&self) -> At {
        let (screen, finished) = match &self.stage {
            Stage::Asking { questions, .. } | Stage::Leaving { questions, .. } => (questions.screen(), false),
            Stage::Saving { .. } => ("saving", false),
            Stage::Stored(_) => ("receipt", true),
        };
        At::new(UsedService::Card, screen, finished)
    }

    /// A touch on a question, or a key.
    pub(super) fn touch(&mut self, touch: &Touch, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Asking { questions, refused } => {
                *refused = None;
                match questions.touch(touch, turn) {
                    Outcome::Asking => {}
                    Outcome::Sent => self.submit(turn),
                    Outcome::Left => self.ask_to_leave(Nav::Home, turn),
                }
            }
            Stage::Leaving { way, .. } => {
                let way = *way;
                match leaving_answer(touch) {
                    Some(true) => self.gone = Some(way),
                    Some(false) => self.stay(turn),
                    None => {}
                }
            }
            Stage::Saving { .. } | Stage::Stored(_) => {}
        }
    }

    fn submit(&mut self, turn: &mut Turn<'_>) {
        let Stage::Asking { questions, .. } = &mut self.stage else { return };
        // Everything is answered, or the questions had not let it come here.
        let Some(submission) = questions.submission(turn) else { return };
        let request = turn.request();
        let photo = Elsewhere::of(&submission.photo);
        let slip = Box::new(Ticket::with_application(request, turn));
        turn.ask(Effect::Submit { request, draft: Box::new(submission), lang: turn.lang });
        self.stage = Stage::Saving { questions: questions.clone(), slip, request, photo, since: turn.now };
    }

    /// A touch on the receipt, or an answer.
    pub(super) fn step(&mut self, event: Event, turn: &mut Turn<'_>) {
        match (&mut self.stage, event) {
            (
                Stage::Saving { questions, slip, request: asked, photo, .. },
                Event::Stored { request, receipt, code },
            ) if *asked == request => {
                let office = Arc::clone(questions.office());
                let receipt = Receipt::new(receipt, code, office, *photo, (**slip).clone(), turn);
                self.stage = Stage::Stored(Box::new(receipt));
            }
            (Stage::Saving { questions, request: asked, .. }, Event::NotStored { request, cause })
                if *asked == request =>
            {
                self.stage = Stage::Asking { questions: questions.clone(), refused: Some(cause) };
            }
            (Stage::Stored(stored), Event::Acknowledged { receipt, at }) => stored.acknowledged(&receipt, at),
            (Stage::Stored(stored), Event::SlipSeen(out)) => stored.seen(out, turn),
            (Stage::Stored(stored), Event::SlipReprint) => {
                if let Some(slip) = stored.slip_mut() {
                    slip.print_again(turn);
                }
            }
            (Stage::Stored(stored), Event::Done) => {
                if !stored.about_to_end() {
                    self.gone = Some(Nav::Finish);
                }
            }
            // Answers to another, and touches on what is not up.
            (
                Stage::Asking { .. } | Stage::Leaving { .. } | Stage::Saving { .. } | Stage::Stored(_),
                Event::Stored { .. }
                | Event::NotStored { .. }
                | Event::Acknowledged { .. }
                | Event::SlipSeen(_)
                | Event::SlipReprint
                | Event::Done,
            ) => {}
        }
    }

    /// From the camera.
    pub(super) fn camera(&mut self, news: CameraNews) {
        match &mut self.stage {
            Stage::Asking { questions, .. } => questions.camera(news),
            Stage::Leaving { .. } | Stage::Saving { .. } | Stage::Stored(_) => {}
        }
    }

    /// A card was scanned.
    pub(super) fn card_scanned(&mut self, code: &CardCode, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Asking { questions, .. } => questions.card_scanned(code.number.as_str(), turn),
            Stage::Leaving { .. } | Stage::Saving { .. } | Stage::Stored(_) => {}
        }
    }

    /// One step back. `false`: there is nothing below.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        match &mut self.stage {
            Stage::Asking { questions, refused } => {
                *refused = None;
                match questions.back(turn) {
                    Outcome::Asking => true,
                    Outcome::Sent | Outcome::Left => self.asks_to_leave(Nav::Home, turn),
                }
            }
            Stage::Leaving { .. } => {
                self.stay(turn);
                true
            }
            Stage::Saving { since, .. } => turn.now.since_ms(*since) < SAVING_MS_MAX,
            Stage::Stored(_) => false,
        }
    }

    /// "Halaman awal" or "Selesai". `true`: not yet.
    pub(super) fn holds(&mut self, way: Nav, turn: &mut Turn<'_>) -> bool {
        match &mut self.stage {
            Stage::Asking { .. } => self.asks_to_leave(way, turn),
            // Asked once, and the way is the newest.
            Stage::Leaving { way: before, .. } => {
                *before = way;
                true
            }
            Stage::Saving { since, .. } => turn.now.since_ms(*since) < SAVING_MS_MAX,
            Stage::Stored(_) => false,
        }
    }

    fn ask_to_leave(&mut self, way: Nav, turn: &mut Turn<'_>) {
        if !self.asks_to_leave(way, turn) {
            self.gone = Some(way);
        }
    }

    /// `false`: nothing was typed that could be lost.
    fn asks_to_leave(&mut self, way: Nav, turn: &mut Turn<'_>) -> bool {
        let Stage::Asking { questions, .. } = &mut self.stage else { return false };
        if !questions.begun() {
            return false;
        }
        questions.leave(turn);
        self.stage = Stage::Leaving { questions: questions.clone(), way };
        true
    }

    fn stay(&mut self, turn: &mut Turn<'_>) {
        if let Stage::Leaving { questions, .. } = &mut self.stage {
            questions.again(turn);
            self.stage = Stage::Asking { questions: questions.clone(), refused: None };
        }
    }

    /// It is left for good.
    pub(super) fn leave(mut self, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Asking { questions, .. } => questions.leave(turn),
            Stage::Leaving { .. } => {}
            Stage::Saving { slip, .. } => ticket::leave(slip, turn),
            Stage::Stored(receipt) => {
                if let Some(slip) = receipt.slip() {
                    ticket::leave(slip, turn);
                }
            }
        }
    }

    /// The slip, from the moment it is asked for.
    pub(super) fn slip(&self) -> Option<&Ticket> {
        match &self.stage {
            Stage::Asking { .. } | Stage::Leaving { .. } => None,
            Stage::Saving { slip, .. } => Some(slip),
            Stage::Stored(receipt) => receipt.slip(),
        }
    }

    pub(super) fn slip_mut(&mut self) -> Option<&mut Ticket> {
        match &mut self.stage {
            Stage::Asking { .. } | Stage::Leaving { .. } => None,
            Stage::Saving { slip, .. } => Some(slip),
            Stage::Stored(receipt) => receipt.slip_mut(),
        }
    }
}

const LEAVE: &str = "leave";
const STAY: &str = "stay";

/// What it shows. `assisted`: the line that says who helps.
pub(super) fn view(apply: &Apply, machine: &Machine, assisted: &str, lang: Lang) -> Body {
    match &apply.stage {
        Stage::Asking { questions, refused } => {
            let mut ask = questions.view(machine, assisted, lang);
            if let Some(cause) = refused {
                let staff = wording::for_staff(lang, cause.code());
                ask.error = format!("{} {staff}", words::NOT_SAVED.of(lang));
            }
            Body::Ask(ask)
        }
        Stage::Leaving { questions, .. } => Body::Ask(leaving(questions.view(machine, assisted, lang), lang)),
        Stage::Saving { .. } => Body::Receipt(receipt::saving(lang)),
        Stage::Stored(receipt) => Body::Receipt(receipt::view(receipt, machine, lang)),
    }
}

/// What was answered to [`leaving`]: whether to stop.
pub(in crate::visit) fn leaving_answer(touch: &Touch) -> Option<bool> {
    match touch {
        Touch::On(Touched::Chosen(id)) if id == LEAVE => Some(true),
        Touch::On(Touched::Chosen(id)) if id == STAY => Some(false),
        Touch::On(_) | Touch::Key(_) => None,
    }
}

/// The question whether to stop, in the frame of the question it lies over.
pub(in crate::visit) fn leaving(under: AskView, lang: Lang) -> AskView {
    let option = |id: &str, label: Phrase| ChoiceItem {
        id: id.into(),
        label: label.of(lang).into(),
        note: String::new(),
        chosen: false,
    };
    let options = vec![option(STAY, words::LEAVE_NO), option(LEAVE, words::LEAVE_YES)];
    AskView {
        question: words::LEAVE.question.of(lang).into(),
        hint: words::LEAVE.hint.of(lang).into(),
        error: String::new(),
        warning: String::new(),
        field: Field::Choice { options, multiple: false },
        next_label: String::new(),
        next_enabled: false,
        skip_label: String::new(),
        ..under
    }
}

/// A touch on the receipt's page, or an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// It is on disk, sealed and synced.
    Stored {
        /// The number it was submitted with.
        request: Request,
        /// Its number.
        receipt: ReceiptNumber,
        /// The text of its QR code.
        code: String,
    },
    /// It is not; nothing of it was kept.
    NotStored {
        /// The number it was submitted with.
        request: Request,
        /// Why.
        cause: Cause,
    },
    /// Central has it.
    Acknowledged {
        /// Which.
        receipt: ReceiptNumber,
        /// Since when.
        at: Timestamp,
    },
    /// "Apakah kertas sudah keluar?"
    SlipSeen(bool),
    /// "Cetak ulang"
    SlipReprint,
    /// "Selesai", on the receipt.
    Done,
}

/// A receipt's code opens a card.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Event::Stored { request, receipt, code: _ } => write!(f, "Stored({request:?}, {receipt})"),
            Event::NotStored { request, cause } => write!(f, "NotStored({request:?}, {cause:?})"),
            Event::Acknowledged { receipt, at } => write!(f, "Acknowledged({receipt}, {at})"),
            Event::SlipSeen(out) => write!(f, "SlipSeen({out})"),
            Event::SlipReprint => f.write_str("SlipReprint"),
            Event::Done => f.write_str("Done"),
        }
    }
}

impl Event {
    /// Whether it comes from the terminal and not from a hand.
    pub fn is_answer(&self) -> bool {
        match self {
            Event::Stored { .. } | Event::NotStored { .. } | Event::Acknowledged { .. } => true,
            Event::SlipSeen(_) | Event::SlipReprint | Event::Done => false,
        }
    }
}
