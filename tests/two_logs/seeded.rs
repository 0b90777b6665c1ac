//! Each of the ten mistakes is caught, by the rule it breaks, within so many cases; and the same cases
//! pass without the mistake.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::fault::{Conditions, Fault, Rule};
use super::{case, world};

/// Plays the same cases in every run until one breaks one of `rules`, `within` so many.
fn is_caught(fault: Fault, rules: &[Rule], within: usize, conditions: Conditions) {
    let mut runner = TestRunner::deterministic();
    for nth in 1..=within {
        let actions = case().new_tree(&mut runner).unwrap().current();
        let sound = world::play(&actions, conditions);
        assert!(sound.is_ok(), "case {nth} fails without {fault:?}: {}", sound.unwrap_err());
        if let Err(violation) = world::play(&actions, Conditions { fault: Some(fault), ..conditions }) {
            assert!(rules.contains(&violation.rule), "case {nth}: {fault:?} was caught as {violation}");
            println!("{fault:?} is caught at case {nth}: {violation}");
            return;
        }
    }
    panic!("{fault:?} is not caught in {within} cases");
}

/// With digest and rot, as it is.
const REAL: Conditions = Conditions { digest: true, rot: true, fault: None };
/// What the digest would heal is seen without it.
const PLAIN: Conditions = Conditions { digest: false, rot: false, fault: None };

#[test]
fn dropping_what_central_refuses_loses_it() {
    is_caught(
        Fault::DropOnReject,
        &[Rule::NothingIsLost, Rule::GapsAreExplained, Rule::QuietInTheEnd],
        20,
        REAL,
    );
}

#[test]
fn stopping_at_what_cannot_be_applied_delays_the_rest() {
    is_caught(Fault::BlockOnPoison, &[Rule::QuietInTheEnd, Rule::NothingIsLost], 20, REAL);
}

#[test]
fn a_cursor_before_its_rows_loses_rows() {
    is_caught(Fault::CursorBeforeRows, &[Rule::CopiesAreEqual], 200, PLAIN);
}

#[test]
fn keys_that_expire_make_effects_twice() {
    is_caught(Fault::KeysThatExpire, &[Rule::NothingIsDoubled], 100, REAL);
}

#[test]
fn without_epochs_a_restored_central_is_never_told_again() {
    is_caught(Fault::NoEpoch, &[Rule::NothingIsLost, Rule::CopiesAreEqual, Rule::QuietInTheEnd], 100, REAL);
}

#[test]
fn deleting_when_acknowledged_leaves_a_restored_central_with_holes() {
    is_caught(Fault::DeleteWhenAcked, &[Rule::GapsAreExplained], 100, REAL);
}

#[test]
fn applying_a_stale_page_sets_the_cursor_back_or_skips_rows() {
    is_caught(Fault::ApplyStalePage, &[Rule::CursorsOnlyRise, Rule::CopiesAreEqual], 100, PLAIN);
}

#[test]
fn purging_without_a_horizon_leaves_ghosts() {
    is_caught(Fault::PurgeWithoutHorizon, &[Rule::CopiesAreEqual], 100, PLAIN);
}

#[test]
fn without_a_digest_rot_stays() {
    is_caught(Fault::NoDigest, &[Rule::CopiesAreEqual], 100, REAL);
}

#[test]
fn a_walk_without_its_floor_goes_on_for_ever() {
    is_caught(Fault::WalkWithoutFloor, &[Rule::QuietInTheEnd], 200, REAL);
}

/// Else a failing case is of no use to whoever has to find the reason.
#[test]
fn a_failing_case_shrinks_to_the_few_steps_that_matter() {
    let config =
        ProptestConfig { cases: 20, max_shrink_iters: 400, failure_persistence: None, ..Default::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(Default::default());
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tried = runner.run(&case(), |actions| {
        let conditions = Conditions { fault: Some(Fault::BlockOnPoison), ..REAL };
        world::play(&actions, conditions).map_err(|violation| TestCaseError::fail(violation.to_string()))
    });
    let Err(proptest::test_runner::TestError::Fail(_, actions)) = tried else { panic!("{tried:?}") };
    // A poisoned fact is enough.
    assert!(actions.len() <= 3, "{actions:?}");
}
