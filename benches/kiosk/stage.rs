//! A central with many vacancies, and a terminal that fetches them.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use anjungan::config::{self, Config};
use anjungan::terminal::Terminal;
use anjungan::visit::{Event, machine};
use anjungan::wording::Zone;
use anjungan_central::store::{Invite, VacancyChange};
use anjungan_central::{Central, demonstration};
use anjungan_wire::id::Scope;
use anyhow::Context;
use jiff::Timestamp;
use tempfile::TempDir;

/// Up to here the vacancies are one province's; above, the nation's.
const PROVINCE_ROWS: usize = 20_000;

/// Central, and a folder for everything.
pub struct Stage {
    central: Central,
    code: String,
    rows: u64,
    wire_bytes: u64,
    folder: TempDir,
}

/// How a first load went.
pub struct Loaded {
    /// Vacancies that arrived.
    pub rows: u64,
    /// From the start of an empty terminal until the last was in use.
    pub took: Duration,
    /// Bytes of the snapshots.
    pub wire_bytes: u64,
}

impl Stage {
    /// Publishes about `rows` vacancies for one kiosk.
    pub fn set(rows: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let central = Central::start(&folder.path().join("central"), ("127.0.0.1", 0))?;
        let province = rows <= PROVINCE_ROWS;
        let (code, rows, wire_bytes) = central.with_store(move |store| {
            let now = Timestamp::now();
            // Half of them are in Jawa Barat.
            let n = if province { rows * 2 } else { rows };
            let mut vacancies = demonstration::many(n, Zone::default().day(now), now.as_second());
            if province {
                vacancies.retain(|vacancy| vacancy.place.region.as_str().starts_with("32"));
            }
            for part in vacancies.chunks(20_000) {
                let changes = part.iter().cloned().map(|v| VacancyChange::Put(Box::new(v))).collect();
                store.publish(changes, now.as_second())?;
            }
            let scopes = store.scopes()?;
            let mut wire_bytes = 0;
            let key = store.content_key();
            for scope in &scopes {
                wire_bytes += store.build_snapshot(scope)?.verify(&key, 0, now.as_second())?.content.size;
            }
            let invited = store.invite(Invite {
                kiosk: None,
                site: "Anjungan Siap Kerja".into(),
                tenant: "Disnaker".into(),
                region: "321608".parse()?,
                scopes: scopes.into_iter().collect::<Vec<Scope>>(),
                accept: true,
            })?;
            anyhow::Ok((invited.code, vacancies.len() as u64, wire_bytes))
        })??;
        Ok(Self { central, code, rows, wire_bytes, folder })
    }

    /// Where temporary things go.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration of a terminal in `data`.
    pub fn config(&self, data: &Path, printer: Option<config::Printer>) -> Config {
        Config {
            data: data.into(),
            central: config::Central {
                url: format!("http://{}", self.central.addr()),
                enrolment_code: Some(self.code.clone()),
            },
            printer,
            sheet_printer: None,
            scanner: None,
            camera: None,
            service: config::Service::default(),
            screen: config::Screen::default(),
            idle: config::Idle { warn_after_s: 3600, countdown_s: 300 },
            survey: false,
            programs: config::Programs::default(),
            update: config::Update::default(),
            clock: config::Clock::default(),
            zone: Zone::default(),
        }
    }

    /// Starts an empty terminal in `data`, waits until it has everything, and stops it.
    pub fn load(&self, data: &Path) -> anyhow::Result<Loaded> {
        let (sender, news) = channel();
        let post = Arc::new(move |event| {
            // Nobody listens any more once everything is here.
            let _ = sender.send(event);
        });
        let begun = Instant::now();
        let terminal = Terminal::start(&self.config(data, None), post)?;
        // The first round with central ends when every scope is at head.
        loop {
            let event =
                news.recv_timeout(Duration::from_secs(600)).context("the vacancies did not arrive")?;
            if let Event::Machine(machine::Event::Data { as_of: Some(_), .. }) = event {
                break;
            }
        }
        let took = begun.elapsed();
        terminal.stop();
        Ok(Loaded { rows: self.rows, took, wire_bytes: self.wire_bytes })
    }
}
