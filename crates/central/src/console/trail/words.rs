//! The trail in words: who, what was done, with what, and what came of it. The codes stand beside them.

use serde_json::Value;

use super::super::lang::Lang;
use super::super::words::stage;
use crate::office::workflow::Stage;

/// Every act that is written down, in the order in which the filter offers them: sign-in and accounts, applications,
/// persons' data, content, imports, kiosks, alerts, the office.
pub(super) const ACTS: &[(&str, &str, &str)] = &[
    ("sign-in", "Masuk", "Signed in"),
    ("sign-in-refused", "Gagal masuk", "Sign-in refused"),
    ("sign-in-locked", "Akun terkunci karena gagal masuk", "Account locked after failed sign-ins"),
    ("sign-out", "Keluar", "Signed out"),
    ("sign-out-everywhere", "Keluar di semua perangkat", "Signed out everywhere"),
    ("end-session", "Mengakhiri sesi", "Ended a session"),
    ("sign-out-elsewhere", "Mengakhiri sesi lain", "Ended the other sessions"),
    ("add-officer", "Menambah petugas", "Added an officer"),
    ("change-officer", "Mengubah akun petugas", "Changed an officer's account"),
    ("reset-officer", "Mengundang petugas lagi", "Invited an officer again"),
    ("reset-second-factor", "Mengatur ulang kode HP petugas", "Reset an officer's second factor"),
    ("change-second-factor", "Menyiapkan kode HP baru", "Set up a new second factor"),
    ("change-password", "Mengganti kata sandi", "Changed the password"),
    ("renew-recovery", "Membuat kode pemulihan baru", "Made new recovery codes"),
    ("join", "Menyiapkan akun", "Set the account up"),
    ("join-refused", "Kode undangan salah", "Wrong invitation code"),
    ("add-passkey", "Menambah passkey", "Added a passkey"),
    ("rename-passkey", "Menamai ulang passkey", "Renamed a passkey"),
    ("remove-passkey", "Menghapus passkey", "Removed a passkey"),
    ("passkey-copied", "Passkey ditolak: mungkin disalin", "Passkey refused: it may be a copy"),
    ("receive", "Pengajuan diterima", "Application received"),
    ("take", "Mulai verifikasi", "Began to verify"),
    ("take-over", "Mengambil alih berkas", "Took a file over"),
    ("amend", "Mengubah data bersama pemohon", "Changed data with the applicant"),
    ("send-back", "Mengembalikan untuk diperbaiki", "Sent back for mending"),
    ("mend", "Diperbaiki pemohon", "Mended by the applicant"),
    ("approve", "Menyetujui", "Approved"),
    ("refuse", "Menolak", "Refused"),
    ("cancel", "Membatalkan", "Cancelled"),
    ("sign", "Menandatangani kartu", "Signed the card"),
    ("release", "Kartu diterbitkan", "Card published"),
    ("print", "Kartu dicetak", "Card printed"),
    ("print-unexpected", "Cetakan di luar dugaan", "Unexpected print"),
    ("collect", "Kartu diambil", "Card collected"),
    ("supersede", "Diganti oleh perbaikan", "Replaced by a correction"),
    ("expire", "Masa berlaku habis", "Expired"),
    ("employ", "Ditutup: sudah bekerja", "Closed: at work"),
    ("revoke-card", "Mencabut kartu", "Revoked a card"),
    ("settle", "Mencocokkan keraguan", "Settled a concern"),
    ("settle-conflict", "Memutuskan NIK ganda", "Settled the same NIK"),
    ("report", "Laporan diterima", "Report received"),
    ("resolve-report", "Menyelesaikan laporan", "Settled a report"),
    ("look", "Melihat data", "Looked at a person's data"),
    ("show-nik", "Menampilkan NIK lengkap", "Showed the whole NIK"),
    ("open-card", "Membuka kartu", "Opened a card"),
    ("search", "Mencari pemohon", "Searched for a person"),
    ("ask-of-data", "Mencatat permintaan hak data", "Noted a data-subject request"),
    ("answer-data-request", "Menjawab permintaan hak data", "Answered a data-subject request"),
    ("export", "Menyalin data untuk pemiliknya", "Copied data for its owner"),
    ("erase", "Menghapus data orang", "Erased a person's data"),
    ("replay-erasures", "Mengulang penghapusan setelah pemulihan", "Erased again after a restore"),
    ("content-begin", "Membuat konten", "Began content"),
    ("content-edit", "Menyunting konten", "Edited content"),
    ("content-submit", "Mengajukan konten", "Sent content to review"),
    ("content-recall", "Menarik pengajuan konten", "Took content back from review"),
    ("content-send-back", "Mengembalikan konten", "Sent content back"),
    ("content-publish", "Menerbitkan konten", "Published content"),
    ("content-withdraw", "Menarik konten", "Withdrew content"),
    ("content-undo", "Mengurungkan penarikan konten", "Undid content"),
    ("content-restore", "Memulihkan versi konten", "Restored a version of content"),
    ("content-hold-back", "Konten ditahan pada harinya", "Content held back on its day"),
    ("content-policy", "Mengubah aturan penerbitan", "Changed the rule of publication"),
    ("picture-add", "Menambah gambar", "Added a picture"),
    ("import-upload", "Mengunggah berkas impor", "Uploaded a file to import"),
    ("import-check", "Memeriksa impor", "Checked an import"),
    ("import-tick", "Memilih baris impor", "Chose rows of an import"),
    ("import-applied", "Impor diterapkan", "Import applied"),
    ("import-undone", "Impor dibatalkan", "Import undone"),
    ("import-policy", "Mengubah aturan impor", "Changed the rule of imports"),
    ("import-source-new", "Menambah sumber impor", "Added a source of imports"),
    ("import-source-on", "Mengaktifkan sumber impor", "Switched a source on"),
    ("import-source-off", "Menonaktifkan sumber impor", "Switched a source off"),
    ("import-source-pull", "Membaca sumber impor", "Read a source now"),
    ("invite-kiosk", "Membuat kode pemasangan kiosk", "Made an installation code"),
    ("accept-kiosk", "Menyetujui mesin kiosk", "Accepted a kiosk's machine"),
    ("revoke-kiosk", "Menarik mesin kiosk", "Took a kiosk's machine out of service"),
    ("change-kiosk", "Mengubah nama dan tempat kiosk", "Changed a kiosk's name and place"),
    ("change-key", "Mesin kiosk mengganti kunci", "A kiosk's machine changed its key"),
    ("command", "Memerintah kiosk", "Gave a kiosk a command"),
    ("set-config", "Mengubah pengaturan kiosk", "Changed a kiosk's setting"),
    ("acknowledge-alert", "Menanggapi peringatan", "Took an alert in hand"),
    ("set-alert-rule", "Mengubah aturan peringatan", "Changed a rule of alerts"),
    ("switch-alert-rule", "Menyalakan atau mematikan aturan", "Switched a rule of alerts"),
    ("test-alert-rule", "Mencoba aturan peringatan", "Tested a rule of alerts"),
    ("try-mail", "Mencoba mengirim surel", "Tried to send e-mail"),
    ("make-key", "Membuat kunci mitra", "Made a partner's key"),
    ("revoke-key", "Mencabut kunci mitra", "Revoked a partner's key"),
    ("set-office", "Mengubah aturan kantor", "Changed the office's rules"),
    ("set-reason", "Mengubah alasan", "Changed a reason"),
    ("rotate-key", "Mengganti kunci pusat", "Changed a key of central"),
];

