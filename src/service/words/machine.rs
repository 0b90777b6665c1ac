//! Words about the machine itself: its facts, its panel, its log, its end.

use super::super::snapshot::{Facts, Snapshot};
use super::{contact, printer, version};
use crate::wording::{self, Lang, pick};

pub(in crate::service) fn pin_hint(lang: Lang) -> &'static str {
    pick(lang, "Dengan PIN atau kunci USB", "With a PIN or a USB key")
}

pub(in crate::service) fn about_headline(lang: Lang, known: &Snapshot) -> String {
    format!("{} {}", pick(lang, "Mesin", "Machine"), known.device)
}

/// A line for each, those that are not known among them: "tidak diketahui" is an answer too.
pub(in crate::service) fn about(lang: Lang, known: &Snapshot) -> Vec<(String, String)> {
    let Snapshot { facts, .. } = known;
    let unknown = || pick(lang, "tidak diketahui", "not known").to_owned();
    let said = |fact: &Option<String>| fact.clone().filter(|fact| !fact.is_empty()).unwrap_or_else(unknown);
    let line = |id: &'static str, en: &'static str, value: String| (pick(lang, id, en).to_owned(), value);
    let mut lines = vec![
        line("Program", "Program", version(lang, known)),
        line("Sistem", "System", system(lang, facts)),
        line("Pengaman", "Protection", protection(lang, facts)),
        line("Pembaruan", "Update", said(&facts.update)),
        line("Jaringan", "Network", network(lang, facts)),
        line("Pusat", "Central", contact(lang, known)),
        line("Belum terkirim", "Not sent yet", wording::number(lang, known.unsent)),
        line("Cetakan belum pasti", "Undecided papers", wording::number(lang, known.doubtful.len() as u64)),
        line("Jam", "Clock", clock(lang, known)),
        line("Ruang kosong", "Free space", known.free_mib.map_or_else(unknown, |mib| space(lang, mib))),
        line("Pencetak tiket", "Ticket printer", printer(lang, known)),
    ];
    if let Some(words) = known.fingerprint {
        lines.push(line("Sidik kunci", "Key's words", words.join(" ")));
    }
    lines
}

fn system(lang: Lang, facts: &Facts) -> String {
    let Some(version) = &facts.version else {
        return pick(lang, "tidak diketahui", "not known").into();
    };
    let slot = facts.slot.as_ref().map(|slot| format!("slot {slot}"));
    let other = facts.other_version.as_ref().filter(|other| !other.is_empty());
    let other = other.map(|other| format!("{} {other}", pick(lang, "cadangan", "spare")));
    let tries = facts.tries_left.as_ref().filter(|tries| !tries.is_empty());
    let tries = tries.map(|tries| format!("{} {tries}", pick(lang, "sisa percobaan", "tries left")));
    let rest: Vec<String> = [slot, other, tries].into_iter().flatten().collect();
    if rest.is_empty() { version.clone() } else { format!("{version} ({})", rest.join(", ")) }
}

fn protection(lang: Lang, facts: &Facts) -> String {
    let said = |fact: &Option<String>| fact.clone().unwrap_or_else(|| "?".into());
    let key = pick(lang, "kunci disk", "disk key");
    format!(
        "verity {} · Secure Boot {} · {key} {}",
        said(&facts.verity),
        said(&facts.secure_boot),
        said(&facts.disk_key)
    )
}

fn network(lang: Lang, facts: &Facts) -> String {
    let way = match facts.network.as_deref() {
        Some("wired") => pick(lang, "kabel", "cable").to_owned(),
        Some("wifi") => "Wi-Fi".to_owned(),
        Some("none") => pick(lang, "tidak ada", "none").to_owned(),
        Some(other) => other.to_owned(),
        None => pick(lang, "tidak diketahui", "not known").to_owned(),
    };
    match facts.address.as_deref() {
        None | Some("") => way,
        Some(address) => format!("{way}, {address}"),
    }
}

