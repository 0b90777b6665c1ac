//! Finding persons by name, though names are sealed.
//!
//! ```text
//! "Nur Hayati"  ─▶ nur nurh nurha nurhay nurhaya nurhayat · hay haya hayat hayati ─ HMAC ─▶ name_index
//! "hayati nu"   ─▶ hayati · =nu?                            every word must be found, newest first, then the names
//!                                                           are opened and compared
//! ```
//!
//! From each word on, the rest of the name counts as one text, so that "nurhayati" finds "Nur Hayati". A word of one or
//! two letters is found whole. The key is outside the database; who has the database alone sees how many share a hash,
//! and can't try names on it. Three letters anywhere in a name would find more, and would let hashes that stand
//! together be pieced into names: so only beginnings are indexed.

use crate::store::db::{Connection, params, params_from_iter};
use anjungan_regions::fold;

use super::application::{ApplicationId, COLUMNS, Summary, summary, within};
use super::error::{Result, StoreError};
use super::fields::{self, Owner, Place};
use super::keys::Keys;
use super::{Store, meta};
use crate::office::dossier::{self, Group};
use crate::office::offices::Offices;

/// Letters of the shortest and of the longest beginning that is indexed. What is longer is told apart by opening.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;
/// Words of a name, and of a search, that count.
const WORDS_MAX: usize = 12;
/// Set once every name is in the index.
const BUILT: &str = "name_index";

/// What is looked for: words of a name.
#[derive(Clone, PartialEq, Eq)]
pub struct NameQuery(Vec<String>);

impl NameQuery {
    /// From what was typed. `None`: fewer than three letters in all.
    pub fn read(typed: &str) -> Option<Self> {
        let words = words(typed);
        (words.iter().map(|word| word.chars().count()).sum::<usize>() >= *LETTERS.start())
            .then_some(Self(words))
    }

    /// Whether a name has every word.
    fn fits(&self, name: &str) -> bool {
        let words = words(name);
        let tails = tails(&words);
        self.0.iter().all(|wanted| {
            let short = wanted.chars().count() < *LETTERS.start();
            tails
                .iter()
                .any(|(word, tail)| if short { word == wanted } else { tail.starts_with(wanted.as_str()) })
        })
    }

    fn terms(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|word| match word.chars().count() < *LETTERS.start() {
            true => format!("={word}"),
            false => word.chars().take(*LETTERS.end()).collect(),
        })
    }
}

impl std::fmt::Debug for NameQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NameQuery(…)")
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '.' | ',')).map(fold);
    words.filter(|word| !word.is_empty()).take(WORDS_MAX).collect()
}

/// Each word, and the name from it on.
fn tails(words: &[String]) -> Vec<(&str, String)> {
    (0..words.len()).map(|at| (words[at].as_str(), words[at..].concat())).collect()
}

