//! The printer without its wire: bytes and time in, answers and papers out.
//!
//! ```text
//!  receive() ─▶ real-time scan ─▶ answers at once
//!           └─▶ buffer ─▶ advance(now): decoder ─▶ sheet, as fast as paper moves ─▶ answers in order, papers
//! ```
//!
//! Time is a parameter, so a test may let a minute pass in no time. While paper is out or the cover open nothing is
//! taken from the buffer, and real-time commands still work: that is how a printer gets out of it.

use std::collections::VecDeque;
use std::time::Duration;

use super::decode::{Decoder, Op, RealTimeScan, Urgent};
use super::sheet::{Effect, Sheet};
use crate::bitmap::Bitmap;
use crate::profile::Profile;

/// What waits for the mechanism; as large as a TM-T82's receive buffer.
const BUFFER_MAX: usize = 4096;
/// Room behind it, so that questions still arrive when the buffer is full.
const RESERVE: usize = 1024;
/// Unknown commands that are kept to be looked at; all are counted.
const UNKNOWN_KEPT: usize = 64;
/// Time for one cut.
const CUT_TIME: Duration = Duration::from_millis(250);
/// After so long without a byte a printer without cutter counts as torn off.
const TORN_AFTER: Duration = Duration::from_secs(1);

/// What is wrong with the device at present.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Faults {
    /// Paper left; `None` is a full roll.
    pub(super) paper_left_mm: Option<f32>,
    pub(super) near_end: bool,
    pub(super) cover_open: bool,
    pub(super) cutter_stuck: bool,
    /// Takes and says nothing.
    pub(super) stalled: bool,
    pub(super) bytes_per_s: Option<u32>,
}

#[derive(Debug)]
pub(super) struct Machine {
    profile: Profile,
    pub(super) faults: Faults,
    buffer: VecDeque<u8>,
    scan: RealTimeScan,
    decoder: Decoder,
    sheet: Sheet,
    /// The mechanism moves until then.
    busy_until: Duration,
    last_byte: Duration,
    auto_status: u8,
    reported: Option<[u8; 4]>,
    answers: Vec<u8>,
    papers: Vec<(Bitmap, String)>,
    pub(super) bytes: u64,
    pub(super) commands: u64,
    pub(super) unknown_count: u64,
    pub(super) unknown: Vec<Vec<u8>>,
}

impl Machine {
    pub(super) fn new(profile: Profile) -> Self {
        let mut sheet = Sheet::new(profile.width_dots);
        // The white between head and cutter, with which every paper begins.
        sheet.advance(profile.dots(profile.head_to_cutter_mm));
        Self {
            sheet,
            profile,
            faults: Faults::default(),
            buffer: VecDeque::new(),
            scan: RealTimeScan::default(),
            decoder: Decoder::default(),
            busy_until: Duration::ZERO,
            last_byte: Duration::ZERO,
            auto_status: 0,
            reported: None,
            answers: Vec::new(),
            papers: Vec::new(),
            bytes: 0,
            commands: 0,
            unknown_count: 0,
            unknown: Vec::new(),
        }
    }

    /// Bytes that may be received now.
    pub(super) fn room(&self) -> usize {
        if self.faults.stalled { 0 } else { (BUFFER_MAX + RESERVE).saturating_sub(self.buffer.len()) }
    }

    pub(super) fn receive(&mut self, bytes: &[u8], now: Duration) {
        self.last_byte = now;
        self.bytes += bytes.len() as u64;
        for byte in bytes {
            match self.scan.push(*byte) {
                Some(Urgent::ClearBuffers) => {
                    self.forget();
                    if self.profile.read_back {
                        self.answers.extend([0x37, 0x25, 0x00]);
                    }
                    continue;
                }
                Some(Urgent::RecoverClear) if self.faults.cutter_stuck => {
                    self.forget();
                    self.faults.cutter_stuck = false;
                    continue;
                }
                Some(Urgent::RecoverContinue) => self.faults.cutter_stuck = false,
                Some(Urgent::Status(n)) if self.profile.read_back => self.answers.push(self.status(n)),
                Some(Urgent::RecoverClear | Urgent::Status(_)) | None => {}
            }
            self.buffer.push_back(*byte);
        }
    }

