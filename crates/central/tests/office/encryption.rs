//! Nothing personal is readable in central's files.

use std::fs;
use std::path::Path;

use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Why};
use anjungan_central::store::{Store, StoreError};
use anjungan_wire::application::{Disability, Holder, Mended, Report, ReportNews};
use anjungan_wire::op::OpKind;
use data_encoding::{BASE32_NOPAD, BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use anjungan_central::store::db::{Value, params_from_iter};

use super::kit::*;

/// Every way in which a planted text could lie in a file. Base64 in its three alignments, without their edges.
fn forms(planted: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(planted);
    let wide: Vec<u16> = text.encode_utf16().collect();
    let mut forms = vec![
        planted.to_vec(),
        wide.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        wide.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        HEXLOWER.encode(planted).into_bytes(),
        HEXUPPER.encode(planted).into_bytes(),
        planted.iter().rev().copied().collect(),
        BASE32_NOPAD.encode(planted).into_bytes(),
    ];
    for shift in 0..3usize {
        let shifted = [&b"xyz"[..shift], planted].concat();
        for encoding in [BASE64_NOPAD, BASE64URL_NOPAD] {
            let encoded = encoding.encode(&shifted).into_bytes();
            forms.push(encoded[if shift == 0 { 0 } else { 4 }..encoded.len() - 2].to_vec());
        }
    }
    forms
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Where something planted lies, in whatever form.
fn found(dir: &Path, planted: &[&[u8]]) -> Option<String> {
    for file in files(dir) {
        let bytes = fs::read(&file).unwrap();
        for text in planted {
            if forms(text).iter().any(|form| bytes.windows(form.len()).any(|window| window == form)) {
                return Some(format!("{} in {}", String::from_utf8_lossy(text), file.display()));
            }
        }
    }
    None
}

#[test]
fn planted_persons_are_in_no_file_of_central_in_any_form() {
    let mut store = store();
    let signer = signer(&mut store);
    let mut told = application(1);
    told.consent.disability = true;
    told.person.disability = Some(Disability::Blind);
    told.person.lives_at = Some(told.person.address.clone());
    told.secret = anjungan_wire::receipt::Secret::new(*b"PLANTEDSECRET-16");
    let jpeg: Vec<u8> = b"\xff\xd8\xff PLANTEDPHOTOBYTES".to_vec();
    told.photo = anjungan_wire::application::Photo::Taken { jpeg: jpeg.clone() };
    let id = receive(&mut store, &told);
    act(&mut store, id, Act::Take, &signer).unwrap();
    let why = Why { reasons: vec!["name-differs".into()], note: "Catatan Rahasia Petugas".into() };
    act_why(&mut store, id, Act::SendBack, &signer, &why).unwrap();
    let mend = mend_of(&told, vec![Mended::Name("NAMA DIPERBAIKI".into())]);
    push(&mut store, 2, OpKind::Mend, &mend, at(FRIDAY));
    store.lease(id, &signer, false, at(FRIDAY)).unwrap();
    act(&mut store, id, Act::Approve, &signer).unwrap();
    let facts = store.issue_facts(id).unwrap();
    store.issue(&facts, b"%PDF PLANTEDINTHEDOCUMENT", &signer, &key("i"), at(FRIDAY)).unwrap();
    report(
        &mut store,
        &Report {
            holder: Holder::Card { number: facts.number.clone() },
            news: ReportNews::Employed {
                employer: "PT Rekaan Majikan".into(),
                since: "2026-11-19".parse().unwrap(),
                found_here: Some(true),
            },
            assisted_by: None,
        },
    );
    assert!(store.held().unwrap().is_empty());
    let secret = told.secret.to_base32();
    let planted: Vec<&[u8]> = vec![
        b"9799991505050001",
        b"CONTOH SINTETIS",
        b"NAMA DIPERBAIKI",
        b"Kota Rekaan",
        b"2005-05-15",
        b"Jl. Rekaan Utama",
        b"081200000017",
        b"contoh.sintetis@contoh.invalid",
        b"SMK Rekaan",
        b"Operator produksi",
        b"PLANTEDPHOTOBYTES",
        b"Catatan Rahasia Petugas",
        b"PLANTEDINTHEDOCUMENT",
        b"PT Rekaan Majikan",
        b"\"islam\"",
        b"\"blind\"",
        b"kata sandi contoh",
        secret.as_bytes(),
        told.secret.as_bytes(),
    ];
    // Where the database is no file of ours, a copy of it is.
    store.backup(&store.dir().join("backup.db")).unwrap();
    assert_eq!(found(store.dir(), &planted), None);
    // The search itself finds what is there.
    fs::write(store.dir().join("blobs/planted"), BASE64.encode(b"x CONTOH SINTETIS")).unwrap();
    assert!(found(store.dir(), &[b"CONTOH SINTETIS"]).is_some());
}

#[test]
fn a_sealed_text_opens_only_in_its_own_place() {
    let mut store = store();
    let ids = [receive(&mut store, &somebody(1)), receive(&mut store, &somebody(2))];
    let conn = crate::kit::database(store.dir());
    let swap = |group: &str| {
        let sealed = |id: i64| {
            conn.query_row(
                "SELECT sealed FROM sealed_field WHERE owner = 'application' AND row = ?1 AND grp = ?2",
                params_from_iter::<Value>([id.into(), group.into()]),
                |row| row.get::<_, Vec<u8>>(0),
            )
            .unwrap()
        };
        let (one, two) = (sealed(ids[0].0), sealed(ids[1].0));
        for (id, bytes) in [(ids[0].0, two), (ids[1].0, one)] {
            conn.execute(
                "UPDATE sealed_field SET sealed = ?3 WHERE owner = 'application' AND row = ?1 AND grp = ?2",
                params_from_iter::<Value>([id.into(), group.into(), bytes.into()]),
            )
            .unwrap();
        }
    };
    for group in ["identity", "contact", "photo", "receipt"] {
        swap(group);
        let torn = store.application(ids[0]);
        assert!(matches!(torn, Err(StoreError::Damaged { .. })), "{group}");
        swap(group);
    }
    assert_eq!(store.application(ids[0]).unwrap().unwrap().application, somebody(1));
}

#[test]
fn a_new_key_seals_everything_anew_and_the_old_one_may_go() {
    let mut store = store();
    let id = receive(&mut store, &application(1));
    let dir = store.dir().to_owned();
    let keys = || {
        let mut names: Vec<_> = files(&dir.join("keys"))
            .into_iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .filter(|name| name.starts_with("fields-"))
            .collect();
        names.sort();
        names
    };
    let old = keys();
    assert_eq!(store.rotate_field_key().unwrap(), 6);
    assert_eq!(keys().len(), 2);
    fs::remove_file(dir.join("keys").join(&old[0])).unwrap();
    let mut again = Store::open(&dir).unwrap();
    assert_eq!(again.application(id).unwrap().unwrap().application, application(1));
    // And it goes on with the new one.
    receive(&mut again, &somebody(2));
    assert!(again.verify_audit().is_ok());
}

#[test]
fn without_its_keys_a_store_does_not_open_and_makes_none() {
    let mut store = store();
    receive(&mut store, &application(1));
    let dir = store.dir().to_owned();
    for name in ["records.key", "fields-"] {
        let path = files(&dir.join("keys"))
            .into_iter()
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(name))
            .unwrap();
        let kept = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(matches!(Store::open(&dir), Err(StoreError::KeyMissing { .. })), "{name}");
        assert!(!path.exists());
        fs::write(&path, kept).unwrap();
    }
    fs::write(dir.join("keys/records.key"), "00".repeat(32)).unwrap();
    assert!(matches!(Store::open(&dir), Err(StoreError::KeyOther { .. })));
}

#[test]
fn officers_secrets_are_sealed_too() {
    let mut store = store();
    let actor = officer(&mut store, "pengantar", Role::Signer, None);
    let conn = crate::kit::database(store.dir());
    let phc: String = conn
        .query_row("SELECT password FROM officer WHERE id = ?1", [id_of(&actor).0], |row| row.get(0))
        .unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
}
