//! Invented vacancies in the manner of the sources: the same words often, no two alike.

use anjungan_wire::vacancy::Vacancy;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::json;

/// A generator of numbers, the same every time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut n = self.0;
        n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    /// One of `all`, the first ones more often, as words and trades are.
    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let (a, b) = (self.below(all.len()), self.below(all.len()));
        &all[a.min(b)]
    }
}

const JOBS: &[&str] = &[
    "Operator Produksi",
    "Admin Gudang",
    "Sales Executive",
    "Kasir",
    "Satpam",
    "Driver",
    "Helper",
    "Kurir",
    "Staff Administrasi",
    "SPG",
    "Cleaning Service",
    "Quality Control",
    "Teknisi Listrik",
    "Barista",
    "Perawat",
    "Guru Bahasa Inggris",
    "Operator Forklift",
    "Staff Accounting",
    "Marketing Online",
    "Waiter",
    "Cook Helper",
    "Mekanik Motor",
    "Operator Sewing",
    "Welder",
    "Customer Service",
    "Desain Grafis",
    "IT Support",
    "Programmer",
    "HRD Staff",
    "Supervisor Produksi",
    "Office Boy",
    "Apoteker",
    "Collector",
    "Host Live Streaming",
    "Content Creator",
    "Drafter",
    "Purchasing",
    "PPIC",
    "Housekeeping",
    "Terapis",
    "Magang Administrasi",
    "Pemagangan Teknik Pendingin",
    "E-Commerce Specialist",
    "Operator CNC",
    "Pramuniaga",
    "Merchandiser",
    "Resepsionis",
    "Tour Guide",
    "Safety Officer",
    "Analis Kimia",
];
const QUALIFIERS: &[&str] = &[
    "",
    "",
    "",
    "",
    "Area Cikarang",
    "Shift Malam",
    "Fresh Graduate",
    "Berpengalaman",
    "Full Time",
    "Junior",
    "Senior",
    "Kontrak 1 Tahun",
    "Penempatan Luar Kota",
    "Minimarket",
    "Restoran",
    "Pabrik Garmen",
];
const NAMES: &[&str] = &[
    "Maju",
    "Jaya",
    "Sinar",
    "Abadi",
    "Sejahtera",
    "Indo",
    "Nusantara",
    "Karya",
    "Mandiri",
    "Sumber",
    "Makmur",
    "Prima",
    "Mitra",
    "Global",
    "Sentosa",
    "Bina",
    "Cipta",
    "Daya",
    "Eka",
    "Graha",
    "Harapan",
    "Inti",
    "Kencana",
    "Lestari",
    "Mega",
    "Niaga",
    "Perkasa",
    "Rejeki",
    "Surya",
    "Tunas",
    "Utama",
    "Wira",
    "Yudha",
    "Anugerah",
];
const TRADES: &[&str] =
    &["Textile", "Logistik", "Foods", "Elektronik", "Otomotif", "Retailindo", "Medika", "Teknologi", "Farma"];
const SECTORS: &[&str] = &[
    "Industri Pengolahan",
    "Perdagangan Besar dan Eceran",
    "Jasa Keuangan",
    "Transportasi dan Pergudangan",
    "Penyediaan Akomodasi dan Makan Minum",
    "Informasi dan Komunikasi",
    "Konstruksi",
    "Kesehatan",
    "Pendidikan",
    "Aktivitas Jasa Lainnya",
    "Pertanian",
    "Real Estat",
];
const CLAUSES: &[&str] = &[
    "Bertanggung jawab atas kelancaran proses produksi sesuai target harian",
    "Melakukan pencatatan barang masuk dan keluar gudang",
    "Melayani pelanggan dengan ramah dan sopan",
    "Menjaga kebersihan dan kerapian area kerja",
    "Membuat laporan harian dan bulanan kepada atasan",
    "Mengoperasikan mesin sesuai standar operasional prosedur",
    "Bersedia bekerja dalam sistem shift dan lembur",
    "Mampu bekerja secara individu maupun dalam tim",
    "Memiliki kendaraan pribadi dan SIM C yang masih berlaku",
    "Menguasai Microsoft Office terutama Excel dan Word",
    "Jujur, disiplin, teliti, dan bertanggung jawab",
    "Pendidikan minimal SMA atau SMK sederajat semua jurusan",
    "Berpengalaman di bidang yang sama lebih diutamakan",
    "Sehat jasmani dan rohani serta tidak bertato",
    "Mampu berkomunikasi dengan baik dan berpenampilan menarik",
    "Bersedia ditempatkan di seluruh wilayah kerja perusahaan",
    "Mencapai target penjualan yang telah ditentukan setiap bulan",
    "Melakukan pengecekan kualitas produk sebelum dikirim ke pelanggan",
    "Mengelola akun media sosial dan toko online perusahaan",
    "Fasilitas BPJS Kesehatan, BPJS Ketenagakerjaan, uang makan, dan transport",
    "Menyiapkan dokumen pengiriman serta berkoordinasi dengan ekspedisi",
    "Melakukan perawatan berkala pada mesin dan peralatan",
    "Menerima pembayaran tunai dan non tunai serta menghitung kas",
    "Domisili sekitar lokasi kerja menjadi nilai tambah",
];

