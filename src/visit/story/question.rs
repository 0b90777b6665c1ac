//! A stop left a paper of which nobody knows whether it came out: whoever is there is asked, once.

use super::ticket::{Look, Update};
use super::undecided::{self, Undecided};
use super::*;
use crate::wording::{Cause, PaperKind};

const MINUTE: u64 = 60;

fn about(job: i64) -> Undecided {
    Undecided {
        job,
        kind: PaperKind::Ticket,
        number: format!("K07-004{job}-H"),
        url: vacancy("3").url,
        repeatable: true,
        age_ms: 0,
    }
}

fn news(kiosk: &mut Kiosk, about: Undecided) {
    kiosk.does(Event::Machine(machine::Event::Undecided(about)));
}

fn asked(job: i64) -> Kiosk {
    let mut kiosk = Kiosk::waiting();
    news(&mut kiosk, about(job));
    kiosk
}

fn question(kiosk: &Kiosk) -> undecided::View {
    let Body::Undecided(view) = kiosk.body() else { panic!("not asked but on {}", kiosk.page()) };
    view
}

#[test]
fn an_idle_screen_asks_with_number_and_code() {
    let view = question(&asked(2));
    assert_eq!(view.headline, "Apakah tiket K07-0042-H sudah keluar?");
    assert_eq!((view.number.as_str(), view.qr), ("K07-0042-H", vacancy("3").url));
    assert!(view.can_reprint);
}

#[test]
fn yes_and_no_are_written_down_and_the_screen_waits_again() {
    for out in [true, false] {
        let mut kiosk = asked(2);
        let effects = kiosk.does(Event::Undecided(undecided::Event::Out(out)));
        assert_eq!(effects, [Effect::UndecidedSeen { job: 2, out }]);
        assert_eq!(kiosk.page(), "attract");
        assert!(kiosk.state.empty());
        assert_eq!(kiosk.does(Event::Undecided(undecided::Event::Out(true))), [], "asked once");
    }
}

#[test]
fn no_print_it_again_begins_a_visit_on_the_tickets_screen() {
    let mut kiosk = asked(2);
    let effects = kiosk.does(Event::Undecided(undecided::Event::Reprint));
    assert_eq!(effects[0], Effect::UndecidedSeen { job: 2, out: false });
    assert!(matches!(effects[1], Effect::ReprintUndecided { job: 2, .. }), "{effects:?}");
    let ticket = kiosk.ticket();
    assert_eq!((ticket.look, ticket.number.as_str()), (Look::Preparing, "K07-0042-H"));
    assert_eq!(ticket.qr, vacancy("3").url);
    kiosk.job(Update::Printing);
    kiosk.job(Update::Printed);
    assert_eq!(kiosk.ticket().look, Look::Printed);
    kiosk.does(Event::Ticket(ticket::Event::Done));
    assert_eq!(kiosk.page(), "home");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.facts()[0].tickets_printed, 1);
}

#[test]
fn the_copy_of_somebody_who_goes_is_taken_back() {
    let mut kiosk = asked(2);
    kiosk.does(Event::Undecided(undecided::Event::Reprint));
    let effects = kiosk.does(Event::Nav(Nav::Back));
    assert!(matches!(effects[..], [Effect::CancelPrint { .. }]), "{effects:?}");
}

