//! Submitting, publishing, withdrawing, undoing, restoring.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::pictures::{self, NotKept};
use super::{HERE, author, show, words};
use crate::api::App;
use crate::console::page::{Problem, on_to};
use crate::console::session::{Sent, Session};
use crate::content::machine::{Act, NotAllowed, VersionNo};
use crate::office::people::Action;
use crate::office::workflow::IdempotencyKey;
use crate::store::{ContentId, ContentRefusal, ContentWish, Seen, StoreError};

/// `POST /console/content/{id}/act`
pub(super) async fn act(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    if !session.may(Action::EditContent) {
        session.must(Action::PublishContent)?;
    }
    let act = Act::named(form.text("act"))
        .filter(|act| !matches!(act, Act::Edit | Act::Restore | Act::HoldBack))
        .ok_or(Problem::Malformed)?;
    let key = IdempotencyKey::new(form.text("key")).ok_or(Problem::Malformed)?;
    let rev: i64 = form.text("rev").parse().map_err(|_| Problem::Malformed)?;
    let (id, by, note) = (ContentId(id), author(&session), form.text("note").to_owned());
    let sure = form.text("sure") == "yes";
    if act == Act::Publish
        && let Some(lacking) = lacks_pictures(&app, &session, id).await?
    {
        let says = pictures::words(lacking, &session);
        let mut response = show::page(&app, &session, id, lacking.status(), Some(says)).await?;
        lacking.mark(&mut response);
        return Ok(response);
    }
    let done = app
        .writer
        .run(move |store| {
            let wish = ContentWish { act, note: &note, sure };
            store.act_on_content(Seen { id, rev }, wish, &by, &key, Timestamp::now())
        })
        .await?;
    let code = match act {
        Act::Submit => "content-submitted",
        Act::Publish => "content-published",
        Act::Withdraw => "content-withdrawn",
        Act::SendBack => "content-sent-back",
        Act::Undo => "content-undone",
        Act::Edit | Act::Restore | Act::Recall | Act::HoldBack => "content-saved",
    };
    answer(&app, &session, id, done.map(|_| code)).await
}

/// Whether kiosks would be told of a picture that nobody can give them now.
async fn lacks_pictures(app: &App, session: &Session, id: ContentId) -> Result<Option<NotKept>, Problem> {
    let by = author(session);
    let named = app
        .readers
        .run(move |store| {
            let Some(thing) = store.content(id, &by)? else { return Ok(Vec::new()) };
            let version = store.content_version(id, thing.standing.newest)?;
            Ok::<_, StoreError>(version.map_or_else(Vec::new, |version| version.body.pictures()))
        })
        .await??;
    for hash in named {
        match app.objects.has(&hash).await {
            Ok(true) => {}
            Ok(false) => return Ok(Some(NotKept::Gone)),
            Err(error) => {
                tracing::error!(%error, "nothing is published without its picture: {error}");
                return Ok(Some(if error.is_passing() { NotKept::Away } else { NotKept::Gone }));
            }
        }
    }
    Ok(None)
}

/// `POST /console/content/{id}/restore`
pub(super) async fn restore(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let key = IdempotencyKey::new(form.text("key")).ok_or(Problem::Malformed)?;
    let rev: i64 = form.text("rev").parse().map_err(|_| Problem::Malformed)?;
    let from = VersionNo(form.text("version").parse().map_err(|_| Problem::Malformed)?);
    let (id, by) = (ContentId(id), author(&session));
    let done = app
        .writer
        .run(move |store| store.restore_content(Seen { id, rev }, from, &by, &key, Timestamp::now()))
        .await?;
    answer(&app, &session, id, done.map(|_| "content-restored")).await
}

async fn answer(
    app: &App,
    session: &Session,
    id: ContentId,
    done: Result<&'static str, ContentRefusal>,
) -> Result<Response, Problem> {
    let refusal = match done {
        Ok(code) => return Ok(on_to(&format!("{HERE}/{id}?done={code}"))),
        Err(ContentRefusal::NotAllowed(NotAllowed::Role { .. })) => return Err(Problem::Forbidden),
        Err(refusal) => refusal,
    };
    match words::refusal(&refusal, session.lang) {
        Some(says) => show::page(app, session, id, StatusCode::CONFLICT, Some(says.to_owned())).await,
        None if matches!(refusal, ContentRefusal::Unknown) => Err(Problem::NotFound),
        None => {
            tracing::error!(%refusal, "an act on content failed: {refusal}");
            Err(Problem::Internal)
        }
    }
}
