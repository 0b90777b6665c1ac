//! Sources: what is pulled and when, and how it went.

use crate::store::db::{OptionalExtension, Row, params};
use anjungan_wire::id::RegionCode;
use jiff::Timestamp;
use serde_json::json;

use super::super::error::{Result, StoreError};
use super::super::{Store, audit};
use super::{ImportRefusal, LEASE_MS, SourceId};
use crate::import::columns::{Kind, Remembered};
use crate::import::schedule::Schedule;

/// What sort of source it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceKind {
    /// Kemnaker's Karirhub, pulled.
    Karirhub,
    /// Kemnaker's MagangHub, pulled.
    Maganghub,
    /// Files that an office sends.
    File,
}

impl SourceKind {
    /// Every kind.
    pub const ALL: [SourceKind; 3] = [SourceKind::Karirhub, SourceKind::Maganghub, SourceKind::File];

    /// The name in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Karirhub => "karirhub",
            SourceKind::Maganghub => "maganghub",
            SourceKind::File => "file",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<SourceKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A source as a person describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSource {
    /// What people call it; 1 to 80 characters.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// What its rows are. Pulled ones are vacancies.
    pub content: Kind,
    /// Where it is at home.
    pub region: Option<RegionCode>,
    /// What is pulled. For files of vacancies: where one goes on with a phone when a row doesn't say.
    pub address: String,
    /// Whether what is not in it any more is withdrawn.
    pub whole: bool,
    /// When it is pulled.
    pub schedule: Schedule,
    /// Fewer rows than this share of the last time wait for a person: 0 to 100.
    pub keep_percent: u8,
    /// Rupiah a month, where no reference is published.
    pub minimum_wage: Option<u64>,
}

/// A source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportSource {
    /// Its number.
    pub id: SourceId,
    /// What a person said of it.
    pub about: NewSource,
    /// Whether it is used.
    pub active: bool,
    /// Headings by field, as a person last said.
    pub remembered: Remembered,
    /// The next pull, Unix milliseconds.
    pub due_ms: i64,
    /// The last pull or apply, Unix milliseconds.
    pub tried_ms: Option<i64>,
    /// The last that went well, Unix milliseconds.
    pub good_ms: Option<i64>,
    /// Rows at that time.
    pub good_rows: Option<i64>,
    /// Failures in a row since.
    pub failures: u32,
    /// The last failure's cause, or empty.
    pub failure: String,
    /// Whether a process pulls it now.
    pub busy: bool,
}

/// How a pull went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PullOutcome {
    /// It was read; so many rows can be published.
    Good {
        /// How many.
        rows: i64,
    },
    /// It was read and waits for a person: there was far less than before.
    Waits,
    /// It could not be read.
    Failed {
        /// Why, for a technician.
        why: String,
    },
}

const COLUMNS: &str =
    "id, name, kind, content, region, address, whole, every_h, hour_from, hour_to, keep_percent,
    minimum_wage, active, mapping, due_ms, tried_ms, good_ms, good_rows, failures, failure, lease_until_ms";

impl Store {
    /// Every source, by name.
    pub fn import_sources(&self, now: Timestamp) -> Result<Vec<ImportSource>> {
        let mut statement =
            self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM import_source ORDER BY name"))?;
        let rows = statement.query_map([], |row| Ok(read(row, now.as_millisecond())))?;
        rows.map(|row| row?).collect()
    }

    /// A source.
    pub fn import_source(&self, id: SourceId, now: Timestamp) -> Result<Option<ImportSource>> {
        self.conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM import_source WHERE id = ?1"))?
            .query_row([id.0], |row| Ok(read(row, now.as_millisecond())))
            .optional()?
            .transpose()
    }

