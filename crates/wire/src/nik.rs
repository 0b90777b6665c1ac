//! The NIK: 16 digits `PPKKCC DDMMYY SSSS`.
//!
//! `PPKKCC` is the district of first registration, `DD` the day (+40 for women), `SSSS` a serial from 0001. There
//! is no check digit. Three levels that are never merged: what can't be a NIK is refused ([`BadNik`]); what is
//! odd is pointed out and passes ([`Nik::doubts`]), because registers have mistakes and districts have been
//! divided; and nothing else is inferred: not that it is registered, not where its holder lives today.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

/// 16 digits that can be a NIK. Wiped from memory when dropped; `Debug` and `Display` show it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nik(String);

/// The digits in a NIK.
const DIGITS: usize = 16;
/// Ages at which nobody asks whether two digits of a year were typed right. Who is 100 is asked: the same digits
/// say 0, and a slip of the finger is likelier.
const AGES: std::ops::Range<i16> = 15..100;

/// Why 16 digits can't be a NIK. It never repeats what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadNik {
    /// Something else than digits, spaces, dots and dashes.
    #[error("a NIK has digits only")]
    NotDigits,
    /// Not 16 digits.
    #[error("a NIK has 16 digits, not {0}")]
    Length(usize),
    /// No province has ever had this code: they run from 11 to 97.
    #[error("digits 1 and 2 are no province")]
    Province,
    /// Neither 01–31 nor 41–71.
    #[error("digits 7 and 8 are no day")]
    Day,
    /// Not 01–12.
    #[error("digits 9 and 10 are no month")]
    Month,
    /// The day does not exist, in neither century.
    #[error("digits 7 to 12 are no date")]
    Date,
    /// 0000.
    #[error("digits 13 to 16 are never 0000")]
    Serial,
}

/// What is odd about a NIK, and passes: an officer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NikDoubt {
    /// No such district today; people keep the code of a district that was divided.
    DistrictUnknown,
    /// One digit again and again, or digits in a row.
    Filler,
    /// The declared day of birth is another.
    BirthDateDiffers,
    /// The declared sex is another.
    SexDiffers,
    /// Younger than the office's minimum.
    TooYoung,
    /// Older than 100.
    TooOld,
}

/// As on the identity card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Laki-laki
    Male,
    /// Perempuan
    Female,
}

/// When its holder was born, as far as two digits of a year tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Born {
    /// Only one century gives an age from 15 to 99.
    On(Date),
    /// Both do, or neither: ask. The later comes first; one may be missing where that year had no 29 February.
    Ask(Option<Date>, Option<Date>),
}

impl Nik {
    /// The 16 digits. Where this goes, the NIK goes.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The district of first registration, 6 digits. Nobody's address.
    pub fn district(&self) -> &str {
        &self.0[..6]
    }

    /// What the day says.
    pub fn sex(&self) -> Sex {
        if self.number(6..8) > 40 { Sex::Female } else { Sex::Male }
    }

    /// When its holder was born, judged on `today`.
    pub fn born(&self, today: Date) -> Born {
        let year = self.number(10..12);
        let in_century = |century: i16| {
            let day = self.number(6..8);
            let day = if day > 40 { day - 40 } else { day };
            Date::new(century + year, self.number(8..10) as i8, day as i8).ok()
        };
        let (later, earlier) = (in_century(2000), in_century(1900));
        let plausible = |date: &Option<Date>| date.is_some_and(|date| AGES.contains(&age_on(date, today)));
        match (later.filter(|_| plausible(&later)), earlier.filter(|_| plausible(&earlier))) {
            (Some(date), None) | (None, Some(date)) => Born::On(date),
            (Some(_), Some(_)) | (None, None) => Born::Ask(later, earlier),
        }
    }

    /// What is odd about it by itself. `district_known` is whether today's list has [`Nik::district`].
    pub fn doubts(&self, district_known: bool) -> Vec<NikDoubt> {
        let digits = self.0.as_bytes();
        let step = |pair: &[u8]| (pair[1] + 10 - pair[0]) % 10;
        let mut steps = digits.windows(2).map(step);
        let first = steps.next().unwrap_or(0);
        let filler = matches!(first, 0 | 1 | 9) && steps.all(|step| step == first);
        let mut doubts = Vec::new();
        if !district_known {
            doubts.push(NikDoubt::DistrictUnknown);
        }
        if filler {
            doubts.push(NikDoubt::Filler);
        }
        doubts
    }

