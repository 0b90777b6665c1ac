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
//! **Architecture invariant:** the high-water mark always advances. An op that can't be applied is held
//! for a person; it is never dropped and it delays nobody.

mod delivery;

use crate::store::db::{Connection, OptionalExtension, params, params_from_iter};
use anjungan_wire::id::StreamId;
use anjungan_wire::limits::{OP_SEALED_BYTES_MAX, PUSH_OPS_MAX};
use anjungan_wire::op::{OpKind, fingerprint};
use anjungan_wire::request::{Push, PushAnswer};
use anjungan_wire::seal::Sealed;

use super::application::streams_within;
use super::apply::{NotApplied, apply, open};
use super::error::{Result, StoreError};
use super::keys::Keys;
use super::{Store, meta};
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
        let tx = self.write()?;
        let mut answers = Vec::with_capacity(jobs.len());
        for job in jobs {
            match take_in(&tx, &keys, job) {
                Err(PushRefusal::Store(error)) => return Err(error),
                // What preceded the op that was refused stays.
                answer => answers.push(answer),
            }
        }
        if jobs.iter().any(|job| job.delivery.ops.iter().any(|op| op.kind == OpKind::Application.as_str())) {
            retry_waiting(&tx, &keys)?;
        }
        tx.commit()?;
        Ok(answers)
    }

    /// The highest op number of a stream with all before it; 0 for a stream never heard of.
    pub fn hwm(&self, stream: &StreamId) -> Result<u64> {
        Ok(hwm(&self.conn, &stream.to_string())?.cast_unsigned())
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
        if store_effect(conn, keys, &stream, &op, received_ms)? {
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
        store_effect(conn, keys, &stream, &op, received_ms)?;
    }
    Ok(())
}

fn take_in(conn: &Connection, keys: &Keys, job: &PushJob) -> Result<PushAnswer, PushRefusal> {
    let PushJob { stream, delivery, received_ms } = job;
    if delivery.stream != *stream {
        return Err(PushRefusal::OtherStream);
    }
    if delivery.ops.len() > PUSH_OPS_MAX {
        return Err(PushRefusal::TooMany(delivery.ops.len()));
    }
    delivery.ops.iter().try_for_each(check)?;
    if !is_number(delivery.oldest) {
        return Err(PushRefusal::Malformed { no: delivery.oldest, why: NUMBERS });
    }
    let name = stream.to_string();
    let mut hwm = hwm(conn, &name)?;
    let before = hwm;
    let mut refused = None;
    for op in &delivery.ops {
        let no = op.no.cast_signed();
        if no <= hwm {
            match kept_fingerprint(conn, &name, no)? {
                Some(kept) if kept == op_fingerprint(op) => {}
                Some(_) => {
                    tracing::error!(
                        %stream, no,
                        "stream {stream} sent another op under number {no}: a copied or restored ledger"
                    );
                    refused = Some(PushRefusal::Conflict { no: op.no });
                    break;
                }
                None => {
                    tracing::warn!(%stream, no, "op {no} of stream {stream} arrived after its gap was written");
                    keep(conn, keys, stream, op, *received_ms)?;
                }
            }
            continue;
        }
        if no > hwm + 1 {
            if op.no != delivery.oldest {
                break;
            }
            write_gap(conn, stream, hwm + 1, no - 1, *received_ms)?;
        }
        keep(conn, keys, stream, op, *received_ms)?;
        hwm = no;
    }
    // The terminal forgot everything that is asked for here; only its number tells.
    let forgotten = delivery.oldest.cast_signed() - 1;
    if delivery.ops.is_empty() && forgotten > hwm {
        write_gap(conn, stream, hwm + 1, forgotten, *received_ms)?;
        hwm = forgotten;
    }
    if hwm > before {
        conn.prepare_cached(
            "INSERT INTO inbox_stream (stream, hwm) VALUES (?1, ?2)
             ON CONFLICT (stream) DO UPDATE SET hwm = excluded.hwm",
        )?
        .execute(params![name, hwm])?;
    }
    match refused {
        Some(refusal) => Err(refusal),
        None => Ok(PushAnswer { epoch: meta::epoch(conn)?, hwm: hwm.cast_unsigned() }),
    }
}

