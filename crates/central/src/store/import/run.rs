//! Imports as they stand, and the jobs that work on them.

use crate::store::db::{Connection, OptionalExtension, Row, Value, params, params_from_iter};
use anjungan_wire::id::RegionCode;
use jiff::Timestamp;
use serde_json::json;

use super::super::error::{Result, StoreError};
use super::super::keys::Keys;
use super::super::{Store, audit};
use super::{ImportRefusal, LEASE_MS, RunId, SourceId, UNDO_DAYS, WAITING_HOURS};
use crate::import::columns::{Kind, Mapping};
use crate::import::run::{State, Step};
use crate::import::sheet::Sample;
use crate::office::offices::Offices;
use crate::store::application::within;

/// An import as it begins.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Whose rows they are.
    pub source: SourceId,
    /// What the sender calls the file; empty for a pull.
    pub file_name: String,
    /// Its first rows.
    pub samples: Vec<Sample>,
    /// What each column is, as far as known.
    pub mapping: Mapping,
    /// Whether what is not in it is withdrawn.
    pub whole: bool,
}

/// An import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportRun {
    /// Its number.
    pub id: RunId,
    /// Whose rows they are.
    pub source: SourceId,
    /// Where the source is at home; `None`: in the whole country.
    pub region: Option<RegionCode>,
    /// The source's name.
    pub source_name: String,
    /// What its rows are.
    pub content: Kind,
    /// Where it stands.
    pub state: State,
    /// Since when, Unix milliseconds.
    pub state_ms: i64,
    /// What the sender calls the file; empty for a pull.
    pub file_name: String,
    /// The first rows of each sheet.
    pub samples: Vec<Sample>,
    /// What each column is.
    pub mapping: Mapping,
    /// Whether what is not in it is withdrawn.
    pub whole: bool,
    /// Who brought it.
    pub made_by: String,
    /// When, Unix milliseconds.
    pub made_ms: i64,
    /// When it was published, Unix milliseconds.
    pub applied_ms: Option<i64>,
    /// How far the job is, in rows.
    pub rows_done: i64,
    /// Rows that can be published.
    pub found: i64,
    /// Rows of the source that were published when it was checked.
    pub before: i64,
    /// Fewer rows than this share of those before wait for a person's yes.
    pub keep_percent: u8,
    /// Why it failed, for the person who sent it.
    pub failure: String,
}

/// A job to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunJob {
    /// The import.
    pub run: ImportRun,
}

/// Imports of a source that wait for somebody's yes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// Whose.
    pub source: SourceId,
    /// Whether they were pulled; else somebody sent them.
    pub pulled: bool,
    /// How many.
    pub runs: u64,
}

/// Whose office a source is. One of a whole province, or of none, is no single office's.
const REGENCY: &str = "substr(import_source.region, 1, 4)";
const COLUMNS: &str = "import_run.id, source, name, content, state, state_ms, file_name, sample, import_run.mapping,
    import_run.whole, made_by, made_ms, applied_ms, rows_done, found, before, keep_percent, import_run.failure, region";
const FROM: &str = "FROM import_run JOIN import_source ON import_source.id = import_run.source";

impl ImportRun {
    /// Whether there is so much less than before that a person must say yes. A file that is not whole withdraws
    /// nothing, however short it is; a source of a few rows may well halve.
    pub fn is_shrunken(&self) -> bool {
        const FEW: i64 = 20;
        self.whole && self.before >= FEW && self.found * 100 < self.before * i64::from(self.keep_percent)
    }

    /// Whether `by` sent the file: the officer counts, not the role of the moment. A pull is nobody's.
    pub fn is_own(&self, by: &str) -> bool {
        let officer =
            |by: &str| by.rsplit_once(':').map_or_else(|| by.to_owned(), |(officer, _)| officer.to_owned());
        !self.file_name.is_empty() && officer(&self.made_by) == officer(by)
    }
}

