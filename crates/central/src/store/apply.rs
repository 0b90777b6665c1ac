//! What an op means: opened, read, and written into the table of its kind.

use anjungan_wire::application::{Application, Mend, Report};
use anjungan_wire::command::{DETAIL_CHARS_MAX, LOG_BYTES_MAX, Receipt};
use anjungan_wire::fact::{Print, SearchMiss, Service, ServiceAct, Ticket, Visit};
use anjungan_wire::id::StreamId;
use anjungan_wire::op::{Clock, OpKind};
use anjungan_wire::request::Beat;
use anjungan_wire::usage::{Survey, USES_MAX, is_screen};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::application::{Origin, apply_application, apply_mend, apply_report, count_print};
use super::error::{Obstacle, StoreError};
use super::figures::Tally;
use super::inbox::Delivered;
use super::keys::Keys;
use crate::figures::{Count, Name, of_report, of_search_miss, of_survey, of_ticket, of_visit};
use crate::store::db::{Connection, Kind, OptionalExtension, params};

/// Why an op could not be applied. **None of these says anything about the content**: the reason is kept
/// in the database and logged, and the content may be about a person.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotApplied {
    #[error("this version knows no such kind of op: update central, then retry")]
    Kind,
    #[error("larger than an op may be")]
    Large,
    #[error("it is of a person who was erased")]
    Erased,
    #[error("there is no opening key of that name here")]
    Key,
    #[error("the seal does not open")]
    Seal,
    #[error("the opened bytes are no fact of this kind")]
    Fact,
    /// Not the op's fault, and not its fate: the whole push is refused and sent again.
    #[error("{0}")]
    Obstacle(Obstacle),
    #[error("the database did not take it ({0:?})")]
    Database(Kind),
    #[error("another application came with this receipt's number or secret: compare the two kiosks' ledgers")]
    Receipt,
    #[error("{}", NotApplied::WAITS)]
    Waits,
    #[error("the secret is not this receipt's: somebody may be trying receipts")]
    Proof,
    #[error("it mends what was not asked for, or comes too late: ask the applicant at the counter")]
    NotAsked,
    #[error("a text in it is longer than any kiosk takes, or a list has more rows")]
    Limits,
    #[error("it is not possible now: {0}")]
    Move(String),
    #[error("the store failed: {0}")]
    Store(&'static str),
}

impl NotApplied {
    /// What such an op waits for comes in another op: it is tried again then.
    pub(super) const WAITS: &'static str = "the application it belongs to is not here yet";

    /// What stands in the way of the whole batch, where it is not the op's own fault.
    pub(super) fn obstacle(&self) -> Option<Obstacle> {
        if let NotApplied::Obstacle(obstacle) = self { Some(*obstacle) } else { None }
    }
}

impl From<StoreError> for NotApplied {
    fn from(error: StoreError) -> Self {
        if let Some(obstacle) = error.obstacle() {
            return NotApplied::Obstacle(obstacle);
        }
        match error {
            StoreError::Database(error) => NotApplied::Database(error.kind()),
            StoreError::Damaged { place } => NotApplied::Store(place),
            StoreError::File { doing, .. } => NotApplied::Store(doing),
            StoreError::KeyMissing { .. } | StoreError::KeyBroken { .. } | StoreError::KeyOther { .. } => {
                NotApplied::Store("a key of the folder `keys` is missing or broken")
            }
            StoreError::Newer { .. }
            | StoreError::NotOurs { .. }
            | StoreError::BadRow { .. }
            | StoreError::Busy { .. }
            | StoreError::Exists { .. }
            | StoreError::Obstacle(_)
            | StoreError::Kiosk(_) => NotApplied::Store("it could not be written"),
        }
    }
}

