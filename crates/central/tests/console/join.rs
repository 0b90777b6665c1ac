//! Invitations: an officer sets password and second factor up alone, and nobody else ever sees them.

use anjungan_central::console::set_up_code;
use anjungan_central::office::people::Role;
use jiff::{Timestamp, ToSpan};

use super::desk::{Browser, Desk, PASSWORD, desk, goes_to, hidden};
use crate::kit::Answer;

/// The text of the element with this id.
fn by_id<'a>(page: &'a str, id: &str) -> &'a str {
    let rest = page.split(&format!("id=\"{id}\">")).nth(1).unwrap_or_else(|| panic!("no {id}: {page}"));
    rest.split('<').next().unwrap()
}

/// What the officer's app shows, having scanned the page.
fn app_code(page: &str, at: Timestamp) -> String {
    let secret = by_id(page, "secret").replace(' ', "");
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    totp.generate(at.as_second().cast_unsigned()).to_string()
}

fn invite(admin: &Browser, login: &str, role: Role) -> String {
    let fields = [("login", login), ("name", "Petugas Contoh"), ("role", role.as_str()), ("office", "3216")];
    let page = admin.post("/console/officers", &fields);
    assert_eq!(page.status, 200, "{}", page.text());
    by_id(&page.text(), "invitation").to_owned()
}

fn open(browser: &Browser, code: &str) -> Answer {
    browser.post_bare("/console/join", &[("invitation", code)])
}

fn confirm(browser: &Browser, page: &str, password: &str, code: &str) -> Answer {
    let invitation = hidden(page, "id=\"confirm\"", "invitation");
    let fields = [("invitation", invitation), ("password", password), ("repeat", password), ("code", code)];
    browser.post_bare("/console/join/confirm", &fields)
}

/// Joins, and gives back a signed-in browser and the recovery codes.
fn join(desk: &Desk, code: &str) -> (Browser, Vec<String>) {
    let browser = desk.browser();
    let page = open(&browser, &code.to_lowercase().replace('-', " "));
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    let joined = confirm(&browser, &page, PASSWORD, &app_code(&page, Timestamp::now()));
    assert_eq!(joined.status, 200, "{}", joined.text());
    let cookie = joined.header("set-cookie").split(';').next().unwrap().to_owned();
    let text = joined.text();
    let list = text.split("id=\"recovery\">").nth(1).unwrap().split("</ul>").next().unwrap();
    let codes = list.split("<li>").skip(1).map(|item| item.split('<').next().unwrap().to_owned()).collect();
    (Browser { cookie, ..browser }, codes)
}

/// Sets an account up on its page; the page with the recovery codes.
pub fn joined_page(browser: &Browser, page: &str) -> String {
    confirm(browser, page, PASSWORD, &app_code(page, Timestamp::now())).text()
}

fn sign_in(browser: &Browser, login: &str, password: &str, code: &str) -> Answer {
    browser.post_bare("/console/sign-in", &[("login", login), ("password", password), ("code", code)])
}

fn id_of(desk: &Desk, login: &'static str) -> String {
    let found = desk.running.central.with_store(move |store| {
        store.officers().unwrap().into_iter().find(|officer| officer.login == login).unwrap().id.0
    });
    found.unwrap().to_string()
}

fn acts(desk: &Desk, login: &'static str) -> Vec<String> {
    let id: i64 = id_of(desk, login).parse().unwrap();
    let subject = format!("officer:{}", anjungan_central::office::people::OfficerId(id));
    let acts = desk.running.central.with_store(move |store| {
        store.verify_audit().unwrap();
        store.audit(&subject, None, 100).unwrap().into_iter().rev().map(|row| row.act).collect()
    });
    acts.unwrap()
}

#[test]
fn the_first_admin_needs_the_code_from_the_servers_own_folder() {
    let desk = desk();
    let browser = desk.browser();
    assert_eq!(goes_to(&browser.get("/console/sign-in")), "/console/set-up");
    browser.page("/console/set-up");
    let code = set_up_code(desk.running.dir.path()).unwrap();
    let path = desk.running.dir.path().join("set-up-code");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);

    let form = |code: &str| {
        let fields = [("set-up-code", code), ("login", "admin"), ("name", "Admin Contoh")];
        browser.post_bare("/console/set-up", &fields)
    };
    assert_eq!(form("WRONG").status, 422);
    assert!(form(&code.to_lowercase()).text().contains("id=\"secret\""));
    // The page is closed by a slip: nobody is locked out, and what was shown before opens nothing.
    let page = form(&code).text();
    assert_eq!(confirm(&browser, &page, "pendek", &app_code(&page, Timestamp::now())).status, 422);
    let joined = confirm(&browser, &page, PASSWORD, &app_code(&page, Timestamp::now()));
    assert_eq!(joined.status, 200, "{}", joined.text());
    assert!(!path.exists());
    assert_eq!(goes_to(&form(&code)), "/console/sign-in", "there is one first admin");
}

