//! What can go wrong, by name: one table for tests, the command line, scripts and the demonstration's window.
//!
//! ```text
//! order := [ "after" N ( "bytes" | "mm" | "papers" | "ms" ) ] act
//! act   := FAULT | "mend" FAULT | "refill" | "clear" | "power-cycle"
//! ```

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What can go wrong with a printer. Faults add up until they are mended. As text, a name and at most one number:
/// `cover-open`, `paper-out 120`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// No paper.
    PaperOut,
    /// The paper ends after so many millimetres more, be it in the middle of a line.
    PaperOutAfter {
        /// Millimetres left.
        mm: f32,
    },
    /// The roll is nearly used up, says its sensor.
    NearEnd,
    /// The cover is open: what is under way stops and goes on when it is closed.
    CoverOpen,
    /// The cutter is stuck, until `DLE ENQ 1` (goes on) or 2 (forgets), or mending.
    CutterStuck,
    /// The next cut sticks; until then nothing is to be seen of it.
    CutterJam,
    /// The cutter is stuck, and no command heals it.
    CutterBroken,
    /// The head is too hot, and cool again after so many milliseconds.
    HeadHot {
        /// Milliseconds from now.
        ms: u32,
    },
    /// An error that only switching off and on heals.
    Broken,
    /// The line takes only so many bytes a second.
    Slow {
        /// Bytes a second, at least 1.
        bytes_per_s: u32,
    },
    /// The printer listens and speaks at this speed, whatever its switches say.
    WrongBaud {
        /// Bits a second.
        baud: u32,
    },
    /// One byte of so many that arrive is lost.
    DropBytes {
        /// Bytes, at least 1.
        every: u32,
    },
    /// Answers leave so much later.
    LateAnswers {
        /// Milliseconds.
        ms: u32,
    },
    /// Answers leave byte by byte, with such pauses between.
    TornAnswers {
        /// Milliseconds.
        pause_ms: u32,
    },
    /// One byte of so many that it answers is lost.
    LostAnswers {
        /// Bytes, at least 1.
        every: u32,
    },
    /// Takes and says nothing, and does not move.
    Stall,
    /// The data cable is pulled: the link is gone; the printer keeps its power and prints what it has.
    Unplug,
    /// Switched off and unplugged: the link is gone, and it comes back newly switched on.
    Vanish,
    /// Switched off with the cable in place: silent, and deaf. It comes back newly switched on.
    PowerOff,
}

/// How a fault is written: its name, what its number means, and what it does.
struct Named {
    sample: Fault,
    name: &'static str,
    unit: &'static str,
    about: &'static str,
}

const fn named(sample: Fault, name: &'static str, unit: &'static str, about: &'static str) -> Named {
    Named { sample, name, unit, about }
}

const TABLE: [Named; 19] = [
    named(Fault::PaperOut, "paper-out", "", "take the paper out"),
    named(
        Fault::PaperOutAfter { mm: 40.0 },
        "paper-out",
        "MM",
        "let the paper end after MM millimetres more",
    ),
    named(Fault::NearEnd, "near-end", "", "let the roll be nearly used up"),
    named(Fault::CoverOpen, "cover-open", "", "open the cover"),
    named(Fault::CutterStuck, "cutter-stuck", "", "block the cutter; DLE ENQ heals it"),
    named(Fault::CutterJam, "cutter-jam", "", "let the next cut stick; DLE ENQ heals it"),
    named(Fault::CutterBroken, "cutter-broken", "", "block the cutter for good"),
    named(Fault::HeadHot { ms: 3000 }, "head-hot", "MS", "let the head be too hot for MS milliseconds"),
    named(Fault::Broken, "broken", "", "an error that only switching off and on heals"),
    named(Fault::Slow { bytes_per_s: 960 }, "slow", "N", "take only N bytes a second"),
    named(Fault::WrongBaud { baud: 9600 }, "wrong-baud", "N", "set the printer's line speed to N"),
    named(Fault::DropBytes { every: 50 }, "drop-bytes", "N", "lose one of N bytes that arrive"),
    named(Fault::LateAnswers { ms: 400 }, "late-answers", "MS", "answer MS milliseconds late"),
    named(Fault::TornAnswers { pause_ms: 50 }, "torn-answers", "MS", "pause MS milliseconds within answers"),
    named(Fault::LostAnswers { every: 5 }, "lost-answers", "N", "lose one of N bytes it answers"),
    named(Fault::Stall, "stall", "", "take nothing, say nothing, move nothing"),
    named(Fault::Unplug, "unplug", "", "pull the data cable; it prints what it has"),
    named(Fault::Vanish, "vanish", "", "switch it off and unplug it: the link disappears"),
    named(Fault::PowerOff, "power-off", "", "switch it off, cable in place"),
];

