//! `GET /healthz`: whether central can read its data. Not signed: it says nothing else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use tokio::time::timeout;

use super::App;
use super::refused::Refused;
use crate::store::{Obstacle, StoreError};

/// How long the database may take. Whoever watches a server asks again within seconds, and gives up sooner than a
/// terminal.
const WAIT: Duration = Duration::from_secs(5);
/// For so long an answer of `/readyz` stands: it costs a sync of the disk, and anybody may ask.
const STANDS: Duration = Duration::from_secs(1);

/// The last answer of `/readyz`. Who asks while another asks waits for that answer.
#[derive(Default)]
pub(super) struct Readiness(tokio::sync::Mutex<Option<(Instant, Option<Obstacle>)>>);

pub(super) async fn health(State(app): State<Arc<App>>) -> Result<&'static str, Refused> {
    let read = app.readers.run(|store| store.epoch().map(|_| ()));
    timeout(WAIT, read).await.map_err(|_| Refused::obstacle(Obstacle::Away))???;
    Ok("ok\n")
}

/// `GET /readyz`: whether it can also write, so that a balancer sends it work. It writes: a disk that is full, or a
/// database that only reads, is known no other way. A writer that is busy is not ready yet.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Refused> {
    let mut last = app.readiness.0.lock().await;
    let obstacle = match *last {
        Some((at, obstacle)) if at.elapsed() < STANDS => obstacle,
        Some(_) | None => {
            let obstacle = tries(&app).await;
            *last = Some((Instant::now(), obstacle));
            obstacle
        }
    };
    obstacle.map_or(Ok("ready\n"), |obstacle| Err(Refused::obstacle(obstacle)))
}

async fn tries(app: &App) -> Option<Obstacle> {
    let wrote = match timeout(WAIT, app.writer.run(|store| store.try_to_write())).await {
        Ok(Ok(wrote)) => wrote,
        Ok(Err(_)) => Err(StoreError::Obstacle(Obstacle::Busy)),
        // What is really away says so itself, here or at `/healthz`.
        Err(_) => Err(StoreError::Obstacle(Obstacle::Busy)),
    };
    app.standing.note(wrote.as_ref().copied());
    match wrote {
        Ok(()) => None,
        // What else a database says against one small row keeps it from everything.
        Err(error) => Some(error.obstacle().unwrap_or(Obstacle::Away)),
    }
}
