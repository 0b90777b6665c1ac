//! `GET /v1/blob/{sha256}`: a file named by what it holds, whole or in part. Its content can't change, so
//! a download that broke off goes on where it stopped, and any cache between may keep it.
//!
//! Pictures come from wherever they are kept, snapshots and locked cards from the disk.

use std::collections::VecDeque;
use std::sync::Arc;

use anjungan_wire::content::MediaHash;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::{Mutex, Semaphore};

use super::App;
use super::call::{Call, Who};
use super::content::Content;
use super::refused::Refused;
use crate::objects::{Objects, ObjectsError};
use crate::store::{BlobKind, StoreError};

pub(super) async fn blob(
    State(app): State<Arc<App>>,
    Path(sha256): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let call = Call::admit(&app, request, 0, Who::InService).await?;
    let name = sha256.clone();
    let (kind, path) = app
        .readers
        .run(move |store| Ok::<_, StoreError>((store.blob_kind(&name)?, store.blob_path(&name))))
        .await??;
    let missing = || Refused::not_found("there is no blob of this name");
    let bytes = match kind {
        BlobKind::Picture(hash) => {
            Content::Held(app.pictures.get(&app.objects, &hash).await?.ok_or_else(missing)?)
        }
        BlobKind::Snapshot | BlobKind::LockedCard => Content::of_file(path.ok_or_else(missing)?).await?,
    };
    let common = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
    ];
    bytes.answer(&call.parts.headers, &format!("\"{sha256}\""), common).await
}

/// Pictures that many kiosks ask for at once, as after the publication of a slide: each is read once, and sent to all from one
/// place in memory.
pub(super) struct Pictures {
    held: Mutex<VecDeque<(MediaHash, Bytes)>>,
    turns: Semaphore,
}

/// Pictures held at a time, of about half a megabyte each.
const HELD_MAX: usize = 16;
/// Pictures read at a time.
const READ_AT_ONCE: usize = 4;

impl Default for Pictures {
    fn default() -> Self {
        Self { held: Mutex::default(), turns: Semaphore::new(READ_AT_ONCE) }
    }
}

impl Pictures {
    async fn get(&self, objects: &Objects, hash: &MediaHash) -> Result<Option<Bytes>, ObjectsError> {
        if let Some(bytes) = self.held(hash).await {
            return Ok(Some(bytes));
        }
        // Never closed; without a turn it is read all the same.
        let _turn = self.turns.acquire().await.ok();
        if let Some(bytes) = self.held(hash).await {
            return Ok(Some(bytes));
        }
        let Some(bytes) = objects.get(hash).await? else { return Ok(None) };
        let mut held = self.held.lock().await;
        held.push_front((*hash, bytes.clone()));
        held.truncate(HELD_MAX);
        Ok(Some(bytes))
    }

    async fn held(&self, hash: &MediaHash) -> Option<Bytes> {
        let held = self.held.lock().await;
        held.iter().find(|(known, _)| known == hash).map(|(_, bytes)| bytes.clone())
    }
}
