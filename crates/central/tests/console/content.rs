//! What kiosks show, from a draft at the desk to a row that a terminal reads.

use anjungan_central::office::people::Role;
use anjungan_wire::content::{Content, Item, SlideFace, Where};
use anjungan_wire::feed::{FeedAnswer, Row};
use anjungan_wire::id::Scope;

use super::desk::{Browser, Desk, desk, goes_to, hidden, jpeg};
use crate::kit::{self, Answer};

/// What a terminal has of a feed.
pub fn feed(desk: &Desk, scope: &str) -> Vec<Row> {
    let query = format!("epoch={}&after=0&floor=0&limit=200", desk.kiosk.enrolled.epoch);
    let answer = desk.kiosk.get(&format!("/v1/feed/{scope}"), &query);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut rows = kit::page(answer.json::<FeedAnswer>()).rows;
    rows.retain(|row| !row.del);
    rows
}

pub fn contents(desk: &Desk, scope: &str) -> Vec<Content> {
    feed(desk, scope).iter().map(|row| serde_json::from_str(row.body_text()).unwrap()).collect()
}

const NOTICE: [(&str, &str); 6] = [
    ("headline.id", "Loket tutup pukul 14.00"),
    ("headline.en", "The counter closes at 14:00"),
    ("text.id", "Hari ini saja."),
    ("text.en", "Today only."),
    ("priority", "5"),
    ("target.kiosks", "k01"),
];

/// A form of a kind, filled in and sent.
pub fn begin(editor: &Browser, kind: &str, fields: &[(&str, &str)]) -> Answer {
    let page = editor.page(&format!("/console/content/new?kind={kind}"));
    let key = hidden(&page, "id=\"content-form\"", "key");
    let mut all = vec![("kind", kind), ("key", key)];
    all.extend_from_slice(fields);
    editor.post("/console/content", &all)
}

/// The address of a thing that was begun.
pub fn begun(editor: &Browser, kind: &str, fields: &[(&str, &str)]) -> String {
    let answer = begin(editor, kind, fields);
    // What can hardly be meant is shown in the form once more.
    goes_to(&answer).split('?').next().unwrap().trim_end_matches("/edit").to_owned()
}

/// The button of an act, pressed.
pub fn act(browser: &Browser, thing: &str, act: &str) -> Answer {
    let page = browser.page(thing);
    let marker = format!("data-act=\"{act}\"");
    let (key, rev) = (hidden(&page, &marker, "key"), hidden(&page, &marker, "rev"));
    browser.post(&format!("{thing}/act"), &[("act", act), ("key", key), ("rev", rev), ("note", "Catatan")])
}

/// The same by somebody who says that what is odd about it is right.
fn act_surely(browser: &Browser, thing: &str, act: &str) -> Answer {
    let page = browser.page(thing);
    let marker = format!("data-act=\"{act}\"");
    let (key, rev) = (hidden(&page, &marker, "key"), hidden(&page, &marker, "rev"));
    browser.post(&format!("{thing}/act"), &[("act", act), ("key", key), ("rev", rev), ("sure", "yes")])
}