impl Store {
    /// Keeps a file's import, before anybody said what its columns are.
    pub fn begin_run(&mut self, new: &NewRun, by: &str, at: Timestamp) -> Result<RunId, ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let id = insert(&tx, new, State::Uploaded, by, at)?;
        note(&tx, &keys, RunId(id), by, "import-upload", at, &json!({ "source": new.source.0 }))?;
        tx.commit()?;
        Ok(RunId(id))
    }

    /// Keeps a pull's import as being checked by `me`. An older one of the source that waits for a person is given up:
    /// what it says is older.
    pub fn begin_pull_run(&mut self, new: &NewRun, me: &str, at: Timestamp) -> Result<RunId> {
        let tx = self.write()?;
        tx.execute(
            "UPDATE import_run SET state = 'dropped', state_ms = ?2
             WHERE source = ?1 AND file_name = '' AND state IN ('checked', 'checking', 'failed')",
            params![new.source.0, at.as_millisecond()],
        )?;
        let id = insert(&tx, new, State::Checking, "system", at)?;
        tx.execute(
            "UPDATE import_run SET lease_by = ?2, lease_until_ms = ?3 WHERE id = ?1",
            params![id, me, at.as_millisecond() + LEASE_MS],
        )?;
        tx.commit()?;
        Ok(RunId(id))
    }

    /// An import.
    pub fn run(&self, id: RunId) -> Result<Option<ImportRun>> {
        find(&self.conn, id)
    }

    /// Imports of these offices' sources, the newest first; of one source, or of all.
    pub fn runs(
        &self,
        source: Option<SourceId>,
        offices: &Offices,
        before: Option<RunId>,
        limit: u32,
    ) -> Result<Vec<ImportRun>> {
        let before = before.map_or(i64::MAX, |id| id.0);
        let mut values = vec![source.map_or(Value::Null, |id| Value::Integer(id.0)), Value::Integer(before)];
        let own = within(REGENCY, offices, &mut values);
        let sql = format!(
            "SELECT {COLUMNS} {FROM} WHERE (CAST(?1 AS BIGINT) IS NULL OR source = ?1) AND import_run.id < ?2{own}
             ORDER BY import_run.id DESC LIMIT {limit}"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many imports of these offices' sources wait for somebody's yes: by source, files and pulls apart.
    pub fn runs_waiting(&self, offices: &Offices) -> Result<Vec<Waiting>> {
        let mut values = Vec::new();
        let own = within(REGENCY, offices, &mut values);
        let sql = format!(
            "SELECT source, CASE WHEN file_name = '' THEN 1 ELSE 0 END, count(*) {FROM}
             WHERE state = '{}'{own} GROUP BY source, CASE WHEN file_name = '' THEN 1 ELSE 0 END",
            State::Checked.as_str()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            let pulled = row.get::<_, i64>(1)? == 1;
            Ok(Waiting { source: SourceId(row.get(0)?), pulled, runs: row.get::<_, i64>(2)?.cast_unsigned() })
        })?;
        Ok(rows.collect::<crate::store::db::Result<_>>()?)
    }

    /// A person said what the columns are: the fates are worked out. The source remembers.
    pub fn check_run(
        &mut self,
        id: RunId,
        mapping: &Mapping,
        whole: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let run = find(&tx, id)?.ok_or(ImportRefusal::Unknown)?;
        let sample = run.samples.iter().find(|sample| sample.sheet == mapping.sheet);
        let sample = sample.filter(|_| !run.file_name.is_empty()).ok_or(ImportRefusal::State)?;
        if !mapping.missing(run.content).is_empty() {
            return Err(ImportRefusal::Columns);
        }
        step(&tx, &run, Step::Check, at)?;
        tx.execute(
            "UPDATE import_run SET mapping = ?2, whole = ?3, failure = '' WHERE id = ?1",
            params![id.0, json_of(mapping), i64::from(whole)],
        )?;
        tx.execute(
            "UPDATE import_source SET mapping = ?2 WHERE id = ?1",
            params![run.source.0, json_of(&mapping.remember(sample))],
        )?;
        note(&tx, &keys, id, by, "import-check", at, &json!({ "whole": whole }))?;
        Ok(tx.commit()?)
    }

    /// A person wants it published, taken back or given up. `sure`: also when there is far less than before.
    pub fn wish_run(
        &mut self,
        id: RunId,
        wish: Step,
        sure: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let run = find(&tx, id)?.ok_or(ImportRefusal::Unknown)?;
        let act = match wish {
            Step::Apply => "import-apply",
            Step::Undo => "import-undo",
            Step::Drop => "import-drop",
            Step::Check | Step::Checked | Step::Applied | Step::Undone | Step::Fail => {
                return Err(ImportRefusal::State);
            }
        };
        if wish == Step::Apply && run.is_shrunken() && !sure {
            return Err(ImportRefusal::Shrunken { found: run.found, before: run.before });
        }
        if wish == Step::Apply && run.is_own(by) && four_eyes(&tx)? {
            return Err(ImportRefusal::Own);
        }
        let age_ms = at.as_millisecond() - run.applied_ms.unwrap_or(at.as_millisecond());
        if wish == Step::Undo && age_ms > UNDO_DAYS * 86_400_000 {
            return Err(ImportRefusal::TooLate);
        }
        step(&tx, &run, wish, at)?;
        if wish == Step::Drop {
            tx.execute("DELETE FROM import_row WHERE run = ?1", [id.0])?;
        }
        // What a pull brought would come again with the next one.
        if wish == Step::Undo && run.file_name.is_empty() {
            tx.execute("UPDATE import_source SET active = 0 WHERE id = ?1", [run.source.0])?;
        }
        note(
            &tx,
            &keys,
            id,
            by,
            act,
            at,
            &json!({ "found": run.found, "before": run.before, "sure": sure }),
        )?;
        Ok(tx.commit()?)
    }

    /// Whether somebody else than who sent a file must publish it.
    pub fn import_four_eyes(&self) -> Result<bool> {
        four_eyes(&self.conn)
    }

    /// Decides it.
    pub fn set_import_four_eyes(&mut self, asked: bool, by: &str, at: Timestamp) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        tx.prepare_cached(
            "INSERT INTO import_policy (one, four_eyes) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET four_eyes = excluded.four_eyes",
        )?
        .execute([i64::from(asked)])?;
        let detail = json!({ "four_eyes": asked });
        audit::note(&tx, &keys, at.as_millisecond(), by, "import-policy", "imports", &detail)?;
        Ok(tx.commit()?)
    }

    /// Whether there is a job, or a source whose time has come. Only looks.
    pub fn imports_wait(&self, now: Timestamp) -> Result<bool> {
        let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM import_run
                WHERE state IN ('checking', 'applying', 'undoing') AND lease_until_ms <= ?1)
            OR EXISTS (SELECT 1 FROM import_source
                WHERE active = 1 AND kind <> 'file' AND due_ms <= ?1 AND lease_until_ms <= ?1) THEN 1 ELSE 0 END";
        let waits: i64 =
            self.conn.prepare_cached(sql)?.query_row([now.as_millisecond()], |row| row.get(0))?;
        Ok(waits == 1)
    }

    /// Takes a job that nobody works on. `has_file` says whether a run's file is on this machine.
    pub fn claim_run(
        &mut self,
        me: &str,
        now: Timestamp,
        has_file: &dyn Fn(RunId) -> bool,
    ) -> Result<Option<RunJob>> {
        let now_ms = now.as_millisecond();
        let tx = self.write()?;
        let jobs: Vec<(i64, String)> = tx
            .prepare_cached(
                "SELECT id, state FROM import_run
                 WHERE state IN ('checking', 'applying', 'undoing') AND lease_until_ms <= ?1 ORDER BY id LIMIT 50",
            )?
            .query_map([now_ms], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<crate::store::db::Result<_>>()?;
        let mine = jobs.into_iter().find(|(id, state)| state != "checking" || has_file(RunId(*id)));
        let Some((id, _)) = mine else { return Ok(None) };
        tx.execute(
            "UPDATE import_run SET lease_by = ?2, lease_until_ms = ?3, rows_done = 0 WHERE id = ?1",
            params![id, me, now_ms + LEASE_MS],
        )?;
        let run = find(&tx, RunId(id))?.ok_or(StoreError::Damaged { place: "import_run" })?;
        tx.commit()?;
        Ok(Some(RunJob { run }))
    }

    /// The job can't be done, and why.
    pub fn fail_run(&mut self, id: RunId, me: &str, why: &str, now: Timestamp) -> Result<()> {
        let why: String = why.chars().take(400).collect();
        let tx = self.write()?;
        tx.execute(
            "UPDATE import_run SET state = 'failed', state_ms = ?3, failure = ?4, lease_by = '', lease_until_ms = 0
             WHERE id = ?1 AND lease_by = ?2 AND state = 'checking'",
            params![id.0, me, now.as_millisecond(), why],
        )?;
        Ok(tx.commit()?)
    }

    /// Gives up imports that nobody went on with for a day, and forgets what can't be taken back any more. Returns
    /// the imports whose files are still needed.
    pub fn tidy_imports(&mut self, now: Timestamp) -> Result<Vec<RunId>> {
        let now_ms = now.as_millisecond();
        let tx = self.write()?;
        let idle_ms = now_ms - WAITING_HOURS * 3_600_000;
        tx.execute(
            "UPDATE import_run SET state = 'dropped', state_ms = ?2
             WHERE state IN ('uploaded', 'checked', 'failed', 'checking') AND state_ms < ?1 AND lease_until_ms < ?2",
            params![idle_ms, now_ms],
        )?;
        tx.execute(
            "DELETE FROM import_row WHERE run IN (SELECT id FROM import_run WHERE state = 'dropped'
                OR (state IN ('applied', 'undone') AND state_ms < ?1))",
            [now_ms - UNDO_DAYS * 86_400_000],
        )?;
        let needed: Vec<(i64, String)> = tx
            .prepare_cached("SELECT id, state FROM import_run WHERE state IN ('uploaded', 'checking', 'checked', 'failed')")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<crate::store::db::Result<_>>()?;
        tx.commit()?;
        Ok(needed.into_iter().map(|(id, _)| RunId(id)).collect())
    }
}

