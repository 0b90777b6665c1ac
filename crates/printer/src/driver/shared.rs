//! What the printer's thread and its callers both hold.

use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, eventfd};

use super::{Identity, StatusListener};
use crate::command::ProcessId;
use crate::status::Status;

/// Names of jobs that are remembered; a printer holds far fewer jobs.
const NAMES_MAX: usize = 64;

/// How a printer's thread has lived since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Vitals {
    /// How often it woke up.
    pub wakeups: u64,
    /// Rounds of questions it has asked.
    pub rounds: u64,
    /// The longest it has worked between two waits, deaf to everything: a caller's `before_first_byte` and listeners
    /// included.
    pub deaf_max: Duration,
}

pub(super) struct Shared {
    status: Mutex<Status>,
    listeners: Mutex<Vec<StatusListener>>,
    identity: Mutex<Option<Identity>>,
    /// Jobs that the printer has named, whether or not anybody listened: a killed program's among them.
    named: Mutex<VecDeque<ProcessId>>,
    stop: AtomicBool,
    abandon: AtomicBool,
    pub(super) waker: Waker,
    wakeups: AtomicU64,
    rounds: AtomicU64,
    deaf_max_us: AtomicU64,
    awake_since: Mutex<Instant>,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            status: Mutex::new(Status::UNKNOWN),
            listeners: Mutex::new(Vec::new()),
            identity: Mutex::new(None),
            named: Mutex::new(VecDeque::new()),
            stop: AtomicBool::new(false),
            abandon: AtomicBool::new(false),
            waker: Waker::new(),
            wakeups: AtomicU64::new(0),
            rounds: AtomicU64::new(0),
            deaf_max_us: AtomicU64::new(0),
            awake_since: Mutex::new(Instant::now()),
        }
    }

    pub(super) fn status(&self) -> Status {
        *lock(&self.status)
    }

    pub(super) fn subscribe(&self, listener: StatusListener) {
        let mut listeners = lock(&self.listeners);
        listener(self.status());
        listeners.push(listener);
    }

    pub(super) fn publish(&self, status: Status) {
        let listeners = lock(&self.listeners);
        let before = std::mem::replace(&mut *lock(&self.status), status);
        if before != status {
            tracing::info!(?status, "printer status");
            for listener in listeners.iter() {
                listener(status);
            }
        }
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        lock(&self.identity).clone()
    }

    /// Another printer on the same wire is worth a line in the log.
    pub(super) fn identify(&self, identity: Identity) {
        let before = lock(&self.identity).replace(identity.clone());
        if before.as_ref() != Some(&identity) {
            let replaced = before.is_some();
            tracing::info!(?identity, replaced, "printer identity");
        }
    }

    pub(super) fn note_name(&self, name: ProcessId) {
        let mut named = lock(&self.named);
        if named.len() == NAMES_MAX {
            named.pop_front();
        }
        named.push_back(name);
    }

    pub(super) fn was_named(&self, name: ProcessId) -> bool {
        lock(&self.named).contains(&name)
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.waker.wake();
    }

    pub(super) fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Nobody waits for the job that is being printed.
    pub(super) fn abandon(&self) {
        self.abandon.store(true, Ordering::Relaxed);
        self.waker.wake();
    }

    pub(super) fn abandoned(&self) -> bool {
        self.abandon.load(Ordering::Relaxed)
    }

    /// A job begins, and somebody waits for it.
    pub(super) fn awaited(&self) {
        self.abandon.store(false, Ordering::Relaxed);
    }

    pub(super) fn vitals(&self) -> Vitals {
        Vitals {
            wakeups: self.wakeups.load(Ordering::Relaxed),
            rounds: self.rounds.load(Ordering::Relaxed),
            deaf_max: Duration::from_micros(self.deaf_max_us.load(Ordering::Relaxed)),
        }
    }

    pub(super) fn asked_a_round(&self) {
        self.rounds.fetch_add(1, Ordering::Relaxed);
    }

    /// Does one wait, and keeps count of it.
    pub(super) fn waiting<T>(&self, wait: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        let deaf = lock(&self.awake_since).elapsed();
        self.deaf_max_us.fetch_max(u64::try_from(deaf.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        let result = self.waker.with(wait);
        *lock(&self.awake_since) = Instant::now();
        self.wakeups.fetch_add(1, Ordering::Relaxed);
        result
    }
}

/// Ends a wait of the printer's thread: a descriptor that can be read until the wait has seen it.
pub(super) struct Waker {
    bell: std::io::Result<OwnedFd>,
}

impl Waker {
    fn new() -> Self {
        Self { bell: eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC).map_err(Into::into) }
    }

    /// Whether there is one; without it no thread is started.
    pub(super) fn check(&self) -> std::io::Result<()> {
        match &self.bell {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(std::io::Error::new(error.kind(), "no descriptor to wake the printer's thread"))
            }
        }
    }

    pub(super) fn wake(&self) {
        if let Ok(bell) = &self.bell {
            // Fails only when the count is full, and then it can be read already.
            let _ = rustix::io::write(bell, &1u64.to_ne_bytes());
        }
    }

    fn with<T>(&self, wait: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        let bell = self.bell.as_ref().expect("checked before the thread was started");
        let result = wait(bell.as_fd());
        // Nothing to read: something else ended the wait.
        let _ = rustix::io::read(bell, &mut [0; 8]);
        result
    }
}

fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
