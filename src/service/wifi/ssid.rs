//! A Wi-Fi network's name: up to 32 bytes that anybody in the neighbourhood chose (IEEE 802.11-2020, 9.4.2.2). It need be no
//! text, so it travels as hex digits, and is made harmless only where a person reads it.

use anjungan_wire::encoding::hex;

/// The most bytes a name has.
pub const SSID_BYTES_MAX: usize = 32;

/// Bytes of a name without a letter that are shown as digits: all of them fit on no line.
const SHOWN_BYTES_MAX: usize = 6;

/// A network's name, as its bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Ssid(Vec<u8>);

impl Ssid {
    /// `None`: no network has this name. One whose bytes are all zero hides its name.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        let is_name = bytes.len() <= SSID_BYTES_MAX && bytes.iter().any(|byte| *byte != 0);
        is_name.then_some(Self(bytes))
    }

    /// As the supplicant prints it (`printf_encode` in hostap's `src/utils/common.c`).
    pub fn of_escaped(text: &str) -> Option<Self> {
        Self::new(unescape(text)?)
    }

    /// Of hex digits.
    pub fn of_hex(text: &str) -> Option<Self> {
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair: &[u8]| match pair {
            [high, low] => hex_digit(*high).zip(hex_digit(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        Self::new(pairs.map(byte).collect::<Option<Vec<u8>>>()?)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As hex digits: no name breaks a file that holds it so.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// For the screen: what is no letter that stands for itself becomes a sign that says so.
    pub fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.0);
        let shown: String = text.chars().map(|c| if stands_for_itself(c) { c } else { '\u{fffd}' }).collect();
        // Of spaces and signs alone nobody would know which network is meant.
        match shown.chars().any(char::is_alphanumeric) {
            true => shown,
            false => {
                let (hex, rest) = (self.hex(), self.0.len() > SHOWN_BYTES_MAX);
                let shown: String = hex.chars().take(2 * SHOWN_BYTES_MAX).collect();
                format!("0x{shown}{}", if rest { "…" } else { "" })
            }
        }
    }
}

/// Not what breaks a line, hides, or turns the order of what follows around.
fn stands_for_itself(c: char) -> bool {
    let hides = matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    !c.is_control() && !hides
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// `None`: the supplicant prints no such thing.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let plain = match byte {
            b'\\' => match rest.next()? {
                sign @ (b'"' | b'\\') => sign,
                b'e' => 0x1b,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'x' => hex_digit(rest.next()?)? << 4 | hex_digit(rest.next()?)?,
                _ => return None,
            },
            32..=126 => byte,
            _ => return None,
        };
        bytes.push(plain);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    /// What the supplicant would print for these bytes.
    fn escape(bytes: &[u8]) -> String {
        let mut text = String::new();
        for byte in bytes {
            match byte {
                b'"' => text.push_str("\\\""),
                b'\\' => text.push_str("\\\\"),
                0x1b => text.push_str("\\e"),
                b'\n' => text.push_str("\\n"),
                b'\r' => text.push_str("\\r"),
                b'\t' => text.push_str("\\t"),
                32..=126 => text.push(char::from(*byte)),
                // Writing into a String can't fail.
                _ => write!(text, "\\x{byte:02x}").unwrap_or_default(),
            }
        }
        text
    }

    fn shown(bytes: &[u8]) -> String {
        Ssid::new(bytes).unwrap().shown()
    }

    #[test]
    fn names_of_the_neighbourhood_are_shown_harmlessly() {
        assert_eq!(shown("Disnaker Lt. 1 – tamu".as_bytes()), "Disnaker Lt. 1 – tamu");
        assert_eq!(shown("\u{1f4f6}kopi".as_bytes()), "\u{1f4f6}kopi");
        assert_eq!(shown(b"kopi\n}network={"), "kopi\u{fffd}}network={");
        assert_eq!(shown("aman\u{202e}kab".as_bytes()), "aman\u{fffd}kab", "nothing turns the line around");
        assert_eq!(shown(b"caf\xe9 lantai 2"), "caf\u{fffd} lantai 2", "an old router's Latin-1");
        assert_eq!(shown(b"   "), "0x202020");
        assert_eq!(shown(&[0xff; 32]), "0xffffffffffff…");
    }

    #[test]
    fn what_the_supplicant_prints_is_read() {
        let read = |text| Ssid::of_escaped(text).map(|ssid| ssid.0);
        assert_eq!(read(r"caf\xc3\xa9"), Some("café".into()));
        assert_eq!(read(r#"\"a\\b\e\n\r\t\x00"#), Some(b"\"a\\b\x1b\n\r\t\0".to_vec()));
        assert_eq!(read(""), None, "a hidden one");
        assert_eq!(read(r"\x00\x00\x00"), None, "a hidden one");
        for torn in [r"a\", r"a\x", r"a\xf", r"a\xzz", r"a\q", "a\tb"] {
            assert_eq!(read(torn), None, "{torn}");
        }
        assert_eq!(read(&"a".repeat(33)), None);
    }

    proptest! {
        #[test]
        fn every_name_survives_the_supplicants_letters_and_hex(bytes in proptest::collection::vec(any::<u8>(), 1..=SSID_BYTES_MAX)) {
            let ssid = Ssid::new(bytes.clone());
            prop_assert_eq!(&Ssid::of_escaped(&escape(&bytes)), &ssid);
            prop_assert_eq!(&Ssid::of_hex(&hex(&bytes)), &ssid);
            if let Some(ssid) = ssid {
                let shown = ssid.shown();
                prop_assert!(!shown.trim().is_empty() && !shown.chars().any(char::is_control), "{shown:?}");
            }
        }

        #[test]
        fn nothing_that_is_printed_breaks_the_reader(text in ".{0,80}") {
            let _ = (Ssid::of_escaped(&text), Ssid::of_hex(&text));
        }
    }
}
