//! Whether visitors see anything: the first frame, and that the thread that draws is alive.
//!
//! Slint tells of drawn frames only where a graphics card draws (`Window::set_rendering_notifier` is unsupported by the
//! software renderer), and a turn of the event loop is no frame. What proves one is two things together:
//!
//! 1. The renderer asked for the colour of the element that is drawn last (`Kiosk.drawn` in `app.slint`). Bindings are
//!    evaluated when their value is needed, and only the renderer needs that one: every other element of the frame was
//!    drawn before it, into the buffer that goes to the panel.
//! 2. A timer that was begun then has fired. Timers fire in a turn of the event loop of their own, so drawing has
//!    returned; the backends hand the buffer over within it (linuxkms: a page flip, winit: the window system), and end
//!    the event loop where that fails.
//!
//! It does not prove that a panel is plugged in and lit: no software can.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use anjungan_ui::{App, Kiosk};
use slint::{Color, ComponentHandle, Timer, TimerMode};

use super::Screen;
use crate::device::supervisor;
use crate::terminal::Terminal;

/// Calls `then` once, when the window's first frame has been drawn and handed over. To be called before the event loop
/// runs.
pub fn on_first(app: &App, then: impl FnOnce() + 'static) {
    let then = Rc::new(Cell::new(Some(then)));
    app.global::<Kiosk>().on_drawn(move || {
        // Taken here: a window that is drawn anew asks again.
        if let Some(then) = then.take() {
            Timer::single_shot(Duration::ZERO, then);
        }
        Color::from_argb_u8(0, 0, 0, 0)
    });
}

/// Tells systemd that the kiosk serves once it is seen, and from then on that its window is alive.
#[derive(Default)]
pub(super) struct Supervised {
    sign: Timer,
}

impl Supervised {
    fn serve(&self) {
        supervisor::ready();
        if let Some(every) = supervisor::sign_every() {
            supervisor::alive();
            self.sign.start(TimerMode::Repeated, every, supervisor::alive);
        }
    }
}

impl Screen {
    /// Tells the machine when the first frame is seen, and whoever started this program that it is alive. For a kiosk;
    /// a demonstration has no supervisor.
    pub fn supervise(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        on_first(self.app(), move || {
            if let Some(screen) = weak.upgrade() {
                tracing::info!("the first frame is drawn");
                screen.with_terminal(Terminal::frame_drawn);
                screen.supervised.serve();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use slint::PhysicalSize;

    use super::*;
    use crate::screen::headless::Headless;

    #[test]
    fn a_frame_is_proved_by_drawing_it_and_by_nothing_else() {
        let window = Headless::install(PhysicalSize::new(1080, 1920)).unwrap();
        let app = App::new().unwrap();
        let seen = Rc::new(Cell::new(0));
        let count = Rc::clone(&seen);
        on_first(&app, move || count.set(count.get() + 1));
        let turns = || {
            for _ in 0..3 {
                slint::platform::update_timers_and_animations();
            }
        };
        turns();
        assert_eq!(seen.get(), 0, "turns of the event loop draw nothing");
        app.show().unwrap();
        turns();
        assert_eq!(seen.get(), 0, "neither does a window that is open");
        assert!(window.draw());
        assert_eq!(seen.get(), 0, "drawing may still fail while it goes on");
        turns();
        assert_eq!(seen.get(), 1);
        window.forget_frame();
        assert!(window.draw());
        turns();
        assert_eq!(seen.get(), 1, "it is told once");
    }
}
