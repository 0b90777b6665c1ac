//! The whole story, once, with real parts: from a person who touches the screen to a card that is found genuine.
//!
//! ```text
//!   visitor ──► window ──► terminal ──HTTP──► central ◄──HTTP── Chromium ◄── operator, pengantar kerja
//!      ▲                   │  ▲   │
//!      ├── slip (a pty) ◄──┘  │   └──IPP──► ippeveprinter ──► card
//!      └── its code, the card's code ──► scanner (a pty)
//! ```
//!
//! `bash tests/story.sh` installs what it needs, starts the printer and runs it; each step leaves a picture in
//! `target/story/`.

mod album;
mod desk;
mod sheets;
mod visitor;

use std::path::PathBuf;
use std::rc::Rc;

use anjungan::device::camera::{Source as _, drawn::Drawn, picture};
use anjungan_central::demonstration::office::{self, DemoOfficer};
use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::Stage;
use anjungan_central::store::{Filter, Store, Summary};
use anjungan_wire::receipt::ReceiptNumber;
use jiff::Timestamp;

use crate::applicant::NAME;
use crate::browser::Browser;
use crate::kiosk::Kiosk;
use album::Album;
use desk::Desk;
use sheets::SheetPrinter;

/// No region has this code, and so nobody this NIK; none of the demonstration's people has it.
const NIK: &str = "9799991505050077";

/// Of the demonstration's office, which the public reaches under a name.
const RULES: &str = r#"
region = "3216"
name = "Disnaker Kabupaten Bekasi"
public_host = "ak1.disnaker.example"
minimum_age = 18
prints_max = 3

