//! Statements that may wait for others to go with: on either engine nobody can tell.

use anjungan_central::store::Store;
use anjungan_central::store::db::{Connection, Error, Kind};

use crate::kit::{Folder, database, folder};

fn begun() -> (Folder, Connection) {
    let dir = folder();
    drop(Store::open(dir.path()).unwrap());
    let conn = database(dir.path());
    (dir, conn)
}

const INSERT: &str = "INSERT INTO meta (name, value) VALUES (?1, ?2)";

fn kept(conn: &Connection, like: &str) -> i64 {
    conn.query_row("SELECT count(*) FROM meta WHERE name LIKE ?1", [like], |row| row.get(0)).unwrap()
}

#[test]
fn what_runs_later_is_seen_by_whatever_comes_next_and_in_its_order() {
    let (dir, conn) = begun();
    let tx = conn.write().unwrap();
    // More than go at once.
    for no in 0..1_300 {
        tx.later(INSERT, [&format!("later.{no}"), "first"]).unwrap();
    }
    tx.later("UPDATE meta SET value = ?2 WHERE name = ?1", ["later.1299", "second"]).unwrap();
    tx.later("DELETE FROM meta WHERE name = ?1", ["later.0"]).unwrap();
    assert_eq!(kept(&tx, "later.%"), 1_299);
    let value: String =
        tx.query_row("SELECT value FROM meta WHERE name = 'later.1299'", [], |row| row.get(0)).unwrap();
    assert_eq!(value, "second");
    tx.later(INSERT, ["later.last", ""]).unwrap();
    tx.commit().unwrap();
    assert_eq!(kept(&database(dir.path()), "later.%"), 1_300);
    // Outside a transaction there is nothing to go with.
    conn.later(INSERT, ["later.alone", ""]).unwrap();
    assert_eq!(kept(&database(dir.path()), "later.alone"), 1);
}

#[test]
fn what_fails_later_undoes_its_savepoint_and_nothing_else() {
    let (_dir, conn) = begun();
    let tx = conn.write().unwrap();
    tx.later(INSERT, ["kept.before", ""]).unwrap();
    let undone = tx.savepoint(|| {
        tx.later(INSERT, ["undone.once", ""])?;
        tx.later(INSERT, ["undone.once", ""])?;
        Ok::<_, Error>(())
    });
    assert_eq!(undone.unwrap().unwrap_err().kind(), Kind::Constraint);
    let given_up = tx.savepoint(|| {
        tx.later(INSERT, ["undone.too", ""])?;
        Err::<(), _>(Error::NoRows)
    });
    assert!(matches!(given_up.unwrap(), Err(Error::NoRows)));
    tx.savepoint(|| tx.later(INSERT, ["kept.after", ""])).unwrap().unwrap();
    tx.commit().unwrap();
    assert_eq!((kept(&conn, "kept.%"), kept(&conn, "undone.%")), (2, 0));
}

#[test]
fn nothing_lasts_of_a_transaction_whose_last_statement_fails() {
    let (_dir, conn) = begun();
    let tx = conn.write().unwrap();
    tx.later(INSERT, ["half.one", ""]).unwrap();
    // Where it waits, committing is what it fails.
    let done = tx.later(INSERT, ["half.one", ""]).and_then(|()| tx.commit());
    assert_eq!(done.unwrap_err().kind(), Kind::Constraint);
    assert_eq!(kept(&conn, "half.%"), 0);
    // And the connection is none the worse.
    let tx = conn.write().unwrap();
    tx.later(INSERT, ["half.two", ""]).unwrap();
    drop(tx);
    assert_eq!(kept(&conn, "half.%"), 0);
}
