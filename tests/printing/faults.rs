//! Every fault in every phase of a job, with ledger, spool, driver and simulator as they are. A cell of the table is one
//! ticket; after it the printer is mended and a second one printed, whose proof says that nothing of the first can come
//! out any more.
//!
//! What must hold in each cell: *PRINTED ⇒ on paper*, *nobody asked ⇒ never on paper twice*, *dropped or expired ⇒ not
//! on paper, then or later*, *no job is stuck*, and the printer prints again.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anjungan::ledger::{Job, JobId, JobState, Paper, Shared};
use anjungan::paper::spool::{JobUpdate, News, Spool};
use anjungan::sync::Timekeeper;
use anjungan_printer::driver::{Printer, Timing};
use anjungan_printer::job::Job as Bytes;
use anjungan_printer::profile::Profile;
use anjungan_printer::transport::Address;
use anjungan_printer::virtual_printer::{Act, After, Fault, Order};

use super::stand::{Stand, enrolled_ledger};

/// A visitor who waits so long for a paper that does not come goes away.
const VISITOR_WAITS: Duration = Duration::from_secs(5);
/// Longer than any job takes on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(60);
const AT_ONCE: usize = 12;

/// When it breaks. A job is about 500 bytes and 90 mm.
const PHASES: [(&str, Option<After>); 6] = [
    ("before the job", None),
    ("first bytes", Some(After::Bytes(30))),
    ("amid the bytes", Some(After::Bytes(250))),
    ("amid the paper", Some(After::Mm(30.0))),
    ("before the cut", Some(After::Mm(60.0))),
    ("after the proof", Some(After::Papers(1))),
];

/// What breaks, and whether it is mended after half a second or only when the visitor has gone.
const FAULTS: [(&str, Act, bool); 14] = [
    ("paper out, refilled", Act::Break(Fault::PaperOut), true),
    ("paper out for good", Act::Break(Fault::PaperOut), false),
    ("cover open, closed", Act::Break(Fault::CoverOpen), true),
    ("cutter stuck", Act::Break(Fault::CutterStuck), true),
    ("unplugged, back", Act::Break(Fault::Unplug), true),
    ("unplugged for good", Act::Break(Fault::Unplug), false),
    ("switched off, on", Act::Break(Fault::Vanish), true),
    ("power cycle", Act::PowerCycle, true),
    ("stalls a while", Act::Break(Fault::Stall), true),
    ("stalls for good", Act::Break(Fault::Stall), false),
    ("late answers", Act::Break(Fault::LateAnswers { ms: 100 }), true),
    ("torn answers", Act::Break(Fault::TornAnswers { pause_ms: 3 }), true),
    ("lost answers", Act::Break(Fault::LostAnswers { every: 3 }), true),
    ("wrong speed", Act::Break(Fault::WrongBaud { baud: 9600 }), true),
];

/// The driver in a hurry: what is a minute for a person is two seconds here.
fn hurried() -> Timing {
    Timing {
        margin: Duration::from_secs(2),
        reload_wait: Duration::from_secs(2),
        reopen_min: Duration::from_millis(50),
        reopen_max: Duration::from_millis(200),
        ..Timing::default()
    }
}

/// What one cell showed.
struct Cell {
    state: JobState,
    /// How often the ticket is on paper.
    out: u64,
    /// What the screen was told, in its order.
    told: String,
    /// What must not be, if it was.
    wrong: Option<String>,
}

