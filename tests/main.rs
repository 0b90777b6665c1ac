//! End to end: the real parts together, over real files, sockets and pseudo-terminals.
#![allow(clippy::unwrap_used)]

mod commands;
mod delivery;
mod nothing_left;
mod power;
mod printing;
mod two_logs;
mod whole;

/// That of the real program: [`nothing_left`] looks at what it leaves.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
