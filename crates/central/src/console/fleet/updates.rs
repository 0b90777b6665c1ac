//! Versions: what runs, what is asked of which kiosks, where an update does not arrive; and the way of a new one from one
//! kiosk to all, a button a step.

use std::sync::Arc;

use anjungan_wire::id::KioskCode;
use anjungan_wire::version::{is_older, is_version};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::super::application::actor_words;
use super::super::lang::Lang;
use super::super::page::{Frame, Problem, html, html_with, on_to};
use super::super::session::{Sent, Session};
use super::{place, words};
use crate::api::App;
use crate::fleet::rollout::{Next, Running, Wanted, Why, next, progress, wanted_of};
use crate::fleet::settings::{Layer, Setting};
use crate::office::offices::Offices;
use crate::office::people::Action;
use crate::store::{FleetRefusal, Store, StoreError, now_ms};

const HERE: &str = "/console/updates";
/// Kiosks that are named where an update does not arrive.
const STUCK_MAX: usize = 100;

#[derive(Template)]
#[template(path = "console/updates.html")]
struct UpdatesPage {
    f: Frame,
    versions: Vec<VersionRow>,
    wanted: Vec<WantedRow>,
    stuck: Vec<StuckRow>,
    stuck_more: Option<String>,
    runs: bool,
    kiosks: Vec<(KioskCode, String)>,
    offered: Option<Vec<String>>,
    typed: (String, String),
    error: Option<String>,
}

struct VersionRow {
    version: String,
    count: String,
    silent: String,
}

struct WantedRow {
    layer: &'static str,
    subject: String,
    place: String,
    version: String,
    since: String,
    by: String,
    progress: String,
    /// Whether central's folder has neither it nor a newer one.
    missing: bool,
    /// The button that goes on, and what it is asked with.
    widen: Option<(String, String)>,
    waits: Option<String>,
    may_stop: bool,
}

struct StuckRow {
    code: KioskCode,
    site: String,
    version: String,
    wanted: String,
    from: String,
    lasting: String,
    heard: String,
    notes: Vec<String>,
}

/// What the page is made of.
struct Found {
    fleet: Vec<Running>,
    wanted: Vec<Wanted>,
    /// What is known of kiosks that do not have what is asked of them: when they fell back, and their last command.
    notes: Vec<(KioskCode, Option<i64>, Option<crate::store::CommandLine>)>,
    officers: Vec<crate::store::Account>,
}

fn found(store: &Store, session: &Session) -> Result<Found, StoreError> {
    let fleet = store.running_versions(&session.officer.offices)?;
    let mut wanted = store.wanted_versions()?;
    wanted.retain(|one| match &one.layer {
        Layer::Tenant => true,
        Layer::District(regency) => session.sees(regency),
        Layer::Kiosk(code) => {
            session.officer.offices == Offices::Every || fleet.iter().any(|kiosk| kiosk.kiosk == *code)
        }
    });
    let mut notes = Vec::new();
    for (kiosk, asked) in stuck(&fleet, &wanted).into_iter().take(STUCK_MAX) {
        let last = store.commands(&kiosk.kiosk, 1)?.into_iter().next();
        notes.push((kiosk.kiosk.clone(), store.fell_back(&kiosk.kiosk, &asked.version)?, last));
    }
    Ok(Found { fleet, wanted, notes, officers: store.officers()? })
}

/// Kiosks that run an older version than is asked of them, who has waited longest first.
fn stuck<'a>(fleet: &'a [Running], wanted: &'a [Wanted]) -> Vec<(&'a Running, &'a Wanted)> {
    let asked = fleet.iter().filter_map(|kiosk| Some((kiosk, wanted_of(kiosk, wanted)?)));
    let mut stuck: Vec<_> = asked.filter(|(kiosk, wanted)| !kiosk.has(&wanted.version)).collect();
    stuck.sort_by_key(|(_, wanted)| wanted.at_ms);
    stuck
}

/// `GET /console/updates`
pub(in crate::console) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
) -> Result<Response, Problem> {
    session.must(Action::SeeFleet)?;
    Ok(html(&page(&app, &session, None, (String::new(), String::new())).await?))
}

