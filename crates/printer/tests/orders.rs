//! What a driver does beside printing: beginning anew, finding the line speed, storing a picture.

use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::LogoKey;
use anjungan_printer::driver::{BaudProbe, LogoError, Printer, Progress, Proof, Timing};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use anjungan_printer::status::{Cause, OnlineState};
use anjungan_printer::transport::{Address, MemoryPeer};
use anjungan_printer::virtual_printer::{Fault, Setup, Speed};

use super::support::{
    Bench, consent, in_memory, next, profile, quick, recorded, ticket, to_the_end, wait_for,
};

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_job_that_a_killed_program_sent_is_proved_by_its_late_name() {
    let bench = Bench::new(Profile { mm_per_s: 100.0, ..profile("epson-tm-t82") });
    let (killed, record) = recorded(&bench, quick());
    let job = ticket(&bench.profile);
    wait_for(&killed, |status| status.online == OnlineState::Online);
    let progress = killed.print(7, job.bytes, job.paper_mm, consent());
    while next(&progress) != Progress::Sent {}
    // What the line still carries is lost with the cable. Questions go between, so the job's own length says nothing.
    let sent = record.written.load(Ordering::SeqCst);
    while bench.device.tally().bytes < sent {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Killed without a word to the printer: a driver's farewell makes it forget, so the cable is out before that.
    bench.device.fault(Fault::Unplug);
    while bench.link.is_symlink() {
        std::thread::sleep(Duration::from_millis(1));
    }
    killed.stop();
    bench.device.mend(Fault::Unplug);
    let driver = bench.driver();
    let heard = driver.recover(vec![6, 7], PATIENCE.min(Duration::from_secs(5)));
    let heard = heard.recv_timeout(PATIENCE).unwrap();
    // Over a cable that was pulled the name may have been lost; then nothing is proved, and nothing invented.
    assert!(heard.is_empty() || heard == [7], "{heard:?}");
    // Its paper comes out in its own time all the same, and once.
    let begun = Instant::now();
    while bench.device.tally().papers == 0 && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(bench.device.tally().papers, 1);
}

#[test]
fn names_are_listened_for_and_only_asked_ones_are_told() {
    let peer = anjungan_printer::transport::MemoryPeer::default();
    let _answers = super::support::answering(&peer);
    let driver = super::support::in_memory(&peer, profile("epson-tm-t82"), quick());
    wait_for(&driver, |status| status.online == OnlineState::Online);
    let heard = driver.recover(vec![1, 2], PATIENCE);
    // 3 was another program's. Both names are known, so the rest of the minute is not waited for.
    peer.say(b"\x37\x22   #\x00\x37\x22   !\x00");
    peer.say(b"\x37\x22   \"\x00");
    let mut heard = heard.recv_timeout(PATIENCE).unwrap();
    heard.sort_unstable();
    assert_eq!(heard, [1, 2]);
    let written = peer.written();
    let clear = written.windows(10).position(|w| w == [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]);
    assert!(clear.is_some(), "then it is made to forget");
}

#[test]
fn half_a_job_of_a_killed_program_never_comes_out_with_the_next() {
    for name in ["epson-tm-t82", "clone-80mm"] {
        let bench = Bench::new(Profile { mm_per_s: 60.0, ..profile(name) });
        {
            let mut line =
                Address::Serial { path: bench.link.clone(), baud: bench.profile.baud }.open().unwrap();
            let mut job = Job::new(&bench.profile);
            job.line("half of a job");
            job.picture(&Bitmap::from_fn(576, 48, |_, _| true));
            let bytes = job.finish().bytes;
            let mut sent = 0;
            // All but the last bytes of a picture; then the program is killed.
            while sent < bytes.len() - 100 {
                let end = bytes.len() - 100;
                sent += line.write_chunk(&bytes[sent..end]).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
            while bench.device.tally().bytes < sent as u64 {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let driver = bench.driver();
        let heard = driver.recover(vec![1], Duration::from_millis(300));
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), [], "{name}");
        let job = ticket(&bench.profile);
        let progress = driver.print(2, job.bytes, job.paper_mm, consent());
        assert!(matches!(to_the_end(&progress).last(), Some(Progress::Printed(_))), "{name}");
        let paper = bench.paper();
        assert!(paper.text.contains("A-0042"), "{name}: {}", paper.text);
        // What had been printed when it was killed hangs out of the printer; nothing of it follows the ticket.
        assert!(paper.text.trim_end().ends_with("giliran Anda."), "{name}: {}", paper.text);
        assert!(bench.no_paper());
    }
}

fn probed(news: &Receiver<BaudProbe>) -> Vec<BaudProbe> {
    std::iter::from_fn(|| news.recv_timeout(PATIENCE).ok()).collect()
}

#[test]
fn the_line_speed_is_found_and_kept() {
    let at_9600 = |setup| Setup { speed: Speed::Baud(9600), ..setup };
    let bench = Bench::with(profile("epson-tm-t82"), at_9600);
    let driver = bench.driver();
    wait_for(&driver, |status| status.refusal() == Some(Cause::NoAnswer));
    let job = ticket(&bench.profile);
    let refused = driver.print(1, job.bytes.clone(), job.paper_mm, consent());
    assert_eq!(to_the_end(&refused), [Progress::Refused(Cause::NoAnswer)], "never data without a handshake");
    let news = probed(&driver.probe_baud());
    assert_eq!(news[0], BaudProbe::Trying(38_400), "the configured one first");
    assert_eq!(news[1], BaudProbe::Trying(115_200));
    assert_eq!(news[2..], [BaudProbe::Trying(19_200), BaudProbe::Trying(9_600), BaudProbe::Found(9_600)]);
    let progress = driver.print(2, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    let text = bench.paper().text;
    assert!(text.contains("A-0042"), "{text}");
}

#[test]
fn a_printer_that_is_off_is_found_at_no_speed() {
    let bench = Bench::new(profile("epson-tm-t82"));
    bench.device.fault(Fault::PowerOff);
    let driver = bench.driver();
    assert_eq!(probed(&driver.probe_baud()).last(), Some(&BaudProbe::Nothing));
    bench.device.clear();
    wait_for(&driver, |status| status.online == OnlineState::Online);
}

#[test]
fn a_network_printer_has_no_line_speed() {
    let address: Address = "tcp:127.0.0.1:9".parse().unwrap();
    let driver = Printer::start_on(address.opener(), profile("epson-tm-t82"), quick());
    assert_eq!(probed(&driver.probe_baud()).last(), Some(&BaudProbe::NotSerial));
}

#[test]
fn who_the_printer_is_is_asked_once_it_answers() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver();
    assert_eq!(driver.identity(), None);
    while driver.identity().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let identity = driver.identity().unwrap();
    assert!(
        identity.maker.is_some() && identity.model.is_some() && identity.firmware.is_some(),
        "{identity:?}"
    );
}

#[test]
fn who_it_is_may_come_among_the_answers_of_how_it_is() {
    let peer = MemoryPeer::default();
    let timing = Timing { reply: Duration::from_secs(60), ..quick() };
    let driver = in_memory(&peer, profile("epson-tm-t82"), timing);
    let mut seen = 0;
    let mut await_written = |what: &[u8]| loop {
        let written = peer.written();
        if let Some(at) = written[seen..].windows(what.len()).position(|w| w == what) {
            seen += at + what.len();
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    await_written(b"\x10\x04\x04");
    peer.say(&[0x12; 4]);
    await_written(b"\x1DIB");
    await_written(b"\x10\x04\x04");
    peer.say(b"_EPSON\0\x12\x12\x12\x12");
    for (question, answer) in
        [(b"\x1DIC", b"_TM-T82\0".as_slice()), (b"\x1DIA", b"_1.0\0"), (b"\x1DID", b"_7\0")]
    {
        await_written(question);
        peer.say(answer);
    }
    while driver.identity().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(driver.identity().unwrap().maker.as_deref(), Some("EPSON"));
}

fn emblem() -> Bitmap {
    Bitmap::from_fn(256, 96, |x, y| (x / 8 + y / 8) % 2 == 0)
}

fn store(bench: &Bench, picture: Bitmap) -> Result<(), LogoError> {
    let driver = bench.driver_with(Timing { nv_write: Duration::from_millis(800), ..quick() });
    wait_for(&driver, |status| status.refusal().is_none());
    driver.store_logo(LogoKey::FIRST, picture).recv_timeout(PATIENCE).unwrap()
}

#[test]
fn a_picture_is_stored_and_printed_by_its_name() {
    let bench = Bench::new(profile("epson-tm-t82"));
    assert_eq!(store(&bench, emblem()), Ok(()));
    let tally = bench.device.tally();
    assert_eq!((tally.nv_writes, tally.nv_violations, tally.unknown), (1, 0, 0), "{tally}");
    let mut job = Job::new(&bench.profile);
    job.logo(LogoKey::FIRST, None).line("below it").cut();
    let job = job.finish();
    let driver = bench.driver();
    let progress = driver.print(1, job.bytes, job.paper_mm, consent());
    assert_eq!(to_the_end(&progress).last(), Some(&Progress::Printed(Proof::ProcessId)));
    assert!(bench.paper().text.contains("[logo 01]"));
}

#[test]
fn a_memory_that_is_full_of_the_same_picture_takes_it_anew() {
    let bench = Bench::with(profile("epson-tm-t82"), |setup| Setup {
        logos: vec![(LogoKey::FIRST, emblem())],
        nv_bytes: 4000,
        ..setup
    });
    assert_eq!(store(&bench, emblem()), Ok(()));
    assert_eq!(bench.device.tally().nv_violations, 0);
}

#[test]
fn it_is_said_why_a_picture_is_not_stored() {
    assert_eq!(store(&Bench::new(profile("clone-80mm")), emblem()), Err(LogoError::NotSupported));
    let bench = Bench::with(profile("epson-tm-t82"), |setup| Setup { nv_bytes: 1000, ..setup });
    assert!(matches!(store(&bench, emblem()), Err(LogoError::TooLarge { capacity: 1000, .. })));
    let bench = Bench::with(profile("epson-tm-t82"), |setup| Setup {
        logos: vec![(LogoKey::new(*b"99").unwrap(), emblem())],
        nv_bytes: 4000,
        ..setup
    });
    assert!(matches!(store(&bench, emblem()), Err(LogoError::NoMemory { .. })));
    assert_eq!(
        store(&bench, Bitmap::new(600, 8)),
        Err(LogoError::TooWide { dots: 600, paper: 576 }),
        "nothing is asked of the printer for that"
    );
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver();
    bench.device.fault(Fault::CoverOpen);
    let refused = driver.store_logo(LogoKey::FIRST, emblem()).recv_timeout(PATIENCE).unwrap();
    assert_eq!(refused, Err(LogoError::NotReady(Cause::CoverOpen)));
    assert_eq!(bench.device.tally().nv_writes, 0);
}
