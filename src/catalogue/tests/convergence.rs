//! Whatever the network and central do in between, at head the copy is central's.

use anjungan_wire::feed::FeedAnswer;
use proptest::prelude::*;

use super::*;

/// What happens.
#[derive(Clone, Debug)]
enum Step {
    Publish(u8, u8),
    Withdraw(u8),
    Purge,
    /// Central is restored: a new epoch, and the last changes forgotten.
    Restore,
    /// An answer is made and put on its way.
    Ask(u8),
    /// One of the answers on their way arrives; it stays there, and may arrive again.
    Arrive(u8),
    /// One of them is lost.
    Lose(u8),
    /// A snapshot as of now is loaded.
    Load,
    /// The terminal is switched off and on.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u8..12, 0u8..4).prop_map(|(id, text)| Step::Publish(id, text)),
        2 => (0u8..12).prop_map(Step::Withdraw),
        1 => Just(Step::Purge),
        1 => Just(Step::Restore),
        4 => (1u8..5).prop_map(Step::Ask),
        5 => any::<u8>().prop_map(Step::Arrive),
        1 => any::<u8>().prop_map(Step::Lose),
        1 => Just(Step::Load),
        1 => Just(Step::Restart),
    ]
}

const TITLES: [&str; 4] = ["Kasir", "Satpam", "Sopir Truk", "Guru"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn at_head_the_copy_is_centrals(steps in proptest::collection::vec(step(), 0..60)) {
        let mut house = House::new();
        let mut central = Central::new();
        let mut epochs = 1;
        let mut on_their_way: Vec<FeedAnswer> = Vec::new();
        let mut cursor = (central.epoch, 0);
        for step in steps {
            match step {
                Step::Publish(id, text) => {
                    central.publish(&vacancy(&id.to_string(), TITLES[usize::from(text)]));
                }
                Step::Withdraw(id) => central.withdraw(&format!("local:{id}")),
                Step::Purge => central.purge(),
                Step::Restore => {
                    epochs += 1;
                    central.epoch = Epoch::numbered(epochs);
                    central.rows.retain(|_, (seq, _)| *seq % 3 != 0);
                }
                Step::Ask(limit) => on_their_way.push(central.answer(&house.catalogue, limit.into())),
                Step::Arrive(which) if !on_their_way.is_empty() => {
                    let which = usize::from(which) % on_their_way.len();
                    let before = house.all().len();
                    let applied = house.catalogue.apply(&scope(), &on_their_way[which]).unwrap();
                    if matches!(applied, crate::catalogue::Applied::WalkAgain) {
                        prop_assert_eq!(house.all().len(), before);
                    }
                }
                Step::Lose(which) if !on_their_way.is_empty() => {
                    on_their_way.remove(usize::from(which) % on_their_way.len());
                }
                Step::Load => {
                    let (manifest, file) = central.snapshot();
                    house.catalogue.load_snapshot(&scope(), &manifest, &*file, |_| {}).unwrap();
                }
                Step::Restart => house = house.reopen(),
                Step::Arrive(_) | Step::Lose(_) => {}
            }
            let now = house.catalogue.cursor(&scope()).unwrap();
            prop_assert!(now.epoch >= cursor.0 || cursor.1 == 0, "an epoch never falls");
            cursor = (now.epoch, now.after);
        }
        central.serve(&mut house.catalogue);
        let living = central.rows.iter().filter(|(_, (_, body))| body.is_some());
        let expected: Vec<String> = living.map(|(id, _)| id.clone()).collect();
        prop_assert_eq!(house.all(), expected);
        prop_assert_eq!(house.catalogue.verify_full(&scope()).unwrap(), crate::catalogue::Verified::Sound);
        let house = house.reopen();
        for (id, (_, body)) in central.rows.iter().filter(|(_, (_, body))| body.is_some()) {
            let kept = house.reader.vacancy(id, day("2026-11-22")).unwrap().unwrap();
            prop_assert_eq!(&serde_json::to_string(&kept).unwrap(), body.as_ref().unwrap());
            prop_assert!(house.found(&words(&kept.title)).contains(id));
        }
    }
}
