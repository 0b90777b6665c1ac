//! What can be said of sheets without reading them as PDF. `tests/sheets.sh` reads them, with programs that nobody
//! here wrote: it has them written by [`the_samples_are_written_where_they_are_wanted`].

use std::time::Instant;

use anjungan_wire::feed::{Digest, FeedAnswer, Page, Reset, Row};
use anjungan_wire::id::Epoch;
use anjungan_wire::vacancy::{
    AgeLine, Education, Employment, Flag, Place, Quota, Rupiah, Sex, Source, Vacancy, Wage,
};
use jiff::civil::date;

use super::*;
use crate::catalogue::{Applied, Catalogue};

fn context(lang: Lang) -> Context<'static> {
    Context {
        lang,
        number: "K07-0042-H",
        copy: 1,
        tenant: "Dinas Ketenagakerjaan Kabupaten Bekasi",
        site: "Mal Pelayanan Publik MM2100",
        printed_at: Some("2026-11-21T07:30:00Z".parse().unwrap()),
        zone: Zone::Wib,
        as_of: Some("2026-11-20T10:00:00Z".parse().unwrap()),
    }
}

fn vacancy(n: usize) -> Vacancy {
    const JOBS: [(&str, &str); 6] = [
        ("Operator Produksi", "PT Maju Bersama"),
        ("Staf Administrasi Gudang", "PT Sinar Logistik Nusantara"),
        ("Teknisi Listrik", "CV Karya Mandiri"),
        ("Pramuniaga", "Toko Buku Cahaya"),
        ("Juru Masak", "Rumah Makan Sederhana Ibu Wati"),
        ("Perawat", "Klinik Sehat Sentosa"),
    ];
    let (title, employer) = JOBS[n % JOBS.len()];
    Vacancy {
        source: if n % 3 == 2 { Source::Maganghub } else { Source::Karirhub },
        source_id: format!("0193-{n:04}"),
        fetched_s: 1_795_168_800, // 20 November 2026, 17.00 WIB
        title: title.into(),
        employer: (n % 5 != 4).then(|| employer.into()),
        sector: Some("Industri pengolahan".into()),
        job_function: Some("Produksi".into()),
        place: Place {
            region: "321608".parse().unwrap(),
            province: "Jawa Barat".into(),
            regency: Some("Kab. Bekasi".into()),
            district: Some("Cikarang Barat".into()),
            address: (n == 0).then(|| "Kawasan Industri MM2100, Jl. Selayar Blok A5".into()),
        },
        wage: if n % 4 == 3 {
            Wage::No
        } else {
            Wage::Range { min: Rupiah(5_938_885), max: Rupiah(6_500_000) }
        },
        employment: Employment::Contract,
        hours: None,
        conditions: None,
        quota: Quota { wanted: Some(103), left: None, applied: Some(705) },
        opens: date(2026, 11, 16),
        closes: date(2026, 11, 24 + (n % 6) as i8),
        education: Some(Education::Sma),
        studies: vec!["Teknik Mesin".into(), "Teknik Elektro".into()],
        experience_years: Some(0),
        skills: vec!["Teliti".into(), "Kerja tim".into(), "Mengoperasikan forklift".into()],
        age: None,
        sex: None,
        open_to_disabled: n == 0,
        description: "Tugas:\n• Menjalankan dan memeriksa mesin injeksi plastik\n• Mencatat hasil setiap \
                      giliran\n• Menjaga kebersihan tempat kerja\nKerja tiga giliran, lima hari seminggu. \
                      Perusahaan menyediakan bus jemputan dari Cikarang dan Cibitung, makan siang, serta BPJS \
                      Kesehatan dan Ketenagakerjaan."
            .into(),
        requirements: "• Lulusan SMA/SMK\n• Bersedia kerja giliran\n• Tidak buta warna".into(),
        url: format!("https://karirhub.kemnaker.go.id/lowongan-dalam-negeri/lowongan/0193c2d4-7a51-{n:04}"),
        flags: Vec::new(),
    }
}

