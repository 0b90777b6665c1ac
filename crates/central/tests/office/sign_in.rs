//! Signing in, where only its order in time matters. The pages are in `console/people.rs`.

use anjungan_central::office::people::Role;
use anjungan_central::store::{Lost, NewAccount, SignIn};

use super::kit::*;

#[test]
fn what_was_checked_before_a_reset_opens_nothing_after_it() {
    let now = at(FRIDAY);
    for lost in [Lost::SecondFactor, Lost::Everything] {
        let mut store = store();
        let (login, name) = ("sri".into(), "CONTOH PETUGAS".into());
        let new = NewAccount { login, name, role: Role::Signer, office: None };
        let (id, totp) = store.add_officer(&new, "kata sandi contoh", "test", now).unwrap();
        // Waiting for its turn, whoever stole both; meanwhile the admin hears of it.
        let credentials = store.credentials("sri").unwrap();
        let checked = credentials.check("kata sandi contoh", &totp.code(now), now);
        store.invite_again(id, lost, "admin", now).unwrap();
        assert_eq!(store.sign_in(&credentials, checked, now).unwrap(), SignIn::Refused, "{lost:?}");
    }
}
