//! A printer of our own making, over HTTP on a free port, that fails when told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use ipp::prelude::*;
use ipp::value::{IppKeyword, IppName};

/// What it does and what it has seen.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// It takes a job's name before its document.
    pub creates_jobs: bool,
    /// `job-state` of every job.
    pub job_state: i32,
    /// `job-impressions-completed` of every job.
    pub impressions: Option<i32>,
    /// It has forgotten every job.
    pub forgets: bool,
    /// It closes the connection at this operation, after it has read all of it.
    pub closes_at: Option<u16>,
    /// It answers this operation that it is busy.
    pub busy_at: Option<u16>,
    /// It takes connections and never answers.
    pub silent: bool,
    /// It hangs up before it reads anything.
    pub hangs_up: bool,
    /// Operations in the order in which they came.
    pub seen: Vec<u16>,
    /// The name of the last job.
    pub name: String,
    /// Its document.
    pub document: Vec<u8>,
}

pub const PRINT_JOB: u16 = 0x02;
pub const CREATE_JOB: u16 = 0x05;
pub const SEND_DOCUMENT: u16 = 0x06;
pub const CANCEL_JOB: u16 = 0x08;
const GET_JOB: u16 = 0x09;
const GET_JOBS: u16 = 0x0a;
const GET_PRINTER: u16 = 0x0b;
pub const PROCESSING: i32 = 5;
pub const STOPPED: i32 = 6;
pub const ABORTED: i32 = 8;
pub const COMPLETED: i32 = 9;

/// The running printer; it stops with its last connection.
pub struct Peer {
    port: u16,
    behaviour: Arc<Mutex<Behaviour>>,
    stop: Arc<AtomicBool>,
}

impl Peer {
    /// Sound, and quick: every job is completed at once.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let behaviour = Arc::new(Mutex::new(Behaviour {
            creates_jobs: true,
            job_state: COMPLETED,
            impressions: Some(1),
            forgets: false,
            closes_at: None,
            busy_at: None,
            silent: false,
            hangs_up: false,
            seen: Vec::new(),
            name: String::new(),
            document: Vec::new(),
        }));
        let stop = Arc::new(AtomicBool::new(false));
        let (known, stopped) = (Arc::clone(&behaviour), Arc::clone(&stop));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let known = Arc::clone(&known);
                std::thread::spawn(move || serve(stream.unwrap(), &known));
            }
        });
        Self { port, behaviour, stop }
    }

    pub fn address(&self) -> anjungan_ipp::Address {
        format!("ipp://127.0.0.1:{}/ipp/print", self.port).parse().unwrap()
    }

    pub fn lock(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener so that it sees it; nobody may listen any more.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(stream: TcpStream, behaviour: &Mutex<Behaviour>) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let now = behaviour.lock().unwrap().clone();
    if now.hangs_up {
        return;
    }
    let mut writer = stream.try_clone().unwrap();
    let Some(body) = body_of(stream) else { return };
    let operation = u16::from_be_bytes([body[2], body[3]]);
    if let Some(at) = body.windows(5).position(|bytes| bytes == b"%PDF-") {
        behaviour.lock().unwrap().document = body[at..].to_vec();
    }
    let request =
        ipp::parser::IppParser::new(ipp::reader::IppReader::new(std::io::Cursor::new(body))).parse().unwrap();
    {
        let mut known = behaviour.lock().unwrap();
        known.seen.push(operation);
        let named = request.attributes().first_of(DelimiterTag::OperationAttributes).unwrap().get("job-name");
        if let Some(name) = named.and_then(|name| name.value().as_name_without_language().cloned()) {
            known.name = name.as_str().into();
        }
    }
    if now.silent {
        std::thread::sleep(Duration::from_secs(2));
        return;
    }
    if now.closes_at == Some(operation) {
        return;
    }
    let answer = answer(operation, &behaviour.lock().unwrap().clone()).to_bytes();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    // The driver may have given up meanwhile.
    let _ = writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(&answer));
}

/// The body of a request in chunks; `None` when the other side went.
fn body_of(stream: TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 0 && line != "\r\n" {
        line.clear();
    }
    let mut body = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim(), 16).ok()?;
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend(&chunk[..length]);
    }
}

fn answer(operation: u16, now: &Behaviour) -> IppRequestResponse {
    let gone = now.forgets && [GET_JOB, GET_JOBS].contains(&operation);
    let busy = now.busy_at == Some(operation);
    let status = match (gone, busy) {
        (true, _) => StatusCode::ClientErrorNotFound,
        (false, true) => StatusCode::ServerErrorBusy,
        (false, false) => StatusCode::SuccessfulOk,
    };
    let mut answer = IppRequestResponse::new_response(IppVersion::v1_1(), status, 1).unwrap();
    if gone || busy {
        return answer;
    }
    let name = |text: &str| IppName::new(text).unwrap();
    let keyword = |text: &str| IppValue::Keyword(IppKeyword::new(text).unwrap());
    let mut add = |tag, of: &str, value| answer.attributes_mut().add(tag, IppAttribute::new(name(of), value));
    match operation {
        GET_PRINTER => {
            let mut operations = vec![IppValue::Enum(PRINT_JOB.into())];
            if now.creates_jobs {
                operations.extend([CREATE_JOB, SEND_DOCUMENT].map(|number| IppValue::Enum(number.into())));
            }
            add(DelimiterTag::PrinterAttributes, "printer-state", IppValue::Enum(3));
            add(DelimiterTag::PrinterAttributes, "printer-state-reasons", keyword("none"));
            add(DelimiterTag::PrinterAttributes, "operations-supported", IppValue::Array(operations));
        }
        PRINT_JOB | CREATE_JOB | SEND_DOCUMENT | GET_JOB | GET_JOBS => {
            add(DelimiterTag::JobAttributes, "job-id", IppValue::Integer(7));
            add(DelimiterTag::JobAttributes, "job-name", IppValue::NameWithoutLanguage(name(&now.name)));
            add(DelimiterTag::JobAttributes, "job-state", IppValue::Enum(now.job_state));
            add(DelimiterTag::JobAttributes, "job-state-reasons", keyword("none"));
            if let Some(impressions) = now.impressions {
                let value = IppValue::Integer(impressions);
                add(DelimiterTag::JobAttributes, "job-impressions-completed", value);
            }
        }
        _ => {}
    }
    answer
}
