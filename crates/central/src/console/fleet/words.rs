//! How kiosks are spoken of, in both languages.

use anjungan_wire::command::{Order, Outcome};
use anjungan_wire::health::PrinterState;

use super::super::lang::Lang;
use crate::fleet::settings::Setting;
use crate::fleet::{Aspect, PAPER_LOW_PERCENT, Standing, Trouble};
use crate::store::{DeviceState, FleetRefusal};

pub(super) fn standing(standing: Standing, lang: Lang) -> &'static str {
    match standing {
        Standing::Ready => lang.t("Siap", "Ready"),
        Standing::Reduced => lang.t("Terbatas", "Reduced"),
        Standing::Disconnected => lang.t("Terputus", "Disconnected"),
        Standing::Awaited => lang.t("Menunggu kabar pertama", "Not heard yet"),
        Standing::Pending => lang.t("Menunggu disetujui", "Waits to be accepted"),
        Standing::Suspended => lang.t("Dihentikan sementara", "Suspended"),
        Standing::Invited => lang.t("Belum dipasang", "Not installed yet"),
        Standing::Retired => lang.t("Ditarik", "Out of service"),
    }
}

/// The colour of a standing; of a kiosk that gives no tickets, that of one that is cut off.
pub(super) fn tone(standing: Standing, cause: Option<Trouble>) -> &'static str {
    match standing {
        Standing::Ready => "good",
        Standing::Reduced if cause.is_some_and(Trouble::stops_printing) => "bad",
        Standing::Reduced | Standing::Awaited | Standing::Pending | Standing::Suspended => "warn",
        Standing::Disconnected => "bad",
        Standing::Invited | Standing::Retired => "",
    }
}

pub(in crate::console) fn trouble(trouble: Trouble, lang: Lang) -> &'static str {
    match trouble {
        Trouble::Printer(state) => printer(state, lang),
        Trouble::PaperLow => lang.t("kertas hampir habis", "paper nearly used up"),
        Trouble::Outbox => lang.t("kiriman tertahan lebih dari 1 jam", "facts wait for more than 1 h"),
        Trouble::Data => lang.t("data lebih dari sehari", "data older than a day"),
        Trouble::Clock => lang.t("jam salah", "clock is wrong"),
        Trouble::Disk => lang.t("ruang disk hampir habis", "disk nearly full"),
        Trouble::Heat => lang.t("terlalu panas", "too hot"),
        Trouble::Sheets => lang.t("printer A4 tidak siap", "A4 printer not ready"),
    }
}

pub(super) fn printer(state: PrinterState, lang: Lang) -> &'static str {
    match state {
        PrinterState::Ready => lang.t("siap", "ready"),
        PrinterState::PaperLow => lang.t("kertas hampir habis", "paper nearly used up"),
        PrinterState::PaperOut => lang.t("kertas habis", "paper out"),
        PrinterState::CoverOpen => lang.t("tutup printer terbuka", "printer cover open"),
        PrinterState::Cutter => lang.t("pemotong macet", "cutter stuck"),
        PrinterState::Fault => lang.t("printer rusak", "printer fault"),
        PrinterState::NotConnected => lang.t("printer tidak tersambung", "printer not connected"),
        PrinterState::NoAnswer => lang.t("printer tidak menjawab", "printer does not answer"),
        PrinterState::OutOfOrder => {
            lang.t("printer ditutup, perlu teknisi", "printer closed, needs a technician")
        }
        PrinterState::Absent => lang.t("tanpa printer", "no printer"),
        PrinterState::Unknown => lang.t("belum diketahui", "not known yet"),
    }
}

pub(super) fn aspect(aspect: Aspect, lang: Lang) -> &'static str {
    match aspect {
        Aspect::Standing => lang.t("Keadaan", "State"),
        Aspect::Printer => lang.t("Printer tiket", "Ticket printer"),
        Aspect::Paper => lang.t("Sisa kertas", "Paper left"),
        Aspect::Sheets => lang.t("Printer A4", "A4 printer"),
        Aspect::Data => lang.t("Umur data", "Age of data"),
        Aspect::Clock => lang.t("Jam", "Clock"),
        Aspect::Disk => lang.t("Ruang disk", "Disk space"),
        Aspect::Outbox => lang.t("Kiriman", "Outbox"),
        Aspect::Heat => lang.t("Suhu", "Temperature"),
        Aspect::Version => lang.t("Versi program", "Program version"),
        Aspect::Config => lang.t("Pengaturan berlaku", "Settings in force"),
    }
}

