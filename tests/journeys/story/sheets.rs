//! `ippeveprinter`, which `tests/story.sh` has started, and what programs that nobody here wrote say of a card.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The printer's address.
const PRINTER: &str = "STORY_PRINTER";
/// Its folder. While a file `hold` is there its mechanism stands still; it makes `begun` before, and `done` after.
const SPOOL: &str = "STORY_SPOOL";

/// An A4 printer.
pub struct SheetPrinter {
    pub uri: String,
    spool: PathBuf,
}

impl SheetPrinter {
    pub fn found() -> Self {
        let set =
            |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: bash tests/story.sh"));
        Self { uri: set(PRINTER), spool: set(SPOOL).into() }
    }

    /// Its mechanism stands still from now on.
    pub fn hold(&self) {
        std::fs::write(self.spool.join("hold"), "").unwrap();
    }

    pub fn let_go(&self) {
        std::fs::remove_file(self.spool.join("hold")).unwrap();
    }

    /// Whether a job has reached its mechanism.
    pub fn has_begun(&self) -> bool {
        self.spool.join("begun").exists()
    }

    /// Whether its mechanism is through with a job.
    pub fn is_done(&self) -> bool {
        self.spool.join("done").exists()
    }

    /// The files that it was sent.
    pub fn spooled(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(&self.spool).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|kind| kind == "pdf")).collect()
    }
}

/// What a program says, whatever it thinks of it.
fn said(program: &str, arguments: &[&Path]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|why| panic!("{program}: {why}: bash tests/story.sh installs it"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What poppler says of a document's signatures.
pub fn signatures(pdf: &Path) -> String {
    said("pdfsig", &[pdf])
}

/// Every word of a document, as poppler reads it.
pub fn words(pdf: &Path) -> String {
    said("pdftotext", &[Path::new("-layout"), pdf, Path::new("-")])
}

/// Draws a document's first page as printers draw it, into `picture`, which ends with `.png`.
pub fn draw(pdf: &Path, picture: &Path) {
    let stem = picture.with_extension("");
    let options = ["-r", "200", "-png", "-singlefile"].map(Path::new);
    said("pdftoppm", &[&options[..], &[pdf, &stem]].concat());
}

/// The codes that zbar reads on a picture.
pub fn codes(picture: &Path) -> Vec<String> {
    let options = ["--nodbus", "--quiet", "--raw"].map(Path::new);
    said("zbarimg", &[&options[..], &[picture]].concat()).lines().map(str::to_owned).collect()
}
