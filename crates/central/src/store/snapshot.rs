//! Snapshots: a whole scope in one file, so that a new terminal need not walk it page by page.
//!
//! ```text
//! rows of one moment ─ zstd ─▶ blobs/.part-… ─ fsync, rename ─▶ blobs/<sha256> ─▶ signed document
//! ```
//!
//! The file stands before the document that names it, so a document never names a file that isn't
//! there. Files that no recent document names are swept.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::content::MediaHash;
use anjungan_wire::encoding::hex;
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::limits::FEED_ROWS_MAX;
use anjungan_wire::signed::Signed;
use anjungan_wire::snapshot::Snapshot;
use sha2::{Digest as _, Sha256};

use super::error::{Result, StoreError};
use super::feed::{self, ScopeState};
use super::{Store, keys, meta, now_s};

/// zstd's level, by `tests/measure.rs`. 20,000 generated rows (31.2 MB): level 3 makes 2.10 MB in 0.06 s, 9 makes
/// 1.50 MB in 0.46 s, 12 makes 1.33 MB in 1.4 s, 19 makes 1.08 MB in 61 s. Real rows differ more from each
/// other, and less between levels: 620 of MagangHub take 181, 162, 159 and 150 bytes each, 40 of Karirhub
/// 561, 528, 526 and 510.
pub const LEVEL: i32 = 9;
/// How long a terminal may begin with a snapshot.
const EXPIRES_DAYS: i64 = 30;
/// A snapshot with less time left is not offered, and made anew: loading takes a while on a slow line.
const RENEW_DAYS: i64 = 10;
/// Documents kept per scope: a terminal may be loading the last but one.
const KEPT: i64 = 2;
/// Files younger than this are never swept: their document may be about to be written.
const SWEEP_AGE: Duration = Duration::from_secs(3600);

/// What a blob is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlobKind {
    /// A picture of the library: [`crate::objects`] has it.
    Picture(MediaHash),
    /// A card that only its receipt opens.
    LockedCard,
    /// Rows of a scope.
    Snapshot,
}

impl BlobKind {
    /// What HTTP calls it.
    pub fn media_type(self) -> &'static str {
        match self {
            BlobKind::Picture(_) => crate::objects::MEDIA_TYPE,
            BlobKind::LockedCard => "application/octet-stream",
            BlobKind::Snapshot => "application/zstd",
        }
    }
}

