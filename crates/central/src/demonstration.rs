//! Vacancies for the demonstration and for measuring: invented employers, everyday jobs, closing days
//! counted from today. The same day always gives the same vacancies.
//!
//! Jobs and employers are in `demonstration/*.toml`; what differs between two vacancies of one job is
//! drawn from [`Draw`].

pub mod desk;
mod draw;
mod many;
pub mod office;
mod texts;

use anjungan_wire::vacancy::{AgeLine, Employment, Flag, Place, Quota, Rupiah, Sex, Source, Vacancy, Wage};
use jiff::ToSpan;
use jiff::civil::Date;

use draw::Draw;
pub use many::many;
use texts::{Employer, Job, employers, jobs};

/// How many vacancies the demonstration has.
const COUNT: usize = 400;

/// The minimum wages of 2026 by regency: Kepgub Jabar 561/Kep.862-Kesra/2025 and Kepgub Jateng
/// 100.3.3.1/505/2025; Karawang's is near enough for invented wages.
const MINIMUM_WAGES: [(&str, u64); 4] =
    [("3216", 5_938_885), ("3275", 5_999_443), ("3215", 5_887_000), ("3374", 3_701_709)];

/// The demonstration's vacancies as of `today`: all open, some of them closing today or soon.
pub fn vacancies(today: Date, fetched_s: i64) -> Vec<Vacancy> {
    let jobs = jobs();
    let employers = employers();
    let weighted: Vec<&Job> = jobs.iter().flat_map(|job| std::iter::repeat_n(job, job.weight)).collect();
    (0..COUNT)
        .map(|n| {
            let mut draw = Draw::of(n as u64);
            // Every job comes up in turn; shuffled so that the newest are not all of one sort.
            let job = weighted[n * 37 % weighted.len()];
            let fitting: Vec<&Employer> = employers.iter().filter(|e| job.at.contains(&e.kind)).collect();
            let mut vacancy = one(job, draw.one_of::<&Employer>(&fitting), &mut draw, today, fetched_s);
            vacancy.source_id = format!("contoh-{n:04}");
            vacancy.url = format!("https://contoh.invalid/lowongan/{n:04}");
            vacancy
        })
        .collect()
}

/// A vacancy of `job` at `employer`.
fn one(job: &Job, employer: &Employer, draw: &mut Draw, today: Date, fetched_s: i64) -> Vacancy {
    let apprenticeship = job.contract == Employment::Apprenticeship;
    let mut flags = Vec::new();
    let wanted = round_up(draw.between(job.quota.0, job.quota.1));
    let applied = apprenticeship.then(|| wanted * draw.between(20, 480) / 100);
    if applied.is_some_and(|applied| applied > wanted) {
        flags.push(Flag::Oversubscribed);
    }
    // Most employers no longer file an age line, some still do.
    let age =
        job.age.filter(|_| draw.chance(60)).map(|(min, max)| AgeLine { min: Some(min), max: Some(max) });
    if age.is_some() {
        flags.push(Flag::AgeLimited);
    }
    let sex = (job.function == "Garmen" && draw.chance(25)).then_some(Sex::Female);
    if sex.is_some() {
        flags.push(Flag::SexLimited);
    }
    let opens = today.saturating_sub(i64::from(draw.between(0, 24)).days());
    let closes = today.saturating_add(i64::from(days_left(draw)).days());
    Vacancy {
        source: Source::Local,
        source_id: String::new(),
        fetched_s,
        title: title(job, draw),
        employer: draw.chance(97).then(|| employer.name.clone()),
        sector: Some(employer.sector.clone()),
        job_function: Some(job.function.clone()),
        place: place(employer, draw),
        wage: wage(job, employer, draw),
        employment: if draw.chance(88) { job.contract } else { other_contract(job.contract) },
        hours: job.hours.clone().filter(|_| draw.chance(85)),
        conditions: job.conditions.clone().filter(|_| draw.chance(85)),
        quota: Quota { wanted: Some(wanted), left: None, applied },
        opens,
        closes,
        education: job.education,
        studies: job.studies.clone(),
        experience_years: job.years.filter(|_| draw.chance(80)),
        skills: job.skills.clone(),
        age,
        sex,
        open_to_disabled: job.disabled,
        description: description(job, employer, draw),
        requirements: items(&job.needs),
        url: String::new(),
        flags,
    }
}

/// Days until the closing day: a few today, an eighth within three days, most within a month.
fn days_left(draw: &mut Draw) -> u32 {
    match draw.between(0, 99) {
        0..=2 => 0,
        3..=14 => draw.between(1, 3),
        15..=74 => draw.between(4, 30),
        _ => draw.between(31, 60),
    }
}

