//! Beats that are looked up together. When a publication concerns a whole fleet, thousands of terminals beat in the same
//! seconds, and what each costs is less its own work than its turn: a thread that is woken for it, and a question to the
//! database. So beats wait in one line, and whoever gets a turn takes some of them along, with one question for all.
//!
//! ```text
//! beat ─┐                 ┌▶ one question: the fleet's moment, how far each stream is
//! beat ─┼▶ line ─▶ a turn ┤
//! beat ─┘  (FIFO)         └▶ one after the other: signature, what the answer needs ─▶ its beat goes on
//! ```
//!
//! On an idle central each beat is taken alone, and waits for nothing.
//!
//! **Architecture invariant:** the question is asked after the beats have come in, so no machine is taken for what it was
//! before ([`Devices`]).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anjungan_wire::id::StreamId;
use tokio::sync::{Semaphore, oneshot};

use super::App;
use super::call::Found;
use super::devices::{Devices, Known};
use super::refused::Refused;
use crate::store::Store;

/// Beats in one turn, at most: with a signature each, 2 ms of processor.
const AT_ONCE: usize = 16;
/// Turns at once: few, so that a line forms when many come, and two, so that one that waits for the database holds up
/// only its own.
const TURNS: usize = 2;

pub(super) struct Crowd {
    line: Mutex<VecDeque<Waits>>,
    turns: Semaphore,
}

/// A request in the line, by the key that it says it is signed with.
struct Waits {
    key_id: String,
    admit: Box<Admit>,
}

type Admit = dyn FnOnce(&Store, Result<Found, Refused>) + Send;

impl Default for Crowd {
    fn default() -> Self {
        Self { line: Mutex::default(), turns: Semaphore::new(TURNS) }
    }
}

impl Crowd {
    /// Looks a machine up, alone or with others, and runs `admit` with it on a reader's thread.
    pub(super) async fn admit<R: Send + 'static>(
        &self,
        app: &Arc<App>,
        key_id: String,
        admit: impl FnOnce(&Store, Found) -> Result<R, Refused> + Send + 'static,
    ) -> Result<R, Refused> {
        let (tell, mut told) = oneshot::channel();
        let admit = move |store: &Store, found: Result<Found, Refused>| {
            // Whoever went away meanwhile wants to know nothing.
            let _ = tell.send(found.and_then(|found| admit(store, found)));
        };
        self.line().push_back(Waits { key_id, admit: Box::new(admit) });
        loop {
            let _turn = tokio::select! {
                biased;
                // Unanswered: what went along with it in that turn has panicked.
                answer = &mut told => return answer.unwrap_or_else(|_| Err(Refused::internal())),
                // Closed only when central stops.
                turn = self.turns.acquire() => turn.map_err(|_| Refused::busy("central stops"))?,
            };
            let shared = Arc::clone(app);
            app.readers.run(move |store| shared.crowd.take_some(store, &shared.devices)).await?;
        }
    }

    fn take_some(&self, store: &Store, devices: &Devices) {
        let some: Vec<Waits> = {
            let mut line = self.line();
            let count = line.len().min(AT_ONCE);
            line.drain(..count).collect()
        };
        let last: Vec<Option<Arc<Known>>> = some.iter().map(|waits| devices.last(&waits.key_id)).collect();
        let streams: Vec<StreamId> = last.iter().flatten().map(|known| known.device.stream).collect();
        let stand = if streams.is_empty() { None } else { store.stamp_and_hwms(&streams).ok() };
        let (stamp, hwms) = stand.map_or((None, Vec::new()), |(stamp, hwms)| (Some(stamp), hwms));
        let mut hwms = hwms.into_iter();
        for (waits, last) in some.into_iter().zip(last) {
            let looked = last.and_then(|known| Some((known, hwms.next()?)));
            let found = match looked.filter(|(known, _)| Some(known.stamp) == stamp) {
                Some((known, hwm)) => Ok(Found { known, hwm, changes_key: false }),
                // Not remembered, not as it was, or the database has something to say: by itself.
                None => Found::of(devices, store, &waits.key_id),
            };
            (waits.admit)(store, found);
        }
    }

    fn line(&self) -> MutexGuard<'_, VecDeque<Waits>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(no: usize, told: &Arc<Mutex<Vec<usize>>>) -> Waits {
        let told = Arc::clone(told);
        let admit = move |_: &Store, found: Result<Found, Refused>| {
            assert!(found.is_err(), "nobody is enrolled with this key");
            told.lock().unwrap().push(no);
        };
        Waits { key_id: format!("key-{no}"), admit: Box::new(admit) }
    }

    #[test]
    fn a_turn_takes_a_handful_in_the_order_in_which_they_came() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let (crowd, told) = (Crowd::default(), Arc::default());
        crowd.line().extend((0..AT_ONCE + 3).map(|no| waits(no, &told)));
        crowd.take_some(&store, &Devices::default());
        assert_eq!(*told.lock().unwrap(), (0..AT_ONCE).collect::<Vec<_>>());
        crowd.take_some(&store, &Devices::default());
        assert_eq!(*told.lock().unwrap(), (0..AT_ONCE + 3).collect::<Vec<_>>());
        crowd.take_some(&store, &Devices::default());
        assert_eq!(told.lock().unwrap().len(), AT_ONCE + 3, "an empty line is no fault");
    }
}
