//! What only a PostgreSQL can be asked: several processes on it, moving into it, losing it. Without
//! `ANJUNGAN_TEST_POSTGRES` there is nothing to ask, and `tests/postgres.sh` sets it.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::Act;
use anjungan_central::store::db::home::Home;
use anjungan_central::store::{
    NewAccount, RowChange, SessionToken, SignIn, Store, StoreError, move_to_postgres,
};
use anjungan_wire::feed::FeedAnswer;
use anjungan_wire::request::PushAnswer;
use jiff::Timestamp;

use crate::kit::{self, Folder, Terminal, database, folder, on_postgres, page, push_of, query, scope, serve};
use crate::office::kit as office;

fn terminal(at: &str, code: &str, seed: u8) -> Terminal {
    kit::enrol_at(at, seed, code).unwrap()
}

fn signed_in(store: &mut Store) -> SessionToken {
    let (password, at) = ("kuda terbang biru", Timestamp::now());
    let new = NewAccount {
        login: "admin".into(),
        name: "CONTOH PETUGAS".into(),
        role: Role::Admin,
        offices: Offices::read("").unwrap(),
    };
    let (_, totp) = store.add_officer(&new, password, "test", at).unwrap();
    let credentials = store.credentials("admin").unwrap();
    let checked = credentials.check(password, &totp.code(at), at);
    match store.sign_in(&credentials, checked, at).unwrap() {
        SignIn::Welcome(token, _) => token,
        SignIn::Refused => panic!("refused"),
    }
}

#[test]
fn two_processes_on_one_database_are_one_central() {
    if !on_postgres() {
        return;
    }
    let dir = folder();
    let mut store = Store::open(dir.path()).unwrap();
    let codes: Vec<String> = (0..4).map(|_| store.invite(kit::invite(true)).unwrap().code).collect();
    let (one, two) = (serve(dir.path()), serve(dir.path()));

    // Four terminals; every push goes to both processes at once, as after an answer that was lost.
    let terminals: Vec<_> =
        codes.iter().zip(1u8..).map(|(code, seed)| terminal(&one.authority, code, seed)).collect();
    let ops: Vec<Vec<_>> =
        terminals.iter().map(|terminal| (1..=200).map(|no| terminal.op(no)).collect()).collect();
    std::thread::scope(|threads| {
        for (terminal, ops) in terminals.iter().zip(&ops) {
            for authority in [&one.authority, &two.authority] {
                threads.spawn(move || {
                    let mine = terminal.at(authority);
                    for ten in ops.chunks(10) {
                        let answer = mine.post("/v1/push", &push_of(mine.stream, ten.to_vec()));
                        // The other half may be ahead, and never behind what was acknowledged here.
                        let answer: PushAnswer = answer.json();
                        assert!(answer.hwm >= ten[9].no, "{answer:?}");
                    }
                });
            }
        }
        // Two who publish meanwhile.
        for half in 0..2 {
            let dir = dir.path();
            threads.spawn(move || {
                let mut store = Store::open(dir).unwrap();
                for n in 0..40 {
                    let row = RowChange { id: format!("{half}-{n}"), body: Some("{}".into()) };
                    store.publish_rows(&scope("vacancies@32"), vec![row], 0).unwrap();
                }
            });
        }
    });
    let conn = database(dir.path());
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("SELECT count(*) FROM inbox WHERE status = 'applied'"), 4 * 200);
    assert_eq!(number("SELECT count(*) FROM visit"), 4 * 200, "each op once");
    assert_eq!(number("SELECT count(*) FROM inbox_gap"), 0);
    assert_eq!(number("SELECT count(*) FROM meta WHERE name = 'lease.upkeep'"), 1);

    // A feed without a hole, the same from either process.
    let state = store.scope_state(&scope("vacancies@32")).unwrap();
    assert_eq!((state.head, state.count), (80, 80));
    for serving in [&one, &two] {
        let page = page(terminals[0].at(&serving.authority).feed(0, 0, 200));
        assert_eq!(page.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), (1..=80).collect::<Vec<_>>());
    }

    // A session of one is a session of the other.
    let token = signed_in(&mut store).to_text();
    for serving in [&one, &two] {
        let (cookie, agent) = (format!("anjungan={token}"), kit::agent());
        let page =
            kit::raw(&agent, &serving.authority, "GET", "/console/me", "", b"", &[("cookie", &cookie)]);
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("CONTOH PETUGAS"), "{}", page.text());
    }

    // What one acknowledged is there when it is gone, and the other goes on.
    let last = terminals[0].at(&one.authority);
    let both = vec![last.op(201), last.op(202)];
    let answer: PushAnswer = last.post("/v1/push", &push_of(last.stream, both[..1].to_vec())).json();
    assert_eq!(answer.hwm, 201);
    one.kill();
    let last = last.at(&two.authority);
    let answer: PushAnswer = last.post("/v1/push", &push_of(last.stream, both)).json();
    assert_eq!(answer.hwm, 202);
    assert_eq!(number("SELECT count(*) FROM visit"), 4 * 200 + 2);
}

