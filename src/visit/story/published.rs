//! What central's desk publishes, as a visitor meets it: by the kiosk's own clock, and never in the way.

mod office;

use std::collections::BTreeMap;

use anjungan_wire::content::{Content, MediaHash, Where};
use attract::TURN_MS;

use super::*;
use crate::visit::view::Body;
use crate::wording::Lang;

/// A row as central's feed has it.
fn row(id: &str, item: &str) -> (String, Content) {
    within(id, "{}", item)
}

fn within(id: &str, period: &str, item: &str) -> (String, Content) {
    let body = format!(r#"{{"period":{period},"item":{item}}}"#);
    (id.into(), serde_json::from_str(&body).unwrap())
}

fn announcement(id: &str, headline: &str, priority: u8) -> (String, Content) {
    row(
        id,
        &format!(
            r#"{{"kind":"announcement","headline":{{"id":"{headline}"}},"text":{{"id":"Isi {headline}.\n• Butir"}},"priority":{priority}}}"#
        ),
    )
}

fn text_slide(id: &str, headline: &str, english: &str) -> (String, Content) {
    row(
        id,
        &format!(r#"{{"kind":"slide","face":{{"is":"text","headline":{{"id":"{headline}"{english}}}}}}}"#),
    )
}

fn picture_slide(id: &str, hash: u8) -> (String, Content) {
    let hash = MediaHash([hash; 32]);
    row(
        id,
        &format!(
            r#"{{"kind":"slide","face":{{"is":"image","image":{{"id":{{"sha256":"{hash}","size":9,"width":4,"height":4,"alt":"Poster"}}}}}}}}"#
        ),
    )
}

fn training(id: &str, starts: &str, more: &str) -> (String, Content) {
    row(
        id,
        &format!(
            r#"{{"kind":"training","title":{{"id":"Las {id}","en":"Welding {id}"}},"organiser":"BLK Contoh","place":"Jalan Raya 1",
            "region":"3216","starts":"{starts}","ends":"2026-12-19","cost":{{"id":"Gratis"}},"contact":"Loket 3",
            "how_to_register":{{"id":"Datang ke loket 3."}}{more}}}"#
        ),
    )
}

fn fair(id: &str, ends: &str) -> (String, Content) {
    row(
        id,
        &format!(
            r#"{{"kind":"fair","name":{{"id":"Bursa {id}"}},"organiser":"Disnaker Contoh","place":"Gedung Contoh","region":"3216",
            "starts":"2026-11-20","ends":"{ends}","hours":"09.00–15.00 WIB","employers":["PT Contoh Satu","PT Contoh Dua"],
            "free_entry":true,"how_to_come":{{"id":"Bawa KTP."}},"url":"https://bursa.example/x"}}"#
        ),
    )
}

/// `machine`, with what is published for it.
fn with(machine: Machine, rows: Vec<(String, Content)>) -> Machine {
    let (kiosk, region) = (machine.kiosk.clone().unwrap(), machine.region.clone());
    let published = Published::of(rows, &Where { kiosk: &kiosk, region: &region, tags: &[] });
    Machine { published: std::sync::Arc::new(published), ..machine }
}

fn kiosk(rows: Vec<(String, Content)>) -> Kiosk {
    Kiosk { state: State::new(with(machine(), rows)), now: Moment(0), effects: Vec::new() }
}

fn body(kiosk: &Kiosk) -> Body {
    view(&kiosk.state, kiosk.now).body
}

fn slide(kiosk: &Kiosk) -> Option<String> {
    let Body::Attract(view) = body(kiosk) else { panic!("somebody is here") };
    view.slide.map(|slide| slide.headline)
}

fn home(kiosk: &Kiosk) -> home::View {
    let Body::Home(view) = body(kiosk) else { panic!("not the tiles: {:?}", body(kiosk)) };
    view
}

fn tiles(kiosk: &Kiosk) -> Vec<String> {
    home(kiosk).groups.into_iter().flat_map(|group| group.tiles).map(|tile| tile.id).collect()
}

fn listed(kiosk: &Kiosk) -> Vec<String> {
    let Body::Board(view) = body(kiosk) else { panic!("not the list: {:?}", body(kiosk)) };
    view.rows.into_iter().map(|row| row.id).collect()
}