    /// Makes a source. Pulled ones are pulled at once.
    pub fn add_import_source(
        &mut self,
        new: &NewSource,
        by: &str,
        at: Timestamp,
    ) -> Result<SourceId, ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        sound(new)?;
        let taken: Option<i64> = tx
            .query_row("SELECT id FROM import_source WHERE name = ?1", [&new.name], |row| row.get(0))
            .optional()?;
        if taken.is_some() {
            return Err(ImportRefusal::Name);
        }
        let region = new.region.as_ref().map_or("", |region| region.as_str());
        let id: i64 = tx.query_row(
            "INSERT INTO import_source (name, kind, content, region, address, whole, every_h, hour_from, hour_to,
                keep_percent, minimum_wage, active, mapping, due_ms, failures, failure, lease_by, lease_until_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, '{}', ?12, 0, '', '', 0) RETURNING id",
            params![
                new.name,
                new.kind.as_str(),
                new.content.as_str(),
                region,
                new.address,
                i64::from(new.whole),
                i64::from(new.schedule.every_h),
                i64::from(new.schedule.hour_from),
                i64::from(new.schedule.hour_to),
                i64::from(new.keep_percent),
                new.minimum_wage.and_then(|wage| i64::try_from(wage).ok()),
                at.as_millisecond(),
            ],
            |row| row.get(0),
        )?;
        let detail = json!({ "kind": new.kind.as_str(), "content": new.content.as_str(), "region": region });
        audit::note(
            &tx,
            &keys,
            at.as_millisecond(),
            by,
            "import-source-new",
            &format!("import-source:{id}"),
            &detail,
        )?;
        tx.commit()?;
        Ok(SourceId(id))
    }

    /// Switches a source on or off.
    pub fn switch_import_source(
        &mut self,
        id: SourceId,
        active: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), ImportRefusal> {
        let act = if active { "import-source-on" } else { "import-source-off" };
        self.change_source(
            id,
            by,
            act,
            at,
            "UPDATE import_source SET active = ?2, due_ms = ?3 WHERE id = ?1",
            active,
        )
    }

    /// Pulls a source as soon as a process is free, whatever its hours.
    pub fn pull_import_source(&mut self, id: SourceId, by: &str, at: Timestamp) -> Result<(), ImportRefusal> {
        let sql = "UPDATE import_source SET active = ?2, due_ms = ?3 WHERE id = ?1 AND kind <> 'file' AND active = 1";
        self.change_source(id, by, "import-source-pull", at, sql, true)
    }

    fn change_source(
        &mut self,
        id: SourceId,
        by: &str,
        act: &str,
        at: Timestamp,
        sql: &str,
        active: bool,
    ) -> Result<(), ImportRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        if tx.execute(sql, params![id.0, i64::from(active), at.as_millisecond()])? == 0 {
            return Err(ImportRefusal::Unknown);
        }
        let subject = format!("import-source:{}", id.0);
        audit::note(&tx, &keys, at.as_millisecond(), by, act, &subject, &json!({}))?;
        Ok(tx.commit()?)
    }

    /// Takes a source whose time has come. Nobody else gets it until the lease ends.
    pub fn claim_pull(&mut self, me: &str, now: Timestamp) -> Result<Option<ImportSource>> {
        let now_ms = now.as_millisecond();
        let tx = self.write()?;
        let due: Option<i64> = tx
            .query_row(
                "SELECT id FROM import_source
                 WHERE active = 1 AND kind <> 'file' AND due_ms <= ?1 AND lease_until_ms <= ?1
                 ORDER BY due_ms, id LIMIT 1",
                [now_ms],
                |row| row.get(0),
            )
            .optional()?;
        let Some(id) = due else { return Ok(None) };
        // Ten minutes: a source of many pages is read slowly, out of courtesy.
        tx.execute(
            "UPDATE import_source SET lease_by = ?2, lease_until_ms = ?3, tried_ms = ?4 WHERE id = ?1",
            params![id, me, now_ms + 5 * LEASE_MS, now_ms],
        )?;
        let source =
            tx.query_row(&format!("SELECT {COLUMNS} FROM import_source WHERE id = ?1"), [id], |row| {
                Ok(read(row, now_ms))
            })??;
        tx.commit()?;
        Ok(Some(source))
    }

    /// Says how a pull went, and when the next one is.
    pub fn settle_pull(
        &mut self,
        source: &ImportSource,
        me: &str,
        outcome: &PullOutcome,
        now: Timestamp,
        chance: f64,
    ) -> Result<()> {
        let failures = match outcome {
            PullOutcome::Good { .. } | PullOutcome::Waits => 0,
            PullOutcome::Failed { .. } => source.failures.saturating_add(1),
        };
        let next = source.about.schedule.next(now, failures, chance);
        let (good, why) = match outcome {
            PullOutcome::Good { rows } => (Some(*rows), ""),
            PullOutcome::Waits => (None, ""),
            PullOutcome::Failed { why } => (None, why.as_str()),
        };
        let why: String = why.chars().take(400).collect();
        let tx = self.write()?;
        tx.execute(
            "UPDATE import_source SET lease_by = '', lease_until_ms = 0, due_ms = ?3, failures = ?4, failure = ?5,
                good_ms = CASE WHEN ?6 = 1 THEN ?7 ELSE good_ms END,
                good_rows = CASE WHEN ?6 = 1 THEN ?8 ELSE good_rows END
             WHERE id = ?1 AND lease_by = ?2",
            params![
                source.id.0,
                me,
                next.as_millisecond(),
                i64::from(failures),
                why,
                i64::from(good.is_some()),
                now.as_millisecond(),
                good.unwrap_or_default()
            ],
        )?;
        Ok(tx.commit()?)
    }
}

