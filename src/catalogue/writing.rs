//! One transaction on a shelf: rows in and out, and with them the count, the digest and the index.

use rusqlite::{OptionalExtension as _, Transaction};

use super::segment::Segment;
use super::segment::build::Builder;
use super::shelf::Shelf;
use super::sort::Meaning;

/// A transaction that is going on.
pub struct Writing<'t> {
    tx: &'t Transaction<'t>,
    /// Saved at the end.
    pub shelf: Shelf,
    builder: Builder,
    next_doc: u32,
    dead: Vec<u32>,
}

/// A row as it is kept.
struct Kept {
    doc: u32,
    seq: u64,
    walk: i64,
    readable: bool,
    body: String,
}

impl<'t> Writing<'t> {
    /// Begins on `shelf`; `builder` gets what is to be found.
    pub fn new(tx: &'t Transaction<'t>, shelf: Shelf, builder: Builder) -> rusqlite::Result<Writing<'t>> {
        let next_doc = tx.query_row("SELECT next_doc FROM state", [], |row| row.get(0))?;
        Ok(Writing { tx, shelf, builder, next_doc, dead: Vec::new() })
    }

    /// Vacancies not yet in a segment.
    pub fn docs(&self) -> usize {
        self.builder.len()
    }

    /// A row that lives.
    pub fn put(&mut self, id: &str, seq: u64, body: &str) -> rusqlite::Result<()> {
        let kept = self.kept(id)?;
        if let Some(kept) = &kept {
            self.uncount(id, kept);
        }
        match kept {
            Some(kept) if kept.seq == seq && kept.body == body => {
                let sql = "UPDATE row SET gen = ? WHERE doc = ?";
                self.tx.prepare_cached(sql)?.execute((self.shelf.walk, kept.doc))?;
            }
            Some(kept) => {
                self.delete(&kept)?;
                self.insert(id, seq, body)?;
            }
            None => self.insert(id, seq, body)?,
        }
        self.count(id, seq, body);
        Ok(())
    }

    /// A row of a fresh shelf, where nothing is to be replaced; an id that is there already is an error.
    pub fn put_new(&mut self, id: &str, seq: u64, body: &str) -> rusqlite::Result<()> {
        self.insert(id, seq, body)?;
        self.count(id, seq, body);
        Ok(())
    }

    /// A row that is gone.
    pub fn remove(&mut self, id: &str) -> rusqlite::Result<()> {
        if let Some(kept) = self.kept(id)? {
            self.uncount(id, &kept);
            self.delete(&kept)?;
        }
        Ok(())
    }

    /// Tries once more to read a row that an earlier program did not understand.
    pub fn read_again(&mut self, id: &str) -> rusqlite::Result<()> {
        let Some(kept) = self.kept(id)? else { return Ok(()) };
        if matches!(self.shelf.sort.read(&kept.body), Meaning::Unreadable) {
            return Ok(());
        }
        let present = std::mem::replace(&mut self.shelf.walk, kept.walk);
        self.delete(&kept)?;
        self.insert(id, kept.seq, &kept.body)?;
        self.shelf.walk = present;
        Ok(())
    }

    /// Deletes up to `limit` rows of walks before the present one. How many there were.
    pub fn sweep(&mut self, limit: usize) -> rusqlite::Result<usize> {
        let sql = "DELETE FROM row WHERE doc IN (SELECT doc FROM row WHERE shelf = ? AND gen < ? LIMIT ?)
            RETURNING doc, readable";
        let mut statement = self.tx.prepare_cached(sql)?;
        let gone = statement.query_map((self.shelf.no, self.shelf.walk, limit as i64), |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, bool>(1)?))
        })?;
        let searched = self.shelf.sort.is_searched();
        let mut count = 0;
        for row in gone {
            let (doc, readable) = row?;
            count += 1;
            self.dead.extend((readable && searched).then_some(doc));
        }
        Ok(count)
    }

    /// Notes documents as dead whose rows are gone already.
    pub fn bury_also(&mut self, docs: Vec<u32>) {
        self.dead.extend(docs);
    }

    /// Saves the shelf and the number of documents, and hands back what is not in a segment yet.
    pub fn finish_without_segment(self) -> rusqlite::Result<(Shelf, Builder)> {
        self.shelf.save(self.tx)?;
        self.tx.prepare_cached("UPDATE state SET next_doc = ?")?.execute([self.next_doc])?;
        Ok((self.shelf, self.builder))
    }

    /// Saves everything, so that readers see it once the transaction is committed.
    pub fn finish(mut self) -> rusqlite::Result<Shelf> {
        if let Some(segment) = std::mem::take(&mut self.builder).finish() {
            write_segment(self.tx, self.shelf.no, &segment)?;
        }
        bury(self.tx, self.shelf.no, std::mem::take(&mut self.dead))?;
        self.tx.prepare_cached("UPDATE state SET changed = changed + 1")?.execute([])?;
        self.finish_without_segment().map(|(shelf, _)| shelf)
    }

    fn kept(&self, id: &str) -> rusqlite::Result<Option<Kept>> {
        let sql = "SELECT doc, seq, gen, readable, body FROM row WHERE shelf = ? AND id = ?";
        let read = |row: &rusqlite::Row| {
            Ok(Kept {
                doc: row.get(0)?,
                seq: row.get::<_, i64>(1)?.cast_unsigned(),
                walk: row.get(2)?,
                readable: row.get(3)?,
                body: row.get(4)?,
            })
        };
        self.tx.prepare_cached(sql)?.query_row((self.shelf.no, id), read).optional()
    }

    fn insert(&mut self, id: &str, seq: u64, body: &str) -> rusqlite::Result<()> {
        let doc = self.next_doc;
        let shelf = &self.shelf;
        let meaning = shelf.sort.read(body);
        let (readable, card) = match &meaning {
            Meaning::Unreadable => (false, None),
            Meaning::Vacancy(_) | Meaning::Plain => (true, None),
            Meaning::Card(card) => (true, *card),
        };
        let sql = "INSERT INTO row (doc, shelf, id, seq, gen, readable, card, card_bytes, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.tx.prepare_cached(sql)?.execute((
            doc,
            shelf.no,
            id,
            seq.cast_signed(),
            shelf.walk,
            readable,
            card.map(|card| card.sha256),
            card.map(|card| card.size.cast_signed()),
            body,
        ))?;
        // After four thousand million changes the column no longer fits the index: the next read of
        // `next_doc` fails, and the catalogue is made anew.
        self.next_doc = self.next_doc.wrapping_add(1);
        if let Meaning::Vacancy(vacancy) = meaning {
            self.builder.add(doc, seq, &vacancy);
        }
        Ok(())
    }

    fn delete(&mut self, kept: &Kept) -> rusqlite::Result<()> {
        self.tx.prepare_cached("DELETE FROM row WHERE doc = ?")?.execute([kept.doc])?;
        self.dead.extend((kept.readable && self.shelf.sort.is_searched()).then_some(kept.doc));
        Ok(())
    }

    fn count(&mut self, id: &str, seq: u64, body: &str) {
        self.shelf.count += 1;
        self.shelf.digest.toggle(id, seq, body);
    }

    fn uncount(&mut self, id: &str, kept: &Kept) {
        if kept.walk == self.shelf.walk {
            self.shelf.count = self.shelf.count.saturating_sub(1);
            self.shelf.digest.toggle(id, kept.seq, &kept.body);
        }
    }
}

