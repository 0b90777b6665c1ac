//! Figures: from what kiosks tell to what the head of an office prints.

use anjungan_central::office::people::Role;
use anjungan_wire::application::{Holder, Report, ReportNews};
use anjungan_wire::fact::{
    Language, SearchMiss, Service, ServiceAct, Ticket, TicketOutcome, Visit, VisitEnd,
};
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::usage::{Element, Mark, Survey, Use, UsedService};
use jiff::Timestamp;
use serde::Serialize;

use super::desk::{Browser, Desk, application, desk};
use crate::kit;

/// Half past eight on a Friday in Bekasi.
const FRIDAY: &str = "2026-11-20T01:30:00Z";

impl Desk {
    /// The kiosk tells a fact that happened then.
    fn tells(&mut self, kind: OpKind, fact: &impl Serialize, at: &str) {
        let no = self.next_no();
        let key = &self.kiosk.enrolled.sealing_key;
        let sealed = key.seal(&self.kiosk.stream, no, kind, &serde_json::to_vec(fact).unwrap()).unwrap();
        let wall_ms = at.parse::<Timestamp>().unwrap().as_millisecond();
        let op = Op { no, kind, clock: Clock { wall_ms, ..kit::clock(0) }, sealed };
        // Each answer is as good as lost: it is sent again.
        for _ in 0..2 {
            let pushed = self.kiosk.post("/v1/push", &kit::push_of(self.kiosk.stream, vec![op.clone()]));
            assert_eq!(pushed.status, 200, "{}", pushed.text());
        }
    }
}

fn used(service: UsedService, finished: bool, screen: &str, seconds: u32) -> Use {
    Use { service, finished, screen: screen.into(), seconds }
}

fn visit(seconds: u32, uses: Vec<Use>) -> Visit {
    Visit {
        seconds,
        end: VisitEnd::Finished,
        language: Language::Id,
        searches: 2,
        vacancies_opened: 1,
        tickets_printed: 1,
        adjusted: false,
        uses,
    }
}

fn busy() -> Desk {
    let mut desk = desk();
    desk.tells(OpKind::Visit, &visit(90, vec![used(UsedService::Vacancies, true, "ticket", 60)]), FRIDAY);
    let gave_up =
        vec![used(UsedService::Card, false, "nik", 30), used(UsedService::Card, true, "receipt", 300)];
    desk.tells(OpKind::Visit, &visit(330, gave_up), FRIDAY);
    // Saturday already where the kiosk stands, Friday still in London.
    desk.tells(OpKind::Visit, &visit(30, vec![]), "2026-11-20T18:00:00Z");
    let ticket = Ticket {
        number: "K07-0042-H".into(),
        vacancy: "local:1".into(),
        outcome: TicketOutcome::Printed,
        cause: None,
    };
    desk.tells(OpKind::Ticket, &ticket, FRIDAY);
    let miss = SearchMiss { words: "astronot".into(), place: None, day: "2026-11-20".parse().unwrap() };
    desk.tells(OpKind::SearchMiss, &miss, FRIDAY);
    for n in 0..6u8 {
        let marks = Element::ALL.map(|element| (element, Mark::ALL[usize::from(2 + n % 2)])).to_vec();
        desk.tells(OpKind::Survey, &Survey::new(UsedService::Card, marks).unwrap(), FRIDAY);
    }
    let few = Survey::new(UsedService::Vacancies, vec![(Element::Time, Mark::ALL[0])]).unwrap();
    desk.tells(OpKind::Survey, &few, FRIDAY);
    for (act, at) in [(ServiceAct::PutOutOfOrder, FRIDAY), (ServiceAct::PutInOrder, "2026-11-20T03:00:00Z")] {
        desk.tells(OpKind::Service, &Service { act, code: Some("P03".into()) }, at);
    }
    desk.apply(&application(1, "CONTOH SINTETIS"));
    let holder =
        Holder::Typed { number: "3216 211126 000001".parse().unwrap(), born: "1999-05-15".parse().unwrap() };
    let news = ReportNews::Employed {
        employer: "PT Contoh".into(),
        since: "2026-11-20".parse().unwrap(),
        found_here: Some(true),
    };
    desk.tells(OpKind::Report, &Report { holder, news, assisted_by: None }, FRIDAY);
    desk
}

