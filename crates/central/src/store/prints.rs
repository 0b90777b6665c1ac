//! What became of the kiosks' print jobs, as they told it (`print_change`).

use crate::store::db::{Connection, Row, params};
use anjungan_wire::id::{KioskCode, StreamId};

use super::Store;
use super::error::{Result, StoreError};

/// A print job and every change of its state that central was told, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrintTrail {
    /// The machine's stream.
    pub stream: StreamId,
    /// The job's number in that machine's ledger.
    pub job: u64,
    /// The number on the paper.
    pub number: String,
    /// `ticket`, `sheet` or `test`.
    pub sort: String,
    /// 1 is the first paper; from 2 on they are marked "CETAK ULANG".
    pub copy: u32,
    /// The changes; never empty.
    pub steps: Vec<PrintStep>,
}

/// One change of a print job's state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrintStep {
    /// The new state, as the terminal names it.
    pub state: String,
    /// Why.
    pub cause: Option<String>,
    /// When, by the terminal's own clock, Unix milliseconds. The order is not taken from it.
    pub wall_ms: i64,
    /// What the device said.
    pub status: Option<String>,
}

impl PrintTrail {
    /// The state it is in, as far as central was told.
    pub fn state(&self) -> &str {
        self.steps.last().map_or("", |step| step.state.as_str())
    }
}

impl Store {
    /// The last `limit` print jobs of every machine that stood at a kiosk, the newest first.
    pub fn print_trails(&self, kiosk: &KioskCode, limit: usize) -> Result<Vec<PrintTrail>> {
        let jobs = "SELECT stream, job, max(no) AS newest, max(happened_ms) AS at FROM print_change
             WHERE stream IN (SELECT stream FROM device WHERE kiosk = ?1)
             GROUP BY stream, job ORDER BY at DESC, newest DESC LIMIT ?2";
        trails(&self.conn, jobs, params![kiosk.as_str(), limit])
    }

    /// The jobs of one machine of which, since `since_ms`, nobody could tell whether they are on paper: also those
    /// that a person has answered since. The newest first.
    pub fn doubtful_prints(&self, stream: &StreamId, since_ms: i64) -> Result<Vec<PrintTrail>> {
        let jobs = "SELECT DISTINCT stream, job FROM print_change
             WHERE state = 'doubtful' AND happened_ms >= ?2 AND stream = ?1 ORDER BY job DESC";
        trails(&self.conn, jobs, params![stream.to_string(), since_ms])
    }
}

/// The trails of the jobs that `jobs` selects (stream and job first), in its order.
fn trails(
    conn: &Connection,
    jobs: &str,
    parameters: impl crate::store::db::Params,
) -> Result<Vec<PrintTrail>> {
    let mut found = conn.prepare_cached(jobs)?;
    let found = found.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found = found.collect::<crate::store::db::Result<Vec<(String, i64)>>>()?;
    found.into_iter().map(|(stream, job)| trail(conn, &stream, job)).collect()
}

fn trail(conn: &Connection, stream: &str, job: i64) -> Result<PrintTrail> {
    let mut changes = conn.prepare_cached(
        "SELECT state, cause, wall_ms, status, number, sort, copy FROM print_change
         WHERE stream = ?1 AND job = ?2 ORDER BY no, place",
    )?;
    let mut rows = changes.query(params![stream, job])?;
    let mut trail = PrintTrail {
        stream: stream.parse().map_err(|_| StoreError::Damaged { place: "print_change.stream" })?,
        job: job.cast_unsigned(),
        number: String::new(),
        sort: String::new(),
        copy: 0,
        steps: Vec::new(),
    };
    while let Some(row) = rows.next()? {
        (trail.number, trail.sort, trail.copy) = (row.get(4)?, row.get(5)?, row.get(6)?);
        trail.steps.push(step(&row)?);
    }
    Ok(trail)
}

fn step(row: &Row<'_>) -> crate::store::db::Result<PrintStep> {
    Ok(PrintStep { state: row.get(0)?, cause: row.get(1)?, wall_ms: row.get(2)?, status: row.get(3)? })
}
