//! Storing the office's logo in the printer. Its memory bears fewer than ten writes a day (Epson), so each is
//! counted on disk before it is done.

use super::task::Input;
use super::trial::{self, Trial, again_or_out, choice};
use super::view::{Picture, StepView, Weight};
use super::{Effect, Snapshot, TestId, TestPrint, Turn, Verdict, words};
use crate::wording::{Code, Lang};

/// Writes in a day, at most: fewer than ten.
pub const WRITES_PER_DAY_MAX: u32 = 9;

/// News of a logo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogoNews {
    /// It is in the printer, which said so.
    Stored,
    /// It is not; nothing was written unless this says so.
    NotStored(LogoTrouble),
}

/// Why a logo was not stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogoTrouble {
    /// The configuration names no picture.
    NoPicture,
    /// The picture can't be used; why, for the technician.
    BadPicture(String),
    /// The day's writes are used up.
    TooMany,
    /// The write could not be counted, so it was not done.
    NotCounted,
    /// The printer has no memory for pictures.
    NoMemory,
    /// The picture is larger than the printer's memory.
    TooLarge,
    /// The printer did not take it, or did not say that it did.
    NotTaken,
}

impl LogoTrouble {
    /// Its line of the catalogue; what only the configuration is at fault for has none.
    pub fn code(&self) -> Option<Code> {
        match self {
            LogoTrouble::TooMany => Some(Code::LogoLimit),
            LogoTrouble::TooLarge => Some(Code::LogoTooLarge),
            LogoTrouble::NotTaken => Some(Code::LogoNotStored),
            LogoTrouble::NotCounted => Some(Code::Storage),
            LogoTrouble::NoPicture | LogoTrouble::BadPicture(_) | LogoTrouble::NoMemory => None,
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Logo {
    Ask,
    Storing,
    Trial(Trial),
    NotStored(LogoTrouble),
    Bad,
    Done,
}

impl Logo {
    pub(super) fn unfinished_test(&self) -> Option<TestId> {
        match self {
            Logo::Trial(trial) => trial.unfinished(),
            Logo::Ask | Logo::Storing | Logo::NotStored(_) | Logo::Bad | Logo::Done => None,
        }
    }

    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Logo::Trial(trial), _) => match trial.step(input, turn) {
                trial::Next::Stay(trial) => Some(Logo::Trial(trial)),
                trial::Next::Out => None,
                trial::Next::Judged(Verdict::Clear) => Some(Logo::Done),
                trial::Next::Judged(Verdict::Unclear | Verdict::Blank | Verdict::Missing) => Some(Logo::Bad),
            },
            (Logo::Ask | Logo::NotStored(_) | Logo::Bad, Input::Chosen("begin" | "again"))
                if turn.known.logo.writes_today < WRITES_PER_DAY_MAX =>
            {
                turn.ask(Effect::StoreLogo);
                Some(Logo::Storing)
            }
            (Logo::Ask | Logo::NotStored(_) | Logo::Bad, Input::Chosen("begin" | "again")) => {
                Some(Logo::NotStored(LogoTrouble::TooMany))
            }
            (Logo::Storing, Input::Logo(LogoNews::Stored)) => {
                Some(Logo::Trial(Trial::begin(TestPrint::Logo, turn)))
            }
            (Logo::Storing, Input::Logo(LogoNews::NotStored(why))) => Some(Logo::NotStored(why.clone())),
            (_, Input::Back | Input::Chosen("cancel" | "done")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        let view = match self {
            Logo::Ask => StepView {
                headline: words::logo_ask(lang).into(),
                text: words::logo_ask_text(lang, known.logo.writes_today, WRITES_PER_DAY_MAX),
                choices: vec![
                    choice("begin", words::begin(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Logo::Storing => StepView {
                picture: Picture::Waiting,
                headline: words::logo_storing(lang).into(),
                text: words::logo_storing_text(lang).into(),
                busy: true,
                ..StepView::default()
            },
            Logo::Trial(trial) => trial.view(lang),
            Logo::NotStored(why) => StepView {
                picture: Picture::Trouble,
                headline: words::logo_not_stored(lang).into(),
                text: words::logo_trouble(lang, why),
                code: why.code().map(Code::code).unwrap_or_default().into(),
                choices: match why {
                    LogoTrouble::NotTaken | LogoTrouble::NotCounted => again_or_out(lang),
                    LogoTrouble::NoPicture
                    | LogoTrouble::BadPicture(_)
                    | LogoTrouble::TooMany
                    | LogoTrouble::NoMemory
                    | LogoTrouble::TooLarge => vec![choice("done", words::to_menu(lang), Weight::Primary)],
                },
                ..StepView::default()
            },
            Logo::Bad => StepView {
                picture: Picture::Trouble,
                headline: words::logo_bad(lang).into(),
                text: words::logo_bad_text(lang).into(),
                choices: again_or_out(lang),
                ..StepView::default()
            },
            Logo::Done => StepView {
                picture: Picture::Done,
                headline: words::logo_done(lang).into(),
                text: words::logo_done_text(lang).into(),
                code: "logo_stored = true".into(),
                choices: vec![choice("done", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
        };
        StepView { title: words::task(lang, "logo").into(), ..view }
    }
}
