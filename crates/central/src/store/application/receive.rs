//! What kiosks send about persons: an application, a mending, a report, a print of a card. Called by the inbox, which
//! undoes what fails here: it is held for a person, whole, and delays nobody.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::application::{Application, Mend, Person, Report, limits};
use anjungan_wire::card::CardId;
use anjungan_wire::id::StreamId;
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use serde_json::json;

use super::act::{ActRefusal, Asked, change_parts, perform, write_move};
use super::{ApplicationId, moment, report, row, settle, subject, summary_of};
use crate::office::dossier::{self, Group};
use crate::office::workflow::{Act, Actor, Stage, Why};
use crate::store::apply::NotApplied;
use crate::store::fields::{self, Owner, Place};
use crate::store::keys::Keys;
use crate::store::retention::is_erased;
use crate::store::{audit, names, office};

/// Where an op came from, and when.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Origin<'a> {
    pub(in crate::store) stream: &'a StreamId,
    pub(in crate::store) no: u64,
    pub(in crate::store) received_ms: i64,
    pub(in crate::store) happened_ms: i64,
}

impl From<ActRefusal> for NotApplied {
    fn from(refusal: ActRefusal) -> Self {
        match refusal {
            ActRefusal::NotAllowed(why) => NotApplied::Move(why.to_string()),
            ActRefusal::Unknown => NotApplied::Waits,
            ActRefusal::NeedsDocument | ActRefusal::Document(_) => NotApplied::Fact,
            ActRefusal::Store(error) => error.into(),
        }
    }
}

/// Somebody applied.
pub(in crate::store) fn apply_application(
    conn: &Connection,
    keys: &Keys,
    origin: Origin<'_>,
    application: &Application,
) -> Result<(), NotApplied> {
    if !within_limits(&application.person) || application.office.as_str().len() != 4 {
        return Err(NotApplied::Limits);
    }
    // Sent again by a terminal after a restore, or under another stream.
    if is_erased(conn, keys, &application.secret.card_id().to_string())? {
        return Err(NotApplied::Erased);
    }
    let taken: bool = conn
        .prepare_cached("SELECT count(*) > 0 FROM application WHERE receipt = ?1 OR card_id = ?2")?
        .query_row(
            params![application.receipt.as_str(), application.secret.card_id().to_string()],
            |row| row.get(0),
        )?;
    if taken {
        return Err(NotApplied::Receipt);
    }
    let at = moment(origin.received_ms)?;
    let rules = office::rules(conn, &application.office)?;
    let due = rules.calendar().due_at(at, rules.clock.working_days);
    let (kind, of_number) = row::kind_columns(&application.kind);
    let id = conn.prepare_cached(
        "INSERT INTO application (office, receipt, card_id, kind, of_number, stage, since_ms, received_ms,
            happened_ms, due_ms, nik_mac, birth_mac, concerns, stream, no, assisted_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10, ?11, '[]', ?12, ?13, ?14) RETURNING id",
    )?
    .query_row(params![
        application.office.as_str(),
        application.receipt.as_str(),
        application.secret.card_id().to_string(),
        kind,
        of_number,
        Stage::Submitted.as_str(),
        origin.received_ms,
        origin.happened_ms,
        due.as_millisecond(),
        keys.records.nik(&application.person.nik),
        keys.records.birth(application.receipt.as_str(), application.person.born),
        origin.stream.to_string(),
        origin.no.cast_signed(),
        application.assisted_by
    ], |row| row.get(0).map(ApplicationId))?;
    for group in Group::OF_APPLICATION {
        let place = Place { owner: Owner::Application, row: id.0, group };
        fields::put(conn, &keys.fields, place, &dossier::cut(application, group), origin.received_ms)?;
    }
    names::index(conn, keys, id, &application.person.name)?;
    let key = format!("receive:{}:{}", origin.stream, origin.no);
    let why = Why::default();
    let received = Asked { id, act: Act::Amend, actor: &Actor::Applicant, key: &key, why: &why, at };
    write_move(conn, keys, &received, None, Stage::Submitted)?;
    let detail = json!({ "receipt": application.receipt, "office": application.office, "kind": kind });
    audit::note(conn, keys, origin.received_ms, "applicant", "receive", &subject(id), &detail)?;
    settle::judge_again(conn, keys, id, application, &Group::OF_APPLICATION, at)?;
    row::republish(conn, keys, id)?;
    Ok(())
}

