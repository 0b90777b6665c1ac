//! A person's errands at a whole terminal: real threads, real files, a printer made of software, nobody at central's
//! address. What central would have published lies in the catalogue.

mod troubles;

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Fault, Setup, VirtualPrinter};
use anjungan_wire::application::{Holder, ReportNews};
use anjungan_wire::card::Revoked;
use anjungan_wire::fact::{self, VisitEnd};
use anjungan_wire::feed::{Digest, FeedAnswer, Page, Row};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::office::{Helper, Office};
use anjungan_wire::status::{PrintRule, Status};
use argon2::password_hash::PasswordHasher as _;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::catalogue::Catalogue;
use crate::config::{self, Config};
use crate::ledger::tests::{at as at_ms, enrolled, enrolled_ledger, person::application};
use crate::ledger::{JobKind, JobState, Ledger};
use crate::sync::cards;
use crate::terminal::Terminal;
use crate::terminal::card::tests as issued;
use crate::visit::assist::{self, HelperPin};
use crate::visit::check::{self, Revocation};
use crate::visit::status::{By, Found};
use crate::visit::{Effect, Event, machine};
use crate::wording::Zone;

/// No step takes longer on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Kiosk {
    terminal: Terminal,
    inbox: Receiver<Event>,
    printer: Option<VirtualPrinter>,
    papers: Arc<Mutex<Vec<String>>>,
    config: Config,
    folder: tempfile::TempDir,
    asked: u64,
}

/// What is on a kiosk before it starts.
#[derive(Default)]
struct Furnished {
    without_printer: bool,
    sheets: bool,
    rows: Vec<(Scope, String, String)>,
    office: Option<Office>,
    blob: Option<Vec<u8>>,
    before: Option<fn(&mut Ledger)>,
}

impl Furnished {
    fn start(self) -> Kiosk {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), &self);
        std::fs::create_dir_all(&config.data).unwrap();
        let mut ledger = enrolled_ledger(&config.data.join("ledger.db"));
        let content_key = issued::central().verifying_key().to_bytes();
        // What is not followed is dropped from the catalogue.
        let scopes = ["office@3216", "cards@32", "revoked@32"].map(|scope| scope.parse().unwrap()).to_vec();
        let known = anjungan_wire::request::Enrolled { content_key, scopes, ..enrolled() };
        ledger.set_enrolled(known).unwrap();
        if let Some(before) = self.before {
            before(&mut ledger);
        }
        drop(ledger);
        let mut catalogue = Catalogue::open(&config.data.join("catalogue.db")).unwrap();
        for (scope, id, body) in &self.rows {
            publish(&mut catalogue, scope, id, body);
        }
        if let Some(office) = &self.office {
            let scope = Scope::Office(office.region.clone());
            let signed = anjungan_wire::signed::Signed::sign(&issued::central(), 1, i64::MAX, office.clone());
            publish(&mut catalogue, &scope, "office", &serde_json::to_string(&signed).unwrap());
            let offered = catalogue.offered_office(&scope).unwrap().unwrap();
            catalogue.settle_office(&scope, &offered, Some(office)).unwrap();
        }
        drop(catalogue);
        if let Some(file) = &self.blob {
            let blob =
                anjungan_wire::status::Blob { sha256: Sha256::digest(file).into(), size: file.len() as u64 };
            let path = cards::path(&config.data, &blob);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file).unwrap();
        }
        let profile = Profile::named("epson-tm-t82").unwrap();
        let papers = Arc::<Mutex<Vec<String>>>::default();
        let tray = Arc::clone(&papers);
        let mut setup = Setup::new(folder.path().join("printer"), profile);
        setup.on_paper = Some(Box::new(move |paper| tray.lock().unwrap().push(paper.text.clone())));
        let printer = (!self.without_printer).then(|| VirtualPrinter::start(setup).unwrap());
        let (terminal, inbox) = started(&config);
        Kiosk { terminal, inbox, printer, papers, config, folder, asked: 0 }
    }
}

fn started(config: &Config) -> (Terminal, Receiver<Event>) {
    let (outbox, inbox) = mpsc::channel();
    let post = Arc::new(move |event| outbox.send(event).unwrap_or_default());
    (Terminal::start(config, post).unwrap(), inbox)
}

