//! A vacancy in words. What the employer left out is said as left out, never as an empty line.

use anjungan_wire::vacancy::{AgeLine, Education, Employment, Place, Quota, Rupiah, Sex, Source, Wage};
use jiff::civil::Date;

use super::{Lang, count, date, number, pick};

/// From this many days on, a deadline is urgent.
pub const URGENT_DAYS: i32 = 3;

/// `Rp5.938.885`: the same in both languages, since that is what stands on the contract.
pub fn rupiah(amount: Rupiah) -> String {
    format!("Rp{}", number(Lang::Id, amount.0))
}

/// What a fact reads when the employer does not state it.
pub fn not_stated(lang: Lang) -> &'static str {
    pick(lang, "tidak dicantumkan perusahaan", "not stated by the employer")
}

/// The month's wage, when stated: `Rp4.500.000 – Rp5.200.000 per bulan`.
pub fn wage(lang: Lang, wage: Wage) -> Option<String> {
    let month = pick(lang, "per bulan", "a month");
    match wage {
        Wage::No => None,
        Wage::Range { min, max } if min == max => Some(format!("{} {month}", rupiah(min))),
        Wage::Range { min, max } => Some(format!("{} – {} {month}", rupiah(min), rupiah(max))),
        Wage::From { min } => Some(match lang {
            Lang::Id => format!("mulai {} {month}", rupiah(min)),
            Lang::En => format!("from {} {month}", rupiah(min)),
        }),
    }
}

/// The wage on a card, which always has a wage line.
pub fn wage_line(lang: Lang, of: Wage) -> String {
    wage(lang, of).unwrap_or_else(|| pick(lang, "Upah tidak dicantumkan", "Wage not stated").into())
}

/// The sort of contract, when stated.
pub fn employment(lang: Lang, of: Employment) -> Option<&'static str> {
    match of {
        Employment::FullTime => Some(pick(lang, "Penuh waktu", "Full time")),
        Employment::Contract => Some(pick(lang, "Kontrak (PKWT)", "Fixed-term contract")),
        Employment::PartTime => Some(pick(lang, "Paruh waktu", "Part time")),
        Employment::Daily => Some(pick(lang, "Harian", "Paid by the day")),
        Employment::Internship => Some(pick(lang, "Magang", "Internship")),
        Employment::Apprenticeship => Some(pick(lang, "Pemagangan", "Apprenticeship")),
        Employment::NotStated => None,
    }
}

/// A line of business, which is known by its Indonesian name. One that is on no list keeps that.
pub fn sector(lang: Lang, indonesian: &str) -> &str {
    match lang {
        Lang::Id => indonesian,
        Lang::En => anjungan_wire::sector::english(indonesian).unwrap_or(indonesian),
    }
}

/// A level of education.
pub fn education(lang: Lang, level: Education) -> &'static str {
    match level {
        Education::Sd => pick(lang, "SD", "Primary school (SD)"),
        Education::Smp => pick(lang, "SMP", "Junior secondary (SMP)"),
        Education::Sma => pick(lang, "SMA/SMK", "Senior secondary (SMA/SMK)"),
        Education::Diploma => pick(lang, "Diploma (D1–D4)", "Diploma (D1–D4)"),
        Education::S1 => pick(lang, "Sarjana (S1)", "Bachelor (S1)"),
        Education::S2 => pick(lang, "Magister (S2)", "Master (S2)"),
        Education::S3 => pick(lang, "Doktor (S3)", "Doctorate (S3)"),
        Education::Profesi => pick(lang, "Profesi", "Professional degree (Profesi)"),
    }
}

/// The lowest education asked for, with the fields of study.
pub fn education_asked(lang: Lang, level: Education, studies: &[String]) -> String {
    let least = match lang {
        Lang::Id => format!("Minimal {}", education(lang, level)),
        Lang::En => format!("At least {}", education(lang, level)),
    };
    if studies.is_empty() { least } else { format!("{least}: {}", studies.join(", ")) }
}

