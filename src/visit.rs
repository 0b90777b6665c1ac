//! What one person does here, from the first touch to the emptied screen.
//!
//! ```text
//!                outage                    touch
//!   OutOfOrder <-------- any    Attract ---------> visit
//!        |  mended                ^ | ^              |
//!        +------------------------+ | |              | finish
//!                                 | | | 8 s          v
//!                   silence, then | | +---------- Thanks
//!                      count-down | |
//!                                 | +--a restart left a question--> Undecided --answer, 60 s--> Attract
//!                                 |                                     +--"cetak ulang"--> visit
//!   seven touches on the clock, or a key, on Attract and OutOfOrder: Service, and back again; a key put in during
//!   a visit waits for its end
//!
//!   the visit:
//!
//!   Home --tile--> Search --card--> Detail --print--> Ticket, and Search --list--> Ticket
//!    |              |    |             |
//!    |  Info <------+    +-> Filters   +-----phone--> Phone
//!    +---^ (tile, notice)+-> Place
//!    +--tile--> Board --row--> Detail --phone--> Phone, --print--> Ticket, and of an employer --vacancies--> Search
//!
//!   "back" goes up one arrow, "home" to Home, "finish" to Thanks; back from Home is "finish".
//!
//!   the ticket: drawn in `ticket.rs`
//! ```
//!
//! **Architecture invariant:** this module knows neither SQLite nor Slint nor sockets nor clocks. An
//! [`Event`] and the time come in, [`Effect`]s go out; [`view`] says what the screens show.
//!
//! **Architecture invariant:** everything about a visitor lives in [`Stay`], and a visit ends by dropping
//! it. What stays is the [`Machine`], the next request's number, what a restart left to be asked, and whether
//! a technician waits.

pub mod apply;
pub mod assist;
pub mod attendance;
pub mod attract;
pub mod board;
mod body;
pub mod camera;
pub mod check;
mod day;
mod desk;
pub mod detail;
mod effect;
mod event;
pub mod filters;
pub mod find;
#[cfg(test)]
mod fixtures;
pub mod form;
pub mod home;
pub mod hours;
mod idle;
pub mod info;
pub mod machine;
pub mod minimum_wage;
pub mod out_of_order;
pub mod phone;
pub mod place;
pub mod preferences;
pub mod published;
pub mod report;
pub mod scan;
pub mod search;
mod seek;
pub mod status;
#[cfg(test)]
pub(crate) mod story;
mod survey;
mod technician;
pub mod thanks;
pub mod ticket;
pub mod undecided;
mod usage;
pub mod view;
mod wipe;

use anjungan_wire::fact;
use anjungan_wire::usage::{Use, UsedService};

use crate::wording::{Lang, Outage};

pub use attendance::{Attendance, Office};
pub use camera::{Camera, CameraNews, Picture};
pub use effect::{Effect, Fact};
pub use event::{Event, Key, Nav};
pub use machine::{Machine, Printer, SheetPrinter, Timing};
pub use preferences::Preferences;
pub use published::Published;
pub use scan::Scan;
pub use ticket::Printable;
pub use view::{View, view};

use event::by_hand;
use seek::Seek;

/// Milliseconds of a clock that only goes forward. Its zero means nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Moment(pub u64);

impl Moment {
    /// Milliseconds from `earlier` to here; 0 if it is not earlier.
    pub fn since_ms(self, earlier: Moment) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The number of something asked for. Later ones are greater, over all visits, so that an answer to the
/// visitor before can't reach this one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Request(pub u64);

/// Everything: the machine, and what is on its screen.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    machine: Machine,
    last_request: u64,
    screen: Screen,
    /// Touches on the clock of an idle screen, while they may still become a technician's knock.
    knocks: Vec<Moment>,
    /// What a restart left to be asked, until the screen is idle.
    unasked: undecided::Unasked,
    /// Numbers that were tried and not found, by their times alone.
    tries: status::Tries,
    /// A technician's key was put in during a visit, and is in still.
    key_waits: bool,
    /// What the office decided during a visit: in force when it is over.
    decided: Option<std::sync::Arc<machine::Settings>>,
}

