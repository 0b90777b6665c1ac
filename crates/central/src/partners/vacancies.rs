//! `GET /api/v1/vacancies`: what kiosks show, a page at a time.

use std::sync::Arc;

use anjungan_wire::vacancy::{Vacancy, Wage};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Caller, answer};
use super::paging::{Asked, LOOKED_AT_MAX, Wanted};
use super::refusal::{Refusal, Refused};
use crate::api::App;
use crate::office::partners::Grant;

/// Characters of a row id.
const ID_CHARS_MAX: usize = 200;

/// A page of vacancies.
#[derive(Serialize, ToSchema)]
struct VacancyPage {
    /// In the order of their ids. It may be empty while there is a next page.
    vacancies: Vec<VacancyOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A vacancy.
#[derive(Serialize, ToSchema)]
struct VacancyOut {
    /// Stable: source and id there.
    id: String,
    /// The title.
    title: String,
    /// Absent: the employer asked not to be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    /// Line of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<String>,
    /// Kemendagri code of where the work is, 2 to 10 digits.
    region: String,
    /// The same in words.
    place: String,
    /// Least wage a month in rupiah; absent: not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    wage_min: Option<u64>,
    /// Highest wage a month in rupiah; absent: not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    wage_max: Option<u64>,
    /// First day, like 2026-11-01.
    #[schema(format = Date)]
    opens: String,
    /// Last day on which one can apply.
    #[schema(format = Date)]
    closes: String,
    /// Where it was published.
    url: String,
}

impl VacancyOut {
    fn of(id: String, vacancy: Vacancy) -> VacancyOut {
        let (wage_min, wage_max) = match vacancy.wage {
            Wage::No => (None, None),
            Wage::Range { min, max } => (Some(min.0), Some(max.0)),
            Wage::From { min } => (Some(min.0), None),
        };
        let place = &vacancy.place;
        VacancyOut {
            id,
            title: vacancy.title,
            employer: vacancy.employer,
            sector: vacancy.sector,
            region: place.region.to_string(),
            place: place.regency.clone().unwrap_or_else(|| place.province.clone()),
            wage_min,
            wage_max,
            opens: vacancy.opens.to_string(),
            closes: vacancy.closes.to_string(),
            url: vacancy.url,
        }
    }
}

/// Published vacancies of a province, a regency or a city
#[utoipa::path(
    get,
    path = "/api/v1/vacancies",
    tag = "vacancies",
    params(Asked),
    responses(
        (status = 200, description = "A page", body = VacancyPage),
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
    caller.must(Grant::Vacancies)?;
    let wanted = Wanted::of(asked, &caller)?;
    let (province, after) = (wanted.region.province(), wanted.after.clone());
    let rows =
        app.readers.run(move |store| store.vacancies_after(&province, &after, LOOKED_AT_MAX)).await??;
    let rows = rows.into_iter().map(|(id, vacancy)| (id, Some(vacancy))).collect();
    let (vacancies, next) = wanted.cut(rows, |vacancy| &vacancy.place.region, VacancyOut::of);
    answer(&headers, StatusCode::OK, &VacancyPage { vacancies, next })
}

/// One published vacancy
#[utoipa::path(
    get,
    path = "/api/v1/vacancies/{id}",
    tag = "vacancies",
    params(("id" = String, Path, description = "Its id", max_length = 200)),
    responses(
        (status = 200, description = "The vacancy", body = VacancyOut),
        (status = 304, description = "Nothing changed"),
        (status = 400, description = "The id can't be read", body = Refusal),
        (status = 401, description = "The key is missing or does not work", body = Refusal),
        (status = 403, description = "The key is not for this", body = Refusal),
        (status = 404, description = "There is none, or it is another office's", body = Refusal),
        (status = 429, description = "Too many requests", body = Refusal),
        (status = 503, description = "Central is busy", body = Refusal),
    ),
    security(("key" = [])),
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    caller.must(Grant::Vacancies)?;
    let bad = || Refused::malformed("id: as a page of vacancies gave it");
    let Path(id) = id.map_err(|_| bad())?;
    if id.chars().count() > ID_CHARS_MAX || id.contains('\0') {
        return Err(bad());
    }
    let wanted = id.clone();
    let found = app.readers.run(move |store| store.vacancy(&wanted)).await??;
    let offices = caller.offices();
    let vacancy = found.filter(|vacancy| offices.cover(&vacancy.place.region));
    let vacancy = vacancy.ok_or_else(Refused::not_found)?;
    answer(&headers, StatusCode::OK, &VacancyOut::of(id, vacancy))
}
