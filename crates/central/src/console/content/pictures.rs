//! The library of pictures: uploaded once, chosen in slides.

use std::sync::Arc;

use anjungan_wire::content::MediaHash;
use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::{HERE, author};
use crate::api::App;
use crate::console::page::{Frame, Problem, html, html_with, on_to};
use crate::console::session::{Session, check_token};
use crate::content::picture::{self, BadPicture};
use crate::office::people::Action;
use crate::store::Media;

/// Pictures on the page.
const SHOWN: u32 = 60;
/// Characters of a file's name.
const NAME_MAX: usize = 60;

/// Pictures decoded at once: each may take 256 MiB for a moment.
static TURN: Semaphore = Semaphore::const_new(1);

#[derive(Template)]
#[template(path = "console/content/pictures.html")]
struct PicturesPage {
    f: Frame,
    rows: Vec<(String, String, String)>,
    error: Option<&'static str>,
}

fn page(session: &Session, media: Vec<Media>, error: Option<&'static str>) -> PicturesPage {
    let row = |media: Media| {
        let kib = session.lang.number(media.size.div_ceil(1024));
        let facts = format!("{}×{}, {kib} KiB", media.width, media.height);
        (format!("{HERE}/picture/{}", media.hash), media.name, facts)
    };
    PicturesPage {
        f: session.frame(session.t("Gambar", "Pictures"), HERE),
        rows: media.into_iter().map(row).collect(),
        error,
    }
}

/// `GET /console/content/pictures`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let media = app.readers.run(|store| store.media_list(SHOWN)).await??;
    Ok(html(&page(&session, media, None)))
}

/// `POST /console/content/pictures`: sent in parts, because it is a file.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    session: Session,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    session.must(Action::EditContent)?;
    let mut parts = parts.map_err(|_| Problem::Malformed)?;
    let (mut token, mut name, mut file) = (String::new(), String::new(), None);
    while let Some(part) = parts.next_field().await.map_err(|_| Problem::Malformed)? {
        match part.name().unwrap_or_default() {
            "token" => token = part.text().await.map_err(|_| Problem::Malformed)?,
            "file" => {
                name = shown_name(part.file_name().unwrap_or_default());
                file = Some(part.bytes().await.map_err(|_| Problem::TooLarge)?);
            }
            _ => return Err(Problem::Malformed),
        }
    }
    check_token(&session, &token)?;
    let made = made_in_turn(file.ok_or(Problem::Malformed)?).await?;
    let made = match made {
        Ok(made) => made,
        Err(bad) => {
            let media = app.readers.run(|store| store.media_list(SHOWN)).await??;
            let page = page(&session, media, Some(words(bad, &session)));
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let by = author(&session);
    app.writer.run(move |store| store.add_media(&made, &name, &by, Timestamp::now())).await??;
    Ok(on_to("/console/content/pictures?done=content-picture"))
}

fn words(bad: BadPicture, session: &Session) -> &'static str {
    match bad {
        BadPicture::NotAPicture => session.t(
            "Berkas ini bukan gambar JPEG, PNG, atau WebP yang dapat dibaca.",
            "This file is no JPEG, PNG or WebP picture that can be read.",
        ),
        BadPicture::TooSmall => session.t(
            "Gambar terlalu kecil: paling sedikit 200 piksel tiap sisi.",
            "The picture is too small: 200 pixels a side at least.",
        ),
        BadPicture::TooLarge => session.t(
            "Gambar terlalu besar: paling besar 8 MB dan 40 juta piksel.",
            "The picture is too large: 8 MB and 40 million pixels at most.",
        ),
    }
}

/// A file's name without where it lay and without what can't be shown.
fn shown_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    if shown.trim().is_empty() { "gambar".into() } else { shown.trim().into() }
}

async fn made_in_turn(file: Bytes) -> Result<Result<picture::Made, BadPicture>, Problem> {
    let _turn = TURN.acquire().await.map_err(|_| Problem::Busy)?;
    tokio::task::spawn_blocking(move || picture::made(&file)).await.map_err(|_| Problem::Internal)
}

/// `GET /console/content/picture/{sha256}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Path(sha256): Path<String>,
) -> Result<Response, Problem> {
    session.must(Action::SeeContent)?;
    let hash: MediaHash = sha256.parse().map_err(|_| Problem::NotFound)?;
    let path = app
        .readers
        .run(move |store| {
            Ok::<_, crate::store::StoreError>(
                store.media(&hash)?.and_then(|_| store.blob_path(&hash.to_string())),
            )
        })
        .await??
        .ok_or(Problem::NotFound)?;
    let jpeg = tokio::fs::read(path).await.map_err(|_| Problem::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, jpeg).into_response())
}
