//! Info: a page to read, with its source, and where to go on.

use super::Machine;
use super::detail::Paragraph;
use super::minimum_wage::MINIMUM_WAGES;
use crate::wording::card::service::Service;
use crate::wording::{self, Lang, pick};

/// What it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// This year's minimum wages.
    MinimumWage,
    /// How an employer reports a vacancy.
    ReportVacancy,
    /// What is published of a service of the card's desk.
    Service(Service),
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The title.
    pub title: String,
    /// The text.
    pub body: Vec<Paragraph>,
    /// What the code holds; empty for none.
    pub qr: String,
    /// Below the code.
    pub qr_note: String,
}

/// Where employers report.
pub(super) const KARIRHUB: &str = "https://karirhub.kemnaker.go.id";

pub(super) fn view(topic: Topic, machine: &Machine, lang: Lang) -> View {
    match topic {
        Topic::MinimumWage => minimum_wage(machine, lang),
        Topic::ReportVacancy => report_vacancy(lang),
        Topic::Service(service) => of_service(service, machine, lang),
    }
}

/// The six components that must be published (UU 25/2009 ps 21), and nothing else.
fn of_service(service: Service, machine: &Machine, lang: Lang) -> View {
    let components = machine.office.as_ref().map(|office| service.components(lang, office));
    let body = components.into_iter().flatten().flat_map(|(heading, lines)| {
        std::iter::once(Paragraph::heading(heading)).chain(lines.into_iter().map(Paragraph::bullet))
    });
    View {
        title: service.title(lang).into(),
        body: body.collect(),
        qr: String::new(),
        qr_note: String::new(),
    }
}

fn minimum_wage(machine: &Machine, lang: Lang) -> View {
    let today = machine.today();
    let here = machine.near_region();
    let mut known: Vec<_> = MINIMUM_WAGES.iter().filter(|wage| wage.in_force(today)).collect();
    // The kiosk's own place first.
    known.sort_by_key(|wage| wage.region != here.as_str());
    let mut body = Vec::new();
    if known.is_empty() {
        body.push(Paragraph::text(match lang {
            Lang::Id => format!(
                "Upah minimum tahun {} belum ada di mesin ini. Tanyakan kepada petugas.",
                today.year()
            ),
            Lang::En => format!(
                "This machine does not have the minimum wages of {} yet. Ask the staff.",
                today.year()
            ),
        }));
    }
    for wage in &known {
        body.push(Paragraph::heading(format!("{}: {}", wage.place, wording::rupiah(wage.amount))));
        body.push(Paragraph::text(match lang {
            Lang::Id => format!(
                "Per bulan, berlaku sejak {}. Sumber: {}.",
                wording::date(lang, wage.valid_from),
                wage.decree
            ),
            Lang::En => format!(
                "A month, in force since {}. Source: {}.",
                wording::date(lang, wage.valid_from),
                wage.decree
            ),
        }));
    }
    body.push(Paragraph::bullet(pick(
        lang,
        "Berlaku bagi pekerja dengan masa kerja kurang dari satu tahun.",
        "It binds for workers in their first year of service.",
    )));
    body.push(Paragraph::bullet(pick(
        lang,
        "Upah minimum sektoral (UMSK) bisa lebih tinggi.",
        "The minimum wage of a sector (UMSK) may be higher.",
    )));
    body.push(Paragraph::bullet(pick(
        lang,
        "Upah Anda lebih rendah? Bicarakan dengan petugas.",
        "Is your wage lower? Talk to the staff.",
    )));
    View {
        title: match lang {
            Lang::Id => format!("Upah Minimum {}", today.year()),
            Lang::En => format!("Minimum Wage {}", today.year()),
        },
        body,
        qr: String::new(),
        qr_note: String::new(),
    }
}

fn report_vacancy(lang: Lang) -> View {
    let body = vec![
        Paragraph::text(pick(
            lang,
            "Setiap pemberi kerja wajib melaporkan lowongan kepada Menteri melalui Sistem Informasi \
             Ketenagakerjaan (Perpres 57/2023 pasal 4 ayat 2). Pelaporan tidak dipungut biaya.",
            "Every employer must report vacancies to the Minister through the manpower information system \
             (Perpres 57/2023 article 4(2)). Reporting is free.",
        )),
        Paragraph::heading(pick(lang, "Yang dilaporkan", "What to report")),
        Paragraph::bullet(pick(lang, "Identitas pemberi kerja", "Who the employer is")),
        Paragraph::bullet(pick(
            lang,
            "Nama jabatan dan jumlah yang dibutuhkan",
            "The job's name and how many are wanted",
        )),
        Paragraph::bullet(pick(lang, "Masa berlaku lowongan", "How long the vacancy is open")),
        Paragraph::bullet(pick(
            lang,
            "Informasi jabatan: pendidikan, keterampilan, pengalaman, upah, wilayah kerja",
            "About the job: education, skills, experience, wage, place of work",
        )),
        Paragraph::heading(pick(lang, "Setelah terisi", "When it is filled")),
        Paragraph::text(pick(
            lang,
            "Laporkan kembali bahwa lowongan sudah terisi (pasal 6).",
            "Report that the vacancy is filled (article 6).",
        )),
    ];
    View {
        title: pick(lang, "Lapor Lowongan", "Report a Vacancy").into(),
        body,
        qr: KARIRHUB.into(),
        qr_note: pick(lang, "Buka Karirhub di HP Anda", "Open Karirhub on your phone").into(),
    }
}
