//! Deciding: which acts are offered, and doing one.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;

use super::application::{self, Again};
use super::lang::Lang;
use super::page::{Problem, on_to};
use super::session::{self, Sent, Session};
use super::words;
use crate::api::App;
use crate::office::people::Action;
use crate::office::reasons::{Reason, Use};
use crate::office::workflow::{Act, IdempotencyKey, NotAllowed, Why};
use crate::store::{ActRefusal, ApplicationId, Summary};

/// The longest note, in characters.
const NOTE_MAX: usize = 1000;

/// A form for an act.
pub(super) struct ActForm {
    pub(super) code: &'static str,
    pub(super) label: &'static str,
    pub(super) button: &'static str,
    pub(super) tone: &'static str,
    /// A button alone, without reasons or a note.
    pub(super) plain: bool,
    /// The decision that is meant to be taken: its button stands open.
    pub(super) first: bool,
    /// Rare, and not undone: apart from the others.
    pub(super) last: bool,
    pub(super) open: bool,
    pub(super) key: String,
    pub(super) reasons: Vec<ReasonBox>,
    pub(super) note: String,
}

/// A reason to tick.
pub(super) struct ReasonBox {
    pub(super) code: String,
    pub(super) text: String,
    pub(super) parts: String,
    pub(super) ticked: bool,
}

/// What is done with a form of an application's page. The rest has pages of its own, with what belongs to it.
const OFFERED: [Act; 7] =
    [Act::Take, Act::Approve, Act::SendBack, Act::Refuse, Act::Cancel, Act::Print, Act::Collect];

/// What this officer may do with it now. Signing has its own page.
pub(super) fn forms(
    session: &Session,
    summary: &Summary,
    held_by_me: bool,
    reasons: &[Reason],
    again: &Again,
) -> Vec<ActForm> {
    OFFERED
        .into_iter()
        .filter(|act| summary.stage.after(*act).is_ok())
        .filter(|act| act.action().is_some_and(|action| session.may(action)))
        .filter(|act| held_by_me || !act.needs_lease())
        .map(|act| form(session.lang, act, reasons, again))
        .collect()
}

fn form(lang: Lang, act: Act, reasons: &[Reason], again: &Again) -> ActForm {
    let (label, button, tone) = wording(act, lang);
    let ticked = |code: &String| again.act == act.as_str() && again.reasons.contains(code);
    let of_act = |reason: &&Reason| reason.active && Use::of(act) == Some(reason.use_);
    let reason_box = |reason: &Reason| ReasonBox {
        ticked: ticked(&reason.code),
        text: lang.t(&reason.text_id, &reason.text_en).to_owned(),
        parts: reason.parts.iter().map(|part| words::part(*part, lang)).collect::<Vec<_>>().join(", "),
        code: reason.code.clone(),
    };
    ActForm {
        code: act.as_str(),
        label,
        button,
        tone,
        plain: matches!(act, Act::Take | Act::Print | Act::Collect),
        first: act == Act::Approve,
        last: act == Act::Cancel,
        open: again.act == act.as_str(),
        key: session::draw_key(),
        reasons: reasons.iter().filter(of_act).map(reason_box).collect(),
        note: if again.act == act.as_str() { again.note.clone() } else { String::new() },
    }
}

fn wording(act: Act, lang: Lang) -> (&'static str, &'static str, &'static str) {
    match act {
        Act::Take => (lang.t("Mulai verifikasi", "Begin to verify"), "", ""),
        Act::Approve => (lang.t("Setujui", "Approve"), lang.t("Setujui", "Approve"), "good"),
        Act::SendBack => (
            lang.t("Minta perbaikan", "Ask for mending"),
            lang.t("Kembalikan kepada pemohon", "Send back to the applicant"),
            "",
        ),
        Act::Refuse => (lang.t("Tolak", "Refuse"), lang.t("Tolak", "Refuse"), "danger"),
        Act::Cancel => (
            lang.t("Batalkan atas permintaan pemohon", "Cancel by the applicant's wish"),
            lang.t("Batalkan", "Cancel it"),
            "danger",
        ),
        Act::Print => (lang.t("Catat: dicetak di loket", "Note: printed at the counter"), "", "second"),
        Act::Collect => (lang.t("Catat: sudah diambil", "Note: collected"), "", ""),
        Act::Amend | Act::Mend | Act::Sign | Act::Release | Act::Supersede | Act::Expire | Act::Employ => {
            (words::act(act, lang), words::act(act, lang), "")
        }
    }
}

