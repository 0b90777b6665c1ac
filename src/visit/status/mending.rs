//! What central sent back, mended.
//!
//! ```text
//!  Asking ──the last answer──► Storing ──► Stored
//!                                 ▲  └───► Failed
//!                                 └─────────┘ "Simpan lagi"
//! ```

use anjungan_wire::application::{Mend, Mended, Part};
use anjungan_wire::receipt::ReceiptCode;

use super::super::{Effect, Key, Machine, Request, Turn, form};
use super::view::{Look, View};
use crate::visit::form::ChoiceItem;
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
    Storing { request: Request, parts: Vec<Mended> },
    Stored,
    Failed { parts: Vec<Mended>, cause: Cause },
}

impl Mending {
    pub(super) fn begin(code: ReceiptCode, _parts: &[Part], _turn: &mut Turn<'_>) -> Self {
        Self { code, stage: Stage::Stored }
    }

    pub(super) fn key(&mut self, _key: &Key, _turn: &mut Turn<'_>) {}

    pub(super) fn form(&mut self, _event: form::Event, _turn: &mut Turn<'_>) {}

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
            Stage::Storing { .. } | Stage::Failed { .. } => false,
        }
    }

    /// One step back. `false`: there is nothing below.
    pub(super) fn back(&mut self, _turn: &mut Turn<'_>) -> bool {
        false
    }

    /// It is left for good.
    pub(super) fn leave(&self, _turn: &mut Turn<'_>) {}
}

const AGAIN: &str = "again";
const DONE: &str = "done";

pub(super) fn view(mending: &Mending, _machine: &Machine, _assisted: &str, lang: Lang) -> Body {
    let (look, said, button, code) = match &mending.stage {
        Stage::Storing { .. } => (Look::Busy, words::mend_storing(lang), None, ""),
        Stage::Stored => (Look::Good, words::mend_stored(lang), Some((DONE, words::done(lang))), ""),
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
        reasons: Vec::new(),
        facts: Vec::new(),
        choices: choices.into_iter().collect(),
        qr: String::new(),
        code: code.into(),
    })
}