/// The worst that a feed may hold.
fn monster() -> Vacancy {
    let sentence = "Menyusun laporan harian, mingguan, dan bulanan tentang jalannya produksi, lalu menyampaikannya \
                    kepada kepala bagian. ";
    Vacancy {
        title: "🔥 DIBUTUHKAN SEGERA 🔥 Kepala Bagian Pengendalian Mutu dan Keselamatan Kerja untuk Pabrik \
                Komponen Kendaraan Bermotor Roda Empat 𝗣𝗘𝗡𝗚𝗔𝗟𝗔𝗠𝗔𝗡 𝟱 𝗧𝗔𝗛𝗨𝗡"
            .into(),
        employer: Some(
            "PT Perusahaan Dengan Nama Yang Sangat Panjang Sekali Indonesia Sejahtera Abadi Makmur Tbk"
                .into(),
        ),
        age: Some(AgeLine { min: Some(18), max: Some(35) }),
        sex: Some(Sex::Male),
        flags: vec![Flag::External],
        hours: Some("Senin–Jumat 08.00–17.00, Sabtu 08.00–13.00".into()),
        conditions: Some("Ruang produksi ber-AC; berdiri; alat pelindung diri disediakan".into()),
        description: format!("{}{}", sentence.repeat(60), "A".repeat(400)),
        requirements: format!(
            "• ✔ Jujur → teliti ★ “rajin” – 日本語\n{}",
            "• Menguasai ISO 9001\n".repeat(40)
        ),
        url: format!("https://example.go.id/lowongan/{}", "x".repeat(220)),
        ..vacancy(0)
    }
}

/// Nothing but what a feed must hold.
fn bare() -> Vacancy {
    Vacancy {
        employer: None,
        sector: None,
        job_function: None,
        place: Place {
            region: "32".parse().unwrap(),
            province: "Jawa Barat".into(),
            regency: None,
            district: None,
            address: None,
        },
        wage: Wage::No,
        employment: Employment::NotStated,
        quota: Quota::default(),
        education: None,
        studies: Vec::new(),
        experience_years: None,
        skills: Vec::new(),
        open_to_disabled: false,
        description: String::new(),
        requirements: String::new(),
        source: Source::Local,
        ..vacancy(1)
    }
}

fn board(count: usize, total: usize) -> Board {
    Board {
        region: "3216".parse().unwrap(),
        from: date(2026, 11, 15),
        to: date(2026, 11, 21),
        vacancies: (0..count).map(vacancy).collect(),
        total,
    }
}

/// Every sheet, by name, with how many codes are on it.
fn samples() -> Vec<(String, usize, Vec<u8>)> {
    let (usual, monster, bare) = (vacancy(0), monster(), bare());
    let ten: Vec<Vacancy> = (0..10).map(vacancy).collect();
    let (week, none) = (board(9, 9), Board { region: "321608".parse().unwrap(), ..board(0, 0) });
    let mut samples = Vec::new();
    for (tongue, lang) in [("id", Lang::Id), ("en", Lang::En)] {
        let context = context(lang);
        let again = Context { copy: 2, ..context };
        for (name, codes, sheet, context) in [
            ("vacancy", 1, Sheet::Vacancy(&usual), context),
            ("vacancy-longest", 1, Sheet::Vacancy(&monster), context),
            ("vacancy-barest", 1, Sheet::Vacancy(&bare), again),
            ("list", 10, Sheet::List(&ten), context),
            ("list-empty", 0, Sheet::List(&[]), context),
            ("board", 9, Sheet::NoticeBoard(&week), context),
            ("board-empty", 0, Sheet::NoticeBoard(&none), context),
        ] {
            samples.push((format!("{name}.{tongue}"), codes, compose(&sheet, &context).unwrap()));
        }
    }
    samples
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    for ((name, _, first), (_, _, second)) in samples().iter().zip(samples()) {
        assert!(*first == second, "{name} differs when it is made again");
    }
}

#[test]
fn a_sheet_is_small_enough_for_any_queue() {
    for (name, _, bytes) in samples() {
        assert!(bytes.starts_with(b"%PDF-1."), "{name}");
        assert!((10_000..120_000).contains(&bytes.len()), "{name}: {} bytes", bytes.len());
    }
}

#[test]
fn a_list_is_cut_at_ten_and_a_vacancy_at_two_pages() {
    let pages =
        |bytes: &[u8]| bytes.windows(10).filter(|at| *at == b"/Type/Page" || *at == b"/Type /Pag").count();
    let long = compose(&Sheet::Vacancy(&monster()), &context(Lang::Id)).unwrap();
    // The tree of pages is one of them.
    assert_eq!(pages(&long), 3);
    let twelve: Vec<Vacancy> = (0..12).map(vacancy).collect();
    let list = compose(&Sheet::List(&twelve), &context(Lang::Id)).unwrap();
    let ten = compose(&Sheet::List(&twelve[..10]), &context(Lang::Id)).unwrap();
    assert_eq!(pages(&list), pages(&ten));
}

