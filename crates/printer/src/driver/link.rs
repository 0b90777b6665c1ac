//! An open device: what it last said, and how to ask it.

mod pace;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::shared::Shared;
use crate::command::{Command, RealTime};
use crate::job::AUTO_STATUS;
use crate::profile::Profile;
use crate::status::{CoverState, Event, LinkState, Parser, Status};
use crate::transport::{Interest, Transport};
pub(super) use pace::IN_FLIGHT_MAX;
use pace::Pace;

/// The longest one wait while anything is in hand. Between two the caller looks whether it is to stop.
pub(super) const SLICE_MAX: Duration = Duration::from_millis(200);
/// A network printer that was silent for so many rounds may be there behind a new connection.
const STALE_AFTER: u32 = 2;

pub(super) struct Link {
    transport: Box<dyn Transport>,
    shared: Arc<Shared>,
    parser: Parser,
    /// Questions on their way, in order: a one-byte answer does not say what it answers.
    asked: VecDeque<RealTime>,
    asked_at: Instant,
    pub(super) status: Status,
    /// The status as the answers to a round of questions have it so far. It holds when all are there: the first says
    /// that a printer is offline, and only the last that it has no paper.
    round: Status,
    /// When the whole status was last known to be true.
    pub(super) heard: Option<Instant>,
    cover_closed: Option<Instant>,
    /// The printer asked for a pause.
    paused: bool,
    pace: Pace,
    silent_rounds: u32,
    /// Bytes heard that mean nothing, or that nobody asked for.
    noise: u32,
    /// It was reset by us since it last fell silent.
    pub(super) greeted: bool,
}

impl Link {
    pub(super) fn new(transport: Box<dyn Transport>, profile: &Profile, shared: Arc<Shared>) -> Self {
        let link = if profile.read_back { LinkState::Silent } else { LinkState::WriteOnly };
        Self {
            transport,
            shared,
            parser: Parser::default(),
            asked: VecDeque::new(),
            asked_at: Instant::now(),
            status: Status::of_link(link),
            round: Status::of_link(link),
            heard: None,
            cover_closed: None,
            paused: false,
            pace: Pace::new(profile.baud),
            silent_rounds: 0,
            noise: 0,
            greeted: false,
        }
    }

    pub(super) fn into_transport(self) -> Box<dyn Transport> {
        self.transport
    }

    /// Takes in what arrives within `wait`, but at most a slice; returns what concerns jobs, and publishes the status.
    pub(super) fn pump(&mut self, wait: Duration) -> io::Result<Vec<Event>> {
        self.wait(Interest::Read, wait.min(SLICE_MAX))?;
        self.take_in()
    }

    /// As `pump`, when room for a write is waited for as well.
    fn pump_for_room(&mut self, wait: Duration) -> io::Result<Vec<Event>> {
        self.wait(Interest::ReadWrite, wait.min(SLICE_MAX))?;
        self.take_in()
    }

    /// As `pump`, with nothing in hand: until something arrives, or the thread is woken.
    pub(super) fn rest(&mut self, limit: Duration) -> io::Result<Vec<Event>> {
        self.wait(Interest::Read, limit)?;
        self.take_in()
    }

    fn wait(&mut self, interest: Interest, limit: Duration) -> io::Result<()> {
        if limit.is_zero() {
            return Ok(());
        }
        let transport = &mut self.transport;
        self.shared.waiting(|waker| transport.wait(waker, interest, limit))
    }

    fn take_in(&mut self) -> io::Result<Vec<Event>> {
        let mut buffer = [0; 256];
        let mut rest = Vec::new();
        loop {
            let n = self.transport.read(&mut buffer)?;
            for event in self.parser.push(&buffer[..n]) {
                self.hear(event, &mut rest);
            }
            if n < buffer.len() {
                break;
            }
        }
        self.shared.publish(self.status);
        Ok(rest)
    }

