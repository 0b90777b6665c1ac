//! What the menu offers each role, and the sentences that say what has just been done.

use super::lang::Lang;
use super::page::{Badge, MenuItem};
use super::words;
use crate::office::people::{Action, Role, may};
use crate::store::Account;

/// The lines of the menu: where, what, and what a role needs for it.
const LINES: &[(&str, &str, &str, Action)] = &[
    ("/console", "Antrean", "Queue", Action::SeeQueue),
    ("/console/search", "Cari", "Search", Action::SeePerson),
    ("/console/sign", "Tanda tangan", "Sign", Action::Sign),
    ("/console/duplicates", "NIK ganda", "Same NIK", Action::Settle),
    ("/console/held", "Tertahan", "Held", Action::SeeHeld),
    ("/console/requests", "Hak data", "Data rights", Action::ServePerson),
    ("/console/content", "Konten", "Content", Action::SeeContent),
    ("/console/figures", "Angka", "Figures", Action::SeeFigures),
    ("/console/imports", "Impor", "Imports", Action::SeeImports),
    ("/console/kiosks", "Kiosk", "Kiosks", Action::SeeFleet),
    ("/console/alerts", "Peringatan", "Alerts", Action::SeeFleet),
    ("/console/officers", "Petugas", "Officers", Action::ManageOfficers),
    ("/console/partners", "Mitra", "Partners", Action::ManageTokens),
    ("/console/reasons", "Alasan", "Reasons", Action::Configure),
    ("/console/rules", "Aturan", "Rules", Action::Configure),
    ("/console/audit", "Jejak audit", "Audit", Action::SeeAudit),
];

/// Where a role begins.
pub(super) fn home(officer: &Account) -> &'static str {
    // Where their day's work lies, which is not always the first line.
    let own = match officer.role {
        Role::Admin | Role::Technician => Some(("/console/kiosks", Action::SeeFleet)),
        Role::Signer => Some(("/console/sign", Action::Sign)),
        Role::Approver => Some(("/console/content?stage=in-review", Action::PublishContent)),
        Role::Operator | Role::Editor | Role::Auditor | Role::Partner => None,
    };
    if let Some((address, _)) = own.filter(|(_, action)| may(officer.role, *action)) {
        return address;
    }
    LINES.iter().find(|line| may(officer.role, line.3)).map_or("/console/me", |line| line.0)
}

/// The officer and the menu, on a page at `here`.
pub(super) fn badge(officer: &Account, lang: Lang, here: &str) -> Badge {
    let lines = LINES.iter().filter(|line| may(officer.role, line.3));
    let menu = lines.map(|(href, id, en, _)| MenuItem {
        href,
        label: lang.t(id, en).to_owned(),
        here: *href == here,
    });
    Badge {
        name: officer.name.clone(),
        role: words::role(officer.role, lang).to_owned(),
        menu: menu.collect(),
    }
}

