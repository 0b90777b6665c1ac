//! Signing in and out: name, password and a code, on one page, so that nobody learns which of them was wrong.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use tokio::time::timeout;

use super::form::Form;
use super::lang::Lang;
use super::limits::Sender;
use super::page::{Frame, Problem, html, html_with};
use super::session::{READ_WAIT, Sent};
use super::{code, cookie, device, menu};
use crate::api::App;
use crate::store::{Obstacle, SessionToken, SignIn, StoreError};

/// A form whose session had ended, on its way through the sign-in page.
pub(super) struct Kept {
    path: String,
    fields: Vec<(String, String)>,
}

/// The pages whose forms are worth keeping, and hold no secret.
fn is_kept(path: &str) -> bool {
    path.starts_with("/console/applications/") && path.ends_with("/act")
        || matches!(
            path,
            "/console/rules" | "/console/rules/text" | "/console/reasons" | "/console/requests/new"
        )
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
    /// Whether there are passkeys. A kept form is sent on after a password alone.
    passkeys: bool,
}

#[derive(Template)]
#[template(path = "console/kept.html")]
struct KeptPage {
    f: Frame,
    path: String,
    hidden: Vec<(String, String)>,
    texts: Vec<(String, String)>,
}

fn page(app: &App, lang: Lang, login: &str, error: Option<String>, kept: Option<Kept>) -> SignInPage {
    let f = Frame::public(lang, lang.t("Masuk petugas", "Officers' sign-in"), "/console/sign-in");
    let passkeys = app.site().is_some() && kept.is_none();
    SignInPage { f, login: login.to_owned(), error, kept, passkeys }
}

/// `GET /console/sign-in`
pub(super) async fn show(State(app): State<Arc<App>>, lang: Lang) -> Result<Response, Problem> {
    // As every other page: a database that went silent is said, not waited for.
    let any = timeout(READ_WAIT, app.readers.run(|store| store.has_officers())).await;
    if !any.map_err(|_| Problem::Store(Obstacle::Away))??? {
        return Ok(Redirect::to("/console/set-up").into_response());
    }
    Ok(html(&page(&app, lang, "", None, None)))
}

/// The page for a form whose session has ended.
pub(super) fn again(app: &App, lang: Lang, kept: Option<Kept>) -> Response {
    let error = lang.t("Waktu Anda habis. Masuk lagi.", "Your session has ended. Sign in again.");
    let error = kept.is_none().then(|| error.to_owned());
    html_with(StatusCode::UNAUTHORIZED, &page(app, lang, "", error, kept))
}

/// The page for a passkey that let nobody in. Why is not said.
pub(super) fn passkey_refused(app: &App, lang: Lang) -> Response {
    let error = lang.t(
        "Passkey ini tidak dikenal di sini, atau waktunya habis. Coba lagi, atau masuk dengan kata sandi dan kode.",
        "This passkey is not known here, or its time was over. Try again, or sign in with password and code.",
    );
    html_with(StatusCode::UNAUTHORIZED, &page(app, lang, "", Some(error.to_owned()), None))
}

/// `POST /console/sign-in`. What was wrong is not said, nor whether an account is locked.
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
    let (wanted, at) = (login.clone(), Timestamp::now());
    let credentials = app.readers.run(move |store| store.credentials(&wanted)).await??;
    let (credentials, checked) =
        code::check_in_turn(credentials, form.raw("password"), form.text("code"), at).await?;
    let device = device::of(&headers);
    let signed_in = app
        .writer
        .run(move |store| {
            let signed_in = store.sign_in(&credentials, checked, at)?;
            if let SignIn::Welcome(token, _) = &signed_in {
                store.name_device(token, &device)?;
            }
            Ok::<_, StoreError>(signed_in)
        })
        .await??;
    let SignIn::Welcome(token, officer) = signed_in else {
        let error = lang.t(
            "Nama, kata sandi, atau kode salah, atau akun sedang dikunci karena terlalu sering salah. Kode berganti setiap 30 detik dan berlaku sekali.",
            "Name, password or code are wrong, or the account is locked after too many wrong tries. A code changes every 30 seconds and works once.",
        );
        return Ok(html_with(
            StatusCode::UNAUTHORIZED,
            &page(&app, lang, &login, Some(error.to_owned()), kept),
        ));
    };
    app.limits.give_back(sender);
    let mut response = match kept {
        Some(kept) => ask_again(lang, &token, kept),
        None => Redirect::to(menu::home(&officer)).into_response(),
    };
    response.headers_mut().insert(header::SET_COOKIE, cookie::session(&headers, &token.to_text()));
    Ok(response)
}

/// Shows a kept form before it is sent: another officer may have signed in since.
fn ask_again(lang: Lang, token: &SessionToken, kept: Kept) -> Response {
    let mut f = Frame::public(lang, lang.t("Kirim lagi?", "Send again?"), "/console");
    f.csrf = token.csrf();
    let is_text = |name: &str| matches!(name, "note" | "toml" | "text_id" | "text_en");
    let (texts, hidden) = kept.fields.into_iter().partition(|(name, _)| is_text(name));
    html(&KeptPage { f, path: kept.path, hidden, texts })
}

/// `POST /console/sign-out`
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    app.writer.run(move |store| store.sign_out(&session.token, Timestamp::now())).await??;
    Ok(gone(&headers))
}

/// `POST /console/sign-out-everywhere`
pub(super) async fn sign_out_everywhere(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    let (id, actor) = (session.officer.id, session.actor());
    app.writer.run(move |store| store.end_sessions(id, &actor)).await??;
    Ok(gone(&headers))
}

fn gone(headers: &HeaderMap) -> Response {
    let forget = [(header::SET_COOKIE, cookie::no_session(headers))];
    (forget, Redirect::to("/console/sign-in")).into_response()
}
