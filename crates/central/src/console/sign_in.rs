//! Signing in and out: name, password and a code, on one page, so that nobody learns which of them was wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use sha2::{Digest as _, Sha256};

use super::form::Form;
use super::lang::Lang;
use super::limits::Sender;
use super::page::{Frame, Problem, html, html_with};
use super::session::{self, AnySent, Sent};
use super::{code, cookie, menu, password};
use crate::api::App;
use crate::store::{Account, Try, now_ms, wait_ms};

/// A form whose session had ended, on its way through the sign-in page.
pub(super) struct Kept {
    path: String,
    fields: Vec<(String, String)>,
}

/// The pages whose forms are worth keeping, and hold no secret.
fn is_kept(path: &str) -> bool {
    path.starts_with("/console/applications/") && path.ends_with("/act")
        || matches!(path, "/console/rules" | "/console/reasons" | "/console/requests/new")
}

impl Kept {
    /// What is kept of a form. `None`: nothing of it is.
    pub(super) fn of(path: &str, form: &Form) -> Option<Kept> {
        let fields = form.pairs().filter(|(name, _)| *name != super::form::TOKEN);
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        is_kept(path).then(|| Kept { path: path.to_owned(), fields })
    }

    /// What the sign-in form carried along.
    fn carried(form: &Form) -> Option<Kept> {
        let path = form.text("keep-path");
        let fields = form.pairs().filter_map(|(name, value)| {
            name.strip_prefix("keep.").map(|name| (name.to_owned(), value.to_owned()))
        });
        is_kept(path).then(|| Kept { path: path.to_owned(), fields: fields.collect() })
    }
}

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage {
    f: Frame,
    login: String,
    error: Option<String>,
    kept: Option<Kept>,
}

#[derive(Template)]
#[template(path = "console/kept.html")]
struct KeptPage {
    f: Frame,
    path: String,
    hidden: Vec<(String, String)>,
    texts: Vec<(String, String)>,
}

fn page(lang: Lang, login: &str, error: Option<String>, kept: Option<Kept>) -> SignInPage {
    let f = Frame::public(lang, lang.t("Masuk petugas", "Officers' sign-in"), "/console/sign-in");
    SignInPage { f, login: login.to_owned(), error, kept }
}

/// `GET /console/sign-in`
pub(super) async fn show(State(app): State<Arc<App>>, lang: Lang) -> Result<Response, Problem> {
    if !app.readers.run(|store| store.has_officers()).await?? {
        return Ok(Redirect::to("/console/set-up").into_response());
    }
    Ok(html(&page(lang, "", None, None)))
}

/// The page for a form whose session has ended.
pub(super) fn again(lang: Lang, kept: Option<Kept>) -> Response {
    let error = lang.t("Waktu Anda habis. Masuk lagi.", "Your session has ended. Sign in again.");
    let error = kept.is_none().then(|| error.to_owned());
    html_with(StatusCode::UNAUTHORIZED, &page(lang, "", error, kept))
}

/// Wrong tries with names that nobody has: they wait as those of real accounts do, so that the waits tell nothing.
#[derive(Default)]
pub(crate) struct Strangers(Mutex<HashMap<[u8; 32], (u32, i64)>>);

/// Names remembered; when there are more, all are forgotten. The limit by sender holds meanwhile.
const STRANGERS_MAX: usize = 10_000;

impl Strangers {
    /// Counts a try. `Err`: not before that moment.
    fn count(&self, login: &str, at_ms: i64) -> Result<(), i64> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= STRANGERS_MAX {
            tries.clear();
        }
        let (failed, until) = tries.entry(Sha256::digest(login).into()).or_default();
        if at_ms < *until {
            return Err(*until);
        }
        *failed = failed.saturating_add(1);
        *until = at_ms + wait_ms(*failed);
        Ok(())
    }
}

