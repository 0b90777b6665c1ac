//! The driver against a printer that fails as real ones do and as `ippeveprinter` can't be made to.
//! What a sound printer does is checked against real ones by `tests/ipp.sh` at the root.
#![allow(clippy::unwrap_used)]

mod faults;
mod peer;
