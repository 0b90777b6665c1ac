//! Bytes into what they ask for, one byte at a time, holding little whatever arrives.
//!
//! Two readers see the same bytes. [`RealTimeScan`] acts on receipt, also inside pictures, as printers do.
//! [`Decoder`] follows in order, when the mechanism has got there.

use crate::bitmap::Bitmap;
use crate::command::{Align, QrLevel, RasterScale};

/// The most of one command's data that is kept; a stored picture of 576 × 1800 dots fits.
const DATA_MAX: usize = 128 * 1024;
/// The most of a picture's row that is kept; wider than any paper.
const ROW_MAX: usize = 256;

/// One thing asked of the printer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Op {
    Character(u8),
    LineFeed,
    Initialise,
    CodePage(u8),
    Align(Align),
    Bold(bool),
    Size {
        width: u8,
        height: u8,
    },
    /// `ESC !`: several of these at once.
    Mode {
        bold: bool,
        width: u8,
        height: u8,
    },
    FeedLines(u8),
    FeedDots(u8),
    LineDots(u8),
    Cut {
        extra_dots: u8,
    },
    QrModel(u8),
    QrModule(u8),
    QrLevel(QrLevel),
    QrStore(Vec<u8>),
    QrPrint,
    RasterRow {
        row_bytes: u32,
        bits: Vec<u8>,
        scale: RasterScale,
    },
    PrintLogo([u8; 2]),
    DefineLogo {
        key: [u8; 2],
        picture: Bitmap,
    },
    AutoStatus(u8),
    PaperStatus,
    ProcessId([u8; 4]),
    /// Whether going offline is told, and whether with the cause.
    OfflineResponse(u8),
    Identify(u8),
    Memory(Memory),
    /// Acted on already, or without effect on paper.
    Nothing,
    Unknown(Vec<u8>),
}

/// What is asked of the memory for pictures, beside storing and printing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory {
    /// Function 48: all bytes.
    Capacity,
    /// Function 51: free bytes.
    Free,
    /// Function 64.
    Keys,
    /// Function 65.
    DeleteAll,
    /// Function 66.
    Delete([u8; 2]),
}

/// What is done the moment it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgent {
    Status(u8),
    RecoverContinue,
    RecoverClear,
    ClearBuffers,
}

/// Reads real-time commands out of the raw stream.
#[derive(Debug, Default)]
pub(super) struct RealTimeScan {
    held: Vec<u8>,
}

impl RealTimeScan {
    pub(super) fn push(&mut self, byte: u8) -> Option<Urgent> {
        const CLEAR: [u8; 10] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
        self.held.push(byte);
        let urgent = match self.held[..] {
            [0x10] | [0x10, 0x04 | 0x05] => return None,
            [0x10, 0x04, n @ 1..=4] => Some(Urgent::Status(n)),
            [0x10, 0x05, 1] => Some(Urgent::RecoverContinue),
            [0x10, 0x05, 2] => Some(Urgent::RecoverClear),
            ref held if *held == CLEAR => Some(Urgent::ClearBuffers),
            ref held if CLEAR.starts_with(held) => return None,
            _ => None,
        };
        self.held.clear();
        if urgent.is_none() && byte == 0x10 {
            self.held.push(byte);
        }
        urgent
    }
}

/// Reads commands in order.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Between,
    /// The first bytes of a command whose length is known once they are complete.
    Head(Vec<u8>),
    /// The data of `GS (` and `GS 8`.
    Data {
        head: Vec<u8>,
        left: u32,
        data: Vec<u8>,
    },
    Raster {
        row_bytes: u32,
        at: u32,
        rows_left: u32,
        bits: Vec<u8>,
        scale: RasterScale,
    },
}

impl Decoder {
    /// Whether a byte now belongs to a command that is no real-time one.
    pub(super) fn is_inside(&self) -> bool {
        match &self.state {
            State::Between => false,
            State::Head(head) => head.first() != Some(&0x10),
            State::Data { .. } | State::Raster { .. } => true,
        }
    }

