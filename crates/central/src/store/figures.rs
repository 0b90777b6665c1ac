//! Figures: added with the facts they count, read by day, kiosk and district.

mod keep;
mod trouble;

use std::collections::BTreeMap;

use crate::store::db::{Connection, OptionalExtension, Value, params_from_iter};
use anjungan_wire::id::RegionCode;
use jiff::Timestamp;

use super::Store;
use super::application::within;
use super::error::{Result, StoreError};
use crate::figures::{Count, Figures, Name, Period, Piece, Served, Totals};
use crate::office::calendar::Zone;
use crate::office::offices::Offices;

pub use trouble::UnderWay;
pub(super) use trouble::{ended as trouble_ended, published_hours};

/// Where something is counted: the kiosk, and the regency it stands in.
struct Stand {
    kiosk: String,
    region: String,
    zone: Zone,
}

/// Adds to the figures of the kiosk that tells a stream; `None`, or a stream nobody knows: of no kiosk.
pub(super) fn add(conn: &Connection, stream: Option<&str>, at_ms: i64, counts: Vec<Count>) -> Result<()> {
    add_at_hour(conn, stream, at_ms, |_| counts)
}

/// [`add`], of what also depends on the hour of the day where the kiosk stands.
pub(super) fn add_at_hour(
    conn: &Connection,
    stream: Option<&str>,
    at_ms: i64,
    counts: impl FnOnce(i8) -> Vec<Count>,
) -> Result<()> {
    let stand = stand(conn, stream)?;
    // A clock that went mad must not make a day that no page can show.
    let local = stand.zone.local(Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH));
    keep::add(conn, (local.date(), &stand.kiosk, &stand.region), &counts(local.hour()))
}

fn stand(conn: &Connection, stream: Option<&str>) -> Result<Stand> {
    let found: Option<(String, String)> = match stream {
        None => None,
        Some(stream) => conn
            .prepare_cached(
                "SELECT kiosk.code, kiosk.region FROM device JOIN kiosk ON kiosk.code = device.kiosk
                 WHERE device.stream = ?1",
            )?
            .query_row([stream], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?,
    };
    let (kiosk, region) = found.unwrap_or_default();
    let code: Option<RegionCode> = region.parse().ok();
    let zone = code.as_ref().map_or(Zone::Wib, Zone::of);
    let regency = code.map(|code| code.office().to_string());
    Ok(Stand { kiosk, region: regency.unwrap_or_default(), zone })
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
