//! Facts: numbered without holes, sealed, acknowledged, kept, sent again.

use anjungan_wire::limits::ACKED_OP_DAYS;
use anjungan_wire::op::OpKind;

use super::*;

const DAY_S: i64 = 24 * 3600;

fn three_facts() -> (tempfile::TempDir, Ledger) {
    let (folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    for seconds in 1..=3 {
        assert_eq!(ledger.record(&visit(seconds), at(0)).unwrap(), u64::from(seconds));
    }
    (folder, ledger)
}

fn numbers(ledger: &Ledger) -> Vec<u64> {
    ledger.unacked(100, 1_000_000).unwrap().iter().map(|op| op.no).collect()
}

#[test]
fn a_fact_is_sealed_in_its_place_and_central_can_open_it() {
    let (_folder, ledger) = three_facts();
    let ops = ledger.unacked(100, 1_000_000).unwrap();
    let fact = central_key().open(&ledger.stream(), 2, OpKind::Visit, &ops[1].sealed).unwrap();
    let found: Visit = serde_json::from_slice(&fact).unwrap();
    assert_eq!(Fact::Visit(found), visit(2));
}

#[test]
fn the_plaintext_of_a_fact_is_in_no_file() {
    let (folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    let miss = anjungan_wire::fact::SearchMiss {
        words: "tukang las bawah air".into(),
        place: None,
        day: "2026-11-22".parse().unwrap(),
    };
    ledger.record(&Fact::SearchMiss(miss), at(0)).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(10).any(|part| part == b"tukang las"));
    }
}

#[test]
fn without_enrolment_there_is_no_key_to_seal_with_and_no_number_is_spent() {
    let (_folder, path) = folder();
    let mut ledger = Ledger::open(&path, [9; 16]).unwrap();
    assert!(matches!(ledger.record(&visit(1), at(0)), Err(LedgerError::NotEnrolled)));
    ledger.set_enrolled(enrolled()).unwrap();
    assert_eq!(ledger.record(&visit(1), at(0)).unwrap(), 1);
}

#[test]
fn a_batch_keeps_both_limits_but_always_has_one() {
    let (_folder, ledger) = three_facts();
    let one = ledger.unacked(100, 1_000_000).unwrap()[0].sealed.bytes.len();
    assert_eq!(ledger.unacked(2, 1_000_000).unwrap().len(), 2);
    assert_eq!(ledger.unacked(100, 2 * one).unwrap().len(), 2);
    assert_eq!(ledger.unacked(100, 1).unwrap().len(), 1);
}

#[test]
fn an_acknowledgement_follows_rule_4() {
    let (old, now, new) = (Epoch::numbered(1), Epoch::numbered(2), Epoch::numbered(3));
    let cases = [
        (now, 1, Acked::Same, vec![3]),
        (now, 2, Acked::Same, vec![3]),
        (now, 3, Acked::Advanced { to: 3 }, vec![]),
        (old, 3, Acked::OlderEpoch, vec![3]),
        (new, 1, Acked::FellBack { to: 1 }, vec![2, 3]),
        (new, 0, Acked::FellBack { to: 0 }, vec![1, 2, 3]),
        (new, 2, Acked::Same, vec![3]),
        (new, 3, Acked::Advanced { to: 3 }, vec![]),
        (now, 4, Acked::AheadOfLedger { hwm: 4, last_no: 3 }, vec![3]),
    ];
    for (epoch, hwm, outcome, left) in cases {
        let (_folder, mut ledger) = three_facts();
        ledger.acked(now, 2, 0).unwrap();
        assert_eq!(ledger.acked(epoch, hwm, 0).unwrap(), outcome, "{epoch} {hwm}");
        assert_eq!(numbers(&ledger), left, "{epoch} {hwm}");
        assert_eq!(ledger.waiting().unwrap(), left.len() as u64);
    }
}

#[test]
fn acknowledged_ops_go_after_30_days_and_others_never() {
    let (_folder, mut ledger) = three_facts();
    let epoch = Epoch::numbered(1);
    ledger.acked(epoch, 1, 0).unwrap();
    ledger.acked(epoch, 2, 10 * DAY_S).unwrap();
    assert_eq!(ledger.forget_old_ops(ACKED_OP_DAYS * DAY_S - 1).unwrap(), 0);
    assert_eq!(ledger.forget_old_ops(ACKED_OP_DAYS * DAY_S).unwrap(), 1);
    assert_eq!(ledger.oldest().unwrap(), 2);
    assert_eq!(ledger.forget_old_ops(1_000 * DAY_S).unwrap(), 1);
    assert_eq!((ledger.oldest().unwrap(), numbers(&ledger)), (3, vec![3]));
}

#[test]
fn a_clock_that_went_back_leaves_no_hole() {
    let (_folder, mut ledger) = three_facts();
    let epoch = Epoch::numbered(1);
    ledger.acked(epoch, 1, 100 * DAY_S).unwrap();
    ledger.acked(epoch, 2, 0).unwrap();
    assert_eq!(ledger.forget_old_ops(50 * DAY_S).unwrap(), 0, "2 is old, but 1 before it is not");
}

#[test]
fn when_all_is_acknowledged_and_forgotten_the_oldest_is_the_next() {
    let (_folder, mut ledger) = three_facts();
    ledger.acked(Epoch::numbered(1), 3, 0).unwrap();
    assert_eq!(ledger.forget_old_ops(1_000 * DAY_S).unwrap(), 3);
    assert_eq!(ledger.oldest().unwrap(), 4);
    assert_eq!(ledger.record(&visit(4), at(0)).unwrap(), 4);
    assert_eq!(ledger.oldest().unwrap(), 4);
}
