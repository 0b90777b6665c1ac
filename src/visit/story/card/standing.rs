//! How an application stands, by code and by number, and what can be done about it.

use anjungan_wire::receipt::ReceiptNumber;
use anjungan_wire::status::{PrintRule, Reached};

use super::super::super::status::{By, Look, StepState, TRIES_MAX, WITHIN_MS};
use super::*;
use crate::wording::{Cause, OfflineCause};

/// Somebody typed the receipt's number and a day of birth.
fn looked_up_by_number() -> Kiosk {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("status");
    types_number(&mut kiosk);
    kiosk
}

fn types_number(kiosk: &mut Kiosk) {
    kiosk.touches(form::Event::Typed(String::new()));
    kiosk.types(receipt().number.as_str());
    kiosk.touches(form::Event::Next);
    kiosk.types_date("15", 5, "2005");
    kiosk.touches(form::Event::Next);
}

#[test]
fn a_receipt_scanned_on_the_idle_screen_shows_its_status_without_a_touch() {
    let mut kiosk = Kiosk::at_desk();
    let effects = kiosk.scans(Scan::Receipt(receipt()));
    assert!(
        matches!(&effects[..], [Effect::LookUp { by: By::Code(code), .. }] if *code == receipt()),
        "{effects:?}"
    );
    assert!(kiosk.find_view().busy);
    kiosk.answered(Found::Status(Box::new(fixtures::status(PublicStage::Verifying))));
    let view = kiosk.status_view();
    assert_eq!(view.headline, "Sedang diverifikasi sejak pukul 08.10 WIB");
    assert!(view.explanation.contains("Selasa, 24 November 2026"), "{}", view.explanation);
    assert_eq!(view.number, receipt().number.as_str());
    assert!(view.qr.starts_with("HTTPS://AK1.DISNAKER.EXAMPLE/R#K07-"), "the code, to be photographed");
    kiosk.is_empty_again();
}

#[test]
fn a_code_is_looked_up_however_often_and_a_number_five_times_in_ten_minutes() {
    let mut kiosk = looked_up_by_number();
    for tries in 1..=TRIES_MAX {
        let looked_up = kiosk.effects.iter().filter(|e| matches!(e, Effect::LookUp { .. })).count();
        assert_eq!(looked_up, tries);
        kiosk.answered(Found::Unknown);
        kiosk.now.0 += 1_000;
        types_number(&mut kiosk);
    }
    let looked_up = kiosk.effects.iter().filter(|e| matches!(e, Effect::LookUp { .. })).count();
    assert_eq!(looked_up, TRIES_MAX, "the sixth is not asked");
    let view = kiosk.find_view();
    assert!(view.error.starts_with("Terlalu banyak percobaan. Coba lagi dalam"), "{}", view.error);
    assert!(!view.next_enabled);

    // Another visit is no way around; a code is.
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(10);
    assert!(kiosk.state.empty(), "times alone are kept");
    kiosk.does(Event::Started);
    kiosk.tile("status");
    assert!(!kiosk.find_view().error.is_empty());
    kiosk.scans(Scan::Receipt(receipt()));
    assert!(kiosk.find_view().busy);

    kiosk.now.0 += WITHIN_MS;
    kiosk.does(Event::Nav(Nav::Home));
    kiosk.tile("status");
    types_number(&mut kiosk);
    assert!(kiosk.find_view().busy, "after the wait it goes on");
}

#[test]
fn who_walks_away_from_the_answer_has_tried_all_the_same() {
    let mut kiosk = looked_up_by_number();
    for _ in 0..TRIES_MAX {
        kiosk.does(Event::Nav(Nav::Home));
        kiosk.tile("status");
        types_number(&mut kiosk);
    }
    assert!(!kiosk.find_view().busy);
    assert!(!kiosk.find_view().next_enabled);
}

