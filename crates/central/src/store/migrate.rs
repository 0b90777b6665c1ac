//! Migrations: forward only, one file each. SQLite counts them in `PRAGMA user_version`, PostgreSQL in `meta.version`.
//!
//! A released file is never changed. All pending ones run in one transaction, so that an update that
//! fails leaves the database as it was.

use super::db::{self, Connection, Home, OptionalExtension as _};
use super::error::{Result, StoreError};
use super::meta;

/// A migration, and what PostgreSQL needs besides its translation.
struct Migration {
    sql: &'static str,
    postgres: &'static str,
}

const fn both(sql: &'static str) -> Migration {
    Migration { sql, postgres: "" }
}

const MIGRATIONS: &[Migration] = &[
    both(include_str!("../../migrations/001_meta.sql")),
    both(include_str!("../../migrations/002_feed.sql")),
    both(include_str!("../../migrations/003_inbox.sql")),
    both(include_str!("../../migrations/004_fact.sql")),
    both(include_str!("../../migrations/005_device.sql")),
    both(include_str!("../../migrations/006_snapshot.sql")),
    both(include_str!("../../migrations/007_print.sql")),
    Migration {
        sql: include_str!("../../migrations/008_office.sql"),
        postgres: include_str!("../../migrations/008_office.postgres.sql"),
    },
    both(include_str!("../../migrations/009_invitation.sql")),
    both(include_str!("../../migrations/010_erasure.sql")),
    both(include_str!("../../migrations/011_names.sql")),
    both(include_str!("../../migrations/013_fleet.sql")),
    both(include_str!("../../migrations/015_people.sql")),
    both(include_str!("../../migrations/012_content.sql")),
    both(include_str!("../../migrations/016_figures.sql")),
    both(include_str!("../../migrations/014_import.sql")),
    both(include_str!("../../migrations/017_alerts.sql")),
    both(include_str!("../../migrations/019_people.sql")),
    both(include_str!("../../migrations/020_rotation.sql")),
    both(include_str!("../../migrations/021_indexes.sql")),
    both(include_str!("../../migrations/018_import.sql")),
    both(include_str!("../../migrations/026_polish.sql")),
    both(include_str!("../../migrations/024_people.sql")),
    both(include_str!("../../migrations/023_content_region.sql")),
    both(include_str!("../../migrations/025_measures.sql")),
    both(include_str!("../../migrations/027_figures.sql")),
    both(include_str!("../../migrations/028_machines.sql")),
    both(include_str!("../../migrations/029_pages.sql")),
];

/// "Anju": tells our databases from other people's.
const APPLICATION_ID: i32 = 0x416e_6a75;
/// What stands for both numbers in a PostgreSQL.
const VERSION_ROW: &str = "version";

/// The version that this program makes.
pub const VERSION: u32 = MIGRATIONS.len() as u32;

/// Brings the database to [`VERSION`].
pub(super) fn migrate(conn: &Connection, home: &Home) -> Result<()> {
    let tx = conn.write()?;
    match tx.sqlite() {
        Some(file) => migrate_file(file, home)?,
        None => migrate_postgres(&tx, home)?,
    }
    tx.commit()?;
    Ok(())
}

fn migrate_file(file: &rusqlite::Connection, home: &Home) -> Result<()> {
    let pragma = |name| file.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let found = pragma("user_version").map_err(db::Error::from)?;
    let found = pending(home, u32::try_from(found).unwrap_or(u32::MAX))?;
    if pragma("application_id").map_err(db::Error::from)? != APPLICATION_ID {
        let tables: u32 = file
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(db::Error::from)?;
        if tables > 0 {
            return Err(StoreError::NotOurs { path: home.name(), why: "it holds other tables".into() });
        }
        file.pragma_update(None, "application_id", APPLICATION_ID).map_err(db::Error::from)?;
    }
    for migration in &MIGRATIONS[found..] {
        file.execute_batch(migration.sql).map_err(db::Error::from)?;
    }
    file.pragma_update(None, "user_version", VERSION).map_err(db::Error::from)?;
    Ok(())
}

fn migrate_postgres(tx: &Connection, home: &Home) -> Result<()> {
    let not_ours = |why: &str| StoreError::NotOurs { path: home.name(), why: why.into() };
    let found = match db::is_schema_empty(tx)? {
        true => 0,
        false => {
            let ours = "SELECT 1 FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_name = 'meta'";
            tx.query_row(ours, [], |_| Ok(()))
                .optional()?
                .ok_or_else(|| not_ours("it holds other tables"))?;
            let found = meta::get(tx, VERSION_ROW)?.and_then(|text| text.parse().ok());
            found.ok_or_else(|| not_ours("its table meta has no version"))?
        }
    };
    let found = pending(home, found)?;
    make_tables_from(tx, found)
}

/// Makes every table in an empty PostgreSQL.
pub(super) fn make_tables(tx: &Connection) -> Result<()> {
    make_tables_from(tx, 0)
}

fn make_tables_from(tx: &Connection, found: usize) -> Result<()> {
    for migration in &MIGRATIONS[found..] {
        tx.execute_batch(&db::ddl(migration.sql))?;
        tx.execute_batch(migration.postgres)?;
    }
    if found < MIGRATIONS.len() {
        meta::set(tx, VERSION_ROW, &VERSION.to_string())?;
    }
    Ok(())
}