/// What a name is indexed by.
fn terms(name: &str) -> Vec<String> {
    let words = words(name);
    let mut terms: Vec<String> = Vec::new();
    for (word, tail) in tails(&words) {
        if word.chars().count() < *LETTERS.start() {
            terms.push(format!("={word}"));
        }
        let letters: Vec<char> = tail.chars().take(*LETTERS.end()).collect();
        terms.extend(
            (*LETTERS.start()..=letters.len()).map(|length| letters[..length].iter().collect::<String>()),
        );
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Puts an application under its person's name, and under no earlier one.
pub(super) fn index(conn: &Connection, keys: &Keys, id: ApplicationId, name: &str) -> Result<()> {
    remove(conn, id)?;
    let mut insert = conn.prepare_cached("INSERT INTO name_index VALUES (?1, ?2)")?;
    for term in terms(name) {
        insert.execute(params![keys.records.name(&term), id.0])?;
    }
    Ok(())
}

/// Takes an application out.
pub(super) fn remove(conn: &Connection, id: ApplicationId) -> Result<()> {
    conn.prepare_cached("DELETE FROM name_index WHERE application = ?1")?.execute([id.0])?;
    Ok(())
}

/// Makes the index anew. How many names.
pub(super) fn rebuild(conn: &Connection, keys: &Keys) -> Result<u64> {
    conn.execute("DELETE FROM name_index", [])?;
    let ids: Vec<i64> = conn
        .prepare_cached("SELECT id FROM application WHERE erased_ms IS NULL ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<crate::store::db::Result<_>>()?;
    for id in &ids {
        if let Some(name) = name_of(conn, keys, ApplicationId(*id))? {
            index(conn, keys, ApplicationId(*id), &name)?;
        }
    }
    meta::set(conn, BUILT, "1")?;
    Ok(ids.len() as u64)
}

/// [`rebuild`] where there was no index yet: once, after an update.
pub(super) fn build_once(conn: &Connection, keys: &Keys) -> Result<()> {
    if meta::get(conn, BUILT)?.is_some() {
        return Ok(());
    }
    let tx = conn.write()?;
    if meta::get(&tx, BUILT)?.is_none() {
        rebuild(&tx, keys)?;
    }
    tx.commit()?;
    Ok(())
}

fn name_of(conn: &Connection, keys: &Keys, id: ApplicationId) -> Result<Option<String>> {
    let place = Place { owner: Owner::Application, row: id.0, group: Group::Identity };
    let opened = fields::get(conn, &keys.fields, place)?;
    let read = |plain: zeroize::Zeroizing<Vec<u8>>| {
        dossier::name_and_birth(&plain)
            .map(|(name, _)| name)
            .map_err(|_| StoreError::Damaged { place: "sealed_field.sealed" })
    };
    opened.map(read).transpose()
}

/// Applications that one statement of a search looks at.
const LOOK: u32 = 200;

impl Store {
    /// The newest applications of persons whose name has these words, of some offices; `limit` at most.
    pub fn search_names(&self, query: &NameQuery, offices: &Offices, limit: usize) -> Result<Vec<Summary>> {
        let tx = self.conn.read()?;
        let macs: Vec<[u8; 8]> = query.terms().map(|term| self.keys.records.name(&term)).collect();
        let Some((first, others)) = macs.split_first() else { return Ok(Vec::new()) };
        let mut values: Vec<crate::store::db::Value> = vec![first.to_vec().into(), i64::MAX.into()];
        let within = within("application.office", offices, &mut values);
        let mut sql = format!(
            "SELECT {COLUMNS} FROM name_index JOIN application ON application.id = name_index.application
             WHERE mac = ? AND name_index.application < ?{within}"
        );
        for other in others {
            sql += " AND EXISTS (SELECT 1 FROM name_index AS other WHERE other.mac = ? AND other.application = id)";
            values.push(other.to_vec().into());
        }
        sql += &format!(" ORDER BY name_index.application DESC LIMIT {LOOK}");
        let mut found = Vec::new();
        // By pages: a common name is in a tenth of all applications, and PostgreSQL would send them all.
        loop {
            let mut statement = tx.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values.iter().cloned()))?;
            let mut last = None;
            let mut looked = 0;
            while let Some(row) = rows.next()? {
                let summary = summary(&row)?;
                (last, looked) = (Some(summary.id), looked + 1);
                if name_of(&tx, &self.keys, summary.id)?.is_some_and(|name| query.fits(&name)) {
                    found.push(summary);
                    if found.len() == limit {
                        return Ok(found);
                    }
                }
            }
            match last {
                Some(last) if looked == LOOK => values[1] = last.0.into(),
                Some(_) | None => return Ok(found),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        let query = NameQuery::read(typed).unwrap();
        let known = terms(name);
        let indexed = query.terms().all(|term| known.contains(&term));
        assert!(indexed || !query.fits(name), "{typed} fits {name}, and the index misses it");
        indexed && query.fits(name)
    }

    #[test]
    fn words_are_found_by_their_beginnings_in_any_order_and_joined_or_apart() {
        for typed in ["nur", "NURHAYATI", "hayati nur", "Hayati", "nur h'ayati", "nurhayat", "hay nurh"] {
            assert!(finds(typed, "Nur Hayati"), "{typed}");
        }
        assert!(
            finds("nurhayati", "Nur Hayati")
                && finds("nurhayati", "NURHAYATI")
                && finds("al amin", "Al-Amin")
        );
        assert!(finds("contohsintetisnama", "CONTOH SINTETIS NAMA"), "longer than what is indexed");
        for (typed, name) in [
            ("yati", "Nur Hayati"),
            ("nurhayatx", "Nurhayati"),
            ("al nur", "Alamin Nur"),
            ("nur siti", "Nur Hayati"),
        ] {
            assert!(!finds(typed, name), "{typed}");
        }
        assert!(NameQuery::read("nu").is_none() && NameQuery::read(" . ").is_none());
        assert!(finds("m ali", "M. Ali"), "short words whole");
    }
}
