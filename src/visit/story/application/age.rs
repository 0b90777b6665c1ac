//! Two centuries, the office's minimum age, and who is not of age.

use anjungan_wire::application::{Guardian, Relation};
use anjungan_wire::nik::NikDoubt;
use jiff::civil::date;

use super::*;

/// Born on 15 May 2011: 15 years old.
const FIFTEEN: &str = "3216081505110001";

/// 2018 or 1918: both are out of the ordinary.
const EITHER: &str = "3216081505180001";

fn typed(nik: &str, office: Office) -> Applicant {
    let mut applicant = Applicant::begins_at(office);
    applicant.gets_to_the_nik();
    applicant.answers(nik);
    applicant
}

fn older(minimum_age: u8) -> Office {
    Office { minimum_age, ..office() }
}

fn options(applicant: &Applicant) -> Vec<String> {
    let Field::Choice { options, .. } = applicant.ask().field else { panic!("no choice") };
    options.into_iter().map(|option| option.id).collect()
}

/// The rest, up to the read-back.
fn goes_through(applicant: &mut Applicant) {
    applicant.answers("contoh sintetis");
    applicant.answers("bekasi");
    applicant.goes_on();
    applicant.goes_on();
    applicant.chooses("islam");
    applicant.chooses("single");
    applicant.lives();
    applicant.can_be_reached();
    applicant.chooses("smp");
    applicant.answers("SMP contoh");
    applicant.skips();
    applicant.goes_on();
    applicant.goes_on();
    applicant.skips();
    applicant.chooses("never");
    applicant.looks_for();
    applicant.chooses("counter");
}

#[test]
fn a_year_that_two_centuries_may_mean_is_asked() {
    let mut applicant = typed(EITHER, office());
    assert_eq!(options(&applicant), ["2018", "1918"]);
    applicant.chooses("1918");
    applicant.answers("contoh sintetis");
    applicant.answers("bekasi");
    let Field::Date { year, .. } = applicant.ask().field else { panic!("no date") };
    assert_eq!(year, "1918");
    assert!(applicant.ask().warning.is_empty(), "both fit the NIK");
}

#[test]
fn who_is_not_of_age_needs_a_guardian_before_this_screen() {
    let mut applicant = typed(FIFTEEN, office());
    assert!(applicant.ask().hint.contains("Mintalah orang tua/wali menyetujui di layar ini."));
    applicant.chooses("mother");
    applicant.answers("ibu contoh");
    applicant.chooses("no");
    assert!(applicant.ask().error.contains("Tanyakan kepada petugas"), "it goes no further");
    applicant.chooses("yes");
    goes_through(&mut applicant);
    assert!(applicant.at_review());
    applicant.goes_on();
    let consent = applicant.submission().consent;
    let guardian = Guardian { name: "IBU CONTOH".into(), relation: Relation::Mother };
    assert_eq!(consent.guardian, Some(guardian));
}

#[test]
fn another_guardians_name_is_another_consent() {
    let mut applicant = typed(FIFTEEN, office());
    applicant.chooses("mother");
    applicant.answers("ibu contoh");
    applicant.chooses("yes");
    goes_through(&mut applicant);
    applicant.changes("guardian");
    applicant.chooses("father");
    applicant.types(" lain");
    applicant.goes_on();
    assert!(options(&applicant).contains(&"yes".to_owned()));
    applicant.taps(On::Next);
    assert!(!applicant.at_review(), "asked again");
}

#[test]
fn below_the_minimum_age_is_said_kindly_and_an_officer_decides() {
    let mut applicant = typed(FIFTEEN, older(18));
    let ask = applicant.ask();
    assert!(ask.hint.contains("mulai usia 18 tahun"), "{}", ask.hint);
    assert_eq!(options(&applicant), ["apply", "nik", "birth"]);
    applicant.chooses("apply");
    applicant.chooses("mother");
    applicant.answers("ibu contoh");
    applicant.chooses("yes");
    goes_through(&mut applicant);
    applicant.goes_on();
    assert_eq!(applicant.submission().person.nik_doubts, [NikDoubt::TooYoung]);
}

#[test]
fn a_child_can_go_on_only_with_an_officer_beside() {
    let mut applicant = typed(EITHER, office());
    applicant.chooses("2018");
    assert_eq!(options(&applicant), ["nik", "birth"], "no dead end, and no way around");
    applicant.taps(On::Chosen("apply".into()));
    assert_eq!(options(&applicant), ["nik", "birth"]);
    applicant.chooses("nik");
    assert!(matches!(applicant.ask().field, Field::Nik { .. }));
}

#[test]
fn who_turns_out_younger_later_is_asked_for_a_guardian_before_anything_is_sent() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("birth");
    applicant.goes_on();
    applicant.taps(On::PartChosen(form::DatePart::Year));
    applicant.types("2010");
    applicant.goes_on();
    assert!(!applicant.at_review(), "{}", applicant.question());
    applicant.chooses("guardian");
    applicant.answers("wali contoh");
    applicant.chooses("yes");
    assert!(applicant.at_review());
    applicant.goes_on();
    let submission = applicant.submission();
    assert_eq!(submission.person.born, date(2010, 5, 15));
    assert_eq!(submission.consent.guardian.map(|it| it.relation), Some(Relation::Guardian));
}
