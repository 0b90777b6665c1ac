//! What terminals talk to: seven signed requests over HTTP, a handler a file.
//!
//! ```text
//! POST /v1/enrol          a code and a new key            api/enrol.rs
//! POST /v1/beat           I am here, how far I am         api/beat.rs
//! POST /v1/push           facts                           api/push.rs
//! POST /v1/rotate         another key                     api/rotate.rs
//! GET  /v1/feed/{scope}   changes after a cursor          api/feed.rs
//! GET  /v1/blob/{sha256}  a file, in ranges               api/blob.rs
//! POST /v1/status         how an application stands       api/status.rs
//! GET  /updates/{name}    what kiosks update from         api/updates.rs
//! GET  /healthz, /readyz  for whoever watches the server  api/health.rs
//! ```
//!
//! Readers take a connection of a small pool; every write goes through one writer thread that commits
//! what has gathered at once (`api/writer.rs`).
//!
//! **Architecture invariant:** no handler trusts a byte before `api/call.rs` has verified the signature
//! over it, except enrolment, which is signed by the key it brings. Every refusal is a
//! [`anjungan_wire::request::Refusal`], whatever refused.
//!
//! TLS is spoken by [`crate::tls`], or by a reverse proxy, which must pass `Host` on unchanged, because it is signed.

mod alerts;
mod beat;
mod blob;
mod budget;
mod call;
mod connections;
mod content;
mod crowd;
mod devices;
mod enrol;
mod errand;
mod feed;
mod health;
mod imports;
mod pages;
mod previews;
mod push;
mod readers;
mod refused;
mod rotate;
mod standing;
mod status;
mod tries;
mod updates;
mod upkeep;
mod watch;
mod writer;

use std::any::Any;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::central::Serving;
use crate::console::{self, Compose, Limits};
use crate::content::preview::{Asked, NoPreview, Previewer};
use crate::metrics::Metrics;
use crate::objects::Objects;
use crate::partners::{self, Callers};
use crate::passkey::Site;
use crate::routes::{Route, Routes, Rule};
use crate::store::{Result, Store};
use crate::tls::{self, Tls};
pub(crate) use budget::Budget;
use crowd::Crowd;
use devices::Devices;
use health::Readiness;
use pages::Pages;
use previews::Previews;
use readers::Readers;
pub(crate) use refused::Refused;
pub(crate) use standing::Standing;
use tries::Tries;
use updates::Updates;
use watch::Watch;
use writer::Writer;

/// How long a request may take until its answer begins, reading its body included. Longer than a writer
/// waits for another process ([`Store`]'s busy wait), so that the answer says what it waited for.
const REQUEST_WAIT: Duration = Duration::from_secs(45);

/// What the handlers share.
pub(crate) struct App {
    pub(crate) readers: Readers,
    /// For small pushes, behind which a visitor may wait: thousands of beats never stand before one.
    urgent: Readers,
    crowd: Crowd,
    pub(crate) writer: Writer,
    pub(crate) standing: Arc<Standing>,
    watch: Watch,
    devices: Devices,
    pages: Pages,
    /// Bytes of pushes that may be in memory at once.
    deliveries: Semaphore,
    pub(crate) limits: Limits,
    pub(crate) callers: Callers,
    pub(crate) metrics: Metrics,
    site: Option<Site>,
    pub(crate) objects: Objects,
    pictures: blob::Pictures,
    pub(crate) updates: Updates,
    compose: Mutex<Compose>,
    previews: Previews,
    enrolments: Mutex<Budget>,
    tries: Mutex<Tries>,
    readiness: Readiness,
}

impl App {
    pub(crate) fn new(
        store: Store,
        site: Option<Site>,
        objects: Objects,
        updates: Updates,
    ) -> Result<Arc<App>> {
        let compose = crate::issuing::documents(store.dir());
        let readers = Readers::new(&store, readers::usual())?;
        let urgent = Readers::new(&store, readers::URGENT)?;
        let watch = Watch::new();
        let metrics = Metrics::default();
        let standing = Arc::<Standing>::default();
        let writer = Writer::start(store, watch.nudge(), metrics.writer.clone(), Arc::clone(&standing))?;
        Ok(Arc::new(App {
            readers,
            urgent,
            crowd: Crowd::default(),
            writer,
            standing,
            watch,
            devices: Devices::default(),
            pages: Pages::default(),
            deliveries: Semaphore::new(push::IN_MEMORY_BYTES_MAX),
            limits: Limits::default(),
            callers: Callers::default(),
            metrics,
            site,
            objects,
            pictures: blob::Pictures::default(),
            updates,
            compose: Mutex::new(compose),
            previews: Previews::configured(),
            enrolments: Mutex::new(Budget::of_wrong_codes()),
            tries: Mutex::new(Tries::new(std::time::Instant::now())),
            readiness: Readiness::default(),
        }))
    }

    /// Where browsers find central, if it was told.
    pub(crate) fn site(&self) -> Option<&Site> {
        self.site.as_ref()
    }

