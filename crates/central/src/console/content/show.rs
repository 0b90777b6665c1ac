//! A thing: what it says, what changes against what kiosks have, what can be done, what was done.

use std::sync::Arc;

use anjungan_wire::fact::Language;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{HERE, author, words};
use crate::api::App;
use crate::console::application::actor_words;
use crate::console::lang::Lang;
use crate::console::page::{Frame, Problem, html, html_with};
use crate::console::session::{Session, draw_key};
use crate::content::Kind;
use crate::content::difference::{self, Change};
use crate::content::doubt::Doubt;
use crate::content::machine::{Act, Stage, VersionNo};
use crate::content::preview::{Asked, NoPreview, Size};
use crate::office::people::Action;
use crate::store::{Account, ContentId, ContentStep, StoreError, Thing, Version};

#[derive(Template)]
#[template(path = "console/content/show.html")]
struct ShowPage {
    f: Frame,
    id: i64,
    title: String,
    kind: &'static str,
    stage: &'static str,
    stage_code: &'static str,
    tone: &'static str,
    flags: Vec<&'static str>,
    facts: Vec<(&'static str, String)>,
    error: Option<String>,
    doubts: Vec<(String, String)>,
    held_back: bool,
    own: bool,
    /// An announcement that nobody gave an end, before it is published.
    endless: bool,
    can_edit: bool,
    acts: Vec<ActForm>,
    rev: i64,
    comparing: Option<String>,
    changes: Vec<Line>,
    whole: Vec<(String, String, Option<String>)>,
    versions: Vec<VersionRow>,
    can_restore: bool,
    history: Vec<Step>,
    previews: Vec<(String, String)>,
    preview_says: Option<&'static str>,
}

struct ActForm {
    code: &'static str,
    label: &'static str,
    tone: &'static str,
    key: String,
    takes_note: bool,
    asks_sure: bool,
}

struct Line {
    key: String,
    label: String,
    before: String,
    after: String,
}

struct VersionRow {
    no: u32,
    when: String,
    who: String,
    tags: Vec<&'static str>,
    restored: Option<String>,
    newest: bool,
    key: String,
}

struct Step {
    code: &'static str,
    what: String,
    when: String,
    who: String,
    note: String,
}

fn line(kind: Kind, change: Change, lang: Lang) -> Line {
    let label = lang.t(&change.label.0, &change.label.1).to_owned();
    let text = |said: &str| words::text(kind, &change.key, said, lang);
    Line { label, before: text(&change.before), after: text(&change.after), key: change.key }
}

/// `GET /console/content/{id}`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    session.must(Action::SeeContent)?;
    page(&app, &session, ContentId(id), StatusCode::OK, None).await
}

struct Opened {
    thing: Thing,
    versions: Vec<Version>,
    steps: Vec<ContentStep>,
    officers: Vec<Account>,
    policy: crate::content::machine::Policy,
    live: Option<Version>,
    doubts: Vec<Doubt>,
}

/// The page, with why something was not done.
pub(super) async fn page(
    app: &App,
    session: &Session,
    id: ContentId,
    status: StatusCode,
    error: Option<String>,
) -> Result<Response, Problem> {
    let by = author(session);
    let opened = app
        .readers
        .run(move |store| {
            let Some(thing) = store.content(id, &by)? else { return Ok(None) };
            let live = thing.standing.live.map(|no| store.content_version(id, no)).transpose()?.flatten();
            let versions = store.content_versions(id)?;
            // What was put away need not be right any more.
            let wanted = versions.first().filter(|_| thing.standing.stage != Stage::Withdrawn);
            let doubts = wanted.map(|newest| store.content_doubts(&newest.body, Timestamp::now()));
            Ok::<_, StoreError>(Some(Opened {
                doubts: doubts.transpose()?.unwrap_or_default(),
                versions,
                steps: store.content_history(id)?,
                officers: store.officers()?,
                policy: store.content_policy()?,
                live,
                thing,
            }))
        })
        .await??
        .ok_or(Problem::NotFound)?;
    let made = made(app, session, opened, error)?;
    Ok(if status == StatusCode::OK { html(&made) } else { html_with(status, &made) })
}

