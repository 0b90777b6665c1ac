//! What differs between two versions, field by field.

use super::field::{Both, Fields, Input};
use super::kind::Kind;
use super::schedule;

/// A field that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its flat name.
    pub key: String,
    /// What it is called.
    pub label: (String, String),
    /// What it said; empty: nothing.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What differs, in the order of the form.
pub fn between(kind: Kind, before: &Fields, after: &Fields) -> Vec<Change> {
    labels(kind)
        .into_iter()
        .filter(|(key, _)| before.get(key) != after.get(key))
        .map(|(key, label)| Change {
            before: before.get(&key).to_owned(),
            after: after.get(&key).to_owned(),
            key,
            label,
        })
        .collect()
}

/// Everything that a version says, in the order of the form: key, label, text.
pub fn whole(kind: Kind, fields: &Fields) -> Vec<(String, (String, String), String)> {
    labels(kind)
        .into_iter()
        .filter(|(key, _)| !fields.get(key).is_empty())
        .map(|(key, label)| {
            let text = fields.get(&key).to_owned();
            (key, label, text)
        })
        .collect()
}

/// Every flat name of a kind, and what it is called.
pub fn labels(kind: Kind) -> Vec<(String, (String, String))> {
    let mut all = Vec::new();
    for field in kind.fields() {
        for key in field.keys() {
            let label = match field.input {
                Input::BothLine(_) | Input::BothProse(_) | Input::Items => {
                    let lang = if key.ends_with(".en") {
                        ("Inggris", "English")
                    } else {
                        ("Indonesia", "Indonesian")
                    };
                    with(field.label, lang)
                }
                Input::Picture => with(field.label, picture_part(&key)),
                Input::Week => with(field.label, week_part(&key)),
                Input::Line(_)
                | Input::Prose(_)
                | Input::Lines { .. }
                | Input::Date
                | Input::Number(_)
                | Input::Tick
                | Input::Choice(_)
                | Input::Region(_)
                | Input::Address
                | Input::Holidays => (field.label.0.to_owned(), field.label.1.to_owned()),
            };
            all.push((key, label));
        }
    }
    let owned = |key: &str, label: Both| (key.to_owned(), (label.0.to_owned(), label.1.to_owned()));
    let period = [
        ("Tampil sejak", "Shown from"),
        ("Sejak pukul", "From what time"),
        ("Tampil sampai", "Shown until"),
        ("Sampai pukul", "Until what time"),
    ];
    all.extend(schedule::PERIOD.into_iter().zip(period).map(|(key, label)| owned(key, label)));
    if kind.has_target() {
        let target = [("Kiosk", "Kiosks"), ("Wilayah kiosk", "Regions"), ("Label", "Tags")];
        all.extend(schedule::TARGET.into_iter().zip(target).map(|(key, label)| owned(key, label)));
    }
    all
}

fn with(label: Both, part: Both) -> (String, String) {
    (format!("{} ({})", label.0, part.0), format!("{} ({})", label.1, part.1))
}

fn picture_part(key: &str) -> Both {
    match (key.contains(".en"), key.ends_with(".alt")) {
        (false, false) => ("Indonesia", "Indonesian"),
        (false, true) => ("isi gambar, Indonesia", "what it says, Indonesian"),
        (true, false) => ("Inggris", "English"),
        (true, true) => ("isi gambar, Inggris", "what it says, English"),
    }
}

fn week_part(key: &str) -> Both {
    let day = key.split('.').rev().nth(1).and_then(|day| day.parse::<usize>().ok()).unwrap_or(0);
    super::field::DAYS.get(day).copied().unwrap_or(("", ""))
}
