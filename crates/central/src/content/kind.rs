//! The kinds of things that offices write, and the fields of each.

use super::field::{Both, Field, Input};

/// A kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Something everybody should know now.
    Announcement,
    /// A page of the waiting screen.
    Slide,
    /// A training.
    Training,
    /// A job fair.
    Fair,
    /// A vacancy entered by hand.
    Vacancy,
    /// An employer.
    Employer,
    /// What must be published of a service.
    ServiceStandard,
    /// The sentence on a service's tile.
    ServiceText,
    /// When an office is open.
    OpeningHours,
    /// A regency's minimum wage for a year.
    WageReference,
    /// What a person is told before typing anything.
    PrivacyNotice,
}

impl Kind {
    /// Every kind, in the order of the list.
    pub const ALL: [Kind; 11] = [
        Kind::Announcement,
        Kind::Slide,
        Kind::Training,
        Kind::Fair,
        Kind::Vacancy,
        Kind::Employer,
        Kind::ServiceStandard,
        Kind::ServiceText,
        Kind::OpeningHours,
        Kind::WageReference,
        Kind::PrivacyNotice,
    ];

    /// The name in the database, in addresses and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Announcement => "announcement",
            Kind::Slide => "slide",
            Kind::Training => "training",
            Kind::Fair => "fair",
            Kind::Vacancy => "vacancy",
            Kind::Employer => "employer",
            Kind::ServiceStandard => "service-standard",
            Kind::ServiceText => "service-text",
            Kind::OpeningHours => "opening-hours",
            Kind::WageReference => "wage-reference",
            Kind::PrivacyNotice => "privacy-notice",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What pages call it.
    pub fn label(self) -> Both {
        match self {
            Kind::Announcement => ("Pengumuman", "Announcement"),
            Kind::Slide => ("Slide layar tunggu", "Slide of the waiting screen"),
            Kind::Training => ("Pelatihan", "Training"),
            Kind::Fair => ("Bursa kerja", "Job fair"),
            Kind::Vacancy => ("Lowongan", "Vacancy"),
            Kind::Employer => ("Pemberi kerja", "Employer"),
            Kind::ServiceStandard => ("Standar pelayanan", "Service standard"),
            Kind::ServiceText => ("Kalimat layanan", "Text of a service"),
            Kind::OpeningHours => ("Jam buka", "Opening hours"),
            Kind::WageReference => ("Upah minimum", "Minimum wage"),
            Kind::PrivacyNotice => ("Pemberitahuan privasi", "Privacy notice"),
        }
    }

    /// Whether it says which kiosks show it. A vacancy is found wherever somebody looks for work.
    pub fn has_target(self) -> bool {
        self != Kind::Vacancy
    }

    /// Its fields, in the order of the form.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Kind::Announcement => &ANNOUNCEMENT,
            Kind::Slide => &SLIDE,
            Kind::Training => &TRAINING,
            Kind::Fair => &FAIR,
            Kind::Vacancy => &VACANCY,
            Kind::Employer => &EMPLOYER,
            Kind::ServiceStandard => &STANDARD,
            Kind::ServiceText => &SERVICE_TEXT,
            Kind::OpeningHours => &HOURS,
            Kind::WageReference => &WAGE,
            Kind::PrivacyNotice => &NOTICE,
        }
    }
}

const NO_HINT: Both = ("", "");
const LINES: Both = ("Satu baris satu butir.", "One point a line.");
const PLACE: Both =
    ("Nama atau kode, misalnya Kab. Bekasi atau 3216.", "Name or code, like Kab. Bekasi or 3216.");
const WEB: Both = ("Ditampilkan sebagai kode QR.", "Shown as a QR code.");

const fn must(name: &'static str, label: Both, hint: Both, input: Input) -> Field {
    Field { name, label, hint, input, required: true }
}

const fn may(name: &'static str, label: Both, hint: Both, input: Input) -> Field {
    Field { name, label, hint, input, required: false }
}

