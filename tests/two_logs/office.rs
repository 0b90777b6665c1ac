//! Central in this world: the real store, its backups, and a look at its tables.

use std::path::{Path, PathBuf};

use anjungan_central::store::{Store, VacancyChange, restore};
use anjungan_wire::encoding::hex;
use anjungan_wire::feed::FeedAnswer;
use anjungan_wire::id::{Epoch, Scope, StreamId};
use anjungan_wire::op::Op;
use anjungan_wire::vacancy::Vacancy;
use rusqlite::Connection;

use super::crash;
use super::fault::{Conditions, Fault};
use super::message::{Answer, Request};

/// What a poisoned op is sealed with.
pub const POISON: &[u8] = b"poison";
/// When everything happens, as far as central's inbox cares.
const NOW_MS: i64 = 1_800_000_000_000;
/// How far back a central remembers whose keys expire.
const KEYS_KEPT: u64 = 3;
/// Counts effects as they are made, apart from the tables that they are made in.
const COUNT_EFFECTS: &str = "
    CREATE TABLE counted_effect (stream TEXT, no INTEGER);
    CREATE TRIGGER count_effect AFTER INSERT ON visit
    BEGIN INSERT INTO counted_effect VALUES (new.stream, new.no); END;
    CREATE TABLE expired AS SELECT * FROM inbox";

/// Central.
pub struct Office {
    pub store: Option<Store>,
    /// Another connection: for looking, crashing and cheating.
    pub raw: Option<Connection>,
    dir: PathBuf,
    backups: u32,
    published: u32,
    conditions: Conditions,
}

impl Office {
    pub fn open(dir: &Path, conditions: Conditions) -> Office {
        let mut office =
            Office { store: None, raw: None, dir: dir.into(), backups: 0, published: 0, conditions };
        office.restart();
        office.raw().execute_batch(COUNT_EFFECTS).unwrap();
        office
    }

    pub fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    pub fn raw(&self) -> &Connection {
        self.raw.as_ref().unwrap()
    }

    /// The process ends, and starts again.
    pub fn restart(&mut self) {
        self.store = None;
        self.store = Some(Store::open(&self.dir).unwrap());
        self.raw = Some(Connection::open(self.dir.join("central.db")).unwrap());
    }

    pub fn publish(&mut self, vacancy: u8, province: u8, crashes: bool) {
        self.published += 1;
        let vacancy = vacancy_of(vacancy, province, self.published);
        if crashes {
            crash::arm(self.raw(), crash::PUBLISHING);
        }
        let done = self.store().publish(vec![VacancyChange::Put(Box::new(vacancy))], 100);
        if crashes {
            assert!(done.is_err(), "publishing has no other last statement");
            crash::disarm(self.raw());
            self.restart();
        }
    }

    pub fn close(&mut self, vacancy: u8) {
        self.store().publish(vec![VacancyChange::Remove { row_id: row_id(vacancy) }], 100).unwrap();
    }

    pub fn purge(&mut self, scopes: &[Scope]) {
        for scope in scopes {
            let before = self.store().scope_state(scope).unwrap();
            self.store().purge_tombstones_up_to(scope, before.head).unwrap();
            if self.conditions.makes(Fault::PurgeWithoutHorizon) {
                let sql = "UPDATE feed_scope SET horizon = ?1 WHERE scope = ?2";
                self.raw().execute(sql, (before.horizon.cast_signed(), scope.to_string())).unwrap();
            }
        }
    }

    pub fn back_up(&mut self) {
        self.backups += 1;
        let file = self.backup_file();
        self.store().backup(&file).unwrap();
    }

    fn backup_file(&self) -> PathBuf {
        self.dir.join(format!("backup-{}", self.backups))
    }

    pub fn restore(&mut self) {
        if self.backups > 0 {
            self.store = None;
            self.raw = None;
            restore(&self.dir, &self.backup_file()).unwrap();
            self.restart();
        }
    }

