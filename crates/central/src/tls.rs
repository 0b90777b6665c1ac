//! TLS from two files, for an office without a reverse proxy. ACME is left to who writes the files.
//!
//! ```text
//! --tls-cert, --tls-key ──load──▶ config ──▶ every new connection; those that are open keep theirs
//!        ▲                          ▲
//!        └── SIGHUP, or the files changed: load again; what can't be used changes nothing, and is said
//! ```
//!
//! **Architecture invariant:** central never serves in plain where TLS was asked for: files that can't be used stop the
//! start, and later the last good ones stay in force.

mod listener;
mod places;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

pub(crate) use listener::TlsListener;

/// Between two looks whether the files changed: a renewed certificate has days.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A chain and a key have a few KiB.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Where certificate and key are, both as PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlsFiles {
    /// The certificate of this central, and after it those that vouch for it.
    pub cert: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Why certificate and key can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read.
    #[error("can't read {path}: {why}. Central's user must be able to read it")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// There is no certificate in the file.
    #[error("{path} holds no certificate: it must begin with -----BEGIN CERTIFICATE-----")]
    NoCertificate {
        /// Which.
        path: PathBuf,
    },
    /// There is no key in the file.
    #[error(
        "{path} holds no private key: it must hold one without a password, as -----BEGIN PRIVATE KEY-----"
    )]
    NoKey {
        /// Which.
        path: PathBuf,
    },
    /// They don't fit together, or are of a kind that is not spoken.
    #[error("{cert} and {key} can't be used together: {why}. Give a certificate and the key it was made for")]
    Unusable {
        /// The certificate.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
        /// What rustls says.
        why: rustls::Error,
    },
}

/// What the files held when they were read.
struct Loaded {
    config: Arc<ServerConfig>,
    /// When the certificate ends, Unix seconds; 0 when it does not say so.
    ends_s: i64,
}

/// Certificate, key, and what tells them from others.
type Contents = (Vec<u8>, Vec<u8>, [u8; 32]);

impl TlsFiles {
    /// The bytes of both, and what tells them from others.
    fn read(&self) -> Result<Contents, TlsError> {
        let (cert, key) = (read(&self.cert)?, read(&self.key)?);
        let digest = Sha256::new().chain_update(Sha256::digest(&cert)).chain_update(&key).finalize();
        Ok((cert, key, digest.into()))
    }

    fn loaded(&self, cert: &[u8], key: &[u8]) -> Result<Loaded, TlsError> {
        let none = || TlsError::NoCertificate { path: self.cert.clone() };
        let chain =
            CertificateDer::pem_slice_iter(cert).collect::<Result<Vec<_>, _>>().map_err(|_| none())?;
        let own = chain.first().ok_or_else(none)?;
        let ends_s = anjungan_card::sign::until(own).map_or(0, |until| until.as_second());
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::NoKey { path: self.key.clone() })?;
        let unusable = |why| TlsError::Unusable { cert: self.cert.clone(), key: self.key.clone(), why };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(unusable)?;
        // Kiosks sign the header Host, which HTTP/2 does not have; the console's pages are one document and a few files
        // that browsers keep, so that there is little for HTTP/2 to win, and its streams are more to be flooded with.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Loaded { config: Arc::new(config), ends_s })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(|why| TlsError::File { path: path.to_owned(), why })?;
    Ok(bytes)
}

/// How TLS does, for who watches central.
#[derive(Debug, Default)]
pub(crate) struct Health {
    failed: AtomicBool,
    ends_s: AtomicI64,
}

impl Health {
    /// Whether the files can't be used since they changed, and older ones are in force.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// When the certificate in force ends, Unix seconds. `None`: it does not say so.
    pub(crate) fn ends_s(&self) -> Option<i64> {
        Some(self.ends_s.load(Ordering::Relaxed)).filter(|ends_s| *ends_s != 0)
    }
}

/// What came of looking at the files again.
#[derive(Debug)]
enum Look {
    /// They are what they were.
    Same,
    /// They are in force now.
    Changed,
    /// They can't be used; what was in force still is.
    Kept(TlsError),
}

/// TLS in force, and where it is from.
pub(crate) struct Tls {
    files: TlsFiles,
    seen: Option<[u8; 32]>,
    config: watch::Sender<Arc<ServerConfig>>,
    health: Arc<Health>,
}

impl Tls {
    /// Reads the files for the first time.
    pub(crate) fn start(files: TlsFiles) -> Result<Tls, TlsError> {
        let (cert, key, digest) = files.read()?;
        let Loaded { config, ends_s } = files.loaded(&cert, &key)?;
        let health = Arc::new(Health::default());
        health.ends_s.store(ends_s, Ordering::Relaxed);
        Ok(Tls { files, seen: Some(digest), config: watch::Sender::new(config), health })
    }

    pub(crate) fn health(&self) -> Arc<Health> {
        Arc::clone(&self.health)
    }

    /// A listener that speaks what is in force at each connection.
    pub(crate) fn listen(&self, listener: tokio::net::TcpListener) -> std::io::Result<TlsListener> {
        TlsListener::new(listener, self.config.subscribe(), listener::Patience::default())
    }

    /// Looks at the files again; with `anyhow`, even if they are what they were.
    fn look(&mut self, anyhow: bool) -> Look {
        let read = self.files.read();
        let digest = read.as_ref().map(|(_, _, digest)| *digest).ok();
        if digest == self.seen && !anyhow {
            return Look::Same;
        }
        self.seen = digest;
        let loaded = read.and_then(|(cert, key, _)| self.files.loaded(&cert, &key));
        self.health.failed.store(loaded.is_err(), Ordering::Relaxed);
        match loaded {
            Ok(Loaded { config, ends_s }) => {
                self.health.ends_s.store(ends_s, Ordering::Relaxed);
                self.config.send_replace(config);
                Look::Changed
            }
            Err(error) => Look::Kept(error),
        }
    }
}

/// Looks at the files until it is aborted.
pub(crate) async fn watch(mut tls: Tls) {
    let mut hangup = match signal(SignalKind::hangup()) {
        Ok(hangup) => Some(hangup),
        Err(error) => {
            tracing::warn!(%error, "SIGHUP can't be heard: changed certificates are still noticed by themselves");
            None
        }
    };
    loop {
        let asked = tokio::time::timeout(LOOK_EVERY, heard(hangup.as_mut())).await.is_ok();
        let looked = tokio::task::spawn_blocking(move || {
            let look = tls.look(asked);
            (tls, look)
        });
        let Ok((back, look)) = looked.await else { return };
        tls = back;
        match look {
            Look::Same => {}
            Look::Changed => {
                tracing::info!("the certificate was read anew; open connections keep the old one")
            }
            Look::Kept(error) => {
                tracing::error!(%error, "the old certificate stays in force: {error}");
            }
        }
    }
}

/// Resolves on SIGHUP; never, where it can't be heard.
async fn heard(hangup: Option<&mut Signal>) {
    match hangup {
        Some(hangup) => {
            // `None` would mean that the runtime ends.
            let _ = hangup.recv().await;
        }
        None => std::future::pending().await,
    }
}

#[cfg(test)]
pub(crate) use tests::health_of_a_new_certificate;
#[cfg(test)]
mod tests;
