//! What the office asks of this machine: looked at, told, or handed on: to a program that the configuration names, or
//! else to the machine's own units ([`crate::device::machine`]).
//!
//! | errand | while somebody is there, or paper is on its way | opening hours | otherwise |
//! |---|---|---|---|
//! | update | waits | waits | done; without published hours from 1 to 5 o'clock only |
//! | restart | waits | waits | done |
//! | reload | waits | done | done |
//! | look, log, key | done | done | done |

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anjungan_printer::driver::Printer;
use anjungan_wire::command::{Order, Outcome};
use anjungan_wire::op::Clock;
use jiff::Timestamp;
use jiff::civil::Date;

use super::printer;
use super::wish::Wish;
use crate::catalogue::Reader;
use crate::config::Programs;
use crate::device::machine::{Request, RuntimeFolder};
use crate::journal;
use crate::ledger;
use crate::sync::own::{Ended, Errands};
use crate::visit::{Attendance, Office};
use crate::wording::Zone;

/// A program that takes longer is left alone, and said to have failed.
const PROGRAM_WAIT: Duration = Duration::from_secs(20);
/// Between two looks whether it has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Updates are looked for while nobody works there: where no hours are published, from 1 to 5 o'clock.
const NIGHT: std::ops::Range<i8> = 1..5;

/// Who needs the machine, as the window said last. Before it said anything, nobody is known to.
#[derive(Clone, Default)]
pub struct Attended(Arc<Mutex<Attendance>>);

