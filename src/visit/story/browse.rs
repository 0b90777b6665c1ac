//! Looking for work: three taps, the list, the keyboard, filters, places, a vacancy's text.

use anjungan_wire::vacancy::{AgeLine, Employment, Sex, Vacancy, Wage};

use super::*;
use crate::catalogue::{Facets, Order, PlaceCount, Results, Widening, WideningKind};

#[test]
fn three_taps_lead_from_the_waiting_screen_to_a_vacancys_text() {
    let mut kiosk = Kiosk::waiting();
    assert_eq!(kiosk.page(), "attract");

    kiosk.does(Event::Started); // one
    assert_eq!(kiosk.page(), "home");

    kiosk.tile("jobs"); // two
    assert_eq!(kiosk.page(), "search");
    let (_, query) = kiosk.asked();
    assert_eq!(query.place.unwrap().as_str(), "3216", "near this kiosk");
    assert_eq!(query.order, Order::Newest);
    kiosk.found(results(0, 20, 45));
    assert_eq!(kiosk.list().summary, "45 lowongan di Kab. Bekasi");

    kiosk.search(search::Event::VacancyChosen("karirhub:0".into())); // three
    assert_eq!(kiosk.page(), "detail");
    kiosk.opened("0");
    let text: Vec<_> = kiosk.vacancy().body.into_iter().map(|paragraph| paragraph.text).collect();
    assert_eq!(text, ["Uraian pekerjaan", "Tugas", "Menjalankan mesin", "Kerja tiga giliran."]);
}

#[test]
fn every_tile_leads_somewhere_and_the_first_is_the_search() {
    let Body::Home(home) = Kiosk::visited().body() else { panic!("not on Home") };
    assert_eq!(home.groups[0].tiles[0].id, "jobs");
    for tile in home.groups.iter().flat_map(|group| &group.tiles) {
        assert!(tile.title.split(' ').count() <= 4, "{}", tile.title);
        let mut kiosk = Kiosk::visited();
        kiosk.tile(&tile.id);
        assert_ne!(kiosk.page(), "home", "{}", tile.id);
        kiosk.does(Event::Nav(Nav::Back));
        assert_eq!(kiosk.page(), "home", "{}", tile.id);
    }
}

#[test]
fn tiles_begin_with_the_search_that_they_name() {
    let query_of = |id| {
        let mut kiosk = Kiosk::visited();
        kiosk.tile(id);
        kiosk.asked().1
    };
    assert!(query_of("no-experience").no_experience);
    assert!(query_of("open-to-disabled").open_to_disabled);
    assert_eq!(query_of("closing-soon").order, Order::ClosingSoon);
    let internships = query_of("internships").employments;
    assert_eq!(internships, [Employment::Internship, Employment::Apprenticeship]);
}

#[test]
fn every_key_searches_at_once_and_the_last_answer_wins() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("la");
    let (last, query) = kiosk.asked();
    assert_eq!(query.words, "la");
    let first = Request(last.0 - 1);
    kiosk.search(search::Event::Found { request: first, results: results(0, 20, 999) });
    assert_eq!((kiosk.list().total, kiosk.list().busy), (45, true), "an answer to an earlier key is ignored");
    kiosk.search(search::Event::Found { request: last, results: results(30, 2, 2) });
    kiosk.search(search::Event::Found { request: first, results: results(0, 20, 999) });
    assert_eq!(kiosk.list().total, 2, "also when it comes late");
    assert!(!kiosk.list().busy);
}

#[test]
fn the_end_of_the_list_brings_more_until_all_are_there() {
    let mut kiosk = Kiosk::searching();
    let generation = kiosk.list().generation;
    assert_eq!(kiosk.search(search::Event::EndReached).len(), 1);
    assert_eq!(kiosk.search(search::Event::EndReached), [], "asked once");
    kiosk.found(results(18, 20, 45));
    assert_eq!(kiosk.list().results.len(), 38, "two were there before and are not shown twice");
    assert_eq!(kiosk.list().generation, generation, "the list does not jump to its top");
    kiosk.search(search::Event::EndReached);
    kiosk.found(results(38, 7, 45));
    assert_eq!(kiosk.search(search::Event::EndReached), [], "all are there");
}

#[test]
fn words_that_find_nothing_are_reported_once_and_never_while_typing() {
    let mut kiosk = Kiosk::searching();
    for c in ["x", "y", "z"] {
        kiosk.types(c);
        kiosk.found(Results::default());
        kiosk.does(Event::Tick);
    }
    assert_eq!(kiosk.misses(), Vec::<&str>::new(), "typing goes on");
    kiosk.waits(3);
    assert_eq!(kiosk.misses(), ["xyz"]);
    kiosk.waits(10);
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.misses(), ["xyz"], "once");
    assert_eq!(kiosk.facts()[0].searches, 1);
}

