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
mod interface;
mod photo;
mod receipt;

use axum::extract::DefaultBodyLimit;

use crate::routes::{Routes, Rule};

pub(super) fn routes() -> Routes {
    let photo = Routes::new()
        .post("/public/photo", Rule::Public, photo::photo)
        .layer(DefaultBodyLimit::max(photo::BODY_BYTES_MAX));
    Routes::new()
        .get("/", Rule::Public, check::page)
        .get("/k", Rule::Public, check::page)
        .get("/K", Rule::Public, check::page)
        .get("/sw.js", Rule::Public, check::worker)
        .post("/c", Rule::Public, check::typed)
        .get("/c/{token}", Rule::Public, check::scanned)
        .get("/C/{token}", Rule::Public, check::scanned)
        .get("/public/revoked/{id}", Rule::Public, check::revoked)
        .get("/api", Rule::Public, interface::show)
        .get("/r", Rule::Public, receipt::page)
        .get("/R", Rule::Public, receipt::page)
        .get("/public/cards/{id}", Rule::Public, receipt::row)
        .get("/public/blobs/{sha256}", Rule::Public, receipt::blob)
        .merge(photo)
}
