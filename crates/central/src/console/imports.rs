//! Imports: where rows come from and how that goes, and files from the upload to the undo.

mod files;
mod one;
mod words;

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::application::actor_words;
use super::form::Form;
use super::lang::Lang;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use crate::api::App;
use crate::import::columns::Kind;
use crate::import::schedule::Schedule;
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{
    Account, ImportRefusal, ImportRun, ImportSource, NewSource, RunId, SourceId, SourceKind, StoreError,
};

pub(super) use files::{SENT_BYTES_MAX, upload};
pub(super) use one::{check, not_published, show, tick, wish};

const HERE: &str = "/console/imports";
/// Imports on the page.
const RUNS_SHOWN: u32 = 40;

#[derive(Template)]
#[template(path = "console/imports.html")]
struct ImportsPage {
    f: Frame,
    sources: Vec<SourceRow>,
    files: Vec<(i64, String, &'static str)>,
    runs: Vec<RunRow>,
    may_run: bool,
    may_configure: bool,
    four_eyes: bool,
    waiting: u64,
    older: Option<String>,
    newest: bool,
    working: bool,
    error: Option<String>,
    kinds: Vec<(&'static str, &'static str)>,
    contents: Vec<(&'static str, &'static str)>,
    typed: Typed,
}

struct SourceRow {
    id: i64,
    name: String,
    kind: &'static str,
    content: &'static str,
    region: String,
    pulled: bool,
    active: bool,
    state: &'static str,
    tone: &'static str,
    good: String,
    next: String,
    advice: String,
}

struct RunRow {
    id: i64,
    source: String,
    file: String,
    made: String,
    by: String,
    state: &'static str,
    tone: &'static str,
}

/// What was typed for a new source.
#[derive(Default)]
struct Typed {
    name: String,
    region: String,
    address: String,
    wage: String,
}

fn source_row(source: ImportSource, waits: bool, lang: Lang) -> SourceRow {
    let pulled = source.about.kind != SourceKind::File;
    let (state, tone) = match (source.active, source.busy, source.failures) {
        _ if waits => (lang.t("menunggu keputusan Anda", "waits for your decision"), "warn"),
        (false, _, _) => (lang.t("mati", "off"), ""),
        (true, true, _) => (lang.t("sedang dibaca", "being read"), ""),
        (true, false, 0) if source.good_ms.is_none() => (lang.t("belum pernah", "never yet"), "warn"),
        (true, false, 0) => (lang.t("baik", "good"), "good"),
        (true, false, _) => (lang.t("gagal", "fails"), "bad"),
    };
    let good = match (source.good_ms, source.good_rows) {
        (Some(at), Some(rows)) => {
            let rows = lang.number(u64::try_from(rows).unwrap_or(0));
            format!("{} ({rows} {})", lang.moment_ms(at), lang.t("baris", "rows"))
        }
        _ => lang.t("belum pernah", "never yet").to_owned(),
    };
    let region = source.about.region.as_ref().map(|region| {
        anjungan_regions::name(region.as_str()).map_or_else(|| region.as_str().to_owned(), String::from)
    });
    SourceRow {
        id: source.id.0,
        kind: words::source_kind(source.about.kind, lang),
        content: words::kind(source.about.content, lang),
        region: region.unwrap_or_default(),
        pulled,
        active: source.active,
        state,
        tone,
        good,
        next: if pulled && source.active { lang.moment_ms(source.due_ms) } else { String::new() },
        advice: source.failure,
        name: source.about.name,
    }
}

fn run_row(run: &ImportRun, officers: &[Account], lang: Lang) -> RunRow {
    let (state, tone) = words::state(run.state, lang);
    RunRow {
        id: run.id.0,
        source: run.source_name.clone(),
        file: if run.file_name.is_empty() {
            lang.t("dibaca sendiri", "pulled").to_owned()
        } else {
            run.file_name.clone()
        },
        made: lang.moment_ms(run.made_ms),
        by: actor_words(&run.made_by, officers, lang),
        state,
        tone,
    }
}

/// What whoever runs content has to know of imports: feeds that fail, with their last good time, and how many imports
/// wait for a yes.
pub(super) async fn news(app: &App, session: &Session) -> Result<(Vec<FailingFeed>, u64), Problem> {
    if !session.may(Action::SeeImports) {
        return Ok((Vec::new(), 0));
    }
    let now = Timestamp::now();
    let offices = session.officer.offices.clone();
    let read = move |store: &crate::store::Store| {
        Ok::<_, StoreError>((store.import_sources(now)?, store.runs_waiting(&offices)?))
    };
    let (sources, waiting) = app.readers.run(read).await??;
    let lang = session.lang;
    let failing = sources
        .into_iter()
        .filter(|source| source.active && source.failures > 0)
        .filter(|source| session.sees_whole(source.about.region.as_ref()))
        .map(|source| FailingFeed {
            good: source
                .good_ms
                .map_or_else(|| lang.t("belum pernah", "never yet").to_owned(), |at| lang.moment_ms(at)),
            name: source.about.name,
        });
    Ok((failing.collect(), waiting.iter().map(|of| of.runs).sum()))
}

/// A feed that fails.
pub(super) struct FailingFeed {
    /// What people call it.
    pub(super) name: String,
    /// When it was last read well.
    pub(super) good: String,
}

async fn page(
    app: &App,
    session: &Session,
    before: Option<RunId>,
    form: &Form,
    error: Option<String>,
) -> Result<ImportsPage, Problem> {
    let now = Timestamp::now();
    let offices = session.officer.offices.clone();
    let read = move |store: &crate::store::Store| {
        // One more than is shown tells whether there are more.
        let runs = store.runs(None, &offices, before, RUNS_SHOWN + 1)?;
        let waiting = store.runs_waiting(&offices)?;
        Ok::<_, StoreError>((
            store.import_sources(now)?,
            runs,
            waiting,
            store.import_four_eyes()?,
            store.officers()?,
        ))
    };
    let (mut sources, mut runs, waiting, four_eyes, officers) = app.readers.run(read).await??;
    // What is another office's does not exist, and what is the whole country's is not one office's to run.
    sources.retain(|source| session.sees_whole(source.about.region.as_ref()));
    let more = runs.len() > RUNS_SHOWN as usize;
    runs.truncate(RUNS_SHOWN as usize);
    let lang = session.lang;
    let files = sources.iter().filter(|source| source.about.kind == SourceKind::File && source.active);
    Ok(ImportsPage {
        f: session.frame(session.t("Impor", "Imports"), HERE),
        files: files
            .map(|source| (source.id.0, source.about.name.clone(), words::kind(source.about.content, lang)))
            .collect(),
        working: runs.iter().any(|run| run.state.is_job()) || sources.iter().any(|source| source.busy),
        runs: runs.iter().map(|run| run_row(run, &officers, lang)).collect(),
        sources: sources
            .into_iter()
            .map(|source| {
                // A pull that brought far less than before stands still until a person looks.
                let waits = waiting.iter().any(|of| of.pulled && of.source == source.id);
                source_row(source, waits, lang)
            })
            .collect(),
        may_run: session.may(Action::RunImports),
        may_configure: session.may(Action::Configure),
        four_eyes,
        waiting: waiting.iter().map(|of| of.runs).sum(),
        older: runs.last().filter(|_| more).map(|last| format!("{HERE}?before={}#runs", last.id.0)),
        newest: before.is_none(),
        error,
        kinds: SourceKind::ALL.map(|kind| (kind.as_str(), words::source_kind(kind, lang))).to_vec(),
        contents: Kind::ALL.map(|kind| (kind.as_str(), words::kind(kind, lang))).to_vec(),
        typed: Typed {
            name: form.text("name").to_owned(),
            region: form.text("region").to_owned(),
            address: form.text("address").to_owned(),
            wage: form.text("wage").to_owned(),
        },
    })
}

/// Which imports of the history.
#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

/// `GET /console/imports`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(Before { before }): Query<Before>,
) -> Result<Response, Problem> {
    session.must(Action::SeeImports)?;
    Ok(html(&page(&app, &session, before.map(RunId), &Form::default(), None).await?))
}