fn stage(browser: &Browser, thing: &str) -> String {
    let page = browser.page(thing);
    page.split("data-stage=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn from_a_draft_to_a_row_that_a_terminal_reads_and_back() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    assert!(editor.page("/console/content").contains("id=\"empty\""));
    let thing = begun(&editor, "announcement", &NOTICE);
    assert_eq!(stage(&editor, &thing), "draft");
    goes_to(&act(&editor, &thing, "submit"));
    assert!(!editor.page(&thing).contains("data-act=\"publish\""), "an editor publishes nothing");
    assert!(feed(&desk, "announcements").is_empty());
    goes_to(&act(&approver, &thing, "publish"));
    let shown = contents(&desk, "announcements");
    let Item::Announcement(notice) = &shown[0].item else { panic!() };
    assert_eq!(notice.headline.en.as_ref().unwrap().as_str(), "The counter closes at 14:00");
    let (here, there) = ("K01".parse().unwrap(), "K02".parse().unwrap());
    let region = "3216".parse().unwrap();
    let place = |kiosk| Where { kiosk, region: &region, tags: &[] };
    assert!(shown[0].is_shown(jiff::Timestamp::now(), &place(&here)));
    assert!(!shown[0].is_shown(jiff::Timestamp::now(), &place(&there)));

    // Edited: the screens keep what they have, the reviewer sees what changes.
    let form = editor.page(&format!("{thing}/edit"));
    let (key, rev) = (hidden(&form, "content-form", "key"), hidden(&form, "content-form", "rev"));
    let mut fields = NOTICE.to_vec();
    fields[2] = ("text.id", "Hari ini dan besok.");
    fields.extend([("key", key), ("rev", rev)]);
    goes_to(&editor.post(&format!("{thing}/edit"), &fields));
    assert_eq!(contents(&desk, "announcements"), shown);
    goes_to(&act(&editor, &thing, "submit"));
    let review = approver.page(&thing);
    let changes = review.split("id=\"changes\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(changes.contains("Hari ini saja.") && changes.contains("Hari ini dan besok."));
    assert_eq!(changes.matches("data-field").count(), 1);
    goes_to(&act(&approver, &thing, "publish"));
    assert_ne!(contents(&desk, "announcements"), shown);
    goes_to(&act(&approver, &thing, "undo"));
    assert_eq!(contents(&desk, "announcements"), shown, "what kiosks had before");
    goes_to(&act(&approver, &thing, "publish"));
    goes_to(&act(&approver, &thing, "withdraw"));
    assert!(feed(&desk, "announcements").is_empty());

    // The first version again: a draft, and nothing on a screen by that.
    let page = editor.page(&thing);
    let key = hidden(&page, "name=\"version\" value=\"1\"", "key");
    let rev = hidden(&page, "name=\"version\" value=\"1\"", "rev");
    goes_to(&editor.post(&format!("{thing}/restore"), &[("version", "1"), ("key", key), ("rev", rev)]));
    assert_eq!(stage(&editor, &thing), "draft");
    assert!(feed(&desk, "announcements").is_empty());
    let compared = editor.page(&format!("{thing}/compare?from=2&to=3"));
    assert!(compared.contains("data-field=\"text.id\""));
    let trail = desk
        .running
        .central
        .with_store(|store| (store.verify_audit().is_ok(), store.audit("content:1", None, 50).unwrap()));
    let (holds, trail) = trail.unwrap();
    assert!(holds);
    let acts: Vec<&str> = trail.iter().rev().map(|row| row.act.as_str()).collect();
    let expected =
        ["begin", "submit", "publish", "edit", "submit", "publish", "undo", "publish", "withdraw", "restore"];
    assert_eq!(acts, expected.map(|act| format!("content-{act}")));
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays() {
    let desk = desk();
    let editor = desk.officer("edi", Role::Editor);
    let answer = begin(
        &editor,
        "training",
        &[
            ("title.id", "Las dasar <b>"),
            ("region", "Bekasi"),
            ("starts", "2026-12-10"),
            ("ends", "2026-12-01"),
            ("places", "banyak"),
        ],
    );
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("Las dasar &#60;b&#62;") && !page.contains("dasar <b>"));
    for id in ["f-region-error", "f-ends-error", "f-places-error", "f-organiser-error", "f-cost-id-error"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(page.contains("Kab. Bekasi (3216)"), "which one is asked");
    let english = Browser { lang: "en", ..editor };
    assert!(begin(&english, "fair", &[]).text().contains("Not saved yet"));
}

#[test]
fn two_editors_of_one_thing_lose_nothing() {
    let desk = desk();
    let (edi, ela) = (desk.officer("edi", Role::Editor), desk.officer("ela", Role::Editor));
    let thing = begun(&edi, "announcement", &NOTICE);
    let edit = |browser: &Browser, page: &str, headline: &str| {
        let (key, rev) = (hidden(page, "content-form", "key"), hidden(page, "content-form", "rev"));
        let mut fields = NOTICE.to_vec();
        fields[0] = ("headline.id", headline);
        fields.extend([("key", key), ("rev", rev)]);
        browser.post(&format!("{thing}/edit"), &fields)
    };
    let (first, second) = (edi.page(&format!("{thing}/edit")), ela.page(&format!("{thing}/edit")));
    goes_to(&edit(&edi, &first, "Dari Edi"));
    let refused = edit(&ela, &second, "Dari Ela");
    assert_eq!(refused.status, 409);
    let page = refused.text();
    let meanwhile = page.split("id=\"meanwhile\"").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(meanwhile.contains("Dari Edi") && meanwhile.contains("Dari Ela"));
    assert_eq!(page.matches("value=\"Dari Ela\"").count(), 1, "what was typed is still in the form");
    // Having seen it, the second one decides.
    goes_to(&edit(&ela, &page, "Dari Ela"));
    assert!(edi.page(&thing).contains("Dari Ela"));
    // The same form twice is one version.
    let form = edi.page(&format!("{thing}/edit"));
    goes_to(&edit(&edi, &form, "Sekali"));
    goes_to(&edit(&edi, &form, "Sekali"));
    assert_eq!(edi.page(&thing).matches("<strong>Versi ").count(), 4);
    // An act of an old page is refused too, with the page as it stands.
    let stale = edi.post(&format!("{thing}/act"), &[("act", "submit"), ("key", "lama"), ("rev", "1")]);
    assert_eq!(stale.status, 409);
    assert!(stale.text().contains("id=\"error\""));
}

#[test]
fn who_wrote_it_does_not_publish_it_unless_the_office_allows() {
    let desk = desk();
    let (ayu, admin) = (desk.officer("ayu", Role::Approver), desk.officer("admin", Role::Admin));
    let thing = begun(&ayu, "announcement", &NOTICE);
    goes_to(&act(&ayu, &thing, "submit"));
    let page = ayu.page(&thing);
    assert!(page.contains("id=\"own\"") && !page.contains("data-act=\"publish\""));
    let rev = hidden(&page, "data-act=\"recall\"", "rev");
    let forced = ayu.post(&format!("{thing}/act"), &[("act", "publish"), ("key", "paksa"), ("rev", rev)]);
    assert_eq!(forced.status, 409);
    assert!(feed(&desk, "announcements").is_empty());
    goes_to(&admin.post("/console/content/policy", &[("own_approval", "yes")]));
    goes_to(&act(&ayu, &thing, "publish"));
    assert_eq!(feed(&desk, "announcements").len(), 1);
}

fn upload(browser: &Browser, token: &str, file: &[u8]) -> Answer {
    let mut body =
        format!("--xx\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n").into_bytes();
    body.extend_from_slice(
        b"--xx\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\\\Users\\\\x\\\\poster.jpg\"\r\n\r\n",
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--xx--\r\n");
    let origin = format!("http://{}", browser.authority);
    let headers = [("content-type", "multipart/form-data; boundary=xx"), ("origin", origin.as_str())];
    browser.send("POST", "/console/content/pictures", &body, &headers)
}

/// A picture in the library, and its name there.
pub fn picture(editor: &Browser) -> String {
    goes_to(&upload(editor, &editor.token(), &jpeg()));
    let page = editor.page("/console/content/pictures");
    page.split("/console/content/picture/").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_picture_goes_from_the_desk_to_a_terminal() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    assert_eq!(upload(&editor, "wrong", &jpeg()).status, 403);
    for hostile in [&b"GIF89a"[..], b"<svg/>", b"", b"\x89PNG\r\n\x1a\n broken"] {
        assert_eq!(upload(&editor, &editor.token(), hostile).status, 422);
    }
    assert!(editor.page("/console/content/pictures").contains("id=\"empty\""));
    let hash = picture(&editor);
    assert!(!editor.page("/console/content/pictures").contains("Users"), "not where it lay");
    assert_eq!(editor.get(&format!("/console/content/picture/{hash}")).header("content-type"), "image/jpeg");
    assert_eq!(editor.get(&format!("/console/content/picture/{}", "0".repeat(64))).status, 404);

    let slide = [("face", "image"), ("image.id", hash.as_str()), ("image.id.alt", "Bursa kerja 5 Desember")];
    assert_eq!(begin(&editor, "slide", &slide[..2]).status, 422, "what it says for who can't see it");
    let thing = begun(&editor, "slide", &slide);
    goes_to(&act(&editor, &thing, "submit"));
    goes_to(&act(&approver, &thing, "publish"));
    let Item::Slide(slide) = &contents(&desk, "announcements")[0].item else { panic!() };
    let SlideFace::Image { image } = &slide.face else { panic!() };
    let blob = desk.kiosk.get(&format!("/v1/blob/{}", image.id.sha256), "");
    assert_eq!((blob.status, blob.header("content-type")), (200, "image/jpeg"));
    assert_eq!(blob.body.len() as u64, image.id.size);
    let path = format!("/v1/blob/{}", image.id.sha256);
    let part = desk.kiosk.get_with(&path, "", &[("range", "bytes=100-299")]);
    assert_eq!((part.status, part.header("content-type")), (206, "image/jpeg"));
    assert_eq!(part.body, blob.body[100..300]);
    let beyond = desk.kiosk.get_with(&path, "", &[("range", "bytes=99999999-")]);
    assert_eq!(beyond.status, 416);
    assert_eq!(anjungan_wire::encoding::sha256_hex(&blob.body), hash);
}

#[test]
fn a_vacancy_by_hand_comes_on_its_day_and_is_no_importers() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).date();
    let days = |n: i64| today.checked_add(jiff::Span::new().days(n)).unwrap().to_string();
    let (opens, closes, begins) = (days(0), days(30), days(3));
    let thing = begun(
        &editor,
        "vacancy",
        &[
            ("title", "Operator Jahit"),
            ("employer", "PT Contoh"),
            ("region", "Kab. Bekasi"),
            ("employment", "contract"),
            ("wage_min", "5938885"),
            ("opens", &opens),
            ("closes", &closes),
            ("education", "sma"),
            ("description", "Menjahit."),
            ("url", "https://disnaker.example/lamar"),
            ("period.from_day", &begins),
        ],
    );
    goes_to(&act(&editor, &thing, "submit"));
    goes_to(&act(&approver, &thing, "publish"));
    assert!(feed(&desk, "vacancies@32").is_empty(), "its day has not come");
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 4);
    let moved = move |store: &mut anjungan_central::store::Store| store.publish_due(at).unwrap();
    assert_eq!(desk.running.central.with_store(moved).unwrap(), 1);
    assert_eq!(desk.running.central.with_store(moved).unwrap(), 0);
    let rows = feed(&desk, "vacancies@32");
    assert_eq!(rows[0].id, "local:desk-1");
    let vacancy: anjungan_wire::vacancy::Vacancy = serde_json::from_str(rows[0].body_text()).unwrap();
    assert_eq!((vacancy.place.province.as_str(), vacancy.age, vacancy.sex), ("Jawa Barat", None, None));
    let state =
        desk.running.central.with_store(|store| store.scope_state(&"vacancies@32".parse::<Scope>().unwrap()));
    assert_eq!(state.unwrap().unwrap().as_of_s, 0, "the desk is not a source that was heard");
}

