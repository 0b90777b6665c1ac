//! The printer's book, with a printer that says what a test says.

use std::sync::Mutex;

use anjungan_printer::status::{LinkState, OnlineState};

use super::*;
use crate::ledger::tests::enrolled_ledger;
use crate::ledger::{Actor, JobKind, JobState, NewJob, Paper, Station};
use crate::wording::Code;

const WELL: Status = Status {
    link: LinkState::Answering,
    online: OnlineState::Online,
    paper: PaperState::Present,
    cover: CoverState::Closed,
    fault: FaultState::None,
};
const JAMMED: Status = Status { online: OnlineState::Offline, fault: FaultState::Cutter, ..WELL };
const NEAR_END: Status = Status { paper: PaperState::NearEnd, ..WELL };
const EMPTY: Status = Status { online: OnlineState::Offline, paper: PaperState::Out, ..WELL };
const OPEN: Status = Status { online: OnlineState::Offline, cover: CoverState::Open, ..WELL };

struct Bench {
    _folder: tempfile::TempDir,
    ledger: ledger::Shared,
    told: Arc<Mutex<Vec<machine::Event>>>,
    upkeep: Upkeep,
}

impl Bench {
    fn new() -> Self {
        Self::with("epson-tm-t82")
    }

    fn with(profile: &str) -> Self {
        let profile = Profile::named(profile).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        let told = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&told);
        let post: Post = Arc::new(move |event| {
            let visit::Event::Machine(event) = event else { panic!("{event:?}") };
            hears.lock().unwrap().push(event);
        });
        let clock = Arc::new(Timekeeper::new([1; 8], 1_000_000));
        let upkeep = Upkeep::new(ledger.clone(), clock, Zone::default(), post, Some(&profile));
        Self { _folder: folder, ledger, told, upkeep }
    }

    fn told(&self) -> Vec<machine::Event> {
        std::mem::take(&mut *self.told.lock().unwrap())
    }

    fn left(&self) -> Option<u32> {
        self.ledger.lock().paper_left().unwrap().tickets()
    }

    /// As if the fault had been there for so long.
    fn fault_since(&mut self, ms: u64) {
        let (since_ms, code) = self.upkeep.fault.unwrap();
        self.upkeep.fault = Some((since_ms - ms, code));
    }

    fn refill(&mut self) {
        self.ledger.lock().refilled(10_000.0).unwrap();
        self.upkeep.look();
        self.told();
    }
}

#[test]
fn the_screen_hears_what_can_be_printed_once_a_change() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(WELL);
    assert_eq!(bench.told(), [machine::Event::Printer(Printer::Ready), machine::Event::TicketsLeft(None)]);
    bench.upkeep.printer_says(WELL);
    bench.upkeep.look();
    assert_eq!(bench.told(), []);
    bench.ledger.lock().refilled(10_000.0).unwrap();
    bench.upkeep.look();
    assert_eq!(bench.told(), [machine::Event::TicketsLeft(Some(100))]);
}

#[test]
fn the_screen_hears_how_many_tickets_came_out_today() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(WELL);
    bench.told();
    let now = Timekeeper::new([1; 8], 1_000_000).now();
    let take = |kind, actor, end| {
        let mut ledger = bench.ledger.lock();
        let new = NewJob { kind, station: Station::Tickets, subject: "local:1", actor, visit: None };
        let paper = Paper { bytes: b"TIKET".to_vec(), paper_mm: 20.0 };
        let id = ledger.queue(new, now, |_| Some(paper)).unwrap().id;
        for state in end {
            ledger.move_job(id, state, now).unwrap();
        }
    };
    use JobState::{Cancelled, Claimed, Precheck, Printed, Sending, Sent};
    take(JobKind::Ticket, Actor::Visitor, vec![Claimed, Precheck, Sending, Sent, Printed]);
    take(JobKind::Ticket, Actor::Visitor, vec![Cancelled]);
    take(JobKind::Test, Actor::Technician, vec![Claimed, Precheck, Sending, Sent, Printed]);
    bench.upkeep.look();
    let counted = |bench: &Bench| {
        let told = bench.told().into_iter();
        let counts =
            told.filter_map(
                |event| if let machine::Event::TicketsOn(_, count) = event { Some(count) } else { None },
            );
        counts.collect::<Vec<_>>()
    };
    assert_eq!(counted(&bench), [1], "neither what was taken back nor a technician's test");
    bench.upkeep.look();
    assert_eq!(counted(&bench), Vec::<u32>::new());
}

#[test]
fn a_fault_that_lasts_five_minutes_puts_the_printer_out_of_order() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(JAMMED);
    assert_eq!(bench.ledger.lock().out_of_order().unwrap(), None);
    assert!(bench.upkeep.next_look() <= Duration::from_millis(FAULT_MS_MAX));
    bench.fault_since(FAULT_MS_MAX - 1_000);
    bench.upkeep.printer_says(Status { paper: PaperState::NearEnd, ..JAMMED });
    assert_eq!(bench.ledger.lock().out_of_order().unwrap(), None, "not yet");
    bench.fault_since(1_000);
    bench.told();
    bench.upkeep.look();
    assert_eq!(bench.ledger.lock().out_of_order().unwrap().unwrap().code, "P03");
    assert_eq!(bench.told(), [machine::Event::Printer(Printer::OutOfOrder(Code::CutterStuck))]);
    // It mends itself: still a technician's to say.
    bench.upkeep.printer_says(WELL);
    assert_eq!(bench.told(), []);
    bench.ledger.lock().put_in_order().unwrap();
    bench.upkeep.look();
    assert_eq!(bench.told(), [machine::Event::Printer(Printer::Ready)]);
}