impl From<crate::store::db::Error> for NotApplied {
    fn from(error: crate::store::db::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// Opens an op's seal.
pub(super) fn open(keys: &Keys, stream: &StreamId, op: &Delivered) -> Result<Zeroizing<Vec<u8>>, NotApplied> {
    let kind = OpKind::named(&op.kind).ok_or(NotApplied::Kind)?;
    let key = keys.opening(&op.sealed.key).ok_or(NotApplied::Key)?;
    key.open(stream, op.no, kind, &op.sealed).map(Zeroizing::new).map_err(|_| NotApplied::Seal)
}

/// Writes the op's effect, and counts it in `tally`. The caller undoes everything when this fails, or when what was left to
/// be written later does.
pub(super) fn apply(
    conn: &Connection,
    keys: &Keys,
    tally: &mut Tally,
    stream: &StreamId,
    op: &Delivered,
    received_ms: i64,
) -> Result<(), NotApplied> {
    let kind = OpKind::named(&op.kind).ok_or(NotApplied::Kind)?;
    let bytes = match &op.opened.0 {
        Some(bytes) => bytes.clone(),
        None => open(keys, stream, op)?,
    };
    let (happened_ms, happened_by) = happened(conn, stream, &op.clock, received_ms)?;
    // A mad clock must not make an application that no queue can show: nothing happens after it was heard of.
    let origin = Origin { stream, no: op.no, received_ms, happened_ms: happened_ms.clamp(0, received_ms) };
    // The same for what is counted: its day must be one that has been.
    let counted_ms = origin.happened_ms;
    let (stream, no) = (stream.to_string(), op.no.cast_signed());
    match kind {
        OpKind::Visit => {
            let fact: Visit = parse(&bytes)?;
            let visit = "INSERT INTO visit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
            conn.later(
                visit,
                params![
                    stream,
                    no,
                    happened_ms,
                    happened_by,
                    fact.seconds,
                    name(&fact.end)?,
                    name(&fact.language)?,
                    fact.searches,
                    fact.vacancies_opened,
                    fact.tickets_printed,
                    fact.adjusted
                ],
            )?;
            if fact.uses.len() > USES_MAX || fact.uses.iter().any(|used| !is_screen(&used.screen)) {
                return Err(NotApplied::Fact);
            }
            let insert = "INSERT INTO visit_use VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            for (place, used) in fact.uses.iter().enumerate() {
                let service = used.service.as_str();
                conn.later(
                    insert,
                    params![stream, no, place, service, used.finished, used.screen, used.seconds],
                )?;
            }
            tally.add_at_hour(Some(&stream), counted_ms, |hour| of_visit(&fact, hour));
        }
        OpKind::Ticket => {
            let fact: Ticket = parse(&bytes)?;
            let outcome = name(&fact.outcome)?;
            conn.later(
                "INSERT INTO ticket VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![stream, no, happened_ms, happened_by, fact.number, fact.vacancy, outcome, fact.cause],
            )?;
            tally.add(Some(&stream), counted_ms, vec![of_ticket(&fact)]);
        }
        OpKind::SearchMiss => {
            let fact: SearchMiss = parse(&bytes)?;
            if fact.words.chars().count() > 60 {
                return Err(NotApplied::Fact);
            }
            let place = fact.place.map(|place| place.to_string());
            conn.later(
                "INSERT INTO search_miss VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![stream, no, happened_ms, happened_by, fact.words, place, fact.day.to_string()],
            )?;
            tally.add(Some(&stream), counted_ms, vec![of_search_miss()]);
        }
        OpKind::Print => {
            let fact: Print = parse(&bytes)?;
            let insert = "INSERT INTO print_change
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
            for (place, change) in fact.changes.iter().enumerate() {
                conn.later(
                    insert,
                    params![
                        stream,
                        no,
                        place,
                        happened_ms,
                        happened_by,
                        fact.job,
                        fact.number,
                        fact.sort.as_str(),
                        fact.copy,
                        change.state,
                        change.cause,
                        change.wall_ms,
                        // A mad clock must not hold the fact: it is not what the order is taken from.
                        i64::try_from(change.mono_ms).unwrap_or(i64::MAX),
                        change.status
                    ],
                )?;
            }
            if fact.changes.iter().any(|change| is_on_paper(&change.state)) {
                let on_paper = Count::one(Name::Print, fact.sort.as_str());
                tally.add(Some(&stream), counted_ms, vec![on_paper]);
            }
            if let Some(card) = &fact.card
                && fact.changes.iter().any(|change| is_on_paper(&change.state))
            {
                count_print(conn, keys, origin, card, fact.job, fact.copy)?;
            }
        }
        OpKind::Application => apply_application(conn, keys, origin, &parse::<Application>(&bytes)?)?,
        OpKind::Mend => apply_mend(conn, keys, origin, &parse::<Mend>(&bytes)?)?,
        OpKind::Report => {
            let fact: Report = parse(&bytes)?;
            apply_report(conn, keys, origin, &fact)?;
            tally.add(Some(&stream), counted_ms, of_report(&fact.news));
        }
        OpKind::Survey => {
            let fact: Survey = parse(&bytes)?;
            let insert = "INSERT INTO survey_mark VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            for (element, mark) in fact.marks() {
                let (service, element) = (fact.service().as_str(), element.as_str());
                conn.later(
                    insert,
                    params![stream, no, happened_ms, happened_by, service, element, mark.get()],
                )?;
            }
            tally.add(Some(&stream), counted_ms, of_survey(&fact));
        }
        OpKind::Receipt => {
            let fact: Receipt = parse(&bytes)?;
            let long = fact.detail.chars().count() > DETAIL_CHARS_MAX
                || fact.log.as_ref().is_some_and(|log| log.0.len() > LOG_BYTES_MAX);
            if long {
                return Err(NotApplied::Limits);
            }
            conn.later(
                "INSERT INTO command_receipt VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    stream,
                    no,
                    happened_ms,
                    happened_by,
                    fact.no.cast_signed(),
                    fact.outcome.as_str(),
                    fact.detail,
                    fact.log.map(|log| log.0)
                ],
            )?;
        }
        OpKind::Service => {
            let fact: Service = parse(&bytes)?;
            conn.later(
                "INSERT INTO service_act VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![stream, no, happened_ms, happened_by, name(&fact.act)?, fact.code],
            )?;
            count_down(conn, tally, &stream, no, &fact, counted_ms)?;
        }
    }
    Ok(())
}

