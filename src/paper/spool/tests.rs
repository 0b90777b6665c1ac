//! The spool with the real driver and a printer made of software, which breaks when told; and with a press
//! that does exactly what a test says.

mod table;

use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use anjungan_printer::driver::{BeforeFirstByte, Printer, Progress, Proof, Timing};
use anjungan_printer::profile::Profile;
use anjungan_printer::status;
use anjungan_printer::transport::Address;
use anjungan_printer::virtual_printer::{Fault, Setup, VirtualPrinter};
use anjungan_wire::op::Clock;

use super::*;
use crate::ledger::tests::{at, enrolled_ledger};
use crate::ledger::{Cause, Paper};

struct Bench {
    folder: tempfile::TempDir,
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        Self { folder, ledger, clock: Arc::new(Timekeeper::new([1; 8], 1_000_000)) }
    }

    fn queue(&self, now: Clock) -> JobId {
        self.queue_bytes(now, b"TIKET\n\x1dVB\0".to_vec())
    }

    fn queue_bytes(&self, now: Clock, bytes: Vec<u8>) -> JobId {
        let paper = Paper { bytes, paper_mm: 20.0 };
        self.ledger.lock().queue_ticket("local:1", now, |_| paper).unwrap().id
    }

    fn start(&self, press: impl Press + 'static) -> (Spool, Receiver<JobUpdate>) {
        let (told, updates) = mpsc::channel();
        let listener = Box::new(move |news| match news {
            News::Job(update) => told.send(update).unwrap_or_default(),
            News::Recovered(_) => {}
        });
        let clock = Arc::clone(&self.clock);
        let spool =
            Spool::start(Station::Tickets, Box::new(press), self.ledger.clone(), clock, listener).unwrap();
        (spool, updates)
    }

    fn virtual_printer(&self) -> (VirtualPrinter, Printer) {
        let profile = Profile::named("epson-tm-t82").unwrap();
        let link = self.folder.path().join("printer");
        let machine = VirtualPrinter::start(Setup::new(link.clone(), profile.clone())).unwrap();
        let address = Address::Serial { path: link, baud: 115_200 };
        let timing = Timing { reload_wait: Duration::from_secs(5), ..Timing::default() };
        (machine, Printer::start_on(address.opener(), profile, timing))
    }
}

/// Updates until the job is settled, or none comes for 15 s.
fn follow(updates: &Receiver<JobUpdate>) -> Vec<JobState> {
    let mut states = Vec::new();
    while let Ok(update) = updates.recv_timeout(Duration::from_secs(15)) {
        states.push(update.state);
        if update.state.is_settled() {
            break;
        }
    }
    states
}

fn until(updates: &Receiver<JobUpdate>, state: JobState) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(15) {
        if updates.recv_timeout(Duration::from_secs(15)).unwrap().state == state {
            return;
        }
    }
    panic!("never {state:?}");
}

#[test]
fn a_ticket_is_printed_and_proved() {
    let bench = Bench::new();
    let (machine, printer) = bench.virtual_printer();
    let (spool, updates) = bench.start(Arc::new(printer));
    let id = bench.queue(bench.clock.now());
    spool.queued();
    let states = follow(&updates);
    assert_eq!(states.last(), Some(&JobState::Printed), "{states:?}");
    assert_eq!(machine.tally().papers, 1);
    assert_eq!(bench.ledger.lock().job(id).unwrap().state, JobState::Printed);
    assert_eq!(bench.ledger.lock().waiting().unwrap(), 2, "central will hear of outcome and changes");
}

#[test]
fn paper_out_before_the_first_byte_blocks_and_new_paper_goes_on() {
    let bench = Bench::new();
    let (machine, printer) = bench.virtual_printer();
    machine.fault(Fault::PaperOut);
    let (spool, updates) = bench.start(Arc::new(printer));
    bench.queue(bench.clock.now());
    spool.queued();
    until(&updates, JobState::Blocked(Cause::PaperOut));
    assert_eq!(machine.tally().papers, 0);
    machine.refill();
    assert_eq!(follow(&updates).last(), Some(&JobState::Printed));
    assert_eq!(machine.tally().papers, 1);
}

