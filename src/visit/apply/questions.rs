//! Going through questions: on, back, out, and to the read-back and from it.
//!
//! ```text
//!   first ──► … ──► last ──► Review ──"Kirim"──► Sent
//!     ▲ back    ◄── back       │  ▲
//!     └─► Left                 └──┴ "Ubah": the group's questions, then here again
//! ```
//!
//! Which questions there are follows from the answers ([`super::question::sequence`]); what an answer changes later
//! ("you are under 18 after all") is asked before the read-back comes up.
//!
//! **Invariant:** nothing is sent while a question is unanswered.

mod row;
mod view;

use std::sync::Arc;

use anjungan_wire::application::{Mended, Part};
use anjungan_wire::content;
use anjungan_wire::office::{NoticeItem, Office};

use super::ask::{Context, Go};
use super::dispatch;
use super::draft::{Draft, Kind};
use super::question::{Group, Question, sequence};
use super::{photo, submission};
use crate::visit::camera::{Camera, CameraNews};
use crate::visit::form::{Event, Touch};
use crate::visit::{Effect, Machine, Turn};
use crate::wording::Lang;
use row::Row;

/// Questions being answered, and the answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::visit) struct Questions {
    office: Arc<Office>,
    draft: Box<Draft>,
    run: Run,
    at: Question,
    /// A group that was called back from the read-back.
    changing: Option<Group>,
    /// "Lanjut" was touched and something is wrong.
    tried: bool,
    /// Something about a person was answered.
    begun: bool,
    /// The read-back waits, and only what is unanswered is asked before it.
    gaps: bool,
}

/// Which questions.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Run {
    Whole,
    Parts(Vec<Part>),
}

/// What came of a touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::visit) enum Outcome {
    /// A question is up.
    Asking,
    /// "Kirim", and everything is answered.
    Sent,
    /// Back from the first question.
    Left,
}

/// The rules with the privacy notice that central's desk published, where there is one in force. It is taken once, so
/// that the version that is kept with the answers is the one that was read.
fn with_published_notice(machine: &Machine, office: Arc<Office>) -> Arc<Office> {
    let Some(notice) = machine.published.notice(machine.now) else { return office };
    let item = |item: &content::NoticeItem| NoticeItem {
        head_id: item.head.get(Lang::Id).to_string(),
        text_id: item.text.get(Lang::Id).to_string(),
        head_en: item.head.get(Lang::En).to_string(),
        text_en: item.text.get(Lang::En).to_string(),
    };
    Arc::new(Office {
        notice_version: notice.version.to_string(),
        notice: notice.items.iter().take(NOTICE_ITEMS_MAX).map(item).collect(),
        privacy_contact: notice.contact.get(Lang::Id).to_string(),
        ..(*office).clone()
    })
}

/// Seven by the law; what has more is no notice that anybody reads.
const NOTICE_ITEMS_MAX: usize = 12;