/// A value of an aspect, as it stands in the database, in words.
pub(super) fn value(of: Aspect, value: &str, lang: Lang) -> String {
    if value.is_empty() {
        return "–".into();
    }
    let (word, rest) = value.split_once(' ').unwrap_or((value, ""));
    match of {
        Aspect::Standing => {
            let said = Standing::named(word).map_or(word, |known| standing(known, lang));
            match Trouble::named(rest) {
                Some(why) => format!("{said}: {}", trouble(why, lang)),
                None => said.to_owned(),
            }
        }
        Aspect::Printer | Aspect::Sheets => {
            let said = printer(PrinterState::named(word), lang);
            if rest.is_empty() { said.to_owned() } else { format!("{said} ({rest})") }
        }
        Aspect::Paper => format!("{word}%"),
        Aspect::Data => match word.parse() {
            Ok(count) => days(count, lang),
            Err(_) => lang.t("terkini", "up to date").to_owned(),
        },
        Aspect::Clock => match word {
            "right" => lang.t("tepat", "right"),
            _ => lang.t("salah lebih dari 5 menit", "wrong by more than 5 minutes"),
        }
        .to_owned(),
        Aspect::Disk => match word {
            "plenty" => lang.t("cukup", "plenty"),
            "low" => lang.t("kurang dari 1 GiB", "less than 1 GiB"),
            _ => lang.t("kurang dari 100 MiB", "less than 100 MiB"),
        }
        .to_owned(),
        Aspect::Outbox => match word {
            "fine" => lang.t("lancar", "flowing"),
            _ => lang.t("tertahan lebih dari 1 jam", "waits for more than 1 h"),
        }
        .to_owned(),
        Aspect::Heat => match word {
            "hot" => lang.t("terlalu panas", "too hot"),
            _ => lang.t("wajar", "fine"),
        }
        .to_owned(),
        Aspect::Version => value.to_owned(),
        Aspect::Config => match word {
            "0" => lang.t("bawaan kiosk", "the kiosk's own").to_owned(),
            word => format!("#{word}"),
        },
    }
}

/// The colour of a value of an aspect: none where all is well.
pub(super) fn value_tone(of: Aspect, value: &str) -> &'static str {
    let word = value.split(' ').next().unwrap_or_default();
    let wrong = |is: bool, tone: &'static str| if is { tone } else { "" };
    match of {
        Aspect::Printer | Aspect::Sheets => match PrinterState::named(word) {
            PrinterState::Ready | PrinterState::Absent | PrinterState::Unknown => "",
            PrinterState::PaperLow => "warn",
            PrinterState::PaperOut
            | PrinterState::CoverOpen
            | PrinterState::Cutter
            | PrinterState::Fault
            | PrinterState::NotConnected
            | PrinterState::NoAnswer
            | PrinterState::OutOfOrder => "bad",
        },
        Aspect::Paper => wrong(word.parse::<u8>().is_ok_and(|percent| percent < PAPER_LOW_PERCENT), "warn"),
        Aspect::Data => wrong(word.parse::<u32>().is_ok(), "warn"),
        Aspect::Clock => wrong(word == "wrong", "bad"),
        Aspect::Disk => wrong(word != "plenty", if word == "low" { "warn" } else { "bad" }),
        Aspect::Outbox => wrong(word != "fine", "warn"),
        Aspect::Heat => wrong(word == "hot", "bad"),
        Aspect::Standing | Aspect::Version | Aspect::Config => "",
    }
}

/// What is left of the roll.
pub(super) fn paper(percent: Option<u8>, tickets: Option<u32>, lang: Lang) -> String {
    match (percent, tickets, lang) {
        (Some(percent), Some(tickets), Lang::Id) => format!("{percent}% (± {tickets} tiket)"),
        (Some(percent), Some(tickets), Lang::En) => format!("{percent}% (about {tickets} tickets)"),
        (Some(percent), None, _) => format!("{percent}%"),
        (None, Some(tickets), Lang::Id) => format!("± {tickets} tiket"),
        (None, Some(tickets), Lang::En) => format!("about {tickets} tickets"),
        (None, None, _) => String::new(),
    }
}

