//! Large files from central, named by their hash: whole and right, or not there.
//!
//! ```text
//!   <sha256>.part  ──piece by piece, resumed where it ended──▶ size reached
//!        ▲                                                        │ hash the whole file
//!        └── gone, begin again ◀── wrong hash ────────────────────┤
//!                                                                 ▼ fsync, rename
//!                                                              <sha256>
//! ```
//!
//! A piece at a time, so that a slow line is no timeout and a stop is quick.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use anjungan_wire::encoding::{from_hex, hex};
use sha2::{Digest, Sha256};

use super::answer::CallError;
use super::client::BlobPart;

/// Bytes asked for at a time: a minute at 34 kB/s.
const PIECE_BYTES: u64 = 2 * 1024 * 1024;

/// Where pieces come from: [`super::Client::piece`].
pub type Source<'a> = dyn Fn(&[u8; 32], u64, u64) -> Result<BlobPart, CallError> + 'a;

/// A file that central vouched for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Its hash and name.
    pub sha256: [u8; 32],
    /// Its length.
    pub size: u64,
    /// More is not taken.
    pub size_max: u64,
}

/// Where the file of this name is, once it is whole.
pub fn place(folder: &Path, sha256: &[u8; 32]) -> PathBuf {
    folder.join(hex(sha256))
}

/// Why a file is not here.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The request failed; what came so far is kept.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The disk.
    #[error("the file from central can't be stored: {0}")]
    Disk(io::Error),
    /// It announces more than is allowed.
    #[error("a file of {size} bytes is more than the {most} allowed")]
    TooLarge {
        /// Announced.
        size: u64,
        /// Allowed.
        most: u64,
    },
    /// The bytes are not those that were signed. They were thrown away.
    #[error("the file's bytes are not the ones central signed: thrown away")]
    WrongHash,
    /// This program is stopping; what came so far is kept.
    #[error("stopped before the file was whole")]
    Stopped,
}

/// Fetches a file into `folder`, or finds it there. `stopping` is asked between reads.
pub fn fetch(
    source: &Source<'_>,
    wanted: &Wanted,
    folder: &Path,
    stopping: &dyn Fn() -> bool,
) -> Result<PathBuf, DownloadError> {
    if wanted.size > wanted.size_max {
        return Err(DownloadError::TooLarge { size: wanted.size, most: wanted.size_max });
    }
    fs::create_dir_all(folder).map_err(DownloadError::Disk)?;
    let whole = place(folder, &wanted.sha256);
    let part = whole.with_extension("part");
    if whole.exists() {
        if hash_of(&whole).map_err(DownloadError::Disk)? == wanted.sha256 {
            return Ok(whole);
        }
        fs::remove_file(&whole).map_err(DownloadError::Disk)?;
    }
    fill(source, wanted, &part, stopping)?;
    if hash_of(&part).map_err(DownloadError::Disk)? != wanted.sha256 {
        fs::remove_file(&part).map_err(DownloadError::Disk)?;
        return Err(DownloadError::WrongHash);
    }
    keep(&part, &whole).map_err(DownloadError::Disk)?;
    Ok(whole)
}

/// Removes unfinished and unused files, all but `wanted`'s. Only what has a name that [`fetch`] gives is
/// looked at: whatever else lies in the folder is somebody else's.
pub fn tidy(folder: &Path, wanted: &[[u8; 32]]) {
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    for file in files.flatten() {
        let path = file.path();
        if let Some(sha256) = named_by(&path)
            && !wanted.contains(&sha256)
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(%error, file = hex(&sha256), "an unused file from central can't be removed");
        }
    }
}

/// The hash that a file of ours is named by.
fn named_by(path: &Path) -> Option<[u8; 32]> {
    let name = path.file_name()?.to_str()?;
    from_hex(name.strip_suffix(".part").unwrap_or(name)).ok()
}

fn fill(
    source: &Source<'_>,
    wanted: &Wanted,
    part: &Path,
    stopping: &dyn Fn() -> bool,
) -> Result<(), DownloadError> {
    let mut file = OpenOptions::new().append(true).create(true).open(part).map_err(DownloadError::Disk)?;
    let mut have = file.metadata().map_err(DownloadError::Disk)?.len();
    if have > wanted.size {
        file.set_len(0).map_err(DownloadError::Disk)?;
        have = 0;
    }
    while have < wanted.size {
        let to = (have + PIECE_BYTES).min(wanted.size);
        let piece = source(&wanted.sha256, have, to)?;
        let end = if piece.from == have {
            to
        } else {
            // Central, or a cache before it, knows no pieces and sent all of it.
            file.set_len(0).map_err(DownloadError::Disk)?;
            wanted.size
        };
        let end = if piece.from == 0 { wanted.size } else { end };
        let came = copy(piece.bytes.take(end - piece.from), &mut file, stopping)?;
        let now_have = piece.from + came;
        if now_have <= have {
            return Err(CallError::Garbled("an empty piece of a file".into()).into());
        }
        have = now_have;
    }
    file.sync_all().map_err(DownloadError::Disk)
}

fn copy(mut from: impl Read, to: &mut File, stopping: &dyn Fn() -> bool) -> Result<u64, DownloadError> {
    let mut buffer = vec![0; 64 * 1024];
    let mut came = 0;
    loop {
        if stopping() {
            return Err(DownloadError::Stopped);
        }
        match from.read(&mut buffer) {
            Ok(0) => return Ok(came),
            Ok(n) => {
                to.write_all(&buffer[..n]).map_err(DownloadError::Disk)?;
                came += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(CallError::Offline(error.to_string()).into()),
        }
    }
}

fn hash_of(path: &Path) -> io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().into()),
            n => hash.update(&buffer[..n]),
        }
    }
}

fn keep(part: &Path, whole: &Path) -> io::Result<()> {
    File::open(part)?.sync_all()?;
    fs::rename(part, whole)?;
    if let Some(folder) = whole.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
