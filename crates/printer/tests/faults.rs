//! Jobs that end badly, and what is said of them.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use anjungan_printer::command::{Command, RealTime};
use anjungan_printer::driver::{Printer, Progress, Proof, Timing};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use anjungan_printer::status::{Cause, CoverState, LinkState, OnlineState, PaperState};
use anjungan_printer::transport::{Address, MemoryPeer, Transport};
use anjungan_printer::virtual_printer::Fault;

use super::support::{Bench, consent, next, profile, quick, ticket, to_the_end, wait_for};

/// A job of about 600 mm, so that something can happen within it.
fn long_job(profile: &Profile) -> anjungan_printer::job::Printout {
    let mut job = Job::new(profile);
    for n in 0..160 {
        job.line(&format!("line {n} of a long job that takes its time"));
    }
    job.cut();
    job.finish()
}

fn slow(name: &str) -> Profile {
    Profile { mm_per_s: 200.0, ..profile(name) }
}

fn until_first_byte(progress: &std::sync::mpsc::Receiver<Progress>) {
    assert_eq!(next(progress), Progress::FirstByte);
}

#[test]
fn paper_out_before_the_first_byte_refuses_and_says_so() {
    let bench = Bench::new(profile("epson-tm-t82"));
    bench.device.fault(Fault::PaperOut);
    let driver = bench.driver();
    wait_for(&driver, |status| status.paper == PaperState::Out);
    let job = ticket(&bench.profile);
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = std::sync::Arc::clone(&asked);
    let progress = driver.print(
        1,
        job.bytes,
        job.paper_mm,
        Box::new(move || {
            seen.store(true, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        }),
    );
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::PaperOut)]);
    assert!(!asked.load(std::sync::atomic::Ordering::Relaxed), "the caller was asked for nothing");
    bench.device.refill();
    wait_for(&driver, |status| status.refusal().is_none());
    assert_eq!(bench.device.tally().papers, 0);
}

#[test]
fn a_refused_job_leaves_no_byte_on_the_wire() {
    let peer = MemoryPeer::default();
    let wire = peer.clone();
    let driver = Printer::start_on(
        Box::new(move |_| Ok(Box::new(wire.transport()) as Box<dyn Transport>)),
        profile("epson-tm-t82"),
        Timing { poll: Duration::from_secs(3600), reply: Duration::from_secs(60), ..quick() },
    );
    let round: Vec<u8> = RealTime::ALL.iter().flat_map(|what| Command::Ask(*what).bytes()).collect();
    let answer = |times: usize, greeting: usize| {
        while peer.written().len() < round.len() * times + greeting {
            std::thread::sleep(Duration::from_millis(1));
        }
        peer.say(&[0x1A, 0x32, 0x12, 0x7E]);
    };
    answer(1, 0);
    wait_for(&driver, |status| status.paper == PaperState::Out);
    let progress = driver.print(1, b"not a byte of this".to_vec(), 10.0, consent());
    answer(2, 5);
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::PaperOut)]);
    assert_eq!(peer.written(), [&round[..], b"\x1B@\x1Da\x0E", &round].concat());
}

#[test]
fn an_open_cover_refuses_until_it_is_closed() {
    let bench = Bench::new(profile("clone-80mm"));
    let driver = bench.driver();
    bench.device.fault(Fault::CoverOpen);
    wait_for(&driver, |status| status.cover == CoverState::Open);
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes.clone(), job.paper_mm, consent());
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::CoverOpen)]);
    bench.device.clear();
    // No waiting for the next look: a bad status is asked again before it refuses.
    let progress = driver.print(2, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::Barrier)));
}

#[test]
fn an_absent_device_refuses() {
    let address: Address = "serial:/nonexistent/printer".parse().unwrap();
    let driver = Printer::start_on(address.opener(), profile("epson-tm-t82"), quick());
    let progress = driver.print(1, b"x".to_vec(), 10.0, consent());
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::NoDevice)]);
    assert_eq!(driver.status().link, LinkState::Absent);
}

#[test]
fn a_printer_that_does_not_answer_refuses() {
    let bench = Bench::new(profile("epson-tm-t82"));
    bench.device.fault(Fault::Stall);
    let driver = bench.driver();
    let progress = driver.print(1, b"x".to_vec(), 10.0, consent());
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::NoAnswer)]);
}

#[test]
fn unplugged_in_mid_job_is_doubtful_and_the_next_job_prints() {
    let bench = Bench::new(slow("epson-tm-t82"));
    let driver = bench.driver();
    let job = long_job(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    until_first_byte(&progress);
    bench.device.fault(Fault::Vanish);
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Doubtful(Cause::LinkLost)));
    wait_for(&driver, |status| status.link == LinkState::Absent);
    bench.device.clear();
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let job = ticket(&bench.profile);
    let progress = driver.print(2, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    assert!(bench.paper().text.contains("A-0042"));
}

#[test]
fn a_stall_is_doubtful_at_the_deadline() {
    let bench = Bench::new(slow("epson-tm-t82"));
    let driver = bench.driver_with(Timing { margin: Duration::from_millis(300), ..quick() });
    let job = long_job(&bench.profile);
    let progress = driver.print(1, job.bytes, 10.0, consent());
    until_first_byte(&progress);
    bench.device.fault(Fault::Stall);
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Doubtful(Cause::Deadline)));
    wait_for(&driver, |status| status.refusal() == Some(Cause::NoAnswer));
}

