//! `GET /api/v1/trainings`: trainings that kiosks show, a page at a time.

use std::sync::Arc;

use anjungan_wire::content::{Item, Training};
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

/// A page of trainings.
#[derive(Serialize, ToSchema)]
struct TrainingPage {
    /// In the order of their ids. It may be empty while there is a next page.
    trainings: Vec<TrainingOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A training.
#[derive(Serialize, ToSchema)]
struct TrainingOut {
    /// Stable.
    id: String,
    /// What is learned.
    title: Text,
    /// Who gives it.
    organiser: String,
    /// Where, in words.
    place: String,
    /// Kemendagri code of where, 4 to 10 digits.
    region: String,
    /// First day, like 2026-11-01.
    #[schema(format = Date)]
    starts: String,
    /// Last day.
    #[schema(format = Date)]
    ends: String,
    /// Last day on which one can register; absent: not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    register_until: Option<String>,
    /// Places; absent: not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<u32>,
    /// Places that are left, where somebody keeps count.
    #[serde(skip_serializing_if = "Option::is_none")]
    places_left: Option<u32>,
    /// What is asked for; a line each.
    #[serde(skip_serializing_if = "Option::is_none")]
    requirements: Option<Text>,
    /// What it costs.
    cost: Text,
    /// An office's telephone or counter.
    contact: String,
    /// How to register.
    how_to_register: Text,
    /// Where to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl TrainingOut {
    fn of(id: String, training: Training) -> TrainingOut {
        TrainingOut {
            id,
            title: Text::of(training.title),
            organiser: training.organiser.into(),
            place: training.place.into(),
            region: training.region.to_string(),
            starts: training.starts.to_string(),
            ends: training.ends.to_string(),
            register_until: training.register_until.map(|day| day.to_string()),
            places: training.places,
            places_left: training.places_left,
            requirements: training.requirements.map(Text::of),
            cost: Text::of(training.cost),
            contact: training.contact.into(),
            how_to_register: Text::of(training.how_to_register),
            url: training.url.map(Into::into),
        }
    }
}

/// Published trainings in a province, a regency or a city
#[utoipa::path(
    get,
    path = "/api/v1/trainings",
    tag = "trainings",
    params(Asked),
    responses(
        (status = 200, description = "A page", body = TrainingPage),
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
    caller.must(Grant::Trainings)?;
    let wanted = Wanted::of(asked, &caller)?;
    let after = wanted.after.clone();
    let training = |item| match item {
        Item::Training(training) => Some(training),
        Item::Announcement(_)
        | Item::Slide(_)
        | Item::ServiceText(_)
        | Item::ServiceStandard(_)
        | Item::PrivacyNotice(_)
        | Item::OpeningHours(_)
        | Item::WageReference(_)
        | Item::Fair(_)
        | Item::Employer(_)
        | Item::Unknown => None,
    };
    let rows = app
        .readers
        .run(move |store| store.shown_after(&Scope::Trainings, &after, LOOKED_AT_MAX, training))
        .await??;
    let (trainings, next) = wanted.cut(rows, |training| &training.region, TrainingOut::of);
    answer(&headers, StatusCode::OK, &TrainingPage { trainings, next })
}