impl Store {
    /// Makes a snapshot of a scope as it is now. Takes about a second per 100,000 rows, and holds up
    /// neither readers nor writers meanwhile.
    pub fn build_snapshot(&mut self, scope: &Scope) -> Result<Signed<Snapshot>> {
        let blobs = self.dir.join("blobs");
        let (epoch, state, file) = {
            let tx = self.conn.read()?;
            let state = feed::state(&tx, scope)?;
            (meta::epoch(&tx)?, state, write_rows(&tx, scope, &blobs)?)
        };
        let snapshot = Snapshot {
            scope: scope.clone(),
            epoch,
            sha256: file.sha256,
            size: file.size,
            seq: state.head,
            count: state.count,
            digest: state.digest,
            as_of_s: state.as_of_s,
        };
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let last: Option<i64> = tx.query_row(
            "SELECT max(generation) FROM snapshot WHERE scope = ?1",
            [scope.to_string()],
            |row| row.get(0),
        )?;
        // A restored central has forgotten generations that terminals remember. Time has not.
        let generation = last.map_or(0, |last| last + 1).max(now_s());
        let expires_s = now_s() + EXPIRES_DAYS * 86_400;
        let signed = Signed::sign(&keys.content, generation.cast_unsigned(), expires_s, snapshot);
        let document = serde_json::to_string(&signed).map_err(|_| DAMAGED)?;
        tx.execute(
            "INSERT INTO snapshot (scope, generation, epoch, seq, sha256, expires_s, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                scope.to_string(),
                generation,
                epoch.to_string(),
                state.head.cast_signed(),
                hex(&file.sha256),
                expires_s,
                document
            ],
        )?;
        tx.execute(
            "DELETE FROM snapshot WHERE scope = ?1 AND generation NOT IN
                (SELECT generation FROM snapshot WHERE scope = ?1 ORDER BY generation DESC LIMIT ?2)",
            params![scope.to_string(), KEPT],
        )?;
        tx.commit()?;
        tracing::info!(%scope, rows = state.count, bytes = file.size, "made a snapshot of {scope}");
        Ok(signed)
    }

    /// Makes the snapshots that are due, and sweeps files that none names any more. Which were made.
    pub fn refresh_snapshots(&mut self) -> Result<Vec<Scope>> {
        let mut made = Vec::new();
        for scope in self.large_scopes()? {
            if self.is_due(&scope)? {
                // One scope that can't have a snapshot is walked by pages; the others still get theirs.
                match self.build_snapshot(&scope) {
                    Ok(_) => made.push(scope),
                    Err(error) => tracing::error!(%scope, %error, "no snapshot of {scope}: {error}"),
                }
            }
        }
        self.sweep_blobs(SWEEP_AGE)?;
        Ok(made)
    }

    /// The snapshot a terminal could begin with now.
    pub fn snapshot(&self, scope: &Scope) -> Result<Option<Signed<Snapshot>>> {
        let state = feed::state(&self.conn, scope)?;
        let usable = usable(&self.conn, scope, &state, meta::epoch(&self.conn)?)?;
        Ok(usable.map(|(_, document)| document))
    }

    /// Where a blob lies, when there is one of this name. Any text may be asked for.
    pub fn blob_path(&self, sha256: &str) -> Option<PathBuf> {
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if sha256.len() != 64 || !sha256.bytes().all(hexadecimal) {
            return None;
        }
        let path = self.dir.join("blobs").join(sha256);
        path.is_file().then_some(path)
    }

    /// What a blob of this name is, if there is one.
    pub fn blob_kind(&self, sha256: &str) -> Result<BlobKind> {
        let kind: i64 = self
            .conn
            .prepare_cached(
                "SELECT CASE WHEN EXISTS (SELECT 1 FROM media WHERE sha256 = ?1) THEN 1
                    WHEN EXISTS (SELECT 1 FROM card WHERE blob_sha256 = ?1) THEN 2 ELSE 0 END",
            )?
            .query_row([sha256], |row| row.get(0))?;
        Ok(match (kind, sha256.parse()) {
            (1, Ok(hash)) => BlobKind::Picture(hash),
            (2, _) => BlobKind::LockedCard,
            // One that no document names any more may still be on its way to a terminal.
            (_, _) => BlobKind::Snapshot,
        })
    }

    /// Those that a page does not hold. Every kiosk has two small feeds of its own, for which a file each would be made
    /// and fetched instead of one page.
    fn large_scopes(&self) -> Result<Vec<Scope>> {
        self.conn
            .prepare_cached("SELECT scope FROM feed_scope WHERE count > ?1 ORDER BY scope")?
            .query_map([i64::from(FEED_ROWS_MAX)], |row| row.get::<_, String>(0))?
            .map(|scope| scope?.parse().map_err(|_| StoreError::Damaged { place: "feed_scope.scope" }))
            .collect()
    }

    /// When more than 5 % or more than 1,000 changes came since, when it can't be used, or soon can't.
    fn is_due(&self, scope: &Scope) -> Result<bool> {
        let state = feed::state(&self.conn, scope)?;
        let Some((seq, _)) = usable(&self.conn, scope, &state, meta::epoch(&self.conn)?)? else {
            return Ok(true);
        };
        let changes = state.head - seq;
        Ok(changes > 1_000 || changes * 20 > state.count)
    }

    /// Removes files that no document and no card names and that are older than `age`.
    pub(crate) fn sweep_blobs(&mut self, age: Duration) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT sha256 FROM snapshot
             UNION SELECT blob_sha256 FROM card WHERE state = 'issued' AND blob_sha256 IS NOT NULL
             UNION SELECT sha256 FROM media",
        )?;
        let named: std::collections::BTreeSet<String> =
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let dir = self.dir.join("blobs");
        for entry in fs::read_dir(&dir).map_err(StoreError::file("read", &dir))? {
            let entry = entry.map_err(StoreError::file("read", &dir))?;
            let name = entry.file_name();
            // One that vanishes meanwhile was swept by another process.
            let Ok(modified) = entry.metadata().and_then(|metadata| metadata.modified()) else { continue };
            let old = SystemTime::now().duration_since(modified).is_ok_and(|is| is >= age);
            if old && name.to_str().is_none_or(|name| !named.contains(name)) {
                match fs::remove_file(entry.path()) {
                    Ok(()) => tracing::info!(blob = ?name, "swept a blob that nothing names"),
                    Err(error) => tracing::warn!(blob = ?name, %error, "can't sweep a blob"),
                }
            }
        }
        Ok(())
    }
}

