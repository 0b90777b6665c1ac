//! `POST /v1/beat`: a terminal says how it is; central says how far it itself is. An idle terminal needs
//! no other request, and may ask that its beat be held until there is something new for it, which then comes along.

use std::sync::Arc;
use std::time::Duration;

use anjungan_wire::id::Scope;
use anjungan_wire::limits::BEAT_WAIT_S_MAX;
use anjungan_wire::request::{Beat, BeatAnswer};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;

use super::App;
use super::call::{Call, Unverified};
use super::devices::Known;
use super::refused::Refused;
use crate::store::{DeviceState, HeardBeat, Store, now_ms};

const BODY_BYTES_MAX: usize = 32 * 1024;
const CURSORS_MAX: usize = 100;
/// How long a beat may be held on request.
pub(super) const HELD_MAX: Duration = Duration::from_secs(BEAT_WAIT_S_MAX as u64);

/// What a beat is answered with, and until when it may be held for that. It may be kept for a minute, for each of ten
/// thousand: so nothing is in it that can be told afterwards.
struct Asked {
    known: Arc<Known>,
    hwm: u64,
    heads: Heads,
}

enum Heads {
    /// To be told at once.
    Now(Vec<(Scope, u64)>),
    /// To be told when one of these feeds goes on from there, or after so long.
    Held(Vec<(Scope, u64)>, Duration),
}

pub(super) async fn beat(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let parts = Unverified::read(request, BODY_BYTES_MAX).await?;
    let (beat, asked) = Call::admit_beat(&app, parts, read).await?;
    let Asked { known, hwm, heads } = asked;
    app.writer.beat(known.device.key_id.clone(), beat)?;
    Ok(match heads {
        Heads::Now(heads) => Json(answer(&app, &known, hwm, heads).await?).into_response(),
        Heads::Held(cursors, limit) => {
            let moved = app.watch.wait(known.stamp, cursors, limit).await;
            // Whom central took out of service meanwhile gets nothing any more.
            let now = app.watch.stamp();
            let pages = if now == Some(known.stamp) || is_in_service(&app, &known).await {
                app.pages.with_beat(&app, known.stamp.epoch, &moved).await
            } else {
                Vec::new()
            };
            let heads = moved.into_iter().map(|moved| (moved.scope, moved.head)).collect();
            let answer = answer(&app, &known, hwm, heads).await?;
            let pages = pages.iter().map(|(scope, page)| (scope, &**page)).collect();
            Json(WithPages { answer: &answer, pages }).into_response()
        }
    })
}

/// On a reader's thread.
fn read(store: &Store, call: Call, hwm: u64) -> Result<(HeardBeat, Asked), Refused> {
    let beat: Beat = call.json()?;
    let device = call.device();
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
    let in_service = device.state == DeviceState::Accepted;
    let epoch = call.known.stamp.epoch;
    // Whose cursor belongs to another history, or who is not to get anything, is told so at once.
    let heads = if asked_s > 0 && in_service && beat.cursors.iter().all(|cursor| cursor.epoch == epoch) {
        let follows = |scope: &Scope| device.scopes.contains(scope);
        let cursors = beat.cursors.iter().filter(|cursor| follows(&cursor.scope));
        let cursors = cursors.map(|cursor| (cursor.scope.clone(), cursor.after)).collect();
        Heads::Held(cursors, Duration::from_secs(asked_s.into()))
    } else {
        let scopes: Vec<Scope> = beat.cursors.iter().map(|cursor| cursor.scope.clone()).collect();
        Heads::Now(store.heads_of(&scopes)?)
    };
    let heard = HeardBeat::new(&beat, now_ms())?;
    // Headers and body share the connection's buffer, and ten thousand beats may be held.
    let Call { known, parts } = call;
    drop(parts);
    Ok((heard, Asked { known, hwm, heads }))
}

async fn answer(
    app: &Arc<App>,
    known: &Arc<Known>,
    hwm: u64,
    heads: Vec<(Scope, u64)>,
) -> Result<BeatAnswer, Refused> {
    let revocation = match known.device.state {
        DeviceState::Retired => {
            let known = Arc::clone(known);
            Some(Box::new(app.readers.run(move |store| store.revocation(&known.device)).await?))
        }
        DeviceState::Accepted | DeviceState::Pending | DeviceState::Lost => None,
    };
    Ok(BeatAnswer {
        epoch: known.stamp.epoch,
        hwm,
        heads,
        now_ms: now_ms(),
        backoff_s: None,
        min_version: known.min_version.clone(),
        scopes: Some(known.device.scopes.clone()),
        wait_s_max: Some(BEAT_WAIT_S_MAX),
        revocation,
        pages: Vec::new(),
    })
}

/// Whether a machine whose beat was held may still be told what is new, and under the same history.
async fn is_in_service(app: &Arc<App>, known: &Arc<Known>) -> bool {
    let (shared, known) = (Arc::clone(app), Arc::clone(known));
    let looked = app.readers.run(move |store| {
        let stamp = store.stamp()?;
        let now = shared.devices.at(store, &known.device.key_id, stamp)?;
        let same = |now: Arc<Known>| {
            now.device.state == DeviceState::Accepted && now.device.scopes == known.device.scopes
        };
        Ok::<_, crate::store::StoreError>(stamp.epoch == known.stamp.epoch && now.is_some_and(same))
    });
    matches!(looked.await, Ok(Ok(true)))
}

/// The answer with pages as they were written once for everybody.
#[derive(Serialize)]
struct WithPages<'a> {
    #[serde(flatten)]
    answer: &'a BeatAnswer,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<(&'a Scope, &'a RawValue)>,
}