fn four_eyes(conn: &Connection) -> Result<bool> {
    let asked: Option<i64> = conn
        .prepare_cached("SELECT four_eyes FROM import_policy WHERE one = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(asked == Some(1))
}

fn insert(tx: &Connection, new: &NewRun, state: State, by: &str, at: Timestamp) -> Result<i64> {
    let file_name: String = new.file_name.chars().filter(|c| !c.is_control()).take(120).collect();
    Ok(tx.query_row(
        "INSERT INTO import_run (source, state, file_name, sample, mapping, whole, made_by, made_ms, state_ms,
            rows_done, found, before, failure, lease_by, lease_until_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 0, 0, 0, '', '', 0) RETURNING id",
        params![
            new.source.0,
            state.as_str(),
            file_name,
            json_of(&new.samples),
            json_of(&new.mapping),
            i64::from(new.whole),
            by,
            at.as_millisecond()
        ],
        |row| row.get(0),
    )?)
}

/// Moves an import on, unless somebody else did.
pub(super) fn step(tx: &Connection, run: &ImportRun, step: Step, at: Timestamp) -> Result<(), ImportRefusal> {
    let next = run.state.after(step).ok_or(ImportRefusal::State)?;
    let moved = tx.execute(
        "UPDATE import_run SET state = ?3, state_ms = ?4, rows_done = 0, lease_by = '', lease_until_ms = 0
         WHERE id = ?1 AND state = ?2",
        params![run.id.0, run.state.as_str(), next.as_str(), at.as_millisecond()],
    )?;
    if moved == 1 { Ok(()) } else { Err(ImportRefusal::State) }
}

