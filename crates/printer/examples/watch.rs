//! Says what a printer says of itself, a line a change, until its input ends.
//!
//! ```text
//! watch ADDRESS PROFILE
//! ```
//!
//! ADDRESS and PROFILE as for `to-emulator`. A line is `ready`, or why it would not print, and whether its roll is
//! nearly used up.

use std::io::Read as _;

use anjungan_printer::driver::{Printer, Status};
use anjungan_printer::profile::Profile;
use anjungan_printer::status::PaperState;
use anjungan_printer::transport::Address;
use anyhow::{Context as _, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, profile] = &arguments[..] else { bail!("watch ADDRESS PROFILE") };
    let address: Address = address.parse()?;
    let profile = if profile.ends_with(".toml") {
        Profile::from_toml(&std::fs::read_to_string(profile).with_context(|| profile.clone())?)?
    } else {
        Profile::named(profile)?
    };
    let printer = Printer::start(address, profile);
    printer.subscribe(Box::new(|status| println!("{}", words(status))));
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn words(status: Status) -> String {
    let state = status.refusal().map_or_else(|| "ready".to_owned(), |cause| cause.to_string());
    let near_end = if status.paper == PaperState::NearEnd { ", paper nearly used up" } else { "" };
    format!("{state}{near_end}")
}
