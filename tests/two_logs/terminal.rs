//! A terminal in this world: the real ledger, catalogue and planner, and what `sync::session` does between
//! them, without HTTP and waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anjungan::catalogue::{Applied, ApplyError, Catalogue, Query, Reader};
use anjungan::ledger::{Fact, Ledger};
use anjungan::sync::plan::{Local, Remote, Step, plan};
use anjungan_wire::fact::{Language, Visit, VisitEnd};
use anjungan_wire::feed::{FeedAnswer, FeedQuery, Page};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::op::Clock;
use anjungan_wire::request::Enrolled;
use anjungan_wire::signed::Signed;
use anjungan_wire::snapshot::Snapshot;
use rusqlite::Connection;

use super::crash;
use super::fault::{Conditions, Fault, Rule, Violation, must};
use super::message::{Answer, Request};
use super::office::POISON;

/// Ops in a push and rows in a page: few, so that everything takes several.
const OPS: usize = 3;
const ROWS: u32 = 2;
/// The protocol's promise to keep what central has.
const DAYS_KEPT: i64 = 30;
const DAY_S: i64 = 86_400;

/// A terminal.
pub struct Terminal {
    pub ledger: Option<Ledger>,
    pub catalogue: Option<Catalogue>,
    reader: Option<Reader>,
    pub scopes: Vec<Scope>,
    offered: Vec<(Scope, Signed<Snapshot>)>,
    dir: PathBuf,
    now_s: i64,
    conditions: Conditions,
    /// Every op it ever committed: number, fingerprint, whether it is poisoned.
    pub recorded: Vec<(u64, [u8; 32], bool)>,
    /// Ops it was allowed to forget.
    pub forgotten: BTreeSet<u64>,
    /// When central was first known to have an op, in its present history.
    acked_s: BTreeMap<u64, i64>,
    seen: Seen,
}

/// What may not go back.
#[derive(Clone, Debug, Default)]
struct Seen {
    acked: Option<(Epoch, u64)>,
    /// By scope: shelf, epoch, walk, cursor.
    cursors: BTreeMap<String, (i64, Epoch, i64, u64)>,
}

impl Terminal {
    pub fn open(dir: &Path, name: u8, enrolled: Enrolled, conditions: Conditions) -> Terminal {
        std::fs::create_dir_all(dir).unwrap();
        let mut ledger = Ledger::open(&dir.join("ledger.db"), [name + 1; 16]).unwrap();
        let scopes = enrolled.scopes.clone();
        ledger.set_enrolled(enrolled).unwrap();
        drop(ledger);
        let mut terminal = Terminal {
            ledger: None,
            catalogue: None,
            reader: None,
            scopes,
            offered: Vec::new(),
            dir: dir.into(),
            now_s: 1_800_000_000,
            conditions,
            recorded: Vec::new(),
            forgotten: BTreeSet::new(),
            acked_s: BTreeMap::new(),
            seen: Seen::default(),
        };
        terminal.restart();
        terminal
    }

    pub fn ledger(&mut self) -> &mut Ledger {
        self.ledger.as_mut().unwrap()
    }

    pub fn catalogue(&mut self) -> &mut Catalogue {
        self.catalogue.as_mut().unwrap()
    }

    /// Another connection to one of its databases: for looking, crashing and cheating.
    pub fn raw(&self, database: &str) -> Connection {
        Connection::open(self.dir.join(database)).unwrap()
    }

    /// The process ends, and starts again. What was offered is forgotten with it.
    pub fn restart(&mut self) {
        (self.ledger, self.catalogue, self.reader) = (None, None, None);
        self.offered.clear();
        self.ledger = Some(Ledger::open(&self.dir.join("ledger.db"), [99; 16]).unwrap());
        let path = self.dir.join("catalogue.db");
        self.catalogue = Some(Catalogue::open(&path).unwrap());
        self.reader = Some(Reader::open(&path).unwrap());
    }

    pub fn record(&mut self, poison: bool, crashes: bool) {
        let nth = self.recorded.len() as u32;
        let fact = Fact::Visit(Visit {
            seconds: nth,
            end: VisitEnd::Finished,
            language: Language::Id,
            searches: 0,
            vacancies_opened: 0,
            tickets_printed: 0,
            adjusted: false,
            uses: vec![],
        });
        let clock = Clock { wall_ms: self.now_s * 1000, boot: [1; 8], mono_ms: 5, synced: true };
        let raw = self.raw("ledger.db");
        if crashes {
            crash::arm(&raw, crash::RECORDING);
            assert!(self.ledger().record(&fact, clock).is_err());
            crash::disarm(&raw);
            return self.restart();
        }
        let no = self.ledger().record(&fact, clock).unwrap();
        if poison {
            let sealed = [POISON, &no.to_be_bytes()].concat();
            raw.execute("UPDATE outbox SET sealed = ?1 WHERE no = ?2", (sealed, no.cast_signed())).unwrap();
        }
        let ops = self.ledger().unacked(usize::MAX >> 1, usize::MAX >> 1).unwrap();
        self.recorded.push((no, ops.last().unwrap().fingerprint(), poison));
    }

