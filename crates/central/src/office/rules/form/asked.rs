//! What the form asks: each rule with its unit, what it does, and what it rests on.
//!
//! "Inti nasional" is what every card's text says the country over (two years, a report every six months, free); the rest
//! differs between offices and rests on their own decision, within the laws that are named.

use crate::content::Both;
use crate::office::rules::OfficeRules;

/// A rule of the form.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its place in the configuration: `validity.months`.
    pub key: &'static str,
    /// Under which heading.
    pub group: Group,
    /// What it is called.
    pub label: Both,
    /// What it is counted in; empty: nothing is counted.
    pub unit: Both,
    /// What it does.
    pub says: Both,
    /// What it rests on.
    pub source: Both,
    /// How it is asked.
    pub input: Input,
    /// As a text, from the rules.
    pub(super) read: fn(&OfficeRules) -> String,
}

/// A heading of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// The office and its services.
    Office,
    /// Who may apply, and with what.
    Applicant,
    /// How cards are numbered.
    Number,
    /// How long they are valid.
    Validity,
    /// When the office works.
    Clock,
    /// Who signs, and how the card looks.
    Card,
    /// How long data are kept.
    Data,
}

impl Group {
    /// Every heading, in order.
    pub const ALL: [Group; 7] = [
        Group::Office,
        Group::Applicant,
        Group::Number,
        Group::Validity,
        Group::Clock,
        Group::Card,
        Group::Data,
    ];

    /// What it is called.
    pub fn label(self) -> Both {
        match self {
            Group::Office => ("Kantor dan layanan", "The office and its services"),
            Group::Applicant => ("Pemohon", "Applicants"),
            Group::Number => ("Nomor kartu", "Card numbers"),
            Group::Validity => ("Masa berlaku dan lapor", "Validity and reports"),
            Group::Clock => ("Jam kerja dan tenggat", "Working hours and limits"),
            Group::Card => ("Penanda tangan dan kartu", "Signing officer and card"),
            Group::Data => ("Penyimpanan data pribadi", "Keeping personal data"),
        }
    }
}

/// How a rule is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// One line of at most so many characters; whether it must say something.
    Line(usize, bool),
    /// A whole number, from and to.
    Number(u32, u32),
    /// Yes or no.
    Tick,
    /// One of these.
    Choice(&'static [(&'static str, Both)]),
    /// Any of these.
    Ticks(&'static [(&'static str, Both)]),
    /// A time of day.
    Time,
    /// Days, a line each.
    Days,
    /// 18 digits, or nothing.
    Nip,
    /// A host's name alone, or nothing.
    Host,
    /// A pattern of card numbers.
    Pattern,
}

const OWN: Both = ("Keputusan kantor.", "The office's own decision.");
const MONTHS: Both = ("bulan", "months");
const NONE: Both = ("", "");

fn yes(is: bool) -> String {
    if is { "yes".into() } else { String::new() }
}

