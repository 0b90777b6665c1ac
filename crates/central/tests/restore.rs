//! Opening, backup, restore: the folder over time.

use std::os::unix::fs::PermissionsExt;

use anjungan_central::store::{RowChange, ServeLock, Store, StoreError, VERSION, restore};
use anjungan_wire::feed::FeedAnswer;

use crate::kit::{STREAM, database, folder, on_postgres, op, push_of, query, scope, store};

#[test]
fn opening_twice_changes_nothing() {
    let dir = folder();
    let first = Store::open(dir.path()).unwrap();
    let known = (first.epoch().unwrap(), first.content_key(), first.sealing_key());
    drop(first);
    let again = Store::open(dir.path()).unwrap();
    assert_eq!((again.epoch().unwrap(), again.content_key(), again.sealing_key()), known);
    let conn = database(dir.path());
    let Some(conn) = conn.sqlite() else { return };
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, VERSION);
    let mode: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn two_processes_that_start_at_once_agree_on_their_keys() {
    let dir = folder();
    let keys: Vec<_> = std::thread::scope(|scope| {
        let open = || Store::open(dir.path()).map(|store| (store.content_key(), store.epoch().unwrap()));
        let started: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
        started.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn keys_and_database_are_for_their_owner_alone() {
    let store = store();
    for entry in std::fs::read_dir(store.dir().join("keys")).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let mode = std::fs::metadata(store.dir().join("keys")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_missing_or_other_key_is_never_made_anew() {
    let dir = folder();
    let id = Store::open(dir.path()).unwrap().sealing_key().id;
    for name in [format!("seal-{id}.key"), "content.key".to_owned()] {
        let path = dir.path().join("keys").join(&name);
        let kept = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let error = Store::open(dir.path()).unwrap_err();
        assert!(matches!(error, StoreError::KeyMissing { .. }), "{error}");
        std::fs::write(&path, "no key").unwrap();
        assert!(matches!(Store::open(dir.path()), Err(StoreError::KeyBroken { .. })));
        if name == "content.key" {
            std::fs::write(&path, "11".repeat(32)).unwrap();
            assert!(matches!(Store::open(dir.path()), Err(StoreError::KeyOther { .. })));
        }
        std::fs::write(&path, kept).unwrap();
    }
    Store::open(dir.path()).unwrap();
}

#[test]
fn another_folders_key_for_commands_stops_the_start_and_a_lost_one_is_made_anew() {
    let dir = folder();
    drop(Store::open(dir.path()).unwrap());
    let path = dir.path().join("keys/operations.key");
    let kept = std::fs::read(&path).unwrap();
    std::fs::write(&path, "11".repeat(32)).unwrap();
    let error = Store::open(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::KeyOther { .. }), "{error}");
    assert!(error.to_string().contains("operations.key") && error.to_string().contains("share one folder"));
    std::fs::remove_file(&path).unwrap();
    drop(Store::open(dir.path()).unwrap());
    let made = std::fs::read(&path).unwrap();
    assert_ne!(made, kept);
    // What was lost is found again: by then it is not the key any more that kiosks were told.
    std::fs::write(&path, kept).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::KeyOther { .. })));
    std::fs::write(&path, made).unwrap();
    Store::open(dir.path()).unwrap();
}

#[test]
fn a_newer_or_foreign_database_is_left_alone() {
    let dir = folder();
    drop(Store::open(dir.path()).unwrap());
    let conn = database(dir.path());
    match conn.sqlite() {
        Some(file) => file.pragma_update(None, "user_version", VERSION + 1).unwrap(),
        None => {
            let next = (VERSION + 1).to_string();
            conn.execute("UPDATE meta SET value = ?1 WHERE name = 'version'", [next]).unwrap();
        }
    }
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Newer { .. })));
    let other = folder();
    database(other.path()).execute_batch("CREATE TABLE mine (a BIGINT)").unwrap();
    assert!(matches!(Store::open(other.path()), Err(StoreError::NotOurs { .. })));
    let third = tempfile::tempdir().unwrap();
    std::fs::write(third.path().join("central.db"), "this is a letter, not a database".repeat(99)).unwrap();
    let error = Store::open(third.path()).unwrap_err();
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error}");
}

