//! When an office is open, who employs, what goes home on paper, and what the office decides about a kiosk from its desk.

use std::sync::Arc;

use anjungan_wire::content::Hours;
use anjungan_wire::kiosk_config::{HoursChoice, QuietHours, TileName};
use jiff::civil::time;

use super::*;
use crate::visit::machine::Settings;

fn hours(region: &str, more: &str) -> (String, Content) {
    let day = r#"{"opens":"08:00:00","closes":"16:00:00"}"#;
    row(
        &format!("h{region}"),
        &format!(
            r#"{{"kind":"opening-hours","region":"{region}","week":[{day},{day},{day},{day},{{"opens":"08:00:00","closes":"11:30:00"}},null,null]{more}}}"#
        ),
    )
}

fn employer(id: &str, name: &str, region: &str) -> (String, Content) {
    row(
        id,
        &format!(
            r#"{{"kind":"employer","name":"{name}","region":"{region}","address":"Jalan Contoh 1","about":{{"id":"Membuat kancing."}},"url":"https://pt.example"}}"#
        ),
    )
}

fn standard(service: &str) -> (String, Content) {
    row(
        &format!("s-{service}"),
        &format!(
            r#"{{"kind":"service-standard","service":"{service}","requirements":{{"id":"• KTP"}},"procedure":{{"id":"Datang."}},
            "time":{{"id":"Sehari"}},"cost":{{"id":"Gratis"}},"product":{{"id":"Tiket"}},"complaints":{{"id":"Loket 1"}}}}"#
        ),
    )
}

fn clock(kiosk: &mut Kiosk, at: &str) {
    kiosk.does(Event::Machine(machine::Event::Clock(at.parse().unwrap())));
}

fn decides(kiosk: &mut Kiosk, change: impl FnOnce(&mut Settings)) {
    let mut settings = kiosk.state.machine.settings();
    change(&mut settings);
    kiosk.does(Event::Machine(machine::Event::Settings(Arc::new(settings))));
}

fn detail(kiosk: &Kiosk) -> detail::View {
    let Body::Detail(view) = body(kiosk) else { panic!("nothing is read: {:?}", body(kiosk)) };
    view
}

/// The chips over the list: id, words, whether in force.
fn chips(kiosk: &Kiosk) -> Vec<(String, String, bool)> {
    let Body::Search(view) = body(kiosk) else { panic!("nothing is searched") };
    view.chips.into_iter().map(|chip| (chip.id, chip.label, chip.active)).collect()
}

fn attract(kiosk: &Kiosk) -> attract::View {
    let Body::Attract(view) = body(kiosk) else { panic!("somebody is here") };
    view
}

#[test]
fn the_line_says_until_when_an_officer_is_here_and_when_again() {
    let mut kiosk = kiosk(vec![hours("3216", "")]);
    // Thursday, 14.00 WIB.
    clock(&mut kiosk, "2026-11-19T07:00:00Z");
    assert_eq!(attract(&kiosk).hours, "Buka sampai 16.00 · besok 08.00");
    kiosk.does(Event::Started);
    let said = home(&kiosk).hours.unwrap();
    assert_eq!((said.line.as_str(), said.note.as_str()), ("Buka sampai 16.00 · besok 08.00", ""));
    // Friday noon: after the last hour of the week.
    clock(&mut kiosk, "2026-11-20T05:00:00Z");
    let said = home(&kiosk).hours.unwrap();
    assert_eq!(said.line, "Petugas tidak di tempat · buka Senin pukul 08.00");
    assert_eq!(said.note, "Mesin ini tetap bisa dipakai.", "nothing is applied for here");
    kiosk.does(Event::HoursChosen);
    let Body::Info(page) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    let lines: Vec<_> = page.body.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert!(
        lines.contains(&"Jumat: 08.00–11.30 (hari ini)") && lines.contains(&"Minggu: tutup"),
        "{lines:?}"
    );
}

