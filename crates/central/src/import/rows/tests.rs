use super::*;
use crate::import::columns::Remembered;
use crate::import::sheet::Sample;
use anjungan_wire::compliance::{CompanyRule, RuleKind};
use anjungan_wire::content::{Content, Item};
use anjungan_wire::vacancy::{Employment, Rupiah, Vacancy, Wage};

fn around(kind: Kind) -> Around {
    Around {
        kind,
        source: 3,
        region: Some("3216".parse().unwrap()),
        link: "https://disnaker.contoh.example/lowongan".into(),
        today: "2026-11-22".parse().unwrap(),
        fetched_s: 1,
        minimum_wages: [("3216".to_owned(), 5_558_515)].into(),
        calendar: Calendar::From1900,
    }
}

/// The outcome of a row below its headings.
fn read(around: &Around, headings: &[&str], row: &[&str]) -> Option<Result<Built, Unusable>> {
    let texts = |row: &[&str]| row.iter().map(|text| (*text).to_owned()).collect();
    let sample = Sample { sheet: String::new(), rows: vec![(1, texts(headings))] };
    let mapping = Mapping::with_headings(around.kind, &sample, 1, &Remembered::new());
    assert_eq!(
        mapping.columns.len(),
        headings.iter().filter(|heading| **heading != "No").count(),
        "{mapping:?}"
    );
    let cells = row.iter().map(|text| Cell::text(text)).collect();
    build(&Row { no: 2, cells }, &mapping, around)
}

const HEADINGS: [&str; 9] =
    ["No", "Jabatan", "Perusahaan", "Kab/Kota", "Gaji minimum", "Gaji maksimum", "Kuota", "Sisa", "Deadline"];

fn vacancy(row: [&str; 9]) -> (Vacancy, Vec<Cause>) {
    let built = read(&around(Kind::Vacancies), &HEADINGS, &row).unwrap().unwrap();
    (serde_json::from_str(&built.body).unwrap(), built.doubts.iter().map(|why| why.cause).collect())
}

#[test]
fn a_row_becomes_a_vacancy() {
    let (read, doubts) = vacancy([
        "1",
        "OPERATOR PRODUKSI",
        "PT Contoh",
        "Kabupaten Bekasi",
        "Rp 5.599.593",
        "Rp6.000.000,-",
        "12 orang",
        "2",
        "30 November 2026",
    ]);
    assert_eq!(doubts, []);
    assert_eq!((read.title.as_str(), read.employer.as_deref()), ("Operator Produksi", Some("PT Contoh")));
    assert_eq!((read.place.region.as_str(), read.place.province.as_str()), ("3216", "Jawa Barat"));
    assert_eq!(read.wage, Wage::Range { min: Rupiah(5_599_593), max: Rupiah(6_000_000) });
    assert_eq!((read.quota.wanted, read.quota.left), (Some(12), Some(2)));
    assert_eq!(read.closes.to_string(), "2026-11-30");
    assert_eq!(read.employment, Employment::NotStated);
    assert_eq!(read.url, "https://disnaker.contoh.example/lowongan");
    assert!(read.row_id().starts_with("local:f3-"));
}

#[test]
fn what_can_hardly_be_meant_is_a_doubt_each() {
    let good = ["1", "Kasir", "PT Contoh", "Kab. Bekasi", "6000000", "7000000", "12", "2", "30/11/2026"];
    for (at, text, expected) in [
        (4, "8000000", Cause::MinAboveMax),
        (4, "4.000.000", Cause::BelowMinimumWage),
        (4, "6.00.000", Cause::NumberUnreadable),
        (7, "13", Cause::PartAboveWhole),
        (8, "21/11/2026", Cause::Ended),
        (3, "Kota Antah Berantah", Cause::RegionUnknown),
        (3, "Kota Bekasi", Cause::RegionElsewhere),
    ] {
        let mut row = good;
        row[at] = text;
        assert_eq!(vacancy(row).1, [expected], "{text}");
    }
    assert_eq!(vacancy(good).1, []);
    let mut words = good;
    (words[4], words[5]) = ("UMK", "nego");
    let (read, doubts) = vacancy(words);
    assert_eq!((read.wage, doubts), (Wage::No, vec![]), "words for a wage are no wage and no doubt");
}

#[test]
fn what_nobody_can_be_shown_a_row_without_refuses_it() {
    let good = ["1", "Kasir", "PT Contoh", "Kab. Bekasi", "", "", "", "", "30/11/2026"];
    for (at, text, cause, field) in [
        (1, "", Cause::Missing, Field::Title),
        (1, "#N/A", Cause::Broken, Field::Title),
        (1, "🙂", Cause::Missing, Field::Title),
        (8, "", Cause::Missing, Field::Closes),
        (8, "secepatnya", Cause::DayUnreadable, Field::Closes),
        (8, "11/30/2026", Cause::DayUnreadable, Field::Closes),
    ] {
        let mut row = good;
        row[at] = text;
        let refused = read(&around(Kind::Vacancies), &HEADINGS, &row).unwrap().unwrap_err();
        assert_eq!((refused.why.cause, refused.why.field), (cause, Some(field)), "{text}");
    }
    let homeless = Around { region: None, ..around(Kind::Vacancies) };
    let mut row = good;
    row[3] = "";
    let refused = read(&homeless, &HEADINGS, &row).unwrap().unwrap_err();
    assert_eq!((refused.why.cause, refused.why.field), (Cause::Missing, Some(Field::Region)));
}

