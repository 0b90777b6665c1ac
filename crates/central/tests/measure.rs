//! Measurements, not tests: `cargo test -p anjungan-central --release -- --ignored --nocapture measure`.

mod pages;

use anjungan_central::office::offices::Offices;
use std::path::Path;
use std::time::Instant;

use anjungan_central::demonstration;
use anjungan_central::import::{self, SourceArg};
use anjungan_central::store::VacancyChange;
use anjungan_wire::request::PushAnswer;
use anjungan_wire::vacancy::Vacancy;

use crate::kit::{central, page, push_of, query, scope, store};

fn lines(vacancies: &[Vacancy]) -> Vec<u8> {
    let mut text = Vec::new();
    for (seq, vacancy) in vacancies.iter().enumerate() {
        let body = serde_json::to_string(vacancy).unwrap();
        text.extend_from_slice(
            format!("{{\"id\":\"{}\",\"seq\":{},\"body\":{body}}}\n", vacancy.row_id(), seq + 1).as_bytes(),
        );
    }
    text
}

fn levels(name: &str, rows: usize, text: &[u8]) {
    println!("{name}: {rows} rows, {:.1} MB of lines", text.len() as f64 / 1e6);
    for level in [1, 3, 6, 9, 12, 15, 19] {
        let start = Instant::now();
        let packed = zstd::encode_all(text, level).unwrap();
        println!(
            "  zstd {level:>2}: {:>9} bytes, {:>4} a row, {:.2} s",
            packed.len(),
            packed.len() / rows,
            start.elapsed().as_secs_f64()
        );
    }
}

#[test]
#[ignore = "measures"]
fn measure_snapshot_levels() {
    let province = province();
    levels("generated, one province", province.len(), &lines(&province));
    for (source, folder) in [(SourceArg::Karirhub, "karirhub/vacancies"), (SourceArg::Maganghub, "maganghub")]
    {
        // The ministry's records are not in the repository; name the folder they are in.
        let Ok(root) = std::env::var("ANJUNGAN_REAL_RECORDS") else { continue };
        let folder = Path::new(&root).join(folder).display().to_string();
        let raws = import::read(source, &[folder]).unwrap();
        let mut of_source: Vec<Vacancy> =
            raws.iter().filter_map(|raw| import::convert(raw, 0).ok()).map(|done| done.vacancy).collect();
        of_source.sort_by_key(Vacancy::row_id);
        of_source.dedup_by_key(|vacancy| vacancy.row_id());
        levels(&format!("real, {source:?}"), of_source.len(), &lines(&of_source));
    }
}

/// 20,000 vacancies of Jawa Barat.
fn province() -> Vec<Vacancy> {
    let mut province = demonstration::many(40_000, "2026-11-22".parse().unwrap(), 0);
    province.retain(|vacancy| vacancy.place.region.as_str().starts_with("32"));
    province.truncate(20_000);
    province
}

