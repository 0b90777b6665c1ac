//! An office's rules as a form: a field for each, what is wrong with an answer, and what a form changes in the text.
//!
//! ```text
//! TOML ──▶ OfficeRules ──▶ Fields ──▶ a form ──▶ Fields ──▶ the same TOML, other values ──▶ OfficeRules
//! ```
//!
//! **Architecture invariant:** a form changes what it asks and nothing else: comments, order, and what stands in the text
//! without being asked (the privacy notice, helpers, the card's layout) stay as they are.

mod asked;

use anjungan_wire::office::{Document, Office};
use jiff::civil::{Date, Time};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::{BadPattern, BadRules, NumberPattern, OfficeRules, Reset};
use crate::content::{Both, Fields};
pub use asked::{Group, Input, RULES, Rule, rule};

/// Documents of the form, at most.
pub const DOCUMENTS_MAX: usize = 10;
/// Days off of an office's own, at most.
const DAYS_MAX: usize = 200;
const DOCUMENT_CHARS_MAX: usize = 80;

/// What is wrong with a field, and what would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The field's name in the form.
    pub key: String,
    /// In both languages.
    pub why: (String, String),
}

impl Fault {
    fn of(key: impl Into<String>, (id, en): Both) -> Self {
        Fault { key: key.into(), why: (id.to_owned(), en.to_owned()) }
    }
}

/// The name of a document's part in the form: `documents.0.name_id`.
pub fn document_key(at: usize, part: &str) -> String {
    format!("documents.{at}.{part}")
}

/// What the form shows of these rules.
pub fn fields(rules: &OfficeRules) -> Fields {
    let mut fields = Fields::default();
    for rule in &RULES {
        fields.set(rule.key, &(rule.read)(rules));
    }
    for (at, document) in documents(rules).into_iter().enumerate() {
        fields.set(&document_key(at, "id"), &document.id);
        fields.set(&document_key(at, "name_id"), &document.name_id);
        fields.set(&document_key(at, "name_en"), &document.name_en);
        fields.set(&document_key(at, "required"), if document.required { "yes" } else { "" });
    }
    fields
}

/// What an applicant must have with them, as kiosks say it.
pub fn documents(rules: &OfficeRules) -> Vec<Document> {
    rules.documents.clone().unwrap_or_else(|| usual(rules).documents)
}

/// What kiosks are told where an office says nothing.
fn usual(rules: &OfficeRules) -> Office {
    Office::usual(rules.region.clone(), &rules.name)
}

/// Whether an office's text says something of this rule itself.
pub fn is_set(toml: &str, key: &str) -> bool {
    let Ok(text) = toml.parse::<DocumentMut>() else { return false };
    let mut item = Some(text.as_item());
    for part in key.split('.') {
        item = item.and_then(|item| item.get(part));
    }
    item.is_some()
}

/// The rules that differ, with both values as the form has them.
pub fn between<'a>(old: &'a Fields, new: &'a Fields) -> Vec<(&'static Rule, &'a str, &'a str)> {
    let both = |rule: &'static Rule| (rule, old.get(rule.key), new.get(rule.key));
    RULES.iter().map(both).filter(|(_, before, after)| before != after).collect()
}

/// The text with what was sent in the place of what stood there, and the rules it makes.
pub fn change(toml: &str, sent: &Fields) -> Result<(String, OfficeRules), Vec<Fault>> {
    let old = OfficeRules::parse(toml).map_err(|bad| vec![fault_of(&bad)])?;
    let mut text: DocumentMut =
        toml.parse().map_err(|error: toml_edit::TomlError| vec![as_it_says("", &error.to_string())])?;
    let (known, mut faults) = (fields(&old), Vec::new());
    for rule in RULES.iter().filter(|rule| sent.get(rule.key) != known.get(rule.key)) {
        match value(rule.input, sent.get(rule.key)) {
            Ok(value) => put(&mut text, rule.key, value),
            Err((id, en)) => faults.push(Fault { key: rule.key.to_owned(), why: (id, en) }),
        }
    }
    match documents_sent(sent) {
        Ok(told) if told != documents(&old) => {
            text.insert("documents", Item::ArrayOfTables(told.iter().map(table).collect::<ArrayOfTables>()));
        }
        Ok(_) => {}
        Err(more) => faults.extend(more),
    }
    faults.extend(
        together(sent)
            .into_iter()
            .filter(|fault| faults.iter().all(|known| known.key != fault.key))
            .collect::<Vec<_>>(),
    );
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = text.to_string();
    // What the checks above let through is still checked as the text is.
    let rules = OfficeRules::parse(&text).map_err(|bad| vec![fault_of(&bad)])?;
    Ok((text, rules))
}

type Said = (String, String);

