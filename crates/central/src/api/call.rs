//! A request whose sender is known: body read within its limit, signature verified, state checked.

use std::sync::Arc;

use anjungan_wire::sign::{self, BadSignature, Parts, SignatureHeaders};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri, header};
use serde::de::DeserializeOwned;

use super::App;
use super::refused::Refused;
use crate::store::{Device, DeviceState, now_ms};

/// Bytes of a body beyond its limit that are still read, so that the refusal reaches a sender who writes
/// everything before it reads.
const DRAIN_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Who may make a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Terminals in service.
    InService,
    /// And retired ones, which may still tell what they have.
    AlsoRetired,
}

/// A request by a terminal that may make it.
pub(super) struct Call {
    pub(super) device: Device,
    pub(super) parts: Unverified,
}

/// A request as it came.
pub(super) struct Unverified {
    method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Call {
    /// Reads, verifies and admits.
    pub(super) async fn admit(
        app: &Arc<App>,
        request: Request,
        body_bytes_max: usize,
        who: Who,
    ) -> Result<Call, Refused> {
        let parts = Unverified::read(request, body_bytes_max).await?;
        let (call, changes_key) = app
            .readers
            .run(move |store| {
                let headers = parts.signature()?;
                let key_id = sign::claimed_key_id(&headers.signature_input).map_err(refuse)?.to_owned();
                let (device, changes_key) = match store.device(&key_id)? {
                    Some(device) => (device, false),
                    // The first time that it signs with the key it changes to.
                    None => (store.device_changing_to(&key_id)?.ok_or_else(unknown)?, true),
                };
                parts.verify(&device.public_key, &headers)?;
                match (device.state, who) {
                    (DeviceState::Accepted, _) | (DeviceState::Retired, Who::AlsoRetired) => {
                        Ok((Call { device, parts }, changes_key))
                    }
                    (DeviceState::Pending, _) => Err(Refused::not_accepted()),
                    (DeviceState::Retired | DeviceState::Lost, _) => {
                        Err(Refused::revoked(device.state.as_str()).signed(store.revocation(&device)))
                    }
                }
            })
            .await??;
        if changes_key {
            let key_id = call.device.key_id.clone();
            app.writer.run(move |store| store.finish_key_change(&key_id, now_ms())).await??;
        }
        Ok(call)
    }

    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        self.parts.json()
    }
}

impl Unverified {
    /// Reads the body, at most so much of it.
    pub(super) async fn read(request: Request, body_bytes_max: usize) -> Result<Unverified, Refused> {
        let (parts, body) = request.into_parts();
        let body = read_body(body, body_bytes_max).await?;
        Ok(Unverified { method: parts.method, uri: parts.uri, headers: parts.headers, body })
    }

    /// The signature's headers.
    pub(super) fn signature(&self) -> Result<SignatureHeaders, Refused> {
        let text = |name: &str| match self.headers.get(name).map(|value| value.to_str()) {
            Some(Ok(text)) => Ok(text.to_owned()),
            Some(Err(_)) | None => {
                Err(Refused::signature(format!("the header {name} is missing or not text: sign the request")))
            }
        };
        Ok(SignatureHeaders {
            content_digest: text(sign::CONTENT_DIGEST)?,
            signature_input: text(sign::SIGNATURE_INPUT)?,
            signature: text(sign::SIGNATURE)?,
        })
    }

    /// Verifies under a key.
    pub(super) fn verify(&self, key: &[u8; 32], headers: &SignatureHeaders) -> Result<(), Refused> {
        let authority = self
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .ok_or_else(|| Refused::malformed("the header Host is missing"))?
            .to_ascii_lowercase();
        let parts = Parts {
            method: self.method.as_str(),
            authority: &authority,
            path: self.uri.path(),
            query: self.uri.query().unwrap_or(""),
            body: &self.body,
        };
        let now_ms = now_ms();
        sign::verify(key, &parts, headers, now_ms.div_euclid(1000)).map_err(refuse)
    }

    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        serde_json::from_slice(&self.body).map_err(|error| Refused::malformed(format!("the body: {error}")))
    }
}

fn unknown() -> Refused {
    Refused::signature("no terminal is enrolled here with this key: enrol it with a code")
}

fn refuse(bad: BadSignature) -> Refused {
    match bad {
        BadSignature::Clock(_) => Refused::clock(bad.to_string(), now_ms()),
        BadSignature::Shape | BadSignature::Body | BadSignature::Key => Refused::signature(bad.to_string()),
    }
}

async fn read_body(mut body: Body, bytes_max: usize) -> Result<Bytes, Refused> {
    let mut read = Vec::new();
    let mut total = 0usize;
    let announced = body.size_hint().lower();
    while total <= bytes_max + DRAIN_BYTES_MAX {
        let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await;
        let data = match frame {
            None if total <= bytes_max => return Ok(read.into()),
            None => break,
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) => {
                return Err(Refused::malformed("the body broke off before its end: send it again"));
            }
        };
        total += data.len();
        if total <= bytes_max {
            read.extend_from_slice(&data);
        }
    }
    let size = announced.max(total as u64);
    Err(Refused::too_large(format!(
        "the body has {size} bytes or more; at most {bytes_max} are taken: send less"
    )))
}
