//! Vacancies out of a file.

use anjungan_regions::fold;
use anjungan_wire::id::Scope;
use anjungan_wire::sector;
use anjungan_wire::vacancy::{Employment, Flag, Quota, Rupiah, Sex, Source, Vacancy, Wage};

use super::super::convert;
use super::super::fate::{Cause, Why};
use super::super::title::{Title, title};
use super::{Cells, Field, Outcome, has_digits, json};

/// Bytes of the description, and of the requirements: with every character escaped a row still fits a terminal.
const TEXT_BYTES_MAX: usize = 8 * 1024;

pub(super) fn build(cells: &Cells<'_>, doubts: &mut Vec<Why>) -> Outcome {
    let raw = cells.needed(Field::Title, 1_000)?;
    let Title { text: name, capitals, generic } = title(&raw);
    if name.is_empty() {
        return Err(Why::of(Cause::Missing, Field::Title));
    }
    let closes = cells.needed_day(Field::Closes)?;
    let place = cells.place(doubts)?;
    let today = cells.around.today;
    let opens = match cells.day(Field::Opens, doubts) {
        Some(opens) if opens > closes => {
            doubts.push(Why::of(Cause::MinAboveMax, Field::Opens));
            closes
        }
        Some(opens) => opens,
        None => today.min(closes),
    };
    let closes = convert::closing(opens, closes, &mut Vec::new());
    if closes < today {
        doubts.push(Why::about(Cause::Ended, Field::Closes, cells.cell(Field::Closes)));
    }

    let mut flags = Vec::new();
    for (odd, flag) in [(generic, Flag::TitleGeneric), (capitals, Flag::TitleCapitals)] {
        if odd {
            flags.push(flag);
        }
    }
    let employment = employment(&cells.line(Field::Employment, 60));
    let wage = wage(cells, &mut flags, doubts);
    let regency = place.region.regency();
    let least = regency.and_then(|region| cells.around.minimum_wages.get(region.as_str()));
    if let (Some(paid), Some(least), true) = (wage.at_least(), least, employment.is_by_the_month())
        && paid < Rupiah(*least)
    {
        doubts.push(Why::about(Cause::BelowMinimumWage, Field::WageMin, cells.cell(Field::WageMin)));
    }
    let quota = Quota {
        wanted: cells.number(Field::Wanted, doubts),
        left: cells.number(Field::Left, doubts),
        applied: None,
    };
    if quota.left.zip(quota.wanted).is_some_and(|(left, wanted)| left > wanted) {
        doubts.push(Why::about(Cause::PartAboveWhole, Field::Left, cells.cell(Field::Left)));
    }
    if quota.wanted.is_some_and(|wanted| wanted >= 1_000) {
        flags.push(Flag::QuotaHuge);
    }
    let ages = [Field::AgeMin, Field::AgeMax].map(|field| cells.number::<i64>(field, doubts));
    if let [Some(min), Some(max)] = ages
        && min > max
    {
        doubts.push(Why::about(Cause::MinAboveMax, Field::AgeMin, cells.cell(Field::AgeMin)));
    }
    let age = convert::age(ages, &mut flags);
    let sex = sex(&cells.line(Field::Sex, 40));
    if sex.is_some() {
        flags.push(Flag::SexLimited);
    }
    let (description, requirements) =
        (cells.prose(Field::Description, TEXT_BYTES_MAX), cells.prose(Field::Requirements, TEXT_BYTES_MAX));
    if description.is_empty() && requirements.is_empty() {
        flags.push(Flag::NoText);
    }
    let url = match cells.link(doubts) {
        Some(link) => {
            flags.push(Flag::External);
            link
        }
        None => cells.around.link.clone(),
    };
    flags.sort_unstable();
    flags.dedup();

    let employer = cells.some_line(Field::Employer, 160);
    let id = cells.id(&[&name, employer.as_deref().unwrap_or_default(), place.region.as_str()]);
    let vacancy = Vacancy {
        source: Source::Local,
        source_id: id.trim_start_matches("local:").to_owned(),
        fetched_s: cells.around.fetched_s,
        title: name,
        employer,
        sector: cells
            .some_line(Field::Sector, 80)
            .map(|name| sector::canonical(&name).map(String::from).unwrap_or(name)),
        job_function: None,
        wage,
        employment,
        hours: None,
        conditions: None,
        quota,
        opens,
        closes,
        education: convert::education(&cells.line(Field::Education, 60)),
        studies: Vec::new(),
        experience_years: experience(cells, doubts),
        skills: skills(&cells.line(Field::Skills, 400)),
        age,
        sex,
        open_to_disabled: false,
        description,
        requirements,
        url,
        flags,
        place,
    };
    Ok((Scope::Vacancies(vacancy.place.region.province()), id, json(&vacancy)))
}

fn wage(cells: &Cells<'_>, flags: &mut Vec<Flag>, doubts: &mut Vec<Why>) -> Wage {
    let (low, high) = (cells.cell(Field::WageMin), cells.cell(Field::WageMax));
    let (min, mut max) = match low.amounts() {
        Some((min, max)) => (Some(min), max),
        None => {
            if has_digits(low) {
                doubts.push(Why::about(Cause::NumberUnreadable, Field::WageMin, low));
            }
            (None, None)
        }
    };
    if let Some((most, _)) = high.amounts() {
        max = Some(most);
    } else if has_digits(high) {
        doubts.push(Why::about(Cause::NumberUnreadable, Field::WageMax, high));
    }
    if let (Some(min), Some(max)) = (min, max)
        && min > max
        && max > 0
    {
        doubts.push(Why::about(Cause::MinAboveMax, Field::WageMin, low));
    }
    if min.is_none() && max.is_none() {
        return Wage::No;
    }
    convert::wage(true, min, max, flags)
}

fn employment(name: &str) -> Employment {
    match fold(name).as_str() {
        "fulltime" | "penuhwaktu" | "tetap" | "karyawantetap" | "pkwtt" => Employment::FullTime,
        "contract" | "kontrak" | "pkwt" | "karyawankontrak" => Employment::Contract,
        "parttime" | "paruhwaktu" => Employment::PartTime,
        "daily" | "harian" | "pekerjaharian" | "harianlepas" | "dailyworker" => Employment::Daily,
        "internship" | "magang" => Employment::Internship,
        "pemagangan" | "apprenticeship" => Employment::Apprenticeship,
        _ => Employment::NotStated,
    }
}

fn sex(name: &str) -> Option<Sex> {
    match fold(name).as_str() {
        "l" | "lakilaki" | "pria" | "male" | "m" => Some(Sex::Male),
        "p" | "perempuan" | "wanita" | "female" | "f" => Some(Sex::Female),
        _ => None,
    }
}

fn experience(cells: &Cells<'_>, doubts: &mut Vec<Why>) -> Option<u8> {
    let text = fold(&cells.line(Field::Experience, 60));
    if matches!(text.as_str(), "tidakada" | "freshgraduate" | "tanpapengalaman" | "none") {
        return Some(0);
    }
    // "1-2 tahun": the least that is asked for.
    let least = cells.cell(Field::Experience).amounts().and_then(|(least, _)| u8::try_from(least).ok());
    least.or_else(|| cells.number(Field::Experience, doubts))
}

fn skills(text: &str) -> Vec<String> {
    let skills = text.split([',', ';', '•']).map(str::trim).filter(|skill| !skill.is_empty());
    skills.take(20).map(String::from).collect()
}
