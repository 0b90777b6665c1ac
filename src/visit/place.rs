//! Place: province, regency, district, one level at a time; or any of them by typing its name.

use anjungan_wire::id::RegionCode;

use super::machine::region_name;
use super::search::edited;
use super::{Effect, Key, Request, Turn};
use crate::catalogue::{PlaceCount, Query};
use crate::wording::{self, Lang};

/// Places listed for what was typed, at most.
const FOUND_MAX: usize = 30;

/// A touch on Place, or the answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The whole text of the field.
    QueryEdited(String),
    /// The field was emptied.
    QueryCleared,
    /// A place, by its code.
    PlaceChosen(String),
    /// To the level above.
    LevelUp,
    /// The whole of the last breadcrumb.
    WholeChosen,
    /// The keyboard is to open or close.
    KeyboardWanted(bool),
    /// The answer to [`Effect::Places`].
    Counted {
        /// To which.
        request: Request,
        /// How many vacancies there are in each part.
        places: Vec<PlaceCount>,
    },
}

/// The picker.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Picker {
    /// The search whose place is being picked, without its place.
    query: Query,
    within: Option<RegionCode>,
    words: String,
    keyboard_open: bool,
    asked: Option<Request>,
    counts: Option<Vec<PlaceCount>>,
}

/// A place was picked; `None`: all of Indonesia.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Chosen(pub(super) Option<RegionCode>);

impl Picker {
    /// Opens at the neighbours of the place now searched.
    pub(super) fn open(query: &Query, turn: &mut Turn<'_>) -> Self {
        let within = query.place.as_ref().and_then(parent);
        let mut picker = Self {
            query: Query { place: None, ..query.clone() },
            within: None,
            words: String::new(),
            keyboard_open: false,
            asked: None,
            counts: None,
        };
        picker.go(within, turn);
        picker
    }

    pub(super) fn key(&mut self, key: Key) {
        match key {
            Key::Text(text) => self.words = edited(&self.words, &text),
            Key::Done => self.keyboard_open = false,
        }
    }

    /// Gives the place back when one is picked.
    pub(super) fn step(&mut self, event: Event, turn: &mut Turn<'_>) -> Option<Chosen> {
        match event {
            Event::QueryEdited(words) => self.words = edited("", &words),
            Event::QueryCleared => self.words.clear(),
            Event::KeyboardWanted(wanted) => self.keyboard_open = wanted,
            Event::WholeChosen => return Some(Chosen(self.within.clone())),
            Event::LevelUp => {
                let above = self.within.as_ref().and_then(parent);
                self.go(above, turn);
            }
            Event::PlaceChosen(code) => {
                // Only what is on a list of regions can be chosen.
                let code: RegionCode = code.parse().ok().filter(|code| !region_name(code).is_empty())?;
                if anjungan_regions::children(code.as_str()).is_empty() {
                    return Some(Chosen(Some(code)));
                }
                self.go(Some(code), turn);
            }
            Event::Counted { request, places } => {
                if self.asked == Some(request) {
                    self.asked = None;
                    self.counts = Some(places);
                }
            }
        }
        None
    }

    fn go(&mut self, within: Option<RegionCode>, turn: &mut Turn<'_>) {
        let request = turn.request();
        self.within = within;
        self.words.clear();
        self.keyboard_open = false;
        self.counts = None;
        self.asked = Some(request);
        turn.ask(Effect::Places { request, within: self.within.clone(), query: self.query.clone() });
    }
}

/// The region that contains `code`; `None`: Indonesia.
fn parent(code: &RegionCode) -> Option<RegionCode> {
    match code.as_str().len() {
        4 => Some(code.province()),
        6 => code.regency(),
        10 => code.district(),
        // A province.
        _ => None,
    }
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The levels above: "Indonesia", "Jawa Barat".
    pub breadcrumbs: Vec<String>,
    /// The places.
    pub options: Vec<OptionView>,
    /// The text of the field.
    pub query: String,
    /// "Semua di Jawa Barat"
    pub whole_label: String,
    /// The keyboard is up.
    pub keyboard_open: bool,
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionView {
    /// What comes back in [`Event::PlaceChosen`].
    pub code: String,
    /// Its name; of what was typed also what it lies in.
    pub name: String,
    /// Vacancies there; below 0 is not shown.
    pub count: i32,
    /// The same in words: "12.057 lowongan"; empty where it is not shown.
    pub note: String,
}

pub(super) fn view(picker: &Picker, lang: Lang) -> View {
    let mut above = Vec::new();
    let mut at = picker.within.clone();
    while let Some(code) = at {
        above.push(region_name(&code).to_owned());
        at = parent(&code);
    }
    above.push("Indonesia".to_owned());
    above.reverse();
    let typed = !picker.words.trim().is_empty();
    let options = if typed {
        anjungan_regions::search(&picker.words, FOUND_MAX)
            .into_iter()
            .map(|region| option(picker, region.code, full_name(region.code), lang))
            .collect()
    } else {
        let within = picker.within.as_ref().map_or("", RegionCode::as_str);
        let by_name = anjungan_regions::children(within).into_iter();
        let mut options: Vec<_> =
            by_name.map(|region| option(picker, region.code, region.name.into(), lang)).collect();
        // Where there is nothing comes last; each part stays in the order of names.
        options.sort_by_key(|option| option.count == 0);
        options
    };
    let whole = picker.within.as_ref().map(region_name);
    View {
        breadcrumbs: above,
        options,
        query: picker.words.clone(),
        whole_label: if typed { String::new() } else { wording::whole_place(lang, whole) },
        keyboard_open: picker.keyboard_open,
    }
}

fn option(picker: &Picker, code: &str, name: String, lang: Lang) -> OptionView {
    // A place that the answer does not name has none; of places elsewhere nothing is known.
    let within = picker.within.as_ref().map_or("", RegionCode::as_str);
    let counted = code.len() == within.len() + 2 && code.starts_with(within);
    let count = picker.counts.as_ref().filter(|_| counted).map_or(-1, |counts| {
        let found = counts.iter().find(|place| place.code.as_str() == code);
        found.map_or(0, |place| i32::try_from(place.count).unwrap_or(i32::MAX))
    });
    let note = u64::try_from(count).map_or_else(|_| String::new(), |count| wording::vacancies(lang, count));
    OptionView { code: code.into(), name, count, note }
}

/// "Cikarang Barat, Kab. Bekasi": a district's name alone says little.
fn full_name(code: &str) -> String {
    let names = [code.get(..6), code.get(..4), code.get(..2)];
    let names: Vec<&str> = names.into_iter().flatten().filter_map(anjungan_regions::name).collect();
    names.get(..2).unwrap_or(&names).join(", ")
}
