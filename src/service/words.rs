//! What a technician reads, in both languages. Short and in the imperative: they stand before an open
//! printer.
//!
//! Invariant: nothing here says that a paper came out. The steps ask a person.

mod machine;
mod paper;
mod printer;
mod wifi;

pub(super) use machine::*;
pub(super) use paper::*;
pub(super) use printer::*;
pub(super) use wifi::*;

use super::snapshot::{SheetLook, Snapshot};
use crate::wording::{self, Code, Lang, pick};

pub(super) fn pin_not_set(lang: Lang) -> &'static str {
    pick(
        lang,
        "Mode layanan belum diatur: tulis [service] pin di konfigurasi.",
        "Service mode is not set up: write [service] pin in the configuration.",
    )
}

pub(super) fn pin_ask(lang: Lang) -> &'static str {
    pick(lang, "Masukkan PIN teknisi.", "Enter the technician's PIN.")
}

pub(super) fn pin_checking(lang: Lang) -> &'static str {
    pick(lang, "Memeriksa…", "Checking…")
}

pub(super) fn pin_not_stored(lang: Lang) -> &'static str {
    pick(
        lang,
        "PIN tidak dapat diperiksa: mesin ini tidak dapat menyimpan data (D01).",
        "The PIN can't be checked: this machine cannot store data (D01).",
    )
}

pub(super) fn pin_wrong(lang: Lang, tries_left: u32) -> String {
    match lang {
        Lang::Id => format!("PIN salah. Sisa percobaan: {tries_left}."),
        Lang::En => format!("Wrong PIN. Tries left: {tries_left}."),
    }
}

pub(super) fn pin_locked(lang: Lang, wait_ms: u64) -> String {
    let seconds = wait_ms.div_ceil(1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match lang {
        Lang::Id => format!("Terlalu banyak PIN salah. Coba lagi dalam {minutes}:{seconds:02}."),
        Lang::En => format!("Too many wrong PINs. Try again in {minutes}:{seconds:02}."),
    }
}

/// A task's name, in the menu and over its steps.
pub(super) fn task(lang: Lang, id: &str) -> &'static str {
    match id {
        "paper" => pick(lang, "Isi kertas", "Load paper"),
        "test" => pick(lang, "Cetak uji", "Test print"),
        "jobs" => pick(lang, "Cetakan yang belum pasti", "Undecided papers"),
        "order" => {
            pick(lang, "Nonaktifkan atau aktifkan pencetak", "Take the printer out of service, or back")
        }
        "qr" => pick(lang, "Uji kode QR", "Test QR codes"),
        "logo" => pick(lang, "Simpan logo", "Store the logo"),
        "baud" => pick(lang, "Cari kecepatan serial", "Find the serial speed"),
        "notice" => pick(lang, "Cetak papan pengumuman", "Print for the notice board"),
        "about" => pick(lang, "Tentang mesin", "About this machine"),
        "wifi" => "Wi-Fi",
        "touch" => pick(lang, "Uji sentuh", "Test touch"),
        "colour" => pick(lang, "Uji warna", "Test colours"),
        "log" => pick(lang, "Simpan catatan ke stik", "Save the log on a stick"),
        "reset" => pick(lang, "Hapus semua isi mesin", "Erase this machine"),
        _ => pick(lang, "Keluar dari mode layanan", "Leave service mode"),
    }
}

