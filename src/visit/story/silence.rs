//! The end of a visit: by silence, by "Selesai", by an outage. Nothing stays.

use anjungan_wire::fact::VisitEnd;

use super::ticket::{Look, Update};
use super::*;

#[test]
fn a_minute_of_silence_asks_and_twenty_seconds_later_everything_is_gone() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("rahasia");
    kiosk.now.0 -= 200; // the last key
    kiosk.waits(59);
    assert_eq!(kiosk.view().idle_seconds_left, None);
    kiosk.waits(1);
    assert_eq!(kiosk.view().idle_seconds_left, Some(20));
    kiosk.waits(19);
    assert_eq!(kiosk.view().idle_seconds_left, Some(1));
    kiosk.waits(1);
    assert_eq!(kiosk.page(), "attract");
    assert!(kiosk.state.empty());
    assert!(!format!("{:?}", kiosk.state).contains("rahasia"));
    assert_eq!(kiosk.facts().len(), 1);
    assert_eq!(kiosk.facts()[0].end, VisitEnd::Idle);
}

#[test]
fn i_am_still_here_goes_on_where_it_was() {
    let mut kiosk = Kiosk::searching();
    kiosk.waits(70);
    assert!(kiosk.view().idle_seconds_left.is_some());
    kiosk.does(Event::Nav(Nav::Stay));
    assert_eq!(kiosk.view().idle_seconds_left, None);
    kiosk.waits(59);
    assert_eq!(kiosk.list().results.len(), 20);
}

#[test]
fn answers_and_news_do_not_keep_a_visit_alive() {
    let mut kiosk = Kiosk::searching();
    for _ in 0..80 {
        kiosk.waits(1);
        if kiosk.state.visited() {
            kiosk.found(results(0, 20, 45));
            kiosk.does(Event::Machine(machine::Event::Offline(true)));
        }
    }
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn settings_go_with_the_visitor() {
    let mut kiosk = Kiosk::visited();
    for event in [
        preferences::Event::LanguageToggled,
        preferences::Event::TextStepSelected(9),
        preferences::Event::ContrastToggled,
        preferences::Event::LowReachToggled,
    ] {
        kiosk.does(Event::Preferences(event));
    }
    let set = kiosk.view().preferences;
    assert_eq!((set.lang, set.text_step, set.high_contrast, set.low_reach), (Lang::En, 2, true, true));
    kiosk.waits(80);
    assert_eq!(kiosk.view().preferences, Preferences::default());
    kiosk.does(Event::Started);
    assert_eq!(kiosk.view().preferences, Preferences::default());
    assert!(kiosk.facts()[0].adjusted);
    assert_eq!(kiosk.facts()[0].language, Lang::En);
}

#[test]
fn the_language_may_be_the_first_touch() {
    let mut kiosk = Kiosk::waiting();
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    assert_eq!(kiosk.page(), "home");
    assert_eq!(kiosk.view().preferences.lang, Lang::En);
}

#[test]
fn finish_thanks_for_eight_seconds_with_nothing_kept() {
    let mut kiosk = Kiosk::reading();
    kiosk.waits(30);
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.page(), "thanks");
    assert!(!kiosk.state.visited());
    assert!(!format!("{:?}", kiosk.state).contains("Operator"));
    kiosk.waits(7);
    assert_eq!(kiosk.page(), "thanks");
    kiosk.waits(1);
    assert_eq!(kiosk.page(), "attract");
    assert!(kiosk.state.empty());
    let [visit] = kiosk.facts()[..] else { panic!("exactly one fact") };
    assert_eq!((visit.end, visit.seconds, visit.vacancies_opened), (VisitEnd::Finished, 30, 1));
}

#[test]
fn back_from_home_is_finish() {
    let mut kiosk = Kiosk::visited();
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.page(), "thanks");
}

#[test]
fn a_ticket_in_the_printer_is_waited_for_and_its_outcome_stays_a_minute() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Printing);
    kiosk.waits(100);
    assert_eq!(kiosk.ticket().look, Look::Printing);
    assert_eq!(kiosk.view().idle_seconds_left, None);
    kiosk.job(Update::Doubtful);
    kiosk.waits(59);
    assert_eq!(kiosk.ticket().look, Look::Unverified);
    kiosk.waits(21);
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn a_printer_that_never_answers_does_not_hold_the_screen_for_ever() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Printing);
    kiosk.waits(120 + 80);
    assert_eq!(kiosk.page(), "attract");
    assert!(kiosk.state.empty());
    let cancelled = kiosk.effects.iter().any(|effect| matches!(effect, Effect::CancelPrint { .. }));
    assert!(!cancelled, "bytes had left");
}