#[test]
fn an_invited_officer_chooses_password_and_app_and_the_code_works_once() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let code = invite(&admin, "budi", Role::Operator);
    assert!(admin.page("/console/officers").contains("diundang"));
    let nobody = desk.browser();
    assert_eq!(sign_in(&nobody, "budi", PASSWORD, "000000").status, 401, "there is nothing to sign in with");

    let page = open(&nobody, &code).text();
    assert_eq!(confirm(&nobody, &page, "pendek", &app_code(&page, Timestamp::now())).status, 422);
    let fields = [
        ("invitation", code.as_str()),
        ("password", PASSWORD),
        ("repeat", "kuda terbang merah"),
        ("code", "000000"),
    ];
    assert_eq!(nobody.post_bare("/console/join/confirm", &fields).status, 422, "typed differently");
    let wrong = confirm(&nobody, &page, PASSWORD, "000000");
    assert_eq!(wrong.status, 422);
    assert_eq!(by_id(&wrong.text(), "secret"), by_id(&page, "secret"), "it need not be scanned again");

    // Whoever opened it before, knows nothing that counts once it was opened again.
    let (seen, again) = (page, open(&nobody, &code).text());
    assert_eq!(confirm(&nobody, &seen, PASSWORD, &app_code(&seen, Timestamp::now())).status, 422);
    let at = Timestamp::now();
    let joined = confirm(&nobody, &again, PASSWORD, &app_code(&again, at));
    let cookie = joined.header("set-cookie").split(';').next().unwrap().to_owned();
    Browser { cookie, ..desk.browser() }.page("/console");
    assert_eq!(sign_in(&nobody, "budi", PASSWORD, &app_code(&again, at)).status, 401, "a code works once");
    let next = app_code(&again, at + 30.seconds());
    assert_eq!(goes_to(&sign_in(&nobody, "budi", PASSWORD, &next)), "/console");

    assert_eq!(open(&nobody, &code).status, 422, "used");
    assert_eq!(acts(&desk, "budi"), ["add-officer", "join", "sign-in-refused", "sign-in"]);
}

#[test]
fn a_wrong_invitation_a_used_one_and_an_old_one_look_the_same() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let (used, old) = (invite(&admin, "budi", Role::Operator), invite(&admin, "ani", Role::Auditor));
    join(&desk, &used);
    let conn = crate::kit::database(desk.running.dir.path());
    conn.execute("UPDATE officer_invitation SET ends_ms = ends_ms - 24 * 3600 * 1000", []).unwrap();
    let off = invite(&admin, "sri", Role::Signer);
    goes_to(&admin.post("/console/officers/change", &[("id", &id_of(&desk, "sri")), ("do", "switch-off")]));
    let nobody = desk.browser();
    let wrong = open(&nobody, "AAAA-AAAA-AAAA-AAAA");
    assert_eq!(wrong.status, 422);
    for code in [used, old, off, "x".into(), String::new()] {
        let answer = open(&nobody, &code);
        assert_eq!((answer.status, answer.text()), (422, wrong.text()));
    }
}

#[test]
fn ten_thousand_guesses_of_invitations_are_stopped() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    invite(&admin, "budi", Role::Operator);
    let nobody = desk.browser();
    let began = std::time::Instant::now();
    let looked = (0..10_000_u32)
        .filter(|n| {
            let guess = data_encoding::BASE32_NOPAD.encode(&[&n.to_be_bytes()[..], &[7; 6]].concat());
            match open(&nobody, &guess).status {
                422 => true,
                429 => false,
                other => panic!("{other}"),
            }
        })
        .count() as u64;
    assert!(looked <= 20 + began.elapsed().as_secs() / 5 + 1, "{looked}");
}

