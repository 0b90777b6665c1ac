//! The row that kiosks have of a thing.

use crate::store::db::{Connection, params};
use anjungan_wire::id::Scope;
use jiff::Timestamp;

use super::{ContentId, DAMAGED, VersionNo, version};
use crate::content::FeedRow;
use crate::store::error::{Result, StoreError};
use crate::store::publish::Writing;

/// Makes the feed say what the live version says at `now`, in the caller's transaction.
pub(super) fn follow(conn: &Connection, id: ContentId, now: Timestamp) -> Result<()> {
    let (live, scope, row_id): (Option<u32>, Option<String>, Option<String>) = conn
        .prepare_cached("SELECT live, scope, row_id FROM content WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (row, due) = match live {
        None => (None, None),
        Some(no) => version(conn, id, VersionNo(no))?.ok_or(DAMAGED)?.body.row(id.0, now),
    };
    let old = match (scope, row_id) {
        (Some(scope), Some(row_id)) => {
            let scope: Scope = scope.parse().map_err(|_| StoreError::Damaged { place: "content.scope" })?;
            Some((scope, row_id))
        }
        (_, _) => None,
    };
    let region = row.as_ref().and_then(|row| row.region.as_ref().map(|code| code.as_str()));
    let mut feed = Writing::new(conn);
    // A row's scope never changes: what moves ends there and begins here.
    if let Some((scope, row_id)) = &old
        && row.as_ref().is_none_or(|row| (&row.scope, &row.id) != (scope, row_id))
    {
        feed.set(scope, row_id, None)?;
    }
    if let Some(FeedRow { scope, id, body, .. }) = &row {
        feed.set(scope, id, Some(body))?;
    }
    let vacancies = |scope: &Scope| matches!(scope, Scope::Vacancies(_));
    let of_vacancies =
        row.as_ref().map(|row| &row.scope).or(old.as_ref().map(|(scope, _)| scope)).is_some_and(vacancies);
    // "Data per …" of vacancies is when their sources were heard, and the desk is none of them.
    feed.finish(if of_vacancies { 0 } else { now.as_second() })?;
    conn.prepare_cached(
        "UPDATE content SET scope = ?2, row_id = ?3, due_ms = ?4, region = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        row.as_ref().map(|row| row.scope.to_string()),
        row.as_ref().map(|row| row.id.as_str()),
        due.map(|due| due.as_millisecond()),
        region.unwrap_or_default()
    ])?;
    Ok(())
}
