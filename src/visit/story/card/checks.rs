//! A card is scanned to see whether it is genuine.

use anjungan_wire::card::CardCode;
use jiff::civil::date;

use super::super::super::check::{Event as CheckEvent, Revocation, Verdict, View};
use super::*;

fn checked(code: CardCode, revocation: Revocation) -> Kiosk {
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Card(code));
    let request = kiosk.request();
    kiosk.does(Event::Check(CheckEvent::Revocation { request, revocation }));
    kiosk
}

fn verdict(kiosk: &Kiosk) -> View {
    let Body::Check(view) = kiosk.body() else { panic!("not on Check but on {}", kiosk.page()) };
    view
}

#[test]
fn a_genuine_card_shows_what_to_compare_and_how_old_the_list_is() {
    let mut kiosk = checked(card_code(), Revocation::None);
    let view = verdict(&kiosk);
    assert_eq!(view.verdict, Verdict::Genuine);
    assert_eq!(view.headline, "Kartu ASLI dan masih berlaku");
    assert_eq!(view.label, "Apakah kartu ini asli?");
    let facts: Vec<&str> = view.facts.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(facts[..2], ["3216 211126 000123", "CONTOH SINTETIS"]);
    assert!(facts[4].starts_with("Data per 20 November 2026"), "{facts:?}");
    kiosk.is_empty_again();
}

#[test]
fn the_last_day_counts_and_the_day_after_does_not() {
    let until = |until| CardCode { valid_until: until, issued: date(2024, 11, 21), ..card_code() };
    assert_eq!(verdict(&checked(until(date(2026, 11, 21)), Revocation::None)).verdict, Verdict::Genuine);
    let ended = checked(until(date(2026, 11, 20)), Revocation::None);
    assert_eq!(verdict(&ended).verdict, Verdict::Expired);
    assert!(verdict(&ended).headline.contains("KEDALUWARSA"));
    assert_eq!(ids(&verdict(&ended).choices), ["renew", "employed"]);
}

#[test]
fn a_revoked_card_is_revoked_even_when_it_has_ended() {
    let ended = CardCode { valid_until: date(2026, 1, 1), ..card_code() };
    for code in [card_code(), ended] {
        let view = verdict(&checked(code, Revocation::Since(date(2026, 11, 20))));
        assert_eq!((view.verdict, view.headline.as_str()), (Verdict::Revoked, "Kartu sudah DICABUT"));
        assert!(view.choices.is_empty());
    }
}

#[test]
fn a_list_that_cannot_be_read_is_not_passed_over_in_silence() {
    let view = verdict(&checked(card_code(), Revocation::Unknown));
    assert_eq!((view.verdict, view.headline.as_str()), (Verdict::Unlisted, "Kartu ASLI"));
    assert!(view.explanation.starts_with("Belum diketahui apakah sudah dicabut"), "{}", view.explanation);
    assert_eq!(view.facts[4], ("Daftar pencabutan".into(), "tidak terbaca".into()));
    let ended = CardCode { valid_until: date(2026, 1, 1), ..card_code() };
    assert_eq!(verdict(&checked(ended, Revocation::Unknown)).verdict, Verdict::Expired);
}

#[test]
fn nothing_is_told_of_a_card_before_the_list_has_answered() {
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Card(card_code()));
    let view = verdict(&kiosk);
    assert_eq!(view.verdict, Verdict::Waiting);
    assert!(view.facts.is_empty() && view.choices.is_empty());
}

#[test]
fn a_false_card_says_so_from_the_idle_screen_and_another_code_only_where_one_is_checked() {
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Other);
    assert_eq!(kiosk.page(), "attract");
    kiosk.scans(Scan::FalseCard);
    assert_eq!(verdict(&kiosk).verdict, Verdict::NotGenuine);
    assert!(verdict(&kiosk).headline.starts_with("TIDAK ASLI"));
    kiosk.scans(Scan::Other);
    assert_eq!(verdict(&kiosk).verdict, Verdict::Unreadable);
    kiosk.scans(Scan::Card(card_code()));
    assert_eq!(verdict(&kiosk).verdict, Verdict::Waiting, "the next card, at once");
}

#[test]
fn a_machine_without_keys_calls_no_card_false() {
    let mut kiosk = Kiosk::at_desk();
    kiosk.does(Event::Machine(machine::Event::Office(None)));
    kiosk.scans(Scan::FalseCard);
    let view = verdict(&kiosk);
    assert_eq!(view.verdict, Verdict::Waiting);
    assert_eq!(view.headline, "Mesin ini belum dapat memeriksa kartu");
    kiosk.scans(Scan::FalseCard);
    assert_eq!(verdict(&kiosk).verdict, Verdict::Waiting, "again, from its own page");
}

#[test]
fn no_text_calls_it_a_signature() {
    let ended = CardCode { valid_until: date(2026, 1, 1), ..card_code() };
    let mut false_card = Kiosk::at_desk();
    false_card.scans(Scan::FalseCard);
    for mut kiosk in [
        checked(card_code(), Revocation::None),
        checked(card_code(), Revocation::Since(date(2026, 1, 1))),
        checked(ended, Revocation::None),
        false_card,
    ] {
        for _ in 0..2 {
            let shown = format!("{:?}", verdict(&kiosk)).to_lowercase();
            assert!(!shown.contains("tanda tangan") && !shown.contains("signature"), "{shown}");
            kiosk.english();
        }
    }
}

#[test]
fn offline_it_is_the_same() {
    let mut kiosk = Kiosk::at_desk();
    kiosk.does(Event::Machine(machine::Event::Offline(true)));
    kiosk.scans(Scan::Card(card_code()));
    let request = kiosk.request();
    let revocation = Revocation::None;
    kiosk.does(Event::Check(CheckEvent::Revocation { request, revocation }));
    assert_eq!(verdict(&kiosk).verdict, Verdict::Genuine);
}

#[test]
fn without_a_scanner_the_page_says_so() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.does(Event::Machine(machine::Event::Scanner(false)));
    kiosk.tile("check");
    assert_eq!(verdict(&kiosk).headline, "Mesin ini tidak punya pemindai");
}
