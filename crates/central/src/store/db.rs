//! The database: SQLite in the data folder, or PostgreSQL. One SQL text, two thin drivers.
//!
//! ```text
//! store/… ── one SQL text, ?1 ?2 … ──▶ Connection ─┬─ sqlite.rs    rusqlite
//!                                                  └─ postgres.rs  the text through translate.rs, once a statement
//! ```
//!
//! What a caller sees is made like rusqlite, so that who knows that crate can read the store. The SQL is the subset
//! that both engines run: `ON CONFLICT … DO`, `RETURNING`, full `GROUP BY`, `CAST(sum(x) AS BIGINT)`, no functions of
//! one engine alone. [`translate`] does the rest, and says what it does.
//!
//! **Architecture invariant:** writing is one at a time on both: [`Connection::write`] is `BEGIN IMMEDIATE` on SQLite
//! and takes an advisory lock on PostgreSQL that every central of this database takes. So positions in a feed are in
//! the order of commits, numbers of cards have no gaps, and nothing depends on isolation between writers.
//!
//! **Architecture invariant:** a connection to PostgreSQL that was lost is opened again by the next call, and never
//! within a transaction: what was not committed is an error and not silently half of it.

mod error;
pub mod home;
pub mod many;
mod postgres;
mod sqlite;
mod translate;
mod value;

use std::ops::Deref;

pub use error::{Error, Kind, Result};
pub use home::Home;
pub(super) use postgres::is_schema_empty;
pub use translate::{ddl, query as translated};
pub use value::{FromSql, Params, ToSql, Value, ValueRef, params_from_iter};

/// Values for the placeholders of a statement, each by [`ToSql`].
macro_rules! params {
    () => { &[] as &[$crate::store::db::Result<$crate::store::db::ValueRef<'_>>] };
    ($($value:expr),+ $(,)?) => {
        &[$($crate::store::db::ToSql::to_sql(&$value)),+]
            as &[$crate::store::db::Result<$crate::store::db::ValueRef<'_>>]
    };
}
pub(crate) use params;

/// A connection to the database.
pub struct Connection(Driver);

#[allow(clippy::large_enum_variant, reason = "a connection is made once and stays where it is")]
enum Driver {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Link),
}

/// A transaction. Dropped without [`Transaction::commit`], it never was.
pub struct Transaction<'conn> {
    conn: &'conn Connection,
    open: bool,
}

/// A prepared statement.
pub struct Statement<'conn>(Prepared<'conn>);

enum Prepared<'conn> {
    Sqlite(rusqlite::CachedStatement<'conn>),
    Postgres { link: &'conn postgres::Link, sql: String },
}

/// The rows of an answer. On PostgreSQL all of them are in memory: a caller with no bound asks by pages.
pub struct Rows<'statement>(Found<'statement>);

enum Found<'statement> {
    Sqlite(rusqlite::Rows<'statement>),
    Postgres { rows: std::vec::IntoIter<tokio_postgres::Row> },
}

/// A row of an answer.
pub struct Row<'rows>(OneRow<'rows>);

enum OneRow<'rows> {
    Sqlite(&'rows rusqlite::Row<'rows>),
    Postgres(tokio_postgres::Row),
}

/// Rows, each made into something.
pub struct MappedRows<'statement, F> {
    rows: Rows<'statement>,
    map: F,
}

impl Connection {
    /// Opens the database of a home, and makes it when there is none.
    pub fn open(home: &Home) -> Result<Connection> {
        match home.postgres() {
            None => sqlite::open(&home.file()).map(Driver::Sqlite).map(Connection),
            Some(url) => postgres::Link::open(url).map(Driver::Postgres).map(Connection),
        }
    }

    /// Opens a PostgreSQL when no other connection of any central is open to it, and keeps others out.
    pub fn open_alone(home: &Home) -> Result<Option<Connection>> {
        let Some(url) = home.postgres() else { return Ok(None) };
        Ok(postgres::Link::open_alone(url)?.map(Driver::Postgres).map(Connection))
    }

