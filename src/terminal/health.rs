//! How the machine is: what a beat tells central.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anjungan_ipp::IppPrinter;
use anjungan_printer::driver::Printer;
use anjungan_wire::health::{ClockState, Condition, DiskState, Outbox, PrinterState, paper_step};
use anjungan_wire::request::Health;

use super::printer;
use super::printing::Printers;
use crate::catalogue::Reader;
use crate::ledger;
use crate::sync::Timekeeper;
use crate::sync::clock::WRONG_BY_S;

/// Data of vacancies are old from here on.
const STALE_S: i64 = 24 * 3600;
/// The last visit's end is told in steps of so many seconds.
const VISIT_STEP_S: i64 = 600;
/// Temperatures are told in steps of so many degrees.
const HEAT_STEP_C: i16 = 5;

/// Looks at the machine.
pub struct Probe {
    data: PathBuf,
    catalogue: PathBuf,
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    printer: Option<Arc<Printer>>,
    sheets: Option<Arc<IppPrinter>>,
    config_generation: Arc<AtomicU64>,
    started: Instant,
}

impl Probe {
    /// Looks at the disk of `data`, at catalogue and ledger there, at the clock and at the printers.
    /// `config_generation` says which settings are in force.
    pub fn new(
        data: PathBuf,
        ledger: ledger::Shared,
        clock: Arc<Timekeeper>,
        printers: &Printers,
        config_generation: &Arc<AtomicU64>,
    ) -> Self {
        let (printer, sheets) = (printers.tickets.clone(), printers.sheets.clone());
        Self {
            catalogue: data.join("catalogue.db"),
            data,
            ledger,
            clock,
            printer,
            sheets,
            config_generation: Arc::clone(config_generation),
            started: Instant::now(),
        }
    }

    /// Now. What can't be looked at is said to be 0, or unknown.
    pub fn now(&self) -> Health {
        let free =
            rustix::fs::statvfs(&self.data).map(|disk| disk.f_bavail * disk.f_frsize / (1024 * 1024)).ok();
        let (unreadable, ages) = match Reader::open(&self.catalogue) {
            Ok(reader) => (reader.unreadable_rows().unwrap_or(0), reader.ages().unwrap_or_default()),
            Err(_) => (0, Vec::new()),
        };
        let (tickets_left, out_of_order, paper, waiting, (oldest_ms, last_visit_ms)) = {
            let ledger = self.ledger.lock();
            let left = ledger.paper_left().ok().and_then(|left| left.tickets());
            let out = ledger.out_of_order().ok().flatten().map(|out| out.code);
            let paper = ledger.paper_share().ok().flatten();
            (left, out, paper, ledger.waiting().unwrap_or(0), ledger.ages().unwrap_or_default())
        };
        let now_s = self.clock.now_s();
        let status = self.printer.as_ref().map(|printer| printer.status());
        let (state, code) = match &out_of_order {
            Some(code) => (PrinterState::OutOfOrder, Some(code.clone())),
            None => printer::told(status),
        };
        let condition = Condition {
            printer: state,
            printer_code: code,
            paper_percent: paper.and_then(|share| paper_step(share, 1.0)),
            sheets: self.sheets.as_ref().map(|sheets| printer::sheets_told(&sheets.status())),
            stale: ages
                .into_iter()
                .filter(|(_, at_s)| now_s - at_s > STALE_S)
                .map(|(scope, at_s)| (scope, u32::try_from((now_s - at_s) / 86_400).unwrap_or(u32::MAX)))
                .collect(),
            clock: match self.clock.system_behind_s() {
                Some(behind_s) if behind_s.abs() >= WRONG_BY_S => ClockState::Wrong,
                Some(_) => ClockState::Right,
                None => ClockState::Unknown,
            },
            disk: free.map_or(DiskState::Unknown, DiskState::of_free_mib),
            temperature_c: temperature_c().map(|celsius| celsius.div_euclid(HEAT_STEP_C) * HEAT_STEP_C),
            last_visit_s: last_visit_ms.map(|ms| ms.div_euclid(1000 * VISIT_STEP_S) * VISIT_STEP_S),
            outbox: Outbox::new(waiting, oldest_ms.map_or(0, |ms| now_s - ms.div_euclid(1000))),
            up_hours: u32::try_from(self.started.elapsed().as_secs() / 3600).unwrap_or(u32::MAX),
            config_generation: self.config_generation.load(Ordering::Relaxed),
        };
        Health {
            version: env!("CARGO_PKG_VERSION").into(),
            printer: printer::in_a_word(status).into(),
            disk_free_mib: free.unwrap_or(0),
            unreadable_rows: unreadable.into(),
            tickets_left,
            out_of_order,
            sheet_printer: self
                .sheets
                .as_ref()
                .map(|sheets| printer::sheets_in_a_word(&sheets.status()).into()),
            condition: Some(condition),
        }
    }
}

/// The processor's, in degrees Celsius, where the kernel tells it.
fn temperature_c() -> Option<i16> {
    let text = std::fs::read_to_string("/sys/class/thermal/thermal_zone0/temp").ok()?;
    i16::try_from(text.trim().parse::<i32>().ok()? / 1000).ok()
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
