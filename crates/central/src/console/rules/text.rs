//! An office's rules as the text they are kept as: for what the form does not ask, and for who prefers it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::{Base, HERE, Which, example, seen, version_words};
use crate::api::App;
use crate::console::menu;
use crate::console::page::{Frame, Problem, html, html_with, on_to};
use crate::console::session::{Sent, Session};
use crate::office::people::Action;
use crate::office::rules::OfficeRules;
use crate::store::{OfficeRefusal, StoreError};

#[derive(Template)]
#[template(path = "console/rules/text.html")]
struct TextPage {
    f: Frame,
    toml: String,
    version: Option<String>,
    example: String,
    error: Option<String>,
}

fn page(session: &Session, toml: String, version: Option<String>, error: Option<String>) -> TextPage {
    TextPage {
        f: session.frame(session.t("Teks aturan", "Text of the rules"), HERE),
        example: example(&toml),
        toml,
        version,
        error,
    }
}

/// `GET /console/rules/text?office=3216`
pub(in crate::console) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let offices = seen(&app, &session).await?;
    let base = Base::of(which.office.as_deref().unwrap_or_default(), &offices)?;
    let officers = app.readers.run(|store| store.officers()).await??;
    let version = base.kept.as_ref().map(|office| version_words(office, &officers, session.lang));
    Ok(html(&page(&session, base.toml, version, None)))
}

/// `POST /console/rules/text`: checks, or checks and puts in force.
pub(in crate::console) async fn save(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let toml = format!("{}\n", form.raw("toml").trim_end());
    let refuse = |why: String| {
        let page = page(&session, toml.clone(), None, Some(why));
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    // The checks' own words: they name the line and the key, and say what would do.
    let parsed = match OfficeRules::parse(&toml) {
        Ok(parsed) => parsed,
        Err(bad) => return refuse(bad.to_string()),
    };
    if !session.sees(&parsed.region) {
        return refuse(session.t("region: ini kantor lain.", "region: this is another office.").to_owned());
    }
    if form.text("do") != "save" {
        let mut page = page(&session, toml, None, None);
        page.f.done = menu::done("rules-fine", session.lang);
        return Ok(html(&page));
    }
    let (by, given) = (session.actor().to_string(), toml.clone());
    match app.writer.run(move |store| store.set_office(&given, &by, Timestamp::now())).await? {
        Ok(rules) => Ok(on_to(&format!("{HERE}?office={}&done=rules", rules.region))),
        Err(OfficeRefusal::Rules(bad)) => refuse(bad.to_string()),
        Err(OfficeRefusal::Store(error)) => Err(StoreError::into(error)),
    }
}
