//! Whether what is written to this ledger is there.

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{Ledger, LedgerError};

/// The row: how often it was written, in the table of numbers that only rise.
const ROW: &str = "proof of writing";

impl Ledger {
    /// Commits a row, as every receipt is, and reads it back through a connection that has not seen it before. `false`:
    /// the disk took it and does not have it.
    ///
    /// # Errors
    /// It could not be written, or not be read.
    pub fn prove_writing(&mut self) -> Result<bool, LedgerError> {
        let times = self.generation(ROW)?.saturating_add(1);
        self.raise_generation(ROW, times)?;
        let Some(path) = self.db.path().map(str::to_owned) else { return Ok(false) };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let other = Connection::open_with_flags(path, flags)?;
        let sql = "SELECT generation FROM generation WHERE document = ?1";
        let found: Option<u64> = other.query_row(sql, [ROW], |row| row.get(0)).optional()?;
        Ok(found == Some(times))
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::tests::enrolled_ledger;

    #[test]
    fn a_ledger_that_keeps_what_is_written_proves_it_again_and_again_and_one_that_refuses_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = enrolled_ledger(&dir.path().join("ledger.db"));
        assert!(ledger.prove_writing().unwrap());
        assert!(ledger.prove_writing().unwrap());
        ledger.refuse_commits(true);
        assert!(ledger.prove_writing().is_err());
        ledger.refuse_commits(false);
        assert!(ledger.prove_writing().unwrap());
    }
}