fn clock(lang: Lang, known: &Snapshot) -> String {
    let Some(now) = known.now else {
        return pick(lang, "tidak diketahui", "not known").into();
    };
    let day = wording::date(lang, known.zone.day(now));
    let time = format!("{day} {}", wording::clock(lang, now, known.zone));
    match (lang, known.clock_wrong_s) {
        (_, None) => time,
        (Lang::Id, Some(s)) => format!("{time}; meleset {} menit dari pusat", s.unsigned_abs() / 60),
        (Lang::En, Some(s)) => format!("{time}; {} minutes away from central's", s.unsigned_abs() / 60),
    }
}

fn space(lang: Lang, mib: u64) -> String {
    format!("{} MB", wording::number(lang, mib))
}

const MARKS: [(&str, &str); 5] = [
    ("kiri atas", "upper left"),
    ("kanan atas", "upper right"),
    ("tengah", "middle"),
    ("kiri bawah", "lower left"),
    ("kanan bawah", "lower right"),
];

pub(in crate::service) fn mark(lang: Lang, n: usize) -> &'static str {
    let (id, en) = MARKS.get(n).copied().unwrap_or_default();
    pick(lang, id, en)
}

pub(in crate::service) fn touch_ask(lang: Lang) -> &'static str {
    pick(lang, "Sentuh kelima tanda", "Touch all five marks")
}

pub(in crate::service) fn touch_ask_text(lang: Lang, beside: u32) -> String {
    let ends = pick(
        lang,
        "Selesai sendiri setelah 30 detik tanpa sentuhan.",
        "Ends by itself after 30 seconds without a touch.",
    );
    match (lang, beside) {
        (_, 0) => ends.into(),
        (Lang::Id, n) => format!("Sentuhan di luar tanda: {n}. {ends}"),
        (Lang::En, n) => format!("Touches beside the marks: {n}. {ends}"),
    }
}

pub(in crate::service) fn touch_judged(lang: Lang, silent: &[&str]) -> String {
    match (lang, silent) {
        (Lang::Id, []) => "Kelima tanda terbaca".into(),
        (Lang::En, []) => "All five marks were read".into(),
        (Lang::Id, silent) => format!("Tidak terbaca: {}", silent.join(", ")),
        (Lang::En, silent) => format!("Not read: {}", silent.join(", ")),
    }
}

/// What to look at, by what arrived.
pub(in crate::service) fn touch_judged_text(lang: Lang, silent: usize, beside: u32) -> &'static str {
    match (silent, beside) {
        (0, _) => "",
        (_, 1..) => pick(
            lang,
            "Ada sentuhan yang terbaca di tempat lain: periksa screen.rotation_deg dan screen.touch_matrix di kiosk.toml.",
            "Touches were read in other places: check screen.rotation_deg and screen.touch_matrix in kiosk.toml.",
        ),
        (5, 0) => pick(
            lang,
            "Tidak ada sentuhan yang sampai: periksa kabel USB layar sentuh.",
            "No touch arrived: check the panel's USB cable.",
        ),
        (_, 0) => pick(
            lang,
            "Bersihkan layar dan tepi bingkainya, lalu coba lagi. Bila tetap sama, panel sentuhnya rusak.",
            "Clean the screen and the edge of its frame, then try again. If it stays so, the panel is broken.",
        ),
    }
}

pub(in crate::service) fn colour_ask(lang: Lang) -> &'static str {
    pick(lang, "Lihat lima warna", "Look at five colours")
}

pub(in crate::service) fn colour_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Merah, hijau, biru, putih, hitam, di seluruh layar. Sentuh untuk warna berikutnya. Cari titik, garis atau bayangan yang warnanya lain.",
        "Red, green, blue, white, black, over the whole screen. Touch for the next colour. Look for dots, lines or shadows of another colour.",
    )
}

pub(in crate::service) fn log_ask(lang: Lang) -> &'static str {
    pick(lang, "Simpan catatan mesin ke stik USB?", "Save the machine's log on a USB stick?")
}

