//! Pictures, named by what they hold: in the data folder, or in a bucket that speaks S3.
//!
//! ```text
//! upload ─▶ put ─▶ the folder DIR/blobs, or s3://BUCKET/PREFIX ─▶ a row that names it (store::content::media)
//! kiosk, console, preview ─▶ get ─▶ the bucket, then the folder: what lay there before the bucket was given
//! ```
//!
//! **Architecture invariant:** a picture stands before the row that names it, and what is read is compared with its
//! name: a damaged one is never shown.
//!
//! **Architecture invariant:** no error and no log line repeats what a bucket's server answered: it quotes access keys.

mod http;
mod settings;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anjungan_wire::content::MediaHash;
use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::client::{HttpError, HttpErrorKind};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, BackoffConfig, ObjectStore, ObjectStoreExt as _, PutOptions, RetryConfig,
};
use sha2::{Digest as _, Sha256};

pub use settings::{BadSettings, Bucket, Place, Server, Settings};

/// What every picture is: [`crate::content::picture`] writes nothing else.
pub const MEDIA_TYPE: &str = "image/jpeg";
/// Tries after the first, before somebody is told that the bucket is away.
const RETRIES: usize = 2;
/// All tries together: shorter than a browser's or a kiosk's patience.
const TRIES_TIME_MAX: Duration = Duration::from_secs(10);
/// Written when central starts, to find out whether pictures could be.
const PROBE: &str = "anjungan-central";

/// Where pictures lie.
#[derive(Clone)]
pub struct Objects {
    first: Arc<dyn ObjectStore>,
    /// The folder, where there is a bucket.
    before: Option<Arc<dyn ObjectStore>>,
    prefix: Key,
    is_bucket: bool,
    shown: Arc<str>,
}

/// A picture that could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ObjectsError {
    /// No connection, no time, or a server that fails.
    #[error(
        "pictures: {place} does not answer ({why}): it is tried again when somebody asks; check the server and the network"
    )]
    Away {
        /// Which place.
        place: String,
        /// What is known of it.
        why: String,
    },
    /// A wrong key, or one without the right.
    #[error(
        "pictures: {place} refuses the access key: check it, its rights (read, write), the region and this machine's clock"
    )]
    Refused {
        /// Which place.
        place: String,
    },
    /// There is no such bucket.
    #[error("pictures: {place} is not there: make the bucket, or mend --objects and --objects-endpoint")]
    NoBucket {
        /// Which place.
        place: String,
    },
    /// What lies there is not what its name says.
    #[error("pictures: {hash} at {place} is damaged: put it there again from a backup (`objects copy`)")]
    Damaged {
        /// Which picture.
        hash: MediaHash,
        /// Which place.
        place: String,
    },
}

/// What [`Objects::copy_from`] did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Copies {
    /// Pictures that were copied.
    pub copied: usize,
    /// Pictures that were there already.
    pub there: usize,
    /// Pictures that the other place does not have either.
    pub missing: usize,
}

impl Objects {
    /// In the data folder.
    pub fn folder(data: &Path) -> Result<Objects, ObjectsError> {
        let dir = data.join("blobs");
        let shown = dir.display().to_string();
        let store = LocalFileSystem::new_with_prefix(&dir).map_err(|error| told(&error, &shown))?;
        Ok(Objects {
            // A row may name it as soon as it is written: it must outlive a power cut.
            first: Arc::new(store.with_fsync(true)),
            before: None,
            prefix: Key::default(),
            is_bucket: false,
            shown: shown.into(),
        })
    }

