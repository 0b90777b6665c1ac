//! Headers, forms from elsewhere, hostile names, and what must not be in an address or a title.

use anjungan_central::office::people::Role;

use super::desk::{application, desk, goes_to};

const PAGES: [&str; 14] = [
    "/console",
    "/console?show=all",
    "/console/search",
    "/console/sign",
    "/console/duplicates",
    "/console/held",
    "/console/requests",
    "/console/figures",
    "/console/me",
    "/console/sign-in",
    "/console/nothing-here",
    "/k",
    "/r",
    "/c/AAAAAAAAAAAAAAAAAAAAAAAAAA",
];

#[test]
fn every_page_has_the_headers_and_nothing_inline() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let browser = desk.officer("sri", Role::Signer);
    let mut pages: Vec<String> = PAGES.iter().map(ToString::to_string).collect();
    pages.push(format!("/console/applications/{id}"));
    for path in pages {
        let answer = browser.get(&path);
        let csp = answer.header("content-security-policy");
        assert!(csp.starts_with("default-src 'self'; ") && !csp.contains("unsafe"), "{path}: {csp}");
        assert!(csp.contains("frame-ancestors 'none'") && csp.contains("form-action 'self'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        let cached = answer.header("cache-control");
        assert!(cached == "no-store" || path == "/k", "{path}: {cached}");
        let text = answer.text();
        for bad in ["<style", " style=", "onclick", "javascript:", "<script>"] {
            assert!(!text.contains(bad), "{path} has {bad}");
        }
        if let Some(title) = text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()) {
            assert!(!title.contains("SINTETIS") && !title.contains("K01-"), "{path}: {title}");
        }
    }
}

#[test]
fn pages_speak_both_languages_and_the_switch_comes_back() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let mut browser = desk.officer("sri", Role::Signer);
    let page = browser.page("/console");
    assert!(page.contains("<html lang=\"id\">") && page.contains("Antrean"));
    let path = format!("/console/applications/{id}");
    let switched = browser.post_bare("/language", &[("lang", "en"), ("back", &path)]);
    assert_eq!(goes_to(&switched), path);
    assert!(switched.header("set-cookie").starts_with("bahasa=en;"));
    browser.lang = "en";
    let page = browser.page(&path);
    assert!(
        page.contains("<html lang=\"en\">") && page.contains("Begin to verify") && !page.contains("Antrean")
    );
    for elsewhere in
        ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example"]
    {
        let answer = browser.post_bare("/language", &[("lang", "en"), ("back", elsewhere)]);
        assert_eq!(goes_to(&answer), "/k", "{elsewhere}");
    }
}

#[test]
fn a_form_from_elsewhere_or_of_another_session_is_refused() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let (sri, budi) = (desk.officer("sri", Role::Signer), desk.officer("budi", Role::Operator));
    let path = format!("/console/applications/{id}/act");
    let take = [("act", "take"), ("key", "k1")];
    assert_eq!(sri.post_bare(&path, &take).status, 403, "no token");
    let budis = budi.token();
    let with_token = [("token", budis.as_str()), ("act", "take"), ("key", "k1")];
    assert_eq!(sri.post_bare(&path, &with_token).status, 403, "another session's token");

    let body = format!("token={}&act=take&key=k1", sri.token());
    let origin = format!("http://{}", sri.authority);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for headers in [
        &[form][..],
        &[form, ("origin", "https://evil.example")],
        &[form, ("origin", "null")],
        &[form, ("sec-fetch-site", "cross-site"), ("origin", origin.as_str())],
        &[form, ("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(sri.send("POST", &path, body.as_bytes(), headers).status, 403, "{headers:?}");
    }
    let right = [form, ("sec-fetch-site", "same-origin")];
    assert_eq!(sri.send("POST", &path, body.as_bytes(), &right).status, 303);
}

#[test]
fn an_act_that_no_form_offers_is_refused() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let browser = desk.officer("sri", Role::Signer);
    for act in ["employ", "mend", "amend", "release", "expire", "supersede", "sign", "drop"] {
        let answer = browser.post(&format!("/console/applications/{id}/act"), &[("act", act), ("key", act)]);
        assert_eq!(answer.status, 400, "{act}");
    }
}

#[test]
fn hostile_names_are_text() {
    let mut desk = desk();
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;";
    let mut told = application(1, hostile);
    told.person.wish.position = "</textarea><b>x</b>".into();
    let id = desk.apply(&told);
    let browser = desk.officer("sri", Role::Signer);
    for path in ["/console".to_owned(), format!("/console/applications/{id}")] {
        let page = browser.page(&path);
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("<b>x"),
            "{path}"
        );
        assert!(page.contains("&#60;script&#62;alert(1)"), "{path}: {page}");
    }
    let searched = browser.post("/console/search", &[("q", "<script>alert(9)</script>")]);
    assert!(!searched.text().contains("<script>alert(9)"));
}

#[test]
fn what_is_too_long_or_makes_no_sense_is_refused_with_a_page() {
    let desk = desk();
    let browser = desk.officer("sri", Role::Signer);
    // Little more than is taken: it is sent before the answer comes, and who still sends then may not hear it.
    let long = "x".repeat(132_000);
    assert_eq!(browser.post("/console/search", &[("q", &long)]).status, 413);
    assert_eq!(browser.get("/console/applications/999999").status, 404);
    assert_eq!(browser.get("/console?show=nothing").status, 404);
    let strange = browser.get("/console/nothing-here");
    assert_eq!(strange.status, 404);
    assert!(strange.text().contains("id=\"problem\""));
}

#[test]
fn assets_are_kept_for_good_under_a_name_that_holds_their_hash() {
    let desk = desk();
    let browser = desk.browser();
    let page = browser.page("/k");
    let style = page.split("href=\"").find(|part| part.starts_with("/assets/")).unwrap();
    let path = style.split('"').next().unwrap();
    let answer = browser.get(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(browser.get("/assets/000000000000/console.css").status, 404);
    assert_eq!(browser.get("/assets/x/../../Cargo.toml").status, 404);
}

#[test]
fn a_damaged_application_takes_nothing_from_the_trail() {
    let mut desk = desk();
    desk.apply(&application(1, "CONTOH SINTETIS"));
    let auditor = desk.officer("ani", Role::Auditor);
    let whole = auditor.page("/console/audit");
    assert!(whole.contains("application:1"), "{whole}");
    let conn = crate::kit::database(desk.running.dir.path());
    conn.execute_batch("UPDATE application SET receipt = 'rusak'").unwrap();
    let damaged = auditor.page("/console/audit");
    assert!(damaged.contains("application:1"), "{damaged}");
}
