//! Signed requests to central.
//!
//! Every request is signed by the device key, with the time as central last told it. When central says that
//! the time is wrong, its time is learnt and the request is sent once more.

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anjungan_wire::encoding::hex;
use anjungan_wire::feed::{FeedAnswer, FeedQuery};
use anjungan_wire::id::Scope;
use anjungan_wire::request::{Beat, BeatAnswer, Enrol, Enrolled, Push, PushAnswer, RefusalCode};
use anjungan_wire::rotate::{Rotate, Rotated};
use anjungan_wire::sign::{self, CONTENT_DIGEST, Parts, SIGNATURE, SIGNATURE_INPUT};
use anjungan_wire::status::{Blob, StatusAnswer, StatusQuery};
use ed25519_dalek::SigningKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use ureq::http::Response;
use ureq::http::Uri;
use ureq::http::header;
use ureq::{Agent, Body};

use super::answer::{CallError, Head, broken, retry_after};
use super::clock::Timekeeper;
use crate::ledger::key::KeyRing;

/// Bytes of an answer, at most: a page of the largest rows, twice over.
const ANSWER_BYTES_MAX: u64 = 2 * 200 * 64 * 1024;
/// Bytes of a refusal, at most.
const REFUSAL_BYTES_MAX: u64 = 64 * 1024;
/// Bytes of a card that is fetched while somebody waits for it, at most. Cards have 80 kB.
const CARD_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Limits on every wait of a request.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// For a connection, names and TLS included.
    pub connect: Duration,
    /// For a whole request with its answer, however slowly it drips.
    pub whole: Duration,
}

impl Waits {
    /// For a request that somebody at the screen waits for.
    pub const VISIT: Waits = Waits { connect: Duration::from_secs(3), whole: Duration::from_secs(8) };
    /// For a beat that central holds.
    pub const HELD: Waits = Waits {
        connect: Duration::from_secs(10),
        whole: Duration::from_secs(anjungan_wire::limits::BEAT_WAIT_S_MAX as u64 + 15),
    };
}

impl Default for Waits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(60) }
    }
}

/// An address that can't be central's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not central's address: write it like https://central.example")]
pub struct BadAddress(String);

/// Central, as this terminal reaches it.
pub struct Client {
    agent: Agent,
    origin: String,
    authority: String,
    key: KeyRing,
    clock: Arc<Timekeeper>,
}

/// A piece of a blob.
pub struct BlobPart {
    /// Its bytes begin here; 0 also when central sent the whole file although a later piece was asked for.
    pub from: u64,
    /// The bytes.
    pub bytes: Box<dyn Read>,
}

