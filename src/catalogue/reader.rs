//! Reading the replica while it is being written.

use std::cell::{RefCell, RefMut};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anjungan_wire::card::{CardId, CardNumber, Revoked};
use anjungan_wire::id::RegionCode;
use anjungan_wire::id::Scope;
use anjungan_wire::office::Office;
use anjungan_wire::status::CardRow;
use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _};
use serde::de::DeserializeOwned;

use super::query::{Card, Facets, PlaceCount, Query, Results, Widening};
use super::search::filter::Filter;
use super::search::plan::Plan;
use super::search::{Index, Part};
use super::segment::Segment;
use super::sort::parse;
use super::store;
use super::synonyms::BUILT_IN;

/// Why the catalogue could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// SQLite said so.
    #[error("catalogue: {0}")]
    Database(#[from] rusqlite::Error),
    /// The index does not decode.
    #[error("the catalogue's index is damaged ({0}); it will be rebuilt at the next start")]
    Damaged(&'static str),
}

/// A handle for searching. Cheap to open; it loads the index at its first search and keeps up with the
/// writer by itself. Own one per thread.
pub struct Reader {
    pub(super) db: Connection,
    loaded: RefCell<LoadedIndex>,
}

/// The index, and of which change it is.
#[derive(Default)]
struct LoadedIndex {
    changed: Option<i64>,
    index: Index,
}

impl Reader {
    /// Opens the catalogue that [`super::Catalogue::open`] made.
    pub fn open(path: &Path) -> Result<Reader, ReadError> {
        Ok(Reader { db: store::open_to_read(path)?, loaded: RefCell::default() })
    }

    /// Finds vacancies that one can apply for on `today`.
    pub fn search(
        &self,
        query: &Query,
        today: Date,
        offset: usize,
        limit: usize,
    ) -> Result<Results, ReadError> {
        let begun = Instant::now();
        let tx = self.db.unchecked_transaction()?;
        let loaded = self.index()?;
        let plan = Plan::of(query, &loaded.index, &BUILT_IN);
        let filter = Filter::new(query, today);
        let (total, docs) = loaded.index.find(&plan, &filter, &query.order, offset, limit);
        let mut cards = Vec::with_capacity(docs.len());
        for doc in docs {
            cards.extend(self.card(doc)?);
        }
        tx.commit()?;
        Ok(Results { total, cards, corrected: plan.corrected, took: begun.elapsed() })
    }

    /// What each choice of the filter page would find.
    pub fn counts(&self, query: &Query, today: Date) -> Result<Facets, ReadError> {
        self.with_plan(query, |index, plan| index.facets(plan, &Filter::new(query, today)))
    }

    /// The regions directly within `parent` (without it: the provinces) that have vacancies for
    /// `query`, whose own place is ignored, by name.
    pub fn places(
        &self,
        parent: Option<&RegionCode>,
        query: &Query,
        today: Date,
    ) -> Result<Vec<PlaceCount>, ReadError> {
        let within = Query { place: parent.cloned(), ..query.clone() };
        let digits = parent.map_or(2, |parent| parent.as_str().len() as u32 + 2);
        let counts = self
            .with_plan(&within, |index, plan| index.by_region(plan, &Filter::new(&within, today), digits))?;
        let width = digits as usize;
        let named = counts.into_iter().filter_map(|(number, count)| {
            let code: RegionCode = format!("{number:0width$}").parse().ok()?;
            let name = anjungan_regions::name(code.as_str()).unwrap_or(code.as_str()).to_owned();
            Some(PlaceCount { code, name, count })
        });
        let mut places: Vec<PlaceCount> = named.collect();
        places.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
        Ok(places)
    }

    /// How many are open in `region`.
    pub fn near_count(&self, region: &RegionCode, today: Date) -> Result<u32, ReadError> {
        let query = Query { place: Some(region.clone()), ..Query::default() };
        self.with_plan(&query, |index, plan| index.count(plan, &Filter::new(&query, today)))
    }

    /// How many of an employer are open.
    pub fn employer_count(&self, name: &str, today: Date) -> Result<u32, ReadError> {
        let query = Query { employer: Some(name.to_owned()), ..Query::default() };
        self.with_plan(&query, |index, plan| index.count(plan, &Filter::new(&query, today)))
    }

    /// Wider searches that find something, the nearest first.
    pub fn widen(&self, query: &Query, today: Date) -> Result<Vec<Widening>, ReadError> {
        Ok(self.index()?.index.widen(query, today, &BUILT_IN))
    }

    /// A vacancy, unless it is gone or was to be applied for before `today`.
    pub fn vacancy(&self, row_id: &str, today: Date) -> Result<Option<Vacancy>, ReadError> {
        let sql = "SELECT body FROM row JOIN shelf ON shelf.no = row.shelf
            WHERE shown AND id = ? AND readable AND scope LIKE 'vacancies@%' ORDER BY seq DESC LIMIT 1";
        let body: Option<String> =
            self.db.prepare_cached(sql)?.query_row([row_id], |row| row.get(0)).optional()?;
        let vacancy = body.and_then(|body| serde_json::from_str::<Vacancy>(&body).ok());
        Ok(vacancy.filter(|vacancy| vacancy.open_on(today)))
    }

    /// When central last heard from its sources, Unix seconds; the newest of the vacancies followed.
    pub fn as_of(&self) -> Result<Option<i64>, ReadError> {
        let sql = "SELECT max(as_of_s) FROM shelf
            WHERE role = 'in-use' AND as_of_s > 0 AND scope LIKE 'vacancies@%'";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Feeds of vacancies and when central last heard from their sources, Unix seconds.
    pub fn ages(&self) -> Result<Vec<(Scope, i64)>, ReadError> {
        let sql = "SELECT scope, as_of_s FROM shelf
            WHERE role = 'in-use' AND as_of_s > 0 AND scope LIKE 'vacancies@%'";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(rows.into_iter().filter_map(|(scope, at)| Some((scope.parse().ok()?, at))).collect())
    }

    /// Rows kept but not understood, for health.
    pub fn unreadable_rows(&self) -> Result<u32, ReadError> {
        let sql = "SELECT count(*) FROM row WHERE NOT readable
            AND shelf IN (SELECT no FROM shelf WHERE role = 'in-use')";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The rules in force of the office that this kiosk belongs to. `None`: none have come yet.
    pub fn office(&self) -> Result<Option<Office>, ReadError> {
        let sql = "SELECT rules FROM office ORDER BY scope LIMIT 1";
        let rules: Option<String> =
            self.db.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
        rules.map(|rules| serde_json::from_str(&rules).map_err(|_| ReadError::Damaged("office"))).transpose()
    }

    /// How an application stands, and its card: both locked.
    pub fn card_row(&self, id: &CardId) -> Result<Option<CardRow>, ReadError> {
        self.plain_row("cards@%", &id.to_string())
    }

    /// Whether a card is not valid any more although its day has not come.
    pub fn revoked(&self, number: &CardNumber) -> Result<Option<Revoked>, ReadError> {
        self.plain_row("revoked@%", &Revoked::row_id(number))
    }

    /// Whether the list of revoked cards has come whole: until then nothing can be said of a card that is not on it.
    pub fn knows_revoked(&self) -> Result<bool, ReadError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM shelf
            WHERE role = 'in-use' AND NOT walking AND scope LIKE 'revoked@%')";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// A row of a scope that is not searched.
    fn plain_row<T: DeserializeOwned>(&self, scopes: &str, id: &str) -> Result<Option<T>, ReadError> {
        let sql = "SELECT body FROM row JOIN shelf ON shelf.no = row.shelf
            WHERE shown AND id = ? AND readable AND scope LIKE ? ORDER BY seq DESC LIMIT 1";
        let body: Option<String> =
            self.db.prepare_cached(sql)?.query_row((id, scopes), |row| row.get(0)).optional()?;
        Ok(body.and_then(|body| parse(&body)))
    }

    fn with_plan<T>(&self, query: &Query, work: impl FnOnce(&Index, &Plan) -> T) -> Result<T, ReadError> {
        let loaded = self.index()?;
        let plan = Plan::of(query, &loaded.index, &BUILT_IN);
        Ok(work(&loaded.index, &plan))
    }

    fn card(&self, doc: u32) -> Result<Option<Card>, ReadError> {
        let sql = "SELECT id, body FROM row WHERE doc = ?";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([doc])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let vacancy = serde_json::from_slice(row.get_ref(1)?.as_bytes().unwrap_or_default());
        let row_id: String = row.get(0)?;
        Ok(vacancy.ok().map(|vacancy| Card { row_id, ..Card::of(vacancy) }))
    }

    /// The index as of now. Only what has changed is read.
    fn index(&self) -> Result<RefMut<'_, LoadedIndex>, ReadError> {
        let mut loaded = self.loaded.borrow_mut();
        let changed: i64 =
            self.db.prepare_cached("SELECT changed FROM state")?.query_row([], |row| row.get(0))?;
        if loaded.changed != Some(changed) {
            loaded.index = Index { parts: self.parts(std::mem::take(&mut loaded.index.parts))? };
            loaded.changed = Some(changed);
        }
        Ok(loaded)
    }

    fn parts(&self, have: Vec<Part>) -> Result<Vec<Part>, ReadError> {
        let sql = "SELECT segment.no, version FROM segment JOIN shelf ON shelf.no = segment.shelf
            WHERE shown ORDER BY segment.no";
        let mut statement = self.db.prepare_cached(sql)?;
        let listed = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut parts = Vec::new();
        for number in listed {
            let (number, version): (i64, i64) = number?;
            let mut had = have.iter().filter(|part| part.number == number);
            parts.push(match had.next() {
                Some(part) if part.version == version => part.clone(),
                Some(part) => self.part(number, version, Some(part.segment.clone()))?,
                None => self.part(number, version, None)?,
            });
        }
        Ok(parts)
    }

    fn part(&self, number: i64, version: i64, segment: Option<Arc<Segment>>) -> Result<Part, ReadError> {
        let segment = match segment {
            Some(segment) => segment,
            None => {
                let sql = "SELECT content FROM segment_content WHERE no = ?";
                let mut statement = self.db.prepare_cached(sql)?;
                let mut rows = statement.query([number])?;
                let row = rows.next()?.ok_or(ReadError::Damaged("missing"))?;
                let content = row.get_ref(0)?.as_blob().map_err(|_| ReadError::Damaged("type"))?;
                Arc::new(Segment::decode(content).map_err(ReadError::Damaged)?)
            }
        };
        let sql = "SELECT dead FROM segment WHERE no = ?";
        let dead: Vec<u8> = self.db.prepare_cached(sql)?.query_row([number], |row| row.get(0))?;
        let dead = segment.positions(&dead);
        Ok(Part { number, version, segment, dead })
    }
}
