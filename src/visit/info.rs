//! Info: a page to read, with its source, and where to go on.

use anjungan_wire::content::{Bilingual, Prose, ServiceName, ServiceStandard};
use anjungan_wire::vacancy::Rupiah;
use jiff::civil::Date;

use super::detail::{Paragraph, paragraphs};
use super::minimum_wage::MINIMUM_WAGES;
use super::{Machine, hours};
use crate::wording::board as board_words;
use crate::wording::card::service::{self, Component, Service};
use crate::wording::{self, Lang, pick};

/// What it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// This year's minimum wages.
    MinimumWage,
    /// How an employer reports a vacancy.
    ReportVacancy,
    /// What is published of a service.
    Service(ServiceName),
    /// When the office is open.
    Hours,
    /// What the office has to say.
    Announcements,
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
        Topic::Announcements => announcements(machine, lang),
        Topic::Hours => hours::page(machine, lang),
    }
}

/// All of them on one page: the most important first, and none is hidden behind another.
fn announcements(machine: &Machine, lang: Lang) -> View {
    let said = machine.published.announcements(machine.now);
    let mut body = Vec::new();
    if said.is_empty() {
        body.push(Paragraph::text(board_words::NO_ANNOUNCEMENTS.of(lang)));
    }
    for announcement in &said {
        // A single one's headline is the page's title.
        if said.len() > 1 {
            body.push(Paragraph::heading(announcement.headline.get(lang).as_str()));
        }
        body.extend(paragraphs(announcement.text.get(lang)));
    }
    let title = match &said[..] {
        [only] => only.headline.get(lang).as_str(),
        _ => board_words::ANNOUNCEMENTS.of(lang),
    };
    View { title: title.into(), body, qr: String::new(), qr_note: String::new() }
}

/// What central calls a service.
pub(super) fn service_name(service: Service) -> ServiceName {
    match service {
        Service::Card => ServiceName::Card,
        Service::Status => ServiceName::Status,
        Service::Employed => ServiceName::Employed,
        Service::SixMonths => ServiceName::SixMonths,
        Service::Check => ServiceName::Check,
    }
}

/// The service of the card's desk that central calls so.
pub(super) fn card_service(name: ServiceName) -> Option<Service> {
    Service::ALL.into_iter().find(|service| service_name(*service) == name)
}

/// What its tile is called.
fn title(service: ServiceName, lang: Lang) -> &'static str {
    match service {
        ServiceName::Vacancies => pick(lang, "Cari Lowongan", "Find Jobs"),
        ServiceName::Trainings => board_words::TRAININGS.of(lang),
        ServiceName::Fairs => board_words::FAIRS.of(lang),
        ServiceName::Card
        | ServiceName::Status
        | ServiceName::Employed
        | ServiceName::SixMonths
        | ServiceName::Check
        | ServiceName::Unknown => card_service(service).map_or("", |service| service.title(lang)),
    }
}

/// Whether there is anything to tell of a service: of the card's desk always.
pub(super) fn is_told(service: ServiceName, machine: &Machine) -> bool {
    card_service(service).is_some() && machine.card_service().is_some()
        || machine.published.standard(service, machine.now).is_some()
}

/// The six components that must be published (UU 25/2009 ps 21), and nothing else: as the office wrote them, or, of the
/// card's desk, as its rules make them.
fn of_service(service: ServiceName, machine: &Machine, lang: Lang) -> View {
    let written = machine.published.standard(service, machine.now);
    let by_rules = || Some(card_service(service)?.components(lang, machine.office.as_ref()?));
    let components = written.map(|standard| as_written(standard, lang)).or_else(by_rules);
    let body = components.into_iter().flatten().flat_map(|(heading, lines)| {
        std::iter::once(Paragraph::heading(heading)).chain(lines.into_iter().map(Paragraph::bullet))
    });
    View {
        title: title(service, lang).into(),
        body: body.collect(),
        qr: String::new(),
        qr_note: String::new(),
    }
}

fn as_written(standard: &ServiceStandard, lang: Lang) -> [Component; 6] {
    fn lines<const MAX: usize>(text: &Bilingual<Prose<MAX>>, lang: Lang) -> Vec<String> {
        text.get(lang).lines().map(|line| line.strip_prefix("• ").unwrap_or(line).to_owned()).collect()
    }
    let [requirements, procedure, time, cost, product, complaints] = service::headings(lang);
    [
        (requirements, lines(&standard.requirements, lang)),
        (procedure, lines(&standard.procedure, lang)),
        (time, lines(&standard.time, lang)),
        (cost, lines(&standard.cost, lang)),
        (product, lines(&standard.product, lang)),
        (complaints, lines(&standard.complaints, lang)),
    ]
}

/// A minimum wage, of central or built in.
struct Known<'a> {
    region: &'a str,
    place: &'a str,
    amount: Rupiah,
    valid_from: Date,
    decree: &'a str,
}

/// What central publishes; of regions that it says nothing of, what is built in.
fn wages_in_force<'a>(machine: &'a Machine, today: Date) -> Vec<Known<'a>> {
    let mut known: Vec<Known<'a>> = Vec::new();
    for wage in machine.published.wages(machine.now, today) {
        let region = wage.region.as_str();
        if !known.iter().any(|other| other.region == region) {
            known.push(Known {
                region,
                place: &wage.place,
                amount: wage.amount,
                valid_from: wage.valid_from,
                decree: &wage.decree,
            });
        }
    }
    for wage in MINIMUM_WAGES.iter().filter(|wage| wage.in_force(today)) {
        if !known.iter().any(|other| other.region == wage.region) {
            known.push(Known {
                region: wage.region,
                place: wage.place,
                amount: wage.amount,
                valid_from: wage.valid_from,
                decree: wage.decree,
            });
        }
    }
    known
}

fn minimum_wage(machine: &Machine, lang: Lang) -> View {
    let today = machine.today();
    let here = machine.near_region();
    let mut known = wages_in_force(machine, today);
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
