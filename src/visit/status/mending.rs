//! What central sent back, mended.
//!
//! ```text
//!  Asking ──"Kirim"──► Storing ──► Stored
//!    │ ▲                 ▲  └───► Failed
//!    ▼ └─"Lanjut mengisi"└─────────┘ "Simpan lagi"
//!  Leaving ──"Ya, hapus"──► (the status)
//! ```

use anjungan_wire::application::{Mend, Mended, Part};
use anjungan_wire::receipt::ReceiptCode;

use super::super::{CameraNews, Effect, Key, Machine, Request, Turn, form};
use super::view::{Look, View};
use crate::visit::apply::{self, Outcome, Questions};
use crate::visit::form::{ChoiceItem, Touch};
use crate::visit::view::Body;
use crate::wording::card::status as words;
use crate::wording::{Cause, Lang};

/// Somebody mends.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mending {
    code: ReceiptCode,
    stage: Stage,
}

#[derive(Clone, PartialEq, Debug)]
enum Stage {
    Asking(Box<Questions>),
    /// Back from the first question with something typed.
    Leaving(Box<Questions>),
    /// It is given up: the status again.
    Left,
    Storing {
        request: Request,
        parts: Vec<Mended>,
    },
    Stored,
    Failed {
        parts: Vec<Mended>,
        cause: Cause,
    },
}

impl Mending {
    pub(super) fn begin(code: ReceiptCode, parts: &[Part], turn: &mut Turn<'_>) -> Self {
        Self { code, stage: Stage::Asking(Box::new(Questions::for_parts(parts, turn))) }
    }

    pub(super) fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        self.touch(&Touch::key(key.clone()), turn);
    }

    pub(super) fn form(&mut self, event: form::Event, turn: &mut Turn<'_>) {
        self.touch(&Touch::On(event), turn);
    }

    fn touch(&mut self, touch: &Touch, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Asking(questions) => match questions.touch(touch, turn) {
                Outcome::Asking => {}
                // Everything is answered, or the questions had not let it come here.
                Outcome::Sent => {
                    if let Some(parts) = questions.mended(turn) {
                        self.store(parts, turn);
                    }
                }
                Outcome::Left => self.leave_or_ask(turn),
            },
            Stage::Leaving(questions) => match apply::leaving_answer(touch) {
                Some(true) => self.stage = Stage::Left,
                Some(false) => {
                    questions.again(turn);
                    self.stage = Stage::Asking(questions.clone());
                }
                None => {}
            },
            Stage::Left | Stage::Storing { .. } | Stage::Stored | Stage::Failed { .. } => {}
        }
    }

    fn leave_or_ask(&mut self, turn: &mut Turn<'_>) {
        if let Stage::Asking(questions) = &mut self.stage {
            questions.leave(turn);
            self.stage = if questions.begun() { Stage::Leaving(questions.clone()) } else { Stage::Left };
        }
    }

    /// It was given up.
    pub(super) fn is_left(&self) -> bool {
        matches!(self.stage, Stage::Left)
    }

    /// From the camera.
    pub(super) fn camera(&mut self, news: CameraNews) {
        if let Stage::Asking(questions) = &mut self.stage {
            questions.camera(news);
        }
    }

    fn store(&mut self, parts: Vec<Mended>, turn: &mut Turn<'_>) {
        let request = turn.request();
        let mend = Mend {
            receipt: self.code.number.clone(),
            secret: self.code.secret.clone(),
            assisted_by: turn.assisted_by.map(str::to_owned),
            parts: parts.clone(),
        };
        turn.ask(Effect::Mend { request, mend: Box::new(mend) });
        self.stage = Stage::Storing { request, parts };
    }

    /// It is on disk, or not.
    pub(super) fn stored(&mut self, request: Request, outcome: Result<(), Cause>) {
        let Stage::Storing { request: asked, parts } = &mut self.stage else { return };
        if *asked == request {
            self.stage = match outcome {
                Ok(()) => Stage::Stored,
                Err(cause) => Stage::Failed { parts: std::mem::take(parts), cause },
            };
        }
    }

    /// A button. `true`: it is over.
    pub(super) fn chosen(&mut self, id: &str, turn: &mut Turn<'_>) -> bool {
        match &mut self.stage {
            Stage::Failed { parts, .. } if id == AGAIN => {
                let parts = std::mem::take(parts);
                self.store(parts, turn);
                false
            }
            Stage::Stored => id == DONE,
            Stage::Asking(_)
            | Stage::Leaving(_)
            | Stage::Left
            | Stage::Storing { .. }
            | Stage::Failed { .. } => false,
        }
    }

    /// One step back. `false`: there is nothing below.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        match &mut self.stage {
            Stage::Asking(questions) => {
                if questions.back(turn) != Outcome::Asking {
                    self.leave_or_ask(turn);
                }
                !self.is_left()
            }
            Stage::Leaving(questions) => {
                questions.again(turn);
                self.stage = Stage::Asking(questions.clone());
                true
            }
            // A moment, and it is known what became of it.
            Stage::Storing { .. } => true,
            Stage::Left | Stage::Stored | Stage::Failed { .. } => false,
        }
    }

    /// It is on disk.
    pub(super) fn is_stored(&self) -> bool {
        self.stage == Stage::Stored
    }

    /// It is left for good.
    pub(super) fn leave(&self, turn: &mut Turn<'_>) {
        if let Stage::Asking(questions) = &self.stage {
            questions.leave(turn);
        }
    }
}

const AGAIN: &str = "again";
const DONE: &str = "done";

pub(super) fn view(mending: &Mending, machine: &Machine, assisted: &str, lang: Lang) -> Body {
    let (look, said, button, code) = match &mending.stage {
        Stage::Asking(questions) => return Body::Ask(questions.view(machine, assisted, lang)),
        Stage::Leaving(questions) => {
            return Body::Ask(apply::leaving(questions.view(machine, assisted, lang), lang));
        }
        // Gone before anybody sees it.
        Stage::Left => (Look::Busy, words::mend_storing(lang), None, ""),
        Stage::Storing { .. } => (Look::Busy, words::mend_storing(lang), None, ""),
        Stage::Stored => (Look::Held, words::mend_stored(lang), Some((DONE, words::done(lang))), ""),
        Stage::Failed { cause, .. } => {
            (Look::Bad, words::mend_not_stored(lang), Some((AGAIN, words::again(lang))), cause.code())
        }
    };
    let choices = button.map(|(id, label)| ChoiceItem {
        id: id.into(),
        label: label.into(),
        note: String::new(),
        chosen: false,
    });
    Body::Status(View {
        title: words::title(lang).into(),
        look,
        number: mending.code.number.to_string(),
        headline: said.headline,
        explanation: said.explanation,
        timeline: Vec::new(),
        reasons_heading: String::new(),
        reasons: Vec::new(),
        to_mend: String::new(),
        facts: Vec::new(),
        choices: choices.into_iter().collect(),
        qr: String::new(),
        code: code.into(),
    })
}