/// The word that a choice has in the configuration.
fn word(of: impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Every rule that is asked, in the order of the form. Documents come after them: they are a list.
pub static RULES: [Rule; 27] = [
    Rule {
        key: "name",
        group: Group::Office,
        label: ("Nama kantor", "The office's name"),
        unit: NONE,
        says: ("Tampil di kartu, tanda terima, dan layar kiosk.", "Stands on cards, receipts and kiosks."),
        source: OWN,
        input: Input::Line(80, true),
        read: |rules| rules.name.clone(),
    },
    Rule {
        key: "public_host",
        group: Group::Office,
        label: ("Alamat halaman publik", "Address of the public pages"),
        unit: NONE,
        says: (
            "Nama saja, misalnya ak1.disnaker.example; masuk ke kode QR pada kartu. Kosong: belum ada.",
            "A name alone, like ak1.disnaker.example; it goes into the QR code of cards. Empty: none yet.",
        ),
        source: OWN,
        input: Input::Host,
        read: |rules| rules.public_host.clone(),
    },
    Rule {
        key: "card_service",
        group: Group::Office,
        label: ("Pengajuan kartu AK/I dibuka", "The AK/I card can be applied for"),
        unit: NONE,
        says: (
            "Tidak dicentang: kiosk tidak menawarkan pengajuan. Yang sudah diajukan tetap dikerjakan.",
            "Unticked: kiosks offer no application. What was filed is still worked on.",
        ),
        source: (
            "UU 13/2003 pasal 35–37: pelayanan penempatan.",
            "UU 13/2003 ps 35–37: the placement service.",
        ),
        input: Input::Tick,
        read: |rules| yes(rules.card_service),
    },
    Rule {
        key: "pickup",
        group: Group::Office,
        label: ("Kartu diambil di loket", "Cards are collected at the counter"),
        unit: NONE,
        says: (
            "Tidak dicentang: pemilik mencetak kartunya sendiri di kiosk mana pun.",
            "Unticked: holders print their card themselves at any kiosk.",
        ),
        source: OWN,
        input: Input::Tick,
        read: |rules| yes(rules.pickup),
    },
    Rule {
        key: "prints_max",
        group: Group::Office,
        label: ("Cetak satu kartu di kiosk, paling banyak", "Prints of one card at kiosks, at most"),
        unit: ("kali", "times"),
        says: (
            "Selama kartu berlaku. Sesudahnya kartu dicetak di loket.",
            "While the card is valid. After that the counter prints it.",
        ),
        source: OWN,
        input: Input::Number(0, 99),
        read: |rules| rules.prints_max.to_string(),
    },
    Rule {
        key: "minimum_age",
        group: Group::Applicant,
        label: ("Usia termuda pemohon", "The youngest applicant"),
        unit: ("tahun", "years"),
        says: (
            "Yang lebih muda ditolak dengan penjelasan. Di bawah 18 tahun orang tua/wali menyetujui di layar.",
            "Who is younger is refused with an explanation. Under 18 a parent or guardian agrees on the screen.",
        ),
        source: (
            "Angkatan kerja dihitung sejak 15 tahun; banyak kantor meminta 18. Anak: UU 27/2022 pasal 25.",
            "The labour force begins at 15; many offices ask for 18. Children: UU 27/2022 ps 25.",
        ),
        input: Input::Number(10, 60),
        read: |rules| rules.minimum_age.to_string(),
    },
    Rule {
        key: "asks",
        group: Group::Applicant,
        label: ("Ditanyakan juga", "Asked besides"),
        unit: NONE,
        says: (
            "Isian yang tidak ada di setiap kartu. Pemohon boleh melewatinya.",
            "What not every card has. Applicants may leave it out.",
        ),
        source: (
            "UU 27/2022 pasal 16(2): hanya data yang diperlukan. Disabilitas dengan persetujuan tersendiri.",
            "UU 27/2022 ps 16(2): only data that are needed. Disability with a consent of its own.",
        ),
        input: Input::Ticks(&[
            ("email", ("Surel", "E-mail")),
            ("languages", ("Bahasa", "Languages")),
            ("wage", ("Upah yang diharapkan", "The wished wage")),
            ("disability", ("Disabilitas", "Disability")),
        ]),
        read: |rules| {
            let asks = rules.asks.clone().unwrap_or_else(|| super::usual(rules).asks);
            let asked: Vec<String> = asks.into_iter().map(word).collect();
            // In the form's order, so that the same ones are the same text.
            let known = ["email", "languages", "wage", "disability"].into_iter();
            known.filter(|word| asked.iter().any(|one| one == word)).collect::<Vec<_>>().join(" ")
        },
    },
    Rule {
        key: "privacy_contact",
        group: Group::Applicant,
        label: ("Kontak data pribadi", "Whom to ask about personal data"),
        unit: NONE,
        says: (
            "Satu baris di pemberitahuan privasi. Kosong: \"Petugas pelindungan data pribadi\" dan nama kantor.",
            "A line of the privacy notice. Empty: the data protection officer of the office.",
        ),
        source: ("UU 27/2022 pasal 53.", "UU 27/2022 ps 53."),
        input: Input::Line(160, false),
        read: |rules| rules.privacy_contact.clone().unwrap_or_default(),
    },
    Rule {
        key: "number.pattern",
        group: Group::Number,
        label: ("Pola nomor", "Pattern"),
        unit: NONE,
        says: (
            "{office}: kode kantor. {date:ddmmyy}: hari disetujui. {serial:6}: nomor urut, 6 angka. Selebihnya tercetak apa adanya.",
            "{office}: the office's code. {date:ddmmyy}: the day of approval. {serial:6}: the serial, 6 digits. The rest is printed as it is.",
        ),
        source: (
            "Tidak ada pola nasional: pakailah pola kantor selama ini.",
            "There is no national pattern: keep what the office has used.",
        ),
        input: Input::Pattern,
        read: |rules| rules.number.pattern.to_string(),
    },
    Rule {
        key: "number.reset",
        group: Group::Number,
        label: ("Nomor urut mulai lagi dari 1", "The serial begins again at 1"),
        unit: NONE,
        says: (
            "Pola harus memuat tanggalnya, agar tidak ada nomor yang terbit dua kali.",
            "The pattern must have that date in it, so that no number comes twice.",
        ),
        source: OWN,
        input: Input::Choice(&[
            ("day", ("tiap hari", "every day")),
            ("month", ("tiap bulan", "every month")),
            ("year", ("tiap tahun", "every year")),
            ("never", ("tidak pernah", "never")),
        ]),
        read: |rules| word(rules.number.reset),
    },
    Rule {
        key: "number.renewal_keeps",
        group: Group::Number,
        label: ("Perpanjangan memakai nomor lama", "A renewal keeps its number"),
        unit: NONE,
        says: ("Tidak dicentang: kartu baru bernomor baru.", "Unticked: a new card has a new number."),
        source: OWN,
        input: Input::Tick,
        read: |rules| yes(rules.number.renewal_keeps),
    },
    Rule {
        key: "validity.months",
        group: Group::Validity,
        label: ("Kartu berlaku", "A card is valid for"),
        unit: MONTHS,
        says: (
            "Dihitung sejak hari disetujui. Kartu yang sudah terbit tidak berubah.",
            "From the day of approval. Cards that are out do not change.",
        ),
        source: (
            "Inti nasional: 2 tahun (teks kartu AK/I). Ubah hanya dengan dasar tertulis.",
            "The national core: 2 years (text of the AK/I card). Change it only on a written ground.",
        ),
        input: Input::Number(1, 120),
        read: |rules| rules.validity.months.to_string(),
    },
    Rule {
        key: "validity.report_months",
        group: Group::Validity,
        label: ("Pemegang lapor tiap", "Holders report every"),
        unit: MONTHS,
        says: (
            "Selama belum bekerja. Tanggal lapor tercetak di kartu.",
            "While not at work. The days of reports stand on the card.",
        ),
        source: (
            "Inti nasional: 6 bulan (teks kartu AK/I). Ubah hanya dengan dasar tertulis.",
            "The national core: 6 months (text of the AK/I card). Change it only on a written ground.",
        ),
        input: Input::Number(1, 120),
        read: |rules| rules.validity.report_months.to_string(),
    },
    Rule {
        key: "validity.end",
        group: Group::Validity,
        label: ("Hari terakhir berlaku", "The last day"),
        unit: NONE,
        says: (
            "Disetujui 21-11-2026 dan berlaku 24 bulan: sampai 21-11-2028, atau sampai sehari sebelumnya.",
            "Approved on 21-11-2026 for 24 months: until 21-11-2028, or until the day before.",
        ),
        source: OWN,
        input: Input::Choice(&[
            ("inclusive", ("tanggal yang sama", "the same date")),
            ("exclusive", ("sehari sebelumnya", "the day before")),
        ]),
        read: |rules| word(rules.validity.end),
    },
    Rule {
        key: "clock.working_days",
        group: Group::Clock,
        label: ("Pengajuan diputuskan dalam", "Applications are decided within"),
        unit: ("hari kerja", "working days"),
        says: (
            "Dijanjikan di kiosk, dan menentukan kapan antrean menandai \"terlambat\".",
            "Promised at kiosks, and decides when the queue says late.",
        ),
        source: (
            "Jangka waktu pada standar pelayanan kantor (UU 25/2009 pasal 21, Permenpan 15/2014).",
            "The period in the office's service standard (UU 25/2009 ps 21, Permenpan 15/2014).",
        ),
        input: Input::Number(1, 60),
        read: |rules| rules.clock.working_days.to_string(),
    },
    Rule {
        key: "clock.zone",
        group: Group::Clock,
        label: ("Zona waktu", "Time zone"),
        unit: NONE,
        says: ("Menurut jam di tempat kantor berada.", "By the clock where the office is."),
        source: ("Keppres 41/1987.", "Keppres 41/1987."),
        input: Input::Choice(&[("WIB", ("WIB", "WIB")), ("WITA", ("WITA", "WITA")), ("WIT", ("WIT", "WIT"))]),
        read: |rules| word(rules.clock.zone),
    },
    Rule {
        key: "clock.opens",
        group: Group::Clock,
        label: ("Jam kerja mulai", "Work begins"),
        unit: NONE,
        says: (
            "Senin sampai Jumat. Kiosk membulatkannya ke jam penuh sesudahnya.",
            "Monday to Friday. Kiosks round it to the next whole hour.",
        ),
        source: OWN,
        input: Input::Time,
        read: |rules| rules.clock.opens.strftime("%H:%M").to_string(),
    },
    Rule {
        key: "clock.closes",
        group: Group::Clock,
        label: ("Jam kerja berakhir", "Work ends"),
        unit: NONE,
        says: (
            "Yang diajukan sesudahnya dihitung mulai hari kerja berikutnya.",
            "What comes later counts from the next working day.",
        ),
        source: OWN,
        input: Input::Time,
        read: |rules| rules.clock.closes.strftime("%H:%M").to_string(),
    },
    Rule {
        key: "clock.days_off",
        group: Group::Clock,
        label: ("Hari libur kantor sendiri", "The office's own days off"),
        unit: NONE,
        says: (
            "Satu tanggal tiap baris, misalnya 2026-12-31. Libur nasional dan cuti bersama sudah termasuk.",
            "A day a line, like 2026-12-31. The nation's days off are known already.",
        ),
        source: ("Di samping SKB 3 Menteri.", "Beside the yearly joint decree of three ministers."),
        input: Input::Days,
        read: |rules| {
            let mut days = rules.clock.days_off.clone();
            days.sort_unstable();
            days.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        },
    },
    Rule {
        key: "signer.name",
        group: Group::Card,
        label: ("Nama penanda tangan", "Who signs"),
        unit: NONE,
        says: ("Tercetak di kartu.", "Printed on the card."),
        source: (
            "Kartu disahkan pengantar kerja (Permenaker 18/2024 pasal 1).",
            "A pengantar kerja attests the card (Permenaker 18/2024 ps 1).",
        ),
        input: Input::Line(80, false),
        read: |rules| rules.signer.name.clone(),
    },
    Rule {
        key: "signer.nip",
        group: Group::Card,
        label: ("NIP penanda tangan", "Staff number (NIP)"),
        unit: ("18 angka", "18 digits"),
        says: ("Tercetak di kartu. Kosong: tidak dicetak.", "Printed on the card. Empty: not printed."),
        source: OWN,
        input: Input::Nip,
        read: |rules| rules.signer.nip.clone(),
    },
    Rule {
        key: "signer.title",
        group: Group::Card,
        label: ("Jabatan penanda tangan", "Title"),
        unit: NONE,
        says: ("Misalnya Pengantar Kerja Ahli Muda.", "Like Pengantar Kerja Ahli Muda."),
        source: OWN,
        input: Input::Line(80, false),
        read: |rules| rules.signer.title.clone(),
    },
    Rule {
        key: "card.template",
        group: Group::Card,
        label: ("Bentuk kartu", "The card's form"),
        unit: NONE,
        says: ("Kertas tempat kartu dicetak.", "The paper it is printed on."),
        source: OWN,
        input: Input::Choice(&[
            ("a4-four-panels", ("kertas A4, empat bagian", "A4 paper, four panels")),
            ("cr80", ("kartu plastik CR80", "CR80 plastic card")),
        ]),
        read: |rules| rules.card.template.clone(),
    },
    Rule {
        key: "card.government",
        group: Group::Card,
        label: ("Baris pemerintah di kartu", "The government's line"),
        unit: NONE,
        says: (
            "Misalnya PEMERINTAH KABUPATEN BEKASI. Kosong: menurut wilayah.",
            "Like PEMERINTAH KABUPATEN BEKASI. Empty: by the region.",
        ),
        source: OWN,
        input: Input::Line(80, false),
        read: |rules| rules.card.government.clone(),
    },
    Rule {
        key: "card.place",
        group: Group::Card,
        label: ("Tempat diterbitkan", "Where it is issued"),
        unit: NONE,
        says: ("Misalnya Cikarang Pusat. Kosong: nama wilayah.", "Like Cikarang Pusat. Empty: the region."),
        source: OWN,
        input: Input::Line(60, false),
        read: |rules| rules.card.place.clone(),
    },
    Rule {
        key: "retention.after_card_months",
        group: Group::Data,
        label: ("Setelah kartu berakhir, data disimpan", "After a card's end data are kept for"),
        unit: MONTHS,
        says: (
            "Sesudahnya dihapus dengan sendirinya. Harus sama dengan yang dikatakan pemberitahuan privasi (umumnya dua tahun).",
            "Then they are erased by themselves. It must be what the privacy notice says (two years by itself).",
        ),
        source: ("UU 27/2022 pasal 16(2) dan 21.", "UU 27/2022 ps 16(2) and 21."),
        input: Input::Number(0, 255),
        read: |rules| rules.retention.after_card_months.to_string(),
    },
    Rule {
        key: "retention.after_closed_months",
        group: Group::Data,
        label: (
            "Setelah pengajuan ditolak atau dibatalkan, data disimpan",
            "After a refusal or cancellation data are kept for",
        ),
        unit: MONTHS,
        says: ("Sesudahnya dihapus dengan sendirinya.", "Then they are erased by themselves."),
        source: ("UU 27/2022 pasal 16(2) dan 21.", "UU 27/2022 ps 16(2) and 21."),
        input: Input::Number(0, 255),
        read: |rules| rules.retention.after_closed_months.to_string(),
    },
];

/// The rule of this key.
pub fn rule(key: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.key == key)
}
