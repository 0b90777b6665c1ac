//! What the form of an office's rules is made of, and its values in words.

use super::{Base, HISTORY};
use crate::console::application::actor_words;
use crate::console::lang::Lang;
use crate::content::Fields;
use crate::office::rules::OfficeRules;
use crate::office::rules::form::{
    self as asked, DOCUMENTS_MAX, Fault, Group, Input, RULES, Rule, document_key,
};
use crate::store::{Account, OfficeVersion};

/// Empty rows for documents that are added.
const MORE_DOCUMENTS: usize = 2;

/// The fields under a heading.
pub(super) struct GroupRows {
    pub(super) label: &'static str,
    /// Whether documents are asked below these.
    pub(super) documents: bool,
    pub(super) rows: Vec<Row>,
}

/// A field.
pub(super) struct Row {
    pub(super) key: &'static str,
    pub(super) id: String,
    /// What the template makes of it: `line`, `number`, `tick`, `ticks`, `choice`, `time`, `days`.
    pub(super) control: &'static str,
    pub(super) label: &'static str,
    pub(super) unit: &'static str,
    pub(super) says: &'static str,
    pub(super) source: &'static str,
    pub(super) value: String,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) max: usize,
    pub(super) options: Vec<(&'static str, &'static str, bool)>,
    /// What is in force, in words.
    pub(super) now: String,
    /// Where that comes from.
    pub(super) origin: &'static str,
    pub(super) error: Option<String>,
}

/// A document that applicants bring.
pub(super) struct DocumentRow {
    pub(super) at: usize,
    pub(super) id: String,
    pub(super) name_id: String,
    pub(super) name_en: String,
    pub(super) required: bool,
    pub(super) error: Option<String>,
}

/// A version in the history.
pub(super) struct History {
    pub(super) version: u32,
    pub(super) at: String,
    pub(super) by: String,
    /// What changed in it.
    pub(super) what: String,
}

/// A field's id in the page.
pub(super) fn id(key: &str) -> String {
    format!("r-{}", key.replace(['.', '_'], "-"))
}

/// What a field is called.
pub(super) fn label(key: &str, lang: Lang) -> String {
    let said = |(id, en): (&'static str, &'static str)| lang.t(id, en).to_owned();
    match asked::rule(key) {
        Some(rule) => said(rule.label),
        None if key == "region" => said(("Kode kantor", "The office's code")),
        None => said(DOCUMENTS),
    }
}

const DOCUMENTS: (&str, &str) = ("Dokumen yang dibawa pemohon", "Documents that applicants bring");

pub(super) fn fault(fault: &Fault, lang: Lang) -> String {
    lang.t(&fault.why.0, &fault.why.1).to_owned()
}

fn error_of(faults: &[Fault], key: &str, lang: Lang) -> Option<String> {
    faults.iter().find(|known| known.key == key).map(|found| fault(found, lang))
}

pub(super) fn groups(
    base: &Base,
    stored: &Fields,
    fields: &Fields,
    faults: &[Fault],
    lang: Lang,
) -> Vec<GroupRows> {
    let group = |group: Group| GroupRows {
        label: lang.t(group.label().0, group.label().1),
        documents: group == Group::Applicant,
        rows: RULES
            .iter()
            .filter(|rule| rule.group == group)
            .map(|rule| row(rule, base, stored, fields, faults, lang))
            .collect(),
    };
    Group::ALL.into_iter().map(group).collect()
}

fn row(
    rule: &'static Rule,
    base: &Base,
    stored: &Fields,
    fields: &Fields,
    faults: &[Fault],
    lang: Lang,
) -> Row {
    let value = fields.get(rule.key);
    let options = |of: &'static [(&'static str, (&'static str, &'static str))]| {
        let chosen = |word: &str| value.split_whitespace().any(|one| one == word);
        of.iter().map(|(word, (id, en))| (*word, lang.t(id, en), chosen(word))).collect()
    };
    let (control, from, to, max, options) = match rule.input {
        Input::Line(max, _) => ("line", 0, 0, max, Vec::new()),
        Input::Number(from, to) => ("number", from, to, 0, Vec::new()),
        Input::Tick => ("tick", 0, 0, 0, Vec::new()),
        Input::Choice(of) => ("choice", 0, 0, 0, options(of)),
        Input::Ticks(of) => ("ticks", 0, 0, 0, options(of)),
        Input::Time => ("time", 0, 0, 0, Vec::new()),
        Input::Days => ("days", 0, 0, 3000, Vec::new()),
        Input::Nip => ("line", 0, 0, 24, Vec::new()),
        Input::Host => ("line", 0, 0, 120, Vec::new()),
        Input::Pattern => ("line", 0, 0, 60, Vec::new()),
    };
    Row {
        key: rule.key,
        id: id(rule.key),
        control,
        label: lang.t(rule.label.0, rule.label.1),
        unit: lang.t(rule.unit.0, rule.unit.1),
        says: lang.t(rule.says.0, rule.says.1),
        source: lang.t(rule.source.0, rule.source.1),
        value: value.to_owned(),
        from,
        to,
        max,
        options,
        now: if base.is_new() { String::new() } else { said(rule, stored.get(rule.key), lang) },
        origin: match asked::is_set(&base.toml, rule.key) {
            true => lang.t("ditetapkan kantor", "set by the office"),
            false => lang.t("nilai umum", "the usual value"),
        },
        error: error_of(faults, rule.key, lang),
    }
}

