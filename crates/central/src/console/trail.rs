//! The audit trail, for an auditor.

mod words;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use super::application::actor_words;
use super::lang::{self, Lang};
use super::page::{Frame, Problem, html};
use super::queue::Times;
use super::session::{Sent, Session};
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::office::reasons::Reason;
use crate::store::{
    Account, ApplicationId, AuditBroken, AuditFilter, AuditPage as Found, AuditRow, Store, StoreError,
};

const HERE: &str = "/console/audit";
const ROWS: u32 = 100;

#[derive(Template)]
#[template(path = "console/audit.html")]
struct AuditPage {
    f: Frame,
    /// Whose rows these are alone; empty: everybody's.
    offices: String,
    rows: Vec<Row>,
    more: Option<String>,
    chain: Option<Chain>,
    officers: Vec<Choice>,
    acts: Vec<Choice>,
    day: String,
    /// Whether a filter is set.
    filtered: bool,
}

struct Choice {
    value: String,
    label: String,
    here: bool,
}

struct Row {
    no: i64,
    when: Times,
    who: String,
    what: String,
    /// The act as it is kept.
    code: String,
    subject: String,
    /// What it is about as it is kept.
    about: String,
    href: Option<String>,
    said: String,
    /// The rest as it is kept; empty where there is none.
    detail: String,
}

struct Chain {
    whole: bool,
    tone: &'static str,
    says: String,
}

/// What is asked for.
#[derive(Deserialize, Default, Clone)]
pub(super) struct Asked {
    before: Option<i64>,
    #[serde(default)]
    officer: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    day: String,
}

impl Asked {
    fn day(&self) -> Option<Date> {
        self.day.parse().ok()
    }

    fn is_filter(&self) -> bool {
        !self.officer.is_empty() || !self.act.is_empty() || self.day().is_some()
    }

    fn filter(&self, offices: &Offices) -> AuditFilter {
        let start = |day: Date| {
            let midnight = day.to_zoned(lang::wib()).ok()?;
            Some(midnight.timestamp().as_millisecond())
        };
        let within = |day: Date| Some((start(day)?, start(day.tomorrow().ok()?)?));
        AuditFilter {
            offices: offices.clone(),
            actor: (!self.officer.is_empty()).then(|| self.officer.clone()),
            act: (!self.act.is_empty()).then(|| self.act.clone()),
            within_ms: self.day().and_then(within),
            before: self.before,
        }
    }

