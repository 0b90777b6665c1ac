//! A terminal's connection: signs what it sends, opens itself again when it broke.

use std::time::{Duration, Instant};

use anjungan_wire::sign::{CONTENT_DIGEST, Parts, SIGNATURE, SIGNATURE_INPUT, sign};
use ed25519_dalek::SigningKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// After so long a terminal gives a request up. A held beat takes 50 s of it.
const PATIENCE: Duration = Duration::from_secs(110);

/// What came of a request.
pub(crate) enum Answer {
    /// An answer and how long it took.
    Told { status: u16, body: Bytes, took: Duration },
    /// None, after so long.
    Broken { took: Duration },
}

impl Answer {
    pub(crate) fn took(&self) -> Duration {
        match self {
            Answer::Told { took, .. } | Answer::Broken { took } => *took,
        }
    }
}

pub(crate) struct Line {
    authority: String,
    key: SigningKey,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Line {
    pub(crate) fn new(authority: &str, key: SigningKey) -> Self {
        Self { authority: authority.into(), key, open: None }
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, query: &str, body: Vec<u8>) -> Answer {
        let begun = Instant::now();
        match tokio::time::timeout(PATIENCE, self.try_send(method, path, query, body)).await {
            Ok(Some((status, body))) => Answer::Told { status, body, took: begun.elapsed() },
            Ok(None) | Err(_) => {
                self.open = None;
                Answer::Broken { took: begun.elapsed() }
            }
        }
    }

    /// The next request opens another connection.
    pub(crate) fn close(&mut self) {
        self.open = None;
    }

    async fn try_send(
        &mut self,
        method: &str,
        path: &str,
        query: &str,
        body: Vec<u8>,
    ) -> Option<(u16, Bytes)> {
        let parts = Parts { method, authority: &self.authority, path, query, body: &body };
        let signed = sign(&self.key, &parts, jiff::Timestamp::now().as_second());
        let uri = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let request = hyper::Request::builder()
            .method(method)
            .uri(uri)
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_DIGEST, signed.content_digest)
            .header(SIGNATURE_INPUT, signed.signature_input)
            .header(SIGNATURE, signed.signature)
            .body(Full::new(Bytes::from(body)))
            .ok()?;
        let line = self.opened().await?;
        let answer = line.send_request(request).await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.into_body().collect().await.ok()?.to_bytes()))
    }

    async fn opened(&mut self) -> Option<&mut SendRequest<Full<Bytes>>> {
        let usable = match &mut self.open {
            Some(line) => line.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            let socket = TcpStream::connect(&self.authority).await.ok()?;
            socket.set_nodelay(true).ok()?;
            let (line, connection) = handshake(TokioIo::new(socket)).await.ok()?;
            // It ends with the connection; what went wrong, the next request finds out.
            tokio::spawn(async move {
                let _ = connection.await;
            });
            self.open = Some(line);
        }
        self.open.as_mut()
    }
}
