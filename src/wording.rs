//! Every sentence that the terminal composes, in both languages. What never changes on a screen (button
//! labels, headings) stands in the `.slint` files; what holds a number, a date, a name or a cause
//! stands here, so that it can be tested without a window.
//!
//! House rules: “Anda”, verbs first, at most four words on a button, no English among Indonesian words,
//! dates `21 November 2026`, times `pukul 14.30 WIB`, money `Rp5.938.885`.
//!
//! Invariant: a text that says a ticket was printed exists once, in [`ticket`], and only the state
//! "printed" can reach it.

pub mod apply;
pub mod board;
pub mod card;
mod cause;
mod code;
pub mod hours;
mod offline;
mod page;
mod phrase;
pub mod survey;
mod ticket;
mod time;
mod vacancy;

pub use anjungan_wire::fact::Language as Lang;

pub use cause::{Cause, Outage};
pub use code::{Code, LogEvent, Severity};
pub use offline::{OfflineCause, offline_because};
pub use page::*;
pub use phrase::Phrase;
pub use ticket::*;
pub use time::{
    CLOCK_UNKNOWN, CLOCK_UNSET, Zone, clock, data_as_of, date, day_and_date, made_at, month, time_of_day,
};
pub use vacancy::*;

/// The text of the visitor's language.
pub(crate) fn pick(lang: Lang, indonesian: &'static str, english: &'static str) -> &'static str {
    match lang {
        Lang::Id => indonesian,
        Lang::En => english,
    }
}

/// A whole number with its thousands set apart: `1.203` in Indonesian, `1,203` in English.
pub fn number(lang: Lang, n: u64) -> String {
    let point = match lang {
        Lang::Id => '.',
        Lang::En => ',',
    };
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(point);
        }
        text.push(digit);
    }
    text
}

/// A number of things. Indonesian nouns have one form, English ones two.
pub(crate) fn count(lang: Lang, n: u64, indonesian: &str, one: &str, many: &str) -> String {
    let noun = match lang {
        Lang::Id => indonesian,
        Lang::En if n == 1 => one,
        Lang::En => many,
    };
    format!("{} {noun}", number(lang, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_as_each_language_does() {
        for (n, id, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_203, "1.203", "1,203"),
            (28_271_000, "28.271.000", "28,271,000"),
        ] {
            assert_eq!(number(Lang::Id, n), id);
            assert_eq!(number(Lang::En, n), en);
        }
    }

    #[test]
    fn english_counts_one_apart_and_indonesian_does_not() {
        assert_eq!(vacancies(Lang::Id, 1), "1 lowongan");
        assert_eq!(vacancies(Lang::En, 1), "1 vacancy");
        assert_eq!(vacancies(Lang::En, 0), "0 vacancies");
        assert_eq!(vacancies(Lang::En, 1_203), "1,203 vacancies");
    }
}
