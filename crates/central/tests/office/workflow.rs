//! Acts: once per key, one officer at a time, in time.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Actor, NotAllowed, Stage, Why};
use anjungan_central::store::{ActRefusal, Filter, Store};
use anjungan_wire::application::{Mended, Photo};
use anjungan_wire::op::OpKind;
use anjungan_wire::status::PublicStage;

use super::kit::*;

#[test]
fn the_same_key_is_the_same_answer_and_happens_once() {
    let mut store = store();
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    act(&mut store, id, Act::Take, &signer).unwrap();
    let approve = key("form-7");
    let why = Why::default();
    let first = store.act(id, Act::Approve, &signer, &approve, &why, at(FRIDAY)).unwrap();
    let again = store.act(id, Act::Approve, &signer, &approve, &why, at("2026-11-20T04:00:00Z")).unwrap();
    assert!(!first.again && again.again);
    assert_eq!((first.number.clone(), first.stage, first.at), (again.number, again.stage, again.at));
    assert_eq!(count(&store, "card"), 1);
    assert_eq!(count(&store, "move"), 3);
    // The same key for something else is a mistake, not a second answer.
    let other = store.act(id, Act::Cancel, &signer, &approve, &why, at(FRIDAY));
    assert!(matches!(other, Err(ActRefusal::NotAllowed(NotAllowed::KeyReused))));
}

#[test]
fn two_officers_do_not_work_on_one_file() {
    let mut store = store();
    let one = signer(&mut store);
    let two = officer(&mut store, "operator", Role::Operator, Some("3216"));
    let id = receive(&mut store, &application(1));
    act(&mut store, id, Act::Take, &one).unwrap();
    let refused = |result: Result<_, ActRefusal>| match result {
        Err(ActRefusal::NotAllowed(NotAllowed::Leased { by, .. })) => by == id_of(&one),
        Ok(_) | Err(_) => false,
    };
    assert!(refused(store.lease(id, &two, false, at(FRIDAY)).map(|_| ())));
    assert!(refused(act(&mut store, id, Act::Approve, &two).map(|_| ())));
    assert!(refused(act_why(&mut store, id, Act::Cancel, &two, &Why::reason("withdrawn")).map(|_| ())));
    // It lapses by itself …
    let later = at("2026-11-20T03:15:00Z");
    store.lease(id, &two, false, later).unwrap();
    // … and is taken over when somebody says so, which is written down.
    store.lease(id, &one, true, later).unwrap();
    let trail = store.audit(&format!("application:{id}"), None, 10).unwrap();
    assert_eq!((trail[0].act.as_str(), trail[0].detail["from"].as_str()), ("take-over", Some("P02")));
    assert!(!store.release(id, id_of(&two)).unwrap());
    assert!(store.release(id, id_of(&one)).unwrap());
    // Nobody decides without having opened it.
    assert!(matches!(
        act(&mut store, id, Act::Approve, &two),
        Err(ActRefusal::NotAllowed(NotAllowed::NoLease))
    ));
}

#[test]
fn a_decision_needs_its_reason_and_keeps_its_note_sealed() {
    let mut store = store();
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    act(&mut store, id, Act::Take, &signer).unwrap();
    for (why, missing) in [
        (Why::default(), Act::Refuse),
        (Why::reason("photo-dark"), Act::Refuse),
        (Why::reason("no-such-reason"), Act::SendBack),
        (Why::reason("photo-dark"), Act::Approve),
    ] {
        let refused = act_why(&mut store, id, missing, &signer, &why);
        assert!(matches!(refused, Err(ActRefusal::NotAllowed(NotAllowed::Reason { .. }))), "{why:?}");
    }
    let why = Why { reasons: vec!["data-untrue".into()], note: "Ijazah palsu".into() };
    act_why(&mut store, id, Act::Refuse, &signer, &why).unwrap();
    let dossier = store.application(id).unwrap().unwrap();
    assert_eq!(dossier.moves.last().unwrap().note, "Ijazah palsu");
    assert_eq!(told(&store, &application(1)).reasons[0].en, "The data are not true");
}

