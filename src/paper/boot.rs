//! The paper that a machine prints while central has not accepted it: what somebody who sets it up reads to the office on the
//! phone. In Indonesian: no visitor gets one.
//!
//! Pure, as the ticket is.

use anjungan_printer::command::{Align, Size};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use jiff::Timestamp;

use crate::ledger::{Paper, TicketNumber};
use crate::wording::{self, Lang, OfflineCause, Zone, offline_because};

/// Its name in the ledger.
pub const SUBJECT: &str = "boot";

/// What a person at central compares before they accept this machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pairing {
    /// The fingerprint of its key.
    pub words: [&'static str; 4],
    /// Whether central answered; otherwise why not, as far as that is known.
    pub network: Result<(), Option<OfflineCause>>,
}

/// What stands on it besides.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The job's number.
    pub number: &'a TicketNumber,
    /// Which machine.
    pub device: &'a str,
    /// Where central is said to be.
    pub central: &'a str,
    /// The printer's state, in words.
    pub printer: &'a str,
    /// When it was asked for.
    pub printed_at: Option<Timestamp>,
    /// The kiosk's zone.
    pub zone: Zone,
}

/// The paper for one printer.
pub fn compose(pairing: Pairing, context: &Context<'_>, profile: &Profile) -> Paper {
    let lang = Lang::Id;
    let Context { number, device, central, printer, printed_at, zone } = *context;
    let mut job = Job::new(profile);
    job.align(Align::Centre).size(Size::DOUBLE).line("BELUM AKTIF").size(Size::NORMAL);
    job.line(&format!("{device} · {number}"));
    job.line(&wording::made_at(lang, printed_at, zone));
    job.rule();
    job.line("Cocokkan empat kata ini dengan konsol pusat, lalu setujui mesin ini di sana:");
    for word in pairing.words {
        job.size(Size::DOUBLE).line(word).size(Size::NORMAL);
    }
    if let Err(cause) = pairing.network {
        job.bold(true).line(offline_because(lang, cause)).bold(false);
    }
    let reached = if pairing.network.is_ok() { "menjawab" } else { "tidak menjawab" };
    job.rule().align(Align::Left);
    job.line(&format!("Versi    : {}", env!("CARGO_PKG_VERSION")));
    job.line(&format!("Pusat    : {central}"));
    job.line(&format!("           {reached}"));
    job.line(&format!("Pencetak : {printer}"));
    job.cut();
    let printout = job.finish();
    Paper { bytes: printout.bytes, paper_mm: printout.paper_mm }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(network: Result<(), Option<OfflineCause>>) -> String {
        let number = TicketNumber::new(&"K07".parse().unwrap(), 42);
        let context = Context {
            number: &number,
            device: "K07",
            central: "https://central.example",
            printer: "siap",
            printed_at: Some("2026-11-23T03:00:00Z".parse().unwrap()),
            zone: Zone::Wib,
        };
        let pairing = Pairing { words: ["kijang", "petai", "kolam", "bulan"], network };
        let paper = compose(pairing, &context, &Profile::named("epson-tm-t82").unwrap());
        assert!(paper.paper_mm > 20.0, "{}", paper.paper_mm);
        String::from_utf8_lossy(&paper.bytes).into_owned()
    }

    #[test]
    fn the_words_to_compare_are_on_it_and_whether_central_answered() {
        let paper = composed(Ok(()));
        assert!(["kijang", "petai", "kolam", "bulan"].iter().all(|word| paper.contains(word)), "{paper}");
        assert!(paper.contains("menjawab") && !paper.contains("tidak menjawab"), "{paper}");
        let paper = composed(Err(Some(OfflineCause::NotCentral)));
        assert!(paper.contains("tidak menjawab") && paper.contains("halaman masuk"), "{paper}");
    }
}
