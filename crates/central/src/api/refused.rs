//! Refusals: the status for machines between, the code for the terminal, a line for a technician.

use anjungan_wire::request::{Refusal, RefusalCode};
use anjungan_wire::revocation::Revocation;
use anjungan_wire::signed::Signed;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::objects::ObjectsError;
use crate::store::{Obstacle, StoreError};

/// A refusal on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    refusal: Box<Refusal>,
    retry_after_s: Option<u16>,
    obstacle: Option<Obstacle>,
}

impl Refused {
    fn new(status: StatusCode, code: RefusalCode, say: impl Into<String>) -> Self {
        let refusal = Box::new(Refusal { code, say: say.into(), no: None, now_ms: None, revocation: None });
        Self { status, refusal, retry_after_s: None, obstacle: None }
    }

    pub(super) fn malformed(say: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, RefusalCode::Malformed, say)
    }

    pub(super) fn signature(say: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, RefusalCode::Signature, say)
    }

    pub(super) fn clock(say: impl Into<String>, now_ms: i64) -> Self {
        let mut refused = Self::new(StatusCode::UNAUTHORIZED, RefusalCode::Clock, say);
        refused.refusal.now_ms = Some(now_ms);
        refused
    }

    pub(super) fn not_accepted() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            RefusalCode::NotAccepted,
            "this terminal waits to be accepted at central: compare its four words there (`kiosk accept`)",
        )
    }

    pub(super) fn revoked(state: &str) -> Self {
        let say = format!("this terminal is {state} at central: to use it again, enrol it with a new code");
        Self::new(StatusCode::FORBIDDEN, RefusalCode::Revoked, say)
    }

    /// With the word that makes the terminal empty itself.
    pub(super) fn signed(mut self, revocation: Signed<Revocation>) -> Self {
        self.refusal.revocation = Some(Box::new(revocation));
        self
    }

    pub(super) fn enrolment_code(say: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, RefusalCode::EnrolmentCode, say)
    }

    pub(super) fn not_found(say: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, RefusalCode::NotFound, say)
    }

    pub(super) fn conflict(no: u64, say: impl Into<String>) -> Self {
        let mut refused = Self::new(StatusCode::CONFLICT, RefusalCode::Conflict, say);
        refused.refusal.no = Some(no);
        refused
    }

    pub(super) fn too_large(say: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, RefusalCode::TooLarge, say)
    }

    pub(super) fn too_many(say: impl Into<String>, retry_after_s: u16) -> Self {
        let mut refused = Self::new(StatusCode::TOO_MANY_REQUESTS, RefusalCode::TooMany, say);
        refused.retry_after_s = Some(retry_after_s);
        refused
    }

    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            RefusalCode::Internal,
            "central failed; its log says why. Send it again later",
        )
    }

    pub(super) fn busy(say: impl Into<String>) -> Self {
        let mut refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, RefusalCode::Internal, say);
        refused.retry_after_s = Some(30);
        refused
    }

    /// Nothing is wrong with what was asked.
    pub(super) fn obstacle(obstacle: Obstacle) -> Self {
        let mut refused = Self::busy(format!("{obstacle}; nothing of this was kept: send it again later"));
        refused.obstacle = Some(obstacle);
        refused
    }

    /// What stands in the way, where that is known.
    pub(crate) fn in_the_way(&self) -> Option<Obstacle> {
        self.obstacle
    }

    /// Whether it may go better in a moment.
    pub(crate) fn is_busy(&self) -> bool {
        self.retry_after_s.is_some()
    }

    /// The same with another status.
    pub(super) fn with(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

/// The cause is for central's own log; a terminal can do nothing about it.
impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a request failed: {error}");
        match error.obstacle() {
            Some(obstacle) => Self::obstacle(obstacle),
            None => Self::internal(),
        }
    }
}

impl From<ObjectsError> for Refused {
    fn from(error: ObjectsError) -> Self {
        tracing::error!(%error, "a picture could not be read: {error}");
        match error.is_passing() {
            true => Self::busy("pictures can't be read now: ask again later"),
            false => Self::internal(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        tracing::debug!(status = self.status.as_u16(), code = ?self.refusal.code, say = self.refusal.say, "refused");
        let mut response = (self.status, Json(self.refusal)).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
