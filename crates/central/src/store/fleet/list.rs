//! Reading the fleet: the list, and one kiosk's page.

use crate::office::offices::Offices;
use crate::store::application::within;
use crate::store::db::{OptionalExtension, Row, Value, params, params_from_iter};
use anjungan_wire::id::{KioskCode, RegionCode, Scope};
use anjungan_wire::request::Beat;

use super::super::Store;
use super::super::device::Device;
use super::super::error::{Result, StoreError};
use crate::fleet::{Aspect, Standing};

const DAMAGED: StoreError = StoreError::Damaged { place: "kiosk" };
/// Changes on a kiosk's page.
const CHANGES_MAX: u32 = 100;

/// Which kiosks are asked for. What is `None` does not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KioskFilter {
    /// Of these offices: others' do not exist for who asks.
    pub offices: Offices,
    /// In this regency.
    pub district: Option<RegionCode>,
    /// With this standing.
    pub standing: Option<Standing>,
    /// With this tag.
    pub tag: Option<String>,
    /// So many are passed over.
    pub skip: u32,
    /// So many at most.
    pub limit: u32,
}

/// A kiosk in the list.
#[derive(Clone, PartialEq, Debug)]
pub struct KioskLine {
    /// Its public name.
    pub code: KioskCode,
    /// Where it stands.
    pub site: String,
    /// Who runs it.
    pub tenant: String,
    /// Its district or regency.
    pub region: RegionCode,
    /// How it is.
    pub standing: Standing,
    /// Why, as [`crate::fleet::Trouble::code`]; empty: there is no cause.
    pub cause: String,
    /// Since when, Unix milliseconds.
    pub since_ms: i64,
    /// When it was last heard, Unix milliseconds, and what it said.
    pub last_beat: Option<(i64, Beat)>,
}

/// A change on a kiosk's timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Of what.
    pub aspect: Aspect,
    /// What it was; empty at first.
    pub was: String,
    /// What it is from then on.
    pub value: String,
}

/// What a kiosk's page shows.
#[derive(Clone, PartialEq, Debug)]
pub struct KioskPage {
    /// As in the list.
    pub line: KioskLine,
    /// Its tags.
    pub tags: Vec<String>,
    /// Single aspects and since when, Unix milliseconds.
    pub aspects: Vec<(Aspect, String, i64)>,
    /// What happened, the newest first.
    pub changes: Vec<Change>,
    /// Machines that stand or stood here, the one in service first.
    pub devices: Vec<Device>,
}

const COLUMNS: &str = "kiosk.code, kiosk.site, kiosk.tenant, kiosk.region, kiosk_live.standing,
    kiosk_live.cause, kiosk_live.since_ms, device.beat_received_ms, device.beat
    FROM kiosk LEFT JOIN kiosk_live ON kiosk_live.kiosk = kiosk.code
    LEFT JOIN device ON device.kiosk = kiosk.code AND device.state = 'accepted'";

/// The conditions that every list and count has, and their values.
fn conditions(filter: &KioskFilter, values: &mut Vec<Value>) -> String {
    let mut sql = within("substr(kiosk.region, 1, 4)", &filter.offices, values);
    if let Some(district) = &filter.district {
        sql += " AND substr(kiosk.region, 1, 4) = ?";
        values.push(district.as_str().into());
    }
    if let Some(tag) = &filter.tag {
        sql +=
            " AND EXISTS (SELECT 1 FROM kiosk_tag WHERE kiosk_tag.kiosk = kiosk.code AND kiosk_tag.tag = ?)";
        values.push(tag.as_str().into());
    }
    sql
}

impl Store {
    /// Kiosks, the worst first, and among equals who has been so for longest.
    pub fn kiosks(&self, filter: &KioskFilter) -> Result<Vec<KioskLine>> {
        let mut values = Vec::new();
        let mut sql = format!("SELECT {COLUMNS} WHERE kiosk.code <> ''{}", conditions(filter, &mut values));
        if let Some(standing) = filter.standing {
            sql += " AND kiosk_live.standing = ?";
            values.push(standing.as_str().into());
        }
        sql += " ORDER BY coalesce(kiosk_live.weight, 0) DESC, coalesce(kiosk_live.since_ms, 0), kiosk.code
             LIMIT ? OFFSET ?";
        values.extend([Value::from(filter.limit), Value::from(filter.skip)]);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let lines = statement.query_map(params_from_iter(values), line)?;
        lines.map(|line| line?.ok_or(DAMAGED)).collect()
    }

