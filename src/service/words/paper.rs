//! Words about loading paper and judging test papers.

use crate::service::snapshot::Snapshot;
use crate::service::{TestPrint, Verdict};
use crate::wording::{Cause, Lang, pick};

/// What stands on the button under step `n`.
pub(crate) fn next(lang: Lang, n: usize) -> &'static str {
    match n {
        1 => pick(lang, "Sudah dibuka", "It is open"),
        2 => pick(lang, "Sudah dikeluarkan", "It is out"),
        3 => pick(lang, "Sudah dipasang", "It is in"),
        _ => pick(lang, "Sudah ditutup", "It is closed"),
    }
}

pub(crate) fn open_cover(lang: Lang) -> (&'static str, &'static str) {
    (
        pick(lang, "Buka penutup pencetak", "Open the printer's cover"),
        pick(
            lang,
            "Tekan tuasnya, lalu angkat. Kepala cetak panas: jangan disentuh.",
            "Press the lever, then lift. The print head is hot: don't touch it.",
        ),
    )
}

pub(crate) fn old_roll_out(lang: Lang) -> (&'static str, &'static str) {
    (
        pick(lang, "Keluarkan gulungan lama", "Take the old roll out"),
        pick(
            lang,
            "Angkat gulungan atau intinya. Buang sobekan kertas di dekat pisau.",
            "Lift out the roll or its core. Remove scraps of paper near the cutter.",
        ),
    )
}

pub(crate) fn roll_in(lang: Lang) -> (&'static str, &'static str) {
    (
        pick(lang, "Masukkan gulungan baru", "Put the new roll in"),
        pick(
            lang,
            "Ujung kertas keluar dari bawah gulungan, ke arah Anda. Tarik sekitar 10 cm ke luar.",
            "The paper's end comes from under the roll, towards you. Pull about 10 cm out.",
        ),
    )
}

pub(crate) fn close_cover(lang: Lang, cutter: bool) -> (&'static str, &'static str) {
    (
        pick(lang, "Tutup penutupnya", "Close the cover"),
        if cutter {
            pick(
                lang,
                "Tekan kedua sisi sampai berbunyi klik. Ujung kertas dipotong sendiri.",
                "Press both sides until it clicks. It cuts the paper's end itself.",
            )
        } else {
            pick(
                lang,
                "Tekan kedua sisi sampai berbunyi klik. Sobek ujung kertas di tepi penutup.",
                "Press both sides until it clicks. Tear the paper's end off at the bar.",
            )
        },
    )
}

pub(crate) fn paper_not_seen(lang: Lang) -> (&'static str, &'static str) {
    (
        pick(lang, "Kertas belum terlihat pencetak", "The printer sees no paper"),
        pick(
            lang,
            "Buka lagi, tarik ujung kertas lurus ke luar sekitar 10 cm, lalu tutup.",
            "Open it again, pull the paper's end straight out about 10 cm, then close.",
        ),
    )
}

pub(crate) fn which_roll(lang: Lang) -> &'static str {
    pick(lang, "Gulungan mana yang terpasang?", "Which roll is in?")
}

pub(crate) fn which_roll_text(lang: Lang, known: &Snapshot) -> String {
    let roll_m = known.printer.as_ref().map_or(0.0, |printer| printer.roll_m).round();
    match lang {
        Lang::Id => format!(
            "Gulungan baru dan utuh ({roll_m} m): sisa kertas dihitung dari awal. Selain itu hitungan diteruskan."
        ),
        Lang::En => format!(
            "A new, whole roll ({roll_m} m): the paper left is counted anew. Otherwise the count goes on."
        ),
    }
}

pub(crate) fn new_roll(lang: Lang) -> &'static str {
    pick(lang, "Gulungan baru", "A new roll")
}

pub(crate) fn same_roll(lang: Lang) -> &'static str {
    pick(lang, "Masih gulungan lama", "Still the old roll")
}

pub(crate) fn reload(lang: Lang) -> &'static str {
    pick(lang, "Pasang ulang kertas", "Load the paper again")
}

pub(crate) fn printing_test(lang: Lang, begun: bool) -> &'static str {
    if begun {
        pick(lang, "Sedang mencetak uji…", "The test is being printed…")
    } else {
        pick(lang, "Menyiapkan cetak uji…", "The test print is being prepared…")
    }
}

