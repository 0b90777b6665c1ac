//! Who somebody is, as on their identity card, and how to reach them.

use anjungan_wire::application::{Marital, Religion, limits};
use anjungan_wire::nik::{Sex, age_on};

use super::ask::{Ask, Context, Go, choose, label, options, typed};
use super::draft::Draft;
use super::nik;
use crate::visit::day::DayAnswer;
use crate::visit::form::line::{Letters, Line};
use crate::visit::form::{Event, Touch};
use crate::wording::Phrase;
use crate::wording::apply as words;

pub(super) const NAME: Line = Line::new(Letters::Capitals, limits::NAME_MAX);
const PLACE: Line = Line::new(Letters::Words, limits::NAME_MAX);
/// 08 and up to eleven more.
const PHONE: Line = Line::new(Letters::Figures, 13);
const EMAIL: Line = Line::new(Letters::Email, limits::LINE_MAX);

pub(super) const SEXES: [(Sex, &str, Phrase); 2] =
    [(Sex::Male, "male", words::MALE), (Sex::Female, "female", words::FEMALE)];

pub(super) const RELIGIONS: [(Religion, &str, Phrase); 7] = [
    (Religion::Islam, "islam", words::ISLAM),
    (Religion::Catholic, "catholic", words::CATHOLIC),
    (Religion::Protestant, "protestant", words::PROTESTANT),
    (Religion::Hindu, "hindu", words::HINDU),
    (Religion::Buddhist, "buddhist", words::BUDDHIST),
    (Religion::Confucian, "confucian", words::CONFUCIAN),
    (Religion::Other, "other", words::OTHER_RELIGION),
];

pub(super) const MARITALS: [(Marital, &str, Phrase); 4] = [
    (Marital::Single, "single", words::SINGLE),
    (Marital::Married, "married", words::MARRIED),
    (Marital::Divorced, "divorced", words::DIVORCED),
    (Marital::Widowed, "widowed", words::WIDOWED),
];

pub(super) fn name(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::NAME, NAME, &draft.name)
}

pub(super) fn type_name(draft: &mut Draft, touch: &Touch) -> Go {
    typed(NAME, touch, &mut draft.name)
}

/// There are names of one word; of one letter there are none on identity cards.
pub(super) fn name_fault(name: &str) -> Option<Phrase> {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (letters < 2).then_some(words::NAME_BAD)
}

pub(super) fn birth_place(draft: &Draft, context: &Context<'_>) -> Ask {
    let suggestions = birth_places(draft, context);
    Ask::line(context, words::BIRTH_PLACE, PLACE, &draft.birth_place).suggesting(suggestions)
}

/// Regencies and cities: those that what was typed may mean; before that, where the NIK was given and where this is.
fn birth_places(draft: &Draft, context: &Context<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let name = name.to_owned();
        if !name.is_empty() && !names.contains(&name) && names.len() < SUGGESTIONS_MAX {
            names.push(name);
        }
    };
    if draft.birth_place.trim().is_empty() {
        let registered = nik::parsed(draft).and_then(|nik| anjungan_regions::name(&nik.district()[..4]));
        for name in registered.into_iter().chain([context.machine.near_name()]) {
            add(anjungan_regions::bare_name(name));
        }
    } else {
        let regencies = anjungan_regions::search(&draft.birth_place, 20).into_iter();
        for region in regencies.filter(|region| region.code.len() == 4) {
            add(anjungan_regions::bare_name(region.name));
        }
    }
    names
}

/// As many as fit above a keyboard.
pub(super) const SUGGESTIONS_MAX: usize = 4;

pub(super) fn type_birth_place(draft: &mut Draft, touch: &Touch) -> Go {
    typed(PLACE, touch, &mut draft.birth_place)
}

pub(super) fn birth_date(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::new(context, words::BIRTH_DATE, draft.born.field(context.lang))
        .enabled(draft.born != DayAnswer::default())
        .warning(nik::birth_warning(draft, context))
}

