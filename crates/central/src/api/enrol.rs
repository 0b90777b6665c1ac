//! `POST /v1/enrol`: a machine brings a code and a key, and signs with that key to prove it has it.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use anjungan_wire::request::{Enrol, Enrolled};
use axum::Json;
use axum::extract::{Request, State};

use super::App;
use super::call::Unverified;
use super::refused::Refused;
use crate::store::{EnrolRefusal, now_ms};

const BODY_BYTES_MAX: usize = 4 * 1024;

pub(super) async fn enrol(State(app): State<Arc<App>>, request: Request) -> Result<Json<Enrolled>, Refused> {
    let parts = Unverified::read(request, BODY_BYTES_MAX).await?;
    let headers = parts.signature()?;
    let enrol: Enrol = parts.json()?;
    parts.verify(&enrol.public_key, &headers)?;
    let budget = || app.enrolments.lock().unwrap_or_else(PoisonError::into_inner);
    if !budget().take(Instant::now()) {
        return Err(Refused::too_many("too many wrong enrolment codes: wait a minute", 60));
    }
    let answer = app.writer.run(move |store| store.enrol(&enrol, now_ms())).await?;
    if !matches!(answer, Err(EnrolRefusal::Code)) {
        budget().give_back();
    }
    answer.map(Json).map_err(|refusal| {
        let say = refusal.to_string();
        match refusal {
            EnrolRefusal::Code => Refused::enrolment_code(say),
            EnrolRefusal::Lost => Refused::revoked("lost"),
            EnrolRefusal::StreamTaken | EnrolRefusal::Machine => Refused::malformed(say),
            EnrolRefusal::Store(error) => error.into(),
        }
    })
}
