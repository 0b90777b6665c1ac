//! The read-back: what the applicant typed, beside what their NIK says, or beside what stood there before a mending.
//! Pure: an application in, lines out.

use anjungan_wire::application::{Address, Application, Education, Part};
use anjungan_wire::nik::{Born, Sex};
use jiff::civil::Date;

use super::lang::Lang;
use super::words;

/// A line of the read-back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// The field, for scripts and tests.
    pub(super) code: &'static str,
    pub(super) label: &'static str,
    pub(super) typed: String,
    /// Where there are several, one each.
    pub(super) lines: Vec<String>,
    /// What is compared with.
    pub(super) other: String,
    /// Whether the two disagree.
    pub(super) differs: bool,
}

/// What stands in the second column.
pub(super) enum Beside<'a> {
    /// What the NIK says, on this day.
    Nik(Date),
    /// What stood there before.
    Before(&'a Application),
}

/// A line that is not of the questions, in both columns.
pub(super) fn plain(code: &'static str, label: &'static str, [typed, other]: [String; 2]) -> Line {
    Line { code, label, typed, lines: Vec::new(), other, differs: false }
}

/// Every line, in the order of the questions.
pub(super) fn lines(application: &Application, beside: &Beside<'_>, lang: Lang) -> Vec<Line> {
    let now = fields(application, lang);
    match beside {
        Beside::Before(before) => now
            .into_iter()
            .zip(fields(before, lang))
            .map(|(line, before)| {
                let differs = line.typed != before.typed || line.lines != before.lines;
                let other = if before.lines.is_empty() { before.typed } else { before.lines.join("; ") };
                // An unchanged line says so by being empty.
                Line { differs, other: if differs { other } else { String::new() }, ..line }
            })
            .collect(),
        Beside::Nik(today) => {
            now.into_iter().map(|line| beside_nik(application, line, *today, lang)).collect()
        }
    }
}

fn beside_nik(application: &Application, line: Line, today: Date, lang: Lang) -> Line {
    let person = &application.person;
    let (other, differs) = match line.code {
        "born" => match person.nik.born(today) {
            Born::On(born) => (lang.date(born), born != person.born),
            Born::Ask(later, earlier) => {
                let either: Vec<Date> = [later, earlier].into_iter().flatten().collect();
                let texts: Vec<String> = either.iter().map(|date| lang.date(*date)).collect();
                (texts.join(lang.t(" atau ", " or ")), !either.contains(&person.born))
            }
        },
        "sex" => (words::sex(person.nik.sex(), lang).to_owned(), person.nik.sex() != person.sex),
        "nik" => {
            let district = person.nik.district();
            let unknown = lang.t("kecamatan tidak dikenal", "unknown district");
            let known = anjungan_regions::name(district).is_some();
            (if known { place(district) } else { unknown.to_owned() }, false)
        }
        _ => (String::new(), false),
    };
    Line { other, differs, ..line }
}