#[test]
#[ignore = "measures"]
fn measure_publishing_and_paging() {
    let mut store = store();
    let province = province();
    let rows = province.len();
    let changes =
        || province.iter().cloned().map(|vacancy| VacancyChange::Put(Box::new(vacancy))).collect::<Vec<_>>();
    let start = Instant::now();
    store.publish(changes(), 1).unwrap();
    println!("publish {rows} new rows: {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    store.publish(changes(), 2).unwrap();
    println!("publish the same again: {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    store.build_snapshot(&scope("vacancies@32")).unwrap();
    let file = std::fs::read_dir(store.dir().join("blobs")).unwrap().next().unwrap().unwrap();
    println!("snapshot: {:.2} s, {} bytes", start.elapsed().as_secs_f64(), file.metadata().unwrap().len());
    let epoch = store.epoch().unwrap();
    let (start, mut after, mut pages, mut bytes) = (Instant::now(), 0, 0, 0);
    loop {
        let page = page(store.feed(&scope("vacancies@32"), &query(epoch, after, 0)).unwrap());
        bytes += serde_json::to_vec(&page).unwrap().len();
        (after, pages) = (page.next, pages + 1);
        if !page.more {
            break;
        }
    }
    println!("walk: {pages} pages, {bytes} bytes before gzip, {:.2} s", start.elapsed().as_secs_f64());
}

#[test]
#[ignore = "measures"]
fn measure_pushes() {
    const TERMINALS: u8 = 32;
    const PUSHES: u64 = 40;
    const OPS: u64 = 20;
    let running = central();
    let terminals: Vec<_> = (1..=TERMINALS).map(|seed| running.terminal(seed)).collect();
    // Sealed beforehand: sealing is the terminals' work.
    let bodies: Vec<Vec<_>> = terminals
        .iter()
        .map(|terminal| {
            let ops = |push| (push * OPS + 1..=push * OPS + OPS).map(|no| terminal.op(no)).collect();
            (0..PUSHES)
                .map(|push| serde_json::to_vec(&push_of(terminal.stream, ops(push))).unwrap())
                .collect()
        })
        .collect();
    let start = Instant::now();
    let mut waits: Vec<f64> = std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for (terminal, bodies) in terminals.iter().zip(&bodies) {
            threads.push(scope.spawn(move || {
                let mut waits = Vec::new();
                for body in bodies {
                    let start = Instant::now();
                    let answer: PushAnswer = terminal.post_bytes("/v1/push", body).json();
                    assert!(answer.hwm > 0);
                    waits.push(start.elapsed().as_secs_f64() * 1e3);
                }
                waits
            }));
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    waits.sort_by(f64::total_cmp);
    let pushes = f64::from(TERMINALS) * PUSHES as f64;
    println!(
        "{pushes} pushes of {OPS} ops by {TERMINALS} terminals: {seconds:.1} s, {:.0} pushes/s, {:.0} ops/s, \
         p50 {:.0} ms, p99 {:.0} ms",
        pushes / seconds,
        pushes * OPS as f64 / seconds,
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100]
    );
}

/// Applications with photos: what they cost the one writer beside the facts that name nobody.
#[test]
#[ignore = "measures"]
fn measure_applications() {
    use crate::office::kit::{STREAM, at, somebody_of, store};
    use anjungan_wire::op::{Op, OpKind};
    use anjungan_wire::request::Push;
    const COUNT: u64 = 600;
    let mut store = store();
    let (stream, moment) = (STREAM.n(1), at("2026-11-20T03:00:00Z"));
    let key = store.sealing_key();
    let ops: Vec<Op> = (1..=COUNT)
        .map(|no| {
            let mut application = somebody_of(no as u32);
            // As large as a photo of 354×472 pixels is.
            application.photo = anjungan_wire::application::Photo::Taken { jpeg: vec![0xff; 24_000] };
            let fact = serde_json::to_vec(&application).unwrap();
            let sealed = key.seal(&stream, no, OpKind::Application, &fact).unwrap();
            Op { no, kind: OpKind::Application, clock: crate::kit::clock(1), sealed }
        })
        .collect();
    let mut waits = Vec::new();
    let start = Instant::now();
    for ops in ops.chunks(4) {
        let push = Push { stream, oldest: 1, ops: ops.to_vec() };
        let start = Instant::now();
        store.push(&stream, &push, moment.as_millisecond()).unwrap();
        waits.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let seconds = start.elapsed().as_secs_f64();
    assert!(store.held().unwrap().is_empty());
    waits.sort_by(f64::total_cmp);
    println!(
        "{COUNT} applications in pushes of 4: {seconds:.1} s, {:.0} a second; a push p50 {:.1} ms, p99 {:.1} ms",
        COUNT as f64 / seconds,
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100]
    );
}

/// Search by name among 100,000 persons. The applications go straight through the store, twenty in a push.
#[test]
#[ignore = "measures"]
fn measure_search_by_name() {
    use anjungan_central::store::NameQuery;
    let mut store = store();
    let (first, last) = (
        ["SITI", "AHMAD", "NUR", "DEWI", "BUDI", "AGUS", "SRI", "MUHAMMAD", "RINA", "EKO"],
        ["REKAAN", "CONTOH", "SINTETIS", "UJI", "BUATAN", "KARANGAN", "TIRUAN", "CONTOHAN"],
    );
    let count: u32 = std::env::var("ANJUNGAN_PERSONS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let began = Instant::now();
    crate::office::kit::receive_many(&mut store, count, |n| {
        format!("{} {} {}", first[n % 10], ["AYU", "WATI", "PUTRA", "HADI"][n / 10 % 4], last[n / 40 % 8])
    });
    println!("{count} applications received in {:.0} s", began.elapsed().as_secs_f64());
    let rows: i64 = crate::kit::database(store.dir())
        .query_row("SELECT count(*) FROM name_index", [], |row| row.get(0))
        .unwrap();
    println!("{rows} rows in the index of names");
    for typed in ["siti", "siti wati sintetis", "karangan nur", "muhammadputra", "tidak ada", "con sit"] {
        let query = NameQuery::read(typed).unwrap();
        let mut times: Vec<f64> = (0..20)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(store.search_names(&query, &Offices::Every, 50).unwrap());
                began.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let found = store.search_names(&query, &Offices::Every, 50).unwrap().len();
        println!("{typed:?}: {found} found, median {:.1} ms, worst {:.1} ms", times[10], times[19]);
    }
}
