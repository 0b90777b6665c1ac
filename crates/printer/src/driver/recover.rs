//! Beginning anew with a printer that may hold a job of a program that was killed.

use std::io;
use std::time::{Duration, Instant};

use super::worker::Worker;
use crate::command::ProcessId;
use crate::status::Event;

impl Worker {
    /// Which of `names` the printer says within `wait` to be on paper; then it forgets what it holds.
    pub(super) fn recover(&mut self, names: &[u32], wait: Duration) -> Vec<u32> {
        let until = Instant::now() + wait;
        let mut heard = Vec::new();
        while heard.len() < names.len() && Instant::now() < until && !self.shared.stopping() {
            if self.link.is_none() {
                self.try_open();
            }
            let Some(link) = &mut self.link else {
                std::thread::sleep(Duration::from_millis(20));
                continue;
            };
            match link.pump(Duration::from_millis(20)) {
                Ok(events) => {
                    let status = link.status;
                    self.shared.publish(status);
                    for name in names {
                        let proof = Event::Printed(ProcessId::of(*name));
                        if !heard.contains(name) && events.contains(&proof) {
                            heard.push(*name);
                        }
                    }
                }
                Err(error) => self.lose(&error),
            }
        }
        if let Err(error) = self.begin_anew() {
            self.lose(&error);
        }
        heard
    }

    fn begin_anew(&mut self) -> io::Result<()> {
        self.forget().map(|_complaint| ())
    }
}
