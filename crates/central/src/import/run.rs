//! The life of an import, from a file on the desk to rows that can be taken back.
//!
//! ```text
//! uploaded ──check──▶ checking ──checked──▶ checked ──apply──▶ applying ──applied──▶ applied
//!    ▲ │                │ fail                │ ▲ check again                           │ undo
//!    │ └──drop──▶ dropped ◀──drop── failed ◀──┘ │                                       ▼
//!    └──────────────────────────────────────────┘                        undone ◀──── undoing
//! ```
//!
//! The three states in *-ing* are jobs: any central process takes them, one at a time, by a lease.

use serde::{Deserialize, Serialize};

/// Where an import stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The file is here; a person says which column is what.
    Uploaded,
    /// A job: every row is read and gets its fate.
    Checking,
    /// The fates are known, nothing is published.
    Checked,
    /// A job: it is being published, in one transaction.
    Applying,
    /// It is published.
    Applied,
    /// A job: what was before is put back.
    Undoing,
    /// What was before is there again.
    Undone,
    /// Nobody wants it any more.
    Dropped,
    /// The file could not be read to its end.
    Failed,
}

/// What happens to an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A person asks for the fates.
    Check,
    /// The job has them.
    Checked,
    /// A person says: publish.
    Apply,
    /// The job has.
    Applied,
    /// A person says: take it back.
    Undo,
    /// The job has.
    Undone,
    /// A person, or time, gives it up.
    Drop,
    /// The job can't.
    Fail,
}

impl State {
    /// Every state.
    pub const ALL: [State; 9] = [
        State::Uploaded,
        State::Checking,
        State::Checked,
        State::Applying,
        State::Applied,
        State::Undoing,
        State::Undone,
        State::Dropped,
        State::Failed,
    ];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Uploaded => "uploaded",
            State::Checking => "checking",
            State::Checked => "checked",
            State::Applying => "applying",
            State::Applied => "applied",
            State::Undoing => "undoing",
            State::Undone => "undone",
            State::Dropped => "dropped",
            State::Failed => "failed",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<State> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Where a step leads; `None` where it can't be taken.
    pub fn after(self, step: Step) -> Option<State> {
        use State::{Applied, Applying, Checked, Checking, Dropped, Failed, Undoing, Undone, Uploaded};
        match (self, step) {
            (Uploaded | Checked | Failed, Step::Check) => Some(Checking),
            (Checking, Step::Checked) => Some(Checked),
            (Checked, Step::Apply) => Some(Applying),
            (Applying, Step::Applied) => Some(Applied),
            (Applied, Step::Undo) => Some(Undoing),
            (Undoing, Step::Undone) => Some(Undone),
            (Uploaded | Checked | Failed, Step::Drop) => Some(Dropped),
            (Checking, Step::Fail) => Some(Failed),
            (
                Uploaded | Checking | Checked | Applying | Applied | Undoing | Undone | Dropped | Failed,
                Step::Check
                | Step::Checked
                | Step::Apply
                | Step::Applied
                | Step::Undo
                | Step::Undone
                | Step::Drop
                | Step::Fail,
            ) => None,
        }
    }

    /// Whether a job works on it, or will.
    pub fn is_job(self) -> bool {
        matches!(self, State::Checking | State::Applying | State::Undoing)
    }

    /// Whether its file is still needed.
    pub fn needs_file(self) -> bool {
        matches!(self, State::Uploaded | State::Checking | State::Checked | State::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 8] = [
        Step::Check,
        Step::Checked,
        Step::Apply,
        Step::Applied,
        Step::Undo,
        Step::Undone,
        Step::Drop,
        Step::Fail,
    ];

    #[test]
    fn every_cell_of_states_and_steps() {
        let moves = [
            (State::Uploaded, Step::Check, State::Checking),
            (State::Checked, Step::Check, State::Checking),
            (State::Failed, Step::Check, State::Checking),
            (State::Checking, Step::Checked, State::Checked),
            (State::Checking, Step::Fail, State::Failed),
            (State::Checked, Step::Apply, State::Applying),
            (State::Applying, Step::Applied, State::Applied),
            (State::Applied, Step::Undo, State::Undoing),
            (State::Undoing, Step::Undone, State::Undone),
            (State::Uploaded, Step::Drop, State::Dropped),
            (State::Checked, Step::Drop, State::Dropped),
            (State::Failed, Step::Drop, State::Dropped),
        ];
        for state in State::ALL {
            assert_eq!(State::named(state.as_str()), Some(state));
            for step in STEPS {
                let expected =
                    moves.iter().find(|(from, by, _)| (*from, *by) == (state, step)).map(|row| row.2);
                assert_eq!(state.after(step), expected, "{state:?} {step:?}");
            }
        }
    }
}
