//! How many may shake hands at once, from everywhere and from one place. Pure but for its lock.
//!
//! A handshake is what anybody can begin without saying who they are: one that sends nothing keeps its turn until its
//! time is over. So that one machine can't take all turns, a place has a part of them; who comes above it is hung up
//! on, and comes again as terminals do, after a wait of their own.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Handshakes under way, by where they come from.
#[derive(Debug)]
pub(super) struct Places {
    each_max: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// One handshake's place. Given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    of: Arc<Places>,
    from: IpAddr,
}

impl Places {
    /// `each_max` from one place.
    pub(super) fn new(each_max: usize) -> Arc<Places> {
        Arc::new(Places { each_max, taken: Mutex::default() })
    }

    /// A place for who comes from there. `None`: that many are there already.
    pub(super) fn take(self: &Arc<Self>, from: IpAddr) -> Option<Place> {
        let from = whose(from);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(from).or_insert(0);
        if *count >= self.each_max {
            return None;
        }
        *count += 1;
        Some(Place { of: Arc::clone(self), from })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.from) {
            *count -= 1;
            // What is remembered is never more than what is under way.
            if *count == 0 {
                taken.remove(&self.from);
            }
        }
    }
}

/// Whoever has one address of version 6 has all of its network of 64 bits (RFC 6177).
fn whose(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V4(four) => IpAddr::V4(four),
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_part_and_gets_it_back() {
        let places = Places::new(2);
        let take = |from: &str| places.take(from.parse().unwrap());
        let (one, two) = (take("192.0.2.1").unwrap(), take("::ffff:192.0.2.1").unwrap());
        assert!(take("192.0.2.1").is_none(), "the same place, however it is written");
        let other = take("192.0.2.2").unwrap();
        drop(one);
        let again = take("192.0.2.1").unwrap();
        let six = [take("2001:db8:1:2::1").unwrap(), take("2001:db8:1:2:ffff::9").unwrap()];
        assert!(take("2001:db8:1:2::3").is_none() && take("2001:db8:1:3::1").is_some());
        drop((two, other, again, six));
        assert!(places.taken.lock().unwrap().is_empty(), "nothing is remembered of who has gone");
    }
}