#[test]
fn a_printer_that_can_not_print_again_is_not_promised() {
    let mut kiosk = asked(2);
    kiosk.does(Event::Machine(machine::Event::Printer(Printer::Down(Cause::PaperOut))));
    assert!(!question(&kiosk).can_reprint);
    assert!(question(&kiosk).explanation.ends_with("potret nomor dan kode QR ini."));
    let effects = kiosk.does(Event::Undecided(undecided::Event::Reprint));
    assert_eq!(effects, [Effect::UndecidedSeen { job: 2, out: false }], "the answer still counts");
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn nobody_answers_within_a_minute() {
    let mut kiosk = asked(2);
    kiosk.waits(59);
    assert_eq!(kiosk.page(), "undecided");
    kiosk.waits(1);
    assert_eq!(kiosk.page(), "attract");
    assert!(kiosk.state.empty());
    assert!(!kiosk.effects.iter().any(|effect| matches!(effect, Effect::UndecidedSeen { .. })));
}

#[test]
fn several_are_asked_one_after_the_other_and_none_twice() {
    let mut kiosk = asked(1);
    for job in [2, 3, 2, 1] {
        kiosk.does(Event::Machine(machine::Event::Undecided(about(job))));
    }
    for job in [1, 2, 3] {
        assert_eq!(question(&kiosk).number, format!("K07-004{job}-H"));
        kiosk.does(Event::Undecided(undecided::Event::Dismissed));
    }
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn whoever_wants_something_else_has_right_of_way() {
    let mut kiosk = asked(2);
    kiosk.does(Event::Started);
    assert_eq!(kiosk.page(), "home");
    assert!(!format!("{:?}", kiosk.state).contains("K07-0042"));
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(8);
    assert_eq!(kiosk.page(), "attract", "and it does not come back");
}

#[test]
fn a_touch_takes_nothing_from_the_questions_behind_the_one_on_the_screen() {
    let mut kiosk = asked(1);
    news(&mut kiosk, about(2));
    kiosk.does(Event::Started);
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(8);
    assert_eq!(question(&kiosk).number, "K07-0042-H");
}

#[test]
fn service_mode_has_right_of_way_and_the_question_comes_after_it() {
    let mut kiosk = asked(2);
    kiosk.does(Event::Service(service::Event::KeyPresented));
    assert_eq!(kiosk.page(), "service");
    news(&mut kiosk, about(3));
    kiosk.does(Event::Service(service::Event::Leave));
    for number in ["K07-0042-H", "K07-0043-H"] {
        assert_eq!(question(&kiosk).number, number);
        kiosk.does(Event::Undecided(undecided::Event::Dismissed));
    }
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn what_was_told_during_an_outage_is_asked_after_it() {
    let mut kiosk = Kiosk::waiting();
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
    news(&mut kiosk, about(2));
    assert_eq!(kiosk.page(), "out-of-order");
    kiosk.does(Event::Machine(machine::Event::Outage(None)));
    assert_eq!(question(&kiosk).number, "K07-0042-H");
}

#[test]
fn an_outage_has_right_of_way() {
    let mut kiosk = asked(2);
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
    assert_eq!(kiosk.page(), "out-of-order");
    kiosk.does(Event::Machine(machine::Event::Outage(None)));
    assert_eq!(question(&kiosk).number, "K07-0042-H", "nobody has answered it");
    kiosk.does(Event::Undecided(undecided::Event::Out(true)));
    assert!(kiosk.state.empty());
}

#[test]
fn nobody_is_asked_in_the_middle_of_a_visit_but_who_comes_after_it() {
    let mut kiosk = Kiosk::searching();
    news(&mut kiosk, about(2));
    assert_eq!(kiosk.page(), "search");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.page(), "thanks");
    kiosk.waits(7);
    assert_eq!(kiosk.page(), "thanks", "these seconds are the visitor's");
    kiosk.waits(1);
    assert_eq!(question(&kiosk).number, "K07-0042-H");
    kiosk.does(Event::Undecided(undecided::Event::Dismissed));
    assert_eq!(kiosk.page(), "attract");
    assert!(!format!("{:?}", kiosk.state).contains("K07-0042"), "asked once");
}

#[test]
fn after_ten_minutes_whoever_waited_has_gone() {
    for (age_min, asked) in [(0, true), (8, true), (9, false)] {
        let mut kiosk = Kiosk::visited();
        news(&mut kiosk, Undecided { age_ms: age_min * MINUTE * 1_000, ..about(2) });
        kiosk.waits(55);
        kiosk.does(Event::Nav(Nav::Finish));
        kiosk.waits(10);
        assert_eq!(kiosk.page() == "undecided", asked, "{age_min} min");
        assert_eq!(format!("{:?}", kiosk.state).contains("K07-0042"), asked);
    }
}

#[test]
fn a_sheet_is_called_a_sheet_and_printed_again_by_its_own_printer() {
    let sheet = Undecided { kind: PaperKind::Sheet, ..about(2) };
    let mut kiosk = Kiosk::waiting();
    news(&mut kiosk, sheet);
    assert_eq!(question(&kiosk).headline, "Apakah lembar A4 K07-0042-H sudah keluar?");
    assert!(!question(&kiosk).can_reprint, "the ticket printer is well, but prints no sheets");
    kiosk.does(Event::Machine(machine::Event::SheetPrinter(SheetPrinter::Ready)));
    assert!(question(&kiosk).can_reprint);
    let effects = kiosk.does(Event::Undecided(undecided::Event::Reprint));
    assert!(matches!(effects[1], Effect::ReprintUndecided { job: 2, .. }), "{effects:?}");
    assert_eq!((kiosk.ticket().kind, kiosk.ticket().qr), (ticket::Kind::Sheet, vacancy("3").url));
}

#[test]
fn a_list_that_can_not_be_made_again_is_not_promised() {
    let list = Undecided { kind: PaperKind::Sheet, url: String::new(), repeatable: false, ..about(2) };
    let mut kiosk = Kiosk::waiting();
    kiosk.does(Event::Machine(machine::Event::SheetPrinter(SheetPrinter::Ready)));
    news(&mut kiosk, list);
    assert!(!question(&kiosk).can_reprint);
    assert!(question(&kiosk).explanation.ends_with("susun dan cetak daftarnya sekali lagi."));
    let effects = kiosk.does(Event::Undecided(undecided::Event::Reprint));
    assert_eq!(effects, [Effect::UndecidedSeen { job: 2, out: false }]);
}

#[test]
fn the_question_can_be_read_in_english_before_it_is_answered() {
    let mut kiosk = asked(2);
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    assert_eq!(question(&kiosk).headline, "Has ticket K07-0042-H come out?");
    let effects = kiosk.does(Event::Undecided(undecided::Event::Reprint));
    assert!(matches!(effects[1], Effect::ReprintUndecided { lang: Lang::En, .. }), "{effects:?}");
    assert_eq!(kiosk.view().preferences.lang, Lang::En);
}
