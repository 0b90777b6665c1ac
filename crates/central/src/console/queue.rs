//! The queue: what waits, what I work on, what is late.

use std::collections::BTreeMap;
use std::sync::Arc;

use anjungan_wire::application::ApplicationKind;
use anjungan_wire::id::RegionCode;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::lang::Lang;
use super::page::{Frame, Problem, html};
use super::session::Session;
use super::{menu, words};
use crate::api::App;
use crate::office::calendar::Calendar;
use crate::office::people::Action;
use crate::office::workflow::Stage;
use crate::store::{Account, ApplicationId, Filter, Result, Store, Summary};

pub(super) const HERE: &str = "/console";
/// Lines on a page.
const ROWS: u32 = 25;
/// Applications that a tile counts; beyond, it says that there are more.
const COUNTED_MAX: u32 = 9_999;

#[derive(Template)]
#[template(path = "console/queue.html")]
struct QueuePage {
    f: Frame,
    here: String,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    caption: String,
    empty: &'static str,
    more: Option<String>,
    first_page: Option<String>,
}

struct Tile {
    code: &'static str,
    label: &'static str,
    count: String,
    here: bool,
}

/// A line of a list of applications.
pub(super) struct Row {
    pub(super) id: ApplicationId,
    pub(super) receipt: String,
    /// Whether there is anything to open.
    pub(super) opens: bool,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) kind: &'static str,
    pub(super) flags: Vec<&'static str>,
    pub(super) received: Times,
    pub(super) since: Times,
    pub(super) due: Times,
    pub(super) late: bool,
    pub(super) overdue: String,
    pub(super) stage: &'static str,
    pub(super) tone: &'static str,
    pub(super) holder: String,
}

/// A time in a column: short, and whole for whoever points at it.
#[derive(Default)]
pub(super) struct Times {
    pub(super) short: String,
    pub(super) whole: String,
}

impl Times {
    fn of(at: Timestamp, lang: Lang) -> Self {
        Times { short: lang.short(at), whole: lang.moment(at) }
    }

    /// Of Unix milliseconds; a time outside the calendar is a dash.
    pub(super) fn of_ms(ms: i64, lang: Lang) -> Self {
        Timestamp::from_millisecond(ms)
            .map_or_else(|_| Times { short: "–".into(), whole: String::new() }, |at| Times::of(at, lang))
    }
}

/// What of the queue is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    Waiting,
    Mine,
    Late,
    Mending,
    ToSign,
    Ready,
    All,
}

impl Show {
    const ALL: [Show; 7] =
        [Show::Waiting, Show::Mine, Show::Late, Show::Mending, Show::ToSign, Show::Ready, Show::All];

