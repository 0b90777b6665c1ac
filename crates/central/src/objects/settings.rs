//! Where pictures are to lie, as whoever runs central says it. Keys come from the environment or from a file, never from
//! a command line, which every account of the machine can read.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use zeroize::Zeroizing;

/// A place, by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// `folder`
    Folder,
    /// `s3://BUCKET` or `s3://BUCKET/PREFIX`
    Bucket {
        /// The bucket.
        name: String,
        /// What names begin with there; may be empty.
        prefix: String,
    },
}

/// A place with what is needed to reach it.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Settings {
    /// The data folder.
    #[default]
    Folder,
    /// A bucket.
    Bucket(Bucket),
}

/// A bucket, and the key to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What names begin with; may be empty.
    pub prefix: String,
    /// The server's address; Amazon's own without one.
    pub endpoint: Option<String>,
    /// What requests are signed for.
    pub region: String,
    /// Certificates, as PEM, of the only authorities that may vouch for the server. `None`: the usual ones.
    pub authorities: Option<Vec<u8>>,
    /// Names the key.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Zeroizing<String>,
    /// Of a key that was lent.
    pub session_token: Option<Zeroizing<String>>,
}

/// The server of a bucket.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Server {
    /// Its address; Amazon's own without one.
    pub endpoint: Option<String>,
    /// What requests are signed for.
    pub region: String,
    /// A file with certificates as PEM: of the only authorities that may vouch for it. An office's own server often has
    /// one that no other machine knows.
    pub ca_file: Option<PathBuf>,
}

/// Settings that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// No place.
    #[error(
        "write `folder`, or s3://BUCKET or s3://BUCKET/PREFIX with small letters, digits, dots and hyphens"
    )]
    Place,
    /// No address.
    #[error("--objects-endpoint begins with https:// (or http://, inside one machine or a closed network)")]
    Endpoint,
    /// No key.
    #[error(
        "no key for the bucket: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --objects-credentials FILE"
    )]
    NoKey,
    /// The file can't be read.
    #[error("{}: {why}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
}

impl FromStr for Place {
    type Err = BadSettings;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "folder" {
            return Ok(Place::Folder);
        }
        let rest = text.strip_prefix("s3://").ok_or(BadSettings::Place)?;
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
        let part = |part: &str| {
            !part.is_empty() && !part.starts_with('.') && part.chars().all(|c| plain(c) || c == '_')
        };
        let named = (3..=63).contains(&name.len()) && name.chars().all(plain);
        if !named || (!prefix.is_empty() && !prefix.split('/').all(part)) {
            return Err(BadSettings::Place);
        }
        Ok(Place::Bucket { name: name.to_owned(), prefix: prefix.to_owned() })
    }
}

impl Settings {
    /// Puts them together. `variable` reads the environment.
    pub fn of(
        place: Place,
        server: Server,
        credentials: Option<&Path>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Settings, BadSettings> {
        let Place::Bucket { name, prefix } = place else { return Ok(Settings::Folder) };
        let Server { endpoint, region, ca_file } = server;
        let authorities = ca_file.as_deref().map(read_authorities).transpose()?;
        if endpoint.as_ref().is_some_and(|at| !at.starts_with("https://") && !at.starts_with("http://")) {
            return Err(BadSettings::Endpoint);
        }
        let from_file = credentials.map(read_file).transpose()?;
        let value = |variable_name: &str, key: &str| match &from_file {
            Some(text) => in_file(text, key),
            None => variable(variable_name),
        };
        let value = |name: &str, key: &str| value(name, key).filter(|value| !value.is_empty());
        let id = value("AWS_ACCESS_KEY_ID", "aws_access_key_id");
        let secret = value("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key");
        let (Some(access_key_id), Some(secret)) = (id, secret) else {
            return Err(match credentials {
                Some(path) => BadSettings::File {
                    path: path.to_owned(),
                    why: "it names no key: write aws_access_key_id = … and aws_secret_access_key = …, a line each"
                        .into(),
                },
                None => BadSettings::NoKey,
            });
        };
        Ok(Settings::Bucket(Bucket {
            name,
            prefix,
            endpoint,
            region,
            authorities,
            access_key_id,
            secret_access_key: Zeroizing::new(secret),
            session_token: value("AWS_SESSION_TOKEN", "aws_session_token").map(Zeroizing::new),
        }))
    }
}

impl Bucket {
    /// Whether requests are readable on their way.
    pub fn is_plain(&self) -> bool {
        self.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"))
    }
}

/// Without its key.
impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bucket { name, prefix, endpoint, .. } = self;
        write!(f, "s3://{name}")?;
        if !prefix.is_empty() {
            write!(f, "/{prefix}")?;
        }
        match endpoint {
            Some(endpoint) => write!(f, " at {endpoint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({self})")
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Settings::Folder => f.write_str("Folder"),
            Settings::Bucket(bucket) => bucket.fmt(f),
        }
    }
}

