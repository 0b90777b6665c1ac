//! What the questions of every group share: what they may look at, how they answer, the usual fields.

use anjungan_wire::office::Office;
use jiff::civil::Date;

use super::question::Question;
use crate::visit::Machine;
use crate::visit::camera::Camera;
use crate::visit::form::line::Line;
use crate::visit::form::{ChoiceItem, Event, Field, Touch};
use crate::wording::apply::{self as words, Question as Said};
use crate::wording::{Lang, Phrase};

/// What a question may look at besides the answers.
#[derive(Clone, Copy)]
pub(in crate::visit) struct Context<'a> {
    pub(super) machine: &'a Machine,
    pub(super) office: &'a Office,
    pub(super) lang: Lang,
    /// An officer stands beside.
    pub(super) assisted: bool,
}

impl Context<'_> {
    pub(super) fn today(&self) -> Date {
        self.machine.today()
    }

    pub(super) fn say(&self, phrase: Phrase) -> String {
        phrase.of(self.lang).into()
    }
}

/// What comes of a touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Go {
    /// It was none of this question's.
    Ignored,
    /// The answer has changed.
    Changed,
    /// It is answered: on to the next.
    On,
    /// To that one.
    To(Question),
    /// The camera is to do something.
    Camera(Camera),
}

/// What a question shows, before title, progress and help are added.
pub(super) struct Ask {
    pub(super) question: String,
    pub(super) hint: String,
    pub(super) warning: String,
    pub(super) field: Field,
    pub(super) next_label: String,
    pub(super) next_enabled: bool,
    pub(super) skip_label: String,
}

impl Ask {
    /// With "Lanjut" enabled.
    pub(super) fn new(context: &Context<'_>, said: Said, field: Field) -> Self {
        Self {
            question: context.say(said.question),
            hint: context.say(said.hint),
            warning: String::new(),
            field,
            next_label: context.say(words::NEXT),
            next_enabled: true,
            skip_label: String::new(),
        }
    }

    /// A line. "Lanjut" waits for something to be typed.
    pub(super) fn line(context: &Context<'_>, said: Said, line: Line, value: &str) -> Self {
        let field = Field::Text {
            value: value.into(),
            placeholder: String::new(),
            keyboard: line.keyboard(),
            suggestions: Vec::new(),
        };
        Self { next_enabled: !value.trim().is_empty(), ..Self::new(context, said, field) }
    }

    /// One of several. Choosing goes on; "Lanjut" is there for who comes back to what is chosen.
    pub(super) fn choice(context: &Context<'_>, said: Said, options: Vec<ChoiceItem>) -> Self {
        let chosen = options.iter().any(|option| option.chosen);
        let next_label = if chosen { context.say(words::NEXT) } else { String::new() };
        let field = Field::Choice { options, multiple: false };
        Self { next_label, next_enabled: chosen, ..Self::new(context, said, field) }
    }

    pub(super) fn skip(mut self, label: String) -> Self {
        self.skip_label = label;
        self
    }

    pub(super) fn next(mut self, label: String) -> Self {
        self.next_label = label;
        self
    }

    pub(super) fn enabled(mut self, enabled: bool) -> Self {
        self.next_enabled = enabled;
        self
    }

    pub(super) fn warning(mut self, warning: String) -> Self {
        self.warning = warning;
        self
    }

    pub(super) fn placeholder(mut self, text: &str) -> Self {
        if let Field::Text { placeholder, .. } = &mut self.field {
            *placeholder = text.into();
        }
        self
    }

    pub(super) fn suggesting(mut self, found: Vec<String>) -> Self {
        if let Field::Text { suggestions, .. } = &mut self.field {
            *suggestions = found;
        }
        self
    }
}

/// Options of a closed list: its ids, its words, and what is chosen.
pub(super) fn options<T: Copy + PartialEq>(
    context: &Context<'_>,
    list: &[(T, &str, Phrase)],
    chosen: &[T],
) -> Vec<ChoiceItem> {
    list.iter().map(|(value, id, label)| option(context, id, *label, chosen.contains(value))).collect()
}

pub(super) fn option(context: &Context<'_>, id: &str, label: Phrase, chosen: bool) -> ChoiceItem {
    ChoiceItem { id: id.into(), label: context.say(label), note: String::new(), chosen }
}

/// Which of a closed list was touched.
pub(super) fn chosen<T: Copy>(list: &[(T, &str, Phrase)], touch: &Touch) -> Option<T> {
    let id = chosen_id(touch)?;
    list.iter().find(|(_, known, _)| *known == id).map(|(value, ..)| *value)
}

pub(super) fn chosen_id(touch: &Touch) -> Option<&str> {
    if let Touch::On(Event::Chosen(id)) = touch { Some(id) } else { None }
}

/// The words for a value of a closed list.
pub(super) fn label<T: Copy + PartialEq>(list: &[(T, &str, Phrase)], value: T) -> Phrase {
    list.iter().find(|(known, ..)| *known == value).map_or(words::NONE, |(.., label)| *label)
}

/// One answer of a closed list goes on at once.
pub(super) fn choose<T: Copy>(list: &[(T, &str, Phrase)], touch: &Touch, answer: &mut Option<T>) -> Go {
    match chosen(list, touch) {
        Some(value) => {
            *answer = Some(value);
            Go::On
        }
        None => Go::Ignored,
    }
}

/// A line is typed; a suggestion that is touched is what was meant.
pub(super) fn typed(line: Line, touch: &Touch, value: &mut String) -> Go {
    match (line.edit(value, touch), touch) {
        (true, Touch::On(Event::SuggestionChosen(_))) => Go::On,
        (true, _) => Go::Changed,
        (false, _) => Go::Ignored,
    }
}

/// A year that was typed, if it can be one.
pub(super) fn year(typed: &str, context: &Context<'_>) -> Option<i16> {
    let year: i16 = typed.parse().ok().filter(|_| typed.len() == 4)?;
    (1930..=context.today().year()).contains(&year).then_some(year)
}
