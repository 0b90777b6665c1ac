//! Storing a picture in the printer's own memory.

//!
//! ```text
//!  ready? ─▶ capacity (48) ─▶ names (64) ─▶ left (51) ─▶ [forget the old one (66) ─▶ left (51)] ─▶ store (67)
//!                                                                                                    │
//!                                              stored ◀── named? ◀── names (64) ◀── nothing is said ─┘
//! ```
//!
//! While a printer writes its memory nothing may be sent to it, not even a real-time question (Epson TM-T88 manual): the
//! thread does not come round to its regular ones, and this part of it only waits.

use std::io;
use std::time::{Duration, Instant};

use thiserror::Error;

use super::link::{Link, SLICE_MAX};
use super::worker::Worker;
use crate::bitmap::Bitmap;
use crate::command::{Command, LogoKey};
use crate::status::{Cause, Event};

/// How long one question about the memory may be unanswered. They are answered in the order of the data.
const ANSWER_WAIT: Duration = Duration::from_secs(1);
/// Parts that a list of names may come in.
const PARTS_MAX: usize = 128;
/// What a printer keeps beside the dots of a picture, about.
const OVERHEAD_BYTES: usize = 16;

/// Why a picture was not stored, or is not known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LogoError {
    /// By its profile this model stores none.
    #[error("this printer model stores no pictures; tickets go without one")]
    NotSupported,
    /// The printer is not ready, and nothing was sent.
    #[error("the printer is not ready ({0}); mend that and store the picture again")]
    NotReady(Cause),
    /// The picture has no dots.
    #[error("the picture is empty; choose another")]
    Empty,
    /// The picture is wider than the paper.
    #[error("the picture is {dots} dots wide and the paper {paper}; make it smaller")]
    TooWide {
        /// Dots of the picture.
        dots: u16,
        /// Dots of the paper.
        paper: u16,
    },
    /// The picture is larger than all of the printer's memory.
    #[error("the picture takes {bytes} bytes and the printer can hold {capacity}; make it smaller")]
    TooLarge {
        /// Bytes needed.
        bytes: u32,
        /// Bytes in all.
        capacity: u32,
    },
    /// Other pictures take up the printer's memory.
    #[error("the picture takes {bytes} bytes and the printer has {free} left; delete other pictures from it")]
    NoMemory {
        /// Bytes needed.
        bytes: u32,
        /// Bytes left.
        free: u32,
    },
    /// The printer does not answer questions about its memory.
    #[error("the printer does not answer about its memory; set nv_logo = false in its profile")]
    NoAnswer,
    /// The picture was sent, and the printer does not list it.
    #[error("the printer did not keep the picture; its memory may be worn out")]
    NotStored,
    /// The link broke while the picture was on its way.
    #[error("the connection to the printer broke; check the cable and store the picture again")]
    LinkLost,
}

impl From<io::Error> for LogoError {
    fn from(_: io::Error) -> Self {
        LogoError::LinkLost
    }
}

impl Worker {
    pub(super) fn store_logo(&mut self, key: LogoKey, picture: &Bitmap) -> Result<(), LogoError> {
        let paper = self.profile.width_dots;
        if !self.profile.nv_logo {
            return Err(LogoError::NotSupported);
        }
        if picture.packed().is_empty() {
            return Err(LogoError::Empty);
        }
        if picture.width() > paper {
            return Err(LogoError::TooWide { dots: picture.width(), paper });
        }
        if let Some(cause) = self.precheck() {
            return Err(LogoError::NotReady(cause));
        }
        let stored = self.store(key, picture);
        tracing::info!(?key, ?picture, ?stored, "a picture for the printer's memory");
        if stored == Err(LogoError::LinkLost) {
            self.lose(&io::ErrorKind::BrokenPipe.into());
        }
        if self.shared.stopping() {
            // Nothing can be said of a picture that was not waited for.
            return stored.and(Err(LogoError::NotReady(Cause::Stopped)));
        }
        stored
    }

