//! Migrations: forward only, one file each, counted in `PRAGMA user_version`.
//!
//! A released file is never changed. All pending ones run in one transaction, so that an update that
//! fails leaves the database as it was.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::error::{Result, StoreError};

const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/001_meta.sql"),
    include_str!("../../migrations/002_feed.sql"),
    include_str!("../../migrations/003_inbox.sql"),
    include_str!("../../migrations/004_fact.sql"),
    include_str!("../../migrations/005_device.sql"),
    include_str!("../../migrations/006_snapshot.sql"),
    include_str!("../../migrations/007_print.sql"),
    include_str!("../../migrations/008_office.sql"),
    include_str!("../../migrations/009_invitation.sql"),
    include_str!("../../migrations/010_erasure.sql"),
    include_str!("../../migrations/011_names.sql"),
    include_str!("../../migrations/013_fleet.sql"),
    include_str!("../../migrations/015_people.sql"),
];

/// "Anju": tells our databases from other people's.
const APPLICATION_ID: i32 = 0x416e_6a75;

/// The version that this program makes.
pub const VERSION: u32 = MIGRATIONS.len() as u32;

/// Brings the database to [`VERSION`].
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = tx.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found > VERSION {
        return Err(StoreError::Newer { path: path.into(), found, known: VERSION });
    }
    if application != APPLICATION_ID {
        let tables: u32 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 {
            return Err(StoreError::NotOurs { path: path.into(), why: "it holds other tables".into() });
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    for sql in &MIGRATIONS[found as usize..] {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(())
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
        let mut conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "foreign_keys", true).unwrap();
        for sql in &MIGRATIONS[..RELEASED] {
            conn.execute_batch(sql).unwrap();
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

        migrate(&mut conn, &path).unwrap();

        let mut statement =
            conn.prepare("SELECT officer.id, login, role, districts, failed, token_sha256 FROM officer
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
}