    /// Days go by; what central has had for long enough is forgotten.
    pub fn days(&mut self, days: u8) -> Result<(), Violation> {
        self.now_s += i64::from(days) * DAY_S;
        let before = self.numbers();
        let now_s = self.now_s;
        self.ledger().forget_old_ops(now_s).unwrap();
        let after = self.numbers();
        for no in before.difference(&after) {
            let acked_s = self.acked_s.get(no).copied();
            let long_ago = acked_s.is_some_and(|at| now_s - at >= DAYS_KEPT * DAY_S);
            must(Rule::NothingForgottenEarly, long_ago, || format!("op {no}, acknowledged {acked_s:?}"))?;
            self.forgotten.insert(*no);
        }
        Ok(())
    }

    fn numbers(&self) -> BTreeSet<u64> {
        let raw = self.raw("ledger.db");
        let mut statement = raw.prepare("SELECT no FROM outbox").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    pub fn beat(&mut self) -> Request {
        Request::Beat { cursors: self.catalogue().cursors().unwrap() }
    }

    pub fn push(&mut self) -> Option<Request> {
        self.ledger().next_push(OPS, usize::MAX >> 1).unwrap().map(Request::Push)
    }

    pub fn ask(&mut self, scope: &Scope) -> Request {
        let query = self.catalogue().cursor(scope).unwrap();
        Request::Ask { scope: scope.clone(), query: FeedQuery { limit: ROWS, ..query } }
    }

    pub fn fetch(&mut self) -> Option<Request> {
        self.offered.pop().map(|(_, document)| Request::Fetch(document))
    }

    /// Does with an answer what it is for. What to send next.
    pub fn handle(&mut self, answer: &Answer, crashes_at: Option<u8>) -> Result<Vec<Request>, Violation> {
        let shown = self.shown();
        let next = match answer {
            Answer::Beat { epoch, hwm, heads } => self.take_beat(*epoch, *hwm, heads, crashes_at),
            Answer::Push { answer, refused } => {
                self.acknowledge(answer.epoch, answer.hwm, crashes_at);
                let raw = self.raw("ledger.db");
                for no in refused {
                    raw.execute("DELETE FROM outbox WHERE no = ?1", [no.cast_signed()]).unwrap();
                }
                Vec::new()
            }
            Answer::Rows { scope, answer } => self.take_rows(scope, answer, &shown, crashes_at)?,
            Answer::File { document, bytes } => self.take_file(document, bytes, &shown, crashes_at)?,
        };
        self.nothing_went_back()?;
        Ok(next)
    }

    fn take_beat(
        &mut self,
        epoch: Epoch,
        hwm: u64,
        heads: &[(Scope, u64)],
        crashes_at: Option<u8>,
    ) -> Vec<Request> {
        let steps = self.plan(epoch, hwm, heads);
        self.acknowledge(epoch, hwm, crashes_at);
        steps
            .into_iter()
            .filter_map(|step| match step {
                Step::Push { .. } => self.push(),
                Step::Pull(scope) => Some(self.ask(&scope)),
                Step::FetchSnapshot(_) => self.fetch(),
                Step::Rewind { .. } | Step::Nothing => None,
                Step::Alarm { hwm, last_no } => panic!("central has {hwm} of {last_no} ops"),
            })
            .collect()
    }

    /// What the planner says to central's answer.
    pub fn plan(&mut self, epoch: Epoch, hwm: u64, heads: &[(Scope, u64)]) -> Vec<Step> {
        let position = self.ledger().position().unwrap();
        let local = Local {
            epoch: position.epoch,
            acked: position.acked,
            last_no: position.last_no,
            scopes: self.scopes.clone(),
            cursors: self.catalogue().cursors().unwrap(),
        };
        let offered = self.offered.iter().map(|(scope, _)| scope.clone()).collect();
        plan(&local, &Remote { epoch, hwm, heads: heads.to_vec(), offered })
    }

    fn acknowledge(&mut self, epoch: Epoch, hwm: u64, crashes_at: Option<u8>) {
        let raw = self.raw("ledger.db");
        if let Some(at) = crashes_at {
            crash::arm(&raw, crash::ACKNOWLEDGING[usize::from(at) % crash::ACKNOWLEDGING.len()]);
        }
        let now_s = self.now_s;
        // An error is the crash; the state is looked at below, whatever was returned.
        let _ = self.ledger().acked(epoch, hwm, now_s);
        if crashes_at.is_some() {
            crash::disarm(&raw);
            self.restart();
        }
        let acked = self.ledger().position().unwrap().acked;
        self.acked_s.retain(|no, _| *no <= acked);
        for no in 1..=acked {
            self.acked_s.entry(no).or_insert(now_s);
        }
        if self.conditions.makes(Fault::DeleteWhenAcked) {
            raw.execute("DELETE FROM outbox WHERE no <= ?1", [acked.cast_signed()]).unwrap();
        }
    }

    fn take_rows(
        &mut self,
        scope: &Scope,
        answer: &FeedAnswer,
        shown: &BTreeSet<String>,
        crashes_at: Option<u8>,
    ) -> Result<Vec<Request>, Violation> {
        let mut answer = answer.clone();
        let raw = self.raw("catalogue.db");
        if let FeedAnswer::Page(page) = &mut answer {
            if self.conditions.makes(Fault::ApplyStalePage) {
                let sql = "UPDATE shelf SET cursor = ?1 WHERE scope = ?2 AND role = 'in-use' AND epoch = ?3";
                raw.execute(sql, (page.after.cast_signed(), scope.to_string(), page.epoch.to_string()))
                    .unwrap();
            }
            if !self.conditions.digest || self.conditions.makes(Fault::NoDigest) {
                agree(&raw, scope, page);
            }
            if self.conditions.makes(Fault::CursorBeforeRows) && crashes_at.is_some() {
                let sql = "UPDATE shelf SET cursor = ?1
                    WHERE scope = ?2 AND role = 'in-use' AND epoch = ?3 AND cursor = ?4";
                let at = (
                    page.next.cast_signed(),
                    scope.to_string(),
                    page.epoch.to_string(),
                    page.after.cast_signed(),
                );
                raw.execute(sql, at).unwrap();
                self.restart();
                return Ok(Vec::new());
            }
        }
        if let Some(at) = crashes_at {
            crash::arm(&raw, crash::APPLYING[usize::from(at) % crash::APPLYING.len()]);
        }
        let applied = self.catalogue().apply(scope, &answer);
        if crashes_at.is_some() {
            crash::disarm(&raw);
            self.restart();
        }
        let gone: BTreeSet<&str> = match &answer {
            FeedAnswer::Page(page) => {
                page.rows.iter().filter(|row| row.del).map(|row| row.id.as_str()).collect()
            }
            FeedAnswer::Reset(_) => BTreeSet::new(),
        };
        // At head the sweep takes what central no longer has; that is compared row by row in the end.
        let swept = match &applied {
            Ok(Applied::AtHead { .. }) => true,
            Ok(_) => false,
            // It crashed after the page was committed, perhaps.
            Err(_) => crashes_at.is_some(),
        };
        if !swept {
            let now = self.shown();
            let lost: Vec<_> =
                shown.iter().filter(|id| !now.contains(*id) && !gone.contains(id.as_str())).collect();
            must(Rule::TheScreenNeverEmpties, lost.is_empty(), || format!("{lost:?} vanished: {applied:?}"))?;
        }
        match applied {
            Ok(Applied::More { .. }) => Ok(vec![self.ask(scope)]),
            Ok(Applied::WalkAgain | Applied::Differed) => {
                if let FeedAnswer::Reset(reset) = answer
                    && let Some(snapshot) = reset.snapshot
                {
                    self.offered.retain(|(offered, _)| offered != scope);
                    self.offered.push((scope.clone(), snapshot));
                }
                Ok(vec![self.ask(scope)])
            }
            Ok(Applied::AtHead { .. } | Applied::Stale) => Ok(Vec::new()),
            Err(ApplyError::Page(_)) if self.conditions.makes(Fault::ApplyStalePage) => Ok(Vec::new()),
            Err(_) if crashes_at.is_some() => Ok(Vec::new()),
            Err(error) => panic!("a page of central's was not taken: {error}"),
        }
    }

    fn take_file(
        &mut self,
        document: &Signed<Snapshot>,
        bytes: &[u8],
        shown: &BTreeSet<String>,
        crashes_at: Option<u8>,
    ) -> Result<Vec<Request>, Violation> {
        let key = self.ledger().enrolled().unwrap().content_key;
        let envelope = document.verify(&key, 0, jiff::Timestamp::now().as_second()).unwrap();
        let scope = envelope.content.scope.clone();
        let document = format!("snapshot {scope}");
        if envelope.generation < self.ledger().generation(&document).unwrap() {
            return Ok(Vec::new());
        }
        let raw = self.raw("catalogue.db");
        if let Some(at) = crashes_at {
            crash::arm(&raw, crash::APPLYING[usize::from(at) % crash::APPLYING.len()]);
        }
        let loaded = self.catalogue().load_snapshot(&scope, &envelope.content, bytes, |_| {});
        if crashes_at.is_some() {
            crash::disarm(&raw);
            self.restart();
        }
        match loaded {
            Ok(_) => self.ledger().raise_generation(&document, envelope.generation).unwrap(),
            Err(error) => {
                let now = self.shown();
                must(Rule::TheScreenNeverEmpties, crashes_at.is_some() || now == *shown, || {
                    format!("{error}: {shown:?} became {now:?}")
                })?;
            }
        }
        Ok(vec![self.ask(&scope)])
    }

    /// The disk loses a row of the catalogue, or changes its text.
    pub fn rot(&mut self, row: u8, lost: bool) {
        let sql = match lost {
            true => "DELETE FROM row WHERE doc =
                (SELECT doc FROM row ORDER BY doc LIMIT 1 OFFSET ?1 % max(1, (SELECT count(*) FROM row)))",
            false => {
                "UPDATE row SET body = replace(body, 'Operator', 'Oxerator')
                 WHERE doc = (SELECT doc FROM row ORDER BY doc LIMIT 1 OFFSET ?1 % max(1, (SELECT count(*) FROM row)))"
            }
        };
        self.raw("catalogue.db").execute(sql, [row]).unwrap();
    }

    /// The row ids that a visitor finds.
    pub fn shown(&self) -> BTreeSet<String> {
        let today = jiff::civil::date(2026, 11, 22);
        let found = self.reader.as_ref().unwrap().search(&Query::default(), today, 0, 100).unwrap();
        found.cards.into_iter().map(|card| card.row_id).collect()
    }

    /// Cursors and the acknowledgement only rise, but in a new epoch or a new walk.
    fn nothing_went_back(&mut self) -> Result<(), Violation> {
        let position = self.ledger().position().unwrap();
        let now = (position.epoch, position.acked);
        let before = self.seen.acked.replace(now).unwrap_or((Epoch::NONE, 0));
        must(Rule::CursorsOnlyRise, now >= before, || format!("acknowledged {before:?}, then {now:?}"))?;
        let raw = self.raw("catalogue.db");
        let mut statement =
            raw.prepare("SELECT scope, no, epoch, gen, cursor FROM shelf WHERE role = 'in-use'").unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let epoch: Epoch = row.get::<_, String>(2).unwrap().parse().unwrap();
            let now = (row.get(1).unwrap(), epoch, row.get(3).unwrap(), row.get(4).unwrap());
            let scope: String = row.get(0).unwrap();
            let before = self.seen.cursors.insert(scope.clone(), now).unwrap_or((0, Epoch::NONE, 0, 0));
            must(Rule::CursorsOnlyRise, now >= before, || {
                format!("{scope} was at {before:?}, then {now:?}")
            })?;
        }
        Ok(())
    }
}

