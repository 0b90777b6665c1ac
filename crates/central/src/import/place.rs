//! Where the work is: a code where the source has one, names in one spelling whatever the source writes.

use std::collections::HashMap;
use std::sync::OnceLock;

use anjungan_regions as regions;
use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::Place;

use super::title::mend_capitals;

/// The names that a source gives to the levels of one region.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SourceNames {
    /// "KAB. BEKASI".
    pub regency: Option<String>,
    /// "Cikarang Barat".
    pub district: Option<String>,
}

/// The place with this code. `Err` says why it is none.
pub fn place(code: &str, names: &SourceNames, address: Option<String>) -> Result<Place, String> {
    let region: RegionCode = code.parse().map_err(|_| format!("its region code {code:?} is not one"))?;
    let province_code = region.province();
    let province = regions::name(province_code.as_str())
        .ok_or_else(|| format!("there is no province {province_code} (region code {code})"))?;
    let regency =
        region.regency().and_then(|code| known_or_ordinary(code.as_str(), names.regency.as_deref()));
    let district =
        region.district().and_then(|code| known_or_ordinary(code.as_str(), names.district.as_deref()));
    Ok(Place { region, province: province.into(), regency, district, address })
}

/// The code of a regency or city by its name, where a source has no code: "KOTA ADM. JAKARTA SELATAN".
pub fn regency_by_name(name: &str) -> Option<&'static str> {
    static BY_NAME: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        regions::children("")
            .iter()
            .flat_map(|province| regions::children(province.code))
            .map(|regency| (regions::fold(regency.name), regency.code))
            .collect()
    });
    by_name.get(&regions::fold(&ordinary(name))).copied()
}

/// The official name of a code, or else the source's own in ordinary case.
fn known_or_ordinary(code: &str, source: Option<&str>) -> Option<String> {
    regions::name(code).map(String::from).or_else(|| source.map(ordinary))
}

/// "KABUPATEN BEKASI" as "Kab. Bekasi", "KOTA ADM. JAKARTA BARAT" as "Kota Jakarta Barat".
fn ordinary(name: &str) -> String {
    let name = mend_capitals(name.trim());
    for (kind, prefixes) in [
        ("Kab. ", &["Kabupaten Administrasi ", "Kab. Adm. ", "Kabupaten ", "Kab. ", "Kab.", "Kab "][..]),
        ("Kota ", &["Kota Administrasi ", "Kota ADM. ", "Kota Adm. ", "Kota "][..]),
    ] {
        for prefix in prefixes {
            let bare = name.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix));
            if bare.is_some() {
                return format!("{kind}{}", &name[prefix.len()..]);
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_gives_names_in_one_spelling() {
        let place = place("3216082005", &SourceNames::default(), None).unwrap();
        assert_eq!(place.province, "Jawa Barat");
        assert_eq!(place.regency.as_deref(), Some("Kab. Bekasi"));
        assert_eq!(place.district.as_deref(), Some("Cikarang Barat"));
    }

    #[test]
    fn an_unknown_regency_keeps_the_sources_name_and_an_unknown_province_is_none() {
        let names = SourceNames { regency: Some("KABUPATEN CONTOH BARU".into()), ..SourceNames::default() };
        assert_eq!(place("3299", &names, None).unwrap().regency.as_deref(), Some("Kab. Contoh Baru"));
        assert_eq!(place("9916", &names, None).unwrap_err(), "there is no province 99 (region code 9916)");
        assert_eq!(place("321", &names, None).unwrap_err(), "its region code \"321\" is not one");
    }

    #[test]
    fn a_regency_is_found_by_each_spelling() {
        for (name, code) in [
            ("KAB. BEKASI", "3216"),
            ("Kabupaten Bekasi", "3216"),
            ("Kab Bekasi", "3216"),
            ("KOTA BEKASI", "3275"),
            ("KOTA ADM. JAKARTA SELATAN", "3174"),
            ("KAB. POSO", "7202"),
        ] {
            assert_eq!(regency_by_name(name), Some(code), "{name}");
        }
        assert_eq!(regency_by_name("Bekasi"), None, "which of the two?");
    }
}
