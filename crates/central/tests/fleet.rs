//! Kiosks as central sees them: what is written of a beat, who waits for news, what is decided and asked.

use std::time::{Duration, Instant};

use anjungan_central::fleet::settings::{Layer, Setting};
use anjungan_central::fleet::{Aspect, SILENT_MS, Standing};
use anjungan_central::office::offices::Offices;
use anjungan_central::store::{FleetRefusal, KioskFilter, Store};
use anjungan_wire::command::{Command, Order, Outcome, Receipt};
use anjungan_wire::feed::{Cursor, FeedAnswer, Row};
use anjungan_wire::health::{Condition, PrinterState};
use anjungan_wire::id::{KioskCode, Scope};
use anjungan_wire::kiosk_config::KioskConfig;
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::request::{Beat, BeatAnswer, Health, RefusalCode};
use anjungan_wire::signed::Signed;
use jiff::Timestamp;

use crate::kit::{Running, Terminal, central, clock, count, page, push_of};

fn k01() -> KioskCode {
    "K01".parse().unwrap()
}

pub fn beat(terminal: &Terminal, condition: Condition) -> Beat {
    Beat {
        stream: terminal.stream,
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health { version: "0.2.0".into(), condition: Some(condition), ..Health::default() },
        clock: clock(1),
        wait_s: None,
    }
}

pub fn well() -> Condition {
    Condition { printer: PrinterState::Ready, paper_percent: Some(70), ..Condition::default() }
}

/// A beat, and what central then has written: the writer takes it after it was answered.
fn say(running: &Running, terminal: &Terminal, condition: Condition) {
    assert_eq!(terminal.post("/v1/beat", &beat(terminal, condition)).status, 200);
    running.central.with_store(|_| ()).unwrap();
}

fn standing(running: &Running) -> (Standing, String) {
    running
        .central
        .with_store(|store| {
            let line = store.kiosk(&k01()).unwrap().unwrap().line;
            (line.standing, line.cause)
        })
        .unwrap()
}

/// The rows of one of the kiosk's own feeds.
fn rows(terminal: &Terminal, scope: &str) -> Vec<Row> {
    let query = format!("epoch={}&after=0&floor=0&limit=200", terminal.enrolled.epoch);
    let answer = terminal.get(&format!("/v1/feed/{scope}"), &query);
    assert_eq!(answer.status, 200, "{}", answer.text());
    page(answer.json::<FeedAnswer>()).rows
}

fn config(terminal: &Terminal) -> KioskConfig {
    let rows = rows(terminal, "config@K01");
    let signed: Signed<KioskConfig> = serde_json::from_str(rows[0].body_text()).unwrap();
    signed.verify(&terminal.enrolled.content_key, 0, 0).unwrap().content
}

#[test]
fn a_timeline_holds_changes_and_not_beats() {
    let running = central();
    let terminal = running.terminal(1);
    for _ in 0..3 {
        say(&running, &terminal, well());
    }
    let before = running.central.with_store(|store| count(store, "kiosk_change")).unwrap();
    assert_eq!(standing(&running), (Standing::Ready, String::new()));
    say(&running, &terminal, Condition { up_hours: 1, last_visit_s: Some(600), ..well() });
    let same = running.central.with_store(|store| count(store, "kiosk_change")).unwrap();
    assert_eq!(same, before, "what moves by itself is no change");

    let out = PrinterState::PaperOut;
    say(&running, &terminal, Condition { printer: out, printer_code: Some("P01".into()), ..well() });
    assert_eq!(standing(&running), (Standing::Reduced, "printer:paper-out".to_owned()));
    let kiosk = running.central.with_store(|store| store.kiosk(&k01()).unwrap().unwrap()).unwrap();
    let seen: Vec<_> =
        kiosk.changes.iter().take(2).map(|c| (c.aspect, c.was.as_str(), c.value.as_str())).collect();
    assert!(seen.contains(&(Aspect::Printer, "ready", "paper-out P01")), "{seen:?}");
    assert!(seen.contains(&(Aspect::Standing, "ready", "reduced printer:paper-out")), "{seen:?}");
}

#[test]
fn who_falls_silent_is_cut_off_since_its_last_beat_and_back_with_the_next() {
    let running = central();
    let terminal = running.terminal(1);
    say(&running, &terminal, well());
    running
        .central
        .with_store(|store| {
            let (heard_ms, _) = store.kiosk(&k01()).unwrap().unwrap().line.last_beat.unwrap();
            assert_eq!(store.note_silent(heard_ms + SILENT_MS - 1).unwrap(), 0);
            assert_eq!(store.note_silent(heard_ms + SILENT_MS + 30_000).unwrap(), 1);
            assert_eq!(store.note_silent(heard_ms + SILENT_MS + 30_000).unwrap(), 0, "noticed once");
            let line = store.kiosk(&k01()).unwrap().unwrap().line;
            assert_eq!((line.standing, line.since_ms), (Standing::Disconnected, heard_ms));
        })
        .unwrap();
    say(&running, &terminal, well());
    assert_eq!(standing(&running).0, Standing::Ready);
}

