//! What the office asks of this machine: looked at, told, or handed to a program that the configuration names.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anjungan_printer::driver::Printer;
use anjungan_wire::command::{Order, Outcome};
use anjungan_wire::op::Clock;
use jiff::Timestamp;

use super::printer;
use crate::catalogue::Reader;
use crate::config::Programs;
use crate::journal;
use crate::ledger;
use crate::sync::own::{Ended, Errands};
use crate::wording::Zone;

/// A program that takes longer is left alone, and said to have failed.
const PROGRAM_WAIT: Duration = Duration::from_secs(20);
/// Between two looks whether it has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Updates are looked for while nobody stands before the machine: from 1 to 5 o'clock.
const NIGHT: std::ops::Range<i8> = 1..5;

/// Does it.
pub struct Machine {
    pub(super) programs: Programs,
    pub(super) zone: Zone,
    pub(super) data: PathBuf,
    pub(super) ledger: ledger::Shared,
    pub(super) printer: Option<Arc<Printer>>,
    /// Somebody is at the machine.
    pub(super) occupied: Arc<AtomicBool>,
}

impl Errands for Machine {
    fn is_time(&self, order: Order, now: Clock) -> bool {
        match order {
            Order::Update => {
                let at = Timestamp::from_millisecond(now.wall_ms);
                at.is_ok_and(|at| NIGHT.contains(&self.zone.civil(at).hour())) && self.is_left_alone()
            }
            // Nobody's visit ends by it, and no paper is left half printed.
            Order::Reload | Order::Reboot => self.is_left_alone(),
            Order::SelfTest | Order::FetchLogs | Order::RotateKey => true,
        }
    }

    fn run(&mut self, order: Order) -> Ended {
        match order {
            Order::SelfTest => self.look(),
            Order::FetchLogs => match journal::last_lines() {
                Some(log) => Ended { log: Some(log), ..Ended::new(Outcome::Done, "") },
                None => Ended::new(Outcome::Failed, "the log is empty"),
            },
            Order::Reboot => program(&self.programs.reboot),
            Order::Update => program(&self.programs.update),
            // Done where central is spoken to.
            Order::Reload | Order::RotateKey => Ended::new(Outcome::NotConfigured, ""),
        }
    }
}

impl Machine {
    /// Nobody is here, and no paper is on its way. A ledger that can't say so is no reason to wait for ever: a machine
    /// with a broken disk is one that somebody wants to restart.
    fn is_left_alone(&self) -> bool {
        !self.occupied.load(Ordering::Relaxed) && !self.ledger.lock().is_printing().unwrap_or(false)
    }

    /// Printer, paper, disk, ledger and data, in a line. Nothing is printed.
    fn look(&self) -> Ended {
        let printer = printer::in_a_word(self.printer.as_ref().map(|printer| printer.status()));
        let free =
            rustix::fs::statvfs(&self.data).map_or(0, |disk| disk.f_bavail * disk.f_frsize / (1024 * 1024));
        let (paper, waiting) = {
            let ledger = self.ledger.lock();
            (ledger.paper_share().ok().flatten(), ledger.waiting())
        };
        let paper = paper.map_or_else(|| "unknown".to_owned(), |share| format!("{:.0} %", share * 100.0));
        let rows = Reader::open(&self.data.join("catalogue.db")).and_then(|reader| reader.unreadable_rows());
        let sound = waiting.is_ok() && rows.is_ok();
        let detail = format!(
            "printer {printer}, paper {paper}, disk {free} MiB free, {} facts waiting, {} rows not understood",
            waiting.map_or_else(|_| "?".to_owned(), |count| count.to_string()),
            rows.map_or_else(|_| "?".to_owned(), |count| count.to_string()),
        );
        Ended::new(if sound { Outcome::Done } else { Outcome::Failed }, detail)
    }
}

/// Runs what the configuration names. Its output goes nowhere: nobody knows what it says.
fn program(words: &[String]) -> Ended {
    let Some((name, arguments)) = words.split_first() else {
        return Ended::new(Outcome::NotConfigured, "");
    };
    let started = Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return Ended::new(Outcome::Failed, format!("it could not be started: {error}")),
    };
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ended::new(Outcome::Done, ""),
            Ok(Some(status)) => return Ended::new(Outcome::Failed, format!("it ended with {status}")),
            Ok(None) if begun.elapsed() < PROGRAM_WAIT => std::thread::sleep(LOOK_AGAIN),
            Ok(None) => return Ended::new(Outcome::Failed, "it has not ended after 20 seconds"),
            Err(error) => return Ended::new(Outcome::Failed, format!("it can't be waited for: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Paper;
    use crate::ledger::tests::enrolled_ledger;

    #[test]
    fn what_ends_a_visit_or_a_print_waits_until_nobody_is_there_and_nothing_is_on_its_way() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        let machine = Machine {
            programs: Programs::default(),
            zone: Zone::Wib,
            data: folder.path().into(),
            ledger: ledger.clone(),
            printer: None,
            occupied: Arc::default(),
        };
        let at = |hour: &str| Clock {
            wall_ms: format!("2026-11-22T{hour}:00+07:00").parse::<Timestamp>().unwrap().as_millisecond(),
            boot: [1; 8],
            mono_ms: 5_000,
            synced: true,
        };
        let due = |hour: &str| {
            let order = |order: &Order| machine.is_time(*order, at(hour));
            Order::ALL.into_iter().filter(order).collect::<Vec<_>>()
        };
        let always = [Order::SelfTest, Order::FetchLogs, Order::RotateKey];
        let by_day = [Order::Reload, Order::SelfTest, Order::FetchLogs, Order::Reboot, Order::RotateKey];
        assert_eq!(due("09:00"), by_day);
        assert_eq!(due("02:00"), Order::ALL);
        machine.occupied.store(true, Ordering::Relaxed);
        assert_eq!((due("09:00"), due("02:00")), (always.to_vec(), always.to_vec()), "somebody is there");
        machine.occupied.store(false, Ordering::Relaxed);
        let paper = |_: &_| Paper { bytes: b"TIKET".to_vec(), paper_mm: 90.0 };
        ledger.lock().queue_ticket("local:1", at("02:00"), paper).unwrap();
        assert_eq!(due("02:00"), always, "paper is on its way");
        ledger.lock().recover(at("02:00")).unwrap();
        assert_eq!(due("02:00"), Order::ALL);
    }

    #[test]
    fn a_program_is_done_failed_or_not_configured() {
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(program(&[]).outcome, Outcome::NotConfigured);
        assert_eq!(program(&words(&["true"])).outcome, Outcome::Done);
        let failed = program(&words(&["false"]));
        assert_eq!(failed.outcome, Outcome::Failed);
        assert!(failed.detail.contains('1'), "{}", failed.detail);
        assert_eq!(program(&words(&["/no/such/program"])).outcome, Outcome::Failed);
    }
}
