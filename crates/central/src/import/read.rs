//! Inputs to raw records. Everything is read and parsed before anything is published; what cannot be read
//! is one line that names the input, the place in it, and what to do.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::SourceArg;
use super::fetch::{self, FetchError};

/// Bytes of one input. A page of a hundred records has 300 KB.
pub const INPUT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// How deep folders are followed.
const FOLDER_DEPTH_MAX: usize = 16;

/// One record as the source sent it.
#[derive(Clone, PartialEq, Debug)]
pub struct Raw {
    /// Where it stood, to name it when it has no id: "page_01.json, record 3".
    pub place: String,
    /// What it is.
    pub kind: RawKind,
    /// Its content.
    pub value: Value,
}

/// What a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RawKind {
    /// The detail of a Karirhub vacancy.
    KarirhubDetail,
    /// A row of one of Karirhub's list pages.
    KarirhubRow,
    /// A MagangHub record.
    Maganghub,
}

/// An input that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system said no.
    #[error("{input}: cannot be read ({error}). Check the path and its permissions")]
    Io {
        /// The input.
        input: String,
        /// What it said.
        error: std::io::Error,
    },
    /// A folder without any.
    #[error("{input}: holds no *.json file. Give the folder that holds the downloaded pages")]
    NothingThere {
        /// The input.
        input: String,
    },
    /// Not to be loaded.
    #[error("{input}: is larger than {} MB. Split it into pages as the source sends them", INPUT_BYTES_MAX >> 20)]
    TooLarge {
        /// The input.
        input: String,
    },
    /// Not what the source sends.
    #[error("{input}{place}: {what}. {remedy}")]
    Malformed {
        /// The input.
        input: String,
        /// ", line 3, column 7", or nothing.
        place: String,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The network, or the server.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

const FETCH_AGAIN: &str = "Download it again";

/// Reads every input, in order; the files of a folder in order of their paths.
pub fn read(source: SourceArg, inputs: &[String]) -> Result<Vec<Raw>, ReadError> {
    let mut records = Vec::new();
    for input in inputs {
        if input.starts_with("http://") || input.starts_with("https://") {
            fetch::fetch(source, input, &mut records)?;
            continue;
        }
        let mut files = Vec::new();
        let path = Path::new(input);
        if path.is_dir() {
            json_files(path, 0, &mut files)?;
            files.sort();
            if files.is_empty() {
                return Err(ReadError::NothingThere { input: input.clone() });
            }
        } else {
            files.push(path.to_path_buf());
        }
        for file in files {
            let name = file.display().to_string();
            let bytes = read_file(&file).map_err(|error| match error {
                Some(error) => ReadError::Io { input: name.clone(), error },
                None => ReadError::TooLarge { input: name.clone() },
            })?;
            let document = parse(&name, &bytes)?;
            split(source, &name, document, &mut records)?;
        }
    }
    Ok(records)
}

/// `Err(None)`: too large.
fn read_file(path: &Path) -> Result<Vec<u8>, Option<std::io::Error>> {
    let file = fs::File::open(path)?;
    let mut bytes = Vec::new();
    file.take(INPUT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > INPUT_BYTES_MAX { Err(None) } else { Ok(bytes) }
}

fn json_files(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let failed = |error| ReadError::Io { input: folder.display().to_string(), error };
    if depth > FOLDER_DEPTH_MAX {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            json_files(&path, depth + 1, found)?;
        } else if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("json")) {
            found.push(path);
        }
    }
    Ok(())
}

/// Parses what one input held.
pub(super) fn parse(input: &str, bytes: &[u8]) -> Result<Value, ReadError> {
    let malformed = |place: String, what: &str, remedy| {
        Err(ReadError::Malformed { input: input.into(), place, what: what.into(), remedy })
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return malformed(String::new(), "is in UTF-16", "Save it in UTF-8");
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return malformed(String::new(), "is compressed", "Unpack it with gunzip first");
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let place = line_and_column(&bytes[..error.valid_up_to()]);
            return malformed(place, "is not in UTF-8", "Save it in UTF-8, or download it again");
        }
    };
    if text.trim().is_empty() {
        return malformed(String::new(), "is empty", FETCH_AGAIN);
    }
    if text.trim_start().starts_with('<') {
        let what = "is a web page, not JSON: the server answered with an error or a login";
        return malformed(String::new(), what, FETCH_AGAIN);
    }
    serde_json::from_str(text).or_else(|error| {
        let place = format!(", line {}, column {}", error.line(), error.column());
        if error.is_eof() {
            return malformed(place, "ends in the middle: the download was cut off", FETCH_AGAIN);
        }
        let said = error.to_string();
        let what = said.split(" at line ").next().unwrap_or("").to_string();
        malformed(place, &format!("is not JSON ({what})"), FETCH_AGAIN)
    })
}

fn line_and_column(before: &[u8]) -> String {
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
    format!(", line {line}, column {column}")
}

/// The records of one document, told apart by their shape; returns how many there were.
pub(super) fn split(
    source: SourceArg,
    input: &str,
    mut document: Value,
    records: &mut Vec<Raw>,
) -> Result<usize, ReadError> {
    let malformed = |what: &str, remedy| {
        Err(ReadError::Malformed { input: input.into(), place: String::new(), what: what.into(), remedy })
    };
    let other_way = match source {
        SourceArg::Karirhub => "Import it with `import maganghub`",
        SourceArg::Maganghub => "Import it with `import karirhub`",
    };
    let other_source = |member: &Value| match source {
        SourceArg::Karirhub => member.get("id_posisi").is_some(),
        SourceArg::Maganghub => member.get("id_posisi").is_none() && member.get("platform_type").is_some(),
    };
    let Some(object) = document.as_object_mut() else {
        return malformed("is JSON but no object with \"data\"", "Give it as the source sends it");
    };
    let members = match object.remove("data") {
        Some(Value::Array(members)) => members,
        Some(detail @ Value::Object(_)) => {
            if other_source(&detail) {
                return malformed("comes from the other source", other_way);
            }
            let kind = match source {
                SourceArg::Karirhub => RawKind::KarirhubDetail,
                SourceArg::Maganghub => RawKind::Maganghub,
            };
            records.push(Raw { place: input.into(), kind, value: detail });
            return Ok(1);
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {
            return malformed(
                "has no \"data\" with vacancies: the server answered with something else",
                FETCH_AGAIN,
            );
        }
    };
    if members.first().is_some_and(other_source) {
        return malformed("comes from the other source", other_way);
    }
    let count = members.len();
    records.extend(members.into_iter().enumerate().map(|(at, value)| {
        let kind = match source {
            // A list of whole details is not something the source sends, but people collect them so.
            SourceArg::Karirhub if value.get("expires_at").is_some() => RawKind::KarirhubDetail,
            SourceArg::Karirhub => RawKind::KarirhubRow,
            SourceArg::Maganghub => RawKind::Maganghub,
        };
        Raw { place: format!("{input}, record {}", at + 1), kind, value }
    }));
    Ok(count)
}