pub(super) fn days(days: u32, lang: Lang) -> String {
    match (lang, days) {
        (Lang::Id, days) => format!("{days} hari"),
        (Lang::En, 1) => "1 day".into(),
        (Lang::En, days) => format!("{days} days"),
    }
}

/// How long ago something was, in its largest unit.
pub(in crate::console) fn since(ms: i64, lang: Lang) -> String {
    match ms < 60_000 {
        true => ago(ms, lang),
        false => format!("{} {}", ago(ms, lang), lang.t("lalu", "ago")),
    }
}

/// How long something lasts, in its largest unit.
pub(in crate::console) fn ago(ms: i64, lang: Lang) -> String {
    let minutes = ms.max(0) / 60_000;
    let (count, id, en) = match minutes {
        0 => return lang.t("baru saja", "just now").to_owned(),
        1..60 => (minutes, "menit", "min"),
        60..1440 => (minutes / 60, "jam", "h"),
        _ => return days(u32::try_from(minutes / 1440).unwrap_or(u32::MAX), lang),
    };
    format!("{count} {}", lang.t(id, en))
}

pub(super) fn device(state: DeviceState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        DeviceState::Pending => (lang.t("menunggu disetujui", "waits to be accepted"), "warn"),
        DeviceState::Accepted => (lang.t("bertugas", "in service"), "good"),
        DeviceState::Retired => (lang.t("ditarik", "retired"), ""),
        DeviceState::Lost => (lang.t("hilang", "lost"), "bad"),
    }
}

pub(super) fn order(order: Order, lang: Lang) -> &'static str {
    match order {
        Order::Reload => lang.t("Muat ulang semua data", "Load all data again"),
        Order::SelfTest => lang.t("Periksa diri (tidak mencetak)", "Self-test (prints nothing)"),
        Order::FetchLogs => lang.t("Ambil catatan program", "Fetch the log"),
        Order::Reboot => lang.t("Nyalakan ulang mesin", "Restart the machine"),
        Order::Update => lang.t("Perbarui program malam ini", "Update the program tonight"),
        Order::RotateKey => lang.t("Ganti kunci", "Change its key"),
    }
}

pub(super) fn outcome(outcome: Outcome, lang: Lang) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Started => (lang.t("dimulai", "started"), ""),
        Outcome::Done => (lang.t("selesai", "done"), "good"),
        Outcome::Failed => (lang.t("gagal", "failed"), "bad"),
        Outcome::NotConfigured => {
            (lang.t("belum disiapkan di mesin itu", "not set up on that machine"), "warn")
        }
        Outcome::Expired => (lang.t("kedaluwarsa", "came too late"), "warn"),
        Outcome::Interrupted => (lang.t("terputus di tengah", "interrupted"), "warn"),
    }
}

pub(super) fn setting(setting: Setting, lang: Lang) -> &'static str {
    match setting {
        Setting::Suspended => lang.t("Pesan saat dihentikan", "Words while suspended"),
        Setting::IdleWarnAfterS => lang.t(
            "Waktu diam sebelum ditanya \"Masih di sana?\" (detik)",
            "Silence until \"Are you there?\" (seconds)",
        ),
        Setting::IdleCountdownS => {
            lang.t("Hitung mundur setelah itu (detik)", "Count-down after it (seconds)")
        }
        Setting::TicketsPerVisitMax => {
            lang.t("Tiket per kunjungan, paling banyak", "Tickets in one visit, at most")
        }
        Setting::MinVersion => lang.t("Versi program minimum", "Version of the program, at least"),
        Setting::TicketsPerDayMax => lang.t("Tiket per hari, paling banyak", "Tickets in a day, at most"),
        Setting::TilesHidden => lang.t("Layanan yang disembunyikan", "Services that are hidden"),
        Setting::QuietHours => {
            lang.t("Jam tenang (layar diam dan gelap)", "Quiet hours (screen still and dark)")
        }
        Setting::Language => lang.t("Bahasa awal", "Language at the start"),
        Setting::Survey => lang.t("Tanyakan kepuasan", "Ask how it was"),
        Setting::SurveySilenceS => lang.t(
            "Diam sampai pertanyaan kepuasan ditutup (detik)",
            "Silence until the survey closes (seconds)",
        ),
        Setting::OpeningHours => lang.t("Jam buka yang ditampilkan", "Opening hours that are shown"),
    }
}

