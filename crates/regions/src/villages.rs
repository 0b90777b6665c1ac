//! Villages (kelurahan, desa, desa adat) with their postcodes: the last step of an address.
//!
//! All 83,762 are in the program, packed by province. A province is unpacked when it is first asked for and then
//! stays: 2 kB to 240 kB each, 2.3 MB for the whole country, about a millisecond for the largest.

use std::sync::OnceLock;

use crate::fold;

const PACKED: &[u8] = include_bytes!("../../../assets/regions/villages.zst");

/// A village.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Village {
    /// Its code, 10 digits; the first 6 are its district's.
    pub code: &'static str,
    /// Its name in ordinary spelling.
    pub name: &'static str,
    /// Its postcode, 5 digits.
    pub postcode: &'static str,
}

/// What a village is by law. In some districts two of different kinds have one name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VillageKind {
    /// Kelurahan: part of a town, headed by an official.
    Kelurahan,
    /// Desa: governs itself.
    Desa,
    /// Desa adat: governs itself by customary law; in Kabupaten Jayapura.
    DesaAdat,
}

impl VillageKind {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            VillageKind::Kelurahan => "Kelurahan",
            VillageKind::Desa => "Desa",
            VillageKind::DesaAdat => "Desa Adat",
        }
    }
}

impl Village {
    /// What it is: the seventh digit says so.
    pub fn kind(&self) -> VillageKind {
        match self.code.as_bytes().get(6) {
            Some(b'1') => VillageKind::Kelurahan,
            Some(b'3') => VillageKind::DesaAdat,
            Some(_) | None => VillageKind::Desa,
        }
    }
}

/// The villages of a district (6 digits), in order of name. None for any other code.
pub fn villages(district: &str) -> Vec<Village> {
    if district.len() != 6 {
        return Vec::new();
    }
    let mut inside: Vec<Village> = within(district).collect();
    inside.sort_by_key(|village| (village.name, village.code));
    inside
}

/// The village with this code of 10 digits.
pub fn village(code: &str) -> Option<Village> {
    within(code).next().filter(|village| village.code == code)
}

/// Villages within a province, regency or district whose name has a word that begins with `text`, however that is
/// spelt; at most `limit`. Those whose whole name begins so come first. Without a province nothing is searched.
pub fn search_villages(text: &str, inside: &str, limit: usize) -> Vec<Village> {
    let wanted = fold(text);
    if wanted.is_empty() || inside.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<(usize, Village)> =
        within(inside).filter_map(|village| Some((place_in(village.name, &wanted)?, village))).collect();
    found.sort_by_key(|(place, village)| (*place, village.name, village.code));
    found.truncate(limit);
    found.into_iter().map(|(_, village)| village).collect()
}

/// After which word of `name` the folded text `wanted` stands. "gembong" is in "Muara Gembong" after the first,
/// "muaragembong" after none.
fn place_in(name: &str, wanted: &str) -> Option<usize> {
    let starts =
        name.char_indices().filter(|(at, _)| *at == 0 || !name[..*at].ends_with(char::is_alphanumeric));
    starts.map(|(at, _)| &name[at..]).position(|rest| fold(rest).starts_with(wanted))
}

/// Villages whose code begins with `code`, in order of code.
fn within(code: &str) -> impl Iterator<Item = Village> {
    let text = code.get(..2).and_then(province).unwrap_or("");
    let begin = lower_bound(text, |line| line < code);
    let end = begin + lower_bound(&text[begin..], |line| line.starts_with(code));
    text[begin..end].lines().filter_map(|line| {
        let mut fields = line.splitn(3, '\t');
        Some(Village { code: fields.next()?, postcode: fields.next()?, name: fields.next()? })
    })
}

/// The byte at which the first line begins that is not `before` it. Lines are sorted accordingly.
fn lower_bound(text: &str, before: impl Fn(&str) -> bool) -> usize {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        // In bytes: half of the way may lie within a letter.
        let half = &text.as_bytes()[low..low + (high - low) / 2];
        let middle = half.iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let line_end = text[middle..].find('\n').map_or(text.len(), |at| middle + at + 1);
        if before(&text[middle..line_end]) { low = line_end } else { high = middle }
    }
    low
}

/// A province's villages, packed until somebody asks.
struct Province {
    code: &'static str,
    frame: &'static [u8],
    lines: OnceLock<String>,
}

/// The lines of a province, unpacked once.
fn province(code: &str) -> Option<&'static str> {
    static PROVINCES: OnceLock<Vec<Province>> = OnceLock::new();
    let province = PROVINCES.get_or_init(provinces).iter().find(|province| province.code == code)?;
    Some(province.lines.get_or_init(|| {
        let bytes = zstd::decode_all(province.frame).expect("a test unpacks every province");
        String::from_utf8(bytes).expect("a test unpacks every province")
    }))
}