fn made(app: &App, session: &Session, opened: Opened, error: Option<String>) -> Result<ShowPage, Problem> {
    let (lang, now) = (session.lang, Timestamp::now());
    let Opened { thing, versions, steps, officers, policy, live, doubts } = opened;
    let standing = thing.standing;
    let newest = versions.first().ok_or(Problem::Internal)?;
    let fields = newest.body.to_fields(thing.kind);
    let acts = standing.acts(session.officer.id, session.officer.role, policy);
    let beside = live.filter(|live| live.no != newest.no);
    let changes = beside
        .as_ref()
        .map(|live| difference::between(thing.kind, &live.body.to_fields(thing.kind), &fields));
    let name = |id: crate::office::people::OfficerId| {
        let known = officers.iter().find(|officer| officer.id == id);
        known.map_or_else(|| id.to_string(), |officer| officer.name.clone())
    };
    let mut facts = vec![(lang.t("Ditulis oleh", "Written by"), name(standing.edited_by))];
    // What was left empty is a decision as well, and is said.
    let shown = Some(words::shown(&thing, lang)).filter(|shown| !shown.is_empty());
    let always = lang.t("sejak diterbitkan, sampai ditarik", "from publication until it is taken away");
    facts.push((lang.t("Kapan tampil", "When it is shown"), shown.unwrap_or_else(|| always.to_owned())));
    let everywhere = crate::content::TARGET.iter().all(|key| fields.get(key).is_empty());
    if thing.kind.has_target() && everywhere {
        facts.push((lang.t("Di kiosk", "On kiosks"), lang.t("semua", "all of them").to_owned()));
    }
    if let Some(live) = standing.live {
        facts.push((
            lang.t("Yang tampil", "What is shown"),
            format!("{} {}", lang.t("versi", "version"), live.0),
        ));
    }
    let endless = thing.kind == Kind::Announcement && thing.shown.1.is_none() && acts.contains(&Act::Publish);
    let offices = thing.offices.to_string();
    if !offices.is_empty() {
        facts.push((lang.t("Milik kantor", "Of the office"), offices));
    }
    let own = standing.stage == Stage::InReview
        && session.may(Action::PublishContent)
        && standing.edited_by == session.officer.id
        && !policy.own_approval;
    let act_form = |act: Act| ActForm {
        code: act.as_str(),
        label: words::button(act, standing.live.is_some(), lang),
        tone: match act {
            Act::Publish => "good",
            Act::Withdraw if standing.live.is_some() => "danger",
            Act::Submit => "",
            Act::Edit
            | Act::Restore
            | Act::Recall
            | Act::SendBack
            | Act::Withdraw
            | Act::Undo
            | Act::HoldBack => "second",
        },
        key: draw_key(),
        takes_note: act == Act::SendBack,
        asks_sure: act == Act::Publish && !doubts.is_empty(),
    };
    let address = |lang: Lang, size: Size| {
        format!(
            "{HERE}/{}/preview?version={}&lang={}&size={}",
            thing.id,
            newest.no.0,
            lang.code(),
            size.as_str()
        )
    };
    let draws = app.draws();
    let previews = match draws {
        true => [Size::Portrait, Size::Landscape]
            .into_iter()
            .flat_map(|size| [(Lang::Id, size), (Lang::En, size)])
            .map(|(of, size)| {
                let language = match of {
                    Lang::Id => lang.t("Bahasa Indonesia", "Indonesian"),
                    Lang::En => lang.t("Bahasa Inggris", "English"),
                };
                let size_words = match size {
                    Size::Portrait => lang.t("tegak", "upright"),
                    Size::Landscape => lang.t("mendatar", "lying"),
                };
                (address(of, size), format!("{language}, {size_words}"))
            })
            .collect(),
        false => Vec::new(),
    };
    Ok(ShowPage {
        f: session.frame(words::kind(thing.kind, lang), HERE),
        id: thing.id.0,
        title: thing.title.clone(),
        kind: words::kind(thing.kind, lang),
        stage: words::stage(standing.stage, lang),
        stage_code: standing.stage.as_str(),
        tone: words::tone(standing.stage),
        flags: words::time_flag(&thing, now, lang).into_iter().collect(),
        facts,
        error,
        doubts: doubts
            .iter()
            .map(|doubt| (label_of(thing.kind, doubt.key, lang), words::doubt(doubt, lang)))
            .collect(),
        held_back: thing.held_back,
        own,
        endless,
        can_edit: acts.contains(&Act::Edit),
        acts: acts
            .iter()
            .filter(|act| !matches!(act, Act::Edit | Act::Restore))
            .map(|act| act_form(*act))
            .collect(),
        rev: thing.rev,
        comparing: beside.as_ref().map(|live| match lang {
            Lang::Id => format!("Yang berubah dibanding versi {} yang tampil sekarang", live.no.0),
            Lang::En => format!("What changes against version {}, which is shown now", live.no.0),
        }),
        changes: changes
            .unwrap_or_default()
            .into_iter()
            .map(|change| line(thing.kind, change, lang))
            .collect(),
        whole: difference::whole(thing.kind, &fields)
            .into_iter()
            .map(|(key, label, text)| {
                let is_picture = key.starts_with("image.") && text.len() == 64;
                let picture = is_picture.then(|| format!("{HERE}/picture/{text}"));
                let says = words::text(thing.kind, &key, &text, lang);
                (lang.t(&label.0, &label.1).to_owned(), says, picture)
            })
            .collect(),
        versions: versions
            .iter()
            .map(|version| {
                let mut tags = Vec::new();
                if standing.live == Some(version.no) {
                    tags.push(lang.t("tampil", "shown"));
                }
                VersionRow {
                    no: version.no.0,
                    when: lang.moment(version.at),
                    who: name(version.edited_by),
                    tags,
                    restored: version.restored.map(|from| match lang {
                        Lang::Id => format!("dari versi {}", from.0),
                        Lang::En => format!("from version {}", from.0),
                    }),
                    newest: version.no == newest.no,
                    key: draw_key(),
                }
            })
            .collect(),
        can_restore: acts.contains(&Act::Restore),
        history: steps
            .iter()
            .map(|step| Step {
                code: step.act.map_or("begin", Act::as_str),
                what: format!(
                    "{} ({} {})",
                    words::done(step.act, lang),
                    lang.t("versi", "version"),
                    step.version.0
                ),
                when: lang.moment(step.at),
                who: actor_words(&step.actor, &officers, lang),
                note: [
                    Some(step.note.clone()).filter(|note| !note.is_empty()),
                    accepted(thing.kind, step, lang),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            })
            .collect(),
        previews,
        preview_says: preview_says(draws, lang),
    })
}

/// What whoever published it said is right, by the names of its fields.
fn accepted(kind: Kind, step: &ContentStep, lang: Lang) -> Option<String> {
    let fields: Vec<String> = step.accepted.iter().map(|key| label_of(kind, key, lang)).collect();
    (!fields.is_empty())
        .then(|| format!("{}: {}", lang.t("dinyatakan benar", "said to be right"), fields.join(", ")))
}

/// What the form calls a field.
fn label_of(kind: Kind, key: &str, lang: Lang) -> String {
    let labels = difference::labels(kind);
    let found = labels.into_iter().find(|(known, _)| known == key);
    found.map_or_else(String::new, |(_, (id, en))| lang.t(&id, &en).to_owned())
}

/// Why there is no preview, where there is none.
fn preview_says(draws: bool, lang: Lang) -> Option<&'static str> {
    (!draws).then_some(lang.t(
        "Pratinjau belum tersedia di kantor ini. Hubungi pengelola server.",
        "There is no preview in this office yet. Ask whoever runs the server.",
    ))
}