#[test]
fn leaving_in_the_middle_of_typing_reports_what_was_typed() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("Hub 0812-3456-789");
    kiosk.found(Results::default());
    kiosk.does(Event::Nav(Nav::Home));
    assert_eq!(kiosk.misses(), ["hub #"], "and no telephone number");
}

#[test]
fn an_answer_that_never_came_reports_nothing() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("xyz");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.misses(), Vec::<&str>::new());
}

#[test]
fn nothing_found_offers_wider_searches_that_find_something() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("las");
    kiosk.found(Results::default());
    assert_eq!(kiosk.list().summary, "Tidak ada lowongan yang cocok di Kab. Bekasi");
    let wider = Query { place: Some("32".parse().unwrap()), words: "las".into(), ..Query::default() };
    let kind = WideningKind::Place("32".parse().unwrap());
    let widenings = vec![Widening { query: wider.clone(), kind, count: 7 }];
    let request = kiosk.request();
    kiosk.search(search::Event::Wider { request, widenings });
    let offered = kiosk.list().widenings.remove(0);
    assert_eq!((offered.label.as_str(), offered.count), ("Di seluruh Jawa Barat", 7));
    kiosk.search(search::Event::WideningChosen(offered.id));
    assert_eq!(kiosk.asked().1, wider);
}

#[test]
fn a_catalogue_that_cannot_be_read_is_not_called_empty() {
    let mut kiosk = Kiosk::searching();
    kiosk.types("las");
    let request = kiosk.request();
    kiosk.search(search::Event::Failed { request });
    kiosk.waits(5);
    assert!(kiosk.list().summary.starts_with("Pencarian sedang tidak tersedia"));
    assert_eq!(kiosk.misses(), Vec::<&str>::new());
}

#[test]
fn chips_hold_one_order_and_any_filters() {
    let mut kiosk = Kiosk::searching();
    for id in ["nearest", "no-experience", "internship"] {
        kiosk.search(search::Event::ChipToggled(id.into()));
    }
    let active = |kiosk: &Kiosk| -> Vec<String> {
        kiosk.list().chips.into_iter().filter(|chip| chip.active).map(|chip| chip.id).collect()
    };
    assert_eq!(active(&kiosk), ["nearest", "no-experience", "internship"]);
    assert_eq!(kiosk.asked().1.order, Order::Nearest("321608".parse().unwrap()));
    assert_eq!(kiosk.list().filter_count, 2);
    kiosk.search(search::Event::ChipToggled("newest".into()));
    kiosk.search(search::Event::ChipToggled("internship".into()));
    assert_eq!(active(&kiosk), ["newest", "no-experience"]);
}

#[test]
fn filters_count_before_they_are_applied_and_back_discards_them() {
    let mut kiosk = Kiosk::searching();
    let toggle = |group: &str, option: &str| {
        Event::Filters(filters::Event::OptionToggled { group: group.into(), option: option.into() })
    };
    kiosk.search(search::Event::FiltersOpened);
    kiosk.does(toggle("education", "sma"));
    let request = kiosk.request();
    let facets = Facets { total: 57, ..Facets::default() };
    kiosk.does(Event::Filters(filters::Event::Counted { request, facets: facets.clone() }));
    let Body::Filters(view) = kiosk.body() else { panic!("not on Filters") };
    assert_eq!(view.apply_label, "Lihat 57 lowongan");
    kiosk.does(toggle("experience", "none"));
    let Body::Filters(view) = kiosk.body() else { panic!("not on Filters") };
    assert_eq!(view.apply_label, "Lihat lowongan", "the old count is not shown for the new draft");

    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.list().filter_count, 0);

    kiosk.search(search::Event::FiltersOpened);
    kiosk.does(toggle("wage", "minimum"));
    kiosk.does(Event::Filters(filters::Event::Applied));
    assert_eq!(kiosk.asked().1.wage_at_least.unwrap().0, 5_938_885);
    assert_eq!(kiosk.list().filter_count, 1);
}

/// The options of a group on Filters: id, label and count.
fn options(kiosk: &Kiosk, group: &str) -> Vec<(String, String, i32)> {
    let Body::Filters(view) = kiosk.body() else { panic!("not on Filters but on {}", kiosk.page()) };
    let group = view.groups.into_iter().find(|each| each.id == group).expect("the group is there");
    group.options.into_iter().map(|option| (option.id, option.label, option.count)).collect()
}

