//! From Home to the receipt.

use anjungan_wire::application::{ApplicationKind, Disability, Level, Marital, Photo, Religion, WishPlace};
use anjungan_wire::nik::Sex;
use jiff::civil::date;

use super::*;

/// Touches that a prepared person needs at most, besides typing.
const TAPS_MAX: u32 = 45;

/// Somebody with a skill and a job behind them.
fn experienced() -> Applicant {
    let mut applicant = Applicant::begins();
    applicant.gets_to_the_nik();
    applicant.says_who();
    applicant.can_be_reached();
    applicant.went_to_school();
    applicant.taps(On::RowAdded);
    applicant.answers("operator forklift");
    applicant.chooses("yes");
    applicant.answers("blk bekasi");
    applicant.answers("2024");
    applicant.goes_on();
    applicant.skips();
    applicant.chooses("worked");
    applicant.answers("PT contoh");
    applicant.answers("operator produksi");
    applicant.answers("2023");
    applicant.skips();
    applicant.goes_on();
    applicant.looks_for();
    applicant.chooses("phone");
    applicant
}

/// Somebody whose card has ended.
fn renewing() -> Applicant {
    let mut applicant = Applicant::begins();
    for document in ["ktp", "ijazah"] {
        applicant.says_yes(document);
    }
    applicant.chooses("renewal");
    applicant.answers("3216 211124 000123");
    applicant.goes_on();
    applicant.says_who();
    applicant.can_be_reached();
    applicant.went_to_school();
    applicant.goes_on();
    applicant.skips();
    applicant.chooses("never");
    applicant.looks_for();
    applicant.chooses("counter");
    applicant
}

#[test]
fn a_prepared_person_needs_few_touches() {
    let mut taps: Vec<u32> = [Applicant::at_the_review(), experienced(), renewing()]
        .into_iter()
        .map(|mut applicant| {
            assert!(applicant.at_review(), "not at the read-back but at {}", applicant.question());
            applicant.goes_on();
            assert_eq!(applicant.kiosk.page(), "receipt");
            applicant.taps
        })
        .collect();
    taps.sort_unstable();
    println!("touches from Home to submitted, besides typing: {taps:?}, median {}", taps[1]);
    assert!(taps[1] <= TAPS_MAX, "{taps:?}");
    assert!(taps[2] <= TAPS_MAX, "{taps:?}");
}

#[test]
fn what_is_submitted_is_what_was_typed() {
    let mut applicant = experienced();
    applicant.goes_on();
    let submission = applicant.submission();
    assert_eq!(submission.kind, ApplicationKind::New);
    assert_eq!(submission.office.as_str(), "3216");
    assert_eq!(submission.documents, ["ktp", "ijazah"]);
    assert_eq!(submission.assisted_by, None);
    assert_eq!(submission.photo, Photo::FromPhone);
    let consent = &submission.consent;
    assert_eq!(consent.notice_version, office().notice_version);
    assert_eq!(consent.shown_ms, applicant.kiosk.state.machine().now.as_millisecond());
    assert!(!consent.whatsapp && !consent.disability && consent.guardian.is_none());
    let person = &submission.person;
    assert_eq!(person.nik.digits(), NIK);
    assert!(person.nik_doubts.is_empty());
    assert_eq!((person.name.as_str(), person.birth_place.as_str()), ("CONTOH SINTETIS", "Bekasi"));
    assert_eq!((person.born, person.sex), (date(2005, 5, 15), Sex::Male));
    assert_eq!((person.religion, person.marital), (Religion::Islam, Marital::Single));
    let address = &person.address;
    assert_eq!((address.street.as_str(), address.village.as_str()), ("Jl. Melati 5", VILLAGE));
    assert_eq!((address.rt.as_deref(), address.rw.as_deref()), (Some("003"), Some("007")));
    let village = anjungan_regions::village(VILLAGE).unwrap();
    assert_eq!(address.postcode.as_deref(), Some(village.postcode), "the postcode comes with the village");
    assert_eq!(person.lives_at, None);
    assert_eq!((person.phone.as_deref(), person.email.as_deref()), (Some("081200000000"), None));
    let school = &person.education[0];
    assert_eq!((school.level, school.graduated), (Level::Vocational, Some(2023)));
    assert_eq!((school.major.as_str(), school.school.as_str()), ("Teknik Pemesinan", "SMK Contoh"));
    let skill = &person.skills[0];
    assert_eq!((skill.name.as_str(), skill.place.as_str()), ("Operator forklift", "Blk Bekasi"));
    assert_eq!((skill.year, skill.certified), (Some(2024), true));
    assert!(person.languages.is_empty());
    let job = &person.work[0];
    assert_eq!((job.employer.as_str(), job.position.as_str()), ("PT Contoh", "Operator produksi"));
    assert_eq!((job.from, job.to), (2023, None));
    assert_eq!(person.wish.position, "Operator produksi");
    assert_eq!((&person.wish.places[..], person.wish.wage), (&[WishPlace::Here][..], None));
    assert_eq!(person.disability, None);
}