/// An act in words. A newer program's is shown as it calls it.
pub(super) fn act(code: &str, lang: Lang) -> String {
    let known = ACTS.iter().find(|(known, _, _)| *known == code);
    known.map_or_else(|| code.to_owned(), |(_, id, en)| lang.t(id, en).to_owned())
}

/// What a subject is, where its name is not looked up: `content:7` is "Konten 7".
pub(super) fn subject(kind: &str, key: &str, lang: Lang) -> String {
    let what = match kind {
        "application" => lang.t("Pengajuan", "Application"),
        "applications" => lang.t("Semua pengajuan", "All applications"),
        "report" => lang.t("Laporan", "Report"),
        "officer" => lang.t("Petugas", "Officer"),
        "kiosk" => "Kiosk",
        "fleet" => lang.t("Semua kiosk", "All kiosks"),
        "district" => lang.t("Kiosk di", "Kiosks of"),
        "content" => lang.t("Konten", "Content"),
        "picture" => lang.t("Gambar", "Picture"),
        "import" => lang.t("Impor", "Import"),
        "imports" => lang.t("Semua impor", "All imports"),
        "import-source" => lang.t("Sumber impor", "Source"),
        "alert" => lang.t("Peringatan", "Alert"),
        "alert-rule" => lang.t("Aturan peringatan", "Rule of alerts"),
        "key" => lang.t("Kunci mitra", "Partner's key"),
        "office" => lang.t("Kantor", "Office"),
        "reason" => lang.t("Alasan", "Reason"),
        "erasures" => lang.t("Penghapusan", "Erasures"),
        other => other,
    };
    // A picture's name is its hash, of which the beginning is enough here; the whole is in the detail.
    let key: String = key.chars().take(24).collect();
    if key.is_empty() { what.to_owned() } else { format!("{what} {key}") }
}

/// What came of it, where it can be said shortly. Reasons by `reason`, which knows their texts.
pub(super) fn detail(detail: &Value, reason: impl Fn(&str) -> String, lang: Lang) -> String {
    let named = |key: &str| {
        let word = detail.get(key)?;
        serde_json::from_value::<Stage>(word.clone()).ok().map(|known| stage(known, lang))
    };
    let mut said = Vec::new();
    match (named("from"), named("to")) {
        (Some(from), Some(to)) if from != to => said.push(format!("{from} → {to}")),
        (None, Some(to)) => said.push(to.to_owned()),
        (Some(_) | None, Some(_) | None) => {}
    }
    let reasons = detail.get("reasons").and_then(Value::as_array).into_iter().flatten();
    said.extend(reasons.filter_map(Value::as_str).map(reason));
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::office::workflow::Act;
    use serde_json::json;

    #[test]
    fn every_act_of_an_application_has_words_and_no_code_stands_twice() {
        for known in Act::ALL {
            assert_ne!(act(known.as_str(), Lang::Id), known.as_str(), "{known:?}");
        }
        let codes: HashSet<&str> = ACTS.iter().map(|(code, _, _)| *code).collect();
        assert_eq!(codes.len(), ACTS.len());
        assert_eq!(act("made-later", Lang::Id), "made-later");
    }

    #[test]
    fn a_move_is_told_by_its_stages_and_reasons() {
        let moved = json!({ "from": Stage::Verifying, "to": Stage::Refused, "reasons": ["R1"] });
        let reason = |code: &str| format!("alasan {code}");
        assert_eq!(detail(&moved, reason, Lang::Id), "Diverifikasi → Ditolak; alasan R1");
        assert_eq!(detail(&json!({ "sessions": 2 }), reason, Lang::Id), "");
    }

    #[test]
    fn subjects_are_named_and_a_newer_one_is_shown_as_it_is() {
        assert_eq!(subject("content", "7", Lang::Id), "Konten 7");
        assert_eq!(subject("imports", "", Lang::En), "All imports");
        assert_eq!(subject("novelty", "3", Lang::Id), "novelty 3");
    }
}
