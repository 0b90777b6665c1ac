//! Officers: their roles, and who may do what. One table, no exceptions elsewhere.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An officer's account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficerId(pub i64);

impl fmt::Display for OfficerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{:02}", self.0)
    }
}

/// What an officer is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Operator: registers, verifies, hands over.
    Operator,
    /// Pengantar kerja: verifies and signs.
    Signer,
    /// Auditor: sees what was done, changes nothing, and sees no person.
    Auditor,
    /// Admin: accounts and configuration, and sees no person.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Operator, Role::Signer, Role::Auditor, Role::Admin];

    /// The name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Signer => "signer",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }

    /// The role with this name.
    pub fn named(name: &str) -> Option<Role> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What there is to do at central.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    /// See the queue: receipts, stages, due days; no person.
    SeeQueue,
    /// See what a person told, and search by it.
    SeePerson,
    /// Take, mend at the counter, send back, approve, refuse.
    Verify,
    /// Cancel an application by its applicant's wish.
    Cancel,
    /// Settle duplicates and other concerns.
    Settle,
    /// Sign cards.
    Sign,
    /// Print at the counter and hand over.
    HandOver,
    /// Match a report that fits no card, or discard it.
    ResolveReport,
    /// Make a card invalid.
    Revoke,
    /// See what could not be applied.
    SeeHeld,
    /// See the audit trail and verify it.
    SeeAudit,
    /// Give a person their own data, and answer what they ask of it.
    ServePerson,
    /// Erase a person.
    Erase,
    /// Make, change and lock accounts.
    ManageOfficers,
    /// Change the office's rules and the master list of reasons.
    Configure,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 15] = [
        Action::SeeQueue,
        Action::SeePerson,
        Action::Verify,
        Action::Cancel,
        Action::Settle,
        Action::Sign,
        Action::HandOver,
        Action::ResolveReport,
        Action::Revoke,
        Action::SeeHeld,
        Action::SeeAudit,
        Action::ServePerson,
        Action::Erase,
        Action::ManageOfficers,
        Action::Configure,
    ];
}

/// Whether a role may do something.
pub fn may(role: Role, action: Action) -> bool {
    use Role::{Admin, Auditor, Operator, Signer};
    let roles: &[Role] = match action {
        Action::SeeQueue => &[Operator, Signer, Auditor],
        Action::SeePerson
        | Action::Verify
        | Action::Cancel
        | Action::Settle
        | Action::HandOver
        | Action::ResolveReport
        | Action::ServePerson => &[Operator, Signer],
        Action::Sign | Action::Revoke | Action::Erase => &[Signer],
        Action::SeeHeld => &[Operator, Signer, Auditor, Admin],
        Action::SeeAudit => &[Auditor, Admin],
        Action::ManageOfficers | Action::Configure => &[Admin],
    };
    roles.contains(&role)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, written a second time: one row an action; operator, signer, auditor, admin.
    #[test]
    fn every_cell_of_roles_and_actions() {
        let table = [
            (Action::SeeQueue, [true, true, true, false]),
            (Action::SeePerson, [true, true, false, false]),
            (Action::Verify, [true, true, false, false]),
            (Action::Cancel, [true, true, false, false]),
            (Action::Settle, [true, true, false, false]),
            (Action::Sign, [false, true, false, false]),
            (Action::HandOver, [true, true, false, false]),
            (Action::ResolveReport, [true, true, false, false]),
            (Action::Revoke, [false, true, false, false]),
            (Action::SeeHeld, [true, true, true, true]),
            (Action::SeeAudit, [false, false, true, true]),
            (Action::ServePerson, [true, true, false, false]),
            (Action::Erase, [false, true, false, false]),
            (Action::ManageOfficers, [false, false, false, true]),
            (Action::Configure, [false, false, false, true]),
        ];
        assert_eq!(table.map(|(action, _)| action), Action::ALL);
        for (action, cells) in table {
            for (role, expected) in Role::ALL.into_iter().zip(cells) {
                assert_eq!(may(role, action), expected, "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn names_survive() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.as_str()), Some(role));
        }
        assert_eq!(Role::named("root"), None);
    }
}
