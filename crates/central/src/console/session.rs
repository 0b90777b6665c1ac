//! Who is signed in. The cookie holds 32 random bytes; central keeps their SHA-256. Forms carry a token that is
//! derived from the cookie, so that a page of another session, or of none, can't send them.
//!
//! ```text
//! no cookie, or ended ──▶ sign-in page ──▶ signed in, no second factor yet ──▶ set-up of codes ──▶ signed in
//!         POST: the form's fields ride along and are shown again after signing in
//! ```

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE32_NOPAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use super::cookie;
use super::form::{self, Form};
use super::lang::Lang;
use super::menu;
use super::page::{Frame, Problem};
use super::sign_in::{self, Kept};
use crate::api::App;
use crate::office::people::{Action, may};
use crate::store::{Officer, now_ms};

/// A signed-in officer.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) officer: Officer,
    pub(super) lang: Lang,
    /// The token for forms.
    pub(super) csrf: String,
    /// What the database knows the session by.
    pub(super) token_sha256: [u8; 32],
    here: String,
    done: Option<String>,
}

/// A session whose officer has yet to set up codes, or has.
pub(super) struct AnySession(pub(super) Session);

/// A form of a session, with the right token.
pub(super) struct Sent {
    pub(super) session: Session,
    pub(super) form: Form,
}

/// Like [`Sent`], for the page that sets codes up.
pub(super) struct AnySent(pub(super) Sent);

impl Session {
    /// Refuses what the officer's role does not include.
    pub(super) fn must(&self, action: Action) -> Result<(), Problem> {
        if may(self.officer.role, action) { Ok(()) } else { Err(Problem::Forbidden) }
    }

    /// Whether the role includes it.
    pub(super) fn may(&self, action: Action) -> bool {
        may(self.officer.role, action)
    }

    /// The wording in the page's language.
    pub(super) fn t<'a>(&self, id: &'a str, en: &'a str) -> &'a str {
        self.lang.t(id, en)
    }

    /// The frame of a page under a line of the menu.
    pub(super) fn frame(&self, title: &str, here: &str) -> Frame {
        Frame {
            lang: self.lang,
            title: title.to_owned(),
            officer: Some(menu::badge(&self.officer, self.lang, here)),
            csrf: self.csrf.clone(),
            back: self.here.clone(),
            done: self.done.clone(),
        }
    }
}

/// A new session's cookie value, and what is stored of it.
pub(super) fn draw() -> (String, [u8; 32]) {
    let mut token = [0; 32];
    // Without randomness there is no safe way to sign anybody in.
    getrandom::fill(&mut token).expect("the system has randomness");
    (BASE32_NOPAD.encode(&token), Sha256::digest(token).into())
}

/// A key that makes a form's act happen once.
pub(super) fn draw_key() -> String {
    let mut key = [0; 16];
    getrandom::fill(&mut key).expect("the system has randomness");
    BASE32_NOPAD.encode(&key)
}

fn token_in(headers: &HeaderMap) -> Option<[u8; 32]> {
    let text = cookie::value(headers, cookie::session_name(headers))?;
    BASE32_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// The token of a session's forms: whoever has it can't get at the cookie.
pub(super) fn csrf(token: &[u8; 32]) -> String {
    BASE32_NOPAD.encode(&Sha256::new().chain_update("form").chain_update(token).finalize()[..20])
}

impl FromRequestParts<Arc<App>> for AnySession {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let Ok(lang) = Lang::from_request_parts(parts, app).await;
        let nobody = || match parts.headers.contains_key("hx-request") {
            // A fragment can't sign in; the whole page can.
            true => {
                let refresh = [(HeaderName::from_static("hx-refresh"), HeaderValue::from_static("true"))];
                (StatusCode::UNAUTHORIZED, refresh).into_response()
            }
            false => Redirect::to("/console/sign-in").into_response(),
        };
        let token = token_in(&parts.headers).ok_or_else(nobody)?;
        let token_sha256: [u8; 32] = Sha256::digest(token).into();
        let found = app.readers.run(move |store| store.session(&token_sha256, now_ms())).await;
        let found = found.map_err(|refused| Problem::from(refused).into_response())?;
        let found = found.map_err(|error| Problem::from(error).into_response())?;
        let (officer, unseen) = found.ok_or_else(nobody)?;
        if unseen {
            let touched = app.writer.run(move |store| store.touch_session(&token_sha256, now_ms())).await;
            touched.map_err(Problem::from).and_then(|done| Ok(done?)).map_err(IntoResponse::into_response)?;
        }
        let query = parts.uri.query().unwrap_or_default();
        let done = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "done")
            .and_then(|(_, code)| menu::done(&code, lang));
        let here = match *parts.uri.path() == *"/" {
            true => "/console".to_owned(),
            false => parts.uri.path().to_owned(),
        };
        Ok(AnySession(Session { officer, lang, csrf: csrf(&token), token_sha256, here, done }))
    }
}

impl FromRequestParts<Arc<App>> for Session {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let AnySession(session) = AnySession::from_request_parts(parts, app).await?;
        match session.officer.has_totp {
            true => Ok(session),
            false => Err(Redirect::to("/console/totp").into_response()),
        }
    }
}

impl FromRequest<Arc<App>> for AnySent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, form::BYTES_MAX).await.map_err(|_| Problem::TooLarge.into_response())?;
        let form = Form::read(&body);
        let session = match AnySession::from_request_parts(&mut parts, app).await {
            Ok(AnySession(session)) => session,
            Err(refused) if refused.status().is_redirection() => {
                let Ok(lang) = Lang::from_request_parts(&mut parts, app).await;
                let kept = Kept::of(parts.uri.path(), &form);
                return Err(sign_in::again(lang, kept));
            }
            Err(refused) => return Err(refused),
        };
        let right: bool = session.csrf.as_bytes().ct_eq(form.raw(form::TOKEN).as_bytes()).into();
        if !right {
            tracing::warn!(path = parts.uri.path(), "a form with another session's token was refused");
            return Err(Problem::Forged.into_response());
        }
        Ok(AnySent(Sent { session, form }))
    }
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let AnySent(sent) = AnySent::from_request(request, app).await?;
        match sent.session.officer.has_totp {
            true => Ok(sent),
            false => Err(Redirect::to("/console/totp").into_response()),
        }
    }
}
