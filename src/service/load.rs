//! Loading paper, step by step, until a person has judged a test paper. Also the test paper alone.
//!
//! A step goes on when the printer's sensor says so, and always by touch: many printers have no sensor for
//! it, and one that is broken must not hold up the person who came to mend it. What a sensor says under an
//! open cover about paper is believed only as *out* (Epson TM-T81 p. 57).

use super::task::Input;
use super::trial::{self, Trial, choice};
use super::view::{Picture, StepView, Weight};
use super::{Effect, Snapshot, TestId, TestPrint, Turn, Verdict, words};
use crate::wording::{Cause, Code, Lang};

/// Loading paper.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Load {
    at: At,
    roll: Roll,
    /// The sensor has said "no paper" since the cover was opened, so "paper" is news.
    seen_empty: bool,
}

/// What lies in the printer now, as far as a person said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Roll {
    /// A new one, whole: its test paper begins the budget anew.
    New,
    /// The one that lay there before.
    Same,
    /// Nothing was loaded: a test paper alone.
    Untouched,
}

#[derive(Clone, PartialEq, Debug)]
enum At {
    Open,
    OldOut,
    RollIn,
    Close,
    Which,
    Trial(Trial),
    Bad(Verdict),
    Passed,
}

/// Steps that are counted: open, old roll, new roll, close, which roll, test.
const STEPS: usize = 6;

impl Load {
    pub(super) fn begin(known: &Snapshot) -> Self {
        let load = Self { at: At::Open, roll: Roll::Same, seen_empty: false };
        load.sensed(known)
    }

    pub(super) fn only_test(turn: &mut Turn<'_>) -> Self {
        let trial = Trial::begin(TestPrint::Paper, turn);
        Self { at: At::Trial(trial), roll: Roll::Untouched, seen_empty: false }
    }

    pub(super) fn unfinished_test(&self) -> Option<TestId> {
        match &self.at {
            At::Trial(trial) => trial.unfinished(),
            At::Open | At::OldOut | At::RollIn | At::Close | At::Which | At::Bad(_) | At::Passed => None,
        }
    }

    pub(super) fn step(mut self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        if let At::Trial(trial) = self.at {
            return self.tried(trial, input, turn);
        }
        match *input {
            Input::Looked => return Some(self.sensed(turn.known)),
            Input::Chosen(id) => return self.chosen(id, turn),
            Input::Back => {
                // Never to a step that the sensors would leave again at once.
                self.seen_empty = false;
                self.at = match self.at {
                    At::RollIn => At::OldOut,
                    At::Close => At::RollIn,
                    At::Which => At::Open,
                    At::Open | At::OldOut | At::Trial(_) | At::Bad(_) | At::Passed => return None,
                };
            }
            Input::Digit(_)
            | Input::Typed(_)
            | Input::Erase
            | Input::Enter
            | Input::Pin(_)
            | Input::Test(_)
            | Input::Baud(_)
            | Input::Logo(_)
            | Input::Log(_)
            | Input::Reset(_) => {}
        }
        Some(self)
    }

    /// Goes on as far as the sensors show.
    fn sensed(mut self, known: &Snapshot) -> Self {
        let Some(printer) = &known.printer else {
            return self;
        };
        let handling = match self.at {
            At::OldOut | At::RollIn | At::Close => true,
            At::Open | At::Which | At::Trial(_) | At::Bad(_) | At::Passed => false,
        };
        if handling && printer.has_paper == Some(false) {
            self.seen_empty = true;
        }
        let closed_on_paper = printer.cover_open == Some(false) && printer.has_paper == Some(true);
        self.at = match self.at {
            At::Open if printer.cover_open == Some(true) => At::OldOut,
            // Quicker than the screen: the cover was open, and is closed over paper.
            At::OldOut | At::RollIn | At::Close if closed_on_paper => At::Which,
            At::RollIn if self.seen_empty && printer.has_paper != Some(false) => At::Close,
            stays @ (At::Open
            | At::OldOut
            | At::RollIn
            | At::Close
            | At::Which
            | At::Trial(_)
            | At::Bad(_)
            | At::Passed) => stays,
        };
        self
    }

