//! One officer's account, for an admin: role, offices, and where the officer is signed in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::officers::{offices_given, words_of};
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use super::sessions::{self, Place};
use super::words;
use crate::api::App;
use crate::office::people::{Action, OfficerId, Role};
use crate::store::Account;

#[derive(Template)]
#[template(path = "console/officer.html")]
struct OfficerPage {
    f: Frame,
    id: i64,
    code: String,
    name: String,
    login: String,
    active: bool,
    /// Whether the account was set up.
    joined: bool,
    me: bool,
    roles: Vec<(&'static str, &'static str, bool)>,
    offices: String,
    rows: Vec<Place>,
    action: String,
    error: Option<String>,
}

/// The account, where it is for offices of this admin.
async fn found(app: &App, session: &Session, id: i64) -> Result<Account, Problem> {
    session.must(Action::ManageOfficers)?;
    let officer = app.readers.run(move |store| store.officer(OfficerId(id))).await??;
    officer.filter(|officer| session.officer.offices.include(&officer.offices)).ok_or(Problem::NotFound)
}

async fn page(
    app: &App,
    session: &Session,
    officer: Account,
    typed: Option<(Role, String)>,
    error: Option<&str>,
) -> Result<OfficerPage, Problem> {
    let (id, token, lang) = (officer.id, session.token.clone(), session.lang);
    let open = app.readers.run(move |store| store.open_sessions(id, &token, Timestamp::now())).await??;
    let (chosen, offices) = typed.unwrap_or_else(|| (officer.role, officer.offices.to_string()));
    let role = |role: Role| (role.as_str(), words::role(role, lang), role == chosen);
    Ok(OfficerPage {
        f: session.frame(session.t("Akun petugas", "An officer's account"), "/console/officers"),
        id: id.0,
        code: id.to_string(),
        name: officer.name,
        login: officer.login,
        active: officer.active,
        joined: officer.joined,
        me: id == session.officer.id,
        roles: Role::ALL.into_iter().map(role).collect(),
        offices,
        rows: sessions::places(open, lang),
        action: format!("/console/officers/{}/sessions", id.0),
        error: error.map(ToOwned::to_owned),
    })
}

/// `GET /console/officers/{id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let officer = found(&app, &session, id).await?;
    Ok(html(&page(&app, &session, officer, None, None).await?))
}

/// `POST /console/officers/{id}`: role and offices.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let officer = found(&app, &session, id).await?;
    // Nobody gives themselves more, or locks themselves out by a slip.
    if officer.id == session.officer.id {
        return Err(Problem::Forbidden);
    }
    let role = Role::named(form.text("role")).ok_or(Problem::Malformed)?;
    let typed = form.text("offices").to_owned();
    let changed = match offices_given(&session, &typed) {
        Ok(offices) => {
            let (active, by) = (officer.active, session.actor().to_string());
            let changed = app
                .writer
                .run(move |store| {
                    store.change_officer(OfficerId(id), role, &offices, active, &by, Timestamp::now())
                })
                .await?;
            match changed {
                Ok(()) => Ok(()),
                Err(refusal) => Err(words_of(refusal)?),
            }
        }
        Err(words) => Err(words),
    };
    match changed {
        Ok(()) => Ok(on_to(&format!("/console/officers/{id}?done=officer-changed"))),
        Err((id_, en)) => {
            let error = session.t(id_, en);
            let page = page(&app, &session, officer, Some((role, typed)), Some(error)).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// `POST /console/officers/{id}/sessions`: ends one, or all.
pub(super) async fn end_sessions(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let officer = found(&app, &session, id).await?.id;
    let (by, at) = (session.actor(), Timestamp::now());
    match form.text("do") {
        "end" => {
            let named = sessions::named(&form)?;
            app.writer.run(move |store| store.end_session(officer, named, &by, at)).await??;
        }
        // One's own go on here: signing out is another button.
        "end-all" if officer == session.officer.id => {
            let keep = session.token.clone();
            app.writer.run(move |store| store.end_other_sessions(officer, &keep, &by, at)).await??;
        }
        "end-all" => {
            app.writer.run(move |store| store.end_sessions(officer, &by)).await??;
        }
        _ => return Err(Problem::Malformed),
    }
    Ok(on_to(&format!("/console/officers/{id}?done=sessions-ended")))
}
