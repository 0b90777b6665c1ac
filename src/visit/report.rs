//! The six-monthly report, and "Saya sudah bekerja".
//!
//! ```text
//!                                 ┌──────"Masih mencari kerja"────────────────┐
//!  Find ──card──────────► known ──┤                                           ▼
//!   │ └──receipt──► Looking ──►│  └─"Saya sudah bekerja"─► Employer ─► Since ─► Storing ─► Done
//!   └──number──► Born ────────►│                                               └──► Failed ──again──► Storing
//! ```
//!
//! Two touches from the scan to the disk: "Lewati", and "Kirim laporan" under a date that is today's already. The
//! six-monthly report takes one.
//!
//! Who types a card's number and a day of birth is not told here whether they fit: central matches them, and holds
//! what does not. So each counts as a try, among those of the status.

mod known;
mod view;

use anjungan_wire::application::{Holder, Report as Told, ReportNews, limits};
use anjungan_wire::card::{CardCode, CardNumber};
use anjungan_wire::receipt::ReceiptCode;
use jiff::civil::Date;

use super::day::DayAnswer;
use super::find::{self, Find, Number, Refusal, What};
use super::form;
use super::status::{By, Found};
use super::usage::{self, At};
use super::{Effect, Key, Request, Turn};
use crate::wording::Cause;

pub(super) use known::Known;
pub(super) use view::view;
pub use view::{Look, View};

/// What somebody came to tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Aim {
    SixMonths,
    Employed,
}

/// What becomes of a report, or a touch on its page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// It is on disk, sealed and synced.
    Stored {
        /// The number of [`Effect::Report`].
        request: Request,
    },
    /// It is not, and nothing of it is.
    NotStored {
        /// The number of [`Effect::Report`].
        request: Request,
        /// Why.
        cause: Cause,
    },
    /// Too much was told under typed numbers on this machine; nothing of this one is stored.
    TooMany {
        /// The number of [`Effect::Report`].
        request: Request,
        /// Seconds until another is taken.
        retry_s: u32,
    },
    /// "Coba lagi"
    Again,
    /// "Selesai"
    Done,
}

impl Event {
    /// Whether it comes from the terminal and not from a hand.
    pub(super) fn is_answer(&self) -> bool {
        match self {
            Event::Stored { .. } | Event::NotStored { .. } | Event::TooMany { .. } => true,
            Event::Again | Event::Done => false,
        }
    }
}

/// Somebody reports.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Report {
    aim: Aim,
    stage: Stage,
}

#[derive(Clone, PartialEq, Debug)]
enum Stage {
    Find(Find),
    Born {
        number: CardNumber,
        born: DayAnswer,
        find: Find,
    },
    /// A receipt was scanned: what is known of its card here is worth a moment.
    Looking {
        request: Request,
        code: ReceiptCode,
    },
    /// Still looking?
    Ask(Known),
    Employer {
        known: Known,
        employer: String,
    },
    Since {
        known: Known,
        employer: String,
        since: DayAnswer,
    },
    Storing {
        known: Known,
        news: ReportNews,
        request: Request,
    },
    Done {
        known: Known,
        news: ReportNews,
    },
    Failed {
        known: Known,
        news: ReportNews,
        cause: Cause,
    },
}

impl Report {
    /// Nobody is known yet.
    pub(super) fn begin(aim: Aim) -> Self {
        Self { aim, stage: Stage::Find(Find::new(What::Card)) }
    }

    /// Of somebody who is known already.
    pub(super) fn of(aim: Aim, known: Known) -> Self {
        Self { aim, stage: asked(aim, known) }
    }

    /// Finished once it is on disk.
    pub(super) fn at(&self) -> At {
        let (screen, finished) = match self.stage {
            Stage::Find(_) => ("find", false),
            Stage::Born { .. } => ("born", false),
            Stage::Looking { .. } => ("looking", false),
            Stage::Ask(_) => ("still-looking", false),
            Stage::Employer { .. } => ("employer", false),
            Stage::Since { .. } => ("since", false),
            Stage::Storing { .. } => ("storing", false),
            Stage::Done { .. } => ("done", true),
            Stage::Failed { .. } => ("failed", false),
        };
        At::new(usage::reported(self.aim), screen, finished)
    }

