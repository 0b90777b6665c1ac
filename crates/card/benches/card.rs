//! What a card costs, in release: composing, signing, checking, and checking the sealed code on it.
//! `cargo bench -p anjungan-card`

#[path = "../tests/samples.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the tests' samples, of which only two are measured")]
mod samples;

use std::time::{Duration, Instant};

use anjungan_card::sign::{FileKey, make_office_key};
use anjungan_card::{Paper, Signer as _, compose, sign_pades, verify};
use anjungan_wire::card::{CardCode, CardKey};
use ed25519_dalek::SigningKey;
use jiff::civil::date;

const ROUNDS: usize = 200;

/// What this thread has worked so far, without its waits for a turn: what counts on a machine that others use too.
fn worked() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_ascii_whitespace().next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

fn measure(name: &str, most: Duration, mut once: impl FnMut()) {
    let before = worked();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            once();
            start.elapsed()
        })
        .collect();
    let each = (worked() - before) / ROUNDS as u32;
    times.sort();
    let at = |share: f64| times[((ROUNDS - 1) as f64 * share) as usize];
    let (least, half, p99) = (at(0.0), at(0.5), at(0.99));
    println!(
        "{name:<40} least {least:>9.3?}  half {half:>9.3?}  p99 {p99:>9.3?}  work {each:>9.3?}  (aim {most:?})"
    );
}

/// A card as an office signs it: composed and signed, with a photo as it is taken.
fn measure_whole(name: &str, paper: Paper, signer: &FileKey, photo: &[u8]) {
    let (mut content, template) = (samples::plain(), samples::template(paper));
    content.photo = Some(photo.to_vec());
    let mut bytes = 0;
    measure(&format!("{name}: compose and sign"), Duration::from_millis(15), || {
        let pdf = compose(&content, &template).expect("the sample composes");
        bytes = sign_pades(&pdf, signer, content.at).expect("the sample is signed").len();
    });
    println!("{name}: {bytes} bytes signed");
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
    let large = include_bytes!("../tests/photo-large.jpg");
    let rsa =
        FileKey::from_pem(include_str!("../tests/rsa/office.key"), include_str!("../tests/rsa/office.crt"));
    let rsa = rsa.expect("it is the tests'");
    measure_whole("A4, P-256, photo of 10 kB", Paper::A4Panels, &office, samples::PHOTO);
    measure_whole("A4, P-256, photo of 24 kB", Paper::A4Panels, &office, large);
    measure_whole("A4, RSA 2048, photo of 24 kB", Paper::A4Panels, &rsa, large);
    measure_whole("CR80, RSA 2048, photo of 24 kB", Paper::Cr80, &rsa, large);
    let seal = samples::plain().seal.expect("the sample has one");
    let keys = [CardKey { id: 1, public: samples::card_key().verifying_key().to_bytes() }];
    measure("check the sealed code", Duration::from_millis(5), || {
        CardCode::verify(&seal, &keys).expect("it was signed with this key");
    });
    // The key's number is right and the key is not: whoever forges a card does that much.
    let strangers = [1_u8, 2, 3].map(|n| {
        let public = SigningKey::from_bytes(&[n; 32]).verifying_key().to_bytes();
        CardKey { id: 1, public }
    });
    measure("refuse the sealed code, three other keys", Duration::from_millis(5), || {
        CardCode::verify(&seal, &strangers).expect_err("none of these signed it");
    });
    measure("refuse what is no sealed code", Duration::from_millis(5), || {
        CardCode::verify(&seal[..seal.len() - 8], &keys).expect_err("it is cut");
    });
}