pub(super) fn birth_fault(draft: &Draft, context: &Context<'_>) -> Option<Phrase> {
    match draft.born.day() {
        None if draft.born.error(context.lang).is_empty() => Some(words::DATE_UNFINISHED),
        None => Some(words::DATE_IMPOSSIBLE),
        Some(born) if born > context.today() => Some(words::DATE_AHEAD),
        // The oldest people there have ever been were 122.
        Some(born) if age_on(born, context.today()) > 122 => Some(words::DATE_LONG_AGO),
        Some(_) => None,
    }
}

pub(super) fn sex(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.sex.into_iter().collect();
    Ask::choice(context, words::SEX, options(context, &SEXES, &chosen))
        .warning(nik::sex_warning(draft, context))
}

/// Another than the NIK says is pointed out before it goes on: that one's "Lanjut" does.
pub(super) fn choose_sex(draft: &mut Draft, touch: &Touch, context: &Context<'_>) -> Go {
    let go = choose(&SEXES, touch, &mut draft.sex);
    if go == Go::On && !nik::sex_warning(draft, context).is_empty() { Go::Changed } else { go }
}

pub(super) fn religion(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.religion.into_iter().collect();
    Ask::choice(context, words::RELIGION, options(context, &RELIGIONS, &chosen))
}

pub(super) fn marital(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.marital.into_iter().collect();
    Ask::choice(context, words::MARITAL, options(context, &MARITALS, &chosen))
}

pub(super) fn phone(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::PHONE, PHONE, &draft.phone)
        .placeholder("0812…")
        .skip(context.say(words::NO_PHONE))
}

pub(super) fn type_phone(draft: &mut Draft, touch: &Touch) -> Go {
    typed(PHONE, touch, &mut draft.phone)
}

pub(super) fn phone_fault(draft: &Draft) -> Option<Phrase> {
    let fits = draft.phone.starts_with("08") && draft.phone.len() >= 10;
    (!fits).then_some(words::PHONE_BAD)
}

pub(super) fn email(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::EMAIL, EMAIL, &draft.email)
        .placeholder("nama@contoh.id")
        .skip(context.say(words::NO_EMAIL))
}

pub(super) fn type_email(draft: &mut Draft, touch: &Touch) -> Go {
    typed(EMAIL, touch, &mut draft.email)
}

pub(super) fn email_fault(draft: &Draft) -> Option<Phrase> {
    let fits = draft.email.split_once('@').is_some_and(|(name, host)| {
        let labels: Vec<&str> = host.split('.').collect();
        !name.is_empty() && labels.len() >= 2 && labels.iter().all(|it| !it.is_empty() && !it.contains('@'))
    });
    (!fits).then_some(words::EMAIL_BAD)
}

/// What is read back of religion and status.
pub(super) fn civil_rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let religion = draft.religion.map(|it| (words::LABEL_RELIGION, label(&RELIGIONS, it)));
    let marital = draft.marital.map(|it| (words::LABEL_MARITAL, label(&MARITALS, it)));
    let rows = religion.into_iter().chain(marital);
    rows.map(|(label, value)| (context.say(label), context.say(value))).collect()
}

/// A day is typed in figures, wherever they come from; its months have names.
pub(super) fn type_birth(draft: &mut Draft, touch: &Touch) -> Go {
    let before = draft.born.clone();
    match touch {
        Touch::On(event) => draft.born.touched(event),
        Touch::Key(text) => {
            for c in text.chars() {
                match c.to_digit(10).and_then(|figure| u8::try_from(figure).ok()) {
                    Some(figure) => draft.born.touched(&Event::Digit(figure)),
                    None if c == '\u{8}' => draft.born.touched(&Event::Erase),
                    None => {}
                }
            }
        }
    }
    if draft.born == before { Go::Ignored } else { Go::Changed }
}
