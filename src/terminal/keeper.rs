//! Keeps the catalogue of a run that has proved itself ([`crate::catalogue::previous`]): after ten minutes in which it
//! answered, and then at most once a day. On a thread of its own, which nobody waits for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crate::catalogue::previous::{FILE, Kept, keep};

/// A content that ends the program does so sooner: the image's ladder counts ends within so long as quick ones.
const PROVED_AFTER: Duration = Duration::from_secs(600);
/// Between two copies.
const EVERY: Duration = Duration::from_secs(24 * 3600);
/// Between two looks.
const LOOK_AGAIN: Duration = Duration::from_secs(600);

/// Whether the catalogue has answered a question in this run.
#[derive(Clone, Default)]
pub struct Answered(Arc<AtomicBool>);

impl Answered {
    /// It has.
    pub fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Keeps, as long as it lives. A copy that is being written when it is dropped is thrown away at the next try.
pub struct Keeper {
    _until_dropped: Sender<()>,
}

impl Keeper {
    /// Begins to wait.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(catalogue: PathBuf, answered: Answered) -> std::io::Result<Self> {
        let (until_dropped, dropped) = mpsc::channel();
        std::thread::Builder::new()
            .name("keeper".into())
            .spawn(move || run(&catalogue, &answered, &dropped))?;
        Ok(Self { _until_dropped: until_dropped })
    }
}

fn run(catalogue: &Path, answered: &Answered, dropped: &Receiver<()>) {
    let started = Instant::now();
    let mut kept: Option<Instant> = None;
    while dropped.recv_timeout(LOOK_AGAIN) == Err(RecvTimeoutError::Timeout) {
        let age = kept.map(|at| at.elapsed()).or_else(|| age(&catalogue.with_file_name(FILE)));
        if !is_due(started.elapsed(), answered.has(), age) {
            continue;
        }
        // Whatever came of it: a disk that is full or ill is not tried every ten minutes.
        kept = Some(Instant::now());
        match rustix::fs::statvfs(catalogue).map(|disk| disk.f_bavail * disk.f_frsize) {
            Ok(free_bytes) => match keep(catalogue, free_bytes) {
                Ok(Kept::New) => tracing::info!("the catalogue of this run is kept, to go back to"),
                Ok(Kept::NoRoom) => tracing::warn!("no room to keep a second catalogue to go back to"),
                Err(error) => {
                    tracing::warn!(%error, "no catalogue is kept to go back to; the one before stays")
                }
            },
            Err(error) => tracing::warn!(%error, "the disk can't be looked at: no catalogue is kept"),
        }
    }
}

/// `None`: there is none, or it is from the future, by a clock that was wrong.
fn age(copy: &Path) -> Option<Duration> {
    std::fs::metadata(copy).and_then(|about| about.modified()).ok()?.elapsed().ok()
}

fn is_due(up: Duration, answered: bool, age: Option<Duration>) -> bool {
    answered && up >= PROVED_AFTER && age.is_none_or(|age| age >= EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_run_that_has_proved_itself_is_kept_and_once_a_day() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        for (up, answered, age, due) in [
            (9, true, None, false),
            (10, true, None, true),
            (10, false, None, false),
            (6000, true, Some(1439), false),
            (6000, true, Some(1440), true),
        ] {
            assert_eq!(is_due(minutes(up), answered, age.map(minutes)), due, "{up} {answered} {age:?}");
        }
    }
}
