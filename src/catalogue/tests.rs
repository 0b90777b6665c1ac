//! What the catalogue promises, from the outside: central's answers in, a visitor's searches out.
#![allow(clippy::unwrap_used)]

mod convergence;
mod finding;
mod office;
mod oracle;
mod previous;
mod published;
mod replica;
mod snapshots;
mod worker;

use std::collections::BTreeMap;

use anjungan_wire::feed::{Digest, FeedAnswer, Page, Reset, Row};
use anjungan_wire::id::{Epoch, RegionCode, Scope};
use anjungan_wire::snapshot::Snapshot;
use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;
use sha2::Digest as _;

use super::{Catalogue, Query, Reader};

fn scope() -> Scope {
    "vacancies@32".parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

fn words(text: &str) -> Query {
    Query { words: text.into(), ..Query::default() }
}

/// A vacancy in Cikarang Barat that is open all of November.
fn vacancy(id: &str, title: &str) -> Vacancy {
    let text = format!(
        r#"{{"source":"local","source_id":"{id}","fetched_s":0,"title":"{title}","employer":"PT Contoh",
        "place":{{"region":"321608","province":"Jawa Barat","regency":"Kab. Bekasi","district":"Cikarang Barat"}},
        "opens":"2026-11-01","closes":"2026-11-30","url":"https://example.invalid/{id}"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

/// Central's side of one scope.
#[derive(Clone)]
struct Central {
    epoch: Epoch,
    head: u64,
    horizon: u64,
    rows: BTreeMap<String, (u64, Option<String>)>,
}

impl Central {
    fn new() -> Central {
        Central { epoch: Epoch::numbered(1), head: 0, horizon: 0, rows: BTreeMap::new() }
    }

    fn with(vacancies: &[Vacancy]) -> Central {
        let mut central = Central::new();
        vacancies.iter().for_each(|vacancy| central.publish(vacancy));
        central
    }

    fn publish(&mut self, vacancy: &Vacancy) {
        self.publish_raw(&vacancy.row_id(), &serde_json::to_string(vacancy).unwrap());
    }

    fn publish_raw(&mut self, id: &str, body: &str) {
        self.head += 1;
        self.rows.insert(id.into(), (self.head, Some(body.into())));
    }

    fn withdraw(&mut self, id: &str) {
        if let Some(row) = self.rows.get_mut(id).filter(|row| row.1.is_some()) {
            self.head += 1;
            *row = (self.head, None);
        }
    }

    /// Forgets tombstones up to here.
    fn purge(&mut self) {
        self.horizon = self.head;
        self.rows.retain(|_, (_, body)| body.is_some());
    }

    fn sums(&self) -> (u64, Digest) {
        let mut digest = Digest::default();
        let living = self.rows.iter().filter_map(|(id, (seq, body))| Some((id, seq, body.as_ref()?)));
        let count = living.map(|(id, seq, body)| digest.toggle(id, *seq, body)).count() as u64;
        (count, digest)
    }

    fn answer(&self, catalogue: &Catalogue, limit: usize) -> FeedAnswer {
        self.answer_to(catalogue, &scope(), limit)
    }

    fn answer_to(&self, catalogue: &Catalogue, scope: &Scope, limit: usize) -> FeedAnswer {
        let query = catalogue.cursor(scope).unwrap();
        if query.epoch != self.epoch || (query.after > 0 && query.after.max(query.floor) < self.horizon) {
            return FeedAnswer::Reset(Reset { epoch: self.epoch, snapshot: None });
        }
        let mut rows: Vec<Row> = self
            .rows
            .iter()
            .filter(|(_, (seq, _))| *seq > query.after)
            .map(|(id, (seq, body))| row(id, *seq, body.as_deref()))
            .collect();
        rows.sort_by_key(|row| row.seq);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().unwrap().seq } else { self.head };
        let (count, digest) = self.sums();
        let (epoch, after, head) = (self.epoch, query.after, self.head);
        FeedAnswer::Page(Page { epoch, after, rows, next, more, head, count, digest, as_of_s: 77 })
    }

    /// Brings `catalogue` to head; the number of answers it took.
    fn serve(&self, catalogue: &mut Catalogue) -> usize {
        self.serve_scope(catalogue, &scope())
    }

    fn serve_scope(&self, catalogue: &mut Catalogue, scope: &Scope) -> usize {
        for answers in 1..100 {
            let answer = self.answer_to(catalogue, scope, 3);
            if let super::Applied::AtHead { .. } = catalogue.apply(scope, &answer).unwrap() {
                return answers;
            }
        }
        panic!("never came to head");
    }

    fn lines(&self) -> String {
        let mut rows: Vec<_> = self.rows.iter().filter(|(_, (_, body))| body.is_some()).collect();
        rows.sort_by_key(|(_, (seq, _))| *seq);
        let lines = rows
            .iter()
            .map(|(id, (seq, body))| serde_json::to_string(&row(id, *seq, body.as_deref())).unwrap() + "\n");
        lines.collect()
    }

    fn snapshot(&self) -> (Snapshot, Vec<u8>) {
        self.snapshot_of(self.lines().as_bytes())
    }

    fn snapshot_of(&self, lines: &[u8]) -> (Snapshot, Vec<u8>) {
        let file = zstd::encode_all(lines, 3).unwrap();
        let (count, digest) = self.sums();
        let manifest = Snapshot {
            scope: scope(),
            epoch: self.epoch,
            sha256: sha2::Sha256::digest(&file).into(),
            size: file.len() as u64,
            seq: self.head,
            count,
            digest,
            as_of_s: 88,
        };
        (manifest, file)
    }
}

fn row(id: &str, seq: u64, body: Option<&str>) -> Row {
    let body = body.map(|body| serde_json::value::RawValue::from_string(body.into()).unwrap());
    Row { id: id.into(), seq, del: body.is_none(), body }
}

/// A catalogue in a directory of its own.
struct House {
    dir: tempfile::TempDir,
    catalogue: Catalogue,
    reader: Reader,
}

impl House {
    fn new() -> House {
        let dir = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(&dir.path().join("catalogue.db")).unwrap();
        let reader = Reader::open(&dir.path().join("catalogue.db")).unwrap();
        House { dir, catalogue, reader }
    }

    fn holding(vacancies: &[Vacancy]) -> House {
        let mut house = House::new();
        Central::with(vacancies).serve(&mut house.catalogue);
        house
    }

    fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("catalogue.db")
    }

    fn reopen(self) -> House {
        let House { dir, catalogue, reader } = self;
        drop((catalogue, reader));
        let catalogue = Catalogue::open(&dir.path().join("catalogue.db")).unwrap();
        let reader = Reader::open(&dir.path().join("catalogue.db")).unwrap();
        House { dir, catalogue, reader }
    }

    /// Ids of what is found on 22 November, in order.
    fn found(&self, query: &Query) -> Vec<String> {
        self.found_on(query, day("2026-11-22"))
    }

    fn found_on(&self, query: &Query, today: Date) -> Vec<String> {
        let results = self.reader.search(query, today, 0, 1000).unwrap();
        assert_eq!(results.total as usize, results.cards.len());
        results.cards.into_iter().map(|card| card.row_id).collect()
    }

    fn all(&self) -> Vec<String> {
        let mut all = self.found(&Query::default());
        all.sort();
        all
    }
}
