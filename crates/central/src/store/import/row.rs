//! What becomes of each row: worked out against what is published, kept, shown by pages.

use std::collections::{BTreeMap, HashMap};

use crate::store::db::{Connection, OptionalExtension, Row, Value, params, params_from_iter};
use anjungan_wire::content::{Content, Item};
use anjungan_wire::id::Scope;
use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::Store;
use super::super::error::{Result, StoreError};
use super::run::{ImportRun, find, step};
use super::{ImportRefusal, LEASE_MS, RunId, after_prefix, scopes_of};
use crate::import::columns::Kind;
use crate::import::fate::{Fate, Why};
use crate::import::rows::{Built, Unusable, id_prefix};
use crate::import::run::Step;
use crate::office::offices::Offices;

/// Reasons that name [`Cause::RegionElsewhere`](crate::import::fate::Cause::RegionElsewhere), for LIKE. What stood in a
/// cell can't look like it: its quotes are written with a backslash before.
const ELSEWHERE: &str = "%\"cause\":\"region-elsewhere\"%";

/// A row that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowOutcome {
    /// Its number in the file.
    pub no: u32,
    /// What came of it.
    pub outcome: std::result::Result<Built, Unusable>,
}

/// A row of an import before a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportRow {
    /// Its number in the file.
    pub no: i64,
    /// What becomes of it.
    pub fate: Fate,
    /// What a person knows it by.
    pub label: String,
    /// Why.
    pub why: Vec<Why>,
    /// Whether a person lets a flagged one pass.
    pub ticked: bool,
    /// Whether an undo left it alone because somebody changed it since.
    pub kept: bool,
}

/// How many rows of each fate.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// By fate.
    pub by_fate: BTreeMap<Fate, i64>,
    /// Flagged ones that a person lets pass.
    pub ticked: i64,
    /// Flagged ones outside the region of the source's office, ticked or not.
    pub elsewhere: i64,
    /// Left alone by an undo.
    pub kept: i64,
}

impl Counts {
    /// Rows of a fate.
    pub fn of(&self, fate: Fate) -> i64 {
        self.by_fate.get(&fate).copied().unwrap_or(0)
    }

    /// Every row.
    pub fn all(&self) -> i64 {
        self.by_fate.values().sum()
    }

    /// What applying would write.
    pub fn to_publish(&self) -> i64 {
        self.of(Fate::New) + self.of(Fate::Changed) + self.of(Fate::Gone) + self.ticked
    }
}

/// What reading a file needs from the store at its beginning.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Minimum wages a month that are published, by regency.
    pub minimum_wages: HashMap<String, u64>,
}

impl Store {
    /// What is needed to read a file on a day.
    pub fn import_reader(&self, today: Date) -> Result<Reader> {
        Ok(Reader { minimum_wages: minimum_wages(&self.conn, today)? })
    }

    /// Forgets what was worked out before: the check begins anew. `false`: the job is another's by now.
    pub fn begin_rows(&mut self, run: RunId, me: &str, now: Timestamp) -> Result<bool> {
        let tx = self.write()?;
        if !renew(&tx, run, me, 0, now)? {
            return Ok(false);
        }
        tx.execute("DELETE FROM import_row WHERE run = ?1", [run.0])?;
        tx.commit()?;
        Ok(true)
    }

    /// Keeps the fates of some more rows. `false`: the job is another's by now.
    pub fn add_rows(
        &mut self,
        run: &ImportRun,
        me: &str,
        rows: &[RowOutcome],
        now: Timestamp,
    ) -> Result<bool> {
        let tx = self.write()?;
        if !renew(&tx, run.id, me, rows.len(), now)? {
            return Ok(false);
        }
        for RowOutcome { no, outcome } in rows {
            match outcome {
                Ok(built) => {
                    let published = published(&tx, scopes_of(run.content), &built.id)?;
                    let fate = fate_of(run.content, built, published.as_ref());
                    // What is published like this already needs no body here.
                    let body = if fate == Fate::Same { "" } else { built.body.as_str() };
                    let scope = built.scope.to_string();
                    keep(
                        &tx,
                        run.id,
                        i64::from(*no),
                        fate,
                        &built.label,
                        &built.doubts,
                        [&scope, &built.id, body],
                    )?;
                }
                Err(unusable) => {
                    let why = std::slice::from_ref(&unusable.why);
                    keep(
                        &tx,
                        run.id,
                        i64::from(*no),
                        Fate::Refused,
                        &unusable.label,
                        why,
                        ["", &unusable.id, ""],
                    )?;
                }
            }
        }
        tx.commit()?;
        Ok(true)
    }

