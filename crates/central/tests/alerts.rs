//! Alerts from the beat to the message: what is raised, told once, sent, tried again.

pub mod outside;

use std::sync::atomic::Ordering;

use anjungan_central::alerts::rule::{Quiet, Rule, Watched};
use anjungan_central::fleet::settings::{Layer, Setting};
use anjungan_central::office::offices::Offices;
use anjungan_central::store::{Alert, AlertFilter, AlertRefusal, AlertState, RuleId, SentMessage, Store};
use anjungan_wire::health::{ClockState, Condition, PrinterState};
use anjungan_wire::request::{Beat, Health};
use jiff::{SignedDuration, Timestamp};

use crate::kit::{Running, Terminal, central, clock, count};

pub fn rule(watched: Watched) -> Rule {
    Rule {
        name: "Aturan uji".into(),
        watched,
        district: None,
        tag: None,
        after_min: watched.after_min_least().max(10),
        again_h: 4,
        open_only: false,
        quiet: Quiet { from: 0, to: 0, zone_h: 7 },
        mails: vec!["teknisi@contoh.example".into()],
        hook: String::new(),
    }
}

fn say(running: &Running, terminal: &Terminal, condition: Condition) {
    let beat = Beat {
        stream: terminal.stream,
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health { version: "0.2.0".into(), condition: Some(condition), ..Health::default() },
        clock: clock(1),
        wait_s: None,
    };
    assert_eq!(terminal.post("/v1/beat", &beat).status, 200);
    running.central.with_store(|_| ()).unwrap();
}

fn well() -> Condition {
    Condition { printer: PrinterState::Ready, paper_percent: Some(70), ..Condition::default() }
}

fn without_paper() -> Condition {
    Condition { printer: PrinterState::PaperOut, printer_code: Some("P01".into()), ..well() }
}

fn set(running: &Running, rule: Rule) -> RuleId {
    let at = Timestamp::now();
    running.central.with_store(move |store| store.set_alert_rule(None, &rule, "test", at).unwrap()).unwrap()
}

/// Looks, and says how many messages are there that were not before. Central looks every minute by itself: what it came to
/// tell first counts all the same.
fn look(running: &Running, now: Timestamp) -> u64 {
    let written = running
        .central
        .with_store(move |store| {
            store.look_for_alerts(now, Timestamp::UNIX_EPOCH).unwrap();
            count(store, "alert_message")
        })
        .unwrap();
    written - running.told.swap(written, Ordering::Relaxed)
}

fn living(store: &Store) -> Vec<Alert> {
    store.alerts(&AlertFilter { limit: 50, ..AlertFilter::default() }).unwrap()
}

/// Those written last first: central's own look, which may write one, does not live in these tests' future.
fn messages(running: &Running, rule: RuleId) -> Vec<SentMessage> {
    let mut sent =
        running.central.with_store(move |store| store.sent_messages(&[rule], 50).unwrap()).unwrap();
    sent.sort_by_key(|message| std::cmp::Reverse(message.id));
    sent
}

fn minutes(count: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(count)
}

#[test]
fn paper_out_is_told_once_after_its_minutes_and_so_is_its_end() {
    let running = central();
    let terminal = running.terminal(1);
    let id = set(&running, rule(Watched::Printer));
    say(&running, &terminal, without_paper());
    assert_eq!(look(&running, minutes(9)), 0, "not long enough");
    // The cover is opened to put paper in: the same trouble.
    say(&running, &terminal, Condition { printer: PrinterState::CoverOpen, ..well() });
    assert_eq!(look(&running, minutes(11)), 1);
    assert_eq!(look(&running, minutes(12)), 0, "told once");
    assert_eq!(look(&running, minutes(11 + 4 * 60)), 1, "and again after four hours");
    say(&running, &terminal, well());
    assert_eq!(look(&running, minutes(11 + 4 * 60 + 1)), 1, "back to normal");
    assert_eq!(look(&running, minutes(11 + 4 * 60 + 2)), 0);
    let titles: Vec<_> = messages(&running, id).into_iter().map(|message| message.title).collect();
    assert_eq!(
        titles,
        [
            "Anjungan: 1 kiosk sudah normal – Aturan uji",
            "Anjungan: 1 kiosk perlu ditangani – Aturan uji",
            "Anjungan: 1 kiosk perlu ditangani – Aturan uji",
        ]
    );
    running
        .central
        .with_store(|store| {
            assert_eq!(living(store), []);
            let over = AlertFilter { over: true, limit: 9, ..AlertFilter::default() };
            assert_eq!(store.alerts(&over).unwrap().len(), 1);
        })
        .unwrap();
}

