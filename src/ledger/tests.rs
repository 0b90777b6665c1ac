//! The ledger as its users see it. `kill` ends the process between commits; `faults` takes the disk away.

mod command;
mod faults;
mod kill;
mod migrate;
mod outbox;
pub(crate) mod person;
mod spool;
mod station;

use std::path::{Path, PathBuf};

use anjungan_wire::fact::{Language, Visit, VisitEnd};
use anjungan_wire::op::Clock;
use anjungan_wire::request::Enrolled;
use anjungan_wire::seal::OpeningKey;

use super::*;

/// Central's half of the sealing key in these tests.
pub fn central_key() -> OpeningKey {
    OpeningKey::from_bytes("test", [5; 32]).unwrap()
}

pub fn enrolled() -> Enrolled {
    Enrolled {
        kiosk: "K07".parse().unwrap(),
        accepted: true,
        epoch: Epoch::numbered(1),
        sealing_key: central_key().sealing_key(),
        content_key: [0; 32],
        scopes: vec!["vacancies@32".parse().unwrap()],
        tenant: "Disnaker Kabupaten Bekasi".into(),
        site: "MM2100".into(),
        region: "3216".parse().unwrap(),
    }
}

pub fn at(mono_ms: u64) -> Clock {
    Clock { wall_ms: 1_800_000_000_000 + mono_ms as i64, boot: [1; 8], mono_ms, synced: true }
}

pub fn visit(seconds: u32) -> Fact {
    Fact::Visit(Visit {
        seconds,
        end: VisitEnd::Finished,
        language: Language::Id,
        searches: 1,
        vacancies_opened: 2,
        tickets_printed: 1,
        adjusted: false,
        uses: vec![],
    })
}

pub fn enrolled_ledger(path: &Path) -> Ledger {
    let mut ledger = Ledger::open(path, [9; 16]).unwrap();
    if ledger.enrolled().is_none() {
        ledger.set_enrolled(enrolled()).unwrap();
    }
    ledger
}

impl Ledger {
    /// Refuses every commit from now on, as a full or read-only disk does; or takes them again.
    pub fn refuse_commits(&self, refused: bool) {
        self.db.pragma_update(None, "query_only", refused).unwrap();
    }

    /// What would be on the disk if the process were killed now.
    pub fn as_killed(&self, to: &Path) {
        let from = PathBuf::from(self.db.path().unwrap());
        std::fs::create_dir_all(to).unwrap();
        for file in std::fs::read_dir(from.parent().unwrap()).unwrap().map(|file| file.unwrap().path()) {
            let name = file.file_name().unwrap();
            if file.is_file() && !name.to_string_lossy().ends_with("-shm") {
                std::fs::copy(&file, to.join(name)).unwrap();
            }
        }
    }

    /// Breaks the disk for one state of print jobs.
    pub fn refuse_moves_to(&self, state: &str) {
        let sql = format!(
            "CREATE TEMP TRIGGER broken BEFORE UPDATE ON print_job WHEN new.state = '{state}'
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        );
        self.db.execute_batch(&sql).unwrap();
    }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    (folder, path)
}

#[test]
fn a_ledger_keeps_its_stream_key_and_enrolment() {
    let (_folder, path) = folder();
    let first = enrolled_ledger(&path);
    let (stream, public) = (first.stream(), first.device_key().verifying_key());
    drop(first);
    let again = Ledger::open(&path, [77; 16]).unwrap();
    assert_eq!(again.stream(), stream);
    assert_eq!(again.device_key().verifying_key(), public);
    assert_eq!(again.enrolled(), Some(&enrolled()));
}

#[test]
fn the_key_and_the_ledger_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = folder();
    drop(enrolled_ledger(&path));
    let key = folder.path().join("device.key");
    for file in [&path, &key] {
        assert_eq!(
            std::fs::metadata(file).unwrap().permissions().mode() & 0o777,
            0o600,
            "{}",
            file.display()
        );
    }
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(matches!(Ledger::open(&path, [0; 16]), Err(LedgerError::Key { .. })));
}

#[test]
fn a_ledger_from_the_future_is_refused_and_left_as_it_is() {
    let (folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    ledger.record(&visit(1), at(0)).unwrap();
    ledger.db.pragma_update(None, "user_version", 99).unwrap();
    // As after a power cut: part of it is still in the write-ahead log.
    let copy = folder.path().join("copy.db");
    let wal = |path: &Path| path.with_extension("db-wal");
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(wal(&path), wal(&copy)).unwrap();
    drop(ledger);
    let before = (std::fs::read(&copy).unwrap(), std::fs::read(wal(&copy)).unwrap());
    let refused = Ledger::open(&copy, [0; 16]);
    assert!(matches!(refused, Err(LedgerError::FromTheFuture { found: 99, .. })));
    assert_eq!((std::fs::read(&copy).unwrap(), std::fs::read(wal(&copy)).unwrap()), before);
}

#[test]
fn a_generation_only_rises() {
    let (_folder, path) = folder();
    let mut ledger = enrolled_ledger(&path);
    assert_eq!(ledger.generation("snapshot vacancies@32").unwrap(), 0);
    ledger.raise_generation("snapshot vacancies@32", 5).unwrap();
    ledger.raise_generation("snapshot vacancies@32", 3).unwrap();
    assert_eq!(ledger.generation("snapshot vacancies@32").unwrap(), 5);
}
