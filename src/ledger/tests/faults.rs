//! The disk fills, goes read-only, is locked, rots. Each time: a typed error, nothing changed, and it goes
//! on when the fault is gone.

use anjungan_wire::receipt::ReceiptNumber;

use super::*;

type Operation = (&'static str, fn(&mut Ledger) -> Result<(), LedgerError>);

/// Every writing operation.
const OPERATIONS: [Operation; 16] = [
    ("record", |ledger| ledger.record(&visit(1), at(0)).map(drop)),
    ("queue", |ledger| {
        let large = Paper { bytes: vec![0; 40_000], paper_mm: 90.0 };
        ledger.queue_ticket("local:1", at(0), |_| large).map(drop)
    }),
    ("move", |ledger| ledger.move_job(JobId(1), JobState::Cancelled, at(0)).map(drop)),
    ("recover", |ledger| ledger.recover(at(0)).map(drop)),
    ("number", |ledger| ledger.next_ticket_number().map(drop)),
    ("refill", |ledger| ledger.refilled(80_000.0)),
    ("near end", |ledger| ledger.near_end(true)),
    ("out of order", |ledger| ledger.put_out_of_order("P03", at(0))),
    ("in order", |ledger| ledger.put_in_order()),
    ("logo", |ledger| ledger.note_logo_write("2026-11-22".parse().unwrap())),
    ("pin", |ledger| ledger.set_pin_failures(PinFailures { count: 1, ..PinFailures::default() })),
    ("submit", |ledger| super::person::submit(ledger, 1).map(drop)),
    ("slip", |ledger| {
        let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [9; 8]);
        ledger.queue_slip(&receipt, None, at(0), |_| Some(super::spool::paper())).map(drop)
    }),
    ("card", |ledger| {
        let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [9; 8]);
        let card = "000102030405060708090a0b0c0d0e0f".parse().unwrap();
        ledger.queue_card(card, &receipt, 1000, None, at(0), super::spool::paper()).map(drop)
    }),
    ("tries", |ledger| ledger.set_tries(Tries::Helper, PinFailures { count: 1, ..PinFailures::default() })),
    ("enrol", |ledger| ledger.set_enrolled(Enrolled { tenant: "x".repeat(40_000), ..enrolled() })),
];

fn with_a_queued_job() -> (tempfile::TempDir, PathBuf, Ledger) {
    let (folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).unwrap();
    ledger.record(&visit(1), at(0)).unwrap();
    (folder, path, ledger)
}

/// Job 1, unsettled jobs, facts waiting; then what the printer's book and service mode remember.
type State = (JobState, usize, u64, Option<u32>, Option<OutOfOrder>, u32, [PinFailures; 2], usize);

fn state(ledger: &Ledger) -> State {
    (
        ledger.job(JobId(1)).unwrap().state,
        ledger.unsettled_jobs().unwrap().len(),
        ledger.waiting().unwrap(),
        ledger.paper_left().unwrap().tickets(),
        ledger.out_of_order().unwrap(),
        ledger.logo_writes("2026-11-22".parse().unwrap()).unwrap(),
        [ledger.pin_failures().unwrap(), ledger.tries(Tries::Helper).unwrap()],
        ledger.papers_held(),
    )
}

fn every_operation_fails(ledger: &mut Ledger, expected: fn(&LedgerError) -> bool) {
    let before = state(ledger);
    for (name, operation) in OPERATIONS {
        let error = operation(ledger).expect_err(name);
        assert!(expected(&error), "{name}: {error:?}");
        assert_eq!(state(ledger), before, "{name}");
    }
}

fn every_operation_works(ledger: &mut Ledger) {
    for (name, operation) in OPERATIONS {
        operation(ledger).expect(name);
    }
}

#[test]
fn a_full_disk_loses_nothing_and_goes_on_when_there_is_space() {
    let (_folder, _path, mut ledger) = with_a_queued_job();
    let pages: i64 = ledger.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    // What fits into the pages there are still works; what does not is refused as a whole.
    let before = state(&ledger);
    let full = OPERATIONS[1].1(&mut ledger);
    assert!(matches!(full, Err(LedgerError::Full)), "{full:?}");
    assert_eq!(state(&ledger), before);
    let mut recorded = before.2;
    let refused = loop {
        match ledger.record(&visit(1), at(0)) {
            Ok(_) => recorded += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, LedgerError::Full), "{refused:?}");
    assert_eq!(ledger.waiting().unwrap(), recorded);
    ledger.db.pragma_update_and_check(None, "max_page_count", pages + 10_000, |_| Ok(())).unwrap();
    assert_eq!(ledger.record(&visit(1), at(0)).unwrap(), recorded + 1, "no number was spent in vain");
    every_operation_works(&mut ledger);
}

#[test]
fn a_read_only_file_is_said_and_nothing_is_changed() {
    let (_folder, _path, mut ledger) = with_a_queued_job();
    ledger.db.pragma_update(None, "query_only", true).unwrap();
    every_operation_fails(&mut ledger, |error| matches!(error, LedgerError::ReadOnly));
    ledger.db.pragma_update(None, "query_only", false).unwrap();
    every_operation_works(&mut ledger);
}

#[test]
fn a_locked_ledger_is_said_and_nothing_is_changed() {
    let (_folder, path, mut ledger) = with_a_queued_job();
    ledger.db.busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    every_operation_fails(&mut ledger, |error| matches!(error, LedgerError::Busy));
    other.execute_batch("ROLLBACK").unwrap();
    every_operation_works(&mut ledger);
}

#[test]
fn a_damaged_ledger_is_refused_and_left_as_it_is() {
    let (_folder, path, mut ledger) = with_a_queued_job();
    for seconds in 0..200 {
        ledger.record(&visit(seconds), at(0)).unwrap();
    }
    drop(ledger);
    let sound = std::fs::read(&path).unwrap();
    let overwritten: Vec<u8> = sound[..8192].iter().copied().chain(vec![0x5a; sound.len() - 8192]).collect();
    for damaged in [b"not a database, but long enough".repeat(100), overwritten] {
        std::fs::write(&path, &damaged).unwrap();
        let refused = Ledger::open(&path, [0; 16]);
        assert!(matches!(refused, Err(LedgerError::Damaged { .. })), "{:?}", refused.err());
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_not_a_new_ledger() {
    assert!(Ledger::open(Path::new("/nowhere/at/all/ledger.db"), [0; 16]).is_err());
}
