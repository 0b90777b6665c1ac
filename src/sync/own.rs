//! What central says to this one kiosk: what is decided about it, what is asked of it, and the end of its service.
//!
//! Nothing here is acted on before its signature was verified: settings and the end by the content key, commands by
//! the operations key that the settings name.

use std::sync::Arc;

use anjungan_wire::command::{Command, DETAIL_CHARS_MAX, Order, Outcome, Receipt};
use anjungan_wire::id::Scope;
use anjungan_wire::kiosk_config::{KioskConfig, ROW};
use anjungan_wire::op::{Bytes, Clock};
use anjungan_wire::request::{Enrolled, RefusalCode};
use anjungan_wire::revocation::Revocation;
use anjungan_wire::signed::{Envelope, Signed};

use super::download;
use super::replica::Replica;
use super::session::Session;
use super::status::Standing;
use super::trouble::Trouble;

/// How a command ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// For the technician. Nothing about a person.
    pub detail: String,
    /// A log, compressed.
    pub log: Option<Vec<u8>>,
}

impl Ended {
    /// Without a log.
    pub fn new(outcome: Outcome, detail: impl Into<String>) -> Self {
        Self { outcome, detail: detail.into(), log: None }
    }
}

/// Who does what the office asks of the machine.
pub trait Errands: Send {
    /// Whether now is the time for it; otherwise it is asked again in a later round.
    fn is_time(&self, order: Order, now: Clock) -> bool;
    /// Does it, on the sync thread: seconds at most.
    fn run(&mut self, order: Order) -> Ended;
    /// In every round: the oldest version that central understands, where this program is older. Nobody need act on it.
    fn version_wanted(&mut self, _least: Option<&str>, _now: Clock) {}
}

/// Nobody: nothing is set up.
#[derive(Clone, Copy, Debug)]
pub struct NoErrands;

impl Errands for NoErrands {
    fn is_time(&self, _: Order, _: Clock) -> bool {
        true
    }

    fn run(&mut self, _: Order) -> Ended {
        Ended::new(Outcome::NotConfigured, "")
    }
}

impl<R: Replica> Session<R> {
    /// Puts the newest settings in force that are to be trusted. Asked before every beat too: a kiosk that starts
    /// without a network goes on as it was told.
    pub(super) fn try_config(&mut self, enrolled: &Enrolled) -> Result<(), Trouble> {
        let scope = Scope::Config(enrolled.kiosk.clone());
        let document = format!("config {scope}");
        for (id, body) in self.parts.replica.own_rows(&scope)? {
            let Some(signed) = Some(&body)
                .filter(|_| id == ROW)
                .and_then(|body| serde_json::from_str::<Signed<KioskConfig>>(body).ok())
            else {
                continue;
            };
            let in_use = self.parts.ledger.lock().generation(&document)?;
            // What was in force stays so over its end: a kiosk whose central is away for a year still knows what to say.
            match signed.verify(&enrolled.content_key, in_use, i64::MIN) {
                Ok(envelope) if envelope.content.kiosk == enrolled.kiosk => {
                    if envelope.generation > in_use {
                        self.parts.ledger.lock().raise_generation(&document, envelope.generation)?;
                        tracing::info!(
                            generation = envelope.generation,
                            "settings from central are in force"
                        );
                    }
                    self.status.config_generation = envelope.generation;
                    self.status.config = Some(Arc::new(envelope.content));
                }
                Ok(_) => tracing::error!(%scope, "settings of another kiosk: those in force stay"),
                Err(error) => tracing::error!(%scope, %error, "settings that are not to be trusted"),
            }
        }
        Ok(())
    }

    /// Does what was asked and not taken on yet, and tells what became of it.
    pub(super) fn obey(&mut self, enrolled: &Enrolled) -> Result<(), Trouble> {
        self.tell_interrupted()?;
        let Some(config) = self.status.config.clone() else { return Ok(()) };
        let scope = Scope::Commands(enrolled.kiosk.clone());
        let stream = self.parts.ledger.lock().stream();
        let mut asked: Vec<Envelope<Command>> = Vec::new();
        for (_, body) in self.parts.replica.own_rows(&scope)? {
            let Ok(signed) = serde_json::from_str::<Signed<Command>>(&body) else { continue };
            match signed.verify(&config.operations_key, 0, i64::MIN) {
                Ok(envelope)
                    if envelope.content.kiosk == enrolled.kiosk && envelope.content.stream == stream =>
                {
                    asked.push(envelope);
                }
                Ok(_) => {}
                Err(error) => tracing::error!(%scope, %error, "a command that is not to be trusted"),
            }
        }
        asked.sort_by_key(|envelope| envelope.generation);
        for envelope in asked {
            self.take_on(&envelope, enrolled)?;
        }
        if self.may_push() && self.parts.ledger.lock().waiting()? > 0 {
            self.push_all()?;
        }
        Ok(())
    }

