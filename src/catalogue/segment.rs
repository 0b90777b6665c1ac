//! A part of the index: some thousand vacancies, made once and never changed.
//!
//! A segment holds one [`Entry`] a vacancy (what filters and orders need) and, for each word, in which
//! of them it stands: in the head, or only in the text. What has since been replaced or withdrawn is
//! marked in a set of dead ones beside it, and disappears when segments are merged.
//!
//! It is stored as one blob and read into memory as it lies there, so that a start costs one read and no
//! parsing of vacancies.

pub mod bits;
pub mod build;
pub mod entry;

use std::ops::Range;

use bits::Bits;
use entry::Entry;

/// More vacancies than this don't go into one segment: writing it is one transaction.
pub const DOCS_MAX: usize = 32_768;

/// See the [module documentation](self).
#[derive(Debug)]
pub struct Segment {
    /// By position; ordered by `doc`.
    pub entries: Vec<Entry>,
    /// Lines of business, which entries name by position.
    pub sectors: Vec<String>,
    words: Words,
}

/// Words in order, and for each its two lists of positions, packed.
#[derive(Debug, Default)]
struct Words {
    /// All words, one after the other.
    text: String,
    /// Where each ends in `text`.
    text_ends: Vec<u32>,
    /// For each word: positions with it in the head, then positions with it only in the text.
    lists: Vec<u8>,
    /// Where each ends in `lists`.
    list_ends: Vec<u32>,
}

impl Words {
    fn len(&self) -> usize {
        self.text_ends.len()
    }

    fn word(&self, at: usize) -> &str {
        &self.text[range(&self.text_ends, at)]
    }

    fn push(&mut self, word: &str, head: &[u32], text: &[u32], docs: usize) {
        self.text.push_str(word);
        self.text_ends.push(self.text.len() as u32);
        pack(head, docs, &mut self.lists);
        pack(text, docs, &mut self.lists);
        self.list_ends.push(self.lists.len() as u32);
    }
}

fn range(ends: &[u32], at: usize) -> Range<usize> {
    let start = if at == 0 { 0 } else { ends[at - 1] as usize };
    start..ends[at] as usize
}

/// Ascending positions: how many, then their distances in one byte each where they fit, or a bit for
/// every position where that is shorter.
fn pack(positions: &[u32], docs: usize, out: &mut Vec<u8>) {
    put_varint(positions.len() as u32, out);
    if dense(positions.len(), docs) {
        let mut set = Bits::none(docs);
        positions.iter().for_each(|at| set.insert(*at as usize));
        set.write(out);
    } else {
        let mut before = 0;
        for at in positions {
            put_varint(at - before, out);
            before = *at;
        }
    }
}

fn dense(len: usize, docs: usize) -> bool {
    len > docs / 8
}

/// Adds a packed list to `set`, or passes over it; what follows it is left in `bytes`.
fn unpack(bytes: &mut &[u8], docs: usize, mut set: Option<&mut Bits>) -> usize {
    let len = take_varint(bytes) as usize;
    if dense(len, docs) {
        let (list, rest) = bytes.split_at(Bits::bytes(docs).min(bytes.len()));
        *bytes = rest;
        if let Some(set) = set {
            set.or_bytes(list);
        }
    } else {
        let mut at = 0;
        for _ in 0..len {
            at += take_varint(bytes);
            if let Some(set) = set.as_mut() {
                set.insert(at as usize);
            }
        }
    }
    len
}

fn put_varint(mut n: u32, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn take_varint(bytes: &mut &[u8]) -> u32 {
    let mut n = 0;
    let mut shift = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        n |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
        shift = (shift + 7).min(28);
    }
    n
}

impl Segment {
    /// How many vacancies, dead ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The places of the words that begin with `prefix`.
    pub fn beginning_with(&self, prefix: &str) -> Range<usize> {
        let first = self.first_not(|word| word < prefix);
        let end = self.first_not(|word| word < prefix || word.starts_with(prefix));
        first..end
    }

    /// The place of exactly this word.
    pub fn exactly(&self, word: &str) -> Range<usize> {
        let first = self.first_not(|other| other < word);
        let found = first < self.words.len() && self.words.word(first) == word;
        first..first + usize::from(found)
    }

