use std::time::Duration;

use anjungan_ipp::status::Link;
use anjungan_ipp::{Cause, Fate, IppPrinter, Name, Progress, Proof, Timing};

use crate::peer::{
    ABORTED, CANCEL_JOB, COMPLETED, CREATE_JOB, PRINT_JOB, PROCESSING, Peer, SEND_DOCUMENT, STOPPED,
};

const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";
const PRINTED: Progress = Progress::Printed(Proof { impressions: Some(1) });

/// Waits as short as a test can be.
const QUICK: Timing = Timing {
    poll: Duration::from_millis(50),
    attentive_poll: Duration::from_millis(50),
    attentive_for: Duration::from_secs(1),
    reply: Duration::from_millis(500),
    transfer: Duration::from_millis(500),
    follow: Duration::from_millis(10),
    job: Duration::from_secs(20),
    reload_wait: Duration::from_secs(20),
    link_patience: Duration::from_millis(300),
};

fn name() -> Name {
    Name::new("K07-0042-H").unwrap()
}

fn print(peer: &Peer, timing: Timing) -> Vec<Progress> {
    let printer = IppPrinter::start(peer.address(), timing);
    printer.print(name(), PDF.to_vec(), Box::new(|| Ok(()))).iter().collect()
}

#[test]
fn a_job_has_its_number_before_a_byte_of_it_leaves() {
    let peer = Peer::start();
    assert_eq!(print(&peer, QUICK), [Progress::FirstByte, Progress::Sent, PRINTED]);
    let jobs: Vec<u16> = peer.lock().seen.iter().copied().filter(|op| *op <= SEND_DOCUMENT).collect();
    assert_eq!(jobs, [CREATE_JOB, SEND_DOCUMENT]);
}

#[test]
fn an_older_printer_gets_name_and_document_at_once() {
    let peer = Peer::start();
    peer.lock().creates_jobs = false;
    assert_eq!(print(&peer, QUICK), [Progress::FirstByte, Progress::Sent, PRINTED]);
    assert!(peer.lock().seen.contains(&PRINT_JOB));
}

#[test]
fn a_printer_that_never_answers_is_refused_and_nothing_is_sent() {
    let peer = Peer::start();
    peer.lock().silent = true;
    assert_eq!(print(&peer, QUICK), [Progress::Refused(Cause::NoAnswer)]);
}

#[test]
fn a_printer_that_is_not_there_is_refused() {
    let peer = Peer::start();
    let address = peer.address();
    drop(peer);
    let printer = IppPrinter::start(address, QUICK);
    let end = printer.print(name(), PDF.to_vec(), Box::new(|| Ok(()))).iter().last();
    assert!(matches!(end, Some(Progress::Refused(Cause::Unreachable | Cause::NoAnswer))), "{end:?}");
    assert!(matches!(printer.status().link, Link::Unreachable | Link::Silent));
}

#[test]
fn what_the_caller_withholds_is_not_sent() {
    let peer = Peer::start();
    let printer = IppPrinter::start(peer.address(), QUICK);
    let steps = printer.print(name(), PDF.to_vec(), Box::new(|| Err("the disk is full".into())));
    assert_eq!(steps.iter().collect::<Vec<_>>(), [Progress::Refused(Cause::Withheld)]);
    let steps = printer.print(name(), b"half a file".to_vec(), Box::new(|| Ok(())));
    assert_eq!(steps.iter().collect::<Vec<_>>(), [Progress::Refused(Cause::NotPdf)]);
    assert!(!peer.lock().seen.contains(&CREATE_JOB));
}

#[test]
fn an_answer_that_was_lost_is_made_up_for_by_the_jobs_own_record() {
    for creates_jobs in [true, false] {
        let peer = Peer::start();
        peer.lock().creates_jobs = creates_jobs;
        peer.lock().closes_at = Some(if creates_jobs { SEND_DOCUMENT } else { PRINT_JOB });
        assert_eq!(print(&peer, QUICK), [Progress::FirstByte, Progress::Sent, PRINTED], "{creates_jobs}");
    }
}

#[test]
fn a_lost_answer_about_a_job_that_nobody_knows_is_doubtful() {
    let peer = Peer::start();
    peer.lock().creates_jobs = false;
    peer.lock().closes_at = Some(PRINT_JOB);
    peer.lock().forgets = true;
    let end = print(&peer, QUICK).pop();
    assert_eq!(end, Some(Progress::Doubtful(Cause::LinkLost)));
}

#[test]
fn a_job_that_the_printer_has_forgotten_is_doubtful() {
    let peer = Peer::start();
    peer.lock().forgets = true;
    assert_eq!(print(&peer, QUICK).pop(), Some(Progress::Doubtful(Cause::Vanished)));
}

#[test]
fn a_job_that_never_ends_is_cancelled_and_doubtful() {
    let peer = Peer::start();
    peer.lock().job_state = PROCESSING;
    let end = print(&peer, Timing { job: Duration::from_millis(200), ..QUICK }).pop();
    assert_eq!(end, Some(Progress::Doubtful(Cause::Deadline)));
    assert!(peer.lock().seen.contains(&CANCEL_JOB));
}

