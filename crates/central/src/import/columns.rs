//! Which column is what: proposed from the headings, changed by a person, remembered with the source.

use std::collections::BTreeMap;

use anjungan_regions::fold;
use serde::{Deserialize, Serialize};

use super::sheet::{COLUMNS_MAX, Sample};

/// What the rows of a file are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Vacancies.
    Vacancies,
    /// Trainings.
    Trainings,
    /// Employers.
    Employers,
    /// The register of company regulations and collective agreements ("syarat kerja").
    Compliance,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Vacancies, Kind::Trainings, Kind::Employers, Kind::Compliance];

    /// The name in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Vacancies => "vacancies",
            Kind::Trainings => "trainings",
            Kind::Employers => "employers",
            Kind::Compliance => "compliance",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What a row can say, in the order in which a form asks for it.
    pub fn fields(self) -> &'static [Field] {
        use Field::*;
        match self {
            Kind::Vacancies => &[
                Key,
                Title,
                Employer,
                Region,
                District,
                Address,
                WageMin,
                WageMax,
                Wanted,
                Left,
                Opens,
                Closes,
                Education,
                Experience,
                Employment,
                Sector,
                AgeMin,
                AgeMax,
                Sex,
                Skills,
                Description,
                Requirements,
                Link,
            ],
            Kind::Trainings => &[
                Key,
                Title,
                Organiser,
                Place,
                Region,
                Opens,
                Closes,
                RegisterUntil,
                Wanted,
                Left,
                Requirements,
                Cost,
                Contact,
                HowToRegister,
                Link,
            ],
            Kind::Employers => &[Key, Employer, Region, Address, Sector, Description, Link],
            Kind::Compliance => &[Key, Employer, RuleKind, Number, Region, Opens, Closes, Sector],
        }
    }

    /// What a row cannot be without.
    pub fn needs(self) -> &'static [Field] {
        match self {
            Kind::Vacancies => &[Field::Title, Field::Closes],
            Kind::Trainings => &[Field::Title, Field::Opens],
            Kind::Employers => &[Field::Employer],
            Kind::Compliance => &[Field::Employer, Field::Number, Field::Closes],
        }
    }
}

/// Something that a row can say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it, and the console's words say it to people")]
pub enum Field {
    Key,
    Title,
    Employer,
    Organiser,
    Place,
    Region,
    District,
    Address,
    WageMin,
    WageMax,
    Wanted,
    Left,
    Opens,
    Closes,
    RegisterUntil,
    Education,
    Experience,
    Employment,
    Sector,
    AgeMin,
    AgeMax,
    Sex,
    Skills,
    Description,
    Requirements,
    Cost,
    Contact,
    HowToRegister,
    RuleKind,
    Number,
    Link,
}

