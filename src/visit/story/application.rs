//! Applying for a card, told in tests: what is touched is counted, what is typed is not.

mod age;
mod leaving;
mod mending;
mod nik;
mod receipt;
mod whole;
mod words;

use std::sync::Arc;

use anjungan_wire::office::Office;

use super::apply::{ReceiptView, Submission};
use super::form::{self, AskView, Event as On, Field};
use super::*;

/// The NIK of the synthetic vectors: a man, born on 15 May 2005, first registered in Cikarang Barat.
pub(super) const NIK: &str = "3216081505050001";

/// A village in Cikarang Barat.
const VILLAGE: &str = "3216082001";

/// The office's rules at this kiosk.
fn office() -> Office {
    Office {
        public_host: "ak1.disnaker.example".into(),
        ..Office::usual("3216".parse().unwrap(), "Disnaker Kabupaten Bekasi")
    }
}

/// Somebody at the kiosk of `state`, which waits for somebody, who has answered everything and reads it back.
pub(crate) fn at_the_read_back(state: State, now: Moment) -> State {
    let mut applicant = Applicant { kiosk: Kiosk { state, now, effects: Vec::new() }, taps: 0 };
    applicant.kiosk.does(Event::Started);
    applicant.kiosk.tile("ak1");
    applicant.answers_everything();
    applicant.kiosk.state
}

/// Somebody at a kiosk, and how often they touched it.
struct Applicant {
    kiosk: Kiosk,
    taps: u32,
}

impl Applicant {
    /// On Home, at an office with these rules.
    fn at(office: Office) -> Self {
        let mut kiosk = Kiosk::visited();
        kiosk.does(Event::Machine(machine::Event::Office(Some(Arc::new(office)))));
        Self { kiosk, taps: 0 }
    }

    /// At the first question.
    fn begins() -> Self {
        Self::begins_at(office())
    }

    fn begins_at(office: Office) -> Self {
        let mut applicant = Self::at(office);
        applicant.taps += 1;
        applicant.kiosk.tile("ak1");
        applicant
    }

    fn ask(&self) -> AskView {
        let Body::Ask(ask) = self.kiosk.body() else { panic!("no question but {}", self.kiosk.page()) };
        ask
    }

    fn receipt(&self) -> ReceiptView {
        let Body::Receipt(receipt) = self.kiosk.body() else {
            panic!("no receipt but {}", self.kiosk.page())
        };
        receipt
    }

    fn question(&self) -> String {
        self.ask().question
    }

    /// A touch that counts.
    fn taps(&mut self, event: On) -> Vec<Effect> {
        self.taps += 1;
        self.kiosk.does(Event::Form(event))
    }

    /// An option that is offered.
    fn chooses(&mut self, id: &str) {
        let options = match self.ask().field {
            Field::Choice { options, .. } | Field::Photo { choices: options, .. } => options,
            other @ (Field::Checks { .. }
            | Field::Notice { .. }
            | Field::Text { .. }
            | Field::Nik { .. }
            | Field::Date { .. }
            | Field::Place { .. }
            | Field::Rows { .. }
            | Field::Review { .. }) => panic!("nothing to choose in {other:?}"),
        };
        assert!(options.iter().any(|option| option.id == id), "{id} is not among {options:?}");
        self.taps(On::Chosen(id.into()));
    }

    fn says_yes(&mut self, id: &str) {
        self.taps(On::Checked { id: id.into(), yes: true });
    }

    /// "Lanjut", which must be there.
    fn goes_on(&mut self) {
        let ask = self.ask();
        assert!(!ask.next_label.is_empty() && ask.next_enabled, "no way on from {}", ask.question);
        self.taps(On::Next);
    }

    /// "Lewati", which must be there.
    fn skips(&mut self) {
        let ask = self.ask();
        assert!(!ask.skip_label.is_empty(), "{} can't be skipped", ask.question);
        self.taps(On::Skip);
    }