    /// One that is not due yet stays in its feed and is looked at again in the next round.
    fn take_on(&mut self, envelope: &Envelope<Command>, enrolled: &Enrolled) -> Result<(), Trouble> {
        let (no, order, now) = (envelope.generation, envelope.content.order, self.parts.clock.now());
        if envelope.expires_s < now.wall_ms.div_euclid(1000) {
            self.parts.ledger.lock().decline_command(no, order, Outcome::Expired, now)?;
            return Ok(());
        }
        if !self.parts.errands.is_time(order, now) {
            return Ok(());
        }
        if order == Order::Reboot && self.may_push() {
            // What follows ends this program. Telling central takes a while, in which somebody may have come.
            self.push_all()?;
            if !self.parts.errands.is_time(order, self.parts.clock.now()) {
                return Ok(());
            }
        }
        if !self.parts.ledger.lock().begin_command(no, order, now)? {
            return Ok(());
        }
        tracing::info!(no, order = order.as_str(), "a command of the office");
        if order == Order::RotateKey {
            // Its end is told when central knows the next key, in this round or a later one.
            self.parts.ledger.lock().begin_key_change()?;
            return self.go_on_changing_key();
        }
        let ended = match order {
            Order::Reload => {
                for scope in &enrolled.scopes {
                    self.parts.replica.walk_again(scope)?;
                }
                Ended::new(Outcome::Done, "")
            }
            Order::SelfTest | Order::FetchLogs | Order::Reboot | Order::Update | Order::RotateKey => {
                self.parts.errands.run(order)
            }
        };
        let receipt = Receipt {
            no,
            outcome: ended.outcome,
            detail: ended.detail.chars().take(DETAIL_CHARS_MAX).collect(),
            log: ended.log.map(Bytes),
        };
        self.parts.ledger.lock().end_command(receipt, self.parts.clock.now())?;
        Ok(())
    }

    /// Commands that a stop interrupted are told, and not done again.
    fn tell_interrupted(&mut self) -> Result<(), Trouble> {
        let now = self.parts.clock.now();
        let (begun, changing) = {
            let ledger = self.parts.ledger.lock();
            (ledger.begun_commands()?, ledger.next_key().is_some())
        };
        for command in begun {
            // It goes on by itself.
            if command.order == Some(Order::RotateKey) && changing {
                continue;
            }
            // It was to end the machine's run, and did.
            let restarted = command.order == Some(Order::Reboot) && command.boot != now.boot;
            let outcome = if restarted { Outcome::Done } else { Outcome::Interrupted };
            let receipt = Receipt { no: command.no, outcome, detail: String::new(), log: None };
            self.parts.ledger.lock().end_command(receipt, now)?;
        }
        Ok(())
    }

    /// The end of this machine's service: it empties itself. A retired one first tells what it still has.
    pub(super) fn take_leave(
        &mut self,
        signed: &Signed<Revocation>,
        enrolled: &Enrolled,
    ) -> Result<(), Trouble> {
        let (stream, waiting) = {
            let ledger = self.parts.ledger.lock();
            (ledger.stream(), ledger.waiting()?)
        };
        let revocation = match signed.verify(&enrolled.content_key, 0, self.parts.clock.now_s()) {
            Ok(envelope) => envelope.content,
            Err(error) => {
                tracing::error!(%error, "a revocation that is not to be trusted: nothing is emptied");
                return Ok(());
            }
        };
        if revocation.stream != stream || revocation.kiosk != enrolled.kiosk {
            tracing::error!("a revocation of another machine: nothing is emptied");
            return Ok(());
        }
        if waiting > 0 && !revocation.lost {
            return Ok(());
        }
        tracing::warn!(lost = revocation.lost, "central took this machine out of service: it empties itself");
        self.parts.replica.keep_only(&[])?;
        self.parts.ledger.lock().empty()?;
        download::tidy(&self.settings.folder, &[]);
        if let Err(error) = crate::catalogue::previous::forget(&self.settings.folder) {
            tracing::error!(%error, "the catalogue to go back to can't be removed");
        }
        self.status.config = None;
        self.status.config_generation = 0;
        self.status.office_generation = 0;
        let say = "this machine was taken out of service and has emptied itself".to_owned();
        self.status.standing = Standing::Refused { code: RefusalCode::Revoked, say };
        Err(Trouble::OutOfService)
    }
}