/// `POST …/act`
pub(super) async fn act(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::SeePerson)?;
    let id = ApplicationId(id);
    let act = Act::named(form.text("act")).filter(|act| OFFERED.contains(act)).ok_or(Problem::Malformed)?;
    session.must(act.action().ok_or(Problem::Forbidden)?)?;
    let key = IdempotencyKey::new(form.text("key")).ok_or(Problem::Malformed)?;
    let (_, office) = application::office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let why = Why {
        reasons: form.all("reason").map(ToOwned::to_owned).collect(),
        note: form.text("note").chars().take(NOTE_MAX).collect(),
    };
    let again = Again {
        error: None,
        act: act.as_str().to_owned(),
        note: why.note.clone(),
        reasons: why.reasons.clone(),
    };
    let actor = application::actor(&session);
    let done = app.writer.run(move |store| store.act(id, act, &actor, &key, &why, Timestamp::now())).await?;
    match done {
        Ok(_) => Ok(on_to(&format!("/console/applications/{id}?done={}", done_code(act)))),
        Err(refusal) => application::refused(&app, &session, id, refusal, again).await,
    }
}

fn done_code(act: Act) -> &'static str {
    match act {
        Act::Take => "taken",
        Act::SendBack => "sent-back",
        Act::Approve => "approved",
        Act::Refuse => "refused",
        Act::Cancel => "cancelled",
        Act::Print => "printed",
        Act::Collect => "collected",
        Act::Amend | Act::Mend | Act::Sign | Act::Release | Act::Supersede | Act::Expire | Act::Employ => {
            "acted"
        }
    }
}

/// Why something was not done, for an officer.
pub(super) fn refusal_words(refusal: &ActRefusal, lang: Lang) -> String {
    let ActRefusal::NotAllowed(why) = refusal else {
        return match refusal {
            ActRefusal::Document(_) => lang.t(
                "Dokumen kartu tidak dapat dibuat. Admin dapat melihat sebabnya di log.",
                "The card's document could not be made. The admin finds the cause in the log.",
            ),
            ActRefusal::NeedsDocument => {
                lang.t("Kartu ditandatangani di halaman Tanda tangan.", "A card is signed on the page Sign.")
            }
            ActRefusal::NotAllowed(_) | ActRefusal::Unknown | ActRefusal::Store(_) => {
                lang.t("Tidak dapat dilakukan.", "It could not be done.")
            }
        }
        .to_owned();
    };
    match why {
        NotAllowed::Stage { stage, .. } => {
            let stage = words::stage(*stage, lang);
            match lang {
                Lang::Id => format!(
                    "Berkas ini sekarang di tahap \"{stage}\": petugas lain mungkin sudah memutuskan. Periksa lagi di bawah."
                ),
                Lang::En => format!(
                    "This is at the stage \"{stage}\" now: another officer may have decided. Look again below."
                ),
            }
        }
        NotAllowed::Reason { .. } => {
            lang.t("Pilih sedikitnya satu alasan.", "Choose one reason at least.").to_owned()
        }
        NotAllowed::Leased { by, .. } => match lang {
            Lang::Id => format!("Petugas lain ({by}) sedang mengerjakan berkas ini."),
            Lang::En => format!("Another officer ({by}) is working on this."),
        },
        NotAllowed::NoLease => lang
            .t(
                "Berkas ini belum Anda kerjakan, atau waktunya habis. Tekan \"Kerjakan berkas ini\".",
                "You are not working on this, or the time is over. Press \"Work on this\".",
            )
            .to_owned(),
        NotAllowed::Concern(concerns) => {
            let list: Vec<&str> = concerns.iter().map(|concern| words::concern(*concern, lang)).collect();
            format!("{} {}", lang.t("Selesaikan dahulu:", "Settle first:"), list.join(" "))
        }
        NotAllowed::KeyReused => lang
            .t("Formulir ini sudah terpakai. Ulangi.", "This form was used already. Do it again.")
            .to_owned(),
        NotAllowed::ServiceOff => lang
            .t("Layanan kartu kantor ini sedang ditutup.", "This office's card service is off.")
            .to_owned(),
        NotAllowed::NotEnded => lang
            .t(
                "Kartu lamanya masih berlaku; perpanjangan belum dapat.",
                "The old card is still valid; it can't be renewed yet.",
            )
            .to_owned(),
        NotAllowed::NumbersUsedUp => lang
            .t(
                "Nomor untuk periode ini habis. Admin: lebarkan pola nomor.",
                "This period's numbers are used up. Admin: widen the pattern.",
            )
            .to_owned(),
        NotAllowed::Actor { .. } => {
            lang.t("Peran Anda tidak mencakup ini.", "Your role does not include this.").to_owned()
        }
        NotAllowed::OtherOffice => {
            lang.t("Pengajuan ini milik kantor lain.", "This belongs to another office.").to_owned()
        }
    }
}

/// `POST …/settle`: an officer has looked at a concern.
pub(super) async fn settle(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::Settle)?;
    let id = ApplicationId(id);
    let concern = serde_json::from_value(form.text("concern").into()).map_err(|_| Problem::Malformed)?;
    let (_, office) = application::office_of(&app, id).await?;
    if !session.sees(&office) {
        return Err(Problem::NotFound);
    }
    let actor = application::actor(&session);
    match app.writer.run(move |store| store.settle(id, concern, &actor, Timestamp::now())).await? {
        Ok(()) => Ok(on_to(&format!("/console/applications/{id}?done=settled"))),
        Err(refusal) => application::refused(&app, &session, id, refusal, Again::default()).await,
    }
}
