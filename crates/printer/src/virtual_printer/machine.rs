//! The printer without its wire: bytes and time in, answers and papers out.
//!
//! ```text
//!  receive() ─▶ real-time scan ─▶ answers at once
//!           └─▶ buffer ─▶ advance(now): decoder ─▶ sheet ─▶ head, row by row as fast as paper moves ─▶ cutter
//! ```
//!
//! Time is a parameter, so a test may let a minute pass in no time. What a command draws waits for the head; the next
//! is taken from the buffer when all rows have passed. While paper is out or the cover open the rows stay where they
//! are, nothing is taken from the buffer, and real-time commands still work: that is how a printer gets out of it.

mod orders;
mod status;

use std::collections::VecDeque;
use std::time::Duration;

use super::condition::{Condition, Cutter};
use super::decode::{Decoder, Op, RealTimeScan, Urgent};
use super::memory::Store;
use super::paper::{PaperEnd, Piece};
use super::roll::Roll;
use super::sheet::{Effect, Sheet};
use super::{Flow, Setup};
use crate::profile::Profile;
use orders::Orders;

/// Room behind a full buffer when the ready line stops the computer. A real computer would hold these bytes in its own
/// queue, and forget them when told to; a pseudo-terminal has no such line, and a question or an order to forget that
/// follows them must still arrive. More than a terminal holds.
const RESERVE: usize = 32 * 1024;
/// Unknown commands that are kept to be looked at; all are counted.
const UNKNOWN_KEPT: usize = 64;
/// Answers that nobody fetches; what is more is lost.
const ANSWERS_MAX: usize = 4096;
/// Time for one cut.
const CUT_TIME_MAX: Duration = Duration::from_millis(250);
/// What the fastest real printer (600 mm/s) feeds meanwhile. A faster one, for tests of thousands of papers, cuts faster
/// too.
const CUT_MM: f32 = 150.0;
/// After so long without a byte a printer without cutter counts as torn off.
const TORN_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Machine {
    profile: Profile,
    pub(super) condition: Condition,
    pub(super) roll: Roll,
    pub(super) store: Store,
    orders: Orders,
    buffer: VecDeque<u8>,
    buffer_max: usize,
    flow: Flow,
    xoff_free: usize,
    xon_free: usize,
    /// XOFF was said, and not yet XON.
    pub(super) paused: bool,
    scan: RealTimeScan,
    /// Follows the bytes as they arrive, to know a real-time command that hides in another.
    arriving: Decoder,
    decoder: Decoder,
    sheet: Sheet,
    row_time: Duration,
    nv_write: Duration,
    forgets: bool,
    /// Until then the mechanism has moved; it never runs ahead of the time given.
    clock: Duration,
    /// A cut is due, or under way until then.
    cut: Option<Option<Duration>>,
    last_byte: Duration,
    last_moved: Duration,
    power_cycled: bool,
    auto_status: u8,
    reported: Option<[u8; 4]>,
    offline_response: u8,
    was_offline: bool,
    answers: Vec<u8>,
    papers: Vec<Piece>,
    pub(super) papers_out: u32,
    pub(super) bytes: u64,
    pub(super) lost: u64,
    pub(super) xoffs: u64,
    pub(super) commands: u64,
    pub(super) accidents: u64,
    pub(super) unknown_count: u64,
    pub(super) unknown: Vec<Vec<u8>>,
}

impl Machine {
    pub(super) fn new(setup: &Setup) -> Self {
        let profile = setup.profile.clone();
        let roll = Roll::new(&profile, setup.roll_mm, setup.near_end_mm);
        let mut store = Store::new(setup.nv_bytes);
        for (key, picture) in &setup.logos {
            store.insert(key.bytes(), picture.clone());
        }
        let row_s = f64::from(profile.mm(1)) / f64::from(profile.mm_per_s.max(0.1));
        let mut machine = Self {
            sheet: Sheet::new(profile.width_dots),
            // A printer without inertia would need no time; a nanosecond a row is near enough.
            row_time: Duration::from_secs_f64(row_s).max(Duration::from_nanos(1)),
            nv_write: setup.nv_write,
            forgets: setup.forgets,
            condition: Condition::default(),
            roll,
            store,
            orders: Orders::default(),
            buffer: VecDeque::new(),
            buffer_max: setup.buffer_bytes.max(16),
            flow: setup.flow,
            xoff_free: setup.xoff_free_bytes,
            xon_free: setup.xon_free_bytes,
            paused: false,
            scan: RealTimeScan::default(),
            arriving: Decoder::default(),
            decoder: Decoder::default(),
            clock: Duration::ZERO,
            cut: None,
            last_byte: Duration::ZERO,
            last_moved: Duration::ZERO,
            power_cycled: false,
            auto_status: 0,
            reported: None,
            offline_response: 0,
            was_offline: false,
            answers: Vec::new(),
            papers: Vec::new(),
            papers_out: 0,
            bytes: 0,
            lost: 0,
            xoffs: 0,
            commands: 0,
            accidents: 0,
            unknown_count: 0,
            unknown: Vec::new(),
            profile,
        };
        machine.load();
        machine
    }

