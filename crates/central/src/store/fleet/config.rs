//! What an office decides about its kiosks, and the signed document that tells each of them.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::id::{KioskCode, RegionCode, Scope, Tag};
use anjungan_wire::kiosk_config::{KioskConfig, ROW};
use anjungan_wire::signed::Signed;
use jiff::Timestamp;
use serde_json::json;

use super::super::error::{Result, StoreError};
use super::super::keys::Keys;
use super::super::publish::Writing;
use super::super::{Store, audit, now_s, stand};
use super::act::FleetRefusal;
use super::live;
use crate::fleet::settings::{Effective, Layer, Setting, effective};

const DAMAGED: StoreError = StoreError::Damaged { place: "config_value" };
/// How long a kiosk may go by a document that nobody renews, in days.
const EXPIRES_DAYS: i64 = 400;
/// It is signed anew so many days before.
const RENEW_DAYS: i64 = 60;

impl Store {
    /// What is in force for a kiosk, and where each value came from.
    pub fn effective_config(&self, kiosk: &KioskCode) -> Result<Vec<Effective>> {
        Ok(effective(&layers(&self.conn, kiosk)?))
    }

    /// The generation that a kiosk was last told; 0: none.
    pub fn config_generation(&self, kiosk: &KioskCode) -> Result<u64> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT generation FROM config_published WHERE kiosk = ?1")?
            .query_row([kiosk.as_str()], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(0).cast_unsigned())
    }

    /// The version that a kiosk's program must have at least. `None`: nobody said.
    pub fn min_version(&self, kiosk: &KioskCode, region: &RegionCode) -> Result<Option<String>> {
        let regency = region.regency();
        let regency = regency.as_ref().map_or("", RegionCode::as_str);
        let mut statement = self.conn.prepare_cached(
            "SELECT value FROM config_value WHERE name = ?3 AND (layer = 'tenant'
                OR (layer = 'district' AND subject = ?2) OR (layer = 'kiosk' AND subject = ?1))
             ORDER BY CASE layer WHEN 'kiosk' THEN 0 WHEN 'district' THEN 1 ELSE 2 END LIMIT 1",
        )?;
        let setting = Setting::MinVersion.as_str();
        Ok(statement.query_row([kiosk.as_str(), regency, setting], |row| row.get(0)).optional()?)
    }

    /// Decides a value in a layer; `None` leaves it to the layers behind. Every kiosk it counts for is told.
    pub fn set_config(
        &mut self,
        layer: &Layer,
        setting: Setting,
        value: Option<&str>,
        by: &str,
        at: Timestamp,
    ) -> Result<(), FleetRefusal> {
        if let Some(value) = value {
            let mut scratch = empty(&"K00".parse().expect("a kiosk code"), [0; 32]);
            setting.put(value, &mut scratch).ok_or(FleetRefusal::Value(setting))?;
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let told = kiosks_of(&tx, layer)?;
        if let (Layer::Kiosk(_), true) = (layer, told.is_empty()) {
            return Err(FleetRefusal::Unknown);
        }
        write_value(&tx, layer, setting, value, by, at)?;
        stand::changed(&tx)?;
        for kiosk in &told {
            publish(&tx, &keys, kiosk)?;
            if setting == Setting::Suspended {
                live::refresh(&tx, kiosk.as_str(), at.as_millisecond())?;
            }
        }
        let detail = json!({ "setting": setting.as_str(), "value": value });
        audit::note(&tx, &keys, at.as_millisecond(), by, "set-config", &about(layer), &detail)?;
        tx.commit()?;
        Ok(())
    }

    /// Signs anew what soon ends. How many kiosks.
    pub fn renew_configs(&mut self) -> Result<u64> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let soon = now_s() + RENEW_DAYS * 86_400;
        let due: Vec<String> = tx
            .prepare_cached(
                "SELECT kiosk FROM config_published WHERE expires_s < ?1 ORDER BY kiosk LIMIT 1000",
            )?
            .query_map([soon], |row| row.get(0))?
            .collect::<crate::store::db::Result<_>>()?;
        for kiosk in &due {
            publish(&tx, &keys, &kiosk.parse().map_err(|_| DAMAGED)?)?;
        }
        tx.commit()?;
        Ok(due.len() as u64)
    }
}

fn empty(kiosk: &KioskCode, operations_key: [u8; 32]) -> KioskConfig {
    KioskConfig::undecided(kiosk.clone(), operations_key)
}

/// A layer, as the trail says it.
pub(super) fn about(layer: &Layer) -> String {
    match layer {
        Layer::Tenant => "fleet".to_owned(),
        Layer::District(region) => format!("office:{region}"),
        Layer::Kiosk(kiosk) => format!("kiosk:{kiosk}"),
    }
}

/// Writes a value that was checked; `None` takes it away.
pub(super) fn write_value(
    conn: &Connection,
    layer: &Layer,
    setting: Setting,
    value: Option<&str>,
    by: &str,
    at: Timestamp,
) -> Result<()> {
    let (name, subject) = layer.parts();
    match value {
        Some(value) => conn.execute(
            "INSERT INTO config_value (layer, subject, name, value, at_ms, actor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (layer, subject, name) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms,
                actor = excluded.actor",
            params![name, subject, setting.as_str(), value, at.as_millisecond(), by],
        )?,
        None => conn.execute(
            "DELETE FROM config_value WHERE layer = ?1 AND subject = ?2 AND name = ?3",
            params![name, subject, setting.as_str()],
        )?,
    };
    Ok(())
}

