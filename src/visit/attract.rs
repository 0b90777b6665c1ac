//! The screen that waits: how many vacancies there are near here, and an invitation, in turn with the office's slides.

use std::sync::Arc;

use anjungan_wire::content::{Bilingual, SlideFace};

use super::assist::Assist;
use super::idle::Silence;
use super::{Machine, Moment, Page, Picture, Screen, State, Stay, Tally, home, hours};
use crate::wording::card::service::Service;
use crate::wording::{Lang, number};

/// How long each turn takes, the invitation's and every slide's. 240 characters, the most that a slide has, are some 40
/// words: 120 a minute is slow reading, and whoever is slower still sees it again.
pub const TURN_MS: u64 = 12_000;
/// Slides shown in turn, at most: whoever waits for the first one sees it again within three minutes.
pub const SLIDES_MAX: usize = 12;

/// The first touch begins a visit, with everything at its default. Elsewhere it does nothing. A question that
/// nobody answers gives way, with what was set to read it.
///
/// What the office has switched off begins none, whoever comes straight from thanks, a survey or a question.
pub(super) fn touched(state: &mut State, now: Moment) {
    super::settle_if_nobody_is_here(state);
    if state.machine.suspended.is_some() {
        return;
    }
    let preferences = match &state.screen {
        Screen::Attract => state.machine.preferences(),
        Screen::Undecided(question) => question.preferences,
        Screen::Visit(_)
        | Screen::Survey(_)
        | Screen::Thanks(_)
        | Screen::OutOfOrder(_)
        | Screen::Service(_) => return,
    };
    state.screen = Screen::Visit(Box::new(Stay {
        preferences,
        silence: Silence::since(now),
        tally: Tally::starting(now),
        page: Page::Home,
        assist: Assist::default(),
    }));
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// Vacancies near this machine; 0 hides the line.
    pub near_count: u32,
    /// The same in words: "12.057"; empty hides the line.
    pub near_label: String,
    /// Where that is, in one piece: a line does not end after "Kab.".
    pub near_place: String,
    /// Whether a card or a receipt may be scanned.
    pub scanner: bool,
    /// Whether one may apply for the AK/I card here.
    pub applies: bool,
    /// The slide whose turn it is; `None`: the invitation's.
    pub slide: Option<SlideView>,
    /// "Buka sampai 15.00 · besok 08.00"; empty where nobody has said.
    pub hours: String,
    /// It keeps still and dark.
    pub quiet: bool,
}

/// A slide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlideView {
    /// In large letters; may be empty where there is a picture.
    pub headline: String,
    /// Below them.
    pub text: String,
    /// Instead of both.
    pub picture: Option<Arc<Picture>>,
    /// What the picture shows.
    pub alt: String,
}

pub(super) fn view(machine: &Machine, now: Moment) -> View {
    let place = machine.near_name();
    let near_place = match place.split_once(' ') {
        Some((kind @ ("Kab." | "Kota"), name)) => format!("{kind}\u{a0}{name}"),
        Some(_) | None => place.into(),
    };
    let quiet = machine.keeps_quiet();
    let mut turns = if quiet { Vec::new() } else { turns(machine) };
    let turn = now.0 / TURN_MS % (turns.len() as u64 + 1);
    // The first turn is the invitation's.
    let slide = usize::try_from(turn).ok().and_then(|turn| turn.checked_sub(1));
    let near_count = machine.near.unwrap_or(0);
    View {
        near_count,
        near_label: if near_count == 0 { String::new() } else { number(machine.language, near_count.into()) },
        near_place,
        scanner: machine.takes_scans(),
        applies: home::offers(machine, Service::Card),
        slide: slide.map(|at| turns.swap_remove(at).2),
        hours: hours::line(machine, machine.language),
        quiet,
    }
}

/// What takes turns with the invitation: each slide, and again in English where somebody wrote that, for nobody has
/// chosen a language yet. A picture that is not here, or can't be shown, has no turn.
pub(crate) fn turns(machine: &Machine) -> Vec<(&str, Lang, SlideView)> {
    let slides = machine.published.slides(machine.now).into_iter();
    let both = slides.flat_map(|(id, slide)| {
        let languages = match &slide.face {
            SlideFace::Image { image } => languages(image),
            SlideFace::Text { headline, text } => match text.as_ref().map_or(&[][..], languages) {
                [] | [Lang::Id] => languages(headline),
                both => both,
            },
        };
        languages.iter().filter_map(move |lang| Some((id, *lang, slide_view(machine, &slide.face, *lang)?)))
    });
    both.take(SLIDES_MAX).collect()
}

fn languages<T>(of: &Bilingual<T>) -> &'static [Lang] {
    if of.en.is_some() { &[Lang::Id, Lang::En] } else { &[Lang::Id] }
}

fn slide_view(machine: &Machine, face: &SlideFace, lang: Lang) -> Option<SlideView> {
    Some(match face {
        SlideFace::Image { image } => {
            let media = image.get(lang);
            let picture = machine.published.picture(&media.sha256)?;
            SlideView {
                headline: String::new(),
                text: String::new(),
                picture: Some(Arc::clone(picture)),
                alt: media.alt.to_string(),
            }
        }
        SlideFace::Text { headline, text } => SlideView {
            headline: headline.get(lang).to_string(),
            text: text.as_ref().map_or_else(String::new, |text| text.get(lang).to_string()),
            picture: None,
            alt: String::new(),
        },
    })
}