#[test]
fn after_hours_an_applicant_reads_on_which_day_somebody_looks_at_it() {
    let holiday = r#","holidays":[{"day":"2026-11-23","name":{"id":"Libur Contoh"}}]"#;
    let machine = with(fixtures::card_machine(), vec![hours("3216", holiday)]);
    let mut kiosk = Kiosk { state: State::new(machine), now: Moment(0), effects: Vec::new() };
    kiosk.does(Event::Started);
    clock(&mut kiosk, "2026-11-23T02:00:00Z");
    assert_eq!(
        home(&kiosk).hours.unwrap().note,
        "Libur: Libur Contoh. Mesin ini tetap bisa dipakai. Pengajuan kartu diperiksa mulai Selasa, 24 November 2026."
    );
}

#[test]
fn hours_of_another_regency_are_not_told_and_an_office_may_decide_otherwise() {
    let mut kiosk = kiosk(vec![hours("3275", "")]);
    assert_eq!(attract(&kiosk).hours, "");
    let week = [Some(Hours { opens: time(0, 0, 0, 0), closes: time(23, 0, 0, 0) }); 7];
    decides(&mut kiosk, |settings| settings.hours = HoursChoice::Week { week });
    assert!(attract(&kiosk).hours.starts_with("Buka sampai 23.00"), "{}", attract(&kiosk).hours);
    decides(&mut kiosk, |settings| settings.hours = HoursChoice::Hidden);
    assert_eq!(attract(&kiosk).hours, "");
    kiosk.does(Event::Started);
    kiosk.does(Event::HoursChosen);
    assert_eq!(home(&kiosk).hours, None);
}

#[test]
fn employers_are_listed_those_from_here_first_and_lead_to_their_vacancies_and_back() {
    let rows = vec![
        employer("e1", "PT Jauh", "3201"),
        employer("e2", "PT Dekat", "321608"),
        employer("e3", "PT Akur", "3216"),
    ];
    let mut kiosk = kiosk(rows);
    kiosk.does(Event::Started);
    kiosk.tile("employers");
    assert_eq!(listed(&kiosk), ["e3", "e2", "e1"]);
    kiosk.does(Event::BoardChosen("e2".into()));
    let read = detail(&kiosk);
    assert_eq!((read.title.as_str(), read.prints, read.has_link), ("PT Dekat", false, true));
    assert_eq!(read.more_label, "Lihat lowongannya");
    kiosk.does(Event::Detail(detail::Event::MoreChosen));
    let (_, query) = kiosk.asked();
    assert_eq!((query.words.as_str(), query.employer.as_deref()), ("", Some("PT Dekat")));
    assert_eq!(chips(&kiosk)[0], ("employer".into(), "Hanya PT Dekat".into(), true));
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(detail(&kiosk).title, "PT Dekat");
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(listed(&kiosk).len(), 3);
}

#[test]
fn without_employers_there_is_no_tile() {
    let mut kiosk = kiosk(vec![]);
    kiosk.does(Event::Started);
    assert!(!tiles(&kiosk).contains(&"employers".into()));
}

#[test]
fn a_vacancy_leads_to_who_offers_it_whatever_its_source_writes_around_the_name() {
    let named = vacancy("3").employer.unwrap();
    let mut kiosk = Kiosk::reading();
    assert_eq!(detail(&kiosk).more_label, "", "nothing is known of it");
    let rows = vec![employer("e1", &format!("{}, PT.", named.replace("PT ", "")), "3216")];
    kiosk.state.machine.published = with(machine(), rows).published;
    assert_eq!(detail(&kiosk).more_label, "Tentang perusahaan");
    kiosk.does(Event::Detail(detail::Event::MoreChosen));
    assert_eq!(detail(&kiosk).body[1].text, "Membuat kancing.");
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(detail(&kiosk).more_label, "Tentang perusahaan");
}

