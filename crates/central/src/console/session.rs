//! Who is signed in. The cookie holds 32 random bytes; central keeps their SHA-256. Forms carry a token that is
//! derived from the cookie, so that a page of another session, or of none, can't send them.
//!
//! ```text
//! no cookie, or ended ──▶ sign-in page ──▶ signed in
//!         POST: the form's fields ride along and are shown again after signing in
//! ```

use std::sync::Arc;
use std::time::Duration;

use anjungan_wire::id::RegionCode;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use subtle::ConstantTimeEq;
use tokio::time::timeout;

use super::cookie;
use super::form::{self, Form};
use super::lang::Lang;
use super::menu;
use super::page::{Frame, Problem};
use super::sign_in::{self, Kept};
use crate::api::App;
use crate::office::people::{Action, may};
use crate::office::workflow::Actor;
use crate::store::{Account, Obstacle, SessionToken, StoreError, Waits};

/// How long a page waits to learn whose session it is.
pub(super) const READ_WAIT: Duration = Duration::from_secs(10);
/// How long a page waits until it is noted that somebody is there.
const TOUCH_WAIT: Duration = Duration::from_secs(2);

/// A signed-in officer.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) officer: Account,
    pub(super) lang: Lang,
    pub(super) token: SessionToken,
    here: String,
    done: Option<String>,
    obstacle: Option<Obstacle>,
    /// How much waits for them, for the menu.
    waiting: Vec<(Waits, u64)>,
}

/// A form of a session, with the right token.
pub(super) struct Sent {
    pub(super) session: Session,
    pub(super) form: Form,
}

impl Session {
    /// Refuses what the officer's role does not include.
    pub(super) fn must(&self, action: Action) -> Result<(), Problem> {
        if may(self.officer.role, action) { Ok(()) } else { Err(Problem::Forbidden) }
    }

    /// Whether the role includes it.
    pub(super) fn may(&self, action: Action) -> bool {
        may(self.officer.role, action)
    }

    /// Whether it is of this officer's offices. What is another's does not exist for them.
    pub(super) fn sees(&self, office: &RegionCode) -> bool {
        self.officer.offices.cover(office)
    }

    /// Whether all of a region is of this officer's offices; `None` is the whole country.
    pub(super) fn sees_whole(&self, region: Option<&RegionCode>) -> bool {
        self.officer.offices.cover_whole(region)
    }

    /// Whether this page follows on something that was done.
    pub(super) fn has_done(&self) -> bool {
        self.done.is_some()
    }

    /// As the workflow knows the officer.
    pub(super) fn actor(&self) -> Actor {
        Actor::Officer { id: self.officer.id, role: self.officer.role }
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
            officer: Some(menu::badge(&self.officer, &self.waiting, self.lang, here)),
            csrf: self.token.csrf(),
            back: self.here.clone(),
            done: self.done.clone(),
            obstacle: self.obstacle,
        }
    }
}

/// A key that makes a form's act happen once.
pub(super) fn draw_key() -> String {
    let mut key = [0; 16];
    // Without randomness nothing of this is safe.
    getrandom::fill(&mut key).expect("the system has randomness");
    BASE32_NOPAD.encode(&key)
}

/// The cookie's token.
pub(super) fn token_in(headers: &HeaderMap) -> Option<SessionToken> {
    SessionToken::from_text(cookie::value(headers, cookie::session_name(headers))?)
}

impl FromRequestParts<Arc<App>> for Session {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let Ok(lang) = Lang::from_request_parts(parts, app).await;
        let fragment = parts.headers.contains_key("hx-request");
        let nobody = || match fragment {
            // A fragment can't sign in; the whole page can.
            true => {
                let refresh = [(HeaderName::from_static("hx-refresh"), HeaderValue::from_static("true"))];
                (StatusCode::UNAUTHORIZED, refresh).into_response()
            }
            false => Redirect::to("/console/sign-in").into_response(),
        };
        let token = token_in(&parts.headers).ok_or_else(nobody)?;
        let (asked, at) = (token.clone(), Timestamp::now());
        let found = app.readers.run(move |store| {
            let Some(signed_in) = store.signed_in(&asked, at)? else { return Ok(None) };
            // A fragment has no menu.
            let waiting = if fragment { Vec::new() } else { store.waiting_for(&signed_in.account)? };
            Ok::<_, StoreError>(Some((signed_in.account, waiting)))
        });
        // Every page asks this first: a database that went silent is said here, and not by an endless wait.
        let found =
            timeout(READ_WAIT, found).await.map_err(|_| Problem::Store(Obstacle::Away).into_response())?;
        let found = found.map_err(Problem::from).and_then(|found| Ok(found?));
        let (officer, waiting) = found.map_err(IntoResponse::into_response)?.ok_or_else(nobody)?;
        // What a page asks by itself, once a minute, is nobody's being there.
        if !fragment {
            let used = token.clone();
            let touched = app.writer.run(move |store| store.touch_session(&used, at));
            // What can be read is shown while nothing can be written, and while somebody writes for long.
            if let Ok(Ok(Err(error))) = timeout(TOUCH_WAIT, touched).await {
                app.standing.note(Err(&error));
            }
        }
        let query = parts.uri.query().unwrap_or_default();
        let done = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "done")
            .and_then(|(_, code)| menu::done(&code, lang));
        Ok(Session { officer, lang, token, here: here(parts), done, obstacle: app.standing.now(), waiting })
    }
}

