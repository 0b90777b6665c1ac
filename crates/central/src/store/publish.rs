//! Publishing: each change takes the next number of its scope, all of them in one transaction.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::feed::Digest;
use anjungan_wire::id::Scope;
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::vacancy::{Source, Vacancy};
use serde_json::value::RawValue;

use super::error::{Result, StoreError, TOO_LARGE};
use super::{Store, now_ms, now_s};

/// A change of the vacancies.
#[derive(Clone, Debug)]
pub enum VacancyChange {
    /// The vacancy is like this now. Its scope is its province.
    Put(Box<Vacancy>),
    /// The vacancy is gone.
    Remove {
        /// [`Vacancy::row_id`]
        row_id: String,
    },
}

/// A change of any scope's row.
#[derive(Clone, Debug)]
pub struct RowChange {
    /// The row's id, unique in its scope.
    pub id: String,
    /// JSON on one line; `None` removes the row.
    pub body: Option<String>,
}

/// What came of publishing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Published {
    /// Rows that are new or different.
    pub put: u64,
    /// Rows removed.
    pub removed: u64,
    /// Rows that went to another scope; each is also one of `put`.
    pub moved: u64,
    /// Rows that were there already, the same, and removals of what wasn't there.
    pub unchanged: u64,
    /// Ids left out because a terminal would not accept a row that large.
    pub too_large: Vec<String>,
}

impl Store {
    /// Publishes changes of vacancies heard from a source at `as_of_s` (Unix seconds). All or nothing.
    /// Scopes in which nothing changed are as fresh as the others: the source was heard about them too.
    ///
    /// A vacancy that differs from the published one in `fetched_s` alone is not a change: otherwise
    /// every import would send every row to every kiosk.
    pub fn publish(&mut self, changes: Vec<VacancyChange>, as_of_s: i64) -> Result<Published> {
        let tx = self.write()?;
        let mut feed = Writing::new(&tx);
        let mut done = Published::default();
        for change in changes {
            match change {
                VacancyChange::Put(vacancy) => put(&mut feed, *vacancy, &mut done)?,
                VacancyChange::Remove { row_id } => match scope_of(&tx, &row_id)? {
                    Some(scope) if feed.set(&scope, &row_id, None)? => done.removed += 1,
                    Some(_) | None => done.unchanged += 1,
                },
            }
        }
        feed.finish(as_of_s)?;
        tx.execute(
            "UPDATE feed_scope SET as_of_s = ?1 WHERE as_of_s < ?1 AND scope LIKE 'vacancies@%'",
            [as_of_s],
        )?;
        tx.commit()?;
        tracing::info!(
            put = done.put,
            removed = done.removed,
            moved = done.moved,
            unchanged = done.unchanged,
            "published vacancies"
        );
        Ok(done)
    }

    /// Publishes rows of one scope, whatever they mean. All or nothing.
    pub fn publish_rows(
        &mut self,
        scope: &Scope,
        changes: Vec<RowChange>,
        as_of_s: i64,
    ) -> Result<Published> {
        let tx = self.write()?;
        let mut feed = Writing::new(&tx);
        let mut done = Published::default();
        feed.scope(scope)?;
        for RowChange { id, body } in changes {
            match body {
                Some(body) if body.len() > ROW_BODY_BYTES_MAX => done.leave_out(id),
                Some(body) => match feed.set(scope, &id, Some(one_line(&id, body)?.get()))? {
                    true => done.put += 1,
                    false => done.unchanged += 1,
                },
                None => match feed.set(scope, &id, None)? {
                    true => done.removed += 1,
                    false => done.unchanged += 1,
                },
            }
        }
        feed.finish(as_of_s)?;
        tx.commit()?;
        Ok(done)
    }

    /// Says that the sources were heard at `as_of_s` although these scopes did not change.
    pub fn touch_as_of(&mut self, scopes: &[Scope], as_of_s: i64) -> Result<()> {
        let tx = self.write()?;
        let mut feed = Writing::new(&tx);
        for scope in scopes {
            feed.scope(scope)?;
        }
        feed.finish(as_of_s)?;
        tx.commit()?;
        Ok(())
    }

