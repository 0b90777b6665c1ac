//! Looks for texts in all of a process's memory and in files: in plain, as hex, as UTF-16 and as base64.

use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// What must not be found, by a name, and how it might be written.
pub type Needle = (String, Vec<u8>);

/// What must not be found: each text, and how it might be written.
pub fn needles(texts: &[&str]) -> Vec<Needle> {
    let mut needles = Vec::new();
    for text in texts {
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        needles.push((format!("{text} in plain"), text.as_bytes().to_vec()));
        needles.push((format!("{text} in hex"), hex.clone().into_bytes()));
        needles.push((format!("{text} in HEX"), hex.to_uppercase().into_bytes()));
        let utf16: Vec<u16> = text.encode_utf16().collect();
        needles
            .push((format!("{text} in UTF-16"), utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect()));
        // Base64 depends on where in a group of three the text begins.
        for lead in 0..3 {
            let whole = base64(&[&vec![0; lead], text.as_bytes()].concat());
            let middle = &whole[(lead * 4).div_ceil(3)..whole.len() - 4];
            needles.push((format!("{text} in base64, {lead}"), middle.as_bytes().to_vec()));
        }
    }
    needles
}

pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for at in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

pub fn found_in(bytes: &[u8], needles: &[Needle]) -> Vec<String> {
    // One pass for all: most bytes begin none of them.
    let mut begins = [false; 256];
    needles.iter().for_each(|(_, needle)| begins[usize::from(needle[0])] = true);
    let mut found = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if begins[usize::from(*byte)] {
            found.extend(
                needles
                    .iter()
                    .filter(|(_, needle)| bytes[at..].starts_with(needle))
                    .map(|(name, _)| name.clone()),
            );
        }
    }
    found
}

/// Bytes read, and what was found, in all of a process's memory that it can write: what it was told can be nowhere else.
pub fn in_memory(pid: u32, needles: &[Needle]) -> (usize, Vec<String>) {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    let (mut read, mut found) = (0, Vec::new());
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        let place = parts.nth(3).unwrap_or("anonymous").to_owned();
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|hex| u64::from_str_radix(hex, 16).unwrap());
        let mut bytes = vec![0; (to - from) as usize];
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            read += bytes.len();
            found.extend(found_in(&bytes, needles).into_iter().map(|what| format!("{what} in {place}")));
        }
    }
    (read, found)
}

/// Bytes read, and what was found, in every file below a folder.
pub fn in_files(folder: &Path, needles: &[Needle]) -> (usize, Vec<String>) {
    let (mut read, mut found, mut folders) = (0, Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let bytes = std::fs::read(entry.path()).unwrap();
                read += bytes.len();
                let name = entry.file_name();
                found.extend(found_in(&bytes, needles).into_iter().map(|what| format!("{what} in {name:?}")));
            }
        }
    }
    (read, found)
}

/// Whether this user may read a child's memory at all; a hardened machine forbids it.
pub fn may_look() -> bool {
    std::fs::File::open(format!("/proc/{}/mem", std::process::id())).is_ok()
}
