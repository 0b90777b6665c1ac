//! Somebody at the screen who answers one question after the other, by touch alone.

use anjungan_ui::{Ask, FieldKind, Nav, Page, TypingKind};
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;

/// No region has this code, and so nobody this NIK.
pub const NIK: &str = "9799991505050001";
pub const NAME: &str = "contoh sintetis";
/// More questions than any application has.
const QUESTIONS_MAX: usize = 80;

/// Somebody at the screen who has everything with them.
pub struct Applicant<'a> {
    kiosk: &'a Kiosk,
    nik: &'static str,
    /// Touches that typed something.
    pub typed: u32,
    /// The questions so far.
    pub asked: Vec<String>,
}

impl<'a> Applicant<'a> {
    pub fn at(kiosk: &'a Kiosk) -> Self {
        Self::with_nik(kiosk, NIK)
    }

    pub fn with_nik(kiosk: &'a Kiosk, nik: &'static str) -> Self {
        Self { kiosk, nik, typed: 0, asked: Vec::new() }
    }

    pub fn ask(&self) -> Ask<'_> {
        self.kiosk.app().global::<Ask>()
    }

    pub fn question(&self) -> String {
        self.ask().get_question().into()
    }

    pub fn page(&self) -> Page {
        self.kiosk.app().global::<Nav>().get_page()
    }

    /// Answers one question after the other until there is a receipt.
    pub fn apply(&mut self) {
        self.answer_until(|applicant| applicant.page() == Page::Receipt);
    }

    /// Answers one question after the other up to this one.
    pub fn answer_up_to(&mut self, question: &str) {
        self.answer_until(|applicant| applicant.page() == Page::Ask && applicant.question() == question);
    }

    /// Answers one question after the other until `done`.
    pub fn answer_until(&mut self, mut done: impl FnMut(&Self) -> bool) {
        for _ in 0..QUESTIONS_MAX {
            self.kiosk.settle();
            if done(self) {
                return;
            }
            assert_eq!(self.page(), Page::Ask, "after {:#?}", self.asked);
            let question = self.question();
            self.answer();
            let trouble = self.ask().get_error();
            self.kiosk.settle();
            let same = self.page() == Page::Ask && self.ask().get_question() == question;
            assert!(
                !same || self.asked.iter().filter(|asked| **asked == question).count() < 4,
                "{trouble} after {:#?}",
                self.asked
            );
        }
        panic!("not there after {:#?}", self.asked);
    }

    /// Answers the question that is up.
    pub fn answer(&mut self) {
        self.asked.push(self.question());
        match self.ask().get_kind() {
            FieldKind::Checks => {
                for item in self.ask().get_checks().iter() {
                    self.kiosk.scroll_and_tap(&format!("{} Ya", item.label));
                }
                self.go_on();
            }
            FieldKind::Notice | FieldKind::Review => self.go_on(),
            FieldKind::Choice => {
                if self.may_skip() {
                    return self.skip();
                }
                let choices = self.ask().get_choices();
                if !choices.iter().any(|choice| choice.chosen) {
                    self.kiosk.scroll_and_tap(&choices.row_data(0).unwrap().label);
                    self.kiosk.settle();
                }
                // One answer of many leads on by itself; what is chosen already, or may be several, does not.
                self.go_on();
            }
            FieldKind::Text => self.text(),
            FieldKind::Nik => {
                self.type_figures(self.nik);
                self.go_on();
            }
            FieldKind::Date => {
                if !self.ask().get_next_enabled() {
                    self.kiosk.enter_date("15", "Mei", "2005");
                    self.typed += 6;
                }
                self.go_on();
            }
            FieldKind::Place => {
                let first = self.ask().get_places().row_data(0).unwrap();
                self.kiosk.scroll_and_tap(&first.name);
                self.kiosk.settle();
                if self.page() == Page::Ask
                    && self.ask().get_kind() == FieldKind::Place
                    && self.ask().get_next_enabled()
                {
                    self.go_on();
                }
            }
            FieldKind::Rows => {
                if self.ask().get_next_enabled() && !self.ask().get_next_label().is_empty() {
                    self.go_on();
                } else if self.may_skip() {
                    self.skip();
                } else {
                    let add = self.ask().get_add_label();
                    self.kiosk.scroll_and_tap(&add);
                }
            }
            FieldKind::Photo => {
                let choice = self.ask().get_choices().row_data(0).unwrap();
                if !choice.chosen {
                    self.kiosk.scroll_and_tap(&choice.label);
                    self.kiosk.settle();
                }
                if self.page() == Page::Ask
                    && self.ask().get_kind() == FieldKind::Photo
                    && self.ask().get_next_enabled()
                {
                    self.go_on();
                }
            }
        }
    }

    fn text(&mut self) {
        if self.may_skip() {
            return self.skip();
        }
        if self.ask().get_next_enabled() && !self.ask().get_text().is_empty() {
            return self.go_on();
        }
        let before = self.asked.last().unwrap().clone();
        let candidates: &[&str] = match self.ask().get_typing() {
            TypingKind::Letters => &[NAME, "jl melati no 5", "k07-1"],
            TypingKind::Digits => &["081200001234", "2016", "17530", "001", "5000000"],
            TypingKind::Email => &["contoh@contoh.id"],
        };
        for candidate in candidates {
            if !self.ask().get_text().is_empty() {
                self.kiosk.tap("Hapus tulisan");
            }
            for letter in candidate.chars() {
                self.typed += 1;
                match letter {
                    ' ' => self.kiosk.tap("Spasi"),
                    letter => self.kiosk.tap(&letter.to_uppercase().to_string()),
                }
            }
            self.kiosk.settle();
            if let Some(suggestion) = self.ask().get_suggestions().row_data(0)
                && !self.ask().get_next_enabled()
            {
                self.kiosk.tap(&suggestion);
            }
            self.kiosk.settle();
            if self.ask().get_next_enabled() && self.ask().get_question() == before {
                self.go_on();
                self.kiosk.settle();
            }
            if self.page() != Page::Ask || self.ask().get_question() != before {
                return;
            }
        }
    }

    fn may_skip(&self) -> bool {
        !self.ask().get_skip_label().is_empty()
    }

    /// Whether the last answer has not brought the next question by itself.
    fn is_still_asked(&self) -> bool {
        self.kiosk.settle();
        self.page() == Page::Ask && self.asked.last().is_some_and(|asked| self.ask().get_question() == *asked)
    }

    fn skip(&self) {
        let label = self.ask().get_skip_label();
        self.kiosk.tap(&label);
    }

    /// By the button, where the answer alone did not lead on.
    fn go_on(&self) {
        if self.is_still_asked() {
            let label = self.ask().get_next_label();
            self.kiosk.tap(&label);
        }
    }

    fn type_figures(&mut self, figures: &str) {
        for figure in figures.chars() {
            self.typed += 1;
            self.kiosk.tap(&figure.to_string());
        }
    }
}
