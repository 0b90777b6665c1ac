//! Officers' accounts, for an admin, who invites and never sees a password or a second factor: what is shown here, once,
//! is a code that lets the officer set the account up ([`super::join`]).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;

use super::form::Form;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use super::{cookie, words};
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::people::{Action, OfficerId, Role};
use crate::store::{Account, InvitedOfficer, Lost, NewAccount, PeopleRefusal};

const HERE: &str = "/console/officers";

#[derive(Template)]
#[template(path = "console/officers.html")]
struct OfficersPage {
    f: Frame,
    rows: Vec<Row>,
    roles: Vec<(&'static str, &'static str, bool)>,
    new: Typed,
    error: Option<String>,
}

struct Row {
    id: i64,
    code: String,
    login: String,
    name: String,
    role: &'static str,
    offices: String,
    state: &'static str,
    tone: &'static str,
    until: String,
    me: bool,
}

/// What was typed for a new account.
#[derive(Default)]
struct Typed {
    login: String,
    name: String,
    office: String,
}

/// An invitation, shown once.
#[derive(Template)]
#[template(path = "console/invited.html")]
struct InvitedPage {
    f: Frame,
    login: String,
    name: String,
    address: String,
    code: String,
    ends: String,
}

fn invited_page(
    session: &Session,
    headers: &HeaderMap,
    (login, name): (String, String),
    invited: &InvitedOfficer,
) -> InvitedPage {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if cookie::on_this_machine(headers) { "http" } else { "https" };
    InvitedPage {
        f: session.frame(session.t("Undangan", "Invitation"), HERE),
        login,
        name,
        address: format!("{scheme}://{host}/console/join"),
        code: invited.code.to_text(),
        ends: session.lang.moment(invited.ends),
    }
}

fn page(session: &Session, officers: Vec<Account>, form: &Form, error: Option<String>) -> OfficersPage {
    let (lang, now) = (session.lang, Timestamp::now());
    let row = |officer: Account| {
        let invited = officer.invited_until.is_some_and(|until| until > now);
        let (state, tone) = match (officer.active, officer.joined, officer.locked_until) {
            (false, _, _) => (lang.t("nonaktif", "off"), "bad"),
            (true, false, _) if invited => (lang.t("diundang", "invited"), "warn"),
            (true, false, _) => (lang.t("undangan lewat", "invitation over"), "bad"),
            (true, true, Some(until)) if until > now => {
                (lang.t("terkunci sementara", "locked for a while"), "warn")
            }
            (true, true, _) => (lang.t("aktif", "active"), "good"),
        };
        let until = officer.invited_until.filter(|_| invited && !officer.joined);
        Row {
            id: officer.id.0,
            code: officer.id.to_string(),
            role: words::role(officer.role, lang),
            offices: match &officer.offices {
                Offices::Every => lang.t("semua", "all").to_owned(),
                these @ Offices::These(_) => these.to_string(),
            },
            state,
            tone,
            until: until.map(|until| lang.moment(until)).unwrap_or_default(),
            me: officer.id == session.officer.id,
            login: officer.login,
            name: officer.name,
        }
    };
    let chosen = Role::named(form.text("role")).unwrap_or(Role::Operator);
    let role = |role: Role| (role.as_str(), words::role(role, lang), role == chosen);
    OfficersPage {
        f: session.frame(session.t("Petugas", "Officers"), HERE),
        rows: officers.into_iter().map(row).collect(),
        roles: Role::ALL.into_iter().map(role).collect(),
        new: Typed {
            login: form.text("login").to_owned(),
            name: form.text("name").to_owned(),
            office: form.text("office").to_owned(),
        },
        error,
    }
}

/// `GET /console/officers`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::ManageOfficers)?;
    let officers = seen(&app, &session).await?;
    Ok(html(&page(&session, officers, &Form::default(), None)))
}

/// The accounts that this admin sees: those for offices of their own.
async fn seen(app: &App, session: &Session) -> Result<Vec<Account>, Problem> {
    let mut officers = app.readers.run(|store| store.officers()).await??;
    officers.retain(|officer| session.officer.offices.include(&officer.offices));
    Ok(officers)
}

