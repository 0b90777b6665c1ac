//! A terminal's sync with its folder, and a central with its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use anjungan::catalogue::{Catalogue, Query, Reader};
use anjungan::ledger::{Fact, Ledger, Shared};
use anjungan::sync::client::{Client, Waits};
use anjungan::sync::own::NoErrands;
use anjungan::sync::session::{Parts, Settings};
use anjungan::sync::{Engine, SyncStatus, Timekeeper};
use anjungan_central::Central;
use anjungan_central::store::{Invite, Store, VacancyChange, restore};
use anjungan_wire::fact::{Language, Visit, VisitEnd};
use anjungan_wire::id::Epoch;
use rusqlite::Connection;
use tempfile::TempDir;

/// Longer than anything takes on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// Waits until there is something.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < DEADLINE, "waited {DEADLINE:?} for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Central, and how to stop, restore and look into it.
pub struct Office {
    central: Option<Central>,
    addr: SocketAddr,
    dir: TempDir,
}

impl Office {
    pub fn open() -> Office {
        let dir = tempfile::tempdir().unwrap();
        let central = Central::start(&dir.path().join("data"), "127.0.0.1:0").unwrap();
        Office { addr: central.addr(), central: Some(central), dir }
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Store) -> R + Send + 'static) -> R {
        self.central.as_ref().unwrap().with_store(work).unwrap()
    }

    pub fn stop(&mut self) {
        self.central.take().unwrap().stop().unwrap();
    }

    /// At the same address: the port may stay taken for a moment.
    pub fn start_again(&mut self) {
        let (data, addr) = (self.data(), self.addr);
        self.central = Some(until("the port", || Central::start(&data, addr).ok()));
    }

    pub fn back_up(&self) {
        let file = self.dir.path().join("backup.db");
        self.with(move |store| store.backup(&file).unwrap());
    }

    pub fn restore(&mut self) {
        self.stop();
        restore(&self.data(), &self.dir.path().join("backup.db")).unwrap();
        self.start_again();
    }

    /// A code; `accept` whoever brings it.
    pub fn invite(&self, accept: bool) -> String {
        let invite = Invite {
            kiosk: None,
            site: "Aula".into(),
            tenant: "Disnaker Kabupaten Contoh".into(),
            region: "3216".parse().unwrap(),
            scopes: Vec::new(),
            accept,
        };
        self.with(|store| store.invite(invite).unwrap().code)
    }

    pub fn publish(&self, id: &str, title: &str) {
        let text = format!(
            r#"{{"source":"local","source_id":"{id}","fetched_s":5,"title":"{title}","employer":"PT Contoh",
            "place":{{"region":"3216","province":"Jawa Barat"}},"opens":"2026-11-01","closes":"2036-12-31",
            "url":"https://example.invalid/{id}"}}"#
        );
        let vacancy = serde_json::from_str(&text).unwrap();
        self.with(|store| store.publish(vec![VacancyChange::Put(Box::new(vacancy))], 100).unwrap());
    }

    pub fn close(&self, id: &str) {
        let row_id = format!("local:{id}");
        self.with(|store| store.publish(vec![VacancyChange::Remove { row_id }], 100).unwrap());
    }

    /// The facts that had their effect, each by its seconds, in order of arrival.
    pub fn visits(&self) -> Vec<u32> {
        let db = Connection::open(self.data().join("central.db")).unwrap();
        let mut statement = db.prepare("SELECT seconds FROM visit ORDER BY no").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

/// A terminal without its screen and printer.
pub struct House {
    engine: Option<Engine>,
    ledger: Option<Shared>,
    news: Receiver<SyncStatus>,
    latest: Option<SyncStatus>,
    dir: TempDir,
}

impl House {
    pub fn open(central: &str, code: Option<&str>) -> House {
        Self::that_asks_every(Duration::from_secs(2), central, code)
    }

    /// One that asks by itself so seldom that whatever comes sooner was told to it.
    pub fn patient(office: &Office) -> House {
        let code = office.invite(true);
        let mut house = Self::that_asks_every(Duration::from_secs(3600), &office.address(), Some(&code));
        until("the first success", || house.status()?.last_success_ms);
        house
    }

    fn that_asks_every(beat_every: Duration, central: &str, code: Option<&str>) -> House {
        let dir = tempfile::tempdir().unwrap();
        let (engine, ledger, news) = start(dir.path(), central, code, beat_every);
        House { engine: Some(engine), ledger: Some(ledger), news, latest: None, dir }
    }

    /// One that central has accepted and heard.
    pub fn accepted(office: &Office) -> House {
        let code = office.invite(true);
        let mut house = House::open(&office.address(), Some(&code));
        until("the first success", || house.status()?.last_success_ms);
        house
    }

    pub fn stop(&mut self) {
        assert!(self.engine.take().unwrap().stop(), "the engine stops at once when nothing is under way");
        self.ledger = None;
    }

    pub fn start_again(&mut self, central: &str) {
        let (engine, ledger, news) = start(self.dir.path(), central, None, Duration::from_secs(2));
        (self.engine, self.ledger, self.news, self.latest) = (Some(engine), Some(ledger), news, None);
    }

    /// The newest state.
    pub fn status(&mut self) -> Option<SyncStatus> {
        self.latest = self.news.try_iter().last().or(self.latest.take());
        self.latest.clone()
    }

    pub fn try_now(&self) {
        self.engine.as_ref().unwrap().waker().try_now();
    }

    /// A visit of so many seconds.
    pub fn record(&self, seconds: u32) {
        let visit = Visit {
            seconds,
            end: VisitEnd::Finished,
            language: Language::Id,
            searches: 0,
            vacancies_opened: 0,
            tickets_printed: 0,
            adjusted: false,
            uses: vec![],
        };
        let clock = Timekeeper::new([1; 8], 0).now();
        self.ledger.as_ref().unwrap().lock().record(&Fact::Visit(visit), clock).unwrap();
        self.engine.as_ref().unwrap().waker().wake();
    }

    pub fn waiting(&self) -> u64 {
        self.ledger.as_ref().unwrap().lock().waiting().unwrap()
    }

    pub fn epoch(&self) -> Epoch {
        self.ledger.as_ref().unwrap().lock().position().unwrap().epoch
    }

    /// The generation of the snapshot in use; 0: none was ever.
    pub fn generation(&self) -> u64 {
        self.ledger.as_ref().unwrap().lock().generation("snapshot vacancies@32").unwrap()
    }

    /// The titles that a visitor finds, by name.
    pub fn found(&self) -> Vec<String> {
        let reader = Reader::open(&self.dir.path().join("catalogue.db")).unwrap();
        let today = jiff::civil::date(2026, 11, 22);
        let found = reader.search(&Query::default(), today, 0, 1000).unwrap();
        let mut titles: Vec<String> = found.cards.into_iter().map(|card| card.title).collect();
        titles.sort();
        titles
    }

    /// A file of the terminal's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What the disk does.
    pub fn catalogue(&self, sql: &str) {
        let db = Connection::open(self.dir.path().join("catalogue.db")).unwrap();
        assert_eq!(db.execute(sql, []).unwrap(), 1);
    }
}

fn start(
    dir: &Path,
    central: &str,
    code: Option<&str>,
    beat_every: Duration,
) -> (Engine, Shared, Receiver<SyncStatus>) {
    let clock = Arc::new(Timekeeper::new([1; 8], 0));
    let heard = Arc::clone(&clock);
    let ledger = Ledger::open(&dir.join("ledger.db"), [7; 16]).unwrap().share();
    let catalogue = Catalogue::open(&dir.join("catalogue.db")).unwrap();
    let waits = Waits { connect: Duration::from_secs(10), whole: Duration::from_secs(30) };
    let key = ledger.lock().device_key().clone();
    let client = Client::new(central, key, Arc::clone(&clock), waits).unwrap();
    let settings = Settings {
        beat_every,
        enrol_code: code.map(str::to_owned),
        machine: "Kotak".into(),
        folder: dir.into(),
    };
    let (tell, news) = mpsc::channel();
    let shared = ledger.clone();
    let make = |stopping| Parts {
        client,
        ledger: shared,
        replica: catalogue,
        clock,
        health: Box::new(Default::default),
        errands: Box::new(NoErrands),
        random: Box::new(|| 0.0),
        stopping,
    };
    // A test that has ended listens no more.
    let on_status = Box::new(move |status| drop(tell.send(status)));
    let listener = Client::new(central, ledger.lock().device_key().clone(), heard, Waits::HELD).unwrap();
    (Engine::start_listening(settings, listener, make, on_status).unwrap(), ledger, news)
}
