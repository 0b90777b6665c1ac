//! The machine around the program, as far as a technician's orders reach it: its facts, its stick, and its own units, which
//! are asked by files.
//!
//! **Architecture invariant:** what goes onto a stick is the log and the machine's facts. Nothing of either is about a
//! visitor: nothing that is logged is.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::device::machine::{Request, RuntimeFolder};
use crate::service::LogExport;
use crate::service::snapshot::Facts;
use crate::service::wifi::order::Order;
use crate::service::wifi::report::Report;

/// While it is there, the image mounts a stick that is put in.
const SERVICE_MODE: &str = "service-mode";
/// Orders about Wi-Fi.
const WIFI: &str = "wifi";
/// Facts are some short lines.
const FACTS_BYTES_MAX: u64 = 16 * 1024;
/// A report on Wi-Fi is as long as the neighbourhood has networks; the image cuts it at 60 kB.
const REPORT_BYTES_MAX: u64 = 64 * 1024;

/// Where the machine's things are.
#[derive(Clone, Debug)]
pub struct Place {
    /// `None`: no unit of a kiosk's image started this program.
    runtime: Option<RuntimeFolder>,
    facts: PathBuf,
    wifi: PathBuf,
    stick: PathBuf,
    /// The file system that `stick` is on while no stick is in. `None`: it is not asked.
    bare: Option<u64>,
    /// The data folder, whose disk is the one that fills up.
    pub(super) data: PathBuf,
}

impl Place {
    /// As the kiosk's image has them.
    pub fn of_this_machine(data: &Path) -> Self {
        Self {
            runtime: RuntimeFolder::of_environment(),
            facts: "/run/anjungan-machine/facts".into(),
            wifi: "/run/anjungan-machine/wifi".into(),
            stick: "/media/stick".into(),
            bare: std::fs::metadata("/media").ok().map(|about| about.dev()),
            data: data.into(),
        }
    }

    /// Whether there is somebody to ask who can erase the machine.
    pub(super) fn is_erasable(&self) -> bool {
        self.runtime.is_some()
    }

    /// A technician is here, or not any more.
    pub(super) fn service_mode(&self, on: bool) {
        let Some(folder) = &self.runtime else {
            return;
        };
        let done = if on { folder.put(SERVICE_MODE, b"") } else { folder.take_away(SERVICE_MODE) };
        if let Err(error) = done {
            tracing::error!(%error, on, "the machine can't be told of service mode: sticks may not be mounted");
        }
    }

    /// What the image says of the machine; nothing where there is no image.
    pub(super) fn facts(&self) -> Facts {
        said(&self.facts, FACTS_BYTES_MAX).map_or_else(Facts::default, |text| Facts::parse(&text))
    }

    /// What the machine says of Wi-Fi; `None`: there is nobody to ask.
    pub(super) fn wifi(&self) -> Option<Report> {
        self.runtime.as_ref()?;
        Some(said(&self.wifi, REPORT_BYTES_MAX).map_or_else(Report::nothing, |text| Report::parse(&text)))
    }

    /// Gives the machine's own units an order about Wi-Fi.
    pub(super) fn order_wifi(&self, id: u64, order: &Order) {
        let Some(folder) = &self.runtime else { return };
        // Nobody answers then, and the screen says so.
        if let Err(error) = folder.put(WIFI, order.text(id).as_bytes()) {
            tracing::error!(%error, order = order.name(), "the machine can't be asked about Wi-Fi");
        }
    }

    /// Asks the machine's own units to erase it.
    pub(super) fn erase(&self) -> bool {
        let asked = self.runtime.as_ref().map(|folder| folder.ask(Request::FactoryReset, ""));
        match asked {
            Some(Ok(())) => true,
            Some(Err(error)) => {
                tracing::error!(%error, "the machine can't be asked to erase itself");
                false
            }
            None => false,
        }
    }

    /// Free space of the data folder, in MiB.
    pub(super) fn free_mib(&self) -> Option<u64> {
        rustix::fs::statvfs(&self.data).map(|disk| disk.f_bavail * disk.f_frsize / (1024 * 1024)).ok()
    }

    /// Writes `log` on the stick. Takes as long as the stick does.
    pub(super) fn export(&self, device: &str, day: Date, facts: &str, log: &[u8]) -> LogExport {
        let is_mounted = std::fs::metadata(&self.stick)
            .is_ok_and(|about| about.is_dir() && self.bare.is_none_or(|bare| bare != about.dev()));
        if !is_mounted {
            return LogExport::NoStick;
        }
        let device: String =
            device.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
        let name = format!("anjungan-log-{device}-{day}.txt");
        match write(&self.stick.join(&name), facts, log) {
            Ok(()) => LogExport::Written(name),
            Err(error) => {
                tracing::warn!(%error, "the log can't be written on a stick");
                LogExport::NotWritten
            }
        }
    }
}

