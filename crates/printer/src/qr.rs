//! QR codes as pictures, for printers that cannot draw them, or draw them wrong.

use qrcode::{Color, EcLevel, QrCode};
use thiserror::Error;

use crate::bitmap::Bitmap;
use crate::command::QrLevel;

/// White around a code, in modules, without which readers fail (ISO/IEC 18004).
pub const QUIET_MODULES: u16 = 4;

/// Why there is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QrError {
    /// Nothing to encode.
    #[error("a QR code needs content; none was given")]
    Empty,
    /// More than a code holds.
    #[error("{0} bytes are too many for a QR code; shorten the content")]
    TooLong(usize),
    /// The printer would take a control character in the content for a command.
    #[error("the content of a QR code must not hold control characters")]
    ControlCharacter,
    /// The code with its white border is wider than the paper.
    #[error(
        "the QR code is {needs} dots wide and the paper {has}; shorten the content or use smaller modules"
    )]
    TooWide {
        /// Dots needed.
        needs: u16,
        /// Dots on the paper.
        has: u16,
    },
}

/// The code's modules without border, one dot each.
///
/// # Errors
/// [`QrError`] except `TooWide`.
pub fn modules(content: &str, level: QrLevel) -> Result<Bitmap, QrError> {
    if content.is_empty() {
        return Err(QrError::Empty);
    }
    if content.chars().any(char::is_control) {
        return Err(QrError::ControlCharacter);
    }
    draw(content.as_bytes(), level)
}

/// The code as a picture with its quiet zone, each module `module_dots` wide.
///
/// # Errors
/// [`QrError`] except `TooWide`.
pub fn picture(content: &str, level: QrLevel, module_dots: u8) -> Result<Bitmap, QrError> {
    Ok(enlarge(&modules(content, level)?, module_dots, Quiet::AROUND))
}

/// Modules of any bytes: what the virtual printer draws.
pub(crate) fn draw(content: &[u8], level: QrLevel) -> Result<Bitmap, QrError> {
    let level = match level {
        QrLevel::L => EcLevel::L,
        QrLevel::M => EcLevel::M,
        QrLevel::Q => EcLevel::Q,
        QrLevel::H => EcLevel::H,
    };
    let code =
        QrCode::with_error_correction_level(content, level).map_err(|_| QrError::TooLong(content.len()))?;
    // A code is at most 177 modules wide.
    let width = u16::try_from(code.width()).unwrap_or(u16::MAX);
    Ok(Bitmap::from_fn(width, width, |x, y| code[(usize::from(x), usize::from(y))] == Color::Dark))
}

/// White modules that are part of a picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quiet {
    sides: u16,
    ends: u16,
}

impl Quiet {
    pub(crate) const NONE: Quiet = Quiet { sides: 0, ends: 0 };
    pub(crate) const AROUND: Quiet = Quiet { sides: QUIET_MODULES, ends: QUIET_MODULES };
    /// Left and right only: above and below, feeding paper makes the same white for three bytes.
    pub(crate) const SIDES: Quiet = Quiet { sides: QUIET_MODULES, ends: 0 };
}

/// `modules` with each module `module_dots` wide, and white.
pub(crate) fn enlarge(modules: &Bitmap, module_dots: u8, quiet: Quiet) -> Bitmap {
    let dots = u16::from(module_dots.clamp(1, 16));
    let (left, top) = (quiet.sides * dots, quiet.ends * dots);
    let (width, height) = (modules.width() * dots + 2 * left, modules.height() * dots + 2 * top);
    Bitmap::from_fn(width, height, |x, y| {
        x >= left && y >= top && modules.get((x - left) / dots, (y - top) / dots)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upper_case_address_fits_a_small_code() {
        // 130 random bits in base 32 behind a host: alphanumeric mode keeps it at version 3 (29 modules).
        let code = modules("HTTPS://HOST/V/01JD6Y3Q9ZK7M2W8ABCDEFGHJK", QrLevel::M).unwrap();
        assert_eq!(code.width(), 29);
        let picture = picture("HTTPS://HOST/V/01JD6Y3Q9ZK7M2W8ABCDEFGHJK", QrLevel::M, 6).unwrap();
        assert_eq!(picture.width(), (29 + 8) * 6);
        assert!(!picture.get(23, 24) && picture.get(24, 24));
    }

    #[test]
    fn says_why_there_is_no_code() {
        assert_eq!(modules("", QrLevel::M), Err(QrError::Empty));
        assert_eq!(modules("a\u{10}\u{4}\u{1}", QrLevel::M), Err(QrError::ControlCharacter));
        assert_eq!(modules(&"x".repeat(4000), QrLevel::M), Err(QrError::TooLong(4000)));
    }
}
