//! Every command this crate sends, as a value, and its bytes.
//!
//! Names and numbers follow Epson's ESC/POS reference. Commands marked *real-time* are executed on receipt, before
//! what waits in the printer's buffer; they must never be sent inside another command.

use crate::bitmap::{Bitmap, defuse};

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command<'a> {
    /// Characters already in the printer's code page. The caller vouches that none is a control character.
    Text(&'a [u8]),
    /// `LF`: print the line.
    LineFeed,
    /// `ESC @`: forget all modes, and on many models automatic status too.
    Initialise,
    /// `ESC t n`: select a code page by its table number.
    CodePage(u8),
    /// `ESC a n`.
    Align(Align),
    /// `ESC E n`: emphasised.
    Bold(bool),
    /// `GS ! n`.
    Size(Size),
    /// `ESC d n`: print and feed lines.
    Feed(u8),
    /// `GS V 66 n`: feed to the cutter and n dots more, cut, leaving one point.
    Cut {
        /// Dots of white below the last line.
        extra_dots: u8,
    },
    /// `GS ( k` functions 165, 167, 169, 180, 181: a QR code drawn by the printer, model 2.
    Qr {
        /// What the code says.
        data: &'a [u8],
        /// Dots a module, 1 to 16.
        module_dots: u8,
        /// Redundancy.
        level: QrLevel,
    },
    /// `GS v 0`: a picture.
    Raster {
        /// The dots.
        picture: &'a Bitmap,
        /// How large each becomes.
        scale: RasterScale,
    },
    /// `GS ( L` function 69: print a stored picture.
    PrintLogo(LogoKey),
    /// `GS ( L` (or `GS 8 L` when large) function 67: store a picture. Fewer than ten a day, or the memory wears
    /// out; and nothing may be sent, not even real-time commands, while the printer writes.
    DefineLogo {
        /// Its name.
        key: LogoKey,
        /// The dots.
        picture: &'a Bitmap,
    },
    /// `GS ( L` function 66: forget a stored picture. Wears the memory out as storing does.
    DeleteLogo(LogoKey),
    /// `GS ( L` function 48: how much memory for pictures there is. Answered by `37 30 digits 00`.
    LogoCapacity,
    /// `GS ( L` function 51: how much of it is left. Answered by `37 31 digits 00`.
    LogoFree,
    /// `GS ( L` function 64: the names of stored pictures. Answered by `37 72 40 names 00`; with `41` for `40` there
    /// are more, which follow after [`Command::Acknowledge`].
    LogoKeys,
    /// `ACK`: what was received is understood.
    Acknowledge,
    /// `GS a n`: automatic status on changes of the set bits (1 drawer, 2 online, 4 error, 8 paper).
    AutoStatus(u8),
    /// `DLE EOT n`, real-time: ask for a status byte.
    Ask(RealTime),
    /// `DLE ENQ 1`, real-time: recover from an error and continue from the line it stopped at.
    RecoverContinue,
    /// `DLE ENQ 2`, real-time: recover from an error and forget what waits.
    RecoverClear,
    /// `DLE DC4 8`, real-time: forget what waits. Answered by `37 25 00`.
    ClearBuffers,
    /// `GS r 1`: paper status, answered *in order*, after everything before it was processed.
    Barrier,
    /// `GS ( H` function 48: answer with this name when all before it *has been printed*.
    ProcessId(ProcessId),
    /// `GS I n`: who are you.
    Identify(Identity),
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// How many times larger than the plain font characters are, in each direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    width: u8,
    height: u8,
}

impl Size {
    /// The plain font.
    pub const NORMAL: Size = Size { width: 1, height: 1 };
    /// Twice as high and wide.
    pub const DOUBLE: Size = Size { width: 2, height: 2 };

    /// `width` and `height` times the plain font; brought into 1 to 8, which is all a printer knows.
    #[must_use]
    pub fn times(width: u8, height: u8) -> Self {
        Self { width: width.clamp(1, 8), height: height.clamp(1, 8) }
    }

