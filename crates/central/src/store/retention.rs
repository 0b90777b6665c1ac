//! How long persons are kept, and what they may ask for (UU 27/2022 ps 5–13).
//!
//! - What a person asks of their data waits in `data_request` with its clock of 3×24 hours (ps 30, 40–44), which runs
//!   on holidays too.
//! - Erasing removes what is sealed, the sealed op it came in, the locked card and its row in the feed. What stays
//!   says nothing about anybody: a number that is never given again, the stages, the trail. SQLite overwrites what is
//!   deleted (`secure_delete`), and the log that is written before is emptied.
//! - A copy of one's own data is JSON, and the same to read.

use std::fs;

use anjungan_wire::encoding::hex;
use anjungan_wire::id::Scope;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use super::application::{ActRefusal, ApplicationId, Dossier, moment, unpublish};
use super::error::{Result, StoreError};
use super::fields::{self, Owner};
use super::keys::Keys;
use super::{Store, audit};
use crate::office::people::{Action, may};
use crate::office::workflow::{Act, Actor, NotAllowed};

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

/// A copy of a person's own data.
#[derive(Clone, PartialEq, Debug)]
pub struct Export {
    /// For machines.
    pub json: Value,
    /// The same to read, in Indonesian.
    pub text: String,
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
        tx.execute(
            "INSERT INTO data_request (application, wish, received_ms, due_ms) VALUES (?1, ?2, ?3, ?4)",
            params![id.0, wish.as_str(), at.as_millisecond(), due.as_millisecond()],
        )?;
        let request = tx.last_insert_rowid();
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

