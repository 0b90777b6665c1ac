//! The sheet with the week's vacancies, for the office's notice board.

use super::task::Input;
use super::trial::{self, Trial, choice};
use super::view::{Picture, StepView, Weight};
use super::{TestId, TestPrint, Turn, words};
use crate::wording::Lang;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Notice {
    Ask,
    Trial(Trial),
    Judged { well: bool },
}

impl Notice {
    pub(super) fn unfinished_test(&self) -> Option<TestId> {
        match self {
            Notice::Trial(trial) => trial.unfinished(),
            Notice::Ask | Notice::Judged { .. } => None,
        }
    }

    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Notice::Ask | Notice::Judged { .. }, Input::Chosen("begin" | "again")) => {
                Some(Notice::Trial(Trial::begin(TestPrint::NoticeBoard, turn)))
            }
            (Notice::Trial(trial), _) => match trial.step(input, turn) {
                trial::Next::Stay(trial) => Some(Notice::Trial(trial)),
                trial::Next::Out => None,
                trial::Next::Judged(verdict) => {
                    Some(Notice::Judged { well: verdict == super::Verdict::Clear })
                }
            },
            (_, Input::Back | Input::Chosen("cancel" | "done")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, lang: Lang) -> StepView {
        let view = match self {
            Notice::Ask => StepView {
                headline: words::notice_ask(lang).into(),
                text: words::notice_ask_text(lang).into(),
                choices: vec![
                    choice("begin", words::begin(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Notice::Trial(trial) => trial.view(lang),
            Notice::Judged { well } => StepView {
                picture: if *well { Picture::Done } else { Picture::Trouble },
                headline: words::notice_judged(lang, *well).into(),
                text: words::notice_judged_text(lang, *well).into(),
                choices: vec![
                    choice("done", words::to_menu(lang), Weight::Primary),
                    choice("again", words::again(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
        };
        StepView { title: words::task(lang, "notice").into(), ..view }
    }
}
