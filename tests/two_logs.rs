//! The two logs under everything that can happen to them: two terminals and one central, all on real
//! SQLite files, and a network that loses, repeats and reorders.
//!
//! ```text
//!   actions (proptest) ──▶ World ── Office (Store) ◀── bag of messages ──▶ Terminal (Ledger, Catalogue) × 2
//!                            └── heal: what is late arrives, then clean rounds ──▶ every rule is checked
//! ```
//!
//! `ANJUNGAN_TWO_LOGS_CASES=3000 cargo test --test e2e two_logs` tries more cases than the default.
//!
//! **How a crash is made.** A trigger that raises an error is put into the database by another
//! connection, at one of the statements of the transaction. The real code meets it in the middle, returns
//! its error, and the transaction is rolled back; then the handle is dropped and the file opened again.
//! What is left is what a process leaves that ended there: SQLite promises to the power cut what it does
//! for the rollback. (Processes that are really killed are in `src/ledger/tests/kill.rs`.)
//!
//! **What is not simulated** is HTTP, signatures and waiting: `whole` has them.

mod action;
mod check;
mod crash;
mod fault;
mod heal;
mod message;
mod office;
mod seeded;
mod terminal;
mod world;

use proptest::collection::vec;
use proptest::prelude::*;

use action::Action;
use fault::Conditions;

/// Actions of one case, on average.
const STEPS: usize = 120;

fn cases() -> u32 {
    std::env::var("ANJUNGAN_TWO_LOGS_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48)
}

fn case() -> impl Strategy<Value = Vec<Action>> {
    // From none, so that a failing case may shrink to what matters.
    vec(action::any(), 0..STEPS * 2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_nothing_doubled_and_every_copy_equals_central(actions in case()) {
        if let Err(violation) = world::play(&actions, Conditions::real()) {
            return Err(TestCaseError::fail(violation.to_string()));
        }
    }

    /// Without the digest the rest of the protocol must hold by itself: the digest is there for rot alone.
    #[test]
    fn without_the_digest_and_without_rot_the_same_holds(actions in case()) {
        if let Err(violation) = world::play(&actions, Conditions { digest: false, rot: false, fault: None }) {
            return Err(TestCaseError::fail(violation.to_string()));
        }
    }
}

/// A central that was restored asks for what the terminal was allowed to forget, and no new fact comes that would
/// say so.
#[test]
fn all_that_was_forgotten_is_told_without_waiting_for_the_next_fact() {
    let arrives = || Action::Deliver { which: 0, fate: action::Fate::Arrives };
    let actions = [
        Action::Backup,
        Action::Record { terminal: 1, poison: false, crash: false },
        Action::Push { terminal: 1 },
        arrives(),
        arrives(),
        Action::Restore,
        Action::Days { terminal: 1, days: 35 },
    ];
    world::play(&actions, Conditions::real()).unwrap();
}
