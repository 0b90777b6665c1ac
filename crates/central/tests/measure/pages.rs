//! How long each page of the console takes with 200,000 vacancies, 10,000 kiosks and a million records of each sort that
//! grows, one after the other, as a browser measures it: `cargo test --release -p anjungan-central --test main
//! measure::pages -- --ignored --nocapture`, and the same with `tests/cluster.sh`'s PostgreSQL in `ANJUNGAN_TEST_POSTGRES`.
//! `ANJUNGAN_PAGES_SHARE=0.01` tries it with a hundredth.

use std::time::Instant;

use anjungan_central::demonstration;
use anjungan_central::figures::Period;
use anjungan_central::import::columns::Kind;
use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::store::db::{Connection, Value, params_from_iter};
use anjungan_central::store::{Stands, VacancyChange};
use anjungan_wire::receipt::ReceiptNumber;

use crate::console::desk::{Browser, Desk, application, desk};
use crate::fleet::{beat, well};
use crate::import::sheets;
use crate::kit::{database, store};

const TIMES: usize = 7;

/// Rows that stand in for a province's years: what they are, how many at most, how they are made from a number `n`.
/// What is sealed in them is noise: no page opens more than it shows. Both engines run them.
const FILL: &[(&str, u32, &str)] = &[
    ("kiosks", 10_000, "INSERT INTO kiosk SELECT 'K' || (10000 + n), 'Tempat ' || n, 'Dinas ' || (n % 50), '32' || (10 + n % 17), '[]'
        FROM"),
    ("machines", 10_000, "INSERT INTO device (key_id, public_key, kiosk, stream, machine, state, enrolled_ms, beat_received_ms, beat)
     SELECT 'key' || n, CAST('000000000000000000000000000' || (10000 + n) AS BLOB), 'K' || (10000 + n), '000000000000000000000000000' || (10000 + n), 'uji', 'accepted', 0,
        {now} - 60000, (SELECT beat FROM device WHERE kiosk = 'K01') FROM"),
    ("standings", 10_000, "INSERT INTO kiosk_live SELECT 'K' || (10000 + n), CASE WHEN n % 50 = 0 THEN 'reduced' ELSE 'ready' END,
        CASE WHEN n % 50 = 0 THEN 60 ELSE 20 END, CASE WHEN n % 50 = 0 THEN 'printer:paper-out' ELSE '' END, {base} + n FROM"),
    ("tags", 10_000, "INSERT INTO kiosk_tag SELECT 'K' || (10000 + n), 'tag' || (n % 30) FROM"),
    ("rule", 1, "INSERT INTO alert_rule (id, name, trouble, district, tag, after_min, again_h, quiet_from, quiet_to, zone_h, mails, hook, active)
     SELECT n, 'Aturan', 'printer', '', '', 10, 4, 0, 0, 7, '', '', 0 FROM"),
    ("alerts, one in ten open", 10_000, "INSERT INTO alert SELECT n, 1, 'kiosk:K' || (10000 + n),
        CASE WHEN n % 10 = 0 THEN 'open' ELSE 'closed' END, {base} + n, {base} + n, NULL, CASE WHEN n % 10 = 0 THEN NULL ELSE {base} + n + 9 END,
        0, '', '' FROM"),
    ("officers", 500, "INSERT INTO officer (id, login, name, role, offices, password, made_ms)
     SELECT 100000 + n, 'petugas' || n, 'Petugas Contoh ' || n, 'operator', '3216', '', {base} FROM"),
    ("sessions", 5_000, "INSERT INTO session (id, token_sha256, officer, began_ms, seen_ms, ends_ms, device)
     SELECT 100000 + n, CAST('session' || n AS BLOB), 100001 + n % 500, {now}, {now}, {now} + 36000000, 'Firefox' FROM"),
    ("things of the desk", 200_000, "INSERT INTO content (id, kind, office, stage, rev, newest, live, undo, title, folded, edited_by, changed_ms)
     SELECT 100000 + n, CASE WHEN n % 10 = 0 THEN 'announcement' ELSE 'vacancy' END, CASE WHEN n % 5 = 0 THEN NULL ELSE '3216' END,
        CASE WHEN n % 200 = 0 THEN 'in-review' WHEN n % 100 = 1 THEN 'draft' WHEN n % 3 = 0 THEN 'published' ELSE 'withdrawn' END,
        1, 1, NULL, 0, 'Lowongan contoh ' || n, 'lowongancontoh' || n, 1, {base} + n FROM"),
    ("rows of an import", 200_000, "INSERT INTO import_row SELECT (SELECT id FROM import_run), n + 10,
        CASE WHEN n % 1000 = 0 THEN 'flagged' WHEN n % 1000 = 1 THEN 'refused' ELSE 'new' END, 'Operator · PT Contoh ' || n, '[]', 'vacancies@32',
        'local:f1-' || n, (SELECT max(body) FROM feed_row), 0, '', '', '' FROM"),
    ("applications, one in a hundred open", 1_000_000, "INSERT INTO application
        (id, office, receipt, card_id, kind, stage, since_ms, received_ms, happened_ms, due_ms, nik_mac, birth_mac, concerns)
     SELECT n + 10, '3216', 'fill' || n, 'card' || n, 'new',
        CASE WHEN n % 400 = 0 THEN 'TERKIRIM' WHEN n % 400 = 100 THEN 'PERLU_PERBAIKAN' WHEN n % 400 = 200 THEN 'DISETUJUI'
             WHEN n % 400 = 300 THEN 'SIAP_CETAK' WHEN n % 20 = 3 THEN 'DITOLAK' ELSE 'DIAMBIL' END,
        {base} + n, {base} + n, {base} + n, CASE WHEN n % 400 = 0 THEN {base} + n END, CAST('nik' || n AS BLOB), CAST('born' || n AS BLOB), '[]'
        FROM"),
    ("moves", 1_000_000, "INSERT INTO move (id, application, act, from_stage, to_stage, at_ms, actor, reasons, key, asked)
     SELECT n + 100, n + 10, 'receive', NULL, 'TERKIRIM', {base} + n, 'kiosk', '[]', 'fill' || n, x'00' FROM"),
    ("ops, ten thousand of them held", 1_000_000, "INSERT INTO inbox (stream, no, fingerprint, kind, clock, key, sealed, received_ms, status, reason)
     SELECT '000000000000000000000000000' || (10000 + n % 1000), n, x'00', 'visit', '{}', 'k', CAST('{noise}' AS BLOB), {base} + n,
        CASE WHEN n % 100 = 0 THEN 'held' ELSE 'applied' END, CASE WHEN n % 100 = 0 THEN 'the seal does not open' END FROM"),
    ("visits", 1_000_000, "INSERT INTO visit SELECT '000000000000000000000000000' || (10000 + n % 1000), n, {base} + n, 'synced', 60, 'finished',
        'id', 2, 3, 1, 0 FROM"),
    ("days of 100 kiosks with 34 figures each", 29_500, "INSERT INTO figure_day
     SELECT '2026-' || substr(CAST(101 + n / 100 / 28 AS TEXT), 2) || '-' || substr(CAST(101 + n / 100 % 28 AS TEXT), 2),
        'K' || (10000 + n % 100), '32' || (10 + n % 100 % 17), '{sums}' FROM"),
    ("months of 100 kiosks", 1_100, "INSERT INTO figure_month
     SELECT '2026-' || substr(CAST(101 + n / 100 AS TEXT), 2), 'K' || (10000 + n % 100), '32' || (10 + n % 100 % 17), '{sums}' FROM"),
    ("changes of kiosks, a tenth of them of one", 1_000_000, "INSERT INTO kiosk_change (id, kiosk, at_ms, aspect, was, value)
     SELECT 10000000 + n, CASE WHEN n % 10 = 0 THEN 'K01' ELSE 'K' || (10000 + n % 10000 + 1) END, {base} + n, 'printer', 'ready', 'paper-low'
        FROM"),
    ("rows of the trail", 1_000_000, "INSERT INTO audit SELECT n + 1000, {base} + n, 'officer:' || (n % 40), 'receive', 'application:' || (110 + n / 5 % 1000 * 100),
        '{}', x'00' FROM"),
];

/// As a row of figures keeps them.
fn sums() -> String {
    let parts = (0..34).map(|n| {
        let name = if n < 4 {
            "visit"
        } else if n < 14 {
            "finished"
        } else {
            "begun"
        };
        format!("\"{name} part{n}\":[3,{}]", 60 + n * 17)
    });
    format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
}

/// A vacancy's import that is checked, to be filled.
fn import(desk: &Desk) {
    desk.running
        .central
        .with_store(|store| {
            let source = sheets::source(store, Kind::Vacancies);
            sheets::begin(
                store,
                source,
                format!("{}a;Kasir;PT Contoh;Kab. Bekasi\n", sheets::HEAD).as_bytes(),
                false,
            );
            sheets::work(store);
        })
        .unwrap();
}

/// Receipts as they are, for the rows that pages show: no SQL makes their check letter.
fn receipts(conn: &Connection, last: i64) {
    let kiosk = "K01".parse().unwrap();
    let mut update = conn.prepare_cached("UPDATE application SET receipt = ?1 WHERE id = ?2").unwrap();
    let tx = conn.write().unwrap();
    for id in (11..last + 11)
        .filter(|id| (id - 10) % 100 == 0 || id + 200 > last || (499_000..500_001).contains(id))
    {
        let receipt = ReceiptNumber::draw(&kiosk, id.unsigned_abs().to_be_bytes());
        update.execute(params_from_iter([Value::Text(receipt.as_str().into()), Value::from(id)])).unwrap();
    }
    tx.commit().unwrap();
}

fn fill(conn: &Connection, share: f64, wanted: impl Fn(&str) -> bool) {
    match conn.sqlite() {
        Some(file) => file.pragma_update(None, "foreign_keys", false).unwrap(),
        None => conn.execute_batch("SET session_replication_role = replica").unwrap(),
    }
    let now = jiff::Timestamp::now().as_millisecond();
    for (what, most, insert) in FILL.iter().filter(|(what, _, _)| wanted(what)) {
        let begun = Instant::now();
        let rows = (f64::from(*most) * share).ceil();
        let insert = insert
            .replace("{base}", "1700000000000")
            .replace("{now}", &now.to_string())
            .replace("{sums}", &sums())
            .replace("{noise}", &"0123456789abcdef".repeat(15));
        let count = conn
            .execute(
                &format!(
                    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows}) {insert} numbers"
                ),
                [],
            )
            .unwrap();
        println!("{count} {what} in {:.0} s", begun.elapsed().as_secs_f64());
    }
    if conn.sqlite().is_none() {
        // As its own upkeep does before long.
        conn.execute_batch("VACUUM ANALYZE").unwrap();
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

/// What the store needs for figures alone, over a million of them.
#[test]
#[ignore = "measures"]
fn measure_figures() {
    let store = store();
    fill(&database(store.dir()), 1.0, |what| what.contains("of 100 kiosks"));
    for (first, last) in
        [("2026-10-24", "2026-11-22"), ("2026-08-23", "2026-11-22"), ("2026-01-02", "2026-11-22")]
    {
        let period = Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap();
        for kiosk in [None, Some("K10042".to_owned())] {
            let stands = Stands { kiosk, offices: Offices::Every };
            let mut all: Vec<f64> = (0..TIMES)
                .map(|_| {
                    let begun = Instant::now();
                    assert!(store.figures(period, &stands).unwrap().kiosks.contains_key("K10042"));
                    begun.elapsed().as_secs_f64() * 1e3
                })
                .collect();
            all.sort_by(f64::total_cmp);
            let whose = stands.kiosk.unwrap_or_else(|| "all".into());
            println!(
                "{first} to {last}, {whose}: median {:.1} ms, worst {:.1} ms",
                all[TIMES / 2],
                all[TIMES - 1]
            );
        }
    }
}

#[test]
#[ignore = "measures"]
fn measure_pages() {
    let share = std::env::var("ANJUNGAN_PAGES_SHARE").ok().and_then(|n| n.parse().ok()).unwrap_or(1.0);
    let mut desk = desk();
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
    desk.apply(&application(1, "CONTOH SINTETIS"));
    import(&desk);
    assert_eq!(desk.kiosk.post("/v1/beat", &beat(&desk.kiosk, well())).status, 200);
    // It is written by the time that the writer does something else.
    desk.running.central.with_store(|_| ()).unwrap();
    let conn = database(desk.running.dir.path());
    fill(&conn, share, |_| true);
    receipts(&conn, (1_000_000.0 * share) as i64);
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
            "/console/applications/1",
            "/console/kiosks/K01",
            "/console/kiosks?state=reduced",
            "/console/kiosks?district=3216&tag=tag7",
            "/console/kiosks?skip=9950",
            "/console/content?kind=announcement",
            "/console/content?kind=vacancy&stage=in-review",
            "/console/content?q=contoh+199999",
            "/console/content?q=tidak+ada",
            "/console/imports/1",
            "/console/imports/1?fate=flagged",
            "/console/imports/1?fate=new&after=150000",
            "/console/officers/100001",
            "/console/audit?before=500000",
            "/console/figures?from=2026-01-01&to=2026-11-22",
            "/console/figures/report.xlsx?from=2026-10-01&to=2026-11-22",
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
