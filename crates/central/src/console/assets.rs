//! The files that pages load, compiled in. Each is served under a name that holds its hash, so that a browser keeps
//! it for good and never has an old one beside a new page.

use std::sync::LazyLock;

use anjungan_wire::encoding::hex;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use super::page::Problem;

struct Asset {
    name: &'static str,
    text: &'static str,
    tag: String,
}

/// Where assets are.
const PLACE: &str = "/assets";

static ALL: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let ed25519 = asset("noble-ed25519.js", include_str!("../../assets/console/noble-ed25519-3.2.0.js"));
    vec![
        asset("console.css", include_str!("../../assets/console/console.css")),
        asset("console.js", include_str!("../../assets/console/console.js")),
        asset("htmx.js", include_str!("../../assets/console/htmx-2.0.11.min.js")),
        asset("passkey.js", include_str!("../../assets/console/passkey.js")),
        asset("card.js", include_str!("../../assets/console/card.js")),
        asset("receipt.js", include_str!("../../assets/console/receipt.js")),
        ed25519,
    ]
});

fn asset(name: &'static str, text: &'static str) -> Asset {
    Asset { name, text, tag: hex(&Sha256::digest(text.as_bytes())[..6]) }
}

/// The address of a file. One that does not exist is a mistake in a template, and its address is not found.
pub(super) fn address(name: &str) -> String {
    let tag = ALL.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.tag);
    format!("{PLACE}/{tag}/{name}")
}

/// The service worker of the page that checks cards: it keeps that page and these files. Its cache is named after them,
/// so that a new version keeps nothing of an old one.
pub(super) fn worker() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let files = ["console.css", "card.js", "noble-ed25519.js"].map(address);
        let list = format!("{files:?}");
        let version = hex(&Sha256::digest(list.as_bytes())[..6]);
        include_str!("../../assets/console/sw.js").replace("@VERSION@", &version).replace("@FILES@", &list)
    });
    &TEXT
}

/// `GET /assets/{tag}/{name}`
pub(super) async fn serve(Path((tag, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let asset = ALL.iter().find(|asset| asset.name == name && asset.tag == tag).ok_or(Problem::NotFound)?;
    let kind =
        if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.text).into_response())
}
