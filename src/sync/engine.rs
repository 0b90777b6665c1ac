//! The thread that talks to central: when a round is due, and how it stops.
//!
//! ```text
//!   Waiting ── due, woken when it may be sooner, or news heard ──▶ Round ──▶ Waiting
//!      └──────────────── stop ──────────────────────────┴────▶ ended
//! ```

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::client::Client;
use super::ear::{Ear, Heard};
use super::replica::Replica;
use super::session::{Parts, Session, Settings};
use super::status::SyncStatus;

/// How long [`Engine::stop`] waits. A request in flight may take longer; it is left to end with the program,
/// which is harmless: everything was committed before it was sent.
const STOP_WAIT: Duration = Duration::from_secs(1);

/// Called with the state whenever it changed, on the engine's thread: it must return soon.
pub type StatusListener = Box<dyn Fn(SyncStatus) + Send>;

/// The running thread.
pub struct Engine {
    signal: Arc<Signal>,
    ended: Receiver<()>,
}

/// Asks the engine for a round soon. Cheap to copy and to call.
#[derive(Clone)]
pub struct Waker(Arc<Signal>);

impl Waker {
    /// There is something to send. Does not cut short a wait after a failure.
    pub fn wake(&self) {
        self.0.change(|flags| flags.wanted = true);
    }

    /// A person asks: try now, whatever happened before.
    pub fn try_now(&self) {
        self.0.change(|flags| flags.now = true);
    }

