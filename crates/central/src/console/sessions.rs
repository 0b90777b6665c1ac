//! Where an officer is signed in: one's own places, and for an admin another's with role and offices
//! ([`super::officer`]).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;

use super::form::Form;
use super::lang::Lang;
use super::page::{Frame, Problem, html, on_to};
use super::session::{Sent, Session};
use crate::api::App;
use crate::store::{OpenSession, SessionId};

const HERE: &str = "/console/me/sessions";

#[derive(Template)]
#[template(path = "console/sessions.html")]
struct SessionsPage {
    f: Frame,
    rows: Vec<Place>,
    action: &'static str,
    /// Whether any of them is not this one.
    elsewhere: bool,
}

/// A line of the list.
pub(super) struct Place {
    pub(super) id: i64,
    pub(super) device: String,
    pub(super) since: String,
    pub(super) seen: String,
    pub(super) here: bool,
}

/// Sessions as a page shows them.
pub(super) fn places(open: Vec<OpenSession>, lang: Lang) -> Vec<Place> {
    let place = |session: OpenSession| Place {
        id: session.id.0,
        device: match session.device.is_empty() {
            true => lang.t("perangkat tidak dikenal", "unknown device").to_owned(),
            false => session.device,
        },
        since: lang.moment(session.since),
        seen: lang.moment(session.seen),
        here: session.here,
    };
    open.into_iter().map(place).collect()
}

/// The session that a form names.
pub(super) fn named(form: &Form) -> Result<SessionId, Problem> {
    form.text("session").parse().map(SessionId).map_err(|_| Problem::Malformed)
}

/// `GET /console/me/sessions`
pub(super) async fn own(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    let (id, token) = (session.officer.id, session.token.clone());
    let open = app.readers.run(move |store| store.open_sessions(id, &token, Timestamp::now())).await??;
    let rows = places(open, session.lang);
    Ok(html(&SessionsPage {
        f: session.frame(session.t("Di mana Anda masuk", "Where you are signed in"), ""),
        elsewhere: rows.iter().any(|row| !row.here),
        rows,
        action: HERE,
    }))
}

/// `POST /console/me/sessions`: ends one, or all others. The one that asks is ended by signing out.
pub(super) async fn end_own(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (id, by, at) = (session.officer.id, session.actor(), Timestamp::now());
    match form.text("do") {
        "end" => {
            let named = named(&form)?;
            app.writer.run(move |store| store.end_session(id, named, &by, at)).await??;
        }
        "end-others" => {
            let keep = session.token.clone();
            app.writer.run(move |store| store.end_other_sessions(id, &keep, &by, at)).await??;
        }
        _ => return Err(Problem::Malformed),
    }
    Ok(on_to("/console/me/sessions?done=sessions-ended"))
}
