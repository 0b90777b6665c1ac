//! The rules: a list, a form for a new one or a changed one, and what became of the last messages.

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::super::form::Form;
use super::super::lang::Lang;
use super::super::page::{Frame, Problem, html_with, on_to};
use super::super::session::{Sent, Session};
use super::mail::{MailStands, Tried};
use super::words;
use crate::alerts::rule::{BadRule, Quiet, Rule, Watched, minute_of_day};
use crate::alerts::send::Outlet;
use crate::api::App;
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{AlertRefusal, KeptRule, RuleId, SentMessage, StoreError};

const HERE: &str = "/console/alerts/rules";
/// Messages on the page.
const MESSAGES: u32 = 30;

#[derive(Template)]
#[template(path = "console/alert_rules.html")]
struct RulesPage {
    f: Frame,
    rules: Vec<RuleRow>,
    messages: Vec<MessageRow>,
    typed: Typed,
    watched: Vec<(&'static str, &'static str, bool)>,
    zones: Vec<(i8, &'static str, bool)>,
    own: bool,
    mail: MailStands,
    tried: Option<Tried>,
    error: Option<String>,
}

/// What the page is to show besides what stands.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) typed: Option<Typed>,
    /// The rule in the form.
    pub(super) change: Option<RuleId>,
    pub(super) tried: Option<Tried>,
    pub(super) error: Option<String>,
}

struct RuleRow {
    id: i64,
    name: String,
    watched: &'static str,
    place: String,
    after: String,
    told: String,
    quiet: String,
    open_only: bool,
    active: bool,
}

struct MessageRow {
    rule: String,
    title: String,
    target: String,
    made: String,
    state: String,
    tone: &'static str,
    failure: String,
}

/// What the form holds.
pub(super) struct Typed {
    id: String,
    name: String,
    district: String,
    tag: String,
    after: String,
    again: String,
    open_only: bool,
    from: String,
    to: String,
    mails: String,
    hook: String,
    secret: String,
    watched: String,
    zone: String,
}

#[derive(Deserialize, Default)]
pub(in crate::console) struct Asked {
    change: Option<i64>,
}

fn clock(minute: u16, lang: Lang) -> String {
    lang.clock(&format!("{:02}:{:02}", minute / 60, minute % 60))
}

fn zone(zone_h: i8) -> &'static str {
    match zone_h {
        8 => "WITA",
        9 => "WIT",
        // A kept rule has no other.
        _ => "WIB",
    }
}

/// In the largest unit that it is whole in.
fn lasting(minutes: u32, lang: Lang) -> String {
    let (count, id, en) = match minutes {
        0 => return lang.t("segera", "at once").to_owned(),
        minutes if minutes.is_multiple_of(1440) => (minutes / 1440, "hari", "d"),
        minutes if minutes.is_multiple_of(60) => (minutes / 60, "jam", "h"),
        minutes => (minutes, "menit", "min"),
    };
    format!("{count} {}", lang.t(id, en))
}

/// Rules of another office, and those for every one, are not theirs to see or change.
fn theirs(session: &Session, rule: &Rule) -> bool {
    match &rule.district {
        Some(district) => session.sees(district),
        None => session.officer.offices == Offices::Every,
    }
}

fn typed_of(kept: &KeptRule, secret: String, lang: Lang) -> Typed {
    let Rule { name, watched, district, tag, after_min, again_h, open_only, quiet, mails, hook } = &kept.rule;
    let silent = quiet.from == quiet.to;
    let at = |minute| if silent { String::new() } else { clock(minute, lang) };
    Typed {
        id: kept.id.0.to_string(),
        name: name.clone(),
        district: district.as_ref().map(ToString::to_string).unwrap_or_default(),
        tag: tag.as_ref().map(ToString::to_string).unwrap_or_default(),
        after: after_min.to_string(),
        again: again_h.to_string(),
        open_only: *open_only,
        from: at(quiet.from),
        to: at(quiet.to),
        mails: mails.join(" "),
        secret: if hook.is_empty() { String::new() } else { secret },
        hook: hook.clone(),
        watched: watched.as_str().to_owned(),
        zone: quiet.zone_h.to_string(),
    }
}

fn typed_in(form: &Form) -> Typed {
    let text = |name: &str| form.text(name).to_owned();
    Typed {
        id: text("id"),
        name: text("name"),
        district: text("district"),
        tag: text("tag"),
        after: text("after"),
        again: text("again"),
        open_only: form.text("open-only") == "yes",
        from: text("from"),
        to: text("to"),
        mails: text("mails"),
        hook: text("hook"),
        secret: String::new(),
        watched: text("watched"),
        zone: text("zone"),
    }
}

fn empty(session: &Session) -> Typed {
    let district = match &session.officer.offices {
        Offices::Every => String::new(),
        Offices::These(codes) => codes.first().map(ToString::to_string).unwrap_or_default(),
    };
    Typed {
        id: String::new(),
        name: String::new(),
        district,
        tag: String::new(),
        after: "10".into(),
        again: "24".into(),
        open_only: false,
        from: session.lang.clock("20:00"),
        to: session.lang.clock("06:00"),
        mails: String::new(),
        hook: String::new(),
        secret: String::new(),
        watched: Watched::Printer.as_str().into(),
        zone: "7".into(),
    }
}