/// `POST /console/sign-in`
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let form = Form::read(&body);
    let kept = Kept::carried(&form);
    let login: String = form.text("login").to_lowercase().chars().take(40).collect();
    let (wanted, at_ms) = (login.clone(), now_ms());
    let tried = app.writer.run(move |store| store.begin_try(&wanted, at_ms)).await??;
    let account = match tried {
        Try::Wait(until) => return Ok(wait(lang, &login, until - at_ms, kept)),
        Try::Go(None) => match app.strangers.count(&login, at_ms) {
            Err(until) => return Ok(wait(lang, &login, until - at_ms, kept)),
            Ok(()) => None,
        },
        Try::Go(account) => account,
    };
    let Some((account, step)) = judge(account, &form, at_ms).await else {
        let error = lang.t(
            "Nama, kata sandi, atau kode salah. Kode berganti setiap 30 detik dan berlaku sekali.",
            "Name, password or code are wrong. A code changes every 30 seconds and works once.",
        );
        return Ok(html_with(StatusCode::UNAUTHORIZED, &page(lang, &login, Some(error.to_owned()), kept)));
    };
    let officer = account.officer;
    let (token, token_sha256) = session::draw();
    let id = officer.id;
    let begun =
        app.writer.run(move |store| store.begin_session(id, &token_sha256, step, at_ms)).await??;
    if !begun {
        // Two sign-ins with one code: the second is wrong.
        return Ok(html_with(StatusCode::UNAUTHORIZED, &page(lang, &login, None, kept)));
    }
    app.limits.give_back(sender);
    let mut response = match kept {
        Some(kept) if officer.has_totp => ask_again(lang, &token, kept),
        Some(_) | None if officer.has_totp => Redirect::to(menu::home(&officer)).into_response(),
        Some(_) | None => Redirect::to("/console/totp").into_response(),
    };
    response.headers_mut().insert(header::SET_COOKIE, cookie::session(&headers, &token));
    Ok(response)
}

/// The account and the step of its code, if password and code are right. Takes the same time for nobody.
async fn judge(account: Option<Box<Account>>, form: &Form, at_ms: i64) -> Option<(Account, Option<u64>)> {
    let typed: String = form.raw("password").chars().take(password::BYTES_MAX + 1).collect();
    let hash = account.as_ref().map(|account| account.password.clone());
    let right = password::verify_in_turn(typed, hash).await;
    let account = *account.filter(|_| right)?;
    let Some(secret) = &account.totp else { return Some((account, None)) };
    let now_s = u64::try_from(at_ms / 1000).ok()?;
    let step = code::step(secret, form.text("code"), now_s, Some(account.totp_step))?;
    Some((account, Some(step)))
}

fn wait(lang: Lang, login: &str, wait_ms: i64, kept: Option<Kept>) -> Response {
    let minutes = (wait_ms + 59_999) / 60_000;
    let error = match lang {
        Lang::Id => format!("Terlalu banyak percobaan yang salah. Tunggu {minutes} menit, lalu coba lagi."),
        Lang::En => format!("Too many wrong tries. Wait {minutes} minutes, then try again."),
    };
    html_with(StatusCode::TOO_MANY_REQUESTS, &page(lang, login, Some(error), kept))
}

/// Shows a kept form before it is sent: another officer may have signed in since.
fn ask_again(lang: Lang, token: &str, kept: Kept) -> Response {
    let mut f = Frame::public(lang, lang.t("Kirim lagi?", "Send again?"), "/console");
    let token = data_encoding::BASE32_NOPAD.decode(token.as_bytes()).ok().and_then(|token| token.try_into().ok());
    f.csrf = token.as_ref().map(session::csrf).unwrap_or_default();
    let is_text = |name: &str| matches!(name, "note" | "toml" | "text_id" | "text_en");
    let (texts, hidden) = kept.fields.into_iter().partition(|(name, _)| is_text(name));
    html(&KeptPage { f, path: kept.path, hidden, texts })
}

/// `POST /console/sign-out`
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    AnySent(Sent { session, .. }): AnySent,
) -> Result<Response, Problem> {
    app.writer.run(move |store| store.end_session(&session.token_sha256)).await??;
    Ok(gone(&headers))
}

/// `POST /console/sign-out-everywhere`
pub(super) async fn sign_out_everywhere(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    AnySent(Sent { session, .. }): AnySent,
) -> Result<Response, Problem> {
    app.writer.run(move |store| store.end_sessions(session.officer.id)).await??;
    Ok(gone(&headers))
}

fn gone(headers: &HeaderMap) -> Response {
    let forget = [(header::SET_COOKIE, cookie::no_session(headers))];
    (forget, Redirect::to("/console/sign-in")).into_response()
}
