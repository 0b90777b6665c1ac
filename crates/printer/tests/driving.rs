//! Jobs that end well, through a real terminal.

use std::sync::mpsc::channel;
use std::time::Duration;

use anjungan_printer::command::{LogoKey, RealTime};
use anjungan_printer::driver::{Printer, Progress, Proof};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use anjungan_printer::status::{Cause, CoverState, LinkState, OnlineState, PaperState};
use anjungan_printer::transport::{MemoryPeer, Transport};
use anjungan_printer::virtual_printer::Fault;

use super::support::{Bench, QR, consent, next, profile, quick, read_qr, ticket, to_the_end, wait_for};

#[test]
fn a_ticket_is_printed_and_proved_by_its_own_name() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    let progress = to_the_end(&driver.print(42, job.bytes, job.paper_mm, consent()));
    assert_eq!(progress, [Progress::FirstByte, Progress::Sent, Progress::Printed(Proof::ProcessId)]);
    let paper = bench.paper();
    assert!(paper.text.contains("A-0042\n") && paper.text.contains("KABUPATEN CONTOH\n"), "{}", paper.text);
    assert_eq!(read_qr(&paper), [QR]);
    assert_eq!(bench.device.tally().unknown, 0, "{:?}", bench.device.tally());
}

#[test]
fn a_clone_proves_less() {
    let bench = Bench::new(profile("clone-80mm"));
    let job = ticket(&bench.profile);
    let progress = to_the_end(&bench.driver().print(1, job.bytes, job.paper_mm, consent()));
    assert_eq!(progress.last(), Some(&Progress::Printed(Proof::Barrier)));
    assert_eq!(read_qr(&bench.paper()), [QR]);
}

#[test]
fn a_write_only_printer_proves_nothing_and_says_so() {
    let bench = Bench::new(profile("write-only"));
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    let progress = to_the_end(&driver.print(1, job.bytes, job.paper_mm, consent()));
    assert_eq!(progress, [Progress::FirstByte, Progress::Sent, Progress::PrintedUnverified]);
    bench.paper();
}

#[test]
fn a_paper_is_out_before_it_is_called_printed() {
    let slow = Profile { mm_per_s: 100.0, ..profile("epson-tm-t82") };
    let bench = Bench::new(slow);
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    while !matches!(next(&progress), Progress::Printed(_)) {}
    assert!(!bench.no_paper());
}

#[test]
fn jobs_come_out_in_order_each_once() {
    let bench = Bench::new(profile("epson-tm-t88v"));
    let driver = bench.driver();
    let print = |n: u32| {
        let mut job = Job::new(&bench.profile);
        job.line(&format!("No {n}")).cut();
        let job = job.finish();
        driver.print(n, job.bytes, job.paper_mm, consent())
    };
    let all: Vec<_> = (1..=5).map(print).collect();
    for progress in &all {
        assert_eq!(to_the_end(progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    }
    let texts: Vec<_> = (1..=5).map(|_| bench.paper().text).collect();
    assert_eq!(texts, ["No 1\n", "No 2\n", "No 3\n", "No 4\n", "No 5\n"]);
    assert!(bench.no_paper());
}

#[test]
fn status_is_known_before_anyone_prints_and_changes_are_told() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver();
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let (sender, changes) = channel();
    driver.subscribe(Box::new(move |status| {
        let _ = sender.send(status.paper);
    }));
    assert_eq!(changes.recv().unwrap(), PaperState::Present);
    bench.device.fault(Fault::NearEnd);
    assert_eq!(changes.recv_timeout(Duration::from_secs(60)).unwrap(), PaperState::NearEnd);
    assert_eq!(driver.status().refusal(), None);
}

#[test]
fn a_fresh_status_costs_no_question_before_the_first_byte() {
    let peer = MemoryPeer::default();
    let wire = peer.clone();
    // The device answers the one round at the start and is then left alone for an hour.
    let timing = anjungan_printer::driver::Timing {
        poll: Duration::from_secs(3600),
        fresh: Duration::from_secs(3600),
        reply: Duration::from_secs(60),
        ..quick()
    };
    peer.say(&[]);
    let driver = Printer::start_on(
        Box::new(move |_| {
            let transport = wire.transport();
            Ok(Box::new(transport) as Box<dyn Transport>)
        }),
        Profile { asb: false, ..profile("epson-tm-t82") },
        timing,
    );
    let questions: Vec<u8> = RealTime::ALL
        .iter()
        .flat_map(|what| anjungan_printer::command::Command::Ask(*what).bytes())
        .collect();
    while peer.written() != questions {
        std::thread::sleep(Duration::from_millis(1));
    }
    peer.say(&[0x12; 4]);
    wait_for(&driver, |status| status.link == LinkState::Answering);
    let greeted = loop {
        let written = peer.written();
        if written.len() == questions.len() + 2 {
            break written.len();
        }
    };
    let progress = driver.print(7, b"job".to_vec(), 10.0, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    assert_eq!(&peer.written()[greeted..greeted + 3], b"job");
    peer.say(b"\x37\x22   '\x00");
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
}

#[test]
fn consent_comes_after_the_look_and_before_the_first_byte() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver();
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let job = ticket(&bench.profile);
    let withheld = driver.print(1, job.bytes, job.paper_mm, Box::new(|| Err("the disk is full".into())));
    assert_eq!(to_the_end(&withheld), [Progress::Refused(Cause::Withheld)]);
    assert!(bench.no_paper());
}

#[test]
fn a_logo_that_is_not_stored_does_not_stop_a_ticket() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let mut job = Job::new(&bench.profile);
    job.logo(LogoKey::FIRST, None).line("A-1").cut();
    let job = job.finish();
    let progress = to_the_end(&bench.driver().print(1, job.bytes, job.paper_mm, consent()));
    assert_eq!(progress.last(), Some(&Progress::Printed(Proof::ProcessId)));
    assert_eq!(bench.paper().text, "A-1\n");
}

#[test]
fn answers_that_come_late_are_not_taken_for_others() {
    let peer = MemoryPeer::default();
    let wire = peer.clone();
    let timing = anjungan_printer::driver::Timing { reply: Duration::from_secs(2), ..quick() };
    let driver = Printer::start_on(
        Box::new(move |_| Ok(Box::new(wire.transport()) as Box<dyn Transport>)),
        profile("clone-80mm"),
        timing,
    );
    let (sender, changes) = channel();
    driver.subscribe(Box::new(move |status| {
        let _ = sender.send(status);
    }));
    // Two answers in time, and two when the driver has given the round up. The last says that the roll is nearly used
    // up; in the place of another it would say that the cover is open.
    while peer.written().len() < 12 {
        std::thread::sleep(Duration::from_millis(1));
    }
    peer.say(&[0x12, 0x12]);
    wait_for(&driver, |status| status.link == LinkState::Silent);
    peer.say(&[0x12, 0x1E]);
    wait_for(&driver, |status| status.paper == PaperState::NearEnd);
    drop(driver);
    assert!(changes.iter().all(|status| status.cover != CoverState::Open));
}