async fn refused(app: &App, session: &Session, form: &Form, why: String) -> Result<Response, Problem> {
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page(app, session, None, form, Some(why)).await?))
}

/// `POST /console/imports/sources`
pub(super) async fn new_source(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunImports)?;
    let new = match described(&form) {
        Ok(new) => new,
        Err((id, en)) => {
            let why = session.t(id, en).to_owned();
            return refused(&app, &session, &form, why).await;
        }
    };
    // Whom a source of others brings rows from, nobody limits: those are for whoever runs all offices.
    let own = new.kind == SourceKind::File && session.sees_whole(new.region.as_ref());
    if session.officer.offices != Offices::Every && !own {
        let why = session.t(
            "Untuk kantor Anda: sumber berkas dengan wilayah kantor Anda sendiri. Karirhub dan MagangHub diatur untuk semua kantor.",
            "For your office: a source of files, with your own office's region. Karirhub and MagangHub are set up for all offices.",
        );
        return refused(&app, &session, &form, why.to_owned()).await;
    }
    let by = session.actor().to_string();
    match app.writer.run(move |store| store.add_import_source(&new, &by, Timestamp::now())).await? {
        Ok(_) => Ok(on_to("/console/imports?done=source")),
        Err(refusal) => {
            let why = words_of(refusal, session.lang)?;
            refused(&app, &session, &form, why).await
        }
    }
}

