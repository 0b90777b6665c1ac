//! Whether the machine prints the words by which it is accepted: once a start, and only while it is known to central and not
//! accepted. Before it is enrolled there is no number to print under; the screen says what it waits for.

use std::sync::{Mutex, PoisonError};

use crate::paper::boot::Pairing;
use crate::sync::status::{Standing, SyncStatus};

/// Whoever prints it.
type Print = Box<dyn Fn(Pairing) + Send>;

/// Shared between the engine's thread, which decides, and the clerk, who starts after it.
#[derive(Default)]
pub struct BootTicket(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// Nothing more is to be printed in this start.
    done: bool,
    /// Decided before there was a clerk.
    pending: Option<Pairing>,
    print: Option<Print>,
}

impl BootTicket {
    /// A round with central is over.
    pub fn heard(&self, status: &SyncStatus) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.done {
            return;
        }
        match &status.standing {
            Standing::NotAccepted { words } => {
                let network = if status.online { Ok(()) } else { Err(status.offline) };
                inner.done = true;
                inner.hand_over(Pairing { words: *words, network });
            }
            Standing::NotEnrolled { .. } => {}
            Standing::Accepted
            | Standing::Refused { .. }
            | Standing::Conflict { .. }
            | Standing::LedgerWentBack { .. } => inner.done = true,
        }
    }

    /// From here on there is somebody who prints.
    pub fn printed_by(&self, print: impl Fn(Pairing) + Send + 'static) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.print = Some(Box::new(print));
        if let Some(pairing) = inner.pending.take() {
            inner.hand_over(pairing);
        }
    }
}

impl Inner {
    fn hand_over(&mut self, pairing: Pairing) {
        match &self.print {
            Some(print) => print(pairing),
            None => self.pending = Some(pairing),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::wording::OfflineCause;

    const WORDS: [&str; 4] = ["kijang", "petai", "kolam", "bulan"];

    fn status(standing: Standing, offline: Option<OfflineCause>) -> SyncStatus {
        SyncStatus { standing, online: offline.is_none(), offline, ..SyncStatus::unknown() }
    }

    fn not_enrolled() -> SyncStatus {
        status(Standing::NotEnrolled { refused: None }, Some(OfflineCause::NoAnswer))
    }

    fn not_accepted(offline: Option<OfflineCause>) -> SyncStatus {
        status(Standing::NotAccepted { words: WORDS }, offline)
    }

    /// What is printed when the clerk is there after `before` rounds.
    fn printed(rounds: &[SyncStatus], before: usize) -> Vec<Pairing> {
        let (ticket, (out, printed)) = (BootTicket::default(), mpsc::channel());
        for status in &rounds[..before] {
            ticket.heard(status);
        }
        ticket.printed_by(move |pairing| out.send(pairing).unwrap());
        for status in &rounds[before..] {
            ticket.heard(status);
        }
        printed.try_iter().collect()
    }

    #[test]
    fn one_ticket_a_start_while_a_person_must_accept_it() {
        let rounds = [not_enrolled(), not_accepted(None), not_accepted(None)];
        let once = [Pairing { words: WORDS, network: Ok(()) }];
        for before in 0..=rounds.len() {
            assert_eq!(printed(&rounds, before), once, "a clerk after {before} rounds");
        }
    }

    #[test]
    fn it_says_when_central_did_not_answer() {
        let cause = Some(OfflineCause::NotCentral);
        assert_eq!(printed(&[not_accepted(cause)], 0), [Pairing { words: WORDS, network: Err(cause) }]);
    }

    #[test]
    fn a_machine_that_is_accepted_or_unknown_prints_nothing() {
        assert_eq!(printed(&[status(Standing::Accepted, None), not_accepted(None)], 0), []);
        let refused = status(Standing::NotEnrolled { refused: Some("used".into()) }, None);
        assert_eq!(printed(&[not_enrolled(), refused], 0), []);
    }
}
