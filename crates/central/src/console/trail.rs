//! The audit trail, for an auditor.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::lang::Lang;
use super::page::{Frame, Problem, html};
use super::session::{Sent, Session};
use crate::api::App;
use crate::office::people::Action;
use crate::store::{AuditBroken, AuditPage as Found, AuditRow};

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
}

struct Row {
    no: i64,
    when: String,
    who: String,
    what: String,
    subject: String,
    detail: String,
}

struct Chain {
    whole: bool,
    tone: &'static str,
    says: String,
}

#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

fn page(session: &Session, Found { rows, next }: Found, chain: Option<Chain>) -> AuditPage {
    let more = next.map(|before| format!("{HERE}?before={before}"));
    let row = |row: AuditRow| Row {
        no: row.no,
        when: session.lang.moment_ms(row.at_ms),
        who: row.actor,
        what: row.act,
        subject: row.subject,
        detail: match row.detail.as_object() {
            Some(detail) if detail.is_empty() => String::new(),
            Some(_) | None => row.detail.to_string(),
        },
    };
    AuditPage {
        offices: session.officer.offices.to_string(),
        f: session.frame(session.t("Jejak audit", "Audit trail"), HERE),
        rows: rows.into_iter().map(row).collect(),
        more,
        chain,
    }
}

/// `GET /console/audit`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(Before { before }): Query<Before>,
) -> Result<Response, Problem> {
    session.must(Action::SeeAudit)?;
    let offices = session.officer.offices.clone();
    let found = app.readers.run(move |store| store.audit_of(&offices, before, ROWS)).await??;
    Ok(html(&page(&session, found, None)))
}

/// `POST /console/audit/verify`: goes through all of it, so it is asked for.
pub(super) async fn verify(
    State(app): State<Arc<App>>,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::SeeAudit)?;
    let offices = session.officer.offices.clone();
    let (checked, found) =
        app.readers.run(move |store| (store.verify_audit(), store.audit_of(&offices, None, ROWS))).await?;
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
    Ok(html(&page(&session, found?, Some(chain))))
}