    /// Bytes that may be received now without one being lost.
    pub(super) fn room(&self) -> usize {
        let max = match self.flow {
            Flow::Ready => self.buffer_max + RESERVE,
            Flow::XonXoff | Flow::None => self.buffer_max,
        };
        if self.condition.stalled { 0 } else { max.saturating_sub(self.buffer.len()) }
    }

    /// A byte arrives. Time has been brought up to `now` before.
    pub(super) fn receive(&mut self, byte: u8, now: Duration) {
        self.last_byte = now;
        self.bytes += 1;
        if self.condition.is_dead() || self.condition.stalled {
            self.lost += 1;
            return self.due_orders(now);
        }
        self.store.spoil();
        let was_inside = self.arriving.is_inside();
        if let Some(urgent) = self.scan.push(byte) {
            self.accidents += u64::from(was_inside);
            if self.act_on(urgent, now) {
                return self.due_orders(now);
            }
        }
        if self.room() == 0 {
            self.lost += 1;
        } else {
            // Its ops are the decoder's to carry out.
            let _ = self.arriving.push(byte);
            self.buffer.push_back(byte);
            self.watch_buffer();
        }
        self.due_orders(now);
    }

    /// Lets time pass up to `now`: prints what the mechanism can have printed by then.
    pub(super) fn advance(&mut self, now: Duration) {
        loop {
            self.due_orders(self.clock.max(now));
            if self.condition.stalled || self.condition.is_dead() {
                self.clock = now.max(self.clock);
                return;
            }
            self.report_changes(now);
            let Some(next) = self.mechanism_next() else { break };
            let Some(at) = next else {
                // Whatever blocks the mechanism, its time does not count.
                self.clock = match self.condition.hot_until.filter(|until| *until <= now) {
                    Some(until) if until > self.clock => until,
                    _ => now.max(self.clock),
                };
                if self.clock >= now && self.blocked() {
                    break;
                }
                continue;
            };
            if at > now {
                break;
            }
            self.move_on(at, now);
        }
        if self.is_idle() {
            if self.tear_time().is_some_and(|at| now >= at) {
                self.part(0, PaperEnd::TornOff, now);
            }
            // What comes next begins when it comes.
            self.clock = now.max(self.clock);
        }
        self.watch_buffer();
        self.report_changes(now);
    }

    pub(super) fn take_answers(&mut self) -> Vec<u8> {
        if self.condition.stalled { Vec::new() } else { std::mem::take(&mut self.answers) }
    }