/// One vacancy, `n` its number; a body of about 1.2 kB.
pub fn vacancy(dice: &mut Dice, n: usize, today: Date) -> Vacancy {
    let regions = regions();
    let district = *dice.pick(regions);
    let qualifier = dice.pick(QUALIFIERS);
    let title = format!("{} {qualifier}", dice.pick(JOBS)).trim().to_owned();
    let employer = format!("PT {} {} {}", dice.pick(NAMES), dice.pick(NAMES), dice.pick(TRADES));
    let mut text = |clauses: usize| {
        let mut lines = Vec::new();
        for _ in 0..clauses {
            // A name that hardly anybody else has, as real texts are full of.
            let rare = format!(
                "{}{}{}",
                SYLLABLES[dice.below(40)],
                SYLLABLES[dice.below(40)],
                SYLLABLES[dice.below(40)]
            );
            lines.push(format!("• {} {rare}.", dice.pick(CLAUSES)));
        }
        lines.join("\n")
    };
    let (description, requirements) = (text(5), text(4));
    let opens = today.saturating_sub((dice.below(40) as i64).days());
    let wage = match dice.below(3) {
        0 => json!({"stated": "no"}),
        _ => {
            let min = 2_000_000 + dice.below(60) as u64 * 100_000;
            json!({"stated": "range", "min": min, "max": min + 1_000_000})
        }
    };
    let body = json!({
        "source": "karirhub",
        "source_id": format!("{:016x}-{n}", dice.roll()),
        "fetched_s": 1_795_000_000,
        "title": title,
        "employer": employer,
        "sector": dice.pick(SECTORS),
        "job_function": dice.pick(JOBS),
        "place": {
            "region": district.2, "province": district.0, "regency": district.1, "district": district.3,
        },
        "wage": wage,
        "employment": dice.pick(&["full-time", "contract", "internship", "part-time", "daily", "not-stated"]),
        "quota": {"wanted": 1 + dice.below(30)},
        "opens": opens.to_string(),
        "closes": today.saturating_add((dice.below(60) as i64 - 2).days()).to_string(),
        "education": dice.pick(&["sma", "smp", "diploma", "s1", "sd"]),
        "experience_years": dice.below(4),
        "skills": ["Microsoft Excel", "Komunikasi"],
        "open_to_disabled": dice.below(20) == 0,
        "description": description,
        "requirements": requirements,
        "url": format!("https://karirhub.kemnaker.go.id/lowongan-dalam-negeri/lowongan/{n}"),
    });
    serde_json::from_value(body).expect("the generator makes vacancies")
}

const SYLLABLES: [&str; 40] = [
    "ba", "bi", "bu", "ca", "ci", "da", "di", "du", "ga", "gi", "gu", "ha", "hi", "ja", "ji", "ka", "ki",
    "ku", "la", "li", "lu", "ma", "mi", "mu", "na", "ni", "nu", "pa", "pi", "pu", "ra", "ri", "ru", "sa",
    "si", "su", "ta", "ti", "tu", "wa",
];

/// Province, regency, code of the district, district.
type District = (&'static str, &'static str, &'static str, &'static str);

fn regions() -> &'static [District] {
    static ALL: std::sync::OnceLock<Vec<District>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| {
        let provinces = ["32", "31", "33", "35", "36", "16"];
        let mut all = Vec::new();
        for province in provinces {
            for regency in anjungan_regions::children(province) {
                for district in anjungan_regions::children(regency.code) {
                    let name = anjungan_regions::name(province).unwrap_or_default();
                    all.push((name, regency.name, district.code, district.name));
                }
            }
        }
        all
    })
}
