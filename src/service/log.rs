//! The log, onto a stick: for whoever is to find out what was wrong here, where there is no network.

use super::task::Input;
use super::trial::{again_or_out, choice};
use super::view::{Picture, StepView, Weight};
use super::{Effect, Turn, words};
use crate::wording::Lang;

/// What became of [`Effect::ExportLog`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogExport {
    /// It is on the stick, under this name.
    Written(String),
    /// There is no stick.
    NoStick,
    /// The stick did not take it: full, broken or write-protected.
    NotWritten,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Log {
    Ask,
    Writing,
    Ended(LogExport),
}

impl Log {
    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Log::Ask, Input::Chosen("begin")) | (Log::Ended(_), Input::Chosen("again")) => {
                turn.ask(Effect::ExportLog);
                Some(Log::Writing)
            }
            (Log::Writing, Input::Log(ended)) => Some(Log::Ended((*ended).clone())),
            (_, Input::Back | Input::Chosen("cancel" | "done")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, lang: Lang) -> StepView {
        let view = match self {
            Log::Ask => StepView {
                headline: words::log_ask(lang).into(),
                text: words::log_ask_text(lang).into(),
                choices: vec![
                    choice("begin", words::begin(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Log::Writing => {
                StepView { headline: words::log_writing(lang).into(), busy: true, ..StepView::default() }
            }
            Log::Ended(LogExport::Written(name)) => StepView {
                headline: words::log_written(lang).into(),
                text: words::log_written_text(lang, name),
                choices: vec![choice("done", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
            Log::Ended(LogExport::NoStick) => StepView {
                picture: Picture::Trouble,
                headline: words::log_no_stick(lang).into(),
                text: words::log_no_stick_text(lang).into(),
                choices: again_or_out(lang),
                ..StepView::default()
            },
            Log::Ended(LogExport::NotWritten) => StepView {
                picture: Picture::Trouble,
                headline: words::log_not_written(lang).into(),
                text: words::log_not_written_text(lang).into(),
                choices: again_or_out(lang),
                ..StepView::default()
            },
        };
        StepView { title: words::task(lang, "log").into(), ..view }
    }
}
