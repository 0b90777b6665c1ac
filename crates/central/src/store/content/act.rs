//! Acts: each once per key, each in one transaction with its row in the trail.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::content::MediaHash;
use anjungan_wire::id::{KioskCode, RegionCode};
use jiff::Timestamp;
use serde_json::json;

use super::{Author, ContentId, ContentRefusal, Done, Thing, media, policy, row, thing, version};
use crate::content::doubt::{Doubt, doubts};
use crate::content::machine::{Act, Standing, VersionNo};
use crate::content::{Body, Checked, Fields, Kind, Known, Picture, day_of};
use crate::office::offices::Offices;
use crate::office::people::{Action, may};
use crate::office::workflow::IdempotencyKey;
use crate::store::error::{Result, StoreError};
use crate::store::keys::Keys;
use crate::store::{Store, audit};

/// How the history calls a beginning.
pub(super) const BEGIN: &str = "begin";
/// Characters of a note.
const NOTE_MAX: usize = 500;

/// The thing that a form was made of, as it was then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Which thing.
    pub id: ContentId,
    /// Its [`Thing::rev`] then.
    pub rev: i64,
}

/// What somebody wants done with a thing.
#[derive(Clone, Copy, Debug)]
pub struct ContentWish<'a> {
    /// What.
    pub act: Act,
    /// What they say to it.
    pub note: &'a str,
    /// Whether what is odd about it is right.
    pub sure: bool,
}

/// An act that is allowed, and what was said to it.
struct Performed<'a> {
    act: Act,
    said: &'a str,
    odd: &'a [Doubt],
}

impl Performed<'_> {
    fn quiet(act: Act) -> Self {
        Performed { act, said: "", odd: &[] }
    }
}

/// A form that was sent: who, once, when.
#[derive(Clone, Copy, Debug)]
struct Sent<'a> {
    by: &'a Author,
    key: &'a IdempotencyKey,
    at: Timestamp,
}

impl Store {
    /// Checks a form without keeping it.
    pub fn check_content(&self, kind: Kind, fields: &Fields, by: &Author) -> Result<Checked, ContentRefusal> {
        checked(&self.conn, kind, fields, &by.offices)
    }

