//! Invented data, shaped like the real: long names, missing wages, capitals, a title of 120 letters.
use anjungan_ui::*;
use slint::{Global, Image, ModelRc, Rgb8Pixel, SharedPixelBuffer, VecModel};

/// What a picture shows. Each is reached by writing the globals, as the terminal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    Attract,
    AttractNoCount,
    Home,
    HomeOffline,
    Search,
    SearchKeyboard,
    SearchLongNames,
    SearchNothing,
    SearchNothingKeyboard,
    Filters,
    Place,
    PlaceKeyboard,
    Detail,
    DetailLong,
    DetailNoPrinter,
    Phone,
    TicketPreparing,
    TicketPrinting,
    TicketPrinted,
    TicketUnverified,
    TicketBlocked,
    TicketDoubtful,
    TicketExpired,
    TicketFailed,
    Thanks,
    Info,
    InfoPlain,
    OutOfOrder,
    Idle,
}

pub const SCENES: &[Scene] = &[
    Scene::Attract,
    Scene::AttractNoCount,
    Scene::Home,
    Scene::HomeOffline,
    Scene::Search,
    Scene::SearchKeyboard,
    Scene::SearchLongNames,
    Scene::SearchNothing,
    Scene::SearchNothingKeyboard,
    Scene::Filters,
    Scene::Place,
    Scene::PlaceKeyboard,
    Scene::Detail,
    Scene::DetailLong,
    Scene::DetailNoPrinter,
    Scene::Phone,
    Scene::TicketPreparing,
    Scene::TicketPrinting,
    Scene::TicketPrinted,
    Scene::TicketUnverified,
    Scene::TicketBlocked,
    Scene::TicketDoubtful,
    Scene::TicketExpired,
    Scene::TicketFailed,
    Scene::Thanks,
    Scene::Info,
    Scene::InfoPlain,
    Scene::OutOfOrder,
    Scene::Idle,
];

impl Scene {
    /// "05-search-keyboard"
    pub fn name(self) -> String {
        let number = SCENES.iter().position(|scene| *scene == self).expect("listed") + 1;
        let mut name = format!("{number:02}");
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    pub fn page(self) -> Page {
        match self {
            Scene::Attract | Scene::AttractNoCount => Page::Attract,
            Scene::Home | Scene::HomeOffline => Page::Home,
            Scene::Search
            | Scene::SearchKeyboard
            | Scene::SearchLongNames
            | Scene::SearchNothing
            | Scene::SearchNothingKeyboard => Page::Search,
            Scene::Filters => Page::Filters,
            Scene::Place | Scene::PlaceKeyboard => Page::Place,
            Scene::Detail | Scene::DetailLong | Scene::DetailNoPrinter | Scene::Idle => Page::Detail,
            Scene::Phone => Page::Phone,
            Scene::TicketPreparing
            | Scene::TicketPrinting
            | Scene::TicketPrinted
            | Scene::TicketUnverified
            | Scene::TicketBlocked
            | Scene::TicketDoubtful
            | Scene::TicketExpired
            | Scene::TicketFailed => Page::Ticket,
            Scene::Thanks => Page::Thanks,
            Scene::Info | Scene::InfoPlain => Page::Info,
            Scene::OutOfOrder => Page::OutOfOrder,
        }
    }
}

fn model<T: Clone + 'static>(items: impl IntoIterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from_iter(items))
}

