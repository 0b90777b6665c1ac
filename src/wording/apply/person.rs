//! Who somebody is, and how to reach them.

use super::{phrases, questions};

questions! {
    /// The name.
    NAME: "Siapa nama Anda?", "What is your name?";
        "Ketik persis seperti di KTP.", "Type it exactly as on your KTP.";
    /// The place of birth.
    BIRTH_PLACE: "Di mana Anda lahir?", "Where were you born?";
        "Seperti di KTP: kabupaten atau kota.", "As on your KTP: a regency or city.";
    /// The day of birth.
    BIRTH_DATE: "Kapan Anda lahir?", "When were you born?";
        "Seperti di KTP.", "As on your KTP.";
    /// The sex.
    SEX: "Apa jenis kelamin Anda?", "What is your sex?";
        "Seperti di KTP.", "As on your KTP.";
    /// The card has it.
    RELIGION: "Apa agama Anda?", "What is your religion?";
        "Tertulis di kartu AK1, seperti di KTP.", "It is printed on the AK1 card, as on your KTP.";
    /// The card has it.
    MARITAL: "Apa status perkawinan Anda?", "What is your marital status?";
        "Tertulis di kartu AK1, seperti di KTP.", "It is printed on the AK1 card, as on your KTP.";
    /// The telephone.
    PHONE: "Berapa nomor HP Anda?", "What is your phone number?";
        "Untuk mengabari Anda tentang kartu dan lowongan.", "To tell you about the card and jobs.";
    /// The e-mail.
    EMAIL: "Apa alamat e-mail Anda?", "What is your e-mail address?";
        "Boleh dilewati.", "You may skip this.";
}

phrases! {
    /// Laki-laki.
    MALE: "Laki-laki", "Male";
    /// Perempuan.
    FEMALE: "Perempuan", "Female";
    /// 1
    ISLAM: "Islam", "Islam";
    /// 2
    CATHOLIC: "Katolik", "Catholic";
    /// 3
    PROTESTANT: "Kristen Protestan", "Protestant";
    /// 4
    HINDU: "Hindu", "Hindu";
    /// 5
    BUDDHIST: "Buddha", "Buddhist";
    /// 6
    CONFUCIAN: "Khonghucu", "Confucian";
    /// 7
    OTHER_RELIGION: "Kepercayaan, lain-lain", "Other belief";
    /// Belum kawin.
    SINGLE: "Belum kawin", "Single";
    /// Kawin.
    MARRIED: "Kawin", "Married";
    /// Cerai hidup.
    DIVORCED: "Cerai hidup", "Divorced";
    /// Cerai mati.
    WIDOWED: "Cerai mati", "Widowed";
    /// A name of one letter, or of none.
    NAME_BAD: "Ketik nama Anda seperti di KTP.", "Type your name as on your KTP.";
    /// Numbers here.
    PHONE_BAD: "Nomor HP dimulai dengan 08 dan terdiri dari 10 sampai 13 angka.",
        "Phone numbers begin with 08 and have 10 to 13 digits.";
    /// None.
    NO_PHONE: "Tidak punya HP", "I have no phone";
    /// No address looks so.
    EMAIL_BAD: "Alamat e-mail seperti nama@contoh.id. Periksa lagi.", "An e-mail looks like nama@contoh.id. Check it.";
    /// None.
    NO_EMAIL: "Tidak punya e-mail", "I have no e-mail";
    /// Label.
    LABEL_RELIGION: "Agama", "Religion";
    /// Label.
    LABEL_MARITAL: "Status perkawinan", "Marital status";
    /// Label.
    LABEL_BIRTH_PLACE: "Tempat lahir", "Place of birth";
    /// Label.
    LABEL_PHONE: "Nomor HP", "Phone";
    /// Label.
    LABEL_EMAIL: "E-mail", "E-mail";
    /// Label.
    LABEL_WHATSAPP: "Kabar lewat WhatsApp", "News by WhatsApp";
}