fn rule_row(kept: &KeptRule, lang: Lang) -> RuleRow {
    let rule = &kept.rule;
    let district = rule.district.as_ref().map(super::super::fleet::place);
    let tag = rule.tag.as_ref().map(|tag| format!("{} {tag}", lang.t("label", "tag")));
    let place = district.into_iter().chain(tag).collect::<Vec<_>>().join(", ");
    let all = if rule.watched.is_of_kiosks() { lang.t("semua kiosk", "every kiosk") } else { "–" };
    let again = match rule.again_h {
        0 => lang.t("sekali", "once").to_owned(),
        hours => format!("{} {hours} {}", lang.t("ulang tiap", "again every"), lang.t("jam", "h")),
    };
    let Quiet { from, to, zone_h } = rule.quiet;
    let mails = rule.mails.iter().map(String::as_str);
    let hook = (!rule.hook.is_empty()).then_some(rule.hook.as_str());
    RuleRow {
        id: kept.id.0,
        name: rule.name.clone(),
        watched: words::watched(rule.watched, lang),
        place: if place.is_empty() { all.to_owned() } else { place },
        after: format!("{}, {again}", lasting(rule.after_min, lang)),
        told: mails.chain(hook).collect::<Vec<_>>().join(", "),
        open_only: rule.open_only,
        quiet: match from == to {
            true => lang.t("tidak ada", "none").to_owned(),
            false => {
                format!("{}–{} {}", clock(from, lang), clock(to, lang), zone(zone_h))
            }
        },
        active: kept.active,
    }
}

fn message_row(message: SentMessage, lang: Lang) -> MessageRow {
    let (state, tone) = match (message.sent_ms, message.given_up, message.tries) {
        (Some(at_ms), _, _) => (format!("{} {}", lang.t("terkirim", "sent"), lang.moment_ms(at_ms)), "good"),
        (None, true, tries) => {
            (format!("{} ({tries}×)", lang.t("gagal, tidak dicoba lagi", "failed, not tried again")), "bad")
        }
        (None, false, 0) => (lang.t("menunggu dikirim", "waits to be sent").to_owned(), ""),
        (None, false, _) => {
            (format!("{} {}", lang.t("dicoba lagi", "tried again"), lang.moment_ms(message.due_ms)), "warn")
        }
    };
    let test = if message.test { lang.t(" (percobaan)", " (test)") } else { "" };
    MessageRow {
        rule: format!("{}{test}", message.rule),
        title: message.title,
        target: message.target,
        made: lang.moment_ms(message.made_ms),
        state,
        tone,
        failure: message.failure,
    }
}

pub(super) async fn page(app: &App, session: &Session, shown: Shown) -> Result<Response, Problem> {
    let Shown { typed, change, tried, error } = shown;
    let (kept, outlet, secret) = app
        .readers
        .run(move |store| {
            let kept = store.alert_rules()?;
            let changed = kept.iter().find(|kept| Some(kept.id) == change);
            let secret = changed.map(|kept| store.hook_secret(kept.id, &kept.rule.hook)).unwrap_or_default();
            Ok::<_, StoreError>((kept, Outlet::load(store.dir()), secret))
        })
        .await??;
    let kept: Vec<KeptRule> = kept.into_iter().filter(|kept| theirs(session, &kept.rule)).collect();
    let ids: Vec<RuleId> = kept.iter().map(|kept| kept.id).collect();
    let messages = app.readers.run(move |store| store.sent_messages(&ids, MESSAGES)).await??;
    let typed = match (typed, change) {
        (Some(typed), _) => typed,
        (None, Some(id)) => {
            let found = kept.iter().find(|kept| kept.id == id).ok_or(Problem::NotFound)?;
            typed_of(found, secret, session.lang)
        }
        (None, None) => empty(session),
    };
    let lang = session.lang;
    let failed = error.is_some() || tried.as_ref().is_some_and(|tried| !tried.taken);
    let status = if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = RulesPage {
        f: session.frame(session.t("Aturan peringatan", "Rules of alerts"), super::HERE),
        rules: kept.iter().map(|kept| rule_row(kept, lang)).collect(),
        messages: messages.into_iter().map(|message| message_row(message, lang)).collect(),
        watched: Watched::ALL
            .map(|one| (one.as_str(), words::watched(one, lang), one.as_str() == typed.watched))
            .to_vec(),
        zones: [7, 8, 9].map(|zone_h| (zone_h, zone(zone_h), zone_h.to_string() == typed.zone)).to_vec(),
        typed,
        own: session.officer.offices != Offices::Every,
        mail: MailStands::of(outlet, lang),
        tried,
        error,
    };
    Ok(html_with(status, &page))
}

