//! Beats that are looked up together. When a publication concerns a whole fleet, thousands of terminals beat in the same
//! seconds, and what each costs is less its own work than its turn: a thread that is woken for it, and a question to the
//! database. So beats wait in one line, and whoever gets a turn takes some of them along, with two questions for all.
//!
//! ```text
//! beat ─┐                 ┌▶ asked once: the fleet's moment, how far each stream is
//! beat ─┼▶ line ─▶ a turn ┤
//! beat ─┘  (FIFO)         └▶ one after the other: signature, what the answer needs ─▶ its beat goes on
//! ```
//!
//! On an idle central each beat is taken alone, with one question, and waits for nothing.
//!
//! **Architecture invariant:** the moment is asked for after the beats have come in, so no machine is taken for what it was
//! before ([`Devices`]).

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anjungan_wire::id::StreamId;
use tokio::sync::{Semaphore, oneshot};

use super::App;
use super::call::Found;
use super::devices::{Devices, Known};
use super::refused::Refused;
use crate::store::{Stamp, Store};

/// Beats in one turn, at most: with a signature each, 8 ms of processor.
const AT_ONCE: usize = 64;
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

impl Waits {
    /// One that panics takes nobody with it: its own sender is dropped, so that it alone is told.
    fn hears(self, store: &Store, devices: &Devices, look: Result<Together, Refused>) {
        let Waits { key_id, admit } = self;
        let admitted = catch_unwind(AssertUnwindSafe(|| admit(&key_id, store, devices, look)));
        if admitted.is_err() {
            tracing::error!("a beat panicked");
        }
    }
}

/// Admits a machine, by its key, as it was looked up together with others.
type Admit = dyn FnOnce(&str, &Store, &Devices, Result<Together, Refused>) + Send;

/// What one look says of a machine.
enum Together {
    /// It is as it was remembered, and this far central has its stream.
    AsRemembered(Arc<Known>, u64),
    /// It was not remembered, or something was decided about some machine since: it is read anew, under this moment.
    Anew(Stamp),
}

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
        let admit = move |key: &str, store: &Store, devices: &Devices, look: Result<Together, Refused>| {
            // Whoever went away meanwhile wants to know nothing.
            if tell.is_closed() {
                return;
            }
            let found = look.and_then(|look| match look {
                Together::AsRemembered(known, hwm) => Ok(Found { known, hwm, changes_key: None }),
                Together::Anew(stamp) => Found::at(devices, store, key, stamp),
            });
            // As above.
            let _ = tell.send(found.and_then(|found| admit(store, found)));
        };
        self.line().push_back(Waits { key_id, admit: Box::new(admit) });
        loop {
            let turn = tokio::select! {
                biased;
                answer = &mut told => return answer.unwrap_or_else(|_| Err(Refused::internal())),
                // Closed only when central stops.
                turn = self.turns.acquire() => turn.map_err(|_| Refused::busy("central stops"))?,
            };
            if self.line().is_empty() {
                // Its own is in the other turn's hands, which may take as long as a database that does not answer.
                drop(turn);
                return told.await.unwrap_or_else(|_| Err(Refused::internal()));
            }
            let shared = Arc::clone(app);
            let took = app.readers.run(move |store| shared.crowd.take_some(store, &shared.devices)).await;
            if let Err(refused) = took {
                return told.try_recv().unwrap_or(Err(refused));
            }
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
        let (stamp, hwms) = match store.stamp_and_hwms(&streams) {
            Ok(stand) => stand,
            // Not each for itself: a database that does not answer would be waited for as often.
            Err(error) => {
                let refused = Refused::from(error);
                return some.into_iter().for_each(|waits| waits.hears(store, devices, Err(refused.clone())));
            }
        };
        let mut hwms = hwms.into_iter();
        for (waits, last) in some.into_iter().zip(last) {
            let remembered = last.and_then(|known| Some((known, hwms.next()?)));
            let look = match remembered.filter(|(known, _)| known.stamp == stamp) {
                Some((known, hwm)) => Together::AsRemembered(known, hwm),
                None => Together::Anew(stamp),
            };
            waits.hears(store, devices, Ok(look));
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
        let admit = move |_: &str, _: &Store, _: &Devices, look: Result<Together, Refused>| {
            assert!(matches!(look, Ok(Together::Anew(_))), "nobody is enrolled with this key");
            assert!(no != 4, "a fault of this one alone");
            told.lock().unwrap().push(no);
        };
        Waits { key_id: format!("key-{no}"), admit: Box::new(admit) }
    }

    #[test]
    fn a_turn_takes_a_handful_in_their_order_and_the_fault_of_one_is_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let (crowd, told) = (Crowd::default(), Arc::default());
        crowd.line().extend((0..AT_ONCE + 3).map(|no| waits(no, &told)));
        crowd.take_some(&store, &Devices::default());
        let but_the_fourth = |count: usize| (0..count).filter(|no| *no != 4).collect::<Vec<_>>();
        assert_eq!(*told.lock().unwrap(), but_the_fourth(AT_ONCE));
        crowd.take_some(&store, &Devices::default());
        assert_eq!(*told.lock().unwrap(), but_the_fourth(AT_ONCE + 3));
        crowd.take_some(&store, &Devices::default());
        assert_eq!(told.lock().unwrap().len(), AT_ONCE + 2, "an empty line is no fault");
    }
}
