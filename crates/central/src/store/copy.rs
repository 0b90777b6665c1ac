//! Everything from one database into another: for backups of a PostgreSQL, for restores into one, for moving house.
//!
//! ```text
//! of one moment:  tables ─ by pages in order of their key ─▶ inserted   then both are read again: counts and digests
//! ```
//!
//! One of the two is an SQLite file, whose own schema says what tables and columns there are.

use std::path::Path;

use anjungan_wire::encoding::hex;
use sha2::{Digest as _, Sha256};

use super::backup::ServeLock;
use super::db::home::PostgresUrl;
use super::db::{self, Connection, Home, Value, params_from_iter};
use super::error::{Result, StoreError};
use super::{keys, meta, migrate};

/// Rows that are in memory at once.
const PAGE: usize = 500;
/// Values in one statement: PostgreSQL counts them in 16 bits, SQLite takes 32,766.
const VALUES_MAX: usize = 30_000;

/// A table that was copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 over them, the same on both sides.
    pub sha256: String,
}

struct Table {
    name: String,
    columns: Vec<String>,
    /// Places of the key's columns.
    key: Vec<usize>,
}

/// Puts everything of one database into another in place of what is there, in one transaction.
pub(super) fn all(from: &Connection, to: &Connection) -> Result<()> {
    copy(from, to).map(|_| ())
}

fn copy(from: &Connection, to: &Connection) -> Result<Vec<Copied>> {
    let file = from.sqlite().or(to.sqlite()).ok_or(StoreError::Damaged { place: "neither is a file" })?;
    let tables = tables(file).map_err(db::Error::from)?;
    let from = from.read()?;
    let to = to.write()?;
    match to.sqlite() {
        Some(_) => to.execute_batch("PRAGMA defer_foreign_keys = ON")?,
        None => empty_postgres(&to)?,
    }
    if to.sqlite().is_some() {
        for table in &tables {
            to.execute(&format!("DELETE FROM {}", table.name), [])?;
        }
    }
    for table in &tables {
        pages(&from, table, |rows| insert(&to, table, rows))?;
    }
    let mut copied = Vec::new();
    for table in &tables {
        let (before, after) = (digest(&from, table)?, digest(&to, table)?);
        if before != after {
            return Err(StoreError::Kiosk(format!(
                "the table {} is not the same after copying ({} rows, then {}): nothing was changed",
                table.name, before.rows, after.rows
            )));
        }
        copied.push(after);
    }
    if to.sqlite().is_none() {
        count_on(&to, &tables)?;
    }
    to.commit()?;
    Ok(copied)
}

/// Makes the tables anew: the audit trail's rows can't be deleted.
fn empty_postgres(to: &Connection) -> Result<()> {
    let found: Vec<String> = to
        .prepare_cached(
            "SELECT table_name FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<db::Result<_>>()?;
    for table in found {
        to.execute_batch(&format!("DROP TABLE \"{table}\" CASCADE"))?;
    }
    to.execute_batch("DROP FUNCTION IF EXISTS audit_is_append_only() CASCADE")?;
    migrate::make_tables(to)?;
    to.execute_batch("SET CONSTRAINTS ALL DEFERRED")?;
    Ok(())
}

/// What is numbered by the database goes on after the last.
fn count_on(to: &Connection, tables: &[Table]) -> Result<()> {
    for table in tables {
        if let [key] = table.key[..] {
            let (name, key) = (&table.name, table.columns[key].trim_matches('"'));
            let numbered = format!(
                "SELECT pg_get_serial_sequence('{name}', column_name) FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = '{name}' AND column_name = '{key}'
                   AND is_identity = 'YES'"
            );
            let sequence: Option<String> =
                db::OptionalExtension::optional(to.query_row(&numbered, [], |row| row.get(0)))?;
            if let Some(sequence) = sequence {
                to.execute_batch(&format!("SELECT setval('{sequence}', max({key})) FROM {name}"))?;
            }
        }
    }
    Ok(())
}

fn tables(file: &rusqlite::Connection) -> rusqlite::Result<Vec<Table>> {
    let mut statement = file.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let names =
        statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    names
        .into_iter()
        .map(|name| {
            let mut columns =
                file.prepare(&format!("SELECT name, pk FROM pragma_table_info('{name}') ORDER BY cid"))?;
            let columns = columns
                .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let mut key: Vec<(u32, usize)> = columns
                .iter()
                .enumerate()
                .filter(|(_, (_, pk))| *pk > 0)
                .map(|(at, (_, pk))| (*pk, at))
                .collect();
            key.sort_unstable();
            Ok(Table {
                name,
                columns: columns.into_iter().map(|(name, _)| format!("\"{name}\"")).collect(),
                key: key.into_iter().map(|(_, at)| at).collect(),
            })
        })
        .collect()
}

/// The rows of a table, by pages, in order of their key. The row that says which version a PostgreSQL has is none of
/// what is kept.
fn pages(conn: &Connection, table: &Table, mut each: impl FnMut(&[Vec<Value>]) -> Result<()>) -> Result<()> {
    let key = table.key.iter().map(|at| table.columns[*at].as_str()).collect::<Vec<_>>().join(", ");
    let columns = table.columns.join(", ");
    let kept = if table.name == "meta" { "name <> 'version'" } else { "1 = 1" };
    let marks = (1..=table.key.len()).map(|at| format!("?{at}")).collect::<Vec<_>>().join(", ");
    let first = format!("SELECT {columns} FROM {} WHERE {kept} ORDER BY {key} LIMIT {PAGE}", table.name);
    let next = format!(
        "SELECT {columns} FROM {} WHERE {kept} AND ({key}) > ({marks}) ORDER BY {key} LIMIT {PAGE}",
        table.name
    );
    let mut last: Option<Vec<Value>> = None;
    loop {
        let mut statement = conn.prepare_cached(if last.is_some() { &next } else { &first })?;
        let mut found = statement.query(params_from_iter(last.take().unwrap_or_default()))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let row: Vec<Value> =
                (0..table.columns.len()).map(|at| row.get(at).map(whole)).collect::<db::Result<_>>()?;
            rows.push(row);
        }
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some(table.key.iter().map(|at| end[*at].clone()).collect());
        each(&rows)?;
        if rows.len() < PAGE {
            return Ok(());
        }
    }
}

