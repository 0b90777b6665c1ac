//! The one writer: keeps a scope's rows, cursor, count and digest as central's feed says.
//!
//! ```text
//!            page (epoch and after are ours)
//!         ┌───────────────┐   more=false, sums equal
//!  walking ──────────────>┴─────────────────────────> following ──┐ page
//!     ^  cursor 0, gen+1, old rows shown   then: sweep gen < ours  ^──┘
//!     └──────────── reset, or sums differ ─────────────┘
//! ```
//!
//! Rows, cursor, count and digest change in one transaction. A snapshot fills a shelf of its own and the
//! shelves change roles when it has proved whole ([`super::snapshot`]), so a bad one changes nothing.

use std::path::Path;

use anjungan_wire::feed::{Cursor, Digest, FeedAnswer, FeedQuery, Page};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::limits::FEED_ROWS_MAX;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::segment::Segment;
use super::segment::bits::Bits;
use super::segment::build::{Builder, merge, to_merge};
use super::shelf::{Role, Shelf};
use super::store;
use super::writing::{Writing, write_segment};

/// Why the catalogue could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite said so, even about a new file.
    #[error("catalogue: {0}")]
    Database(#[from] rusqlite::Error),
    /// The damaged file could not be removed.
    #[error("the damaged catalogue could not be removed: {0}")]
    Remove(#[from] std::io::Error),
}

/// What became of an answer of the feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    /// It was applied; there is more to ask for at once.
    More {
        /// Changes in it.
        rows: usize,
    },
    /// It was applied and the copy equals central's, by count and digest.
    AtHead {
        /// Changes in it.
        rows: usize,
    },
    /// It belongs to another epoch or cursor (late, twice, or out of order): nothing was done.
    Stale,
    /// A walk from the start begins, on central's word. What is shown stays.
    WalkAgain,
    /// The copy differs from central's: a walk from the start begins. What is shown stays.
    Differed,
}

/// Why an answer could not be applied. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The page breaks its own rules.
    #[error("central sent a page that breaks the protocol: {0}")]
    Page(&'static str),
    /// The disk is full; the catalogue stays as it was.
    #[error("no space left for the catalogue")]
    DiskFull,
    /// The file is damaged: drop this handle and every reader, and [`Catalogue::open`] again.
    #[error("the catalogue is damaged: {0}")]
    Damaged(String),
    /// SQLite said so; it may work later.
    #[error("catalogue: {0}")]
    Database(rusqlite::Error),
}

/// What a full scan found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verified {
    /// The rows add up to what is noted.
    Sound,
    /// They don't: a walk from the start begins.
    Rotten,
}

/// Rows deleted in one transaction, at most.
const SWEEP_ROWS: usize = 500;

/// Unreadable rows tried again in one transaction.
const READ_AGAIN_ROWS: usize = 200;

/// The writer's handle. One per catalogue.
pub struct Catalogue {
    pub(super) db: Connection,
}

impl Catalogue {
    /// Opens the catalogue, and makes it anew when it is missing, damaged or of another version.
    /// Open it before any [`super::Reader`].
    pub fn open(path: &Path) -> Result<Catalogue, OpenError> {
        let mut catalogue = Catalogue { db: store::open(path)? };
        let ready = catalogue.check_segments().and_then(|()| catalogue.finish_what_was_begun());
        match ready {
            Err(ApplyError::Damaged(reason)) => {
                tracing::warn!(path = %path.display(), reason, "catalogue damaged, made anew");
                drop(catalogue);
                store::remove(path)?;
                Ok(Catalogue { db: store::open(path)? })
            }
            // Housekeeping waits for better days; what is there can be used.
            Err(error) => {
                tracing::warn!(%error, "catalogue not tidied");
                Ok(catalogue)
            }
            Ok(()) => Ok(catalogue),
        }
    }

    /// What to ask the feed of `scope` for next.
    pub fn cursor(&self, scope: &Scope) -> Result<FeedQuery, ApplyError> {
        let shelf = Shelf::in_use(&self.db, scope)?.unwrap_or_else(|| Shelf::new(scope));
        Ok(FeedQuery { epoch: shelf.epoch, after: shelf.cursor, floor: shelf.floor, limit: FEED_ROWS_MAX })
    }

