//! Printer and wire together, in a time of their own: the same bytes give the same papers and answers, always.

use std::time::Duration;

use super::fault::{Fault, Order};
use super::line::Line;
use super::machine::Machine;
use super::paper::{Paper, Piece};
use super::{Flow, Setup, Tally};

/// A virtual printer without terminal, thread or clock: the caller lets time pass.
///
/// ```
/// # use std::time::Duration;
/// # use anjungan_printer::{profile::Profile, virtual_printer::{Act, Fault, Setup, Simulator}};
/// let mut printer = Simulator::new(&Setup::bare(Profile::named("epson-tm-t82")?));
/// printer.order("after 4 bytes cover-open".parse::<anjungan_printer::virtual_printer::Order>()?);
/// printer.send(b"before\n");
/// printer.run(Duration::from_secs(5));
/// printer.order(Act::Mend(Fault::CoverOpen));
/// printer.send(b"\x1DVB\0");
/// printer.run_to_rest();
/// assert_eq!(printer.papers()[0].text, "before\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Simulator {
    machine: Machine,
    line: Line,
    flow: Flow,
    now: Duration,
    dpi: u16,
    numbered: u32,
}

impl Simulator {
    /// A printer that is switched on, with a full roll. Where it is found and who gets its papers does not matter here.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        Self {
            machine: Machine::new(setup),
            line: Line::new(setup.speed, setup.seed),
            flow: setup.flow,
            now: Duration::ZERO,
            dpi: setup.profile.dpi,
            numbered: 0,
        }
    }

    /// Tells how the computer's side of the line is set: its speed in bits a second, if it has one, and whether it
    /// stops sending by itself when the printer asks.
    pub fn set_computer(&mut self, baud: Option<u32>, waits: bool) {
        (self.line.computer_baud, self.line.computer_waits) = (baud, waits);
    }

    /// The computer sends bytes, which take their time.
    pub fn send(&mut self, bytes: &[u8]) {
        self.line.feed(bytes, &self.machine.condition, self.now);
        self.step(self.now);
    }

    /// Bytes that were sent and have not arrived yet.
    #[must_use]
    pub fn on_the_wire(&self) -> usize {
        self.line.waiting()
    }

    /// Lets time pass.
    pub fn run(&mut self, time: Duration) {
        self.run_until(self.now.saturating_add(time));
    }

    /// Lets time pass until nothing more happens by itself, be it that all is done or that a fault holds it up.
    pub fn run_to_rest(&mut self) {
        while let Some(at) = self.next_event() {
            self.run_until(at);
        }
    }

    /// Lets time pass while something moves or is on its way; nobody tears anything off.
    pub(super) fn run_while_busy(&mut self) {
        while !self.is_idle() {
            let Some(at) = self.next_event() else { break };
            self.run_until(at);
        }
    }

    /// Lets time pass until `now`, counted from the beginning; a time that has passed already does nothing.
    pub(super) fn run_until(&mut self, now: Duration) {
        while let Some(at) = self.next_event().filter(|at| *at <= now) {
            self.step(at);
        }
        self.step(now);
    }

    /// The time since the beginning.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.now
    }

    /// When something happens next by itself; `None` if nothing does.
    #[must_use]
    pub fn next_event(&self) -> Option<Duration> {
        let arrival = self.line.next_arrival().filter(|_| !self.is_held());
        let machine = self.machine.next_event(self.now).filter(|at| *at > self.now);
        let answer = self.line.next_answer().filter(|at| *at > self.now);
        [arrival.map(|at| at.max(self.now)), machine, answer].into_iter().flatten().min()
    }

    /// Does something to the printer, now or when it has come about.
    pub fn order(&mut self, order: impl Into<Order>) {
        self.machine.order(order.into(), self.now);
        self.step(self.now);
    }

    /// Carries orders out one after the other, each counted from when the one before it was carried out.
    pub fn script(&mut self, orders: impl IntoIterator<Item = Order>) {
        self.machine.script(orders, self.now);
        self.step(self.now);
    }

    /// What is wrong with it now.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.machine.roll.fault().into_iter().chain(self.machine.condition.list(self.now)).collect()
    }

    /// The answers that have reached the computer since the last call.
    pub fn answers(&mut self) -> Vec<u8> {
        self.line.due(self.now)
    }

    /// The papers that came out since the last call.
    pub fn papers(&mut self) -> Vec<Paper> {
        let pieces = self.pieces();
        pieces.into_iter().map(|(number, piece)| Paper::new(number, piece, self.dpi)).collect()
    }

    /// What hangs out of the printer now; `None` if there is nothing on it.
    pub fn hanging(&mut self) -> Option<Paper> {
        self.machine.catch_up(self.now);
        self.machine.hanging().map(|piece| Paper::new(self.numbered + 1, piece, self.dpi))
    }

    /// Somebody tears off what hangs out.
    pub fn tear_off(&mut self) {
        self.machine.catch_up(self.now);
        self.machine.tear_off(self.now);
    }

    /// What it has seen so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let machine = &self.machine;
        Tally {
            bytes: machine.bytes,
            commands: machine.commands,
            unknown: machine.unknown_count,
            unknown_first: machine.unknown.clone(),
            papers: machine.papers_out,
            lost: machine.lost + self.line.lost,
            garbled: self.line.garbled,
            xoffs: machine.xoffs,
            accidents: machine.accidents,
            nv_writes: machine.store.writes,
            nv_violations: machine.store.violations,
            paper_mm: machine.roll.moved_mm(),
        }
    }

    /// Millimetres of paper left on the roll.
    #[must_use]
    pub fn paper_left_mm(&self) -> f32 {
        self.machine.roll.left_mm()
    }

    pub(super) fn pieces(&mut self) -> Vec<(u32, Piece)> {
        let pieces = self.machine.take_papers();
        let first = self.numbered + 1;
        self.numbered += u32::try_from(pieces.len()).unwrap_or(u32::MAX);
        (first..).zip(pieces).collect()
    }

    /// Whether the link to it exists.
    pub(super) fn is_plugged(&self) -> bool {
        !(self.machine.condition.unplugged || self.machine.condition.vanished)
    }

    pub(super) fn cut_off(&mut self) {
        self.line.cut_off();
    }

    pub(super) fn is_idle(&self) -> bool {
        self.machine.is_idle() && self.line.waiting() == 0
    }

    /// The printer can't take more and the computer waits.
    fn is_held(&self) -> bool {
        let waits = self.flow == Flow::Ready || self.line.computer_waits;
        let full = self.machine.room() == 0 && !self.machine.condition.is_dead();
        let paused = self.flow == Flow::XonXoff && self.machine.paused && self.line.computer_waits;
        (waits && full) || paused
    }

    /// One point in time: at most one byte arrives.
    fn step(&mut self, now: Duration) {
        self.now = self.now.max(now);
        let now = self.now;
        self.machine.advance(now);
        if self.line.next_arrival().is_some_and(|at| at <= now) && !self.is_held() {
            for byte in self.line.arrive(&self.machine.condition, now) {
                self.machine.receive(byte, now);
            }
            self.machine.advance(now);
        }
        if self.machine.condition.is_dead() {
            self.line.forget_answers();
        }
        let answers = self.machine.take_answers();
        self.line.speak(&answers, &self.machine.condition, now);
    }
}
