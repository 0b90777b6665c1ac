//! An office's rules as a form: each with its unit, what it does, what it rests on and where its value comes from. What
//! changes is shown before it is saved. The text behind it is [`text`].
//!
//! ```text
//! form ──"Periksa perubahan"──▶ wrong? the form again, each fault beside its field
//!                               else:  what changes, before and after ──"Simpan"──▶ a new version, in force
//! ```

mod made;
pub(super) mod text;

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
use super::lang::{self, Lang};
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use crate::api::App;
use crate::content::Fields;
use crate::office::people::Action;
use crate::office::rules::OfficeRules;
use crate::office::rules::form::{self as asked, DOCUMENTS_MAX, Fault, Input, RULES, document_key};
use crate::store::{Account, OfficeRefusal, OfficeVersion, StoreError};
use made::{DocumentRow, GroupRows, History};

const HERE: &str = "/console/rules";
/// What an office begins with.
const FIRST: &str = include_str!("rules/first.toml");
/// The address of an office that has no rules yet.
const NEW: &str = "new";
/// Versions in the history.
const HISTORY: usize = 20;

#[derive(Template)]
#[template(path = "console/rules/form.html")]
struct FormPage {
    f: Frame,
    offices: Vec<Choice>,
    office: String,
    version: u32,
    said: Option<String>,
    region: Option<String>,
    groups: Vec<GroupRows>,
    documents: Vec<DocumentRow>,
    documents_now: String,
    error: Option<String>,
    faults: Vec<(String, String, String)>,
    example: String,
    history: Vec<History>,
}

#[derive(Template)]
#[template(path = "console/rules/confirm.html")]
struct ConfirmPage {
    f: Frame,
    office: String,
    name: String,
    version: u32,
    kept: Vec<(String, String)>,
    changes: Vec<(&'static str, String, String)>,
    example: String,
    again: Option<&'static str>,
}

/// An office to choose.
struct Choice {
    region: String,
    name: String,
    here: bool,
}

/// What a form begins with: an office's text in force, or what a new one is given.
struct Base {
    /// Its region; [`NEW`].
    office: String,
    version: u32,
    toml: String,
    kept: Option<OfficeVersion>,
}

impl Base {
    /// The office of this word, one of this admin's.
    fn of(word: &str, offices: &[OfficeVersion]) -> Result<Base, Problem> {
        let kept = match word {
            NEW => None,
            "" => offices.first(),
            region => {
                Some(offices.iter().find(|one| one.region.as_str() == region).ok_or(Problem::NotFound)?)
            }
        };
        Ok(match kept {
            Some(office) => Base {
                office: office.region.to_string(),
                version: office.version,
                toml: office.toml.clone(),
                kept: Some(office.clone()),
            },
            None => Base { office: NEW.to_owned(), version: 0, toml: FIRST.to_owned(), kept: None },
        })
    }

    fn is_new(&self) -> bool {
        self.kept.is_none()
    }