/// A file of the machine's own units; `None` where there is none.
fn said(path: &Path, bytes_max: u64) -> Option<String> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(bytes_max).read_to_end(&mut bytes));
    match read {
        Ok(_) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                tracing::warn!(path = %path.display(), %error, "what the machine says of itself can't be read");
            }
            None
        }
    }
}

/// A stick is a stranger's: a link in the file's place is removed, never followed.
fn write(path: &Path, facts: &str, log: &[u8]) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(facts.as_bytes())?;
    file.write_all(b"\n")?;
    file.write_all(log)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &Path) -> Place {
        for name in ["runtime", "stick", "data"] {
            std::fs::create_dir(folder.join(name)).unwrap();
        }
        Place {
            runtime: Some(RuntimeFolder::new(folder.join("runtime"))),
            facts: folder.join("facts"),
            wifi: folder.join("wifi"),
            stick: folder.join("stick"),
            bare: None,
            data: folder.join("data"),
        }
    }

    fn day() -> Date {
        jiff::civil::date(2026, 11, 23)
    }

    #[test]
    fn the_log_goes_onto_the_stick_under_the_machines_name_and_day() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let done = place.export("K07/../x", day(), "Sistem: 0.1.0\n", b"line 1\n");
        assert_eq!(done, LogExport::Written("anjungan-log-K07x-2026-11-23.txt".into()));
        let text =
            std::fs::read_to_string(folder.path().join("stick/anjungan-log-K07x-2026-11-23.txt")).unwrap();
        assert_eq!(text, "Sistem: 0.1.0\n\nline 1\n");
    }

    #[test]
    fn a_link_on_the_stick_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        std::fs::write(folder.path().join("data/ledger.db"), "precious").unwrap();
        let name = folder.path().join("stick/anjungan-log-K07-2026-11-23.txt");
        std::os::unix::fs::symlink(folder.path().join("data/ledger.db"), &name).unwrap();
        assert!(matches!(place.export("K07", day(), "", b"line\n"), LogExport::Written(_)));
        assert_eq!(std::fs::read_to_string(folder.path().join("data/ledger.db")).unwrap(), "precious");
    }

    #[test]
    fn no_stick_and_a_stick_that_takes_nothing_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let mut place = place(folder.path());
        let name = folder.path().join("stick/anjungan-log-K07-2026-11-23.txt");
        std::fs::create_dir(&name).unwrap();
        assert_eq!(place.export("K07", day(), "", b""), LogExport::NotWritten);
        place.bare = Some(std::fs::metadata(folder.path()).unwrap().dev());
        assert_eq!(place.export("K07", day(), "", b""), LogExport::NoStick, "a folder without a stick");
        place.stick = folder.path().join("none");
        assert_eq!(place.export("K07", day(), "", b""), LogExport::NoStick);
    }

    #[test]
    fn the_machines_units_are_asked_by_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut place = place(folder.path());
        let is_there = |name: &str| folder.path().join("runtime").join(name).exists();
        place.service_mode(true);
        assert!(is_there("service-mode"));
        place.service_mode(false);
        assert!(!is_there("service-mode"));
        assert!(place.is_erasable() && place.erase() && is_there("factory-reset"));
        place.runtime = None;
        assert!(!place.is_erasable() && !place.erase());
    }

    #[test]
    fn an_order_about_wifi_is_a_file_that_only_this_user_reads() {
        let folder = tempfile::tempdir().unwrap();
        let mut place = place(folder.path());
        assert_eq!(place.wifi(), Some(Report::nothing()), "before the first order");
        place.order_wifi(17, &Order::Scan);
        let file = folder.path().join("runtime/wifi");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "ID=17\nDO=scan\n");
        assert_eq!(file.metadata().unwrap().mode() & 0o077, 0);
        std::fs::write(folder.path().join("wifi"), "ID=17\nSTATE=done\nCARD=wlan0\n").unwrap();
        assert_eq!(place.wifi().map(|report| (report.id, report.card)), Some((17, true)));
        place.runtime = None;
        place.order_wifi(18, &Order::Scan);
        assert_eq!(place.wifi(), None);
    }

    #[test]
    fn facts_are_read_as_far_as_they_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        assert_eq!(place.facts(), Facts::default());
        std::fs::write(
            folder.path().join("facts"),
            "VERSION=0.2.0\nSLOT=a\nNEWER=x\nADDRESS=\nUPDATE=a=b\nbad line\n",
        )
        .unwrap();
        let facts = Facts {
            version: Some("0.2.0".into()),
            slot: Some("a".into()),
            address: Some(String::new()),
            update: Some("a=b".into()),
            ..Facts::default()
        };
        assert_eq!(place.facts(), facts);
    }
}
