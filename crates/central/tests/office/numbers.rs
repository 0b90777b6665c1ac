//! Card numbers: given on approval, once, without gaps.

use anjungan_central::office::workflow::{Act, NotAllowed, Why};
use anjungan_central::store::{ActRefusal, CardState, Store};
use anjungan_wire::application::ApplicationKind;

use super::kit::*;

fn set_pattern(store: &mut Store, pattern: &str, reset: &str) {
    let toml = format!(
        "region = \"3216\"\nname = \"Disnaker\"\n[number]\npattern = \"{pattern}\"\nreset = \"{reset}\"\n"
    );
    store.set_office(&toml, "test", at(FRIDAY)).unwrap();
}

#[test]
fn two_connections_that_approve_at_once_leave_no_gap_and_no_double() {
    let mut store = store();
    let signer = signer(&mut store);
    set_pattern(&mut store, "AK1 {serial:6}", "never");
    let ids: Vec<_> = (1..=40).map(|n| receive(&mut store, &somebody(n))).collect();
    for id in &ids {
        act(&mut store, *id, Act::Take, &signer).unwrap();
    }
    let dir = store.dir().to_owned();
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let approve = |mine: Vec<_>| {
            let (signer, dir) = (signer.clone(), dir.clone());
            scope.spawn(move || {
                // A store of its own, as another process would have.
                let mut store = Store::open(&dir).unwrap();
                mine.into_iter()
                    .map(|id| {
                        let moved = store
                            .act(
                                id,
                                Act::Approve,
                                &signer,
                                &key(format!("a{id}")),
                                &Why::default(),
                                at(FRIDAY),
                            )
                            .unwrap();
                        moved.number.unwrap().to_string()
                    })
                    .collect::<Vec<_>>()
            })
        };
        let halves: Vec<_> = [0, 1]
            .map(|half| ids.iter().copied().skip(half).step_by(2).collect::<Vec<_>>())
            .map(approve)
            .into_iter()
            .collect();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    let mut sorted = numbers.clone();
    sorted.sort();
    let expected: Vec<_> = (1..=40).map(|serial| format!("AK1 {serial:06}")).collect();
    assert_eq!(sorted, expected);
}

#[test]
fn an_approval_that_fails_takes_no_number() {
    let mut store = store();
    let signer = signer(&mut store);
    set_pattern(&mut store, "AK1 {serial:1}", "never");
    let ids: Vec<_> = (1..=11).map(|n| receive(&mut store, &somebody(n))).collect();
    let mut concerned = somebody(12);
    concerned.person.nik_doubts = vec![anjungan_wire::nik::NikDoubt::Filler];
    let concerned = receive(&mut store, &concerned);
    act(&mut store, concerned, Act::Take, &signer).unwrap();
    act(&mut store, concerned, Act::Approve, &signer).unwrap_err();
    for (at, id) in ids.iter().take(9).enumerate() {
        assert_eq!(approve(&mut store, *id, &signer).number.unwrap().as_str(), format!("AK1 {}", at + 1));
    }
    act(&mut store, ids[9], Act::Take, &signer).unwrap();
    assert!(matches!(
        act(&mut store, ids[9], Act::Approve, &signer),
        Err(ActRefusal::NotAllowed(NotAllowed::NumbersUsedUp))
    ));
    // A wider pattern goes on where the narrow one ended.
    set_pattern(&mut store, "AK1 {serial:4}", "never");
    assert_eq!(act(&mut store, ids[9], Act::Approve, &signer).unwrap().number.unwrap().as_str(), "AK1 0010");
}

#[test]
fn serials_begin_anew_with_their_period_by_the_offices_own_day() {
    let mut store = store();
    let signer = signer(&mut store);
    set_pattern(&mut store, "{office} {date:ddmmyy} {serial:6}", "day");
    let ids: Vec<_> = (1..=3).map(|n| receive(&mut store, &somebody(n))).collect();
    // 16.59 and 17.01 UTC: before and after midnight in Cikarang.
    let moments = ["2026-11-20T16:59:00Z", "2026-11-20T16:59:30Z", "2026-11-20T17:01:00Z"];
    let numbers: Vec<_> = ids
        .iter()
        .zip(moments)
        .map(|(id, moment)| {
            store.act(*id, Act::Take, &signer, &key(format!("t{id}")), &Why::default(), at(moment)).unwrap();
            let moved = store
                .act(*id, Act::Approve, &signer, &key(format!("a{id}")), &Why::default(), at(moment))
                .unwrap();
            moved.number.unwrap().to_string()
        })
        .collect();
    assert_eq!(numbers, ["3216 201126 000001", "3216 201126 000002", "3216 211126 000001"]);
}

