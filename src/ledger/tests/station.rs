//! The roll that is counted down, and the printer that waits for a technician.

use anjungan_wire::fact::{Service, ServiceAct};
use anjungan_wire::op::OpKind;

use super::super::station::FAILURES_MAX;
use super::*;

const NEW_ROLL_MM: f32 = 1000.0;

fn paper_of(mm: f32) -> Paper {
    Paper { bytes: b"TIKET".to_vec(), paper_mm: mm }
}

fn queue(ledger: &mut Ledger, mm: f32) -> Result<JobId, LedgerError> {
    ledger.queue_ticket("local:1", at(0), |_| paper_of(mm)).map(|job| job.id)
}

/// A job of `mm` that goes as far as `end`.
fn print(ledger: &mut Ledger, mm: f32, end: JobState, why: Option<Cause>) -> JobId {
    let id = queue(ledger, mm).unwrap();
    walk_to(ledger, id, end, why);
    id
}

fn walk_to(ledger: &mut Ledger, id: JobId, end: JobState, why: Option<Cause>) {
    ledger.claim(Station::Tickets, at(1)).unwrap();
    let begun = matches!(end, JobState::Printed | JobState::PrintedUnverified | JobState::Doubtful);
    let way: &[JobState] = match begun {
        true => &[JobState::Precheck, JobState::Sending, JobState::Sent],
        false => &[JobState::Precheck],
    };
    for state in way {
        ledger.move_job(id, *state, at(1)).unwrap();
    }
    ledger.move_job_because(id, end, why, None, at(1)).unwrap();
}

fn left(ledger: &Ledger) -> Option<f32> {
    ledger.paper_left().unwrap().mm
}

fn filled() -> (tempfile::TempDir, PathBuf, Ledger) {
    let (folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    ledger.refilled(NEW_ROLL_MM).unwrap();
    (folder, path, ledger)
}

#[test]
fn before_a_confirmed_refill_nobody_knows_what_is_left_and_everything_is_tried() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    assert_eq!(ledger.paper_left().unwrap().tickets(), None);
    print(&mut ledger, 90.0, JobState::Printed, None);
    assert_eq!(ledger.paper_left().unwrap().tickets(), None);
}

#[test]
fn what_may_have_moved_paper_counts_whole_and_what_did_not_counts_nothing() {
    let (_folder, path, mut ledger) = filled();
    let cases = [
        (JobState::Printed, 100.0),
        (JobState::PrintedUnverified, 100.0),
        (JobState::Doubtful, 100.0),
        (JobState::Expired, 0.0),
        (JobState::Cancelled, 0.0),
        (JobState::Failed(Cause::NotStored), 0.0),
    ];
    let mut expected = NEW_ROLL_MM;
    for (end, used) in cases {
        let id = print(&mut ledger, 100.0, end, None);
        expected -= used;
        assert_eq!(left(&ledger), Some(expected), "{end:?}");
        if end == JobState::Doubtful {
            ledger.seen_on_paper(id, at(2)).unwrap();
            assert_eq!(left(&ledger), Some(expected), "a person's word moves no paper");
        }
    }
    drop(ledger);
    let ledger = enrolled_ledger(&path);
    assert_eq!(left(&ledger), Some(expected), "it survives a restart");
    assert_eq!(ledger.paper_left().unwrap().tickets(), Some(7), "of 100 mm each");
}

#[test]
fn a_doubtful_job_and_its_reprint_count_both() {
    let (_folder, _path, mut ledger) = filled();
    let id = print(&mut ledger, 100.0, JobState::Doubtful, None);
    let again = ledger.reprint(id, at(2), |_, _| paper_of(110.0)).unwrap();
    walk_to(&mut ledger, again.id, JobState::Printed, None);
    assert_eq!(left(&ledger), Some(NEW_ROLL_MM - 210.0));
}

#[test]
fn a_paper_that_does_not_fit_is_refused_and_takes_no_number() {
    let (_folder, _path, mut ledger) = filled();
    ledger.refilled(250.0).unwrap();
    let first = queue(&mut ledger, 100.0).unwrap();
    queue(&mut ledger, 100.0).unwrap();
    // 250 mm less what is promised to two visitors already.
    let refused = queue(&mut ledger, 100.0);
    assert!(matches!(refused, Err(LedgerError::PaperShort { .. })), "{refused:?}");
    ledger.move_job(first, JobState::Cancelled, at(1)).unwrap();
    let third = queue(&mut ledger, 100.0).unwrap();
    assert_eq!(third.0, 3, "no row and no number was spent");
    let numbers: Vec<String> = (1..=3).map(|id| ledger.job(JobId(id)).unwrap().number.to_string()).collect();
    assert!(
        numbers[2] > numbers[1]
            && numbers[2][4..8].parse::<u32>() == numbers[1][4..8].parse().map(|n: u32| n + 1)
    );
}

