//! How fast the catalogue loads, searches and changes: `cargo bench --bench catalogue -- [rows…]`.
//!
//! With `BEST_OF=5`, each search is made five times and the best counts, which leaves out most of what
//! other programs took.
//!
//! Prints the table that stands in BENCHMARKS.md. It judges nothing: machines differ.

#[path = "catalogue/vacancies.rs"]
mod vacancies;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anjungan::catalogue::{Catalogue, Order, Query, Reader};
use anjungan_wire::feed::{Digest, FeedAnswer, Page, Row};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::snapshot::Snapshot;
use anjungan_wire::vacancy::{Education, Rupiah};
use jiff::civil::{Date, date};
use sha2::Digest as _;
use vacancies::{Dice, vacancy};

const TODAY: Date = date(2026, 11, 22);

/// What is typed, letter by letter.
const TYPED: [&str; 14] = [
    "operator produksi",
    "satpam",
    "oprator",
    "admin gudang",
    "kasir bekasi",
    "it support",
    "sopir",
    "muara gembong",
    "cleaning service",
    "e-commerce",
    "zzyzx",
    "lowongan kerja di cikarang",
    "perwat",
    "guru bahasa inggris",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("memory") {
        return memory(arguments.next().expect("a catalogue").as_ref());
    }
    let asked: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![20_000, 200_000] } else { asked };
    println!("| rows | what | p50 | p99 | most |\n|---|---|---|---|---|");
    sizes.into_iter().for_each(measure);
}

fn measure(rows: usize) {
    let dir = tempfile::tempdir().expect("a directory for the catalogue");
    let path = dir.path().join("catalogue.db");
    let (manifest, file, raw) = snapshot(rows);
    let mut catalogue = Catalogue::open(&path).expect("opens");

    let loading = AtomicBool::new(true);
    let ((took, on_cpu), during) = std::thread::scope(|threads| {
        let searching = threads.spawn(|| search_while(&loading, &path));
        let load = || _ = catalogue.load_snapshot(&manifest.scope, &manifest, &*file, |_| {}).expect("loads");
        let on_cpu = cpu();
        let took = (timed(load), cpu() - on_cpu);
        loading.store(false, Relaxed);
        (took, searching.join().expect("searches"))
    });
    let size = |bytes: usize| format!("{:.1} MB", bytes as f64 / 1e6);
    println!(
        "| {rows} | snapshot {} of {}, loaded in | {took:.2?} ({on_cpu:.2?} of processor) | | |",
        size(file.len()),
        size(raw)
    );
    report(rows, "search while loading", during);
    println!(
        "| {rows} | database | {} | | |",
        size(std::fs::metadata(&path).map_or(0, |m| m.len() as usize))
    );

    let this = std::env::current_exe().expect("a program");
    let told = std::process::Command::new(this).arg("memory").arg(&path).output().expect("runs");
    println!("| {rows} | {} | | |", String::from_utf8_lossy(&told.stdout).trim());
    let reader = Reader::open(&path).expect("opens");
    reader.search(&Query::default(), TODAY, 0, 20).expect("searches");

    let mut times = Vec::new();
    for query in keystrokes() {
        times.push(best(|| drop(reader.search(&query, TODAY, 0, 20).expect("searches"))));
    }
    report(rows, "keystroke to 20 cards and the total", times);
    let mut times = Vec::new();
    for query in keystrokes() {
        times.push(best(|| drop(reader.counts(&query, TODAY).expect("counts"))));
    }
    report(rows, "counts for the filter page", times);
    let times = keystrokes().map(|query| best(|| drop(reader.places(None, &query, TODAY).expect("counts"))));
    report(rows, "counts by province", times.collect());
    let nothing = Query { wage_at_least: Some(Rupiah(90_000_000)), ..words("oprator bekasi kasir") };
    let times = (0..20).map(|_| best(|| drop(reader.widen(&nothing, TODAY).expect("widens"))));
    report(rows, "offers when nothing is found", times.collect());

    let going_on = AtomicBool::new(true);
    let waits = std::thread::scope(|threads| {
        let waiting = threads.spawn(|| lock_waits(&going_on, &path));
        changes(&mut catalogue, &manifest, &reader);
        going_on.store(false, Relaxed);
        waiting.join().expect("waits")
    });
    report(rows, "waits for the write lock meanwhile", waits);
}

/// In a process of its own: what a reader costs that has searched.
fn memory(path: &std::path::Path) {
    let before = resident_kb();
    let reader = Reader::open(path).expect("opens");
    let first = timed(|| drop(reader.search(&Query::default(), TODAY, 0, 20).expect("searches")));
    let idle = resident_kb() - before;
    for query in keystrokes() {
        reader.search(&query, TODAY, 0, 20).expect("searches");
    }
    let busy = resident_kb() - before;
    println!(
        "first search {first:.2?}; memory (Pss) after it {:.1} MB, after all of them {:.1} MB",
        idle / 1e3,
        busy / 1e3
    );
}