pub fn show(app: &App, scene: Scene, english: bool) {
    let say = |id: &'static str, en: &'static str| slint::SharedString::from(if english { en } else { id });

    let kiosk = Kiosk::get(app);
    kiosk.set_tenant("Disnaker Kabupaten Bekasi".into());
    kiosk.set_site("Anjungan Siap Kerja – MM2100".into());
    kiosk.set_clock("10.42".into());
    kiosk.set_data_as_of(say("Data per 20 November 2026 pukul 17.00", "Data as of 20 November 2026, 17.00"));
    kiosk.set_offline(scene == Scene::HomeOffline);
    kiosk.set_printer_ready(!matches!(scene, Scene::DetailNoPrinter | Scene::HomeOffline));
    kiosk.set_printer_note(say(
        "Kertas habis. Lowongan tetap dapat disimpan di HP.",
        "Out of paper. Vacancies can still be kept on your phone.",
    ));

    let attract = Attract::get(app);
    attract.set_near_count(if scene == Scene::AttractNoCount { 0 } else { 312 });
    attract.set_near_place("Kabupaten Bekasi".into());

    home(app, english);
    search(app, scene, english);
    filters(app, english);
    place(app, scene, english);
    detail(app, scene, english);
    ticket(app, scene, english);

    let phone = Phone::get(app);
    phone.set_title(say(
        "Operator Produksi – PT Contoh Sukses Makmur",
        "Operator Produksi – PT Contoh Sukses Makmur",
    ));
    phone.set_qr(qr("https://kerja.example.go.id/l/K07-4F2Q-91"));
    phone.set_url_text("kerja.example.go.id/l/4F2Q-91".into());
    phone.set_explanation(say(
        "Halaman ini berisi lowongan yang Anda lihat dan cara melamar. Tidak perlu memasang aplikasi.",
        "The page holds the vacancy you were reading and how to apply. No app is needed.",
    ));

    Thanks::get(app).set_message(say("Jangan lupa ambil kertas Anda.", "Do not forget your paper."));

    let info = Info::get(app);
    info.set_title(say("Upah minimum 2026", "Minimum wage 2026"));
    info.set_body(model([
        paragraph(true, false, "Kabupaten Bekasi"),
        paragraph(
            false,
            false,
            "Rp5.938.885 sebulan, berlaku sejak 1 Januari 2026 (Kepgub Jabar 561/Kep.862-Kesra/2025).",
        ),
        paragraph(true, false, "Berlaku untuk siapa?"),
        paragraph(false, true, "Pekerja dengan masa kerja kurang dari satu tahun."),
        paragraph(false, true, "Pekerja tetap maupun kontrak."),
        paragraph(false, true, "Upah sektoral (UMSK) dapat lebih tinggi."),
        paragraph(
            false,
            false,
            "Bila upah Anda di bawah angka ini, tanyakan kepada petugas. Bertanya tidak dipungut biaya.",
        ),
    ]));
    info.set_qr(if scene == Scene::Info {
        qr("https://disnaker.example.go.id/umk-2026")
    } else {
        Image::default()
    });
    info.set_qr_note(say(
        "Pindai untuk membaca keputusan lengkapnya di HP Anda.",
        "Scan to read the full decree on your phone.",
    ));

    let broken = OutOfOrder::get(app);
    broken.set_code("D-002".into());
    broken.set_device("K07".into());
    broken.set_message(say(
        "Layar akan kembali menyala setelah diperiksa petugas.",
        "It will be back after staff have looked at it.",
    ));

    let nav = Nav::get(app);
    nav.set_page(scene.page());
    nav.set_idle_warning(scene == Scene::Idle);
    nav.set_idle_seconds_left(20);
    crate::stage::settle();
}

