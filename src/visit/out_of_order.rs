//! The kiosk can't serve anybody: what to tell a passer-by and a technician.

use super::Machine;
use crate::wording::{Lang, Outage};

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// For the technician.
    pub code: String,
    /// For the passer-by; on a machine that is being set up also for the technician.
    pub message: String,
    /// Which machine: "K07"; while it waits to be accepted with its fingerprint, "K07 · kijang petai kolam
    /// bulan". Empty before it has a name.
    pub device: String,
    /// What the technician should do; may be empty.
    pub recommendation: String,
}

pub(super) fn view(machine: &Machine, outage: Outage) -> View {
    let lang = Lang::default();
    let said = [Some(outage.plain(lang)), outage.next_step(lang)];
    let name = machine.kiosk.as_ref().map(ToString::to_string);
    let words = outage.fingerprint().map(|words| words.join(" "));
    View {
        recommendation: String::new(),
        code: outage.code().into(),
        message: said.into_iter().flatten().collect::<Vec<_>>().join(" "),
        device: [name, words].into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}