async fn page(
    app: &App,
    session: &Session,
    error: Option<String>,
    typed: (String, String),
) -> Result<UpdatesPage, Problem> {
    let asking = session.clone();
    let Found { fleet, wanted, notes, officers } =
        app.readers.run(move |store| found(store, &asking)).await??;
    let offered = app.updates.versions().await;
    let (lang, now_ms) = (session.lang, now_ms());
    let runs = session.may(Action::RunFleet);
    let row = |one: &Wanted| {
        let (all, have) = progress(&one.layer, &one.version, &fleet);
        let theirs = may_decide(session, &one.layer, &fleet);
        let (layer, subject) = one.layer.parts();
        let step = next(one, &fleet);
        WantedRow {
            layer,
            subject: subject.to_owned(),
            place: layer_words(&one.layer, &fleet, lang),
            version: one.version.clone(),
            since: lang.moment_ms(one.at_ms),
            by: actor_words(&one.by, &officers, lang),
            progress: match lang {
                Lang::Id => format!("{have} dari {all} kiosk sudah"),
                Lang::En => format!("{have} of {all} kiosks have it"),
            },
            missing: offered
                .as_ref()
                .is_some_and(|offered| offered.iter().all(|version| is_older(version, &one.version))),
            widen: match &step {
                Next::To(to) if runs && may_decide(session, to, &fleet) => {
                    Some(widen_words(to, &one.version, &fleet, lang))
                }
                Next::To(_) | Next::Waits(_) | Next::Everywhere => None,
            },
            waits: waits_words(&step, session, &fleet, lang),
            may_stop: runs && theirs,
        }
    };
    let behind = stuck(&fleet, &wanted);
    Ok(UpdatesPage {
        f: session.frame(session.t("Pembaruan", "Updates"), HERE),
        versions: versions(&fleet, lang),
        stuck_more: (behind.len() > STUCK_MAX).then(|| {
            let more = lang.number((behind.len() - STUCK_MAX) as u64);
            match lang {
                Lang::Id => format!("dan {more} kiosk lagi"),
                Lang::En => format!("and {more} more kiosks"),
            }
        }),
        stuck: behind
            .into_iter()
            .take(STUCK_MAX)
            .map(|(kiosk, wanted)| stuck_row(kiosk, wanted, &notes, &fleet, lang, now_ms))
            .collect(),
        wanted: wanted.iter().map(row).collect(),
        runs,
        kiosks: fleet.iter().map(|kiosk| (kiosk.kiosk.clone(), kiosk.site.clone())).collect(),
        offered,
        typed,
        error,
    })
}

/// How many kiosks run what, the newest first.
fn versions(fleet: &[Running], lang: Lang) -> Vec<VersionRow> {
    let mut counts: Vec<(&str, usize, usize)> = Vec::new();
    for kiosk in fleet {
        let version = kiosk.version.as_deref().unwrap_or("");
        let silent = usize::from(kiosk.standing == crate::fleet::Standing::Disconnected);
        match counts.iter_mut().find(|(known, ..)| *known == version) {
            Some((_, count, of_them)) => (*count, *of_them) = (*count + 1, *of_them + silent),
            None => counts.push((version, 1, silent)),
        }
    }
    counts.sort_by(|(a, ..), (b, ..)| {
        if is_older(a, b) {
            std::cmp::Ordering::Greater
        } else if is_older(b, a) {
            std::cmp::Ordering::Less
        } else {
            b.cmp(a)
        }
    });
    let row = |(version, count, silent): (&str, usize, usize)| VersionRow {
        version: match version {
            "" => lang.t("belum ada kabar", "nothing said yet").to_owned(),
            version => version.to_owned(),
        },
        count: lang.number(count as u64),
        silent: if silent == 0 { String::new() } else { lang.number(silent as u64) },
    };
    counts.into_iter().map(row).collect()
}

fn layer_words(layer: &Layer, fleet: &[Running], lang: Lang) -> String {
    match layer {
        Layer::Tenant => lang.t("Semua kiosk", "All kiosks").to_owned(),
        Layer::District(regency) => place(regency),
        Layer::Kiosk(code) => {
            let site = fleet.iter().find(|kiosk| kiosk.kiosk == *code).map_or("", |kiosk| &kiosk.site);
            format!("{code} {site}").trim().to_owned()
        }
    }
}

