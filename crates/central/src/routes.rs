//! Every endpoint with the rule that says who may ask. There is no other way to register one: clippy refuses axum's own
//! `route` elsewhere, so that an endpoint without a rule does not pass.
//!
//! ```text
//! Routes::new().get("/console/held", Rule::Needs(Action::SeeHeld), held::list)
//!   │
//!   ├─▶ axum's router, which serves it
//!   └─▶ the list of [`Route`]s: `tests/console/matrix.rs` asks for each as every role, and as nobody
//! ```
//!
//! **Architecture invariant:** the rule is a promise about the handler, not its lock: the handler asks `session.must(…)`
//! before it does anything, and the test holds it to the rule.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::IntoResponse;
use axum::routing::{Route as Service, get, post};
use axum::{Router, middleware};
use tower::Layer;

use crate::api::App;
use crate::metrics;
use crate::office::partners::Grant;
use crate::office::people::Action;

/// Who may ask for something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// Anybody: it tells nothing that is not public, or asks for a secret of its own.
    Public,
    /// A terminal that signs its requests.
    Device,
    /// Whoever is signed in; it is about nobody but themselves, or sends others on.
    SignedIn,
    /// Who may do this.
    Needs(Action),
    /// Who may do any of these; which one is in the form, and asked for once that is read.
    NeedsOneOf(&'static [Action]),
    /// A partner's program with a key that was given for this.
    Token(Grant),
}

/// An endpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path as it is registered, `{…}` for what varies.
    pub path: String,
    /// Who may ask.
    pub rule: Rule,
}

/// Endpoints that are being put together.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Arc<App>>,
    list: Vec<Route>,
}

impl Routes {
    pub(crate) fn new() -> Routes {
        Routes::default()
    }

    /// `GET`
    pub(crate) fn get<H, T>(self, path: &str, rule: Rule, handler: H) -> Routes
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add(Method::GET, path, rule, get(handler))
    }

    /// `POST`
    pub(crate) fn post<H, T>(self, path: &str, rule: Rule, handler: H) -> Routes
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.add(Method::POST, path, rule, post(handler))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that writes the rule down beside it")]
    fn add(
        mut self,
        method: Method,
        path: &str,
        rule: Rule,
        handler: axum::routing::MethodRouter<Arc<App>>,
    ) -> Routes {
        self.list.push(Route { method, path: path.to_owned(), rule });
        self.router = self.router.route(path, handler);
        self
    }

    /// A layer around everything that is here so far.
    pub(crate) fn layer<L>(mut self, layer: L) -> Routes
    where
        L: Layer<Service> + Clone + Send + Sync + 'static,
        L::Service: tower::Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as tower::Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as tower::Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as tower::Service<Request>>::Future: Send + 'static,
    {
        self.router = self.router.layer(layer);
        self
    }

    /// These and others.
    pub(crate) fn merge(mut self, others: Routes) -> Routes {
        self.list.extend(others.list);
        self.router = self.router.merge(others.router);
        self
    }

    /// Others, below a path.
    pub(crate) fn nest(mut self, under: &str, others: Routes) -> Routes {
        let below = |route: Route| {
            let path = if route.path == "/" { under.to_owned() } else { format!("{under}{}", route.path) };
            Route { path, ..route }
        };
        self.list.extend(others.list.into_iter().map(below));
        self.router = self.router.nest(under, others.router);
        self
    }

    /// What answers where there is nothing.
    pub(crate) fn fallback<H, T>(mut self, handler: H) -> Routes
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.router = self.router.fallback(handler);
        self
    }

    /// What answers another method than those that are here so far.
    pub(crate) fn other_method<H, T>(mut self, handler: H) -> Routes
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.router = self.router.method_not_allowed_fallback(handler);
        self
    }

    /// The list alone.
    pub(crate) fn list(self) -> Vec<Route> {
        self.list
    }

    /// The router alone.
    pub(crate) fn serve(self, app: Arc<App>) -> Router {
        let measured = middleware::from_fn_with_state(Arc::clone(&app), metrics::measure);
        self.router.layer(measured).with_state(app)
    }
}
