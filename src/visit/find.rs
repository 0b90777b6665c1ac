//! Find: scan a code, or type a number. The page of whoever is not known yet, before a status or a report.
//!
//! Touches come as [`super::form::Event`]s and keys as [`super::Event::Keyboard`], as on every question. Nothing is
//! suggested and no list is shown: who does not know the number finds nobody.

use anjungan_wire::card::CardNumber;
use anjungan_wire::receipt::{BadReceipt, ReceiptNumber};
use jiff::civil::{Date, date};
use zeroize::Zeroizing;

use super::day::DayAnswer;
use super::form::{self, AskView};
use super::{Key, Machine, Turn};
use crate::wording::Lang;
use crate::wording::card::find as words;
use crate::wording::card::report::no_card_yet;

/// Characters of a receipt's number, with dashes and a little room; of a card's.
const RECEIPT_CHARS_MAX: usize = 16;
const CARD_CHARS_MAX: usize = 32;

/// What is to be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// An application, by its receipt.
    Receipt,
    /// A card, by its number; its receipt can be scanned too.
    Card,
}

/// A number, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Number {
    Receipt(ReceiptNumber),
    Card(CardNumber),
}

/// Why one does not go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    /// It is no receipt's number.
    Receipt(BadReceipt),
    /// It is no card's number.
    Card,
    /// Not found, by number and day.
    Unknown,
    /// Not found, by code.
    UnknownCode,
    /// Central can't be asked, by number and day.
    Offline,
    /// Central can't be asked, and this machine does not know the code.
    OfflineCode,
    /// What was scanned is something else.
    OtherCode,
    /// An application that is no card.
    NoCardYet,
}

/// The page.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Find {
    what: What,
    /// Wiped when dropped, and with room for all of it: a text that grows leaves copies of itself behind.
    typed: Zeroizing<String>,
    refusal: Option<Refusal>,
}

impl Find {
    pub(super) fn new(what: What) -> Self {
        Self { what, typed: Zeroizing::new(String::with_capacity(CARD_CHARS_MAX)), refusal: None }
    }

    /// It goes on here after something did not go well.
    pub(super) fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal = Some(refusal);
        self
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refusal = Some(refusal);
    }

    /// A key of the keyboard, on the screen or of plastic.
    pub(super) fn key(&mut self, key: &Key, machine: &Machine) {
        match key {
            Key::Text(text) if text == "\u{8}" => {
                self.typed.pop();
            }
            Key::Text(text) => self.add(text),
            Key::Done => return,
        }
        self.settle(machine);
    }

    /// The whole field, as a keyboard of plastic left it.
    pub(super) fn typed(&mut self, text: &str, machine: &Machine) {
        self.typed.clear();
        self.add(text);
        self.settle(machine);
    }

    fn add(&mut self, text: &str) {
        let max = match self.what {
            What::Receipt => RECEIPT_CHARS_MAX,
            What::Card => CARD_CHARS_MAX,
        };
        let room = max.saturating_sub(self.typed.len());
        self.typed.extend(text.chars().filter_map(kept).take(room));
    }

    /// The last character is taken back.
    pub(super) fn erase(&mut self, machine: &Machine) {
        self.typed.pop();
        self.settle(machine);
    }

    /// A number as long as those of this kiosk is judged at once; others wait for "Lanjut".
    fn settle(&mut self, machine: &Machine) {
        self.refusal = None;
        if self.what == What::Receipt {
            let whole = machine.kiosk.as_ref().map_or(3, |kiosk| kiosk.as_str().len()) + 6;
            let typed = self.typed.chars().filter(|c| c.is_ascii_alphanumeric()).count();
            if typed >= whole
                && let Err(why) = self.typed.parse::<ReceiptNumber>()
            {
                self.refusal = Some(Refusal::Receipt(why));
            }
        }
    }

    /// "Lanjut": the number, if it is one.
    pub(super) fn next(&mut self) -> Option<Number> {
        let read = match self.what {
            What::Receipt => self.typed.parse().map(Number::Receipt).map_err(Refusal::Receipt),
            What::Card => self.typed.parse().map(Number::Card).map_err(|_| Refusal::Card),
        };
        match read {
            Ok(number) => {
                self.refusal = None;
                Some(number)
            }
            Err(refusal) => {
                self.refusal = Some(refusal);
                None
            }
        }
    }
}

/// A touch on the page; the number, once it is whole and handed on.
pub(super) fn touched(find: &mut Find, event: &form::Event, turn: &Turn<'_>) -> Option<Number> {
    match event {
        form::Event::Next => return find.next(),
        form::Event::Typed(text) => find.typed(text, turn.machine),
        form::Event::Erase => find.erase(turn.machine),
        form::Event::Digit(digit) => find.key(&Key::Text(digit.to_string()), turn.machine),
        form::Event::Chosen(_)
        | form::Event::Checked { .. }
        | form::Event::PartChosen(_)
        | form::Event::MonthChosen(_)
        | form::Event::PlaceChosen(_)
        | form::Event::LevelUp
        | form::Event::SuggestionChosen(_)
        | form::Event::RowChosen(_)
        | form::Event::RowRemoved(_)
        | form::Event::RowAdded
        | form::Event::Shown(_)
        | form::Event::Capture
        | form::Event::Retake
        | form::Event::EditChosen(_)
        | form::Event::Skip
        | form::Event::Help => {}
    }
    None
}

