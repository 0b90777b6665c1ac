//! A few connections for reading, each used by one request at a time on a thread that may block.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::refused::Refused;
use crate::store::{Result, Store};

/// Beyond one for each processor, for those that wait for the disk or for a database elsewhere. More would only take turns on
/// the processor, with the writer among those who wait for theirs.
const BEYOND_PROCESSORS: usize = 2;
/// As many at most: a PostgreSQL has a hundred connections for all who ask it.
const USUAL_MAX: usize = 8;
/// Beside them, for what is never to wait for those.
pub(super) const URGENT: usize = 2;

pub(crate) struct Readers {
    idle: Arc<Mutex<Vec<Store>>>,
    free: Semaphore,
}

/// For all but what is urgent.
pub(super) fn usual() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (processors + BEYOND_PROCESSORS).min(USUAL_MAX)
}

impl Readers {
    pub(super) fn new(store: &Store, count: usize) -> Result<Readers> {
        let idle = (0..count).map(|_| store.another()).collect::<Result<Vec<_>>>()?;
        Ok(Readers { idle: Arc::new(Mutex::new(idle)), free: Semaphore::new(count) })
    }

    /// Runs `read` on a connection of its own.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        read: impl FnOnce(&Store) -> R + Send + 'static,
    ) -> Result<R, Refused> {
        // Closed only when central stops.
        let _turn = self.free.acquire().await.map_err(|_| Refused::busy("central stops"))?;
        let idle = Arc::clone(&self.idle);
        let done = tokio::task::spawn_blocking(move || {
            let store = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let store = Returned { store, to: &idle };
            store.store.as_ref().map(read)
        })
        .await;
        match done {
            Ok(Some(result)) => Ok(result),
            // A request that was given up on still works on its connection.
            Ok(None) => Err(Refused::busy("all readers are busy: send it again later")),
            Err(error) => {
                tracing::error!(%error, "reading panicked: {error}");
                Err(Refused::internal())
            }
        }
    }
}

/// Gives the connection back, after a panic too.
struct Returned<'a> {
    store: Option<Store>,
    to: &'a Mutex<Vec<Store>>,
}

impl Drop for Returned<'_> {
    fn drop(&mut self) {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).extend(self.store.take());
    }
}
