//! `GET /v1/feed/{scope}?epoch=&after=&floor=&limit=`: changes after a cursor, or "begin again".

use std::sync::Arc;

use anjungan_wire::feed::FeedQuery;
use anjungan_wire::id::Scope;
use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::call::{Call, Turn, Unverified, Who};
use super::pages::Sent;
use super::refused::Refused;

/// Smaller ones are not worth it.
const GZIP_BYTES_LEAST: usize = 1024;

pub(super) async fn feed(
    State(app): State<Arc<App>>,
    Path(scope): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let parts = Unverified::read(request, 0).await?;
    let shared = Arc::clone(&app);
    let answer = Call::admit_and(&app, parts, Who::InService, Turn::Usual, move |store, call, _| {
        let scope: Scope = scope.parse().map_err(|error| Refused::not_found(format!("the path: {error}")))?;
        if !call.device().scopes.contains(&scope) {
            return Err(Refused::not_found(format!("{scope} is not one of this kiosk's feeds")));
        }
        let Query(query) = Query::<FeedQuery>::try_from_uri(&call.parts.uri)
            .map_err(|error| Refused::malformed(format!("the query: {}", error.body_text())))?;
        if query.limit == 0 {
            return Err(Refused::malformed("the query: limit must be at least 1"));
        }
        Ok(match shared.pages.whole(store, &scope, &query)? {
            Sent::Own(answer) => Json(answer).into_response(),
            Sent::Shared(page) => {
                let small = page.json().len() < GZIP_BYTES_LEAST;
                match page.gzip().filter(|_| !small && takes_gzip(&call.parts.headers)) {
                    Some(gzip) => {
                        let mut response = as_json(gzip);
                        let headers = response.headers_mut();
                        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
                        response
                    }
                    None => as_json(page.json()),
                }
            }
        })
    });
    answer.await
}

fn as_json(body: bytes::Bytes) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

/// As our terminals say it. Who says it in another way gets what the layer outside makes of it.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let named = |value: &HeaderValue| {
        value.to_str().is_ok_and(|value| value.split(',').any(|one| one.trim().eq_ignore_ascii_case("gzip")))
    };
    headers.get_all(header::ACCEPT_ENCODING).iter().any(named)
}
