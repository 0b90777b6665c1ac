//! Versions: what each kiosk runs, what is asked of which kiosks, and asking for it.

use crate::store::db::{OptionalExtension, params, params_from_iter};
use anjungan_wire::id::KioskCode;
use anjungan_wire::version::is_older;
use jiff::Timestamp;
use serde_json::json;

use super::super::error::{Result, StoreError};
use super::super::{Store, audit, stand};
use super::act::FleetRefusal;
use super::config::{about, write_value};
use crate::fleet::rollout::{Running, Wanted};
use crate::fleet::settings::{Layer, Setting};
use crate::fleet::{Aspect, Standing, Trouble};
use crate::office::offices::Offices;
use crate::store::application::within;
use crate::store::db::Value;

const DAMAGED: StoreError = StoreError::Damaged { place: "config_value" };

impl Store {
    /// What every kiosk of these offices that has a machine runs, by their codes.
    pub fn running_versions(&self, offices: &Offices) -> Result<Vec<Running>> {
        let mut values: Vec<Value> = vec![Aspect::Version.as_str().into()];
        let own = within("substr(kiosk.region, 1, 4)", offices, &mut values);
        let sql = format!(
            "SELECT kiosk.code, kiosk.site, kiosk.region, kiosk_aspect.value, kiosk_aspect.since_ms,
                kiosk_live.standing, kiosk_live.cause, device.beat_received_ms
             FROM kiosk JOIN device ON device.kiosk = kiosk.code AND device.state = 'accepted'
             LEFT JOIN kiosk_live ON kiosk_live.kiosk = kiosk.code
             LEFT JOIN kiosk_aspect ON kiosk_aspect.kiosk = kiosk.code AND kiosk_aspect.aspect = ?
             WHERE kiosk.code <> ''{own} ORDER BY kiosk.code"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, Option<String>>(3)?,
                row.get::<_, Option<i64>>(4)?,
                row.get::<_, Option<String>>(5)?,
                row.get::<_, Option<String>>(6)?,
                row.get::<_, Option<i64>>(7)?,
            ))
        })?;
        rows.map(|row| {
            let (code, site, region, version, since_ms, standing, cause, heard_ms) = row?;
            let damaged = StoreError::Damaged { place: "kiosk" };
            let region: anjungan_wire::id::RegionCode = region.parse().map_err(|_| damaged)?;
            let standing = standing.as_deref().and_then(Standing::named);
            Ok(Running {
                kiosk: code.parse().map_err(|_| StoreError::Damaged { place: "kiosk" })?,
                site,
                regency: region.office(),
                version,
                since_ms: since_ms.unwrap_or(0),
                standing: standing.unwrap_or(Standing::Awaited),
                trouble: cause.as_deref().and_then(Trouble::named),
                heard_ms: heard_ms.unwrap_or(0),
            })
        })
        .collect()
    }

    /// Every version that is asked for: of all, of regencies, of kiosks.
    pub fn wanted_versions(&self) -> Result<Vec<Wanted>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT layer, subject, value, at_ms, actor FROM config_value WHERE name = ?1
             ORDER BY CASE layer WHEN 'tenant' THEN 0 WHEN 'district' THEN 1 ELSE 2 END, subject",
        )?;
        let rows = statement.query_map([Setting::MinVersion.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        rows.map(|row| {
            let (layer, subject, version, at_ms, by) = row?;
            Ok(Wanted { layer: layer_of(&layer, &subject)?, version, at_ms, by })
        })
        .collect()
    }

    /// When a kiosk last ran this version and then another one, Unix milliseconds: its machine took it and went back.
    pub fn fell_back(&self, kiosk: &KioskCode, version: &str) -> Result<Option<i64>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT at_ms FROM kiosk_change WHERE kiosk = ?1 AND aspect = ?2 AND was = ?3
             ORDER BY at_ms DESC LIMIT 1",
        )?;
        let aspect = Aspect::Version.as_str();
        Ok(statement.query_row(params![kiosk.as_str(), aspect, version], |row| row.get(0)).optional()?)
    }

    /// Asks for a version in a layer. What nearer layers asked for, and is not newer, ends: it would hold its kiosks back
    /// once the next version is asked for here.
    pub fn roll_out(
        &mut self,
        layer: &Layer,
        version: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<(), FleetRefusal> {
        let setting = Setting::MinVersion;
        if !anjungan_wire::version::is_version(version) {
            return Err(FleetRefusal::Value(setting));
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let nearer = self.nearer_than(layer, version)?;
        let tx = self.write()?;
        if let Layer::Kiosk(code) = layer {
            let there = "SELECT code FROM kiosk WHERE code = ?1";
            let found: Option<String> = tx.query_row(there, [code.as_str()], |row| row.get(0)).optional()?;
            found.ok_or(FleetRefusal::Unknown)?;
        }
        write_value(&tx, layer, setting, Some(version), by, at)?;
        for ended in &nearer {
            write_value(&tx, ended, setting, None, by, at)?;
        }
        stand::changed(&tx)?;
        let mut detail = json!({ "setting": setting.as_str(), "value": version });
        if !nearer.is_empty() {
            detail["ended"] = nearer.iter().map(about).collect::<Vec<_>>().into();
        }
        audit::note(&tx, &keys, at.as_millisecond(), by, "set-config", &about(layer), &detail)?;
        tx.commit()?;
        Ok(())
    }

    fn nearer_than(&self, layer: &Layer, version: &str) -> Result<Vec<Layer>> {
        let district_of = |kiosk: &KioskCode| -> Result<Option<String>> {
            let sql = "SELECT substr(region, 1, 4) AS regency FROM kiosk WHERE code = ?1";
            let mut statement = self.conn.prepare_cached(sql)?;
            Ok(statement.query_row([kiosk.as_str()], |row| row.get(0)).optional()?)
        };
        let mut nearer = Vec::new();
        for wanted in self.wanted_versions()? {
            let inside = match (layer, &wanted.layer) {
                (Layer::Tenant, Layer::District(_) | Layer::Kiosk(_)) => true,
                (Layer::District(regency), Layer::Kiosk(kiosk)) => {
                    district_of(kiosk)?.as_deref() == Some(regency.as_str())
                }
                (Layer::District(_) | Layer::Kiosk(_), _) | (Layer::Tenant, Layer::Tenant) => false,
            };
            if inside && !is_older(version, &wanted.version) {
                nearer.push(wanted.layer);
            }
        }
        Ok(nearer)
    }
}

fn layer_of(layer: &str, subject: &str) -> Result<Layer> {
    match layer {
        "tenant" => Ok(Layer::Tenant),
        "district" => Ok(Layer::District(subject.parse().map_err(|_| DAMAGED)?)),
        "kiosk" => Ok(Layer::Kiosk(subject.parse().map_err(|_| DAMAGED)?)),
        _ => Err(DAMAGED),
    }
}
