//! How long each page of the console takes with 200,000 vacancies and a million records of each sort that grows: in
//! SQLite, one after the other, as a browser measures it. `cargo test --release -p anjungan-central --test main
//! measure::pages -- --ignored --nocapture`. `ANJUNGAN_PAGES_SHARE=0.01` tries it with a hundredth.

use std::time::Instant;

use anjungan_central::demonstration;
use anjungan_central::office::people::Role;
use anjungan_central::store::VacancyChange;

use crate::console::desk::{Browser, desk};
use crate::kit::{database, on_postgres};

const TIMES: usize = 7;

/// Rows that stand in for a province's years. What is sealed in them is noise: no page opens more than it shows.
const FILL: &[(&str, &str)] = &[
    ("applications, one in a hundred open", "INSERT INTO application
        (id, office, receipt, card_id, kind, stage, since_ms, received_ms, happened_ms, due_ms, nik_mac, birth_mac, concerns)
     SELECT n, '3216', 'R' || n, 'card' || n, 'new',
        CASE WHEN n % 400 = 0 THEN 'TERKIRIM' WHEN n % 400 = 100 THEN 'PERLU_PERBAIKAN' WHEN n % 400 = 200 THEN 'DISETUJUI'
             WHEN n % 400 = 300 THEN 'SIAP_CETAK' WHEN n % 20 = 3 THEN 'DITOLAK' ELSE 'DIAMBIL' END,
        ?2 + n, ?2 + n, ?2 + n, CASE WHEN n % 400 = 0 THEN ?2 + n END, zeroblob(16), zeroblob(16), '[]' FROM"),
    ("moves", "INSERT INTO move (id, application, act, from_stage, to_stage, at_ms, actor, reasons, key, asked)
     SELECT n, n, 'receive', NULL, 'TERKIRIM', ?2 + n, 'kiosk', '[]', 'fill' || n, zeroblob(32) FROM"),
    ("ops, ten thousand of them held", "INSERT INTO inbox (stream, no, fingerprint, kind, clock, key, sealed, received_ms, status, reason)
     SELECT printf('%032x', n % 1000 + 1), n, zeroblob(32), 'visit', '{}', 'k', zeroblob(240), ?2 + n,
        CASE WHEN n % 100 = 0 THEN 'held' ELSE 'applied' END, CASE WHEN n % 100 = 0 THEN 'the seal does not open' END FROM"),
    ("visits", "INSERT INTO visit SELECT 's' || n % 1000, n, ?2 + n, 'synced', 60, 'finished', 'id', 2, 3, 1, 0 FROM"),
    ("figures", "INSERT INTO figure SELECT date('2026-11-22', '-' || n / 2800 || ' days'), 'K' || n / 28 % 100, '3216',
        'visits', 'part' || n % 28, 3, 60 FROM"),
    ("changes of kiosks", "INSERT INTO kiosk_change (id, kiosk, at_ms, aspect, was, value)
     SELECT n, 'K01', ?2 + n, 'printer', 'ready', 'paper-low' FROM"),
    ("rows of the trail", "INSERT INTO audit SELECT n + 1000, ?2 + n, 'officer:' || n % 40, 'receive', 'application:' || n / 5, '{}',
        zeroblob(32) FROM"),
];

fn fill(conn: &rusqlite::Connection, share: f64) {
    let rows = (1_000_000.0 * share) as i64;
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    for (what, insert) in FILL {
        let begun = Instant::now();
        let sql = format!(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1) {insert} numbers"
        );
        let count = conn.execute(&sql, (rows, 1_700_000_000_000i64)).unwrap();
        println!("{count} {what} in {:.0} s", begun.elapsed().as_secs_f64());
    }
}

/// Milliseconds: median and worst. `None`: not for this role.
fn times(browser: &Browser, path: &str) -> Option<(f64, f64)> {
    let once = || {
        let begun = Instant::now();
        let answer = browser.get(path);
        (answer.status, begun.elapsed().as_secs_f64() * 1e3)
    };
    // The first fills caches.
    let (status, _) = once();
    assert!(status < 500, "{path}: {status}");
    if status != 200 {
        return None;
    }
    let mut all: Vec<f64> = (0..TIMES).map(|_| once().1).collect();
    all.sort_by(f64::total_cmp);
    Some((all[TIMES / 2], all[TIMES - 1]))
}

#[test]
#[ignore = "measures"]
fn measure_pages() {
    assert!(!on_postgres(), "it fills SQLite");
    let share = std::env::var("ANJUNGAN_PAGES_SHARE").ok().and_then(|n| n.parse().ok()).unwrap_or(1.0);
    let desk = desk();
    let begun = Instant::now();
    let vacancies = demonstration::many((200_000.0 * share) as usize, "2026-11-22".parse().unwrap(), 0);
    desk.running
        .central
        .with_store(move |store| {
            for some in vacancies.chunks(10_000) {
                let changes = some.iter().cloned().map(|one| VacancyChange::Put(Box::new(one))).collect();
                store.publish(changes, 1).unwrap();
            }
        })
        .unwrap();
    println!("vacancies published in {:.0} s", begun.elapsed().as_secs_f64());
    fill(database(desk.running.dir.path()).sqlite().unwrap(), share);
    let browsers: Vec<(Role, Browser)> =
        Role::ALL.into_iter().map(|role| (role, desk.officer(role.as_str(), role))).collect();
    let mut pages: Vec<String> = anjungan_central::api::routes()
        .into_iter()
        .filter(|route| {
            route.method == "GET" && route.path.starts_with("/console") && !route.path.contains('{')
        })
        .map(|route| route.path)
        .collect();
    pages.extend(
        [
            "/console?show=all",
            "/console?show=late",
            "/console?show=mine",
            "/console?show=ready",
            "/console?show=all&after=500000",
            "/console/applications/500000",
            "/console/kiosks/K01",
            "/console/audit?before=500000",
            "/console/figures?from=2026-01-01&to=2026-11-22",
            "/console/figures/anjungan.xlsx?from=2026-10-01&to=2026-11-22",
        ]
        .map(String::from),
    );
    let mut measured: Vec<(f64, f64, &str, &str)> = Vec::new();
    for path in &pages {
        // Whoever waits longest for it.
        let slowest = browsers
            .iter()
            .filter_map(|(role, browser)| {
                times(browser, path).map(|(half, most)| (half, most, role.as_str()))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match slowest {
            Some((half, most, role)) => measured.push((half, most, role, path)),
            None => println!("nobody is shown {path}"),
        }
    }
    measured.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("{:>9} {:>9}  {:<11} page", "median ms", "worst ms", "role");
    for (half, most, role, path) in measured {
        println!("{half:>9.1} {most:>9.1}  {role:<11} {path}");
    }
}
