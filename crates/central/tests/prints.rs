//! What central shows of the kiosks' printing.

use std::path::Path;
use std::process::Command;

use anjungan_central::store::{Invite, Store};
use anjungan_wire::fact::{Print, PrintChange, PrintSort};
use anjungan_wire::id::StreamId;
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::request::{Beat, Enrol, Health};
use jiff::Timestamp;

use crate::kit::{STREAM, clock, push_of};

/// A central with one accepted machine, K01, that has said `health`.
fn office(dir: &Path, health: Health) -> Store {
    let mut store = Store::open(dir).unwrap();
    let region = "3216".parse().unwrap();
    let invite =
        Invite { kiosk: None, site: "A".into(), tenant: "T".into(), region, scopes: vec![], accept: true };
    let code = store.invite(invite).unwrap().code;
    let enrol = Enrol { code, public_key: [3; 32], stream: STREAM.n(3), machine: "Kotak".into() };
    store.enrol(&enrol, 0).unwrap();
    let beat = Beat {
        stream: STREAM.n(3),
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health,
        clock: clock(9),
        wait_s: None,
    };
    let conn = crate::kit::database(dir);
    let beat = serde_json::to_string(&beat).unwrap();
    conn.execute("UPDATE device SET beat = ?1, beat_received_ms = 5", [beat]).unwrap();
    store
}

fn change(state: &str, cause: Option<&str>) -> PrintChange {
    PrintChange { state: state.into(), cause: cause.map(Into::into), wall_ms: 0, mono_ms: 1, status: None }
}

fn print(job: u64, copy: u32, changes: Vec<PrintChange>) -> Print {
    Print { job, number: format!("K01-{job:04}-X"), sort: PrintSort::Ticket, copy, card: None, changes }
}

/// Ops from `first` on, made `ago_h` hours ago.
fn push(store: &mut Store, first: u64, ago_h: i64, prints: &[Print]) {
    let stream: StreamId = STREAM.n(3);
    let key = store.sealing_key();
    let at_ms = Timestamp::now().as_millisecond() - ago_h * 3_600_000;
    let op = |(no, print): (u64, &Print)| Op {
        no,
        kind: OpKind::Print,
        clock: clock(at_ms),
        sealed: key.seal(&stream, no, OpKind::Print, &serde_json::to_vec(print).unwrap()).unwrap(),
    };
    let ops: Vec<Op> = (first..).zip(prints).map(op).collect();
    let last = first + ops.len() as u64 - 1;
    assert_eq!(store.push(&stream, &push_of(stream, ops), at_ms).unwrap().hwm, last);
    assert_eq!(store.held().unwrap(), []);
}

fn kiosk(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjungan-central"));
    let output = command.arg("--data").arg(dir).arg("kiosk").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_list_says_what_is_left_on_the_roll_and_what_is_broken() {
    let dir = crate::kit::folder();
    let health = Health {
        printer: "paper-low".into(),
        tickets_left: Some(35),
        out_of_order: Some("P13".into()),
        sheet_printer: Some("paper-out".into()),
        ..Health::default()
    };
    office(dir.path(), health);
    let list = kiosk(dir.path(), &["list"]);
    let says = ["printer paper-low", "about 35 tickets left", "out of order: P13", "sheet printer paper-out"];
    assert!(says.iter().all(|word| list.contains(word)), "{list}");
    assert!(!list.contains("doubtful"), "{list}");
}

#[test]
fn the_health_of_an_older_terminal_makes_no_claims() {
    let dir = crate::kit::folder();
    office(dir.path(), Health { printer: "ready".into(), ..Health::default() });
    let list = kiosk(dir.path(), &["list"]);
    assert_eq!(list.lines().count(), 1, "{list}");
    assert!(list.contains("printer ready"), "{list}");
}

#[test]
fn doubtful_tickets_of_a_day_are_named_with_what_a_person_said() {
    let dir = crate::kit::folder();
    let mut store = office(dir.path(), Health::default());
    let doubtful = || change("doubtful", Some("no-answer"));
    push(&mut store, 1, 25, &[print(1, 1, vec![doubtful()])]);
    let fresh = [
        print(2, 1, vec![doubtful()]),
        print(3, 1, vec![doubtful(), change("printed-unverified", None)]),
        print(4, 1, vec![doubtful()]),
        print(4, 1, vec![change("superseded", None)]),
        print(5, 1, vec![change("printed", None)]),
        print(6, 1, vec![doubtful(), change("failed", Some("not-out"))]),
    ];
    push(&mut store, 2, 1, &fresh);
    let list = kiosk(dir.path(), &["list"]);
    let line = list.lines().find(|line| line.contains("doubtful")).unwrap();
    assert_eq!(
        line.trim(),
        "doubtful in 24 h: K01-0006-X (it did not come out), K01-0004-X (printed again, asked for), K01-0003-X (it did come out), \
         K01-0002-X (nobody said yet)"
    );
}

#[test]
fn the_trail_of_a_job_is_shown_in_the_order_it_was_written() {
    let dir = crate::kit::folder();
    let mut store = office(dir.path(), Health::default());
    let suspended =
        PrintChange { status: Some("1c 00 0f 00".into()), ..change("suspended", Some("paper-out")) };
    push(&mut store, 1, 2, &[print(6, 1, vec![change("queued", None), change("sending", None), suspended])]);
    push(&mut store, 2, 1, &[print(7, 2, vec![change("queued", None)])]);
    push(&mut store, 3, 0, &[print(6, 1, vec![change("printed", None)])]);

    let text = kiosk(dir.path(), &["prints", "K01"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "K01-0006-X  ticket  job 6", "the job that changed last comes first");
    let states: Vec<&str> = lines[1..5].iter().map(|line| line.split_whitespace().nth(2).unwrap()).collect();
    assert_eq!(states, ["queued", "sending", "suspended", "printed"]);
    assert!(lines[3].ends_with("suspended  paper-out  1c 00 0f 00"), "{}", lines[3]);
    assert_eq!(lines[5], "K01-0007-X  ticket  job 7  CETAK ULANG ke-2");
    assert_eq!(kiosk(dir.path(), &["prints", "K01", "--last", "1"]).lines().count(), 5);
}

#[test]
fn a_kiosk_without_a_print_job_says_so_and_an_unknown_one_is_refused() {
    let dir = crate::kit::folder();
    office(dir.path(), Health::default());
    assert!(kiosk(dir.path(), &["prints", "K01"]).contains("no print job yet"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjungan-central"));
    let output = command.arg("--data").arg(dir.path()).args(["kiosk", "prints", "K99"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("kiosk list"));
}
