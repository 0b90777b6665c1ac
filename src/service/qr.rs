//! Which QR codes this printer prints so that a telephone reads them. Some clones print the text instead of
//! the code, or half of it (escpos-php #584, #1327; node-escpos #144); only a person with a telephone can say.

use super::task::Input;
use super::trial::{self, Trial, again_or_out, choice};
use super::view::{Picture, StepView, Weight};
use super::{Effect, Snapshot, TestId, TestPrint, Turn, words};
use crate::wording::{Code, Lang};

/// Which codes a telephone reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readable {
    /// Code A, which the printer draws, and code B, which is sent as a picture.
    Both,
    /// Code A alone.
    Native,
    /// Code B alone.
    Raster,
    /// None.
    Neither,
}

impl Readable {
    /// In a word, for central.
    pub fn name(self) -> &'static str {
        match self {
            Readable::Both => "both",
            Readable::Native => "native",
            Readable::Raster => "raster",
            Readable::Neither => "neither",
        }
    }

    /// The setting to recommend; `None` when no setting helps. Where both read, the printer's own is a
    /// twentieth of the bytes.
    pub fn native_qr(self) -> Option<bool> {
        match self {
            Readable::Both | Readable::Native => Some(true),
            Readable::Raster => Some(false),
            Readable::Neither => None,
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Qr {
    Ask,
    Trial(Trial),
    Answered(Readable),
}

impl Qr {
    pub(super) fn unfinished_test(&self) -> Option<TestId> {
        match self {
            Qr::Trial(trial) => trial.unfinished(),
            Qr::Ask | Qr::Answered(_) => None,
        }
    }

    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Qr::Ask, Input::Chosen("begin")) | (Qr::Answered(_), Input::Chosen("again")) => {
                Some(Qr::Trial(Trial::begin(TestPrint::QrBoth, turn)))
            }
            (Qr::Trial(trial), Input::Chosen(id)) if trial.is_to_be_judged() && answer(id).is_some() => {
                let readable = answer(id).unwrap_or(Readable::Neither);
                turn.ask(Effect::QrJudged { test: trial.test(), readable });
                Some(Qr::Answered(readable))
            }
            (Qr::Trial(trial), _) => match trial.step(input, turn) {
                trial::Next::Stay(trial) => Some(Qr::Trial(trial)),
                trial::Next::Out | trial::Next::Judged(_) => None,
            },
            (_, Input::Back | Input::Chosen("cancel" | "done")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        let view = match self {
            Qr::Ask => StepView {
                picture: Picture::QrBoth,
                headline: words::qr_ask(lang).into(),
                text: words::qr_ask_text(lang).into(),
                choices: vec![
                    choice("begin", words::begin(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Qr::Trial(trial) if trial.is_to_be_judged() => StepView {
                picture: Picture::QrBoth,
                headline: words::qr_which(lang).into(),
                text: words::qr_which_text(lang).into(),
                choices: vec![
                    choice("both", words::qr_readable(lang, Readable::Both), Weight::Primary),
                    choice("native", words::qr_readable(lang, Readable::Native), Weight::Plain),
                    choice("raster", words::qr_readable(lang, Readable::Raster), Weight::Plain),
                    choice("neither", words::qr_readable(lang, Readable::Neither), Weight::Plain),
                ],
                ..StepView::default()
            },
            Qr::Trial(trial) => trial.view(lang),
            Qr::Answered(readable) => answered(*readable, known, lang),
        };
        StepView { title: words::task(lang, "qr").into(), ..view }
    }
}

fn answer(id: &str) -> Option<Readable> {
    match id {
        "both" => Some(Readable::Both),
        "native" => Some(Readable::Native),
        "raster" => Some(Readable::Raster),
        "neither" => Some(Readable::Neither),
        _ => None,
    }
}

/// What to write into the configuration, if anything.
fn answered(readable: Readable, known: &Snapshot, lang: Lang) -> StepView {
    let now = known.printer.as_ref().is_some_and(|printer| printer.native_qr);
    let Some(better) = readable.native_qr() else {
        return StepView {
            picture: Picture::Trouble,
            headline: words::qr_neither(lang).into(),
            text: words::qr_neither_text(lang).into(),
            code: Code::QrUnreadable.code().into(),
            choices: again_or_out(lang),
            ..StepView::default()
        };
    };
    let (text, code) = if better == now {
        (words::qr_keep(lang), String::new())
    } else {
        (words::qr_change(lang), format!("[printer.override]\nnative_qr = {better}"))
    };
    StepView {
        picture: Picture::Done,
        headline: words::qr_answered(lang, better).into(),
        text: text.into(),
        code,
        choices: vec![choice("done", words::to_menu(lang), Weight::Primary)],
        ..StepView::default()
    }
}