    /// Every row has its fate: those that are published and not in the file get theirs, where the file is whole.
    pub fn finish_rows(&mut self, run: &ImportRun, me: &str, now: Timestamp) -> Result<bool, ImportRefusal> {
        let prefix = id_prefix(run.content, run.source.0);
        let tx = self.write()?;
        if !renew(&tx, run.id, me, 0, now)? {
            return Ok(false);
        }
        let (scopes, until) = (scopes_of(run.content), after_prefix(&prefix));
        let before: i64 = tx.query_row(
            "SELECT count(*) FROM feed_row WHERE id >= ?1 AND id < ?2 AND del = 0 AND scope LIKE ?3",
            params![prefix, until, scopes],
            |row| row.get(0),
        )?;
        if run.whole {
            let mut no: i64 = tx.query_row(
                "SELECT coalesce(max(no), 0) FROM import_row WHERE run = ?1",
                [run.id.0],
                |row| row.get(0),
            )?;
            let gone: Vec<(String, String, String)> = tx
                .prepare_cached(
                    "SELECT scope, id, body FROM feed_row
                     WHERE id >= ?1 AND id < ?2 AND del = 0 AND scope LIKE ?3 AND NOT EXISTS
                        (SELECT 1 FROM import_row WHERE run = ?4 AND row_id = feed_row.id)
                     ORDER BY id",
                )?
                .query_map(params![prefix, until, scopes, run.id.0], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?
                .collect::<crate::store::db::Result<_>>()?;
            for (scope, id, body) in gone {
                no += 1;
                keep(&tx, run.id, no, Fate::Gone, &label_of(&body), &[], [&scope, &id, ""])?;
            }
        }
        settle_check(&tx, run, before, now)?;
        tx.commit()?;
        Ok(true)
    }

    /// The rows of a pull, worked out elsewhere.
    pub fn add_pulled_rows(
        &mut self,
        run: &ImportRun,
        me: &str,
        rows: &[(Fate, String, String, String, String)],
        now: Timestamp,
    ) -> Result<bool> {
        let tx = self.write()?;
        let from: i64 =
            tx.query_row("SELECT coalesce(max(no), 0) FROM import_row WHERE run = ?1", [run.id.0], |row| {
                row.get(0)
            })?;
        if !renew(&tx, run.id, me, rows.len(), now)? {
            return Ok(false);
        }
        for (no, (fate, label, scope, id, body)) in (from + 1..).zip(rows) {
            keep(&tx, run.id, no, *fate, label, &[], [scope, id, body])?;
        }
        tx.commit()?;
        Ok(true)
    }

    /// A pull has all its rows: `found` can be published, `before` were.
    pub fn finish_pulled_rows(
        &mut self,
        run: &ImportRun,
        me: &str,
        [found, before]: [i64; 2],
        now: Timestamp,
    ) -> Result<bool, ImportRefusal> {
        let tx = self.write()?;
        if !renew(&tx, run.id, me, 0, now)? {
            return Ok(false);
        }
        settle_check(&tx, run, before, now)?;
        tx.execute("UPDATE import_run SET found = ?2 WHERE id = ?1", [run.id.0, found])?;
        tx.commit()?;
        Ok(true)
    }

    /// How many rows of each fate an import has.
    pub fn import_counts(&self, run: RunId) -> Result<Counts> {
        let mut counts = Counts::default();
        let mut statement = self.conn.prepare_cached(
            "SELECT fate, count(*), CAST(sum(ticked) AS BIGINT), CAST(sum(CASE WHEN done = 'kept' THEN 1 ELSE 0 END) AS BIGINT),
                CAST(sum(CASE WHEN fate = 'flagged' AND why LIKE ?2 THEN 1 ELSE 0 END) AS BIGINT)
             FROM import_row WHERE run = ?1 GROUP BY fate",
        )?;
        let rows = statement.query_map(params![run.0, ELSEWHERE], |row| {
            let counts: [i64; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
            Ok((row.get::<_, String>(0)?, counts))
        })?;
        for row in rows {
            let (fate, [count, ticked, kept, elsewhere]) = row?;
            counts.by_fate.insert(named(&fate)?, count);
            counts.ticked += ticked;
            counts.kept += kept;
            counts.elsewhere += elsewhere;
        }
        Ok(counts)
    }

    /// Rows of an import after a number; of one fate, or of all.
    pub fn import_rows(
        &self,
        run: RunId,
        fate: Option<Fate>,
        after: i64,
        limit: u32,
    ) -> Result<Vec<ImportRow>> {
        // Two statements: with one for both, PostgreSQL and SQLite walk all rows of the import for its few flagged ones.
        let which = if fate.is_some() { "fate = ?4 AND" } else { "" };
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT no, fate, label, why, ticked, done FROM import_row
             WHERE run = ?1 AND {which} no > ?2 ORDER BY no LIMIT ?3"
        ))?;
        let mut values = vec![Value::from(run.0), Value::from(after), Value::from(i64::from(limit))];
        values.extend(fate.map(|fate| Value::from(fate.as_str())));
        let rows = statement.query_map(params_from_iter(values), |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Rows that an undo left alone because somebody changed them since.
    pub fn kept_rows(&self, run: RunId, limit: u32) -> Result<Vec<ImportRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT no, fate, label, why, ticked, done FROM import_row
             WHERE run = ?1 AND done = 'kept' ORDER BY no LIMIT ?2",
        )?;
        let rows = statement.query_map([run.0, i64::from(limit)], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Lets flagged rows pass, or not: those between two numbers, only the ones listed. Rows outside the region of the
    /// source's office stay as they are, unless `offices` are every one.
    pub fn tick_rows(
        &mut self,
        run: RunId,
        [from, to]: [i64; 2],
        ticked: &[i64],
        offices: &Offices,
        by: &str,
        at: Timestamp,
    ) -> Result<(), ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let found = find(&tx, run)?.ok_or(ImportRefusal::Unknown)?;
        if found.state.after(Step::Apply).is_none() {
            return Err(ImportRefusal::State);
        }
        let within = "run = ?1 AND fate = 'flagged' AND (why NOT LIKE ?2 OR ?3 = 1)";
        let every = i64::from(*offices == Offices::Every);
        tx.execute(
            &format!("UPDATE import_row SET ticked = 0 WHERE {within} AND no >= ?4 AND no <= ?5"),
            params![run.0, ELSEWHERE, every, from, to],
        )?;
        let mut count = 0;
        for no in ticked.iter().filter(|no| (from..=to).contains(no)) {
            count += tx.execute(
                &format!("UPDATE import_row SET ticked = 1 WHERE {within} AND no = ?4"),
                params![run.0, ELSEWHERE, every, *no],
            )?;
        }
        let detail = serde_json::json!({ "from": from, "to": to, "ticked": count });
        super::run::note(&tx, &keys, run, by, "import-tick", at, &detail)?;
        Ok(tx.commit()?)
    }
}

/// The newest minimum wage a month of each regency that is published and in force, by the regency's code.
pub(in crate::store) fn minimum_wages(conn: &Connection, today: Date) -> Result<HashMap<String, u64>> {
    let mut statement =
        conn.prepare_cached("SELECT body FROM feed_row WHERE scope = ?1 AND del = 0 ORDER BY id")?;
    let bodies = statement.query_map([Scope::Texts.to_string()], |row| row.get::<_, String>(0))?;
    let mut newest: HashMap<String, (Date, u64)> = HashMap::new();
    for body in bodies {
        // What a newer central wrote, and what is no reference, is passed over.
        let Ok(Content { item: Item::WageReference(wage), .. }) = serde_json::from_str(&body?) else {
            continue;
        };
        if wage.valid_from > today {
            continue;
        }
        let known = newest.entry(wage.region.as_str().to_owned()).or_insert((wage.valid_from, wage.amount.0));
        if known.0 <= wage.valid_from {
            *known = (wage.valid_from, wage.amount.0);
        }
    }
    Ok(newest.into_iter().map(|(region, (_, amount))| (region, amount)).collect())
}

/// Renews the lease and tells how far the work is. `false`: the job is another's by now.
fn renew(tx: &Connection, run: RunId, me: &str, rows: usize, now: Timestamp) -> Result<bool> {
    let rows = i64::try_from(rows).unwrap_or(0);
    let renewed = tx.execute(
        "UPDATE import_run SET rows_done = rows_done + ?3, lease_until_ms = ?4
         WHERE id = ?1 AND lease_by = ?2 AND state = 'checking'",
        params![run.0, me, rows, now.as_millisecond() + LEASE_MS],
    )?;
    Ok(renewed == 1)
}

fn settle_check(tx: &Connection, run: &ImportRun, before: i64, now: Timestamp) -> Result<(), ImportRefusal> {
    let found: i64 = tx.query_row(
        "SELECT count(*) FROM import_row WHERE run = ?1 AND fate IN ('new', 'changed', 'same')",
        [run.id.0],
        |row| row.get(0),
    )?;
    let rows: i64 =
        tx.query_row("SELECT count(*) FROM import_row WHERE run = ?1", [run.id.0], |row| row.get(0))?;
    step(tx, run, Step::Checked, now)?;
    tx.execute(
        "UPDATE import_run SET found = ?2, before = ?3, rows_done = ?4 WHERE id = ?1",
        [run.id.0, found, before, rows],
    )?;
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "a row's columns, once")]
fn keep(
    tx: &Connection,
    run: RunId,
    no: i64,
    fate: Fate,
    label: &str,
    why: &[Why],
    [scope, id, body]: [&str; 3],
) -> Result<()> {
    let why = if why.is_empty() { "[]".to_owned() } else { serde_json::to_string(why).unwrap_or_default() };
    tx.prepare_cached(
        "INSERT INTO import_row (run, no, fate, label, why, scope, row_id, body, ticked, done, before_scope, before_body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, '', '', '')
         ON CONFLICT (run, no) DO NOTHING",
    )?
    .execute(params![run.0, no, fate.as_str(), label, why, scope, id, body])?;
    Ok(())
}

