//! What a technician does at the machine: from seven touches on the clock to a test paper that a person
//! has judged.
//!
//! ```text
//!   seven touches on the clock                          key on a USB stick
//!          │                                                    │
//!          ▼        right                                       ▼
//!         Pin ─────────────────────────────────────────────►  Menu ──leave, 5 min of silence,──► Left
//!          │ wrong: 5 tries, then 1 min, 2, 4 … 60                ▲ │   stick pulled out
//!          └─ back, 1 min of silence ──► Left                     │ ▼
//!                                                                Task
//!
//!   Load   Open ─► OldOut ─► RollIn ─► Close ─► Which ─► trial ─► Passed
//!            cover    ▲        paper     cover             │
//!            open     └────────seen──────closed────────────┴─► blank: upside down ─► Open
//!   trial  Waiting ─► Judge ─► a person's verdict            the sensors go on by themselves; a touch always
//!            └ blocked, failed, expired ─► what to try      does too, for printers that have none
//!   Logo   Ask ─► Storing ─► trial          Baud   Ask ─► Probing ─► Found | Nothing
//!   Qr     Ask ─► trial ─► which could be read             Order  Ask ─► (menu)
//!   Notice Ask ─► trial                                    Jobs   one doubtful job after the other
//!   Log    Ask ─► Writing ─► Ended     Reset: [`reset`]     About: facts to read
//!   Touch, Colour: [`panel`]                                Wifi: [`wifi`]
//! ```
//!
//! **Architecture invariant:** pure. An [`Event`] and the time come in, [`Effect`]s go out; `crate::terminal`
//! carries them. This module knows neither the visit nor the printer nor the ledger, and nothing in here
//! says that a paper came out: the printer proves it, and a person judges it.
//!
//! **Architecture invariant:** a PIN's digits exist in [`pin::Pin`] alone, which no `Debug` and no view shows; [`wifi`] says the
//! like of passphrases.
//!
//! **Leaving** cancels a test paper of which nothing has left for the printer. One that has begun ends by
//! itself, as any job does; without a verdict it counts as neither passed nor failed, and a machine that was
//! out of order stays so.

mod about;
mod baud;
mod jobs;
mod load;
mod log;
pub mod logo;
mod menu;
mod notice;
mod order;
mod panel;
pub mod pin;
mod qr;
mod reset;
pub mod snapshot;
#[cfg(test)]
mod story;
mod task;
mod trial;
pub mod view;
pub mod wifi;
mod words;

use std::fmt;

use crate::visit::Moment;
use crate::wording::Lang;

pub use baud::BaudNews;
pub use log::LogExport;
pub use logo::LogoNews;
pub use pin::{Pin, PinVerdict};
pub use qr::Readable;
pub use snapshot::Snapshot;
pub use trial::{TestId, TestPrint, TestState, TestUpdate, Verdict};
pub use view::{
    ChoiceView, EntryView, ItemView, MenuView, Model, Picture, PinView, Rgb, StepView, TestView, TroubleView,
    View, Weight,
};

use task::Task;

/// Service mode ends after so much silence.
pub const SILENCE_MS_MAX: u64 = 5 * 60_000;
/// The PIN pad goes away after so much silence: a visitor who found it should not be left with it.
const PIN_SILENCE_MS_MAX: u64 = 60_000;

/// A technician at the machine.
#[derive(Clone, PartialEq, Debug)]
pub struct Service {
    known: Box<Snapshot>,
    screen: Screen,
    by_key: bool,
    touched: Moment,
    last_test: TestId,
    left: bool,
}

#[derive(Clone, PartialEq, Debug)]
enum Screen {
    Pin(pin::Pad),
    Menu,
    Task(Task),
}

