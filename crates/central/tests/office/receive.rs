//! What kiosks send about persons: applied once, merged by rule, held when it fits nothing.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::office::same::{Concern, Settlement};
use anjungan_central::office::workflow::{Act, NotAllowed, Stage, Why};
use anjungan_central::store::ActRefusal;
use anjungan_central::store::Filter;
use anjungan_wire::application::{ApplicationKind, Holder, Mended, Part, Photo, Report, ReportNews};
use anjungan_wire::fact::{Print, PrintChange, PrintSort};
use anjungan_wire::nik::{NikDoubt, Sex};
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use anjungan_wire::request::Push;
use anjungan_wire::status::{PrintRule, PublicStage};

use super::kit::*;

#[test]
fn an_application_is_kept_as_it_was_told_and_its_applicant_hears_of_it() {
    let mut store = store();
    let mut told_ = application(1);
    told_.assisted_by = Some("P03".into());
    let id = receive(&mut store, &told_);
    let dossier = store.application(id).unwrap().unwrap();
    assert_eq!(dossier.application, told_);
    assert_eq!(dossier.summary.stage, Stage::Submitted);
    assert_eq!(dossier.summary.concerns, []);
    // Friday 10.00, one working day: Monday 10.00.
    assert_eq!(dossier.summary.due, Some(at("2026-11-23T03:00:00Z")));
    assert_eq!(dossier.moves.len(), 1);
    let status = told(&store, &told_);
    assert_eq!((status.stage, status.due), (PublicStage::Received, Some("2026-11-23".parse().unwrap())));
    assert_eq!(status.receipt, told_.receipt);
}

#[test]
fn the_same_op_twice_is_one_application() {
    let mut store = store();
    let told = application(1);
    let stream = STREAM.n(1);
    let bytes = serde_json::to_vec(&told).unwrap();
    let sealed = store.sealing_key().seal(&stream, 1, OpKind::Application, &bytes).unwrap();
    let op = anjungan_wire::op::Op { no: 1, kind: OpKind::Application, clock: clock(5), sealed };
    let push = anjungan_wire::request::Push { stream, oldest: 1, ops: vec![op] };
    for _ in 0..3 {
        assert_eq!(store.push(&stream, &push, 5_000).unwrap().hwm, 1);
    }
    assert_eq!(count(&store, "application"), 1);
}

#[test]
fn a_receipt_or_a_secret_that_was_there_before_is_held_and_named() {
    let mut store = store();
    receive(&mut store, &somebody(1));
    let mut same_number = somebody(2);
    same_number.receipt = somebody(1).receipt;
    let mut same_secret = somebody(3);
    same_secret.secret = somebody(1).secret;
    for again in [same_number, same_secret] {
        push(&mut store, 2, OpKind::Application, &again, at(FRIDAY));
    }
    let held = store.held().unwrap();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|op| op.reason.contains("receipt")), "{held:?}");
    assert_eq!(count(&store, "application"), 1);
}

#[test]
fn what_no_kiosk_of_ours_sends_is_held_and_says_nothing_of_its_content() {
    let mut store = store();
    let mut long = somebody(1);
    long.person.name = "CONTOH ".repeat(20);
    let mut rows = somebody(2);
    rows.person.languages = vec!["Indonesia".into(); 11];
    let mut control = somebody(3);
    control.person.address.street = "Jl. \u{1b}[2J".into();
    let mut province = somebody(4);
    province.office = "32".parse().unwrap();
    for poison in [&long, &rows, &control, &province] {
        push(&mut store, 1, OpKind::Application, poison, at(FRIDAY));
    }
    push(&mut store, 1, OpKind::Application, &"CONTOH SINTETIS", at(FRIDAY));
    // And somebody after all of them is not delayed.
    push(&mut store, 1, OpKind::Application, &somebody(5), at(FRIDAY));
    let held = store.held().unwrap();
    assert_eq!(held.len(), 5);
    assert!(held.iter().all(|op| !op.reason.contains("CONTOH")), "{held:?}");
    assert_eq!(count(&store, "application"), 1);
}

