//! The scanner, on a pseudo-terminal.

use std::io::Write as _;
use std::sync::Mutex;

use serialport::{SerialPort as _, TTYPort};

/// A scanner that reads what it is told.
pub struct Scanner {
    ours: Mutex<TTYPort>,
    /// The end that the terminal opens too: open all the time, so that what is written early is not lost.
    theirs: TTYPort,
}

impl Scanner {
    pub fn plug_in() -> Self {
        let (ours, theirs) = TTYPort::pair().unwrap();
        Self { ours: Mutex::new(ours), theirs }
    }

    /// What the configuration calls it.
    pub fn address(&self) -> String {
        format!("serial:{}?baud=9600", self.theirs.name().unwrap())
    }

    /// Somebody holds this code to it.
    pub fn read(&self, text: &str) {
        let mut line = self.ours.lock().unwrap();
        line.write_all(format!("{text}\r").as_bytes()).unwrap();
    }
}
