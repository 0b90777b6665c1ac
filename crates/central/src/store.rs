//! Everything central knows, in one folder.
//!
//! ```text
//! DIR/central.db          SQLite, WAL, synchronous=FULL
//! DIR/keys/seal-<kid>.key opens what terminals seal          \  outside the database, mode 0600:
//! DIR/keys/content.key    signs what terminals trust          | a stolen backup opens nothing
//! DIR/keys/fields-<kid>.key, records.key, card-<office>-<n>.key: what persons told, finding them, codes on cards
//! DIR/keys/erased         who was erased, by keyed hashes: outlives a restore of the database
//! DIR/blobs/<sha256>      snapshots and locked cards, named by what they hold
//! ```
//!
//! **Architecture invariant:** a [`Store`] is one connection. There may be many, in many processes;
//! every write is one immediate transaction, so SQLite lets one writer in at a time and the position of
//! a change is its commit order. Nothing is remembered between calls but the keys.
//!
//! **Architecture invariant:** an op that was acknowledged is on disk. That is what `synchronous=FULL`
//! is for: with NORMAL a power cut can lose acknowledged ops without a new epoch, and nobody would know.

mod application;
mod apply;
mod audit;
mod backup;
mod console_people;
mod console_public;
mod device;
mod enrolment;
mod error;
mod feed;
mod fields;
mod inbox;
mod keys;
mod meta;
mod migrate;
mod names;
mod office;
mod people;
mod prints;
mod publish;
mod purge;
mod retention;
mod snapshot;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

pub use application::{
    ActRefusal, ApplicationId, CardState, Dossier, Filter, IssueFacts, IssuedRecord, Lease, MoveRecord,
    Moved, Placements, PublicCard, ReportRecord, ReportState, Summary,
};
pub use audit::{AuditBroken, AuditHead, AuditRow};
pub use backup::{ServeLock, restore};
pub use console_public::PhotoTaken;
pub use device::{Device, DeviceState};
pub use enrolment::{CODE_HOURS, EnrolRefusal, Invite, Invited};
pub use error::{Result, StoreError};
pub use feed::ScopeState;
pub(crate) use inbox::PushJob;
pub use inbox::{Delivered, Delivery, HeldOp, Opened, PushRefusal};
pub use migrate::VERSION;
pub use names::NameQuery;
pub use office::{OfficeRefusal, OfficeVersion};
pub use people::{
    Account, Checked, Credentials, INVITED_HOURS, InviteCode, Invited as InvitedOfficer, Joined, Joining,
    Lost, NewAccount, PeopleRefusal, Proof, SessionToken, SignIn, SignedIn, TotpSecret, hash_password,
};
pub use prints::{PrintStep, PrintTrail};
pub use publish::{Published, RowChange, VacancyChange};
pub use purge::TOMBSTONE_DAYS;
pub use retention::{DataRequest, Export, Wish};
pub use snapshot::LEVEL as SNAPSHOT_LEVEL;

use keys::Keys;

/// How long a writer waits for another one, in another process too. An import of a nation's vacancies
/// holds the lock for a few seconds.
const BUSY_WAIT: Duration = Duration::from_secs(30);
/// Between two looks where SQLite itself does not wait.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// One connection to central's data.
pub struct Store {
    conn: Connection,
    dir: PathBuf,
    keys: Arc<Keys>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.dir.display())
    }
}

impl Store {
    /// Opens the data in `dir`; makes folder, database and keys when there are none.
    pub fn open(dir: &Path) -> Result<Store> {
        keys::make_dir(dir)?;
        keys::make_dir(&dir.join("blobs"))?;
        let mut conn = connect(&dir.join("central.db"))?;
        migrate::migrate(&mut conn, &dir.join("central.db"))?;
        meta::begin_first_epoch(&conn)?;
        office::fill_reasons(&conn)?;
        let keys = Keys::load_or_make(&mut conn, &dir.join("keys"))?;
        retention::catch_up(&mut conn, &keys, dir)?;
        names::build_once(&mut conn, &keys)?;
        Ok(Store { conn, dir: dir.into(), keys: Arc::new(keys) })
    }

    /// Another connection to the same data, for another thread.
    pub fn another(&self) -> Result<Store> {
        let conn = connect(&self.dir.join("central.db"))?;
        Ok(Store { conn, dir: self.dir.clone(), keys: Arc::clone(&self.keys) })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The public half of the key that signs content.
    pub fn content_key(&self) -> [u8; 32] {
        self.keys.content.verifying_key().to_bytes()
    }

    /// What newly enrolled terminals seal with.
    pub fn sealing_key(&self) -> anjungan_wire::seal::SealingKey {
        self.keys.sealing()
    }

    fn write(&mut self) -> Result<Transaction<'_>> {
        Ok(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }
}

fn connect(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)
        .map_err(|error| StoreError::NotOurs { path: path.into(), why: error.to_string() })?;
    conn.busy_timeout(BUSY_WAIT)?;
    conn.set_prepared_statement_cache_capacity(64);
    // The first statement that reads the file finds out whether it is one.
    let mode =
        use_wal(&conn).map_err(|error| StoreError::NotOurs { path: path.into(), why: error.to_string() })?;
    debug_assert_eq!(mode, "wal");
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // What is erased is overwritten, not only forgotten.
    conn.pragma_update(None, "secure_delete", true)?;
    Ok(conn)
}

/// Two programs that bring a new file to WAL at once: SQLite tells one of them "locked" without waiting, whatever its
/// busy wait is. So the wait is here.
fn use_wal(conn: &Connection) -> rusqlite::Result<String> {
    let begun = Instant::now();
    loop {
        match conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)) {
            Err(error) if is_busy(&error) && begun.elapsed() < BUSY_WAIT => std::thread::sleep(LOOK_AGAIN),
            mode => return mode,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Unix seconds.
pub(crate) fn now_s() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
