//! Where somebody lives.

use super::{phrases, questions};

questions! {
    /// The village on the identity card.
    VILLAGE: "Di desa/kelurahan mana alamat KTP Anda?", "Which village is the address on your KTP in?";
        "Pilih dari daftar, atau ketik namanya.", "Choose from the list, or type its name.";
    /// Street and number.
    STREET: "Apa alamat KTP Anda?", "What is the address on your KTP?";
        "Nama jalan dan nomor, atau nama kampung.", "Street and number, or the hamlet's name.";
    /// RT and RW.
    BLOCK: "RT dan RW pada KTP Anda?", "RT and RW on your KTP?";
        "Ketik 6 angka, misalnya 003 lalu 007.", "Type 6 digits, for example 003 then 007.";
    /// Whether they live there.
    LIVES_HERE: "Apakah Anda tinggal di alamat ini?", "Do you live at this address?"; "", "";
    /// The village where they live.
    HOME_VILLAGE: "Di desa/kelurahan mana Anda tinggal?", "Which village do you live in?";
        "Pilih dari daftar, atau ketik namanya.", "Choose from the list, or type its name.";
    /// Street and number there.
    HOME_STREET: "Apa alamat tempat tinggal Anda?", "What is your address there?";
        "Nama jalan dan nomor, atau nama kampung.", "Street and number, or the hamlet's name.";
    /// RT and RW there.
    HOME_BLOCK: "RT dan RW tempat tinggal Anda?", "RT and RW where you live?";
        "Ketik 6 angka, misalnya 003 lalu 007.", "Type 6 digits, for example 003 then 007.";
}

phrases! {
    /// In the empty field.
    PLACE_PLACEHOLDER: "Ketik nama tempat", "Type a place's name";
    /// No village is chosen.
    VILLAGE_MISSING: "Pilih desa/kelurahan dari daftar.", "Choose a village from the list.";
    /// The card is another office's.
    OTHER_OFFICE: "Kartu Anda dibuat oleh Disnaker {}, sesuai alamat KTP.",
        "Your card is made by the office of {}, after the address on your KTP.";
    /// Not six figures.
    BLOCK_BAD: "RT dan RW masing-masing terdiri dari 3 angka.", "RT and RW have 3 digits each.";
    /// There is none.
    NO_BLOCK: "Tidak ada RT/RW", "No RT/RW";
    /// In the empty field.
    STREET_PLACEHOLDER: "Contoh: Jl. Melati No. 5", "Example: Jl. Melati No. 5";
    /// Label.
    LABEL_ADDRESS: "Alamat KTP", "Address on the KTP";
    /// Label.
    LABEL_HOME: "Tempat tinggal", "Lives at";
    /// Value.
    SAME_ADDRESS: "Sama dengan alamat KTP", "The same as on the KTP";
    /// Label.
    LABEL_POSTCODE: "Kode pos", "Postcode";
    /// Elsewhere.
    LIVES_ELSEWHERE: "Tidak, di tempat lain", "No, somewhere else";
}