    /// Every scope kept and how far, for the beat.
    pub fn cursors(&self) -> Result<Vec<Cursor>, ApplyError> {
        let sql = "SELECT scope FROM shelf WHERE role = 'in-use' ORDER BY scope";
        let mut statement = self.db.prepare_cached(sql)?;
        let scopes = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut cursors = Vec::new();
        for scope in scopes {
            // A scope this program doesn't know stays on the disk, for the program that does.
            if let Ok(scope) = scope?.parse::<Scope>()
                && let Some(shelf) = Shelf::in_use(&self.db, &scope)?
            {
                cursors.push(Cursor { scope, epoch: shelf.epoch, after: shelf.cursor });
            }
        }
        Ok(cursors)
    }

    /// Applies an answer to [`Catalogue::cursor`].
    pub fn apply(&mut self, scope: &Scope, answer: &FeedAnswer) -> Result<Applied, ApplyError> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let shelf = match Shelf::in_use(&tx, scope)? {
            Some(shelf) => shelf,
            None => Shelf::new(scope).insert(&tx, scope, Role::InUse, true)?,
        };
        let (no, was_walking) = (shelf.no, shelf.walking);
        let applied = match answer {
            FeedAnswer::Page(page) => apply_page(&tx, shelf, page)?,
            FeedAnswer::Reset(reset) => reset_to(&tx, shelf, reset.epoch)?,
        };
        tx.commit()?;
        match applied {
            Applied::AtHead { .. } => {
                self.tidy(no, true)?;
                if was_walking {
                    self.lay_ghosts(no)?;
                }
            }
            Applied::More { .. } => self.tidy(no, false)?,
            Applied::Stale | Applied::WalkAgain | Applied::Differed => {}
        }
        Ok(applied)
    }

    /// Forgets scopes that are no longer followed.
    pub fn keep_only(&mut self, scopes: &[Scope]) -> Result<(), ApplyError> {
        self.forget_offices(scopes)?;
        for cursor in self.cursors()? {
            if !scopes.contains(&cursor.scope)
                && let Some(shelf) = Shelf::in_use(&self.db, &cursor.scope)?
            {
                let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                shelf.set_role(&tx, Role::CastOff)?;
                tx.execute("UPDATE state SET changed = changed + 1", [])?;
                tx.commit()?;
            }
        }
        self.drop_cast_off()
    }

    /// Reads every row of `scope` against its count and digest.
    pub fn verify_full(&mut self, scope: &Scope) -> Result<Verified, ApplyError> {
        let Some(mut shelf) = Shelf::in_use(&self.db, scope)? else { return Ok(Verified::Sound) };
        let (mut count, mut digest) = (0, Digest::default());
        {
            let mut rows = self.db.prepare("SELECT id, seq, body FROM row WHERE shelf = ? AND gen = ?")?;
            let mut rows = rows.query((shelf.no, shelf.walk))?;
            while let Some(row) = rows.next()? {
                let (id, body) = (row.get_ref(0)?.as_str(), row.get_ref(2)?.as_str());
                count += 1;
                if let (Ok(id), Ok(body)) = (id, body) {
                    digest.toggle(id, row.get::<_, i64>(1)?.cast_unsigned(), body);
                }
            }
        }
        if (count, digest) == (shelf.count, shelf.digest) {
            return Ok(Verified::Sound);
        }
        tracing::warn!(%scope, count, noted = shelf.count, "catalogue rows do not add up; walking again");
        shelf.walk_again(shelf.epoch);
        shelf.save(&self.db)?;
        Ok(Verified::Rotten)
    }

    /// Begins a walk of `scope` from the start. What is shown stays until it has ended.
    pub fn walk_again(&mut self, scope: &Scope) -> Result<(), ApplyError> {
        if let Some(mut shelf) = Shelf::in_use(&self.db, scope)? {
            shelf.walk_again(shelf.epoch);
            shelf.save(&self.db)?;
        }
        Ok(())
    }

    /// After a commit: the sweep if due, and segments merged, each in transactions of their own.
    fn tidy(&mut self, shelf: i64, sweep: bool) -> Result<(), ApplyError> {
        while sweep && self.in_shelf(shelf, |writing| writing.sweep(SWEEP_ROWS))? == SWEEP_ROWS {}
        self.merge_segments(shelf)
    }

    /// One transaction on a shelf that exists.
    fn in_shelf<T>(
        &mut self,
        no: i64,
        work: impl FnOnce(&mut Writing) -> rusqlite::Result<T>,
    ) -> Result<T, ApplyError> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut writing = Writing::new(&tx, Shelf::numbered(&tx, no)?, Builder::default())?;
        let done = work(&mut writing)?;
        writing.finish()?;
        tx.commit()?;
        Ok(done)
    }

    /// Buries what the index holds and the rows don't. A walk was perhaps made because rows were lost.
    fn lay_ghosts(&mut self, shelf: i64) -> Result<(), ApplyError> {
        let living: Vec<u32> = {
            let mut statement = self.db.prepare_cached("SELECT doc FROM row WHERE shelf = ? ORDER BY doc")?;
            statement.query_map([shelf], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let numbers: Vec<i64> = {
            let mut statement = self.db.prepare_cached("SELECT no FROM segment WHERE shelf = ?")?;
            statement.query_map([shelf], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut ghosts = Vec::new();
        for no in numbers {
            let (segment, dead) = read_segment(&self.db, no)?;
            let documents = segment.entries.iter().enumerate().filter(|(at, _)| !dead.contains(*at));
            let documents = documents.map(|(_, entry)| entry.doc);
            ghosts.extend(documents.filter(|doc| living.binary_search(doc).is_err()));
        }
        if !ghosts.is_empty() {
            tracing::warn!(rows = ghosts.len(), "the index held rows that are lost");
            self.in_shelf(shelf, |writing| {
                writing.bury_also(ghosts);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Makes fewer, larger segments while there is something to gain. Only the last step holds the lock.
    pub(super) fn merge_segments(&mut self, shelf: i64) -> Result<(), ApplyError> {
        loop {
            let listed = {
                let sql = "SELECT no, docs, length(dead) / 4 FROM segment WHERE shelf = ? ORDER BY first_doc";
                let mut statement = self.db.prepare_cached(sql)?;
                let rows = statement.query_map([shelf], |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        (row.get::<_, u32>(1)? as usize, row.get::<_, u32>(2)? as usize),
                    ))
                })?;
                rows.collect::<Result<Vec<_>, _>>()?
            };
            let sizes: Vec<_> = listed.iter().map(|(_, size)| *size).collect();
            let Some(run) = to_merge(&sizes) else { return Ok(()) };
            let numbers: Vec<i64> = listed[run].iter().map(|(no, _)| *no).collect();
            let parts =
                numbers.iter().map(|no| read_segment(&self.db, *no)).collect::<Result<Vec<_>, _>>()?;
            let merged = merge(&parts);
            drop(parts);
            let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for no in numbers {
                delete_segment(&tx, no)?;
            }
            if let Some(segment) = merged {
                write_segment(&tx, shelf, &segment)?;
            }
            tx.execute("UPDATE state SET changed = changed + 1", [])?;
            tx.commit()?;
        }
    }

    /// Deletes shelves that are no longer wanted, little by little.
    pub(super) fn drop_cast_off(&mut self) -> Result<(), ApplyError> {
        let cast_off: Vec<i64> = {
            let mut statement = self.db.prepare_cached("SELECT no FROM shelf WHERE role = 'cast-off'")?;
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for no in cast_off {
            let segments: Vec<i64> = {
                let mut statement = self.db.prepare_cached("SELECT no FROM segment WHERE shelf = ?")?;
                statement.query_map([no], |row| row.get(0))?.collect::<Result<_, _>>()?
            };
            for segment in segments {
                let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                delete_segment(&tx, segment)?;
                tx.commit()?;
            }
            let sql = "DELETE FROM row WHERE doc IN (SELECT doc FROM row WHERE shelf = ? LIMIT ?)";
            while self.db.execute(sql, (no, SWEEP_ROWS as i64))? > 0 {}
            self.db.execute("DELETE FROM shelf WHERE no = ?", [no])?;
        }
        Ok(())
    }

    /// What a power cut or a full disk left undone, and what this program can read that the last couldn't.
    fn finish_what_was_begun(&mut self) -> Result<(), ApplyError> {
        self.db.execute("UPDATE shelf SET role = 'cast-off', shown = 0 WHERE role = 'loading'", [])?;
        self.drop_cast_off()?;
        let shelves: Vec<(i64, bool)> = {
            let mut statement = self.db.prepare("SELECT no, walking FROM shelf")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
        };
        let parser: String = self.db.query_row("SELECT parser FROM state", [], |row| row.get(0))?;
        for (no, walking) in shelves {
            if parser != env!("CARGO_PKG_VERSION") {
                self.read_again(no)?;
            }
            self.tidy(no, !walking)?;
        }
        self.db.execute("UPDATE state SET parser = ?", [env!("CARGO_PKG_VERSION")])?;
        Ok(())
    }

    fn read_again(&mut self, shelf: i64) -> Result<(), ApplyError> {
        let ids: Vec<String> = {
            let mut statement = self.db.prepare("SELECT id FROM row WHERE shelf = ? AND NOT readable")?;
            statement.query_map([shelf], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for some in ids.chunks(READ_AGAIN_ROWS) {
            self.in_shelf(shelf, |writing| some.iter().try_for_each(|id| writing.read_again(id)))?;
        }
        Ok(())
    }

    /// Decodes every segment: damage is to be found before a visitor searches.
    fn check_segments(&self) -> Result<(), ApplyError> {
        let mut statement = self.db.prepare("SELECT no FROM segment")?;
        let numbers = statement.query_map([], |row| row.get::<_, i64>(0))?;
        for no in numbers {
            read_segment(&self.db, no?)?;
        }
        Ok(())
    }
}

fn delete_segment(tx: &Transaction, no: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM segment WHERE no = ?")?.execute([no])?;
    tx.prepare_cached("DELETE FROM segment_content WHERE no = ?")?.execute([no])?;
    Ok(())
}

/// A segment and its dead.
fn read_segment(db: &Connection, no: i64) -> Result<(Segment, Bits), ApplyError> {
    let sql = "SELECT content, dead FROM segment JOIN segment_content USING (no) WHERE no = ?";
    let damaged = |what: &str| ApplyError::Damaged(format!("segment {no}: {what}"));
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([no])?;
    let row = rows.next()?.ok_or_else(|| damaged("missing"))?;
    let content = row.get_ref(0)?.as_blob().map_err(|_| damaged("type"))?;
    let segment = Segment::decode(content).map_err(damaged)?;
    let dead = segment.positions(row.get_ref(1)?.as_blob().map_err(|_| damaged("type"))?);
    Ok((segment, dead))
}

fn apply_page(tx: &Transaction, mut shelf: Shelf, page: &Page) -> Result<Applied, ApplyError> {
    // Before any epoch is known, the first page says which: a walk from 0 is the same in all of them.
    let first_ever = shelf.epoch == Epoch::NONE && shelf.cursor == 0;
    if (page.epoch != shelf.epoch && !first_ever) || page.after != shelf.cursor {
        return Ok(Applied::Stale);
    }
    check(page)?;
    shelf.epoch = page.epoch;
    if shelf.cursor == 0 {
        shelf.floor = page.head;
    }
    let mut writing = Writing::new(tx, shelf, Builder::default())?;
    for row in &page.rows {
        if row.del { writing.remove(&row.id)? } else { writing.put(&row.id, row.seq, row.body_text())? }
    }
    let shelf = &mut writing.shelf;
    shelf.cursor = page.next;
    let rows = page.rows.len();
    let mut applied = Applied::More { rows };
    if !page.more {
        if (shelf.count, shelf.digest) == (page.count, page.digest) {
            shelf.walking = false;
            shelf.as_of_s = page.as_of_s;
            applied = Applied::AtHead { rows };
        } else {
            tracing::warn!(
                count = shelf.count,
                central = page.count,
                "copy differs from central's; walking again"
            );
            shelf.walk_again(page.epoch);
            applied = Applied::Differed;
        }
    }
    writing.finish()?;
    Ok(applied)
}

/// The rules a page keeps.
fn check(page: &Page) -> Result<(), ApplyError> {
    let mut seqs = page.rows.iter().map(|row| row.seq);
    if page.rows.len() > FEED_ROWS_MAX as usize {
        return Err(ApplyError::Page("too many rows"));
    }
    if !std::iter::once(page.after).chain(seqs.clone()).is_sorted_by(|a, b| a < b) {
        return Err(ApplyError::Page("rows not in order"));
    }
    if page.next < seqs.next_back().unwrap_or(page.after) || page.next > page.head.max(page.after) {
        return Err(ApplyError::Page("a cursor that its rows don't reach"));
    }
    if page.more && page.next == page.after {
        return Err(ApplyError::Page("more, but no progress"));
    }
    if page.rows.iter().any(|row| row.del == row.body.is_some()) {
        return Err(ApplyError::Page("a row without a body, or a tombstone with one"));
    }
    Ok(())
}

fn reset_to(tx: &Transaction, mut shelf: Shelf, epoch: Epoch) -> Result<Applied, ApplyError> {
    let begun_already = epoch == shelf.epoch && shelf.cursor == 0 && shelf.walking;
    if epoch < shelf.epoch || begun_already {
        return Ok(Applied::Stale);
    }
    shelf.walk_again(epoch);
    shelf.save(tx)?;
    Ok(Applied::WalkAgain)
}