    /// Says that a source of vacancies was heard at `as_of_s` and that nothing changed.
    pub fn touch_vacancies(&mut self, as_of_s: i64) -> Result<()> {
        let tx = self.write()?;
        tx.execute(
            "UPDATE feed_scope SET as_of_s = ?1 WHERE as_of_s < ?1 AND scope LIKE 'vacancies@%'",
            [as_of_s],
        )?;
        Ok(tx.commit()?)
    }

    /// The published vacancy with this row id.
    pub fn vacancy(&self, row_id: &str) -> Result<Option<Vacancy>> {
        let body: Option<String> = self
            .conn
            .prepare_cached(
                "SELECT body FROM feed_row WHERE id = ?1 AND del = 0 AND scope LIKE 'vacancies@%' LIMIT 1",
            )?
            .query_row([row_id], |row| row.get(0))
            .optional()?;
        body.map(|body| parse(&body)).transpose()
    }

    /// Every published vacancy of one source, in order of id.
    pub fn vacancies_from(&self, source: Source) -> Result<Vec<Vacancy>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT body FROM feed_row
             WHERE id >= ?1 AND id < ?2 AND del = 0 AND scope LIKE 'vacancies@%' ORDER BY id",
        )?;
        // `;` is the character after `:`.
        let (from, to) = (format!("{}:", source.as_str()), format!("{};", source.as_str()));
        let bodies = statement.query_map([from, to], |row| row.get::<_, String>(0))?;
        bodies.map(|body| parse(&body?)).collect()
    }
}

impl Published {
    fn leave_out(&mut self, id: String) {
        tracing::warn!(row = %id, "row {id} is left out: {TOO_LARGE}");
        self.too_large.push(id);
    }
}

fn parse(body: &str) -> Result<Vacancy> {
    serde_json::from_str(body).map_err(|_| StoreError::Damaged { place: "feed_row.body" })
}

fn put(feed: &mut Writing<'_>, mut vacancy: Vacancy, done: &mut Published) -> Result<()> {
    let id = vacancy.row_id();
    let scope = Scope::Vacancies(vacancy.place.region.province());
    let old_scope = scope_of(feed.conn, &id)?;
    if old_scope.as_ref() == Some(&scope)
        && let Some(old) = live_body(feed.conn, &scope, &id)?
        && let Ok(old) = serde_json::from_str::<Vacancy>(&old.1)
    {
        let fetched_s = std::mem::replace(&mut vacancy.fetched_s, old.fetched_s);
        if vacancy == old {
            feed.scope(&scope)?;
            done.unchanged += 1;
            return Ok(());
        }
        vacancy.fetched_s = fetched_s;
    }
    let body = serde_json::to_string(&vacancy)
        .map_err(|_| StoreError::BadRow { id: id.clone(), why: "not JSON" })?;
    if body.len() > ROW_BODY_BYTES_MAX {
        done.leave_out(id);
        return Ok(());
    }
    if let Some(old_scope) = old_scope.filter(|old| *old != scope) {
        // A row's scope never changes (protocol rule 8): it ends there and begins here.
        feed.set(&old_scope, &id, None)?;
        done.moved += 1;
    }
    match feed.set(&scope, &id, Some(&body))? {
        true => done.put += 1,
        false => done.unchanged += 1,
    }
    Ok(())
}

fn one_line(id: &str, body: String) -> Result<Box<RawValue>> {
    let bad = |why| StoreError::BadRow { id: id.into(), why };
    let body = RawValue::from_string(body).map_err(|_| bad("its body is not JSON"))?;
    // Snapshots are lines.
    if body.get().contains('\n') {
        return Err(bad("its body has line breaks between its fields"));
    }
    Ok(body)
}