    /// Opens an SQLite database in this file.
    pub fn open_file(path: &std::path::Path) -> Result<Connection> {
        sqlite::open(path).map(Driver::Sqlite).map(Connection)
    }

    /// The same without a right to write, and without making anything of it ours.
    pub fn open_file_to_read(path: &std::path::Path) -> Result<Connection> {
        let conn = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Connection(Driver::Sqlite(conn)))
    }

    /// SQLite's own connection, for what only a file can do: copies, pragmas.
    pub fn sqlite(&self) -> Option<&rusqlite::Connection> {
        match &self.0 {
            Driver::Sqlite(conn) => Some(conn),
            Driver::Postgres(_) => None,
        }
    }

    /// Begins to write. Waits for other writers, of other processes too.
    pub fn write(&self) -> Result<Transaction<'_>> {
        match &self.0 {
            Driver::Sqlite(conn) => conn.execute_batch("BEGIN IMMEDIATE")?,
            Driver::Postgres(link) => link.begin(postgres::BEGIN_WRITE)?,
        }
        Ok(Transaction { conn: self, open: true })
    }

    /// Begins to read: everything in it is of the same moment.
    pub fn read(&self) -> Result<Transaction<'_>> {
        match &self.0 {
            Driver::Sqlite(conn) => conn.execute_batch("BEGIN DEFERRED")?,
            Driver::Postgres(link) => link.begin(postgres::BEGIN_READ)?,
        }
        Ok(Transaction { conn: self, open: true })
    }

    /// Prepares a statement, or finds it prepared.
    pub fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        Ok(Statement(match &self.0 {
            Driver::Sqlite(conn) => Prepared::Sqlite(conn.prepare_cached(sql)?),
            Driver::Postgres(link) => Prepared::Postgres { link, sql: sql.into() },
        }))
    }

    /// [`Statement::execute`] of a statement used here alone.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Runs a statement of which nobody needs to know how many rows it changed. Within a transaction on PostgreSQL it waits,
    /// with others, until somebody needs an answer: what comes next sees it, and has its error if it fails.
    pub fn later(&self, sql: &str, params: impl Params) -> Result<()> {
        match &self.0 {
            Driver::Sqlite(_) => self.execute(sql, params).map(drop),
            Driver::Postgres(link) => link.later(sql, &params.values()?),
        }
    }

    /// Waits for what was to run later: an error after this is of something else.
    pub fn settle(&self) -> Result<()> {
        match &self.0 {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(link) => link.settle(),
        }
    }

    /// [`Statement::query_row`] of a statement used here alone.
    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    /// Runs statements without values. They are written for the engine: nothing is translated.
    pub fn execute_batch(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Driver::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Driver::Postgres(link) => link.batch(sql),
        }
    }

    /// Runs `work` so that nothing of it stays when it fails, within a transaction that goes on.
    pub fn savepoint<T, E: From<Error>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<Result<T, E>> {
        self.word("SAVEPOINT effect")?;
        let done = work().and_then(|done| {
            self.settle()?;
            Ok(done)
        });
        if self.sqlite().is_some_and(rusqlite::Connection::is_autocommit) {
            return Err(Error::GivenUp);
        }
        if done.is_err() {
            self.word("ROLLBACK TO SAVEPOINT effect")?;
        }
        self.word("RELEASE SAVEPOINT effect")?;
        Ok(done)
    }

    /// A statement of transactions, prepared where that saves something: there are two of them for each op.
    fn word(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Driver::Sqlite(conn) => {
                conn.prepare_cached(sql)?.execute([])?;
                Ok(())
            }
            Driver::Postgres(link) => link.batch(sql),
        }
    }

    /// After an erasure: what was deleted leaves the files too, as far as the engine can. SQLite overwrites what it
    /// deletes (`secure_delete`), and its log is emptied here. PostgreSQL keeps deleted rows until they are vacuumed,
    /// which is done here, and its log until that is recycled: what lies there is sealed.
    pub fn forget_deleted(&self) -> Result<()> {
        match &self.0 {
            Driver::Sqlite(conn) => Ok(conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?),
            Driver::Postgres(link) => {
                link.batch("VACUUM sealed_field")?;
                link.batch("VACUUM inbox")?;
                link.batch("VACUUM application")?;
                link.batch("VACUUM name_index")
            }
        }
    }
}