/// What is on the screen.
#[derive(Clone, PartialEq, Debug)]
enum Screen {
    Attract,
    Visit(Box<Stay>),
    /// The visit is over and forgotten; how was it?
    Survey(Box<survey::Survey>),
    Thanks(thanks::Thanks),
    OutOfOrder(Outage),
    /// A restart left a question.
    Undecided(Box<undecided::Question>),
    /// A technician is here.
    Service(Box<technician::Session>),
}

/// One person's time here. Nothing personal exists outside it.
#[derive(Clone, PartialEq, Debug)]
struct Stay {
    preferences: Preferences,
    silence: idle::Silence,
    tally: Tally,
    page: Page,
    assist: assist::Assist,
}

/// Where in the visit. What lies under a page is inside it, so going up is dropping.
#[derive(Clone, PartialEq, Debug)]
enum Page {
    Home,
    Info(info::Topic),
    Seek(Box<Seek>),
    /// Trainings or job fairs.
    Board(Box<board::Board>),
    /// How an application stands.
    Status(Box<status::Inquiry>),
    /// The six-monthly report, or "Saya sudah bekerja".
    Report(Box<report::Report>),
    /// The check of a card.
    Check(Box<check::Check>),
    /// An application for a card, up to its receipt.
    Apply(Box<apply::Apply>),
    /// A ticket with nothing under it: one that a restart left undecided, printed again.
    Slip(Box<ticket::Ticket>),
}

/// What the visit's fact will say.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Tally {
    started: Moment,
    searches: u32,
    vacancies_opened: u32,
    tickets_begun: u32,
    tickets_printed: u32,
    /// Tickets whose outcome is not known yet.
    tickets_open: Vec<Request>,
    /// A card or a slip was asked for.
    other_paper: bool,
    adjusted: bool,
    /// Words already reported as found nowhere.
    misses: Vec<String>,
    /// The service that is used now.
    using: Option<usage::Using>,
    /// Those that were used before.
    uses: Vec<Use>,
    last_finished: Option<UsedService>,
}

/// What one step may read and ask for besides the screen it changes.
struct Turn<'a> {
    machine: &'a Machine,
    lang: Lang,
    /// The officer who helps.
    assisted_by: Option<&'a str>,
    tally: &'a mut Tally,
    tries: &'a mut status::Tries,
    last_request: &'a mut u64,
    now: Moment,
    effects: &'a mut Vec<Effect>,
}

impl Turn<'_> {
    fn request(&mut self) -> Request {
        *self.last_request += 1;
        Request(*self.last_request)
    }

    fn ask(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}

impl State {
    /// A kiosk that waits for somebody.
    pub fn new(machine: Machine) -> Self {
        Self {
            machine,
            last_request: 0,
            screen: Screen::Attract,
            knocks: Vec::new(),
            unasked: undecided::Unasked::default(),
            tries: status::Tries::default(),
            key_waits: false,
            decided: None,
        }
    }

    /// The machine.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Whether somebody is here, so that updates and restarts wait.
    pub fn visited(&self) -> bool {
        matches!(self.screen, Screen::Visit(_))
    }

    /// Whether nothing of any visitor is held: the state is what [`State::new`] makes, but for what the machine
    /// itself has yet to ask, a technician's key that waits, and how often a number was tried.
    pub fn empty(&self) -> bool {
        let Self { machine, last_request, screen: _, knocks, unasked, tries, key_waits, decided } = self;
        let kept = Self {
            last_request: *last_request,
            knocks: knocks.clone(),
            unasked: unasked.clone(),
            tries: tries.clone(),
            key_waits: *key_waits,
            decided: decided.clone(),
            ..Self::new(machine.clone())
        };
        *self == kept
    }
}