/// When to use it, or why it can't be used.
pub(super) fn task_note(lang: Lang, id: &str, known: &Snapshot) -> String {
    let printer = known.printer.as_ref();
    let without = pick(lang, "Mesin ini tidak punya pencetak.", "This machine has no printer.");
    match id {
        "paper" | "test" | "qr" | "logo" | "baud" if printer.is_none() => without.into(),
        "paper" => {
            pick(lang, "Bila kertas habis atau macet", "When the paper has run out or is jammed").into()
        }
        "test" => pick(lang, "Setelah perbaikan", "After a repair").into(),
        "qr" => pick(lang, "Saat pemasangan: perlu satu HP", "At installation: needs a phone").into(),
        "jobs" => match known.doubtful.len() {
            0 => pick(lang, "Tidak ada", "None").into(),
            n => wording::count(lang, n as u64, "cetakan", "paper", "papers"),
        },
        "order" if known.out_of_order.is_some() => {
            pick(lang, "Pencetak sedang tidak aktif", "The printer is out of service").into()
        }
        "order" => pick(lang, "Pencetak sedang aktif", "The printer is in service").into(),
        "logo" if !printer.is_some_and(|printer| printer.stores_logo) => {
            pick(lang, "Pencetak ini tidak menyimpan gambar.", "This printer stores no pictures.").into()
        }
        "logo" if !known.logo.configured => {
            pick(lang, "Tulis [printer] logo di konfigurasi.", "Write [printer] logo in the configuration.")
                .into()
        }
        "logo" => logo_count(lang, known.logo.writes_today, super::logo::WRITES_PER_DAY_MAX),
        "baud" if !super::menu::is_enabled("baud", known) => {
            pick(lang, "Pencetak ini tidak di kabel serial.", "This printer is not on a serial line.").into()
        }
        "baud" => {
            pick(lang, "Bila pencetak tidak menjawab (P06)", "When the printer does not answer (P06)").into()
        }
        "notice" if known.sheet_printer == SheetLook::None => {
            pick(lang, "Mesin ini tidak punya pencetak A4.", "This machine has no A4 printer.").into()
        }
        "notice" => pick(lang, "Lowongan minggu ini di sekitar", "This week's vacancies nearby").into(),
        "about" => pick(lang, "Versi, jaringan, ruang, jam", "Version, network, space, clock").into(),
        "wifi" if known.wifi.is_none() => {
            pick(lang, "Hanya pada mesin kiosk sendiri", "Only on a kiosk's own machine").into()
        }
        "wifi" => pick(lang, "Bila tidak ada kabel jaringan", "Where there is no network cable").into(),
        "touch" => pick(lang, "Lima tanda: sudut dan tengah", "Five marks: corners and middle").into(),
        "colour" => pick(lang, "Lima warna di seluruh layar", "Five colours over the whole screen").into(),
        "log" => pick(lang, "Untuk dikirim tanpa jaringan", "To be sent without a network").into(),
        "reset" if !known.erasable => {
            pick(lang, "Hanya pada mesin kiosk sendiri", "Only on a kiosk's own machine").into()
        }
        "reset" if !known.pin.set => {
            pick(lang, "Perlu PIN di konfigurasi", "Needs a PIN in the configuration").into()
        }
        "reset" => pick(lang, "Sebelum dipindah atau dibuang", "Before it is moved or thrown away").into(),
        _ => String::new(),
    }
}

pub(super) fn counter(lang: Lang, n: usize, of: usize) -> String {
    match lang {
        Lang::Id => format!("Langkah {n} dari {of}"),
        Lang::En => format!("Step {n} of {of}"),
    }
}

pub(super) fn begin(lang: Lang) -> &'static str {
    pick(lang, "Mulai", "Begin")
}

pub(super) fn cancel(lang: Lang) -> &'static str {
    pick(lang, "Batalkan", "Cancel")
}

pub(super) fn again(lang: Lang) -> &'static str {
    pick(lang, "Coba lagi", "Try again")
}

pub(super) fn to_menu(lang: Lang) -> &'static str {
    pick(lang, "Ke menu layanan", "To the service menu")
}

pub(super) fn out_of_order(lang: Lang) -> &'static str {
    pick(lang, "Pencetak tidak aktif", "The printer is out of service")
}

/// What a code means; one that is not in the catalogue was written by a newer program.
pub(super) fn out_of_order_meaning(lang: Lang, code: &str) -> String {
    Code::written(code).unwrap_or(Code::OutOfOrder).meaning(lang).into()
}

