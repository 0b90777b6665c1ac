//! The last lines of the log, in memory, for whoever is asked to send them. They hold nothing about a person: nothing
//! that is logged does.

use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, PoisonError};

use anjungan_wire::command::LOG_BYTES_MAX;

/// Bytes kept: some days of an ordinary kiosk.
const BYTES_MAX: usize = 256 * 1024;

static LINES: Mutex<VecDeque<u8>> = Mutex::new(VecDeque::new());

/// Where the log is written to beside standard error.
#[derive(Clone, Copy, Debug)]
pub struct Journal;

impl io::Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        keep(&mut lines, bytes, BYTES_MAX);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn keep(lines: &mut VecDeque<u8>, bytes: &[u8], most: usize) {
    let bytes = &bytes[bytes.len().saturating_sub(most)..];
    let over = (lines.len() + bytes.len()).saturating_sub(most);
    lines.drain(..over);
    lines.extend(bytes);
}

/// The last lines, as they were written.
pub fn text() -> Vec<u8> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
}

/// The last lines, compressed to what one fact may carry: the newest that fit. `None`: there are none, or they do not
/// compress.
pub fn last_lines() -> Option<Vec<u8>> {
    packed(&text())
}

fn packed(text: &[u8]) -> Option<Vec<u8>> {
    let mut from = 0;
    while from < text.len() {
        // From the beginning of a line on.
        let rest = &text[from..];
        let begins = if from == 0 {
            0
        } else {
            rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1)
        };
        let packed = zstd::bulk::compress(&rest[begins..], 9).ok()?;
        if packed.len() <= LOG_BYTES_MAX {
            return Some(packed);
        }
        from += (text.len() - from).div_ceil(4);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_are_kept_and_what_is_sent_fits_one_fact() {
        let mut lines = VecDeque::new();
        for n in 0..1_000 {
            keep(&mut lines, format!("line {n}\n").as_bytes(), 100);
        }
        assert!(lines.len() <= 100 && lines.iter().copied().collect::<Vec<_>>().ends_with(b"line 999\n"));
        keep(&mut lines, &[b'x'; 500], 100);
        assert_eq!(lines.len(), 100);

        // Random letters do not compress well: only the end of them fits.
        let mut seed = 7u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b"abcdefghijklmnopqrstuvwxyz0123456789"[(seed >> 16) as usize % 36]
        };
        let text: Vec<u8> = (0..200_000).map(|n| if n % 80 == 79 { b'\n' } else { noise() }).collect();
        let packed = packed(&text).unwrap();
        assert!(packed.len() <= LOG_BYTES_MAX);
        let sent = zstd::bulk::decompress(&packed, text.len()).unwrap();
        assert!(
            text.ends_with(&sent) && sent.len() > 20_000 && sent.iter().position(|b| *b == b'\n') == Some(79)
        );
        assert_eq!(super::packed(b""), None);
    }
}
