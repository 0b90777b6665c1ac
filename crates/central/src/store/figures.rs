//! Figures: added with the facts they count, read by day, kiosk and district.

mod keep;
mod tally;
mod trouble;

use std::collections::BTreeMap;

use crate::store::db::{Connection, Value, params_from_iter};
use anjungan_wire::id::RegionCode;

use super::Store;
use super::application::within;
use super::error::{Result, StoreError};
use crate::figures::{Count, Figures, Name, Period, Piece, Served, Totals};
use crate::office::offices::Offices;

pub(super) use tally::Tally;
pub use trouble::UnderWay;
pub(super) use trouble::{ended as trouble_ended, published_hours};

/// Adds one count to the figures of the kiosk that tells a stream; `None`, or a stream nobody knows: of no kiosk.
pub(super) fn add(conn: &Connection, stream: Option<&str>, at_ms: i64, count: Count) -> Result<()> {
    let streams: Vec<String> = stream.map(str::to_owned).into_iter().collect();
    let mut tally = Tally::of(conn, &streams)?;
    tally.add(stream, at_ms, vec![count]);
    tally.write(conn)
}

/// Whose figures.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stands {
    /// Of this kiosk; `None`: of all.
    pub kiosk: Option<String>,
    /// With these offices; every one: also what no kiosk told.
    pub offices: Offices,
}

impl Store {
    /// Everything over a period.
    pub fn figures(&self, period: Period, stands: &Stands) -> Result<Figures> {
        let tx = self.conn.read()?;
        let mut figures = Figures::default();
        // Most kiosks stand in one regency throughout: what is added to everything else is added once for each.
        let mut by_stand: BTreeMap<(String, String), Totals> = BTreeMap::new();
        for piece in period.pieces() {
            kept(&tx, piece, stands, |span, stand, sums| {
                let width = if period.is_by_day() { span.len() } else { span.len().min("2026-11".len()) };
                let totals = by_stand.entry(stand).or_default();
                let mut served = Served::default();
                keep::read_known(sums, |name, part, sum| {
                    totals.add(name, part, sum);
                    served.visits += if name == Name::Visit { sum.count } else { 0 };
                    served.finished += if name == Name::Finished { sum.count } else { 0 };
                })?;
                let step = figures.steps.entry(span.get(..width).unwrap_or(span).to_owned()).or_default();
                step.visits += served.visits;
                step.finished += served.finished;
                Ok(())
            })?;
        }
        for ((kiosk, region), sums) in by_stand {
            figures.add(kiosk, &region, sums);
        }
        tx.commit()?;
        Ok(figures)
    }

    /// The kiosks of some offices with the places they stand in, for a choice.
    pub fn kiosk_places(&self, offices: &Offices) -> Result<Vec<(String, String, RegionCode)>> {
        let mut statement = self.conn.prepare_cached("SELECT code, site, region FROM kiosk ORDER BY code")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut places = Vec::new();
        for row in rows {
            let (code, site, region) = row?;
            let region: RegionCode =
                region.parse().map_err(|_| StoreError::Damaged { place: "kiosk.region" })?;
            if offices.cover(&region) {
                places.push((code, site, region));
            }
        }
        Ok(places)
    }
}

/// The rows of a piece of a period: the day or the month, kiosk and region, sums.
fn kept(
    conn: &Connection,
    piece: Piece,
    stands: &Stands,
    mut each: impl FnMut(&str, (String, String), &str) -> Result<()>,
) -> Result<()> {
    let (table, span, first, last) = match piece {
        Piece::Days(first, last) => ("figure_day", "day", first.to_string(), last.to_string()),
        Piece::Month(day) => ("figure_month", "month", keep::month(day), keep::month(day)),
    };
    let kiosk = stands.kiosk.clone().map_or(Value::Null, Value::Text);
    let mut values = vec![Value::Text(first), Value::Text(last), kiosk];
    let within = within("region", &stands.offices, &mut values);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {span}, kiosk, region, sums FROM {table}
         WHERE {span} >= ?1 AND {span} <= ?2 AND (CAST(?3 AS TEXT) IS NULL OR kiosk = ?3){within}"
    ))?;
    let rows = statement.query_map(params_from_iter(values), |row| {
        Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
    })?;
    for row in rows {
        let [span, kiosk, region, sums] = row?;
        each(&span, (kiosk, region), &sums)?;
    }
    Ok(())
}
