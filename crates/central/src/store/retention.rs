//! How long persons are kept, and what they may ask for (UU 27/2022 ps 5–13).
//!
//! - What a person asks of their data waits in `data_request` with its clock of 3×24 hours (ps 30, 40–44), which runs
//!   on holidays too.
//! - Erasing removes what is sealed, the sealed op it came in, the locked card and its row in the feed. What stays
//!   says nothing about anybody: a number that is never given again, the stages, the trail. SQLite overwrites what is
//!   deleted (`secure_delete`), and the log that is written before is emptied.
//! - Erasures outlive a restore ([`record`]).
//! - A copy of one's own data is JSON, and the same to read.

mod discarded;
mod erase;
mod export;
mod record;

use crate::store::db::{Connection, OptionalExtension, params};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

use super::application::{ActRefusal, ApplicationId, moment};
use super::error::{Result, StoreError};
use super::keys::Keys;
use super::{Store, audit};
use crate::office::people::{Action, may};
use crate::office::workflow::{Act, Actor, NotAllowed};

pub use export::Export;
pub(super) use record::{catch_up, is_erased};

/// How long an office has to answer what a person asks of their data.
pub const ANSWER: SignedDuration = SignedDuration::from_hours(72);

/// What a person asks of their data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// A copy (ps 7).
    Copy,
    /// To correct them (ps 6).
    Correct,
    /// To erase them (ps 8).
    Erase,
    /// To stop processing them (ps 9, 11).
    Stop,
}

impl Wish {
    /// Every wish.
    pub const ALL: [Wish; 4] = [Wish::Copy, Wish::Correct, Wish::Erase, Wish::Stop];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Wish::Copy => "copy",
            Wish::Correct => "correct",
            Wish::Erase => "erase",
            Wish::Stop => "stop",
        }
    }

    /// The wish with this name.
    pub fn named(name: &str) -> Option<Wish> {
        Self::ALL.into_iter().find(|wish| wish.as_str() == name)
    }
}

/// A wish that waits, or was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataRequest {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub application: ApplicationId,
    /// What is asked.
    pub wish: Wish,
    /// When it came.
    pub received: Timestamp,
    /// By when it must be answered.
    pub due: Timestamp,
}

impl Store {
    /// Notes what a person asks of their data.
    pub fn ask_of_data(
        &mut self,
        id: ApplicationId,
        wish: Wish,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<i64, ActRefusal> {
        served(actor)?;
        let keys = std::sync::Arc::clone(&self.keys);
        let due = at.saturating_add(ANSWER).unwrap_or(Timestamp::MAX);
        let tx = self.write()?;
        let request: i64 = tx.query_row(
            "INSERT INTO data_request (application, wish, received_ms, due_ms) VALUES (?1, ?2, ?3, ?4) RETURNING id",
            params![id.0, wish.as_str(), at.as_millisecond(), due.as_millisecond()],
            |row| row.get(0),
        )?;
        note(&tx, &keys, at, actor, "ask-of-data", id, json!({ "wish": wish.as_str(), "request": request }))?;
        tx.commit()?;
        Ok(request)
    }

    /// What waits to be answered, the most urgent first.
    pub fn data_requests(&self) -> Result<Vec<DataRequest>> {
        const DAMAGED: StoreError = StoreError::Damaged { place: "data_request" };
        let mut statement = self.conn.prepare_cached(
            "SELECT id, application, wish, received_ms, due_ms FROM data_request
             WHERE done_ms IS NULL ORDER BY due_ms, id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?, row.get(4)?))
        })?;
        rows.map(|row| {
            let (id, application, wish, received, due) = row?;
            Ok(DataRequest {
                id,
                application: ApplicationId(application),
                wish: Wish::named(&wish).ok_or(DAMAGED)?,
                received: moment(received)?,
                due: moment(due)?,
            })
        })
        .collect()
    }

    /// A request is answered. `outcome` says how, and nothing about the person.
    pub fn close_data_request(
        &mut self,
        request: i64,
        outcome: &str,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(), ActRefusal> {
        served(actor)?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let id: Option<i64> = tx
            .query_row(
                "UPDATE data_request SET done_ms = ?2, done_by = ?3, outcome = ?4
                 WHERE id = ?1 AND done_ms IS NULL RETURNING application",
                params![request, at.as_millisecond(), actor.to_string(), outcome],
                |row| row.get(0),
            )
            .optional()?;
        let id = ApplicationId(id.ok_or(ActRefusal::Unknown)?);
        note(&tx, &keys, at, actor, "answer-data-request", id, json!({ "request": request }))?;
        tx.commit()?;
        Ok(())
    }

    /// Erases whoever's time is over, by the rules of their office. How many applications.
    pub fn run_retention(&mut self, at: Timestamp) -> Result<u64> {
        let mut due: Vec<ApplicationId> = Vec::new();
        for Ended { id, office, closed_ms, valid_until } in self.ended()? {
            let rules = self.office(&office.parse().map_err(|_| DAMAGED)?)?;
            let today = rules.clock.zone.local(at).date();
            let (from, months) = match valid_until {
                Some(day) => (
                    day.parse::<jiff::civil::Date>().map_err(|_| DAMAGED)?,
                    rules.retention.after_card_months,
                ),
                None => {
                    (rules.clock.zone.local(moment(closed_ms)?).date(), rules.retention.after_closed_months)
                }
            };
            if from.saturating_add(i64::from(months).months()) < today {
                due.push(ApplicationId(id));
            }
        }
        let erased = due.len() as u64;
        let discarded = self.forget_discarded(at)?;
        for id in due {
            // Only this one: a newer application of the same person has its own time.
            self.erase_these(&[id], &Actor::System, at)?;
        }
        if erased + discarded > 0 {
            self.empty_log()?;
            tracing::info!(erased, discarded, "erased applications and discarded reports whose time is over");
        }
        Ok(erased)
    }

    fn ended(&self) -> Result<Vec<Ended>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT application.id, application.office, since_ms,
                (SELECT valid_until FROM card WHERE card.application = application.id
                   AND state NOT IN ('numbered', 'void'))
             FROM application WHERE erased_ms IS NULL
               AND stage IN ('DITOLAK', 'DIBATALKAN', 'KEDALUWARSA', 'DITUTUP_SUDAH_BEKERJA')",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Ended {
                id: row.get(0)?,
                office: row.get(1)?,
                closed_ms: row.get(2)?,
                valid_until: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<crate::store::db::Result<_>>()?)
    }
}

const DAMAGED: StoreError = StoreError::Damaged { place: "application" };

/// An application at its end.
struct Ended {
    id: i64,
    office: String,
    /// Since when.
    closed_ms: i64,
    /// The last day of the card that came of it.
    valid_until: Option<String>,
}

fn served(actor: &Actor) -> Result<(), ActRefusal> {
    match actor {
        Actor::Officer { role, .. } if may(*role, Action::ServePerson) => Ok(()),
        Actor::Applicant => Ok(()),
        Actor::Officer { .. } | Actor::Kiosk(_) | Actor::System => {
            Err(NotAllowed::Actor { act: Act::Amend }.into())
        }
    }
}

fn note(
    conn: &Connection,
    keys: &Keys,
    at: Timestamp,
    actor: &Actor,
    act: &str,
    id: ApplicationId,
    detail: Value,
) -> Result<()> {
    audit::note(
        conn,
        keys,
        at.as_millisecond(),
        &actor.to_string(),
        act,
        &format!("application:{id}"),
        &detail,
    )
}
