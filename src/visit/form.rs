//! Questions, one a screen: what every page of an application, a mending or a report looks like, and what can be
//! touched on it. Which questions there are is not said here (see [`super::apply`]).
//!
//! ```text
//!   a page's state ──► AskView ──► screen ──► form::Event ──► the page's state
//! ```

pub(super) mod line;
pub(super) mod picker;
pub(super) mod rows;
mod view;

pub(super) use line::Touch;
pub use view::{
    AskView, CheckItem, ChoiceItem, DatePart, Field, KeyboardKind, PhotoState, PlaceOption, ReviewGroup,
    RowItem,
};

use std::fmt;

/// A touch on a question, whichever page asks it. Keys of the keyboard on the screen come as
/// [`super::Event::Keyboard`].
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// An option, by its id. Of a single choice it goes on at once.
    Chosen(String),
    /// Yes or no to an item, or a box ticked and emptied.
    Checked {
        /// The item.
        id: String,
        /// Whether yes.
        yes: bool,
    },
    /// The whole text of the field, as a keyboard of plastic left it.
    Typed(String),
    /// A figure of the pad.
    Digit(u8),
    /// Takes the last figure or character back.
    Erase,
    /// A part of a date is to be typed.
    PartChosen(DatePart),
    /// A month, 1 to 12.
    MonthChosen(u8),
    /// A place, by its code.
    PlaceChosen(String),
    /// To the level above.
    LevelUp,
    /// A suggestion, as it stands there.
    SuggestionChosen(String),
    /// A row is to be changed, by its id.
    RowChosen(String),
    /// A row is to go, by its id.
    RowRemoved(String),
    /// Another row.
    RowAdded,
    /// The NIK is to be shown whole, or masked again.
    Shown(bool),
    /// "Ambil foto"
    Capture,
    /// "Ulangi"
    Retake,
    /// "Ubah" beside a group of the read-back, by its id.
    EditChosen(String),
    /// "Lanjut"
    Next,
    /// "Lewati"
    Skip,
    /// "Dibantu petugas"
    Help,
}

/// What was typed is nobody's business: only which kind of touch it was.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Event::Chosen(_) => "Chosen(…)",
            Event::Checked { .. } => "Checked(…)",
            Event::Typed(_) => "Typed(…)",
            Event::Digit(_) => "Digit(…)",
            Event::Erase => "Erase",
            Event::PartChosen(_) => "PartChosen",
            Event::MonthChosen(_) => "MonthChosen(…)",
            Event::PlaceChosen(_) => "PlaceChosen(…)",
            Event::LevelUp => "LevelUp",
            Event::SuggestionChosen(_) => "SuggestionChosen(…)",
            Event::RowChosen(_) => "RowChosen(…)",
            Event::RowRemoved(_) => "RowRemoved(…)",
            Event::RowAdded => "RowAdded",
            Event::Shown(_) => "Shown",
            Event::Capture => "Capture",
            Event::Retake => "Retake",
            Event::EditChosen(_) => "EditChosen(…)",
            Event::Next => "Next",
            Event::Skip => "Skip",
            Event::Help => "Help",
        })
    }
}
