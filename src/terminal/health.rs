//! How the machine is: what a beat tells central.

use std::path::PathBuf;
use std::sync::Arc;

use anjungan_ipp::IppPrinter;
use anjungan_printer::driver::Printer;
use anjungan_wire::request::Health;

use super::printer;
use super::printing::Printers;
use crate::catalogue::Reader;
use crate::ledger;

/// Looks at the machine.
pub struct Probe {
    data: PathBuf,
    catalogue: PathBuf,
    ledger: ledger::Shared,
    printer: Option<Arc<Printer>>,
    sheets: Option<Arc<IppPrinter>>,
}

impl Probe {
    /// Looks at the disk of `data`, at the catalogue, at the ledger and at the printers.
    pub fn new(data: PathBuf, catalogue: PathBuf, ledger: ledger::Shared, printers: &Printers) -> Self {
        let (printer, sheets) = (printers.tickets.clone(), printers.sheets.clone());
        Self { data, catalogue, ledger, printer, sheets }
    }

    /// Now. What can't be looked at is said to be 0.
    pub fn now(&self) -> Health {
        let free = rustix::fs::statvfs(&self.data).map(|disk| disk.f_bavail * disk.f_frsize / (1024 * 1024));
        let unreadable = Reader::open(&self.catalogue).and_then(|reader| reader.unreadable_rows());
        let (tickets_left, out_of_order) = {
            let ledger = self.ledger.lock();
            let left = ledger.paper_left().ok().and_then(|left| left.tickets());
            (left, ledger.out_of_order().ok().flatten().map(|out| out.code))
        };
        Health {
            version: env!("CARGO_PKG_VERSION").into(),
            printer: printer::in_a_word(self.printer.as_ref().map(|printer| printer.status())).into(),
            disk_free_mib: free.unwrap_or(0),
            unreadable_rows: unreadable.map_or(0, u64::from),
            tickets_left,
            out_of_order,
            sheet_printer: self
                .sheets
                .as_ref()
                .map(|sheets| printer::sheets_in_a_word(&sheets.status()).into()),
            condition: None,
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
