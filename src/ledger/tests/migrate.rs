//! A ledger that an earlier program wrote goes on with this one.

use super::*;

/// A ledger of version 1 with two jobs under one number, as a counter that went round leaves them, a reprint,
/// and one job that was on its way.
fn ledger_of_version_1(path: &Path) {
    let mut db = Connection::open(path).unwrap();
    schema::migrate(&mut db, &schema::MIGRATIONS[..1]).unwrap();
    db.execute_batch(
        "INSERT INTO device (one, stream, epoch, last_ticket) VALUES (1, x'09090909090909090909090909090909', '1.0', 42);
         INSERT INTO print_job (id, number, copy, reprint_of, vacancy, payload, payload_sha256, paper_mm, state, boot,
             expires_mono_ms, created_ms, changed_ms)
         VALUES (1, 'K07-0042-H', 1, NULL, 'local:1', NULL, zeroblob(32), 90.0, 'superseded', zeroblob(8), 90000, 1, 2),
                (2, 'K07-0042-H', 2, 1, 'local:1', NULL, zeroblob(32), 90.0, 'printed', zeroblob(8), 90000, 3, 4),
                (3, 'K07-0042-H', 1, NULL, 'local:2', x'41', zeroblob(32), 90.0, 'sent', zeroblob(8), 90000, 5, 6);
         INSERT INTO print_event (job, state, wall_ms, mono_ms) VALUES (3, 'queued', 5, 5), (3, 'sent', 6, 6);",
    )
    .unwrap();
    let epoch = Epoch::NONE.to_string();
    db.execute("UPDATE device SET epoch = ?1", [epoch]).unwrap();
    assert_eq!(db.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)).unwrap(), 1);
}

#[test]
fn jobs_of_the_first_version_are_still_there_and_what_was_on_its_way_is_settled() {
    let (_folder, path) = folder();
    ledger_of_version_1(&path);
    let mut ledger = enrolled_ledger(&path);
    let jobs: Vec<Job> = (1..=3).map(|id| ledger.job(JobId(id)).unwrap()).collect();
    assert_eq!(
        jobs.iter().map(|job| job.subject.as_str()).collect::<Vec<_>>(),
        ["local:1", "local:1", "local:2"]
    );
    assert!(jobs.iter().all(|job| {
        (job.kind, job.station, job.actor) == (JobKind::Ticket, Station::Tickets, Actor::Visitor)
    }));
    assert_eq!(jobs[1].copy, 2);
    assert_eq!(ledger.undecided(Station::Tickets).unwrap(), [jobs[2].clone()]);
    let settled = ledger.settle_undecided(Station::Tickets, &[], at(7)).unwrap();
    assert_eq!(settled[0].state, JobState::Doubtful);
    assert_eq!(ledger.paper_left().unwrap().mm, None, "nobody knows what is in the printer");
    assert_eq!(ledger.out_of_order().unwrap(), None);
}

#[test]
fn numbers_go_on_and_none_of_the_old_ones_is_in_their_way() {
    let (_folder, path) = folder();
    ledger_of_version_1(&path);
    let mut ledger = enrolled_ledger(&path);
    let number = |ledger: &mut Ledger| {
        ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).unwrap().number
    };
    assert!(number(&mut ledger).as_str().starts_with("K07-0043-"));
    // Once round: the number of the old jobs comes again, for another paper.
    ledger.db.execute("UPDATE device SET last_ticket = 41", []).unwrap();
    assert_eq!(number(&mut ledger).as_str(), "K07-0042-H");
}

#[test]
fn a_number_and_its_copy_are_accepted_once_a_round() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let first = ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).unwrap();
    // As if the counter had been put back from a copy.
    ledger.db.execute("UPDATE device SET last_ticket = last_ticket - 1", []).unwrap();
    assert!(ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).is_err());
    assert_eq!(ledger.unsettled_jobs().unwrap(), [first]);
    // The counter goes round: the same numbers are other papers.
    ledger.db.execute("UPDATE device SET last_ticket = 9999", []).unwrap();
    let round = ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).unwrap();
    assert!(round.number.as_str().starts_with("K07-0001-"));
    ledger.db.execute("UPDATE device SET last_ticket = 2313", []).unwrap();
    assert!(ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).is_ok());
}
