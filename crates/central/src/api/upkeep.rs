//! What central does by itself: snapshots when enough changed (another process may have imported), old
//! tombstones forgotten, ops held by an older version tried again, cards ended on their day, persons erased whose
//! time is over, offices' rules signed anew before they end. Of several processes on one database, one does it.

use std::sync::Arc;
use std::time::Duration;

use super::App;
use crate::store::{Holder, Store, TOMBSTONE_DAYS, now_ms, now_s};

const SNAPSHOTS_EVERY: Duration = Duration::from_secs(60);
const ROUNDS_PER_PURGE: u32 = 60;
/// Certificates end on a day: saying so once a day is enough.
const ROUNDS_PER_DAY: u32 = 24 * ROUNDS_PER_PURGE;

/// Longer than a round with everything in it: who does the work goes on doing it.
const LEASE_MS: i64 = 5 * 60_000;

pub(super) async fn run(app: Arc<App>) {
    let Ok(holder) = Holder::draw() else {
        tracing::error!("central does nothing by itself: the system gives no random numbers");
        return;
    };
    let mut round = 0u32;
    let mut listening_since = jiff::Timestamp::now();
    loop {
        let ours = is_ours(&app, &holder).await;
        // Who could not keep a beat did not hear it.
        if !ours || app.standing.now().is_some() {
            listening_since = jiff::Timestamp::now();
        }
        if !ours {
            tokio::time::sleep(SNAPSHOTS_EVERY).await;
            continue;
        }
        if round == 0 {
            upkeep(&app, "retry held ops", |store| store.retry_held().map(|_| ())).await;
        }
        if round.is_multiple_of(ROUNDS_PER_PURGE) {
            let before_s = now_s() - TOMBSTONE_DAYS * 86_400;
            upkeep(&app, "forget tombstones", move |store| store.purge_tombstones(before_s).map(|_| ()))
                .await;
            upkeep(&app, "end cards", |store| store.expire_cards(jiff::Timestamp::now()).map(|_| ())).await;
            upkeep(&app, "erase whose time is over", |store| {
                store.run_retention(jiff::Timestamp::now()).map(|_| ())
            })
            .await;
            upkeep(&app, "sign offices' rules anew", |store| store.renew_offices().map(|_| ())).await;
            upkeep(&app, "sign configurations anew", |store| store.renew_configs().map(|_| ())).await;
            upkeep(&app, "forget timelines", |store| store.forget_timelines(now_ms()).map(|_| ())).await;
            upkeep(&app, "forget alerts", |store| store.forget_alerts(now_ms()).map(|_| ())).await;
            upkeep(&app, "forget sessions", |store| {
                store.forget_sessions(jiff::Timestamp::now()).map(|_| ())
            })
            .await;
        }
        if round.is_multiple_of(ROUNDS_PER_DAY) {
            upkeep(&app, "look at certificates", |store| {
                crate::issuing::watch_certificates(store, jiff::Timestamp::now())
            })
            .await;
        }
        upkeep(&app, "begin and end content", |store| store.publish_due(jiff::Timestamp::now()).map(|_| ()))
            .await;
        upkeep(&app, "notice silent kiosks", |store| store.note_silent(now_ms()).map(|_| ())).await;
        upkeep(&app, "look for alerts", move |store| {
            store.look_for_alerts(jiff::Timestamp::now(), listening_since).map(|_| ())
        })
        .await;
        // On a connection of its own: compressing takes long, and the writer should not wait for it.
        let snapshots = app.readers.run(|store| store.another()?.refresh_snapshots()).await;
        match snapshots {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "snapshots could not be made: {error}"),
            Err(_) => tracing::warn!("snapshots wait: all readers are busy"),
        }
        round = round.wrapping_add(1);
        tokio::time::sleep(SNAPSHOTS_EVERY).await;
    }
}

async fn is_ours(app: &App, holder: &Holder) -> bool {
    let holder = holder.clone();
    let claimed =
        app.writer.run(move |store| store.claim("upkeep", &holder, now_ms(), now_ms() + LEASE_MS)).await;
    // A claim need not write, and only a write shows that central can.
    if let Ok(wrote) = app.writer.run(|store| store.try_to_write()).await {
        app.standing.note(wrote.as_ref().copied());
    }
    match claimed {
        Ok(Ok(ours)) => ours,
        Ok(Err(error)) => {
            tracing::warn!(%error, "nothing is done by itself this minute: {error}");
            false
        }
        Err(_) => false,
    }
}

async fn upkeep(
    app: &App,
    what: &'static str,
    work: impl FnOnce(&mut Store) -> crate::store::Result<()> + Send + 'static,
) {
    match app.writer.run(work).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "can't {what}: {error}"),
        Err(_) => tracing::warn!("no time to {what}: the writer is busy"),
    }
}
