//! Spreadsheets as people send them: rows of cells, one after the other, never the whole sheet at once.
//!
//! ```text
//! file ──▶ what is it? ──▶ XLSX: archive measured (sheet/archive.rs) ──▶ cells, merged ones filled (sheet/xlsx.rs)
//!                    └──▶ CSV: encoding and delimiter found (sheet/delimited.rs)
//! ```
//!
//! **Architecture invariant:** nothing of a file is believed before it is bounded: bytes, bytes after decompression,
//! rows, columns, characters of a cell. A file past a limit is refused as a whole, with the limit said.

mod archive;
mod delimited;
mod xlsx;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cell::{Calendar, Cell};

/// Bytes of an uploaded file.
pub const FILE_BYTES_MAX: u64 = 96 << 20;
/// Rows of a sheet that say something.
pub const ROWS_MAX: u32 = 300_000;
/// Columns that are read. Further ones are passed over: formatted, mostly, and empty.
pub const COLUMNS_MAX: usize = 120;
/// Sheets that are offered.
const SHEETS_MAX: usize = 12;
/// Rows of each sheet that are kept for the person who says which column is what.
pub const SAMPLE_ROWS: usize = 40;
/// Characters of a cell in that sample.
const SAMPLE_CHARS: usize = 80;

/// A row that says something.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its number as the spreadsheet program shows it; the first is 1.
    pub no: u32,
    /// Its cells, the last of them not empty.
    pub cells: Vec<Cell>,
}

/// The first rows of a sheet, as they are shown to a person.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sample {
    /// The sheet's name; empty for a CSV file, which has one.
    pub sheet: String,
    /// Rows by their number.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The system said no.
    #[error("the file can't be read ({0}): send it again")]
    Io(#[from] std::io::Error),
    /// Nothing in it.
    #[error("the file is empty: save it again and send it")]
    Empty,
    /// The format before 2007, or one with a password.
    #[error(
        "this is an old or a locked workbook (.xls, or with a password): save it as .xlsx without a password"
    )]
    OldOrLocked,
    /// An archive that is no workbook, or a damaged one.
    #[error("this is no workbook that can be read ({0}): open it, save it as .xlsx, and send that")]
    NotAWorkbook(String),
    /// It unpacks to too much.
    #[error("the workbook unpacks to more than {} MB: split it", archive::UNPACKED_BYTES_MAX >> 20)]
    Unpacks,
    /// Too many rows.
    #[error("the sheet has more than {ROWS_MAX} rows: split it")]
    Rows,
    /// There is no such sheet.
    #[error("the workbook has no sheet of that name any more: choose the sheet again")]
    NoSheet,
    /// A quote that never ends.
    #[error("line {0} has a quotation mark that does not end: mend it, or save the file as .xlsx")]
    Quote(u64),
    /// It has more merged cells than anybody makes by hand.
    #[error("the sheet has more merged cells than can be: save it without formats and send that")]
    Merged,
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Xlsx,
    Delimited,
}

fn format_of(path: &Path) -> Result<Format, SheetError> {
    let mut first = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut first)?;
    match first.as_slice() {
        [] => Err(SheetError::Empty),
        [b'P', b'K', 3 | 5, ..] => Ok(Format::Xlsx),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(SheetError::OldOrLocked),
        _ => Ok(Format::Delimited),
    }
}

/// The first rows of every sheet that is not hidden. An archive is measured to its end: what is too large is refused
/// now and not after a person has said what each column is.
pub fn sample(path: &Path) -> Result<Vec<Sample>, SheetError> {
    let samples = match format_of(path)? {
        Format::Delimited => {
            let mut sample = Sample::default();
            delimited::each_row(path, &mut |row| {
                sample.keep(&row);
                Ok(sample.rows.len() < SAMPLE_ROWS)
            })?;
            vec![sample]
        }
        Format::Xlsx => {
            let mut workbook = xlsx::open(path)?;
            let mut samples = Vec::new();
            for name in xlsx::visible_sheets(&workbook).into_iter().take(SHEETS_MAX) {
                let mut sample = Sample { sheet: name.clone(), rows: Vec::new() };
                xlsx::each_row(&mut workbook, &name, &mut |row| {
                    sample.keep(&row);
                    Ok(sample.rows.len() < SAMPLE_ROWS)
                })?;
                samples.push(sample);
            }
            samples
        }
    };
    match samples.iter().all(|sample| sample.rows.is_empty()) {
        true => Err(SheetError::Empty),
        false => Ok(samples),
    }
}

/// Hands the rows of a sheet over in order, until `each` says `false` or fails; each with the calendar of the
/// file's days.
pub fn each_row<E: From<SheetError>>(
    path: &Path,
    sheet: &str,
    each: &mut dyn FnMut(Row, Calendar) -> Result<bool, E>,
) -> Result<(), E> {
    let mut count = 0;
    let mut failed = None;
    let mut counted = |row: Row, calendar: Calendar| -> Result<bool, SheetError> {
        count += 1;
        if count > ROWS_MAX {
            return Err(SheetError::Rows);
        }
        match each(row, calendar) {
            Ok(more) => Ok(more),
            Err(error) => {
                failed = Some(error);
                Ok(false)
            }
        }
    };
    match format_of(path)? {
        Format::Delimited => {
            delimited::each_row(path, &mut |row| counted(row, Calendar::From1900))?;
        }
        Format::Xlsx => {
            let mut workbook = xlsx::open(path)?;
            let calendar = if workbook.has_1904_epoch() { Calendar::From1904 } else { Calendar::From1900 };
            xlsx::each_row(&mut workbook, sheet, &mut |row| counted(row, calendar))?;
        }
    }
    failed.map_or(Ok(()), Err)
}

impl Sample {
    fn keep(&mut self, row: &Row) {
        let shown = |cell: &Cell| cell.shown().chars().take(SAMPLE_CHARS).collect();
        self.rows.push((row.no, row.cells.iter().map(shown).collect()));
    }
}

#[cfg(test)]
mod tests;
