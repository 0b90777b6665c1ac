//! The sending of alerts, one after the other, on a connection and a thread of its own: a mail server that takes its
//! time holds up nobody else.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::App;
use crate::alerts::send;
use crate::import::desk::process_name;
use crate::store::{Store, StoreError};

/// Between two looks for something to send.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a failure of the store itself.
const REST: Duration = Duration::from_secs(30);

pub(super) async fn run(app: Arc<App>) {
    let me = process_name();
    let mut store: Option<Store> = None;
    loop {
        let mine = match store.take() {
            Some(mine) => Ok(Ok(mine)),
            None => app.readers.run(Store::another).await,
        };
        let Ok(Ok(mine)) = mine else {
            tokio::time::sleep(REST).await;
            continue;
        };
        let me = me.clone();
        let wait = match tokio::task::spawn_blocking(move || one(mine, &me)).await {
            Ok((mine, Ok(more))) => {
                store = Some(mine);
                if more { Duration::ZERO } else { LOOK_EVERY }
            }
            Ok((_, Err(error))) => {
                tracing::error!(%error, "alerts wait to be sent: {error}");
                REST
            }
            Err(error) => {
                tracing::error!(%error, "sending an alert panicked; it is tried again when its lease has ended");
                REST
            }
        };
        tokio::time::sleep(wait).await;
    }
}

fn one(mut store: Store, me: &str) -> (Store, Result<bool, StoreError>) {
    let done = send::send_once(&mut store, me, Timestamp::now());
    (store, done)
}