fn config(folder: &Path, furnished: &Furnished) -> Config {
    let printer = config::Printer {
        address: format!("serial:{}?baud=115200", folder.join("printer").display()),
        profile: "epson-tm-t82".into(),
        ..config::Printer::default()
    };
    Config {
        data: folder.join("data"),
        central: config::Central { url: "http://127.0.0.1:9".into(), enrolment_code: None },
        printer: (!furnished.without_printer).then_some(printer),
        // Nobody listens there: a printer that is switched off.
        sheet_printer: furnished
            .sheets
            .then(|| config::SheetPrinter { uri: "ipp://127.0.0.1:9/ipp/print".into() }),
        scanner: None,
        camera: None,
        service: config::Service::default(),
        screen: config::Screen::default(),
        update: config::Update::default(),
        clock: config::Clock::default(),
        idle: config::Idle::default(),
        survey: false,
        programs: Default::default(),
        zone: Zone::Wib,
    }
}

/// One row, as the first page of a feed brings it.
fn publish(catalogue: &mut Catalogue, scope: &Scope, id: &str, body: &str) {
    let mut digest = Digest::default();
    digest.toggle(id, 1, body);
    let raw = serde_json::value::RawValue::from_string(body.into()).unwrap();
    let rows = vec![Row { id: id.into(), seq: 1, del: false, body: Some(raw) }];
    let page = |epoch, rows, digest, count| {
        FeedAnswer::Page(Page {
            epoch,
            after: 0,
            rows,
            next: 1,
            more: false,
            head: 1,
            count,
            digest,
            as_of_s: 77,
        })
    };
    let reset = FeedAnswer::Reset(anjungan_wire::feed::Reset { epoch: Epoch::numbered(1), snapshot: None });
    catalogue.apply(scope, &reset).unwrap();
    catalogue.apply(scope, &page(Epoch::numbered(1), rows, digest, 1)).unwrap();
}

fn submission() -> Box<Submission> {
    let application = application(&issued::code(), 24_000);
    let Application { kind, office, consent, assisted_by, person, photo, documents, .. } = application;
    Box::new(Submission { kind, office, consent, assisted_by, person, photo, documents })
}

impl Kiosk {
    fn request(&mut self) -> Request {
        self.asked += 1;
        Request(self.asked)
    }

    /// The first event that `wanted` knows.
    fn hears<T>(&self, what: &str, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let event = self.inbox.recv_timeout(left).unwrap_or_else(|_| panic!("never heard {what}"));
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    }

    fn stored(&mut self) -> (Request, Result<(ReceiptCode, String), Cause>) {
        let request = self.request();
        self.terminal.perform(vec![Effect::Submit { request, draft: submission(), lang: Lang::Id }]);
        let stored = self.hears("whether it is stored", |event| {
            let Event::Apply(event) = event else { return None };
            match event {
                apply::Event::Stored { request: of, receipt, code } if *of == request => {
                    let parsed: ReceiptCode = code.parse().unwrap();
                    assert_eq!(parsed.number, *receipt);
                    Some(Ok((parsed, code.clone())))
                }
                apply::Event::NotStored { request: of, cause } if *of == request => Some(Err(*cause)),
                apply::Event::Stored { .. }
                | apply::Event::NotStored { .. }
                | apply::Event::Acknowledged { .. }
                | apply::Event::SlipSeen(_)
                | apply::Event::SlipReprint
                | apply::Event::Done => None,
            }
        });
        (request, stored)
    }

    fn job(&self, request: Request, wanted: impl Fn(&Update) -> bool) -> Update {
        self.hears("of its paper", |event| {
            if let Event::Ticket(ticket::Event::Job { request: of, update }) = event
                && *of == request
                && wanted(update)
            {
                Some(update.clone())
            } else {
                None
            }
        })
    }

    fn found(&mut self, by: By) -> Found {
        let request = self.request();
        self.terminal.perform(vec![Effect::LookUp { request, by }]);
        self.hears("what was found", |event| {
            if let Event::Status(status::Event::Found { request: of, found }) = event
                && *of == request
            {
                Some(found.clone())
            } else {
                None
            }
        })
    }

    fn helper(&mut self, card: Option<&str>, pin: &str) -> (Option<String>, u32) {
        let (request, pin, card) = (self.request(), HelperPin::new(pin), card.map(str::to_owned));
        self.terminal.perform(vec![Effect::TryHelper { request, card, pin }]);
        self.hears("whose PIN it is", |event| {
            if let Event::Assist(assist::Event::Judged { request: of, helper, wait_s }) = event
                && *of == request
            {
                Some((helper.clone(), *wait_s))
            } else {
                None
            }
        })
    }