    /// What its form begins with.
    fn fields(&self) -> Fields {
        let mut fields =
            OfficeRules::parse(&self.toml).map(|rules| asked::fields(&rules)).unwrap_or_default();
        if self.is_new() {
            fields.set("name", "");
        }
        fields
    }
}

/// The offices whose rules this admin sets.
async fn seen(app: &App, session: &Session) -> Result<Vec<OfficeVersion>, Problem> {
    let mut offices = app.readers.run(|store| store.offices()).await??;
    offices.retain(|office| session.sees(&office.region));
    Ok(offices)
}

#[derive(Deserialize)]
pub(super) struct Which {
    office: Option<String>,
}

/// `GET /console/rules?office=3216`
pub(super) async fn show(
    State(app): State<Arc<App>>,
    session: Session,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let offices = seen(&app, &session).await?;
    let base = Base::of(which.office.as_deref().unwrap_or_default(), &offices)?;
    let fields = base.fields();
    Ok(html(&form_page(&app, &session, &offices, &base, &fields, Why::Asked).await?))
}

/// Why the form is shown.
enum Why<'a> {
    /// Somebody asked for it.
    Asked,
    /// To go on with what was sent.
    Again(&'a Form, Option<String>),
    /// These are wrong.
    Faults(&'a Form, Vec<Fault>),
}

async fn form_page(
    app: &App,
    session: &Session,
    offices: &[OfficeVersion],
    base: &Base,
    fields: &Fields,
    why: Why<'_>,
) -> Result<FormPage, Problem> {
    let lang = session.lang;
    let region = base.kept.as_ref().map(|office| office.region.clone());
    let (officers, history) = app
        .readers
        .run(move |store| {
            let history = region.map(|region| store.office_history(&region)).transpose()?;
            Ok::<_, StoreError>((store.officers()?, history.unwrap_or_default()))
        })
        .await??;
    let (sent, mut error, faults) = match why {
        Why::Asked => (None, None, Vec::new()),
        Why::Again(form, says) => (Some(form), says, Vec::new()),
        Why::Faults(form, faults) => (Some(form), None, faults),
    };
    // What is wrong with no field stands above them all.
    let whole: Vec<String> =
        faults.iter().filter(|fault| fault.key.is_empty()).map(|fault| made::fault(fault, lang)).collect();
    if !whole.is_empty() {
        error = Some(whole.join(" "));
    }
    let stored = base.fields();
    let (groups, documents) =
        (made::groups(base, &stored, fields, &faults, lang), made::document_rows(fields, &faults, lang));
    let office = |office: &OfficeVersion| Choice {
        region: office.region.to_string(),
        name: anjungan_regions::name(office.region.as_str()).unwrap_or(office.region.as_str()).to_owned(),
        here: office.region.as_str() == base.office,
    };
    Ok(FormPage {
        f: session.frame(session.t("Aturan", "Rules"), HERE),
        offices: offices.iter().map(office).collect(),
        office: base.office.clone(),
        version: base.version,
        said: base.kept.as_ref().map(|office| version_words(office, &officers, lang)),
        region: base.is_new().then(|| sent.map_or(String::new(), |form| form.text("region").to_owned())),
        documents_now: made::documents_said(&stored, lang),
        groups,
        documents,
        error,
        faults: faults
            .iter()
            .filter(|fault| !fault.key.is_empty())
            .map(|fault| (made::id(&fault.key), made::label(&fault.key, lang), made::fault(fault, lang)))
            .collect(),
        example: example(&base.toml),
        history: made::history(&history, &officers, lang),
    })
}

/// A number as the next card would have it.
fn example(toml: &str) -> String {
    let number = OfficeRules::parse(toml).ok().and_then(|rules| {
        rules.number.pattern.number(&rules.region, lang::today(), 1).map(|number| number.to_string())
    });
    number.unwrap_or_default()
}

fn version_words(office: &OfficeVersion, officers: &[Account], lang: Lang) -> String {
    let (at, by) = (lang.moment_ms(office.at_ms), actor_words(&office.by, officers, lang));
    match lang {
        Lang::Id => format!("versi {}, {at}, oleh {by}", office.version),
        Lang::En => format!("version {}, {at}, by {by}", office.version),
    }
}

/// The fields that a form asks: nothing else that was sent is looked at.
fn sent_fields(form: &Form) -> Fields {
    let mut fields = Fields::default();
    for rule in &RULES {
        match rule.input {
            Input::Ticks(_) => fields.set(rule.key, &form.all(rule.key).collect::<Vec<_>>().join(" ")),
            Input::Line(..)
            | Input::Number(..)
            | Input::Tick
            | Input::Choice(_)
            | Input::Time
            | Input::Days
            | Input::Nip
            | Input::Host
            | Input::Pattern => fields.set(rule.key, form.raw(rule.key)),
        }
    }
    for at in 0..DOCUMENTS_MAX {
        for part in ["id", "name_id", "name_en", "required"] {
            let key = document_key(at, part);
            fields.set(&key, form.raw(&key));
        }
    }
    fields
}

/// `POST /console/rules`: shows what would change, or puts it in force.
pub(super) async fn save(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let (lang, sent) = (session.lang, sent_fields(&form));
    let offices = seen(&app, &session).await?;
    let mut base = Base::of(form.text("office"), &offices)?;
    if form.text("do") == "back" {
        let page = form_page(&app, &session, &offices, &base, &sent, Why::Again(&form, None)).await?;
        return Ok(html(&page));
    }
    let mut faults = Vec::new();
    if base.is_new() {
        match new_region(form.text("region"), &offices, &session) {
            Ok(region) => base.toml = FIRST.replacen("\"3216\"", &format!("\"{region}\""), 1),
            Err((id, en)) => {
                faults.push(Fault { key: "region".into(), why: (id.to_owned(), en.to_owned()) });
            }
        }
    } else if form.text("version") != base.version.to_string() {
        let says = Some(changed_words(lang).to_owned());
        let page = form_page(&app, &session, &offices, &base, &sent, Why::Again(&form, says)).await?;
        return Ok(html_with(StatusCode::CONFLICT, &page));
    }
    let changed = asked::change(&base.toml, &sent);
    let (toml, rules) = match changed {
        Ok(changed) if faults.is_empty() => changed,
        Ok(_) => return refuse(&app, &session, &offices, &base, &form, faults).await,
        Err(more) => {
            faults.extend(more);
            return refuse(&app, &session, &offices, &base, &form, faults).await;
        }
    };
    let changes = made::changes(&base, &rules, lang);
    if changes.is_empty() {
        let says = Some(session.t("Tidak ada yang berubah.", "Nothing has changed.").to_owned());
        let page = form_page(&app, &session, &offices, &base, &sent, Why::Again(&form, says)).await?;
        return Ok(html(&page));
    }
    if form.text("do") != "save" {
        let kept = form.pairs().filter(|(name, _)| !matches!(*name, "token" | "do" | "office" | "version"));
        return Ok(html(&ConfirmPage {
            f: session.frame(session.t("Aturan", "Rules"), HERE),
            office: base.office.clone(),
            name: rules.name.clone(),
            version: base.version,
            kept: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            changes,
            example: example(&toml),
            again: made::retention_words(&base, &rules, lang),
        }));
    }
    let (by, region, before) = (session.actor().to_string(), rules.region.clone(), base.version);
    let saved = app
        .writer
        .run(move |store| {
            // Between the form and here another may have saved: theirs is not undone unseen.
            let now = store.office_history(&region)?.first().map_or(0, |newest| newest.version);
            if now != before {
                return Ok(None);
            }
            store.set_office(&toml, &by, Timestamp::now()).map(Some)
        })
        .await?;
    match saved {
        Ok(Some(rules)) => Ok(on_to(&format!("{HERE}?office={}&done=rules", rules.region))),
        Ok(None) => {
            let says = Some(changed_words(lang).to_owned());
            let page = form_page(&app, &session, &offices, &base, &sent, Why::Again(&form, says)).await?;
            Ok(html_with(StatusCode::CONFLICT, &page))
        }
        Err(OfficeRefusal::Rules(bad)) => {
            let whole = vec![Fault { key: String::new(), why: (bad.to_string(), bad.to_string()) }];
            refuse(&app, &session, &offices, &base, &form, whole).await
        }
        Err(OfficeRefusal::Store(error)) => Err(StoreError::into(error)),
    }
}

async fn refuse(
    app: &App,
    session: &Session,
    offices: &[OfficeVersion],
    base: &Base,
    form: &Form,
    faults: Vec<Fault>,
) -> Result<Response, Problem> {
    let sent = sent_fields(form);
    let page = form_page(app, session, offices, base, &sent, Why::Faults(form, faults)).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The regency or city of an office that has no rules yet.
fn new_region(
    text: &str,
    offices: &[OfficeVersion],
    session: &Session,
) -> Result<RegionCode, (&'static str, &'static str)> {
    let known = text.parse::<RegionCode>().ok();
    let region = known
        .filter(|region| region.as_str().len() == 4 && anjungan_regions::name(region.as_str()).is_some())
        .ok_or(("Tulis 4 angka kode kabupaten/kota.", "Write the 4 digits of a regency or city."))?;
    if offices.iter().any(|office| office.region == region) {
        return Err(("Kantor ini sudah ada: pilih di atas.", "This office exists: choose it above."));
    }
    if !session.sees(&region) {
        return Err(("Ini kantor lain.", "This is another office."));
    }
    Ok(region)
}

fn changed_words(lang: Lang) -> &'static str {
    lang.t(
        "Orang lain menyimpan aturan sementara Anda mengisi. Isian Anda masih ada; \"Sekarang\" menunjukkan yang baru tersimpan. Periksa, lalu lanjutkan.",
        "Somebody else saved rules while you were filling in the form. Your answers are still here; \"now\" shows what is kept. Look through them and go on.",
    )
}
