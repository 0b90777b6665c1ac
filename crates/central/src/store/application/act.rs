//! A move of the machine, once per key.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::application::{ApplicationKind, Mended, Part};
use anjungan_wire::card::CardNumber;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{ApplicationId, Summary, lease, moment, row, subject, summary_of, to_json};
use crate::figures::{Count, Name};
use crate::office::dossier::{self, Group};
use crate::office::offices::Offices;
use crate::office::people::OfficerId;
use crate::office::reasons::Use;
use crate::office::workflow::{Act, Actor, IdempotencyKey, NotAllowed, Stage, Why};
use crate::store::error::StoreError;
use crate::store::fields::{self, Owner, Place};
use crate::store::keys::Keys;
use crate::store::{Store, audit, figures, names, office};

/// What an act led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Which application.
    pub application: ApplicationId,
    /// Where it is now.
    pub stage: Stage,
    /// When it was done.
    pub at: Timestamp,
    /// The card's number, when it has one.
    pub number: Option<CardNumber>,
    /// Whether it had been done already, under the same key.
    pub again: bool,
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActRefusal {
    /// It is not allowed, now or ever.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// There is no such application, or its person was erased.
    #[error("there is no such application: it may have been erased")]
    Unknown,
    /// Signing brings a document: it is done by [`Store::issue`].
    #[error("a card is signed by issuing its document")]
    NeedsDocument,
    /// The document could not be made.
    #[error("the document could not be made: {0}")]
    Document(String),
    /// The store failed. Nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for ActRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        ActRefusal::Store(error.into())
    }
}

/// What [`perform`] is asked for.
pub(in crate::store) struct Asked<'a> {
    pub(in crate::store) id: ApplicationId,
    pub(in crate::store) act: Act,
    pub(in crate::store) actor: &'a Actor,
    pub(in crate::store) key: &'a str,
    pub(in crate::store) why: &'a Why,
    pub(in crate::store) at: Timestamp,
}

impl Store {
    /// Does an act. The same key again gives the first answer, and nothing happens twice.
    pub fn act(
        &mut self,
        id: ApplicationId,
        act: Act,
        actor: &Actor,
        key: &IdempotencyKey,
        why: &Why,
        at: Timestamp,
    ) -> Result<Moved, ActRefusal> {
        if matches!(act, Act::Sign | Act::Release) {
            return Err(ActRefusal::NeedsDocument);
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let asked = Asked { id, act, actor, key: key.as_str(), why, at };
        let moved = perform(&tx, &keys, &asked)?;
        tx.commit()?;
        Ok(moved)
    }

    /// Changes parts with the applicant at the counter, or by their phone: a photo, above all.
    pub fn amend(
        &mut self,
        id: ApplicationId,
        parts: &[Mended],
        actor: &Actor,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<Moved, ActRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let asked = Asked { id, act: Act::Amend, actor, key: key.as_str(), why: &Why::default(), at };
        let moved = perform(&tx, &keys, &asked)?;
        if !moved.again {
            let summary = summary_of(&tx, id)?.ok_or(ActRefusal::Unknown)?;
            change_parts(&tx, &keys, &summary, parts, at)?;
            row::republish(&tx, &keys, id)?;
        }
        tx.commit()?;
        Ok(moved)
    }
}

/// Does an act in the caller's transaction, with its move, its audit row and its row in the feed.
pub(in crate::store) fn perform(
    conn: &Connection,
    keys: &Keys,
    asked: &Asked<'_>,
) -> Result<Moved, ActRefusal> {
    let Asked { id, act, actor, at, .. } = *asked;
    if let Some(moved) = done_before(conn, asked)? {
        return Ok(moved);
    }
    let summary = summary_of(conn, id)?.filter(|summary| !summary.erased).ok_or(ActRefusal::Unknown)?;
    act.by(actor)?;
    let to = summary.stage.after(act)?;
    check_officer(conn, &summary, asked)?;
    let parts = check_reasons(conn, asked)?;
    let mut number = summary.number.clone();
    match act {
        Act::Approve => number = Some(approve(conn, &summary, at)?),
        Act::Refuse | Act::Cancel => void(conn, id)?,
        Act::Take
        | Act::Amend
        | Act::SendBack
        | Act::Mend
        | Act::Sign
        | Act::Release
        | Act::Print
        | Act::Collect
        | Act::Supersede
        | Act::Expire
        | Act::Employ => {}
    }
    write_stage(conn, keys, &summary, asked, to, &parts)?;
    write_move(conn, keys, asked, Some(summary.stage), to)?;
    let detail = json!({ "from": summary.stage, "to": to, "reasons": asked.why.reasons });
    audit::note(conn, keys, at.as_millisecond(), &actor.to_string(), act.as_str(), &subject(id), &detail)?;
    row::republish(conn, keys, id)?;
    Ok(Moved { application: id, stage: to, at, number, again: false })
}

/// Whether something was done under this key.
pub(super) fn was_done(conn: &Connection, key: &str) -> Result<bool, ActRefusal> {
    let sql = "SELECT EXISTS (SELECT 1 FROM move WHERE key = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([key], |row| row.get(0))?)
}

/// The first answer to this key.
fn done_before(conn: &Connection, asked: &Asked<'_>) -> Result<Option<Moved>, ActRefusal> {
    let found = conn
        .prepare_cached(
            "SELECT move.application, to_stage, at_ms, asked, number FROM move
             LEFT JOIN card ON card.application = move.application WHERE key = ?1",
        )?
        .query_row([asked.key], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Vec<u8>>(3)?,
                row.get::<_, Option<String>>(4)?,
            ))
        })
        .optional()?;
    let Some((application, stage, at_ms, before, number)) = found else { return Ok(None) };
    if before != asked_hash(asked) {
        return Err(NotAllowed::KeyReused.into());
    }
    const DAMAGED: StoreError = StoreError::Damaged { place: "move" };
    Ok(Some(Moved {
        application: ApplicationId(application),
        stage: Stage::named(&stage).ok_or(DAMAGED)?,
        at: moment(at_ms)?,
        number: number.map(|number| number.parse()).transpose().map_err(|_| DAMAGED)?,
        again: true,
    }))
}

