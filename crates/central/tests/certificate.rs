//! `certificate …` as a technician types it: keys, requests, what a PSrE sends back, and what is refused of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anjungan_central::issuing::documents;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};

use crate::command_line::{complaint, out, run};
use crate::issuing::approved;
use crate::kit::store;

/// A certification authority, invented.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "Induk Rekaan");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = parameters.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(parameters, key), root }
    }

    /// A certificate for a key, from one year to another, with its issuer's after it.
    fn certify(&self, key: &str, years: (i32, i32), more: impl FnOnce(&mut CertificateParams)) -> String {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "Dinas Rekaan");
        (parameters.not_before, parameters.not_after) =
            (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 1, 1));
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        more(&mut parameters);
        let certificate = parameters.signed_by(&KeyPair::from_pem(key).unwrap(), &self.issuer).unwrap();
        certificate.pem() + &self.root
    }
}

/// Years that hold now, and go on holding while this program is in use.
const GOOD: (i32, i32) = (2020, 2090);

fn write(dir: &Path, name: &str, text: &str, mode: u32) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn key(data: &Path, kind: &str) -> PathBuf {
    data.join(format!("keys/office-3216.{kind}"))
}

#[test]
fn a_certificate_is_asked_for_installed_and_signs_and_the_former_one_is_believed() {
    let mut store = store();
    let (id, _signer) = approved(&mut store);
    let (data, files) = (store.dir().to_owned(), crate::kit::folder());
    let facts = store.issue_facts(id).unwrap();
    let former = documents(&data)(&facts).unwrap();
    let own = out(&run(&data, &["certificate", "show", "3216"]));

    let request = out(&run(&data, &["certificate", "request", "3216"]));
    assert!(request.starts_with("-----BEGIN CERTIFICATE REQUEST-----"), "{request}");
    let waiting = fs::read_to_string(key(&data, "new.key")).unwrap();
    assert_eq!(fs::metadata(key(&data, "new.key")).unwrap().permissions().mode() & 0o777, 0o600);
    run(&data, &["certificate", "request", "3216"]);
    assert_eq!(fs::read_to_string(key(&data, "new.key")).unwrap(), waiting, "it is asked for once more");
    assert_eq!(out(&run(&data, &["certificate", "show", "3216"])), own, "asking changes nothing");

    let certificate = Authority::new().certify(&waiting, GOOD, |_| {});
    let certificate = write(files.path(), "psre.crt", &certificate, 0o644);
    let said = out(&run(&data, &["certificate", "install", "3216", "--certificate", &certificate]));
    assert!(said.contains("from 2020-01-01T00:00:00Z to 2090-01-01T00:00:00Z"), "{said}");
    assert!(!key(&data, "new.key").exists());
    assert_eq!(fs::metadata(key(&data, "key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(out(&run(&data, &["certificate", "show", "3216"])).contains("2090-01-01"));

    let now = documents(&data)(&facts).unwrap();
    let check = |pdf: &[u8]| {
        fs::write(files.path().join("card.pdf"), pdf).unwrap();
        run(&data, &["certificate", "check", "3216", files.path().join("card.pdf").to_str().unwrap()])
    };
    assert!(out(&check(&now)).starts_with("Signed by Dinas Rekaan at "));
    assert!(out(&check(&former)).starts_with("Signed by Dinas Ketenagakerjaan at "));
    let mut changed = now;
    changed[3_000] ^= 1;
    assert!(complaint(&check(&changed)).contains("changed after it was signed"));
}

#[test]
fn what_can_not_sign_cards_is_refused_and_changes_nothing() {
    let (data, files) = (crate::kit::folder(), crate::kit::folder());
    let (data, authority) = (data.path(), Authority::new());
    run(data, &["certificate", "request", "3216"]);
    let waiting = fs::read_to_string(key(data, "new.key")).unwrap();
    let stranger = KeyPair::generate().unwrap().serialize_pem();
    let encipher = |parameters: &mut CertificateParams| {
        parameters.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    };
    let issuer = |parameters: &mut CertificateParams| {
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    };
    for (certificate, named) in [
        (authority.certify(&stranger, GOOD, |_| {}), "do not belong together"),
        (authority.certify(&waiting, (2010, 2020), |_| {}), "ended at 2020-01-01"),
        (authority.certify(&waiting, (2089, 2090), |_| {}), "holds from 2089-01-01"),
        (authority.certify(&waiting, GOOD, encipher), "key usage"),
        (authority.certify(&waiting, GOOD, issuer), "key usage"),
        ("no certificate".into(), "must be PEM"),
    ] {
        let file = write(files.path(), "a.crt", &certificate, 0o644);
        let said = complaint(&run(data, &["certificate", "install", "3216", "--certificate", &file]));
        assert!(said.contains(named), "{named}: {said}");
        let pair = write(files.path(), "a.key", &waiting, 0o600);
        let import = ["certificate", "import", "3216", "--key", &pair, "--certificate", &file];
        let said = complaint(&run(data, &import));
        assert!(said.contains(named), "{named}: {said}");
        assert!(!key(data, "key").exists() && !key(data, "crt").exists() && key(data, "new.key").exists());
    }
}

#[test]
fn a_pair_is_imported_once_and_only_if_nobody_else_could_read_its_key() {
    let (data, files) = (crate::kit::folder(), crate::kit::folder());
    let data = data.path();
    let rsa = include_str!("../../card/tests/rsa/office.key");
    let certificate = write(files.path(), "rsa.crt", &Authority::new().certify(rsa, GOOD, |_| {}), 0o644);
    let import = |mode: u32| {
        let key = write(files.path(), "rsa.key", rsa, mode);
        run(data, &["certificate", "import", "3216", "--key", &key, "--certificate", &certificate])
    };
    assert!(complaint(&import(0o644)).contains("can be read by others: chmod 600"));
    let said = out(&import(0o600));
    assert!(said.contains("signs cards with this certificate") && said.contains("to 2090-01-01"), "{said}");
    assert!(complaint(&import(0o600)).contains("has a key already: nothing was changed"));
    let none = complaint(&run(data, &["certificate", "install", "3216", "--certificate", &certificate]));
    assert!(none.contains("no key of this office waits"), "{none}");
}
