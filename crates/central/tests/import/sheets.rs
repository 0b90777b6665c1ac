//! Files from the upload to the undo, at the store: what is published, what is put back, what is left alone.

use std::path::PathBuf;

use anjungan_central::import::columns::{Kind, Mapping, Remembered};
use anjungan_central::import::desk;
use anjungan_central::import::fate::Fate;
use anjungan_central::import::run::{State, Step};
use anjungan_central::import::schedule::Schedule;
use anjungan_central::import::sheet::sample;
use anjungan_central::office::offices::Offices;
use anjungan_central::store::{
    ImportCounts, ImportRefusal, ImportRun, NewRun, NewSource, RowChange, RunId, SourceId, SourceKind, Store,
};
use jiff::{Timestamp, ToSpan as _};

use crate::kit::{self, Temporary, scope};

pub const HEAD: &str = "Kode;Jabatan;Perusahaan;Kab/Kota;Gaji min;Gaji maks;Kuota;Deadline\n";

fn now() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

pub fn files(name: &str, content: Kind) -> NewSource {
    NewSource {
        name: name.into(),
        kind: SourceKind::File,
        content,
        region: Some("3216".parse().unwrap()),
        address: "https://disnaker.contoh.example/lowongan".into(),
        whole: false,
        schedule: Schedule { every_h: 6, hour_from: 0, hour_to: 0 },
        keep_percent: 70,
        minimum_wage: Some(5_000_000),
    }
}

pub fn source(store: &mut Store, content: Kind) -> SourceId {
    store.add_import_source(&files("Kantor", content), "test", now()).unwrap()
}

/// A file comes in, as the console brings it.
pub fn begin(store: &mut Store, source: SourceId, bytes: &[u8], whole: bool) -> RunId {
    std::fs::create_dir_all(desk::folder(store.dir())).unwrap();
    let file: PathBuf = desk::folder(store.dir()).join("new-test");
    std::fs::write(&file, bytes).unwrap();
    let samples = sample(&file).unwrap();
    let known = store.import_source(source, now()).unwrap().unwrap();
    let mapping = Mapping::propose(known.about.content, &samples, &Remembered::new());
    let new = NewRun { source, file_name: "data.csv".into(), samples, mapping: mapping.clone(), whole };
    let run = store.begin_run(&new, "test", now()).unwrap();
    std::fs::rename(&file, desk::file_of(store.dir(), run)).unwrap();
    store.check_run(run, &mapping, whole, "test", now()).unwrap();
    run
}

pub fn work(store: &mut Store) {
    while desk::work_once(store, "me", now()).unwrap() {}
}

fn checked(store: &mut Store, source: SourceId, rows: &str, whole: bool) -> RunId {
    let run = begin(store, source, format!("{HEAD}{rows}").as_bytes(), whole);
    work(store);
    assert_eq!(state(store, run), State::Checked);
    run
}

pub fn wish(store: &mut Store, run: RunId, step: Step) {
    store.wish_run(run, step, false, "test", now()).unwrap();
    work(store);
}

fn run_of(store: &Store, run: RunId) -> ImportRun {
    store.run(run).unwrap().unwrap()
}

fn state(store: &Store, run: RunId) -> State {
    run_of(store, run).state
}

pub fn fates(store: &Store, run: RunId) -> [i64; 6] {
    let counts: ImportCounts = store.import_counts(run).unwrap();
    Fate::ALL.map(|fate| counts.of(fate))
}

/// Titles and least wages that are published, by id.
fn published(store: &Store) -> Vec<(String, String)> {
    let vacancies = store.vacancies_from(anjungan_wire::vacancy::Source::Local).unwrap();
    vacancies.into_iter().map(|vacancy| (vacancy.source_id, vacancy.title)).collect()
}

fn pair(id: &str, title: &str) -> (String, String) {
    (id.into(), title.into())
}

