//! What breaks between the first byte and the proof, and how the job goes on.

use std::net::TcpListener;
use std::time::Duration;

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{Command, ProcessId, RealTime};
use anjungan_printer::driver::{Printer, Progress, Proof, Timing};
use anjungan_printer::job::{Job, Printout, safe_points};
use anjungan_printer::profile::Profile;
use anjungan_printer::status::{Cause, CoverState, LinkState, OnlineState};
use anjungan_printer::transport::MemoryPeer;
use anjungan_printer::virtual_printer::{Act, After, Fault, Setup};

use super::support::{
    Bench, answering, consent, in_memory, next, profile, quick, ticket, to_the_end, wait_for,
};

/// A picture of 1,000 rows: 72 kB in bands, many times what a printer takes in at once.
fn long_picture(profile: &Profile) -> Printout {
    let mut job = Job::new(profile);
    job.picture(&Bitmap::from_fn(profile.width_dots, 1000, |x, y| (x ^ y) & 4 == 0)).cut();
    job.finish()
}

#[test]
fn a_clone_without_reports_is_heard_to_run_out_of_paper_within_the_job() {
    // At 115,200 baud that takes 6 s; what is asked only at the end would be known only then.
    let bench = Bench::new(Profile { mm_per_s: 100.0, ..profile("clone-80mm") });
    let driver = bench.driver_with(Timing { reload_wait: Duration::from_secs(60), ..quick() });
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let job = long_picture(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    bench.device.fault(Fault::PaperOut);
    assert_eq!(next(&progress), Progress::Suspended(Cause::PaperOut), "before all was sent");
    bench.device.refill();
    assert_eq!(next(&progress), Progress::Resumed);
    assert_eq!(to_the_end(&progress), [Progress::Sent, Progress::Printed(Proof::Barrier)]);
    assert_eq!(bench.device.tally().unknown, 0);
}

#[test]
fn questions_within_a_job_stand_only_between_commands_and_nothing_follows_until_answered() {
    let peer = MemoryPeer::default();
    // Fast enough that all it takes at once has gone before a question is due.
    let profile = Profile { baud: 3_000_000, ..profile("clone-80mm") };
    let timing = Timing { silence: Duration::from_secs(3600), poll: Duration::from_secs(3600), ..quick() };
    let timing = Timing { reply: Duration::from_secs(60), margin: Duration::from_secs(60), ..timing };
    let driver = in_memory(&peer, profile.clone(), timing);
    let round: Vec<u8> = RealTime::ALL.iter().flat_map(|what| Command::Ask(*what).bytes()).collect();
    let await_round = |from: usize| loop {
        if let Some(at) = peer.written()[from..].windows(round.len()).position(|w| w == round) {
            return from + at;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    await_round(0);
    peer.say(&[0x12; 4]);
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let mut job = Job::new(&profile);
    job.picture(&Bitmap::from_fn(576, 1200, |x, y| (x ^ y) & 4 == 0)).cut();
    let job = job.finish();
    let begin = peer.written().len();
    // Taking no more after some bytes lets the time for a question come in the middle of a picture.
    peer.take_only(Some(5000));
    let progress = driver.print(1, job.bytes.clone(), job.paper_mm, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    while peer.written().len() < begin + 5000 {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(peer.written()[begin..], job.bytes[..5000], "no question inside a picture");
    peer.take_only(None);
    let at = await_round(begin);
    assert!(safe_points(&job.bytes).contains(&(at - begin)), "{} is inside a command", at - begin);
    // Unanswered, it is the last thing said.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(peer.written().len(), at + round.len());
    peer.say(&[0x12; 4]);
    while peer.written().len() == at + round.len() {
        std::thread::sleep(Duration::from_millis(1));
    }
    driver.stop();
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Doubtful(Cause::Stopped)));
}

#[test]
fn a_lost_answer_within_a_job_is_asked_for_again() {
    let bench = Bench::new(profile("clone-80mm"));
    let driver = bench.driver_with(Timing { silence: Duration::from_millis(300), ..quick() });
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    bench.device.fault(Fault::LostAnswers { every: 5 });
    let all = to_the_end(&progress);
    // The answer to the barrier may be the one that is lost: then there is doubt, and no second paper.
    assert!(
        matches!(all.last(), Some(Progress::Printed(Proof::Barrier) | Progress::Doubtful(Cause::Deadline))),
        "{all:?}"
    );
    assert_eq!(bench.device.tally().papers, 1);
}

#[test]
fn a_cutter_that_jams_is_helped_once_and_nobody_hears_of_it() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let bench = Bench::new(profile(name));
        bench.device.fault(Fault::CutterJam);
        let driver = bench.driver();
        let job = ticket(&bench.profile);
        let all = to_the_end(&driver.print(1, job.bytes, job.paper_mm, consent()));
        assert!(
            matches!(all[..], [Progress::FirstByte, Progress::Sent, Progress::Printed(_)]),
            "{name}: {all:?}"
        );
        assert!(bench.paper().text.contains("A-0042"));
    }
}

#[test]
fn a_cutter_that_stays_stuck_suspends_and_then_leaves_doubt() {
    let bench = Bench::new(profile("epson-tm-t82"));
    bench.device.at(After::Now, Act::Break(Fault::CutterJam));
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    bench.device.fault(Fault::CutterBroken);
    let all = to_the_end(&progress);
    assert!(all.contains(&Progress::Suspended(Cause::Cutter)), "{all:?}");
    assert_eq!(all.last(), Some(&Progress::Doubtful(Cause::Cutter)));
    let next = driver.print(2, b"x\n".to_vec(), 4.0, consent());
    assert_eq!(to_the_end(&next), [Progress::Refused(Cause::Cutter)], "and the next is not begun");
}

#[test]
fn a_cover_opened_and_closed_within_a_job_only_delays_it() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let bench = Bench::new(Profile { mm_per_s: 60.0, ..profile(name) });
        let driver = bench.driver_with(Timing { reload_wait: Duration::from_secs(60), ..quick() });
        let job = ticket(&bench.profile);
        let progress = driver.print(1, job.bytes, job.paper_mm, consent());
        assert_eq!(next(&progress), Progress::FirstByte);
        bench.device.fault(Fault::CoverOpen);
        while next(&progress) != Progress::Suspended(Cause::CoverOpen) {}
        bench.device.mend(Fault::CoverOpen);
        while next(&progress) != Progress::Resumed {}
        assert!(matches!(to_the_end(&progress).last(), Some(Progress::Printed(_))), "{name}");
    }
}

