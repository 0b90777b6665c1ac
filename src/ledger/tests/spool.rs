//! Print jobs: moves, expiry, recovery, and what central is told.

use anjungan_wire::fact::{Print, PrintChange, PrintSort, Ticket, TicketOutcome};
use anjungan_wire::op::OpKind;

use super::super::spool::JOB_LIFE_MS;
use super::*;

pub fn paper() -> Paper {
    Paper { bytes: b"TIKET".to_vec(), paper_mm: 90.0 }
}

fn told(ledger: &Ledger) -> Vec<(TicketOutcome, Option<String>)> {
    let ops = ledger.unacked(100, 1_000_000).unwrap();
    let opened = ops.iter().filter(|op| op.kind == OpKind::Ticket).map(|op| {
        let fact = central_key().open(&ledger.stream(), op.no, OpKind::Ticket, &op.sealed).unwrap();
        let ticket: Ticket = serde_json::from_slice(&fact).unwrap();
        (ticket.outcome, ticket.cause)
    });
    opened.collect()
}

/// The records of changes that central gets, as they were made.
fn told_changes(ledger: &Ledger) -> Vec<Print> {
    let ops = ledger.unacked(100, 1_000_000).unwrap();
    let opened = ops.iter().filter(|op| op.kind == OpKind::Print).map(|op| {
        let fact = central_key().open(&ledger.stream(), op.no, OpKind::Print, &op.sealed).unwrap();
        serde_json::from_slice(&fact).unwrap()
    });
    opened.collect()
}

fn states(print: &Print) -> Vec<&str> {
    print.changes.iter().map(|change| change.state.as_str()).collect()
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
    let [first, third] = [first, third].map(PaperNumber::Ticket);
    assert!(first != second && second != third && first != third);
}

#[test]
fn central_hears_every_change_of_a_job_once_and_in_order() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &TO_SENT);
    walk(&mut ledger, job.id, &[JobState::Suspended(Cause::PaperOut)]);
    assert_eq!(told_changes(&ledger), [], "a job that is on its way is told of when it has come to rest");
    let status = Some("answering, offline, paper out");
    ledger.move_job_because(job.id, JobState::Doubtful, Some(Cause::PaperOut), status, at(2)).unwrap();
    let told = told_changes(&ledger);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].job, told[0].sort, told[0].copy), (1, PrintSort::Ticket, 1));
    assert_eq!(told[0].number, job.number.to_string());
    let expected = ["queued", "claimed", "precheck", "sending", "sent", "suspended", "doubtful"];
    assert_eq!(states(&told[0]), expected);
    let last = PrintChange {
        state: "doubtful".into(),
        cause: Some("paper-out".into()),
        wall_ms: at(2).wall_ms,
        mono_ms: 2,
        status: status.map(str::to_owned),
    };
    assert_eq!(told[0].changes.last(), Some(&last));
    // Later a person says something: only that is new.
    ledger.seen_on_paper(job.id, at(3)).unwrap();
    let told = told_changes(&ledger);
    assert_eq!((told.len(), states(&told[1])), (2, vec!["printed-unverified"]));
}

#[test]
fn a_reprint_tells_of_both_papers() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &TO_SENT);
    walk(&mut ledger, job.id, &[JobState::Doubtful]);
    let again = ledger.reprint(job.id, at(2), |_, _| paper()).unwrap();
    walk(&mut ledger, again.id, &[JobState::Claimed]);
    walk(&mut ledger, again.id, &TO_SENT);
    walk(&mut ledger, again.id, &[JobState::Printed]);
    let told = told_changes(&ledger);
    assert_eq!(states(&told[1]), ["superseded"]);
    assert_eq!((told[2].copy, told[2].changes.len()), (2, 6));
    assert_eq!(told[2].number, told[0].number);
}

#[test]
fn a_persons_no_is_told_and_leaves_a_reprint_open() {
    for end in [JobState::Doubtful, JobState::PrintedUnverified] {
        let (_folder, path) = folder();
        let mut ledger = enrolled_ledger(&path);
        let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
        ledger.claim(Station::Tickets, at(1)).unwrap();
        walk(&mut ledger, job.id, &TO_SENT);
        walk(&mut ledger, job.id, &[end]);
        ledger.not_on_paper(job.id, at(2)).unwrap();
        assert_eq!(told(&ledger).last(), Some(&(TicketOutcome::Failed, Some("not-out".into()))), "{end:?}");
        assert_eq!(states(told_changes(&ledger).last().unwrap()), ["failed"]);
        let again = ledger.reprint(job.id, at(3), |_, _| paper()).unwrap();
        assert_eq!((again.number, again.copy), (job.number, 2));
        assert_eq!(ledger.job(job.id).unwrap().state, JobState::Superseded);
    }
}