/// A machine that a technician puts in order again was down since it was put out of it.
fn count_down(
    conn: &Connection,
    tally: &mut Tally,
    stream: &str,
    no: i64,
    fact: &Service,
    happened_ms: i64,
) -> Result<(), NotApplied> {
    if fact.act != ServiceAct::PutInOrder {
        return Ok(());
    }
    let out: Option<(String, i64, Option<String>)> = conn
        .prepare_cached(
            "SELECT act, happened_ms, code FROM service_act
             WHERE stream = ?1 AND no < ?2 AND act IN ('put-out-of-order', 'put-in-order') ORDER BY no DESC LIMIT 1",
        )?
        .query_row(params![stream, no], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((act, since_ms, code)) = out
        && act == "put-out-of-order"
    {
        let seconds = u64::try_from((happened_ms - since_ms) / 1_000).unwrap_or(0);
        let down = Count::measured(Name::Down, code.unwrap_or_default(), seconds);
        tally.add(Some(stream), happened_ms, vec![down]);
    }
    Ok(())
}

/// Whether a state of a print job means that paper came out, as far as anybody can know.
fn is_on_paper(state: &str) -> bool {
    matches!(state, "printed" | "printed-unverified")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotApplied> {
    // Serde's own message quotes the content, so it is dropped.
    serde_json::from_slice(bytes).map_err(|_| NotApplied::Fact)
}

/// The wire's name of a unit variant.
fn name(value: &impl Serialize) -> Result<String, NotApplied> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        Ok(_) | Err(_) => Err(NotApplied::Fact),
    }
}

/// When it happened, as well as can be known (protocol rule 13), and by which clock. A wall clock that
/// was set is believed. One that was not may be wrong for weeks, but if the machine has not restarted
/// since its last beat, the monotonic clock tells how long before or after that beat it was.
fn happened(
    conn: &Connection,
    stream: &StreamId,
    clock: &Clock,
    received_ms: i64,
) -> Result<(i64, &'static str), NotApplied> {
    if clock.synced {
        return Ok((clock.wall_ms, "synced"));
    }
    let last: Option<(String, i64)> = conn
        .prepare_cached(
            "SELECT beat, beat_received_ms FROM device WHERE stream = ?1 AND beat_received_ms IS NOT NULL",
        )?
        .query_row([stream.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((beat, beat_ms)) = last
        && let Ok(beat) = serde_json::from_str::<Beat>(&beat)
        && beat.clock.boot == clock.boot
    {
        let before_ms = i128::from(beat.clock.mono_ms) - i128::from(clock.mono_ms);
        if let Ok(happened_ms) = i64::try_from(i128::from(beat_ms) - before_ms) {
            return Ok((happened_ms.min(received_ms), "monotonic"));
        }
    }
    Ok((clock.wall_ms, "unsure"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::{Lang, held_reason};

    #[test]
    fn whatever_is_kept_as_a_reason_has_indonesian_words() {
        let all = [
            NotApplied::Kind,
            NotApplied::Large,
            NotApplied::Erased,
            NotApplied::Key,
            NotApplied::Seal,
            NotApplied::Fact,
            NotApplied::Database(Kind::Other),
            NotApplied::Receipt,
            NotApplied::Waits,
            NotApplied::Proof,
            NotApplied::NotAsked,
            NotApplied::Limits,
            NotApplied::Move("x".into()),
            NotApplied::Store("x"),
        ];
        for reason in all {
            let kept = reason.to_string();
            assert_ne!(held_reason(&kept, Lang::Id), kept, "{reason:?}");
            assert_eq!(held_reason(&kept, Lang::En), kept);
        }
    }
}