fn sound(new: &NewSource) -> Result<(), ImportRefusal> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 80 || name != new.name || name.contains(char::is_control) {
        return Err(ImportRefusal::Name);
    }
    let pulled = new.kind != SourceKind::File;
    let linked = new.content == Kind::Vacancies;
    let web = new.address.parse::<anjungan_wire::content::WebAddress>().is_ok();
    // A server of the office's own network may have no certificate; a link on a phone must.
    let plain = pulled && new.address.starts_with("http://") && new.address.len() <= 300;
    let nowhere = (pulled || linked) && !web && !plain;
    if nowhere || (pulled && !linked) {
        return Err(ImportRefusal::Address);
    }
    Ok(())
}

fn read(row: &Row<'_>, now_ms: i64) -> Result<ImportSource> {
    let damaged = |place| StoreError::Damaged { place };
    let small = |at: usize| -> Result<u8> {
        u8::try_from(row.get::<_, i64>(at)?).map_err(|_| damaged("import_source"))
    };
    let region: String = row.get(4)?;
    let region = match region.as_str() {
        "" => None,
        code => Some(code.parse().map_err(|_| damaged("import_source.region"))?),
    };
    let mapping: String = row.get(13)?;
    let kind: String = row.get(2)?;
    let content: String = row.get(3)?;
    Ok(ImportSource {
        id: SourceId(row.get(0)?),
        about: NewSource {
            name: row.get(1)?,
            kind: SourceKind::named(&kind).ok_or_else(|| damaged("import_source.kind"))?,
            content: Kind::named(&content).ok_or_else(|| damaged("import_source.content"))?,
            region,
            address: row.get(5)?,
            whole: row.get::<_, i64>(6)? == 1,
            schedule: Schedule { every_h: small(7)?, hour_from: small(8)?, hour_to: small(9)? },
            keep_percent: small(10)?,
            minimum_wage: row.get::<_, Option<i64>>(11)?.and_then(|wage| u64::try_from(wage).ok()),
        },
        active: row.get::<_, i64>(12)? == 1,
        remembered: serde_json::from_str(&mapping).map_err(|_| damaged("import_source.mapping"))?,
        due_ms: row.get(14)?,
        tried_ms: row.get(15)?,
        good_ms: row.get(16)?,
        good_rows: row.get(17)?,
        failures: u32::try_from(row.get::<_, i64>(18)?).unwrap_or(u32::MAX),
        failure: row.get(19)?,
        busy: row.get::<_, i64>(20)? > now_ms,
    })
}
