//! From typed words to what must stand in a vacancy.
//!
//! Every word must be found, in one of these ways: as it is (the last one as a beginning); joined with
//! the next ("muara gembong" as "muaragembong"); or, where some words in a row are a phrase of the
//! synonyms, as another phrase of the same group. A word that occurs nowhere in any of these ways is
//! replaced by the most frequent one that is a slip of the finger away.

use crate::catalogue::query::Query;
use crate::catalogue::segment::Segment;
use crate::catalogue::segment::bits::Bits;
use crate::catalogue::synonyms::Synonyms;
use crate::catalogue::typo::{self, Fit};
use crate::catalogue::words;

use super::Index;

/// A word to be found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// Folded.
    pub word: String,
    /// Whether what begins with it counts too.
    pub beginning: bool,
}

impl Term {
    /// One or two letters begin nearly everything: they are looked for at the beginnings of the head
    /// only, and in the text as a word of their own ("IT").
    pub fn is_short(&self) -> bool {
        self.word.chars().count() <= 2
    }
}

/// One way to find some of the words: all of these terms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The first word it stands for.
    pub from: usize,
    /// The first word after those.
    pub to: usize,
    /// What must be found.
    pub terms: Vec<Term>,
}

/// What must stand in a vacancy.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// The words.
    pub words: Vec<String>,
    /// The ways to find them.
    pub ways: Vec<Way>,
    /// The word of the employer whose vacancies alone are wanted.
    pub employer: Option<String>,
    /// The words as they were searched, where they are not those typed.
    pub corrected: Option<String>,
}

/// Where the words of a plan are in a segment.
pub struct Found {
    /// All in the head.
    pub head: Bits,
    /// All, wherever; includes `head`.
    pub any: Bits,
}

/// The ways to find `words`.
pub fn ways(words: &[String], synonyms: &Synonyms) -> Vec<Way> {
    let mut ways = Vec::new();
    let last = words.len();
    let term = |word: &str, is_last: bool| Term {
        beginning: is_last || word.chars().count() >= 3,
        word: word.to_owned(),
    };
    for (from, word) in words.iter().enumerate() {
        ways.push(Way { from, to: from + 1, terms: vec![term(word, from + 1 == last)] });
        if let Some(next) = words.get(from + 1) {
            let joined = words::fold(&format!("{word}{next}"));
            ways.push(Way { from, to: from + 2, terms: vec![term(&joined, from + 2 == last)] });
        }
        for to in from + 1..=last.min(from + synonyms.words_max()) {
            for other in synonyms.others(&words[from..to]) {
                let terms = other.iter().map(|word| Term { word: word.clone(), beginning: false }).collect();
                ways.push(Way { from, to, terms });
            }
        }
    }
    ways
}

impl Plan {
    /// For the words and the employer of a query.
    pub fn of(query: &Query, index: &Index, synonyms: &Synonyms) -> Plan {
        // A name that says nothing is no employer's: nothing is found then.
        let employer = query.employer.as_deref().map(|name| words::of_employer(name).unwrap_or_default());
        Plan { employer, ..Plan::new(&query.words, index, synonyms) }
    }

    /// For the words as typed, corrected where the index knows better.
    pub fn new(typed: &str, index: &Index, synonyms: &Synonyms) -> Plan {
        let mut plan = Plan::literal(words::of_query(typed), synonyms);
        let mut corrected = plan.words.clone();
        for (at, word) in plan.words.iter().enumerate() {
            let mut ways = plan.ways.iter().filter(|way| way.from <= at && at < way.to);
            let known = ways.any(|way| way.terms.iter().all(|term| index.knows(term)));
            if !known && let Some(meant) = index.meant_by(word) {
                corrected[at] = meant;
            }
        }
        if corrected != plan.words {
            let said = corrected.join(" ");
            plan = Plan { corrected: Some(said), ..Plan::literal(corrected, synonyms) };
        }
        plan
    }

    /// For exactly these words.
    pub fn literal(words: Vec<String>, synonyms: &Synonyms) -> Plan {
        Plan { ways: ways(&words, synonyms), words, employer: None, corrected: None }
    }

