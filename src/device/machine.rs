//! The folder in which this program and the machine's own units speak to each other: systemd's `RuntimeDirectory`, on
//! memory, this user's alone.
//!
//! | file | written by | what it does |
//! |---|---|---|
//! | `health.json` | [`crate::terminal`] | whether this version is fit to stay ([`crate::health`]) |
//! | `busy` | [`crate::terminal`] | there while somebody is here, paper is on its way or the office is open: no restart |
//! | `update` | [`crate::terminal`] | asks for an update: its line is the version wanted, empty for the newest |
//! | `reboot` | [`crate::terminal`] | asks for a restart of the machine |
//! | `factory-reset` | service mode | asks that everything here be erased |
//! | `wifi` | service mode | an order about Wi-Fi (`crate::service::wifi::order`); it may hold a network's key, and is gone once read |
//!
//! A request is a file because a path unit of systemd can wait for one: the program itself needs no right to restart,
//! update or erase anything.
//!
//! **Architecture invariant:** a file here appears whole or not at all; whoever waits for it never reads half of one.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// What the machine's own units are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Request {
    /// Another version of the image.
    Update,
    /// A restart of the machine.
    Reboot,
    /// An empty machine.
    FactoryReset,
}

impl Request {
    /// The name of its file.
    pub fn file(self) -> &'static str {
        match self {
            Request::Update => "update",
            Request::Reboot => "reboot",
            Request::FactoryReset => "factory-reset",
        }
    }
}

/// The folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuntimeFolder(PathBuf);

impl RuntimeFolder {
    /// This folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// What `$RUNTIME_DIRECTORY` names. `None`: this program was not started by such a unit.
    pub fn of_environment() -> Option<Self> {
        Self::named(&std::env::var("RUNTIME_DIRECTORY").ok()?)
    }

    /// systemd.exec(5): several folders are parted by colons; the first is the unit's own.
    fn named(value: &str) -> Option<Self> {
        let first = value.split(':').next().map(Path::new)?;
        first.is_absolute().then(|| Self::new(first))
    }

    /// A file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Puts a file there in one step, in place of an earlier one. Only this user and root read it.
    ///
    /// # Errors
    /// The folder is gone, full or not this user's.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.path(&format!(".{name}.new"));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(bytes)?;
        std::fs::rename(&unfinished, self.path(name))
    }

    /// Takes a file away; one that is not there is gone already.
    ///
    /// # Errors
    /// The folder is not this user's.
    pub fn take_away(&self, name: &str) -> io::Result<()> {
        match std::fs::remove_file(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Asks for something. `line` says more about it; what follows a line break in it is not passed on.
    ///
    /// # Errors
    /// As [`RuntimeFolder::put`].
    pub fn ask(&self, request: Request, line: &str) -> io::Result<()> {
        let line = line.lines().next().unwrap_or_default();
        self.put(request.file(), format!("{line}\n").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_one_line_and_leaves_nothing_else_behind() {
        let dir = tempfile::tempdir().unwrap();
        let folder = RuntimeFolder::new(dir.path());
        folder.ask(Request::Update, "0.2.0\nrm -rf /").unwrap();
        folder.ask(Request::Reboot, "").unwrap();
        assert_eq!(std::fs::read_to_string(folder.path("update")).unwrap(), "0.2.0\n");
        assert_eq!(std::fs::read_to_string(folder.path("reboot")).unwrap(), "\n");
        let names = std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, ["reboot", "update"]);
        folder.take_away("update").unwrap();
        folder.take_away("update").unwrap();
        assert!(!folder.path("update").exists());
        assert!(RuntimeFolder::new(dir.path().join("none")).ask(Request::FactoryReset, "").is_err());
    }

    #[test]
    fn the_first_folder_of_several_counts_and_it_is_a_whole_path() {
        let named = |value| RuntimeFolder::named(value).map(|folder| folder.0);
        assert_eq!(named("/run/anjungan:/run/other"), Some("/run/anjungan".into()));
        assert_eq!(named("/run/anjungan"), Some("/run/anjungan".into()));
        assert_eq!((named(""), named("anjungan")), (None, None));
    }
}