#[test]
fn a_connection_that_was_cut_is_opened_again_and_nothing_half_done_is_kept() {
    if !on_postgres() {
        return;
    }
    let running = kit::central();
    let terminal = running.terminal(1);
    // By name: other tests' connections are theirs.
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'
            AND classid = 1097755254 AND objid = CAST(hashtext(current_schema()) AS OID))";
    let conn = database(running.dir.path());
    for first in [1, 11, 21] {
        let answer: PushAnswer = terminal
            .post(
                "/v1/push",
                &push_of(terminal.stream, (first..first + 10).map(|no| terminal.op(no)).collect()),
            )
            .json();
        assert_eq!(answer.hwm, first + 9);
        assert!(conn.query_row(cut, [], |row| row.get::<_, i64>(0)).unwrap() > 0, "something was cut");
    }
    // In the middle of a transaction: an error, and nothing of it.
    let mut store = Store::open(running.dir.path()).unwrap();
    let tx = conn.write().unwrap();
    tx.execute("INSERT INTO meta (name, value) VALUES ('half', 'done')", []).unwrap();
    let own: i64 = tx.query_row("SELECT pg_backend_pid()", [], |row| row.get(0)).unwrap();
    let other = database(running.dir.path());
    other.query_row("SELECT pg_terminate_backend(CAST(?1 AS INT))", [own], |_| Ok(())).unwrap();
    let error = tx.execute("UPDATE meta SET value = 'whole' WHERE name = 'half'", []).unwrap_err();
    assert!(StoreError::from(error).is_passing());
    assert!(tx.commit().is_err());
    // And with statements that wait when it is cut: they go nowhere else.
    let tx = conn.write().unwrap();
    let own: i64 = tx.query_row("SELECT pg_backend_pid()", [], |row| row.get(0)).unwrap();
    tx.later("INSERT INTO meta (name, value) VALUES ('half', 'later')", []).unwrap();
    other.query_row("SELECT pg_terminate_backend(CAST(?1 AS INT))", [own], |_| Ok(())).unwrap();
    assert!(StoreError::from(tx.commit().unwrap_err()).is_passing());
    conn.write().unwrap().commit().unwrap();
    let half: i64 =
        conn.query_row("SELECT count(*) FROM meta WHERE name = 'half'", [], |row| row.get(0)).unwrap();
    assert_eq!(half, 0, "and the same connection goes on");
    store.begin_new_epoch().unwrap();
}

