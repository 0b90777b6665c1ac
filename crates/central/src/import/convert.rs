//! What both sources' converters share: the outcome, and the rules for what every record must have.
//!
//! A converter is a pure function of one raw record. It never fails on odd content; it refuses a record
//! only for want of what a vacancy cannot be shown without: an id, a title, a place, a closing day.

use anjungan_wire::vacancy::{AgeLine, Education, Flag, Rupiah, Vacancy, Wage};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::field;
use super::text::{Plain, plain};
use super::title::{Title, title};

/// Bytes of a description. With the requirements, and every character escaped, a row still fits
/// [`anjungan_wire::limits::ROW_BODY_BYTES_MAX`].
const DESCRIPTION_BYTES_MAX: usize = 16 * 1024;
/// Bytes of the requirements.
const REQUIREMENTS_BYTES_MAX: usize = 8 * 1024;
/// A vacancy open for longer than this is shown as closing then.
pub const OPEN_YEARS_MAX: i32 = 2;
/// A monthly wage below this is a filler; 888 and 999 were seen.
pub const WAGE_MIN: i64 = 10_000;
/// A monthly wage above this is a filler too.
const WAGE_MAX: i64 = 500_000_000;

/// A record that could be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Converted {
    /// What it says.
    pub vacancy: Vacancy,
    /// From a list page: fewer fields. It never replaces the detail of the same id.
    pub rough: bool,
    /// The source says it is over, whatever its closing day.
    pub ended: bool,
    /// What the converter had to decide.
    pub notes: Vec<Note>,
}

/// What a converter had to decide; counted in the report, not published.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// A level of education that isn't known here; shown as not stated.
    EducationUnknown,
    /// A sort of contract that isn't known here; shown as not stated.
    EmploymentUnknown,
    /// A line of business that isn't known here; shown as the source writes it.
    SectorUnknown,
    /// It closed more than two years after it opened; shown as closing then.
    ClosingFar,
    /// A list page names no closing day; thirty days after publication were assumed.
    ClosingAssumed,
    /// A wage in another currency than rupiah; shown as not stated.
    CurrencyForeign,
    /// A link elsewhere that is no web address; the source's own page was put instead.
    LinkUnusable,
}

/// A record that could not be published, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
#[error("{source_id}: {reason}")]
pub struct Refused {
    /// Its id at the source, or where it stood when it has none.
    pub source_id: String,
    /// Why, for the person who runs the import.
    pub reason: String,
}

impl Refused {
    /// A refusal.
    pub fn new(source_id: &str, reason: impl Into<String>) -> Self {
        Self { source_id: source_id.into(), reason: reason.into() }
    }
}

/// The record's id. It becomes part of row ids and addresses, so it may hold nothing that means something
/// there. `Err` is what to call the record in the refusal.
pub fn source_id(raw: &Value, name: &str, place: &str) -> Result<String, Refused> {
    let Some(id) = field::raw_text(raw, &[name]).map(|id| id.trim().to_string()).filter(|id| !id.is_empty())
    else {
        return Err(Refused::new(place, format!("it has no {name}")));
    };
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if id.len() > 64 || !id.chars().all(harmless) {
        return Err(Refused::new(place, format!("its {name} is not an id")));
    }
    Ok(id)
}

/// The title, mended.
pub fn required_title(raw: &Value, name: &str, id: &str) -> Result<Title, Refused> {
    let title = title(&field::raw_text(raw, &[name]).unwrap_or_default());
    if title.text.is_empty() {
        return Err(Refused::new(id, format!("it has no title ({name})")));
    }
    Ok(title)
}

/// The description and the requirements, by their names at the source.
pub fn long_texts(raw: &Value, names: [&str; 2], flags: &mut Vec<Flag>) -> [String; 2] {
    let text = |name, bytes_max| plain(&field::raw_text(raw, &[name]).unwrap_or_default(), bytes_max);
    let texts = [text(names[0], DESCRIPTION_BYTES_MAX), text(names[1], REQUIREMENTS_BYTES_MAX)];
    let any = |is: fn(&Plain) -> bool| texts.iter().any(is);
    for (odd, flag) in [
        (any(|text| text.script_removed), Flag::ScriptRemoved),
        (any(|text| text.shortened), Flag::TextShortened),
        (texts.iter().all(|text| text.text.is_empty()), Flag::NoText),
    ] {
        if odd {
            flags.push(flag);
        }
    }
    texts.map(|text| text.text)
}

