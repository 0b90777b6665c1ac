//! Keys of partners' programs, for an admin: made, shown once, revoked.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;

use super::form::Form;
use super::lang::{Lang, wib};
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::partners::Grant;
use crate::office::people::Action;
use crate::store::{ApiToken, NewApiToken, TokenRefusal};

const HERE: &str = "/console/partners";
/// Requests a minute that the form begins with.
const PER_MINUTE: u32 = 120;

#[derive(Template)]
#[template(path = "console/partners.html")]
struct PartnersPage {
    f: Frame,
    rows: Vec<Row>,
    grants: Vec<(&'static str, &'static str, bool)>,
    typed: Typed,
    error: Option<String>,
}

struct Row {
    id: i64,
    name: String,
    grants: String,
    offices: String,
    per_minute: String,
    used: String,
    ends: String,
    state: &'static str,
    tone: &'static str,
    works: bool,
}

struct Typed {
    name: String,
    offices: String,
    per_minute: String,
    ends: String,
}

/// A key, shown once.
#[derive(Template)]
#[template(path = "console/partner_key.html")]
struct KeyPage {
    f: Frame,
    name: String,
    key: String,
}

fn grant_words(grant: Grant, lang: Lang) -> &'static str {
    match grant {
        Grant::Vacancies => lang.t("lowongan yang terbit", "published vacancies"),
        Grant::Employers => lang.t("pemberi kerja yang terbit", "published employers"),
        Grant::Trainings => lang.t("pelatihan yang terbit", "published trainings"),
        Grant::Figures => lang.t("angka layanan", "figures"),
        Grant::Cards => lang.t("keabsahan kartu", "whether a card is valid"),
        Grant::Metrics => lang.t("pemantauan server", "the server's own metrics"),
    }
}

fn row(token: ApiToken, lang: Lang) -> Row {
    let now = Timestamp::now();
    let (state, tone) = match (token.revoked.is_some(), token.works(now)) {
        (true, _) => (lang.t("dicabut", "revoked"), "bad"),
        (false, false) => (lang.t("berakhir", "over"), "warn"),
        (false, true) => (lang.t("berlaku", "in force"), "good"),
    };
    let words = token.what.grants.iter().map(|grant| grant_words(*grant, lang)).collect::<Vec<_>>();
    Row {
        id: token.id,
        grants: words.join(", "),
        offices: match &token.what.offices {
            Offices::Every => lang.t("semua", "all").to_owned(),
            these @ Offices::These(_) => these.to_string(),
        },
        per_minute: lang.number(token.what.per_minute.into()),
        used: token.used.map_or_else(|| lang.t("belum pernah", "never").to_owned(), |at| lang.moment(at)),
        ends: token.what.ends.map_or_else(String::new, |at| lang.moment(at)),
        state,
        tone,
        works: token.works(now),
        name: token.what.name,
    }
}

async fn page(
    app: &App,
    session: &Session,
    form: &Form,
    error: Option<(&str, &str)>,
) -> Result<PartnersPage, Problem> {
    let tokens = app.readers.run(|store| store.tokens()).await??;
    let seen = tokens.into_iter().filter(|token| session.officer.offices.include(&token.what.offices));
    let lang = session.lang;
    let chosen = |grant: Grant| form.all("grant").any(|name| name == grant.as_str());
    let per_minute = Some(form.text("per_minute")).filter(|text| !text.is_empty());
    Ok(PartnersPage {
        f: session.frame(session.t("Mitra", "Partners"), HERE),
        rows: seen.map(|token| row(token, lang)).collect(),
        grants: Grant::ALL.map(|grant| (grant.as_str(), grant_words(grant, lang), chosen(grant))).into(),
        typed: Typed {
            name: form.text("name").to_owned(),
            offices: form.text("offices").to_owned(),
            per_minute: per_minute.map_or_else(|| PER_MINUTE.to_string(), ToOwned::to_owned),
            ends: form.text("ends").to_owned(),
        },
        error: error.map(|(id, en)| lang.t(id, en).to_owned()),
    })
}

/// `GET /console/partners`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::ManageTokens)?;
    Ok(html(&page(&app, &session, &Form::default(), None).await?))
}

/// `POST /console/partners`
pub(super) async fn make(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ManageTokens)?;
    let refuse = async |words: (&str, &str)| {
        let page = page(&app, &session, &form, Some(words)).await?;
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let new = match new_token(&session, &form) {
        Ok(new) => new,
        Err(words) => return refuse(words).await,
    };
    let (name, by) = (new.name.clone(), session.actor().to_string());
    match app.writer.run(move |store| store.make_token(&new, &by, Timestamp::now())).await? {
        Ok((_, key)) => Ok(html(&KeyPage {
            f: session.frame(session.t("Kunci baru", "A new key"), HERE),
            name,
            key: key.to_text(),
        })),
        Err(TokenRefusal::Said) => {
            let words = (
                "Isi nama mitra, pilih sedikitnya satu hal yang boleh dibaca, dan batas 1 sampai 6000 per menit.",
                "Give the partner's name, choose one thing at least that may be read, and a limit of 1 to 6000 a minute.",
            );
            refuse(words).await
        }
        Err(TokenRefusal::Store(error)) => Err(error.into()),
    }
}

fn new_token(session: &Session, form: &Form) -> Result<NewApiToken, (&'static str, &'static str)> {
    let offices = Offices::read(form.text("offices")).map_err(|_| {
        (
            "Kantor: 4 angka kabupaten/kota; beberapa dipisah koma.",
            "Office: the 4 digits of a regency or city; commas between several.",
        )
    })?;
    if !session.officer.offices.include(&offices) {
        return Err(("Kantor: pilih dari kantor Anda sendiri.", "Office: choose among your own offices."));
    }
    let ends = match form.text("ends") {
        "" => None,
        day => {
            let end = day.parse::<Date>().ok().and_then(|day| day.tomorrow().ok());
            let end = end.and_then(|day| day.to_zoned(wib()).ok()).map(|end| end.timestamp());
            let end = end.filter(|end| *end > Timestamp::now());
            Some(end.ok_or(("Berlaku sampai: hari yang akan datang.", "Valid until: a day to come."))?)
        }
    };
    Ok(NewApiToken {
        name: form.text("name").to_owned(),
        grants: form.all("grant").filter_map(Grant::named).collect(),
        offices,
        per_minute: form.text("per_minute").parse().unwrap_or(0),
        ends,
    })
}

/// `POST /console/partners/revoke`
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ManageTokens)?;
    let id: i64 = form.text("id").parse().map_err(|_| Problem::Malformed)?;
    let known = app.readers.run(|store| store.tokens()).await??;
    let own = known.iter().any(|one| one.id == id && session.officer.offices.include(&one.what.offices));
    if !own {
        return Err(Problem::NotFound);
    }
    let by = session.actor().to_string();
    app.writer.run(move |store| store.revoke_token(id, &by, Timestamp::now())).await??;
    Ok(on_to("/console/partners?done=key-revoked"))
}
