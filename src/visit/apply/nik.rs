//! The NIK, and what follows from it: the age. Refused, odd, and nothing more (domain rules: three levels that are
//! never merged); what it says is shown to be confirmed, never taken for granted.

use anjungan_wire::application::Relation;
use anjungan_wire::nik::{Born, Nik, NikDoubt, Sex, age_on};
use jiff::civil::Date;

use super::ask::{Ask, Context, Go, choose, chosen_id, label, options, typed};
use super::draft::Draft;
use super::person::{NAME, SEXES};
use super::question::{LABOUR_AGE, Question, age};
use crate::visit::day::DayAnswer;
use crate::visit::form::line::{Letters, Line};
use crate::visit::form::{ChoiceItem, Event, Field, Touch};
use crate::wording::apply as words;
use crate::wording::{self, Phrase};

const DIGITS: Line = Line::new(Letters::Figures, 16);

pub(super) fn parsed(draft: &Draft) -> Option<Nik> {
    draft.nik.digits.parse().ok()
}

fn district_known(nik: &Nik) -> bool {
    anjungan_regions::name(nik.district()).is_some()
}

pub(super) fn ask(draft: &Draft, context: &Context<'_>) -> Ask {
    let nik = parsed(draft);
    let masked = draft.nik.left && !draft.nik.shown;
    let field = Field::Nik {
        shown: match &nik {
            Some(nik) if masked => nik.masked(),
            Some(_) | None => grouped(&draft.nik.digits),
        },
        count: u32::try_from(draft.nik.digits.len()).unwrap_or(0),
        facts: nik.as_ref().map_or_else(Vec::new, |nik| facts(nik, context)),
        masked,
        can_show: draft.nik.left,
    };
    let doubts = nik.map_or_else(Vec::new, |nik| nik.doubts(district_known(&nik)));
    let warning =
        doubts.first().map_or_else(String::new, |doubt| words::nik_doubt(context.lang, *doubt).into());
    Ask::new(context, words::NIK, field).enabled(!draft.nik.digits.is_empty()).warning(warning)
}

