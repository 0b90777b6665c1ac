//! Officers' accounts, for an admin.

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::form::Form;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use super::{password, words};
use crate::api::App;
use crate::office::people::{Action, OfficerId, Role};
use crate::store::{BadOfficer, NewOfficer, Officer};

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
    state: &'static str,
    tone: &'static str,
    active: bool,
    me: bool,
}

/// What was typed for a new account, but its password.
#[derive(Default)]
struct Typed {
    login: String,
    name: String,
    office: String,
}

fn page(session: &Session, officers: Vec<Officer>, form: &Form, error: Option<String>) -> OfficersPage {
    let lang = session.lang;
    let row = |officer: Officer| {
        let (state, tone) = match (officer.active, officer.has_totp) {
            (false, _) => (lang.t("nonaktif", "off"), "bad"),
            (true, false) => (lang.t("belum pasang kode", "no codes yet"), "warn"),
            (true, true) => (lang.t("aktif", "active"), "good"),
        };
        Row {
            id: officer.id.0,
            code: officer.id.to_string(),
            role: words::role(officer.role, lang),
            state,
            tone,
            active: officer.active,
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
    let officers = app.readers.run(|store| store.officers()).await??;
    Ok(html(&page(&session, officers, &Form::default(), None)))
}

/// `POST /console/officers`
pub(super) async fn make(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ManageOfficers)?;
    let made = match new_officer(&form).await {
        Ok(new) => {
            let actor = session.officer.actor();
            app.writer.run(move |store| store.make_officer(&new, &actor)).await??.map_err(words_of)
        }
        Err(words) => Err(words),
    };
    match made {
        Ok(_) => Ok(on_to("/console/officers?done=officer-made")),
        Err((id, en)) => {
            let officers = app.readers.run(|store| store.officers()).await??;
            let error = Some(session.t(id, en).to_owned());
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&session, officers, &form, error)))
        }
    }
}

async fn new_officer(form: &Form) -> Result<NewOfficer, (&'static str, &'static str)> {
    let role = Role::named(form.text("role")).ok_or(("Pilih peran.", "Choose a role."))?;
    let office = match form.text("office") {
        "" => None,
        text => {
            let office = text.parse::<RegionCode>().ok().filter(|code| code.as_str().len() == 4);
            Some(office.ok_or(("Kantor: 4 angka kabupaten/kota.", "Office: the 4 digits of a regency or city."))?)
        }
    };
    let password = password::hash_in_turn(form.raw("password").to_owned()).await.map_err(|_| {
        ("Kata sandi: 12 huruf atau lebih, paling banyak 256.", "Password: 12 characters or more, 256 at most.")
    })?;
    Ok(NewOfficer {
        login: form.text("login").to_owned(),
        name: form.text("name").to_owned(),
        role,
        office,
        password,
    })
}

/// `POST /console/officers/change`
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ManageOfficers)?;
    let id = OfficerId(form.text("id").parse().map_err(|_| Problem::Malformed)?);
    // Nobody locks themselves out by a slip.
    if id == session.officer.id {
        return Err(Problem::Forbidden);
    }
    let actor = session.officer.actor();
    let what = form.text("do").to_owned();
    let changed = app
        .writer
        .run(move |store| {
            Ok::<_, crate::store::StoreError>(match what.as_str() {
                "switch-off" => store.switch_officer(id, false, &actor)?,
                "switch-on" => store.switch_officer(id, true, &actor)?,
                "reset-totp" => {
                    store.set_totp(id, None, 0, &actor)?;
                    Ok(())
                }
                _ => Ok(()),
            })
        })
        .await??;
    match changed {
        Ok(()) => Ok(on_to("/console/officers?done=officer-changed")),
        Err(bad) => {
            let officers = app.readers.run(|store| store.officers()).await??;
            let (id, en) = words_of(bad);
            let error = Some(session.t(id, en).to_owned());
            Ok(html_with(StatusCode::CONFLICT, &page(&session, officers, &Form::default(), error)))
        }
    }
}

/// Why an account can't be made, in both languages.
pub(super) fn words_of(bad: BadOfficer) -> (&'static str, &'static str) {
    match bad {
        BadOfficer::Login => (
            "Nama masuk: 2 sampai 40 huruf kecil, angka, titik, tanda hubung.",
            "Sign-in name: 2 to 40 small letters, digits, dots, dashes.",
        ),
        BadOfficer::Taken => ("Nama masuk ini sudah dipakai.", "This sign-in name is taken."),
        BadOfficer::Name => ("Nama: 1 sampai 80 huruf.", "Name: 1 to 80 characters."),
        BadOfficer::LastAdmin => (
            "Ini admin terakhir. Buat admin lain dahulu.",
            "This is the last admin. Make another one first.",
        ),
    }
}