fn home(app: &App, english: bool) {
    let tile = |id: &str, icon, title: (&str, &str), subtitle: (&str, &str)| HomeTile {
        id: id.into(),
        title: if english { title.1 } else { title.0 }.into(),
        subtitle: if english { subtitle.1 } else { subtitle.0 }.into(),
        icon,
    };
    let group = |id: &str, en: &str, tiles: Vec<HomeTile>| HomeGroup {
        title: if english { en } else { id }.into(),
        tiles: model(tiles),
    };
    Home::get(app).set_groups(model([
        group(
            "Mencari kerja",
            "Looking for work",
            vec![
                tile(
                    "search",
                    TileIcon::Search,
                    ("Cari Lowongan", "Find Jobs"),
                    ("Semua lowongan di sekitar Anda", "All vacancies around you"),
                ),
                tile(
                    "near",
                    TileIcon::MapPin,
                    ("Lowongan Terdekat", "Nearest Jobs"),
                    ("Dari anjungan ini", "From this kiosk"),
                ),
                tile(
                    "fresh",
                    TileIcon::Student,
                    ("Tanpa Pengalaman", "No Experience"),
                    ("Untuk lulusan baru", "For new graduates"),
                ),
                tile(
                    "fair",
                    TileIcon::Calendar,
                    ("Bursa Kerja", "Job Fairs"),
                    ("Jadwal dan tempat", "Dates and places"),
                ),
                tile(
                    "training",
                    TileIcon::Book,
                    ("Pelatihan Kerja", "Job Training"),
                    ("Gratis di BLK", "Free at the BLK"),
                ),
            ],
        ),
        group(
            "Sedang bekerja",
            "In work",
            vec![
                tile(
                    "wage",
                    TileIcon::Wallet,
                    ("Upah Minimum 2026", "Minimum Wage 2026"),
                    ("Kabupaten dan kota", "By regency and city"),
                ),
                tile(
                    "rights",
                    TileIcon::Scales,
                    ("Hak Pekerja", "Workers' Rights"),
                    ("Upah, lembur, cuti", "Pay, overtime, leave"),
                ),
            ],
        ),
        group(
            "Perusahaan",
            "Companies",
            vec![
                tile(
                    "report",
                    TileIcon::Buildings,
                    ("Lapor Lowongan", "Report a Vacancy"),
                    ("Wajib dan gratis", "Required and free"),
                ),
                tile(
                    "complaint",
                    TileIcon::Megaphone,
                    ("Laporkan Pungutan", "Report a Fee"),
                    ("Calo atau biaya", "Brokers or charges"),
                ),
            ],
        ),
    ]));
}

fn search(app: &App, scene: Scene, english: bool) {
    let say = |id: &'static str, en: &'static str| slint::SharedString::from(if english { en } else { id });
    let search = Search::get(app);
    let nothing = matches!(scene, Scene::SearchNothing | Scene::SearchNothingKeyboard);
    let long = scene == Scene::SearchLongNames;
    search.set_placeholder(say("Ketik pekerjaan, misalnya kasir", "Type a job, such as kasir"));
    search.set_query(if nothing {
        "penjahit kulit".into()
    } else if long {
        "operator mesin bubut cnc dan las argon berpengalaman".into()
    } else if scene == Scene::SearchKeyboard {
        "oprator".into()
    } else {
        "".into()
    });
    search.set_place_label(if long { "Kab. Hulu Sungai Selatan".into() } else { "Kab. Bekasi".into() });
    search.set_filter_count(if long { 2 } else { 0 });
    search.set_spelling_note(if scene == Scene::SearchKeyboard {
        say("Menampilkan hasil untuk “operator”", "Showing results for “operator”")
    } else {
        "".into()
    });
    search.set_summary(if nothing {
        say(
            "Tidak ada lowongan “penjahit kulit” di Kab. Bekasi",
            "No vacancy for “penjahit kulit” in Kab. Bekasi",
        )
    } else {
        say("312 lowongan di Kab. Bekasi", "312 vacancies in Kab. Bekasi")
    });
    search.set_total(if nothing { 0 } else { 312 });
    search.set_busy(false);
    search.set_keyboard_open(matches!(scene, Scene::SearchKeyboard | Scene::SearchNothingKeyboard));
    let chip = |id: &str, label: slint::SharedString, active| Chip { id: id.into(), label, active };
    search.set_chips(model([
        chip("near", say("Terdekat", "Nearest"), true),
        chip("new", say("Terbaru", "Newest"), false),
        chip("closing", say("Segera tutup", "Closing soon"), false),
        chip("fresh", say("Tanpa pengalaman", "No experience"), long),
        chip("disability", say("Terbuka bagi disabilitas", "Open to disabled people"), long),
    ]));
    let widening = |id: &str, label: slint::SharedString, count| Widening { id: id.into(), label, count };
    search.set_widenings(model([
        widening(
            "province",
            say("Penjahit kulit di seluruh Jawa Barat", "Penjahit kulit in all of Jawa Barat"),
            4,
        ),
        widening("word", say("Penjahit di Kab. Bekasi", "Penjahit in Kab. Bekasi"), 27),
        widening("all", say("Semua lowongan di Kab. Bekasi", "All vacancies in Kab. Bekasi"), 312),
    ]));
    search.set_results(if nothing { model([]) } else { model((0..40).map(|i| vacancy(i, long, english))) });
    search.set_generation(search.get_generation() + 1);
}

