//! The register of company regulations and collective agreements.

use anjungan_regions::fold;
use anjungan_wire::compliance::{CompanyRule, RuleKind};
use anjungan_wire::id::Scope;
use anjungan_wire::sector;
use jiff::ToSpan as _;

use super::super::fate::{Cause, Why};
use super::{Cells, Field, Outcome, json};

/// A regulation is valid for two years, and for one more while an agreement is negotiated (Permenaker 28/2014 ps 11).
/// More is a slip.
const YEARS_MAX: i32 = 3;

pub(super) fn build(cells: &Cells<'_>, doubts: &mut Vec<Why>) -> Outcome {
    let company = cells.needed(Field::Employer, 160)?;
    let number = cells.needed(Field::Number, 80)?;
    let until = cells.needed_day(Field::Closes)?;
    let kind = kind(cells)?;
    let region = cells.region(doubts)?;
    let region = region
        .regency()
        .ok_or_else(|| Why::about(Cause::RegionUnknown, Field::Region, cells.cell(Field::Region)))?;
    let from = cells.day(Field::Opens, doubts);
    if let Some(from) = from {
        let longest = from.saturating_add(YEARS_MAX.years());
        if from > until || until > longest {
            doubts.push(Why::about(Cause::MinAboveMax, Field::Opens, cells.cell(Field::Opens)));
        }
    }
    if until < cells.around.today {
        doubts.push(Why::about(Cause::Ended, Field::Closes, cells.cell(Field::Closes)));
    }
    let id = cells.id(&[&company, &number]);
    let sector = cells.some_line(Field::Sector, 80);
    let rule = CompanyRule {
        id: id.clone(),
        company,
        kind,
        number,
        from,
        until,
        sector: sector.map(|name| sector::canonical(&name).map(String::from).unwrap_or(name)),
        region: region.clone(),
    };
    Ok((Scope::Compliance(region), id, json(&rule)))
}

/// Which of the two. A register without a column for it has only regulations.
fn kind(cells: &Cells<'_>) -> Result<RuleKind, Why> {
    let text = fold(&cells.line(Field::RuleKind, 80));
    match text.as_str() {
        "" | "pp" => Ok(RuleKind::Pp),
        "pkb" => Ok(RuleKind::Pkb),
        text if text.contains("peraturanperusahaan") || text.contains("companyregulation") => {
            Ok(RuleKind::Pp)
        }
        text if text.contains("perjanjiankerjabersama") || text.contains("collective") => Ok(RuleKind::Pkb),
        _ => Err(Why::about(Cause::RuleKindUnknown, Field::RuleKind, cells.cell(Field::RuleKind))),
    }
}
