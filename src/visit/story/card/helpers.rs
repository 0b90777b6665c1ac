//! An officer takes over for a while.

use super::super::super::assist::{Event as AssistEvent, View};
use super::*;

fn pad(kiosk: &Kiosk) -> View {
    let Body::Assist(view) = kiosk.body() else { panic!("no pad but {}", kiosk.page()) };
    view
}

fn types_pin(kiosk: &mut Kiosk, pin: &str) -> Vec<Effect> {
    for c in pin.bytes() {
        kiosk.does(Event::Assist(AssistEvent::Digit(c - b'0')));
    }
    kiosk.does(Event::Assist(AssistEvent::Enter))
}

fn judged(kiosk: &mut Kiosk, helper: Option<&str>, wait_s: u32) {
    let (request, helper) = (kiosk.request(), helper.map(str::to_owned));
    kiosk.does(Event::Assist(AssistEvent::Judged { request, helper, wait_s }));
}

/// Somebody who reports, half way, with an officer beside them.
fn helped() -> Kiosk {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("employed");
    kiosk.scans(Scan::Card(card_code()));
    kiosk.types("PT Maju");
    kiosk.touches(form::Event::Help);
    types_pin(&mut kiosk, "483920");
    judged(&mut kiosk, Some("P03"), 0);
    kiosk
}

#[test]
fn the_officer_is_named_above_the_page_and_what_was_filled_in_is_kept() {
    let kiosk = helped();
    assert_eq!(kiosk.view().assisted, "Dibantu petugas P03");
    let ask = kiosk.ask_view();
    assert_eq!(ask.assisted, "Dibantu petugas P03");
    assert!(matches!(ask.field, form::Field::Text { value, .. } if value == "PT Maju"));
}

#[test]
fn what_is_stored_says_who_helped_until_they_step_back() {
    let mut kiosk = helped();
    kiosk.touches(form::Event::Next);
    kiosk.touches(form::Event::Next);
    let by = |kiosk: &Kiosk| {
        let last = kiosk.effects.iter().rev().find_map(|effect| {
            if let Effect::Report { report, .. } = effect { Some(report.assisted_by.clone()) } else { None }
        });
        last.expect("a report")
    };
    assert_eq!(by(&kiosk).as_deref(), Some("P03"));
    kiosk.does(Event::Assist(AssistEvent::Opened));
    assert_eq!(pad(&kiosk).step_back_label, "Petugas selesai");
    kiosk.does(Event::Assist(AssistEvent::SteppedBack));
    assert_eq!(kiosk.view().assisted, "");
    kiosk.does(Event::Nav(Nav::Home));
    kiosk.tile("six-months");
    kiosk.scans(Scan::Card(card_code()));
    kiosk.touches(form::Event::Chosen("still-looking".into()));
    assert_eq!(by(&kiosk), None);
}

#[test]
fn the_help_ends_with_the_visit() {
    let mut kiosk = helped();
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(10);
    assert!(kiosk.state.empty());
    kiosk.does(Event::Started);
    assert_eq!(kiosk.view().assisted, "");
}

#[test]
fn a_card_says_whose_pin_is_asked_for_and_opens_nothing_by_itself() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.scans(Scan::Officer("P03".into()));
    assert_eq!(pad(&kiosk).message, "Petugas P03: ketik PIN Anda.");
    assert_eq!(kiosk.view().assisted, "");
    let effects = types_pin(&mut kiosk, "483920");
    assert!(matches!(&effects[..], [Effect::TryHelper { card: Some(card), .. }] if card == "P03"));
}

#[test]
fn a_wrong_pin_waits_as_long_as_it_is_told_and_closing_the_pad_is_no_way_around() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("status");
    kiosk.touches(form::Event::Help);
    types_pin(&mut kiosk, "000000");
    assert!(!pad(&kiosk).enabled, "one at a time");
    judged(&mut kiosk, None, 0);
    assert_eq!((pad(&kiosk).message.as_str(), pad(&kiosk).digits), ("PIN salah. Coba lagi.", 0));
    types_pin(&mut kiosk, "111111");
    judged(&mut kiosk, None, 60);
    assert_eq!(pad(&kiosk).message, "Terlalu banyak PIN salah. Coba lagi dalam 60 detik.");
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.page(), "find", "back closes the pad and nothing else");
    kiosk.touches(form::Event::Help);
    assert_eq!(types_pin(&mut kiosk, "222222"), []);
    kiosk.now.0 += 60_000;
    assert!(matches!(types_pin(&mut kiosk, "483920")[..], [Effect::TryHelper { .. }]));
}

#[test]
fn a_late_answer_opens_nothing_that_was_closed() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.scans(Scan::Officer("P03".into()));
    types_pin(&mut kiosk, "483920");
    kiosk.does(Event::Assist(AssistEvent::Closed));
    judged(&mut kiosk, Some("P03"), 0);
    assert_eq!(kiosk.view().assisted, "");
}

#[test]
fn a_short_pin_is_not_tried_and_nobody_to_help_is_said() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.scans(Scan::Officer("P03".into()));
    assert_eq!(types_pin(&mut kiosk, "48392"), []);
    let office = anjungan_wire::office::Office { helpers: Vec::new(), ..fixtures::office() };
    kiosk.does(Event::Machine(machine::Event::Office(Some(std::sync::Arc::new(office)))));
    assert!(pad(&kiosk).message.starts_with("Belum ada petugas"));
    assert!(!pad(&kiosk).enabled);
}

#[test]
fn the_pad_does_not_cover_paper_on_its_way() {
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    kiosk.chooses("print");
    kiosk.scans(Scan::Officer("P03".into()));
    assert_eq!(kiosk.page(), "ticket");
}