fn counted(kiosk: &mut Kiosk, facets: Facets) {
    let request = kiosk.request();
    kiosk.does(Event::Filters(filters::Event::Counted { request, facets }));
}

#[test]
fn wages_are_offered_in_round_steps_with_the_minimum_wage_among_them() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::FiltersOpened);
    let labels = |kiosk: &Kiosk| options(kiosk, "wage").into_iter().map(|(_, label, _)| label).collect();
    let read: Vec<String> = labels(&kiosk);
    assert_eq!(
        read,
        [
            "Upah dicantumkan",
            "Minimal Rp3.000.000",
            "Minimal Rp4.000.000",
            "Minimal Rp5.000.000",
            "Minimal UMK (Rp5.938.885)",
            "Minimal Rp6.000.000",
        ]
    );
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    let read: Vec<String> = labels(&kiosk);
    assert_eq!(read[1], "At least Rp3.000.000");
    assert_eq!(read[4], "At least the minimum wage (Rp5.938.885)");

    let option = "4000000".to_owned();
    kiosk.does(Event::Filters(filters::Event::OptionToggled { group: "wage".into(), option }));
    kiosk.does(Event::Filters(filters::Event::Applied));
    assert_eq!(kiosk.asked().1.wage_at_least.unwrap().0, 4_000_000);
}

#[test]
fn wage_steps_stay_when_the_minimum_wage_is_of_another_year() {
    let mut kiosk = Kiosk::searching();
    let new_year = "2026-12-31T17:00:00Z".parse().unwrap(); // midnight here
    kiosk.does(Event::Machine(machine::Event::Clock(new_year)));
    kiosk.search(search::Event::FiltersOpened);
    let ids: Vec<String> = options(&kiosk, "wage").into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["stated", "3000000", "4000000", "5000000", "6000000"]);
}

#[test]
fn a_level_that_no_vacancy_asks_for_counts_what_it_may_see() {
    use anjungan_wire::vacancy::Education;
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::FiltersOpened);
    let counts = |kiosk: &Kiosk| -> Vec<(String, i32)> {
        options(kiosk, "education").into_iter().map(|(id, _, count)| (id, count)).collect()
    };
    assert!(counts(&kiosk).iter().all(|(_, count)| *count < 0), "nothing is known yet");

    let educations =
        vec![(Education::Smp, 4), (Education::Sma, 20), (Education::S1, 31), (Education::S3, 32)];
    counted(&mut kiosk, Facets { total: 32, educations, ..Facets::default() });
    let expected = [
        ("sd", -1), // fewer than an SMP sees; how many is not known
        ("smp", 4),
        ("sma", 20),
        ("diploma", 20),
        ("s1", 31),
        ("s2", 31),
        ("s3", 32),
        ("profesi", 31),
    ];
    assert_eq!(counts(&kiosk), expected.map(|(id, count)| (id.to_owned(), count)));

    kiosk.does(Event::Nav(Nav::Back));
    kiosk.search(search::Event::FiltersOpened);
    counted(&mut kiosk, Facets { total: 7, ..Facets::default() });
    assert!(counts(&kiosk).iter().all(|(_, count)| *count == 7), "no vacancy asks for any");
    assert!(options(&kiosk, "wage").iter().all(|(.., count)| *count == 0), "no wage is stated");
}

#[test]
fn lines_of_business_are_said_in_the_visitors_language_and_chosen_by_one_name() {
    let mut kiosk = Kiosk::searching();
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    kiosk.search(search::Event::FiltersOpened);
    let sectors = vec![("Transportasi dan Logistik".to_owned(), 9), ("Pelayaran".to_owned(), 2)];
    counted(&mut kiosk, Facets { total: 11, sectors, ..Facets::default() });
    let sector =
        |kiosk: &Kiosk| options(kiosk, "sector").into_iter().map(|(id, label, _)| (id, label)).collect();
    let read: Vec<(String, String)> = sector(&kiosk);
    assert_eq!(read[0], ("Transportasi dan Logistik".into(), "Transport and logistics".into()));
    assert_eq!(
        read[1],
        ("Pelayaran".into(), "Pelayaran".into()),
        "one without an English name keeps its own"
    );
    let option = read[0].0.clone();
    kiosk.does(Event::Filters(filters::Event::OptionToggled { group: "sector".into(), option }));
    kiosk.does(Event::Filters(filters::Event::Applied));
    assert_eq!(kiosk.asked().1.sectors, ["Transportasi dan Logistik"]);

    kiosk.found(results(0, 20, 45));
    kiosk.search(search::Event::VacancyChosen("karirhub:3".into()));
    let request = kiosk.request();
    let named = Vacancy { sector: Some("Transportasi dan Logistik".into()), ..vacancy("3") };
    kiosk.does(Event::Detail(detail::Event::Opened { request, vacancy: Some(Box::new(named)) }));
    let last = kiosk.vacancy().facts.pop().unwrap();
    assert_eq!((last.label.as_str(), last.value.as_str()), ("Line of business", "Transport and logistics"));
}

