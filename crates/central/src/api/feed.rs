//! `GET /v1/feed/{scope}?epoch=&after=&floor=&limit=`: changes after a cursor, or "begin again".

use std::sync::Arc;

use anjungan_wire::feed::{FeedAnswer, FeedQuery};
use anjungan_wire::id::Scope;
use axum::Json;
use axum::extract::{Path, Query, Request, State};

use super::App;
use super::call::{Call, Who};
use super::refused::Refused;

pub(super) async fn feed(
    State(app): State<Arc<App>>,
    Path(scope): Path<String>,
    request: Request,
) -> Result<Json<FeedAnswer>, Refused> {
    let call = Call::admit(&app, request, 0, Who::InService).await?;
    let scope: Scope = scope.parse().map_err(|error| Refused::not_found(format!("the path: {error}")))?;
    if !call.device.scopes.contains(&scope) {
        return Err(Refused::not_found(format!("{scope} is not one of this kiosk's feeds")));
    }
    let Query(query) = Query::<FeedQuery>::try_from_uri(&call.parts.uri)
        .map_err(|error| Refused::malformed(format!("the query: {}", error.body_text())))?;
    if query.limit == 0 {
        return Err(Refused::malformed("the query: limit must be at least 1"));
    }
    let answer = app.readers.run(move |store| store.feed(&scope, &query)).await??;
    Ok(Json(answer))
}
