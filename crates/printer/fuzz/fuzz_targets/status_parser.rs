//! Any bytes, split anywhere, give the same answers, and the parser never holds more than one.
//!
//! The first byte of the input says where to split: the rest is parsed whole, in two pieces, and byte by byte.

#![no_main]

use anjungan_printer::status::{Event, Parser};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((cut, bytes)) = input.split_first() else { return };
    let whole = Parser::default().push(bytes);
    let (before, after) = bytes.split_at(usize::from(*cut) % (bytes.len() + 1));
    let mut parser = Parser::default();
    let mut split = parser.push(before);
    split.extend(parser.push(after));
    assert_eq!(split, whole);
    let mut parser = Parser::default();
    let single: Vec<Event> = bytes.iter().flat_map(|byte| parser.push(std::slice::from_ref(byte))).collect();
    assert_eq!(single, whole);
    // Every byte is in an answer, or held for one that is not whole yet: nothing is invented, and little held.
    let told_min: usize = whole.iter().map(|event| length(event).0).sum();
    let told_max: usize = whole.iter().map(|event| length(event).1).sum();
    assert!(told_min <= bytes.len());
    assert!(told_max + HELD_MAX >= bytes.len(), "{} bytes are held back", bytes.len() - told_max);
});

/// The longest answer is shorter.
const HELD_MAX: usize = 100;

/// The fewest and the most bytes that an answer takes on the line.
fn length(event: &Event) -> (usize, usize) {
    let exactly = |n: usize| (n, n);
    match event {
        Event::Automatic(_) => exactly(4),
        Event::Printed(_) => exactly(7),
        Event::OfflineNotice(rest) => exactly(3 + rest.len()),
        Event::Text(text) => exactly(2 + text.len()),
        Event::Cleared => exactly(3),
        // Zeros before a number are not kept.
        Event::LogoCapacity(_) | Event::LogoFree(_) => (4, 11),
        Event::LogoKeys { keys, .. } => (4 + 2 * keys.len(), HELD_MAX),
        Event::RealTime(_) | Event::InOrder(_) | Event::XOn | Event::XOff | Event::Noise(_) => exactly(1),
    }
}
