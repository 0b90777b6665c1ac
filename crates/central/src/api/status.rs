//! `POST /v1/status`: how an application stands, for who has lost the receipt's code and knows its number and the
//! applicant's day of birth. A number that does not exist, another day, and a receipt that was tried too often get
//! the same answer; too many tries are refused before anybody looks, right or wrong alike.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use anjungan_wire::status::{StatusAnswer, StatusQuery};
use axum::Json;
use axum::extract::{Request, State};

use super::App;
use super::call::{Call, Who};
use super::refused::Refused;
use super::tries::Turn;

const BODY_BYTES_MAX: usize = 1024;

pub(super) async fn status(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<StatusAnswer>, Refused> {
    let call = Call::admit(&app, request, BODY_BYTES_MAX, Who::InService).await?;
    let StatusQuery { receipt, born } = call.json()?;
    let terminal = call.device().key_id.clone();
    let turn = app.tries().take(&terminal, &receipt, Instant::now());
    match turn {
        Turn::Look => {}
        Turn::Nothing => return Ok(Json(StatusAnswer { status: None })),
        Turn::Wait { seconds } => {
            return Err(Refused::too_many("too many receipts were tried: wait", seconds));
        }
    }
    let asked = receipt.clone();
    let status = app.readers.run(move |store| store.status(&asked, born)).await??;
    if status.is_some() {
        app.tries().right(&terminal, &receipt);
    }
    Ok(Json(StatusAnswer { status }))
}

impl App {
    fn tries(&self) -> std::sync::MutexGuard<'_, super::tries::Tries> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
