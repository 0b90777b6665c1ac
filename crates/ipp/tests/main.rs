//! Against a peer with faults.
