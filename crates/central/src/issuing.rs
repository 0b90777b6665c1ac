//! The documents of cards: from the facts of an approved application to a signed PDF.
//!
//! ```text
//! IssueFacts ─▶ content, template (issuing::content) ─▶ anjungan_card::compose ─▶ sign_pades ─▶ bytes for Store::issue
//!                                                         the office's key (issuing::keys) ─┘
//! ```
//!
//! It runs outside of every transaction: [`crate::store::Store::issue`] commits what came out, once.

mod content;
mod keys;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::console::Compose;
use crate::store::{IssueFacts, Store};
pub use content::{card_content, template};
pub use keys::{CertificateFacts, KeyRefusal, OfficeKeys};

/// What composes and signs the cards of every office whose data are in `dir`.
pub fn documents(dir: &Path) -> Compose {
    let dir = dir.to_owned();
    let keys = OfficeKeys::new(&dir);
    Arc::new(move |facts| signed_card(facts, &dir, &keys, Timestamp::now()))
}

/// The signed PDF.
fn signed_card(facts: &IssueFacts, dir: &Path, keys: &OfficeKeys, at: Timestamp) -> Result<Vec<u8>, String> {
    let mut template = template(&facts.rules).map_err(|error| error.to_string())?;
    template.crest = crest(dir, facts.rules.region.as_str()).map_err(|error| error.to_string())?;
    let content = card_content(facts, at);
    let pdf = anjungan_card::compose(&content, &template).map_err(|error| error.to_string())?;
    let signer =
        keys.signer(&facts.rules.region, &facts.rules.name, at).map_err(|error| error.to_string())?;
    anjungan_card::sign_pades(&pdf, &*signer, at).map_err(|error| error.to_string())
}

/// Says in the log which offices' certificates end soon, or can't be used.
pub(crate) fn watch_certificates(store: &Store, at: Timestamp) -> crate::store::Result<()> {
    let keys = OfficeKeys::new(store.dir());
    for office in store.offices()? {
        match keys.ends_soon(&office.region, at) {
            Ok(None) => {}
            Ok(Some(until)) => tracing::warn!(
                office = %office.region,
                "the certificate that signs cards ends at {until}: anjungan-central certificate request {}",
                office.region
            ),
            Err(refusal) => {
                tracing::error!(office = %office.region, "cards can't be signed: {refusal}");
            }
        }
    }
    Ok(())
}

/// `DIR/crests/<region>.png` or `.jpg`, where the office has put one.
fn crest(dir: &Path, region: &str) -> Result<Option<Vec<u8>>, KeyRefusal> {
    for kind in ["png", "jpg"] {
        let path: PathBuf = dir.join("crests").join(format!("{region}.{kind}"));
        match std::fs::read(&path) {
            Ok(file) => return Ok(Some(file)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(KeyRefusal::File { path, error }),
        }
    }
    Ok(None)
}
