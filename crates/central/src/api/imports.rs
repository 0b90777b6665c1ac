//! The jobs of imports, one after the other, on a connection and a thread of their own: reading a large file takes
//! long, and neither terminals nor the writer should wait for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::App;
use crate::import::desk;
use crate::store::{Store, StoreError};

const TIDY_EVERY: Duration = Duration::from_secs(3_600);
/// After a failure of the store itself.
const REST: Duration = Duration::from_secs(30);

pub(super) async fn run(app: Arc<App>) {
    let me = desk::process_name();
    let mut store: Option<Store> = None;
    let mut tidied: Option<Instant> = None;
    loop {
        let mine = match store.take() {
            Some(mine) => Ok(Ok(mine)),
            None => app.readers.run(Store::another).await,
        };
        let Ok(Ok(mine)) = mine else {
            tokio::time::sleep(REST).await;
            continue;
        };
        let is_time = tidied.is_none_or(|at| at.elapsed() >= TIDY_EVERY);
        let me = me.clone();
        let done = tokio::task::spawn_blocking(move || some(mine, &me, is_time)).await;
        let wait = match done {
            Ok((mine, Ok(more))) => {
                store = Some(mine);
                if is_time {
                    tidied = Some(Instant::now());
                }
                if more { Duration::ZERO } else { desk::LOOK_EVERY }
            }
            Ok((_, Err(error))) => {
                tracing::error!(%error, "imports wait: {error}");
                REST
            }
            Err(error) => {
                tracing::error!(%error, "an import panicked; it is taken up again when its lease has ended");
                REST
            }
        };
        tokio::time::sleep(wait).await;
    }
}

fn some(mut store: Store, me: &str, tidy: bool) -> (Store, Result<bool, StoreError>) {
    let now = Timestamp::now();
    let done = if tidy { desk::tidy(&mut store, now) } else { Ok(()) };
    // Looked at before anything is locked: mostly there is nothing to do.
    let done = done.and_then(|()| match store.imports_wait(now)? {
        true => desk::work_once(&mut store, me, now),
        false => Ok(false),
    });
    (store, done)
}