/// Makes central's sums the ones that the catalogue will have: as if nobody compared them.
fn agree(raw: &Connection, scope: &Scope, page: &mut Page) {
    use anjungan_wire::feed::Digest;
    use rusqlite::OptionalExtension as _;
    let sql = "SELECT no, gen, count, digest FROM shelf WHERE scope = ?1 AND role = 'in-use'";
    let (no, walk, mut count, digest) = raw
        .query_row(sql, [scope.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, u64>(2)?, row.get::<_, i64>(3)?))
        })
        .optional()
        .unwrap()
        .unwrap_or((0_i64, 0_i64, 0, 0));
    let mut digest = Digest(digest.cast_unsigned());
    for row in &page.rows {
        let sql = "SELECT seq, body FROM row WHERE shelf = ?1 AND id = ?2 AND gen = ?3";
        let kept: Option<(u64, String)> =
            raw.query_row(sql, (no, &row.id, walk), |row| Ok((row.get(0)?, row.get(1)?))).optional().unwrap();
        if let Some((seq, body)) = kept {
            count = count.saturating_sub(1);
            digest.toggle(&row.id, seq, &body);
        }
        if !row.del {
            count += 1;
            digest.toggle(&row.id, row.seq, row.body_text());
        }
    }
    (page.count, page.digest) = (count, digest);
}
