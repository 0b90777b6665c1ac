//! Passkeys: an officer's own list, adding one, and signing in with one. The only pages that need JavaScript, because
//! browsers give passkeys to nothing else; everything that they do can be done with password and code as well.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde_json::json;

use super::account::WRONG;
use super::form::Form;
use super::lang::Lang;
use super::limits::Sender;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use super::{code, cookie, device, menu, sign_in};
use crate::api::App;
use crate::passkey::{ALGORITHMS, Key, Site};
use crate::store::{SignIn, StoreError};

#[derive(Template)]
#[template(path = "console/passkeys.html")]
struct PasskeysPage {
    f: Frame,
    rows: Vec<Row>,
    /// Whether central knows its own address, without which there are none.
    can: bool,
    name: String,
    error: Option<String>,
}

struct Row {
    id: i64,
    name: String,
    made: String,
    used: String,
}

/// The step that the browser does.
#[derive(Template)]
#[template(path = "console/passkey_new.html")]
struct NewPage {
    f: Frame,
    name: String,
    challenge: String,
    host: String,
    user: String,
    login: String,
    display: String,
    /// The kinds of keys that are taken, the preferred first: COSE's numbers.
    algorithms: String,
    /// What this officer's authenticators call the passkeys that they have made already.
    known: String,
}

async fn page(
    app: &App,
    session: &Session,
    name: String,
    error: Option<&str>,
) -> Result<PasskeysPage, Problem> {
    let (id, lang) = (session.officer.id, session.lang);
    let passkeys = app.readers.run(move |store| store.passkeys(id)).await??;
    let rows = passkeys.into_iter().map(|passkey| Row {
        id: passkey.id,
        name: passkey.name,
        made: lang.moment(passkey.made),
        used: passkey.used.map_or_else(|| lang.t("belum pernah", "never").to_owned(), |at| lang.moment(at)),
    });
    Ok(PasskeysPage {
        f: session.frame(session.t("Passkey (sidik jari/PIN)", "Passkeys"), ""),
        rows: rows.collect(),
        can: app.site().is_some(),
        name,
        error: error.map(ToOwned::to_owned),
    })
}

/// `GET /console/me/passkeys`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(html(&page(&app, &session, device::of(&headers), None).await?))
}