#[test]
fn a_vacancy_that_became_odd_before_its_day_is_held_back_and_its_approver_told() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).date();
    let day = |n: i64| today.checked_add(jiff::Span::new().days(n)).unwrap().to_string();
    let (opens, closes, begins, raised) = (day(0), day(30), day(3), day(2));
    let scheduled = |title: &'static str| {
        let fields = [
            ("title", title),
            ("opens", &opens),
            ("closes", &closes),
            ("wage_min", "5500000"),
            ("period.from_day", &begins),
        ];
        let thing = vacancy(&editor, &fields);
        goes_to(&act(&editor, &thing, "submit"));
        thing
    };
    let plain = scheduled("Operator Jahit");
    goes_to(&act(&approver, &plain, "publish"));
    // What is odd already, and was said to be right, comes on its day.
    let known = scheduled("OPERATOR LAS");
    goes_to(&act_surely(&approver, &known, "publish"));
    assert!(editor.page(&known).contains("dinyatakan benar"), "the history says what was accepted");
    assert!(!approver.page("/console/content?stage=in-review").contains("ditahan pada harinya"));
    let due = |days: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
        desk.running.central.with_store(move |store| store.publish_due(at).unwrap()).unwrap()
    };
    let held = scheduled("Operator Potong");
    goes_to(&act(&approver, &held, "publish"));
    assert_eq!(due(4), 3);
    let titles = |desk: &Desk| {
        let rows = feed(desk, "vacancies@32");
        let mut titles: Vec<String> = rows
            .iter()
            .map(|row| {
                serde_json::from_str::<anjungan_wire::vacancy::Vacancy>(row.body_text()).unwrap().title
            })
            .collect();
        titles.sort();
        titles
    };
    assert_eq!(titles(&desk), ["OPERATOR LAS", "Operator Jahit", "Operator Potong"]);

    let later = scheduled("Operator Setrika");
    goes_to(&act(&approver, &later, "publish"));
    let wage =
        [("region", "3216"), ("amount", "5938885"), ("valid_from", raised.as_str()), ("decree", "Contoh")];
    let wage = begun(&editor, "wage-reference", &wage);
    goes_to(&act(&editor, &wage, "submit"));
    goes_to(&act(&approver, &wage, "publish"));
    assert_eq!(due(4), 1);
    assert!(!titles(&desk).contains(&"Operator Setrika".to_owned()), "no kiosk has it");
    assert_eq!(stage(&editor, &later), "in-review");
    let page = approver.page(&later);
    assert!(page.contains("id=\"held-back\"") && page.contains("data-act=\"hold-back\""), "{page}");
    assert!(approver.page("/console/content?stage=in-review").contains("ditahan pada harinya"));
    let trail = desk.running.central.with_store(|store| {
        store.verify_audit().unwrap();
        format!("{:?}", store.audit("", None, 5).unwrap())
    });
    assert!(trail.unwrap().contains("wage_min below-minimum-wage"));
    // By nobody's form is anything held back.
    assert_eq!(act_of(&approver, &later, "publish", "hold-back").status, 400);
    goes_to(&act(&approver, &later, "send-back"));
    assert!(!editor.page(&later).contains("id=\"held-back\""), "somebody has looked");
}

