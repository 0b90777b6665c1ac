//! Inputs that cannot be read end the import with one clear line, and nothing written.

use anjungan_central::import::{INPUT_BYTES_MAX, SourceArg};
use serde_json::json;

use super::fixtures::{Central, detail, magang, page};

/// A good file beside the bad one, the message, and that nothing of either was published.
fn message(name: &str, content: impl AsRef<[u8]>) -> String {
    let mut central = Central::new();
    central.file("a-good.json", page(&[detail("k-1")]));
    let bad = central.file(name, content);
    let inputs = [central.inputs()];
    let error = central.import(SourceArg::Karirhub, &inputs, "2026-11-22").unwrap_err().to_string();
    assert!(central.vacancies(SourceArg::Karirhub).is_empty(), "half-written");
    assert_eq!(error.lines().count(), 1, "{error}");
    error.strip_prefix(&bad).unwrap_or_else(|| panic!("{error}: names no file")).to_string()
}

#[test]
fn a_malformed_file_is_named_with_the_place_and_what_to_do() {
    for (content, expected) in [
        (
            &b"{\"data\": [{\"id\":\n \"k-1\""[..],
            ", line 2, column 6: ends in the middle: the download was cut off. Download it again",
        ),
        (b"{\"data\": [1,]}", ", line 1, column 13: is not JSON (trailing comma). Download it again"),
        (b"", ": is empty. Download it again"),
        (b" \n ", ": is empty. Download it again"),
        (
            b"<!DOCTYPE html><html>502",
            ": is a web page, not JSON: the server answered with an error or a login. Download it again",
        ),
        (
            b"{\"data\":\n\"caf\xe9\"}",
            ", line 2, column 5: is not in UTF-8. Save it in UTF-8, or download it again",
        ),
        (b"\xff\xfe{\0}\0", ": is in UTF-16. Save it in UTF-8"),
        (b"\x1f\x8b\x08\0", ": is compressed. Unpack it with gunzip first"),
        (
            b"{\"data\": \"\0\"}",
            ", line 1, column 11: is not JSON (control character (\\u0000-\\u001F) found while parsing a string). Download it again",
        ),
        (b"[1, 2]", ": is JSON but no object with \"data\". Give it as the source sends it"),
        (b"7", ": is JSON but no object with \"data\". Give it as the source sends it"),
        (
            b"{\"message\": \"Unauthenticated.\"}",
            ": has no \"data\" with vacancies: the server answered with something else. Download it again",
        ),
        (
            b"{\"data\": \"x\"}",
            ": has no \"data\" with vacancies: the server answered with something else. Download it again",
        ),
    ] {
        assert_eq!(message("b-bad.json", content), expected, "{}", String::from_utf8_lossy(content));
    }
}

#[test]
fn json_nested_without_end_is_refused_not_followed() {
    let deep = format!("{{\"data\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(message("b-deep.json", deep).contains("is not JSON (recursion limit exceeded)"));
}

#[test]
fn a_file_of_200_megabytes_is_not_loaded() {
    let mut central = Central::new();
    let path = central.file("large.json", "");
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(200 * 1024 * 1024).unwrap();
    const { assert!(INPUT_BYTES_MAX < 200 * 1024 * 1024) };
    let error = central.import(SourceArg::Karirhub, std::slice::from_ref(&path), "2026-11-22").unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{path}: is larger than 64 MB. Split it into pages as the source sends them")
    );
}

#[test]
fn what_is_not_there_is_said() {
    let mut central = Central::new();
    let error = central.import(SourceArg::Karirhub, &["/nowhere/x.json".into()], "2026-11-22").unwrap_err();
    assert!(error.to_string().starts_with("/nowhere/x.json: cannot be read (No such file"), "{error}");
    let folder = central.inputs();
    let error = central.import(SourceArg::Karirhub, &[folder], "2026-11-22").unwrap_err();
    assert!(error.to_string().contains("holds no *.json file"), "{error}");
    assert!(central.import(SourceArg::Karirhub, &[], "2026-11-22").is_err());
}

#[test]
fn the_other_sources_file_is_told_apart() {
    let mut central = Central::new();
    let path = central.file("m.json", page(&[magang("m-1")]));
    let error = central.import(SourceArg::Karirhub, &[path], "2026-11-22").unwrap_err();
    assert!(
        error.to_string().ends_with("comes from the other source. Import it with `import maganghub`"),
        "{error}"
    );
    let path = central.file("k.json", json!({"data": detail("k-1")}).to_string());
    let error = central.import(SourceArg::Maganghub, &[path], "2026-11-22").unwrap_err();
    assert!(
        error.to_string().ends_with("comes from the other source. Import it with `import karirhub`"),
        "{error}"
    );
}

#[test]
fn folders_are_read_to_the_bottom_and_other_files_left_alone() {
    let mut central = Central::new();
    central.file("deep/er/a.json", json!({"data": detail("k-1")}).to_string());
    central.file("b.JSON", format!("\u{feff}{}", page(&[detail("k-2")])));
    central.file("notes.txt", "not JSON at all");
    central.file("empty-page.json", page(&[]));
    let inputs = [central.inputs()];
    assert_eq!(central.counts(SourceArg::Karirhub, &inputs, "2026-11-22"), [2, 2, 0, 0, 0, 0]);
}
