//! The console as a browser meets it: real sockets, real cookies, no JavaScript.

mod alerts;
pub mod content;
pub mod desk;
mod figures;
mod fleet;
mod guards;
mod imports;
mod join;
mod looks;
mod matrix;
mod menu;
mod offices;
mod partners;
mod passkeys;
mod people;
mod pictures;
mod public;
mod settings;
mod slides;
mod updates;
mod work;
