//! `anjungan demo --headless`: plays to its end, again into the same folder, and ends cleanly when asked.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::program::{ended, program, run, signal};

fn demo(out: &Path) -> std::process::Command {
    let mut command = program(&["demo", "--headless", "--out"]);
    command.arg(out);
    command
}

/// What `--help` promises to write.
fn has_the_documented_files(out: &Path) {
    let screens = names(&out.join("screens"));
    assert!(screens.len() >= 8 && screens.iter().any(|name| name.starts_with("01-")), "{screens:?}");
    assert!(screens.iter().all(|name| name.ends_with(".png")), "{screens:?}");
    assert!(names(&out.join("paper")).iter().any(|name| name.ends_with(".png")));
    let visit = std::fs::read_to_string(out.join("visit.json")).unwrap();
    let visit: serde_json::Value = serde_json::from_str(&visit).unwrap();
    assert_eq!(visit["papers"], 3, "{visit}");
    assert_eq!(visit["screens"].as_array().unwrap().len(), screens.len(), "{visit}");
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The virtual printer's device is a link while it runs.
fn has_no_link(out: &Path) {
    let links: Vec<_> = std::fs::read_dir(out)
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_symlink())
        .collect();
    assert!(links.is_empty(), "{links:?}");
}

#[test]
fn a_visit_plays_to_its_end_and_again_into_the_same_folder() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("demo");
    for _ in 0..2 {
        let ended = run(demo(&out));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let said = Path::new(ended.out.trim()).canonicalize().unwrap();
        assert_eq!(said, out.canonicalize().unwrap());
        has_the_documented_files(&out);
        has_no_link(&out);
    }
}

#[test]
fn somebody_elses_folder_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("paper")).unwrap();
    std::fs::write(dir.path().join("paper/thesis.txt"), "mine").unwrap();
    let ended = run(demo(dir.path()));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.complaint().contains("--out"), "{ended:?}");
    assert_eq!(std::fs::read(dir.path().join("paper/thesis.txt")).unwrap(), b"mine");
    assert_eq!(names(dir.path()).len(), 1, "nothing is made");
}

#[test]
fn a_folder_that_is_a_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("demo");
    std::fs::write(&file, "mine").unwrap();
    let ended = run(demo(&file));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.complaint().contains(&file.display().to_string()), "{ended:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}

#[test]
fn asked_to_stop_in_the_middle_it_ends_and_leaves_no_process_and_no_link() {
    for name in ["INT", "TERM"] {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("demo");
        let child = demo(&out).spawn().unwrap();
        let begun = Instant::now();
        let second = |out: &Path| out.join("screens").is_dir() && names(&out.join("screens")).len() >= 2;
        while !second(&out) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it draws its second screen");
            std::thread::sleep(Duration::from_millis(2));
        }
        let process = child.id();
        signal(&child, name);
        let asked = Instant::now();
        let ended = ended(child);
        assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
        assert_eq!(ended.code, Some(1), "it could not do what it was asked: {ended:?}");
        assert!(ended.complaint().contains("interrupted"), "{ended:?}");
        has_no_link(&out);
        assert!(!has_children(process), "a process is left");
        assert!(!out.join("visit.json").exists(), "a visit that did not end is not written down");
    }
}

/// Whether any process has this one as its parent, or is it.
fn has_children(process: u32) -> bool {
    let mine = |stat: &str| {
        let after = stat.rsplit_once(") ").map(|(_, after)| after)?;
        after.split(' ').nth(1)?.parse::<u32>().ok()
    };
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let own = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        own == Some(process) || mine(&stat) == Some(process)
    })
}
