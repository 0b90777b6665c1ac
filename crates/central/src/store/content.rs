//! What offices write for their kiosks: things, their versions that never change, and what was done with them.
//!
//! ```text
//! act ─▶ allowed? (content::machine) ─▶ rev + 1 ─▶ content_act (the key) ─▶ audit ─▶ row of the feed, if kiosks get
//!                                                        one transaction               something else
//! ```
//!
//! **Architecture invariant:** a version is written once and never changed; a thing whose `live` version is some has
//! its row in the feed, or a day on which [`Store::publish_due`] puts it there.

mod act;
mod due;
mod list;
mod media;
mod row;

use crate::store::db::{Connection, OptionalExtension, Row, params};
use jiff::Timestamp;

use super::error::{Result, StoreError};
use super::{Store, audit};
use crate::content::machine::{Act, NotAllowed, Policy, Stage, Standing, VersionNo};
use crate::content::{Body, Fault, Kind};
use crate::office::offices::Offices;
use crate::office::people::{OfficerId, Role};

pub use act::{ContentWish, Seen};
pub use list::{ThingFilter, ThingPage};
pub use media::Media;

/// A thing of the desk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ContentId(pub i64);

/// How a thing stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thing {
    /// Its number.
    pub id: ContentId,
    /// What it is.
    pub kind: Kind,
    /// Whose it is.
    pub offices: Offices,
    /// One more with every act: what a form carries, so that nobody writes over what they did not read.
    pub rev: i64,
    /// Stage and versions.
    pub standing: Standing,
    /// Its name, of the newest version.
    pub title: String,
    /// When something was last done with it.
    pub changed: Timestamp,
    /// When the newest version is shown: from, until.
    pub shown: (Option<Timestamp>, Option<Timestamp>),
    /// Whether central held it back on its day, and nobody has looked since.
    pub held_back: bool,
}

/// A version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// Its number.
    pub no: VersionNo,
    /// What it says.
    pub body: Body,
    /// Who wrote it.
    pub edited_by: OfficerId,
    /// When.
    pub at: Timestamp,
    /// The version whose words it took over.
    pub restored: Option<VersionNo>,
}

/// What was done with a thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContentStep {
    /// What; `None`: it was begun.
    pub act: Option<Act>,
    /// Where it led.
    pub stage: Stage,
    /// The newest version then.
    pub version: VersionNo,
    /// Who, as the audit trail says it.
    pub actor: String,
    /// What they said to it.
    pub note: String,
    /// The fields of which they said that what is odd about them is right.
    pub accepted: Vec<String>,
    /// When.
    pub at: Timestamp,
}

/// Who acts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    /// The account.
    pub id: OfficerId,
    /// As what.
    pub role: Role,
    /// For which offices.
    pub offices: Offices,
}

/// What an act led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Done {
    /// Which thing.
    pub id: ContentId,
    /// Whether it had been done already, under the same key.
    pub again: bool,
}

/// Why something was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ContentRefusal {
    /// The machine or a role forbids it.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// There is no such thing for this officer, or no such version.
    #[error("there is no such thing: it may be another office's")]
    Unknown,
    /// Somebody did something with it since the form was made.
    #[error("somebody else changed it meanwhile: load the page again")]
    Changed,
    /// The form's key was used for something else.
    #[error("this form was used already for something else: load the page again")]
    KeyReused,
    /// Fields say what they may not.
    #[error("{} fields have to be mended", .0.len())]
    Faults(Vec<Fault>),
    /// Something about it can hardly be meant, and nobody said that it is right.
    #[error("something about it can hardly be meant: say that it is right, or mend it")]
    Doubtful,
    /// It says what it said before.
    #[error("nothing was changed")]
    Same,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for ContentRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        ContentRefusal::Store(error.into())
    }
}

impl std::fmt::Display for ContentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Author {
    /// As the audit trail says it.
    fn actor(&self) -> String {
        format!("officer:{}:{}", self.id, self.role.as_str())
    }

    /// Whether the thing is there for them: what is another office's is not.
    fn sees(&self, thing: &Thing) -> bool {
        self.offices.include(&thing.offices)
    }
}

impl Store {
    /// A thing, if it is there for this officer.
    pub fn content(&self, id: ContentId, author: &Author) -> Result<Option<Thing>> {
        Ok(thing(&self.conn, id)?.filter(|thing| author.sees(thing)))
    }

    /// A version of a thing.
    pub fn content_version(&self, id: ContentId, no: VersionNo) -> Result<Option<Version>> {
        version(&self.conn, id, no)
    }

