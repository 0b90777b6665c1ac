//! Before anything is asked about a person: what they have with them, what they need, and what they agree to.

use super::ask::{Ask, Context, Go, chosen, label, options, typed};
use super::draft::{Draft, Kind, NoticeShown};
use super::question::Question;
use crate::visit::form::line::{Letters, Line};
use crate::visit::form::{CheckItem, Event, Field, Touch};
use crate::wording::apply as words;
use crate::wording::{Lang, Phrase};
use anjungan_wire::card::CardNumber;
use anjungan_wire::office::Document;

pub(super) const KINDS: [(Kind, &str, Phrase); 3] = [
    (Kind::New, "new", words::KIND_NEW),
    (Kind::Correction, "correction", words::KIND_CORRECTION),
    (Kind::Renewal, "renewal", words::KIND_RENEWAL),
];

/// The longest number there is.
const CARD: Line = Line::new(Letters::Number, 32);

pub(super) fn requirements(draft: &Draft, context: &Context<'_>) -> Ask {
    let item = |document: &Document| CheckItem {
        id: document.id.clone(),
        label: name(document, context.lang).into(),
        note: if document.required { String::new() } else { context.say(words::DOCUMENT_OPTIONAL) },
        checked: draft.documents.get(&document.id).copied(),
    };
    let documents = &context.office.documents;
    let missing = missing(draft, context);
    let all = documents.iter().all(|document| draft.documents.contains_key(&document.id));
    let field = Field::Checks { items: documents.iter().map(item).collect() };
    let mut ask = Ask::new(context, words::REQUIREMENTS, field).enabled(all && missing.is_empty());
    if !missing.is_empty() {
        ask = ask.warning(words::DOCUMENT_MISSING.with(context.lang, missing.join(", ")));
    }
    ask
}

/// Required documents that they say they don't have.
fn missing(draft: &Draft, context: &Context<'_>) -> Vec<String> {
    let documents = context.office.documents.iter();
    let missing = documents.filter(|it| it.required && draft.documents.get(&it.id) == Some(&false));
    missing.map(|document| name(document, context.lang).to_owned()).collect()
}

fn name(document: &Document, lang: Lang) -> &str {
    match lang {
        Lang::Id => &document.name_id,
        Lang::En => &document.name_en,
    }
}

pub(super) fn has_requirements(draft: &mut Draft, touch: &Touch, context: &Context<'_>) -> Go {
    match touch {
        Touch::On(Event::Checked { id, yes }) => {
            let documents = &context.office.documents;
            if !documents.iter().any(|document| document.id == *id) {
                return Go::Ignored;
            }
            draft.documents.insert(id.clone(), *yes);
            // Who has everything goes on at once.
            let all = documents.iter().all(|document| draft.documents.get(&document.id) == Some(&true));
            if *yes && all { Go::On } else { Go::Changed }
        }
        Touch::Key(_) | Touch::On(_) => Go::Ignored,
    }
}

/// Whether nobody can go on from there: something required is missing, or not answered.
pub(super) fn requirements_met(draft: &Draft, context: &Context<'_>) -> bool {
    let answer = |document: &Document| draft.documents.get(&document.id).copied();
    context.office.documents.iter().all(|it| match answer(it) {
        Some(yes) => yes || !it.required,
        None => false,
    })
}

pub(super) fn kind(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<Kind> = draft.kind.into_iter().collect();
    let notes = [words::KIND_NEW_NOTE, words::KIND_CORRECTION_NOTE, words::KIND_RENEWAL_NOTE];
    let mut options = options(context, &KINDS, &chosen);
    for (option, note) in options.iter_mut().zip(notes) {
        option.note = context.say(note);
    }
    Ask::choice(context, words::KIND, options)
}

pub(super) fn choose_kind(draft: &mut Draft, touch: &Touch) -> Go {
    match chosen(&KINDS, touch) {
        Some(kind) => {
            draft.kind = Some(kind);
            Go::On
        }
        None => Go::Ignored,
    }
}

pub(super) fn card_number(draft: &Draft, context: &Context<'_>) -> Ask {
    let said = if context.machine.scanner { words::CARD_NUMBER_SCAN } else { words::CARD_NUMBER };
    Ask::line(context, said, CARD, &draft.card)
}

pub(super) fn type_card(draft: &mut Draft, touch: &Touch) -> Go {
    typed(CARD, touch, &mut draft.card)
}

pub(super) fn card_fault(draft: &Draft) -> Option<Phrase> {
    draft.card.parse::<CardNumber>().is_err().then_some(words::CARD_NUMBER_BAD)
}

pub(super) fn notice(draft: &Draft, context: &Context<'_>) -> Ask {
    let items = context.office.notice.iter().map(|item| match context.lang {
        Lang::Id => (item.head_id.clone(), item.text_id.clone()),
        Lang::En => (item.head_en.clone(), item.text_en.clone()),
    });
    let whatsapp = CheckItem {
        id: WHATSAPP.into(),
        label: context.say(words::WHATSAPP),
        note: context.say(words::MAY_STAY_EMPTY),
        checked: Some(draft.whatsapp),
    };
    let field = Field::Notice {
        items: items.collect(),
        contact: words::NOTICE_CONTACT.with(context.lang, &context.office.privacy_contact),
        agree: vec![whatsapp],
    };
    Ask::new(context, words::NOTICE, field).next(context.say(words::NOTICE_READ))
}

const WHATSAPP: &str = "whatsapp";

pub(super) fn agree(draft: &mut Draft, touch: &Touch) -> Go {
    match touch {
        Touch::On(Event::Checked { id, yes }) if id == WHATSAPP => {
            draft.whatsapp = *yes;
            Go::Changed
        }
        Touch::Key(_) | Touch::On(_) => Go::Ignored,
    }
}

/// Which text was read, in which language, and when: kept with the answers.
pub(super) fn read(draft: &mut Draft, context: &Context<'_>) {
    draft.notice = Some(NoticeShown {
        version: context.office.notice_version.clone(),
        language: context.lang,
        at_ms: context.machine.now.as_millisecond(),
    });
}

/// What is read back of the kind.
pub(super) fn kind_rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let Some(kind) = draft.kind else { return Vec::new() };
    let mut rows = vec![(context.say(words::LABEL_KIND), context.say(label(&KINDS, kind)))];
    if kind != Kind::New {
        rows.push((context.say(words::LABEL_CARD), draft.card.trim().to_owned()));
    }
    if draft.passed.contains(&Question::Notice) {
        let agreed = if draft.whatsapp { words::YES } else { words::NO };
        rows.push((context.say(words::LABEL_WHATSAPP), context.say(agreed)));
    }
    rows
}
