//! From what a scanner read to what it is. Nothing is believed that is not verified: a card's code under the office's
//! keys, an officer's card by its hash.

use anjungan_wire::card::{BadCardCode, CardCode};
use anjungan_wire::office::Office;
use sha2::{Digest as _, Sha256};

use crate::visit::Scan;

/// Characters of a code, at most. A signed card has about 250.
pub const CHARS_MAX: usize = 600;

/// Reads `text`. Without an office's rules no card can be checked, so each looks false: a terminal that has none says
/// before that it has no card service.
pub fn read(text: &str, office: Option<&Office>) -> Scan {
    let text = text.trim();
    if text.is_empty() || text.len() > CHARS_MAX {
        return Scan::Other;
    }
    if let Ok(receipt) = text.parse() {
        return Scan::Receipt(receipt);
    }
    match CardCode::verify(text, office.map_or(&[], |office| &office.card_keys)) {
        Ok(card) => Scan::Card(card),
        Err(BadCardCode::NotSigned) => Scan::FalseCard,
        Err(BadCardCode::NotACode) => officer(text, office).map_or(Scan::Other, Scan::Officer),
    }
}

/// The code of the officer whose card this is.
fn officer(text: &str, office: Option<&Office>) -> Option<String> {
    let read = <[u8; 32]>::from(Sha256::digest(text));
    let helpers = office.map_or(&[][..], |office| &office.helpers);
    helpers.iter().find(|helper| helper.card_sha256 == read).map(|helper| helper.code.clone())
}

#[cfg(test)]
mod tests {
    use anjungan_wire::card::CardKey;
    use anjungan_wire::office::Helper;
    use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber, Secret};
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;

    fn office() -> (SigningKey, Office) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let mut office = Office::usual("3216".parse().unwrap(), "Disnaker Contoh");
        office.card_keys = vec![CardKey { id: 7, public: key.verifying_key().to_bytes() }];
        office.helpers = vec![Helper {
            code: "P03".into(),
            card_sha256: Sha256::digest("KARTU-PETUGAS-0003").into(),
            pin: String::new(),
        }];
        (key, office)
    }

    fn card() -> CardCode {
        CardCode {
            key: 7,
            number: "3216 211126 000123".parse().unwrap(),
            name: "CONTOH SINTETIS".into(),
            issued: "2026-11-21".parse().unwrap(),
            valid_until: "2028-11-21".parse().unwrap(),
        }
    }

    #[test]
    fn each_kind_of_code_is_told_from_the_others() {
        let (key, office) = office();
        let number = ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
        let receipt = ReceiptCode { number, secret: Secret::new([2; 16]) };
        let stranger = SigningKey::from_bytes(&[8; 32]);
        let cases = [
            (receipt.to_text("ak1.example"), Scan::Receipt(receipt.clone())),
            (receipt.to_text("").to_lowercase() + "\r\n", Scan::Receipt(receipt)),
            (card().sign(&key, "ak1.example"), Scan::Card(card())),
            (card().sign(&stranger, ""), Scan::FalseCard),
            ("KARTU-PETUGAS-0003".into(), Scan::Officer("P03".into())),
            ("KARTU-PETUGAS-0004".into(), Scan::Other),
            ("8992761111111".into(), Scan::Other),
            ("".into(), Scan::Other),
        ];
        for (text, expected) in cases {
            assert!(read(&text, Some(&office)) == expected, "{text}: {:?}", read(&text, Some(&office)));
        }
        assert!(read(&card().sign(&key, ""), None) == Scan::FalseCard, "nothing to check it with");
    }

    /// What it reads names a person or opens a card.
    #[test]
    fn a_scan_shows_nothing_of_itself_in_a_log() {
        let (key, office) = office();
        let said = format!("{:?}", read(&card().sign(&key, ""), Some(&office)));
        assert!(!said.contains("CONTOH") && !said.contains("3216"), "{said}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,700}") {
            let (_, office) = office();
            let scan = read(&text, Some(&office));
            prop_assert!(!matches!(scan, Scan::Card(_) | Scan::Officer(_)));
        }
    }
}