pub(super) fn out_of_order_remedy(lang: Lang, code: &str) -> String {
    let last = pick(
        lang,
        "Setelah cetak uji lulus, pencetak aktif lagi.",
        "A test print that passes puts the printer back into service.",
    );
    match Code::written(code) {
        Some(code) if code != Code::OutOfOrder => format!("{} {last}", code.recommendation(lang)),
        Some(_) | None => last.into(),
    }
}

pub(super) fn close_ask(lang: Lang) -> &'static str {
    pick(lang, "Nonaktifkan pencetak ini?", "Take this printer out of service?")
}

pub(super) fn close_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Pengunjung tetap mendapat nomor dan kode di layar, tetapi tidak ada yang dicetak sampai teknisi mengaktifkannya lagi. Juga setelah listrik padam.",
        "Visitors still get number and code on the screen, but nothing is printed until a technician puts it back into service. Also after a power cut.",
    )
}

pub(super) fn open_ask(lang: Lang) -> &'static str {
    pick(lang, "Aktifkan lagi pencetak ini?", "Put this printer back into service?")
}

pub(super) fn open_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Aktifkan hanya bila penyebabnya sudah diperbaiki. Lebih baik: Isi kertas atau Cetak uji; setelah lulus pencetak aktif sendiri.",
        "Do so only when the cause is mended. Better: load paper or make a test print; when it passes, the printer is in service by itself.",
    )
}

pub(super) fn close_machine(lang: Lang) -> &'static str {
    pick(lang, "Nonaktifkan pencetak", "Take the printer out of service")
}

pub(super) fn open_machine(lang: Lang) -> &'static str {
    pick(lang, "Aktifkan lagi", "Put it back into service")
}

pub(super) fn notice_ask(lang: Lang) -> &'static str {
    pick(lang, "Cetak lembar papan pengumuman?", "Print the sheet for the notice board?")
}

pub(super) fn notice_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Lowongan baru minggu ini di daerah mesin ini, di kertas A4.",
        "This week's new vacancies in this machine's district, on A4 paper.",
    )
}

pub(super) fn notice_judged(lang: Lang, well: bool) -> &'static str {
    if well {
        pick(lang, "Tempel di papan pengumuman", "Put it on the notice board")
    } else {
        pick(lang, "Periksa pencetak A4", "Check the A4 printer")
    }
}

pub(super) fn notice_judged_text(lang: Lang, well: bool) -> &'static str {
    if well {
        pick(lang, "Lepas lembar minggu lalu.", "Take last week's sheet off.")
    } else {
        pick(
            lang,
            "Lihat kertas, tinta atau toner, dan layar pencetak. Lalu coba lagi.",
            "Look at paper, ink or toner, and the printer's own display. Then try again.",
        )
    }
}

pub(super) fn jobs_none(lang: Lang) -> &'static str {
    pick(lang, "Semua cetakan sudah pasti", "No paper is undecided")
}

pub(super) fn jobs_left(lang: Lang, n: usize) -> String {
    match lang {
        Lang::Id => format!("Sisa {n}"),
        Lang::En => format!("{n} left"),
    }
}

pub(super) fn jobs_ask(lang: Lang, number: &str) -> String {
    match lang {
        Lang::Id => format!("Apakah {number} keluar?"),
        Lang::En => format!("Did {number} come out?"),
    }
}

pub(super) fn jobs_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Pencetak tidak dapat memastikannya. Lihat baki, laci kertas, dan tanyakan petugas. Bila tidak tahu, biarkan.",
        "The printer could not tell. Look in the tray and the paper bin, and ask the staff. Leave it if you don't know.",
    )
}

pub(super) fn jobs_out(lang: Lang) -> &'static str {
    pick(lang, "Ya, keluar", "Yes, it came out")
}

pub(super) fn jobs_not_out(lang: Lang) -> &'static str {
    pick(lang, "Tidak keluar", "No, it did not")
}

