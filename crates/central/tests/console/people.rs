//! Signing in and out, sessions, accounts.

use anjungan_central::office::people::Role;
use jiff::{Timestamp, ToSpan};

use super::desk::{PASSWORD, desk, goes_to};

#[test]
fn signing_in_needs_all_three_and_a_code_works_once() {
    let desk = desk();
    let (_, totp) = desk.account("sri", Role::Signer, None);
    let browser = desk.browser();
    let sign_in = |login: &str, password: &str, code: &str| {
        browser.post_bare("/console/sign-in", &[("login", login), ("password", password), ("code", code)])
    };
    let code = totp.code(Timestamp::now());
    let wrong: Vec<_> = [
        ("sri", "kuda terbang merah", code.as_str()),
        ("sri", PASSWORD, "000000"),
        ("tidak-ada", PASSWORD, &code),
    ]
    .into_iter()
    .map(|(login, password, code)| sign_in(login, password, code))
    .collect();
    for answer in &wrong {
        assert_eq!(answer.status, 401);
        assert!(answer.headers.get("set-cookie").is_none());
    }
    // Which of them was wrong is not said.
    let same = |text: String| text.replace("value=\"sri\"", "").replace("value=\"tidak-ada\"", "");
    assert_eq!(same(wrong[0].text()), same(wrong[2].text()));

    let entered = sign_in(" SRI ", PASSWORD, &format!("{} {}", &code[..3], &code[3..]));
    assert_eq!(goes_to(&entered), "/console");
    let cookie = entered.header("set-cookie");
    assert!(
        cookie.starts_with("anjungan=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    assert_eq!(sign_in("sri", PASSWORD, &code).status, 401, "a code works once");
}

#[test]
fn guessing_locks_the_account_and_says_nothing_else() {
    let desk = desk();
    let (id, totp) = desk.account("sri", Role::Signer, None);
    let browser = desk.browser();
    for _ in 0..5 {
        let fields = [("login", "sri"), ("password", "salah salah salah"), ("code", "000000")];
        assert_eq!(browser.post_bare("/console/sign-in", &fields).status, 401);
    }
    let code = totp.code(Timestamp::now());
    let right = [("login", "sri"), ("password", PASSWORD), ("code", code.as_str())];
    assert_eq!(browser.post_bare("/console/sign-in", &right).status, 401, "locked");
    let locked =
        desk.running.central.with_store(move |store| store.officer(id).unwrap().unwrap().locked_until);
    let until = locked.unwrap().expect("it is locked");
    assert!(until > Timestamp::now() && until < Timestamp::now() + 90.seconds());
}

#[test]
fn a_sender_that_guessed_too_much_can_not_try_to_sign_in_either() {
    let desk = desk();
    desk.account("sri", Role::Signer, None);
    let browser = desk.browser();
    let fields = [("login", "sri"), ("password", "salah salah salah"), ("code", "000000")];
    // A try comes back every five seconds, so on a slow machine one may slip in between.
    let stopped = (0..20).any(|_| {
        while browser.get("/c/AAAAAAAAAAAAAAAAAAAAAAAAAA").status != 429 {}
        browser.post_bare("/console/sign-in", &fields).status == 429
    });
    assert!(stopped);
}

#[test]
fn a_session_ends_where_it_is_ended_and_a_stolen_cookie_with_it() {
    let desk = desk();
    let browser = desk.officer("sri", Role::Signer);
    let stolen = desk.browser();
    let stolen = super::desk::Browser { cookie: browser.cookie.clone(), ..stolen };
    assert_eq!(stolen.get("/console").status, 200);
    let out = browser.post("/console/sign-out", &[]);
    assert_eq!(goes_to(&out), "/console/sign-in");
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(goes_to(&stolen.get("/console")), "/console/sign-in");
    assert_eq!(stolen.post_bare("/console/search", &[("q", "x")]).status, 401);
}

#[test]
fn signing_out_everywhere_ends_every_session_of_the_officer_and_nobody_elses() {
    let desk = desk();
    let (budi, other) = (desk.officer("budi", Role::Operator), desk.officer("lain", Role::Operator));
    goes_to(&budi.post("/console/sign-out-everywhere", &[]));
    assert_eq!(goes_to(&budi.get("/console")), "/console/sign-in");
    other.page("/console");
}

#[test]
fn an_idle_session_and_an_old_one_are_over() {
    let desk = desk();
    for (column, ago_ms) in [("seen_ms", 31 * 60_000_i64), ("ends_ms", 9 * 3_600_000)] {
        let browser = desk.officer(column.split('_').next().unwrap(), Role::Operator);
        browser.page("/console");
        let conn = crate::kit::database(desk.running.dir.path());
        conn.execute(&format!("UPDATE session SET {column} = {column} - ?1"), [ago_ms]).unwrap();
        assert_eq!(goes_to(&browser.get("/console")), "/console/sign-in", "{column}");
    }
}

#[test]
fn what_was_typed_survives_a_session_that_ended() {
    let mut desk = desk();
    let id = desk.apply(&super::desk::application(1, "CONTOH SINTETIS"));
    let (_, totp) = desk.account("sri", Role::Signer, None);
    let browser = desk.browser();
    let path = format!("/console/applications/{id}/act");
    let typed = [("act", "take"), ("key", "k1"), ("note", "Sudah <b>diperiksa</b>"), ("token", "old")];
    let page = browser.post_bare(&path, &typed);
    assert_eq!(page.status, 401);
    assert!(page.text().contains("name=\"keep.note\" value=\"Sudah &#60;b&#62;diperiksa"), "{}", page.text());
    let code = totp.code(Timestamp::now());
    let back = browser.post_bare(
        "/console/sign-in",
        &[
            ("login", "sri"),
            ("password", PASSWORD),
            ("code", &code),
            ("keep-path", &path),
            ("keep.act", "take"),
            ("keep.key", "k1"),
            ("keep.note", "Sudah diperiksa"),
        ],
    );
    assert_eq!(back.status, 200);
    assert!(back.text().contains(&format!("action=\"{path}\"")) && back.text().contains("Sudah diperiksa"));
    assert!(back.header("set-cookie").starts_with("anjungan="));
    // Nothing else rides along: a sign-in form can't send anybody to another page.
    let code = totp.code(Timestamp::now() + 30.seconds());
    let other = browser.post_bare(
        "/console/sign-in",
        &[("login", "sri"), ("password", PASSWORD), ("code", &code), ("keep-path", "/console/officers")],
    );
    assert_eq!(goes_to(&other), "/console");
}

#[test]
fn an_admin_makes_and_switches_off_accounts_but_not_their_own() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let fields =
        [("login", "baru"), ("name", "Petugas <i>Baru</i>"), ("role", "operator"), ("office", "3216")];
    let made = admin.post("/console/officers", &fields);
    assert_eq!(made.status, 200);
    assert!(made.text().contains("id=\"invitation\"") && !made.text().contains("id=\"secret\""));
    let list = admin.page("/console/officers");
    assert!(list.contains("Petugas &#60;i&#62;Baru") && !list.contains("<i>Baru"), "{list}");
    assert_eq!(admin.post("/console/officers", &fields).status, 422, "taken");
    let officers = desk.running.central.with_store(|store| store.officers().unwrap()).unwrap();
    let id_of =
        |login: &str| officers.iter().find(|officer| officer.login == login).unwrap().id.0.to_string();
    for what in ["switch-off", "switch-on"] {
        goes_to(&admin.post("/console/officers/change", &[("id", &id_of("baru")), ("do", what)]));
    }
    assert_eq!(
        admin.post("/console/officers/change", &[("id", &id_of("admin")), ("do", "switch-off")]).status,
        403
    );
}
