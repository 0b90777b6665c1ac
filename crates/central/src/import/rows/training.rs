//! Trainings out of a file.

use anjungan_wire::content::{Bilingual, Content, Item, Period, Target, Training};

use super::super::fate::{Cause, Why};
use super::{Cells, Field, Outcome, json, wire_line, wire_prose};

pub(super) fn build(cells: &Cells<'_>, doubts: &mut Vec<Why>) -> Outcome {
    let title = cells.needed(Field::Title, 120)?;
    let starts = cells.needed_day(Field::Opens)?;
    let region = cells.region(doubts)?;
    let ends = match cells.day(Field::Closes, doubts) {
        Some(ends) if ends < starts => {
            doubts.push(Why::about(Cause::MinAboveMax, Field::Opens, cells.cell(Field::Opens)));
            starts
        }
        Some(ends) => ends,
        None => starts,
    };
    if ends < cells.around.today {
        doubts.push(Why::about(Cause::Ended, Field::Closes, cells.cell(Field::Closes)));
    }
    let register_until = cells.day(Field::RegisterUntil, doubts);
    if register_until.is_some_and(|until| until > ends) {
        doubts.push(Why::about(Cause::MinAboveMax, Field::RegisterUntil, cells.cell(Field::RegisterUntil)));
    }
    let (places, places_left) = (cells.number(Field::Wanted, doubts), cells.number(Field::Left, doubts));
    if places_left.zip(places).is_some_and(|(left, places): (u32, u32)| left > places) {
        doubts.push(Why::about(Cause::PartAboveWhole, Field::Left, cells.cell(Field::Left)));
    }
    let place_name = anjungan_regions::name(region.as_str()).unwrap_or_default();
    let or = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
    let organiser = cells.needed(Field::Organiser, 120)?;
    let id = cells.id(&[&title, &organiser, &starts.to_string()]);
    let training = Training {
        title: Bilingual { id: wire_line(&title, Field::Title)?, en: None },
        organiser: wire_line(&organiser, Field::Organiser)?,
        place: wire_line(&or(cells.line(Field::Place, 160), place_name), Field::Place)?,
        region,
        starts,
        ends,
        register_until,
        places,
        places_left,
        requirements: wire_prose(&cells.prose(Field::Requirements, 2_000)),
        cost: Bilingual {
            id: wire_line(&or(cells.line(Field::Cost, 120), "Tanyakan kepada penyelenggara"), Field::Cost)?,
            en: None,
        },
        contact: wire_line(&or(cells.line(Field::Contact, 160), &organiser), Field::Contact)?,
        how_to_register: wire_prose(&or(
            cells.prose(Field::HowToRegister, 1_000),
            "Hubungi penyelenggara atau tanyakan kepada petugas.",
        ))
        .ok_or_else(|| Why::of(Cause::TextUnusable, Field::HowToRegister))?,
        // Checked already.
        url: cells.link(doubts).and_then(|link| link.parse().ok()),
    };
    let content =
        Content { period: Period::ALWAYS, target: Target::default(), item: Item::Training(training) };
    let scope = content.item.scope().ok_or_else(|| Why::of(Cause::TextUnusable, Field::Title))?;
    Ok((scope, id, json(&content)))
}
