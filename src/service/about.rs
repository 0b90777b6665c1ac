//! What this machine is and how it stands, for somebody who is asked about it on the phone.

use super::task::Input;
use super::trial::choice;
use super::view::{StepView, Weight};
use super::{Snapshot, words};
use crate::wording::Lang;

#[derive(Clone, PartialEq, Debug)]
pub(super) struct About;

impl About {
    pub(super) fn step(self, input: &Input<'_>) -> Option<Self> {
        match input {
            Input::Back | Input::Chosen("cancel") => None,
            Input::Chosen(_)
            | Input::Typed(_)
            | Input::Digit(_)
            | Input::Erase
            | Input::Enter
            | Input::Pin(_)
            | Input::Test(_)
            | Input::Baud(_)
            | Input::Logo(_)
            | Input::Log(_)
            | Input::Reset(_)
            | Input::Looked => Some(self),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        StepView {
            title: words::task(lang, "about").into(),
            headline: words::about_headline(lang, known),
            lines: words::about(lang, known),
            choices: vec![choice("cancel", words::to_menu(lang), Weight::Primary)],
            ..StepView::default()
        }
    }
}
