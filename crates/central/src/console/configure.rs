//! What an admin sets: the master list of reasons, and the office's rules.

use std::sync::Arc;

use anjungan_wire::application::Part;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::application::actor_words;
use super::form::Form;
use super::lang::{self, Lang};
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use super::words;
use crate::api::App;
use crate::office::people::Action;
use crate::office::reasons::{Reason, Use};
use crate::office::rules::{BadRules, OfficeRules};
use crate::store::{Account, OfficeRefusal, OfficeVersion, StoreError};

const REASONS: &str = "/console/reasons";
const RULES: &str = "/console/rules";
/// What an office begins with.
const FIRST_RULES: &str = include_str!("first_rules.toml");

#[derive(Template)]
#[template(path = "console/reasons.html")]
struct ReasonsPage {
    f: Frame,
    rows: Vec<ReasonRow>,
    uses: Vec<(&'static str, &'static str)>,
    parts: Vec<(&'static str, &'static str)>,
    new: NewReason,
    error: Option<String>,
}

struct ReasonRow {
    code: String,
    for_: &'static str,
    text_id: String,
    text_en: String,
    parts: String,
    active: bool,
}

#[derive(Default)]
struct NewReason {
    code: String,
    text_id: String,
    text_en: String,
}

fn use_words(use_: Use, lang: Lang) -> &'static str {
    match use_ {
        Use::SendBack => lang.t("perbaikan", "sending back"),
        Use::Refuse => lang.t("penolakan", "refusing"),
        Use::Cancel => lang.t("pembatalan", "cancelling"),
    }
}

fn reasons_page(session: &Session, reasons: Vec<Reason>, form: &Form, error: Option<&str>) -> ReasonsPage {
    let lang = session.lang;
    let row = |reason: Reason| ReasonRow {
        for_: use_words(reason.use_, lang),
        parts: reason.parts.iter().map(|part| words::part(*part, lang)).collect::<Vec<_>>().join(", "),
        code: reason.code,
        text_id: reason.text_id,
        text_en: reason.text_en,
        active: reason.active,
    };
    let uses = [Use::SendBack, Use::Refuse, Use::Cancel].map(|use_| (use_.as_str(), use_words(use_, lang)));
    ReasonsPage {
        f: session.frame(session.t("Alasan", "Reasons"), REASONS),
        rows: reasons.into_iter().map(row).collect(),
        uses: uses.to_vec(),
        parts: Part::ALL.map(|part| (words::part_code(part), words::part(part, lang))).to_vec(),
        new: NewReason {
            code: form.text("code").to_owned(),
            text_id: form.text("text_id").to_owned(),
            text_en: form.text("text_en").to_owned(),
        },
        error: error.map(ToOwned::to_owned),
    }
}

/// `GET /console/reasons`
pub(super) async fn reasons(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let reasons = app.readers.run(|store| store.reasons()).await??;
    Ok(html(&reasons_page(&session, reasons, &Form::default(), None)))
}

