//! Figures: for the head of an office, as a page, a spreadsheet, a paper and files of values. No person is in them.

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::lang::{self, Lang};
use super::page::{Frame, Problem, html};
use super::session::Session;
use crate::api::App;
use crate::figures::{self, Counted, Period, PeriodError, Report, Table};
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{Stands, Store, StoreError};

const HERE: &str = "/console/figures";
/// Rows of a table that a page shows; its files have all of them.
const ROWS: usize = 100;
/// Kiosks that one chooses from a list; of more, one types the code.
const CHOICES_MAX: usize = 300;

/// What is asked for; a page without a question shows the last thirty days of everything the officer may see.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kiosk: String,
    #[serde(default)]
    region: String,
}

#[derive(Template)]
#[template(path = "console/figures.html")]
struct FiguresPage {
    f: Frame,
    from: String,
    to: String,
    kiosks: Vec<Choice>,
    /// The code that was typed, where there are too many to choose from.
    typed: Option<String>,
    regions: Vec<Choice>,
    error: Option<&'static str>,
    query: String,
    report: Option<Report>,
    tables: Vec<Drawn>,
    /// Whether some of the tables have no row.
    nothing: bool,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Drawn {
    table: Table,
    chart: String,
    cells: Vec<Vec<Shown>>,
    /// That there are more rows than stand here.
    more: Option<String>,
}

struct Shown {
    text: String,
    number: bool,
}

/// What the officer may ask about, and what is asked.
struct Wanted {
    period: Result<Period, PeriodError>,
    stands: Stands,
    /// Kiosks: code, site, region.
    places: Vec<(String, String, RegionCode)>,
}

/// `GET /console/figures`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    session.must(Action::SeeFigures)?;
    let (lang, offices) = (session.lang, session.officer.offices.clone());
    let question = asked.clone();
    let (wanted, mut report) = app.readers.run(move |store| made(store, &question, &offices, lang)).await??;
    let mut error = wanted.period.err().map(|error| match error {
        PeriodError::Backwards => session.t(
            "Masa berakhir sebelum mulai. Tukar kedua tanggal.",
            "The period ends before it begins. Swap the two days.",
        ),
        PeriodError::Long => session.t(
            "Masa paling lama lima tahun. Pilih tanggal awal yang lebih baru.",
            "A period has at most five years. Choose a later first day.",
        ),
    });
    let (from, to) = match wanted.period {
        Ok(period) => (period.first().to_string(), period.last().to_string()),
        Err(_) => (asked.from.clone(), asked.to.clone()),
    };
    let typed = kiosk_code(&asked);
    if error.is_none() && wanted.stands.kiosk.is_none() && !typed.is_empty() {
        error = Some(session.t(
            "Kode kiosk itu tidak ada di wilayah Anda. Angka di bawah ini tanpa kode itu.",
            "There is no kiosk of that code in your region. The figures below leave the code out.",
        ));
    }
    let chosen = wanted.stands.kiosk.clone().unwrap_or_default();
    let many = wanted.places.len() > CHOICES_MAX;
    let listed = if many { &[] } else { wanted.places.as_slice() };
    let kiosks = listed.iter().map(|(code, site, _)| Choice {
        value: code.clone(),
        label: format!("{code} · {site}"),
        chosen: *code == chosen,
    });
    let mut regions: Vec<_> = wanted.places.iter().map(|(_, _, region)| regency(region)).collect();
    regions.sort();
    regions.dedup();
    let regions = regions.into_iter().map(|region| Choice {
        label: region_name(&region).to_owned(),
        chosen: region.as_str() == asked.region,
        value: region.to_string(),
    });
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("from", &from), ("to", &to), ("kiosk", &chosen), ("region", &asked.region)])
        .finish();
    let tables = report.as_mut().map(|report| std::mem::take(&mut report.tables)).unwrap_or_default();
    let tables: Vec<Drawn> = tables.into_iter().map(|table| drawn(table, lang)).collect();
    let nothing = tables.iter().any(|drawn| drawn.cells.is_empty());
    let f = session.frame(session.t("Angka", "Figures"), HERE);
    let (kiosks, regions) = (kiosks.collect(), regions.collect());
    let typed = many.then_some(typed);
    let page = FiguresPage { f, from, to, kiosks, typed, regions, error, query, report, tables, nothing };
    Ok(html(&page))
}

