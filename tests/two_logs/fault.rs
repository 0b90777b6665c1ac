//! The ten mistakes that a protocol like this invites, each made by the harness around the real parts:
//! messages altered on their way, rows changed behind the program's back, steps forgotten.

use std::fmt;

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Central refuses what it can't apply, and the terminal deletes what was refused.
    DropOnReject,
    /// Central takes nothing after what it can't apply.
    BlockOnPoison,
    /// The cursor is on disk before its rows are.
    CursorBeforeRows,
    /// Central remembers an op for a while only.
    KeysThatExpire,
    /// Nobody speaks of epochs.
    NoEpoch,
    /// The terminal deletes an op as soon as it is acknowledged.
    DeleteWhenAcked,
    /// The terminal takes any page, whatever it answers.
    ApplyStalePage,
    /// Tombstones are forgotten and the horizon is not raised.
    PurgeWithoutHorizon,
    /// Nobody compares, and the disk rots.
    NoDigest,
    /// A walk does not say where it began.
    WalkWithoutFloor,
}

/// In which world a case is played.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Conditions {
    /// Count and digest are compared. Off: the harness makes them equal.
    pub digest: bool,
    /// Disks rot.
    pub rot: bool,
    /// The mistake, if any.
    pub fault: Option<Fault>,
}

impl Conditions {
    /// As it is.
    pub fn real() -> Self {
        Self { digest: true, rot: true, fault: None }
    }

    /// Whether this mistake is made.
    pub fn makes(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}

/// What must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// Every op committed on a terminal is at central, with the same bytes.
    NothingIsLost,
    /// Each op has exactly one effect.
    NothingIsDoubled,
    /// What can't be applied is held, and nothing else.
    PoisonIsHeld,
    /// Central misses only what the terminal was allowed to forget, and says so.
    GapsAreExplained,
    /// A terminal forgets only what central had for 30 days.
    NothingForgottenEarly,
    /// The catalogue has central's living rows, row by row, and adds up to the same.
    CopiesAreEqual,
    /// After some clean rounds there is nothing left to do.
    QuietInTheEnd,
    /// Neither cursor nor acknowledgement goes back within an epoch.
    CursorsOnlyRise,
    /// Nothing vanishes from the screen but what central says is gone.
    TheScreenNeverEmpties,
}

/// A rule that did not hold.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Which.
    pub rule: Rule,
    /// What was seen.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.what)
    }
}

/// `Err` when `holds` is false.
pub fn must(rule: Rule, holds: bool, what: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { rule, what: what() }) }
}