impl Fault {
    /// One of each kind, with a usual number: for rows of buttons and for tests of them all.
    pub const ALL: [Fault; TABLE.len()] = {
        let mut all = [Fault::PaperOut; TABLE.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = TABLE[at].sample;
            at += 1;
        }
        all
    };

    /// Its name, without its number.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.named().name
    }

    /// What it does, in a line of English.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.named().about
    }

    /// How it is written on a command line, with a word for its number: `paper-out MM`.
    #[must_use]
    pub fn usage(self) -> String {
        let Named { name, unit, .. } = self.named();
        format!("{name} {unit}").trim_end().to_owned()
    }

    /// Whether both are the same kind of fault; their numbers may differ.
    #[must_use]
    pub fn same_kind(self, other: Fault) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    fn named(self) -> &'static Named {
        TABLE
            .iter()
            .find(|named| named.sample.same_kind(self))
            .expect("a test holds every fault against the table")
    }

    fn number(self) -> Option<f32> {
        match self {
            Fault::PaperOutAfter { mm } => Some(mm),
            Fault::HeadHot { ms } | Fault::LateAnswers { ms } | Fault::TornAnswers { pause_ms: ms } => {
                Some(ms as f32)
            }
            Fault::Slow { bytes_per_s: n }
            | Fault::WrongBaud { baud: n }
            | Fault::DropBytes { every: n }
            | Fault::LostAnswers { every: n } => Some(n as f32),
            Fault::PaperOut
            | Fault::NearEnd
            | Fault::CoverOpen
            | Fault::CutterStuck
            | Fault::CutterJam
            | Fault::CutterBroken
            | Fault::Broken
            | Fault::Stall
            | Fault::Unplug
            | Fault::Vanish
            | Fault::PowerOff => None,
        }
    }

    /// The same fault with another number; `None` if that number cannot be.
    fn with(self, mm: f32, whole: Option<u32>) -> Option<Fault> {
        let counted = whole.filter(|n| *n > 0);
        Some(match self {
            Fault::PaperOutAfter { .. } => Fault::PaperOutAfter { mm },
            Fault::HeadHot { .. } => Fault::HeadHot { ms: whole? },
            Fault::LateAnswers { .. } => Fault::LateAnswers { ms: whole? },
            Fault::TornAnswers { .. } => Fault::TornAnswers { pause_ms: whole? },
            Fault::Slow { .. } => Fault::Slow { bytes_per_s: counted? },
            Fault::WrongBaud { .. } => Fault::WrongBaud { baud: counted? },
            Fault::DropBytes { .. } => Fault::DropBytes { every: counted? },
            Fault::LostAnswers { .. } => Fault::LostAnswers { every: counted? },
            Fault::PaperOut
            | Fault::NearEnd
            | Fault::CoverOpen
            | Fault::CutterStuck
            | Fault::CutterJam
            | Fault::CutterBroken
            | Fault::Broken
            | Fault::Stall
            | Fault::Unplug
            | Fault::Vanish
            | Fault::PowerOff => return None,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number() {
            None => f.write_str(self.name()),
            Some(number) => write!(f, "{} {number}", self.name()),
        }
    }
}

impl FromStr for Fault {
    type Err = OrderError;

    fn from_str(text: &str) -> Result<Self, OrderError> {
        let (name, number) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let number = number.trim();
        let mut known = TABLE.iter().filter(|named| named.name == name).peekable();
        if known.peek().is_none() {
            return Err(OrderError::Unknown { given: text.trim().to_owned() });
        }
        let named = known.find(|named| named.unit.is_empty() == number.is_empty()).ok_or_else(|| {
            let usage = TABLE.iter().find(|named| named.name == name).map(|named| named.sample.usage());
            OrderError::Number { given: text.trim().to_owned(), usage: usage.unwrap_or_default() }
        })?;
        if number.is_empty() {
            return Ok(named.sample);
        }
        let wrong = || OrderError::Number { given: text.trim().to_owned(), usage: named.sample.usage() };
        let mm: f32 = number.parse().map_err(|_| wrong())?;
        if !mm.is_finite() || mm < 0.0 {
            return Err(wrong());
        }
        named.sample.with(mm, number.parse().ok()).ok_or_else(wrong)
    }
}

/// When an order is carried out, counted from when it is given; in a script, from when the one before it was.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum After {
    /// At once.
    #[default]
    Now,
    /// So many more bytes received.
    Bytes(u64),
    /// So many more millimetres of paper moved.
    Mm(f32),
    /// So many more papers come out.
    Papers(u32),
    /// So many milliseconds.
    Ms(u64),
}

