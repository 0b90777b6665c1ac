//! Why something waits, in Indonesian: the store keeps it as it writes it into the log.

use super::super::lang::Lang;

/// What the store says, and the same for an officer. What follows a colon at the end is kept as it is.
const REASONS: &[(&str, &str)] = &[
    ("no card with this number is in use", "Tidak ada kartu berlaku dengan nomor ini."),
    ("this application has no card in use", "Pengajuan ini tidak punya kartu yang berlaku."),
    (
        "the day of birth is another than the card's holder's",
        "Tanggal lahirnya berbeda dengan pemegang kartu.",
    ),
    (
        "this version knows no such kind of op: update central, then retry",
        "Jenis catatan ini belum dikenal. Perbarui program pusat, lalu ulangi.",
    ),
    ("larger than an op may be", "Lebih besar daripada yang boleh untuk satu catatan."),
    ("it is of a person who was erased", "Tentang orang yang datanya sudah dihapus."),
    ("there is no opening key of that name here", "Kunci untuk membukanya tidak ada di sini."),
    ("the seal does not open", "Segelnya tidak dapat dibuka."),
    ("the opened bytes are no fact of this kind", "Isinya bukan catatan jenis ini."),
    (
        "another application came with this receipt's number or secret: compare the two kiosks' ledgers",
        "Pengajuan lain datang dengan nomor atau rahasia tanda terima ini. Bandingkan catatan kedua kiosk.",
    ),
    ("the application it belongs to is not here yet", "Pengajuan yang dimaksud belum sampai di sini."),
    (
        "the secret is not this receipt's: somebody may be trying receipts",
        "Rahasianya bukan milik tanda terima ini. Mungkin ada yang mencoba-coba tanda terima.",
    ),
    (
        "it mends what was not asked for, or comes too late: ask the applicant at the counter",
        "Memperbaiki yang tidak diminta, atau terlambat. Tanyakan kepada pemohon di loket.",
    ),
    (
        "a text in it is longer than any kiosk takes, or a list has more rows",
        "Ada teks atau daftar yang lebih panjang daripada yang diterima kiosk mana pun.",
    ),
    ("it is not possible now: ", "Belum dapat dilakukan sekarang: "),
    ("the store failed: ", "Penyimpanan gagal: "),
    ("the database did not take it ", "Basis data tidak menerimanya "),
];

/// A reason in the page's language. One that has no words here is shown as it is kept.
pub(crate) fn reason(kept: &str, lang: Lang) -> String {
    let known = REASONS.iter().find_map(|(en, id)| Some((*id, kept.strip_prefix(en)?)));
    match (lang, known) {
        (Lang::Id, Some((id, rest))) => format!("{id}{rest}"),
        (Lang::Id, None) | (Lang::En, Some(_) | None) => kept.to_owned(),
    }
}