/// Text as both keep it.
fn whole(value: Value) -> Value {
    if let Value::Text(text) = &value
        && text.contains('\0')
    {
        return Value::Text(text.replace('\0', "\u{fffd}"));
    }
    value
}

fn insert(to: &Connection, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let columns = table.columns.join(", ");
    for rows in rows.chunks(VALUES_MAX / table.columns.len().max(1)) {
        let mut at = 0;
        let mut marks = Vec::with_capacity(rows.len());
        for row in rows {
            let row: Vec<String> = row
                .iter()
                .map(|_| {
                    at += 1;
                    format!("?{at}")
                })
                .collect();
            marks.push(format!("({})", row.join(", ")));
        }
        let sql = format!("INSERT INTO {} ({columns}) VALUES {}", table.name, marks.join(", "));
        to.execute(&sql, params_from_iter(rows.iter().flatten()))?;
    }
    Ok(())
}

fn digest(conn: &Connection, table: &Table) -> Result<Copied> {
    let (mut hash, mut count) = (Sha256::new(), 0);
    pages(conn, table, |rows| {
        for value in rows.iter().flatten() {
            match value {
                Value::Null => hash.update([0]),
                Value::Integer(number) => hash.update([[1].as_slice(), &number.to_be_bytes()].concat()),
                Value::Real(number) => {
                    hash.update([[2].as_slice(), &number.to_bits().to_be_bytes()].concat())
                }
                Value::Text(text) => sized(&mut hash, 3, text.as_bytes()),
                Value::Blob(bytes) => sized(&mut hash, 4, bytes),
            }
        }
        count += rows.len() as u64;
        Ok(())
    })?;
    Ok(Copied { table: table.name.clone(), rows: count, sha256: hex(&hash.finalize()) })
}

fn sized(hash: &mut Sha256, sort: u8, bytes: &[u8]) {
    hash.update([sort]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

/// Moves the database of a folder into a PostgreSQL that holds nothing yet. Keys and blobs stay in the folder, the epoch
/// stays what it is: to terminals nothing happened. The folder's `database` file names the PostgreSQL from then on, and
/// what was the database stays beside it as `central.db.moved`.
pub fn move_to_postgres(dir: &Path, to: &PostgresUrl) -> Result<Vec<Copied>> {
    let home = Home::of(dir)?;
    if home.postgres().is_some() {
        return Err(StoreError::Kiosk(format!(
            "the database of {} is in a PostgreSQL already: see the file `database` in it",
            dir.display()
        )));
    }
    let path = home.file();
    if !path.is_file() {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::File { doing: "read", path, error });
    }
    let _lock = ServeLock::take(dir)?;
    let source = super::connect(&home)?;
    migrate::migrate(&source, &home)?;
    // Without its keys it would be nobody's.
    drop(keys::Keys::load_existing(&source, &dir.join("keys"))?);
    let there = Home::at(dir, to.clone());
    let target = Connection::open_alone(&there)?.ok_or_else(|| StoreError::Busy { dir: there.name() })?;
    if !db::is_schema_empty(&target)? {
        return Err(StoreError::NotOurs {
            path: there.name(),
            why: "it holds tables, and only an empty database is moved into".into(),
        });
    }
    let copied = copy(&source, &target)?;
    let (before, after) = (meta::epoch(&source)?, meta::epoch(&target)?);
    debug_assert_eq!(before, after, "its digest was compared");
    drop((source, target));
    Home::note(dir, to)?;
    let moved = dir.join("central.db.moved");
    std::fs::rename(&path, &moved).map_err(StoreError::file("rename", &path))?;
    keys::sync_dir(dir)?;
    Ok(copied)
}
