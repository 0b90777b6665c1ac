//! A printer that can't: the visitor always has number and code, and is never told of a success that
//! nobody has proved.

use anjungan_printer::virtual_printer::Fault;
use rusqlite::Connection;

use crate::kiosk::{Kiosk, Printing};
use crate::press::codes_on;

const SUCCESS: &str = "berhasil";
const DONE: &str = "Nomor sudah saya catat";

/// To a vacancy, and "Cetak".
fn ask_for_a_ticket(kiosk: &Kiosk) {
    kiosk.begin_search();
    kiosk.open_card(0);
    kiosk.tap("Cetak");
}

/// Number and code can be photographed.
fn photograph(kiosk: &Kiosk) -> String {
    kiosk.until("a number", |kiosk| kiosk.ticket_number().is_some());
    kiosk.settle();
    let codes = kiosk.codes();
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert!(kiosk.office.vacancies.iter().any(|vacancy| vacancy.url == codes[0]), "{codes:?}");
    kiosk.ticket_number().unwrap()
}

/// Jobs from now on live for so long, instead of 90 s.
fn shorten_the_life_of_jobs(kiosk: &Kiosk, life_ms: u64) {
    let shorter_by = anjungan::ledger::spool::JOB_LIFE_MS - life_ms;
    let trigger = format!(
        "CREATE TRIGGER short_life AFTER INSERT ON print_job BEGIN
             UPDATE print_job SET expires_mono_ms = expires_mono_ms - {shorter_by} WHERE id = new.id;
         END"
    );
    Connection::open(kiosk.ledger()).unwrap().execute_batch(&trigger).unwrap();
}