#[derive(Deserialize)]
pub(super) struct Pair {
    from: u32,
    to: u32,
}

#[derive(Template)]
#[template(path = "console/content/compare.html")]
struct ComparePage {
    f: Frame,
    id: i64,
    title: String,
    before: String,
    after: String,
    changes: Vec<Line>,
}

/// `GET /console/content/{id}/compare?from=1&to=2`
pub(super) async fn compare(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
    pair: Result<Query<Pair>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    session.must(Action::SeeContent)?;
    let Query(pair) = pair.map_err(|_| Problem::NotFound)?;
    let (id, by, lang) = (ContentId(id), author(&session), session.lang);
    let (thing, from, to) = app
        .readers
        .run(move |store| {
            let Some(thing) = store.content(id, &by)? else { return Ok(None) };
            let from = store.content_version(id, VersionNo(pair.from))?;
            let to = store.content_version(id, VersionNo(pair.to))?;
            Ok::<_, StoreError>(from.zip(to).map(|(from, to)| (thing, from, to)))
        })
        .await??
        .ok_or(Problem::NotFound)?;
    let fields = |version: &Version| version.body.to_fields(thing.kind);
    let changes = difference::between(thing.kind, &fields(&from), &fields(&to));
    let version = |version: &Version| format!("{} {}", lang.t("Versi", "Version"), version.no.0);
    Ok(html(&ComparePage {
        f: session.frame(words::kind(thing.kind, lang), HERE),
        id: id.0,
        title: thing.title.clone(),
        before: version(&from),
        after: version(&to),
        changes: changes.into_iter().map(|change| line(thing.kind, change, lang)).collect(),
    }))
}

#[derive(Deserialize)]
pub(super) struct Drawn {
    version: Option<u32>,
    lang: Option<String>,
    size: Option<String>,
}

/// `GET /console/content/{id}/preview?version=1&lang=id&size=portrait`: a PNG of the kiosk's real screen.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    session: Session,
    Path(id): Path<i64>,
    Query(drawn): Query<Drawn>,
) -> Result<Response, Problem> {
    session.must(Action::SeeContent)?;
    let (id, by) = (ContentId(id), author(&session));
    let language = if drawn.lang.as_deref() == Some("en") { Language::En } else { Language::Id };
    let size = Size::named(drawn.size.as_deref().unwrap_or("portrait")).ok_or(Problem::NotFound)?;
    let body = app
        .readers
        .run(move |store| {
            let Some(thing) = store.content(id, &by)? else { return Ok(None) };
            let no = drawn.version.map_or(thing.standing.newest, VersionNo);
            let version = store.content_version(id, no)?;
            Ok::<_, StoreError>(version.map(|version| version.body))
        })
        .await??
        .ok_or(Problem::NotFound)?;
    let mut pictures = Vec::new();
    for hash in body.pictures() {
        pictures.push(app.objects.get(&hash).await?.ok_or(Problem::NotFound)?);
    }
    let asked = Asked { body, language, size, at: Timestamp::now(), pictures };
    match app.draw(asked).await? {
        Ok(png) => Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response()),
        Err(NoPreview::NotConfigured) => Err(Problem::NotFound),
        Err(NoPreview::Failed(why)) => {
            tracing::warn!(why, "no preview: {why}");
            Err(Problem::Busy)
        }
    }
}
