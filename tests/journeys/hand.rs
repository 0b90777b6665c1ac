//! A visitor's hand: finds what is labelled, and touches it.

use anjungan_ui::Receipt;
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, SharedString};

use crate::kiosk::Kiosk;

const DOWN: &str = "Ke bawah";

impl Kiosk {
    /// Touches the one control with this label, as soon as it is there and can be touched.
    pub fn tap(&self, label: &str) {
        self.until(&format!("a control {label:?}"), |kiosk| {
            kiosk.controls(label).iter().any(|control| control.accessible_enabled() != Some(false))
        });
        self.touch(&self.control(label));
    }

    /// Touches a line that is no control to those who can't see it.
    pub fn touch_line(&self, text: &str) {
        let line = ElementHandle::find_by_accessible_label(self.app(), text).next();
        self.touch(&line.unwrap_or_else(|| panic!("no line {text:?} in {:#?}", self.texts())));
    }

    /// Touches what may lie further down on a page that scrolls.
    pub fn scroll_and_tap(&self, label: &str) {
        self.until(&format!("a control {label:?}"), |kiosk| kiosk.has_control(label));
        let middle = |element: &ElementHandle| element.absolute_position().y + element.size().height / 2.0;
        let edge = |kiosk: &Self| {
            kiosk.controls(DOWN).pop().map_or(f32::INFINITY, |down| down.absolute_position().y)
        };
        while middle(&self.control(label)) > edge(self) {
            self.tap(DOWN);
            self.settle();
        }
        self.tap(label);
    }

    /// From the attract screen to the list of vacancies near here.
    pub fn begin_search(&self) {
        self.tap("Sentuh layar untuk mulai");
        self.tap("Cari Lowongan");
        self.until_found();
    }

    /// Opens a card, counted from 0 on the screen, and waits for the vacancy's text. Gives its title.
    pub fn open_card(&self, at: usize) -> String {
        let card = self.cards().swap_remove(at);
        let title = card.accessible_label().unwrap().to_string();
        self.touch(&card);
        self.until("the vacancy's text", |kiosk| kiosk.shows("Kondisi kerja") && kiosk.has_control("Cetak"));
        title
    }

    /// To the list as it is when nothing is on its way.
    pub fn until_found(&self) {
        self.until("the answer", |kiosk| !kiosk.is_searching() && kiosk.found().is_some());
    }

    /// Letter by letter, on the screen.
    pub fn type_on_screen(&self, words: &str) {
        self.enter(words);
        self.until_found();
    }

    /// Letter by letter, on the keyboard or the pad that is up.
    pub fn enter(&self, text: &str) {
        for letter in text.chars() {
            match letter {
                ' ' => self.tap("Spasi"),
                letter => self.tap(&letter.to_uppercase().to_string()),
            }
        }
    }

    /// A day, its three parts in turn.
    pub fn enter_date(&self, day: &str, month: &str, year: &str) {
        self.tap("Tanggal");
        self.enter(day);
        self.tap("Bulan");
        self.tap(month);
        self.tap("Tahun");
        self.enter(year);
    }

    /// From the attract screen to a service of the card's desk.
    pub fn begin_at(&self, tile: &str) {
        self.tap("Sentuh layar untuk mulai");
        self.scroll_and_tap(tile);
        self.settle();
    }

    /// "Selesai" on a receipt, once its slip has come to an end: just before, the touch would mean something else.
    pub fn finish_receipt(&self) {
        self.until("the slip", |kiosk| !kiosk.app().global::<Receipt>().get_slip().busy);
        self.settle();
        self.tap("Selesai");
        self.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    }

    /// On a keyboard of plastic.
    pub fn press_key(&self, key: impl Into<SharedString>) {
        let text = key.into();
        let window = self.app().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
        self.live();
    }

    pub fn has_control(&self, label: &str) -> bool {
        !self.controls(label).is_empty()
    }

    /// The one control with this label.
    pub fn control(&self, label: &str) -> ElementHandle {
        let mut found = self.controls(label);
        assert_eq!(found.len(), 1, "controls labelled {label:?} of {:#?}", self.texts());
        found.remove(0)
    }

    /// The cards on the screen, from the top.
    pub fn cards(&self) -> Vec<ElementHandle> {
        let mut cards =
            ElementQuery::from_root(self.app()).match_accessible_role(AccessibleRole::ListItem).find_all();
        cards.sort_by_key(ElementHandle::accessible_item_index);
        cards
    }

    /// Lets what moves come to rest.
    pub fn settle(&self) {
        for _ in 0..4 {
            self.live();
        }
    }

    /// Controls with this label.
    pub fn controls(&self, label: &str) -> Vec<ElementHandle> {
        ElementHandle::find_by_accessible_label(self.app(), label)
            .filter(|element| {
                matches!(
                    element.accessible_role(),
                    Some(AccessibleRole::Button | AccessibleRole::ListItem | AccessibleRole::TextInput)
                )
            })
            .collect()
    }

    fn touch(&self, element: &ElementHandle) {
        self.touches.set(self.touches.get() + 1);
        element.mock_single_click(PointerEventButton::Left);
        self.live();
    }
}