/// From which on they are pending.
fn pending(home: &Home, found: u32) -> Result<usize> {
    if found > VERSION {
        return Err(StoreError::Newer { path: home.name(), found, known: VERSION });
    }
    Ok(found as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::params;

    /// A database as the released 0.1 left it: its last migration was 011.
    const RELEASED: usize = 11;

    #[test]
    fn officers_of_the_released_version_keep_ids_sessions_and_codes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("central.db");
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        for migration in &MIGRATIONS[..RELEASED] {
            conn.execute_batch(migration.sql).unwrap();
        }
        conn.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        conn.pragma_update(None, "user_version", RELEASED as u32).unwrap();
        for (id, login, role, office) in [(3, "ani", "auditor", None), (7, "budi", "operator", Some("3216"))]
        {
            conn.execute(
                "INSERT INTO officer (id, login, name, role, office, password, failed, made_ms)
                 VALUES (?1, ?2, 'CONTOH', ?3, ?4, 'hash', 2, 5)",
                params![id, login, role, office],
            )
            .unwrap();
            conn.execute("INSERT INTO session VALUES (?1, ?2, 1, 2, 3)", params![[id as u8; 32], id])
                .unwrap();
            conn.execute("INSERT INTO recovery_code VALUES (?1, ?2)", params![id, [id as u8; 32]]).unwrap();
        }
        conn.execute("INSERT INTO officer_invitation VALUES (7, ?1, 1, 0, 9)", [[1u8; 32]]).unwrap();

        migrate(&Connection::open_file(&path).unwrap(), &Home::file_alone(&path)).unwrap();

        let mut statement =
            conn.prepare("SELECT officer.id, login, role, offices, failed, token_sha256 FROM officer
                JOIN session ON session.officer = officer.id JOIN recovery_code ON recovery_code.officer = officer.id
                ORDER BY officer.id").unwrap();
        type Row = (i64, String, String, Option<String>, i64, [u8; 32]);
        let rows: Vec<Row> = statement
            .query_map([], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            })
            .unwrap()
            .map(|row| row.unwrap())
            .collect();
        let expected = vec![
            (3, "ani".into(), "auditor".into(), None, 2, [3; 32]),
            (7, "budi".into(), "operator".into(), Some("3216".into()), 2, [7; 32]),
        ];
        assert_eq!(rows, expected);
        let invited: i64 =
            conn.query_row("SELECT officer FROM officer_invitation", [], |row| row.get(0)).unwrap();
        assert_eq!(invited, 7);
        // The new roles fit, others don't, and what points to an officer still does.
        conn.execute("UPDATE officer SET role = 'technician' WHERE id = 3", []).unwrap();
        assert!(conn.execute("UPDATE officer SET role = 'root' WHERE id = 3", []).is_err());
        assert!(conn.execute("DELETE FROM officer WHERE id = 7", []).is_err());
        let broken: i64 =
            conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
        assert_eq!(broken, 0);
    }

    #[test]
    fn figures_counted_one_by_one_become_their_days_and_months() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("central.db");
        let conn = rusqlite::Connection::open(&path).unwrap();
        let before = MIGRATIONS.iter().position(|it| it.sql.contains("CREATE TABLE figure_day")).unwrap();
        for migration in &MIGRATIONS[..before] {
            conn.execute_batch(migration.sql).unwrap();
        }
        conn.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        conn.pragma_update(None, "user_version", before as u32).unwrap();
        let rows = [
            ("2026-10-31", "K01", "3216", "visit", "finished", 2, 180),
            ("2026-10-31", "K01", "3216", "left", "card/\"quoted\" \u{e9}", 1, 20),
            ("2026-11-01", "K01", "3216", "visit", "finished", 3, 90),
            ("2026-11-02", "K01", "3216", "visit", "finished", 4, 10),
            ("2026-11-02", "K01", "3216", "search-miss", "", 1, 0),
            ("2026-11-02", "K01", "9471", "visit", "idle", 5, 50),
        ];
        for (day, kiosk, region, name, part, count, total) in rows {
            conn.execute(
                "INSERT INTO figure VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![day, kiosk, region, name, part, count, total],
            )
            .unwrap();
        }

        migrate(&Connection::open_file(&path).unwrap(), &Home::file_alone(&path)).unwrap();

        let kept = |sql: &str| {
            let mut statement = conn.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| {
                let [span, region, sums]: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
                Ok((span, region, serde_json::from_str::<serde_json::Value>(&sums).unwrap()))
            });
            rows.unwrap().map(|row| row.unwrap()).collect::<Vec<_>>()
        };
        let row = |span: &str, region: &str, sums| (span.to_owned(), region.to_owned(), sums);
        let october = serde_json::json!({"visit finished": [2, 180], "left card/\"quoted\" \u{e9}": [1, 20]});
        let days = kept("SELECT day, region, sums FROM figure_day WHERE kiosk = 'K01' ORDER BY 1, 2");
        assert_eq!(
            days,
            [
                row("2026-10-31", "3216", october.clone()),
                row("2026-11-01", "3216", serde_json::json!({"visit finished": [3, 90]})),
                row(
                    "2026-11-02",
                    "3216",
                    serde_json::json!({"visit finished": [4, 10], "search-miss ": [1, 0]})
                ),
                row("2026-11-02", "9471", serde_json::json!({"visit idle": [5, 50]})),
            ]
        );
        let months = kept("SELECT month, region, sums FROM figure_month WHERE kiosk = 'K01' ORDER BY 1, 2");
        assert_eq!(
            months,
            [
                row("2026-10", "3216", october),
                row(
                    "2026-11",
                    "3216",
                    serde_json::json!({"visit finished": [7, 100], "search-miss ": [1, 0]})
                ),
                row("2026-11", "9471", serde_json::json!({"visit idle": [5, 50]})),
            ]
        );
    }
}