/// A whole number no larger than its type; flagged when there is something else in its place.
pub fn number<T: TryFrom<i64>>(raw: &Value, name: &str, flags: &mut Vec<Flag>) -> Option<T> {
    let number = field::number(raw, &[name]).and_then(|number| T::try_from(number).ok());
    if number.is_none() && field::says_something(raw, &[name]) {
        flags.push(Flag::NumberUnreadable);
    }
    number
}

/// The closing day, kept within two years of the first.
pub fn closing(opens: Date, closes: Date, notes: &mut Vec<Note>) -> Date {
    let latest = opens.saturating_add(OPEN_YEARS_MAX.years());
    if closes > latest {
        notes.push(Note::ClosingFar);
        return latest;
    }
    closes
}

/// A wage out of two amounts, with what was odd about them. An amount that the employer chose to hide is
/// not looked at, so that nothing about it shows.
pub fn wage(shown: bool, min: Option<i64>, max: Option<i64>, flags: &mut Vec<Flag>) -> Wage {
    if !shown {
        return Wage::No;
    }
    let given = |amount: Option<i64>| amount.filter(|amount| *amount > 0);
    let sound = |amount: Option<i64>| given(amount).filter(|amount| (WAGE_MIN..=WAGE_MAX).contains(amount));
    if given(min).is_none() && given(max).is_none() {
        flags.push(Flag::WageZero);
        return Wage::No;
    }
    if sound(min) != given(min) || sound(max) != given(max) {
        flags.push(Flag::WagePlaceholder);
    }
    match (sound(min), sound(max)) {
        (Some(min), Some(max)) if min > max => {
            flags.push(Flag::WageReversed);
            Wage::Range { min: rupiah(max), max: rupiah(min) }
        }
        (Some(min), Some(max)) => Wage::Range { min: rupiah(min), max: rupiah(max) },
        (Some(min), None) => Wage::From { min: rupiah(min) },
        // "Up to" alone promises nothing.
        (None, Some(_) | None) => Wage::No,
    }
}

fn rupiah(amount: i64) -> Rupiah {
    Rupiah(amount.unsigned_abs())
}

/// An age line; ends that cannot be an age are left out.
pub fn age([min, max]: [Option<i64>; 2], flags: &mut Vec<Flag>) -> Option<AgeLine> {
    let sensible =
        |age: Option<i64>| age.filter(|age| (1..=99).contains(age)).and_then(|age| u8::try_from(age).ok());
    let (min, max) = match (sensible(min), sensible(max)) {
        (Some(min), Some(max)) if min > max => (Some(max), Some(min)),
        ends => ends,
    };
    if min.is_none() && max.is_none() {
        return None;
    }
    flags.push(Flag::AgeLimited);
    Some(AgeLine { min, max })
}