/// Where a row lives and what it says.
pub(super) fn published(tx: &Connection, scopes: &str, id: &str) -> Result<Option<(String, String)>> {
    Ok(tx
        .prepare_cached(
            "SELECT scope, body FROM feed_row WHERE id = ?1 AND del = 0 AND scope LIKE ?2 LIMIT 1",
        )?
        .query_row([id, scopes], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn fate_of(kind: Kind, built: &Built, published: Option<&(String, String)>) -> Fate {
    match published {
        // A doubt about what nobody changes is no news.
        Some((scope, body)) if *scope == built.scope.to_string() && same(kind, body, &built.body) => {
            Fate::Same
        }
        _ if !built.doubts.is_empty() => Fate::Flagged,
        Some(_) => Fate::Changed,
        None => Fate::New,
    }
}

/// Whether two bodies say the same. When a vacancy was fetched is not what it says.
pub(super) fn same(kind: Kind, published: &str, built: &str) -> bool {
    if published == built {
        return true;
    }
    let vacancy = |body: &str| {
        serde_json::from_str::<Vacancy>(body).ok().map(|vacancy| Vacancy { fetched_s: 0, ..vacancy })
    };
    kind == Kind::Vacancies && vacancy(published).is_some_and(|published| Some(published) == vacancy(built))
}

/// What a person calls a published row.
fn label_of(body: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let item = value.get("item").unwrap_or(&value);
    let text = |name: &str| {
        let found = item.get(name)?;
        found.as_str().or_else(|| found.get("id")?.as_str()).map(String::from)
    };
    let named = ["title", "name", "company", "employer", "organiser", "number"].into_iter().filter_map(text);
    named.take(2).collect::<Vec<_>>().join(" · ").chars().take(160).collect()
}

fn named(fate: &str) -> Result<Fate> {
    Fate::named(fate).ok_or(StoreError::Damaged { place: "import_row.fate" })
}

fn read(row: &Row<'_>) -> Result<ImportRow> {
    let (fate, why, done): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(5)?);
    Ok(ImportRow {
        no: row.get(0)?,
        fate: named(&fate)?,
        label: row.get(2)?,
        why: serde_json::from_str(&why).map_err(|_| StoreError::Damaged { place: "import_row.why" })?,
        ticked: row.get::<_, i64>(4)? == 1,
        kept: done == "kept",
    })
}
