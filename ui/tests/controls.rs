//! What the screens report when they are touched.
use crate::{
    fixture::{Scene, show},
    stage::*,
};
use anjungan_ui::*;
use slint::{
    ComponentHandle, Global, LogicalPosition,
    platform::{Key, PointerEventButton, WindowEvent},
};
use std::{cell::RefCell, rc::Rc};

type Heard = Rc<RefCell<Vec<String>>>;

/// Makes what a callback tells it to, under a name.
type Listener = Box<dyn Fn(String)>;

fn heard() -> (Heard, impl Fn(&str) -> Listener) {
    let heard: Heard = Rc::default();
    let ears = heard.clone();
    let listen = move |name: &str| {
        let (ears, name) = (ears.clone(), name.to_owned());
        Box::new(move |what: String| ears.borrow_mut().push(format!("{name} {what}").trim().to_owned()))
            as Box<dyn Fn(String)>
    };
    (heard, listen)
}

fn press_key(app: &App, text: impl Into<slint::SharedString>) {
    let text = text.into();
    app.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    app.window().dispatch_event(WindowEvent::KeyReleased { text });
    settle();
}

#[test]
fn letters_arrive_from_the_screen_and_from_a_keyboard() {
    let app = app();
    let (heard, listen) = heard();
    let key = listen("key");
    Keyboard::get(&app)
        .on_key(move |text| key(if text.as_str() == "\u{8}" { "⌫".into() } else { text.to_string() }));
    let done = listen("done");
    Keyboard::get(&app).on_done(move || done("".into()));
    show(&app, Scene::SearchKeyboard, false);
    for label in ["L", "A", "Spasi", "Hapus satu huruf", "7", "Selesai mengetik"] {
        tap(&app, label);
    }
    for text in ["k", "K", " "] {
        press_key(&app, text);
    }
    press_key(&app, Key::Backspace);
    press_key(&app, Key::Return);
    press_key(&app, Key::LeftArrow);
    press_key(&app, Key::F5);
    assert_eq!(
        *heard.borrow(),
        ["key l", "key a", "key", "key ⌫", "key 7", "done", "key k", "key K", "key", "key ⌫", "done"]
    );
}

#[test]
fn the_field_is_never_under_its_keyboard() {
    let app = app();
    for size in [PORTRAIT, LANDSCAPE] {
        for low_reach in [false, true] {
            look(&app, View { size, low_reach, step: 2, ..View::PLAIN });
            for (scene, field) in [
                (Scene::SearchKeyboard, "Kata yang dicari"),
                (Scene::PlaceKeyboard, "Nama tempat yang dicari"),
                (Scene::AskText, "Jawaban Anda"),
                (Scene::AskTextEmail, "Jawaban Anda"),
                (Scene::AskTextDigits, "Jawaban Anda"),
                (Scene::AskNik, "NIK"),
                (Scene::AskNikWrong, "NIK"),
                (Scene::AskDate, "Tahun"),
                (Scene::AskPlaceTyping, "Nama tempat yang dicari"),
                (Scene::FindTyping, "Nomor tanda terima"),
            ] {
                show(&app, scene, false);
                let field = control(&app, field);
                let first_key = control(&app, "1");
                assert!(
                    field.absolute_position().y + field.size().height <= first_key.absolute_position().y
                        || field.absolute_position().x + field.size().width
                            <= first_key.absolute_position().x,
                    "{scene:?} {size:?} {low_reach}"
                );
            }
        }
    }
}

#[test]
fn with_low_reach_every_control_is_in_the_lower_half() {
    let app = app();
    for step in [0, 2] {
        look(&app, View { low_reach: true, step, ..View::PLAIN });
        for &scene in crate::fixture::SCENES {
            show(&app, scene, false);
            if scene == Scene::Idle {
                continue; // checked below: the page under it is hidden
            }
            if matches!(scene, Scene::ServiceTouch | Scene::ServiceColour) {
                continue; // a technician tries the whole panel there
            }
            for element in everything(&app).into_iter().filter(is_control) {
                let top = element.absolute_position().y;
                assert!(
                    top >= 1920.0 / 2.0 - 1.0,
                    "{scene:?}, step {step}: {:?} at {top}",
                    element.accessible_label()
                );
            }
        }
    }
    show(&app, Scene::Idle, false);
    assert!(control(&app, "Saya masih di sini").absolute_position().y >= 960.0);
}