pub(in crate::service) fn log_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Colokkan stik, tunggu beberapa detik, lalu mulai. Catatan tidak memuat data pengunjung.",
        "Put the stick in, wait a few seconds, then begin. The log holds nothing about visitors.",
    )
}

pub(in crate::service) fn log_writing(lang: Lang) -> &'static str {
    pick(lang, "Menyimpan…", "Saving…")
}

pub(in crate::service) fn log_written(lang: Lang) -> &'static str {
    pick(lang, "Catatan tersimpan di stik", "The log is on the stick")
}

pub(in crate::service) fn log_written_text(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Id => format!("Berkas {name}. Keluar dari mode layanan, lalu cabut stik."),
        Lang::En => format!("File {name}. Leave service mode, then pull the stick out."),
    }
}

pub(in crate::service) fn log_no_stick(lang: Lang) -> &'static str {
    pick(lang, "Stik tidak ditemukan", "No stick was found")
}

pub(in crate::service) fn log_no_stick_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Colokkan stik berformat FAT32 atau exFAT, tunggu sepuluh detik, lalu coba lagi.",
        "Put in a stick with FAT32 or exFAT, wait ten seconds, then try again.",
    )
}

pub(in crate::service) fn log_not_written(lang: Lang) -> &'static str {
    pick(lang, "Stik tidak dapat ditulisi", "The stick can't be written on")
}

pub(in crate::service) fn log_not_written_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Mungkin penuh, terkunci atau rusak. Pakai stik lain.",
        "It may be full, locked or broken. Use another stick.",
    )
}

pub(in crate::service) fn reset_ask(lang: Lang) -> &'static str {
    pick(lang, "Hapus semua isi mesin ini?", "Erase everything on this machine?")
}

pub(in crate::service) fn reset_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Kunci, pengaturan, catatan dan salinan lowongan hilang. Mesin tidak dapat dipakai sampai disiapkan lagi dengan kode pendaftaran baru.",
        "Its key, settings, log and copy of the vacancies are gone. The machine can't be used until it is set up again with a new enrolment code.",
    )
}

pub(in crate::service) fn reset_begin(lang: Lang) -> &'static str {
    pick(lang, "Lanjut ke PIN", "Go on to the PIN")
}

pub(in crate::service) fn reset_waiting(lang: Lang, n: u64) -> String {
    match lang {
        Lang::Id => format!("Belum boleh dihapus: {n} data pengunjung belum terkirim"),
        Lang::En => format!("Can't be erased yet: {n} records of visitors are not sent"),
    }
}

pub(in crate::service) fn reset_waiting_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Hubungkan mesin ke jaringan dan tunggu sampai terkirim. Lihat Tentang mesin.",
        "Connect the machine to the network and wait until they are sent. See About this machine.",
    )
}

pub(in crate::service) fn reset_type(lang: Lang, wanted: &str, wrong: bool) -> String {
    match (lang, wrong) {
        (Lang::Id, false) => format!("Untuk menghapus, ketik {wanted}."),
        (Lang::En, false) => format!("To erase, type {wanted}."),
        (Lang::Id, true) => format!("Tidak sama. Untuk menghapus, ketik {wanted}."),
        (Lang::En, true) => format!("Not the same. To erase, type {wanted}."),
    }
}

pub(in crate::service) fn reset_asked(lang: Lang) -> &'static str {
    pick(lang, "Mesin akan mulai ulang", "The machine is about to restart")
}

pub(in crate::service) fn reset_asked_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Jangan cabut listriknya. Bila setelah lima menit masih begini, mulai ulang sendiri.",
        "Don't unplug it. If it is still like this after five minutes, restart it yourself.",
    )
}

pub(in crate::service) fn reset_refused(lang: Lang) -> &'static str {
    pick(lang, "Mesin ini tidak dapat menghapus dirinya", "This machine can't erase itself")
}

pub(in crate::service) fn reset_refused_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Taruh berkas kosong bernama factory-reset di folder kiosk pada partisi pertama disk, lalu nyalakan ulang.",
        "Put an empty file called factory-reset into the folder kiosk of the disk's first partition, then restart.",
    )
}
