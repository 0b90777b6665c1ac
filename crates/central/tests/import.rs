//! Importing, through the library and a real store: the real records of both sources, each sort of dirt,
//! and inputs that cannot be read.

#[path = "import/dirt.rs"]
mod dirt;
#[path = "import/fixtures.rs"]
mod fixtures;
#[path = "import/inputs.rs"]
mod inputs;
#[path = "import/large.rs"]
mod large;
#[path = "import/network.rs"]
mod network;
#[path = "import/real.rs"]
mod real;
#[path = "import/runs.rs"]
mod runs;
#[path = "import/sheets.rs"]
pub mod sheets;
