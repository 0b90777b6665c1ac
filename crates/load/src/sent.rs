//! What terminals sent, and whether central has it: not one fact lost, none twice, none changed.

use std::path::Path;

use anjungan_central::store::Store;
use anjungan_wire::id::StreamId;
use anjungan_wire::op::{Op, fingerprint};

/// The facts that one terminal made, acknowledged or not.
pub(crate) struct Sent {
    pub(crate) stream: StreamId,
    /// Facts up to this one are of an earlier run.
    pub(crate) before: u64,
    pub(crate) count: u64,
    /// The sum of their fingerprints, as [`Store::kept_after`] has it.
    pub(crate) sum: u128,
}

impl Sent {
    pub(crate) fn none(stream: StreamId) -> Sent {
        Sent { stream, before: 0, count: 0, sum: 0 }
    }

    /// Each is made once: sealing it again would make other bytes under its number.
    pub(crate) fn made(&mut self, op: &Op) {
        let of = fingerprint(op.no, op.kind.as_str(), &op.clock, &op.sealed);
        self.count += 1;
        self.sum = self.sum.wrapping_add(anjungan_central::store::fingerprint_number(&of));
    }
}

/// Looks all of it up. `true`: central has what was sent, and nothing else.
pub(crate) fn compare(data: &Path, all: &[Sent]) -> anyhow::Result<bool> {
    let store = Store::open(data)?;
    let (mut same, mut fewer, mut more, mut other, mut facts) = (0u64, 0u64, 0u64, 0u64, 0u64);
    for sent in all {
        let (count, sum) = store.kept_after(&sent.stream, sent.before)?;
        facts += count;
        match count.cmp(&sent.count) {
            std::cmp::Ordering::Less => fewer += sent.count - count,
            std::cmp::Ordering::Greater => more += count - sent.count,
            std::cmp::Ordering::Equal if sum == sent.sum => same += 1,
            std::cmp::Ordering::Equal => other += 1,
        }
    }
    println!(
        "compared at central: {facts} facts; terminals with the same count and digest: {same} of {}; \
         facts lost: {fewer}, too many: {more}; terminals with other bytes: {other}",
        all.len()
    );
    Ok(same == all.len() as u64)
}