fn said((id, en): Both) -> Said {
    (id.to_owned(), en.to_owned())
}

/// A field's value for the text; `None`: the text is to say nothing of it.
fn value(input: Input, text: &str) -> Result<Option<Value>, Said> {
    match input {
        Input::Line(max, required) => {
            if required && text.is_empty() {
                return Err(said(("Harus diisi.", "This must be filled in.")));
            }
            if text.chars().count() > max || text.chars().any(char::is_control) {
                let id = format!("Satu baris, paling banyak {max} huruf.");
                return Err((id, format!("One line, {max} characters at most.")));
            }
            Ok(Some(text).filter(|text| !text.is_empty()).map(Value::from))
        }
        Input::Number(from, to) => match text.parse::<u32>() {
            Ok(number) if (from..=to).contains(&number) => Ok(Some(i64::from(number).into())),
            Ok(_) | Err(_) => Err((
                format!("Tulis angka bulat dari {from} sampai {to}."),
                format!("Write a whole number from {from} to {to}."),
            )),
        },
        Input::Tick => Ok(Some((text == "yes").into())),
        Input::Choice(of) => match of.iter().any(|(word, _)| *word == text) {
            true => Ok(Some(text.into())),
            false => Err(said(("Pilih salah satu.", "Choose one."))),
        },
        Input::Ticks(of) => {
            let known = |word: &&str| of.iter().any(|(known, _)| known == word);
            Ok(Some(Value::Array(text.split_whitespace().filter(known).collect::<Array>())))
        }
        Input::Time => time(text)
            .map(|time| Some(time.strftime("%H:%M:%S").to_string().into()))
            .ok_or_else(|| said(("Tulis jam, misalnya 07.30.", "Write a time, like 07:30."))),
        Input::Days => days(text),
        Input::Nip => {
            let digits: String = text.split_whitespace().collect();
            match digits.len() {
                0 => Ok(None),
                18 if digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Some(digits.into())),
                _ => Err(said(("NIP terdiri atas 18 angka.", "A NIP has 18 digits."))),
            }
        }
        Input::Host => {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
            match text {
                "" => Ok(None),
                host if host.len() <= 120 && host.chars().all(fits) => Ok(Some(host.into())),
                _ => Err(said((
                    "Nama saja, tanpa https:// dan tanpa garis miring: ak1.disnaker.example.",
                    "A name alone, without https:// and slashes: ak1.disnaker.example.",
                ))),
            }
        }
        Input::Pattern => match text.parse::<NumberPattern>() {
            Ok(_) => Ok(Some(text.into())),
            Err(bad) => Err(said(pattern_words(bad))),
        },
    }
}

/// As browsers send it, and as people write it.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(['.', ':'])?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn days(text: &str) -> Result<Option<Value>, Said> {
    let mut days = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line: String = line.chars().take(20).collect();
        days.push(line.parse::<Date>().map_err(|_| {
            (
                format!("Baris ini bukan tanggal: {line}. Tulis seperti 2026-12-31."),
                format!("This line is no day: {line}. Write it like 2026-12-31."),
            )
        })?);
    }
    days.sort_unstable();
    days.dedup();
    if days.len() > DAYS_MAX {
        return Err((
            format!("Paling banyak {DAYS_MAX} hari. Hapus yang sudah lewat."),
            format!("{DAYS_MAX} days at most. Take away those that are over."),
        ));
    }
    let list: Array = days.iter().map(ToString::to_string).collect();
    Ok(Some(list).filter(|list| !list.is_empty()).map(Value::Array))
}

/// What only two fields together can be wrong with.
fn together(sent: &Fields) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let (Some(opens), Some(closes)) = (time(sent.get("clock.opens")), time(sent.get("clock.closes")))
        && opens >= closes
    {
        let why = ("Jam berakhir harus sesudah jam mulai.", "Work ends after it begins.");
        faults.push(Fault::of("clock.closes", why));
    }
    let reset = match sent.get("number.reset") {
        "day" => Some(Reset::Day),
        "month" => Some(Reset::Month),
        "year" => Some(Reset::Year),
        "never" => Some(Reset::Never),
        _ => None,
    };
    let pattern = sent.get("number.pattern").parse::<NumberPattern>().ok();
    if let Some(bad) = pattern.zip(reset).and_then(|(pattern, reset)| pattern.check(reset).err()) {
        faults.push(Fault::of("number.pattern", pattern_words(bad)));
    }
    faults
}

