//! A file comes in: streamed to the disk, looked at, never in memory whole.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;

use super::{page, words_of};
use crate::api::App;
use crate::console::form::{self, Form};
use crate::console::page::{Problem, html_with, on_to};
use crate::console::session::{Session, check_token};
use crate::import::columns::Mapping;
use crate::import::desk;
use crate::import::sheet::{FILE_BYTES_MAX, Sample, SheetError, sample};
use crate::office::people::Action;
use crate::store::{ImportRefusal, NewRun, RunId, SourceId, SourceKind};

/// Bytes of a sent form with its file.
pub(in crate::console) const SENT_BYTES_MAX: usize = FILE_BYTES_MAX as usize + form::BYTES_MAX;
/// A large file's texts are in memory while it is looked at: one at a time.
static TURN: Semaphore = Semaphore::const_new(1);

/// A file on the disk that goes when nothing came of it.
struct Arriving(Option<PathBuf>);

impl Drop for Arriving {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            desk::remove(&path);
        }
    }
}

/// `POST /console/imports/upload`
pub(in crate::console) async fn upload(
    State(app): State<Arc<App>>,
    session: Session,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    session.must(Action::RunImports)?;
    let mut parts = parts.map_err(|_| Problem::Malformed)?;
    let data = app.readers.run(|store| store.dir().to_owned()).await?;
    let (mut source, mut checked, mut arrived) = (None, false, None);
    while let Some(part) = parts.next_field().await.map_err(|_| Problem::Malformed)? {
        match part.name().unwrap_or_default() {
            "token" => {
                check_token(&session, &part.text().await.map_err(|_| Problem::Malformed)?)?;
                checked = true;
            }
            "source" => {
                let text = part.text().await.map_err(|_| Problem::Malformed)?;
                source = text.parse().ok().map(SourceId);
            }
            // The token stands before the file in our form: nobody else's file is written anywhere.
            "file" if checked && arrived.is_none() => {
                let name = part.file_name().unwrap_or_default().to_owned();
                arrived = Some((name, receive(part, desk::folder(&data)).await?));
            }
            _ => return Err(Problem::Malformed),
        }
    }
    let (Some(source), Some((name, mut file))) = (source, arrived) else { return Err(Problem::Malformed) };
    let source = app.readers.run(move |store| store.import_source(source, Timestamp::now())).await??;
    let source = source.filter(|source| source.about.kind == SourceKind::File && source.active);
    let source = source.filter(|source| session.sees_whole(source.about.region.as_ref()));
    let source = source.ok_or(Problem::NotFound)?;
    let path = file.0.clone().ok_or(Problem::Internal)?;
    let samples = match look(path.clone()).await? {
        Ok(samples) => samples,
        Err(error) => {
            let page = page(&app, &session, None, &Form::default(), Some(says(&error, &session))).await?;
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let new = NewRun {
        source: source.id,
        mapping: Mapping::propose(source.about.content, &samples, &source.remembered),
        samples,
        file_name: if name.trim().is_empty() { "–".into() } else { name },
        whole: source.about.whole,
    };
    let by = session.actor().to_string();
    // In the writer's turn, so that no job looks for the file before it has its name.
    let kept: Result<RunId, ImportRefusal> = app
        .writer
        .run(move |store| {
            let id = store.begin_run(&new, &by, Timestamp::now())?;
            let to = desk::file_of(store.dir(), id);
            fs::rename(&path, &to).map_err(crate::store::StoreError::file("keep", &to))?;
            Ok(id)
        })
        .await?;
    match kept {
        Ok(id) => {
            file.0 = None;
            Ok(on_to(&format!("/console/imports/{}", id.0)))
        }
        Err(refusal) => {
            let why = words_of(refusal, session.lang)?;
            let page = page(&app, &session, None, &Form::default(), Some(why)).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// Writes a part to a file that only central can read.
async fn receive(mut part: Field<'_>, folder: PathBuf) -> Result<Arriving, Problem> {
    let failed = |error: std::io::Error| {
        tracing::error!(%error, "an upload could not be written: {error}");
        Problem::Internal
    };
    let path = folder.join(format!("new-{}", desk::process_name()));
    let made = {
        let path = path.clone();
        tokio::task::spawn_blocking(move || {
            use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
            fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
        })
    };
    let mut file = tokio::fs::File::from_std(made.await.map_err(|_| Problem::Internal)?.map_err(failed)?);
    let arriving = Arriving(Some(path));
    let mut bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(|_| Problem::TooLarge)? {
        bytes += chunk.len() as u64;
        if bytes > FILE_BYTES_MAX {
            return Err(Problem::TooLarge);
        }
        file.write_all(&chunk).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    Ok(arriving)
}

async fn look(path: PathBuf) -> Result<Result<Vec<Sample>, SheetError>, Problem> {
    let _turn = TURN.acquire().await.map_err(|_| Problem::Busy)?;
    tokio::task::spawn_blocking(move || sample(&path)).await.map_err(|error| {
        tracing::error!(%error, "a file could not be looked at: {error}");
        Problem::Internal
    })
}

/// What is wrong with a file, for the person who sent it.
fn says(error: &SheetError, session: &Session) -> String {
    let said = match error {
        SheetError::Empty => session.t("Berkas ini kosong.", "This file is empty."),
        SheetError::OldOrLocked => session.t(
            "Ini berkas Excel lama (.xls) atau terkunci kata sandi. Simpan sebagai .xlsx tanpa kata sandi, lalu kirim lagi.",
            "This is an old workbook (.xls) or one with a password. Save it as .xlsx without a password and send it again.",
        ),
        SheetError::NotAWorkbook(_) => session.t(
            "Berkas ini rusak atau bukan buku kerja. Buka, simpan sebagai .xlsx, lalu kirim lagi.",
            "This file is damaged or no workbook. Open it, save it as .xlsx and send it again.",
        ),
        SheetError::Unpacks | SheetError::Rows | SheetError::Merged => session.t(
            "Berkas ini terlalu besar. Bagi menjadi beberapa berkas.",
            "This file is too large. Split it into several.",
        ),
        SheetError::NoSheet => session.t("Lembar itu tidak ada.", "There is no such sheet."),
        SheetError::Quote(line) => {
            return match session.lang {
                crate::console::lang::Lang::Id => format!(
                    "Tanda kutip di baris {line} tidak ditutup. Perbaiki, atau simpan berkas sebagai .xlsx."
                ),
                crate::console::lang::Lang::En => format!(
                    "The quotation mark in line {line} does not end. Mend it, or save the file as .xlsx."
                ),
            };
        }
        SheetError::Io(_) => session.t("Berkas tidak terbaca. Kirim lagi.", "The file can't be read. Send it again."),
    };
    said.to_owned()
}