#[test]
fn a_right_number_is_not_counted_and_central_may_ask_for_a_longer_wait() {
    let mut kiosk = looked_up_by_number();
    for _ in 0..2 * TRIES_MAX {
        kiosk.answered(Found::Status(Box::new(fixtures::status(PublicStage::Ready))));
        assert_eq!(kiosk.page(), "status");
        kiosk.does(Event::Nav(Nav::Home));
        kiosk.tile("status");
        types_number(&mut kiosk);
    }
    kiosk.answered(Found::TooMany { retry_s: 900 });
    assert!(kiosk.find_view().error.contains("15 menit"), "{}", kiosk.find_view().error);
}

#[test]
fn a_wrong_character_is_told_kindly_as_soon_as_the_number_is_whole() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("status");
    let right = receipt().number.to_string();
    let wrong = if right.ends_with('A') { right.replace("-A", "-B") } else { format!("{}A", &right[..10]) };
    kiosk.types(&wrong[..10]);
    assert_eq!(kiosk.find_view().error, "", "not before it is whole");
    kiosk.types(&wrong[10..]);
    assert!(kiosk.find_view().error.contains("salah"), "{}", kiosk.find_view().error);
    kiosk.touches(form::Event::Next);
    assert_eq!(kiosk.page(), "find", "it does not go on");
    kiosk.touches(form::Event::Erase);
    assert_eq!(kiosk.find_view().error, "");
    kiosk.types(&right[10..].to_lowercase());
    assert_eq!((kiosk.find_view().error.as_str(), kiosk.find_view().value.as_str()), ("", right.as_str()));
    kiosk.touches(form::Event::Next);
    assert!(matches!(kiosk.ask_view().field, form::Field::Date { .. }));
    assert!(right.parse::<ReceiptNumber>().is_ok());
}

#[test]
fn nobody_is_told_whether_the_number_or_the_day_was_wrong() {
    let mut kiosk = looked_up_by_number();
    kiosk.answered(Found::Unknown);
    let error = kiosk.find_view().error;
    assert_eq!(error, "Tidak ditemukan. Periksa nomor dan tanggal lahir, atau tanyakan kepada petugas.");
}

#[test]
fn what_waits_on_the_machine_is_not_what_the_office_has() {
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Receipt(receipt()));
    kiosk.answered(Found::StillHere);
    let stored = kiosk.status_view();
    assert_eq!(stored.headline, "TERSIMPAN di mesin, belum terkirim");
    assert_eq!((stored.timeline[0].state, stored.timeline[1].state), (StepState::Now, StepState::Later));
    let received = Kiosk::standing(PublicStage::Received).status_view();
    assert_eq!(received.headline, "Diterima Disnaker pukul 08.10 WIB");
    assert!(!received.headline.contains("TERSIMPAN") && !stored.explanation.contains("Diterima"));
}

#[test]
fn each_step_behind_says_when_it_was_and_none_where_central_does_not_tell() {
    let mut status = fixtures::status(PublicStage::Approved);
    let shown = |status: &anjungan_wire::status::Status| {
        let mut kiosk = Kiosk::at_desk();
        kiosk.scans(Scan::Receipt(receipt()));
        kiosk.answered(Found::Status(Box::new(status.clone())));
        kiosk.status_view().timeline.into_iter().map(|step| step.when).collect::<Vec<_>>()
    };
    let untold = shown(&status);
    assert_eq!((untold[0].as_str(), untold[1].as_str()), ("", ""));
    let at = |text: &str| text.parse().unwrap();
    status.steps = vec![
        Reached { stage: PublicStage::Received, at: at("2026-11-20T23:05:00Z") },
        Reached { stage: PublicStage::Verifying, at: at("2026-11-20T23:30:00Z") },
        Reached { stage: PublicStage::NeedsMending, at: at("2026-11-21T00:00:00Z") },
        Reached { stage: PublicStage::Verifying, at: at("2026-11-21T01:00:00Z") },
        Reached { stage: PublicStage::Approved, at: status.since },
    ];
    assert_eq!(shown(&status)[..3], ["pukul 06.05 WIB", "pukul 08.00 WIB", "pukul 08.10 WIB"]);
}

