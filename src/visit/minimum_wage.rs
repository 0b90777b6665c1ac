//! The minimum wages (UMK) of the places where kiosks stand, by year. New decrees come around 24
//! December; until the new year's row is here nothing is compared, because last year's figure would be
//! a wrong answer that looks right.
//!
//! They bind for workers in their first year; a sector's own (UMSK) may be higher.

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::{Rupiah, Vacancy, Wage};
use jiff::civil::{Date, date};

use crate::wording::WageHint;

/// A regency's minimum wage for a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MinimumWage {
    /// Its code.
    pub region: &'static str,
    /// Its name.
    pub place: &'static str,
    /// A month.
    pub amount: Rupiah,
    /// In force from here to the end of that year.
    pub valid_from: Date,
    /// The governor's decree.
    pub decree: &'static str,
}

/// What is known.
pub const MINIMUM_WAGES: [MinimumWage; 5] = [
    MinimumWage {
        region: "3275",
        place: "Kota Bekasi",
        amount: Rupiah(5_999_443),
        valid_from: date(2026, 1, 1),
        decree: "Kepgub Jabar 561/Kep.862-Kesra/2025",
    },
    MinimumWage {
        region: "3216",
        place: "Kab. Bekasi",
        amount: Rupiah(5_938_885),
        valid_from: date(2026, 1, 1),
        decree: "Kepgub Jabar 561/Kep.862-Kesra/2025",
    },
    MinimumWage {
        region: "3514",
        place: "Kab. Pasuruan",
        amount: Rupiah(5_187_681),
        valid_from: date(2026, 1, 1),
        decree: "Kepgub Jatim 100.3.3.1/937/013/2025",
    },
    MinimumWage {
        region: "1671",
        place: "Kota Palembang",
        amount: Rupiah(4_192_837),
        valid_from: date(2026, 1, 1),
        decree: "Kepgub Sumsel 982/KPTS/DISNAKERTRANS/2025",
    },
    MinimumWage {
        region: "3374",
        place: "Kota Semarang",
        amount: Rupiah(3_701_709),
        valid_from: date(2026, 1, 1),
        decree: "Kepgub Jateng 100.3.3.1/505/2025",
    },
];

impl MinimumWage {
    /// Whether it is in force on `day`.
    pub fn in_force(&self, day: Date) -> bool {
        self.valid_from <= day && day.year() == self.valid_from.year()
    }
}

/// The one in force at `region` on `day`.
pub fn at(region: &RegionCode, day: Date) -> Option<&'static MinimumWage> {
    let regency = region.regency()?;
    MINIMUM_WAGES.iter().find(|wage| wage.region == regency.as_str() && wage.in_force(day))
}

/// How the vacancy's wage compares, where both are known. Trainees, part-timers and day labourers are
/// not paid by the month's minimum, so nothing is said about them.
pub fn hint(vacancy: &Vacancy, day: Date) -> Option<(WageHint, &'static MinimumWage)> {
    let floor = at(&vacancy.place.region, day).filter(|_| vacancy.employment.is_by_the_month())?;
    let hint = match vacancy.wage {
        Wage::No => return None,
        Wage::Range { min, max: _ } | Wage::From { min } if min >= floor.amount => WageHint::Above,
        Wage::Range { min: _, max } if max < floor.amount => WageHint::Below,
        // "From" has no upper end.
        Wage::Range { .. } | Wage::From { .. } => WageHint::Across,
    };
    Some((hint, floor))
}

#[cfg(test)]
mod tests {
    use anjungan_wire::vacancy::Employment;

    use super::*;
    use crate::visit::fixtures::vacancy;

    const DAY: Date = date(2026, 11, 21);

    fn hint_for(wage: Wage) -> Option<WageHint> {
        hint(&Vacancy { wage, ..vacancy("1") }, DAY).map(|(hint, _)| hint)
    }

    #[test]
    fn a_wage_is_above_across_or_below_the_minimum_of_its_regency() {
        let range = |min, max| hint_for(Wage::Range { min: Rupiah(min), max: Rupiah(max) });
        assert_eq!(range(5_938_885, 6_500_000), Some(WageHint::Above), "equal is not below");
        assert_eq!(range(5_000_000, 6_500_000), Some(WageHint::Across));
        assert_eq!(range(3_000_000, 3_500_000), Some(WageHint::Below));
        assert_eq!(hint_for(Wage::From { min: Rupiah(4_000_000) }), Some(WageHint::Across));
        assert_eq!(hint_for(Wage::No), None);
    }

    #[test]
    fn last_years_figure_is_not_held_against_this_years_wage() {
        let with_wage = Vacancy { wage: Wage::From { min: Rupiah(5_000_000) }, ..vacancy("1") };
        assert!(hint(&with_wage, date(2026, 12, 31)).is_some());
        assert_eq!(hint(&with_wage, date(2027, 1, 1)), None);
        assert_eq!(hint(&with_wage, date(2025, 12, 31)), None);
    }

    #[test]
    fn trainees_and_unknown_regencies_get_no_hint() {
        let wage = Wage::From { min: Rupiah(1_000_000) };
        let trainee = Vacancy { wage, employment: Employment::Internship, ..vacancy("1") };
        assert_eq!(hint(&trainee, DAY), None);
        assert_eq!(at(&"3201".parse().unwrap(), DAY), None);
        assert_eq!(at(&"32".parse().unwrap(), DAY), None);
    }

    #[test]
    fn the_places_are_called_as_the_region_list_calls_them() {
        for wage in &MINIMUM_WAGES {
            assert_eq!(anjungan_regions::name(wage.region), Some(wage.place));
        }
    }
}
