//! An erasure outlives a restore, whichever older copy is put back.

use std::fs;

use anjungan_central::office::people::Role;
use anjungan_central::store::{ApplicationId, Store, restore};
use anjungan_wire::application::{Holder, Mended, Report, ReportNews};
use anjungan_wire::op::OpKind;

use super::kit::*;
use crate::kit::{Folder, on_postgres};

/// A central with an erased person (1) and another (3), and a backup from before the erasure.
struct Erased {
    dir: Folder,
    id: ApplicationId,
}

fn erased() -> Erased {
    let dir = crate::kit::folder();
    let mut store = Store::open(dir.path()).unwrap();
    let id = receive(&mut store, &application(1));
    receive(&mut store, &somebody(3));
    set_aside(&store, &dir);
    let admin = officer(&mut store, "petugas", Role::Signer, None);
    assert_eq!(store.erase(id, &admin, at(FRIDAY)).unwrap(), 1);
    Erased { dir, id }
}

/// What is put back by hand later.
fn set_aside(store: &Store, dir: &Folder) {
    store.backup(&dir.path().join("backup.db")).unwrap();
    dir.set_schema_aside();
}

/// The database alone, put back by hand over a central that is stopped.
fn put_back(dir: &Folder) {
    if dir.put_schema_back() {
        return;
    }
    let dir = dir.path();
    for name in ["central.db-wal", "central.db-shm"] {
        fs::remove_file(dir.join(name)).ok();
    }
    fs::copy(dir.join("backup.db"), dir.join("central.db")).unwrap();
}

fn is_gone(store: &Store, id: ApplicationId) {
    assert!(store.application(id).unwrap().is_none());
    assert_eq!(store.applications_of(&application(1).person.nik).unwrap(), []);
    assert_eq!(store.status(&application(1).receipt, application(1).person.born).unwrap(), None);
    assert!(row(store, &application(1)).is_none(), "no kiosk has it either");
    assert_eq!(store.applications_of(&somebody(3).person.nik).unwrap().len(), 1, "and nobody else went");
    store.verify_audit().unwrap();
}

#[test]
fn a_database_put_back_by_hand_brings_nobody_back() {
    let Erased { dir, id } = erased();
    put_back(&dir);
    let store = Store::open(dir.path()).unwrap();
    is_gone(&store, id);
    let acts: Vec<String> = store.audit("", None, 2).unwrap().into_iter().map(|row| row.act).collect();
    assert_eq!(acts, ["replay-erasures", "erase"], "the trail says so");
    let rows = store.verify_audit().unwrap().rows;
    drop(store);
    let again = Store::open(dir.path()).unwrap();
    assert_eq!(again.verify_audit().unwrap().rows, rows, "once is enough");
    if on_postgres() {
        return;
    }
    let file = fs::read(dir.path().join("central.db")).unwrap();
    let told = application(1);
    assert!(
        !file.windows(told.receipt.as_str().len()).any(|part| part == told.secret.to_base32().as_bytes())
    );
}

#[test]
fn a_restore_never_serves_who_was_erased() {
    let Erased { dir, id } = erased();
    restore(dir.path(), &dir.path().join("backup.db")).unwrap();
    // Before anybody opens it as central does.
    let conn = crate::kit::database(dir.path());
    let left: i64 = conn
        .query_row("SELECT count(*) FROM application WHERE erased_ms IS NULL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 1);
    drop(conn);
    is_gone(&Store::open(dir.path()).unwrap(), id);
}

#[test]
fn what_a_kiosk_sends_again_after_a_restore_brings_nobody_back() {
    let dir = crate::kit::folder();
    let mut store = Store::open(dir.path()).unwrap();
    receive(&mut store, &somebody(3));
    set_aside(&store, &dir);
    // All of this person came after the backup.
    let told = application(1);
    let id = receive(&mut store, &told);
    let admin = officer(&mut store, "petugas", Role::Signer, None);
    store.erase(id, &admin, at(FRIDAY)).unwrap();
    drop(store);
    put_back(&dir);
    let mut store = Store::open(dir.path()).unwrap();
    push(&mut store, 1, OpKind::Mend, &mend_of(&told, vec![Mended::Name("CONTOH".into())]), at(FRIDAY));
    push(&mut store, 1, OpKind::Application, &told, at(FRIDAY));
    let news = ReportNews::StillLooking { day: "2026-11-20".parse().unwrap() };
    let holder = Holder::Receipt { receipt: told.receipt.clone(), secret: told.secret.clone() };
    report(&mut store, &Report { holder, news, assisted_by: None });
    assert_eq!(store.held().unwrap(), []);
    assert_eq!(count(&store, "application"), 1);
    assert_eq!(count(&store, "inbox WHERE reason = 'erased' AND length(sealed) = 0"), 3);
    is_gone(&store, ApplicationId(2));
    // Somebody who was erased may apply again: that is another application.
    let again = application(2);
    let id = receive(&mut store, &again);
    assert!(store.application(id).unwrap().is_some());
}

#[test]
fn an_older_folder_of_keys_gets_its_record_back_from_the_database() {
    let Erased { dir, id } = erased();
    let record = dir.path().join("keys/erased");
    fs::remove_file(&record).unwrap();
    drop(Store::open(dir.path()).unwrap());
    assert_eq!(fs::read_to_string(&record).unwrap().lines().count(), 1);
    put_back(&dir);
    is_gone(&Store::open(dir.path()).unwrap(), id);
}

#[test]
fn an_erasure_that_a_power_cut_broke_off_is_finished_at_the_next_start() {
    let Erased { dir, id } = erased();
    let record = dir.path().join("keys/erased");
    let whole = fs::read_to_string(&record).unwrap();
    // The line was written, the database not: as a database from before is.
    put_back(&dir);
    // Before that, half a line of another one.
    fs::write(&record, format!("1790000000000 0123\n{whole}")).unwrap();
    is_gone(&Store::open(dir.path()).unwrap(), id);
    // A line that was torn is ended before the next one.
    fs::write(&record, format!("{whole}1790000000000 0123")).unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    let admin = officer(&mut store, "lain", Role::Signer, None);
    let other = store.applications_of(&somebody(3).person.nik).unwrap()[0].id;
    store.erase(other, &admin, at(FRIDAY)).unwrap();
    drop(store);
    put_back(&dir);
    let store = Store::open(dir.path()).unwrap();
    assert!(store.application(other).unwrap().is_none() && store.application(id).unwrap().is_none());
}

#[test]
fn the_record_says_nothing_about_anybody_and_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let Erased { dir, .. } = erased();
    let record = dir.path().join("keys/erased");
    let text = fs::read_to_string(&record).unwrap();
    let told = application(1);
    for personal in [told.person.nik.digits(), told.receipt.as_str(), &told.secret.card_id().to_string()] {
        assert!(!text.contains(personal), "{text}");
    }
    assert_eq!(fs::metadata(&record).unwrap().permissions().mode() & 0o777, 0o600);
}
