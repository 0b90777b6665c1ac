//! Builders: a store on a temporary folder, vacancies, ops, and a terminal that signs.

mod folder;
mod serving;

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::atomic::AtomicU64;

use anjungan_central::objects::Settings;
use anjungan_central::store::{Invite, Store};
use anjungan_central::{Central, Serving};
use anjungan_wire::fact::{Language, Visit, VisitEnd};
use anjungan_wire::feed::{FeedAnswer, FeedQuery, Page};
use anjungan_wire::id::{Epoch, Scope, StreamId};
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::request::{Enrol, Enrolled, Push, Refusal};
use anjungan_wire::seal::SealingKey;
use anjungan_wire::sign::{Parts, sign};
use anjungan_wire::vacancy::Vacancy;
use ed25519_dalek::SigningKey;
pub use folder::{Folder, database, folder, on_postgres};
pub use serving::serve;

/// A store and its folder, which goes with it.
pub struct Temporary {
    /// `None` only while it is closed.
    store: Option<Store>,
    dir: Folder,
}

pub fn store() -> Temporary {
    let dir = folder();
    Temporary { store: Some(Store::open(dir.path()).unwrap()), dir }
}

impl Temporary {
    /// Does something that on PostgreSQL nobody else may be connected for.
    pub fn while_alone<R>(&mut self, work: impl FnOnce(&Path) -> R) -> R {
        if on_postgres() {
            self.store = None;
        }
        let done = work(self.dir.path());
        self.store.get_or_insert_with(|| Store::open(self.dir.path()).unwrap());
        done
    }
}

impl Deref for Temporary {
    type Target = Store;
    fn deref(&self) -> &Store {
        self.store.as_ref().unwrap()
    }
}

impl DerefMut for Temporary {
    fn deref_mut(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }
}

pub fn scope(text: &str) -> Scope {
    text.parse().unwrap()
}

