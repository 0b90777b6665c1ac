//! A whole scope from one file, while visitors go on searching.
//!
//! Rows go to a shelf of their own, some hundred a transaction. Only when the file has ended where its
//! manifest says, hashes to its name, and its rows add up, do the shelves change roles, in one small
//! transaction. Whatever happens before (a torn file, a full disk, a power cut) leaves the old shelf in
//! use. When there is no old one, what is loaded is shown as it comes.

use std::io::{BufRead as _, BufReader, ErrorKind, Read};
use std::time::{Duration, Instant};

use anjungan_wire::feed::Row;
use anjungan_wire::id::Scope;
use anjungan_wire::limits::{ROW_BODY_BYTES_MAX, SNAPSHOT_BYTES_MAX};
use anjungan_wire::snapshot::Snapshot;
use rusqlite::TransactionBehavior;
use sha2::{Digest as _, Sha256};

use super::replica::{ApplyError, Catalogue};
use super::segment::build::Builder;
use super::shelf::{Role, Shelf};
use super::sort::{DEPTH_MAX, depth};
use super::writing::Writing;

/// How far a snapshot is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Rows written.
    pub rows: u64,
    /// Rows there will be.
    pub of: u64,
}

/// What became of a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loaded {
    /// It is in use.
    InUse,
    /// What is here is as new, or of a newer epoch: nothing was done.
    NotNeeded,
}

/// Why a snapshot is not used. The old catalogue is in use.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not what the manifest says.
    #[error("the snapshot is not what its manifest says: {0}")]
    Differs(&'static str),
    /// The file could not be read.
    #[error("the snapshot could not be read: {0}")]
    Read(std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] ApplyError),
}

impl From<rusqlite::Error> for LoadError {
    fn from(error: rusqlite::Error) -> LoadError {
        LoadError::Store(error.into())
    }
}

/// A transaction ends after so long: a third of what anybody may wait for the lock.
const TRANSACTION_MAX: Duration = Duration::from_millis(40);

/// Vacancies in one segment as it is written. Four of them make the largest segment there is.
const SEGMENT_DOCS: usize = 8_192;

/// A line is a row: its body, its id and its number.
const LINE_BYTES_MAX: usize = ROW_BODY_BYTES_MAX + 1024;

/// The window a file may ask the decoder to keep: 8 MiB, what zstd's levels up to 19 use.
const WINDOW_LOG_MAX: u32 = 23;

impl Catalogue {
    /// Loads a whole scope from its compressed file. `manifest` has been verified.
    pub fn load_snapshot(
        &mut self,
        scope: &Scope,
        manifest: &Snapshot,
        file: impl Read,
        progress: impl FnMut(Progress),
    ) -> Result<Loaded, LoadError> {
        if manifest.scope != *scope {
            return Err(LoadError::Differs("scope"));
        }
        let old = Shelf::in_use(&self.db, scope)?;
        if old.as_ref().is_some_and(|old| {
            let as_new = old.epoch == manifest.epoch && !old.walking && old.cursor >= manifest.seq;
            old.epoch > manifest.epoch || as_new
        }) {
            return Ok(Loaded::NotNeeded);
        }
        self.drop_cast_off()?;
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM segment JOIN shelf ON shelf.no = shelf WHERE scope = ?)";
        let first: bool = self.db.query_row(sql, [scope.to_string()], |row| row.get(0))?;
        let mut shelf = Shelf::new(scope);
        shelf.epoch = manifest.epoch;
        let shelf = shelf.insert(&self.db, scope, Role::Loading, first)?;
        let no = shelf.no;
        let loaded = self.fill(shelf, manifest, file, progress).and_then(|shelf| {
            self.merge_segments(no)?;
            self.put_in_use(&shelf, old.as_ref(), manifest)
        });
        if loaded.is_err() {
            self.cast_off(no);
        } else if let Err(error) = self.drop_cast_off() {
            tracing::warn!(%error, "the old copy is not deleted yet");
        }
        loaded.map(|()| Loaded::InUse)
    }

    fn fill(
        &mut self,
        mut shelf: Shelf,
        manifest: &Snapshot,
        file: impl Read,
        mut progress: impl FnMut(Progress),
    ) -> Result<Shelf, LoadError> {
        let mut lines = Lines::new(file, manifest)?;
        let mut builder = Builder::default();
        let mut before = 0;
        let mut next = lines.next()?;
        while next.is_some() {
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut writing = Writing::new(&tx, shelf, builder)?;
            let begun = Instant::now();
            let mut full = false;
            while let Some(row) = next.take() {
                if row.seq <= before && before > 0 || row.seq > manifest.seq {
                    return Err(LoadError::Differs("rows not in order"));
                }
                if writing.shelf.count == manifest.count {
                    return Err(LoadError::Differs("more rows than its count"));
                }
                before = row.seq;
                writing.put_new(&row.id, row.seq, row.body_text()).map_err(doubled)?;
                next = lines.next()?;
                full = writing.docs() >= SEGMENT_DOCS;
                if full || begun.elapsed() > TRANSACTION_MAX {
                    break;
                }
            }
            if full || next.is_none() {
                shelf = writing.finish()?;
                builder = Builder::default();
            } else {
                (shelf, builder) = writing.finish_without_segment()?;
            }
            tx.commit()?;
            progress(Progress { rows: shelf.count, of: manifest.count });
        }
        lines.finish(manifest)?;
        if shelf.count != manifest.count {
            return Err(LoadError::Differs("fewer rows than its count"));
        }
        if shelf.digest != manifest.digest {
            return Err(LoadError::Differs("digest"));
        }
        Ok(shelf)
    }

    fn put_in_use(
        &mut self,
        shelf: &Shelf,
        old: Option<&Shelf>,
        manifest: &Snapshot,
    ) -> Result<(), LoadError> {
        let shelf = Shelf {
            cursor: manifest.seq,
            floor: manifest.seq,
            walking: false,
            as_of_s: manifest.as_of_s,
            ..shelf.clone()
        };
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(old) = old {
            old.set_role(&tx, Role::CastOff)?;
        }
        shelf.save(&tx)?;
        shelf.set_role(&tx, Role::InUse)?;
        tx.execute("UPDATE state SET changed = changed + 1", [])?;
        tx.commit()?;
        Ok(())
    }

    /// Gives up a shelf. On a full disk even that may fail; then the next start or snapshot does it.
    fn cast_off(&mut self, no: i64) {
        let sql = "UPDATE shelf SET role = 'cast-off', shown = 0 WHERE no = ?";
        let given_up = self
            .db
            .execute(sql, [no])
            .and_then(|_| self.db.execute("UPDATE state SET changed = changed + 1", []))
            .map_err(ApplyError::from)
            .and_then(|_| self.drop_cast_off());
        if let Err(error) = given_up {
            tracing::warn!(%error, "the unfinished copy is not deleted yet");
        }
    }
}

