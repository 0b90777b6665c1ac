//! Offices: their rules, with every version kept, and what of them is published.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::card::CardKey;
use anjungan_wire::id::{RegionCode, Scope};
use anjungan_wire::office::Office;
use anjungan_wire::signed::Signed;
use jiff::Timestamp;
use serde_json::json;

use super::error::{Result, StoreError};
use super::keys::Keys;
use super::publish::Writing;
use super::{Store, audit, keys, now_s};
use crate::office::reasons::{Reason, Use, usual};
use crate::office::rules::{BadRules, OfficeRules};

/// How long kiosks may use the published rules without hearing anew.
const EXPIRES_DAYS: i64 = 90;
/// With less left they are signed anew.
const RENEW_DAYS: i64 = 60;

const DAMAGED: StoreError = StoreError::Damaged { place: "office_rules.rules" };

/// A version of an office's rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeVersion {
    /// The office.
    pub region: RegionCode,
    /// From 1.
    pub version: u32,
    /// The configuration as it was given.
    pub toml: String,
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// By whom.
    pub by: String,
}

/// Why an office's rules were not taken.
#[derive(Debug, thiserror::Error)]
pub enum OfficeRefusal {
    /// They can't be used.
    #[error(transparent)]
    Rules(#[from] BadRules),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for OfficeRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        OfficeRefusal::Store(error.into())
    }
}

impl Store {
    /// Puts an office's rules in force and publishes what kiosks must know. The same text again changes nothing.
    pub fn set_office(&mut self, toml: &str, by: &str, at: Timestamp) -> Result<OfficeRules, OfficeRefusal> {
        let rules = OfficeRules::parse(toml)?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let last: Option<(i64, String)> = tx
            .query_row(
                "SELECT version, toml FROM office_rules WHERE region = ?1 ORDER BY version DESC LIMIT 1",
                [rules.region.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let version = last.as_ref().map_or(1, |(version, _)| version + 1);
        if last.is_none_or(|(_, last)| last != toml) {
            let text = serde_json::to_string(&rules).map_err(|_| DAMAGED)?;
            tx.execute(
                "INSERT INTO office_rules VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![rules.region.as_str(), version, toml, text, at.as_millisecond(), by],
            )?;
            let subject = format!("office:{}", rules.region);
            audit::note(
                &tx,
                &keys,
                at.as_millisecond(),
                by,
                "set-office",
                &subject,
                &json!({ "version": version }),
            )?;
        }
        publish(&tx, &keys, &rules)?;
        publish_where_keys_changed(&tx, &keys)?;
        tx.commit()?;
        Ok(rules)
    }

    /// The rules in force; the usual ones for an office that has set none.
    pub fn office(&self, region: &RegionCode) -> Result<OfficeRules> {
        rules(&self.conn, region)
    }

    /// Every office that has rules of its own, in its present version.
    pub fn offices(&self) -> Result<Vec<OfficeVersion>> {
        self.versions(
            "SELECT region, version, toml, at_ms, by FROM office_rules AS newest
             WHERE region > ?1 AND version = (SELECT max(version) FROM office_rules WHERE region = newest.region)
             ORDER BY region",
            "",
        )
    }

    /// Every version of an office's rules, the newest first.
    pub fn office_history(&self, region: &RegionCode) -> Result<Vec<OfficeVersion>> {
        self.versions(
            "SELECT region, version, toml, at_ms, by FROM office_rules WHERE region = ?1 ORDER BY version DESC",
            region.as_str(),
        )
    }

    fn versions(&self, sql: &str, value: &str) -> Result<Vec<OfficeVersion>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([value], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        rows.map(|row| {
            let (region, version, toml, at_ms, by) = row?;
            Ok(OfficeVersion { region: region.parse().map_err(|_| DAMAGED)?, version, toml, at_ms, by })
        })
        .collect()
    }

    /// Signs anew what soon ends, or lacks a key that a neighbour signs with by now. How many offices.
    pub fn renew_offices(&mut self) -> Result<u64> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let soon = now_s() + RENEW_DAYS * 86_400;
        let due: Vec<String> = tx
            .prepare_cached("SELECT region FROM office_published WHERE expires_s < ?1")?
            .query_map([soon], |row| row.get(0))?
            .collect::<crate::store::db::Result<_>>()?;
        for region in &due {
            publish(&tx, &keys, &rules(&tx, &region.parse().map_err(|_| DAMAGED)?)?)?;
        }
        let changed = publish_where_keys_changed(&tx, &keys)?;
        tx.commit()?;
        Ok(due.len() as u64 + changed)
    }

    /// Makes another key for the codes on an office's cards. Cards of the old one stay genuine.
    pub fn new_card_key(&mut self, region: &RegionCode) -> Result<u16> {
        let number = keys::new_card_key(&self.keys.dir, region.as_str())?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        publish(&tx, &keys, &rules(&tx, region)?)?;
        publish_where_keys_changed(&tx, &keys)?;
        tx.commit()?;
        Ok(number)
    }

    /// The master list of reasons, those switched off too.
    pub fn reasons(&self) -> Result<Vec<Reason>> {
        const DAMAGED: StoreError = StoreError::Damaged { place: "reason" };
        let mut statement = self
            .conn
            .prepare_cached("SELECT code, use, text_id, text_en, parts, active FROM reason ORDER BY code")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, String>(4)?,
                row.get::<_, bool>(5)?,
            ))
        })?;
        let mut reasons = rows
            .map(|row| {
                let (code, use_, text_id, text_en, parts, active) = row?;
                let use_ = Use::named(&use_).ok_or(DAMAGED)?;
                let parts = serde_json::from_str(&parts).map_err(|_| DAMAGED)?;
                Ok(Reason { code, use_, text_id, text_en, parts, active })
            })
            .collect::<Result<Vec<_>>>()?;
        // The usual ones in their usual order, then an office's own.
        let usual = usual();
        let place = |code: &str| usual.iter().position(|reason| reason.code == code).unwrap_or(usual.len());
        reasons.sort_by_key(|reason| place(&reason.code));
        Ok(reasons)
    }

    /// Adds a reason, or changes the one with this code.
    pub fn set_reason(&mut self, reason: &Reason, by: &str, at: Timestamp) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        put_reason(&tx, reason, true)?;
        let (subject, detail) = (format!("reason:{}", reason.code), json!({ "active": reason.active }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "set-reason", &subject, &detail)?;
        tx.commit()?;
        Ok(())
    }
}

