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

/// A page of the trail.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AuditPage {
    /// The rows, the newest first.
    pub rows: Vec<AuditRow>,
    /// Before which row the next page begins. `None`: this is the last.
    pub next: Option<i64>,
}

impl Store {
    /// The rows that concern these offices, the newest first, from before a row.
    pub fn audit_of(&self, offices: &Offices, before: Option<i64>, limit: u32) -> Result<AuditPage> {
        let mut page = AuditPage::default();
        let mut before = before;
        let mut known = HashMap::new();
        for _ in 0..STEPS_MAX {
            let step = if *offices == Offices::Every { limit } else { STEP };
            let rows = self.audit("", before, step)?;
            let last = (rows.len() as u32) < step;
            for row in rows {
                before = Some(row.no);
                if *offices == Offices::Every
                    || is_theirs(&self.conn, &mut known, offices, &row.subject)?
                    || is_theirs(&self.conn, &mut known, offices, &row.actor)?
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
