//! Being stored, stored, received; and everything that may go wrong on the way.

use super::apply::ReceiptStage;
use super::ticket::Update;
use super::*;
use crate::wording::Cause;

fn answer(applicant: &mut Applicant, event: apply::Event) {
    applicant.kiosk.does(Event::Apply(event));
}

fn slip(applicant: &mut Applicant, update: Update) -> Vec<Effect> {
    let request = applicant.request();
    applicant.kiosk.does(Event::Ticket(ticket::Event::Job { request, update }))
}

fn number(applicant: &Applicant) -> anjungan_wire::receipt::ReceiptNumber {
    applicant.receipt().number.parse().unwrap()
}

#[test]
fn nothing_is_promised_before_the_commit() {
    let applicant = Applicant::submitted();
    let receipt = applicant.receipt();
    assert_eq!(receipt.stage, ReceiptStage::Saving);
    assert_eq!((receipt.number.as_str(), receipt.code.as_str()), ("", ""));
    assert!(!format!("{receipt:?}").contains("TERSIMPAN"));
}

#[test]
fn stored_here_and_received_there_are_two_screens() {
    let mut applicant = Applicant::stored();
    let receipt = applicant.receipt();
    assert_eq!(receipt.stage, ReceiptStage::StoredHere);
    assert_eq!(receipt.headline, "TERSIMPAN di mesin ini");
    assert!(receipt.code.starts_with("HTTPS://AK1.DISNAKER.EXAMPLE/R#K07-"), "{}", receipt.code);
    assert!(receipt.explanation.contains(&receipt.number));
    assert!(!format!("{receipt:?}").contains("Diterima"));
    let receipt = number(&applicant);
    let other = anjungan_wire::receipt::ReceiptNumber::draw(&"K08".parse().unwrap(), [1; 8]);
    let at = "2026-11-21T03:42:00Z".parse().unwrap();
    answer(&mut applicant, apply::Event::Acknowledged { receipt: other, at });
    assert_eq!(applicant.receipt().stage, ReceiptStage::StoredHere, "that is somebody else's");
    answer(&mut applicant, apply::Event::Acknowledged { receipt, at });
    let receipt = applicant.receipt();
    assert_eq!(receipt.stage, ReceiptStage::AtOffice);
    assert_eq!(receipt.headline, "Diterima Disnaker pukul 10.42 WIB");
    assert_eq!(receipt.explanation, "Perkiraan selesai: Selasa, 24 November 2026.");
    assert!(!receipt.explanation.contains("TERSIMPAN"));
}

#[test]
fn offline_and_outside_working_hours_are_said() {
    let mut applicant = Applicant::submitted();
    applicant.kiosk.does(Event::Machine(machine::Event::Offline(true)));
    let request = applicant.request();
    applicant.kiosk.does(Event::Apply(stored(request)));
    let receipt = applicant.receipt();
    assert!(receipt.explanation.ends_with("Akan dikirim otomatis saat jaringan pulih."));
    let waits = "Diajukan di luar jam kerja. Diproses mulai Senin, 23 November 2026 pukul 08.00.";
    assert!(receipt.next_steps.iter().any(|step| step == waits), "{:?}", receipt.next_steps);
}

#[test]
fn the_receipt_shows_no_answer_any_more() {
    let applicant = Applicant::stored();
    let shown = format!("{:?}", applicant.kiosk.view());
    for typed in [NIK, "CONTOH", "Melati", "081200000000"] {
        assert!(!shown.contains(typed), "{typed}");
    }
}

#[test]
fn who_is_done_is_thanked_and_reminded_of_the_paper() {
    let mut applicant = Applicant::stored();
    applicant.kiosk.does(Event::Apply(apply::Event::Done));
    assert_eq!(applicant.kiosk.page(), "receipt", "the paper is on its way");
    slip(&mut applicant, Update::Printing);
    slip(&mut applicant, Update::Printed);
    assert!(applicant.receipt().paper.printed);
    applicant.kiosk.does(Event::Apply(apply::Event::Done));
    let Body::Thanks(thanks) = applicant.kiosk.body() else { panic!("not over") };
    assert!(thanks.message.contains("kertas"), "{}", thanks.message);
}

#[test]
fn a_slip_that_nothing_proves_is_asked_about_and_printed_again() {
    let mut applicant = Applicant::stored();
    slip(&mut applicant, Update::Printing);
    slip(&mut applicant, Update::Unverified);
    assert!(applicant.receipt().paper.asks);
    let request = applicant.request();
    let said = applicant.kiosk.does(Event::Apply(apply::Event::SlipSeen(false)));
    assert_eq!(said, [Effect::TicketSeen { request, out: false }]);
    assert_eq!(applicant.receipt().paper.reprint_label, "Cetak ulang");
    let again = applicant.kiosk.does(Event::Apply(apply::Event::SlipReprint));
    assert!(matches!(&again[..], [Effect::PrintSlip { code, .. }] if code.number == number(&applicant)));
}

