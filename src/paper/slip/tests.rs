//! Slips byte for byte and as they read. `UPDATE_GOLDEN=1 cargo test paper::slip` writes the files anew.

use std::path::Path;

use anjungan_wire::receipt::{ReceiptNumber, Secret};
use proptest::prelude::*;

use super::super::seen::{profile, read};
use super::*;

const HOST: &str = "ak1.disnaker.example";

fn receipt(number: u64, secret: [u8; 16]) -> ReceiptCode {
    let number = ReceiptNumber::draw(&"K07".parse().unwrap(), number.to_be_bytes());
    ReceiptCode { number, secret: Secret::new(secret) }
}

fn slip(code: &ReceiptCode) -> Slip<'_> {
    Slip {
        code,
        public_host: HOST,
        copy: 1,
        lang: Lang::Id,
        office: "Disnaker Kabupaten Contoh",
        printed_at: Some("2026-11-22T07:30:00Z".parse().unwrap()),
        zone: Zone::Wib,
        logo_stored: true,
    }
}

#[test]
fn slips_are_as_they_were() {
    let code = receipt(42, [9; 16]);
    let usual = slip(&code);
    let cases = [
        ("80mm", "epson-tm-t82", usual),
        ("80mm-english", "epson-tm-t82", Slip { lang: Lang::En, ..usual }),
        ("80mm-reprint", "epson-tm-t82", Slip { copy: 2, public_host: "", ..usual }),
        ("58mm", "clone-58mm", usual),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (name, model, slip) in cases {
        let profile = profile(model);
        let paper = compose(&slip, &profile);
        let text = read(&paper, &profile);
        for (ending, bytes) in [("escpos", paper.bytes.as_slice()), ("txt", text.as_bytes())] {
            let path = folder.join(format!("slip-{name}.{ending}"));
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, bytes).unwrap();
            }
            let kept = std::fs::read(&path).unwrap_or_default();
            assert!(kept == bytes, "{} differs:\n{text}", path.display());
        }
    }
}

/// At 9,600 baud half a second: the paper, not the line, is what one waits for.
#[test]
fn a_slip_on_an_epson_is_at_most_500_bytes_also_with_the_longest_host_and_office() {
    let code = receipt(42, [9; 16]);
    for lang in [Lang::Id, Lang::En] {
        let long = Slip {
            lang,
            copy: 9,
            public_host: "kartu-ak1.disnakertrans.kabupatencontoh.go.id",
            office: "Dinas Tenaga Kerja, Transmigrasi, Perindustrian dan Energi Kabupaten Contoh Selatan",
            ..slip(&code)
        };
        let bytes = compose(&long, &profile("epson-tm-t82")).bytes.len();
        assert!(bytes <= 500, "{bytes}");
    }
}

#[test]
fn a_slip_says_what_it_is_and_is_not() {
    let code = receipt(42, [9; 16]);
    let profile = profile("epson-tm-t82");
    for lang in [Lang::Id, Lang::En] {
        let text = read(&compose(&Slip { lang, ..slip(&code) }, &profile), &profile);
        assert!(text.contains("BUKTI PENDAFTARAN (SEMENTARA)"), "{text}");
        assert!(text.contains(pick(lang, "bukan Kartu AK/1", "not the AK/1 card")), "{text}");
        assert!(text.contains(code.number.as_str()), "{text}");
        assert!(text.contains(pick(lang, "GRATIS", "FREE")), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// What the printer draws reads back as the same receipt.
    #[test]
    fn the_code_on_the_paper_is_the_receipts(number: u64, secret: [u8; 16], host in "([a-z]{1,12}\\.){1,3}id") {
        let code = receipt(number, secret);
        let profile = profile("epson-tm-t82");
        let text = read(&compose(&Slip { public_host: &host, ..slip(&code) }, &profile), &profile);
        let held = text.split_once("[QR ").and_then(|(_, rest)| rest.split_once(']')).map(|(held, _)| held);
        prop_assert_eq!(held.and_then(|held| held.parse::<ReceiptCode>().ok()), Some(code));
    }
}