/// The form of one act, sent as another.
fn act_of(browser: &Browser, thing: &str, form: &str, act: &str) -> Answer {
    let page = browser.page(thing);
    let marker = format!("data-act=\"{form}\"");
    let (key, rev) = (hidden(&page, &marker, "key"), hidden(&page, &marker, "rev"));
    browser.post(&format!("{thing}/act"), &[("act", act), ("key", key), ("rev", rev)])
}

#[test]
fn what_is_over_leaves_the_feed_by_itself() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let mut fields = NOTICE.to_vec();
    fields.push(("period.until_day", "2099-12-31"));
    let thing = begun(&editor, "announcement", &fields);
    goes_to(&act(&editor, &thing, "submit"));
    goes_to(&act(&approver, &thing, "publish"));
    let due = |at: &str| {
        let at: jiff::Timestamp = at.parse().unwrap();
        desk.running.central.with_store(move |store| store.publish_due(at).unwrap()).unwrap()
    };
    assert_eq!(due("2099-12-31T16:59:59Z"), 0);
    assert_eq!(feed(&desk, "announcements").len(), 1);
    assert_eq!(due("2099-12-31T17:00:00Z"), 1);
    assert!(feed(&desk, "announcements").is_empty());
    assert_eq!(stage(&editor, &thing), "published", "nobody withdrew it");
}