pub(super) fn find(conn: &Connection, id: RunId) -> Result<Option<ImportRun>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} {FROM} WHERE import_run.id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

pub(super) fn note(
    tx: &Connection,
    keys: &Keys,
    id: RunId,
    by: &str,
    act: &str,
    at: Timestamp,
    detail: &serde_json::Value,
) -> Result<()> {
    audit::note(tx, keys, at.as_millisecond(), by, act, &format!("import:{}", id.0), detail)
}

fn json_of(value: &impl serde::Serialize) -> String {
    // Texts, numbers, and maps with names for keys: nothing of it can fail.
    serde_json::to_string(value).expect("it is JSON")
}

fn read(row: &Row<'_>) -> Result<ImportRun> {
    let damaged = |place| StoreError::Damaged { place };
    let (content, state): (String, String) = (row.get(3)?, row.get(4)?);
    let (sample, mapping): (String, String) = (row.get(7)?, row.get(8)?);
    Ok(ImportRun {
        id: RunId(row.get(0)?),
        source: SourceId(row.get(1)?),
        source_name: row.get(2)?,
        content: Kind::named(&content).ok_or_else(|| damaged("import_source.content"))?,
        state: State::named(&state).ok_or_else(|| damaged("import_run.state"))?,
        state_ms: row.get(5)?,
        file_name: row.get(6)?,
        samples: serde_json::from_str(&sample).map_err(|_| damaged("import_run.sample"))?,
        mapping: serde_json::from_str(&mapping).map_err(|_| damaged("import_run.mapping"))?,
        whole: row.get::<_, i64>(9)? == 1,
        made_by: row.get(10)?,
        made_ms: row.get(11)?,
        applied_ms: row.get(12)?,
        rows_done: row.get(13)?,
        found: row.get(14)?,
        before: row.get(15)?,
        keep_percent: u8::try_from(row.get::<_, i64>(16)?).unwrap_or(0),
        failure: row.get(17)?,
        region: match row.get::<_, String>(18)?.as_str() {
            "" => None,
            code => Some(code.parse().map_err(|_| damaged("import_source.region"))?),
        },
    })
}
