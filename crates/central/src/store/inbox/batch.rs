//! A batch of pushes, in one transaction.

use std::collections::HashMap;

use anjungan_wire::id::{Epoch, StreamId};
use anjungan_wire::limits::{OP_SEALED_BYTES_MAX, PUSH_OPS_MAX};
use anjungan_wire::op::{OpKind, fingerprint};
use anjungan_wire::request::PushAnswer;

use super::delivery::{Delivered, Delivery, PushJob, PushRefusal};
use super::retry_waiting;
use crate::store::apply::{NotApplied, apply};
use crate::store::db::many::{in_sizes, places};
use crate::store::db::{Connection, Value, params, params_from_iter};
use crate::store::error::{Result, StoreError};
use crate::store::figures::Tally;
use crate::store::keys::Keys;
use crate::store::meta;

/// An answer for each push.
type Answers = Vec<Result<PushAnswer, PushRefusal>>;

/// Whether [`together`] is worth a try: no op says by itself that it can't be applied.
pub(super) fn may_fit(jobs: &[PushJob]) -> bool {
    let fits =
        |op: &Delivered| OpKind::named(&op.kind).is_some() && op.sealed.bytes.len() <= OP_SEALED_BYTES_MAX;
    jobs.iter().all(|job| job.delivery.ops.iter().all(fits))
}

/// Takes in pushes with few journeys to the database: all of their ops are applied, or this is an error and nothing of the
/// transaction may stay.
pub(super) fn together(conn: &Connection, keys: &Keys, jobs: &[PushJob]) -> Result<Answers, Stopped> {
    let streams = streams(jobs);
    let mut way = Together(Tally::of(conn, &streams)?);
    let answers = Batch::new(conn, keys, &mut way, &streams)?.take_in(jobs)?;
    way.0.write(conn)?;
    if jobs.iter().any(has_application) {
        retry_waiting(conn, keys)?;
    }
    conn.settle().map_err(StoreError::from)?;
    Ok(answers)
}

/// Takes in pushes whose ops have a way back each: one that does not apply is held, with a reason.
pub(super) fn one_by_one(conn: &Connection, keys: &Keys, jobs: &[PushJob]) -> Result<Answers> {
    let answers = Batch::new(conn, keys, &mut OneByOne, &streams(jobs))?.take_in(jobs)?;
    if jobs.iter().any(has_application) {
        retry_waiting(conn, keys)?;
    }
    Ok(answers)
}

/// Why [`together`] ended before its end.
pub(super) enum Stopped {
    /// An op does not apply. The other way says why.
    Unfit,
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Stopped::Store(error)
    }
}

/// How an op is kept.
trait Way {
    /// What ends the batch.
    type Stopped: From<StoreError>;

    fn keep(&mut self, of: Op<'_>) -> Result<(), Self::Stopped>;
}

/// An op of a stream, and what it takes to apply it.
struct Op<'a> {
    conn: &'a Connection,
    keys: &'a Keys,
    stream: &'a StreamId,
    op: &'a Delivered,
    received_ms: i64,
}

struct Together(Tally);

impl Way for Together {
    type Stopped = Stopped;

    fn keep(&mut self, of: Op<'_>) -> Result<(), Stopped> {
        of.write(APPLIED)?;
        of.apply(&mut self.0).map_err(|why| {
            why.obstacle().map_or(Stopped::Unfit, |obstacle| Stopped::Store(StoreError::Obstacle(obstacle)))
        })
    }
}

struct OneByOne;

impl Way for OneByOne {
    type Stopped = StoreError;

    fn keep(&mut self, of: Op<'_>) -> Result<()> {
        of.write(HELD)?;
        store_effect(of.conn, of.keys, of.stream, of.op, of.received_ms).map(drop)
    }
}

