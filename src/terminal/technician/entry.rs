//! The PIN, compared.

use anjungan_wire::fact::ServiceAct;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::record;
use crate::config;
use crate::ledger::PinFailures;
use crate::service::pin::Failures;
use crate::service::{Pin, PinVerdict};
use crate::terminal::clerk::Workplace;
use crate::wording::Code;

/// Counts the try on disk, and only then compares: whoever pulls the plug after seeing "wrong" has still
/// used it up. Nobody waits for the ledger while a hash is computed.
pub(super) fn try_pin(tried: &Pin, access: &config::Service, at: &Workplace) -> PinVerdict {
    if !access.has_pin() {
        return PinVerdict::NotSet;
    }
    let desk = &at.counter.desk;
    let now = desk.clock.now();
    let counted = {
        let mut ledger = desk.ledger.lock();
        let before = match ledger.pin_failures() {
            Ok(kept) => of_ledger(kept),
            Err(error) => {
                tracing::error!(%error, "wrong PINs can't be looked up");
                return PinVerdict::NotStored;
            }
        };
        let wait_ms = before.wait_ms(&now);
        if wait_ms > 0 {
            return PinVerdict::Locked { wait_ms };
        }
        let counted = before.and_one(&now);
        if let Err(error) = ledger.set_pin_failures(to_ledger(counted)) {
            tracing::error!(%error, "a PIN's try can't be counted, so it is not compared");
            return PinVerdict::NotStored;
        }
        counted
    };
    let verdict = if is_pin(tried, access) {
        if let Err(error) = desk.ledger.lock().set_pin_failures(PinFailures::default()) {
            tracing::error!(%error, "wrong PINs can't be forgotten");
        }
        PinVerdict::Right
    } else {
        PinVerdict::Wrong { tries_left: counted.tries_left(), wait_ms: counted.wait_ms(&now) }
    };
    match verdict {
        PinVerdict::Right => record(at, ServiceAct::EnteredByPin, None),
        PinVerdict::Wrong { wait_ms: 1.., .. } => {
            record(at, ServiceAct::LockedOut, Some(Code::PinLocked.code()))
        }
        PinVerdict::Wrong { wait_ms: 0, .. }
        | PinVerdict::Locked { .. }
        | PinVerdict::NotSet
        | PinVerdict::NotStored => {}
    }
    verdict
}

/// Whether the configuration has this PIN, in either of its forms.
fn is_pin(tried: &Pin, access: &config::Service) -> bool {
    let plain =
        access.pin.as_ref().is_some_and(|pin| is_same(tried.digits().as_bytes(), pin.digits().as_bytes()));
    plain || access.pin_argon2.as_ref().is_some_and(|hash| hash.is_of(tried))
}

/// In a time that depends on neither: both are hashed first, so that not even the length shows.
fn is_same(tried: &[u8], wanted: &[u8]) -> bool {
    Sha256::digest(tried).as_slice().ct_eq(Sha256::digest(wanted).as_slice()).into()
}

/// Wrong tries as the pure part counts them.
pub(super) fn of_ledger(PinFailures { count, boot, mono_ms }: PinFailures) -> Failures {
    Failures { count, boot, mono_ms }
}

fn to_ledger(Failures { count, boot, mono_ms }: Failures) -> PinFailures {
    PinFailures { count, boot, mono_ms }
}
