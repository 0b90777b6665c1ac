//! What the terminal shows, word for word where the words are its own, at the longest they can be; the data
//! are invented and shaped like the real: long names, missing wages, capitals.
mod ask;
mod card;
mod home;
mod published;
mod scene;
mod seek;
mod service;
mod ticket;
mod vacancy;
mod wifi;

use anjungan_ui::*;
use slint::{Global, Image, ModelRc, VecModel};

pub use scene::{SCENES, Scene};
use vacancy::LONG_TITLE;

fn model<T: Clone + 'static>(items: impl IntoIterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from_iter(items))
}

pub fn show(app: &App, scene: Scene, english: bool) {
    let say = |id: &'static str, en: &'static str| slint::SharedString::from(if english { en } else { id });

    let kiosk = Kiosk::get(app);
    kiosk.set_tenant("Disnaker Kabupaten Bekasi".into());
    kiosk.set_site("Anjungan Siap Kerja – MM2100".into());
    kiosk.set_clock("10.42".into());
    kiosk.set_data_as_of(say("Data per 20 November 2026 pukul 17.00", "Data as of 20 November 2026, 17:00"));
    kiosk.set_offline(scene == Scene::HomeOffline);
    kiosk.set_printer_ready(!matches!(
        scene,
        Scene::DetailNoPrinter | Scene::HomeOffline | Scene::HomeNoPaper
    ));
    kiosk.set_printer_note(say(
        "Pencetak terlalu panas. Tunggu sebentar.",
        "The printer is too hot. Wait a moment.",
    ));

    let attract = Attract::get(app);
    attract.set_near_count(match scene {
        Scene::AttractNoCount => "".into(),
        Scene::AttractLongName => say("12.057", "12,057"),
        _ => "312".into(),
    });
    attract.set_applies(scene != Scene::AttractNoCount);
    attract.set_scanner(scene != Scene::AttractNoCount);
    attract.set_near_place(
        if scene == Scene::AttractLongName { seek::LONG_REGENCY } else { "Kab. Bekasi" }.into(),
    );

    published::slides(app, scene, english);
    home::home(app, scene, english);
    published::announcement(app, scene, english);
    published::listing(app, scene, english);
    seek::search(app, scene, english);
    seek::filters(app, english);
    seek::place(app, scene, english);
    vacancy::detail(app, scene, english);
    ticket::ticket(app, scene, english);
    ticket::undecided(app, scene, english);
    service::service(app, scene, english);
    if scene.is_wifi() {
        wifi::wifi(app, scene, english);
    }
    ask::ask(app, scene, english);
    card::receipt(app, scene, english);
    card::find(app, scene, english);
    card::status(app, scene, english);
    card::check(app, scene, english);
    card::done(app, scene, english);
    card::helper(app, scene, english);

    let phone = Phone::get(app);
    phone.set_title(LONG_TITLE.into());
    phone.set_qr(ticket::qr("https://karirhub.kemnaker.go.id/lowongan/4f2q-91"));
    phone.set_url_text("karirhub.kemnaker.go.id".into());
    phone.set_explanation(say(
        "Melamar memerlukan akun SIAPkerja (gratis). Jangan ketik kata sandi Anda di mesin ini.",
        "To apply you need a SIAPkerja account (free). Never type your password on this machine.",
    ));

    if scene == Scene::DetailTraining {
        published::training(app, english);
    }
    if scene == Scene::DetailEmployer {
        published::employer(app, english);
    }

    Thanks::get(app).set_message(say("Semoga segera mendapat pekerjaan.", "We wish you a job soon."));

    let info = Info::get(app);
    if scene == Scene::Info {
        report_vacancy(&info, english);
    } else {
        minimum_wages(&info, english);
    }
    info.set_qr(if scene == Scene::Info {
        ticket::qr("https://karirhub.kemnaker.go.id")
    } else {
        Image::default()
    });
    info.set_qr_note(say("Buka Karirhub di HP Anda", "Open Karirhub on your phone"));

    let broken = OutOfOrder::get(app);
    broken.set_code("D04".into());
    broken.set_device("K07".into());
    broken.set_message(say("Mesin ini belum didaftarkan.", "This machine is not registered yet."));
    broken.set_recommendation(if scene == Scene::OutOfOrderWords {
        broken.set_code("D07".into());
        broken.set_device("7f3a91c2 · kijang petai kolam bulan".into());
        broken.set_message(say("Mesin ini menunggu persetujuan.", "This machine is waiting to be accepted."));
        say(
            "Bacakan keempat kata di layar ini kepada petugas pusat.",
            "Read the four words on this screen to the staff at central.",
        )
    } else if scene == Scene::OutOfOrderSwitchedOff {
        broken.set_code("D09".into());
        broken.set_message(
            "Kantor sedang pindah ke Mal Pelayanan Publik. Kami melayani lagi mulai 1 Desember.\nThe office is moving to Mal Pelayanan Publik. We serve again from 1 December.".into(),
        );
        say("Kantor mematikan layanan di mesin ini dari pusat.", "The office has switched this machine off from central.")
    } else {
        say(
            "Tulis kode pendaftaran sebagai enrolment_code di konfigurasi.",
            "Write the registration code as enrolment_code in the configuration.",
        )
    });

    broken.set_switched_off(scene == Scene::OutOfOrderSwitchedOff);

    let nav = Nav::get(app);
    nav.set_page(scene.page());
    nav.set_idle_warning(scene == Scene::Idle);
    nav.set_idle_seconds_left(20);
    crate::stage::settle();
}

