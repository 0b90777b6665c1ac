//! A proxy between terminal and central that passes everything on, and spoils the answers to some.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is done to the body of an answer; whether there was anything to spoil.
pub type Spoil = fn(&mut Vec<u8>) -> bool;

/// One answer a connection, so that what is altered has a length again.
pub struct Proxy {
    pub address: String,
    spoil: Arc<Mutex<Option<(&'static str, Spoil)>>>,
    spoilt: Arc<Mutex<usize>>,
}

impl Proxy {
    pub fn before(central: SocketAddr) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let spoil: Arc<Mutex<Option<(&'static str, Spoil)>>> = Arc::default();
        let spoilt: Arc<Mutex<usize>> = Arc::default();
        let (asked, count) = (Arc::clone(&spoil), Arc::clone(&spoilt));
        // It ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let spoil = *asked.lock().unwrap();
                // A terminal that hung up, or a central that did: both have their own tests.
                if let Ok(true) = pass(client, central, spoil) {
                    *count.lock().unwrap() += 1;
                }
            }
        });
        Proxy { address, spoil, spoilt }
    }

    /// From now on, answers to requests whose path begins like this.
    pub fn spoil(&self, path: &'static str, how: Spoil) {
        *self.spoil.lock().unwrap() = Some((path, how));
    }

    pub fn behave(&self) {
        *self.spoil.lock().unwrap() = None;
    }

    /// How many answers were spoilt.
    pub fn spoilt(&self) -> usize {
        *self.spoilt.lock().unwrap()
    }
}

/// Passes one request and its answer. Whether the answer was spoilt.
fn pass(
    mut client: TcpStream,
    central: SocketAddr,
    spoil: Option<(&'static str, Spoil)>,
) -> std::io::Result<bool> {
    let (head, body) = read(&client)?;
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut upstream = TcpStream::connect(central)?;
    upstream.write_all(closing(&head, body.len()).as_bytes())?;
    upstream.write_all(&body)?;
    let (head, mut body) = read(&upstream)?;
    let how = spoil.filter(|(begins, _)| path.starts_with(begins)).map(|(_, how)| how);
    let spoilt = how.is_some_and(|how| how(&mut body));
    client.write_all(closing(&head, body.len()).as_bytes())?;
    client.write_all(&body)?;
    client.shutdown(Shutdown::Write)?;
    Ok(spoilt)
}

/// The head without its end, and the body.
pub fn read(stream: &TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), None);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse::<usize>().ok();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length.unwrap_or(0)];
    match length {
        Some(_) => reader.read_exact(&mut body)?,
        None if head.starts_with("HTTP/") => drop(reader.read_to_end(&mut body)?),
        None => {}
    }
    Ok((head, body))
}

/// The head with the body's length, for a connection that ends after it. The terminal's `Host` stays: it is
/// signed.
pub fn closing(head: &str, length: usize) -> String {
    let kept = head.lines().filter(|line| {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        !matches!(name.as_str(), "content-length" | "connection" | "accept-encoding")
    });
    let mut text: String = kept.map(|line| format!("{line}\r\n")).collect();
    text.push_str(&format!("content-length: {length}\r\nconnection: close\r\n\r\n"));
    text
}
