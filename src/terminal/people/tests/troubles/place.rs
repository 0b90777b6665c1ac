//! Where somebody applies: central, a printer, a kiosk's folder, and a small disk.

use super::*;

/// Central, a printer, and the folder of a kiosk.
pub(super) struct Place {
    pub(super) folder: tempfile::TempDir,
    central: Option<Central>,
    addr: SocketAddr,
    silent: Option<TcpListener>,
    pub(super) printer: VirtualPrinter,
}

impl Place {
    /// Enrolled, with the office's rules there, and nobody before it.
    pub(super) fn opened() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let central = Central::start(&folder.path().join("central"), ("127.0.0.1", 0)).unwrap();
        let code = central.with_store(|store| {
            let rules = include_str!("office.toml");
            let now = jiff::Timestamp::now();
            store.set_office(rules, "test", now).unwrap();
            // A kiosk without any vacancy serves nobody.
            let vacancies = demonstration::vacancies(Zone::Wib.day(now), now.as_second()).into_iter().take(3);
            let changes = vacancies.map(|vacancy| VacancyChange::Put(Box::new(vacancy))).collect();
            store.publish(changes, now.as_second()).unwrap();
            let invite = Invite {
                kiosk: None,
                site: "Contoh".into(),
                tenant: "Disnaker Contoh".into(),
                region: "321608".parse().unwrap(),
                scopes: Vec::new(),
                accept: true,
            };
            store.invite(invite).unwrap().code
        });
        let addr = central.addr();
        std::fs::write(folder.path().join("code"), code.unwrap()).unwrap();
        std::fs::write(folder.path().join("addr"), addr.to_string()).unwrap();
        let profile = Profile::named("epson-tm-t82").unwrap();
        let printer = VirtualPrinter::start(Setup::new(folder.path().join("printer"), profile)).unwrap();
        let place = Self { folder, central: Some(central), addr, silent: None, printer };
        Person::comes(place.folder.path()).goes();
        place
    }

    /// From now on it takes connections and never answers.
    pub(super) fn network_hangs(&mut self) {
        if let Some(central) = self.central.take() {
            central.stop().unwrap();
            self.silent = Some(TcpListener::bind(self.addr).unwrap());
        }
    }

    pub(super) fn network_is_well(&mut self) {
        if self.silent.take().is_some() {
            self.central = Some(Central::start(&self.folder.path().join("central"), self.addr).unwrap());
        }
    }

    /// What this state needs of printer and network.
    pub(super) fn prepare(&mut self, at: Point) {
        match at {
            Point::Asking | Point::Saving | Point::AtOffice => {}
            Point::StoredHere => {
                self.network_hangs();
                self.printer.fault(Fault::PaperOut);
            }
            Point::SlipPrinting => {
                self.network_hangs();
                self.printer.fault(Fault::Slow { bytes_per_s: 60 });
            }
        }
    }

    pub(super) fn ledger(&self) -> Connection {
        Connection::open_with_flags(
            self.folder.path().join("data/ledger.db"),
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        )
        .unwrap()
    }

    pub(super) fn on_disk(&self) -> OnDisk {
        let db = self.ledger();
        let count = |sql: &str| db.query_row(sql, [], |row| row.get(0)).unwrap();
        let acked =
            "SELECT count(*) FROM outbox, device WHERE kind = 'application' AND outbox.no <= device.acked";
        let slip = "SELECT state FROM print_job ORDER BY id DESC LIMIT 1";
        OnDisk {
            applications: count("SELECT count(*) FROM outbox WHERE kind = 'application'"),
            acknowledged: count(acked),
            slip: db.query_row(slip, [], |row| row.get(0)).ok(),
        }
    }

    /// Everything is well again: so many applications arrive, each once, and no more.
    pub(super) fn delivers(&mut self, applications: usize) {
        self.printer.clear();
        self.network_is_well();
        let person = Person::comes(self.folder.path());
        let begun = Instant::now();
        loop {
            let unacked = "SELECT last_no - acked FROM device";
            if self.ledger().query_row(unacked, [], |row| row.get::<_, u32>(0)).unwrap() == 0 {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "not delivered");
            person.terminal.waker().try_now();
            std::thread::sleep(Duration::from_millis(20));
        }
        person.goes();
        let central = self.central.as_ref().expect("it is well again");
        let held = central.with_store(|store| store.held().unwrap().len()).unwrap();
        let there =
            central.with_store(|store| store.applications(&Filter::default()).unwrap().len()).unwrap();
        assert_eq!((there, held), (applications, 0));
    }
}

/// A few megabytes of memory that pretend to be a disk.
pub(super) struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    pub(super) fn mounted(at: &Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=12m", "anjungan-test"]).arg(at).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(at.into()))
    }

    /// To its last byte; what a log holds in reserve is given back before.
    pub(super) fn fill(&self) {
        let ledger = Connection::open(self.0.join("ledger.db")).unwrap();
        // Another reader may keep some of it: then the rest is filled all the same.
        let _ = ledger.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        drop(ledger);
        let mut filler = std::fs::File::create(self.0.join("filler")).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while std::io::Write::write_all(&mut filler, &vec![1; size]).is_ok() {}
        }
    }

    pub(super) fn free(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whatever still has a file open there ends with the test.
        let unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "the test's disk is still mounted");
    }
}
