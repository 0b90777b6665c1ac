//! That a recording is what it is taken for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anjungan_wire::application::Application;
use anjungan_wire::encoding::from_hex;
use anjungan_wire::op::OpKind;
use anjungan_wire::seal::{OpeningKey, Sealed};

use super::disk::{Disk, Platter};
use super::image::Story;
use super::log::{Step, What};
use super::recording::{Recording, contains};
use crate::delivery::kiosk::Leaving;
use crate::printing::stand::Dice;

/// What the log says was written is what is in the folder, byte for byte.
pub fn the_log_tells_all(recording: &Recording) {
    let root = recording.kiosk.folder();
    let mut platter = Platter::new(Disk::Honest, root);
    platter.run(&recording.steps, recording.steps.len());
    platter.keep_everything();
    let copy = tempfile::tempdir().unwrap();
    platter.write_to(copy.path(), root, &mut Dice::seeded("nothing to choose"));
    let (told, there) = (files(&copy.path().join("data")), files(&root.join("data")));
    assert!(told.keys().eq(there.keys()), "{:?} and {:?}", told.keys(), there.keys());
    let differ: Vec<&PathBuf> = told.keys().filter(|name| told[*name] != there[*name]).collect();
    assert!(differ.is_empty() && told.len() > 3, "written otherwise than the log says: {differ:?}");
}

/// Without what SQLite makes anew.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = PathBuf::from(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            let within = files(&entry.path()).into_iter();
            found.extend(within.map(|(inner, bytes)| (name.join(inner), bytes)));
        } else if !name.to_string_lossy().ends_with("-shm") {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Not before it is submitted, when it lives in memory alone, and not after, when it is sealed: neither to any file of the
/// folder nor to standard output.
pub fn no_byte_of_a_person_is_written(steps: &[Step]) {
    for step in steps {
        if let What::Wrote { bytes, .. } | What::Said(bytes) = &step.what {
            // Of each NIK and each name: longer than what sealed bytes hold by chance.
            for text in ["CONTOH SINTETIS", "979999"] {
                assert!(!contains(bytes, text.as_bytes()), "{text} was written");
            }
        }
    }
}

/// With central's key, to what that person said and no other.
pub fn every_application_opens(recording: &Recording, story: &Story, lives: &[(u16, Leaving)]) {
    let key = sealing_key_of(&recording.office.data().join("keys"));
    let mut names = BTreeSet::new();
    for (receipt, no, bytes) in story.applications() {
        let sealed = Sealed { key: key.id().into(), bytes: bytes.clone() };
        let opened = key.open(&story.stream(), no, OpKind::Application, &sealed).unwrap();
        let application: Application = serde_json::from_slice(&opened).unwrap();
        assert_eq!(application.receipt.as_str(), receipt);
        names.insert(application.person.name.clone());
    }
    let told = (1..).zip(lives).flat_map(|(life, (people, _))| {
        (1..=*people).map(move |serial| format!("CONTOH SINTETIS {life} {serial}"))
    });
    assert_eq!(names, told.collect(), "one application of each person");
    assert!(
        recording.shown.keys().eq(story.applications().map(|(receipt, ..)| receipt)),
        "and each was shown"
    );
}

fn sealing_key_of(keys: &Path) -> OpeningKey {
    let names = std::fs::read_dir(keys).unwrap().map(|entry| entry.unwrap().path());
    let file = names.into_iter().find(|path| path.to_string_lossy().contains("/seal-")).unwrap();
    let id = file.file_stem().unwrap().to_str().unwrap().strip_prefix("seal-").unwrap();
    let secret = from_hex(std::fs::read_to_string(&file).unwrap().trim()).unwrap();
    OpeningKey::from_bytes(id, secret).unwrap()
}
