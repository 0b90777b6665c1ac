//! The memory that keeps pictures without power (`GS ( L` functions 48 to 69).
//!
//! Writing wears it out and takes a while, in which nothing may be sent, not even real-time commands (Epson,
//! `GS ( L` function 67): what arrives meanwhile spoils the write, and the key is gone.

use std::collections::HashMap;
use std::time::Duration;

use super::decode::Memory;
use crate::bitmap::Bitmap;

/// Pictures kept, whatever their size.
const PICTURES_MAX: usize = 100;
/// Keys in one block of function 64's answer.
const KEYS_IN_BLOCK: usize = 40;

/// A change that is being written.
#[derive(Debug)]
enum Write {
    Store([u8; 2], Bitmap),
    Delete([u8; 2]),
    DeleteAll,
}

#[derive(Debug)]
pub(super) struct Store {
    pictures: HashMap<[u8; 2], Bitmap>,
    capacity: usize,
    writing: Option<(Write, Duration)>,
    pub(super) writes: u64,
    pub(super) violations: u64,
}

impl Store {
    pub(super) fn new(capacity: usize) -> Self {
        Self { pictures: HashMap::new(), capacity, writing: None, writes: 0, violations: 0 }
    }

    pub(super) fn pictures(&self) -> &HashMap<[u8; 2], Bitmap> {
        &self.pictures
    }

    /// A picture that has always been there.
    pub(super) fn insert(&mut self, key: [u8; 2], picture: Bitmap) {
        if self.pictures.len() < PICTURES_MAX {
            self.pictures.insert(key, picture);
        }
    }

    /// Begins to write a picture; false if there is no room for it.
    pub(super) fn define(&mut self, key: [u8; 2], picture: &Bitmap, until: Duration) -> bool {
        let replaced = self.pictures.get(&key).map_or(0, size);
        let fits = size(picture) <= self.free() + replaced && self.pictures.len() < PICTURES_MAX;
        if fits {
            self.begin(Write::Store(key, picture.clone()), until);
        }
        fits
    }

    /// Begins a deletion, or answers.
    pub(super) fn obey(&mut self, what: Memory, until: Duration) -> Vec<u8> {
        match what {
            Memory::Capacity => number(b'0', self.capacity),
            Memory::Free => number(b'1', self.free()),
            Memory::Keys => self.keys(),
            Memory::DeleteAll => {
                self.begin(Write::DeleteAll, until);
                Vec::new()
            }
            Memory::Delete(key) => {
                self.begin(Write::Delete(key), until);
                Vec::new()
            }
        }
    }

    pub(super) fn writing_until(&self) -> Option<Duration> {
        self.writing.as_ref().map(|(_, until)| *until)
    }

    /// The time of the write is over.
    pub(super) fn finish(&mut self) {
        match self.writing.take() {
            Some((Write::Store(key, picture), _)) => {
                self.pictures.insert(key, picture);
            }
            Some((Write::Delete(key), _)) => {
                self.pictures.remove(&key);
            }
            Some((Write::DeleteAll, _)) => self.pictures.clear(),
            None => {}
        }
    }

    /// A byte arrived, or the power went, while it was writing.
    pub(super) fn spoil(&mut self) {
        if let Some((write, _)) = self.writing.take() {
            self.violations += 1;
            match write {
                Write::Store(key, _) | Write::Delete(key) => {
                    self.pictures.remove(&key);
                }
                Write::DeleteAll => self.pictures.clear(),
            }
        }
    }

    fn begin(&mut self, write: Write, until: Duration) {
        self.writes += 1;
        self.writing = Some((write, until));
    }

    fn free(&self) -> usize {
        self.capacity.saturating_sub(self.pictures.values().map(size).sum())
    }

    /// Function 64: the keys, in blocks of 40 at most. The computer is to acknowledge each block; one that does not
    /// ask again gets them all here.
    fn keys(&self) -> Vec<u8> {
        let mut keys: Vec<_> = self.pictures.keys().copied().collect();
        keys.sort_unstable();
        if keys.is_empty() {
            return vec![0x37, 0x72, 0x40, 0];
        }
        let blocks = keys.len().div_ceil(KEYS_IN_BLOCK);
        let mut answer = Vec::new();
        for (nth, block) in (1..).zip(keys.chunks(KEYS_IN_BLOCK)) {
            answer.extend([0x37, 0x72, if nth < blocks { 0x41 } else { 0x40 }]);
            answer.extend(block.iter().flatten());
            answer.push(0);
        }
        answer
    }
}

/// Bytes that a picture takes, with what the printer notes about it.
fn size(picture: &Bitmap) -> usize {
    picture.packed().len() + 16
}

fn number(identifier: u8, value: usize) -> Vec<u8> {
    let mut answer = vec![0x37, identifier];
    // Eight digits is all the answer has room for.
    answer.extend(value.min(99_999_999).to_string().bytes());
    answer.push(0);
    answer
}
