//! Applications of the visit that is going on, until central has them: "TERSIMPAN di mesin" and "Diterima Disnaker" are
//! two different things, and only an acknowledgement makes the one of the other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anjungan_wire::receipt::ReceiptNumber;
use jiff::Timestamp;

use super::Post;
use crate::visit::{self, apply};

/// Applications waited for at a time: more than any one visit submits.
const AWAITED_MAX: usize = 4;

/// The applications. Written by the clerk, looked at by the sync engine's thread.
#[derive(Clone, Default)]
pub struct Awaited(Arc<Mutex<Vec<(ReceiptNumber, u64)>>>);

impl Awaited {
    /// Somebody waits for op `no`. To be called while the ledger is held that numbered it.
    pub fn add(&self, receipt: ReceiptNumber, no: u64) {
        let mut awaited = self.lock();
        if awaited.len() >= AWAITED_MAX {
            awaited.remove(0);
        }
        awaited.push((receipt, no));
    }

    /// Nobody waits any more: the visit has ended.
    pub fn forget(&self) {
        self.lock().clear();
    }

    /// Central has everything up to `acked`, since `at`.
    pub fn acknowledged(&self, acked: u64, at: Timestamp, post: &Post) {
        let mut awaited = self.lock();
        let here = std::mem::take(&mut *awaited);
        let (there, here): (Vec<_>, Vec<_>) = here.into_iter().partition(|(_, no)| *no <= acked);
        *awaited = here;
        drop(awaited);
        for (receipt, _) in there {
            post(visit::Event::Apply(apply::Event::Acknowledged { receipt, at }));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(ReceiptNumber, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_once_and_only_when_central_has_it() {
        let (say, heard) = std::sync::mpsc::channel();
        let post: Post = Arc::new(move |event| say.send(event).unwrap_or_default());
        let number = |nth: u64| ReceiptNumber::draw(&"K07".parse().unwrap(), nth.to_be_bytes());
        let awaited = Awaited::default();
        awaited.add(number(1), 5);
        awaited.add(number(2), 7);
        let told = |acked| {
            awaited.acknowledged(acked, Timestamp::UNIX_EPOCH, &post);
            heard.try_iter().count()
        };
        assert_eq!([told(4), told(5), told(6), told(7), told(8)], [0, 1, 0, 1, 0]);
        awaited.add(number(3), 9);
        awaited.forget();
        assert_eq!(told(9), 0, "nobody is there to hear it");
    }
}
