//! Lines of business. The sources name them in English or Indonesian and each in its own words; a job
//! seeker filters by one list. Central maps what it imports to this list's Indonesian names, and a
//! terminal finds their English ones here.

/// One line of business.
struct Sector {
    indonesian: &'static str,
    english: &'static str,
    /// What sources call it besides, folded as [`fold`] does.
    also: &'static [&'static str],
}

const fn sector(indonesian: &'static str, english: &'static str, also: &'static [&'static str]) -> Sector {
    Sector { indonesian, english, also }
}

const SECTORS: &[Sector] = &[
    sector(
        "Alih Daya dan Penyedia Tenaga",
        "Outsourcing and staffing",
        &[
            "business process outsourcing",
            "business process outsourcing bpo",
            "bpo",
            "outsourcing",
            "alih daya",
            "jasa penyedia tenaga",
            "penyedia tenaga kerja",
            "human resources",
            "recruitment",
            "staffing",
            "call center",
        ],
    ),
    sector("Bahan Bangunan", "Building materials", &["building material sanitary", "building material"]),
    sector(
        "Barang Konsumsi",
        "Consumer goods",
        &["fmcg", "fast moving consumer goods", "fast moving consumer goods fmcg", "consumer products"],
    ),
    sector(
        "Elektronika",
        "Electronics",
        &["elektronik", "consumer electronics", "electrical electronics", "semiconductor"],
    ),
    sector(
        "Energi dan Utilitas",
        "Energy and utilities",
        &["energy", "energi", "utilities", "power", "electricity", "listrik gas air", "ketenagalistrikan"],
    ),
    sector("Jasa Lainnya", "Other services", &["jasa", "services", "other service", "layanan lainnya"]),
    sector(
        "Jasa Perusahaan",
        "Business services",
        &[
            "consultancy business management",
            "consultancy",
            "consulting",
            "konsultan",
            "professional services",
            "accounting audit tax services",
            "law legal",
            "hukum",
        ],
    ),
    sector(
        "Keamanan dan Kebersihan",
        "Security and cleaning",
        &["security", "keamanan", "cleaning service", "kebersihan", "facility services"],
    ),
    sector(
        "Kecantikan dan Kebugaran",
        "Beauty and wellness",
        &["beauty", "kecantikan", "beauty fitness", "salon spa", "kosmetik", "cosmetics"],
    ),
    sector(
        "Kesehatan dan Farmasi",
        "Healthcare and pharmaceuticals",
        &[
            "kesehatan",
            "health",
            "healthcare",
            "healthcare pharmaceutical",
            "healthcare medical",
            "farmasi",
            "pharmaceutical",
            "hospital",
            "rumah sakit",
        ],
    ),
    sector(
        "Keuangan dan Perbankan",
        "Banking and financial services",
        &[
            "banking",
            "banking finance",
            "perbankan",
            "perbankan keuangan",
            "keuangan",
            "financial services",
            "insurance",
            "asuransi",
        ],
    ),
    sector(
        "Kimia dan Plastik",
        "Chemicals and plastics",
        &["kimia", "chemical", "chemicals", "plastik", "plastics", "chemical fertilizers pesticides"],
    ),
    sector(
        "Konstruksi",
        "Construction",
        &[
            "engineering procurement construction",
            "engineering procurement construction epc",
            "epc",
            "construction building engineering",
        ],
    ),
    sector("Makanan dan Minuman", "Food and beverages", &["food beverage", "makanan", "f b"]),
    sector(
        "Manufaktur",
        "Manufacturing",
        &[
            "other manufacturers",
            "other manufacturing",
            "manufacturers",
            "manufacture",
            "manufaktur lainnya",
            "industri pengolahan",
            "manufacturing production",
        ],
    ),
    sector(
        "Media, Hiburan, dan Periklanan",
        "Media, entertainment and advertising",
        &["media", "advertising", "periklanan", "entertainment", "hiburan", "printing publishing"],
    ),
    sector(
        "Organisasi Nirlaba",
        "Non-profit organisations",
        &["non profit", "non profit organization", "ngo", "lsm", "social services", "yayasan"],
    ),
    sector(
        "Otomotif dan Komponen",
        "Automotive and components",
        &["automotive", "automotive component", "otomotif"],
    ),
    sector(
        "Pemerintahan",
        "Government",
        &["government public sector", "pemerintah", "public sector", "bumn"],
    ),
    sector(
        "Pendidikan dan Pelatihan",
        "Education and training",
        &["pendidikan", "education", "training", "pelatihan"],
    ),
    sector(
        "Perbengkelan",
        "Vehicle repair",
        &["bengkel", "repair maintenance", "repair maintenance services"],
    ),
    sector(
        "Perdagangan",
        "Trade",
        &["trading", "general wholesale trading", "wholesale", "perdagangan umum"],
    ),
    sector(
        "Perdagangan Eceran",
        "Retail",
        &["ritel", "retail merchandise", "eceran", "e commerce", "perdagangan ritel"],
    ),
    sector(
        "Perhotelan dan Pariwisata",
        "Hotels and tourism",
        &[
            "perhotelan",
            "pariwisata",
            "hotel",
            "hospitality",
            "hotel hospitality",
            "hotel tourism",
            "hospitality tourism",
            "travel tourism",
            "tourism",
        ],
    ),
    sector(
        "Pertambangan dan Migas",
        "Mining, oil and gas",
        &["pertambangan", "mining", "oil gas", "minyak gas", "migas", "pertambangan minyak gas"],
    ),
    sector(
        "Pertanian, Perkebunan, dan Perikanan",
        "Agriculture, plantations and fisheries",
        &[
            "pertanian",
            "agriculture",
            "agriculture plantation",
            "perkebunan",
            "plantation",
            "perikanan",
            "fishery",
            "fisheries",
            "peternakan",
            "forestry",
            "kehutanan",
            "agriculture fishery",
        ],
    ),
    sector("Properti", "Real estate", &["property", "property real estate", "real estate property"]),
    sector(
        "Restoran dan Kedai",
        "Restaurants and cafés",
        &["restaurant food services", "restaurant", "restaurants", "restoran", "kuliner", "rumah makan"],
    ),
    sector(
        "Teknologi Informasi dan Telekomunikasi",
        "IT and telecommunications",
        &[
            "it telecommunication",
            "it",
            "it computers hardware",
            "it computers software",
            "information technology",
            "computer information technology",
            "teknologi informasi",
            "telecommunication",
            "telecommunications",
            "telekomunikasi",
        ],
    ),
    sector(
        "Tekstil dan Garmen",
        "Textiles and garments",
        &["textile", "textile garment", "apparel", "garment", "garmen", "tekstil", "footwear", "alas kaki"],
    ),
    sector(
        "Transportasi dan Logistik",
        "Transport and logistics",
        &[
            "transportation logistic",
            "transportation logistics",
            "transportation",
            "transportasi",
            "logistics",
            "logistik",
            "warehousing",
        ],
    ),
];