#[test]
fn what_happens_in_quiet_hours_is_told_at_their_end_in_one_message() {
    let running = central();
    let (one, two) = (running.terminal(1), running.terminal(2));
    // Quiet for the next hour, whatever the clock says.
    let minute = |at: Timestamp| {
        let local = at.to_zoned(jiff::tz::Offset::constant(7).to_time_zone());
        u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs())
    };
    let quiet = Quiet { from: minute(minutes(-1)), to: minute(minutes(60)), zone_h: 7 };
    let id = set(&running, Rule { quiet, ..rule(Watched::Printer) });
    for terminal in [&one, &two] {
        say(&running, terminal, without_paper());
    }
    assert_eq!(look(&running, minutes(11)), 0);
    assert_eq!(running.central.with_store(|store| living(store).len()).unwrap(), 2, "noted all the same");
    say(&running, &two, well());
    assert_eq!(look(&running, minutes(20)), 0);
    assert_eq!(look(&running, minutes(62)), 1);
    assert_eq!(look(&running, minutes(63)), 0);
    assert_eq!(messages(&running, id).len(), 1);
    let body: String = running
        .central
        .with_store(|store| {
            crate::kit::database(store.dir())
                .query_row("SELECT body FROM alert_message", [], |row| row.get(0))
                .unwrap()
        })
        .unwrap();
    assert!(body.contains("Perlu ditangani:\n- K01"), "{body}");
    assert!(body.contains("Terjadi dan sudah normal sebelum sempat diberitahukan:\n- K02"), "{body}");
}

#[test]
fn nobody_is_told_of_a_kiosk_that_is_suspended_or_gone() {
    let running = central();
    let terminal = running.terminal(1);
    let id = set(&running, rule(Watched::Silent));
    set(&running, rule(Watched::Clock));
    say(&running, &terminal, Condition { clock: ClockState::Wrong, ..well() });
    let suspend = |value: Option<&'static str>| {
        running
            .central
            .with_store(move |store| {
                let layer = Layer::District("3216".parse().unwrap());
                store.set_config(&layer, Setting::Suspended, value, "test", Timestamp::now()).unwrap();
            })
            .unwrap();
    };
    suspend(Some("Kantor pindah"));
    assert_eq!(look(&running, minutes(30)), 0, "suspended");
    suspend(None);
    assert_eq!(look(&running, minutes(30)), 2, "silent, and its clock");
    let k01 = "K01".parse().unwrap();
    running.central.with_store(move |store| store.revoke(&k01, false).unwrap()).unwrap();
    assert_eq!(look(&running, minutes(31)), 0, "revoked: its end is no good news");
    assert_eq!(running.central.with_store(|store| living(store).len()).unwrap(), 0);
    assert_eq!(messages(&running, id).len(), 1);
}

#[test]
fn a_machine_that_waits_and_a_source_that_fails_are_told_too() {
    let running = central();
    let code = running.code(false);
    running.enrol(3, &code).unwrap();
    set(&running, rule(Watched::Enrolment));
    set(&running, rule(Watched::Source));
    running
        .central
        .with_store(|store| {
            crate::kit::database(store.dir())
                .execute_batch(
                    "INSERT INTO import_source (name, kind, content, region, address, whole, every_h, hour_from,
                        hour_to, keep_percent, active, mapping, due_ms, tried_ms, failures, failure, lease_by,
                        lease_until_ms)
                     VALUES ('Karirhub', 'karirhub', 'vacancies', '', 'https://contoh.example', 1, 6, 0, 0, 70, 1,
                        '{}', 9000000000000, 1000, 3, 'tidak menjawab', '', 0)",
                )
                .unwrap();
        })
        .unwrap();
    assert_eq!(look(&running, minutes(11)), 2);
    running
        .central
        .with_store(|store| {
            let mut names: Vec<_> = living(store).into_iter().map(|alert| alert.name).collect();
            names.sort();
            assert_eq!(names, ["Aula", "Karirhub"]);
            let one =
                AlertFilter { offices: Offices::read("3216").unwrap(), limit: 9, ..AlertFilter::default() };
            let seen: Vec<_> = store.alerts(&one).unwrap().into_iter().map(|alert| alert.name).collect();
            assert_eq!(seen, ["Aula"], "one office has no sources of all");
            let other = AlertFilter { offices: Offices::read("3275").unwrap(), ..one };
            assert_eq!(store.alerts(&other).unwrap(), []);
        })
        .unwrap();
}

#[test]
fn who_has_it_in_hand_stops_the_reminders_and_another_office_finds_nothing() {
    let running = central();
    let terminal = running.terminal(1);
    set(&running, rule(Watched::Printer));
    say(&running, &terminal, without_paper());
    assert_eq!(look(&running, minutes(11)), 1);
    running
        .central
        .with_store(|store| {
            let id = living(store)[0].id;
            let (every, other) = (Offices::Every, Offices::read("3275").unwrap());
            let at = Timestamp::now();
            let mut say = |id, said: &str, offices: &Offices| {
                store.acknowledge_alert(id, said, offices, "officer:P01:technician", at)
            };
            assert!(matches!(say(id, "x", &other), Err(AlertRefusal::Unknown)));
            assert!(matches!(say(id + 9, "x", &every), Err(AlertRefusal::Unknown)));
            assert!(matches!(say(id, " ", &every), Err(AlertRefusal::Note)));
            say(id, "Gulungan baru dibawa siang ini", &every).unwrap();
            assert!(matches!(say(id, "lagi", &every), Err(AlertRefusal::State)));
            assert_eq!(living(store)[0].state, AlertState::Acknowledged);
            assert_eq!(store.kiosks_in_need(&every).unwrap(), 1);
            assert_eq!(store.kiosks_in_need(&other).unwrap(), 0);
            assert_eq!(count(store, "audit WHERE act = 'acknowledge-alert'"), 1);
        })
        .unwrap();
    assert_eq!(look(&running, minutes(11 + 9 * 60)), 0, "somebody has it in hand");
    say(&running, &terminal, well());
    assert_eq!(look(&running, minutes(11 + 9 * 60 + 1)), 1, "its end is told");
}

