//! Indonesian is written in the `.slint` files; English must say all of it.
use std::{collections::BTreeMap, fs, path::Path};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// The text of every `@tr("…")` under `folder`, with its file.
fn sources(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("the .slint files") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "slint") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            for (at, _) in text.match_indices("@tr(") {
                let rest = text[at + 4..].trim_start();
                assert!(rest.starts_with('"'), "{}: @tr wants a literal here: {:.40}", path.display(), rest);
                found.insert(literal(&rest[1..]), path.display().to_string());
            }
        }
    }
}

/// Up to the closing quote.
fn literal(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return out,
            '\\' => out.extend(letters.next()),
            _ => out.push(letter),
        }
    }
    panic!("a literal without an end: {text:.40}");
}

fn english() -> BTreeMap<String, String> {
    let po = fs::read_to_string(Path::new(HERE).join("lang/en/LC_MESSAGES/anjungan-ui.po"))
        .expect("the catalogue");
    let mut entries = BTreeMap::new();
    let mut id = None;
    for line in po.lines() {
        if let Some(text) = line.strip_prefix("msgid \"") {
            id = Some(literal(text));
        } else if let Some(text) = line.strip_prefix("msgstr \"") {
            entries.insert(id.take().expect("msgid before msgstr"), literal(text));
        }
    }
    entries.remove("");
    entries
}

#[test]
fn english_says_everything() {
    let mut wanted = BTreeMap::new();
    sources(&Path::new(HERE).join("ui"), &mut wanted);
    assert!(wanted.len() > 20, "only {} texts found: the search is broken", wanted.len());
    let english = english();
    let missing: Vec<_> = wanted
        .iter()
        .filter(|(text, _)| english.get(*text).is_none_or(String::is_empty))
        .map(|(text, file)| format!("{text:?} ({file})"))
        .collect();
    assert!(missing.is_empty(), "without English:\n{}", missing.join("\n"));
    let stale: Vec<_> = english.keys().filter(|text| !wanted.contains_key(*text)).collect();
    assert!(stale.is_empty(), "English for texts no screen has: {stale:?}");
    let holes = |text: &str| text.matches('{').count();
    for text in wanted.keys() {
        assert_eq!(holes(text), holes(&english[text]), "the places to fill in differ: {text:?}");
    }
}