    /// Whether the day is the one it says, as far as two figures of a year tell.
    pub fn fits_birth(&self, born: Date) -> bool {
        let day = self.number(6..8);
        let day = if day > 40 { day - 40 } else { day };
        (i16::from(born.day()), i16::from(born.month()), born.year().rem_euclid(100))
            == (day, self.number(8..10), self.number(10..12))
    }

    /// `3216••••••••0001`
    pub fn masked(&self) -> String {
        format!("{}••••••••{}", &self.0[..4], &self.0[12..])
    }

    fn number(&self, range: std::ops::Range<usize>) -> i16 {
        self.0[range].parse().expect("a NIK has digits only")
    }
}

/// Whole years from `born` to `today`; negative before birth.
pub fn age_on(born: Date, today: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!had_birthday)
}

impl FromStr for Nik {
    type Err = BadNik;

    /// With spaces, dots and dashes as people write them.
    fn from_str(text: &str) -> Result<Self, BadNik> {
        let kept = |c: &char| !(c.is_whitespace() || matches!(c, '.' | '-'));
        // It is a NIK from its first digit on: dropped at any of these refusals, it is wiped.
        let mut nik = Self(String::with_capacity(DIGITS));
        let mut length = 0;
        for c in text.chars().filter(kept) {
            if !c.is_ascii_digit() {
                return Err(BadNik::NotDigits);
            }
            length += 1;
            // What is too long is counted and not kept: growing would leave a copy behind.
            if length <= DIGITS {
                nik.0.push(c);
            }
        }
        if length != DIGITS {
            return Err(BadNik::Length(length));
        }
        if !(11..=97).contains(&nik.number(0..2)) {
            return Err(BadNik::Province);
        }
        let day = nik.number(6..8);
        if !matches!(day, 1..=31 | 41..=71) {
            return Err(BadNik::Day);
        }
        if !matches!(nik.number(8..10), 1..=12) {
            return Err(BadNik::Month);
        }
        let day = if day > 40 { day - 40 } else { day };
        let exists = |century: i16| {
            Date::new(century + nik.number(10..12), nik.number(8..10) as i8, day as i8).is_ok()
        };
        if !exists(1900) && !exists(2000) {
            return Err(BadNik::Date);
        }
        if nik.number(12..16) == 0 {
            return Err(BadNik::Serial);
        }
        Ok(nik)
    }
}

impl fmt::Display for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nik({})", self.masked())
    }
}

impl Drop for Nik {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

// By hand, and not by way of `String`: a copy that serde makes is a copy that nobody wipes.

impl Serialize for Nik {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Nik {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Zeroizing::new(String::deserialize(from)?).parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 21);

    fn nik(text: &str) -> Nik {
        text.parse().unwrap()
    }

    /// Domain facts §10, row by row.
    #[test]
    fn the_vectors() {
        let refused = |text: &str, why| assert_eq!(text.parse::<Nik>(), Err(why), "{text}");
        let born = |text: &str, sex, on| {
            assert_eq!((nik(text).sex(), nik(text).born(TODAY)), (sex, Born::On(on)), "{text}");
            assert!(nik(text).doubts(true).is_empty(), "{text}");
        };
        born("3216081505050001", Sex::Male, date(2005, 5, 15));
        born("3374106708010003", Sex::Female, date(2001, 8, 27));
        born("1671077112990002", Sex::Female, date(1999, 12, 31));
        born("3216082902000001", Sex::Male, date(2000, 2, 29));
        refused("3216082902010001", BadNik::Date);
        born("3216082902040001", Sex::Male, date(2004, 2, 29));
        for day in ["00", "32", "40", "72"] {
            refused(&format!("321608{day}05050001"), BadNik::Day);
        }
        refused("3216081513050001", BadNik::Month);
        refused("3216081500050001", BadNik::Month);
        refused("3216081505050000", BadNik::Serial);
        assert_eq!(nik("3216991505050001").doubts(false), [NikDoubt::DistrictUnknown]);
        born("3216081505110001", Sex::Male, date(2011, 5, 15));
        assert_eq!(age_on(date(2011, 5, 15), TODAY), 15, "a guardian consents");
        assert_eq!(
            nik("3216081505260001").born(TODAY),
            Born::Ask(Some(date(2026, 5, 15)), Some(date(1926, 5, 15))),
            "an age of 0 or of 100: asked"
        );
        for spelling in ["32.16.08.150505.0001", "3216 0815 0505 0001"] {
            assert_eq!(nik(spelling), nik("3216081505050001"));
        }
        refused("321608150505001", BadNik::Length(15));
        assert_eq!(nik("1111111111111111").born(TODAY), Born::On(date(2011, 11, 11)));
        assert_eq!(nik("1111111111111111").doubts(true), [NikDoubt::Filler]);
    }