#[test]
fn every_stage_is_said_plainly_in_both_languages_with_one_step_that_is_now() {
    let mut headlines = std::collections::HashSet::new();
    for stage in PublicStage::ALL {
        let mut kiosk = Kiosk::standing(stage);
        for _ in 0..2 {
            let view = kiosk.status_view();
            assert!(headlines.insert(view.headline.clone()), "{stage:?} says what another says");
            assert!(!view.explanation.is_empty());
            let now = view.timeline.iter().filter(|step| step.state == StepState::Now);
            assert_eq!(now.map(|step| step.when.is_empty()).collect::<Vec<_>>(), [false], "{stage:?}");
            for label in labels(&view.choices) {
                assert!(label.split_whitespace().count() <= 4, "{label}");
            }
            kiosk.english();
        }
    }
}

#[test]
fn what_was_sent_back_says_why_and_what_to_mend() {
    let view = Kiosk::standing(PublicStage::NeedsMending).status_view();
    assert_eq!((view.headline.as_str(), view.look), ("Perlu perbaikan", Look::Attention));
    assert_eq!(
        (view.reasons_heading.as_str(), &view.reasons[..]),
        ("Alasan", &["Foto terlalu gelap".into()][..])
    );
    assert_eq!(view.to_mend, "Yang perlu diperbaiki: foto");
    assert_eq!(view.choices[0].label, "Perbaiki sekarang");
    let refused = Kiosk::standing(PublicStage::Refused).status_view();
    assert_eq!(refused.reasons, ["Foto terlalu gelap"]);
    assert_eq!(refused.to_mend, "");
    assert!(refused.explanation.contains("Yang bisa Anda lakukan"), "{}", refused.explanation);
}

#[test]
fn by_number_alone_one_sees_but_neither_prints_nor_mends() {
    for (stage, says) in [
        (PublicStage::Ready, "pindai kode QR pada tanda terima"),
        (PublicStage::NeedsMending, "pindai kode QR pada tanda terima"),
    ] {
        let mut kiosk = looked_up_by_number();
        kiosk.answered(Found::Status(Box::new(fixtures::status(stage))));
        let view = kiosk.status_view();
        assert!(view.explanation.contains(says), "{}", view.explanation);
        assert_eq!(view.qr, "");
        for id in ["print", "slip", "mend", "employed", "still-looking"] {
            assert!(!ids(&view.choices).contains(&id), "{id}");
            assert_eq!(kiosk.chooses(id), [], "nor by a touch on what is not there");
        }
    }
}

#[test]
fn a_ready_card_is_printed_like_a_ticket_and_counted() {
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    let view = kiosk.status_view();
    assert_eq!(view.headline, "Kartu Anda siap dicetak");
    assert_eq!(view.explanation, "Sisa cetak di mesin: 3 kali.");
    assert_eq!(ids(&view.choices), ["print", "slip", "employed", "still-looking", "correct"]);
    assert_eq!(view.facts[1], ("Berlaku sampai".into(), "21 November 2028".into()));
    assert_eq!(view.facts[2].1, "21 Mei 2027 · 21 November 2027 · 21 Mei 2028");

    let effects = kiosk.chooses("print");
    assert!(matches!(&effects[..], [Effect::PrintCard { code, .. }] if *code == receipt()), "{effects:?}");
    kiosk.card_job(ticket::Update::Printing);
    assert_eq!((kiosk.ticket().kind, kiosk.ticket().look), (ticket::Kind::Card, ticket::Look::Printing));
    kiosk.card_job(ticket::Update::Suspended(Cause::PaperOut));
    assert_eq!(kiosk.ticket().code, Cause::SheetPaperOut.code());
    kiosk.card_job(ticket::Update::Resumed);
    kiosk.card_job(ticket::Update::Printed);
    assert_eq!(kiosk.ticket().headline, "Kartu berhasil dicetak");
    kiosk.does(Event::Ticket(ticket::Event::Done));
    assert_eq!(kiosk.status_view().explanation, "Sisa cetak di mesin: 2 kali.");
    kiosk.does(Event::Nav(Nav::Finish));
    let Body::Thanks(thanks) = kiosk.body() else { panic!("{}", kiosk.page()) };
    assert_eq!(thanks.message, "Jangan lupa ambil kertas Anda.");
    assert_eq!(kiosk.facts()[0].tickets_printed, 0, "a card is no ticket");
}

