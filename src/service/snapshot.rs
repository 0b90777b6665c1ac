//! The machine as a technician must see it, at one moment. `crate::terminal` takes it; nothing in it is
//! about a visitor.

use jiff::Timestamp;

use super::qr::Readable;
use super::view::Model;
use super::wifi::report::Report;
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
    /// Nobody knows what time it is.
    pub clock_unset: bool,
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
    /// What the machine around the program says of itself.
    pub facts: Facts,
    /// What time the machine thinks it is.
    pub now: Option<Timestamp>,
    /// By how many seconds its clock is behind central's, when that is more than five minutes.
    pub clock_wrong_s: Option<i64>,
    /// Free space of the data folder, in MiB.
    pub free_mib: Option<u64>,
    /// Facts that central does not have.
    pub unsent: u64,
    /// Those among them that people gave: applications, what was mended, reports, surveys.
    pub waiting: u64,
    /// The words of the device's key.
    pub fingerprint: Option<[&'static str; 4]>,
    /// Whether there is somebody to ask who can erase the machine.
    pub erasable: bool,
    /// What the machine says of Wi-Fi; `None`: there is nobody to ask.
    pub wifi: Option<Report>,
}

/// What the machine around the program says of itself: as it is written there, for a technician. `None`: not said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// The image's version.
    pub version: Option<String>,
    /// The slot it runs from.
    pub slot: Option<String>,
    /// The version in the other slot.
    pub other_version: Option<String>,
    /// Whether the system's blocks are checked.
    pub verity: Option<String>,
    /// Whether the firmware checks what it starts.
    pub secure_boot: Option<String>,
    /// What the disk's key is kept by.
    pub disk_key: Option<String>,
    /// Starts that a version on trial has left.
    pub tries_left: Option<String>,
    /// The machine's address in its network.
    pub address: Option<String>,
    /// How it is connected.
    pub network: Option<String>,
    /// How the last update ended.
    pub update: Option<String>,
}

/// No fact is longer.
const FACT_CHARS_MAX: usize = 120;

impl Facts {
    /// Of lines `KEY=VALUE`; keys of a newer image are passed over.
    pub fn parse(text: &str) -> Self {
        let mut facts = Self::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
            let place = match key.trim() {
                "VERSION" => &mut facts.version,
                "SLOT" => &mut facts.slot,
                "OTHER_VERSION" => &mut facts.other_version,
                "VERITY" => &mut facts.verity,
                "SECURE_BOOT" => &mut facts.secure_boot,
                "DISK_KEY" => &mut facts.disk_key,
                "TRIES_LEFT" => &mut facts.tries_left,
                "ADDRESS" => &mut facts.address,
                "NETWORK" => &mut facts.network,
                "UPDATE" => &mut facts.update,
                _ => continue,
            };
            let value = value.trim().trim_matches('"');
            *place = Some(value.chars().filter(|c| !c.is_control()).take(FACT_CHARS_MAX).collect());
        }
        facts
    }
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