#[test]
fn a_link_that_breaks_is_doubtful_and_the_job_is_cancelled_when_it_is_back() {
    let peer = Peer::start();
    peer.lock().job_state = PROCESSING;
    let printer = IppPrinter::start(peer.address(), QUICK);
    let steps = printer.print(name(), PDF.to_vec(), Box::new(|| Ok(())));
    for step in &steps {
        if step == Progress::Sent {
            break;
        }
    }
    peer.lock().hangs_up = true;
    assert_eq!(steps.iter().last(), Some(Progress::Doubtful(Cause::LinkLost)));
    assert!(!peer.lock().seen.contains(&CANCEL_JOB));
    peer.lock().hangs_up = false;
    // Well again only after the cancelling: both are done in one look at the printer.
    let (told, news) = std::sync::mpsc::channel();
    printer.subscribe(Box::new(move |status| {
        // Who listens stops when it has heard enough.
        let _ = told.send(status.link);
    }));
    news.iter().find(|link| *link == Link::Answering).unwrap();
    while !peer.lock().seen.contains(&CANCEL_JOB) {
        std::thread::yield_now();
    }
}

#[test]
fn a_job_given_up_without_a_sheet_is_not_printed_where_the_printer_counts() {
    let peer = Peer::start();
    let printer = IppPrinter::start(peer.address(), QUICK);
    let end = || printer.print(name(), PDF.to_vec(), Box::new(|| Ok(()))).iter().last();
    (peer.lock().job_state, peer.lock().impressions) = (ABORTED, Some(0));
    // It may be one of those that say 0 of every job.
    assert_eq!(end(), Some(Progress::Doubtful(Cause::Aborted)));
    (peer.lock().job_state, peer.lock().impressions) = (COMPLETED, Some(1));
    assert_eq!(end(), Some(PRINTED));
    (peer.lock().job_state, peer.lock().impressions) = (ABORTED, Some(0));
    assert_eq!(end(), Some(Progress::NotPrinted(Cause::Aborted)));
}

#[test]
fn after_a_restart_what_still_waits_is_cancelled_and_what_is_done_is_told() {
    let peer = Peer::start();
    peer.lock().name = name().as_str().into();
    let printer = IppPrinter::start(peer.address(), QUICK);
    let other = Name::new("K07-0043-J").unwrap();
    let fates = |names: Vec<Name>| printer.recover(names, Duration::from_millis(50)).recv().unwrap();
    assert_eq!(
        fates(vec![name(), other.clone()]),
        [(name(), Fate::Printed), (other, Fate::Unknown)],
        "only a job of that name is proof"
    );
    assert!(!peer.lock().seen.contains(&CANCEL_JOB));
    peer.lock().job_state = PROCESSING;
    assert_eq!(fates(vec![name()]), [(name(), Fate::Unknown)]);
    assert!(peer.lock().seen.contains(&CANCEL_JOB));
}

fn await_cancellations(peer: &Peer, times: usize) {
    let begun = std::time::Instant::now();
    while peer.lock().seen.iter().filter(|op| **op == CANCEL_JOB).count() < times {
        assert!(begun.elapsed() < Duration::from_secs(60), "fewer than {times} cancellations");
        std::thread::yield_now();
    }
}

#[test]
fn a_printer_too_busy_to_cancel_is_told_again() {
    let peer = Peer::start();
    (peer.lock().job_state, peer.lock().busy_at) = (PROCESSING, Some(CANCEL_JOB));
    let printer = IppPrinter::start(peer.address(), Timing { job: Duration::from_millis(100), ..QUICK });
    let end = printer.print(name(), PDF.to_vec(), Box::new(|| Ok(()))).iter().last();
    assert_eq!(end, Some(Progress::Doubtful(Cause::Deadline)));
    await_cancellations(&peer, 2);
    peer.lock().busy_at = None;
    let refused = peer.lock().seen.iter().filter(|op| **op == CANCEL_JOB).count();
    await_cancellations(&peer, refused + 1);
}

#[test]
fn what_waits_at_a_printer_that_was_off_at_the_restart_is_cancelled_when_it_is_back() {
    let peer = Peer::start();
    peer.lock().name = name().as_str().into();
    (peer.lock().job_state, peer.lock().hangs_up) = (STOPPED, true);
    let printer = IppPrinter::start(peer.address(), QUICK);
    let fates = printer.recover(vec![name()], Duration::from_millis(50)).recv().unwrap();
    assert_eq!(fates, [(name(), Fate::Unknown)]);
    peer.lock().hangs_up = false;
    await_cancellations(&peer, 1);
}

#[test]
fn a_driver_that_is_dropped_ends_its_jobs() {
    let peer = Peer::start();
    peer.lock().job_state = PROCESSING;
    let printer = IppPrinter::start(peer.address(), QUICK);
    let first = printer.print(name(), PDF.to_vec(), Box::new(|| Ok(())));
    let second = printer.print(name(), PDF.to_vec(), Box::new(|| Ok(())));
    for step in &first {
        if step == Progress::Sent {
            break;
        }
    }
    printer.stop();
    assert_eq!(first.iter().last(), Some(Progress::Doubtful(Cause::Stopped)));
    assert_eq!(second.iter().last(), Some(Progress::Refused(Cause::Stopped)));
    assert!(peer.lock().seen.contains(&CANCEL_JOB));
}

#[test]
fn a_stopped_job_that_is_taken_back_is_cancelled_at_once() {
    let peer = Peer::start();
    peer.lock().job_state = STOPPED;
    let printer = IppPrinter::start(peer.address(), QUICK);
    let steps = printer.print(name(), PDF.to_vec(), Box::new(|| Ok(())));
    let mut seen = Vec::new();
    for step in &steps {
        if step == Progress::Suspended(Cause::Fault) {
            printer.abandon();
        }
        seen.push(step);
    }
    let (stopped, end) = (Progress::Suspended(Cause::Fault), Progress::Doubtful(Cause::Fault));
    assert_eq!(seen, [Progress::FirstByte, Progress::Sent, stopped, end]);
    assert!(peer.lock().seen.contains(&CANCEL_JOB));
}