    /// How many kiosks stand how, whatever standing the filter asks for.
    pub fn kiosk_counts(&self, filter: &KioskFilter) -> Result<Vec<(Standing, u64)>> {
        let mut values = Vec::new();
        let sql = format!(
            "SELECT kiosk_live.standing, count(*) FROM kiosk
             JOIN kiosk_live ON kiosk_live.kiosk = kiosk.code WHERE kiosk.code <> ''{}
             GROUP BY kiosk_live.standing",
            conditions(filter, &mut values)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        })?;
        let mut counts = Vec::new();
        for row in rows {
            let (standing, count) = row?;
            counts.push((Standing::named(&standing).ok_or(DAMAGED)?, count.cast_unsigned()));
        }
        Ok(counts)
    }

    /// Regencies with kiosks, and tags in use.
    pub fn kiosk_groups(&self) -> Result<(Vec<RegionCode>, Vec<String>)> {
        let mut regions = self
            .conn
            .prepare_cached("SELECT DISTINCT substr(region, 1, 4) AS regency FROM kiosk ORDER BY regency")?;
        let regions = regions
            .query_map([], |row| row.get::<_, String>(0))?
            .map(|region| region?.parse().map_err(|_| DAMAGED))
            .collect::<Result<_>>()?;
        let mut tags = self.conn.prepare_cached("SELECT DISTINCT tag FROM kiosk_tag ORDER BY tag")?;
        let tags = tags.query_map([], |row| row.get(0))?.collect::<crate::store::db::Result<_>>()?;
        Ok((regions, tags))
    }

    /// One kiosk.
    pub fn kiosk(&self, code: &KioskCode) -> Result<Option<KioskPage>> {
        let sql = format!("SELECT {COLUMNS} WHERE kiosk.code = ?1");
        let found = self.conn.prepare_cached(&sql)?.query_row([code.as_str()], line).optional()?;
        let Some(line) = found else { return Ok(None) };
        let line = line.ok_or(DAMAGED)?;
        let mut tags = self.conn.prepare_cached("SELECT tag FROM kiosk_tag WHERE kiosk = ?1 ORDER BY tag")?;
        let tags =
            tags.query_map([code.as_str()], |row| row.get(0))?.collect::<crate::store::db::Result<_>>()?;
        let mut aspects =
            self.conn.prepare_cached("SELECT aspect, value, since_ms FROM kiosk_aspect WHERE kiosk = ?1")?;
        let mut found = Vec::new();
        let rows = aspects.query_map([code.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        })?;
        for row in rows {
            let (aspect, value, since_ms) = row?;
            found.push((Aspect::named(&aspect).ok_or(DAMAGED)?, value, since_ms));
        }
        found.sort_by_key(|(aspect, _, _)| *aspect);
        Ok(Some(KioskPage {
            line,
            tags,
            aspects: found,
            changes: self.changes(code)?,
            devices: self.devices_at(code)?,
        }))
    }

    /// The feeds that a kiosk follows beside its own.
    pub fn kiosk_scopes(&self, code: &KioskCode) -> Result<Vec<Scope>> {
        let scopes: Option<String> = self
            .conn
            .prepare_cached("SELECT scopes FROM kiosk WHERE code = ?1")?
            .query_row([code.as_str()], |row| row.get(0))
            .optional()?;
        scopes.map_or(Ok(Vec::new()), |scopes| serde_json::from_str(&scopes).map_err(|_| DAMAGED))
    }

    fn changes(&self, code: &KioskCode) -> Result<Vec<Change>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT at_ms, aspect, was, value FROM kiosk_change WHERE kiosk = ?1
             ORDER BY at_ms DESC, id DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![code.as_str(), CHANGES_MAX], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (at_ms, aspect, was, value) = row?;
            Ok(Change { at_ms, aspect: Aspect::named(&aspect).ok_or(DAMAGED)?, was, value })
        })
        .collect()
    }
}

/// `None`: the row holds something that is none of ours.
fn line(row: &Row<'_>) -> crate::store::db::Result<Option<KioskLine>> {
    let (code, region) = (row.get::<_, String>(0)?, row.get::<_, String>(3)?);
    // Before the first look at it a kiosk is what it was made as.
    let standing = row.get::<_, Option<String>>(4)?;
    let standing = standing.map_or(Some(Standing::Invited), |standing| Standing::named(&standing));
    let (Ok(code), Ok(region), Some(standing)) = (code.parse(), region.parse(), standing) else {
        return Ok(None);
    };
    let (heard_ms, beat) = (row.get::<_, Option<i64>>(7)?, row.get::<_, Option<String>>(8)?);
    let last_beat = heard_ms.zip(beat.and_then(|beat| serde_json::from_str(&beat).ok()));
    Ok(Some(KioskLine {
        code,
        site: row.get(1)?,
        tenant: row.get(2)?,
        region,
        standing,
        cause: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
        since_ms: row.get::<_, Option<i64>>(6)?.unwrap_or(0),
        last_beat,
    }))
}
