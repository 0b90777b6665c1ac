//! Whether what a process remembers of machines is still so: one number moves with whatever a request's answer may
//! depend on, in the transaction that changes it. So a machine that was suspended, moved or revoked by any process is
//! never taken for what it was, and thousands of beats read one row instead of a dozen.
//!
//! **Architecture invariant:** whoever writes `device`, `kiosk` or `config_value` calls [`changed`] in the same
//! transaction. What a beat writes of a machine (`device.beat`) is not among it.

use anjungan_wire::id::{Epoch, Scope, StreamId};

use crate::store::db::many::places;
use crate::store::db::{Connection, params, params_from_iter};

use super::Store;
use super::error::{Result, StoreError};
use super::inbox::batch::hwms;

/// A moment of the fleet: equal ones know the same machines under the same settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stamp {
    pub(crate) epoch: Epoch,
    fleet: i64,
}

/// Another moment of the fleet begins with this transaction.
pub(super) fn changed(conn: &Connection) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (name, value) VALUES ('fleet', '1')
         ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)",
    )?
    .execute(params![])?;
    Ok(())
}

impl Store {
    /// The moment of the fleet.
    pub(crate) fn stamp(&self) -> Result<Stamp> {
        let values: (Option<String>, Option<String>) = self
            .conn
            .prepare_cached(
                "SELECT (SELECT value FROM meta WHERE name = 'epoch'),
                    (SELECT value FROM meta WHERE name = 'fleet')",
            )?
            .query_row(params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
        read_stamp(values)
    }

    /// The same with the last op that central has of a stream, for one question to the database.
    pub(crate) fn stamp_and_hwm(&self, stream: &StreamId) -> Result<(Stamp, u64)> {
        let (epoch, fleet, hwm): (Option<String>, Option<String>, Option<i64>) = self
            .conn
            .prepare_cached(
                "SELECT (SELECT value FROM meta WHERE name = 'epoch'),
                    (SELECT value FROM meta WHERE name = 'fleet'),
                    (SELECT hwm FROM inbox_stream WHERE stream = ?1)",
            )?
            .query_row([stream.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok((read_stamp((epoch, fleet))?, hwm.unwrap_or(0).cast_unsigned()))
    }

    /// The same for several streams, in their order; for more than one of them with two questions, the moment first.
    pub(crate) fn stamp_and_hwms(&self, streams: &[StreamId]) -> Result<(Stamp, Vec<u64>)> {
        if let [stream] = streams {
            let (stamp, hwm) = self.stamp_and_hwm(stream)?;
            return Ok((stamp, vec![hwm]));
        }
        let stamp = self.stamp()?;
        let names: Vec<String> = streams.iter().map(StreamId::to_string).collect();
        let hwms = hwms(&self.conn, &names)?;
        let hwm = |name: &String| hwms.get(name).copied().unwrap_or(0).cast_unsigned();
        Ok((stamp, names.iter().map(hwm).collect()))
    }

    /// The newest change of each of these scopes, in their order; 0 where nothing was ever published.
    pub(crate) fn heads_of(&self, scopes: &[Scope]) -> Result<Vec<(Scope, u64)>> {
        if scopes.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = scopes.iter().map(Scope::to_string).collect();
        let sql = format!("SELECT scope, head FROM feed_scope WHERE scope IN ({})", places(scopes.len()));
        let found: Vec<(String, i64)> = self
            .conn
            .prepare_cached(&sql)?
            .query_map(params_from_iter(names.clone()), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<crate::store::db::Result<_>>()?;
        let head = |name: &String| {
            found.iter().find(|(scope, _)| scope == name).map_or(0, |(_, head)| head.cast_unsigned())
        };
        Ok(scopes.iter().cloned().zip(names.iter().map(head)).collect())
    }
}

fn read_stamp((epoch, fleet): (Option<String>, Option<String>)) -> Result<Stamp> {
    let epoch = epoch.and_then(|epoch| epoch.parse().ok());
    let epoch = epoch.ok_or(StoreError::Damaged { place: "meta.epoch" })?;
    // Nothing was written of any machine yet.
    let fleet = fleet.map_or(Ok(0), |fleet| fleet.parse());
    Ok(Stamp { epoch, fleet: fleet.map_err(|_| StoreError::Damaged { place: "meta.fleet" })? })
}

#[cfg(test)]
impl Stamp {
    pub(crate) fn numbered(epoch: u128, fleet: i64) -> Stamp {
        Stamp { epoch: Epoch::numbered(epoch), fleet }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::fleet::settings::{Layer, Setting};
    use crate::store::Invite;
    use anjungan_wire::request::Enrol;

    #[test]
    fn whatever_is_decided_about_a_machine_is_another_moment_and_a_beat_or_a_publication_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let mut last = store.stamp().unwrap();
        let mut moved = |store: &Store, what: &str, wanted: bool| {
            let now = store.stamp().unwrap();
            assert_eq!(now != last, wanted, "{what}");
            last = now;
        };
        let region = "3216".parse().unwrap();
        let invite = |kiosk| Invite {
            kiosk,
            site: "Aula".into(),
            tenant: "Disnaker".into(),
            region: "3216".parse().unwrap(),
            scopes: Vec::new(),
            accept: false,
        };
        let code = store.invite(invite(None)).unwrap().code;
        moved(&store, "invited", true);
        let (public_key, stream) = ([5; 32], StreamId::new([1; 16]));
        store.enrol(&Enrol { code, public_key, stream, machine: "uji".into() }, 1).unwrap();
        moved(&store, "enrolled", true);
        let device = store.devices().unwrap().remove(0);
        store.accept(&device.key_id).unwrap();
        moved(&store, "accepted", true);
        let kiosk = device.kiosk;
        store.change_kiosk(&kiosk, "Mal", "Disnaker", &region, &[], "uji", Timestamp::now()).unwrap();
        moved(&store, "changed", true);
        let layer = Layer::Kiosk(kiosk.clone());
        store.set_config(&layer, Setting::MinVersion, Some("1.0.0"), "uji", Timestamp::now()).unwrap();
        moved(&store, "configured", true);
        store.begin_key_change(&device.key_id, &[6; 32]).unwrap();
        moved(&store, "no key is another yet", false);
        let next = anjungan_wire::sign::key_id(&[6; 32]);
        store.finish_key_change(&next, 1).unwrap();
        moved(&store, "another key", true);
        store.try_to_write().unwrap();
        store.publish(Vec::new(), 1).unwrap();
        moved(&store, "nothing about machines", false);
        store.revoke(&kiosk, false).unwrap();
        moved(&store, "retired", true);
        store.revoke_key(&next, true).unwrap();
        moved(&store, "lost", true);
        store.begin_new_epoch().unwrap();
        moved(&store, "restored", true);
        assert_eq!(store.stamp_and_hwm(&stream).unwrap(), (store.stamp().unwrap(), 0));
    }
}
