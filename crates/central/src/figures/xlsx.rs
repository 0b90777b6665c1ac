//! A report as a workbook: a sheet a table, numbers as numbers.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::report::Report;
use super::table::Cell;

/// The file.
///
/// # Errors
/// The library refuses it: a defect of this program, for every name and length is within Excel's limits.
pub fn xlsx(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let number = Format::new().set_num_format("#,##0");
    let decimal = Format::new().set_num_format("#,##0.00");
    let lasting = Format::new().set_num_format("[h]:mm:ss");
    let share = Format::new().set_num_format("0.0%");
    for table in &report.tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.id)?;
        sheet.write_with_format(0, 0, &table.title, &bold)?;
        sheet.write(1, 0, &report.subtitle)?;
        sheet.write(2, 0, &table.note)?;
        for (column, text) in (0u16..).zip(&table.head) {
            sheet.write_with_format(4, column, text, &bold)?;
        }
        for (row, cells) in (5u32..).zip(&table.rows) {
            for (column, cell) in (0u16..).zip(cells) {
                match cell {
                    Cell::Text(text) => sheet.write_string(row, column, text)?,
                    Cell::Number(value) => {
                        sheet.write_number_with_format(row, column, *value as f64, &number)?
                    }
                    Cell::Decimal(_) => {
                        sheet.write_number_with_format(row, column, cell.value(), &decimal)?
                    }
                    // A day is 1.
                    Cell::Lasting(seconds) => {
                        sheet.write_number_with_format(row, column, *seconds as f64 / 86_400.0, &lasting)?
                    }
                    Cell::Share(Some(value)) => {
                        sheet.write_number_with_format(row, column, *value, &share)?
                    }
                    Cell::Share(None) | Cell::None => sheet,
                };
            }
        }
        sheet.set_column_width(0, 36)?;
        for column in 1..u16::try_from(table.head.len()).unwrap_or(u16::MAX) {
            sheet.set_column_width(column, 18)?;
        }
    }
    workbook.save_to_buffer()
}