/// What to ask when the terminal starts.
pub fn start(state: &State) -> Vec<Effect> {
    vec![Effect::NearCount { region: state.machine.near_region() }]
}

/// Does `event` at `now` and returns what is to be done outside, in order.
pub fn step(state: &mut State, event: Event, now: Moment) -> Vec<Effect> {
    let mut effects = Vec::new();
    let event = desk::uncovered(state, event);
    ticket::call_back(state, &event, &mut effects);
    if let (true, Screen::Visit(stay)) = (by_hand(&event), &mut state.screen) {
        stay.silence.touched(now);
    }
    if let (true, Screen::Survey(survey)) = (by_hand(&event), &mut state.screen) {
        survey::touched(survey, now);
    }
    match event {
        Event::Tick => {
            idle::tick(state, now, &mut effects);
            undecided::tick(state, now);
            survey::tick(state, now, &mut effects);
            technician::tick(state, now, &mut effects);
        }
        // By hand, and nothing else.
        Event::Touched => {}
        Event::Started => attract::touched(state, now),
        Event::Machine(event) => machine_event(state, &event, now, &mut effects),
        Event::Stopping => wipe::wipe(state, fact::VisitEnd::Interrupted, now, &mut effects),
        Event::Nav(nav) => nav_event(state, nav, now, &mut effects),
        Event::Preferences(event) => preferences_event(state, event, now),
        Event::Ticket(event) => {
            in_visit(state, now, &mut effects, |stay, turn| ticket::step(stay, event, turn));
        }
        Event::Apply(event) => apply_event(state, event, now, &mut effects),
        Event::Camera(news) => in_visit(state, now, &mut effects, |visiting, _| match visiting.page {
            Page::Apply(apply) => apply.camera(news),
            Page::Status(inquiry) => inquiry.camera(news),
            Page::Home
            | Page::Info(_)
            | Page::Seek(_)
            | Page::Board(_)
            | Page::Report(_)
            | Page::Check(_)
            | Page::Slip(_) => {}
        }),
        Event::Scanned(scan) => desk::scanned(state, scan, now, &mut effects),
        Event::Form(event) if matches!(state.screen, Screen::Survey(_)) => {
            survey::step(state, &event, now, &mut effects);
        }
        Event::Form(event) => {
            in_visit(state, now, &mut effects, |v, turn| desk::form(v, event, turn));
            application_left(state, now, &mut effects);
        }
        Event::Status(event) => in_visit(state, now, &mut effects, |v, turn| desk::status(v, event, turn)),
        Event::Report(event) => in_visit(state, now, &mut effects, |v, turn| desk::report(v, &event, turn)),
        Event::Check(event) => in_visit(state, now, &mut effects, |v, turn| desk::check(v, event, turn)),
        Event::Assist(event) => {
            in_visit(state, now, &mut effects, |visiting, turn| desk::assist(visiting, event, turn));
        }
        Event::InfoChosen(id) => {
            in_visit(state, now, &mut effects, |visiting, turn| home::info(visiting.page, &id, turn));
        }
        Event::HoursChosen => {
            in_visit(state, now, &mut effects, |visiting, turn| home::hours(visiting.page, turn));
        }
        Event::AnnouncementChosen => {
            in_visit(state, now, &mut effects, |visiting, turn| home::announcement(visiting.page, turn));
        }
        Event::BoardChosen(id) => in_visit(state, now, &mut effects, |visiting, turn| {
            if let Page::Board(board) = &mut *visiting.page {
                board.chosen(&id, turn.machine);
            }
        }),
        Event::Undecided(event) => undecided::step(state, event, now, &mut effects),
        Event::Service(event) => technician::step(state, event, now, &mut effects),
        Event::TileChosen(id) => {
            in_visit(state, now, &mut effects, |stay, turn| home::step(stay.page, &id, turn));
        }
        Event::Keyboard(key) => {
            in_visit(state, now, &mut effects, |v, turn| desk::key(v, key, turn));
            application_left(state, now, &mut effects);
        }
        Event::Search(event) => in_search(state, now, &mut effects, |seek, turn| seek.search(event, turn)),
        Event::Filters(event) => in_search(state, now, &mut effects, |seek, turn| seek.filters(event, turn)),
        Event::Place(event) => in_search(state, now, &mut effects, |seek, turn| seek.place(event, turn)),
        Event::Detail(event) => {
            in_visit(state, now, &mut effects, |visiting, turn| match &mut *visiting.page {
                Page::Seek(seek) => seek.detail(event, turn),
                Page::Board(board) => {
                    if let Some(seek) = board.detail(&event, turn) {
                        *visiting.page = seek;
                    }
                }
                Page::Home
                | Page::Info(_)
                | Page::Status(_)
                | Page::Report(_)
                | Page::Check(_)
                | Page::Apply(_)
                | Page::Slip(_) => {}
            })
        }
    }
    if let Screen::Visit(stay) = &mut state.screen {
        usage::watch(&mut stay.tally, &stay.page, now);
    }
    // Whoever's paper is on its way must see what becomes of it: no pad lies over that.
    if let Screen::Visit(stay) = &mut state.screen
        && ticket::on_screen(&stay.page).is_some()
    {
        stay.assist.close();
    }
    technician::let_in(state, now, &mut effects);
    settle_if_nobody_is_here(state);
    out_of_order::switch_off_if_idle(state);
    undecided::ask_if_idle(state, now);
    effects
}

