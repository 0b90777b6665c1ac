//! A 2D scanner on a serial line (RS-232, or USB as a serial device): a line of text a scan.
//!
//! ```text
//!   Closed ──opens──▶ Open: bytes until Return, line feed, or a silence ──▶ scanned
//!     ▲  1 s … 30 s     │ the line breaks
//!     └─────────────────┘
//! ```
//!
//! **Architecture invariant:** what is read is posted or forgotten. A line too long is no code and is thrown away to its
//! end.

use std::io::{ErrorKind, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use zeroize::Zeroize as _;

use super::scan;
use crate::wording::LogEvent;

/// Scanners that end a code with nothing are silent after it.
const SILENCE: Duration = Duration::from_millis(100);
/// Pauses between tries to open the line, seconds.
const RETRY_S: [u64; 4] = [1, 5, 15, 30];

/// Where the scanner is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// `/dev/serial/by-id/…`
    pub path: PathBuf,
    /// Bits a second.
    pub baud: u32,
}

/// What a scanner has to say.
pub enum Said {
    /// It is there, or not any more.
    Attached(bool),
    /// It read this.
    Text(String),
}

/// The running thread. Dropping it closes the line.
pub struct Scanner {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Scanner {
    /// Listens to the scanner. It need not be there yet.
    ///
    /// # Errors
    /// There is no thread.
    pub fn start(line: Line, listener: Box<dyn Fn(Said) + Send>) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let listen = move || listen(&line, &listener, &asked);
        let thread = std::thread::Builder::new().name("scanner".into()).spawn(listen)?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!(event = LogEvent::ThreadLost.name(), thread = "scanner");
            }
        }
    }
}

fn listen(line: &Line, listener: &dyn Fn(Said), stop: &AtomicBool) {
    let mut tries = 0;
    while !stop.load(Ordering::Relaxed) {
        match serialport::new(line.path.to_string_lossy(), line.baud).timeout(SILENCE).open() {
            Ok(port) => {
                tries = 0;
                listener(Said::Attached(true));
                let why = read(port, listener, stop);
                listener(Said::Attached(false));
                tracing::info!(path = %line.path.display(), why, "the scanner's line has closed");
            }
            Err(error) => {
                if tries == 0 {
                    tracing::warn!(path = %line.path.display(), %error, "the scanner's line can't be opened: check `scanner.address`");
                }
                let wait = Duration::from_secs(RETRY_S[tries.min(RETRY_S.len() - 1)]);
                tries += 1;
                // Unparked by whoever stops this.
                std::thread::park_timeout(wait);
            }
        }
    }
}

/// Reads until the line breaks; why it did.
fn read(mut port: impl Read, listener: &dyn Fn(Said), stop: &AtomicBool) -> String {
    let mut lines = Lines::default();
    let mut bytes = [0; 256];
    let why = loop {
        if stop.load(Ordering::Relaxed) {
            break "stopped".to_owned();
        }
        match port.read(&mut bytes) {
            Ok(0) => break "its other end has closed".to_owned(),
            Ok(read) => lines.take(&bytes[..read], &mut |text| listener(Said::Text(text))),
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                lines.silence(&mut |text| listener(Said::Text(text)));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => break error.to_string(),
        }
    };
    bytes.zeroize();
    why
}

/// Bytes into lines. Pure.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    /// This line is too long: the rest of it is thrown away.
    flooded: bool,
}

impl Lines {
    fn take(&mut self, bytes: &[u8], each: &mut impl FnMut(String)) {
        for byte in bytes {
            match byte {
                b'\r' | b'\n' => self.silence(each),
                _ if self.flooded => {}
                byte => {
                    self.bytes.push(*byte);
                    if self.bytes.len() > scan::CHARS_MAX {
                        self.flooded = true;
                        self.bytes.zeroize();
                    }
                }
            }
        }
    }

    /// The code has ended.
    fn silence(&mut self, each: &mut impl FnMut(String)) {
        self.flooded = false;
        // What is no text is no code of ours.
        if let Ok(text) = String::from_utf8(std::mem::take(&mut self.bytes))
            && !text.trim().is_empty()
        {
            each(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::sync::mpsc;

    use proptest::prelude::*;
    use serialport::{SerialPort as _, TTYPort};

    use super::*;

    const CODE: &str = "HTTPS://AK1.DISNAKER.EXAMPLE/R#K07-B1000-9.BEEQSCIJBEEQSCIJBEEQSCIJBE";

    fn lines_of(pieces: &[&[u8]], silence_at_the_end: bool) -> Vec<String> {
        let (mut lines, mut heard) = (Lines::default(), Vec::new());
        for piece in pieces {
            lines.take(piece, &mut |text| heard.push(text));
        }
        if silence_at_the_end {
            lines.silence(&mut |text| heard.push(text));
        }
        heard
    }

    #[test]
    fn a_line_ends_with_return_line_feed_both_or_silence() {
        for end in ["\r", "\n", "\r\n"] {
            assert_eq!(lines_of(&[CODE.as_bytes(), end.as_bytes()], false), [CODE], "{end:?}");
        }
        assert_eq!(lines_of(&[CODE.as_bytes()], true), [CODE]);
        assert!(lines_of(&[b"\r\n\r\n \xff\xfe\n"], true).is_empty());
    }

    #[test]
    fn a_flood_is_thrown_away_and_the_next_code_is_read() {
        let flood = vec![b'A'; 100_000];
        assert_eq!(lines_of(&[&flood, b"\r", CODE.as_bytes(), b"\r"], false), [CODE]);
    }

    #[test]
    fn a_scanner_that_is_plugged_in_out_and_in_again_is_heard_each_time() {
        let (mut far, near) = TTYPort::pair().unwrap();
        let line = Line { path: near.name().unwrap().into(), baud: 9600 };
        // The terminal's end would be held exclusively.
        drop(near);
        let (say, heard) = mpsc::channel();
        let scanner = Scanner::start(line, Box::new(move |said| say.send(said).unwrap_or_default())).unwrap();
        let next = || heard.recv_timeout(Duration::from_secs(20)).expect("the scanner says something");
        assert!(matches!(next(), Said::Attached(true)));
        for _ in 0..2 {
            far.write_all(format!("{CODE}\r").as_bytes()).unwrap();
            assert!(matches!(next(), Said::Text(text) if text == CODE));
        }
        drop(far);
        assert!(matches!(next(), Said::Attached(false)));
        drop(scanner);
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_same_is_read(cuts in proptest::collection::vec(0usize..150, 0..20)) {
            let all = format!("{CODE}\r\nKARTU-PETUGAS-0003\r");
            let mut at: Vec<usize> = cuts.into_iter().map(|cut| cut % all.len()).collect();
            at.extend([0, all.len()]);
            at.sort_unstable();
            let pieces: Vec<&[u8]> = at.windows(2).map(|pair| &all.as_bytes()[pair[0]..pair[1]]).collect();
            prop_assert_eq!(lines_of(&pieces, false), [CODE, "KARTU-PETUGAS-0003"]);
        }
    }
}
