//! Which column is what: proposed from the headings, changed by a person, remembered with the source.

mod field;

use std::collections::BTreeMap;

use anjungan_regions::fold;
use serde::{Deserialize, Serialize};

pub use field::{Field, Kind};

use super::sheet::{COLUMNS_MAX, Sample};

/// Where a file's fields stand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// The sheet; empty for CSV.
    pub sheet: String,
    /// The number of the row with the headings. 0: there is none.
    pub heading_row: u32,
    /// The columns, from 0.
    pub columns: BTreeMap<Field, usize>,
}

/// What a source remembers of a mapping: headings, for columns move.
pub type Remembered = BTreeMap<Field, String>;

/// A column before a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// From 0.
    pub at: usize,
    /// Its heading, or its letter.
    pub heading: String,
    /// The first things in it.
    pub examples: Vec<String>,
}

impl Mapping {
    /// The best guess for a file: the sheet and the row with the most headings that are known, then column by column.
    /// What the source remembers goes before what is known to everybody.
    pub fn propose(kind: Kind, samples: &[Sample], remembered: &Remembered) -> Mapping {
        let mut best = (0, Mapping::default());
        for sample in samples {
            for (row, _) in &sample.rows {
                let mapping = Self::with_headings(kind, sample, *row, remembered);
                if mapping.columns.len() > best.0 {
                    best = (mapping.columns.len(), mapping);
                }
            }
        }
        if best.0 >= 2 || samples.is_empty() {
            return best.1;
        }
        // No headings that anybody knows: the first row is taken for them, and the person says the rest.
        let first = samples.iter().find(|sample| !sample.rows.is_empty()).unwrap_or(&samples[0]);
        let heading_row = first.rows.first().map_or(0, |(no, _)| *no);
        Self::with_headings(kind, first, heading_row, remembered)
    }

    /// The guess, when the sheet and the row of the headings are known.
    pub fn with_headings(kind: Kind, sample: &Sample, heading_row: u32, remembered: &Remembered) -> Mapping {
        let columns = columns(sample, heading_row);
        let mut scored: Vec<(u32, Field, usize)> = Vec::new();
        for field in kind.fields() {
            for column in &columns {
                let mut score = score(*field, &column.heading);
                if remembered.get(field).is_some_and(|heading| *heading == fold(&column.heading)) {
                    score = 1_000;
                }
                if score > 0 {
                    scored.push((score, *field, column.at));
                }
            }
        }
        // The surest first; among equals the column further to the left.
        scored.sort_by_key(|(score, field, at)| (std::cmp::Reverse(*score), *at, *field));
        let mut mapping = Mapping { sheet: sample.sheet.clone(), heading_row, columns: BTreeMap::new() };
        for (_, field, at) in scored {
            if !mapping.columns.contains_key(&field) && !mapping.columns.values().any(|taken| *taken == at) {
                mapping.columns.insert(field, at);
            }
        }
        mapping
    }

    /// What rows of this kind need and no column is.
    pub fn missing(&self, kind: Kind) -> Vec<Field> {
        kind.needs().iter().copied().filter(|field| !self.columns.contains_key(field)).collect()
    }

    /// Whether a text in a field's column is a heading of it, said again on a printed page's head.
    pub fn is_heading(field: Field, text: &str) -> bool {
        score(field, text) >= 400
    }

    /// What to remember of it.
    pub fn remember(&self, sample: &Sample) -> Remembered {
        let columns = columns(sample, self.heading_row);
        let heading =
            |at: usize| columns.iter().find(|column| column.at == at).map(|column| fold(&column.heading));
        let pairs = self.columns.iter().filter_map(|(field, at)| Some((*field, heading(*at)?)));
        pairs.filter(|(_, heading)| !heading.is_empty()).collect()
    }
}

/// The columns of a sheet, below the row with the headings.
pub fn columns(sample: &Sample, heading_row: u32) -> Vec<Column> {
    let width = sample.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).min(COLUMNS_MAX);
    let at_row = |no: u32| sample.rows.iter().find(|(row, _)| *row == no).map(|(_, cells)| cells);
    let (headings, above) = (at_row(heading_row), at_row(heading_row.saturating_sub(1)));
    let text = |cells: Option<&Vec<String>>, at: usize| {
        cells.and_then(|cells| cells.get(at)).map_or("", |text| text.trim()).to_owned()
    };
    let below = sample.rows.iter().filter(|(row, _)| *row > heading_row);
    let columns = (0..width).map(|at| {
        let (mut heading, over) = (text(headings, at), text(above, at));
        // "Upah" over "Minimum": only both say what it is.
        if !over.is_empty() && over != heading && is_part(&heading) {
            heading = format!("{over} {heading}");
        }
        if heading.is_empty() {
            heading = letters(at);
        }
        let examples = below
            .clone()
            .filter_map(|(_, cells)| cells.get(at).filter(|text| !text.is_empty()))
            .take(3)
            .cloned()
            .collect();
        Column { at, heading, examples }
    });
    columns.collect()
}

/// Headings that say nothing without the one above them.
fn is_part(heading: &str) -> bool {
    let parts = [
        "min",
        "minimum",
        "minimal",
        "max",
        "maks",
        "maksimum",
        "maximum",
        "maksimal",
        "dari",
        "sampai",
        "mulai",
        "selesai",
        "terendah",
        "tertinggi",
        "nomor",
        "no",
        "tanggal",
        "from",
        "to",
    ];
    parts.contains(&fold(heading).as_str())
}

