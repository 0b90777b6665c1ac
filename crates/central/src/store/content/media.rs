//! Pictures: what is known of them here, their bytes are elsewhere ([`crate::objects`]).

use crate::store::db::{Connection, OptionalExtension, Row, params};
use anjungan_wire::content::MediaHash;
use anjungan_wire::encoding::from_hex;
use jiff::Timestamp;
use serde_json::json;

use super::{Author, moment};
use crate::content::picture::Made;
use crate::store::error::{Result, StoreError};
use crate::store::{Store, audit};

/// A picture of the library.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Media {
    /// What it is.
    pub hash: MediaHash,
    /// What its file was called, without what tells where it lay.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// When it came.
    pub at: Timestamp,
}

const MEDIA: &str = "SELECT sha256, name, size, width, height, at_ms FROM media";

impl Store {
    /// Names a picture that [`crate::objects::Objects`] keeps. The same one again is the same.
    pub fn add_media(
        &mut self,
        hash: &MediaHash,
        made: &Made,
        name: &str,
        by: &Author,
        at: Timestamp,
    ) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let size = i64::try_from(made.jpeg.len()).unwrap_or(i64::MAX);
        let at_ms = at.as_millisecond();
        let new = tx
            .prepare_cached(
                "INSERT INTO media (sha256, name, size, width, height, by_id, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (sha256) DO NOTHING",
            )?
            .execute(params![hash.to_string(), name, size, made.width, made.height, by.id.0, at_ms])?;
        if new > 0 {
            let detail = json!({ "bytes": size, "width": made.width, "height": made.height });
            audit::note(&tx, &keys, at_ms, &by.actor(), "picture-add", &format!("picture:{hash}"), &detail)?;
        }
        tx.commit()?;
        Ok(())
    }

    /// A picture of the library.
    pub fn media(&self, hash: &MediaHash) -> Result<Option<Media>> {
        media(&self.conn, hash)
    }

    /// Every picture, to copy them elsewhere.
    pub fn media_hashes(&self) -> Result<Vec<MediaHash>> {
        let mut statement = self.conn.prepare_cached("SELECT sha256 FROM media ORDER BY sha256")?;
        let hashes = statement.query_map([], |row| row.get::<_, String>(0))?;
        let damaged = |_| StoreError::Damaged { place: "media.sha256" };
        hashes.map(|hash| from_hex(&hash?).map(MediaHash).map_err(damaged)).collect()
    }

    /// Pictures, the newest first.
    pub fn media_list(&self, limit: u32) -> Result<Vec<Media>> {
        let mut statement =
            self.conn.prepare_cached(&format!("{MEDIA} ORDER BY at_ms DESC, sha256 LIMIT ?1"))?;
        let media = statement.query_map([limit], read)?;
        media.map(|media| media?).collect()
    }
}

pub(super) fn media(conn: &Connection, hash: &MediaHash) -> Result<Option<Media>> {
    conn.prepare_cached(&format!("{MEDIA} WHERE sha256 = ?1"))?
        .query_row([hash.to_string()], read)
        .optional()?
        .transpose()
}

fn read(row: &Row<'_>) -> crate::store::db::Result<Result<Media>> {
    let (hash, name): (String, String) = (row.get(0)?, row.get(1)?);
    let (size, width, height, at_ms): (i64, u32, u32, i64) =
        (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
    Ok((|| {
        let hash = from_hex(&hash).map_err(|_| StoreError::Damaged { place: "media.sha256" })?;
        Ok(Media {
            hash: MediaHash(hash),
            name,
            size: size.cast_unsigned(),
            width,
            height,
            at: moment(at_ms)?,
        })
    })())
}