#[test]
fn the_same_person_from_two_kiosks_is_one_application_and_both_are_told() {
    let mut store = store();
    let signer = signer(&mut store);
    let (first, mut second) = (application(1), application(2));
    second.person.phone = Some("081299999999".into());
    second.person.name = "Contoh  Sintetis".into();
    let first_id = receive(&mut store, &first);
    push(&mut store, 2, OpKind::Application, &second, at(FRIDAY));
    let second_id = by_receipt(&store, &second);
    let summary = store.summary(second_id).unwrap().unwrap();
    assert_eq!((summary.duplicate_of, summary.merged), (Some(first_id), true));
    assert_eq!(summary.stage, Stage::Cancelled);
    // Both snapshots stay, side by side.
    assert_eq!(store.application(second_id).unwrap().unwrap().application, second);
    assert_eq!(store.application(first_id).unwrap().unwrap().duplicates[0].id, second_id);
    // The second's receipt follows the first, but never opens its card.
    assert_eq!(told(&store, &second).stage, PublicStage::Received);
    issue(&mut store, first_id, &signer);
    let status = told(&store, &second);
    assert_eq!(status.stage, PublicStage::Ready);
    assert!(status.card.is_none() && row(&store, &second).unwrap().card.is_none());
    assert!(status.reasons[0].id.contains("tanda terima pertama"));
    assert!(told(&store, &first).card.is_some());
}

#[test]
fn one_nik_and_two_stories_wait_for_an_officer() {
    let mut store = store();
    let signer = signer(&mut store);
    let (first, mut second) = (application(1), application(2));
    second.person.name = "CONTOH LAIN".into();
    let first_id = receive(&mut store, &first);
    let second_id = receive(&mut store, &second);
    for id in [first_id, second_id] {
        let summary = store.summary(id).unwrap().unwrap();
        assert_eq!(
            (summary.stage, summary.concerns.as_slice()),
            (Stage::Submitted, &[Concern::Conflict][..])
        );
        act(&mut store, id, Act::Take, &signer).unwrap();
        assert!(matches!(
            act(&mut store, id, Act::Approve, &signer),
            Err(ActRefusal::NotAllowed(NotAllowed::Concern(_)))
        ));
        // A conflict is not waved through.
        assert!(store.settle(id, Concern::Conflict, &signer, at(FRIDAY)).is_err());
    }
    store.settle_conflict(second_id, Settlement::KeepSecond, &signer, &key("s"), at(FRIDAY)).unwrap();
    assert_eq!(store.summary(first_id).unwrap().unwrap().stage, Stage::Cancelled);
    assert_eq!(store.summary(second_id).unwrap().unwrap().concerns, []);
    act(&mut store, second_id, Act::Approve, &signer).unwrap();
    // Whoever holds the first receipt hears what became of the second.
    assert_eq!(told(&store, &first).stage, PublicStage::Approved);
}

#[test]
fn a_conflict_is_settled_by_keeping_the_first_and_as_two_persons_too() {
    let mut store = store();
    let signer = signer(&mut store);
    let mut ids = Vec::new();
    for n in 1..=3 {
        let mut each = application(n);
        each.person.name = format!("CONTOH NOMOR {n}");
        ids.push(receive(&mut store, &each));
    }
    store.settle_conflict(ids[1], Settlement::TwoPersons, &signer, &key("a"), at(FRIDAY)).unwrap();
    store.settle_conflict(ids[2], Settlement::KeepFirst, &signer, &key("b"), at(FRIDAY)).unwrap();
    let stages: Vec<_> = ids.iter().map(|id| store.summary(*id).unwrap().unwrap()).collect();
    assert_eq!(
        stages.iter().map(|each| each.stage).collect::<Vec<_>>(),
        [Stage::Submitted, Stage::Submitted, Stage::Cancelled]
    );
    assert!(stages.iter().all(|each| each.concerns.is_empty()), "{stages:?}");
}

#[test]
fn a_nik_in_doubt_is_never_merged_by_itself() {
    let mut store = store();
    let (first, mut second) = (application(1), application(2));
    second.person.nik_doubts = vec![NikDoubt::DistrictUnknown];
    receive(&mut store, &first);
    let id = receive(&mut store, &second);
    let summary = store.summary(id).unwrap().unwrap();
    assert_eq!(summary.stage, Stage::Submitted);
    assert_eq!(summary.concerns, [Concern::NikDoubt, Concern::Conflict]);
}