/// What happens.
#[derive(Clone, PartialEq)]
pub enum Event {
    /// One touch on the clock; `crate::visit` counts seven of them and begins a [`Service`].
    Knock,
    /// A digit on the pad, 0 to 9.
    Digit(u8),
    /// The last digit is taken back.
    Erase,
    /// The digits are the PIN.
    Enter,
    /// Letters, where something is typed.
    Typed(String),
    /// An item of the menu or a choice of a step, by its id.
    Chosen(String),
    /// One step back; from the menu or the pad: out.
    Back,
    /// Out.
    Leave,
    /// Time passed. Once a second is enough.
    Tick,
    /// A stick with the right key was put in.
    KeyPresented,
    /// It was pulled out.
    KeyRemoved,
    /// The answer to [`Effect::TryPin`].
    Pin(PinVerdict),
    /// What becomes of a test paper.
    Test(TestUpdate),
    /// What becomes of [`Effect::ProbeBaud`].
    Baud(BaudNews),
    /// What becomes of [`Effect::StoreLogo`].
    Logo(LogoNews),
    /// What became of [`Effect::ExportLog`].
    Log(LogExport),
    /// What became of [`Effect::FactoryReset`]: whether the machine's own units were told.
    Reset(bool),
    /// The answer to [`Effect::Look`].
    Machine(Box<Snapshot>),
}

/// Whoever logs events must not log a PIN digit by digit, nor a passphrase.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Knock => f.write_str("Knock"),
            Event::Digit(_) => f.write_str("Digit"),
            Event::Erase => f.write_str("Erase"),
            Event::Enter => f.write_str("Enter"),
            Event::Typed(_) => f.write_str("Typed"),
            Event::Chosen(id) => write!(f, "Chosen({id})"),
            Event::Back => f.write_str("Back"),
            Event::Leave => f.write_str("Leave"),
            Event::Tick => f.write_str("Tick"),
            Event::KeyPresented => f.write_str("KeyPresented"),
            Event::KeyRemoved => f.write_str("KeyRemoved"),
            Event::Pin(verdict) => write!(f, "Pin({verdict:?})"),
            Event::Test(update) => write!(f, "Test({update:?})"),
            Event::Baud(news) => write!(f, "Baud({news:?})"),
            Event::Logo(news) => write!(f, "Logo({news:?})"),
            Event::Log(news) => write!(f, "Log({news:?})"),
            Event::Reset(told) => write!(f, "Reset({told})"),
            Event::Machine(_) => f.write_str("Machine"),
        }
    }
}

impl Event {
    /// Whether a person did it, so that it ends the silence; answers and news do not.
    pub fn is_by_hand(&self) -> bool {
        match self {
            Event::Knock
            | Event::Digit(_)
            | Event::Erase
            | Event::Enter
            | Event::Typed(_)
            | Event::Chosen(_)
            | Event::Back
            | Event::Leave
            | Event::KeyPresented
            | Event::KeyRemoved => true,
            Event::Tick
            | Event::Pin(_)
            | Event::Test(_)
            | Event::Baud(_)
            | Event::Logo(_)
            | Event::Log(_)
            | Event::Reset(_)
            | Event::Machine(_) => false,
        }
    }
}

