//! The library of pictures: uploaded once, chosen in slides.

use std::sync::Arc;

use anjungan_wire::content::MediaHash;
use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::{HERE, author};
use crate::api::App;
use crate::console::page::{Frame, Problem, html, html_with, on_to};
use crate::console::session::{Session, check_token};
use crate::content::Wrong;
use crate::content::picture::{self, BadPicture};
use crate::office::people::Action;
use crate::store::Media;

/// Pictures on the page.
const SHOWN: u32 = 60;
/// Characters of a file's name.
const NAME_MAX: usize = 60;

/// Seconds until it is worth trying again.
const RETRY_AFTER_S: u16 = 60;

/// Pictures decoded at once: each may take 256 MiB for a moment.
static TURN: Semaphore = Semaphore::const_new(1);

#[derive(Template)]
#[template(path = "console/content/pictures.html")]
struct PicturesPage {
    f: Frame,
    rows: Vec<(String, String, String)>,
    error: Option<String>,
}

fn page(session: &Session, media: Vec<Media>, error: Option<String>) -> PicturesPage {
    let row = |media: Media| {
        let kib = session.lang.number(media.size.div_ceil(1024));
        let facts = format!("{}×{}, {kib} KB", media.width, media.height);
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
    match keep(&app, &session, name, file.ok_or(Problem::Malformed)?).await? {
        Ok(_) => Ok(on_to("/console/content/pictures?done=content-picture")),
        Err(not_kept) => {
            let media = app.readers.run(|store| store.media_list(SHOWN)).await??;
            let page = page(&session, media, Some(words(not_kept, &session)));
            let mut response = html_with(not_kept.status(), &page);
            not_kept.mark(&mut response);
            Ok(response)
        }
    }
}

/// Why a file did not become a picture of the library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NotKept {
    /// It is none.
    Bad(BadPicture),
    /// There is no reaching where pictures lie.
    Away,
    /// It was kept once, and is gone or damaged.
    Gone,
}

impl NotKept {
    pub(super) fn status(self) -> StatusCode {
        match self {
            NotKept::Bad(_) => StatusCode::UNPROCESSABLE_ENTITY,
            NotKept::Gone => StatusCode::CONFLICT,
            NotKept::Away => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Says in a response's head when to try again.
    pub(super) fn mark(self, response: &mut Response) {
        if self == NotKept::Away {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
        }
    }
}

/// Makes a picture of a file and keeps it: first the picture, then the row that names it.
pub(super) async fn keep(
    app: &App,
    session: &Session,
    name: String,
    file: Bytes,
) -> Result<Result<MediaHash, NotKept>, Problem> {
    let made = match made_in_turn(file).await? {
        Ok(made) => made,
        Err(bad) => return Ok(Err(NotKept::Bad(bad))),
    };
    let jpeg = Bytes::from(made.jpeg.clone());
    let hash = match app.objects.put(&jpeg).await {
        Ok(hash) => hash,
        Err(error) => {
            tracing::error!(%error, "a picture could not be kept: {error}");
            return Ok(Err(NotKept::Away));
        }
    };
    let by = author(session);
    app.writer.run(move |store| store.add_media(&hash, &made, &name, &by, Timestamp::now())).await??;
    Ok(Ok(hash))
}

pub(super) fn words(not_kept: NotKept, session: &Session) -> String {
    let said = match not_kept {
        NotKept::Away => session.t(
            "Tempat menyimpan gambar sedang tidak terjangkau. Tidak ada yang diubah: coba lagi beberapa menit lagi.",
            "The place where pictures are kept can't be reached now. Nothing was changed: try again in some minutes.",
        ),
        NotKept::Gone => session.t(
            "Gambarnya hilang atau rusak di tempat penyimpanan. Unggah lagi, atau minta admin memulihkannya dari cadangan.",
            "Its picture is gone or damaged where pictures are kept. Upload it again, or ask the admin to put it back from a backup.",
        ),
        NotKept::Bad(bad) => {
            let (id, en) = Wrong::File(bad).words();
            return session.t(&id, &en).to_owned();
        }
    };
    said.to_owned()
}

/// A file's name without where it lay and without what can't be shown.
pub(super) fn shown_name(sent: &str) -> String {
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
    app.readers.run(move |store| store.media(&hash)).await??.ok_or(Problem::NotFound)?;
    let jpeg = app.objects.get(&hash).await?.ok_or(Problem::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=86400, immutable")];
    Ok((headers, jpeg).into_response())
}
