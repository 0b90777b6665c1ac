//! Facts up: batches from the last acknowledged one on, until central has all.

use anjungan_wire::id::Epoch;
use anjungan_wire::limits::{PUSH_BYTES_MAX, PUSH_OPS_MAX};

use crate::ledger::Acked;

use super::answer::CallError;
use super::replica::Replica;
use super::session::Session;
use super::status::Standing;
use super::trouble::Trouble;

/// Sealed bytes in a push so that its JSON stays under the limit: base64 makes 4 of 3, and an op has less
/// than 320 bytes around it.
const PUSH_SEALED_BYTES: usize = (PUSH_BYTES_MAX - PUSH_OPS_MAX * 320) / 4 * 3;
/// Pushes that central took in a row before a larger one is tried again.
const CALM: u32 = 16;

/// Ops in one push, at most.
///
/// Halved when central, or a proxy before it, takes less; doubled again after a while, so that a proxy that was
/// mended is noticed and one that was not is not asked with every push.
#[derive(Debug)]
pub(super) struct Batch {
    ops_max: usize,
    taken: u32,
}

impl Default for Batch {
    fn default() -> Self {
        Self { ops_max: PUSH_OPS_MAX, taken: 0 }
    }
}

impl Batch {
    fn refused(&mut self, ops: usize) {
        *self = Self { ops_max: (ops / 2).max(1), taken: 0 };
    }

    fn worked(&mut self) {
        self.taken += 1;
        if self.taken >= CALM {
            *self = Self { ops_max: (self.ops_max * 2).min(PUSH_OPS_MAX), taken: 0 };
        }
    }
}

impl<R: Replica> Session<R> {
    pub(super) fn acknowledge(&mut self, epoch: Epoch, hwm: u64) -> Result<Acked, Trouble> {
        let now_s = self.parts.clock.now_s();
        let acked = self.parts.ledger.lock().acked(epoch, hwm, now_s)?;
        match acked {
            Acked::FellBack { to } => tracing::warn!(%epoch, to, "central was restored: sending again"),
            Acked::AheadOfLedger { hwm, last_no } => {
                tracing::error!(hwm, last_no, "central has ops that this ledger never wrote: pushing stops");
                self.status.standing = Standing::LedgerWentBack { hwm, last_no };
            }
            Acked::Same | Acked::Advanced { .. } | Acked::OlderEpoch => {}
        }
        Ok(acked)
    }

    pub(super) fn may_push(&self) -> bool {
        let stopped =
            matches!(self.status.standing, Standing::Conflict { .. } | Standing::LedgerWentBack { .. });
        !stopped && self.push.is_open()
    }

    pub(super) fn push_all(&mut self) -> Result<(), Trouble> {
        loop {
            if (self.parts.stopping)() {
                return Err(Trouble::Stopping);
            }
            let next = self.parts.ledger.lock().next_push(self.batch.ops_max, PUSH_SEALED_BYTES)?;
            let Some(push) = next else { return Ok(()) };
            let first = push.ops.first().map_or(push.oldest, |op| op.no);
            match self.parts.client.push(&push) {
                Ok(answer) => match self.acknowledge(answer.epoch, answer.hwm)? {
                    Acked::Advanced { to } => {
                        tracing::debug!(to, "facts delivered");
                        self.batch.worked();
                    }
                    Acked::FellBack { .. } => {}
                    // It asks for what it had acknowledged, within one history. Sending again from there would hide
                    // that a person put it back by hand.
                    Acked::Same if answer.hwm + 1 < first => {
                        return Err(Trouble::CentralWentBack { hwm: answer.hwm, first });
                    }
                    Acked::Same | Acked::OlderEpoch | Acked::AheadOfLedger { .. } => return Ok(()),
                },
                Err(CallError::TooLarge) if push.ops.len() > 1 => self.batch.refused(push.ops.len()),
                // It can't be left out: those behind it count on it. A person must widen what is too narrow.
                Err(CallError::TooLarge) => return Err(Trouble::OneTooLarge { no: first }),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_halved_to_one_and_grows_back_after_a_calm() {
        let mut batch = Batch::default();
        let mut seen = Vec::new();
        for _ in 0..9 {
            seen.push(batch.ops_max);
            batch.refused(batch.ops_max);
        }
        assert_eq!(seen, [200, 100, 50, 25, 12, 6, 3, 1, 1]);
        (1..CALM).for_each(|_| batch.worked());
        assert_eq!(batch.ops_max, 1);
        batch.worked();
        assert_eq!(batch.ops_max, 2);
        (0..CALM * 10).for_each(|_| batch.worked());
        assert_eq!(batch.ops_max, PUSH_OPS_MAX);
    }
}
