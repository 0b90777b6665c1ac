//! CSV as spreadsheet programs write it: with any of four delimiters, in UTF-8 with or without its mark, in UTF-16, or
//! in what Windows writes by itself.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::super::cell::Cell;
use super::{COLUMNS_MAX, Row, SheetError};

/// Bytes of one row. More is a quotation mark that does not end.
const ROW_BYTES_MAX: usize = 512 << 10;
/// Bytes in which the delimiter is looked for.
const LOOK_BYTES: usize = 64 << 10;
/// What programs put between cells. Where Indonesians write a decimal comma, that is a semicolon.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Hands rows over until `each` says `false`.
pub(super) fn each_row(
    path: &Path,
    each: &mut dyn FnMut(Row) -> Result<bool, SheetError>,
) -> Result<(), SheetError> {
    let encoding = encoding_of(path)?;
    let mut first = Vec::new();
    decoded(path, encoding)?.take(LOOK_BYTES as u64).read_to_end(&mut first)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter_of(&first))
        .from_reader(Lines { of: decoded(path, encoding)?, last: b'\n', ended: false });
    let mut record = ByteRecord::new();
    loop {
        let line = reader.position().line();
        let more = reader.read_byte_record(&mut record).map_err(|error| {
            // The library's list of kinds is open; any but one is about what stands in the file.
            if let csv::ErrorKind::Io(error) = error.into_kind() {
                SheetError::Io(error)
            } else {
                SheetError::Quote(line)
            }
        })?;
        if !more {
            return Ok(());
        }
        if record.as_slice().len() > ROW_BYTES_MAX {
            return Err(SheetError::Quote(line));
        }
        // The parser counts a row from where the one before ended, blank lines between them included. What it has
        // read is to the row's own end.
        let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let no = u32::try_from(reader.position().line().saturating_sub(1 + inside)).unwrap_or(u32::MAX);
        let mut cells: Vec<Cell> = record
            .iter()
            .take(COLUMNS_MAX)
            .map(|field| Cell::text(&String::from_utf8_lossy(field)))
            .collect();
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        // Excel's own note of the delimiter is no row.
        let note = matches!(cells.as_slice(), [Cell::Text(text)] if text.to_lowercase().starts_with("sep="));
        if cells.is_empty() || note {
            continue;
        }
        if !each(Row { no, cells })? {
            return Ok(());
        }
    }
}

/// Line ends of every program as one, also at the end: lines are counted by them.
struct Lines<R> {
    of: R,
    last: u8,
    ended: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        if to.is_empty() || self.ended {
            return Ok(0);
        }
        loop {
            let read = self.of.read(to)?;
            if read == 0 {
                self.ended = true;
                let open = self.last != b'\n' && self.last != b'\r';
                if open {
                    to[0] = b'\n';
                }
                return Ok(usize::from(open));
            }
            let mut kept = 0;
            for at in 0..read {
                let byte = to[at];
                // "\r\n" is one end, and "\r" alone is one too: the second of two is passed over.
                if byte == b'\n' && self.last == b'\r' {
                    self.last = byte;
                    continue;
                }
                self.last = byte;
                to[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

fn decoded(
    path: &Path,
    encoding: &'static Encoding,
) -> Result<DecodeReaderBytes<BufReader<File>, Vec<u8>>, SheetError> {
    // A mark at the beginning wins: UTF-16 has one.
    let reader = BufReader::new(File::open(path)?);
    Ok(DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .bom_override(true)
        .strip_bom(true)
        .build(reader))
}

/// UTF-8 if all of it is, else Windows-1252, in which everything is something. Read to its end, for the one "é" may
/// stand in the last row.
fn encoding_of(path: &Path) -> Result<&'static Encoding, SheetError> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 << 10];
    let mut held = 0;
    loop {
        let read = file.read(&mut buffer[held..])?;
        let end = held + read;
        match std::str::from_utf8(&buffer[..end]) {
            Ok(_) if read == 0 => return Ok(UTF_8),
            Ok(_) => held = 0,
            // A character cut in two by the end of the buffer.
            Err(error) if error.error_len().is_none() && read > 0 => {
                let valid = error.valid_up_to();
                buffer.copy_within(valid..end, 0);
                held = end - valid;
            }
            Err(_) => return Ok(WINDOWS_1252),
        }
    }
}

/// The one that stands most often, outside quotation marks, in most of the first lines.
fn delimiter_of(first: &[u8]) -> u8 {
    let mut lines: Vec<[usize; 4]> = vec![[0; 4]];
    let mut quoted = false;
    for byte in first {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => lines.push([0; 4]),
            _ if quoted => {}
            byte => {
                if let Some(at) = DELIMITERS.iter().position(|delimiter| delimiter == byte)
                    && let Some(line) = lines.last_mut()
                {
                    line[at] += 1;
                }
            }
        }
    }
    // The lines that have it, then how many there are: a comma in a title line is one line's.
    let score = |at: usize| {
        let having = lines.iter().filter(|line| line[at] > 0).count();
        (having, lines.iter().map(|line| line[at]).sum::<usize>())
    };
    let best = (0..DELIMITERS.len()).max_by_key(|at| (score(*at), std::cmp::Reverse(*at)));
    DELIMITERS[best.unwrap_or(0)]
}
