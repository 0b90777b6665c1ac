//! One application: the read-back, the doubts, who works on it, what can be done, and what has happened.

mod files;
mod work;

use std::sync::Arc;

use anjungan_wire::application::Photo;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;

use super::compare::{self, Beside, Line};
use super::decide::{self, ActForm};
use super::lang::{self, Lang};
use super::page::{Frame, Problem, html_with};
use super::queue;
use super::session::{Sent, Session};
use super::words;
use crate::api::App;
use crate::office::people::Action;
use crate::office::reasons::Reason;
use crate::office::same::Concern;
use crate::office::workflow::{Actor, NotAllowed, Stage};
use crate::store::{Account, ActRefusal, ApplicationId, Dossier, MoveRecord, StoreError};

pub(super) use files::{card, photo, photo_from_counter};
pub(super) use work::{lease, release, revoke, take_over};

#[derive(Template)]
#[template(path = "console/application.html")]
struct ApplicationPage {
    f: Frame,
    id: ApplicationId,
    receipt: String,
    stage: &'static str,
    stage_code: &'static str,
    tone: &'static str,
    error: Option<String>,
    held_by: Option<String>,
    held_by_me: bool,
    can_take_over: bool,
    doubts: Vec<Doubt>,
    beside: String,
    rows: Vec<Line>,
    can_show_nik: bool,
    twins: Vec<(ApplicationId, String, &'static str)>,
    has_photo: bool,
    photo_version: u32,
    photo_key: String,
    no_photo: &'static str,
    can_amend: bool,
    facts: Vec<(&'static str, String)>,
    acts: Vec<ActForm>,
    /// Whether the lease is free to be taken, and needed.
    can_work: bool,
    to_sign: bool,
    has_card: bool,
    can_revoke: bool,
    can_request: bool,
    wishes: Vec<(&'static str, &'static str)>,
    history: Vec<Step>,
    /// Whether it is being looked at with the applicant.
    verifying: bool,
    /// After a decision: where the next one waits, and how many do.
    next: Option<(String, String)>,
}

/// What an officer must look at.
struct Doubt {
    code: String,
    says: &'static str,
    /// Whether an officer may say that it does not stand in the way.
    can_settle: bool,
}

struct Step {
    code: &'static str,
    what: String,
    when: String,
    who: String,
    why: Vec<String>,
}

/// Everything that the page is made of.
struct Opened {
    dossier: Dossier,
    before: Option<anjungan_wire::application::Application>,
    officers: Vec<Account>,
    reasons: Vec<Reason>,
    next: Option<(Option<ApplicationId>, String)>,
}

/// What was typed and not accepted, to be shown again.
#[derive(Default)]
pub(super) struct Again {
    pub(super) error: Option<String>,
    pub(super) act: String,
    pub(super) note: String,
    pub(super) reasons: Vec<String>,
}

/// `GET /console/applications/{id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    session.must(Action::SeePerson)?;
    page(&app, &session, ApplicationId(id), StatusCode::OK, Again::default()).await
}

/// The page, also after something was refused.
pub(super) async fn page(
    app: &App,
    session: &Session,
    id: ApplicationId,
    status: StatusCode,
    again: Again,
) -> Result<Response, Problem> {
    // Whoever has just done something goes on from here.
    let (spoken, wants_next) = (session.lang, session.has_done() && session.may(Action::Verify));
    let officer = session.officer.clone();
    let opened = app
        .readers
        .run(move |store| {
            let Some(dossier) = store.application(id)? else { return Ok(None) };
            let before = match dossier.versions {
                0 | 1 => None,
                versions => store.version(id, versions - 1)?,
            };
            let (officers, reasons) = (store.officers()?, store.reasons()?);
            let next = match wants_next && decided(dossier.summary.stage) {
                true => Some(queue::next(store, &officer, Timestamp::now(), spoken)?),
                false => None,
            };
            Ok::<_, StoreError>(Some(Opened { dossier, before, officers, reasons, next }))
        })
        .await??
        .filter(|opened| session.sees(&opened.dossier.summary.office))
        .ok_or(Problem::NotFound)?;
    // Who looked at a person is written down (UU 27/2022 ps 35-39).
    let actor = session.actor();
    app.writer.run(move |store| store.note_look(&actor, "look", id)).await??;
    Ok(html_with(status, &made(session, opened, again)))
}

fn made(session: &Session, opened: Opened, again: Again) -> ApplicationPage {
    let (lang, now) = (session.lang, Timestamp::now());
    let Opened { dossier, before, officers, reasons, next } = opened;
    let summary = &dossier.summary;
    let lease = summary.lease.as_ref().filter(|lease| lease.until > now);
    let held_by_me = lease.is_some_and(|lease| lease.by == session.officer.id);
    let other = lease.filter(|_| !held_by_me).map(|lease| {
        let who = queue::holder(summary, &officers, now);
        let until = lang.moment(lease.until);
        match lang {
            Lang::Id => format!("Sedang dikerjakan oleh {who}, sampai {until}."),
            Lang::En => format!("{who} is working on this, until {until}."),
        }
    });
    let changed = before.map(|before| compare::lines(&dossier.application, &Beside::Before(&before), lang));
    // A new photo alone changes no line, and takes nothing from what the NIK says.
    let (beside, rows) = match changed.filter(|lines| lines.iter().any(|line| line.differs)) {
        Some(lines) => (session.t("Sebelum diperbaiki", "Before it was mended").to_owned(), lines),
        None => (
            session.t("Menurut NIK", "What the NIK says").to_owned(),
            compare::lines(&dossier.application, &Beside::Nik(lang::today()), lang),
        ),
    };
    let acts = if other.is_some() {
        Vec::new()
    } else {
        decide::forms(session, summary, held_by_me, &reasons, &again)
    };
    let settles = session.may(Action::Settle) && summary.stage.is_pending();
    let twins = dossier.duplicates.iter();
    ApplicationPage {
        f: session.frame(session.t("Pengajuan", "Application"), queue::HERE),
        id: summary.id,
        receipt: summary.receipt.to_string(),
        stage: words::stage(summary.stage, lang),
        stage_code: summary.stage.as_str(),
        tone: words::tone(summary.stage),
        error: again.error,
        can_take_over: other.is_some() && session.may(Action::Verify),
        held_by: other,
        held_by_me,
        doubts: doubts(&dossier, settles, lang),
        beside,
        rows,
        can_show_nik: true,
        twins: twins
            .map(|twin| (twin.id, twin.receipt.to_string(), words::stage(twin.stage, lang)))
            .collect(),
        has_photo: dossier.application.photo.jpeg().is_some(),
        photo_version: dossier.versions,
        photo_key: super::session::draw_key(),
        no_photo: match dossier.application.photo {
            Photo::Taken { .. } => "",
            Photo::AtCounter => session.t("Foto di loket", "Photo at the counter"),
            Photo::FromPhone => session
                .t("Menunggu foto dari telepon pemohon", "Waiting for a photo from the applicant's phone"),
        },
        can_amend: held_by_me && session.may(Action::Verify),
        facts: facts(&dossier, lang),
        can_work: lease.is_none()
            && session.may(Action::Verify)
            && matches!(summary.stage, Stage::Verifying | Stage::NeedsMending),
        to_sign: summary.stage == Stage::Approved && session.may(Action::Sign),
        acts,
        has_card: summary.stage.has_card() && session.may(Action::HandOver),
        can_revoke: summary.stage.has_card() && session.may(Action::Revoke),
        can_request: session.may(Action::ServePerson),
        wishes: super::requests::wishes(lang).to_vec(),
        verifying: summary.stage.is_pending(),
        next: next.map(|(id, count)| next_words(id, &count, lang)),
        history: dossier.moves.iter().rev().map(|step| history(step, &officers, &reasons, lang)).collect(),
    }
}

/// Whether the decision of an operator is taken.
fn decided(stage: Stage) -> bool {
    match stage {
        Stage::NeedsMending | Stage::Approved | Stage::Refused | Stage::Cancelled => true,
        Stage::Submitted
        | Stage::Verifying
        | Stage::Signed
        | Stage::Ready
        | Stage::Printed
        | Stage::Collected
        | Stage::Expired
        | Stage::Employed => false,
    }
}

/// Where the next application is, and what the button says.
fn next_words(id: Option<ApplicationId>, count: &str, lang: Lang) -> (String, String) {
    let href = id.map_or_else(|| queue::HERE.to_owned(), |id| format!("/console/applications/{id}"));
    let says = match (id, lang) {
        (Some(_), Lang::Id) => format!("Berkas berikutnya ({count} menunggu)"),
        (Some(_), Lang::En) => format!("The next one ({count} wait)"),
        (None, lang) => lang.t("Kembali ke antrean", "Back to the queue").to_owned(),
    };
    (href, says)
}

fn facts(dossier: &Dossier, lang: Lang) -> Vec<(&'static str, String)> {
    let summary = &dossier.summary;
    let mut facts = vec![
        (lang.t("Jenis", "Kind"), queue::kind(&summary.kind, lang).to_owned()),
        (lang.t("Diterima", "Received"), lang.moment(summary.received)),
    ];
    if let Some(due) = summary.due {
        facts.push((lang.t("Batas", "Due"), lang.moment(due)));
    }
    if let Some(card) = &dossier.card {
        facts.push((lang.t("Nomor kartu", "Card number"), card.number.to_string()));
        facts.push((lang.t("Berlaku sampai", "Valid until"), lang.date(card.days.valid_until)));
    }
    if summary.prints > 0 {
        facts.push((lang.t("Dicetak", "Printed"), format!("{}×", summary.prints)));
    }
    if let Some(helper) = &summary.assisted_by {
        facts.push((lang.t("Dibantu petugas", "Assisted by"), helper.clone()));
    }
    facts
}

fn doubts(dossier: &Dossier, settles: bool, lang: Lang) -> Vec<Doubt> {
    let person = &dossier.application.person;
    let doubts = person.nik_doubts.iter().map(|doubt| Doubt {
        code: code_of(doubt),
        says: words::doubt(*doubt, lang),
        can_settle: false,
    });
    let concerns = dossier.summary.concerns.iter().map(|concern| Doubt {
        code: code_of(concern),
        says: words::concern(*concern, lang),
        // A conflict is settled on its own page; a photo is brought, not waved through.
        can_settle: settles && !matches!(concern, Concern::Conflict | Concern::NoPhoto),
    });
    doubts.chain(concerns).collect()
}

/// The name on the wire, which is what scripts and forms use.
pub(super) fn code_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(String::from)).unwrap_or_default()
}