fn pattern_words(bad: BadPattern) -> Both {
    match bad {
        BadPattern::Serial => (
            "Pola memuat {serial:N} tepat sekali, N dari 1 sampai 9.",
            "A pattern has {serial:N} once, N from 1 to 9.",
        ),
        BadPattern::Part => (
            "Di dalam kurung kurawal hanya {office}, {date:ddmmyy}, atau {serial:6}.",
            "In braces there is {office}, {date:ddmmyy} or {serial:6}.",
        ),
        BadPattern::Date => {
            ("Tanggal terdiri atas dd, mm, yy, dan yyyy.", "A date is made of dd, mm, yy and yyyy.")
        }
        BadPattern::Repeats => (
            "Nomor urut mulai lagi lebih sering daripada tanggal di pola berubah: nomor akan terbit dua kali.",
            "The serial begins again more often than the pattern's date changes: numbers would come twice.",
        ),
        BadPattern::Shape => (
            "Nomor terdiri atas 4 sampai 32 huruf besar, angka, spasi, tanda hubung, titik, dan garis miring.",
            "Numbers have 4 to 32 capital letters, digits, spaces, dashes, dots and slashes.",
        ),
    }
}

/// A row without an Indonesian name is none.
fn documents_sent(sent: &Fields) -> Result<Vec<Document>, Vec<Fault>> {
    let (mut told, mut faults): (Vec<Document>, _) = (Vec::new(), Vec::new());
    for at in 0..DOCUMENTS_MAX {
        let part = |name: &str| sent.get(&document_key(at, name));
        let (name_id, name_en) = (part("name_id"), part("name_en"));
        if name_id.is_empty() && name_en.is_empty() {
            continue;
        }
        for (name, text) in [("name_id", name_id), ("name_en", name_en)] {
            let fits = (1..=DOCUMENT_CHARS_MAX).contains(&text.chars().count());
            if !fits || text.chars().any(char::is_control) {
                faults.push(Fault {
                    key: document_key(at, name),
                    why: (
                        format!("Isi kedua bahasa, paling banyak {DOCUMENT_CHARS_MAX} huruf."),
                        format!("Fill in both languages, {DOCUMENT_CHARS_MAX} characters at most."),
                    ),
                });
            }
        }
        let id = match part("id") {
            // What was applied for with a document names it by this: it stays.
            id if !id.is_empty() && id.len() <= 40 && told.iter().all(|other| other.id != id) => {
                id.to_owned()
            }
            _ => id_of(name_id, &told),
        };
        let (name_id, name_en) = (name_id.to_owned(), name_en.to_owned());
        told.push(Document { id, name_id, name_en, required: part("required") == "yes" });
    }
    if faults.is_empty() { Ok(told) } else { Err(faults) }
}

/// `Kartu Keluarga` becomes `kartu-keluarga`.
fn id_of(name: &str, others: &[Document]) -> String {
    let small = name.to_ascii_lowercase();
    let words: Vec<&str> =
        small.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut id: String = words.join("-").chars().take(30).collect();
    if id.is_empty() {
        id = "dokumen".into();
    }
    let taken = |id: &str| others.iter().any(|other| other.id == id);
    let mut free = id.clone();
    for n in 2..=DOCUMENTS_MAX + 1 {
        if !taken(&free) {
            break;
        }
        free = format!("{id}-{n}");
    }
    free
}

fn table(document: &Document) -> Table {
    let mut table = Table::new();
    table.insert("id", document.id.as_str().into());
    table.insert("name_id", document.name_id.as_str().into());
    table.insert("name_en", document.name_en.as_str().into());
    table.insert("required", document.required.into());
    table
}

/// Puts a value in its place, with the comment that stood beside it; takes it away where there is none.
fn put(text: &mut DocumentMut, key: &str, value: Option<Value>) {
    let (table, name) = key.split_once('.').map_or((None, key), |(table, name)| (Some(table), name));
    let place = match table {
        None => text.as_item_mut(),
        Some(table) => text.entry(table).or_insert_with(|| Item::Table(Table::new())),
    };
    let Some(place) = place.as_table_like_mut() else { return };
    match (value, place.get_mut(name).and_then(Item::as_value_mut)) {
        (Some(mut value), Some(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        (Some(value), None) => {
            place.insert(name, Item::Value(value));
        }
        (None, _) => {
            place.remove(name);
        }
    }
}

/// Where a fault of the whole text is shown, if the form asks for it.
fn fault_of(bad: &BadRules) -> Fault {
    match bad {
        BadRules::Pattern(bad) => Fault::of("number.pattern", pattern_words(*bad)),
        BadRules::Layout(why) => as_it_says("", why),
        BadRules::Toml(why) => as_it_says("", why),
        BadRules::Value(why) => {
            let key = why.split(':').next().and_then(rule).map_or("", |rule| rule.key);
            as_it_says(key, why)
        }
    }
}

fn as_it_says(key: &str, why: &str) -> Fault {
    Fault { key: key.to_owned(), why: (format!("Aturan ditolak: {why}"), format!("Refused: {why}")) }
}

#[cfg(test)]
mod tests;
