//! The master list of reasons: why something is sent back, refused or cancelled.

use std::sync::Arc;

use anjungan_wire::application::Part;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use super::form::Form;
use super::lang::Lang;
use super::page::{Frame, Problem, html, html_with, on_to};
use super::session::{Sent, Session};
use super::words;
use crate::api::App;
use crate::office::people::Action;
use crate::office::reasons::{Reason, Use};

const REASONS: &str = "/console/reasons";

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
pub(super) async fn list(State(app): State<Arc<App>>, session: Session) -> Result<Response, Problem> {
    session.must(Action::Configure)?;
    let reasons = app.readers.run(|store| store.reasons()).await??;
    Ok(html(&reasons_page(&session, reasons, &Form::default(), None)))
}

/// `POST /console/reasons`: adds one. An existing code is not changed by this form: history names it.
pub(super) async fn add(
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
pub(super) async fn switch(
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
