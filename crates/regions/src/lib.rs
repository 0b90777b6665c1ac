//! Indonesia's provinces, regencies or cities, districts and villages: by Kemendagri code, and by name as people
//! write it. The lists are in `assets/regions`; villages are packed and have functions of their own.
//!
//! A code is digits without dots: 2 a province, 4 a regency or city, 6 a district, 10 a village. A region's code begins
//! with the code of what contains it.

mod villages;

use std::sync::OnceLock;

pub use villages::{Village, VillageKind, search_villages, village, villages};

const REGIONS: &str = include_str!("../../../assets/regions/regions.tsv");
const ALIASES: &str = include_str!("../../../assets/regions/aliases.tsv");

/// The name of a region in ordinary spelling: "Jawa Barat", "Kab. Bekasi", "Kota Bekasi", "Cikarang Barat".
/// A longer code (a village's) gets the name of its district. `None`: no such code.
pub fn name(code: &str) -> Option<&'static str> {
    let code = code.get(..code.len().min(6))?;
    let at = list().binary_search_by_key(&code, |region| region.code).ok()?;
    Some(list()[at].name)
}

/// The regions directly inside `code` in order of name; the provinces for an empty code.
pub fn children(code: &str) -> Vec<Region> {
    let depth = code.len() + 2;
    let mut inside: Vec<Region> = list()
        .iter()
        .filter(|region| region.code.len() == depth && region.code.starts_with(code))
        .copied()
        .collect();
    inside.sort_by_key(|region| region.name);
    inside
}

/// A region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    /// Its code.
    pub code: &'static str,
    /// Its name in ordinary spelling.
    pub name: &'static str,
}

/// Regions whose name begins with `text` as people write it, larger ones first, then by name; at most
/// `limit`. "bekasi" finds Kab. and Kota Bekasi, "kab bekasi" the one, "Muara Gembong" finds Muaragembong,
/// "jabar" finds Jawa Barat.
pub fn search(text: &str, limit: usize) -> Vec<Region> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Region> = list()
        .iter()
        .filter(|region| {
            let (bare, full) = (fold(bare_name(region.name)), fold(region.name));
            bare.starts_with(&wanted)
                || full.starts_with(&wanted)
                || expanded(&wanted).is_some_and(|w| full == w)
        })
        .copied()
        .collect();
    found.sort_by_key(|region| (region.code.len(), region.name));
    let aliased = ALIASES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(alias, _)| fold(alias).starts_with(&wanted) && wanted.len() >= 3)
        .filter_map(|(_, code)| list().iter().find(|region| region.code == code).copied());
    for region in aliased {
        if !found.contains(&region) {
            found.push(region);
        }
    }
    found.truncate(limit);
    found
}

/// A name without the word for its kind: "Bekasi" for "Kab. Bekasi" and for "Kota Bekasi".
pub fn bare_name(name: &str) -> &str {
    name.strip_prefix("Kab. ").or_else(|| name.strip_prefix("Kota ")).unwrap_or(name)
}

/// Lower case, and nothing but letters and digits: "Muara Gembong", "muara-gembong" and "Muaragembong"
/// are the same word, and é is e.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter_map(plain_letter).collect()
}

/// A letter without its mark, where Indonesian names or their neighbours have one; `None` for what is
/// neither letter nor digit.
fn plain_letter(c: char) -> Option<char> {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ì' | 'î' | 'ï' => Some('i'),
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => Some('o'),
        'ú' | 'ù' | 'û' | 'ü' => Some('u'),
        'ç' => Some('c'),
        'ñ' => Some('n'),
        letter => letter.is_alphanumeric().then_some(letter),
    }
}

/// "kabupatenbekasi" and "kabbekasi" both mean "Kab. Bekasi".
fn expanded(wanted: &str) -> Option<String> {
    wanted.strip_prefix("kabupaten").map(|rest| format!("kab{rest}"))
}

fn list() -> &'static [Region] {
    static LIST: OnceLock<Vec<Region>> = OnceLock::new();
    LIST.get_or_init(|| {
        REGIONS
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(code, name)| Region { code, name })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_country_is_there() {
        for (depth, count) in [(2, 38), (4, 514), (6, 7285)] {
            assert_eq!(list().iter().filter(|region| region.code.len() == depth).count(), count);
        }
        assert!(list().is_sorted_by_key(|region| region.code), "names are found by binary search");
        assert_eq!(children("").len(), 38);
        assert_eq!(children("3216").len(), 23);
        assert_eq!(children("3275").len(), 12);
    }

    #[test]
    fn a_code_has_a_name_and_a_village_has_its_districts() {
        assert_eq!(name("32"), Some("Jawa Barat"));
        assert_eq!(name("3216"), Some("Kab. Bekasi"));
        assert_eq!(name("3275"), Some("Kota Bekasi"));
        assert_eq!(name("3216082001"), Some("Cikarang Barat"));
        for code in ["", "9", "99", "3299", "xx"] {
            assert_eq!(name(code), None, "{code}");
        }
    }

    #[test]
    fn people_find_a_place_however_they_spell_it() {
        let codes = |text: &str| search(text, 5).iter().map(|region| region.code).collect::<Vec<_>>();
        assert_eq!(codes("bekasi")[..2], ["3216", "3275"]);
        assert_eq!(codes("KAB. BEKASI")[0], "3216");
        assert_eq!(codes("Kabupaten Bekasi")[0], "3216");
        assert_eq!(codes("Kab Bekasi")[0], "3216");
        assert_eq!(codes("muara-gembong"), codes("Muaragembong"));
        assert_eq!(codes("jabar"), ["32"]);
        assert!(codes("").is_empty());
        assert!(codes("zzzz").is_empty());
    }

    #[test]
    fn every_alias_means_a_region_that_exists() {
        for line in ALIASES.lines() {
            let (alias, code) = line.split_once('\t').unwrap();
            assert!(list().iter().any(|region| region.code == code), "{alias} → {code}");
        }
    }
}
