//! Print jobs: moves, expiry, recovery, and what central is told.

use anjungan_wire::fact::{Ticket, TicketOutcome};
use anjungan_wire::op::OpKind;

use super::super::spool::JOB_LIFE_MS;
use super::*;

pub fn paper() -> Paper {
    Paper { bytes: b"TIKET".to_vec(), paper_mm: 90.0 }
}

fn told(ledger: &Ledger) -> Vec<(TicketOutcome, Option<String>)> {
    let ops = ledger.unacked(100, 1_000_000).unwrap();
    let opened = ops.iter().map(|op| {
        let fact = central_key().open(&ledger.stream(), op.no, OpKind::Ticket, &op.sealed).unwrap();
        let ticket: Ticket = serde_json::from_slice(&fact).unwrap();
        (ticket.outcome, ticket.cause)
    });
    opened.collect()
}

fn walk(ledger: &mut Ledger, id: JobId, states: &[JobState]) {
    for state in states {
        ledger.move_job(id, *state, at(1)).unwrap();
    }
}

const TO_SENT: [JobState; 3] = [JobState::Precheck, JobState::Sending, JobState::Sent];

#[test]
fn a_ticket_goes_its_way_and_central_is_told_once() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    assert_eq!(ledger.claim(Station::Tickets, at(1)).unwrap().unwrap().id, job.id);
    assert_eq!(ledger.claim(Station::Tickets, at(1)).unwrap(), None, "a claimed job is nobody else's");
    assert_eq!(ledger.payload(job.id).unwrap(), Some(paper()));
    walk(&mut ledger, job.id, &TO_SENT);
    assert_eq!(told(&ledger), []);
    walk(&mut ledger, job.id, &[JobState::Printed]);
    assert_eq!(told(&ledger), [(TicketOutcome::Printed, None)]);
    assert_eq!(ledger.payload(job.id).unwrap(), None, "settled: the bytes are gone");
    assert_eq!(ledger.job_events(job.id).unwrap().len(), 6);
}

#[test]
fn an_illegal_move_changes_nothing() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    let refused = ledger.move_job(job.id, JobState::Printed, at(1));
    assert!(matches!(refused, Err(LedgerError::Illegal(_))));
    assert_eq!(ledger.job(job.id).unwrap().state, JobState::Queued);
    assert_eq!(ledger.job_events(job.id).unwrap(), [JobState::Queued]);
    assert!(matches!(ledger.job(JobId(99)), Err(LedgerError::NoSuchJob(_))));
}

#[test]
fn the_cause_of_a_block_stays_with_the_job_that_expires() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &[JobState::Precheck, JobState::Blocked(Cause::PaperOut), JobState::Expired]);
    assert_eq!(told(&ledger), [(TicketOutcome::Expired, Some("paper-out".into()))]);
}

#[test]
fn a_job_expires_by_the_machines_clock_and_with_its_start() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(5), |_| paper()).unwrap();
    assert!(!job.expired(&at(4 + JOB_LIFE_MS)));
    assert!(job.expired(&at(5 + JOB_LIFE_MS)));
    assert!(job.expired(&Clock { boot: [2; 8], ..at(5) }));
}

#[test]
fn a_reprint_has_the_same_number_and_supersedes() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &TO_SENT);
    assert!(ledger.reprint(job.id, at(2), |_, _| paper()).is_err(), "it may still come out");
    walk(&mut ledger, job.id, &[JobState::Doubtful]);
    let again = ledger.reprint(job.id, at(2), |_, copy| {
        assert_eq!(copy, 2);
        paper()
    });
    let again = again.unwrap();
    assert_eq!((again.number, again.copy), (job.number, 2));
    assert_eq!(ledger.job(job.id).unwrap().state, JobState::Superseded);
    assert_eq!(told(&ledger), [(TicketOutcome::Doubtful, None)]);
}

#[test]
fn ticket_numbers_differ_and_survive_a_restart() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let first = ledger.next_ticket_number().unwrap();
    let second = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap().number;
    drop(ledger);
    let third = enrolled_ledger(&path).next_ticket_number().unwrap();
    assert!(first != second && second != third && first != third);
}