#[test]
fn closing_one_side_of_a_conflict_frees_the_other() {
    let mut store = store();
    let signer = signer(&mut store);
    let (first, mut second) = (application(1), application(2));
    second.person.name = "CONTOH LAIN".into();
    let (first, second) = (receive(&mut store, &first), receive(&mut store, &second));
    act_why(&mut store, second, Act::Cancel, &signer, &Why::reason("withdrawn")).unwrap();
    assert_eq!(store.summary(first).unwrap().unwrap().concerns, []);
}

#[test]
fn concerns_stand_before_an_approval_until_somebody_has_looked() {
    let mut store = store();
    let signer = signer(&mut store);
    let mut young = application(1);
    young.person.born = "2010-05-15".parse().unwrap();
    young.person.address.village = "3275012001".parse().unwrap();
    young.photo = Photo::AtCounter;
    young.kind = ApplicationKind::Renewal { number: "3216 010120 000001".parse().unwrap() };
    let id = receive(&mut store, &young);
    let expected = [Concern::CardUnknown, Concern::NoPhoto, Concern::NoGuardian, Concern::OtherRegion];
    assert_eq!(store.summary(id).unwrap().unwrap().concerns, expected);
    act(&mut store, id, Act::Take, &signer).unwrap();
    // The photo is taken at the counter; the rest is looked at.
    let photo = [Mended::Photo(Photo::Taken { jpeg: vec![0xff, 0xd8, 9] })];
    store.amend(id, &photo, &signer, &key("photo"), at(FRIDAY)).unwrap();
    for concern in [Concern::CardUnknown, Concern::NoGuardian, Concern::OtherRegion] {
        assert!(act(&mut store, id, Act::Approve, &signer).is_err(), "{concern:?}");
        store.settle(id, concern, &signer, at(FRIDAY)).unwrap();
    }
    act(&mut store, id, Act::Approve, &signer).unwrap();
    // The same form sent again changes nothing.
    assert!(store.amend(id, &photo, &signer, &key("photo"), at(FRIDAY)).unwrap().again);
}

#[test]
fn mending_takes_the_secret_and_only_what_was_asked_for() {
    let mut store = store();
    let signer = signer(&mut store);
    let told_ = application(1);
    let id = receive(&mut store, &told_);
    let photo = || Mended::Photo(Photo::Taken { jpeg: vec![0xff, 0xd8, 42] });
    let too_early = mend_of(&told_, vec![photo()]);
    push(&mut store, 1, OpKind::Mend, &too_early, at(FRIDAY));
    act(&mut store, id, Act::Take, &signer).unwrap();
    act_why(&mut store, id, Act::SendBack, &signer, &Why::reason("photo-dark")).unwrap();
    let status = told(&store, &told_);
    assert_eq!((status.stage, status.mend.as_slice()), (PublicStage::NeedsMending, &[Part::Photo][..]));
    assert_eq!((status.reasons[0].id.as_str(), status.due), ("Foto terlalu gelap", None));

    let mut other_secret = mend_of(&told_, vec![photo()]);
    other_secret.secret = Secret::new([99; 16]);
    push(&mut store, 1, OpKind::Mend, &other_secret, at(FRIDAY));
    push(&mut store, 1, OpKind::Mend, &mend_of(&told_, vec![Mended::Name("CONTOH LAIN".into())]), at(FRIDAY));
    push(&mut store, 1, OpKind::Mend, &mend_of(&told_, vec![]), at(FRIDAY));
    assert_eq!(store.held().unwrap().len(), 4);

    push(&mut store, 2, OpKind::Mend, &mend_of(&told_, vec![photo()]), at("2026-11-23T03:00:00Z"));
    assert_eq!(store.held().unwrap().len(), 4);
    let dossier = store.application(id).unwrap().unwrap();
    assert_eq!(dossier.summary.stage, Stage::Verifying);
    assert_eq!(dossier.application.photo.jpeg().unwrap(), [0xff, 0xd8, 42]);
    // What was there before is there still, and the clock begins anew.
    assert_eq!(store.version(id, 1).unwrap().unwrap(), told_);
    assert_eq!(dossier.versions, 2);
    assert_eq!(dossier.summary.due, Some(at("2026-11-24T03:00:00Z")));
    // Twice: the second is late.
    push(&mut store, 3, OpKind::Mend, &mend_of(&told_, vec![photo()]), at(FRIDAY));
    assert_eq!(store.held().unwrap().len(), 5);
}

