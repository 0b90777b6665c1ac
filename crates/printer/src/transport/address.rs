//! Where a printer is, as configuration writes it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

use super::{Opener, Serial, Tcp, Transport, UsbLp};

/// Line speed where the address names none.
const BAUD_DEFAULT: u32 = 115_200;

/// Where a printer is. Written `serial:/dev/ttyS0?baud=115200`, `usb:/dev/usb/lp0`, `tcp:127.0.0.1:9100`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// A serial line, a USB adapter that behaves as one, or a pseudo-terminal.
    Serial {
        /// The device; names under `/dev/serial/by-id` survive replugging.
        path: PathBuf,
        /// Bits a second.
        baud: u32,
    },
    /// The kernel's USB printer device.
    UsbLp {
        /// The device.
        path: PathBuf,
    },
    /// A network printer, raw.
    Tcp {
        /// Host and port.
        addr: String,
    },
}

/// What is wrong with an address, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// No known kind.
    #[error(
        "“{0}” does not say how the printer is connected; write serial:/dev/ttyS0?baud=115200, usb:/dev/usb/lp0 or tcp:HOST:9100"
    )]
    Kind(String),
    /// No path.
    #[error("“{0}” names no device; write its path after the colon, such as /dev/ttyS0 or /dev/usb/lp0")]
    Path(String),
    /// Bad line speed.
    #[error("“{0}” is not a line speed; write 9600, 19200, 38400, 57600 or 115200, as set on the printer")]
    Baud(String),
    /// Unknown option.
    #[error("“{0}” is not an option of a serial address; the only one is baud, as in ?baud=19200")]
    Option(String),
    /// Bad host or port.
    #[error("“{0}” is not a network address; write tcp:HOST:PORT, such as tcp:192.168.1.50:9100")]
    Host(String),
}

impl Address {
    /// Opens the device; a serial one at the address's own speed.
    ///
    /// # Errors
    /// Whatever the system says: no such device, no permission, already in use.
    pub fn open(&self) -> io::Result<Box<dyn Transport>> {
        Ok(match self {
            Address::Serial { path, baud } => Box::new(Serial::open(path, *baud)?),
            Address::UsbLp { path } => Box::new(UsbLp::open(path)?),
            Address::Tcp { addr } => Box::new(Tcp::open(addr)?),
        })
    }

    /// Opens a serial line at another speed, in bits a second.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`] where there is no line speed; else whatever the system says.
    pub fn open_at(&self, baud: u32) -> io::Result<Box<dyn Transport>> {
        match self {
            Address::Serial { path, .. } => Ok(Box::new(Serial::open(path, baud)?)),
            Address::UsbLp { .. } | Address::Tcp { .. } => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Opens the device as often as it is lost.
    #[must_use]
    pub fn opener(self) -> Opener {
        Box::new(move |baud| baud.map_or_else(|| self.open(), |baud| self.open_at(baud)))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (kind, rest) = text.split_once(':').ok_or_else(|| AddressError::Kind(text.to_owned()))?;
        let path = |path: &str| {
            if path.starts_with('/') || path.starts_with('.') {
                Ok(PathBuf::from(path))
            } else {
                Err(AddressError::Path(text.to_owned()))
            }
        };
        match kind {
            "serial" => {
                let (device, options) = rest.split_once('?').unwrap_or((rest, ""));
                Ok(Address::Serial { path: path(device)?, baud: baud(options)? })
            }
            "usb" => Ok(Address::UsbLp { path: path(rest)? }),
            "tcp" => {
                let wrong = || AddressError::Host(rest.to_owned());
                let (host, port) = rest.rsplit_once(':').ok_or_else(wrong)?;
                if host.is_empty() || port.parse::<u16>().map_err(|_| wrong())? == 0 {
                    return Err(wrong());
                }
                Ok(Address::Tcp { addr: rest.to_owned() })
            }
            _ => Err(AddressError::Kind(text.to_owned())),
        }
    }
}

fn baud(options: &str) -> Result<u32, AddressError> {
    if options.is_empty() {
        return Ok(BAUD_DEFAULT);
    }
    match options.split_once('=') {
        Some(("baud", value)) => match value.parse() {
            Ok(baud @ 1_200..=3_000_000) => Ok(baud),
            _ => Err(AddressError::Baud(value.to_owned())),
        },
        _ => Err(AddressError::Option(options.to_owned())),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Serial { path, baud } => write!(f, "serial:{}?baud={baud}", path.display()),
            Address::UsbLp { path } => write!(f, "usb:{}", path.display()),
            Address::Tcp { addr } => write!(f, "tcp:{addr}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back_as_written() {
        for text in ["serial:/dev/ttyS0?baud=9600", "usb:/dev/usb/lp0", "tcp:[::1]:9100"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        let default = "serial:/dev/serial/by-id/usb-EPSON".parse::<Address>().unwrap();
        assert!(matches!(default, Address::Serial { baud: 115_200, .. }));
    }

    #[test]
    fn errors_say_what_to_write() {
        let error = |text: &str| text.parse::<Address>().unwrap_err();
        assert!(matches!(error("/dev/ttyS0"), AddressError::Kind(_)));
        assert!(matches!(error("lpt:1"), AddressError::Kind(_)));
        assert!(matches!(error("serial:"), AddressError::Path(_)));
        assert!(matches!(error("serial:/dev/ttyS0?baud=fast"), AddressError::Baud(_)));
        assert!(matches!(error("serial:/dev/ttyS0?parity=odd"), AddressError::Option(_)));
        assert!(matches!(error("tcp:printer"), AddressError::Host(_)));
        assert!(matches!(error("tcp::9100"), AddressError::Host(_)));
    }
}
