//! A fact that a terminal made, on its way to central.

use serde::{Deserialize, Serialize};

use crate::encoding::{base64, hex};
use crate::seal::Sealed;

/// One fact of one stream. Its identity is `(stream, no)`; `no` starts at 1 and has no holes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Op {
    /// Position in the stream. This, and never a clock, is the order.
    pub no: u64,
    /// What sort of fact. Part of the sealed context, so it can't be swapped.
    pub kind: OpKind,
    /// What the terminal's clocks said when it happened.
    pub clock: Clock,
    /// The fact itself, readable by central alone.
    pub sealed: Sealed,
}

impl Op {
    /// SHA-256 over everything that makes this op this op. Central keeps it and refuses another op
    /// under the same number with `409`.
    pub fn fingerprint(&self) -> [u8; 32] {
        fingerprint(self.no, self.kind.as_str(), &self.clock, &self.sealed)
    }
}

/// [`Op::fingerprint`] for an op whose kind is known by name only: central keeps those of newer terminals.
pub fn fingerprint(no: u64, kind: &str, clock: &Clock, sealed: &Sealed) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(no.to_be_bytes());
    hash.update([kind.len() as u8]);
    hash.update(kind);
    hash.update(clock.wall_ms.to_be_bytes());
    hash.update(clock.boot);
    hash.update(clock.mono_ms.to_be_bytes());
    hash.update([u8::from(clock.synced)]);
    hash.update((sealed.key.len() as u64).to_be_bytes());
    hash.update(&sealed.key);
    hash.update(&sealed.bytes);
    hash.finalize().into()
}

/// Every kind of fact. Central holds an op of a kind that it doesn't know yet for a person to look at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpKind {
    /// A visit ended: how it went, without anything about who it was. [`crate::fact::Visit`]
    Visit,
    /// A ticket was made, and what became of it. [`crate::fact::Ticket`]
    Ticket,
    /// A search found nothing: the words. [`crate::fact::SearchMiss`]
    SearchMiss,
    /// A print job changed its state. [`crate::fact::Print`]
    Print,
    /// A technician did something at the machine. [`crate::fact::Service`]
    Service,
    /// Somebody applied for a card. [`crate::application::Application`]
    Application,
    /// Somebody mended what central asked for. [`crate::application::Mend`]
    Mend,
    /// Somebody reported: still looking, or employed. [`crate::application::Report`]
    Report,
    /// Somebody judged the service. [`crate::usage::Survey`]
    Survey,
    /// What became of a command. [`crate::command::Receipt`]
    Receipt,
}

impl OpKind {
    /// Every kind.
    pub const ALL: [OpKind; 10] = [
        OpKind::Visit,
        OpKind::Ticket,
        OpKind::SearchMiss,
        OpKind::Print,
        OpKind::Service,
        OpKind::Application,
        OpKind::Mend,
        OpKind::Report,
        OpKind::Survey,
        OpKind::Receipt,
    ];

    /// The name on the wire and in the sealed context.
    pub fn as_str(self) -> &'static str {
        match self {
            OpKind::Visit => "visit",
            OpKind::Ticket => "ticket",
            OpKind::SearchMiss => "search-miss",
            OpKind::Print => "print",
            OpKind::Service => "service",
            OpKind::Application => "application",
            OpKind::Mend => "mend",
            OpKind::Report => "report",
            OpKind::Survey => "survey",
            OpKind::Receipt => "receipt",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What the terminal's clocks said. A kiosk's wall clock may be wrong for weeks; central can still tell
/// when a fact was made if the machine has not restarted since (`received − (mono_now − mono_at)`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clock {
    /// Unix time in milliseconds, as the machine believed it.
    pub wall_ms: i64,
    /// Random per start of the machine.
    #[serde(with = "crate::encoding::hex_array")]
    pub boot: [u8; 8],
    /// Milliseconds since that start.
    pub mono_ms: u64,
    /// Whether the wall clock had been set from the network or by central's answer.
    pub synced: bool,
}

/// A body that the sender keeps as bytes: base64 on the wire.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bytes(#[serde(with = "base64")] pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = &self.0[..self.0.len().min(4)];
        write!(f, "Bytes({} bytes, {}…)", self.0.len(), hex(shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name_and_is_called_so_on_the_wire() {
        for kind in OpKind::ALL {
            assert_eq!(OpKind::named(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
    }
}