#[test]
fn slides_take_turns_with_the_invitation_and_a_touch_begins_a_visit_at_any_of_them() {
    let mut kiosk = kiosk(vec![text_slide("b", "Dua", ""), text_slide("a", "Satu", r#","en":"One""#)]);
    let mut seen = Vec::new();
    for turn in 0..5 {
        kiosk.now = Moment(turn * TURN_MS);
        let first = slide(&kiosk);
        kiosk.now = Moment((turn + 1) * TURN_MS - 1);
        assert_eq!(slide(&kiosk), first, "it stands still for {TURN_MS} ms");
        seen.push(first.unwrap_or_default());
    }
    assert_eq!(seen, ["", "Satu", "One", "Dua", ""]);
    kiosk.now = Moment(TURN_MS);
    kiosk.does(Event::Started);
    assert!(matches!(body(&kiosk), Body::Home(_)));
}

#[test]
fn a_picture_that_is_not_here_has_no_turn() {
    let rows = vec![picture_slide("a", 1), picture_slide("b", 2)];
    let picture = Picture { width: 4, height: 4, rgb: vec![9; 48] };
    let mut machine = with(machine(), rows);
    let here = BTreeMap::from([(MediaHash([2; 32]), std::sync::Arc::new(picture))]);
    machine.published = std::sync::Arc::new((*machine.published).clone().with_pictures(here));
    assert_eq!(attract::turns(&machine).iter().map(|(id, ..)| *id).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn what_has_ended_vanishes_by_the_kiosks_own_clock_and_what_is_due_appears() {
    let mut kiosk = kiosk(vec![
        within(
            "old",
            r#"{"until":"2026-11-21T17:00:00Z"}"#,
            r#"{"kind":"announcement","headline":{"id":"Hari ini"},"text":{"id":"Isi."}}"#,
        ),
        within(
            "new",
            r#"{"from":"2026-11-21T17:00:00Z"}"#,
            r#"{"kind":"announcement","headline":{"id":"Besok"},"text":{"id":"Isi."}}"#,
        ),
    ]);
    kiosk.does(Event::Started);
    assert_eq!(home(&kiosk).announcement.unwrap().headline, "Hari ini");
    kiosk.does(Event::Machine(machine::Event::Clock("2026-11-21T16:59:59Z".parse().unwrap())));
    assert_eq!(home(&kiosk).announcement.unwrap().headline, "Hari ini");
    kiosk.does(Event::Machine(machine::Event::Clock("2026-11-21T17:00:00Z".parse().unwrap())));
    assert_eq!(home(&kiosk).announcement.unwrap().headline, "Besok");
}

#[test]
fn the_most_important_announcement_stands_on_the_tiles_and_its_page_has_all_of_them() {
    let mut kiosk = kiosk(vec![announcement("a", "Kecil", 1), announcement("b", "Besar", 9)]);
    kiosk.does(Event::Started);
    let said = home(&kiosk).announcement.unwrap();
    assert_eq!((said.headline.as_str(), said.others.as_str()), ("Besar", "dan 1 pengumuman lain"));
    kiosk.does(Event::AnnouncementChosen);
    let Body::Info(page) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(page.title, "Pengumuman");
    let headings: Vec<_> = page.body.iter().filter(|p| p.heading).map(|p| p.text.as_str()).collect();
    assert_eq!(headings, ["Besar", "Kecil"]);
    assert_eq!(page.body.iter().filter(|p| p.bullet).count(), 2);
    kiosk.does(Event::Nav(Nav::Back));
    assert!(matches!(body(&kiosk), Body::Home(_)));
}

#[test]
fn nothing_published_changes_nothing() {
    let mut kiosk = kiosk(vec![]);
    assert_eq!(slide(&kiosk), None);
    kiosk.does(Event::Started);
    assert_eq!(home(&kiosk).announcement, None);
    assert!(!tiles(&kiosk).iter().any(|id| id == "trainings" || id == "fairs"));
    kiosk.does(Event::AnnouncementChosen);
    assert!(matches!(body(&kiosk), Body::Home(_)), "there is no page without an announcement");
}

#[test]
fn a_training_is_listed_until_one_can_no_longer_register_and_the_soonest_is_first() {
    let mut kiosk = kiosk(vec![
        training("later", "2026-12-01", ""),
        training("sooner", "2026-11-24", r#","register_until":"2026-11-22""#),
        training("missed", "2026-11-24", r#","register_until":"2026-11-20""#),
    ]);
    kiosk.does(Event::Started);
    kiosk.tile("trainings");
    assert_eq!(listed(&kiosk), ["sooner", "later"]);
    kiosk.does(Event::Machine(machine::Event::Clock("2026-11-23T01:00:00Z".parse().unwrap())));
    assert_eq!(listed(&kiosk), ["later"]);
    kiosk.does(Event::Machine(machine::Event::Clock("2026-12-20T01:00:00Z".parse().unwrap())));
    assert_eq!(listed(&kiosk), Vec::<String>::new(), "the page stays, and says that there are none");
    kiosk.does(Event::Nav(Nav::Back));
    assert!(!tiles(&kiosk).contains(&"trainings".to_owned()));
}

#[test]
fn one_reads_a_training_takes_its_code_along_and_comes_back_step_by_step() {
    let mut kiosk = kiosk(vec![training(
        "t",
        "2026-11-24",
        r#","places_left":0,"requirements":{"id":"• Lulusan SMP"},"url":"https://pelatihan.example/daftar""#,
    )]);
    kiosk.does(Event::Started);
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    kiosk.tile("trainings");
    kiosk.does(Event::BoardChosen("another".into()));
    assert_eq!(listed(&kiosk), ["t"], "a row that is not there opens nothing");
    kiosk.does(Event::BoardChosen("t".into()));
    let Body::Detail(detail) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!((detail.title.as_str(), detail.badge.as_str()), ("Welding t", "Full"));
    assert!(detail.has_link && detail.prints && detail.can_print);
    kiosk.does(Event::Detail(detail::Event::PhoneChosen));
    let Body::Phone(phone) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(
        (phone.qr.as_str(), phone.url_text.as_str()),
        ("https://pelatihan.example/daftar", "pelatihan.example")
    );
    kiosk.does(Event::Nav(Nav::Back));
    assert!(matches!(body(&kiosk), Body::Detail(_)));
    kiosk.does(Event::Nav(Nav::Back));
    assert!(matches!(body(&kiosk), Body::Board(_)));
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(300);
    assert!(matches!(body(&kiosk), Body::Attract(_)));
    assert!(kiosk.state.empty());
    assert!(
        !kiosk.effects.iter().any(|effect| matches!(effect, Effect::Print { .. })),
        "there is nothing to print of a training"
    );
}

#[test]
fn without_an_address_no_code_is_offered() {
    let mut kiosk = kiosk(vec![training("t", "2026-11-24", "")]);
    kiosk.does(Event::Started);
    kiosk.tile("trainings");
    kiosk.does(Event::BoardChosen("t".into()));
    kiosk.does(Event::Detail(detail::Event::PhoneChosen));
    let Body::Detail(detail) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert!(!detail.has_link);
}

#[test]
fn a_fair_says_its_days_its_hours_and_who_comes() {
    let mut kiosk = kiosk(vec![fair("f", "2026-11-22"), fair("over", "2026-11-20")]);
    kiosk.does(Event::Started);
    kiosk.tile("fairs");
    assert_eq!(listed(&kiosk), ["f"]);
    kiosk.does(Event::BoardChosen("f".into()));
    let Body::Detail(detail) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(detail.badge, "Masuk gratis");
    assert_eq!(detail.facts[0].value, "20–22 November 2026 (Sisa 1 hari)");
    assert!(detail.body.iter().any(|p| p.heading && p.text == "Perusahaan yang hadir (2)"));
}

#[test]
fn a_published_standard_goes_before_the_one_that_is_built_in() {
    let standard = row(
        "s",
        r#"{"kind":"service-standard","service":"status","requirements":{"id":"• KTP\n• Kartu"},"procedure":{"id":"Pindai."},
        "time":{"id":"Langsung"},"cost":{"id":"GRATIS"},"product":{"id":"Status"},"complaints":{"id":"Loket 1"}}"#,
    );
    let lead = row("l", r#"{"kind":"service-text","service":"card","lead":{"id":"Selesai dalam 15 menit"}}"#);
    let machine = with(fixtures::card_machine(), vec![standard, lead]);
    let mut kiosk = Kiosk { state: State::new(machine), now: Moment(0), effects: Vec::new() };
    kiosk.does(Event::Started);
    let tiles: Vec<_> = home(&kiosk).groups.into_iter().flat_map(|group| group.tiles).collect();
    let subtitle = |id: &str| tiles.iter().find(|tile| tile.id == id).unwrap().subtitle.clone();
    assert_eq!(subtitle("ak1"), "Selesai dalam 15 menit");
    assert_ne!(subtitle("status"), "Selesai dalam 15 menit");
    kiosk.does(Event::InfoChosen("status".into()));
    let Body::Info(page) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(page.body.iter().filter(|p| p.heading).count(), 6, "exactly the six");
    assert_eq!(
        page.body.iter().filter(|p| p.bullet).map(|p| p.text.as_str()).collect::<Vec<_>>(),
        ["KTP", "Kartu", "Pindai.", "Langsung", "GRATIS", "Status", "Loket 1"]
    );
    kiosk.does(Event::Nav(Nav::Back));
    kiosk.does(Event::InfoChosen("check".into()));
    let Body::Info(page) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(page.body.iter().filter(|p| p.heading).count(), 6, "of another service what is built in");
}

#[test]
fn of_two_that_say_the_same_the_one_meant_for_this_kiosk_counts_and_then_the_newest() {
    let notice = |version: &str, target: &str, from: &str| {
        let body = format!(
            r#"{{"period":{{"from":"{from}"}},"target":{target},"item":{{"kind":"privacy-notice","version":"{version}",
            "items":[{{"head":{{"id":"Untuk apa"}},"text":{{"id":"Untuk kartu."}}}}],"contact":{{"id":"Loket 1"}}}}}}"#
        );
        (version.to_owned(), serde_json::from_str::<Content>(&body).unwrap())
    };
    let (old, new) = ("2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z");
    let version = |rows: Vec<(String, Content)>| {
        let machine = with(machine(), rows);
        machine.published.notice(machine.now).map(|notice| notice.version.to_string())
    };
    assert_eq!(version(vec![]), None);
    assert_eq!(version(vec![notice("1", "{}", old), notice("2", "{}", new)]).as_deref(), Some("2"));
    let here = r#"{"kiosks":["K07"]}"#;
    assert_eq!(version(vec![notice("1", here, old), notice("2", "{}", new)]).as_deref(), Some("1"));
    let elsewhere = r#"{"kiosks":["K08"]}"#;
    assert_eq!(version(vec![notice("1", "{}", old), notice("2", elsewhere, new)]).as_deref(), Some("1"));
    let later = "2026-12-01T00:00:00Z";
    assert_eq!(version(vec![notice("1", "{}", old), notice("2", "{}", later)]).as_deref(), Some("1"));
}

#[test]
fn published_minimum_wages_go_before_those_that_are_built_in() {
    let wage = row(
        "w",
        r#"{"kind":"wage-reference","region":"3216","place":"Kab. Bekasi","amount":6100000,"valid_from":"2026-01-01","decree":"Kepgub Contoh"}"#,
    );
    let mut kiosk = kiosk(vec![wage]);
    kiosk.does(Event::Started);
    kiosk.tile("minimum-wage");
    let Body::Info(page) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(page.body[0].text, "Kab. Bekasi: Rp6.100.000");
    assert_eq!(page.body.iter().filter(|p| p.heading).count(), 5, "the others are still there");
}

#[test]
fn the_longest_wait_for_a_slide_is_bounded() {
    let rows: Vec<_> = (0..60).map(|n| text_slide(&format!("{n:02}"), "Satu", "")).collect();
    let machine = with(machine(), rows);
    assert_eq!(attract::turns(&machine).len(), attract::SLIDES_MAX);
    assert_eq!(attract::turns(&machine)[0].1, Lang::Id);
}
