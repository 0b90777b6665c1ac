//! How figures are kept: a row for each kiosk and day, and a row for each kiosk and month. A fact is added to both in one
//! transaction, in place: nothing is made later of anything else, so nothing is ever out of date.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::figures::{Count, Name, Sum};
use crate::store::db::{Connection, OptionalExtension, params};
use crate::store::error::{Result, StoreError};

const DAMAGED: StoreError = StoreError::Damaged { place: "figure.sums" };

/// `{"visit finished": [3, 270]}`: name and part, count and total.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Sums(BTreeMap<String, (u64, u64)>);

impl Sums {
    /// As it stands in a row.
    fn read(text: &str) -> Result<Sums> {
        serde_json::from_str(text).map_err(|_| DAMAGED)
    }

    fn add(&mut self, count: &Count) {
        let key = format!("{} {}", count.name.as_str(), count.part);
        let known = self.0.entry(key).or_default();
        *known = (known.0 + count.sum.count, known.1 + count.sum.total);
    }
}

/// Hands over what this version counts, in a row's text. A newer version's figures, in a database that was taken back,
/// stay in their rows and are not shown. A page reads thousands of rows: nothing of them is kept here.
pub(super) fn read_known(text: &str, each: impl FnMut(Name, &str, Sum)) -> Result<()> {
    serde_json::Deserializer::from_str(text).deserialize_map(Known(each)).map_err(|_| DAMAGED)
}

struct Known<F>(F);

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de, F: FnMut(Name, &str, Sum)> Visitor<'de> for Known<F> {
    type Value = ();

    fn expecting(&self, says: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        says.write_str("sums by name and part")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> std::result::Result<(), M::Error> {
        while let Some((Key(key), (count, total))) = map.next_entry::<Key<'de>, (u64, u64)>()? {
            let known = key.split_once(' ').and_then(|(name, part)| Some((Name::named(name)?, part)));
            if let Some((name, part)) = known {
                self.0(name, part, Sum { count, total });
            }
        }
        Ok(())
    }
}

/// `2026-11`
pub(super) fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Where a row of a day or of a month is read and written.
struct Table {
    read: &'static str,
    write: &'static str,
}

const DAYS: Table = Table {
    read: "SELECT sums FROM figure_day WHERE day = ?1 AND kiosk = ?2 AND region = ?3",
    write: "INSERT INTO figure_day (day, kiosk, region, sums) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (day, kiosk, region) DO UPDATE SET sums = excluded.sums",
};
const MONTHS: Table = Table {
    read: "SELECT sums FROM figure_month WHERE month = ?1 AND kiosk = ?2 AND region = ?3",
    write: "INSERT INTO figure_month (month, kiosk, region, sums) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (month, kiosk, region) DO UPDATE SET sums = excluded.sums",
};

/// Adds to a day and to its month, of a kiosk in a regency. In the caller's transaction: whoever writes is alone, so what
/// was read is what is there.
pub(super) fn add(
    conn: &Connection,
    (day, kiosk, region): (Date, &str, &str),
    counts: &[Count],
) -> Result<()> {
    for (table, span) in [(DAYS, day.to_string()), (MONTHS, month(day))] {
        let kept: Option<String> = conn
            .prepare_cached(table.read)?
            .query_row(params![span, kiosk, region], |row| row.get(0))
            .optional()?;
        let mut sums = kept.as_deref().map(Sums::read).transpose()?.unwrap_or_default();
        for count in counts {
            sums.add(count);
        }
        let text = serde_json::to_string(&sums).map_err(|_| DAMAGED)?;
        conn.prepare_cached(table.write)?.execute(params![span, kiosk, region, text])?;
    }
    Ok(())
}
