//! The screens, looked at without a display: real fonts, real pixels, mock clock.
//!
//! `cargo test -p anjungan-ui` leaves its pictures in `target/screens/`. While drawing a page, see its scenes alone:
//! `ANJUNGAN_SCENES=ask,receipt cargo test -p anjungan-ui every_screen_fits`. To renew the contact sheet:
mod controls;
mod fits;
mod fixture;
mod palette;
mod stage;
mod translations;
