//! `POST /api/v1/cards/check`: whether a card is valid. Posted, because numbers of cards tell of persons and addresses
//! are kept by proxies.

use std::sync::Arc;

use anjungan_wire::card::CardNumber;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{Caller, answer};
use super::refusal::{Refusal, Refused};
use crate::api::App;
use crate::office::partners::Grant;

/// Letters of a number.
const NUMBER_MAX: usize = 60;

/// Which card.
#[derive(Deserialize, ToSchema)]
pub(super) struct CardAsked {
    /// As it is printed.
    #[schema(max_length = 60, example = "3216 151126 000001")]
    number: String,
}

/// How a card stands.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Stands {
    /// It was issued and its last day is not over.
    Valid,
    /// Its last day is over.
    Ended,
    /// It was made invalid, or its holder is at work.
    Revoked,
    /// There is no card with this number at the offices that the key is for.
    Unknown,
}

/// How it stands.
#[derive(Serialize, ToSchema)]
struct CardStands {
    stands: Stands,
    /// The last day it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    valid_until: Option<String>,
}

/// Whether a card is valid
#[utoipa::path(
    post,
    path = "/api/v1/cards/check",
    tag = "cards",
    request_body = CardAsked,
    responses(
        (status = 200, description = "How it stands", body = CardStands),
        (status = 304, description = "Nothing changed"),
        (status = 400, description = "The body can't be read", body = Refusal),
        (status = 401, description = "The key is missing or does not work", body = Refusal),
        (status = 403, description = "The key is not for this", body = Refusal),
        (status = 429, description = "Too many requests", body = Refusal),
        (status = 503, description = "Central is busy", body = Refusal),
    ),
    security(("key" = [])),
)]
pub(super) async fn check(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    caller.must(Grant::Cards)?;
    let asked: CardAsked = serde_json::from_slice(&body)
        .map_err(|_| Refused::malformed("send {\"number\": \"…\"} with the number as it is printed"))?;
    if asked.number.chars().count() > NUMBER_MAX {
        return Err(Refused::malformed("number: 60 letters at most"));
    }
    // What can be no number is the number of no card.
    let number: Option<CardNumber> = asked.number.parse().ok();
    let offices = caller.offices();
    let found = match number {
        Some(number) => app.readers.run(move |store| store.card_stands(&number, &offices)).await??,
        None => None,
    };
    let wib = jiff::tz::TimeZone::fixed(jiff::tz::offset(7));
    let today = Timestamp::now().to_zoned(wib).date();
    let stands = match &found {
        None => Stands::Unknown,
        Some(card) if card.revoked => Stands::Revoked,
        Some(card) if card.valid_until < today => Stands::Ended,
        Some(_) => Stands::Valid,
    };
    let valid_until = found.map(|card| card.valid_until.to_string());
    answer(&headers, StatusCode::OK, &CardStands { stands, valid_until })
}
