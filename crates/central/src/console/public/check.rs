//! Is this card genuine? By the signed code in the browser, or by the check code here.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::api::App;
use crate::console::assets;
use crate::console::form::Form;
use crate::console::lang::{self, Lang};
use crate::console::limits::Sender;
use crate::console::page::{Frame, Problem, html, html_with};
use crate::store::PublicCard;

#[derive(Template)]
#[template(path = "public/card.html")]
struct CardPage {
    f: Frame,
    /// JSON list of the keys that card codes are checked with.
    keys: String,
    /// When, in Unix seconds: a page that was kept knows its age.
    made: i64,
}

/// `GET /k`. The same for everybody, so that a browser may keep it and check without a network.
pub(in crate::console) async fn page(State(app): State<Arc<App>>, lang: Lang) -> Result<Response, Problem> {
    let keys = app.readers.run(|store| store.card_keys()).await??;
    let f = Frame::public(lang, lang.t("Periksa kartu AK/I", "Check an AK/I card"), "/k");
    let keys = serde_json::to_string(&keys).map_err(|_| Problem::Internal)?;
    let mut page = html(&CardPage { f, keys, made: jiff::Timestamp::now().as_second() });
    let keep = [(header::CACHE_CONTROL, "private, max-age=86400"), (header::VARY, "Cookie")];
    for (name, value) in keep {
        page.headers_mut().insert(name, value.parse().expect("a fixed value"));
    }
    Ok(page)
}

#[derive(Template)]
#[template(path = "public/check.html")]
struct CheckPage {
    f: Frame,
    found: Option<Found>,
}

struct Found {
    number: String,
    name: String,
    until: String,
    verdict: &'static str,
    tone: &'static str,
    says: String,
}

/// `POST /c`: typed, so that it stands in no history.
pub(in crate::console) async fn typed(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    body: Bytes,
) -> Result<Response, Problem> {
    check(&app, lang, sender, Form::read(&body).text("code")).await
}

/// `GET /c/{token}`: the address on the card.
pub(in crate::console) async fn scanned(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    // Bytes that are no text are no code either.
    let token = token.map(|Path(token)| token).unwrap_or_default();
    check(&app, lang, sender, &token).await
}

/// What is no code at all, and what no card has, get the same answer.
async fn check(app: &App, lang: Lang, sender: Sender, typed: &str) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let checked = app.readers.run(move |store| store.check(&code)).await??;
    let f = Frame::public(lang, lang.t("Periksa kartu AK/I", "Check an AK/I card"), "/k");
    let Some(card) = checked else {
        return Ok(html_with(StatusCode::NOT_FOUND, &CheckPage { f, found: None }));
    };
    app.limits.give_back(sender);
    Ok(html(&CheckPage { f, found: Some(found(card, lang)) }))
}

fn found(card: PublicCard, lang: Lang) -> Found {
    let (verdict, tone, says) = if card.revoked {
        ("revoked", "bad", lang.t("Dicabut: tidak berlaku lagi", "Revoked: not valid any more"))
    } else if lang::today() > card.valid_until {
        ("expired", "warn", lang.t("Kedaluwarsa", "Expired"))
    } else {
        ("valid", "good", lang.t("Berlaku", "Valid"))
    };
    Found {
        number: card.number.to_string(),
        name: card.masked_name,
        until: lang.date(card.valid_until),
        verdict,
        tone,
        says: says.to_owned(),
    }
}

/// `GET /sw.js`: what lets a browser keep that page, and nothing else.
pub(in crate::console) async fn worker() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, assets::worker()).into_response()
}

/// `GET /public/revoked/{id}`: 200 when the card is on the list. The id is a hash of the number, and numbers can be
/// guessed: so a look costs a part of a try, which leaves a hundred in a row to whoever checks cards.
pub(in crate::console) async fn revoked(
    State(app): State<Arc<App>>,
    sender: Sender,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    app.limits.take_part(sender)?;
    let listed = app.readers.run(move |store| store.is_revoked_row(&id)).await??;
    let status = if listed { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok(status.into_response())
}