#[test]
fn the_worst_are_first_and_filters_leave_out_the_others() {
    let running = central();
    let (good, bad) = (running.terminal(1), running.terminal(2));
    let code = running.code(false);
    running.enrol(3, &code).unwrap();
    assert_eq!(standing(&running).0, Standing::Awaited, "accepted, and it has said nothing yet");
    say(&running, &good, well());
    say(&running, &bad, Condition { printer: PrinterState::Cutter, ..well() });
    running
        .central
        .with_store(|store| {
            let all = KioskFilter { limit: 10, ..KioskFilter::default() };
            let order: Vec<_> = store.kiosks(&all).unwrap().into_iter().map(|line| line.standing).collect();
            assert_eq!(order, [Standing::Reduced, Standing::Pending, Standing::Ready]);
            let reduced = KioskFilter { standing: Some(Standing::Reduced), ..all.clone() };
            assert_eq!(store.kiosks(&reduced).unwrap().len(), 1);
            assert_eq!(store.kiosk_counts(&reduced).unwrap().len(), 3, "counts are of all standings");
            let elsewhere = KioskFilter { offices: Offices::read("3275").unwrap(), ..all.clone() };
            assert_eq!(store.kiosks(&elsewhere).unwrap(), []);
            let (tag, region) = ("mal".parse().unwrap(), "321608".parse().unwrap());
            store.change_kiosk(&k01(), "Mal", "Disnaker", &region, &[tag], "test", Timestamp::now()).unwrap();
            let tagged = KioskFilter { tag: Some("mal".into()), ..all };
            assert_eq!(store.kiosks(&tagged).unwrap()[0].code, k01());
        })
        .unwrap();
    let told: Vec<String> = config(&good).tags.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["mal"], "content for a tag finds its kiosk");
}

#[test]
fn a_held_beat_is_answered_when_a_feed_moves_and_one_that_is_behind_at_once() {
    let running = central();
    let terminal = running.terminal(1);
    let cursor_at = |after| Cursor { scope: Scope::Config(k01()), epoch: terminal.enrolled.epoch, after };
    let held = |after, wait_s| Beat {
        cursors: vec![cursor_at(after)],
        wait_s: Some(wait_s),
        ..beat(&terminal, well())
    };
    let ask = |beat: &Beat| terminal.post("/v1/beat", beat).json::<BeatAnswer>();
    let head = ask(&held(0, 50)).heads[0].1;
    assert!(head > 0, "what is there already is not waited for");
    assert_eq!(ask(&held(head, 1)).heads[0].1, head, "nothing new: answered when its time is over");

    let begun = Instant::now();
    std::thread::scope(|threads| {
        let waits = threads.spawn(|| ask(&held(head, 50)));
        // However late the beat arrives: then it is behind, and answered at once.
        running.central.with_store(|store| set(store, Setting::IdleWarnAfterS, Some("90"))).unwrap().unwrap();
        assert!(waits.join().unwrap().heads[0].1 > head);
    });
    assert!(begun.elapsed() < Duration::from_secs(50), "not for its time being over");
}

fn set(store: &mut Store, setting: Setting, value: Option<&str>) -> Result<(), FleetRefusal> {
    store.set_config(&Layer::Kiosk(k01()), setting, value, "test", Timestamp::now())
}

#[test]
fn a_kiosk_is_told_what_is_in_force_for_it_and_nothing_twice() {
    let running = central();
    let terminal = running.terminal(1);
    let generation = || running.central.with_store(|store| store.config_generation(&k01()).unwrap()).unwrap();
    let first = generation();
    assert!(first > 0 && config(&terminal).idle_warn_after_s.is_none());
    running
        .central
        .with_store(|store| {
            let district = Layer::District("3216".parse().unwrap());
            for (layer, value) in [(Layer::Tenant, "60"), (district, "70")] {
                let at = Timestamp::now();
                store.set_config(&layer, Setting::IdleWarnAfterS, Some(value), "test", at).unwrap();
            }
            assert!(matches!(set(store, Setting::IdleWarnAfterS, Some("9")), Err(FleetRefusal::Value(_))));
        })
        .unwrap();
    assert_eq!(config(&terminal).idle_warn_after_s, Some(70));
    let second = generation();
    assert!(second > first);
    running.central.with_store(|store| set(store, Setting::IdleWarnAfterS, Some("70")).unwrap()).unwrap();
    assert_eq!(generation(), second, "from another layer, and the same");
    // Moved to another regency, it follows that one.
    running
        .central
        .with_store(|store| {
            set(store, Setting::IdleWarnAfterS, None).unwrap();
            let region = "3275".parse().unwrap();
            store.change_kiosk(&k01(), "Aula", "Disnaker", &region, &[], "test", Timestamp::now()).unwrap();
        })
        .unwrap();
    assert_eq!(config(&terminal).idle_warn_after_s, Some(60));
    let answer: BeatAnswer = terminal.post("/v1/beat", &beat(&terminal, well())).json();
    assert!(answer.scopes.unwrap().contains(&"office@3275".parse().unwrap()));
}