#[test]
fn each_control_reports_what_happened() {
    let app = app();
    let (heard, listen) = heard();
    macro_rules! hear {
        ($global:ident . $on:ident ( $($arg:ident),* )) => {{
            let listen = listen(stringify!($on));
            $global::get(&app).$on(move |$($arg),*| listen(Vec::<String>::from([$($arg.to_string()),*]).join(" ")));
        }};
    }
    hear!(Attract.on_started());
    hear!(Home.on_tile_chosen(id));
    hear!(Home.on_info_chosen(id));
    hear!(Home.on_announcement_chosen());
    hear!(Listing.on_chosen(id));
    hear!(Search.on_vacancy_chosen(id));
    hear!(Search.on_chip_toggled(id));
    hear!(Search.on_filters_opened());
    hear!(Search.on_place_opened());
    hear!(Search.on_widening_chosen(id));
    hear!(Search.on_keyboard_wanted(wanted));
    hear!(Search.on_query_cleared());
    hear!(Filters.on_option_toggled(group, option));
    hear!(Filters.on_cleared());
    hear!(Filters.on_applied());
    hear!(Place.on_place_chosen(code));
    hear!(Place.on_level_up());
    hear!(Place.on_whole_chosen());
    hear!(Detail.on_print_chosen());
    hear!(Detail.on_phone_chosen());
    hear!(Detail.on_sheet_chosen());
    hear!(Search.on_list_print_chosen());
    hear!(Ticket.on_confirmed_out(out));
    hear!(Ticket.on_reprint_chosen());
    hear!(Ticket.on_done());
    hear!(Service.on_digit(digit));
    hear!(Service.on_erase());
    hear!(Service.on_enter());
    hear!(Service.on_letters(text));
    hear!(Service.on_chosen(id));
    hear!(Service.on_back());
    hear!(Service.on_leave());
    hear!(Ask.on_next());
    hear!(Ask.on_skip());
    hear!(Ask.on_help());
    hear!(Ask.on_checked(id, yes));
    hear!(Ask.on_chosen(id));
    hear!(Ask.on_text_edited(text));
    hear!(Ask.on_suggestion_chosen(text));
    hear!(Ask.on_digit(digit));
    hear!(Ask.on_erase());
    hear!(Ask.on_nik_shown(shown));
    hear!(Ask.on_month_chosen(month));
    hear!(Ask.on_place_chosen(code));
    hear!(Ask.on_level_up());
    hear!(Ask.on_row_chosen(id));
    hear!(Ask.on_row_removed(id));
    hear!(Ask.on_row_added());
    hear!(Ask.on_capture());
    hear!(Ask.on_retake());
    hear!(Ask.on_edit_chosen(id));
    let part = listen("on_part_chosen");
    Ask::get(&app).on_part_chosen(move |chosen| part(format!("{chosen:?}")));
    hear!(Receipt.on_slip_seen(out));
    hear!(Receipt.on_reprint_chosen());
    hear!(Receipt.on_done());
    hear!(Status.on_chosen(id));
    hear!(Check.on_chosen(id));
    hear!(Done.on_again());
    hear!(Done.on_finished());
    hear!(Helper.on_digit(digit));
    hear!(Helper.on_erase());
    hear!(Helper.on_enter());
    hear!(Helper.on_closed());
    hear!(Helper.on_stepped_back());
    hear!(Nav.on_back());
    hear!(Nav.on_home());
    hear!(Nav.on_finish());
    hear!(Nav.on_stay());
    hear!(Preferences.on_language_toggled());
    hear!(Preferences.on_text_step_selected(step));
    hear!(Preferences.on_contrast_toggled());
    hear!(Preferences.on_low_reach_toggled());

    let script: &[(Scene, &str, &str)] = &[
        (Scene::Attract, "Sentuh layar untuk mulai", "on_started"),
        (Scene::Home, "Cari Lowongan", "on_tile_chosen jobs"),
        (Scene::Home, "Syarat dan biaya: Cek Status", "on_info_chosen status"),
        (
            Scene::HomePublished,
            "Layanan legalisasi kartu pindah ke lantai dua Mal Pelayanan Publik mulai Senin, 23 November",
            "on_announcement_chosen",
        ),
        (Scene::Listing, "Barista", "on_chosen t3"),
        (Scene::DetailTraining, "Lanjut di HP", "on_phone_chosen"),
        (Scene::AttractPicture, "Sentuh layar untuk mulai", "on_started"),
        (Scene::AttractTextLong, "Sentuh layar untuk mulai", "on_started"),
        (Scene::Home, "English", "on_language_toggled"),
        (Scene::Home, "Huruf sangat besar", "on_text_step_selected 2"),
        (Scene::Home, "Kontras tinggi", "on_contrast_toggled"),
        (Scene::Home, "Layar lebih rendah", "on_low_reach_toggled"),
        (Scene::Home, "Selesai", "on_finish"),
        (Scene::Search, "Kembali", "on_back"),
        (Scene::Search, "Halaman awal", "on_home"),
        (Scene::Search, "Kata yang dicari", "on_keyboard_wanted true"),
        (Scene::Search, "Terbaru", "on_chip_toggled newest"),
        (Scene::Search, "Saring", "on_filters_opened"),
        (Scene::Search, "Kab. Bekasi", "on_place_opened"),
        (Scene::SearchKeyboard, "Hapus tulisan", "on_query_cleared"),
        (Scene::SearchNothing, "Tanpa kata “kulit” (27)", "on_widening_chosen 1"),
        (Scene::Filters, "SMP", "on_option_toggled education smp"),
        (Scene::Filters, "Hapus semua saringan", "on_cleared"),
        (Scene::Filters, "Lihat 12.057 lowongan", "on_applied"),
        (Scene::Place, "Cibitung", "on_place_chosen 321604"),
        (Scene::Place, "Lihat Jawa Barat", "on_level_up"),
        (Scene::Place, "Semua di Kab. Bekasi", "on_whole_chosen"),
        (Scene::Detail, "Cetak", "on_print_chosen"),
        (Scene::Detail, "Lanjut di HP", "on_phone_chosen"),
        (Scene::TicketUnverified, "Ya, sudah keluar", "on_confirmed_out true"),
        (Scene::TicketUnverified, "Belum keluar", "on_confirmed_out false"),
        (Scene::TicketPrinted, "Tiket sudah saya ambil", "on_done"),
        (Scene::SheetPrinted, "Kertas sudah saya ambil", "on_done"),
        (Scene::TicketWaiting, "Nomor sudah saya catat", "on_done"),
        (Scene::TicketReprint, "Cetak ulang", "on_reprint_chosen"),
        (Scene::DetailSheet, "Cetak lengkap di kertas A4", "on_sheet_chosen"),
        (Scene::SearchSheet, "Cetak daftar ini", "on_list_print_chosen"),
        (Scene::AskChecks, "Ijazah terakhir Ya", "on_checked ijazah true"),
        (Scene::AskChecks, "KTP Tidak", "on_checked ktp false"),
        (Scene::AskNikWhole, "Lanjut", "on_next"),
        (Scene::AskChecks, "Dibantu petugas", "on_help"),
        (Scene::AskChoice, "Perpanjangan", "on_chosen renewal"),
        (Scene::AskChoiceSeveral, "Lewati", "on_skip"),
        (Scene::AskChoiceSeveral, "Inggris", "on_chosen english"),
        (Scene::AskText, "Hapus tulisan", "on_text_edited"),
        (Scene::AskTextEmpty, "Tata Boga", "on_suggestion_chosen Tata Boga"),
        (Scene::AskNik, "7", "on_digit 7"),
        (Scene::AskNik, "Hapus satu angka", "on_erase"),
        (Scene::AskNikWhole, "Tampilkan NIK", "on_nik_shown true"),
        (Scene::AskDate, "Bulan", "on_part_chosen Month"),
        (Scene::AskDateMonth, "Mei", "on_month_chosen 5"),
        (Scene::AskPlace, "Gandasari", "on_place_chosen 3216082003"),
        (Scene::AskPlace, "Lihat Kab. Bekasi", "on_level_up"),
        (Scene::AskRows, "SMP Negeri 3 Cibitung", "on_row_chosen 2"),
        (Scene::AskRows, "Hapus SMP Negeri 3 Cibitung", "on_row_removed 2"),
        (Scene::AskRows, "Tambah sekolah", "on_row_added"),
        (Scene::AskPhotoAim, "Ambil foto", "on_capture"),
        (Scene::AskPhotoTaken, "Ulangi foto", "on_retake"),
        (Scene::AskReview, "Ubah Alamat", "on_edit_chosen address"),
        (Scene::ReceiptSlipAsked, "Ya, sudah keluar", "on_slip_seen true"),
        (Scene::ReceiptAtOffice, "Cetak ulang", "on_reprint_chosen"),
        (Scene::ReceiptAtOffice, "Selesai", "on_done"),
        (Scene::StatusReady, "Cetak kartu", "on_chosen print"),
        (Scene::CheckGenuine, "Saya sudah bekerja", "on_chosen employed"),
        (Scene::DoneFailed, "Coba lagi", "on_again"),
        (Scene::Done, "Selesai", "on_finished"),
        (Scene::HelperPin, "3", "on_digit 3"),
        (Scene::HelperPin, "Masuk", "on_enter"),
        (Scene::HelperPin, "Kembali", "on_closed"),
        (Scene::HelperAtWork, "Petugas selesai", "on_stepped_back"),
        (Scene::ServicePin, "7", "on_digit 7"),
        (Scene::ServicePin, "0", "on_digit 0"),
        (Scene::ServicePin, "Hapus satu angka", "on_erase"),
        (Scene::ServicePin, "Masuk", "on_enter"),
        (Scene::ServicePin, "Kembali", "on_back"),
        (Scene::ServiceMenu, "Isi kertas", "on_chosen paper"),
        (Scene::ServiceMenu, "Keluar dari mode layanan", "on_leave"),
        (Scene::StepQrBoth, "Hanya B terbaca", "on_chosen choice-2"),
        (Scene::StepTrouble, "Nonaktifkan pencetak", "on_chosen choice-2"),
        (Scene::StepTrouble, "Kembali", "on_back"),
        (Scene::ServiceAbout, "Ke menu layanan", "on_chosen choice-0"),
        (Scene::ServiceTouch, "kanan atas", "on_chosen mark-1"),
        (Scene::ServiceColour, "Warna berikutnya", "on_chosen next"),
        (Scene::ServiceWifi, "tamu", "on_chosen net-5"),
        (Scene::ServiceWifiPassphrase, "q", "on_letters q"),
        (Scene::ServiceWifiPassphrase, "Spasi", "on_letters"),
        (Scene::ServiceWifiPassphrase, "Hapus satu huruf", "on_erase"),
        (Scene::ServiceWifiPassphrase, "Tampilkan huruf", "on_chosen show"),
        (Scene::ServiceWifiPassphraseShown, "Hapus tulisan", "on_chosen clear"),
        (Scene::ServiceWifiPassphraseShown, "Sambungkan", "on_chosen done"),
        (Scene::Idle, "Saya masih di sini", "on_stay"),
    ];
    for (scene, label, expected) in script {
        show(&app, *scene, false);
        heard.borrow_mut().clear();
        tap(&app, label);
        assert_eq!(*heard.borrow(), [*expected], "{scene:?}: {label}");
    }

    // Without paper the button is there, and does nothing.
    show(&app, Scene::DetailNoPrinter, false);
    heard.borrow_mut().clear();
    tap(&app, "Cetak");
    assert!(heard.borrow().is_empty());
}