#[test]
fn a_renewal_and_a_correction_ask_for_the_card_or_its_scan() {
    let mut applicant = renewing();
    applicant.goes_on();
    let number = "3216 211124 000123".parse().unwrap();
    assert_eq!(applicant.submission().kind, ApplicationKind::Renewal { number });

    let mut applicant = Applicant::begins();
    for document in ["ktp", "ijazah"] {
        applicant.says_yes(document);
    }
    applicant.chooses("correction");
    applicant.types("12");
    applicant.goes_on();
    assert!(!applicant.ask().error.is_empty(), "two characters are no card's number");
    let code = anjungan_wire::card::CardCode {
        key: 1,
        number: "DTK-AK1-0001-1025".parse().unwrap(),
        name: "CONTOH SINTETIS".into(),
        issued: date(2025, 10, 1),
        valid_until: date(2027, 10, 1),
    };
    applicant.kiosk.does(Event::Scanned(Scan::Card(code)));
    assert!(matches!(applicant.ask().field, Field::Notice { .. }), "the scan is the answer");
}

#[test]
fn who_lacks_a_paper_is_told_kindly_and_goes_no_further() {
    let mut applicant = Applicant::begins();
    applicant.says_yes("ktp");
    applicant.taps(On::Checked { id: "ijazah".into(), yes: false });
    let ask = applicant.ask();
    assert!(!ask.next_enabled);
    assert!(ask.warning.contains("Ijazah terakhir") && ask.warning.contains("mencari lowongan"));
    assert_eq!(ask.skip_label, "", "the way out stands above every question already");
    applicant.taps(On::Next);
    assert!(matches!(applicant.ask().field, Field::Checks { .. }), "nobody gets past that");
}

#[test]
fn the_notice_comes_before_the_nik_and_agrees_to_nothing() {
    let mut applicant = Applicant::begins();
    for document in ["ktp", "ijazah"] {
        applicant.says_yes(document);
    }
    applicant.chooses("new");
    let Field::Notice { items, agree, contact } = applicant.ask().field else { panic!("no notice") };
    assert_eq!(items.len(), 7);
    assert!(!contact.is_empty());
    assert_eq!(agree.iter().map(|item| item.checked).collect::<Vec<_>>(), [Some(false)]);
    applicant.says_yes("whatsapp");
    applicant.goes_on();
    assert!(matches!(applicant.ask().field, Field::Nik { .. }));
}

#[test]
fn somebody_may_live_elsewhere() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("address");
    applicant.goes_on();
    applicant.goes_on();
    applicant.goes_on();
    applicant.chooses("elsewhere");
    applicant.taps(On::LevelUp);
    applicant.types("semarang");
    let Field::Place { options, .. } = applicant.ask().field else { panic!("no picker") };
    assert!(options.iter().any(|option| option.code == "3374"), "{options:?}");
    applicant.taps(On::PlaceChosen("3374".into()));
    applicant.taps(On::PlaceChosen("337410".into()));
    let Field::Place { options, breadcrumbs, .. } = applicant.ask().field else { panic!("no picker") };
    assert_eq!(breadcrumbs.len(), 4);
    applicant.taps(On::PlaceChosen(options[0].code.clone()));
    applicant.answers("jl. contoh 2");
    applicant.skips();
    assert!(applicant.at_review(), "a change comes back to the read-back");
    applicant.goes_on();
    let home = applicant.submission().person.lives_at.unwrap();
    assert_eq!((home.street.as_str(), home.rt), ("Jl. Contoh 2", None));
    assert!(home.village.as_str().starts_with("337410"));
}

#[test]
fn an_address_elsewhere_is_another_offices() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("address");
    let village = anjungan_regions::villages("337410")[0].code;
    applicant.taps(On::PlaceChosen(village.into()));
    assert!(applicant.ask().warning.contains("Kota Semarang"), "{}", applicant.ask().warning);
    applicant.goes_on();
    applicant.goes_on();
    applicant.goes_on();
    applicant.goes_on();
    assert_eq!(applicant.submission().office.as_str(), "3374");
}

#[test]
fn a_disability_is_stored_only_with_its_own_consent() {
    for (answer, told) in [("yes", Some(Disability::Deaf)), ("no", None)] {
        let mut applicant = Applicant::at_the_review();
        applicant.changes("disability");
        applicant.chooses("deaf");
        applicant.chooses(answer);
        assert!(applicant.at_review());
        applicant.goes_on();
        let submission = applicant.submission();
        assert_eq!(submission.person.disability, told);
        assert_eq!(submission.consent.disability, told.is_some());
    }
    let mut applicant = Applicant::at_the_review();
    applicant.changes("disability");
    applicant.chooses("none");
    assert!(applicant.at_review(), "nothing is stored, so nothing is asked");
    applicant.goes_on();
    assert_eq!(applicant.submission().person.disability, None);
}