/// What the terminal had sent long ago and central, restored from a backup older than that, will never get.
fn write_gap(
    conn: &Connection,
    stream: &StreamId,
    first_no: i64,
    last_no: i64,
    received_ms: i64,
) -> Result<()> {
    tracing::error!(
        %stream, first_no, last_no,
        "ops {first_no} to {last_no} of stream {stream} are lost: central was restored from a backup older than \
         what the terminal keeps"
    );
    conn.prepare_cached(
        "INSERT INTO inbox_gap (stream, first_no, last_no, received_ms) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![stream.to_string(), first_no, last_no, received_ms])?;
    Ok(())
}

const NUMBERS: &str = "numbers begin at 1 and have no holes";

/// Up to half of what SQLite can count to, so that `hwm + 1` is a number too.
fn is_number(no: u64) -> bool {
    (1..=i64::MAX as u64 / 2).contains(&no)
}

/// What no terminal of ours sends. Everything else is kept, whatever it is.
fn check(op: &Delivered) -> Result<(), PushRefusal> {
    let bad = |why| Err(PushRefusal::Malformed { no: op.no, why });
    if !is_number(op.no) {
        return bad(NUMBERS);
    }
    if op.kind.is_empty() || op.kind.len() > 40 {
        return bad("the name of its kind is empty or longer than 40 characters");
    }
    if op.sealed.key.len() > 64 {
        return bad("the name of its key is longer than 64 characters");
    }
    Ok(())
}

fn keep(
    conn: &Connection,
    keys: &Keys,
    stream: &StreamId,
    op: &Delivered,
    received_ms: i64,
) -> Result<(), StoreError> {
    let clock = serde_json::to_string(&op.clock).map_err(|_| StoreError::Damaged { place: "inbox.clock" })?;
    conn.prepare_cached(
        "INSERT INTO inbox (stream, no, fingerprint, kind, clock, key, sealed, received_ms, status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'held')",
    )?
    .execute(params![
        stream.to_string(),
        op.no.cast_signed(),
        op_fingerprint(op),
        op.kind,
        clock,
        op.sealed.key,
        op.sealed.bytes,
        received_ms
    ])?;
    store_effect(conn, keys, stream, op, received_ms)?;
    Ok(())
}

/// Applies a kept op in a savepoint and notes what came of it. Whether it was applied.
fn store_effect(
    conn: &Connection,
    keys: &Keys,
    stream: &StreamId,
    op: &Delivered,
    received_ms: i64,
) -> Result<bool> {
    let outcome = conn.savepoint(Result::is_ok, || {
        if op.sealed.bytes.len() > OP_SEALED_BYTES_MAX {
            Err(NotApplied::Large)
        } else {
            apply(conn, keys, stream, op, received_ms)
        }
    })?;
    // Held is what a person must look at. A full disk or a database that went away is not the op's.
    if let Err(NotApplied::Obstacle(obstacle)) = outcome {
        return Err(StoreError::Obstacle(obstacle));
    }
    if let Err(NotApplied::Erased) = outcome {
        // Known, and gone: its bytes go as well.
        conn.prepare_cached(
            "UPDATE inbox SET status = 'applied', reason = 'erased', sealed = x'' WHERE stream = ?1 AND no = ?2",
        )?
        .execute(params![stream.to_string(), op.no.cast_signed()])?;
        return Ok(true);
    }
    let reason = outcome.err().map(|why| why.to_string());
    if let Some(reason) = &reason {
        tracing::warn!(%stream, no = op.no, kind = %op.kind.escape_debug(), reason, "held op {} of {stream}", op.no);
    }
    let status = if reason.is_none() { "applied" } else { "held" };
    conn.prepare_cached("UPDATE inbox SET status = ?3, reason = ?4 WHERE stream = ?1 AND no = ?2")?
        .execute(params![stream.to_string(), op.no.cast_signed(), status, reason])?;
    Ok(reason.is_none())
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

fn hwm(conn: &Connection, stream: &str) -> Result<i64> {
    let hwm = conn
        .prepare_cached("SELECT hwm FROM inbox_stream WHERE stream = ?1")?
        .query_row([stream], |row| row.get(0))
        .optional()?;
    Ok(hwm.unwrap_or(0))
}

fn kept_fingerprint(conn: &Connection, stream: &str, no: i64) -> Result<Option<[u8; 32]>> {
    Ok(conn
        .prepare_cached("SELECT fingerprint FROM inbox WHERE stream = ?1 AND no = ?2")?
        .query_row(params![stream, no], |row| row.get(0))
        .optional()?)
}

fn op_fingerprint(op: &Delivered) -> [u8; 32] {
    fingerprint(op.no, &op.kind, &op.clock, &op.sealed)
}

#[cfg(test)]
mod tests;