/// How the machine is, a line each.
pub(super) fn status(lang: Lang, known: &Snapshot) -> Vec<(String, String)> {
    let mut lines = vec![(pick(lang, "Pencetak tiket", "Ticket printer").to_owned(), printer(lang, known))];
    if let Some(printer) = &known.printer {
        let model = [printer.identity.as_str(), printer.profile.as_str()];
        let model = model.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        lines.push((pick(lang, "Model", "Model").into(), model));
        lines.push((pick(lang, "Sisa kertas", "Paper left").into(), paper_left(lang, known.tickets_left)));
    }
    let sheet = match known.sheet_printer {
        SheetLook::None => None,
        SheetLook::Ready => Some(pick(lang, "siap", "ready").to_owned()),
        SheetLook::Down(cause) => Some(format!("{} ({})", cause.headline(lang), cause.code())),
    };
    lines.extend(sheet.map(|sheet| (pick(lang, "Pencetak A4", "A4 printer").to_owned(), sheet)));
    if !known.jobs.is_empty() {
        let jobs = known.jobs.iter().map(|job| format!("{} {}", job.number, state(lang, job.state)));
        let label = pick(lang, "Cetakan terakhir", "Last papers");
        lines.push((label.into(), jobs.collect::<Vec<_>>().join(" · ")));
    }
    if let Some(qr) = known.qr {
        lines.push((pick(lang, "Uji QR", "QR test").into(), qr_readable(lang, qr).into()));
    }
    if known.clock_unset {
        lines.push((pick(lang, "Jam", "Clock").into(), wording::CLOCK_UNSET.of(lang).into()));
    }
    lines.push((pick(lang, "Pusat", "Central").into(), contact(lang, known)));
    lines.push((pick(lang, "Versi", "Version").into(), version(lang, known)));
    lines
}

fn version(lang: Lang, known: &Snapshot) -> String {
    match &known.update_to {
        None => known.version.clone(),
        Some(least) => {
            let says = pick(lang, "perlu diperbarui ke", "must be updated to");
            format!("{}: {says} {least}", known.version)
        }
    }
}

fn printer(lang: Lang, known: &Snapshot) -> String {
    match &known.printer {
        None => pick(lang, "tidak ada", "none").into(),
        Some(printer) => match printer.cause {
            Some(cause) => format!("{} ({})", cause.headline(lang), cause.code()),
            None if printer.near_end => {
                pick(lang, "siap; kertas hampir habis", "ready; the paper is nearly used up").into()
            }
            None => pick(lang, "siap", "ready").into(),
        },
    }
}

fn paper_left(lang: Lang, tickets: Option<u32>) -> String {
    match (lang, tickets) {
        (Lang::Id, None) => "belum diketahui: isi gulungan baru untuk mulai menghitung".into(),
        (Lang::En, None) => "not known: load a new roll to begin counting".into(),
        (Lang::Id, Some(n)) => format!("sekitar {} tiket", wording::number(lang, n.into())),
        (Lang::En, Some(n)) => format!("about {} tickets", wording::number(lang, n.into())),
    }
}

fn contact(lang: Lang, known: &Snapshot) -> String {
    let now = if known.online {
        pick(lang, "terhubung", "connected")
    } else {
        pick(lang, "terputus", "not connected")
    };
    match known.last_contact {
        None => now.into(),
        Some(at) => {
            let day = wording::date(lang, known.zone.day(at));
            let last = pick(lang, "terakhir", "last");
            format!("{now}; {last} {day} {}", wording::time_of_day(lang, at, known.zone))
        }
    }
}

/// A print job's state, for one who knows the ledger's names only by the manual.
fn state(lang: Lang, name: &str) -> &str {
    match name {
        "printed" => pick(lang, "terbukti", "proved"),
        "printed-unverified" => pick(lang, "tanpa bukti", "unproved"),
        "doubtful" => pick(lang, "belum pasti", "undecided"),
        "expired" => pick(lang, "kedaluwarsa", "expired"),
        "cancelled" => pick(lang, "dibatalkan", "cancelled"),
        "failed" => pick(lang, "gagal", "failed"),
        "superseded" => pick(lang, "dicetak ulang", "reprinted"),
        "blocked" | "suspended" => pick(lang, "tertahan", "held up"),
        _ => pick(lang, "sedang berjalan", "under way"),
    }
}
