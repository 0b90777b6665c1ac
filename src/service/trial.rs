//! A test paper, from its order to what a person says of it. Shared by the tasks that print.

use super::task::Input;
use super::view::{ChoiceView, Picture, StepView, Weight};
use super::{Effect, Turn, words};
use crate::wording::{Cause, Lang};

/// The number of a test paper. Later ones are greater, over all service modes of a start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TestId(pub u64);

/// What is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TestPrint {
    /// Ruler, characters, contrast bars.
    Paper,
    /// The logo in the printer's memory.
    Logo,
    /// One code that the printer draws, one that is sent as a picture.
    QrBoth,
    /// The sheet for the notice board.
    NoticeBoard,
}

/// News of a test paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestUpdate {
    /// Which.
    pub test: TestId,
    /// Where it is.
    pub state: TestState,
}

/// Where a test paper is: a print job's states, as far as a technician must know them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TestState {
    /// It has begun.
    Printing,
    /// It can't begin; it does by itself when the printer is well again in time.
    Blocked(Cause),
    /// It stopped within; most printers go on by themselves once mended.
    Suspended(Cause),
    /// The printer proved it.
    Printed,
    /// The printer took it and proves nothing.
    Unverified,
    /// Whether it came out can't be known.
    Doubtful,
    /// Nothing came out, and nothing will.
    Failed(Cause),
}

/// What a person says of a test paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It reads well.
    Clear,
    /// It is pale, smeared, or lacks parts.
    Unclear,
    /// It is white: thermal paper has one side.
    Blank,
    /// Nothing came out.
    Missing,
}

/// A test paper that somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Trial {
    test: TestId,
    what: TestPrint,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Waiting { trouble: Option<Cause>, begun: bool },
    Judge,
    Failed(Cause),
}

/// Where a trial leads.
pub(super) enum Next {
    Stay(Trial),
    /// A person judged it; the effect has been asked for.
    Judged(Verdict),
    /// Given up.
    Out,
}

impl Trial {
    pub(super) fn begin(what: TestPrint, turn: &mut Turn<'_>) -> Self {
        let test = turn.next_test();
        turn.ask(match what {
            TestPrint::NoticeBoard => Effect::PrintNoticeBoard { test },
            TestPrint::Paper | TestPrint::Logo | TestPrint::QrBoth => Effect::PrintTest { test, what },
        });
        Self { test, what, phase: Phase::Waiting { trouble: None, begun: false } }
    }

    pub(super) fn unfinished(&self) -> Option<TestId> {
        match self.phase {
            Phase::Waiting { .. } => Some(self.test),
            Phase::Judge | Phase::Failed(_) => None,
        }
    }

    /// Its number.
    pub(super) fn test(&self) -> TestId {
        self.test
    }

    /// Whether a person is to look at the paper now.
    pub(super) fn is_to_be_judged(&self) -> bool {
        self.phase == Phase::Judge
    }

    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Next {
        match *input {
            Input::Test(update) if update.test == self.test => {
                Next::Stay(Self { phase: self.phase.after(update.state), ..self })
            }
            Input::Chosen("again") if self.unfinished().is_none() => Next::Stay(Self::begin(self.what, turn)),
            Input::Chosen(id) => match verdict(id) {
                Some(verdict) if self.phase == Phase::Judge => {
                    turn.ask(Effect::Judged { test: self.test, what: self.what, verdict });
                    Next::Judged(verdict)
                }
                Some(_) | None if id == "cancel" => self.give_up(turn),
                Some(_) | None => Next::Stay(self),
            },
            Input::Back => self.give_up(turn),
            Input::Digit(_)
            | Input::Typed(_)
            | Input::Erase
            | Input::Enter
            | Input::Pin(_)
            | Input::Test(_)
            | Input::Baud(_)
            | Input::Logo(_)
            | Input::Log(_)
            | Input::Reset(_)
            | Input::Looked => Next::Stay(self),
        }
    }