impl Op<'_> {
    fn write(&self, status: &str) -> Result<()> {
        let Op { conn, keys: _, stream, op, received_ms } = *self;
        let clock =
            serde_json::to_string(&op.clock).map_err(|_| StoreError::Damaged { place: "inbox.clock" })?;
        conn.later(
            "INSERT INTO inbox (stream, no, fingerprint, kind, clock, key, sealed, received_ms, status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                stream.to_string(),
                op.no.cast_signed(),
                op_fingerprint(op),
                op.kind,
                clock,
                op.sealed.key,
                op.sealed.bytes,
                received_ms,
                status
            ],
        )?;
        Ok(())
    }

    fn apply(&self, tally: &mut Tally) -> Result<(), NotApplied> {
        if self.op.sealed.bytes.len() > OP_SEALED_BYTES_MAX {
            return Err(NotApplied::Large);
        }
        apply(self.conn, self.keys, tally, self.stream, self.op, self.received_ms)
    }
}

struct Batch<'a, W> {
    conn: &'a Connection,
    keys: &'a Keys,
    way: &'a mut W,
    epoch: Epoch,
    /// By stream.
    hwms: HashMap<String, i64>,
}

impl<'a, W: Way> Batch<'a, W> {
    fn new(conn: &'a Connection, keys: &'a Keys, way: &'a mut W, streams: &[String]) -> Result<Self> {
        Ok(Batch { conn, keys, way, epoch: meta::epoch(conn)?, hwms: hwms(conn, streams)? })
    }

    fn take_in(mut self, jobs: &[PushJob]) -> Result<Answers, W::Stopped> {
        jobs.iter().map(|job| self.push(job)).collect()
    }

    /// Takes in one push. What preceded an op that is refused stays.
    fn push(&mut self, job: &PushJob) -> Result<Result<PushAnswer, PushRefusal>, W::Stopped> {
        let PushJob { stream, delivery, received_ms } = job;
        if let Err(refusal) = check(job) {
            return Ok(Err(refusal));
        }
        let name = stream.to_string();
        let before = self.hwms.get(&name).copied().unwrap_or(0);
        let mut hwm = before;
        let mut refused = None;
        let mut known = self.fingerprints(&name, delivery, before)?;
        for op in &delivery.ops {
            let no = op.no.cast_signed();
            let fingerprint = op_fingerprint(op);
            if no <= hwm {
                match known.get(&no) {
                    Some(kept) if *kept == fingerprint => {}
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
                        self.keep(stream, op, *received_ms)?;
                        known.insert(no, fingerprint);
                    }
                }
                continue;
            }
            if no > hwm + 1 {
                if op.no != delivery.oldest {
                    break;
                }
                write_gap(self.conn, stream, hwm + 1, no - 1, *received_ms)?;
            }
            self.keep(stream, op, *received_ms)?;
            known.insert(no, fingerprint);
            hwm = no;
        }
        // The terminal forgot everything that is asked for here; only its number tells.
        let forgotten = delivery.oldest.cast_signed() - 1;
        if delivery.ops.is_empty() && forgotten > hwm {
            write_gap(self.conn, stream, hwm + 1, forgotten, *received_ms)?;
            hwm = forgotten;
        }
        if hwm > before {
            let note = "INSERT INTO inbox_stream (stream, hwm) VALUES (?1, ?2)
                ON CONFLICT (stream) DO UPDATE SET hwm = excluded.hwm";
            self.conn.later(note, params![name, hwm]).map_err(StoreError::from)?;
            self.hwms.insert(name, hwm);
        }
        Ok(match refused {
            Some(refusal) => Err(refusal),
            None => Ok(PushAnswer { epoch: self.epoch, hwm: hwm.cast_unsigned() }),
        })
    }

    /// Of the ops that came again: what is kept under their numbers.
    fn fingerprints(&self, stream: &str, delivery: &Delivery, hwm: i64) -> Result<HashMap<i64, [u8; 32]>> {
        let numbers = delivery.ops.iter().map(|op| op.no.cast_signed());
        let again: Vec<i64> = numbers.filter(|no| *no <= hwm).collect();
        let mut known = HashMap::with_capacity(again.len());
        for some in in_sizes(&again) {
            let mut statement = self.conn.prepare_cached(&format!(
                "SELECT no, fingerprint FROM inbox WHERE no IN ({}) AND stream = ?{}",
                places(some.len()),
                some.len() + 1
            ))?;
            let mut values: Vec<Value> = some.into_iter().map(|no| Value::Integer(*no)).collect();
            values.push(stream.into());
            let kept = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            for row in kept {
                let (no, fingerprint) = row?;
                known.insert(no, fingerprint);
            }
        }
        Ok(known)
    }

    fn keep(&mut self, stream: &StreamId, op: &Delivered, received_ms: i64) -> Result<(), W::Stopped> {
        self.way.keep(Op { conn: self.conn, keys: self.keys, stream, op, received_ms })
    }
}