fn job_states(kiosk: &Kiosk) -> Vec<String> {
    let ledger = Connection::open(kiosk.ledger()).unwrap();
    let mut query = ledger.prepare("SELECT state FROM print_job ORDER BY id").unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// What the ledger says has happened to all jobs: state and cause.
fn changes(kiosk: &Kiosk) -> Vec<[String; 2]> {
    let ledger = Connection::open(kiosk.ledger()).unwrap();
    let mut query = ledger.prepare("SELECT state, ifnull(cause, '') FROM print_event ORDER BY id").unwrap();
    query.query_map([], |row| Ok([row.get(0)?, row.get(1)?])).unwrap().map(Result::unwrap).collect()
}

fn outcomes(kiosk: &Kiosk) -> Vec<String> {
    kiosk.office.tickets().into_iter().map(|[_, _, outcome, _]| outcome).collect()
}

#[test]
fn without_paper_there_is_a_number_to_photograph_and_nothing_prints_after_its_time() {
    let kiosk = Kiosk::open();
    shorten_the_life_of_jobs(&kiosk, 3_000);
    kiosk.press().device.fault(Fault::PaperOut);
    kiosk.until("the news", |kiosk| kiosk.printer_is_down());
    kiosk.never_says(SUCCESS);
    ask_for_a_ticket(&kiosk);
    kiosk.until("the reason", |kiosk| kiosk.shows("Kertas habis"));
    assert!(kiosk.shows("Kode untuk petugas: P01"), "{:#?}", kiosk.texts());
    let number = photograph(&kiosk);
    kiosk.picture("paper-out");

    kiosk.until("the end of its time", |kiosk| kiosk.shows("Tiket tidak jadi dicetak"));
    assert_eq!(photograph(&kiosk), number);
    kiosk.picture("expired");
    kiosk.until("the ticket at central", |kiosk| !kiosk.office.tickets().is_empty());
    assert_eq!(outcomes(&kiosk), ["expired"]);

    // The next ticket is the first that comes out.
    kiosk.allow_all();
    kiosk.press().device.refill();
    kiosk.tap(DONE);
    kiosk.until("a printer that is ready", |kiosk| !kiosk.printer_is_down());
    kiosk.tap("Cetak");
    kiosk.until("the printer's proof", |kiosk| kiosk.shows("Tiket berhasil dicetak"));
    let second = kiosk.ticket_number().unwrap();
    assert_ne!(second, number);
    let papers = kiosk.press().papers();
    assert_eq!(papers.len(), 1);
    assert!(papers[0].text.contains(&second));
    assert_eq!(job_states(&kiosk), ["expired", "printed"]);
}

#[test]
fn an_open_cover_holds_the_ticket_and_it_comes_out_when_it_is_closed_in_time() {
    let kiosk = Kiosk::open();
    kiosk.press().device.fault(Fault::CoverOpen);
    kiosk.until("the news", |kiosk| kiosk.printer_is_down());
    ask_for_a_ticket(&kiosk);
    kiosk.until("the reason", |kiosk| kiosk.shows("Penutup pencetak terbuka"));
    assert!(kiosk.shows("Kode untuk petugas: P02"), "{:#?}", kiosk.texts());
    let number = photograph(&kiosk);
    kiosk.picture("cover-open");
    kiosk.press().device.refill();
    kiosk.until("the printer's proof", |kiosk| kiosk.shows("Tiket berhasil dicetak"));
    let papers = kiosk.press().papers();
    assert_eq!(papers.len(), 1);
    assert!(papers[0].text.contains(&number));
    assert_eq!(codes_on(&papers[0]), kiosk.codes());
    // Central knows of every change, in its order.
    kiosk.until("the trail at central", |kiosk| !kiosk.office.print_trail().is_empty());
    let trail = changes(&kiosk);
    assert_eq!(kiosk.office.print_trail(), trail);
    assert!(trail.contains(&["blocked".into(), "cover-open".into()]), "{trail:?}");
    assert_eq!(trail.last().unwrap()[0], "printed");
}

#[test]
fn whoever_leaves_a_ticket_that_has_not_begun_leaves_nothing_to_print() {
    let kiosk = Kiosk::open();
    kiosk.press().device.fault(Fault::PaperOut);
    kiosk.until("the news", |kiosk| kiosk.printer_is_down());
    ask_for_a_ticket(&kiosk);
    kiosk.until("the reason", |kiosk| kiosk.shows("Kertas habis"));
    kiosk.tap("Selesai");
    kiosk.until("the ticket at central", |kiosk| !kiosk.office.tickets().is_empty());
    assert_eq!(outcomes(&kiosk), ["cancelled"]);
    kiosk.press().device.refill();
    kiosk.until("a printer that is ready", |kiosk| !kiosk.printer_is_down());
    assert_eq!(job_states(&kiosk), ["cancelled"]);
    assert_eq!(kiosk.press().device.tally().papers, 0);
}

#[test]
fn a_printer_that_was_never_there_leaves_number_and_code() {
    let kiosk = Kiosk::plan().printing(Printing::Unplugged).open();
    kiosk.never_says(SUCCESS);
    ask_for_a_ticket(&kiosk);
    kiosk.until("the reason", |kiosk| kiosk.shows("Kode untuk petugas: P05"));
    photograph(&kiosk);
    kiosk.picture("printer-absent");
}

#[test]
fn a_kiosk_without_a_printer_offers_the_phone() {
    let kiosk = Kiosk::plan().printing(Printing::Never).open();
    kiosk.begin_search();
    kiosk.open_card(0);
    assert_eq!(kiosk.control("Cetak").accessible_enabled(), Some(false));
    assert!(kiosk.shows("Mesin ini tidak punya pencetak."), "{:#?}", kiosk.texts());
    kiosk.picture("no-printer");
    kiosk.tap("Lanjut di HP");
    kiosk.until("the code", |kiosk| kiosk.shows("Lanjut di HP Anda"));
}

/// A job on a slow line, and the cable pulled in its middle.
fn pull_the_cable(kiosk: &Kiosk) -> String {
    kiosk.press().device.fault(Fault::Slow { bytes_per_s: 100 });
    ask_for_a_ticket(kiosk);
    kiosk.until("bytes on their way", |kiosk| kiosk.shows("Sedang mencetak"));
    kiosk.press().device.fault(Fault::Vanish);
    kiosk.until("the question", |kiosk| kiosk.shows("Apakah tiket sudah keluar?"));
    photograph(kiosk)
}

#[test]
fn a_printer_that_vanishes_in_mid_job_leaves_a_question_and_yes_settles_it() {
    let kiosk = Kiosk::open();
    kiosk.never_says(SUCCESS);
    let number = pull_the_cable(&kiosk);
    kiosk.picture("did-it-come-out");
    kiosk.tap("Ya, sudah keluar");
    kiosk.until("the vacancy", |kiosk| kiosk.has_control("Lanjut di HP"));
    kiosk.tap("Selesai");
    kiosk.until("what is known at central", |kiosk| outcomes(kiosk) == ["doubtful", "unverified"]);
    assert!(kiosk.office.tickets().iter().all(|[its, ..]| *its == number));
    assert_eq!(job_states(&kiosk), ["printed-unverified"]);
}

#[test]
fn a_printer_that_vanishes_in_mid_job_leaves_a_question_and_no_leaves_number_and_code() {
    let kiosk = Kiosk::open();
    kiosk.never_says(SUCCESS);
    let number = pull_the_cable(&kiosk);
    kiosk.tap("Belum keluar");
    kiosk.until("what to do now", |kiosk| kiosk.shows("Tiket Anda belum keluar"));
    assert_eq!(photograph(&kiosk), number);
    kiosk.picture("did-not-come-out");

    // It comes back, and prints nothing by itself.
    kiosk.press().device.clear();
    kiosk.until("a printer that is ready", |kiosk| !kiosk.printer_is_down());
    assert_eq!(job_states(&kiosk), ["failed"], "the visitor saw that nothing came out");
    assert_eq!(kiosk.press().device.tally().papers, 0);
    kiosk.tap(DONE);
    kiosk.tap("Selesai");
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(outcomes(&kiosk), ["doubtful", "failed"]);
}

#[test]
fn a_kiosk_that_central_does_not_know_serves_nobody_and_tells_staff_why() {
    let kiosk = Kiosk::plan().enrolment_code("00000000").switch_on();
    kiosk.until("the outage", |kiosk| kiosk.shows("Anjungan ini belum dapat dipakai"));
    kiosk.until("the code for a refused enrolment code", |kiosk| kiosk.shows("D06"));
    assert!(!kiosk.has_control("Cari Lowongan") && !kiosk.has_control("Sentuh layar untuk mulai"));
    kiosk.picture("not-enrolled");
}