#[test]
fn a_file_is_checked_published_and_taken_back_to_what_was_before() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let first = checked(
        &mut store,
        source,
        "a;Kasir;PT Contoh;Kab. Bekasi;5.500.000;6.000.000;2;30/12/2026\n\
         b;Sopir;PT Contoh;Kab. Bekasi;5500000;;1;30/12/2026\n\
         c;Juru Masak;PT Contoh;Kab. Bekasi;;;1;kapan saja\n\
         d;Satpam;PT Contoh;Kab. Bekasi;4.000.000;;1;30/12/2026\n\
         Jumlah;;;;;;5;\n",
        false,
    );
    assert_eq!(published(&store), [], "a check publishes nothing");
    assert_eq!(fates(&store, first), [2, 0, 0, 1, 1, 0]);
    wish(&mut store, first, Step::Apply);
    assert_eq!(state(&store, first), State::Applied);
    assert_eq!(
        published(&store),
        [pair("f1-a", "Kasir"), pair("f1-b", "Sopir")],
        "a flagged row waits for a person"
    );
    assert!(!desk::file_of(store.dir(), first).exists(), "the file goes when it is done");

    let second = checked(
        &mut store,
        source,
        "a;Kasir;PT Contoh;Kab. Bekasi;5.500.000;6.000.000;2;30/12/2026\n\
         b;Sopir Truk;PT Contoh;Kota Bandung;5500000;;1;30/12/2026\n\
         e;Barista;PT Contoh;Kota Semarang;5500000;;1;30/12/2026\n",
        false,
    );
    assert_eq!(fates(&store, second), [0, 0, 1, 2, 0, 0], "what is not in a file that is not whole stays");
    // Another office's regions: somebody who runs every office lets them pass.
    store.tick_rows(second, [2, 4], &[3, 4], &Offices::Every, "test", now()).unwrap();
    wish(&mut store, second, Step::Apply);
    let both = [pair("f1-a", "Kasir"), pair("f1-b", "Sopir Truk"), pair("f1-e", "Barista")];
    assert_eq!(published(&store), both);
    wish(&mut store, second, Step::Undo);
    assert_eq!(state(&store, second), State::Undone);
    assert_eq!(published(&store), [pair("f1-a", "Kasir"), pair("f1-b", "Sopir")]);
    wish(&mut store, first, Step::Undo);
    assert_eq!(published(&store), []);
    assert!(matches!(store.wish_run(first, Step::Undo, false, "test", now()), Err(ImportRefusal::State)));
    store.verify_audit().unwrap();
}

#[test]
fn a_flagged_row_is_published_when_a_person_ticks_it() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let rows = "a;Kasir;PT Contoh;Kab. Bekasi;6000000;5500000;2;30/12/2026\n\
                b;Sopir;PT Contoh;Kab. Bekasi;4000000;;2;30/12/2026\n\
                b;Sopir;PT Lain;Kab. Bekasi;5500000;;2;30/12/2026\n";
    let run = checked(&mut store, source, rows, false);
    assert_eq!(fates(&store, run), [0, 0, 0, 3, 0, 0]);
    store.tick_rows(run, [2, 4], &[2, 4], &Offices::Every, "test", now()).unwrap();
    store.tick_rows(run, [3, 4], &[4], &Offices::Every, "test", now()).unwrap();
    wish(&mut store, run, Step::Apply);
    assert_eq!(published(&store), [pair("f1-a", "Kasir"), pair("f1-b", "Sopir")]);
    let refused = store.tick_rows(run, [2, 4], &[3], &Offices::Every, "test", now());
    assert!(matches!(refused, Err(ImportRefusal::State)), "too late");
}

