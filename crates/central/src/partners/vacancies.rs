//! `GET /api/v1/vacancies`: what kiosks show, a page at a time.

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::{Vacancy, Wage};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call::{Caller, answer};
use super::refusal::{Refusal, Refused};
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::partners::Grant;

/// Vacancies in a page, unless fewer are asked for.
const LIMIT_MAX: u32 = 200;
const LIMIT: u32 = 100;
/// Rows that are looked at for one page. A page of few may go on far behind its last.
const LOOKED_AT_MAX: u32 = 2_000;
/// Bytes of a row id.
const ID_BYTES_MAX: usize = 200;

/// Which vacancies.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Province (2 digits), or regency or city (4).
    #[param(pattern = "^[0-9]{2}([0-9]{2})?$", example = "3216")]
    region: String,
    /// `next` of the page before; nothing for the first.
    #[param(max_length = 200)]
    after: Option<String>,
    /// So many at most.
    #[param(minimum = 1, maximum = 200, default = 100)]
    limit: Option<u32>,
}

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
    let Query(asked) =
        asked.map_err(|_| Refused::malformed("give region, and if you wish after and limit"))?;
    let region: RegionCode = Some(asked.region)
        .filter(|text| matches!(text.len(), 2 | 4) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Refused::malformed("region: 2 or 4 digits, like 3216"))?;
    let limit = asked.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Refused::malformed("limit: from 1 to 200"));
    }
    let after = asked.after.unwrap_or_default();
    if after.chars().count() > ID_BYTES_MAX || after.contains('\0') {
        return Err(Refused::malformed("after: what the page before called next"));
    }
    let offices = caller.offices();
    if !seen(&offices, &region) {
        return Err(Refused::not_found());
    }
    let rows = app
        .readers
        .run({
            let province = region.province();
            move |store| store.vacancies_after(&province, &after, LOOKED_AT_MAX)
        })
        .await??;
    let full = rows.len() == LOOKED_AT_MAX as usize;
    let (mut vacancies, mut last, mut cut) = (Vec::new(), None, false);
    for (id, vacancy) in rows {
        let place = &vacancy.place.region;
        if vacancies.len() == limit as usize {
            cut = true;
            break;
        }
        last = Some(id.clone());
        if region.contains(place) && offices.cover(place) {
            vacancies.push(VacancyOut::of(id, vacancy));
        }
    }
    let next = last.filter(|_| cut || full);
    answer(&headers, StatusCode::OK, &VacancyPage { vacancies, next })
}

/// Whether anything in a region can be theirs.
fn seen(offices: &Offices, region: &RegionCode) -> bool {
    match offices {
        Offices::Every => true,
        Offices::These(codes) => codes.iter().any(|code| region.contains(code) || code.contains(region)),
    }
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
    if id.chars().count() > ID_BYTES_MAX || id.contains('\0') {
        return Err(bad());
    }
    let wanted = id.clone();
    let found = app.readers.run(move |store| store.vacancy(&wanted)).await??;
    let offices = caller.offices();
    let vacancy = found.filter(|vacancy| offices.cover(&vacancy.place.region));
    let vacancy = vacancy.ok_or_else(Refused::not_found)?;
    answer(&headers, StatusCode::OK, &VacancyOut::of(id, vacancy))
}