#[test]
fn a_cover_just_closed_is_asked_again_before_it_is_believed() {
    let peer = MemoryPeer::default();
    let timing = Timing { poll: Duration::from_secs(3600), reply: Duration::from_secs(60), ..quick() };
    let driver = in_memory(&peer, Profile { asb: false, ..profile("epson-tm-t82") }, timing);
    let rounds = |n: usize| {
        let question = Command::Ask(RealTime::Paper).bytes();
        while peer.written().windows(3).filter(|w| *w == question).count() < n {
            std::thread::sleep(Duration::from_millis(1));
        }
    };
    rounds(1);
    peer.say(&[0x1A, 0x16, 0x12, 0x12]);
    wait_for(&driver, |status| status.cover == CoverState::Open);
    let progress = driver.print(1, b"not a byte of this".to_vec(), 10.0, consent());
    rounds(2);
    // Closed, it says; that there is no paper it notices a moment later.
    peer.say(&[0x12; 4]);
    rounds(3);
    peer.say(&[0x1A, 0x32, 0x12, 0x7E]);
    assert_eq!(to_the_end(&progress), [Progress::Refused(Cause::PaperOut)]);
}

#[test]
fn xoff_holds_the_job_and_xon_lets_it_go_on() {
    let bench = Bench::with(Profile { mm_per_s: 200.0, ..profile("epson-tm-t82") }, |setup| Setup {
        flow: anjungan_printer::virtual_printer::Flow::XonXoff,
        buffer_bytes: 512,
        xoff_free_bytes: 300,
        xon_free_bytes: 400,
        ..setup
    });
    let driver = bench.driver();
    let mut job = Job::new(&bench.profile);
    for n in 0..80 {
        job.line(&format!("line {n} of a job that is larger than the buffer"));
    }
    let job = job.cut().clone().finish();
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    let tally = bench.device.tally();
    assert!(tally.xoffs > 0 && tally.lost == 0, "{tally}");
}

