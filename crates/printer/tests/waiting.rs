//! How the printer's thread waits: seldom while idle, never long while something is in hand.

use std::io;
use std::os::fd::BorrowedFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anjungan_printer::driver::{Printer, Progress, Timing};
use anjungan_printer::profile::Profile;
use anjungan_printer::status::{Cause, LinkState, OnlineState, PaperState};
use anjungan_printer::transport::{Interest, MemoryPeer, Transport};
use anjungan_printer::virtual_printer::Fault;

use super::support::{
    Bench, answering, consent, in_memory, next, profile, quick, recorded, ticket, to_the_end, wait_for,
};

/// The most that anything in hand waits at a time, whatever breaks.
const WAIT_MAX: Duration = Duration::from_millis(300);

/// A device that has answered before the write returns, so that no wait depends on how busy the machine is. It counts the
/// waits, and how many there had been at each round of questions.
struct Prompt {
    inner: Box<dyn Transport>,
    peer: MemoryPeer,
    waits: u32,
    at_round: Arc<Mutex<Vec<u32>>>,
}

impl Transport for Prompt {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write_chunk(bytes)?;
        if bytes.starts_with(&[0x10, 4]) {
            self.at_round.lock().unwrap().push(self.waits);
            self.peer.say(&[0x12; 4]);
        } else if bytes.starts_with(&[0x1D, b'I']) {
            self.peer.say(b"_prompt\0");
        }
        Ok(n)
    }
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()> {
        self.waits += 1;
        self.inner.wait(waker, interest, limit)
    }
    fn queued(&mut self) -> io::Result<Option<usize>> {
        self.inner.queued()
    }
    fn purge(&mut self) -> io::Result<()> {
        self.inner.purge()
    }
}

#[test]
fn an_idle_printer_wakes_its_thread_at_most_twice_a_round_of_questions() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let at_round = Arc::new(Mutex::new(Vec::new()));
        let (peer, record) = (MemoryPeer::default(), Arc::clone(&at_round));
        let open = Box::new(move |_| {
            let (inner, at_round) = (Box::new(peer.transport()), Arc::clone(&record));
            Ok(Box::new(Prompt { inner, peer: peer.clone(), waits: 0, at_round }) as Box<dyn Transport>)
        });
        let driver = Printer::start_on(open, profile(name), quick());
        // Who it is has been asked, if it is asked.
        while profile(name).asb && driver.identity().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let begin = at_round.lock().unwrap().len();
        while at_round.lock().unwrap().len() < begin + 11 {
            std::thread::sleep(Duration::from_millis(5));
        }
        // Asked every two seconds, as by default, that is one a second. A thread that a busy machine wakes late finds the
        // answer there and the next round due, and has waited once.
        let waits = at_round.lock().unwrap()[begin..].to_vec();
        assert!(waits.windows(2).all(|pair| pair[1] - pair[0] <= 2), "{name}: {waits:?}");
        assert!(Timing::default().poll >= Duration::from_secs(2));
    }
}

#[test]
fn a_write_only_printer_does_not_wake_it_at_all() {
    let bench = Bench::new(profile("write-only"));
    let driver = bench.driver();
    wait_for(&driver, |status| status.link == LinkState::WriteOnly);
    let (driver_wakeups, rounds) = (driver.vitals().wakeups, driver.vitals().rounds);
    std::thread::sleep(Duration::from_millis(500));
    // The one that had just begun its wait may be counted.
    assert!(driver.vitals().wakeups <= driver_wakeups + 1);
    assert_eq!(driver.vitals().rounds, rounds);
}

#[test]
fn a_report_is_heard_at_once_however_seldom_is_asked() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver_with(Timing { poll: Duration::from_secs(3600), ..quick() });
    wait_for(&driver, |status| status.online == OnlineState::Online);
    while driver.identity().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    bench.device.fault(Fault::PaperOut);
    wait_for(&driver, |status| status.paper == PaperState::Out);
    bench.device.refill();
    wait_for(&driver, |status| status.paper == PaperState::Present);
}

