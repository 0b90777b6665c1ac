//! From "Kirim" to "TERSIMPAN": an application with a photo of 24 kB, sealed, committed and synced to the disk by the real
//! terminal, its slip queued at a virtual printer. Target: 50 ms for 99 of 100.
//!
//! `cargo bench --bench submit --no-default-features`; `SUBMITS` changes how many. The folder lies in `TMPDIR`: let it be on
//! a disk, for a file system in memory syncs nothing.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anjungan::config::{self, Config};
use anjungan::ledger::Ledger;
use anjungan::terminal::Terminal;
use anjungan::visit::apply::{self, Submission};
use anjungan::visit::{self, Effect, Request};
use anjungan::wording::{Lang, Zone};
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Setup, VirtualPrinter};
use anjungan_wire::application::{ApplicationKind, Photo, specimen};
use anjungan_wire::id::Epoch;
use anjungan_wire::request::Enrolled;
use anjungan_wire::seal::OpeningKey;

#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let submits: u64 = std::env::var("SUBMITS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    enrol(&mut Ledger::open(&data.join("ledger.db"), [9; 16]).unwrap());
    let profile = Profile::named("epson-tm-t82").unwrap();
    let printer = VirtualPrinter::start(Setup::new(folder.path().join("printer"), profile)).unwrap();
    let config = Config {
        data,
        central: config::Central { url: "http://127.0.0.1:9".into(), enrolment_code: None },
        printer: Some(config::Printer {
            address: format!("serial:{}?baud=115200", folder.path().join("printer").display()),
            profile: "epson-tm-t82".into(),
            ..config::Printer::default()
        }),
        sheet_printer: None,
        scanner: None,
        camera: None,
        service: config::Service::default(),
        screen: config::Screen::default(),
        idle: config::Idle::default(),
        survey: false,
        zone: Zone::Wib,
        programs: Default::default(),
        update: Default::default(),
        clock: Default::default(),
    };
    let (outbox, inbox) = mpsc::channel();
    let terminal =
        Terminal::start(&config, Arc::new(move |event| outbox.send(event).unwrap_or_default())).unwrap();

    let mut took = Vec::new();
    for nth in 0..submits {
        let (request, draft) = (Request(nth), draft());
        let begun = Instant::now();
        terminal.perform(vec![Effect::Submit { request, draft, lang: Lang::Id }]);
        loop {
            let visit::Event::Apply(event) = inbox.recv_timeout(PATIENCE).unwrap() else { continue };
            match event {
                apply::Event::Stored { request: of, .. } if of == request => break,
                apply::Event::NotStored { cause, .. } => panic!("{cause:?}"),
                apply::Event::Stored { .. }
                | apply::Event::Acknowledged { .. }
                | apply::Event::SlipSeen(_)
                | apply::Event::SlipReprint
                | apply::Event::Done => {}
            }
        }
        took.push(begun.elapsed());
        // The next person comes when this one has gone.
        terminal.perform(vec![Effect::CancelPrint { request }]);
    }
    terminal.stop();
    drop(printer);
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "submit to TERSIMPAN, {submits} times: median {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
}

fn enrol(ledger: &mut Ledger) {
    let enrolled = Enrolled {
        kiosk: "K07".parse().unwrap(),
        accepted: true,
        epoch: Epoch::numbered(1),
        sealing_key: OpeningKey::from_bytes("bench", [5; 32]).unwrap().sealing_key(),
        content_key: [0; 32],
        scopes: vec!["vacancies@32".parse().unwrap()],
        tenant: "Disnaker Kabupaten Contoh".into(),
        site: "Contoh".into(),
        region: "3216".parse().unwrap(),
    };
    ledger.set_enrolled(enrolled).unwrap();
}

fn draft() -> Box<Submission> {
    Box::new(Submission {
        kind: ApplicationKind::New,
        office: "3216".parse().unwrap(),
        consent: specimen::consent(),
        assisted_by: None,
        person: specimen::person(),
        photo: Photo::Taken { jpeg: vec![7; 24_000] },
        documents: vec!["ktp".into()],
    })
}
