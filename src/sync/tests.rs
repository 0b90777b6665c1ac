//! A central on a real socket that does exactly what a test says, however rude.

mod client;
mod download;
mod own;
mod rotate;
mod rough;
mod scopes;
mod session;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anjungan_wire::sign::{self, CONTENT_DIGEST, SIGNATURE, SIGNATURE_INPUT, SignatureHeaders};

use super::client::{Client, Waits};
use super::clock::Timekeeper;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// As central would check it.
    pub fn verify(&self, public_key: &[u8; 32], now_s: i64) -> Result<(), sign::BadSignature> {
        let header = |name| self.header(name).unwrap_or_default().to_owned();
        let headers = SignatureHeaders {
            content_digest: header(CONTENT_DIGEST),
            signature_input: header(SIGNATURE_INPUT),
            signature: header(SIGNATURE),
        };
        let parts = sign::Parts {
            method: &self.method,
            authority: self.header("host").unwrap_or_default(),
            path: &self.path,
            query: &self.query,
            body: &self.body,
        };
        sign::verify(public_key, &parts, &headers, now_s)
    }
}

/// What goes back.
pub enum Reply {
    /// A proper answer.
    Json(u16, String),
    /// Exactly these bytes, then the connection ends.
    Raw(Vec<u8>),
    /// These bytes, one at a time, for ever slower than anybody waits.
    Drip(Vec<u8>),
}

pub fn json(status: u16, body: &impl serde::Serialize) -> Reply {
    Reply::Json(status, serde_json::to_string(body).unwrap())
}

pub fn raw(head: &str, body: &str) -> Reply {
    Reply::Raw(format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

type Answering = Box<dyn FnMut(&Request) -> Reply + Send>;

/// A central on port 0 of this machine.
pub struct Server {
    pub address: String,
    requests: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub fn start(mut answer: impl FnMut(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (kept, stopped) = (Arc::clone(&requests), Arc::clone(&stop));
        let mut answer: Answering = Box::new(move |request| answer(request));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let Some(request) = read(&stream) else { continue };
                kept.lock().unwrap().push(request.clone());
                write(stream, answer(&request));
            }
        });
        Self { address, requests, stop }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.path).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // The listener wakes up, sees the flag and ends.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap_or(0))];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Some(Request { method, path: path.into(), query: query.into(), headers, body })
}

/// What the terminal does with an answer, or that it hung up on it, is not the server's affair.
fn write(mut stream: TcpStream, reply: Reply) {
    match reply {
        Reply::Json(status, body) => {
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(body.as_bytes());
        }
        Reply::Raw(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        Reply::Drip(bytes) => {
            for byte in bytes {
                if stream.write_all(&[byte]).is_err() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// The device key of these tests.
pub fn device_key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[4; 32])
}

/// A client with little patience.
pub fn client(server: &Server) -> (Client, Arc<Timekeeper>) {
    let clock = Arc::new(Timekeeper::new([1; 8], 0));
    let waits = Waits { connect: Duration::from_millis(500), whole: Duration::from_millis(800) };
    (Client::new(&server.address, device_key(), Arc::clone(&clock), waits).unwrap(), clock)
}
