//! The kiosk can't serve anybody: what to tell a passer-by and a technician.

use super::Machine;
use crate::wording::{Lang, Outage};

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// For the technician.
    pub code: String,
    /// For the passer-by.
    pub message: String,
    /// Which machine.
    pub device: String,
}

pub(super) fn view(machine: &Machine, outage: Outage) -> View {
    View {
        code: outage.code().into(),
        message: outage.plain(Lang::default()).into(),
        device: machine.kiosk.to_string(),
    }
}