    pub(super) fn take_papers(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.papers)
    }

    /// When something happens next without a byte arriving; `None` if nothing does.
    pub(super) fn next_event(&self, now: Duration) -> Option<Duration> {
        let mechanism = match self.mechanism_next() {
            Some(Some(at)) if !self.condition.stalled && !self.condition.is_dead() => Some(at),
            _ => None,
        };
        let cool = self.condition.hot_until.filter(|until| *until > now);
        let alive = !self.condition.stalled && !self.condition.is_dead();
        let torn = self.tear_time().filter(|_| alive);
        [mechanism, cool, torn, self.orders.next_ms()].into_iter().flatten().min().map(|at| at.max(now))
    }

    /// When what hangs out of a printer without a cutter is torn off.
    fn tear_time(&self) -> Option<Duration> {
        let due = !self.profile.cutter && self.is_idle() && !self.sheet.is_blank();
        due.then(|| self.last_moved.max(self.last_byte) + TORN_AFTER)
    }

    /// Whether nothing waits, in the buffer or under the head.
    pub(super) fn is_idle(&self) -> bool {
        self.buffer.is_empty()
            && self.sheet.waiting() == 0
            && self.cut.is_none()
            && self.store.writing_until().is_none()
    }

    /// What hangs out of the printer, torn off by hand.
    pub(super) fn tear_off(&mut self, now: Duration) {
        self.part(0, PaperEnd::TornOff, now);
    }

    /// What hangs out of the printer and has not been cut; `None` if it is blank.
    pub(super) fn hanging(&self) -> Option<Piece> {
        (!self.sheet.is_blank()).then(|| {
            let (picture, text) = self.sheet.hanging();
            Piece { picture, text, end: PaperEnd::Hanging, power_cycled: self.power_cycled }
        })
    }

    /// What the mechanism does next: `None` nothing, `Some(None)` something that is held up, else when.
    fn mechanism_next(&self) -> Option<Option<Duration>> {
        if self.is_idle() {
            return None;
        }
        if let Some(until) = self.store.writing_until() {
            return Some(Some(until));
        }
        if self.blocked() {
            return Some(None);
        }
        Some(Some(match (self.sheet.waiting(), self.cut) {
            (0, None | Some(None)) => self.clock,
            (0, Some(Some(until))) => until,
            // As many rows as nothing stands in the way of.
            (waiting, _) => {
                let rows =
                    u64::from(waiting).min(self.roll.left_rows()).min(self.orders.rows_free(&self.roll));
                self.clock + self.row_time * u32::try_from(rows.max(1)).unwrap_or(u32::MAX)
            }
        }))
    }

    fn cut_time(&self) -> Duration {
        CUT_TIME_MAX.min(self.row_time * self.profile.dots(CUT_MM))
    }

    /// Does one thing that is over at `at`, or part of it.
    fn move_on(&mut self, at: Duration, now: Duration) {
        if self.store.writing_until().is_some() {
            self.store.finish();
            self.clock = at;
        } else if self.sheet.waiting() > 0 {
            let rows = ((at - self.clock).as_nanos() / self.row_time.as_nanos()).max(1);
            self.clock = at;
            self.print_rows(u16::try_from(rows).unwrap_or(u16::MAX));
        } else if let Some(cut) = self.cut {
            match cut {
                None if self.condition.cutter == Cutter::WillStick => self.condition.cutter = Cutter::Stuck,
                None => self.cut = Some(Some(self.clock + self.cut_time())),
                Some(until) => {
                    self.clock = until;
                    self.cut = None;
                    self.part(self.gap(), PaperEnd::Cut, until);
                }
            }
        } else if let Some(byte) = self.buffer.pop_front() {
            if let Some(op) = self.decoder.push(byte) {
                self.carry_out(op);
            }
            if self.sheet.is_full() && self.sheet.waiting() == 0 && self.cut.is_none() {
                self.part(0, PaperEnd::TornOff, now);
            }
        }
    }

    fn print_rows(&mut self, rows: u16) {
        let rows = rows.min(self.sheet.waiting());
        self.last_moved = self.clock;
        self.sheet.pass(rows);
        self.roll.consume(rows.into());
        if self.sheet.is_full() && self.sheet.waiting() == 0 && self.cut.is_none() {
            self.part(0, PaperEnd::TornOff, self.clock);
        }
    }

    /// Rows up to now between two looks at the clock: called before a fault stops the paper.
    pub(super) fn catch_up(&mut self, now: Duration) {
        if self.sheet.waiting() > 0 && !self.blocked() && now > self.clock && !self.condition.is_dead() {
            let rows = (now - self.clock).as_nanos() / self.row_time.as_nanos();
            let rows = rows.min(u128::from(self.roll.left_rows()));
            self.print_rows(u16::try_from(rows).unwrap_or(u16::MAX));
            self.clock = now;
        }
    }

    /// The white between head and cutter, in rows.
    fn gap(&self) -> u16 {
        u16::try_from(self.profile.dots(self.profile.head_to_cutter_mm)).unwrap_or(u16::MAX)
    }

    /// Paper that was put in reaches from the head past the cutter.
    fn load(&mut self) {
        self.sheet.lead_in(self.gap().into());
    }

    /// A paper comes away, down to `below` rows above the head.
    fn part(&mut self, below: u16, end: PaperEnd, now: Duration) {
        let (picture, text) = self.sheet.take(below);
        if below == 0 {
            self.load();
        }
        let power_cycled = std::mem::take(&mut self.power_cycled);
        self.papers.push(Piece { picture, text, end, power_cycled });
        self.papers_out += 1;
        self.due_orders(now);
    }

    fn forget(&mut self) {
        self.buffer.clear();
        self.decoder = Decoder::default();
        self.arriving = Decoder::default();
        self.scan = RealTimeScan::default();
        self.cut = None;
        self.sheet.forget();
        self.watch_buffer();
    }

    /// Says XOFF and XON as the buffer fills and empties.
    fn watch_buffer(&mut self) {
        if self.flow != Flow::XonXoff {
            return;
        }
        let free = self.buffer_max.saturating_sub(self.buffer.len());
        if !self.paused && free <= self.xoff_free.min(self.buffer_max - 1) {
            self.paused = true;
            self.xoffs += 1;
            self.say(&[0x13]);
        } else if self.paused && free >= self.xon_free.min(self.buffer_max) {
            self.paused = false;
            self.say(&[0x11]);
        }
    }

    fn say(&mut self, answer: &[u8]) {
        if self.answers.len() + answer.len() <= ANSWERS_MAX {
            self.answers.extend(answer);
        }
    }

    /// Acts on a real-time command; true if its last byte is not to reach the buffer.
    fn act_on(&mut self, urgent: Urgent, now: Duration) -> bool {
        self.catch_up(now);
        match urgent {
            Urgent::ClearBuffers if self.forgets => {
                self.forget();
                if self.profile.read_back {
                    self.say(&[0x37, 0x25, 0x00]);
                }
                return true;
            }
            Urgent::RecoverClear if self.condition.cutter == Cutter::Stuck => {
                self.forget();
                self.condition.cutter = Cutter::Free;
                return true;
            }
            Urgent::RecoverContinue if self.condition.cutter == Cutter::Stuck => {
                self.condition.cutter = Cutter::Free;
            }
            Urgent::Status(n) if self.profile.read_back => {
                let status = self.status(n, now);
                self.say(&[status]);
            }
            Urgent::ClearBuffers | Urgent::RecoverContinue | Urgent::RecoverClear | Urgent::Status(_) => {}
        }
        false
    }

    fn carry_out(&mut self, op: Op) {
        if !matches!(op, Op::Character(_)) {
            self.commands += 1;
        }
        let known = self.knows(&op);
        let effect = if known { self.sheet.apply(&op, self.store.pictures()) } else { Effect::Unknown };
        if effect == Effect::Unknown || !self.answer(&op) {
            self.remember_unknown(op);
        }
    }

    fn knows(&self, op: &Op) -> bool {
        match op {
            Op::QrModel(_) | Op::QrModule(_) | Op::QrLevel(_) | Op::QrStore(_) | Op::QrPrint => {
                self.profile.native_qr
            }
            Op::PrintLogo(_) | Op::DefineLogo { .. } | Op::Memory(_) => self.profile.nv_logo,
            Op::AutoStatus(_) => self.profile.asb,
            Op::ProcessId(_) | Op::OfflineResponse(_) => self.profile.process_id,
            Op::PaperStatus | Op::Identify(_) => self.profile.read_back,
            Op::Cut { .. } => self.profile.cutter,
            Op::Character(_)
            | Op::LineFeed
            | Op::Initialise
            | Op::CodePage(_)
            | Op::Align(_)
            | Op::Bold(_)
            | Op::Size { .. }
            | Op::Mode { .. }
            | Op::FeedLines(_)
            | Op::FeedDots(_)
            | Op::LineDots(_)
            | Op::RasterRow { .. }
            | Op::Nothing
            | Op::Unknown(_) => true,
        }
    }

    /// What an op does beside paper; false if it can't be done.
    fn answer(&mut self, op: &Op) -> bool {
        match op {
            Op::Initialise => {
                self.auto_status = 0;
                self.offline_response = 0;
            }
            Op::Cut { .. } => {
                self.sheet.advance(self.gap().into());
                self.cut = Some(None);
            }
            Op::AutoStatus(bits) => {
                self.auto_status = *bits;
                self.reported = None;
            }
            Op::PaperStatus => {
                let near = if self.near_end() { 0x03 } else { 0 };
                let out = if self.roll.is_out() { 0x0C } else { 0 };
                self.say(&[near | out]);
            }
            Op::ProcessId([a, b, c, d]) => self.say(&[0x37, 0x22, *a, *b, *c, *d, 0]),
            Op::OfflineResponse(detail) => self.offline_response = *detail,
            Op::Identify(what) => self.identify(*what),
            Op::DefineLogo { key, picture } => {
                return self.store.define(*key, picture, self.clock + self.nv_write);
            }
            Op::Memory(what) => {
                let answer = self.store.obey(*what, self.clock + self.nv_write);
                self.say(&answer);
            }
            Op::Character(_)
            | Op::LineFeed
            | Op::CodePage(_)
            | Op::Align(_)
            | Op::Bold(_)
            | Op::Size { .. }
            | Op::Mode { .. }
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
            | Op::Nothing
            | Op::Unknown(_) => {}
        }
        true
    }

    fn remember_unknown(&mut self, op: Op) {
        self.unknown_count += 1;
        if self.unknown.len() < UNKNOWN_KEPT {
            let mut bytes = if let Op::Unknown(bytes) = op { bytes } else { format!("{op:?}").into_bytes() };
            bytes.truncate(64);
            self.unknown.push(bytes);
        }
    }
}
