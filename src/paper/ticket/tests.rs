//! Tickets byte for byte and as they read. `UPDATE_GOLDEN=1 cargo test paper::ticket` writes the files anew.

use anjungan_wire::vacancy::{Employment, Place, Quota, Rupiah, Source};
use proptest::prelude::*;

use super::super::seen::{golden, profile, read};
use super::*;

fn vacancy() -> Vacancy {
    Vacancy {
        source: Source::Karirhub,
        source_id: "1".into(),
        fetched_s: 1_795_168_800,
        title: "Operator Produksi".into(),
        employer: Some("PT Maju Bersama".into()),
        sector: None,
        job_function: None,
        place: Place {
            region: "321608".parse().unwrap(),
            province: "Jawa Barat".into(),
            regency: Some("Kab. Bekasi".into()),
            district: Some("Cikarang Barat".into()),
            address: None,
        },
        wage: Wage::Range { min: Rupiah(6_000_000), max: Rupiah(6_500_000) },
        employment: Employment::Contract,
        hours: None,
        conditions: None,
        quota: Quota::default(),
        opens: "2026-11-01".parse().unwrap(),
        closes: "2026-11-30".parse().unwrap(),
        education: None,
        studies: vec![],
        experience_years: None,
        skills: vec![],
        age: None,
        sex: None,
        open_to_disabled: false,
        description: String::new(),
        requirements: String::new(),
        url: "https://karirhub.kemnaker.go.id/lowongan-dalam-negeri/lowongan/123".into(),
        flags: vec![],
    }
}

fn long() -> Vacancy {
    Vacancy {
        title: "Tenaga Pelaksana Lapangan Pemeliharaan Jaringan Distribusi Air Minum Wilayah Pelayanan Utara dan \
                Sekitarnya (Penempatan Berpindah)"
            .into(),
        employer: None,
        wage: Wage::No,
        ..vacancy()
    }
}

fn number() -> TicketNumber {
    TicketNumber::new(&"K07".parse().unwrap(), 42)
}

fn ticket<'a>(vacancy: &'a Vacancy, number: &'a TicketNumber) -> Ticket<'a> {
    Ticket {
        vacancy,
        number,
        copy: 1,
        lang: Lang::Id,
        tenant: "Disnaker Kabupaten Bekasi",
        site: "Anjungan Siap Kerja – MM2100",
        printed_at: Some("2026-11-22T07:30:00Z".parse().unwrap()),
        zone: Zone::Wib,
        as_of: Some("2026-11-20T10:00:00Z".parse().unwrap()),
        logo_stored: true,
    }
}

#[test]
fn tickets_are_as_they_were() {
    let (usual, long, number) = (vacancy(), long(), number());
    let cases = [
        ("80mm", "epson-tm-t82", ticket(&usual, &number)),
        ("80mm-english", "epson-tm-t82", Ticket { lang: Lang::En, ..ticket(&usual, &number) }),
        ("80mm-long", "epson-tm-t82", ticket(&long, &number)),
        ("80mm-reprint", "epson-tm-t82", Ticket { copy: 2, as_of: None, ..ticket(&usual, &number) }),
        ("58mm", "clone-58mm", ticket(&usual, &number)),
        ("58mm-long", "clone-58mm", ticket(&long, &number)),
    ];
    for (name, model, ticket) in cases {
        let profile = profile(model);
        golden(&format!("ticket-{name}"), &compose(&ticket, &profile), &profile);
    }
}

#[test]
fn a_machine_whose_clock_is_not_set_prints_no_date_of_its_own() {
    let (usual, number) = (vacancy(), number());
    let unset = Ticket { printed_at: None, ..ticket(&usual, &number) };
    assert_eq!(footer(&unset), "jam belum disetel. Data per 20/11/26");
    assert_eq!(footer(&Ticket { lang: Lang::En, as_of: None, ..unset }), "clock not set. No data yet");
    assert_eq!(footer(&ticket(&usual, &number)), "22/11/26 14.30 WIB. Data per 20/11/26");
}

/// The one that a printer emulator by other hands reads back: it knows neither stored logos nor process
/// ids, and draws QR codes itself.
#[test]
fn the_ticket_for_a_printer_without_a_memory_is_as_it_was() {
    let (usual, number) = (vacancy(), number());
    let profile = Profile { nv_logo: false, process_id: false, ..profile("epson-tm-t82") };
    golden("ticket-80mm-no-memory", &compose(&ticket(&usual, &number), &profile), &profile);
}

/// The picture of a code is most of it.
#[test]
fn a_ticket_is_at_most_2600_bytes_where_the_printer_draws_nothing() {
    for name in ["clone-80mm", "clone-58mm", "write-only"] {
        let paper = compose(&ticket(&long(), &number()), &profile(name));
        assert!(paper.bytes.len() <= 2600, "{name}: {} bytes", paper.bytes.len());
    }
}

/// 66 characters of address, like the ticket whose times were measured.
#[test]
fn a_typical_ticket_is_at_most_400_bytes_where_the_printer_draws_code_and_logo() {
    let paper = compose(&ticket(&vacancy(), &number()), &profile("epson-tm-t82"));
    assert!(paper.bytes.len() <= 400, "{} bytes", paper.bytes.len());
    assert!((60.0..120.0).contains(&paper.paper_mm), "{} mm", paper.paper_mm);
}

#[test]
fn every_model_prints_a_ticket_that_reads() {
    let (usual, number) = (vacancy(), number());
    for name in Profile::names() {
        let text = read(&compose(&ticket(&usual, &number), &profile(name)), &profile(name));
        for part in ["Operator", "PT Maju Bersama", "30 November 2026", number.as_str(), "GRATIS"] {
            assert!(text.contains(part), "{name}: {part} is not in\n{text}");
        }
    }
}

#[test]
fn a_long_title_ends_after_three_lines_and_says_so() {
    let profile = profile("clone-58mm");
    let text = read(&compose(&ticket(&long(), &number()), &profile), &profile);
    assert!(text.contains("..."), "{text}");
}

#[test]
fn capitals_are_used_only_where_they_make_the_code_smaller_and_never_in_a_path() {
    assert_eq!(shortest("https://host.id/V/ABC123"), "HTTPS://HOST.ID/V/ABC123");
    for kept in ["https://host.id/v/abc", "https://host.id/V/1?a=b", "https://Host.id/x#Y"] {
        assert_eq!(shortest(kept), kept);
    }
    assert_eq!(shortest("https://host.id"), "HTTPS://HOST.ID");
}

#[test]
fn an_address_too_long_for_any_code_is_written_out() {
    let url = format!("https://host.id/{}", "x".repeat(4_000));
    let profile = profile("clone-58mm");
    let text = read(&compose(&ticket(&Vacancy { url, ..vacancy() }, &number()), &profile), &profile);
    assert!(text.contains("https://host.id/xxx"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_text_of_a_vacancy_breaks_a_ticket(
        title in ".{0,200}", employer in proptest::option::of(".{0,120}"), district in ".{0,80}",
    ) {
        let mut vacancy = vacancy();
        (vacancy.title, vacancy.employer, vacancy.place.district) = (title, employer, Some(district));
        for name in ["epson-tm-t82", "clone-58mm"] {
            let profile = profile(name);
            let text = read(&compose(&ticket(&vacancy, &number()), &profile), &profile);
            prop_assert!(text.contains(number().as_str()));
        }
    }
}
