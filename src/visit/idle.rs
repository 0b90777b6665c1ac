//! Silence: after a minute the question whether anybody is there, after the count-down an empty screen.
//! A ticket in the printer holds that up until its outcome is known, within a bound, since the number
//! on the screen is the visitor's only proof if the paper fails.

use anjungan_wire::fact::VisitEnd;

use super::{Effect, Machine, Moment, Page, Screen, State, Timing, ticket, wipe};

/// When something was last touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Silence {
    since: Moment,
}

/// How long it has been silent, judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Judged {
    Quiet,
    Warning { seconds_left: u32 },
    Over,
}

impl Silence {
    pub(super) fn since(now: Moment) -> Self {
        Self { since: now }
    }

    pub(super) fn touched(&mut self, now: Moment) {
        self.since = self.since.max(now);
    }

    fn judge(self, now: Moment, timing: &Timing) -> Judged {
        let silent_ms = now.since_ms(self.since);
        let end_ms = timing.idle_ms + timing.warning_ms;
        if silent_ms < timing.idle_ms {
            Judged::Quiet
        } else if silent_ms < end_ms {
            let left = (end_ms - silent_ms).div_ceil(1_000);
            Judged::Warning { seconds_left: u32::try_from(left).unwrap_or(u32::MAX) }
        } else {
            Judged::Over
        }
    }
}

/// Time passed.
pub(super) fn tick(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    match &mut state.screen {
        Screen::Attract
        | Screen::OutOfOrder(_)
        | Screen::Undecided(_)
        | Screen::Service(_)
        | Screen::Survey(_) => {}
        Screen::Thanks(thanks) => {
            if now.since_ms(thanks.since) >= state.machine.timing.thanks_ms {
                state.screen = Screen::Attract;
                effects.push(Effect::NearCount { region: state.machine.near_region() });
            }
        }
        Screen::Visit(stay) => {
            if held(&stay.page, &state.machine, now) {
                stay.silence.touched(now);
            }
            match stay.silence.judge(now, &state.machine.timing) {
                Judged::Over => wipe::wipe(state, VisitEnd::Idle, now, effects),
                Judged::Quiet | Judged::Warning { .. } => {
                    super::in_search(state, now, effects, |seek, turn| seek.settle_if_quiet(turn));
                }
            }
        }
    }
}

/// Whether a ticket is in the printer, and not for too long.
fn held(page: &Page, machine: &Machine, now: Moment) -> bool {
    ticket::on_screen(page).is_some_and(|ticket| {
        ticket.in_the_printer() && now.since_ms(ticket.asked) < machine.timing.print_hold_ms_max
    })
}

/// Seconds left of the count-down, when it runs.
pub(super) fn seconds_left(silence: Silence, machine: &Machine, now: Moment) -> Option<u32> {
    match silence.judge(now, &machine.timing) {
        Judged::Quiet => None,
        Judged::Warning { seconds_left } => Some(seconds_left),
        Judged::Over => Some(0),
    }
}
