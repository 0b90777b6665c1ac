//! What is wrong with a device at present.

use std::time::Duration;

use super::fault::Fault;

/// The faults of the moment. Paper is not here: that is the roll's.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Condition {
    pub(super) near_end: bool,
    pub(super) cover_open: bool,
    pub(super) cutter: Cutter,
    pub(super) hot_until: Option<Duration>,
    pub(super) broken: bool,
    /// Takes and says nothing.
    pub(super) stalled: bool,
    pub(super) unplugged: bool,
    pub(super) vanished: bool,
    pub(super) powered_off: bool,
    pub(super) slow_bytes_per_s: Option<u32>,
    pub(super) wrong_baud: Option<u32>,
    pub(super) drop_every: Option<u32>,
    pub(super) late_ms: Option<u32>,
    pub(super) torn_ms: Option<u32>,
    pub(super) lost_every: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cutter {
    #[default]
    Free,
    /// Will stick at the next cut.
    WillStick,
    Stuck,
    /// Stuck for good.
    Broken,
}

impl Condition {
    /// Sets a fault that is not of the paper.
    pub(super) fn set(&mut self, fault: Fault, now: Duration) {
        match fault {
            Fault::PaperOut | Fault::PaperOutAfter { .. } => {}
            Fault::NearEnd => self.near_end = true,
            Fault::CoverOpen => self.cover_open = true,
            Fault::CutterStuck => self.cutter = Cutter::Stuck,
            Fault::CutterJam => self.cutter = Cutter::WillStick,
            Fault::CutterBroken => self.cutter = Cutter::Broken,
            Fault::HeadHot { ms } => self.hot_until = Some(now + Duration::from_millis(ms.into())),
            Fault::Broken => self.broken = true,
            Fault::Slow { bytes_per_s } => self.slow_bytes_per_s = Some(bytes_per_s.max(1)),
            Fault::WrongBaud { baud } => self.wrong_baud = Some(baud.max(1)),
            Fault::DropBytes { every } => self.drop_every = Some(every.max(1)),
            Fault::LateAnswers { ms } => self.late_ms = Some(ms),
            Fault::TornAnswers { pause_ms } => self.torn_ms = Some(pause_ms),
            Fault::LostAnswers { every } => self.lost_every = Some(every.max(1)),
            Fault::Stall => self.stalled = true,
            Fault::Unplug => self.unplugged = true,
            Fault::Vanish => self.vanished = true,
            Fault::PowerOff => self.powered_off = true,
        }
    }

    /// Takes one kind of fault back.
    pub(super) fn mend(&mut self, fault: Fault) {
        match fault {
            Fault::PaperOut | Fault::PaperOutAfter { .. } => {}
            Fault::NearEnd => self.near_end = false,
            Fault::CoverOpen => self.cover_open = false,
            Fault::CutterStuck | Fault::CutterJam | Fault::CutterBroken => self.cutter = Cutter::Free,
            Fault::HeadHot { .. } => self.hot_until = None,
            Fault::Broken => self.broken = false,
            Fault::Slow { .. } => self.slow_bytes_per_s = None,
            Fault::WrongBaud { .. } => self.wrong_baud = None,
            Fault::DropBytes { .. } => self.drop_every = None,
            Fault::LateAnswers { .. } => self.late_ms = None,
            Fault::TornAnswers { .. } => self.torn_ms = None,
            Fault::LostAnswers { .. } => self.lost_every = None,
            Fault::Stall => self.stalled = false,
            Fault::Unplug => self.unplugged = false,
            Fault::Vanish => self.vanished = false,
            Fault::PowerOff => self.powered_off = false,
        }
    }

    /// The faults that are present, but those of the paper.
    pub(super) fn list(&self, now: Duration) -> Vec<Fault> {
        let flags = [
            (self.near_end, Fault::NearEnd),
            (self.cover_open, Fault::CoverOpen),
            (self.cutter == Cutter::Stuck, Fault::CutterStuck),
            (self.cutter == Cutter::WillStick, Fault::CutterJam),
            (self.cutter == Cutter::Broken, Fault::CutterBroken),
            (self.broken, Fault::Broken),
            (self.stalled, Fault::Stall),
            (self.unplugged, Fault::Unplug),
            (self.vanished, Fault::Vanish),
            (self.powered_off, Fault::PowerOff),
        ];
        let left_ms = |until: Duration| u32::try_from((until - now).as_millis()).unwrap_or(u32::MAX);
        let numbers = [
            self.hot_until.filter(|until| *until > now).map(|until| Fault::HeadHot { ms: left_ms(until) }),
            self.slow_bytes_per_s.map(|bytes_per_s| Fault::Slow { bytes_per_s }),
            self.wrong_baud.map(|baud| Fault::WrongBaud { baud }),
            self.drop_every.map(|every| Fault::DropBytes { every }),
            self.late_ms.map(|ms| Fault::LateAnswers { ms }),
            self.torn_ms.map(|pause_ms| Fault::TornAnswers { pause_ms }),
            self.lost_every.map(|every| Fault::LostAnswers { every }),
        ];
        let flags = flags.into_iter().filter(|(on, _)| *on).map(|(_, fault)| fault);
        flags.chain(numbers.into_iter().flatten()).collect()
    }

    pub(super) fn cutter_fails(&self) -> bool {
        matches!(self.cutter, Cutter::Stuck | Cutter::Broken)
    }

    pub(super) fn is_hot(&self, now: Duration) -> bool {
        self.hot_until.is_some_and(|until| until > now)
    }

    /// No current flows.
    pub(super) fn is_dead(&self) -> bool {
        self.powered_off || self.vanished
    }
}
