//! What there is to print on is known before anybody types: the roll's rest, the sheet printer, and what a
//! visitor may still ask for.

use super::machine::SheetPrinter;
use super::ticket::{Kind, LIST_MAX, Look, Printable, Update};
use super::*;
use crate::wording::{Cause, Code};

fn news(kiosk: &mut Kiosk, event: machine::Event) {
    kiosk.does(Event::Machine(event));
}

fn home(kiosk: &Kiosk) -> home::View {
    let Body::Home(view) = kiosk.body() else { panic!("not on Home but on {}", kiosk.page()) };
    view
}

#[test]
fn paper_that_does_not_suffice_is_said_on_home_and_no_ticket_is_offered() {
    let mut kiosk = Kiosk::visited();
    assert_eq!(home(&kiosk).notice, None);
    news(&mut kiosk, machine::Event::TicketsLeft(Some(0)));
    let notice = home(&kiosk).notice.unwrap();
    assert_eq!(notice.code, "P12");
    assert_eq!(notice.headline, "Tiket tidak bisa dicetak sekarang");
    assert_eq!(
        notice.text,
        "Sisa kertas tidak cukup. Anda tetap bisa mencari lowongan dan menyimpannya di HP."
    );

    let mut kiosk = Kiosk::reading();
    news(&mut kiosk, machine::Event::TicketsLeft(Some(0)));
    assert!(!kiosk.vacancy().can_print);
    assert_eq!(kiosk.vacancy().print_note, "Sisa kertas tidak cukup. Simpan di HP dengan kode QR.");
    assert_eq!(kiosk.does(Event::Detail(detail::Event::PrintChosen)), []);
    assert_eq!(kiosk.page(), "detail");
}

#[test]
fn few_tickets_left_or_a_roll_that_nobody_measured_is_not_the_visitors_business() {
    for left in [None, Some(1), Some(35)] {
        let mut kiosk = Kiosk::reading();
        news(&mut kiosk, machine::Event::TicketsLeft(left));
        assert!(kiosk.vacancy().can_print, "{left:?}");
        assert_eq!(kiosk.vacancy().print_note, "", "{left:?}");
        assert!(kiosk.view().kiosk.printer_ready, "{left:?}");
    }
}

#[test]
fn every_cause_is_said_beforehand_with_its_code_once_above_all_tiles() {
    for cause in Cause::ALL.into_iter().filter(|cause| *cause != Cause::NoPrinter) {
        let mut kiosk = Kiosk::visited();
        news(&mut kiosk, machine::Event::Printer(Printer::Down(cause)));
        let home = home(&kiosk);
        let notice = home.notice.clone().unwrap();
        assert_eq!(notice.code, cause.code());
        assert!(notice.text.starts_with(cause.plain(Lang::Id)), "{}", notice.text);
        for tile in home.groups.iter().flat_map(|group| &group.tiles) {
            assert_eq!(tile.note, "", "{}", tile.id);
        }
    }
}

#[test]
fn a_kiosk_that_never_had_a_printer_complains_of_nothing() {
    let mut kiosk = Kiosk::visited();
    news(&mut kiosk, machine::Event::Printer(Printer::Down(Cause::NoPrinter)));
    assert_eq!(home(&kiosk).notice, None);
    assert!(home(&kiosk).groups.iter().flat_map(|group| &group.tiles).all(|tile| tile.note.is_empty()));
}

#[test]
fn a_printer_that_waits_for_its_technician_is_offered_to_nobody() {
    let mut kiosk = Kiosk::reading();
    news(&mut kiosk, machine::Event::Printer(Printer::OutOfOrder(Code::CutterStuck)));
    assert!(!kiosk.vacancy().can_print, "it will not be well again while anybody waits");
    news(&mut kiosk, machine::Event::Printer(Printer::Down(Cause::CoverOpen)));
    assert!(kiosk.vacancy().can_print, "somebody is about to close it");
}

/// Else a technician on the telephone hears "out of order", which they know.
#[test]
fn a_printer_out_of_order_says_why_it_was_put_so_wherever_it_is_said() {
    for (why, codes) in [(Code::CutterStuck, "P13 · P03"), (Code::OutOfOrder, "P13")] {
        let mut kiosk = Kiosk::printing();
        news(&mut kiosk, machine::Event::Printer(Printer::OutOfOrder(why)));
        kiosk.job(Update::Blocked(Cause::OutOfOrder));
        assert_eq!(kiosk.ticket().code, codes);
        kiosk.does(Event::Nav(Nav::Back));
        let said = format!("Kode untuk petugas: {codes}.");
        assert!(kiosk.vacancy().print_note.ends_with(&said), "{}", kiosk.vacancy().print_note);
        assert!(kiosk.view().kiosk.printer_note.ends_with(&said));
        kiosk.does(Event::Nav(Nav::Home));
        assert_eq!(home(&kiosk).notice.unwrap().code, codes);
    }
}

