//! Cards as documents, signed and checked. `tests/card.sh` at the root has them read by programs that nobody here
//! wrote.
#![allow(clippy::unwrap_used)]

mod hostile;
mod samples;
mod signing;

use anjungan_card::{CardContent, ComposeError, Paper, Template, compose};

/// What a card may weigh, signed (bytes).
const SIZE_MAX: usize = 80_000;

#[test]
fn the_same_content_makes_the_same_bytes() {
    for (name, content, template) in samples::all() {
        let first = compose(&content, &template).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(compose(&content, &template).unwrap(), first, "{name}");
    }
}

#[test]
fn no_card_weighs_more_than_it_may_however_large_its_photo_and_its_chain_are() {
    // A PSrE's certificates have RSA keys and weigh ten times an office's own.
    let signer = signing::rsa();
    for (name, content, template) in samples::all() {
        let pdf = compose(&content, &template).unwrap();
        let signed = anjungan_card::sign_pades(&pdf, &signer, content.at).unwrap();
        assert!(signed.len() <= SIZE_MAX, "{name}: {} bytes", signed.len());
    }
}

/// With `CARD_OUT` for `tests/card.sh`: every sample, unsigned and signed; without it, that they can be made.
#[test]
fn the_samples_are_written_where_they_are_wanted() {
    let signer = signing::office();
    let out = std::env::var("CARD_OUT").ok();
    let mut made = 0;
    for (name, content, template) in samples::all() {
        let pdf = compose(&content, &template).unwrap_or_else(|error| panic!("{name}: {error}"));
        let signed = anjungan_card::sign_pades(&pdf, &signer, content.at).unwrap();
        let fields = samples::fields(name, &content);
        let codes = [Some(content.check_address), content.seal.filter(|_| name.starts_with("a4"))];
        let codes: Vec<String> = codes.into_iter().flatten().collect();
        if let Some(out) = &out {
            std::fs::write(format!("{out}/{name}.unsigned.pdf"), &pdf.bytes).unwrap();
            std::fs::write(format!("{out}/{name}.pdf"), &signed).unwrap();
            std::fs::write(format!("{out}/{name}.codes"), codes.join("\n") + "\n").unwrap();
            std::fs::write(format!("{out}/{name}.fields"), fields.join("\n") + "\n").unwrap();
        }
        made += 1;
    }
    assert_eq!(made, samples::all().len());
    // The largest of all: with a PSrE's chain, signed when its certificates had begun.
    let pdf = compose(&samples::extreme(), &samples::template(Paper::A4Panels)).unwrap();
    let at = "2027-01-01T00:00:00Z".parse().unwrap();
    let signed = anjungan_card::sign_pades(&pdf, &signing::rsa(), at).unwrap();
    if let Some(out) = &out {
        std::fs::write(format!("{out}/rsa.pdf"), &signed).unwrap();
    }
}

#[test]
fn what_the_fonts_lack_is_named_and_not_shown() {
    let mut content = samples::plain();
    content.address = "Jl. 山 1".into();
    let error = compose(&content, &Template::usual()).unwrap_err();
    assert_eq!(error, ComposeError::Unprintable { field: "address", character: '山' });
    assert!(!error.to_string().contains("Jl."), "{error}");
}

#[test]
fn what_is_no_picture_is_refused() {
    let mut content = samples::plain();
    content.photo = Some(b"no picture".to_vec());
    assert_eq!(compose(&content, &Template::usual()), Err(ComposeError::Picture("photo")));
}

#[test]
fn an_address_too_long_for_its_code_is_refused() {
    let mut content = samples::plain();
    content.check_address = format!("https://{}/c/4F2QX9J7K0M3N6P8R1S5T2V4W7", "h".repeat(26));
    let error = ComposeError::CodeTooLong { field: "check_address", bytes: 63 };
    assert_eq!(compose(&content, &Template::usual_small()), Err(error));
    // In capitals alone a code of the same size holds more.
    content.check_address = content.check_address.to_ascii_uppercase();
    compose(&content, &Template::usual_small()).unwrap();
}

#[test]
fn an_office_without_a_public_host_has_cards_without_that_code() {
    for template in [Template::usual(), Template::usual_small()] {
        let with = compose(&samples::bare(), &template).unwrap();
        let without =
            compose(&CardContent { check_address: String::new(), ..samples::bare() }, &template).unwrap();
        assert!(without.bytes.len() + 500 < with.bytes.len());
    }
}
