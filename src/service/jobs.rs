//! Papers of which nobody knows whether they came out: a person decides, one after the other.

use super::task::Input;
use super::trial::choice;
use super::view::{Picture, StepView, Weight};
use super::{Effect, Snapshot, Turn, words};
use crate::wording::Lang;

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Jobs;

impl Jobs {
    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match input {
            // The choice names its job: what is on the screen may be older than the list.
            Input::Chosen(id) => match settled(id, turn.known) {
                Some((job, out)) => {
                    turn.ask(Effect::Settle { job, out });
                    Some(self)
                }
                None if *id == "cancel" => None,
                None => Some(self),
            },
            Input::Back => None,
            Input::Digit(_)
            | Input::Typed(_)
            | Input::Erase
            | Input::Enter
            | Input::Pin(_)
            | Input::Test(_)
            | Input::Baud(_)
            | Input::Logo(_)
            | Input::Log(_)
            | Input::Reset(_)
            | Input::Looked => Some(self),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        let title = words::task(lang, "jobs").into();
        let Some(first) = known.doubtful.first() else {
            return StepView {
                title,
                picture: Picture::Done,
                headline: words::jobs_none(lang).into(),
                choices: vec![choice("cancel", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            };
        };
        StepView {
            title,
            counter: words::jobs_left(lang, known.doubtful.len()),
            headline: words::jobs_ask(lang, &first.number),
            text: words::jobs_ask_text(lang).into(),
            code: first.number.clone(),
            choices: vec![
                choice(&format!("out {}", first.job), words::jobs_out(lang), Weight::Plain),
                choice(&format!("not-out {}", first.job), words::jobs_not_out(lang), Weight::Plain),
                choice("cancel", words::to_menu(lang), Weight::Plain),
            ],
            ..StepView::default()
        }
    }
}

fn settled(id: &str, known: &Snapshot) -> Option<(i64, bool)> {
    let (what, job) = id.split_once(' ')?;
    let out = match what {
        "out" => true,
        "not-out" => false,
        _ => return None,
    };
    let job = job.parse().ok()?;
    known.doubtful.iter().any(|doubtful| doubtful.job == job).then_some((job, out))
}
