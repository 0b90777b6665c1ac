//! What must never be lost: facts on their way to central, print jobs, and who this device is.
//!
//! One SQLite file (`ledger.db`, WAL, `synchronous = FULL`) and the device's private key beside it. Every
//! function that changes something has committed and fsynced before it returns, so *a receipt shown ⇒ its
//! op is on disk*.
//!
//! | module | what it keeps |
//! |---|---|
//! | [`outbox`] | numbered, sealed facts until central has had them for 30 days |
//! | [`job`], [`spool`] | print jobs: the machine of their states, and where each one is |
//! | [`kind`], `restart`, `row`, `told` | what a job is; what a start makes of it; its row; what central hears |
//! | [`station`] | each printer's paper, and whether it is out of order |
//! | [`service`] | what service mode must remember |
//! | [`person`] | applications, and the papers that are about a person |
//! | [`command`] | what the office asked of this machine, at most once each |
//! | [`number`] | ticket numbers and their check character |
//! | `proof` | whether what is written is there |
//! | [`key`] | the Ed25519 key, in a file only this user may read |
//! | [`schema`] | opening, migrating, refusing |
//!
//! **Architecture invariant:** nothing about a person is stored in the clear. A fact is sealed to central
//! inside the transaction that numbers it; its plaintext lives in memory only. What is readable is what the
//! spool needs after a restart: a print job's number, its vacancy, its states; and its bytes until it is settled.
//! The bytes of papers about a person (slips, cards) are never in the file at all: see [`person`].
//!
//! **Architecture invariant:** a ledger that is damaged or from a newer program is refused and left as it
//! is. Nothing here deletes a file.

pub mod command;
pub mod error;
pub mod job;
pub mod key;
pub mod kind;
pub mod number;
pub mod outbox;
pub mod person;
mod proof;
pub mod purge;
mod restart;
mod row;
pub mod schema;
pub mod service;
pub mod spool;
pub mod station;
mod told;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anjungan_wire::id::{Epoch, StreamId};
use anjungan_wire::request::Enrolled;
use ed25519_dalek::SigningKey;
use rusqlite::{Connection, OptionalExtension, params};

pub use command::Begun;
pub use error::LedgerError;
pub use job::{Cause, JobId, JobState};
pub use kind::{Actor, JobKind, NewJob, Station};
pub use number::{PaperNumber, TicketNumber};
pub use outbox::{Acked, Fact};
pub use person::{Drawn, Stored, Tries};
pub use service::PinFailures;
pub use spool::{Job, Paper};
pub use station::{OutOfOrder, PaperLeft};

/// The ledger of this device. One owner; threads share it through [`Shared`].
pub struct Ledger {
    db: Connection,
    stream: StreamId,
    keys: key::DeviceKeys,
    enrolled: Option<Enrolled>,
    held: person::Held,
}

impl Ledger {
    /// Opens the ledger at `path`, or begins one: then `random` becomes the stream's id. The device key is
    /// `device.key` in the same folder.
    pub fn open(path: &Path, random: [u8; 16]) -> Result<Self, LedgerError> {
        let mut db = schema::open(path)?;
        let stream = begin_stream(&mut db, random)?;
        let keys = key::DeviceKeys::open(&path.with_file_name("device.key"))?;
        let enrolled = stored_enrolment(&db)?;
        Ok(Self { db, stream, keys, enrolled, held: person::Held::default() })
    }

    /// The stream of this ledger.
    pub fn stream(&self) -> StreamId {
        self.stream
    }

    /// Signs requests to central. It never leaves the device.
    pub fn device_key(&self) -> SigningKey {
        self.keys.ring().current()
    }

    /// The same for all who sign requests: they go on with another one once it was changed.
    pub fn keyring(&self) -> key::KeyRing {
        self.keys.ring().clone()
    }

    /// The key that this machine is changing to. `None`: it changes to none.
    pub fn next_key(&self) -> Option<SigningKey> {
        self.keys.next().cloned()
    }

    /// Begins to change the key, unless it is being changed already. The next key is on disk when this returns.
    pub fn begin_key_change(&mut self) -> Result<(), LedgerError> {
        self.keys.begin()
    }

    /// Central knows the next key and no other: it signs from now on.
    pub fn use_next_key(&self) {
        self.keys.use_next();
    }

    /// Central knows the next key as this machine's: it is the key from now on, on disk too.
    pub fn finish_key_change(&mut self) -> Result<(), LedgerError> {
        self.keys.finish()
    }

    /// What central told this terminal when it enrolled.
    pub fn enrolled(&self) -> Option<&Enrolled> {
        self.enrolled.as_ref()
    }

    /// Keeps what central says about this terminal, in place of what it said before.
    pub fn set_enrolled(&mut self, enrolled: Enrolled) -> Result<(), LedgerError> {
        let text = serde_json::to_string(&enrolled).map_err(LedgerError::NotJson)?;
        self.db.execute("UPDATE device SET enrolled = ?1", [text])?;
        self.enrolled = Some(enrolled);
        Ok(())
    }

    /// Forgets the enrolment, for a terminal that goes to another central. Facts sealed so far stay.
    pub fn forget_enrolment(&mut self) -> Result<(), LedgerError> {
        self.db.execute("UPDATE device SET enrolled = NULL", [])?;
        self.enrolled = None;
        Ok(())
    }

    /// The generation in use of a signed document, 0 when there is none. `document` is its kind and, where
    /// it has one, its scope: `snapshot vacancies@32`.
    pub fn generation(&self, document: &str) -> Result<u64, LedgerError> {
        let found = self
            .db
            .query_row("SELECT generation FROM generation WHERE document = ?1", [document], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(0))
    }

    /// A document of this generation is now in use. A lower one than before changes nothing.
    pub fn raise_generation(&mut self, document: &str, generation: u64) -> Result<(), LedgerError> {
        self.db.execute(
            "INSERT INTO generation (document, generation) VALUES (?1, ?2)
             ON CONFLICT (document) DO UPDATE SET generation = max(generation, excluded.generation)",
            params![document, generation],
        )?;
        Ok(())
    }

    /// To share it between the threads of this program.
    pub fn share(self) -> Shared {
        Shared(Arc::new(Mutex::new(self)))
    }
}

/// A ledger that several threads use, one at a time.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Ledger>>);

impl Shared {
    /// Waits for the ledger. A thread that panicked with it in hand left no half transaction behind (SQLite
    /// rolled it back), so the next one just goes on.
    pub fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begin_stream(db: &mut Connection, random: [u8; 16]) -> Result<StreamId, LedgerError> {
    // Ticket numbers begin anywhere: a re-installed kiosk keeps its code and should not hand out the
    // numbers of last week again.
    let first_ticket = u32::from(u16::from_be_bytes([random[0], random[1]]));
    db.execute(
        "INSERT INTO device (one, stream, epoch, last_ticket) VALUES (1, ?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![random, Epoch::NONE.to_string(), first_ticket],
    )?;
    let stream = db.query_row("SELECT stream FROM device", [], |row| row.get(0))?;
    Ok(StreamId::new(stream))
}

fn stored_enrolment(db: &Connection) -> Result<Option<Enrolled>, LedgerError> {
    let text: Option<String> = db.query_row("SELECT enrolled FROM device", [], |row| row.get(0))?;
    text.map(|text| serde_json::from_str(&text)).transpose().map_err(LedgerError::NotJson)
}

#[cfg(test)]
pub(crate) mod tests;
