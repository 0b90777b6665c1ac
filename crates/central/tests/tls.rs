//! TLS from files, with a real client that trusts one certificate and no other.

use std::time::{Duration, Instant};

use anjungan_central::{Central, Serving, TlsFiles};

use crate::kit::{Folder, folder};

/// Until a renewed certificate is served, on a machine that does much else.
const RENEWED_MAX: Duration = Duration::from_secs(120);

/// Central with TLS, and where its certificate is.
struct Safe {
    central: Central,
    files: TlsFiles,
    _dir: Folder,
    _certificates: tempfile::TempDir,
}

/// A new certificate for this machine, written where central reads it.
fn renew(files: &TlsFiles) -> String {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&files.cert, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    made.cert.pem()
}

fn safe() -> (Safe, String) {
    let (dir, certificates) = (folder(), tempfile::tempdir().unwrap());
    let files =
        TlsFiles { cert: certificates.path().join("cert.pem"), key: certificates.path().join("key.pem") };
    let first = renew(&files);
    let serving = Serving { tls: Some(files.clone()), ..Serving::default() };
    let central = Central::start_as(dir.path(), "127.0.0.1:0", serving).unwrap();
    (Safe { central, files, _dir: dir, _certificates: certificates }, first)
}

/// A client that trusts this certificate alone, and keeps so many connections open.
fn client(pem: &str, kept: usize) -> ureq::Agent {
    let root = ureq::tls::Certificate::from_pem(pem.as_bytes()).unwrap();
    let tls =
        ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::new_with_certs(&[root])).build();
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .tls_config(tls)
        .max_idle_connections(kept)
        .max_idle_connections_per_host(kept)
        .max_idle_age(Duration::from_secs(3_600))
        .build()
        .into()
}

impl Safe {
    fn ask(&self, client: &ureq::Agent, path: &str) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        client.get(format!("https://{}{path}", self.central.addr())).call()
    }

    fn is_well(&self, client: &ureq::Agent) -> bool {
        self.ask(client, "/healthz").is_ok_and(|mut answer| {
            // Read to its end, so that the connection can be used again.
            answer.body_mut().read_to_string().is_ok_and(|text| text == "ok\n")
        })
    }
}

#[test]
fn browsers_are_answered_with_tls_and_told_to_stay_with_it() {
    let (safe, certificate) = safe();
    let trusting = client(&certificate, 0);
    let page = safe.ask(&trusting, "/console/set-up").unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers().get("strict-transport-security").unwrap(), "max-age=31536000");
    // Whoever was not told of this certificate does not talk to it, and nobody is answered in plain.
    let stranger = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    assert!(!safe.is_well(&client(&stranger.cert.pem(), 0)));
    assert!(trusting.get(format!("http://{}/healthz", safe.central.addr())).call().is_err());
    assert!(safe.is_well(&trusting), "and who tried so has broken nothing");
    safe.central.stop().unwrap();
}

#[test]
fn a_renewed_certificate_is_served_to_new_connections_while_old_ones_live_on() {
    let (safe, first) = safe();
    let (old, fresh_old) = (client(&first, 1), client(&first, 0));
    assert!(safe.is_well(&old));
    let second = renew(&safe.files);
    let fresh = client(&second, 0);
    // Central looks by itself every few seconds.
    let end = Instant::now() + RENEWED_MAX;
    while !safe.is_well(&fresh) {
        assert!(Instant::now() < end, "the new certificate is not served");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(safe.is_well(&old), "on the connection that it has");
    assert!(!safe.is_well(&fresh_old), "a new connection gets the new certificate");
    safe.central.stop().unwrap();
}

#[test]
fn without_a_certificate_that_can_be_used_central_does_not_start() {
    let (dir, certificates) = (folder(), tempfile::tempdir().unwrap());
    let cert = certificates.path().join("cert.pem");
    let files = TlsFiles { key: cert.clone(), cert };
    let serving = Serving { tls: Some(files), ..Serving::default() };
    let refused = Central::start_as(dir.path(), "127.0.0.1:0", serving).unwrap_err().to_string();
    assert!(refused.contains("cert.pem") && refused.contains("must be able to read it"), "{refused}");
}