#[test]
fn an_address_that_fits_no_code_is_printed_in_words_alone() {
    let endless = Vacancy { url: format!("https://example.go.id/{}", "x".repeat(5000)), ..vacancy(0) };
    assert!(compose(&Sheet::Vacancy(&endless), &context(Lang::Id)).is_ok());
    assert!(compose(&Sheet::List(&[endless]), &context(Lang::Id)).is_ok());
}

/// With `SHEETS_OUT`, a folder: `NAME.pdf`, and `codes.txt` with the number of codes on each.
#[test]
fn the_samples_are_written_where_they_are_wanted() {
    let Some(folder) = std::env::var_os("SHEETS_OUT").map(std::path::PathBuf::from) else { return };
    let begun = Instant::now();
    let samples = samples();
    let each_ms = begun.elapsed().as_millis() as f64 / samples.len() as f64;
    println!("{each_ms:.1} ms a sheet");
    let mut codes = String::new();
    for (name, count, bytes) in &samples {
        std::fs::write(folder.join(format!("{name}.pdf")), bytes).unwrap();
        codes += &format!("{name} {count}\n");
    }
    std::fs::write(folder.join("codes.txt"), codes).unwrap();
}

/// A catalogue that holds `vacancies`, and its folder.
fn catalogue(vacancies: &[Vacancy]) -> (tempfile::TempDir, Reader) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.db");
    let mut catalogue = Catalogue::open(&path).unwrap();
    let mut digest = Digest::default();
    let row = |(at, vacancy): (usize, &Vacancy)| {
        let (id, seq) = (vacancy.row_id(), at as u64 + 1);
        let body = serde_json::to_string(vacancy).unwrap();
        digest.toggle(&id, seq, &body);
        Row { id, seq, del: false, body: Some(serde_json::value::RawValue::from_string(body).unwrap()) }
    };
    let rows: Vec<Row> = vacancies.iter().enumerate().map(row).collect();
    let head = rows.len() as u64;
    let page = Page {
        epoch: Epoch::numbered(1),
        after: 0,
        rows,
        next: head,
        more: false,
        head,
        count: head,
        digest,
        as_of_s: 77,
    };
    let scope = "vacancies@32".parse().unwrap();
    // The first answer tells a new catalogue central's epoch.
    let reset = FeedAnswer::Reset(Reset { epoch: Epoch::numbered(1), snapshot: None });
    catalogue.apply(&scope, &reset).unwrap();
    assert!(matches!(catalogue.apply(&scope, &FeedAnswer::Page(page)).unwrap(), Applied::AtHead { .. }));
    let reader = Reader::open(&path).unwrap();
    (folder, reader)
}

#[test]
fn a_notice_board_holds_what_opened_in_its_region_in_the_last_seven_days() {
    let today = date(2026, 11, 22);
    let with = |n: usize, opens, closes, region: &str| {
        let place = Place { region: region.parse().unwrap(), ..vacancy(n).place };
        Vacancy { opens, closes, place, ..vacancy(n) }
    };
    let end = date(2026, 12, 31);
    let vacancies = [
        with(0, date(2026, 11, 15), end, "321608"),
        with(1, date(2026, 11, 16), end, "321608"),
        with(2, date(2026, 11, 22), end, "321608"),
        with(3, date(2026, 11, 23), end, "321608"),
        with(4, date(2026, 11, 20), date(2026, 11, 21), "321608"),
        with(5, date(2026, 11, 20), end, "321605"),
        with(6, date(2026, 11, 20), end, "327501"),
    ];
    let (_folder, reader) = catalogue(&vacancies);
    let ids = |region: &str| {
        let board = notice_board(&reader, &region.parse().unwrap(), today).unwrap();
        assert_eq!((board.from, board.to, board.total), (date(2026, 11, 16), today, board.vacancies.len()));
        board.vacancies.into_iter().map(|vacancy| vacancy.source_id).collect::<Vec<_>>()
    };
    assert_eq!(ids("321608"), ["0193-0002", "0193-0001"], "the newest first");
    assert_eq!(ids("3216"), ["0193-0002", "0193-0005", "0193-0001"]);
    assert_eq!(ids("3171"), Vec::<String>::new());
}

#[test]
fn a_notice_board_of_a_busy_week_is_cut_and_says_of_how_many() {
    let vacancies: Vec<Vacancy> = (0..BOARD_MAX + 73).map(vacancy).collect();
    let (_folder, reader) = catalogue(&vacancies);
    let board = notice_board(&reader, &"3216".parse().unwrap(), date(2026, 11, 22)).unwrap();
    assert_eq!((board.vacancies.len(), board.total), (BOARD_MAX, BOARD_MAX + 73));
}
