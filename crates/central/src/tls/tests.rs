use super::*;

fn pair(name: &str) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

fn files(dir: &Path) -> TlsFiles {
    TlsFiles { cert: dir.join("cert.pem"), key: dir.join("key.pem") }
}

fn put(files: &TlsFiles, (cert, key): &(String, String)) {
    std::fs::write(&files.cert, cert).unwrap();
    std::fs::write(&files.key, key).unwrap();
}

pub(crate) fn health_of_a_new_certificate(dir: &Path) -> Arc<Health> {
    let files = files(dir);
    put(&files, &pair("ak1.example"));
    Tls::start(files).unwrap().health()
}

#[test]
fn what_can_not_be_used_at_the_start_says_which_file_and_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let files = files(dir.path());
    let said = |files: &TlsFiles| Tls::start(files.clone()).err().expect("refused").to_string();
    assert!(said(&files).contains("cert.pem"), "missing");
    let (one, other) = (pair("ak1.example"), pair("ak1.example"));
    put(&files, &(one.0.clone(), other.1.clone()));
    assert!(said(&files).contains("the key it was made for"), "{}", said(&files));
    put(&files, &(one.1.clone(), one.1.clone()));
    assert!(said(&files).contains("cert.pem holds no certificate"), "{}", said(&files));
    put(&files, &(one.0.clone(), one.0.clone()));
    assert!(said(&files).contains("key.pem holds no private key"), "{}", said(&files));
    put(&files, &one);
    assert!(Tls::start(files).is_ok());
}

#[test]
fn changed_files_are_taken_up_and_bad_ones_leave_the_old_in_force() {
    let dir = tempfile::tempdir().unwrap();
    let files = files(dir.path());
    put(&files, &pair("ak1.example"));
    let mut tls = Tls::start(files.clone()).unwrap();
    let health = tls.health();
    let in_force = |tls: &Tls| Arc::clone(&tls.config.borrow());
    let first = in_force(&tls);
    assert!(health.ends_s().is_some_and(|ends_s| ends_s > crate::store::now_s()));
    assert!(matches!(tls.look(false), Look::Same));

    let next = pair("ak1.example");
    // As a renewal in two steps looks between them.
    std::fs::write(&files.cert, &next.0).unwrap();
    assert!(matches!(tls.look(false), Look::Kept(TlsError::Unusable { .. })));
    assert!(health.failed() && Arc::ptr_eq(&in_force(&tls), &first));
    assert!(matches!(tls.look(false), Look::Same), "said once");
    std::fs::write(&files.key, &next.1).unwrap();
    assert!(matches!(tls.look(false), Look::Changed));
    assert!(!health.failed() && !Arc::ptr_eq(&in_force(&tls), &first));

    std::fs::remove_file(&files.key).unwrap();
    assert!(matches!(tls.look(false), Look::Kept(TlsError::File { .. })));
    assert!(matches!(tls.look(false), Look::Same));
    assert!(matches!(tls.look(true), Look::Kept(_)), "who asks is told again");
    put(&files, &next);
    assert!(matches!(tls.look(false), Look::Changed));
}