fn shown<'a>(page: &'a str, figure: &str) -> &'a str {
    let begin = format!("data-figure=\"{figure}\"><strong>");
    page.split(&begin).nth(1).unwrap_or_else(|| panic!("{figure}: {page}")).split('<').next().unwrap()
}

/// The rows of a table, cells parted by `|`.
fn rows(page: &str, table: &str) -> Vec<String> {
    let section = page.split(&format!("id=\"{table}\">")).nth(1).expect("the table is there");
    let body = section.split("</section>").next().unwrap().split("<tbody>").nth(1).unwrap_or("");
    let row = |row: &str| {
        let cells = row
            .split("<td")
            .skip(1)
            .map(|cell| cell.split_once('>').unwrap().1.split("</td>").next().unwrap().to_owned());
        cells.collect::<Vec<_>>().join("|")
    };
    body.split("<tr>").skip(1).map(row).collect()
}

const WHOLE: &str = "/console/figures?from=2026-11-01&to=2030-01-01";

#[test]
fn what_kiosks_tell_twice_over_is_what_the_head_reads_once() {
    let desk = busy();
    let browser = desk.officer("ani", Role::Auditor);
    let page = browser.page(WHOLE);
    assert_eq!(shown(&page, "visits"), "3");
    assert_eq!(shown(&page, "finished"), "2");
    assert_eq!(shown(&page, "filed"), "1");
    assert_eq!(shown(&page, "employed"), "1");
    assert_eq!(shown(&page, "found-here"), "1");
    assert_eq!(
        rows(&page, "services"),
        ["Ajukan kartu AK/I|2|1|1|50,0%|5 menit", "Cari lowongan|1|1|0|100,0%|1 menit"]
    );
    assert_eq!(rows(&page, "left"), ["Ajukan kartu AK/I: NIK|1|50,0%"]);
    assert_eq!(rows(&page, "hours"), ["01.00–01.59|1", "08.00–08.59|2"]);
    assert_eq!(rows(&page, "down"), ["P03: Pisau pemotong tidak kembali ke tempatnya|1|1 jam 30 menit"]);
    assert!(rows(&page, "searches").contains(&"Pencarian tanpa hasil|1".to_owned()));
    assert!(!page.contains("astronot"), "what was typed is no figure");
}

#[test]
fn few_surveys_say_nothing_and_enough_of_them_their_index() {
    let page = busy().officer("ani", Role::Auditor).page(WHOLE);
    let satisfaction = rows(&page, "satisfaction");
    assert_eq!(satisfaction, ["Cari lowongan|1|–|–", "Ajukan kartu AK/I|6|87,50|B – Baik"]);
}

#[test]
fn a_day_is_the_one_where_the_kiosk_stands() {
    let desk = busy();
    let browser = desk.officer("ani", Role::Auditor);
    let visits = |day: &str| {
        shown(&browser.page(&format!("/console/figures?from={day}&to={day}")), "visits").to_owned()
    };
    assert_eq!([visits("2026-11-19"), visits("2026-11-20"), visits("2026-11-21")], ["0", "2", "1"]);
}

#[test]
fn an_office_sees_its_own_kiosks_and_nobody_elses() {
    let desk = busy();
    let own = desk.officer_of("sri", Role::Signer, Some("3216"));
    assert_eq!(shown(&own.page(WHOLE), "visits"), "3");
    let other = desk.officer_of("dewi", Role::Signer, Some("3275"));
    for path in [WHOLE, &format!("{WHOLE}&region=3216"), &format!("{WHOLE}&kiosk=K07")] {
        let page = other.page(path);
        assert_eq!(shown(&page, "visits"), "0", "{path}");
        assert!(!page.contains("K07"), "{path}");
    }
}

#[test]
fn periods_that_are_none_are_explained_and_nonsense_is_the_last_month() {
    let desk = desk();
    let browser = desk.officer("ani", Role::Auditor);
    let page = browser.page("/console/figures?from=2026-11-30&to=2026-11-01");
    assert!(page.contains("Masa berakhir sebelum mulai"), "{page}");
    let page = browser.page("/console/figures?from=2000-01-01&to=2026-11-01");
    assert!(page.contains("lima tahun"), "{page}");
    let page = browser.page("/console/figures?from=kemarin&to=%27%3B--&kiosk=%3Cb%3E&region=x");
    assert_eq!(shown(&page, "visits"), "0");
    assert_eq!(browser.get("/console/figures/report.pdf?from=2026-11-30&to=2026-11-01").status, 400);
}