#[test]
fn a_visitor_who_leaves_a_blocked_printer_leaves_nothing_behind() {
    let bench = Bench::new();
    let (machine, printer) = bench.virtual_printer();
    machine.fault(Fault::CoverOpen);
    let (spool, updates) = bench.start(Arc::new(printer));
    let id = bench.queue(bench.clock.now());
    spool.queued();
    until(&updates, JobState::Blocked(Cause::CoverOpen));
    spool.cancel(id);
    assert_eq!(follow(&updates).last(), Some(&JobState::Cancelled));
    machine.refill();
    bench.queue(bench.clock.now());
    spool.queued();
    assert_eq!(follow(&updates).last(), Some(&JobState::Printed));
    assert_eq!(machine.tally().papers, 1, "only the second came out");
}

#[test]
fn paper_out_after_the_first_byte_suspends_and_no_cancel_takes_it_back() {
    let bench = Bench::new();
    let (machine, printer) = bench.virtual_printer();
    machine.fault(Fault::PaperOutAfter { mm: 3.0 });
    let (spool, updates) = bench.start(Arc::new(printer));
    let id = bench.queue(bench.clock.now());
    spool.queued();
    until(&updates, JobState::Suspended(Cause::PaperOut));
    spool.cancel(id);
    machine.refill();
    let states = follow(&updates);
    assert!(matches!(states.last(), Some(JobState::Printed | JobState::Doubtful)), "{states:?}");
    assert!(!states.contains(&JobState::Cancelled), "{states:?}");
}

#[test]
fn a_printer_unplugged_in_the_middle_leaves_a_doubt_and_no_second_try() {
    let bench = Bench::new();
    let (machine, printer) = bench.virtual_printer();
    machine.fault(Fault::Slow { bytes_per_s: 400 });
    let (spool, updates) = bench.start(Arc::new(printer));
    bench.queue_bytes(bench.clock.now(), b"SEBARIS\n".repeat(500));
    spool.queued();
    until(&updates, JobState::Sending);
    machine.fault(Fault::Vanish);
    assert_eq!(follow(&updates).last(), Some(&JobState::Doubtful));
    machine.clear();
    assert!(updates.recv_timeout(Duration::from_secs(2)).is_err(), "nothing happens by itself");
    assert_eq!(machine.tally().papers, 0);
    drop(spool);
}

#[test]
fn two_tickets_come_out_one_after_the_other() {
    let bench = Bench::new();
    let (machine, printer) = bench.virtual_printer();
    let (spool, updates) = bench.start(Arc::new(printer));
    let ids = [bench.queue(bench.clock.now()), bench.queue(bench.clock.now())];
    spool.queued();
    for id in ids {
        let first = updates.recv_timeout(Duration::from_secs(15)).unwrap();
        assert_eq!((first.id, first.state), (id, JobState::Claimed));
        assert_eq!(follow(&updates).last(), Some(&JobState::Printed));
    }
    assert_eq!(machine.tally().papers, 2);
}

/// A press that says what the test lets it say.
struct Scripted {
    refusal: Option<status::Cause>,
    ask_first: bool,
    says: Vec<Progress>,
    asked: Sender<()>,
}

impl Press for Scripted {
    fn print(&self, _: u32, _: Vec<u8>, _: f32, before_first_byte: BeforeFirstByte) -> Receiver<Progress> {
        let (progress, receiver) = mpsc::channel();
        self.asked.send(()).unwrap();
        if self.ask_first && before_first_byte().is_err() {
            progress.send(Progress::Refused(status::Cause::Withheld)).unwrap();
            return receiver;
        }
        for said in &self.says {
            progress.send(*said).unwrap();
        }
        receiver
    }

    fn refusal(&self) -> Option<status::Cause> {
        self.refusal
    }
}

fn scripted(says: &[Progress]) -> (Scripted, Receiver<()>) {
    let (asked, was_asked) = mpsc::channel();
    (Scripted { refusal: None, ask_first: true, says: says.to_vec(), asked }, was_asked)
}

#[test]
fn what_the_printer_says_is_what_the_ledger_has() {
    let suspended = Progress::Suspended(status::Cause::PaperOut);
    let doubtful = Progress::Doubtful(status::Cause::LinkLost);
    let printed = Progress::Printed(Proof::ProcessId);
    let cases: [(&[Progress], JobState); 7] = [
        (&[Progress::FirstByte, Progress::Sent, printed], JobState::Printed),
        (&[Progress::FirstByte, printed], JobState::Printed),
        (&[Progress::FirstByte, Progress::Sent, Progress::PrintedUnverified], JobState::PrintedUnverified),
        (&[Progress::FirstByte, suspended, Progress::Sent, printed], JobState::Printed),
        (&[Progress::FirstByte, Progress::Sent, suspended, suspended, doubtful], JobState::Doubtful),
        (&[Progress::FirstByte, doubtful], JobState::Doubtful),
        // The printer's thread died without a word.
        (&[Progress::FirstByte], JobState::Doubtful),
    ];
    for (says, end) in cases {
        let bench = Bench::new();
        let (press, _asked) = scripted(says);
        let (spool, updates) = bench.start(press);
        let id = bench.queue(bench.clock.now());
        spool.queued();
        assert_eq!(follow(&updates).last(), Some(&end), "{says:?}");
        assert_eq!(bench.ledger.lock().job(id).unwrap().state, end, "{says:?}");
    }
}

