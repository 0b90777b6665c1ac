//! The kiosk's screens. Everything here is generated from `ui/ui/*.slint`; nothing here knows
//! vacancies, printers or networks. The terminal's `screen` module is the only user.
#![allow(clippy::all, missing_docs)]
slint::include_modules!();
