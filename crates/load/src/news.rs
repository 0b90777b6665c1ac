//! What is published while the fleet runs, and when: each terminal that has it says how long it took.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anjungan_central::store::{RowChange, Store};
use anjungan_wire::id::Scope;

/// When each head of the feed was published.
#[derive(Default)]
pub(crate) struct News(Mutex<Vec<(u64, Instant)>>);

impl News {
    /// The feed that everybody follows.
    pub(crate) const SCOPE: Scope = Scope::Announcements;

    /// When the oldest of what this run published beyond `after`, up to `head`, was published: a terminal that missed
    /// one and hears of it with the next is as late as that.
    pub(crate) fn published(&self, after: u64, head: u64) -> Option<Instant> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(of, _)| (after + 1..=head).contains(of)).map(|(_, at)| *at)
    }

    /// Publishes until it is aborted, from outside central as an import on the command line does.
    pub(crate) async fn publish(&self, data: PathBuf, every: Duration) {
        let mut no = 0;
        loop {
            tokio::time::sleep(every).await;
            no += 1;
            let dir = data.clone();
            let done = tokio::task::spawn_blocking(move || {
                let mut store = Store::open(&dir)?;
                // Terminals of this program read no body.
                let row = RowChange { id: "load".into(), body: Some(format!("{{\"load\":{no}}}")) };
                let begun = Instant::now();
                store.publish_rows(&Self::SCOPE, vec![row], 0)?;
                Ok::<_, anyhow::Error>((store.scope_state(&Self::SCOPE)?.head, begun))
            })
            .await;
            match done {
                Ok(Ok(published)) => {
                    self.0.lock().unwrap_or_else(PoisonError::into_inner).push(published);
                }
                Ok(Err(error)) => eprintln!("nothing was published: {error:#}"),
                Err(error) => eprintln!("nothing was published: {error}"),
            }
        }
    }
}
