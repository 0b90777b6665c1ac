//! A file's way through the console, as an editor goes it: without JavaScript, from the upload to the undo.

use anjungan_central::office::people::Role;

use super::desk::{Browser, Desk, desk, goes_to};
use crate::kit::Answer;

const FILE: &str = "DAFTAR LOWONGAN;;;;;\n\
    Jabatan;Perusahaan;Kab/Kota;Gaji minimum;Gaji maksimum;Deadline\n\
    Kasir;PT Contoh;Kab. Bekasi;5.600.000;6.000.000;30/12/2099\n\
    Sopir;PT Contoh;Kab. Bekasi;7.000.000;6.000.000;30/12/2099\n\
    Koki;PT Contoh;Kab. Bekasi;;;secepatnya\n\
    =cmd;PT Contoh;Kab. Bekasi;;;nanti\n";

pub fn make_source(browser: &Browser, name: &str) {
    let fields = [
        ("name", name),
        ("kind", "file"),
        ("content", "vacancies"),
        ("region", "3216"),
        ("address", "https://disnaker.contoh.example/lowongan"),
        ("wage", "Rp 5.000.000"),
    ];
    assert_eq!(goes_to(&browser.post("/console/imports/sources", &fields)), "/console/imports?done=source");
}

/// A form with a file, as a browser sends it.
pub fn send(browser: &Browser, source: &str, name: &str, bytes: &[u8]) -> Answer {
    let token = browser.token();
    send_with(browser, &token, source, name, bytes)
}

