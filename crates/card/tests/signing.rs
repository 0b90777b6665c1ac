//! Signatures: what holds, and that nothing else does.

use anjungan_card::sign::{FileKey, make_office_key};
use anjungan_card::{NotValid, Paper, SignError, Signer, compose, sign_pades, verify};
use jiff::civil::date;

use super::samples;

/// An office's own key, valid when the samples are signed.
pub fn office() -> FileKey {
    let key = make_office_key("Dinas Ketenagakerjaan Kabupaten Rekaan", date(2026, 1, 1), date(2036, 1, 1))
        .unwrap();
    if let Ok(out) = std::env::var("CARD_OUT") {
        std::fs::write(format!("{out}/office.crt"), &key.certificate).unwrap();
    }
    FileKey::from_pem(&key.key, &key.certificate).unwrap()
}

/// An RSA key with a chain of three, as a PSrE gives them: `tests/rsa/make.sh`.
pub fn rsa() -> FileKey {
    FileKey::from_pem(include_str!("rsa/office.key"), include_str!("rsa/office.crt")).unwrap()
}

fn signed(signer: &dyn Signer) -> Vec<u8> {
    let content = samples::bare();
    let pdf = compose(&content, &samples::template(Paper::Cr80)).unwrap();
    sign_pades(&pdf, signer, content.at).unwrap()
}

#[test]
fn a_signed_card_is_believed_and_says_by_whom_and_when() {
    let office = office();
    let signed = verify(&signed(&office), office.chain()).unwrap();
    assert_eq!(signed.signer, "Dinas Ketenagakerjaan Kabupaten Rekaan");
    assert_eq!(signed.at, samples::bare().at);
}

#[test]
fn an_rsa_key_signs_and_its_root_is_believed_although_the_card_does_not_carry_it() {
    let rsa = rsa();
    let pdf = compose(&samples::bare(), &samples::template(Paper::Cr80)).unwrap();
    let at = "2027-01-01T00:00:00Z".parse().unwrap();
    let signed = sign_pades(&pdf, &rsa, at).unwrap();
    let [own, issuer, root] = rsa.chain() else { panic!("the chain has three") };
    for believed in [own, issuer, root] {
        let found = verify(&signed, std::slice::from_ref(believed)).unwrap();
        assert_eq!(found.signer, "Dinas Ketenagakerjaan Kabupaten Rekaan");
    }
    let carried = |certificate: &[u8]| {
        let digits: String = certificate.iter().map(|byte| format!("{byte:02x}")).collect();
        signed.windows(digits.len()).any(|window| window == digits.as_bytes())
    };
    assert!(carried(own) && carried(issuer) && !carried(root));
}

#[test]
fn the_composed_bytes_stay_in_the_signed_file_as_they_were() {
    let content = samples::plain();
    let pdf = compose(&content, &samples::template(Paper::A4Panels)).unwrap();
    let signed = sign_pades(&pdf, &office(), content.at).unwrap();
    assert!(signed.starts_with(&pdf.bytes));
}

#[test]
fn every_changed_byte_is_noticed() {
    let office = office();
    let mut pdf = signed(&office);
    // One bit of every byte, another one at each place.
    for at in 0..pdf.len() {
        let bit = 1 << (at % 8);
        pdf[at] ^= bit;
        assert!(verify(&pdf, office.chain()).is_err(), "byte {at}, bit {bit}");
        pdf[at] ^= bit;
    }
    verify(&pdf, office.chain()).unwrap();
}

#[test]
fn every_bit_of_the_signature_and_its_dictionary_is_noticed() {
    let office = office();
    let mut pdf = signed(&office);
    let from = pdf.windows(9).rposition(|window| window == b"/Type/Sig").unwrap();
    for at in from..pdf.len() {
        for bit in 0..8 {
            pdf[at] ^= 1 << bit;
            assert!(verify(&pdf, office.chain()).is_err(), "byte {at}, bit {bit}");
            pdf[at] ^= 1 << bit;
        }
    }
    verify(&pdf, office.chain()).unwrap();
}

#[test]
fn what_is_cut_off_or_put_on_is_noticed() {
    let office = office();
    let pdf = signed(&office);
    for len in [0, 1, pdf.len() / 2, pdf.len() - 1] {
        assert_eq!(verify(&pdf[..len], office.chain()), Err(NotValid::NotWhole), "{len} bytes");
    }
    for more in [b"\n".as_slice(), b"\n1 0 obj\n<<>>\nendobj\n", &pdf] {
        let longer = [&pdf, more].concat();
        assert_eq!(verify(&longer, office.chain()), Err(NotValid::NotWhole), "{} bytes more", more.len());
    }
}

#[test]
fn another_offices_signature_is_right_and_not_trusted() {
    let (here, there) = (office(), office());
    assert_eq!(verify(&signed(&there), here.chain()), Err(NotValid::Untrusted));
    assert_eq!(verify(&signed(&there), &[]), Err(NotValid::Untrusted));
}

#[test]
fn a_certificate_that_has_ended_signs_nothing_that_is_believed() {
    let ended = make_office_key("Dinas Rekaan", date(2020, 1, 1), date(2025, 1, 1)).unwrap();
    let ended = FileKey::from_pem(&ended.key, &ended.certificate).unwrap();
    assert_eq!(verify(&signed(&ended), ended.chain()), Err(NotValid::Untrusted));
}

#[test]
fn an_issuer_vouches_for_a_signer() {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let named = |name: &str| {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        parameters
    };
    let mut root = named("Induk Rekaan");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_certificate = root.self_signed(&root_key).unwrap();
    let certificate = named("Petugas Sintetis").signed_by(&key, &Issuer::new(root, root_key)).unwrap();
    let chain = format!("{}{}", certificate.pem(), root_certificate.pem());
    let signer = FileKey::from_pem(&key.serialize_pem(), &chain).unwrap();

    let pdf = signed(&signer);
    let root = root_certificate.der().to_vec();
    assert_eq!(verify(&pdf, &[root]).unwrap().signer, "Petugas Sintetis");
    assert_eq!(verify(&pdf, office().chain()), Err(NotValid::Untrusted));
}

#[test]
fn a_key_and_another_ones_certificate_are_refused() {
    let [one, other] =
        [1, 2].map(|_| make_office_key("Dinas Rekaan", date(2026, 1, 1), date(2036, 1, 1)).unwrap());
    let refused = FileKey::from_pem(&one.key, &other.certificate).err().unwrap();
    assert_eq!(refused, SignError::NotAPair);
    assert!(matches!(FileKey::from_pem("", &one.certificate), Err(SignError::Key(_))));
    assert!(matches!(FileKey::from_pem(&one.key, ""), Err(SignError::Certificate(_))));
}
