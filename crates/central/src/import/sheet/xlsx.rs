//! Workbooks of Excel, LibreOffice and Google: cell by cell.
//!
//! A merged region has its value in its first cell only. Here the rows below get it too, because "PT Contoh" merged
//! over five rows means five rows of PT Contoh; in the first rows, where headings are, the columns to its right get it
//! as well, because "Upah" merged over "Minimum" and "Maksimum" belongs to both.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Dimensions, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;

use super::super::cell::Cell;
use super::{COLUMNS_MAX, Row, SAMPLE_ROWS, SheetError, archive};

/// Merged regions of a sheet.
const MERGED_MAX: usize = 200_000;

pub(super) type Workbook = Xlsx<BufReader<File>>;

/// Opens a workbook that has been measured.
pub(super) fn open(path: &Path) -> Result<Workbook, SheetError> {
    archive::measure(File::open(path)?)?;
    Xlsx::new(BufReader::new(File::open(path)?)).map_err(|error| broken(&error))
}

fn broken(error: &XlsxError) -> SheetError {
    if let XlsxError::WorksheetNotFound(_) = error {
        SheetError::NoSheet
    } else if let XlsxError::Password = error {
        SheetError::OldOrLocked
    } else {
        SheetError::NotAWorkbook(error.to_string().chars().take(120).collect())
    }
}

/// The sheets that a person sees.
pub(super) fn visible_sheets(workbook: &Workbook) -> Vec<String> {
    let seen = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    workbook.sheets_metadata().iter().filter(seen).map(|sheet| sheet.name.clone()).collect()
}

/// Hands rows over until `each` says `false`.
pub(super) fn each_row(
    workbook: &mut Workbook,
    sheet: &str,
    each: &mut dyn FnMut(Row) -> Result<bool, SheetError>,
) -> Result<(), SheetError> {
    let merged = workbook.merge_cells_by_sheet_name(sheet).map_err(|error| broken(&error))?;
    let mut fill = Fill::new(merged)?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
    let mut row = Row { no: 0, cells: Vec::new() };
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (at, column) = cell.get_position();
        // Sheets count from 0 in files and from 1 before people.
        let no = at.saturating_add(1);
        if no != row.no {
            let done = std::mem::replace(&mut row, Row { no, cells: Vec::new() });
            if !hand_over(done, &mut fill, each)? {
                return Ok(());
            }
        }
        let (column, cell) = (column as usize, read(cell.get_value()));
        if column >= COLUMNS_MAX || cell.is_empty() {
            continue;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = cell;
    }
    hand_over(row, &mut fill, each).map(|_| ())
}

fn hand_over(
    mut row: Row,
    fill: &mut Fill,
    each: &mut dyn FnMut(Row) -> Result<bool, SheetError>,
) -> Result<bool, SheetError> {
    // A row of merged cells only is a part of the one above.
    if row.cells.iter().all(Cell::is_empty) {
        return Ok(true);
    }
    fill.row(&mut row);
    each(row)
}

fn read(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty | DataRef::DurationIso(_) => Cell::Empty,
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(yes) => Cell::Text(if *yes { "ya" } else { "tidak" }.into()),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let date = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
            // A number in a column of days that is no day is read as the number that it is.
            date.and_then(|((year, month), day)| Date::new(year, month, day).ok())
                .map_or(Cell::Number(at.as_f64()), Cell::Day)
        }
        DataRef::DateTime(at) => Cell::Number(at.as_f64()),
        DataRef::DateTimeIso(text) => Cell::text(text),
        DataRef::Error(_) => Cell::Broken,
    }
}

/// Merged regions, by the row in which they begin, and those that the rows now read are in.
struct Fill {
    beginning: HashMap<u32, Vec<Dimensions>>,
    open: Vec<(Dimensions, Cell)>,
}

impl Fill {
    fn new(merged: Vec<Dimensions>) -> Result<Fill, SheetError> {
        if merged.len() > MERGED_MAX {
            return Err(SheetError::Merged);
        }
        let mut beginning: HashMap<u32, Vec<Dimensions>> = HashMap::new();
        for region in merged {
            if (region.start.1 as usize) < COLUMNS_MAX && region.start.0 <= region.end.0 {
                beginning.entry(region.start.0).or_default().push(region);
            }
        }
        Ok(Fill { beginning, open: Vec::new() })
    }

    fn row(&mut self, row: &mut Row) {
        let at = row.no - 1;
        self.open.retain(|(region, _)| at <= region.end.0);
        for region in self.beginning.remove(&at).unwrap_or_default() {
            let value = row.cells.get(region.start.1 as usize).cloned().unwrap_or_default();
            if !value.is_empty() && self.open.len() < COLUMNS_MAX {
                self.open.push((region, value));
            }
        }
        for (region, value) in &self.open {
            let (first, last) = (region.start.1 as usize, (region.end.1 as usize).min(COLUMNS_MAX - 1));
            let heading = (row.no as usize) <= SAMPLE_ROWS;
            for column in first..=(if heading { last } else { first }) {
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, Cell::Empty);
                }
                if row.cells[column].is_empty() {
                    row.cells[column] = value.clone();
                }
            }
        }
    }
}
