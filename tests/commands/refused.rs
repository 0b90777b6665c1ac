//! Command lines and configuration files that can't be meant.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::program::{Ended, config, program, run};

fn run_with(file: &Path) -> Ended {
    let mut command = program(&["run", "--config"]);
    command.arg(file);
    run(command)
}

/// Refused with code 3, one line, that names the file and says each of `words`; nothing was made.
fn is_wrong(change: impl FnOnce(String) -> String, words: &[&str]) {
    let dir = tempfile::tempdir().unwrap();
    let file = config(dir.path(), change);
    let ended = run_with(&file);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let said = ended.complaint();
    assert!(said.starts_with(&format!("anjungan: {}", file.display())), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} in {said}");
    }
    assert!(!dir.path().join("data").exists(), "nothing is made before the file is understood");
}

#[test]
fn help_says_the_codes_and_a_whole_file() {
    let help = run(program(&["--help"]));
    assert_eq!(help.code, Some(0));
    for word in ["Exit codes", "RUST_LOG", "DISPLAY", "run", "demo"] {
        assert!(help.out.contains(word), "{word} in {}", help.out);
    }
    let run_help = run(program(&["run", "--help"])).out;
    for word in ["[central]", "enrolment_code", "[printer]", "[screen]", "[idle]"] {
        assert!(run_help.contains(word), "{word} in {run_help}");
    }
}

#[test]
fn a_command_line_that_is_none_ends_with_2() {
    for arguments in [&[][..], &["dance"], &["run"], &["run", "--config"], &["demo", "--loud"]] {
        let ended = run(program(arguments));
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains("--help"), "{ended:?}");
    }
}

#[test]
fn a_file_that_is_missing_or_a_folder_is_named() {
    let dir = tempfile::tempdir().unwrap();
    for file in [dir.path().join("none.toml"), dir.path().to_owned()] {
        let ended = run_with(&file);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        let said = ended.complaint();
        assert!(said.contains(&file.display().to_string()) && said.contains("periksa letak"), "{said}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("anjungan.toml");
    std::fs::write(&file, [0x7f, b'E', b'L', b'F', 0xff, 0xfe, 0, 1]).unwrap();
    let ended = run_with(&file);
    assert_eq!(ended.code, Some(3));
    assert!(ended.complaint().contains("bukan teks UTF-8"), "{ended:?}");
}

#[test]
fn a_wrong_line_is_named_with_its_number() {
    is_wrong(|text| text + "colour = \"red\"\n", &["baris 5", "`colour` tidak dikenal"]);
    is_wrong(|text| text.replace("\"http://127.0.0.1:9\"", "7"), &["baris 4", "tanda kutip"]);
    is_wrong(
        |text| text + "[idle]\nwarn_after_s = \"soon\"\ncountdown_s = 20\n",
        &["baris 6", "bilangan bulat"],
    );
    is_wrong(|text| text + "[printer\n", &["baris 5", "kurung"]);
    is_wrong(|_| "\0\0\0\0".into(), &["bukan teks UTF-8"]);
    is_wrong(|text| format!("zone = \"WIX\"\n{text}"), &["baris 1", "WITA"]);
}

#[test]
fn a_value_that_cannot_be_meant_is_named_with_the_remedy() {
    let url = |url: &'static str| move |text: String| text.replace("http://127.0.0.1:9", url);
    is_wrong(url("http://central.example"), &["central.url", "https://"]);
    is_wrong(url("ftp://central.example"), &["central.url", "https://"]);
    is_wrong(url("https://central.example/api"), &["central.url", "without a path"]);
    let printer = |address: &'static str, profile: &'static str| {
        move |text: String| text + &format!("[printer]\naddress = \"{address}\"\nprofile = \"{profile}\"\n")
    };
    is_wrong(printer("/dev/usb/lp0", "epson-tm-t82"), &["printer.address", "usb:/dev/usb/lp0"]);
    is_wrong(printer("serial:/dev/ttyS0?baud=fast", "epson-tm-t82"), &["printer.address", "38400"]);
    is_wrong(printer("usb:/dev/usb/lp0", "epson"), &["printer.profile", "epson-tm-t82"]);
    is_wrong(|text| text + "[screen]\npx_per_mm = 0.0\n", &["screen.px_per_mm", "divide"]);
    is_wrong(|text| text + "[idle]\nwarn_after_s = 1\ncountdown_s = 20\n", &["idle.warn_after_s"]);
}

#[test]
fn without_a_display_the_kiosk_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let ended = run_with(&config(dir.path(), |text| text));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.complaint().contains("DISPLAY"), "{ended:?}");
}

#[test]
fn a_ledger_that_is_garbage_ends_the_kiosk_with_1_and_stays() {
    let Some(display) = Display::open() else { return };
    let dir = tempfile::tempdir().unwrap();
    let file = config(dir.path(), |text| text);
    let ledger = dir.path().join("data").join("ledger.db");
    std::fs::create_dir(dir.path().join("data")).unwrap();
    std::fs::write(&ledger, "garbage").unwrap();
    let mut command = program(&["run", "--config"]);
    command.arg(&file).env("DISPLAY", &display.name);
    let ended = run(command);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let said = ended.complaint();
    assert!(said.contains(&ledger.display().to_string()), "{said}");
    assert_eq!(said.matches("damaged").count(), 1, "{said}");
    assert_eq!(std::fs::read(&ledger).unwrap(), b"garbage");
}

/// A virtual display of this test's own.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// `None`, with a printed reason, where there is no Xvfb.
    fn open() -> Option<Display> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1080x1920x24", "-nolisten", "tcp"]);
        let Ok(mut server) = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn() else {
            println!("skipped: no Xvfb here (apt-get install xvfb)");
            return None;
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Some(Display { server, name: format!(":{}", number.trim()) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