/// Experience asked for, when stated.
pub fn experience(lang: Lang, years: Option<u8>) -> Option<String> {
    match years {
        None => None,
        Some(0) => Some(pick(lang, "Tanpa pengalaman", "No experience needed").into()),
        Some(n) => Some(match lang {
            Lang::Id => format!("Minimal {n} tahun"),
            Lang::En => format!("At least {}", count(lang, n.into(), "", "year", "years")),
        }),
    }
}

/// Where, from the nearest name outwards: `Cikarang Barat, Kab. Bekasi, Jawa Barat`.
pub fn place(of: &Place) -> String {
    let names = [of.district.as_deref(), of.regency.as_deref(), Some(of.province.as_str())];
    names.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Where, on a card: district and regency, or what there is.
pub fn place_short(of: &Place) -> String {
    match (&of.district, &of.regency) {
        (Some(district), Some(regency)) => format!("{district}, {regency}"),
        (None, Some(regency)) => format!("{regency}, {}", of.province),
        (Some(_) | None, None) => of.province.clone(),
    }
}

/// Who offers it.
pub fn employer(lang: Lang, name: Option<&str>) -> String {
    name.map_or_else(
        || pick(lang, "Nama perusahaan tidak dicantumkan", "Employer not named").into(),
        String::from,
    )
}

/// Days from `today` to the last day, 0 on the last day.
pub fn days_left(closes: Date, today: Date) -> i32 {
    today.until(closes).map_or(0, |span| span.get_days())
}

/// `Sisa 3 hari`, `Hari ini terakhir`.
pub fn days_left_line(lang: Lang, closes: Date, today: Date) -> String {
    match days_left(closes, today) {
        ..0 => pick(lang, "Sudah ditutup", "Closed").into(),
        0 => pick(lang, "Hari ini terakhir", "Last day today").into(),
        1 => pick(lang, "Sisa 1 hari", "1 day left").into(),
        days => match lang {
            Lang::Id => format!("Sisa {days} hari"),
            Lang::En => format!("{days} days left"),
        },
    }
}

/// On a card: the days when there are few, else the date.
pub fn closes_line(lang: Lang, closes: Date, today: Date) -> String {
    if days_left(closes, today) <= URGENT_DAYS {
        return days_left_line(lang, closes, today);
    }
    match lang {
        Lang::Id => format!("Tutup {}", date(lang, closes)),
        Lang::En => format!("Closes {}", date(lang, closes)),
    }
}

/// On the detail screen: the date and the days.
pub fn deadline(lang: Lang, closes: Date, today: Date) -> String {
    format!("{} ({})", date(lang, closes), days_left_line(lang, closes, today))
}

/// `705 pendaftar untuk 103 tempat`: the more honest the sooner a person can look elsewhere.
pub fn quota(lang: Lang, of: Quota) -> Option<String> {
    let n = |n: u32| number(lang, n.into());
    match (of.wanted, of.left, of.applied) {
        (Some(wanted), _, Some(applied)) => Some(match lang {
            Lang::Id => format!("{} pendaftar untuk {} tempat", n(applied), n(wanted)),
            Lang::En => format!(
                "{} for {}",
                count(lang, applied.into(), "", "applicant", "applicants"),
                count(lang, wanted.into(), "", "place", "places")
            ),
        }),
        (Some(wanted), Some(left), None) => Some(match lang {
            Lang::Id => format!("Sisa {} dari {} tempat", n(left), n(wanted)),
            Lang::En => {
                format!("{} of {} left", n(left), count(lang, wanted.into(), "", "place", "places"))
            }
        }),
        (Some(wanted), None, None) => Some(count(lang, wanted.into(), "tempat", "place", "places")),
        (None, Some(left), _) => Some(match lang {
            Lang::Id => format!("Sisa {} tempat", n(left)),
            Lang::En => format!("{} left", count(lang, left.into(), "", "place", "places")),
        }),
        (None, None, Some(applied)) => {
            Some(count(lang, applied.into(), "pendaftar", "applicant", "applicants"))
        }
        (None, None, None) => None,
    }
}

/// The age line as filed, with the neutral note (SE Menaker M/6/HK.04/V/2025).
pub fn age_note(lang: Lang, of: AgeLine) -> Option<String> {
    let line = match (lang, of.min, of.max) {
        (_, None, None) => return None,
        (Lang::Id, Some(min), Some(max)) => format!("Perusahaan mencantumkan usia {min}–{max}."),
        (Lang::Id, Some(min), None) => format!("Perusahaan mencantumkan usia mulai {min}."),
        (Lang::Id, None, Some(max)) => format!("Perusahaan mencantumkan usia sampai {max}."),
        (Lang::En, Some(min), Some(max)) => format!("The employer states ages {min}–{max}."),
        (Lang::En, Some(min), None) => format!("The employer states an age of {min} or over."),
        (Lang::En, None, Some(max)) => format!("The employer states an age of {max} or under."),
    };
    let note = pick(
        lang,
        "Batas usia tidak boleh menjadi syarat kecuali karena sifat pekerjaan (SE M/6/2025). \
         Anda tetap dapat melamar.",
        "Age may not be a condition unless the work itself demands it (SE M/6/2025). You can still apply.",
    );
    Some(format!("{line} {note}"))
}

/// The line on sex as filed, with the neutral note (Permenaker 18/2024 ps 4(4)).
pub fn sex_note(lang: Lang, of: Sex) -> &'static str {
    match of {
        Sex::Male => pick(
            lang,
            "Perusahaan mencantumkan laki-laki. Jenis kelamin tidak boleh menjadi dasar pembedaan \
             (Permenaker 18/2024). Anda tetap dapat melamar.",
            "The employer states men. Sex may not be a ground for different treatment (Permenaker 18/2024). \
             You can still apply.",
        ),
        Sex::Female => pick(
            lang,
            "Perusahaan mencantumkan perempuan. Jenis kelamin tidak boleh menjadi dasar pembedaan \
             (Permenaker 18/2024). Anda tetap dapat melamar.",
            "The employer states women. Sex may not be a ground for different treatment (Permenaker 18/2024). \
             You can still apply.",
        ),
    }
}