fn history(step: &MoveRecord, officers: &[Account], reasons: &[Reason], lang: Lang) -> Step {
    let what = match step.act {
        Some(act) => words::act(act, lang),
        None => lang.t("Diterima dari kiosk", "Received from a kiosk"),
    };
    let text = |code: &String| {
        let known = reasons.iter().find(|reason| reason.code == *code);
        known.map_or_else(|| code.clone(), |reason| lang.t(&reason.text_id, &reason.text_en).to_owned())
    };
    let stage = words::stage(step.to, lang);
    let note = (!step.note.is_empty()).then(|| format!("{} {}", lang.t("Catatan:", "Note:"), step.note));
    Step {
        code: step.act.map_or("receive", |act| act.as_str()),
        what: if what == stage { stage.to_owned() } else { format!("{what} · {stage}") },
        when: lang.moment(step.at),
        who: actor_words(&step.actor, officers, lang),
        why: step.reasons.iter().map(text).chain(note).collect(),
    }
}

/// `officer:P01:signer` as a name and a role.
pub(super) fn actor_words(actor: &str, officers: &[Account], lang: Lang) -> String {
    let mut parts = actor.split(':');
    match (parts.next(), parts.next()) {
        (Some("officer"), Some(code)) => {
            let known = officers.iter().find(|officer| officer.id.to_string() == code);
            known.map_or_else(|| code.to_owned(), |officer| format!("{} ({code})", officer.name))
        }
        (Some("kiosk"), Some(code)) => format!("kiosk {code}"),
        (Some("applicant"), _) => lang.t("pemohon", "the applicant").to_owned(),
        (Some("nobody"), _) => lang.t("belum masuk", "not signed in").to_owned(),
        (Some("demonstration"), _) => lang.t("data contoh", "the demonstration").to_owned(),
        _ => lang.t("sistem", "the system").to_owned(),
    }
}

