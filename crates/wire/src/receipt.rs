//! Receipt numbers and the secret that goes with one: what a person takes home after applying.
//!
//! A receipt number looks like `K07-4F2QX-9`: the kiosk's code, five characters drawn by chance, a check
//! character. It is never the card number, which central alone gives, and never a ticket's (`K07-0042-R`, four
//! digits). The alphabet is the 10 digits and 21 letters (without I, L, O, U, V), and 31 is prime: digits and
//! characters, weighted 3⁰, 3¹, 3², … from the right, add up to 0 modulo 31. 3 generates all 30 residues, so every
//! wrong character and every two that changed places are caught, for up to 30 places.
//!
//! The number finds an application and opens nothing. What opens the card is the [`Secret`], 16 random bytes that
//! only the receipt's QR code carries (and central, inside the sealed application).

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::card::CardId;
use crate::id::KioskCode;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRSTWXYZ";
const DRAWN: usize = 5;

/// A receipt's number. Whatever has this type has the right check character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptNumber(String);

/// A text that is no receipt number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReceipt {
    /// Not of the form `K07-4F2QX-9`.
    #[error("not a receipt number: they look like K07-4F2QX-9")]
    Shape,
    /// One character is wrong, or two changed places.
    #[error("the check character does not fit: read the number again")]
    Check,
}