[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"

[signer]
name = "CONTOH PENGANTAR KERJA"
nip = "000000000000000000"
title = "Pengantar Kerja"

[card]
government = "PEMERINTAH KABUPATEN BEKASI"
place = "Cikarang Pusat"
"#;

#[test]
#[ignore = "needs Chromium and ippeveprinter: bash tests/story.sh"]
fn from_a_touch_to_a_card_that_is_genuine() {
    let mut story = Story::begin();
    let receipt = story.applies_while_central_is_away();
    let slip = story.takes_the_slip();
    story.sees_it_received();
    let desk = story.office_decides(&receipt);
    story.comes_back_and_prints(&slip);
    let codes = story.printed_what_was_signed(&receipt);
    story.central_hears_of_the_print(&desk, &receipt);
    let of = |path: &str| codes.iter().find(|code| code.contains(path)).expect("the card has both codes");
    let (sealed, address) = (of("/K#"), of("/C/"));
    story.finds_the_card_genuine(sealed);
    story.public_finds_it_genuine(&slip, sealed, address);
}

/// What the story is played with.
struct Story {
    kiosk: Kiosk,
    officers: Vec<DemoOfficer>,
    printer: SheetPrinter,
    album: Rc<Album>,
    dir: tempfile::TempDir,
}

impl Story {
    fn begin() -> Self {
        let printer = SheetPrinter::found();
        let kiosk = Kiosk::plan().scanner().sheets(printer.uri.clone()).open();
        let officers = kiosk.office.central().with_store(|store| {
            let now = Timestamp::now();
            let officers = office::office(store, now, None).unwrap();
            store.set_office(RULES, "story", now).unwrap();
            officers
        });
        let (album, dir) = (Rc::new(Album::open()), tempfile::tempdir().unwrap());
        kiosk.wake_sync();
        Self { kiosk, officers: officers.unwrap(), printer, album, dir }
    }

    fn officer(&self, role: Role) -> &DemoOfficer {
        self.officers.iter().find(|officer| officer.role == role).expect("the demonstration has each")
    }

    /// What `look` finds in the application with this receipt at central.
    fn at_central<R: Send + 'static>(
        &self,
        receipt: &ReceiptNumber,
        look: impl FnOnce(&mut Store, Summary) -> R + Send + 'static,
    ) -> R {
        let filter = Filter { receipt: Some(receipt.clone()), ..Filter::default() };
        let work = move |store: &mut Store| {
            let found = store.applications(&filter).unwrap().swap_remove(0);
            look(store, found)
        };
        self.kiosk.office.central().with_store(work).unwrap()
    }

    /// The operator verifies, puts the photo from the counter to the file, and approves; the pengantar kerja signs.
    fn office_decides(&self, receipt: &ReceiptNumber) -> Desk {
        let desk = Desk::open(&self.dir.path().join("desk"), self.kiosk.office.url(), Rc::clone(&self.album));
        desk.sign_in(self.officer(Role::Operator));
        desk.open_file("waiting", receipt.as_str());
        let read_back = desk.browser.text("#read-back").to_lowercase();
        assert!(read_back.contains(NAME) && !read_back.contains(NIK), "the NIK is masked: {read_back}");
        desk.picture("read-back-at-the-office");
        desk.approves(&self.photo());
        assert_eq!(desk.stage(), "DISETUJUI");
        desk.sign_out();
        desk.sign_in(self.officer(Role::Signer));
        desk.signs_in_bulk();
        assert_eq!(self.at_central(receipt, |_, found| found.stage), Stage::Ready);
        desk
    }

    /// What the counter's camera took.
    fn photo(&self) -> PathBuf {
        let frame = Drawn::default().open().unwrap().look().unwrap();
        let path = self.dir.path().join("photo.jpg");
        std::fs::write(&path, picture::jpeg(&picture::photo(&frame)).unwrap()).unwrap();
        path
    }

    /// The file in the printer's folder is byte for byte what central signed, and other programs read it. Gives its codes.
    fn printed_what_was_signed(&self, receipt: &ReceiptNumber) -> Vec<String> {
        let spooled = self.printer.spooled();
        let [card] = &spooled[..] else { panic!("{spooled:?} in the printer's folder") };
        let signed = self.at_central(receipt, |store, found| store.card_pdf(found.id).unwrap());
        let signed = signed.expect("a signed card");
        assert!(std::fs::read(card).unwrap() == **signed, "what was printed is not what was signed");
        let said = sheets::signatures(card);
        for line in ["Signature is Valid.", "Total document signed"] {
            assert!(said.contains(line), "pdfsig: {said}");
        }
        let words = sheets::words(card);
        assert!(words.contains(&NAME.to_uppercase()), "{words}");
        let picture = self.album.page("card");
        sheets::draw(card, &picture);
        sheets::codes(&picture)
    }

    fn central_hears_of_the_print(&self, desk: &Desk, receipt: &ReceiptNumber) {
        self.kiosk.until("the print at central", |kiosk| {
            kiosk.wake_sync();
            self.at_central(receipt, |_, found| found.stage) == Stage::Printed
        });
        desk.open_file("ready", receipt.as_str());
        assert_eq!(desk.stage(), "DICETAK");
        desk.picture("printed-at-the-office");
    }

    /// On a phone: how it stands by the slip, the card's seal, and the check address, which tells a number and a masked
    /// name.
    fn public_finds_it_genuine(&self, slip: &str, sealed: &str, address: &str) {
        let phone = Browser::open(&self.dir.path().join("phone"));
        phone.as_phone();
        let here = |code: &str| {
            let (_, path) = code.split_once("AK1.DISNAKER.EXAMPLE").expect("the office's name");
            format!("{}{path}", self.kiosk.office.url())
        };
        phone.goto(&here(slip));
        assert_eq!(phone.text("[data-stage=ready] .verdict"), "Kartu siap");
        self.album.browser(&phone, "phone-status");
        phone.goto(&here(sealed));
        assert_eq!(phone.text("#card[data-shown=genuine] [data-verdict=genuine]"), "Asli dan masih berlaku");
        self.album.browser(&phone, "phone-seal");
        phone.goto(&here(address));
        assert_eq!(phone.text("#verdict[data-verdict=valid]"), "Berlaku");
        let page = phone.reads();
        self.album.browser(&phone, "phone-check");
        assert!(page.contains("C***** S*******") && !page.to_lowercase().contains(NAME), "{page}");
        assert!(!page.contains(&NIK[..8]), "{page}");
    }
}
