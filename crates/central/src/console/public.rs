//! Pages for everybody: check a card, look after one's own application. Nobody signs in here, so nothing here says
//! more than whoever holds the paper knows already.
//!
//! ```text
//! GET  /k /K                    what a card's QR code opens         public/check.rs
//! GET  /sw.js                  keeps that page for no network       public/check.rs
//! POST /c, GET /c/{token}       a card by its check code            public/check.rs
//! GET  /public/revoked/{id}     whether a card is on the list       public/check.rs
//! GET  /r /R                    what a receipt's QR code opens      public/receipt.rs
//! GET  /public/cards/{id}       a locked row                        public/receipt.rs
//! GET  /public/blobs/{sha256}   a locked card                       public/receipt.rs
//! POST /public/photo            a photo from a phone                public/photo.rs
//! ```
//!
//! Both cases of a path are served: QR codes hold capital letters in less room.

mod check;
mod photo;
mod receipt;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::api::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(check::page))
        .route("/k", get(check::page))
        .route("/K", get(check::page))
        .route("/sw.js", get(check::worker))
        .route("/c", post(check::typed))
        .route("/c/{token}", get(check::scanned))
        .route("/C/{token}", get(check::scanned))
        .route("/public/revoked/{id}", get(check::revoked))
        .route("/r", get(receipt::page))
        .route("/R", get(receipt::page))
        .route("/public/cards/{id}", get(receipt::row))
        .route("/public/blobs/{sha256}", get(receipt::blob))
        .route("/public/photo", post(photo::photo).layer(DefaultBodyLimit::max(photo::BODY_BYTES_MAX)))
}
