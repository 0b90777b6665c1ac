//! Lists of things.

use crate::store::db::{Value, params_from_iter};

use super::{Author, ContentId, DAMAGED, Stage, THING, Thing, read_thing};
use crate::content::Kind;
use crate::office::offices::Offices;
use crate::store::Store;
use crate::store::error::Result;

/// Things read at once, and how often for one page: an officer of one office among many looks at their own.
const SCANNED: usize = 201;
const SCANS_MAX: usize = 100;

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
        let mut from =
            after.map_or((i64::MAX, i64::MAX), |thing| (thing.changed.as_millisecond(), thing.id.0));
        let pattern = match anjungan_regions::fold(&filter.text).as_str() {
            "" => None,
            folded => Some(format!("%{folded}%")),
        };
        let limit = filter.limit.clamp(1, 200) as usize;
        let mut things = Vec::new();
        // Whose a thing is, is a list of offices, so what is another's is left out here.
        for _ in 0..SCANS_MAX {
            let found = self.scan(filter, pattern.as_deref(), from)?;
            let last = found.last().map(|thing| (thing.changed.as_millisecond(), thing.id.0));
            let whole = found.len() < SCANNED;
            things.extend(found.into_iter().filter(|thing| author.sees(thing)));
            match last {
                Some(last) if !whole && things.len() <= limit => from = last,
                Some(_) | None => break,
            }
        }
        let more = things.len() > limit;
        things.truncate(limit);
        Ok(ThingPage { things, more })
    }

    fn scan(
        &self,
        filter: &ThingFilter,
        pattern: Option<&str>,
        (at_ms, id): (i64, i64),
    ) -> Result<Vec<Thing>> {
        // Only what is asked for stands in the statement, so that each has its index.
        let mut which = "(changed_ms < ?1 OR changed_ms = ?1 AND id < ?2) AND changed_ms <= ?1".to_owned();
        let mut values = vec![Value::from(at_ms), Value::from(id)];
        let asked = [
            ("kind = ?", filter.kind.map(Kind::as_str)),
            ("stage = ?", filter.stage.map(Stage::as_str)),
            ("folded LIKE ?", pattern),
        ];
        for (condition, value) in asked {
            if let Some(value) = value {
                which += &format!(" AND {condition}");
                values.push(value.into());
            }
        }
        which += &format!(" ORDER BY changed_ms DESC, id DESC LIMIT {SCANNED}");
        let sql = match pattern {
            // Titles are looked through in their index, and only what is found is read.
            Some(_) => format!(
                "{THING} WHERE id IN (SELECT id FROM content WHERE {which}) ORDER BY changed_ms DESC, id DESC"
            ),
            None => format!("{THING} WHERE {which}"),
        };
        let mut statement = self.conn.prepare_cached(&sql)?;
        let found = statement.query_map(params_from_iter(values), read_thing)?;
        found.map(|thing| thing?).collect()
    }

    /// How many things of each kind are in each stage.
    pub fn content_counts(&self, author: &Author) -> Result<Vec<(Kind, Stage, u64)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, stage, office, count(*) FROM content GROUP BY kind, stage, office",
        )?;
        let counts = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, i64>(3)?,
            ))
        })?;
        let mut seen = Vec::new();
        for count in counts {
            let (kind, stage, office, many) = count?;
            let offices = Offices::read(&office.unwrap_or_default()).map_err(|_| DAMAGED)?;
            if author.offices.include(&offices) {
                let kind = Kind::named(&kind).ok_or(DAMAGED)?;
                seen.push((kind, Stage::named(&stage).ok_or(DAMAGED)?, many.cast_unsigned()));
            }
        }
        Ok(seen)
    }
}