#[test]
fn paper_that_ends_in_mid_job_suspends_and_a_new_roll_finishes_it() {
    let bench = Bench::new(slow("epson-tm-t82"));
    bench.device.fault(Fault::PaperOutAfter { mm: 100.0 });
    let (_driver, progress) = suspended_for_want_of_paper(&bench);
    bench.device.refill();
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    // What was on the old roll came away with it; the rest is on the new one.
    let text = bench.paper().text + &bench.paper().text;
    assert!((0..160).all(|n| text.contains(&format!("line {n} of"))), "{text}");
}

#[test]
fn paper_that_is_not_replaced_leaves_doubt_and_nothing_for_the_next_job() {
    let bench = Bench::new(slow("epson-tm-t82"));
    bench.device.fault(Fault::PaperOutAfter { mm: 100.0 });
    let driver = bench.driver_with(Timing { reload_wait: Duration::from_millis(50), ..quick() });
    let job = long_job(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    let all = to_the_end(&progress);
    assert_eq!(all.last(), Some(&Progress::Doubtful(Cause::PaperOut)), "{all:?}");
    bench.device.refill();
    wait_for(&driver, |status| status.refusal().is_none());
    let job = ticket(&bench.profile);
    let progress = driver.print(2, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    let begun = bench.paper().text;
    assert!(begun.contains("line 20 of") && begun.ends_with("[end of roll]\n"), "{begun}");
    let text = bench.paper().text;
    assert!(text.contains("A-0042") && !text.contains("line "), "{text}");
    assert!(bench.no_paper());
}

#[test]
fn an_abandoned_job_ends_at_once_while_it_is_suspended() {
    let bench = Bench::new(slow("epson-tm-t82"));
    bench.device.fault(Fault::PaperOutAfter { mm: 100.0 });
    let (driver, progress) = suspended_for_want_of_paper(&bench);
    driver.abandon();
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Doubtful(Cause::PaperOut)));
}

#[test]
fn an_abandoned_job_leaves_nothing_that_new_paper_could_bring_out() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let bench = Bench::new(slow(name));
        bench.device.fault(Fault::PaperOutAfter { mm: 100.0 });
        let (driver, progress) = suspended_for_want_of_paper(&bench);
        driver.abandon();
        assert_eq!(to_the_end(&progress).last(), Some(&Progress::Doubtful(Cause::PaperOut)), "{name}");
        bench.device.refill();
        one_whole_ticket_follows(&bench, &driver);
    }
}

#[test]
fn a_job_whose_cable_is_pulled_while_paper_is_out_leaves_nothing_for_new_paper() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let bench = Bench::new(slow(name));
        bench.device.fault(Fault::PaperOutAfter { mm: 100.0 });
        let (driver, progress) = suspended_for_want_of_paper(&bench);
        bench.device.fault(Fault::Unplug);
        assert_eq!(to_the_end(&progress).last(), Some(&Progress::Doubtful(Cause::LinkLost)), "{name}");
        bench.device.mend(Fault::Unplug);
        wait_for(&driver, |status| status.refusal() == Some(Cause::PaperOut));
        bench.device.refill();
        one_whole_ticket_follows(&bench, &driver);
    }
}

/// A long job whose paper has ended within it, and a driver that would wait for more for a minute.
fn suspended_for_want_of_paper(bench: &Bench) -> (Printer, Receiver<Progress>) {
    let driver = bench.driver_with(Timing { reload_wait: Duration::from_secs(60), ..quick() });
    let job = long_job(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    while next(&progress) != Progress::Suspended(Cause::PaperOut) {}
    (driver, progress)
}

/// Of a job that broke off, only what was out before comes away; the next is whole, and alone on its paper.
fn one_whole_ticket_follows(bench: &Bench, driver: &Printer) {
    wait_for(driver, |status| status.refusal().is_none());
    let job = ticket(&bench.profile);
    let progress = driver.print(2, job.bytes, job.paper_mm, consent());
    assert!(matches!(to_the_end(&progress).last(), Some(Progress::Printed(_))));
    let begun = bench.paper().text;
    assert!(begun.contains("line 20 of") && begun.ends_with("[end of roll]\n"), "{begun}");
    let text = bench.paper().text;
    assert!(text.contains("A-0042") && text.contains("Simpan tiket") && !text.contains("line "), "{text}");
    assert!(bench.no_paper());
}

#[test]
fn a_stuck_cutter_is_freed_before_a_job_without_a_person() {
    let bench = Bench::new(profile("epson-tm-t82"));
    bench.device.fault(Fault::CutterStuck);
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
}

#[test]
fn a_slow_line_is_waited_for() {
    let bench = Bench::new(Profile { baud: 9600, ..profile("clone-80mm") });
    bench.device.fault(Fault::Slow { bytes_per_s: 1500 });
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::Barrier)));
}

#[test]
fn a_driver_that_stops_ends_its_jobs() {
    let bench = Bench::new(slow("epson-tm-t82"));
    let driver = bench.driver();
    let job = long_job(&bench.profile);
    let running = driver.print(1, job.bytes.clone(), job.paper_mm, consent());
    let waiting = driver.print(2, job.bytes, job.paper_mm, consent());
    until_first_byte(&running);
    driver.stop();
    assert_eq!(to_the_end(&running).last(), Some(&Progress::Doubtful(Cause::Stopped)));
    assert_eq!(to_the_end(&waiting), [Progress::Refused(Cause::Stopped)]);
}
