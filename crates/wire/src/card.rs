//! The AK/I card as it crosses the wire: what it is called, how it is locked, and the code printed on it.
//!
//! **A locked card.** Central publishes the signed PDF for any kiosk of the province, locked under the secret that
//! only the receipt's QR code carries: AES-256-GCM, key `HKDF-SHA256(secret, info)`, nonce drawn per message and
//! put before the ciphertext, the card's id as associated data. AES-GCM and HKDF are also what every browser has,
//! so the page that the QR code opens on a phone can do the same.
//!
//! **The code on a card** is a "segel digital" and never called an electronic signature (PP 71/2019 ps 60; a QR
//! code is no signature): `HTTPS://HOST/K#` and base32 of a CBOR array with an Ed25519 signature over
//! `"AK1\0" ‖ array`. It checks offline and holds no NIK.

use std::fmt;
use std::str::FromStr;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::encoding::{from_hex, hex};
use crate::receipt::Secret;

/// What a card is called where everybody can read: SHA-256 of `"card-id" ‖ secret`, the first 16 bytes. Says
/// nothing about its holder.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardId([u8; 16]);

impl CardId {
    pub(crate) fn of(secret: &Secret) -> Self {
        let hash = Sha256::new().chain_update("card-id").chain_update(secret.as_bytes()).finalize();
        Self(hash[..16].try_into().expect("SHA-256 has 32 bytes"))
    }
}

impl fmt::Display for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardId({self})")
    }
}

impl FromStr for CardId {
    type Err = crate::encoding::NotBytes;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        from_hex(text).map(Self)
    }
}

impl TryFrom<String> for CardId {
    type Error = crate::encoding::NotBytes;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CardId> for String {
    fn from(id: CardId) -> String {
        id.to_string()
    }
}

/// What is locked: each has a key of its own, so that one can't pass for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Locked {
    /// A [`crate::status::Status`].
    Status,
    /// The signed PDF.
    Card,
}

impl Locked {
    fn info(self) -> &'static [u8] {
        match self {
            Locked::Status => b"anjungan status",
            Locked::Card => b"anjungan card",
        }
    }
}

/// It does not open: another secret, altered, or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it does not open with this receipt's secret")]
pub struct DoesNotOpen;

const NONCE: usize = 12;

/// Locks `plain` under the secret. `nonce` is drawn anew for every message.
pub fn lock(secret: &Secret, what: Locked, nonce: [u8; NONCE], plain: &[u8]) -> Vec<u8> {
    let id = secret.card_id();
    let payload = Payload { msg: plain, aad: &id.0 };
    let sealed = cipher(secret, what)
        .encrypt(&Nonce::from(nonce), payload)
        .expect("AES-GCM takes 64 GiB, and nothing here is that long");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`lock`] locked.
pub fn unlock(secret: &Secret, what: Locked, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
    let (nonce, sealed) = locked.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
    let id = secret.card_id();
    let payload = Payload { msg: sealed, aad: &id.0 };
    let plain = cipher(secret, what).decrypt(&Nonce::from(*nonce), payload).map_err(|_| DoesNotOpen)?;
    Ok(Zeroizing::new(plain))
}

fn cipher(secret: &Secret, what: Locked) -> Aes256Gcm {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, secret.as_bytes())
        .expand(what.info(), key.as_mut_slice())
        .expect("32 bytes are less than 255 hashes");
    Aes256Gcm::new((&*key).into())
}

/// The number of a card, as its office writes them: `3216 211126 000123`, `DTK-AK1-0001-1025`. Given by central
/// alone, on approval.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardNumber(String);

/// A text that can't be a card's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a card's number has 4 to 32 capital letters, digits, dashes, dots, slashes and spaces")]
pub struct BadCardNumber;

impl CardNumber {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CardNumber {
    type Err = BadCardNumber;
    fn from_str(text: &str) -> Result<Self, BadCardNumber> {
        let text = text.trim().to_ascii_uppercase();
        let allowed =
            |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-./ ".contains(&byte);
        if (4..=32).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(BadCardNumber)
        }
    }
}

impl TryFrom<String> for CardNumber {
    type Error = BadCardNumber;
    fn try_from(text: String) -> Result<Self, BadCardNumber> {
        text.parse()
    }
}

impl From<CardNumber> for String {
    fn from(number: CardNumber) -> String {
        number.0
    }
}