    /// Beats that are held until there is something new.
    pub(crate) fn beats_held(&self) -> usize {
        self.watch.waiting()
    }

    /// What makes the documents of cards.
    pub(crate) fn compose(&self) -> Compose {
        Arc::clone(&self.compose.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether something draws previews.
    pub(crate) fn draws(&self) -> bool {
        self.previews.are_drawn()
    }

    /// A preview, in turn and off the runtime's threads.
    pub(crate) async fn draw(
        &self,
        asked: Asked,
    ) -> std::result::Result<std::result::Result<Vec<u8>, NoPreview>, Refused> {
        self.previews.draw(asked).await
    }

    pub(crate) fn preview_with(&self, previewer: Previewer) {
        self.previews.draw_with(previewer);
    }

    pub(crate) fn compose_with(&self, compose: Compose) {
        *self.compose.lock().unwrap_or_else(PoisonError::into_inner) = compose;
    }
}

/// Serves until `shutdown` resolves; requests under way are answered first. The caller holds the
/// [`crate::store::ServeLock`].
pub async fn serve(
    store: Store,
    listener: TcpListener,
    serving: Serving,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    // Opening the readers' connections blocks, and so does reading files.
    let (app, tls) = tokio::task::spawn_blocking(move || prepare(store, serving)).await??;
    let objects = app.objects.clone();
    // Kiosks are served whether or not pictures can be kept; whoever started central is told.
    tokio::spawn(async move { objects.announce().await });
    serve_app(app, listener, tls, shutdown).await
}

/// What is served, with TLS where it was asked for. Blocks.
pub(crate) fn prepare(store: Store, serving: Serving) -> anyhow::Result<(Arc<App>, Option<Tls>)> {
    let tls = serving.tls.map(Tls::start).transpose()?;
    let objects = Objects::open(&serving.pictures, store.dir())?;
    let app = App::new(store, serving.public_url, objects, Updates::of(serving.updates))?;
    if let Some(tls) = &tls {
        app.metrics.watch_tls(tls.health());
    }
    Ok((app, tls))
}

pub(crate) async fn serve_app(
    app: Arc<App>,
    listener: TcpListener,
    tls: Option<Tls>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let upkeep = tokio::spawn(upkeep::run(Arc::clone(&app)));
    let imports = tokio::spawn(imports::run(Arc::clone(&app)));
    let alerts = tokio::spawn(alerts::run(Arc::clone(&app)));
    let watching = tokio::spawn(watch::run(Arc::clone(&app)));
    let service = all_routes().serve(Arc::clone(&app));
    let stopping = Arc::clone(&app);
    let shutdown = async move {
        shutdown.await;
        // A beat that waits for news would hold the stop up for a minute.
        stopping.watch.close();
    };
    match tls {
        None => connections::serve(listener, service, shutdown).await,
        Some(tls) => {
            let service = service.layer(middleware::map_response(only_with_tls));
            let listener = tls.listen(listener)?;
            let renewing = tokio::spawn(tls::watch(tls));
            connections::serve(listener, service, shutdown).await;
            renewing.abort();
        }
    }
    upkeep.abort();
    imports.abort();
    alerts.abort();
    watching.abort();
    app.writer.finish().await;
    Ok(())
}

/// Browsers ask for nothing here without TLS from now on, for a year.
async fn only_with_tls(mut response: Response) -> Response {
    let year = HeaderValue::from_static("max-age=31536000");
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    response
}

/// Every endpoint, with who may ask. For tests that hold each to its rule.
pub fn routes() -> Vec<Route> {
    all_routes().list()
}

fn all_routes() -> Routes {
    // Snapshots are compressed already; sealed ops do not compress; feed pages do.
    let feed = Routes::new()
        .get("/v1/feed/{scope}", Rule::Device, feed::feed)
        .layer(CompressionLayer::new().gzip(true));
    Routes::new()
        .merge(feed)
        .post("/v1/enrol", Rule::Device, enrol::enrol)
        .post("/v1/beat", Rule::Device, beat::beat)
        .post("/v1/push", Rule::Device, push::push)
        .post("/v1/rotate", Rule::Device, rotate::rotate)
        .get("/v1/blob/{sha256}", Rule::Device, blob::blob)
        .post("/v1/status", Rule::Device, status::status)
        .get("/updates/{name}", Rule::Public, updates::file)
        .get("/healthz", Rule::Public, health::health)
        .get("/readyz", Rule::Public, health::ready)
        .merge(partners::routes())
        .fallback(async || Refused::not_found("there is no such path here"))
        .other_method(async || {
            Refused::malformed("this path is not asked for with this method")
                .with(StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        // Pages for people beside requests of terminals: their refusals are pages too.
        .merge(console::routes())
}

async fn in_time(request: Request, next: Next) -> Response {
    let held = if request.uri().path() == "/v1/beat" { beat::HELD_MAX } else { Duration::ZERO };
    match tokio::time::timeout(REQUEST_WAIT + held, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refused::busy("the request took too long: send it again later").into_response(),
    }
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    tracing::error!(panic = text, "a handler panicked: {text}");
    Refused::internal().into_response()
}
