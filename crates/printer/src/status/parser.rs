//! Splits the bytes of a printer into answers, whatever the pieces they arrive in.
//!
//! Epson made the first bytes disjoint:
//!
//! | first byte | meaning | length |
//! |---|---|---|
//! | `0xx1xx10` | answer to `DLE EOT` | 1 |
//! | `0xx1xx00` | automatic status | 4; in bytes 2–4 bits 4 and 7 are 0 |
//! | `0xx0xxxx` | answer to `GS r`, `GS I 1–3` | 1 |
//! | `37 22`, `37 23`, `37 25` | process id, refused while offline, buffers cleared | to NUL |
//! | `37 30`, `37 31`, `37 72` | `GS ( L`: memory for pictures in all, left, and their names | to NUL |
//! | `5F`, `3D` | `GS I` text | to NUL |
//! | `11`, `13` | XON, XOFF: may stand anywhere | 1 |
//!
//! Everything else is noise, reported byte for byte and never fatal.

use crate::command::{LogoKey, ProcessId};

/// Longest answer believed. Epson's texts of `GS I` are under 20; forty names of pictures take 84.
const TEXT_MAX: usize = 96;
/// Most digits of a number of bytes (Epson: 1 to 8).
const DIGITS_MAX: usize = 8;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Answer to `DLE EOT`; which of the four was asked only the asker knows.
    RealTime(u8),
    /// Automatic status.
    Automatic([u8; 4]),
    /// One-byte answer, in the order of the data: `GS r`, `GS I 1–3`.
    InOrder(u8),
    /// The job of this name is on paper.
    Printed(ProcessId),
    /// The printer is offline and did not execute the job of this name (`GS ( H` function 49).
    OfflineNotice(Vec<u8>),
    /// What waited in the printer is forgotten.
    Cleared,
    /// Bytes of memory for pictures in all (`GS ( L` function 48).
    LogoCapacity(u32),
    /// Bytes of it that are left (function 51).
    LogoFree(u32),
    /// Names of stored pictures (function 64). With `more`, others follow when these are acknowledged.
    LogoKeys {
        /// This is not the last part.
        more: bool,
        /// The names in this part.
        keys: Vec<LogoKey>,
    },
    /// `GS I` text.
    Text(Vec<u8>),
    /// The printer wants more.
    XOn,
    /// The printer wants a pause.
    XOff,
    /// A byte that begins no answer, or a torn answer's byte.
    Noise(u8),
}

/// The splitter: holds at most one unfinished answer.
#[derive(Debug, Clone, Default)]
pub struct Parser {
    partial: Vec<u8>,
}

impl Parser {
    /// Takes bytes as they arrived and returns the answers completed by them.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            self.take(*byte, &mut events);
        }
        events
    }

    /// Forgets an unfinished answer, as after the link was opened anew.
    pub fn reset(&mut self) {
        self.partial.clear();
    }

    fn take(&mut self, byte: u8, events: &mut Vec<Event>) {
        match byte {
            0x11 => return events.push(Event::XOn),
            0x13 => return events.push(Event::XOff),
            _ => {}
        }
        let Some(first) = self.partial.first().copied() else {
            return self.begin(byte, events);
        };
        if !self.continues(byte) {
            // Torn: a byte was lost. What was held is noise, and this byte begins anew.
            events.extend(self.partial.drain(..).map(Event::Noise));
            return self.begin(byte, events);
        }
        self.partial.push(byte);
        if is_automatic(first) {
            if let [a, b, c, d] = self.partial[..] {
                self.partial.clear();
                events.push(Event::Automatic([a, b, c, d]));
            }
        } else if byte == 0 {
            let whole = std::mem::take(&mut self.partial);
            match block(&whole) {
                Some(event) => events.push(event),
                None => events.extend(whole.into_iter().map(Event::Noise)),
            }
        }
    }

    fn begin(&mut self, byte: u8, events: &mut Vec<Event>) {
        if byte & 0x93 == 0x12 {
            events.push(Event::RealTime(byte));
        } else if byte & 0x90 == 0 {
            events.push(Event::InOrder(byte));
        } else if is_automatic(byte) || matches!(byte, 0x37 | 0x3D | 0x5F) {
            self.partial.push(byte);
        } else {
            events.push(Event::Noise(byte));
        }
    }

    fn continues(&self, byte: u8) -> bool {
        match self.partial[..] {
            [first, ..] if is_automatic(first) => byte & 0x90 == 0,
            [0x37] => matches!(byte, 0x22 | 0x23 | 0x25 | 0x30 | 0x31 | 0x72),
            [0x37, 0x30 | 0x31, ref digits @ ..] => match byte {
                0 => !digits.is_empty(),
                b'0'..=b'9' => digits.len() < DIGITS_MAX,
                _ => false,
            },
            // Whether more follows, then pairs of printable characters.
            [0x37, 0x72] => matches!(byte, 0x40 | 0x41),
            [0x37, 0x72, _, ref keys @ ..] if byte == 0 => keys.len().is_multiple_of(2),
            [0x37, 0x72, ..] => self.partial.len() < TEXT_MAX && (0x20..0x7F).contains(&byte),
            [0x37, 0x25] => byte == 0,
            // Names are printable; the fifth must be the end.
            [0x37, 0x22, ref name @ ..] => match byte {
                0 => name.len() == 4,
                _ => name.len() < 4 && (0x20..0x7F).contains(&byte),
            },
            _ => self.partial.len() < TEXT_MAX && (byte == 0 || (0x20..0x80).contains(&byte)),
        }
    }
}

