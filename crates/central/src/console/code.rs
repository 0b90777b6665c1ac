//! The second factor: six digits of an authenticator app (TOTP, RFC 6238), and QR codes as plain SVG.

use data_encoding::BASE32_NOPAD;
use qrcode::{Color, EcLevel, QrCode};
use totp_rs::Builder;

/// Bytes of a secret (RFC 4226 §4 recommends 160 bits).
pub const SECRET_BYTES: usize = 20;

/// Checks a code at Unix second `now_s`: the 30-second step it belongs to, one step either way allowed. A step counts
/// once: `last` is the one that was used last. `None`: wrong, or used.
pub fn step(secret: &[u8], typed: &str, now_s: u64, last: Option<u64>) -> Option<u64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let totp = Builder::new().with_secret(secret.to_vec()).build().ok()?;
    let step = totp.check(&digits, now_s)?;
    (last.is_none_or(|last| step > last)).then_some(step)
}

/// The code at Unix second `now_s`: for tests and the demonstration, which have no app.
pub fn at(secret: &[u8], now_s: u64) -> Option<String> {
    Some(Builder::new().with_secret(secret.to_vec()).build().ok()?.generate(now_s).to_string())
}

/// What an app reads from the QR code. The account is the officer's sign-in name: letters, digits, dashes.
pub fn address(secret: &[u8], account: &str) -> String {
    format!("otpauth://totp/Anjungan:{account}?secret={}&issuer=Anjungan", BASE32_NOPAD.encode(secret))
}

/// The secret in groups of four, for typing.
pub fn groups(secret: &[u8]) -> String {
    let text = BASE32_NOPAD.encode(secret);
    text.as_bytes()
        .chunks(4)
        .map(|four| std::str::from_utf8(four).expect("base32 is ASCII"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A QR code as the `d` of one SVG path, a unit a module, and its width with the quiet zone. Needs neither script nor
/// an image request.
pub fn qr_path(text: &str) -> Option<(String, usize)> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    Some((path, width + 2 * QUIET))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1, cut to six digits.
    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_rfc_6238() {
        for (at_s, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(at(RFC, at_s).unwrap(), code);
            assert_eq!(step(RFC, code, at_s, None), Some(at_s / 30));
            assert_eq!(step(RFC, &format!("{} {}", &code[..3], &code[3..]), at_s, None), Some(at_s / 30));
        }
    }

    #[test]
    fn a_code_counts_once_and_not_long() {
        let code = at(RFC, 3000).unwrap();
        assert_eq!(step(RFC, &code, 3000, Some(100)), None, "used");
        assert_eq!(step(RFC, &code, 3000, Some(99)), Some(100));
        assert_eq!(step(RFC, &code, 3030, None), Some(100), "one step late");
        assert_eq!(step(RFC, &code, 3060, None), None, "two steps late");
        assert_eq!(step(RFC, "", 3000, None), None);
        assert_eq!(step(RFC, "abcdef", 3000, None), None);
    }

    #[test]
    fn a_qr_code_is_drawn_with_its_quiet_zone() {
        let (path, width) = qr_path(&address(RFC, "sri")).unwrap();
        assert!(path.starts_with("M4 4h1"), "the finder's corner stands at the quiet zone's edge");
        assert!(width > 29);
        assert_eq!(groups(RFC).split(' ').count(), 8);
    }
}
