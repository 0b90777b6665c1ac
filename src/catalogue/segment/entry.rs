//! What filters, orders and counts need to know of a vacancy, in 40 bytes.

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::{Education, Employment, Vacancy};
use jiff::civil::Date;

/// Bytes of a stored entry.
pub const BYTES: usize = 40;

/// See the [module documentation](self).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Under which its row is stored.
    pub doc: u32,
    /// Its row's change number: of two that opened on one day, the greater is the newer.
    pub seq: u64,
    /// Where it is.
    pub region: Region,
    /// The least it pays, in rupiah; 0 when not stated.
    pub wage: u32,
    /// First day.
    pub opens: Day,
    /// Last day.
    pub closes: Day,
    /// Position in the segment's sectors; [`NO_SECTOR`] when not stated.
    pub sector: u16,
    education: u8,
    employment: u8,
    flags: u8,
}

/// The sector of what states none.
pub const NO_SECTOR: u16 = u16::MAX;

const NO_EXPERIENCE: u8 = 1;
const OPEN_TO_DISABLED: u8 = 2;

/// Lowest first; the order is that of the stored numbers, so only append.
pub const EDUCATIONS: [Education; 8] = [
    Education::Sd,
    Education::Smp,
    Education::Sma,
    Education::Diploma,
    Education::S1,
    Education::S2,
    Education::S3,
    Education::Profesi,
];

/// In the order of the stored numbers, so only append.
pub const EMPLOYMENTS: [Employment; 7] = [
    Employment::FullTime,
    Employment::Contract,
    Employment::PartTime,
    Employment::Daily,
    Employment::Internship,
    Employment::Apprenticeship,
    Employment::NotStated,
];

/// A day as a number that orders like the day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(pub i32);

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day((i32::from(date.year()) << 9) | (i32::from(date.month()) << 5) | i32::from(date.day()))
    }
}

/// A region code as a number: ten digits, the missing ones 0, and how many there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region(u64);

impl From<&RegionCode> for Region {
    fn from(code: &RegionCode) -> Region {
        let digits = code.as_str().len();
        let number = code.as_str().bytes().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
        Region((number * 10_u64.pow(10 - digits as u32)) << 4 | digits as u64)
    }
}

impl Region {
    fn digits(self) -> u32 {
        (self.0 & 15) as u32
    }

    fn first(self, digits: u32) -> u64 {
        (self.0 >> 4) / 10_u64.pow(10 - digits.min(10))
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(self, other: Region) -> bool {
        other.digits() >= self.digits() && other.first(self.digits()) == self.first(self.digits())
    }

    /// The number that the first `digits` make, when there are so many.
    pub fn prefix(self, digits: u32) -> Option<u64> {
        (self.digits() >= digits).then(|| self.first(digits))
    }

    /// How far `other` is: 0 in the same district, 1 regency, 2 province, 3 elsewhere.
    pub fn distance(self, other: Region) -> u8 {
        let same = |digits| self.prefix(digits).is_some() && self.prefix(digits) == other.prefix(digits);
        match () {
            () if same(6) => 0,
            () if same(4) => 1,
            () if same(2) => 2,
            () => 3,
        }
    }
}

impl Entry {
    /// Of a vacancy, its sector left open.
    pub fn of(doc: u32, seq: u64, vacancy: &Vacancy) -> Entry {
        let wage = |rupiah: u64| u32::try_from(rupiah).unwrap_or(u32::MAX).max(1);
        let no_experience = if vacancy.experience_years == Some(0) { NO_EXPERIENCE } else { 0 };
        Entry {
            doc,
            seq,
            region: Region::from(&vacancy.place.region),
            wage: vacancy.wage.at_least().map_or(0, |rupiah| wage(rupiah.0)),
            opens: vacancy.opens.into(),
            closes: vacancy.closes.into(),
            sector: NO_SECTOR,
            education: vacancy.education.map_or(u8::MAX, |level| number(&EDUCATIONS, &level)),
            employment: number(&EMPLOYMENTS, &vacancy.employment),
            flags: no_experience | if vacancy.open_to_disabled { OPEN_TO_DISABLED } else { 0 },
        }
    }

    /// With its sector numbered otherwise.
    pub fn in_sector(self, sector: u16) -> Entry {
        Entry { sector, ..self }
    }

    /// The lowest education asked for.
    pub fn education(&self) -> Option<Education> {
        EDUCATIONS.get(usize::from(self.education)).copied()
    }

    /// The sort of contract.
    pub fn employment(&self) -> Employment {
        EMPLOYMENTS.get(usize::from(self.employment)).copied().unwrap_or_default()
    }

    /// Says that no experience is needed.
    pub fn no_experience(&self) -> bool {
        self.flags & NO_EXPERIENCE != 0
    }

    /// Says that people with disabilities are welcome.
    pub fn open_to_disabled(&self) -> bool {
        self.flags & OPEN_TO_DISABLED != 0
    }

    /// As stored.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.seq.to_le_bytes());
        out.extend_from_slice(&self.region.0.to_le_bytes());
        out.extend_from_slice(&self.doc.to_le_bytes());
        out.extend_from_slice(&self.wage.to_le_bytes());
        out.extend_from_slice(&self.opens.0.to_le_bytes());
        out.extend_from_slice(&self.closes.0.to_le_bytes());
        out.extend_from_slice(&self.sector.to_le_bytes());
        out.extend_from_slice(&[self.education, self.employment, self.flags, 0, 0, 0]);
    }

    /// From what was stored: [`BYTES`] of it.
    pub fn read(bytes: &[u8]) -> Entry {
        let four = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let eight = |at: usize| {
            u64::from(u32::from_le_bytes(four(at))) | u64::from(u32::from_le_bytes(four(at + 4))) << 32
        };
        Entry {
            seq: eight(0),
            region: Region(eight(8)),
            doc: u32::from_le_bytes(four(16)),
            wage: u32::from_le_bytes(four(20)),
            opens: Day(i32::from_le_bytes(four(24))),
            closes: Day(i32::from_le_bytes(four(28))),
            sector: u16::from_le_bytes([bytes[32], bytes[33]]),
            education: bytes[34],
            employment: bytes[35],
            flags: bytes[36],
        }
    }
}

fn number<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).map_or(u8::MAX, |at| at as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        Region::from(&code.parse::<RegionCode>().unwrap())
    }

    #[test]
    fn regions_as_numbers_contain_what_their_codes_contain() {
        let codes = ["32", "3216", "321608", "3216082001", "3275", "33", "3300"];
        for a in codes {
            for b in codes {
                let (code_a, code_b): (RegionCode, RegionCode) = (a.parse().unwrap(), b.parse().unwrap());
                assert_eq!(region(a).contains(region(b)), code_a.contains(&code_b), "{a} {b}");
            }
        }
    }

    #[test]
    fn distance_goes_by_district_regency_and_province() {
        let here = region("321608");
        let far =
            ["3216082001", "321609", "3216", "3275", "32", "33"].map(|code| here.distance(region(code)));
        assert_eq!(far, [0, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn days_order_like_dates() {
        let days = ["0001-01-01", "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"];
        let days = days.map(|day| Day::from(day.parse::<Date>().unwrap()));
        assert!(days.is_sorted());
    }
}
