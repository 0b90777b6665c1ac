//! Kiosks: the list, the worst first. One kiosk's page is [`kiosk`]; what is done there, [`act`]; a new one, [`enrol`].

pub(super) mod act;
pub(super) mod enrol;
pub(super) mod kiosk;
mod setting;
pub(super) mod updates;
pub(super) mod words;

use std::sync::Arc;

use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::version::is_older;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::alerts;
use super::lang::Lang;
use super::page::{Frame, Problem, html};
use super::session::Session;
use crate::api::App;
use crate::fleet::{Aspect, Standing, Trouble};
use crate::office::people::Action;
use crate::store::{KioskFilter, KioskLine, StoreError, now_ms};

/// A standing and its cause as a timeline keeps them, in words: `reduced printer:paper-out`.
pub(crate) fn standing_in_words(value: &str, lang: Lang) -> String {
    words::value(Aspect::Standing, value, lang)
}

const HERE: &str = "/console/kiosks";
/// Lines on a page.
const ROWS: u32 = 50;
/// Kiosks that may be paged to: beyond it a filter finds them sooner.
const SKIP_MAX: u32 = 10_000;

#[derive(Template)]
#[template(path = "console/kiosks.html")]
struct KiosksPage {
    f: Frame,
    here: String,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    districts: Vec<Choice>,
    tags: Vec<Choice>,
    state: &'static str,
    runs: bool,
    any: bool,
    needs: Option<String>,
    caption: String,
    more: Option<String>,
    first_page: Option<String>,
}

struct Tile {
    code: &'static str,
    href: String,
    label: &'static str,
    tone: &'static str,
    count: String,
    here: bool,
}

struct Choice {
    value: String,
    label: String,
    here: bool,
}

struct Row {
    code: KioskCode,
    site: String,
    place: String,
    standing: &'static str,
    tone: &'static str,
    cause: String,
    since: String,
    paper: String,
    version: String,
    outdated: bool,
    data: String,
    last_visit: String,
}

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    state: Option<String>,
    district: Option<String>,
    tag: Option<String>,
    skip: Option<u32>,
}

/// A code in an address. What is none names nothing.
fn code_of(text: &str) -> Result<KioskCode, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// The name of a region as people write it.
pub(super) fn place(region: &RegionCode) -> String {
    anjungan_regions::name(region.as_str()).unwrap_or(region.as_str()).to_owned()
}

fn address(standing: Option<Standing>, asked: &Asked, skip: u32) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(standing) = standing {
        query.append_pair("state", standing.as_str());
    }
    for (name, value) in [("district", &asked.district), ("tag", &asked.tag)] {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    if skip > 0 {
        query.append_pair("skip", &skip.to_string());
    }
    match query.finish() {
        query if query.is_empty() => HERE.to_owned(),
        query => format!("{HERE}?{query}"),
    }
}

fn row(line: KioskLine, least: Option<&str>, lang: Lang, now_ms: i64) -> Row {
    let condition = line.last_beat.as_ref().and_then(|(_, beat)| beat.health.condition.as_ref());
    let tickets = line.last_beat.as_ref().and_then(|(_, beat)| beat.health.tickets_left);
    let stale = condition.and_then(|condition| condition.stale.iter().map(|(_, days)| *days).max());
    Row {
        place: place(&line.region),
        standing: words::standing(line.standing, lang),
        tone: words::tone(line.standing, Trouble::named(&line.cause)),
        cause: Trouble::named(&line.cause)
            .map(|trouble| words::trouble(trouble, lang).to_owned())
            .unwrap_or_default(),
        since: match line.since_ms > 0 {
            true => words::since(now_ms - line.since_ms, lang),
            false => "–".to_owned(),
        },
        paper: or_dash(words::paper(condition.and_then(|condition| condition.paper_percent), tickets, lang)),
        version: or_dash(
            line.last_beat.as_ref().map(|(_, beat)| beat.health.version.clone()).unwrap_or_default(),
        ),
        data: match (condition, stale) {
            (None, _) => "–".to_owned(),
            (Some(_), None) => lang.t("terkini", "up to date").to_owned(),
            (Some(_), Some(days)) => words::days(days, lang),
        },
        last_visit: condition
            .and_then(|condition| condition.last_visit_s)
            .map_or_else(|| "–".to_owned(), |s| words::since(now_ms - s * 1000, lang)),
        outdated: is_outdated(&line, least),
        code: line.code,
        site: line.site,
    }
}

