//! What the printer says of itself.

use std::time::Duration;

use super::Machine;

fn flag(on: bool, bits: u8) -> u8 {
    if on { bits } else { 0 }
}

impl Machine {
    pub(super) fn blocked(&self) -> bool {
        self.roll.is_out()
            || self.condition.cover_open
            || self.condition.cutter_fails()
            || self.condition.broken
            || self.condition.is_hot(self.clock)
    }

    pub(super) fn near_end(&self) -> bool {
        self.condition.near_end
            || self.roll.is_out()
            || (self.profile.near_end_sensor && self.roll.is_near_end())
    }

    /// The answer to `DLE EOT n`.
    pub(super) fn status(&self, n: u8, now: Duration) -> u8 {
        let condition = &self.condition;
        let error = condition.cutter_fails() || condition.broken || condition.is_hot(now);
        0x12 | match n {
            1 => flag(self.offline(now), 0x08),
            2 => flag(condition.cover_open, 0x04) | flag(self.roll.is_out(), 0x20) | flag(error, 0x40),
            3 => {
                flag(condition.cutter_fails(), 0x08)
                    | flag(condition.broken, 0x20)
                    | flag(condition.is_hot(now), 0x40)
            }
            _ => flag(self.roll.is_out(), 0x60) | flag(self.near_end(), 0x0C),
        }
    }

    /// Automatic status and the response to going offline, as far as they are switched on.
    pub(super) fn report_changes(&mut self, now: Duration) {
        let (condition, offline) = (&self.condition, self.offline(now));
        let report = [
            0x14 | flag(offline, 0x08) | flag(condition.cover_open, 0x20),
            flag(condition.cutter_fails(), 0x08)
                | flag(condition.broken, 0x20)
                | flag(condition.is_hot(now), 0x40),
            flag(self.roll.is_out(), 0x0C) | flag(self.near_end(), 0x03),
            0,
        ];
        if self.auto_status != 0 && self.reported != Some(report) {
            self.reported = Some(report);
            self.say(&report);
        }
        if offline && !self.was_offline && self.offline_response > 0 {
            // Epson gives no bits that all models share; these are the ones of `DLE EOT 2` and 3, in the range allowed.
            let cause = 0x40
                | flag(self.condition.cover_open, 0x04)
                | flag(self.roll.is_out(), 0x20)
                | flag(self.condition.cutter_fails(), 0x08)
                | flag(self.condition.broken || self.condition.is_hot(now), 0x10);
            self.say(if self.offline_response == 2 { &[0x37, 0x23] } else { &[0x37, 0x23, 0] });
            if self.offline_response == 2 {
                self.say(&[cause, 0]);
            }
        }
        self.was_offline = offline;
    }

    pub(super) fn identify(&mut self, what: u8) {
        let text = match what {
            1 => return self.say(&[0x20]),
            2 => return self.say(&[flag(self.profile.cutter, 0x02)]),
            65 => env!("CARGO_PKG_VERSION"),
            66 => "VIRTUAL",
            67 => self.profile.name.as_str(),
            _ => "0",
        };
        let answer = [&[0x5F], text.as_bytes(), &[0]].concat();
        self.say(&answer);
    }

    fn offline(&self, now: Duration) -> bool {
        self.blocked() || self.condition.is_hot(now)
    }
}