#[test]
fn totals_headings_said_again_and_numbers_of_columns_are_no_rows() {
    for row in [
        ["", "", "", "", "", "", "", "", ""],
        ["Jumlah", "", "", "", "", "", "120", "", ""],
        ["TOTAL", "", "", "", "", "", "120", "4", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
        [
            "No",
            "Jabatan",
            "Perusahaan",
            "Kab/Kota",
            "Gaji minimum",
            "Gaji maksimum",
            "Kuota",
            "Sisa",
            "Deadline",
        ],
        ["Catatan: isi semua", "", "", "", "", "", "", "", ""],
    ] {
        assert_eq!(read(&around(Kind::Vacancies), &HEADINGS, &row), None, "{row:?}");
    }
}

#[test]
fn one_name_for_two_regions_is_the_one_near_the_source() {
    let row = ["1", "Kasir", "PT Contoh", "Bekasi", "", "", "", "", "30/11/2026"];
    assert_eq!(vacancy(row).0.place.region.as_str(), "3216");
    let city = Around { region: Some("3275".parse().unwrap()), ..around(Kind::Vacancies) };
    let built = read(&city, &HEADINGS, &row).unwrap().unwrap();
    assert_eq!(serde_json::from_str::<Vacancy>(&built.body).unwrap().place.region.as_str(), "3275");
    let nobody = Around { region: None, ..around(Kind::Vacancies) };
    assert_eq!(read(&nobody, &HEADINGS, &row).unwrap().unwrap_err().why.cause, Cause::RegionUnknown);
}

#[test]
fn a_key_is_the_rows_own_or_made_of_what_stays() {
    let headings = ["Kode", "Jabatan", "Perusahaan", "Deadline", "Gaji"];
    let id = |row: [&str; 5]| read(&around(Kind::Vacancies), &headings, &row).unwrap().unwrap().id;
    assert_eq!(id(["LOW-12", "Kasir", "PT Contoh", "30/11/2026", ""]), "local:f3-low-12");
    let made = id(["", "Kasir", "PT Contoh", "30/11/2026", "5000000"]);
    assert_eq!(
        made,
        id(["", "KASIR", "PT. Contoh", "15/12/2026", "6000000"]),
        "mended, it is the same vacancy"
    );
    assert_ne!(made, id(["", "Kasir", "PT Lain", "30/11/2026", "5000000"]));
    let odd = id(["560/12 & 13", "Kasir", "PT Contoh", "30/11/2026", ""]);
    assert!(odd.len() == "local:f3-".len() + 16, "{odd}");
}

#[test]
fn a_register_of_company_rules_is_read() {
    let headings = ["Nama Perusahaan", "Jenis", "Nomor SK", "Mulai berlaku", "Berlaku sampai"];
    let built = |row: [&str; 5]| read(&around(Kind::Compliance), &headings, &row).unwrap();
    let one =
        built(["PT Contoh", "Perjanjian Kerja Bersama", "560/12/HI", "02-01-2026", "01-01-2028"]).unwrap();
    let rule: CompanyRule = serde_json::from_str(&one.body).unwrap();
    assert_eq!(
        (rule.kind, rule.number.as_str(), one.scope.to_string().as_str()),
        (RuleKind::Pkb, "560/12/HI", "compliance@3216")
    );
    assert_eq!(one.doubts, []);
    let causes = |row| built(row).unwrap().doubts.iter().map(|why| why.cause).collect::<Vec<_>>();
    assert_eq!(causes(["PT Contoh", "PP", "1", "2024-01-02", "2026-01-01"]), [Cause::Ended]);
    assert_eq!(causes(["PT Contoh", "PP", "1", "2028-01-02", "2027-01-01"]), [Cause::MinAboveMax]);
    assert_eq!(causes(["PT Contoh", "PP", "1", "2026-01-02", "2036-01-01"]), [Cause::MinAboveMax]);
    let other = built(["PT Contoh", "LKS Bipartit", "1", "", "2027-01-01"]).unwrap_err();
    assert_eq!(other.why.cause, Cause::RuleKindUnknown);
}

#[test]
fn trainings_and_employers_are_read() {
    let headings =
        ["Nama Pelatihan", "Penyelenggara", "Tanggal Mulai", "Tanggal Selesai", "Kuota", "Sisa kuota"];
    let built = |row: [&str; 6]| read(&around(Kind::Trainings), &headings, &row).unwrap();
    let one = built(["Las SMAW", "BLK Contoh", "1/12/2026", "20/12/2026", "16", "4"]).unwrap();
    let content: Content = serde_json::from_str(&one.body).unwrap();
    let Item::Training(training) = content.item else { panic!("{:?}", content.item) };
    assert_eq!((training.places, training.places_left, one.doubts.len()), (Some(16), Some(4), 0));
    assert_eq!(one.scope.to_string(), "trainings");
    let more = built(["Las SMAW", "BLK Contoh", "1/12/2026", "20/12/2026", "16", "40"]).unwrap();
    assert_eq!(more.doubts[0].cause, Cause::PartAboveWhole);
    let headings = ["Nama Perusahaan", "Kab/Kota", "Bidang Usaha", "Website"];
    let one = read(
        &around(Kind::Employers),
        &headings,
        &["PT Contoh", "Kab. Bekasi", "outsourcing", "www.contoh.example"],
    );
    let one = one.unwrap().unwrap();
    assert_eq!((one.scope.to_string().as_str(), one.doubts.len()), ("employers@32", 0));
    assert!(one.body.contains("https://www.contoh.example"));
}
