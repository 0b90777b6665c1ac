//! Importers: what Karirhub and MagangHub answer becomes vacancies that can be shown.
//!
//! ```text
//! inputs ──read──▶ raw records ──convert──▶ vacancies ──plan──▶ changes ──publish──▶ store
//!  files, folders,   one JSON       pure, one at     against what    one transaction
//!  addresses         value each     a time           is published
//! ```
//!
//! **Architecture invariant:** the store is touched once, by one transaction, after every input was read
//! and parsed. An input that cannot be read ends the import with nothing written. A record that cannot be
//! published is refused by id with a reason, and the rest goes on.

pub mod cell;
pub mod columns;
pub mod convert;
mod day;
pub mod desk;
pub mod fate;
mod fetch;
mod field;
pub mod karirhub;
pub mod maganghub;
mod place;
mod plan;
mod read;
mod report;
pub mod rows;
pub mod run;
pub mod schedule;
pub mod sheet;
pub mod text;
pub mod title;

use std::collections::HashMap;
use std::io::Write as _;

use anjungan_wire::vacancy::Source;
use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use jiff::civil::Date;

pub use convert::{Converted, Note, Refused};
pub use plan::{Plan, convert, plan};
pub use read::{INPUT_BYTES_MAX, Raw, RawKind, ReadError, read};
pub use report::Report;

use crate::store::Store;

/// Whose format the inputs have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum SourceArg {
    /// Kemnaker's Karirhub: details, list pages.
    Karirhub,
    /// Kemnaker's MagangHub: pages of apprenticeships.
    Maganghub,
}

impl SourceArg {
    /// The source of its vacancies.
    pub fn source(self) -> Source {
        match self {
            SourceArg::Karirhub => Source::Karirhub,
            SourceArg::Maganghub => Source::Maganghub,
        }
    }
}

/// Imports `inputs` and prints the report: a table, or one JSON object. Today in WIB decides what is
/// closed, unless `as_of` is given. Fails only when an input could not be read or the store not written.
pub fn command(
    store: &mut Store,
    source: SourceArg,
    inputs: &[String],
    as_of: Option<Date>,
    json: bool,
) -> anyhow::Result<()> {
    let report = import(store, source, inputs, as_of, Timestamp::now())?;
    let text = if json { serde_json::to_string(&report)? + "\n" } else { report.to_string() };
    std::io::stdout().lock().write_all(text.as_bytes()).context("printing the report")?;
    Ok(())
}

/// Imports `inputs`, read at `now`.
pub fn import(
    store: &mut Store,
    source: SourceArg,
    inputs: &[String],
    as_of: Option<Date>,
    now: Timestamp,
) -> anyhow::Result<Report> {
    ensure!(!inputs.is_empty(), "nothing to import: name a file, a folder or an address");
    let now_s = now.as_second();
    let as_of = as_of.unwrap_or_else(|| now.to_zoned(day::wib()).date());
    let raws = read(source, inputs)?;
    let known: HashMap<_, _> = store
        .vacancies_from(source.source())?
        .into_iter()
        .map(|vacancy| (vacancy.source_id.clone(), vacancy))
        .collect();
    let Plan { changes, report } = plan(&raws, &known, as_of, now_s);
    ensure!(report.adds_up(), "the import's counts don't add up: {report}");
    // An import that changes nothing still tells when the source was last heard.
    let published = store.publish(changes, now_s)?;
    // The converters keep every text short enough for a row; this would be a mistake of theirs.
    for id in published.too_large {
        tracing::error!(id, "counted, but not published: too large for a terminal");
    }
    Ok(report)
}
