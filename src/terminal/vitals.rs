//! How this run is, told to the machine's own units in `health.json`: from it the image decides whether a new version
//! stays ([`crate::health`]).
//!
//! A thread of its own looks every few seconds and whenever there is news, and writes when something is otherwise than
//! before. The file is on memory, so an idle kiosk writes nothing to its disk.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use anjungan_printer::driver;
use anjungan_printer::status::{LinkState, Status};

use super::printing::Printers;
use crate::device::machine::RuntimeFolder;
use crate::device::network;
use crate::health::{Central, Clock, FILE, Health, Printer};
use crate::ledger;
use crate::sync::Timekeeper;
use crate::sync::status::{Standing, SyncStatus};
use crate::visit::{Attendance, Office};

/// The file that is there while the machine must not be restarted.
const BUSY: &str = "busy";
/// Printer and clock say nothing by themselves.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Watches, as long as it lives. The last word stays: whoever ends the program may want to know how it was.
pub struct Vitals {
    news: Sender<News>,
}

enum News {
    FrameDrawn,
    Attended(Attendance),
    Round { reached: bool },
}

/// Hears of rounds with central.
pub struct Listener(Sender<News>);

impl Vitals {
    /// Begins to watch, and proves that the ledger keeps what is written.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(
        folder: RuntimeFolder,
        ledger: &ledger::Shared,
        clock: &Arc<Timekeeper>,
        printers: &Printers,
    ) -> std::io::Result<Self> {
        let (news, heard) = mpsc::channel();
        let watch = Watch {
            folder,
            ledger: ledger.clone(),
            clock: Arc::clone(clock),
            printer: printers.tickets.clone(),
            known: Known::default(),
            told: None,
            busy: None,
        };
        std::thread::Builder::new().name("vitals".into()).spawn(move || watch.run(&heard))?;
        Ok(Self { news })
    }

    /// Visitors see the first screen.
    pub fn frame_drawn(&self) {
        self.tell(News::FrameDrawn);
    }

    /// Who needs the machine has changed.
    pub fn attended(&self, attendance: Attendance) {
        self.tell(News::Attended(attendance));
    }

    /// For whoever hears of rounds with central.
    pub fn listener(&self) -> Listener {
        Listener(self.news.clone())
    }

    fn tell(&self, news: News) {
        // The thread ends with the last sender, so it hears while there is one.
        let _ = self.news.send(news);
    }
}

impl Listener {
    /// A round is over.
    pub fn heard(&self, status: &SyncStatus) {
        // As above.
        let _ = self.0.send(News::Round { reached: reached(status) });
    }
}