    fn give_up(self, turn: &mut Turn<'_>) -> Next {
        if let Some(test) = self.unfinished() {
            turn.ask(Effect::CancelTest { test });
        }
        Next::Out
    }

    pub(super) fn view(&self, lang: Lang) -> StepView {
        match self.phase {
            Phase::Waiting { trouble, begun } => StepView {
                picture: if trouble.is_some() { Picture::Trouble } else { Picture::Waiting },
                headline: words::printing_test(lang, begun).into(),
                text: trouble.map(|cause| words::held_up(lang, cause, begun)).unwrap_or_default(),
                code: trouble.map(|cause| cause.code().to_owned()).unwrap_or_default(),
                busy: true,
                choices: vec![choice("cancel", words::cancel(lang), Weight::Plain)],
                ..StepView::default()
            },
            Phase::Judge => StepView {
                // The picture is of a ticket printer's paper.
                picture: match self.what {
                    TestPrint::Paper | TestPrint::Logo | TestPrint::QrBoth => Picture::TestPrint,
                    TestPrint::NoticeBoard => Picture::None,
                },
                headline: words::judge_headline(lang, self.what).into(),
                text: words::judge_text(lang, self.what).into(),
                choices: verdicts(lang, self.what),
                ..StepView::default()
            },
            Phase::Failed(cause) => StepView {
                picture: Picture::Trouble,
                headline: words::test_failed(lang).into(),
                text: format!("{} {}", cause.plain(lang), words::remedy(lang, cause)),
                code: cause.code().into(),
                choices: again_or_out(lang),
                ..StepView::default()
            },
        }
    }
}

impl Phase {
    fn after(self, state: TestState) -> Self {
        match (self, state) {
            // A person has the paper in hand, or it was given up: late news change nothing.
            (Phase::Judge | Phase::Failed(_), _) => self,
            (Phase::Waiting { .. }, TestState::Printing) => Phase::Waiting { trouble: None, begun: true },
            (Phase::Waiting { begun, .. }, TestState::Blocked(cause)) => {
                Phase::Waiting { trouble: Some(cause), begun }
            }
            (Phase::Waiting { .. }, TestState::Suspended(cause)) => {
                Phase::Waiting { trouble: Some(cause), begun: true }
            }
            // Proved or not: only a person can say whether it reads well, or came out at all.
            (Phase::Waiting { .. }, TestState::Printed | TestState::Unverified | TestState::Doubtful) => {
                Phase::Judge
            }
            (Phase::Waiting { .. }, TestState::Failed(cause)) => Phase::Failed(cause),
        }
    }
}

fn verdict(id: &str) -> Option<Verdict> {
    match id {
        "clear" => Some(Verdict::Clear),
        "unclear" => Some(Verdict::Unclear),
        "blank" => Some(Verdict::Blank),
        "missing" => Some(Verdict::Missing),
        _ => None,
    }
}

fn verdicts(lang: Lang, what: TestPrint) -> Vec<ChoiceView> {
    let label = |verdict| words::verdict(lang, verdict);
    let mut choices = vec![
        choice("clear", label(Verdict::Clear), Weight::Primary),
        choice("unclear", label(Verdict::Unclear), Weight::Plain),
    ];
    if what != TestPrint::NoticeBoard {
        choices.push(choice("blank", label(Verdict::Blank), Weight::Plain));
    }
    choices.push(choice("missing", label(Verdict::Missing), Weight::Plain));
    choices
}

/// A choice.
pub(super) fn choice(id: &str, label: &str, weight: Weight) -> ChoiceView {
    ChoiceView { id: id.into(), label: label.into(), weight }
}

pub(super) fn again_or_out(lang: Lang) -> Vec<ChoiceView> {
    vec![
        choice("again", words::again(lang), Weight::Primary),
        choice("cancel", words::to_menu(lang), Weight::Plain),
    ]
}
