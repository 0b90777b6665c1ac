//! The NIK on the screen: refused, odd, and nothing more.

use anjungan_wire::nik::{NikDoubt, Sex};
use jiff::civil::date;

use super::*;

fn at_the_nik() -> Applicant {
    let mut applicant = Applicant::begins();
    applicant.gets_to_the_nik();
    applicant
}

fn typed(nik: &str) -> Applicant {
    let mut applicant = at_the_nik();
    applicant.types(nik);
    applicant
}

fn field(applicant: &Applicant) -> (String, u32, Vec<(String, String)>, bool) {
    let Field::Nik { shown, count, facts, masked, .. } = applicant.ask().field else {
        panic!("not at the NIK but at {}", applicant.question())
    };
    (shown, count, facts, masked)
}

/// The vectors of the field's rules (`domain.md` §10): what can't be a NIK is refused as soon as it is whole.
#[test]
fn what_cannot_be_a_nik_is_refused_and_says_why() {
    for (nik, why) in [
        ("3216082902010001", "tanggal lahir"),
        ("3216080005050001", "tanggal lahir"),
        ("3216083205050001", "tanggal lahir"),
        ("3216084005050001", "tanggal lahir"),
        ("3216087205050001", "tanggal lahir"),
        ("3216081513050001", "tanggal lahir"),
        ("3216081500050001", "tanggal lahir"),
        ("3216081505050000", "0000"),
        ("0916081505050001", "provinsi"),
    ] {
        let mut applicant = typed(nik);
        assert!(applicant.ask().error.contains(why), "{nik}: {}", applicant.ask().error);
        applicant.taps(On::Next);
        assert_eq!(field(&applicant).1, 16, "{nik} got past");
    }
    let mut applicant = typed("321608150505001");
    assert_eq!(applicant.ask().error, "", "nothing is wrong yet");
    applicant.taps(On::Next);
    assert_eq!(applicant.ask().error, "Baru 15 angka. NIK terdiri dari 16 angka.");
}

#[test]
fn what_is_odd_is_pointed_out_and_passes() {
    for (nik, doubt) in [
        ("3216991505050001", NikDoubt::DistrictUnknown),
        ("9799991505050001", NikDoubt::DistrictUnknown),
        ("1111111111111111", NikDoubt::Filler),
    ] {
        let mut applicant = typed(nik);
        let ask = applicant.ask();
        assert!(ask.error.is_empty(), "{nik}");
        let said = crate::wording::apply::nik_doubt(Lang::Id, doubt);
        // The filler's district is none of today's either: what is odd about it first is said.
        assert!(ask.warning == said || nik == "1111111111111111" && !ask.warning.is_empty(), "{nik}");
        applicant.goes_on();
        assert!(!matches!(applicant.ask().field, Field::Nik { .. }), "{nik} did not pass");
    }
}

#[test]
fn what_it_says_is_shown_and_filled_in_to_be_confirmed() {
    for (nik, sex, born) in [
        ("3216081505050001", "Laki-laki", "15 Mei 2005 (21 tahun)"),
        ("3374106708010003", "Perempuan", "27 Agustus 2001 (25 tahun)"),
        ("1671077112990002", "Perempuan", "31 Desember 1999 (26 tahun)"),
        ("3216082902000001", "Laki-laki", "29 Februari 2000 (26 tahun)"),
        ("3216082902040001", "Laki-laki", "29 Februari 2004 (22 tahun)"),
    ] {
        let (_, _, facts, _) = field(&typed(nik));
        let values: Vec<&str> = facts.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(&values[..2], [sex, born], "{nik}");
    }
    let (.., facts, _) = field(&typed(NIK));
    assert_eq!(facts[2].1, "Cikarang Barat, Kab. Bekasi");

    let mut applicant = typed(NIK);
    applicant.goes_on();
    applicant.answers("contoh sintetis");
    let Field::Text { suggestions, .. } = applicant.ask().field else { panic!("no line") };
    assert_eq!(suggestions[0], "Bekasi", "offered, not filled in");
    applicant.taps(On::SuggestionChosen("Bekasi".into()));
    let Field::Date { day, month, year, .. } = applicant.ask().field else { panic!("no date") };
    assert_eq!((day.as_str(), month.as_str(), year.as_str()), ("15", "Mei", "2005"));
    applicant.goes_on();
    let Field::Choice { options, .. } = applicant.ask().field else { panic!("no choice") };
    assert!(options.iter().any(|option| option.id == "male" && option.chosen));
}

#[test]
fn it_is_masked_as_soon_as_it_is_whole_and_left() {
    let mut applicant = typed(NIK);
    assert_eq!(field(&applicant).0, "321608 150505 0001");
    applicant.goes_on();
    applicant.kiosk.does(Event::Nav(Nav::Back));
    let (shown, _, _, masked) = field(&applicant);
    assert_eq!((shown.as_str(), masked), ("3216••••••••0001", true));
    applicant.taps(On::Shown(true));
    assert_eq!(field(&applicant).0, "321608 150505 0001");
    applicant.taps(On::Shown(false));
    assert!(field(&applicant).3);
    applicant.taps(On::Erase);
    assert_eq!(field(&applicant).1, 0, "behind the mask it is typed anew");
}

#[test]
fn it_is_masked_in_the_read_back_and_in_every_view_after_it() {
    let mut applicant = Applicant::at_the_review();
    assert_eq!(applicant.read_back("NIK"), "3216••••••••0001");
    loop {
        assert!(!format!("{:?}", applicant.kiosk.view()).contains(NIK), "{}", applicant.question());
        if matches!(applicant.ask().field, Field::Nik { .. }) {
            break;
        }
        applicant.kiosk.does(Event::Nav(Nav::Back));
    }
}

#[test]
fn another_day_or_sex_than_it_says_is_told_to_an_officer_and_stops_nobody() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("birth");
    applicant.goes_on();
    applicant.taps(On::MonthChosen(6));
    assert!(applicant.ask().warning.starts_with("Tanggal lahir berbeda dengan NIK."));
    applicant.goes_on();
    applicant.changes("sex");
    applicant.chooses("female");
    assert!(applicant.ask().warning.starts_with("Jenis kelamin berbeda dengan NIK."));
    applicant.goes_on();
    applicant.goes_on();
    let person = applicant.submission().person;
    assert_eq!((person.born, person.sex), (date(2005, 6, 15), Sex::Female));
    assert_eq!(person.nik_doubts, [NikDoubt::BirthDateDiffers, NikDoubt::SexDiffers]);
}

#[test]
fn a_day_that_cannot_be_is_refused() {
    let mut applicant = Applicant::at_the_review();
    applicant.changes("birth");
    applicant.goes_on();
    for (part, figures) in [(form::DatePart::Day, "31"), (form::DatePart::Year, "2027")] {
        applicant.taps(On::PartChosen(part));
        applicant.types(figures);
    }
    applicant.taps(On::Next);
    assert!(applicant.ask().error.starts_with("Tanggal ini belum tiba"), "{}", applicant.ask().error);
    applicant.taps(On::MonthChosen(2));
    applicant.taps(On::Next);
    assert!(applicant.ask().error.starts_with("Tanggal ini tidak ada"), "{}", applicant.ask().error);
}