    pub(super) fn push(&mut self, byte: u8) -> Option<Op> {
        match std::mem::take(&mut self.state) {
            State::Between => match byte {
                0x0A => Some(Op::LineFeed),
                // A carriage return has no effect on a printer set as delivered; an ACK ends or continues a list already sent.
                0x0D | 0x00 | 0x06 => Some(Op::Nothing),
                0x10 | 0x1B | 0x1D | 0x1C => {
                    self.state = State::Head(vec![byte]);
                    None
                }
                0x20..=0x7E | 0x80.. => Some(Op::Character(byte)),
                _ => Some(Op::Unknown(vec![byte])),
            },
            State::Head(mut head) => {
                head.push(byte);
                self.head(head)
            }
            State::Data { head, left, mut data } => {
                if data.len() < DATA_MAX {
                    data.push(byte);
                }
                if left > 1 {
                    self.state = State::Data { head, left: left - 1, data };
                    return None;
                }
                Some(block(&head, &data))
            }
            State::Raster { row_bytes, at, rows_left, mut bits, scale } => {
                if bits.len() < ROW_MAX {
                    bits.push(byte);
                }
                if at + 1 < row_bytes {
                    self.state = State::Raster { row_bytes, at: at + 1, rows_left, bits, scale };
                    return None;
                }
                if rows_left > 1 {
                    self.state =
                        State::Raster { row_bytes, at: 0, rows_left: rows_left - 1, bits: Vec::new(), scale };
                }
                Some(Op::RasterRow { row_bytes, bits, scale })
            }
        }
    }

    fn head(&mut self, head: Vec<u8>) -> Option<Op> {
        let op = match head[..] {
            [0x1B, b'@'] => Op::Initialise,
            [0x1B, b'2'] => Op::LineDots(30),
            [0x1B, b't', n] => Op::CodePage(n),
            [0x1B, b'a', n] => match n {
                0 | 48 => Op::Align(Align::Left),
                1 | 49 => Op::Align(Align::Centre),
                2 | 50 => Op::Align(Align::Right),
                _ => Op::Unknown(head),
            },
            [0x1B, b'E', n] => Op::Bold(n & 1 == 1),
            [0x1B, b'd', n] => Op::FeedLines(n),
            [0x1B, b'J', n] => Op::FeedDots(n),
            [0x1B, b'3', n] => Op::LineDots(n),
            [0x1B, b't' | b'a' | b'E' | b'd' | b'J' | b'3' | b'!' | b'-' | b'{' | b'M'] => {
                return self.more(head);
            }
            // Font B and underlining are not drawn.
            [0x1B, b'!', n] if n & 0x81 == 0 => {
                Op::Mode { bold: n & 0x08 != 0, width: 1 + (n >> 5 & 1), height: 1 + (n >> 4 & 1) }
            }
            // What is not drawn may be switched off: underlining, upside down, font B, white on black.
            [0x1B, b'-' | b'{' | b'M', 0 | 48] | [0x1D, b'B', 0 | 48] => Op::Nothing,
            // Smoothing; these characters have no other shape.
            [0x1D, b'b', _] => Op::Nothing,
            [0x1D, b'!', n] => Op::Size { width: (n >> 4 & 7) + 1, height: (n & 7) + 1 },
            [0x1D, b'V', 0 | 1 | 48 | 49] => Op::Cut { extra_dots: 0 },
            [0x1D, b'V', 65 | 66] => return self.more(head),
            [0x1D, b'V', 65 | 66, n] => Op::Cut { extra_dots: n },
            [0x1D, b'a', n] => Op::AutoStatus(n),
            [0x1D, b'r', 1 | 49] => Op::PaperStatus,
            [0x1D, b'I', n] => Op::Identify(n),
            [0x1D, b'!' | b'V' | b'a' | b'r' | b'I' | b'v' | b'(' | b'8' | b'B' | b'b'] => {
                return self.more(head);
            }
            [0x1D, b'v', b'0'] => return self.more(head),
            [0x1D, b'v', b'0', _, ..] if head.len() < 8 => return self.more(head),
            [0x1D, b'v', b'0', mode, xl, xh, yl, yh] => {
                let row_bytes = u32::from(u16::from_le_bytes([xl, xh]));
                let rows_left = u32::from(u16::from_le_bytes([yl, yh]));
                let scale = match mode {
                    0 | 48 => RasterScale::Single,
                    3 | 51 => RasterScale::Double,
                    _ => return Some(Op::Unknown(head)),
                };
                if row_bytes == 0 || rows_left == 0 {
                    return Some(Op::Unknown(head));
                }
                self.state = State::Raster { row_bytes, at: 0, rows_left, bits: Vec::new(), scale };
                return None;
            }
            [0x1D, b'(', ..] if head.len() < 5 => return self.more(head),
            [0x1D, b'(', _, low, high] => return self.data(head, u32::from(u16::from_le_bytes([low, high]))),
            [0x1D, b'8', ..] if head.len() < 7 => return self.more(head),
            [0x1D, b'8', _, a, b, c, d] => return self.data(head, u32::from_le_bytes([a, b, c, d])),
            [0x10, 0x04 | 0x05] => return self.more(head),
            [0x10, 0x04 | 0x05, _] => Op::Nothing,
            // Its parameters follow; the whole was acted on when it arrived.
            [0x10, 0x14] => return self.more(head),
            [0x10, 0x14, 8, ..] if head.len() < 10 => return self.more(head),
            [0x10, 0x14, 8, ..] => Op::Nothing,
            _ => Op::Unknown(head),
        };
        Some(op)
    }

