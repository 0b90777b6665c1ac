//! Figures: added with the facts they count, read by day, kiosk and district.

mod trouble;

use crate::store::db::{Connection, OptionalExtension, Value, params, params_from_iter};
use anjungan_wire::id::RegionCode;
use jiff::Timestamp;

use super::Store;
use super::application::within;
use super::error::{Result, StoreError};
use crate::figures::{Count, Name, Period, Sum, Totals};
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
    let day = local.date().to_string();
    let mut insert = conn.prepare_cached(
        "INSERT INTO figure (day, kiosk, region, name, part, count, total) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (day, kiosk, region, name, part)
         DO UPDATE SET count = figure.count + excluded.count, total = figure.total + excluded.total",
    )?;
    for Count { name, part, sum } in counts(local.hour()) {
        insert.execute(params![
            day,
            stand.kiosk,
            stand.region,
            name.as_str(),
            part,
            sum.count.cast_signed(),
            sum.total.cast_signed()
        ])?;
    }
    Ok(())
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

/// What kiosks and regencies are compared by.
const COMPARED: &str = "name IN ('visit', 'finished', 'report', 'down', 'trouble', 'survey', 'mark')";

/// One day of one figure, or one kiosk's or regency's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slice {
    /// The day, or the code of the kiosk or the regency.
    pub of: String,
    /// Which figure.
    pub name: Name,
    /// Which part of it.
    pub part: String,
    /// How much.
    pub sum: Sum,
}

impl Store {
    /// Sums over a period.
    pub fn figures(&self, period: Period, stands: &Stands) -> Result<Totals> {
        let mut totals = Totals::default();
        for slice in self.slices("''", "1 = 1", period, stands)? {
            totals.add(slice.name, slice.part, slice.sum);
        }
        Ok(totals)
    }

    /// Visits and what was finished, day by day, oldest first. Days on which nothing was counted are not there.
    pub fn figures_by_day(&self, period: Period, stands: &Stands) -> Result<Vec<Slice>> {
        self.slices("day", "name IN ('visit', 'finished')", period, stands)
    }

    /// The same by kiosk, with reports of a job, surveys and downtime.
    pub fn figures_by_kiosk(&self, period: Period, stands: &Stands) -> Result<Vec<Slice>> {
        self.slices("kiosk", COMPARED, period, stands)
    }

    /// The same by regency or city.
    pub fn figures_by_region(&self, period: Period, stands: &Stands) -> Result<Vec<Slice>> {
        self.slices("region", COMPARED, period, stands)
    }

    fn slices(&self, by: &str, which: &str, period: Period, stands: &Stands) -> Result<Vec<Slice>> {
        let (first, last) = (period.first().to_string(), period.last().to_string());
        let kiosk = stands.kiosk.clone().map_or(Value::Null, Value::Text);
        let mut values = vec![Value::Text(first), Value::Text(last), kiosk];
        let within = within("region", &stands.offices, &mut values);
        let sql = format!(
            "SELECT {by}, name, part, CAST(sum(count) AS BIGINT), CAST(sum(total) AS BIGINT) FROM figure
             WHERE day >= ?1 AND day <= ?2 AND (CAST(?3 AS TEXT) IS NULL OR kiosk = ?3){within} AND {which}
             GROUP BY {group} ORDER BY 1, 2, 3",
            group = if by == "''" { "name, part".to_owned() } else { format!("{by}, name, part") }
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?;
        let mut slices = Vec::new();
        for row in rows {
            let (of, name, part, count, total): (_, _, _, i64, i64) = row?;
            // A newer version's figure, in a database that was taken back: it is not shown.
            let Some(name) = Name::named(&name) else { continue };
            let sum = Sum { count: count.cast_unsigned(), total: total.cast_unsigned() };
            slices.push(Slice { of, name, part, sum });
        }
        Ok(slices)
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
