//! Machines as they were last read: thousands of them beat each minute, and hardly any changes in a year.
//!
//! **Architecture invariant:** what is remembered is used only under the moment of the fleet it was read in
//! ([`Stamp`]), which every request reads anew: so a machine that any process suspended, moved or revoked is never
//! taken for what it was.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{Device, Result, Stamp, Store};

/// Machines remembered, at most; a few hundred bytes each.
const KNOWN_MAX: usize = 50_000;

/// A machine, and what its beats are told besides.
pub(super) struct Known {
    pub(super) stamp: Stamp,
    pub(super) device: Device,
    /// The version that its program must have at least.
    pub(super) min_version: Option<String>,
}

#[derive(Default)]
pub(super) struct Devices(Mutex<HashMap<String, Arc<Known>>>);

impl Devices {
    /// As last read, whenever that was: whoever uses it compares its stamp.
    pub(super) fn last(&self, key_id: &str) -> Option<Arc<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key_id).cloned()
    }

    /// The machine with this key as it is in this moment of the fleet. Keys that nobody has are not remembered.
    pub(super) fn at(&self, store: &Store, key_id: &str, stamp: Stamp) -> Result<Option<Arc<Known>>> {
        if let Some(known) = self.last(key_id).filter(|known| known.stamp == stamp) {
            return Ok(Some(known));
        }
        let Some(device) = store.device(key_id)? else { return Ok(None) };
        let min_version = store.min_version(&device.kiosk, &device.region)?;
        // What it said last is nobody's to ask here, and large.
        let device = Device { last_beat: None, ..device };
        let known = Arc::new(Known { stamp, device, min_version });
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KNOWN_MAX {
            all.clear();
        }
        all.insert(key_id.to_owned(), Arc::clone(&known));
        Ok(Some(known))
    }
}
