//! How often somebody who is not signed in may ask for what they must not guess.
//!
//! Tokens and card ids have 128 bits: no rate makes them guessable. The limits keep one sender from using up the
//! readers, and make guessing visible in the log. What was found costs nothing, so that an office at whose counter
//! everybody has one address is not stopped.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use super::page::Problem;

/// Misses that one sender may make at once, and how many seconds give one back.
const BURST: f64 = 20.0;
const SECONDS_EACH: f64 = 5.0;
/// Misses of everybody together.
const ALL_BURST: f64 = 400.0;
const ALL_SECONDS_EACH: f64 = 0.05;
/// Senders remembered; the one that has most left is forgotten first.
const SENDERS_MAX: usize = 10_000;

/// Who asks: the address, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Sender(Option<IpAddr>);

/// What is left to each.
#[derive(Default)]
pub(crate) struct Limits(Mutex<State>);

#[derive(Default)]
struct State {
    each: HashMap<Sender, Bucket>,
    all: Option<Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn fill(&mut self, now: Instant, burst: f64, seconds_each: f64) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        *self = Bucket { left: (self.left + since / seconds_each).min(burst), at: now };
    }
}

impl Limits {
    /// Takes one try before anybody looks, so that many at once can't overdraw.
    pub(super) fn take(&self, sender: Sender) -> Result<(), Problem> {
        self.take_at(sender, 1.0, Instant::now())
    }

    /// Takes a fifth of a try, for what honest people ask often and is never given back.
    pub(super) fn take_part(&self, sender: Sender) -> Result<(), Problem> {
        self.take_at(sender, 0.2, Instant::now())
    }

    fn take_at(&self, sender: Sender, tries: f64, now: Instant) -> Result<(), Problem> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.each.len() >= SENDERS_MAX && !state.each.contains_key(&sender) {
            let fullest = state.each.iter().max_by(|a, b| a.1.left.total_cmp(&b.1.left)).map(|(who, _)| *who);
            fullest.and_then(|who| state.each.remove(&who));
        }
        let all = state.all.get_or_insert(Bucket { left: ALL_BURST, at: now });
        all.fill(now, ALL_BURST, ALL_SECONDS_EACH);
        let all_left = all.left;
        let each = state.each.entry(sender).or_insert(Bucket { left: BURST, at: now });
        each.fill(now, BURST, SECONDS_EACH);
        if each.left < tries || all_left < tries {
            tracing::warn!("too many wrong codes from one sender, or from all together");
            return Err(Problem::TooMany(SECONDS_EACH as u32));
        }
        each.left -= tries;
        if let Some(all) = &mut state.all {
            all.left -= tries;
        }
        Ok(())
    }

    /// It was no guess: there is such a thing.
    pub(super) fn give_back(&self, sender: Sender) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(each) = state.each.get_mut(&sender) {
            each.left = (each.left + 1.0).min(BURST);
        }
        if let Some(all) = &mut state.all {
            all.left = (all.left + 1.0).min(ALL_BURST);
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = std::convert::Infallible;

    /// The peer; behind a proxy on the same machine, the last address that the proxy added. What stands before it
    /// anybody can write.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = || {
            let line = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            line.rsplit(',').next()?.trim().parse().ok()
        };
        Ok(Sender(match peer {
            Some(peer) if peer.is_loopback() => forwarded().or(Some(peer)),
            other => other,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn sender(last: u8) -> Sender {
        Sender(Some(IpAddr::from([10, 0, 0, last])))
    }

    #[test]
    fn a_sender_that_guesses_waits_and_others_do_not() {
        let limits = Limits::default();
        let start = Instant::now();
        for _ in 0..20 {
            limits.take_at(sender(1), 1.0, start).unwrap();
        }
        assert_eq!(limits.take_at(sender(1), 1.0, start), Err(Problem::TooMany(5)));
        limits.take_at(sender(2), 1.0, start).unwrap();
        limits.take_at(sender(1), 1.0, start + Duration::from_secs(6)).unwrap();
    }

    #[test]
    fn what_is_found_costs_nothing() {
        let limits = Limits::default();
        for _ in 0..1000 {
            limits.take(sender(1)).unwrap();
            limits.give_back(sender(1));
        }
    }

    #[test]
    fn many_senders_together_are_limited_and_do_not_fill_the_memory() {
        let limits = Limits::default();
        let start = Instant::now();
        let mut refused = 0;
        for index in 0..12_000_u32 {
            let one = Sender(Some(IpAddr::from(index.to_be_bytes())));
            refused += u32::from(limits.take_at(one, 1.0, start).is_err());
        }
        assert_eq!(refused, 12_000 - 400);
        assert!(limits.0.lock().unwrap().each.len() <= SENDERS_MAX);
    }
}
