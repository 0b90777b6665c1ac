//! `POST /v1/push`: facts. The answer's `hwm` is the acknowledgement, and it is on disk.

use std::sync::Arc;

use anjungan_wire::limits::PUSH_BYTES_MAX;
use anjungan_wire::request::PushAnswer;
use axum::Json;
use axum::extract::{Request, State};

use super::App;
use super::call::{Call, Who};
use super::refused::Refused;
use crate::store::{PushJob, PushRefusal, now_ms};

pub(super) async fn push(State(app): State<Arc<App>>, request: Request) -> Result<Json<PushAnswer>, Refused> {
    let call = Call::admit(&app, request, PUSH_BYTES_MAX, Who::AlsoRetired).await?;
    let delivery = call.json()?;
    let job = PushJob { stream: call.device.stream, delivery, received_ms: now_ms() };
    let job = app.readers.run(move |store| store.open_seals(job)).await??;
    app.writer.push(job).await?.map(Json).map_err(|refusal| {
        let say = refusal.to_string();
        match refusal {
            PushRefusal::Conflict { no } => Refused::conflict(no, say),
            PushRefusal::TooMany(_) => Refused::too_large(say),
            PushRefusal::OtherStream | PushRefusal::Malformed { .. } => Refused::malformed(say),
            PushRefusal::Store(error) => error.into(),
        }
    })
}