/// `POST /console/reasons`: adds one. An existing code is not changed by this form: history names it.
pub(super) async fn add_reason(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let known = app.readers.run(|store| store.reasons()).await??;
    let reason = match new_reason(&form, &known) {
        Ok(reason) => reason,
        Err((id, en)) => {
            let page = reasons_page(&session, known, &form, Some(session.t(id, en)));
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let by = session.actor().to_string();
    app.writer.run(move |store| store.set_reason(&reason, &by, Timestamp::now())).await??;
    Ok(on_to("/console/reasons?done=reason"))
}

fn new_reason(form: &Form, known: &[Reason]) -> Result<Reason, (&'static str, &'static str)> {
    let code = form.text("code");
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(3..=40).contains(&code.len()) || !code.chars().all(fits) {
        return Err((
            "Kode: 3 sampai 40 huruf kecil, angka, tanda hubung.",
            "Code: 3 to 40 small letters, digits, dashes.",
        ));
    }
    if known.iter().any(|reason| reason.code == code) {
        return Err(("Kode ini sudah ada.", "This code exists already."));
    }
    let use_ = Use::named(form.text("use")).ok_or(("Pilih untuk apa.", "Choose what it is for."))?;
    let (text_id, text_en) = (form.text("text_id"), form.text("text_en"));
    if text_id.is_empty()
        || text_en.is_empty()
        || text_id.chars().count() > 200
        || text_en.chars().count() > 200
    {
        return Err((
            "Isi kedua bahasa, paling banyak 200 huruf.",
            "Fill in both languages, 200 characters at most.",
        ));
    }
    let parts: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|part| form.all("part").any(|code| code == words::part_code(*part)))
        .collect();
    if (use_ == Use::SendBack) == parts.is_empty() {
        return Err((
            "Untuk perbaikan pilih sedikitnya satu bagian; untuk yang lain tidak ada.",
            "For sending back choose one part at least; for the others none.",
        ));
    }
    Ok(Reason {
        code: code.to_owned(),
        use_,
        text_id: text_id.to_owned(),
        text_en: text_en.to_owned(),
        parts,
        active: true,
    })
}

/// `POST /console/reasons/switch`
pub(super) async fn switch_reason(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let known = app.readers.run(|store| store.reasons()).await??;
    let mut reason =
        known.into_iter().find(|reason| reason.code == form.text("code")).ok_or(Problem::NotFound)?;
    reason.active = form.text("active") == "yes";
    let by = session.actor().to_string();
    app.writer.run(move |store| store.set_reason(&reason, &by, Timestamp::now())).await??;
    Ok(on_to("/console/reasons?done=reason"))
}

#[derive(Template)]
#[template(path = "console/rules.html")]
struct RulesPage {
    f: Frame,
    offices: Vec<(String, String)>,
    toml: String,
    version: Option<String>,
    example: String,
    keys: Vec<(&'static str, &'static str)>,
    error: Option<String>,
}

/// What the lines of the rules mean, for whoever edits them.
const KEYS: &[(&str, &str, &str)] = &[
    ("region", "Kode kantor: 4 angka kabupaten/kota", "The office: 4 digits of its regency or city"),
    ("name", "Nama kantor, tampil di kartu dan di kiosk", "The office's name, on the card and on kiosks"),
    (
        "public_host",
        "Alamat halaman publik; kosong: belum ada",
        "Address of the public pages; empty: none yet",
    ),
    (
        "card_service",
        "Pengajuan kartu dibuka (true) atau ditutup (false)",
        "Whether the card can be applied for",
    ),
    ("minimum_age", "Usia minimum pemohon, tahun", "Minimum age of an applicant, in years"),
    (
        "pickup",
        "true: kartu diambil di loket, tidak dicetak di kiosk",
        "true: cards are collected at the counter",
    ),
    ("prints_max", "Kartu dicetak paling banyak sekian kali", "How often a card may be printed, at most"),
    ("number.pattern", "Pola nomor kartu", "Pattern of card numbers"),
    (
        "number.reset",
        "Nomor urut mulai lagi tiap hari, bulan, tahun, atau tidak pernah",
        "When serials begin again",
    ),
    ("validity.months", "Kartu berlaku sekian bulan", "How many months a card is valid"),
    ("validity.report_months", "Lapor tiap sekian bulan", "Every how many months a holder reports"),
    (
        "clock.working_days",
        "Hari kerja sampai pengajuan harus diputuskan",
        "Working days until a decision is due",
    ),
    ("clock.zone", "Zona waktu kantor", "The office's time zone"),
    ("clock.opens, clock.closes", "Jam kerja", "Working hours"),
    ("clock.days_off", "Hari libur kantor sendiri", "The office's own days off"),
    ("signer", "Penanda tangan: nama, NIP, jabatan", "Who signs: name, staff number, title"),
    (
        "card.government, card.place",
        "Nama pemerintah dan tempat di kartu",
        "Government and place on the card",
    ),
    ("retention", "Berapa bulan data disimpan", "For how many months data are kept"),
    ("documents", "Dokumen yang dibawa pemohon", "Documents that applicants bring"),
];

#[derive(Deserialize)]
pub(super) struct Which {
    office: Option<String>,
}

/// `GET /console/rules`
pub(super) async fn rules(
    State(app): State<Arc<App>>,
    session: Session,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let offices = seen(&app, &session).await?;
    let wanted = which.office.unwrap_or_default();
    let shown = match wanted.as_str() {
        "" => offices.first(),
        region => {
            Some(offices.iter().find(|office| office.region.as_str() == region).ok_or(Problem::NotFound)?)
        }
    };
    let toml = shown.map_or(FIRST_RULES.to_owned(), |office| office.toml.clone());
    let officers = app.readers.run(|store| store.officers()).await??;
    let version = shown.map(|office| version_words(office, &officers, session.lang));
    Ok(html(&rules_page(&session, &offices, toml, version, None)))
}

/// The offices whose rules this admin sets.
async fn seen(app: &App, session: &Session) -> Result<Vec<OfficeVersion>, Problem> {
    let mut offices = app.readers.run(|store| store.offices()).await??;
    offices.retain(|office| session.sees(&office.region));
    Ok(offices)
}

fn version_words(office: &OfficeVersion, officers: &[Account], lang: Lang) -> String {
    let (at, by) = (lang.moment_ms(office.at_ms), actor_words(&office.by, officers, lang));
    match lang {
        Lang::Id => format!("versi {}, {at}, oleh {by}", office.version),
        Lang::En => format!("version {}, {at}, by {by}", office.version),
    }
}

fn rules_page(
    session: &Session,
    offices: &[OfficeVersion],
    toml: String,
    version: Option<String>,
    error: Option<String>,
) -> RulesPage {
    let example = OfficeRules::parse(&toml).ok().and_then(|rules| {
        rules.number.pattern.number(&rules.region, lang::today(), 1).map(|number| number.to_string())
    });
    let names = offices.iter().map(|office| {
        let name = anjungan_regions::name(office.region.as_str()).unwrap_or(office.region.as_str());
        (office.region.to_string(), name.to_owned())
    });
    RulesPage {
        f: session.frame(session.t("Aturan", "Rules"), RULES),
        offices: names.collect(),
        toml,
        version,
        example: example.unwrap_or_default(),
        keys: KEYS.iter().map(|(key, id, en)| (*key, session.t(id, en))).collect(),
        error,
    }
}

/// `POST /console/rules`: checks, or checks and puts in force.
pub(super) async fn set_rules(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let toml = format!("{}\n", form.raw("toml").trim_end());
    let offices = seen(&app, &session).await?;
    let refuse = |why: String| {
        let page = rules_page(&session, &offices, toml.clone(), None, Some(why));
        Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    let parsed = match OfficeRules::parse(&toml) {
        Ok(parsed) => parsed,
        Err(bad) => return refuse(bad_words(&bad)),
    };
    if !session.sees(&parsed.region) {
        return refuse(session.t("region: ini kantor lain.", "region: this is another office.").to_owned());
    }
    if form.text("do") != "save" {
        let mut page = rules_page(&session, &offices, toml, None, None);
        page.f.done = super::menu::done("rules-fine", session.lang);
        return Ok(html(&page));
    }
    let (by, given) = (session.actor().to_string(), toml.clone());
    match app.writer.run(move |store| store.set_office(&given, &by, Timestamp::now())).await? {
        Ok(rules) => Ok(on_to(&format!("{RULES}?office={}&done=rules", rules.region))),
        Err(OfficeRefusal::Rules(bad)) => refuse(bad_words(&bad)),
        Err(OfficeRefusal::Store(error)) => Err(StoreError::into(error)),
    }
}

/// The checks' own words: they name the line and the key, and say what would do.
fn bad_words(bad: &BadRules) -> String {
    bad.to_string()
}
