//! Concerns: what stands before an approval, and how an officer settles it. The rule for two applications of one
//! person is in [`crate::office::same`].

use crate::store::db::{Connection, params};
use anjungan_wire::application::Application;
use jiff::Timestamp;
use serde_json::json;

use super::act::{self, ActRefusal, Asked, perform};
use super::{ApplicationId, Summary, subject, summary_of, to_json};
use crate::office::dossier::Group;
use crate::office::people::{Action, may};
use crate::office::reasons::SAME_AS_ANOTHER;
use crate::office::same::{Concern, Settlement, Verdict, concerns, judge};
use crate::office::workflow::{Act, Actor, IdempotencyKey, NotAllowed, Why};
use crate::store::error::{Result, StoreError};
use crate::store::keys::Keys;
use crate::store::{Store, audit, office};

impl Store {
    /// An officer has looked at a concern and finds that it does not stand in the way. A conflict is settled by
    /// [`Store::settle_conflict`], and a photo is brought, not waved through.
    pub fn settle(
        &mut self,
        id: ApplicationId,
        concern: Concern,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(), ActRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let mut summary = of_officer(&tx, id, actor)?;
        if matches!(concern, Concern::Conflict | Concern::NoPhoto) {
            return Err(NotAllowed::Concern(vec![concern]).into());
        }
        let before = summary.concerns.len();
        summary.concerns.retain(|known| *known != concern);
        if summary.concerns.len() < before {
            set(&tx, id, &summary.concerns)?;
            let detail = json!({ "concern": concern });
            let at_ms = at.as_millisecond();
            audit::note(&tx, &keys, at_ms, &actor.to_string(), "settle", &subject(id), &detail)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// An officer says what two applications with one NIK are. `second` is the later one of the two. The same key again
    /// changes nothing; another officer's word after that one is refused, or both applications could end up closed.
    pub fn settle_conflict(
        &mut self,
        second: ApplicationId,
        settlement: Settlement,
        actor: &Actor,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<(), ActRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let summary = of_officer(&tx, second, actor)?;
        if act::was_done(&tx, key.as_str())? {
            return Ok(());
        }
        if summary.merged || !summary.concerns.contains(&Concern::Conflict) {
            return Err(NotAllowed::Stage { stage: summary.stage, act: Act::Cancel }.into());
        }
        let first = summary.duplicate_of.ok_or(ActRefusal::Unknown)?;
        let (kept, closed) = match settlement {
            Settlement::KeepFirst => (first, Some(second)),
            Settlement::KeepSecond => (second, Some(first)),
            Settlement::TwoPersons => (first, None),
        };
        if let Some(closed) = closed {
            of_officer(&tx, closed, actor)?;
        }
        let detail = json!({ "settlement": format!("{settlement:?}"), "with": first });
        audit::note(
            &tx,
            &keys,
            at.as_millisecond(),
            &actor.to_string(),
            "settle-conflict",
            &subject(second),
            &detail,
        )?;
        if let Some(closed) = closed {
            tx.execute(
                "UPDATE application SET duplicate_of = NULL WHERE id = ?1 AND duplicate_of = ?2",
                params![kept.0, closed.0],
            )?;
            tx.execute(
                "UPDATE application SET duplicate_of = ?2, merged = 1 WHERE id = ?1",
                params![closed.0, kept.0],
            )?;
            let why = Why::reason(SAME_AS_ANOTHER);
            let asked = Asked {
                id: closed,
                act: Act::Cancel,
                actor: &Actor::System,
                key: key.as_str(),
                why: &why,
                at,
            };
            perform(&tx, &keys, &asked)?;
            drop_conflict(&tx, kept)?;
        } else {
            tx.execute("UPDATE application SET duplicate_of = NULL WHERE id = ?1", [second.0])?;
            drop_conflict(&tx, first)?;
            drop_conflict(&tx, second)?;
        }
        tx.commit()?;
        Ok(())
    }
}

fn of_officer(conn: &Connection, id: ApplicationId, actor: &Actor) -> Result<Summary, ActRefusal> {
    let summary = summary_of(conn, id)?.filter(|summary| !summary.erased).ok_or(ActRefusal::Unknown)?;
    match actor {
        Actor::Officer { id: officer, role } if may(*role, Action::Settle) => {
            act::of_office(conn, *officer, &summary)?;
            Ok(summary)
        }
        Actor::Officer { .. } | Actor::Applicant | Actor::Kiosk(_) | Actor::System => {
            Err(NotAllowed::Actor { act: Act::Approve }.into())
        }
    }
}

/// Looks for another pending application of the same person, and does what the rule says.
pub(super) fn find_same(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    application: &Application,
    at: Timestamp,
) -> Result<(), ActRefusal> {
    let Some(first) = first_pending(conn, keys, id, application)? else { return Ok(()) };
    let before = super::open(conn, keys, &first)?;
    match judge(&before, application) {
        Verdict::Merge => {
            conn.execute(
                "UPDATE application SET duplicate_of = ?2, merged = 1 WHERE id = ?1",
                params![id.0, first.id.0],
            )?;
            let why = Why::reason(SAME_AS_ANOTHER);
            let key = format!("merge:{id}");
            let asked = Asked { id, act: Act::Cancel, actor: &Actor::System, key: &key, why: &why, at };
            perform(conn, keys, &asked)?;
            Ok(())
        }
        Verdict::Ask => conflict(conn, &first, id),
    }
}

/// The earliest other pending application with this NIK.
fn first_pending(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    application: &Application,
) -> Result<Option<Summary>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM application WHERE nik_mac = ?1 AND id <> ?2 AND merged = 0 ORDER BY id",
    )?;
    let others = statement
        .query_map(params![keys.records.nik(&application.person.nik), id.0], |row| row.get::<_, i64>(0))?;
    for other in others {
        let other = summary_of(conn, ApplicationId(other?))?;
        if let Some(other) = other.filter(|other| other.stage.is_pending() && !other.erased) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

fn conflict(conn: &Connection, first: &Summary, second: ApplicationId) -> Result<(), ActRefusal> {
    conn.execute(
        "UPDATE application SET duplicate_of = ?2, merged = 0 WHERE id = ?1",
        params![second.0, first.id.0],
    )?;
    for id in [first.id, second] {
        let Some(mut summary) = summary_of(conn, id)? else { continue };
        if !summary.concerns.contains(&Concern::Conflict) {
            summary.concerns.push(Concern::Conflict);
            set(conn, id, &summary.concerns)?;
        }
    }
    Ok(())
}

/// An application was closed: what waited because of it waits no more.
pub(super) fn freed(
    conn: &Connection,
    _keys: &Keys,
    id: ApplicationId,
    _at: Timestamp,
) -> Result<(), ActRefusal> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM application WHERE duplicate_of = ?1 AND merged = 0
         UNION SELECT duplicate_of FROM application WHERE id = ?1 AND duplicate_of IS NOT NULL",
    )?;
    let linked: Vec<i64> =
        statement.query_map([id.0], |row| row.get(0))?.collect::<crate::store::db::Result<_>>()?;
    for linked in linked {
        let linked = ApplicationId(linked);
        if !has_open_conflict(conn, linked, id)? {
            drop_conflict(conn, linked)?;
        }
    }
    Ok(())
}

