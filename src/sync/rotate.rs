//! Another key for this machine ([`anjungan_wire::rotate`]), asked for by the office.
//!
//! ```text
//! command ──▶ taken on ──▶ next key on disk ──▶ told with the old key ──▶ told with the next key ──▶ done ──▶ renamed
//! ```
//!
//! A stop anywhere leaves files from which the next round goes on: while there is a next key on disk, central is told
//! again with the old key and with the next one, and whichever it knows is taken.

use anjungan_wire::command::{Order, Outcome, Receipt};
use anjungan_wire::request::{Refusal, RefusalCode};
use anjungan_wire::rotate::Rotate;

use super::answer::CallError;
use super::replica::Replica;
use super::session::Session;
use super::trouble::Trouble;

impl<R: Replica> Session<R> {
    /// Goes on with a change of key, where one was begun.
    pub(super) fn go_on_changing_key(&mut self) -> Result<(), Trouble> {
        let (stream, old, next) = {
            let ledger = self.parts.ledger.lock();
            let Some(next) = ledger.next_key() else { return Ok(()) };
            (ledger.stream(), ledger.device_key(), next)
        };
        let rotate = Rotate::new(&stream, &old.verifying_key().to_bytes(), &next);
        match self.parts.client.rotate(old, &rotate) {
            Ok(_) => {}
            // Central has forgotten the old key, and the answer that said so was lost.
            Err(CallError::Refused(Refusal { code: RefusalCode::Signature, .. })) => {}
            Err(error) => return Err(error.into()),
        }
        match self.parts.client.rotate(next, &rotate) {
            // Whatever else it says, it knows the next key; a beat signed by that hears the rest.
            Ok(_)
            | Err(CallError::Refused(Refusal {
                code: RefusalCode::Revoked | RefusalCode::NotAccepted,
                ..
            })) => {}
            Err(error) => return Err(error.into()),
        }
        // Told before the old key is gone: after a stop in between, the change only goes on from here.
        let now = self.parts.clock.now();
        let mut ledger = self.parts.ledger.lock();
        ledger.use_next_key();
        for command in ledger.begun_commands()? {
            if command.order == Some(Order::RotateKey) {
                let done =
                    Receipt { no: command.no, outcome: Outcome::Done, detail: String::new(), log: None };
                ledger.end_command(done, now)?;
            }
        }
        ledger.finish_key_change()?;
        tracing::warn!("this machine has another key from now on, as the office asked");
        Ok(())
    }
}