/// A value for people to read.
fn said(rule: &Rule, value: &str, lang: Lang) -> String {
    let words = |of: &[(&str, (&'static str, &'static str))]| {
        let chosen = of.iter().filter(|(word, _)| value.split_whitespace().any(|one| one == *word));
        chosen.map(|(_, (id, en))| lang.t(id, en)).collect::<Vec<_>>().join(", ")
    };
    let text = match rule.input {
        Input::Tick if value == "yes" => lang.t("ya", "yes").to_owned(),
        Input::Tick => lang.t("tidak", "no").to_owned(),
        Input::Choice(of) | Input::Ticks(of) => words(of),
        Input::Number(..) => format!("{value} {}", lang.t(rule.unit.0, rule.unit.1)),
        Input::Time => value.replace(':', lang.t(".", ":")),
        Input::Days => value.replace('\n', ", "),
        Input::Line(..) | Input::Nip | Input::Host | Input::Pattern => value.to_owned(),
    };
    if text.trim().is_empty() { "–".to_owned() } else { text.trim().to_owned() }
}

pub(super) fn document_rows(fields: &Fields, faults: &[Fault], lang: Lang) -> Vec<DocumentRow> {
    let part = |at: usize, name: &str| fields.get(&document_key(at, name));
    let is_there = |at: &usize| !part(*at, "name_id").is_empty() || !part(*at, "name_en").is_empty();
    let last = (0..DOCUMENTS_MAX).rev().find(is_there).map_or(0, |at| at + 1);
    let rows = (0..DOCUMENTS_MAX.min(last + MORE_DOCUMENTS)).map(|at| DocumentRow {
        at,
        id: part(at, "id").to_owned(),
        name_id: part(at, "name_id").to_owned(),
        name_en: part(at, "name_en").to_owned(),
        required: part(at, "required") == "yes",
        error: ["name_id", "name_en"]
            .into_iter()
            .find_map(|name| error_of(faults, &document_key(at, name), lang)),
    });
    rows.collect()
}

/// The documents of a form, in a line.
pub(super) fn documents_said(fields: &Fields, lang: Lang) -> String {
    let name = lang.t("name_id", "name_en");
    let documents = (0..DOCUMENTS_MAX)
        .filter(|at| !fields.get(&document_key(*at, "name_id")).is_empty())
        .map(|at| {
            let must = fields.get(&document_key(at, "required")) == "yes";
            let must = if must { lang.t(" (wajib)", " (required)") } else { "" };
            format!("{}{must}", fields.get(&document_key(at, name)))
        })
        .collect::<Vec<_>>();
    if documents.is_empty() { "–".to_owned() } else { documents.join(", ") }
}

/// What the new rules change, before and after.
pub(super) fn changes(base: &Base, rules: &OfficeRules, lang: Lang) -> Vec<(&'static str, String, String)> {
    let (before, after) = (base.fields(), asked::fields(rules));
    let mut changes = Vec::new();
    if base.is_new() {
        changes.push((lang.t("Kode kantor", "The office's code"), "–".to_owned(), rules.region.to_string()));
    }
    changes.extend(difference(&before, &after, lang));
    changes
}

fn difference(before: &Fields, after: &Fields, lang: Lang) -> Vec<(&'static str, String, String)> {
    let mut changes: Vec<_> = asked::between(before, after)
        .into_iter()
        .map(|(rule, before, after)| {
            (lang.t(rule.label.0, rule.label.1), said(rule, before, lang), said(rule, after, lang))
        })
        .collect();
    let (before, after) = (documents_said(before, lang), documents_said(after, lang));
    if before != after {
        changes.push((lang.t(DOCUMENTS.0, DOCUMENTS.1), before, after));
    }
    changes
}

/// A change that another text must follow.
pub(super) fn retention_words(base: &Base, rules: &OfficeRules, lang: Lang) -> Option<&'static str> {
    let old = OfficeRules::parse(&base.toml).ok()?;
    (old.retention != rules.retention).then_some(lang.t(
        "Anda mengubah lama penyimpanan data. Pemberitahuan privasi di kiosk harus mengatakan hal yang sama: periksa teksnya di \"Konten\" atau di teks aturan.",
        "You change for how long data are kept. The privacy notice on kiosks must say the same: see to its text under Content or in the rules' text.",
    ))
}

/// The newest versions, each with what it changed against the one before.
pub(super) fn history(versions: &[OfficeVersion], officers: &[Account], lang: Lang) -> Vec<History> {
    let read =
        |version: &OfficeVersion| OfficeRules::parse(&version.toml).ok().map(|rules| asked::fields(&rules));
    let one = |(at, version): (usize, &OfficeVersion)| {
        let what = match versions.get(at + 1) {
            None => lang.t("aturan pertama", "the first rules").to_owned(),
            Some(before) => match (read(before), read(version)) {
                (Some(before), Some(after)) => {
                    let labels: Vec<_> =
                        difference(&before, &after, lang).into_iter().map(|(label, ..)| label).collect();
                    if labels.is_empty() {
                        lang.t("di teksnya saja", "in the text alone").to_owned()
                    } else {
                        labels.join(", ")
                    }
                }
                // What an older version took may be none for this one.
                (None, _) | (_, None) => "–".to_owned(),
            },
        };
        History {
            version: version.version,
            at: lang.moment_ms(version.at_ms),
            by: actor_words(&version.by, officers, lang),
            what,
        }
    };
    versions.iter().enumerate().take(HISTORY).map(one).collect()
}
