//! What central does by itself when a time has come: a vacancy's beginning, which a kiosk can't know, and the end of
//! anything, so that feeds stay short. Kiosks have hidden it by then by their own clocks.

use crate::store::db::params;
use jiff::Timestamp;

use super::{ContentId, row};
use crate::store::Store;
use crate::store::error::Result;

/// Things in one transaction.
const AT_ONCE: u32 = 200;

impl Store {
    /// Gives kiosks what begins and takes away what has ended by `now`. How many things there were.
    pub fn publish_due(&mut self, now: Timestamp) -> Result<usize> {
        let tx = self.write()?;
        let ids: Vec<i64> = {
            let mut statement =
                tx.prepare_cached("SELECT id FROM content WHERE due_ms <= ?1 ORDER BY due_ms LIMIT ?2")?;
            let ids = statement.query_map(params![now.as_millisecond(), AT_ONCE], |row| row.get(0))?;
            ids.collect::<std::result::Result<_, _>>()?
        };
        for id in &ids {
            row::follow(&tx, ContentId(*id), now)?;
        }
        tx.commit()?;
        if !ids.is_empty() {
            tracing::info!(things = ids.len(), "{} things began or ended by their own time", ids.len());
        }
        Ok(ids.len())
    }
}