/// Why nothing was done.
pub(super) fn refusal(refusal: &FleetRefusal) -> (&'static str, &'static str) {
    match refusal {
        FleetRefusal::Unknown => ("Kiosk ini tidak ada.", "There is no such kiosk."),
        FleetRefusal::NoMachine => {
            ("Tidak ada mesin yang bertugas di sini.", "No machine is in service here.")
        }
        FleetRefusal::NotPending => (
            "Mesin ini tidak (lagi) menunggu disetujui. Muat ulang halaman.",
            "This machine does not wait to be accepted (any more). Reload the page.",
        ),
        FleetRefusal::Name => (
            "Lokasi dan penyelenggara harus diisi, paling banyak 80 huruf.",
            "Place and operator must be given, 80 characters at most.",
        ),
        FleetRefusal::Region => (
            "Wilayah: kode Kemendagri kabupaten/kota atau kecamatan, seperti 3216 atau 321608.",
            "Region: the Kemendagri code of a regency or district, like 3216 or 321608.",
        ),
        FleetRefusal::Tags => (
            "Label: paling banyak 8, dari huruf kecil, angka dan tanda hubung.",
            "Tags: 8 at most, of small letters, digits and hyphens.",
        ),
        FleetRefusal::Value(Setting::Suspended) => (
            "Tulis pesannya dalam bahasa Indonesia, paling banyak 240 huruf.",
            "Write the words in Indonesian, 240 characters at most.",
        ),
        FleetRefusal::Value(Setting::IdleWarnAfterS) => {
            ("Diam: 10 sampai 3600 detik.", "Silence: 10 to 3600 seconds.")
        }
        FleetRefusal::Value(Setting::IdleCountdownS) => {
            ("Hitung mundur: 5 sampai 300 detik.", "Count-down: 5 to 300 seconds.")
        }
        FleetRefusal::Value(Setting::TicketsPerVisitMax) => ("Tiket: 0 sampai 20.", "Tickets: 0 to 20."),
        FleetRefusal::Value(Setting::MinVersion) => {
            ("Versi: tiga angka, seperti 0.3.0.", "Version: three numbers, like 0.3.0.")
        }
        FleetRefusal::Value(Setting::TicketsPerDayMax) => {
            ("Tiket per hari: 0 sampai 5000.", "Tickets in a day: 0 to 5000.")
        }
        FleetRefusal::Value(Setting::TilesHidden) => {
            ("Pilih layanan dari daftar.", "Choose services from the list.")
        }
        FleetRefusal::Value(Setting::QuietHours) => {
            ("Jam tenang: seperti 21.00–06.00.", "Quiet hours: like 21:00-06:00.")
        }
        FleetRefusal::Value(Setting::Language) => ("Bahasa: id atau en.", "Language: id or en."),
        FleetRefusal::Value(Setting::Survey) => ("Pilih ya atau tidak.", "Choose yes or no."),
        FleetRefusal::Value(Setting::SurveySilenceS) => {
            ("Diam: 10 sampai 120 detik.", "Silence: 10 to 120 seconds.")
        }
        FleetRefusal::Value(Setting::OpeningHours) => (
            "Tulis tujuh hari mulai Senin, seperti 08.00–16.00; hari tutup dikosongkan.",
            "Give seven days from Monday on, like 08:00-16:00; a day off is left empty.",
        ),
        FleetRefusal::TooMany => (
            "Terlalu banyak perintah menunggu kiosk ini. Tunggu sampai ia tersambung.",
            "Too many commands wait for this kiosk. Wait until it is connected.",
        ),
        FleetRefusal::Store(_) => ("Tidak tersimpan.", "Not saved."),
    }
}
