//! A request whose sender is known: body read within its limit, signature verified, state checked.

use std::sync::Arc;

use anjungan_wire::sign::{self, BadSignature, Parts, SignatureHeaders};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri, header};
use serde::de::DeserializeOwned;

use super::App;
use super::devices::{Devices, Known};
use super::refused::Refused;
use crate::store::{Device, DeviceState, Stamp, Store, now_ms};

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

/// Whose turn a request takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// One among thousands that may wait for each other.
    Usual,
    /// Somebody stands before the kiosk.
    Urgent,
}

/// A request by a terminal that may make it.
pub(super) struct Call {
    pub(super) known: Arc<Known>,
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
        Call::admit_and(app, parts, who, Turn::Usual, |_, call, _| Ok(call)).await
    }

    /// Verifies and admits, and reads what the answer needs on the same connection and thread. `read` is told how far
    /// central has the terminal's stream.
    pub(super) async fn admit_and<R: Send + 'static>(
        app: &Arc<App>,
        parts: Unverified,
        who: Who,
        turn: Turn,
        read: impl FnOnce(&Store, Call, u64) -> Result<R, Refused> + Send + 'static,
    ) -> Result<R, Refused> {
        let readers = match turn {
            Turn::Usual => &app.readers,
            Turn::Urgent => &app.urgent,
        };
        let shared = Arc::clone(app);
        let done = readers
            .run(move |store| {
                let headers = parts.signature()?;
                let key_id = sign::claimed_key_id(&headers.signature_input).map_err(refuse)?;
                let found = Found::of(&shared.devices, store, key_id)?;
                admitted(store, parts, &headers, found, who, read)
            })
            .await??;
        done.finished(app).await
    }

    /// The same for a beat, of which a whole fleet may send one in the same seconds: machines are looked up together.
    pub(super) async fn admit_beat<R: Send + 'static>(
        app: &Arc<App>,
        parts: Unverified,
        read: impl FnOnce(&Store, Call, u64) -> Result<R, Refused> + Send + 'static,
    ) -> Result<R, Refused> {
        let headers = parts.signature()?;
        let key_id = sign::claimed_key_id(&headers.signature_input).map_err(refuse)?.to_owned();
        let admit =
            move |store: &Store, found| admitted(store, parts, &headers, found, Who::AlsoRetired, read);
        app.crowd.admit(app, key_id, admit).await?.finished(app).await
    }

    /// Who calls.
    pub(super) fn device(&self) -> &Device {
        &self.known.device
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

/// A machine by its key, as it is in this moment of the fleet.
pub(super) struct Found {
    pub(super) known: Arc<Known>,
    /// How far central has its stream.
    pub(super) hwm: u64,
    /// The key, if it is the one that the machine changes to.
    pub(super) changes_key: Option<String>,
}

impl Found {
    /// One question to the database where the machine is remembered.
    fn of(devices: &Devices, store: &Store, key_id: &str) -> Result<Found, Refused> {
        if let Some(known) = devices.last(key_id) {
            let (stamp, hwm) = store.stamp_and_hwm(&known.device.stream)?;
            return match known.stamp == stamp {
                true => Ok(Found { known, hwm, changes_key: None }),
                false => Found::at(devices, store, key_id, stamp),
            };
        }
        Found::at(devices, store, key_id, store.stamp()?)
    }

    /// Under a moment of the fleet that was read for this request.
    pub(super) fn at(devices: &Devices, store: &Store, key_id: &str, stamp: Stamp) -> Result<Found, Refused> {
        if let Some(known) = devices.at(store, key_id, stamp)? {
            let hwm = store.hwm(&known.device.stream)?;
            return Ok(Found { known, hwm, changes_key: None });
        }
        // The first time that it signs with the key it changes to.
        let device = store.device_changing_to(key_id)?.ok_or_else(unknown)?;
        let min_version = store.min_version(&device.kiosk, &device.region)?;
        let hwm = store.hwm(&device.stream)?;
        let known = Arc::new(Known { stamp, device, min_version });
        Ok(Found { known, hwm, changes_key: Some(key_id.to_owned()) })
    }
}

/// What was read for a request that was admitted, and the key that its machine changes to with it.
struct Admitted<R> {
    read: R,
    changes_key: Option<String>,
}

impl<R> Admitted<R> {
    /// With the change of key on disk.
    async fn finished(self, app: &App) -> Result<R, Refused> {
        if let Some(key_id) = self.changes_key {
            app.writer.run(move |store| store.finish_key_change(&key_id, now_ms())).await??;
        }
        Ok(self.read)
    }
}

/// Verifies the signature under the key of whom was found, asks whether that machine may, and only then reads.
fn admitted<R>(
    store: &Store,
    parts: Unverified,
    headers: &SignatureHeaders,
    found: Found,
    who: Who,
    read: impl FnOnce(&Store, Call, u64) -> Result<R, Refused>,
) -> Result<Admitted<R>, Refused> {
    let Found { known, hwm, changes_key } = found;
    let device = &known.device;
    parts.verify(&device.public_key, headers)?;
    match (device.state, who) {
        (DeviceState::Accepted, _) | (DeviceState::Retired, Who::AlsoRetired) => {}
        (DeviceState::Pending, _) => return Err(Refused::not_accepted()),
        (DeviceState::Retired | DeviceState::Lost, _) => {
            return Err(Refused::revoked(device.state.as_str()).signed(store.revocation(device)));
        }
    }
    Ok(Admitted { read: read(store, Call { known, parts }, hwm)?, changes_key })
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
