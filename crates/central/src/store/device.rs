//! The machines that may speak: who they are, and when they last spoke.

use crate::store::db::{Connection, OptionalExtension, Row, params};
use anjungan_wire::id::{KioskCode, RegionCode, Scope, StreamId};
use anjungan_wire::request::Beat;
use anjungan_wire::revocation::Revocation;
use anjungan_wire::signed::Signed;

use super::error::{Result, StoreError};
use super::keys::Keys;
use super::{Store, fleet, now_ms, now_s, stand};

/// How long a word of revocation is good for, in seconds. It is signed for each answer anew.
const REVOCATION_S: i64 = 86_400;

/// A machine with a key.
#[derive(Clone, PartialEq, Debug)]
pub struct Device {
    /// The id of its key.
    pub key_id: String,
    /// Its Ed25519 public key.
    pub public_key: [u8; 32],
    /// The kiosk it is.
    pub kiosk: KioskCode,
    /// Its stream.
    pub stream: StreamId,
    /// What it calls itself.
    pub machine: String,
    /// Whether it may speak.
    pub state: DeviceState,
    /// Where it stands.
    pub site: String,
    /// Who runs it.
    pub tenant: String,
    /// Its district or regency.
    pub region: RegionCode,
    /// The feeds it follows.
    pub scopes: Vec<Scope>,
    /// When it was last heard, Unix milliseconds, and what it said.
    pub last_beat: Option<(i64, Beat)>,
}

/// Whether a machine may speak.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviceState {
    /// Nobody has compared its four words yet.
    Pending,
    /// It may.
    Accepted,
    /// Taken out of service: what it still has to tell is welcome, it gets nothing any more.
    Retired,
    /// In unknown hands: nothing is taken from it. What it had sealed nobody else can read.
    Lost,
}

impl DeviceState {
    /// The name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            DeviceState::Pending => "pending",
            DeviceState::Accepted => "accepted",
            DeviceState::Retired => "retired",
            DeviceState::Lost => "lost",
        }
    }

    fn named(name: &str) -> Option<Self> {
        use DeviceState::{Accepted, Lost, Pending, Retired};
        [Pending, Accepted, Retired, Lost].into_iter().find(|state| state.as_str() == name)
    }
}

impl Store {
    /// The machine with this key.
    pub fn device(&self, key_id: &str) -> Result<Option<Device>> {
        by_key(&self.conn, key_id)
    }

    /// Every machine, in order of kiosk, the one in service first.
    pub fn devices(&self) -> Result<Vec<Device>> {
        let mut statement =
            self.conn.prepare_cached(&format!("{SELECT} ORDER BY kiosk, state, enrolled_ms DESC"))?;
        let devices = statement.query_map([], read)?;
        devices.map(|device| device?.ok_or(DAMAGED)).collect()
    }

    /// The machines of one kiosk, the one in service first.
    pub fn devices_at(&self, kiosk: &KioskCode) -> Result<Vec<Device>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{SELECT} WHERE device.kiosk = ?1 ORDER BY state, enrolled_ms DESC LIMIT 50"
        ))?;
        let devices = statement.query_map([kiosk.as_str()], read)?;
        devices.map(|device| device?.ok_or(DAMAGED)).collect()
    }

    /// Puts a machine that waits into service, after its four words were compared. By its key and not by
    /// its kiosk: what was compared is what is accepted. The machine that stood there is retired.
    pub fn accept(&mut self, key_id: &str) -> Result<Device> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        match by_key(&tx, key_id)? {
            Some(device) if device.state == DeviceState::Pending => {}
            Some(_) | None => {
                return Err(StoreError::Kiosk(format!(
                    "no machine with the key {key_id} waits to be accepted"
                )));
            }
        }
        accept(&tx, &keys, key_id, now_ms())?;
        let device = by_key(&tx, key_id)?.ok_or(DAMAGED)?;
        tx.commit()?;
        tracing::info!(kiosk = %device.kiosk, key = key_id, "accepted {}", device.kiosk);
        Ok(device)
    }

    /// Takes the machine in service (or waiting) at a kiosk out of it. Returns it as it is now.
    pub fn revoke(&mut self, kiosk: &KioskCode, lost: bool) -> Result<Device> {
        let tx = self.write()?;
        // A machine that was retired can still turn out to be lost.
        let from = if lost { "('accepted', 'pending', 'retired')" } else { "('accepted', 'pending')" };
        let key: Option<String> = tx
            .query_row(
                &format!(
                    "SELECT key_id FROM device WHERE kiosk = ?1 AND state IN {from}
                     ORDER BY state, enrolled_ms DESC LIMIT 1"
                ),
                [kiosk.as_str()],
                |row| row.get(0),
            )
            .optional()?;
        let key = key.ok_or_else(|| StoreError::Kiosk(format!("no machine is in service as {kiosk}")))?;
        let device = by_key(&tx, &key)?.ok_or(DAMAGED)?;
        take_out(&tx, &device, if lost { DeviceState::Lost } else { DeviceState::Retired }, now_ms())?;
        let device = by_key(&tx, &key)?.ok_or(DAMAGED)?;
        tx.commit()?;
        tracing::warn!(%kiosk, key, state = device.state.as_str(), "{kiosk} is {}", device.state.as_str());
        Ok(device)
    }

    /// [`Store::revoke`] for one machine by its key's id: also one that only waits.
    pub fn revoke_key(&mut self, key_id: &str, lost: bool) -> Result<Device> {
        let tx = self.write()?;
        let device = by_key(&tx, key_id)?
            .ok_or_else(|| StoreError::Kiosk(format!("no machine has the key {key_id}")))?;
        take_out(&tx, &device, if lost { DeviceState::Lost } else { DeviceState::Retired }, now_ms())?;
        let device = by_key(&tx, key_id)?.ok_or(DAMAGED)?;
        tx.commit()?;
        Ok(device)
    }

    /// The word that makes a machine empty itself.
    pub(crate) fn revocation(&self, device: &Device) -> Signed<Revocation> {
        let revocation = Revocation {
            kiosk: device.kiosk.clone(),
            stream: device.stream,
            lost: device.state == DeviceState::Lost,
        };
        let now_s = now_s();
        Signed::sign(&self.keys.content, now_s.cast_unsigned(), now_s + REVOCATION_S, revocation)
    }
}

