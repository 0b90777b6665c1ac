//! Cards signed by a key that stays in a PKCS#11 token. `tests/hsm.sh` at the root makes the token (SoftHSM) and runs
//! these; they are told of it by `HSM_MODULE`, `HSM_TOKEN` and `HSM_PIN`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anjungan_card::verify;
use anjungan_central::issuing::{OfficeKeys, documents};
use anjungan_central::office::workflow::{Actor, Stage};
use anjungan_central::store::{ApplicationId, Store};
use jiff::Timestamp;

use crate::command_line::{complaint, out, run};
use crate::issuing::{approved, as_pdfsig_sees_it, key};
use crate::kit::store;

fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run tests/hsm.sh"))
}

/// Writes the description of the token, and its PIN.
fn describe(data: &Path, token: &str, key: &str, pin: &str) {
    let pin_file = data.join("pin");
    fs::write(&pin_file, format!("{pin}\n")).unwrap();
    fs::set_permissions(&pin_file, fs::Permissions::from_mode(0o600)).unwrap();
    let text =
        format!("module = {:?}\ntoken = {token:?}\n{key}\npin_file = {pin_file:?}\n", told("HSM_MODULE"));
    fs::write(data.join("keys/office-3216.token"), text).unwrap();
}

/// Signs, or says why not; the card is then still approved, and nothing of it is kept.
fn sign(store: &mut Store, id: ApplicationId, signer: &Actor, once: &str) -> Result<Vec<u8>, String> {
    // As the running central does: one for all cards.
    let compose = documents(store.dir());
    let done = store.issue_with(id, signer, &key(once), Timestamp::now(), |facts| compose(facts));
    match done {
        Ok(moved) => {
            assert_eq!(moved.stage, Stage::Ready);
            Ok(store.card_pdf(id).unwrap().unwrap().to_vec())
        }
        Err(refusal) => {
            assert_eq!(store.summary(id).unwrap().unwrap().stage, Stage::Approved);
            assert!(store.card_pdf(id).unwrap().is_none());
            Err(refusal.to_string())
        }
    }
}

fn signs_with(name: &str, id: &str) {
    let (token, pin) = (told("HSM_TOKEN"), told("HSM_PIN"));
    let mut store = store();
    let (card, signer) = approved(&mut store);
    let data = store.dir().to_owned();
    let by_name = format!("key = {name:?}");

    // A token without a certificate says how to get one.
    describe(&data, &token, &by_name, &pin);
    let said = sign(&mut store, card, &signer, "no-certificate").unwrap_err();
    assert!(said.contains("certificate request 3216"), "{said}");
    let request = out(&run(&data, &["certificate", "request", "3216"]));
    assert!(request.starts_with("-----BEGIN CERTIFICATE REQUEST-----"), "{request}");
    fs::write(format!("{}/{name}.csr", told("HSM_OUT")), request).unwrap();
    let said = out(&run(&data, &["certificate", "self-signed", "3216"]));
    assert!(said.contains("from now on"), "{said}");
    assert!(!data.join("keys/office-3216.key").exists() && !data.join("keys/office-3216.new.key").exists());

    // Whatever fails is told, and the card can be signed after it.
    describe(&data, "no such token", &by_name, &pin);
    let said = sign(&mut store, card, &signer, "no-token").unwrap_err();
    assert!(said.contains("no token with the label `no such token`"), "{said}");
    describe(&data, &token, "key = \"no such key\"", &pin);
    let said = sign(&mut store, card, &signer, "no-key").unwrap_err();
    assert!(said.contains("0 private keys with the name `no such key`"), "{said}");
    describe(&data, &token, &by_name, "000000");
    let said = sign(&mut store, card, &signer, "wrong-pin").unwrap_err();
    assert!(said.contains("refuses the PIN") && !said.contains("000000"), "{said}");
    let said = complaint(&run(&data, &["certificate", "request", "3216"]));
    assert!(said.contains("refuses the PIN") && !said.contains("000000"), "{said}");

    describe(&data, &token, &format!("{by_name}\nkey_id = {id:?}"), &pin);
    let pdf = sign(&mut store, card, &signer, "at-last").unwrap();
    let believed = OfficeKeys::new(&data).believed(&"3216".parse().unwrap()).unwrap();
    assert_eq!(verify(&pdf, &believed).unwrap().signer, "Dinas Ketenagakerjaan");
    fs::write(format!("{}/{name}.pdf", told("HSM_OUT")), &pdf).unwrap();
    as_pdfsig_sees_it(&pdf);
}

#[test]
#[ignore = "needs a token: tests/hsm.sh"]
fn an_rsa_key_in_a_token_signs_cards() {
    signs_with("kartu-rsa", "01");
}

#[test]
#[ignore = "needs a token: tests/hsm.sh"]
fn a_p256_key_in_a_token_signs_cards() {
    signs_with("kartu-p256", "02");
}

#[test]
#[ignore = "needs a token: tests/hsm.sh"]
fn another_keys_certificate_is_not_installed_and_signs_nothing() {
    let (token, pin) = (told("HSM_TOKEN"), told("HSM_PIN"));
    let mut store = store();
    let (card, signer) = approved(&mut store);
    let data = store.dir().to_owned();
    describe(&data, &token, "key = \"kartu-p256\"", &pin);
    run(&data, &["certificate", "self-signed", "3216"]);
    let certificate = data.join("keys/office-3216.crt");
    describe(&data, &token, "key = \"kartu-rsa\"", &pin);
    let of_another = ["certificate", "install", "3216", "--certificate", certificate.to_str().unwrap()];
    assert!(complaint(&run(&data, &of_another)).contains("do not belong together"));
    let said = sign(&mut store, card, &signer, "of-another").unwrap_err();
    assert!(said.contains("do not belong together"), "{said}");
}
