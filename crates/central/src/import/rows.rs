//! A row of a file to a row of a feed. Pure: what is known of the world comes in as [`Around`].
//!
//! A row is refused only for want of what nobody could be shown it without. Whatever else can hardly be meant is a
//! doubt: the row is built as well as it can be, and waits for a person.

mod compliance;
mod employer;
mod place;
mod training;
mod vacancy;

use std::collections::HashMap;

use anjungan_regions::fold;
use anjungan_wire::content::{Bilingual, Line, Prose, WebAddress};
use anjungan_wire::encoding::hex;
use anjungan_wire::id::{RegionCode, Scope};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::cell::{Calendar, Cell};
use super::columns::{Field, Kind, Mapping};
use super::fate::{Cause, Why};
use super::sheet::Row;
use super::text::{one_line, plain};

/// What a row is read with.
#[derive(Clone, Debug)]
pub struct Around {
    /// What the rows are.
    pub kind: Kind,
    /// The source's number: part of every row's id, so that two offices' "LOW-1" are two.
    pub source: i64,
    /// Where the source is at home: the place of rows that name none.
    pub region: Option<RegionCode>,
    /// Where one goes on with a phone when a row doesn't say.
    pub link: String,
    /// The day that decides what is over.
    pub today: Date,
    /// When the file came, Unix seconds.
    pub fetched_s: i64,
    /// Minimum wages a month, by regency.
    pub minimum_wages: HashMap<String, u64>,
    /// The calendar of the file's days.
    pub calendar: Calendar,
}

/// A row that can be published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Built {
    /// The feed.
    pub scope: Scope,
    /// The row's id in it.
    pub id: String,
    /// JSON on one line.
    pub body: String,
    /// What a person calls it.
    pub label: String,
    /// What can hardly be meant.
    pub doubts: Vec<Why>,
}

/// A row that can't.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unusable {
    /// What a person may know it by.
    pub label: String,
    /// The id of the row that it would have been, where it has a key of its own; else empty. What is published under
    /// it is not withdrawn only because its row can't be read any more.
    pub id: String,
    /// Why.
    pub why: Why,
}

/// Reads a row. `None`: it is none but a total, a heading said again, a number of columns, a note.
pub fn build(row: &Row, mapping: &Mapping, around: &Around) -> Option<Result<Built, Unusable>> {
    let cells = Cells { row, mapping, around };
    if cells.is_no_row() {
        return None;
    }
    let mut doubts = Vec::new();
    let built = match around.kind {
        Kind::Vacancies => vacancy::build(&cells, &mut doubts),
        Kind::Trainings => training::build(&cells, &mut doubts),
        Kind::Employers => employer::build(&cells, &mut doubts),
        Kind::Compliance => compliance::build(&cells, &mut doubts),
    };
    let label = cells.label();
    let id = if cells.line(Field::Key, 80).is_empty() { String::new() } else { cells.id(&[]) };
    Some(match built {
        Ok((_, _, body)) if body.len() > anjungan_wire::limits::ROW_BODY_BYTES_MAX => {
            Err(Unusable { label, id, why: Why { cause: Cause::TooLarge, field: None, seen: String::new() } })
        }
        Ok((scope, id, body)) => Ok(Built { scope, id, body, label, doubts }),
        Err(why) => Err(Unusable { label, id, why }),
    })
}

/// What a kind of row comes to: its feed, its id, its body.
type Outcome = Result<(Scope, String, String), Why>;

/// The begin of the ids of a source's rows.
pub fn id_prefix(kind: Kind, source: i64) -> String {
    match kind {
        // Vacancies' ids say whose they are.
        Kind::Vacancies => format!("local:f{source}-"),
        Kind::Trainings | Kind::Employers | Kind::Compliance => format!("f{source}-"),
    }
}

/// The cells of a row by what they are.
struct Cells<'a> {
    row: &'a Row,
    mapping: &'a Mapping,
    around: &'a Around,
}

const NOTHING: &Cell = &Cell::Empty;

