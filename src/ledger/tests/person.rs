//! Applications: whole or not at all, under a number that is given once; and nothing readable on the disk.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::Command;

use anjungan_wire::application::{Application, Photo, limits, specimen};
use anjungan_wire::card::CardId;
use anjungan_wire::fact::{Print, PrintSort};
use anjungan_wire::op::OpKind;
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber};
use proptest::prelude::*;

use super::*;
use crate::ledger::person::SLIPS_MAX;

pub use anjungan_wire::application::specimen::{NAME, NIK};

pub fn application(code: &ReceiptCode, photo_bytes: usize) -> Application {
    let photo = Photo::Taken { jpeg: vec![7; photo_bytes] };
    specimen::application(code.number.clone(), code.secret.clone(), photo)
}

pub fn drawn(nth: u64) -> Drawn {
    let mut secret = [0xa5; 16];
    secret[..8].copy_from_slice(&nth.to_be_bytes());
    Drawn { number: nth.to_be_bytes(), secret }
}

pub fn slip(code: &ReceiptCode) -> Option<Paper> {
    Some(Paper { bytes: code.to_text("").into_bytes(), paper_mm: 80.0 })
}

pub fn submit(ledger: &mut Ledger, nth: u64) -> Result<Stored, LedgerError> {
    ledger.submit(Some(1), at(nth), || Ok(drawn(nth)), |code| application(code, 24_000), slip)
}

fn opened(ledger: &Ledger, kind: OpKind) -> Vec<Vec<u8>> {
    let ops = ledger.unacked(1000, usize::MAX).unwrap();
    let open = |op: &anjungan_wire::op::Op| {
        central_key().open(&ledger.stream(), op.no, op.kind, &op.sealed).unwrap()
    };
    ops.iter().filter(|op| op.kind == kind).map(open).collect()
}

fn applications(ledger: &Ledger) -> Vec<Application> {
    let read = |bytes: &Vec<u8>| serde_json::from_slice(bytes).unwrap();
    opened(ledger, OpKind::Application).iter().map(read).collect()
}

#[test]
fn what_is_submitted_is_sealed_and_numbered_and_central_reads_all_of_it() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let stored = submit(&mut ledger, 7).unwrap();
    assert_eq!(applications(&ledger), [application(&stored.code, 24_000)]);
    assert_eq!(ledger.receipt_op(&stored.code.number).unwrap(), Some(stored.no));
    let job = stored.slip.unwrap();
    assert_eq!((job.kind, job.number.as_str()), (JobKind::Slip, stored.code.number.as_str()));
    assert_eq!(ledger.payload(job.id).unwrap(), slip(&stored.code));
}

#[test]
fn nothing_of_a_person_nor_what_opens_a_card_is_in_any_file() {
    let (folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let stored = submit(&mut ledger, 7).unwrap();
    ledger.queue_card(card(), &stored.code.number, 3, None, at(1), pdf()).unwrap();
    let needles: [&[u8]; 5] =
        [NIK.as_bytes(), NAME.as_bytes(), b"%PDF", stored.code.secret.as_bytes(), b"/R#K07"];
    let mut read = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        read += bytes.len();
        for needle in needles {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{needle:?}");
        }
    }
    assert!(read > 24_000, "the sealed op is there");
}

#[test]
fn a_number_that_was_given_is_drawn_again_and_when_all_were_nothing_is_stored() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let first = submit(&mut ledger, 1).unwrap().code;
    let mut draws = [1, 1, 2].into_iter();
    let second = ledger
        .submit(None, at(1), || Ok(drawn(draws.next().unwrap())), |code| application(code, 10), slip)
        .unwrap();
    assert_ne!(second.code.number, first.number);
    let refused = submit(&mut ledger, 1);
    assert!(matches!(refused, Err(LedgerError::NoReceiptLeft)), "{refused:?}");
    assert_eq!(applications(&ledger).len(), 2);
}

#[test]
fn what_no_push_can_carry_is_refused_before_a_number_is_taken() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let large = ledger.submit(None, at(1), || Ok(drawn(1)), |code| application(code, 60_000), slip);
    assert!(matches!(large, Err(LedgerError::TooLarge { .. })), "{large:?}");
    assert_eq!((ledger.position().unwrap().last_no, ledger.papers_held()), (0, 0));
    let stored = ledger
        .submit(None, at(1), || Ok(drawn(1)), |code| application(code, limits::PHOTO_BYTES_MAX), slip)
        .unwrap();
    assert_eq!(stored.no, 1, "the largest photo fits");
}