impl Questions {
    /// The question that is up, as it is counted.
    pub(super) fn screen(&self) -> &'static str {
        self.at.screen()
    }

    /// Everything an application has.
    pub(in crate::visit) fn whole(turn: &Turn<'_>) -> Self {
        Self::begin(Run::Whole, turn)
    }

    /// Only what was sent back to be mended. Answers come as [`Questions::mended`].
    pub(in crate::visit) fn for_parts(parts: &[Part], turn: &mut Turn<'_>) -> Self {
        let mut questions = Self::begin(Run::Parts(parts.to_vec()), turn);
        questions.come_up(turn);
        questions
    }

    fn begin(run: Run, turn: &Turn<'_>) -> Self {
        let usual = || Arc::new(Office::usual(turn.machine.near_region(), &turn.machine.tenant));
        let mut draft = Draft::new();
        draft.address.village = super::address::at_kiosk(turn.machine);
        let mut questions = Self {
            office: with_published_notice(turn.machine, turn.machine.office.clone().unwrap_or_else(usual)),
            draft: Box::new(draft),
            run,
            at: Question::Review,
            changing: None,
            tried: false,
            begun: false,
            gaps: false,
        };
        let first = questions.list(turn.machine).first().copied();
        questions.at = first.unwrap_or(Question::Review);
        questions
    }

    /// A kind, and perhaps a card, that are known already.
    pub(super) fn assume(&mut self, kind: Kind, card: Option<&str>) {
        self.draft.kind = Some(kind);
        self.draft.passed.insert(Question::Kind);
        if let Some(card) = card {
            self.draft.card = card.into();
            self.draft.passed.insert(Question::CardNumber);
        }
    }

    pub(super) fn office(&self) -> &Arc<Office> {
        &self.office
    }

    /// What is submitted. `None`: something is unanswered.
    pub(super) fn submission(&self, turn: &Turn<'_>) -> Option<submission::Submission> {
        let context = self.context(turn.machine, turn.lang, turn.assisted_by.is_some());
        submission::submission(&self.draft, &context, turn.assisted_by)
    }

    /// Something was typed that leaving would lose.
    pub(in crate::visit) fn begun(&self) -> bool {
        self.begun
    }

    fn context<'a>(&'a self, machine: &'a Machine, lang: Lang, assisted: bool) -> Context<'a> {
        Context { machine, office: &self.office, lang, assisted }
    }

    /// The questions of this run, the read-back last.
    fn list(&self, machine: &Machine) -> Vec<Question> {
        let mut list = sequence(&self.draft, &self.office, machine.today());
        match &self.run {
            Run::Whole => {}
            Run::Parts(parts) => list.retain(|question| {
                let part = question.group().and_then(Group::part);
                *question == Question::Review || part.is_some_and(|part| parts.contains(&part))
            }),
        }
        if let Some(group) = self.changing {
            list.retain(|question| question.group() == Some(group));
        }
        list
    }

    /// Does a touch or a key.
    pub(in crate::visit) fn touch(&mut self, touch: &Touch, turn: &mut Turn<'_>) -> Outcome {
        let office = Arc::clone(&self.office);
        let context = Context {
            machine: turn.machine,
            office: &office,
            lang: turn.lang,
            assisted: turn.assisted_by.is_some(),
        };
        match touch {
            Touch::On(Event::Next) => return self.on(&context, turn),
            Touch::On(Event::EditChosen(id)) if self.at == Question::Review => self.change(id, turn),
            Touch::On(Event::Skip) => {
                if dispatch::leave_out(self.at, &mut self.draft) {
                    return self.on(&context, turn);
                }
            }
            Touch::Key(_) | Touch::On(_) => match dispatch::edit(self.at, &mut self.draft, touch, &context) {
                Go::Ignored => {}
                Go::Changed => self.changed(),
                Go::On => {
                    self.changed();
                    return self.on(&context, turn);
                }
                Go::To(question) => self.go(question, turn),
                Go::Camera(camera) => turn.ask(Effect::Camera(camera)),
            },
        }
        Outcome::Asking
    }

    fn changed(&mut self) {
        self.tried = false;
        self.begun |= dispatch::is_personal(self.at, &self.draft);
    }

    /// A card's number was scanned.
    pub(super) fn card_scanned(&mut self, number: &str, turn: &mut Turn<'_>) {
        if self.at == Question::CardNumber {
            let typed = Touch::On(Event::Typed(number.into()));
            if self.touch(&typed, turn) == Outcome::Asking {
                // It can't be "Kirim": a card's number is asked for.
                self.touch(&Touch::On(Event::Next), turn);
            }
        }
    }

    /// What the camera says; only while the photo is asked for.
    pub(in crate::visit) fn camera(&mut self, news: CameraNews) {
        if self.at == Question::Photo {
            photo::news(&mut self.draft, news);
            self.begun |= dispatch::is_personal(self.at, &self.draft);
        }
    }

    fn on(&mut self, context: &Context<'_>, turn: &mut Turn<'_>) -> Outcome {
        if dispatch::fault(self.at, &self.draft, context).is_some() {
            self.tried = true;
            return Outcome::Asking;
        }
        if self.at == Question::Review {
            return match self.unanswered(context) {
                Some(question) => {
                    self.gaps = true;
                    self.go(question, turn);
                    Outcome::Asking
                }
                None => Outcome::Sent,
            };
        }
        dispatch::passed(self.at, &mut self.draft, context);
        let next = self.after(turn.machine);
        self.go_or_review(next, context, turn);
        Outcome::Asking
    }

    /// What comes after this one; of a row's last question the list of rows.
    fn after(&mut self, machine: &Machine) -> Option<Question> {
        let next = |list: &[Question], at: Question| {
            let place = list.iter().position(|question| *question == at)?;
            list.get(place + 1).copied()
        };
        let candidate = next(&self.list(machine), self.at);
        match Row::of(self.at) {
            Some(row) if candidate.and_then(Row::of) != Some(row) => {
                self.close(row);
                Some(row.list())
            }
            Some(_) | None => candidate,
        }
    }

    /// To the next question, or to the read-back when a change is done with, or to what is still to be asked.
    fn go_or_review(&mut self, next: Option<Question>, context: &Context<'_>, turn: &mut Turn<'_>) {
        match next {
            // A row is asked to its end.
            Some(question) if question != Question::Review && (!self.gaps || Row::of(question).is_some()) => {
                self.go(question, turn);
            }
            Some(_) | None => {
                self.changing = None;
                for row in Row::ALL {
                    self.close(row);
                }
                let question = self.unanswered(context);
                self.gaps = question.is_some();
                self.go(question.unwrap_or(Question::Review), turn);
            }
        }
    }

    /// The first question that nobody has gone on from, or whose answer does not stand any more.
    fn unanswered(&self, context: &Context<'_>) -> Option<Question> {
        let answered = |question: &Question| {
            *question == Question::Review
                || (self.draft.passed.contains(question)
                    && dispatch::fault(*question, &self.draft, context).is_none())
        };
        self.list(context.machine).into_iter().find(|question| !answered(question))
    }

    fn go(&mut self, question: Question, turn: &mut Turn<'_>) {
        self.go_down(turn);
        self.at = question;
        self.tried = false;
        self.come_up(turn);
    }

    fn come_up(&mut self, turn: &mut Turn<'_>) {
        let context = self.context(turn.machine, turn.lang, false);
        if self.at == Question::Photo && photo::wants_camera(&self.draft, &context) {
            turn.ask(Effect::Camera(Camera::Start));
        }
    }

    fn go_down(&mut self, turn: &mut Turn<'_>) {
        dispatch::left(self.at, &mut self.draft);
        self.leave(turn);
    }

    /// It is left, for good or for a while: the camera goes dark.
    pub(in crate::visit) fn leave(&self, turn: &mut Turn<'_>) {
        if self.at == Question::Photo && turn.machine.camera {
            turn.ask(Effect::Camera(Camera::Stop));
        }
    }

    fn change(&mut self, id: &str, turn: &mut Turn<'_>) {
        let groups = self.groups(turn.machine);
        let Some(group) = groups.into_iter().find(|group| group.id() == id) else { return };
        self.changing = Some(group);
        match self.list(turn.machine).first().copied() {
            Some(question) => self.go(question, turn),
            None => self.changing = None,
        }
    }

    /// One step back.
    pub(in crate::visit) fn back(&mut self, turn: &mut Turn<'_>) -> Outcome {
        self.gaps = false;
        if let Some(row) = Row::of(self.at)
            && row.first() == self.at
            && self.rows_below(row)
        {
            self.close(row);
            self.go(row.list(), turn);
            return Outcome::Asking;
        }
        let list = self.list(turn.machine);
        let place = list.iter().position(|question| *question == self.at);
        match place.and_then(|place| place.checked_sub(1)).map(|place| list[place]) {
            Some(question) => self.go(question, turn),
            None if self.changing.take().is_some() => {
                for row in Row::ALL {
                    self.close(row);
                }
                self.go(Question::Review, turn);
            }
            None => return Outcome::Left,
        }
        Outcome::Asking
    }

    /// It comes up again after something lay over it.
    pub(in crate::visit) fn again(&mut self, turn: &mut Turn<'_>) {
        self.come_up(turn);
    }

    /// What was mended. `None`: something is unanswered.
    pub(in crate::visit) fn mended(&self, turn: &Turn<'_>) -> Option<Vec<Mended>> {
        let context = self.context(turn.machine, turn.lang, turn.assisted_by.is_some());
        let Run::Parts(parts) = &self.run else { return None };
        parts.iter().map(|part| submission::mended(*part, &self.draft, &context)).collect()
    }
}