pub const LONG_TITLE: &str = "Operator Mesin Produksi Bagian Pengecatan dan Perakitan Rangka Sepeda Motor Listrik (Penempatan Pabrik MM2100 Cikarang)";

fn vacancy(i: usize, long: bool, english: bool) -> VacancyCard {
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    let titles = [
        "Operator Produksi",
        "Kasir Minimarket",
        "Penjahit Garmen",
        "Sopir Truk Engkel",
        "Staf Gudang",
        "Petugas Kebersihan",
        "Juru Las",
        "Admin Penjualan",
    ];
    let employers = [
        "PT Contoh Sukses Makmur",
        "Toko Sumber Rejeki",
        "CV Benang Emas",
        "PT Angkut Jaya Sentosa",
        "PT Gudang Nusantara Logistik",
    ];
    let places = ["Cikarang Barat", "Tambun Selatan", "Cibitung", "Setu", "Babelan"];
    let wages = ["Rp5.938.885 – Rp6.500.000", "Rp4.200.000", "", "Rp5.950.000", "Rp150.000"];
    let wage = wages[i % wages.len()];
    VacancyCard {
        id: format!("v{i}").into(),
        title: if long && i % 3 == 0 { LONG_TITLE } else { titles[i % titles.len()] }.into(),
        employer: if long && i % 3 == 0 {
            "PT CONTOH MANUFAKTUR KOMPONEN OTOMOTIF INDONESIA RAYA SEJAHTERA TBK"
        } else {
            employers[i % employers.len()]
        }
        .into(),
        place: if long && i % 3 == 0 {
            "Kec. Daha Selatan, Kab. Hulu Sungai Selatan, Kalimantan Selatan"
        } else {
            places[i % places.len()]
        }
        .into(),
        wage: match (wage, i % wages.len()) {
            ("", _) => say("Upah tidak dicantumkan", "Wage not stated").into(),
            (wage, 4) => format!("{wage} {}", say("sehari", "a day")).into(),
            (wage, _) => format!("{wage} {}", say("sebulan", "a month")).into(),
        },
        closes: match i % 4 {
            1 => say("Sisa 3 hari", "3 days left").into(),
            _ => say("Tutup 30 November 2026", "Closes 30 November 2026").into(),
        },
        badge: if i % 5 == 0 {
            say("Baru", "New").into()
        } else if i % 7 == 3 {
            say("Magang", "Internship").into()
        } else {
            "".into()
        },
        urgent: i % 4 == 1,
    }
}

