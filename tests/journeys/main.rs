//! Visits through the real screens, found by their labels.
#![allow(clippy::unwrap_used)]
