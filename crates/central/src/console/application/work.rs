//! Who works on an application, and withdrawing its card.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::{Again, office_of, refused};
use crate::api::App;
use crate::console::page::{Problem, on_to};
use crate::console::session::{Sent, Session};
use crate::office::people::{Action, OfficerId};
use crate::store::ApplicationId;

/// `POST …/lease`: takes or renews it. Pages that are open do this by themselves once a minute.
pub(in crate::console) async fn lease(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    take_lease(&app, &session, id, false, headers.contains_key("hx-request"), "taken").await
}

/// `POST …/take-over`
pub(in crate::console) async fn take_over(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    take_lease(&app, &session, id, true, false, "taken-over").await
}

async fn take_lease(
    app: &App,
    session: &Session,
    id: i64,
    take_over: bool,
    fragment: bool,
    done: &str,
) -> Result<Response, Problem> {
    session.must(Action::Verify)?;
    let id = ApplicationId(id);
    let (_, office) = office_of(app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let actor = session.actor();
    let leased = app.writer.run(move |store| store.lease(id, &actor, take_over, Timestamp::now())).await?;
    match leased {
        Ok(_) if fragment => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(_) => Ok(on_to(&format!("/console/applications/{id}?done={done}"))),
        Err(refusal) => refused(app, session, id, refusal, Again::default()).await,
    }
}

/// `POST …/release`
pub(in crate::console) async fn release(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Verify)?;
    let (id, officer): (ApplicationId, OfficerId) = (ApplicationId(id), session.officer.id);
    let (_, office) = office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    match app.writer.run(move |store| store.release(id, officer)).await? {
        Ok(_) => Ok(on_to("/console?show=waiting")),
        Err(refusal) => refused(&app, &session, id, refusal, Again::default()).await,
    }
}

/// `POST …/revoke`
pub(in crate::console) async fn revoke(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Revoke)?;
    let id = ApplicationId(id);
    let (_, office) = office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let (actor, note) = (session.actor(), form.text("note").chars().take(1000).collect::<String>());
    match app.writer.run(move |store| store.revoke_card(id, &actor, &note, Timestamp::now())).await? {
        Ok(()) => Ok(on_to(&format!("/console/applications/{id}?done=revoked"))),
        Err(refusal) => refused(&app, &session, id, refusal, Again::default()).await,
    }
}
