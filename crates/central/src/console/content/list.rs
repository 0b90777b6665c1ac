//! The list: by kind and stage, and by name.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::{HERE, author, words};
use crate::api::App;
use crate::console::imports::{self, FailingFeed};
use crate::console::page::{Frame, Problem, html, on_to};
use crate::console::session::{Sent, Session};
use crate::content::Kind;
use crate::content::machine::{Policy, Stage};
use crate::office::people::Action;
use crate::store::{ContentId, StoreError, Thing, ThingFilter};

/// Lines on a page.
const ROWS: u32 = 25;
/// Characters of a search.
const TEXT_MAX: usize = 80;

#[derive(Template)]
#[template(path = "console/content/list.html")]
struct ListPage {
    f: Frame,
    stages: Vec<Tile>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    stage: &'static str,
    text: String,
    rows: Vec<Row>,
    empty: &'static str,
    can_edit: bool,
    can_configure: bool,
    own_approval: bool,
    more: Option<String>,
    first_page: Option<String>,
    failing: Vec<FailingFeed>,
    imports_waiting: u64,
}

struct Tile {
    href: String,
    label: &'static str,
    count: String,
    here: bool,
}

struct Row {
    id: i64,
    title: String,
    kind: &'static str,
    stage: &'static str,
    tone: &'static str,
    flags: Vec<&'static str>,
    shown: String,
    changed: String,
    offices: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    kind: Option<String>,
    stage: Option<String>,
    q: Option<String>,
    after: Option<i64>,
}

/// `GET /console/content`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    session.must(Action::SeeContent)?;
    let lang = session.lang;
    let named = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let kind = named(&asked.kind).map(|name| Kind::named(&name).ok_or(Problem::NotFound)).transpose()?;
    let stage = named(&asked.stage).map(|name| Stage::named(&name).ok_or(Problem::NotFound)).transpose()?;
    let text: String = asked.q.unwrap_or_default().trim().chars().take(TEXT_MAX).collect();
    let filter =
        ThingFilter { kind, stage, text: text.clone(), after: asked.after.map(ContentId), limit: ROWS };
    let by = author(&session);
    let (page, counts, policy) = app
        .readers
        .run(move |store| {
            Ok::<_, StoreError>((
                store.contents(&filter, &by)?,
                store.content_counts(&by)?,
                store.content_policy()?,
            ))
        })
        .await??;
    let (failing, imports_waiting) = imports::news(&app, &session).await?;
    let now = Timestamp::now();
    let address = |stage: Option<Stage>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("kind", kind.map_or("", Kind::as_str)),
            ("stage", stage.map_or("", Stage::as_str)),
            ("q", text.as_str()),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{HERE}?{}", query.finish())
    };
    let tile = |this: Option<Stage>, label: &'static str| {
        let counted = counts
            .iter()
            .filter(|(of, is, _)| kind.is_none_or(|kind| kind == *of) && this.is_none_or(|this| this == *is));
        Tile {
            href: address(this),
            label,
            count: lang.number(counted.map(|(_, _, many)| many).sum()),
            here: this == stage,
        }
    };
    let mut stages = vec![tile(None, lang.t("Semua", "All"))];
    stages.extend(Stage::ALL.map(|stage| tile(Some(stage), words::stage(stage, lang))));
    let narrowed = kind.is_some() || stage.is_some() || !text.is_empty();
    let last = page.things.last().map(|thing| thing.id).filter(|_| page.more);
    let here = address(stage);
    let made = ListPage {
        f: session.frame(session.t("Konten", "Content"), HERE),
        stages,
        kinds: Kind::ALL.map(|this| (this.as_str(), words::kind(this, lang), kind == Some(this))).to_vec(),
        stage: stage.map_or("", Stage::as_str),
        text: text.clone(),
        rows: page.things.into_iter().map(|thing| row(&session, thing, now)).collect(),
        empty: match (narrowed, session.may(Action::EditContent)) {
            (true, _) => lang.t(
                "Tidak ada yang cocok. Pilih jenis atau tahap lain, atau kosongkan kata cari.",
                "Nothing fits. Choose another kind or stage, or empty the search.",
            ),
            (false, true) => lang.t(
                "Belum ada konten. Pilih jenis di bawah untuk menulis yang pertama.",
                "There is no content yet. Choose a kind below to write the first.",
            ),
            (false, false) => lang.t(
                "Belum ada konten. Penyunting konten menulisnya di halaman ini.",
                "There is no content yet. Content editors write it on this page.",
            ),
        },
        can_edit: session.may(Action::EditContent),
        can_configure: session.may(Action::Configure),
        own_approval: policy.own_approval,
        more: last.map(|id| format!("{here}&after={id}")),
        first_page: asked.after.map(|_| here.clone()),
        failing,
        imports_waiting,
    };
    Ok(html(&made))
}

fn row(session: &Session, thing: Thing, now: Timestamp) -> Row {
    let (lang, stage) = (session.lang, thing.standing.stage);
    let mut flags: Vec<&'static str> = words::time_flag(&thing, now, lang).into_iter().collect();
    if thing.standing.live.is_some() && stage != Stage::Published {
        flags.push(lang.t("versi lama tampil", "an older version is shown"));
    }
    Row {
        id: thing.id.0,
        kind: words::kind(thing.kind, lang),
        stage: words::stage(stage, lang),
        tone: words::tone(stage),
        flags,
        shown: match words::shown(&thing, lang) {
            always if always.is_empty() => lang.t("terus", "always").to_owned(),
            shown => shown,
        },
        changed: lang.moment(thing.changed),
        offices: thing.offices.to_string(),
        title: thing.title,
    }
}

/// `POST /console/content/policy`: whether who wrote it may publish it.
pub(super) async fn policy(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let own_approval = match form.text("own_approval") {
        "yes" => true,
        "no" => false,
        _ => return Err(Problem::Malformed),
    };
    let by = session.actor().to_string();
    app.writer
        .run(move |store| store.set_content_policy(Policy { own_approval }, &by, Timestamp::now()))
        .await??;
    Ok(on_to("/console/content?done=content-policy"))
}