    /// Lets time pass up to `now`: prints what the mechanism can have printed by then.
    pub(super) fn advance(&mut self, now: Duration) {
        while now >= self.busy_until && !self.faults.stalled && !self.blocked() {
            let Some(byte) = self.buffer.pop_front() else { break };
            if let Some(op) = self.decoder.push(byte) {
                self.carry_out(op, now);
            }
            if self.sheet.is_full() {
                self.tear_off();
            }
        }
        let idle = self.buffer.is_empty() && now >= self.busy_until.max(self.last_byte) + TORN_AFTER;
        if !self.profile.cutter && idle && !self.sheet.is_blank() {
            self.tear_off();
        }
        self.report_changes();
    }

    pub(super) fn take_answers(&mut self) -> Vec<u8> {
        if self.faults.stalled { Vec::new() } else { std::mem::take(&mut self.answers) }
    }

    pub(super) fn take_papers(&mut self) -> Vec<(Bitmap, String)> {
        std::mem::take(&mut self.papers)
    }

    /// Whether something will happen without a byte arriving.
    pub(super) fn is_busy(&self, now: Duration) -> bool {
        !self.buffer.is_empty() || now < self.busy_until
    }

    /// When the mechanism comes to rest.
    pub(super) fn busy_until(&self) -> Duration {
        self.busy_until
    }

    /// Switched off and on: all is forgotten but what is on paper and what is stored.
    pub(super) fn restart(&mut self) {
        self.forget();
        self.auto_status = 0;
        self.reported = None;
        self.answers.clear();
    }

    pub(super) fn store_logo(&mut self, key: [u8; 2], picture: Bitmap) {
        self.sheet.store_logo(key, picture);
    }

    /// What hangs out of the printer, torn off by hand.
    pub(super) fn tear_off(&mut self) {
        self.papers.push(self.sheet.take());
        self.sheet.advance(self.profile.dots(self.profile.head_to_cutter_mm));
    }

    fn forget(&mut self) {
        self.buffer.clear();
        self.decoder = Decoder::default();
        self.scan = RealTimeScan::default();
        self.sheet.reset();
    }

    fn paper_out(&self) -> bool {
        self.faults.paper_left_mm.is_some_and(|left| left <= 0.0)
    }

    fn blocked(&self) -> bool {
        self.paper_out() || self.faults.cover_open || self.faults.cutter_stuck
    }

    fn carry_out(&mut self, op: Op, now: Duration) {
        if !matches!(op, Op::Character(_)) {
            self.commands += 1;
        }
        let effect = if self.knows(&op) { self.sheet.apply(&op) } else { Effect::Unknown };
        match effect {
            Effect::Moved(dots) => {
                self.moved(dots, now);
                self.answer(&op, now);
            }
            Effect::Unknown => self.remember_unknown(op),
        }
    }

    fn knows(&self, op: &Op) -> bool {
        match op {
            Op::QrModel(_) | Op::QrModule(_) | Op::QrLevel(_) | Op::QrStore(_) | Op::QrPrint => {
                self.profile.native_qr
            }
            Op::PrintLogo(_) | Op::DefineLogo { .. } => self.profile.nv_logo,
            Op::AutoStatus(_) => self.profile.asb,
            Op::ProcessId(_) => self.profile.process_id,
            Op::PaperStatus | Op::Identify(_) => self.profile.read_back,
            Op::Cut { .. } => self.profile.cutter,
            Op::Character(_)
            | Op::LineFeed
            | Op::Initialise
            | Op::CodePage(_)
            | Op::Align(_)
            | Op::Bold(_)
            | Op::Size { .. }
            | Op::FeedLines(_)
            | Op::FeedDots(_)
            | Op::LineDots(_)
            | Op::RasterRow { .. }
            | Op::Nothing
            | Op::Unknown(_) => true,
        }
    }

