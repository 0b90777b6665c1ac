//! The states of a print job, and the one table of moves between them.
//!
//! ```text
//!            claim        look         first byte       last byte      proof
//!  Queued ─────────▶ Claimed ──▶ Precheck ─────▶ Sending ─────▶ Sent ──────────▶ Printed
//!                                 ▲    │           │  ▲│          │ ▲ └─ no proof ▶ PrintedUnverified
//!              printer recovered  │    ▼   nothing │  ││fault     │ │                    ▲    │
//!                                Blocked ◀─────────┘  ▼│          ▼ │                    │    │
//!                                      proved out     Suspended ───┘    a person saw it  │    │
//!                                                       │ gave up                        │    │
//!                                                       ▼                                │    ▼
//!                                                    Doubtful ───────────────────────────┴─▶ Superseded
//!                                                                    printed again, asked for
//!  before the first byte also: Cancelled, Expired, Failed;
//!  Doubtful, PrintedUnverified also: Failed(NotOut), when a person saw that nothing came out; from there
//!  also Superseded
//! ```
//!
//! *Before the first byte* nothing can be on paper, so a job may be dropped or blocked. *After it* nobody
//! can take it back: it ends as proved, unverified or doubtful, and is printed again only when a person
//! asks. That is the whole of "never twice by itself".

use std::fmt;

/// A print job's number in this ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a job is not simply printed. The names are those of the terminal's error catalogue
/// (`crate::wording::Cause`), and what central is told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The cutter is stuck.
    CutterStuck,
    /// The printer reports an error of another sort.
    PrinterFault,
    /// There is no such device, or it went away.
    NotConnected,
    /// It took bytes and does not answer, or did not finish in time.
    NoAnswer,
    /// The ledger could not be written, so nothing may be printed.
    NotStored,
    /// The job can't be put on this printer's paper.
    NotPrintable,
    /// This terminal stopped in the middle.
    Restart,
    /// A person looked, and nothing came out.
    NotOut,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 10] = [
        Cause::PaperOut,
        Cause::CoverOpen,
        Cause::CutterStuck,
        Cause::PrinterFault,
        Cause::NotConnected,
        Cause::NoAnswer,
        Cause::NotStored,
        Cause::NotPrintable,
        Cause::Restart,
        Cause::NotOut,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::PaperOut => "paper-out",
            Cause::CoverOpen => "cover-open",
            Cause::CutterStuck => "cutter-stuck",
            Cause::PrinterFault => "printer-fault",
            Cause::NotConnected => "not-connected",
            Cause::NoAnswer => "no-answer",
            Cause::NotStored => "not-stored",
            Cause::NotPrintable => "not-printable",
            Cause::Restart => "restart",
            Cause::NotOut => "not-out",
        }
    }

    /// The cause with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == name)
    }
}

/// Where a print job is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum JobState {
    /// Committed; nobody has taken it up.
    Queued,
    /// Taken up by the spool.
    Claimed,
    /// The printer is being asked how it is.
    Precheck,
    /// The first byte may have left.
    Sending,
    /// The last byte has left.
    Sent,
    /// On paper: the printer proved it.
    Printed,
    /// The printer took all of it and can't prove anything.
    PrintedUnverified,
    /// Can't begin; begins by itself when the printer is well again in time.
    Blocked(Cause),
    /// A fault after the first byte. Most printers go on by themselves after new paper.
    Suspended(Cause),
    /// Whether it is on paper can't be known (UNKNOWN). A person decides.
    Doubtful,
    /// It can't be printed.
    Failed(Cause),
    /// The visitor left or cancelled before the first byte.
    Cancelled,
    /// The printer was not well in time. Nothing is on paper and nothing will be.
    Expired,
    /// Another job with the same number took its place.
    Superseded,
}

impl JobState {
    /// One of each, with any cause.
    pub const ALL: [JobState; 14] = [
        JobState::Queued,
        JobState::Claimed,
        JobState::Precheck,
        JobState::Sending,
        JobState::Sent,
        JobState::Printed,
        JobState::PrintedUnverified,
        JobState::Blocked(Cause::PaperOut),
        JobState::Suspended(Cause::PaperOut),
        JobState::Doubtful,
        JobState::Failed(Cause::NotPrintable),
        JobState::Cancelled,
        JobState::Expired,
        JobState::Superseded,
    ];