    /// Times wider.
    #[must_use]
    pub fn width(self) -> u8 {
        self.width
    }

    /// Times higher.
    #[must_use]
    pub fn height(self) -> u8 {
        self.height
    }
}

/// Redundancy of a QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QrLevel {
    /// 7 %.
    L,
    /// 15 %, the usual choice.
    M,
    /// 25 %.
    Q,
    /// 30 %.
    H,
}

/// How large each dot of a picture is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RasterScale {
    /// As it is.
    Single,
    /// Two by two: a quarter of the bytes for the same area.
    Double,
}

/// The name of a picture stored in the printer: two printable characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LogoKey([u8; 2]);

impl LogoKey {
    /// A key, if both characters are printable ASCII.
    #[must_use]
    pub fn new(key: [u8; 2]) -> Option<Self> {
        key.iter().all(|c| (0x20..=0x7E).contains(c)).then_some(Self(key))
    }

    /// The key `01`, which installations use for the office's emblem.
    pub const FIRST: LogoKey = LogoKey(*b"01");

    /// Its two characters.
    #[must_use]
    pub fn bytes(self) -> [u8; 2] {
        self.0
    }
}

/// What `DLE EOT` can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RealTime {
    /// 1: printer status.
    Printer,
    /// 2: why it is offline.
    Offline,
    /// 3: errors.
    Error,
    /// 4: paper sensors.
    Paper,
}

impl RealTime {
    /// The order in which a full round is asked; four is the most a printer accepts back to back.
    pub const ALL: [RealTime; 4] = [Self::Printer, Self::Offline, Self::Error, Self::Paper];
}

/// What `GS I` can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identity {
    /// 1: model number, one byte.
    ModelId,
    /// 2: type, one byte.
    TypeId,
    /// 65: firmware, text.
    Firmware,
    /// 66: maker, text.
    Maker,
    /// 67: model, text.
    Model,
    /// 68: serial number, text.
    Serial,
}

/// The four printable characters which a printer repeats when a job is on paper (`GS ( H`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessId([u8; 4]);

impl ProcessId {
    /// The name of a job by its number, in base 95. Numbers 95⁴ (81 million) apart share a name, which is harmless:
    /// no printer remembers that many.
    #[must_use]
    pub fn of(job: u32) -> Self {
        let mut rest = job;
        let mut name = [0; 4];
        for c in name.iter_mut().rev() {
            *c = 0x20 + (rest % 95) as u8;
            rest /= 95;
        }
        Self(name)
    }

    /// The name in four bytes, if they are printable.
    #[must_use]
    pub fn from_bytes(name: [u8; 4]) -> Option<Self> {
        name.iter().all(|c| (0x20..=0x7E).contains(c)).then_some(Self(name))
    }

    /// The four characters.
    #[must_use]
    pub fn bytes(self) -> [u8; 4] {
        self.0
    }
}

