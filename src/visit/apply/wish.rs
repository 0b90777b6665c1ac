//! What somebody looks for; and, only if they want to say so, a disability, with a consent of its own.

use anjungan_wire::application::{Disability, WishPlace};

use super::ask::{Ask, Context, Go, choose, chosen, chosen_id, option, options, typed};
use super::draft::Draft;
use super::learning::toggle;
use super::person::SUGGESTIONS_MAX;
use super::work::POSITION;
use crate::visit::form::line::{Letters, Line};
use crate::visit::form::{Field, Touch};
use crate::wording::apply as words;
use crate::wording::{self, Phrase};

/// Up to a milliard.
const WAGE: Line = Line::new(Letters::Figures, 10);

pub(super) const PLACES: [(WishPlace, &str, Phrase); 3] = [
    (WishPlace::Here, "here", words::WISH_HERE),
    (WishPlace::Elsewhere, "elsewhere", words::WISH_ELSEWHERE),
    (WishPlace::Abroad, "abroad", words::WISH_ABROAD),
];

const DISABILITIES: [(Disability, &str); 7] = [
    (Disability::None, "none"),
    (Disability::Physical, "physical"),
    (Disability::Blind, "blind"),
    (Disability::Deaf, "deaf"),
    (Disability::Intellectual, "intellectual"),
    (Disability::Mental, "mental"),
    (Disability::Multiple, "multiple"),
];

const CONSENT: [(bool, &str, Phrase); 2] =
    [(true, "yes", words::CONSENT_YES), (false, "no", words::CONSENT_NO)];

pub(super) fn position(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::POSITION, POSITION, &draft.position)
        .placeholder(words::POSITION_PLACEHOLDER.of(context.lang))
        .suggesting(wished(draft))
}

/// What they did last comes first.
fn wished(draft: &Draft) -> Vec<String> {
    let mut found = positions(&draft.position);
    if draft.position.trim().is_empty()
        && let Some(last) = draft.jobs.list().iter().map(|row| row.position.trim()).find(|it| !it.is_empty())
    {
        found.retain(|position| position != last);
        found.insert(0, last.into());
        found.truncate(SUGGESTIONS_MAX);
    }
    found
}

/// Positions that what was typed may become; the most wanted ones before anything is.
pub(super) fn positions(typed: &str) -> Vec<String> {
    let wanted = anjungan_regions::fold(typed);
    let fits = |position: &&&str| {
        let words = position.split(' ').any(|word| anjungan_regions::fold(word).starts_with(&wanted));
        (words || anjungan_regions::fold(position).starts_with(&wanted)) && **position != typed
    };
    words::POSITIONS.iter().filter(fits).take(SUGGESTIONS_MAX).map(|it| (*it).to_owned()).collect()
}

pub(super) fn type_position(draft: &mut Draft, touch: &Touch) -> Go {
    typed(POSITION, touch, &mut draft.position)
}

pub(super) fn places(draft: &Draft, context: &Context<'_>) -> Ask {
    let field = Field::Choice { options: options(context, &PLACES, &draft.places), multiple: true };
    Ask::new(context, words::PLACES, field).enabled(!draft.places.is_empty())
}

pub(super) fn choose_place(draft: &mut Draft, touch: &Touch) -> Go {
    let Some(place) = chosen(&PLACES, touch) else { return Go::Ignored };
    toggle(&mut draft.places, place);
    Go::Changed
}

pub(super) fn wage(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::WAGE, WAGE, &draft.wage).skip(context.say(words::ANY_WAGE))
}

pub(super) fn type_wage(draft: &mut Draft, touch: &Touch) -> Go {
    typed(WAGE, touch, &mut draft.wage)
}

/// Rupiah a month.
pub(super) fn wage_of(draft: &Draft) -> Option<u32> {
    draft.wage.parse().ok().filter(|wage| (100_000..=1_000_000_000).contains(wage))
}

pub(super) fn disability(draft: &Draft, context: &Context<'_>) -> Ask {
    let item = |(kind, id): (Disability, &str)| {
        option(context, id, words::disability(kind), draft.disability == Some(kind))
    };
    Ask::choice(context, words::DISABILITY, DISABILITIES.map(item).into())
        .skip(context.say(words::RATHER_NOT))
}

pub(super) fn choose_disability(draft: &mut Draft, touch: &Touch) -> Go {
    let kind = chosen_id(touch).and_then(|id| DISABILITIES.iter().find(|(_, known)| *known == id));
    let Some((kind, _)) = kind else { return Go::Ignored };
    // Consent is given to one answer.
    if draft.disability != Some(*kind) {
        draft.disability_consent = None;
        draft.passed.remove(&super::question::Question::DisabilityConsent);
    }
    draft.disability = Some(*kind);
    Go::On
}

/// "Tidak ada" is not stored, so nothing is asked for it.
pub(super) fn needs_consent(draft: &Draft) -> bool {
    draft.disability.is_some_and(|kind| kind != Disability::None)
}

pub(super) fn consent(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.disability_consent.into_iter().collect();
    Ask::choice(context, words::DISABILITY_CONSENT, options(context, &CONSENT, &chosen))
}

pub(super) fn choose_consent(draft: &mut Draft, touch: &Touch) -> Go {
    choose(&CONSENT, touch, &mut draft.disability_consent)
}

/// What goes out, and only with consent.
pub(super) fn told(draft: &Draft) -> Option<Disability> {
    draft.disability.filter(|_| needs_consent(draft) && draft.disability_consent == Some(true))
}

/// What is read back of the wish.
pub(super) fn rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let places: Vec<String> =
        draft.places.iter().map(|place| context.say(super::ask::label(&PLACES, *place))).collect();
    let wage = wage_of(draft).map_or_else(
        || context.say(words::ANY_WAGE),
        |wage| wording::rupiah(anjungan_wire::vacancy::Rupiah(wage.into())),
    );
    [
        (words::LABEL_POSITION, draft.position.trim().to_owned()),
        (words::LABEL_PLACES, places.join(", ")),
        (words::LABEL_WAGE, wage),
    ]
    .map(|(label, value)| (context.say(label), value))
    .into()
}

/// What is read back of a disability: what will be stored, and nothing else.
pub(super) fn disability_rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let told = told(draft).map_or(words::NOT_TOLD, words::disability);
    vec![(context.say(words::GROUP_DISABILITY), context.say(told))]
}