/// What is to be done outside.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Answer with [`Event::Machine`]. Asked once a second while service mode is on, and at no other time.
    Look,
    /// Compare and count; answer with [`Event::Pin`].
    TryPin(Pin),
    /// The stick's key opened service mode: for central's record.
    EnteredByKey,
    /// Print; tell with [`Event::Test`].
    PrintTest {
        /// Its number.
        test: TestId,
        /// Which.
        what: TestPrint,
    },
    /// Print the week's vacancies of the district on the sheet printer; tell with [`Event::Test`].
    PrintNoticeBoard {
        /// Its number.
        test: TestId,
    },
    /// Nobody waits for this test paper any more. What has not begun must not come out; what stopped in the
    /// middle need not be waited for.
    CancelTest {
        /// Its number.
        test: TestId,
    },
    /// What a person says of a test paper: for the ledger and central.
    Judged {
        /// Its number.
        test: TestId,
        /// Which it was.
        what: TestPrint,
        /// What they say.
        verdict: Verdict,
    },
    /// Which of the two codes on the QR paper a telephone reads: for central, and to be shown again.
    QrJudged {
        /// The paper's number.
        test: TestId,
        /// What reads.
        readable: Readable,
    },
    /// Try line speeds; tell with [`Event::Baud`].
    ProbeBaud,
    /// Count, then store the logo in the printer; tell with [`Event::Logo`].
    StoreLogo,
    /// A person confirmed a new roll, whose test paper reads well: the budget begins anew.
    PaperLoaded,
    /// Nothing is to be printed for visitors until a technician says so.
    PutOutOfOrder {
        /// Why, in the terminal's error catalogue.
        code: String,
    },
    /// The printer serves again.
    PutInOrder,
    /// A person says what became of a doubtful job.
    Settle {
        /// Its number in the ledger.
        job: i64,
        /// Whether it came out.
        out: bool,
    },
    /// Write the log on a stick; tell with [`Event::Log`].
    ExportLog,
    /// Give the machine's own units an order about Wi-Fi; what they say comes with the next [`Event::Machine`].
    Wifi {
        /// The order's number.
        id: u64,
        /// What is wanted.
        order: wifi::order::Order,
    },
    /// Ask the machine's own units to erase it; tell with [`Event::Reset`].
    FactoryReset,
    /// Service mode has ended: `crate::visit` shows what was there before.
    Left,
}

/// What one step may read and ask for besides the screen it changes.
struct Turn<'a> {
    known: &'a Snapshot,
    now: Moment,
    last_test: &'a mut TestId,
    effects: &'a mut Vec<Effect>,
}

impl Turn<'_> {
    fn ask(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn next_test(&mut self) -> TestId {
        self.last_test.0 += 1;
        *self.last_test
    }
}

impl Service {
    /// The PIN pad, after seven touches on the clock.
    pub fn knocked(now: Moment) -> (Self, Vec<Effect>) {
        (Self::at(Screen::Pin(pin::Pad::default()), false, now), vec![Effect::Look])
    }

    /// The menu, by a key on a stick.
    pub fn with_key(now: Moment) -> (Self, Vec<Effect>) {
        (Self::at(Screen::Menu, true, now), vec![Effect::EnteredByKey, Effect::Look])
    }

    fn at(screen: Screen, by_key: bool, now: Moment) -> Self {
        // Test numbers rise over all of a start's service modes, as time does: an answer to the technician
        // before can't reach this one.
        let last_test = TestId(now.0);
        Self { known: Box::default(), screen, by_key, touched: now, last_test, left: false }
    }

    /// Whether it has ended; then it does nothing any more.
    pub fn has_left(&self) -> bool {
        self.left
    }
}

/// Does `event` at `now` and returns what is to be done outside, in order.
pub fn step(service: &mut Service, event: Event, now: Moment) -> Vec<Effect> {
    let mut effects = Vec::new();
    if service.left {
        return effects;
    }
    if event.is_by_hand() {
        service.touched = now;
    }
    match event {
        Event::Knock => {}
        Event::Tick => tick(service, now, &mut effects),
        Event::Leave => leave(service, &mut effects),
        Event::KeyRemoved if service.by_key => leave(service, &mut effects),
        Event::KeyRemoved => {}
        Event::KeyPresented => {
            if let Screen::Pin(_) = service.screen {
                service.screen = Screen::Menu;
                service.by_key = true;
                effects.push(Effect::EnteredByKey);
            }
        }
        Event::Machine(snapshot) => {
            service.known = snapshot;
            to_screen(service, &task::Input::Looked, now, &mut effects);
        }
        Event::Digit(digit) => to_screen(service, &task::Input::Digit(digit), now, &mut effects),
        Event::Erase => to_screen(service, &task::Input::Erase, now, &mut effects),
        Event::Enter => to_screen(service, &task::Input::Enter, now, &mut effects),
        Event::Typed(text) => to_screen(service, &task::Input::Typed(&text), now, &mut effects),
        Event::Chosen(id) => to_screen(service, &task::Input::Chosen(&id), now, &mut effects),
        Event::Back => to_screen(service, &task::Input::Back, now, &mut effects),
        Event::Pin(verdict) => to_screen(service, &task::Input::Pin(verdict), now, &mut effects),
        Event::Test(update) => to_screen(service, &task::Input::Test(&update), now, &mut effects),
        Event::Baud(news) => to_screen(service, &task::Input::Baud(news), now, &mut effects),
        Event::Logo(news) => to_screen(service, &task::Input::Logo(&news), now, &mut effects),
        Event::Log(news) => to_screen(service, &task::Input::Log(&news), now, &mut effects),
        Event::Reset(told) => to_screen(service, &task::Input::Reset(told), now, &mut effects),
    }
    effects
}