    /// The state's name, without the cause.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Queued => "queued",
            JobState::Claimed => "claimed",
            JobState::Precheck => "precheck",
            JobState::Sending => "sending",
            JobState::Sent => "sent",
            JobState::Printed => "printed",
            JobState::PrintedUnverified => "printed-unverified",
            JobState::Blocked(_) => "blocked",
            JobState::Suspended(_) => "suspended",
            JobState::Doubtful => "doubtful",
            JobState::Failed(_) => "failed",
            JobState::Cancelled => "cancelled",
            JobState::Expired => "expired",
            JobState::Superseded => "superseded",
        }
    }

    /// The cause, in the states that have one.
    pub fn cause(self) -> Option<Cause> {
        match self {
            JobState::Blocked(cause) | JobState::Suspended(cause) | JobState::Failed(cause) => Some(cause),
            JobState::Queued
            | JobState::Claimed
            | JobState::Precheck
            | JobState::Sending
            | JobState::Sent
            | JobState::Printed
            | JobState::PrintedUnverified
            | JobState::Doubtful
            | JobState::Cancelled
            | JobState::Expired
            | JobState::Superseded => None,
        }
    }

    /// The state with this name and cause.
    pub fn named(name: &str, cause: Option<Cause>) -> Option<Self> {
        let state = Self::ALL.into_iter().find(|state| state.as_str() == name)?;
        Some(match state {
            JobState::Blocked(_) => JobState::Blocked(cause?),
            JobState::Suspended(_) => JobState::Suspended(cause?),
            JobState::Failed(_) => JobState::Failed(cause?),
            JobState::Queued
            | JobState::Claimed
            | JobState::Precheck
            | JobState::Sending
            | JobState::Sent
            | JobState::Printed
            | JobState::PrintedUnverified
            | JobState::Doubtful
            | JobState::Cancelled
            | JobState::Expired
            | JobState::Superseded => state,
        })
    }

    /// The table: names of the states that may follow this one.
    pub fn followers(self) -> &'static [&'static str] {
        match self {
            JobState::Queued => &["claimed", "cancelled", "expired", "failed"],
            JobState::Claimed => &["precheck", "cancelled", "expired", "failed"],
            JobState::Precheck => &["sending", "blocked", "cancelled", "expired", "failed"],
            JobState::Blocked(_) => &["precheck", "blocked", "cancelled", "expired", "failed"],
            // Back to `blocked` or on to `failed` only by evidence that no byte left.
            JobState::Sending => &["sent", "suspended", "doubtful", "blocked", "failed"],
            JobState::Sent => &["printed", "printed-unverified", "suspended", "doubtful"],
            JobState::Suspended(_) => {
                &["sending", "sent", "suspended", "printed", "printed-unverified", "doubtful"]
            }
            // Failed: a person saw that nothing came out. That person may then ask for another.
            JobState::Doubtful => &["printed-unverified", "superseded", "failed"],
            JobState::PrintedUnverified => &["superseded", "failed"],
            JobState::Failed(Cause::NotOut) => &["superseded"],
            JobState::Printed
            | JobState::Failed(_)
            | JobState::Cancelled
            | JobState::Expired
            | JobState::Superseded => &[],
        }
    }

    /// Whether a job here may go there.
    pub fn may_become(self, next: JobState) -> bool {
        self.followers().contains(&next.as_str())
    }

    /// Whether the spool is done with it. (A person may still say what became of a doubtful one.)
    pub fn is_settled(self) -> bool {
        match self {
            JobState::Printed
            | JobState::PrintedUnverified
            | JobState::Doubtful
            | JobState::Failed(_)
            | JobState::Cancelled
            | JobState::Expired
            | JobState::Superseded => true,
            JobState::Queued
            | JobState::Claimed
            | JobState::Precheck
            | JobState::Sending
            | JobState::Sent
            | JobState::Blocked(_)
            | JobState::Suspended(_) => false,
        }
    }

    /// What a job found here when the program starts becomes: what may have begun is doubtful, what had not
    /// begun never will, because whoever wanted it is gone.
    pub fn after_restart(self) -> Option<JobState> {
        match self {
            JobState::Queued | JobState::Claimed | JobState::Precheck | JobState::Blocked(_) => {
                Some(JobState::Expired)
            }
            JobState::Sending | JobState::Sent | JobState::Suspended(_) => Some(JobState::Doubtful),
            JobState::Printed
            | JobState::PrintedUnverified
            | JobState::Doubtful
            | JobState::Failed(_)
            | JobState::Cancelled
            | JobState::Expired
            | JobState::Superseded => None,
        }
    }
}

/// A move that the table does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("print job {job} is {}, it can't become {}", from.as_str(), to.as_str())]
pub struct IllegalMove {
    /// The job.
    pub job: JobId,
    /// Where it is.
    pub from: JobState,
    /// Where it was sent.
    pub to: JobState,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_only_states_there_are() {
        for state in JobState::ALL {
            for name in state.followers() {
                assert!(JobState::ALL.iter().any(|known| known.as_str() == *name), "{name}");
            }
            assert_eq!(JobState::named(state.as_str(), state.cause()), Some(state));
        }
        for cause in Cause::ALL {
            assert_eq!(Cause::named(cause.as_str()), Some(cause));
        }
    }

    #[test]
    fn nothing_that_may_be_on_paper_becomes_something_that_prints_by_itself() {
        for state in [
            JobState::Sent,
            JobState::Printed,
            JobState::PrintedUnverified,
            JobState::Doubtful,
            JobState::Failed(Cause::NotOut),
        ] {
            for next in [JobState::Queued, JobState::Claimed, JobState::Precheck, JobState::Sending] {
                assert!(!state.may_become(next), "{state:?} to {next:?}");
            }
        }
    }

    #[test]
    fn nothing_is_cancelled_after_the_first_byte() {
        for state in [JobState::Sending, JobState::Sent, JobState::Suspended(Cause::PaperOut)] {
            assert!(!state.may_become(JobState::Cancelled), "{state:?}");
            assert!(!state.may_become(JobState::Expired), "{state:?}");
        }
    }

    #[test]
    fn a_restart_leads_where_the_table_allows() {
        for state in JobState::ALL {
            match state.after_restart() {
                Some(next) => assert!(state.may_become(next) && next.is_settled(), "{state:?}"),
                None => assert!(state.is_settled(), "{state:?}"),
            }
        }
    }
}
