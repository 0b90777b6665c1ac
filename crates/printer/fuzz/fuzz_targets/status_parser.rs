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
    // An answer is never longer than what it was made of, so nothing is held or invented.
    let told: usize = whole.iter().map(length).sum();
    assert!(told <= bytes.len());
    assert!(bytes.len() - told <= 100, "{} bytes are held back", bytes.len() - told);
});

/// The fewest bytes that an answer takes on the line.
fn length(event: &Event) -> usize {
    match event {
        Event::Automatic(_) => 4,
        Event::Printed(_) => 7,
        Event::OfflineNotice(rest) => 3 + rest.len(),
        Event::Text(text) => 2 + text.len(),
        Event::Cleared => 3,
        _ => 1,
    }
}
