//! How figures are kept: a row for each kiosk and day, and a row for each kiosk and month. A fact is added to both in one
//! transaction, in place: nothing is made later of anything else, so nothing is ever out of date.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::figures::{Count, Name, Sum};
use crate::store::db::many::{self, in_sizes};
use crate::store::db::{Connection, params, params_from_iter};
use crate::store::error::{Result, StoreError};

const DAMAGED: StoreError = StoreError::Damaged { place: "figure.sums" };

/// What a row is of: a kiosk in a regency, on a day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    pub(super) day: Date,
    pub(super) kiosk: String,
    pub(super) region: String,
}

/// `{"visit finished": [3, 270]}`: name and part, count and total.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Sums(BTreeMap<String, (u64, u64)>);

impl Sums {
    /// As it stands in a row.
    fn read(text: &str) -> Result<Sums> {
        serde_json::from_str(text).map_err(|_| DAMAGED)
    }

    pub(super) fn add_all(&mut self, counts: &[Count]) {
        for Count { name, part, sum } in counts {
            self.add(format!("{} {part}", name.as_str()), (sum.count, sum.total));
        }
    }

    fn add_sums(&mut self, others: &Sums) {
        for (key, sum) in &others.0 {
            self.add(key.clone(), *sum);
        }
    }

    fn add(&mut self, key: String, (count, total): (u64, u64)) {
        let known = self.0.entry(key).or_default();
        *known = (known.0 + count, known.1 + total);
    }
}

/// Hands over what this version counts, in a row's text. A newer version's figures, in a database that was taken back,
/// stay in their rows and are not shown. A page reads thousands of rows: nothing of them is kept here.
pub(super) fn read_known(text: &str, each: impl FnMut(Name, &str, Sum)) -> Result<()> {
    serde_json::Deserializer::from_str(text).deserialize_map(Known(each)).map_err(|_| DAMAGED)
}

struct Known<F>(F);

#[derive(Deserialize)]
struct Label<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de, F: FnMut(Name, &str, Sum)> Visitor<'de> for Known<F> {
    type Value = ();

    fn expecting(&self, says: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        says.write_str("sums by name and part")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> std::result::Result<(), M::Error> {
        while let Some((Label(key), (count, total))) = map.next_entry::<Label<'de>, (u64, u64)>()? {
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

/// Where rows of days, or of months, are kept.
struct Table {
    /// After the keys that are asked for. SQLite goes through a CROSS JOIN from left to right: by the index here.
    read: &'static str,
    write: &'static str,
}

const DAYS: Table = Table {
    read: "CROSS JOIN figure_day WHERE day = column1 AND kiosk = column2 AND region = column3",
    write: "INSERT INTO figure_day (day, kiosk, region, sums) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (day, kiosk, region) DO UPDATE SET sums = excluded.sums",
};
const MONTHS: Table = Table {
    read: "CROSS JOIN figure_month WHERE month = column1 AND kiosk = column2 AND region = column3",
    write: "INSERT INTO figure_month (month, kiosk, region, sums) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (month, kiosk, region) DO UPDATE SET sums = excluded.sums",
};

/// A row's key as it is kept: day or month, kiosk, regency.
type RowKey = [String; 3];

/// Adds to days and to their months. In the caller's transaction: whoever writes is alone, so what was read is what is
/// there.
pub(super) fn add(conn: &Connection, sums: BTreeMap<Place, Sums>) -> Result<()> {
    let mut months: BTreeMap<RowKey, Sums> = BTreeMap::new();
    let mut days = Vec::with_capacity(sums.len());
    for (Place { day, kiosk, region }, sums) in sums {
        months.entry([month(day), kiosk.clone(), region.clone()]).or_default().add_sums(&sums);
        days.push(([day.to_string(), kiosk, region], sums));
    }
    let months: Vec<_> = months.into_iter().collect();
    // Both are read before either is written: what is written later waits for no answer.
    let written = [(DAYS, summed(conn, &DAYS, days)?), (MONTHS, summed(conn, &MONTHS, months)?)];
    for (table, rows) in written {
        for ([span, kiosk, region], sums) in rows {
            let text = serde_json::to_string(&sums).map_err(|_| DAMAGED)?;
            conn.later(table.write, params![span, kiosk, region, text])?;
        }
    }
    Ok(())
}

/// Rows with what is kept of them added.
fn summed(conn: &Connection, table: &Table, mut rows: Vec<(RowKey, Sums)>) -> Result<Vec<(RowKey, Sums)>> {
    let mut kept: HashMap<RowKey, String> = HashMap::with_capacity(rows.len());
    for some in in_sizes(&rows) {
        let asked = many::values(some.len(), &["TEXT"; 3]);
        let mut statement = conn.prepare_cached(&format!(
            "SELECT column1, column2, column3, sums FROM ({asked}) AS asked {}",
            table.read
        ))?;
        let keys = some.into_iter().flat_map(|(key, _)| key);
        let found = statement.query_map(params_from_iter(keys), |row| {
            Ok(([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?))
        })?;
        for row in found {
            let (key, sums) = row?;
            kept.insert(key, sums);
        }
    }
    for (key, sums) in &mut rows {
        if let Some(text) = kept.get(key) {
            sums.add_sums(&Sums::read(text)?);
        }
    }
    Ok(rows)
}
