//! Two applications with one NIK that say different things: an officer says which it is.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::compare::{self, Beside, Line};
use super::decide;
use super::page::{Frame, Problem, html_with, on_to};
use super::session::{self, Sent, Session};
use super::words;
use crate::api::App;
use crate::office::people::Action;
use crate::office::same::{Concern, Settlement};
use crate::office::workflow::IdempotencyKey;
use crate::store::{ActRefusal, ApplicationId, Filter, StoreError};

const HERE: &str = "/console/duplicates";
/// Pairs on one page.
const PAIRS: usize = 20;

#[derive(Template)]
#[template(path = "console/duplicates.html")]
struct DuplicatesPage {
    f: Frame,
    pairs: Vec<Pair>,
    error: Option<String>,
}

struct Pair {
    first: ApplicationId,
    first_receipt: String,
    second: ApplicationId,
    second_receipt: String,
    rows: Vec<Line>,
    key: String,
}

/// `GET /console/duplicates`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::Settle)?;
    page(&app, &session, StatusCode::OK, None).await
}

async fn page(
    app: &App,
    session: &Session,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, Problem> {
    let (officer, lang) = (session.officer.clone(), session.lang);
    let pairs = app
        .readers
        .run(move |store| {
            let filter =
                Filter { offices: officer.offices, concerned: true, limit: 1_000, ..Filter::default() };
            let concerned = store.applications(&filter)?.into_iter();
            let seconds = concerned.filter(|summary| {
                summary.duplicate_of.is_some()
                    && !summary.merged
                    && summary.concerns.contains(&Concern::Conflict)
            });
            let mut pairs = Vec::new();
            for second in seconds.take(PAIRS) {
                let Some(first) = second.duplicate_of else { continue };
                let (Some(first), Some(second)) = (store.application(first)?, store.application(second.id)?)
                else {
                    continue;
                };
                // The first on the left, as "typed"; what the second says otherwise on the right.
                let mut rows = compare::lines(&first.application, &Beside::Before(&second.application), lang);
                rows.retain(|row| row.differs || row.code == "name" || row.code == "nik");
                for row in &mut rows {
                    if !row.differs {
                        row.other.clone_from(&row.typed);
                    }
                    if row.typed.is_empty() {
                        row.typed = row.lines.join("; ");
                    }
                }
                // Which came first and how far each is, is half of the answer.
                rows.push(compare::plain(
                    "received",
                    lang.t("Diterima", "Received"),
                    [&first, &second].map(|one| lang.moment(one.summary.received)),
                ));
                rows.push(compare::plain(
                    "stage",
                    lang.t("Tahap", "Stage"),
                    [&first, &second].map(|one| words::stage(one.summary.stage, lang).to_owned()),
                ));
                pairs.push(Pair {
                    first: first.summary.id,
                    first_receipt: first.summary.receipt.to_string(),
                    second: second.summary.id,
                    second_receipt: second.summary.receipt.to_string(),
                    rows,
                    key: session::draw_key(),
                });
            }
            Ok::<_, StoreError>(pairs)
        })
        .await??;
    // Who looked at a person is written down (UU 27/2022 ps 35-39).
    let (actor, seen) =
        (session.actor(), pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect::<Vec<_>>());
    app.writer
        .run(move |store| seen.into_iter().try_for_each(|id| store.note_look(&actor, "look", id)))
        .await??;
    let f = session.frame(session.t("NIK ganda", "Same NIK"), HERE);
    Ok(html_with(status, &DuplicatesPage { f, pairs, error }))
}

/// `POST /console/duplicates`
pub(super) async fn settle(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Settle)?;
    let second = ApplicationId(form.text("second").parse().map_err(|_| Problem::Malformed)?);
    let key = IdempotencyKey::new(form.text("key")).ok_or(Problem::Malformed)?;
    let settlement = match form.text("settle") {
        "first" => Settlement::KeepFirst,
        "second" => Settlement::KeepSecond,
        "two" => Settlement::TwoPersons,
        _ => return Err(Problem::Malformed),
    };
    let (_, office) = super::application::office_of(&app, second).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let actor = session.actor();
    let settled = app
        .writer
        .run(move |store| store.settle_conflict(second, settlement, &actor, &key, Timestamp::now()))
        .await?;
    match settled {
        Ok(()) => Ok(on_to("/console/duplicates?done=settled")),
        Err(ActRefusal::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let error = decide::refusal_words(&refusal, session.lang);
            page(&app, &session, StatusCode::CONFLICT, Some(error)).await
        }
    }
}
