//! Reads `assets/codes.toml`, and makes Rust and two pages of documentation of it. The build script and a
//! test of `wording::code` share this file.

#![allow(dead_code, reason = "the build makes the Rust, the test the pages")]

use std::collections::HashMap;
use std::fmt::{self, Write};

use serde::Deserialize;
use toml::Spanned;

/// Where the catalogue is, from the package's folder.
pub const SOURCE: &str = "assets/codes.toml";

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    code: Vec<Spanned<Code>>,
    event: Vec<Spanned<LogEvent>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
    name: String,
    severity: Severity,
    visitor: Option<Text>,
    meaning: Text,
    advice: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogEvent {
    name: String,
    level: Level,
    fields: Vec<String>,
    meaning: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    id: String,
    en: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Severity {
    Notice,
    Warning,
    Error,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Error,
    Warn,
    Info,
    Debug,
}

/// What is wrong with the file, and where.
#[derive(Debug)]
pub struct Fault {
    line: usize,
    say: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SOURCE}, line {}: {}", self.line, self.say)
    }
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// Reads and checks the catalogue.
pub fn read(text: &str) -> Result<Catalogue, Fault> {
    let catalogue: Catalogue = toml::from_str(text).map_err(|error| Fault {
        line: line_at(text, error.span().map_or(0, |span| span.start)),
        say: error.message().replace('\n', " "),
    })?;
    check(text, &catalogue)?;
    Ok(catalogue)
}

fn check(text: &str, catalogue: &Catalogue) -> Result<(), Fault> {
    let mut taken: HashMap<&str, usize> = HashMap::new();
    let mut once = |what: &'static str, name, line| match taken.insert(name, line) {
        Some(before) => Err(Fault { line, say: format!("the {what} `{name}` is taken since line {before}") }),
        None => Ok(()),
    };
    for entry in &catalogue.code {
        let (line, code) = (line_at(text, entry.span().start), entry.get_ref());
        let fault = |say: String| Err(Fault { line, say });
        let (letter, digits) = code.code.split_at(code.code.len().min(1));
        if !["P", "D", "S"].contains(&letter)
            || digits.len() != 2
            || !digits.bytes().all(|b| b.is_ascii_digit())
        {
            return fault(format!("`{}` is no code: write P, D or S and two digits", code.code));
        }
        if !is_name(&code.name) {
            return fault(format!("`{}` is no name: write it small, with hyphens", code.name));
        }
        if code.visitor.is_none() != (letter == "S") {
            return fault(format!(
                "{}: a text for visitors belongs to P and D codes, and to no S",
                code.code
            ));
        }
        for text in code.visitor.iter().chain([&code.meaning, &code.advice]) {
            if !is_sentence(&text.id) || !is_sentence(&text.en) || text.id == text.en {
                return fault(format!("{}: every text needs a sentence in each language", code.code));
            }
        }
        once("code", &code.code, line)?;
        once("name", &code.name, line)?;
    }
    for entry in &catalogue.event {
        let (line, event) = (line_at(text, entry.span().start), entry.get_ref());
        if !is_name(&event.name) || !is_sentence(&event.meaning) {
            return Err(Fault {
                line,
                say: format!("`{}`: a small name with hyphens, and a sentence", event.name),
            });
        }
        once("event", &event.name, line)?;
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
}

fn is_sentence(text: &str) -> bool {
    text.len() > 5 && text.ends_with(['.', ')']) && !text.contains(['\n', '|'])
}

/// `paper-out` as a variant: `PaperOut`.
fn variant(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for part in name.split('-') {
        let (first, rest) = part.split_at(part.len().min(1));
        letters.push_str(&first.to_ascii_uppercase());
        letters.push_str(rest);
    }
    letters
}

