//! The console: pages for officers, and the few that everybody may see. Rendered here, readable without JavaScript.
//!
//! ```text
//! browser ──▶ guard: same origin? headers ──▶ session: whose? ──▶ may(role, action)? ──▶ a page, or an act and a page
//! ```
//!
//! **Architecture invariant:** nothing personal stands in an address, a title, a log line or a cookie; what is
//! searched for is posted, and ids are numbers of central's own. Pages are never kept by a browser.
//!
//! **Architecture invariant:** no handler acts before [`session::Sent`] has found the session and its token; no page
//! of a person is made before `session.must(…)`.

mod account;
mod application;
mod assets;
mod code;
mod compare;
mod configure;
mod cookie;
mod decide;
mod duplicates;
mod figures;
mod form;
mod guard;
mod held;
mod join;
mod lang;
mod limits;
mod menu;
mod officers;
mod page;
mod picture;
mod public;
mod queue;
mod requests;
mod search;
mod session;
mod sign;
mod sign_in;
mod trail;
mod words;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::api::App;
pub use account::set_up_code;
use form::Form;
use lang::Lang;
pub(crate) use limits::Limits;
use page::{Problem, on_to};
pub use sign::Compose;

/// Every page.
pub(crate) fn router(app: Arc<App>) -> Router {
    let photo = get(application::photo)
        .post(application::photo_from_counter)
        .layer(DefaultBodyLimit::max(picture::SENT_BYTES_MAX + form::BYTES_MAX));
    let officers = Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/sign-out-everywhere", post(sign_in::sign_out_everywhere))
        .route("/set-up", get(account::set_up).post(account::set_up_done))
        .route("/join", get(join::show).post(join::open))
        .route("/join/confirm", post(join::confirm))
        .route("/", get(queue::list))
        .route("/applications/{id}", get(application::show))
        .route("/applications/{id}/act", post(decide::act))
        .route("/applications/{id}/settle", post(decide::settle))
        .route("/applications/{id}/nik", post(application::nik))
        .route("/applications/{id}/lease", post(application::lease))
        .route("/applications/{id}/take-over", post(application::take_over))
        .route("/applications/{id}/release", post(application::release))
        .route("/applications/{id}/revoke", post(application::revoke))
        .route("/applications/{id}/card", get(application::card))
        .route("/applications/{id}/photo", photo)
        .route("/sign", get(sign::list).post(sign::sign))
        .route("/search", get(search::form).post(search::search))
        .route("/duplicates", get(duplicates::list).post(duplicates::settle))
        .route("/held", get(held::list))
        .route("/reports", post(held::resolve))
        .route("/requests", get(requests::list))
        .route("/requests/new", post(requests::new))
        .route("/requests/export", post(requests::export))
        .route("/requests/erase", post(requests::erase))
        .route("/requests/done", post(requests::done))
        .route("/figures", get(figures::show))
        .route("/officers", get(officers::list).post(officers::make))
        .route("/officers/change", post(officers::change))
        .route("/reasons", get(configure::reasons).post(configure::add_reason))
        .route("/reasons/switch", post(configure::switch_reason))
        .route("/rules", get(configure::rules).post(configure::set_rules))
        .route("/audit", get(trail::list))
        .route("/audit/verify", post(trail::verify))
        .route("/me", get(account::me))
        .route("/me/password", post(account::password_changed))
        .route("/me/second-factor", post(account::second_factor))
        .fallback(async || Problem::NotFound);
    Router::new()
        .nest("/console", officers)
        .route("/assets/{tag}/{name}", get(assets::serve))
        .route("/language", post(language))
        .merge(public::router())
        .layer(DefaultBodyLimit::max(form::BYTES_MAX))
        .layer(middleware::from_fn(guard::same_origin))
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a page panicked");
            Problem::Internal.into_response()
        }))
        .layer(middleware::from_fn(guard::dress))
        .layer(CompressionLayer::new().gzip(true))
        .with_state(app)
}

/// `POST /language`: remembers the choice and goes back.
async fn language(headers: HeaderMap, body: Bytes) -> Response {
    let form = Form::read(&body);
    let lang = if form.text("lang") == "en" { Lang::En } else { Lang::Id };
    // Only to a page of ours.
    let back = form.text("back");
    // Browsers read `\` as `/`, and pass over tabs and line ends.
    let ours = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(|c: char| c == '\\' || c.is_control());
    let to = if ours { back } else { "/k" };
    let mut response = on_to(to);
    response.headers_mut().insert(header::SET_COOKIE, cookie::language(&headers, lang));
    response
}
