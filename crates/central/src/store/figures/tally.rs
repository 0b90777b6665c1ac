//! Counts that wait to be added: a batch of facts counts in memory, and each row is read and written once.

use std::collections::{BTreeMap, HashMap};

use anjungan_wire::id::RegionCode;
use jiff::Timestamp;

use super::keep::{self, Place, Sums};
use crate::figures::Count;
use crate::office::calendar::Zone;
use crate::store::db::many::{in_sizes, places};
use crate::store::db::{Connection, params_from_iter};
use crate::store::error::Result;

/// What is to be added, in one transaction.
pub(in crate::store) struct Tally {
    stands: HashMap<String, Stand>,
    sums: BTreeMap<Place, Sums>,
}

/// Where something is counted: the kiosk, and the regency it stands in.
#[derive(Clone, Default)]
struct Stand {
    kiosk: String,
    regency: String,
    /// Of the clocks there.
    zone: Option<Zone>,
}

impl Tally {
    /// One that knows where the kiosks stand that tell these streams.
    pub(in crate::store) fn of(conn: &Connection, streams: &[String]) -> Result<Tally> {
        let mut stands = HashMap::with_capacity(streams.len());
        for some in in_sizes(streams) {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT device.stream, kiosk.code, kiosk.region FROM device
                 JOIN kiosk ON kiosk.code = device.kiosk WHERE device.stream IN ({})",
                places(some.len())
            ))?;
            let found = statement.query_map(params_from_iter(some), |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?))
            })?;
            for row in found {
                let (stream, kiosk, region) = row?;
                let region: Option<RegionCode> = region.parse().ok();
                let zone = region.as_ref().map(Zone::of);
                let regency = region.map(|code| code.office().to_string()).unwrap_or_default();
                stands.insert(stream, Stand { kiosk, regency, zone });
            }
        }
        Ok(Tally { stands, sums: BTreeMap::new() })
    }

    /// Adds to the figures of the kiosk that tells a stream; `None`, or a stream this was not told of: of no kiosk.
    pub(in crate::store) fn add(&mut self, stream: Option<&str>, at_ms: i64, counts: Vec<Count>) {
        self.add_at_hour(stream, at_ms, |_| counts);
    }

    /// [`Tally::add`], of what also depends on the hour of the day where the kiosk stands.
    pub(in crate::store) fn add_at_hour(
        &mut self,
        stream: Option<&str>,
        at_ms: i64,
        counts: impl FnOnce(i8) -> Vec<Count>,
    ) {
        let stand = stream.and_then(|stream| self.stands.get(stream)).cloned().unwrap_or_default();
        // A clock that went mad must not make a day that no page can show.
        let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let local = stand.zone.unwrap_or(Zone::Wib).local(at);
        let place = Place { day: local.date(), kiosk: stand.kiosk, region: stand.regency };
        self.sums.entry(place).or_default().add_all(&counts(local.hour()));
    }

    /// Adds it to what is kept. In the caller's transaction: whoever writes is alone, so what is read here is what is there.
    pub(in crate::store) fn write(self, conn: &Connection) -> Result<()> {
        keep::add(conn, self.sums)
    }
}