/// `POST /console/me/passkeys/begin`: wants and counts what a change of password does, then lets the browser ask the
/// authenticator.
pub(super) async fn begin(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let site = app.site().cloned().ok_or(Problem::NotFound)?;
    let (login, at) = (session.officer.login.clone(), Timestamp::now());
    let credentials = app.readers.run(move |store| store.credentials(&login)).await??;
    let (credentials, checked) =
        code::check_in_turn(credentials, form.raw("old"), form.text("code"), at).await?;
    let challenge = app.writer.run(move |store| store.begin_passkey(&credentials, checked, at)).await??;
    let name = form.text("name").to_owned();
    let Some(challenge) = challenge else {
        let page = page(&app, &session, name, Some(session.t(WRONG.0, WRONG.1))).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let id = session.officer.id;
    let known = app.readers.run(move |store| store.passkey_credentials(id)).await??;
    Ok(html(&NewPage {
        f: session.frame(session.t("Passkey baru", "A new passkey"), ""),
        name,
        challenge: BASE64URL_NOPAD.encode(&challenge),
        host: site.host().to_owned(),
        user: BASE64URL_NOPAD.encode(&session.officer.id.0.to_be_bytes()),
        login: session.officer.login.clone(),
        display: session.officer.name.clone(),
        algorithms: ALGORITHMS.map(|number| number.to_string()).join(" "),
        known: known.iter().map(|one| BASE64URL_NOPAD.encode(one)).collect::<Vec<_>>().join(" "),
    }))
}

/// Bytes that a script put into a form.
fn bytes(form: &Form, name: &str) -> Result<Vec<u8>, Problem> {
    BASE64URL_NOPAD.decode(form.text(name).as_bytes()).map_err(|_| Problem::Malformed)
}

/// `POST /console/me/passkeys/add`
pub(super) async fn add(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let site = app.site().ok_or(Problem::NotFound)?;
    let made = site.made(&bytes(&form, "client")?, &bytes(&form, "authenticator")?);
    let name = match form.text("name") {
        "" => device::of(&headers),
        name => name.to_owned(),
    };
    let added = match made {
        Ok(made) => {
            let (id, at, name) = (session.officer.id, Timestamp::now(), name.clone());
            app.writer.run(move |store| store.add_passkey(id, &made, &name, at)).await??
        }
        Err(error) => {
            tracing::warn!(%error, "a passkey was not added: {error}");
            false
        }
    };
    if added {
        return Ok(on_to("/console/me/passkeys?done=passkey-added"));
    }
    let error = session.t(
        "Passkey tidak tersimpan: waktunya habis, sudah terdaftar, sudah ada sepuluh, atau alamat halaman ini bukan yang ditetapkan. Coba lagi.",
        "The passkey was not saved: its time was over, it is known already, there are ten, or this page's address is not the one that was set. Try again.",
    );
    let page = page(&app, &session, name, Some(error)).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /console/me/passkeys/change`: another name, or out of use.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    let passkey: i64 = form.text("id").parse().map_err(|_| Problem::Malformed)?;
    let (id, at, name) = (session.officer.id, Timestamp::now(), form.text("name").to_owned());
    let found = match form.text("do") {
        "remove" => app.writer.run(move |store| store.remove_passkey(id, passkey, at)).await??,
        "rename" if !name.is_empty() => {
            app.writer.run(move |store| store.rename_passkey(id, passkey, &name, at)).await??
        }
        _ => return Err(Problem::Malformed),
    };
    if found { Ok(on_to("/console/me/passkeys?done=passkey-changed")) } else { Err(Problem::NotFound) }
}

/// `POST /console/sign-in/passkey/begin`: what the browser is to ask for. For the page's script.
pub(super) async fn ask(State(app): State<Arc<App>>, sender: Sender) -> Result<Response, Problem> {
    app.limits.take_part(sender)?;
    let host = app.site().map(|site| site.host().to_owned()).ok_or(Problem::NotFound)?;
    let challenge = app.writer.run(|store| store.passkey_challenge(Timestamp::now())).await??;
    Ok(Json(json!({ "challenge": BASE64URL_NOPAD.encode(&challenge), "host": host })).into_response())
}

/// `POST /console/sign-in/passkey`
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    lang: Lang,
    sender: Sender,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    app.limits.take(sender)?;
    let site = app.site().ok_or(Problem::NotFound)?;
    let form = Form::read(&body);
    let credential = bytes(&form, "credential")?;
    let wanted = credential.clone();
    let key = app.readers.run(move |store| store.passkey_key(&wanted)).await??;
    let signed = key.map(|key| proved(site, &key, &form)).transpose()?.flatten();
    let signed_in = match signed {
        Some(signed) => {
            let device = device::of(&headers);
            app.writer
                .run(move |store| {
                    let signed_in = store.use_passkey(&credential, &signed, Timestamp::now())?;
                    if let SignIn::Welcome(token, _) = &signed_in {
                        store.name_device(token, &device)?;
                    }
                    Ok::<_, StoreError>(signed_in)
                })
                .await??
        }
        None => SignIn::Refused,
    };
    let SignIn::Welcome(token, officer) = signed_in else {
        return Ok(sign_in::passkey_refused(&app, lang));
    };
    app.limits.give_back(sender);
    let mut response = Redirect::to(menu::home(&officer)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie::session(&headers, &token.to_text()));
    Ok(response)
}

fn proved(site: &Site, key: &Key, form: &Form) -> Result<Option<crate::passkey::Signed>, Problem> {
    let signed =
        site.signed(key, &bytes(form, "client")?, &bytes(form, "authenticator")?, &bytes(form, "signature")?);
    Ok(signed.inspect_err(|error| tracing::warn!(%error, "a passkey was refused: {error}")).ok())
}
