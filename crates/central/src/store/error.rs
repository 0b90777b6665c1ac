//! What can go wrong in the store, said to a technician.

use std::path::{Path, PathBuf};

use anjungan_wire::limits::ROW_BODY_BYTES_MAX;

/// The result of everything in the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(super::db::Error),
    /// A file could not be read, written or made.
    #[error("can't {doing} {} ({error}): check the path and its permissions", path.display())]
    File {
        /// What was tried, like "write".
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The database is from a newer program.
    #[error(
        "{} is of version {found} and this program knows {known}: run the newer anjungan-central, \
         or restore a backup made before the update",
        path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// The file is no database of central's.
    #[error("{} is not a database of anjungan-central: {why}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The database was made with a key whose file is gone. A new key would make every op sealed for
    /// the old one unreadable, so that is never done silently.
    #[error(
        "{} is missing, and this database was made with it: copy the `keys` folder from the machine or the \
         safe where it is kept",
        path.display()
    )]
    KeyMissing {
        /// Where the key should be.
        path: PathBuf,
    },
    /// A key file does not hold a key.
    #[error("{} does not hold a key (64 hexadecimal digits): copy it again from its backup", path.display())]
    KeyBroken {
        /// The file.
        path: PathBuf,
    },
    /// A key is another than the one this database knows: the folder is not the one that belongs to it.
    #[error(
        "{} is not the key that this database knows; terminals would trust nothing signed with it: give --data the \
         folder that belongs to the database (machines with one PostgreSQL share one folder), or copy its `keys`",
        path.display()
    )]
    KeyOther {
        /// The file.
        path: PathBuf,
    },
    /// A row that can't be published.
    #[error("row {id} can't be published: {why}")]
    BadRow {
        /// Its id.
        id: String,
        /// What is wrong.
        why: &'static str,
    },
    /// Something read back from the database is not what was put in.
    #[error("the database holds something unreadable in {place}: restore a backup")]
    Damaged {
        /// Table and column.
        place: &'static str,
    },
    /// Another process works on this data.
    #[error("another anjungan-central is serving {}: stop it first", dir.display())]
    Busy {
        /// The data folder.
        dir: PathBuf,
    },
    /// A file would be overwritten.
    #[error("{} exists already: choose another name, or move it away", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Something stood in the way of a whole batch.
    #[error("{0}")]
    Obstacle(Obstacle),
    /// There is no such kiosk, or none in the state that is needed.
    #[error("{0}")]
    Kiosk(String),
}

/// What keeps central from doing its work for a while. What was asked is not kept, and may be asked again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Obstacle {
    /// The database can't be reached, or does not answer.
    #[error("central's database does not answer")]
    Away,
    /// Somebody else writes, for longer than is waited.
    #[error("central's database is busy")]
    Busy,
    /// The disk is full, or can't be written.
    #[error("central's disk is full or can't be written: make room on it")]
    Full,
}

/// Why one row of many was left out.
pub(crate) const TOO_LARGE: &str = "its body is larger than a terminal accepts";
const _: () = assert!(ROW_BODY_BYTES_MAX == 64 * 1024);

impl StoreError {
    /// What stands in the way, where the same may go well later and nothing is wrong with what was asked.
    pub fn obstacle(&self) -> Option<Obstacle> {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match self {
            StoreError::Database(error) => match error.kind() {
                super::db::Kind::Away => Some(Obstacle::Away),
                super::db::Kind::Busy => Some(Obstacle::Busy),
                super::db::Kind::Full => Some(Obstacle::Full),
                super::db::Kind::Constraint | super::db::Kind::Other => None,
            },
            StoreError::File { error, .. } => {
                let full = matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge);
                full.then_some(Obstacle::Full)
            }
            StoreError::Obstacle(obstacle) => Some(*obstacle),
            StoreError::Newer { .. }
            | StoreError::NotOurs { .. }
            | StoreError::KeyMissing { .. }
            | StoreError::KeyBroken { .. }
            | StoreError::KeyOther { .. }
            | StoreError::BadRow { .. }
            | StoreError::Damaged { .. }
            | StoreError::Busy { .. }
            | StoreError::Exists { .. }
            | StoreError::Kiosk(_) => None,
        }
    }

    /// Whether the same may go well in a moment: there is a [`Obstacle`], and it is none of the data's.
    pub fn is_passing(&self) -> bool {
        self.obstacle().is_some()
    }

    /// For `map_err` after a file operation.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| StoreError::File { doing, path, error }
    }
}

/// By hand, and without a cause of its own: the line says already what the database said.
impl From<super::db::Error> for StoreError {
    fn from(error: super::db::Error) -> Self {
        StoreError::Database(error)
    }
}