#[test]
fn a_number_that_is_somebodys_is_given_to_nobody_else_by_another_rule_or_another_office() {
    let mut store = store();
    let signer = officer(&mut store, "provinsi", anjungan_central::office::people::Role::Signer, None);
    let pattern = "AK1 {date:ddmmyy} {serial:4}";
    set_pattern(&mut store, pattern, "day");
    let first = receive(&mut store, &somebody(1));
    issue(&mut store, first, &signer);
    // Serials begin anew with the year's period, and the date is the same.
    set_pattern(&mut store, pattern, "year");
    let second = receive(&mut store, &somebody(2));
    assert_eq!(approve(&mut store, second, &signer).number.unwrap().as_str(), "AK1 201126 0002");
    // A neighbour whose pattern is the same.
    let toml =
        format!("region = \"3275\"\nname = \"Kota\"\n[number]\npattern = \"{pattern}\"\nreset = \"day\"\n");
    store.set_office(&toml, "test", at(FRIDAY)).unwrap();
    let mut elsewhere = somebody(3);
    elsewhere.office = "3275".parse().unwrap();
    elsewhere.person.address.village = "3275012001".parse().unwrap();
    let third = receive(&mut store, &elsewhere);
    issue(&mut store, third, &signer);
    let card = |id| store.application(id).unwrap().unwrap().card.unwrap();
    assert_eq!(card(third).number.as_str(), "AK1 201126 0003");
    assert_eq!(card(first).state, CardState::Issued, "nobody's card is replaced by a stranger's");
}

#[test]
fn a_number_that_was_not_used_is_void_and_never_given_again() {
    let mut store = store();
    let signer = signer(&mut store);
    set_pattern(&mut store, "AK1 {serial:6}", "never");
    let (one, two) = (receive(&mut store, &somebody(1)), receive(&mut store, &somebody(2)));
    approve(&mut store, one, &signer);
    store.lease(one, &signer, false, at(FRIDAY)).unwrap();
    act_why(&mut store, one, Act::Refuse, &signer, &Why::reason("data-untrue")).unwrap();
    assert_eq!(approve(&mut store, two, &signer).number.unwrap().as_str(), "AK1 000002");
    assert_eq!(store.application(one).unwrap().unwrap().card.unwrap().state, CardState::Void);
}

#[test]
fn a_correction_keeps_number_and_days_and_replaces_the_card() {
    let mut store = store();
    let signer = signer(&mut store);
    let first = application(1);
    let id = receive(&mut store, &first);
    issue(&mut store, id, &signer);
    let before = store.application(id).unwrap().unwrap().card.unwrap();
    let mut correction = application(2);
    correction.kind = ApplicationKind::Correction { number: before.number.clone() };
    correction.person.name = "CONTOH SINTETIS BARU".into();
    let second = receive(&mut store, &correction);
    assert_eq!(store.summary(second).unwrap().unwrap().concerns, []);
    let later = at("2027-03-01T03:00:00Z");
    let why = Why::default();
    store.act(second, Act::Take, &signer, &key("t"), &why, later).unwrap();
    store.act(second, Act::Approve, &signer, &key("a"), &why, later).unwrap();
    store.issue_with(second, &signer, &key("i"), later, |_| Ok(b"%PDF new".to_vec())).unwrap();
    let after = store.application(second).unwrap().unwrap().card.unwrap();
    assert_eq!((&after.number, &after.days), (&before.number, &before.days));
    assert_eq!(store.application(id).unwrap().unwrap().card.unwrap().state, CardState::Superseded);
    // The first receipt opens nothing any more, and says why.
    let status = told(&store, &first);
    assert!(row(&store, &first).unwrap().card.is_none());
    assert_eq!(status.reasons[0].en, "Replaced by a corrected card");
    assert!(row(&store, &correction).unwrap().card.is_some());
}

#[test]
fn a_renewal_waits_for_the_cards_end_and_gets_a_number_of_its_own() {
    let mut store = store();
    let signer = signer(&mut store);
    let first = application(1);
    let id = receive(&mut store, &first);
    issue(&mut store, id, &signer);
    let card = store.application(id).unwrap().unwrap().card.unwrap();
    let mut renewal = application(2);
    renewal.kind = ApplicationKind::Renewal { number: card.number.clone() };
    let second = receive(&mut store, &renewal);
    act(&mut store, second, Act::Take, &signer).unwrap();
    assert!(matches!(
        act(&mut store, second, Act::Approve, &signer),
        Err(ActRefusal::NotAllowed(NotAllowed::NotEnded))
    ));
    // On its last day it is valid still; on the next it is not.
    let last = card.days.valid_until.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    assert_eq!(store.expire_cards(last).unwrap(), 0);
    let after =
        card.days.valid_until.tomorrow().unwrap().to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    assert_eq!(store.expire_cards(after).unwrap(), 1);
    assert_eq!(store.expire_cards(after).unwrap(), 0);
    store.lease(second, &signer, true, after).unwrap();
    let moved = store.act(second, Act::Approve, &signer, &key("again"), &Why::default(), after).unwrap();
    assert_ne!(moved.number.unwrap(), card.number);
}