#[test]
fn what_waits_too_long_is_on_the_list_and_what_is_decided_is_not() {
    let mut store = store();
    let signer = signer(&mut store);
    let mut ids: Vec<_> = (1..=3).map(|n| receive(&mut store, &somebody(n))).collect();
    // Received last, and due first: it was sent off a day before.
    let monday = at("2026-11-23T03:00:01Z");
    ids.insert(0, receive_at(&mut store, &somebody(4), at("2026-11-19T03:00:00Z")));
    let late = |store: &Store, at, offices: &str, after| {
        let offices = Offices::read(offices).unwrap();
        let filter = Filter { overdue_at: Some(at), offices, after, ..Filter::default() };
        let found = store.applications(&filter).unwrap();
        if after.is_none() {
            assert_eq!(store.count_applications(&filter, 100).unwrap(), found.len() as u64);
        }
        found.into_iter().map(|each| each.id).collect::<Vec<_>>()
    };
    assert_eq!(late(&store, at("2026-11-23T03:00:00Z"), "", None), ids[..1]);
    assert_eq!(late(&store, monday, "", None), ids, "the longest waiting first");
    assert_eq!(late(&store, monday, "", Some(ids[0])), ids[1..], "those of a day one after the other");
    assert_eq!(late(&store, monday, "", Some(ids[2])), ids[3..]);
    let two = Filter { overdue_at: Some(monday), ..Filter::default() };
    assert_eq!(store.count_applications(&two, 2).unwrap(), 2, "counted no further");
    // Sent back, the clock stands; refused, it ends; approved, it runs until there is a card.
    act(&mut store, ids[1], Act::Take, &signer).unwrap();
    act_why(&mut store, ids[1], Act::SendBack, &signer, &Why::reason("photo-dark")).unwrap();
    issue(&mut store, ids[3], &signer);
    assert_eq!(late(&store, monday, "3216 1101", None), [ids[0], ids[2]]);
    assert_eq!(
        late(&store, monday, "", Some(ids[3])),
        [ids[0], ids[2]],
        "behind one that is decided, it begins anew"
    );
    assert!(late(&store, monday, "3275", None).is_empty());
}

#[test]
fn what_an_officer_works_on_is_theirs_while_it_lasts() {
    let mut store = store();
    let (signer, other) = (signer(&mut store), officer(&mut store, "operator", Role::Operator, Some("3216")));
    let ids: Vec<_> = (1..=3).map(|n| receive(&mut store, &somebody(n))).collect();
    let now = at("2026-11-20T03:00:00Z");
    for (id, by) in [(ids[0], &signer), (ids[1], &other), (ids[2], &signer)] {
        store.lease(id, by, false, now).unwrap();
    }
    let mine = |store: &Store, by: &Actor, at| {
        let Actor::Officer { id, .. } = *by else { panic!("{by} is an officer") };
        let filter = Filter { worked_on: Some((id, at)), ..Filter::default() };
        let found = store.applications(&filter).unwrap();
        assert_eq!(store.count_applications(&filter, 100).unwrap(), found.len() as u64);
        found.into_iter().map(|each| each.id).collect::<Vec<_>>()
    };
    assert_eq!(mine(&store, &signer, now), [ids[0], ids[2]]);
    assert_eq!(mine(&store, &other, now), [ids[1]]);
    assert!(mine(&store, &signer, at("2026-11-21T03:00:00Z")).is_empty(), "it has lapsed");
}

