//! What was sent back is mended, and nothing else.

use anjungan_wire::application::{Mend, Mended, Part};

use super::super::super::status::Look;
use super::*;
use crate::wording::Cause;

/// Somebody whose name was sent back begins to mend it.
fn mending() -> Kiosk {
    let mut status = fixtures::status(PublicStage::NeedsMending);
    status.mend = vec![Part::Name];
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Receipt(receipt()));
    kiosk.answered(Found::Status(Box::new(status)));
    kiosk.chooses("mend");
    kiosk
}

/// They type it and go on until it is stored.
fn mended() -> Kiosk {
    let mut kiosk = mending();
    kiosk.types("CONTOH SINTETIS");
    for _ in 0..3 {
        if asked(&kiosk).is_none() {
            kiosk.touches(form::Event::Next);
        }
    }
    kiosk
}

fn asked(kiosk: &Kiosk) -> Option<(Request, Mend)> {
    kiosk.effects.iter().rev().find_map(|effect| {
        if let Effect::Mend { request, mend } = effect { Some((*request, (**mend).clone())) } else { None }
    })
}

#[test]
fn only_what_was_sent_back_is_asked_and_told_under_the_receipts_own_secret() {
    let kiosk = mended();
    let (_, mend) = asked(&kiosk).expect("it is stored");
    let receipt = receipt();
    assert_eq!((mend.receipt, mend.secret), (receipt.number, receipt.secret));
    assert_eq!(mend.parts, [Mended::Name("CONTOH SINTETIS".into())]);
    assert_eq!(kiosk.status_view().look, Look::Busy, "nothing is promised before it is on disk");
}

#[test]
fn stored_it_says_so_and_is_not_offered_again() {
    let mut kiosk = mended();
    let (request, _) = asked(&kiosk).unwrap();
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.status_view().look, Look::Busy, "a moment, and it is known");
    kiosk.does(Event::Status(StatusEvent::MendStored { request }));
    assert_eq!(kiosk.status_view().headline, "Perbaikan TERSIMPAN di mesin ini");
    kiosk.chooses("done");
    assert_eq!(
        kiosk.status_view().headline,
        "Perbaikan TERSIMPAN di mesin ini",
        "central does not know it yet"
    );
    assert!(!ids(&kiosk.status_view().choices).contains(&"mend"));
    kiosk.is_empty_again();
}

#[test]
fn what_could_not_be_stored_is_still_there() {
    let mut kiosk = mended();
    let (request, first) = asked(&kiosk).unwrap();
    kiosk.does(Event::Status(StatusEvent::NotStored { request, cause: Cause::NotStored }));
    let view = kiosk.status_view();
    assert_eq!((view.headline.as_str(), view.code.as_str()), ("Perbaikan BELUM tersimpan", "P09"));
    kiosk.chooses("again");
    let (again, second) = asked(&kiosk).unwrap();
    assert!(again > request && first == second);
}

#[test]
fn no_scan_throws_away_what_is_being_filled_in() {
    let mut kiosk = mending();
    kiosk.types("CONTOH");
    let before = kiosk.body();
    for scan in [Scan::Receipt(receipt()), Scan::Card(card_code()), Scan::FalseCard, Scan::Other] {
        kiosk.scans(scan);
        assert_eq!(kiosk.body(), before);
    }
    kiosk.waits(81);
    assert_eq!(kiosk.page(), "attract");
    kiosk.is_empty_again();
}
