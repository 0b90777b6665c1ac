//! Employers out of a file.

use anjungan_wire::content::{Content, Employer, Item, Period, Target};
use anjungan_wire::sector;

use super::super::fate::{Cause, Why};
use super::{Cells, Field, Outcome, json, wire_line, wire_prose};

pub(super) fn build(cells: &Cells<'_>, doubts: &mut Vec<Why>) -> Outcome {
    let name = cells.needed(Field::Employer, 120)?;
    let region = cells.region(doubts)?;
    let id = cells.id(&[&name, region.as_str()]);
    let sector = cells.some_line(Field::Sector, 80);
    let sector = sector.map(|name| sector::canonical(&name).map(String::from).unwrap_or(name));
    let employer = Employer {
        name: wire_line(&name, Field::Employer)?,
        region,
        sector: sector.map(|name| wire_line(&name, Field::Sector)).transpose()?,
        address: cells
            .some_line(Field::Address, 200)
            .map(|text| wire_line(&text, Field::Address))
            .transpose()?,
        about: wire_prose(&cells.prose(Field::Description, 2_000)),
        // Checked already.
        url: cells.link(doubts).and_then(|link| link.parse().ok()),
    };
    let content =
        Content { period: Period::ALWAYS, target: Target::default(), item: Item::Employer(employer) };
    let scope = content.item.scope().ok_or_else(|| Why::of(Cause::TextUnusable, Field::Employer))?;
    Ok((scope, id, json(&content)))
}