#[test]
fn xoff_for_ever_ends_by_the_deadline() {
    let peer = MemoryPeer::default();
    let answers = answering(&peer);
    let timing = Timing { margin: Duration::from_millis(300), ..quick() };
    let driver = in_memory(&peer, profile("clone-80mm"), timing);
    wait_for(&driver, |status| status.online == OnlineState::Online);
    peer.say(&[0x13]);
    let progress = driver.print(1, vec![b'a'; 100], 10.0, consent());
    // Said before the first byte, it leaves nothing in doubt.
    let all = to_the_end(&progress);
    assert!(matches!(all[..], [Progress::Refused(Cause::Deadline)]), "{all:?}");
    peer.say(&[0x11]);
    peer.take_only(Some(80));
    let progress = driver.print(2, vec![b'a'; 100], 10.0, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    peer.say(&[0x13]);
    assert!(matches!(to_the_end(&progress).last(), Some(Progress::Doubtful(_))));
    drop(answers);
}

#[test]
fn a_printer_switched_off_and_on_in_mid_job_leaves_doubt_and_is_greeted_anew() {
    let bench = Bench::new(Profile { mm_per_s: 60.0, ..profile("epson-tm-t82") });
    let timing = Timing { silence: Duration::from_millis(300), margin: Duration::from_secs(60), ..quick() };
    let driver = bench.driver_with(timing);
    let job = ticket(&bench.profile);
    let progress = driver.print(1, job.bytes.clone(), job.paper_mm, consent());
    while next(&progress) != Progress::Sent {}
    bench.device.fault(Fault::PowerOff);
    std::thread::sleep(Duration::from_millis(800));
    bench.device.clear();
    assert_eq!(
        to_the_end(&progress).last(),
        Some(&Progress::Doubtful(Cause::NoAnswer)),
        "long before the deadline"
    );
    wait_for(&driver, |status| status.online == OnlineState::Online);
    // It reports by itself again.
    bench.device.fault(Fault::NearEnd);
    wait_for(&driver, |status| status.paper == anjungan_printer::status::PaperState::NearEnd);
    let progress = driver.print(2, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
}

#[test]
fn a_clone_that_cannot_forget_must_have_done_all_before_the_next_job_begins() {
    let bench = Bench::with(Profile { mm_per_s: 60.0, ..profile("clone-80mm") }, |setup| Setup {
        forgets: false,
        ..setup
    });
    let driver = bench.driver_with(Timing {
        margin: Duration::from_millis(300),
        silence: Duration::from_secs(60),
        ..quick()
    });
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let job = ticket(&bench.profile);
    // Said to take no paper, it is given up while its ticket is still being printed; its barrier is answered later, and
    // must prove nothing of the next job.
    let late = driver.print(1, job.bytes.clone(), 0.0, consent());
    assert_eq!(to_the_end(&late).last(), Some(&Progress::Doubtful(Cause::Deadline)));
    // And this one has all the time that a busy machine may need.
    let progress = driver.print(2, job.bytes, 3000.0, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    assert_eq!(bench.device.tally().papers, 1, "the one that was late");
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::Barrier)));
    assert_eq!(bench.device.tally().papers, 2);
}

