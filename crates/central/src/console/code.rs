//! QR codes as plain SVG, and the check of a password in turn.

use qrcode::{Color, EcLevel, QrCode};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::page::Problem;
use crate::store::{Checked, Credentials, Joining, PeopleRefusal, Proof};

/// Passwords checked at once. Each takes 19 MiB for a tenth of a second; more would let whoever knocks at the door
/// take the machine's memory.
static TURN: Semaphore = Semaphore::const_new(2);
/// The longest password, in characters: a page is not a password.
const PASSWORD_MAX: usize = 200;
/// Digits of the longest code, a recovery code.
const CODE_DIGITS_MAX: usize = 12;

/// [`Credentials::check`], off the runtime's threads and in turn.
pub(super) async fn check_in_turn(
    credentials: Credentials,
    password: &str,
    code: &str,
    at: jiff::Timestamp,
) -> Result<(Credentials, Checked), Problem> {
    let _turn = TURN.acquire().await.map_err(|_| Problem::Busy)?;
    let (password, code) = typed(password, code);
    tokio::task::spawn_blocking(move || {
        let checked = credentials.check(&password, &code, at);
        (credentials, checked)
    })
    .await
    .map_err(|_| Problem::Internal)
}

/// [`Joining::check`], likewise.
pub(super) async fn prove_in_turn(
    joining: Joining,
    password: &str,
    code: &str,
    at: jiff::Timestamp,
) -> Result<(Joining, Result<Proof, PeopleRefusal>), Problem> {
    let _turn = TURN.acquire().await.map_err(|_| Problem::Busy)?;
    let (password, code) = typed(password, code);
    tokio::task::spawn_blocking(move || {
        let proof = joining.check(&password, &code, at);
        (joining, proof)
    })
    .await
    .map_err(|_| Problem::Internal)
}

/// Password and digits as they are compared. Apps show "123 456", a recovery code is "1234-5678-9012".
fn typed(password: &str, code: &str) -> (Zeroizing<String>, String) {
    let password = password.chars().take(PASSWORD_MAX + 1).collect();
    let code = code.chars().filter(char::is_ascii_digit).take(CODE_DIGITS_MAX + 1).collect();
    (Zeroizing::new(password), code)
}

/// A QR code as the `d` of one SVG path, a unit a module, and its width with the quiet zone. Needs neither script nor
/// an image request.
pub(super) fn qr_path(text: &str) -> Option<(String, usize)> {
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

/// In groups of four, for typing.
pub(super) fn groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_drawn_with_its_quiet_zone() {
        let (path, width) = qr_path("otpauth://totp/Anjungan:sri?secret=ABC&issuer=Anjungan").unwrap();
        assert!(path.starts_with("M4 4h1"), "the finder's corner stands at the quiet zone's edge");
        assert!(width > 29);
        assert_eq!(groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
