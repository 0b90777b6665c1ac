//! Where a row is.

use anjungan_regions as regions;
use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::Place;

use super::super::fate::{Cause, Why};
use super::super::place::{SourceNames, place, regency_by_name};
use super::{Cells, Field};

impl Cells<'_> {
    /// The regency or city that the row names, or the source's own where it names none. An unknown name is a doubt
    /// with the source's own region for it; without one the row can't be placed. A region that is not the source's is a
    /// doubt too: an office publishes for its own.
    pub(super) fn region(&self, doubts: &mut Vec<Why>) -> Result<RegionCode, Why> {
        let home = self.around.region.clone();
        let cell = self.cell(Field::Region);
        let name = self.line(Field::Region, 80);
        if name.is_empty() {
            return home.ok_or_else(|| Why::of(Cause::Missing, Field::Region));
        }
        match self.named(&name, home.as_ref()) {
            Some(found) => {
                if home.is_some_and(|home| !home.contains(&found)) {
                    doubts.push(Why::about(Cause::RegionElsewhere, Field::Region, cell));
                }
                Ok(found)
            }
            None => {
                let why = Why::about(Cause::RegionUnknown, Field::Region, cell);
                let home = home.ok_or_else(|| why.clone())?;
                doubts.push(why);
                Ok(home)
            }
        }
    }

    fn named(&self, name: &str, home: Option<&RegionCode>) -> Option<RegionCode> {
        if let Ok(code) = name.parse::<RegionCode>() {
            return regions::name(code.as_str()).map(|_| code);
        }
        // "Kab. Bekasi, Jawa Barat": what comes first is the smaller.
        let first = name.split([',', '/', '–']).next().unwrap_or(name).trim();
        if let Some(code) = regency_by_name(first) {
            return code.parse().ok();
        }
        let wanted = regions::fold(regions::bare_name(first));
        let mut found: Vec<_> = regions::search(first, 40)
            .into_iter()
            .filter(|region| region.code.len() <= 4)
            .filter(|region| regions::fold(regions::bare_name(region.name)) == wanted)
            .collect();
        // "Bekasi" is two; near a source of the city's it is the city.
        if found.len() > 1
            && let Some(home) = home
        {
            found.retain(|region| region.code.starts_with(home.as_str()));
        }
        match found.as_slice() {
            [only] => only.code.parse().ok(),
            _ => None,
        }
    }

    /// The same with names in order, and the district where the row names one of the regency's.
    pub(super) fn place(&self, doubts: &mut Vec<Why>) -> Result<Place, Why> {
        let mut region = self.region(doubts)?;
        let district = self.line(Field::District, 80);
        if !district.is_empty() && region.as_str().len() == 4 {
            let wanted = regions::fold(district.trim_start_matches("Kec. ").trim_start_matches("Kecamatan "));
            let inside = regions::children(region.as_str());
            if let Some(found) = inside.iter().find(|inside| regions::fold(inside.name) == wanted)
                && let Ok(code) = found.code.parse()
            {
                region = code;
            }
        }
        place(region.as_str(), &SourceNames::default(), self.some_line(Field::Address, 240))
            .map_err(|_| Why::about(Cause::RegionUnknown, Field::Region, self.cell(Field::Region)))
    }
}
