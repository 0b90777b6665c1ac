//! The thread that puts a [`Simulator`] behind a pseudo-terminal and a network port, in real time.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::paper::{Paper, Piece};
use super::simulator::Simulator;
use super::terminal::Terminal;
use super::{Flow, Setup};

/// Bytes taken from a program at once; what more it wrote waits in the system, as it would in a real line's driver.
const CHUNK: usize = 256;
/// The shortest and the longest time between two looks.
const LOOK_MIN: Duration = Duration::from_millis(1);
const LOOK_MAX: Duration = Duration::from_millis(20);

/// What the printer's thread and its owner share.
pub(super) struct Shared {
    simulator: Mutex<Simulator>,
    started: Instant,
    stop: AtomicBool,
}

impl Shared {
    pub(super) fn new(setup: &Setup) -> Self {
        let mut simulator = Simulator::new(setup);
        for order in &setup.orders {
            simulator.order(*order);
        }
        simulator.script(setup.script.iter().copied());
        Self { simulator: Mutex::new(simulator), started: Instant::now(), stop: AtomicBool::new(false) }
    }

    /// The printer as it is at this moment.
    pub(super) fn now(&self) -> MutexGuard<'_, Simulator> {
        let mut simulator = self.simulator.lock().unwrap_or_else(PoisonError::into_inner);
        simulator.run_until(self.started.elapsed());
        simulator
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Where bytes come from and answers go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Terminal,
    Network,
}

pub(super) struct Runner {
    setup: Setup,
    shared: Arc<Shared>,
    terminal: Option<Terminal>,
    listener: Option<TcpListener>,
    address: Option<SocketAddr>,
    connection: Option<TcpStream>,
    /// Answers go where the last bytes came from.
    way: Way,
}

impl Runner {
    pub(super) fn open(setup: Setup, shared: Arc<Shared>) -> io::Result<Self> {
        let way = if setup.link.is_some() { Way::Terminal } else { Way::Network };
        let address = setup.tcp;
        let mut runner =
            Self { setup, shared, terminal: None, listener: None, address, connection: None, way };
        runner.plug_in()?;
        Ok(runner)
    }

    pub(super) fn tcp_address(&self) -> Option<SocketAddr> {
        self.address
    }

