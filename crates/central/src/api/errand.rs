//! Work that is done one piece after the other, on a connection and a thread of its own: whatever takes its time there
//! (a large file, a mail server) holds up neither terminals nor the writer.

use std::time::Duration;

use super::App;
use crate::store::{Store, StoreError};

/// After a failure of the store itself.
const REST: Duration = Duration::from_secs(30);

/// Does one piece after the other for ever, and looks for more each `every`. `work` does at most one piece and says
/// whether it did; what a panic leaves has a lease, and is taken up again when that has ended.
pub(super) async fn run<W>(app: &App, what: &'static str, every: Duration, mut work: W)
where
    W: FnMut(&mut Store) -> Result<bool, StoreError> + Clone + Send + 'static,
{
    let mut kept: Option<Store> = None;
    loop {
        let mine = match kept.take() {
            Some(mine) => Ok(Ok(mine)),
            None => app.readers.run(Store::another).await,
        };
        let Ok(Ok(mut store)) = mine else {
            tokio::time::sleep(REST).await;
            continue;
        };
        // What a panic takes along is this copy.
        let mut next = work.clone();
        let done = tokio::task::spawn_blocking(move || {
            let done = next(&mut store);
            (store, next, done)
        });
        let wait = match done.await {
            Ok((store, next, done)) => {
                work = next;
                match done {
                    Ok(more) => {
                        kept = Some(store);
                        if more { Duration::ZERO } else { every }
                    }
                    Err(error) => {
                        tracing::error!(%error, what, "{what} wait: {error}");
                        REST
                    }
                }
            }
            Err(error) => {
                tracing::error!(%error, what, "{what}: a panic; what was begun is taken up when its lease has ended");
                REST
            }
        };
        tokio::time::sleep(wait).await;
    }
}