fn kiosks_of(conn: &Connection, layer: &Layer) -> Result<Vec<KioskCode>> {
    let (name, subject) = layer.parts();
    let mut statement = conn.prepare_cached(
        "SELECT code FROM kiosk WHERE ?1 = 'tenant' OR (?1 = 'district' AND substr(region, 1, 4) = ?2)
            OR (?1 = 'kiosk' AND code = ?2) ORDER BY code",
    )?;
    let codes = statement.query_map([name, subject], |row| row.get::<_, String>(0))?;
    codes.map(|code| code?.parse().map_err(|_| DAMAGED)).collect()
}

/// Every value that could count for a kiosk.
fn layers(conn: &Connection, kiosk: &KioskCode) -> Result<Vec<(Layer, Setting, String)>> {
    let region: Option<String> = conn
        .prepare_cached("SELECT region FROM kiosk WHERE code = ?1")?
        .query_row([kiosk.as_str()], |row| row.get(0))
        .optional()?;
    let region: Option<RegionCode> = region.map(|region| region.parse().map_err(|_| DAMAGED)).transpose()?;
    let mut found = Vec::new();
    let all = [
        Some(Layer::Tenant),
        region.and_then(|region| region.regency()).map(Layer::District),
        Some(Layer::Kiosk(kiosk.clone())),
    ];
    let mut statement =
        conn.prepare_cached("SELECT name, value FROM config_value WHERE layer = ?1 AND subject = ?2")?;
    for layer in all.into_iter().flatten() {
        let (name, subject) = layer.parts();
        let rows = statement
            .query_map([name, subject], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (setting, value) = row?;
            // One that a later version set is not ours to read.
            found.extend(Setting::named(&setting).map(|setting| (layer.clone(), setting, value)));
        }
    }
    Ok(found)
}

/// Tells a kiosk what is in force, where it was told something else or its document soon ends.
pub(in crate::store) fn publish(conn: &Connection, keys: &Keys, kiosk: &KioskCode) -> Result<()> {
    let mut config = empty(kiosk, keys.operations.verifying_key().to_bytes());
    for Effective { setting, value } in effective(&layers(conn, kiosk)?) {
        if let Some((value, _)) = value
            && setting.put(&value, &mut config).is_none()
        {
            tracing::warn!(%kiosk, setting = setting.as_str(), "a value that no terminal takes is left out");
        }
    }
    config.tags = tags_of(conn, kiosk)?;
    let scope = Scope::Config(kiosk.clone());
    let last: Option<(i64, i64)> = conn
        .prepare_cached("SELECT generation, expires_s FROM config_published WHERE kiosk = ?1")?
        .query_row([kiosk.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let body: Option<String> = conn
        .prepare_cached("SELECT body FROM feed_row WHERE scope = ?1 AND id = ?2 AND del = 0")?
        .query_row([scope.to_string(), ROW.to_owned()], |row| row.get(0))
        .optional()?;
    let told = body
        .and_then(|body| serde_json::from_str::<Signed<KioskConfig>>(&body).ok())
        .and_then(|signed| signed.verify(&keys.content.verifying_key().to_bytes(), 0, i64::MIN).ok())
        .map(|envelope| envelope.content);
    let lasts = last.is_some_and(|(_, expires_s)| expires_s >= now_s() + RENEW_DAYS * 86_400);
    if told.as_ref() == Some(&config) && lasts {
        return Ok(());
    }
    // A restored central has forgotten generations that terminals remember. Time has not.
    let generation = last.map_or(0, |(last, _)| last + 1).max(now_s());
    let expires_s = now_s() + EXPIRES_DAYS * 86_400;
    let signed = Signed::sign(&keys.content, generation.cast_unsigned(), expires_s, config);
    let body = serde_json::to_string(&signed).map_err(|_| DAMAGED)?;
    let mut feed = Writing::new(conn);
    feed.set(&scope, ROW, Some(&body))?;
    feed.finish(now_s())?;
    conn.prepare_cached(
        "INSERT INTO config_published (kiosk, generation, expires_s) VALUES (?1, ?2, ?3)
         ON CONFLICT (kiosk) DO UPDATE SET generation = excluded.generation, expires_s = excluded.expires_s",
    )?
    .execute(params![kiosk.as_str(), generation, expires_s])?;
    Ok(())
}

fn tags_of(conn: &Connection, kiosk: &KioskCode) -> Result<Vec<Tag>> {
    let mut statement = conn.prepare_cached("SELECT tag FROM kiosk_tag WHERE kiosk = ?1 ORDER BY tag")?;
    let tags = statement.query_map([kiosk.as_str()], |row| row.get::<_, String>(0))?;
    tags.map(|tag| tag?.parse().map_err(|_| DAMAGED)).collect()
}

/// Takes everything back that was told to a kiosk: its machine learns within seconds that it is none of ours any more.
pub(in crate::store) fn withdraw(conn: &Connection, kiosk: &KioskCode) -> Result<()> {
    let mut feed = Writing::new(conn);
    feed.set(&Scope::Config(kiosk.clone()), ROW, None)?;
    let scope = Scope::Commands(kiosk.clone());
    for id in super::command::open_rows(conn, kiosk)? {
        feed.set(&scope, &id, None)?;
    }
    feed.finish(now_s())
}