    /// The address of the next page, with the same filter.
    fn address(&self, before: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("before", &before.to_string());
        for (name, value) in [("officer", &self.officer), ("act", &self.act), ("day", &self.day)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{HERE}?{}", query.finish())
    }
}

/// The rows of a page and what they name.
struct Opened {
    found: Found,
    officers: Vec<Account>,
    reasons: Vec<Reason>,
    receipts: HashMap<ApplicationId, String>,
}

fn opened(store: &Store, asked: &Asked, offices: &Offices) -> Result<Opened, StoreError> {
    let found = store.audit_of(&asked.filter(offices), ROWS)?;
    let mut receipts = HashMap::new();
    let of = |row: &AuditRow| Some(ApplicationId(row.subject.strip_prefix("application:")?.parse().ok()?));
    for id in found.rows.iter().filter_map(of).collect::<HashSet<_>>() {
        match store.summary(id) {
            Ok(Some(summary)) if !summary.erased => _ = receipts.insert(id, summary.receipt.to_string()),
            // The trail is read above all where something is damaged: its row stands without the receipt.
            Ok(Some(_) | None) | Err(StoreError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Opened { found, officers: store.officers()?, reasons: store.reasons()?, receipts })
}

fn row(session: &Session, opened: &Opened, row: &AuditRow) -> Row {
    let lang = session.lang;
    let (kind, key) = row.subject.split_once(':').unwrap_or((&row.subject, ""));
    let application = key.parse().ok().map(ApplicationId).filter(|_| kind == "application");
    let receipt = application.and_then(|id| opened.receipts.get(&id));
    let officer = match kind {
        "officer" => opened.officers.iter().find(|officer| officer.id.to_string() == key),
        _ => None,
    };
    let (subject, href) = match (receipt, officer) {
        (Some(receipt), _) => {
            let href = session.may(Action::SeePerson).then(|| format!("/console/applications/{key}"));
            (words::subject(kind, receipt, lang), href)
        }
        (None, Some(officer)) => {
            let href =
                session.may(Action::ManageOfficers).then(|| format!("/console/officers/{}", officer.id.0));
            (format!("{} ({key})", officer.name), href)
        }
        (None, None) => {
            let seen = kind == "kiosk" && session.may(Action::SeeFleet);
            (words::subject(kind, key, lang), seen.then(|| format!("/console/kiosks/{key}")))
        }
    };
    let reason = |code: &str| {
        let known = opened.reasons.iter().find(|reason| reason.code == code);
        known.map_or_else(|| code.to_owned(), |reason| lang.t(&reason.text_id, &reason.text_en).to_owned())
    };
    Row {
        no: row.no,
        when: Times::of_ms(row.at_ms, lang),
        who: actor_words(&row.actor, &opened.officers, lang),
        what: words::act(&row.act, lang),
        code: row.act.clone(),
        subject,
        about: row.subject.clone(),
        href,
        said: words::detail(&row.detail, reason, lang),
        detail: match row.detail.as_object() {
            Some(detail) if detail.is_empty() => String::new(),
            Some(_) | None => row.detail.to_string(),
        },
    }
}

fn page(session: &Session, asked: &Asked, opened: &Opened, chain: Option<Chain>) -> AuditPage {
    let lang = session.lang;
    let offices = &session.officer.offices;
    let choice = |value: String, label: String, chosen: &str| Choice { here: value == chosen, value, label };
    let officer = |officer: &Account| {
        choice(
            format!("officer:{}", officer.id),
            format!("{} ({})", officer.name, officer.id),
            &asked.officer,
        )
    };
    let others = ["applicant", "system"]
        .map(|actor| choice(actor.to_owned(), actor_words(actor, &opened.officers, lang), &asked.officer));
    let own = opened.officers.iter().filter(|officer| offices.include(&officer.offices));
    AuditPage {
        offices: offices.to_string(),
        f: session.frame(session.t("Jejak audit", "Audit trail"), HERE),
        rows: opened.found.rows.iter().map(|found| row(session, opened, found)).collect(),
        more: opened.found.next.map(|before| asked.address(before)),
        chain,
        officers: own.map(officer).chain(others).collect(),
        acts: words::ACTS
            .iter()
            .map(|(code, id, en)| choice((*code).to_owned(), lang.t(id, en).to_owned(), &asked.act))
            .collect(),
        day: asked.day().map(|day| day.to_string()).unwrap_or_default(),
        filtered: asked.is_filter(),
    }
}

/// `GET /console/audit`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    session.must(Action::SeeAudit)?;
    let (offices, question) = (session.officer.offices.clone(), asked.clone());
    let opened = app.readers.run(move |store| opened(store, &question, &offices)).await??;
    Ok(html(&page(&session, &asked, &opened, None)))
}

/// `POST /console/audit/verify`: goes through all of it, so it is asked for.
pub(super) async fn verify(
    State(app): State<Arc<App>>,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::SeeAudit)?;
    let offices = session.officer.offices.clone();
    let asked = Asked::default();
    let question = asked.clone();
    let (checked, found) =
        app.readers.run(move |store| (store.verify_audit(), opened(store, &question, &offices))).await?;
    let lang = session.lang;
    let chain = match checked {
        Ok(head) => {
            let (rows, hash) = (lang.number(head.rows.cast_unsigned()), head.hash);
            let says = match lang {
                Lang::Id => {
                    format!("Rantai utuh: {rows} catatan. Catat kepala rantai ini di tempat lain: {hash}")
                }
                Lang::En => format!("The chain is whole: {rows} records. Note its head elsewhere: {hash}"),
            };
            Chain { whole: true, tone: "done", says }
        }
        Err(AuditBroken::Store(error)) => return Err(error.into()),
        Err(broken @ (AuditBroken::Row { .. } | AuditBroken::Missing { .. } | AuditBroken::Head { .. })) => {
            tracing::error!(%broken, "the audit trail is broken: {broken}");
            let says = match lang {
                Lang::Id => format!("RANTAI RUSAK. Jangan ubah apa pun; hubungi auditor. {broken}"),
                Lang::En => format!("THE CHAIN IS BROKEN. Change nothing; tell the auditor. {broken}"),
            };
            Chain { whole: false, tone: "error", says }
        }
    };
    Ok(html(&page(&session, &asked, &found?, Some(chain))))
}