/// Whether something else than `but` still conflicts with it.
fn has_open_conflict(conn: &Connection, id: ApplicationId, but: ApplicationId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM application WHERE duplicate_of = ?1 AND merged = 0 AND id <> ?2
         UNION SELECT duplicate_of FROM application
               WHERE id = ?1 AND merged = 0 AND duplicate_of IS NOT NULL AND duplicate_of <> ?2",
    )?;
    let others: Vec<i64> = statement
        .query_map(params![id.0, but.0], |row| row.get(0))?
        .collect::<crate::store::db::Result<_>>()?;
    for other in others {
        if summary_of(conn, ApplicationId(other))?.is_some_and(|other| other.stage.is_pending()) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn drop_conflict(conn: &Connection, id: ApplicationId) -> Result<()> {
    let Some(mut summary) = summary_of(conn, id)? else { return Ok(()) };
    summary.concerns.retain(|concern| *concern != Concern::Conflict);
    set(conn, id, &summary.concerns)
}

fn set(conn: &Connection, id: ApplicationId, concerns: &[Concern]) -> Result<()> {
    conn.prepare_cached("UPDATE application SET concerns = ?2 WHERE id = ?1")?
        .execute(params![id.0, to_json(&concerns)?])?;
    Ok(())
}

/// What stands in the way of a new application, or of one whose `changed` groups are new. What an officer settled
/// stays settled while its group stays as it was.
pub(super) fn judge_again(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    application: &Application,
    changed: &[Group],
    at: Timestamp,
) -> Result<(), ActRefusal> {
    let summary = summary_of(conn, id)?.ok_or(ActRefusal::Unknown)?;
    let rules = office::rules(conn, &summary.office)?;
    let today = rules.clock.zone.local(at).date();
    let concerned = |concern: &Concern| match concern {
        Concern::NikDoubt | Concern::TooYoung | Concern::Conflict | Concern::HasCard => {
            changed.contains(&Group::Identity)
        }
        Concern::NoPhoto => changed.contains(&Group::Photo),
        Concern::OtherRegion => changed.contains(&Group::Contact),
        Concern::NoGuardian => changed.contains(&Group::Identity) || changed.contains(&Group::Contact),
        Concern::CardUnknown => changed.contains(&Group::Receipt),
    };
    let mut now = concerns(application, rules.minimum_age, today);
    now.extend(card_concern(conn, keys, id, application, today)?);
    let mut kept = summary.concerns.clone();
    kept.retain(|concern| !concerned(concern));
    kept.extend(now.into_iter().filter(concerned));
    kept.sort_unstable();
    kept.dedup();
    set(conn, id, &kept)?;
    if changed.contains(&Group::Identity) {
        if !summary.merged && summary.duplicate_of.is_some() {
            freed(conn, keys, id, at)?;
            conn.execute("UPDATE application SET duplicate_of = NULL WHERE id = ?1", [id.0])?;
        }
        let is_new = changed.contains(&Group::Receipt);
        match first_pending(conn, keys, id, application)? {
            // What was mended is not closed by itself: an officer had a reason to ask.
            Some(first) if !is_new => conflict(conn, &first, id)?,
            Some(_) => find_same(conn, keys, id, application, at)?,
            None => {}
        }
    }
    Ok(())
}

fn card_concern(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    application: &Application,
    today: jiff::civil::Date,
) -> Result<Option<Concern>> {
    use anjungan_wire::application::ApplicationKind;
    match &application.kind {
        ApplicationKind::New => {
            let has: bool = conn
                .prepare_cached(
                    "SELECT count(*) > 0 FROM card JOIN application ON application.id = card.application
                     WHERE nik_mac = ?1 AND application.id <> ?2 AND state = 'issued' AND valid_until >= ?3
                       AND stage IN ('SIAP_CETAK', 'DICETAK', 'DIAMBIL')",
                )?
                .query_row(
                    params![keys.records.nik(&application.person.nik), id.0, today.to_string()],
                    |row| row.get(0),
                )?;
            Ok(has.then_some(Concern::HasCard))
        }
        ApplicationKind::Correction { number } | ApplicationKind::Renewal { number } => {
            let known: bool = conn
                .prepare_cached(
                    "SELECT count(*) > 0 FROM card JOIN application ON application.id = card.application
                     WHERE number = ?1 AND nik_mac = ?2 AND state IN ('issued', 'revoked')",
                )?
                .query_row(params![number.as_str(), keys.records.nik(&application.person.nik)], |row| {
                    row.get(0)
                })?;
            Ok((!known).then_some(Concern::CardUnknown))
        }
    }
}

impl From<ActRefusal> for StoreError {
    /// For work in which a refusal can only mean that the database is not what it should be.
    fn from(refusal: ActRefusal) -> Self {
        match refusal {
            ActRefusal::Store(error) => error,
            ActRefusal::NotAllowed(_)
            | ActRefusal::Unknown
            | ActRefusal::NeedsDocument
            | ActRefusal::Document(_) => StoreError::Damaged { place: "application" },
        }
    }
}