#[test]
fn an_application_is_stored_also_when_its_slip_can_t_be_printed() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let none = ledger.submit(None, at(1), || Ok(drawn(1)), |code| application(code, 10), |_| None).unwrap();
    assert!(matches!(none.slip, Err(LedgerError::NotComposed)));
    ledger.refilled(50.0).unwrap();
    assert!(matches!(submit(&mut ledger, 2).unwrap().slip, Err(LedgerError::PaperShort { .. })));
    ledger.put_out_of_order("P03", at(3)).unwrap();
    assert!(matches!(submit(&mut ledger, 3).unwrap().slip, Err(LedgerError::OutOfOrder { .. })));
    assert_eq!(applications(&ledger).len(), 3);
    assert_eq!(ledger.papers_held(), 0);
}

#[test]
fn bytes_in_memory_end_with_their_job_however_it_ends() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let on_the_way = [JobState::Claimed, JobState::Precheck, JobState::Sending];
    let ends: [&[JobState]; 4] = [
        &[JobState::Cancelled],
        &[JobState::Claimed, JobState::Expired],
        &[on_the_way[0], on_the_way[1], on_the_way[2], JobState::Doubtful],
        &[on_the_way[0], on_the_way[1], on_the_way[2], JobState::Sent, JobState::Printed],
    ];
    for (nth, moves) in ends.into_iter().enumerate() {
        let job = submit(&mut ledger, nth as u64 + 1).unwrap().slip.unwrap();
        for to in moves {
            assert!(ledger.payload(job.id).unwrap().is_some(), "needed until it is settled");
            ledger.move_job(job.id, *to, at(2)).unwrap();
        }
        assert_eq!((ledger.papers_held(), ledger.payload(job.id).unwrap()), (0, None), "{moves:?}");
    }
    let job = submit(&mut ledger, 9).unwrap().slip.unwrap();
    ledger.refuse_commits(true);
    assert!(ledger.move_job(job.id, JobState::Cancelled, at(2)).is_err());
    ledger.forget_bytes(job.id);
    assert_eq!(ledger.papers_held(), 0, "also when the disk does not take the end down");
}

#[test]
fn after_a_restart_a_slip_has_no_bytes_and_is_settled() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let [waiting, begun] = [1, 2].map(|nth| submit(&mut ledger, nth).unwrap().slip.unwrap().id);
    for to in [JobState::Claimed, JobState::Precheck, JobState::Sending] {
        ledger.move_job(begun, to, at(2)).unwrap();
    }
    drop(ledger);
    let mut ledger = enrolled_ledger(&path);
    assert_eq!(ledger.payload(waiting).unwrap(), None);
    ledger.recover(at(3)).unwrap();
    assert_eq!(ledger.job(waiting).unwrap().state, JobState::Expired);
    assert_eq!(ledger.job(begun).unwrap().state, JobState::Doubtful);
    assert_eq!(applications(&ledger).len(), 2);
}

#[test]
fn central_hears_of_a_slip_and_of_which_card_was_printed() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let stored = submit(&mut ledger, 1).unwrap();
    ledger.move_job(stored.slip.unwrap().id, JobState::Cancelled, at(2)).unwrap();
    let card_job = ledger.queue_card(card(), &stored.code.number, 1, None, at(2), pdf()).unwrap();
    print_it(&mut ledger, card_job.id);
    let told: Vec<Print> =
        opened(&ledger, OpKind::Print).iter().map(|bytes| serde_json::from_slice(bytes).unwrap()).collect();
    let seen: Vec<_> = told.iter().map(|print| (print.sort, print.card)).collect();
    assert_eq!(seen, [(PrintSort::Slip, None), (PrintSort::Card, Some(card()))]);
    assert_eq!(told[1].number, stored.code.number.to_string());
}

#[test]
fn slips_of_one_receipt_are_counted_and_have_an_end() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let number = submit(&mut ledger, 1).unwrap().code.number;
    for copy in 2..=SLIPS_MAX {
        let job = ledger
            .queue_slip(&number, None, at(2), |copy| {
                Some(Paper { bytes: copy.to_string().into_bytes(), paper_mm: 80.0 })
            })
            .unwrap();
        assert_eq!(ledger.payload(job.id).unwrap().unwrap().bytes, copy.to_string().as_bytes());
        ledger.move_job(job.id, JobState::Cancelled, at(2)).unwrap();
    }
    let refused = ledger.queue_slip(&number, None, at(2), |_| Some(pdf()));
    assert!(matches!(refused, Err(LedgerError::TooManyCopies { .. })), "{refused:?}");
}