#[test]
fn a_card_that_did_not_come_out_is_asked_for_anew_and_may_be_refused() {
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    kiosk.chooses("print");
    kiosk.card_job(ticket::Update::Doubtful);
    assert_eq!(kiosk.ticket().look, ticket::Look::Unverified);
    kiosk.does(Event::Ticket(ticket::Event::ConfirmedOut(false)));
    assert!(kiosk.ticket().can_reprint);
    let effects = kiosk.does(Event::Ticket(ticket::Event::ReprintChosen));
    assert!(matches!(&effects[..], [Effect::PrintCard { .. }]), "nothing of a card is kept: {effects:?}");
    kiosk.card_job(ticket::Update::Failed(Cause::CardAltered));
    let view = kiosk.ticket();
    assert!(view.explanation.contains("Ambil kartu di loket"), "{}", view.explanation);
    assert_eq!(view.code, "P20");
    kiosk.does(Event::Ticket(ticket::Event::Done));
    assert_eq!(kiosk.status_view().explanation, "Sisa cetak di mesin: 3 kali.", "no print was used");
}

#[test]
fn leaving_takes_back_a_card_that_has_not_begun() {
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    kiosk.chooses("print");
    let effects = kiosk.does(Event::Stopping);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CancelPrint { .. })), "{effects:?}");
    assert!(kiosk.state.empty());
}

#[test]
fn without_a_sheet_printer_there_are_slip_and_code_instead() {
    for (printer, says) in [
        (SheetPrinter::None, "Mesin ini tidak punya pencetak A4."),
        (SheetPrinter::Down(Cause::SheetPaperOut), Cause::SheetPaperOut.plain(Lang::Id)),
    ] {
        let mut kiosk = Kiosk::standing(PublicStage::Ready);
        kiosk.does(Event::Machine(machine::Event::SheetPrinter(printer)));
        let view = kiosk.status_view();
        assert!(view.explanation.starts_with(says), "{}", view.explanation);
        assert!(view.explanation.contains("Potret kode QR ini"));
        assert_eq!(ids(&view.choices), ["slip", "employed", "still-looking", "correct"]);
        assert_ne!(view.qr, "");
        let effects = kiosk.chooses("slip");
        assert!(matches!(&effects[..], [Effect::PrintSlip { code, .. }] if *code == receipt()));
        assert_eq!(kiosk.ticket().kind, ticket::Kind::Slip);
    }
}

#[test]
fn where_cards_are_fetched_or_no_print_is_left_the_counter_is_named() {
    for (print, says) in [
        (PrintRule::AtCounter, "Kartu siap. Ambil di loket"),
        (PrintRule::AtKiosk { left: 0 }, "Batas cetak kartu tercapai"),
    ] {
        let mut status = fixtures::status(PublicStage::Ready);
        status.card.as_mut().unwrap().print = print;
        let mut kiosk = Kiosk::at_desk();
        kiosk.scans(Scan::Receipt(receipt()));
        kiosk.answered(Found::Status(Box::new(status)));
        assert_eq!(kiosk.status_view().headline, says);
        assert!(kiosk.status_view().explanation.contains("Gratis"));
        assert!(!ids(&kiosk.status_view().choices).contains(&"print"));
    }
}