const PRIORITY: Field = may(
    "priority",
    ("Urutan", "Order"),
    ("0 sampai 99; yang besar lebih dahulu.", "0 to 99; greater comes first."),
    Input::Number(99),
);

const ANNOUNCEMENT: [Field; 3] = [
    must("headline", ("Judul", "Headline"), NO_HINT, Input::BothLine(100)),
    must(
        "text",
        ("Isi", "Text"),
        ("Baris yang diawali • menjadi butir.", "A line that begins with • becomes a point."),
        Input::BothProse(1500),
    ),
    PRIORITY,
];

const SLIDE: [Field; 5] = [
    must(
        "face",
        ("Isi slide", "What it shows"),
        NO_HINT,
        Input::Choice(&[("text", ("Tulisan", "Text")), ("image", ("Gambar", "Picture"))]),
    ),
    may(
        "headline",
        ("Tulisan besar", "Large text"),
        ("Untuk slide tulisan.", "For a slide of text."),
        Input::BothLine(80),
    ),
    may(
        "text",
        ("Tulisan di bawahnya", "Text below"),
        ("Boleh kosong.", "May be empty."),
        Input::BothProse(240),
    ),
    may(
        "image",
        ("Gambar", "Picture"),
        (
            "Untuk slide gambar. Gambar kedua hanya bila tulisannya berbahasa Inggris.",
            "For a slide of a picture. The second only if it has English words.",
        ),
        Input::Picture,
    ),
    PRIORITY,
];

const REGION: Field = must("region", ("Wilayah", "Region"), PLACE, Input::Region(&[4, 6]));

const TRAINING: [Field; 13] = [
    must("title", ("Nama pelatihan", "Name of the training"), NO_HINT, Input::BothLine(120)),
    must("organiser", ("Penyelenggara", "Organiser"), NO_HINT, Input::Line(120)),
    must("place", ("Tempat", "Place"), NO_HINT, Input::Line(160)),
    REGION,
    must("starts", ("Mulai", "First day"), NO_HINT, Input::Date),
    must("ends", ("Selesai", "Last day"), NO_HINT, Input::Date),
    may("register_until", ("Pendaftaran sampai", "Register until"), NO_HINT, Input::Date),
    may("places", ("Kuota", "Places"), NO_HINT, Input::Number(9_999)),
    may("places_left", ("Sisa tempat", "Places left"), ("0: penuh.", "0: full."), Input::Number(9_999)),
    may("requirements", ("Persyaratan", "Requirements"), LINES, Input::BothProse(1000)),
    must(
        "cost",
        ("Biaya", "Cost"),
        ("Misalnya: Gratis (APBD).", "Like: Free (public funds)."),
        Input::BothLine(120),
    ),
    must(
        "contact",
        ("Kontak", "Contact"),
        (
            "Telepon kantor atau loket, bukan nomor pribadi.",
            "An office's telephone or counter, never a person's.",
        ),
        Input::Line(160),
    ),
    must("how_to_register", ("Cara mendaftar", "How to register"), NO_HINT, Input::BothProse(600)),
];

const FAIR: [Field; 11] = [
    must("name", ("Nama", "Name"), NO_HINT, Input::BothLine(120)),
    must("organiser", ("Penyelenggara", "Organiser"), NO_HINT, Input::Line(120)),
    must("place", ("Tempat", "Place"), NO_HINT, Input::Line(160)),
    REGION,
    must("starts", ("Hari pertama", "First day"), NO_HINT, Input::Date),
    must("ends", ("Hari terakhir", "Last day"), NO_HINT, Input::Date),
    must(
        "hours",
        ("Jam", "Hours"),
        ("Misalnya: 09.00–15.00 WIB.", "Like: 09.00–15.00 WIB."),
        Input::Line(60),
    ),
    may(
        "employers",
        ("Pemberi kerja yang hadir", "Employers"),
        ("Satu baris satu nama.", "One name a line."),
        Input::Lines { each: 120, many: 300 },
    ),
    may("free_entry", ("Masuk gratis", "Free entry"), NO_HINT, Input::Tick),
    must(
        "how_to_come",
        ("Cara datang dan yang dibawa", "How to come, what to bring"),
        NO_HINT,
        Input::BothProse(800),
    ),
    may("url", ("Alamat web", "Web address"), WEB, Input::Address),
];

