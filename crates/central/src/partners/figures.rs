//! `GET /api/v1/figures`: how many, and nobody in particular.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::{Caller, answer};
use super::refusal::{Refusal, Refused};
use crate::api::App;
use crate::office::partners::Grant;
use crate::store::StoreError;

/// Counts of the offices that the key is for.
#[derive(Serialize, ToSchema)]
struct Figures {
    /// Applications in each stage.
    stages: Vec<StageCount>,
    /// Holders who reported to be at work since the first day of this month.
    placed_this_month: u64,
    /// The same since the first day of this year.
    placed_this_year: u64,
    /// Of these, through this service, as they said.
    placed_this_year_found_here: u64,
}

/// Applications in a stage.
#[derive(Serialize, ToSchema)]
struct StageCount {
    /// The stage's name: TERKIRIM, DIVERIFIKASI, PERLU_PERBAIKAN, DISETUJUI, DITANDATANGANI, SIAP_CETAK, DICETAK, DIAMBIL,
    /// DITOLAK, DIBATALKAN, KEDALUWARSA, DITUTUP_SUDAH_BEKERJA.
    stage: &'static str,
    /// How many.
    count: u64,
}

/// Applications by stage, and placements
#[utoipa::path(
    get,
    path = "/api/v1/figures",
    tag = "figures",
    responses(
        (status = 200, description = "The figures now", body = Figures),
        (status = 304, description = "Nothing changed"),
        (status = 401, description = "The key is missing or does not work", body = Refusal),
        (status = 403, description = "The key is not for this", body = Refusal),
        (status = 429, description = "Too many requests", body = Refusal),
        (status = 503, description = "Central is busy", body = Refusal),
    ),
    security(("key" = [])),
)]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    caller.must(Grant::Figures)?;
    let offices = caller.offices();
    let wib = jiff::tz::TimeZone::fixed(jiff::tz::offset(7));
    let month = Timestamp::now().to_zoned(wib).date().first_of_month();
    let (counts, this_month, this_year) = app
        .readers
        .run(move |store| {
            let year = store.placements(month.first_of_year(), &offices)?;
            Ok::<_, StoreError>((store.stage_counts(&offices)?, store.placements(month, &offices)?, year))
        })
        .await??;
    let mut stages: Vec<StageCount> =
        counts.into_iter().map(|(stage, count)| StageCount { stage: stage.as_str(), count }).collect();
    stages.sort_by_key(|row| row.stage);
    let figures = Figures {
        stages,
        placed_this_month: this_month.employed,
        placed_this_year: this_year.employed,
        placed_this_year_found_here: this_year.found_here,
    };
    answer(&headers, StatusCode::OK, &figures)
}