#[test]
fn an_office_writes_for_its_own_kiosks_and_sees_its_own_content() {
    let desk = desk();
    let everywhere = desk.officer("edi", Role::Editor);
    let own = desk.officer_of("ela", Role::Editor, Some("3216"));
    let other = desk.officer_of("eko", Role::Editor, Some("3275"));
    let of_all = begun(&everywhere, "announcement", &NOTICE);
    let refused = begin(&other, "announcement", &NOTICE);
    assert_eq!(refused.status, 422, "the kiosk is another office's");
    let thing = begun(&own, "announcement", &NOTICE[..5]);
    assert_eq!(other.get(&thing).status, 404);
    assert_eq!(own.get(&of_all).status, 404);
    assert!(own.page(&thing).contains("3216"), "everywhere means one's own");
    assert!(!other.page("/console/content").contains(&thing));
    assert!(everywhere.page("/console/content").contains(&thing));
    assert_eq!(
        everywhere.page("/console/content?stage=draft&kind=announcement&q=LOKET").matches("data-id=").count(),
        2
    );
    assert!(everywhere.page("/console/content?q=tidak+ada").contains("id=\"empty\""));
}

#[test]
fn what_is_published_is_in_the_answer_to_a_beat_that_waits() {
    use anjungan_wire::feed::Cursor;
    use anjungan_wire::request::{Beat, BeatAnswer};

    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let thing = begun(&editor, "announcement", &NOTICE);
    goes_to(&act(&editor, &thing, "submit"));
    let held = |after| Beat {
        cursors: vec![Cursor {
            scope: "announcements".parse().unwrap(),
            epoch: desk.kiosk.enrolled.epoch,
            after,
        }],
        wait_s: Some(50),
        ..crate::fleet::beat(&desk.kiosk, crate::fleet::well())
    };
    std::thread::scope(|threads| {
        let waits = threads.spawn(|| desk.kiosk.post("/v1/beat", &held(0)).json::<BeatAnswer>());
        // However late the beat arrives: then it is behind, and answered at once. One that waited its whole time
        // would come back with a head of 0.
        goes_to(&act(&approver, &thing, "publish"));
        assert!(waits.join().unwrap().heads[0].1 > 0);
    });
    assert_eq!(feed(&desk, "announcements").len(), 1);
}