fn minimum_wages(info: &Info<'_>, english: bool) {
    info.set_title(if english { "Minimum Wage 2026" } else { "Upah Minimum 2026" }.into());
    let mut body = vec![];
    for (place, decree) in [
        ("Kab. Bekasi: Rp5.938.885", "Kepgub Jabar 561/Kep.862-Kesra/2025"),
        ("Kota Bekasi: Rp5.999.443", "Kepgub Jabar 561/Kep.862-Kesra/2025"),
        ("Kab. Pasuruan: Rp5.187.681", "Kepgub Jatim 100.3.3.1/937/013/2025"),
        ("Kota Palembang: Rp4.192.837", "Kepgub Sumsel 982/KPTS/DISNAKERTRANS/2025"),
        ("Kota Semarang: Rp3.701.709", "Kepgub Jateng 100.3.3.1/505/2025"),
    ] {
        body.push(paragraph(true, false, place));
        let source = if english {
            format!("A month, in force since 1 January 2026. Source: {decree}.")
        } else {
            format!("Per bulan, berlaku sejak 1 Januari 2026. Sumber: {decree}.")
        };
        body.push(paragraph(false, false, &source));
    }
    body.extend(
        if english {
            [
                "It binds for workers in their first year of service.",
                "The minimum wage of a sector (UMSK) may be higher.",
                "Is your wage lower? Talk to the staff.",
            ]
        } else {
            [
                "Berlaku bagi pekerja dengan masa kerja kurang dari satu tahun.",
                "Upah minimum sektoral (UMSK) bisa lebih tinggi.",
                "Upah Anda lebih rendah? Bicarakan dengan petugas.",
            ]
        }
        .map(|text| paragraph(false, true, text)),
    );
    info.set_body(model(body));
}

fn report_vacancy(info: &Info<'_>, english: bool) {
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    info.set_title(say("Lapor Lowongan", "Report a Vacancy").into());
    info.set_body(model([
        paragraph(
            false,
            false,
            say(
                "Setiap pemberi kerja wajib melaporkan lowongan kepada Menteri melalui Sistem Informasi Ketenagakerjaan (Perpres 57/2023 pasal 4 ayat 2). Pelaporan tidak dipungut biaya.",
                "Every employer must report vacancies to the Minister through the manpower information system (Perpres 57/2023 article 4(2)). Reporting is free.",
            ),
        ),
        paragraph(true, false, say("Yang dilaporkan", "What to report")),
        paragraph(false, true, say("Identitas pemberi kerja", "Who the employer is")),
        paragraph(
            false,
            true,
            say(
                "Informasi jabatan: pendidikan, keterampilan, pengalaman, upah, wilayah kerja",
                "About the job: education, skills, experience, wage, place of work",
            ),
        ),
        paragraph(true, false, say("Setelah terisi", "When it is filled")),
        paragraph(
            false,
            false,
            say(
                "Laporkan kembali bahwa lowongan sudah terisi (pasal 6).",
                "Report that the vacancy is filled (article 6).",
            ),
        ),
    ]));
}

fn paragraph(heading: bool, bullet: bool, text: &str) -> Paragraph {
    Paragraph { heading, bullet, text: text.into() }
}
