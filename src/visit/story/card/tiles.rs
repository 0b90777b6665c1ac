//! The tiles of the card's desk, and what is published of its services.

use std::sync::Arc;

use anjungan_wire::office::Office;

use super::super::super::home::TileView;
use super::*;
use crate::wording::Cause;

const TILES: [&str; 5] = ["ak1", "status", "employed", "six-months", "check"];

fn tiles(kiosk: &Kiosk) -> Vec<TileView> {
    let Body::Home(view) = kiosk.body() else { panic!("not on Home but on {}", kiosk.page()) };
    view.groups.into_iter().flat_map(|group| group.tiles).collect()
}

fn note(kiosk: &Kiosk, id: &str) -> String {
    tiles(kiosk).into_iter().find(|tile| tile.id == id).expect("the tile is there").note
}

fn with_office(office: Office) -> Kiosk {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.does(Event::Machine(machine::Event::Office(Some(Arc::new(office)))));
    kiosk
}

#[test]
fn the_tiles_are_there_where_the_office_takes_applications_and_nowhere_else() {
    let shown = |kiosk: &Kiosk| tiles(kiosk).iter().filter(|tile| TILES.contains(&&*tile.id)).count();
    assert_eq!(shown(&Kiosk::desk_visited()), 5);
    assert_eq!(shown(&Kiosk::visited()), 0, "no office is known");
    let off = with_office(Office { card_service: false, ..fixtures::office() });
    assert_eq!(shown(&off), 0);
    for id in TILES {
        let mut off = with_office(Office { card_service: false, ..fixtures::office() });
        off.tile(id);
        assert_eq!(off.page(), "home", "nor by a touch on what is not there");
        off.does(Event::InfoChosen(id.into()));
        assert_eq!(off.page(), "home");
    }
}

#[test]
fn their_names_are_those_of_the_field_and_short() {
    let mut kiosk = Kiosk::desk_visited();
    let titles = |kiosk: &Kiosk| -> Vec<String> {
        tiles(kiosk).into_iter().filter(|tile| tile.info).map(|tile| tile.title).collect()
    };
    assert_eq!(
        titles(&kiosk),
        ["Kartu AK1 (Kartu Kuning)", "Cek Status", "Saya Sudah Bekerja", "Lapor 6 Bulan", "Periksa Kartu"]
    );
    kiosk.english();
    assert_eq!(
        titles(&kiosk),
        ["Job-Seeker Card (AK1)", "Check Status", "I Have a Job Now", "Six-Month Report", "Check a Card"]
    );
}

#[test]
fn a_tile_says_beforehand_that_no_card_comes_out_and_what_still_works() {
    let mut kiosk = Kiosk::desk_visited();
    assert_eq!(note(&kiosk, "ak1"), "");
    kiosk.does(Event::Machine(machine::Event::SheetPrinter(SheetPrinter::Down(Cause::SheetOffline))));
    assert_eq!(note(&kiosk, "ak1"), "Bisa diajukan, belum bisa dicetak di sini");
    assert_eq!(note(&kiosk, "status"), "Bisa lihat status, belum bisa cetak di sini");
    assert_eq!(note(&kiosk, "employed"), "");
    let pickup = with_office(Office { pickup: true, ..fixtures::office() });
    assert_eq!(note(&pickup, "ak1"), "Kartu diambil di loket");
}

#[test]
fn every_service_publishes_exactly_the_six_components_in_both_languages() {
    let headings = [
        ["Persyaratan", "Requirements"],
        ["Sistem, mekanisme, dan prosedur", "System and procedure"],
        ["Jangka waktu", "Time"],
        ["Biaya", "Cost"],
        ["Produk layanan", "Product"],
        ["Pengaduan", "Complaints"],
    ];
    for id in TILES {
        let mut kiosk = Kiosk::desk_visited();
        kiosk.does(Event::InfoChosen(id.into()));
        for (lang, cost) in [(0, "GRATIS"), (1, "FREE")] {
            let Body::Info(view) = kiosk.body() else { panic!("{id}: on {}", kiosk.page()) };
            let found = view.body.iter().filter(|p| p.heading).map(|p| p.text.as_str());
            assert_eq!(found.collect::<Vec<_>>(), headings.map(|heading| heading[lang]), "{id}");
            assert!(view.body.iter().any(|paragraph| paragraph.text.starts_with(cost)), "{id}");
            kiosk.english();
        }
        kiosk.does(Event::Nav(Nav::Back));
        assert_eq!(kiosk.page(), "home");
    }
}

#[test]
fn the_card_page_is_made_of_the_offices_own_rules() {
    let office = Office { minimum_age: 18, working_days: 3, pickup: true, ..fixtures::office() };
    let mut kiosk = with_office(office);
    kiosk.does(Event::InfoChosen("ak1".into()));
    let Body::Info(view) = kiosk.body() else { panic!("{}", kiosk.page()) };
    let text: Vec<&str> = view.body.iter().map(|paragraph| paragraph.text.as_str()).collect();
    for line in
        ["KTP", "Ijazah terakhir", "Berusia paling sedikit 18 tahun", "Ambil kartu di loket dengan KTP"]
    {
        assert!(text.contains(&line), "{line}: {text:?}");
    }
    assert!(text.iter().any(|line| line.starts_with("3 hari kerja")));
    assert!(!text.iter().any(|line| line.contains("wali")), "nobody under 18 may apply there");
}

#[test]
fn a_scan_is_invited_where_there_is_a_scanner_and_a_card_to_scan() {
    let invited = |kiosk: &mut Kiosk| {
        let Body::Home(home) = kiosk.body() else { panic!("on {}", kiosk.page()) };
        kiosk.does(Event::Nav(Nav::Finish));
        kiosk.waits(10);
        let Body::Attract(attract) = kiosk.body() else { panic!("on {}", kiosk.page()) };
        [home.scanner, attract.scanner]
    };
    assert_eq!(invited(&mut Kiosk::desk_visited()), [true, true]);
    let mut without = Kiosk::desk_visited();
    without.does(Event::Machine(machine::Event::Scanner(false)));
    assert_eq!(invited(&mut without), [false, false]);
    let mut off = with_office(Office { card_service: false, ..fixtures::office() });
    assert_eq!(invited(&mut off), [false, false]);
}