    pub(super) fn run(mut self) {
        while !self.shared.stop.load(Ordering::Relaxed) {
            if let Err(error) = self.step() {
                tracing::error!(%error, "the virtual printer's link failed; opening another");
                self.pull_out();
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }

    fn step(&mut self) -> io::Result<()> {
        let (plugged, hungry, idle, wait) = {
            let simulator = self.shared.now();
            let next = simulator.next_event().map_or(LOOK_MAX, |at| at.saturating_sub(simulator.now()));
            let hungry = simulator.on_the_wire() < CHUNK;
            (simulator.is_plugged(), hungry, simulator.is_idle(), next.clamp(LOOK_MIN, LOOK_MAX))
        };
        if !plugged {
            self.pull_out();
            self.shared.now().cut_off();
            std::thread::sleep(Duration::from_millis(5));
            let pieces = self.shared.now().pieces();
            self.deliver(pieces);
            return Ok(());
        }
        self.plug_in()?;
        self.wait(hungry, wait)?;
        let read = if hungry { self.read()? } else { 0 };
        if let Some(terminal) = &self.terminal
            && read == 0
            && idle
        {
            terminal.release();
        }
        let (answers, pieces) = {
            let mut simulator = self.shared.now();
            // A cable that has just been pulled carries nothing more.
            let answers = if simulator.is_plugged() { simulator.answers() } else { Vec::new() };
            (answers, simulator.pieces())
        };
        // The paper is out before the printer says so.
        self.deliver(pieces);
        if answers.is_empty() { Ok(()) } else { self.answer(&answers) }
    }

    fn plug_in(&mut self) -> io::Result<()> {
        if let (None, Some(link)) = (&self.terminal, &self.setup.link) {
            self.terminal = Some(Terminal::open(link)?);
        }
        if let (None, Some(address)) = (&self.listener, self.address) {
            let listener = TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            self.address = Some(listener.local_addr()?);
            self.listener = Some(listener);
        }
        Ok(())
    }

    fn pull_out(&mut self) {
        (self.terminal, self.listener, self.connection) = (None, None, None);
    }

    /// Waits until something arrives or the time has passed.
    fn wait(&self, hungry: bool, wait: Duration) -> io::Result<()> {
        let mut ends = Vec::new();
        if hungry {
            ends.extend(
                self.terminal
                    .as_ref()
                    .map(|terminal| PollFd::from_borrowed_fd(terminal.end(), PollFlags::IN)),
            );
            ends.extend(self.connection.as_ref().map(|connection| PollFd::new(connection, PollFlags::IN)));
        }
        if self.connection.is_none() {
            ends.extend(self.listener.as_ref().map(|listener| PollFd::new(listener, PollFlags::IN)));
        }
        let wait = Timespec::try_from(wait).map_err(io::Error::other)?;
        match poll(&mut ends, Some(&wait)) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn read(&mut self) -> io::Result<usize> {
        let mut buffer = [0; CHUNK];
        if let Some(terminal) = &self.terminal {
            let n = terminal.read(&mut buffer)?;
            if n > 0 {
                self.way = Way::Terminal;
                let computer = terminal.computer()?;
                let waits = computer.heeds_xoff && self.setup.flow == Flow::XonXoff;
                let mut simulator = self.shared.now();
                simulator.set_computer(Some(computer.baud), waits);
                simulator.send(&buffer[..n]);
                return Ok(n);
            }
        }
        let n = self.read_network(&mut buffer)?;
        if n > 0 {
            self.way = Way::Network;
            let mut simulator = self.shared.now();
            simulator.set_computer(None, true);
            simulator.send(&buffer[..n]);
        }
        Ok(n)
    }

    /// One program at a time, as a network printer has it; the next waits.
    fn read_network(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let (None, Some(listener)) = (&self.connection, &self.listener) {
            match listener.accept() {
                Ok((connection, _)) => {
                    connection.set_nonblocking(true)?;
                    connection.set_nodelay(true)?;
                    self.connection = Some(connection);
                }
                Err(error) if is_nothing_yet(&error) => return Ok(0),
                Err(error) => return Err(error),
            }
        }
        let Some(connection) = &mut self.connection else { return Ok(0) };
        match connection.read(buffer) {
            Ok(n) if n > 0 => Ok(n),
            Err(error) if is_nothing_yet(&error) => Ok(0),
            // It has hung up, or was cut off.
            Ok(_) | Err(_) => {
                self.connection = None;
                Ok(0)
            }
        }
    }

    /// Writes what the line takes; a computer that does not listen loses the rest, as on a wire.
    fn answer(&mut self, answers: &[u8]) -> io::Result<()> {
        match (self.way, &self.terminal, &mut self.connection) {
            (Way::Terminal, Some(terminal), _) => terminal.write(answers),
            (Way::Network, _, Some(connection)) => {
                if let Err(error) = connection.write(answers)
                    && !is_nothing_yet(&error)
                {
                    self.connection = None;
                }
                Ok(())
            }
            (Way::Terminal | Way::Network, _, _) => Ok(()),
        }
    }

    fn deliver(&self, pieces: Vec<(u32, Piece)>) {
        if self.setup.out.is_none() && self.setup.on_paper.is_none() {
            return;
        }
        for (number, piece) in pieces {
            let paper = Paper::new(number, piece, self.setup.profile.dpi);
            if let Some(out) = &self.setup.out
                && let Err(error) = paper.save(out)
            {
                tracing::error!(%error, out = %out.display(), "a paper could not be saved");
            }
            if let Some(listener) = &self.setup.on_paper {
                listener(paper);
            }
        }
    }
}

fn is_nothing_yet(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}