/// `321608 150505 0001`, as the number is made.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(18);
    for (at, digit) in digits.chars().enumerate() {
        if at == 6 || at == 12 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn facts(nik: &Nik, context: &Context<'_>) -> Vec<(String, String)> {
    let mut facts = vec![(context.say(words::FACT_SEX), context.say(label(&SEXES, nik.sex())))];
    if let Born::On(born) = nik.born(context.today()) {
        let age = age_on(born, context.today());
        facts.push((context.say(words::FACT_BORN), words::date_with_age(context.lang, born, age)));
    }
    let district = nik.district();
    let names = [district, &district[..4]].into_iter().filter_map(anjungan_regions::name);
    let names = names.collect::<Vec<_>>().join(", ");
    if !names.is_empty() {
        facts.push((context.say(words::FACT_REGION), names));
    }
    facts
}

pub(super) fn edit(draft: &mut Draft, touch: &Touch) -> Go {
    if let Touch::On(Event::Shown(shown)) = touch {
        draft.nik.shown = *shown && draft.nik.left;
        return Go::Changed;
    }
    // Behind the mask nothing can be seen to be mended: it is typed anew.
    let masked = draft.nik.left && !draft.nik.shown;
    let before = draft.nik.digits.clone();
    if masked && DIGITS.edit(&mut String::new(), touch) {
        draft.nik.digits.clear();
        draft.nik.left = false;
        if matches!(touch, Touch::On(Event::Erase)) {
            return Go::Changed;
        }
    }
    let go = typed(DIGITS, touch, &mut draft.nik.digits);
    if draft.nik.digits != before {
        draft.nik.left = false;
        draft.passed.remove(&Question::Nik);
        draft.passed.remove(&Question::BirthYear);
    }
    go
}

/// Why it can't be one.
pub(super) fn fault(draft: &Draft, context: &Context<'_>) -> Option<String> {
    let typed = draft.nik.digits.parse::<Nik>();
    typed.err().map(|why| words::nik_bad(context.lang, why))
}

/// Whole and left: masked from now on, and what it says stands where it will be confirmed.
pub(super) fn leave(draft: &mut Draft, context: &Context<'_>) {
    let Some(nik) = parsed(draft) else { return };
    draft.nik.left = true;
    draft.nik.shown = false;
    if !draft.passed.contains(&Question::Sex) {
        draft.sex = Some(nik.sex());
    }
    let said = draft.passed.contains(&Question::BirthDate);
    let born = match nik.born(context.today()) {
        Born::On(born) => Some(born),
        // Whose year is asked for have said it by then, or will.
        Born::Ask(..) if draft.passed.contains(&Question::BirthYear) => draft.born_by_nik,
        Born::Ask(..) => None,
    };
    draft.born_by_nik = born;
    if !said {
        draft.born = born.map(DayAnswer::of).unwrap_or_default();
    }
    if draft.address.village.code().is_none() {
        draft.address.village = super::address::near(&nik, context.machine);
    }
}

/// Whether two centuries are possible, or none: then the year is asked.
pub(super) fn asks_year(draft: &Draft, today: Date) -> bool {
    parsed(draft).is_some_and(|nik| matches!(nik.born(today), Born::Ask(..)))
}

fn years(draft: &Draft, context: &Context<'_>) -> Vec<Date> {
    match parsed(draft).map(|nik| nik.born(context.today())) {
        Some(Born::Ask(later, earlier)) => {
            let born = |date: &Date| *date <= context.today();
            later.into_iter().chain(earlier).filter(born).collect()
        }
        Some(Born::On(_)) | None => Vec::new(),
    }
}

pub(super) fn birth_year(draft: &Draft, context: &Context<'_>) -> Ask {
    let option = |date: Date| ChoiceItem {
        id: date.year().to_string(),
        label: wording::date(context.lang, date),
        note: words::YEARS.with(context.lang, age_on(date, context.today())),
        chosen: draft.born_by_nik == Some(date),
    };
    let options = years(draft, context).into_iter().map(option).collect();
    Ask::choice(context, words::BIRTH_YEAR, options)
}

pub(super) fn choose_year(draft: &mut Draft, touch: &Touch, context: &Context<'_>) -> Go {
    let year = chosen_id(touch).and_then(|id| id.parse::<i16>().ok());
    let Some(born) = years(draft, context).into_iter().find(|date| Some(date.year()) == year) else {
        return Go::Ignored;
    };
    draft.born_by_nik = Some(born);
    if !draft.passed.contains(&Question::BirthDate) {
        draft.born = DayAnswer::of(born);
    }
    Go::On
}

/// Kindly, and with a way on: an officer decides, and below the labour age only with one beside.
pub(super) fn too_young(draft: &Draft, context: &Context<'_>) -> Ask {
    let mut options = vec![
        item(context, "nik", words::CHANGE_NIK, None),
        item(context, "birth", words::CHANGE_BIRTH, None),
    ];
    if may_apply_anyway(draft, context) {
        options.insert(0, item(context, "apply", words::APPLY_ANYWAY, Some(words::APPLY_ANYWAY_NOTE)));
    }
    let mut ask = Ask::choice(context, words::TOO_YOUNG, options);
    ask.hint = words::TOO_YOUNG_HINT.with(context.lang, context.office.minimum_age);
    ask
}

fn may_apply_anyway(draft: &Draft, context: &Context<'_>) -> bool {
    context.assisted || age(draft, context.today()).is_some_and(|age| age >= LABOUR_AGE)
}

fn item(context: &Context<'_>, id: &str, label: Phrase, note: Option<Phrase>) -> ChoiceItem {
    let note = note.map_or_else(String::new, |note| context.say(note));
    ChoiceItem { id: id.into(), label: context.say(label), note, chosen: false }
}

pub(super) fn choose_too_young(draft: &Draft, touch: &Touch, context: &Context<'_>) -> Go {
    match chosen_id(touch) {
        Some("nik") => Go::To(Question::Nik),
        Some("birth") => Go::To(Question::BirthDate),
        Some("apply") if may_apply_anyway(draft, context) => Go::On,
        Some(_) | None => Go::Ignored,
    }
}

pub(super) const RELATIONS: [(Relation, &str, Phrase); 3] = [
    (Relation::Mother, "mother", words::MOTHER),
    (Relation::Father, "father", words::FATHER),
    (Relation::Guardian, "guardian", words::GUARDIAN),
];

const AGREES: [(bool, &str, Phrase); 2] =
    [(true, "yes", words::GUARDIAN_YES), (false, "no", words::GUARDIAN_NO)];

pub(super) fn guardian_name(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::GUARDIAN_NAME, NAME, &draft.guardian.name)
}