/// The name of a source.
pub fn source(lang: Lang, of: Source) -> &'static str {
    match of {
        Source::Karirhub => "Karirhub",
        Source::Maganghub => "MagangHub",
        Source::Local => pick(lang, "dinas", "this office"),
    }
}

/// `Sumber: Karirhub, diambil 20 November 2026`.
pub fn source_line(lang: Lang, of: Source, fetched: Date) -> String {
    let (name, day) = (source(lang, of), date(lang, fetched));
    match lang {
        Lang::Id => format!("Sumber: {name}, diambil {day}"),
        Lang::En => format!("Source: {name}, fetched {day}"),
    }
}

/// Against brokers.
pub fn no_fee(lang: Lang) -> &'static str {
    pick(
        lang,
        "GRATIS. Tidak ada pungutan. Bila diminta uang, laporkan kepada petugas.",
        "FREE. There is no fee. If anybody asks you for money, tell the staff.",
    )
}

/// Where a wage stands against the minimum wage of its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WageHint {
    /// All of it is above, or equal.
    Above,
    /// It begins below and ends above.
    Across,
    /// All of it is below.
    Below,
}

/// `Upah di atas UMK Kab. Bekasi 2026 (Rp5.938.885).` The year always stands there.
pub fn wage_hint(lang: Lang, hint: WageHint, place: &str, year: i16, floor: Rupiah) -> String {
    let floor = rupiah(floor);
    match (lang, hint) {
        (Lang::Id, WageHint::Above) => format!("Upah tidak di bawah UMK {place} {year} ({floor})."),
        (Lang::Id, WageHint::Across) => {
            format!("Upah terendah di bawah UMK {place} {year} ({floor}): tanyakan kepada petugas.")
        }
        (Lang::Id, WageHint::Below) => {
            format!("Upah di bawah UMK {place} {year} ({floor}): tanyakan kepada petugas.")
        }
        (Lang::En, WageHint::Above) => {
            format!("The wage is not below the {year} minimum wage of {place} ({floor}).")
        }
        (Lang::En, WageHint::Across) => {
            format!("The lowest wage is below the {year} minimum wage of {place} ({floor}): ask the staff.")
        }
        (Lang::En, WageHint::Below) => {
            format!("The wage is below the {year} minimum wage of {place} ({floor}): ask the staff.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wages_are_written_in_full() {
        let range = Wage::Range { min: Rupiah(4_500_000), max: Rupiah(5_200_000) };
        assert_eq!(wage(Lang::Id, range).as_deref(), Some("Rp4.500.000 – Rp5.200.000 per bulan"));
        assert_eq!(wage(Lang::En, range).as_deref(), Some("Rp4.500.000 – Rp5.200.000 a month"));
        let one = Wage::Range { min: Rupiah(5_938_885), max: Rupiah(5_938_885) };
        assert_eq!(wage(Lang::Id, one).as_deref(), Some("Rp5.938.885 per bulan"));
        let from = Wage::From { min: Rupiah(3_000_000) };
        assert_eq!(wage(Lang::Id, from).as_deref(), Some("mulai Rp3.000.000 per bulan"));
        assert_eq!(wage(Lang::Id, Wage::No), None);
        assert_eq!(wage_line(Lang::Id, Wage::No), "Upah tidak dicantumkan");
    }

    #[test]
    fn the_last_days_are_counted_and_the_others_dated() {
        let today = jiff::civil::date(2026, 11, 21);
        let on = |month, day| closes_line(Lang::Id, jiff::civil::date(2026, month, day), today);
        assert_eq!(on(11, 20), "Sudah ditutup");
        assert_eq!(on(11, 21), "Hari ini terakhir");
        assert_eq!(on(11, 24), "Sisa 3 hari");
        assert_eq!(on(11, 25), "Tutup 25 November 2026");
        let far = jiff::civil::date(2028, 1, 1);
        assert_eq!(days_left(far, today), 406, "a span over months is still counted in days");
        assert_eq!(days_left_line(Lang::En, jiff::civil::date(2026, 11, 22), today), "1 day left");
    }

    #[test]
    fn more_applicants_than_places_are_said_as_they_are() {
        let of = Quota { wanted: Some(103), left: None, applied: Some(705) };
        assert_eq!(quota(Lang::Id, of).as_deref(), Some("705 pendaftar untuk 103 tempat"));
        assert_eq!(quota(Lang::En, of).as_deref(), Some("705 applicants for 103 places"));
        let left = Quota { wanted: Some(150), left: Some(12), applied: None };
        assert_eq!(quota(Lang::Id, left).as_deref(), Some("Sisa 12 dari 150 tempat"));
        assert_eq!(quota(Lang::Id, Quota::default()), None);
    }

    #[test]
    fn age_is_shown_as_filed_with_the_neutral_note() {
        let both = age_note(Lang::Id, AgeLine { min: Some(18), max: Some(25) }).unwrap();
        assert!(both.starts_with("Perusahaan mencantumkan usia 18–25."), "{both}");
        assert!(both.ends_with("Anda tetap dapat melamar."), "{both}");
        assert_eq!(age_note(Lang::En, AgeLine { min: None, max: None }), None);
    }

    #[test]
    fn every_value_has_a_text_in_both_languages() {
        for lang in [Lang::Id, Lang::En] {
            for level in [
                Education::Sd,
                Education::Smp,
                Education::Sma,
                Education::Diploma,
                Education::S1,
                Education::S2,
                Education::S3,
                Education::Profesi,
            ] {
                assert!(!education(lang, level).is_empty());
            }
            for of in [
                Employment::FullTime,
                Employment::Contract,
                Employment::PartTime,
                Employment::Daily,
                Employment::Internship,
                Employment::Apprenticeship,
            ] {
                assert!(employment(lang, of).is_some_and(|text| !text.is_empty()));
            }
            for of in [Source::Karirhub, Source::Maganghub, Source::Local] {
                assert!(!source(lang, of).is_empty());
            }
            for of in [Sex::Male, Sex::Female] {
                assert!(!sex_note(lang, of).is_empty());
            }
            for hint in [WageHint::Above, WageHint::Across, WageHint::Below] {
                assert!(wage_hint(lang, hint, "Kab. Bekasi", 2026, Rupiah(5_938_885)).contains("2026"));
            }
        }
    }
}
