//! What a card says in words: dates, codes of the forms, rows.

use anjungan_wire::application::{Education, Job, Level, Marital, Religion, Skill};
use anjungan_wire::nik::Sex;
use jiff::civil::Date;

use crate::content::CardContent;
use crate::template::Texts;

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// "21 November 2026"
pub(super) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[usize::from(date.month().unsigned_abs()) - 1], date.year())
}

/// "21-11-2026", where columns stand.
pub(super) fn short_day(date: Date) -> String {
    date.strftime("%d-%m-%Y").to_string()
}

pub(super) fn title(texts: &Texts) -> String {
    format!("{} ({})", texts.title, texts.form)
}

pub(super) fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "Laki-laki",
        Sex::Female => "Perempuan",
    }
}

pub(super) fn marital(marital: Marital) -> &'static str {
    match marital {
        Marital::Single => "Belum kawin",
        Marital::Married => "Kawin",
        Marital::Divorced => "Cerai hidup",
        Marital::Widowed => "Cerai mati",
    }
}

pub(super) fn religion(religion: Religion) -> &'static str {
    match religion {
        Religion::Islam => "Islam",
        Religion::Catholic => "Katolik",
        Religion::Protestant => "Kristen Protestan",
        Religion::Hindu => "Hindu",
        Religion::Buddhist => "Buddha",
        Religion::Confucian => "Khonghucu",
        Religion::Other => "Kepercayaan/lain-lain",
    }
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::None => "Tidak/belum tamat SD",
        Level::Primary => "SD",
        Level::JuniorHigh => "SMP",
        Level::SeniorHigh => "SMA",
        Level::Vocational => "SMK",
        Level::D1 => "D1",
        Level::D2 => "D2",
        Level::D3 => "D3",
        Level::D4 => "D4",
        Level::Bachelor => "S1",
        Level::Master => "S2",
        Level::Doctor => "S3",
    }
}

/// "Kota Rekaan, 15 Mei 2005"
pub(super) fn birth(content: &CardContent) -> String {
    format!("{}, {}", content.birth_place, day(content.born))
}

/// "Kesatu" to "Kelima"
pub(super) fn ordinal(n: usize) -> &'static str {
    ["Kesatu", "Kedua", "Ketiga", "Keempat", "Kelima"].get(n).copied().unwrap_or("Berikutnya")
}

pub(super) fn school(row: &Education) -> [String; 3] {
    let place = [row.school.as_str(), row.major.as_str()];
    [level(row.level).into(), joined(&place, ", "), year(row.graduated)]
}

pub(super) fn skill(row: &Skill) -> [String; 3] {
    let certified = if row.certified { "bersertifikat" } else { "" };
    [row.name.clone(), joined(&[&row.place, certified], ", "), year(row.year)]
}

pub(super) fn job(row: &Job) -> [String; 3] {
    let to = row.to.map_or_else(|| "kini".to_owned(), |to| to.to_string());
    [row.position.clone(), row.employer.clone(), format!("{}–{to}", row.from)]
}

fn year(year: Option<i16>) -> String {
    year.map_or_else(|| "–".to_owned(), |year| year.to_string())
}

/// The parts that are not empty.
pub(super) fn joined(parts: &[&str], between: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// NIK in groups of four: read more easily where it has no boxes.
pub(super) fn grouped(digits: &str) -> String {
    let groups: Vec<String> =
        digits.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// A number's letters and digits in their groups: by `boxes` if those fit, else by its own spaces, dashes, dots and
/// slashes.
pub(super) fn groups(number: &str, boxes: &[u8]) -> Vec<String> {
    let bare: Vec<char> = number.chars().filter(char::is_ascii_alphanumeric).collect();
    if boxes.iter().map(|n| usize::from(*n)).sum::<usize>() == bare.len() {
        let mut rest = bare.as_slice();
        return boxes
            .iter()
            .map(|n| {
                let (group, after) = rest.split_at(usize::from(*n));
                rest = after;
                group.iter().collect()
            })
            .filter(|group: &String| !group.is_empty())
            .collect();
    }
    number
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_in_the_offices_boxes_or_in_its_own_groups() {
        assert_eq!(groups("3216 211126 000123", &[4, 6, 6]), ["3216", "211126", "000123"]);
        assert_eq!(groups("920221112026000123", &[4, 8, 6]), ["9202", "21112026", "000123"]);
        assert_eq!(groups("DTK-AK1-0001-1025", &[4, 6, 6]), ["DTK", "AK1", "0001", "1025"]);
        assert_eq!(grouped("9799991505050001"), "9799 9915 0505 0001");
    }
}
