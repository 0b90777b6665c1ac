//! The technician's way in and out. What happens between is told in `crate::service`.

use super::*;
use crate::service;

fn knock(kiosk: &mut Kiosk) {
    kiosk.does(Event::Touched);
    kiosk.does(Event::Service(service::Event::Knock));
}

fn about() -> undecided::Undecided {
    undecided::Undecided {
        job: 2,
        kind: ticket::Kind::Ticket,
        number: "K07-0042-H".into(),
        url: String::new(),
        repeatable: true,
        age_ms: 0,
    }
}

fn knocks(kiosk: &mut Kiosk, times: usize, apart_ms: u64) {
    for _ in 0..times {
        kiosk.now.0 += apart_ms;
        knock(kiosk);
    }
}

#[test]
fn seven_touches_on_the_clock_within_five_seconds_open_service_mode() {
    let mut kiosk = Kiosk::waiting();
    knocks(&mut kiosk, 6, 700);
    assert_eq!(kiosk.page(), "attract");
    knocks(&mut kiosk, 1, 700);
    assert_eq!(kiosk.page(), "service");
    assert!(!kiosk.state.visited());
    assert!(kiosk.facts().is_empty(), "no visit was begun or ended");
}

#[test]
fn slow_touches_open_nothing() {
    let mut kiosk = Kiosk::waiting();
    knocks(&mut kiosk, 40, 900);
    assert_eq!(kiosk.page(), "attract");
    assert!(kiosk.state.empty());
}

#[test]
fn a_machine_that_serves_nobody_opens_for_its_technician_and_shows_it_again_after() {
    let mut kiosk = Kiosk::waiting();
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
    knocks(&mut kiosk, 7, 100);
    assert_eq!(kiosk.page(), "service");
    kiosk.does(Event::Service(service::Event::Leave));
    let Body::OutOfOrder(view) = kiosk.body() else { panic!("not out of order but {}", kiosk.page()) };
    assert_eq!(view.code, "D01");
}

#[test]
fn what_was_mended_meanwhile_is_not_shown_again() {
    let mut kiosk = Kiosk::waiting();
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
    knocks(&mut kiosk, 7, 100);
    kiosk.does(Event::Machine(machine::Event::Outage(None)));
    assert_eq!(kiosk.page(), "service", "news do not interrupt it");
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Clock))));
    assert_eq!(kiosk.page(), "service");
    kiosk.does(Event::Machine(machine::Event::Outage(None)));
    kiosk.does(Event::Service(service::Event::Leave));
    assert_eq!(kiosk.page(), "attract");
    assert!(kiosk.state.empty());
}

#[test]
fn a_visit_is_never_interrupted() {
    let mut kiosk = Kiosk::searching();
    knocks(&mut kiosk, 20, 100);
    kiosk.does(Event::Service(service::Event::Digit(1)));
    assert_eq!(kiosk.page(), "search");
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(8);
    knocks(&mut kiosk, 6, 100);
    assert_eq!(kiosk.page(), "attract", "touches during the visit do not count");
}

#[test]
fn a_key_on_a_stick_opens_it_at_once() {
    let mut kiosk = Kiosk::waiting();
    let effects = kiosk.does(Event::Service(service::Event::KeyPresented));
    assert_eq!(kiosk.page(), "service");
    assert!(effects.contains(&Effect::Service(service::Effect::EnteredByKey)), "{effects:?}");
}

#[test]
fn a_key_put_in_during_a_visit_opens_it_once_when_the_visit_is_over() {
    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Service(service::Event::KeyPresented));
    kiosk.waits(1);
    assert_eq!(kiosk.page(), "search", "the visit goes on");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.page(), "thanks");
    kiosk.waits(8);
    assert_eq!(kiosk.page(), "service");
    assert!(kiosk.effects.contains(&Effect::Service(service::Effect::EnteredByKey)));
    kiosk.does(Event::Service(service::Event::Leave));
    kiosk.waits(2);
    assert_eq!(kiosk.page(), "attract", "the stick is still in, and has opened it once");
    assert!(kiosk.state.empty());
}

#[test]
fn a_key_pulled_out_before_the_visit_is_over_opens_nothing() {
    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Service(service::Event::KeyPresented));
    kiosk.does(Event::Service(service::Event::KeyRemoved));
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(8);
    assert_eq!(kiosk.page(), "attract");
}

#[test]
fn a_key_opens_it_when_an_outage_ends_the_visit_and_before_a_question_is_asked() {
    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Service(service::Event::KeyPresented));
    kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
    assert_eq!(kiosk.page(), "service");
    kiosk.does(Event::Service(service::Event::Leave));
    assert_eq!(kiosk.page(), "out-of-order");

    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Service(service::Event::KeyPresented));
    kiosk.does(Event::Machine(machine::Event::Undecided(about())));
    kiosk.waits(85);
    assert_eq!(kiosk.page(), "service", "the visitor has gone without a word");
    kiosk.does(Event::Service(service::Event::KeyRemoved));
    assert_eq!(kiosk.page(), "undecided");
}

#[test]
fn nobody_there_ends_it_by_itself() {
    let mut kiosk = Kiosk::waiting();
    knocks(&mut kiosk, 7, 100);
    kiosk.waits(service::SILENCE_MS_MAX / 1_000 + 1);
    assert_eq!(kiosk.page(), "attract");
    let left = kiosk.effects.iter().filter(|e| matches!(e, Effect::Service(service::Effect::Left)));
    assert_eq!(left.count(), 1);
}

#[test]
fn a_question_of_a_restart_gives_way_to_the_key() {
    let mut kiosk = Kiosk::waiting();
    kiosk.does(Event::Machine(machine::Event::Undecided(about())));
    kiosk.does(Event::Service(service::Event::KeyPresented));
    assert_eq!(kiosk.page(), "service");
}