impl Cells<'_> {
    fn cell(&self, field: Field) -> &Cell {
        let at = self.mapping.columns.get(&field);
        at.and_then(|at| self.row.cells.get(*at)).unwrap_or(NOTHING)
    }

    /// One line of at most so many characters; empty when there is nothing, or only a dash for it.
    fn line(&self, field: Field, chars_max: usize) -> String {
        let text = match self.cell(field) {
            Cell::Broken => String::new(),
            cell @ (Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Day(_)) => {
                one_line(&cell.shown(), chars_max)
            }
        };
        if matches!(text.as_str(), "-" | "--" | "–" | "n/a" | "N/A") { String::new() } else { text }
    }

    fn some_line(&self, field: Field, chars_max: usize) -> Option<String> {
        Some(self.line(field, chars_max)).filter(|text| !text.is_empty())
    }

    /// A line that the row cannot be without.
    fn needed(&self, field: Field, chars_max: usize) -> Result<String, Why> {
        if *self.cell(field) == Cell::Broken {
            return Err(Why::about(Cause::Broken, field, self.cell(field)));
        }
        self.some_line(field, chars_max).ok_or_else(|| Why::of(Cause::Missing, field))
    }

    /// Paragraphs.
    fn prose(&self, field: Field, bytes_max: usize) -> String {
        match self.cell(field) {
            Cell::Broken => String::new(),
            cell @ (Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Day(_)) => {
                plain(&cell.shown(), bytes_max).text
            }
        }
    }

    /// A day that the row cannot be without.
    fn needed_day(&self, field: Field) -> Result<Date, Why> {
        match self.cell(field) {
            Cell::Empty => Err(Why::of(Cause::Missing, field)),
            cell @ (Cell::Text(_) | Cell::Number(_) | Cell::Day(_) | Cell::Broken) => {
                cell.day(self.around.calendar).ok_or_else(|| Why::about(Cause::DayUnreadable, field, cell))
            }
        }
    }

    /// A day; a doubt when something else stands there.
    fn day(&self, field: Field, doubts: &mut Vec<Why>) -> Option<Date> {
        let cell = self.cell(field);
        let day = cell.day(self.around.calendar);
        if day.is_none() && !self.line(field, 60).is_empty() {
            doubts.push(Why::about(Cause::DayUnreadable, field, cell));
        }
        day
    }

    /// A number of people, years, places; a doubt when there are digits that make none.
    fn number<T: TryFrom<i64>>(&self, field: Field, doubts: &mut Vec<Why>) -> Option<T> {
        let cell = self.cell(field);
        let number = cell.whole().and_then(|number| T::try_from(number).ok());
        if number.is_none() && has_digits(cell) {
            doubts.push(Why::about(Cause::NumberUnreadable, field, cell));
        }
        number
    }

    /// A web address; a doubt when something else stands there.
    fn link(&self, doubts: &mut Vec<Why>) -> Option<String> {
        let text = self.some_line(Field::Link, 300)?;
        let text = if text.starts_with("www.") { format!("https://{text}") } else { text };
        match text.parse::<WebAddress>() {
            Ok(address) => Some(address.into()),
            Err(_) => {
                doubts.push(Why::about(Cause::LinkUnusable, Field::Link, self.cell(Field::Link)));
                None
            }
        }
    }

    /// The key of the row: its own, or one made of what does not change when the rest of the row is mended.
    fn key(&self, of: &[&str]) -> String {
        let own = self.line(Field::Key, 80);
        let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if !own.is_empty() && own.len() <= 40 && own.chars().all(harmless) {
            return own.to_ascii_lowercase();
        }
        let mut hash = Sha256::new();
        let parts: Vec<String> =
            if own.is_empty() { of.iter().map(|part| fold(part)).collect() } else { vec![fold(&own)] };
        hash.update(parts.join("\u{0}").as_bytes());
        hex(&hash.finalize()[..8])
    }

    fn id(&self, of: &[&str]) -> String {
        format!("{}{}", id_prefix(self.around.kind, self.around.source), self.key(of))
    }

    /// What a person knows the row by.
    fn label(&self) -> String {
        let named = [Field::Title, Field::Employer, Field::Organiser, Field::Number]
            .into_iter()
            .filter_map(|field| self.some_line(field, 80));
        let label = named.take(2).collect::<Vec<_>>().join(" · ");
        if label.is_empty() {
            let first = self.row.cells.iter().find(|cell| !cell.is_empty());
            return first.map(|cell| one_line(&cell.shown(), 80)).unwrap_or_default();
        }
        label
    }

    /// Rows that people put between the data.
    fn is_no_row(&self) -> bool {
        let said: Vec<&Cell> = self.row.cells.iter().filter(|cell| !cell.is_empty()).collect();
        let mapped = self.mapping.columns.values().filter_map(|at| self.row.cells.get(*at));
        if said.is_empty() || mapped.clone().all(Cell::is_empty) || self.row.no <= self.mapping.heading_row {
            return true;
        }
        // "Jumlah | | | 120"
        let first = fold(&said[0].shown());
        let total = ["jumlah", "total", "jumlahtotal", "grandtotal", "subtotal", "totalkeseluruhan"];
        let needed = self.around.kind.needs();
        if total.contains(&first.as_str()) && needed.iter().any(|field| self.cell(*field).is_empty()) {
            return true;
        }
        // "(1) | (2) | (3)": the numbers of the columns, below the headings.
        let number = |cell: &&Cell| {
            let text = cell.shown();
            let digits = text.trim_matches(['(', ')', '[', ']']);
            !digits.is_empty() && digits.len() <= 3 && digits.chars().all(|c| c.is_ascii_digit())
        };
        if said.len() >= 3 && said.iter().all(number) {
            return true;
        }
        // The headings again, on a printed page's head.
        let again = |field: &Field| {
            let cell = self.cell(*field);
            matches!(cell, Cell::Text(text) if Mapping::is_heading(*field, text))
        };
        needed.iter().filter(|field| again(field)).count() >= 2 || needed.len() == 1 && again(&needed[0])
    }
}

fn has_digits(cell: &Cell) -> bool {
    cell.shown().chars().any(|c| c.is_ascii_digit())
}

fn json(row: &impl serde::Serialize) -> String {
    // Structs of texts, numbers and days: nothing of it can fail.
    serde_json::to_string(row).expect("a row is JSON")
}

/// A text of the wire, or the reason why it is none.
fn wire_line<const MAX: usize>(text: &str, field: Field) -> Result<Line<MAX>, Why> {
    let shortened = super::text::shortened_to_chars(text, MAX);
    shortened.parse().map_err(|_| Why::of(Cause::TextUnusable, field))
}

/// Paragraphs of the wire; nothing when there are none.
fn wire_prose<const MAX: usize>(text: &str) -> Option<Bilingual<Prose<MAX>>> {
    let kept: String = text.chars().take(MAX).collect();
    Some(Bilingual { id: kept.parse().ok()?, en: None })
}

#[cfg(test)]
mod tests;