fn filters(app: &App, english: bool) {
    let option = |label: (&str, &str), count, active| FilterOption {
        id: label.0.into(),
        label: if english { label.1 } else { label.0 }.into(),
        count,
        active,
    };
    let group = |title: (&str, &str), options: Vec<FilterOption>| FilterGroup {
        id: title.0.into(),
        title: if english { title.1 } else { title.0 }.into(),
        options: model(options),
    };
    let filters = Filters::get(app);
    filters.set_groups(model([
        group(
            ("Pendidikan", "Education"),
            vec![
                option(("SD", "SD"), 31, false),
                option(("SMP", "SMP"), 58, false),
                option(("SMA/SMK", "SMA/SMK"), 201, true),
                option(("Diploma", "Diploma"), 40, false),
                option(("Sarjana", "Degree"), 22, false),
            ],
        ),
        group(
            ("Bidang usaha", "Sector"),
            vec![
                option(("Pabrik", "Manufacturing"), 140, false),
                option(("Toko dan perdagangan", "Shops and trade"), 62, false),
                option(("Angkutan dan gudang", "Transport and storage"), 44, false),
                option(("Rumah makan dan hotel", "Restaurants and hotels"), 23, false),
                option(("Bangunan", "Construction"), 18, false),
                option(("Kesehatan", "Health"), 9, false),
            ],
        ),
        group(
            ("Jenis pekerjaan", "Kind of work"),
            vec![
                option(("Tetap (PKWTT)", "Permanent (PKWTT)"), 80, false),
                option(("Kontrak (PKWT)", "Contract (PKWT)"), 190, true),
                option(("Paruh waktu", "Part time"), 21, false),
                option(("Harian", "Daily"), 12, false),
                option(("Magang", "Internship"), 9, false),
            ],
        ),
        group(("Pengalaman", "Experience"), vec![option(("Tanpa pengalaman", "No experience"), 96, false)]),
        group(
            ("Disabilitas", "Disability"),
            vec![option(("Terbuka bagi disabilitas", "Open to disabled people"), 14, false)],
        ),
        group(
            ("Upah paling sedikit", "Wage at least"),
            vec![
                option(("Rp3.000.000", "Rp3,000,000"), 260, false),
                option(("Rp5.000.000", "Rp5,000,000"), 170, false),
                option(("UMK Rp5.938.885", "UMK Rp5,938,885"), 57, false),
            ],
        ),
    ]));
    filters.set_apply_label(if english { "Show 57 vacancies" } else { "Lihat 57 lowongan" }.into());
}

fn place(app: &App, scene: Scene, english: bool) {
    let place = Place::get(app);
    place.set_breadcrumbs(model(["Indonesia".into(), "Jawa Barat".into(), "Kab. Bekasi".into()]));
    let names = [
        "Babelan",
        "Bojongmangu",
        "Cabangbungin",
        "Cibarusah",
        "Cibitung",
        "Cikarang Barat",
        "Cikarang Pusat",
        "Cikarang Selatan",
        "Cikarang Timur",
        "Cikarang Utara",
        "Karangbahagia",
        "Kedungwaringin",
        "Muaragembong",
        "Pebayuran",
        "Serang Baru",
        "Setu",
        "Sukakarya",
        "Sukatani",
        "Sukawangi",
        "Tambelang",
        "Tambun Selatan",
        "Tambun Utara",
        "Tarumajaya",
    ];
    let typed = scene == Scene::PlaceKeyboard;
    place.set_options(model(
        names.iter().enumerate().filter(|(_, name)| !typed || name.starts_with("Cik")).map(|(i, name)| {
            PlaceOption {
                code: format!("32.16.{i:02}").into(),
                name: (*name).into(),
                count: (i as i32 * 37) % 61,
            }
        }),
    ));
    place.set_query(if typed { "cik" } else { "" }.into());
    place.set_whole_label(if english { "All of Kab. Bekasi" } else { "Semua di Kab. Bekasi" }.into());
    place.set_keyboard_open(typed);
}

fn paragraph(heading: bool, bullet: bool, text: &str) -> Paragraph {
    Paragraph { heading, bullet, text: text.into() }
}

