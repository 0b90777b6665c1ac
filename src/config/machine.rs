//! `[update]` and `[clock]`: what the machine around the terminal is told. The terminal itself uses neither; it checks
//! them, and `anjungan check` hands them on.

use serde::Deserialize;

use super::is_loopback;
use super::refusal::{Wrong, wrong};

/// A time server more than this makes no clock better.
const SERVERS_MAX: usize = 8;
/// RFC 1035 § 2.3.4.
const HOST_CHARS_MAX: usize = 253;
const ADDRESS_CHARS_MAX: usize = 500;

/// Where the machine's updates come from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The folder that `kiosk-image/release` made: `https://HOST/FOLDER`, or `file:///FOLDER` on a stick. Left out: none
    /// come by themselves.
    #[serde(default)]
    pub address: Option<String>,
}

/// Where the machine's time comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Host names of time servers. None: central's host, then what the network names.
    #[serde(default)]
    pub servers: Vec<String>,
}

impl Update {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        let Some(address) = &self.address else {
            return Ok(());
        };
        let plain = address.len() <= ADDRESS_CHARS_MAX
            && address.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/[]%+".contains(&b));
        let has_host =
            address.strip_prefix("https://").is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty());
        let is_file = address.strip_prefix("file://").is_some_and(|rest| rest.starts_with('/'));
        let is_here = address.starts_with("http://") && is_loopback(address);
        if plain && (has_host || is_file || is_here) {
            return Ok(());
        }
        wrong(
            "update",
            "address",
            "harus seperti https://HOST/FOLDER atau file:///FOLDER / must be like these",
        )
    }
}

impl Clock {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        if self.servers.len() > SERVERS_MAX {
            return wrong("clock", "servers", "lebih dari 8 nama: cukup beberapa / more than 8 names");
        }
        match self.servers.iter().find(|server| !is_host(server)) {
            None => Ok(()),
            Some(server) => wrong(
                "clock",
                "servers",
                format!(
                    "memuat {server:?}: tulis nama host saja, seperti \"time.example\" / host names alone"
                ),
            ),
        }
    }
}

/// A name or an address. Both go into a file of the machine's, where spaces and quotes would mean something.
fn is_host(name: &str) -> bool {
    name.parse::<std::net::IpAddr>().is_ok()
        || (!name.is_empty()
            && name.len() <= HOST_CHARS_MAX
            && name.split('.').all(|label| {
                let ends = |c: Option<u8>| c.is_some_and(|b| b.is_ascii_alphanumeric());
                label.len() <= 63
                    && ends(label.bytes().next())
                    && ends(label.bytes().last())
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            }))
}
