//! Status: how an application stands, what is to be mended, and the card on paper.
//!
//! ```text
//!          number            day of birth
//!  Find ──────────► Born ──────────────────► Looking ──found──► Shown ◄──► paper (a ticket's page)
//!   ▲ └─────────────code scanned────────────►  │                  │  └───► Mending ──all answered──► Shown
//!   └──────────not found, too many, offline────┘                  └──► a report, an application
//! ```
//!
//! Invariant: who has only the number sees how it stands, and neither prints nor mends: the code alone opens the
//! card, and central alone judges number and day. Tries of a number are counted ([`limit`]); a code can't be guessed.
//!
//! Invariant: "TERSIMPAN di mesin" and "Diterima" are different answers of the terminal, and never one text.

mod limit;
mod mending;
mod shown;
mod view;

use anjungan_wire::application::ApplicationKind;
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber};
use anjungan_wire::status::Status;
use anjungan_wire::usage::UsedService;
use jiff::civil::Date;

use super::day::DayAnswer;
use super::find::{self, Find, Number, Refusal, What};
use super::form;
use super::report::{Aim, Known};
use super::ticket::Ticket;
use super::usage::At;
use super::{Effect, Key, Moment, Request, Turn};
use crate::wording::Cause;

pub(super) use limit::Tries;
pub use limit::{TRIES_MAX, WITHIN_MS};
use shown::Shown;
pub(super) use view::view;
pub use view::{Look, StepItem, StepState, View};

/// By what an application is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// By the receipt's code: it opens everything.
    Code(ReceiptCode),
    /// By what somebody knows by heart.
    Number {
        /// The number.
        receipt: ReceiptNumber,
        /// The applicant's day of birth.
        born: Date,
    },
}

/// What a look-up found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// This is how it stands at central.
    Status(Box<Status>),
    /// It waits on this machine and was not sent yet.
    StillHere,
    /// Nothing: no such number, or another day of birth. Nobody is told which.
    Unknown,
    /// Central takes no more tries for a while.
    TooMany {
        /// Seconds.
        retry_s: u32,
    },
    /// Central can't be asked, and nothing is known here.
    Offline,
}

/// A touch on the status, or an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The answer to [`Effect::LookUp`].
    Found {
        /// Its number.
        request: Request,
        /// What.
        found: Found,
    },
    /// What was mended is on disk.
    MendStored {
        /// The number of [`Effect::Mend`].
        request: Request,
    },
    /// It is not, and nothing of it is.
    NotStored {
        /// The number of [`Effect::Mend`].
        request: Request,
        /// Why.
        cause: Cause,
    },
    /// A button, by its id.
    Chosen(String),
}

impl Event {
    /// Whether it comes from the terminal and not from a hand.
    pub(super) fn is_answer(&self) -> bool {
        match self {
            Event::Found { .. } | Event::MendStored { .. } | Event::NotStored { .. } => true,
            Event::Chosen(_) => false,
        }
    }
}

/// Where a status or a check leads.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Leads {
    /// To a report of somebody who is known now.
    Report(Aim, Known),
    /// To an application.
    Apply(ApplicationKind),
}

/// Somebody asks how an application stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Inquiry {
    stage: Stage,
}

#[derive(Clone, PartialEq, Debug)]
enum Stage {
    Find(Find),
    Born { receipt: ReceiptNumber, born: DayAnswer, find: Find },
    Looking { request: Request, asked: Moment, by: By, find: Find },
    Shown(Box<Shown>),
}

impl Inquiry {
    /// Nobody is known yet.
    pub(super) fn begin() -> Self {
        Self { stage: Stage::Find(Find::new(What::Receipt)) }
    }

    /// Finished once the answer was seen.
    pub(super) fn at(&self) -> At {
        let (screen, finished) = match &self.stage {
            Stage::Find(_) => ("find", false),
            Stage::Born { .. } => ("born", false),
            Stage::Looking { .. } => ("looking", false),
            Stage::Shown(_) => ("shown", true),
        };
        At::new(UsedService::Status, screen, finished)
    }

    /// A receipt was scanned.
    pub(super) fn by_code(code: ReceiptCode, turn: &mut Turn<'_>) -> Self {
        let mut inquiry = Self::begin();
        inquiry.look_up(By::Code(code), Find::new(What::Receipt), turn);
        inquiry
    }

    fn look_up(&mut self, by: By, find: Find, turn: &mut Turn<'_>) {
        if let By::Number { .. } = by {
            turn.tries.count(turn.now);
        }
        let request = turn.request();
        turn.ask(Effect::LookUp { request, by: by.clone() });
        self.stage = Stage::Looking { request, asked: turn.now, by, find };
    }

    /// Whether nobody is known yet: another scan may lead elsewhere.
    pub(super) fn is_finding(&self) -> bool {
        matches!(self.stage, Stage::Find(_) | Stage::Born { .. })
    }

    /// Whether this very receipt is being looked up: held to the scanner for longer, it is read again and again, and each
    /// look-up would have to wait for the one before.
    pub(super) fn looks_for(&self, code: &ReceiptCode) -> bool {
        matches!(&self.stage, Stage::Looking { by: By::Code(asked), .. } if asked == code)
    }

