//! `GET /api/v1/employers`: employers that kiosks show, a page at a time.

use std::sync::Arc;

use anjungan_wire::content::{Employer, Item};
use anjungan_wire::id::Scope;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Caller, answer};
use super::paging::{Asked, LOOKED_AT_MAX, Wanted};
use super::refusal::{Refusal, Refused};
use super::text::Text;
use crate::api::App;
use crate::office::partners::Grant;

/// A page of employers.
#[derive(Serialize, ToSchema)]
struct EmployerPage {
    /// In the order of their ids. It may be empty while there is a next page.
    employers: Vec<EmployerOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An employer.
#[derive(Serialize, ToSchema)]
struct EmployerOut {
    /// Stable.
    id: String,
    /// Its name.
    name: String,
    /// Kemendagri code of where it is, 4 to 10 digits.
    region: String,
    /// Line of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<String>,
    /// Street address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Text>,
    /// Its site.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl EmployerOut {
    fn of(id: String, employer: Employer) -> EmployerOut {
        EmployerOut {
            id,
            name: employer.name.into(),
            region: employer.region.to_string(),
            sector: employer.sector.map(Into::into),
            address: employer.address.map(Into::into),
            about: employer.about.map(Text::of),
            url: employer.url.map(Into::into),
        }
    }
}

/// Published employers of a province, a regency or a city
#[utoipa::path(
    get,
    path = "/api/v1/employers",
    tag = "employers",
    params(Asked),
    responses(
        (status = 200, description = "A page", body = EmployerPage),
        (status = 304, description = "Nothing changed"),
        (status = 400, description = "A parameter can't be read", body = Refusal),
        (status = 401, description = "The key is missing or does not work", body = Refusal),
        (status = 403, description = "The key is not for this", body = Refusal),
        (status = 404, description = "The region is another office's", body = Refusal),
        (status = 429, description = "Too many requests", body = Refusal),
        (status = 503, description = "Central is busy", body = Refusal),
    ),
    security(("key" = [])),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    caller.must(Grant::Employers)?;
    let wanted = Wanted::of(asked, &caller)?;
    let (scope, after) = (Scope::Employers(wanted.region.province()), wanted.after.clone());
    let employer = |item| match item {
        Item::Employer(employer) => Some(employer),
        Item::Announcement(_)
        | Item::Slide(_)
        | Item::ServiceText(_)
        | Item::ServiceStandard(_)
        | Item::PrivacyNotice(_)
        | Item::OpeningHours(_)
        | Item::WageReference(_)
        | Item::Training(_)
        | Item::Fair(_)
        | Item::Unknown => None,
    };
    let rows =
        app.readers.run(move |store| store.shown_after(&scope, &after, LOOKED_AT_MAX, employer)).await??;
    let (employers, next) = wanted.cut(rows, |employer| &employer.region, EmployerOut::of);
    answer(&headers, StatusCode::OK, &EmployerPage { employers, next })
}