const DAMAGED: StoreError = StoreError::Damaged { place: "snapshot.document" };

/// The newest snapshot of this epoch from which the feed can be followed: one older than the horizon
/// would lead from reset to reset for ever.
pub(super) fn usable(
    conn: &Connection,
    scope: &Scope,
    state: &ScopeState,
    epoch: Epoch,
) -> Result<Option<(u64, Signed<Snapshot>)>> {
    let found: Option<(i64, String)> = conn
        .prepare_cached(
            "SELECT seq, document FROM snapshot
             WHERE scope = ?1 AND epoch = ?2 AND seq >= ?3 AND seq <= ?4 AND expires_s >= ?5
             ORDER BY generation DESC LIMIT 1",
        )?
        .query_row(
            params![
                scope.to_string(),
                epoch.to_string(),
                state.horizon.cast_signed(),
                state.head.cast_signed(),
                now_s() + RENEW_DAYS * 86_400
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    found
        .map(|(seq, document)| {
            Ok((seq.cast_unsigned(), serde_json::from_str(&document).map_err(|_| DAMAGED)?))
        })
        .transpose()
}

struct BlobFile {
    sha256: [u8; 32],
    size: u64,
}

/// Writes the living rows of a scope, compressed, and gives the file the name of what it holds.
fn write_rows(conn: &Connection, scope: &Scope, blobs: &Path) -> Result<BlobFile> {
    static PARTS: AtomicU64 = AtomicU64::new(0);
    let part = blobs.join(format!(".part-{}-{}", std::process::id(), PARTS.fetch_add(1, Ordering::Relaxed)));
    let failed = |error| StoreError::file("write", &part)(error);
    let file = File::create(&part).map_err(failed)?;
    let hashing = Hashing { to: BufWriter::new(file), hash: Sha256::new(), size: 0 };
    let mut zstd = zstd::Encoder::new(hashing, LEVEL).map_err(failed)?;
    zstd.include_checksum(true).map_err(failed)?;
    let mut statement =
        conn.prepare_cached("SELECT id, seq, body FROM feed_row WHERE scope = ?1 AND del = 0 ORDER BY seq")?;
    let mut rows = statement.query([scope.to_string()])?;
    while let Some(row) = rows.next()? {
        let row = feed::wire_row(row.get(0)?, row.get(1)?, false, row.get(2)?)?;
        serde_json::to_writer(&mut zstd, &row).map_err(|error| failed(error.into()))?;
        zstd.write_all(b"\n").map_err(failed)?;
    }
    let Hashing { to, hash, size } = zstd.finish().map_err(failed)?;
    let file = to.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    let sha256: [u8; 32] = hash.finalize().into();
    fs::rename(&part, blobs.join(hex(&sha256))).map_err(failed)?;
    keys::sync_dir(blobs)?;
    Ok(BlobFile { sha256, size })
}

/// Hashes and counts what passes through.
struct Hashing<W> {
    to: W,
    hash: Sha256,
    size: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}
