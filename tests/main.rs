//! End to end: the real parts together, over real files, sockets and pseudo-terminals.
#![allow(clippy::unwrap_used)]

mod commands;
mod printing;
mod two_logs;
mod whole;