/// `POST …/nik`: the whole NIK, written down who looked. A fragment for htmx, else the page with it.
pub(super) async fn nik(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Sent { session, .. }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::SeePerson)?;
    let id = ApplicationId(id);
    let (_, office) = office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let actor = session.actor();
    app.writer.run(move |store| store.note_look(&actor, "show-nik", id)).await??;
    let dossier = app.readers.run(move |store| store.application(id)).await??.ok_or(Problem::NotFound)?;
    let digits = dossier.application.person.nik.digits();
    let grouped: Vec<&str> = (0..16).step_by(4).filter_map(|at| digits.get(at..at + 4)).collect();
    let shown = grouped.join(" ");
    if headers.contains_key("hx-request") {
        return Ok(Html(shown).into_response());
    }
    let opened =
        app.readers.run(move |store| Ok::<_, StoreError>((store.officers()?, store.reasons()?))).await??;
    let opened = Opened { dossier, before: None, officers: opened.0, reasons: opened.1, next: None };
    let mut page = made(&session, opened, Again::default());
    page.can_show_nik = false;
    if let Some(line) = page.rows.iter_mut().find(|line| line.code == "nik") {
        line.typed = shown;
    }
    Ok(html_with(StatusCode::OK, &page))
}

/// An application's stage and office, without opening it.
pub(super) async fn office_of(
    app: &App,
    id: ApplicationId,
) -> Result<(Stage, anjungan_wire::id::RegionCode), Problem> {
    let summary = app.readers.run(move |store| store.summary(id)).await??;
    summary
        .filter(|summary| !summary.erased)
        .map(|summary| (summary.stage, summary.office))
        .ok_or(Problem::NotFound)
}

/// The page again, with why it was not done and with what was typed.
pub(super) async fn refused(
    app: &App,
    session: &Session,
    id: ApplicationId,
    refusal: ActRefusal,
    mut again: Again,
) -> Result<Response, Problem> {
    let status = match &refusal {
        ActRefusal::Store(_) => {
            tracing::error!(%refusal, "an act failed: {refusal}");
            return Err(Problem::Internal);
        }
        ActRefusal::Unknown => return Err(Problem::NotFound),
        ActRefusal::NotAllowed(NotAllowed::Actor { .. }) => return Err(Problem::Forbidden),
        ActRefusal::NotAllowed(NotAllowed::OtherOffice) => return Err(Problem::NotFound),
        ActRefusal::NotAllowed(_) | ActRefusal::NeedsDocument | ActRefusal::Document(_) => {
            StatusCode::CONFLICT
        }
    };
    again.error = Some(decide::refusal_words(&refusal, session.lang));
    page(app, session, id, status, again).await
}

/// Whoever acts on an application is an officer.
pub(super) fn actor(session: &Session) -> Actor {
    session.actor()
}
