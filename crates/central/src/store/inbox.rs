//! Taking in what terminals push (protocol rules 3 and 4).
//!
//! ```text
//!            no ≤ hwm, same bytes      have it already
//!            no ≤ hwm, other bytes     conflict: stop, alarm, a person
//!            no ≤ hwm, in a gap        late after all: keep and apply it
//! op (no) ── no = hwm + 1              keep the bytes ── applies ──▶ applied
//!            │                                       └─ doesn't ─▶ held, with a reason
//!            no > hwm + 1              a hole: stop here; the terminal sends again from hwm + 1 …
//!            └ and no = oldest         … but can't, it forgot: write the gap down, alarm, go on
//!   no ops, oldest > hwm + 1           … and forgot all of it: the same
//! ```
//!
//! Nearly always every op of a batch applies: then they are written together, with few journeys to the database
//! ([`batch`]). Where one does not, the batch is undone and each op gets a way back of its own.
//!
//! **Architecture invariant:** the high-water mark always advances. An op that can't be applied is held
//! for a person; it is never dropped and it delays nobody.

pub(super) mod batch;
mod delivery;

use crate::store::db::{Connection, OptionalExtension, params, params_from_iter};
use anjungan_wire::id::StreamId;
use anjungan_wire::limits::OP_SEALED_BYTES_MAX;
use anjungan_wire::request::{Push, PushAnswer};
use anjungan_wire::seal::Sealed;

use self::batch::Stopped;
use super::Store;
use super::application::streams_within;
use super::apply::{NotApplied, open};
use super::error::{Result, StoreError};
use super::keys::Keys;
use crate::office::offices::Offices;

pub(crate) use delivery::PushJob;
pub use delivery::{Delivered, Delivery, HeldOp, Opened, PushRefusal};

impl Store {
    /// Takes in what the terminal with this stream sent. On `Ok` everything up to `hwm` is on disk.
    pub fn push(
        &mut self,
        stream: &StreamId,
        push: &Push,
        received_ms: i64,
    ) -> Result<PushAnswer, PushRefusal> {
        self.deliver(stream, push.into(), received_ms)
    }

    /// [`Store::push`] for a push whose kinds need not all be known.
    pub fn deliver(
        &mut self,
        stream: &StreamId,
        delivery: Delivery,
        received_ms: i64,
    ) -> Result<PushAnswer, PushRefusal> {
        let job = PushJob { stream: *stream, delivery, received_ms };
        let mut answers = self.push_batch(std::slice::from_ref(&job))?;
        answers.pop().expect("one job has one answer")
    }

    /// Opens the seals of what is new in a push, on a connection that only reads: the writer then has less to do while
    /// everybody waits. What does not open is left for [`Store::push_batch`] to say why.
    pub(crate) fn open_seals(&self, mut job: PushJob, known: u64) -> PushJob {
        for op in job.delivery.ops.iter_mut().filter(|op| op.no > known) {
            if op.sealed.bytes.len() <= OP_SEALED_BYTES_MAX {
                op.opened = Opened(open(&self.keys, &job.stream, op).ok());
            }
        }
        job
    }

    /// Takes in several pushes with one sync of the disk: the disk, not the processor, is what limits
    /// central. All of them fail together or each gets its own answer.
    pub(crate) fn push_batch(&mut self, jobs: &[PushJob]) -> Result<Vec<Result<PushAnswer, PushRefusal>>> {
        let keys = std::sync::Arc::clone(&self.keys);
        if batch::may_fit(jobs) {
            let tx = self.write()?;
            match batch::together(&tx, &keys, jobs) {
                Ok(answers) => {
                    tx.commit()?;
                    return Ok(answers);
                }
                Err(Stopped::Store(error)) if error.obstacle().is_some() => return Err(error),
                // It is undone, and done again with a way back for each op.
                Err(Stopped::Unfit | Stopped::Store(_)) => drop(tx),
            }
        }
        let tx = self.write()?;
        let answers = batch::one_by_one(&tx, &keys, jobs)?;
        tx.commit()?;
        Ok(answers)
    }

    /// The highest op number of a stream with all before it; 0 for a stream never heard of.
    pub fn hwm(&self, stream: &StreamId) -> Result<u64> {
        let hwm = self
            .conn
            .prepare_cached("SELECT hwm FROM inbox_stream WHERE stream = ?1")?
            .query_row([stream.to_string()], |row| row.get::<_, i64>(0))
            .optional()?;
        Ok(hwm.unwrap_or(0).cast_unsigned())
    }

    /// How many ops of a stream are kept beyond number `after`, and the sum of their fingerprints: to compare with what
    /// was sent, in whatever order.
    pub fn kept_after(&self, stream: &StreamId, after: u64) -> Result<(u64, u128)> {
        let mut statement =
            self.conn.prepare_cached("SELECT fingerprint FROM inbox WHERE stream = ?1 AND no > ?2")?;
        let kept = statement
            .query_map(params![stream.to_string(), after.cast_signed()], |row| row.get::<_, [u8; 32]>(0))?;
        let (mut count, mut sum) = (0, 0u128);
        for fingerprint in kept {
            count += 1;
            sum = sum.wrapping_add(fingerprint_number(&fingerprint?));
        }
        Ok((count, sum))
    }