impl Transaction<'_> {
    /// Makes it last. On `Ok` it is on disk.
    pub fn commit(mut self) -> Result<()> {
        match &self.conn.0 {
            Driver::Sqlite(conn) => conn.execute_batch("COMMIT")?,
            Driver::Postgres(link) => {
                self.open = false;
                return link.commit();
            }
        }
        self.open = false;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            let undone = match &self.conn.0 {
                // A failed statement may have ended it already.
                Driver::Sqlite(conn) if conn.is_autocommit() => Ok(()),
                Driver::Sqlite(conn) => conn.execute_batch("ROLLBACK").map_err(Error::from),
                Driver::Postgres(link) => link.undo(),
            };
            if let Err(error) = undone {
                tracing::warn!(%error, "a transaction could not be undone in words; its connection's end undoes it");
            }
        }
    }
}

impl Statement<'_> {
    /// Runs it. How many rows it changed.
    pub fn execute(&mut self, params: impl Params) -> Result<usize> {
        let values = params.values()?;
        match &mut self.0 {
            Prepared::Sqlite(statement) => Ok(statement.execute(rusqlite::params_from_iter(values))?),
            Prepared::Postgres { link, sql } => link.execute(sql, &values),
        }
    }

    /// The first row, made into something. [`Error::NoRows`] when there is none.
    pub fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut rows = self.query(params)?;
        match rows.next()? {
            Some(row) => read(&row),
            None => Err(Error::NoRows),
        }
    }

    /// Every row.
    pub fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        let values = params.values()?;
        Ok(Rows(match &mut self.0 {
            Prepared::Sqlite(statement) => {
                Found::Sqlite(statement.query(rusqlite::params_from_iter(values))?)
            }
            Prepared::Postgres { link, sql } => {
                Found::Postgres { rows: link.query(sql, &values)?.into_iter() }
            }
        }))
    }

    /// Every row, made into something.
    pub fn query_map<T, F>(&mut self, params: impl Params, map: F) -> Result<MappedRows<'_, F>>
    where
        F: FnMut(&Row<'_>) -> Result<T>,
    {
        Ok(MappedRows { rows: self.query(params)?, map })
    }

    /// Whether there is a row.
    pub fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }
}

impl Rows<'_> {
    /// The next row. Not an iterator: a row of SQLite ends with the next one.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        Ok(match &mut self.0 {
            Found::Sqlite(rows) => rows.next()?.map(OneRow::Sqlite),
            Found::Postgres { rows } => rows.next().map(OneRow::Postgres),
        }
        .map(Row))
    }
}

impl<T, F: FnMut(&Row<'_>) -> Result<T>> Iterator for MappedRows<'_, F> {
    type Item = Result<T>;
    fn next(&mut self) -> Option<Result<T>> {
        match self.rows.next() {
            Ok(Some(row)) => Some((self.map)(&row)),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// A column's place. Only `usize` is one, so that a number in a call needs no type.
pub trait Column {
    /// From 0.
    fn at(self) -> usize;
}

impl Column for usize {
    fn at(self) -> usize {
        self
    }
}

impl Row<'_> {
    /// A column's value.
    pub fn get<C: Column, T: FromSql>(&self, column: C) -> Result<T> {
        let at = column.at();
        let wrong = |why| Error::Column { at, why };
        match &self.0 {
            OneRow::Sqlite(row) => T::from_sql(row.get_ref(at)?.into()).map_err(wrong),
            OneRow::Postgres(row) => T::from_sql(row.try_get::<usize, ValueRef<'_>>(at)?).map_err(wrong),
        }
    }
}

/// `None` instead of an error where no row was found.
pub trait OptionalExtension<T> {
    /// `None` for [`Error::NoRows`].
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoRows) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