    fn hear(&mut self, event: Event, rest: &mut Vec<Event>) {
        let cover = self.status.cover;
        match event {
            Event::RealTime(answer) => {
                if let Some(asked) = self.asked.pop_front() {
                    self.round = self.round.with_real_time(asked, answer);
                    if self.asked.is_empty() {
                        self.status = self.round;
                        self.heard = Some(Instant::now());
                        self.silent_rounds = 0;
                    }
                } else {
                    self.noise += 1;
                }
            }
            Event::Automatic(report) => {
                self.status = self.status.with_automatic(report);
                self.round = self.round.with_automatic(report);
                self.heard = Some(Instant::now());
            }
            Event::XOn => self.paused = false,
            Event::XOff => self.paused = true,
            Event::Noise(byte) => {
                self.noise += 1;
                tracing::debug!(byte, "the printer said something unknown");
            }
            Event::Printed(name) => {
                self.shared.note_name(name);
                rest.push(event);
            }
            Event::InOrder(_)
            | Event::Cleared
            | Event::OfflineNotice(_)
            | Event::LogoCapacity(_)
            | Event::LogoFree(_)
            | Event::LogoKeys { .. }
            | Event::Text(_) => rest.push(event),
        }
        if cover == CoverState::Open && self.status.cover == CoverState::Closed {
            self.cover_closed = Some(Instant::now());
        }
    }

    /// Asks all four status bytes and waits for them; returns whether they came, and what else did.
    ///
    /// Nothing else may be sent until a printer has answered; four questions are the most it accepts at once. Only to
    /// be called between commands, never within one. `gather` is a time in which the answers are let come together
    /// before the thread wakes for them; zero when somebody waits.
    pub(super) fn ask(&mut self, reply: Duration, gather: Duration) -> io::Result<(bool, Vec<Event>)> {
        // Answers may still be owed to us. Asked anew, a printer that is merely slow would have its last answers to the
        // old questions taken for the first to the new.
        let owed = self.owes();
        let mut events = self.await_answers(if owed { reply } else { Duration::ZERO })?;
        if owed && !self.owes() {
            return Ok((true, events));
        }
        if !self.question(Instant::now() + reply)? {
            return Ok(self.silent(events));
        }
        if !gather.is_zero() {
            self.wait(Interest::Nothing, gather.min(SLICE_MAX))?;
        }
        events.extend(self.await_answers(reply)?);
        Ok(if self.owes() { self.silent(events) } else { (true, events) })
    }

    fn silent(&mut self, events: Vec<Event>) -> (bool, Vec<Event>) {
        self.silent_rounds += 1;
        (false, events)
    }

    /// Whether only a new connection may end the silence.
    pub(super) fn is_stale(&self) -> bool {
        self.transport.goes_stale() && self.silent_rounds >= STALE_AFTER
    }

    /// Sends a round of questions; old ones count as never answered. False: there was no room for them.
    pub(super) fn question(&mut self, until: Instant) -> io::Result<bool> {
        self.asked.clear();
        let questions: Vec<u8> = RealTime::ALL.iter().flat_map(|what| Command::Ask(*what).bytes()).collect();
        self.shared.asked_a_round();
        self.asked_at = Instant::now();
        if !self.write(&questions, until)? {
            return Ok(false);
        }
        self.asked.extend(RealTime::ALL);
        self.round = self.status;
        Ok(true)
    }

    /// Asks one question and says whether it was answered, and nothing else was said. A wrong line speed makes noise.
    pub(super) fn handshake(&mut self, wait: Duration) -> io::Result<bool> {
        let until = Instant::now() + wait;
        self.asked.clear();
        self.noise = 0;
        if !self.write(&Command::Ask(RealTime::Printer).bytes(), until)? {
            return Ok(false);
        }
        self.asked.push_back(RealTime::Printer);
        self.round = self.status;
        let rest = self.await_answers(wait)?;
        let answered = !self.owes();
        self.asked.clear();
        Ok(answered && rest.is_empty() && self.noise == 0)
    }

    /// Whether questions have not all been answered.
    pub(super) fn owes(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Whether not one question of the round has been answered.
    pub(super) fn owes_all(&self) -> bool {
        self.asked.len() == RealTime::ALL.len()
    }

    /// How long ago the last questions were sent.
    pub(super) fn since_asked(&self) -> Duration {
        self.asked_at.elapsed()
    }

    /// Whether the cover was closed so lately that answers may still tell of before.
    pub(super) fn unsettled(&self, settle: Duration) -> Option<Duration> {
        let left = settle.checked_sub(self.cover_closed?.elapsed())?;
        Some(left).filter(|left| !left.is_zero())
    }

    /// Takes in what arrives until every question is answered, at least once and at most for `limit`.
    fn await_answers(&mut self, limit: Duration) -> io::Result<Vec<Event>> {
        let until = Instant::now() + limit;
        let mut events = self.pump(Duration::ZERO)?;
        while self.owes() && !self.shared.stopping() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            events.extend(self.pump(left)?);
        }
        Ok(events)
    }