pub fn vacancy(id: &str, region: &str, title: &str) -> Vacancy {
    let text = format!(
        r#"{{"source":"local","source_id":"{id}","fetched_s":5,"title":"{title}","employer":"PT Contoh",
        "place":{{"region":"{region}","province":"P"}},"opens":"2026-11-01","closes":"2026-12-31",
        "url":"https://example.invalid/{id}"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

pub fn query(epoch: Epoch, after: u64, floor: u64) -> FeedQuery {
    FeedQuery { epoch, after, floor, limit: 200 }
}

/// The page, where there must be one.
pub fn page(answer: FeedAnswer) -> Page {
    match answer {
        FeedAnswer::Page(page) => page,
        FeedAnswer::Reset(reset) => panic!("a reset where a page was expected: {reset:?}"),
    }
}

pub const STREAM: StreamIdMaker = StreamIdMaker;
pub struct StreamIdMaker;
impl StreamIdMaker {
    pub fn n(&self, n: u8) -> StreamId {
        StreamId::new([n; 16])
    }
}

pub fn clock(wall_ms: i64) -> Clock {
    Clock { wall_ms, boot: [1; 8], mono_ms: 1_000, synced: true }
}

pub fn visit(seconds: u32) -> String {
    serde_json::to_string(&Visit {
        seconds,
        end: VisitEnd::Finished,
        language: Language::Id,
        searches: 1,
        vacancies_opened: 2,
        tickets_printed: 0,
        adjusted: false,
        uses: vec![],
    })
    .unwrap()
}

/// A visit's op that can be applied.
pub fn op(key: &SealingKey, stream: StreamId, no: u64) -> Op {
    op_of(key, stream, no, visit(no as u32).as_bytes())
}

/// An op with any content.
pub fn op_of(key: &SealingKey, stream: StreamId, no: u64, content: &[u8]) -> Op {
    let sealed = key.seal(&stream, no, OpKind::Visit, content).unwrap();
    Op { no, kind: OpKind::Visit, clock: clock(1_000 + no as i64), sealed }
}

pub fn push_of(stream: StreamId, ops: Vec<Op>) -> Push {
    Push { stream, oldest: 1, ops }
}

/// Rows of a table, counted by another connection.
pub fn count(store: &Store, from: &str) -> u64 {
    database(store.dir()).query_row(&format!("SELECT count(*) FROM {from}"), [], |row| row.get(0)).unwrap()
}

/// A running central and its folder.
pub struct Running {
    pub central: Central,
    pub dir: Folder,
    /// Messages of alerts that a test has already counted.
    pub told: AtomicU64,
}

pub fn central() -> Running {
    central_as("127.0.0.1:0", Serving::default())
}

pub fn central_as(addr: &str, serving: Serving) -> Running {
    let dir = folder();
    Running { central: Central::start_as(dir.path(), addr, serving).unwrap(), dir, told: AtomicU64::new(0) }
}

pub fn central_in(dir: Folder) -> Running {
    Running { central: Central::start(dir.path(), "127.0.0.1:0").unwrap(), dir, told: AtomicU64::new(0) }
}

/// A central that keeps its pictures there.
pub fn central_with(pictures: &Settings) -> Running {
    central_as("127.0.0.1:0", Serving { pictures: pictures.clone(), ..Serving::default() })
}

/// An answer off the wire.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn refusal(&self) -> Refusal {
        self.json()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A terminal that signs.
#[derive(Debug)]
pub struct Terminal {
    pub key: SigningKey,
    pub authority: String,
    pub stream: StreamId,
    pub enrolled: Enrolled,
    agent: ureq::Agent,
}

pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

pub fn invite(accept: bool) -> Invite {
    Invite {
        kiosk: None,
        site: "Aula".into(),
        tenant: "Disnaker".into(),
        region: "3216".parse().unwrap(),
        scopes: Vec::new(),
        accept,
    }
}

impl Running {
    pub fn code(&self, accept: bool) -> String {
        self.central.with_store(move |store| store.invite(invite(accept)).unwrap().code).unwrap()
    }

    /// A terminal in service.
    pub fn terminal(&self, seed: u8) -> Terminal {
        let code = self.code(true);
        self.enrol(seed, &code).unwrap()
    }

    pub fn enrol(&self, seed: u8, code: &str) -> Result<Terminal, Box<Answer>> {
        enrol_at(&self.central.addr().to_string(), seed, code)
    }
}

/// Enrols a terminal at a central, wherever that is.
pub fn enrol_at(authority: &str, seed: u8, code: &str) -> Result<Terminal, Box<Answer>> {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let stream = STREAM.n(seed);
    let body = Enrol {
        code: code.into(),
        public_key: key.verifying_key().to_bytes(),
        stream,
        machine: "Kotak uji".into(),
    };
    let body = serde_json::to_vec(&body).unwrap();
    let answer = send(&agent(), &key, authority, "POST", "/v1/enrol", "", &body, &[], 0);
    if answer.status != 200 {
        return Err(Box::new(answer));
    }
    Ok(Terminal::new(key, authority, stream, answer.json()))
}

impl Terminal {
    pub fn new(key: SigningKey, authority: &str, stream: StreamId, enrolled: Enrolled) -> Terminal {
        Terminal { key, authority: authority.into(), stream, enrolled, agent: agent() }
    }

    /// The same terminal, whose next request goes to another process.
    pub fn at(&self, authority: &str) -> Terminal {
        Terminal::new(self.key.clone(), authority, self.stream, self.enrolled.clone())
    }

    /// A signed POST to a central that may be gone.
    pub fn try_post<T: serde::Serialize>(&self, path: &str, body: &T) -> Option<Answer> {
        let body = serde_json::to_vec(body).unwrap();
        let parts = Parts { method: "POST", authority: &self.authority, path, query: "", body: &body };
        let signed = sign(&self.key, &parts, jiff::Timestamp::now().as_second());
        let headers = [
            ("content-digest", signed.content_digest.as_str()),
            ("signature-input", signed.signature_input.as_str()),
            ("signature", signed.signature.as_str()),
        ];
        try_raw(&self.agent, &self.authority, "POST", path, "", &body, &headers).ok()
    }

    pub fn post<T: serde::Serialize>(&self, path: &str, body: &T) -> Answer {
        self.post_bytes(path, &serde_json::to_vec(body).unwrap())
    }

    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        send(&self.agent, &self.key, &self.authority, "POST", path, "", body, &[], 0)
    }

    pub fn get(&self, path: &str, query: &str) -> Answer {
        self.get_with(path, query, &[])
    }

    pub fn get_with(&self, path: &str, query: &str, headers: &[(&str, &str)]) -> Answer {
        send(&self.agent, &self.key, &self.authority, "GET", path, query, b"", headers, 0)
    }

    /// A signed GET from a terminal whose clock is off.
    pub fn get_at(&self, path: &str, clock_off_s: i64) -> Answer {
        send(&self.agent, &self.key, &self.authority, "GET", path, "", b"", &[], clock_off_s)
    }

    pub fn feed(&self, after: u64, floor: u64, limit: u32) -> FeedAnswer {
        let query = format!("epoch={}&after={after}&floor={floor}&limit={limit}", self.enrolled.epoch);
        let answer = self.get("/v1/feed/vacancies@32", &query);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub fn op(&self, no: u64) -> Op {
        op(&self.enrolled.sealing_key, self.stream, no)
    }
}

#[allow(clippy::too_many_arguments)]
pub fn send(
    agent: &ureq::Agent,
    key: &SigningKey,
    authority: &str,
    method: &str,
    path: &str,
    query: &str,
    body: &[u8],
    headers: &[(&str, &str)],
    clock_off_s: i64,
) -> Answer {
    let parts = Parts { method, authority, path, query, body };
    let signed = sign(key, &parts, jiff::Timestamp::now().as_second() + clock_off_s);
    let mut all = vec![
        ("content-digest", signed.content_digest.as_str()),
        ("signature-input", signed.signature_input.as_str()),
        ("signature", signed.signature.as_str()),
    ];
    all.extend_from_slice(headers);
    raw(agent, authority, method, path, query, body, &all)
}

/// A request with exactly these headers.
pub fn raw(
    agent: &ureq::Agent,
    authority: &str,
    method: &str,
    path: &str,
    query: &str,
    body: &[u8],
    headers: &[(&str, &str)],
) -> Answer {
    try_raw(agent, authority, method, path, query, body, headers).unwrap()
}

/// [`raw`], or what kept it from being answered.
fn try_raw(
    agent: &ureq::Agent,
    authority: &str,
    method: &str,
    path: &str,
    query: &str,
    body: &[u8],
    headers: &[(&str, &str)],
) -> Result<Answer, ureq::Error> {
    let question = if query.is_empty() { "" } else { "?" };
    let mut request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("http://{authority}{path}{question}{query}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = match method {
        "GET" => agent.run(request.body(()).unwrap()),
        _ => agent.run(request.body(body.to_vec()).unwrap()),
    };
    let mut response = response?;
    Ok(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.body_mut().with_config().limit(64 << 20).read_to_vec()?,
    })
}
