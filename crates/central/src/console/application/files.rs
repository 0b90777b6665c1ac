//! Photo and card: what of an application is a file.

use std::sync::Arc;

use anjungan_wire::application::{Mended, Photo};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Again, office_of, page, refused};
use crate::api::App;
use crate::console::page::{Problem, on_to};
use crate::console::picture;
use crate::console::session::{Session, check_token};
use crate::office::people::Action;
use crate::office::workflow::IdempotencyKey;
use crate::store::ApplicationId;

#[derive(Deserialize)]
pub(in crate::console) struct Version {
    /// Only tells browsers that it is another picture.
    #[serde(rename = "v")]
    _v: Option<u32>,
}

/// `GET …/photo`
pub(in crate::console) async fn photo(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
    Query(_): Query<Version>,
) -> Result<Response, Problem> {
    session.must(Action::SeePerson)?;
    let dossier = app.readers.run(move |store| store.application(ApplicationId(id))).await??;
    let dossier = dossier.filter(|dossier| session.sees(&dossier.summary.office)).ok_or(Problem::NotFound)?;
    let jpeg = dossier.application.photo.jpeg().ok_or(Problem::NotFound)?.to_vec();
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}

/// `GET …/card`: the signed PDF, to be printed at the counter. Written down who opened it.
pub(in crate::console) async fn card(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    session.must(Action::HandOver)?;
    let id = ApplicationId(id);
    let (_, office) = office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let pdf = app.readers.run(move |store| store.card_pdf(id)).await??.ok_or(Problem::NotFound)?;
    let actor = session.actor();
    app.writer.run(move |store| store.note_look(&actor, "open-card", id)).await??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"AK1-{id}.pdf\"")),
    ];
    Ok((headers, pdf.to_vec()).into_response())
}

/// `POST …/photo`: a photo taken at the counter. Sent in parts, because it is a file.
pub(in crate::console) async fn photo_from_counter(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    session: Session,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    session.must(Action::Verify)?;
    let mut parts = parts.map_err(|_| Problem::Malformed)?;
    let (mut token, mut key, mut file) = (String::new(), String::new(), None);
    while let Some(part) = parts.next_field().await.map_err(|_| Problem::Malformed)? {
        match part.name().unwrap_or_default() {
            "token" => token = part.text().await.map_err(|_| Problem::Malformed)?,
            "key" => key = part.text().await.map_err(|_| Problem::Malformed)?,
            "jpeg" => file = Some(part.bytes().await.map_err(|_| Problem::TooLarge)?),
            _ => return Err(Problem::Malformed),
        }
    }
    check_token(&session, &token)?;
    let (file, id) = (file.ok_or(Problem::Malformed)?, ApplicationId(id));
    let key = IdempotencyKey::new(key).ok_or(Problem::Malformed)?;
    let (_, office) = office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let Ok(jpeg) = picture::made_in_turn(file).await? else {
        let again = Again {
            error: Some(
                session
                    .t(
                        "Berkas ini bukan foto JPEG yang dapat dipakai.",
                        "This file is no JPEG photo that can be used.",
                    )
                    .to_owned(),
            ),
            ..Again::default()
        };
        return page(&app, &session, id, StatusCode::UNPROCESSABLE_ENTITY, again).await;
    };
    let (actor, at) = (session.actor(), Timestamp::now());
    let photo = [Mended::Photo(Photo::Taken { jpeg })];
    match app.writer.run(move |store| store.amend(id, &photo, &actor, &key, at)).await? {
        Ok(_) => Ok(on_to(&format!("/console/applications/{id}?done=photo"))),
        Err(refusal) => refused(&app, &session, id, refusal, Again::default()).await,
    }
}