    /// Begins a thing.
    pub fn begin_content(
        &mut self,
        kind: Kind,
        fields: &Fields,
        by: &Author,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<Done, ContentRefusal> {
        if !may(by.role, Action::EditContent) {
            return Err(crate::content::machine::NotAllowed::Role { act: Act::Edit }.into());
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        if let Some(done) = before(&tx, key, BEGIN, None)? {
            return Ok(done);
        }
        let new = checked(&tx, kind, fields, &by.offices)?;
        let standing = Standing::new(by.id);
        let id: i64 = tx
            .prepare_cached(
                "INSERT INTO content (kind, office, stage, rev, newest, undo, title, folded, edited_by, changed_ms)
                 VALUES (?1, ?2, ?3, 0, 0, 0, '', '', ?4, ?5) RETURNING id",
            )?
            .query_row(
                params![
                    kind.as_str(),
                    by.offices.to_text(),
                    standing.stage.as_str(),
                    by.id.0,
                    at.as_millisecond()
                ],
                |row| row.get(0),
            )?;
        let id = ContentId(id);
        let sent = Sent { by, key, at };
        write_version(&tx, id, &new, standing.newest, None, &sent)?;
        note(
            &tx,
            &keys,
            &Noted { id, kind, rev: 1, act: BEGIN, note: "", odd: &[], standing: &standing },
            &sent,
        )?;
        tx.commit()?;
        Ok(Done { id, again: false })
    }

    /// Writes another version.
    pub fn edit_content(
        &mut self,
        seen: Seen,
        fields: &Fields,
        by: &Author,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<Done, ContentRefusal> {
        let id = seen.id;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        if let Some(done) = before(&tx, key, Act::Edit.as_str(), Some(id))? {
            return Ok(done);
        }
        let (thing, next) = allowed(&tx, seen, Act::Edit, by)?;
        let new = checked(&tx, thing.kind, fields, narrower(&by.offices, &thing.offices))?;
        let old = version(&tx, id, thing.standing.newest)?.ok_or(ContentRefusal::Unknown)?;
        if old.body == new.body {
            return Err(ContentRefusal::Same);
        }
        let sent = Sent { by, key, at };
        write_version(&tx, id, &new, next.newest, None, &sent)?;
        settle(&tx, &keys, &thing, &next, &Performed::quiet(Act::Edit), &sent)?;
        tx.commit()?;
        Ok(Done { id, again: false })
    }

    /// Writes a version that says what an old one said. It is a draft: nothing is published by restoring.
    pub fn restore_content(
        &mut self,
        seen: Seen,
        from: VersionNo,
        by: &Author,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<Done, ContentRefusal> {
        let id = seen.id;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        if let Some(done) = before(&tx, key, Act::Restore.as_str(), Some(id))? {
            return Ok(done);
        }
        let (thing, next) = allowed(&tx, seen, Act::Restore, by)?;
        let old = version(&tx, id, from)?.ok_or(ContentRefusal::Unknown)?;
        let newest = version(&tx, id, thing.standing.newest)?.ok_or(ContentRefusal::Unknown)?;
        if newest.body == old.body {
            return Err(ContentRefusal::Same);
        }
        // Checked anew: a kiosk or a picture that it names may be gone.
        let fields = old.body.to_fields(thing.kind);
        let new = checked(&tx, thing.kind, &fields, narrower(&by.offices, &thing.offices))?;
        let sent = Sent { by, key, at };
        write_version(&tx, id, &new, next.newest, Some(from), &sent)?;
        settle(&tx, &keys, &thing, &next, &Performed::quiet(Act::Restore), &sent)?;
        tx.commit()?;
        Ok(Done { id, again: false })
    }

    /// What is odd about a version's body at `now`.
    pub fn content_doubts(&self, body: &Body, now: Timestamp) -> Result<Vec<Doubt>> {
        doubts_of(&self.conn, body, now)
    }

    /// Any other act: submit, recall, send back, publish, withdraw, undo. `sure`: what is odd about it is right.
    pub fn act_on_content(
        &mut self,
        seen: Seen,
        ContentWish { act, note, sure }: ContentWish<'_>,
        by: &Author,
        key: &IdempotencyKey,
        at: Timestamp,
    ) -> Result<Done, ContentRefusal> {
        if matches!(act, Act::Edit | Act::Restore) {
            return Err(ContentRefusal::Same);
        }
        let id = seen.id;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        if let Some(done) = before(&tx, key, act.as_str(), Some(id))? {
            return Ok(done);
        }
        let (thing, next) = allowed(&tx, seen, act, by)?;
        let mut odd = Vec::new();
        if act == Act::Publish {
            let newest = version(&tx, id, thing.standing.newest)?.ok_or(ContentRefusal::Unknown)?;
            odd = doubts_of(&tx, &newest.body, at)?;
        }
        if !odd.is_empty() && !sure {
            return Err(ContentRefusal::Doubtful);
        }
        let mut note: String = note.chars().take(NOTE_MAX).collect();
        if !odd.is_empty() {
            // On its day a thing is asked again: see `due.rs`.
            note = format!("{note}\n{ACCEPTED}{}", codes(&odd).join(", ")).trim_start().to_owned();
        }
        let done = Performed { act, said: &note, odd: &odd };
        settle(&tx, &keys, &thing, &next, &done, &Sent { by, key, at })?;
        tx.commit()?;
        Ok(Done { id, again: false })
    }
}

/// What stands before what somebody said is right, in the note of a publication.
const ACCEPTED: &str = "accepted: ";

/// The codes of what somebody said is right, in such a note.
pub(super) fn accepted_in(note: &str) -> impl Iterator<Item = &str> {
    note.lines().rev().find_map(|line| line.strip_prefix(ACCEPTED)).unwrap_or_default().split(", ")
}

/// A note as whoever acted wrote it, and the fields of what they said is right.
pub(super) fn note_parts(note: &str) -> (String, Vec<String>) {
    let said: Vec<&str> = note.lines().filter(|line| !line.starts_with(ACCEPTED)).collect();
    let fields = accepted_in(note).filter_map(|code| code.split(' ').next()).filter(|key| !key.is_empty());
    (said.join("\n"), fields.map(str::to_owned).collect())
}

/// Doubts as the trail says them: field and what is odd.
pub(super) fn codes(odd: &[Doubt]) -> Vec<String> {
    odd.iter().map(|doubt| format!("{} {}", doubt.key, doubt.what.as_str())).collect()
}

pub(super) fn doubts_of(conn: &Connection, body: &Body, now: Timestamp) -> Result<Vec<Doubt>> {
    let least = match body {
        Body::Vacancy(_) => crate::store::import::minimum_wages(conn, day_of(now))?,
        Body::Content(_) => HashMap::new(),
    };
    let regency = |region: &RegionCode| least.get(region.regency()?.as_str()).copied();
    Ok(doubts(body, now, regency))
}

/// What came of the same form, if it was sent before.
fn before(
    conn: &Connection,
    key: &IdempotencyKey,
    act: &str,
    id: Option<ContentId>,
) -> Result<Option<Done>, ContentRefusal> {
    let found: Option<(i64, String)> = conn
        .prepare_cached("SELECT content, act FROM content_act WHERE key = ?1")?
        .query_row([key.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        None => Ok(None),
        Some((content, done)) if done == act && id.is_none_or(|id| id.0 == content) => {
            Ok(Some(Done { id: ContentId(content), again: true }))
        }
        Some(_) => Err(ContentRefusal::KeyReused),
    }
}

/// The thing as it stands and as it will.
fn allowed(
    conn: &Connection,
    seen: Seen,
    act: Act,
    by: &Author,
) -> Result<(Thing, Standing), ContentRefusal> {
    let thing = thing(conn, seen.id)?.filter(|thing| by.sees(thing)).ok_or(ContentRefusal::Unknown)?;
    if thing.rev != seen.rev {
        return Err(ContentRefusal::Changed);
    }
    let next = thing.standing.after(act, by.id, by.role, policy(conn)?)?;
    Ok((thing, next))
}

fn checked(
    conn: &Connection,
    kind: Kind,
    fields: &Fields,
    offices: &Offices,
) -> Result<Checked, ContentRefusal> {
    // What is asked inside a check can't fail there; it is told after it.
    let failed: RefCell<Option<StoreError>> = RefCell::new(None);
    let keep = |error: StoreError| {
        failed.borrow_mut().get_or_insert(error);
    };
    let picture = |hash: &MediaHash| match media::media(conn, hash) {
        Ok(found) => {
            found.map(|media| Picture { size: media.size, width: media.width, height: media.height })
        }
        Err(error) => {
            keep(error);
            None
        }
    };
    let kiosk = |code: &KioskCode| match kiosk_region(conn, code) {
        Ok(region) => region,
        Err(error) => {
            keep(error);
            None
        }
    };
    let offices: Vec<RegionCode> = match offices {
        Offices::Every => Vec::new(),
        Offices::These(codes) => codes.iter().cloned().collect(),
    };
    let known = Known { picture: &picture, kiosk: &kiosk, offices: &offices };
    let checked = Body::from_fields(kind, fields, &known);
    if let Some(error) = failed.into_inner() {
        return Err(error.into());
    }
    checked.map_err(ContentRefusal::Faults)
}

/// What is one office's stays its own, whoever edits it.
fn narrower<'a>(author: &'a Offices, thing: &'a Offices) -> &'a Offices {
    match author {
        Offices::Every => thing,
        Offices::These(_) => author,
    }
}

fn kiosk_region(conn: &Connection, code: &KioskCode) -> Result<Option<RegionCode>> {
    let region: Option<String> = conn
        .prepare_cached("SELECT region FROM kiosk WHERE code = ?1")?
        .query_row([code.as_str()], |row| row.get(0))
        .optional()?;
    region.map(|code| code.parse().map_err(|_| StoreError::Damaged { place: "kiosk.region" })).transpose()
}

fn write_version(
    conn: &Connection,
    id: ContentId,
    new: &Checked,
    no: VersionNo,
    restored: Option<VersionNo>,
    sent: &Sent<'_>,
) -> Result<()> {
    let body = serde_json::to_string(&new.body)
        .map_err(|_| StoreError::Damaged { place: "content_version.body" })?;
    let at_ms = sent.at.as_millisecond();
    conn.prepare_cached(
        "INSERT INTO content_version (content, no, body, edited_by, at_ms, restored) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id.0, no.0, body, sent.by.id.0, at_ms, restored.map(|no| no.0)])?;
    let period = new.body.period();
    let ms = |at: Option<Timestamp>| at.map(|at| at.as_millisecond());
    conn.prepare_cached(
        "UPDATE content SET newest = ?2, title = ?3, folded = ?4, edited_by = ?5, from_ms = ?6, until_ms = ?7,
            rev = CASE WHEN rev = 0 THEN 1 ELSE rev END
         WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        no.0,
        new.title,
        anjungan_regions::fold(&new.title),
        sent.by.id.0,
        ms(period.from()),
        ms(period.until())
    ])?;
    Ok(())
}

/// Writes how the thing stands now, tells the trail, and gives kiosks what they are to have.
fn settle(
    conn: &Connection,
    keys: &Keys,
    thing: &Thing,
    next: &Standing,
    done: &Performed<'_>,
    sent: &Sent<'_>,
) -> Result<()> {
    let (id, rev) = (thing.id, thing.rev + 1);
    conn.prepare_cached(
        "UPDATE content SET stage = ?2, rev = ?3, live = ?4, undo = ?5, undo_live = ?6, changed_ms = ?7 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        next.stage.as_str(),
        rev,
        next.live.map(|no| no.0),
        i64::from(next.undo.is_some()),
        next.undo.flatten().map(|no| no.0),
        sent.at.as_millisecond()
    ])?;
    note(
        conn,
        keys,
        &Noted {
            id,
            kind: thing.kind,
            rev,
            act: done.act.as_str(),
            note: done.said,
            odd: done.odd,
            standing: next,
        },
        sent,
    )?;
    if next.live != thing.standing.live {
        row::follow(conn, id, sent.at)?;
    }
    Ok(())
}

struct Noted<'a> {
    id: ContentId,
    kind: Kind,
    rev: i64,
    act: &'a str,
    note: &'a str,
    odd: &'a [Doubt],
    standing: &'a Standing,
}

fn note(conn: &Connection, keys: &Keys, noted: &Noted<'_>, sent: &Sent<'_>) -> Result<()> {
    let Noted { id, kind, rev, act, note, odd, standing } = noted;
    let (actor, at_ms) = (sent.by.actor(), sent.at.as_millisecond());
    conn.prepare_cached(
        "INSERT INTO content_act (key, content, rev, act, stage, version, actor, note, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        sent.key.as_str(),
        id.0,
        rev,
        act,
        standing.stage.as_str(),
        standing.newest.0,
        actor,
        note,
        at_ms
    ])?;
    let mut detail = json!({
        "kind": kind.as_str(),
        "version": standing.newest.0,
        "live": standing.live.map(|no| no.0),
    });
    if !odd.is_empty() {
        // Somebody said that this is right.
        detail["accepted"] = codes(odd).into();
    }
    audit::note(conn, keys, at_ms, &actor, &format!("content-{act}"), &format!("content:{id}"), &detail)
}
