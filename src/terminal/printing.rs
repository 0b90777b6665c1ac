//! The kiosk's printers: started from the configuration, and what they say carried to the screen.

use std::sync::Arc;

use anjungan_ipp::IppPrinter;
use anjungan_printer::driver::Printer;
use anjungan_printer::profile::Profile;

use super::clerk::Presses;
use super::{Post, StartError, printer};
use crate::config::Config;
use crate::ledger::Ledger;
use crate::paper::sheet_press::SheetPress;
use crate::paper::spool::Press;
use crate::visit::{self, Machine, SheetPrinter, machine};
use crate::wording::Cause;

/// Characters of the stream's id that stand for a device without a code.
const DEVICE_CHARS: usize = 8;

/// The printers, as long as the terminal runs.
pub struct Printers {
    /// The ticket printer.
    pub tickets: Option<Arc<Printer>>,
    /// Its profile.
    pub profile: Option<Profile>,
    /// The A4 printer.
    pub sheets: Option<Arc<IppPrinter>>,
}

impl Printers {
    /// Starts those that the configuration names. They need not be there yet.
    pub fn start(config: &Config) -> Result<Self, StartError> {
        let mut printers = Self { tickets: None, profile: None, sheets: None };
        if let Some(wanted) = &config.printer {
            let address = wanted
                .address
                .parse()
                .map_err(|error| StartError::Config(format!("printer.address: {error}")))?;
            let profile =
                wanted.profile().map_err(|why| StartError::Config(format!("printer.profile: {why}")))?;
            printers.tickets = Some(Arc::new(Printer::start(address, profile.clone())));
            printers.profile = Some(profile);
        }
        if let Some(wanted) = &config.sheet_printer {
            let address = wanted
                .uri
                .parse()
                .map_err(|error| StartError::Config(format!("sheet_printer.uri: {error}")))?;
            printers.sheets = Some(Arc::new(IppPrinter::start(address, anjungan_ipp::Timing::default())));
        }
        Ok(printers)
    }

    /// What the spools print on. From here on the screen hears of the sheet printer; of the ticket printer it
    /// hears through the clerk, who knows whether it is out of order.
    pub fn presses(&self, device: &str, post: &Post) -> Presses {
        let sheets = self.sheets.as_ref().map(|sheets| {
            let post = Arc::clone(post);
            sheets.subscribe(Box::new(move |status| {
                let said = printer::of_sheet_status(status);
                post(visit::Event::Machine(machine::Event::SheetPrinter(said)));
            }));
            Box::new(SheetPress::new(Arc::clone(sheets), device)) as Box<dyn Press>
        });
        Presses { tickets: self.tickets.clone(), sheets }
    }
}

/// What this device is called on the telephone: its code, or the beginning of its stream's id.
pub fn device_name(ledger: &Ledger) -> String {
    match ledger.enrolled() {
        Some(known) => known.kiosk.to_string(),
        None => ledger.stream().to_string().chars().take(DEVICE_CHARS).collect(),
    }
}

/// What a machine can print, before its printers have said anything.
pub fn before_any_news(machine: &mut Machine, config: &Config, ledger: &Ledger) {
    machine.device = device_name(ledger);
    machine.printer = printer::before_any_news(config.printer.is_some());
    if let (Some(_), Ok(Some(out))) = (&config.printer, ledger.out_of_order()) {
        machine.printer = printer::of_order(&out);
    }
    machine.tickets_left = ledger.paper_left().ok().and_then(|left| left.tickets());
    machine.sheet_printer = match config.sheet_printer {
        Some(_) => SheetPrinter::Down(Cause::SheetOffline),
        None => SheetPrinter::None,
    };
}