#[test]
fn a_mended_day_or_sex_is_compared_with_the_nik_again() {
    let mut store = store();
    let signer = signer(&mut store);
    let mut told_ = application(1);
    told_.person.nik_doubts = vec![NikDoubt::DistrictUnknown, NikDoubt::BirthDateDiffers];
    told_.person.born = "2005-05-16".parse().unwrap();
    let id = receive(&mut store, &told_);
    let doubts = |store: &mut anjungan_central::store::Store, parts: &[Mended], how: &str| {
        store.amend(id, parts, &signer, &key(how), at(FRIDAY)).unwrap();
        store.application(id).unwrap().unwrap().application.person.nik_doubts
    };
    act(&mut store, id, Act::Take, &signer).unwrap();
    // A kiosk that mends one part has nothing to compare it with: it was not asked for the other.
    let born = |day: &str| Mended::Birth { place: "Kota Rekaan".into(), born: day.parse().unwrap() };
    assert_eq!(doubts(&mut store, &[born("2005-05-15")], "right"), [NikDoubt::DistrictUnknown]);
    store.settle(id, Concern::NikDoubt, &signer, at(FRIDAY)).unwrap();
    assert_eq!(
        doubts(&mut store, &[Mended::Sex(Sex::Female)], "sex"),
        [NikDoubt::DistrictUnknown, NikDoubt::SexDiffers]
    );
    assert_eq!(store.summary(id).unwrap().unwrap().concerns, [Concern::NikDoubt], "an officer looks again");
    let nik = Mended::Nik { nik: "9799995505050002".parse().unwrap(), doubts: vec![] };
    assert_eq!(doubts(&mut store, &[nik], "nik"), []);
}

#[test]
fn a_mended_nik_that_is_somebody_elses_goes_to_an_officer() {
    let mut store = store();
    let signer = signer(&mut store);
    receive(&mut store, &application(1));
    let other = somebody(2);
    let id = receive(&mut store, &other);
    act(&mut store, id, Act::Take, &signer).unwrap();
    act_why(&mut store, id, Act::SendBack, &signer, &Why::reason("nik-differs")).unwrap();
    let nik = Mended::Nik { nik: application(1).person.nik.clone(), doubts: vec![] };
    push(&mut store, 1, OpKind::Mend, &mend_of(&other, vec![nik]), at(FRIDAY));
    let summary = store.summary(id).unwrap().unwrap();
    assert_eq!((summary.stage, summary.concerns.as_slice()), (Stage::Verifying, &[Concern::Conflict][..]));
    // And mended again, it is free.
    act(&mut store, id, Act::Take, &signer).unwrap_err();
    store.lease(id, &signer, false, at(FRIDAY)).unwrap();
    let own = [Mended::Nik { nik: other.person.nik.clone(), doubts: vec![] }];
    store.amend(id, &own, &signer, &key("nik"), at(FRIDAY)).unwrap();
    assert_eq!(store.summary(id).unwrap().unwrap().concerns, []);
    let first = by_receipt(&store, &application(1));
    assert_eq!(store.summary(first).unwrap().unwrap().concerns, []);
}

#[test]
fn a_mending_that_overtakes_its_application_waits_for_it() {
    let mut store = store();
    let told_ = application(1);
    let mend = mend_of(&told_, vec![Mended::Name("CONTOH".into())]);
    push(&mut store, 2, OpKind::Mend, &mend, at(FRIDAY));
    assert!(store.held().unwrap()[0].reason.contains("not here yet"));
    // It came: now the mending fits it, and is found to be what nobody asked for.
    push(&mut store, 1, OpKind::Application, &told_, at(FRIDAY));
    assert!(store.held().unwrap()[0].reason.contains("not asked for"));
}

