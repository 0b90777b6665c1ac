//! Everyday words for one kind of work: who types "satpam" also means "security".
//!
//! The sources name jobs in officialese, English and the vernacular at once, and the national list of
//! occupations knows none of the everyday words. The table is `assets/synonyms.toml`, edited by people.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::words::fold;

/// What is compiled in.
pub static BUILT_IN: LazyLock<Synonyms> = LazyLock::new(|| {
    Synonyms::parse(include_str!("../../assets/synonyms.toml")).expect("a test parses the built-in synonyms")
});

/// The table, by phrase.
#[derive(Debug, Default)]
pub struct Synonyms {
    groups: Vec<Group>,
    by_phrase: HashMap<String, Vec<usize>>,
    words_max: usize,
}

#[derive(Debug)]
struct Group {
    same: Vec<Vec<String>>,
    related: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<FileGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGroup {
    same: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
}

impl Synonyms {
    /// From the text of the table.
    pub fn parse(text: &str) -> Result<Synonyms, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut table = Synonyms::default();
        for (number, group) in file.group.into_iter().enumerate() {
            let mut same: Vec<Vec<String>> = Vec::new();
            for phrase in &group.same {
                let folded = fold(phrase);
                let words: Vec<String> = folded.split_ascii_whitespace().map(str::to_owned).collect();
                if words.is_empty() || same.contains(&words) {
                    continue;
                }
                table.words_max = table.words_max.max(words.len());
                table.by_phrase.entry(folded).or_default().push(number);
                same.push(words);
            }
            table.groups.push(Group { same, related: group.related });
        }
        Ok(table)
    }

    /// Other phrases for exactly these words, each as its words.
    pub fn others<'a>(&'a self, phrase: &'a [String]) -> impl Iterator<Item = &'a [String]> {
        self.groups_of(phrase).flat_map(|group| &group.same).map(Vec::as_slice).filter(move |o| *o != phrase)
    }

    /// Words for much the same work, as one would type them.
    pub fn related<'a>(&'a self, phrase: &'a [String]) -> impl Iterator<Item = &'a str> {
        self.groups_of(phrase).flat_map(|group| &group.related).map(String::as_str)
    }

    /// How many words the longest phrase has.
    pub fn words_max(&self) -> usize {
        self.words_max
    }

    fn groups_of(&self, phrase: &[String]) -> impl Iterator<Item = &Group> {
        let numbers = self.by_phrase.get(&phrase.join(" ")).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| &self.groups[*number])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_built_in_table_goes_both_ways() {
        for (one, other) in [
            ("satpam", "security"),
            ("sopir", "driver"),
            ("cleaning service", "ob"),
            ("operator produksi", "buruh pabrik"),
            ("magang", "internship"),
        ] {
            let (one, other) = (words(one), words(other));
            assert!(BUILT_IN.others(&one).any(|found| found == other), "{one:?}");
            assert!(BUILT_IN.others(&other).any(|found| found == one), "{other:?}");
        }
        assert!(BUILT_IN.groups.len() >= 60, "{}", BUILT_IN.groups.len());
    }

    #[test]
    fn related_phrases_are_themselves_in_the_table() {
        for group in &BUILT_IN.groups {
            for related in &group.related {
                assert!(BUILT_IN.by_phrase.contains_key(&fold(related)), "{related}");
            }
        }
    }

    #[test]
    fn a_group_says_more_than_one_thing_and_no_phrase_is_a_filler() {
        for group in &BUILT_IN.groups {
            assert!(group.same.len() > 1, "{group:?}");
            for phrase in &group.same {
                assert_eq!(super::super::words::of_query(&format!("{} ", phrase.join(" "))), *phrase);
            }
        }
    }
}
