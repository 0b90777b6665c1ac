//! A village, from province to village, or by typing its name. Answers come from memory.

use anjungan_regions as regions;
use anjungan_wire::id::RegionCode;

use super::line::{Letters, Line};
use super::{Event, Field, PlaceOption, Touch};

/// Places listed for what was typed, at most.
const FOUND_MAX: usize = 30;

/// Villages among them, at most: a name that hundreds of villages have must leave room for the city of that name.
const VILLAGES_MAX: usize = 15;

/// What is typed to find one.
const QUERY: Line = Line::new(Letters::Words, 40);

/// The picker.
#[derive(Clone, PartialEq, Eq, Default)]
pub(in crate::visit) struct Picker {
    /// The region whose parts are listed; empty: Indonesia.
    within: String,
    query: String,
    chosen: Option<RegionCode>,
}

impl Picker {
    /// Opens at `within`, or at the smallest region around it that exists.
    pub(in crate::visit) fn at(within: &str) -> Self {
        let known = [6, 4, 2].into_iter().filter_map(|depth| within.get(..depth));
        let known = known.into_iter().find(|code| regions::name(code).is_some());
        Self { within: known.unwrap_or_default().into(), ..Self::default() }
    }

    /// The village.
    pub(in crate::visit) fn village(&self) -> Option<regions::Village> {
        self.chosen.as_ref().and_then(|code| regions::village(code.as_str()))
    }

    /// The village's code.
    pub(in crate::visit) fn code(&self) -> Option<&RegionCode> {
        self.chosen.as_ref()
    }

    /// Does what was touched. `true`: a village was chosen just now.
    pub(in crate::visit) fn edit(&mut self, touch: &Touch) -> bool {
        match touch {
            Touch::On(Event::PlaceChosen(code)) => self.choose(code),
            Touch::On(Event::LevelUp) => {
                let depth = self.within.len().saturating_sub(2);
                self.within.truncate(depth);
                self.query.clear();
                false
            }
            Touch::Key(_) | Touch::On(Event::Typed(_) | Event::Erase) => {
                QUERY.edit(&mut self.query, touch);
                false
            }
            Touch::On(
                Event::Chosen(_)
                | Event::Checked { .. }
                | Event::Digit(_)
                | Event::PartChosen(_)
                | Event::MonthChosen(_)
                | Event::SuggestionChosen(_)
                | Event::RowChosen(_)
                | Event::RowRemoved(_)
                | Event::RowAdded
                | Event::Shown(_)
                | Event::Capture
                | Event::Retake
                | Event::EditChosen(_)
                | Event::Next
                | Event::Skip
                | Event::Help,
            ) => false,
        }
    }

    /// Only what is on a list can be chosen.
    fn choose(&mut self, code: &str) -> bool {
        if let Some(village) = regions::village(code) {
            self.within = village.code[..6].into();
            self.chosen = village.code.parse().ok();
            self.query.clear();
            return self.chosen.is_some();
        }
        if code.len() <= 6 && regions::name(code).is_some() {
            self.within = code.into();
            self.query.clear();
        }
        false
    }

    /// What it shows.
    pub(in crate::visit) fn field(&self, placeholder: &str) -> Field {
        let above = [2, 4, 6].into_iter().filter_map(|depth| self.within.get(..depth));
        let above = above.filter_map(regions::name).map(String::from);
        let breadcrumbs = std::iter::once("Indonesia".to_owned()).chain(above).collect();
        let options = if self.query.trim().is_empty() { self.listed() } else { self.found() };
        Field::Place { breadcrumbs, options, query: self.query.clone(), placeholder: placeholder.into() }
    }

    fn listed(&self) -> Vec<PlaceOption> {
        if self.within.len() == 6 {
            return regions::villages(&self.within)
                .iter()
                .map(|it| village(it, it.postcode.into()))
                .collect();
        }
        let parts = regions::children(&self.within).into_iter();
        parts
            .map(|region| PlaceOption {
                code: region.code.into(),
                name: region.name.into(),
                note: String::new(),
            })
            .collect()
    }

    /// Villages near first, then larger regions anywhere.
    fn found(&self) -> Vec<PlaceOption> {
        let near = self.within.get(..4).or(self.within.get(..2)).unwrap_or_default();
        let mut villages = regions::search_villages(&self.query, near, VILLAGES_MAX);
        if villages.is_empty() {
            let province = self.within.get(..2).unwrap_or_default();
            villages = regions::search_villages(&self.query, province, VILLAGES_MAX);
        }
        let villages = villages.iter().map(|it| village(it, inside(it.code)));
        let larger = regions::search(&self.query, FOUND_MAX).into_iter().map(|region| PlaceOption {
            code: region.code.into(),
            name: region.name.into(),
            note: inside(region.code),
        });
        villages.chain(larger).take(FOUND_MAX).collect()
    }
}

fn village(village: &regions::Village, note: String) -> PlaceOption {
    PlaceOption { code: village.code.into(), name: village.name.into(), note }
}

/// "Cikarang Barat, Kab. Bekasi": what a place lies in, two levels at most.
fn inside(code: &str) -> String {
    let above = [6, 4, 2].into_iter().filter(|depth| *depth < code.len());
    let names: Vec<&str> = above.filter_map(|depth| regions::name(&code[..depth])).take(2).collect();
    names.join(", ")
}

/// "Telaga Asih, Cikarang Barat, Kab. Bekasi, Jawa Barat", for the read-back.
pub(in crate::visit) fn full_name(village: &regions::Village) -> String {
    let above = [6, 4, 2].into_iter().filter_map(|depth| regions::name(village.code.get(..depth)?));
    std::iter::once(village.name).chain(above).collect::<Vec<_>>().join(", ")
}
