//! What the office asks of this machine: looked at, told, or handed to a program that the configuration names.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
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
}

impl Errands for Machine {
    fn is_time(&self, order: Order, now: Clock) -> bool {
        match order {
            Order::Update => Timestamp::from_millisecond(now.wall_ms)
                .is_ok_and(|at| NIGHT.contains(&self.zone.civil(at).hour())),
            Order::Reload | Order::SelfTest | Order::FetchLogs | Order::Reboot => true,
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
            Order::Reload => Ended::new(Outcome::NotConfigured, ""),
        }
    }
}

impl Machine {
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
