//! The check of a card: whether its code was signed by an office this machine knows, and whether it still holds.
//!
//! ```text
//!  Waiting ──a card──► Asked ──the list's answer──► Genuine | Unlisted | Expired | Revoked
//!     ├──a false card──► NotGenuine, or NoKeys where there is nothing to check it with
//!     └──anything else──► Unreadable             each of them ──the next scan──► …
//! ```
//!
//! All of it holds without central: keys and the list of revoked cards are on this machine. The signature was
//! checked by whoever read the code ([`super::Scan`]); whether the card was revoked is asked of the catalogue
//! ([`Effect::CheckRevoked`]), for a lookup in a database has no place in here. How old that list is, the page says.

use anjungan_wire::application::ApplicationKind;
use anjungan_wire::card::CardCode;
use anjungan_wire::usage::UsedService;
use jiff::civil::Date;

use super::form::ChoiceItem;
use super::usage::At;
use super::{Effect, Machine, Request, Turn};
use crate::wording::card::check as words;
use crate::wording::card::status::{self as doing, Choice};
use crate::wording::{Lang, Said};

/// A touch on the page, or an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The answer to [`Effect::CheckRevoked`].
    Revocation {
        /// Its number.
        request: Request,
        /// What the list says.
        revocation: Revocation,
    },
    /// A button, by its id.
    Chosen(String),
}

impl Event {
    /// Whether it comes from the terminal and not from a hand.
    pub(super) fn is_answer(&self) -> bool {
        match self {
            Event::Revocation { .. } => true,
            Event::Chosen(_) => false,
        }
    }
}

/// What the list of revoked cards says of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Revocation {
    /// It is not on it.
    None,
    /// Not valid from this day on.
    Since(Date),
    /// There is no list on this machine, or it could not be read.
    Unknown,
}

/// The page.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Check {
    /// Nothing was scanned yet.
    Waiting,
    /// A card whose signature is right.
    Card {
        /// What it says.
        code: Box<CardCode>,
        /// What is asked.
        request: Request,
        /// The answer.
        revocation: Option<Revocation>,
    },
    /// No known key has signed it.
    NotGenuine,
    /// This machine knows no key at all yet: nothing can be said of any card.
    NoKeys,
    /// Something else.
    Unreadable,
}

impl Check {
    /// Finished once something can be said of a card.
    pub(super) fn at(&self) -> At {
        let (screen, finished) = match self {
            Check::Waiting => ("scan", false),
            Check::Card { revocation, .. } => ("card", revocation.is_some()),
            Check::NotGenuine => ("card", true),
            Check::NoKeys => ("no-keys", false),
            Check::Unreadable => ("unreadable", false),
        };
        At::new(UsedService::Check, screen, finished)
    }

    /// What looks like a card was scanned, and no key known here has signed it.
    pub(super) fn unsigned(machine: &Machine) -> Self {
        let keys = machine.office.as_ref().map_or(0, |office| office.card_keys.len());
        if keys == 0 { Check::NoKeys } else { Check::NotGenuine }
    }

    /// A card was scanned: the list is asked.
    pub(super) fn of(code: CardCode, turn: &mut Turn<'_>) -> Self {
        let request = turn.request();
        turn.ask(Effect::CheckRevoked { request, number: code.number.clone() });
        Self::Card { code: Box::new(code), request, revocation: None }
    }

    /// The list has answered.
    pub(super) fn answered(&mut self, of: Request, answer: Revocation) {
        if let Check::Card { request, revocation, .. } = self
            && *request == of
        {
            *revocation = Some(answer);
        }
    }

    /// The card, with what its holder may do.
    pub(super) fn card(&self) -> Option<&CardCode> {
        match self {
            Check::Card { code, .. } => Some(code),
            Check::Waiting | Check::NotGenuine | Check::NoKeys | Check::Unreadable => None,
        }
    }

    /// The buttons: what its holder may do next.
    pub(super) fn choices(&self, machine: &Machine) -> Vec<Choice> {
        match self.verdict(machine) {
            Verdict::Genuine | Verdict::Unlisted => vec![Choice::StillLooking, Choice::Employed],
            Verdict::Expired if machine.card_service().is_some() => vec![Choice::Renew, Choice::Employed],
            Verdict::Expired => vec![Choice::Employed],
            Verdict::Waiting | Verdict::Revoked | Verdict::NotGenuine | Verdict::Unreadable => Vec::new(),
        }
    }