/// What has just been done, by the code that the address carries.
pub(super) fn done(code: &str, lang: Lang) -> Option<String> {
    let says = match code {
        "taken" => lang.t(
            "Verifikasi dimulai. Berkas ini sedang Anda kerjakan.",
            "Verification has begun. You work on this now.",
        ),
        "sent-back" => lang.t("Dikembalikan untuk diperbaiki.", "Sent back for mending."),
        "approved" => lang.t(
            "Disetujui dan diberi nomor. Menunggu tanda tangan.",
            "Approved and numbered. It waits for the signature.",
        ),
        "refused" => lang.t("Ditolak.", "Refused."),
        "cancelled" => lang.t("Dibatalkan.", "Cancelled."),
        "collected" => lang.t("Dicatat sudah diambil.", "Noted as collected."),
        "printed" => lang.t("Dicatat sudah dicetak di loket.", "Noted as printed at the counter."),
        "acted" => lang.t("Sudah dilakukan.", "Done."),
        "released" => lang.t("Dilepaskan untuk petugas lain.", "Released for other officers."),
        "taken-over" => lang.t("Anda mengambil alih berkas ini.", "You have taken this over."),
        "photo" => lang.t("Foto disimpan.", "The photo is saved."),
        "revoked" => lang.t("Kartu dicabut.", "The card is revoked."),
        "settled" => lang.t("Diputuskan.", "Settled."),
        "officer-changed" => lang.t("Akun diubah.", "The account is changed."),
        "key-revoked" => lang.t("Kunci dicabut.", "The key is revoked."),
        "reason" => lang.t("Daftar alasan diubah.", "The list of reasons is changed."),
        "rules" => lang.t("Aturan disimpan dan berlaku.", "The rules are saved and in force."),
        "rules-fine" => {
            lang.t("Aturan ini dapat dipakai. Belum disimpan.", "These rules can be used. Not saved yet.")
        }
        "noted" => lang.t("Dicatat. Batasnya 3×24 jam.", "Noted. The limit is 3×24 hours."),
        "request-done" => lang.t("Ditandai selesai.", "Marked as done."),
        "erased" => lang.t("Data orang ini dihapus.", "This person's data are erased."),
        "source" => lang.t("Sumber disimpan.", "The source is saved."),
        "pull" => lang.t("Sumber akan dibaca sekarang.", "The source will be read now."),
        "ticked" => lang.t("Pilihan disimpan.", "The choice is saved."),
        "report" => lang.t("Laporan diselesaikan.", "The report is settled."),
        "content-saved" => lang.t("Disimpan.", "Saved."),
        "content-submitted" => {
            lang.t("Diajukan. Penyetuju akan memeriksanya.", "Sent to review. An approver will look at it.")
        }
        "content-published" => lang.t(
            "Diterbitkan. Kiosk yang tersambung menampilkannya dalam beberapa detik.",
            "Published. Connected kiosks show it within seconds.",
        ),
        "content-withdrawn" => lang.t("Ditarik.", "Withdrawn."),
        "content-sent-back" => lang.t("Dikembalikan kepada penulisnya.", "Sent back to its writer."),
        "content-undone" => lang.t("Diurungkan.", "Undone."),
        "content-restored" => lang.t(
            "Versi lama menjadi draf baru. Belum diterbitkan.",
            "The old version is a new draft. It is not published yet.",
        ),
        "content-picture" => lang.t("Gambar disimpan.", "The picture is saved."),
        "content-policy" => lang.t("Aturan penerbitan diubah.", "The rule of publication is changed."),
        "sessions-ended" => lang.t("Sesi diakhiri.", "Signed out there."),
        "passkey-added" => lang.t(
            "Passkey disimpan. Lain kali masuklah dengan itu.",
            "The passkey is saved. Sign in with it next time.",
        ),
        "passkey-changed" => lang.t("Passkey diubah.", "The passkey is changed."),
        "password" => lang.t("Kata sandi diganti.", "The password is changed."),
        "kiosk-accepted" => {
            lang.t("Mesin disetujui dan bertugas.", "The machine is accepted and in service.")
        }
        "kiosk-changed" => lang.t("Nama dan tempat disimpan.", "Name and place are saved."),
        "kiosk-suspended" => lang.t("Kiosk dihentikan sementara.", "The kiosk is suspended."),
        "kiosk-resumed" => lang.t("Kiosk melayani lagi.", "The kiosk serves again."),
        "kiosk-config" => lang.t("Pengaturan disimpan dan dikirim.", "The setting is saved and sent."),
        "kiosk-command" => lang.t("Perintah dikirim.", "The command is sent."),
        "alert-known" => lang.t("Dicatat: sedang ditangani.", "Noted: it is in hand."),
        "alert-rule" => lang.t("Aturan disimpan.", "The rule is saved."),
        "alert-test" => lang.t(
            "Percobaan dikirim. Muat ulang halaman untuk melihat apakah sudah sampai.",
            "A test is being sent. Reload the page to see whether it has arrived.",
        ),
        "kiosk-revoked" => lang.t("Mesin ditarik.", "The machine is out of service."),
        _ => return None,
    };
    Some(says.to_owned())
}