#[test]
fn a_command_goes_to_one_machine_signed_by_another_hand_and_its_receipt_stands_beside_it() {
    let running = central();
    let terminal = running.terminal(1);
    let give = |order| {
        running
            .central
            .with_store(move |store| store.command(&k01(), order, "test", Timestamp::now()).unwrap())
            .unwrap()
    };
    let (first, second) = (give(Order::SelfTest), give(Order::Reboot));
    assert!(second > first);
    let key = config(&terminal).operations_key;
    let rows = rows(&terminal, "commands@K01");
    assert_eq!(rows.len(), 2);
    let signed: Signed<Command> = serde_json::from_str(rows[0].body_text()).unwrap();
    assert!(signed.verify(&terminal.enrolled.content_key, 0, 0).is_err(), "not by the content key");
    let envelope = signed.verify(&key, 0, 0).unwrap();
    let expected = Command { kiosk: k01(), stream: terminal.stream, order: Order::SelfTest };
    assert_eq!((envelope.generation, envelope.content), (first, expected));

    let receipt = Receipt { no: first, outcome: Outcome::Done, detail: "printer ready".into(), log: None };
    let sealing = &terminal.enrolled.sealing_key;
    let text = serde_json::to_vec(&receipt).unwrap();
    let sealed = sealing.seal(&terminal.stream, 1, OpKind::Receipt, &text).unwrap();
    let op = Op { no: 1, kind: OpKind::Receipt, clock: clock(9_000), sealed };
    assert_eq!(terminal.post("/v1/push", &push_of(terminal.stream, vec![op])).status, 200);
    let lines = running
        .central
        .with_store(|store| {
            assert_eq!(store.held().unwrap(), []);
            store.commands(&k01(), 10).unwrap()
        })
        .unwrap();
    assert_eq!(lines[1].receipts, [(9_000, Outcome::Done, "printer ready".to_owned(), false)]);
    assert_eq!(lines[0].receipts, []);
    // What is done with leaves the feed with the next command.
    give(Order::Reload);
    let left: Vec<_> =
        self::rows(&terminal, "commands@K01").into_iter().filter(|row| !row.del).map(|row| row.id).collect();
    assert!(!left.contains(&first.to_string()) && left.contains(&second.to_string()));
}

#[test]
fn a_revoked_machine_is_refused_and_the_kiosk_waits_for_another() {
    let running = central();
    let terminal = running.terminal(1);
    let key = anjungan_wire::sign::key_id(&terminal.key.verifying_key().to_bytes());
    running
        .central
        .with_store(move |store| {
            store.revoke_kiosk(&k01(), &key, true, "test", Timestamp::now()).unwrap();
            assert!(matches!(
                store.command(&k01(), Order::Reboot, "test", Timestamp::now()),
                Err(FleetRefusal::NoMachine)
            ));
            assert!(store.audit("kiosk:K01", None, 10).unwrap().iter().any(|row| row.act == "revoke-kiosk"));
            store.verify_audit().unwrap();
        })
        .unwrap();
    let answer = terminal.post("/v1/beat", &beat(&terminal, well()));
    assert_eq!((answer.status, answer.refusal().code), (403, RefusalCode::Revoked));
    assert_eq!(standing(&running).0, Standing::Retired);
}

#[test]
fn a_beat_tells_the_version_of_the_nearest_layer_and_none_where_nobody_said() {
    let running = central();
    let terminal = running.terminal(1);
    let told = || {
        let answer = terminal.post("/v1/beat", &beat(&terminal, well()));
        answer.json::<BeatAnswer>().min_version
    };
    let set = |layer: Layer, value: Option<&'static str>| {
        running
            .central
            .with_store(move |store| {
                store.set_config(&layer, Setting::MinVersion, value, "test", Timestamp::now()).unwrap();
            })
            .unwrap();
    };
    assert_eq!(told(), None);
    set(Layer::Tenant, Some("0.3.0"));
    assert_eq!(told().as_deref(), Some("0.3.0"));
    set(Layer::Kiosk(k01()), Some("0.2.0"));
    set(Layer::District("3216".parse().unwrap()), Some("0.4.0"));
    assert_eq!(told().as_deref(), Some("0.2.0"));
    set(Layer::Kiosk(k01()), None);
    assert_eq!(told().as_deref(), Some("0.4.0"));
}
