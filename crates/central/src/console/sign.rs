//! Signing, many at a time: each card is its own act, so one that fails keeps no other from being signed.

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;

use super::decide;
use super::lang::{self, Lang};
use super::page::{Frame, Problem, html};
use super::queue::{self, Row};
use super::session::{self, Sent, Session};
use crate::api::App;
use crate::issuing::OfficeKeys;
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::office::workflow::{IdempotencyKey, Stage};
use crate::store::{ActRefusal, ApplicationId, Filter, IssueFacts, Store, StoreError};

const HERE: &str = "/console/sign";
/// Cards that wait on one page, and are signed by one click.
const ROWS: u32 = 100;

/// Makes the signed PDF of a card. Slow, and called where blocking does no harm. The error is for the log and holds
/// nothing of the person.
pub type Compose = Arc<dyn Fn(&IssueFacts) -> Result<Vec<u8>, String> + Send + Sync>;

#[derive(Template)]
#[template(path = "console/sign.html")]
struct SignPage {
    f: Frame,
    rows: Vec<Row>,
    results: Vec<Outcome>,
    key: String,
    /// When the certificate ends that signs these cards, if that is soon.
    ends: Option<String>,
}

/// What came of one card.
struct Outcome {
    id: i64,
    receipt: String,
    code: &'static str,
    tone: &'static str,
    says: String,
}

/// `GET /console/sign`
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::Sign)?;
    page(&app, &session, Vec::new()).await
}

async fn page(app: &App, session: &Session, results: Vec<Outcome>) -> Result<Response, Problem> {
    let (officer, lang) = (session.officer.clone(), session.lang);
    let (rows, ends) = app
        .readers
        .run(move |store| {
            let ends = ends_soon(store, &officer.offices, lang)?;
            let filter = Filter {
                offices: officer.offices,
                stages: vec![Stage::Approved],
                living: true,
                limit: ROWS,
                ..Filter::default()
            };
            let rows = queue::rows(store, store.applications(&filter)?, true, Timestamp::now(), lang)?;
            Ok::<_, StoreError>((rows, ends))
        })
        .await??;
    let f = session.frame(session.t("Tanda tangan", "Sign"), HERE);
    Ok(html(&SignPage { f, rows, results, key: session::draw_key(), ends }))
}

/// The day of the first certificate that ends soon, among those of the offices that this officer signs for. One that
/// can't be read is told when a card is signed.
fn ends_soon(store: &Store, offices: &Offices, lang: Lang) -> Result<Option<String>, StoreError> {
    let keys = OfficeKeys::new(store.dir());
    let offices: Vec<RegionCode> = match offices {
        Offices::These(codes) => codes.iter().cloned().collect(),
        Offices::Every => store.offices()?.into_iter().map(|office| office.region).collect(),
    };
    let now = Timestamp::now();
    let ends = offices.iter().filter_map(|office| keys.ends_soon(office, now).ok().flatten());
    Ok(ends.min().map(|until| lang.date(until.to_zoned(lang::wib()).date())))
}

/// `POST /console/sign`
pub(super) async fn sign(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Sign)?;
    let batch = form.text("key");
    let ids: Vec<i64> = form.all("id").filter_map(|id| id.parse().ok()).take(ROWS as usize).collect();
    let mut results = Vec::with_capacity(ids.len());
    for id in ids {
        // The same click sent twice signs once.
        let key = IdempotencyKey::new(format!("{batch}.{id}")).ok_or(Problem::Malformed)?;
        results.push(one(&app, &session, ApplicationId(id), key).await?);
    }
    page(&app, &session, results).await
}

async fn one(
    app: &Arc<App>,
    session: &Session,
    id: ApplicationId,
    key: IdempotencyKey,
) -> Result<Outcome, Problem> {
    let summary = app.readers.run(move |store| store.summary(id)).await??;
    let Some(summary) = summary.filter(|summary| session.sees(&summary.office)) else {
        return Err(Problem::NotFound);
    };
    let done = issue(app, session, id, key).await?;
    let lang = session.lang;
    let (code, tone, says) = match done {
        Ok(()) => {
            ("signed", "good", lang.t("ditandatangani, siap cetak", "signed, ready to print").to_owned())
        }
        Err(ActRefusal::Store(error)) => return Err(error.into()),
        Err(refusal) => {
            tracing::warn!(application = %id, %refusal, "a card was not signed: {refusal}");
            ("refused", "bad", decide::refusal_words(&refusal, lang))
        }
    };
    Ok(Outcome { id: id.0, receipt: summary.receipt.to_string(), code, tone, says })
}

async fn issue(
    app: &Arc<App>,
    session: &Session,
    id: ApplicationId,
    key: IdempotencyKey,
) -> Result<Result<(), ActRefusal>, Problem> {
    let facts = match app.readers.run(move |store| store.issue_facts(id)).await? {
        Ok(facts) => facts,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let compose = app.compose();
    let made = tokio::task::spawn_blocking(move || compose(&facts).map(|pdf| (facts, pdf))).await;
    let (facts, pdf) = match made.map_err(|_| Problem::Internal)? {
        Ok(made) => made,
        Err(why) => return Ok(Err(ActRefusal::Document(why))),
    };
    let actor = session.actor();
    let issued =
        app.writer.run(move |store| store.issue(&facts, &pdf, &actor, &key, Timestamp::now())).await?;
    Ok(issued.map(|_| ()))
}