    fn chosen(mut self, id: &str, turn: &mut Turn<'_>) -> Option<Self> {
        self.at = match (self.at, id) {
            (At::Open, "next") => At::OldOut,
            (At::OldOut, "next") => At::RollIn,
            (At::RollIn, "next") => At::Close,
            (At::Close, "next") => At::Which,
            (At::Which, "new" | "same") => {
                self.roll = if id == "new" { Roll::New } else { Roll::Same };
                At::Trial(Trial::begin(TestPrint::Paper, turn))
            }
            (At::Bad(_), "again") => At::Trial(Trial::begin(TestPrint::Paper, turn)),
            (At::Bad(_), "reload") => {
                self.seen_empty = false;
                At::Open
            }
            (At::Bad(_), "close-machine") => {
                turn.ask(Effect::PutOutOfOrder { code: Cause::PrinterFault.code().into() });
                return None;
            }
            (At::Bad(_) | At::Passed, "cancel" | "done") => return None,
            (stays, _) => stays,
        };
        Some(self)
    }

    fn tried(mut self, trial: Trial, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        self.at = match trial.step(input, turn) {
            trial::Next::Stay(trial) => At::Trial(trial),
            trial::Next::Out => return None,
            trial::Next::Judged(Verdict::Clear) => {
                if self.roll == Roll::New {
                    turn.ask(Effect::PaperLoaded);
                }
                if turn.known.out_of_order.is_some() {
                    turn.ask(Effect::PutInOrder);
                }
                At::Passed
            }
            trial::Next::Judged(verdict @ (Verdict::Unclear | Verdict::Blank | Verdict::Missing)) => {
                At::Bad(verdict)
            }
        };
        Some(self)
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        let handled = |n: usize, picture, (headline, text): (&str, &str)| StepView {
            counter: words::counter(lang, n, STEPS),
            picture,
            headline: headline.into(),
            text: text.into(),
            choices: vec![choice("next", words::next(lang, n), Weight::Primary)],
            ..StepView::default()
        };
        let unseen = known
            .printer
            .as_ref()
            .is_some_and(|printer| printer.cover_open == Some(false) && printer.has_paper == Some(false));
        let view = match &self.at {
            At::Open => handled(1, Picture::CoverOpening, words::open_cover(lang)),
            At::OldOut => handled(2, Picture::OldRollOut, words::old_roll_out(lang)),
            At::RollIn => handled(3, Picture::RollIn, words::roll_in(lang)),
            // Closed, and no paper under the sensor: the end was not pulled out far enough.
            At::Close if unseen => handled(4, Picture::PaperOut, words::paper_not_seen(lang)),
            At::Close => handled(4, Picture::CoverClosing, words::close_cover(lang, known.model().cutter)),
            At::Which => StepView {
                counter: words::counter(lang, 5, STEPS),
                picture: Picture::WhichRoll,
                headline: words::which_roll(lang).into(),
                text: words::which_roll_text(lang, known),
                choices: vec![
                    choice("new", words::new_roll(lang), Weight::Primary),
                    choice("same", words::same_roll(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            At::Trial(trial) => {
                let counter = match self.roll {
                    Roll::New | Roll::Same => words::counter(lang, STEPS, STEPS),
                    Roll::Untouched => String::new(),
                };
                StepView { counter, ..trial.view(lang) }
            }
            At::Bad(verdict) => bad(*verdict, lang),
            At::Passed => StepView {
                picture: Picture::Done,
                headline: words::passed(lang).into(),
                text: words::passed_text(lang, self.roll == Roll::New).into(),
                choices: vec![choice("done", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
        };
        StepView {
            title: words::task(lang, if self.roll == Roll::Untouched { "test" } else { "paper" }).into(),
            ..view
        }
    }
}

/// What to try next. White paper is most often the roll turned round.
fn bad(verdict: Verdict, lang: Lang) -> StepView {
    let (headline, text) = words::bad_paper(lang, verdict);
    let (again, reload) = match verdict {
        Verdict::Blank => (Weight::Plain, Weight::Primary),
        Verdict::Clear | Verdict::Unclear | Verdict::Missing => (Weight::Primary, Weight::Plain),
    };
    StepView {
        picture: Picture::Trouble,
        headline: headline.into(),
        text: text.into(),
        code: Code::TestFailed.code().into(),
        choices: vec![
            choice("again", words::again(lang), again),
            choice("reload", words::reload(lang), reload),
            choice("close-machine", words::close_machine(lang), Weight::Danger),
            choice("cancel", words::to_menu(lang), Weight::Plain),
        ],
        ..StepView::default()
    }
}
