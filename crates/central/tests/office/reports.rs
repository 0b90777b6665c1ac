//! Reports of holders.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::workflow::Stage;
use anjungan_central::store::{ReportState, Store};
use anjungan_wire::application::{Application, Holder, Report, ReportNews};
use anjungan_wire::card::{CardNumber, Revoked};
use anjungan_wire::op::OpKind;
use anjungan_wire::receipt::Secret;
use anjungan_wire::status::PublicStage;

use super::kit::*;

fn looking(holder: Holder) -> Report {
    Report {
        holder,
        news: ReportNews::StillLooking { day: "2026-11-20".parse().unwrap() },
        assisted_by: None,
    }
}

fn employed(holder: Holder) -> Report {
    let since = "2026-11-16".parse().unwrap();
    let news = ReportNews::Employed { employer: "PT Rekaan".into(), since, found_here: Some(true) };
    Report { holder, news, assisted_by: None }
}

fn holder_with_card(store: &mut Store) -> (Application, CardNumber) {
    let signer = signer(store);
    let told = application(1);
    let id = receive(store, &told);
    issue(store, id, &signer);
    let number = store.summary(id).unwrap().unwrap().number.unwrap();
    (told, number)
}

#[test]
fn every_way_of_being_known_reaches_the_card() {
    let mut store = store();
    let (told, number) = holder_with_card(&mut store);
    let born = told.person.born;
    for holder in [
        Holder::Card { number: number.clone() },
        Holder::Receipt { receipt: told.receipt.clone(), secret: told.secret.clone() },
        Holder::Typed { number, born },
    ] {
        report(&mut store, &looking(holder));
    }
    let id = by_receipt(&store, &told);
    let reports = store.application(id).unwrap().unwrap().reports;
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|report| report.state == ReportState::Applied));
    assert_eq!(store.summary(id).unwrap().unwrap().stage, Stage::Ready);
}

#[test]
fn who_is_at_work_is_counted_once_and_the_card_is_closed_everywhere() {
    let mut store = store();
    let (told_, number) = holder_with_card(&mut store);
    report(&mut store, &employed(Holder::Card { number: number.clone() }));
    report(&mut store, &employed(Holder::Card { number: number.clone() }));
    assert!(store.held().unwrap().is_empty());
    assert_eq!(told(&store, &told_).stage, PublicStage::Employed);
    assert!(row(&store, &told_).unwrap().card.is_none());
    let revoked = row_of(&store, &"revoked@32".parse().unwrap(), &Revoked::row_id(&number)).unwrap();
    assert!(revoked.contains("2026-11-16"), "{revoked}");
    let figures = store.placements("2026-11-01".parse().unwrap(), &Offices::Every).unwrap();
    assert_eq!((figures.employed, figures.found_here), (1, 1));
}

#[test]
fn who_begins_next_month_has_no_card_that_ends_in_the_future() {
    let mut store = store();
    let (_, number) = holder_with_card(&mut store);
    let mut soon = employed(Holder::Card { number: number.clone() });
    let since = "2027-01-04".parse().unwrap();
    soon.news = ReportNews::Employed { employer: String::new(), since, found_here: None };
    report(&mut store, &soon);
    let row = row_of(&store, &"revoked@32".parse().unwrap(), &Revoked::row_id(&number)).unwrap();
    assert_eq!(serde_json::from_str::<Revoked>(&row).unwrap().since, "2026-11-20".parse().unwrap());
}

#[test]
fn what_fits_no_card_waits_for_an_officer_and_is_resolved() {
    let mut store = store();
    let (told_, number) = holder_with_card(&mut store);
    let operator =
        officer(&mut store, "operator", anjungan_central::office::people::Role::Operator, Some("3216"));
    let wrong_day = "2005-05-16".parse().unwrap();
    report(&mut store, &employed(Holder::Typed { number, born: wrong_day }));
    report(&mut store, &looking(Holder::Card { number: "AK1 999999".parse().unwrap() }));
    let waiting = store.waiting_reports(&Offices::Every).unwrap();
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|report| !report.why.is_empty() && !report.why.contains("2005")));
    let id = by_receipt(&store, &told_);
    store.resolve_report(waiting[0].id, Some(id), &operator, at(FRIDAY)).unwrap();
    store.resolve_report(waiting[1].id, None, &operator, at(FRIDAY)).unwrap();
    assert!(store.waiting_reports(&Offices::Every).unwrap().is_empty());
    assert_eq!(store.summary(id).unwrap().unwrap().stage, Stage::Employed);
    // Resolved once.
    assert!(store.resolve_report(waiting[0].id, Some(id), &operator, at(FRIDAY)).is_err());
}

#[test]
fn a_report_of_nobody_is_forgotten_in_time_and_one_that_waits_is_not() {
    let mut store = store();
    let signer = signer(&mut store);
    for n in 1..=2 {
        report(&mut store, &employed(Holder::Card { number: format!("AK1 {n:06}").parse().unwrap() }));
    }
    let waiting = store.waiting_reports(&Offices::Every).unwrap();
    store.resolve_report(waiting[0].id, None, &signer, at(FRIDAY)).unwrap();
    store.run_retention(at("2027-11-19T03:00:00Z")).unwrap();
    assert_eq!(count(&store, "sealed_field WHERE owner = 'report'"), 2);
    store.run_retention(at("2027-11-21T03:00:00Z")).unwrap();
    assert_eq!(count(&store, "sealed_field WHERE owner = 'report'"), 1);
    assert_eq!(count(&store, "inbox WHERE length(sealed) = 0"), 1);
    assert_eq!(store.waiting_reports(&Offices::Every).unwrap(), waiting[1..]);
}

#[test]
fn a_report_under_another_secret_is_held_and_one_before_its_application_waits() {
    let mut store = store();
    let (told_, _) = holder_with_card(&mut store);
    let forged = Holder::Receipt { receipt: told_.receipt.clone(), secret: Secret::new([9; 16]) };
    report(&mut store, &employed(forged));
    assert!(store.held().unwrap()[0].reason.contains("secret"));
    let early = somebody(5);
    let holder = Holder::Receipt { receipt: early.receipt.clone(), secret: early.secret.clone() };
    push(&mut store, 2, OpKind::Report, &looking(holder), at(FRIDAY));
    assert_eq!(store.held().unwrap().len(), 2);
    push(&mut store, 3, OpKind::Application, &early, at(FRIDAY));
    // It came, and has no card yet: an officer sees the report.
    assert_eq!((store.held().unwrap().len(), store.waiting_reports(&Offices::Every).unwrap().len()), (1, 1));
}