    #[test]
    fn sex_and_birth_are_read_from_the_digits() {
        let cases = [
            ("3216081505050001", Sex::Male, date(2005, 5, 15)),
            ("3374106708010003", Sex::Female, date(2001, 8, 27)),
            ("1671077112990002", Sex::Female, date(1999, 12, 31)),
            ("3216082902000001", Sex::Male, date(2000, 2, 29)),
            ("3216082902040001", Sex::Male, date(2004, 2, 29)),
            ("3216081505110001", Sex::Male, date(2011, 5, 15)),
            ("32.16.08.150505.0001", Sex::Male, date(2005, 5, 15)),
            ("3216 0815 0505 0001", Sex::Male, date(2005, 5, 15)),
        ];
        for (text, sex, born) in cases {
            assert_eq!((nik(text).sex(), nik(text).born(TODAY)), (sex, Born::On(born)), "{text}");
        }
    }

    #[test]
    fn a_day_fits_in_either_century_and_another_does_not() {
        for (text, fits, differs) in [
            ("3216081505050001", date(2005, 5, 15), date(2005, 5, 16)),
            ("3374106708010003", date(1901, 8, 27), date(2001, 9, 27)),
            ("1671077112990002", date(1999, 12, 31), date(1998, 12, 31)),
        ] {
            assert!(nik(text).fits_birth(fits) && !nik(text).fits_birth(differs), "{text}");
        }
    }

    #[test]
    fn a_year_that_two_centuries_may_mean_is_asked() {
        // The day before its hundredth birthday it is still plausible, and on it no longer.
        assert_eq!(nik("3216082211260001").born(TODAY), Born::On(date(1926, 11, 22)));
        assert_eq!(
            nik("3216082111260001").born(TODAY),
            Born::Ask(Some(date(2026, 11, 21)), Some(date(1926, 11, 21)))
        );
        // 14 today, or 114; 15 from tomorrow on.
        assert_eq!(
            nik("3216082211110001").born(TODAY),
            Born::Ask(Some(date(2011, 11, 22)), Some(date(1911, 11, 22)))
        );
        assert_eq!(nik("3216082111110001").born(TODAY), Born::On(date(2011, 11, 21)));
        // 1900 had no 29 February.
        assert_eq!(nik("3216082902000001").born(date(2010, 1, 1)), Born::Ask(Some(date(2000, 2, 29)), None));
        assert_eq!(
            nik("3216081505180001").born(TODAY),
            Born::Ask(Some(date(2018, 5, 15)), Some(date(1918, 5, 15)))
        );
    }

    #[test]
    fn what_cannot_be_a_nik_is_refused() {
        let cases = [
            ("3216082902010001", BadNik::Date),
            ("3216080005050001", BadNik::Day),
            ("3216083205050001", BadNik::Day),
            ("3216084005050001", BadNik::Day),
            ("3216087205050001", BadNik::Day),
            ("3216081513050001", BadNik::Month),
            ("3216081500050001", BadNik::Month),
            ("3216081505050000", BadNik::Serial),
            ("321608150505001", BadNik::Length(15)),
            ("0916081505050001", BadNik::Province),
            ("9916081505050001", BadNik::Province),
            ("32160815O5050001", BadNik::NotDigits),
            ("", BadNik::Length(0)),
        ];
        for (text, why) in cases {
            assert_eq!(text.parse::<Nik>(), Err(why), "{text}");
        }
    }

