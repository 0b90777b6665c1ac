//! The sending of alerts.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{App, errand};
use crate::alerts::send;
use crate::import::desk::process_name;

/// Between two looks for something to send.
const LOOK_EVERY: Duration = Duration::from_secs(2);

pub(super) async fn run(app: Arc<App>) {
    let me = process_name();
    errand::run(&app, "alerts", LOOK_EVERY, move |store| send::send_once(store, &me, Timestamp::now())).await;
}
