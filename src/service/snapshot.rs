//! The machine as a technician must see it, at one moment. `crate::terminal` takes it; nothing in it is
//! about a visitor.

use jiff::Timestamp;

use super::qr::Readable;
use super::view::Model;
use crate::wording::{Cause, Zone};

/// The machine at one moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Snapshot {
    /// Which machine: its code, or the beginning of its stream's id before it has one.
    pub device: String,
    /// The program's version.
    pub version: String,
    /// The version that central wants at least, where this one is older.
    pub update_to: Option<String>,
    /// The ticket printer; `None` on a kiosk without one.
    pub printer: Option<PrinterLook>,
    /// Tickets that the paper is enough for; `None` until a new roll was confirmed.
    pub tickets_left: Option<u32>,
    /// The sheet printer.
    pub sheet_printer: SheetLook,
    /// The code the machine is out of order with.
    pub out_of_order: Option<String>,
    /// Whether central answered last time.
    pub online: bool,
    /// When central last answered.
    pub last_contact: Option<Timestamp>,
    /// The kiosk's zone.
    pub zone: Zone,
    /// The last print jobs, newest first.
    pub jobs: Vec<JobLook>,
    /// Jobs that nobody knows the end of, oldest first.
    pub doubtful: Vec<JobLook>,
    /// The logo.
    pub logo: LogoLook,
    /// What the QR test of this start said.
    pub qr: Option<Readable>,
    /// The PIN pad.
    pub pin: PinLook,
}

/// The ticket printer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PrinterLook {
    /// Why it can't print, if it can't.
    pub cause: Option<Cause>,
    /// Whether the cover is open; `None`: it can't tell.
    pub cover_open: Option<bool>,
    /// Whether there is paper; `None`: it can't tell, as under an open cover.
    pub has_paper: Option<bool>,
    /// Whether the roll is nearly used up.
    pub near_end: bool,
    /// What pictures are drawn for.
    pub model: Model,
    /// Its address in the configuration.
    pub address: String,
    /// Its profile's name.
    pub profile: String,
    /// Maker, model and firmware as it says itself; empty where it says nothing.
    pub identity: String,
    /// Whether tickets let it draw QR codes.
    pub native_qr: bool,
    /// Whether it can store a logo.
    pub stores_logo: bool,
    /// The length of a new roll, in metres.
    pub roll_m: f32,
}

/// The sheet printer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SheetLook {
    /// None belongs to this kiosk.
    #[default]
    None,
    /// It prints.
    Ready,
    /// It does not.
    Down(Cause),
}

/// A print job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobLook {
    /// Its number in the ledger.
    pub job: i64,
    /// The number on the paper.
    pub number: String,
    /// Its state's name in the ledger.
    pub state: &'static str,
}

/// The logo.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LogoLook {
    /// The configuration names a picture.
    pub configured: bool,
    /// How often one was written into the printer today.
    pub writes_today: u32,
}

/// The PIN pad.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PinLook {
    /// A PIN is in the configuration.
    pub set: bool,
    /// Milliseconds until another try is taken.
    pub locked_ms: u64,
}

impl Snapshot {
    /// What pictures are drawn for.
    pub fn model(&self) -> Model {
        self.printer.as_ref().map_or_else(Model::default, |printer| printer.model)
    }
}