    /// What an op does beside paper.
    fn answer(&mut self, op: &Op, now: Duration) {
        match op {
            Op::Initialise => self.auto_status = 0,
            Op::Cut { .. } => {
                let gap = self.profile.dots(self.profile.head_to_cutter_mm);
                self.moved(gap, now);
                self.busy_until += CUT_TIME;
                self.tear_off();
            }
            Op::AutoStatus(bits) => {
                self.auto_status = *bits;
                self.reported = None;
            }
            Op::PaperStatus => {
                let near = if self.faults.near_end { 0x03 } else { 0 };
                self.answers.push(near | if self.paper_out() { 0x0C } else { 0 });
            }
            Op::ProcessId(name) => {
                self.answers.extend([0x37, 0x22]);
                self.answers.extend(name);
                self.answers.push(0);
            }
            Op::Identify(what) => self.identify(*what),
            Op::Character(_)
            | Op::LineFeed
            | Op::CodePage(_)
            | Op::Align(_)
            | Op::Bold(_)
            | Op::Size { .. }
            | Op::FeedLines(_)
            | Op::FeedDots(_)
            | Op::LineDots(_)
            | Op::QrModel(_)
            | Op::QrModule(_)
            | Op::QrLevel(_)
            | Op::QrStore(_)
            | Op::QrPrint
            | Op::RasterRow { .. }
            | Op::PrintLogo(_)
            | Op::DefineLogo { .. }
            | Op::Nothing
            | Op::Unknown(_) => {}
        }
    }

    fn remember_unknown(&mut self, op: Op) {
        self.unknown_count += 1;
        if self.unknown.len() < UNKNOWN_KEPT {
            let mut bytes = if let Op::Unknown(bytes) = op { bytes } else { format!("{op:?}").into_bytes() };
            bytes.truncate(64);
            self.unknown.push(bytes);
        }
    }

    fn moved(&mut self, dots: u32, now: Duration) {
        let mm = self.profile.mm(dots);
        if let Some(left) = &mut self.faults.paper_left_mm {
            *left -= mm;
        }
        // The looks at the clock are some milliseconds apart; movements follow each other without such gaps.
        let gap = now.saturating_sub(self.busy_until) > Duration::from_millis(50);
        let from = if gap { now } else { self.busy_until };
        self.busy_until = from + Duration::from_secs_f32(mm / self.profile.mm_per_s);
    }

    fn status(&self, n: u8) -> u8 {
        let flag = |on: bool, bits: u8| if on { bits } else { 0 };
        0x12 | match n {
            1 => flag(self.blocked(), 0x08),
            2 => {
                flag(self.faults.cover_open, 0x04)
                    | flag(self.paper_out(), 0x20)
                    | flag(self.faults.cutter_stuck, 0x40)
            }
            3 => flag(self.faults.cutter_stuck, 0x08),
            _ => flag(self.paper_out(), 0x60) | flag(self.faults.near_end || self.paper_out(), 0x0C),
        }
    }

    fn report_changes(&mut self) {
        let flag = |on: bool, bits: u8| if on { bits } else { 0 };
        let report = [
            0x14 | flag(self.blocked(), 0x08) | flag(self.faults.cover_open, 0x20),
            flag(self.faults.cutter_stuck, 0x08),
            flag(self.paper_out(), 0x0C) | flag(self.faults.near_end || self.paper_out(), 0x03),
            0,
        ];
        if self.auto_status != 0 && self.reported != Some(report) {
            self.reported = Some(report);
            self.answers.extend(report);
        }
    }

    fn identify(&mut self, what: u8) {
        let text = match what {
            1 => return self.answers.push(0x20),
            2 => return self.answers.push(0x02),
            65 => env!("CARGO_PKG_VERSION"),
            66 => "VIRTUAL",
            67 => self.profile.name.as_str(),
            _ => "0",
        };
        self.answers.push(0x5F);
        self.answers.extend(text.bytes());
        self.answers.push(0);
    }
}
