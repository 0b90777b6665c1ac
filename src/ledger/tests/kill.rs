//! The process is killed between any two commits of a print job, and right after the printer took the
//! bytes. Whatever the moment: what is PRINTED is on paper, nothing prints a second time by itself, and the
//! ticket is not forgotten.
//!
//! The child is this test program again, told by the environment where to die.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::Command;

use super::*;

const DIE_AT: &str = "ANJUNGAN_TEST_DIE_AT";
const FOLDER: &str = "ANJUNGAN_TEST_FOLDER";

/// Everything that happens to a ticket. The paper is a file that grows.
const STEPS: [&str; 8] =
    ["queue", "claim", "precheck", "sending", "half the paper", "whole paper", "sent", "printed"];

fn do_step(ledger: &mut Ledger, step: &str, paper_roll: &Path) {
    let only = || JobId(1);
    let print = |bytes: &[u8]| {
        let mut roll = OpenOptions::new().create(true).append(true).open(paper_roll).unwrap();
        roll.write_all(bytes).unwrap();
    };
    match step {
        "queue" => drop(ledger.queue_ticket("local:1", at(0), |_| super::spool::paper()).unwrap()),
        "claim" => drop(ledger.claim(Station::Tickets, at(1)).unwrap()),
        "precheck" => drop(ledger.move_job(only(), JobState::Precheck, at(2)).unwrap()),
        "sending" => drop(ledger.move_job(only(), JobState::Sending, at(3)).unwrap()),
        "half the paper" => print(b"TI"),
        "whole paper" => print(b"KET"),
        "sent" => drop(ledger.move_job(only(), JobState::Sent, at(4)).unwrap()),
        "printed" => drop(ledger.move_job(only(), JobState::Printed, at(5)).unwrap()),
        other => panic!("no step {other}"),
    }
}

#[test]
fn child() {
    let (Ok(die_at), Ok(folder)) = (std::env::var(DIE_AT), std::env::var(FOLDER)) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let mut ledger = enrolled_ledger(&folder.join("ledger.db"));
    ledger.recover(at(0)).unwrap();
    for (done, step) in STEPS.iter().enumerate() {
        if die_at == done.to_string() {
            std::process::abort();
        }
        do_step(&mut ledger, step, &folder.join("paper"));
    }
    std::process::abort();
}

fn killed_after(steps: usize) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{}::child", module_path!().split_once("::").unwrap().1)])
        .env(DIE_AT, steps.to_string())
        .env(FOLDER, folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(6), "the child aborts");
    let ledger = enrolled_ledger(&folder.path().join("ledger.db"));
    (folder, ledger)
}

#[test]
fn wherever_it_is_killed_nothing_is_lost_and_nothing_prints_twice() {
    let expected = [
        (0, None),
        (1, Some(JobState::Expired)),
        (2, Some(JobState::Expired)),
        (3, Some(JobState::Expired)),
        (4, Some(JobState::Doubtful)),
        (5, Some(JobState::Doubtful)),
        (6, Some(JobState::Doubtful)),
        (7, Some(JobState::Doubtful)),
        (8, Some(JobState::Printed)),
    ];
    for (steps, end) in expected {
        let (folder, mut ledger) = killed_after(steps);
        ledger.recover(at(10)).unwrap();
        let on_paper = std::fs::read(folder.path().join("paper")).unwrap_or_default();
        let Some(end) = end else {
            assert!(ledger.job(JobId(1)).is_err());
            continue;
        };
        let job = ledger.job(JobId(1)).unwrap();
        assert_eq!(job.state, end, "killed after {steps} steps");
        if job.state == JobState::Printed {
            assert_eq!(on_paper, b"TIKET");
        }
        if job.state == JobState::Expired {
            assert_eq!(on_paper, b"", "said to be not on paper");
        }
        assert_eq!(
            ledger.claim(Station::Tickets, at(11)).unwrap(),
            None,
            "nothing is printed by itself after a start"
        );
        assert_eq!(
            ledger.waiting().unwrap(),
            2,
            "central is told once, after {steps} steps: outcome and changes"
        );
        assert_eq!(ledger.recover(at(12)).unwrap(), [], "recovering again changes nothing");
        assert_eq!(ledger.waiting().unwrap(), 2);
    }
}

#[test]
fn facts_recorded_before_a_kill_are_all_there_in_order() {
    let (_folder, mut ledger) = killed_after(8);
    let numbers: Vec<u64> = ledger.unacked(10, 1_000_000).unwrap().iter().map(|op| op.no).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(ledger.record(&visit(1), at(0)).unwrap(), 3);
}