#[test]
fn a_restore_begins_a_new_epoch_and_is_told_again_what_it_forgot() {
    let mut store = store();
    let (stream, scope) = (STREAM.n(1), scope("vacancies@32"));
    let key = store.sealing_key();
    let all: Vec<_> = (1..=5).map(|no| op(&key, stream, no)).collect();
    store.push(&stream, &push_of(stream, all[..2].to_vec()), 0).unwrap();
    store.publish_rows(&scope, vec![RowChange { id: "a".into(), body: Some("1".into()) }], 0).unwrap();
    let before = store.epoch().unwrap();
    let backup = store.dir().join("monday.db");
    store.backup(&backup).unwrap();
    assert!(matches!(store.backup(&backup), Err(StoreError::Exists { .. })));
    assert!(!store.dir().join("monday.db-wal").exists(), "a backup is one file");

    store.push(&stream, &push_of(stream, all.clone()), 0).unwrap();
    store.publish_rows(&scope, vec![RowChange { id: "b".into(), body: Some("2".into()) }], 0).unwrap();
    if on_postgres() {
        let error = restore(store.dir(), &backup).unwrap_err();
        assert!(matches!(error, StoreError::Busy { .. }), "somebody is connected: {error}");
    }
    let epoch = store.while_alone(|dir| restore(dir, &backup).unwrap());
    assert!(epoch > before);

    // A connection that was open all the time (which SQLite allows) sees the restored history, under its new epoch.
    assert_eq!(store.epoch().unwrap(), epoch);
    assert_eq!(store.hwm(&stream).unwrap(), 2);
    assert!(matches!(store.feed(&scope, &query(before, 2, 2)).unwrap(), FeedAnswer::Reset(_)));
    let answer = store.push(&stream, &push_of(stream, all[2..].to_vec()), 0).unwrap();
    assert_eq!((answer.hwm, answer.epoch), (5, epoch));
    let kept = Store::open(store.dir()).unwrap();
    assert_eq!(kept.hwm(&stream).unwrap(), 5);
    assert!(store.dir().join("central.db.before-restore").is_file());
    assert!(!store.dir().join("central.db.restoring").exists());
}

#[test]
fn a_restore_into_an_empty_folder_needs_the_keys_first() {
    let old = store();
    let backup = old.dir().join("b.db");
    old.backup(&backup).unwrap();
    let dir = folder();
    let error = restore(dir.path(), &backup).unwrap_err();
    assert!(matches!(error, StoreError::KeyMissing { .. }), "{error}");
    assert!(!dir.path().join("central.db").exists(), "nothing half done");
    std::fs::create_dir_all(dir.path().join("keys")).unwrap();
    for entry in std::fs::read_dir(old.dir().join("keys")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), dir.path().join("keys").join(entry.file_name())).unwrap();
    }
    let epoch = restore(dir.path(), &backup).unwrap();
    assert_eq!(Store::open(dir.path()).unwrap().epoch().unwrap(), epoch);
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let store = store();
    let epoch = store.epoch().unwrap();
    let letter = store.dir().join("letter.txt");
    std::fs::write(&letter, "Dengan hormat, ".repeat(999)).unwrap();
    assert!(matches!(restore(store.dir(), &letter), Err(StoreError::NotOurs { .. })));
    let empty = store.dir().join("empty.db");
    rusqlite::Connection::open(&empty).unwrap().execute_batch("CREATE TABLE mine (a)").unwrap();
    assert!(matches!(restore(store.dir(), &empty), Err(StoreError::NotOurs { .. })));
    assert!(matches!(restore(store.dir(), &store.dir().join("none")), Err(StoreError::File { .. })));
    let _serving = ServeLock::take(store.dir()).unwrap();
    assert!(matches!(restore(store.dir(), &letter), Err(StoreError::Busy { .. })));
    assert_eq!(store.epoch().unwrap(), epoch);
}
