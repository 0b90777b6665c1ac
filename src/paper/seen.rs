//! A paper as a test sees it: through the virtual printer, and beside what it was before.

use std::path::Path;

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::LogoKey;
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::render;

use crate::ledger::Paper;

pub(super) fn profile(name: &str) -> Profile {
    Profile::named(name).unwrap()
}

/// What the paper shows, and that the printer understood every byte.
pub(super) fn read(paper: &Paper, profile: &Profile) -> String {
    let logo = [(LogoKey::FIRST, Bitmap::new(256, 96))];
    let (papers, tally) = render(profile, &logo, [paper.bytes.as_slice()]);
    assert_eq!(tally.unknown, 0, "{:?}", tally.unknown_first);
    assert_eq!(papers.len(), 1);
    papers[0].text.clone()
}

/// Compares bytes and text with those in `tests/golden`; `UPDATE_GOLDEN=1` writes them.
pub(super) fn golden(name: &str, paper: &Paper, profile: &Profile) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let text = read(paper, profile);
    for (ending, bytes) in [("escpos", paper.bytes.as_slice()), ("txt", text.as_bytes())] {
        let path = folder.join(format!("{name}.{ending}"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, bytes).unwrap();
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(kept == bytes, "{} differs:\n{text}", path.display());
    }
}
