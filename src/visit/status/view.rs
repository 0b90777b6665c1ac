//! A status in words.

use anjungan_wire::status::{PublicStage, Status};

use super::super::find;
use super::super::form::ChoiceItem;
use super::super::{Machine, Moment, check, ticket};
use super::mending;
use super::shown::{Over, Shown, no_card};
use super::{By, Inquiry, Stage, Tries};
use crate::visit::view::Body;
use crate::wording::card::status::{self as words, Here};
use crate::wording::{Lang, Said};

/// How the page looks: the colour and the picture, which never say more than the headline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// It goes its way.
    Underway,
    /// It is on this machine, and the office does not have it.
    Held,
    /// Somebody has to do something.
    Attention,
    /// It went well.
    Good,
    /// It did not.
    Bad,
    /// Over, for good or for now.
    Ended,
    /// Being written down.
    Busy,
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Cek Status"
    pub title: String,
    /// How it looks.
    pub look: Look,
    /// The receipt's number.
    pub number: String,
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// The way, step by step; may be empty.
    pub timeline: Vec<StepItem>,
    /// "Alasan"; empty where there is none.
    pub reasons_heading: String,
    /// Why it was sent back or refused.
    pub reasons: Vec<String>,
    /// "Yang perlu diperbaiki: nama, foto"; empty where nothing is.
    pub to_mend: String,
    /// The card: number, last day, days of report; labels and values.
    pub facts: Vec<(String, String)>,
    /// What can be done.
    pub choices: Vec<ChoiceItem>,
    /// What the code holds: the receipt's own; empty where it is not known.
    pub qr: String,
    /// For the technician; empty when all is well.
    pub code: String,
}

/// A step of the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepItem {
    /// Which.
    pub label: String,
    /// When; may be empty.
    pub when: String,
    /// Where it lies.
    pub state: StepState,
}

/// Where a step lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Later,
}

/// The page that is up.
pub(in crate::visit) fn view(
    inquiry: &Inquiry,
    machine: &Machine,
    tries: &Tries,
    assisted: &str,
    now: Moment,
    lang: Lang,
) -> Body {
    let title = words::title(lang);
    let wait_s = tries.wait_ms(now).div_ceil(1_000);
    match &inquiry.stage {
        Stage::Find(find) => Body::Find(find::view(find, title, machine, wait_s, lang)),
        Stage::Looking { .. } => Body::Find(find::looking(title, machine, lang)),
        Stage::Born { born, .. } => Body::Ask(find::born_view(born, title, machine, wait_s, assisted, lang)),
        Stage::Shown(shown) => match &shown.over {
            Over::Nothing => Body::Status(status(shown, machine, lang)),
            Over::Paper(paper) => Body::Ticket(ticket::view(paper, machine, lang)),
            Over::Mending(mending) => mending::view(mending, machine, assisted, lang),
        },
    }
}

fn status(shown: &Shown, machine: &Machine, lang: Lang) -> View {
    let number = match &shown.by {
        By::Code(code) => code.number.to_string(),
        By::Number { receipt, .. } => receipt.to_string(),
    };
    let qr = match &shown.by {
        By::Code(code) => code.to_text(machine.public_host()),
        By::Number { .. } => String::new(),
    };
    let here = Here {
        zone: machine.zone,
        today: machine.today(),
        by_code: matches!(shown.by, By::Code(_)),
        left: shown.left(),
        no_card: no_card(machine),
    };
    let choices = shown.choices(machine).into_iter().map(|of| check::choice_item(of, lang)).collect();
    let blank = View {
        title: words::title(lang).into(),
        look: Look::Underway,
        number,
        headline: String::new(),
        explanation: String::new(),
        timeline: Vec::new(),
        reasons_heading: String::new(),
        reasons: Vec::new(),
        to_mend: String::new(),
        facts: Vec::new(),
        choices,
        qr,
        code: String::new(),
    };
    match &shown.status {
        None => {
            let Said { headline, explanation } = words::still_here(lang);
            View { look: Look::Held, headline, explanation, timeline: unsent(lang), ..blank }
        }
        Some(status) => {
            let Said { headline, explanation } =
                if shown.mended { words::mend_stored(lang) } else { words::standing(lang, status, &here) };
            let reasons: Vec<String> =
                status.reasons.iter().map(|reason| words::reason(lang, reason)).collect();
            let mend = status.stage == PublicStage::NeedsMending && !shown.mended && !status.mend.is_empty();
            View {
                look: if shown.mended { Look::Held } else { look(status.stage) },
                headline,
                explanation,
                timeline: timeline(status, &here, lang),
                reasons_heading: if reasons.is_empty() { String::new() } else { words::reasons(lang).into() },
                reasons,
                to_mend: if mend { words::to_mend(lang, &status.mend) } else { String::new() },
                facts: shown.card().map(|card| words::card_facts(lang, card)).unwrap_or_default(),
                ..blank
            }
        }
    }
}

fn look(stage: PublicStage) -> Look {
    match stage {
        PublicStage::Received | PublicStage::Verifying | PublicStage::Approved => Look::Underway,
        PublicStage::NeedsMending => Look::Attention,
        PublicStage::Ready => Look::Good,
        PublicStage::Refused => Look::Bad,
        PublicStage::Withdrawn | PublicStage::Expired | PublicStage::Employed => Look::Ended,
    }
}

fn unsent(lang: Lang) -> Vec<StepItem> {
    let later = [PublicStage::Received, PublicStage::Verifying, PublicStage::Approved, PublicStage::Ready];
    let item = |label: &str, state| StepItem { label: label.into(), when: String::new(), state };
    let mut items = vec![item(words::stored_step(lang), StepState::Now)];
    items.extend(later.map(|stage| item(stage.name(lang), StepState::Later)));
    items
}

/// The way of this application. Central tells since when it is where it is, when it means to be done and, unless it is
/// an older one, when each step behind was reached.
fn timeline(status: &Status, here: &Here, lang: Lang) -> Vec<StepItem> {
    use PublicStage::{
        Approved, Employed, Expired, NeedsMending, Ready, Received, Refused, Verifying, Withdrawn,
    };
    let (steps, now): (&[PublicStage], usize) = match status.stage {
        Received => (&[Received, Verifying, Approved, Ready], 0),
        Verifying => (&[Received, Verifying, Approved, Ready], 1),
        NeedsMending => (&[Received, NeedsMending, Verifying, Approved, Ready], 1),
        Approved => (&[Received, Verifying, Approved, Ready], 2),
        Ready => (&[Received, Verifying, Approved, Ready], 3),
        Refused => (&[Received, Verifying, Refused], 2),
        Withdrawn => (&[Received, Withdrawn], 1),
        Expired => (&[Received, Verifying, Approved, Ready, Expired], 4),
        Employed => (&[Received, Verifying, Approved, Ready, Employed], 4),
    };
    let item = |(i, step): (usize, &PublicStage)| {
        let (state, when) = match i.cmp(&now) {
            std::cmp::Ordering::Less => {
                let at = status.reached(*step);
                (StepState::Done, at.map_or_else(String::new, |at| words::at(lang, at, here)))
            }
            std::cmp::Ordering::Equal => (StepState::Now, words::at(lang, status.since, here)),
            std::cmp::Ordering::Greater => {
                let last = i + 1 == steps.len();
                let due = status.due.filter(|_| last);
                (StepState::Later, due.map_or_else(String::new, |day| words::expected(lang, day)))
            }
        };
        StepItem { label: step.name(lang).into(), when, state }
    };
    steps.iter().enumerate().map(item).collect()
}