/// Somebody mended what was asked for.
pub(in crate::store) fn apply_mend(
    conn: &Connection,
    keys: &Keys,
    origin: Origin<'_>,
    mend: &Mend,
) -> Result<(), NotApplied> {
    let id = proven(conn, keys, &mend.receipt, &mend.secret)?;
    let summary = summary_of(conn, id)?.ok_or(NotApplied::Waits)?;
    let asked_for = mend.parts.iter().all(|mended| summary.mend.contains(&mended.part()));
    if summary.stage != Stage::NeedsMending || mend.parts.is_empty() || !asked_for {
        return Err(NotApplied::NotAsked);
    }
    let at = moment(origin.received_ms)?;
    change_parts(conn, keys, &summary, &mend.parts, at)?;
    let changed = super::open(conn, keys, &summary)?;
    if !within_limits(&changed.person) {
        return Err(NotApplied::Limits);
    }
    let (key, why) = (format!("mend:{}:{}", origin.stream, origin.no), Why::default());
    perform(conn, keys, &Asked { id, act: Act::Mend, actor: &Actor::Applicant, key: &key, why: &why, at })?;
    Ok(())
}

/// Somebody reported.
pub(in crate::store) fn apply_report(
    conn: &Connection,
    keys: &Keys,
    origin: Origin<'_>,
    told: &Report,
) -> Result<(), NotApplied> {
    report::receive(conn, keys, origin, told)
}

/// A kiosk printed a card: it counts, whatever has become of its application since.
pub(in crate::store) fn count_print(
    conn: &Connection,
    keys: &Keys,
    origin: Origin<'_>,
    card: &CardId,
    job: u64,
    copy: u32,
) -> Result<(), NotApplied> {
    let found: Option<i64> = conn
        .prepare_cached("SELECT id FROM application WHERE card_id = ?1 AND erased_ms IS NULL")?
        .query_row([card.to_string()], |row| row.get(0))
        .optional()?;
    // A card of an erased person, or of a history before a restore: the print's own trail is kept all the same.
    let Some(id) = found.map(ApplicationId) else { return Ok(()) };
    let kiosk: Option<String> = conn
        .prepare_cached("SELECT kiosk FROM device WHERE stream = ?1")?
        .query_row([origin.stream.to_string()], |row| row.get(0))
        .optional()?;
    let kiosk = kiosk.and_then(|kiosk| kiosk.parse().ok());
    let actor = match kiosk {
        Some(kiosk) => Actor::Kiosk(kiosk),
        None => Actor::Kiosk(summary_of(conn, id)?.ok_or(NotApplied::Waits)?.receipt.kiosk()),
    };
    let key = format!("print:{}:{job}:{copy}", origin.stream);
    let (why, at) = (Why::default(), moment(origin.received_ms)?);
    match perform(conn, keys, &Asked { id, act: Act::Print, actor: &actor, key: &key, why: &why, at }) {
        Ok(_) => Ok(()),
        // On paper before it was ready, or after it was refused: only the trail says so, and somebody must look.
        Err(ActRefusal::NotAllowed(why)) => {
            tracing::warn!(application = id.0, "a kiosk printed a card that was not to be printed: {why}");
            let detail = json!({ "job": job, "copy": copy });
            let actor = actor.to_string();
            audit::note(conn, keys, origin.received_ms, &actor, "print-unexpected", &subject(id), &detail)?;
            Ok(())
        }
        Err(other) => Err(other.into()),
    }
}

/// The application of a receipt, when the secret is its own.
pub(super) fn proven(
    conn: &Connection,
    keys: &Keys,
    receipt: &ReceiptNumber,
    secret: &Secret,
) -> Result<ApplicationId, NotApplied> {
    let found: Option<(i64, String)> = conn
        .prepare_cached("SELECT id, card_id FROM application WHERE receipt = ?1 AND erased_ms IS NULL")?
        .query_row([receipt.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, card_id)) = found else {
        let erased = is_erased(conn, keys, &secret.card_id().to_string())?;
        return Err(if erased { NotApplied::Erased } else { NotApplied::Waits });
    };
    if card_id != secret.card_id().to_string() {
        return Err(NotApplied::Proof);
    }
    Ok(ApplicationId(id))
}

/// What no terminal of ours sends.
fn within_limits(person: &Person) -> bool {
    let line = |text: &str| text.chars().count() <= limits::LINE_MAX && !text.chars().any(char::is_control);
    let name = |text: &str| !text.trim().is_empty() && line(text) && text.chars().count() <= limits::NAME_MAX;
    let option = |text: &Option<String>| text.as_deref().is_none_or(line);
    let address = |address: &anjungan_wire::application::Address| {
        line(&address.street) && option(&address.rt) && option(&address.rw) && option(&address.postcode)
    };
    let rows = [person.education.len(), person.skills.len(), person.languages.len(), person.work.len()];
    name(&person.name)
        && name(&person.birth_place)
        && option(&person.phone)
        && option(&person.email)
        && address(&person.address)
        && person.lives_at.as_ref().is_none_or(address)
        && rows.into_iter().all(|count| count <= limits::ROWS_MAX)
        && person.education.iter().all(|row| line(&row.major) && line(&row.school))
        && person.skills.iter().all(|row| line(&row.name) && line(&row.place))
        && person.languages.iter().all(|language| line(language))
        && person.work.iter().all(|row| line(&row.employer) && line(&row.position))
        && line(&person.wish.position)
}
