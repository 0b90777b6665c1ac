//! Rules of the kiosk's office: in force once central's signature on them was verified, and never an older
//! generation after a newer one.

use anjungan_wire::id::Scope;
use anjungan_wire::request::Enrolled;

use super::replica::Replica;
use super::session::Session;
use super::trouble::Trouble;

impl<R: Replica> Session<R> {
    /// Looks at rules that came and were not tried yet. Asked in every round, so that a crash between a row's
    /// arrival and its trial leaves nothing untried.
    pub(super) fn try_offices(&mut self, enrolled: &Enrolled) -> Result<(), Trouble> {
        for scope in &enrolled.scopes {
            match scope {
                Scope::Office(_) => self.try_office(scope, &enrolled.content_key)?,
                Scope::Vacancies(_)
                | Scope::Cards(_)
                | Scope::Revoked(_)
                | Scope::Compliance(_)
                | Scope::Employers(_)
                | Scope::Announcements
                | Scope::Texts
                | Scope::Trainings
                | Scope::Fairs
                | Scope::Config(_)
                | Scope::Commands(_) => {}
            }
        }
        Ok(())
    }

    fn try_office(&mut self, scope: &Scope, content_key: &[u8; 32]) -> Result<(), Trouble> {
        let document = format!("rules {scope}");
        let mut in_use = self.parts.ledger.lock().generation(&document)?;
        if let Some(offered) = self.parts.replica.offered_office(scope)? {
            let now_s = self.parts.clock.now_s();
            match offered.signed.verify(content_key, in_use, now_s) {
                Ok(envelope) if *scope == Scope::Office(envelope.content.region.clone()) => {
                    self.parts.replica.settle_office(scope, &offered, Some(&envelope.content))?;
                    self.parts.ledger.lock().raise_generation(&document, envelope.generation)?;
                    in_use = envelope.generation;
                    tracing::info!(%scope, generation = in_use, "rules of the office are in force");
                }
                Ok(_) => self.refuse(scope, &offered, "they are another office's")?,
                Err(error) => self.refuse(scope, &offered, &error.to_string())?,
            }
        }
        self.status.office_generation = in_use;
        Ok(())
    }

    fn refuse(
        &mut self,
        scope: &Scope,
        offered: &crate::catalogue::Offered,
        why: &str,
    ) -> Result<(), Trouble> {
        tracing::error!(%scope, why, "rules of an office that are not to be trusted: those in force stay");
        Ok(self.parts.replica.settle_office(scope, offered, None)?)
    }
}
