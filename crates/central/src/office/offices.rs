//! For which offices somebody works. What belongs to another does not exist for them.

use std::collections::BTreeSet;
use std::fmt;

use anjungan_wire::id::RegionCode;
use serde::{Deserialize, Serialize};

/// More are given as "every": a province has 38 regencies and cities at most.
const OFFICES_MAX: usize = 40;

/// The offices, by the codes of their regencies and cities, that an account or a partner's key is for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Offices {
    /// Every one.
    #[default]
    Every,
    /// These, one at least.
    These(BTreeSet<RegionCode>),
}

/// What was typed is no list of offices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "offices are 4-digit codes of regencies or cities, like 3216, {OFFICES_MAX} at most; none means every one"
)]
pub struct BadOffices;

impl Offices {
    /// One.
    pub fn one(office: RegionCode) -> Offices {
        Offices::These(BTreeSet::from([office]))
    }

    /// From codes with spaces or commas between. An empty text means every one.
    pub fn read(text: &str) -> Result<Offices, BadOffices> {
        let mut codes = BTreeSet::new();
        for word in
            text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty())
        {
            let code = word.parse::<RegionCode>().ok().filter(|code| code.as_str().len() == 4);
            codes.insert(code.ok_or(BadOffices)?);
        }
        match codes.len() {
            0 => Ok(Offices::Every),
            1..=OFFICES_MAX => Ok(Offices::These(codes)),
            _ => Err(BadOffices),
        }
    }

    /// As the database keeps it. `None`: every one.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Offices::Every => None,
            Offices::These(codes) => Some(codes.iter().map(RegionCode::as_str).collect::<Vec<_>>().join(" ")),
        }
    }

    /// Whether what lies in a region is theirs.
    pub fn cover(&self, region: &RegionCode) -> bool {
        match self {
            Offices::Every => true,
            Offices::These(codes) => codes.iter().any(|code| code.contains(region)),
        }
    }

    /// Whether all of a region is theirs. `None` is the whole country.
    pub fn cover_whole(&self, region: Option<&RegionCode>) -> bool {
        match self {
            Offices::Every => true,
            Offices::These(_) => region.is_some_and(|region| self.cover(region)),
        }
    }

    /// Whether whoever has these may give those to somebody.
    pub fn include(&self, others: &Offices) -> bool {
        match (self, others) {
            (Offices::Every, _) => true,
            (Offices::These(_), Offices::Every) => false,
            (Offices::These(own), Offices::These(others)) => others.is_subset(own),
        }
    }
}

/// `3216, 3275`; nothing for every one.
impl fmt::Display for Offices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text().unwrap_or_default().replace(' ', ", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let two = Offices::read("3275, 32.16").unwrap();
        assert_eq!(two.to_text().as_deref(), Some("3216 3275"));
        assert_eq!(Offices::read(&two.to_string()), Ok(two));
        assert_eq!(Offices::read("  "), Ok(Offices::Every));
        for bad in ["32", "321608", "Bekasi", "3216 x"] {
            assert_eq!(Offices::read(bad), Err(BadOffices), "{bad}");
        }
    }

    #[test]
    fn an_office_covers_what_lies_in_it_and_nobody_gives_more_than_they_have() {
        let (one, two) = (Offices::read("3216").unwrap(), Offices::read("3216 3275").unwrap());
        let region = |text: &str| text.parse::<RegionCode>().unwrap();
        assert!(one.cover(&region("3216")) && one.cover(&region("321608")));
        assert!(!one.cover(&region("3275")) && !one.cover(&region("32")));
        assert!(Offices::Every.cover(&region("11")));
        assert!(one.cover_whole(Some(&region("3216"))) && !one.cover_whole(Some(&region("32"))));
        assert!(!one.cover_whole(None) && Offices::Every.cover_whole(None));
        assert!(two.include(&one) && !one.include(&two) && !two.include(&Offices::Every));
        assert!(Offices::Every.include(&Offices::Every));
    }

    #[test]
    fn the_trail_says_null_for_every_office() {
        assert_eq!(serde_json::to_string(&Offices::Every).unwrap(), "null");
        assert_eq!(serde_json::to_string(&Offices::read("3216").unwrap()).unwrap(), r#"["3216"]"#);
    }
}
