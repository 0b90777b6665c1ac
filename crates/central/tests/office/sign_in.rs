//! Signing in, where only its order in time matters. The pages are in `console/people.rs`.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::store::{Lost, NewAccount, SignIn};

use super::kit::*;

#[test]
fn what_was_checked_before_a_reset_opens_nothing_after_it() {
    let now = at(FRIDAY);
    for lost in [Lost::SecondFactor, Lost::Everything] {
        let mut store = store();
        let (login, name) = ("sri".into(), "CONTOH PETUGAS".into());
        let new = NewAccount { login, name, role: Role::Signer, offices: Offices::Every };
        let (id, totp) = store.add_officer(&new, "kata sandi contoh", "test", now).unwrap();
        // Waiting for its turn, whoever stole both; meanwhile the admin hears of it.
        let credentials = store.credentials("sri").unwrap();
        let checked = credentials.check("kata sandi contoh", &totp.code(now), now);
        store.invite_again(id, lost, "admin", now).unwrap();
        assert_eq!(store.sign_in(&credentials, checked, now).unwrap(), SignIn::Refused, "{lost:?}");
    }
}

#[test]
fn an_officer_whom_others_lock_out_comes_in_with_a_recovery_code() {
    const PASSWORD: &str = "kata sandi contoh";
    let mut store = store();
    let (login, name) = ("sri".into(), "CONTOH PETUGAS".into());
    let new = NewAccount { login, name, role: Role::Signer, offices: Offices::Every };
    let (_, totp) = store.add_officer(&new, PASSWORD, "test", at(FRIDAY)).unwrap();
    let credentials = store.credentials("sri").unwrap();
    let checked = credentials.check(PASSWORD, &totp.code(at(FRIDAY)), at(FRIDAY));
    let codes = store.renew_recovery(&credentials, checked, at(FRIDAY)).unwrap().expect("both are right");
    let later = at(FRIDAY) + jiff::SignedDuration::from_mins(2);
    let mut tries = |password: &str, code: &str| {
        let credentials = store.credentials("sri").unwrap();
        let checked = credentials.check(password, code, later);
        matches!(store.sign_in(&credentials, checked, later).unwrap(), SignIn::Welcome(..))
    };
    for _ in 0..5 {
        assert!(!tries("salah salah salah", "000000"));
    }
    assert!(!tries(PASSWORD, &totp.code(later)), "locked");
    let code = codes[0].replace('-', "");
    assert!(!tries("salah salah salah", &code), "the password is asked for all the same");
    assert!(tries(PASSWORD, &code));
    assert!(!tries(PASSWORD, &code), "once");
}