fn asked_hash(asked: &Asked<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(asked.id.0.to_be_bytes());
    hash.update(asked.act.as_str());
    for text in [asked.actor.to_string()].iter().chain(&asked.why.reasons) {
        hash.update([0]);
        hash.update(text);
    }
    hash.finalize().into()
}

/// Office and lease.
fn check_officer(conn: &Connection, summary: &Summary, asked: &Asked<'_>) -> Result<(), ActRefusal> {
    let Actor::Officer { id, .. } = *asked.actor else { return Ok(()) };
    of_office(conn, id, summary)?;
    let lease = lease::holder(summary, asked.at);
    if let Some(lease) = lease.filter(|lease| lease.by != id) {
        return Err(lease::refused(lease).into());
    }
    if asked.act.needs_lease() && lease.is_none() {
        return Err(NotAllowed::NoLease.into());
    }
    if asked.act == Act::Take {
        let until = asked.at.saturating_add(lease::LEASE).unwrap_or(Timestamp::MAX);
        lease::write(conn, summary.id, Some(lease::Lease { by: id, until }))?;
    }
    Ok(())
}

/// An officer of one office has nothing to do with another's applications.
pub(super) fn of_office(conn: &Connection, officer: OfficerId, summary: &Summary) -> Result<(), ActRefusal> {
    let offices: Option<Option<String>> = conn
        .prepare_cached("SELECT offices FROM officer WHERE id = ?1 AND active = 1")?
        .query_row([officer.0], |row| row.get(0))
        .optional()?;
    let offices = offices.map(|text| Offices::read(&text.unwrap_or_default())).transpose();
    let offices = offices.map_err(|_| StoreError::Damaged { place: "officer.offices" })?;
    match offices.is_some_and(|offices| offices.cover(&summary.office)) {
        true => Ok(()),
        false => Err(NotAllowed::OtherOffice.into()),
    }
}