#[test]
fn a_row_outside_its_offices_region_is_let_pass_by_who_runs_every_office_only() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let rows = "a;Kasir;PT Contoh;Kab. Bekasi;4000000;;2;30/12/2026\n\
                b;Sopir;PT Contoh;Kota Bekasi;5500000;;2;30/12/2026\n\
                c;Koki;PT \"cause\":\"region-elsewhere\";Kab. Bekasi;4000000;;2;30/12/2026\n";
    let run = checked(&mut store, source, rows, false);
    assert_eq!(fates(&store, run), [0, 0, 0, 3, 0, 0]);
    assert_eq!(store.import_counts(run).unwrap().elsewhere, 1);
    let own = Offices::read("3216 3275").unwrap();
    store.tick_rows(run, [2, 4], &[2, 3, 4], &own, "test", now()).unwrap();
    assert_eq!(store.import_counts(run).unwrap().ticked, 2, "whatever else is odd is theirs to decide");
    store.tick_rows(run, [2, 4], &[3], &Offices::Every, "test", now()).unwrap();
    // What was let pass stays so when the office saves its own ticks.
    store.tick_rows(run, [2, 4], &[2], &own, "test", now()).unwrap();
    wish(&mut store, run, Step::Apply);
    assert_eq!(published(&store), [pair("f1-a", "Kasir"), pair("f1-b", "Sopir")]);
}

#[test]
fn an_offices_imports_are_found_behind_any_number_of_others() {
    let mut store = kit::store();
    let own = source(&mut store, Kind::Vacancies);
    let other = NewSource {
        name: "Kota".into(),
        region: Some("3275".parse().unwrap()),
        ..files("", Kind::Vacancies)
    };
    let other = store.add_import_source(&other, "test", now()).unwrap();
    let whole = NewSource {
        name: "Provinsi".into(),
        region: Some("32".parse().unwrap()),
        ..files("", Kind::Vacancies)
    };
    let whole = store.add_import_source(&whole, "test", now()).unwrap();
    let row = "a;Kasir;PT Contoh;Kab. Bekasi;5500000;;2;30/12/2026\n";
    let first = checked(&mut store, own, row, false);
    for of in [other, other, whole] {
        checked(&mut store, of, row, false);
    }
    let here = Offices::read("3216").unwrap();
    let ids = |offices: &Offices, before: Option<RunId>, limit| {
        let runs = store.runs(None, offices, before, limit).unwrap();
        runs.into_iter().map(|run| run.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(&here, None, 1), [first.0], "one page is enough");
    assert_eq!(ids(&Offices::read("3275").unwrap(), None, 9), [3, 2]);
    assert_eq!(ids(&Offices::Every, None, 3), [4, 3, 2]);
    assert_eq!(ids(&Offices::Every, Some(RunId(2)), 3), [1]);
    let waiting =
        |offices: &Offices| store.runs_waiting(offices).unwrap().iter().map(|of| of.runs).sum::<u64>();
    assert_eq!((waiting(&here), waiting(&Offices::Every)), (1, 4));
    assert!(store.runs_waiting(&Offices::Every).unwrap().iter().all(|of| !of.pulled));
}

#[test]
fn a_whole_file_withdraws_the_rest_but_not_a_row_that_cannot_be_read() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let row = |id: &str, day: &str| format!("{id};Kasir {id};PT Contoh;Kab. Bekasi;5500000;;1;{day}\n");
    let all: String = ["a", "b", "c"].map(|id| row(id, "30/12/2026")).concat();
    let first = checked(&mut store, source, &all, true);
    wish(&mut store, first, Step::Apply);
    let run = checked(&mut store, source, &(row("a", "30/12/2026") + &row("b", "??")), true);
    assert_eq!(fates(&store, run), [0, 0, 1, 0, 1, 1]);
    wish(&mut store, run, Step::Apply);
    assert_eq!(published(&store).len(), 2, "c is withdrawn, b is not");
    wish(&mut store, run, Step::Undo);
    assert_eq!(published(&store).len(), 3);
}

#[test]
fn an_undo_leaves_what_others_changed_since_and_says_which() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let row = |id: &str, title: &str| format!("{id};{title};PT Contoh;Kab. Bekasi;5500000;;1;30/12/2026\n");
    let first = checked(&mut store, source, &(row("a", "Kasir") + &row("b", "Sopir")), false);
    wish(&mut store, first, Step::Apply);
    let second = checked(&mut store, source, &row("b", "Sopir Truk"), false);
    wish(&mut store, second, Step::Apply);
    wish(&mut store, first, Step::Undo);
    assert_eq!(published(&store), [pair("f1-b", "Sopir Truk")]);
    let kept = store.kept_rows(first, 9).unwrap();
    assert_eq!(kept.iter().map(|row| row.no).collect::<Vec<_>>(), [3]);
}