/// A file with a certificate at least.
fn read_authorities(path: &Path) -> Result<Vec<u8>, BadSettings> {
    let failed = |why: String| BadSettings::File { path: path.to_owned(), why };
    let pem = fs::read(path).map_err(|error| failed(error.to_string()))?;
    let mut certificates = CertificateDer::pem_slice_iter(&pem).peekable();
    if certificates.peek().is_none() || !certificates.all(|one| one.is_ok()) {
        return Err(failed("it holds no certificate: it must begin with -----BEGIN CERTIFICATE-----".into()));
    }
    Ok(pem)
}

/// A file with keys that nobody else can read.
fn read_file(path: &Path) -> Result<Zeroizing<String>, BadSettings> {
    let failed = |why: String| BadSettings::File { path: path.to_owned(), why };
    let about = fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    if about.mode() & 0o077 != 0 {
        return Err(failed("others can read the key in it: chmod 600".into()));
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(|error| failed(error.to_string()))
}

/// A value of the first section, as the files have them that S3's own tools write.
fn in_file(text: &str, key: &str) -> Option<String> {
    let lines =
        text.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with(['[', '#']));
    lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| name.trim() == key)
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn bucket(settings: Result<Settings, BadSettings>) -> Bucket {
        match settings.unwrap() {
            Settings::Bucket(bucket) => bucket,
            Settings::Folder => panic!("a bucket was asked for"),
        }
    }

    #[test]
    fn places_are_read_and_nothing_else() {
        assert_eq!("folder".parse::<Place>().unwrap(), Place::Folder);
        let place = |name: &str, prefix: &str| Place::Bucket { name: name.into(), prefix: prefix.into() };
        assert_eq!("s3://gambar".parse::<Place>().unwrap(), place("gambar", ""));
        assert_eq!("s3://gambar/a/b_1/".parse::<Place>().unwrap(), place("gambar", "a/b_1"));
        for bad in [
            "",
            "gambar",
            "s3://",
            "s3://ab",
            "s3://Gambar",
            "s3://gambar/../x",
            "s3://gambar//x",
            "gs://abc",
        ] {
            assert!(matches!(bad.parse::<Place>(), Err(BadSettings::Place)), "{bad}");
        }
    }

    #[test]
    fn keys_come_from_the_environment_or_from_a_file_that_is_nobody_elses() {
        let place: Place = "s3://gambar/kantor".parse().unwrap();
        let of = |file: Option<&Path>, variable: &dyn Fn(&str) -> Option<String>| {
            let server = Server { endpoint: Some("http://127.0.0.1:9000".into()), ..Server::default() };
            Settings::of(place.clone(), server, file, variable)
        };
        assert!(matches!(of(None, &|_| None), Err(BadSettings::NoKey)));
        let found = bucket(of(None, &|name| Some(format!("of {name}"))));
        assert_eq!(found.access_key_id, "of AWS_ACCESS_KEY_ID");
        assert_eq!(format!("{found:?} {found}").matches("of AWS").count(), 0);

        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("keys");
        fs::write(&file, "\n[default]\naws_access_key_id = one\naws_secret_access_key=two\n[other]\naws_session_token = x\n")
            .unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(of(Some(&file), &|_| None).unwrap_err().to_string().contains("chmod 600"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        // The environment is not asked where a file was given: one place, not a mixture of two.
        let found = bucket(of(Some(&file), &|_| Some("environment".into())));
        assert_eq!((found.access_key_id.as_str(), found.secret_access_key.as_str()), ("one", "two"));
        assert!(found.session_token.is_none());
        fs::write(&file, "nothing").unwrap();
        assert!(of(Some(&file), &|_| None).unwrap_err().to_string().contains("aws_access_key_id"));
    }

    #[test]
    fn an_endpoint_is_an_address() {
        let of = |at: &str| {
            let server = Server { endpoint: Some(at.into()), ..Server::default() };
            Settings::of("s3://gambar".parse().unwrap(), server, None, &|name| Some(name.into()))
        };
        assert!(matches!(of("minio:9000"), Err(BadSettings::Endpoint)));
        assert!(bucket(of("http://minio:9000")).is_plain());
        assert!(!bucket(of("https://minio")).is_plain());
    }

    #[test]
    fn authorities_are_read_at_the_start_or_the_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ca.pem");
        let of = || {
            let server = Server { ca_file: Some(file.clone()), ..Server::default() };
            Settings::of("s3://gambar".parse().unwrap(), server, None, &|name| Some(name.into()))
        };
        assert!(of().unwrap_err().to_string().contains("ca.pem"));
        fs::write(&file, "no certificate").unwrap();
        assert!(of().unwrap_err().to_string().contains("BEGIN CERTIFICATE"));
        let made = rcgen::generate_simple_self_signed(vec!["s3.example".to_owned()]).unwrap();
        fs::write(&file, made.cert.pem()).unwrap();
        assert_eq!(bucket(of()).authorities, Some(made.cert.pem().into_bytes()));
    }
}