#[test]
fn a_rule_that_is_switched_off_lets_go_of_what_it_found() {
    let running = central();
    let terminal = running.terminal(1);
    let id = set(&running, rule(Watched::Printer));
    say(&running, &terminal, without_paper());
    assert_eq!(look(&running, minutes(11)), 1);
    running
        .central
        .with_store(move |store| store.switch_alert_rule(id, false, "test", Timestamp::now()).unwrap())
        .unwrap();
    assert_eq!(look(&running, minutes(12)), 0);
    assert_eq!(running.central.with_store(|store| living(store).len()).unwrap(), 0);
}

#[test]
fn a_rule_tells_no_more_than_twelve_times_an_hour_and_then_all_together() {
    let running = central();
    let terminal = running.terminal(1);
    let id = set(&running, Rule { after_min: 0, ..rule(Watched::Printer) });
    for n in 0..20 {
        say(&running, &terminal, if n % 2 == 0 { without_paper() } else { well() });
        look(&running, minutes(n + 1));
    }
    // Central's own looks, which may fall in between, count as well.
    assert_eq!(messages(&running, id).len(), 12);
    assert_eq!(look(&running, minutes(90)), 1, "what waited, in one");
    assert_eq!(messages(&running, id).len(), 13);
}

#[test]
fn a_kiosk_that_is_switched_off_at_night_is_missed_when_its_office_is_open() {
    let running = central();
    let terminal = running.terminal(1);
    let id = set(&running, Rule { open_only: true, ..rule(Watched::Silent) });
    say(&running, &terminal, well());
    let kiosk = Layer::Kiosk("K01".parse().unwrap());
    let week = ["08:00-16:00"; 7].join(" ");
    running
        .central
        .with_store(move |store| {
            store.set_config(&kiosk, Setting::OpeningHours, Some(&week), "test", Timestamp::now()).unwrap();
        })
        .unwrap();
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::Offset::constant(7));
    let today = zone.to_datetime(Timestamp::now()).date();
    let at = |days: i8, hour: i8, minute: i8| {
        let day = today.checked_add(jiff::Span::new().days(days)).unwrap();
        day.at(hour, minute, 0, 0).to_zoned(zone.clone()).unwrap().timestamp()
    };
    for (days, hour, minute, expected, why) in [
        (1, 7, 59, 0, "closed, though silent for hours"),
        (1, 8, 9, 0, "it has ten minutes to come up"),
        (1, 8, 10, 1, "and is missed then"),
        (1, 15, 59, 1, "told again after four hours"),
        (1, 22, 0, 0, "not in the night"),
        (2, 8, 9, 0, "nor before its ten minutes"),
        (2, 8, 10, 1, "but the next morning"),
    ] {
        assert_eq!(look(&running, at(days, hour, minute)), expected, "{why}");
    }
    assert_eq!(running.central.with_store(|store| living(store).len()).unwrap(), 1, "one and the same");
    assert_eq!(messages(&running, id).len(), 3);
}

#[test]
fn of_a_kiosk_that_is_not_heard_nobody_says_how_its_printer_is() {
    let running = central();
    let (one, two) = (running.terminal(1), running.terminal(2));
    let id = set(&running, rule(Watched::Printer));
    say(&running, &one, without_paper());
    assert_eq!(look(&running, minutes(11)), 1);
    say(&running, &two, without_paper());
    running.central.with_store(|store| store.note_silent(minutes(60).as_millisecond()).unwrap()).unwrap();
    assert_eq!(look(&running, minutes(11 + 4 * 60)), 0, "neither told again nor told of the other");
    let alerts = running.central.with_store(|store| living(store)).unwrap();
    assert_eq!(alerts.len(), 1, "it stands as it was");
    assert!(alerts[0].unknown_since_ms.is_some());
    for terminal in [&one, &two] {
        say(&running, terminal, without_paper());
    }
    assert_eq!(look(&running, minutes(12 + 4 * 60)), 1, "both in one message, once they are heard");
    let alerts = running.central.with_store(|store| living(store)).unwrap();
    assert_eq!(alerts.iter().map(|alert| alert.unknown_since_ms).collect::<Vec<_>>(), [None, None]);
    assert_eq!(messages(&running, id).len(), 2);
}