fn title(job: &Job, draw: &mut Draw) -> String {
    match (&*job.function, draw.between(0, 9)) {
        ("Manufaktur dan Produksi" | "Operasi Gudang", 0) if job.contract != Employment::Apprenticeship => {
            format!("{} – Sif Malam", job.title)
        }
        ("Ritel" | "Operasi Restoran" | "Penjualan dan Pemasaran", 0) => {
            format!("{} – Cabang Baru", job.title)
        }
        (_, _) => job.title.clone(),
    }
}

/// The same work is offered with and without a term.
fn other_contract(usual: Employment) -> Employment {
    match usual {
        Employment::FullTime => Employment::Contract,
        Employment::Contract => Employment::FullTime,
        Employment::PartTime
        | Employment::Daily
        | Employment::Internship
        | Employment::Apprenticeship
        | Employment::NotStated => usual,
    }
}

/// A wage around the minimum wage of the place, in steps that people name.
fn wage(job: &Job, employer: &Employer, draw: &mut Draw) -> Wage {
    let Some((least, most)) = job.wage.filter(|_| draw.chance(86)) else { return Wage::No };
    let minimum =
        MINIMUM_WAGES.iter().find(|(code, _)| employer.code.starts_with(code)).map_or(5_000_000, |(_, w)| *w);
    if least == 100 && draw.chance(35) {
        return Wage::Range { min: Rupiah(minimum), max: Rupiah(minimum) };
    }
    let percent = |percent: u32| Rupiah((minimum * u64::from(percent) / 100).next_multiple_of(50_000));
    let least = draw.between(least, least + (most - least) / 3);
    if draw.chance(20) {
        Wage::From { min: percent(least) }
    } else {
        Wage::Range { min: percent(least), max: percent(most) }
    }
}

fn place(employer: &Employer, draw: &mut Draw) -> Place {
    const STREETS: [&str; 10] = [
        "Jl. Kenanga",
        "Jl. Raya Melati",
        "Jl. Industri Selatan",
        "Jl. Flamboyan",
        "Jl. Raya Pasar Lama",
        "Jl. Kawasan Industri",
        "Jl. Cempaka",
        "Jl. Merpati",
        "Jl. Stasiun Lama",
        "Jl. Anggrek Raya",
    ];
    let address = format!("{} No. {}", draw.one_of(&STREETS), draw.between(1, 180));
    at_region(&employer.code, draw.chance(90).then_some(address))
}

/// The region with this code. The codes are the project's own, and a test looks at all of them.
fn at_region(code: &str, address: Option<String>) -> Place {
    let name = |length: usize| code.get(..length).and_then(anjungan_regions::name).map(String::from);
    Place {
        region: code.parse().expect("a region code of ours"),
        province: name(2).expect("a province of ours"),
        regency: name(4),
        district: name(6),
        address,
    }
}

fn description(job: &Job, employer: &Employer, draw: &mut Draw) -> String {
    const CLOSINGS: [&str; 5] = [
        "Seluruh proses penerimaan tidak dipungut biaya. Bila ada yang meminta uang, laporkan kepada petugas Disnaker.",
        "Pelamar yang lolos berkas dihubungi paling lambat tujuh hari kerja setelah lowongan ditutup.",
        "Bawa KTP, ijazah terakhir, dan kartu AK1 saat wawancara. Ijazah asli dikembalikan hari itu juga.",
        "Karyawan didaftarkan pada BPJS Kesehatan dan BPJS Ketenagakerjaan sejak hari pertama.",
        "Wawancara dan tes kerja dilakukan pada hari yang sama. Tidak ada biaya apa pun.",
    ];
    let opening = match draw.between(0, 3) {
        0 => format!("{} membuka lowongan {}.\n", employer.name, lower_first(&job.title)),
        1 => format!("Bergabunglah dengan {}.\n", employer.name),
        _ => String::new(),
    };
    let closing = draw.one_of(&CLOSINGS);
    format!("{opening}{}\nTugas Anda:\n{}\n{closing}", job.about, items(&job.duties))
}

/// "Staf Akuntansi" within a sentence; titles that begin with an acronym stay.
fn lower_first(title: &str) -> String {
    let acronym = title.chars().nth(1).is_some_and(char::is_uppercase);
    if acronym { title.into() } else { title[..1].to_lowercase() + &title[1..] }
}

fn items(lines: &[String]) -> String {
    lines.iter().map(|line| format!("• {line}")).collect::<Vec<_>>().join("\n")
}

/// Nobody looks for 37 people.
fn round_up(wanted: u32) -> u32 {
    if wanted > 12 { wanted.next_multiple_of(5) } else { wanted }
}

#[cfg(test)]
mod tests;