impl Attended {
    /// The window says. What it said before.
    pub fn set(&self, attendance: Attendance) -> Attendance {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), attendance)
    }

    fn get(&self) -> Attendance {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does it.
pub struct Machine {
    pub(super) programs: Programs,
    pub(super) zone: Zone,
    pub(super) data: PathBuf,
    pub(super) ledger: ledger::Shared,
    pub(super) printer: Option<Arc<Printer>>,
    pub(super) attendance: Attended,
    /// Where requests go for which no program is configured.
    pub(super) runtime: Option<RuntimeFolder>,
    /// The update that central wants.
    pub(super) wish: Wish,
}

impl Errands for Machine {
    fn is_time(&self, order: Order, now: Clock) -> bool {
        match order {
            Order::Update => match self.attendance.get().office {
                Office::Open => false,
                Office::Closed => self.is_left_alone(),
                Office::Unknown => self.is_night(now) && self.is_left_alone(),
            },
            Order::Reboot => self.attendance.get().office != Office::Open && self.is_left_alone(),
            // Nobody's visit ends by it, and no paper is left half printed.
            Order::Reload => self.is_left_alone(),
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
            Order::Reboot => self.hand_on(&self.programs.reboot, Request::Reboot),
            Order::Update => self.hand_on(&self.programs.update, Request::Update),
            // Done where central is spoken to.
            Order::Reload | Order::RotateKey => Ended::new(Outcome::NotConfigured, ""),
        }
    }

    fn version_wanted(&mut self, least: Option<&str>, now: Clock) {
        let Some(least) = least else {
            if let Some(least) = self.wish.fulfilled(env!("CARGO_PKG_VERSION")) {
                tracing::info!(least, "the update that central wanted is in force");
            }
            return;
        };
        let Some(night) = self.night_of(now).filter(|night| self.wish.is_due(*night)) else { return };
        if !self.is_time(Order::Update, now) {
            return;
        }
        match self.wish.note(least, night) {
            Ok(1) => tracing::info!(least, "central wants a newer program: an update is asked for"),
            Ok(nights) => tracing::error!(
                least,
                nights,
                "an update was asked for on earlier nights and the same program runs: asked for again"
            ),
            Err(error) => tracing::warn!(%error, least, "that an update is asked for can't be written down"),
        }
        let ended = self.run(Order::Update);
        tracing::info!(outcome = ?ended.outcome, detail = ended.detail, "an update was asked for");
    }
}

impl Machine {
    /// Nobody is here, and no paper is on its way. A ledger that can't say so is no reason to wait for ever: a machine
    /// with a broken disk is one that somebody wants to restart.
    fn is_left_alone(&self) -> bool {
        !self.attendance.get().occupied && !self.ledger.lock().is_printing().unwrap_or(false)
    }

    /// The day on which this night began: it is one night from noon to noon. `None`: nobody knows the time.
    fn night_of(&self, now: Clock) -> Option<Date> {
        let at = Timestamp::from_millisecond(now.wall_ms).ok().filter(|_| now.synced)?;
        let noon = jiff::SignedDuration::from_hours(12);
        Some(self.zone.day(at.checked_sub(noon).ok()?))
    }

    fn is_night(&self, now: Clock) -> bool {
        let at = Timestamp::from_millisecond(now.wall_ms);
        at.is_ok_and(|at| NIGHT.contains(&self.zone.civil(at).hour()))
    }

    /// A program that the configuration names wins over the machine's own units.
    fn hand_on(&self, words: &[String], request: Request) -> Ended {
        match &self.runtime {
            Some(runtime) if words.is_empty() => match runtime.ask(request, "") {
                Ok(()) => Ended::new(Outcome::Done, "handed to the machine"),
                Err(error) => {
                    Ended::new(Outcome::Failed, format!("it can't be handed to the machine: {error}"))
                }
            },
            Some(_) | None => program(words),
        }
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
            attendance: Attended::default(),
            runtime: None,
            wish: Wish::read(folder.path()),
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
        let attended = |occupied, office| {
            machine.attendance.set(Attendance { occupied, office });
        };
        for office in [Office::Unknown, Office::Open, Office::Closed] {
            attended(true, office);
            assert_eq!((due("09:00"), due("02:00")), (always.to_vec(), always.to_vec()), "somebody is there");
        }
        attended(false, Office::Open);
        let serving = [Order::Reload, Order::SelfTest, Order::FetchLogs, Order::RotateKey];
        assert_eq!((due("09:00"), due("02:00")), (serving.to_vec(), serving.to_vec()), "visitors may come");
        attended(false, Office::Closed);
        assert_eq!(
            (due("17:00"), due("02:00")),
            (Order::ALL.to_vec(), Order::ALL.to_vec()),
            "nobody works there"
        );
        attended(false, Office::Unknown);
        let paper = |_: &_| Paper { bytes: b"TIKET".to_vec(), paper_mm: 90.0 };
        ledger.lock().queue_ticket("local:1", at("02:00"), paper).unwrap();
        assert_eq!(due("02:00"), always, "paper is on its way");
        ledger.lock().recover(at("02:00")).unwrap();
        assert_eq!(due("02:00"), Order::ALL);
    }

    #[test]
    fn what_no_program_is_named_for_is_handed_to_the_machine_and_a_named_program_wins() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        let runtime = RuntimeFolder::new(folder.path());
        let mut machine = Machine {
            programs: Programs { reboot: vec!["true".into()], update: vec![] },
            zone: Zone::Wib,
            data: folder.path().into(),
            ledger,
            printer: None,
            attendance: Attended::default(),
            runtime: Some(runtime.clone()),
            wish: Wish::read(folder.path()),
        };
        assert_eq!(machine.run(Order::Reboot).outcome, Outcome::Done);
        assert!(!runtime.path("reboot").exists(), "the program was asked, and nobody else");
        assert_eq!(machine.run(Order::Update).outcome, Outcome::Done);
        assert_eq!(std::fs::read_to_string(runtime.path("update")).unwrap(), "\n");
        machine.runtime = Some(RuntimeFolder::new(folder.path().join("gone")));
        assert_eq!(machine.run(Order::Update).outcome, Outcome::Failed);
        machine.runtime = None;
        assert_eq!(machine.run(Order::Update).outcome, Outcome::NotConfigured);
    }

    #[test]
    fn the_update_that_central_wants_is_asked_for_once_a_night_and_never_while_it_disturbs() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        let runtime = RuntimeFolder::new(folder.path());
        let mut machine = Machine {
            programs: Programs::default(),
            zone: Zone::Wib,
            data: folder.path().into(),
            ledger,
            printer: None,
            attendance: Attended::default(),
            runtime: Some(runtime.clone()),
            wish: Wish::read(folder.path()),
        };
        let at = |when: &str| Clock {
            wall_ms: format!("2026-11-{when}:00+07:00").parse::<Timestamp>().unwrap().as_millisecond(),
            boot: [1; 8],
            mono_ms: 5_000,
            synced: true,
        };
        let asks = |machine: &mut Machine, when: &str, least: Option<&str>| {
            machine.version_wanted(least, at(when));
            let asked = runtime.path("update").exists();
            runtime.take_away("update").unwrap();
            asked
        };
        let closed = |occupied| Attendance { occupied, office: Office::Closed };
        machine.attendance.set(Attendance { occupied: false, office: Office::Open });
        assert!(!asks(&mut machine, "22T10:00", Some("99.0.0")), "visitors may come");
        machine.attendance.set(closed(true));
        assert!(!asks(&mut machine, "22T17:00", Some("99.0.0")), "somebody is there");
        machine.attendance.set(closed(false));
        assert!(!asks(&mut machine, "22T17:00", None), "nothing is wanted");
        assert!(asks(&mut machine, "22T17:00", Some("99.0.0")));
        assert!(!asks(&mut machine, "22T17:01", Some("99.0.0")), "once");
        assert!(!asks(&mut machine, "23T06:00", Some("99.0.0")), "it is the same night");
        assert!(asks(&mut machine, "23T17:00", Some("99.0.0")), "it did not work");
        let unsure = Clock { synced: false, ..at("24T17:00") };
        machine.version_wanted(Some("99.0.0"), unsure);
        assert!(!runtime.path("update").exists(), "nobody knows what night it is");
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