#[test]
fn spreadsheet_paper_and_values_say_the_same() {
    let desk = busy();
    let browser = Browser { lang: "en", ..desk.officer("ani", Role::Auditor) };
    let query = "from=2026-11-01&to=2030-01-01";
    let csv = browser.get(&format!("/console/figures/services.csv?{query}"));
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    assert!(text.contains("Apply for the card,2,1,1,0.5000,0:05:00\r\n"), "{text}");
    let xlsx = browser.get(&format!("/console/figures/report.xlsx?{query}"));
    assert!(xlsx.body.starts_with(b"PK"), "a workbook is an archive");
    let pdf = browser.get(&format!("/console/figures/report.pdf?{query}"));
    assert!(pdf.body.starts_with(b"%PDF-"));
    for unknown in ["other.csv", "report.doc", "report", "services.xlsx"] {
        assert_eq!(browser.get(&format!("/console/figures/{unknown}?{query}")).status, 404, "{unknown}");
    }
}

/// Three hundred kiosks beside the desk's own.
fn many_kiosks(desk: &Desk) {
    kit::database(desk.running.dir.path())
        .execute_batch(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 300)
             INSERT INTO kiosk (code, site, tenant, region, scopes)
             SELECT 'K' || (20000 + n), 'Aula ' || n, 'Dinas', '3216', '[]' FROM numbers",
        )
        .unwrap();
}

#[test]
fn a_fleet_too_large_for_a_list_is_asked_by_code_and_read_in_files() {
    let desk = busy();
    let head = desk.officer("ani", Role::Auditor);
    assert!(head.page(WHOLE).contains("<option value=\"K01\""));
    many_kiosks(&desk);
    let page = head.page(WHOLE);
    assert!(!page.contains("<option value=\"K01\"") && page.contains("name=\"kiosk\" value=\"\""), "{page}");
    assert_eq!(rows(&page, "kiosks").len(), 100);
    assert!(page.contains("100 baris pertama dari 301."), "{page}");
    let csv = head.get("/console/figures/kiosks.csv?from=2026-11-01&to=2030-01-01").text();
    assert_eq!(csv.trim_end().lines().count(), 302, "all of them and the head: {csv}");
    let one = head.page(&format!("{WHOLE}&kiosk=+k01"));
    assert!(one.contains("value=\"K01\"") && !one.contains("id=\"error\""), "{one}");
    assert_eq!(rows(&one, "kiosks").len(), 1, "{one}");
    assert_eq!(shown(&head.page(&format!("{WHOLE}&kiosk=K20001")), "visits"), "0");
    let none = head.page(&format!("{WHOLE}&kiosk=K99999"));
    assert!(none.contains("Kode kiosk itu tidak ada di wilayah Anda"), "{none}");
    assert!(none.contains("value=\"K99999\""), "what was typed stays to be mended: {none}");
    let backwards = head.page("/console/figures?from=2026-11-30&to=2026-11-01&kiosk=K99999");
    assert!(backwards.contains("Masa berakhir sebelum mulai") && !backwards.contains("Kode kiosk itu"));
}

#[test]
fn kiosks_and_regencies_are_compared_by_what_was_said_of_them() {
    let page = busy().officer("ani", Role::Auditor).page(WHOLE);
    let kiosks = rows(&page, "kiosks");
    let told = kiosks.iter().find(|row| row.starts_with("K01")).expect("the kiosk is there");
    // Visits, finished, a job, how long; seven surveys and their index; and the printer's hour and a half.
    assert!(told.contains("|3|2|1|2 menit 30 detik|7|") && told.ends_with("|1 jam 30 menit"), "{told}");
    let regions = rows(&page, "regions");
    assert_eq!(regions.len(), 1);
    assert!(regions[0].contains("Bekasi|3|2|1|2 menit 30 detik|7|"), "{regions:?}");
}

/// The kiosk's standing began so long ago, as far as the database knows.
fn began_hours_ago(desk: &Desk, hours: i64) {
    let conn = kit::database(desk.running.dir.path());
    let changed =
        conn.execute("UPDATE kiosk_live SET since_ms = since_ms - ?1", [hours * 3_600_000]).unwrap();
    assert_eq!(changed, 1);
}