fn send_with(browser: &Browser, token: &str, source: &str, name: &str, bytes: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in [("token", token), ("source", source)] {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    body.extend(
        format!(
            "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
        )
        .bytes(),
    );
    body.extend(bytes);
    body.extend(b"\r\n--B--\r\n");
    let origin = format!("http://{}", browser.authority);
    let headers = [("content-type", "multipart/form-data; boundary=B"), ("origin", origin.as_str())];
    browser.send("POST", "/console/imports/upload", &body, &headers)
}

/// The fields of the mapping form as the page proposes them.
pub fn proposed(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("id=\"mapping\"")
        .nth(1)
        .expect("the page asks for the columns")
        .split("</form>")
        .next()
        .unwrap();
    let mut fields = Vec::new();
    for name in ["sheet", "heading"] {
        let value =
            form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap();
        fields.push((name.to_owned(), value.to_owned()));
    }
    for select in form.split("<select ").skip(1) {
        let name = select.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let chosen = select
            .split("</select>")
            .next()
            .unwrap()
            .split("<option ")
            .find(|option| option.contains(" selected"));
        if let Some(option) = chosen {
            let value = option.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    fields
}

/// Does the jobs that wait, besides central's own.
pub fn work(desk: &Desk, browser: &Browser, path: &str) -> String {
    loop {
        desk.running
            .central
            .with_store(|store| {
                while anjungan_central::import::desk::work_once(store, "test", jiff::Timestamp::now())
                    .unwrap()
                {}
            })
            .unwrap();
        // Central may have taken the job itself: then its end is waited for, and the test runner's limit is ours.
        let page = browser.page(path);
        if !page.contains("id=\"working\"") {
            return page;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_file_goes_from_the_upload_to_the_undo() {
    let desk = desk();
    let editor = desk.officer("eni", Role::Editor);
    assert!(editor.page("/console/imports").contains("id=\"no-sources\""));
    make_source(&editor, "Lowongan kantor");
    let sent = send(&editor, "1", "lowongan.csv", FILE.as_bytes());
    let path = goes_to(&sent).to_owned();
    let page = editor.page(&path);
    let fields = proposed(&page);
    assert!(fields.contains(&("heading".into(), "2".into())), "{fields:?}");
    let said: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(goes_to(&editor.post(&format!("{path}/check"), &said)), path);
    let page = work(&desk, &editor, &path);
    for (tile, count) in [("new", 1), ("flagged", 1), ("refused", 2), ("same", 0)] {
        assert!(page.contains(&format!("data-tile=\"{tile}\"><strong>{count}</strong>")), "{tile} in {page}");
    }
    // The row that can hardly be meant is looked at, and let pass.
    let flagged = editor.page(&format!("{path}?fate=flagged"));
    assert!(flagged.contains("lebih besar dari batas atasnya"), "{flagged}");
    let tick = [("first", "4"), ("last", "4"), ("row", "4"), ("fate", "flagged")];
    assert!(goes_to(&editor.post(&format!("{path}/tick"), &tick)).contains("done=ticked"));
    assert!(editor.page(&path).contains("id=\"to-publish\">2<"));
    // Those that are not published, for whoever keeps the spreadsheet.
    let file = editor.get(&format!("{path}/not-published"));
    assert!(
        file.header("content-type").starts_with("text/csv") && file.text().contains("\"'=cmd"),
        "{}",
        file.text()
    );

    assert_eq!(goes_to(&editor.post(&format!("{path}/do"), &[("do", "apply")])), path);
    let page = work(&desk, &editor, &path);
    assert!(page.contains("id=\"undo\""), "{page}");
    let count = || {
        desk.running
            .central
            .with_store(|store| store.vacancies_from(anjungan_wire::vacancy::Source::Local).unwrap().len())
            .unwrap()
    };
    assert_eq!(count(), 2);
    let twice = editor.post(&format!("{path}/do"), &[("do", "apply")]);
    assert_eq!(twice.status, 409, "two who publish at once: the second is told");
    assert!(twice.text().contains("id=\"error\""));
    editor.post(&format!("{path}/do"), &[("do", "undo")]);
    work(&desk, &editor, &path);
    assert_eq!(count(), 0);
    // What the person said is remembered, and the auditor finds every step.
    let auditor = desk.officer("ani", Role::Auditor);
    let trail = auditor.page("/console/audit");
    for act in ["import-upload", "import-check", "import-tick", "import-apply", "import-undo"] {
        assert!(trail.contains(&format!("data-act=\"{act}")), "{act}");
    }
    let seen = auditor.page(&path);
    assert!(
        !seen.contains("<button class=\"danger\"") && !seen.contains("id=\"upload\""),
        "an auditor only looks"
    );
}

#[test]
fn what_is_no_spreadsheet_is_refused_with_what_to_do() {
    let desk = desk();
    let editor = desk.officer("eni", Role::Editor);
    make_source(&editor, "Lowongan kantor");
    for (bytes, says) in [
        (&b""[..], "kosong"),
        (b"PK\x03\x04 rusak", "rusak"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 lama", ".xls"),
    ] {
        let answer = send(&editor, "1", "x.xlsx", bytes);
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.text().contains(says), "{says}");
    }
    let uploads = desk.running.dir.path().join("uploads");
    assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0, "nothing of them is left");
    assert_eq!(send(&editor, "9", "x.csv", FILE.as_bytes()).status, 404);
    let forged = send_with(&editor, "salah", "1", "x.csv", FILE.as_bytes());
    assert_eq!(forged.status, 403);
}

#[test]
fn a_source_without_an_address_or_with_anothers_name_is_refused() {
    let desk = desk();
    let editor = desk.officer("eni", Role::Editor);
    make_source(&editor, "Lowongan kantor");
    for (name, kind, address, region) in [
        ("Lowongan kantor", "file", "https://a.example", "3216"),
        ("", "file", "https://a.example", "3216"),
        ("Lain", "file", "", "3216"),
        ("Lain", "karirhub", "ftp://a.example", "32"),
        ("Lain", "file", "https://a.example", "9999"),
        ("Lain", "surat", "https://a.example", ""),
    ] {
        let fields = [
            ("name", name),
            ("kind", kind),
            ("content", "vacancies"),
            ("region", region),
            ("address", address),
        ];
        let answer = editor.post("/console/imports/sources", &fields);
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text().contains("id=\"error\""));
    }
}

#[test]
fn a_feed_that_fails_says_so_with_what_to_do() {
    let desk = desk();
    let editor = desk.officer("eni", Role::Editor);
    let fields = [
        ("name", "MagangHub Jawa Barat"),
        ("kind", "maganghub"),
        ("region", "32"),
        // Nobody listens there.
        ("address", "http://127.0.0.1:9/list"),
    ];
    assert_eq!(goes_to(&editor.post("/console/imports/sources", &fields)), "/console/imports?done=source");
    desk.running
        .central
        .with_store(|store| {
            while anjungan_central::import::desk::work_once(store, "test", jiff::Timestamp::now()).unwrap() {}
        })
        .unwrap();
    let failed = || editor.page("/console/imports").contains("data-advice");
    while !failed() {
        std::thread::yield_now();
    }
    let page = editor.page("/console/imports");
    assert!(page.contains(">gagal<") && page.contains("Check the network"), "{page}");
    // Whoever writes and publishes content begins elsewhere, and is told there.
    let approver = desk.officer("ayu", Role::Approver);
    for browser in [&editor, &approver] {
        let page = browser.page("/console/content");
        let failing = page.split("id=\"failing\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(failing.contains("MagangHub Jawa Barat") && failing.contains("belum pernah"), "{failing}");
    }
    let other = desk.officer_of("eko", Role::Editor, Some("3275"));
    assert!(!other.page("/console/content").contains("id=\"failing\""), "a province is not one office's");
}

/// A file of the first source, checked, by its page.
fn checked(desk: &Desk, editor: &Browser) -> String {
    checked_file(desk, editor, FILE)
}

fn checked_file(desk: &Desk, editor: &Browser, file: &str) -> String {
    let path = goes_to(&send(editor, "1", "lowongan.csv", file.as_bytes())).to_owned();
    let fields = proposed(&editor.page(&path));
    let said: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    goes_to(&editor.post(&format!("{path}/check"), &said));
    work(desk, editor, &path);
    path
}

#[test]
fn an_office_sees_and_runs_its_own_imports_only() {
    let desk = desk();
    let own = desk.officer_of("eni", Role::Editor, Some("3216"));
    let other = desk.officer_of("eko", Role::Editor, Some("3275"));
    let everywhere = desk.officer("edi", Role::Editor);
    make_source(&own, "Lowongan kantor");
    let path = checked(&desk, &own);
    for browser in [&own, &everywhere] {
        let page = browser.page("/console/imports");
        assert!(
            page.contains("data-source=\"1\"") && page.contains(&path) && page.contains("id=\"waiting\"")
        );
        assert!(browser.page(&path).contains("id=\"apply\""));
    }
    let page = other.page("/console/imports");
    assert!(page.contains("id=\"no-sources\"") && page.contains("id=\"no-runs\""));
    for page in [path.clone(), format!("{path}/not-published")] {
        assert_eq!(other.get(&page).status, 404);
    }
    assert_eq!(send(&other, "1", "x.csv", FILE.as_bytes()).status, 404);
    for (at, fields) in [
        (format!("{path}/do"), vec![("do", "apply")]),
        (format!("{path}/do"), vec![("do", "drop")]),
        (format!("{path}/tick"), vec![("first", "4"), ("last", "4"), ("row", "4")]),
        (format!("{path}/check"), vec![("sheet", ""), ("heading", "2")]),
        ("/console/imports/sources/change".into(), vec![("id", "1"), ("do", "off")]),
    ] {
        assert_eq!(other.post(&at, &fields).status, 404, "{at} {fields:?}");
    }
    // What is not limited to an office is not one office's to set up.
    for (kind, region) in [("file", ""), ("file", "32"), ("file", "3216"), ("karirhub", "3275")] {
        let fields = [
            ("name", "Lain"),
            ("kind", kind),
            ("content", "vacancies"),
            ("region", region),
            ("address", "https://a.example/x"),
        ];
        let answer = other.post("/console/imports/sources", &fields);
        assert_eq!(answer.status, 422, "{kind} {region}");
        assert!(answer.text().contains("id=\"error\""));
    }
    goes_to(&own.post(&format!("{path}/do"), &[("do", "apply")]));
}

#[test]
fn a_row_of_another_office_waits_for_who_runs_every_office() {
    let desk = desk();
    let own = desk.officer_of("eni", Role::Editor, Some("3216"));
    let everywhere = desk.officer("edi", Role::Editor);
    make_source(&own, "Lowongan kantor");
    let file = FILE.replacen("Kasir;PT Contoh;Kab. Bekasi", "Kasir;PT Contoh;Kota Bekasi", 1);
    let path = checked_file(&desk, &own, &file);
    let page = own.page(&path);
    assert!(
        page.contains("id=\"elsewhere\"")
            && page.contains("di luar wilayah kantor sumber ini: “Kota Bekasi”")
    );
    let english = Browser { lang: "en", ..desk.officer_of("ema", Role::Editor, Some("3216")) };
    assert!(english.page(&path).contains("outside the region of this source&#39;s office"));
    let flagged = own.page(&format!("{path}?fate=flagged"));
    assert!(flagged.contains("data-barred") && !flagged.contains("name=\"row\" value=\"3\""));
    assert!(flagged.contains("name=\"row\" value=\"4\""), "what else is odd is the office's to decide");
    let tick = [("first", "3"), ("last", "4"), ("row", "3"), ("row", "4"), ("fate", "flagged")];
    // Whatever a form says, the store does not let it pass.
    goes_to(&own.post(&format!("{path}/tick"), &tick));
    assert!(own.page(&path).contains("id=\"to-publish\">1<"));
    let flagged = everywhere.page(&format!("{path}?fate=flagged"));
    assert!(!flagged.contains("data-barred") && flagged.contains("name=\"row\" value=\"3\""));
    goes_to(&everywhere.post(&format!("{path}/tick"), &tick));
    let flagged = own.page(&format!("{path}?fate=flagged"));
    assert!(flagged.contains("diterbitkan juga, kata pengelola semua kantor"));
    assert!(own.page(&path).contains("id=\"to-publish\">2<"));
}

#[test]
fn the_history_of_imports_goes_on_over_pages() {
    let desk = desk();
    let editor = desk.officer("eni", Role::Editor);
    make_source(&editor, "Lowongan kantor");
    let new = anjungan_central::store::NewRun {
        source: anjungan_central::store::SourceId(1),
        file_name: "lowongan.csv".into(),
        samples: Vec::new(),
        mapping: anjungan_central::import::columns::Mapping::default(),
        whole: false,
    };
    let make = move |store: &mut anjungan_central::store::Store| {
        for _ in 0..41 {
            store.begin_run(&new, "test", jiff::Timestamp::now()).unwrap();
        }
    };
    desk.running.central.with_store(make).unwrap();
    let page = editor.page("/console/imports");
    assert!(page.contains("/console/imports/41\"") && !page.contains("/console/imports/1\""));
    assert!(
        page.contains("id=\"older\" href=\"/console/imports?before=2#runs\"")
            && !page.contains("id=\"newest\"")
    );
    let page = editor.page("/console/imports?before=2");
    assert!(
        page.contains("/console/imports/1\"")
            && page.contains("id=\"newest\"")
            && !page.contains("id=\"older\"")
    );
}

#[test]
fn where_the_office_asks_for_it_somebody_else_publishes_a_file() {
    let desk = desk();
    let (editor, approver) = (desk.officer("eni", Role::Editor), desk.officer("ayu", Role::Approver));
    let admin = desk.officer("admin", Role::Admin);
    make_source(&editor, "Lowongan kantor");
    let path = checked(&desk, &editor);
    assert!(!editor.page("/console/imports").contains("id=\"policy\""));
    assert!(admin.page("/console/imports").contains("id=\"policy\""));
    goes_to(&admin.post("/console/imports/policy", &[("four_eyes", "yes")]));
    assert_eq!(admin.post("/console/imports/policy", &[("four_eyes", "x")]).status, 400);

    let page = editor.page(&path);
    assert!(page.contains("id=\"own\"") && !page.contains("id=\"apply\"") && page.contains("id=\"drop\""));
    let forced = editor.post(&format!("{path}/do"), &[("do", "apply")]);
    assert_eq!(forced.status, 409);
    assert!(forced.text().contains("id=\"error\""));
    // The approver is told where they begin, decides, and brings nothing in themselves.
    assert!(approver.page("/console/content").contains("id=\"imports-waiting\""));
    let page = approver.page(&path);
    assert!(
        page.contains("id=\"apply\"") && !page.contains("id=\"columns\"") && !page.contains("id=\"drop\"")
    );
    assert_eq!(approver.post(&format!("{path}/do"), &[("do", "drop")]).status, 403);
    assert_eq!(send(&approver, "1", "x.csv", FILE.as_bytes()).status, 403);
    goes_to(&approver.post(&format!("{path}/do"), &[("do", "apply")]));
    assert!(work(&desk, &approver, &path).contains("id=\"undo\""));
    assert!(!approver.page("/console/content").contains("id=\"imports-waiting\""));
    // Allowed again.
    goes_to(&admin.post("/console/imports/policy", &[("four_eyes", "no")]));
    let path = checked(&desk, &editor);
    goes_to(&editor.post(&format!("{path}/do"), &[("do", "apply")]));
}