fn detail(app: &App, scene: Scene, english: bool) {
    let say = |id: &'static str, en: &'static str| slint::SharedString::from(if english { en } else { id });
    let long = scene == Scene::DetailLong;
    let detail = Detail::get(app);
    detail.set_title(if long { LONG_TITLE } else { "Operator Produksi" }.into());
    detail.set_employer("PT Contoh Sukses Makmur".into());
    detail.set_badge(say("Baru", "New"));
    let fact = |icon, label: (&'static str, &'static str), value: (&'static str, &'static str)| Fact {
        icon,
        label: say(label.0, label.1),
        value: if value.0.is_empty() {
            say("tidak dicantumkan perusahaan", "not stated by the company")
        } else {
            say(value.0, value.1)
        },
        stated: !value.0.is_empty(),
    };
    detail.set_facts(model([
        fact(
            FactIcon::Work,
            ("Jenis pekerjaan", "Kind of work"),
            ("Kontrak (PKWT), penuh waktu", "Contract (PKWT), full time"),
        ),
        fact(
            FactIcon::Place,
            ("Lokasi kerja", "Workplace"),
            ("Kawasan MM2100, Cikarang Barat, Kab. Bekasi", "Kawasan MM2100, Cikarang Barat, Kab. Bekasi"),
        ),
        fact(
            FactIcon::Wage,
            ("Upah", "Wage"),
            ("Rp5.938.885 – Rp6.500.000 sebulan", "Rp5,938,885 – Rp6,500,000 a month"),
        ),
        fact(FactIcon::Hours, ("Jam kerja", "Hours"), ("", "")),
        fact(FactIcon::Conditions, ("Kondisi kerja", "Conditions"), ("", "")),
        fact(FactIcon::Education, ("Pendidikan", "Education"), ("SMA/SMK", "SMA/SMK")),
        fact(FactIcon::Experience, ("Pengalaman", "Experience"), ("Tanpa pengalaman", "None needed")),
        fact(FactIcon::Deadline, ("Batas lamaran", "Closing date"), ("30 November 2026", "30 November 2026")),
        fact(
            FactIcon::Quota,
            ("Kuota", "Places"),
            ("20 orang, sudah 12 pendaftar", "20 places, 12 applicants so far"),
        ),
    ]));
    let mut body = vec![
        paragraph(true, false, "Yang dikerjakan"),
        paragraph(false, true, "Menjalankan mesin cetak plastik sesuai petunjuk kerja."),
        paragraph(false, true, "Memeriksa hasil dan mencatatnya setiap jam."),
        paragraph(false, true, "Menjaga kebersihan dan keselamatan di tempat kerja."),
        paragraph(true, false, "Syarat"),
        paragraph(false, true, "Bersedia bekerja bergilir."),
        paragraph(false, true, "Sehat jasmani."),
    ];
    if long {
        let sentence = "Menyiapkan bahan, menjalankan mesin, memeriksa mutu, mencatat hasil, dan melaporkan kerusakan kepada kepala regu. ";
        body.push(paragraph(false, false, &sentence.repeat(4_000 / sentence.len() + 1)));
    }
    detail.set_body(model(body));
    detail.set_notes(model([say(
        "Perusahaan mencantumkan usia 18–25. Anda tetap dapat melamar (SE Menaker M/6/HK.04/V/2025).",
        "The company states ages 18–25. You may apply all the same (SE Menaker M/6/HK.04/V/2025).",
    )]));
    detail.set_source_line(say(
        "Sumber: Karirhub, Kementerian Ketenagakerjaan. Nomor K07-4F2Q-91.",
        "Source: Karirhub, Ministry of Manpower. Number K07-4F2Q-91.",
    ));
    detail.set_can_print(scene != Scene::DetailNoPrinter);
    detail.set_print_note(if scene == Scene::DetailNoPrinter {
        say(
            "Kertas habis. Petugas sudah diberi tahu. Simpan di HP Anda.",
            "Out of paper. Staff have been told. Keep it on your phone.",
        )
    } else {
        say("Sisa 4 lembar untuk Anda hari ini.", "4 sheets left for you today.")
    });
}

