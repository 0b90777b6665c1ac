//! Every state × every fault: what the ledger says, what is on paper, what the visitor is told.
//!
//! The fault strikes in the moment in which the visitor hears of the state, so that it falls between two
//! commits and not anywhere near. The printer is a fake that does what printers do: it prints what it holds
//! when the cable is out, forgets it when its power is cut, and still tells what it printed to a program that
//! comes back. The ledger is a real one; a killed program is one whose files are copied in that moment and
//! opened by another.
//!
//! Whoever sees "Blocked" leaves. Then the trouble ends, and still nothing may come out.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex};

use super::*;

/// One row a state, one column a fault. A cell: what the ledger says in the end / what is on paper (`-` nothing,
/// `part`, `whole`) / what the visitor was told last (`asked`: the next start asks).
const TABLE: &str = "
          | device error                   | unplugged                         | its power cut                 | killed              | all power cut       | disk full                  | clock forward         | clock back
queued    | cancelled/-/blocked:paper-out  | cancelled/-/blocked:not-connected | cancelled/-/blocked:no-answer | expired/-/-         | expired/-/-         | failed/-/failed:not-stored | printed/whole/printed | printed/whole/printed
claimed   | cancelled/-/blocked:paper-out  | cancelled/-/blocked:not-connected | cancelled/-/blocked:no-answer | expired/-/-         | expired/-/-         | failed/-/failed:not-stored | printed/whole/printed | printed/whole/printed
precheck  | cancelled/-/blocked:paper-out  | cancelled/-/blocked:not-connected | cancelled/-/blocked:no-answer | expired/-/-         | expired/-/-         | failed/-/failed:not-stored | printed/whole/printed | printed/whole/printed
blocked   | cancelled/-/blocked:cover-open | cancelled/-/blocked:not-connected | cancelled/-/blocked:no-answer | expired/-/-         | expired/-/-         | failed/-/failed:not-stored | printed/whole/printed | printed/whole/printed
sending   | doubtful/part/doubtful         | doubtful/part/doubtful            | doubtful/part/doubtful        | doubtful/part/asked | doubtful/part/asked | printed/whole/printed      | printed/whole/printed | printed/whole/printed
sent      | doubtful/part/doubtful         | doubtful/whole/doubtful           | doubtful/part/doubtful        | printed/whole/-     | doubtful/part/asked | printed/whole/printed      | printed/whole/printed | printed/whole/printed
suspended | doubtful/part/doubtful         | doubtful/part/doubtful            | doubtful/part/doubtful        | doubtful/part/asked | doubtful/part/asked | printed/whole/printed      | printed/whole/printed | printed/whole/printed
printed   | printed/whole/printed          | printed/whole/printed             | printed/whole/printed         | printed/whole/-     | printed/whole/-     | printed/whole/printed      | printed/whole/printed | printed/whole/printed
";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    DeviceError,
    Unplugged,
    PowerCut,
    Killed,
    AllPowerCut,
    DiskFull,
    ClockForward,
    ClockBack,
}

const FAULTS: [Fault; 8] = [
    Fault::DeviceError,
    Fault::Unplugged,
    Fault::PowerCut,
    Fault::Killed,
    Fault::AllPowerCut,
    Fault::DiskFull,
    Fault::ClockForward,
    Fault::ClockBack,
];

const DAY_MS: i64 = 24 * 3600 * 1000;
const TICKET: &[u8] = b"TIKET K07";

/// What a test and the fake printer share.
struct World {
    row: &'static str,
    fault: Fault,
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    killed: PathBuf,
    now: Mutex<Now>,
    changed: Condvar,
}

#[derive(Default)]
struct Now {
    struck: bool,
    mended: bool,
    told: Vec<JobState>,
    /// What came out, a paper an entry.
    papers: Vec<Vec<u8>>,
    /// Names that the printer still tells.
    heard: Vec<u32>,
}