/// `GET /console/alerts/rules`
pub(in crate::console) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    page(&app, &session, Shown { change: asked.change.map(RuleId), ..Shown::default() }).await
}

fn described(form: &Form) -> Result<Rule, BadRule> {
    let watched = Watched::named(form.text("watched")).ok_or(BadRule::Name)?;
    let minute = |name: &str| match form.text(name) {
        "" => Ok(None),
        text => minute_of_day(text).map(Some).ok_or(BadRule::Quiet),
    };
    let (from, to) = match (minute("from")?, minute("to")?) {
        (Some(from), Some(to)) => (from, to),
        (None, None) => (0, 0),
        (Some(_), None) | (None, Some(_)) => return Err(BadRule::Quiet),
    };
    fn some<T: std::str::FromStr>(text: &str) -> Result<Option<T>, BadRule> {
        (!text.is_empty()).then(|| text.parse().map_err(|_| BadRule::Place)).transpose()
    }
    let words = form.text("mails").split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    Ok(Rule {
        name: form.text("name").to_owned(),
        watched,
        district: some(form.text("district"))?,
        tag: some(form.text("tag"))?,
        after_min: form.text("after").parse().map_err(|_| BadRule::After(watched.after_min_least()))?,
        again_h: form.text("again").parse().map_err(|_| BadRule::Again)?,
        open_only: form.text("open-only") == "yes",
        quiet: Quiet { from, to, zone_h: form.text("zone").parse().map_err(|_| BadRule::Quiet)? },
        mails: words.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        hook: form.text("hook").to_owned(),
    })
}

/// Whether where a rule looks is a regency that there is, and of who sets it.
fn where_to_look(session: &Session, rule: &Rule) -> Result<(), String> {
    let known = |district: &RegionCode| {
        district.as_str().len() == 4 && anjungan_regions::name(district.as_str()).is_some()
    };
    if rule.district.as_ref().is_none_or(known) && theirs(session, rule) {
        return Ok(());
    }
    let says = match session.officer.offices == Offices::Every {
        true => session.t(
            "Wilayah: 4 angka kabupaten/kota, seperti 3216, atau kosong untuk semua.",
            "Region: the 4 digits of a regency or city, like 3216, or empty for all.",
        ),
        false => session.t(
            "Wilayah: 4 angka salah satu kantor Anda. Aturan untuk semua kiosk dibuat admin pusat.",
            "Region: the 4 digits of one of your offices. Rules for every kiosk are for a central admin.",
        ),
    };
    Err(says.to_owned())
}

/// `POST /console/alerts/rules`: a new rule, or another wording of one.
pub(in crate::console) async fn set(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let id = match form.text("id") {
        "" => None,
        text => Some(RuleId(text.parse().map_err(|_| Problem::Malformed)?)),
    };
    if let Some(id) = id {
        own(&app, &session, id).await?;
    }
    let refused = |why: String| {
        let shown = Shown { typed: Some(typed_in(&form)), error: Some(why), ..Shown::default() };
        page(&app, &session, shown)
    };
    let rule = match described(&form) {
        Ok(rule) => rule,
        Err(bad) => return refused(words::bad_rule(bad, session.lang)).await,
    };
    if let Err(why) = where_to_look(&session, &rule) {
        return refused(why).await;
    }
    let by = session.actor().to_string();
    let done = app.writer.run(move |store| store.set_alert_rule(id, &rule, &by, Timestamp::now())).await?;
    match done {
        Ok(_) => Ok(on_to("/console/alerts/rules?done=alert-rule")),
        Err(refusal) => {
            let why = words::refusal(refusal, session.lang)?;
            refused(why).await
        }
    }
}

async fn own(app: &App, session: &Session, id: RuleId) -> Result<(), Problem> {
    let found = app.readers.run(move |store| store.alert_rule(id)).await??;
    match found.is_some_and(|kept| theirs(session, &kept.rule)) {
        true => Ok(()),
        false => Err(Problem::NotFound),
    }
}

/// `POST /console/alerts/rules/act`: on, off, a test.
pub(in crate::console) async fn act(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let id = RuleId(form.text("id").parse().map_err(|_| Problem::Malformed)?);
    own(&app, &session, id).await?;
    let (by, at) = (session.actor().to_string(), Timestamp::now());
    let (done, says) = match form.text("do") {
        "test" => (app.writer.run(move |store| store.test_alert_rule(id, &by, at)).await?, "alert-test"),
        word @ ("on" | "off") => {
            let active = word == "on";
            (app.writer.run(move |store| store.switch_alert_rule(id, active, &by, at)).await?, "alert-rule")
        }
        _ => return Err(Problem::Malformed),
    };
    match done {
        Ok(()) => Ok(on_to(&format!("{HERE}?done={says}"))),
        Err(AlertRefusal::Unknown) => Err(Problem::NotFound),
        Err(refusal) => {
            let why = words::refusal(refusal, session.lang)?;
            page(&app, &session, Shown { error: Some(why), ..Shown::default() }).await
        }
    }
}