/// The page's own address, for the language switch; where a form was sent to, the page that it stands on.
fn here(parts: &Parts) -> String {
    let path =
        parts.extensions.get::<axum::extract::OriginalUri>().map_or(parts.uri.path(), |uri| uri.path());
    let page = [
        "/act",
        "/nik",
        "/lease",
        "/take-over",
        "/release",
        "/settle",
        "/verify",
        "/change",
        "/switch",
        "/restore",
        "/check",
        "/tick",
        "/do",
        "/upload",
    ]
    .into_iter()
    .find_map(|end| path.strip_suffix(end));
    page.unwrap_or(path).to_owned()
}

/// A form of a session that may carry files, with the right token.
pub(super) struct SentWithFiles {
    pub(super) session: Session,
    pub(super) form: Form,
    /// Each file that was chosen.
    pub(super) files: Vec<SentFile>,
}

/// A file of a form.
pub(super) struct SentFile {
    /// The input's name.
    pub(super) input: String,
    /// What the sender calls it; may say where it lay.
    pub(super) name: String,
    /// What is in it.
    pub(super) bytes: Bytes,
}

impl FromRequest<Arc<App>> for SentWithFiles {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let Sent { session, form } = Sent::from_request(request, app).await?;
            return Ok(SentWithFiles { session, form, files: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, app).await?;
        let multipart = Multipart::from_request(Request::from_parts(parts, body), app).await;
        let multipart = multipart.map_err(|_| Problem::Malformed.into_response())?;
        let (form, files) = in_parts(&session, multipart).await.map_err(IntoResponse::into_response)?;
        Ok(SentWithFiles { session, form, files })
    }
}

/// The token is the first part: nothing of a form without it is read.
async fn in_parts(session: &Session, mut parts: Multipart) -> Result<(Form, Vec<SentFile>), Problem> {
    let (mut checked, mut sent, mut files, mut typed) = (false, Form::default(), Vec::new(), 0);
    while let Some(part) = parts.next_field().await.map_err(|_| Problem::Malformed)? {
        let input = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(_) if !checked => return Err(Problem::Forged),
            Some(name) => {
                let bytes = part.bytes().await.map_err(|_| Problem::TooLarge)?;
                // A file input that nothing was chosen in is sent as an empty file.
                if !bytes.is_empty() {
                    files.push(SentFile { input, name, bytes });
                }
            }
            None => {
                let text = part.text().await.map_err(|_| Problem::Malformed)?;
                typed += input.len() + text.len();
                if typed > form::BYTES_MAX {
                    return Err(Problem::TooLarge);
                }
                if !checked {
                    check_token(session, if input == form::TOKEN { &text } else { "" })?;
                    checked = true;
                }
                sent.add(input, &text);
            }
        }
    }
    check_token(session, sent.raw(form::TOKEN))?;
    Ok((sent, files))
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, form::BYTES_MAX).await.map_err(|_| Problem::TooLarge.into_response())?;
        let form = Form::read(&body);
        let session = match Session::from_request_parts(&mut parts, app).await {
            Ok(session) => session,
            Err(refused) if refused.status().is_redirection() => {
                let Ok(lang) = Lang::from_request_parts(&mut parts, app).await;
                let uri = parts.extensions.get::<axum::extract::OriginalUri>();
                let kept = Kept::of(uri.map_or(parts.uri.path(), |uri| uri.path()), &form);
                return Err(sign_in::again(app, lang, kept));
            }
            Err(refused) => return Err(refused),
        };
        check_token(&session, form.raw(form::TOKEN)).map_err(IntoResponse::into_response)?;
        Ok(Sent { session, form })
    }
}

/// Refuses a form with another session's token.
pub(super) fn check_token(session: &Session, sent: &str) -> Result<(), Problem> {
    if bool::from(session.token.csrf().as_bytes().ct_eq(sent.as_bytes())) {
        return Ok(());
    }
    tracing::warn!(officer = %session.officer.id, "a form with another session's token was refused");
    Err(Problem::Forged)
}