/// A kiosk that shows who offers a vacancy, whose employer has `count` open; and the employer's name.
fn at_the_offerer(count: u32) -> (Kiosk, String) {
    let named = vacancy("3").employer.unwrap();
    let mut kiosk = Kiosk::reading();
    kiosk.state.machine.published = with(machine(), vec![employer("e1", &named, "3216")]).published;
    let effects = kiosk.does(Event::Detail(detail::Event::MoreChosen));
    let [Effect::EmployerCount { request, name }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(*name, named);
    kiosk.does(Event::Detail(detail::Event::Counted { request: *request, count }));
    (kiosk, named)
}

#[test]
fn who_offers_a_vacancy_leads_to_their_others_and_back_to_it() {
    let (mut kiosk, named) = at_the_offerer(4);
    assert_eq!(detail(&kiosk).more_label, "Lowongan lain di perusahaan ini (3)");
    kiosk.does(Event::Detail(detail::Event::MoreChosen));
    let (_, query) = kiosk.asked();
    assert_eq!(query, Query { employer: Some(named.clone()), ..Query::default() });
    let (id, label, active) = chips(&kiosk)[0].clone();
    assert_eq!((id.as_str(), active), ("employer", true));
    assert!(label.starts_with("Hanya PT"), "{label}");
    // The chip is touched away, as any filter.
    kiosk.does(Event::Search(search::Event::ChipToggled("employer".into())));
    assert_eq!(kiosk.asked().1, Query::default());
    assert_ne!(chips(&kiosk)[0].0, "employer");
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(detail(&kiosk).more_label, "Lowongan lain di perusahaan ini (3)");
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(detail(&kiosk).more_label, "Tentang perusahaan");
}

#[test]
fn who_offers_nothing_else_has_no_button() {
    let (mut kiosk, _) = at_the_offerer(1);
    assert_eq!(detail(&kiosk).more_label, "");
    assert_eq!(kiosk.does(Event::Detail(detail::Event::MoreChosen)), [], "there is nothing to go to");
}

#[test]
fn a_training_goes_home_on_paper_within_the_visits_and_the_days_limit() {
    let mut kiosk = kiosk(vec![training("t1", "2026-11-24", "")]);
    decides(&mut kiosk, |settings| settings.tickets_per_day_max = Some(40));
    kiosk.does(Event::Started);
    kiosk.tile("trainings");
    kiosk.does(Event::BoardChosen("t1".into()));
    assert!(detail(&kiosk).prints && detail(&kiosk).can_print);
    let today = kiosk.state.machine.today();
    kiosk.does(Event::Machine(machine::Event::TicketsOn(today, 40)));
    assert!(!detail(&kiosk).can_print);
    assert_eq!(detail(&kiosk).print_note, "Tiket untuk hari ini sudah habis. Simpan dengan HP.");
    let print = || Event::Detail(detail::Event::PrintChosen);
    assert_eq!(kiosk.does(print()), []);
    kiosk.does(Event::Machine(machine::Event::TicketsOn(today.yesterday().unwrap(), 40)));
    let asked = kiosk.does(print());
    let [Effect::Print { request, what: Printable::Training { training }, .. }] = &asked[..] else {
        panic!("{asked:?}")
    };
    assert_eq!((training.as_str(), kiosk.page()), ("t1", "ticket"));
    kiosk.does(Event::Ticket(ticket::Event::Job { request: *request, update: ticket::Update::Printed }));
    kiosk.does(Event::Ticket(ticket::Event::Done));
    assert_eq!(detail(&kiosk).title, "Las t1");
}

#[test]
fn whoever_leaves_a_fair_takes_back_the_paper_that_has_not_begun() {
    let mut kiosk = kiosk(vec![fair("f1", "2026-11-25")]);
    kiosk.does(Event::Started);
    kiosk.tile("fairs");
    kiosk.does(Event::BoardChosen("f1".into()));
    let asked = kiosk.does(Event::Detail(detail::Event::PrintChosen));
    let [Effect::Print { request, what: Printable::Fair { .. }, .. }] = &asked[..] else {
        panic!("{asked:?}")
    };
    let left = kiosk.does(Event::Nav(Nav::Finish));
    assert!(left.contains(&Effect::CancelPrint { request: *request }), "{left:?}");
}

#[test]
fn every_service_with_a_published_standard_has_its_i_and_no_other() {
    let rows = vec![
        standard("vacancies"),
        standard("trainings"),
        training("t1", "2026-11-24", ""),
        fair("f1", "2026-11-25"),
    ];
    let mut kiosk = kiosk(rows);
    kiosk.does(Event::Started);
    let with_info: Vec<_> = home(&kiosk)
        .groups
        .into_iter()
        .flat_map(|group| group.tiles)
        .filter(|tile| tile.info)
        .map(|tile| tile.id)
        .collect();
    assert_eq!(with_info, ["jobs", "trainings"]);
    kiosk.does(Event::InfoChosen("fairs".into()));
    assert!(matches!(body(&kiosk), Body::Home(_)));
    kiosk.does(Event::InfoChosen("trainings".into()));
    let Body::Info(page) = body(&kiosk) else { panic!("{:?}", body(&kiosk)) };
    assert_eq!(page.title, "Pelatihan Kerja");
    assert_eq!(page.body.iter().filter(|paragraph| paragraph.heading).count(), 6);
}

#[test]
fn a_tile_that_the_office_hides_is_neither_shown_nor_opened_and_an_empty_group_goes_with_it() {
    let mut kiosk = kiosk(vec![]);
    decides(&mut kiosk, |settings| {
        settings.tiles_hidden = vec![TileName::Internships, TileName::ReportVacancy]
    });
    kiosk.does(Event::Started);
    assert!(!tiles(&kiosk).contains(&"internships".into()));
    assert!(home(&kiosk).groups.iter().all(|group| group.title != "Perusahaan"));
    kiosk.tile("internships");
    assert!(matches!(body(&kiosk), Body::Home(_)));
}

#[test]
fn what_is_decided_during_a_visit_waits_for_its_end() {
    let mut kiosk = kiosk(vec![]);
    kiosk.does(Event::Started);
    decides(&mut kiosk, |settings| {
        settings.tiles_hidden = vec![TileName::Internships];
        settings.language = Lang::En;
    });
    assert!(tiles(&kiosk).contains(&"internships".into()));
    kiosk.does(Event::Nav(Nav::Home));
    assert!(tiles(&kiosk).contains(&"internships".into()));
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk.waits(8);
    kiosk.does(Event::Started);
    assert!(!tiles(&kiosk).contains(&"internships".into()));
    assert_eq!(kiosk.view().preferences.lang, Lang::En, "the next visit begins as the office decided");
}

#[test]
fn in_quiet_hours_nothing_takes_turns_and_a_touch_begins_a_visit_all_the_same() {
    let mut kiosk = kiosk(vec![text_slide("a", "Satu", "")]);
    decides(&mut kiosk, |settings| {
        settings.quiet = Some(QuietHours { from: time(21, 0, 0, 0), to: time(6, 0, 0, 0) });
    });
    // 22.00 WIB.
    clock(&mut kiosk, "2026-11-19T15:00:00Z");
    for turn in 0..3 {
        kiosk.now = Moment(turn * TURN_MS);
        assert_eq!((slide(&kiosk), attract(&kiosk).quiet), (None, true));
    }
    clock(&mut kiosk, "2026-11-19T23:00:00Z");
    kiosk.now = Moment(TURN_MS);
    assert_eq!((slide(&kiosk), attract(&kiosk).quiet), (Some("Satu".into()), false));
    clock(&mut kiosk, "2026-11-19T15:00:00Z");
    kiosk.does(Event::Started);
    assert!(matches!(body(&kiosk), Body::Home(_)));
}

#[test]
fn whoever_goes_straight_on_from_a_survey_or_thanks_meets_the_words_of_a_kiosk_that_was_switched_off() {
    let notice =
        anjungan_wire::kiosk_config::Notice { id: "Tutup hari ini".into(), en: "Closed today".into() };
    for (survey, after) in [(true, "ask"), (false, "thanks")] {
        let mut kiosk = Kiosk::printing();
        kiosk.state.machine.survey = survey;
        decides(&mut kiosk, |settings| settings.suspended = Some(Arc::new(notice.clone())));
        kiosk.does(Event::Nav(Nav::Finish));
        assert_eq!(kiosk.page(), after, "whoever is here may finish");
        kiosk.does(Event::Nav(Nav::Home));
        kiosk.does(Event::Started);
        kiosk.waits(8);
        assert_eq!(kiosk.page(), "out-of-order");
        kiosk.does(Event::Started);
        assert_eq!(kiosk.page(), "out-of-order");
    }
}