/// The button, and what is to be ticked before it.
fn widen_words(to: &Layer, version: &str, fleet: &[Running], lang: Lang) -> (String, String) {
    let (all, have) = progress(to, version, fleet);
    let left = lang.number((all - have) as u64);
    let to = layer_words(to, fleet, lang);
    match lang {
        Lang::Id => {
            (format!("Lanjutkan ke: {to}"), format!("{left} kiosk lagi akan memperbarui diri ke {version}"))
        }
        Lang::En => {
            (format!("Go on to: {to}"), format!("{left} more kiosks will update themselves to {version}"))
        }
    }
}

fn waits_words(step: &Next, session: &Session, fleet: &[Running], lang: Lang) -> Option<String> {
    let says = match step {
        Next::Everywhere => return None,
        Next::To(to) if may_decide(session, to, fleet) => return None,
        Next::To(Layer::Tenant) => lang.t(
            "Baik. Untuk semua kiosk, admin atau teknisi semua kantor yang melanjutkan.",
            "All is well. To all kiosks an admin or technician of every office goes on.",
        ),
        Next::To(_) => lang.t("Baik.", "All is well."),
        Next::Waits(Why::Nobody) => {
            lang.t("Menunggu: belum ada yang menjalankannya.", "Waits: nobody runs it yet.")
        }
        Next::Waits(Why::Older(count)) => {
            return Some(match lang {
                Lang::Id => format!("Menunggu: {count} kiosk yang tersambung masih versi lama."),
                Lang::En => format!("Waits: {count} connected kiosks run an older version."),
            });
        }
        Next::Waits(Why::Unwell(code)) => {
            return Some(match lang {
                Lang::Id => format!(
                    "Menunggu: {code} sudah menjalankannya, tetapi terputus atau tidak dapat mencetak. Periksa dahulu."
                ),
                Lang::En => format!("Waits: {code} runs it, but is cut off or can't print. See to it first."),
            });
        }
    };
    Some(says.to_owned())
}

fn stuck_row(
    kiosk: &Running,
    wanted: &Wanted,
    notes: &[(KioskCode, Option<i64>, Option<crate::store::CommandLine>)],
    fleet: &[Running],
    lang: Lang,
    now_ms: i64,
) -> StuckRow {
    let mut said = vec![match kiosk.trouble {
        Some(trouble) => {
            format!("{}: {}", words::standing(kiosk.standing, lang), words::trouble(trouble, lang))
        }
        None => words::standing(kiosk.standing, lang).to_owned(),
    }];
    if let Some((_, fell_back, command)) = notes.iter().find(|(of, ..)| *of == kiosk.kiosk) {
        if let Some(at_ms) = fell_back {
            said.push(format!(
                "{} {}",
                lang.t("kembali ke versi lama pada", "went back to an older version on"),
                lang.moment_ms(*at_ms)
            ));
        }
        if let Some(command) = command {
            let outcome = command
                .receipts
                .last()
                .map_or(lang.t("belum dijawab", "not answered yet"), |(_, outcome, ..)| {
                    words::outcome(*outcome, lang).0
                });
            said.push(format!("{}: {outcome}", words::order(command.order, lang)));
        }
    }
    StuckRow {
        code: kiosk.kiosk.clone(),
        site: kiosk.site.clone(),
        version: kiosk.version.clone().unwrap_or_else(|| "–".to_owned()),
        wanted: wanted.version.clone(),
        from: layer_words(&wanted.layer, fleet, lang),
        lasting: words::since(now_ms - wanted.at_ms, lang),
        heard: match kiosk.heard_ms {
            0 => lang.t("belum pernah", "never").to_owned(),
            at_ms => words::since(now_ms - at_ms, lang),
        },
        notes: said,
    }
}

/// Whether it is this officer's to decide there. For all only who belongs to no office decides.
fn may_decide(session: &Session, layer: &Layer, fleet: &[Running]) -> bool {
    match layer {
        Layer::Tenant => session.officer.offices == Offices::Every,
        Layer::District(regency) => session.sees(regency),
        Layer::Kiosk(code) => {
            session.officer.offices == Offices::Every || fleet.iter().any(|kiosk| kiosk.kiosk == *code)
        }
    }
}