/// The master list begins with the usual reasons. Those that are there stay as they are.
pub(super) fn fill_reasons(conn: &Connection) -> Result<()> {
    let any: bool = conn.query_row("SELECT count(*) > 0 FROM reason", [], |row| row.get(0))?;
    if !any {
        for reason in usual() {
            put_reason(conn, &reason, false)?;
        }
    }
    Ok(())
}

fn put_reason(conn: &Connection, reason: &Reason, change: bool) -> Result<()> {
    let on_conflict = if change {
        "DO UPDATE SET use = excluded.use, text_id = excluded.text_id, text_en = excluded.text_en,
            parts = excluded.parts, active = excluded.active"
    } else {
        "DO NOTHING"
    };
    conn.execute(
        &format!("INSERT INTO reason VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (code) {on_conflict}"),
        params![
            reason.code,
            reason.use_.as_str(),
            reason.text_id,
            reason.text_en,
            serde_json::to_string(&reason.parts).map_err(|_| StoreError::Damaged { place: "reason" })?,
            reason.active
        ],
    )?;
    Ok(())
}

/// The rules in force.
pub(super) fn rules(conn: &Connection, region: &RegionCode) -> Result<OfficeRules> {
    let found: Option<String> = conn
        .prepare_cached("SELECT rules FROM office_rules WHERE region = ?1 ORDER BY version DESC LIMIT 1")?
        .query_row([region.as_str()], |row| row.get(0))
        .optional()?;
    match found {
        Some(text) => serde_json::from_str(&text).map_err(|_| DAMAGED),
        None => {
            let name = anjungan_regions::name(region.as_str()).unwrap_or(region.as_str());
            Ok(OfficeRules::usual(region.clone(), &format!("Disnaker {name}")))
        }
    }
}

/// The keys that a kiosk of this office checks cards with: those of its whole province, whose list of revoked cards it
/// has. A neighbour's genuine card must not be called false.
fn card_keys(keys: &Keys, region: &RegionCode) -> Result<Vec<CardKey>> {
    // Of its own there is one from now on.
    keys::card_keys(&keys.dir, region.as_str())?;
    let found = keys::card_keys_of(&keys.dir, region.province().as_str())?;
    Ok(found.iter().map(|(id, key)| CardKey { id: *id, public: key.verifying_key().to_bytes() }).collect())
}

/// Publishes the rules of every office whose published ones have other keys than there are now. How many.
fn publish_where_keys_changed(conn: &Connection, keys: &Keys) -> Result<u64> {
    let regions: Vec<String> = conn
        .prepare_cached("SELECT region FROM office_published ORDER BY region")?
        .query_map([], |row| row.get(0))?
        .collect::<crate::store::db::Result<_>>()?;
    let mut changed = 0;
    for region in regions {
        let region: RegionCode = region.parse().map_err(|_| DAMAGED)?;
        let body: Option<String> = conn
            .prepare_cached("SELECT body FROM feed_row WHERE scope = ?1 AND id = 'office' AND del = 0")?
            .query_row([Scope::Office(region.clone()).to_string()], |row| row.get(0))
            .optional()?;
        let published = body
            .and_then(|body| serde_json::from_str::<Signed<Office>>(&body).ok())
            .and_then(|signed| signed.verify(&keys.content.verifying_key().to_bytes(), 0, i64::MIN).ok())
            .map(|envelope| envelope.content.card_keys);
        if published != Some(card_keys(keys, &region)?) {
            publish(conn, keys, &rules(conn, &region)?)?;
            changed += 1;
        }
    }
    Ok(changed)
}

fn publish(conn: &Connection, keys: &Keys, rules: &OfficeRules) -> Result<()> {
    let today = rules.clock.zone.local(Timestamp::now()).date();
    let office: Office = rules.published(card_keys(keys, &rules.region)?, today);
    let last: Option<i64> = conn
        .query_row(
            "SELECT generation FROM office_published WHERE region = ?1",
            [rules.region.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    // A restored central has forgotten generations that terminals remember. Time has not.
    let generation = last.map_or(0, |last| last + 1).max(now_s());
    let expires_s = now_s() + EXPIRES_DAYS * 86_400;
    let signed = Signed::sign(&keys.content, generation.cast_unsigned(), expires_s, office);
    let body = serde_json::to_string(&signed).map_err(|_| DAMAGED)?;
    let mut feed = Writing::new(conn);
    feed.set(&Scope::Office(rules.region.clone()), "office", Some(&body))?;
    feed.finish(now_s())?;
    conn.execute(
        "INSERT INTO office_published VALUES (?1, ?2, ?3)
         ON CONFLICT (region) DO UPDATE SET generation = excluded.generation, expires_s = excluded.expires_s",
        params![rules.region.as_str(), generation, expires_s],
    )?;
    Ok(())
}
