//! Everything central knows: in one folder, or in the folder and a PostgreSQL.
//!
//! ```text
//! DIR/central.db          SQLite, WAL, synchronous=FULL; or, elsewhere, the PostgreSQL that
//! DIR/database            names
//! DIR/keys/seal-<kid>.key opens what terminals seal          \  outside the database, mode 0600:
//! DIR/keys/content.key    signs what terminals trust          | a stolen backup opens nothing
//! DIR/keys/fields-<kid>.key, records.key, card-<office>-<n>.key: what persons told, finding them, codes on cards
//! DIR/keys/erased         who was erased, by keyed hashes: outlives a restore of the database
//! DIR/blobs/<sha256>      snapshots, locked cards, and pictures unless they have a bucket (crate::objects)
//! ```
//!
//! **Architecture invariant:** a [`Store`] is one connection. There may be many, in many processes;
//! every write is one transaction that only one writer at a time may have, so the position of a change is its commit
//! order. Nothing is remembered between calls but the keys.
//!
//! **Architecture invariant:** an op that was acknowledged is on disk. That is what `synchronous=FULL`
//! (PostgreSQL: `synchronous_commit`) is for: with less a power cut can lose acknowledged ops without a new epoch, and
//! nobody would know.

mod alerts;
mod application;
mod apply;
mod audit;
mod backup;
mod console_people;
mod console_public;
mod content;
mod copy;
pub mod db;
mod device;
mod enrolment;
mod error;
mod feed;
mod fields;
mod figures;
mod fleet;
mod import;
mod inbox;
mod key_change;
mod keys;
mod lease;
mod meta;
mod migrate;
mod names;
mod office;
mod open_data;
mod people;
mod prints;
mod publish;
mod purge;
mod retention;
mod snapshot;
mod stand;
mod tokens;
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use db::{Connection, Home, Transaction};

pub use alerts::{
    Alert, AlertFilter, AlertMessage, AlertRefusal, AlertState, Channel, KeptRule, RuleId, SentMessage,
};
pub use application::{
    ActRefusal, ApplicationId, CardState, Dossier, Filter, IssueFacts, IssuedRecord, Lease, MoveRecord,
    Moved, Placements, PublicCard, ReportRecord, ReportState, Summary,
};
pub use audit::{AuditBroken, AuditFilter, AuditHead, AuditPage, AuditRow};
pub use backup::{ServeLock, restore, restore_home};
pub use console_public::PhotoTaken;
pub use content::{
    Author, ContentId, ContentRefusal, ContentStep, ContentWish, Done, Media, Seen, Thing, ThingFilter,
    ThingPage, Version,
};
pub use copy::{Copied, move_to_postgres};
pub use device::{Device, DeviceState};
pub use enrolment::{CODE_HOURS, EnrolRefusal, Invite, Invited};
pub use error::{Obstacle, Result, StoreError};
pub(crate) use feed::Fed;
pub use feed::ScopeState;
pub use figures::{Stands, UnderWay};
pub(crate) use fleet::HeardBeat;
pub use fleet::{COMMAND_HOURS, Change, CommandLine, FleetRefusal, KioskFilter, KioskLine, KioskPage};
pub use import::{
    Counts as ImportCounts, ImportRefusal, ImportRow, ImportRun, ImportSource, LEASE_MS as IMPORT_LEASE_MS,
    NewRun, NewSource, PullOutcome, Reader as ImportReader, RowOutcome, RunId, RunJob, SourceId, SourceKind,
    UNDO_DAYS, WAITING_HOURS, Waiting as ImportsWaiting,
};
pub(crate) use inbox::PushJob;
pub use inbox::{Delivered, Delivery, HeldOp, Opened, PushRefusal, fingerprint_number};
pub(crate) use lease::Holder;
pub use migrate::VERSION;
pub use names::NameQuery;
pub use office::{OfficeRefusal, OfficeVersion};
pub use open_data::{CardStands, Gauges};
pub use people::{
    Account, Checked, Credentials, INVITED_HOURS, InviteCode, Invited as InvitedOfficer, Joined, Joining,
    Lost, NewAccount, OpenSession, Passkey, PeopleRefusal, Proof, SessionId, SessionToken, SignIn, SignedIn,
    TotpSecret, hash_password,
};
pub use prints::{PrintStep, PrintTrail};
pub use publish::{Published, RowChange, VacancyChange};
pub use purge::TOMBSTONE_DAYS;
pub use retention::{DataRequest, Export, Wish};
pub use snapshot::{BlobKind, LEVEL as SNAPSHOT_LEVEL};
pub(crate) use stand::Stamp;
pub(crate) use tokens::is_stale;
pub use tokens::{ApiKey, ApiToken, NewApiToken, PER_MINUTE_MAX, TokenRefusal};
pub use waiting::Waits;

use keys::Keys;

/// One connection to central's data.
pub struct Store {
    conn: Connection,
    home: Home,
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
        Self::open_home(&Home::of(dir)?)
    }

    /// [`Store::open`] where it is known where the database is.
    pub fn open_home(home: &Home) -> Result<Store> {
        let dir = home.dir();
        if home.postgres().is_some() && home.file().exists() {
            return Err(StoreError::Kiosk(format!(
                "{} is a database, and another one is asked for: move it there with `migrate`, or take it away",
                home.file().display()
            )));
        }
        keys::make_dir(dir)?;
        keys::make_dir(&dir.join("blobs"))?;
        let conn = connect(home)?;
        migrate::migrate(&conn, home)?;
        meta::begin_first_epoch(&conn)?;
        office::fill_reasons(&conn)?;
        let keys = Keys::load_or_make(&conn, &dir.join("keys"))?;
        retention::catch_up(&conn, &keys, dir)?;
        names::build_once(&conn, &keys)?;
        Ok(Store { conn, home: home.clone(), dir: dir.into(), keys: Arc::new(keys) })
    }

    /// Another connection to the same data, for another thread.
    pub fn another(&self) -> Result<Store> {
        let conn = connect(&self.home)?;
        Ok(Store { conn, home: self.home.clone(), dir: self.dir.clone(), keys: Arc::clone(&self.keys) })
    }

    /// Where everything is.
    pub fn home(&self) -> &Home {
        &self.home
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
        Ok(self.conn.write()?)
    }
}

/// Opens the database. A file that can't be opened is none of ours.
fn connect(home: &Home) -> Result<Connection> {
    Connection::open(home).map_err(|error| match home.postgres() {
        None => StoreError::NotOurs { path: home.name(), why: error.to_string() },
        Some(_) => StoreError::Database(error),
    })
}

/// Unix seconds.
pub(crate) fn now_s() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
