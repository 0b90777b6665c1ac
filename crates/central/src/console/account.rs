//! An officer's own account, and the very first account of all.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::form::Form;
use super::join::{self, RecoveryPage};
use super::lang::Lang;
use super::limits::Sender;
use super::officers::words_of;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{self, Sent, Session};
use super::{code, words};
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::people::Role;
use crate::store::{NewAccount, StoreError, hash_password};

#[derive(Template)]
#[template(path = "console/me.html")]
struct MePage {
    f: Frame,
    name: String,
    role: String,
    office: String,
    code: String,
    sessions: String,
    recovery: String,
    /// No recovery code is left.
    recovery_out: bool,
    error: Option<String>,
}

async fn me_page(app: &App, session: &Session, error: Option<&str>) -> Result<MePage, Problem> {
    let id = session.officer.id;
    let (sessions, recovery) = app
        .readers
        .run(move |store| {
            Ok::<_, StoreError>((store.session_count(id, Timestamp::now())?, store.recovery_codes_left(id)?))
        })
        .await??;
    let lang = session.lang;
    Ok(MePage {
        f: session.frame(session.t("Akun saya", "My account"), ""),
        name: session.officer.name.clone(),
        role: words::role(session.officer.role, lang).to_owned(),
        office: session.officer.offices.to_string(),
        code: id.to_string(),
        sessions: match lang {
            Lang::Id => format!("Anda masuk di {sessions} tempat, termasuk ini."),
            Lang::En => format!("You are signed in at {sessions} places, this one included."),
        },
        recovery_out: recovery == 0,
        recovery: match lang {
            Lang::Id => format!("Kode pemulihan yang tersisa: {recovery}."),
            Lang::En => format!("Recovery codes left: {recovery}."),
        },
        error: error.map(ToOwned::to_owned),
    })
}

/// `GET /console/me`
pub(super) async fn me(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    Ok(html(&me_page(&app, &session, None).await?))
}

/// `POST /console/me/password`. Wants the present password and a code, and counts a wrong one like a try to sign in: a
/// page left open is no way to guess.
pub(super) async fn password_changed(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let refuse = async |(id, en): (&str, &str)| {
        let page = me_page(&app, &session, Some(session.t(id, en))).await?;
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let new = form.raw("new").to_owned();
    let hash =
        tokio::task::spawn_blocking(move || hash_password(&new)).await.map_err(|_| Problem::Internal)?;
    let hash = match hash {
        Ok(hash) => hash,
        Err(refusal) => return refuse(words_of(refusal)?).await,
    };
    let (login, at) = (session.officer.login.clone(), Timestamp::now());
    let credentials = app.readers.run(move |store| store.credentials(&login)).await??;
    let (credentials, checked) =
        code::check_in_turn(credentials, form.raw("old"), form.text("code"), at).await?;
    let keep = session.token.clone();
    let changed =
        app.writer.run(move |store| store.change_password(&credentials, checked, &hash, &keep, at)).await??;
    match changed {
        true => Ok(on_to("/console/me?done=password")),
        false => refuse(WRONG).await,
    }
}

/// One answer, whatever was wrong.
pub(super) const WRONG: (&str, &str) = (
    "Kata sandi sekarang atau kode salah, atau akun terkunci sementara.",
    "The present password or the code is wrong, or the account is locked for a while.",
);

/// `POST /console/me/second-factor`: new recovery codes, or another app. Wants and counts what a change of password does.
pub(super) async fn second_factor(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let (login, at) = (session.officer.login.clone(), Timestamp::now());
    let another_app = match form.text("do") {
        "app" => true,
        "recovery" => false,
        _ => return Err(Problem::Malformed),
    };
    let credentials = app.readers.run(move |store| store.credentials(&login)).await??;
    let (credentials, checked) =
        code::check_in_turn(credentials, form.raw("old"), form.text("code"), at).await?;
    if another_app {
        let invited = app.writer.run(move |store| store.invite_self(&credentials, checked, at)).await??;
        if let Some(invited) = invited {
            return join::opened(&app, session.lang, invited.code.clone()).await;
        }
    } else {
        let codes = app.writer.run(move |store| store.renew_recovery(&credentials, checked, at)).await??;
        if let Some(codes) = codes {
            let f = session.frame(session.t("Kode pemulihan", "Recovery codes"), "");
            return Ok(html(&RecoveryPage { f, codes, next: "/console/me" }));
        }
    }
    let page = me_page(&app, &session, Some(session.t(WRONG.0, WRONG.1))).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
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
/// no file yet; it works until somebody has joined. Whoever can read it can read the database as well.
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

/// The code that is asked for, until somebody has joined.
async fn code_wanted(app: &App) -> Result<Option<String>, Problem> {
    let code = app.readers.run(|store| match store.has_officers()? {
        true => Ok(None),
        false => set_up_code(store.dir()).map(Some),
    });
    Ok(code.await??)
}

/// `GET /console/set-up`: only until somebody has joined.
pub(super) async fn set_up(State(app): State<Arc<App>>, lang: Lang) -> Result<Response, Problem> {
    Ok(match code_wanted(&app).await? {
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
    let Some(code) = code_wanted(&app).await? else {
        return Ok(Redirect::to("/console/sign-in").into_response());
    };
    let refuse = |(id, en): (&str, &str)| {
        let page = set_up_page(lang, &form, Some(lang.t(id, en)));
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let typed = form.text("set-up-code").to_ascii_uppercase();
    if !bool::from(typed.as_bytes().ct_eq(code.as_bytes())) {
        return refuse(("Kode penyiapan salah.", "The set-up code is wrong."));
    }
    let new = NewAccount {
        login: form.text("login").to_owned(),
        name: form.text("name").chars().take(80).collect(),
        role: Role::Admin,
        offices: Offices::Every,
    };
    // Asked again where nothing else writes: there is one first admin.
    let invited = app.writer.run(move |store| store.invite_first(&new, "set-up", Timestamp::now())).await?;
    match invited {
        Ok(invited) => join::opened(&app, lang, invited.code.clone()).await,
        Err(refusal) => refuse(words_of(refusal)?),
    }
}

/// Removes the code for the first account, once somebody has joined.
pub(super) async fn forget_set_up_code(app: &App) -> Result<(), Problem> {
    let removed = app.readers.run(|store| {
        let path = set_up_path(store.dir());
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::file("remove", &path)(error))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    });
    Ok(removed.await??)
}
