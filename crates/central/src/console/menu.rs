//! What the menu offers each role, and the sentences that say what has just been done.

use super::lang::Lang;
use super::page::{Badge, MenuGroup, MenuItem};
use super::words;
use crate::office::people::{Action, Role, may};
use crate::store::{Account, Waits};

/// A heading of the menu.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Service,
    Content,
    Fleet,
    Office,
}

impl Group {
    const ALL: [Group; 4] = [Group::Service, Group::Content, Group::Fleet, Group::Office];

    fn label(self, lang: Lang) -> &'static str {
        match self {
            Group::Service => lang.t("Layanan", "Service"),
            Group::Content => lang.t("Konten", "Content"),
            Group::Fleet => lang.t("Kiosk", "Kiosks"),
            Group::Office => lang.t("Kantor", "Office"),
        }
    }
}

/// A line of the menu: where, under which heading, its words, what a role needs for it, and what waits there.
struct Line(&'static str, Group, &'static str, &'static str, Action, Option<Waits>);

const LINES: &[Line] = &[
    Line("/console", Group::Service, "Antrean", "Queue", Action::SeeQueue, Some(Waits::Queue)),
    Line("/console/search", Group::Service, "Cari", "Search", Action::SeePerson, None),
    Line("/console/sign", Group::Service, "Tanda tangan", "Sign", Action::Sign, Some(Waits::Sign)),
    Line(
        "/console/duplicates",
        Group::Service,
        "NIK ganda",
        "Same NIK",
        Action::Settle,
        Some(Waits::Duplicates),
    ),
    Line("/console/held", Group::Service, "Tertahan", "Held", Action::SeeHeld, Some(Waits::Held)),
    Line(
        "/console/requests",
        Group::Service,
        "Hak data",
        "Data rights",
        Action::ServePerson,
        Some(Waits::Requests),
    ),
    Line("/console/figures", Group::Service, "Angka", "Figures", Action::SeeFigures, None),
    Line("/console/content", Group::Content, "Konten", "Content", Action::SeeContent, Some(Waits::Content)),
    Line("/console/imports", Group::Content, "Impor", "Imports", Action::SeeImports, Some(Waits::Imports)),
    Line("/console/kiosks", Group::Fleet, "Kiosk", "Kiosks", Action::SeeFleet, None),
    Line("/console/updates", Group::Fleet, "Pembaruan", "Updates", Action::SeeFleet, None),
    Line("/console/alerts", Group::Fleet, "Peringatan", "Alerts", Action::SeeFleet, Some(Waits::Alerts)),
    Line("/console/officers", Group::Office, "Petugas", "Officers", Action::ManageOfficers, None),
    Line("/console/partners", Group::Office, "Mitra", "Partners", Action::ManageTokens, None),
    Line("/console/reasons", Group::Office, "Alasan", "Reasons", Action::Configure, None),
    Line("/console/rules", Group::Office, "Aturan", "Rules", Action::Configure, None),
    Line("/console/audit", Group::Office, "Jejak audit", "Audit", Action::SeeAudit, None),
];

/// A longer menu stands under its headings.
const FLAT_MAX: usize = 9;
/// More is not told apart.
const COUNT_MAX: u64 = 99;

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
    LINES.iter().find(|line| may(officer.role, line.4)).map_or("/console/me", |line| line.0)
}

/// The officer and the menu, on a page at `here`, with how much waits for them.
pub(super) fn badge(officer: &Account, waiting: &[(Waits, u64)], lang: Lang, here: &str) -> Badge {
    let theirs: Vec<&Line> = LINES.iter().filter(|line| may(officer.role, line.4)).collect();
    let count_of = |line: &Line| {
        let found = waiting.iter().find(|(waits, _)| Some(*waits) == line.5);
        found.map_or(0, |(_, count)| *count)
    };
    let item = |line: &Line| MenuItem {
        href: line.0,
        label: lang.t(line.2, line.3).to_owned(),
        here: line.0 == here,
        count: counted(count_of(line)),
    };
    let group = |of: &dyn Fn(&Line) -> bool, label: Option<&'static str>| {
        let lines: Vec<&Line> = theirs.iter().copied().filter(|line| of(line)).collect();
        MenuGroup {
            label,
            here: lines.iter().any(|line| line.0 == here),
            count: counted(lines.iter().map(|line| count_of(line)).sum()),
            items: lines.into_iter().map(item).collect(),
        }
    };
    let mut menu: Vec<MenuGroup> = match theirs.len() {
        ..=FLAT_MAX => vec![group(&|_| true, None)],
        _ => Group::ALL.map(|one| group(&|line| line.1 == one, Some(one.label(lang)))).into(),
    };
    menu.retain(|group| !group.items.is_empty());
    Badge { name: officer.name.clone(), role: words::role(officer.role, lang).to_owned(), menu }
}

fn counted(count: u64) -> String {
    match count {
        0 => String::new(),
        1..=COUNT_MAX => count.to_string(),
        _ => format!("{COUNT_MAX}+"),
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
        "content-doubts" => lang.t(
            "Disimpan sebagai draf. Periksa yang ditandai di bawah; bila sudah benar, kembali lalu ajukan.",
            "Saved as a draft. Look at what is marked below; if it is right, go back and send it to review.",
        ),
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
        "update-begun" => lang.t(
            "Versi ini diminta dari kiosk itu. Ia mengetahuinya dalam satu menit.",
            "The version is asked of that kiosk. It knows within a minute.",
        ),
        "update-widened" => {
            lang.t("Versi ini diminta lebih luas sekarang.", "The version is asked of more now.")
        }
        "update-stopped" => {
            lang.t("Versi itu tidak diminta lagi di sana.", "That version is not asked for there any more.")
        }
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