impl World {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap()
    }

    /// Waits until `done`. No fault keeps anything from happening for 15 s.
    fn wait<T>(&self, what: &str, done: impl Fn(&Now) -> Option<T>) -> T {
        let begun = Instant::now();
        let mut now = self.lock();
        loop {
            if let Some(value) = done(&now) {
                return value;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "{} × {:?}: no {what}", self.row, self.fault);
            now = self.changed.wait_timeout(now, Duration::from_millis(100)).unwrap().0;
        }
    }

    fn until_told(&self, state: &str) {
        self.wait(state, |now| now.told.iter().any(|told| told.as_str() == state).then_some(()));
    }

    /// On the spool's thread.
    fn hear(&self, state: JobState) {
        if state.as_str() == self.row {
            self.strike();
        }
        self.lock().told.push(state);
        self.changed.notify_all();
    }

    fn strike(&self) {
        if std::mem::replace(&mut self.lock().struck, true) {
            return;
        }
        let jump = |ms| self.clock.learn(self.clock.now().wall_ms + ms, Duration::ZERO);
        match self.fault {
            Fault::Killed | Fault::AllPowerCut => self.ledger.lock().as_killed(&self.killed),
            Fault::DiskFull => self.ledger.lock().refuse_commits(true),
            Fault::ClockForward => jump(DAY_MS),
            Fault::ClockBack => jump(-DAY_MS),
            Fault::DeviceError | Fault::Unplugged | Fault::PowerCut => {}
        }
    }

    fn kills(&self) -> bool {
        matches!(self.fault, Fault::Killed | Fault::AllPowerCut)
    }

    /// Why nothing can be sent now.
    fn refusal(&self) -> Option<status::Cause> {
        let now = self.lock();
        if now.mended {
            return None;
        }
        let blocked = self.row == "blocked";
        match (now.struck, self.fault) {
            (false, _) if blocked => Some(status::Cause::PaperOut),
            (true, Fault::DeviceError) if blocked => Some(status::Cause::CoverOpen),
            (true, Fault::DeviceError) => Some(status::Cause::PaperOut),
            (true, Fault::Unplugged) => Some(status::Cause::NoDevice),
            (true, Fault::PowerCut) => Some(status::Cause::NoAnswer),
            (false, _) => None,
            (true, Fault::Killed | Fault::AllPowerCut) => Some(status::Cause::NoDevice),
            (true, Fault::DiskFull | Fault::ClockForward | Fault::ClockBack) => None,
        }
    }

    /// What the fault makes of a job that has begun; `None`: it goes on.
    fn broken(&self, all_sent: bool) -> Option<Broken> {
        if !self.lock().struck {
            return None;
        }
        let doubtful = |cause| Some(Broken::Says(Progress::Doubtful(cause)));
        match self.fault {
            Fault::DeviceError => doubtful(status::Cause::PaperOut),
            Fault::Unplugged => {
                if all_sent {
                    self.lock().papers = vec![TICKET.to_vec()];
                }
                doubtful(status::Cause::LinkLost)
            }
            Fault::PowerCut => doubtful(status::Cause::NoAnswer),
            Fault::Killed | Fault::AllPowerCut => {
                if all_sent && self.fault == Fault::Killed {
                    let mut now = self.lock();
                    now.papers = vec![TICKET.to_vec()];
                    now.heard = vec![1];
                }
                Some(Broken::Silent)
            }
            Fault::DiskFull | Fault::ClockForward | Fault::ClockBack => None,
        }
    }

    /// One job, on the printer's thread.
    fn print(&self, before_first_byte: BeforeFirstByte, progress: &Sender<Progress>) -> Option<Broken> {
        let say = |step| progress.send(step).unwrap_or_default();
        if let Some(cause) = self.refusal() {
            return Some(Broken::Says(Progress::Refused(cause)));
        }
        if before_first_byte().is_err() {
            return Some(Broken::Says(Progress::Refused(status::Cause::Withheld)));
        }
        say(Progress::FirstByte);
        self.until_told("sending");
        self.lock().papers.push(TICKET[..5].to_vec());
        if let Some(broken) = self.broken(false) {
            return Some(broken);
        }
        if self.row == "suspended" {
            say(Progress::Suspended(status::Cause::PaperOut));
            self.until_told("suspended");
            if let Some(broken) = self.broken(false) {
                return Some(broken);
            }
            say(Progress::Resumed);
        }
        say(Progress::Sent);
        self.until_told("sent");
        if let Some(broken) = self.broken(true) {
            return Some(broken);
        }
        *self.lock().papers.last_mut().unwrap() = TICKET.to_vec();
        say(Progress::Printed(Proof::ProcessId));
        None
    }
}

enum Broken {
    Says(Progress),
    /// There is nobody to say it to.
    Silent,
}

struct FakePrinter(Arc<World>);

impl Press for FakePrinter {
    fn print(&self, _: u32, _: Vec<u8>, _: f32, before_first_byte: BeforeFirstByte) -> Receiver<Progress> {
        let (progress, receiver) = mpsc::channel();
        let world = Arc::clone(&self.0);
        std::thread::spawn(move || match world.print(before_first_byte, &progress) {
            Some(Broken::Says(end)) => progress.send(end).unwrap_or_default(),
            Some(Broken::Silent) | None => {}
        });
        receiver
    }

    fn refusal(&self) -> Option<status::Cause> {
        self.0.refusal()
    }

    fn recover(&self, names: &[u32], _: Duration) -> Vec<u32> {
        let now = self.0.lock();
        names.iter().copied().filter(|name| now.heard.contains(name)).collect()
    }
}

