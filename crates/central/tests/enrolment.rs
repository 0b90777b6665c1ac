//! Codes, keys, acceptance and revocation.

use anjungan_central::store::{CODE_HOURS, DeviceState, EnrolRefusal, Store};
use anjungan_wire::request::Enrol;

use crate::kit::{STREAM, invite, store};

fn ask(store: &mut Store, code: &str, key: u8) -> Result<bool, EnrolRefusal> {
    let enrol =
        Enrol { code: code.into(), public_key: [key; 32], stream: STREAM.n(key), machine: "Kotak".into() };
    store.enrol(&enrol, jiff::Timestamp::now().as_millisecond()).map(|enrolled| enrolled.accepted)
}

fn state_of(store: &Store, key: u8) -> DeviceState {
    let id = anjungan_wire::sign::key_id(&[key; 32]);
    store.device(&id).unwrap().unwrap().state
}

fn accept(store: &mut Store, key: u8) {
    store.accept(&anjungan_wire::sign::key_id(&[key; 32])).unwrap();
}

#[test]
fn a_code_works_once_for_one_key_and_again_for_the_same() {
    let mut store = store();
    let invited = store.invite(invite(false)).unwrap();
    assert_eq!(invited.code.len(), 8);
    assert_eq!(invited.kiosk.as_str(), "K01");
    assert!(!ask(&mut store, &invited.code, 1).unwrap());
    assert!(!ask(&mut store, &invited.code, 1).unwrap(), "its answer was lost");
    assert!(matches!(ask(&mut store, &invited.code, 2), Err(EnrolRefusal::Code)));
    accept(&mut store, 1);
    assert!(ask(&mut store, &invited.code, 1).unwrap(), "and so it learns that it was accepted");
    assert_eq!(store.invite(invite(false)).unwrap().kiosk.as_str(), "K02");
}

#[test]
fn a_code_is_read_as_people_type_it() {
    let mut store = store();
    let code = store.invite(invite(true)).unwrap().code;
    let typed = format!(" {}-{} ", &code[..4], &code[4..]).to_lowercase().replace('0', "o").replace('1', "l");
    assert!(ask(&mut store, &typed, 1).unwrap());
}

#[test]
fn a_code_is_kept_only_as_its_hash() {
    let mut store = store();
    let code = store.invite(invite(true)).unwrap().code;
    if crate::kit::on_postgres() {
        // Its log is not ours to read; what is kept is in every backup.
        store.backup(&store.dir().join("central.db-wal")).unwrap();
    }
    let wal = std::fs::read(store.dir().join("central.db-wal")).unwrap();
    assert!(!wal.windows(8).any(|bytes| bytes == code.as_bytes()));
}

#[test]
fn wrong_and_old_codes_are_refused_alike() {
    let mut store = store();
    assert!(matches!(ask(&mut store, "AAAAAAAA", 1), Err(EnrolRefusal::Code)));
    assert!(matches!(ask(&mut store, "", 1), Err(EnrolRefusal::Code)));
    assert!(matches!(ask(&mut store, &"x".repeat(100_000), 1), Err(EnrolRefusal::Code)));
    let invited = store.invite(invite(true)).unwrap();
    let late = invited.expires_ms + 1;
    let enrol =
        Enrol { code: invited.code, public_key: [1; 32], stream: STREAM.n(1), machine: String::new() };
    assert!(matches!(store.enrol(&enrol, late), Err(EnrolRefusal::Code)));
    assert!(store.enrol(&enrol, late - 1 - CODE_HOURS * 3_600_000).is_ok());
}

#[test]
fn a_replaced_machine_retires_the_one_before() {
    let mut store = store();
    let first = store.invite(invite(true)).unwrap();
    ask(&mut store, &first.code, 1).unwrap();
    let mut again = invite(false);
    again.kiosk = Some(first.kiosk);
    let second = store.invite(again).unwrap();
    ask(&mut store, &second.code, 2).unwrap();
    assert_eq!((state_of(&store, 1), state_of(&store, 2)), (DeviceState::Accepted, DeviceState::Pending));
    accept(&mut store, 2);
    assert_eq!((state_of(&store, 1), state_of(&store, 2)), (DeviceState::Retired, DeviceState::Accepted));
    store.accept(&anjungan_wire::sign::key_id(&[1; 32])).unwrap_err();
}

#[test]
fn a_lost_key_never_comes_back_and_a_retired_one_may() {
    let mut store = store();
    let invited = store.invite(invite(true)).unwrap();
    ask(&mut store, &invited.code, 1).unwrap();
    store.revoke(&invited.kiosk, false).unwrap();
    assert_eq!(state_of(&store, 1), DeviceState::Retired);
    let code = store.invite(invite(true)).unwrap().code;
    assert!(ask(&mut store, &code, 1).unwrap());
    store.revoke(&"K02".parse().unwrap(), true).unwrap();
    assert_eq!(state_of(&store, 1), DeviceState::Lost);
    let code = store.invite(invite(true)).unwrap().code;
    assert!(matches!(ask(&mut store, &code, 1), Err(EnrolRefusal::Lost)));
    let error = store.revoke(&"K09".parse().unwrap(), true).unwrap_err();
    assert!(error.to_string().contains("K09"), "{error}");
}

#[test]
fn two_machines_can_not_have_one_stream_and_names_have_limits() {
    let mut store = store();
    let (one, two) = (store.invite(invite(true)).unwrap().code, store.invite(invite(true)).unwrap().code);
    ask(&mut store, &one, 1).unwrap();
    let mut enrol = Enrol { code: two, public_key: [2; 32], stream: STREAM.n(1), machine: "m".into() };
    assert!(matches!(store.enrol(&enrol, 0), Err(EnrolRefusal::StreamTaken)));
    enrol.stream = STREAM.n(2);
    for machine in ["a\nb", "\u{1b}[2J", &"x".repeat(201)] {
        enrol.machine = machine.into();
        assert!(matches!(store.enrol(&enrol, 0), Err(EnrolRefusal::Machine)));
    }
    enrol.machine = "m".into();
    assert!(store.enrol(&enrol, 0).is_ok(), "what was refused did not use up the code");
}