impl Command<'_> {
    /// The command's bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_to(&mut out);
        out
    }

    /// Appends the command's bytes.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        match *self {
            Command::Text(text) => out.extend(text),
            Command::LineFeed => out.push(0x0A),
            Command::Initialise => out.extend([0x1B, b'@']),
            Command::CodePage(table) => out.extend([0x1B, b't', table]),
            Command::Align(align) => out.extend([0x1B, b'a', align as u8]),
            Command::Bold(on) => out.extend([0x1B, b'E', u8::from(on)]),
            Command::Size(size) => out.extend([0x1D, b'!', (size.width - 1) << 4 | (size.height - 1)]),
            Command::Feed(lines) => out.extend([0x1B, b'd', lines]),
            Command::Cut { extra_dots } => out.extend([0x1D, b'V', 66, extra_dots]),
            Command::Qr { data, module_dots, level } => qr(data, module_dots, level, out),
            Command::Raster { picture, scale } => raster(picture, scale, out),
            Command::PrintLogo(LogoKey([a, b])) => {
                out.extend([0x1D, b'(', b'L', 6, 0, 48, 69, a, b, 1, 1]);
            }
            Command::DefineLogo { key, picture } => define_logo(key, picture, out),
            Command::DeleteLogo(LogoKey([a, b])) => out.extend([0x1D, b'(', b'L', 4, 0, 48, 66, a, b]),
            Command::LogoCapacity => out.extend([0x1D, b'(', b'L', 2, 0, 48, 48]),
            Command::LogoFree => out.extend([0x1D, b'(', b'L', 2, 0, 48, 51]),
            Command::LogoKeys => out.extend([0x1D, b'(', b'L', 4, 0, 48, 64, b'K', b'C']),
            Command::Acknowledge => out.push(0x06),
            Command::AutoStatus(bits) => out.extend([0x1D, b'a', bits]),
            Command::Ask(what) => out.extend([0x10, 0x04, what as u8 + 1]),
            Command::RecoverContinue => out.extend([0x10, 0x05, 1]),
            Command::RecoverClear => out.extend([0x10, 0x05, 2]),
            Command::ClearBuffers => out.extend([0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]),
            Command::Barrier => out.extend([0x1D, b'r', 1]),
            Command::ProcessId(ProcessId(name)) => {
                out.extend([0x1D, b'(', b'H', 6, 0, 48, 48]);
                out.extend(name);
            }
            Command::Identify(what) => out.extend([0x1D, b'I', identity(what)]),
        }
    }
}

fn qr(data: &[u8], module_dots: u8, level: QrLevel, out: &mut Vec<u8>) {
    let prefix = [0x1D, b'(', b'k'];
    let level = match level {
        QrLevel::L => 48,
        QrLevel::M => 49,
        QrLevel::Q => 50,
        QrLevel::H => 51,
    };
    // The printer's default is model 1, obsolete and unreadable for many phones: always say model 2.
    for function in
        [&[4, 0, 49, 65, 50, 0][..], &[3, 0, 49, 67, module_dots.clamp(1, 16)], &[3, 0, 49, 69, level]]
    {
        out.extend(prefix);
        out.extend(function);
    }
    let data = &data[..data.len().min(7089)];
    let [low, high] = u16::try_from(data.len() + 3).unwrap_or(u16::MAX).to_le_bytes();
    out.extend(prefix);
    out.extend([low, high, 49, 80, 48]);
    out.extend(data);
    out.extend(prefix);
    out.extend([3, 0, 49, 81, 48]);
}

fn raster(picture: &Bitmap, scale: RasterScale, out: &mut Vec<u8>) {
    let mode = match scale {
        RasterScale::Single => 0,
        RasterScale::Double => 3,
    };
    out.extend([0x1D, b'v', b'0', mode]);
    out.extend(picture.row_bytes().to_le_bytes());
    out.extend(picture.height().to_le_bytes());
    let from = out.len();
    out.extend(picture.packed());
    defuse(&mut out[from..]);
}

fn define_logo(key: LogoKey, picture: &Bitmap, out: &mut Vec<u8>) {
    let [a, b] = key.0;
    let length = 11 + picture.packed().len();
    if let Ok(short) = u16::try_from(length) {
        out.extend([0x1D, b'(', b'L']);
        out.extend(short.to_le_bytes());
    } else {
        out.extend([0x1D, b'8', b'L']);
        out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
    out.extend([48, 67, 48, a, b, 1]);
    out.extend(picture.width().to_le_bytes());
    out.extend(picture.height().to_le_bytes());
    out.push(49);
    let from = out.len();
    out.extend(picture.packed());
    defuse(&mut out[from..]);
}

fn identity(what: Identity) -> u8 {
    match what {
        Identity::ModelId => 1,
        Identity::TypeId => 2,
        Identity::Firmware => 65,
        Identity::Maker => 66,
        Identity::Model => 67,
        Identity::Serial => 68,
    }
}