/// What the office decided comes into force: never under the fingers of somebody.
fn settle_if_nobody_is_here(state: &mut State) {
    let nobody = match state.screen {
        Screen::Attract | Screen::OutOfOrder(_) | Screen::Thanks(_) | Screen::Undecided(_) => true,
        Screen::Visit(_) | Screen::Survey(_) | Screen::Service(_) => false,
    };
    if nobody && let Some(decided) = state.decided.take() {
        state.machine.settle((*decided).clone());
    }
}

/// Runs `act` on the visit, if there is one.
fn in_visit(
    state: &mut State,
    now: Moment,
    effects: &mut Vec<Effect>,
    act: impl FnOnce(&mut Visiting<'_>, &mut Turn<'_>),
) {
    let State { machine, last_request, tries, screen, .. } = state;
    if let Screen::Visit(stay) = screen {
        let Stay { preferences, silence, tally, page, assist } = &mut **stay;
        let helper = assist.helper().map(str::to_owned);
        let mut turn = Turn {
            machine,
            lang: preferences.lang,
            assisted_by: helper.as_deref(),
            tally,
            tries,
            last_request,
            now,
            effects,
        };
        act(&mut Visiting { silence, page, assist }, &mut turn);
    }
}

/// The parts of a visit that a step changes.
struct Visiting<'a> {
    silence: &'a mut idle::Silence,
    page: &'a mut Page,
    assist: &'a mut assist::Assist,
}

