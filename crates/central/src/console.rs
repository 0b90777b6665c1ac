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
mod alerts;
mod application;
mod assets;
mod code;
mod compare;
mod content;
mod cookie;
mod decide;
mod device;
mod duplicates;
mod figures;
mod fleet;
mod form;
mod guard;
mod held;
mod imports;
mod join;
mod lang;
mod limits;
mod menu;
mod officer;
mod officers;
mod page;
mod partners;
mod passkeys;
mod picture;
mod public;
mod queue;
mod reasons;
mod requests;
mod rules;
mod search;
mod session;
mod sessions;
mod sign;
mod sign_in;
mod trail;
mod words;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::office::people::Action;
use crate::routes::{Routes, Rule};
pub use account::set_up_code;
pub(crate) use fleet::standing_in_words;
use form::Form;
#[cfg(test)]
pub(crate) use held::held_reason;
pub use lang::Lang;
pub(crate) use limits::Limits;
use page::{Problem, on_to};
pub use sign::Compose;
pub(crate) use words::stage as stage_in_words;

/// Every page. Who adds one names who may ask for it: see [`Rule`].
pub(crate) fn routes() -> Routes {
    use Action::*;
    use Rule::{Needs, NeedsOneOf, Public, SignedIn};
    let photo = Routes::new()
        .get("/applications/{id}/photo", Needs(SeePerson), application::photo)
        .post("/applications/{id}/photo", Needs(Verify), application::photo_from_counter)
        .layer(DefaultBodyLimit::max(picture::SENT_BYTES_MAX + form::BYTES_MAX));
    let upload = Routes::new()
        .post("/imports/upload", Needs(RunImports), imports::upload)
        .layer(DefaultBodyLimit::max(imports::SENT_BYTES_MAX));
    let officers = Routes::new()
        .get("/sign-in", Public, sign_in::show)
        .post("/sign-in", Public, sign_in::sign_in)
        .post("/sign-in/passkey", Public, passkeys::enter)
        .post("/sign-in/passkey/begin", Public, passkeys::ask)
        .post("/sign-out", SignedIn, sign_in::sign_out)
        .post("/sign-out-everywhere", SignedIn, sign_in::sign_out_everywhere)
        .get("/set-up", Public, account::set_up)
        .post("/set-up", Public, account::set_up_done)
        .get("/join", Public, join::show)
        .post("/join", Public, join::open)
        .post("/join/confirm", Public, join::confirm)
        // Who has no queue is sent on.
        .get("/", SignedIn, queue::list)
        .get("/applications/{id}", Needs(SeePerson), application::show)
        .post("/applications/{id}/act", NeedsOneOf(&[Verify, Cancel, HandOver]), decide::act)
        .post("/applications/{id}/settle", Needs(Settle), decide::settle)
        .post("/applications/{id}/nik", Needs(SeePerson), application::nik)
        .post("/applications/{id}/lease", Needs(Verify), application::lease)
        .post("/applications/{id}/take-over", Needs(Verify), application::take_over)
        .post("/applications/{id}/release", Needs(Verify), application::release)
        .post("/applications/{id}/revoke", Needs(Revoke), application::revoke)
        .get("/applications/{id}/card", Needs(HandOver), application::card)
        .merge(photo)
        .get("/sign", Needs(Sign), sign::list)
        .post("/sign", Needs(Sign), sign::sign)
        .get("/search", Needs(SeePerson), search::form)
        .post("/search", Needs(SeePerson), search::search)
        .get("/duplicates", Needs(Settle), duplicates::list)
        .post("/duplicates", Needs(Settle), duplicates::settle)
        .get("/held", Needs(SeeHeld), held::list)
        .post("/reports", Needs(ResolveReport), held::resolve)
        .get("/requests", Needs(ServePerson), requests::list)
        .post("/requests/new", Needs(ServePerson), requests::new)
        .post("/requests/export", Needs(ServePerson), requests::export)
        .post("/requests/erase", Needs(Erase), requests::erase)
        .post("/requests/done", Needs(ServePerson), requests::done)
        .get("/figures", Needs(SeeFigures), figures::show)
        .get("/figures/{file}", Needs(SeeFigures), figures::file)
        .get("/kiosks", Needs(SeeFleet), fleet::list)
        .get("/kiosks/new", Needs(RunFleet), fleet::enrol::form)
        .post("/kiosks/new", Needs(RunFleet), fleet::enrol::make)
        .get("/kiosks/{code}", Needs(SeeFleet), fleet::kiosk::show)
        .get("/kiosks/{code}/log/{no}", Needs(RunFleet), fleet::kiosk::log)
        .post("/kiosks/{code}/accept", Needs(RunFleet), fleet::act::accept)
        .post("/kiosks/{code}/change", Needs(RunFleet), fleet::act::change)
        .post("/kiosks/{code}/code", Needs(RunFleet), fleet::enrol::again)
        .post("/kiosks/{code}/command", Needs(RunFleet), fleet::act::command)
        .post("/kiosks/{code}/config", Needs(RunFleet), fleet::act::config)
        .post("/kiosks/{code}/revoke", Needs(RunFleet), fleet::act::revoke)
        .post("/kiosks/{code}/suspend", Needs(RunFleet), fleet::act::suspend)
        .get("/updates", Needs(SeeFleet), fleet::updates::show)
        .post("/updates", Needs(RunFleet), fleet::updates::act)
        .get("/alerts", Needs(SeeFleet), alerts::list)
        .post("/alerts/{id}/acknowledge", Needs(RunFleet), alerts::acknowledge)
        .get("/alerts/rules", Needs(Configure), alerts::rules)
        .post("/alerts/rules", Needs(Configure), alerts::set_rule)
        .post("/alerts/rules/act", Needs(Configure), alerts::act_on_rule)
        .post("/alerts/rules/mail", Needs(Configure), alerts::try_mail)
        .get("/officers", Needs(ManageOfficers), officers::list)
        .post("/officers", Needs(ManageOfficers), officers::make)
        .post("/officers/change", Needs(ManageOfficers), officers::change)
        .get("/officers/{id}", Needs(ManageOfficers), officer::show)
        .post("/officers/{id}", Needs(ManageOfficers), officer::change)
        .post("/officers/{id}/sessions", Needs(ManageOfficers), officer::end_sessions)
        .get("/partners", Needs(ManageTokens), partners::list)
        .post("/partners", Needs(ManageTokens), partners::make)
        .post("/partners/revoke", Needs(ManageTokens), partners::revoke)
        .get("/reasons", Needs(Configure), reasons::list)
        .post("/reasons", Needs(Configure), reasons::add)
        .post("/reasons/switch", Needs(Configure), reasons::switch)
        .get("/rules", Needs(Configure), rules::show)
        .post("/rules", Needs(Configure), rules::save)
        .get("/rules/text", Needs(Configure), rules::text::show)
        .post("/rules/text", Needs(Configure), rules::text::save)
        .merge(content::routes())
        .get("/imports", Needs(SeeImports), imports::list)
        .post("/imports/policy", Needs(Configure), imports::policy)
        .post("/imports/sources", Needs(RunImports), imports::new_source)
        .post("/imports/sources/change", Needs(RunImports), imports::change_source)
        .merge(upload)
        .get("/imports/{id}", Needs(SeeImports), imports::show)
        .get("/imports/{id}/not-published", Needs(SeeImports), imports::not_published)
        .post("/imports/{id}/check", Needs(RunImports), imports::check)
        .post("/imports/{id}/tick", Needs(RunImports), imports::tick)
        .post("/imports/{id}/do", NeedsOneOf(&[RunImports, PublishContent]), imports::wish)
        .get("/audit", Needs(SeeAudit), trail::list)
        .post("/audit/verify", Needs(SeeAudit), trail::verify)
        .get("/me", SignedIn, account::me)
        .post("/me/password", SignedIn, account::password_changed)
        .post("/me/second-factor", SignedIn, account::second_factor)
        .get("/me/passkeys", SignedIn, passkeys::list)
        .post("/me/passkeys/begin", SignedIn, passkeys::begin)
        .post("/me/passkeys/add", SignedIn, passkeys::add)
        .post("/me/passkeys/change", SignedIn, passkeys::change)
        .get("/me/sessions", SignedIn, sessions::own)
        .post("/me/sessions", SignedIn, sessions::end_own)
        .fallback(async || Problem::NotFound);
    Routes::new()
        .nest("/console", officers)
        .get("/assets/{tag}/{name}", Public, assets::serve)
        .post("/language", Public, language)
        .merge(public::routes())
        .layer(DefaultBodyLimit::max(form::BYTES_MAX))
        .layer(middleware::from_fn(guard::same_origin))
        .layer(middleware::from_fn(guard::in_time))
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a page panicked");
            Problem::Internal.into_response()
        }))
        .layer(middleware::from_fn(guard::dress))
        .layer(CompressionLayer::new().gzip(true))
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
