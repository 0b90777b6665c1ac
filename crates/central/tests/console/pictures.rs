//! The pages in a real Chromium: `cargo test -p anjungan-central --test main console::pictures -- --ignored`. Pictures
//! go to the folder in ANJUNGAN_PICTURES, or to a temporary one.

use std::path::{Path, PathBuf};
use std::process::Command;

use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Actor, IdempotencyKey, Why};
use jiff::Timestamp;

use super::content;
use super::desk::{Browser, Desk, application, desk, doubtful};
use super::public::issued;

pub fn folder() -> PathBuf {
    let dir = std::env::var_os("ANJUNGAN_PICTURES")
        .map_or_else(|| std::env::temp_dir().join("anjungan-console"), Into::into);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// Runs Chromium on an address and says what the page came to.
fn chromium(address: &str, picture: Option<&Path>, width: u32, height: u32) -> String {
    let mut command = Command::new("chromium");
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--virtual-time-budget=8000",
    ]);
    command.arg(format!("--window-size={width},{height}"));
    if let Some(picture) = picture {
        command.arg(format!("--screenshot={}", picture.display()));
    } else {
        command.arg("--dump-dom");
    }
    let output = command.arg(address).output().expect("chromium is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A page with its files beside it, so that Chromium needs no session.
pub fn photograph(browser: &Browser, dir: &Path, name: &str, page: &str, width: u32, height: u32) {
    let mut text = page.to_owned();
    let is_file = |part: &&str| {
        part.starts_with("/assets/") || part.contains("/photo?v=") || part.contains("/picture/")
    };
    for part in page.split(['"']).filter(is_file) {
        let part = part.replace("&#38;", "&");
        let file = dir.join(part.rsplit('/').next().unwrap().replace('?', "-"));
        std::fs::write(&file, browser.get(&part).body).unwrap();
        text = text.replace(&part, &file.display().to_string());
    }
    let html = dir.join(format!("{name}.html"));
    std::fs::write(&html, text).unwrap();
    let picture = dir.join(format!("{name}.png"));
    chromium(&format!("file://{}", html.display()), Some(&picture), width, height);
    assert!(picture.is_file(), "{name}");
}

fn with_work() -> Desk {
    let mut desk = desk();
    let names = ["CONTOH SINTETIS", "RAHAYU CONTOH PUTRI NINGSIH KUSUMAWARDHANI SASTROATMODJO", "UJI REKAAN"];
    for (n, name) in names.into_iter().enumerate() {
        let mut told = application(u8::try_from(n).unwrap() + 1, name);
        if n == 1 {
            doubtful(&mut told);
        }
        desk.apply(&told);
    }
    issued(&mut desk, 20, "KARTU TERBIT");
    desk
}

#[test]
#[ignore = "needs chromium"]
fn every_page_in_both_languages() {
    let mut desk = with_work();
    let dir = folder();
    let mut other = application(9, "NAMA LAIN");
    other.person.nik = application(1, "").person.nik;
    desk.apply(&other);
    let signer = desk.officer("sri", Role::Signer);
    let approved = desk.apply(&application(30, "SUDAH DISETUJUI"));
    desk.running
        .central
        .with_store(move |store| {
            let officer =
                store.officers().unwrap().into_iter().find(|officer| officer.login == "sri").unwrap();
            let actor = Actor::Officer { id: officer.id, role: Role::Signer };
            for act in [Act::Take, Act::Approve] {
                let key = IdempotencyKey::new(format!("p-{}", act.as_str())).unwrap();
                store.act(approved, act, &actor, &key, &Why::default(), Timestamp::now()).unwrap();
            }
        })
        .unwrap();
    signer.post("/console/applications/2/act", &[("act", "take"), ("key", "p1")]);
    signer.post("/console/requests/new", &[("application", "1"), ("wish", "erase")]);
    let admin = desk.officer("admin", Role::Admin);
    let auditor = desk.officer("ani", Role::Auditor);
    let budi = desk.officer("budi", Role::Operator);
    for lang in ["id", "en"] {
        let speak = |browser: &Browser| Browser {
            lang,
            cookie: browser.cookie.clone(),
            authority: browser.authority.clone(),
            agent: browser.agent.clone(),
        };
        let (signer, admin, auditor, budi) = (speak(&signer), speak(&admin), speak(&auditor), speak(&budi));
        let nobody = Browser { lang, ..desk.browser() };
        for (browser, name, path) in [
            (&nobody, "sign-in", "/console/sign-in"),
            (&signer, "passkeys", "/console/me/passkeys"),
            (&signer, "own-sessions", "/console/me/sessions"),
            (&admin, "officer", "/console/officers/1"),
            (&admin, "officers-list", "/console/officers"),
            (&signer, "queue", "/console?show=all"),
            (&signer, "empty", "/console?show=mending"),
            (&signer, "application", "/console/applications/2"),
            (&budi, "held-by-another", "/console/applications/2"),
            (&signer, "sign", "/console/sign"),
            (&signer, "duplicates", "/console/duplicates"),
            (&signer, "held", "/console/held"),
            (&signer, "requests", "/console/requests"),
            (&signer, "figures", "/console/figures"),
            (&signer, "me", "/console/me"),
            (&admin, "officers", "/console/officers"),
            (&admin, "reasons", "/console/reasons"),
            (&admin, "rules", "/console/rules"),
            (&auditor, "audit", "/console/audit"),
            (&auditor, "queue-auditor", "/console?show=all"),
        ] {
            photograph(browser, &dir, &format!("{name}-{lang}"), &browser.page(path), 1280, 1000);
        }
        let search = signer.post("/console/search", &[("q", "contoh")]).text();
        photograph(&signer, &dir, &format!("search-{lang}"), &search, 1280, 800);
        let forbidden = auditor.get("/console/sign").text();
        photograph(&auditor, &dir, &format!("forbidden-{lang}"), &forbidden, 1280, 600);
        let fields =
            [("login", format!("baru-{lang}")), ("name", "Petugas Baru".into()), ("role", "operator".into())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let made = admin.post("/console/officers", &fields).text();
        photograph(&admin, &dir, &format!("invited-{lang}"), &made, 1280, 900);
        let code = made.split("id=\"invitation\">").nth(1).unwrap().split('<').next().unwrap();
        photograph(&nobody, &dir, &format!("join-{lang}"), &nobody.page("/console/join"), 1280, 700);
        let set = nobody.post_bare("/console/join", &[("invitation", code)]).text();
        photograph(&nobody, &dir, &format!("join-set-{lang}"), &set, 1280, 1500);
        let set = super::join::joined_page(&nobody, &set);
        photograph(&nobody, &dir, &format!("recovery-{lang}"), &set, 1280, 800);
        photograph(
            &signer,
            &dir,
            &format!("narrow-application-{lang}"),
            &signer.page("/console/applications/2"),
            500,
            1600,
        );
        photograph(
            &signer,
            &dir,
            &format!("narrow-queue-{lang}"),
            &signer.page("/console?show=all"),
            500,
            1600,
        );
    }
}

#[test]
#[ignore = "needs chromium"]
fn content_in_both_languages() {
    let desk = desk();
    let dir = folder();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let admin = desk.officer("admin", Role::Admin);
    let hash = content::picture(&editor);
    let slide =
        [("face", "image"), ("image.id", hash.as_str()), ("image.id.alt", "Poster bursa kerja 5 Desember")];
    let slide = content::begun(&editor, "slide", &slide);
    let mut notice = vec![
        (
            "headline.id",
            "Loket AK/I tutup pukul 14.00 karena pemeliharaan jaringan di seluruh Kabupaten Bekasi",
        ),
        ("headline.en", "The AK/I counter closes at 14:00"),
        ("text.id", "Hari ini saja.\n• Anjungan tetap buka"),
        ("text.en", "Today only.\n• Kiosks stay open"),
        ("period.from_day", "2026-12-01"),
        ("period.until_day", "2099-12-24"),
        ("target.regions", "Kab. Bekasi"),
    ];
    let thing = content::begun(&editor, "announcement", &notice);
    for (who, act) in [(&editor, "submit"), (&approver, "publish")] {
        content::act(who, &thing, act);
    }
    let form = editor.page(&format!("{thing}/edit"));
    let of = |name| super::desk::hidden(&form, "content-form", name).to_owned();
    let (key, rev) = (of("key"), of("rev"));
    notice[2] = ("text.id", "Hari ini dan besok.\n• Anjungan tetap buka");
    notice.extend([("key", key.as_str()), ("rev", rev.as_str())]);
    editor.post(&format!("{thing}/edit"), &notice);
    content::act(&editor, &thing, "submit");
    let odd = content::vacancy(
        &editor,
        &[("closes", "2026-11-02"), ("wage_min", "5500"), ("title", "OPERATOR JAHIT")],
    );
    content::act(&editor, &odd, "submit");
    let odd_edit = format!("{odd}/edit");
    for lang in ["id", "en"] {
        let speak = |browser: &Browser| Browser {
            lang,
            cookie: browser.cookie.clone(),
            authority: browser.authority.clone(),
            agent: browser.agent.clone(),
        };
        let (editor, approver, admin) = (speak(&editor), speak(&approver), speak(&admin));
        let edit = format!("{thing}/edit");
        let compare = format!("{thing}/compare?from=1&to=2");
        for (browser, name, path) in [
            (&editor, "content-list", "/console/content"),
            (&admin, "content-list-admin", "/console/content"),
            (&editor, "content-empty", "/console/content?kind=fair"),
            (&editor, "content-new-standard", "/console/content/new?kind=service-standard"),
            (&editor, "content-new-hours", "/console/content/new?kind=opening-hours"),
            (&editor, "content-new-slide", "/console/content/new?kind=slide"),
            (&editor, "content-edit", edit.as_str()),
            (&approver, "content-review", thing.as_str()),
            (&approver, "content-doubts", odd.as_str()),
            (&editor, "content-doubts-form", odd_edit.as_str()),
            (&editor, "content-slide", slide.as_str()),
            (&editor, "content-compare", compare.as_str()),
            (&editor, "content-pictures", "/console/content/pictures"),
        ] {
            photograph(browser, &dir, &format!("{name}-{lang}"), &browser.page(path), 1280, 1400);
        }
        let wrong = content::begin(&editor, "training", &[("title.id", "Las"), ("region", "Bekasi")]).text();
        photograph(&editor, &dir, &format!("content-wrong-{lang}"), &wrong, 1280, 1400);
        photograph(&approver, &dir, &format!("content-narrow-{lang}"), &approver.page(&thing), 500, 2000);
        photograph(
            &approver,
            &dir,
            &format!("content-doubts-narrow-{lang}"),
            &approver.page(&odd),
            500,
            2000,
        );
    }
}

#[test]
#[ignore = "needs chromium"]
fn a_browser_checks_a_card_without_asking_central_who_it_is() {
    let mut desk = desk();
    let (_, token, code) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let host = desk.running.central.addr();
    let part = code.split('#').nth(1).unwrap();
    let dir = folder();
    let at = |part: &str| format!("http://{host}/K#{part}");
    let dom = chromium(&at(part), None, 500, 900);
    assert!(dom.contains("data-shown=\"genuine\"") && dom.contains(">CONTOH SINTETIS<"), "{dom}");
    chromium(&at(part), Some(&dir.join("public-card.png")), 500, 900);
    let mut changed = part.to_owned().into_bytes();
    changed[40] = if changed[40] == b'A' { b'B' } else { b'A' };
    let dom = chromium(&at(std::str::from_utf8(&changed).unwrap()), None, 500, 900);
    assert!(dom.contains("data-shown=\"not-genuine\"") || dom.contains("data-shown=\"unreadable\""), "{dom}");
    assert!(!dom.contains("data-shown=\"genuine\""));
    assert!(chromium(&at("HELLO"), None, 500, 900).contains("data-shown=\"unreadable\""));
    chromium(&format!("http://{host}/c/{token}"), Some(&dir.join("public-check.png")), 500, 900);
}

#[test]
#[ignore = "needs chromium"]
fn a_phone_opens_its_status_with_the_secret_in_the_address() {
    let mut desk = desk();
    issued(&mut desk, 1, "CONTOH SINTETIS");
    let told = application(1, "");
    let host = desk.running.central.addr();
    let dir = folder();
    let address = format!("http://{host}/R#{}.{}", told.receipt, told.secret.to_base32());
    let dom = chromium(&address, None, 500, 1100);
    assert!(dom.contains("data-shown=\"status\"") && dom.contains(told.receipt.as_str()), "{dom}");
    assert!(dom.contains("<div data-stage=\"ready\" data-name=\"Kartu siap\">"), "{dom}");
    chromium(&address, Some(&dir.join("public-receipt.png")), 500, 1100);
    let unknown = format!("http://{host}/R#{}.{}", told.receipt, "A".repeat(26));
    assert!(chromium(&unknown, None, 500, 900).contains("data-shown=\"not-yet\""));
    assert!(chromium(&format!("http://{host}/R"), None, 500, 900).contains("data-shown=\"none\""));
    let mut waits = application(2, "UJI REKAAN");
    waits.photo = anjungan_wire::application::Photo::FromPhone;
    desk.apply(&waits);
    let address = format!("http://{host}/R#{}.{}", waits.receipt, waits.secret.to_base32());
    chromium(&address, Some(&dir.join("public-photo.png")), 500, 1300);
}

#[test]
#[ignore = "needs chromium"]
fn an_imports_pages_in_both_languages() {
    use super::imports::{make_source, proposed, send, work};
    let desk = desk();
    let dir = folder();
    let editor = desk.officer("eni", Role::Editor);
    for lang in ["id", "en"] {
        let editor = Browser {
            lang,
            cookie: editor.cookie.clone(),
            authority: editor.authority.clone(),
            agent: editor.agent.clone(),
        };
        if lang == "id" {
            photograph(&editor, &dir, "imports-empty-id", &editor.page("/console/imports"), 1280, 1200);
            make_source(&editor, "Lowongan Dinas Tenaga Kerja Kabupaten Contoh, Seksi Penempatan");
            let pulled = [("name", "MagangHub"), ("kind", "maganghub"), ("address", "http://127.0.0.1:9/x")];
            editor.post("/console/imports/sources", &pulled);
        }
        let file = include_bytes!("../import/lowongan-openpyxl.xlsx");
        let path = super::desk::goes_to(&send(&editor, "1", "Rekap lowongan November.xlsx", file)).to_owned();
        let page = editor.page(&path);
        photograph(&editor, &dir, &format!("import-columns-{lang}"), &page, 1280, 2100);
        let fields = proposed(&page);
        let said: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        editor.post(&format!("{path}/check"), &said);
        let page = work(&desk, &editor, &path);
        photograph(&editor, &dir, &format!("import-fates-{lang}"), &page, 1280, 1200);
        photograph(&editor, &dir, &format!("narrow-import-fates-{lang}"), &page, 500, 2000);
        editor.post(&format!("{path}/do"), &[("do", "apply")]);
        photograph(
            &editor,
            &dir,
            &format!("import-applied-{lang}"),
            &work(&desk, &editor, &path),
            1280,
            1200,
        );
        editor.post(&format!("{path}/do"), &[("do", "undo")]);
        work(&desk, &editor, &path);
        photograph(&editor, &dir, &format!("imports-{lang}"), &editor.page("/console/imports"), 1280, 1400);
    }
}
