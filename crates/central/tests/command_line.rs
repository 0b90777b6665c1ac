//! The program as a technician meets it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anjungan_wire::request::Enrol;

use crate::kit::STREAM;

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjungan-central"));
    command.env_remove("ANJUNGAN_CENTRAL_DATA").env("RUST_LOG", "info").arg("--data").arg(data);
    command.stdin(Stdio::null());
    command
}

pub fn run(data: &Path, arguments: &[&str]) -> Output {
    program(data).args(arguments).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.lines().last().unwrap().to_owned()
}

#[test]
fn help_names_exit_codes_and_environment() {
    let help = out(&run(Path::new("x"), &["--help"]));
    for word in
        ["Exit codes", "ANJUNGAN_CENTRAL_DATA", "RUST_LOG", "serve", "import", "kiosk", "backup", "restore"]
    {
        assert!(help.contains(word), "{word} in {help}");
    }
    assert_eq!(run(Path::new("x"), &["dance"]).status.code(), Some(2));
    assert_eq!(run(Path::new("x"), &["kiosk", "accept", "07"]).status.code(), Some(2));
}

#[test]
fn a_kiosk_is_invited_compared_accepted_and_retired() {
    let dir = crate::kit::folder();
    let text = out(&run(dir.path(), &["kiosk", "invite", "--site", "Aula", "--region", "32.16"]));
    let code = text.lines().next().unwrap().split_whitespace().last().unwrap().to_owned();
    assert!(text.contains(&format!("enrolment_code = \"{}\"", code.replace('-', ""))), "{text}");
    assert!(text.starts_with("K01") && code.len() == 9, "{text}");
    let none = complaint(&run(dir.path(), &["kiosk", "accept", "K01", "--yes"]));
    assert!(none.contains("no machine waits") && none.contains("K01"), "{none}");

    let mut store = anjungan_central::store::Store::open(dir.path()).unwrap();
    let enrol = Enrol { code, public_key: [3; 32], stream: STREAM.n(3), machine: "Kotak".into() };
    assert_eq!(store.enrol(&enrol, 0).unwrap().tenant, "Disnaker Kab. Bekasi");

    let asked = run(dir.path(), &["kiosk", "accept", "K01"]);
    assert!(complaint(&asked).contains("--yes"));
    let words = anjungan_wire::words::fingerprint_words(&[3; 32]).join(" ");
    assert!(out(&asked).contains(&words));
    assert!(out(&run(dir.path(), &["kiosk", "accept", "K01", "--yes"])).contains("in service"));
    assert!(out(&run(dir.path(), &["kiosk", "list"])).contains("accepted"));
    assert_eq!(run(dir.path(), &["kiosk", "retire", "K01"]).status.code(), Some(0));
    assert_eq!(run(dir.path(), &["kiosk", "lost", "K01"]).status.code(), Some(0));
    assert!(out(&run(dir.path(), &["kiosk", "list"])).contains("lost"));
}

#[test]
fn failures_name_the_file_and_the_remedy() {
    let dir = crate::kit::folder();
    let missing = complaint(&run(&dir.path().join("none"), &["backup", "/tmp/never-written.db"]));
    assert!(missing.contains("central.db is missing") && missing.contains("--data"), "{missing}");
    assert!(!dir.path().join("none").exists(), "asking makes nothing");
    let no_file = complaint(&run(dir.path(), &["restore", "nothing.db"]));
    assert!(no_file.contains("nothing.db"), "{no_file}");
    let a_file = dir.path().join("file");
    std::fs::write(&a_file, "").unwrap();
    for command in [&["kiosk", "list"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let output = run(&a_file, command);
        let line = complaint(&output);
        assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
        let said_once = |what: &str| line.matches(what).count() == 1;
        assert!(said_once(a_file.to_str().unwrap()) && said_once("os error"), "{line}");
        assert!(line.ends_with("or give another --data"), "{line}");
    }
}

#[test]
fn a_region_that_does_not_exist_takes_no_number() {
    let dir = crate::kit::folder();
    let line = complaint(&run(dir.path(), &["kiosk", "invite", "--site", "A", "--region", "9999"]));
    assert!(line.contains("--region 9999: there is no such region") && line.contains("3216"), "{line}");
    let text = out(&run(dir.path(), &["kiosk", "invite", "--site", "A", "--region", "3216"]));
    assert!(text.starts_with("K01"), "{text}");
}

#[test]
fn a_day_that_is_none_is_answered_with_an_example() {
    let output = run(Path::new("x"), &["import", "karirhub", "y", "--as-of", "kemarin"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("kemarin") && text.contains("write it like 2025-11-01"), "{text}");
    assert!(!Path::new("x").exists(), "asking makes nothing");
}

#[test]
fn the_help_of_import_says_what_a_script_needs() {
    let help = out(&run(Path::new("x"), &["import", "--help"]));
    for word in
        ["Exit codes", "single records were refused", "https://", "page=", "counts as unchanged", "refused "]
    {
        assert!(help.contains(word), "{word} in {help}");
    }
}

#[test]
fn it_serves_beside_other_commands_and_stops_when_told() {
    let dir = crate::kit::folder();
    let mut serving = program(dir.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(serving.stderr.take().unwrap()).lines();
    let line = lines.by_ref().map(Result::unwrap).find(|line| line.contains("serving at")).unwrap();
    assert!(line.contains("http://127.0.0.1:"), "{line}");
    assert!(!line.contains('\u{1b}'), "colours are for a screen: {line:?}");

    assert_eq!(
        run(dir.path(), &["kiosk", "invite", "--site", "A", "--region", "3216"]).status.code(),
        Some(0)
    );
    let backup = dir.path().join("b.db");
    assert_eq!(run(dir.path(), &["backup", backup.to_str().unwrap()]).status.code(), Some(0));
    let asked = [&["restore", backup.to_str().unwrap()][..], &["serve", "--listen", "127.0.0.1:0"]];
    // Several may serve one PostgreSQL, and one would go on serving here.
    let asked = if crate::kit::on_postgres() { &asked[..1] } else { &asked[..] };
    for busy in asked {
        let say = complaint(&run(dir.path(), busy));
        assert!(say.contains("stop it first"), "{say}");
    }
    Command::new("kill").arg(serving.id().to_string()).status().unwrap();
    assert_eq!(serving.wait().unwrap().code(), Some(0));
    assert_eq!(run(dir.path(), &["restore", backup.to_str().unwrap()]).status.code(), Some(0));
    assert!(out(&run(dir.path(), &["held"])).contains("Nothing waits"));
}