#[test]
fn places_without_vacancies_come_after_those_with_some() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::PlaceOpened);
    let names = |kiosk: &Kiosk| -> Vec<(String, i32)> {
        let Body::Place(view) = kiosk.body() else { panic!("not on Place but on {}", kiosk.page()) };
        view.options.into_iter().map(|option| (option.name, option.count)).collect()
    };
    let unknown = names(&kiosk);
    assert!(unknown.is_sorted(), "by name, while nothing is known: {unknown:?}");
    let request = kiosk.request();
    let place = |code: &str, count| PlaceCount { code: code.parse().unwrap(), name: String::new(), count };
    let places = vec![place("3275", 31), place("3216", 312)];
    kiosk.does(Event::Place(place::Event::Counted { request, places }));
    let counted = names(&kiosk);
    assert_eq!(counted[..2], [("Kab. Bekasi".into(), 312), ("Kota Bekasi".into(), 31)]);
    assert!(counted[2..].iter().all(|(_, count)| *count == 0));
    assert!(counted[2..].is_sorted());
    assert_eq!(counted.len(), unknown.len());
}

#[test]
fn the_waiting_screen_keeps_the_name_of_its_place_together() {
    let Body::Attract(view) = Kiosk::waiting().body() else { panic!("not on Attract") };
    assert_eq!((view.near_count, view.near_place.as_str()), (312, "Kab.\u{a0}Bekasi"));
}

#[test]
fn there_is_no_filter_by_age_or_sex() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::FiltersOpened);
    let text = format!("{:?}", kiosk.body()).to_lowercase();
    for word in ["usia", "kelamin", "laki", "perempuan"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn a_place_is_found_by_levels_or_by_its_name() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::PlaceOpened);
    let place = |kiosk: &Kiosk| {
        let Body::Place(view) = kiosk.body() else { panic!("not on Place but on {}", kiosk.page()) };
        view
    };
    assert_eq!(place(&kiosk).breadcrumbs, ["Indonesia", "Jawa Barat"], "beside the place now searched");
    let request = kiosk.request();
    let places = vec![PlaceCount { code: "3275".parse().unwrap(), name: "Kota Bekasi".into(), count: 31 }];
    kiosk.does(Event::Place(place::Event::Counted { request, places }));
    let count = |kiosk: &Kiosk, code: &str| {
        place(kiosk).options.into_iter().find(|option| option.code == code).map(|option| option.count)
    };
    assert_eq!(count(&kiosk, "3275"), Some(31));
    assert_eq!(count(&kiosk, "3201"), Some(0));

    kiosk.types("cikarang b");
    assert_eq!(place(&kiosk).options[0].name, "Cikarang Barat, Kab. Bekasi");
    let code = place(&kiosk).options[0].code.clone();
    kiosk.does(Event::Place(place::Event::PlaceChosen(code)));
    assert_eq!(kiosk.list().place_label, "Cikarang Barat");

    kiosk.search(search::Event::PlaceOpened);
    kiosk.does(Event::Place(place::Event::LevelUp));
    kiosk.does(Event::Place(place::Event::LevelUp));
    assert_eq!(place(&kiosk).whole_label, "Semua di Indonesia");
    kiosk.does(Event::Place(place::Event::WholeChosen));
    assert_eq!(kiosk.asked().1.place, None);
    assert_eq!(kiosk.list().place_label, "Seluruh Indonesia");
}

#[test]
fn the_five_facts_of_the_law_come_first_and_are_never_blank() {
    let facts = Kiosk::reading().vacancy().facts;
    let read: Vec<_> = facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
    assert_eq!(
        read,
        [
            ("Jenis pekerjaan", "Kontrak (PKWT)"),
            ("Lokasi kerja", "Cikarang Barat, Kab. Bekasi, Jawa Barat"),
            ("Upah", "Rp6.000.000 – Rp6.500.000 per bulan"),
            ("Jam kerja", "tidak dicantumkan perusahaan"),
            ("Kondisi kerja", "tidak dicantumkan perusahaan"),
            ("Pendidikan", "Minimal SMA/SMK"),
            ("Pengalaman", "Tanpa pengalaman"),
            ("Batas lamaran", "24 November 2026 (Sisa 3 hari)"),
            ("Kuota", "705 pendaftar untuk 103 tempat"),
        ]
    );
}

