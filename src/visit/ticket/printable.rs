//! What can be put on paper.

use super::Kind;

/// What can be printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Printable {
    /// A vacancy's ticket, on the narrow roll.
    Ticket {
        /// Its row id.
        vacancy: String,
    },
    /// All of a vacancy, on a sheet.
    Sheet {
        /// Its row id.
        vacancy: String,
    },
    /// A training, on the narrow roll.
    Training {
        /// Its row id.
        training: String,
    },
    /// A job fair, on the narrow roll.
    Fair {
        /// Its row id.
        fair: String,
    },
    /// A list, on a sheet.
    List {
        /// Their row ids, [`LIST_MAX`] at most.
        vacancies: Vec<String>,
    },
}

/// Vacancies on a list, at most.
pub const LIST_MAX: usize = 10;

impl Printable {
    /// What comes out.
    pub fn kind(&self) -> Kind {
        match self {
            Printable::Ticket { .. } | Printable::Training { .. } | Printable::Fair { .. } => Kind::Ticket,
            Printable::Sheet { .. } | Printable::List { .. } => Kind::Sheet,
        }
    }
}