/// The Rust of `wording::code`.
pub fn rust(catalogue: &Catalogue) -> String {
    let codes: Vec<&Code> = catalogue.code.iter().map(Spanned::get_ref).collect();
    let events: Vec<&LogEvent> = catalogue.event.iter().map(Spanned::get_ref).collect();
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("/// Everything that can be wrong with a terminal.".into());
    line("#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]\npub enum Code {".into());
    for code in &codes {
        line(format!("/// {}: {}", code.code, code.meaning.en));
        line(format!("{},", variant(&code.name)));
    }
    line("}\nimpl Code {\n/// Every code, in the order of the catalogue.".into());
    line(format!("pub const ALL: [Code; {}] = [", codes.len()));
    for code in &codes {
        line(format!("Code::{},", variant(&code.name)));
    }
    line("];\nfn entry(self) -> &'static Entry {\nmatch self {".into());
    for code in &codes {
        let text = |text: &Text| format!("[{:?}, {:?}]", text.id, text.en);
        let severity = match code.severity {
            Severity::Notice => "Notice",
            Severity::Warning => "Warning",
            Severity::Error => "Error",
        };
        line(format!(
            "Code::{} => &Entry {{ code: {:?}, name: {:?}, severity: Severity::{severity}, visitor: {}, \
             meaning: {}, advice: {} }},",
            variant(&code.name),
            code.code,
            code.name,
            code.visitor.as_ref().map_or("[\"\", \"\"]".into(), text),
            text(&code.meaning),
            text(&code.advice),
        ));
    }
    line("}\n}\n}".into());

    line("/// The lines that the print pipeline writes into the log, by name.".into());
    line("#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]\npub enum LogEvent {".into());
    for event in &events {
        line(format!("/// {}", event.meaning));
        line(format!("{},", variant(&event.name)));
    }
    line("}\nimpl LogEvent {\n/// Every event, in the order of the catalogue.".into());
    line(format!("pub const ALL: [LogEvent; {}] = [", events.len()));
    for event in &events {
        line(format!("LogEvent::{},", variant(&event.name)));
    }
    line("];\n/// The value of the field `event`.\npub fn name(self) -> &'static str {\nmatch self {".into());
    for event in &events {
        line(format!("LogEvent::{} => {:?},", variant(&event.name), event.name));
    }
    line("}\n}\n}".into());
    out
}

const NOT_BY_HAND: &str = "<!-- Dibuat dari assets/codes.toml. Jangan disunting di sini. -->";

/// `docs/kode.md`: the page of the technicians' manual.
pub fn manual(catalogue: &Catalogue) -> String {
    let mut page = format!(
        "{NOT_BY_HAND}\n\n# Kode kesalahan\n\n\
         Kode tampil di layar mesin, di mode layanan, dan di pusat. Setiap kode hanya punya satu arti.\n\n\
         Masuk ke mode layanan: sentuh jam di pojok layar awal tujuh kali dalam lima detik, lalu ketik PIN \
         teknisi. Stik USB berisi kunci juga bisa dipakai.\n"
    );
    let parts = [
        ("P", "Cetak", "Mesin tetap melayani: pengunjung bisa mencari lowongan dan menyimpannya di HP."),
        ("D", "Seluruh mesin", "Mesin tidak melayani siapa pun sampai penyebabnya hilang."),
        ("S", "Mode layanan", "Hanya teknisi yang melihat kode ini."),
    ];
    for (letter, title, about) in parts {
        // Writing into a String can't fail.
        let _ = write!(
            page,
            "\n## {title}\n\n{about}\n\n\
             | Kode | Tingkat | Artinya | Yang dilihat pengunjung | Yang harus dilakukan |\n\
             |---|---|---|---|---|\n"
        );
        for code in catalogue.code.iter().map(Spanned::get_ref).filter(|code| code.code.starts_with(letter)) {
            let severity = match code.severity {
                Severity::Notice => "pemberitahuan",
                Severity::Warning => "perlu ditangani",
                Severity::Error => "gangguan",
            };
            let _ = writeln!(
                page,
                "| **{}**<br>`{}` | {severity} | {} | {} | {} |",
                code.code,
                code.name,
                code.meaning.id,
                code.visitor.as_ref().map_or("–", |text| &text.id),
                code.advice.id,
            );
        }
    }
    page
}

/// `docs/log-events.md`: what the lines of the log mean.
pub fn log(catalogue: &Catalogue) -> String {
    let mut page = String::from(
        "<!-- Made of assets/codes.toml. Do not edit it here. -->\n\n# Log events\n\n\
         Lines of the print pipeline carry the field `event` with one of these names. A name keeps its \
         meaning for ever, so that a search over a fleet's logs finds the same thing in every version. \
         `cause` is a name of the [codes](kode.md), `job` a number of the terminal's ledger.\n\n\
         | Event | Level | Fields | Meaning |\n|---|---|---|---|\n",
    );
    for event in catalogue.event.iter().map(Spanned::get_ref) {
        let level = match event.level {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        };
        let fields: Vec<String> = event.fields.iter().map(|field| format!("`{field}`")).collect();
        // Writing into a String can't fail.
        let _ = writeln!(
            page,
            "| `{}` | {level} | {} | {} |",
            event.name,
            if fields.is_empty() { "–".into() } else { fields.join(", ") },
            event.meaning
        );
    }
    page
}