fn ticket(app: &App, scene: Scene, english: bool) {
    let (state, headline, explanation, code) = match scene {
        Scene::TicketPrinting => (
            TicketState::Printing,
            ("Tiket sedang dicetak", "Printing your ticket"),
            (
                "Tunggu sebentar. Kertas keluar di bawah layar.",
                "One moment. The paper comes out below the screen.",
            ),
            "",
        ),
        Scene::TicketPrinted => (
            TicketState::Printed,
            ("Tiket berhasil dicetak", "Your ticket is printed"),
            ("Ambil kertas di bawah layar.", "Take the paper below the screen."),
            "",
        ),
        Scene::TicketUnverified => (
            TicketState::Unverified,
            ("Periksa kertas di bawah layar", "Look for the paper below the screen"),
            ("Mesin cetak tidak memberi kabar.", "The printer has not answered."),
            "P-031",
        ),
        Scene::TicketBlocked => (
            TicketState::Blocked,
            ("Kertas habis", "Out of paper"),
            (
                "Catat atau potret nomor ini. Petugas sudah diberi tahu.",
                "Write down or photograph this number. Staff have been told.",
            ),
            "P-011",
        ),
        Scene::TicketDoubtful => (
            TicketState::Doubtful,
            ("Tiket mungkin tidak keluar", "The ticket may not have come out"),
            (
                "Nomor Anda tetap berlaku. Catat atau potret.",
                "Your number is valid all the same. Write it down or photograph it.",
            ),
            "P-032",
        ),
        Scene::TicketExpired => (
            TicketState::Expired,
            ("Terlalu lama menunggu mesin cetak", "The printer took too long"),
            (
                "Tiket ini tidak akan dicetak lagi. Nomor Anda tetap berlaku.",
                "This ticket will not be printed any more. Your number is still valid.",
            ),
            "P-040",
        ),
        Scene::TicketFailed => (
            TicketState::Failed,
            ("Tiket tidak dapat dicetak", "The ticket cannot be printed"),
            (
                "Catat atau potret nomor ini, lalu hubungi petugas.",
                "Write down or photograph this number, then ask the staff.",
            ),
            "P-050",
        ),
        _ => (
            TicketState::Preparing,
            ("Menyiapkan tiket Anda", "Preparing your ticket"),
            ("Nomor Anda sudah tersimpan.", "Your number is safe."),
            "",
        ),
    };
    let say =
        |text: (&'static str, &'static str)| slint::SharedString::from(if english { text.1 } else { text.0 });
    let ticket = Ticket::get(app);
    ticket.set_state(state);
    ticket.set_number("K07-4F2Q-91".into());
    ticket.set_qr(qr("https://kerja.example.go.id/t/K07-4F2Q-91"));
    ticket.set_headline(say(headline));
    ticket.set_explanation(say(explanation));
    ticket.set_code(code.into());
    ticket.set_paper(if matches!(state, TicketState::Printed | TicketState::Printing) {
        paper()
    } else {
        Image::default()
    });
}

pub fn qr(text: &str) -> Image {
    let code = qrcode::QrCode::new(text).expect("short text");
    let side = code.width();
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(side as u32, side as u32);
    for (pixel, color) in pixels.make_mut_slice().iter_mut().zip(code.to_colors()) {
        let level = color.select(0, 255);
        *pixel = Rgb8Pixel { r: level, g: level, b: level };
    }
    Image::from_rgb8(pixels)
}

/// 576 dots wide like a real one; bars stand for lines of text.
fn paper() -> Image {
    let (width, height) = (576u32, 800u32);
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(width, height);
    let code = qrcode::QrCode::new("K07-4F2Q-91").expect("short text");
    let side = code.width() as u32;
    let colors = code.to_colors();
    for y in 0..height {
        for x in 0..width {
            let bar = y < 440 && y % 44 < 18 && x > 30 && x < 300 + (y * 7919) % 230;
            let (u, v) = ((x as i64 - 180) / 9, (y as i64 - 500) / 9);
            let module = u >= 0
                && v >= 0
                && (u as u32) < side
                && (v as u32) < side
                && x >= 180
                && y >= 500
                && colors[v as usize * side as usize + u as usize] == qrcode::Color::Dark;
            let level = if bar || module { 20 } else { 255 };
            pixels.make_mut_slice()[(y * width + x) as usize] = Rgb8Pixel { r: level, g: level, b: level };
        }
    }
    Image::from_rgb8(pixels)
}
