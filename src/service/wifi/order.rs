//! What the machine is asked for, as the file that the image's `usr/lib/anjungan/wifi` reads. It takes no other letters than
//! these: hex digits, so that nothing in a name or a passphrase can be anything else to it.

use std::fmt;
use std::num::NonZeroU32;

use anjungan_wire::encoding::hex;
use ring::pbkdf2::{self, PBKDF2_HMAC_SHA1};
use zeroize::Zeroizing;

use super::ssid::Ssid;

/// Characters of a passphrase, at least and at most (IEEE 802.11-2020, J.4.1).
pub const PASSPHRASE_CHARS_MIN: usize = 8;
/// See [`PASSPHRASE_CHARS_MIN`].
pub const PASSPHRASE_CHARS_MAX: usize = 63;
/// Digits of a key that somebody typed instead.
const KEY_DIGITS: usize = 64;
/// J.4.1.
const ROUNDS: NonZeroU32 = NonZeroU32::new(4096).unwrap();

/// What the machine is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// Listen.
    Scan,
    /// Join, and keep it for the next start once it has given an address.
    Join(Join),
    /// Ask central by the network that is in use.
    Ask,
    /// Leave, and keep nothing of it.
    Forget,
}

/// A network to join.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Join {
    /// Its name.
    pub ssid: Ssid,
    /// It does not say its name, and has to be called.
    pub hidden: bool,
    /// What it is opened with.
    pub key: Key,
}

/// What a network is opened with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// Nothing.
    Open,
    /// Nothing; what is sent is locked all the same.
    Owe,
    /// WPA2. What is kept is the key that is made of passphrase and name: with it nobody opens the owner's other networks.
    Psk(Passphrase),
    /// WPA3 proves the passphrase itself, anew each time, so there is nothing else to keep.
    Sae(Passphrase),
}

/// A passphrase that can be one. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

impl Passphrase {
    /// `None`: no network has it.
    pub fn new(typed: &str) -> Option<Self> {
        let fits = (PASSPHRASE_CHARS_MIN..=PASSPHRASE_CHARS_MAX).contains(&typed.len())
            && typed.bytes().all(|byte| (32..=126).contains(&byte));
        (fits || is_key(typed)).then(|| Self(Zeroizing::new(typed.into())))
    }

    /// The 64 hex digits that a WPA2 network knows it by.
    fn key(&self, ssid: &Ssid) -> Zeroizing<String> {
        if is_key(&self.0) {
            return Zeroizing::new(self.0.to_ascii_lowercase());
        }
        let mut key = Zeroizing::new([0; 32]);
        pbkdf2::derive(PBKDF2_HMAC_SHA1, ROUNDS, ssid.bytes(), self.0.as_bytes(), &mut *key);
        Zeroizing::new(hex(&*key))
    }
}

fn is_key(typed: &str) -> bool {
    typed.len() == KEY_DIGITS && typed.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Order {
    /// Its name in the file and in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Scan => "scan",
            Order::Join(_) => "join",
            Order::Ask => "ask",
            Order::Forget => "forget",
        }
    }

    /// The whole file.
    pub fn text(&self, id: u64) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("ID={id}\nDO={}\n", self.name()));
        if let Order::Join(Join { ssid, hidden, key }) = self {
            text.push_str(&format!("SSID={}\nHIDDEN={}\n", ssid.hex(), u8::from(*hidden)));
            let (sort, secret) = match key {
                Key::Open => ("open", Zeroizing::default()),
                Key::Owe => ("owe", Zeroizing::default()),
                Key::Psk(passphrase) => ("psk", passphrase.key(ssid)),
                Key::Sae(passphrase) => ("sae", Zeroizing::new(hex(passphrase.0.as_bytes()))),
            };
            for part in ["KEY=", sort, "\nSECRET=", &secret, "\n"] {
                text.push_str(part);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(key: fn(Passphrase) -> Key, passphrase: &str) -> Order {
        let ssid = Ssid::new(*b"IEEE").unwrap();
        Order::Join(Join { ssid, hidden: false, key: key(Passphrase::new(passphrase).unwrap()) })
    }

    /// IEEE 802.11-2020, J.4.2, first test vector.
    const KEY_OF_IEEE: &str = "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e";

    #[test]
    fn of_a_wpa2_passphrase_only_the_networks_own_key_leaves() {
        let text = join(Key::Psk, "password").text(17);
        let wanted = format!("ID=17\nDO=join\nSSID=49454545\nHIDDEN=0\nKEY=psk\nSECRET={KEY_OF_IEEE}\n");
        assert_eq!(*text, wanted);
        let typed_as_key = join(Key::Psk, &KEY_OF_IEEE.to_uppercase()).text(17);
        assert_eq!(*typed_as_key, wanted, "64 hex digits are the key itself");
    }

    #[test]
    fn nothing_in_a_name_or_a_passphrase_is_anything_but_hex_digits() {
        let hostile = "\"; reboot; $(id) \\ '`";
        let order = Order::Join(Join {
            ssid: Ssid::new(*b"a\nDO=forget\n\0\"'").unwrap(),
            hidden: true,
            key: Key::Sae(Passphrase::new(hostile).unwrap()),
        });
        for line in order.text(1).lines() {
            let (key, value) = line.split_once('=').unwrap();
            assert!(["ID", "DO", "SSID", "HIDDEN", "KEY", "SECRET"].contains(&key), "{line}");
            assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{line}");
        }
        assert_eq!(*Order::Scan.text(3), "ID=3\nDO=scan\n");
    }

    #[test]
    fn what_no_network_takes_is_no_passphrase() {
        for wrong in ["", "1234567", &"g".repeat(64), &"a".repeat(65), "kata\tsandi", "kata sandi é"] {
            assert_eq!(Passphrase::new(wrong), None, "{wrong}");
        }
        for right in ["12345678", &"g".repeat(63), &"a".repeat(64)] {
            assert!(Passphrase::new(right).is_some(), "{right}");
        }
    }

    #[test]
    fn no_debug_shows_it() {
        let said = format!("{:?}", join(Key::Sae, "rahasia sekali"));
        assert!(said.contains("Passphrase") && !said.contains("rahasia"), "{said}");
    }
}
