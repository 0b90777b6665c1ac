//! Makes `wording::Code` and `wording::LogEvent` of `assets/codes.toml`.

#[path = "build/codes.rs"]
mod codes;

use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed={}", codes::SOURCE);
    println!("cargo::rerun-if-changed=build/codes.rs");
    if let Err(say) = make() {
        println!("cargo::error={say}");
    }
}

fn make() -> Result<(), String> {
    let text = std::fs::read_to_string(codes::SOURCE)
        .map_err(|why| format!("{}: cannot be read ({why}): put it back", codes::SOURCE))?;
    let catalogue = codes::read(&text).map_err(|fault| fault.to_string())?;
    let folder = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or("cargo gave no OUT_DIR")?;
    let path = folder.join("codes.rs");
    std::fs::write(&path, codes::rust(&catalogue))
        .map_err(|why| format!("{}: cannot be written ({why}): make room", path.display()))
}