#[test]
fn far_fewer_rows_than_before_wait_for_a_persons_yes() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let rows = |count: u32| -> String {
        (0..count).map(|n| format!("k{n};Kasir {n};PT Contoh;Kab. Bekasi;5500000;;1;30/12/2026\n")).collect()
    };
    let first = checked(&mut store, source, &rows(40), true);
    wish(&mut store, first, Step::Apply);
    let run = checked(&mut store, source, &rows(27), true);
    let refused = store.wish_run(run, Step::Apply, false, "test", now());
    assert!(matches!(refused, Err(ImportRefusal::Shrunken { found: 27, before: 40 })), "{refused:?}");
    store.wish_run(run, Step::Apply, true, "test", now()).unwrap();
    work(&mut store);
    assert_eq!(published(&store).len(), 27);
}

#[test]
fn two_who_publish_at_once_are_one() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let run = checked(&mut store, source, "a;Kasir;PT Contoh;Kab. Bekasi;5500000;;1;30/12/2026\n", false);
    store.wish_run(run, Step::Apply, false, "satu", now()).unwrap();
    let second = store.wish_run(run, Step::Apply, false, "dua", now());
    assert!(matches!(second, Err(ImportRefusal::State)));
    let mut other = store.another().unwrap();
    let job = store.claim_run("satu", now(), &|_| true).unwrap().unwrap();
    assert_eq!(other.claim_run("dua", now(), &|_| true).unwrap(), None, "one lease");
    assert!(!other.apply_run(job.run.id, "dua", now()).unwrap(), "without the lease nothing is published");
    assert_eq!(published(&store), []);
    assert!(store.apply_run(job.run.id, "satu", now()).unwrap());
    assert_eq!(published(&store).len(), 1);
}

#[test]
fn a_job_whose_process_died_is_begun_anew_by_another() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let rows = "a;Kasir;PT Contoh;Kab. Bekasi;5500000;;1;30/12/2026\n";
    let run = begin(&mut store, source, format!("{HEAD}{rows}").as_bytes(), false);
    // It had kept some rows when it died.
    let job = store.claim_run("mati", now(), &|_| true).unwrap().unwrap();
    assert!(store.begin_rows(run, "mati", now()).unwrap());
    let no = |no| anjungan_central::store::RowOutcome {
        no,
        outcome: Err(anjungan_central::import::rows::Unusable {
            label: "setengah".into(),
            id: String::new(),
            why: anjungan_central::import::fate::Why::of(
                anjungan_central::import::fate::Cause::Missing,
                anjungan_central::import::columns::Field::Title,
            ),
        }),
    };
    assert!(store.add_rows(&job.run, "mati", &[no(90), no(91)], now()).unwrap());
    assert!(!desk::work_once(&mut store, "hidup", now()).unwrap(), "the lease still holds");
    let later = now().checked_add(3.minutes()).unwrap();
    assert!(desk::work_once(&mut store, "hidup", later).unwrap());
    assert_eq!(state(&store, run), State::Checked);
    assert_eq!(fates(&store, run), [1, 0, 0, 0, 0, 0], "what the dead one kept is gone");
    assert!(
        !store.add_rows(&job.run, "mati", &[no(92)], later).unwrap(),
        "should it live after all, it is told"
    );
}

#[test]
fn a_process_without_the_file_leaves_the_check_to_the_one_that_has_it() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    begin(&mut store, source, format!("{HEAD}a;Kasir;;;;;;30/12/2026\n").as_bytes(), false);
    assert_eq!(store.claim_run("lain", now(), &|_| false).unwrap(), None);
    assert!(store.claim_run("sini", now(), &|_| true).unwrap().is_some());
}