fn is_automatic(byte: u8) -> bool {
    byte & 0x93 == 0x10
}

fn block(whole: &[u8]) -> Option<Event> {
    match *whole {
        [0x37, 0x22, a, b, c, d, 0] => ProcessId::from_bytes([a, b, c, d]).map(Event::Printed),
        [0x37, 0x25, 0] => Some(Event::Cleared),
        [0x37, 0x30, ref digits @ .., 0] => number(digits).map(Event::LogoCapacity),
        [0x37, 0x31, ref digits @ .., 0] => number(digits).map(Event::LogoFree),
        [0x37, 0x72, status, ref keys @ .., 0] => Some(Event::LogoKeys {
            more: status == 0x41,
            keys: keys.chunks_exact(2).filter_map(|key| LogoKey::new([key[0], key[1]])).collect(),
        }),
        [0x37, 0x23, ref rest @ .., 0] => Some(Event::OfflineNotice(rest.to_vec())),
        [0x3D | 0x5F, ref text @ .., 0] => Some(Event::Text(text.to_vec())),
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_stream_holds_every_kind_of_answer() {
        let mut stream = vec![0x12, 0x16, 0x1C, 0x00, 0x0F, 0x00, 0x0C];
        stream.extend(b"\x37\x22 !A~\x00\x37\x25\x00\x5FEPSON\x00\x37\x23\x00");
        stream.extend([0x7E]);
        let name = ProcessId::from_bytes(*b" !A~").unwrap();
        assert_eq!(
            Parser::default().push(&stream),
            [
                Event::RealTime(0x12),
                Event::RealTime(0x16),
                Event::Automatic([0x1C, 0, 0x0F, 0]),
                Event::InOrder(0x0C),
                Event::Printed(name),
                Event::Cleared,
                Event::Text(b"EPSON".to_vec()),
                Event::OfflineNotice(vec![]),
                Event::RealTime(0x7E),
            ]
        );
    }

    #[test]
    fn the_memory_for_pictures_is_read() {
        let key = |key: &[u8; 2]| LogoKey::new(*key).unwrap();
        assert_eq!(
            Parser::default().push(
                b"\x37\x30262144\x00\x37\x310\x00\x37\x72\x40\x00\x37\x72\x4101A~\x00\x37\x72\x40zz\x00"
            ),
            [
                Event::LogoCapacity(262_144),
                Event::LogoFree(0),
                Event::LogoKeys { more: false, keys: vec![] },
                Event::LogoKeys { more: true, keys: vec![key(b"01"), key(b"A~")] },
                Event::LogoKeys { more: false, keys: vec![key(b"zz")] },
            ]
        );
        // Torn: half a name, no digit, a digit too many. What follows is read.
        for torn in [&b"\x37\x72\x400"[..], b"\x37\x30", b"\x37\x31123456789"] {
            let mut events = Parser::default().push(&[torn, &[0x00, 0x12]].concat());
            assert_eq!(events.pop(), Some(Event::RealTime(0x12)), "{torn:?}");
            assert!(
                events.iter().all(|event| matches!(event, Event::Noise(_) | Event::InOrder(0))),
                "{events:?}"
            );
        }
    }

    #[test]
    fn an_answer_whose_rest_never_comes_holds_back_nothing_real_time() {
        // What stays is given up when the next answer begins.
        let mut parser = Parser::default();
        assert_eq!(parser.push(b"\x37\x22 !"), []);
        let events = parser.push(&[0x16, 0x12]);
        assert_eq!(events[events.len() - 2..], [Event::RealTime(0x16), Event::RealTime(0x12)]);
    }

    #[test]
    fn flow_control_may_stand_inside_an_answer() {
        let events = Parser::default().push(&[0x14, 0x13, 0x00, 0x03, 0x11, 0x00]);
        assert_eq!(events, [Event::XOff, Event::XOn, Event::Automatic([0x14, 0, 3, 0])]);
    }

    #[test]
    fn a_torn_answer_does_not_swallow_the_next() {
        let events = Parser::default().push(&[0x14, 0x00, 0x12, 0x37, 0x22, b'A', 0, 0x12]);
        let noise = [0x37, 0x22, b'A'].map(Event::Noise);
        let mut expected = vec![Event::Noise(0x14), Event::Noise(0x00), Event::RealTime(0x12)];
        expected.extend(noise);
        expected.extend([Event::InOrder(0), Event::RealTime(0x12)]);
        assert_eq!(events, expected);
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_answers(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let whole = Parser::default().push(&bytes);
            let mut cuts: Vec<_> = cuts.iter().map(|i| i.index(bytes.len() + 1)).collect();
            cuts.push(bytes.len());
            cuts.sort_unstable();
            let (mut parser, mut from, mut split) = (Parser::default(), 0, Vec::new());
            for to in cuts {
                split.extend(parser.push(&bytes[from..to]));
                from = to;
            }
            prop_assert_eq!(split, whole);
        }

        #[test]
        fn garbage_never_holds_back_more_than_one_answer(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let mut parser = Parser::default();
            parser.push(&bytes);
            prop_assert!(parser.partial.len() <= TEXT_MAX);
        }
    }
}
