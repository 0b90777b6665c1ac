//! Reports that an officer found to fit no card: nobody's application leads to them, so their time is counted by itself.

use crate::store::db::params;
use jiff::{Timestamp, ToSpan};

use crate::office::calendar::Zone;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::fields::{self, Owner};

/// Months after which a discarded report has no content any more. As long as a refused application is kept where no
/// office says otherwise: whose report it was, nobody knows, and so not which office's rule it would be.
const MONTHS: i64 = 12;

impl Store {
    /// Forgets what is told in reports that were discarded and whose time is over, with the ops they came in. How many.
    /// One that still waits for an officer is never dropped.
    pub(super) fn forget_discarded(&mut self, at: Timestamp) -> Result<u64> {
        let before = Zone::default().local(at).saturating_sub(MONTHS.months());
        let before_ms = Zone::default().moment(before).as_millisecond();
        let tx = self.write()?;
        let due: Vec<(i64, Option<String>, Option<i64>)> = tx
            .prepare_cached(
                "SELECT id, stream, no FROM report WHERE state = 'discarded' AND received_ms < ?1
                   AND EXISTS (SELECT 1 FROM sealed_field WHERE owner = 'report' AND row = report.id)",
            )?
            .query_map([before_ms], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<crate::store::db::Result<_>>()?;
        for (id, stream, no) in &due {
            fields::remove(&tx, Owner::Report, *id)?;
            // The fingerprint stays: the same op, sent again, is known.
            let sql = "UPDATE inbox SET sealed = x'', reason = 'erased' WHERE stream = ?1 AND no = ?2";
            tx.prepare_cached(sql)?.execute(params![stream, no])?;
        }
        tx.commit()?;
        Ok(due.len() as u64)
    }
}