/// A level of education by its name.
pub fn education(name: &str) -> Option<Education> {
    let folded = anjungan_regions::fold(name);
    let begins = |words: &[&str]| words.iter().any(|word| folded.starts_with(word));
    let is = |words: &[&str]| words.contains(&folded.as_str());
    if begins(&["sekolahdasar", "sd"]) {
        Some(Education::Sd)
    } else if begins(&["smp", "sltp", "mts", "sekolahmenengahpertama"]) {
        Some(Education::Smp)
    } else if begins(&["sma", "smk", "slta", "stm", "smu", "sekolahmenengahatas", "sekolahmenengahkejuruan"])
        || is(&["ma", "mak", "sekolahmenengah"])
    {
        Some(Education::Sma)
    } else if begins(&["diploma", "d1", "d2", "d3", "d4", "akademi", "sarjanaterapan", "sarjanamuda"])
        || is(&["di", "dii", "diii", "div"])
    {
        Some(Education::Diploma)
    } else if begins(&["magister", "s2", "pascasarjana", "master"]) {
        Some(Education::S2)
    } else if begins(&["doktor", "s3"]) {
        Some(Education::S3)
    } else if begins(&["profesi", "spesialis"]) {
        Some(Education::Profesi)
    } else if begins(&["sarjana", "s1", "strata1"]) {
        Some(Education::S1)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min: u64, max: u64) -> Wage {
        Wage::Range { min: Rupiah(min), max: Rupiah(max) }
    }

    #[test]
    fn wages_are_stated_only_where_they_can_be_believed() {
        use Flag::{WagePlaceholder, WageReversed, WageZero};
        for (shown, min, max, expected, flagged) in [
            (true, Some(3_000_000), Some(5_000_000), range(3_000_000, 5_000_000), vec![]),
            (true, Some(4_000_000), Some(4_000_000), range(4_000_000, 4_000_000), vec![]),
            (true, Some(0), Some(0), Wage::No, vec![WageZero]),
            (true, None, None, Wage::No, vec![WageZero]),
            (true, Some(-5), Some(0), Wage::No, vec![WageZero]),
            (true, Some(888), Some(999), Wage::No, vec![WagePlaceholder]),
            (true, Some(9_999), Some(9_999), Wage::No, vec![WagePlaceholder]),
            (true, Some(10_000), Some(10_000), range(10_000, 10_000), vec![]),
            (true, Some(1), Some(5_000_000), Wage::No, vec![WagePlaceholder]),
            (true, Some(5_000_000), Some(1), Wage::From { min: Rupiah(5_000_000) }, vec![WagePlaceholder]),
            (true, Some(5_000_000), Some(0), Wage::From { min: Rupiah(5_000_000) }, vec![]),
            (true, Some(0), Some(5_000_000), Wage::No, vec![]),
            (true, Some(6_000_000), Some(4_000_000), range(4_000_000, 6_000_000), vec![WageReversed]),
            (true, Some(i64::MAX), Some(i64::MAX), Wage::No, vec![WagePlaceholder]),
            (false, Some(6_000_000), Some(4_000_000), Wage::No, vec![]),
            (false, Some(0), Some(0), Wage::No, vec![]),
        ] {
            let mut flags = Vec::new();
            assert_eq!(wage(shown, min, max, &mut flags), expected, "{shown} {min:?} {max:?}");
            assert_eq!(flags, flagged, "{shown} {min:?} {max:?}");
        }
    }

    #[test]
    fn levels_of_education_are_known_by_each_name() {
        for (name, level) in [
            ("SD", Some(Education::Sd)),
            ("SMP atau Sederajat", Some(Education::Smp)),
            ("SMA atau Sederajat", Some(Education::Sma)),
            ("SMK", Some(Education::Sma)),
            ("D-III", Some(Education::Diploma)),
            ("DIII", Some(Education::Diploma)),
            ("Diploma IV", Some(Education::Diploma)),
            ("Sarjana Terapan", Some(Education::Diploma)),
            ("Sarjana", Some(Education::S1)),
            ("S-1", Some(Education::S1)),
            ("Magister", Some(Education::S2)),
            ("Doktor", Some(Education::S3)),
            ("Profesi", Some(Education::Profesi)),
            ("Kursus", None),
            ("", None),
        ] {
            assert_eq!(education(name), level, "{name}");
        }
    }

    #[test]
    fn an_age_line_is_kept_as_filed_and_flagged() {
        let mut flags = Vec::new();
        assert_eq!(age([Some(18), Some(35)], &mut flags), Some(AgeLine { min: Some(18), max: Some(35) }));
        assert_eq!(age([None, Some(35)], &mut flags), Some(AgeLine { min: None, max: Some(35) }));
        assert_eq!(age([Some(40), Some(20)], &mut flags), Some(AgeLine { min: Some(20), max: Some(40) }));
        assert_eq!(flags, [Flag::AgeLimited; 3]);
        assert_eq!(age([Some(0), Some(900)], &mut flags), None);
        assert_eq!(age([None, None], &mut flags), None);
        assert_eq!(flags.len(), 3);
    }
}