    /// Whether something is being filled in or printed, which a scan does not throw away.
    pub(super) fn is_at_work(&self) -> bool {
        match &self.stage {
            Stage::Shown(shown) => shown.is_covered(),
            Stage::Find(_) | Stage::Born { .. } | Stage::Looking { .. } => false,
        }
    }

    /// Something other than a receipt was scanned.
    pub(super) fn other_code(&mut self) {
        if let Stage::Find(find) = &mut self.stage {
            find.refuse(Refusal::OtherCode);
        }
    }

    /// A key goes to the field that is up.
    pub(super) fn key(&mut self, key: &Key, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Find(find) => find.key(key, turn.machine),
            Stage::Shown(shown) => shown.key(key, turn),
            Stage::Born { born, .. } => find::born_key(born, key),
            Stage::Looking { .. } => {}
        }
    }

    /// From the camera, for a photo that is mended.
    pub(super) fn camera(&mut self, news: super::CameraNews) {
        match &mut self.stage {
            Stage::Shown(shown) => shown.camera(news),
            Stage::Find(_) | Stage::Born { .. } | Stage::Looking { .. } => {}
        }
    }

    /// A touch on a question.
    pub(super) fn form(&mut self, event: form::Event, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Find(find) => {
                // Codes may be scanned while numbers have to wait.
                if let Some(Number::Receipt(receipt)) = find::touched(find, &event, turn)
                    && turn.tries.wait_ms(turn.now) == 0
                {
                    let (find, born) = (find.clone(), DayAnswer::default());
                    self.stage = Stage::Born { receipt, born, find };
                }
            }
            Stage::Born { receipt, born, find } => {
                if let Some(born) = find::born(born, &event, turn.machine)
                    && turn.tries.wait_ms(turn.now) == 0
                {
                    let (by, find) = (By::Number { receipt: receipt.clone(), born }, find.clone());
                    self.look_up(by, find, turn);
                }
            }
            Stage::Shown(shown) => shown.form(event, turn),
            Stage::Looking { .. } => {}
        }
    }

    /// An answer, or a button of the status.
    pub(super) fn step(&mut self, event: Event, turn: &mut Turn<'_>) -> Option<Leads> {
        match (event, &mut self.stage) {
            (Event::Found { request, found }, Stage::Looking { request: asked, .. }) if *asked == request => {
                self.found(found, turn);
                None
            }
            (Event::MendStored { request }, Stage::Shown(shown)) => {
                shown.mended(request, Ok(()));
                None
            }
            (Event::NotStored { request, cause }, Stage::Shown(shown)) => {
                shown.mended(request, Err(cause));
                None
            }
            (Event::Chosen(id), Stage::Shown(shown)) => shown.chosen(&id, turn),
            // Late, or for somebody else.
            (
                Event::Found { .. } | Event::MendStored { .. } | Event::NotStored { .. } | Event::Chosen(_),
                Stage::Find(_) | Stage::Born { .. } | Stage::Looking { .. } | Stage::Shown(_),
            ) => None,
        }
    }

    fn found(&mut self, found: Found, turn: &mut Turn<'_>) {
        let Stage::Looking { asked, by, find, .. } = &self.stage else { return };
        let (asked, by, find) = (*asked, by.clone(), find.clone());
        let by_number = matches!(by, By::Number { .. });
        match &found {
            Found::Unknown => {}
            // Right, or not judged at all.
            Found::Status(_) | Found::StillHere | Found::Offline => turn.tries.forgive(asked),
            Found::TooMany { retry_s } => {
                turn.tries.forgive(asked);
                turn.tries.told(turn.now, *retry_s);
            }
        }
        self.stage = match found {
            Found::Status(status) => Stage::Shown(Box::new(Shown::new(by, Some(status)))),
            Found::StillHere => Stage::Shown(Box::new(Shown::new(by, None))),
            Found::Unknown if by_number => Stage::Find(find.refused(Refusal::Unknown)),
            Found::Unknown => Stage::Find(find.refused(Refusal::UnknownCode)),
            Found::Offline if by_number => Stage::Find(find.refused(Refusal::Offline)),
            Found::Offline => Stage::Find(find.refused(Refusal::OfflineCode)),
            Found::TooMany { .. } => Stage::Find(find),
        };
    }

    /// One step back. `false`: there is nothing below.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        match &mut self.stage {
            Stage::Find(_) => return false,
            Stage::Born { find, .. } | Stage::Looking { find, .. } => self.stage = Stage::Find(find.clone()),
            Stage::Shown(shown) => return shown.back(turn),
        }
        true
    }

    /// The page is left for good.
    pub(super) fn leave(&self, turn: &mut Turn<'_>) {
        if let Stage::Shown(shown) = &self.stage {
            shown.leave(turn);
        }
    }

    /// The card or slip that is being printed.
    pub(super) fn paper(&self) -> Option<&Ticket> {
        match &self.stage {
            Stage::Shown(shown) => shown.paper(),
            Stage::Find(_) | Stage::Born { .. } | Stage::Looking { .. } => None,
        }
    }

    pub(super) fn paper_mut(&mut self) -> Option<&mut Ticket> {
        match &mut self.stage {
            Stage::Shown(shown) => shown.paper_mut(),
            Stage::Find(_) | Stage::Born { .. } | Stage::Looking { .. } => None,
        }
    }
}
