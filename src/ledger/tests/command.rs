//! Commands: at most once, over restarts too.

use anjungan_wire::command::{Order, Outcome, Receipt};

use super::spool::paper;
use super::*;

fn done(no: u64) -> Receipt {
    Receipt { no, outcome: Outcome::Done, detail: String::new(), log: None }
}

#[test]
fn a_command_is_begun_once_also_when_a_later_one_came_first() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    assert!(ledger.begin_command(5, Order::SelfTest, at(1)).unwrap());
    assert!(!ledger.begin_command(5, Order::SelfTest, at(2)).unwrap(), "the same");
    ledger.end_command(done(5), at(3)).unwrap();
    ledger.end_command(done(5), at(4)).unwrap();
    assert_eq!(ledger.waiting().unwrap(), 2, "started and done, each told once");
    assert!(ledger.decline_command(6, Order::Reboot, Outcome::Expired, at(5)).unwrap());
    assert!(ledger.begin_command(4, Order::Update, at(6)).unwrap(), "one that had to wait for the night");
    ledger.end_command(done(4), at(7)).unwrap();
    assert!(!ledger.begin_command(4, Order::Update, at(8)).unwrap());
    assert_eq!(ledger.begun_commands().unwrap(), []);
}

#[test]
fn what_a_stop_interrupted_is_known_after_the_next_start_and_not_begun_again() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    assert!(ledger.begin_command(5, Order::Reboot, at(1)).unwrap());
    drop(ledger);
    let mut ledger = enrolled_ledger(&path);
    let begun = Begun { no: 5, order: Some(Order::Reboot), boot: at(1).boot };
    assert_eq!(ledger.begun_commands().unwrap(), [begun]);
    assert!(!ledger.begin_command(5, Order::Reboot, at(2)).unwrap());
}

#[test]
fn an_emptied_ledger_holds_no_fact_and_no_job_and_knows_no_central() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    ledger.record(&visit(1), at(1)).unwrap();
    ledger.begin_command(5, Order::Reboot, at(1)).unwrap();
    ledger.raise_generation("config config@K07", 3).unwrap();
    let printed = ledger.queue_ticket("local:1", at(1), |_| paper()).unwrap().id;
    ledger.claim(Station::Tickets, at(1)).unwrap();
    for state in [JobState::Precheck, JobState::Sending, JobState::Sent, JobState::Doubtful] {
        ledger.move_job(printed, state, at(1)).unwrap();
    }
    let again = ledger.reprint(printed, at(2), |_, _| paper()).unwrap().id;
    ledger.empty().unwrap();
    for job in [printed, again] {
        assert!(matches!(ledger.job(job), Err(LedgerError::NoSuchJob(_))));
    }
    assert_eq!(ledger.generation("config config@K07").unwrap(), 0);
    assert_eq!((ledger.waiting().unwrap(), ledger.enrolled()), (0, None));
    assert!(ledger.unacked(10, 1_000_000).unwrap().is_empty());
    assert_eq!(ledger.begun_commands().unwrap(), []);
}
