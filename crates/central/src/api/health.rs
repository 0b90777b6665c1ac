//! `GET /healthz`: whether central can read its data. Not signed: it says nothing else.

use std::sync::Arc;

use axum::extract::State;

use super::App;
use super::refused::Refused;

pub(super) async fn health(State(app): State<Arc<App>>) -> Result<&'static str, Refused> {
    app.readers.run(|store| store.epoch().map(|_| ())).await??;
    Ok("ok\n")
}

/// `GET /readyz`: whether it can also write, so that a balancer sends it work. A writer that is busy is not ready yet.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Refused> {
    app.readers.run(|store| store.epoch().map(|_| ())).await??;
    app.writer.run(|_| ()).await?;
    Ok("ready\n")
}