#[test]
fn the_queue_is_filtered_by_stage_office_and_person_and_counted() {
    let mut store = store();
    let signer = signer(&mut store);
    let ids: Vec<_> = (1..=5).map(|n| receive(&mut store, &somebody(n))).collect();
    let number = approve(&mut store, ids[2], &signer).number.unwrap();
    let found = |store: &anjungan_central::store::Store, filter: Filter| {
        store.applications(&filter).unwrap().into_iter().map(|each| each.id).collect::<Vec<_>>()
    };
    let submitted = Filter { stages: vec![Stage::Submitted], ..Filter::default() };
    assert_eq!(found(&store, submitted.clone()), [ids[0], ids[1], ids[3], ids[4]]);
    let page = Filter { after: Some(ids[1]), limit: 1, ..submitted };
    assert_eq!(found(&store, page), [ids[3]]);
    act(&mut store, ids[0], Act::Take, &signer).unwrap();
    let stages = vec![Stage::Submitted, Stage::Verifying];
    let open = Filter { stages: stages.clone(), limit: 3, ..Filter::default() };
    assert_eq!(found(&store, open), [ids[0], ids[1], ids[3]], "of both stages in one order");
    let open = Filter { stages, limit: 3, newest_first: true, after: Some(ids[4]), ..Filter::default() };
    assert_eq!(found(&store, open), [ids[3], ids[1], ids[0]]);
    let newest = Filter { newest_first: true, limit: 2, ..Filter::default() };
    assert_eq!(found(&store, newest), [ids[4], ids[3]]);
    let nik = Filter { nik: Some(somebody(4).person.nik.clone()), ..Filter::default() };
    assert_eq!(found(&store, nik), [ids[3]]);
    assert_eq!(found(&store, Filter { number: Some(number), ..Filter::default() }), [ids[2]]);
    let elsewhere = Filter { offices: Offices::read("3275").unwrap(), ..Filter::default() };
    assert!(found(&store, elsewhere).is_empty());
    let counts = store.stage_counts(&Offices::Every).unwrap();
    assert_eq!(counts.iter().find(|(stage, _)| *stage == Stage::Submitted).unwrap().1, 3);
}

#[test]
fn nobody_signs_without_a_document_and_nobody_but_a_signer() {
    let mut store = store();
    let signer = signer(&mut store);
    let operator = officer(&mut store, "operator", Role::Operator, Some("3216"));
    let id = receive(&mut store, &application(1));
    approve(&mut store, id, &operator);
    assert!(matches!(act(&mut store, id, Act::Sign, &signer), Err(ActRefusal::NeedsDocument)));
    let by_operator = store.issue_with(id, &operator, &key("x"), at(FRIDAY), |_| Ok(PDF.to_vec()));
    assert!(matches!(by_operator, Err(ActRefusal::NotAllowed(NotAllowed::Actor { .. }))));
    let failed = store.issue_with(id, &signer, &key("y"), at(FRIDAY), |_| Err("no font".into()));
    assert!(matches!(failed, Err(ActRefusal::Document(_))));
    assert_eq!(store.summary(id).unwrap().unwrap().stage, Stage::Approved);
    assert!(matches!(
        act(&mut store, id, Act::Print, &Actor::Applicant),
        Err(ActRefusal::NotAllowed(NotAllowed::Actor { .. }))
    ));
}

#[test]
fn an_applicant_is_told_when_each_step_was_reached() {
    let mut store = store();
    let signer = signer(&mut store);
    let somebody = application(1);
    let id = receive(&mut store, &somebody);
    let minute = |n: i64| at(FRIDAY) + jiff::SignedDuration::from_mins(n);
    let acted = |store: &mut Store, what: Act, n: i64, why: &Why| {
        store.act(id, what, &signer, &key(format!("step{n}")), why, minute(n)).unwrap();
    };
    acted(&mut store, Act::Take, 1, &Why::default());
    acted(&mut store, Act::SendBack, 2, &Why::reason("photo-dark"));
    let mended = mend_of(&somebody, vec![Mended::Photo(Photo::AtCounter)]);
    push(&mut store, 2, OpKind::Mend, &mended, minute(3));
    let after: Vec<_> = told(&store, &somebody).steps.iter().map(|step| (step.stage, step.at)).collect();
    assert_eq!(after[0], (PublicStage::Received, at(FRIDAY)));
    assert_eq!(after[1], (PublicStage::Verifying, minute(1)));
    assert_eq!(after[2], (PublicStage::NeedsMending, minute(2)));
    let status = told(&store, &somebody);
    assert_eq!(status.reached(status.stage), Some(status.since), "where it is now, since when");
    assert_eq!(after.last().unwrap().1, minute(3));
    // By number and day of birth, the same.
    assert_eq!(store.status(&somebody.receipt, somebody.person.born).unwrap().unwrap().steps, status.steps);
}
