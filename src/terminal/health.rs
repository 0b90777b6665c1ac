//! How the machine is: what a beat tells central.

use std::path::PathBuf;
use std::sync::Arc;

use anjungan_printer::driver::Printer;
use anjungan_wire::request::Health;

use super::printer;
use crate::catalogue::Reader;

/// Looks at the machine.
pub struct Probe {
    data: PathBuf,
    catalogue: PathBuf,
    printer: Option<Arc<Printer>>,
}

impl Probe {
    /// Looks at the disk of `data`, at the catalogue and at the printer.
    pub fn new(data: PathBuf, catalogue: PathBuf, printer: Option<Arc<Printer>>) -> Self {
        Self { data, catalogue, printer }
    }

    /// Now. What can't be looked at is said to be 0.
    pub fn now(&self) -> Health {
        let free = rustix::fs::statvfs(&self.data).map(|disk| disk.f_bavail * disk.f_frsize / (1024 * 1024));
        let unreadable = Reader::open(&self.catalogue).and_then(|reader| reader.unreadable_rows());
        Health {
            version: env!("CARGO_PKG_VERSION").into(),
            printer: printer::in_a_word(self.printer.as_ref().map(|printer| printer.status())).into(),
            disk_free_mib: free.unwrap_or(0),
            unreadable_rows: unreadable.map_or(0, u64::from),
            ..Health::default()
        }
    }
}

/// What the machine calls itself, for the person at central who accepts it.
pub fn machine_name() -> String {
    let read = |what: &str| {
        std::fs::read_to_string(format!("/sys/class/dmi/id/{what}")).map(|text| text.trim().to_owned())
    };
    match (read("sys_vendor"), read("product_name")) {
        (Ok(vendor), Ok(product)) if !product.is_empty() => format!("{vendor} {product}"),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => "unnamed machine".into(),
    }
}
