//! What officers do about kiosks. Each act is one transaction with its row in the audit trail.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::id::{KioskCode, RegionCode, Scope, Tag};
use jiff::Timestamp;
use serde_json::json;

use super::super::device::{self, Device, DeviceState};
use super::super::enrolment::{self, Invite, Invited};
use super::super::error::StoreError;
use super::super::{Store, audit, stand};
use super::{config, live};
use crate::fleet::settings::Setting;

/// Characters of what a screen says of where it stands and who runs it.
const NAME_CHARS_MAX: usize = 80;
/// Tags of one kiosk.
const TAGS_MAX: usize = 8;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum FleetRefusal {
    /// There is no such kiosk.
    #[error("there is no such kiosk")]
    Unknown,
    /// No machine is in service there.
    #[error("no machine is in service there")]
    NoMachine,
    /// The machine does not wait to be accepted (any more).
    #[error("this machine does not wait to be accepted")]
    NotPending,
    /// A name is empty or too long.
    #[error("a name must have 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// There is no such region.
    #[error("there is no such regency or district")]
    Region,
    /// A tag.
    #[error("at most {TAGS_MAX} tags of small letters, digits and hyphens")]
    Tags,
    /// A value that no terminal takes.
    #[error("{} does not take this value", .0.as_str())]
    Value(Setting),
    /// Too many commands wait there.
    #[error("too many commands wait for this kiosk")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for FleetRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        FleetRefusal::Store(error.into())
    }
}

impl Store {
    /// Makes a code that enrols one machine.
    pub fn invite_kiosk(&mut self, invite: Invite, by: &str, at: Timestamp) -> Result<Invited, FleetRefusal> {
        check_names(&invite.site, &invite.tenant, &invite.region)?;
        let keys = std::sync::Arc::clone(&self.keys);
        let region = invite.region.clone();
        let tx = self.write()?;
        let invited = enrolment::invite(&tx, &keys, invite, at.as_millisecond())?;
        let about = format!("kiosk:{}", invited.kiosk);
        let detail = json!({ "region": region.as_str() });
        audit::note(&tx, &keys, at.as_millisecond(), by, "invite-kiosk", &about, &detail)?;
        tx.commit()?;
        Ok(invited)
    }

    /// Puts the machine with this key into service, after its four words were compared.
    pub fn accept_kiosk(
        &mut self,
        kiosk: &KioskCode,
        key_id: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<Device, FleetRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let waits = device::by_key(&tx, key_id)?
            .is_some_and(|device| device.state == DeviceState::Pending && device.kiosk == *kiosk);
        if !waits {
            return Err(FleetRefusal::NotPending);
        }
        device::accept(&tx, &keys, key_id, at.as_millisecond())?;
        let device = device::by_key(&tx, key_id)?.ok_or(FleetRefusal::NotPending)?;
        let (about, detail) = (format!("kiosk:{kiosk}"), json!({ "key": key_id }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "accept-kiosk", &about, &detail)?;
        tx.commit()?;
        Ok(device)
    }

    /// Takes a machine out of service: retired, or lost.
    pub fn revoke_kiosk(
        &mut self,
        kiosk: &KioskCode,
        key_id: &str,
        lost: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), FleetRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let device = device::by_key(&tx, key_id)?
            .filter(|device| device.kiosk == *kiosk && device.state != DeviceState::Lost)
            .ok_or(FleetRefusal::NoMachine)?;
        let state = if lost { DeviceState::Lost } else { DeviceState::Retired };
        device::take_out(&tx, &device, state, at.as_millisecond())?;
        let (about, detail) = (format!("kiosk:{kiosk}"), json!({ "key": key_id, "state": state.as_str() }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "revoke-kiosk", &about, &detail)?;
        tx.commit()?;
        Ok(())
    }

    /// Names a kiosk, and says who runs it, where it is and how it is spoken of.
    #[allow(clippy::too_many_arguments, reason = "one form, one act")]
    pub fn change_kiosk(
        &mut self,
        kiosk: &KioskCode,
        site: &str,
        tenant: &str,
        region: &RegionCode,
        tags: &[Tag],
        by: &str,
        at: Timestamp,
    ) -> Result<(), FleetRefusal> {
        check_names(site, tenant, region)?;
        if tags.len() > TAGS_MAX {
            return Err(FleetRefusal::Tags);
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let (was, scopes) = place(&tx, kiosk)?.ok_or(FleetRefusal::Unknown)?;
        // Feeds that somebody chose stay; the usual ones are those of where it stands.
        let moved = *region != was && same_set(&scopes, &enrolment::usual_scopes(&was));
        let scopes = if moved { enrolment::usual_scopes(region) } else { scopes };
        let scopes = serde_json::to_string(&scopes).map_err(|_| StoreError::Damaged { place: "kiosk" })?;
        tx.execute(
            "UPDATE kiosk SET site = ?2, tenant = ?3, region = ?4, scopes = ?5 WHERE code = ?1",
            params![kiosk.as_str(), site, tenant, region.as_str(), scopes],
        )?;
        stand::changed(&tx)?;
        tx.execute("DELETE FROM kiosk_tag WHERE kiosk = ?1", [kiosk.as_str()])?;
        for tag in tags {
            tx.execute(
                "INSERT INTO kiosk_tag (kiosk, tag) VALUES (?1, ?2) ON CONFLICT (kiosk, tag) DO NOTHING",
                params![kiosk.as_str(), tag.as_str()],
            )?;
        }
        // Another regency may have decided otherwise.
        config::publish(&tx, &keys, kiosk)?;
        live::refresh(&tx, kiosk.as_str(), at.as_millisecond())?;
        let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
        let (about, detail) = (format!("kiosk:{kiosk}"), json!({ "region": region.as_str(), "tags": tags }));
        audit::note(&tx, &keys, at.as_millisecond(), by, "change-kiosk", &about, &detail)?;
        tx.commit()?;
        Ok(())
    }
}

fn check_names(site: &str, tenant: &str, region: &RegionCode) -> Result<(), FleetRefusal> {
    let fits = |text: &str| {
        !text.trim().is_empty()
            && text.chars().count() <= NAME_CHARS_MAX
            && !text.chars().any(char::is_control)
    };
    if !fits(site) || !fits(tenant) {
        return Err(FleetRefusal::Name);
    }
    let known = region.regency().is_some() && anjungan_regions::name(region.as_str()).is_some();
    if known { Ok(()) } else { Err(FleetRefusal::Region) }
}

fn place(conn: &Connection, kiosk: &KioskCode) -> Result<Option<(RegionCode, Vec<Scope>)>, StoreError> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "kiosk" };
    let found: Option<(String, String)> = conn
        .query_row("SELECT region, scopes FROM kiosk WHERE code = ?1", [kiosk.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((region, scopes)) = found else { return Ok(None) };
    let scopes = serde_json::from_str(&scopes).map_err(|_| DAMAGED)?;
    Ok(Some((region.parse().map_err(|_| DAMAGED)?, scopes)))
}

fn same_set(one: &[Scope], other: &[Scope]) -> bool {
    one.len() == other.len() && one.iter().all(|scope| other.contains(scope))
}