#[test]
fn what_nobody_goes_on_with_is_given_up_after_a_day_with_its_file() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let run = checked(&mut store, source, "a;Kasir;PT Contoh;Kab. Bekasi;5500000;;1;30/12/2026\n", false);
    assert_eq!(store.tidy_imports(now().checked_add(23.hours()).unwrap()).unwrap(), [run]);
    assert_eq!(store.tidy_imports(now().checked_add(25.hours()).unwrap()).unwrap(), []);
    assert_eq!(state(&store, run), State::Dropped);
    assert_eq!(store.import_counts(run).unwrap().all(), 0);
}

#[test]
fn a_file_that_breaks_in_the_middle_fails_and_says_why() {
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let run = begin(
        &mut store,
        source,
        format!("{HEAD}{}\"{}", "a;Kasir;;;;;;30/12/2026\n".repeat(60), "x\n".repeat(400_000)).as_bytes(),
        false,
    );
    work(&mut store);
    let run = run_of(&store, run);
    assert_eq!(run.state, State::Failed);
    assert!(run.failure.contains("quotation mark"), "{}", run.failure);
}

#[test]
fn a_register_of_company_rules_and_trainings_go_to_their_feeds() {
    let mut store = kit::store();
    let rules = source(&mut store, Kind::Compliance);
    let run = begin(
        &mut store,
        rules,
        b"Nama Perusahaan,Jenis,Nomor SK,Berlaku sampai\nPT Contoh,PKB,560/1,31/12/2027\nPT Contoh,PP,560/2,31/12/2020\n",
        false,
    );
    work(&mut store);
    assert_eq!(fates(&store, run), [1, 0, 0, 1, 0, 0]);
    wish(&mut store, run, Step::Apply);
    assert_eq!(count(&store, "compliance@3216"), 1);
    let new = NewSource { name: "BLK".into(), ..files("", Kind::Trainings) };
    let trainings = store.add_import_source(&new, "test", now()).unwrap();
    let run = begin(
        &mut store,
        trainings,
        b"Nama Pelatihan\tPenyelenggara\tTanggal Mulai\tKuota\nLas\tBLK Contoh\t1 Desember 2026\t16\n",
        false,
    );
    work(&mut store);
    wish(&mut store, run, Step::Apply);
    assert_eq!(count(&store, "trainings"), 1);
    // Undone, another's row in the same feed stays.
    let other = RowChange { id: "lain".into(), body: Some("{}".into()) };
    store.publish_rows(&scope("trainings"), vec![other], 1).unwrap();
    wish(&mut store, run, Step::Undo);
    assert_eq!(count(&store, "trainings"), 1);
}

fn count(store: &Temporary, of: &str) -> u64 {
    kit::count(store, &format!("feed_row WHERE scope = '{of}' AND del = 0"))
}

#[test]
fn a_workbook_of_another_program_with_dirt_of_every_sort_is_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import/lowongan-openpyxl.xlsx");
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let run = begin(&mut store, source, &std::fs::read(file).unwrap(), false);
    work(&mut store);
    let rows = store.import_rows(run, None, 0, 50).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.no, row.fate, row.label.as_str())).collect();
    assert_eq!(
        told,
        [
            (6, Fate::New, "OPERATOR PRODUKSI · PT Contoh Sintetis"),
            (7, Fate::New, "Kasir · PT Contoh Sintetis"),
            (8, Fate::Flagged, "Sopir · PT Contoh Sintetis"),
            // Another office's city.
            (9, Fate::Flagged, "Barista · CV Rekaan"),
            (10, Fate::Refused, "Satpam · CV Rekaan"),
        ]
    );
    store.tick_rows(run, [9, 9], &[9], &Offices::Every, "test", now()).unwrap();
    wish(&mut store, run, Step::Apply);
    assert_eq!(published(&store).len(), 3);
}