/// A terminal that has no code to enrol with says to be online, for it misses nothing; it has reached nobody.
fn reached(status: &SyncStatus) -> bool {
    status.online && status.standing != (Standing::NotEnrolled { refused: None })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Known {
    frame_drawn: bool,
    ledger_committed: bool,
    reached: bool,
    attendance: Attendance,
}

struct Watch {
    folder: RuntimeFolder,
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    printer: Option<Arc<driver::Printer>>,
    known: Known,
    told: Option<Health>,
    busy: Option<bool>,
}

impl Watch {
    fn run(mut self, heard: &Receiver<News>) {
        self.known.ledger_committed = self.prove_ledger();
        loop {
            self.look();
            match heard.recv_timeout(LOOK_EVERY) {
                Ok(News::FrameDrawn) => self.known.frame_drawn = true,
                Ok(News::Attended(attendance)) => self.known.attendance = attendance,
                Ok(News::Round { reached }) => self.known.reached = reached,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// An update that was fetched meanwhile restarts the machine only while this file is not there.
    fn say_whether_busy(&mut self) {
        let Attendance { occupied, office } = self.known.attendance;
        let busy = occupied || office == Office::Open || self.ledger.lock().is_printing().unwrap_or(false);
        if self.busy == Some(busy) {
            return;
        }
        let said = if busy { self.folder.put(BUSY, b"") } else { self.folder.take_away(BUSY) };
        match said {
            Ok(()) => self.busy = Some(busy),
            Err(error) => tracing::warn!(%error, "whether somebody is here can't be told to the machine"),
        }
    }

    fn prove_ledger(&self) -> bool {
        self.ledger.lock().prove_writing().unwrap_or_else(|error| {
            tracing::error!(%error, "the ledger has not proved that it keeps what is written");
            false
        })
    }

    fn look(&mut self) {
        self.say_whether_busy();
        let status = self.printer.as_ref().map(|printer| printer.status());
        let seen = health(self.known, status, self.clock.is_set(), network::has_way_out());
        let as_before = |told: &Health| Health { since: told.since, ..seen.clone() } == *told;
        if self.told.as_ref().is_some_and(as_before) {
            return;
        }
        let health = Health { since: self.clock.now().wall_ms, ..seen };
        let written = serde_json::to_vec(&health)
            .map_err(std::io::Error::other)
            .and_then(|text| self.folder.put(FILE, &text));
        match written {
            Ok(()) => self.told = Some(health),
            Err(error) => tracing::warn!(%error, "how this version is can't be told to the machine"),
        }
    }
}

fn health(known: Known, printer: Option<Status>, clock_set: bool, way_out: bool) -> Health {
    Health {
        version: env!("CARGO_PKG_VERSION").into(),
        frame_drawn: known.frame_drawn,
        ledger_committed: known.ledger_committed,
        printer: match printer.map(|status| status.link) {
            None => Printer::Absent,
            // One that can't speak takes what it is sent.
            Some(LinkState::Answering | LinkState::WriteOnly) => Printer::Answered,
            Some(LinkState::Absent | LinkState::Silent) => Printer::Silent,
        },
        clock: if clock_set { Clock::Set } else { Clock::Unset },
        central: match (known.reached, way_out) {
            (true, _) => Central::Reached,
            (false, true) => Central::Unreachable,
            (false, false) => Central::NetworkDown,
        },
        since: 0,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::health;
    use crate::ledger::tests::enrolled_ledger;

    const WELL: Known = Known {
        frame_drawn: true,
        ledger_committed: true,
        reached: true,
        attendance: Attendance { occupied: false, office: Office::Unknown },
    };

    #[test]
    fn a_printer_out_of_paper_answers_and_one_that_is_off_is_silent() {
        let of = |link| super::health(WELL, Some(Status { link, ..Status::UNKNOWN }), true, true).printer;
        assert_eq!(of(LinkState::Answering), Printer::Answered);
        assert_eq!(of(LinkState::WriteOnly), Printer::Answered);
        assert_eq!(of(LinkState::Absent), Printer::Silent);
        assert_eq!(of(LinkState::Silent), Printer::Silent);
        assert_eq!(super::health(WELL, None, true, true).printer, Printer::Absent);
    }

    #[test]
    fn a_network_that_is_down_is_told_from_a_central_that_does_not_answer() {
        let of = |reached, way_out| super::health(Known { reached, ..WELL }, None, true, way_out).central;
        assert_eq!((of(true, true), of(true, false)), (Central::Reached, Central::Reached));
        assert_eq!((of(false, true), of(false, false)), (Central::Unreachable, Central::NetworkDown));
    }

    #[test]
    fn who_has_no_code_has_reached_nobody() {
        let status = |standing, online| SyncStatus { standing, online, ..SyncStatus::unknown() };
        assert!(!reached(&status(Standing::NotEnrolled { refused: None }, true)));
        assert!(reached(&status(Standing::NotEnrolled { refused: Some("unknown code".into()) }, true)));
        assert!(reached(&status(Standing::Accepted, true)));
        assert!(!reached(&status(Standing::Accepted, false)));
    }

    /// The whole way: from news to a file that the judgement reads.
    #[test]
    fn a_run_becomes_well_when_its_frame_is_drawn_and_central_answers() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&dir.path().join("ledger.db")).share();
        let clock = Arc::new(Timekeeper::of_this_machine([7; 8]));
        let none = Printers { tickets: None, profile: None, sheets: None };
        let folder = RuntimeFolder::new(dir.path());
        let vitals = Vitals::start(folder.clone(), &ledger, &clock, &none).unwrap();
        let until = |what: &str, wanted: fn(&Health) -> bool| {
            let begun = Instant::now();
            while !health::read(&folder.path(FILE)).is_ok_and(|health| wanted(&health)) {
                assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        until("the ledger's proof", |health| health.ledger_committed);
        let file = folder.path(FILE);
        assert_eq!(health::judge_files(&file, None), Err(health::Fault::NothingDrawn.to_string()));
        vitals.frame_drawn();
        vitals.listener().heard(&SyncStatus {
            standing: Standing::Accepted,
            online: true,
            ..SyncStatus::unknown()
        });
        until("central", |health| health.central == Central::Reached);
        assert_eq!(health::judge_files(&file, None), Ok(()));

        let busy = folder.path(BUSY);
        let until_busy = |wanted: bool| {
            let begun = Instant::now();
            while busy.exists() != wanted {
                assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain for {wanted}");
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        until_busy(false);
        vitals.attended(Attendance { occupied: true, office: Office::Closed });
        until_busy(true);
        vitals.attended(Attendance { occupied: false, office: Office::Closed });
        until_busy(false);
        vitals.attended(Attendance { occupied: false, office: Office::Open });
        until_busy(true);
    }
}