    /// Where the words are in `segment`, dead ones included.
    ///
    /// From the last word backwards: what can be found from word `i` on is, for some way from `i`, found
    /// by the way and found from where it ends on.
    pub fn find(&self, segment: &Segment) -> Found {
        let docs = segment.len();
        let nowhere = || Found { head: Bits::none(docs), any: Bits::none(docs) };
        let mut from: Vec<Found> = Vec::with_capacity(self.words.len() + 1);
        from.resize_with(self.words.len(), nowhere);
        from.push(Found { head: Bits::all(docs), any: Bits::all(docs) });
        for at in (0..self.words.len()).rev() {
            let mut here = nowhere();
            for way in self.ways.iter().filter(|way| way.from == at) {
                let Some(mut found) = all_of(&way.terms, segment) else { continue };
                if way.to < self.words.len() {
                    found.head.and(&from[way.to].head);
                    found.any.and(&from[way.to].any);
                }
                here.head.or(&found.head);
                here.any.or(&found.any);
            }
            from[at] = here;
        }
        let mut found = from.swap_remove(0);
        if let Some(word) = &self.employer {
            let wanted = [Term { word: word.clone(), beginning: false }];
            let own = all_of(&wanted, segment).unwrap_or_else(nowhere);
            found.head.and(&own.any);
            found.any.and(&own.any);
        }
        found
    }
}

/// Where all terms are; `None` when one is nowhere.
fn all_of(terms: &[Term], segment: &Segment) -> Option<Found> {
    let mut all: Option<Found> = None;
    for term in terms {
        let found = one(term, segment)?;
        if let Some(all) = &mut all {
            all.head.and(&found.head);
            all.any.and(&found.any);
        } else {
            all = Some(found);
        }
    }
    all
}

fn one(term: &Term, segment: &Segment) -> Option<Found> {
    let exactly = segment.exactly(&term.word);
    let places = if term.beginning { segment.beginning_with(&term.word) } else { exactly.clone() };
    if places.is_empty() {
        return None;
    }
    let mut head = Bits::none(segment.len());
    let mut text = Bits::none(segment.len());
    if term.beginning && term.is_short() {
        segment.collect(places, &mut head, None);
        segment.collect(exactly, &mut head, Some(&mut text));
    } else {
        segment.collect(places, &mut head, Some(&mut text));
    }
    text.or(&head);
    Some(Found { head, any: text })
}

impl Index {
    /// Whether `term` stands in any living vacancy. The first word that does ends it.
    fn knows(&self, term: &Term) -> bool {
        self.parts.iter().any(|part| {
            let segment = &part.segment;
            let exactly = segment.exactly(&term.word);
            let places = if term.beginning { segment.beginning_with(&term.word) } else { exactly.clone() };
            places.into_iter().any(|at| {
                let head_only = term.beginning && term.is_short() && !exactly.contains(&at);
                let mut found = Bits::none(segment.len());
                let mut text = Bits::none(segment.len());
                segment.collect(at..at + 1, &mut found, (!head_only).then_some(&mut text));
                found.or(&text);
                found.minus(&part.dead);
                !found.is_empty()
            })
        })
    }

    /// The word that somebody meant who typed `word`, which occurs nowhere: the best fit that most
    /// vacancies have in their head, or else in their text.
    pub fn meant_by(&self, word: &str) -> Option<String> {
        if word.chars().count() < typo::LETTERS_MIN || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut candidates: Vec<(Fit, &str)> = Vec::new();
        for part in &self.parts {
            let segment = &part.segment;
            for beginning in typo::beginnings(word) {
                let near = segment.words(segment.beginning_with(&beginning));
                candidates.extend(near.filter_map(|other| Some((typo::fit(word, other)?, other))));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let whole = candidates.iter().any(|(fit, _)| *fit == Fit::Whole);
        let best = if whole { Fit::Whole } else { Fit::Beginning };
        let best = candidates.into_iter().filter(|(fit, _)| *fit == best).map(|(_, other)| other);
        let counted = best.map(|other| (self.frequency(other), std::cmp::Reverse(other)));
        counted.filter(|(frequency, _)| *frequency != (0, 0)).max().map(|(_, other)| other.0.to_owned())
    }

    /// In how many living vacancies the word stands in the head, and in how many in the text only.
    fn frequency(&self, word: &str) -> (usize, usize) {
        let mut sum = (0, 0);
        for part in &self.parts {
            let (mut head, mut text) = (Bits::none(part.segment.len()), Bits::none(part.segment.len()));
            part.segment.collect(part.segment.exactly(word), &mut head, Some(&mut text));
            head.minus(&part.dead);
            text.minus(&part.dead);
            sum = (sum.0 + head.len(), sum.1 + text.len());
        }
        sum
    }
}
