//! Signing in and out, sessions, accounts.

use anjungan_central::office::people::Role;
use jiff::{Timestamp, ToSpan};

use super::desk::{PASSWORD, desk, goes_to, hidden};

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
    assert_eq!(goes_to(&entered), "/console/sign", "a signer begins where signatures wait");
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
    assert_eq!(goes_to(&other), "/console/sign");
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

/// The numbers of the sessions that a page lists.
fn listed(page: &str) -> Vec<&str> {
    page.split("data-session=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn an_officer_sees_each_place_and_ends_one_or_all_others() {
    let desk = desk();
    let (_, totp) = desk.account("sri", Role::Signer, None);
    let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let enter = |agent: &str, ahead_s: i64| {
        let code = totp.code(Timestamp::now() + ahead_s.seconds());
        let browser = desk.browser();
        let origin = format!("http://{}", browser.authority);
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", origin.as_str()),
            ("user-agent", agent),
        ];
        let body = format!("login=sri&password={}&code={code}", PASSWORD.replace(' ', "+"));
        let answer = browser.send("POST", "/console/sign-in", body.as_bytes(), &headers);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(cookie.len() > 20, "{}", answer.text());
        super::desk::Browser { cookie, ..browser }
    };
    // A code of the step before, the present one and the next are all right, and each works once.
    let (here, there) = (enter(firefox, -30), enter("curl/8", 0));
    let page = here.page("/console/me/sessions");
    assert!(page.contains("Firefox, Windows") && page.contains("perangkat tidak dikenal"), "{page}");
    assert!(!page.contains("Gecko"), "nothing more of what the browser said is kept");
    assert_eq!(listed(&page).len(), 2);
    let other = hidden(&page, "value=\"end\"", "session").to_owned();
    // Another officer can't end it, and hears nothing of it.
    let stranger = desk.officer("lain", Role::Operator);
    stranger.post("/console/me/sessions", &[("do", "end"), ("session", &other)]);
    there.page("/console/me");
    goes_to(&here.post("/console/me/sessions", &[("do", "end"), ("session", &other)]));
    assert_eq!(goes_to(&there.get("/console")), "/console/sign-in");
    let third = enter(firefox, 30);
    goes_to(&here.post("/console/me/sessions", &[("do", "end-others")]));
    assert_eq!(goes_to(&third.get("/console")), "/console/sign-in");
    let page = here.page("/console/me/sessions");
    assert!(page.contains("id=\"only-here\"") && !page.contains("id=\"end-others\""), "{page}");
}

#[test]
fn an_admin_changes_role_and_offices_which_ends_the_sessions_but_never_their_own() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let budi = desk.officer("budi", Role::Operator);
    let officers = desk.running.central.with_store(|store| store.officers().unwrap()).unwrap();
    let path_of = |login: &str| {
        let id = officers.iter().find(|officer| officer.login == login).unwrap().id.0;
        format!("/console/officers/{id}")
    };
    let (own, other) = (path_of("admin"), path_of("budi"));
    assert!(admin.page(&other).contains("id=\"end-all\""), "signed in");
    let changed = admin.post(&other, &[("role", "technician"), ("offices", "3216, 3275")]);
    assert_eq!(goes_to(&changed), format!("{other}?done=officer-changed"));
    assert_eq!(goes_to(&budi.get("/console")), "/console/sign-in");
    let page = admin.page(&other);
    assert!(page.contains("value=\"technician\" selected") && page.contains("3216, 3275"), "{page}");
    assert!(page.contains("id=\"nowhere\""));
    assert!(admin.page("/console/audit").contains("data-act=\"change-officer\""));
    for (fields, status) in [
        (&[("role", "technician"), ("offices", "Bekasi")][..], 422),
        (&[("role", "root"), ("offices", "")][..], 400),
    ] {
        assert_eq!(admin.post(&other, fields).status, status);
    }
    assert_eq!(admin.post(&own, &[("role", "auditor"), ("offices", "")]).status, 403);
    assert!(admin.page(&own).contains("id=\"own\""));
    assert_eq!(admin.get("/console/officers/999").status, 404);
}

#[test]
fn the_last_admin_of_all_offices_stays_one() {
    let desk = desk();
    let (chief, _) = desk.account("kepala", Role::Admin, None);
    let near = desk.officer_of("dekat", Role::Admin, Some("3216"));
    let path = format!("/console/officers/{}", chief.0);
    assert_eq!(near.post(&path, &[("role", "auditor"), ("offices", "")]).status, 404, "beyond their offices");
    let second = desk.officer("kedua", Role::Admin);
    goes_to(&second.post(&path, &[("role", "admin"), ("offices", "3216")]));
    let other = desk.officer("ketiga", Role::Admin);
    let officers = desk.running.central.with_store(|store| store.officers().unwrap()).unwrap();
    let id = officers.iter().find(|officer| officer.login == "kedua").unwrap().id.0;
    goes_to(&other.post(&format!("/console/officers/{id}"), &[("role", "auditor"), ("offices", "")]));
    // Whoever calls the store by another way is refused too.
    let id = officers.iter().find(|officer| officer.login == "ketiga").unwrap().id;
    for (role, offices, active) in
        [(Role::Admin, "3216", true), (Role::Editor, "", true), (Role::Admin, "", false)]
    {
        let offices = anjungan_central::office::offices::Offices::read(offices).unwrap();
        let refused = desk
            .running
            .central
            .with_store(move |store| {
                store.change_officer(id, role, &offices, active, "test", Timestamp::now())
            })
            .unwrap();
        assert!(matches!(refused, Err(anjungan_central::store::PeopleRefusal::LastAdmin)), "{refused:?}");
    }
}

#[test]
fn an_admin_ends_the_sessions_of_others() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let (budi, stay) = (desk.officer("budi", Role::Operator), desk.officer("lain", Role::Operator));
    let officers = desk.running.central.with_store(|store| store.officers().unwrap()).unwrap();
    let path_of = |login: &str| {
        let id = officers.iter().find(|officer| officer.login == login).unwrap().id.0;
        format!("/console/officers/{id}/sessions")
    };
    let page = admin.page(path_of("budi").strip_suffix("/sessions").unwrap());
    let session = hidden(&page, "value=\"end\"", "session").to_owned();
    goes_to(&admin.post(&path_of("lain"), &[("do", "end"), ("session", &session)]));
    budi.page("/console");
    goes_to(&admin.post(&path_of("budi"), &[("do", "end"), ("session", &session)]));
    assert_eq!(goes_to(&budi.get("/console")), "/console/sign-in");
    goes_to(&admin.post(&path_of("lain"), &[("do", "end-all")]));
    assert_eq!(goes_to(&stay.get("/console")), "/console/sign-in");
    goes_to(&admin.post(&path_of("admin"), &[("do", "end-all")]));
    admin.page("/console/officers");
}
