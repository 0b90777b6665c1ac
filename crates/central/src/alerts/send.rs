//! Sending: messages are claimed one at a time by whichever process is free, and tried again until they arrive.

mod guard;
mod hook;
mod mail;
mod outlet;

use std::fmt;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

pub use guard::is_public;
pub use hook::{SIGNATURE, TIMESTAMP, signature};
pub use outlet::{FILE as OUTLET_FILE, Mail, Outlet, OutletError, Tls};

use crate::store::{AlertMessage, Channel, Store, StoreError};

/// A message is tried for a day.
const TRIES_MAX: u32 = 28;
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);
const AGAIN_AFTER_MAX: SignedDuration = SignedDuration::from_hours(1);
/// Characters of a failure that are kept.
const FAILURE_CHARS_MAX: usize = 300;

/// Why a message did not arrive. Its text may name an address, and is for who set the rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing says how.
    #[error("central does not know how to send e-mail: write [mail] into {OUTLET_FILE} in its data folder")]
    NoMail,
    /// The file that says how.
    #[error(transparent)]
    Outlet(#[from] OutletError),
    /// It is no address.
    #[error("the address can't be used")]
    Address,
    /// The server of e-mail.
    #[error("the mail server did not take it: {0}")]
    Mail(String),
    /// It leads into a private network.
    #[error(
        "{0} leads into a private network: list it as allow under [webhook] in {OUTLET_FILE}, if that is meant"
    )]
    Private(String),
    /// No answer.
    #[error("no answer from there: {0}")]
    NoAnswer(String),
    /// Another answer than 2xx.
    #[error("it answered {0}")]
    Status(u16),
}

/// The kind alone, for logs: no address.
impl Failure {
    fn kind(&self) -> &'static str {
        match self {
            Failure::NoMail => "no [mail]",
            Failure::Outlet(_) => "its settings",
            Failure::Address => "the address",
            Failure::Mail(_) => "the mail server",
            Failure::Private(_) => "a private network",
            Failure::NoAnswer(_) => "no answer",
            Failure::Status(_) => "the answer",
        }
    }
}

/// What becomes of a message that failed for the `tries`-th time: tried again then, or given up.
pub fn after_failure(tries: u32, now: Timestamp) -> Option<Timestamp> {
    if tries >= TRIES_MAX {
        return None;
    }
    let wait = (AGAIN_AFTER * 2i32.pow(tries.saturating_sub(1).min(10))).min(AGAIN_AFTER_MAX);
    Some(now.saturating_add(wait).unwrap_or(now))
}

/// Sends one message that waits. `false`: there was none.
pub fn send_once(store: &mut Store, me: &str, now: Timestamp) -> Result<bool, StoreError> {
    let Some(message) = store.claim_message(me, now)? else { return Ok(false) };
    let sent = deliver(store, &message, now);
    let (failure, again) = match &sent {
        Ok(()) => (String::new(), None),
        Err(failure) => {
            tracing::warn!(
                message = message.id,
                tries = message.tries + 1,
                "an alert was not sent: {}",
                failure.kind()
            );
            (clip(failure), after_failure(message.tries + 1, now))
        }
    };
    store.settle_message(&message, me, sent.is_ok(), &failure, again, now)?;
    Ok(true)
}

fn deliver(store: &Store, message: &AlertMessage, now: Timestamp) -> Result<(), Failure> {
    let outlet = Outlet::load(store.dir())?;
    match message.channel {
        Channel::Mail => {
            let letter = mail::Letter {
                id: format!("alert-{}-{}", message.id, message.made_ms),
                to: &message.target,
                title: &message.title,
                body: &message.body,
            };
            mail::send(outlet.mail.as_ref().ok_or(Failure::NoMail)?, &letter).map(|_| ())
        }
        Channel::Hook => {
            hook::post(&outlet.allow, &store.hook_secret(message.rule, &message.target), message, now)
        }
    }
}

/// Sends a letter that shows whether letters arrive, at once. What the server answered; blocks for as long as that takes.
///
/// # Errors
/// As for a message; nothing is tried again.
pub fn try_mail(data: &Path, to: &str, now: Timestamp) -> Result<String, Failure> {
    let outlet = Outlet::load(data)?;
    let letter = mail::Letter {
        id: format!("trial-{}", now.as_nanosecond()),
        to,
        title: "Anjungan: surel percobaan",
        body: "Ini surel percobaan dari pusat Anjungan. Tidak ada kiosk yang perlu ditangani.\n",
    };
    mail::send(outlet.mail.as_ref().ok_or(Failure::NoMail)?, &letter).map(|answer| clip(&answer))
}

fn clip(failure: &impl fmt::Display) -> String {
    failure.to_string().chars().filter(|c| !c.is_control()).take(FAILURE_CHARS_MAX).collect()
}