#[test]
fn an_undecided_ticket_is_answered_or_skipped() {
    let app = app();
    let (heard, listen) = heard();
    let undecided = Undecided::get(&app);
    let (out, again, skip) = (listen("out"), listen("again"), listen("skip"));
    undecided.on_confirmed_out(move |said| out(said.to_string()));
    undecided.on_reprint_chosen(move || again("".into()));
    undecided.on_dismissed(move || skip("".into()));
    show(&app, Scene::Undecided, false);
    for label in ["Ya, sudah keluar", "Belum, cetak ulang", "Ini bukan kertas saya, lewati"] {
        tap(&app, label);
    }
    // Where nothing can be printed again, nothing is promised.
    show(&app, Scene::UndecidedNoPrinter, false);
    tap(&app, "Belum keluar");
    assert_eq!(*heard.borrow(), ["out true", "again", "skip", "out false"]);
}

#[test]
fn a_technician_knocks_at_the_clock_and_types_a_pin_on_a_keyboard() {
    let app = app();
    let (heard, listen) = heard();
    let service = Service::get(&app);
    let (knock, digit, erase, enter) = (listen("knock"), listen("digit"), listen("erase"), listen("enter"));
    service.on_knock(move || knock("".into()));
    service.on_digit(move |figure| digit(figure.to_string()));
    service.on_erase(move || erase("".into()));
    service.on_enter(move || enter("".into()));
    let started = listen("started");
    Attract::get(&app).on_started(move || started("".into()));

    let at = LogicalPosition::new(1020.0, 40.0);
    for scene in [Scene::Attract, Scene::OutOfOrder] {
        show(&app, scene, false);
        for _ in 0..2 {
            app.window().dispatch_event(WindowEvent::PointerPressed {
                position: at,
                button: PointerEventButton::Left,
            });
            app.window().dispatch_event(WindowEvent::PointerReleased {
                position: at,
                button: PointerEventButton::Left,
            });
            settle();
        }
    }
    assert_eq!(*heard.borrow(), ["knock", "knock", "knock", "knock"], "and no visit begins");

    heard.borrow_mut().clear();
    show(&app, Scene::ServicePin, false);
    for key in ["4", "x", "0"] {
        press_key(&app, key);
    }
    press_key(&app, Key::Backspace);
    press_key(&app, Key::Return);
    // Nothing is taken while it is locked.
    show(&app, Scene::ServicePinLocked, false);
    press_key(&app, "4");
    tap(&app, "5");
    assert_eq!(*heard.borrow(), ["digit 4", "digit 0", "erase", "enter"]);
}