fn play(when: Option<After>, act: Act, mended: bool) -> Cell {
    let stand = Stand::at(150.0);
    let ledger = enrolled_ledger(&stand.data()).share();
    let address: Address = format!("serial:{}?baud=115200", stand.link().display()).parse().unwrap();
    let profile = Profile::named("epson-tm-t82").unwrap();
    let driver = Arc::new(Printer::start_on(address.opener(), profile.clone(), hurried()));
    ready(&driver);
    let clock = Arc::new(Timekeeper::new([1; 8], 0));
    let (tell, news) = mpsc::channel();
    // A cell that is over listens no more.
    let on_news = Box::new(move |news| drop(tell.send(news)));
    let station = anjungan::ledger::Station::Tickets;
    let press = Box::new(Arc::clone(&driver));
    let spool = Spool::start(station, press, ledger.clone(), Arc::clone(&clock), on_news).unwrap();

    let after = when.unwrap_or(After::Now);
    let mend = mended.then_some(Order { after: After::Ms(500), act: Act::Clear });
    stand.printer.script([Some(Order { after, act }), mend].into_iter().flatten());
    let job = queue(&ledger, &clock, &profile);
    spool.queued();
    let mut told = Vec::new();
    let state = hear(&news, job.id, &mut told, VISITOR_WAITS).unwrap_or_else(|| {
        spool.cancel(job.id);
        hear(&news, job.id, &mut told, DEADLINE).expect("stuck")
    });
    stand.printer.clear();
    ready(&driver);
    let next = queue(&ledger, &clock, &profile);
    spool.queued();
    let mut second_told = Vec::new();
    let second = hear(&news, next.id, &mut second_told, DEADLINE);
    drop(spool);

    let numbers = stand.numbers();
    let times = |job: &Job| numbers.get(job.number.as_str()).copied().unwrap_or(0);
    let out = times(&job);
    let given_up = matches!(state, JobState::Cancelled | JobState::Expired | JobState::Failed(_));
    let wrong = if out > 1 {
        Some(format!("on paper {out} times"))
    } else if state == JobState::Printed && out == 0 {
        Some("said to be printed".into())
    } else if given_up && out > 0 {
        Some("printed after it was given up".into())
    } else if second != Some(JobState::Printed) || times(&next) != 1 {
        let told = second_told.join(" ");
        Some(format!("the next ticket went {told}, and is on paper {} times", times(&next)))
    } else {
        None
    };
    Cell { state, out, told: told.join(" "), wrong }
}

fn ready(driver: &Printer) {
    let begun = Instant::now();
    while driver.status().refusal().is_some() {
        assert!(begun.elapsed() < DEADLINE, "the printer never becomes ready: {:?}", driver.status());
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn queue(ledger: &Shared, clock: &Timekeeper, profile: &Profile) -> Job {
    let compose = |number: &anjungan::ledger::TicketNumber| {
        let mut job = Bytes::new(profile);
        for line in 0..16 {
            job.line(&format!("Baris ke-{line} dari tiket uji"));
        }
        job.line(number.as_str());
        job.cut();
        let printout = job.finish();
        Paper { bytes: printout.bytes, paper_mm: printout.paper_mm }
    };
    ledger.lock().queue_ticket("local:1", clock.now(), compose).unwrap()
}

/// Hears of a job until it is at rest; `None` when that takes longer than `wait`.
fn hear(news: &Receiver<News>, id: JobId, told: &mut Vec<String>, wait: Duration) -> Option<JobState> {
    let until = Instant::now() + wait;
    loop {
        match news.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(News::Job(JobUpdate { id: whose, state, .. })) if whose == id => {
                told.push(match state.cause() {
                    Some(cause) => format!("{}({})", state.as_str(), cause.as_str()),
                    None => state.as_str().into(),
                });
                if state.is_settled() {
                    return Some(state);
                }
            }
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return None,
            Err(RecvTimeoutError::Disconnected) => panic!("the spool ended"),
        }
    }
}

#[test]
fn in_every_phase_no_fault_makes_the_ledger_say_more_than_the_paper() {
    let cells: Vec<_> =
        FAULTS.iter().flat_map(|fault| PHASES.iter().map(move |phase| (fault, phase))).collect();
    let waiting = Mutex::new(cells.iter().enumerate());
    let played = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some((nth, ((_, act, mended), (_, when)))) = waiting.lock().unwrap().next() else {
                        break;
                    };
                    let cell = play(*when, *act, *mended);
                    played.lock().unwrap().push((nth, cell));
                }
            });
        }
    });
    let mut played = played.into_inner().unwrap();
    played.sort_by_key(|(nth, _)| *nth);
    let mut wrong = Vec::new();
    println!("{:<20} {:<16} {:<10} {:>5}  told to the screen", "fault", "phase", "ledger", "paper");
    for (nth, cell) in &played {
        let ((fault, ..), (phase, _)) = cells[*nth];
        let Cell { state, out, told, wrong: what } = cell;
        println!("{fault:<20} {phase:<16} {:<10} {out:>5}  {told}", state.as_str());
        if let Some(what) = what {
            wrong.push(format!("{fault}, {phase}: {} and {what}", state.as_str()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
