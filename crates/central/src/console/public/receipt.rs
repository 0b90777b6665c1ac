//! What a receipt opens on a phone. Central gives out locked rows and locked cards; the secret that opens them stays
//! in the phone.

use std::sync::Arc;

use anjungan_wire::application::Part;
use anjungan_wire::status::PublicStage;
use askama::Template;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio_util::io::ReaderStream;

use crate::api::App;
use crate::console::lang::Lang;
use crate::console::limits::Sender;
use crate::console::page::{Frame, Problem, html};
use crate::console::words;

#[derive(Template)]
#[template(path = "public/receipt.html")]
struct ReceiptPage {
    f: Frame,
    stages: Vec<StageWords>,
    parts: Vec<(&'static str, &'static str)>,
}

struct StageWords {
    code: String,
    tone: &'static str,
    name: &'static str,
    headline: &'static str,
    text: &'static str,
}

/// `GET /r`. Holds the words of every stage; which one is shown, the phone finds out.
pub(in crate::console) async fn page(lang: Lang) -> Response {
    let f = Frame::public(lang, lang.t("Status pengajuan", "Your application"), "/r");
    let stages = PublicStage::ALL.into_iter().map(|stage| words_of(stage, lang)).collect();
    let parts = Part::ALL.into_iter().map(|part| (words::part_code(part), words::part(part, lang))).collect();
    html(&ReceiptPage { f, stages, parts })
}

fn words_of(stage: PublicStage, lang: Lang) -> StageWords {
    let (tone, headline, text) = match stage {
        PublicStage::Received => (
            "",
            lang.t("Diterima Disnaker", "The office has it"),
            lang.t("Petugas akan memeriksanya.", "An officer will look at it."),
        ),
        PublicStage::Verifying => (
            "",
            lang.t("Sedang diverifikasi", "Being verified"),
            lang.t("Petugas sedang memeriksa data Anda.", "An officer is looking at your data."),
        ),
        PublicStage::NeedsMending => {
            ("warn", lang.t("Perlu perbaikan", "Something is to be mended"), lang.t("Alasannya:", "Why:"))
        }
        PublicStage::Approved => (
            "good",
            lang.t("Disetujui", "Approved"),
            lang.t("Menunggu tanda tangan pengantar kerja.", "Waiting for the signature."),
        ),
        PublicStage::Ready => (
            "good",
            lang.t("Kartu siap", "The card is ready"),
            lang.t(
                "Cetak di anjungan mana pun dengan memindai tanda terima, atau tanyakan di loket.",
                "Print it at any kiosk by scanning the receipt, or ask at the counter.",
            ),
        ),
        PublicStage::Refused => {
            ("bad", lang.t("Belum dapat disetujui", "Could not be approved"), lang.t("Alasannya:", "Why:"))
        }
        PublicStage::Withdrawn => (
            "warn",
            lang.t("Dibatalkan", "Cancelled"),
            lang.t("Pengajuan ini tidak diproses lagi.", "This application is not processed any more."),
        ),
        PublicStage::Expired => (
            "warn",
            lang.t("Kartu sudah kedaluwarsa", "The card has expired"),
            lang.t("Ajukan perpanjangan di anjungan.", "Apply for a renewal at a kiosk."),
        ),
        PublicStage::Employed => (
            "good",
            lang.t("Tercatat sudah bekerja", "Noted: at work"),
            lang.t("Selamat! Terima kasih sudah melapor.", "Congratulations, and thank you for reporting."),
        ),
    };
    // The name on the wire, which the script compares with.
    let code = serde_json::to_value(stage).ok().and_then(|value| value.as_str().map(String::from));
    StageWords { code: code.unwrap_or_default(), tone, name: stage.name(lang.language()), headline, text }
}

/// A row of `cards@…`, and whether a photo from the phone is waited for.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    row: anjungan_wire::status::CardRow,
    photo: bool,
}

/// `GET /public/cards/{id}`
pub(in crate::console) async fn row(
    State(app): State<Arc<App>>,
    sender: Sender,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    // Bytes that are no text, a text that is no id, and an id that no row has, are answered alike.
    let Ok(id) = id.map(|Path(id)| id).unwrap_or_default().parse() else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let found = app.readers.run(move |store| store.public_row(&id)).await??;
    let Some((row, photo)) = found else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    app.limits.give_back(sender);
    Ok(Json(Row { row, photo }).into_response())
}

/// `GET /public/blobs/{sha256}`: locked cards only. The name is unguessable, and the content locked.
pub(in crate::console) async fn blob(
    State(app): State<Arc<App>>,
    sender: Sender,
    sha256: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let sha256 = sha256.map(|Path(sha256)| sha256).unwrap_or_default();
    let path = app.readers.run(move |store| store.card_blob(&sha256)).await??;
    let Some(path) = path else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    app.limits.give_back(sender);
    let file = tokio::fs::File::open(&path).await.map_err(|error| {
        tracing::error!(%error, "a card's blob can't be read: {error}");
        Problem::Internal
    })?;
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok((kind, Body::from_stream(ReaderStream::new(file))).into_response())
}
