//! Ticket numbers: `K07-0042-R`.
//!
//! Kiosk code, a counter of four digits that goes from 0001 to 9999 and round again, and a check
//! character, so that a number told over the counter or typed from paper is caught when it is wrong.
//!
//! The check: the digits (kiosk, then counter) and the check character, weighted 2⁰, 2¹, 2², … from the
//! right, add up to 0 modulo 29. 29 is prime and 2 generates its 28 non-zero residues, so all weights
//! differ for up to 28 places. A wrong character changes the sum by `weight · (a − b)`, two characters
//! that changed places by `(weight − weight′) · (a − b)`: neither is 0 modulo 29. ISO 7064's MOD 37,36
//! was not taken because it misses some swaps and uses letters that look alike.
//!
//! Alphabet of the check character: the digits 2–9 with their own value, then the letters without I, L,
//! O, U and V with values from 10. Those 29 values are all different modulo 29.

use std::fmt;
use std::str::FromStr;

use anjungan_wire::id::KioskCode;
use anjungan_wire::receipt::ReceiptNumber;

const MODULUS: u32 = 29;
const CHECK_ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTWXYZ";
/// The counter's largest value.
pub const COUNTER_MAX: u32 = 9_999;

/// A ticket's number. Whatever has this type has the right check character.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TicketNumber(String);

/// A text that is no ticket number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNumber {
    /// Not of the form `K07-0042-R`.
    #[error("not a ticket number: they look like K07-0042-R")]
    Shape,
    /// One character is wrong, or two changed places.
    #[error("the check character does not fit: read the number again")]
    Check,
}

impl TicketNumber {
    /// The number for the `nth` ticket (any count; it is brought into 1 to 9,999).
    pub fn new(kiosk: &KioskCode, nth: u32) -> Self {
        let counter = nth.saturating_sub(1) % COUNTER_MAX + 1;
        let body = format!("{kiosk}-{counter:04}");
        let check = char::from(check_for(digits(&body)));
        Self(format!("{body}-{check}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for TicketNumber {
    type Err = BadNumber;

    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let text = text.trim().to_ascii_uppercase();
        let (body, check) = text.rsplit_once('-').ok_or(BadNumber::Shape)?;
        let (kiosk, counter) = body.split_once('-').ok_or(BadNumber::Shape)?;
        let counted = counter.len() == 4 && counter.bytes().all(|b| b.is_ascii_digit());
        if !counted || kiosk.parse::<KioskCode>().is_err() || check.len() != 1 {
            return Err(BadNumber::Shape);
        }
        if check.as_bytes() != [check_for(digits(body))] {
            return Err(BadNumber::Check);
        }
        Ok(Self(text))
    }
}

/// The number on a paper: its own, or that of the application it is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PaperNumber {
    /// Of tickets, sheets and tests.
    Ticket(TicketNumber),
    /// Of slips and cards.
    Receipt(ReceiptNumber),
}

impl PaperNumber {
    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            PaperNumber::Ticket(number) => number.as_str(),
            PaperNumber::Receipt(number) => number.as_str(),
        }
    }

    /// A ticket's number, if it is one.
    pub fn ticket(&self) -> Option<&TicketNumber> {
        match self {
            PaperNumber::Ticket(number) => Some(number),
            PaperNumber::Receipt(_) => None,
        }
    }

    /// As the ledger has it. A ticket's number has four digits between its dashes, a receipt's five characters.
    pub(super) fn read(text: &str) -> Option<Self> {
        text.parse().map(PaperNumber::Ticket).ok().or_else(|| text.parse().map(PaperNumber::Receipt).ok())
    }
}

impl fmt::Display for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn digits(body: &str) -> impl DoubleEndedIterator<Item = u32> {
    body.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'))
}

/// The character that makes the weighted sum 0. Its own weight is 1, the last digit's 2.
fn check_for(digits: impl DoubleEndedIterator<Item = u32>) -> u8 {
    let mut weight = 1;
    let sum = digits.rev().fold(0, |sum, digit| {
        weight = weight * 2 % MODULUS;
        (sum + weight * digit) % MODULUS
    });
    let wanted = (MODULUS - sum) % MODULUS;
    // Values run from 2 (the first of the alphabet) to 30.
    CHECK_ALPHABET[((wanted + MODULUS - 2) % MODULUS) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kiosk() -> impl Strategy<Value = KioskCode> {
        "K[0-9]{2,5}".prop_map(|text| text.parse().unwrap())
    }

    #[test]
    fn a_number_reads_as_it_was_made() {
        let number = TicketNumber::new(&"K07".parse().unwrap(), 42);
        assert!(number.as_str().starts_with("K07-0042-"), "{number}");
        assert_eq!(number.as_str().parse(), Ok(number.clone()));
        assert_eq!(format!(" {} ", number.as_str().to_lowercase()).parse(), Ok(number));
    }

    #[test]
    fn the_counter_goes_round_and_never_shows_zero() {
        let at = |nth| TicketNumber::new(&"K07".parse().unwrap(), nth).to_string();
        assert!(at(1).contains("-0001-") && at(9_999).contains("-9999-") && at(10_000).contains("-0001-"));
    }

    #[test]
    fn what_is_no_number_is_refused_by_its_shape() {
        for text in
            ["", "K07", "K07-0042", "K07-42-A", "K07-00042-A", "X07-0042-A", "K07-0042-AA", "K07-0042-"]
        {
            assert_eq!(text.parse::<TicketNumber>(), Err(BadNumber::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_one_wrong_character_is_caught(kiosk in kiosk(), nth in 1u32..=COUNTER_MAX, at in 0usize..12, to in 0usize..36) {
            let number = TicketNumber::new(&kiosk, nth).to_string();
            let mut wrong = number.clone().into_bytes();
            let at = at % wrong.len();
            wrong[at] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[to];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != number);
            prop_assert!(wrong.parse::<TicketNumber>().is_err(), "{} passed for {}", wrong, number);
        }

        #[test]
        fn any_two_characters_that_changed_places_are_caught(
            kiosk in kiosk(), nth in 1u32..=COUNTER_MAX, a in 0usize..12, b in 0usize..12,
        ) {
            let number = TicketNumber::new(&kiosk, nth).to_string();
            let mut wrong = number.clone().into_bytes();
            let (a, b) = (a % wrong.len(), b % wrong.len());
            wrong.swap(a, b);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != number);
            prop_assert!(wrong.parse::<TicketNumber>().is_err(), "{} passed for {}", wrong, number);
        }
    }
}
