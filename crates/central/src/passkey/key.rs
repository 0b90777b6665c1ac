//! The public key of a passkey: as an authenticator writes it (COSE: RFC 9053 § 7.1.1, RFC 8230 § 4), as the database
//! holds it, and what it verifies.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::BadPasskey;

/// COSE's numbers of the kinds that are taken, the preferred first.
pub const ALGORITHMS: [i64; 2] = [ES256, RS256];
const ES256: i64 = -7;
const RS256: i64 = -257;

/// The beginning of an ES256 key in CTAP2's canonical CBOR: {1: EC2, 3: ES256, -1: P-256, -2: x …
const EC2_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
/// … -3: y}.
const EC2_Y: [u8; 3] = [0x22, 0x58, 0x20];
/// The beginning of an RS256 key: {1: RSA, 3: RS256, -1: n, with its length in two bytes …
const RSA_N: [u8; 9] = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59];
/// … -2: e}, and e is 65537: smaller ones have been broken by careless paddings, and no authenticator has another.
const RSA_E: [u8; 5] = [0x21, 0x43, 0x01, 0x00, 0x01];

/// An uncompressed point of P-256, and its first byte.
const POINT_BYTES: usize = 65;
const UNCOMPRESSED: u8 = 0x04;
/// Moduli of 2,048 to 4,096 bits; Windows Hello has 2,048.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// A public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// A point of P-256, uncompressed.
    Es256(Vec<u8>),
    /// The modulus of an RSA key, without zeros before it; its exponent is 65537.
    Rs256(Vec<u8>),
}

impl Key {
    /// Reads a key, and tells what follows it.
    pub(super) fn read(bytes: &[u8]) -> Result<(Key, &[u8]), BadPasskey> {
        if let Some(rest) = bytes.strip_prefix(&EC2_X) {
            let (x, rest) = rest.split_first_chunk::<32>().ok_or(BadPasskey::Shape)?;
            let rest = rest.strip_prefix(&EC2_Y).ok_or(BadPasskey::Kind)?;
            let (y, rest) = rest.split_first_chunk::<32>().ok_or(BadPasskey::Shape)?;
            let point = [&[UNCOMPRESSED][..], x, y].concat();
            return Ok((Key::Es256(point), rest));
        }
        let rest = bytes.strip_prefix(&RSA_N).ok_or(BadPasskey::Kind)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(BadPasskey::Shape)?;
        let (modulus, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(BadPasskey::Shape)?;
        let rest = rest.strip_prefix(&RSA_E).ok_or(BadPasskey::Kind)?;
        let key = Key::of(RS256, modulus.to_vec()).ok_or(BadPasskey::Kind)?;
        Ok((key, rest))
    }

    /// The key of this kind with these bytes. `None`: there is none.
    pub fn of(algorithm: i64, bytes: Vec<u8>) -> Option<Key> {
        match algorithm {
            ES256 if bytes.len() == POINT_BYTES && bytes.starts_with(&[UNCOMPRESSED]) => {
                Some(Key::Es256(bytes))
            }
            // With its first bit set it has as many bits as its length says.
            RS256 if MODULUS_BYTES.contains(&bytes.len()) && bytes.first()? & 0x80 != 0 => {
                Some(Key::Rs256(bytes))
            }
            _ => None,
        }
    }

    /// COSE's number of its kind.
    pub fn algorithm(&self) -> i64 {
        match self {
            Key::Es256(_) => ES256,
            Key::Rs256(_) => RS256,
        }
    }

    /// Its bytes, which with its kind are the whole key.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Key::Es256(bytes) | Key::Rs256(bytes) => bytes,
        }
    }

    /// Whether it signed this.
    pub(super) fn verify(&self, signed: &[u8], signature: &[u8]) -> Result<(), BadPasskey> {
        let verified = match self {
            Key::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(signed, signature)
            }
            Key::Rs256(n) => RsaPublicKeyComponents { n: n.as_slice(), e: &RSA_E[2..] }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                signed,
                signature,
            ),
        };
        verified.map_err(|_| BadPasskey::Signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An RS256 key as an authenticator writes it.
    fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let length = u16::try_from(modulus.len()).unwrap().to_be_bytes();
        let e = [&[0x21, 0x40 | u8::try_from(exponent.len()).unwrap()], exponent].concat();
        [&RSA_N[..], &length, modulus, &e].concat()
    }

    #[test]
    fn a_key_is_read_to_its_last_byte_and_what_follows_is_told() {
        let ec = [&EC2_X[..], &[7; 32], &EC2_Y, &[9; 32]].concat();
        let rs = rsa(&[0xc1; 256], &[1, 0, 1]);
        for cose in [ec, rs] {
            let (key, rest) = Key::read(&cose).unwrap();
            assert_eq!(rest, b"");
            assert_eq!(Key::of(key.algorithm(), key.bytes().to_vec()), Some(key.clone()));
            let longer = [&cose[..], &[0xa0]].concat();
            assert_eq!(Key::read(&longer), Ok((key, &[0xa0][..])));
            for end in 0..cose.len() {
                assert!(Key::read(&cose[..end]).is_err(), "cut after {end} bytes");
            }
        }
    }

    #[test]
    fn weak_keys_and_other_kinds_are_not_taken() {
        let weak = [
            rsa(&[0xc1; 128], &[1, 0, 1]),
            rsa(&[0xc1; 513], &[1, 0, 1]),
            // 2,047 bits, and one with a zero before it.
            rsa(&[0x41; 256], &[1, 0, 1]),
            rsa(&[&[0][..], &[0xc1; 256]].concat(), &[1, 0, 1]),
            rsa(&[0xc1; 256], &[3]),
            rsa(&[0xc1; 256], &[1, 0, 3]),
            // RS1, which is made with SHA-1 (-65535).
            [&[0xa4, 0x01, 0x03, 0x03, 0x39, 0xff, 0xfe, 0x20, 0x59, 1, 0][..], &[0xc1; 256], &RSA_E]
                .concat(),
            // EdDSA.
            [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], &[7; 32]].concat(),
        ];
        for (at, cose) in weak.iter().enumerate() {
            assert_eq!(Key::read(cose), Err(BadPasskey::Kind), "{at}");
        }
        assert_eq!(Key::of(-8, vec![7; 32]), None);
        assert_eq!(Key::of(ES256, vec![2; 33]), None);
    }
}