#[test]
fn the_last_ticket_is_promised_only_where_the_longest_fits() {
    let (_folder, _path, mut ledger) = filled();
    print(&mut ledger, 150.0, JobState::Printed, None);
    for _ in 0..4 {
        print(&mut ledger, 75.0, JobState::Printed, None);
    }
    // 90 mm on average.
    ledger.refilled(149.0).unwrap();
    assert_eq!(ledger.paper_left().unwrap().tickets(), Some(0));
    ledger.refilled(150.0).unwrap();
    assert_eq!(ledger.paper_left().unwrap().tickets(), Some(1));
}

#[test]
fn a_test_print_is_tried_with_what_there_is() {
    let (_folder, _path, mut ledger) = filled();
    ledger.refilled(50.0).unwrap();
    let test = NewJob {
        kind: JobKind::Test,
        station: Station::Tickets,
        subject: "paper",
        actor: Actor::Technician,
        visit: None,
    };
    ledger.queue(test, at(0), |_| paper_of(100.0)).unwrap();
}

#[test]
fn near_end_caps_the_estimate_and_counts_down_from_there() {
    let (_folder, _path, mut ledger) = filled();
    ledger.refilled(80_000.0).unwrap();
    print(&mut ledger, 100.0, JobState::Printed, None);
    for _ in 0..2 {
        ledger.near_end(true).unwrap();
    }
    assert_eq!(ledger.paper_left().unwrap().tickets(), Some(30));
    print(&mut ledger, 100.0, JobState::Printed, None);
    ledger.near_end(true).unwrap();
    assert_eq!(ledger.paper_left().unwrap().tickets(), Some(29));
    // The sensor sees enough again, and nobody said what was put in.
    ledger.near_end(false).unwrap();
    assert_eq!(ledger.paper_left().unwrap().tickets(), None);
}

#[test]
fn near_end_alone_is_an_estimate_too() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    ledger.near_end(true).unwrap();
    assert_eq!(ledger.paper_left().unwrap().tickets(), Some(30));
    ledger.refilled(NEW_ROLL_MM).unwrap();
    assert_eq!(left(&ledger), Some(NEW_ROLL_MM));
}

#[test]
fn a_roll_at_its_end_is_replaced_by_one_of_unknown_length() {
    let (_folder, _path, mut ledger) = filled();
    ledger.roll_ended().unwrap();
    assert_eq!(left(&ledger), None);
    ledger.refilled(NEW_ROLL_MM).unwrap();
    assert_eq!(left(&ledger), Some(NEW_ROLL_MM));
}

#[test]
fn three_doubts_of_its_own_in_a_row_put_the_printer_out_of_order_until_a_technician_says_so() {
    let (_folder, path, mut ledger) = filled();
    for round in 1..=FAILURES_MAX {
        assert_eq!(ledger.out_of_order().unwrap(), None, "before the {round}.");
        print(&mut ledger, 10.0, JobState::Doubtful, Some(Cause::NoAnswer));
    }
    let out = ledger.out_of_order().unwrap().unwrap();
    assert_eq!(out, OutOfOrder { code: "P06".into(), since_ms: at(1).wall_ms });
    drop(ledger);
    let mut ledger = enrolled_ledger(&path);
    assert_eq!(ledger.out_of_order().unwrap(), Some(out), "it survives a restart");
    let refused = queue(&mut ledger, 10.0);
    assert!(matches!(refused, Err(LedgerError::OutOfOrder { .. })), "{refused:?}");
    ledger.put_in_order().unwrap();
    queue(&mut ledger, 10.0).unwrap();
    assert_eq!(ledger.out_of_order().unwrap(), None);
}

/// What central is told of the machine, in order.
fn acts(ledger: &Ledger) -> Vec<Service> {
    let ops = ledger.unacked(100, 1_000_000).unwrap();
    let opened = ops.iter().filter(|op| op.kind == OpKind::Service).map(|op| {
        let fact = central_key().open(&ledger.stream(), op.no, OpKind::Service, &op.sealed).unwrap();
        serde_json::from_slice(&fact).unwrap()
    });
    opened.collect()
}

