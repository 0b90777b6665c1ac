//! A report's tables: one shape for the page, the spreadsheet, the file of values and the paper.

use super::words;
use crate::console::Lang;

/// What stands in a row.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// A word.
    Text(String),
    /// A count.
    Number(u64),
    /// Hundredths: 9,148 is 91.48.
    Decimal(u64),
    /// A part of a whole. `None`: of nothing.
    Share(Option<f64>),
    /// How long something lasts, in seconds.
    Lasting(u64),
    /// Nothing is known, or too few were asked to say it.
    None,
}

impl Cell {
    /// A part of a whole.
    pub fn share(part: u64, whole: u64) -> Cell {
        Cell::Share((whole > 0).then(|| part as f64 / whole as f64))
    }

    /// So many seconds, which may be a mean.
    pub fn lasting(seconds: f64) -> Cell {
        Cell::Lasting(seconds.round() as u64)
    }

    /// As people read it.
    pub fn shown(&self, lang: Lang) -> String {
        let point = lang.t(",", ".");
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => lang.number(*number),
            Cell::Decimal(hundredths) => {
                format!("{}{point}{:02}", lang.number(hundredths / 100), hundredths % 100)
            }
            Cell::Share(Some(share)) => {
                let tenths = (share * 1_000.0 + 1e-9).round() as u64;
                format!("{}{point}{}%", tenths / 10, tenths % 10)
            }
            Cell::Lasting(seconds) => words::lasting(*seconds, lang),
            Cell::Share(None) | Cell::None => "–".into(),
        }
    }

    /// Whether it stands at the right.
    pub fn is_number(&self) -> bool {
        match self {
            Cell::Text(_) => false,
            Cell::Number(_) | Cell::Decimal(_) | Cell::Lasting(_) | Cell::Share(_) | Cell::None => true,
        }
    }

    /// As a length: what bars and lines are drawn of.
    pub fn value(&self) -> f64 {
        match self {
            Cell::Number(number) => *number as f64,
            Cell::Decimal(hundredths) => *hundredths as f64 / 100.0,
            Cell::Lasting(seconds) => *seconds as f64,
            Cell::Share(share) => share.unwrap_or(0.0),
            Cell::Text(_) | Cell::None => 0.0,
        }
    }
}

/// How a table is drawn besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chart {
    /// Not at all.
    None,
    /// A bar a row, of this column.
    Bars(usize),
    /// A line over the rows, of this column.
    Line(usize),
}

/// A table.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// Its name in files and addresses.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What must be known to read it; may be empty.
    pub note: String,
    /// What stands over the columns.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<Cell>>,
    /// What is said instead of no rows.
    pub empty: String,
    /// The drawing.
    pub chart: Chart,
}