/// The line of an age or a sex is not asked for: an office does not write one itself (SE Menaker M/6/HK.04/V/2025).
const VACANCY: [Field; 17] = [
    must("title", ("Jabatan", "Job"), NO_HINT, Input::Line(120)),
    may(
        "employer",
        ("Pemberi kerja", "Employer"),
        ("Kosong: tidak disebutkan.", "Empty: not named."),
        Input::Line(120),
    ),
    may("sector", ("Bidang usaha", "Line of business"), NO_HINT, Input::Line(80)),
    must("region", ("Wilayah kerja", "Where the work is"), PLACE, Input::Region(&[4, 6])),
    may("address", ("Alamat", "Address"), NO_HINT, Input::Line(200)),
    must(
        "employment",
        ("Jenis hubungan kerja", "Sort of contract"),
        NO_HINT,
        Input::Choice(&[
            ("not-stated", ("Tidak dicantumkan", "Not stated")),
            ("full-time", ("Penuh waktu", "Full time")),
            ("contract", ("Kontrak (PKWT)", "Contract (PKWT)")),
            ("part-time", ("Paruh waktu", "Part time")),
            ("daily", ("Harian", "Daily")),
            ("internship", ("Magang", "Internship")),
        ]),
    ),
    may(
        "wage_min",
        ("Upah sebulan, paling sedikit (Rp)", "Wage a month, at least (Rp)"),
        NO_HINT,
        Input::Number(999_999_999),
    ),
    may(
        "wage_max",
        ("Upah sebulan, paling banyak (Rp)", "Wage a month, at most (Rp)"),
        NO_HINT,
        Input::Number(999_999_999),
    ),
    may("hours", ("Jam kerja", "Working hours"), NO_HINT, Input::Line(160)),
    may("wanted", ("Jumlah yang dicari", "How many are wanted"), NO_HINT, Input::Number(9_999)),
    must("opens", ("Dibuka", "Opens"), NO_HINT, Input::Date),
    must(
        "closes",
        ("Ditutup", "Closes"),
        ("Hari terakhir untuk melamar.", "The last day to apply."),
        Input::Date,
    ),
    must(
        "education",
        ("Pendidikan paling rendah", "Lowest education"),
        NO_HINT,
        Input::Choice(&[
            ("not-stated", ("Tidak dicantumkan", "Not stated")),
            ("sd", ("SD", "SD (primary school)")),
            ("smp", ("SMP", "SMP (junior high school)")),
            ("sma", ("SMA/SMK", "SMA/SMK (high school)")),
            ("diploma", ("Diploma", "Diploma")),
            ("s1", ("S1", "S1 (bachelor)")),
            ("s2", ("S2", "S2 (master)")),
        ]),
    ),
    may(
        "open_to_disabled",
        ("Terbuka bagi penyandang disabilitas", "Open to people with disabilities"),
        NO_HINT,
        Input::Tick,
    ),
    must("description", ("Uraian", "Description"), LINES, Input::Prose(4000)),
    may("requirements", ("Persyaratan", "Requirements"), LINES, Input::Prose(2000)),
    must("url", ("Cara melamar: alamat web", "How to apply: web address"), WEB, Input::Address),
];

const EMPLOYER: [Field; 6] = [
    must("name", ("Nama", "Name"), NO_HINT, Input::Line(120)),
    REGION,
    may("sector", ("Bidang usaha", "Line of business"), NO_HINT, Input::Line(80)),
    may("address", ("Alamat", "Address"), NO_HINT, Input::Line(200)),
    may("about", ("Tentang", "About"), NO_HINT, Input::BothProse(600)),
    may("url", ("Alamat web", "Web address"), WEB, Input::Address),
];

