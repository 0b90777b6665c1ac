//! A proxy that treats requests as a bad network and a tired server do.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::printing::stand::Dice;
use crate::whole::proxy::{closing, read};

/// What happens to a request or its answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fault {
    /// The request does not arrive.
    RequestLost,
    /// Half of it does.
    RequestCut,
    /// It arrives, and the answer is lost.
    AnswerLost,
    /// Half of the answer comes.
    AnswerCut,
    /// The request arrives twice.
    Doubled,
    /// The request arrives after later ones, when nobody waits for its answer any more.
    Late,
    /// Both take their time.
    Slow,
    /// 503, wait.
    Busy,
    /// 500, a page.
    Broken,
    /// 200, a login page.
    LoginPage,
    /// A redirect to one.
    Redirect,
    /// 413.
    TooLarge,
    /// The terminal is told what it was told the time before.
    Stale,
}

const FAULTS: [Fault; 13] = [
    Fault::RequestLost,
    Fault::RequestCut,
    Fault::AnswerLost,
    Fault::AnswerCut,
    Fault::Doubled,
    Fault::Late,
    Fault::Slow,
    Fault::Busy,
    Fault::Broken,
    Fault::LoginPage,
    Fault::Redirect,
    Fault::TooLarge,
    Fault::Stale,
];

/// Facts and feeds that pass unharmed, of ten; and beats, without which there would be neither.
const UNHARMED_OF_TEN: u64 = 4;
const BEATS_UNHARMED_OF_TEN: u64 = 8;
/// How long something slow takes, at most.
const SLOW_MS_MAX: u64 = 60;

/// Where a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passing {
    /// About to reach central.
    Goes,
    /// Answered, and the answer is still here.
    Went,
}

/// One request a connection. Begins well-behaved.
pub struct RoughProxy {
    pub address: String,
    rough: Arc<AtomicBool>,
    counts: Arc<Mutex<BTreeMap<Fault, u32>>>,
}

impl RoughProxy {
    pub fn before(central: SocketAddr, dice: Dice) -> RoughProxy {
        RoughProxy::watched(central, dice, |_| {})
    }

    /// `watch` is called before and after each request that reaches central whole; there is one at a time.
    pub fn watched(
        central: SocketAddr,
        dice: Dice,
        watch: impl FnMut(Passing) + Send + 'static,
    ) -> RoughProxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (rough, counts) = (Arc::<AtomicBool>::default(), Arc::<Mutex<BTreeMap<_, _>>>::default());
        let (is_rough, counted) = (Arc::clone(&rough), Arc::clone(&counts));
        let mut network = Network {
            central,
            dice,
            deck: Vec::new(),
            late: Vec::new(),
            before: BTreeMap::new(),
            watch: Box::new(watch),
        };
        // It ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A terminal that was killed meanwhile, or a central that is being restarted: part of the play.
                if let Ok(Some(fault)) = network.pass(client, is_rough.load(Ordering::Relaxed)) {
                    *counted.lock().unwrap().entry(fault).or_default() += 1;
                }
            }
        });
        RoughProxy { address, rough, counts }
    }

    pub fn be_rough(&self) {
        self.rough.store(true, Ordering::Relaxed);
    }

    /// From now on everything passes. What happened so far.
    pub fn behave(&self) -> BTreeMap<Fault, u32> {
        self.rough.store(false, Ordering::Relaxed);
        let counts = self.counts.lock().unwrap();
        FAULTS.iter().map(|fault| (*fault, counts.get(fault).copied().unwrap_or(0))).collect()
    }
}

struct Network {
    central: SocketAddr,
    dice: Dice,
    /// Faults still to come in this round of them.
    deck: Vec<Fault>,
    /// Requests that are still on their way.
    late: Vec<Vec<u8>>,
    /// The last answer to each path.
    before: BTreeMap<String, Vec<u8>>,
    watch: Box<dyn FnMut(Passing) + Send>,
}

impl Network {
    fn fault(&mut self, path: &str) -> Option<Fault> {
        let unharmed = if path == "/v1/beat" { BEATS_UNHARMED_OF_TEN } else { UNHARMED_OF_TEN };
        if self.dice.below(10) < unharmed {
            return None;
        }
        // Dealt, so that each has its turn however few requests there are.
        if self.deck.is_empty() {
            self.deck.extend(FAULTS);
        }
        Some(self.deck.swap_remove(self.dice.below(self.deck.len() as u64) as usize))
    }

    /// What was done to a request.
    fn pass(&mut self, mut client: TcpStream, rough: bool) -> std::io::Result<Option<Fault>> {
        client.set_read_timeout(Some(Duration::from_secs(5)))?;
        let (head, body) = read(&client)?;
        let path =
            head.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
        let request = [closing(&head, body.len()).into_bytes(), body].concat();
        let mut fault = rough.then(|| self.fault(&path)).flatten();
        if fault == Some(Fault::Stale) && !self.before.contains_key(&path) {
            fault = None;
        }
        let answer = match fault {
            None => self.forward(&request)?,
            Some(Fault::RequestLost) => Vec::new(),
            Some(Fault::RequestCut) => {
                let mut upstream = TcpStream::connect(self.central)?;
                upstream.write_all(&request[..request.len() / 2])?;
                Vec::new()
            }
            Some(Fault::AnswerLost) => {
                self.forward(&request)?;
                Vec::new()
            }
            Some(Fault::AnswerCut) => {
                let mut answer = self.forward(&request)?;
                answer.truncate(answer.len() - answer.len() / 4);
                answer
            }
            Some(Fault::Doubled) => {
                self.forward(&request)?;
                self.forward(&request)?
            }
            Some(Fault::Late) => {
                self.late.push(request);
                Vec::new()
            }
            Some(Fault::Slow) => {
                std::thread::sleep(Duration::from_millis(self.dice.below(SLOW_MS_MAX)));
                let answer = self.forward(&request)?;
                std::thread::sleep(Duration::from_millis(self.dice.below(SLOW_MS_MAX)));
                answer
            }
            Some(Fault::Busy) => page("503 Service Unavailable\r\nRetry-After: 30", ""),
            Some(Fault::Broken) => {
                page("500 Internal Server Error\r\nContent-Type: text/html", "<html>502</html>")
            }
            Some(Fault::LoginPage) => page("200 OK\r\nContent-Type: text/html", "<html>Silakan masuk</html>"),
            Some(Fault::Redirect) => page("302 Found\r\nLocation: http://login.invalid/", ""),
            Some(Fault::TooLarge) => page("413 Payload Too Large", ""),
            Some(Fault::Stale) => self.before[&path].clone(),
        };
        if fault.is_none() {
            self.before.insert(path, answer.clone());
            // What was on its way arrives after this one, and its answer reaches nobody.
            for late in std::mem::take(&mut self.late) {
                self.forward(&late)?;
            }
        }
        client.write_all(&answer)?;
        client.shutdown(Shutdown::Write)?;
        Ok(fault)
    }

    fn forward(&mut self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        (self.watch)(Passing::Goes);
        let answer = self.ask(request);
        (self.watch)(Passing::Went);
        answer
    }

    fn ask(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut upstream = TcpStream::connect(self.central)?;
        upstream.set_read_timeout(Some(Duration::from_secs(30)))?;
        upstream.write_all(request)?;
        let (head, body) = read(&upstream)?;
        Ok([closing(&head, body.len()).into_bytes(), body].concat())
    }
}

fn page(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
        .into_bytes()
}