fn described(form: &Form) -> Result<NewSource, (&'static str, &'static str)> {
    let kind =
        SourceKind::named(form.text("kind")).ok_or(("Pilih jenis sumber.", "Choose the kind of source."))?;
    let content = match kind {
        SourceKind::Karirhub | SourceKind::Maganghub => Kind::Vacancies,
        SourceKind::File => {
            Kind::named(form.text("content")).ok_or(("Pilih isi berkas.", "Choose what the files hold."))?
        }
    };
    let region = match form.text("region") {
        "" => None,
        text => {
            let code: RegionCode = text.parse().map_err(|_| REGION)?;
            let known = anjungan_regions::name(code.as_str()).is_some() && code.as_str().len() <= 4;
            Some(known.then_some(code).ok_or(REGION)?)
        }
    };
    let number = |name: &str, otherwise: u8, max: u8| match form.text(name) {
        "" => Ok(otherwise),
        text => text
            .parse::<u8>()
            .ok()
            .filter(|number| *number <= max)
            .ok_or(("Angka pada jadwal tidak dapat dipakai.", "A number of the schedule can't be used.")),
    };
    let wage = match form.text("wage") {
        "" => None,
        text => {
            let amount = crate::import::cell::whole(text).and_then(|amount| u64::try_from(amount).ok());
            Some(amount.ok_or(("Upah minimum bukan angka.", "The minimum wage is no number."))?)
        }
    };
    Ok(NewSource {
        name: form.text("name").to_owned(),
        kind,
        content,
        region,
        address: form.text("address").to_owned(),
        whole: form.text("whole") == "yes",
        schedule: Schedule {
            every_h: number("every", 6, 168)?.max(1),
            hour_from: number("from", 0, 23)?,
            hour_to: number("to", 0, 24)?,
        },
        keep_percent: number("keep", 70, 100)?,
        minimum_wage: wage,
    })
}

const REGION: (&str, &str) = (
    "Wilayah: 2 angka provinsi atau 4 angka kabupaten/kota.",
    "Region: the 2 digits of a province or the 4 of a regency or city.",
);

/// `POST /console/imports/sources/change`
pub(super) async fn change_source(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunImports)?;
    let id = SourceId(form.text("id").parse().map_err(|_| Problem::Malformed)?);
    let source = app.readers.run(move |store| store.import_source(id, Timestamp::now())).await??;
    source.filter(|source| session.sees_whole(source.about.region.as_ref())).ok_or(Problem::NotFound)?;
    let (by, at) = (session.actor().to_string(), Timestamp::now());
    let (done, to) = match form.text("do") {
        "pull" => (
            app.writer.run(move |store| store.pull_import_source(id, &by, at)).await?,
            "/console/imports?done=pull",
        ),
        "on" | "off" => {
            let active = form.text("do") == "on";
            (
                app.writer.run(move |store| store.switch_import_source(id, active, &by, at)).await?,
                "/console/imports?done=source",
            )
        }
        _ => return Err(Problem::Malformed),
    };
    match done {
        Ok(()) => Ok(on_to(to)),
        Err(ImportRefusal::Unknown) => Err(Problem::NotFound),
        Err(refusal) => {
            let why = words_of(refusal, session.lang)?;
            refused(&app, &session, &form, why).await
        }
    }
}

/// `POST /console/imports/policy`: whether somebody else than the sender publishes a file.
pub(super) async fn policy(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let asked = match form.text("four_eyes") {
        "yes" => true,
        "no" => false,
        _ => return Err(Problem::Malformed),
    };
    let by = session.actor().to_string();
    app.writer.run(move |store| store.set_import_four_eyes(asked, &by, Timestamp::now())).await??;
    Ok(on_to("/console/imports?done=content-policy"))
}

/// Why something can't be done, for the person who asked.
fn words_of(refusal: ImportRefusal, lang: Lang) -> Result<String, Problem> {
    let said = match refusal {
        ImportRefusal::Unknown => return Err(Problem::NotFound),
        ImportRefusal::Store(error) => return Err(error.into()),
        ImportRefusal::Name => lang.t(
            "Nama sumber: 1 sampai 80 huruf, dan belum dipakai.",
            "Name of the source: 1 to 80 characters, and no other source has it.",
        ),
        ImportRefusal::Address => lang.t(
            "Alamat web diperlukan dan harus dimulai dengan https://",
            "A web address is needed, and it must begin with https://",
        ),
        ImportRefusal::State => lang.t(
            "Keadaan impor ini sudah berubah. Lihat keadaan terbarunya di bawah.",
            "This import has moved on. Its state now is below.",
        ),
        ImportRefusal::Own => lang.t(
            "Berkas ini Anda sendiri yang mengirim. Mintalah penyunting atau penyetuju lain menerbitkannya.",
            "You sent this file yourself. Ask another editor or approver to publish it.",
        ),
        ImportRefusal::Columns => lang.t(
            "Pilih kolom untuk setiap isian yang bertanda wajib.",
            "Choose a column for everything that is marked as needed.",
        ),
        ImportRefusal::TooLate => lang.t(
            "Impor dapat dikembalikan selama 30 hari. Untuk yang ini sudah lewat.",
            "An import can be taken back for 30 days. This one is older.",
        ),
        ImportRefusal::Shrunken { found, before } => {
            return Ok(match lang {
                Lang::Id => format!(
                    "Hanya {found} baris dapat diterbitkan, sebelumnya {before}. Centang “Ya, memang sebanyak ini” bila benar."
                ),
                Lang::En => format!(
                    "Only {found} rows can be published where there were {before}. Tick “Yes, there are so few” if that is right."
                ),
            });
        }
    };
    Ok(said.to_owned())
}
