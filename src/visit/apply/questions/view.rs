//! What a question shows, and how far it is on the way.

use super::{Questions, Run};
use crate::visit::apply::question::{CHAPTERS, Group, Question};
use crate::visit::apply::{dispatch, review};
use crate::visit::form::AskView;
use crate::visit::{Machine, assist};
use crate::wording::apply as words;
use crate::wording::{self, Lang};

impl Questions {
    /// The groups that are read back.
    pub(super) fn groups(&self, machine: &Machine) -> Vec<Group> {
        let unchanged = Self { changing: None, ..self.clone() };
        let list = unchanged.list(machine);
        let asked = |group: &Group| list.iter().any(|question| question.group() == Some(*group));
        Group::ALL.into_iter().filter(asked).collect()
    }

    /// What it shows. `assisted`: the line that says who helps.
    pub(in crate::visit) fn view(&self, machine: &Machine, assisted: &str, lang: Lang) -> AskView {
        let context = self.context(machine, lang, !assisted.is_empty());
        let ask = if self.at == Question::Review {
            review::ask(&self.draft, &self.groups(machine), &context)
        } else {
            dispatch::ask(self.at, &self.draft, &context)
        };
        // Sixteen digits that can't be one are said to be wrong before anybody goes on.
        let whole = self.at == Question::Nik && self.draft.nik.digits.len() == 16;
        let error = dispatch::fault(self.at, &self.draft, &context).filter(|_| self.tried || whole);
        let (step, steps) = self.progress(machine);
        let helps = assisted.is_empty() && assist::has_helpers(machine);
        AskView {
            title: match self.run {
                Run::Whole => words::TITLE,
                Run::Parts(_) => words::TITLE_MEND,
            }
            .of(lang)
            .into(),
            step,
            steps,
            question: ask.question,
            hint: ask.hint,
            warning: if error.is_some() { String::new() } else { ask.warning },
            error: error.unwrap_or_default(),
            field: ask.field,
            next_label: ask.next_label,
            next_enabled: ask.next_enabled,
            skip_label: ask.skip_label,
            help_label: if helps { wording::card::assist::help(lang).into() } else { String::new() },
            assisted: assisted.into(),
        }
    }

    fn progress(&self, machine: &Machine) -> (u32, u32) {
        match &self.run {
            Run::Whole => (self.at.chapter() + 1, CHAPTERS),
            Run::Parts(_) => {
                let groups = self.groups(machine);
                let place = groups.iter().position(|group| self.at.group() == Some(*group));
                let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                (count(place.unwrap_or(groups.len()) + 1), count(groups.len() + 1))
            }
        }
    }
}
