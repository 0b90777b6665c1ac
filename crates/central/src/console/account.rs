//! An officer's own account: setting up codes, the password; and the very first account of all.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::form::Form;
use super::lang::Lang;
use super::limits::Sender;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{self, AnySent, AnySession, Sent, Session};
use super::{code, menu, password, words};
use crate::api::App;
use crate::office::people::{OfficerId, Role};
use crate::office::workflow::Actor;
use crate::store::{BadOfficer, NewOfficer, StoreError, Try, now_ms};

/// Secrets that were shown and not yet proved, by officer: in memory only, until the first right code.
#[derive(Default)]
pub(crate) struct Pending(Mutex<HashMap<OfficerId, Zeroizing<[u8; code::SECRET_BYTES]>>>);

impl Pending {
    /// The same for every look at the page, so that a reload does not spoil what the app has scanned.
    fn secret(&self, id: OfficerId) -> Zeroizing<[u8; code::SECRET_BYTES]> {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending.entry(id).or_insert_with(draw).clone()
    }

    fn forget(&self, id: OfficerId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

fn draw() -> Zeroizing<[u8; code::SECRET_BYTES]> {
    let mut secret = Zeroizing::new([0; code::SECRET_BYTES]);
    getrandom::fill(secret.as_mut_slice()).expect("the system has randomness");
    secret
}

#[derive(Template)]
#[template(path = "console/totp.html")]
struct TotpPage {
    f: Frame,
    qr_path: String,
    qr_width: usize,
    secret: String,
    error: Option<String>,
}

fn totp_page(app: &App, session: &Session, error: Option<String>) -> Result<TotpPage, Problem> {
    let f = Frame { officer: None, ..session.frame(session.t("Kode masuk", "Sign-in codes"), "") };
    let secret = app.pending.secret(session.officer.id);
    let address = code::address(&*secret, &session.officer.login);
    let (qr_path, qr_width) = code::qr_path(&address).ok_or(Problem::Internal)?;
    Ok(TotpPage { f, qr_path, qr_width, secret: code::groups(&*secret), error })
}

/// `GET /console/totp`
pub(super) async fn totp(
    State(app): State<Arc<App>>,
    AnySession(session): AnySession,
) -> Result<Response, Problem> {
    // Whoever sits down at a signed-in officer's place must not get to their codes.
    if session.officer.has_totp {
        return Ok(on_to(menu::home(&session.officer)));
    }
    Ok(html(&totp_page(&app, &session, None)?))
}

/// `POST /console/totp`: the first right code proves that the app has the secret.
pub(super) async fn totp_proved(
    State(app): State<Arc<App>>,
    AnySent(Sent { session, form }): AnySent,
) -> Result<Response, Problem> {
    if session.officer.has_totp {
        return Ok(on_to(menu::home(&session.officer)));
    }
    let secret = app.pending.secret(session.officer.id);
    let now_s = u64::try_from(now_ms() / 1000).map_err(|_| Problem::Internal)?;
    let Some(step) = code::step(&*secret, form.text("code"), now_s, None) else {
        let error = session.t(
            "Kode salah. Periksa jam telepon Anda, lalu ketik kode yang baru.",
            "Wrong code. Check your phone's clock, then type the new code.",
        );
        let page = totp_page(&app, &session, Some(error.to_owned()))?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let (id, actor) = (session.officer.id, session.officer.actor());
    app.writer.run(move |store| store.set_totp(id, Some(&*secret), step, &actor)).await??;
    app.pending.forget(id);
    Ok(on_to(&format!("{}?done=totp", menu::home(&session.officer))))
}

#[derive(Template)]
#[template(path = "console/me.html")]
struct MePage {
    f: Frame,
    name: String,
    role: String,
    office: String,
    code: String,
    sessions: String,
    error: Option<String>,
}

async fn me_page(app: &App, session: &Session, error: Option<String>) -> Result<MePage, Problem> {
    let id = session.officer.id;
    let sessions = app.readers.run(move |store| store.sessions(id, now_ms())).await??;
    let lang = session.lang;
    Ok(MePage {
        f: session.frame(session.t("Akun saya", "My account"), ""),
        name: session.officer.name.clone(),
        role: words::role(session.officer.role, lang).to_owned(),
        office: session.officer.office.as_ref().map(ToString::to_string).unwrap_or_default(),
        code: id.to_string(),
        sessions: match lang {
            Lang::Id => format!("Anda masuk di {sessions} perangkat, termasuk ini."),
            Lang::En => format!("You are signed in on {sessions} devices, this one included."),
        },
        error,
    })
}

/// `GET /console/me`
pub(super) async fn me(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    Ok(html(&me_page(&app, &session, None).await?))
}

/// `POST /console/me/password`
pub(super) async fn password_changed(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (login, at_ms) = (session.officer.login.clone(), now_ms());
    // Counted like a try to sign in: a page left open is no way to guess.
    let tried = app.writer.run(move |store| store.begin_try(&login, at_ms)).await??;
    let right = match tried {
        Try::Go(Some(account)) => {
            password::verify_in_turn(form.raw("old").to_owned(), Some(account.password)).await
        }
        Try::Go(None) | Try::Wait(_) => false,
    };
    let hash = match right {
        true => password::hash_in_turn(form.raw("new").to_owned()).await,
        false => {
            let error = session.t(
                "Kata sandi sekarang salah, atau terlalu banyak percobaan. Tunggu sebentar.",
                "The present password is wrong, or there were too many tries. Wait a little.",
            );
            let page = me_page(&app, &session, Some(error.to_owned())).await?;
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let Ok(hash) = hash else {
        let error = session.t(
            "Kata sandi baru harus 12 huruf atau lebih (paling banyak 256).",
            "The new password needs 12 characters or more (256 at most).",
        );
        let page = me_page(&app, &session, Some(error.to_owned())).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let (id, actor, keep) = (session.officer.id, session.officer.actor(), session.token_sha256);
    app.writer.run(move |store| store.set_password(id, &hash, Some(&keep), &actor)).await??;
    Ok(on_to("/console/me?done=password"))
}

#[derive(Template)]
#[template(path = "console/set_up.html")]
struct SetUpPage {
    f: Frame,
    login: String,
    name: String,
    error: Option<String>,
}

/// Where the code for the first account is.
fn set_up_path(dir: &Path) -> PathBuf {
    dir.join("set-up-code")
}

/// The code that lets the first admin in, written to a file that only central's own user can read. Made when there is
/// no account and no file. Whoever can read it can read the database as well.
pub fn set_up_code(dir: &Path) -> Result<String, StoreError> {
    let path = set_up_path(dir);
    match fs::read_to_string(&path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(StoreError::file("read", &path)(error)),
    }
    let code = session::draw_key();
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(StoreError::file("write", &path))?;
    writeln!(file, "{code}").map_err(StoreError::file("write", &path))?;
    Ok(code)
}

fn set_up_page(lang: Lang, form: &Form, error: Option<&str>) -> SetUpPage {
    SetUpPage {
        f: Frame::public(lang, lang.t("Admin pertama", "The first admin"), "/console/set-up"),
        login: form.text("login").to_owned(),
        name: form.text("name").to_owned(),
        error: error.map(ToOwned::to_owned),
    }
}

/// `GET /console/set-up`: only while there is no account.
pub(super) async fn set_up(State(app): State<Arc<App>>, lang: Lang) -> Result<Response, Problem> {
    let code = app
        .readers
        .run(|store| match store.has_officers()? {
            true => Ok(None),
            false => set_up_code(store.dir()).map(Some),
        })
        .await??;
    Ok(match code {
        Some(_) => html(&set_up_page(lang, &Form::default(), None)),
        None => Redirect::to("/console/sign-in").into_response(),
    })
}

/// `POST /console/set-up`
pub(super) async fn set_up_done(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    body: Bytes,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let form = Form::read(&body);
    let code = app
        .readers
        .run(|store| match store.has_officers()? {
            true => Ok(None),
            false => set_up_code(store.dir()).map(Some),
        })
        .await??;
    let Some(code) = code else { return Ok(Redirect::to("/console/sign-in").into_response()) };
    let refuse = |id, en| {
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &set_up_page(lang, &form, Some(lang.t(id, en)))))
    };
    let typed = form.text("set-up-code").to_ascii_uppercase();
    if !bool::from(typed.as_bytes().ct_eq(code.as_bytes())) {
        return refuse("Kode penyiapan salah.", "The set-up code is wrong.");
    }
    let Ok(hash) = password::hash_in_turn(form.raw("password").to_owned()).await else {
        return refuse(
            "Kata sandi harus 12 huruf atau lebih (paling banyak 256).",
            "The password needs 12 characters or more (256 at most).",
        );
    };
    let new = NewOfficer {
        login: form.text("login").to_owned(),
        name: form.text("name").to_owned(),
        role: Role::Admin,
        office: None,
        password: hash,
    };
    let made = app
        .writer
        .run(move |store| {
            // Asked again where nothing else writes: there is one first admin.
            if store.has_officers()? {
                return Ok(Err(BadOfficer::Taken));
            }
            let made = store.make_officer(&new, &Actor::System)?;
            if made.is_ok() {
                let path = set_up_path(store.dir());
                fs::remove_file(&path).map_err(StoreError::file("remove", &path))?;
            }
            Ok::<_, StoreError>(made)
        })
        .await??;
    match made {
        Ok(_) => Ok(on_to("/console/sign-in")),
        Err(bad) => {
            let (id, en) = super::officers::words_of(bad);
            refuse(id, en)
        }
    }
}
