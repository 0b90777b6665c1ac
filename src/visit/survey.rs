//! How was it? Asked after the visit is over and forgotten, of whoever used a service to its end: nine questions of
//! Permenpan RB 14/2017, each of which may be skipped. Nobody has to.
//!
//! ```text
//!   visit ──"Selesai", a service was finished──► Invited ──"Ya"──► Asked(1) ──an answer | "Lewati"──► … Asked(9) ──► Thanks
//!                                                   │ "Tidak"        ▲ └─back─┘ "Selesai", silence         │
//!                                                   └────────────────┼──────────────► Thanks, Attract ◄────┘
//! ```
//!
//! **Invariant:** what was answered is told once, however the survey ends; nothing of the visit is in it but which
//! service it was.

use anjungan_wire::usage::{Element, Mark, UsedService};

use super::form::{AskView, ChoiceItem, Event, Field};
use super::thanks::Thanks;
use super::{Effect, Fact, Moment, Nav, Preferences, Screen, State, attract};
use crate::wording::survey as words;

/// Somebody may say how it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Survey {
    service: UsedService,
    stage: Stage,
    marks: Vec<(Element, Mark)>,
    since: Moment,
    pub(super) preferences: Preferences,
    /// What is shown after it.
    thanks: Thanks,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Invited,
    /// The place in [`Element::ALL`].
    Asked(usize),
}

const YES: &str = "yes";
const NO: &str = "no";

impl Survey {
    pub(super) fn begin(service: UsedService, thanks: Thanks) -> Self {
        Self {
            service,
            stage: Stage::Invited,
            marks: Vec::new(),
            since: thanks.since,
            preferences: thanks.preferences,
            thanks,
        }
    }

    fn answered(&self, element: Element) -> Option<Mark> {
        self.marks.iter().find(|(known, _)| *known == element).map(|(_, mark)| *mark)
    }

    fn answer(&mut self, element: Element, mark: Option<Mark>) {
        self.marks.retain(|(known, _)| *known != element);
        self.marks.extend(mark.map(|mark| (element, mark)));
    }

    /// The next question. `false`: that was the last.
    fn go_on(&mut self) -> bool {
        let next = match self.stage {
            Stage::Invited => 0,
            Stage::Asked(at) => at + 1,
        };
        self.stage = Stage::Asked(next);
        next < Element::ALL.len()
    }
}

/// A hand on the screen: there is somebody.
pub(super) fn touched(survey: &mut Survey, now: Moment) {
    survey.since = survey.since.max(now);
}

/// A touch on a question.
pub(super) fn step(state: &mut State, event: &Event, now: Moment, effects: &mut Vec<Effect>) {
    let Screen::Survey(survey) = &mut state.screen else { return };
    let goes_on = match (survey.stage, event) {
        (Stage::Invited, Event::Chosen(id)) if id == YES => survey.go_on(),
        (Stage::Invited, Event::Chosen(id)) if id == NO => false,
        (Stage::Asked(at), Event::Chosen(id)) => {
            let mark = Mark::ALL.into_iter().find(|mark| mark.get().to_string() == *id);
            let (Some(element), Some(mark)) = (Element::ALL.get(at), mark) else { return };
            survey.answer(*element, Some(mark));
            survey.go_on()
        }
        (Stage::Asked(at), Event::Skip) => {
            if let Some(element) = Element::ALL.get(at) {
                survey.answer(*element, None);
            }
            survey.go_on()
        }
        // No other touch is on these pages.
        (Stage::Invited | Stage::Asked(_), _) => return,
    };
    if !goes_on {
        thank(state, now, effects);
    }
}

/// The bar below.
pub(super) fn nav(state: &mut State, nav: Nav, now: Moment, effects: &mut Vec<Effect>) {
    let Screen::Survey(survey) = &mut state.screen else { return };
    match (nav, survey.stage) {
        (Nav::Stay, _) => {}
        (Nav::Back, Stage::Asked(0)) => survey.stage = Stage::Invited,
        (Nav::Back, Stage::Asked(at)) => survey.stage = Stage::Asked(at - 1),
        (Nav::Back, Stage::Invited) | (Nav::Finish, _) => thank(state, now, effects),
        (Nav::Home, _) => {
            let preferences = survey.preferences;
            end(state, effects);
            attract::touched(state, now);
            if let Screen::Visit(stay) = &mut state.screen {
                stay.preferences = preferences;
            }
        }
    }
}

/// Time passed: who has gone is not asked any more.
pub(super) fn tick(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    if let Screen::Survey(survey) = &state.screen
        && now.since_ms(survey.since) >= state.machine.timing.survey_ms
    {
        end(state, effects);
        effects.push(Effect::NearCount { region: state.machine.near_region() });
    }
}

/// Ends it for something else; what was answered counts.
pub(super) fn end(state: &mut State, effects: &mut Vec<Effect>) {
    if let Screen::Survey(survey) = &state.screen {
        tell(survey, effects);
        state.screen = Screen::Attract;
    }
}

fn thank(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    let Screen::Survey(survey) = &state.screen else { return };
    tell(survey, effects);
    let thanks = Thanks { since: now, preferences: survey.preferences, ..survey.thanks };
    state.screen = Screen::Thanks(thanks);
}

/// What was answered, for central; nothing, where nothing was.
pub(super) fn tell(survey: &Survey, effects: &mut Vec<Effect>) {
    if let Ok(said) = anjungan_wire::usage::Survey::new(survey.service, survey.marks.clone()) {
        effects.push(Effect::Record(Fact::Survey(said)));
    }
}

/// The question that is up.
pub(super) fn view(survey: &Survey) -> AskView {
    let lang = survey.preferences.lang;
    let ask = |step, steps, question: &str, hint: String, options, skip: &str| AskView {
        title: words::title(lang).into(),
        step,
        steps,
        question: question.into(),
        hint,
        error: String::new(),
        warning: String::new(),
        field: Field::Choice { options, multiple: false },
        next_label: String::new(),
        next_enabled: true,
        skip_label: skip.into(),
        help_label: String::new(),
        assisted: String::new(),
    };
    let option = |id: &str, label: &str, chosen| ChoiceItem {
        id: id.into(),
        label: label.into(),
        note: String::new(),
        chosen,
    };
    let element = match survey.stage {
        Stage::Invited => None,
        Stage::Asked(at) => Element::ALL.get(at).map(|element| (at, *element)),
    };
    match element {
        None => {
            let options = vec![option(YES, words::yes(lang), false), option(NO, words::no(lang), false)];
            ask(1, 1, words::invitation(lang, survey.service), words::about(lang).into(), options, "")
        }
        Some((at, element)) => {
            let given = survey.answered(element);
            let options = Mark::ALL
                .into_iter()
                .rev()
                .map(|mark| {
                    let label = words::answer(element, mark).of(lang);
                    option(&mark.get().to_string(), label, given == Some(mark))
                })
                .collect();
            let steps = Element::ALL.len() as u32;
            ask(
                at as u32 + 1,
                steps,
                words::question(element).of(lang),
                String::new(),
                options,
                words::skip(lang),
            )
        }
    }
}