fn falls_silent(desk: &Desk) {
    desk.running
        .central
        .with_store(|store| {
            let later = Timestamp::now() + jiff::SignedDuration::from_mins(6);
            store.note_silent(later.as_millisecond()).unwrap();
        })
        .unwrap();
}

fn beats(desk: &Desk) {
    let beat = anjungan_wire::request::Beat {
        stream: desk.kiosk.stream,
        acked: 0,
        waiting: 0,
        cursors: Vec::new(),
        health: anjungan_wire::request::Health::default(),
        clock: kit::clock(0),
        wait_s: None,
    };
    assert_eq!(desk.kiosk.post("/v1/beat", &beat).status, 200);
    // Noted in turn with everything else: what is asked next comes after it.
    desk.running.central.with_store(|_| ()).unwrap();
}

#[test]
fn a_kiosk_that_was_cut_off_is_told_of_while_it_is_and_after() {
    let desk = desk();
    let browser = desk.officer("ani", Role::Auditor);
    let years = "/console/figures?from=2026-11-01&to=2030-12-31";
    falls_silent(&desk);
    began_hours_ago(&desk, 2);
    let under_way = rows(&browser.page(years), "troubles");
    assert_eq!(under_way.len(), 1, "{under_way:?}");
    assert!(under_way[0].starts_with("Terputus|sepanjang hari|1|2 jam"), "{under_way:?}");
    beats(&desk);
    let over = rows(&browser.page(years), "troubles");
    assert!(over.len() == 1 && over[0].starts_with("Terputus|sepanjang hari|1|2 jam"), "{over:?}");
    let page = browser.page(years);
    assert!(rows(&page, "kiosks")[0].contains("|2 jam"), "{page}");
    let other = desk.officer_of("dewi", Role::Auditor, Some("3275"));
    assert!(rows(&other.page(years), "troubles").is_empty());
}

#[test]
fn where_opening_hours_are_published_only_these_count() {
    let desk = desk();
    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    // No day has any: whatever happens, nobody could have come.
    let thing = super::content::begun(&editor, "opening-hours", &[("region", "3216")]);
    for (who, what) in [(&editor, "submit"), (&approver, "publish")] {
        super::desk::goes_to(&super::content::act(who, &thing, what));
    }
    falls_silent(&desk);
    began_hours_ago(&desk, 30);
    let browser = desk.officer("ani", Role::Auditor);
    let years = "/console/figures?from=2026-11-01&to=2030-12-31";
    assert!(rows(&browser.page(years), "troubles").is_empty());
    beats(&desk);
    assert!(rows(&browser.page(years), "troubles").is_empty());
    assert!(browser.page("/console/kiosks/K01").contains("Terputus"), "its timeline tells all the same");
}

#[test]
#[ignore = "needs chromium"]
fn pictures_of_the_figures() {
    let desk = busy();
    let dir = super::pictures::folder();
    for lang in ["id", "en"] {
        let browser = Browser { lang, ..desk.officer(&format!("ani-{lang}"), Role::Auditor) };
        let page = browser.page("/console/figures?from=2026-11-01&to=2026-11-30");
        super::pictures::photograph(&browser, &dir, &format!("figures-full-{lang}"), &page, 1280, 5200);
        super::pictures::photograph(&browser, &dir, &format!("figures-narrow-{lang}"), &page, 500, 3000);
        let pdf = browser.get("/console/figures/report.pdf?from=2026-11-01&to=2026-11-30");
        std::fs::write(dir.join(format!("figures-{lang}.pdf")), pdf.body).unwrap();
        let xlsx = browser.get("/console/figures/report.xlsx?from=2026-11-01&to=2026-11-30");
        std::fs::write(dir.join(format!("figures-{lang}.xlsx")), xlsx.body).unwrap();
    }
    many_kiosks(&desk);
    for lang in ["id", "en"] {
        let browser = Browser { lang, ..desk.officer(&format!("budi-{lang}"), Role::Auditor) };
        let page = browser.page("/console/figures?from=2026-11-01&to=2026-11-30&kiosk=K99999");
        super::pictures::photograph(&browser, &dir, &format!("figures-fleet-{lang}"), &page, 1280, 9000);
    }
}
