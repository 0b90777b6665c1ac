use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn region() -> RegionCode {
    "3216".parse().unwrap()
}

fn keys() -> (tempfile::TempDir, OfficeKeys) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("keys")).unwrap();
    let keys = OfficeKeys::new(dir.path());
    (dir, keys)
}

fn now() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

fn chain(keys: &OfficeKeys) -> Vec<Vec<u8>> {
    keys.signer(&region(), "Disnaker Contoh", now()).unwrap().chain().to_vec()
}

#[test]
fn the_first_card_makes_a_key_that_is_its_owners_alone_and_stays() {
    let (dir, keys) = keys();
    assert_eq!(keys.certificate(&region()).unwrap(), None);
    let first = chain(&keys);
    let key = dir.path().join("keys/office-3216.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(chain(&keys), first);
    fs::remove_file(dir.path().join("keys/office-3216.crt")).unwrap();
    let refused = keys.signer(&region(), "Disnaker Contoh", now()).err().unwrap();
    assert!(matches!(refused, KeyRefusal::Half(_)), "{refused}");
}

#[test]
fn a_key_that_others_can_read_signs_nothing() {
    let (dir, keys) = keys();
    chain(&keys);
    let key = dir.path().join("keys/office-3216.key");
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        let refused = keys.signer(&region(), "Disnaker Contoh", now()).err().unwrap();
        assert!(matches!(&refused, KeyRefusal::Open(path) if *path == key), "{refused}");
    }
}

#[test]
fn a_certificate_signs_from_its_first_moment_to_its_last() {
    let (_dir, keys) = keys();
    chain(&keys);
    let term = keys.certificate(&region()).unwrap().unwrap().term;
    let at = |at: Timestamp| keys.signer(&region(), "Disnaker Contoh", at).map(|_| ());
    assert!(matches!(at(term.from - 1.second()), Err(KeyRefusal::NotYet(from)) if from == term.from));
    assert!(at(term.from).is_ok() && at(term.until).is_ok());
    assert!(matches!(at(term.until + 1.second()), Err(KeyRefusal::Ended(until)) if until == term.until));
}

#[test]
fn its_end_is_told_sixty_days_before() {
    let (_dir, keys) = keys();
    assert_eq!(keys.ends_soon(&region(), now()).unwrap(), None, "no certificate ends");
    chain(&keys);
    let until = keys.certificate(&region()).unwrap().unwrap().term.until;
    let told = |at: Timestamp| keys.ends_soon(&region(), at).unwrap();
    assert_eq!(told(now()), None);
    assert_eq!(told(until - (61 * 24).hours()), None);
    assert_eq!(told(until - (59 * 24).hours()), Some(until));
    assert_eq!(told(until + 24.hours()), Some(until), "and after it too");
}

#[test]
fn a_self_signed_certificate_replaces_another_and_the_former_is_still_believed() {
    let (dir, keys) = keys();
    let first = chain(&keys);
    let second = keys.self_signed(&region(), "Disnaker Contoh", now()).unwrap();
    assert_ne!(second.chain, first);
    assert_eq!(chain(&keys), second.chain);
    let believed = keys.believed(&region()).unwrap();
    assert!(believed.contains(&first[0]) && believed.contains(&second.chain[0]));
    assert!(!dir.path().join("keys/office-3216.new.key").exists());
}

#[test]
fn a_power_cut_between_two_files_of_an_installation_is_mended_by_doing_it_again() {
    let (dir, keys) = keys();
    let first = chain(&keys);
    keys.request(&region(), "Disnaker Contoh").unwrap();
    let file = |kind: &str| dir.path().join(format!("keys/office-3216.{kind}"));
    // As it is when the key was set aside, and the certificate not yet.
    fs::rename(file("key"), file("former-00000000.key")).unwrap();
    assert!(matches!(keys.signer(&region(), "", now()).err(), Some(KeyRefusal::Half(_))));
    let second = keys.self_signed(&region(), "Disnaker Contoh", now()).unwrap();
    assert_eq!(chain(&keys), second.chain);
    assert!(keys.believed(&region()).unwrap().contains(&first[0]));
}

const TOKEN: &str = "module = \"/nowhere/libnone.so\"\ntoken = \"disnaker\"\nkey = \"kartu\"\n";

#[test]
fn what_is_wrong_with_a_tokens_file_is_named() {
    let (dir, keys) = keys();
    let file = |kind: &str| dir.path().join(format!("keys/office-3216.{kind}"));
    let refused = || keys.request(&region(), "Disnaker Contoh").unwrap_err().to_string();
    for (text, named) in [
        (TOKEN, "pin_file"),
        ("module = \"/a\"\ntoken = \"t\"\npin_file = \"/p\"", "key_id"),
        ("module = \"a\"\ntoken = \"t\"\nkey = \"k\"\npin_file = \"/p\"", "whole paths"),
        ("module = \"/a\"\ntoken = \"t\"\nkey_id = \"0g\"\npin_file = \"/p\"", "hexadecimal"),
        (
            "module = \"/a\"\ntoken = \"t\"\nkey = \"k\"\npin_file = \"/p\"\npin = \"9182\"",
            "unknown field `pin`",
        ),
    ] {
        fs::write(file("token"), text).unwrap();
        let said = refused();
        assert!(said.contains(named) && said.contains("office-3216.token"), "{said}");
        assert!(!said.contains("9182"), "a PIN that stands where it must not is not repeated: {said}");
    }
    let pin = dir.path().join("pin");
    fs::write(file("token"), format!("{TOKEN}pin_file = \"{}\"\n", pin.display())).unwrap();
    assert!(refused().contains("pin is missing"), "{}", refused());
    fs::write(&pin, "9182\n").unwrap();
    fs::set_permissions(&pin, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refused().contains("chmod 600"), "{}", refused());
    fs::set_permissions(&pin, fs::Permissions::from_mode(0o600)).unwrap();
    let said = refused();
    assert!(
        said.contains("libnone.so") && said.contains("package installed") && !said.contains("9182"),
        "{said}"
    );

    let unsigned = keys.signer(&region(), "Disnaker Contoh", now()).err().unwrap();
    assert!(matches!(unsigned, KeyRefusal::NoCertificate(_)), "{unsigned}");
    fs::write(file("key"), "").unwrap();
    fs::set_permissions(file("key"), fs::Permissions::from_mode(0o600)).unwrap();
    let both = keys.signer(&region(), "Disnaker Contoh", now()).err().unwrap();
    assert!(matches!(both, KeyRefusal::Both(..)), "{both}");
}

#[test]
fn a_pin_that_was_refused_is_not_tried_again() {
    let (dir, keys) = keys();
    let pin = dir.path().join("pin");
    let write = |text: &str| {
        fs::write(&pin, text).unwrap();
        fs::set_permissions(&pin, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let token = TokenFile::parse(&format!("{TOKEN}pin_file = \"{}\"\n", pin.display())).unwrap();
    let mut asked = Vec::new();
    let mut ask = || {
        let answer = keys.with_pin(&region(), &token, |pin| {
            asked.push(pin.to_owned());
            if pin == "right" { Ok(()) } else { Err(SignError::WrongPin) }
        });
        answer.is_ok()
    };
    write("wrong\n");
    assert!(!ask() && !ask() && !ask());
    write("right\n");
    assert!(ask() && ask());
    assert_eq!(asked, ["wrong", "right", "right"]);
}