fn fields(application: &Application, lang: Lang) -> Vec<Line> {
    let person = &application.person;
    let one = |code, label, typed: String| Line {
        code,
        label,
        typed,
        lines: Vec::new(),
        other: String::new(),
        differs: false,
    };
    let many = |code, label, lines: Vec<String>| {
        let typed = if lines.is_empty() { "–".to_owned() } else { String::new() };
        Line { code, label, typed, lines, other: String::new(), differs: false }
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let skills = person.skills.iter().map(|skill| {
        let certified = if skill.certified { lang.t("bersertifikat", "certified") } else { "" };
        let year = skill.year.map(|year| year.to_string()).unwrap_or_default();
        joined(&[&skill.name, &skill.place, &year, certified])
    });
    let work = person.work.iter().map(|job| {
        let to = job.to.map_or_else(|| lang.t("sekarang", "now").to_owned(), |year| year.to_string());
        joined(&[&job.position, &job.employer, &format!("{}–{to}", job.from)])
    });
    let places: Vec<&str> = person.wish.places.iter().map(|place| words::wish_place(*place, lang)).collect();
    let wage = person
        .wish
        .wage
        .map(|wage| format!("Rp{} {}", Lang::Id.number(u64::from(wage)), lang.t("per bulan", "a month")));
    let disability =
        person.disability.map_or(lang.t("tidak dijawab", "not told"), |it| words::disability(it, lang));
    let guardian = application.consent.guardian.as_ref().map_or_else(
        || "–".to_owned(),
        |guardian| format!("{} ({})", guardian.name, words::relation(guardian.relation, lang)),
    );
    let documents = application.documents.iter().map(|id| words::document(id, lang).to_owned());
    vec![
        one("nik", "NIK", person.nik.masked()),
        one("name", words::part(Part::Name, lang), person.name.clone()),
        one("birth-place", lang.t("Tempat lahir", "Place of birth"), person.birth_place.clone()),
        one("born", lang.t("Tanggal lahir", "Day of birth"), lang.date(person.born)),
        one("sex", words::part(Part::Sex, lang), sex(person.sex, lang)),
        one("religion", lang.t("Agama", "Religion"), words::religion(person.religion, lang).to_owned()),
        one(
            "marital",
            lang.t("Status kawin", "Marital status"),
            words::marital(person.marital, lang).to_owned(),
        ),
        one("address", lang.t("Alamat KTP", "Address on the KTP"), address(&person.address)),
        one(
            "lives-at",
            lang.t("Alamat domisili", "Lives at"),
            person.lives_at.as_ref().map_or_else(|| lang.t("sama", "the same").to_owned(), address),
        ),
        one("phone", lang.t("Telepon", "Telephone"), text(&person.phone)),
        one("email", lang.t("Surel", "E-mail"), text(&person.email)),
        many("education", words::part(Part::Education, lang), educations(&person.education, lang)),
        many("skills", lang.t("Keterampilan", "Skills"), skills.collect()),
        many("languages", lang.t("Bahasa", "Languages"), person.languages.clone()),
        many("work", words::part(Part::Work, lang), work.collect()),
        one(
            "wish",
            words::part(Part::Wish, lang),
            joined(&[&person.wish.position, &places.join(", "), wage.as_deref().unwrap_or_default()]),
        ),
        one("disability", lang.t("Disabilitas (opsional)", "Disability (optional)"), disability.to_owned()),
        one("guardian", lang.t("Wali (di bawah 18)", "Guardian (under 18)"), guardian),
        many("documents", lang.t("Dokumen yang dibawa", "Documents brought"), documents.collect()),
    ]
}

fn sex(sex: Sex, lang: Lang) -> String {
    words::sex(sex, lang).to_owned()
}

fn educations(rows: &[Education], lang: Lang) -> Vec<String> {
    let line = |row: &Education| {
        let year = row.graduated.map(|year| year.to_string()).unwrap_or_default();
        joined(&[words::level(row.level, lang), &row.major, &row.school, &year])
    };
    rows.iter().map(line).collect()
}

fn address(address: &Address) -> String {
    let part = |name: &str, text: &Option<String>| {
        text.as_ref().map(|text| format!("{name} {text}")).unwrap_or_default()
    };
    let village = place(address.village.as_str());
    let postcode = address.postcode.clone().unwrap_or_default();
    joined(&[&address.street, &part("RT", &address.rt), &part("RW", &address.rw), &village, &postcode])
}

/// A region's name with those of the regions around it: village, district, regency, province.
fn place(code: &str) -> String {
    let village = anjungan_regions::village(code).map(|village| village.name.to_owned());
    let around = [6, 4, 2].into_iter().filter_map(|digits| anjungan_regions::name(code.get(..digits)?));
    let names: Vec<String> = village.into_iter().chain(around.map(ToOwned::to_owned)).collect();
    if names.is_empty() { code.to_owned() } else { names.join(", ") }
}

/// What is there of a line, with commas between.
fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}
