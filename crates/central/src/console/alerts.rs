//! Alerts: what needs a person now, what did, and the rules by which somebody is told.

mod mail;
mod rules;
mod words;

use std::sync::Arc;

use anjungan_wire::id::KioskCode;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::application::actor_words;
use super::fleet::words::{ago, trouble as cause_in_words};
use super::lang::Lang;
use super::page::{Frame, Problem, html_with, on_to};
use super::session::{Sent, Session};
use crate::alerts::rule::Watched;
use crate::alerts::words::trouble;
use crate::api::App;
use crate::fleet::Trouble;
use crate::office::people::Action;
use crate::store::{Account, Alert, AlertFilter, AlertRefusal, AlertState, Store, StoreError, now_ms};

pub(super) use mail::send as try_mail;
pub(super) use rules::{act as act_on_rule, list as rules, set as set_rule};

const HERE: &str = "/console/alerts";
/// Alerts that last, on the page.
const LIVING: u32 = 200;
/// Alerts that are over, on the page.
const OVER: u32 = 50;
/// Kiosks that the line names.
const NAMED: u32 = 3;

#[derive(Template)]
#[template(path = "console/alerts.html")]
struct AlertsPage {
    f: Frame,
    living: Vec<AlertRow>,
    over: Vec<AlertRow>,
    runs: bool,
    configures: bool,
    any_rule: bool,
    more: bool,
    error: Option<String>,
}

/// An alert in a list.
pub(super) struct AlertRow {
    pub(super) id: i64,
    pub(super) rule: String,
    pub(super) trouble: &'static str,
    pub(super) kiosk: Option<KioskCode>,
    pub(super) name: String,
    pub(super) place: String,
    pub(super) state: &'static str,
    pub(super) tone: &'static str,
    pub(super) open: bool,
    pub(super) unknown: String,
    pub(super) since: String,
    pub(super) lasted: String,
    pub(super) told: String,
    pub(super) by: String,
    pub(super) note: String,
}

/// An alert as a row.
pub(super) fn row(alert: Alert, officers: &[Account], lang: Lang, now_ms: i64) -> AlertRow {
    let (id, en) = trouble(alert.watched);
    let (state, tone) = words::state(alert.state, lang);
    AlertRow {
        id: alert.id,
        rule: alert.rule,
        trouble: lang.t(id, en),
        kiosk: alert.kiosk,
        name: alert.name,
        place: alert.region.as_ref().map(super::fleet::place).unwrap_or_default(),
        state,
        tone,
        open: alert.state == AlertState::Open,
        unknown: alert.unknown_since_ms.map(|at_ms| lang.moment_ms(at_ms)).unwrap_or_default(),
        since: lang.moment_ms(alert.since_ms),
        lasted: ago(alert.closed_ms.unwrap_or(now_ms) - alert.since_ms, lang),
        told: alert.told_ms.map(|at_ms| lang.moment_ms(at_ms)).unwrap_or_default(),
        by: actor_words(&alert.by, officers, lang),
        note: alert.note,
    }
}

/// "3 kiosk perlu didatangi: …", for pages that begin with it. `None`: none does.
pub(super) fn line(store: &Store, session: &Session) -> Result<Option<String>, StoreError> {
    let offices = &session.officer.offices;
    let count = store.kiosks_in_need(offices)?;
    if count == 0 {
        return Ok(None);
    }
    let filter = AlertFilter { offices: offices.clone(), limit: 20, ..AlertFilter::default() };
    let lang = session.lang;
    let mut named: Vec<(KioskCode, String)> = Vec::new();
    for alert in store.alerts(&filter)? {
        let Some(code) = alert.kiosk else { continue };
        if named.len() < NAMED as usize && named.iter().all(|(known, _)| *known != code) {
            let (id, en) = trouble(alert.watched);
            // A rule knows that a printer does not print, and the kiosk why.
            let cause = match alert.watched {
                Watched::Printer => store.kiosk(&code)?.and_then(|kiosk| Trouble::named(&kiosk.line.cause)),
                Watched::Silent
                | Watched::PaperLow
                | Watched::Clock
                | Watched::Disk
                | Watched::Data
                | Watched::Outbox
                | Watched::Enrolment
                | Watched::Source => None,
            };
            let why = cause.map_or_else(|| lang.t(id, en), |cause| cause_in_words(cause, lang));
            named.push((code, why.to_owned()));
        }
    }
    let list: Vec<String> = named.iter().map(|(code, why)| format!("{code} ({why})")).collect();
    let rest = if count > u64::from(NAMED) { ", …" } else { "" };
    let number = lang.number(count);
    Ok(Some(match lang {
        Lang::Id => format!("{number} kiosk perlu didatangi: {}{rest}", list.join(", ")),
        Lang::En if count == 1 => format!("1 kiosk needs a visit: {}", list.join(", ")),
        Lang::En => format!("{number} kiosks need a visit: {}{rest}", list.join(", ")),
    }))
}

async fn page(app: &App, session: &Session, error: Option<String>) -> Result<Response, Problem> {
    let offices = session.officer.offices.clone();
    let (mut living, over, any_rule, officers) = app
        .readers
        .run(move |store| {
            let filter = |over, limit| AlertFilter { offices: offices.clone(), kiosk: None, over, limit };
            Ok::<_, StoreError>((
                store.alerts(&filter(false, LIVING + 1))?,
                store.alerts(&filter(true, OVER))?,
                store.alert_rules()?.iter().any(|kept| kept.active),
                store.officers()?,
            ))
        })
        .await??;
    let (lang, now_ms) = (session.lang, now_ms());
    let more = living.len() > LIVING as usize;
    living.truncate(LIVING as usize);
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = AlertsPage {
        f: session.frame(session.t("Peringatan", "Alerts"), HERE),
        living: living.into_iter().map(|alert| row(alert, &officers, lang, now_ms)).collect(),
        over: over.into_iter().map(|alert| row(alert, &officers, lang, now_ms)).collect(),
        runs: session.may(Action::RunFleet),
        configures: session.may(Action::Configure),
        any_rule,
        more,
        error,
    };
    Ok(html_with(status, &page))
}

/// `GET /console/alerts`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::SeeFleet)?;
    page(&app, &session, None).await
}

/// `POST /console/alerts/{id}/acknowledge`
pub(super) async fn acknowledge(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunFleet)?;
    let id: i64 = id.parse().map_err(|_| Problem::NotFound)?;
    let (said, by) = (form.text("note").to_owned(), session.actor().to_string());
    let offices = session.officer.offices.clone();
    let done = app
        .writer
        .run(move |store| store.acknowledge_alert(id, &said, &offices, &by, Timestamp::now()))
        .await?;
    match done {
        Ok(()) => Ok(on_to("/console/alerts?done=alert-known")),
        Err(AlertRefusal::Unknown) => Err(Problem::NotFound),
        Err(refusal) => {
            let why = words::refusal(refusal, session.lang)?;
            page(&app, &session, Some(why)).await
        }
    }
}
