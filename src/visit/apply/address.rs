//! Where somebody lives: on their identity card, and where they really do. From province to village, and the
//! postcode comes with the village.

use anjungan_wire::application::limits;
use anjungan_wire::nik::Nik;

use super::ask::{Ask, Context, Go, choose, option, typed};
use super::draft::{Address, Draft};
use crate::visit::Machine;
use crate::visit::form::Touch;
use crate::visit::form::line::{Letters, Line};
use crate::visit::form::picker::{Picker, full_name};
use crate::wording::Phrase;
use crate::wording::apply as words;

const STREET: Line = Line::new(Letters::Words, limits::LINE_MAX);
const BLOCK: Line = Line::new(Letters::Figures, 6);

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Which {
    Card,
    Home,
}

const LIVES_ELSEWHERE: [(bool, &str, Phrase); 2] =
    [(false, "here", words::YES), (true, "elsewhere", words::LIVES_ELSEWHERE)];

fn of(draft: &Draft, which: Which) -> &Address {
    match which {
        Which::Card => &draft.address,
        Which::Home => &draft.home,
    }
}

fn of_mut(draft: &mut Draft, which: Which) -> &mut Address {
    match which {
        Which::Card => &mut draft.address,
        Which::Home => &mut draft.home,
    }
}

/// Where the picker opens. The NIK's district is where somebody was first registered and nobody's address: near the
/// kiosk it saves steps, elsewhere the kiosk's own region is the likelier one.
pub(super) fn near(nik: &Nik, machine: &Machine) -> Picker {
    let here = machine.region.as_str();
    if nik.district().starts_with(&here[..2]) && anjungan_regions::name(nik.district()).is_some() {
        Picker::at(nik.district())
    } else {
        at_kiosk(machine)
    }
}

/// The list of the kiosk's districts.
pub(super) fn at_kiosk(machine: &Machine) -> Picker {
    Picker::at(machine.near_region().as_str())
}

pub(super) fn village(draft: &Draft, which: Which, context: &Context<'_>) -> Ask {
    let said = match which {
        Which::Card => words::VILLAGE,
        Which::Home => words::HOME_VILLAGE,
    };
    let picker = &of(draft, which).village;
    let field = picker.field(words::PLACE_PLACEHOLDER.of(context.lang));
    let mut ask = Ask::new(context, said, field);
    match picker.village() {
        // Who comes back sees what they had chosen.
        Some(village) => ask.hint = full_name(&village),
        None => {
            ask.next_label.clear();
            ask.next_enabled = false;
        }
    }
    ask
}

/// The card is made by the office of the address on the identity card.
pub(super) fn office_warning(draft: &Draft, context: &Context<'_>) -> String {
    let regency = draft.address.village.code().and_then(|code| code.regency());
    match regency {
        Some(regency) if regency != context.office.region => {
            let name = anjungan_regions::name(regency.as_str()).unwrap_or_default();
            words::OTHER_OFFICE.with(context.lang, name)
        }
        Some(_) | None => String::new(),
    }
}

pub(super) fn pick(draft: &mut Draft, which: Which, touch: &Touch) -> Go {
    if of_mut(draft, which).village.edit(touch) { Go::On } else { Go::Changed }
}

pub(super) fn village_fault(draft: &Draft, which: Which) -> Option<Phrase> {
    of(draft, which).village.village().is_none().then_some(words::VILLAGE_MISSING)
}

pub(super) fn street(draft: &Draft, which: Which, context: &Context<'_>) -> Ask {
    let said = match which {
        Which::Card => words::STREET,
        Which::Home => words::HOME_STREET,
    };
    let ask = Ask::line(context, said, STREET, &of(draft, which).street)
        .placeholder(words::STREET_PLACEHOLDER.of(context.lang));
    match which {
        Which::Card => ask.warning(office_warning(draft, context)),
        Which::Home => ask,
    }
}

pub(super) fn type_street(draft: &mut Draft, which: Which, touch: &Touch) -> Go {
    typed(STREET, touch, &mut of_mut(draft, which).street)
}

pub(super) fn street_fault(draft: &Draft, which: Which) -> Option<Phrase> {
    (of(draft, which).street.trim().chars().count() < 2).then_some(words::MISSING)
}

pub(super) fn block(draft: &Draft, which: Which, context: &Context<'_>) -> Ask {
    let said = match which {
        Which::Card => words::BLOCK,
        Which::Home => words::HOME_BLOCK,
    };
    let shown = written(&of(draft, which).block);
    Ask::line(context, said, BLOCK, &shown).placeholder("003/007").skip(context.say(words::NO_BLOCK))
}

/// `003/007`, as on identity cards.
fn written(block: &str) -> String {
    match block.split_at_checked(3) {
        Some((rt, rw)) => format!("{rt}/{rw}"),
        None => block.into(),
    }
}

pub(super) fn type_block(draft: &mut Draft, which: Which, touch: &Touch) -> Go {
    typed(BLOCK, touch, &mut of_mut(draft, which).block)
}

pub(super) fn block_fault(draft: &Draft, which: Which) -> Option<Phrase> {
    (of(draft, which).block.len() != 6).then_some(words::BLOCK_BAD)
}

pub(super) fn clear_block(draft: &mut Draft, which: Which) {
    of_mut(draft, which).block.clear();
}

pub(super) fn lives_here(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen = |elsewhere| draft.elsewhere == Some(elsewhere);
    let options = LIVES_ELSEWHERE.map(|(value, id, label)| option(context, id, label, chosen(value)));
    let mut ask = Ask::choice(context, words::LIVES_HERE, options.into());
    ask.hint = line(&draft.address);
    ask
}

pub(super) fn choose_lives_here(draft: &mut Draft, touch: &Touch, context: &Context<'_>) -> Go {
    let go = choose(&LIVES_ELSEWHERE, touch, &mut draft.elsewhere);
    if go == Go::On && draft.home.village.code().is_none() {
        draft.home.village = at_kiosk(context.machine);
    }
    go
}

/// "Jl. Melati 5, RT 003/RW 007, Telaga Asih, …"
fn line(address: &Address) -> String {
    let mut parts = vec![address.street.trim().to_owned()];
    if let Some((rt, rw)) = address.block.split_at_checked(3) {
        parts.push(format!("RT {rt}/RW {rw}"));
    }
    parts.extend(address.village.village().map(|village| full_name(&village)));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// What is read back.
pub(super) fn rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let home = match draft.elsewhere {
        Some(true) => line(&draft.home),
        Some(false) => context.say(words::SAME_ADDRESS),
        None => String::new(),
    };
    let postcode = draft.address.village.village().map_or("", |village| village.postcode);
    [
        (words::LABEL_ADDRESS, line(&draft.address)),
        (words::LABEL_POSTCODE, postcode.into()),
        (words::LABEL_HOME, home),
    ]
    .map(|(label, value)| (context.say(label), value))
    .into()
}