#[test]
fn a_blocked_ticket_is_cancelled_when_its_visitor_has_gone() {
    let mut kiosk = Kiosk::printing();
    kiosk.job(Update::Blocked(crate::wording::Cause::PaperOut));
    kiosk.waits(80);
    assert_eq!(kiosk.page(), "attract");
    let cancelled = kiosk.effects.iter().filter(|effect| matches!(effect, Effect::CancelPrint { .. }));
    assert_eq!(cancelled.count(), 1);
}

#[test]
fn an_outage_ends_the_visit_and_its_end_brings_the_waiting_screen() {
    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
    let Body::OutOfOrder(view) = kiosk.body() else { panic!("not out of order") };
    assert_eq!((view.code.as_str(), view.device.as_str()), ("D01", "K07"));
    assert_eq!(kiosk.facts()[0].end, VisitEnd::Interrupted);
    kiosk.does(Event::Started);
    assert_eq!(kiosk.page(), "out-of-order");
    kiosk.does(Event::Machine(machine::Event::Outage(None)));
    assert_eq!(kiosk.page(), "attract");
    assert_eq!(kiosk.facts().len(), 1);
}

#[test]
fn what_the_office_switches_off_serves_who_is_there_to_the_end_and_nobody_after() {
    let mut kiosk = Kiosk::searching();
    let notice =
        anjungan_wire::kiosk_config::Notice { id: "Tutup hari ini".into(), en: "Closed today".into() };
    let settings = |suspended| {
        machine::Event::Settings(std::sync::Arc::new(machine::Settings {
            suspended,
            ..machine::Settings::default()
        }))
    };
    let told = |kiosk: &mut Kiosk, suspended: Option<std::sync::Arc<_>>| {
        let outage = suspended.is_some().then_some(Outage::SwitchedOff);
        kiosk.does(Event::Machine(settings(suspended)));
        kiosk.does(Event::Machine(machine::Event::Outage(outage)));
    };
    told(&mut kiosk, Some(std::sync::Arc::new(notice)));
    assert_ne!(kiosk.page(), "out-of-order");
    kiosk.does(Event::Stopping);
    let Body::OutOfOrder(view) = kiosk.body() else { panic!("still serves") };
    assert_eq!(view.message, "Tutup hari ini\nClosed today");
    kiosk.does(Event::Started);
    assert_eq!(kiosk.page(), "out-of-order");
    told(&mut kiosk, None);
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn a_machine_that_waits_to_be_accepted_shows_the_words_to_compare() {
    let mut kiosk = Kiosk::waiting();
    let words = ["kijang", "petai", "kolam", "bulan"];
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::NotAccepted { words }))));
    let Body::OutOfOrder(view) = kiosk.body() else { panic!("not out of order") };
    assert_eq!(view.device, "K07 · kijang petai kolam bulan");
    assert_eq!(view.message, "Mesin ini menunggu persetujuan.");
    assert_eq!(view.recommendation, "Bacakan keempat kata di layar ini kepada petugas pusat.");
}

#[test]
fn a_machine_that_nobody_has_named_shows_no_name() {
    let mut kiosk = Kiosk { state: State::new(Machine::nameless()), ..Kiosk::waiting() };
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::NotEnrolled))));
    let Body::OutOfOrder(view) = kiosk.body() else { panic!("not out of order") };
    assert_eq!((view.code.as_str(), view.device.as_str()), ("D04", ""));
    assert!(view.recommendation.contains("enrolment_code"), "{}", view.recommendation);
}

#[test]
fn a_stopping_terminal_writes_the_visit_down() {
    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Stopping);
    assert_eq!(kiosk.facts()[0].end, VisitEnd::Interrupted);
    kiosk.does(Event::Stopping);
    assert_eq!(kiosk.facts().len(), 1);
}

#[test]
fn an_answer_to_the_visitor_before_does_not_reach_this_one() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("las");
    let (old, _) = kiosk.asked();
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(8);
    kiosk.does(Event::Started);
    kiosk.tile("jobs");
    kiosk.search(search::Event::Found { request: old, results: results(0, 20, 45) });
    assert_eq!(kiosk.list().results, []);
    assert!(kiosk.list().busy);
}