const SERVICE: Field = must(
    "service",
    ("Layanan", "Service"),
    NO_HINT,
    Input::Choice(&[
        ("vacancies", ("Cari lowongan", "Looking for work")),
        ("card", ("Kartu AK/I", "Job-seeker card (AK/I)")),
        ("status", ("Cek status", "Check status")),
        ("employed", ("Saya sudah bekerja", "I have a job now")),
        ("six-months", ("Lapor 6 bulan", "Six-month report")),
        ("check", ("Periksa kartu", "Check a card")),
        ("trainings", ("Pelatihan", "Trainings")),
        ("fairs", ("Bursa kerja", "Job fairs")),
    ]),
);

const STANDARD: [Field; 7] = [
    SERVICE,
    must("requirements", ("1. Persyaratan", "1. Requirements"), LINES, Input::BothProse(1500)),
    must(
        "procedure",
        ("2. Sistem, mekanisme, dan prosedur", "2. System and procedure"),
        LINES,
        Input::BothProse(1500),
    ),
    must("time", ("3. Jangka waktu", "3. Time"), NO_HINT, Input::BothProse(500)),
    must("cost", ("4. Biaya/tarif", "4. Cost"), NO_HINT, Input::BothProse(500)),
    must("product", ("5. Produk pelayanan", "5. Product"), NO_HINT, Input::BothProse(500)),
    must("complaints", ("6. Penanganan pengaduan", "6. Complaints"), LINES, Input::BothProse(1000)),
];

const SERVICE_TEXT: [Field; 2] =
    [SERVICE, must("lead", ("Kalimat", "Sentence"), NO_HINT, Input::BothLine(120))];

const HOURS: [Field; 4] = [
    must("region", ("Kantor di", "Office in"), PLACE, Input::Region(&[4])),
    may("week", ("Jam buka", "Opening hours"), ("Kosong: tutup.", "Empty: closed."), Input::Week),
    may(
        "holidays",
        ("Hari libur", "Holidays"),
        (
            "Satu baris satu hari: 2026-12-25 Natal / Christmas",
            "One day a line: 2026-12-25 Natal / Christmas",
        ),
        Input::Holidays,
    ),
    may(
        "note",
        ("Catatan", "Note"),
        ("Misalnya: Istirahat 12.00–13.00.", "Like: Closed 12.00–13.00."),
        Input::BothLine(160),
    ),
];

const WAGE: [Field; 4] = [
    must("region", ("Kabupaten/kota", "Regency or city"), PLACE, Input::Region(&[4])),
    must(
        "amount",
        ("Upah minimum sebulan (Rp)", "Minimum wage a month (Rp)"),
        ("Tanpa titik.", "Without dots."),
        Input::Number(99_999_999),
    ),
    must(
        "valid_from",
        ("Berlaku sejak", "In force since"),
        ("Sampai akhir tahun itu.", "Until the end of that year."),
        Input::Date,
    ),
    must(
        "decree",
        ("Dasar", "Decree"),
        ("Nomor keputusan gubernur.", "The governor's decree."),
        Input::Line(120),
    ),
];

const NOTICE: [Field; 3] = [
    must("version", ("Versi", "Version"), ("Misalnya: 2026-11.", "Like: 2026-11."), Input::Line(20)),
    must(
        "items",
        ("Isi (UU 27/2022 ps 21)", "Items (UU 27/2022 ps 21)"),
        (
            "Judul, isinya di baris berikut, lalu satu baris kosong.",
            "A heading, its text on the next lines, then an empty line.",
        ),
        Input::Items,
    ),
    must("contact", ("Kontak pelindungan data", "Whom to ask about data"), NO_HINT, Input::BothLine(200)),
];