/// What the code on a card says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardCode {
    /// Which of the office's card keys signed it.
    pub key: u16,
    /// The card's number.
    pub number: CardNumber,
    /// The holder's name as printed, cut to 40 bytes: what is compared with the card and an identity card.
    pub name: String,
    /// The day of issue.
    pub issued: Date,
    /// The last day it is valid.
    pub valid_until: Date,
}

/// A public half that [`CardCode`]s are checked with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardKey {
    /// Its number.
    pub id: u16,
    /// Ed25519.
    #[serde(with = "crate::encoding::hex_array")]
    pub public: [u8; 32],
}

/// Why a card's code is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCardCode {
    /// It is no such code at all.
    #[error("this is no card's code")]
    NotACode,
    /// It looks like one and no known key has signed it.
    #[error("no known key has signed this")]
    NotSigned,
}

const CARD_CODE_VERSION: u8 = 1;
const SIGNATURE: usize = 64;
const NAME_BYTES_MAX: usize = 40;

impl CardCode {
    /// Signs it with the key of number [`CardCode::key`] and writes the text of the QR code. A longer name is cut.
    pub fn sign(&self, key: &SigningKey, public_host: &str) -> String {
        let array = self.to_cbor();
        let signature = key.sign(&signed_bytes(&array)).to_bytes();
        let text = BASE32_NOPAD.encode(&[array.as_slice(), &signature].concat());
        match public_host {
            "" => format!("AK1/K#{text}"),
            host => format!("HTTPS://{}/K#{text}", host.to_ascii_uppercase()),
        }
    }

    /// Reads a scanned text, whatever host it names, and believes it only under one of `keys`.
    pub fn verify(text: &str, keys: &[CardKey]) -> Result<CardCode, BadCardCode> {
        let (place, part) = text.trim().split_once('#').ok_or(BadCardCode::NotACode)?;
        if !place.to_ascii_uppercase().ends_with("/K") {
            return Err(BadCardCode::NotACode);
        }
        let bytes =
            BASE32_NOPAD.decode(part.to_ascii_uppercase().as_bytes()).map_err(|_| BadCardCode::NotACode)?;
        let (array, signature) = bytes.split_last_chunk::<SIGNATURE>().ok_or(BadCardCode::NotACode)?;
        let code = Self::from_cbor(array).ok_or(BadCardCode::NotACode)?;
        let signature = Signature::from_bytes(signature);
        let signed = keys.iter().filter(|key| key.id == code.key).any(|key| {
            VerifyingKey::from_bytes(&key.public)
                .is_ok_and(|key| key.verify_strict(&signed_bytes(array), &signature).is_ok())
        });
        if signed { Ok(code) } else { Err(BadCardCode::NotSigned) }
    }

    fn to_cbor(&self) -> Vec<u8> {
        let mut cut = self.name.len().min(NAME_BYTES_MAX);
        while !self.name.is_char_boundary(cut) {
            cut -= 1;
        }
        let mut to = minicbor::Encoder::new(Vec::new());
        to.array(6)
            .and_then(|to| to.u8(CARD_CODE_VERSION))
            .and_then(|to| to.u16(self.key))
            .and_then(|to| to.str(self.number.as_str()))
            .and_then(|to| to.str(&self.name[..cut]))
            .and_then(|to| to.i32(days(self.issued)))
            .and_then(|to| to.i32(days(self.valid_until)))
            .expect("writing to memory does not fail");
        to.into_writer()
    }

    fn from_cbor(bytes: &[u8]) -> Option<Self> {
        let mut from = minicbor::Decoder::new(bytes);
        if from.array().ok()? != Some(6) || from.u8().ok()? != CARD_CODE_VERSION {
            return None;
        }
        let code = Self {
            key: from.u16().ok()?,
            number: from.str().ok()?.parse().ok()?,
            name: from.str().ok()?.to_owned(),
            issued: from_days(from.i32().ok()?)?,
            valid_until: from_days(from.i32().ok()?)?,
        };
        // One way of writing it, and nothing behind it: what was signed is what is read.
        (code.to_cbor() == bytes).then_some(code)
    }
}

fn signed_bytes(array: &[u8]) -> Vec<u8> {
    [b"AK1\0", array].concat()
}

/// Days since 1970-01-01.
fn days(date: Date) -> i32 {
    date.since(jiff::civil::date(1970, 1, 1)).expect("all dates lie within the calendar").get_days()
}

