//! `alerts.toml` in the data folder: through whom e-mail goes, and which private addresses may be posted to.
//!
//! Read for every message, so that a change needs no restart.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The file's name.
pub const FILE: &str = "alerts.toml";

/// How messages leave.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outlet {
    /// E-mail. `None`: none is sent.
    pub mail: Option<Mail>,
    /// Hosts of one's own network, by name or address, that may be posted to, also without TLS.
    pub allow: Vec<String>,
}

/// An SMTP server.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its name.
    pub host: String,
    /// Its port. The usual one for how it is spoken to, when not given: 587, 465 or 25.
    pub port: Option<u16>,
    /// How it is spoken to.
    #[serde(default)]
    pub tls: Tls,
    /// An authority besides the usual ones, as PEM: of an office's own server.
    pub ca_file: Option<PathBuf>,
    /// Who is the sender.
    pub from: String,
    /// Who signs in. Without one nobody does.
    pub user: Option<String>,
    /// The password, in a file that only central reads.
    pub password_file: Option<PathBuf>,
}

impl Mail {
    /// Where it is spoken to.
    pub fn port(&self) -> u16 {
        let usual = match self.tls {
            Tls::Starttls => 587,
            Tls::Always => 465,
            Tls::None => 25,
        };
        self.port.unwrap_or(usual)
    }
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({})", self.host)
    }
}

/// How a mail server is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Begun in the clear, then TLS; without it nothing is sent.
    #[default]
    Starttls,
    /// From the start.
    Always,
    /// None: a server on this machine.
    None,
}

/// Why the file can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutletError {
    /// It, or a file it names, can't be read.
    #[error("{path} can't be read: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// What went wrong.
        why: String,
    },
    /// What is in it.
    #[error("{path} can't be understood: {why}")]
    Wrong {
        /// The file.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// A password would be heard by others.
    #[error("tls = \"none\" is for a server on this machine: give its host as 127.0.0.1, ::1 or localhost")]
    InTheClear,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    mail: Option<Mail>,
    #[serde(default)]
    webhook: Webhook,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Webhook {
    #[serde(default)]
    allow: Vec<String>,
}

impl Outlet {
    /// What the data folder says. Without the file nothing is sent by e-mail.
    pub fn load(data: &Path) -> Result<Outlet, OutletError> {
        let path = data.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Outlet::default()),
            Err(error) => return Err(unreadable(&path, &error)),
        };
        let written: Written = toml::from_str(&text).map_err(|error| OutletError::Wrong {
            path: path.display().to_string(),
            // Its message alone: the line that is shown with it may hold anything.
            why: error.message().to_owned(),
        })?;
        let here = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "::1");
        if written.mail.as_ref().is_some_and(|mail| mail.tls == Tls::None && !here(&mail.host)) {
            return Err(OutletError::InTheClear);
        }
        let mail = written.mail.map(|mail| Mail {
            // Beside the file that names them.
            ca_file: mail.ca_file.map(|file| data.join(file)),
            password_file: mail.password_file.map(|file| data.join(file)),
            ..mail
        });
        Ok(Outlet { mail, allow: written.webhook.allow })
    }
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> OutletError {
    OutletError::Unreadable { path: path.display().to_string(), why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_folder_says() {
        let dir = tempfile::tempdir().unwrap();
        let said = |text: &str| {
            fs::write(dir.path().join(FILE), text).unwrap();
            Outlet::load(dir.path())
        };
        assert_eq!(Outlet::load(dir.path()), Ok(Outlet::default()), "no file, no e-mail");
        let full = "[mail]\nhost = \"smtp.contoh.example\"\nfrom = \"a@contoh.example\"\nuser = \"a\"\n\
                    password_file = \"smtp-password\"\n[webhook]\nallow = [\"10.0.0.5\"]\n";
        let outlet = said(full).unwrap();
        let mail = outlet.mail.unwrap();
        assert_eq!((mail.tls, outlet.allow), (Tls::Starttls, vec!["10.0.0.5".to_owned()]));
        assert_eq!(mail.password_file, Some(dir.path().join("smtp-password")));
        assert!(matches!(said("[mail]\nhost = 5"), Err(OutletError::Wrong { .. })));
        assert!(matches!(said("[mial]\n"), Err(OutletError::Wrong { .. })));
        let clear = |host: &str| format!("[mail]\nhost = \"{host}\"\nfrom = \"a@b.example\"\ntls = \"none\"");
        assert_eq!(said(&clear("smtp.contoh.example")), Err(OutletError::InTheClear));
        assert!(said(&clear("127.0.0.1")).is_ok());
    }
}
