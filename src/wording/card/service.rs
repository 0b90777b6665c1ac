//! The six things that must be published of every service (UU 25/2009 ps 21, Permenpan RB 15/2014): requirements;
//! system and procedure; time; cost; product; complaints. Exactly these, in this order.

use anjungan_wire::office::Office;

use super::super::{Lang, count, pick};

/// A service of the card's desk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Service {
    /// Applying for the card.
    Card,
    /// Looking up and printing.
    Status,
    /// "Saya sudah bekerja"
    Employed,
    /// The six-monthly report.
    SixMonths,
    /// The check of a card.
    Check,
}

/// One of the six: its heading and its lines.
pub type Component = (&'static str, Vec<String>);

/// What the six are called, in their order.
pub fn headings(lang: Lang) -> [&'static str; 6] {
    [
        pick(lang, "Persyaratan", "Requirements"),
        pick(lang, "Sistem, mekanisme, dan prosedur", "System and procedure"),
        pick(lang, "Jangka waktu", "Time"),
        pick(lang, "Biaya", "Cost"),
        pick(lang, "Produk layanan", "Product"),
        pick(lang, "Pengaduan", "Complaints"),
    ]
}

impl Service {
    /// Every one.
    pub const ALL: [Service; 5] =
        [Service::Card, Service::Status, Service::Employed, Service::SixMonths, Service::Check];

    /// Its name, as on its tile.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Service::Card => pick(lang, "Kartu AK1 (Kartu Kuning)", "Job-Seeker Card (AK1)"),
            Service::Status => pick(lang, "Cek Status", "Check Status"),
            Service::Employed => pick(lang, "Saya Sudah Bekerja", "I Have a Job Now"),
            Service::SixMonths => pick(lang, "Lapor 6 Bulan", "Six-Month Report"),
            Service::Check => pick(lang, "Periksa Kartu", "Check a Card"),
        }
    }

    /// The six components, as this office's rules make them.
    pub fn components(self, lang: Lang, office: &Office) -> [Component; 6] {
        let [requirements, procedure, time, free, product, complaining] = headings(lang);
        [
            (requirements, self.requirements(lang, office)),
            (procedure, self.procedure(lang, office)),
            (time, vec![self.time(lang, office)]),
            (free, vec![cost(lang).into()]),
            (product, vec![self.product(lang, office)]),
            (complaining, complaints(lang, office)),
        ]
    }

    fn requirements(self, lang: Lang, office: &Office) -> Vec<String> {
        match self {
            Service::Card => {
                let mut lines: Vec<String> = office
                    .documents
                    .iter()
                    .map(|document| {
                        let name = match lang {
                            Lang::Id => &document.name_id,
                            Lang::En => &document.name_en,
                        };
                        match (document.required, lang) {
                            (true, _) => name.clone(),
                            (false, Lang::Id) => format!("{name} (bila ada)"),
                            (false, Lang::En) => format!("{name} (if you have it)"),
                        }
                    })
                    .collect();
                lines.push(match lang {
                    Lang::Id => format!("Berusia paling sedikit {} tahun", office.minimum_age),
                    Lang::En => format!("At least {} years old", office.minimum_age),
                });
                if office.minimum_age < 18 {
                    lines.push(
                        pick(
                            lang,
                            "Di bawah 18 tahun: didampingi orang tua atau wali",
                            "Under 18: with a parent or guardian",
                        )
                        .into(),
                    );
                }
                lines
            }
            Service::Status => vec![
                pick(
                    lang,
                    "Tanda terima dengan kode QR, atau nomornya dan tanggal lahir Anda",
                    "The receipt with its QR code, or its number and your date of birth",
                )
                .into(),
                pick(
                    lang,
                    "Untuk mencetak kartu: kode QR pada tanda terima",
                    "To print the card: the receipt's QR code",
                )
                .into(),
            ],
            Service::Employed | Service::SixMonths => vec![
                pick(
                    lang,
                    "Kartu AK1 atau tanda terima, atau nomor kartu dan tanggal lahir Anda",
                    "The AK1 card or its receipt, or the card's number and your date of birth",
                )
                .into(),
            ],
            Service::Check => {
                vec![pick(lang, "Kartu AK1 dengan kode QR", "An AK1 card with its QR code").into()]
            }
        }
    }

    fn procedure(self, lang: Lang, office: &Office) -> Vec<String> {
        let lines: &[(&str, &str)] = match self {
            Service::Card => &[
                (
                    "Isi pengajuan di mesin ini, satu pertanyaan satu layar",
                    "Fill in the application here, one question a screen",
                ),
                (
                    "Periksa kembali, lalu kirim; ambil tanda terima",
                    "Read it back, send it, and take the receipt",
                ),
                (
                    "Petugas memeriksa dan pengantar kerja menandatangani",
                    "An officer verifies it, the employment officer signs",
                ),
            ],
            Service::Status => &[
                (
                    "Pindai atau ketik nomor, lalu lihat status",
                    "Scan or type the number, then see the status",
                ),
                (
                    "Perbaiki yang diminta, atau cetak kartu yang sudah siap",
                    "Fix what is asked, or print the card that is ready",
                ),
            ],
            Service::Employed => &[
                (
                    "Pindai kartu, sebut tempat kerja (boleh dilewati) dan tanggal mulai",
                    "Scan the card, tell employer (may be skipped) and first day",
                ),
                ("Kantor menutup kartu Anda", "The office closes your card"),
            ],
            Service::SixMonths => &[
                ("Pindai kartu, lalu sentuh Masih mencari kerja", "Scan the card, then touch Still looking"),
                ("Kantor mencatat laporan Anda", "The office notes your report"),
            ],
            Service::Check => &[
                ("Pindai kode QR pada kartu", "Scan the QR code on the card"),
                (
                    "Cocokkan nomor dan nama dengan kartu dan KTP",
                    "Compare the number and the name with the card and the KTP",
                ),
            ],
        };
        let mut lines: Vec<String> = lines.iter().map(|(id, en)| pick(lang, id, en).to_owned()).collect();
        if self == Service::Card {
            lines.push(self.how_to_get(lang, office).into());
        }
        lines
    }

    fn how_to_get(self, lang: Lang, office: &Office) -> &'static str {
        if office.pickup {
            pick(lang, "Ambil kartu di loket dengan KTP", "Collect the card at the counter with your KTP")
        } else {
            pick(
                lang,
                "Cetak kartu di mesin ini atau mesin lain dengan kode QR tanda terima",
                "Print the card at any such machine with the receipt's QR code",
            )
        }
    }

    fn time(self, lang: Lang, office: &Office) -> String {
        match self {
            Service::Card => {
                let days =
                    count(lang, office.working_days.into(), "hari kerja", "working day", "working days");
                match lang {
                    Lang::Id => format!("{days} sejak diterima kantor. Mengisi: sekitar 10 menit."),
                    Lang::En => format!("{days} from when the office has it. Filling in: about 10 minutes."),
                }
            }
            Service::Status | Service::Check => pick(lang, "Langsung, saat itu juga", "At once").into(),
            Service::Employed | Service::SixMonths => {
                let every = office.report_months;
                match lang {
                    Lang::Id => format!("Kurang dari satu menit. Wajib lapor setiap {every} bulan."),
                    Lang::En => format!("Less than a minute. A report is due every {every} months."),
                }
            }
        }
    }

    fn product(self, lang: Lang, office: &Office) -> String {
        let months = office.valid_months;
        match (self, lang) {
            (Service::Card, Lang::Id) => format!(
                "Kartu Tanda Bukti Pendaftaran Pencari Kerja (AK/I), berlaku nasional selama {months} bulan"
            ),
            (Service::Card, Lang::En) => {
                format!(
                    "The job-seeker registration card (AK/I), valid in all of Indonesia for {months} months"
                )
            }
            (Service::Status, _) => pick(
                lang,
                "Keterangan status, dan kartu di kertas A4 bila sudah siap",
                "The status, and the card on A4 paper once it is ready",
            )
            .into(),
            (Service::Employed, _) => {
                pick(lang, "Laporan bahwa Anda sudah bekerja", "The report that you have a job").into()
            }
            (Service::SixMonths, _) => pick(
                lang,
                "Laporan bahwa Anda masih mencari kerja",
                "The report that you are still looking for work",
            )
            .into(),
            (Service::Check, _) => {
                pick(lang, "Hasil pemeriksaan keaslian cetakan", "The result: whether the print is genuine")
                    .into()
            }
        }
    }
}

/// Of every service.
fn cost(lang: Lang) -> &'static str {
    pick(
        lang,
        "GRATIS. Tidak ada pungutan. Bila diminta uang, laporkan kepada petugas.",
        "FREE. There is no fee. If anybody asks you for money, tell the staff.",
    )
}

/// Where one complains: the office, and the nation's own channel (Perpres 76/2013).
fn complaints(lang: Lang, office: &Office) -> Vec<String> {
    let office = &office.name;
    vec![
        match lang {
            Lang::Id => format!("Sampaikan kepada petugas di loket {office}"),
            Lang::En => format!("Tell the staff at the counter of {office}"),
        },
        pick(lang, "Atau lewat SP4N-LAPOR!: lapor.go.id", "Or through SP4N-LAPOR!: lapor.go.id").into(),
    ]
}
