//! What the visitor does at the screen, and what it tells.

use std::cell::RefCell;

use anjungan_ui::{Check, FieldKind, Receipt, ReceiptStage, Ticket, TicketState, Verdict};
use anjungan_wire::receipt::ReceiptNumber;
use slint::ComponentHandle as _;

use super::{NIK, Story};
use crate::applicant::{Applicant, NAME};
use crate::kiosk::Kiosk;
use crate::press::codes_on;

const CARD: &str = "Kartu AK1 (Kartu Kuning)";

/// Questions that are worth a picture, and their names.
const PICTURED: [(FieldKind, &str); 5] = [
    (FieldKind::Checks, "requirements"),
    (FieldKind::Notice, "privacy-notice"),
    (FieldKind::Nik, "nik"),
    (FieldKind::Photo, "photo"),
    (FieldKind::Review, "read-back"),
];

impl Story {
    fn window(&self, name: &str) {
        self.album.window(&self.kiosk, name);
    }

    /// Answers every question; then central is away, so that what the machine keeps is seen to be kept.
    pub fn applies_while_central_is_away(&mut self) -> ReceiptNumber {
        self.kiosk.tap("Sentuh layar untuk mulai");
        self.kiosk.until("the card's tile", |kiosk| kiosk.has_control(CARD));
        self.window("home");
        self.kiosk.scroll_and_tap(CARD);
        let seen = RefCell::new(Vec::new());
        Applicant::with_nik(&self.kiosk, NIK).answer_until(|applicant| {
            let kind = applicant.ask().get_kind();
            self.pictures_once(&mut seen.borrow_mut(), kind);
            kind == FieldKind::Review
        });
        assert_eq!(seen.borrow().len(), PICTURED.len(), "{seen:?}");
        self.kiosk.office.stop();
        Applicant::with_nik(&self.kiosk, NIK).apply();
        let receipt = || self.kiosk.app().global::<Receipt>();
        self.kiosk.until("the commit", |_| receipt().get_stage() != ReceiptStage::Saving);
        assert_eq!(receipt().get_stage(), ReceiptStage::StoredHere);
        assert!(self.kiosk.shows("TERSIMPAN di mesin ini") && !self.kiosk.shows("Diterima Disnaker"));
        receipt().get_number().parse().expect("a receipt has a number")
    }

    fn pictures_once(&self, seen: &mut Vec<FieldKind>, kind: FieldKind) {
        if let Some((_, name)) = PICTURED.iter().find(|(pictured, _)| *pictured == kind)
            && !seen.contains(&kind)
        {
            seen.push(kind);
            self.window(name);
        }
    }

    /// The code on the slip, which is the one on the screen.
    pub fn takes_the_slip(&self) -> String {
        self.kiosk.until("the slip", |kiosk| {
            !kiosk.app().global::<Receipt>().get_slip().busy && !kiosk.press().papers().is_empty()
        });
        self.window("stored-on-the-machine");
        let slip = self.kiosk.press().papers().pop().unwrap();
        self.album.paper(&slip, "slip");
        let codes = codes_on(&slip);
        assert_eq!(self.kiosk.codes(), codes, "screen and slip");
        let [code] = &codes[..] else { panic!("{codes:?} on the slip") };
        code.clone()
    }

    /// Central is there again.
    pub fn sees_it_received(&mut self) {
        self.kiosk.office.start_again();
        self.kiosk.until("the office", |kiosk| {
            kiosk.wake_sync();
            kiosk.shows("Diterima Disnaker pukul")
        });
        self.window("received-by-the-office");
        let done = self.kiosk.app().global::<Receipt>().get_done_label();
        self.kiosk.tap(&done);
        self.leaves();
    }

    /// Nothing of the person stays.
    fn leaves(&self) {
        self.kiosk.settle();
        if self.kiosk.has_control("Selesai") {
            self.kiosk.tap("Selesai");
        }
        self.kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
        let left = self.kiosk.traces();
        assert!(!left.iter().any(|text| text.to_lowercase().contains(NAME)), "{left:?}");
    }

    /// Comes back with the slip, and takes the card.
    pub fn comes_back_and_prints(&mut self, slip: &str) {
        self.kiosk.scan(slip);
        self.kiosk.until("the status", |kiosk| {
            kiosk.shows("Kartu Anda siap dicetak") && kiosk.has_control("Cetak kartu")
        });
        self.window("ready");
        self.printer.hold();
        self.kiosk.tap("Cetak kartu");
        let state = |kiosk: &Kiosk| kiosk.app().global::<Ticket>().get_state();
        self.kiosk.until("the mechanism", |_| self.printer.has_begun());
        self.kiosk.until("printing", |kiosk| state(kiosk) == TicketState::Printing);
        self.window("printing");
        assert!(!self.kiosk.shows("berhasil dicetak"), "the printer has not said so");
        self.printer.let_go();
        self.kiosk.until("the printer's word", |kiosk| {
            // What the window says changes only while it lives: it said this before the printer is looked at.
            let printed = state(kiosk) == TicketState::Printed;
            assert!(!printed || self.printer.is_done(), "said before the printer was through");
            printed
        });
        assert!(self.kiosk.shows("Kartu berhasil dicetak"));
        self.window("printed");
        self.leaves();
    }

    /// Holds the card itself to the scanner.
    pub fn finds_the_card_genuine(&mut self, sealed: &str) {
        self.kiosk.scan(sealed);
        let verdict = |kiosk: &Kiosk| kiosk.app().global::<Check>().get_verdict();
        self.kiosk.until("the verdict", |kiosk| {
            kiosk.shows("ASLI dan masih berlaku") && verdict(kiosk) == Verdict::Genuine
        });
        self.window("genuine");
        self.leaves();
    }
}
