//! Connections that have shaken hands. Each does so in a task of its own: who dawdles holds nobody up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::places::Places;

/// A handshake that takes longer is given up: the slowest mobile link needs a few round trips.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);
/// Handshakes at once. More wait in the system's queue.
const HANDSHAKES_MAX: usize = 512;
/// Of these from one place: many kiosks may be behind one address, and come back together after an outage.
const HANDSHAKES_EACH_MAX: usize = 64;
/// Connections that shook hands and are not served yet.
const READY_MAX: usize = 64;
/// When the system has no more to give (files, memory): as axum does for plain connections.
const RETRY: Duration = Duration::from_secs(1);

/// What handshakes may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Until one is done.
    pub(super) wait: Duration,
    /// At once, from one place.
    pub(super) each_max: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { wait: HANDSHAKE_WAIT, each_max: HANDSHAKES_EACH_MAX }
    }
}

type Ready = (TlsStream<TcpStream>, SocketAddr);

pub(crate) struct TlsListener {
    ready: mpsc::Receiver<Ready>,
    addr: SocketAddr,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    pub(super) fn new(
        listener: TcpListener,
        config: watch::Receiver<Arc<ServerConfig>>,
        patience: Patience,
    ) -> io::Result<TlsListener> {
        let addr = listener.local_addr()?;
        let (to, ready) = mpsc::channel(READY_MAX);
        Ok(TlsListener { ready, addr, accepting: tokio::spawn(accept(listener, config, patience, to)) })
    }
}

async fn accept(
    listener: TcpListener,
    config: watch::Receiver<Arc<ServerConfig>>,
    patience: Patience,
    to: mpsc::Sender<Ready>,
) {
    let turns = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    let places = Places::new(patience.each_max);
    loop {
        let turn = Arc::clone(&turns).acquire_owned().await;
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_the_other_side(&error) => continue,
            Err(error) => {
                tracing::error!(%error, "no connection can be taken for a moment: {error}");
                tokio::time::sleep(RETRY).await;
                continue;
            }
        };
        // Without a word: an answer would cost what is to be saved.
        let Some(place) = places.take(from.ip()) else { continue };
        let acceptor = TlsAcceptor::from(Arc::clone(&config.borrow()));
        let to = to.clone();
        tokio::spawn(async move {
            let _held = (turn, place);
            match tokio::time::timeout(patience.wait, acceptor.accept(stream)).await {
                // An error means that central stops.
                Ok(Ok(stream)) => drop(to.send((stream, from)).await),
                // Whoever knocks without TLS, or with a certificate store that does not know ours: not for the log
                // above this level, or anybody could fill it.
                Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                Err(_) => tracing::debug!("a handshake took too long"),
            }
        });
    }
}

fn is_of_the_other_side(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Ready {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task above ends with this listener alone.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.addr)
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