impl ReceiptNumber {
    /// A number of this kiosk from random bytes. 28 million differ; the ledger that gives one refuses what it
    /// gave before.
    pub fn draw(kiosk: &KioskCode, random: [u8; 8]) -> Self {
        let mut left = u64::from_be_bytes(random);
        let drawn: String = (0..DRAWN)
            .map(|_| {
                let at = (left % 31) as usize;
                left /= 31;
                char::from(ALPHABET[at])
            })
            .collect();
        let body = format!("{kiosk}-{drawn}");
        let check = char::from(check_for(&body));
        Self(format!("{body}-{check}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kiosk that gave it.
    pub fn kiosk(&self) -> KioskCode {
        let code = self.0.split('-').next().unwrap_or_default();
        code.parse().expect("a receipt number begins with a kiosk code")
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ReceiptNumber {
    type Err = BadReceipt;

    /// As people type it: lower case, spaces instead of dashes or none at all, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, BadReceipt> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        if !plain.is_ascii() || plain.len() < DRAWN + 1 + 3 {
            return Err(BadReceipt::Shape);
        }
        let (kiosk, rest) = plain.split_at(plain.len() - DRAWN - 1);
        let (drawn, check) = rest.split_at(DRAWN);
        if kiosk.parse::<KioskCode>().is_err() || !rest.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Err(BadReceipt::Shape);
        }
        let body = format!("{kiosk}-{drawn}");
        if check.as_bytes() != [check_for(&body)] {
            return Err(BadReceipt::Check);
        }
        Ok(Self(format!("{body}-{check}")))
    }
}

/// The character that makes the weighted sum 0. Its own weight is 1, that of the character before it 3.
fn check_for(body: &str) -> u8 {
    let mut weight = 1;
    let values = body.bytes().rev().filter_map(|byte| ALPHABET.iter().position(|known| *known == byte));
    let sum = values.fold(0, |sum, value| {
        weight = weight * 3 % 31;
        (sum + weight * value) % 31
    });
    ALPHABET[(31 - sum) % 31]
}

impl TryFrom<String> for ReceiptNumber {
    type Error = BadReceipt;
    fn try_from(text: String) -> Result<Self, BadReceipt> {
        text.parse()
    }
}

impl From<ReceiptNumber> for String {
    fn from(number: ReceiptNumber) -> String {
        number.0
    }
}

/// What opens a card and its status: 16 random bytes on the receipt's QR code. Wiped from memory when dropped,
/// and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Secret([u8; 16]);

impl Secret {
    /// From 16 random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// What the card is called in public.
    pub fn card_id(&self) -> CardId {
        CardId::of(self)
    }

    /// 26 characters of base32.
    pub fn to_base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = BadReceipt;
    fn from_str(text: &str) -> Result<Self, BadReceipt> {
        let bytes = BASE32_NOPAD
            .decode(text.trim().to_ascii_uppercase().as_bytes())
            .map_err(|_| BadReceipt::Shape)?;
        bytes.try_into().map(Self).map_err(|_| BadReceipt::Shape)
    }
}

impl TryFrom<String> for Secret {
    type Error = BadReceipt;
    fn try_from(text: String) -> Result<Self, BadReceipt> {
        text.parse()
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> String {
        secret.to_base32()
    }
}

/// The code on a receipt: number and secret.
///
/// `HTTPS://HOST/R#K07-4F2QX-9.<26 characters>`: any phone opens the page, and what stands after `#` is never sent
/// to the server. Upper case throughout, because QR codes hold that in less room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptCode {
    /// The number.
    pub number: ReceiptNumber,
    /// The secret.
    pub secret: Secret,
}

impl ReceiptCode {
    /// The text of the QR code. Without a public host the code still serves at kiosks.
    pub fn to_text(&self, public_host: &str) -> String {
        let part = format!("{}.{}", self.number, self.secret.to_base32());
        match public_host {
            "" => format!("AK1/R#{part}"),
            host => format!("HTTPS://{}/R#{part}", host.to_ascii_uppercase()),
        }
    }
}

impl FromStr for ReceiptCode {
    type Err = BadReceipt;

    /// As a scanner reads it, whatever host it names.
    fn from_str(text: &str) -> Result<Self, BadReceipt> {
        let (place, part) = text.trim().split_once('#').ok_or(BadReceipt::Shape)?;
        if !place.to_ascii_uppercase().ends_with("/R") {
            return Err(BadReceipt::Shape);
        }
        let (number, secret) = part.split_once('.').ok_or(BadReceipt::Shape)?;
        Ok(Self { number: number.parse()?, secret: secret.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(kiosk: &str, random: u64) -> ReceiptNumber {
        ReceiptNumber::draw(&kiosk.parse().unwrap(), random.to_be_bytes())
    }

    #[test]
    fn a_code_reads_as_it_was_made_with_and_without_a_host() {
        let code = ReceiptCode { number: number("K07", 42), secret: Secret::new([9; 16]) };
        for host in ["", "ak1.disnaker.example"] {
            let text = code.to_text(host);
            assert_eq!(text, text.to_ascii_uppercase());
            assert_eq!(text.parse::<ReceiptCode>().unwrap(), code);
            assert_eq!(format!(" {} ", text.to_lowercase()).parse::<ReceiptCode>().unwrap(), code);
        }
        assert!(code.to_text("x").replace("/R#", "/K#").parse::<ReceiptCode>().is_err());
    }

    #[test]
    fn a_secret_says_nothing_of_itself() {
        assert_eq!(format!("{:?}", Secret::new([9; 16])), "Secret(…)");
    }

    #[test]
    fn what_is_no_receipt_number_is_refused_by_its_shape() {
        for text in ["", "K07", "K07-4F2QX", "K07-0042-R", "X07-4F2QX-9", "4F2QX-9", "é07-4F2QX-9"] {
            assert_eq!(text.parse::<ReceiptNumber>(), Err(BadReceipt::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_number_reads_as_people_type_it(kiosk in "K[0-9]{2,5}", random: u64) {
            let number = number(&kiosk, random);
            prop_assert_eq!(number.kiosk().to_string(), kiosk);
            let typed = number.as_str().to_lowercase().replace('-', " ").replace('0', "o");
            // The kiosk's own code has digits only.
            prop_assert_eq!(typed.parse::<ReceiptNumber>().unwrap(), number.clone());
            prop_assert_eq!(number.as_str().replace('-', "").parse::<ReceiptNumber>().unwrap(), number);
        }

        #[test]
        fn any_one_wrong_character_is_caught(kiosk in "K[0-9]{2,5}", random: u64, at in 0usize..15, to in 0usize..31) {
            let number = number(&kiosk, random).to_string();
            let mut wrong = number.clone().into_bytes();
            let at = at % wrong.len();
            prop_assume!(wrong[at] != b'-');
            wrong[at] = ALPHABET[to];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != number);
            prop_assert!(wrong.parse::<ReceiptNumber>().is_err(), "{} passed for {}", wrong, number);
        }

        #[test]
        fn any_two_characters_that_changed_places_are_caught(
            kiosk in "K[0-9]{2,5}", random: u64, a in 0usize..15, b in 0usize..15,
        ) {
            let number = number(&kiosk, random).to_string();
            let mut wrong = number.clone().into_bytes();
            let (a, b) = (a % wrong.len(), b % wrong.len());
            prop_assume!(wrong[a] != b'-' && wrong[b] != b'-');
            wrong.swap(a, b);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != number);
            prop_assert!(wrong.parse::<ReceiptNumber>().is_err(), "{} passed for {}", wrong, number);
        }
    }
}