    fn more(&mut self, head: Vec<u8>) -> Option<Op> {
        self.state = State::Head(head);
        None
    }

    fn data(&mut self, head: Vec<u8>, left: u32) -> Option<Op> {
        if left == 0 {
            return Some(Op::Unknown(head));
        }
        self.state = State::Data { head, left, data: Vec::new() };
        None
    }
}

/// What a command with counted data asks for.
fn block(head: &[u8], data: &[u8]) -> Op {
    let unknown = || {
        let mut start = head.to_vec();
        start.extend(&data[..data.len().min(16)]);
        Op::Unknown(start)
    };
    match (head.get(2), data) {
        (Some(b'k'), [49, 65, model @ (49 | 50), 0]) => Op::QrModel(*model),
        (Some(b'k'), [49, 67, module @ 1..=16]) => Op::QrModule(*module),
        (Some(b'k'), [49, 69, level @ 48..=51]) => Op::QrLevel(match level {
            48 => QrLevel::L,
            49 => QrLevel::M,
            50 => QrLevel::Q,
            _ => QrLevel::H,
        }),
        (Some(b'k'), [49, 80, 48, content @ ..]) => Op::QrStore(content.to_vec()),
        (Some(b'k'), [49, 81, 48]) => Op::QrPrint,
        (Some(b'H'), [48, 48, a, b, c, d]) => Op::ProcessId([*a, *b, *c, *d]),
        (Some(b'H'), [49, 48, d @ (0..=2 | 48..=50)]) => Op::OfflineResponse(d % 48),
        (Some(b'L'), [48, 0 | 48]) => Op::Memory(Memory::Capacity),
        (Some(b'L'), [48, 3 | 51]) => Op::Memory(Memory::Free),
        (Some(b'L'), [48, 64, 75, 67]) => Op::Memory(Memory::Keys),
        (Some(b'L'), [48, 65, b'C', b'L', b'R']) => Op::Memory(Memory::DeleteAll),
        (Some(b'L'), [48, 66, a, b]) => Op::Memory(Memory::Delete([*a, *b])),
        (Some(b'L'), [48, 69, a, b, 1, 1]) => Op::PrintLogo([*a, *b]),
        (Some(b'L'), [48, 67, 48, a, b, 1, xl, xh, yl, yh, 49, dots @ ..]) => {
            let (width, height) = (u16::from_le_bytes([*xl, *xh]), u16::from_le_bytes([*yl, *yh]));
            // Dimensions that the data do not fill would reserve memory for nothing.
            if dots.is_empty() || usize::from(width.div_ceil(8)) * usize::from(height) != dots.len() {
                return unknown();
            }
            Op::DefineLogo { key: [*a, *b], picture: Bitmap::from_packed(width, height, dots) }
        }
        _ => unknown(),
    }
}
