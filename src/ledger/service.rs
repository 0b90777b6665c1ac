//! What service mode must remember over a restart: wear of the printer's memory, and wrong PINs.

use jiff::civil::Date;
use rusqlite::{OptionalExtension, params};

use super::{Ledger, LedgerError};

/// Wrong PINs in a row. Waiting is counted on the machine's own clock; after another start it begins again.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PinFailures {
    /// How many.
    pub count: u32,
    /// The machine's start in which the last one was.
    pub boot: [u8; 8],
    /// Milliseconds after that start.
    pub mono_ms: u64,
}

impl Ledger {
    /// How often the logo was written into the printer's memory on `day`.
    pub fn logo_writes(&self, day: Date) -> Result<u32, LedgerError> {
        let found = self
            .db
            .query_row("SELECT count FROM logo_write WHERE day = ?1", [day.to_string()], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(0))
    }

    /// The logo is about to be written. Committed before, so that a crash can't hide wear.
    pub fn note_logo_write(&mut self, day: Date) -> Result<(), LedgerError> {
        self.db.execute(
            "INSERT INTO logo_write (day, count) VALUES (?1, 1) ON CONFLICT (day) DO UPDATE SET count = count + 1",
            [day.to_string()],
        )?;
        Ok(())
    }

    /// Wrong PINs in a row so far.
    pub fn pin_failures(&self) -> Result<PinFailures, LedgerError> {
        let found = self
            .db
            .query_row("SELECT count, boot, mono_ms FROM pin_failures", [], |row| {
                Ok(PinFailures { count: row.get(0)?, boot: row.get(1)?, mono_ms: row.get(2)? })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps wrong PINs in place of what was kept before. To be committed before a PIN is judged.
    pub fn set_pin_failures(&mut self, failures: PinFailures) -> Result<(), LedgerError> {
        self.db.execute(
            "INSERT INTO pin_failures (one, count, boot, mono_ms) VALUES (1, ?1, ?2, ?3)
             ON CONFLICT (one) DO UPDATE SET count = excluded.count, boot = excluded.boot,
                 mono_ms = excluded.mono_ms",
            params![failures.count, failures.boot, failures.mono_ms],
        )?;
        Ok(())
    }
}
