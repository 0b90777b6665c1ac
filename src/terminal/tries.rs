//! Tries that are counted on disk before they are judged, so that pulling the plug is no way around a wait. The waits are
//! those of the service PIN: five free, then a minute that doubles up to an hour. Unlike there, nobody's right answer
//! forgives what others did, so time does: else a kiosk in use would end in waits of an hour.

use anjungan_wire::op::Clock;

use crate::ledger::{self, PinFailures, Tries};
use crate::service::pin::Failures;

/// One try is forgiven for each such time without any, milliseconds.
fn forgiven_after_ms(of: Tries) -> u64 {
    match of {
        Tries::Helper | Tries::Birth => 60 * 60_000,
        // Nothing is judged here, so that right ones count as well: five in ten minutes, as the visit takes them.
        Tries::Report => 2 * 60_000,
    }
}

/// What became of a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tried {
    /// It was counted: judge it.
    Counted {
        /// Until another is taken, should this one be wrong.
        wait_ms: u64,
    },
    /// Too soon.
    Locked {
        /// Until another is taken.
        wait_ms: u64,
    },
    /// It could not be counted, so it must not be judged.
    NotStored,
}

/// Counts a try.
pub fn count(ledger: &ledger::Shared, of: Tries, now: Clock) -> Tried {
    let mut ledger = ledger.lock();
    let counted = ledger.tries(of).and_then(|kept| {
        let before = failures(of, kept, &now);
        let wait_ms = before.wait_ms(&now);
        if wait_ms > 0 {
            return Ok(Tried::Locked { wait_ms });
        }
        let after = before.and_one(&now);
        ledger.set_tries(of, kept_as(after))?;
        Ok(Tried::Counted { wait_ms: after.wait_ms(&now) })
    });
    counted.unwrap_or_else(|error| {
        tracing::error!(%error, "a try can't be counted, so it is not judged");
        Tried::NotStored
    })
}

/// Milliseconds until another try is taken.
pub fn wait_ms(ledger: &ledger::Shared, of: Tries, now: Clock) -> u64 {
    ledger.lock().tries(of).map_or(0, |kept| failures(of, kept, &now).wait_ms(&now))
}

/// The try was right: one less. Not all of them: who has one right answer of their own could try others' for ever.
pub fn give_back(ledger: &ledger::Shared, of: Tries) {
    let mut ledger = ledger.lock();
    let given = ledger
        .tries(of)
        .and_then(|kept| ledger.set_tries(of, PinFailures { count: kept.count.saturating_sub(1), ..kept }));
    if let Err(error) = given {
        tracing::error!(%error, "a right try can't be forgotten");
    }
}

/// Whole seconds, rounded up, for a screen.
pub fn seconds(wait_ms: u64) -> u32 {
    u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX)
}

/// What was kept, less what time has forgiven. How long the machine was off can't be known.
fn failures(of: Tries, kept: PinFailures, now: &Clock) -> Failures {
    let PinFailures { count, boot, mono_ms } = kept;
    let since_ms = if boot == now.boot { now.mono_ms.saturating_sub(mono_ms) } else { now.mono_ms };
    let forgiven = u32::try_from(since_ms / forgiven_after_ms(of)).unwrap_or(u32::MAX);
    Failures { count: count.saturating_sub(forgiven), boot, mono_ms }
}

fn kept_as(Failures { count, boot, mono_ms }: Failures) -> PinFailures {
    PinFailures { count, boot, mono_ms }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{at, enrolled_ledger};
    use crate::service::pin::FREE_TRIES;

    #[test]
    fn five_are_free_then_each_waits_and_a_right_one_gives_one_back() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        for nth in 1..FREE_TRIES {
            assert_eq!(count(&ledger, Tries::Helper, at(0)), Tried::Counted { wait_ms: 0 }, "{nth}");
        }
        assert_eq!(count(&ledger, Tries::Helper, at(0)), Tried::Counted { wait_ms: 60_000 });
        assert_eq!(count(&ledger, Tries::Helper, at(1_000)), Tried::Locked { wait_ms: 59_000 });
        assert_eq!(count(&ledger, Tries::Birth, at(0)), Tried::Counted { wait_ms: 0 }, "counted apart");
        give_back(&ledger, Tries::Helper);
        assert_eq!(wait_ms(&ledger, Tries::Helper, at(1_000)), 0);
        assert_eq!((seconds(1), seconds(1_000), seconds(1_001)), (1, 1, 2));
    }

    /// Else the typing errors of many people would add up to a wait of an hour for each of them.
    #[test]
    fn time_forgives_what_nobody_else_can() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        let hour = 3_600_000;
        for nth in 0..100 {
            // A wrong one an hour, of somebody else each time.
            assert_eq!(count(&ledger, Tries::Birth, at(nth * hour)), Tried::Counted { wait_ms: 0 }, "{nth}");
        }
        let mut taken = 0;
        for minute in 0..60 {
            let now = at(100 * hour + minute * 60_000);
            taken += u32::from(matches!(count(&ledger, Tries::Report, now), Tried::Counted { .. }));
        }
        assert!(
            (10..=35).contains(&taken),
            "reports that an hour of trying each minute lets through: {taken}"
        );
    }

    #[test]
    fn what_can_t_be_counted_is_not_judged() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        ledger.lock().refuse_commits(true);
        assert_eq!(count(&ledger, Tries::Birth, at(0)), Tried::NotStored);
    }
}