/// A vacancy as an editor types it, with these fields otherwise.
pub fn vacancy(editor: &Browser, otherwise: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("title", "Operator Jahit"),
        ("region", "Kab. Bekasi"),
        ("employment", "contract"),
        ("opens", "2026-11-01"),
        ("closes", "2026-11-30"),
        ("education", "sma"),
        ("description", "Menjahit."),
        ("url", "https://disnaker.example/lamar"),
    ];
    fields.retain(|(name, _)| otherwise.iter().all(|(other, _)| other != name));
    fields.extend_from_slice(otherwise);
    begun(editor, "vacancy", &fields)
}

#[test]
fn a_vacancy_is_drawn_as_a_kiosk_would_have_it() {
    let desk = desk();
    let editor = desk.officer("edi", Role::Editor);
    desk.running.central.preview_with(std::sync::Arc::new(Pen));
    let thing = vacancy(&editor, &[]);
    let page = editor.page(&thing);
    for (lang, size) in [("id", "portrait"), ("en", "portrait"), ("id", "landscape"), ("en", "landscape")] {
        assert!(page.contains(&format!("version=1&#38;lang={lang}&#38;size={size}")), "{lang} {size}");
    }
    let drawn = editor.get(&format!("{thing}/preview?version=1&lang=id&size=portrait"));
    assert_eq!((drawn.status, drawn.text().as_str()), (200, "Id portrait"));
}

