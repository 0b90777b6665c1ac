//! Central, with the demonstration's vacancies, and a look at what has reached it.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anjungan::wording::Zone;
use anjungan_central::Central;
use anjungan_central::demonstration;
use anjungan_central::issuing::documents;
use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Actor, IdempotencyKey, Stage, Why};
use anjungan_central::store::{Dossier, Filter, Invite, IssueFacts, NewAccount, VacancyChange};
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber};
use anjungan_wire::vacancy::Vacancy;
use argon2::Argon2;
use argon2::password_hash::PasswordHasher as _;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha256};

/// Where the kiosk stands: the district Cikarang Selatan in Kab. Bekasi.
pub const DISTRICT: &str = "321608";
/// The regency it is in, as the screens name it.
pub const REGENCY: &str = "Kab. Bekasi";

/// What the officer who helps at kiosks types, and what the scanner reads from their card.
pub const HELPER_PIN: &str = "483920";
pub const HELPER_CARD: &str = "KARTU-PETUGAS-0003";

/// The rules of an office with nothing out of the ordinary, up to its helpers.
const RULES: &str = r#"
region = "3216"
name = "Disnaker Kabupaten Bekasi"
public_host = "ak1.disnaker.example"
minimum_age = 18

[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"
"#;

/// One of the invented people, in the order in which they came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Issued = 1,
    Approved = 2,
    SentBack = 3,
    Refused = 4,
    Verifying = 5,
    Submitted = 6,
    Last = 9,
}

impl Who {
    /// Their receipt.
    pub fn receipt(self) -> ReceiptCode {
        demonstration::office::receipt(self as u8).unwrap()
    }

    /// What a scanner reads from it.
    pub fn code(self) -> String {
        self.receipt().to_text("ak1.disnaker.example")
    }
}

/// A central that can be stopped and started again.
pub struct Office {
    dir: PathBuf,
    central: Option<Central>,
    pub addr: SocketAddr,
    officer: Option<Actor>,
    /// What a scanner reads from the card of [`Who::Issued`].
    pub card: String,
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
        (
            Self { dir, central: Some(central), addr, officer: None, card: String::new(), vacancies },
            code.unwrap(),
        )
    }

    /// One that runs in another process: only its address is known.
    pub fn elsewhere(addr: SocketAddr) -> Self {
        let (dir, vacancies) = (PathBuf::new(), Vec::new());
        Self { dir, central: None, addr, officer: None, card: String::new(), vacancies }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The running central.
    pub fn central(&self) -> &Central {
        self.central.as_ref().expect("not stopped")
    }

    /// From now on it issues cards; kiosks learn of it when they ask.
    pub fn issues_cards(&self) {
        self.central()
            .with_store(|store| {
                store.set_office(RULES, "journeys", Timestamp::now()).unwrap();
            })
            .unwrap();
    }

    /// From now on it issues cards, and holds applications in every stage.
    pub fn opens_its_desk(&mut self) {
        let compose = documents(&self.dir);
        let opened = self.central().with_store(move |store| {
            let now = Timestamp::now();
            let card = RefCell::default();
            let compose = |facts: &IssueFacts| {
                card.replace(facts.code.clone());
                compose(facts)
            };
            demonstration::office::office(store, now, Some(&compose)).unwrap();
            let code = card.into_inner();
            let sha256: String =
                Sha256::digest(HELPER_CARD).iter().map(|byte| format!("{byte:02x}")).collect();
            let pin = Argon2::default().hash_password(HELPER_PIN.as_bytes()).unwrap().to_string();
            let helper =
                format!("[[helpers]]\ncode = \"P03\"\ncard_sha256 = \"{sha256}\"\npin = \"{pin}\"\n");
            store.set_office(&format!("{RULES}\n{helper}"), "journeys", now).unwrap();
            let role = Role::Signer;
            let new = NewAccount {
                login: "loket".into(),
                name: "CONTOH PETUGAS".into(),
                role,
                offices: Offices::Every,
            };
            let (id, _) = store.add_officer(&new, "kata sandi contoh", "journeys", now).unwrap();
            (Actor::Officer { id, role }, code)
        });
        let (officer, card) = opened.unwrap();
        self.officer = Some(officer);
        self.card = card;
    }

    /// An officer does something with an application, for these reasons.
    pub fn act(&self, who: Who, act: Act, reasons: &[&str]) {
        let reasons = reasons.iter().map(|code| (*code).to_owned()).collect();
        let why = Why { reasons, note: String::new() };
        self.act_as(self.officer.clone().expect("its desk is open"), who, act, why);
    }

    /// The card's last day has passed.
    pub fn expires(&self, who: Who) {
        self.act_as(Actor::System, who, Act::Expire, Why::default());
    }

    fn act_as(&self, actor: Actor, who: Who, act: Act, why: Why) {
        let id = self.dossier(&who.receipt().number).expect("it is there").summary.id;
        let done = self.central().with_store(move |store| {
            let key = IdempotencyKey::new(format!("{}:{id}", act.as_str())).unwrap();
            store.act(id, act, &actor, &key, &why, Timestamp::now()).map(drop)
        });
        done.unwrap().unwrap();
    }

    /// All that it holds of the application with this receipt.
    pub fn dossier(&self, receipt: &ReceiptNumber) -> Option<Dossier> {
        let filter = Filter { receipt: Some(receipt.clone()), ..Filter::default() };
        let found = self.central().with_store(move |store| {
            let found = store.applications(&filter).unwrap();
            found.first().map(|summary| store.application(summary.id).unwrap().unwrap())
        });
        found.unwrap()
    }

    /// Where the application with this receipt is.
    pub fn stage(&self, who: Who) -> Stage {
        self.dossier(&who.receipt().number).expect("it is there").summary.stage
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

    /// What people said of services: element, mark.
    pub fn marks(&self) -> Vec<[String; 2]> {
        rows(&self.dir, "SELECT element, CAST(mark AS TEXT) FROM survey_mark ORDER BY element")
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
