//! Rights and clocks of UU 27/2022.

use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Why};
use anjungan_central::store::Wish;
use anjungan_wire::application::{Holder, Mended, Report, ReportNews};
use anjungan_wire::op::OpKind;

use super::kit::*;

#[test]
fn a_wish_has_its_three_days_whatever_the_calendar_says() {
    let mut store = store();
    let operator = officer(&mut store, "operator", Role::Operator, None);
    let id = receive(&mut store, &application(1));
    let request = store.ask_of_data(id, Wish::Copy, &operator, at(FRIDAY)).unwrap();
    let open = store.data_requests().unwrap();
    assert_eq!((open[0].wish, open[0].due), (Wish::Copy, at("2026-11-23T03:00:00Z")));
    store.close_data_request(request, "given at the counter", &operator, at(FRIDAY)).unwrap();
    assert!(store.data_requests().unwrap().is_empty());
    assert!(store.close_data_request(request, "again", &operator, at(FRIDAY)).is_err());
}

#[test]
fn a_copy_of_ones_own_data_is_whole_and_readable() {
    let mut store = store();
    let operator = officer(&mut store, "operator", Role::Operator, None);
    let id = receive(&mut store, &application(1));
    let export = store.export(id, &operator, at(FRIDAY)).unwrap();
    let text = export.json.to_string();
    for told in ["9799991505050001", "CONTOH SINTETIS", "Jl. Rekaan Utama 17", "SMK Rekaan", "TERKIRIM"] {
        assert!(text.contains(told) && export.text.contains(told), "{told}");
    }
    assert!(!text.contains(&application(1).secret.to_base32()));
    let auditor = officer(&mut store, "auditor", Role::Auditor, None);
    assert!(store.export(id, &auditor, at(FRIDAY)).is_err());
}

#[test]
fn an_erased_person_is_in_no_table_no_file_and_no_feed() {
    let mut store = store();
    let signer = signer(&mut store);
    let (first, mut second) = (application(1), application(2));
    second.person.name = "CONTOH LAIN".into();
    let id = receive(&mut store, &first);
    act(&mut store, id, Act::Take, &signer).unwrap();
    let why = Why { reasons: vec!["name-differs".into()], note: "Catatan".into() };
    act_why(&mut store, id, Act::SendBack, &signer, &why).unwrap();
    push(&mut store, 2, OpKind::Mend, &mend_of(&first, vec![Mended::Name("CONTOH".into())]), at(FRIDAY));
    store.lease(id, &signer, false, at(FRIDAY)).unwrap();
    act(&mut store, id, Act::Approve, &signer).unwrap();
    store.issue_with(id, &signer, &key("i"), at(FRIDAY), |_| Ok(PDF.to_vec())).unwrap();
    let number = store.summary(id).unwrap().unwrap().number.unwrap();
    let news = ReportNews::StillLooking { day: "2026-11-20".parse().unwrap() };
    report(&mut store, &Report { holder: Holder::Card { number }, news, assisted_by: None });
    let second_id = receive(&mut store, &second);
    let other = receive(&mut store, &somebody(3));
    let blob = row(&store, &first).unwrap().card.unwrap();
    let sealed_ops = |store: &anjungan_central::store::Store| count(store, "inbox WHERE length(sealed) > 0");
    assert_eq!(sealed_ops(&store), 5);

    assert_eq!(store.erase(second_id, &signer, at(FRIDAY)).unwrap(), 2);

    for gone in [id, second_id] {
        assert!(store.application(gone).unwrap().is_none());
        assert!(store.summary(gone).unwrap().unwrap().erased);
        assert_eq!(store.name_and_birth(gone).unwrap(), None);
    }
    assert!(row(&store, &first).is_none() && row(&store, &second).is_none());
    assert!(store.blob_path(&anjungan_wire::encoding::hex(&blob.sha256)).is_none());
    // Only the other person's op is left, and what is sealed of them and of the officer.
    assert_eq!(sealed_ops(&store), 1);
    assert_eq!(count(&store, "sealed_field WHERE owner = 'application'"), 6);
    assert_eq!(count(&store, "sealed_field WHERE owner IN ('move', 'report')"), 0);
    assert!(store.status(&first.receipt, first.person.born).unwrap().is_none());
    assert!(store.application(other).unwrap().is_some());
    // The trail says that it happened, holds, and names nobody.
    store.verify_audit().unwrap();
    assert_eq!(store.audit("", None, 1).unwrap()[0].act, "erase");
    // The number is not given again.
    let next = approve(&mut store, other, &signer).number.unwrap();
    assert_eq!(next.as_str(), "3216 201126 000002");
    assert!(store.erase(id, &signer, at(FRIDAY)).is_err());
}

#[test]
fn the_same_op_after_an_erasure_is_known_and_brings_nobody_back() {
    let mut store = store();
    let signer = signer(&mut store);
    let told = application(1);
    let stream = STREAM.n(1);
    let bytes = serde_json::to_vec(&told).unwrap();
    let sealed = store.sealing_key().seal(&stream, 1, OpKind::Application, &bytes).unwrap();
    let op = anjungan_wire::op::Op { no: 1, kind: OpKind::Application, clock: clock(5), sealed };
    let push = anjungan_wire::request::Push { stream, oldest: 1, ops: vec![op] };
    store.push(&stream, &push, at(FRIDAY).as_millisecond()).unwrap();
    let id = by_receipt(&store, &told);
    store.erase(id, &signer, at(FRIDAY)).unwrap();
    assert_eq!(store.push(&stream, &push, at(FRIDAY).as_millisecond()).unwrap().hwm, 1);
    assert_eq!(store.retry_held().unwrap(), 0);
    assert!(store.application(id).unwrap().is_none());
    assert_eq!(count(&store, "application"), 1);
}

#[test]
fn whose_time_is_over_goes_and_nobody_else() {
    let mut store = store();
    let signer = signer(&mut store);
    let ids: Vec<_> = (1..=3).map(|n| receive(&mut store, &somebody(n))).collect();
    // A card until 20-11-2028, kept two years more; one refused, kept one year; one that waits, kept.
    issue(&mut store, ids[0], &signer);
    act(&mut store, ids[1], Act::Take, &signer).unwrap();
    act_why(&mut store, ids[1], Act::Refuse, &signer, &Why::reason("data-untrue")).unwrap();
    assert_eq!(store.run_retention(at("2027-11-20T03:00:00Z")).unwrap(), 0);
    assert_eq!(store.run_retention(at("2027-11-21T03:00:00Z")).unwrap(), 1);
    assert!(store.application(ids[1]).unwrap().is_none());
    store.expire_cards(at("2028-11-21T03:00:00Z")).unwrap();
    assert_eq!(store.run_retention(at("2030-11-20T03:00:00Z")).unwrap(), 0);
    assert_eq!(store.run_retention(at("2030-11-21T03:00:00Z")).unwrap(), 1);
    assert!(store.application(ids[0]).unwrap().is_none());
    assert!(store.application(ids[2]).unwrap().is_some());
    store.verify_audit().unwrap();
}