/// What is done to a printer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// Break something, beside what is broken already.
    Break(Fault),
    /// Take one kind of fault back, whatever its number.
    Mend(Fault),
    /// Put a new roll in and close the cover; other faults stay.
    Refill,
    /// Mend everything. What had lost power or vanished is newly switched on.
    Clear,
    /// Switch off and on: buffers, modes and automatic status are lost; stored pictures, the roll, and half a paper
    /// that hangs out stay.
    PowerCycle,
}

/// Something to be done, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// When.
    pub after: After,
    /// What.
    pub act: Act,
}

/// What is wrong with an order, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OrderError {
    /// No such fault or act.
    #[error(
        "“{given}” is not known; write one of: {}, refill, clear, power-cycle, mend FAULT",
        Fault::ALL.map(Fault::usage).join(", ")
    )]
    Unknown {
        /// What was written.
        given: String,
    },
    /// A number is missing, needless or impossible.
    #[error("“{given}”: write {usage}")]
    Number {
        /// What was written.
        given: String,
        /// What to write.
        usage: String,
    },
    /// Not a condition.
    #[error(
        "“{0}”: write after N bytes, after N mm, after N papers or after N ms, and then what is to be done"
    )]
    After(String),
}

impl From<Act> for Order {
    fn from(act: Act) -> Self {
        Self { after: After::Now, act }
    }
}

impl FromStr for Act {
    type Err = OrderError;

    fn from_str(text: &str) -> Result<Self, OrderError> {
        let text = text.trim();
        Ok(match text {
            "refill" => Act::Refill,
            "clear" | "return" => Act::Clear,
            "power-cycle" => Act::PowerCycle,
            _ => match text.strip_prefix("mend ") {
                Some(name) => Act::Mend(
                    Fault::ALL
                        .into_iter()
                        .find(|fault| fault.name() == name.trim())
                        .ok_or_else(|| OrderError::Unknown { given: text.to_owned() })?,
                ),
                None => Act::Break(text.parse()?),
            },
        })
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Act::Break(fault) => fault.fmt(f),
            Act::Mend(fault) => write!(f, "mend {}", fault.name()),
            Act::Refill => f.write_str("refill"),
            Act::Clear => f.write_str("clear"),
            Act::PowerCycle => f.write_str("power-cycle"),
        }
    }
}

impl FromStr for Order {
    type Err = OrderError;

    fn from_str(text: &str) -> Result<Self, OrderError> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix("after ") else {
            return Ok(Order::from(text.parse::<Act>()?));
        };
        let wrong = || OrderError::After(text.to_owned());
        let mut words = rest.trim_start().splitn(3, ' ');
        let (Some(number), Some(unit), Some(act)) = (words.next(), words.next(), words.next()) else {
            return Err(wrong());
        };
        let whole = || number.parse::<u64>().map_err(|_| wrong());
        let after = match unit {
            "bytes" | "byte" => After::Bytes(whole()?),
            "papers" | "paper" => After::Papers(number.parse().map_err(|_| wrong())?),
            "ms" => After::Ms(whole()?),
            "mm" => {
                let mm: f32 = number.parse().map_err(|_| wrong())?;
                if !mm.is_finite() || mm < 0.0 {
                    return Err(wrong());
                }
                After::Mm(mm)
            }
            _ => return Err(wrong()),
        };
        Ok(Order { after, act: act.parse()? })
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after {
            After::Now => {}
            After::Bytes(n) => write!(f, "after {n} bytes ")?,
            After::Mm(mm) => write!(f, "after {mm} mm ")?,
            After::Papers(n) => write!(f, "after {n} papers ")?,
            After::Ms(ms) => write!(f, "after {ms} ms ")?,
        }
        self.act.fmt(f)
    }
}