impl Field {
    /// The name in forms and in a remembered mapping.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Key => "key",
            Field::Title => "title",
            Field::Employer => "employer",
            Field::Organiser => "organiser",
            Field::Place => "place",
            Field::Region => "region",
            Field::District => "district",
            Field::Address => "address",
            Field::WageMin => "wage-min",
            Field::WageMax => "wage-max",
            Field::Wanted => "wanted",
            Field::Left => "left",
            Field::Opens => "opens",
            Field::Closes => "closes",
            Field::RegisterUntil => "register-until",
            Field::Education => "education",
            Field::Experience => "experience",
            Field::Employment => "employment",
            Field::Sector => "sector",
            Field::AgeMin => "age-min",
            Field::AgeMax => "age-max",
            Field::Sex => "sex",
            Field::Skills => "skills",
            Field::Description => "description",
            Field::Requirements => "requirements",
            Field::Cost => "cost",
            Field::Contact => "contact",
            Field::HowToRegister => "how-to-register",
            Field::RuleKind => "rule-kind",
            Field::Number => "number",
            Field::Link => "link",
        }
    }

    /// What headings call it, in both languages, without spaces and signs.
    fn headings(self) -> &'static [&'static str] {
        match self {
            Field::Key => &[
                "idlowongan",
                "kodelowongan",
                "kode",
                "id",
                "nomorlowongan",
                "jobid",
                "code",
                "idpelatihan",
                "kodepelatihan",
                "nib",
                "wlkp",
                "kodewlkp",
            ],
            Field::Title => &[
                "jabatan",
                "namajabatan",
                "posisi",
                "namaposisi",
                "judul",
                "judullowongan",
                "lowongan",
                "namalowongan",
                "pekerjaan",
                "jobtitle",
                "title",
                "position",
                "vacancy",
                "job",
                "namapelatihan",
                "pelatihan",
                "kejuruan",
                "programpelatihan",
                "training",
                "course",
                "trainingname",
            ],
            Field::Employer => &[
                "perusahaan",
                "namaperusahaan",
                "pemberikerja",
                "namapemberikerja",
                "instansi",
                "employer",
                "company",
                "companyname",
                "namapt",
            ],
            Field::Organiser => &[
                "penyelenggara",
                "lembaga",
                "lpk",
                "blk",
                "namalpk",
                "organiser",
                "organizer",
                "provider",
                "lembagapelatihan",
            ],
            Field::Place => &[
                "tempat",
                "tempatpelatihan",
                "lokasipelatihan",
                "venue",
                "tempatpelaksanaan",
                "place",
                "lokasi",
            ],
            Field::Region => &[
                "kabkota",
                "kabupatenkota",
                "kabupaten",
                "kota",
                "kotakabupaten",
                "wilayah",
                "lokasikerja",
                "penempatan",
                "lokasi",
                "lokasipenempatan",
                "daerah",
                "kodewilayah",
                "regency",
                "city",
                "region",
                "location",
            ],
            Field::District => &["kecamatan", "kec", "district", "subdistrict"],
            Field::Address => &["alamat", "alamatperusahaan", "address", "alamatlengkap"],
            Field::WageMin => &[
                "gaji",
                "upah",
                "gajiminimum",
                "upahminimum",
                "gajimin",
                "upahmin",
                "gajiterendah",
                "gajidari",
                "gajiawal",
                "rentanggaji",
                "kisarangaji",
                "besaranupah",
                "salary",
                "minsalary",
                "minimumsalary",
                "salarymin",
                "wage",
                "gajipokok",
                "penghasilan",
            ],
            Field::WageMax => &[
                "gajimaksimum",
                "upahmaksimum",
                "gajimax",
                "gajimaks",
                "upahmaks",
                "upahmax",
                "gajitertinggi",
                "gajisampai",
                "gajimaksimal",
                "upahmaksimal",
                "maxsalary",
                "maximumsalary",
                "salarymax",
            ],
            Field::Wanted => &[
                "jumlah",
                "kuota",
                "jumlahkebutuhan",
                "kebutuhan",
                "jumlahlowongan",
                "jumlahorang",
                "jumlahtenagakerja",
                "dibutuhkan",
                "quota",
                "openings",
                "vacancies",
                "jumlahpeserta",
                "kapasitas",
                "dayatampung",
                "seats",
                "places",
                "jml",
            ],
            Field::Left => &[
                "sisa",
                "sisakuota",
                "sisalowongan",
                "tersedia",
                "sisatempat",
                "left",
                "remaining",
                "available",
            ],
            Field::Opens => &[
                "tanggalbuka",
                "tglbuka",
                "mulai",
                "tanggalmulai",
                "tglmulai",
                "tanggaltayang",
                "dibuka",
                "tanggalposting",
                "start",
                "startdate",
                "opendate",
                "posted",
                "berlakudari",
                "mulaiberlaku",
                "berlakumulai",
                "tanggalsk",
                "tglsk",
                "validfrom",
            ],
            Field::Closes => &[
                "tanggaltutup",
                "tgltutup",
                "berakhir",
                "tanggalberakhir",
                "tglberakhir",
                "batasakhir",
                "bataslamaran",
                "deadline",
                "ditutup",
                "penutupan",
                "berlakusampai",
                "berlakuhingga",
                "sampai",
                "selesai",
                "tanggalselesai",
                "tglselesai",
                "masaberlaku",
                "enddate",
                "closingdate",
                "closes",
                "expires",
                "validuntil",
                "akhirberlaku",
                "habisberlaku",
            ],
            Field::RegisterUntil => &[
                "batasdaftar",
                "bataspendaftaran",
                "pendaftaransampai",
                "tutuppendaftaran",
                "registeruntil",
                "registrationdeadline",
                "akhirpendaftaran",
            ],
            Field::Education => &[
                "pendidikan",
                "pendidikanminimal",
                "pendidikanterakhir",
                "tingkatpendidikan",
                "education",
                "minimaleducation",
                "ijazah",
            ],
            Field::Experience => {
                &["pengalaman", "pengalamankerja", "experience", "yearsofexperience", "lamapengalaman"]
            }
            Field::Employment => &[
                "jenispekerjaan",
                "tipepekerjaan",
                "statuskerja",
                "statushubungankerja",
                "jeniskontrak",
                "employment",
                "employmenttype",
                "jobtype",
                "hubungankerja",
            ],
            Field::Sector => &[
                "sektor",
                "bidangusaha",
                "industri",
                "lapanganusaha",
                "jenisusaha",
                "kbli",
                "sector",
                "industry",
            ],
            Field::AgeMin => &["usiamin", "usiaminimal", "umurminimal", "umurmin", "minage", "agemin"],
            Field::AgeMax => &[
                "usiamaks",
                "usiamaksimal",
                "umurmaksimal",
                "usiamax",
                "umurmaks",
                "maxage",
                "agemax",
                "usia",
                "umur",
                "age",
            ],
            Field::Sex => &["jeniskelamin", "jk", "gender", "sex", "lp"],
            Field::Skills => &["keterampilan", "keahlian", "kompetensi", "skill", "skills"],
            Field::Description => &[
                "deskripsi",
                "uraian",
                "uraianpekerjaan",
                "deskripsipekerjaan",
                "uraiantugas",
                "keterangan",
                "description",
                "jobdescription",
                "profil",
                "tentang",
            ],
            Field::Requirements => &[
                "persyaratan",
                "syarat",
                "kualifikasi",
                "kualifikasikhusus",
                "requirements",
                "qualification",
                "qualifications",
                "syaratkhusus",
            ],
            Field::Cost => &["biaya", "tarif", "cost", "fee"],
            Field::Contact => &["kontak", "narahubung", "contact", "telepon", "informasi", "kontakkantor"],
            Field::HowToRegister => {
                &["caradaftar", "pendaftaran", "caramendaftar", "howtoregister", "registration"]
            }
            Field::RuleKind => &[
                "jenis",
                "pppkb",
                "jenisperaturan",
                "jenissyaratkerja",
                "syaratkerja",
                "jenisdokumen",
                "kind",
                "type",
            ],
            Field::Number => &[
                "nomorsk",
                "nosk",
                "nomor",
                "nomorpengesahan",
                "nopengesahan",
                "nomorpendaftaran",
                "nomorpp",
                "nomorpkb",
                "skno",
                "decisionnumber",
                "number",
                "nomorkeputusan",
            ],
            Field::Link => &[
                "tautan",
                "link",
                "url",
                "website",
                "situs",
                "web",
                "linklamaran",
                "linkpendaftaran",
                "alamatweb",
            ],
        }
    }
}

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