/// The list again, with why nothing was changed.
async fn refused(
    app: &App,
    session: &Session,
    form: &Form,
    (id, en): (&str, &str),
) -> Result<Response, Problem> {
    let officers = seen(app, session).await?;
    let page = page(session, officers, form, Some(session.t(id, en).to_owned()));
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /console/officers`
pub(super) async fn make(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ManageOfficers)?;
    let new = match new_account(&session, &form) {
        Ok(new) => new,
        Err(words) => return refused(&app, &session, &form, words).await,
    };
    let (who, by) = ((new.login.clone(), new.name.clone()), session.actor().to_string());
    let invited = app.writer.run(move |store| store.invite_officer(&new, &by, Timestamp::now())).await?;
    match invited {
        Ok(invited) => Ok(html(&invited_page(&session, &headers, who, &invited))),
        Err(refusal) => refused(&app, &session, &form, words_of(refusal)?).await,
    }
}

fn new_account(session: &Session, form: &Form) -> Result<NewAccount, (&'static str, &'static str)> {
    let role = Role::named(form.text("role")).ok_or(("Pilih peran.", "Choose a role."))?;
    let name: String = form.text("name").chars().take(80).collect();
    if name.is_empty() {
        return Err(("Nama lengkap harus diisi.", "The full name is missing."));
    }
    let offices = offices_given(session, form.text("office"))?;
    Ok(NewAccount { login: form.text("login").to_owned(), name, role, offices })
}

/// The offices that were typed, where this admin may give them.
pub(super) fn offices_given(session: &Session, typed: &str) -> Result<Offices, (&'static str, &'static str)> {
    let offices = Offices::read(typed).map_err(|_| {
        (
            "Kantor: 4 angka kabupaten/kota; beberapa dipisah koma.",
            "Office: the 4 digits of a regency or city; commas between several.",
        )
    })?;
    if !session.officer.offices.include(&offices) {
        return Err(("Kantor: pilih dari kantor Anda sendiri.", "Office: choose among your own offices."));
    }
    Ok(offices)
}

/// `POST /console/officers/change`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ManageOfficers)?;
    let id = OfficerId(form.text("id").parse().map_err(|_| Problem::Malformed)?);
    // Nobody locks themselves out by a slip.
    if id == session.officer.id {
        return Err(Problem::Forbidden);
    }
    let officer = app.readers.run(move |store| store.officer(id)).await??;
    let officer = officer.filter(|officer| session.officer.offices.include(&officer.offices));
    let officer = officer.ok_or(Problem::NotFound)?;
    let by = session.actor().to_string();
    let lost = match form.text("do") {
        "reset" => Some(Lost::Everything),
        "reset-second-factor" => Some(Lost::SecondFactor),
        _ => None,
    };
    if let Some(lost) = lost {
        let invited =
            app.writer.run(move |store| store.invite_again(id, lost, &by, Timestamp::now())).await?;
        return match invited {
            Ok(invited) => {
                Ok(html(&invited_page(&session, &headers, (officer.login, officer.name), &invited)))
            }
            Err(refusal) => refused(&app, &session, &form, words_of(refusal)?).await,
        };
    }
    let active = match form.text("do") {
        "switch-off" => false,
        "switch-on" => true,
        _ => return Err(Problem::Malformed),
    };
    let changed = app
        .writer
        .run(move |store| {
            store.change_officer(id, officer.role, &officer.offices, active, &by, Timestamp::now())
        })
        .await?;
    match changed {
        Ok(()) => Ok(on_to(&format!("/console/officers/{}?done=officer-changed", id.0))),
        Err(refusal) => refused(&app, &session, &form, words_of(refusal)?).await,
    }
}

/// Why an account can't be made or changed, in both languages.
pub(super) fn words_of(refusal: PeopleRefusal) -> Result<(&'static str, &'static str), Problem> {
    Ok(match refusal {
        PeopleRefusal::Login => (
            "Nama masuk: 3 sampai 40 huruf kecil, angka, titik, tanda hubung, dan belum dipakai.",
            "Sign-in name: 3 to 40 small letters, digits, dots, dashes, and nobody else has it.",
        ),
        PeopleRefusal::Password => (
            "Kata sandi: 12 huruf atau lebih, paling banyak 200.",
            "Password: 12 characters or more, 200 at most.",
        ),
        PeopleRefusal::Unknown => ("Akun ini tidak ada.", "There is no such account."),
        PeopleRefusal::LastAdmin => (
            "Ini admin terakhir, atau admin terakhir untuk semua kantor. Buat admin lain dahulu.",
            "This is the last admin, or the last for all offices. Make another one first.",
        ),
        PeopleRefusal::Hash(why) => {
            tracing::error!(why, "a password could not be hashed");
            return Err(Problem::Internal);
        }
        PeopleRefusal::Store(error) => return Err(error.into()),
    })
}
