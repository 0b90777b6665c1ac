//! What a card costs, in release: composing, signing, checking, and checking the sealed code on it.
//! `cargo bench -p anjungan-card`

#[path = "../tests/samples.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' samples, of which only the plain one is measured"
)]
mod samples;

use std::time::{Duration, Instant};

use anjungan_card::sign::{FileKey, make_office_key};
use anjungan_card::{Paper, Signer as _, compose, sign_pades, verify};
use anjungan_wire::card::{CardCode, CardKey};
use jiff::civil::date;

const ROUNDS: usize = 200;

fn measure(name: &str, most: Duration, mut once: impl FnMut()) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            once();
            start.elapsed()
        })
        .collect();
    times.sort();
    let at = |share: f64| times[((ROUNDS - 1) as f64 * share) as usize];
    println!("{name:<34} first half {:>9.3?}  p99 {:>9.3?}  (aim {most:?})", at(0.5), at(0.99));
}

fn main() {
    let key = make_office_key("Dinas Rekaan", date(2026, 1, 1), date(2036, 1, 1)).expect("a key can be made");
    let office = FileKey::from_pem(&key.key, &key.certificate).expect("it was just made");
    for (name, paper) in [("A4", Paper::A4Panels), ("CR80", Paper::Cr80)] {
        let (content, template) = (samples::plain(), samples::template(paper));
        let compose_it = || compose(&content, &template).expect("the sample composes");
        measure(&format!("{name}: compose"), Duration::from_millis(15), || drop(compose_it()));
        let pdf = compose_it();
        let sign_it = || sign_pades(&pdf, &office, content.at).expect("the sample is signed");
        measure(&format!("{name}: sign (P-256, file)"), Duration::from_millis(15), || drop(sign_it()));
        let signed = sign_it();
        measure(&format!("{name}: check the PDF"), Duration::from_millis(5), || {
            verify(&signed, office.chain()).expect("it was just signed");
        });
        println!("{name}: {} bytes signed", signed.len());
    }
    let seal = samples::plain().seal.expect("the sample has one");
    let keys = [CardKey { id: 1, public: samples::card_key().verifying_key().to_bytes() }];
    measure("check the sealed code", Duration::from_millis(5), || {
        CardCode::verify(&seal, &keys).expect("it was signed with this key");
    });
}
