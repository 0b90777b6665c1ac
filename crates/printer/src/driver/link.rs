//! An open device: what it last said, and how to ask it.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crate::command::{Command, RealTime};
use crate::job::AUTO_STATUS;
use crate::profile::Profile;
use crate::status::{Event, LinkState, Parser, Status};
use crate::transport::{CHUNK_MAX, Transport};

pub(super) struct Link {
    transport: Box<dyn Transport>,
    parser: Parser,
    /// Questions on their way, in order: a one-byte answer does not say what it answers.
    asked: VecDeque<RealTime>,
    pub(super) status: Status,
    /// When the whole status was last known to be true.
    pub(super) heard: Option<Instant>,
    /// The printer asked for a pause.
    paused: bool,
    /// It was reset by us since it last fell silent.
    pub(super) greeted: bool,
}

impl Link {
    pub(super) fn new(transport: Box<dyn Transport>, profile: &Profile) -> Self {
        let link = if profile.read_back { LinkState::Silent } else { LinkState::WriteOnly };
        Self {
            transport,
            parser: Parser::default(),
            asked: VecDeque::new(),
            status: Status::of_link(link),
            heard: None,
            paused: false,
            greeted: false,
        }
    }

    /// Takes in what has arrived, waiting at most `wait` for it; returns what concerns jobs.
    pub(super) fn pump(&mut self, wait: Duration) -> io::Result<Vec<Event>> {
        let mut buffer = [0; 256];
        let n = self.transport.read(&mut buffer, wait)?;
        let mut rest = Vec::new();
        for event in self.parser.push(&buffer[..n]) {
            match event {
                Event::RealTime(answer) => {
                    if let Some(asked) = self.asked.pop_front() {
                        self.status = self.status.with_real_time(asked, answer);
                    }
                }
                Event::Automatic(report) => {
                    self.status = self.status.with_automatic(report);
                    self.heard = Some(Instant::now());
                }
                Event::XOn => self.paused = false,
                Event::XOff => self.paused = true,
                Event::Noise(byte) => tracing::debug!(byte, "the printer said something unknown"),
                Event::Printed(_)
                | Event::InOrder(_)
                | Event::Cleared
                | Event::OfflineNotice(_)
                | Event::Text(_) => rest.push(event),
            }
        }
        Ok(rest)
    }

    /// Asks all four status bytes and waits for them; returns whether they came, and what else did.
    ///
    /// Nothing else may be sent until a printer has answered; four questions are the most it accepts at once. Only to
    /// be called between commands, never within one.
    pub(super) fn ask(&mut self, reply: Duration) -> io::Result<(bool, Vec<Event>)> {
        // Answers may still be owed to us. Asked anew, a printer that is merely slow would have its last answers to the
        // old questions taken for the first to the new.
        let owed = !self.asked.is_empty();
        let mut events = self.await_answers(if owed { reply } else { Duration::ZERO })?;
        if owed && self.asked.is_empty() {
            return Ok((true, events));
        }
        self.asked.clear();
        let questions: Vec<u8> = RealTime::ALL.iter().flat_map(|what| Command::Ask(*what).bytes()).collect();
        if !self.write(&questions, Instant::now() + reply)? {
            return Ok((false, events));
        }
        self.asked.extend(RealTime::ALL);
        events.extend(self.await_answers(reply)?);
        Ok((self.asked.is_empty(), events))
    }

    /// Takes in what arrives until every question is answered, at least once and at most for `limit`.
    fn await_answers(&mut self, limit: Duration) -> io::Result<Vec<Event>> {
        let until = Instant::now() + limit;
        let mut events = self.pump(Duration::ZERO)?;
        while !self.asked.is_empty() && Instant::now() < until {
            events.extend(self.pump(Duration::from_millis(5))?);
        }
        if limit > Duration::ZERO && self.asked.is_empty() {
            self.heard = Some(Instant::now());
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

    /// Writes all of a short command; false if there was no room until then, and part of it may have gone.
    pub(super) fn write(&mut self, mut bytes: &[u8], until: Instant) -> io::Result<bool> {
        while !bytes.is_empty() {
            let n = self.transport.write_chunk(bytes)?;
            bytes = &bytes[n..];
            if n == 0 && Instant::now() >= until {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes one chunk of a job, if the printer wants it and little waits in this computer.
    pub(super) fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.paused || self.transport.queued()? >= CHUNK_MAX {
            return Ok(0);
        }
        self.transport.write_chunk(&bytes[..bytes.len().min(CHUNK_MAX)])
    }

    /// Whether all has left this computer, as far as it can know.
    pub(super) fn drained(&mut self) -> io::Result<bool> {
        Ok(self.transport.queued()? == 0)
    }

    /// Has the printer forget what waits, here and there. Returns whether it said so.
    pub(super) fn clear(&mut self, limit: Duration) -> io::Result<bool> {
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
        while Instant::now() < until {
            if self.pump(Duration::from_millis(5))?.contains(&Event::Cleared) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn is_fresh(&self, age_max: Duration) -> bool {
        self.heard.is_some_and(|heard| heard.elapsed() < age_max)
    }
}