    /// Whether a scan belongs here, rather than to a page of its own.
    pub(super) fn takes_scans(&self) -> bool {
        match self.stage {
            Stage::Find(_) | Stage::Born { .. } | Stage::Looking { .. } => true,
            Stage::Ask(_)
            | Stage::Employer { .. }
            | Stage::Since { .. }
            | Stage::Storing { .. }
            | Stage::Done { .. }
            | Stage::Failed { .. } => false,
        }
    }

    /// A card was scanned whose signature is right.
    pub(super) fn card(&mut self, code: &CardCode, turn: &Turn<'_>) {
        if self.takes_scans() {
            self.stage = asked(self.aim, Known::by_card(code, turn.machine));
        }
    }

    /// A receipt was scanned.
    pub(super) fn receipt(&mut self, code: ReceiptCode, turn: &mut Turn<'_>) {
        if self.takes_scans() {
            let request = turn.request();
            turn.ask(Effect::LookUp { request, by: By::Code(code.clone()) });
            self.stage = Stage::Looking { request, code };
        }
    }

    /// Something else was scanned.
    pub(super) fn other_code(&mut self) {
        if let Stage::Find(find) = &mut self.stage {
            find.refuse(Refusal::OtherCode);
        }
    }

    /// What is known of the receipt's card. Where nothing is, central will know.
    pub(super) fn found(&mut self, request: Request, found: &Found) {
        let Stage::Looking { request: asked_for, code } = &self.stage else { return };
        if *asked_for != request {
            return;
        }
        let holder = Holder::Receipt { receipt: code.number.clone(), secret: code.secret.clone() };
        let card = match found {
            Found::Status(status) => status.card.as_ref(),
            Found::StillHere | Found::Unknown | Found::TooMany { .. } | Found::Offline => None,
        };
        let none_yet = match found {
            Found::Status(status) => status.card.is_none(),
            Found::StillHere => true,
            Found::Unknown | Found::TooMany { .. } | Found::Offline => false,
        };
        self.stage = if none_yet {
            Stage::Find(Find::new(What::Card).refused(Refusal::NoCardYet))
        } else {
            asked(self.aim, Known::by_receipt(holder, card))
        };
    }

    /// A key goes to the field that is up.
    pub(super) fn key(&mut self, key: &Key, turn: &Turn<'_>) {
        match &mut self.stage {
            Stage::Find(find) => find.key(key, turn.machine),
            Stage::Employer { employer, .. } => match key {
                Key::Text(text) if text == "\u{8}" => {
                    employer.pop();
                }
                Key::Text(text) => type_employer(employer, text),
                Key::Done => {}
            },
            Stage::Born { born, .. } => find::born_key(born, key),
            Stage::Since { since, .. } => find::born_key(since, key),
            Stage::Looking { .. }
            | Stage::Ask(_)
            | Stage::Storing { .. }
            | Stage::Done { .. }
            | Stage::Failed { .. } => {}
        }
    }

    /// A touch on a question.
    pub(super) fn form(&mut self, event: form::Event, turn: &mut Turn<'_>) {
        match &mut self.stage {
            Stage::Find(find) => {
                // Codes may be scanned while numbers have to wait.
                if let Some(Number::Card(number)) = find::touched(find, &event, turn)
                    && turn.tries.wait_ms(turn.now) == 0
                {
                    let (find, born) = (find.clone(), DayAnswer::default());
                    self.stage = Stage::Born { number, born, find };
                }
            }
            Stage::Born { number, born, .. } => {
                if let Some(born) = find::born(born, &event, turn.machine)
                    && turn.tries.wait_ms(turn.now) == 0
                {
                    turn.tries.count(turn.now);
                    let known = Known::typed(Holder::Typed { number: number.clone(), born });
                    self.stage = asked(self.aim, known);
                }
            }
            Stage::Ask(known) => {
                let form::Event::Chosen(id) = event else { return };
                let known = known.clone();
                if id == STILL_LOOKING {
                    let news = ReportNews::StillLooking { day: turn.machine.today() };
                    self.store(known, news, turn);
                } else if id == EMPLOYED {
                    self.stage = Stage::Employer { known, employer: String::new() };
                }
            }
            Stage::Employer { known, employer } => {
                if let form::Event::Typed(text) = &event {
                    employer.clear();
                    type_employer(employer, text);
                } else if event == form::Event::Erase {
                    employer.pop();
                } else if event == form::Event::Next {
                    self.stage = since(known.clone(), employer.clone(), turn);
                } else if event == form::Event::Skip {
                    self.stage = since(known.clone(), String::new(), turn);
                }
            }
            Stage::Since { known, employer, since } => {
                if let Some(day) = view::since_touched(since, &event, turn.machine) {
                    let employer = employer.trim().to_owned();
                    // The second button; nobody has to say.
                    let found_here = (event == form::Event::Skip).then_some(true);
                    let news = ReportNews::Employed { employer, since: day, found_here };
                    let known = known.clone();
                    self.store(known, news, turn);
                }
            }
            Stage::Looking { .. } | Stage::Storing { .. } | Stage::Done { .. } | Stage::Failed { .. } => {}
        }
    }