fn card() -> CardId {
    "000102030405060708090a0b0c0d0e0f".parse().unwrap()
}

fn pdf() -> Paper {
    Paper { bytes: b"%PDF-1.7".to_vec(), paper_mm: 297.0 }
}

fn print_it(ledger: &mut Ledger, id: JobId) {
    for to in [JobState::Claimed, JobState::Precheck, JobState::Sending, JobState::Sent, JobState::Printed] {
        ledger.move_job(id, to, at(2)).unwrap();
    }
}

/// Central's number falls when it has heard of a print; until then the kiosk counts by itself.
#[test]
fn a_card_is_printed_as_often_as_its_rule_says_and_no_more_also_offline() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let number = submit(&mut ledger, 1).unwrap().code.number;
    let queue = |ledger: &mut Ledger, left| {
        ledger.queue_card(card(), &number, left, None, at(2), pdf()).map(|job| job.id)
    };
    let used_up = |result: Result<JobId, LedgerError>| matches!(result, Err(LedgerError::CardUsedUp));
    let first = queue(&mut ledger, 2).unwrap();
    let second = queue(&mut ledger, 2).unwrap();
    assert!(used_up(queue(&mut ledger, 2)), "both are on their way");
    ledger.move_job(second, JobState::Cancelled, at(2)).unwrap();
    print_it(&mut ledger, first);
    let third = queue(&mut ledger, 2).unwrap();
    for to in [JobState::Claimed, JobState::Precheck, JobState::Sending, JobState::Doubtful] {
        ledger.move_job(third, to, at(2)).unwrap();
    }
    assert!(used_up(queue(&mut ledger, 2)), "a doubtful one may be on paper");
    assert!(used_up(queue(&mut ledger, 0)));
    ledger.not_on_paper(third, at(3)).unwrap();
    let fourth = queue(&mut ledger, 1).unwrap();
    print_it(&mut ledger, fourth);
    assert!(used_up(queue(&mut ledger, 1)), "central has heard of the first alone");
    assert!(queue(&mut ledger, 3).is_ok(), "the office has granted more");
}

#[test]
fn tries_are_kept_apart_and_over_a_restart() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let two = PinFailures { count: 2, boot: [1; 8], mono_ms: 5 };
    ledger.set_tries(Tries::Helper, two).unwrap();
    drop(ledger);
    let ledger = enrolled_ledger(&path);
    assert_eq!(ledger.tries(Tries::Helper).unwrap(), two);
    assert_eq!(ledger.tries(Tries::Birth).unwrap(), PinFailures::default());
}

const DIE_AT: &str = "ANJUNGAN_TEST_SUBMIT_DIES";
const FOLDER: &str = "ANJUNGAN_TEST_SUBMIT_FOLDER";

/// Dies where it is told to; what it shows, it shows in a file, after the commit.
#[test]
fn child() {
    let (Ok(die_at), Ok(folder)) = (std::env::var(DIE_AT), std::env::var(FOLDER)) else { return };
    let folder = PathBuf::from(folder);
    let mut ledger = enrolled_ledger(&folder.join("ledger.db"));
    let die = |here: &str| {
        if die_at == here {
            std::process::abort();
        }
    };
    die("before");
    let stored = ledger.submit(
        None,
        at(1),
        || {
            die("drawing");
            Ok(drawn(1))
        },
        |code| {
            die("filling");
            application(code, 24_000)
        },
        |code| {
            die("sealed, not committed");
            slip(code)
        },
    );
    die("committed, not shown");
    let stored = stored.unwrap();
    let mut shown = OpenOptions::new().create(true).append(true).open(folder.join("shown")).unwrap();
    shown.write_all(stored.code.number.as_str().as_bytes()).unwrap();
    die("shown");
    let job = stored.slip.unwrap();
    for to in [JobState::Claimed, JobState::Precheck, JobState::Sending] {
        ledger.move_job(job.id, to, at(2)).unwrap();
    }
    die("printing");
    std::process::abort();
}

