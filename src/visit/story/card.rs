//! The card's desk: status and paper, reports, the check of a card, an officer who helps, and its tiles.

mod checks;
mod helpers;
mod mendings;
mod reports;
mod standing;
mod tiles;

use anjungan_wire::status::PublicStage;

use super::super::fixtures::{card_code, card_machine, receipt};
use super::super::scan::Scan;
use super::super::status::{Event as StatusEvent, Found};
use super::*;

impl Kiosk {
    /// Nobody is at a kiosk of an office that issues cards.
    fn at_desk() -> Self {
        Self { state: State::new(card_machine()), ..Self::waiting() }
    }

    /// Somebody is on its Home.
    fn desk_visited() -> Self {
        let mut kiosk = Self::at_desk();
        kiosk.does(Event::Started);
        kiosk
    }

    fn scans(&mut self, scan: Scan) -> Vec<Effect> {
        self.does(Event::Scanned(scan))
    }

    fn touches(&mut self, event: form::Event) -> Vec<Effect> {
        self.does(Event::Form(event))
    }

    /// A date, figure by figure.
    fn types_date(&mut self, day: &str, month: u8, year: &str) {
        for c in day.bytes() {
            self.touches(form::Event::Digit(c - b'0'));
        }
        self.touches(form::Event::MonthChosen(month));
        for c in year.bytes() {
            self.touches(form::Event::Digit(c - b'0'));
        }
    }

    /// The last look-up is answered.
    fn answered(&mut self, found: Found) -> Vec<Effect> {
        let request = self.request();
        self.does(Event::Status(StatusEvent::Found { request, found }))
    }

    /// Somebody scanned a receipt on the idle screen, and this is how it stands.
    pub(super) fn standing(stage: PublicStage) -> Self {
        let mut kiosk = Self::at_desk();
        kiosk.scans(Scan::Receipt(receipt()));
        kiosk.answered(Found::Status(Box::new(fixtures::status(stage))));
        kiosk
    }

    fn chooses(&mut self, id: &str) -> Vec<Effect> {
        self.does(Event::Status(StatusEvent::Chosen(id.into())))
    }

    fn status_view(&self) -> super::super::status::View {
        let Body::Status(view) = self.body() else { panic!("not on Status but on {}", self.page()) };
        view
    }

    fn find_view(&self) -> find::View {
        let Body::Find(view) = self.body() else { panic!("not on Find but on {}", self.page()) };
        view
    }

    fn ask_view(&self) -> form::AskView {
        let Body::Ask(view) = self.body() else { panic!("not on a question but on {}", self.page()) };
        view
    }

    fn english(&mut self) {
        self.does(Event::Preferences(preferences::Event::LanguageToggled));
    }

    /// Nobody is here, and nothing of anybody is left.
    fn is_empty_again(&mut self) {
        self.does(Event::Stopping);
        assert!(self.state.empty());
        let held = format!("{:?}", self.state);
        for personal in ["CONTOH", "3216 211126", receipt().number.as_str(), "PT Maju"] {
            assert!(!held.contains(personal), "{personal} outlived the visit: {held}");
        }
    }
}

/// The labels of buttons.
fn labels(choices: &[form::ChoiceItem]) -> Vec<&str> {
    choices.iter().map(|choice| choice.label.as_str()).collect()
}

fn ids(choices: &[form::ChoiceItem]) -> Vec<&str> {
    choices.iter().map(|choice| choice.id.as_str()).collect()
}