    /// Erases the person of an application: every application with the same NIK, with what is sealed, the ops they
    /// came in, the cards. How many applications.
    pub fn erase(&mut self, id: ApplicationId, actor: &Actor, at: Timestamp) -> Result<u64, ActRefusal> {
        match actor {
            Actor::Officer { role, .. } if may(*role, Action::Erase) => {}
            Actor::System => {}
            Actor::Officer { .. } | Actor::Applicant | Actor::Kiosk(_) => {
                return Err(NotAllowed::Actor { act: Act::Cancel }.into());
            }
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let ids: Vec<i64> = tx
            .prepare_cached(
                "SELECT id FROM application WHERE erased_ms IS NULL AND nik_mac IS NOT NULL
                   AND nik_mac = (SELECT nik_mac FROM application WHERE id = ?1)",
            )?
            .query_map([id.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if ids.is_empty() {
            return Err(ActRefusal::Unknown);
        }
        let mut blobs = Vec::new();
        for id in &ids {
            blobs.extend(erase_one(&tx, &keys, ApplicationId(*id), actor, at)?);
        }
        tx.commit()?;
        for blob in blobs {
            let path = self.dir.join("blobs").join(blob);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(StoreError::file("remove", &path)(error).into());
                }
                Ok(()) | Err(_) => {}
            }
        }
        self.empty_log()?;
        Ok(ids.len() as u64)
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
        let mut erased = 0;
        for id in due {
            // Only this one: a newer application of the same person has its own time.
            erased += self.erase_alone(id, at)?;
        }
        if erased > 0 {
            self.empty_log()?;
            tracing::info!(erased, "erased applications whose time is over");
        }
        Ok(erased)
    }

    /// A copy of what is kept of a person.
    pub fn export(&mut self, id: ApplicationId, actor: &Actor, at: Timestamp) -> Result<Export, ActRefusal> {
        served(actor)?;
        let dossier = self.application(id)?.ok_or(ActRefusal::Unknown)?;
        let nik = dossier.application.person.nik.clone();
        let mut all = Vec::new();
        for summary in self.applications_of(&nik)? {
            all.extend(self.application(summary.id)?);
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        note(&tx, &keys, at, actor, "export", id, json!({ "applications": all.len() }))?;
        tx.commit()?;
        let json = Value::Array(all.iter().map(as_json).collect());
        let mut text = String::from("Salinan data pribadi Anda (UU 27/2022 ps 7)\n");
        for (at, item) in json.as_array().into_iter().flatten().enumerate() {
            text += &format!("\nPengajuan {}\n", at + 1);
            write_lines(&mut text, item, 1);
        }
        Ok(Export { json, text })
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
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn erase_alone(&mut self, id: ApplicationId, at: Timestamp) -> Result<u64> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let blob = erase_one(&tx, &keys, id, &Actor::System, at)?;
        tx.commit()?;
        if let Some(blob) = blob {
            // Swept within the hour when this fails: no row names it any more.
            let _ = fs::remove_file(self.dir.join("blobs").join(blob));
        }
        Ok(1)
    }

    /// Writes everything back into the database file and empties the log before it. Readers may hold it up: then the
    /// next time does it.
    fn empty_log(&self) -> Result<()> {
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
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

/// Removes a person from one application. The blob to remove.
fn erase_one(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    actor: &Actor,
    at: Timestamp,
) -> Result<Option<String>> {
    let (office, card_id, receipt, stream, no): (String, String, String, Option<String>, Option<i64>) = conn
        .query_row(
            "SELECT office, card_id, receipt, stream, no FROM application WHERE id = ?1",
            [id.0],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
        )?;
    let office: anjungan_wire::id::RegionCode = office.parse().map_err(|_| DAMAGED)?;
    unpublish(conn, &Scope::Cards(office.province()), &card_id)?;
    fields::remove(conn, Owner::Application, id.0)?;
    for (table, owner) in [("move", Owner::Move), ("report", Owner::Report)] {
        let rows: Vec<i64> = conn
            .prepare_cached(&format!("SELECT id FROM {table} WHERE application = ?1"))?
            .query_map([id.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for row in rows {
            fields::remove(conn, owner, row)?;
        }
    }
    let mut ops: Vec<(String, i64)> = stream.zip(no).into_iter().collect();
    ops.extend(
        conn.prepare_cached("SELECT stream, no FROM report WHERE application = ?1 AND stream IS NOT NULL")?
            .query_map([id.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?,
    );
    // A mending's key names the op it came in.
    let keys_of_mends: Vec<String> = conn
        .prepare_cached("SELECT key FROM move WHERE application = ?1 AND act = 'mend'")?
        .query_map([id.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    ops.extend(keys_of_mends.iter().filter_map(|key| {
        let (stream, no) = key.strip_prefix("mend:")?.rsplit_once(':')?;
        Some((stream.to_owned(), no.parse().ok()?))
    }));
    for (stream, no) in ops {
        // The fingerprint stays: the same op, sent again, is known.
        conn.prepare_cached(
            "UPDATE inbox SET sealed = x'', reason = 'erased' WHERE stream = ?1 AND no = ?2",
        )?
        .execute(params![stream, no])?;
    }
    let blob: Option<Option<String>> = conn
        .query_row("SELECT blob_sha256 FROM card WHERE application = ?1", [id.0], |row| row.get(0))
        .optional()?;
    conn.execute(
        "UPDATE card SET check_hash = NULL, pdf_sha256 = NULL, blob_sha256 = NULL, blob_size = NULL, document = NULL
         WHERE application = ?1",
        [id.0],
    )?;
    // Receipt and card id stay unique, and lead to nobody.
    conn.execute(
        "UPDATE application SET erased_ms = ?2, nik_mac = NULL, birth_mac = NULL, receipt = ?3, card_id = ?4,
            due_ms = NULL, lease_by = NULL, lease_until_ms = NULL, concerns = '[]', mend = '[]', assisted_by = NULL
         WHERE id = ?1",
        params![
            id.0,
            at.as_millisecond(),
            receipt,
            hex(&keys.records.audit(&[b"erased", card_id.as_bytes()]))
        ],
    )?;
    note(conn, keys, at, actor, "erase", id, json!({}))?;
    Ok(blob.flatten())
}

fn as_json(dossier: &Dossier) -> Value {
    let Dossier { summary, application, moves, card, reports, .. } = dossier;
    let mut data = serde_json::to_value(application).unwrap_or(Value::Null);
    if let Some(data) = data.as_object_mut() {
        // Whoever has it can fetch the card; it is on the person's own receipt.
        data.remove("secret");
    }
    json!({
        "pengajuan": data,
        "tahap": summary.stage,
        "diterima": summary.received.to_string(),
        "kartu": card.as_ref().map(|card| json!({
            "nomor": card.number,
            "diterbitkan": card.days.issued,
            "berlaku_sampai": card.days.valid_until,
            "lapor": card.days.reports,
        })),
        "riwayat": moves.iter().map(|each| json!({
            "waktu": each.at.to_string(),
            "ke": each.to,
            "oleh": each.actor,
            "alasan": each.reasons,
            "catatan": each.note,
        })).collect::<Vec<_>>(),
        "laporan": reports.iter().map(|each| json!({
            "diterima": each.received.to_string(),
            "isi": each.report.news,
        })).collect::<Vec<_>>(),
    })
}

fn write_lines(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.replace('_', " "), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, value)| ((at + 1).to_string(), value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for (name, value) in entries {
        match value {
            Value::Object(_) | Value::Array(_) => {
                *text += &format!("{indent}{name}:\n");
                write_lines(text, value, depth + 1);
            }
            Value::Null => *text += &format!("{indent}{name}: –\n"),
            Value::Bool(yes) => *text += &format!("{indent}{name}: {}\n", if *yes { "ya" } else { "tidak" }),
            Value::Number(number) => *text += &format!("{indent}{name}: {number}\n"),
            // A photo is in the JSON; here its size says enough.
            Value::String(long) if long.len() > 2_000 => {
                *text += &format!("{indent}{name}: ({} karakter)\n", long.len());
            }
            Value::String(line) => *text += &format!("{indent}{name}: {line}\n"),
        }
    }
}
