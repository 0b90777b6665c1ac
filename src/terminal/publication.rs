//! What central's desk published, read after every round and told to the visit when it has changed; and the pictures of
//! its slides, decoded once, on the thread that fetched them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anjungan_wire::content::{MediaHash, Where};
use anjungan_wire::id::Tag;
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
    tags: Vec<Tag>,
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
            tags: Vec::new(),
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
        let place = Where { kiosk: &known.kiosk, region: &known.region, tags: &self.tags };
        let published = Published::of(rows, &place);
        self.decode(&published, now);
        let shown = self.pictures.iter().filter_map(|(hash, picture)| Some((*hash, picture.clone()?)));
        let published = published.with_pictures(shown.collect());
        if published != *self.told {
            self.told = Arc::new(published);
        }
        Arc::clone(&self.told)
    }

    /// What the office calls this kiosk by; nothing before central has told.
    pub fn tagged(&mut self, tags: &[Tag]) {
        self.tags = tags.to_vec();
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
        let wanted = published.pictures_wanted(now, PICTURES_MAX);
        self.pictures.retain(|hash, _| wanted.contains(hash));
        for hash in wanted {
            if self.pictures.contains_key(&hash) {
                continue;
            }
            let path = cards::path(&self.data, &Blob { sha256: hash.0, size: 0 });
            // It is on its way.
            let Ok(about) = std::fs::metadata(&path) else { continue };
            // A file that can't be read is as bad as one with other bytes.
            let bytes =
                if about.len() <= BYTES_MAX { std::fs::read(&path).unwrap_or_default() } else { Vec::new() };
            match shown_picture(&bytes, &hash, self.room) {
                Ok(picture) => {
                    self.pictures.insert(hash, Some(Arc::new(picture)));
                }
                Err(why @ NotShown::NoPicture) => {
                    tracing::warn!(%why, file = %hash, "a slide has no turn");
                    self.pictures.insert(hash, None);
                }
                Err(why @ NotShown::OtherBytes) => {
                    tracing::warn!(%why, file = %hash, "a slide's picture is fetched again");
                    // Fetching passes over what is there.
                    if let Err(error) = std::fs::remove_file(&path) {
                        tracing::warn!(%error, file = %hash, "a spoilt picture can't be removed: its slide has no turn");
                    }
                }
            }
        }
    }
}

/// Why a picture is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotShown {
    /// The disk has spoilt it.
    #[error("the file's bytes are not those that its row names")]
    OtherBytes,
    /// Central's mistake: fetching it again would not help.
    #[error("the file is no JPEG of at most {SIDE_MAX} pixels a side")]
    NoPicture,
}

/// The picture in `bytes`, made smaller where the panel has less room.
pub fn shown_picture(bytes: &[u8], hash: &MediaHash, room: Room) -> Result<Picture, NotShown> {
    if <[u8; 32]>::from(Sha256::digest(bytes)) != hash.0 {
        return Err(NotShown::OtherBytes);
    }
    let picture = picture::of_jpeg_within(bytes, SIDE_MAX).ok_or(NotShown::NoPicture)?;
    Ok(picture::fitted(picture, (room.width, room.height)))
}

#[cfg(test)]
mod tests;
