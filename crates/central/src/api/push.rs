//! `POST /v1/push`: facts. The answer's `hwm` is the acknowledgement, and it is on disk.

use std::sync::Arc;
use std::time::Duration;

use anjungan_wire::limits::PUSH_BYTES_MAX;
use anjungan_wire::request::PushAnswer;
use axum::Json;
use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use tokio::sync::SemaphorePermit;

use super::App;
use super::call::{Call, Turn, Unverified, Who};
use super::refused::Refused;
use crate::store::{PushJob, PushRefusal, now_ms};

/// Bytes of bodies that are read, verified or waiting for the writer at once. As facts each takes about three times as
/// much. After an outage a whole fleet sends its largest pushes at once; what is not read yet waits at its sender.
pub(super) const IN_MEMORY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long a push waits until its body is read.
const TURN_WAIT: Duration = Duration::from_secs(10);
/// What a visitor waits for is smaller, and waits for no room.
const SMALL_BYTES_MAX: u32 = 24 * 1024;

/// Room for a large body, in turn.
async fn room(app: &App, bytes: u32) -> Result<SemaphorePermit<'_>, Refused> {
    match tokio::time::timeout(TURN_WAIT, app.deliveries.acquire_many(bytes)).await {
        // Closed only when central stops.
        Ok(room) => room.map_err(|_| Refused::busy("central stops")),
        Err(_) => Err(Refused::too_many("central has too much to take in: wait", 15)),
    }
}

pub(super) async fn push(State(app): State<Arc<App>>, request: Request) -> Result<Json<PushAnswer>, Refused> {
    // Without a length it may be the largest.
    let announced = request.body().size_hint().upper().and_then(|bytes| u32::try_from(bytes).ok());
    let bytes = announced.map_or(PUSH_BYTES_MAX as u32, |bytes| bytes.min(PUSH_BYTES_MAX as u32));
    let (_room, turn) = match bytes > SMALL_BYTES_MAX {
        true => (Some(room(&app, bytes).await?), Turn::Usual),
        false => (None, Turn::Urgent),
    };
    let parts = Unverified::read(request, PUSH_BYTES_MAX).await?;
    let job = Call::admit_and(&app, parts, Who::AlsoRetired, turn, |store, call, hwm| {
        let job = PushJob { stream: call.device().stream, delivery: call.json()?, received_ms: now_ms() };
        Ok(store.open_seals(job, hwm))
    });
    app.writer.push(job.await?).await?.map(Json).map_err(|refusal| {
        let say = refusal.to_string();
        match refusal {
            PushRefusal::Conflict { no } => Refused::conflict(no, say),
            PushRefusal::TooMany(_) => Refused::too_large(say),
            PushRefusal::OtherStream | PushRefusal::Malformed { .. } => Refused::malformed(say),
            PushRefusal::Store(error) => error.into(),
        }
    })
}
