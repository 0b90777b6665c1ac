//! Applying for the card by touch alone: from the tiles to "Diterima Disnaker", and nothing left behind.

use anjungan_ui::{Ask, FieldKind, Nav, Page, Receipt, TypingKind};
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;

/// No region has this code, and so nobody this NIK.
const NIK: &str = "9799991505050001";
const NAME: &str = "contoh sintetis";
/// What a prepared person touches besides what they type.
const TOUCHES_MAX: u32 = 45;
/// More questions than any application has.
const QUESTIONS_MAX: usize = 80;

/// Somebody at the screen who has everything with them.
struct Applicant<'a> {
    kiosk: &'a Kiosk,
    /// Touches that typed something.
    typed: u32,
    asked: Vec<String>,
}

impl Applicant<'_> {
    fn ask(&self) -> Ask<'_> {
        self.kiosk.app().global::<Ask>()
    }

    fn page(&self) -> Page {
        self.kiosk.app().global::<Nav>().get_page()
    }

    /// Answers one question after the other until there is a receipt.
    fn apply(&mut self) {
        for _ in 0..QUESTIONS_MAX {
            self.kiosk.settle();
            if self.page() == Page::Receipt {
                return;
            }
            assert_eq!(self.page(), Page::Ask, "after {:#?}", self.asked);
            let question = self.ask().get_question().to_string();
            self.asked.push(question.clone());
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
        panic!("no receipt after {:#?}", self.asked);
    }

    fn answer(&mut self) {
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
                let first = self.ask().get_choices().row_data(0).unwrap();
                if !first.chosen {
                    self.kiosk.scroll_and_tap(&first.label);
                    self.kiosk.settle();
                }
                // One answer of many leads on by itself; what is chosen already, or may be several, does not.
                self.go_on();
            }
            FieldKind::Text => self.text(),
            FieldKind::Nik => {
                self.type_figures(NIK);
                self.go_on();
            }
            FieldKind::Date => {
                if !self.ask().get_next_enabled() {
                    self.kiosk.tap("Tanggal");
                    self.type_figures("15");
                    self.kiosk.tap("Bulan");
                    self.kiosk.tap("Mei");
                    self.kiosk.tap("Tahun");
                    self.type_figures("2005");
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

#[test]
fn a_prepared_person_applies_by_touch_and_leaves_nothing_behind() {
    let kiosk = Kiosk::open();
    kiosk.office.issues_cards();
    kiosk.wake_sync();
    kiosk.tap("Sentuh layar untuk mulai");
    kiosk.touches.set(0);
    kiosk.scroll_and_tap("Kartu AK1 (Kartu Kuning)");
    let mut applicant = Applicant { kiosk: &kiosk, typed: 0, asked: Vec::new() };
    applicant.apply();
    let touches = kiosk.touches.get() - applicant.typed;
    println!("{touches} touches and {} typed: {:#?}", applicant.typed, applicant.asked);
    assert!(touches <= TOUCHES_MAX, "{touches} touches besides typing: {:#?}", applicant.asked);

    kiosk.until("the office", |kiosk| kiosk.shows("Diterima Disnaker pukul"));
    let number = kiosk.app().global::<Receipt>().get_number().to_string();
    assert!(kiosk.shows(&number) && number.starts_with('K'), "{number}");
    kiosk.until("the slip", |kiosk| !kiosk.app().global::<Receipt>().get_slip().busy);
    kiosk.picture("receipt");
    let codes = kiosk.codes();
    assert_eq!(codes.len(), 1, "{codes:?}");
    let of_the_visit = kiosk.traces();
    assert!(of_the_visit.contains(&number));

    let done = kiosk.app().global::<Receipt>().get_done_label();
    kiosk.tap(&done);
    kiosk.settle();
    if kiosk.has_control("Selesai") {
        kiosk.tap("Selesai");
    }
    kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    kiosk.settle();
    let left: Vec<String> = kiosk
        .traces()
        .into_iter()
        .filter(|text| {
            let text = text.to_lowercase();
            text.contains(NAME) || text.contains(&NIK[..8]) || text.contains(&number.to_lowercase())
        })
        .collect();
    assert_eq!(left, Vec::<String>::new(), "of the person nothing is left");
}
