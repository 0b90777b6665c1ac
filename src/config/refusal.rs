//! How a configuration is refused: file, line and remedy in one line of Indonesian, with the English beside it where
//! that is short.
//!
//! **Architecture invariant:** no message repeats the value of a PIN, a code or a password. What serde says of a value of
//! the wrong kind is told without the value.

use std::fmt;
use std::path::{Path, PathBuf};

/// A screen's line that nobody reads to its end is none.
const CHARS_MAX: usize = 400;
/// How alike two keys must be for one to be a slip of the other (Jaro-Winkler, 0 to 1).
const ALIKE_MIN: f64 = 0.75;

/// Why there is no configuration: file, place and remedy in one line.
#[derive(Debug, PartialEq, Eq)]
pub struct BadConfig {
    file: Option<PathBuf>,
    line: Option<usize>,
    why: String,
}

impl BadConfig {
    /// What is wrong, and where it stands if that is known.
    pub(crate) fn new(line: Option<usize>, why: String) -> Self {
        Self { file: None, line, why }
    }

    pub(crate) fn in_file(self, file: &Path) -> Self {
        Self { file: Some(file.into()), ..self }
    }

    /// The line it stands on, where that is known; the first is 1.
    pub fn line(&self) -> Option<usize> {
        self.line
    }
}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{}, baris {line}: ", file.display()),
            (Some(file), None) => format!("{}: ", file.display()),
            (None, Some(line)) => format!("baris {line}: "),
            (None, None) => String::new(),
        };
        // A key in quotes may hold a line break, and one line is promised.
        let in_line = |c: char| if c.is_control() { ' ' } else { c };
        f.write_str(&format!("{place}{}", self.why).chars().take(CHARS_MAX).map(in_line).collect::<String>())
    }
}

impl std::error::Error for BadConfig {}

/// A value that can't be meant: where it stands, and the sentence for the technician.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    pub(super) why: String,
}

/// For a `check`: the first thing that is wrong.
pub(super) fn wrong(table: &'static str, key: &'static str, why: impl fmt::Display) -> Result<(), Wrong> {
    Err(Wrong { table, key, why: format!("{table}.{key} {why}") })
}

/// What is no TOML.
pub(super) fn of_syntax(text: &str, error: &toml::de::Error) -> BadConfig {
    let what = first_line(error);
    let why = if what.starts_with("duplicate key") {
        "kunci atau bagian ini tertulis dua kali: hapus salah satu / written twice".to_owned()
    } else {
        format!("tulisannya keliru: periksa tanda kutip, kurung dan = / not TOML: {what}")
    };
    BadConfig::new(error.span().map(|span| line_of(text, span.start)), why)
}

/// What is TOML and can't be read as a configuration.
pub(super) fn of_value(text: &str, error: &toml::de::Error) -> BadConfig {
    BadConfig::new(error.span().map(|span| line_of(text, span.start)), in_indonesian(first_line(error)))
}

fn first_line(error: &toml::de::Error) -> &str {
    error.message().lines().next().unwrap_or_default()
}

/// serde's own sentences have few forms; any other is one of ours, and is Indonesian already.
fn in_indonesian(message: &str) -> String {
    if message.starts_with("unknown field ") {
        let mut names = message.split('`').skip(1).step_by(2);
        let written = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        return match nearest(written, &known) {
            Some(meant) => {
                format!("kunci `{written}` tidak dikenal; mungkin maksudnya `{meant}` / unknown key")
            }
            None => {
                format!("kunci `{written}` tidak dikenal; yang dikenal: {} / unknown key", known.join(", "))
            }
        };
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("{name} belum ada: tambahkan (contoh: `anjungan run --help`) / missing");
    }
    let of_kind = ["invalid type: ", "invalid value: ", "invalid length "];
    match message.rsplit_once(", expected ") {
        Some((_value, expected)) if of_kind.iter().any(|kind| message.starts_with(kind)) => {
            format!("nilainya harus {} / expected {expected}", kind_of_value(expected))
        }
        Some(_) | None => message.into(),
    }
}

fn kind_of_value(expected: &str) -> String {
    match expected {
        "a string" | "a borrowed string" | "path string" => "teks dalam tanda kutip".into(),
        "a boolean" => "true atau false".into(),
        "i8" | "i16" | "i32" | "i64" => "bilangan bulat".into(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "bilangan bulat, 0 atau lebih".into(),
        "f32" | "f64" => "bilangan".into(),
        "a sequence" => "daftar dalam [ ]".into(),
        "a map" => "bagian dengan kunci dan nilai".into(),
        other => match other.rsplit_once("of size ").or_else(|| other.rsplit_once("of length ")) {
            Some((_, count)) => format!("{count} bilangan dalam [ ]"),
            None if other.starts_with("struct ") => "bagian dengan kunci dan nilai".into(),
            None => "dari jenis lain".into(),
        },
    }
}

fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let alike = |name: &&str| strsim::jaro_winkler(&written.to_lowercase(), name);
    let best = known.iter().copied().max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
    (alike(&best) >= ALIKE_MIN).then_some(best)
}

/// The line on which `key` of `[table]` is written, as most people write it; a file in another of TOML's
/// styles is still told what is wrong.
pub(crate) fn line_of_key(text: &str, table: &str, key: &str) -> Option<usize> {
    // What stands before the first table is in none.
    let mut here = table.is_empty();
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix('[') {
            here = rest.split(']').next() == Some(table);
        } else if here && line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(i + 1);
        }
    }
    None
}

/// The line of a byte; what begins a line belongs to it, and the end of the text to the last one.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    let before = &text.as_bytes()[..byte.min(text.trim_end().len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