#[test]
fn a_recovery_code_stands_in_for_the_app_once() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let (budi, codes) = join(&desk, &invite(&admin, "budi", Role::Operator));
    assert_eq!(codes.len(), 8);
    assert!(budi.page("/console/me").contains("tersisa: 8."));
    let nobody = desk.browser();
    assert_eq!(
        sign_in(&nobody, "budi", "kuda terbang merah", &codes[0]).status,
        401,
        "not without the password"
    );
    assert_eq!(goes_to(&sign_in(&nobody, "budi", PASSWORD, &codes[0])), "/console");
    assert_eq!(sign_in(&nobody, "budi", PASSWORD, &codes[0]).status, 401, "once");
    assert!(budi.page("/console/me").contains("tersisa: 7."));
    let path = desk.running.dir.path().join("kept.db");
    let to = path.clone();
    desk.running.central.with_store(move |store| store.backup(&to).unwrap()).unwrap();
    let kept = std::fs::read(path).unwrap();
    let digits = codes[1].replace('-', "");
    assert!(!kept.windows(12).any(|window| window == digits.as_bytes()), "only hashes are kept");

    let fields = [("old", PASSWORD), ("code", codes[1].as_str()), ("do", "recovery")];
    let renewed = budi.post("/console/me/second-factor", &fields);
    assert!(renewed.text().contains("id=\"recovery\""), "{}", renewed.text());
    assert_eq!(sign_in(&nobody, "budi", PASSWORD, &codes[2]).status, 401, "the old ones have ended");
    assert_eq!(budi.post("/console/me/second-factor", &fields).status, 422);
}

#[test]
fn an_officer_moves_to_another_phone_and_the_old_one_counts_until_the_new_one_does() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let (budi, codes) = join(&desk, &invite(&admin, "budi", Role::Operator));
    let nobody = desk.browser();
    let page = budi
        .post("/console/me/second-factor", &[("old", PASSWORD), ("code", &codes[0]), ("do", "app")])
        .text();
    assert_eq!(goes_to(&sign_in(&nobody, "budi", PASSWORD, &codes[1])), "/console", "nobody is locked out");
    let wrong = confirm(&nobody, &page, "kuda terbang merah", &app_code(&page, Timestamp::now()));
    assert_eq!(wrong.status, 422);
    let at = Timestamp::now();
    assert_eq!(confirm(&nobody, &page, PASSWORD, &app_code(&page, at)).status, 200);
    assert_eq!(goes_to(&budi.get("/console")), "/console/sign-in", "sessions of before have ended");
    let next = app_code(&page, at + 30.seconds());
    assert_eq!(goes_to(&sign_in(&nobody, "budi", PASSWORD, &next)), "/console");
}

#[test]
fn an_admin_resets_a_second_factor_without_ever_seeing_one() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let (budi, codes) = join(&desk, &invite(&admin, "budi", Role::Operator));
    let fields = [("id", &*id_of(&desk, "budi")), ("do", "reset-second-factor")];
    let shown = admin.post("/console/officers/change", &fields).text();
    assert!(!shown.contains("otpauth") && !shown.contains("id=\"secret\"") && !shown.contains("<svg"));
    let code = by_id(&shown, "invitation").to_owned();
    assert_eq!(goes_to(&budi.get("/console")), "/console/sign-in");
    let nobody = desk.browser();
    assert_eq!(sign_in(&nobody, "budi", PASSWORD, &codes[0]).status, 401, "recovery codes end with the app");

    // The paper alone opens nothing: the password is asked for, and five wrong ones end the invitation.
    let page = open(&nobody, &code).text();
    assert!(!page.contains("id=\"repeat\""));
    for _ in 0..5 {
        let guess = confirm(&nobody, &page, "salah salah salah", &app_code(&page, Timestamp::now()));
        assert_eq!(guess.status, 422);
    }
    assert_eq!(confirm(&nobody, &page, PASSWORD, &app_code(&page, Timestamp::now())).status, 422);
    assert_eq!(open(&nobody, &code).status, 422);

    let fields = [("id", &*id_of(&desk, "budi")), ("do", "reset")];
    let code = by_id(&admin.post("/console/officers/change", &fields).text(), "invitation").to_owned();
    let (budi, _) = join(&desk, &code);
    budi.page("/console");
    let acts = acts(&desk, "budi");
    for act in ["reset-second-factor", "join-refused", "reset-officer"] {
        assert!(acts.iter().any(|found| found == act), "{act}: {acts:?}");
    }
    let own = [("id", &*id_of(&desk, "admin")), ("do", "reset")];
    assert_eq!(admin.post("/console/officers/change", &own).status, 403);
}

#[test]
fn an_app_that_was_reset_is_asked_for_its_password_again_after_another_reset() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    desk.account("budi", Role::Operator, None);
    let fields = [("id", &*id_of(&desk, "budi")), ("do", "reset-second-factor")];
    admin.post("/console/officers/change", &fields);
    let code = by_id(&admin.post("/console/officers/change", &fields).text(), "invitation").to_owned();
    let nobody = desk.browser();
    let page = open(&nobody, &code).text();
    assert!(!page.contains("id=\"repeat\""));
    assert_eq!(confirm(&nobody, &page, PASSWORD, &app_code(&page, Timestamp::now())).status, 200);
}