/// What is not known stands as a dash: an empty cell could be a fault of the page.
fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}

/// Whether its program is older than the office wants it to be.
fn is_outdated(line: &KioskLine, least: Option<&str>) -> bool {
    let own = line.last_beat.as_ref().map(|(_, beat)| beat.health.version.as_str());
    own.zip(least).is_some_and(|(own, least)| !own.is_empty() && is_older(own, least))
}

/// `GET /console/kiosks`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    session.must(Action::SeeFleet)?;
    let lang = session.lang;
    let chosen = asked.state.as_deref().and_then(Standing::named);
    let skip = asked.skip.unwrap_or(0).min(SKIP_MAX);
    let filter = KioskFilter {
        offices: session.officer.offices.clone(),
        district: asked.district.as_deref().and_then(|region| region.parse().ok()),
        standing: chosen,
        tag: asked.tag.clone().filter(|tag| !tag.is_empty()),
        skip,
        limit: ROWS + 1,
    };
    let shown = session.clone();
    let (mut lines, counts, (regions, tags), needs, least) = app
        .readers
        .run(move |store| {
            let lines = store.kiosks(&filter)?;
            let least: Vec<Option<String>> = lines
                .iter()
                .map(|line| store.min_version(&line.code, &line.region))
                .collect::<Result<_, _>>()?;
            let (counts, groups) = (store.kiosk_counts(&filter)?, store.kiosk_groups()?);
            Ok::<_, StoreError>((lines, counts, groups, alerts::line(store, &shown)?, least))
        })
        .await??;
    let count_of = |standing: Standing| {
        counts.iter().find(|(known, _)| *known == standing).map_or(0, |(_, count)| *count)
    };
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let tile = |standing: Standing| Tile {
        code: standing.as_str(),
        href: address(Some(standing), &asked, 0),
        label: words::standing(standing, lang),
        tone: words::tone(standing, None),
        count: lang.number(count_of(standing)),
        here: chosen == Some(standing),
    };
    let mut tiles = vec![Tile {
        code: "all",
        href: address(None, &asked, 0),
        label: lang.t("Semua", "All"),
        tone: "",
        count: lang.number(all),
        here: chosen.is_none(),
    }];
    tiles.extend(Standing::ALL.into_iter().filter(|standing| count_of(*standing) > 0).map(tile));
    let more = lines.len() > ROWS as usize;
    lines.truncate(ROWS as usize);
    let now_ms = now_ms();
    let own = |region: &RegionCode| session.sees(region);
    let districts = regions.into_iter().filter(own).map(|region| Choice {
        label: place(&region),
        here: asked.district.as_deref() == Some(region.as_str()),
        value: region.to_string(),
    });
    let tags = tags.into_iter().map(|tag| Choice {
        here: asked.tag.as_deref() == Some(tag.as_str()),
        label: tag.clone(),
        value: tag,
    });
    let page = KiosksPage {
        f: session.frame(session.t("Kiosk", "Kiosks"), HERE),
        here: address(chosen, &asked, skip),
        tiles,
        caption: match lang {
            Lang::Id => format!("{} kiosk, yang terburuk di atas", lang.number(all)),
            Lang::En => format!("{} kiosks, the worst first", lang.number(all)),
        },
        rows: lines
            .into_iter()
            .zip(least)
            .map(|(line, least)| row(line, least.as_deref(), lang, now_ms))
            .collect(),
        districts: districts.collect(),
        tags: tags.collect(),
        state: chosen.map_or("", Standing::as_str),
        runs: session.may(Action::RunFleet),
        any: all > 0,
        needs,
        more: more.then(|| address(chosen, &asked, skip + ROWS)),
        first_page: (skip > 0).then(|| address(chosen, &asked, 0)),
    };
    Ok(html(&page))
}