    fn store(&mut self, key: LogoKey, picture: &Bitmap) -> Result<(), LogoError> {
        let (nv_write, baud) = (self.timing.nv_write, self.profile.baud);
        let link = self.link.as_mut().ok_or(LogoError::LinkLost)?;
        let size = picture.packed().len() + OVERHEAD_BYTES;
        let bytes = u32::try_from(size).unwrap_or(u32::MAX);
        let capacity = link.logo_capacity()?;
        if bytes > capacity {
            return Err(LogoError::TooLarge { bytes, capacity });
        }
        let there = link.logo_keys()?.contains(&key);
        let mut free = link.logo_free()?;
        if bytes > free && there {
            link.write_memory(&Command::DeleteLogo(key).bytes(), nv_write, baud)?;
            free = link.logo_free()?;
        }
        if bytes > free {
            return Err(LogoError::NoMemory { bytes, free });
        }
        link.write_memory(&Command::DefineLogo { key, picture }.bytes(), nv_write, baud)?;
        if link.logo_keys()?.contains(&key) { Ok(()) } else { Err(LogoError::NotStored) }
    }
}

impl Link {
    fn logo_capacity(&mut self) -> Result<u32, LogoError> {
        self.answer(&Command::LogoCapacity, |event| {
            if let Event::LogoCapacity(bytes) = event { Some(bytes) } else { None }
        })
    }

    fn logo_free(&mut self) -> Result<u32, LogoError> {
        self.answer(
            &Command::LogoFree,
            |event| if let Event::LogoFree(bytes) = event { Some(bytes) } else { None },
        )
    }

    fn logo_keys(&mut self) -> Result<Vec<LogoKey>, LogoError> {
        let part = |event| if let Event::LogoKeys { more, keys } = event { Some((more, keys)) } else { None };
        let (mut more, mut all) = self.answer(&Command::LogoKeys, part)?;
        for _ in 1..PARTS_MAX {
            if !more {
                break;
            }
            let (follows, keys) = self.answer(&Command::Acknowledge, part)?;
            more = follows;
            all.extend(keys);
        }
        // The last part is acknowledged too, and not answered.
        self.write(&Command::Acknowledge.bytes(), Instant::now() + ANSWER_WAIT)?;
        Ok(all)
    }

    /// Sends one question and waits for the event that answers it.
    fn answer<T>(
        &mut self,
        question: &Command<'_>,
        answer: impl Fn(Event) -> Option<T>,
    ) -> Result<T, LogoError> {
        let until = Instant::now() + ANSWER_WAIT;
        if !self.write(&question.bytes(), until)? {
            return Err(LogoError::NoAnswer);
        }
        while !self.is_stopping() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            if let Some(answer) = self.pump(left)?.into_iter().find_map(&answer) {
                return Ok(answer);
            }
        }
        Err(LogoError::NoAnswer)
    }

    /// Sends a command that makes the printer write its memory, and says nothing more until that is done.
    fn write_memory(&mut self, command: &[u8], nv_write: Duration, baud: u32) -> Result<(), LogoError> {
        let line = Duration::from_secs_f32(command.len() as f32 * 10.0 / baud as f32);
        let until = Instant::now() + line + nv_write;
        let mut sent = 0;
        while sent < command.len() && Instant::now() < until && !self.is_stopping() {
            match self.write_some(&command[sent..])? {
                Ok(n) => sent += n,
                // Late answers are of no use here.
                Err(pause) => drop(self.wait_for_room(pause)?),
            }
        }
        while let Some(left) = self.draining()?
            && Instant::now() < until
            && !self.is_stopping()
        {
            self.pump(left)?;
        }
        if sent < command.len() {
            // Left inside the picture, it would take whatever comes next for more of it.
            self.clear(ANSWER_WAIT, command.len() - sent)?;
            return Err(LogoError::NoAnswer);
        }
        // An adapter may still hold bytes that have left this computer.
        let until = until.max(Instant::now() + nv_write);
        while !self.is_stopping() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            self.pump(left.min(SLICE_MAX))?;
        }
        Ok(())
    }
}