#[test]
fn killed_at_any_moment_a_receipt_that_was_shown_is_there_whole_and_no_half_is() {
    let table = [
        ("before", 0, None),
        ("drawing", 0, None),
        ("filling", 0, None),
        ("sealed, not committed", 0, None),
        ("committed, not shown", 1, Some(JobState::Expired)),
        ("shown", 1, Some(JobState::Expired)),
        ("printing", 1, Some(JobState::Doubtful)),
    ];
    for (die_at, stored, slip_ends) in table {
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("{}::child", module_path!().split_once("::").unwrap().1)])
            .env(DIE_AT, die_at)
            .env(FOLDER, folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(6), "the child aborts");
        let mut ledger = enrolled_ledger(&folder.path().join("ledger.db"));
        ledger.recover(at(10)).unwrap();
        let found = applications(&ledger);
        assert_eq!(found.len(), stored, "{die_at}");
        let shown = std::fs::read_to_string(folder.path().join("shown")).unwrap_or_default();
        if !shown.is_empty() {
            let number: ReceiptNumber = shown.parse().unwrap();
            assert_eq!(found[0].receipt, number, "{die_at}");
            assert!(ledger.receipt_op(&number).unwrap().is_some());
        }
        assert_eq!(ledger.job(JobId(1)).ok().map(|job| job.state), slip_ends, "{die_at}");
        assert!(submit(&mut ledger, 50).is_ok(), "and it goes on");
    }
}

/// What happens to a ledger between two applications.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Submit,
    TooLarge,
    DiskRefuses,
    SlipRefused,
    Acked,
    Restart,
    Killed,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        3 => Just(Turn::Submit),
        1 => Just(Turn::TooLarge),
        1 => Just(Turn::DiskRefuses),
        1 => Just(Turn::SlipRefused),
        1 => Just(Turn::Acked),
        1 => Just(Turn::Restart),
        1 => Just(Turn::Killed)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn shown_and_stored_are_always_the_same(turns in proptest::collection::vec(turn(), 1..14), seed in 0u64..1000) {
        let home = tempfile::tempdir().unwrap();
        let mut path = home.path().join("0").join("ledger.db");
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        let mut ledger = enrolled_ledger(&path);
        let mut shown: Vec<ReceiptNumber> = Vec::new();
        for (nth, turn) in turns.into_iter().enumerate() {
            // Few numbers, so that some are drawn twice.
            let mut draws = (0..).map(|i| (seed + nth as u64 + i) % 40);
            let mut store = |ledger: &mut Ledger, bytes: usize, paper: Option<f32>| {
                let slip = |code: &ReceiptCode| {
                    paper.map(|paper_mm| Paper { bytes: code.to_text("").into_bytes(), paper_mm })
                };
                ledger.submit(None, at(nth as u64), || Ok(drawn(draws.next().unwrap())), |code| application(code, bytes), slip)
            };
            match turn {
                Turn::Submit => shown.push(store(&mut ledger, 2_000, Some(80.0)).unwrap().code.number),
                Turn::SlipRefused => shown.push(store(&mut ledger, 2_000, None).unwrap().code.number),
                Turn::TooLarge => prop_assert!(store(&mut ledger, 60_000, Some(80.0)).is_err()),
                Turn::DiskRefuses => {
                    ledger.refuse_commits(true);
                    prop_assert!(store(&mut ledger, 2_000, Some(80.0)).is_err());
                    ledger.refuse_commits(false);
                }
                Turn::Acked => {
                    let last = ledger.position().unwrap().last_no;
                    ledger.acked(Epoch::numbered(1), last, 1).unwrap();
                }
                Turn::Restart => {
                    drop(ledger);
                    ledger = enrolled_ledger(&path);
                    ledger.recover(at(nth as u64)).unwrap();
                }
                Turn::Killed => {
                    let to = home.path().join((nth + 1).to_string());
                    ledger.as_killed(&to);
                    path = to.join("ledger.db");
                    ledger = enrolled_ledger(&path);
                    ledger.recover(at(nth as u64)).unwrap();
                }
            }
            let mut query = ledger.db.prepare("SELECT number FROM receipt ORDER BY no").unwrap();
            let given: Vec<String> =
                query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(&given, &shown.iter().map(ToString::to_string).collect::<Vec<_>>());
            let sealed: u64 = ledger.db
                .query_row("SELECT count(*) FROM outbox WHERE kind = 'application'", [], |row| row.get(0)).unwrap();
            prop_assert_eq!(sealed, shown.len() as u64);
        }
        let distinct: std::collections::BTreeSet<_> = shown.iter().collect();
        prop_assert_eq!(distinct.len(), shown.len(), "no number is given twice");
    }
}