fn tick(service: &mut Service, now: Moment, effects: &mut Vec<Effect>) {
    let silence_ms_max = match service.screen {
        Screen::Pin(_) => PIN_SILENCE_MS_MAX,
        Screen::Menu | Screen::Task(_) => SILENCE_MS_MAX,
    };
    if now.since_ms(service.touched) >= silence_ms_max {
        leave(service, effects);
        return;
    }
    match &mut service.screen {
        Screen::Pin(pad) => pad.tick(now),
        Screen::Task(task) => task.tick(now),
        Screen::Menu => {}
    }
    effects.push(Effect::Look);
}

fn leave(service: &mut Service, effects: &mut Vec<Effect>) {
    if let Screen::Task(task) = &service.screen
        && let Some(test) = task.unfinished_test()
    {
        effects.push(Effect::CancelTest { test });
    }
    service.screen = Screen::Menu;
    service.left = true;
    effects.push(Effect::Left);
}

/// What the screen that is up makes of `input`.
fn to_screen(service: &mut Service, input: &task::Input<'_>, now: Moment, effects: &mut Vec<Effect>) {
    let Service { known, screen, last_test, .. } = service;
    let mut turn = Turn { known, now, last_test, effects };
    let next = match std::mem::replace(screen, Screen::Menu) {
        Screen::Pin(pad) => match pin::step(pad, input, now, &mut turn) {
            pin::Next::Stay(pad) => Some(Screen::Pin(pad)),
            pin::Next::Open => Some(Screen::Menu),
            pin::Next::Out => None,
        },
        Screen::Menu => match input {
            task::Input::Back => None,
            task::Input::Chosen(id) => Some(task::begin(id, &mut turn).map_or(Screen::Menu, Screen::Task)),
            task::Input::Digit(_)
            | task::Input::Typed(_)
            | task::Input::Erase
            | task::Input::Enter
            | task::Input::Pin(_)
            | task::Input::Test(_)
            | task::Input::Baud(_)
            | task::Input::Logo(_)
            | task::Input::Log(_)
            | task::Input::Reset(_)
            | task::Input::Looked => Some(Screen::Menu),
        },
        Screen::Task(task) => Some(task::step(task, input, &mut turn).map_or(Screen::Menu, Screen::Task)),
    };
    match next {
        Some(next) => *screen = next,
        None => leave(service, effects),
    }
}

/// What is on the screen.
pub fn view(service: &Service, lang: Lang) -> View {
    let known = &service.known;
    match &service.screen {
        Screen::Pin(pad) => View::Pin(pin::view(pad, known, lang)),
        Screen::Menu => View::Menu(menu::view(known, lang)),
        Screen::Task(task) => match task::view(task, known, lang) {
            View::Step(step) => View::Step(StepView { model: known.model(), ..step }),
            other @ (View::Pin(_) | View::Menu(_) | View::Test(_) | View::Entry(_)) => other,
        },
    }
}

/// The facts that begin an exported log, in Indonesian.
pub fn facts_for_the_log(known: &Snapshot) -> Vec<(String, String)> {
    words::about(Lang::Id, known)
}