/// A touch on the day of birth; the day, once it is handed on.
pub(super) fn born(answer: &mut DayAnswer, event: &form::Event, machine: &Machine) -> Option<Date> {
    if *event == form::Event::Next {
        return answer.day().filter(|day| can_be_born(*day, machine.today()));
    }
    answer.touched(event);
    None
}

/// A figure of a keyboard of plastic, on a day.
pub(super) fn born_key(answer: &mut DayAnswer, key: &Key) {
    let Key::Text(text) = key else { return };
    for c in text.chars() {
        match c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()) {
            Some(digit) => answer.touched(&form::Event::Digit(digit)),
            None if c == '\u{8}' => answer.touched(&form::Event::Erase),
            None => {}
        }
    }
}

/// Nobody alive was born before, and nobody is born tomorrow.
fn can_be_born(day: Date, today: Date) -> bool {
    (date(1900, 1, 1)..=today).contains(&day)
}

/// The question for the day of birth.
pub(super) fn born_view(
    answer: &DayAnswer,
    title: &str,
    machine: &Machine,
    wait_s: u64,
    assisted: &str,
    lang: Lang,
) -> AskView {
    let day = answer.day();
    let possible = day.is_some_and(|day| can_be_born(day, machine.today()));
    let error = if wait_s > 0 {
        words::too_many(lang, wait_s)
    } else if day.is_some() && !possible {
        words::born_wrong(lang).into()
    } else {
        answer.error(lang).into()
    };
    AskView {
        title: title.into(),
        step: 2,
        steps: 2,
        question: words::born(lang).into(),
        hint: words::born_hint(lang).into(),
        error,
        warning: String::new(),
        field: answer.field(lang),
        next_label: words::next(lang).into(),
        next_enabled: possible && wait_s == 0,
        skip_label: String::new(),
        help_label: crate::wording::card::assist::help(lang).into(),
        assisted: assisted.into(),
    }
}

/// What numbers are written with. Capital letters alone, so that nobody looks for the other ones.
fn kept(c: char) -> Option<char> {
    (c.is_ascii_alphanumeric() || "-./ ".contains(c)).then(|| c.to_ascii_uppercase())
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Cek Status"
    pub title: String,
    /// What to do.
    pub question: String,
    /// How else.
    pub hint: String,
    /// A code can be scanned here.
    pub scanner: bool,
    /// Typed so far.
    pub value: String,
    /// What stands there while nothing is typed.
    pub placeholder: String,
    /// Why one can't go on; empty while one can.
    pub error: String,
    /// It is being looked up; nothing can be touched but the bar.
    pub busy: bool,
    /// The button that goes on.
    pub next_label: String,
    /// Whether one may.
    pub next_enabled: bool,
    /// "Dibantu petugas"
    pub help_label: String,
}

/// The page, with `wait_s` seconds until another try is taken.
pub(super) fn view(find: &Find, title: &str, machine: &Machine, wait_s: u64, lang: Lang) -> View {
    let scanner = machine.scanner;
    let (question, hint, placeholder) = match find.what {
        What::Receipt => {
            (words::receipt(lang, scanner), words::receipt_hint(lang, scanner), words::receipt_example(lang))
        }
        What::Card => {
            (words::card(lang, scanner), words::card_hint(lang, scanner), words::card_example(lang))
        }
    };
    let error = match find.refusal {
        // Codes may be scanned all the same: they can't be guessed.
        _ if wait_s > 0 => words::too_many(lang, wait_s),
        None => String::new(),
        Some(refusal) => said(lang, refusal, find.what, machine),
    };
    View {
        title: title.into(),
        question: question.into(),
        hint: hint.into(),
        scanner,
        value: find.typed.to_string(),
        placeholder: placeholder.into(),
        error,
        busy: false,
        next_label: words::next(lang).into(),
        next_enabled: wait_s == 0 && !find.typed.trim().is_empty(),
        help_label: crate::wording::card::assist::help(lang).into(),
    }
}

/// The page while something is looked up.
pub(super) fn looking(title: &str, machine: &Machine, lang: Lang) -> View {
    View {
        title: title.into(),
        question: words::looking(lang).into(),
        hint: words::one_moment(lang).into(),
        scanner: machine.scanner,
        value: String::new(),
        placeholder: String::new(),
        error: String::new(),
        busy: true,
        next_label: String::new(),
        next_enabled: false,
        help_label: String::new(),
    }
}

fn said(lang: Lang, refusal: Refusal, what: What, machine: &Machine) -> String {
    let text = match refusal {
        Refusal::Receipt(why) => words::bad_receipt(lang, why),
        Refusal::Card => words::bad_card(lang),
        Refusal::Unknown => words::unknown(lang),
        Refusal::UnknownCode => words::unknown_code(lang),
        Refusal::Offline => return words::offline(lang, machine.offline_cause),
        Refusal::OfflineCode => return words::offline_code(lang, machine.offline_cause),
        Refusal::OtherCode => match what {
            What::Receipt => words::not_this_code(lang),
            What::Card => words::not_a_card(lang),
        },
        Refusal::NoCardYet => no_card_yet(lang),
    };
    text.into()
}
