//! `POST /v1/beat`: a terminal says how it is; central says how far it itself is. An idle terminal needs
//! no other request.

use std::sync::Arc;

use anjungan_wire::request::{Beat, BeatAnswer};
use axum::Json;
use axum::extract::{Request, State};

use super::App;
use super::call::{Call, Who};
use super::refused::Refused;
use crate::store::{Result, StoreError, now_ms};

const BODY_BYTES_MAX: usize = 32 * 1024;
const CURSORS_MAX: usize = 100;

pub(super) async fn beat(State(app): State<Arc<App>>, request: Request) -> Result<Json<BeatAnswer>, Refused> {
    let call = Call::admit(&app, request, BODY_BYTES_MAX, Who::AlsoRetired).await?;
    let beat: Beat = call.json()?;
    if beat.stream != call.device.stream {
        return Err(Refused::malformed(
            "this terminal enrolled with another stream: enrol it with a new code",
        ));
    }
    if beat.cursors.len() > CURSORS_MAX {
        return Err(Refused::malformed(format!(
            "{} cursors in one beat; at most {CURSORS_MAX} are answered",
            beat.cursors.len()
        )));
    }
    let stream = beat.stream;
    let followed = call.device.scopes;
    let scopes: Vec<_> = beat.cursors.iter().map(|cursor| cursor.scope.clone()).collect();
    app.writer.beat(call.device.key_id, beat, now_ms())?;
    let answer = app.readers.run(move |store| {
        let heads = scopes
            .into_iter()
            .map(|scope| Ok((scope.clone(), store.scope_state(&scope)?.head)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok::<_, StoreError>(BeatAnswer {
            epoch: store.epoch()?,
            hwm: store.hwm(&stream)?,
            heads,
            now_ms: now_ms(),
            backoff_s: None,
            min_version: None,
            scopes: Some(followed),
        })
    });
    Ok(Json(answer.await??))
}
