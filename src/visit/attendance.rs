//! Whether the machine may be taken out of service for a while: for an update, a restart.

use super::{Machine, Screen, State, hours};

/// Who needs the machine now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Attendance {
    /// Somebody is at it, or is asked something, or is about to be.
    pub occupied: bool,
    /// The office it stands in.
    pub office: Office,
}

/// An office, by the hours that it has published.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Office {
    /// Visitors may come at any moment.
    Open,
    /// Nobody works there. Somebody may still stand before the machine.
    Closed,
    /// It has published none.
    #[default]
    Unknown,
}

impl State {
    /// Who needs the machine now.
    pub fn attendance(&self) -> Attendance {
        Attendance {
            occupied: self.is_occupied() || self.unasked.is_waiting(),
            office: office(&self.machine),
        }
    }

    /// Whether somebody may be at the machine, or is asked something: a visit, a technician, a question about a paper.
    pub fn is_occupied(&self) -> bool {
        match self.screen {
            Screen::Attract | Screen::OutOfOrder(_) => false,
            Screen::Visit(_)
            | Screen::Survey(_)
            | Screen::Thanks(_)
            | Screen::Undecided(_)
            | Screen::Service(_) => true,
        }
    }
}

/// Hours that are not shown to visitors are hours all the same.
fn office(machine: &Machine) -> Office {
    match hours::is_open(machine) {
        Some(true) => Office::Open,
        Some(false) => Office::Closed,
        None => Office::Unknown,
    }
}