    /// The ops that wait for a person, oldest streams first.
    pub fn held(&self) -> Result<Vec<HeldOp>> {
        held(&self.conn, &Offices::Every, u32::MAX)
    }

    /// Those of them that kiosks of some offices sent, `limit` at most.
    pub fn held_of(&self, offices: &Offices, limit: u32) -> Result<Vec<HeldOp>> {
        held(&self.conn, offices, limit)
    }

    /// Tries the held ops again, as after an update or with a key found. How many could be applied.
    pub fn retry_held(&mut self) -> Result<u64> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let applied = retry_all(&tx, &keys)?;
        tx.commit()?;
        Ok(applied)
    }

    /// Numbers that a restored central could no longer be told: stream, first and last.
    pub fn gaps(&self) -> Result<Vec<(StreamId, u64, u64)>> {
        self.gaps_of(&Offices::Every)
    }

    /// Those of them in the streams of some offices' kiosks.
    pub fn gaps_of(&self, offices: &Offices) -> Result<Vec<(StreamId, u64, u64)>> {
        let mut values = Vec::new();
        let within = streams_within("stream", offices, &mut values);
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT stream, first_no, last_no FROM inbox_gap WHERE first_no >= 0{within} ORDER BY stream, first_no"
        ))?;
        let gaps = statement.query_map(params_from_iter(values), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        })?;
        gaps.map(|gap| {
            let (stream, first, last) = gap?;
            let stream = stream.parse().map_err(|_| StoreError::Damaged { place: "inbox_gap.stream" })?;
            Ok((stream, first.cast_unsigned(), last.cast_unsigned()))
        })
        .collect()
    }
}

/// Half of a fingerprint, to be added up: see [`Store::kept_after`].
pub fn fingerprint_number(fingerprint: &[u8; 32]) -> u128 {
    u128::from_be_bytes(std::array::from_fn(|at| fingerprint[at]))
}

/// The ops that wait for a person, oldest streams first.
fn held(conn: &Connection, offices: &Offices, limit: u32) -> Result<Vec<HeldOp>> {
    let mut values = Vec::new();
    let within = streams_within("stream", offices, &mut values);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT stream, no, kind, coalesce(reason, '') FROM inbox WHERE status = 'held'{within}
         ORDER BY stream, no LIMIT {limit}"
    ))?;
    let held = statement.query_map(params_from_iter(values), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get(3)?))
    })?;
    held.map(|held| {
        let (stream, no, kind, reason) = held?;
        let stream = stream.parse().map_err(|_| StoreError::Damaged { place: "inbox.stream" })?;
        Ok(HeldOp { stream, no: no.cast_unsigned(), kind, reason })
    })
    .collect()
}

/// Tries everything that is held again. How many could be applied.
pub(super) fn retry_all(conn: &Connection, keys: &Keys) -> Result<u64> {
    let mut applied = 0;
    for HeldOp { stream, no, .. } in held(conn, &Offices::Every, u32::MAX)? {
        let (op, received_ms) = stored(conn, &stream, no)?;
        if batch::store_effect(conn, keys, &stream, &op, received_ms)? {
            applied += 1;
        }
    }
    Ok(applied)
}

/// A mending or a report may come by another kiosk before its application: now that one came, some may fit. The newest
/// are tried, oldest first: some wait for ever, and those must not stand before all others.
fn retry_waiting(conn: &Connection, keys: &Keys) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT stream, no FROM (
             SELECT stream, no, received_ms FROM inbox WHERE status = 'held' AND reason = ?1
             ORDER BY received_ms DESC LIMIT 50) AS newest
         ORDER BY received_ms, stream, no",
    )?;
    let waiting: Vec<(String, i64)> = statement
        .query_map([NotApplied::WAITS], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<crate::store::db::Result<_>>()?;
    for (stream, no) in waiting {
        let stream = stream.parse().map_err(|_| StoreError::Damaged { place: "inbox.stream" })?;
        let (op, received_ms) = stored(conn, &stream, no.cast_unsigned())?;
        batch::store_effect(conn, keys, &stream, &op, received_ms)?;
    }
    Ok(())
}

fn stored(conn: &Connection, stream: &StreamId, no: u64) -> Result<(Delivered, i64)> {
    let (kind, clock, key, bytes, received_ms) = conn
        .prepare_cached(
            "SELECT kind, clock, key, sealed, received_ms FROM inbox WHERE stream = ?1 AND no = ?2",
        )?
        .query_row(params![stream.to_string(), no.cast_signed()], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
    let clock = serde_json::from_str(&clock).map_err(|_| StoreError::Damaged { place: "inbox.clock" })?;
    Ok((Delivered { no, kind, clock, sealed: Sealed { key, bytes }, opened: Opened::default() }, received_ms))
}

#[cfg(test)]
mod tests;
