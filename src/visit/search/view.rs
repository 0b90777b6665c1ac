//! The list in words.

use anjungan_wire::vacancy::Employment;

use super::{Chip, EMPLOYER_CHARS, EMPLOYER_CHIP, Search};
use crate::catalogue::{Card, Widening};
use crate::visit::Machine;
use crate::visit::filters::in_force;
use crate::visit::machine::region_name;
use crate::wording::{self, Lang};

/// A vacancy is new for so many days.
const NEW_DAYS: i32 = 3;

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The text of the field.
    pub query: String,
    /// What stands in the empty field.
    pub placeholder: String,
    /// The place searched.
    pub place_label: String,
    /// Filters in force.
    pub filter_count: u32,
    /// The cards.
    pub results: Vec<CardView>,
    /// How many match in all.
    pub total: u32,
    /// The list is about to change.
    pub busy: bool,
    /// "312 lowongan di Kab. Bekasi"
    pub summary: String,
    /// Orders and quick filters.
    pub chips: Vec<ChipView>,
    /// Wider searches.
    pub widenings: Vec<WideningView>,
    /// The keyboard is up.
    pub keyboard_open: bool,
    /// Another spelling was searched.
    pub spelling_note: String,
    /// The first of them can be printed on a sheet.
    pub can_print_list: bool,
    /// Changes when the list is a new one.
    pub generation: u32,
}

/// A card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardView {
    /// The row id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Who offers it.
    pub employer: String,
    /// Where.
    pub place: String,
    /// What it pays.
    pub wage: String,
    /// When it closes.
    pub closes: String,
    /// "Baru", "Magang", or nothing.
    pub badge: String,
    /// It closes within days.
    pub urgent: bool,
}

/// A chip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChipView {
    /// What comes back in [`super::Event::ChipToggled`].
    pub id: String,
    /// Its words.
    pub label: String,
    /// In force.
    pub active: bool,
}

/// A wider search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WideningView {
    /// What comes back in [`super::Event::WideningChosen`].
    pub id: String,
    /// How it is wider.
    pub label: String,
    /// What it finds.
    pub count: u32,
    /// The same in words: "12.057"
    pub count_label: String,
}

pub(in crate::visit) fn view(search: &Search, machine: &Machine, tickets_begun: u32, lang: Lang) -> View {
    let place = search.query.place.as_ref().map(region_name);
    let chip = |chip: Chip| ChipView {
        id: chip.id().into(),
        label: chip.words(lang).into(),
        active: chip.active(&search.query),
    };
    let employer = search.query.employer.as_deref().map(|name| ChipView {
        id: EMPLOYER_CHIP.into(),
        label: wording::only_employer(lang, &shortened(name)),
        active: true,
    });
    let widening = |(at, widening): (usize, &Widening)| WideningView {
        id: at.to_string(),
        label: wording::widening(lang, &widening.kind),
        count: widening.count,
        count_label: wording::number(lang, widening.count.into()),
    };
    let summary = if search.failed {
        wording::search_failed(lang).into()
    } else if search.first.is_some() && search.generation == 0 {
        String::new()
    } else {
        wording::found(lang, search.total, place)
    };
    View {
        query: search.query.words.clone(),
        placeholder: wording::search_placeholder(lang).into(),
        place_label: wording::place_label(lang, place),
        filter_count: in_force(&search.query),
        results: search.cards.iter().map(|card| card_view(card, machine, lang)).collect(),
        total: search.total,
        busy: search.first.is_some() || search.more.is_some(),
        summary,
        chips: employer.into_iter().chain(Chip::ALL.into_iter().map(chip)).collect(),
        widenings: search.widenings.iter().enumerate().map(widening).collect(),
        keyboard_open: search.keyboard_open,
        spelling_note: search
            .corrected
            .as_ref()
            .map_or_else(String::new, |words| wording::spelling(lang, words)),
        can_print_list: search.can_print_list(machine, tickets_begun),
        generation: search.generation,
    }
}

/// A name that leaves room for other chips.
fn shortened(name: &str) -> String {
    if name.chars().count() <= EMPLOYER_CHARS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(EMPLOYER_CHARS - 1).collect();
    format!("{}…", kept.trim_end())
}

fn card_view(card: &Card, machine: &Machine, lang: Lang) -> CardView {
    let today = machine.today();
    let place = [card.district.as_deref(), card.regency.as_deref()];
    let place: Vec<&str> = place.into_iter().flatten().collect();
    CardView {
        id: card.row_id.clone(),
        title: card.title.clone(),
        employer: wording::employer(lang, card.employer.as_deref()),
        place: if place.is_empty() { card.province.clone() } else { place.join(", ") },
        wage: wording::wage_line(lang, card.wage),
        closes: wording::closes_line(lang, card.closes, today),
        badge: badge(lang, card.employment, wording::days_left(today, card.opens)),
        urgent: wording::days_left(card.closes, today) <= wording::URGENT_DAYS,
    }
}

/// "Magang" before "Baru": what sort of work it is matters more than its age.
pub(in crate::visit) fn badge(lang: Lang, employment: Employment, days_open: i32) -> String {
    match employment {
        Employment::Internship | Employment::Apprenticeship => {
            wording::employment(lang, employment).unwrap_or_default().into()
        }
        Employment::FullTime
        | Employment::Contract
        | Employment::PartTime
        | Employment::Daily
        | Employment::NotStated => {
            if (0..=NEW_DAYS).contains(&days_open) {
                wording::pick(lang, "Baru", "New").into()
            } else {
                String::new()
            }
        }
    }
}