pub(super) fn type_guardian(draft: &mut Draft, touch: &Touch) -> Go {
    // Another name is another person's consent.
    let go = typed(NAME, touch, &mut draft.guardian.name);
    if go != Go::Ignored {
        draft.guardian.agrees = None;
    }
    go
}

pub(super) fn guardian_relation(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.guardian.relation.into_iter().collect();
    let mut ask = Ask::choice(context, words::GUARDIAN_RELATION, options(context, &RELATIONS, &chosen));
    ask.hint = context.say(words::GUARDIAN_NAME.hint);
    ask
}

pub(super) fn choose_relation(draft: &mut Draft, touch: &Touch) -> Go {
    choose(&RELATIONS, touch, &mut draft.guardian.relation)
}

pub(super) fn guardian_agrees(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.guardian.agrees.into_iter().collect();
    Ask::choice(context, words::GUARDIAN_AGREES, options(context, &AGREES, &chosen))
}

pub(super) fn choose_agrees(draft: &mut Draft, touch: &Touch) -> Go {
    choose(&AGREES, touch, &mut draft.guardian.agrees)
}

/// Everything that is odd about it, by itself and beside what was declared.
pub(super) fn doubts(draft: &Draft, context: &Context<'_>) -> Vec<NikDoubt> {
    let Some(nik) = parsed(draft) else { return Vec::new() };
    let today = context.today();
    let mut doubts = nik.doubts(district_known(&nik));
    if birth_differs(draft, &nik, today) {
        doubts.push(NikDoubt::BirthDateDiffers);
    }
    if draft.sex.is_some_and(|sex| sex != nik.sex()) {
        doubts.push(NikDoubt::SexDiffers);
    }
    let age = age(draft, today);
    if age.is_some_and(|age| age < i16::from(context.office.minimum_age)) {
        doubts.push(NikDoubt::TooYoung);
    }
    if age.is_some_and(|age| age > 100) {
        doubts.push(NikDoubt::TooOld);
    }
    doubts
}

/// Two figures of a year fit both centuries.
fn birth_differs(draft: &Draft, nik: &Nik, today: Date) -> bool {
    draft.born.day().is_some_and(|said| match nik.born(today) {
        Born::On(born) => born != said,
        Born::Ask(later, earlier) => later != Some(said) && earlier != Some(said),
    })
}

/// Beside the day of birth.
pub(super) fn birth_warning(draft: &Draft, context: &Context<'_>) -> String {
    let differs = parsed(draft).is_some_and(|nik| birth_differs(draft, &nik, context.today()));
    if differs { context.say(words::DOUBT_BIRTH) } else { String::new() }
}

/// Beside the sex.
pub(super) fn sex_warning(draft: &Draft, context: &Context<'_>) -> String {
    let differs = parsed(draft).is_some_and(|nik| draft.sex.is_some_and(|sex: Sex| sex != nik.sex()));
    if differs { context.say(words::DOUBT_SEX) } else { String::new() }
}