    fn code(self) -> &'static str {
        match self {
            Show::Waiting => "waiting",
            Show::Mine => "mine",
            Show::Late => "late",
            Show::Mending => "mending",
            Show::ToSign => "to-sign",
            Show::Ready => "ready",
            Show::All => "all",
        }
    }

    fn label(self, lang: Lang) -> &'static str {
        match self {
            Show::Waiting => lang.t("Menunggu", "Waiting"),
            Show::Mine => lang.t("Saya kerjakan", "Mine"),
            Show::Late => lang.t("Terlambat", "Overdue"),
            Show::Mending => lang.t("Perlu perbaikan", "Needs a correction"),
            Show::ToSign => lang.t("Menunggu tanda tangan", "To be signed"),
            Show::Ready => lang.t("Siap / dicetak", "Ready / printed"),
            Show::All => lang.t("Semua", "All"),
        }
    }

    fn empty(self, lang: Lang) -> &'static str {
        match self {
            Show::Waiting => lang.t("Tidak ada yang menunggu. Bagus!", "Nothing waits. Well done!"),
            Show::Mine => lang.t("Anda tidak sedang mengerjakan berkas.", "You are not working on anything."),
            Show::Late => lang.t("Tidak ada yang terlambat.", "Nothing is overdue."),
            Show::Mending => lang.t("Tidak ada yang perlu diperbaiki.", "Nothing is to be mended."),
            Show::ToSign => lang.t("Tidak ada yang menunggu tanda tangan.", "Nothing waits for a signature."),
            Show::Ready => lang.t("Belum ada kartu yang siap.", "No card is ready yet."),
            Show::All => lang.t("Belum ada pengajuan.", "There is no application yet."),
        }
    }

    /// In which order they stand, and by which clock.
    fn order(self, lang: Lang) -> &'static str {
        match self {
            Show::Waiting | Show::Mine | Show::Late | Show::Mending | Show::ToSign => {
                lang.t("yang terlama di atas; jam WIB", "the longest waiting first; WIB")
            }
            Show::Ready | Show::All => lang.t("yang terbaru di atas; jam WIB", "the newest first; WIB"),
        }
    }

    fn stages(self) -> Vec<Stage> {
        match self {
            Show::Waiting => vec![Stage::Submitted, Stage::Verifying],
            Show::Mine => vec![Stage::Submitted, Stage::Verifying],
            Show::Late | Show::All => Vec::new(),
            Show::Mending => vec![Stage::NeedsMending],
            Show::ToSign => vec![Stage::Approved],
            Show::Ready => vec![Stage::Ready, Stage::Printed],
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    show: Option<String>,
    after: Option<i64>,
}

/// `GET /console`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    // An admin has no queue and begins elsewhere.
    if !session.may(Action::SeeQueue) {
        return Ok(Redirect::to(menu::home(&session.officer)).into_response());
    }
    let code = asked.show.as_deref().unwrap_or("waiting");
    let show = Show::ALL.into_iter().find(|show| show.code() == code).ok_or(Problem::NotFound)?;
    let (officer, lang, after) = (session.officer.clone(), session.lang, asked.after.map(ApplicationId));
    let sees_person = session.may(Action::SeePerson);
    let (tiles, rows, more) = app
        .readers
        .run(move |store| {
            let now = Timestamp::now();
            let tiles = tiles(store, &officer, show, now, lang)?;
            let mut found = found(store, &officer, show, after, now)?;
            let more = found.len() > ROWS as usize;
            found.truncate(ROWS as usize);
            let last = found.last().map(|summary| summary.id).filter(|_| more);
            Ok::<_, crate::store::StoreError>((tiles, rows(store, found, sees_person, now, lang)?, last))
        })
        .await??;
    let here = format!("{HERE}?show={code}");
    let page = QueuePage {
        f: session.frame(session.t("Antrean", "Queue"), HERE),
        tiles,
        caption: format!("{} ({})", show.label(lang), show.order(lang)),
        empty: show.empty(lang),
        rows,
        more: more.map(|id| format!("{here}&after={id}")),
        first_page: after.map(|_| here.clone()),
        here: match after {
            Some(id) => format!("{here}&after={id}"),
            None => here,
        },
    };
    Ok(html(&page))
}

fn found(
    store: &Store,
    officer: &Account,
    show: Show,
    after: Option<ApplicationId>,
    now: Timestamp,
) -> Result<Vec<Summary>> {
    let filter = Filter { after, limit: ROWS + 1, ..filter(officer, show, now) };
    store.applications(&filter)
}

/// Which applications are shown.
fn filter(officer: &Account, show: Show, now: Timestamp) -> Filter {
    Filter {
        offices: officer.offices.clone(),
        stages: show.stages(),
        overdue_at: (show == Show::Late).then_some(now),
        worked_on: (show == Show::Mine).then_some((officer.id, now)),
        // What is erased is due no more.
        living: !matches!(show, Show::All | Show::Late),
        newest_first: matches!(show, Show::All | Show::Ready),
        ..Filter::default()
    }
}

/// Applications looked at for one that nobody works on.
const NEXT_MAX: u32 = 100;

/// The application that waits longest and is nobody else's, and how many wait.
pub(super) fn next(
    store: &Store,
    officer: &Account,
    now: Timestamp,
    lang: Lang,
) -> Result<(Option<ApplicationId>, String)> {
    let filter = Filter {
        offices: officer.offices.clone(),
        stages: vec![Stage::Submitted],
        living: true,
        limit: NEXT_MAX,
        ..Filter::default()
    };
    let free = |summary: &Summary| {
        summary.lease.as_ref().is_none_or(|lease| lease.by == officer.id || lease.until <= now)
    };
    let found = store.applications(&filter)?.into_iter().find(free);
    Ok((found.map(|summary| summary.id), counted(store, &filter, lang)?))
}

/// How many there are, for people: beyond what is counted it says that there are more.
fn counted(store: &Store, filter: &Filter, lang: Lang) -> Result<String> {
    let count = store.count_applications(filter, COUNTED_MAX + 1)?;
    Ok(match count > u64::from(COUNTED_MAX) {
        true => format!("{}+", lang.number(COUNTED_MAX.into())),
        false => lang.number(count),
    })
}