fn from_days(days: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// A row of `revoked@…`: the card with this number is not valid any more. The row's id is [`Revoked::row_id`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Revoked {
    /// The day from which it is not.
    pub since: Date,
    /// The row may be forgotten after this day: the card would have ended by itself.
    pub until: Date,
}

impl Revoked {
    /// The id of the row for a card: a hash, so that the list is no list of cards.
    pub fn row_id(number: &CardNumber) -> String {
        let hash = Sha256::new().chain_update("revoked").chain_update(number.as_str()).finalize();
        hex(&hash[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn code() -> CardCode {
        CardCode {
            key: 7,
            number: "3216 211126 000123".parse().unwrap(),
            name: "CONTOH SINTETIS".into(),
            issued: date(2026, 11, 21),
            valid_until: date(2028, 11, 21),
        }
    }

    fn keys() -> (SigningKey, [CardKey; 2]) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let stranger = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
        let public = key.verifying_key().to_bytes();
        (key, [CardKey { id: 7, public: stranger }, CardKey { id: 7, public }])
    }

    #[test]
    fn a_card_opens_with_its_secret_alone_and_as_what_it_is() {
        let secret = Secret::new([1; 16]);
        let locked = lock(&secret, Locked::Card, [5; 12], b"%PDF");
        assert_eq!(unlock(&secret, Locked::Card, &locked).unwrap().as_slice(), b"%PDF");
        assert_eq!(unlock(&secret, Locked::Status, &locked), Err(DoesNotOpen));
        assert_eq!(unlock(&Secret::new([2; 16]), Locked::Card, &locked), Err(DoesNotOpen));
        assert_eq!(unlock(&secret, Locked::Card, &locked[..11]), Err(DoesNotOpen));
    }

    #[test]
    fn a_code_is_believed_under_a_known_key_with_any_host() {
        let (key, keys) = keys();
        for host in ["", "ak1.disnaker.example"] {
            assert_eq!(CardCode::verify(&code().sign(&key, host), &keys), Ok(code()));
        }
        assert_eq!(CardCode::verify(&code().sign(&key, ""), &keys[..1]), Err(BadCardCode::NotSigned));
        assert_eq!(CardCode::verify("https://example.com", &keys), Err(BadCardCode::NotACode));
    }

    #[test]
    fn every_single_bit_that_is_changed_is_refused() {
        let (key, keys) = keys();
        let long = CardCode {
            number: "DTK-AK1/BEKASI-000001-2026-11-21".parse().unwrap(),
            name: "É".repeat(20),
            ..code()
        };
        for code in [code(), long] {
            let text = code.sign(&key, "");
            let bytes = BASE32_NOPAD.decode(text.trim_start_matches("AK1/K#").as_bytes()).unwrap();
            // The array and the signature, to the last bit.
            for bit in 0..bytes.len() * 8 {
                let mut changed = bytes.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                let text = format!("AK1/K#{}", BASE32_NOPAD.encode(&changed));
                assert!(CardCode::verify(&text, &keys).is_err(), "bit {bit}");
            }
        }
    }

    /// The text has a letter for five bits. A changed one is refused; a letter in the other case is the same letter,
    /// because scanners that act as keyboards write what Caps Lock says.
    #[test]
    fn every_single_bit_that_is_changed_in_the_text_is_refused_or_changes_nothing() {
        let (key, keys) = keys();
        let text = code().sign(&key, "");
        let start = text.find('#').unwrap() + 1;
        let mut same = 0;
        for (at, bit) in (start..text.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1 << bit;
            // A scanner hands over text; a byte that makes none never gets here.
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let case_alone = changed.eq_ignore_ascii_case(&text);
            same += u32::from(case_alone);
            assert_eq!(CardCode::verify(&changed, &keys).is_ok(), case_alone, "byte {at}, bit {bit}");
        }
        let letters = text[start..].bytes().filter(u8::is_ascii_alphabetic).count();
        assert_eq!(same as usize, letters, "one bit of each letter is its case");
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let (key, keys) = keys();
        let long = CardCode { name: "É".repeat(50), ..code() };
        assert_eq!(CardCode::verify(&long.sign(&key, ""), &keys).unwrap().name, "É".repeat(20));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(AK1/K#)?[A-Z2-7]{0,200}") {
            let (_, keys) = keys();
            prop_assert!(CardCode::verify(&text, &keys).is_err());
        }
    }
}
