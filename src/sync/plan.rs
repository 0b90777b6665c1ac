//! What to do, from what is here and what central says. Pure: no time, no disk, no network.

use anjungan_wire::feed::Cursor;
use anjungan_wire::id::{Epoch, Scope};

/// What is here.
#[derive(Clone, Debug)]
pub struct Local {
    /// The epoch the acknowledgement below belongs to.
    pub epoch: Epoch,
    /// Central has everything up to here, said in that epoch.
    pub acked: u64,
    /// The last number given.
    pub last_no: u64,
    /// The feeds to follow.
    pub scopes: Vec<Scope>,
    /// How far each is. A scope that is not here was never walked.
    pub cursors: Vec<Cursor>,
}

/// What central says.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its epoch.
    pub epoch: Epoch,
    /// The last op it has.
    pub hwm: u64,
    /// The newest change of each feed it was asked about.
    pub heads: Vec<(Scope, u64)>,
    /// Feeds for which it offered a snapshot that was not tried yet.
    pub offered: Vec<Scope>,
}

/// One thing to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Central was restored: take its word for what it has, which may be less than before.
    Rewind {
        /// The new epoch.
        epoch: Epoch,
        /// What central has.
        hwm: u64,
    },
    /// Send facts after this one.
    Push {
        /// The last that central has.
        after: u64,
    },
    /// Ask a feed for pages until its head.
    Pull(Scope),
    /// Load a feed as a whole, then pull.
    FetchSnapshot(Scope),
    /// Central has facts this ledger never wrote: stop pushing and call a person.
    Alarm {
        /// What central has.
        hwm: u64,
        /// What this ledger wrote.
        last_no: u64,
    },
    /// All is as it should be.
    Nothing,
}

/// The steps, in the order to take them: facts before rows, because facts exist only here.
pub fn plan(local: &Local, remote: &Remote) -> Vec<Step> {
    if remote.epoch < local.epoch {
        // A late answer from before a restore.
        return vec![Step::Nothing];
    }
    let mut steps = Vec::new();
    let restored = remote.epoch > local.epoch;
    let hwm = if restored { remote.hwm } else { remote.hwm.max(local.acked) };
    if hwm > local.last_no {
        steps.push(Step::Alarm { hwm, last_no: local.last_no });
    } else {
        if restored {
            steps.push(Step::Rewind { epoch: remote.epoch, hwm });
        }
        if hwm < local.last_no {
            steps.push(Step::Push { after: hwm });
        }
    }
    for scope in &local.scopes {
        let cursor = local.cursors.iter().find(|cursor| cursor.scope == *scope);
        let head = remote.heads.iter().find(|(named, _)| named == scope).map(|(_, head)| *head);
        let current =
            cursor.is_some_and(|c| c.epoch == remote.epoch && head.is_some_and(|head| c.after >= head));
        if remote.offered.contains(scope) {
            steps.push(Step::FetchSnapshot(scope.clone()));
        } else if !current {
            steps.push(Step::Pull(scope.clone()));
        }
    }
    if steps.is_empty() {
        steps.push(Step::Nothing);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    /// Ledger at 7 of 9, epoch 2, `vacancies@32` at 40 in epoch 2.
    fn local() -> Local {
        Local {
            epoch: Epoch::numbered(2),
            acked: 7,
            last_no: 9,
            scopes: vec![scope("vacancies@32")],
            cursors: vec![Cursor { scope: scope("vacancies@32"), epoch: Epoch::numbered(2), after: 40 }],
        }
    }

    fn remote(epoch: u128, hwm: u64, head: u64) -> Remote {
        let heads = vec![(scope("vacancies@32"), head)];
        Remote { epoch: Epoch::numbered(epoch), hwm, heads, offered: vec![] }
    }

    #[test]
    fn the_table() {
        let (pull, nothing) = (Step::Pull(scope("vacancies@32")), Step::Nothing);
        let rewind = |hwm| Step::Rewind { epoch: Epoch::numbered(3), hwm };
        let push = |after| Step::Push { after };
        let cases = [
            ("all current", (2, 9, 40), vec![nothing.clone()]),
            ("facts wait", (2, 7, 40), vec![push(7)]),
            ("a late, lower hwm of the same epoch", (2, 5, 40), vec![push(7)]),
            ("new rows", (2, 9, 41), vec![pull.clone()]),
            ("both: facts first", (2, 8, 41), vec![push(8), pull.clone()]),
            ("an older epoch is a late answer", (1, 0, 99), vec![nothing]),
            ("restored with all", (3, 9, 40), vec![rewind(9), pull.clone()]),
            ("restored with less", (3, 4, 40), vec![rewind(4), push(4), pull.clone()]),
            ("restored with nothing", (3, 0, 0), vec![rewind(0), push(0), pull]),
            ("the ledger went back", (2, 10, 40), vec![Step::Alarm { hwm: 10, last_no: 9 }]),
        ];
        for (name, (epoch, hwm, head), steps) in cases {
            assert_eq!(plan(&local(), &remote(epoch, hwm, head)), steps, "{name}");
        }
    }

    #[test]
    fn a_scope_never_walked_and_one_that_central_did_not_name_are_pulled() {
        let mut here = local();
        here.acked = 9;
        here.scopes.push(scope("vacancies@31"));
        assert_eq!(plan(&here, &remote(2, 9, 40)), [Step::Pull(scope("vacancies@31"))]);
        here.cursors.clear();
        assert_eq!(plan(&here, &remote(2, 9, 40)).len(), 2);
    }

    #[test]
    fn an_offered_snapshot_is_fetched_instead() {
        let mut there = remote(2, 9, 99);
        there.offered.push(scope("vacancies@32"));
        assert_eq!(plan(&local(), &there), [Step::FetchSnapshot(scope("vacancies@32"))]);
    }
}