    /// Where `settings` say; the data folder holds what came before there was a bucket.
    pub fn open(settings: &Settings, data: &Path) -> Result<Objects, ObjectsError> {
        let folder = Self::folder(data)?;
        let Settings::Bucket(bucket) = settings else { return Ok(folder) };
        let shown = bucket.to_string();
        let retry = RetryConfig {
            backoff: BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() },
            max_retries: RETRIES,
            retry_timeout: TRIES_TIME_MAX,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key_id)
            .with_secret_access_key(bucket.secret_access_key.as_str())
            .with_allow_http(bucket.is_plain())
            .with_retry(retry)
            .with_http_connector(http::Connector { authorities: bucket.authorities.clone() });
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(token) = &bucket.session_token {
            builder = builder.with_token(token.as_str());
        }
        let store = builder.build().map_err(|error| told(&error, &shown))?;
        Ok(Objects {
            first: Arc::new(store),
            before: Some(folder.first),
            prefix: Key::from(bucket.prefix.as_str()),
            is_bucket: true,
            shown: shown.into(),
        })
    }

    /// Keeps a picture. The same one again is the same.
    pub async fn put(&self, jpeg: &Bytes) -> Result<MediaHash, ObjectsError> {
        let hash = MediaHash(Sha256::digest(jpeg).into());
        self.write(&self.key(&hash), jpeg.clone()).await?;
        Ok(hash)
    }

    /// A picture; `None`: it is not there.
    pub async fn get(&self, hash: &MediaHash) -> Result<Option<Bytes>, ObjectsError> {
        let (found, place) = match (read(&*self.first, &self.key(hash)).await, &self.before) {
            (Err(object_store::Error::NotFound { .. }), Some(before)) => {
                (read(&**before, &Key::from(hash.to_string())).await, "the folder blobs")
            }
            (found, _) => (found, &*self.shown),
        };
        let bytes = match found {
            Ok(bytes) => bytes,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(told(&error, place)),
        };
        if Sha256::digest(&bytes).as_slice() != hash.0 {
            return Err(ObjectsError::Damaged { hash: *hash, place: place.to_owned() });
        }
        Ok(Some(bytes))
    }

    /// Whether a picture can be read now.
    pub async fn has(&self, hash: &MediaHash) -> Result<bool, ObjectsError> {
        Ok(self.get(hash).await?.is_some())
    }

    /// Whether pictures could be kept now. In a folder: always, as far as anybody can tell.
    pub async fn check(&self) -> Result<(), ObjectsError> {
        if !self.is_bucket {
            return Ok(());
        }
        self.write(&self.prefix.clone().join(PROBE), Bytes::new()).await
    }

    /// Tells whoever started central where pictures lie, or what keeps them from it.
    pub async fn announce(&self) {
        match self.check().await {
            Ok(()) => tracing::info!("pictures lie at {self}"),
            Err(error) => tracing::warn!("{error}"),
        }
    }

    /// Copies pictures that are not here yet from another place.
    pub async fn copy_from(&self, other: &Objects, hashes: &[MediaHash]) -> Result<Copies, ObjectsError> {
        let mut copies = Copies::default();
        for hash in hashes {
            // Asked of this place alone: what the folder has is what is to be moved.
            match read(&*self.first, &self.key(hash)).await {
                Ok(bytes) if Sha256::digest(&bytes).as_slice() == hash.0 => copies.there += 1,
                // Not there, or not what its name says.
                Ok(_) | Err(object_store::Error::NotFound { .. }) => match other.get(hash).await? {
                    Some(jpeg) => {
                        self.put(&jpeg).await?;
                        copies.copied += 1;
                    }
                    None => copies.missing += 1,
                },
                Err(error) => return Err(told(&error, &self.shown)),
            }
        }
        Ok(copies)
    }

    fn key(&self, hash: &MediaHash) -> Key {
        self.prefix.clone().join(hash.to_string())
    }

    async fn write(&self, key: &Key, bytes: Bytes) -> Result<(), ObjectsError> {
        let mut options = PutOptions::default();
        // A file has no place to say it.
        if self.is_bucket {
            options.attributes = Attributes::from_iter([(Attribute::ContentType, MEDIA_TYPE)]);
        }
        match self.first.put_opts(key, bytes.into(), options).await {
            Ok(_) => Ok(()),
            Err(error) => Err(told(&error, &self.shown)),
        }
    }
}

impl ObjectsError {
    /// Whether it may go better in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            ObjectsError::Away { .. } | ObjectsError::Refused { .. } | ObjectsError::NoBucket { .. } => true,
            ObjectsError::Damaged { .. } => false,
        }
    }
}

/// The place, as technicians know it.
impl fmt::Display for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Objects({})", self.shown)
    }
}

async fn read(store: &dyn ObjectStore, key: &Key) -> Result<Bytes, object_store::Error> {
    store.get(key).await?.bytes().await
}

/// What is wrong, without the server's own words.
fn told(error: &object_store::Error, place: &str) -> ObjectsError {
    use object_store::Error;
    let place = place.to_owned();
    if matches!(error, Error::PermissionDenied { .. } | Error::Unauthenticated { .. }) {
        return ObjectsError::Refused { place };
    }
    // Writing makes whatever is missing but the bucket.
    if matches!(error, Error::NotFound { .. }) {
        return ObjectsError::NoBucket { place };
    }
    ObjectsError::Away { why: cause(error).to_owned(), place }
}

fn cause(error: &(dyn std::error::Error + 'static)) -> &'static str {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<HttpError>() {
            return match error.kind() {
                HttpErrorKind::Connect => "no connection",
                HttpErrorKind::Timeout => "no answer in time",
                HttpErrorKind::Request
                | HttpErrorKind::Interrupted
                | HttpErrorKind::Decode
                | HttpErrorKind::Unknown => "the connection broke",
                _ => "the connection failed",
            };
        }
        if error.downcast_ref::<std::io::Error>().is_some() {
            return "the disk refused";
        }
        next = error.source();
    }
    "its server failed"
}
