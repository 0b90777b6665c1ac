//! What a database can say against a statement. None of it holds a value: a value may be a person's.

/// The result of a call to the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite says no.
    #[error("{0}")]
    Sqlite(rusqlite::Error),
    /// PostgreSQL says no.
    #[error("PostgreSQL: {message} ({code})")]
    Postgres {
        /// The five characters of the SQL standard.
        code: String,
        /// In words, without values.
        message: String,
    },
    /// PostgreSQL can't be reached, or went away. Nothing that was not committed is there.
    #[error("PostgreSQL can't be reached ({why}): it is tried again with the next request")]
    Away {
        /// What the system or the driver said.
        why: String,
    },
    /// SQLite undid the whole transaction in the middle, as it does when the disk is full or fails.
    #[error("SQLite gave the transaction up: the disk is full, or can't be written")]
    GivenUp,
    /// There is no such row.
    #[error("no such row")]
    NoRows,
    /// A column holds something else than was expected.
    #[error("column {at} is not {why}")]
    Column {
        /// From 0.
        at: usize,
        /// What was expected.
        why: &'static str,
    },
    /// A number beyond 63 bits.
    #[error("a number is too large for the database")]
    Number,
    /// The address of a PostgreSQL is none.
    #[error("not the address of a PostgreSQL: write postgres://USER:PASSWORD@HOST:PORT/DATABASE")]
    Address,
}

/// What sort of no it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A rule of a table forbids it: unique, foreign key, check, not null.
    Constraint,
    /// Somebody else writes, for longer than is waited.
    Busy,
    /// The database can't be reached.
    Away,
    /// The disk, or what the database may use of it, is full, or takes nothing for another reason.
    Full,
    /// Anything else.
    Other,
}

impl Error {
    /// Of what sort it is.
    pub fn kind(&self) -> Kind {
        use rusqlite::ErrorCode::{ConstraintViolation, DatabaseBusy, DatabaseLocked, DiskFull};
        match self {
            Error::Sqlite(error) => match error.sqlite_error_code() {
                Some(ConstraintViolation) => Kind::Constraint,
                Some(DatabaseBusy | DatabaseLocked) => Kind::Busy,
                Some(DiskFull) => Kind::Full,
                Some(_) | None if is_unwritable(error) => Kind::Full,
                Some(_) | None => Kind::Other,
            },
            Error::Postgres { code, .. } => match code.as_str() {
                // lock_not_available, deadlock_detected, serialization_failure
                "55P03" | "40P01" | "40001" => Kind::Busy,
                // disk_full
                "53100" => Kind::Full,
                code if code.starts_with("23") => Kind::Constraint,
                // admin_shutdown and its like, too_many_connections, read_only_sql_transaction: a failover
                code if code.starts_with("57P") || code == "53300" || code == "25006" => Kind::Away,
                _ => Kind::Other,
            },
            Error::Away { .. } => Kind::Away,
            Error::GivenUp => Kind::Full,
            Error::NoRows | Error::Column { .. } | Error::Number | Error::Address => Kind::Other,
        }
    }
}

/// What SQLite says when the system refuses to write for another reason than a full disk: a quota, a limit, a disk that
/// fails. Nothing was kept then either, and it may go on once somebody has looked.
fn is_unwritable(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{
        SQLITE_IOERR_FSYNC, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE,
    };
    error.sqlite_error().is_some_and(|said| {
        [SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_SHMSIZE]
            .contains(&said.extended_code)
    })
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        if matches!(error, rusqlite::Error::QueryReturnedNoRows) {
            Error::NoRows
        } else {
            Error::Sqlite(error)
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        use std::error::Error as _;
        match error.as_db_error() {
            Some(said) => {
                let code = said.code().code();
                // Of data and of constraints PostgreSQL says the value too, and a value may be a person's.
                let message = match &code[..2] {
                    "22" => "a value that the column does not take".into(),
                    "23" => {
                        format!("forbidden by {}", said.constraint().or(said.column()).unwrap_or("a rule"))
                    }
                    _ => said.message().into(),
                };
                Error::Postgres { code: code.into(), message }
            }
            None if error.is_closed() => Error::Away { why: "the connection was closed".into() },
            None => match error.source() {
                Some(source) if source.is::<std::io::Error>() => Error::Away { why: source.to_string() },
                Some(source) => Error::Postgres { code: "driver".into(), message: source.to_string() },
                None => Error::Postgres { code: "driver".into(), message: error.to_string() },
            },
        }
    }
}