#[test]
fn a_slip_that_came_out_needs_no_more_words() {
    let mut applicant = Applicant::stored();
    slip(&mut applicant, Update::Doubtful);
    applicant.kiosk.does(Event::Apply(apply::Event::SlipSeen(true)));
    assert_eq!(applicant.receipt().paper, apply::PaperView::default());
    assert!(!applicant.receipt().number.is_empty());
}

#[test]
fn number_and_code_stay_whatever_the_printer_does() {
    let updates = [
        Update::Blocked(Cause::PaperOut),
        Update::Suspended(Cause::CoverOpen),
        Update::Expired,
        Update::Failed(Cause::NotPrintable),
    ];
    for update in updates {
        let mut applicant = Applicant::stored();
        slip(&mut applicant, update.clone());
        let receipt = applicant.receipt();
        assert!(!receipt.number.is_empty() && !receipt.code.is_empty(), "{update:?}");
        assert!(!receipt.code_for_technician.is_empty(), "{update:?}");
        assert_eq!(receipt.headline, "TERSIMPAN di mesin ini", "{update:?}");
    }
}

#[test]
fn a_kiosk_without_a_printer_does_not_speak_of_paper() {
    let mut applicant = Applicant::stored();
    applicant.kiosk.does(Event::Machine(machine::Event::Printer(Printer::Down(Cause::NoPrinter))));
    assert_eq!(applicant.receipt().paper, apply::PaperView::default());
}

#[test]
fn error_in_saving_keeps_every_answer_and_lets_try_again() {
    let mut applicant = Applicant::submitted();
    let (request, before) = (applicant.request(), applicant.submission());
    answer(&mut applicant, apply::Event::NotStored { request, cause: Cause::NotStored });
    assert!(applicant.at_review());
    let error = applicant.ask().error;
    assert!(error.contains("Belum tersimpan") && error.contains(Cause::NotStored.code()), "{error}");
    applicant.goes_on();
    assert!(applicant.request() > request, "a new number");
    assert_eq!(applicant.submission(), before);
    // A late answer to the first try is nobody's.
    applicant.kiosk.does(Event::Apply(stored(request)));
    assert_eq!(applicant.receipt().stage, ReceiptStage::Saving);
}

#[test]
fn nobody_leaves_while_it_is_being_stored_and_nobody_is_held_for_ever() {
    let mut applicant = Applicant::submitted();
    for nav in [Nav::Back, Nav::Home, Nav::Finish] {
        applicant.kiosk.does(Event::Nav(nav));
        assert_eq!(applicant.receipt().stage, ReceiptStage::Saving);
    }
    applicant.kiosk.now.0 += 10_000;
    applicant.kiosk.does(Event::Nav(Nav::Home));
    assert_eq!(applicant.kiosk.page(), "home");
}

#[test]
fn hang_in_saving_ends_in_an_empty_screen() {
    let mut applicant = Applicant::submitted();
    applicant.kiosk.waits(120);
    assert_eq!(applicant.kiosk.page(), "receipt", "the disk may be slow");
    applicant.kiosk.waits(90);
    assert_eq!(applicant.kiosk.page(), "attract");
    assert!(applicant.kiosk.state.empty());
}

#[test]
fn leaving_takes_back_a_slip_that_has_not_begun() {
    for nav in [Nav::Home, Nav::Finish, Nav::Back] {
        let mut applicant = Applicant::stored();
        slip(&mut applicant, Update::Blocked(Cause::PaperOut));
        let request = applicant.request();
        let effects = applicant.kiosk.does(Event::Nav(nav));
        assert!(effects.contains(&Effect::CancelPrint { request }), "{nav:?}: {effects:?}");
    }
}

#[test]
fn a_helper_stands_in_what_is_submitted() {
    let mut applicant = Applicant::at_the_review();
    assert_eq!(applicant.ask().help_label, "", "no officer can help here");
    let helper =
        anjungan_wire::office::Helper { code: "P03".into(), card_sha256: [0; 32], pin: "$argon2id$".into() };
    let office = Office { helpers: vec![helper], ..office() };
    applicant.kiosk.does(Event::Machine(machine::Event::Office(Some(Arc::new(office)))));
    assert_eq!(applicant.ask().help_label, "Dibantu petugas");
    applicant.taps(On::Help);
    for digit in [1, 2, 3, 4, 5, 6] {
        applicant.kiosk.does(Event::Assist(assist::Event::Digit(digit)));
    }
    let effects = applicant.kiosk.does(Event::Assist(assist::Event::Enter));
    let request = effects.iter().find_map(|effect| {
        if let Effect::TryHelper { request, .. } = effect { Some(*request) } else { None }
    });
    let judged = assist::Event::Judged { request: request.unwrap(), helper: Some("P03".into()), wait_s: 0 };
    applicant.kiosk.does(Event::Assist(judged));
    assert!(applicant.at_review(), "what was filled in is kept");
    assert_eq!(applicant.ask().assisted, "Dibantu petugas P03");
    applicant.goes_on();
    assert_eq!(applicant.submission().assisted_by.as_deref(), Some("P03"));
}
