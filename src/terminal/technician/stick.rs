//! The key on a USB stick. Looked for every two seconds, and only where the configuration has a key.
//!
//! A stick is a stranger's: the file is opened without following links, must be a plain file, and no more of it
//! is read than a key may be long.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::config;
use crate::service;
use crate::terminal::Post;
use crate::visit;

/// The file on the stick.
const FILE: &str = "anjungan-service.key";
/// Bytes of a key, at most.
const BYTES_MAX: u64 = 4096;
/// Folders looked into under each of the configured ones: a stick has one or two there.
const FOLDERS_MAX: usize = 64;
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The running thread. Dropping it stops it.
pub(super) struct Watch {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to look; `None` where there is no key to look for.
    pub(super) fn start(access: &config::Service, post: Post) -> std::io::Result<Option<Self>> {
        let Some(wanted) = access.key_sha256 else {
            return Ok(None);
        };
        let folders = access.key_folders.clone();
        let (stop, stopped) = mpsc::channel();
        let look = move || is_there(&folders, &wanted);
        let tell = move |event| post(visit::Event::Service(event));
        let thread = std::thread::Builder::new()
            .name("key".into())
            .spawn(move || watch(&stopped, LOOK_EVERY, look, tell))?;
        Ok(Some(Self { stop: Some(stop), thread: Some(thread) }))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that looks for keys had panicked");
        }
    }
}

/// Tells when the key comes and goes, until the other end of `stopped` is gone.
fn watch(stopped: &Receiver<()>, every: Duration, look: impl Fn() -> bool, tell: impl Fn(service::Event)) {
    let mut there = false;
    while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
        let now = look();
        if now != there {
            there = now;
            tell(if now { service::Event::KeyPresented } else { service::Event::KeyRemoved });
        }
    }
}

/// Whether the right key is in one of `folders`, one or two levels deep: `/media/STICK`, `/media/USER/STICK`.
fn is_there(folders: &[PathBuf], wanted: &[u8; 32]) -> bool {
    folders.iter().any(|folder| {
        let near = inside(folder);
        near.iter().any(|stick| is_key(&stick.join(FILE), wanted))
            || near.iter().flat_map(|user| inside(user)).any(|stick| is_key(&stick.join(FILE), wanted))
    })
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.take(FOLDERS_MAX).map(|entry| entry.path()).collect()
}

fn is_key(path: &Path, wanted: &[u8; 32]) -> bool {
    read(path).is_some_and(|bytes| Sha256::digest(bytes).as_slice().ct_eq(wanted).into())
}

/// A plain file's bytes, if they are not more than a key has. A pipe must not hold the thread up.
fn read(path: &Path) -> Option<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = std::fs::File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    let about = file.metadata().ok()?;
    if !about.is_file() || about.len() > BYTES_MAX {
        return None;
    }
    let mut bytes = Vec::new();
    // One byte more than allowed: it may have grown since.
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= BYTES_MAX).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    const KEY: &[u8] = b"4d2c9e71 a key for tests alone";

    /// A folder as `/media` is, and whether the key is found in it once `put` was done to the stick.
    fn found(depth: &str, put: impl FnOnce(&Path)) -> bool {
        let media = tempfile::tempdir().unwrap();
        let stick = media.path().join(depth);
        std::fs::create_dir_all(&stick).unwrap();
        put(&stick.join(FILE));
        is_there(&[media.path().into()], &Sha256::digest(KEY).into())
    }

    #[test]
    fn the_right_key_is_found_one_and_two_levels_deep_and_no_deeper() {
        let put = |path: &Path| std::fs::write(path, KEY).unwrap();
        assert!(found("stick", put));
        assert!(found("kiosk/stick", put));
        assert!(!found("a/b/stick", put));
        assert!(!found("", put), "the folder itself is no stick");
    }

    #[test]
    fn a_wrong_missing_or_huge_key_a_folder_and_a_pipe_open_nothing() {
        assert!(!found("stick", |path| std::fs::write(path, b"another").unwrap()));
        assert!(!found("stick", |_| ()));
        assert!(!found("stick", |path| std::fs::write(path, vec![0; 1 << 20]).unwrap()));
        assert!(!found("stick", |path| std::fs::create_dir(path).unwrap()));
        assert!(!found("stick", |path| {
            rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, Mode::RUSR, 0).unwrap();
        }));
    }

    /// Else a stick could name any file of this machine, and a guess at its content be tried.
    #[test]
    fn a_link_to_the_right_key_opens_nothing() {
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(elsewhere.path(), KEY).unwrap();
        assert!(!found("stick", |path| std::os::unix::fs::symlink(elsewhere.path(), path).unwrap()));
    }

    #[test]
    fn coming_and_going_are_told_once_each() {
        let seen = [false, true, true, false, false];
        let (looks, told) = (Cell::new(0), RefCell::new(Vec::new()));
        let (stop, stopped) = mpsc::channel();
        let stop = RefCell::new(Some(stop));
        let look = || {
            let at = looks.replace(looks.get() + 1);
            if at + 1 == seen.len() {
                stop.replace(None);
            }
            seen[at]
        };
        watch(&stopped, Duration::from_millis(1), look, |event| told.borrow_mut().push(event));
        assert_eq!(*told.borrow(), [service::Event::KeyPresented, service::Event::KeyRemoved]);
    }
}
