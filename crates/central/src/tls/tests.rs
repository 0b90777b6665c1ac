use std::net::SocketAddr;

use axum::serve::Listener as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::listener::Patience;
use super::*;

/// For one step, on a machine that does much else.
const STEP_MAX: Duration = Duration::from_secs(60);

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

/// A listener with a certificate of its own, and who trusts it.
async fn listening(dir: &Path, patience: Patience) -> (TlsListener, tokio_rustls::TlsConnector) {
    let made = rcgen::generate_simple_self_signed(vec!["ak1.example".to_owned()]).unwrap();
    let files = files(dir);
    put(&files, &(made.cert.pem(), made.signing_key.serialize_pem()));
    let tls = Tls::start(files).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listener = TlsListener::new(listener, tls.config.subscribe(), patience).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (listener, Arc::new(client).into())
}

/// A connection that comes from this address of the machine itself.
async fn connect(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    tokio::time::timeout(STEP_MAX, socket.connect(to)).await.expect("connects in time").unwrap()
}

/// Waits until the other side hangs up.
async fn hung_up(mut stream: TcpStream) {
    let read = tokio::time::timeout(STEP_MAX, stream.read(&mut [0; 1])).await;
    // With a goodbye or without one.
    assert!(matches!(read.expect("hung up in time"), Ok(0) | Err(_)));
}

async fn shakes_hands(connector: &tokio_rustls::TlsConnector, stream: TcpStream) -> bool {
    let name = "ak1.example".try_into().unwrap();
    let shaken = tokio::time::timeout(STEP_MAX, connector.connect(name, stream)).await;
    match shaken.expect("an answer in time") {
        Ok(mut stream) => stream.write_all(b"x").await.is_ok(),
        Err(_) => false,
    }
}

#[tokio::test]
async fn who_says_nothing_takes_no_turns_from_others_and_few_from_their_own_place() {
    let dir = tempfile::tempdir().unwrap();
    let forever = Duration::from_secs(3_600);
    let (mut listener, connector) = listening(dir.path(), Patience { wait: forever, each_max: 3 }).await;
    let to = listener.local_addr().unwrap();
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(connect("127.0.0.2", to).await);
    }
    hung_up(connect("127.0.0.2", to).await).await;
    assert!(shakes_hands(&connector, connect("127.0.0.1", to).await).await, "another place has its own part");
    let (_, from) = tokio::time::timeout(STEP_MAX, listener.accept()).await.expect("served in time");
    assert_eq!(from.ip().to_string(), "127.0.0.1");
    silent.pop();
    let end = tokio::time::Instant::now() + STEP_MAX;
    while !shakes_hands(&connector, connect("127.0.0.2", to).await).await {
        assert!(tokio::time::Instant::now() < end, "who hung up has given no place back");
    }
}

#[tokio::test]
async fn a_handshake_that_goes_on_for_ever_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let short = Duration::from_millis(50);
    let (listener, _) = listening(dir.path(), Patience { wait: short, each_max: 3 }).await;
    let to = listener.local_addr().unwrap();
    hung_up(connect("127.0.0.1", to).await).await;
    // The beginning of a handshake that promises 512 bytes, and no more of it.
    let mut slow = connect("127.0.0.1", to).await;
    slow.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]).await.unwrap();
    hung_up(slow).await;
}
