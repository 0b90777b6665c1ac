//! Sheets of A4 that the terminal composes: a vacancy, a list, the week's vacancies for a notice board.
//!
//! | module | what it is |
//! |---|---|
//! | `vacancy`, `list`, `board` | what stands where on each sheet |
//! | `frame` | head and foot of every page |
//! | `canvas` | pages to set text and codes on, and the PDF |
//! | `typeface` | the fonts: widths, kerning, subsets |
//!
//! Official documents are never composed here: the terminal prints the bytes that central signed.

mod board;
mod canvas;
mod frame;
mod list;
#[cfg(test)]
mod tests;
mod typeface;
mod vacancy;

use std::collections::BTreeSet;

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::{Source, Vacancy};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::catalogue::{Order, Query, ReadError, Reader};
use crate::wording::{self, Lang, Zone};

/// Vacancies on a list, at most.
pub const LIST_MAX: usize = 10;
/// Vacancies on the sheets of one notice board, at most; the rest are counted there.
pub const BOARD_MAX: usize = 40;

/// What is on the sheet.
#[derive(Clone, Copy, Debug)]
pub enum Sheet<'a> {
    /// A vacancy with everything known of it.
    Vacancy(&'a Vacancy),
    /// Up to [`LIST_MAX`] vacancies; more are cut with a note.
    List(&'a [Vacancy]),
    /// The week's vacancies, to be read from 1.5 m.
    NoticeBoard(&'a Board),
}

/// What stands on every sheet.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The language.
    pub lang: Lang,
    /// The sheet's number.
    pub number: &'a str,
    /// 1; 2 and more says "CETAK ULANG".
    pub copy: u32,
    /// Who runs the kiosk.
    pub tenant: &'a str,
    /// Where it stands.
    pub site: &'a str,
    /// When it was asked for: the only clock here. `None` where that is not set.
    pub printed_at: Option<Timestamp>,
    /// The kiosk's zone.
    pub zone: Zone,
    /// When central last heard from the sources.
    pub as_of: Option<Timestamp>,
}

impl Context<'_> {
    /// The earliest that it can be now: what is reckoned with where the clock is not set, and never printed.
    fn earliest(&self) -> Timestamp {
        self.printed_at.or(self.as_of).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The vacancies that opened in a region in the seven days up to a day.
#[derive(Clone, PartialEq, Debug)]
pub struct Board {
    /// The region.
    pub region: RegionCode,
    /// The first of the seven days.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// The newest first, at most [`BOARD_MAX`].
    pub vacancies: Vec<Vacancy>,
    /// How many there are in all.
    pub total: usize,
}

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The built-in typeface can't be read, which only a broken build can cause.
    #[error("the built-in typeface can't be used ({0}): install this version again")]
    Typeface(String),
}

/// The sheet as PDF: the same bytes for the same input.
///
/// # Errors
/// [`SheetError`]
pub fn compose(sheet: &Sheet<'_>, context: &Context<'_>) -> Result<Vec<u8>, SheetError> {
    match sheet {
        Sheet::Vacancy(of) => vacancy::compose(of, context),
        Sheet::List(of) => list::compose(of, context),
        Sheet::NoticeBoard(of) => board::compose(of, context),
    }
}

/// `Tutup 24 November 2026`: on paper always the date, for "3 days left" is wrong tomorrow.
fn closes(lang: Lang, vacancy: &Vacancy) -> String {
    let day = wording::date(lang, vacancy.closes);
    match lang {
        Lang::Id => format!("Tutup {day}"),
        Lang::En => format!("Closes {day}"),
    }
}

/// `Sumber: Karirhub, MagangHub`, each once.
fn sources(lang: Lang, of: impl Iterator<Item = Source>) -> String {
    let names: BTreeSet<&str> = of.map(|source| wording::source(lang, source)).collect();
    if names.is_empty() {
        return String::new();
    }
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    match lang {
        Lang::Id => format!("Sumber: {names}"),
        Lang::En => format!("Source: {names}"),
    }
}

/// Reads what a notice board of `region` shows on `today`.
///
/// # Errors
/// The catalogue can't be read.
pub fn notice_board(reader: &Reader, region: &RegionCode, today: Date) -> Result<Board, ReadError> {
    const PAGE: usize = 100;
    let from = today.checked_sub(jiff::Span::new().days(6)).unwrap_or(today);
    let query = Query { place: Some(region.clone()), order: Order::Newest, ..Query::default() };
    let mut board = Board { region: region.clone(), from, to: today, vacancies: Vec::new(), total: 0 };
    let mut offset = 0;
    loop {
        let page = reader.search(&query, today, offset, PAGE)?;
        let full = page.cards.len() == PAGE;
        for card in page.cards {
            if card.opens < from {
                return Ok(board);
            }
            // What opens later is not to be applied for yet.
            if card.opens > today {
                continue;
            }
            board.total += 1;
            if board.vacancies.len() < BOARD_MAX {
                board.vacancies.extend(reader.vacancy(&card.row_id, today)?);
            }
        }
        if !full {
            return Ok(board);
        }
        offset += PAGE;
    }
}
