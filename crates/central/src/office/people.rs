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
    /// Content editor: writes what kiosks show, and sees no person.
    Editor,
    /// Content approver: publishes what editors wrote, and sees no person.
    Approver,
    /// Technician: kiosks, printers, paper; sees no person.
    Technician,
    /// Auditor: sees what was done, changes nothing, and sees no person.
    Auditor,
    /// Partner: reads figures and what is published, changes nothing, and sees no person.
    Partner,
    /// Admin: accounts and configuration, and sees no person.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 8] = [
        Role::Operator,
        Role::Signer,
        Role::Editor,
        Role::Approver,
        Role::Technician,
        Role::Auditor,
        Role::Partner,
        Role::Admin,
    ];

    /// The name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Signer => "signer",
            Role::Editor => "editor",
            Role::Approver => "approver",
            Role::Technician => "technician",
            Role::Auditor => "auditor",
            Role::Partner => "partner",
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
    /// See figures; no person.
    SeeFigures,
    /// See content that is not published yet.
    SeeContent,
    /// Write content, and ask for its review.
    EditContent,
    /// Publish, schedule and withdraw content.
    PublishContent,
    /// See kiosks: where, since when, how they are.
    SeeFleet,
    /// Enrol, approve, move, suspend and command kiosks.
    RunFleet,
    /// See imports and how feeds of others go.
    SeeImports,
    /// Import, undo, schedule.
    RunImports,
    /// Make and revoke partners' keys.
    ManageTokens,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 24] = [
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
        Action::SeeFigures,
        Action::SeeContent,
        Action::EditContent,
        Action::PublishContent,
        Action::SeeFleet,
        Action::RunFleet,
        Action::SeeImports,
        Action::RunImports,
        Action::ManageTokens,
    ];
}

/// Whether a role may do something.
pub fn may(role: Role, action: Action) -> bool {
    use Role::{Admin, Approver, Auditor, Editor, Operator, Partner, Signer, Technician};
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
        Action::ManageOfficers | Action::Configure | Action::ManageTokens => &[Admin],
        Action::SeeFigures => &[Operator, Signer, Auditor, Partner, Admin],
        Action::SeeContent => &[Editor, Approver, Auditor, Admin],
        Action::EditContent => &[Editor, Approver],
        // Four eyes: who writes is not who publishes.
        Action::PublishContent => &[Approver],
        Action::SeeFleet => &[Technician, Auditor, Admin],
        Action::RunFleet => &[Technician, Admin],
        Action::SeeImports => &[Editor, Approver, Auditor, Admin],
        Action::RunImports => &[Editor, Admin],
    };
    roles.contains(&role)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, written a second time: one row an action, a letter for each role that may: operator, signer,
    /// editor, approver (v), technician, auditor (u), partner, admin.
    #[test]
    fn every_cell_of_roles_and_actions() {
        let letters = ["o", "s", "e", "v", "t", "u", "p", "a"];
        let table = [
            (Action::SeeQueue, "osu"),
            (Action::SeePerson, "os"),
            (Action::Verify, "os"),
            (Action::Cancel, "os"),
            (Action::Settle, "os"),
            (Action::Sign, "s"),
            (Action::HandOver, "os"),
            (Action::ResolveReport, "os"),
            (Action::Revoke, "s"),
            (Action::SeeHeld, "osua"),
            (Action::SeeAudit, "ua"),
            (Action::ServePerson, "os"),
            (Action::Erase, "s"),
            (Action::ManageOfficers, "a"),
            (Action::Configure, "a"),
            (Action::SeeFigures, "osupa"),
            (Action::SeeContent, "evua"),
            (Action::EditContent, "ev"),
            (Action::PublishContent, "v"),
            (Action::SeeFleet, "tua"),
            (Action::RunFleet, "ta"),
            (Action::SeeImports, "evua"),
            (Action::RunImports, "ea"),
            (Action::ManageTokens, "a"),
        ];
        assert_eq!(table.map(|(action, _)| action), Action::ALL);
        for (action, who) in table {
            for (role, letter) in Role::ALL.into_iter().zip(letters) {
                assert_eq!(may(role, action), who.contains(letter), "{role:?} {action:?}");
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
