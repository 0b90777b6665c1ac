//! When and where, as fields: days and times in WIB, kiosks, regions and tags as people list them.

use anjungan_wire::content::{Period, Target};
use anjungan_wire::id::{KioskCode, RegionCode, Tag};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, offset};

use super::body::Known;
use super::field::{Fault, Fields, Wrong};

/// The flat names of a schedule.
pub(super) const PERIOD: [&str; 4] =
    ["period.from_day", "period.from_time", "period.until_day", "period.until_time"];
/// The flat names of a target.
pub(crate) const TARGET: [&str; 3] = ["target.kiosks", "target.regions", "target.tags"];
/// Entries of one list.
const LISTED_MAX: usize = 200;

fn wib() -> TimeZone {
    TimeZone::fixed(offset(7))
}

/// The day of a moment, as the desk writes days.
pub fn day_of(now: Timestamp) -> Date {
    now.to_zoned(wib()).date()
}

fn fault(key: &str, what: Wrong) -> Fault {
    Fault { key: key.into(), what }
}

/// A moment of a day and a time; without a time the day's beginning, or its end.
fn moment(fields: &Fields, day_key: &str, time_key: &str, ends: bool) -> Result<Option<Timestamp>, Fault> {
    let (day, time) = (fields.get(day_key), fields.get(time_key));
    if day.is_empty() {
        return if time.is_empty() { Ok(None) } else { Err(fault(day_key, Wrong::Missing)) };
    }
    let bad = || fault(day_key, Wrong::Date);
    let mut day: Date = day.parse().map_err(|_| bad())?;
    let time = match time {
        "" => None,
        text => Some(text.replace('.', ":").parse::<Time>().map_err(|_| fault(time_key, Wrong::Time))?),
    };
    if ends && time.is_none() {
        day = day.tomorrow().map_err(|_| bad())?;
    }
    let local = day.to_datetime(time.unwrap_or(Time::midnight()));
    let at = local.to_zoned(wib()).map_err(|_| bad())?;
    Ok(Some(at.timestamp()))
}

pub(super) fn read_period(fields: &Fields, faults: &mut Vec<Fault>) -> Period {
    let [from_day, from_time, until_day, until_time] = PERIOD;
    let mut read = |day, time, ends| {
        moment(fields, day, time, ends).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        })
    };
    let (from, until) = (read(from_day, from_time, false), read(until_day, until_time, true));
    Period::new(from, until).unwrap_or_else(|_| {
        faults.push(fault(until_day, Wrong::Order));
        Period::ALWAYS
    })
}

pub(super) fn write_period(period: &Period, fields: &mut Fields) {
    let [from_day, from_time, until_day, until_time] = PERIOD;
    if let Some(from) = period.from() {
        let local = from.to_zoned(wib());
        fields.set(from_day, &local.date().to_string());
        if local.time() != Time::midnight() {
            fields.set(from_time, &local.strftime("%H:%M").to_string());
        }
    }
    if let Some(until) = period.until() {
        let local = until.to_zoned(wib());
        match local.date().yesterday() {
            Ok(last) if local.time() == Time::midnight() => fields.set(until_day, &last.to_string()),
            Ok(_) | Err(_) => {
                fields.set(until_day, &local.date().to_string());
                fields.set(until_time, &local.strftime("%H:%M").to_string());
            }
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split([',', ';', '\n', ' ']).map(str::trim).filter(|word| !word.is_empty()).collect()
}

pub(super) fn read_target(fields: &Fields, known: &Known<'_>, faults: &mut Vec<Fault>) -> Target {
    let [kiosks_key, regions_key, tags_key] = TARGET;
    let mut target = Target::default();
    for word in words(fields.get(kiosks_key)).into_iter().take(LISTED_MAX + 1) {
        let code = word.to_uppercase().parse::<KioskCode>().ok();
        match code.and_then(|code| Some(((known.kiosk)(&code)?, code))) {
            Some((region, _)) if !known.allows(&region) => faults.push(fault(kiosks_key, Wrong::OtherOffice)),
            Some((_, code)) => target.kiosks.push(code),
            None => faults.push(fault(kiosks_key, Wrong::Kiosk(word.chars().take(20).collect()))),
        }
    }
    // Names have spaces; only what separates entries for certain separates them.
    let regions =
        fields.get(regions_key).split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty());
    for name in regions.take(LISTED_MAX + 1) {
        match region(name, &[2, 4, 6]) {
            Ok(code) if !known.allows(&code) => faults.push(fault(regions_key, Wrong::OtherOffice)),
            Ok(code) => target.regions.push(code),
            Err(what) => faults.push(fault(regions_key, what)),
        }
    }
    for word in words(fields.get(tags_key)).into_iter().take(LISTED_MAX + 1) {
        match word.to_lowercase().parse::<Tag>() {
            // A tag reaches the kiosks of every office.
            Ok(_) if !known.offices.is_empty() => faults.push(fault(tags_key, Wrong::OtherOffice)),
            Ok(tag) => target.tags.push(tag),
            Err(_) => faults.push(fault(tags_key, Wrong::Tag(word.chars().take(20).collect()))),
        }
    }
    for (key, listed) in [
        (kiosks_key, target.kiosks.len()),
        (regions_key, target.regions.len()),
        (tags_key, target.tags.len()),
    ] {
        if listed > LISTED_MAX {
            faults.push(fault(key, Wrong::TooMany(LISTED_MAX)));
        }
    }
    if target.is_everywhere() {
        target.regions = known.offices.to_vec();
    }
    target
}

pub(super) fn write_target(target: &Target, fields: &mut Fields) {
    let [kiosks_key, regions_key, tags_key] = TARGET;
    let join = |texts: Vec<&str>| texts.join(", ");
    fields.set(kiosks_key, &join(target.kiosks.iter().map(KioskCode::as_str).collect()));
    fields.set(regions_key, &join(target.regions.iter().map(RegionCode::as_str).collect()));
    fields.set(tags_key, &join(target.tags.iter().map(Tag::as_str).collect()));
}

/// A region by its code or its name, of one of these depths.
pub(super) fn region(text: &str, digits: &[usize]) -> Result<RegionCode, Wrong> {
    let deep_enough = |code: &str| digits.contains(&code.len());
    let first = text.split_whitespace().next().unwrap_or("");
    if let Ok(code) = first.parse::<RegionCode>() {
        let known = deep_enough(code.as_str()) && anjungan_regions::name(code.as_str()).is_some();
        return if known { Ok(code) } else { Err(Wrong::Region) };
    }
    let found = anjungan_regions::search(text, 50);
    let wanted = anjungan_regions::fold(text);
    let fits: Vec<_> = found.iter().filter(|region| deep_enough(region.code)).collect();
    let exact: Vec<_> = fits.iter().filter(|region| anjungan_regions::fold(region.name) == wanted).collect();
    let only = match (exact.as_slice(), fits.as_slice()) {
        ([one], _) => one.code,
        ([], [one]) => one.code,
        ([], []) => return Err(Wrong::Region),
        ([], many) => return Err(Wrong::Regions(named(many.iter().copied()))),
        (many, _) => return Err(Wrong::Regions(named(many.iter().map(|region| **region)))),
    };
    only.parse().map_err(|_| Wrong::Region)
}

fn named<'a>(regions: impl Iterator<Item = &'a anjungan_regions::Region>) -> Vec<String> {
    regions.take(5).map(|region| format!("{} ({})", region.name, region.code)).collect()
}
