//! Nothing of a person stays in the window. `idle.rs` looks at a window after a visit; this looks at all of them
//! at once: what a page's global can hold, some visit will have put there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a visit reads or writes there is the machine's, or written anew on every page.
const OF_THE_MACHINE: &[&str] =
    &["Attract", "Home", "Keyboard", "Kiosk", "Nav", "OutOfOrder", "Preferences", "Screen", "Thanks"];

/// The same for every visitor.
const ALWAYS_THE_SAME: &[(&str, &str)] = &[("Search", "placeholder")];

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Each global's properties that can hold words, pictures or lists.
fn held() -> BTreeMap<String, BTreeSet<String>> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(root().join("ui/ui/globals")).unwrap() {
        let source = read(&entry.unwrap().path());
        let mut global = None;
        for line in source.lines() {
            if let Some(name) = line.strip_prefix("export global ") {
                global = name.split_whitespace().next().map(str::to_owned);
            }
            let Some((kind, name)) = line
                .trim()
                .strip_prefix("in property <")
                .and_then(|property| property.trim_end_matches(';').split_once("> "))
            else {
                continue;
            };
            let holds =
                matches!(kind, "string" | "image" | "Slip" | "ServiceTrouble") || kind.starts_with('[');
            if holds && let Some(global) = &global {
                let name = name.split(':').next().unwrap().trim().replace('-', "_");
                held.entry(global.clone()).or_default().insert(name);
            }
        }
    }
    held
}

/// What the bridge empties of each global.
fn emptied() -> BTreeMap<String, BTreeSet<String>> {
    let mut emptied: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in ["pages", "service", "ask", "card"] {
        let source = read(&root().join(format!("src/screen/{file}.rs")));
        let body = source.split("fn forget(app: &App) {").nth(1).unwrap().split("\n}\n").next().unwrap();
        for part in body.split("app.global::<ui::").skip(1) {
            let (global, setters) = part.split_once(">()").unwrap();
            let names = setters.lines().filter_map(|line| {
                let (name, value) = line.split_once(".set_")?.1.split_once('(')?;
                value.contains("::default())").then(|| name.to_owned())
            });
            emptied.entry(global.to_owned()).or_default().extend(names);
        }
    }
    emptied
}

#[test]
fn what_a_page_can_hold_of_a_visit_is_emptied_after_it() {
    let (held, emptied) = (held(), emptied());
    assert!(held.len() > 15 && held["Ask"].len() > 25, "the search is broken: {held:#?}");
    let mut left = Vec::new();
    for (global, names) in &held {
        if OF_THE_MACHINE.contains(&global.as_str()) {
            continue;
        }
        for name in names {
            let same = ALWAYS_THE_SAME.contains(&(global, name));
            if !same && !emptied.get(global).is_some_and(|names| names.contains(name)) {
                left.push(format!("{global}.{name}"));
            }
        }
    }
    assert_eq!(left, Vec::<String>::new(), "of the last visitor");
}
