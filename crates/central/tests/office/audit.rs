//! The trail: nothing in it can be changed, removed, put in or moved without being found.

use anjungan_central::store::db::{Connection, Value, params_from_iter};
use anjungan_central::store::{AuditBroken, Store};

use super::kit::*;

/// A trail of some rows, and a connection with which somebody could do harm.
fn trail() -> (crate::kit::Temporary, Connection) {
    let mut store = store();
    let signer = signer(&mut store);
    for n in 1..=4 {
        let id = receive(&mut store, &somebody(n));
        approve(&mut store, id, &signer);
    }
    let conn = crate::kit::database(store.dir());
    (store, conn)
}

fn disarm(conn: &Connection) {
    conn.execute_batch(match conn.sqlite() {
        Some(_) => "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;",
        None => "DROP TRIGGER audit_no_change ON audit",
    })
    .unwrap();
}

fn broken(store: &Store) -> String {
    match store.verify_audit() {
        Ok(_) => "holds".into(),
        Err(AuditBroken::Row { no }) => format!("row {no}"),
        Err(AuditBroken::Missing { no }) => format!("missing {no}"),
        Err(AuditBroken::Head { rows }) => format!("head {rows}"),
        Err(AuditBroken::Store(error)) => panic!("{error}"),
    }
}

#[test]
fn the_trail_is_append_only() {
    let (store, conn) = trail();
    for sql in ["UPDATE audit SET actor = 'x' WHERE no = 2", "DELETE FROM audit WHERE no = 2"] {
        let error = conn.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{error}");
    }
    let head = store.verify_audit().unwrap();
    // An account; and for each of four: receive, take, approve.
    assert_eq!(head.rows, 1 + 4 * 3);
}

#[test]
fn every_change_of_every_column_is_found() {
    let (store, conn) = trail();
    disarm(&conn);
    for column in ["at_ms", "actor", "act", "subject", "detail", "hash"] {
        for no in [1i64, 7, 13] {
            let kept: Value = conn
                .query_row(&format!("SELECT {column} FROM audit WHERE no = ?1"), [no], |row| row.get(0))
                .unwrap();
            let other: Value = match column {
                "at_ms" => 7i64.into(),
                "hash" => vec![7u8; 32].into(),
                _ => "lain".into(),
            };
            let set = format!("UPDATE audit SET {column} = ?2 WHERE no = ?1");
            conn.execute(&set, params_from_iter::<Value>([no.into(), other])).unwrap();
            assert_eq!(broken(&store), format!("row {no}"), "{column}");
            conn.execute(&set, params_from_iter::<Value>([no.into(), kept])).unwrap();
            assert_eq!(broken(&store), "holds");
        }
    }
}

#[test]
fn rows_that_are_gone_swapped_or_put_in_are_found() {
    let cases = [
        ("DELETE FROM audit WHERE no = 5", "missing 5"),
        ("DELETE FROM audit WHERE no = 1", "missing 1"),
        // Closed up again after one was taken out.
        ("DELETE FROM audit WHERE no = 5; UPDATE audit SET no = no - 1 WHERE no > 5", "row 5"),
        ("DELETE FROM audit WHERE no = 13", "head 12"),
        ("DELETE FROM audit", "head 0"),
        ("DELETE FROM audit; DELETE FROM meta WHERE name = 'audit_head'", "head 0"),
        (
            "UPDATE audit SET no = 100 WHERE no = 5; UPDATE audit SET no = 5 WHERE no = 6;
             UPDATE audit SET no = 6 WHERE no = 100",
            "row 5",
        ),
        (
            "INSERT INTO audit SELECT 14, at_ms, actor, act, subject, detail, hash FROM audit WHERE no = 13",
            "row 14",
        ),
        ("UPDATE meta SET value = '12 00' WHERE name = 'audit_head'", "head 13"),
        ("DELETE FROM meta WHERE name = 'audit_head'", "head 13"),
    ];
    for (harm, found) in cases {
        let (store, conn) = trail();
        disarm(&conn);
        conn.execute_batch(harm).unwrap();
        assert_eq!(broken(&store), found, "{harm}");
    }
}

#[test]
fn the_trail_names_nobody() {
    let (store, _) = trail();
    let rows = store.audit("", None, 100).unwrap();
    let text = format!("{rows:?}");
    assert!(!text.contains("CONTOH") && !text.contains("97999915"), "{text}");
    assert_eq!(rows.first().unwrap().no, 13);
    let page = store.audit("", Some(13), 5).unwrap();
    assert_eq!(page.iter().map(|row| row.no).collect::<Vec<_>>(), [12, 11, 10, 9, 8]);
}

#[test]
fn an_act_that_fails_leaves_no_row_and_one_that_is_done_has_one() {
    let mut store = store();
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    let rows = |store: &Store| store.verify_audit().unwrap().rows;
    let before = rows(&store);
    act(&mut store, id, anjungan_central::office::workflow::Act::Collect, &signer).unwrap_err();
    assert_eq!(rows(&store), before);
    act(&mut store, id, anjungan_central::office::workflow::Act::Take, &signer).unwrap();
    assert_eq!(rows(&store), before + 1);
}