fn tiles(store: &Store, officer: &Account, here: Show, now: Timestamp, lang: Lang) -> Result<Vec<Tile>> {
    Show::ALL
        .into_iter()
        .map(|show| {
            let count = counted(store, &filter(officer, show, now), lang)?;
            let label = show.label(lang);
            Ok(Tile { code: show.code(), label, count, here: show == here })
        })
        .collect()
}

/// A line for each application. Names are opened only for who may see persons.
pub(super) fn rows(
    store: &Store,
    found: Vec<Summary>,
    sees_person: bool,
    now: Timestamp,
    lang: Lang,
) -> Result<Vec<Row>> {
    // What lines have in common is asked once for all of them.
    let named: Vec<ApplicationId> =
        found.iter().filter(|it| sees_person && !it.erased).map(|it| it.id).collect();
    let mut names = store.names_and_births(&named)?;
    let worked_on = |it: &Summary| it.lease.as_ref().is_some_and(|lease| lease.until > now);
    let officers = if found.iter().any(worked_on) { store.officers()? } else { Vec::new() };
    let mut calendars: BTreeMap<RegionCode, Calendar> = BTreeMap::new();
    for office in found.iter().filter(|it| it.due.is_some_and(|due| due < now)).map(|it| &it.office) {
        if !calendars.contains_key(office) {
            calendars.insert(office.clone(), store.office(office)?.calendar());
        }
    }
    let row = |summary: Summary| {
        let name = match named.contains(&summary.id) {
            true => names.remove(&summary.id).map(|(name, _)| name).unwrap_or_default(),
            false => "••••••".to_owned(),
        };
        let days_over = summary.due.filter(|due| *due < now).zip(calendars.get(&summary.office));
        let overdue = days_over.map(|(due, calendar)| overdue(calendar.days_over(due, now), lang));
        row(summary, name, overdue.unwrap_or_default(), sees_person, &officers, now, lang)
    };
    Ok(found.into_iter().map(row).collect())
}

fn row(
    summary: Summary,
    name: String,
    overdue: String,
    sees_person: bool,
    officers: &[Account],
    now: Timestamp,
    lang: Lang,
) -> Row {
    let mut flags = Vec::new();
    if !summary.concerns.is_empty() {
        flags.push(lang.t("perlu diperhatikan", "to look at"));
    }
    if summary.merged {
        flags.push(lang.t("digabung", "merged"));
    }
    if summary.erased {
        flags.push(lang.t("data dihapus", "data erased"));
    }
    Row {
        id: summary.id,
        receipt: match summary.erased {
            // What stands there instead leads to nobody, and tells nobody anything.
            true => "–".to_owned(),
            false => summary.receipt.to_string(),
        },
        opens: sees_person && !summary.erased,
        name,
        number: summary.number.as_ref().map(ToString::to_string).unwrap_or_default(),
        kind: kind(&summary.kind, lang),
        flags,
        received: Times::of(summary.received, lang),
        since: Times::of(summary.since, lang),
        due: summary.due.map(|due| Times::of(due, lang)).unwrap_or_default(),
        late: !overdue.is_empty(),
        overdue,
        stage: words::stage(summary.stage, lang),
        tone: words::tone(summary.stage),
        holder: holder(&summary, officers, now),
    }
}

/// How long it is overdue, as the office counts.
fn overdue(working_days: u32, lang: Lang) -> String {
    match (working_days, lang) {
        (0, Lang::Id) => "terlambat, belum 1 hari kerja".into(),
        (0, Lang::En) => "overdue, not a working day yet".into(),
        (1, Lang::En) => "1 working day overdue".into(),
        (days, Lang::Id) => format!("terlambat {days} hari kerja"),
        (days, Lang::En) => format!("{days} working days overdue"),
    }
}

/// Who works on it now.
pub(super) fn holder(summary: &Summary, officers: &[Account], now: Timestamp) -> String {
    let Some(lease) = summary.lease.as_ref().filter(|lease| lease.until > now) else { return String::new() };
    let known = officers.iter().find(|officer| officer.id == lease.by);
    known.map_or_else(|| lease.by.to_string(), |officer| officer.name.clone())
}

/// What is applied for.
pub(super) fn kind(kind: &ApplicationKind, lang: Lang) -> &'static str {
    match kind {
        ApplicationKind::New => lang.t("Baru", "New"),
        ApplicationKind::Correction { .. } => lang.t("Perbaikan", "Correction"),
        ApplicationKind::Renewal { .. } => lang.t("Perpanjangan", "Renewal"),
    }
}