/// The reasons are of the master list and for this act. Which parts they ask to mend.
fn check_reasons(conn: &Connection, asked: &Asked<'_>) -> Result<Vec<Part>, ActRefusal> {
    let missing = || NotAllowed::Reason { act: asked.act };
    if asked.act.needs_reason() && asked.why.reasons.is_empty() {
        return Err(missing().into());
    }
    let mut parts = Vec::new();
    for code in &asked.why.reasons {
        let of = Use::of(asked.act).ok_or_else(missing)?;
        let found: Option<String> = conn
            .prepare_cached("SELECT parts FROM reason WHERE code = ?1 AND use = ?2 AND active = 1")?
            .query_row(params![code, of.as_str()], |row| row.get(0))
            .optional()?;
        let found = found.ok_or_else(missing)?;
        let asked: Vec<Part> =
            serde_json::from_str(&found).map_err(|_| StoreError::Damaged { place: "reason.parts" })?;
        parts.extend(asked);
    }
    parts.sort_unstable();
    parts.dedup();
    Ok(parts)
}

fn write_stage(
    conn: &Connection,
    keys: &Keys,
    summary: &Summary,
    asked: &Asked<'_>,
    to: Stage,
    parts: &[Part],
) -> Result<(), ActRefusal> {
    let at_ms = asked.at.as_millisecond();
    if asked.act == Act::Print {
        conn.prepare_cached("UPDATE application SET prints = prints + 1 WHERE id = ?1")?
            .execute([summary.id.0])?;
    }
    if to == summary.stage {
        return Ok(());
    }
    // The clock begins anew when the applicant has mended, and stops once nothing is owed.
    let due_ms = if asked.act == Act::Mend {
        let rules = office::rules(conn, &summary.office)?;
        Some(rules.calendar().due_at(asked.at, rules.clock.working_days).as_millisecond())
    } else {
        summary.due.filter(|_| to.is_owed()).map(Timestamp::as_millisecond)
    };
    let told = Use::of(asked.act).is_some();
    let (mend, reasons) =
        if told { (parts, asked.why.reasons.as_slice()) } else { ([].as_slice(), [].as_slice()) };
    conn.prepare_cached(
        "UPDATE application SET stage = ?2, since_ms = ?3, due_ms = ?4, mend = ?5, reasons = ?6 WHERE id = ?1",
    )?
    .execute(params![
        summary.id.0,
        to.as_str(),
        at_ms,
        due_ms,
        to_json(&mend)?,
        to_json(&reasons)?
    ])?;
    // Nobody works on what is decided.
    if !matches!(to, Stage::Submitted | Stage::Verifying) {
        lease::write(conn, summary.id, None)?;
    }
    // What was put before an officer because of this application is settled when it is closed.
    if matches!(to, Stage::Refused | Stage::Cancelled) {
        super::settle::drop_conflict(conn, summary.id)?;
        super::settle::freed(conn, keys, summary.id, asked.at)?;
    }
    Ok(())
}