/// What a form asks for, once it was looked at.
enum Wish {
    Begin(Layer, String),
    Widen(Layer, String),
    Stop(Layer),
}

type Refused = (&'static str, &'static str);

/// `POST /console/updates`: begins at one kiosk, goes one step on, or stops.
pub(in crate::console) async fn act(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::RunFleet)?;
    let asking = session.clone();
    let Found { fleet, wanted, .. } = app.readers.run(move |store| found(store, &asking)).await??;
    let there = |name: &str, subject: &str| {
        let found = wanted.iter().find(|one| one.layer.parts() == (name, subject));
        found.filter(|one| may_decide(&session, &one.layer, &fleet)).ok_or(Problem::NotFound)
    };
    let wish: Result<Wish, Refused> = match form.text("do") {
        "begin" => begin(form.text("kiosk"), form.text("version"), &fleet),
        "widen" => {
            let one = there(form.text("layer"), form.text("subject"))?;
            match next(one, &fleet) {
                // What was shown is what is done: by now another version may stand there.
                _ if one.version != form.text("version") => Err(CHANGED),
                Next::To(to) if may_decide(&session, &to, &fleet) => Ok(Wish::Widen(to, one.version.clone())),
                Next::To(_) => return Err(Problem::Forbidden),
                Next::Waits(_) | Next::Everywhere => Err((
                    "Belum dapat dilanjutkan: lihat apa yang ditunggu.",
                    "It can't go on yet: see what it waits for.",
                )),
            }
        }
        "stop" => Ok(Wish::Stop(there(form.text("layer"), form.text("subject"))?.layer.clone())),
        _ => return Err(Problem::Malformed),
    };
    let wish = wish.and_then(|wish| match form.text("sure") {
        "yes" => Ok(wish),
        _ => Err(("Centang dahulu bahwa Anda yakin.", "Tick first that you are sure.")),
    });
    let (by, at) = (session.actor().to_string(), Timestamp::now());
    let (done, says) = match wish {
        Err((id, en)) => {
            let typed = (form.text("kiosk").to_owned(), form.text("version").to_owned());
            let page = page(&app, &session, Some(session.t(id, en).to_owned()), typed).await?;
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        Ok(Wish::Begin(layer, version)) => {
            (app.writer.run(move |store| store.roll_out(&layer, &version, &by, at)).await?, "update-begun")
        }
        Ok(Wish::Widen(layer, version)) => {
            (app.writer.run(move |store| store.roll_out(&layer, &version, &by, at)).await?, "update-widened")
        }
        Ok(Wish::Stop(layer)) => {
            let stop = move |store: &mut Store| store.set_config(&layer, Setting::MinVersion, None, &by, at);
            (app.writer.run(stop).await?, "update-stopped")
        }
    };
    match done {
        Ok(()) => Ok(on_to(&format!("{HERE}?done={says}"))),
        Err(FleetRefusal::Store(error)) => Err(StoreError::into(error)),
        Err(refusal) => {
            let (id, en) = words::refusal(&refusal);
            let page = page(&app, &session, Some(session.t(id, en).to_owned()), Default::default()).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

const CHANGED: Refused =
    ("Sementara itu ada yang mengubahnya. Periksa lagi.", "Somebody changed it meanwhile. Look again.");

fn begin(kiosk: &str, version: &str, fleet: &[Running]) -> Result<Wish, Refused> {
    // A browser's list gives the code alone; people copy it with the place.
    let code = kiosk.split_whitespace().next().unwrap_or("").to_uppercase();
    let Some(kiosk) = fleet.iter().find(|known| known.kiosk.as_str() == code) else {
        return Err((
            "Kiosk ini tidak ada, atau belum ada mesin yang bertugas.",
            "There is no such kiosk, or no machine in service.",
        ));
    };
    if !is_version(version) {
        return Err(("Versi: tiga angka, seperti 0.3.0.", "Version: three numbers, like 0.3.0."));
    }
    if kiosk.has(version) {
        return Err((
            "Kiosk ini sudah menjalankan versi itu atau yang lebih baru.",
            "This kiosk runs that version or a newer one already.",
        ));
    }
    Ok(Wish::Begin(Layer::Kiosk(kiosk.kiosk.clone()), version.to_owned()))
}