    fn verdict(&self, machine: &Machine) -> Verdict {
        match self {
            Check::Waiting | Check::NoKeys | Check::Card { revocation: None, .. } => Verdict::Waiting,
            Check::Card { revocation: Some(Revocation::Since(_)), .. } => Verdict::Revoked,
            // The last day counts: "berlaku sampai".
            Check::Card { code, revocation: Some(Revocation::None | Revocation::Unknown), .. }
                if machine.today() > code.valid_until =>
            {
                Verdict::Expired
            }
            Check::Card { revocation: Some(Revocation::None), .. } => Verdict::Genuine,
            Check::Card { revocation: Some(Revocation::Unknown), .. } => Verdict::Unlisted,
            Check::NotGenuine => Verdict::NotGenuine,
            Check::Unreadable => Verdict::Unreadable,
        }
    }
}

/// How a check ends. None of them is about an electronic signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing was scanned, the list has not answered, or there is nothing to check with.
    Waiting,
    /// ASLI, and not on the list of revoked cards.
    Genuine,
    /// ASLI, and there was no list to look into.
    Unlisted,
    /// ASLI, and its last day is over.
    Expired,
    /// DICABUT
    Revoked,
    /// TIDAK ASLI
    NotGenuine,
    /// No card's code.
    Unreadable,
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Periksa Kartu"
    pub title: String,
    /// "Apakah kartu ini asli?"
    pub label: String,
    /// How it looks.
    pub verdict: Verdict,
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// What the code says; labels and values.
    pub facts: Vec<(String, String)>,
    /// "Kartu ini milik Anda?"; empty where there are no buttons below it.
    pub holder: String,
    /// What its holder may do.
    pub choices: Vec<ChoiceItem>,
    /// Something can be scanned here.
    pub scanner: bool,
}

pub(super) fn view(check: &Check, machine: &Machine, lang: Lang) -> View {
    let verdict = check.verdict(machine);
    let Said { headline, explanation } = said(check, verdict, machine, lang);
    let choices: Vec<ChoiceItem> =
        check.choices(machine).into_iter().map(|of| choice_item(of, lang)).collect();
    View {
        title: words::title(lang).into(),
        label: words::label(lang).into(),
        verdict,
        headline,
        explanation,
        facts: facts(check, machine, lang),
        holder: if choices.is_empty() { String::new() } else { words::holder(lang).into() },
        choices,
        scanner: machine.scanner,
    }
}

fn said(check: &Check, verdict: Verdict, machine: &Machine, lang: Lang) -> Said {
    match (verdict, check) {
        (Verdict::NotGenuine, _) => words::not_genuine(lang),
        (Verdict::Unreadable, _) => words::unreadable(lang),
        (Verdict::Expired, Check::Card { code, .. }) => words::expired(lang, code.valid_until),
        (Verdict::Revoked, Check::Card { revocation: Some(Revocation::Since(day)), .. }) => {
            words::revoked(lang, *day)
        }
        (Verdict::Genuine, _) => words::genuine(lang),
        (Verdict::Unlisted, _) => words::unlisted(lang),
        (Verdict::Waiting, Check::Card { .. }) => words::looking(lang),
        (Verdict::Waiting, Check::NoKeys) => words::no_keys(lang),
        (Verdict::Waiting | Verdict::Expired | Verdict::Revoked, _) => words::waiting(lang, machine.scanner),
    }
}

/// A name is told only of a card that has its verdict.
fn facts(check: &Check, machine: &Machine, lang: Lang) -> Vec<(String, String)> {
    let Check::Card { code, revocation: Some(revocation), .. } = check else { return Vec::new() };
    let mut facts = words::facts(lang, code.number.as_str(), &code.name, code.issued, code.valid_until);
    facts.push(match revocation {
        Revocation::None | Revocation::Since(_) => words::list_age(lang, machine.data_as_of, machine.zone),
        Revocation::Unknown => words::list_unread(lang),
    });
    facts
}

/// A button of this page and of the status.
pub(super) fn choice_item(of: Choice, lang: Lang) -> ChoiceItem {
    let (label, note) = doing::choice(lang, of);
    ChoiceItem { id: of.id().into(), label: label.into(), note: note.into(), chosen: false }
}

/// What the holder of an ended card applies for.
pub(super) fn renewal(code: &CardCode) -> ApplicationKind {
    ApplicationKind::Renewal { number: code.number.clone() }
}
