//! What can go wrong in a round, and what is told of it.

use anjungan_wire::id::Scope;

use crate::catalogue::ApplyError;
use crate::ledger::LedgerError;

use super::answer::CallError;
use super::download::DownloadError;
use super::status::OfflineCause;

/// Why a round ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Replica(#[from] ApplyError),
    #[error(transparent)]
    Download(#[from] DownloadError),
    #[error("{0} still differs from central's after a whole walk: central's count or digest of it is wrong")]
    Differs(Scope),
    #[error(
        "central has the facts up to {hwm} and had acknowledged all before {first}: it was put back without `restore`"
    )]
    CentralWentBack { hwm: u64, first: u64 },
    #[error(
        "the fact {no} alone is refused as too large: what stands before central must let 256 KiB through (for nginx: client_max_body_size)"
    )]
    OneTooLarge { no: u64 },
    #[error("this program is {own} and central wants {least} or newer: update the terminal")]
    TooOld { own: &'static str, least: String },
    #[error(
        "central took this machine out of service, and it has emptied itself: install it anew to use it again"
    )]
    OutOfService,
    #[error("stopping")]
    Stopping,
}

impl Trouble {
    /// The request that failed, where it was one.
    pub(super) fn call(&self) -> Option<&CallError> {
        match self {
            Trouble::Call(call) | Trouble::Download(DownloadError::Call(call)) => Some(call),
            Trouble::Ledger(_)
            | Trouble::Replica(_)
            | Trouble::Download(_)
            | Trouble::Differs(_)
            | Trouble::CentralWentBack { .. }
            | Trouble::OneTooLarge { .. }
            | Trouble::TooOld { .. }
            | Trouble::OutOfService
            | Trouble::Stopping => None,
        }
    }

    /// Whether nothing else need be tried in this round: central is not there, or says the same to every request.
    pub(super) fn ends_the_round(&self) -> bool {
        use anjungan_wire::request::RefusalCode;
        match self.call() {
            Some(CallError::Offline(_) | CallError::NotCentral(_) | CallError::Clock(_)) => true,
            Some(CallError::Refused(refusal)) => !matches!(
                refusal.code,
                RefusalCode::Conflict | RefusalCode::NotFound | RefusalCode::Malformed
            ),
            Some(CallError::Garbled(_) | CallError::TooLarge | CallError::Unavailable { .. }) => false,
            None => matches!(self, Trouble::Stopping | Trouble::OutOfService),
        }
    }

    /// Why central was not reached, where that is what happened.
    pub(super) fn offline(&self) -> Option<OfflineCause> {
        match self.call()? {
            CallError::Offline(_) => Some(OfflineCause::NoAnswer),
            CallError::NotCentral(_) => Some(OfflineCause::NotCentral),
            CallError::Clock(_) => Some(OfflineCause::Clock),
            CallError::Garbled(_) => Some(OfflineCause::Garbled),
            CallError::Refused(_) | CallError::TooLarge | CallError::Unavailable { .. } => None,
        }
    }
}
