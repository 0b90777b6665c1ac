//! The program `anjungan-printer`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anjungan_printer::driver::{Printer, Progress};
use anjungan_printer::status::Cause;
use anjungan_printer::transport::Address;

use super::support::{consent, profile, quick, ticket, to_the_end, wait_for};

const PROGRAM: &str = env!("CARGO_BIN_EXE_anjungan-printer");

#[test]
fn it_prints_breaks_and_tidies_up() {
    let dir = tempfile::tempdir().unwrap();
    let (link, out) = (dir.path().join("printer"), dir.path().join("paper"));
    let mut program = Command::new(PROGRAM)
        .args(["--link".as_ref(), link.as_os_str(), "--out".as_ref(), out.as_os_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("printer at"));
    let profile = profile("epson-tm-t82");
    let address: Address = format!("serial:{}?baud=38400", link.display()).parse().unwrap();
    let driver = Printer::start_on(address.opener(), profile.clone(), quick());
    let job = ticket(&profile);
    let progress = to_the_end(&driver.print(1, job.bytes.clone(), job.paper_mm, consent()));
    assert!(matches!(progress.last(), Some(Progress::Printed(_))), "{progress:?}");
    assert!(std::fs::read_to_string(out.join("01.txt")).unwrap().contains("A-0042"));
    assert!(lines.next().unwrap().unwrap().starts_with("paper 01"));

    let mut stdin = program.stdin.take().unwrap();
    writeln!(stdin, "cover-open").unwrap();
    wait_for(&driver, |status| status.refusal() == Some(Cause::CoverOpen));
    writeln!(stdin, "vanish").unwrap();
    wait_for(&driver, |status| status.refusal() == Some(Cause::NoDevice));
    assert!(!link.exists());
    writeln!(stdin, "return").unwrap();
    wait_for(&driver, |status| status.refusal().is_none());
    drop(driver);

    let interrupted = Command::new("kill").args(["-INT", &program.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(program.wait().unwrap().code(), Some(0));
    assert!(std::fs::symlink_metadata(&link).is_err(), "the link stays behind");
}

#[test]
fn exit_codes_are_as_documented() {
    let code = |arguments: &[&str]| {
        Command::new(PROGRAM).args(arguments).output().map(|output| output.status.code()).unwrap()
    };
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["--link", &path("l"), "--out", &path("o"), "--profile", "unheard-of"]), Some(2));
    assert_eq!(code(&["--link", &path("no/such/folder"), "--out", &path("o")]), Some(1));
    std::fs::write(path("file"), "precious").unwrap();
    assert_eq!(code(&["--link", &path("file"), "--out", &path("o")]), Some(1));
    assert_eq!(std::fs::read_to_string(path("file")).unwrap(), "precious");
}