#[test]
fn what_can_hardly_be_meant_is_said_and_published_only_by_who_says_that_it_is_right() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let wage = [
        ("region", "3216"),
        ("amount", "5938885"),
        ("valid_from", "2026-01-01"),
        ("decree", "Keputusan Gubernur contoh"),
    ];
    let wage = begun(&editor, "wage-reference", &wage);
    goes_to(&act(&editor, &wage, "submit"));
    goes_to(&act_surely(&approver, &wage, "publish"));

    let odd = [
        ("title", "OPERATOR JAHIT"),
        ("region", "Kab. Bekasi"),
        ("employment", "contract"),
        ("opens", "2026-11-01"),
        ("closes", "2026-11-02"),
        ("wage_min", "2500000"),
        ("education", "sma"),
        ("description", "Menjahit."),
        ("url", "https://disnaker.example/lamar"),
    ];
    let first = begin(&editor, "vacancy", &odd);
    let again = goes_to(&first);
    assert!(again.ends_with("/edit?done=content-doubts"), "the first save shows it: {again}");
    assert!(editor.page(again).contains("id=\"f-wage_min-doubt\""));
    let thing = again.split("/edit").next().unwrap().to_owned();
    let page = editor.page(&thing);
    let doubts = page.split("id=\"doubts\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(doubts.contains("Hari terakhirnya sudah lewat"), "{doubts}");
    assert!(doubts.contains("Di bawah upah minimum kabupaten/kota itu, Rp5.938.885 sebulan."), "{doubts}");
    assert!(doubts.contains("Huruf besar semua"), "{doubts}");
    let form = editor.page(&format!("{thing}/edit"));
    for field in ["closes", "wage_min", "title"] {
        assert!(form.contains(&format!("id=\"f-{field}-doubt\"")), "{field}");
    }
    let english = Browser { lang: "en", ..desk.officer("edo", Role::Editor) };
    assert!(
        english.page(&thing).contains("Below the minimum wage of that regency or city, Rp5,938,885 a month.")
    );
    goes_to(&act(&editor, &thing, "submit"));

    assert!(approver.page(&thing).contains("name=\"sure\""));
    let refused = act(&approver, &thing, "publish");
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("id=\"error\"") && feed(&desk, "vacancies@32").is_empty());
    goes_to(&act_surely(&approver, &thing, "publish"));
    assert_eq!(feed(&desk, "vacancies@32").len(), 1);
    let trail = desk.running.central.with_store(|store| {
        store.verify_audit().unwrap();
        let rows = store.audit_of(&anjungan_central::store::AuditFilter::default(), 20).unwrap();
        format!("{rows:?}")
    });
    assert!(trail.unwrap().contains("wage_min below-minimum-wage"));

    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).date();
    let closes = today.checked_add(jiff::Span::new().days(30)).unwrap().to_string();
    let today = today.to_string();
    let plain = vacancy(&editor, &[("closes", &closes), ("wage_min", "5938885"), ("opens", &today)]);
    assert!(!editor.page(&plain).contains("id=\"doubts\""));
}

struct Pen;

impl anjungan_central::content::preview::Preview for Pen {
    fn draw(
        &self,
        asked: &anjungan_central::content::preview::Asked,
    ) -> Result<Vec<u8>, anjungan_central::content::preview::NoPreview> {
        Ok(format!("{:?} {}", asked.language, asked.size.as_str()).into_bytes())
    }
}

#[test]
fn the_preview_is_of_a_kiosks_own_screens_or_says_that_nothing_draws() {
    let desk = desk();
    let editor = desk.officer("edi", Role::Editor);
    let thing = begun(&editor, "announcement", &NOTICE);
    assert!(editor.page(&thing).contains("Pratinjau belum tersedia di kantor ini"));
    assert_eq!(editor.get(&format!("{thing}/preview")).status, 404);
    desk.running.central.preview_with(std::sync::Arc::new(Pen));
    assert!(editor.page(&thing).contains("/preview?version=1&#38;lang=id&#38;size=portrait"));
    let drawn = editor.get(&format!("{thing}/preview?version=1&lang=en&size=landscape"));
    assert_eq!((drawn.header("content-type"), drawn.text().as_str()), ("image/png", "En landscape"));
    assert_eq!(editor.get(&format!("{thing}/preview?version=9")).status, 404);
}