    /// Types, on the pad or the keyboard that is up.
    fn types(&mut self, text: &str) {
        let digits = match self.ask().field {
            Field::Nik { .. } | Field::Date { .. } => true,
            Field::Text { keyboard, .. } => keyboard == form::KeyboardKind::Digits,
            Field::Place { .. } => false,
            other @ (Field::Checks { .. }
            | Field::Notice { .. }
            | Field::Choice { .. }
            | Field::Rows { .. }
            | Field::Photo { .. }
            | Field::Review { .. }) => panic!("nothing to type in {other:?}"),
        };
        for c in text.chars() {
            match c.to_digit(10).filter(|_| digits) {
                Some(figure) => {
                    self.kiosk.does(Event::Form(On::Digit(u8::try_from(figure).unwrap())));
                }
                None => {
                    self.kiosk.does(Event::Keyboard(Key::Text(c.into())));
                }
            }
        }
    }

    /// Types and goes on.
    fn answers(&mut self, text: &str) {
        self.types(text);
        self.goes_on();
    }

    /// To the NIK: papers, a new card, the notice.
    fn gets_to_the_nik(&mut self) {
        for document in ["ktp", "ijazah"] {
            self.says_yes(document);
        }
        self.chooses("new");
        self.goes_on();
    }

    /// From the NIK to the telephone.
    fn says_who(&mut self) {
        self.answers(NIK);
        self.answers("contoh sintetis");
        self.answers("bekasi");
        self.goes_on();
        self.goes_on();
        self.chooses("islam");
        self.chooses("single");
        self.lives();
    }

    fn lives(&mut self) {
        self.taps(On::PlaceChosen(VILLAGE.into()));
        self.answers("jl. melati 5");
        self.answers("003007");
        self.chooses("here");
    }

    fn can_be_reached(&mut self) {
        self.answers("081200000000");
        self.skips();
    }

    fn went_to_school(&mut self) {
        self.chooses("smk");
        self.answers("teknik pemesinan");
        self.answers("SMK contoh");
        self.answers("2023");
        self.goes_on();
    }

    fn looks_for(&mut self) {
        self.answers("operator produksi");
        self.chooses("here");
        self.goes_on();
        self.skips();
        self.skips();
    }

    /// The read-back of somebody who has finished school and never worked.
    fn at_the_review() -> Self {
        let mut applicant = Self::begins();
        applicant.answers_everything();
        applicant
    }

    fn answers_everything(&mut self) {
        self.gets_to_the_nik();
        self.says_who();
        self.can_be_reached();
        self.went_to_school();
        self.goes_on();
        self.chooses("Indonesia");
        self.goes_on();
        self.chooses("never");
        self.looks_for();
        self.chooses("counter");
    }

    /// It is being stored.
    fn submitted() -> Self {
        let mut applicant = Self::at_the_review();
        applicant.goes_on();
        applicant
    }

    /// It is stored.
    fn stored() -> Self {
        let mut applicant = Self::submitted();
        let request = applicant.request();
        applicant.kiosk.does(Event::Apply(stored(request)));
        applicant
    }

    /// What was submitted last.
    fn submission(&self) -> Submission {
        let found = self.kiosk.effects.iter().rev().find_map(|effect| {
            if let Effect::Submit { draft, .. } = effect { Some((**draft).clone()) } else { None }
        });
        found.expect("something was submitted")
    }

    fn request(&self) -> Request {
        let found = self.kiosk.effects.iter().rev().find_map(|effect| {
            if let Effect::Submit { request, .. } = effect { Some(*request) } else { None }
        });
        found.expect("something was submitted")
    }

    /// Through "Ubah" of the read-back.
    fn changes(&mut self, group: &str) {
        let Field::Review { groups, .. } = self.ask().field else { panic!("not at the read-back") };
        assert!(groups.iter().any(|it| it.edit_id == group), "{group} is not read back");
        self.taps(On::EditChosen(group.into()));
    }

    fn at_review(&self) -> bool {
        matches!(self.ask().field, Field::Review { .. })
    }

    /// What is read back under a label.
    fn read_back(&self, label: &str) -> String {
        let Field::Review { groups, .. } = self.ask().field else { panic!("not at the read-back") };
        let rows = groups.into_iter().flat_map(|group| group.rows);
        rows.into_iter().find(|(known, _)| known == label).map(|(_, value)| value).unwrap_or_default()
    }
}
