//! A PostgreSQL that goes away, and one that goes silent: by a line between that can be cut.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex};

use anjungan_central::office::people::Role;
use anjungan_central::store::db::home::Home;
use anjungan_wire::request::PushAnswer;

use crate::console::desk::desk_of;
use crate::kit::{self, Folder, database, folder, on_postgres, push_of};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Open,
    /// Connected, and not a byte comes through.
    Silent,
    /// Cut off, and no new connection lasts.
    Cut,
}

/// The line.
struct Line {
    flow: Mutex<Flow>,
    changed: Condvar,
    /// To be cut. Each in both directions.
    open: Mutex<Vec<(TcpStream, UnixStream)>>,
}

impl Line {
    /// From a port of its own to the server's socket.
    fn to(socket: String) -> (Arc<Line>, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line =
            Arc::new(Line { flow: Mutex::new(Flow::Open), changed: Condvar::new(), open: Mutex::default() });
        let accepts = Arc::clone(&line);
        std::thread::spawn(move || {
            for here in listener.incoming().map(Result::unwrap) {
                if *accepts.flow.lock().unwrap() == Flow::Cut {
                    continue;
                }
                let there = UnixStream::connect(&socket).unwrap();
                let ends = (here.try_clone().unwrap(), there.try_clone().unwrap());
                accepts.open.lock().unwrap().push(ends);
                let (back, forth) = (Arc::clone(&accepts), Arc::clone(&accepts));
                let (from, to) = (there.try_clone().unwrap(), here.try_clone().unwrap());
                std::thread::spawn(move || back.carry(from, to));
                std::thread::spawn(move || forth.carry(here, there));
            }
        });
        (line, port)
    }

    fn carry(&self, mut from: impl Read, mut to: impl Write) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let flow = self.flow.lock().unwrap();
            drop(self.changed.wait_while(flow, |flow| *flow == Flow::Silent).unwrap());
            if to.write_all(&bytes[..count]).is_err() {
                return;
            }
        }
    }

    fn set(&self, flow: Flow) {
        *self.flow.lock().unwrap() = flow;
        self.changed.notify_all();
        if flow == Flow::Cut {
            for (here, there) in self.open.lock().unwrap().drain(..) {
                // The other side may have hung up already.
                let _ = here.shutdown(std::net::Shutdown::Both);
                let _ = there.shutdown(std::net::Shutdown::Both);
            }
        }
    }
}

/// A folder whose database is at the other end of a line.
fn at_the_end_of_a_line() -> (Folder, Arc<Line>) {
    let dir = folder();
    let url = dir.url().unwrap();
    let parts: Vec<(String, String)> =
        form_urlencoded::parse(url.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
    let value = |name| &parts.iter().find(|(known, _)| known == name).unwrap().1;
    let (line, port) = Line::to(format!("{}/.s.PGSQL.5432", value("host")));
    let options = value("options").replace('=', "%3D");
    let through = format!("postgres://postgres@127.0.0.1:{port}/postgres?options={options}");
    dir.forget_database();
    Home::note(dir.path(), &through.parse().unwrap()).unwrap();
    (dir, line)
}

#[test]
fn a_database_that_goes_away_is_said_to_be_away_and_found_again() {
    if !on_postgres() {
        return;
    }
    let (dir, line) = at_the_end_of_a_line();
    let desk = desk_of(kit::central_in(dir));
    let ani = desk.officer("ani", Role::Admin);
    let (kiosk, ask) =
        (&desk.kiosk, |path: &str| kit::raw(&kit::agent(), &desk.kiosk.authority, "GET", path, "", b"", &[]));
    let ops: Vec<_> = (1..=30).map(|no| kiosk.op(no)).collect();
    let push = |to: usize| kiosk.post("/v1/push", &push_of(kiosk.stream, ops[..to].to_vec()));
    assert_eq!(push(10).json::<PushAnswer>().hwm, 10);

    line.set(Flow::Cut);
    let refused = push(20);
    assert_eq!((refused.status, refused.header("retry-after")), (503, "30"), "{}", refused.text());
    for path in ["/healthz", "/readyz"] {
        let answer = ask(path);
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.text().contains("does not answer"), "{path}: {}", answer.text());
    }
    let page = ani.get("/console/kiosks");
    assert_eq!((page.status, page.header("retry-after")), (503, "30"));
    assert!(page.text().contains("Basis data tidak menjawab"), "{}", page.text());
    line.set(Flow::Open);
    assert_eq!(push(20).json::<PushAnswer>().hwm, 20);
    assert!(ani.page("/console/kiosks").contains("K01"));

    // Silent: a push under way waits and is taken, or refused and taken the next time; never twice.
    line.set(Flow::Silent);
    std::thread::scope(|threads| {
        let under_way = threads.spawn(|| push(30));
        assert_eq!(ask("/readyz").status, 503, "it does not wait for ever");
        line.set(Flow::Open);
        assert!(matches!(under_way.join().unwrap().status, 200 | 503));
    });
    assert_eq!(push(30).json::<PushAnswer>().hwm, 30);
    let visits: i64 = database(desk.running.dir.path())
        .query_row("SELECT count(*) FROM visit", [], |row| row.get(0))
        .unwrap();
    assert_eq!(visits, 30, "each once");
}