fn streams(jobs: &[PushJob]) -> Vec<String> {
    let mut streams: Vec<String> = jobs.iter().map(|job| job.stream.to_string()).collect();
    streams.sort_unstable();
    streams.dedup();
    streams
}

fn has_application(job: &PushJob) -> bool {
    job.delivery.ops.iter().any(|op| op.kind == OpKind::Application.as_str())
}

const APPLIED: &str = "applied";
const HELD: &str = "held";

/// Applies a kept op in a savepoint and notes what came of it. Whether it was applied.
pub(super) fn store_effect(
    conn: &Connection,
    keys: &Keys,
    stream: &StreamId,
    op: &Delivered,
    received_ms: i64,
) -> Result<bool> {
    let outcome = conn.savepoint(|| {
        let mut tally = Tally::of(conn, &[stream.to_string()])?;
        Op { conn, keys, stream, op, received_ms }.apply(&mut tally)?;
        Ok(tally.write(conn)?)
    })?;
    let (status, reason) = match outcome {
        Ok(()) => (APPLIED, None),
        // Held is what a person must look at. A full disk or a database that went away is not the op's.
        Err(NotApplied::Obstacle(obstacle)) => return Err(StoreError::Obstacle(obstacle)),
        // Known, and gone: its bytes go as well.
        Err(NotApplied::Erased) => {
            conn.later(
                "UPDATE inbox SET status = 'applied', reason = 'erased', sealed = x'' WHERE stream = ?1 AND no = ?2",
                params![stream.to_string(), op.no.cast_signed()],
            )?;
            return Ok(true);
        }
        Err(why) => (HELD, Some(why.to_string())),
    };
    if let Some(reason) = &reason {
        tracing::warn!(%stream, no = op.no, kind = %op.kind.escape_debug(), reason, "held op {} of {stream}", op.no);
    }
    conn.later(
        "UPDATE inbox SET status = ?3, reason = ?4 WHERE stream = ?1 AND no = ?2",
        params![stream.to_string(), op.no.cast_signed(), status, reason],
    )?;
    Ok(status == APPLIED)
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
fn check(PushJob { stream, delivery, .. }: &PushJob) -> Result<(), PushRefusal> {
    if delivery.stream != *stream {
        return Err(PushRefusal::OtherStream);
    }
    if delivery.ops.len() > PUSH_OPS_MAX {
        return Err(PushRefusal::TooMany(delivery.ops.len()));
    }
    delivery.ops.iter().try_for_each(check_op)?;
    if !is_number(delivery.oldest) {
        return Err(PushRefusal::Malformed { no: delivery.oldest, why: NUMBERS });
    }
    Ok(())
}

fn check_op(op: &Delivered) -> Result<(), PushRefusal> {
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

/// How far central has these streams; one that was never heard of is not among them.
pub(in crate::store) fn hwms(conn: &Connection, streams: &[String]) -> Result<HashMap<String, i64>> {
    let mut hwms = HashMap::with_capacity(streams.len());
    for some in in_sizes(streams) {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT stream, hwm FROM inbox_stream WHERE stream IN ({})",
            places(some.len())
        ))?;
        let found = statement
            .query_map(params_from_iter(some), |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        for row in found {
            let (stream, hwm) = row?;
            hwms.insert(stream, hwm);
        }
    }
    Ok(hwms)
}

fn op_fingerprint(op: &Delivered) -> [u8; 32] {
    fingerprint(op.no, &op.kind, &op.clock, &op.sealed)
}
