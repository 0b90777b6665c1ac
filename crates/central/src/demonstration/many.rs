//! Any number of vacancies, for measuring. Same jobs, other employers, all over the country, and bodies
//! of the size that real ones have.

use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;

use super::draw::Draw;
use super::texts::{Employer, employers, jobs};
use super::{at_region, one};

/// `n` vacancies all over Indonesia, half of them in Jawa Barat: the first 20,000 of 40,000 are a
/// province's worth. Bodies have 1,500 bytes in the mean, as the real ones have: measured after
/// conversion, 1,909 for Karirhub's and 1,073 for MagangHub's.
pub fn many(n: usize, today: Date, fetched_s: i64) -> Vec<Vacancy> {
    let jobs = jobs();
    let kinds = employers();
    let everywhere = districts();
    let (here, elsewhere): (Vec<&str>, Vec<&str>) =
        everywhere.iter().partition(|code| code.starts_with("32"));
    (0..n)
        .map(|at| {
            let mut draw = Draw::of(0x6d61_6e79_0000_0000 + at as u64);
            let job = draw.one_of(&jobs);
            let code = draw.one_of(if at % 2 == 0 { &here } else { &elsewhere });
            let employer =
                Employer { name: name(&mut draw), code: code.to_string(), ..draw.one_of(&kinds).clone() };
            let mut vacancy = one(job, &employer, &mut draw, today, fetched_s);
            vacancy.place = at_region(code, vacancy.place.address);
            vacancy.title = format!("{}{}", vacancy.title, draw.one_of(&SUFFIXES));
            lengthen(&mut vacancy.description, &mut draw);
            vacancy.source_id = format!("ukur-{at:06}");
            vacancy.url = format!("https://contoh.invalid/ukur/{at:06}");
            vacancy
        })
        .collect()
}

/// Every district in the country, in order of code.
fn districts() -> Vec<&'static str> {
    let below = |code: &'static str| anjungan_regions::children(code).into_iter().map(|region| region.code);
    below("").flat_map(below).flat_map(below).collect()
}

/// "PT Arunika Kencana Wibawa 4711": a hundred thousand different ones.
fn name(draw: &mut Draw) -> String {
    const FORMS: [&str; 4] = ["PT", "CV", "UD", "Koperasi"];
    const WORDS: [&str; 24] = [
        "Arunika",
        "Kencana",
        "Wibawa",
        "Lestari",
        "Gemilang",
        "Nusantara",
        "Pratama",
        "Sejahtera",
        "Mandiri",
        "Cendana",
        "Samudra",
        "Bahari",
        "Mekar",
        "Buana",
        "Perkasa",
        "Sentosa",
        "Abadi",
        "Cemerlang",
        "Makmur",
        "Utama",
        "Karya",
        "Anugerah",
        "Persada",
        "Tirta",
    ];
    format!(
        "{} {} {} {} {}",
        draw.one_of(&FORMS),
        draw.one_of(&WORDS),
        draw.one_of(&WORDS),
        draw.one_of(&WORDS),
        draw.between(1, 9999)
    )
}

const SUFFIXES: [&str; 8] =
    ["", "", "", " – Sif Malam", " Senior", " (Kontrak)", " – Cabang Baru", " Junior"];

/// Sentences of the sort that employers add, until the text is as long as drawn.
fn lengthen(description: &mut String, draw: &mut Draw) {
    const SENTENCES: [&str; 12] = [
        "Perusahaan kami tumbuh setiap tahun dan membuka kesempatan yang sama bagi semua pelamar.",
        "Penempatan disesuaikan dengan tempat tinggal pelamar bila memungkinkan.",
        "Fasilitas: makan siang, seragam, jaminan kesehatan, dan cuti tahunan.",
        "Masa percobaan tiga bulan, kemudian dinilai untuk menjadi karyawan tetap.",
        "Tersedia mess bagi karyawan yang tinggal jauh.",
        "Lembur dihitung sesuai peraturan yang berlaku dan dibayar bersama upah bulanan.",
        "• Mengikuti pengarahan pagi dan menyampaikan kendala kepada atasan",
        "• Menjaga hubungan baik dengan rekan kerja dan pelanggan",
        "• Melaksanakan tugas lain yang sejalan dengan pekerjaan",
        "• Menyusun laporan mingguan dan menyerahkannya setiap Jumat",
        "• Menjaga peralatan kerja dan melaporkan kerusakan",
        "Seleksi terdiri atas pemeriksaan berkas, tes tertulis, wawancara, dan pemeriksaan kesehatan.",
    ];
    let bytes = draw.between(300, LONGEST) as usize;
    while description.len() < bytes {
        description.push('\n');
        description.push_str(draw.one_of::<&str>(&SENTENCES));
    }
}

/// Bytes of the longest description; sets the mean of whole bodies.
const LONGEST: u32 = 980;
