use super::*;
use crate::office::people::{OfficerId, Role};
use proptest::prelude::*;

/// The machine once more, by hand, as a matrix: a row a stage, where each act leads; everything else is refused.
fn by_hand(stage: Stage, act: Act) -> Option<Stage> {
    use Stage::*;
    match (stage, act) {
        (Submitted, Act::Take) => Some(Verifying),
        (Verifying, Act::SendBack) => Some(NeedsMending),
        (NeedsMending, Act::Mend) => Some(Verifying),
        (Submitted | Verifying | NeedsMending, Act::Amend) => Some(stage),
        (Verifying, Act::Approve) => Some(Approved),
        (Verifying | Approved, Act::Refuse) => Some(Refused),
        (Submitted | Verifying | NeedsMending | Approved, Act::Cancel) => Some(Cancelled),
        (Approved, Act::Sign) => Some(Signed),
        (Signed, Act::Release) => Some(Ready),
        (Ready | Printed, Act::Print) => Some(Printed),
        (Signed | Collected | Expired | Employed | Cancelled, Act::Print) => Some(stage),
        (Printed, Act::Collect) => Some(Collected),
        (Ready | Printed | Collected | Expired, Act::Supersede) => Some(Cancelled),
        (Ready | Printed | Collected, Act::Expire) => Some(Expired),
        (Ready | Printed | Collected | Expired, Act::Employ) => Some(Employed),
        _ => None,
    }
}

#[test]
fn every_act_in_every_stage_leads_where_the_drawing_says() {
    for stage in Stage::ALL {
        for act in Act::ALL {
            let expected = by_hand(stage, act).ok_or(NotAllowed::Stage { stage, act });
            assert_eq!(stage.after(act), expected, "{stage} {act:?}");
        }
    }
}

#[test]
fn no_move_is_written_twice() {
    let distinct: std::collections::BTreeSet<_> = TABLE.iter().map(|(from, act, _)| (from, act)).collect();
    assert_eq!(distinct.len(), TABLE.len());
}

#[test]
fn names_survive_and_are_those_of_the_canonical_machine() {
    for stage in Stage::ALL {
        assert_eq!(Stage::named(stage.as_str()), Some(stage));
        assert_eq!(serde_json::to_string(&stage).unwrap(), format!("\"{stage}\""));
    }
    for act in Act::ALL {
        assert_eq!(Act::named(act.as_str()), Some(act));
        assert_eq!(serde_json::to_string(&act).unwrap(), format!("\"{}\"", act.as_str()));
    }
}

#[test]
fn who_may_do_what_by_actor() {
    let officer = |role| Actor::Officer { id: OfficerId(1), role };
    let kiosk = Actor::Kiosk("K07".parse().unwrap());
    // operator, signer, auditor, admin, applicant, kiosk, system
    let table = [
        (Act::Take, [true, true, false, false, false, false, false]),
        (Act::Amend, [true, true, false, false, true, false, false]),
        (Act::SendBack, [true, true, false, false, false, false, false]),
        (Act::Mend, [false, false, false, false, true, false, false]),
        (Act::Approve, [true, true, false, false, false, false, false]),
        (Act::Refuse, [true, true, false, false, false, false, false]),
        (Act::Cancel, [true, true, false, false, false, false, true]),
        (Act::Sign, [false, true, false, false, false, false, false]),
        (Act::Release, [false, true, false, false, false, false, true]),
        (Act::Print, [true, true, false, false, false, true, false]),
        (Act::Collect, [true, true, false, false, false, false, false]),
        (Act::Supersede, [false, false, false, false, false, false, true]),
        (Act::Expire, [false, false, false, false, false, false, true]),
        (Act::Employ, [true, true, false, false, true, false, true]),
    ];
    assert_eq!(table.map(|(act, _)| act), Act::ALL);
    for (act, cells) in table {
        let actors = [
            officer(Role::Operator),
            officer(Role::Signer),
            officer(Role::Auditor),
            officer(Role::Admin),
            Actor::Applicant,
            kiosk.clone(),
            Actor::System,
        ];
        for (actor, expected) in actors.iter().zip(cells) {
            assert_eq!(act.by(actor).is_ok(), expected, "{act:?} by {actor}");
        }
    }
}

#[test]
fn idempotency_keys_are_short_and_visible() {
    assert!(IdempotencyKey::new("a1").is_some());
    for bad in ["", "a b", "é", "a\n"] {
        assert!(IdempotencyKey::new(bad).is_none(), "{bad:?}");
    }
    assert!(IdempotencyKey::new("x".repeat(101)).is_none());
}

proptest! {
    /// Whatever is tried: a card exists only after an approval and a signature, in this order, and what is refused
    /// never comes back.
    #[test]
    fn no_way_leads_around_an_officers_decision(acts in prop::collection::vec(0usize..Act::ALL.len(), 0..60)) {
        let (mut stage, mut approved, mut signed) = (Stage::Submitted, false, false);
        for act in acts.into_iter().map(|at| Act::ALL[at]) {
            let before = stage;
            let Ok(next) = stage.after(act) else { continue };
            stage = next;
            approved |= act == Act::Approve;
            signed |= act == Act::Sign;
            prop_assert!(!signed || approved);
            prop_assert!(!stage.has_card() || signed);
            prop_assert!(before != Stage::Refused);
            // What is closed stays closed, but for the placement told after the card's end.
            if matches!(before, Stage::Cancelled | Stage::Employed) {
                prop_assert_eq!(stage, before);
            }
        }
    }
}
