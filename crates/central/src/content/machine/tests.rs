use proptest::prelude::*;

use super::*;

const WRITER: OfficerId = OfficerId(1);
const OTHER: OfficerId = OfficerId(2);
const STRICT: Policy = Policy { own_approval: false };

/// Where an act leads, and what is live then; `None`: it is not possible.
type Cell = Option<(Stage, Option<u32>)>;

fn at(stage: Stage, live: Option<u32>) -> Standing {
    Standing { stage, newest: VersionNo(3), live: live.map(VersionNo), edited_by: WRITER, undo: None }
}

/// The whole table, written a second time: one row a stage, in the order of [`Act::ALL`], with another version live.
#[test]
fn every_cell_of_stages_and_acts() {
    use Stage::{Draft as D, InReview as R, Published as P, Withdrawn as W};
    let table: [(Stage, Option<u32>, [Cell; 9]); 4] = [
        (
            D,
            Some(2),
            [
                Some((D, Some(2))),
                Some((D, Some(2))),
                Some((R, Some(2))),
                None,
                None,
                None,
                Some((W, None)),
                None,
                None,
            ],
        ),
        (
            R,
            Some(2),
            [
                Some((D, Some(2))),
                None,
                None,
                Some((D, Some(2))),
                Some((D, Some(2))),
                Some((P, Some(3))),
                Some((W, None)),
                None,
                None,
            ],
        ),
        (
            P,
            Some(3),
            [Some((D, Some(3))), Some((D, Some(3))), None, None, None, None, Some((W, None)), None, None],
        ),
        (W, None, [Some((D, None)), Some((D, None)), None, None, None, None, None, None, None]),
    ];
    for (stage, live, cells) in table {
        for (act, expected) in Act::ALL.into_iter().zip(cells) {
            // An approver who wrote none of it may do everything there is.
            let next = at(stage, live).after(act, OTHER, Role::Approver, STRICT);
            let found = next.ok().map(|next| (next.stage, next.live.map(|live| live.0)));
            assert_eq!(found, expected, "{stage:?} {act:?}");
        }
    }
}

#[test]
fn who_writes_is_not_who_publishes() {
    let waits = at(Stage::InReview, None);
    assert_eq!(waits.after(Act::Publish, WRITER, Role::Approver, STRICT), Err(NotAllowed::Own));
    assert!(waits.after(Act::Publish, WRITER, Role::Approver, Policy { own_approval: true }).is_ok());
    assert!(waits.after(Act::Publish, OTHER, Role::Approver, STRICT).is_ok());
    let role = Err(NotAllowed::Role { act: Act::Publish });
    for other in [Role::Editor, Role::Admin, Role::Operator, Role::Auditor, Role::Partner] {
        assert_eq!(waits.after(Act::Publish, OTHER, other, Policy { own_approval: true }), role, "{other:?}");
    }
    // The last edit counts, not the first.
    let edited = at(Stage::InReview, None).after(Act::Edit, OTHER, Role::Approver, STRICT).unwrap();
    let waits = edited.after(Act::Submit, WRITER, Role::Editor, STRICT).unwrap();
    assert_eq!(waits.after(Act::Publish, OTHER, Role::Approver, STRICT), Err(NotAllowed::Own));
}

#[test]
fn a_draft_that_no_kiosk_had_is_put_away_by_who_writes_and_what_they_have_is_not() {
    assert!(at(Stage::Draft, None).after(Act::Withdraw, WRITER, Role::Editor, STRICT).is_ok());
    let live = at(Stage::Draft, Some(2)).after(Act::Withdraw, WRITER, Role::Editor, STRICT);
    assert_eq!(live, Err(NotAllowed::Role { act: Act::Withdraw }));
}

#[test]
fn undo_gives_back_what_kiosks_had_and_only_right_away() {
    let step = |standing: Standing, act| standing.after(act, OTHER, Role::Approver, STRICT).unwrap();
    let published = step(at(Stage::InReview, Some(2)), Act::Publish);
    let back = step(published, Act::Undo);
    assert_eq!((back.stage, back.live), (Stage::InReview, Some(VersionNo(2))));
    assert!(back.after(Act::Undo, OTHER, Role::Approver, STRICT).is_err());
    let withdrawn = step(published, Act::Withdraw);
    let back = step(withdrawn, Act::Undo);
    assert_eq!((back.stage, back.live), (Stage::Published, Some(VersionNo(3))));
    let draft_over_old = step(step(at(Stage::Draft, Some(2)), Act::Withdraw), Act::Undo);
    assert_eq!((draft_over_old.stage, draft_over_old.live), (Stage::Draft, Some(VersionNo(2))));
    let edited = step(published, Act::Edit);
    assert!(edited.after(Act::Undo, OTHER, Role::Approver, STRICT).is_err());
}

#[test]
fn what_central_holds_back_no_kiosk_has_and_what_was_published_is_reviewed_again() {
    let held = at(Stage::Published, Some(3)).held_back();
    assert_eq!((held.stage, held.live, held.undo), (Stage::InReview, None, None));
    assert!(held.after(Act::Publish, OTHER, Role::Approver, STRICT).is_ok());
    // Somebody writes on already: their draft stays theirs.
    let held = at(Stage::Draft, Some(2)).held_back();
    assert_eq!((held.stage, held.live), (Stage::Draft, None));
}

#[test]
fn names_survive() {
    for stage in Stage::ALL {
        assert_eq!(Stage::named(stage.as_str()), Some(stage));
    }
    for act in Act::ALL {
        assert_eq!(Act::named(act.as_str()), Some(act));
    }
}

proptest! {
    #[test]
    fn whatever_is_done_the_stage_says_what_kiosks_have(
        steps in proptest::collection::vec((0usize..9, 1i64..4, 0usize..3, any::<bool>()), 0..60),
    ) {
        let mut standing = Standing::new(WRITER);
        for (act, by, role, own_approval) in steps {
            let (act, by) = (Act::ALL[act], OfficerId(by));
            let role = [Role::Editor, Role::Approver, Role::Auditor][role];
            let policy = Policy { own_approval };
            let Ok(next) = standing.after(act, by, role, policy) else { continue };
            prop_assert!(role != Role::Auditor);
            prop_assert_eq!(next.stage == Stage::Published, next.live == Some(next.newest));
            prop_assert!(next.stage != Stage::Withdrawn || next.live.is_none());
            prop_assert!(next.live.is_none_or(|live| live <= next.newest));
            // Kiosks get something else only by somebody who may publish, and something unread only by no one.
            if next.live != standing.live {
                prop_assert_eq!(role, Role::Approver);
            }
            if act == Act::Publish && !own_approval {
                prop_assert!(standing.edited_by != by);
            }
            prop_assert!(next.newest >= standing.newest);
            standing = next;
        }
    }
}
