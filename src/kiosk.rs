//! `anjungan run`: the kiosk in its window, until the machine stops it.

use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use slint::{CloseRequestResponse, ComponentHandle, PhysicalSize};

use crate::config::Config;
use crate::device::machine::RuntimeFolder;
use crate::device::supervisor;
use crate::screen::{Letterbox, Mailbox, Screen};
use crate::terminal::{Surroundings, Terminal};

/// Somebody who may has asked the program to end.
static ASKED_TO_END: AtomicBool = AtomicBool::new(false);

/// Runs until the program is asked to end (SIGINT, SIGTERM), or, where its window is not the whole screen, until that is
/// closed. Whatever was being written has been written when this returns.
///
/// A visitor with a keyboard ends nothing: neither by closing the window (Alt+F4) nor by the keys that end Slint's window
/// on the graphics device.
pub fn run(config: &Config) -> anyhow::Result<()> {
    end_on_panic();
    supervisor::starting();
    #[cfg(feature = "kms")]
    if draws_on_the_device() {
        keep_keys_that_end().context("no window can be opened on the graphics device")?;
    }
    let surroundings = Surroundings { runtime: RuntimeFolder::of_environment(), ..Surroundings::default() };
    let letters = Letterbox::default();
    let post = letters.post();
    // Opening the databases and opening the window take about as long: side by side.
    let (mailbox, terminal) = std::thread::scope(|scope| {
        let terminal = scope.spawn(move || Terminal::start_in(config, surroundings, post));
        (open(letters, config), terminal.join())
    });
    let Ok(terminal) = terminal else {
        anyhow::bail!("the terminal's parts panicked while they started: the log above says where");
    };
    let (mailbox, terminal) = (mailbox?, terminal?);
    let screen = Screen::connect(mailbox, terminal);
    screen.supervise();
    end_on_signal()?;
    until_the_end(&screen)?;
    let asked = ASKED_TO_END.load(Ordering::Relaxed) || !config.screen.fullscreen;
    anyhow::ensure!(asked, "the window ended by itself");
    Ok(())
}

fn open(letters: Letterbox, config: &Config) -> anyhow::Result<Mailbox> {
    let mailbox = letters
        .open(config.screen.px_per_mm)
        .context("no window can be opened: is DISPLAY set, and may this user use it?")?;
    let (width, height) = config.screen.size_px;
    mailbox.app().window().set_size(PhysicalSize::new(width, height));
    mailbox.app().window().set_fullscreen(config.screen.fullscreen);
    if config.screen.fullscreen {
        mailbox.app().window().on_close_requested(|| CloseRequestResponse::KeepWindowShown);
    }
    Ok(mailbox)
}

/// Whether the window is drawn straight on the graphics device: in a build that knows no desktop, and where `SLINT_BACKEND`
/// names it.
pub fn draws_on_the_device() -> bool {
    let asked =
        || std::env::var("SLINT_BACKEND").is_ok_and(|name| name.to_lowercase().starts_with("linuxkms"));
    cfg!(feature = "kms") && (!cfg!(feature = "desktop") || asked())
}

/// Chooses the backend, with a filter before its keyboard: see [`crate::device::chord`].
#[cfg(feature = "kms")]
fn keep_keys_that_end() -> Result<(), slint::PlatformError> {
    use input::event::keyboard::{KeyState, KeyboardEventTrait as _};

    let chords = std::cell::RefCell::new(crate::device::chord::Chords::default());
    slint::BackendSelector::new()
        .backend_name("linuxkms".into())
        .renderer_name("software".into())
        .with_libinput_event_hook(move |event| {
            let input::Event::Keyboard(key) = event else { return false };
            let pressed = key.key_state() == KeyState::Pressed;
            chords.borrow_mut().swallows(key.key(), pressed)
        })
        .select()
}

/// Shows the window and handles events until it ends, then stops the parts behind it.
pub fn until_the_end(screen: &Rc<Screen>) -> anyhow::Result<()> {
    let ran = screen.app().run().context("the window broke");
    supervisor::stopping();
    screen.stop();
    ran
}

/// A thread that panicked would leave a kiosk that looks alive and never answers. The ledger and the spool are
/// built for a sudden stop, and whoever started this program starts it again.
fn end_on_panic() {
    let say = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        say(panic);
        std::process::abort();
    }));
}

/// Lets SIGINT and SIGTERM end the event loop, so that everything ends in its order.
pub fn end_on_signal() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        ASKED_TO_END.store(true, Ordering::Relaxed);
        // An error means that the loop is not running: it has ended or will find nothing to do.
        let _ = slint::quit_event_loop();
    })
    .context("signals can't be handled")
}
