//! One kiosk: how it is and since when, what happened, its machines, what was asked of it, what is decided about it.

use std::sync::Arc;

use anjungan_wire::command::{LOG_TEXT_BYTES_MAX, Order};
use anjungan_wire::id::KioskCode;
use anjungan_wire::words::fingerprint_words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::alerts::AlertRow;
use super::super::application::actor_words;
use super::super::lang::Lang;
use super::super::page::{Frame, Problem, html_with};
use super::super::session::Session;
use super::setting::{self, Fields};
use super::words;
use crate::api::App;
use crate::fleet::settings::{Effective, Layer, Setting};
use crate::fleet::{Aspect, Standing, Trouble};
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{Account, AlertFilter, CommandLine, DeviceState, KioskPage as Found, StoreError, now_ms};

/// Commands on the page.
const COMMANDS: u32 = 20;
/// Alerts on the page.
const ALERTS: u32 = 20;

#[derive(Template)]
#[template(path = "console/kiosk.html")]
struct KioskPage {
    f: Frame,
    code: KioskCode,
    site: String,
    tenant: String,
    region: String,
    place: String,
    tags: String,
    standing: &'static str,
    tone: &'static str,
    cause: String,
    since: String,
    heard: String,
    aspects: Vec<AspectRow>,
    pending: Vec<PendingRow>,
    machines: Vec<MachineRow>,
    in_service: Option<String>,
    changes: Vec<ChangeRow>,
    commands: Vec<CommandRow>,
    orders: Vec<(&'static str, &'static str)>,
    settings: Vec<SettingRow>,
    suspended: Option<String>,
    generation: u64,
    in_force: u64,
    runs: bool,
    whole: bool,
    error: Option<String>,
    alerts: Vec<AlertRow>,
    outdated: Option<String>,
}

struct AspectRow {
    name: &'static str,
    value: String,
    tone: &'static str,
    since: String,
}

struct PendingRow {
    key: String,
    machine: String,
    words: String,
}

struct MachineRow {
    key: String,
    machine: String,
    state: &'static str,
    tone: &'static str,
}

struct ChangeRow {
    at: String,
    aspect: &'static str,
    was: String,
    value: String,
}

struct CommandRow {
    no: u64,
    order: &'static str,
    given: String,
    by: String,
    steps: Vec<Step>,
    waits: &'static str,
    log: bool,
}

struct Step {
    at: String,
    outcome: &'static str,
    tone: &'static str,
    detail: String,
}

struct SettingRow {
    code: &'static str,
    name: &'static str,
    value: String,
    fields: Fields,
    from: String,
}

/// `GET /console/kiosks/{code}`
pub(in crate::console) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    session.must(Action::SeeFleet)?;
    page(&app, &session, &super::code_of(&code)?, None).await
}

/// The page, and why nothing was done. One of another office does not exist.
pub(super) async fn page(
    app: &App,
    session: &Session,
    code: &KioskCode,
    error: Option<(&'static str, &'static str)>,
) -> Result<Response, Problem> {
    let asked = code.clone();
    let found = app
        .readers
        .run(move |store| {
            let Some(kiosk) = store.kiosk(&asked)? else { return Ok(None) };
            Ok::<_, StoreError>(Some((
                kiosk,
                store.commands(&asked, COMMANDS)?,
                store.effective_config(&asked)?,
                store.config_generation(&asked)?,
                store.alerts(&AlertFilter {
                    kiosk: Some(asked.clone()),
                    limit: ALERTS,
                    ..AlertFilter::default()
                })?,
                store.officers()?,
            )))
        })
        .await??;
    let Some((kiosk, commands, settings, generation, alerts, officers)) = found else {
        return Err(Problem::NotFound);
    };
    let regency = kiosk.line.region.office();
    if !session.sees(&regency) {
        return Err(Problem::NotFound);
    }
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut page = draw(session, kiosk, (commands, &officers), settings, generation, error);
    page.alerts = alerts
        .into_iter()
        .map(|alert| super::super::alerts::row(alert, &officers, session.lang, now_ms()))
        .collect();
    Ok(html_with(status, &page))
}