#[test]
fn a_printer_opened_with_its_fault_still_there_is_put_out_of_order_again() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(JAMMED);
    bench.fault_since(FAULT_MS_MAX);
    bench.upkeep.look();
    bench.ledger.lock().put_in_order().unwrap();
    bench.upkeep.look();
    assert_eq!(bench.ledger.lock().out_of_order().unwrap(), None, "the technician's word counts");
    bench.fault_since(FAULT_MS_MAX);
    bench.upkeep.look();
    assert_eq!(bench.ledger.lock().out_of_order().unwrap().unwrap().code, "P03");
}

#[test]
fn a_fault_that_passes_begins_anew_and_paper_cover_and_cable_never_count() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(JAMMED);
    bench.fault_since(FAULT_MS_MAX - 1);
    bench.upkeep.printer_says(WELL);
    bench.upkeep.printer_says(JAMMED);
    assert_eq!(bench.ledger.lock().out_of_order().unwrap(), None);
    for status in [EMPTY, OPEN, Status::of_link(LinkState::Absent), Status::of_link(LinkState::Silent)] {
        bench.upkeep.printer_says(status);
        assert_eq!(bench.upkeep.fault, None, "{status:?}");
    }
}

#[test]
fn near_end_caps_the_estimate_and_a_sensor_that_flickers_changes_nothing() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(WELL);
    bench.refill();
    bench.upkeep.printer_says(NEAR_END);
    assert_eq!(bench.left(), Some(30));
    bench.upkeep.printer_says(WELL);
    assert_eq!(bench.left(), Some(30), "nobody opened the cover");
    bench.upkeep.printer_says(OPEN);
    bench.upkeep.printer_says(WELL);
    assert_eq!(bench.left(), None, "somebody put in a roll and did not say which");
}

/// Else a full roll would be over after thirty tickets, and a new one too.
#[test]
fn a_printer_without_a_near_end_sensor_is_not_believed_to_have_one() {
    let mut bench = Bench::with("clone-80mm");
    bench.upkeep.printer_says(WELL);
    bench.refill();
    bench.upkeep.printer_says(NEAR_END);
    assert_eq!(bench.left(), Some(100));
}

#[test]
fn a_roll_at_its_end_is_forgotten_unless_the_cover_is_open() {
    let mut bench = Bench::new();
    bench.upkeep.printer_says(WELL);
    bench.refill();
    bench.upkeep.printer_says(Status { paper: PaperState::Out, ..OPEN });
    assert_eq!(bench.left(), Some(100), "under an open cover the sensor is not believed");
    bench.upkeep.printer_says(EMPTY);
    assert_eq!(bench.left(), None);
    bench.refill();
    bench.upkeep.printer_says(WELL);
    assert_eq!(bench.left(), Some(100), "the roll that was confirmed is the one that is seen");
}

#[test]
fn old_jobs_go_with_their_events_once_central_has_told_the_time() {
    let mut bench = Bench::new();
    let now = bench.upkeep.clock.now();
    let old = Clock { wall_ms: now.wall_ms - 91 * 24 * 3600 * 1000, boot: [2; 8], ..now };
    let paper = || Paper { bytes: b"TIKET".to_vec(), paper_mm: 20.0 };
    {
        let mut ledger = bench.ledger.lock();
        for _ in 0..PURGE_BATCH + 5 {
            let id = ledger.queue_ticket("local:1", old, |_| paper()).unwrap().id;
            ledger.move_job(id, JobState::Cancelled, old).unwrap();
        }
        let doubtful = ledger.queue_ticket("local:1", old, |_| paper()).unwrap().id;
        for state in [JobState::Claimed, JobState::Precheck, JobState::Sending, JobState::Doubtful] {
            ledger.move_job(doubtful, state, old).unwrap();
        }
        let copy = ledger.reprint(doubtful, old, |_, _| paper()).unwrap().id;
        ledger.move_job(copy, JobState::Cancelled, old).unwrap();
        ledger.queue_ticket("local:1", old, |_| paper()).unwrap();
    }
    let count = |bench: &Bench| bench.ledger.lock().last_jobs(1_000).unwrap().len();
    bench.upkeep.look();
    assert_eq!(count(&bench), PURGE_BATCH + 8, "the machine's own clock may be wrong by years");
    bench.upkeep.clock.learn(now.wall_ms, Duration::ZERO);
    bench.upkeep.look();
    assert_eq!(count(&bench), 2, "the one on its way, and the doubtful one whose copy went first");
    bench.upkeep.purged_on = None;
    bench.upkeep.look();
    assert_eq!(count(&bench), 1, "what is not settled stays");
}

#[test]
fn a_clock_that_is_put_right_makes_nothing_of_today_old() {
    let mut bench = Bench::new();
    let now = bench.upkeep.clock.now();
    let without_battery = Clock { wall_ms: 0, ..now };
    let paper = Paper { bytes: b"TIKET".to_vec(), paper_mm: 20.0 };
    let id = bench.ledger.lock().queue_ticket("local:1", without_battery, |_| paper).unwrap().id;
    bench.ledger.lock().move_job(id, JobState::Cancelled, without_battery).unwrap();
    bench.upkeep.clock.learn(now.wall_ms, Duration::ZERO);
    bench.upkeep.look();
    assert_eq!(bench.ledger.lock().job(id).unwrap().state, JobState::Cancelled);
}
