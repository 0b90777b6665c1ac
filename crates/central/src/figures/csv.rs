//! A table as a file of values: RFC 4180, UTF-8 with a byte-order mark, since spreadsheets take it for Windows-1252
//! otherwise. Numbers are plain, so that a program reads them in any language.

use std::borrow::Cow;

use super::table::{Cell, Table};

/// The file.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let head: Vec<String> = table.head.iter().map(|text| field(text)).collect();
    out.push_str(&head.join(","));
    out.push_str("\r\n");
    for row in &table.rows {
        let row: Vec<String> = row.iter().map(cell).collect();
        out.push_str(&row.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => field(text),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        // Spreadsheets read it as a duration, and nobody has to know its unit.
        Cell::Lasting(seconds) => {
            format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
        }
        Cell::Share(Some(share)) => format!("{share:.4}"),
        Cell::Share(None) | Cell::None => String::new(),
    }
}

fn field(text: &str) -> String {
    let text = plain(text);
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.into_owned(),
    }
}

/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r']);
    if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Chart;

    #[test]
    fn texts_are_quoted_where_they_must_be_and_never_formulas() {
        let table = Table {
            id: "x",
            title: String::new(),
            note: String::new(),
            head: vec!["Kiosk".into(), "Jumlah, semua".into()],
            rows: vec![
                vec![Cell::Text("=HYPERLINK(\"x\")".into()), Cell::Number(12_345)],
                vec![Cell::Text("Mal \"MM2100\"".into()), Cell::Decimal(9_148)],
                vec![Cell::Text("–".into()), Cell::share(1, 4)],
                vec![Cell::Text(String::new()), Cell::None],
                vec![Cell::Text("P01".into()), Cell::Lasting(275_405)],
            ],
            empty: String::new(),
            chart: Chart::None,
        };
        let text = String::from_utf8(csv(&table)).unwrap();
        assert_eq!(
            text,
            "\u{feff}Kiosk,\"Jumlah, semua\"\r\n\"'=HYPERLINK(\"\"x\"\")\",12345\r\n\
             \"Mal \"\"MM2100\"\"\",91.48\r\n–,0.2500\r\n,\r\nP01,76:30:05\r\n"
        );
    }
}