    /// Resets the printer and has it report changes by itself.
    pub(super) fn initialise(&mut self, profile: &Profile, until: Instant) -> io::Result<bool> {
        let mut bytes = Command::Initialise.bytes();
        if profile.asb {
            Command::AutoStatus(AUTO_STATUS).write_to(&mut bytes);
        }
        self.write(&bytes, until)
    }

    /// Writes all of a short command; false if there was no room until then, and part of it may have gone. Answers that
    /// come meanwhile are taken in, and those that concern jobs are lost: nothing is to be owed.
    pub(super) fn write(&mut self, mut bytes: &[u8], until: Instant) -> io::Result<bool> {
        loop {
            let n = self.transport.write_chunk(bytes)?;
            bytes = &bytes[n..];
            if bytes.is_empty() {
                return Ok(true);
            }
            let left = until.saturating_duration_since(Instant::now());
            if n == 0 && (left.is_zero() || self.shared.stopping()) {
                return Ok(false);
            }
            if n == 0 {
                self.wait(Interest::ReadWrite, left.min(SLICE_MAX))?;
            }
        }
    }

    /// Writes one chunk of a job, if the printer wants it and little waits in this computer. `Err` in the pair is how
    /// long to wait before the next attempt.
    pub(super) fn write_some(&mut self, bytes: &[u8]) -> io::Result<Result<usize, Duration>> {
        if self.paused {
            return Ok(Err(SLICE_MAX));
        }
        let queued = self.transport.queued()?.unwrap_or(0);
        let room = self.pace.allowed(Instant::now()).min(IN_FLIGHT_MAX.saturating_sub(queued));
        let allowed = room.min(bytes.len());
        // Many small writes are no faster than a few, and wake the thread as often.
        if allowed < bytes.len().min(IN_FLIGHT_MAX / 2) {
            return Ok(Err(self.pace.time_for(IN_FLIGHT_MAX / 2)));
        }
        let n = self.transport.write_chunk(&bytes[..allowed])?;
        self.pace.spend(n);
        Ok(if n == 0 { Err(Duration::ZERO) } else { Ok(n) })
    }

    /// Waits until a write may succeed, or something arrives.
    pub(super) fn wait_for_room(&mut self, pause: Duration) -> io::Result<Vec<Event>> {
        if pause.is_zero() { self.pump_for_room(SLICE_MAX) } else { self.pump(pause) }
    }

    /// How long what waits in this computer takes to leave, as far as that can be known.
    pub(super) fn draining(&mut self) -> io::Result<Option<Duration>> {
        Ok(self.transport.queued()?.filter(|queued| *queued > 0).map(|queued| self.pace.time_for(queued)))
    }

    /// Has the printer forget what waits, here and there, after `padding` bytes that complete the command it was left
    /// in. Returns whether it said so.
    pub(super) fn clear(&mut self, limit: Duration, padding: usize) -> io::Result<bool> {
        let until = Instant::now() + limit;
        self.transport.purge()?;
        self.parser.reset();
        self.asked.clear();
        self.paused = false;
        let mut bytes = Command::ClearBuffers.bytes();
        Command::RecoverClear.write_to(&mut bytes);
        if !self.write(&bytes, until)? {
            return Ok(false);
        }
        while !self.shared.stopping() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            if self.pump(left)?.contains(&Event::Cleared) {
                return Ok(true);
            }
        }
        // It may not know the command, and be left inside a picture: what completes that is white.
        if padding > 0 {
            let white = vec![0; padding];
            let until = Instant::now() + limit + self.pace.time_for(padding);
            self.write(&white, until)?;
        }
        Ok(false)
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.shared.stopping()
    }

    pub(super) fn is_fresh(&self, age_max: Duration) -> bool {
        self.heard.is_some_and(|heard| heard.elapsed() < age_max)
    }
}