    fn leave(&self) {
        let visit = fact::Visit {
            seconds: 1,
            end: VisitEnd::Finished,
            language: fact::Language::Id,
            searches: 0,
            vacancies_opened: 0,
            tickets_printed: 0,
            adjusted: false,
            uses: vec![],
        };
        self.terminal.perform(vec![Effect::Record(visit::Fact::Visit(visit))]);
    }

    fn ledger(self) -> (Ledger, tempfile::TempDir) {
        self.terminal.stop();
        (enrolled_ledger(&self.config.data.join("ledger.db")), self.folder)
    }
}

#[test]
fn an_application_is_stored_and_its_slip_comes_out_with_the_code_on_it() {
    let office = Office { public_host: "ak1.example".into(), ..office() };
    let mut kiosk = Furnished { office: Some(office), ..Furnished::default() }.start();
    let (request, stored) = kiosk.stored();
    let (code, text) = stored.unwrap();
    assert!(text.starts_with("HTTPS://AK1.EXAMPLE/R#"), "{text}");
    kiosk.job(
        request,
        |update| matches!(update, Update::Accepted { number } if *number == code.number.to_string()),
    );
    kiosk.job(request, |update| *update == Update::Printed);
    let papers = kiosk.papers.lock().unwrap().clone();
    assert!(papers[0].contains(&text) && papers[0].contains("SEMENTARA"), "{}", papers[0]);
    let (ledger, _folder) = kiosk.ledger();
    assert_eq!(ledger.receipt_op(&code.number).unwrap(), Some(1));
}

/// Whatever becomes of the paper, the application is there.
#[test]
fn no_trouble_of_the_printer_costs_an_application() {
    type Trouble = (Furnished, Option<Fault>, fn(&Update) -> bool);
    let table: [Trouble; 4] = [
        (Furnished { without_printer: true, ..Furnished::default() }, None, |update| {
            *update == Update::Failed(Cause::NoPrinter)
        }),
        (
            Furnished { before: Some(|ledger| ledger.refilled(20.0).unwrap()), ..Furnished::default() },
            None,
            |update| *update == Update::Failed(Cause::PaperShort),
        ),
        (
            Furnished {
                before: Some(|ledger| ledger.put_out_of_order("P03", at_ms(0)).unwrap()),
                ..Furnished::default()
            },
            None,
            |update| *update == Update::Failed(Cause::OutOfOrder),
        ),
        (Furnished::default(), Some(Fault::PaperOut), |update| *update == Update::Blocked(Cause::PaperOut)),
    ];
    for (at, (furnished, fault, expected)) in table.into_iter().enumerate() {
        let mut kiosk = furnished.start();
        if let (Some(fault), Some(printer)) = (fault, &kiosk.printer) {
            // A printer that is not found yet would be waited for under another cause.
            kiosk.hears("that the printer is ready", |event| {
                matches!(event, Event::Machine(machine::Event::Printer(machine::Printer::Ready)))
                    .then_some(())
            });
            printer.fault(fault);
            // Known before the slip is queued: no byte of it leaves.
            kiosk.hears("of the printer's trouble", |event| {
                matches!(event, Event::Machine(machine::Event::Printer(machine::Printer::Down(_))))
                    .then_some(())
            });
        }
        let (request, stored) = kiosk.stored();
        let (code, _) = stored.unwrap_or_else(|cause| panic!("case {at}: {cause:?}"));
        kiosk.job(request, expected);
        let (ledger, _folder) = kiosk.ledger();
        assert!(ledger.receipt_op(&code.number).unwrap().is_some(), "case {at}");
        assert_eq!(ledger.papers_held(), 0, "case {at}");
    }
}

