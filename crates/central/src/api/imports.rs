//! The jobs of imports.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{App, errand};
use crate::import::desk;

const TIDY_EVERY: Duration = Duration::from_secs(3_600);

pub(super) async fn run(app: Arc<App>) {
    let me = desk::process_name();
    let mut tidied: Option<Instant> = None;
    errand::run(&app, "imports", desk::LOOK_EVERY, move |store| {
        let now = Timestamp::now();
        let is_time = tidied.is_none_or(|at| at.elapsed() >= TIDY_EVERY);
        if is_time {
            desk::tidy(store, now)?;
        }
        // Looked at before anything is locked: mostly there is nothing to do.
        let more = store.imports_wait(now)? && desk::work_once(store, &me, now)?;
        if is_time {
            tidied = Some(Instant::now());
        }
        Ok(more)
    })
    .await;
}