/// The scope in which a vacancy is alive.
fn scope_of(conn: &Connection, row_id: &str) -> Result<Option<Scope>> {
    let scope: Option<String> = conn
        .prepare_cached(
            "SELECT scope FROM feed_row WHERE id = ?1 AND del = 0 AND scope LIKE 'vacancies@%' LIMIT 1",
        )?
        .query_row([row_id], |row| row.get(0))
        .optional()?;
    scope.map(|scope| scope.parse().map_err(|_| StoreError::Damaged { place: "feed_row.scope" })).transpose()
}

/// Position and body of a living row.
fn live_body(conn: &Connection, scope: &Scope, id: &str) -> Result<Option<(i64, String)>> {
    Ok(conn
        .prepare_cached("SELECT seq, body FROM feed_row WHERE scope = ?1 AND id = ?2 AND del = 0")?
        .query_row(params![scope.to_string(), id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The scopes that a transaction writes to, with their sums carried along and stored once at the end.
pub(super) struct Writing<'tx> {
    conn: &'tx Connection,
    scopes: BTreeMap<Scope, Sums>,
    now_s: i64,
}

#[derive(Clone, Copy)]
struct Sums {
    head: i64,
    count: i64,
    digest: Digest,
}

impl<'tx> Writing<'tx> {
    pub(super) fn new(conn: &'tx Connection) -> Self {
        Self { conn, scopes: BTreeMap::new(), now_s: now_s() }
    }

    /// The connection it writes to.
    pub(super) fn conn(&self) -> &'tx Connection {
        self.conn
    }

    /// Takes a scope up, and makes it when it is new. The write locks its row, on every engine.
    fn scope(&mut self, scope: &Scope) -> Result<&mut Sums> {
        match self.scopes.entry(scope.clone()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let sums = self
                    .conn
                    .prepare_cached(
                        "INSERT INTO feed_scope (scope, head, horizon, count, digest, as_of_s)
                         VALUES (?1, 0, 0, 0, 0, 0)
                         ON CONFLICT (scope) DO UPDATE SET head = feed_scope.head
                         RETURNING head, count, digest",
                    )?
                    .query_row([scope.to_string()], |row| {
                        let digest = Digest(row.get::<_, i64>(2)?.cast_unsigned());
                        Ok(Sums { head: row.get(0)?, count: row.get(1)?, digest })
                    })?;
                Ok(entry.insert(sums))
            }
        }
    }

    /// Makes a row be like this. Whether that was a change.
    pub(super) fn set(&mut self, scope: &Scope, id: &str, body: Option<&str>) -> Result<bool> {
        let (conn, now_s) = (self.conn, self.now_s);
        let old = live_body(conn, scope, id)?;
        let sums = self.scope(scope)?;
        if old.as_ref().map(|(_, body)| body.as_str()) == body {
            return Ok(false);
        }
        sums.head += 1;
        if let Some((seq, body)) = &old {
            sums.digest.toggle(id, seq.cast_unsigned(), body);
            sums.count -= 1;
        }
        if let Some(body) = body {
            sums.digest.toggle(id, sums.head.cast_unsigned(), body);
            sums.count += 1;
        }
        conn.prepare_cached(
            "INSERT INTO feed_row (scope, id, seq, del, body, changed_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (scope, id) DO UPDATE
             SET seq = excluded.seq, del = excluded.del, body = excluded.body, changed_s = excluded.changed_s",
        )?
        .execute(params![
            scope.to_string(),
            id,
            sums.head,
            body.is_none(),
            body.unwrap_or(""),
            now_s
        ])?;
        Ok(true)
    }

    pub(super) fn finish(self, as_of_s: i64) -> Result<()> {
        let changed_ms = now_ms();
        for (scope, Sums { head, count, digest }) in self.scopes {
            self.conn
                .prepare_cached(
                    "UPDATE feed_scope SET head = ?2, count = ?3, digest = ?4, changed_ms = ?6,
                        as_of_s = CASE WHEN as_of_s < ?5 THEN ?5 ELSE as_of_s END
                     WHERE scope = ?1",
                )?
                .execute(params![
                    scope.to_string(),
                    head,
                    count,
                    digest.0.cast_signed(),
                    as_of_s,
                    changed_ms
                ])?;
        }
        Ok(())
    }
}
