//! What `anjungan run` refuses once its configuration is read, without a window.

use std::path::Path;
use std::sync::Arc;

use anjungan::config::{Central, Config, Idle, Screen, Service};
use anjungan::ledger::Ledger;
use anjungan::terminal::Terminal;
use anjungan::wording::Zone;

fn config(data: &Path) -> Config {
    Config {
        data: data.into(),
        // Port 9 is nobody's: no test talks to the network.
        central: Central { url: "http://127.0.0.1:9".into(), enrolment_code: None },
        printer: None,
        sheet_printer: None,
        scanner: None,
        camera: None,
        service: Service::default(),
        screen: Screen::default(),
        idle: Idle::default(),
        zone: Zone::default(),
        survey: false,
        programs: Default::default(),
        update: Default::default(),
        clock: Default::default(),
    }
}

/// What the terminal says when it can't start, which is one line with the file in it, told once.
fn refusal(data: &Path, file: &Path) -> String {
    let error = Terminal::start(&config(data), Arc::new(|_| {})).err().expect("it does not start");
    let text = format!("{:#}", anyhow::Error::from(error));
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with(&file.display().to_string()), "{text}");
    text
}

#[test]
fn a_data_path_that_is_a_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("data");
    std::fs::write(&file, "mine").unwrap();
    assert!(refusal(&file, &file).contains("check the path `data`"));
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}

#[test]
fn a_ledger_that_is_garbage_is_refused_and_left_as_it_is() {
    for garbage in
        [&b"not a database at all, and longer than a header of one hundred bytes".repeat(9)[..], b"short"]
    {
        let dir = tempfile::tempdir().unwrap();
        let ledger = dir.path().join("ledger.db");
        std::fs::write(&ledger, garbage).unwrap();
        let text = refusal(dir.path(), &ledger);
        assert_eq!(text.matches("damaged").count(), 1, "{text}");
        assert!(text.contains("move it away"), "{text}");
        assert_eq!(std::fs::read(&ledger).unwrap(), garbage);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "and nothing is beside it");
    }
}

#[test]
fn a_ledger_from_the_future_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    drop(Ledger::open(&path, [1; 16]).unwrap());
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let before = std::fs::read(&path).unwrap();
    let text = refusal(dir.path(), &path);
    assert!(text.contains("version 99") && text.contains("install the newer program"), "{text}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
