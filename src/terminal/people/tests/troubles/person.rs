//! Who applies: the real visit and the real terminal, without a window.

use super::*;

/// Somebody at the kiosk, without a window.
pub(super) struct Person {
    pub(super) terminal: Terminal,
    inbox: Receiver<Event>,
    state: State,
    /// Holds the ledger, so that nothing can be written.
    pub(super) lock: Option<Connection>,
    pub(super) folder: std::path::PathBuf,
}

impl Person {
    /// To a kiosk that knows its office, and stands idle.
    pub(super) fn comes(folder: &Path) -> Self {
        let text = |name| std::fs::read_to_string(folder.join(name)).unwrap();
        let code = Some(text("code"));
        let furnished = Furnished::default();
        let central = config::Central { url: format!("http://{}", text("addr")), enrolment_code: code };
        let config = Config { central, ..config(folder, &furnished) };
        let (terminal, inbox) = started(&config);
        let state = State::new(terminal.machine());
        let mut person = Self { terminal, inbox, state, lock: None, folder: folder.into() };
        person.until("an office", |person| person.machine_is_ready());
        person
    }

    pub(super) fn machine_is_ready(&self) -> bool {
        // Enrolled, and vacancies and the office's rules have come, in this life or an earlier one.
        let path = self.folder.join("data/catalogue.db");
        let here = Reader::open(&path).and_then(|reader| reader.as_of()).is_ok_and(|as_of| as_of.is_some());
        let offices = Connection::open(path)
            .and_then(|db| db.query_row("SELECT count(*) FROM office", [], |row| row.get::<_, u32>(0)));
        matches!(self.body(), Body::Attract(_)) && here && offices.is_ok_and(|offices| offices > 0)
    }

    pub(super) fn now(&self) -> Moment {
        self.terminal.moment()
    }

    pub(super) fn body(&self) -> Body {
        visit::view(&self.state, self.now()).body
    }

    pub(super) fn does(&mut self, event: Event) {
        let now = self.now();
        let effects = visit::step(&mut self.state, event, now);
        self.terminal.perform(effects);
    }

    /// Does what has arrived.
    pub(super) fn lives(&mut self) {
        while let Ok(event) = self.inbox.try_recv() {
            self.does(event);
        }
        self.does(Event::Tick);
    }

    pub(super) fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !done(self) {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}: {:?}", self.seen());
            self.lives();
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(super) fn seen(&self) -> Seen {
        let body = self.body();
        if let Body::Ask(ask) = &body {
            return if ask.error.is_empty() { Seen::Asked } else { Seen::NotStored };
        }
        let Body::Receipt(receipt) = &body else { return Seen::Nobody };
        match receipt.stage {
            ReceiptStage::Saving => Seen::Saving,
            ReceiptStage::StoredHere => Seen::Stored,
            ReceiptStage::AtOffice => Seen::AtOffice,
        }
    }

    /// Nothing can be written until [`Person::frees_the_disk`].
    pub(super) fn holds_the_disk(&mut self) {
        let other = Connection::open(self.folder.join("data/ledger.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        self.lock = Some(other);
    }

    pub(super) fn frees_the_disk(&mut self) {
        self.lock = None;
    }

    pub(super) fn sends(&mut self) {
        self.does(Event::Form(form::Event::Next));
    }

    pub(super) fn job(&self) -> String {
        let db = Connection::open(self.folder.join("data/ledger.db")).unwrap();
        db.query_row("SELECT state FROM print_job ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
            .unwrap_or_default()
    }

    /// Answers everything, and goes on as far as this.
    pub(super) fn gets_to(&mut self, at: Point) {
        self.state = at_the_read_back(self.state.clone(), self.now());
        match at {
            Point::Asking => {}
            Point::Saving => {
                self.holds_the_disk();
                self.sends();
            }
            Point::StoredHere => {
                self.sends();
                self.until("the receipt", |person| person.seen() == Seen::Stored);
                self.until("the slip", |person| person.job() == "blocked");
            }
            Point::SlipPrinting => {
                self.sends();
                self.until("the receipt", |person| person.seen() == Seen::Stored);
                self.until("the slip", |person| person.job() == "sending" || person.job() == "sent");
            }
            Point::AtOffice => {
                self.sends();
                self.until("the slip", |person| person.job() == "printed");
                self.until("the office", |person| person.seen() == Seen::AtOffice);
            }
        }
    }

    pub(super) fn goes(self) {
        drop(self.lock);
        self.terminal.stop();
    }
}