fn draw(
    session: &Session,
    kiosk: Found,
    (commands, officers): (Vec<CommandLine>, &[Account]),
    settings: Vec<Effective>,
    generation: u64,
    error: Option<(&'static str, &'static str)>,
) -> KioskPage {
    let (lang, now_ms) = (session.lang, now_ms());
    let Found { line, tags, aspects, changes, devices } = kiosk;
    let heard = match &line.last_beat {
        Some((at_ms, _)) => words::since(now_ms - at_ms, lang),
        None => lang.t("belum pernah", "never").to_owned(),
    };
    let in_force = line
        .last_beat
        .as_ref()
        .and_then(|(_, beat)| beat.health.condition.as_ref())
        .map_or(0, |condition| condition.config_generation);
    let pending =
        devices.iter().filter(|device| device.state == DeviceState::Pending).map(|device| PendingRow {
            key: device.key_id.clone(),
            machine: device.machine.clone(),
            words: fingerprint_words(&device.public_key).join(" "),
        });
    let machines = devices.iter().map(|device| {
        let (state, tone) = words::device(device.state, lang);
        MachineRow { key: device.key_id.clone(), machine: device.machine.clone(), state, tone }
    });
    let least = settings
        .iter()
        .find(|one| one.setting == Setting::MinVersion)
        .and_then(|one| one.value.as_ref())
        .map(|(value, _)| value.clone());
    let outdated = least.filter(|least| super::is_outdated(&line, Some(least)));
    let suspended = settings
        .iter()
        .find(|one| one.setting == Setting::Suspended)
        .and_then(|one| one.value.as_ref())
        .map(|(value, _)| value.clone());
    KioskPage {
        f: session.frame(line.code.as_str(), super::HERE),
        place: super::place(&line.region),
        region: line.region.to_string(),
        standing: words::standing(line.standing, lang),
        tone: words::tone(line.standing, Trouble::named(&line.cause)),
        cause: Trouble::named(&line.cause)
            .map(|why| words::trouble(why, lang).to_owned())
            .unwrap_or_default(),
        since: if line.since_ms > 0 { lang.moment_ms(line.since_ms) } else { String::new() },
        heard: if line.standing == Standing::Invited { String::new() } else { heard },
        aspects: aspect_rows(aspects, now_ms, lang),
        pending: pending.collect(),
        machines: machines.collect(),
        in_service: devices
            .iter()
            .find(|device| device.state == DeviceState::Accepted)
            .map(|device| device.key_id.clone()),
        changes: changes
            .into_iter()
            .map(|change| ChangeRow {
                at: lang.moment_ms(change.at_ms),
                aspect: words::aspect(change.aspect, lang),
                was: words::value(change.aspect, &change.was, lang),
                value: words::value(change.aspect, &change.value, lang),
            })
            .collect(),
        commands: commands
            .into_iter()
            .map(|command| command_row(command, officers, session, now_ms))
            .collect(),
        orders: Order::ALL.map(|order| (order.as_str(), words::order(order, lang))).to_vec(),
        settings: settings
            .into_iter()
            .filter(|one| one.setting != Setting::Suspended)
            .map(|one| SettingRow {
                code: one.setting.as_str(),
                name: words::setting(one.setting, lang),
                from: match one.value.as_ref().map(|(_, layer)| layer) {
                    None => lang.t("berkas di mesin", "the machine's own file").to_owned(),
                    Some(Layer::Tenant) => lang.t("semua kiosk", "all kiosks").to_owned(),
                    Some(Layer::District(region)) => super::place(region),
                    Some(Layer::Kiosk(code)) => code.to_string(),
                },
                fields: setting::fields(one.setting, one.value.as_ref().map_or("", |(value, _)| value), lang),
                value: one
                    .value
                    .map(|(value, _)| setting::said(one.setting, &value, lang))
                    .unwrap_or_default(),
            })
            .collect(),
        suspended,
        generation,
        in_force,
        runs: session.may(Action::RunFleet),
        whole: session.officer.offices == Offices::Every,
        alerts: Vec::new(),
        outdated,
        error: error.map(|(id, en)| session.t(id, en).to_owned()),
        tags: tags.join(" "),
        code: line.code,
        site: line.site,
        tenant: line.tenant,
    }
}

/// What fails stands first and in colour, so that nobody has to look for it.
fn aspect_rows(aspects: Vec<(Aspect, String, i64)>, now_ms: i64, lang: Lang) -> Vec<AspectRow> {
    let row = |(aspect, value, since_ms): (Aspect, String, i64)| AspectRow {
        name: words::aspect(aspect, lang),
        tone: words::value_tone(aspect, &value),
        value: words::value(aspect, &value, lang),
        since: words::since(now_ms - since_ms, lang),
    };
    let mut rows: Vec<AspectRow> = aspects.into_iter().map(row).collect();
    rows.sort_by_key(|row| match row.tone {
        "bad" => 0,
        "warn" => 1,
        _ => 2,
    });
    rows
}

fn command_row(command: CommandLine, officers: &[Account], session: &Session, now_ms: i64) -> CommandRow {
    let lang = session.lang;
    let log = command.receipts.iter().any(|(_, _, _, log)| *log);
    let waits = match command.receipts.is_empty() {
        true if command.ends_ms < now_ms => lang.t("tidak diambil mesin", "the machine did not take it"),
        true => lang.t("menunggu mesin", "waits for the machine"),
        false => "",
    };
    CommandRow {
        no: command.no,
        order: words::order(command.order, lang),
        given: lang.moment_ms(command.issued_ms),
        by: actor_words(&command.by, officers, lang),
        steps: command
            .receipts
            .into_iter()
            .map(|(at_ms, outcome, detail, _)| {
                let (outcome, tone) = words::outcome(outcome, lang);
                Step { at: lang.moment_ms(at_ms), outcome, tone, detail }
            })
            .collect(),
        waits,
        log,
    }
}

/// `GET /console/kiosks/{code}/log/{no}`: the log that a command fetched, as text.
pub(in crate::console) async fn log(
    State(app): State<Arc<App>>,
    session: Session,
    Path((code, no)): Path<(String, String)>,
) -> Result<Response, Problem> {
    session.must(Action::RunFleet)?;
    let code = super::code_of(&code)?;
    let no: u64 = no.parse().map_err(|_| Problem::NotFound)?;
    let asked = code.clone();
    let found = app
        .readers
        .run(move |store| Ok::<_, StoreError>((store.kiosk(&asked)?, store.command_log(&asked, no)?)))
        .await??;
    let (Some(kiosk), Some(log)) = found else { return Err(Problem::NotFound) };
    if !session.sees(&kiosk.line.region) {
        return Err(Problem::NotFound);
    }
    let text = zstd::bulk::decompress(&log, LOG_TEXT_BYTES_MAX).map_err(|_| Problem::Malformed)?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{code}-{no}.txt\"")),
    ];
    Ok((headers, text).into_response())
}
