//! Reading a feed: a page after a cursor, or "begin again" (protocol rules 5 to 7).
//!
//! Begin again when the epoch is another (the cursor belongs to a history that is no more), when the
//! cursor is beyond head (the same, seen from the other side), or when tombstones between the cursor and
//! now are purged. For the last a walk carries its `floor`: head when it began. What vanished before
//! that the walk simply never meets, so a horizon up to the floor is harmless. Without the floor a long
//! walk and a purge chase each other for ever; a model of this protocol found that.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::feed::{Digest, FeedAnswer, FeedQuery, Page, Reset, Row};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::limits::FEED_ROWS_MAX;
use serde_json::value::RawValue;

use super::error::{Result, StoreError};
use super::stand::Stamp;
use super::{Store, meta, snapshot};

/// Bodies in one page, at most, in bytes. A page has at least one row whatever its size.
const PAGE_BYTES_MAX: usize = 1024 * 1024;

/// A scope and what it adds up to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeState {
    /// The newest change.
    pub head: u64,
    /// Tombstones at or below it are purged.
    pub horizon: u64,
    /// Living rows.
    pub count: u64,
    /// Their digest.
    pub digest: Digest,
    /// When the sources were last heard, Unix seconds; 0 for never.
    pub as_of_s: i64,
}

/// What a question to a feed comes to.
pub(crate) enum Fed<T> {
    /// The caller has this page.
    Known(T),
    /// A page, and what its scope adds up to.
    Page(Page, ScopeState),
    /// Begin again.
    Reset(Reset),
}

impl Store {
    /// Answers a terminal's question. A scope that nothing was ever published in is an empty one.
    pub fn feed(&self, scope: &Scope, query: &FeedQuery) -> Result<FeedAnswer> {
        Ok(match self.feed_unless(scope, query, |_, _| None::<std::convert::Infallible>)? {
            Fed::Page(page, _) => FeedAnswer::Page(page),
            Fed::Reset(reset) => FeedAnswer::Reset(reset),
            Fed::Known(never) => match never {},
        })
    }

    /// [`Store::feed`], and no row is read where the page under this epoch and these sums is `known` already.
    pub(crate) fn feed_unless<T>(
        &self,
        scope: &Scope,
        query: &FeedQuery,
        known: impl FnOnce(Epoch, &ScopeState) -> Option<T>,
    ) -> Result<Fed<T>> {
        // One read transaction: rows, sums and epoch are of the same moment.
        let tx = self.conn.read()?;
        let epoch = meta::epoch(&tx)?;
        let state = state(&tx, scope)?;
        let FeedQuery { epoch: _, after, floor, limit } = *query;
        let purged = after > 0 && after.max(floor) < state.horizon;
        if query.epoch != epoch || purged || after > state.head {
            let snapshot = snapshot::usable(&tx, scope, &state, epoch)?.map(|(_, document)| document);
            return Ok(Fed::Reset(Reset { epoch, snapshot }));
        }
        if let Some(known) = known(epoch, &state) {
            return Ok(Fed::Known(known));
        }
        let (rows, more) = rows_after(&tx, scope, after, limit.clamp(1, FEED_ROWS_MAX))?;
        let next = match rows.last() {
            Some(row) if more => row.seq,
            Some(_) | None => state.head,
        };
        let ScopeState { head, horizon: _, count, digest, as_of_s } = state;
        Ok(Fed::Page(Page { epoch, after, rows, next, more, head, count, digest, as_of_s }, state))
    }

    /// What a scope adds up to.
    pub fn scope_state(&self, scope: &Scope) -> Result<ScopeState> {
        state(&self.conn, scope)
    }

    /// The moment of the fleet, and the heads of the scopes that moved at `since_ms` (Unix milliseconds) or later.
    pub(crate) fn heads_since(&self, since_ms: i64) -> Result<(Stamp, Vec<(String, u64)>)> {
        let stamp = self.stamp()?;
        let mut statement =
            self.conn.prepare_cached("SELECT scope, head FROM feed_scope WHERE changed_ms >= ?1")?;
        let heads = statement.query_map([since_ms], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
        })?;
        Ok((stamp, heads.collect::<crate::store::db::Result<_>>()?))
    }

    /// Every scope that something was published in.
    pub fn scopes(&self) -> Result<Vec<Scope>> {
        let mut statement = self.conn.prepare_cached("SELECT scope FROM feed_scope ORDER BY scope")?;
        let scopes = statement.query_map([], |row| row.get::<_, String>(0))?;
        scopes
            .map(|scope| scope?.parse().map_err(|_| StoreError::Damaged { place: "feed_scope.scope" }))
            .collect()
    }
}

pub(super) fn state(conn: &Connection, scope: &Scope) -> Result<ScopeState> {
    let found = conn
        .prepare_cached("SELECT head, horizon, count, digest, as_of_s FROM feed_scope WHERE scope = ?1")?
        .query_row([scope.to_string()], |row| {
            Ok(ScopeState {
                head: row.get::<_, i64>(0)?.cast_unsigned(),
                horizon: row.get::<_, i64>(1)?.cast_unsigned(),
                count: row.get::<_, i64>(2)?.cast_unsigned(),
                digest: Digest(row.get::<_, i64>(3)?.cast_unsigned()),
                as_of_s: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or(ScopeState { head: 0, horizon: 0, count: 0, digest: Digest::default(), as_of_s: 0 }))
}

/// Changes after a cursor, and whether there are more.
fn rows_after(conn: &Connection, scope: &Scope, after: u64, limit: u32) -> Result<(Vec<Row>, bool)> {
    let mut statement = conn.prepare_cached(
        "SELECT id, seq, del, body FROM feed_row WHERE scope = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    let limit = limit as usize;
    // `after` is at most head here, which came from this database.
    let mut found = statement.query(params![scope.to_string(), after.cast_signed(), limit as i64 + 1])?;
    let (mut rows, mut bytes) = (Vec::new(), 0);
    while let Some(row) = found.next()? {
        let body: String = row.get(3)?;
        if rows.len() == limit || (!rows.is_empty() && bytes + body.len() > PAGE_BYTES_MAX) {
            return Ok((rows, true));
        }
        bytes += body.len();
        rows.push(wire_row(row.get(0)?, row.get(1)?, row.get(2)?, body)?);
    }
    Ok((rows, false))
}

pub(super) fn wire_row(id: String, seq: i64, del: bool, body: String) -> Result<Row> {
    let body = match del {
        true => None,
        false => {
            Some(RawValue::from_string(body).map_err(|_| StoreError::Damaged { place: "feed_row.body" })?)
        }
    };
    Ok(Row { id, seq: seq.cast_unsigned(), del, body })
}
