//! Central, with the demonstration's vacancies, and a look at what has reached it.

use std::path::{Path, PathBuf};

use anjungan::wording::Zone;
use anjungan_central::Central;
use anjungan_central::demonstration;
use anjungan_central::store::{Invite, VacancyChange};
use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

/// Where the kiosk stands: the district Cikarang Selatan in Kab. Bekasi.
pub const DISTRICT: &str = "321608";
/// The regency it is in, as the screens name it.
pub const REGENCY: &str = "Kab. Bekasi";

/// The rules of an office with nothing out of the ordinary.
const RULES: &str = r#"
region = "3216"
name = "Disnaker Kabupaten Bekasi"
public_host = "ak1.disnaker.example"
card_service = true
minimum_age = 18

[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"
"#;

/// A central that can be stopped and started again.
pub struct Office {
    dir: PathBuf,
    central: Option<Central>,
    addr: std::net::SocketAddr,
    /// All that it has published.
    pub vacancies: Vec<Vacancy>,
}

impl Office {
    /// Starts central in `dir`; gives the code a kiosk enrols with.
    pub fn open(dir: PathBuf) -> (Self, String) {
        let central = Central::start(&dir, ("127.0.0.1", 0)).unwrap();
        let now = Timestamp::now();
        let vacancies = demonstration::vacancies(Zone::default().day(now), now.as_second());
        let published = vacancies.clone();
        let code = central.with_store(move |store| {
            let changes = published.into_iter().map(|vacancy| VacancyChange::Put(Box::new(vacancy)));
            store.publish(changes.collect(), now.as_second()).unwrap();
            let invite = Invite {
                kiosk: None,
                site: "Mal Pelayanan Publik".into(),
                tenant: "Disnaker Kabupaten Contoh".into(),
                region: DISTRICT.parse().unwrap(),
                scopes: Vec::new(),
                accept: true,
            };
            store.invite(invite).unwrap().code
        });
        let addr = central.addr();
        (Self { dir, central: Some(central), addr, vacancies }, code.unwrap())
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// From now on it issues cards; kiosks learn of it when they ask.
    pub fn issues_cards(&self) {
        let central = self.central.as_ref().expect("not stopped");
        central
            .with_store(|store| {
                store.set_office(RULES, "journeys", Timestamp::now()).unwrap();
            })
            .unwrap();
    }

    pub fn stop(&mut self) {
        self.central.take().unwrap().stop().unwrap();
    }

    /// The same central, where it was.
    pub fn start_again(&mut self) {
        self.central = Some(Central::start(&self.dir, self.addr).unwrap());
    }

    /// Tickets in the order in which they happened: number, vacancy, outcome, cause.
    pub fn tickets(&self) -> Vec<[String; 4]> {
        rows(&self.dir, "SELECT number, vacancy, outcome, ifnull(cause, '') FROM ticket ORDER BY no")
    }

    /// What has happened to print jobs, as far as central was told: state, cause.
    pub fn print_trail(&self) -> Vec<[String; 2]> {
        rows(&self.dir, "SELECT state, ifnull(cause, '') FROM print_change ORDER BY no, place")
    }

    /// Visits: end, language, searches, vacancies opened, tickets printed, adjusted.
    pub fn visits(&self) -> Vec<[String; 6]> {
        rows(
            &self.dir,
            "SELECT \"end\", language, CAST(searches AS TEXT), CAST(vacancies_opened AS TEXT),
                 CAST(tickets_printed AS TEXT), CAST(adjusted AS TEXT) FROM visit ORDER BY no",
        )
    }

    /// Words that found nothing, and where.
    pub fn misses(&self) -> Vec<[String; 2]> {
        rows(&self.dir, "SELECT words, ifnull(place, '') FROM search_miss ORDER BY no")
    }

    /// Facts that central could not apply.
    pub fn held(&self) -> Vec<[String; 2]> {
        rows(&self.dir, "SELECT kind, ifnull(reason, '') FROM inbox WHERE status = 'held'")
    }
}

fn rows<const N: usize>(dir: &Path, sql: &str) -> Vec<[String; N]> {
    let db = Connection::open_with_flags(dir.join("central.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut query = db.prepare(sql).unwrap();
    let row = |row: &rusqlite::Row<'_>| {
        let mut fields = [const { String::new() }; N];
        for (at, field) in fields.iter_mut().enumerate() {
            *field = row.get(at)?;
        }
        Ok(fields)
    };
    query.query_map([], row).unwrap().map(Result::unwrap).collect()
}