fn doubled(error: rusqlite::Error) -> LoadError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => LoadError::Differs("an id twice"),
        Some(_) | None => error.into(),
    }
}

/// The rows of a file, each within its limits.
struct Lines<R: Read> {
    text: BufReader<zstd::Decoder<'static, BufReader<Hashing<R>>>>,
    line: Vec<u8>,
    bytes: u64,
}

impl<R: Read> Lines<R> {
    fn new(file: R, manifest: &Snapshot) -> Result<Lines<R>, LoadError> {
        let hashing = Hashing { file, hash: Sha256::new(), left: manifest.size, over: false };
        let mut decoder = zstd::Decoder::new(hashing).map_err(LoadError::Read)?;
        decoder.window_log_max(WINDOW_LOG_MAX).map_err(LoadError::Read)?;
        Ok(Lines { text: BufReader::with_capacity(1 << 16, decoder), line: Vec::new(), bytes: 0 })
    }

    fn next(&mut self) -> Result<Option<Row>, LoadError> {
        self.line.clear();
        let mut limited = (&mut self.text).take(LINE_BYTES_MAX as u64 + 1);
        let read = limited.read_until(b'\n', &mut self.line).map_err(broken)?;
        if read == 0 {
            return Ok(None);
        }
        self.bytes += read as u64;
        if read > LINE_BYTES_MAX || self.bytes > SNAPSHOT_BYTES_MAX {
            return Err(LoadError::Differs("too long"));
        }
        if depth(&self.line) > DEPTH_MAX + 1 {
            return Err(LoadError::Differs("too deep"));
        }
        let row: Row =
            serde_json::from_slice(&self.line).map_err(|_| LoadError::Differs("a line that is no row"))?;
        if row.del || row.body.is_none() {
            return Err(LoadError::Differs("a row without a body"));
        }
        Ok(Some(row))
    }

    /// Checks what came before the decoder.
    fn finish(self, manifest: &Snapshot) -> Result<(), LoadError> {
        let mut hashing = self.text.into_inner().finish();
        // What zstd did not ask for any more still counts.
        std::io::copy(&mut hashing, &mut std::io::sink()).map_err(LoadError::Read)?;
        let hashing = hashing.into_inner();
        if hashing.left != 0 || hashing.over {
            return Err(LoadError::Differs("size"));
        }
        if hashing.hash.finalize().as_slice() != manifest.sha256.as_slice() {
            return Err(LoadError::Differs("hash"));
        }
        Ok(())
    }
}

/// The decoder reports a torn file as an early end, and a damaged one as an error of its own.
fn broken(error: std::io::Error) -> LoadError {
    let kind = error.kind();
    if kind == ErrorKind::UnexpectedEof {
        LoadError::Differs("torn")
    } else if kind == ErrorKind::Other || kind == ErrorKind::InvalidData {
        LoadError::Differs("damaged")
    } else {
        LoadError::Read(error)
    }
}

/// Hashes what passes, up to the size that was promised.
struct Hashing<R> {
    file: R,
    hash: Sha256,
    left: u64,
    over: bool,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        let within = (read as u64).min(self.left);
        self.over |= (read as u64) > within;
        self.left -= within;
        let within = within as usize;
        self.hash.update(&buffer[..within]);
        Ok(within)
    }
}