impl Client {
    /// Central at `address` (scheme, host and perhaps port), spoken to by the owner of `key`.
    pub fn new(
        address: &str,
        key: impl Into<KeyRing>,
        clock: Arc<Timekeeper>,
        waits: Waits,
    ) -> Result<Self, BadAddress> {
        let bad = || BadAddress(address.into());
        let uri: Uri = address.parse().map_err(|_| bad())?;
        let scheme = uri.scheme_str().filter(|s| matches!(*s, "http" | "https")).ok_or_else(bad)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(bad)?.to_ascii_lowercase();
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(bad());
        }
        // As it stands in the Host header: without the port where it is the scheme's own.
        let authority = match (scheme, uri.port_u16()) {
            (_, None) | ("http", Some(80)) | ("https", Some(443)) => host.clone(),
            (_, Some(port)) => format!("{host}:{port}"),
        };
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect is an answer of somebody else: central never redirects its API.
            .max_redirects(0)
            .timeout_connect(Some(waits.connect))
            .timeout_global(Some(waits.whole))
            .user_agent(concat!("anjungan/", env!("CARGO_PKG_VERSION")))
            .accept("application/json");
        if matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]") {
            config = config.proxy(None);
        }
        let origin = format!("{scheme}://{authority}");
        Ok(Self { agent: config.build().into(), origin, authority, key: key.into(), clock })
    }

    /// `POST /v1/enrol`
    pub fn enrol(&self, enrol: &Enrol) -> Result<Enrolled, CallError> {
        self.post("/v1/enrol", enrol)
    }

    /// `POST /v1/beat`. Central's clock is learnt from the answer.
    pub fn beat(&self, beat: &Beat) -> Result<BeatAnswer, CallError> {
        let sent = Instant::now();
        let answer: BeatAnswer = self.post("/v1/beat", beat)?;
        self.clock.learn(answer.now_ms, sent.elapsed());
        Ok(answer)
    }

    /// A beat that central is to hold ([`Beat::wait_s`]). Its clock is learnt too: how long the answer waited does not
    /// count, because the clock is read when it is written.
    pub fn beat_held(&self, beat: &Beat) -> Result<BeatAnswer, CallError> {
        let answer: BeatAnswer = self.post("/v1/beat", beat)?;
        self.clock.learn(answer.now_ms, Duration::ZERO);
        Ok(answer)
    }

    /// `POST /v1/rotate`, signed by `key`: the old one or the next one.
    pub fn rotate(&self, key: SigningKey, rotate: &Rotate) -> Result<Rotated, CallError> {
        let client = Client {
            agent: self.agent.clone(),
            origin: self.origin.clone(),
            authority: self.authority.clone(),
            key: key.into(),
            clock: Arc::clone(&self.clock),
        };
        client.post("/v1/rotate", rotate)
    }

    /// `POST /v1/push`
    pub fn push(&self, push: &Push) -> Result<PushAnswer, CallError> {
        self.post("/v1/push", push)
    }

    /// `GET /v1/feed/{scope}`
    pub fn feed(&self, scope: &Scope, query: &FeedQuery) -> Result<FeedAnswer, CallError> {
        let FeedQuery { epoch, after, floor, limit } = query;
        let query = format!("epoch={epoch}&after={after}&floor={floor}&limit={limit}");
        self.json("GET", &format!("/v1/feed/{scope}"), &query, b"")
    }

    /// `POST /v1/status`. For a client with [`Waits::VISIT`].
    pub fn status(&self, query: &StatusQuery) -> Result<StatusAnswer, CallError> {
        self.post("/v1/status", query)
    }

    /// A whole file in memory, checked against its name. For a client with [`Waits::VISIT`]; what is large or not
    /// waited for comes by [`super::download`].
    pub fn blob(&self, blob: &Blob) -> Result<Vec<u8>, CallError> {
        let wrong = |what: &str| CallError::Garbled(format!("a file from central {what}"));
        if blob.size > CARD_BYTES_MAX {
            return Err(wrong("is larger than any card"));
        }
        let piece = self.piece(&blob.sha256, 0, blob.size)?;
        let mut bytes = Vec::new();
        let read = piece.bytes.take(blob.size + 1).read_to_end(&mut bytes);
        read.map_err(|error| CallError::Offline(error.to_string()))?;
        if bytes.len() as u64 != blob.size || Sha256::digest(&bytes).as_slice() != blob.sha256 {
            return Err(wrong("is not the one that was asked for"));
        }
        Ok(bytes)
    }

    /// `GET /v1/blob/{sha256}`, the bytes `from` to `to` (exclusive).
    pub fn piece(&self, sha256: &[u8; 32], from: u64, to: u64) -> Result<BlobPart, CallError> {
        let range = format!("bytes={from}-{}", to.saturating_sub(1));
        let path = format!("/v1/blob/{}", hex(sha256));
        let (head, mut response) = self.exchange("GET", &path, "", b"", Some(&range))?;
        if !head.is_success() {
            return Err(failure(&head, &mut response));
        }
        if head.mime.as_deref().is_some_and(|mime| mime.starts_with("text/")) {
            return Err(CallError::NotCentral("a page of text instead of a file".into()));
        }
        let begins = match head.status {
            206 => content_range_start(&response)
                .filter(|begins| *begins == from)
                .ok_or_else(|| CallError::Garbled("another piece of the file than asked for".into()))?,
            _ => 0,
        };
        Ok(BlobPart { from: begins, bytes: Box::new(response.into_body().into_reader()) })
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, CallError> {
        let body = serde_json::to_vec(body).map_err(|error| CallError::Garbled(error.to_string()))?;
        self.json("POST", path, "", &body)
    }

    fn json<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: &[u8],
    ) -> Result<T, CallError> {
        match self.json_once(method, path, query, body) {
            Err(CallError::Refused(refusal)) if refusal.code == RefusalCode::Clock => {
                let Some(now_ms) = refusal.now_ms else {
                    return Err(CallError::Refused(refusal));
                };
                self.clock.learn(now_ms, Duration::ZERO);
                tracing::warn!(now_ms, "central says this machine's clock is wrong: going by central's");
                self.json_once(method, path, query, body)
            }
            answer => answer,
        }
    }

    fn json_once<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: &[u8],
    ) -> Result<T, CallError> {
        let (head, mut response) = self.exchange(method, path, query, body, None)?;
        if !head.is_success() {
            return Err(failure(&head, &mut response));
        }
        if !head.is_json() {
            let found = head.mime.unwrap_or_else(|| "no type".into());
            return Err(CallError::NotCentral(format!("a page of {found} instead of JSON")));
        }
        let text = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(broken)?;
        serde_json::from_slice(&text).map_err(|error| CallError::Garbled(error.to_string()))
    }

    fn exchange(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: &[u8],
        range: Option<&str>,
    ) -> Result<(Head, Response<Body>), CallError> {
        let parts = Parts { method, authority: &self.authority, path, query, body };
        let signed = sign::sign(&self.key.current(), &parts, self.clock.now_s());
        let url = match query {
            "" => format!("{}{path}", self.origin),
            query => format!("{}{path}?{query}", self.origin),
        };
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(url)
            .header(header::HOST, &self.authority)
            .header(CONTENT_DIGEST, &signed.content_digest)
            .header(SIGNATURE_INPUT, &signed.signature_input)
            .header(SIGNATURE, &signed.signature);
        let request = match range {
            Some(range) => request.header(header::RANGE, range),
            None => request,
        };
        let built = |error: ureq::http::Error| CallError::Garbled(error.to_string());
        let response = match method {
            "GET" => self.agent.run(request.body(()).map_err(built)?),
            _ => {
                let request = request.header(header::CONTENT_TYPE, "application/json");
                self.agent.run(request.body(body).map_err(built)?)
            }
        };
        let response = response.map_err(broken)?;
        Ok((head(&response), response))
    }
}

fn head(response: &Response<Body>) -> Head {
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    Head {
        status: response.status().as_u16(),
        mime: response.body().mime_type().map(str::to_ascii_lowercase),
        location: text(header::LOCATION).map(str::to_owned),
        retry_after: text(header::RETRY_AFTER).and_then(|value| retry_after(value, text(header::DATE))),
    }
}

fn failure(head: &Head, response: &mut Response<Body>) -> CallError {
    // A body that can't be read is as good as none: the status still says enough.
    let body = head
        .is_json()
        .then(|| response.body_mut().with_config().limit(REFUSAL_BYTES_MAX).read_to_vec().ok())
        .flatten();
    head.failure(body.as_deref())
}

fn content_range_start(response: &Response<Body>) -> Option<u64> {
    let range = response.headers().get(header::CONTENT_RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split_once('-')?.0.parse().ok()
}