/// `GET /console/figures/report.{xlsx,pdf}` and `GET /console/figures/{table}.csv`
pub(super) async fn file(
    State(app): State<Arc<App>>,
    session: Session,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    session.must(Action::SeeFigures)?;
    let (lang, offices) = (session.lang, session.officer.offices.clone());
    let (_, report) = app.readers.run(move |store| made(store, &asked, &offices, lang)).await??;
    let report = report.ok_or(Problem::Malformed)?;
    let at = Timestamp::now();
    // Drawing takes a while: not on a thread that answers others.
    let made = tokio::task::spawn_blocking(move || match name.rsplit_once('.') {
        Some(("report", "xlsx")) => figures::xlsx(&report).map(|bytes| (XLSX, bytes)).map_err(failed),
        Some(("report", "pdf")) => {
            figures::pdf(&report, at, lang).map(|bytes| ("application/pdf", bytes)).map_err(failed)
        }
        Some((table, "csv")) => report
            .table(table)
            .map(|table| ("text/csv; charset=utf-8", figures::csv(table)))
            .ok_or(Problem::NotFound),
        Some(_) | None => Err(Problem::NotFound),
    });
    let (kind, bytes) = made.await.map_err(failed)??;
    let disposition = if kind == "application/pdf" { "inline" } else { "attachment" };
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn failed(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "figures could not be written: {error}");
    Problem::Internal
}

/// What was asked, understood within what the officer may see, and the report of it.
fn made(
    store: &Store,
    asked: &Asked,
    offices: &Offices,
    lang: Lang,
) -> Result<(Wanted, Option<Report>), StoreError> {
    let places = store.kiosk_places(offices)?;
    let chosen = Offices::read(&asked.region).ok().filter(|chosen| offices.include(chosen));
    let chosen = chosen.unwrap_or_else(|| offices.clone());
    let typed = kiosk_code(asked);
    let kiosk = places.iter().map(|(code, _, _)| code).find(|code| **code == typed).cloned();
    let month = Period::month_to(lang::today());
    let day = |text: &str, otherwise: Date| text.parse().unwrap_or(otherwise);
    let period = Period::new(day(&asked.from, month.first()), day(&asked.to, month.last()));
    let stands = Stands { kiosk, offices: chosen };
    let report = match period {
        Ok(period) => Some(Report::of(&counted(store, period, &stands, &places, lang)?, lang)),
        Err(_) => None,
    };
    Ok((Wanted { period, stands, places }, report))
}

fn counted(
    store: &Store,
    period: Period,
    stands: &Stands,
    places: &[(String, String, RegionCode)],
    lang: Lang,
) -> Result<Counted, StoreError> {
    let place = match (&stands.kiosk, &stands.offices) {
        (Some(kiosk), _) => kiosk.clone(),
        (None, Offices::Every) => lang.t("semua kiosk", "all kiosks").to_owned(),
        (None, Offices::These(codes)) => codes.iter().map(region_name).collect::<Vec<_>>().join(", "),
    };
    let here = places.iter().filter(|(code, _, region)| {
        stands.kiosk.as_ref().is_none_or(|kiosk| kiosk == code) && stands.offices.cover(region)
    });
    let at = Timestamp::now();
    let mut figures = store.figures(period, stands)?;
    // What has not ended yet is not among them.
    for trouble in store.troubles_under_way(period, stands, at)? {
        figures.add(trouble.kiosk, &trouble.region, trouble.sums);
    }
    let sites = here.map(|(code, site, _)| (code.clone(), site.clone())).collect();
    Ok(Counted { period, place, at, figures, sites })
}

/// As codes are written, however it was typed.
fn kiosk_code(asked: &Asked) -> String {
    asked.kiosk.trim().to_ascii_uppercase()
}

fn regency(region: &RegionCode) -> RegionCode {
    region.office()
}

fn region_name(region: &RegionCode) -> &str {
    anjungan_regions::name(region.as_str()).unwrap_or(region.as_str())
}

fn drawn(table: Table, lang: Lang) -> Drawn {
    let cells = table.rows.iter().take(ROWS).map(|row| {
        let row = row.iter().map(|cell| Shown { text: cell.shown(lang), number: cell.is_number() });
        row.collect()
    });
    let all = lang.number(table.rows.len() as u64);
    let more = (table.rows.len() > ROWS).then(|| match lang {
        Lang::Id => format!("{ROWS} baris pertama dari {all}. Semuanya ada di CSV, Excel, dan PDF."),
        Lang::En => {
            format!("The first {ROWS} of {all} rows. All of them are in the CSV, Excel and PDF files.")
        }
    });
    Drawn { chart: figures::draw(&table, lang), cells: cells.collect(), more, table }
}