/// A folder of answers as MagangHub sends them stands in for its server: a source's address is read the same way.
fn magang_source(store: &mut Store, whole: bool) -> SourceId {
    let new = NewSource {
        name: "MagangHub".into(),
        kind: SourceKind::Maganghub,
        region: Some("32".parse().unwrap()),
        address: "http://127.0.0.1:9/list".into(),
        whole,
        ..files("", Kind::Vacancies)
    };
    store.add_import_source(&new, "test", now()).unwrap()
}

/// A server of one page that answers `count` apprenticeships to each request until it is dropped.
struct Server {
    address: String,
    page: std::sync::Arc<std::sync::Mutex<String>>,
}

fn server() -> Server {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/list", listener.local_addr().unwrap());
    let page = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let shared = std::sync::Arc::clone(&page);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            // One small request: its first bytes are enough.
            let _ = stream.read(&mut request);
            let body = shared.lock().unwrap().clone();
            let status = if body.is_empty() { "503 Service Unavailable" } else { "200 OK" };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            // A client that went away asks again.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    Server { address, page }
}

impl Server {
    fn answers(&self, count: u32) {
        let records: Vec<_> = (0..count).map(|n| super::fixtures::magang(&format!("m-{n}"))).collect();
        let pages = serde_json::json!({ "current_page": 1, "last_page": 1 });
        let page = serde_json::json!({ "data": records, "meta": { "pagination": pages } });
        *self.page.lock().unwrap() = page.to_string();
    }
}

fn pulled(store: &Store) -> usize {
    store.vacancies_from(anjungan_wire::vacancy::Source::Maganghub).unwrap().len()
}

#[test]
fn a_source_is_pulled_when_its_time_comes_and_a_shrunken_answer_waits_for_a_person() {
    let mut store = kit::store();
    let server = server();
    let new = NewSource {
        name: "MagangHub".into(),
        kind: SourceKind::Maganghub,
        region: None,
        address: server.address.clone(),
        whole: true,
        ..files("", Kind::Vacancies)
    };
    let id = store.add_import_source(&new, "test", now()).unwrap();
    server.answers(30);
    work(&mut store);
    assert_eq!(pulled(&store), 30);
    let known = store.import_source(id, now()).unwrap().unwrap();
    assert_eq!((known.good_rows, known.failures), (Some(30), 0));
    assert!(known.due_ms > now().as_millisecond());

    let mut at = now();
    let mut again = |store: &mut Store| {
        at = at.checked_add(8.hours()).unwrap();
        while desk::work_once(store, "me", at).unwrap() {}
    };
    // The server is out of order: what is published stays, and the source says so.
    server.page.lock().unwrap().clear();
    again(&mut store);
    let known = store.import_source(id, now()).unwrap().unwrap();
    assert_eq!((pulled(&store), known.failures, known.good_rows), (30, 1, Some(30)));
    assert!(known.failure.contains("503"), "{}", known.failure);

    server.answers(29);
    again(&mut store);
    assert_eq!(pulled(&store), 29, "one less is withdrawn: the source is whole");
    server.answers(5);
    again(&mut store);
    assert_eq!(pulled(&store), 29, "far less waits");
    let run = store.runs(Some(id), &Offices::Every, None, 1).unwrap().remove(0);
    assert_eq!((run.state, run.is_shrunken()), (State::Checked, true));
    store.wish_run(run.id, Step::Apply, true, "test", now()).unwrap();
    work(&mut store);
    assert_eq!(pulled(&store), 5);
    wish(&mut store, run.id, Step::Undo);
    assert_eq!(pulled(&store), 29);
    assert!(!store.import_source(id, now()).unwrap().unwrap().active, "or it would come again");
}

#[test]
fn one_process_at_a_time_pulls_a_source() {
    let mut store = kit::store();
    magang_source(&mut store, false);
    let mut other = store.another().unwrap();
    assert!(store.claim_pull("satu", now()).unwrap().is_some());
    assert!(other.claim_pull("dua", now()).unwrap().is_none());
    let later = now().checked_add(15.minutes()).unwrap();
    assert!(other.claim_pull("dua", later).unwrap().is_some(), "the first one died");
}