/// The Indonesian name of the line of business that a source calls `source_name`, in whatever case and
/// punctuation, in English or Indonesian. `None`: it is none of those known here.
pub fn canonical(source_name: &str) -> Option<&'static str> {
    let name = fold(source_name);
    SECTORS
        .iter()
        .find(|known| {
            fold(known.indonesian) == name || fold(known.english) == name || known.also.contains(&&*name)
        })
        .map(|known| known.indonesian)
}

/// The English name of a line of business by its Indonesian one, as [`canonical`] gives it.
pub fn english(indonesian: &str) -> Option<&'static str> {
    SECTORS.iter().find(|known| known.indonesian == indonesian).map(|known| known.english)
}

/// Small letters, one space between words, without signs and the word "and".
fn fold(name: &str) -> String {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !matches!(*word, "" | "and" | "dan")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Every industry met in Karirhub's records but "Not specified".
    const KARIRHUB: &[(&str, &str)] = &[
        ("Automotive & Component", "Otomotif dan Komponen"),
        ("Banking & Financial Services", "Keuangan dan Perbankan"),
        ("Beauty & Wellness", "Kecantikan dan Kebugaran"),
        ("Building Material & Sanitary", "Bahan Bangunan"),
        ("Business Process Outsourcing (BPO)", "Alih Daya dan Penyedia Tenaga"),
        ("Consultancy (Business & Management)", "Jasa Perusahaan"),
        ("Education & Training", "Pendidikan dan Pelatihan"),
        ("Engineering, Procurement, Construction (EPC)", "Konstruksi"),
        ("FMCG", "Barang Konsumsi"),
        ("Food & Beverage", "Makanan dan Minuman"),
        ("Healthcare & Pharmaceutical", "Kesehatan dan Farmasi"),
        ("IT & Telecommunication", "Teknologi Informasi dan Telekomunikasi"),
        ("IT / Computers-Hardware", "Teknologi Informasi dan Telekomunikasi"),
        ("Manufaktur", "Manufaktur"),
        ("Media, Entertainment & Advertising", "Media, Hiburan, dan Periklanan"),
        ("Mining, Oil & Gas", "Pertambangan dan Migas"),
        ("Other Manufacturers", "Manufaktur"),
        ("Other Services", "Jasa Lainnya"),
        ("Restaurant & Food Services", "Restoran dan Kedai"),
        ("Trading", "Perdagangan"),
        ("Transportation & Logistic", "Transportasi dan Logistik"),
    ];

    #[test]
    fn every_industry_that_karirhub_names_is_known() {
        for (source_name, expected) in KARIRHUB {
            assert_eq!(canonical(source_name), Some(*expected), "{source_name}");
        }
    }

    #[test]
    fn case_signs_and_language_do_not_matter() {
        for name in ["EDUCATION AND TRAINING", " pendidikan & pelatihan ", "Education/Training", "Pendidikan"]
        {
            assert_eq!(canonical(name), Some("Pendidikan dan Pelatihan"), "{name}");
        }
        for name in ["", "&", "Not specified", "Kementerian Hukum", "Manufaktur Kapal"] {
            assert_eq!(canonical(name), None, "{name}");
        }
    }

    #[test]
    fn each_name_means_one_sector_and_is_found() {
        let mut meant: HashMap<String, &str> = HashMap::new();
        for known in SECTORS {
            assert_eq!(canonical(known.indonesian), Some(known.indonesian));
            assert_eq!(canonical(known.english), Some(known.indonesian));
            assert_eq!(english(known.indonesian), Some(known.english));
            let mut names = vec![fold(known.indonesian), fold(known.english)];
            for also in known.also {
                assert_eq!(fold(also), **also, "write it folded");
                names.push((*also).into());
            }
            names.dedup();
            for name in names {
                let other = meant.insert(name.clone(), known.indonesian);
                assert_eq!(other, None, "{name}");
            }
        }
        assert_eq!(english("Pelayaran"), None);
    }
}
