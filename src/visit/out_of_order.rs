//! The kiosk can't serve anybody: what to tell a passer-by and a technician.

use super::{Machine, Screen, State};
use crate::wording::{Lang, Outage};

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// For the technician.
    pub code: String,
    /// For the passer-by.
    pub message: String,
    /// The office has switched it off: nothing is broken.
    pub switched_off: bool,
    /// Which machine: "K07", or the beginning of its stream before it has a name; while it waits to be accepted
    /// with its fingerprint, "K07 · kijang petai kolam bulan".
    pub device: String,
    /// What the technician does.
    pub recommendation: String,
}

pub(super) fn view(machine: &Machine, outage: Outage) -> View {
    let lang = machine.language;
    let name = machine.kiosk.as_ref().map_or(machine.device.clone(), ToString::to_string);
    let words = outage.fingerprint().map(|words| words.join(" "));
    View {
        code: outage.code().into(),
        message: match (outage, &machine.suspended) {
            (Outage::SwitchedOff, Some(notice)) if notice.en.is_empty() => notice.id.clone(),
            (Outage::SwitchedOff, Some(notice)) if lang == Lang::En => {
                format!("{}\n{}", notice.en, notice.id)
            }
            (Outage::SwitchedOff, Some(notice)) => format!("{}\n{}", notice.id, notice.en),
            (outage, _) => outage.plain(lang).into(),
        },
        switched_off: outage == Outage::SwitchedOff,
        device: [Some(name), words]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        recommendation: outage.next_step(lang).into(),
    }
}

/// What the office has switched off serves nobody new.
pub(super) fn switch_off_if_idle(state: &mut State) {
    if state.machine.suspended.is_some() && matches!(state.screen, Screen::Attract) {
        state.screen = Screen::OutOfOrder(Outage::SwitchedOff);
    }
}
