//! What central's desk published, read after every round and told to the visit when it has changed; and the pictures of
//! its slides, decoded once, on the thread that fetched them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anjungan_wire::content::{MediaHash, Where};
use anjungan_wire::request::Enrolled;
use anjungan_wire::status::Blob;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Post;
use crate::catalogue::Reader;
use crate::device::camera::picture;
use crate::sync::cards;
use crate::visit::{self, Picture, Published, machine};

/// Pictures kept decoded, at most: 3.6 MB each on a panel of 1080 × 1920.
pub const PICTURES_MAX: usize = 8;
/// Pixels a side of a file that is decoded, at most. Central writes 1,920.
const SIDE_MAX: u32 = 2_048;
/// Bytes of a file, at most.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// What was last told, and the pictures in it.
pub struct Publication {
    catalogue: PathBuf,
    data: PathBuf,
    room: Room,
    told: Arc<Published>,
    /// `None`: here, and can't be shown.
    pictures: BTreeMap<MediaHash, Option<Arc<Picture>>>,
}

/// The pixels that a slide has on the panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    width: u32,
    height: u32,
}

impl Room {
    /// Of a panel of so many pixels: what the page's edges, the header and the invitation leave.
    pub fn of_panel((width, height): (u32, u32)) -> Self {
        Self { width: (width * 86 / 100).max(1), height: (height * 66 / 100).max(1) }
    }
}

impl Publication {
    /// Nothing is read yet.
    pub fn new(catalogue: &Path, data: &Path, panel_px: (u32, u32)) -> Self {
        Self {
            catalogue: catalogue.into(),
            data: data.into(),
            room: Room::of_panel(panel_px),
            told: Arc::default(),
            pictures: BTreeMap::new(),
        }
    }

    /// What is published for this kiosk; nothing before central has named it.
    pub fn read(&mut self, enrolled: Option<&Enrolled>, now: Timestamp) -> Arc<Published> {
        let Some(known) = enrolled else { return Arc::clone(&self.told) };
        let rows = match Reader::open(&self.catalogue).and_then(|reader| reader.published()) {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "what is published can't be read: what was known stays");
                return Arc::clone(&self.told);
            }
        };
        let place = Where { kiosk: &known.kiosk, region: &known.region, tags: &[] };
        let published = Published::of(rows, &place);
        self.decode(&published, now);
        let shown = self.pictures.iter().filter_map(|(hash, picture)| Some((*hash, picture.clone()?)));
        let published = published.with_pictures(shown.collect());
        if published != *self.told {
            self.told = Arc::new(published);
        }
        Arc::clone(&self.told)
    }

    /// Reads again, and tells the visit what has changed.
    pub fn look_again(&mut self, enrolled: Option<&Enrolled>, now: Timestamp, post: &Post) {
        let before = Arc::clone(&self.told);
        let published = self.read(enrolled, now);
        if !Arc::ptr_eq(&before, &published) {
            post(visit::Event::Machine(machine::Event::Published(published)));
        }
    }

    /// Decodes what is new, forgets what is not wanted.
    fn decode(&mut self, published: &Published, now: Timestamp) {
        let wanted = published.pictures_wanted(now);
        self.pictures.retain(|hash, _| wanted.contains(hash));
        for hash in wanted {
            let shown = self.pictures.values().flatten().count();
            if shown >= PICTURES_MAX {
                tracing::warn!(
                    most = PICTURES_MAX,
                    "more slides with pictures than are kept: the last have no turn"
                );
                return;
            }
            if self.pictures.contains_key(&hash) {
                continue;
            }
            let path = cards::path(&self.data, &Blob { sha256: hash.0, size: 0 });
            // It is on its way.
            let Ok(about) = std::fs::metadata(&path) else { continue };
            let bytes = if about.len() <= BYTES_MAX { std::fs::read(&path).ok() } else { None };
            let picture = bytes.and_then(|bytes| shown_picture(&bytes, &hash, self.room));
            if picture.is_none() {
                tracing::warn!(file = %hash, "a slide's picture can't be shown: it has no turn, and is fetched again");
                // Fetching passes over what is there. What can't be removed stays and has no turn.
                if let Err(error) = std::fs::remove_file(&path) {
                    tracing::warn!(%error, file = %hash, "a picture that can't be shown can't be removed");
                }
            }
            self.pictures.insert(hash, picture.map(Arc::new));
        }
    }
}

/// The picture in `bytes`, made smaller where the panel has less room; `None`: other bytes than its row names, or
/// nothing that is shown.
pub fn shown_picture(bytes: &[u8], hash: &MediaHash, room: Room) -> Option<Picture> {
    if bytes.len() as u64 > BYTES_MAX || <[u8; 32]>::from(Sha256::digest(bytes)) != hash.0 {
        return None;
    }
    let picture = picture::of_jpeg_within(bytes, SIDE_MAX)?;
    Some(picture::fitted(picture, (room.width, room.height)))
}

#[cfg(test)]
mod tests;