/// Adds a segment to a shelf.
pub fn write_segment(tx: &Transaction, shelf: i64, segment: &Segment) -> rusqlite::Result<()> {
    let sql = "INSERT INTO segment (shelf, first_doc, docs, version, dead) VALUES (?, ?, ?, 0, x'')";
    let first = segment.entries.first().map_or(0, |entry| entry.doc);
    tx.prepare_cached(sql)?.execute((shelf, first, segment.len() as i64))?;
    let sql = "INSERT INTO segment_content (no, content) VALUES (?, ?)";
    tx.prepare_cached(sql)?.execute((tx.last_insert_rowid(), segment.encode()))?;
    Ok(())
}

/// Notes in their segments that documents are dead.
fn bury(tx: &Transaction, shelf: i64, mut docs: Vec<u32>) -> rusqlite::Result<()> {
    docs.sort_unstable();
    while let Some(last) = docs.last() {
        let sql = "SELECT no, first_doc, dead FROM segment WHERE shelf = ? AND first_doc <= ?
            ORDER BY first_doc DESC LIMIT 1";
        let (no, first, mut dead): (i64, u32, Vec<u8>) = tx
            .prepare_cached(sql)?
            .query_row((shelf, *last), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for doc in docs.split_off(docs.partition_point(|doc| *doc < first)) {
            dead.extend_from_slice(&doc.to_le_bytes());
        }
        let sql = "UPDATE segment SET dead = ?, version = version + 1 WHERE no = ?";
        tx.prepare_cached(sql)?.execute((dead, no))?;
    }
    Ok(())
}