    /// Does what a request asks for. `None`: it crashed over it, or has no answer.
    pub fn handle(&mut self, from: StreamId, request: &Request, crashes_at: Option<u8>) -> Option<Answer> {
        let spoken = |epoch| if self.conditions.makes(Fault::NoEpoch) { Epoch::numbered(1) } else { epoch };
        let store = self.store.as_mut().unwrap();
        match request {
            Request::Beat { cursors } => {
                let heads = cursors
                    .iter()
                    .map(|cursor| (cursor.scope.clone(), store.scope_state(&cursor.scope).unwrap().head));
                let (heads, hwm) = (heads.collect(), store.hwm(&from).unwrap());
                Some(Answer::Beat { epoch: spoken(store.epoch().unwrap()), hwm, heads })
            }
            Request::Push(push) => {
                let mut push = push.clone();
                let mut refused = Vec::new();
                if self.conditions.makes(Fault::DropOnReject) || self.conditions.makes(Fault::BlockOnPoison) {
                    let good = push.ops.iter().take_while(|op| !is_poison(op)).count();
                    if self.conditions.makes(Fault::DropOnReject) {
                        refused.extend(push.ops.get(good).map(|op| op.no));
                    }
                    push.ops.truncate(good);
                }
                if self.conditions.makes(Fault::KeysThatExpire) {
                    let expired = store.hwm(&from).unwrap().saturating_sub(KEYS_KEPT);
                    self.forget_keys(&from, expired);
                }
                let crashes_at =
                    crashes_at.map(|at| crash::TAKING_IN[usize::from(at) % crash::TAKING_IN.len()]);
                if let Some(statement) = crashes_at {
                    crash::arm(self.raw(), statement);
                }
                let answer = self.store().push(&from, &push, NOW_MS);
                if crashes_at.is_some() {
                    crash::disarm(self.raw());
                    self.restart();
                    return None;
                }
                let mut answer = answer.unwrap();
                if self.conditions.makes(Fault::NoEpoch) {
                    answer.epoch = Epoch::numbered(1);
                }
                Some(Answer::Push { answer, refused })
            }
            Request::Ask { scope, query } => {
                let mut query = query.clone();
                if self.conditions.makes(Fault::NoEpoch) {
                    query.epoch = store.epoch().unwrap();
                }
                if self.conditions.makes(Fault::WalkWithoutFloor) {
                    query.floor = 0;
                }
                let mut answer = store.feed(scope, &query).unwrap();
                match &mut answer {
                    FeedAnswer::Page(page) => page.epoch = spoken(page.epoch),
                    FeedAnswer::Reset(reset) => {
                        reset.epoch = spoken(reset.epoch);
                        if self.conditions.makes(Fault::NoEpoch) {
                            // Its document is signed with the epoch in it.
                            reset.snapshot = None;
                        }
                    }
                }
                Some(Answer::Rows { scope: scope.clone(), answer })
            }
            Request::Fetch(document) => {
                let key = store.content_key();
                let envelope = document.verify(&key, 0, jiff::Timestamp::now().as_second()).unwrap();
                let path = store.blob_path(&hex(&envelope.content.sha256)).unwrap();
                Some(Answer::File { document: document.clone(), bytes: std::fs::read(path).unwrap() })
            }
        }
    }

    /// The keys of old ops go, and with them what stood in the way of a second effect.
    fn forget_keys(&self, stream: &StreamId, up_to: u64) {
        let (stream, up_to) = (stream.to_string(), up_to.cast_signed());
        for sql in [
            "INSERT INTO expired SELECT * FROM inbox WHERE stream = ?1 AND no <= ?2",
            "DELETE FROM inbox WHERE stream = ?1 AND no <= ?2",
            "DELETE FROM visit WHERE stream = ?1 AND no <= ?2",
        ] {
            self.raw().execute(sql, (&stream, up_to)).unwrap();
        }
    }

    /// Puts expired keys back, so that the other rules are not broken by the mistake itself.
    pub fn remember_keys(&self) {
        self.raw().execute("INSERT OR IGNORE INTO inbox SELECT * FROM expired", []).unwrap();
    }
}

pub fn is_poison(op: &Op) -> bool {
    op.sealed.bytes.starts_with(POISON)
}

fn row_id(vacancy: u8) -> String {
    format!("local:v{vacancy}")
}

fn vacancy_of(vacancy: u8, province: u8, version: u32) -> Vacancy {
    let region = ["3216", "3174"][usize::from(province)];
    let text = format!(
        r#"{{"source":"local","source_id":"v{vacancy}","fetched_s":5,"title":"Operator {version}",
        "employer":"PT Contoh","place":{{"region":"{region}","province":"P"}},
        "opens":"2026-11-01","closes":"2036-12-31","url":"https://example.invalid/{vacancy}"}}"#
    );
    serde_json::from_str(&text).unwrap()
}