/// Runs `act` on the search and what lies over it, if the visitor is there.
fn in_search(
    state: &mut State,
    now: Moment,
    effects: &mut Vec<Effect>,
    act: impl FnOnce(&mut Seek, &mut Turn<'_>),
) {
    in_visit(state, now, effects, |visiting, turn| {
        if let Page::Seek(seek) = &mut *visiting.page {
            act(seek, turn);
        }
    });
}

fn machine_event(state: &mut State, event: &machine::Event, now: Moment, effects: &mut Vec<Effect>) {
    machine::remember(&mut state.machine, event);
    technician::news(state, event);
    match event {
        // A technician who is here is told, and goes on.
        machine::Event::Outage(_) if matches!(state.screen, Screen::Service(_)) => {}
        // The office can wait until whoever is here has gone.
        machine::Event::Outage(Some(Outage::SwitchedOff))
            if !matches!(state.screen, Screen::OutOfOrder(_)) => {}
        machine::Event::Outage(Some(outage)) => {
            wipe::wipe(state, fact::VisitEnd::Interrupted, now, effects);
            state.screen = Screen::OutOfOrder(*outage);
        }
        machine::Event::Outage(None) => {
            if let Screen::OutOfOrder(_) = state.screen {
                state.screen = Screen::Attract;
            }
        }
        machine::Event::Undecided(about) => undecided::arrived(state, about.clone(), now),
        machine::Event::Settings(decided) => state.decided = Some(std::sync::Arc::clone(decided)),
        machine::Event::Data { .. } => {
            effects.push(Effect::NearCount { region: state.machine.near_region() })
        }
        machine::Event::Identity { .. }
        | machine::Event::Clock(_)
        | machine::Event::ClockUnset(_)
        | machine::Event::Offline(_)
        | machine::Event::OfflineCause(_)
        | machine::Event::Printer(_)
        | machine::Event::TicketsLeft(_)
        | machine::Event::SheetPrinter(_)
        | machine::Event::Office(_)
        | machine::Event::Published(_)
        | machine::Event::Camera(_)
        | machine::Event::TicketsOn(..)
        | machine::Event::Scanner(_)
        | machine::Event::Near(_) => {}
    }
}

/// On a receipt, and what becomes of an application.
fn apply_event(state: &mut State, event: apply::Event, now: Moment, effects: &mut Vec<Effect>) {
    in_visit(state, now, effects, |visiting, turn| {
        if let Page::Apply(apply) = visiting.page {
            if event.is_answer() {
                // There is time to read it.
                visiting.silence.touched(turn.now);
            }
            apply.step(event, turn);
        }
    });
    application_left(state, now, effects);
}

/// An application was left by a button of its own page.
fn application_left(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    let mut finished = false;
    in_visit(state, now, effects, |visiting, turn| {
        let Page::Apply(apply) = &*visiting.page else { return };
        match apply.gone() {
            None => {}
            Some(Nav::Finish) => finished = true,
            Some(Nav::Home | Nav::Back | Nav::Stay) => {
                body::leave(std::mem::replace(visiting.page, Page::Home), turn);
            }
        }
    });
    if finished {
        thanks::finish(state, now, effects);
    }
}

fn nav_event(state: &mut State, nav: Nav, now: Moment, effects: &mut Vec<Effect>) {
    survey::nav(state, nav, now, effects);
    let mut finished = false;
    in_visit(state, now, effects, |visiting, turn| match nav {
        Nav::Stay => {}
        // Leaving what was typed is asked about.
        Nav::Home | Nav::Finish
            if let Page::Apply(apply) = &mut *visiting.page
                && apply.holds(nav, turn) =>
        {
            visiting.assist.close();
        }
        Nav::Home => {
            visiting.assist.close();
            body::leave(std::mem::replace(visiting.page, Page::Home), turn);
        }
        Nav::Finish => finished = true,
        // The pad lies over the page, and what is below stays as it was.
        Nav::Back if visiting.assist.is_up() => visiting.assist.close(),
        Nav::Back => finished = body::back(visiting.page, turn),
    });
    if finished {
        thanks::finish(state, now, effects);
    }
}

fn preferences_event(state: &mut State, event: preferences::Event, now: Moment) {
    // Whoever sets the language before touching anything else has begun their visit; whoever is asked
    // something first is only reading the question.
    if !matches!(state.screen, Screen::Undecided(_)) {
        attract::touched(state, now);
    }
    match &mut state.screen {
        Screen::Visit(stay) => {
            preferences::step(&mut stay.preferences, event);
            stay.tally.adjusted |= stay.preferences.adjusted();
        }
        Screen::Survey(survey) => preferences::step(&mut survey.preferences, event),
        Screen::Thanks(thanks) => preferences::step(&mut thanks.preferences, event),
        Screen::Undecided(question) => preferences::step(&mut question.preferences, event),
        Screen::Service(session) => preferences::step(&mut session.preferences, event),
        // Attract has just become a visit. OutOfOrder speaks the default language.
        Screen::Attract | Screen::OutOfOrder(_) => {}
    }
}
