//! Lists of things.

use crate::store::db::params;
use jiff::Timestamp;

use super::{Author, ContentId, DAMAGED, Stage, THING, Thing, read_thing};
use crate::content::Kind;
use crate::store::Store;
use crate::store::error::Result;

/// What of the things is wanted.
#[derive(Clone, Debug, Default)]
pub struct ThingFilter {
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// In this stage only.
    pub stage: Option<Stage>,
    /// With this in their name: letters and digits count, nothing else does.
    pub text: String,
    /// After this one, which was last on the page before.
    pub after: Option<ContentId>,
    /// At most so many.
    pub limit: u32,
}

/// A page of things, those that were changed last first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThingPage {
    /// The things.
    pub things: Vec<Thing>,
    /// Whether there are more.
    pub more: bool,
}

impl Store {
    /// The things that are there for this officer.
    pub fn contents(&self, filter: &ThingFilter, author: &Author) -> Result<ThingPage> {
        let after = filter.after.map(|id| super::thing(&self.conn, id)).transpose()?.flatten();
        let (at_ms, id) =
            after.map_or((i64::MAX, i64::MAX), |thing| (thing.changed.as_millisecond(), thing.id.0));
        let pattern = match anjungan_regions::fold(&filter.text).as_str() {
            "" => None,
            folded => Some(format!("%{folded}%")),
        };
        let mut statement = self.conn.prepare_cached(&format!(
            "{THING} WHERE (CAST(?1 AS TEXT) IS NULL OR kind = ?1) AND (CAST(?2 AS TEXT) IS NULL OR stage = ?2)
                AND (CAST(?3 AS TEXT) IS NULL OR office = ?3) AND (CAST(?4 AS TEXT) IS NULL OR folded LIKE ?4)
                AND (changed_ms < ?5 OR changed_ms = ?5 AND id < ?6)
             ORDER BY changed_ms DESC, id DESC LIMIT ?7"
        ))?;
        let limit = filter.limit.clamp(1, 200);
        let found = statement.query_map(
            params![
                filter.kind.map(Kind::as_str),
                filter.stage.map(Stage::as_str),
                author.office.as_ref().map(|office| office.as_str()),
                pattern,
                at_ms,
                id,
                i64::from(limit) + 1
            ],
            read_thing,
        )?;
        let mut things = found.map(|thing| thing?).collect::<Result<Vec<_>>>()?;
        let more = things.len() > limit as usize;
        things.truncate(limit as usize);
        Ok(ThingPage { things, more })
    }

    /// How many things of each kind are in each stage.
    pub fn content_counts(&self, author: &Author) -> Result<Vec<(Kind, Stage, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, stage, count(*) FROM content WHERE (CAST(?1 AS TEXT) IS NULL OR office = ?1) GROUP BY kind, stage",
        )?;
        let counts = statement.query_map([author.office.as_ref().map(|office| office.as_str())], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        })?;
        counts
            .map(|count| {
                let (kind, stage, many) = count?;
                let kind = Kind::named(&kind).ok_or(DAMAGED)?;
                Ok((kind, Stage::named(&stage).ok_or(DAMAGED)?, many.cast_unsigned()))
            })
            .collect()
    }

    /// Whether what kiosks have of a thing is over at `now`, or is to begin.
    pub fn content_is_over(thing: &Thing, now: Timestamp) -> bool {
        thing.shown.1.is_some_and(|until| until <= now)
    }
}