    #[test]
    fn what_is_odd_passes_and_is_pointed_out() {
        assert_eq!(nik("3216991505050001").doubts(false), [NikDoubt::DistrictUnknown]);
        assert_eq!(nik("1111111111111111").doubts(true), [NikDoubt::Filler]);
        assert!(nik("3216081505050001").doubts(true).is_empty());
    }

    /// 16 digits that are right in every place.
    fn right() -> impl Strategy<Value = String> {
        (11..=97u8, 0..=9999u16, 1..=28u8, any::<bool>(), 1..=12u8, 0..=99u8, 1..=9999u16).prop_map(
            |(province, place, day, woman, month, year, serial)| {
                let day = if woman { day + 40 } else { day };
                format!("{province:02}{place:04}{day:02}{month:02}{year:02}{serial:04}")
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_right_in_every_place_passes_and_says_what_went_in(digits in right()) {
            let nik: Nik = digits.parse().unwrap();
            prop_assert_eq!(nik.digits(), &digits);
            prop_assert_eq!(nik.district(), &digits[..6]);
            let day: i8 = digits[6..8].parse().unwrap();
            prop_assert_eq!(nik.sex() == Sex::Female, day > 40);
            let dates = match nik.born(TODAY) {
                Born::On(date) => {
                    prop_assert!((15..100).contains(&age_on(date, TODAY)));
                    vec![date]
                }
                Born::Ask(later, earlier) => {
                    let dates: Vec<Date> = [later, earlier].into_iter().flatten().collect();
                    prop_assert!(dates.iter().all(|date| !(15..100).contains(&age_on(*date, TODAY))));
                    dates
                }
            };
            prop_assert!(!dates.is_empty());
            for date in dates {
                prop_assert_eq!(date.day(), day % 40);
                prop_assert_eq!(format!("{:02}{:02}", date.month(), date.year() % 100), &digits[8..12]);
            }
        }

        #[test]
        fn spaces_dots_and_dashes_change_nothing(digits in right(), marks in proptest::collection::vec("[ .-]{0,2}", 16)) {
            let spelt: String = digits.chars().zip(&marks).flat_map(|(c, mark)| [c.to_string(), mark.clone()]).collect();
            prop_assert_eq!(spelt.parse::<Nik>(), digits.parse::<Nik>());
        }

        #[test]
        fn no_text_makes_it_panic_and_no_refusal_repeats_it(text in "[0-9]{4}\\PC{0,20}|[0-9]{16}|\\PC{0,30}") {
            if let Err(why) = text.parse::<Nik>() {
                prop_assert!(text.chars().count() < 4 || !why.to_string().contains(&text));
            }
        }

        #[test]
        fn it_crosses_the_wire_as_its_digits(digits in right()) {
            let nik: Nik = digits.parse().unwrap();
            let text = serde_json::to_string(&nik).unwrap();
            prop_assert_eq!(&text, &format!("\"{digits}\""));
            prop_assert_eq!(serde_json::from_str::<Nik>(&text).unwrap(), nik);
        }

        #[test]
        fn the_mask_hides_birth_and_place(digits in right()) {
            let nik: Nik = digits.parse().unwrap();
            for shown in [nik.to_string(), format!("{nik:?}"), nik.masked()] {
                prop_assert!(!shown.contains(&digits[4..12]) && shown.contains("••••••••"));
            }
        }
    }

    #[test]
    fn a_wrong_one_on_the_wire_is_refused_without_being_repeated() {
        let error = serde_json::from_str::<Nik>("\"9799991505050000\"").unwrap_err().to_string();
        assert!(error.contains("never 0000") && !error.contains("1505"), "{error}");
    }

    #[test]
    fn it_never_shows_itself_whole() {
        let nik = nik("3216081505050001");
        assert_eq!(nik.to_string(), "3216••••••••0001");
        assert_eq!(format!("{nik:?}"), "Nik(3216••••••••0001)");
    }
}
