//! Asking a printer who it is, one question at a time, while nothing else is to be done.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use super::Identity;
use super::link::Link;
use crate::command::{Command, Identity as Question};
use crate::status::Event;

/// A printer that answers at all answers within this. Generous, for a later answer would count for the next question,
/// and nobody waits.
const ANSWER_WAIT: Duration = Duration::from_secs(5);
const ROOM_WAIT: Duration = Duration::from_millis(100);

/// What is still to be asked. Only printers that report by themselves are asked: those follow Epson closely enough to
/// know the command, which others would print as a letter.
pub(super) struct Interview {
    left: VecDeque<Question>,
    asked: Option<(Question, Instant)>,
    identity: Identity,
    told: bool,
}

impl Default for Interview {
    fn default() -> Self {
        Self {
            left: [Question::Maker, Question::Model, Question::Firmware, Question::Serial].into(),
            asked: None,
            identity: Identity::default(),
            told: false,
        }
    }
}

impl Interview {
    /// Asks the next question if none is open; returns when an answer is overdue.
    pub(super) fn go_on(&mut self, link: &mut Link) -> io::Result<Option<Instant>> {
        let now = Instant::now();
        if let Some((_, overdue)) = self.asked
            && now < overdue
        {
            return Ok(Some(overdue));
        }
        self.asked = None;
        let Some(question) = self.left.pop_front() else { return Ok(None) };
        let overdue = now + ANSWER_WAIT;
        if link.write(&Command::Identify(question).bytes(), now + ROOM_WAIT)? {
            self.asked = Some((question, overdue));
        }
        Ok(Some(overdue))
    }

    /// Takes an answer in.
    pub(super) fn hear(&mut self, events: &[Event]) {
        for event in events {
            if let Event::Text(text) = event
                && let Some((question, _)) = self.asked.take()
            {
                let text =
                    Some(String::from_utf8_lossy(text).trim().to_owned()).filter(|text| !text.is_empty());
                match question {
                    Question::Maker => self.identity.maker = text,
                    Question::Model => self.identity.model = text,
                    Question::Firmware => self.identity.firmware = text,
                    Question::Serial => self.identity.serial = text,
                    Question::ModelId | Question::TypeId => {}
                }
            }
        }
    }

    /// What the printer has said, once, when there is nothing left to ask.
    pub(super) fn finished(&mut self) -> Option<Identity> {
        if self.told || self.asked.is_some() || !self.left.is_empty() {
            return None;
        }
        self.told = true;
        Some(self.identity.clone()).filter(|identity| *identity != Identity::default())
    }
}