pub(super) fn write_move(
    conn: &Connection,
    keys: &Keys,
    asked: &Asked<'_>,
    from: Option<Stage>,
    to: Stage,
) -> Result<(), ActRefusal> {
    let at_ms = asked.at.as_millisecond();
    let act = if from.is_none() { "receive" } else { asked.act.as_str() };
    let id = conn
        .prepare_cached(
            "INSERT INTO move (application, act, from_stage, to_stage, at_ms, actor, reasons, key, asked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        )?
        .query_row(
            params![
                asked.id.0,
                act,
                from.map(Stage::as_str),
                to.as_str(),
                at_ms,
                asked.actor.to_string(),
                to_json(&asked.why.reasons)?,
                asked.key,
                asked_hash(asked)
            ],
            |row| row.get(0),
        )?;
    if !asked.why.note.is_empty() {
        let place = Place { owner: Owner::Move, row: id, group: Group::Note };
        fields::put(conn, &keys.fields, place, asked.why.note.as_bytes(), at_ms)?;
    }
    if from != Some(to) {
        count_move(conn, asked.id, to, at_ms)?;
    }
    Ok(())
}

/// Counts that a stage was reached, at the kiosk that the application came from, with the time it took.
fn count_move(conn: &Connection, id: ApplicationId, to: Stage, at_ms: i64) -> Result<(), ActRefusal> {
    let (stream, received_ms): (Option<String>, i64) = conn
        .prepare_cached("SELECT stream, received_ms FROM application WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let seconds = u64::try_from((at_ms - received_ms) / 1_000).unwrap_or(0);
    let count = Count::measured(Name::Application, to.as_str(), seconds);
    figures::add(conn, stream.as_deref(), at_ms, count)?;
    Ok(())
}

/// Gives the number, and the card its days. Gap-free: the serial is taken in this transaction, and goes back with it.
fn approve(conn: &Connection, summary: &Summary, at: Timestamp) -> Result<CardNumber, ActRefusal> {
    if !summary.concerns.is_empty() {
        return Err(NotAllowed::Concern(summary.concerns.clone()).into());
    }
    let rules = office::rules(conn, &summary.office)?;
    if !rules.card_service {
        return Err(NotAllowed::ServiceOff.into());
    }
    let today = rules.clock.zone.local(at).date();
    let mut days = rules.card_days(today);
    let kept = match &summary.kind {
        ApplicationKind::New => None,
        ApplicationKind::Correction { number } => {
            // It corrects, it does not prolong.
            if let Some(card) = super::issue::living(conn, number)? {
                days = card.days;
            }
            Some(number.clone())
        }
        ApplicationKind::Renewal { number } => {
            let card = super::issue::living(conn, number)?;
            if card.is_some_and(|card| card.days.valid_until >= today) {
                return Err(NotAllowed::NotEnded.into());
            }
            rules.number.renewal_keeps.then(|| number.clone())
        }
    };
    let number = match kept {
        Some(number) => number,
        None => {
            let period = rules.number.reset.period(today);
            loop {
                let serial: i64 = conn
                    .prepare_cached(
                        "INSERT INTO number_serial (office, period, last) VALUES (?1, ?2, 1)
                         ON CONFLICT (office, period) DO UPDATE SET last = number_serial.last + 1 RETURNING last",
                    )?
                    .query_row(params![summary.office.as_str(), period], |row| row.get(0))?;
                // Ends: a serial that is too wide for its pattern is no number.
                let number = rules.number.pattern.number(&summary.office, today, serial.cast_unsigned());
                let number = number.ok_or(NotAllowed::NumbersUsedUp)?;
                // Another reset, or a neighbour with the same pattern, comes to numbers that are somebody's already.
                if !is_given(conn, &number)? {
                    break number;
                }
            }
        }
    };
    conn.prepare_cached(
        "INSERT INTO card (application, office, number, issued, valid_until, reports, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'numbered')",
    )?
    .execute(params![
        summary.id.0,
        summary.office.as_str(),
        number.as_str(),
        days.issued.to_string(),
        days.valid_until.to_string(),
        to_json(&days.reports)?
    ])?;
    Ok(number)
}

/// Whether somebody has, had, or could have had this number.
fn is_given(conn: &Connection, number: &CardNumber) -> Result<bool, ActRefusal> {
    let sql = "SELECT EXISTS (SELECT 1 FROM card WHERE number = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([number.as_str()], |row| row.get(0))?)
}

/// A number that was given and will not be used is never given again.
fn void(conn: &Connection, id: ApplicationId) -> Result<(), ActRefusal> {
    conn.prepare_cached("UPDATE card SET state = 'void' WHERE application = ?1 AND state = 'numbered'")?
        .execute([id.0])?;
    Ok(())
}

/// Puts mended parts in their places: a new version of each group that changed. Judges the concerns anew.
pub(super) fn change_parts(
    conn: &Connection,
    keys: &Keys,
    summary: &Summary,
    parts: &[Mended],
    at: Timestamp,
) -> Result<(), ActRefusal> {
    let mut application = super::open(conn, keys, summary)?;
    let mut changed: Vec<Group> = Vec::new();
    for part in parts {
        changed.extend_from_slice(dossier::mend(&mut application, part));
    }
    changed.sort_unstable();
    changed.dedup();
    for group in &changed {
        let place = Place { owner: Owner::Application, row: summary.id.0, group: *group };
        fields::put(conn, &keys.fields, place, &dossier::cut(&application, *group), at.as_millisecond())?;
    }
    if changed.contains(&Group::Identity) {
        names::index(conn, keys, summary.id, &application.person.name)?;
        conn.prepare_cached("UPDATE application SET nik_mac = ?2, birth_mac = ?3 WHERE id = ?1")?.execute(
            params![
                summary.id.0,
                keys.records.nik(&application.person.nik),
                keys.records.birth(summary.receipt.as_str(), application.person.born)
            ],
        )?;
    }
    super::settle::judge_again(conn, keys, summary.id, &application, &changed, at)?;
    Ok(())
}