/// What holds a test paper up. One that has begun goes on by itself.
pub(crate) fn held_up(lang: Lang, cause: Cause, begun: bool) -> String {
    let then = if begun {
        pick(lang, "Setelah itu pencetak meneruskan sendiri.", "After that the printer goes on by itself.")
    } else {
        pick(lang, "Setelah itu uji dicetak sendiri.", "After that the test prints by itself.")
    };
    format!("{} {} {then}", cause.plain(lang), remedy(lang, cause))
}

pub(crate) fn test_failed(lang: Lang) -> &'static str {
    pick(lang, "Uji tidak dicetak", "The test was not printed")
}

pub(crate) fn judge_headline(lang: Lang, what: TestPrint) -> &'static str {
    match what {
        TestPrint::Paper => pick(lang, "Lihat kertas uji", "Look at the test paper"),
        TestPrint::Logo => pick(lang, "Lihat logonya", "Look at the logo"),
        TestPrint::QrBoth => pick(lang, "Pindai kedua kode", "Scan both codes"),
        TestPrint::NoticeBoard => pick(lang, "Lihat lembarnya", "Look at the sheet"),
    }
}

pub(crate) fn judge_text(lang: Lang, what: TestPrint) -> &'static str {
    match what {
        TestPrint::Paper => pick(
            lang,
            "Semua huruf terbaca? Balok hitam rata tanpa garis putih? Garis tepi kiri dan kanan ada?",
            "Does every letter read? Are the bars black without white lines? Are both side lines there?",
        ),
        TestPrint::Logo => {
            pick(lang, "Logonya utuh, tajam, dan di tengah?", "Is the logo whole, sharp and in the middle?")
        }
        TestPrint::QrBoth => pick(lang, "Pakai kamera HP Anda sendiri.", "Use the camera of your own phone."),
        TestPrint::NoticeBoard => pick(
            lang,
            "Semua baris terbaca dan tidak terpotong?",
            "Does every line read, with nothing cut off?",
        ),
    }
}

pub(crate) fn verdict(lang: Lang, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clear => pick(lang, "Terbaca jelas", "It reads well"),
        Verdict::Unclear => pick(lang, "Tidak jelas", "It does not read well"),
        Verdict::Blank => pick(lang, "Kertas kosong", "The paper is blank"),
        Verdict::Missing => pick(lang, "Tidak ada kertas keluar", "No paper came out"),
    }
}

/// Headline and what to try next.
pub(crate) fn bad_paper(lang: Lang, verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Blank => (
            pick(lang, "Gulungan mungkin terbalik", "The roll may be the wrong way round"),
            pick(
                lang,
                "Kertas termal hanya hitam di satu sisi. Gores dengan kuku: sisi yang menghitam harus menghadap kepala cetak. Pasang ulang.",
                "Thermal paper turns black on one side only. Scratch it with a nail: the side that darkens must face the print head. Load it again.",
            ),
        ),
        Verdict::Unclear => (
            pick(lang, "Bersihkan kepala cetak", "Clean the print head"),
            pick(
                lang,
                "Tunggu sampai dingin, usap kepala cetak dengan kain dan alkohol, biarkan kering, lalu coba lagi. Tetap ada garis putih: kepala cetak rusak, nonaktifkan pencetak.",
                "Let it cool, wipe the print head with a cloth and alcohol, let it dry, then try again. If white lines stay, the head is broken: take the printer out of service.",
            ),
        ),
        Verdict::Missing | Verdict::Clear => (
            pick(lang, "Periksa jalur kertas", "Check the paper's way"),
            pick(
                lang,
                "Buka penutup, lihat apakah kertas kusut atau tersangkut di pisau, pasang ulang. Pencetak yang diam: periksa kabel dan saklarnya.",
                "Open the cover, see whether paper is crumpled or caught in the cutter, and load it again. If the printer is silent, check its cable and switch.",
            ),
        ),
    }
}

pub(crate) fn passed(lang: Lang) -> &'static str {
    pick(lang, "Lulus", "Passed")
}

pub(crate) fn passed_text(lang: Lang, new_roll: bool) -> &'static str {
    if new_roll {
        pick(lang, "Sisa kertas dihitung dari gulungan baru.", "Paper is counted from the new roll on.")
    } else {
        pick(lang, "Pencetak siap melayani.", "The printer is ready to serve.")
    }
}

/// What a technician does about a cause.
pub(crate) fn remedy(lang: Lang, cause: Cause) -> &'static str {
    cause.entry().recommendation(lang)
}

/// What a cause means.
pub(crate) fn meaning(lang: Lang, cause: Cause) -> &'static str {
    cause.entry().meaning(lang)
}
