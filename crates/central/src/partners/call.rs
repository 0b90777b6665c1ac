//! A request whose key is known, and the answer to it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::refusal::Refused;
use crate::api::{App, Budget};
use crate::office::offices::Offices;
use crate::office::partners::Grant;
use crate::store::{ApiKey, ApiToken, is_stale};

/// Seconds' worth of a key's limit that may be asked at once.
const BURST_S: f64 = 10.0;
/// Limits remembered. There are not nearly as many keys.
const REMEMBERED_MAX: usize = 10_000;

/// What is left to each key in use.
#[derive(Default)]
pub(crate) struct Callers(Mutex<HashMap<i64, Budget>>);

impl Callers {
    /// Takes a request of a key. The error: seconds until the next.
    fn take(&self, token: &ApiToken, now: Instant) -> Result<(), u16> {
        let per_second = f64::from(token.what.per_minute) / 60.0;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED_MAX {
            all.retain(|_, budget| !budget.is_full(now));
        }
        let burst = (per_second * BURST_S).max(1.0);
        let own = all.entry(token.id).or_insert_with(|| Budget::new(burst, per_second, now));
        if own.take(now) { Ok(()) } else { Err(own.wait_s()) }
    }
}

/// Whose program asks.
#[derive(Debug)]
pub(super) struct Caller {
    token: ApiToken,
}

impl Caller {
    /// Refuses what the key was not given for.
    pub(super) fn must(&self, grant: Grant) -> Result<(), Refused> {
        if self.token.what.grants.contains(&grant) { Ok(()) } else { Err(Refused::not_granted()) }
    }

    /// Whose things it sees.
    pub(super) fn offices(&self) -> Offices {
        self.token.what.offices.clone()
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        let key = bearer(&parts.headers).ok_or_else(Refused::key)?;
        let at = Timestamp::now();
        let token = app.readers.run(move |store| store.token(&key, at)).await??.ok_or_else(Refused::key)?;
        app.callers.take(&token, Instant::now()).map_err(Refused::too_many)?;
        if is_stale(&token, at) {
            let id = token.id;
            app.writer.run(move |store| store.touch_token(id, at)).await??;
        }
        Ok(Caller { token })
    }
}

fn bearer(headers: &HeaderMap) -> Option<ApiKey> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| ApiKey::from_text(key.trim()))?
}

/// The answer, or 304 to whoever has it already.
pub(super) fn answer(
    headers: &HeaderMap,
    status: StatusCode,
    what: &impl Serialize,
) -> Result<Response, Refused> {
    let body = serde_json::to_vec(what).map_err(|error| {
        tracing::error!(%error, "an answer could not be written: {error}");
        Refused::internal()
    })?;
    let tag = format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(&body)[..16]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut response = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
    };
    let tag = HeaderValue::from_str(&tag).map_err(|_| Refused::internal())?;
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}
