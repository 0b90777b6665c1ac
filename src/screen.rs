//! The bridge: what the visit shows goes into the UI's globals, what is touched comes back as events.
//! Nothing else in the terminal touches Slint.
//!
//! ```text
//!   touch ─► callback ─► Event ─► visit::step ─► effects ─► Terminal
//!                                      │
//!   globals ◄──────── show ◄──── visit::view
//! ```
//!
//! **Architecture invariant:** no sentence is made here and no decision taken. A view's field and a global's
//! property have the same name, and this copies one into the other.

mod ask;
mod callbacks;
mod card;
pub mod face;
pub mod frame;
pub mod headless;
mod pages;
mod published;
mod qr;
mod service;
mod typing;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anjungan_ui::{App, Kiosk, Nav};
use slint::{ComponentHandle, PlatformError, Timer, TimerMode, Weak};

use crate::terminal::{Post, Terminal};
use crate::visit::{self, Event, State, View, machine};

use face::Face;
use typing::Typing;

/// How often the visit is told that time passed.
const TICK: Duration = Duration::from_secs(1);

/// The window and the visit behind it.
pub struct Screen {
    face: Face,
    news: Receiver<Event>,
    state: RefCell<State>,
    terminal: RefCell<Option<Terminal>>,
    waiting: RefCell<VecDeque<Event>>,
    typing: Typing,
    tick: Timer,
    supervised: frame::Supervised,
}

/// Where events from other threads wait, also before there is a window: what is slow to start can begin
/// while the window opens.
pub struct Letterbox {
    sender: Sender<Event>,
    news: Receiver<Event>,
    window: Arc<OnceLock<Weak<App>>>,
}

impl Default for Letterbox {
    fn default() -> Self {
        let (sender, news) = channel();
        Self { sender, news, window: Arc::default() }
    }
}

impl Letterbox {
    /// Takes events from any thread to the window's. For [`Terminal::start`].
    pub fn post(&self) -> Post {
        let (sender, window) = (self.sender.clone(), Arc::clone(&self.window));
        Arc::new(move |event| {
            // A window that is gone has no use for news; one that is not there yet looks for them itself.
            if sender.send(event).is_ok()
                && let Some(app) = window.get()
            {
                let _ = app.upgrade_in_event_loop(|app| app.global::<Nav>().invoke_news());
            }
        })
    }

    /// Opens a window without a visit. `px_per_mm`: of the panel.
    pub fn open(self, px_per_mm: f32) -> Result<Mailbox, PlatformError> {
        let app = App::new()?;
        app.global::<Kiosk>().set_px_per_mm(px_per_mm);
        // Only this consumes the letterbox, so nothing can have been set before.
        let _ = self.window.set(app.as_weak());
        Ok(Mailbox { letters: self, app })
    }
}

/// A window without a visit, and its letterbox.
pub struct Mailbox {
    letters: Letterbox,
    app: App,
}

impl Mailbox {
    /// A new letterbox, and its window at once.
    pub fn open(px_per_mm: f32) -> Result<Self, PlatformError> {
        Letterbox::default().open(px_per_mm)
    }

    /// [`Letterbox::post`]
    pub fn post(&self) -> Post {
        self.letters.post()
    }

    /// The window.
    pub fn app(&self) -> &App {
        &self.app
    }
}

impl Screen {
    /// Puts the visit of `terminal` behind the window.
    pub fn connect(mailbox: Mailbox, terminal: Terminal) -> Rc<Self> {
        let state = State::new(terminal.machine());
        let screen = Rc::new(Self {
            face: Face::new(mailbox.app),
            news: mailbox.letters.news,
            state: RefCell::new(state),
            terminal: RefCell::new(Some(terminal)),
            waiting: RefCell::default(),
            typing: Typing::default(),
            tick: Timer::default(),
            supervised: frame::Supervised::default(),
        });
        callbacks::connect(screen.app(), &screen);
        let weak = Rc::downgrade(&screen);
        screen.tick.start(TimerMode::Repeated, TICK, move || {
            if let Some(screen) = weak.upgrade() {
                screen.time_passed();
            }
        });
        screen.time_passed();
        screen
    }

    /// The window.
    pub fn app(&self) -> &App {
        self.face.app()
    }

    /// What the window shows.
    pub fn view(&self) -> View {
        let now = self.with_terminal(Terminal::moment).unwrap_or_default();
        visit::view(&self.state.borrow(), now)
    }

    /// Does `event` and all that arrived meanwhile, then shows what came of it.
    pub fn handle(&self, event: Event) {
        self.waiting.borrow_mut().push_back(event);
        self.take_news();
    }

    /// Does what other threads have posted, then shows what came of it.
    pub fn take_news(&self) {
        self.waiting.borrow_mut().extend(self.news.try_iter());
        // A property that is set may call back; what that says waits for its turn.
        let Ok(mut state) = self.state.try_borrow_mut() else {
            return;
        };
        let Some(now) = self.with_terminal(Terminal::moment) else {
            return;
        };
        while !self.waiting.borrow().is_empty() {
            while let Some(event) = self.next_event() {
                let effects = visit::step(&mut state, event, now);
                self.with_terminal(|terminal| terminal.perform(effects));
            }
            self.with_terminal(|terminal| terminal.attended(state.attendance()));
            self.face.show(&visit::view(&state, now));
        }
    }

    fn next_event(&self) -> Option<Event> {
        self.waiting.borrow_mut().pop_front()
    }

    /// Ends the visit, writes down what it was, and stops the parts behind the window.
    pub fn stop(&self) {
        self.handle(Event::Stopping);
        self.tick.stop();
        if let Some(terminal) = self.terminal.borrow_mut().take() {
            terminal.stop();
        }
    }

    fn time_passed(&self) {
        if let Some((now, set)) =
            self.with_terminal(|terminal| (terminal.timestamp(), terminal.clock_is_set()))
        {
            let news = [machine::Event::Clock(now), machine::Event::ClockUnset(!set)];
            self.waiting.borrow_mut().extend(news.map(Event::Machine));
            self.handle(Event::Tick);
        }
    }

    fn with_terminal<R>(&self, act: impl FnOnce(&Terminal) -> R) -> Option<R> {
        self.terminal.borrow().as_ref().map(act)
    }
}
