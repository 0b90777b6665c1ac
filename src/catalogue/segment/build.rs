//! Making segments: of vacancies, and of smaller segments.

use std::collections::HashMap;

use anjungan_wire::vacancy::Vacancy;

use super::bits::Bits;
use super::entry::{Entry, NO_SECTOR};
use super::{DOCS_MAX, Segment, Words, range, unpack};
use crate::catalogue::words::{self, Field};

/// A segment being made.
#[derive(Default)]
pub struct Builder {
    entries: Vec<Entry>,
    sectors: Vec<String>,
    lists: HashMap<Box<str>, Lists>,
}

/// Positions of one word.
#[derive(Default)]
struct Lists {
    head: Vec<u32>,
    text: Vec<u32>,
}

impl Builder {
    /// How many are in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds a vacancy; `doc` rises.
    pub fn add(&mut self, doc: u32, seq: u64, vacancy: &Vacancy) {
        let at = self.entries.len() as u32;
        let mut entry = Entry::of(doc, seq, vacancy);
        entry.sector = sector_number(&mut self.sectors, vacancy.sector.as_deref());
        self.entries.push(entry);
        words::of_vacancy(vacancy, |field, word| {
            if let Some(lists) = self.lists.get_mut(word) {
                lists.note(field, at);
            } else {
                self.lists.entry(word.into()).or_default().note(field, at);
            }
        });
    }

    /// The segment; `None` when it would be empty.
    pub fn finish(self) -> Option<Segment> {
        let docs = self.entries.len();
        let mut lists: Vec<_> = self.lists.into_iter().collect();
        lists.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut words = Words::default();
        for (word, lists) in &lists {
            words.push(word, &lists.head, &lists.text, docs);
        }
        (docs > 0).then(|| Segment { entries: self.entries, sectors: self.sectors, words: words.tight() })
    }
}

impl Lists {
    fn note(&mut self, field: Field, at: u32) {
        if self.head.last() == Some(&at) {
            return;
        }
        match field {
            Field::Head => self.head.push(at),
            Field::Text if self.text.last() == Some(&at) => {}
            Field::Text => self.text.push(at),
        }
    }
}

impl Words {
    fn tight(mut self) -> Words {
        self.text.shrink_to_fit();
        self.text_ends.shrink_to_fit();
        self.lists.shrink_to_fit();
        self.list_ends.shrink_to_fit();
        self
    }
}

fn sector_number(sectors: &mut Vec<String>, sector: Option<&str>) -> u16 {
    let Some(sector) = sector else { return NO_SECTOR };
    let at = sectors.iter().position(|other| other == sector).unwrap_or_else(|| {
        sectors.push(sector.into());
        sectors.len() - 1
    });
    u16::try_from(at).unwrap_or(NO_SECTOR)
}

/// Which neighbours to make one of, given how many vacancies each has and how many of them are dead.
///
/// Four neighbours, when the greatest of them is no greater than the others together; and one alone that
/// is more than half dead. So the number of segments grows with the logarithm of their content, and a
/// page of changes never rewrites a large segment.
pub fn to_merge(sizes: &[(usize, usize)]) -> Option<std::ops::Range<usize>> {
    const TOGETHER: usize = 4;
    if let Some(at) = sizes.iter().position(|(docs, dead)| dead * 2 > *docs) {
        return Some(at..at + 1);
    }
    let mergeable = |run: &[(usize, usize)]| {
        let living = run.iter().map(|(docs, dead)| docs - dead);
        let sum: usize = living.clone().sum();
        sum <= DOCS_MAX && living.max().is_some_and(|most| most * 2 <= sum)
    };
    let start = sizes.windows(TOGETHER).rposition(mergeable)?;
    Some(start..start + TOGETHER)
}

/// One segment of several, in order, without their dead. `None` when all are dead.
pub fn merge(parts: &[(Segment, Bits)]) -> Option<Segment> {
    let mut entries = Vec::new();
    let mut sectors = Vec::new();
    let mut moved: Vec<Vec<u32>> = Vec::new();
    for (segment, dead) in parts {
        let mut to = Vec::with_capacity(segment.len());
        let of_sector: Vec<u16> =
            segment.sectors.iter().map(|name| sector_number(&mut sectors, Some(name))).collect();
        for (at, entry) in segment.entries.iter().enumerate() {
            if dead.contains(at) {
                to.push(GONE);
            } else {
                to.push(entries.len() as u32);
                let sector = of_sector.get(usize::from(entry.sector)).copied().unwrap_or(NO_SECTOR);
                entries.push(entry.in_sector(sector));
            }
        }
        moved.push(to);
    }
    let docs = entries.len();
    let mut words = Words::default();
    let mut next = vec![0; parts.len()];
    let (mut head, mut text) = (Vec::new(), Vec::new());
    while let Some(word) = least(parts, &next) {
        let word = word.to_owned();
        head.clear();
        text.clear();
        for (i, (segment, _)) in parts.iter().enumerate() {
            if next[i] < segment.words.len() && segment.words.word(next[i]) == word {
                let mut list = &segment.words.lists[range(&segment.words.list_ends, next[i])];
                for positions in [&mut head, &mut text] {
                    let mut set = Bits::none(segment.len());
                    unpack(&mut list, segment.len(), Some(&mut set));
                    positions.extend(set.iter().map(|at| moved[i][at]).filter(|at| *at != GONE));
                }
                next[i] += 1;
            }
        }
        if !(head.is_empty() && text.is_empty()) {
            words.push(&word, &head, &text, docs);
        }
    }
    (docs > 0).then(|| Segment { entries, sectors, words: words.tight() })
}

const GONE: u32 = u32::MAX;

fn least<'a>(parts: &'a [(Segment, Bits)], next: &[usize]) -> Option<&'a str> {
    let heads = parts.iter().zip(next);
    heads.filter(|((part, _), at)| **at < part.words.len()).map(|((part, _), at)| part.words.word(*at)).min()
}
