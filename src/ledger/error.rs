//! What can go wrong with the ledger, and what a technician can do about it.

use std::path::PathBuf;

use anjungan_wire::seal::SealError;
use rusqlite::ErrorCode;

use super::job::{IllegalMove, JobId};

/// Why the ledger did not do what it was asked. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Facts are sealed to central, and central's key comes with enrolment.
    #[error("this terminal is not enrolled: put an enrolment_code into the configuration")]
    NotEnrolled,
    /// Written by a newer program.
    #[error("the ledger {} has version {found}, this program knows {known}: install the newer program again; \
             nothing was changed", path.display())]
    FromTheFuture {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// Not a sound database. The file stays where it is.
    #[error("the ledger {} is damaged ({what}): it was left untouched; keep a copy for the support, move it away \
             and enrol this terminal again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The device key can't be used.
    #[error("the device key {}: {what}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// The disk, or the size the database may grow to.
    #[error("the disk is full: free some space where the ledger is")]
    Full,
    /// A read-only file or file system.
    #[error(
        "the ledger is read-only: check the file's rights and whether its disk was mounted read-only after an error"
    )]
    ReadOnly,
    /// Another program holds it.
    #[error("the ledger is locked by another program: is a second `anjungan` running?")]
    Busy,
    /// A fact larger than a push can carry.
    #[error("a sealed fact of {bytes} bytes is more than the {most} that central takes")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// Central's sealing key is no key.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A stored text is not what this program wrote.
    #[error("the ledger holds a text this program can't read: {0}")]
    NotJson(serde_json::Error),
    /// A stored value is none this program knows.
    #[error("the ledger holds {found:?} where {expected} was expected")]
    NotKnown {
        /// What is there.
        found: String,
        /// What should be.
        expected: &'static str,
    },
    /// There is no such print job.
    #[error("there is no print job {0}")]
    NoSuchJob(JobId),
    /// The roll will not last for it. Nothing was queued and no number taken.
    #[error(
        "a paper of {needed_mm:.0} mm does not fit the {left_mm:.0} mm that are left on the roll: put in a new \
             roll and confirm it in service mode"
    )]
    PaperShort {
        /// What it needs.
        needed_mm: f32,
        /// What is left.
        left_mm: f32,
    },
    /// The printer waits for a technician. Nothing was queued and no number taken.
    #[error("the printer is out of order ({code}): a technician must mend it and say so in service mode")]
    OutOfOrder {
        /// Why.
        code: String,
    },
    /// Whoever composes the paper could not. Nothing was queued and no number taken.
    #[error("the paper can't be composed: the line before this one in the log says why")]
    NotComposed,
    /// A visitor has had every copy that visitors get.
    #[error(
        "{number} was printed {} times: mend the printer, then print it in service mode",
        super::spool::VISITOR_COPIES_MAX
    )]
    TooManyCopies {
        /// The number on the paper.
        number: String,
    },
    /// Sixteen receipt numbers were drawn and all were given before.
    #[error("no receipt number is left: this kiosk needs a new code from central")]
    NoReceiptLeft,
    /// The system has none to give.
    #[error("the system gives no randomness: restart the machine")]
    NoRandomness,
    /// A card was printed as often as its office allows.
    #[error("this card was printed as often as its office allows: the office can grant more")]
    CardUsedUp,
    /// A print job can't go from where it is to where it was sent.
    #[error(transparent)]
    Illegal(#[from] IllegalMove),
    /// Everything else SQLite says.
    #[error("the ledger: {0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => LedgerError::Full,
            Some(ErrorCode::ReadOnly) => LedgerError::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy,
            Some(_) | None => LedgerError::Database(error),
        }
    }
}
