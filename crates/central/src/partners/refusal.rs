//! Refusals: a code for the program, a sentence for whoever wrote it.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::StoreError;

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Code {
    /// The key is missing, unknown, over or revoked.
    Key,
    /// The key is not for this.
    NotGranted,
    /// What was asked can't be understood.
    Malformed,
    /// There is nothing of that name, or it is another office's.
    NotFound,
    /// This address is asked with another method.
    Method,
    /// More than the key's limit.
    TooMany,
    /// Central failed, or has too much to do.
    Internal,
}

/// A refusal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refusal {
    /// For the program.
    code: Code,
    /// What to do about it, for whoever wrote the program.
    say: &'static str,
}

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    refusal: Refusal,
    retry_after_s: Option<u16>,
}

impl Refused {
    fn new(status: StatusCode, code: Code, say: &'static str) -> Refused {
        Refused { status, refusal: Refusal { code, say }, retry_after_s: None }
    }

    pub(super) fn key() -> Refused {
        let say = "send `Authorization: Bearer` and a key that works: an admin makes one in the console";
        Self::new(StatusCode::UNAUTHORIZED, Code::Key, say)
    }

    pub(super) fn not_granted() -> Refused {
        Self::new(StatusCode::FORBIDDEN, Code::NotGranted, "this key is not for this: ask the office's admin")
    }

    pub(super) fn malformed(say: &'static str) -> Refused {
        Self::new(StatusCode::BAD_REQUEST, Code::Malformed, say)
    }

    pub(super) fn not_found() -> Refused {
        Self::new(StatusCode::NOT_FOUND, Code::NotFound, "there is no such thing, or it is another office's")
    }

    pub(super) fn method() -> Refused {
        let say = "ask with the method that /api/openapi.json names";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, Code::Method, say)
    }

    pub(super) fn too_many(retry_after_s: u16) -> Refused {
        let say = "this key's limit is used up: wait as long as Retry-After says";
        let refused = Self::new(StatusCode::TOO_MANY_REQUESTS, Code::TooMany, say);
        Refused { retry_after_s: Some(retry_after_s), ..refused }
    }

    fn busy(say: &'static str) -> Refused {
        let busy = Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Internal, say);
        Refused { retry_after_s: Some(30), ..busy }
    }

    pub(super) fn internal() -> Refused {
        let say = "central failed: ask again later";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, say)
    }
}

/// The cause is for central's own log.
impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a partner's request failed: {error}");
        match error.is_passing() {
            true => Self::busy("central's database can't answer now: ask again later"),
            false => Self::internal(),
        }
    }
}

impl From<crate::api::Refused> for Refused {
    fn from(refused: crate::api::Refused) -> Self {
        if !refused.is_busy() {
            return Self::internal();
        }
        Self::busy("central has too much to do: ask again later")
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.refusal)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