#[test]
fn central_is_told_once_that_a_printer_went_out_of_order_whoever_put_it_there() {
    let out = |code: &str| Service { act: ServiceAct::PutOutOfOrder, code: Some(code.into()) };
    let (_folder, _path, mut ledger) = filled();
    for _ in 0..FAILURES_MAX {
        assert_eq!(acts(&ledger), []);
        print(&mut ledger, 10.0, JobState::Doubtful, Some(Cause::NoAnswer));
    }
    assert_eq!(acts(&ledger), [out("P06")]);
    ledger.put_out_of_order("P03", at(2)).unwrap();
    assert_eq!(acts(&ledger), [out("P06")], "it was so already");
    ledger.put_in_order().unwrap();
    ledger.put_out_of_order("P03", at(4)).unwrap();
    assert_eq!(acts(&ledger), [out("P06"), out("P03")]);
}

#[test]
fn a_machine_that_no_central_knows_is_put_out_of_order_all_the_same() {
    let (_folder, path) = folder();
    let mut ledger = Ledger::open(&path, [9; 16]).unwrap();
    ledger.put_out_of_order("P03", at(1)).unwrap();
    assert_eq!(ledger.out_of_order().unwrap().unwrap().code, "P03");
}

#[test]
fn paper_cover_cable_and_restarts_never_put_a_printer_out_of_order() {
    let (_folder, _path, mut ledger) = filled();
    for cause in [Cause::PaperOut, Cause::CoverOpen, Cause::NotConnected, Cause::Restart] {
        for _ in 0..FAILURES_MAX + 1 {
            print(&mut ledger, 1.0, JobState::Doubtful, Some(cause));
        }
        assert_eq!(ledger.out_of_order().unwrap(), None, "{cause:?}");
    }
}

/// Service mode can't put it in order again, and the screen says that it is ready: it would refuse for ever.
#[test]
fn the_sheet_printer_is_never_put_out_of_order() {
    let (_folder, _path, mut ledger) = filled();
    let sheet = NewJob {
        kind: JobKind::Sheet,
        station: Station::Sheets,
        subject: "local:1",
        actor: Actor::Visitor,
        visit: None,
    };
    for _ in 0..FAILURES_MAX {
        let id = ledger.queue(sheet, at(0), |_| paper_of(297.0)).unwrap().id;
        ledger.claim(Station::Sheets, at(1)).unwrap();
        for state in [JobState::Precheck, JobState::Sending] {
            ledger.move_job(id, state, at(1)).unwrap();
        }
        ledger.move_job_because(id, JobState::Doubtful, Some(Cause::NoAnswer), None, at(1)).unwrap();
    }
    assert_eq!(ledger.out_of_order_at(Station::Sheets).unwrap(), None);
    ledger.queue(sheet, at(2), |_| paper_of(297.0)).unwrap();
}

#[test]
fn a_ticket_that_came_out_ends_the_row() {
    let (_folder, _path, mut ledger) = filled();
    for end in
        [JobState::Doubtful, JobState::Doubtful, JobState::Printed, JobState::Doubtful, JobState::Doubtful]
    {
        print(&mut ledger, 1.0, end, Some(Cause::CutterStuck));
    }
    assert_eq!(ledger.out_of_order().unwrap(), None);
}

#[test]
fn the_first_reason_stays() {
    let (_folder, _path, mut ledger) = filled();
    ledger.put_out_of_order("P03", at(1)).unwrap();
    ledger.put_out_of_order("P07", at(2)).unwrap();
    assert_eq!(ledger.out_of_order().unwrap().unwrap().code, "P03");
}

#[test]
fn writes_into_the_printers_memory_are_counted_by_day() {
    let (_folder, path, mut ledger) = filled();
    let (today, tomorrow) = ("2026-11-22".parse().unwrap(), "2026-11-23".parse().unwrap());
    for _ in 0..3 {
        ledger.note_logo_write(today).unwrap();
    }
    drop(ledger);
    let ledger = enrolled_ledger(&path);
    assert_eq!((ledger.logo_writes(today).unwrap(), ledger.logo_writes(tomorrow).unwrap()), (3, 0));
}

#[test]
fn wrong_pins_are_remembered_over_a_restart() {
    let (_folder, path, mut ledger) = filled();
    assert_eq!(ledger.pin_failures().unwrap().count, 0);
    let failures = PinFailures { count: 4, boot: [1; 8], mono_ms: 77 };
    ledger.set_pin_failures(failures).unwrap();
    drop(ledger);
    assert_eq!(enrolled_ledger(&path).pin_failures().unwrap(), failures);
}
