//! Keys of a keyboard of plastic, where a scanner pretends to be one: each waits until it is known whose it is.
//!
//! ```text
//!   key ─► the window's first watcher ─► heard ─┬─ held, then given back ─► the same window, as if pressed now
//!                                               └─ a scan ─► Event::Scanned
//! ```

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use slint::platform::WindowEvent;
use slint::{ComponentHandle, Timer};

use super::Screen;
use crate::device::wedge::{Found, Heard, QUICK_MS, Wedge};
use crate::terminal::Terminal;

/// What is held, and whether anybody looks after it.
#[derive(Default)]
pub(super) struct Typing {
    wedge: RefCell<Wedge>,
    looking: Cell<bool>,
    /// Keys come that were heard before.
    giving_back: Cell<bool>,
}

impl Screen {
    /// A key was pressed. `true`: nobody else gets it, or not yet.
    pub(super) fn heard(self: &Rc<Self>, text: &str) -> bool {
        if self.typing.giving_back.get() {
            return false;
        }
        let of_machine = |terminal: &Terminal| (terminal.scanner_types(), terminal.moment());
        let Some((true, now)) = self.with_terminal(of_machine) else {
            return false;
        };
        let heard = self.typing.wedge.borrow_mut().key(text, now);
        match heard {
            Heard::Pass => false,
            Heard::Hold => {
                self.look_after(QUICK_MS);
                true
            }
            Heard::Scanned(text) => {
                self.scan(&text);
                true
            }
        }
    }

    /// A scanner read this: one that types, or the demonstration's buttons.
    pub fn scan(&self, text: &str) {
        if let Some(event) = self.with_terminal(|terminal| terminal.scanned(text)) {
            self.handle(event);
        }
    }

    fn look_after(self: &Rc<Self>, wait_ms: u64) {
        if self.typing.looking.replace(true) {
            return;
        }
        let weak = Rc::downgrade(self);
        Timer::single_shot(Duration::from_millis(wait_ms), move || {
            if let Some(screen) = weak.upgrade() {
                screen.typing.looking.set(false);
                screen.look();
            }
        });
    }

    fn look(self: &Rc<Self>) {
        let Some(now) = self.with_terminal(Terminal::moment) else { return };
        let found = self.typing.wedge.borrow_mut().look(now);
        match found {
            Found::Nothing => {}
            Found::Wait(ms) => self.look_after(ms),
            Found::GiveBack(keys) => self.give_back(keys),
            Found::Forgotten => tracing::info!("half a scan was forgotten"),
        }
    }

    /// From a timer, never from a key: a window does not take keys while it takes one.
    fn give_back(&self, keys: Vec<String>) {
        self.typing.giving_back.set(true);
        for key in keys {
            let text = slint::SharedString::from(key);
            self.app().window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
            self.app().window().dispatch_event(WindowEvent::KeyReleased { text });
        }
        self.typing.giving_back.set(false);
    }
}