    /// Every version of a thing, the newest first; the bodies are read one at a time.
    pub fn content_versions(&self, id: ContentId) -> Result<Vec<Version>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT no, body, edited_by, at_ms, restored FROM content_version WHERE content = ?1 ORDER BY no DESC LIMIT 200")?;
        let versions = statement.query_map([id.0], read_version)?;
        versions.map(|version| version?).collect()
    }

    /// What was done with a thing, the newest first.
    pub fn content_history(&self, id: ContentId) -> Result<Vec<ContentStep>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT act, stage, version, actor, note, at_ms FROM content_act WHERE content = ?1 ORDER BY rev DESC LIMIT 200",
        )?;
        let steps = statement.query_map([id.0], |row| {
            let (act, stage): (String, String) = (row.get(0)?, row.get(1)?);
            let version = VersionNo(row.get(2)?);
            Ok((act, stage, version, row.get(3)?, row.get(4)?, row.get::<_, i64>(5)?))
        })?;
        steps
            .map(|step| {
                let (act, stage, version, actor, note, at_ms): (_, _, _, _, String, _) = step?;
                let (note, accepted) = match act.as_str() == Act::Publish.as_str() {
                    true => act::note_parts(&note),
                    false => (note, Vec::new()),
                };
                let act = match act.as_str() {
                    act::BEGIN => None,
                    name => Some(Act::named(name).ok_or(DAMAGED)?),
                };
                let stage = Stage::named(&stage).ok_or(DAMAGED)?;
                Ok(ContentStep { act, stage, version, actor, note, accepted, at: moment(at_ms)? })
            })
            .collect()
    }

    /// What the office decided about its content.
    pub fn content_policy(&self) -> Result<Policy> {
        policy(&self.conn)
    }

    /// Decides it.
    pub fn set_content_policy(&mut self, policy: Policy, by: &str, at: Timestamp) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        tx.prepare_cached(
            "INSERT INTO content_policy (one, own_approval) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET own_approval = excluded.own_approval",
        )?
        .execute(params![i64::from(policy.own_approval)])?;
        let detail = serde_json::json!({ "own_approval": policy.own_approval });
        audit::note(&tx, &keys, at.as_millisecond(), by, "content-policy", "content", &detail)?;
        tx.commit()?;
        Ok(())
    }
}

const DAMAGED: StoreError = StoreError::Damaged { place: "content" };

fn moment(ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| DAMAGED)
}

fn policy(conn: &Connection) -> Result<Policy> {
    let own: Option<i64> = conn
        .prepare_cached("SELECT own_approval FROM content_policy WHERE one = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(Policy { own_approval: own == Some(1) })
}

const THING: &str =
    "SELECT id, kind, office, rev, stage, newest, live, undo, undo_live, edited_by, title, changed_ms,
    from_ms, until_ms,
    (SELECT act FROM content_act WHERE content_act.content = content.id ORDER BY content_act.rev DESC LIMIT 1) AS last_act
    FROM content";

fn thing(conn: &Connection, id: ContentId) -> Result<Option<Thing>> {
    conn.prepare_cached(&format!("{THING} WHERE id = ?1"))?
        .query_row([id.0], read_thing)
        .optional()?
        .transpose()
}

fn read_thing(row: &Row<'_>) -> crate::store::db::Result<Result<Thing>> {
    let (kind, stage): (String, String) = (row.get(1)?, row.get(4)?);
    let office: Option<String> = row.get(2)?;
    let (undo, undo_live): (i64, Option<u32>) = (row.get(7)?, row.get(8)?);
    let newest = VersionNo(row.get(5)?);
    let live = row.get::<_, Option<u32>>(6)?.map(VersionNo);
    let edited_by = OfficerId(row.get(9)?);
    let (id, rev, title): (i64, i64, String) = (row.get(0)?, row.get(3)?, row.get(10)?);
    let last_act: Option<String> = row.get(14)?;
    let times: [Option<i64>; 3] = [Some(row.get(11)?), row.get(12)?, row.get(13)?];
    Ok((|| {
        let [changed, from, until] = times.map(|ms| ms.map(moment).transpose());
        Ok(Thing {
            id: ContentId(id),
            kind: Kind::named(&kind).ok_or(DAMAGED)?,
            offices: Offices::read(&office.unwrap_or_default()).map_err(|_| DAMAGED)?,
            rev,
            standing: Standing {
                stage: Stage::named(&stage).ok_or(DAMAGED)?,
                newest,
                live,
                edited_by,
                undo: (undo == 1).then_some(undo_live.map(VersionNo)),
            },
            title,
            changed: changed?.ok_or(DAMAGED)?,
            shown: (from?, until?),
            held_back: last_act.as_deref() == Some(Act::HoldBack.as_str()),
        })
    })())
}

fn version(conn: &Connection, id: ContentId, no: VersionNo) -> Result<Option<Version>> {
    conn.prepare_cached(
        "SELECT no, body, edited_by, at_ms, restored FROM content_version WHERE content = ?1 AND no = ?2",
    )?
    .query_row(params![id.0, no.0], read_version)
    .optional()?
    .transpose()
}

fn read_version(row: &Row<'_>) -> crate::store::db::Result<Result<Version>> {
    let (no, body, at_ms): (u32, String, i64) = (row.get(0)?, row.get(1)?, row.get(3)?);
    let (edited_by, restored) = (OfficerId(row.get(2)?), row.get::<_, Option<u32>>(4)?.map(VersionNo));
    Ok((|| {
        let body =
            serde_json::from_str(&body).map_err(|_| StoreError::Damaged { place: "content_version.body" })?;
        Ok(Version { no: VersionNo(no), body, edited_by, at: moment(at_ms)?, restored })
    })())
}
