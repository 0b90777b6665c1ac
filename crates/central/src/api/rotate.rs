//! `POST /v1/rotate`: a machine in service brings the key that it changes to ([`anjungan_wire::rotate`]).
//!
//! Signed by the old key, it makes both good. Signed by the next one, it has made that the key before it came here: see
//! [`super::call`].

use std::sync::Arc;

use anjungan_wire::rotate::{Rotate, Rotated};
use axum::Json;
use axum::extract::{Request, State};

use super::App;
use super::call::{Call, Who};
use super::refused::Refused;

const BODY_BYTES_MAX: usize = 4 * 1024;

pub(super) async fn rotate(State(app): State<Arc<App>>, request: Request) -> Result<Json<Rotated>, Refused> {
    let call = Call::admit(&app, request, BODY_BYTES_MAX, Who::InService).await?;
    let rotate: Rotate = call.json()?;
    if rotate.public_key == call.device().public_key {
        return Ok(Json(Rotated { done: true }));
    }
    if !rotate.is_proved(&call.device().stream, &call.device().public_key) {
        return Err(Refused::malformed("the next key has not signed for this machine and its key"));
    }
    let (key_id, next) = (call.device().key_id.clone(), rotate.public_key);
    let noted = app.writer.run(move |store| store.begin_key_change(&key_id, &next)).await??;
    if noted {
        Ok(Json(Rotated { done: false }))
    } else {
        Err(Refused::malformed("another machine has this key, or had it: make another one"))
    }
}
