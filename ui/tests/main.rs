//! The screens, looked at without a display: real fonts, real pixels, mock clock.
//!
//! `cargo test -p anjungan-ui` leaves its pictures in `target/screens/`. To renew the contact sheet:
//! `ANJUNGAN_CONTACT_SHEET=1 cargo test -p anjungan-ui contact_sheet`.
mod contact_sheet;
mod controls;
mod fits;
mod fixture;
mod palette;
mod stage;
mod translations;
