//! Which kiosks show something.

use serde::{Deserialize, Serialize};

use crate::id::{KioskCode, RegionCode, Tag};

/// Kiosks by name, by place, by tag. Empty: all of them. Otherwise whoever is named by *any* of the three: a list
/// of exceptions is longer to explain than a tag is to set.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Target {
    /// These kiosks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kiosks: Vec<KioskCode>,
    /// Kiosks in these regions: a province, a regency or city, a district.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionCode>,
    /// Kiosks with one of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// Where a kiosk is.
#[derive(Clone, Copy, Debug)]
pub struct Where<'a> {
    /// Its code.
    pub kiosk: &'a KioskCode,
    /// Its district or regency.
    pub region: &'a RegionCode,
    /// Its tags.
    pub tags: &'a [Tag],
}

impl Target {
    /// Whether it leaves nobody out.
    pub fn is_everywhere(&self) -> bool {
        self.kiosks.is_empty() && self.regions.is_empty() && self.tags.is_empty()
    }

    /// Whether a kiosk is meant.
    pub fn includes(&self, place: &Where<'_>) -> bool {
        self.is_everywhere()
            || self.kiosks.contains(place.kiosk)
            || self.regions.iter().any(|region| region.contains(place.region))
            || self.tags.iter().any(|tag| place.tags.contains(tag))
    }
}