#[test]
fn what_the_disk_does_not_take_is_said_not_to_be_stored_and_the_next_is() {
    let mut kiosk = Furnished::default().start();
    let other = rusqlite::Connection::open(kiosk.config.data.join("ledger.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(kiosk.stored().1.map(drop), Err(Cause::NotStored));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(kiosk.stored().1.is_ok());
    let (ledger, _folder) = kiosk.ledger();
    let kept = ledger.unacked(10, usize::MAX).unwrap();
    assert_eq!(kept.iter().filter(|op| op.kind.as_str() == "application").count(), 1);
}

#[test]
fn until_central_has_it_an_application_is_still_here() {
    let mut kiosk = Furnished::default().start();
    let (code, _) = kiosk.stored().1.unwrap();
    assert_eq!(kiosk.found(By::Code(code.clone())), Found::StillHere);
    let born = "2005-05-15".parse().unwrap();
    assert_eq!(kiosk.found(By::Number { receipt: code.number, born }), Found::StillHere);
    assert_eq!(kiosk.found(By::Number { receipt: issued::code().number, born }), Found::Offline);
}

fn card_row(print: PrintRule) -> (Furnished, Status) {
    let (status, locked, blob) = issued::ready(print);
    let body = serde_json::to_string(&issued::row(&status, Some(blob))).unwrap();
    let id = issued::code().secret.card_id().to_string();
    let rows = vec![("cards@32".parse().unwrap(), id, body)];
    (Furnished { rows, blob: Some(locked), sheets: true, ..Furnished::default() }, status)
}

#[test]
fn who_holds_the_receipt_is_told_how_it_stands_also_offline() {
    let (furnished, status) = card_row(PrintRule::AtKiosk { left: 1 });
    let mut kiosk = furnished.start();
    assert_eq!(kiosk.found(By::Code(issued::code())), Found::Status(Box::new(status)));
    let false_code = ReceiptCode { secret: anjungan_wire::receipt::Secret::new([9; 16]), ..issued::code() };
    assert_eq!(kiosk.found(By::Code(false_code)), Found::Offline, "central might know it");
}

/// The printer is switched off: the card waits for it and says so, is held in memory alone, and ends with its visitor.
#[test]
fn a_card_waits_for_a_printer_that_is_off_and_is_forgotten_when_its_holder_leaves() {
    let (furnished, _) = card_row(PrintRule::AtKiosk { left: 1 });
    let mut kiosk = furnished.start();
    let request = kiosk.request();
    kiosk.terminal.perform(vec![Effect::PrintCard { request, code: issued::code() }]);
    let said = kiosk.job(request, |update| !matches!(update, Update::Accepted { .. }));
    assert_eq!(said, Update::Blocked(Cause::SheetOffline));
    kiosk.terminal.perform(vec![Effect::CancelPrint { request }]);
    kiosk.leave();
    let data = kiosk.config.data.clone();
    let (ledger, _folder) = kiosk.ledger();
    let job = ledger.last_jobs(1).unwrap().remove(0);
    assert_eq!((job.kind, job.state), (JobKind::Card, JobState::Cancelled));
    assert_eq!(job.subject, issued::code().secret.card_id().to_string());
    assert_eq!(ledger.papers_held(), 0);
    for file in
        std::fs::read_dir(data).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file())
    {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"%PDF"), "{}", file.display());
    }
}

#[test]
fn a_card_that_comes_after_its_holder_has_gone_is_not_printed() {
    for leaves_by in [true, false] {
        let (furnished, _) = card_row(PrintRule::AtKiosk { left: 1 });
        let mut kiosk = furnished.start();
        let request = kiosk.request();
        kiosk.terminal.perform(vec![Effect::PrintCard { request, code: issued::code() }]);
        if leaves_by {
            kiosk.terminal.perform(vec![Effect::CancelPrint { request }]);
        } else {
            kiosk.leave();
        }
        // Another question, answered after the card was fetched.
        kiosk.found(By::Code(issued::code()));
        let (ledger, _folder) = kiosk.ledger();
        let jobs = ledger.last_jobs(9).unwrap();
        assert!(
            jobs.iter().all(|job| job.state == JobState::Cancelled || job.state == JobState::Expired),
            "{jobs:?}"
        );
    }
}

