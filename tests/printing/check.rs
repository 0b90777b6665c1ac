//! `anjungan selftest` as a technician meets it.

use std::process::{Command, Output};

use anjungan_printer::virtual_printer::Fault;

use super::stand::{Stand, enrolled_ledger};

fn selftest(stand: &Stand, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjungan"));
    command.args(["selftest", "--config"]).arg(stand.config()).args(arguments).env("RUST_LOG", "off");
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_sound_machine_prints_its_test_tickets_and_says_so_line_by_line() {
    let stand = Stand::fast();
    drop(enrolled_ledger(&stand.data()));
    let output = selftest(&stand, &["--tickets", "2"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(out.starts_with("ledger: ready (K07, 0 facts wait for central)\nprinter: ready"), "{out}");
    assert_eq!(out.lines().filter(|line| line.starts_with("K07-") && line.ends_with(" printed")).count(), 2);
    assert!(out.ends_with("2 of 2 tickets printed\n"), "{out}");
    assert_eq!(stand.numbers().len(), 2);
}

#[test]
fn a_printer_without_paper_is_told_by_name_and_code() {
    let stand = Stand::fast();
    drop(enrolled_ledger(&stand.data()));
    stand.printer.fault(Fault::PaperOut);
    let output = selftest(&stand, &[]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    assert!(text(&output.stdout).contains("printer: no paper"), "{output:?}");
}

#[test]
fn a_folder_that_another_program_holds_is_refused() {
    let stand = Stand::fast();
    drop(enrolled_ledger(&stand.data()));
    let held = std::fs::File::open(stand.data()).unwrap();
    held.lock().unwrap();
    let output = selftest(&stand, &[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = text(&output.stderr);
    assert!(said.contains("another anjungan works with this folder: stop it first"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}
