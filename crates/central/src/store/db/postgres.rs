//! PostgreSQL: a connection that opens itself again, and the statements prepared on it.
//!
//! ```text
//! away ── a call outside a transaction ──▶ connected ── BEGIN ──▶ in a transaction
//!   ▲                                       │      ▲                │       │
//!   └──────────── lost ─────────────────────┘      └─ COMMIT, ROLLBACK      └─ lost: every call fails until the
//!                                                                              transaction is dropped; then away
//! ```
//!
//! The driver blocks, on a runtime of its own: it is used on threads that may block and never on one that serves.
//!
//! A statement whose answer nobody needs ([`Link::later`]) waits, within a transaction, until somebody needs one: all of them
//! then go in one journey before it. What a writer holds everybody up with is journeys.

mod client;

use std::cell::RefCell;
use std::collections::HashMap;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};
use tokio_postgres::{Config, NoTls, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use self::client::Client;
use super::error::{Error, Kind, Result};
use super::home::PostgresUrl;
use super::translate;
use super::value::{Value, ValueRef};

/// One writer at a time, of every central on this database. The lock goes with the transaction, however that ends.
/// READ COMMITTED is enough for who writes alone, and a statement then sees what the writer before has committed.
pub(super) const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; \
    SELECT pg_advisory_xact_lock(1097755253, hashtext(current_schema()))";
pub(super) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// What every connection begins with. A commit is on disk before it is answered, whatever the server's settings are;
/// a central that hangs within a transaction gives the lock of writers back.
const SESSION: &str = "SET synchronous_commit = on; SET lock_timeout = '30s'; \
    SET idle_in_transaction_session_timeout = '5min'; SET client_min_messages = warning; \
    SET standard_conforming_strings = on; SET TimeZone = 'UTC'";

const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// A server that went silent, as after a cut cable, is given up after this long.
const SILENT_MAX: Duration = Duration::from_secs(15);
/// Beyond this many, the statements are forgotten all at once: those of a filter with many parts come in many forms.
const STATEMENTS_MAX: usize = 512;
/// Statements that wait for a journey.
const WAITING_MAX: usize = 512;
/// Bytes of their values.
const WAITING_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Where to connect, and how.
pub(super) struct Target {
    config: Config,
    /// A certificate that the server's was signed with, instead of the public ones.
    root: Option<String>,
}

impl Target {
    /// Reads an address. `sslmode` is `require` where none is given and the server is on another machine; a
    /// certificate is always checked, against `sslrootcert` or the public roots.
    pub(super) fn parse(url: &PostgresUrl) -> Result<Target> {
        let (place, query) = url.secret().split_once('?').unwrap_or((url.secret(), ""));
        let (mut kept, mut root, mut mode) = (Vec::new(), None, false);
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match form_urlencoded::parse(part.as_bytes()).next() {
                Some((name, value)) if name == "sslrootcert" => root = Some(value.into_owned()),
                Some((name, _)) => {
                    mode |= name == "sslmode";
                    kept.push(part);
                }
                None => {}
            }
        }
        let text = if kept.is_empty() { place.into() } else { format!("{place}?{}", kept.join("&")) };
        let mut config = Config::from_str(&text).map_err(|_| Error::Address)?;
        if !mode {
            let here = config.get_hosts().iter().all(|host| match host {
                Host::Tcp(name) => {
                    matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1")
                }
                Host::Unix(_) => true,
            });
            config.ssl_mode(if here { SslMode::Disable } else { SslMode::Require });
        }
        config.connect_timeout(CONNECT_WAIT).tcp_user_timeout(SILENT_MAX).keepalives(true);
        config.keepalives_idle(SILENT_MAX).application_name("anjungan-central");
        Ok(Target { config, root })
    }

    fn connect(&self, presence: Presence) -> Result<Client> {
        let connected = if self.config.get_ssl_mode() == SslMode::Disable {
            Client::connect(&self.config, NoTls)
        } else {
            Client::connect(&self.config, self.tls()?)
        };
        let connected = connected.map_err(|error| Error::Away { why: error.to_string() })?;
        let mut client = connected.map_err(|error| {
            let error = Error::from(error);
            if let Error::Postgres { message, code } = &error
                && code == "driver"
            {
                return Error::Away { why: message.clone() };
            }
            error
        })?;
        client.batch_execute(SESSION)?;
        let lock = match presence {
            Presence::Shared => "SELECT pg_try_advisory_lock_shared(1097755254, hashtext(current_schema()))",
            Presence::Alone => "SELECT pg_try_advisory_lock(1097755254, hashtext(current_schema()))",
        };
        match client.query_one(lock)?.try_get(0)? {
            true => Ok(client),
            false => Err(Error::Away { why: IN_USE.into() }),
        }
    }

    fn tls(&self) -> Result<MakeRustlsConnect> {
        let Some(path) = &self.root else { return Ok(MakeRustlsConnect::with_webpki_roots()) };
        let bad = |why: String| Error::Away { why: format!("sslrootcert {path}: {why}") };
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| bad(error.to_string()))? {
            let certificate = certificate.map_err(|error| bad(error.to_string()))?;
            roots.add(certificate).map_err(|error| bad(error.to_string()))?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| bad(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

/// Whether others may be connected. A restore is alone; the lock lasts as long as the connection.
#[derive(Clone, Copy)]
enum Presence {
    Shared,
    Alone,
}

const IN_USE: &str = "a restore is under way";

/// A connection.
pub(super) struct Link {
    target: Target,
    presence: Presence,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    client: Option<Client>,
    statements: HashMap<String, Statement>,
    /// Those whose answer nobody needs, in order, and the bytes of their values.
    waiting: Vec<(Statement, Vec<Value>)>,
    waiting_bytes: usize,
    in_transaction: bool,
    /// A statement of it failed. PostgreSQL answers its COMMIT with a rollback and calls that done.
    failed: bool,
}

impl Link {
    /// Connects.
    pub(super) fn open(url: &PostgresUrl) -> Result<Link> {
        let target = Target::parse(url)?;
        Self::connected(target, Presence::Shared)
    }

    /// Connects when nobody else is connected.
    pub(super) fn open_alone(url: &PostgresUrl) -> Result<Option<Link>> {
        match Self::connected(Target::parse(url)?, Presence::Alone) {
            Err(Error::Away { why }) if why == IN_USE => Ok(None),
            opened => opened.map(Some),
        }
    }

    fn connected(target: Target, presence: Presence) -> Result<Link> {
        let client = Some(target.connect(presence)?);
        Ok(Link { target, presence, state: RefCell::new(State { client, ..State::default() }) })
    }

    /// Begins a transaction, on a new connection when the old one is gone.
    pub(super) fn begin(&self, sql: &str) -> Result<()> {
        let mut state = self.state.borrow_mut();
        let once = |state: &mut State| -> Result<()> { Ok(state.client(self)?.batch_execute(sql)?) };
        // One that went away unnoticed is noticed here, before anything was done.
        let begun = match once(&mut state) {
            Err(error) if error.kind() == Kind::Away => {
                state.note(&error);
                once(&mut state)
            }
            begun => begun,
        };
        match begun {
            Ok(()) => {
                (state.in_transaction, state.failed) = (true, false);
                Ok(())
            }
            Err(error) => {
                // The lock was not to be had: the transaction is open, and has failed.
                if let Some(client) = state.client.as_mut()
                    && client.batch_execute("ROLLBACK").is_err()
                {
                    state.forget();
                }
                Err(error)
            }
        }
    }

    /// Makes a transaction last.
    pub(super) fn commit(&self) -> Result<()> {
        // What fails now has failed before the transaction was made to last: nothing of it stays.
        let settled = self.settle();
        let mut state = self.state.borrow_mut();
        if let Err(error) = settled {
            drop(state);
            self.undo()?;
            return Err(error);
        }
        if state.failed {
            drop(state);
            self.undo()?;
            return Err(Error::Postgres {
                code: "25P02".into(),
                message: "a statement before it failed".into(),
            });
        }
        state.in_transaction = false;
        let Some(client) = state.client.as_mut() else {
            return Err(Error::Away { why: "the connection was closed within a transaction".into() });
        };
        let done = client.batch_execute("COMMIT").map_err(Error::from);
        // Whether it was done nobody knows when the answer did not come: who asked is told that it failed, asks again
        // with the same key or number, and finds it done or does it.
        done.inspect_err(|_| state.forget())
    }

    /// Undoes a transaction.
    pub(super) fn undo(&self) -> Result<()> {
        let mut state = self.state.borrow_mut();
        state.give_up();
        (state.in_transaction, state.failed) = (false, false);
        let Some(client) = state.client.as_mut() else { return Ok(()) };
        client.batch_execute("ROLLBACK").map_err(Error::from).inspect_err(|_| state.forget())
    }

    /// Runs statements as they are.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        let back = sql.starts_with("ROLLBACK TO ");
        if back {
            // Since the savepoint: that one had sent what was before it.
            self.state.borrow_mut().give_up();
        }
        self.settle()?;
        let mut state = self.state.borrow_mut();
        let done = state.client(self).and_then(|client| Ok(client.batch_execute(sql)?));
        match &done {
            Ok(()) if back => state.failed = false,
            Ok(()) => {}
            Err(error) => state.note(error),
        }
        done
    }

    /// Runs a statement at the latest before the next answer: within a transaction it waits for others to go with. Its
    /// error is that of whatever comes next.
    pub(super) fn later(&self, sql: &str, values: &[ValueRef<'_>]) -> Result<()> {
        if !self.state.borrow().in_transaction {
            return self.execute(sql, values).map(drop);
        }
        let full = {
            let mut state = self.state.borrow_mut();
            let statement = match state.prepared(self, sql) {
                Ok(statement) => statement,
                Err(error) => {
                    state.note(&error);
                    return Err(error);
                }
            };
            state.wait(statement, values);
            state.waiting.len() >= WAITING_MAX || state.waiting_bytes >= WAITING_BYTES_MAX
        };
        if full { self.settle() } else { Ok(()) }
    }

    /// Sends what waits, and waits for its answers.
    pub(super) fn settle(&self) -> Result<()> {
        let mut state = self.state.borrow_mut();
        let (waiting, _) = (std::mem::take(&mut state.waiting), std::mem::take(&mut state.waiting_bytes));
        if waiting.is_empty() {
            return Ok(());
        }
        let sent = waiting.iter().map(|(statement, values)| {
            (statement, values.iter().map(|value| Sent(value.as_ref())).collect())
        });
        let done = state.client(self).and_then(|client| Ok(client.execute_all(sent.collect())?));
        done.inspect_err(|error| state.note(error))
    }

    /// How many rows it changed.
    pub(super) fn execute(&self, sql: &str, values: &[ValueRef<'_>]) -> Result<usize> {
        let changed = self.run(sql, values, |client, statement, values| client.execute(statement, values))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// The rows it finds.
    pub(super) fn query(&self, sql: &str, values: &[ValueRef<'_>]) -> Result<Vec<Row>> {
        self.run(sql, values, |client, statement, values| client.query(statement, values))
    }

    fn run<T>(
        &self,
        sql: &str,
        values: &[ValueRef<'_>],
        work: impl Fn(&mut Client, &Statement, &[Sent<'_>]) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        self.settle()?;
        let mut state = self.state.borrow_mut();
        let values: Vec<Sent<'_>> = values.iter().copied().map(Sent).collect();
        let once = |state: &mut State| -> Result<T> {
            let statement = state.prepared(self, sql)?;
            Ok(work(state.client(self)?, &statement, &values)?)
        };
        let done = once(&mut state);
        let Err(error) = &done else { return done };
        state.note(error);
        let lost = error.kind() == Kind::Away && is_reading(sql);
        if !state.in_transaction && (is_stale(error) || lost) { once(&mut state) } else { done }
    }
}

impl State {
    /// The connection, opened again when it is gone and nothing was begun on it.
    fn client(&mut self, link: &Link) -> Result<&mut Client> {
        if self.client.as_ref().is_some_and(Client::is_closed) {
            self.forget();
        }
        match &mut self.client {
            Some(_) => {}
            None if self.in_transaction => {
                return Err(Error::Away { why: "the connection was closed within a transaction".into() });
            }
            None => self.client = Some(link.target.connect(link.presence)?),
        }
        Ok(self.client.as_mut().expect("just filled"))
    }

    fn prepared(&mut self, link: &Link, sql: &str) -> Result<Statement> {
        // Before the look: a new connection knows no statement.
        self.client(link)?;
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client(link)?.prepare(&translate::query(sql))?;
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        self.statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }

    /// Remembers what an error means for this connection.
    fn note(&mut self, error: &Error) {
        self.failed |= self.in_transaction;
        if is_stale(error) {
            self.statements.clear();
        }
        if error.kind() == Kind::Away {
            self.forget();
        }
    }

    fn wait(&mut self, statement: Statement, values: &[ValueRef<'_>]) {
        let values: Vec<Value> = values.iter().copied().map(Value::from).collect();
        self.waiting_bytes += values.iter().map(Value::bytes).sum::<usize>();
        self.waiting.push((statement, values));
    }

    /// What waits is not to happen any more.
    fn give_up(&mut self) {
        self.waiting.clear();
        self.waiting_bytes = 0;
    }

    fn forget(&mut self) {
        self.give_up();
        self.statements.clear();
        close(self.client.take());
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        close(self.state.borrow_mut().client.take());
    }
}

/// The driver's runtime can't end on a thread of another runtime, and a connection may be dropped there: when central
/// stops, or when a request that was given up lets its reader go.
fn close(client: Option<Client>) {
    let Some(client) = client else { return };
    if tokio::runtime::Handle::try_current().is_err() {
        return drop(client);
    }
    let ended = std::thread::Builder::new().name("close".into()).spawn(move || drop(client));
    if let Ok(thread) = ended {
        // It only says goodbye; a panic there has nothing to undo.
        let _ = thread.join();
    }
}

/// Another central may have updated the tables: what was prepared for the old ones is prepared again.
fn is_stale(error: &Error) -> bool {
    matches!(error, Error::Postgres { code, .. } if code == "0A000")
}

fn is_reading(sql: &str) -> bool {
    sql.trim_start().starts_with("SELECT")
}

/// Whether this connection's schema holds no table yet.
pub fn is_schema_empty(conn: &super::Connection) -> Result<bool> {
    let tables: i64 = conn.query_row(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()",
        [],
        |row| row.get(0),
    )?;
    Ok(tables == 0)
}

/// A value on its way. The driver says in its log what it sends, when somebody asks to be told everything: this one says
/// nothing, for it may be a person's.
struct Sent<'a>(ValueRef<'a>);

impl std::fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(sort(self.0))
    }
}

impl ToSql for Sent<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self.0, ty) {
            (ValueRef::Null, _) => Ok(IsNull::Yes),
            (ValueRef::Integer(number), &Type::INT8) => number.to_sql(ty, out),
            (ValueRef::Integer(number), &Type::INT4) => i32::try_from(number)?.to_sql(ty, out),
            (ValueRef::Integer(number), &Type::INT2) => i16::try_from(number)?.to_sql(ty, out),
            (ValueRef::Integer(number), &Type::BOOL) => (number != 0).to_sql(ty, out),
            (ValueRef::Integer(number), &Type::FLOAT8) => (number as f64).to_sql(ty, out),
            (ValueRef::Real(number), &Type::FLOAT8) => number.to_sql(ty, out),
            (ValueRef::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::UNKNOWN) => {
                // No text of PostgreSQL has a NUL in it.
                match text.contains('\0') {
                    true => text.replace('\0', "\u{fffd}").to_sql(ty, out),
                    false => text.to_sql(ty, out),
                }
            }
            (ValueRef::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            // Without the value: it may be a person's.
            (value, ty) => Err(format!("{} where {ty} is expected", sort(value)).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

fn sort(value: ValueRef<'_>) -> &'static str {
    match value {
        ValueRef::Null => "nothing",
        ValueRef::Integer(_) => "a whole number",
        ValueRef::Real(_) => "a number",
        ValueRef::Text(_) => "text",
        ValueRef::Blob(_) => "bytes",
    }
}

impl<'a> FromSql<'a> for ValueRef<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => ValueRef::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => ValueRef::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => ValueRef::Integer(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => ValueRef::Integer(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => ValueRef::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => ValueRef::Blob(<&[u8]>::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => {
                ValueRef::Text(<&str>::from_sql(ty, raw)?)
            }
            _ => return Err(format!("a column is of the type {ty}: CAST it to BIGINT, TEXT or BYTEA").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(ValueRef::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
