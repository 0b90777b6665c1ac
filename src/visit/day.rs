//! A day, typed: two figures, a month by its name, four figures. Each part that is whole hands on to the next.

use jiff::civil::Date;

use super::form::{DatePart, Event, Field};
use crate::wording::{self, Lang, pick};

/// A day as far as it is typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct DayAnswer {
    day: String,
    month: Option<u8>,
    year: String,
    active: DatePart,
}

impl Default for DayAnswer {
    fn default() -> Self {
        Self { day: String::new(), month: None, year: String::new(), active: DatePart::Day }
    }
}

impl DayAnswer {
    /// Filled in beforehand.
    pub(super) fn of(day: Date) -> Self {
        Self {
            day: format!("{:02}", day.day()),
            month: u8::try_from(day.month()).ok(),
            year: format!("{:04}", day.year()),
            active: DatePart::Day,
        }
    }

    /// A touch on it; touches that are not about dates do nothing.
    pub(super) fn touched(&mut self, event: &Event) {
        match event {
            Event::Digit(digit) if *digit <= 9 => self.digit(char::from(b'0' + digit)),
            Event::Erase => self.erase(),
            Event::PartChosen(part) => self.active = *part,
            Event::MonthChosen(month @ 1..=12) => {
                self.month = Some(*month);
                self.active = DatePart::Year;
            }
            Event::Digit(_)
            | Event::MonthChosen(_)
            | Event::Chosen(_)
            | Event::Checked { .. }
            | Event::Typed(_)
            | Event::PlaceChosen(_)
            | Event::LevelUp
            | Event::SuggestionChosen(_)
            | Event::RowChosen(_)
            | Event::RowRemoved(_)
            | Event::RowAdded
            | Event::Shown(_)
            | Event::Capture
            | Event::Retake
            | Event::EditChosen(_)
            | Event::Next
            | Event::Skip
            | Event::Help => {}
        }
    }

    /// A figure begins a part that is whole anew.
    fn digit(&mut self, digit: char) {
        match self.active {
            DatePart::Day => {
                if self.day.len() >= 2 {
                    self.day.clear();
                }
                self.day.push(digit);
                // No month has a day of the forties.
                if self.day.len() == 2 || digit > '3' {
                    self.active = DatePart::Month;
                }
            }
            DatePart::Month => {}
            DatePart::Year => {
                if self.year.len() >= 4 {
                    self.year.clear();
                }
                self.year.push(digit);
            }
        }
    }

    fn erase(&mut self) {
        match self.active {
            DatePart::Day => {
                self.day.pop();
            }
            DatePart::Month => {
                if self.month.take().is_none() {
                    self.active = DatePart::Day;
                    self.day.pop();
                }
            }
            DatePart::Year => {
                if self.year.pop().is_none() {
                    self.active = DatePart::Month;
                    self.month = None;
                }
            }
        }
    }

    /// Whether every part is typed.
    fn whole(&self) -> bool {
        !self.day.is_empty() && self.month.is_some() && self.year.len() == 4
    }

    /// The day, once it is whole and there is such a day.
    pub(super) fn day(&self) -> Option<Date> {
        if !self.whole() {
            return None;
        }
        let month = i8::try_from(self.month?).ok()?;
        Date::new(self.year.parse().ok()?, month, self.day.parse().ok()?).ok()
    }

    /// What is wrong with what is whole; empty: nothing.
    pub(super) fn error(&self, lang: Lang) -> &'static str {
        if self.whole() && self.day().is_none() {
            pick(lang, "Tanggal ini tidak ada. Periksa lagi.", "There is no such day. Please look again.")
        } else {
            ""
        }
    }

    /// What it shows.
    pub(super) fn field(&self, lang: Lang) -> Field {
        let name = |month: u8| i8::try_from(month).map_or("", |month| wording::month(lang, month));
        Field::Date {
            day: self.day.clone(),
            month: self.month.map_or_else(String::new, |month| name(month).into()),
            year: self.year.clone(),
            active: self.active,
            months: (1..=12).map(|month| name(month).into()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn typed(figures: &str) -> DayAnswer {
        let mut answer = DayAnswer::default();
        for c in figures.chars() {
            answer.touched(&match c {
                'm' => Event::MonthChosen(2),
                '<' => Event::Erase,
                digit => Event::Digit(digit as u8 - b'0'),
            });
        }
        answer
    }

    #[test]
    fn each_part_hands_on_to_the_next() {
        assert_eq!(typed("29m2000").day(), Some(date(2000, 2, 29)));
        assert_eq!(typed("5m2005").day(), Some(date(2005, 2, 5)));
        assert_eq!(typed("29m2001").day(), None);
        assert_ne!(typed("29m2001").error(Lang::Id), "");
        assert_eq!(typed("29m200").error(Lang::Id), "", "not whole yet");
    }

    #[test]
    fn taking_back_goes_through_every_part() {
        let mut answer = typed("29m2000");
        for _ in 0..8 {
            answer.touched(&Event::Erase);
        }
        assert_eq!((answer.day.as_str(), answer.month, answer.year.as_str()), ("", None, ""));
        assert_eq!(DayAnswer::of(date(2026, 11, 21)).day(), Some(date(2026, 11, 21)));
    }
}
