//! Finding persons by name.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::workflow::{Act, Why};
use anjungan_central::store::{ApplicationId, NameQuery, Store};
use anjungan_wire::application::Mended;
use anjungan_wire::op::OpKind;

use super::kit::*;

#[test]
fn a_name_is_found_however_old_its_application_is() {
    let mut store = store();
    let mut oldest = somebody_of(1);
    oldest.person.name = "NUR HAYATI REKAAN".into();
    let id = receive(&mut store, &oldest);
    for n in 2..40 {
        receive(&mut store, &somebody_of(n));
    }
    let find = |store: &Store, typed: &str, offices: Option<&str>| -> Vec<ApplicationId> {
        let offices = Offices::read(offices.unwrap_or_default()).unwrap();
        let found = store.search_names(&NameQuery::read(typed).unwrap(), &offices, 5).unwrap();
        found.into_iter().map(|summary| summary.id).collect()
    };
    assert_eq!(find(&store, "hayati nur", None), [id]);
    assert_eq!(find(&store, "nurhayati", Some("3216")), [id]);
    assert_eq!(find(&store, "nurhayati", Some("3275")), []);
    let newest: Vec<i64> = find(&store, "contoh", None).into_iter().map(|id| id.0).collect();
    assert_eq!(newest, [39, 38, 37, 36, 35], "the newest first");

    // Another name, another place in the index; erased, none.
    let signer = signer(&mut store);
    act(&mut store, id, Act::Take, &signer).unwrap();
    act_why(&mut store, id, Act::SendBack, &signer, &Why::reason("name-differs")).unwrap();
    push(
        &mut store,
        1,
        OpKind::Mend,
        &mend_of(&oldest, vec![Mended::Name("SITI REKAAN".into())]),
        at(FRIDAY),
    );
    assert_eq!(find(&store, "nurhayati", None), []);
    assert_eq!(find(&store, "siti", None), [id]);
    store.rotate_field_key().unwrap();
    assert_eq!(find(&store, "siti", None), [id]);
    store.erase(id, &signer, at(FRIDAY)).unwrap();
    assert_eq!(find(&store, "siti", None), []);
    assert_eq!(count(&store, "name_index WHERE application = 1"), 0);
}

#[test]
fn names_from_before_there_was_an_index_are_put_into_it() {
    let dir = crate::kit::folder();
    let mut store = Store::open(dir.path()).unwrap();
    let id = receive(&mut store, &application(1));
    drop(store);
    let conn = crate::kit::database(dir.path());
    conn.execute_batch("DELETE FROM name_index; DELETE FROM meta WHERE name = 'name_index'").unwrap();
    drop(conn);
    let store = Store::open(dir.path()).unwrap();
    let found = store.search_names(&NameQuery::read("sintetis").unwrap(), &Offices::Every, 5).unwrap();
    assert_eq!(found[0].id, id);
}