/// What a cell comes to.
#[derive(PartialEq)]
struct Cell {
    ledger: JobState,
    papers: Vec<Vec<u8>>,
    told: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paper = match self.papers.as_slice() {
            [] => "-",
            [paper] if paper == TICKET => "whole",
            [_] => "part",
            [_, _, ..] => "TWICE",
        };
        write!(f, "{}/{paper}/{}", self.ledger.as_str(), self.told)
    }
}

fn words(state: JobState) -> String {
    match state.cause() {
        Some(cause) => format!("{}:{}", state.as_str(), cause.as_str()),
        None => state.as_str().into(),
    }
}

fn start(world: &Arc<World>) -> Spool {
    let hears = Arc::clone(world);
    let listener = Box::new(move |news| match news {
        News::Job(update) => hears.hear(update.state),
        News::Recovered(_) => {}
    });
    let (ledger, clock) = (world.ledger.clone(), Arc::clone(&world.clock));
    Spool::start(Station::Tickets, Box::new(FakePrinter(Arc::clone(world))), ledger, clock, listener).unwrap()
}

fn strike_at(row: &'static str, fault: Fault) -> Cell {
    let bench = Bench::new();
    let world = Arc::new(World {
        row,
        fault,
        ledger: bench.ledger.clone(),
        clock: Arc::clone(&bench.clock),
        killed: bench.folder.path().join("killed"),
        now: Mutex::default(),
        changed: Condvar::new(),
    });
    let paper = Paper { bytes: TICKET.to_vec(), paper_mm: 20.0 };
    let id = bench.ledger.lock().queue_ticket("local:1", bench.clock.now(), |_| paper).unwrap().id;
    if row == "queued" {
        world.strike();
    }
    let spool = start(&world);
    if world.kills() { after_a_restart(&world, spool, id) } else { in_this_run(&world, spool, id) }
}

