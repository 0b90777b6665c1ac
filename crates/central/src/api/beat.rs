//! `POST /v1/beat`: a terminal says how it is; central says how far it itself is. An idle terminal needs
//! no other request, and may ask that its beat be held until there is something new for it.

use std::sync::Arc;
use std::time::Duration;

use anjungan_wire::feed::Cursor;
use anjungan_wire::id::Scope;
use anjungan_wire::limits::BEAT_WAIT_S_MAX;
use anjungan_wire::request::{Beat, BeatAnswer};
use axum::Json;
use axum::extract::{Request, State};

use super::App;
use super::call::{Call, Who};
use super::refused::Refused;
use crate::store::{DeviceState, Result, StoreError, now_ms};

const BODY_BYTES_MAX: usize = 32 * 1024;
const CURSORS_MAX: usize = 100;
/// How long a beat may be held on request.
pub(super) const HELD_MAX: Duration = Duration::from_secs(BEAT_WAIT_S_MAX as u64);

pub(super) async fn beat(State(app): State<Arc<App>>, request: Request) -> Result<Json<BeatAnswer>, Refused> {
    let Call { device, parts } = Call::admit(&app, request, BODY_BYTES_MAX, Who::AlsoRetired).await?;
    let beat: Beat = parts.json()?;
    // Headers and body share the connection's buffer, and ten thousand beats may be held.
    drop(parts);
    if beat.stream != device.stream {
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
    let asked_s = beat.wait_s.unwrap_or(0).min(BEAT_WAIT_S_MAX);
    let limit = Duration::from_secs(asked_s.into());
    let cursors = beat.cursors.clone();
    let (stream, state) = (beat.stream, device.state);
    app.writer.beat(device.key_id.clone(), beat, now_ms())?;
    let asked: Vec<Scope> = cursors.iter().map(|cursor| cursor.scope.clone()).collect();
    let answer = app.readers.run(move |store| {
        let retired = state == DeviceState::Retired;
        let revocation = retired.then(|| Box::new(store.revocation(&device)));
        let heads = asked
            .into_iter()
            .map(|scope| Ok((scope.clone(), store.scope_state(&scope)?.head)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok::<_, StoreError>(BeatAnswer {
            epoch: store.epoch()?,
            hwm: store.hwm(&stream)?,
            heads,
            now_ms: now_ms(),
            backoff_s: None,
            min_version: store.min_version(&device.kiosk, &device.region)?,
            scopes: Some(device.scopes),
            wait_s_max: Some(BEAT_WAIT_S_MAX),
            revocation,
        })
    });
    let mut answer = answer.await??;
    // Who has something to fetch already, or is not to get anything, is told so at once.
    if asked_s > 0 && state == DeviceState::Accepted && is_at_head(&answer, &cursors) {
        drop(cursors);
        let heads = std::mem::take(&mut answer.heads);
        answer.heads = app.watch.wait(answer.epoch, heads, limit).await;
        answer.now_ms = now_ms();
    }
    Ok(Json(answer))
}

/// Whether the terminal has everything of what it asked about.
fn is_at_head(answer: &BeatAnswer, cursors: &[Cursor]) -> bool {
    cursors
        .iter()
        .zip(&answer.heads)
        .all(|(cursor, (_, head))| cursor.epoch == answer.epoch && cursor.after >= *head)
}