#[test]
fn what_can_t_be_printed_says_why() {
    let altered = |furnished: &mut Furnished| furnished.blob.as_mut().unwrap()[40] ^= 1;
    let no_sheets = |furnished: &mut Furnished| furnished.sheets = false;
    let nothing = |_: &mut Furnished| {};
    type Change<'a> = &'a dyn Fn(&mut Furnished);
    let table: [(PrintRule, Change<'_>, Cause); 4] = [
        (PrintRule::AtKiosk { left: 1 }, &no_sheets, Cause::NoPrinter),
        (PrintRule::AtKiosk { left: 0 }, &nothing, Cause::CardUsedUp),
        (PrintRule::AtCounter, &nothing, Cause::NotPrintable),
        // Its name is that of other bytes, so it is not here, and central can't be asked.
        (PrintRule::AtKiosk { left: 1 }, &altered, Cause::CardNotHere),
    ];
    for (print, change, cause) in table {
        let (mut furnished, _) = card_row(print);
        change(&mut furnished);
        let mut kiosk = furnished.start();
        let request = kiosk.request();
        kiosk.terminal.perform(vec![Effect::PrintCard { request, code: issued::code() }]);
        assert_eq!(kiosk.job(request, |_| true), Update::Failed(cause));
    }
}

fn office() -> Office {
    let mut salt = [7; 16];
    let mut hash = |pin: &str| {
        salt[0] += 1;
        argon2::Argon2::default().hash_password_with_salt(pin.as_bytes(), &salt).unwrap().to_string()
    };
    let mut helper =
        |code: &str, pin: &str| Helper { code: code.into(), card_sha256: [0; 32], pin: hash(pin) };
    Office {
        helpers: vec![helper("P03", "482915"), helper("P04", "771204")],
        ..Office::usual("3216".parse().unwrap(), "Disnaker Contoh")
    }
}

#[test]
fn an_officer_is_known_by_the_pin_and_guesses_wait() {
    let mut kiosk = Furnished { office: Some(office()), ..Furnished::default() }.start();
    assert_eq!(kiosk.helper(None, "771204"), (Some("P04".into()), 0));
    assert_eq!(kiosk.helper(Some("P03"), "771204"), (None, 0), "another's card");
    for _ in 0..3 {
        assert_eq!(kiosk.helper(None, "000000"), (None, 0));
    }
    let (helper, wait_s) = kiosk.helper(None, "000000");
    assert!(helper.is_none() && (50..=60).contains(&wait_s), "{wait_s}");
    let (helper, wait_s) = kiosk.helper(None, "482915");
    assert!(helper.is_none() && wait_s > 0, "right, and too soon");
}

#[test]
fn a_revoked_card_is_known_offline() {
    let number: anjungan_wire::card::CardNumber = "3216 211126 000123".parse().unwrap();
    let revoked = Revoked { since: "2026-11-22".parse().unwrap(), until: "2028-11-21".parse().unwrap() };
    let row =
        ("revoked@32".parse().unwrap(), Revoked::row_id(&number), serde_json::to_string(&revoked).unwrap());
    let mut kiosk = Furnished { rows: vec![row], ..Furnished::default() }.start();
    for (number, expected) in [
        (number, Revocation::Since(revoked.since)),
        ("3216 211126 000124".parse().unwrap(), Revocation::None),
    ] {
        let request = kiosk.request();
        kiosk.terminal.perform(vec![Effect::CheckRevoked { request, number }]);
        let said = kiosk.hears("whether it is revoked", |event| {
            if let Event::Check(check::Event::Revocation { request: of, revocation }) = event
                && *of == request
            {
                Some(*revocation)
            } else {
                None
            }
        });
        assert_eq!(said, expected);
    }
}

#[test]
fn the_sixth_typed_report_has_to_wait_and_a_scanned_one_does_not() {
    let mut kiosk = Furnished::default().start();
    let number: anjungan_wire::card::CardNumber = "3216 211126 000123".parse().unwrap();
    let day = "2026-11-21".parse().unwrap();
    let told = |kiosk: &mut Kiosk, holder: Holder| {
        let request = kiosk.request();
        let report = Report { holder, news: ReportNews::StillLooking { day }, assisted_by: None };
        kiosk.terminal.perform(vec![Effect::Report { request, report: Box::new(report) }]);
        kiosk.hears("whether it is stored", |event| {
            if let Event::Report(event) = event { Some(event.clone()) } else { None }
        })
    };
    for nth in 0..5 {
        let holder = Holder::Typed { number: number.clone(), born: "2005-05-15".parse().unwrap() };
        let said = told(&mut kiosk, holder);
        assert!(matches!(said, report::Event::Stored { .. }), "{nth}: {said:?}");
    }
    let holder = Holder::Typed { number: number.clone(), born: "2005-05-16".parse().unwrap() };
    let said = told(&mut kiosk, holder);
    assert!(matches!(said, report::Event::TooMany { retry_s: 1..=60, .. }), "{said:?}");
    let said = told(&mut kiosk, Holder::Card { number });
    assert!(matches!(said, report::Event::Stored { .. }), "{said:?}");
    let (ledger, _folder) = kiosk.ledger();
    let reports = ledger.unacked(20, usize::MAX).unwrap();
    assert_eq!(reports.iter().filter(|op| op.kind.as_str() == "report").count(), 6);
}