#[test]
fn a_sheet_of_a_vacancy_goes_the_way_of_a_ticket() {
    let mut kiosk = Kiosk::reading();
    assert!(!kiosk.vacancy().can_print_sheet, "there is no sheet printer");
    assert_eq!(kiosk.does(Event::Detail(detail::Event::SheetChosen)), []);

    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Ready));
    assert!(kiosk.vacancy().can_print_sheet);
    let asked = kiosk.does(Event::Detail(detail::Event::SheetChosen));
    let sheet = Printable::Sheet { vacancy: "karirhub:3".into() };
    assert!(matches!(&asked[..], [Effect::Print { what, .. }] if *what == sheet), "{asked:?}");
    kiosk.job(Update::Accepted { number: "K07-4F2Q-91".into() });
    assert_eq!((kiosk.ticket().kind, kiosk.ticket().qr), (Kind::Sheet, vacancy("3").url));
    assert_eq!(kiosk.ticket().headline, "Menyiapkan lembar A4 Anda");
    kiosk.job(Update::Printing);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.ticket().headline, "Lembar A4 berhasil dicetak");
}

#[test]
fn a_sheet_printer_that_is_down_is_not_offered_and_takes_nothing_from_the_tickets() {
    let mut kiosk = Kiosk::reading();
    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Down(Cause::SheetPaperOut)));
    assert!(!kiosk.vacancy().can_print_sheet);
    assert!(kiosk.vacancy().can_print);
    kiosk.does(Event::Nav(Nav::Home));
    assert_eq!(home(&kiosk).notice, None);
}

#[test]
fn sheets_that_still_come_out_are_named_when_tickets_do_not() {
    let mut kiosk = Kiosk::visited();
    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Ready));
    news(&mut kiosk, machine::Event::Printer(Printer::Down(Cause::PaperOut)));
    let home = home(&kiosk);
    assert!(home.notice.unwrap().text.contains("mencetak lembar A4"));
}

#[test]
fn the_first_ten_of_a_list_go_on_a_sheet() {
    let mut kiosk = Kiosk::searching();
    assert!(!kiosk.list().can_print_list);
    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Ready));
    assert!(kiosk.list().can_print_list);
    let asked = kiosk.search(search::Event::ListPrintChosen);
    let [Effect::Print { what: Printable::List { vacancies }, .. }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(vacancies.len(), LIST_MAX);
    assert_eq!(vacancies[0], "karirhub:0");
    kiosk.job(Update::Accepted { number: "K07-4F2Q-91".into() });
    assert_eq!(kiosk.ticket().kind, Kind::Sheet);
    kiosk.does(Event::Keyboard(Key::Text("x".into())));
    assert_eq!(kiosk.page(), "ticket", "what lies under it is not touched");
    kiosk.job(Update::Printing);
    kiosk.job(Update::Printed);
    kiosk.does(Event::Ticket(ticket::Event::Done));
    assert_eq!(kiosk.list().results.len(), 20, "back on the list");
}

#[test]
fn a_list_that_is_about_to_change_or_empty_is_not_printed() {
    let mut kiosk = Kiosk::searching();
    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Ready));
    kiosk.types("las");
    assert!(!kiosk.list().can_print_list, "the answer is on its way");
    assert_eq!(kiosk.search(search::Event::ListPrintChosen), []);
    kiosk.found(crate::catalogue::Results::default());
    assert!(!kiosk.list().can_print_list, "there is nothing on it");
}

#[test]
fn sheets_and_tickets_share_what_one_visit_may_print() {
    let mut kiosk = Kiosk::reading();
    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Ready));
    let most = kiosk.state.machine().tickets_per_visit_max;
    for at in 0..most {
        let wish = if at % 2 == 0 { detail::Event::SheetChosen } else { detail::Event::PrintChosen };
        kiosk.does(Event::Detail(wish));
        kiosk.job(Update::Printing);
        kiosk.job(Update::Printed);
        kiosk.does(Event::Ticket(ticket::Event::Done));
    }
    assert!(!kiosk.vacancy().can_print && !kiosk.vacancy().can_print_sheet);
    kiosk.does(Event::Nav(Nav::Back));
    assert!(!kiosk.list().can_print_list);
    assert_eq!(kiosk.search(search::Event::ListPrintChosen), []);
}

#[test]
fn a_visitor_who_goes_takes_a_waiting_sheet_back() {
    let mut kiosk = Kiosk::searching();
    news(&mut kiosk, machine::Event::SheetPrinter(SheetPrinter::Ready));
    kiosk.search(search::Event::ListPrintChosen);
    kiosk.job(Update::Blocked(Cause::PaperOut));
    let sheet = kiosk.ticket();
    assert_eq!((sheet.look, sheet.code.as_str()), (Look::Waiting, "P15"));
    assert_eq!(sheet.headline, "Kertas A4 habis", "not the roll of the tickets");
    let asked = kiosk.does(Event::Nav(Nav::Finish));
    assert!(matches!(asked[0], Effect::CancelPrint { .. }), "{asked:?}");
}
