//! Central inside another program: a runtime on a thread of its own, for callers that know none.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::Context;
use tokio::sync::oneshot;

use crate::api::{self, App};
use crate::objects::Settings;
use crate::passkey::Site;
use crate::store::{ServeLock, Store};
use crate::tls::TlsFiles;

/// How central serves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Serving {
    /// TLS from these files. `None`: a proxy speaks it, or nobody does.
    pub tls: Option<TlsFiles>,
    /// Where browsers find it, for passkeys. `None`: there are none.
    pub public_url: Option<Site>,
    /// Where pictures lie.
    pub pictures: Settings,
    /// The folder of `/updates`. `None`: kiosks update themselves from elsewhere.
    pub updates: Option<PathBuf>,
}

/// A running central. Dropping it stops it.
pub struct Central {
    addr: SocketAddr,
    app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

impl std::fmt::Debug for Central {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Central({})", self.addr)
    }
}

impl Central {
    /// Serves the data in `dir` at `addr`; port 0 takes a free one. Returns as soon as it answers.
    pub fn start(dir: &Path, addr: impl ToSocketAddrs) -> anyhow::Result<Central> {
        Self::start_as(dir, addr, Serving::default())
    }

    /// [`Central::start`], with how it is to serve.
    pub fn start_as(dir: &Path, addr: impl ToSocketAddrs, serving: Serving) -> anyhow::Result<Central> {
        let lock = ServeLock::take(dir)?;
        let store = Store::open(dir)?;
        let listener = TcpListener::bind(addr).context("can't listen: is the port taken?")?;
        listener.set_nonblocking(true).context("can't listen without blocking")?;
        let addr = listener.local_addr().context("the listener has no address")?;
        let (app, tls) = api::prepare(store, serving)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("can't start a runtime")?;
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&app);
        let thread = std::thread::Builder::new()
            .name("central".into())
            .spawn(move || {
                let _lock = lock;
                runtime.block_on(async {
                    let listener = tokio::net::TcpListener::from_std(listener)?;
                    // An error means that the other half was dropped: the same wish.
                    api::serve_app(shared, listener, tls, async { stopped.await.unwrap_or(()) }).await
                })
            })
            .context("can't start a thread")?;
        Ok(Central { addr, app, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it answers.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Runs `work` on central's own data, in turn with everything else that is written: to publish, to
    /// make an enrolment code, to look.
    pub fn with_store<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> R + Send + 'static,
    ) -> anyhow::Result<R> {
        self.app.writer.run_blocking(work).context("central has stopped, or what was asked of it panicked")
    }

    /// Beats that wait for news.
    pub fn beats_held(&self) -> usize {
        self.app.beats_held()
    }

    /// Makes the documents of cards with `compose` from now on.
    pub fn compose_with(&self, compose: crate::console::Compose) {
        self.app.compose_with(compose);
    }

    /// Draws previews with `previewer` from now on.
    pub fn preview_with(&self, previewer: crate::content::preview::Previewer) {
        self.app.preview_with(previewer);
    }

    /// Answers what is under way, then stops.
    pub fn stop(mut self) -> anyhow::Result<()> {
        self.end()
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            // An error means that it stopped by itself; joining says why.
            let _ = stop.send(());
        }
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(_)) => anyhow::bail!("central panicked"),
            None => Ok(()),
        }
    }
}

impl Drop for Central {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::error!(%error, "central did not stop cleanly: {error}");
        }
    }
}
