//! What a question shows.

use std::sync::Arc;

use crate::visit::camera::Picture;

/// A question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskView {
    /// What it is all for: "Kartu AK1".
    pub title: String,
    /// The chapter, from 1.
    pub step: u32,
    /// Of how many.
    pub steps: u32,
    /// The question.
    pub question: String,
    /// How to answer, or why it is asked; may be empty.
    pub hint: String,
    /// Why one can't go on with this answer; empty while one can, or nothing is wrong yet.
    pub error: String,
    /// What is odd about the answer; one may go on.
    pub warning: String,
    /// Where it is answered.
    pub field: Field,
    /// The button that goes on; empty where an answer does.
    pub next_label: String,
    /// Whether one may go on.
    pub next_enabled: bool,
    /// The button that leaves it unanswered; empty: it can't be.
    pub skip_label: String,
    /// "Dibantu petugas"; empty: nobody can help here.
    pub help_label: String,
    /// "Dibantu petugas P03"; empty: nobody does.
    pub assisted: String,
}

/// Where a question is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// Yes or no to each item.
    Checks {
        /// The items.
        items: Vec<CheckItem>,
    },
    /// A text to read, with what may be agreed to below.
    Notice {
        /// Headings and texts.
        items: Vec<(String, String)>,
        /// Whom to ask.
        contact: String,
        /// Boxes, empty at first.
        agree: Vec<CheckItem>,
    },
    /// One option, or several.
    Choice {
        /// The options.
        options: Vec<ChoiceItem>,
        /// Several may be chosen, and "Lanjut" goes on.
        multiple: bool,
    },
    /// A line of text.
    Text {
        /// What is there.
        value: String,
        /// What stands there while it is empty.
        placeholder: String,
        /// Which keyboard.
        keyboard: KeyboardKind,
        /// What may be meant; touching one takes it.
        suggestions: Vec<String>,
    },
    /// The 16 boxes.
    Nik {
        /// In groups; masked once it is whole and left.
        shown: String,
        /// Digits typed.
        count: u32,
        /// What it says: sex, day of birth, district of first registration.
        facts: Vec<(String, String)>,
        /// It is masked now.
        masked: bool,
        /// "Tampilkan" is offered.
        can_show: bool,
    },
    /// A day.
    Date {
        /// Typed so far.
        day: String,
        /// The month's name, or empty.
        month: String,
        /// Typed so far.
        year: String,
        /// What is typed now.
        active: DatePart,
        /// The names of the months.
        months: Vec<String>,
    },
    /// A place, level by level.
    Place {
        /// The levels above: "Indonesia", "Jawa Barat".
        breadcrumbs: Vec<String>,
        /// The places.
        options: Vec<PlaceOption>,
        /// What was typed to find one.
        query: String,
        /// What stands there while nothing was.
        placeholder: String,
    },
    /// A list that grows.
    Rows {
        /// The rows.
        rows: Vec<RowItem>,
        /// "Tambah sekolah"
        add_label: String,
        /// What stands there while there is none.
        empty: String,
        /// Another one may be added.
        can_add: bool,
    },
    /// The photo.
    Photo {
        /// How far it is.
        state: PhotoState,
        /// What the camera sees, or has taken.
        picture: Option<Arc<Picture>>,
        /// "Ambil foto"; empty where there is nothing to take one with, or one has been taken.
        capture_label: String,
        /// "Ulangi"; empty where there is nothing to repeat.
        retake_label: String,
        /// Other ways.
        choices: Vec<ChoiceItem>,
    },
    /// Everything, read back.
    Review {
        /// In groups.
        groups: Vec<ReviewGroup>,
        /// "Ubah"
        edit_label: String,
    },
}

/// Something to say yes or no to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckItem {
    /// What comes back in [`super::Event::Checked`].
    pub id: String,
    /// What.
    pub label: String,
    /// More about it; may be empty.
    pub note: String,
    /// The answer; `None`: none yet. Of a box: whether it is ticked.
    pub checked: Option<bool>,
}

/// An option.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChoiceItem {
    /// What comes back in [`super::Event::Chosen`].
    pub id: String,
    /// At most four words.
    pub label: String,
    /// A line of explanation; may be empty.
    pub note: String,
    /// It is chosen.
    pub chosen: bool,
}

/// Which keyboard a text is typed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyboardKind {
    /// Letters.
    Letters,
    /// Figures alone.
    Digits,
    /// Letters with `@`, `.` and figures.
    Email,
}

/// A part of a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DatePart {
    /// The day, two figures.
    Day,
    /// The month, by name.
    Month,
    /// The year, four figures.
    Year,
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceOption {
    /// What comes back in [`super::Event::PlaceChosen`].
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it lies in, or its postcode; may be empty.
    pub note: String,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowItem {
    /// What comes back in [`super::Event::RowChosen`] and [`super::Event::RowRemoved`].
    pub id: String,
    /// Its first line.
    pub title: String,
    /// Its second; may be empty.
    pub subtitle: String,
}

/// How far the photo is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhotoState {
    /// Nothing to take one with.
    NoCamera,
    /// The camera shows what it sees.
    Aim,
    /// One is taken.
    Taken,
    /// The camera did not deliver.
    Failed,
}

/// A group of the read-back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewGroup {
    /// Its heading.
    pub title: String,
    /// What comes back in [`super::Event::EditChosen`]; empty: it can't be changed here.
    pub edit_id: String,
    /// Labels and values.
    pub rows: Vec<(String, String)>,
}
