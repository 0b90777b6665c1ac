//! How an officer sets an account up, with nothing but the code on paper. No session yet.
//!
//! ```text
//! /console/join   code ──▶ password, second factor as QR, one code of it ──▶ recovery codes, once ──▶ signed in
//! ```
//!
//! The code rides along in the page (posted, never in an address); the second factor is kept sealed at central, so a
//! page that was sent with a slip shows the same one again.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;

use super::form::Form;
use super::lang::Lang;
use super::limits::Sender;
use super::officers::words_of;
use super::page::{Frame, Problem, html, html_with};
use super::{code, cookie, device, menu, words};
use crate::api::App;
use crate::store::{InviteCode, Joining, PeopleRefusal, Proof, StoreError, TotpSecret};

const HERE: &str = "/console/join";

#[derive(Template)]
#[template(path = "console/join.html")]
struct CodePage {
    f: Frame,
    error: Option<String>,
}

/// The page on which an account is set up.
#[derive(Template)]
#[template(path = "console/join_set.html")]
struct SetPage {
    f: Frame,
    invitation: String,
    login: String,
    name: String,
    role: &'static str,
    keeps_password: bool,
    qr_path: String,
    qr_width: usize,
    secret: String,
    error: Option<String>,
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "console/recovery.html")]
pub(super) struct RecoveryPage {
    pub(super) f: Frame,
    pub(super) codes: Vec<String>,
    pub(super) next: &'static str,
}

fn code_page(lang: Lang, error: Option<(&str, &str)>) -> CodePage {
    let f = Frame::public(lang, lang.t("Undangan petugas", "An officer's invitation"), HERE);
    CodePage { f, error: error.map(|(id, en)| lang.t(id, en).to_owned()) }
}

fn set_page(
    lang: Lang,
    code: &InviteCode,
    joining: &Joining,
    error: Option<(&str, &str)>,
) -> Result<SetPage, Problem> {
    let login = &joining.account.login;
    let TotpShown { qr_path, qr_width, secret } = shown(&joining.totp, login)?;
    Ok(SetPage {
        f: Frame::public(lang, lang.t("Siapkan akun Anda", "Set your account up"), HERE),
        invitation: code.to_text(),
        login: login.clone(),
        name: joining.account.name.clone(),
        role: words::role(joining.account.role, lang),
        keeps_password: joining.keeps_password,
        qr_path,
        qr_width,
        secret,
        error: error.map(|(id, en)| lang.t(id, en).to_owned()),
    })
}

struct TotpShown {
    qr_path: String,
    qr_width: usize,
    secret: String,
}

fn shown(totp: &TotpSecret, login: &str) -> Result<TotpShown, Problem> {
    let (qr_path, qr_width) = code::qr_path(&totp.to_url(login)).ok_or(Problem::Internal)?;
    Ok(TotpShown { qr_path, qr_width, secret: code::groups(&totp.to_base32()) })
}

/// One answer for a code that never was, was used, or is over.
const NO_SUCH: (&str, &str) = (
    "Kode undangan salah, sudah dipakai, atau sudah lewat 24 jam. Periksa lagi, atau minta undangan baru kepada admin.",
    "The invitation code is wrong, was used, or is older than 24 hours. Check it, or ask the admin for a new one.",
);

/// `GET /console/join`
pub(super) async fn show(lang: Lang) -> Response {
    html(&code_page(lang, None))
}

/// `POST /console/join`: opens an invitation.
pub(super) async fn open(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    body: Bytes,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let form = Form::read(&body);
    let Some(code) = InviteCode::from_text(form.text("invitation")) else { return refused(lang, NO_SUCH) };
    let response = opened(&app, lang, code).await?;
    if response.status().is_success() {
        app.limits.give_back(sender);
    }
    Ok(response)
}

/// The page for an invitation, with a second factor that was drawn just now.
pub(super) async fn opened(app: &App, lang: Lang, code: InviteCode) -> Result<Response, Problem> {
    let asked = code.clone();
    let joining = app.writer.run(move |store| store.open_invitation(&asked, Timestamp::now())).await??;
    match joining {
        Some(joining) => Ok(html(&set_page(lang, &code, &joining, None)?)),
        None => refused(lang, NO_SUCH),
    }
}

fn refused(lang: Lang, why: (&str, &str)) -> Result<Response, Problem> {
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &code_page(lang, Some(why))))
}

/// `POST /console/join/confirm`: password and one code of the app.
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let form = Form::read(&body);
    let Some(code) = InviteCode::from_text(form.text("invitation")) else { return refused(lang, NO_SUCH) };
    let (asked, at) = (code.clone(), Timestamp::now());
    let Some(joining) = app.readers.run(move |store| store.joining(&asked, at)).await?? else {
        return refused(lang, NO_SUCH);
    };
    let again = |joining: &Joining, why| {
        let page = set_page(lang, &code, joining, Some(why))?;
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    if !joining.keeps_password && form.raw("password") != form.raw("repeat") {
        return again(&joining, ("Kedua kata sandi tidak sama.", "The two passwords differ."));
    }
    let (joining, proof) = code::prove_in_turn(joining, form.raw("password"), form.text("code"), at).await?;
    let proof = match proof {
        Ok(proof) => proof,
        Err(refusal @ PeopleRefusal::Password) => return again(&joining, words_of(refusal)?),
        Err(other) => return Err(words_of(other).err().unwrap_or(Problem::Internal)),
    };
    let device = device::of(&headers);
    let (joining, proof, joined) = app
        .writer
        .run(move |store| {
            let joined = store.join(&joining, &proof, at)?;
            if let Some(joined) = &joined {
                store.name_device(&joined.token, &device)?;
            }
            Ok::<_, StoreError>((joining, proof, joined))
        })
        .await??;
    let Some(joined) = joined else {
        return match proof {
            Proof::WrongPassword => again(
                &joining,
                (
                    "Kata sandi salah. Setelah lima kali salah, undangan ini tidak berlaku lagi.",
                    "The password is wrong. After five wrong ones this invitation is void.",
                ),
            ),
            Proof::WrongCode => again(
                &joining,
                (
                    "Kode 6 angka salah. Pastikan jam HP tepat, tunggu kode berikutnya, lalu coba lagi.",
                    "The 6-digit code is wrong. Check your phone's clock, wait for the next code and try again.",
                ),
            ),
            Proof::Right { .. } => refused(lang, NO_SUCH),
        };
    };
    app.limits.give_back(sender);
    super::account::forget_set_up_code(&app).await?;
    let f = Frame::public(lang, lang.t("Akun Anda siap", "Your account is ready"), "/console");
    let next = menu::home(&joined.account);
    let mut response = html(&RecoveryPage { f, codes: joined.recovery, next });
    response.headers_mut().insert(header::SET_COOKIE, cookie::session(&headers, &joined.token.to_text()));
    Ok(response)
}