#[test]
fn a_printer_not_well_in_time_expires_the_job_unprinted() {
    let bench = Bench::new();
    let (mut press, asked) = scripted(&[Progress::Refused(status::Cause::PaperOut)]);
    (press.refusal, press.ask_first) = (Some(status::Cause::PaperOut), false);
    let (spool, updates) = bench.start(press);
    // 89 s old when it is queued: one second is left.
    let now = bench.clock.now();
    bench.queue(Clock { mono_ms: now.mono_ms - 89_000, ..now });
    spool.queued();
    let states = follow(&updates);
    assert!(states.contains(&JobState::Blocked(Cause::PaperOut)), "{states:?}");
    assert_eq!(states.last(), Some(&JobState::Expired));
    assert_eq!(asked.try_iter().count(), 1, "it is not asked again while it says it is not well");
}

#[test]
fn a_job_too_old_to_begin_is_never_sent() {
    let bench = Bench::new();
    let (press, asked) = scripted(&[Progress::FirstByte]);
    bench.queue(at(0));
    let (spool, updates) = bench.start(press);
    assert_eq!(follow(&updates).last(), Some(&JobState::Expired));
    assert_eq!(asked.try_iter().count(), 0);
    drop(spool);
}

#[test]
fn a_first_write_that_finds_no_room_is_blocked_and_not_doubtful() {
    let bench = Bench::new();
    let (mut press, _asked) = scripted(&[Progress::Refused(status::Cause::NoAnswer)]);
    press.refusal = Some(status::Cause::NoAnswer);
    let (spool, updates) = bench.start(press);
    let id = bench.queue(bench.clock.now());
    spool.queued();
    until(&updates, JobState::Blocked(Cause::NoAnswer));
    let events = bench.ledger.lock().job_events(id).unwrap();
    assert!(events.contains(&JobState::Sending), "it had been committed before");
    spool.cancel(id);
    assert_eq!(follow(&updates).last(), Some(&JobState::Cancelled));
}

#[test]
fn nothing_is_sent_when_sending_cannot_be_written_down() {
    let bench = Bench::new();
    let (press, _asked) = scripted(&[Progress::FirstByte, Progress::Sent, Progress::PrintedUnverified]);
    let id = bench.queue(bench.clock.now());
    bench.ledger.lock().refuse_moves_to("sending");
    let (spool, updates) = bench.start(press);
    assert_eq!(follow(&updates).last(), Some(&JobState::Failed(Cause::NotStored)));
    assert_eq!(bench.ledger.lock().job(id).unwrap().state, JobState::Failed(Cause::NotStored));
    drop(spool);
}

/// Whoever was told so does not cancel: there is nothing left to wait for.
#[test]
fn a_ticket_that_cannot_be_claimed_has_failed_and_stays_so_when_the_disk_mends() {
    let bench = Bench::new();
    let (press, asked) = scripted(&[Progress::FirstByte, Progress::Sent, Progress::PrintedUnverified]);
    let first = bench.queue(bench.clock.now());
    bench.ledger.lock().refuse_commits(true);
    let (spool, updates) = bench.start(press);
    assert_eq!(follow(&updates), [JobState::Failed(Cause::NotStored)], "told once, and soon");
    bench.ledger.lock().refuse_commits(false);
    let second = bench.queue(bench.clock.now());
    spool.queued();
    let begun = updates.recv_timeout(Duration::from_secs(15)).unwrap();
    assert_eq!((begun.id, begun.state), (second, JobState::Claimed));
    assert_eq!(follow(&updates).last(), Some(&JobState::PrintedUnverified));
    assert_eq!(asked.try_iter().count(), 1, "the first never went to the printer");
    assert_eq!(bench.ledger.lock().job(first).unwrap().state, JobState::Failed(Cause::NotStored));
}