#[test]
fn a_clone_switched_off_and_on_while_bytes_leave_is_doubtful() {
    let bench = Bench::new(Profile { mm_per_s: 60.0, ..profile("clone-80mm") });
    let timing = Timing { silence: Duration::from_millis(300), margin: Duration::from_secs(60), ..quick() };
    let driver = bench.driver_with(timing);
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let job = long_picture(&bench.profile);
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    bench.device.fault(Fault::PowerOff);
    std::thread::sleep(Duration::from_millis(1500));
    bench.device.clear();
    assert_eq!(to_the_end(&progress), [Progress::Doubtful(Cause::NoAnswer)], "only the end of it would come");
}

#[test]
fn a_job_broken_off_inside_a_picture_leaves_no_picture_to_swallow_the_next() {
    // A clone that cannot be made to forget: it has half a band and waits for the rest.
    let peer = MemoryPeer::default();
    let answers = answering(&peer);
    let profile = profile("clone-80mm");
    let driver = in_memory(&peer, profile.clone(), Timing { margin: Duration::from_millis(300), ..quick() });
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let mut job = Job::new(&profile);
    job.picture(&Bitmap::from_fn(576, 48, |_, _| true));
    let job = job.finish();
    let begin = peer.written().len();
    peer.take_only(Some(1000));
    let progress = driver.print(1, job.bytes.clone(), 0.1, consent());
    assert_eq!(next(&progress), Progress::FirstByte);
    while peer.written().len() < begin + 1000 {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Room again, but a pause was asked for: only what is urgent goes out.
    peer.say(&[0x13]);
    std::thread::sleep(Duration::from_millis(50));
    peer.take_only(None);
    assert!(matches!(to_the_end(&progress).last(), Some(Progress::Doubtful(_))));
    let written = peer.written();
    let (after, missing) = (&written[begin + 1000..], job.bytes.len() - 1000);
    let white = after.windows(missing).any(|window| window.iter().all(|byte| *byte == 0));
    assert!(white, "{} bytes that complete the picture", missing);
    drop(answers);
}

#[test]
fn a_network_printer_that_hung_up_while_idle_costs_no_job() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp:{}", listener.local_addr().unwrap());
    // Questions seldom enough that the end of the connection is found by the job.
    let hour = Duration::from_secs(3600);
    let timing = Timing { poll: hour, fresh: hour, reopen_min: hour, reopen_max: hour, ..quick() };
    let profile = Profile { asb: false, ..profile("epson-tm-t82") };
    let driver = Printer::start_on(
        address.parse::<anjungan_printer::transport::Address>().unwrap().opener(),
        profile,
        timing,
    );
    let (first, _) = listener.accept().unwrap();
    drop(first);
    let job = driver.print(3, b"x\n".to_vec(), 4.0, consent());
    let (second, _) = listener.accept().unwrap();
    let talk = std::thread::spawn(move || serve_one_job(second, ProcessId::of(3)));
    assert_eq!(to_the_end(&job).last(), Some(&Progress::Printed(Proof::ProcessId)));
    assert_eq!(driver.status().link, LinkState::Answering);
    driver.stop();
    talk.join().unwrap();
}

/// A printer on a network, for as long as it takes to print one job.
fn serve_one_job(mut stream: std::net::TcpStream, name: ProcessId) {
    use std::io::{Read, Write};
    let (mut heard, mut answered, mut printed) = (Vec::new(), 0, false);
    let mut buffer = [0; 512];
    while let Ok(n) = stream.read(&mut buffer) {
        if n == 0 {
            return;
        }
        heard.extend(&buffer[..n]);
        let asked = heard.windows(3).filter(|w| w[0] == 0x10 && w[1] == 4).count();
        stream.write_all(&vec![0x12; asked - answered]).unwrap();
        answered = asked;
        if !printed && heard.ends_with(&name.bytes()) {
            printed = true;
            stream.write_all(&[&[0x37, 0x22][..], &name.bytes(), &[0]].concat()).unwrap();
        }
    }
}