#[test]
fn an_unknown_code_and_a_lost_connection_say_what_to_do() {
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Receipt(receipt()));
    kiosk.answered(Found::Unknown);
    assert!(kiosk.find_view().error.starts_with("Pengajuan ini belum dikenal"));
    let mut kiosk = Kiosk::at_desk();
    kiosk.scans(Scan::Receipt(receipt()));
    kiosk.answered(Found::Offline);
    assert!(
        kiosk.find_view().error.contains("belum sampai di mesin ini"),
        "who has scanned is not asked to scan"
    );
    let mut kiosk = looked_up_by_number();
    kiosk.answered(Found::Offline);
    assert!(kiosk.find_view().error.starts_with("Jaringan terputus"));
    kiosk.scans(Scan::Other);
    assert!(kiosk.find_view().error.starts_with("Ini bukan kode tanda terima"));
}

#[test]
fn silence_empties_a_status_as_it_does_any_page() {
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    kiosk.waits(81);
    assert_eq!(kiosk.page(), "attract");
    kiosk.is_empty_again();
}

impl Kiosk {
    /// News of the last card or slip.
    fn card_job(&mut self, update: ticket::Update) {
        let request = self.request();
        self.does(Event::Ticket(ticket::Event::Job { request, update }));
    }
}

#[test]
fn without_central_one_line_says_what_that_means_for_a_person() {
    let causes = [
        (None, "Jaringan terputus."),
        (Some(OfflineCause::NoAnswer), "Jaringan terputus."),
        (Some(OfflineCause::NotCentral), "halaman masuk"),
        (Some(OfflineCause::Clock), "Jam mesin ini salah"),
        (Some(OfflineCause::Garbled), "Jaringan sedang terganggu."),
    ];
    for (cause, said) in causes {
        let mut kiosk = looked_up_by_number();
        kiosk.does(Event::Machine(machine::Event::OfflineCause(cause)));
        kiosk.answered(Found::Offline);
        let error = kiosk.find_view().error;
        assert!(error.contains(said) && error.ends_with("atau coba lagi nanti."), "{error}");
        kiosk.scans(Scan::Receipt(receipt()));
        kiosk.answered(Found::Offline);
        let error = kiosk.find_view().error;
        assert!(error.contains(said) && error.contains("belum sampai di mesin ini"), "{error}");
    }
}

/// Switched off, or without paper: the visitor waits, or goes with the code.
#[test]
fn a_card_that_waits_for_its_printer_says_what_its_code_is_good_for_meanwhile() {
    for (cause, headline) in [
        (Cause::SheetOffline, "Pencetak A4 tidak terhubung"),
        (Cause::SheetPaperOut, "Kertas A4 habis"),
        (Cause::NotConnected, "Pencetak A4 tidak terhubung"),
    ] {
        let mut kiosk = Kiosk::standing(PublicStage::Ready);
        kiosk.chooses("print");
        kiosk.card_job(ticket::Update::Blocked(cause));
        let ticket = kiosk.ticket();
        assert_eq!((ticket.look, ticket.headline.as_str()), (ticket::Look::Waiting, headline));
        for said in ["masih bisa keluar selama Anda menunggu", "dibuka di HP", "di mesin lain"] {
            assert!(ticket.explanation.contains(said), "{}", ticket.explanation);
        }
        assert!(ticket.qr.contains(receipt().number.as_str()), "the code is there to be photographed");
        kiosk.card_job(ticket::Update::Printed);
        assert_eq!(kiosk.ticket().look, ticket::Look::Printed);
    }
}

#[test]
fn a_receipt_held_to_the_scanner_for_longer_is_looked_up_once() {
    let looks_up = |effects: Vec<Effect>| effects.iter().any(|it| matches!(it, Effect::LookUp { .. }));
    let mut kiosk = Kiosk::at_desk();
    assert!(looks_up(kiosk.scans(Scan::Receipt(receipt()))));
    assert!(!looks_up(kiosk.scans(Scan::Receipt(receipt()))));
    kiosk.answered(Found::Unknown);
    assert!(looks_up(kiosk.scans(Scan::Receipt(receipt()))), "it may have come meanwhile");
}