#[test]
fn the_office_says_what_may_be_asked() {
    let mut applicant = Applicant::begins_at(Office { asks: Vec::new(), ..office() });
    applicant.gets_to_the_nik();
    applicant.says_who();
    applicant.answers("081200000000");
    applicant.went_to_school();
    applicant.goes_on();
    applicant.chooses("never");
    applicant.answers("kasir");
    applicant.chooses("abroad");
    applicant.goes_on();
    applicant.chooses("counter");
    assert!(applicant.at_review());
    applicant.goes_on();
    assert_eq!(applicant.submission().person.wish.places, [WishPlace::Abroad]);
}

#[test]
fn a_photo_is_taken_taken_again_and_used() {
    let picture = Arc::new(Picture { width: 1, height: 1, rgb: vec![1, 2, 3] });
    let mut applicant = Applicant::begins();
    applicant.kiosk.does(Event::Machine(machine::Event::Camera(true)));
    applicant.gets_to_the_nik();
    applicant.says_who();
    applicant.can_be_reached();
    applicant.went_to_school();
    applicant.goes_on();
    applicant.skips();
    applicant.chooses("never");
    applicant.looks_for();
    assert_eq!(applicant.kiosk.effects.last(), Some(&Effect::Camera(Camera::Start)));
    applicant.kiosk.does(Event::Camera(CameraNews::Frame(picture.clone())));
    assert_eq!(applicant.taps(On::Capture), [Effect::Camera(Camera::Capture)]);
    let taken = |byte| CameraNews::Taken { jpeg: vec![byte; 9], picture: picture.clone() };
    applicant.kiosk.does(Event::Camera(taken(1)));
    assert_eq!(applicant.taps(On::Retake), [Effect::Camera(Camera::Start)]);
    applicant.kiosk.does(Event::Camera(CameraNews::Failed));
    let Field::Photo { state, .. } = applicant.ask().field else { panic!("no photo") };
    assert_eq!(state, form::PhotoState::Failed);
    applicant.taps(On::Retake);
    applicant.taps(On::Capture);
    applicant.kiosk.does(Event::Camera(taken(2)));
    assert_eq!(applicant.taps(On::Next), [Effect::Camera(Camera::Stop)]);
    applicant.goes_on();
    assert_eq!(applicant.submission().photo, Photo::Taken { jpeg: vec![2; 9] });
}

#[test]
fn schools_come_the_highest_first_and_jobs_the_latest() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("education");
    applicant.taps(On::RowAdded);
    applicant.chooses("s1");
    applicant.skips();
    applicant.answers("universitas contoh");
    applicant.skips();
    applicant.goes_on();
    applicant.changes("work");
    applicant.chooses("worked");
    for (from, to) in [("2019", "2020"), ("2021", "2022")] {
        applicant.answers("toko contoh");
        applicant.answers("kasir");
        applicant.answers(from);
        applicant.answers(to);
        if from == "2019" {
            applicant.taps(On::RowAdded);
        }
    }
    applicant.goes_on();
    assert!(applicant.at_review());
    applicant.goes_on();
    let person = applicant.submission().person;
    let levels: Vec<_> = person.education.iter().map(|row| (row.level, row.graduated)).collect();
    assert_eq!(levels, [(Level::Bachelor, None), (Level::Vocational, Some(2023))]);
    assert_eq!(person.work.iter().map(|row| row.from).collect::<Vec<_>>(), [2021, 2019]);
}

#[test]
fn rows_can_be_removed_changed_and_left_again() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("skills");
    applicant.taps(On::RowAdded);
    applicant.kiosk.does(Event::Nav(Nav::Back));
    let Field::Rows { rows, .. } = applicant.ask().field else { panic!("no rows") };
    assert!(rows.is_empty(), "an empty row leaves nothing behind");
    applicant.taps(On::RowAdded);
    applicant.types("las");
    applicant.kiosk.does(Event::Nav(Nav::Back));
    let Field::Rows { rows, .. } = applicant.ask().field else { panic!("no rows") };
    assert_eq!(rows[0].title, "Las", "what was typed is kept");
    applicant.taps(On::Next);
    assert!(!applicant.ask().error.is_empty(), "and is not whole");
    applicant.taps(On::RowChosen("0".into()));
    applicant.goes_on();
    applicant.chooses("no");
    applicant.taps(On::RowRemoved("0".into()));
    applicant.goes_on();
    applicant.goes_on();
    assert!(applicant.at_review());
}
