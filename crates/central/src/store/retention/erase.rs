//! Erasing: what goes, and what stays.

use std::fs;
use std::path::Path;

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::encoding::hex;
use anjungan_wire::id::Scope;
use jiff::Timestamp;
use serde_json::json;

use super::{DAMAGED, note, record};
use crate::office::people::{Action, may};
use crate::office::workflow::{Act, Actor, NotAllowed};
use crate::store::application::{ActRefusal, ApplicationId, unpublish};
use crate::store::error::{Result, StoreError};
use crate::store::fields::{self, Owner};
use crate::store::{Keys, Store, inbox, names};

impl Store {
    /// Erases the person of an application: every application with the same NIK, with what is sealed, the ops they
    /// came in, the cards. How many applications.
    pub fn erase(&mut self, id: ApplicationId, actor: &Actor, at: Timestamp) -> Result<u64, ActRefusal> {
        match actor {
            Actor::Officer { role, .. } if may(*role, Action::Erase) => {}
            Actor::System => {}
            Actor::Officer { .. } | Actor::Applicant | Actor::Kiosk(_) => {
                return Err(NotAllowed::Actor { act: Act::Cancel }.into());
            }
        }
        let ids: Vec<ApplicationId> = self
            .conn
            .prepare_cached(
                "SELECT id FROM application WHERE erased_ms IS NULL AND nik_mac IS NOT NULL
                   AND nik_mac = (SELECT nik_mac FROM application WHERE id = ?1)",
            )?
            .query_map([id.0], |row| row.get(0).map(ApplicationId))?
            .collect::<crate::store::db::Result<_>>()?;
        if ids.is_empty() {
            return Err(ActRefusal::Unknown);
        }
        self.erase_these(&ids, actor, at)?;
        self.empty_log()?;
        Ok(ids.len() as u64)
    }

    /// Erases applications, in one transaction. Leaves the log to be emptied.
    pub(super) fn erase_these(&mut self, ids: &[ApplicationId], actor: &Actor, at: Timestamp) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let (mut macs, mut blobs) = (Vec::new(), Vec::new());
        for id in ids {
            let erased = erase_one(&tx, &keys, *id, actor, at)?;
            macs.push(erased.mac);
            blobs.extend(erased.blob);
        }
        record::note(&tx, &keys, &macs, at)?;
        // What is held of them is emptied as well.
        inbox::retry_all(&tx, &keys)?;
        tx.commit()?;
        remove_blobs(&self.dir, &blobs)
    }

    /// Writes everything back into the database file and empties the log before it. Readers may hold it up: then the
    /// next time does it.
    pub(super) fn empty_log(&self) -> Result<()> {
        Ok(self.conn.forget_deleted()?)
    }
}

/// Removes the files of locked cards.
pub(super) fn remove_blobs(dir: &Path, blobs: &[String]) -> Result<()> {
    for blob in blobs {
        let path = dir.join("blobs").join(blob);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::file("remove", &path)(error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// An application that was erased.
pub(super) struct Erased {
    /// What it is known by from now on.
    pub(super) mac: [u8; 32],
    /// Its locked card, to be removed after the commit.
    pub(super) blob: Option<String>,
}

/// Removes a person from one application.
pub(super) fn erase_one(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    actor: &Actor,
    at: Timestamp,
) -> Result<Erased> {
    let (office, card_id, receipt, stream, no): (String, String, String, Option<String>, Option<i64>) = conn
        .query_row(
            "SELECT office, card_id, receipt, stream, no FROM application WHERE id = ?1",
            [id.0],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
        )?;
    let office: anjungan_wire::id::RegionCode = office.parse().map_err(|_| DAMAGED)?;
    unpublish(conn, &Scope::Cards(office.province()), &card_id)?;
    fields::remove(conn, Owner::Application, id.0)?;
    names::remove(conn, id)?;
    for (table, owner) in [("move", Owner::Move), ("report", Owner::Report)] {
        let rows: Vec<i64> = conn
            .prepare_cached(&format!("SELECT id FROM {table} WHERE application = ?1"))?
            .query_map([id.0], |row| row.get(0))?
            .collect::<crate::store::db::Result<_>>()?;
        for row in rows {
            fields::remove(conn, owner, row)?;
        }
    }
    let mut ops: Vec<(String, i64)> = stream.zip(no).into_iter().collect();
    ops.extend(
        conn.prepare_cached("SELECT stream, no FROM report WHERE application = ?1 AND stream IS NOT NULL")?
            .query_map([id.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
            .collect::<crate::store::db::Result<Vec<_>>>()?,
    );
    // A mending's key names the op it came in.
    let keys_of_mends: Vec<String> = conn
        .prepare_cached("SELECT key FROM move WHERE application = ?1 AND act = 'mend'")?
        .query_map([id.0], |row| row.get(0))?
        .collect::<crate::store::db::Result<_>>()?;
    ops.extend(keys_of_mends.iter().filter_map(|key| {
        let (stream, no) = key.strip_prefix("mend:")?.rsplit_once(':')?;
        Some((stream.to_owned(), no.parse().ok()?))
    }));
    for (stream, no) in ops {
        // The fingerprint stays: the same op, sent again, is known.
        conn.prepare_cached(
            "UPDATE inbox SET sealed = x'', reason = 'erased' WHERE stream = ?1 AND no = ?2",
        )?
        .execute(params![stream, no])?;
    }
    let blob: Option<Option<String>> = conn
        .query_row("SELECT blob_sha256 FROM card WHERE application = ?1", [id.0], |row| row.get(0))
        .optional()?;
    conn.execute(
        "UPDATE card SET check_hash = NULL, pdf_sha256 = NULL, blob_sha256 = NULL, blob_size = NULL, document = NULL
         WHERE application = ?1",
        [id.0],
    )?;
    // Receipt and card id stay unique, and lead to nobody.
    let mac = record::mac(keys, &card_id);
    conn.execute(
        "UPDATE application SET erased_ms = ?2, nik_mac = NULL, birth_mac = NULL, receipt = ?3, card_id = ?4,
            due_ms = NULL, lease_by = NULL, lease_until_ms = NULL, concerns = '[]', mend = '[]', assisted_by = NULL
         WHERE id = ?1",
        params![
            id.0,
            at.as_millisecond(),
            receipt,
            hex(&mac)
        ],
    )?;
    note(conn, keys, at, actor, "erase", id, json!({}))?;
    Ok(Erased { mac, blob: blob.flatten() })
}