#[test]
fn a_transaction_in_which_a_statement_failed_is_never_said_to_be_done() {
    let dir = folder();
    drop(Store::open(dir.path()).unwrap());
    let conn = database(dir.path());
    let tx = conn.write().unwrap();
    tx.execute("INSERT INTO meta (name, value) VALUES ('a', '1')", []).unwrap();
    tx.execute("INSERT INTO meta (name, value) VALUES ('a', '2')", []).unwrap_err();
    assert_eq!(tx.commit().is_err(), on_postgres());
    // What failed in a savepoint is undone there, and the rest stands.
    let tx = conn.write().unwrap();
    tx.execute("INSERT INTO meta (name, value) VALUES ('b', '1')", []).unwrap();
    let inner = tx
        .savepoint(|| {
            tx.execute("INSERT INTO meta (name, value) VALUES ('c', '1')", [])?;
            tx.execute("INSERT INTO meta (name, value) VALUES ('b', '2')", [])
        })
        .unwrap();
    assert!(inner.is_err());
    tx.commit().unwrap();
    let names: Vec<String> = conn
        .prepare_cached("SELECT name FROM meta WHERE name IN ('b', 'c') ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(names, ["b"]);
}

/// A folder with a history in SQLite, whose schema waits empty.
fn on_sqlite() -> (Folder, Store) {
    let dir = folder();
    dir.forget_database();
    let store = Store::open(dir.path()).unwrap();
    (dir, store)
}

#[test]
fn a_central_moves_into_postgresql_and_its_terminals_notice_nothing() {
    if !on_postgres() {
        return;
    }
    let (dir, mut store) = on_sqlite();
    let signer = office::signer(&mut store);
    for n in 1..=3 {
        let id = office::receive(&mut store, &office::somebody(n));
        office::act(&mut store, id, Act::Take, &signer).unwrap();
    }
    let rows =
        (0..1_200).map(|n| RowChange { id: format!("r{n}"), body: Some("\"\u{e9}\"".into()) }).collect();
    store.publish_rows(&scope("vacancies@32"), rows, 7).unwrap();
    let code = store.invite(kit::invite(true)).unwrap().code;
    let known = (store.epoch().unwrap(), store.scope_state(&scope("vacancies@32")).unwrap());
    let (applications, trail) =
        (store.applications(&Default::default()).unwrap(), store.verify_audit().unwrap());
    drop(store);

    let running = anjungan_central::Central::start(dir.path(), "127.0.0.1:0").unwrap();
    let before = terminal(&running.addr().to_string(), &code, 9);
    let ops = vec![before.op(1), before.op(2)];
    let answer: PushAnswer = before.post("/v1/push", &push_of(before.stream, ops[..1].to_vec())).json();
    assert_eq!(answer.hwm, 1);
    let to = dir.url().unwrap().parse().unwrap();
    assert!(matches!(move_to_postgres(dir.path(), &to), Err(StoreError::Busy { .. })), "while it serves");
    running.stop().unwrap();

    let copied = move_to_postgres(dir.path(), &to).unwrap();
    assert!(copied.iter().any(|table| table.table == "feed_row" && table.rows > 1_200));
    assert!(!dir.path().join("central.db").exists() && dir.path().join("central.db.moved").exists());
    assert!(matches!(move_to_postgres(dir.path(), &to), Err(StoreError::Kiosk(_))), "once");

    let mut store = Store::open(dir.path()).unwrap();
    assert!(store.home().postgres().is_some());
    assert_eq!((store.epoch().unwrap(), store.scope_state(&scope("vacancies@32")).unwrap()), known);
    assert_eq!(store.applications(&Default::default()).unwrap(), applications);
    assert_eq!(store.verify_audit().unwrap().rows, trail.rows, "and it verifies");
    // Numbers go on after the last.
    let id = office::receive(&mut store, &office::somebody(4));
    assert_eq!(id.0, applications.last().unwrap().id.0 + 1);

    let running = anjungan_central::Central::start(dir.path(), "127.0.0.1:0").unwrap();
    let after = before.at(&running.addr().to_string());
    let answer: PushAnswer = after.post("/v1/push", &push_of(after.stream, ops)).json();
    assert_eq!((answer.hwm, answer.epoch), (2, known.0));
    assert!(matches!(after.feed(5, 0, 10), FeedAnswer::Page(page) if page.after == 5), "no reset");
}

#[test]
fn only_an_empty_database_is_moved_into_and_a_second_one_is_never_begun() {
    if !on_postgres() {
        return;
    }
    let (dir, store) = on_sqlite();
    drop(store);
    let full = folder();
    drop(Store::open(full.path()).unwrap());
    let to = full.url().unwrap().parse().unwrap();
    assert!(matches!(move_to_postgres(dir.path(), &to), Err(StoreError::NotOurs { .. })));
    assert!(dir.path().join("central.db").exists());
    let both = Home::at(dir.path(), dir.url().unwrap().parse().unwrap());
    assert!(matches!(Store::open_home(&both), Err(StoreError::Kiosk(_))), "two databases, one folder");
    Store::open(dir.path()).unwrap();
}

#[test]
fn a_backup_of_either_restores_into_either() {
    if !on_postgres() {
        return;
    }
    let (sqlite, mut store) = on_sqlite();
    let id = office::receive(&mut store, &office::application(1));
    store
        .publish_rows(&scope("vacancies@32"), vec![RowChange { id: "a".into(), body: Some("1".into()) }], 0)
        .unwrap();
    let from_file = sqlite.path().join("from-file.db");
    store.backup(&from_file).unwrap();
    drop(store);
    move_to_postgres(sqlite.path(), &sqlite.url().unwrap().parse().unwrap()).unwrap();
    let store = Store::open(sqlite.path()).unwrap();
    let from_postgres = sqlite.path().join("from-postgres.db");
    store.backup(&from_postgres).unwrap();
    drop(store);
    for backup in [&from_file, &from_postgres] {
        let epoch = anjungan_central::store::restore(sqlite.path(), backup).unwrap();
        let store = Store::open(sqlite.path()).unwrap();
        assert_eq!(store.epoch().unwrap(), epoch);
        assert!(store.application(id).unwrap().is_some());
        assert_eq!(page(store.feed(&scope("vacancies@32"), &query(epoch, 0, 0)).unwrap()).count, 1);
    }
    // And back to one file.
    sqlite.forget_database();
    let epoch = anjungan_central::store::restore(sqlite.path(), &from_postgres).unwrap();
    let store = Store::open(sqlite.path()).unwrap();
    assert_eq!((store.epoch().unwrap(), store.application(id).unwrap().is_some()), (epoch, true));
}