    fn first_not(&self, holds: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.words.len());
        while low < high {
            let middle = (low + high) / 2;
            if holds(self.words.word(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Adds to `head` and `text` where the words at `places` stand.
    pub fn collect(&self, places: Range<usize>, head: &mut Bits, mut text: Option<&mut Bits>) {
        for place in places {
            let mut list = &self.words.lists[range(&self.words.list_ends, place)];
            unpack(&mut list, self.len(), Some(head));
            if let Some(text) = text.as_deref_mut() {
                unpack(&mut list, self.len(), Some(text));
            }
        }
    }

    /// The words at `places`.
    pub fn words(&self, places: Range<usize>) -> impl Iterator<Item = &str> {
        places.map(|at| self.words.word(at))
    }

    /// The position of the vacancy stored under `doc`.
    pub fn position(&self, doc: u32) -> Option<usize> {
        self.entries.binary_search_by_key(&doc, |entry| entry.doc).ok()
    }

    /// The positions of a stored list of documents, four bytes each.
    pub fn positions(&self, docs: &[u8]) -> Bits {
        let mut positions = Bits::none(self.len());
        let (docs, _) = docs.as_chunks::<4>();
        let found = docs.iter().filter_map(|doc| self.position(u32::from_le_bytes(*doc)));
        found.for_each(|at| positions.insert(at));
        positions
    }

    /// As stored.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.entries.len() * 40 + self.words.lists.len() * 2);
        put_u32(self.entries.len(), &mut out);
        self.entries.iter().for_each(|entry| entry.write(&mut out));
        put_u32(self.sectors.len(), &mut out);
        for sector in &self.sectors {
            put_u32(sector.len(), &mut out);
            out.extend_from_slice(sector.as_bytes());
        }
        put_u32(self.words.len(), &mut out);
        for n in self.words.text_ends.iter().chain(&self.words.list_ends) {
            out.extend_from_slice(&n.to_le_bytes());
        }
        out.extend_from_slice(self.words.text.as_bytes());
        out.extend_from_slice(&self.words.lists);
        out.extend_from_slice(&checksum(&out).to_le_bytes());
        out
    }

    /// From what was stored; `Err` says what is wrong with it.
    pub fn decode(blob: &[u8]) -> Result<Segment, &'static str> {
        let (content, sum) = blob.split_last_chunk::<8>().ok_or("short")?;
        if checksum(content) != u64::from_le_bytes(*sum) {
            return Err("checksum");
        }
        let mut rest = Rest(content);
        let docs = rest.u32()?;
        let entries =
            (0..docs).map(|_| rest.take(entry::BYTES).map(Entry::read)).collect::<Result<_, _>>()?;
        let sectors = (0..rest.u32()?).map(|_| {
            let len = rest.u32()?;
            Ok(std::str::from_utf8(rest.take(len)?).map_err(|_| "sector")?.to_owned())
        });
        let sectors = sectors.collect::<Result<_, &'static str>>()?;
        let words = rest.u32()?;
        let mut ends = || (0..words).map(|_| rest.u32().map(|n| n as u32)).collect::<Result<Vec<_>, _>>();
        let (text_ends, list_ends) = (ends()?, ends()?);
        let text = rest.take(text_ends.last().map_or(0, |end| *end as usize))?;
        let text = std::str::from_utf8(text).map_err(|_| "words")?.to_owned();
        let lists = rest.0.to_vec();
        Ok(Segment { entries, sectors, words: Words { text, text_ends, lists, list_ends } })
    }
}

fn put_u32(n: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&(n as u32).to_le_bytes());
}

/// What is left to decode.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or("length")?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<usize, &'static str> {
        let (taken, rest) = self.0.split_first_chunk::<4>().ok_or("length")?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*taken) as usize)
    }
}

/// Against rot on the disk: FNV-1a over words of eight bytes.
fn checksum(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mix = |sum: u64, n: u64| (sum ^ n).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    let sum = chunks.iter().fold(0xcbf2_9ce4_8422_2325, |sum, chunk| mix(sum, u64::from_le_bytes(*chunk)));
    rest.iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)))
}
