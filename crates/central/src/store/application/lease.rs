//! Who works on an application: an officer and a time, never a bare flag. A lease that nobody renews ends by itself,
//! so an officer who went home holds nothing up.

use crate::store::db::{Connection, params};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::act::ActRefusal;
use super::{ApplicationId, Summary, subject, summary_of};
use crate::office::people::OfficerId;
use crate::office::workflow::{Actor, NotAllowed};
use crate::store::{Store, audit};

/// Somebody works on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lease {
    /// Who.
    pub by: OfficerId,
    /// Until when, unless renewed.
    pub until: Timestamp,
}

/// How long a lease holds.
pub const LEASE: SignedDuration = SignedDuration::from_mins(15);

impl Store {
    /// Takes or renews the lease. With `take_over` also from another officer whose lease holds still: that is written
    /// to the trail, and the other is told when they go on.
    pub fn lease(
        &mut self,
        id: ApplicationId,
        actor: &Actor,
        take_over: bool,
        at: Timestamp,
    ) -> Result<Lease, ActRefusal> {
        let Actor::Officer { id: officer, .. } = *actor else { return Err(ActRefusal::Unknown) };
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let summary = summary_of(&tx, id)?.filter(|summary| !summary.erased).ok_or(ActRefusal::Unknown)?;
        let held = holder(&summary, at).filter(|lease| lease.by != officer);
        if let Some(lease) = held {
            if !take_over {
                return Err(refused(lease).into());
            }
            let detail = json!({ "from": lease.by.to_string(), "was_held_until": lease.until.to_string() });
            audit::note(
                &tx,
                &keys,
                at.as_millisecond(),
                &actor.to_string(),
                "take-over",
                &subject(id),
                &detail,
            )?;
        }
        let lease = Lease { by: officer, until: at.saturating_add(LEASE).unwrap_or(Timestamp::MAX) };
        write(&tx, id, Some(lease))?;
        tx.commit().map_err(crate::store::StoreError::from)?;
        Ok(lease)
    }

    /// Gives the lease back. Whether it was this officer's.
    pub fn release(&mut self, id: ApplicationId, officer: OfficerId) -> Result<bool, ActRefusal> {
        let done = self
            .conn
            .execute(
                "UPDATE application SET lease_by = NULL, lease_until_ms = NULL WHERE id = ?1 AND lease_by = ?2",
                params![id.0, officer.0],
            )
            .map_err(crate::store::StoreError::from)?;
        Ok(done == 1)
    }
}

/// Whose lease holds at `at`.
pub(super) fn holder(summary: &Summary, at: Timestamp) -> Option<Lease> {
    summary.lease.filter(|lease| lease.until > at)
}

pub(super) fn refused(lease: Lease) -> NotAllowed {
    NotAllowed::Leased { by: lease.by, until_ms: lease.until.as_millisecond() }
}

pub(super) fn write(
    conn: &Connection,
    id: ApplicationId,
    lease: Option<Lease>,
) -> Result<(), crate::store::StoreError> {
    conn.prepare_cached("UPDATE application SET lease_by = ?2, lease_until_ms = ?3 WHERE id = ?1")?.execute(
        params![id.0, lease.map(|lease| lease.by.0), lease.map(|lease| lease.until.as_millisecond())],
    )?;
    Ok(())
}
