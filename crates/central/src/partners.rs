//! What partners' programs read: published vacancies, figures, whether a card is valid. JSON, read-only, with a key.
//!
//! ```text
//! GET  /api                       what there is, for people       console/public/interface.rs
//! GET  /metrics                   how central does, for Prometheus
//! GET  /api/openapi.json          the same for programs           made from the handlers themselves
//! GET  /api/v1/vacancies          a page of vacancies             partners/vacancies.rs
//! GET  /api/v1/vacancies/{id}     one                             partners/vacancies.rs
//! GET  /api/v1/employers          a page of employers             partners/employers.rs
//! GET  /api/v1/trainings          a page of trainings             partners/trainings.rs
//! GET  /api/v1/figures            counts                          partners/figures.rs
//! POST /api/v1/cards/check        whether a card is valid         partners/cards.rs
//! ```
//!
//! **Architecture invariant:** no person is in any answer, and nothing that tells of one in an address: a card's number
//! is posted.
//!
//! **Architecture invariant:** a key for some offices sees nothing of another; what is not theirs is not found.

mod call;
mod cards;
mod employers;
mod figures;
mod paging;
mod refusal;
mod text;
mod trainings;
mod vacancies;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

pub(crate) use call::Callers;
use refusal::Refused;

use crate::api::App;
use crate::office::partners::Grant;
use crate::routes::{Routes, Rule};

/// The description of everything here.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Anjungan",
        version = "1",
        description = "Published vacancies, employers and trainings, figures, and whether a card is valid. Read-only. No person is in any answer.\n\nA key is made in the console (Mitra) and sent as `Authorization: Bearer anjungan_…`. Every key has a limit of requests a minute; 429 says when to come again. Answers carry an ETag: send it as If-None-Match, and 304 says that nothing changed.",
        license(name = "GPL-3.0-only", identifier = "GPL-3.0-only"),
    ),
    paths(
        vacancies::list,
        vacancies::one,
        employers::list,
        trainings::list,
        figures::show,
        cards::check
    ),
    modifiers(&Key),
)]
struct Document;

struct Key;

impl utoipa::Modify for Key {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A key of a partner."));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(key.build()));
    }
}

/// The OpenAPI document, as `/api/openapi.json` serves it.
pub fn document() -> serde_json::Value {
    serde_json::to_value(Document::openapi()).expect("a document of strings and numbers is JSON")
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/vacancies", Rule::Token(Grant::Vacancies), vacancies::list)
        .get("/api/v1/vacancies/{id}", Rule::Token(Grant::Vacancies), vacancies::one)
        .get("/api/v1/employers", Rule::Token(Grant::Employers), employers::list)
        .get("/api/v1/trainings", Rule::Token(Grant::Trainings), trainings::list)
        .get("/api/v1/figures", Rule::Token(Grant::Figures), figures::show)
        .post("/api/v1/cards/check", Rule::Token(Grant::Cards), cards::check)
        .get("/metrics", Rule::Token(Grant::Metrics), measures)
        .get("/api/openapi.json", Rule::Public, openapi)
        .other_method(async || Refused::method())
}

/// `GET /metrics`, for Prometheus: a key stands in its configuration as `authorization: { credentials: … }`.
async fn measures(State(app): State<Arc<App>>, caller: call::Caller) -> Result<Response, Refused> {
    caller.must(Grant::Metrics)?;
    let now = app.readers.run(|store| store.gauges()).await??;
    let text = app.metrics.text(&now, app.beats_held()).map_err(|error| {
        tracing::error!(%error, "metrics could not be written: {error}");
        Refused::internal()
    })?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

async fn openapi(headers: HeaderMap) -> Result<Response, Refused> {
    call::answer(&headers, StatusCode::OK, &document())
}
