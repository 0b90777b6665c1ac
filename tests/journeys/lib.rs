//! Nothing: the journeys are in `main.rs`.