/// As the first line of the file says.
fn provinces() -> Vec<Province> {
    let end_of_head = PACKED.iter().position(|byte| *byte == b'\n').expect("a test reads the built-in list");
    let head = std::str::from_utf8(&PACKED[..end_of_head]).expect("a test reads the built-in list");
    let mut frames = &PACKED[end_of_head + 1..];
    let named = head.split(' ').filter_map(|pair| {
        let (code, bytes) = pair.split_once(':')?;
        let (frame, rest) = frames.split_at_checked(bytes.parse().ok()?)?;
        frames = rest;
        Some(Province { code, frame, lines: OnceLock::new() })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{children, name};

    /// Every village, by the way that the picker goes: province, regency, district.
    fn by_the_picker() -> Vec<Village> {
        let below = |code: &str| children(code).into_iter().map(|region| region.code);
        below("").flat_map(below).flat_map(below).flat_map(villages).collect()
    }

    #[test]
    fn the_picker_reaches_every_village_of_the_official_list() {
        let mut reached: Vec<&str> = by_the_picker().iter().map(|village| village.code).collect();
        reached.sort_unstable();
        reached.dedup();
        assert_eq!(reached.len(), 83_762, "Kepmendagri 300.2.2-2138/2025");
        let packed: usize =
            children("").iter().map(|region| province(region.code).unwrap().lines().count()).sum();
        assert_eq!(packed, 83_762, "and none lies elsewhere");
    }

    #[test]
    fn every_village_has_parents_a_name_a_postcode_and_is_found_by_its_code() {
        for found in by_the_picker() {
            let Village { code, name: called, postcode } = found;
            assert!(code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            assert!(matches!(code.as_bytes()[6], b'1'..=b'3'), "{code}");
            for parent in [2, 4, 6] {
                assert!(name(&code[..parent]).is_some(), "{code}");
            }
            assert!(called == called.trim() && !called.is_empty(), "{code}");
            assert!(postcode.len() == 5 && postcode.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            assert_eq!(village(code), Some(found));
        }
    }

    #[test]
    fn the_five_sites_have_the_villages_that_cahyadsn_counts() {
        for (regency, districts, count) in
            [("3216", 23, 187), ("3275", 12, 56), ("3374", 16, 177), ("3514", 24, 365), ("1671", 18, 107)]
        {
            let inside = children(regency);
            let found: usize = inside.iter().map(|district| villages(district.code).len()).sum();
            assert_eq!((inside.len(), found), (districts, count), "{regency}");
        }
    }

    #[test]
    fn a_village_is_found_however_it_is_spelt() {
        let names = |text: &str, inside: &str| -> Vec<&str> {
            search_villages(text, inside, 5).iter().map(|village| village.name).collect()
        };
        let telaga: Vec<&str> = names("telagaasih", "3216");
        assert_eq!(telaga, ["Telaga Asih"]);
        for spelling in ["TELAGA ASIH", "telaga-asih", "  Telaga  asih "] {
            assert_eq!(names(spelling, "321608"), telaga, "{spelling}");
        }
        assert_eq!(names("asih", "321608"), telaga, "by its second word");
        assert!(names("telaga asih", "3275").is_empty(), "not in another city");
        assert!(names("", "3216").is_empty() && names("a", "").is_empty());
        assert_eq!(search_villages("s", "32", 3).len(), 3);
    }

    #[test]
    fn two_villages_of_one_name_in_one_district_differ_in_kind() {
        let mut doubled = Vec::new();
        for district in children("").iter().flat_map(|p| children(p.code)).flat_map(|r| children(r.code)) {
            let inside = villages(district.code);
            let pairs = inside.windows(2).filter(|pair| pair[0].name == pair[1].name);
            doubled.extend(pairs.map(|pair| (pair[0].name, pair[0].kind() != pair[1].kind())));
        }
        assert!(doubled.len() > 10, "else the kind need not be shown");
        let alike: Vec<_> = doubled.iter().filter(|(_, differ)| !differ).collect();
        assert_eq!(
            alike,
            [&("Kogekotu", false), &("Tounelet Satu", false)],
            "these the official list has twice"
        );
        assert_eq!(village("3216082001").map(|village| village.kind().name()), Some("Desa"));
    }

    #[test]
    fn what_is_no_district_and_no_village_has_nothing() {
        for code in ["", "3", "32", "3216", "99", "999999", "32160820", "3216082001", "é32160", "xxxxxx"] {
            assert!(villages(code).is_empty(), "{code}");
        }
        for code in ["", "321608", "3216089999", "32160820019", "9999999999", "é"] {
            assert_eq!(village(code), None, "{code}");
        }
    }
}
