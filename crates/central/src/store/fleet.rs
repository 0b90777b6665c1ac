//! The fleet as central sees it: how each kiosk is, what happened to it, what the office decides about it.

mod act;
mod command;
mod config;
mod heard;
mod list;
mod live;
mod rollout;

pub use act::FleetRefusal;
pub use command::{COMMAND_HOURS, CommandLine};
pub(super) use config::{publish as publish_config, withdraw};
pub(crate) use heard::HeardBeat;
pub use list::{Change, KioskFilter, KioskLine, KioskPage};
pub(super) use live::refresh;
