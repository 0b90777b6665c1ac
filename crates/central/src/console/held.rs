//! What waits because it could not be applied: records of kiosks, gaps after a restore, reports that fit no card.

mod words;

use std::sync::Arc;

use anjungan_wire::application::{Holder, ReportNews};
use anjungan_wire::receipt::ReceiptNumber;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;

use super::lang::Lang;
use super::page::{Frame, Problem, html, on_to};
use super::session::{Sent, Session};
use crate::api::App;
use crate::office::people::Action;
use crate::store::{ActRefusal, Filter, ReportRecord, StoreError};

#[cfg(test)]
pub(crate) use words::reason as held_reason;

const HERE: &str = "/console/held";
/// Records on the page. A fault of one version can hold thousands, and the first of them tell which.
const ROWS: u32 = 500;

#[derive(Template)]
#[template(path = "console/held.html")]
struct HeldPage {
    f: Frame,
    rows: Vec<(String, u64, String, String)>,
    only: Option<u32>,
    gaps: Vec<(String, u64, u64)>,
    reports: Vec<ReportRow>,
    can_resolve: bool,
}

struct ReportRow {
    id: i64,
    what: String,
    why: String,
    received: String,
}

/// `GET /console/held`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::SeeHeld)?;
    let can_resolve = session.may(Action::ResolveReport);
    let offices = session.officer.offices.clone();
    let (held, gaps, reports) = app
        .readers
        .run(move |store| {
            // What a person reported is for those who serve persons.
            let reports = if can_resolve { store.waiting_reports(&offices)? } else { Vec::new() };
            Ok::<_, StoreError>((store.held_of(&offices, ROWS)?, store.gaps_of(&offices)?, reports))
        })
        .await??;
    let lang = session.lang;
    Ok(html(&HeldPage {
        f: session.frame(session.t("Tertahan", "Held"), HERE),
        only: (held.len() == ROWS as usize).then_some(ROWS),
        rows: held
            .into_iter()
            .map(|op| (op.stream.to_string(), op.no, op.kind, words::reason(&op.reason, lang)))
            .collect(),
        gaps: gaps.into_iter().map(|(stream, first, last)| (stream.to_string(), first, last)).collect(),
        reports: reports.into_iter().map(|report| report_row(report, lang)).collect(),
        can_resolve,
    }))
}

fn report_row(record: ReportRecord, lang: Lang) -> ReportRow {
    let who = match &record.report.holder {
        Holder::Card { number } => number.to_string(),
        Holder::Receipt { receipt, .. } => receipt.to_string(),
        Holder::Typed { number, born } => format!("{number}, {}", lang.date(*born)),
    };
    let what = match &record.report.news {
        ReportNews::StillLooking { day } => {
            format!("{} ({})", lang.t("Masih mencari kerja", "Still looking"), lang.date(*day))
        }
        ReportNews::Employed { employer, since, .. } => {
            let since = lang.date(*since);
            match lang {
                Lang::Id => format!("Sudah bekerja di {employer} sejak {since}"),
                Lang::En => format!("At work at {employer} since {since}"),
            }
        }
    };
    ReportRow {
        id: record.id,
        what: format!("{who}: {what}"),
        why: words::reason(&record.why, lang),
        received: lang.moment(record.received),
    }
}

/// `POST /console/reports`
pub(super) async fn resolve(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ResolveReport)?;
    let report: i64 = form.text("report").parse().map_err(|_| Problem::Malformed)?;
    let whose = match form.text("do") {
        "discard" => None,
        "match" => {
            let receipt: ReceiptNumber = form.text("receipt").parse().map_err(|_| Problem::Malformed)?;
            let filter = Filter {
                receipt: Some(receipt),
                offices: session.officer.offices.clone(),
                ..Filter::default()
            };
            let found = app.readers.run(move |store| store.applications(&filter)).await??;
            Some(found.first().map(|summary| summary.id).ok_or(Problem::NotFound)?)
        }
        _ => return Err(Problem::Malformed),
    };
    // One of another office's kiosk does not exist for this officer.
    let offices = session.officer.offices.clone();
    let waiting = app.readers.run(move |store| store.waiting_reports(&offices)).await??;
    if !waiting.iter().any(|waits| waits.id == report) {
        return Err(Problem::NotFound);
    }
    let actor = session.actor();
    let resolved =
        app.writer.run(move |store| store.resolve_report(report, whose, &actor, Timestamp::now())).await?;
    match resolved {
        Ok(()) => Ok(on_to("/console/held?done=report")),
        Err(ActRefusal::Store(error)) => Err(error.into()),
        Err(
            ActRefusal::NotAllowed(_)
            | ActRefusal::Unknown
            | ActRefusal::NeedsDocument
            | ActRefusal::Document(_),
        ) => Err(Problem::NotFound),
    }
}
