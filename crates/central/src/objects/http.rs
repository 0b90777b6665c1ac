//! The requests that `object_store` signs, over the HTTP client that central has already.

use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::http;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Bytes of a request or an answer, at most: many times a picture.
const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Until there is a connection.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(3);
/// One request and its answer.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(15);

/// Makes [`Client`]s.
#[derive(Debug)]
pub(super) struct Connector {
    /// Certificates, as PEM, of the only authorities that are believed. `None`: the usual ones.
    pub(super) authorities: Option<Vec<u8>>,
}

#[derive(Clone)]
struct Client(ureq::Agent);

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let roots = match &self.authorities {
            Some(pem) => RootCerts::from(parse_pem(pem).filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                // The settings were read only with certificates in them.
                Ok(_) | Err(_) => None,
            })),
            None => RootCerts::WebPki,
        };
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT_TIME_MAX))
            .timeout_global(Some(REQUEST_TIME_MAX))
            .http_status_as_error(false)
            // A signed request is for one address.
            .max_redirects(0)
            // A bucket's answers are what they are: `Content-Encoding` belongs to the object.
            .accept_encoding("identity")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .user_agent(concat!("anjungan-central/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        Ok(HttpClient::new(Client(agent)))
    }
}

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(Body::new(body), BYTES_MAX).await;
        let bytes = bytes.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let agent = self.0.clone();
        // The client waits by blocking its thread.
        let answered = tokio::task::spawn_blocking(move || exchange(&agent, parts, &bytes)).await;
        answered.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?
    }
}

fn exchange(
    agent: &ureq::Agent,
    parts: http::request::Parts,
    bytes: &[u8],
) -> Result<HttpResponse, HttpError> {
    let answer = match bytes.is_empty() && parts.method != http::Method::PUT {
        true => agent.run(http::Request::from_parts(parts, ())),
        false => agent.run(http::Request::from_parts(parts, bytes)),
    };
    let (parts, body) = answer.map_err(failed)?.into_parts();
    let bytes = body.into_with_config().limit(BYTES_MAX as u64).read_to_vec().map_err(failed)?;
    Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(bytes)))
}

fn failed(error: ureq::Error) -> HttpError {
    use std::io::ErrorKind::ConnectionRefused;
    use ureq::Error;
    let refused = matches!(&error, Error::Io(error) if error.kind() == ConnectionRefused);
    let kind = if matches!(error, Error::Timeout(_)) {
        HttpErrorKind::Timeout
    } else if refused || matches!(error, Error::HostNotFound | Error::ConnectionFailed | Error::Tls(_)) {
        HttpErrorKind::Connect
    } else if matches!(error, Error::Io(_)) {
        HttpErrorKind::Interrupted
    } else {
        HttpErrorKind::Unknown
    };
    HttpError::new(kind, error)
}
