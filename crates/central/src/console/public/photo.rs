//! `POST /public/photo`: a photo from the applicant's phone.
//!
//! The body is `card id (16) ‖ proof (32) ‖ JPEG`. The proof is HMAC-SHA256 under the receipt's secret over `"photo"`
//! and the picture: who sends it holds the receipt, and the secret itself is not sent. Sending the same again changes
//! nothing.

use std::sync::Arc;

use anjungan_wire::card::CardId;
use anjungan_wire::encoding::hex;
use anjungan_wire::receipt::Secret;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::api::App;
use crate::console::limits::Sender;
use crate::console::page::Problem;
use crate::console::picture;
use crate::store::{ActRefusal, PhotoTaken};

const ID: usize = 16;
const PROOF: usize = 32;
pub(super) const BODY_BYTES_MAX: usize = ID + PROOF + picture::SENT_BYTES_MAX;

/// The handler.
pub(in crate::console) async fn photo(
    State(app): State<Arc<App>>,
    sender: Sender,
    body: Bytes,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let Some((id, rest)) = body.split_first_chunk::<ID>() else { return Err(Problem::Malformed) };
    let Some((proof, jpeg)) = rest.split_first_chunk::<PROOF>() else { return Err(Problem::Malformed) };
    let id: CardId = hex(id).parse().map_err(|_| Problem::Malformed)?;
    let secret = app.readers.run(move |store| store.photo_wanted(&id)).await??;
    // Another receipt, one that waits for no photo, and one that does not exist: the same answer.
    let Some(secret) = secret.filter(|secret| proves(secret, proof, jpeg)) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    app.limits.give_back(sender);
    drop(secret);
    let made = picture::made_in_turn(Bytes::copy_from_slice(jpeg)).await?;
    let Ok(made) = made else { return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response()) };
    match app.writer.run(move |store| store.take_photo(&id, made)).await? {
        Ok(PhotoTaken::Stored) => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(PhotoTaken::NotWanted) => Ok(StatusCode::NOT_FOUND.into_response()),
        Err(ActRefusal::Store(error)) => Err(error.into()),
        // An officer decided while the picture was being made.
        Err(
            ActRefusal::NotAllowed(_)
            | ActRefusal::Unknown
            | ActRefusal::NeedsDocument
            | ActRefusal::Document(_),
        ) => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

fn proves(secret: &Secret, proof: &[u8; PROOF], jpeg: &[u8]) -> bool {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(b"photo");
    mac.update(jpeg);
    mac.verify_slice(proof).is_ok()
}
