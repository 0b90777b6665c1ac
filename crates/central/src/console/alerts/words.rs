//! How alerts are spoken of, in both languages.

use super::super::lang::Lang;
use super::super::page::Problem;
use crate::alerts::rule::{BadRule, Watched};
use crate::store::{AlertRefusal, AlertState};

pub(super) fn state(state: AlertState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        AlertState::Open => (lang.t("belum ditanggapi", "nobody on it yet"), "bad"),
        AlertState::Acknowledged => (lang.t("ditangani", "in hand"), "warn"),
        AlertState::Closed => (lang.t("selesai", "over"), "good"),
    }
}

/// What a rule looks for, as its form asks.
pub(super) fn watched(watched: Watched, lang: Lang) -> &'static str {
    match watched {
        Watched::Silent => lang.t("Kiosk tidak terdengar", "A kiosk is not heard"),
        Watched::Printer => lang.t(
            "Printer tidak mencetak (kertas habis, tutup terbuka, rusak)",
            "A printer does not print (paper out, cover open, fault)",
        ),
        Watched::PaperLow => lang.t("Kertas hampir habis", "Paper is nearly used up"),
        Watched::Clock => lang.t("Jam kiosk salah", "A kiosk's clock is wrong"),
        Watched::Disk => lang.t("Ruang disk hampir habis", "A disk is nearly full"),
        Watched::Data => lang.t("Data di kiosk sudah lama (mulai 24 jam)", "Old data on a kiosk (from 24 h)"),
        Watched::Outbox => lang.t("Kiriman kiosk tertahan (mulai 1 jam)", "Facts wait on a kiosk (from 1 h)"),
        Watched::Enrolment => lang.t("Mesin menunggu disetujui", "A machine waits to be accepted"),
        Watched::Source => lang.t("Sumber impor gagal dibaca", "A source of imports can't be read"),
    }
}

/// Why nothing was done.
pub(super) fn refusal(refusal: AlertRefusal, lang: Lang) -> Result<String, Problem> {
    let said = match refusal {
        AlertRefusal::Unknown => return Err(Problem::NotFound),
        AlertRefusal::Store(error) => return Err(error.into()),
        AlertRefusal::Rule(bad) => return Ok(bad_rule(bad, lang)),
        AlertRefusal::TooMany => lang.t(
            "Sudah ada 100 aturan. Ubah salah satunya.",
            "There are 100 rules already. Change one of them.",
        ),
        AlertRefusal::State => lang.t(
            "Peringatan ini sudah ditanggapi atau sudah selesai. Keadaan terbarunya di bawah.",
            "This alert is in hand already, or over. Its state now is below.",
        ),
        AlertRefusal::Note => lang.t(
            "Tulis apa yang sedang dilakukan, paling banyak 200 huruf.",
            "Write what is being done, 200 characters at most.",
        ),
    };
    Ok(said.to_owned())
}

/// Why a rule can't be used.
pub(super) fn bad_rule(bad: BadRule, lang: Lang) -> String {
    let said = match bad {
        BadRule::Name => lang.t("Nama aturan: 1 sampai 80 huruf.", "Name: 1 to 80 characters."),
        BadRule::After(least) => {
            return match lang {
                Lang::Id => format!("Setelah berapa menit: {least} sampai 43200 (30 hari)."),
                Lang::En => format!("After how many minutes: {least} to 43200 (30 days)."),
            };
        }
        BadRule::Again => lang.t(
            "Ulangi setiap: 0 sampai 168 jam. 0 berarti sekali saja.",
            "Again every: 0 to 168 hours. 0 means once.",
        ),
        BadRule::Quiet => lang.t(
            "Jam tenang: isi keduanya seperti 20.00 dan 06.00, atau kosongkan keduanya.",
            "Quiet hours: fill in both, like 20:00 and 06:00, or leave both empty.",
        ),
        BadRule::Mail => lang.t(
            "Alamat surel: paling banyak 10, dipisah spasi, seperti teknisi@kantor.go.id.",
            "E-mail: at most 10 addresses, with spaces between, like technician@office.example.",
        ),
        BadRule::Hook => lang.t(
            "Alamat web dimulai dengan https:// dan tidak memuat kata sandi.",
            "The web address begins with https:// and holds no password.",
        ),
        BadRule::Nobody => lang.t(
            "Isi siapa yang diberi tahu: alamat surel, alamat web, atau keduanya.",
            "Say who is told: by e-mail, at a web address, or both.",
        ),
        BadRule::Open => lang.t(
            "Sumber impor tidak punya jam buka. Hapus centangnya.",
            "A source of imports has no opening hours. Clear the tick.",
        ),
        BadRule::Place => lang.t(
            "Sumber impor tidak punya wilayah dan label. Kosongkan keduanya.",
            "A source of imports has no region and no tag. Leave both empty.",
        ),
    };
    said.to_owned()
}
