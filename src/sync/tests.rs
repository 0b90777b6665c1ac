//! Central, misbehaving.