/// The program goes on.
fn in_this_run(world: &Arc<World>, spool: Spool, id: JobId) -> Cell {
    let stands = |now: &Now| {
        let last = *now.told.last()?;
        let blocked_for_good = now.struck && matches!(last, JobState::Blocked(_));
        let own =
            world.row != "blocked" || now.told.iter().filter(|told| told.as_str() == "blocked").count() > 1;
        (last.is_settled() || (blocked_for_good && own)).then_some(last)
    };
    let told = words(world.wait("end", stands));
    // The visitor goes; then the trouble ends.
    spool.cancel(id);
    world.lock().mended = true;
    world.ledger.lock().refuse_commits(false);
    spool.queued();
    let begun = Instant::now();
    while !world.ledger.lock().job(id).unwrap().state.is_settled() {
        assert!(begun.elapsed() < Duration::from_secs(15), "stuck: {} × {:?}", world.row, world.fault);
        spool.queued();
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(spool);
    Cell { ledger: world.ledger.lock().job(id).unwrap().state, papers: world.lock().papers.clone(), told }
}

/// The program is killed and started again; whoever waited is gone or is asked.
fn after_a_restart(world: &Arc<World>, spool: Spool, id: JobId) -> Cell {
    world.wait("strike", |now| now.struck.then_some(()));
    spool.cancel(id);
    drop(spool);
    let next = Arc::new(World {
        row: "",
        fault: world.fault,
        ledger: enrolled_ledger(&world.killed.join("ledger.db")).share(),
        clock: Arc::clone(&world.clock),
        killed: PathBuf::new(),
        now: Mutex::new(Now { heard: world.lock().heard.clone(), mended: true, ..Now::default() }),
        changed: Condvar::new(),
    });
    next.ledger.lock().expire_unbegun(next.clock.now()).unwrap();
    let (told, recovered) = mpsc::channel();
    let listener = Box::new(move |news| match news {
        News::Recovered(jobs) => told.send(jobs).unwrap_or_default(),
        News::Job(update) => panic!("{update:?} by itself"),
    });
    let open = !next.ledger.lock().undecided(Station::Tickets).unwrap().is_empty();
    let (ledger, clock) = (next.ledger.clone(), Arc::clone(&next.clock));
    let spool =
        Spool::start(Station::Tickets, Box::new(FakePrinter(Arc::clone(&next))), ledger, clock, listener)
            .unwrap();
    let asked = open && {
        let settled = recovered.recv_timeout(Duration::from_secs(15)).unwrap();
        settled.iter().any(|job| job.state == JobState::Doubtful)
    };
    drop(spool);
    let papers = [world.lock().papers.clone(), next.lock().papers.clone()].concat();
    let told = if asked { "asked".into() } else { "-".into() };
    Cell { ledger: next.ledger.lock().job(id).unwrap().state, papers, told }
}

#[test]
fn every_fault_in_every_state_ends_as_the_table_says() {
    let mut wrong = Vec::new();
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()).skip(1) {
        let mut cells = line.split('|').map(str::trim);
        let row = cells.next().unwrap();
        let expected: Vec<&str> = cells.collect();
        assert_eq!(expected.len(), FAULTS.len(), "{row}");
        for (fault, expected) in FAULTS.into_iter().zip(expected) {
            let cell = strike_at(row, fault);
            if cell.to_string() != expected {
                wrong.push(format!("{row} × {fault:?}: {cell}, not {expected}"));
            }
            // Whatever the table says.
            if cell.ledger == JobState::Printed {
                assert_eq!(cell.papers, [TICKET], "{row} × {fault:?}: said to be printed");
            }
            assert!(cell.papers.len() <= 1, "{row} × {fault:?}: on paper twice, and nobody asked");
            assert!(cell.ledger.is_settled(), "{row} × {fault:?}: on its way for ever");
            let unbegun =
                matches!(cell.ledger, JobState::Cancelled | JobState::Expired | JobState::Failed(_));
            assert!(!unbegun || cell.papers.is_empty(), "{row} × {fault:?}: came out for nobody");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_on_paper_twice_was_asked_for_and_says_so() {
    let bench = Bench::new();
    let printed = Arc::new(Mutex::new(Vec::new()));
    let (spool, updates) = bench.start(Collects { papers: Arc::clone(&printed) });
    let first = bench.queue_bytes(bench.clock.now(), b"TIKET".to_vec());
    spool.queued();
    assert_eq!(follow(&updates).last(), Some(&JobState::PrintedUnverified));
    let again = bench.ledger.lock().reprint(first, bench.clock.now(), |number, copy| Paper {
        bytes: format!("TIKET {number} CETAK ULANG ke-{copy}").into_bytes(),
        paper_mm: 20.0,
    });
    let again = again.unwrap();
    spool.queued();
    assert_eq!(follow(&updates).last(), Some(&JobState::PrintedUnverified));
    drop(spool);
    let papers = printed.lock().unwrap();
    assert_eq!(papers.len(), 2);
    assert!(String::from_utf8_lossy(&papers[1]).contains(&format!("{} CETAK ULANG ke-2", again.number)));
    assert_eq!(bench.ledger.lock().job(first).unwrap().state, JobState::Superseded);
}

/// A printer that prints everything and proves nothing.
struct Collects {
    papers: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Press for Collects {
    fn print(
        &self,
        _: u32,
        bytes: Vec<u8>,
        _: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        let (progress, receiver) = mpsc::channel();
        let end = match before_first_byte() {
            Err(_) => vec![Progress::Refused(status::Cause::Withheld)],
            Ok(()) => {
                self.papers.lock().unwrap().push(bytes);
                vec![Progress::FirstByte, Progress::Sent, Progress::PrintedUnverified]
            }
        };
        end.into_iter().for_each(|step| progress.send(step).unwrap());
        receiver
    }

    fn refusal(&self) -> Option<status::Cause> {
        None
    }
}

#[test]
fn a_visitor_who_leaves_a_suspended_ticket_takes_it_along() {
    let bench = Bench::new();
    let (abandoned, was_abandoned) = mpsc::channel();
    let (spool, updates) = bench.start(Stuck { abandoned, progress: Arc::default() });
    let id = bench.queue(bench.clock.now());
    spool.queued();
    until(&updates, JobState::Suspended(Cause::PaperOut));
    spool.cancel(id);
    was_abandoned.recv_timeout(Duration::from_secs(15)).unwrap();
    assert_eq!(follow(&updates).last(), Some(&JobState::Doubtful));
}

/// A printer without paper in the middle of a job, until the job is taken back.
struct Stuck {
    abandoned: Sender<()>,
    progress: Arc<Mutex<Option<Sender<Progress>>>>,
}

impl Press for Stuck {
    fn print(&self, _: u32, _: Vec<u8>, _: f32, before_first_byte: BeforeFirstByte) -> Receiver<Progress> {
        let (progress, receiver) = mpsc::channel();
        before_first_byte().unwrap();
        progress.send(Progress::FirstByte).unwrap();
        progress.send(Progress::Suspended(status::Cause::PaperOut)).unwrap();
        *self.progress.lock().unwrap() = Some(progress);
        receiver
    }

    fn refusal(&self) -> Option<status::Cause> {
        None
    }

    fn abandon(&self) {
        if let Some(progress) = self.progress.lock().unwrap().take() {
            progress.send(Progress::Doubtful(status::Cause::PaperOut)).unwrap();
            self.abandoned.send(()).unwrap();
        }
    }
}