/// The machine that stood there is retired; the kiosk is told what is in force for it.
pub(super) fn accept(conn: &Connection, keys: &Keys, key_id: &str, at_ms: i64) -> Result<()> {
    conn.execute(
        "UPDATE device SET state = 'retired'
         WHERE state = 'accepted' AND kiosk = (SELECT kiosk FROM device WHERE key_id = ?1)",
        [key_id],
    )?;
    set_state(conn, key_id, DeviceState::Accepted)?;
    let device = by_key(conn, key_id)?.ok_or(DAMAGED)?;
    fleet::publish_config(conn, keys, &device.kiosk)?;
    fleet::refresh(conn, device.kiosk.as_str(), at_ms)
}

/// Takes a machine out of service. Where it was the one in service, it learns of it within seconds.
pub(super) fn take_out(conn: &Connection, device: &Device, to: DeviceState, at_ms: i64) -> Result<()> {
    set_state(conn, &device.key_id, to)?;
    if device.state == DeviceState::Accepted {
        fleet::withdraw(conn, &device.kiosk)?;
    }
    fleet::refresh(conn, device.kiosk.as_str(), at_ms)
}

fn set_state(conn: &Connection, key_id: &str, state: DeviceState) -> Result<()> {
    conn.execute("UPDATE device SET state = ?2 WHERE key_id = ?1", params![key_id, state.as_str()])?;
    stand::changed(conn)
}

pub(super) fn by_key(conn: &Connection, key_id: &str) -> Result<Option<Device>> {
    let found =
        conn.prepare_cached(&format!("{SELECT} WHERE key_id = ?1"))?.query_row([key_id], read).optional()?;
    found.map(|device| device.ok_or(DAMAGED)).transpose()
}

/// The feeds of one kiosk alone. They are nobody's to choose.
pub(super) fn own_scopes(kiosk: &KioskCode) -> [Scope; 2] {
    [Scope::Config(kiosk.clone()), Scope::Commands(kiosk.clone())]
}

const DAMAGED: StoreError = StoreError::Damaged { place: "device" };

const SELECT: &str = "SELECT key_id, public_key, kiosk, stream, machine, state, site, tenant, region, scopes,
    beat_received_ms, beat FROM device JOIN kiosk ON kiosk.code = device.kiosk";

/// `None`: the row holds something that is none of ours.
fn read(row: &Row<'_>) -> crate::store::db::Result<Option<Device>> {
    let text = |at: usize| row.get::<_, String>(at);
    let (kiosk, stream, state) = (text(2)?, text(3)?, text(5)?);
    let (region, scopes) = (text(8)?, text(9)?);
    let (heard_ms, beat) = (row.get::<_, Option<i64>>(10)?, row.get::<_, Option<String>>(11)?);
    let (Ok(kiosk), Ok(stream), Some(state)) = (kiosk.parse(), stream.parse(), DeviceState::named(&state))
    else {
        return Ok(None);
    };
    let (Ok(region), Ok(mut scopes)) = (region.parse(), serde_json::from_str::<Vec<Scope>>(&scopes)) else {
        return Ok(None);
    };
    scopes.extend(own_scopes(&kiosk));
    // A beat of an older version may have another shape; that it was heard is gone until the next one.
    let last_beat = beat.and_then(|beat| serde_json::from_str(&beat).ok());
    Ok(Some(Device {
        key_id: text(0)?,
        public_key: row.get(1)?,
        kiosk,
        stream,
        machine: text(4)?,
        state,
        site: text(6)?,
        tenant: text(7)?,
        region,
        scopes,
        last_beat: heard_ms.zip(last_beat),
    }))
}
