//! The trail for whom only some offices exist: what was done with their things, or by their people.
//!
//! A row names its subject and its actor, not an office: both are looked up, once each for a page. What is everybody's
//! (a reason, a partner's key) is shown where one of their own people did it.

use std::collections::HashMap;

use anjungan_wire::id::RegionCode;

use super::AuditRow;
use crate::office::offices::Offices;
use crate::store::Store;
use crate::store::db::{Connection, OptionalExtension, ToSql, params};
use crate::store::error::Result;

/// Rows looked at in one go.
const STEP: u32 = 500;
/// Rows looked at for one page: an office of few among millions is found over several pages, and none takes long.
const STEPS_MAX: usize = 40;

/// Which rows of the trail.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AuditFilter {
    /// That concern these offices.
    pub offices: Offices,
    /// By this actor, whatever the role was: `officer:P01`, `system`.
    pub actor: Option<String>,
    /// Of this act.
    pub act: Option<String>,
    /// From this time on and before that, Unix milliseconds.
    pub within_ms: Option<(i64, i64)>,
    /// Before this row.
    pub before: Option<i64>,
}

impl AuditFilter {
    fn takes(&self, row: &AuditRow) -> bool {
        let by = |actor: &String| {
            row.actor
                .strip_prefix(actor.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        self.actor.as_ref().is_none_or(by) && self.act.as_ref().is_none_or(|act| *act == row.act)
    }

    fn takes_all(&self) -> bool {
        self.offices == Offices::Every && self.actor.is_none() && self.act.is_none()
    }
}

/// A page of the trail.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AuditPage {
    /// The rows, the newest first.
    pub rows: Vec<AuditRow>,
    /// Before which row the next page begins. `None`: this is the last.
    pub next: Option<i64>,
}

impl Store {
    /// The rows that pass a filter, the newest first.
    pub fn audit_of(&self, filter: &AuditFilter, limit: u32) -> Result<AuditPage> {
        let (offices, mut page, mut known) = (&filter.offices, AuditPage::default(), HashMap::new());
        let (first, end) = match filter.within_ms {
            Some((from_ms, to_ms)) => (self.audit_since(from_ms)?, Some(self.audit_since(to_ms)?)),
            None => (0, None),
        };
        let mut before = match (filter.before, end) {
            (Some(before), Some(end)) => Some(before.min(end)),
            (before, end) => before.or(end),
        };
        for _ in 0..STEPS_MAX {
            let step = if filter.takes_all() { limit } else { STEP };
            let rows = self.audit("", before, step)?;
            let last = (rows.len() as u32) < step || rows.last().is_some_and(|row| row.no <= first);
            for row in rows.into_iter().take_while(|row| row.no >= first) {
                before = Some(row.no);
                if filter.takes(&row)
                    && (*offices == Offices::Every
                        || is_theirs(&self.conn, &mut known, offices, &row.subject)?
                        || is_theirs(&self.conn, &mut known, offices, &row.actor)?)
                {
                    page.rows.push(row);
                }
                if page.rows.len() == limit as usize {
                    page.next = before;
                    return Ok(page);
                }
            }
            page.next = before.filter(|_| !last);
            if last {
                break;
            }
        }
        Ok(page)
    }

    /// The number of the first row that was written at this time or later; one more than the last where none was.
    /// Numbers have no holes and times do not fall but for a clock that was set back, so halving finds it.
    fn audit_since(&self, at_ms: i64) -> Result<i64> {
        let last: i64 =
            self.conn.query_row("SELECT coalesce(max(no), 0) FROM audit", [], |row| row.get(0))?;
        let (mut low, mut high) = (1, last + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let earlier: bool = self
                .conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM audit WHERE no = ?1 AND at_ms < ?2)")?
                .query_row(params![middle, at_ms], |row| row.get(0))?;
            if earlier { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }
}

fn is_theirs(
    conn: &Connection,
    known: &mut HashMap<String, bool>,
    offices: &Offices,
    name: &str,
) -> Result<bool> {
    if let Some(theirs) = known.get(name) {
        return Ok(*theirs);
    }
    let theirs = look(conn, offices, name)?;
    known.insert(name.to_owned(), theirs);
    Ok(theirs)
}

/// Whether `application:12`, `officer:P03:signer` and the like are of these offices. What has no office is nobody's.
fn look(conn: &Connection, offices: &Offices, name: &str) -> Result<bool> {
    let mut parts = name.split(':');
    let (kind, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let number = || key.trim_start_matches('P').parse::<i64>().ok();
    let by_number = |sql: &str| match number() {
        Some(number) => text(conn, sql, number),
        None => Ok(None),
    };
    let region: Option<String> = match kind {
        "office" => Some(key.to_owned()),
        "application" => by_number("SELECT office FROM application WHERE id = ?1")?,
        "report" => by_number(
            "SELECT office FROM report JOIN application ON application.id = report.application WHERE report.id = ?1",
        )?,
        "kiosk" => text(conn, "SELECT region FROM kiosk WHERE code = ?1", key)?,
        "content" => by_number("SELECT office FROM content WHERE id = ?1")?,
        "import-source" => by_number("SELECT region FROM import_source WHERE id = ?1")?,
        "import" => by_number(
            "SELECT region FROM import_source JOIN import_run ON import_run.source = import_source.id
             WHERE import_run.id = ?1",
        )?,
        "officer" => {
            let theirs: Option<Option<String>> = match number() {
                Some(number) => conn
                    .prepare_cached("SELECT offices FROM officer WHERE id = ?1")?
                    .query_row([number], |row| row.get(0))
                    .optional()?,
                None => None,
            };
            let theirs = theirs.map(|text| Offices::read(&text.unwrap_or_default()));
            return Ok(theirs.is_some_and(|theirs| theirs.is_ok_and(|theirs| offices.include(&theirs))));
        }
        _ => None,
    };
    Ok(region.and_then(|code| code.parse::<RegionCode>().ok()).is_some_and(|region| offices.cover(&region)))
}

fn text(conn: &Connection, sql: &str, key: impl ToSql) -> Result<Option<String>> {
    let found: Option<Option<String>> =
        conn.prepare_cached(sql)?.query_row(params![key], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}