#[test]
fn one_that_waits_in_vain_keeps_no_later_one_waiting() {
    let mut store = store();
    for n in 10..70 {
        push(&mut store, 1, OpKind::Mend, &mend_of(&somebody(n), vec![Mended::Sex(Sex::Female)]), at(FRIDAY));
    }
    let told_ = application(1);
    let looking = Report {
        holder: Holder::Receipt { receipt: told_.receipt.clone(), secret: told_.secret.clone() },
        news: ReportNews::StillLooking { day: "2026-11-20".parse().unwrap() },
        assisted_by: None,
    };
    push(&mut store, 2, OpKind::Report, &looking, at("2026-11-20T03:00:01Z"));
    push(&mut store, 3, OpKind::Application, &told_, at("2026-11-20T03:00:02Z"));
    assert_eq!((store.held().unwrap().len(), store.waiting_reports(&Offices::Every).unwrap().len()), (60, 1));
}

#[test]
fn a_kiosk_with_a_mad_clock_hides_no_queue() {
    let mut store = store();
    for (no, wall_ms) in [(1, i64::MAX), (2, i64::MIN)] {
        let told = somebody(no);
        let bytes = serde_json::to_vec(&told).unwrap();
        let stream = STREAM.n(no);
        let sealed = store.sealing_key().seal(&stream, 1, OpKind::Application, &bytes).unwrap();
        let op = Op { no: 1, kind: OpKind::Application, clock: clock(wall_ms), sealed };
        store.push(&stream, &Push { stream, oldest: 1, ops: vec![op] }, at(FRIDAY).as_millisecond()).unwrap();
    }
    let queue = store.applications(&Filter::default()).unwrap();
    assert_eq!(queue.iter().map(|each| each.received).collect::<Vec<_>>(), [at(FRIDAY); 2]);
}

#[test]
fn prints_count_once_each_and_use_up_what_is_left() {
    let mut store = store();
    let signer = signer(&mut store);
    let told_ = application(1);
    let id = receive(&mut store, &told_);
    issue(&mut store, id, &signer);
    let print = |job, states: &[&str]| Print {
        job,
        number: "3216 201126 000001".into(),
        sort: PrintSort::Card,
        copy: 1,
        card: Some(told_.secret.card_id()),
        changes: states
            .iter()
            .map(|state| PrintChange {
                state: (*state).into(),
                cause: None,
                wall_ms: 5,
                mono_ms: 5,
                status: None,
            })
            .collect(),
    };
    let left = |store: &anjungan_central::store::Store| told(store, &told_).card.unwrap().print;
    assert_eq!(left(&store), PrintRule::AtKiosk { left: 3 });
    push(&mut store, 1, OpKind::Print, &print(1, &["queued", "sending", "printed"]), at(FRIDAY));
    // Told again, with what a person said about it since.
    push(&mut store, 1, OpKind::Print, &print(1, &["printed"]), at(FRIDAY));
    push(&mut store, 1, OpKind::Print, &print(2, &["queued", "cancelled"]), at(FRIDAY));
    assert_eq!(left(&store), PrintRule::AtKiosk { left: 2 });
    assert_eq!(store.summary(id).unwrap().unwrap().stage, Stage::Printed);
    push(&mut store, 1, OpKind::Print, &print(3, &["printed"]), at(FRIDAY));
    // The same number of another machine is another print.
    push(&mut store, 2, OpKind::Print, &print(3, &["printed-unverified"]), at(FRIDAY));
    assert_eq!(left(&store), PrintRule::AtKiosk { left: 0 });
    push(&mut store, 2, OpKind::Print, &print(4, &["printed"]), at(FRIDAY));
    assert_eq!(
        (left(&store), store.summary(id).unwrap().unwrap().prints),
        (PrintRule::AtKiosk { left: 0 }, 4)
    );
    assert!(store.held().unwrap().is_empty());
}

#[test]
fn an_officer_of_another_office_has_nothing_to_do_with_it() {
    let mut store = store();
    let id = receive(&mut store, &application(1));
    let stranger = officer(&mut store, "lain", Role::Signer, Some("3275"));
    assert!(matches!(
        act(&mut store, id, Act::Take, &stranger),
        Err(ActRefusal::NotAllowed(NotAllowed::OtherOffice))
    ));
    let everywhere = officer(&mut store, "semua", Role::Operator, None);
    act(&mut store, id, Act::Take, &everywhere).unwrap();
}

#[test]
fn a_number_that_nobody_gave_finds_nothing() {
    let store = store();
    let unknown = ReceiptNumber::draw(&"K07".parse().unwrap(), [77; 8]);
    assert_eq!(store.status(&unknown, "2005-05-15".parse().unwrap()).unwrap(), None);
}
