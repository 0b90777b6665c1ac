//! Downtime by cause, from the kiosks' own timelines: added to the figures when a trouble ends, and told of those that
//! have not ended when somebody asks.

use std::collections::BTreeMap;

use anjungan_wire::content::{Content, Item, OpeningHours};
use anjungan_wire::id::RegionCode;
use jiff::Timestamp;

use super::keep::{self, Place, Sums};
use super::{Stands, Store};
use crate::figures::{Count, Name, Period, Sum, Totals, Within, troubled_days, troubled_days_within};
use crate::fleet::Standing;
use crate::office::calendar::Zone;
use crate::store::application::{moment, within};
use crate::store::db::{Connection, OptionalExtension, Value, params_from_iter};
use crate::store::error::Result;

/// Whether somebody who comes to a kiosk that stands so finds less than all of it.
fn is_trouble(standing: &str) -> bool {
    match Standing::named(standing) {
        Some(Standing::Disconnected | Standing::Reduced | Standing::Suspended) => true,
        Some(
            Standing::Awaited | Standing::Pending | Standing::Invited | Standing::Retired | Standing::Ready,
        )
        | None => false,
    }
}

/// `open/reduced printer:paper-out`, `day/disconnected`
fn part(within: Within, standing: &str, cause: &str) -> String {
    format!("{}/{standing} {cause}", within.as_str()).trim_end().to_owned()
}

/// A kiosk's standing ended: counts it on its days, where it was a trouble. In the caller's transaction.
pub(in crate::store) fn ended(
    conn: &Connection,
    kiosk: &str,
    (standing, cause, since_ms): (&str, &str, i64),
    until_ms: i64,
) -> Result<()> {
    if !is_trouble(standing) || until_ms <= since_ms {
        return Ok(());
    }
    let region: Option<String> = conn
        .prepare_cached("SELECT region FROM kiosk WHERE code = ?1")?
        .query_row([kiosk], |row| row.get(0))
        .optional()?;
    let Some(region) = region.and_then(|code| code.parse::<RegionCode>().ok()) else { return Ok(()) };
    let regency = region.office();
    let hours = published_hours(conn, &regency, moment(until_ms)?)?;
    let within = if hours.is_some() { Within::Open } else { Within::Day };
    let part = part(within, standing, cause);
    let days = troubled_days(moment(since_ms)?, moment(until_ms)?, Zone::of(&regency), hours.as_ref());
    let mut all = BTreeMap::new();
    for (at, (day, seconds)) in days.into_iter().enumerate() {
        // A trouble of several days happened once, on the first of them.
        let sum = Sum { count: u64::from(at == 0), total: seconds };
        let place = Place { day, kiosk: kiosk.into(), region: regency.to_string() };
        let counted: &mut Sums = all.entry(place).or_default();
        counted.add_all(&[Count { name: Name::Trouble, part: part.clone(), sum }]);
    }
    keep::add(conn, all)
}

/// What the desk publishes of when an office is open: what kiosks have now, also while a newer version is written. Inside
/// the writer this is asked for every kiosk that comes back, so it reads this regency's row and no others.
pub(in crate::store) fn published_hours(
    conn: &Connection,
    regency: &RegionCode,
    now: Timestamp,
) -> Result<Option<OpeningHours>> {
    let mut statement = conn.prepare_cached(
        "SELECT feed_row.body FROM content
         JOIN feed_row ON feed_row.scope = content.scope AND feed_row.id = content.row_id AND feed_row.del = 0
         WHERE content.kind = 'opening-hours' AND (content.region = ?1 OR content.region IS NULL)
         ORDER BY content.id DESC",
    )?;
    let rows = statement.query_map([regency.as_str()], |row| row.get::<_, String>(0))?;
    for body in rows {
        let Ok(content) = serde_json::from_str::<Content>(&body?) else { continue };
        if let Item::OpeningHours(hours) = content.item
            && hours.region == *regency
            && content.period.includes(now)
        {
            return Ok(Some(hours));
        }
    }
    Ok(None)
}

/// A trouble that has not ended: at which kiosk, in which regency, and how much of it lies in a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnderWay {
    /// The kiosk's code.
    pub kiosk: String,
    /// Its regency or city.
    pub region: String,
    /// Once, and the seconds so far.
    pub sums: Totals,
}

impl Store {
    /// Troubles that have not ended at `now`, as far as they lie in a period.
    pub fn troubles_under_way(
        &self,
        period: Period,
        stands: &Stands,
        now: Timestamp,
    ) -> Result<Vec<UnderWay>> {
        let mut values = vec![stands.kiosk.clone().map_or(Value::Null, Value::Text)];
        let within_offices = within("region", &stands.offices, &mut values);
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT kiosk.code, region, standing, cause, since_ms FROM kiosk_live
             JOIN kiosk ON kiosk.code = kiosk_live.kiosk
             WHERE standing IN ('disconnected', 'reduced', 'suspended')
                AND (CAST(?1 AS TEXT) IS NULL OR kiosk.code = ?1){within_offices} ORDER BY kiosk.code"
        ))?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            let texts: [String; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            Ok((texts, row.get::<_, i64>(4)?))
        })?;
        let mut known = std::collections::HashMap::new();
        let mut found = Vec::new();
        for row in rows {
            let ([kiosk, region, standing, cause], since_ms) = row?;
            let Ok(region) = region.parse::<RegionCode>() else { continue };
            let regency = region.office();
            let hours = match known.get(&regency) {
                Some(hours) => Option::clone(hours),
                None => {
                    let hours = published_hours(&self.conn, &regency, now)?;
                    known.insert(regency.clone(), hours.clone());
                    hours
                }
            };
            let within = if hours.is_some() { Within::Open } else { Within::Day };
            let days = period.first()..=period.last();
            let days = troubled_days_within(days, moment(since_ms)?, now, Zone::of(&regency), hours.as_ref());
            let total: u64 = days.iter().map(|(_, seconds)| seconds).sum();
            if total > 0 {
                let mut sums = Totals::default();
                sums.add(Name::Trouble, &part(within, &standing, &cause), Sum { count: 1, total });
                found.push(UnderWay { kiosk, region: regency.to_string(), sums });
            }
        }
        Ok(found)
    }
}