#[test]
fn nothing_is_printed_again_where_no_person_said_that_it_did_not_come_out() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &[JobState::Failed(Cause::NotStored)]);
    assert!(matches!(ledger.reprint(job.id, at(2), |_, _| paper()), Err(LedgerError::Illegal(_))));
}

#[test]
fn a_job_that_flickers_between_causes_is_told_in_parts_that_a_push_can_carry() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &[JobState::Precheck]);
    for round in 0..150 {
        let cause = if round % 2 == 0 { Cause::PaperOut } else { Cause::CoverOpen };
        walk(&mut ledger, job.id, &[JobState::Blocked(cause)]);
    }
    walk(&mut ledger, job.id, &[JobState::Expired]);
    let told = told_changes(&ledger);
    assert_eq!(told.iter().map(|print| print.changes.len()).collect::<Vec<_>>(), [100, 54]);
}

#[test]
fn a_late_proof_settles_what_a_stop_left_open_and_the_rest_is_doubtful() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let jobs: Vec<JobId> =
        (0..4).map(|_| ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap().id).collect();
    for _ in &jobs {
        ledger.claim(Station::Tickets, at(1)).unwrap();
    }
    walk(&mut ledger, jobs[0], &TO_SENT[..2]);
    walk(&mut ledger, jobs[1], &TO_SENT);
    walk(&mut ledger, jobs[2], &TO_SENT[..2]);
    assert_eq!(ledger.expire_unbegun(at(2)).unwrap().iter().map(|job| job.id).collect::<Vec<_>>(), [jobs[3]]);
    let undecided = ledger.undecided(Station::Tickets).unwrap();
    assert_eq!(undecided.iter().map(|job| job.process_id).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert_eq!(ledger.undecided(Station::Sheets).unwrap(), []);
    let settled = ledger.settle_undecided(Station::Tickets, &jobs[..2], at(2)).unwrap();
    let ends: Vec<JobState> = settled.iter().map(|job| job.state).collect();
    assert_eq!(ends, [JobState::Printed, JobState::Printed, JobState::Doubtful]);
    assert_eq!(ledger.unsettled_jobs().unwrap(), []);
}

#[test]
fn a_visitor_gets_two_reprints_and_not_a_third() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let mut job = ledger.queue_ticket("local:1", at(0), |_| paper()).unwrap();
    for copy in 2..=3 {
        ledger.claim(Station::Tickets, at(1)).unwrap();
        walk(&mut ledger, job.id, &TO_SENT);
        walk(&mut ledger, job.id, &[JobState::PrintedUnverified]);
        job = ledger.reprint(job.id, at(2), |_, _| paper()).unwrap();
        assert_eq!(job.copy, copy);
    }
    ledger.claim(Station::Tickets, at(1)).unwrap();
    walk(&mut ledger, job.id, &TO_SENT);
    walk(&mut ledger, job.id, &[JobState::PrintedUnverified]);
    let refused = ledger.reprint(job.id, at(2), |_, _| paper());
    assert!(matches!(refused, Err(LedgerError::TooManyCopies { .. })), "{refused:?}");
    assert_eq!(ledger.job(job.id).unwrap().state, JobState::PrintedUnverified, "and nothing was changed");
}

#[test]
fn a_wall_clock_that_jumps_neither_ends_nor_revives_a_job() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let job = ledger.queue_ticket("local:1", at(5), |_| paper()).unwrap();
    let day_ms = 24 * 3600 * 1000;
    for jump_ms in [-day_ms, day_ms] {
        let jumped = |mono_ms| Clock { wall_ms: at(mono_ms).wall_ms + jump_ms, ..at(mono_ms) };
        assert!(!job.expired(&jumped(6)));
        assert!(job.expired(&jumped(5 + JOB_LIFE_MS)));
        assert_eq!(job.age_ms(&jumped(65)), Some(60));
    }
    let other_boot = Clock { boot: [2; 8], ..at(65) };
    assert_eq!(job.age_ms(&other_boot), Some(60), "over a restart the wall clock is all there is");
    assert_eq!(job.age_ms(&Clock { wall_ms: job.created_ms - 1, ..other_boot }), None);
}