    fn store(&mut self, known: Known, news: ReportNews, turn: &mut Turn<'_>) {
        let request = turn.request();
        let report = Told {
            holder: known.holder().clone(),
            news: news.clone(),
            assisted_by: turn.assisted_by.map(str::to_owned),
        };
        turn.ask(Effect::Report { request, report: Box::new(report) });
        self.stage = Stage::Storing { known, news, request };
    }

    /// An answer, or a touch on the last page. `true`: the visitor has done what they came for.
    pub(super) fn step(&mut self, event: &Event, turn: &mut Turn<'_>) -> bool {
        match (event, &self.stage) {
            (Event::Stored { request }, Stage::Storing { known, news, request: asked })
                if request == asked =>
            {
                self.stage = Stage::Done { known: known.clone(), news: news.clone() };
                false
            }
            (Event::NotStored { request, cause }, Stage::Storing { known, news, request: asked })
                if request == asked =>
            {
                self.stage = Stage::Failed { known: known.clone(), news: news.clone(), cause: *cause };
                false
            }
            (Event::TooMany { request, retry_s }, Stage::Storing { request: asked, .. })
                if request == asked =>
            {
                turn.tries.told(turn.now, *retry_s);
                self.stage = Stage::Find(Find::new(What::Card));
                false
            }
            (Event::Again, Stage::Failed { known, news, .. }) => {
                let (known, news) = (known.clone(), news.clone());
                self.store(known, news, turn);
                false
            }
            (Event::Done, Stage::Done { .. } | Stage::Failed { .. }) => true,
            (
                Event::Stored { .. }
                | Event::NotStored { .. }
                | Event::TooMany { .. }
                | Event::Again
                | Event::Done,
                _,
            ) => false,
        }
    }

    /// One step back. `false`: there is nothing below, or it is done.
    pub(super) fn back(&mut self, turn: &Turn<'_>) -> bool {
        self.stage = match &self.stage {
            Stage::Find(_) | Stage::Ask(_) | Stage::Storing { .. } | Stage::Done { .. } => return false,
            Stage::Born { find, .. } => Stage::Find(find.clone()),
            Stage::Looking { .. } => Stage::Find(Find::new(What::Card)),
            Stage::Employer { known, .. } => match self.aim {
                Aim::SixMonths => Stage::Ask(known.clone()),
                Aim::Employed => return false,
            },
            Stage::Since { known, employer, .. } => {
                Stage::Employer { known: known.clone(), employer: employer.clone() }
            }
            Stage::Failed { known, news, .. } => match news {
                ReportNews::StillLooking { .. } => Stage::Ask(known.clone()),
                ReportNews::Employed { employer, .. } => since(known.clone(), employer.clone(), turn),
            },
        };
        true
    }
}

const STILL_LOOKING: &str = "still-looking";
const EMPLOYED: &str = "employed";

/// The first question of somebody who is known.
fn asked(aim: Aim, known: Known) -> Stage {
    match aim {
        Aim::SixMonths => Stage::Ask(known),
        Aim::Employed => Stage::Employer { known, employer: String::new() },
    }
}

/// Today, to begin with.
fn since(known: Known, employer: String, turn: &Turn<'_>) -> Stage {
    Stage::Since { known, employer, since: DayAnswer::of(turn.machine.today()) }
}

fn type_employer(employer: &mut String, text: &str) {
    let room = limits::LINE_MAX.saturating_sub(employer.chars().count());
    employer.extend(text.chars().filter(|c| !c.is_control()).take(room));
}

/// Days before and after today within which somebody may have begun, or will.
const SINCE_DAYS_BEFORE: i64 = 5 * 366;
const SINCE_DAYS_AFTER: i64 = 92;

/// Whether `day` is worth believing.
fn plausible(day: Date, today: Date) -> bool {
    let days = i64::from(today.until(day).map_or(i32::MAX, |span| span.get_days()));
    (-SINCE_DAYS_BEFORE..=SINCE_DAYS_AFTER).contains(&days)
}