#[test]
fn an_order_that_comes_while_answers_are_awaited_is_not_slept_through() {
    let peer = MemoryPeer::default();
    let hour = Duration::from_secs(3600);
    let timing = Timing { poll: hour, fresh: hour, reply: Duration::from_secs(60), ..quick() };
    let driver = in_memory(&peer, Profile { asb: false, ..profile("epson-tm-t82") }, timing);
    while peer.written().len() < 12 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let before = driver.vitals().wakeups;
    let progress = driver.print(1, b"x\n".to_vec(), 4.0, consent());
    // The order has woken the thread, which goes on waiting for the answers.
    while driver.vitals().wakeups < before + 2 {
        peer.say(&[]);
        std::thread::sleep(Duration::from_millis(1));
    }
    peer.say(&[0x12; 4]);
    assert_eq!(next(&progress), Progress::FirstByte);
}

/// The longest wait that the driver asked for while a job was in hand, with this fault within it.
fn longest_wait_within_a_job(name: &str, fault: Fault) -> Duration {
    let bench = Bench::new(profile(name));
    let timing = Timing {
        reload_wait: Duration::from_millis(700),
        margin: Duration::from_millis(700),
        silence: Duration::from_millis(400),
        ..quick()
    };
    let (driver, record) = recorded(&bench, timing);
    wait_for(&driver, |status| status.refusal().is_none());
    let job = ticket(&bench.profile);
    let progress = driver.print(
        1,
        job.bytes,
        job.paper_mm,
        Box::new({
            let record = Arc::clone(&record);
            move || {
                record.waits.lock().unwrap().clear();
                Ok(())
            }
        }),
    );
    assert_eq!(next(&progress), Progress::FirstByte);
    bench.device.fault(fault);
    let all = to_the_end(&progress);
    assert!(
        matches!(
            all.last(),
            Some(Progress::Printed(_) | Progress::Doubtful(_) | Progress::PrintedUnverified)
        ),
        "{name} {fault:?}: {all:?}"
    );
    drop(driver);
    // Also the rest after the job is in there, which is as long as questions are apart, and ended by any order.
    let longest = record.waits.lock().unwrap().iter().copied().max();
    longest.unwrap_or_default()
}

#[test]
fn no_wait_within_a_job_is_longer_than_allowed_whatever_breaks() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let faults = [
            Fault::PaperOut,
            Fault::CoverOpen,
            Fault::CutterBroken,
            Fault::Broken,
            Fault::Stall,
            Fault::Vanish,
            Fault::Unplug,
            Fault::PowerOff,
            Fault::Slow { bytes_per_s: 50 },
            Fault::LateAnswers { ms: 250 },
            Fault::LostAnswers { every: 2 },
        ];
        std::thread::scope(|scope| {
            for fault in faults {
                scope.spawn(move || {
                    let longest = longest_wait_within_a_job(name, fault);
                    assert!(longest <= WAIT_MAX, "{name} {fault:?}: {longest:?}");
                });
            }
        });
    }
}

#[test]
fn a_device_that_hangs_while_it_is_opened_holds_up_nothing() {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let open = Box::new(move |_| {
        // Ends when the test does.
        let _ = held.recv();
        Err(io::ErrorKind::TimedOut.into())
    });
    let timing = Timing { open: Duration::from_millis(50), ..quick() };
    let driver = Printer::start_on(open, profile("epson-tm-t82"), timing);
    let progress = driver.print(1, b"x".to_vec(), 10.0, consent());
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::NoDevice)]);
    driver.stop();
    drop(release);
}

#[test]
fn a_stop_ends_a_wait_that_has_an_hour_left() {
    let peer = MemoryPeer::default();
    let _answers = answering(&peer);
    let hour = Duration::from_secs(3600);
    let timing = Timing { poll: hour, margin: hour, reload_wait: hour, ..quick() };
    let driver = in_memory(&peer, profile("epson-tm-t82"), timing);
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let recovered = driver.recover(vec![1, 2, 3], hour);
    driver.stop();
    assert!(recovered.recv().is_err(), "nothing is known");
}
