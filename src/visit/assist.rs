//! An officer helps: a pad for their PIN over whatever page is up, then their code in the header and on whatever is
//! stored, until they step back or the visit ends. What was filled in below is kept.
//!
//! ```text
//!  alone ──"Dibantu petugas" | an officer's card──► pad ──right PIN──► helped ──┐
//!    ▲                                                     │                          │ touch on the header's line
//!    ├──────────────"Kembali"──────────────────────────────┘                          ▼
//!    └────────────────────────────────"Petugas selesai" | the visit ends──────── pad (helped)
//! ```
//!
//! A card alone helps nobody: its code can be photographed. It says whose PIN is asked for.
//!
//! The tries are counted where a restart does not forget them, by the terminal, as those of service mode are
//! ([`crate::service`]): a wrong one is answered with the time until another is taken.

mod pad;

use super::{Machine, Moment, Request, Turn};
use crate::wording::Lang;

use pad::Pad;
pub use pad::{DIGITS_MAX, DIGITS_MIN, HelperPin};

/// A touch on the pad, or an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// The line in the header that says who helps.
    Opened,
    /// A digit, 0 to 9.
    Digit(u8),
    /// The last digit is taken back.
    Erase,
    /// The PIN is whole.
    Enter,
    /// "Kembali"
    Closed,
    /// "Petugas selesai"
    SteppedBack,
    /// The answer to [`super::Effect::TryHelper`].
    Judged {
        /// Its number.
        request: Request,
        /// Whose PIN it is; `None`: nobody's, or it was too soon to try.
        helper: Option<String>,
        /// Seconds until another try is taken.
        wait_s: u32,
    },
}

/// A digit of a PIN is nobody's business.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Event::Opened => f.write_str("Opened"),
            Event::Digit(_) => f.write_str("Digit"),
            Event::Erase => f.write_str("Erase"),
            Event::Enter => f.write_str("Enter"),
            Event::Closed => f.write_str("Closed"),
            Event::SteppedBack => f.write_str("SteppedBack"),
            Event::Judged { request, helper, wait_s } => {
                write!(f, "Judged({request:?}, {helper:?}, {wait_s} s)")
            }
        }
    }
}

impl Event {
    /// Whether it comes from the terminal and not from a hand.
    pub(super) fn is_answer(&self) -> bool {
        match self {
            Event::Judged { .. } => true,
            Event::Opened
            | Event::Digit(_)
            | Event::Erase
            | Event::Enter
            | Event::Closed
            | Event::SteppedBack => false,
        }
    }
}

/// Who helps in this visit, and the pad while it is up.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Assist {
    helper: Option<String>,
    pad: Option<Pad>,
    /// Until when no try is taken. It outlives the pad, so that opening it again is no way around.
    locked_until: Option<Moment>,
}

impl Assist {
    /// The code of the officer who helps.
    pub(super) fn helper(&self) -> Option<&str> {
        self.helper.as_deref()
    }

    /// Whether the pad is up.
    pub(super) fn is_up(&self) -> bool {
        self.pad.is_some()
    }

    /// Opens the pad, for an officer whose card was scanned or for any.
    pub(super) fn open(&mut self, card: Option<String>) {
        self.pad = Some(Pad::new(card));
    }

    /// Takes the pad away.
    pub(super) fn close(&mut self) {
        self.pad = None;
    }
}

pub(super) fn step(assist: &mut Assist, event: Event, turn: &mut Turn<'_>) {
    let locked = assist.locked_until.is_some_and(|until| turn.now < until);
    match event {
        Event::Opened => assist.open(None),
        Event::Closed => assist.close(),
        Event::SteppedBack => {
            assist.helper = None;
            assist.close();
        }
        Event::Judged { request, helper, wait_s } => {
            // An answer to a pad that was closed meanwhile still says how long to wait.
            if wait_s > 0 {
                assist.locked_until = Some(Moment(turn.now.0 + u64::from(wait_s) * 1_000));
            }
            if let Some(pad) = &mut assist.pad
                && pad.waits_for(request)
            {
                match helper {
                    Some(helper) => {
                        assist.helper = Some(helper);
                        assist.close();
                    }
                    None => pad.refused(),
                }
            }
        }
        Event::Digit(_) | Event::Erase | Event::Enter => {
            let known = has_helpers(turn.machine);
            if let Some(pad) = &mut assist.pad
                && known
                && !locked
            {
                pad.touched(&event, turn);
            }
        }
    }
}

pub(super) fn has_helpers(machine: &Machine) -> bool {
    machine.office.as_ref().is_some_and(|office| !office.helpers.is_empty())
}

/// What the pad shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Panggil petugas ke sini", or "Bantuan petugas"
    pub title: String,
    /// "Jawaban Anda tidak hilang."; empty where nobody has asked.
    pub explanation: String,
    /// "Khusus petugas: ketik PIN", over the pad; empty where the message says whose PIN it is.
    pub pad_heading: String,
    /// How many digits have been typed; never which.
    pub digits: usize,
    /// Whose PIN it is, or why it did not open; may be empty.
    pub message: String,
    /// Whether digits are taken.
    pub enabled: bool,
    /// The message says why it does not open.
    pub refused: bool,
    /// "Petugas selesai"; empty while nobody helps.
    pub step_back_label: String,
    /// "Kembali"
    pub close_label: String,
}

/// The pad, while it is up.
pub(super) fn view(assist: &Assist, machine: &Machine, lang: Lang, now: Moment) -> Option<View> {
    let pad = assist.pad.as_ref()?;
    let wait_ms = assist.locked_until.map_or(0, |until| until.since_ms(now));
    Some(pad::view(pad, assist.helper(), has_helpers(machine), wait_ms, lang))
}

/// "Dibantu petugas P03"; empty while nobody helps.
pub(super) fn line(assist: &Assist, lang: Lang) -> String {
    assist.helper().map_or_else(String::new, |code| crate::wording::card::assist::assisted(lang, code))
}