#[test]
fn notes_tell_the_wage_the_age_the_sex_and_that_it_is_free() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::VacancyChosen("karirhub:3".into()));
    let request = kiosk.request();
    let limited = Vacancy {
        age: Some(AgeLine { min: Some(18), max: Some(25) }),
        sex: Some(Sex::Female),
        ..vacancy("3")
    };
    kiosk.does(Event::Detail(detail::Event::Opened { request, vacancy: Some(Box::new(limited)) }));
    let view = kiosk.vacancy();
    assert_eq!(view.notes.len(), 4);
    assert_eq!(view.notes[0], "Upah tidak di bawah UMK Kab. Bekasi 2026 (Rp5.938.885).");
    assert!(view.notes[1].starts_with("Perusahaan mencantumkan usia 18–25."));
    assert!(view.notes[2].starts_with("Perusahaan mencantumkan perempuan."));
    assert!(view.notes[3].starts_with("GRATIS."));
    assert_eq!(view.source_line, "Sumber: Karirhub, diambil 20 November 2026");
}

#[test]
fn a_wage_left_out_is_said_to_be_left_out() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::VacancyChosen("karirhub:3".into()));
    let request = kiosk.request();
    let silent = Vacancy { wage: Wage::No, ..vacancy("3") };
    kiosk.does(Event::Detail(detail::Event::Opened { request, vacancy: Some(Box::new(silent)) }));
    let wage = &kiosk.vacancy().facts[2];
    assert_eq!((wage.value.as_str(), wage.stated), ("tidak dicantumkan perusahaan", false));
}

#[test]
fn a_vacancy_that_ended_meanwhile_says_so_and_back_finds_the_list() {
    let mut kiosk = Kiosk::searching();
    kiosk.search(search::Event::VacancyChosen("karirhub:3".into()));
    let request = kiosk.request();
    kiosk.does(Event::Detail(detail::Event::Opened { request, vacancy: None }));
    assert!(kiosk.vacancy().notes[0].starts_with("Lowongan ini sudah tidak tersedia."));
    assert!(!kiosk.vacancy().can_print);
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.list().results.len(), 20);
}

#[test]
fn the_phone_gets_the_address_and_no_password_is_asked() {
    let mut kiosk = Kiosk::reading();
    kiosk.does(Event::Detail(detail::Event::PhoneChosen));
    let Body::Phone(phone) = kiosk.body() else { panic!("not on Phone") };
    assert_eq!(phone.qr, vacancy("3").url);
    assert_eq!(phone.url_text, "karirhub.kemnaker.go.id");
    assert!(phone.explanation.contains("Jangan ketik kata sandi"));
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.page(), "detail");
}

#[test]
fn the_language_changes_at_any_moment_and_everything_follows() {
    let mut kiosk = Kiosk::reading();
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    let view = kiosk.vacancy();
    assert_eq!(view.facts[3].value, "not stated by the employer");
    assert_eq!(view.source_line, "Source: Karirhub, fetched 20 November 2026");
    assert_eq!(kiosk.view().kiosk.data_as_of, "Data as of 20 November 2026, 17:00");
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    assert_eq!(kiosk.view().kiosk.data_as_of, "Data per 20 November 2026 pukul 17.00");
}

#[test]
fn the_pages_to_read_name_their_sources() {
    let mut kiosk = Kiosk::visited();
    kiosk.tile("minimum-wage");
    let Body::Info(info) = kiosk.body() else { panic!("not on Info") };
    assert_eq!(info.title, "Upah Minimum 2026");
    assert_eq!(info.body[0].text, "Kab. Bekasi: Rp5.938.885", "this kiosk's place first");
    assert!(info.body[1].text.contains("Kepgub Jabar 561/Kep.862-Kesra/2025"));

    let mut kiosk = Kiosk::visited();
    kiosk.tile("report-vacancy");
    let Body::Info(info) = kiosk.body() else { panic!("not on Info") };
    assert!(info.body[0].text.contains("Perpres 57/2023 pasal 4 ayat 2"));
    assert_eq!(info.qr, "https://karirhub.kemnaker.go.id");
}