#[test]
fn every_touch_and_key_is_reported() {
    let app = app();
    show(&app, Scene::Home, false);
    let touches = Rc::new(RefCell::new(0));
    let count = touches.clone();
    Nav::get(&app).on_touched(move || *count.borrow_mut() += 1);
    let position = LogicalPosition::new(500.0, 20.0);
    app.window().dispatch_event(WindowEvent::PointerPressed { position, button: PointerEventButton::Left });
    settle();
    assert!(*touches.borrow() > 0, "a touch on nothing");
    *touches.borrow_mut() = 0;
    press_key(&app, Key::Tab);
    assert!(*touches.borrow() > 0, "a key that moves the focus");
}

#[test]
fn results_scroll_by_drag_and_by_button_and_ask_for_more() {
    let app = app();
    let (heard, listen) = heard();
    let more = listen("end");
    Search::get(&app).on_end_reached(move || more("".into()));
    let chosen = listen("chosen");
    Search::get(&app).on_vacancy_chosen(move |id| chosen(id.to_string()));
    show(&app, Scene::Search, false);
    let first = |app: &App| {
        everything(app).into_iter().filter_map(|element| element.accessible_item_index()).min().expect("rows")
    };
    assert_eq!(first(&app), 0);
    tap(&app, "Ke bawah");
    let after_button = first(&app);
    assert!(after_button > 2, "{after_button}");

    let window = app.window();
    let at = |y: f32| LogicalPosition::new(500.0, y);
    window.dispatch_event(WindowEvent::PointerPressed {
        position: at(1300.0),
        button: PointerEventButton::Left,
    });
    for i in 0..20 {
        i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(16));
        window.dispatch_event(WindowEvent::PointerMoved { position: at(1300.0 - 30.0 * i as f32) });
    }
    window.dispatch_event(WindowEvent::PointerReleased {
        position: at(730.0),
        button: PointerEventButton::Left,
    });
    settle();
    assert!(first(&app) > after_button, "a drag scrolls");
    assert!(heard.borrow().is_empty(), "a drag chooses nothing and the end is far: {:?}", heard.borrow());
    for _ in 0..10 {
        tap(&app, "Ke bawah");
    }
    assert_eq!(*heard.borrow(), ["end"]);
    Search::get(&app).set_generation(99);
    settle();
    assert_eq!(first(&app), 0, "new results begin at the top");
}

#[test]
fn a_keyboard_user_sees_where_they_are() {
    let app = app();
    let chosen = Rc::new(RefCell::new(String::new()));
    let ears = chosen.clone();
    Home::get(&app).on_tile_chosen(move |id| *ears.borrow_mut() = id.to_string());
    let ears = chosen.clone();
    Home::get(&app).on_hours_chosen(move || *ears.borrow_mut() = "hours".into());
    show(&app, Scene::Home, false);
    // From above to below: the opening hours, and then the tiles.
    for expected in ["hours", "jobs"] {
        press_key(&app, Key::Tab);
        save(&app, &format!("focus-home-{expected}"));
        press_key(&app, Key::Return);
        assert_eq!(*chosen.borrow(), expected);
    }
}
