//! `anjungan run`: the kiosk in its window, until the machine stops it.

use std::rc::Rc;

use anyhow::Context;
use slint::{ComponentHandle, PhysicalSize};

use crate::config::Config;
use crate::screen::{Letterbox, Mailbox, Screen};
use crate::terminal::Terminal;

/// Runs until the window is closed or the program is asked to end (SIGINT, SIGTERM). Whatever was being
/// written has been written when this returns.
pub fn run(config: &Config) -> anyhow::Result<()> {
    end_on_panic();
    let letters = Letterbox::default();
    let post = letters.post();
    // Opening the databases and opening the window take about as long: side by side.
    let (mailbox, terminal) = std::thread::scope(|scope| {
        let terminal = scope.spawn(move || Terminal::start(config, post));
        (open(letters, config), terminal.join())
    });
    let Ok(terminal) = terminal else {
        anyhow::bail!("the terminal's parts panicked while they started: the log above says where");
    };
    let (mailbox, terminal) = (mailbox?, terminal?);
    let screen = Screen::connect(mailbox, terminal);
    end_on_signal()?;
    until_the_end(&screen)
}

fn open(letters: Letterbox, config: &Config) -> anyhow::Result<Mailbox> {
    let mailbox = letters
        .open(config.screen.px_per_mm)
        .context("no window can be opened: is DISPLAY set, and may this user use it?")?;
    let (width, height) = config.screen.size_px;
    mailbox.app().window().set_size(PhysicalSize::new(width, height));
    mailbox.app().window().set_fullscreen(config.screen.fullscreen);
    Ok(mailbox)
}

/// Shows the window and handles events until it ends, then stops the parts behind it.
pub fn until_the_end(screen: &Rc<Screen>) -> anyhow::Result<()> {
    let ran = screen.app().run().context("the window broke");
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
        // An error means that the loop is not running: it has ended or will find nothing to do.
        let _ = slint::quit_event_loop();
    })
    .context("signals can't be handled")
}