    /// As [`Waker::try_now`], and waits until a round that began after this is over, `limit` at most. `false`: it
    /// took longer, or the engine stops.
    pub fn try_and_wait(&self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        let mut flags = self.0.lock();
        flags.now = true;
        flags.asked += 1;
        let mine = flags.asked;
        self.0.changed.notify_all();
        while flags.answered < mine {
            let left = until.saturating_duration_since(Instant::now());
            if flags.stop || left.is_zero() {
                return false;
            }
            flags = self.0.changed.wait_timeout(flags, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

#[derive(Default)]
struct Signal {
    flags: Mutex<Flags>,
    changed: Condvar,
}

#[derive(Default)]
struct Flags {
    stop: bool,
    wanted: bool,
    now: bool,
    /// How often somebody has asked and waits, and up to which of them a round has begun and ended.
    asked: u64,
    answered: u64,
    /// What came of a beat that central held.
    heard: Option<Heard>,
}

/// Why a round is due.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Its time has come, or there is something to send.
    Planned,
    /// A person asks.
    Asked,
    /// Central has answered the beat that it held.
    Heard,
}

/// What the waiting ended with.
enum Woken {
    /// A round is due.
    Round(Round),
    /// It is time to let central hold the next beat, and nothing else.
    Listens,
}

/// A round that begins.
struct Round {
    why: Due,
    /// Up to which of those who ask and wait it answers.
    answers: u64,
    /// Central's answer to a held beat, when this round follows from one. Outside: whether any beat came back.
    heard: Option<Heard>,
}

impl Signal {
    fn lock(&self) -> MutexGuard<'_, Flags> {
        self.flags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Flags)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Waits until a round is due, or it is time to listen. `None`: stop.
    fn wait(&self, due: Instant, listens: Option<Instant>, may_be_sooner: bool) -> Option<Woken> {
        let mut flags = self.lock();
        loop {
            let now = Instant::now();
            let left = due.saturating_duration_since(now);
            if flags.stop {
                return None;
            }
            if flags.now || left.is_zero() || (may_be_sooner && (flags.wanted || flags.heard.is_some())) {
                let heard = flags.heard.take();
                let why = match heard {
                    _ if flags.now => Due::Asked,
                    // What is to be sent needs a beat of its own: the held one may be a minute old.
                    Some(Some(_)) if may_be_sooner && !flags.wanted => Due::Heard,
                    Some(_) | None => Due::Planned,
                };
                (flags.now, flags.wanted) = (false, false);
                return Some(Woken::Round(Round { why, answers: flags.asked, heard }));
            }
            let left = match listens.map(|at| at.saturating_duration_since(now)) {
                Some(Duration::ZERO) => return Some(Woken::Listens),
                Some(until) => left.min(until),
                None => left,
            };
            flags = self.changed.wait_timeout(flags, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Engine {
    /// Starts talking to central. `make` builds what the session needs; it gets a function that says whether
    /// the engine is stopping.
    pub fn start<R: Replica + Send + 'static>(
        settings: Settings,
        make: impl FnOnce(Box<dyn Fn() -> bool + Send>) -> Parts<R>,
        on_status: StatusListener,
    ) -> std::io::Result<Self> {
        Self::start_with(settings, None, make, on_status)
    }

    /// As [`Engine::start`], and hears of news within seconds: `listener` is for beats that central holds
    /// ([`super::client::Waits::HELD`]).
    pub fn start_listening<R: Replica + Send + 'static>(
        settings: Settings,
        listener: Client,
        make: impl FnOnce(Box<dyn Fn() -> bool + Send>) -> Parts<R>,
        on_status: StatusListener,
    ) -> std::io::Result<Self> {
        Self::start_with(settings, Some(listener), make, on_status)
    }

    fn start_with<R: Replica + Send + 'static>(
        settings: Settings,
        listener: Option<Client>,
        make: impl FnOnce(Box<dyn Fn() -> bool + Send>) -> Parts<R>,
        on_status: StatusListener,
    ) -> std::io::Result<Self> {
        let signal = Arc::new(Signal::default());
        let asked = Arc::clone(&signal);
        let parts = make(Box::new(move || asked.lock().stop));
        let mut session = Session::new(settings, parts);
        let (end, ended) = mpsc::channel();
        let own = Arc::clone(&signal);
        let told = Arc::clone(&signal);
        let tell = move |heard| told.change(|flags| flags.heard = Some(heard));
        let mut ear = listener.map(|client| Ear::start(client, tell)).transpose()?;
        std::thread::Builder::new().name("sync".into()).spawn(move || {
            // Dropped when the thread ends, also by a panic: `stop` then sees the channel closed.
            let _end: mpsc::Sender<()> = end;
            let mut told = None;
            let mut due = Instant::now();
            let (mut listens, mut may_be_sooner) = (None, true);
            while let Some(woken) = own.wait(due, listens, may_be_sooner) {
                if let Woken::Round(Round { why, answers, heard }) = woken {
                    if let (Some(ear), Some(_)) = (&mut ear, &heard) {
                        ear.heard(session.random(), Instant::now());
                    }
                    let next = match why {
                        Due::Heard => session.round_after(heard.flatten()),
                        Due::Planned => session.round(),
                        Due::Asked => {
                            session.forget_waits();
                            session.round()
                        }
                    };
                    (due, may_be_sooner) = (Instant::now() + next.wait, next.may_be_sooner);
                    let status = session.status().clone();
                    if told.as_ref() != Some(&status) {
                        told = Some(status.clone());
                        on_status(status);
                    }
                    own.change(|flags| flags.answered = answers);
                }
                listens = match &mut ear {
                    Some(ear) if may_be_sooner => ear.listen(|| session.beat_to_hold(), Instant::now()),
                    Some(_) | None => None,
                };
            }
        })?;
        Ok(Self { signal, ended })
    }

    /// To ask for a round from elsewhere.
    pub fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.signal))
    }

    /// Stops. Returns after at most a second; `false` when a request was still in flight then.
    pub fn stop(self) -> bool {
        self.signal.change(|flags| flags.stop = true);
        match self.ended.recv_timeout(STOP_WAIT) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => true,
            Err(RecvTimeoutError::Timeout) => false,
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.signal.change(|flags| flags.stop = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: Duration = Duration::from_secs(3_600);

    #[test]
    fn letting_central_hold_the_next_beat_is_no_round_and_a_reason_for_one_comes_first() {
        let signal = Signal::default();
        let now = Instant::now();
        let is_round = |due, listens| match signal.wait(due, Some(listens), true) {
            Some(Woken::Round(round)) => Some(round.why == Due::Planned),
            Some(Woken::Listens) => Some(false),
            None => None,
        };
        assert_eq!(is_round(now + LATER, now), Some(false));
        assert_eq!(is_round(now, now), Some(true), "its time has come");
        signal.change(|flags| flags.wanted = true);
        assert_eq!(is_round(now + LATER, now), Some(true), "there is something to send");
        let soon = now + Duration::from_millis(20);
        assert!(is_round(now + LATER, soon) == Some(false) && Instant::now() >= soon);
        signal.change(|flags| flags.stop = true);
        assert_eq!(is_round(now, now), None);
    }
}
