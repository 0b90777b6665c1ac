//! What people ask of their data (UU 27/2022 ps 5–13), with the clock of 3×24 hours.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::application::office_of;
use super::lang::Lang;
use super::page::{Frame, Problem, html, on_to};
use super::session::{Sent, Session};
use crate::api::App;
use crate::office::people::Action;
use crate::store::{ActRefusal, ApplicationId, DataRequest, StoreError, Wish};

const HERE: &str = "/console/requests";

#[derive(Template)]
#[template(path = "console/requests.html")]
struct RequestsPage {
    f: Frame,
    rows: Vec<Row>,
    outcomes: Vec<(&'static str, &'static str)>,
    error: Option<String>,
}

struct Row {
    id: i64,
    application: Option<ApplicationId>,
    receipt: String,
    wish: &'static str,
    received: String,
    due: String,
    left: String,
    tone: &'static str,
    late: bool,
    can_export: bool,
    can_erase: bool,
}

/// What may be asked.
pub(super) fn wishes(lang: Lang) -> [(&'static str, &'static str); 4] {
    Wish::ALL.map(|wish| (wish.as_str(), wish_words(wish, lang)))
}

fn wish_words(wish: Wish, lang: Lang) -> &'static str {
    match wish {
        Wish::Copy => lang.t("Salinan data", "A copy of the data"),
        Wish::Correct => lang.t("Perbaikan data", "Correction of the data"),
        Wish::Erase => lang.t("Penghapusan data", "Erasure of the data"),
        Wish::Stop => lang.t("Penghentian pemrosesan", "Stop of the processing"),
    }
}

/// How a request may be closed: fixed words, so that nothing about a person gets into the record.
fn outcomes(lang: Lang) -> [(&'static str, &'static str); 4] {
    [
        ("fulfilled", lang.t("Dipenuhi", "Fulfilled")),
        ("refused-by-law", lang.t("Ditolak dengan dasar hukum, dijelaskan", "Refused by law, explained")),
        ("withdrawn", lang.t("Ditarik oleh pemohon", "Withdrawn by the person")),
        ("not-identified", lang.t("Identitas tidak terbukti", "Identity not proved")),
    ]
}

/// `GET /console/requests`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::ServePerson)?;
    let offices = session.officer.offices.clone();
    let found = app
        .readers
        .run(move |store| {
            let mut found = Vec::new();
            for request in store.data_requests()? {
                let Some(summary) = store.summary(request.application)? else { continue };
                if offices.cover(&summary.office) {
                    found.push((request, summary.receipt.to_string(), summary.erased));
                }
            }
            Ok::<_, StoreError>(found)
        })
        .await??;
    let now = Timestamp::now();
    let rows =
        found.into_iter().map(|(request, receipt, erased)| row(&session, request, receipt, erased, now));
    Ok(html(&RequestsPage {
        f: session.frame(session.t("Hak data", "Data rights"), HERE),
        rows: rows.collect(),
        outcomes: outcomes(session.lang).to_vec(),
        error: None,
    }))
}

fn row(session: &Session, request: DataRequest, receipt: String, erased: bool, now: Timestamp) -> Row {
    let lang = session.lang;
    let hours = (request.due.as_second() - now.as_second()).div_euclid(3600);
    let (tone, left) = match (hours, lang) {
        (..0, Lang::Id) => ("bad", format!("terlambat {} jam", -hours)),
        (..0, Lang::En) => ("bad", format!("{} hours late", -hours)),
        (0..24, Lang::Id) => ("warn", format!("sisa {hours} jam")),
        (0..24, Lang::En) => ("warn", format!("{hours} hours left")),
        (_, Lang::Id) => ("", format!("sisa {hours} jam")),
        (_, Lang::En) => ("", format!("{hours} hours left")),
    };
    Row {
        id: request.id,
        application: (!erased).then_some(request.application),
        receipt,
        wish: wish_words(request.wish, lang),
        received: lang.moment(request.received),
        due: lang.moment(request.due),
        left,
        tone,
        late: hours < 0,
        can_export: !erased && request.wish == Wish::Copy,
        can_erase: !erased && request.wish == Wish::Erase && session.may(Action::Erase),
    }
}

/// `POST /console/requests/new`
pub(super) async fn new(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ServePerson)?;
    let id = ApplicationId(form.text("application").parse().map_err(|_| Problem::Malformed)?);
    let wish = Wish::named(form.text("wish")).ok_or(Problem::Malformed)?;
    let (_, office) = office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let actor = session.actor();
    let noted = app.writer.run(move |store| store.ask_of_data(id, wish, &actor, Timestamp::now())).await?;
    noted.map_err(problem)?;
    Ok(on_to("/console/requests?done=noted"))
}

/// The open request that a form names, if it is of this officer's office.
async fn open_request(app: &App, session: &Session, id: &str) -> Result<DataRequest, Problem> {
    let id: i64 = id.parse().map_err(|_| Problem::Malformed)?;
    let offices = session.officer.offices.clone();
    let found = app
        .readers
        .run(move |store| {
            let Some(request) = store.data_requests()?.into_iter().find(|request| request.id == id) else {
                return Ok(None);
            };
            let summary = store.summary(request.application)?;
            let ours = summary.is_some_and(|summary| offices.cover(&summary.office));
            Ok::<_, StoreError>(ours.then_some(request))
        })
        .await??;
    found.ok_or(Problem::NotFound)
}

/// `POST /console/requests/export`: the copy, as a file.
pub(super) async fn export(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ServePerson)?;
    let request = open_request(&app, &session, form.text("request")).await?;
    let actor = session.actor();
    let copy = app
        .writer
        .run(move |store| store.export(request.application, &actor, Timestamp::now()))
        .await?
        .map_err(problem)?;
    let json = serde_json::to_vec_pretty(&copy.json).map_err(|_| Problem::Internal)?;
    // The file's name says nothing of the person.
    let disposition = format!("attachment; filename=\"salinan-data-{}.json\"", request.id);
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, json).into_response())
}

/// `POST /console/requests/erase`
pub(super) async fn erase(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Erase)?;
    if form.text("sure") != "yes" {
        return Err(Problem::Malformed);
    }
    let request = open_request(&app, &session, form.text("request")).await?;
    if request.wish != Wish::Erase {
        return Err(Problem::Forbidden);
    }
    let actor = session.actor();
    let erased = app.writer.run(move |store| {
        store.erase(request.application, &actor, Timestamp::now())?;
        store.close_data_request(request.id, "fulfilled", &actor, Timestamp::now())
    });
    erased.await?.map_err(problem)?;
    Ok(on_to("/console/requests?done=erased"))
}

/// `POST /console/requests/done`
pub(super) async fn done(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::ServePerson)?;
    let request = open_request(&app, &session, form.text("request")).await?;
    let known = outcomes(session.lang).into_iter().find(|(code, _)| *code == form.text("outcome"));
    let (outcome, _) = known.ok_or(Problem::Malformed)?;
    let actor = session.actor();
    let closed = app
        .writer
        .run(move |store| store.close_data_request(request.id, outcome, &actor, Timestamp::now()))
        .await?;
    closed.map_err(problem)?;
    Ok(on_to("/console/requests?done=request-done"))
}

fn problem(refusal: ActRefusal) -> Problem {
    match refusal {
        ActRefusal::Store(error) => error.into(),
        ActRefusal::Unknown => Problem::NotFound,
        ActRefusal::NotAllowed(_) => Problem::Forbidden,
        ActRefusal::NeedsDocument | ActRefusal::Document(_) => Problem::Internal,
    }
}
