//! A ticket: from the wish to paper, or a number to photograph.

use super::ticket::{Look, Update};
use super::*;
use crate::wording::Cause;

#[test]
fn a_ticket_is_printed_only_when_the_printer_proved_it() {
    let mut kiosk = Kiosk::printing();
    assert_eq!(kiosk.ticket().look, Look::Preparing);
    kiosk.job(Update::Printing);
    assert_eq!(kiosk.ticket().look, Look::Printing);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.ticket().look, Look::Printed);
    assert_eq!(kiosk.ticket().headline, "Tiket berhasil dicetak");
    kiosk.does(Event::Ticket(ticket::Event::Done));
    assert_eq!(kiosk.page(), "detail");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.facts()[0].tickets_printed, 1);
}

#[test]
fn paper_out_shows_number_code_and_cause_and_claims_nothing() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Blocked(Cause::PaperOut));
    let ticket = kiosk.ticket();
    assert_eq!(ticket.look, Look::Waiting);
    assert_eq!(ticket.number, "K07-4F2Q-91");
    assert_eq!(ticket.qr, vacancy("3").url);
    assert_eq!(ticket.headline, "Kertas habis");
    assert_eq!(
        ticket.explanation,
        "Tiket masih bisa keluar selama Anda menunggu. Potret nomor dan kode QR ini. Beri tahu petugas."
    );
    assert_eq!(ticket.code, "P01");
}

#[test]
fn new_paper_lets_a_blocked_ticket_go_on() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Blocked(Cause::PaperOut));
    kiosk.job(Update::Printing);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.ticket().look, Look::Printed);
}

#[test]
fn leaving_cancels_only_what_has_not_left_for_the_printer() {
    let cancelled = |updates: &[Update]| {
        let mut kiosk = Kiosk::printing();
        for update in updates {
            kiosk.job(update.clone());
        }
        let effects = kiosk.does(Event::Nav(Nav::Back));
        effects.iter().any(|effect| matches!(effect, Effect::CancelPrint { .. }))
    };
    assert!(cancelled(&[]));
    assert!(cancelled(&[Update::Blocked(Cause::CoverOpen)]));
    assert!(!cancelled(&[Update::Printing]));
    assert!(
        cancelled(&[Update::Printing, Update::Blocked(Cause::PaperOut)]),
        "the printer proved that nothing is on paper"
    );
    assert!(cancelled(&[Update::Printing, Update::Suspended(Cause::PaperOut)]), "nobody waits for the rest");
    assert!(!cancelled(&[Update::Printing, Update::Suspended(Cause::PaperOut), Update::Resumed]));
    assert!(!cancelled(&[Update::Printing, Update::Printed]));
    assert!(!cancelled(&[Update::Printing, Update::Doubtful]));
    assert!(!cancelled(&[Update::Expired]));
}

#[test]
fn a_doubtful_ticket_asks_the_visitor() {
    for unsure in [Update::Doubtful, Update::Unverified] {
        let mut kiosk = Kiosk::printing();
        kiosk.job(Update::Printing);
        kiosk.job(unsure.clone());
        assert_eq!(kiosk.ticket().look, Look::Unverified, "the look that asks");
        let said_no = kiosk.does(Event::Ticket(ticket::Event::ConfirmedOut(false)));
        assert!(matches!(said_no[..], [Effect::TicketSeen { out: false, .. }]));
        assert_eq!(kiosk.ticket().look, Look::Doubtful);
        assert_eq!(kiosk.ticket().headline, "Tiket Anda belum keluar");
        assert_eq!(kiosk.does(Event::Ticket(ticket::Event::ConfirmedOut(true))), [], "asked once");

        let mut kiosk = Kiosk::printing();
        kiosk.job(Update::Printing);
        kiosk.job(unsure);
        let said_yes = kiosk.does(Event::Ticket(ticket::Event::ConfirmedOut(true)));
        assert!(matches!(said_yes[..], [Effect::TicketSeen { out: true, .. }]));
        assert_eq!(kiosk.page(), "detail");
        kiosk.does(Event::Nav(Nav::Finish));
        assert_eq!(kiosk.facts()[0].tickets_printed, 0, "the printer proved nothing");
    }
}

#[test]
fn a_printer_that_is_down_is_known_before_the_wish() {
    let mut kiosk = Kiosk::reading();
    assert_eq!(kiosk.vacancy().print_note, "");
    kiosk.does(Event::Machine(machine::Event::Printer(Printer::Down(Cause::PaperOut))));
    assert_eq!(kiosk.vacancy().print_note, "Kertas habis. Simpan di HP dengan kode QR.");
    assert_eq!(kiosk.view().kiosk.printer_note, "Kertas habis.");
    kiosk.does(Event::Detail(detail::Event::PrintChosen));
    assert_eq!(kiosk.page(), "ticket", "it may be well again in time, and the number is there at once");
}

#[test]
fn a_kiosk_without_a_printer_offers_no_ticket() {
    let mut kiosk = Kiosk::reading();
    kiosk.does(Event::Machine(machine::Event::Printer(Printer::Down(Cause::NoPrinter))));
    assert!(!kiosk.vacancy().can_print);
    assert_eq!(kiosk.vacancy().print_note, "Mesin ini tidak punya pencetak. Simpan di HP dengan kode QR.");
    assert_eq!(kiosk.does(Event::Detail(detail::Event::PrintChosen)), []);
    assert_eq!(kiosk.page(), "detail");
}

#[test]
fn one_visit_prints_so_many_tickets_and_those_that_never_came_do_not_count() {
    let mut kiosk = Kiosk::reading();
    let print = |kiosk: &mut Kiosk, updates: &[Update]| {
        kiosk.does(Event::Detail(detail::Event::PrintChosen));
        for update in updates {
            kiosk.job(update.clone());
        }
        kiosk.does(Event::Nav(Nav::Back));
    };
    print(&mut kiosk, &[]);
    print(&mut kiosk, &[Update::Failed(Cause::NotPrintable)]);
    print(&mut kiosk, &[Update::Expired]);
    let told = ["", "", "", "Anda masih bisa mencetak 2 tiket", "Anda masih bisa mencetak 1 tiket"];
    for told in told {
        assert!(kiosk.vacancy().can_print);
        assert_eq!(kiosk.vacancy().print_note, told, "only when few are left");
        print(&mut kiosk, &[Update::Printing, Update::Printed]);
    }
    assert!(!kiosk.vacancy().can_print);
    assert_eq!(kiosk.vacancy().print_note, "Batas cetak tercapai. Simpan di HP dengan kode QR.");
}

#[test]
fn news_of_a_ticket_that_was_left_behind_changes_no_screen_but_counts() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Printing);
    kiosk.does(Event::Nav(Nav::Back));
    kiosk.job(Update::Printed);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.page(), "detail");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.facts()[0].tickets_printed, 1, "once");
}

#[test]
fn what_is_over_stays_over() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Expired);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.ticket().look, Look::Expired);
    assert_eq!(kiosk.ticket().code, "P11");
}
