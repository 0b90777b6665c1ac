//! Where a printer is.

use std::fmt;
use std::str::FromStr;

use ipp::prelude::Uri;

/// Longest address taken, in bytes.
const LENGTH_MAX: usize = 255;

/// The address of a printer or of a CUPS queue: `ipp://192.168.1.20:631/ipp/print`, `ipp://localhost/printers/sheets`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(Uri);

/// What is wrong with an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AddressError {
    /// Not an address at all.
    #[error(
        "not an address: write it like ipp://192.168.1.20:631/ipp/print or ipp://localhost/printers/NAME"
    )]
    Unreadable,
    /// It is encrypted. Printers have certificates of their own making, which nobody could check here.
    #[error(
        "ipps:// is not spoken here: make a local CUPS queue for the printer (lpadmin -p NAME -E -v ipps://… -m \
         everywhere) and write ipp://localhost/printers/NAME"
    )]
    Encrypted,
    /// Another scheme.
    #[error("the address must begin with ipp://")]
    Scheme,
    /// Nobody is named.
    #[error("the address names no host")]
    NoHost,
    /// A name and password, which would be sent in the clear.
    #[error("the address must not hold a user name or password")]
    Credentials,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.len() > LENGTH_MAX {
            return Err(AddressError::Unreadable);
        }
        let uri: Uri = text.parse().map_err(|_| AddressError::Unreadable)?;
        match uri.scheme_str() {
            Some("ipp") => {}
            Some("ipps") => return Err(AddressError::Encrypted),
            Some(_) => return Err(AddressError::Scheme),
            None => return Err(AddressError::Unreadable),
        }
        let authority = uri.authority().ok_or(AddressError::NoHost)?;
        if authority.as_str().contains('@') {
            return Err(AddressError::Credentials);
        }
        if authority.host().is_empty() {
            return Err(AddressError::NoHost);
        }
        Ok(Address(uri))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Address {
    pub(crate) fn uri(&self) -> Uri {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printers_and_queues_are_taken_and_the_rest_is_refused_with_the_remedy() {
        for good in [
            "ipp://192.168.1.20:631/ipp/print",
            "ipp://localhost/printers/sheets",
            "ipp://[::1]:8631/ipp/print",
        ] {
            assert_eq!(good.parse::<Address>().unwrap().to_string(), good);
        }
        for (wrong, why) in [
            ("", AddressError::Unreadable),
            ("printer", AddressError::Unreadable),
            ("/ipp/print", AddressError::Unreadable),
            ("ipps://host/ipp/print", AddressError::Encrypted),
            ("http://host:631/ipp/print", AddressError::Scheme),
            ("ipp://user:secret@host/ipp/print", AddressError::Credentials),
        ] {
            assert_eq!(wrong.parse::<Address>(), Err(why), "{wrong}");
        }
        assert_eq!(
            format!("ipp://host/{}", "x".repeat(300)).parse::<Address>(),
            Err(AddressError::Unreadable)
        );
    }
}