/// How surely a heading means a field. 0: not at all.
fn score(field: Field, heading: &str) -> u32 {
    // What stands in brackets explains: "Gaji (Rp)", "Tanggal tutup (dd/mm/yyyy)".
    let bare = fold(heading.split(['(', '[', '*', ':']).next().unwrap_or_default());
    let names = field.headings();
    // A name that stands earlier in its list is the more usual one.
    if let Some(at) = names.iter().position(|name| *name == bare) {
        return 500 - u32::try_from(at).unwrap_or(0);
    }
    let part =
        names.iter().filter(|name| name.len() >= 6 && bare.contains(**name)).map(|name| name.len()).max();
    part.map_or(0, |length| 10 * u32::try_from(length).unwrap_or(0))
}

/// "A", "B", … "AA": as spreadsheet programs call a column.
fn letters(mut at: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        if at < 26 {
            return name;
        }
        at = at / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: &[(u32, &[&str])]) -> Sample {
        let rows = rows
            .iter()
            .map(|(no, cells)| (*no, cells.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect();
        Sample { sheet: String::new(), rows }
    }

    #[test]
    fn headings_are_found_below_a_title_and_in_two_lines() {
        let sheet = sample(&[
            (1, &["DATA LOWONGAN KERJA BULAN NOVEMBER"; 7]),
            (
                3,
                &["No", "Nama Perusahaan", "Jabatan", "Upah", "Upah", "Jml Kebutuhan (org)", "Batas Lamaran"],
            ),
            (
                4,
                &[
                    "No",
                    "Nama Perusahaan",
                    "Jabatan",
                    "Minimum",
                    "Maksimum",
                    "Jml Kebutuhan (org)",
                    "Batas Lamaran",
                ],
            ),
            (5, &["1", "PT Contoh", "Kasir", "4.000.000", "5.000.000", "3", "30/11/2026"]),
        ]);
        let mapping = Mapping::propose(Kind::Vacancies, &[sheet], &Remembered::new());
        assert_eq!(mapping.heading_row, 4);
        let expected = [
            (Field::Title, 2),
            (Field::Employer, 1),
            (Field::WageMin, 3),
            (Field::WageMax, 4),
            (Field::Wanted, 5),
            (Field::Closes, 6),
        ];
        assert_eq!(mapping.columns, expected.into());
        assert_eq!(mapping.missing(Kind::Vacancies), []);
    }

    #[test]
    fn headings_are_known_in_both_languages() {
        for (kind, headings, expected) in [
            (
                Kind::Vacancies,
                &["Job Title", "Company", "City", "Min Salary", "Closing Date"][..],
                &[Field::Title, Field::Employer, Field::Region, Field::WageMin, Field::Closes][..],
            ),
            (
                Kind::Compliance,
                &["Nama Perusahaan", "PP/PKB", "No. SK", "Tgl SK", "Berlaku Sampai"],
                &[Field::Employer, Field::RuleKind, Field::Number, Field::Opens, Field::Closes],
            ),
            (
                Kind::Trainings,
                &["Nama Pelatihan", "Penyelenggara", "Lokasi", "Tanggal Mulai", "Tanggal Selesai", "Kuota"],
                &[Field::Title, Field::Organiser, Field::Place, Field::Opens, Field::Closes, Field::Wanted],
            ),
            (
                Kind::Employers,
                &["Perusahaan", "Kab/Kota", "Bidang Usaha", "Website"],
                &[Field::Employer, Field::Region, Field::Sector, Field::Link],
            ),
        ] {
            let mapping = Mapping::propose(kind, &[sample(&[(1, headings)])], &Remembered::new());
            let expected: BTreeMap<_, _> =
                expected.iter().enumerate().map(|(at, field)| (*field, at)).collect();
            assert_eq!(mapping.columns, expected, "{headings:?}");
        }
    }

    #[test]
    fn what_a_person_said_is_remembered_by_heading_when_columns_move() {
        let first = sample(&[(1, &["X1", "X2", "Tutup"]), (2, &["Kasir", "PT Contoh", "1/12/2026"])]);
        let said = Mapping {
            sheet: String::new(),
            heading_row: 1,
            columns: [(Field::Title, 0), (Field::Employer, 1), (Field::Closes, 2)].into(),
        };
        let remembered = said.remember(&first);
        let moved = sample(&[(1, &["Tutup", "Baru", "X2", "X1"])]);
        let mapping = Mapping::propose(Kind::Vacancies, &[moved], &remembered);
        assert_eq!(mapping.columns, [(Field::Title, 3), (Field::Employer, 2), (Field::Closes, 0)].into());
    }

    #[test]
    fn the_sheet_with_the_data_is_found_among_others() {
        let cover = sample(&[(1, &["Petunjuk pengisian"]), (2, &["1. Isi semua kolom"])]);
        let mut data = sample(&[(2, &["Jabatan", "Perusahaan", "Deadline"])]);
        data.sheet = "Data".into();
        let mapping = Mapping::propose(Kind::Vacancies, &[cover, data], &Remembered::new());
        assert_eq!((mapping.sheet.as_str(), mapping.heading_row), ("Data", 2));
    }

    #[test]
    fn columns_have_letters_where_they_have_no_heading() {
        assert_eq!(
            [0, 25, 26, 27, 51, 52, 701, 702].map(letters),
            ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn names_survive() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.as_str()), Some(kind));
            for field in kind.fields() {
                assert_eq!(serde_json::to_string(field).unwrap(), format!("\"{}\"", field.as_str()));
            }
            assert!(kind.needs().iter().all(|field| kind.fields().contains(field)));
        }
    }
}