/// How long others wait for the write lock, asked for over and over.
fn lock_waits(going_on: &AtomicBool, path: &std::path::Path) -> Vec<Duration> {
    let db = rusqlite::Connection::open(path).expect("opens");
    db.busy_timeout(Duration::ZERO).expect("sets");
    let mut waits = Vec::new();
    while going_on.load(Relaxed) {
        let begun = Instant::now();
        while db.execute_batch("BEGIN IMMEDIATE").is_err() {
            std::thread::sleep(Duration::from_micros(100));
        }
        waits.push(begun.elapsed());
        db.execute_batch("ROLLBACK").expect("rolls back");
        std::thread::sleep(Duration::from_millis(1));
    }
    waits
}

fn words(text: &str) -> Query {
    Query { words: text.into(), ..Query::default() }
}

/// Every beginning of everything typed, plain and with filters.
fn keystrokes() -> impl Iterator<Item = Query> {
    let typed = TYPED.iter().flat_map(|text| (1..=text.len()).map(|end| words(&text[..end])));
    typed.chain([Query::default()]).flat_map(|plain| {
        let place = Query { place: "3216".parse().ok(), ..plain.clone() };
        let filtered = Query {
            education: Some(Education::Sma),
            no_experience: true,
            wage_at_least: Some(Rupiah(4_000_000)),
            order: Order::ClosingSoon,
            ..plain.clone()
        };
        [plain, place, filtered]
    })
}

fn search_while(going_on: &AtomicBool, path: &std::path::Path) -> Vec<Duration> {
    let reader = Reader::open(path).expect("opens");
    let mut times = Vec::new();
    for query in keystrokes().collect::<Vec<_>>().iter().cycle() {
        if !going_on.load(Relaxed) {
            break;
        }
        times.push(timed(|| drop(reader.search(query, TODAY, 0, 20).expect("searches"))));
        std::thread::sleep(Duration::from_millis(20));
    }
    times
}

/// Pages of 200 changes each: most replace a vacancy, some are new.
fn changes(catalogue: &mut Catalogue, manifest: &Snapshot, reader: &Reader) {
    let mut dice = Dice(7);
    let (mut seq, mut times, mut afterwards) = (manifest.seq, Vec::new(), Vec::new());
    for page in 0..20 {
        let rows: Vec<Row> = (0..200)
            .map(|n| {
                seq += 1;
                let which = (page * 7919 + n * 104_729) % (manifest.count as usize + 5_000);
                row(&id_of(which), seq, &vacancy(&mut dice, n, TODAY))
            })
            .collect();
        let page = Page {
            epoch: manifest.epoch,
            after: seq - 200,
            rows,
            next: seq,
            more: true,
            head: seq + 1,
            count: 0,
            digest: Digest::default(),
            as_of_s: 0,
        };
        let page = FeedAnswer::Page(page);
        times.push(timed(|| _ = catalogue.apply(&manifest.scope, &page).expect("applies")));
        afterwards.push(timed(|| drop(reader.search(&words("kasir"), TODAY, 0, 20).expect("searches"))));
    }
    let rows = manifest.count as usize;
    report(rows, "page of 200 changes, locks and merging", times);
    report(rows, "first search after it", afterwards);
}

fn snapshot(rows: usize) -> (Snapshot, Vec<u8>, usize) {
    let mut dice = Dice(1);
    let mut lines = Vec::new();
    let mut digest = Digest::default();
    for n in 0..rows {
        let row = row(&id_of(n), n as u64 + 1, &vacancy(&mut dice, n, TODAY));
        digest.toggle(&row.id, row.seq, row.body_text());
        serde_json::to_writer(&mut lines, &row).expect("a row is JSON");
        lines.push(b'\n');
    }
    let file = zstd::encode_all(&*lines, 3).expect("compresses");
    let manifest = Snapshot {
        scope: "vacancies@32".parse::<Scope>().expect("a scope"),
        epoch: Epoch::numbered(1),
        sha256: sha2::Sha256::digest(&file).into(),
        size: file.len() as u64,
        seq: rows as u64,
        count: rows as u64,
        digest,
        as_of_s: 1,
    };
    (manifest, file, lines.len())
}

/// In no order, as those of the sources are.
fn id_of(n: usize) -> String {
    let scattered = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("karirhub:{scattered:016x}-{n:08}")
}

fn row(id: &str, seq: u64, vacancy: &anjungan_wire::vacancy::Vacancy) -> Row {
    let body = serde_json::value::to_raw_value(vacancy).expect("a vacancy is JSON");
    Row { id: id.into(), seq, del: false, body: Some(body) }
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// How long this thread has run, to four milliseconds.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

/// The best of `BEST_OF` times, for a machine that has other work too; else of one.
fn best(work: impl Fn()) -> Duration {
    let times = std::env::var("BEST_OF").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    (0..times).map(|_| timed(&work)).min().unwrap_or_default()
}

fn report(rows: usize, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    if !times.is_empty() {
        println!(
            "| {rows} | {what} ({}) | {:.2?} | {:.2?} | {:.2?} |",
            times.len(),
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}

/// Proportional set size of this process, from the kernel.
fn resident_kb() -> f64 {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
